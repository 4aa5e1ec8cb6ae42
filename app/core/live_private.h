// SPDX-License-Identifier: Apache-2.0
// live_private.h - what the files of live share.
// Does not: belong to anybody else.
#pragma once
#include "base/hashmap.h"
#include "core/live.h"

enum { LIVE_CHUNK = 1024, LIVE_SLOTS = 4096, LIVE_UNITS_MAX = 512 };
#define LIVE_SLOT_US 100000
#define LIVE_FUTURE_US 5000000
#define LIVE_OWN_UNIT UINT32_MAX // no conversion: the value's own unit

// Times of a row are of the live's own clock, which is never set back: wall time plus shift.
typedef struct {
    LiveValue value;
    int64_t t_order_us; // observed time of what was last taken
    int64_t t_us;       // what it ages by
    int64_t t_late_us, t_stale_us, t_dead_us;
    uint32_t next, previous; // row + 1 in the list of its slot
    int32_t slot;            // -1 = in none
    uint32_t declared;       // index of what is declared together; of declared_version
    uint32_t declared_version;
    uint32_t conversion; // of the unit of value.last; LIVE_OWN_UNIT
    float ahead_s;       // of its receipt, where that is more than 5 s: from the future; else 0
    uint8_t quality;     // as sent
    bool is_changed, is_derived;
} LiveRow;

typedef struct {
    char from[OBSERVATION_UNIT_MAX];
    char to[OBSERVATION_UNIT_MAX];
    double scale, offset;
    bool fits;
} LiveConversion;

struct Live {
    Keys *keys;
    LiveRow **chunks;
    int row_count, chunk_count, chunk_cap;
    uint32_t *row_of; // by key: row + 1
    uint32_t row_of_cap;
    uint32_t *slots; // row + 1, first of the list
    int64_t slot_at; // the last one that was looked at
    uint32_t *changes;
    int change_count, change_cap;
    int64_t now_us, shift_us; // wall time of the last tick; what it was set back by in all
    LiveCounters counters;
    int of_freshness[LIVE_FRESHNESS_COUNT];
    LiveDeclaration *declarations; // texts are owned
    int declaration_count, declaration_cap;
    LiveDeclaration *together; // of all that match one key; texts borrowed; the first says nothing
    int together_count, together_cap;
    Hashmap together_of; // hash of the numbers of those that match, to its index
    uint32_t declared_version, applied_version; // applied: to all rows
    char (*units)[OBSERVATION_UNIT_MAX];        // LIVE_UNITS_MAX, that declarations and values name
    int unit_count;
    LiveConversion *conversions;
    int conversion_count, conversion_cap;
    LivePlaces *places;
    int utc_offset_s;
};

static inline LiveRow *live_row_at(const Live *live, uint32_t row)
{
    return &live->chunks[row / LIVE_CHUNK][row % LIVE_CHUNK];
}
static inline LiveRow *live_row_of(const Live *live, uint32_t key)
{
    const uint32_t row = key < live->row_of_cap ? live->row_of[key] : 0;
    return row ? live_row_at(live, row - 1) : NULL;
}
// What is declared of the row's key now.
const LiveDeclaration *live_row_declared(Live *live, LiveRow *row);
// Index of a conversion, LIVE_OWN_UNIT where nothing is to be done; LIVE_OWN_UNIT - 1: it does not
// fit.
uint32_t live_conversion(Live *live, const char *from, const char *to);
// A value that follows from others, with its steps in the live's own clock; no order is asked.
// kind NONE: nothing follows any more, it is gone.
typedef struct {
    Observation observation;
    int64_t t_us, t_late_us, t_stale_us, t_dead_us;
} LiveDerived;
void live_put_derived(Live *live, const LiveDerived *derived);
