// SPDX-License-Identifier: Apache-2.0
// inbox.h - from the feeds' threads to the main thread: observations, conflated by key when they
// come faster than they are taken, and events, which never are.
// Does not: judge what it carries.
#pragma once
#include "base/observation.h"
#include <stddef.h>

typedef struct Inbox Inbox;
typedef struct {
    int observations_max;   // untaken; 0 = 262144
    size_t event_bytes_max; // of untaken events; 0 = 64 MiB
} InboxDesc;
typedef struct {
    uint64_t received, conflated,
        dropped;              // observations; conflated: an older one of its key gave way
    uint64_t events, refused; // refused: events that were told to wait
    int untaken;              // observations there now
    int room;                 // observations that memory is held for, read or not
} InboxCounters;

Inbox *inbox_create(const InboxDesc *desc);
void inbox_destroy(Inbox *inbox);
// Takes count observations with their texts. When it is full an observation replaces the untaken
// one of its key, and is dropped where there is none; GONE and HISTORY are never merged. Both are
// counted; returns how many were dropped. Thread: any.
int inbox_put(Inbox *inbox, const Observation *observations, int count);
// Takes the event. False: full, it is still the caller's, who waits and tries again. Thread: any.
bool inbox_put_event(Inbox *inbox, ObservationEvent *event);
// All there is, in the order it came; the array and its texts live until the next call, which frees
// the texts that were not taken out (set to NULL). Never waits longer than a put. Thread: the
// reader.
int inbox_take(Inbox *inbox, Observation **out);
ObservationEvent *
inbox_take_events(Inbox *inbox); // a list, oldest first; the caller's. Thread: the reader
void inbox_event_destroy(ObservationEvent *event); // one, not the list
InboxCounters inbox_counters(const Inbox *inbox);  // Thread: any
// Readable (poll) while something is untaken: a sleeping main loop wakes on it. -1 = none.
int inbox_wake_fd(const Inbox *inbox);
