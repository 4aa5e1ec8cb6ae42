// SPDX-License-Identifier: Apache-2.0
// store.h - what outlives a run: history of values, alarms and cases as versioned records, the
// journal. SQLite in a file, or PostgreSQL that several desks share: one interface.
// Does not: know what a record means, or decide who owns an alarm (it refuses the second writer).
#pragma once
#include "base/err.h"
#include "base/keys.h"
#include "base/observation.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Store Store;
typedef struct {
    const char *address;    // path of a SQLite file, or postgresql://…
    const char *desk;       // who writes: "ioc-1"; shown in what others see
    Keys *keys;             // borrowed
    double keep_days;       // of history in full; 0 = 30
    double keep_rough_days; // of its downsampled minutes; 0 = 400
    size_t bytes_max;       // of the whole; 0 = no limit. The oldest history goes first
} StoreDesc;

// Connects on the store's own thread: never waits. Reads and writes before that are queued. NULL
// only without memory or for an address that can never work (*err). Thread: main, as all of this
// file unless it says otherwise.
Store *store_open(const StoreDesc *desc, Err *err);
void store_close(Store *store); // writes what is queued, waits at most 5 s

typedef struct {
    bool is_connected;
    Err err; // why not; ERR_NONE
    uint64_t rows_written, rows_waiting,
        rows_dropped; // of history: dropped only past 4 million waiting
    uint64_t records_written, conflicts;
    double rows_a_second, write_ms_p99;
    int64_t bytes; // of the store; 0 = unknown
} StoreStatus;
StoreStatus store_status(const Store *store);

// History. Copies (numbers, texts, positions). Thread: main
void store_put(Store *store, const Observation *observations, int count);

// Records: one JSON object by kind and id, with a version that grows by one with each write.
typedef struct {
    const char *kind, *id, *json; // "alarm", "case", "shelf", …
    uint64_t version;             // the one this replaces; 0 = must not exist
} StoreRecord;
typedef enum { STORE_DONE, STORE_CONFLICT, STORE_FAILED } StoreOutcome;
// Queued; the answer comes through store_poll. Written with its line of the journal in one
// transaction. Never dropped: a store that is away keeps them, in order, until it is back.
uint64_t store_write(Store *store, const StoreRecord *record,
                     const char *journal_json); // number of the request

// Reads: answered through store_poll.
typedef struct {
    uint32_t key;
    int64_t from_us, to_us;
    int points_max; // more are thinned: least and greatest of each span kept; 0 = all
} StoreRange;
uint64_t store_read_range(Store *store, const StoreRange *range);
// The last value of each key at or before t (not older than back_us before it): for the time
// slider.
uint64_t store_read_instant(Store *store, int64_t t_us, int64_t back_us);
uint64_t store_read_records(Store *store, const char *kind); // all that are there
uint64_t store_read_journal(Store *store, int64_t from_us, int64_t to_us, int rows_max);

typedef enum {
    STORE_ANSWER_WRITTEN, // of store_write: outcome; after CONFLICT record holds what is there
    STORE_ANSWER_RANGE,   // observations
    STORE_ANSWER_INSTANT, // observations
    STORE_ANSWER_RECORDS, // records
    STORE_ANSWER_JOURNAL, // records: kind "journal", id = number
    STORE_ANSWER_CHANGED  // request 0: records another desk wrote
} StoreAnswerKind;
typedef struct {
    uint64_t request;
    StoreAnswerKind kind;
    StoreOutcome outcome;
    Err err;
    Observation *observations;
    int observation_count;
    StoreRecord *records;
    int record_count;
} StoreAnswer;
// The next answer; false = none now. Never waits. Its arrays live until the next call.
bool store_poll(Store *store, StoreAnswer *out);
