// SPDX-License-Identifier: Apache-2.0
// flood_peer.h - what stands outside the program in the benchmarks of feeds: a mosquitto on
// loopback, a publisher and a subscriber of our own, processes of their own.
// Does not: touch a broker it did not start.
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

int peer_free_port(void);   // of loopback
int peer_connect(int port); // a socket, -1 = nobody listens

typedef struct {
    int port;
    const char *folder; // of its retained messages; NULL = none are kept
    pid_t pid;
} PeerBroker;
bool peer_broker_start(PeerBroker *broker);            // waits until it answers
void peer_broker_stop(PeerBroker *broker, int signal); // and waits for it

typedef enum { PEER_QUIET, PEER_TO_SINK, PEER_TO_CITY } PeerWhere;
// Shared with the publisher's process.
typedef struct {
    _Atomic int where; // PeerWhere
    _Atomic bool is_ending, is_lost;
    _Atomic uint64_t sent, sunk; // to the city; of them read by the sink
    _Atomic uint64_t over;       // of those sent: above the limit
    int port, rate, keys, ids;   // messages a second; keys: over ids ids
    uint64_t over_every;         // every so manieth message of the city is 500, the rest below 100
} PeerFlood;
// "city/ID/METRIC" with {"t":microseconds,"v":number}, QoS 0; to the sink: "sink/…".
pid_t peer_flood_start(PeerFlood *flood); // connects again when its broker was away
// A subscriber of sink/#, that only reads.
pid_t peer_sink_start(PeerFlood *flood);
PeerFlood *peer_flood_create(void); // in shared memory
void peer_stop(pid_t pid);
// Retained messages for every key, at once; false: the broker went away.
bool peer_retain(const PeerFlood *flood);
// Processor time of a process, from /proc; of one of its threads by name: all that begin with it.
double peer_cpu_s(pid_t pid);
double peer_thread_cpu_s(const char *name); // of this process
