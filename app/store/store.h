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
// only without memory or for an address that can never work (*err). While it is away (no server,
// disk full, locked, damaged) status says why; it tries again after 0.1 to 5 s. Thread: main, as
// all of this file.
Store *store_open(const StoreDesc *desc, Err *err);
void store_close(Store *store); // writes what is queued, waits at most 5 s

typedef struct {
    bool is_connected;
    Err err; // why not; ERR_NONE
    uint64_t rows_written, rows_waiting,
        rows_dropped; // of history: past 4 million waiting, or of no time in 1970 to 2099
    uint64_t records_written, conflicts;
    double rows_a_second, write_ms_p99;
    int64_t bytes; // of the store; 0 = unknown
} StoreStatus;
StoreStatus store_status(const Store *store);

// Moves a damaged file (and what belongs to it) to PATH.broken-TIME, so that the next store_open
// begins anew: only when a person says so. Nothing is deleted. new_path: heap, the caller's.
bool store_set_aside(const char *address, char **new_path, Err *err);

// History. Copies (numbers, texts, positions); all comes back as it was but feed, which is of one
// run. Bytes of a text that are no UTF-8 become U+FFFD.
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

// Without a journal_json (NULL) the record itself is the line. Both are JSON, else FAILED.

// Reads: answered through store_poll; while the store is away they fail after 10 s with the reason.
// What was put before is seen. What is past keep_days comes as minutes: of each the least, the
// greatest and the last value with their own times.
typedef struct {
    uint32_t key;
    int64_t from_us, to_us;
    int points_max; // more are thinned: of each span the least, greatest and last stay; 0 = all
} StoreRange;
uint64_t store_read_range(Store *store, const StoreRange *range);
// The last value of each key at or before t (not older than back_us before it): for the time
// slider.
uint64_t store_read_instant(Store *store, int64_t t_us, int64_t back_us);
uint64_t store_read_records(Store *store, const char *kind); // all that are there
// The latest rows_max of them (0 = all), oldest first.
uint64_t store_read_journal(Store *store, int64_t from_us, int64_t to_us, int rows_max);

// All keys that match, key after key, each in order of time.
typedef struct {
    const char *pattern; // of keys: * is any text, ? any one byte; NULL = all
    int64_t from_us, to_us;
    const uint32_t *keys; // these alone, in this order, copied; NULL = by pattern
    int key_count;
} StoreSelection;
bool store_is_match(const char *pattern, const char *key); // as a selection does. Thread: any
// Many answers ROWS, each some ten thousand rows, the last with is_last. The next is read when the
// one before was taken.
uint64_t store_read_rows(Store *store, const StoreSelection *selection);
typedef enum { STORE_CSV, STORE_JSONL } StoreFormat;
// Into a file that replaces path when it is whole. CSV (RFC 4180, UTF-8) has the columns key, time,
// received, kind, value, unit, quality, flags, lon, lat, h, course, heading, speed, mean, count;
// the last two of minutes alone. JSON lines have the same names. Answer EXPORTED with rows.
uint64_t store_export(Store *store, const StoreSelection *selection, StoreFormat format,
                      const char *path);
float store_progress(const Store *store, uint64_t request); // of either, 0 to 1; -1 = none such
void store_cancel(Store *store, uint64_t request); // of either: the answer is ERR_CANCELLED

typedef enum {
    STORE_ANSWER_WRITTEN, // of store_write: outcome; after CONFLICT record holds what is there
    STORE_ANSWER_RANGE,   // observations
    STORE_ANSWER_INSTANT, // observations
    STORE_ANSWER_RECORDS, // records
    STORE_ANSWER_JOURNAL, // records: kind "journal", id = number
    STORE_ANSWER_CHANGED, // request 0: records another desk wrote
    STORE_ANSWER_ROWS,    // observations; is_last
    STORE_ANSWER_EXPORTED // rows
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
    bool is_last;
    uint64_t rows; // so far
} StoreAnswer;
// The next answer; false = none now. Never waits. Its arrays live until the next call.
bool store_poll(Store *store, StoreAnswer *out);
