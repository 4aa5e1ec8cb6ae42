// SPDX-License-Identifier: Apache-2.0
// indicator_private.h - what indicator.c and indicator_json.c share.
#pragma once
#include "base/hashmap.h"
#include "core/indicator.h"

typedef enum { SLOT_LAST_PERIOD, SLOT_LAST_YEAR, SLOT_SPANS } IndicatorSlotKind;
enum { INDICATOR_SLOTS = SLOT_SPANS + TOPIC_SPAN_COUNT };

// One range of history as it came.
typedef struct {
    IndicatorPoint *points; // as they came; of spans with room for the live value behind
    int count;
    IndicatorLoad load;
    uint64_t request; // the one that is awaited; 0 = none
    int64_t from_us, to_us;
    int64_t t_asked_us; // 0 = never
    Err err;
} IndicatorSlot;

typedef struct {
    char *text; // the key
    uint32_t key;
    IndicatorValue value;
    uint64_t turn; // that value is of
    IndicatorSlot slots[INDICATOR_SLOTS];
    IndicatorTrend trends[TOPIC_SPAN_COUNT];
} IndicatorEntry;

struct Indicators {
    IndicatorsDesc desc;
    IndicatorEntry **entries;
    int count, cap;
    Hashmap by_key; // hash of the text
    int64_t now_us;
    char day[16]; // local
    uint64_t turn, version, requests;
};
