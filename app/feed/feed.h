// SPDX-License-Identifier: Apache-2.0
// feed.h - one source of live values or events: a driver on a thread of its own, its options, its
// health.
// Does not: judge values (live.h), keep them (store.h), or know what they mean in the city.
#pragma once
#include "base/err.h"
#include "base/inbox.h"
#include "base/keys.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Feed Feed;

typedef struct {
    const char *name, *value; // "user", "qos", "ca", "every_s", …: rows of the driver's table
} FeedOption;

// Which messages become which key. What a row leaves empty the driver takes from the message
// itself.
typedef struct {
    const char *match; // MQTT topic filter, NMEA or HJ 212 code, CSV or JSON row selector; "" = all
    const char *key;   // template: "air.{2}.pm25" ({n}: level n of the topic, {$.path} or {field}:
                       // from the message); "" = FEED/ID/METRIC
    const char *value; // JSON path ("$.a.b[0]") or column; "" = the whole payload
    const char *time;  // path or column of the observed time: ISO 8601, or s, ms, us since 1970
    const char *lon, *lat, *height, *course, *speed; // paths or columns: a position
    const char *unit; // UCUM of the value, or a path that begins with $
    double scale,
        offset;        // value * scale + offset; scale 0 = 1; of a position: of its speed, to m/s
    double period_s;   // declared between values; 0 = unknown
    const char *datum; // of positions: "" = WGS 84, "gcj02", "bd09"
    int qos;           // of MQTT: 0 to 2; the larger of it and the option
} FeedMap;

typedef struct {
    const char *name;    // unique; shown; the first part of the keys it makes itself
    const char *driver;  // "mqtt": a row of feed_table
    const char *address; // URL, HOST:PORT, or path
    const FeedOption *options;
    int option_count;
    const FeedMap *maps;
    int map_count;
    int keys_max;    // distinct keys it may make; 0 = 250000
    uint16_t number; // in its observations, from 1
    uint64_t seed;   // of jitter and simulation
} FeedDesc;          // all copied

typedef enum {
    FEED_STARTING, // not yet connected
    FEED_LIVE,     // connected, or reading
    FEED_WAITING,  // failed; tries again at t_retry_us
    FEED_ENDED,    // a file at its end
    FEED_FAILED,   // will not try again: a wrong option, an unknown driver
    FEED_STOPPED
} FeedState;

typedef struct {
    FeedState state;
    Err err;                       // the last reason; code ERR_NONE once it works again
    int64_t t_retry_us, t_last_us; // of the last message; 0 = none
    uint64_t messages, bytes, observations, events;
    uint64_t malformed;    // messages that could not be read; the first of each kind is logged
    uint64_t refused_keys; // past keys_max
    uint64_t dropped;      // observations the inbox had no room for
    uint64_t sent, unsent; // messages published, and those given up
    uint64_t waiting;      // to be sent, now
    uint64_t connects;     // 1 = never lost
    double messages_a_second, bytes_a_second; // over the last ten seconds
    double lag_ms;        // median of received less observed, of the last hundred; NAN = unknown
    double clock_skew_ms; // of the source against ours where it tells its own time; NAN = unknown
} FeedStatus;

typedef struct {
    const char *name;
    const char *fallback; // "" = none
    const char *help, *help_zh;
} FeedOptionRow;

// What a feed is asked to send (feed_publish), oldest first.
typedef struct FeedMessage {
    struct FeedMessage *next;
    char *topic;
    uint8_t *payload;
    size_t length;
    int qos;
    bool is_retained;
} FeedMessage;

// To add a feed: write feed_<name>.c, add its row to feed_table.c.
typedef struct {
    const char *name; // "mqtt"
    const char *help, *help_zh;
    const FeedOptionRow *options;
    int option_count;
    // Runs until feed_is_stopping. True: ended by itself (a file at its end) or told to stop.
    // False: failed with *err: ERR_ARGUMENT and ERR_UNSUPPORTED are final, after all else it is run
    // again with jittered back-off (1 s to 60 s). Thread: the feed's own.
    bool (*run)(Feed *feed, Err *err);
    bool can_publish;
} FeedDriver;
extern const FeedDriver *const feed_table[];
extern const int feed_table_count;
const FeedDriver *feed_driver_find(const char *name); // NULL = none

