// SPDX-License-Identifier: Apache-2.0
// app_latency.h - how long a message took until it was shown and until it raised its alarm.
// Does not: look at the clock more than once a turn, or keep single values.
#pragma once
#include "base/histogram.h"
#include "base/json.h"
#include "base/observation.h"
#include "core/live.h"
#include "core/operations.h"

typedef enum {
    APP_LATENCY_STYLE, // received, to its style slots written
    APP_LATENCY_AGE,   // observed (the source's own time), to its style slots written
    APP_LATENCY_ALARM, // received, to its alarm raised: of rules of limits without hold
    APP_LATENCY_COUNT
} AppLatencyKind;

// Of the last one to two minutes: one histogram is filled while the other is the minute before.
typedef struct {
    Histogram now[APP_LATENCY_COUNT], before[APP_LATENCY_COUNT];
    int64_t turned_us;
} AppLatency; // zeroed = empty

void app_latency_turn(AppLatency *latency, int64_t now_us); // once a turn
// What a turn took, at the time it was all shown. Read back and recovered values are not counted.
void app_latency_shown(AppLatency *latency, const Observation *taken, int count, int64_t now_us);
// Alarms that were raised in the turn of at_us by a value that came since since_us.
void app_latency_alarms(AppLatency *latency, Operations *operations, const Live *live,
                        int64_t at_us, int64_t since_us);
// {"received_to_style":{"count","p50","p99","max"},"observed_to_style":…,"received_to_alarm":…}
// in ms; null without any.
void app_latency_json(const AppLatency *latency, JsonWriter *out);
