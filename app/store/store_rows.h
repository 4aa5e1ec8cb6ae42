// SPDX-License-Identifier: Apache-2.0
// store_rows.h - answers on their way to main: what is read is copied here; long ranges are
// thinned.
#pragma once
#include "base/arena.h"
#include "store/store_backend.h"

typedef struct StoreReply {
    struct StoreReply *next;
    StoreAnswer answer; // points into what follows
    Arena arena;        // texts, records
    int observation_cap, record_cap;
} StoreReply;

StoreReply *store_reply_create(StoreAnswerKind kind, uint64_t request); // NULL without memory
void store_reply_destroy(StoreReply *reply);
bool store_reply_add(StoreReply *reply, const Observation *observation); // copied; false: no memory
void store_reply_add_record(void *reply, const StoreRecord *record);     // a BackendRecords

// A sink (BackendRows) that keeps all rows up to points_max, and from there of each of points_max/3
// spans the least, the greatest and the last.
typedef struct {
    StoreReply *reply;
    int64_t from_us, to_us, span_us;
    int points_max;
    int span_count; // 0 = not thinned yet
    int64_t span;   // the one being filled
    StoreRow least, most, last;
    bool has_number, has_any, is_short;
} StoreThin;
void store_thin_begin(StoreThin *thin, StoreReply *reply, const StoreRange *range);
bool store_thin_rows(void *thin, const StoreRow *rows, int count);
bool store_thin_end(StoreThin *thin); // false: no memory