// Starts its thread. Observations and events go to inbox; keys and inbox outlive it. NULL with
// *err: ERR_ARGUMENT (unknown driver or option, with the nearest names), ERR_MEMORY. Thread: main.
Feed *feed_start(const FeedDesc *desc, Keys *keys, Inbox *inbox, Err *err);
void feed_stop(
    Feed *feed); // asks, waits for its thread (below 1 s), frees. NULL is fine. Thread: main
FeedStatus feed_status(const Feed *feed);     // Thread: any
const char *feed_state_name(FeedState state); // "live", "waiting", …
// Sends a message through a feed whose driver can (MQTT), also while it is not connected: it waits
// its turn, up to 64 MiB of them. False with *err: ERR_UNSUPPORTED, ERR_ARGUMENT (a topic with
// wildcards or none), ERR_MEMORY (full). Thread: any.
bool feed_publish(Feed *feed, const char *topic, const void *payload, size_t length, int qos,
                  bool is_retained, Err *err);

// For drivers: on the feed's own thread, or on one it made (all are safe on any thread).
const char *feed_option(const Feed *feed,
                        const char *name); // the row's fallback when not given; "" = none
const FeedDesc *feed_desc(const Feed *feed);
bool feed_is_stopping(const Feed *feed);
bool feed_wait(Feed *feed, double seconds); // false = stopping
int feed_stop_fd(const Feed *feed);         // readable when stopping: for poll beside a socket
void feed_connected(Feed *feed);            // LIVE; back-off begins anew
void feed_lost(Feed *feed, const Err *err); // WAITING: a library that connects again by itself
// For a driver that keeps its own state over connections: WAITING until the back-off is over.
// False = stopping.
bool feed_retry(Feed *feed, const Err *err);
void feed_clock(Feed *feed, int64_t source_us); // the source says that it is now source_us
void feed_received(Feed *feed, size_t bytes);   // one message came
// One that could not be read: counted, the first of each what is logged.
void feed_malformed(Feed *feed, const char *what);
// A key of its own: FEED/ID/METRIC ("/" and control characters in them become "_"); 0 past keys_max
// (counted).
uint32_t feed_key(Feed *feed, const char *id, const char *metric);
uint32_t feed_key_text(Feed *feed, const char *text, size_t length); // one that is given whole
// Fills feed and t_recv_us (when 0), marks NO_TIME, and hands over; takes the text.
void feed_observe(Feed *feed, Observation *observation);
// The same; false = the inbox had no room and it is dropped (counted).
bool feed_observe_try(Feed *feed, Observation *observation);
// Takes it. Waits while the inbox is full: the source is read no further meanwhile.
void feed_event(Feed *feed, ObservationEvent *event);
// Takes it unless the inbox is full: then false, and it is still the caller's.
bool feed_event_try(Feed *feed, ObservationEvent *event);
// The oldest message to be sent, NULL = none: the caller's (feed_message_destroy).
FeedMessage *feed_outbox_take(Feed *feed);
void feed_message_destroy(FeedMessage *message); // NULL is fine
void feed_sent(Feed *feed, bool is_taken);       // one went out, or was given up: counted
int feed_outbox_fd(const Feed *feed);            // readable while there is one
double feed_random(Feed *feed);                  // 0 to 1, by the seed
// Of every key this feed has made: OBSERVATION_GONE (a death certificate, the own connection lost).
void feed_gone_all(Feed *feed);
// A whole number option within its limits; *err ERR_ARGUMENT names it.
bool feed_option_number(const Feed *feed, const char *name, double low, double high, double *out,
                        Err *err);
bool feed_option_is(const Feed *feed, const char *name, const char *value); // ASCII case ignored
// A password or token from the option NAME_file (its first line) or NAME_env (a variable); "" when
// neither is given. ERR_ARGUMENT when it is not there.
bool feed_option_secret(const Feed *feed, const char *name, char *out, size_t cap, Err *err);
