// SPDX-License-Identifier: Apache-2.0
// quality.h - how good each source is: how much of what was due came, how much of it is in time,
// how much of it can be used, and the last error.
// Does not: judge single values (live.h), or know drivers.
#pragma once
#include "core/live.h"
#include "core/threshold.h"

// A source as its driver counts it.
typedef struct {
    const char *name, *driver, *state, *owner; // borrowed; owner may be NULL
    uint16_t number;                           // of Observation.feed
    uint64_t messages, observations, malformed, dropped;
    double lag_ms; // NAN = unknown
    int64_t t_last_us;
    const char *error; // NULL = none
} QualitySource;

typedef struct {
    QualitySource source;
    int keys;
    // 0 to 1, NAN = nothing to judge by. completeness: values that came of those that were due
    // since a key was first seen, by its period. timeliness: keys that are live of all. validity:
    // keys with a good value of all that have one, less the messages that could not be read.
    double completeness, timeliness, validity;
    int late, stale, dead; // keys
    AlarmLevel level;      // YELLOW: its last value is older than 3 periods; RED: 10 [P]
    char worst_key[64];    // the one that is longest without a value; "" = none
} QualityFigures;

typedef struct Quality Quality;
Quality *quality_create(void);
void quality_destroy(Quality *quality);
// Remembers keys that are new; cheap once they are known. Some times a minute. Thread: main.
void quality_update(Quality *quality, const Live *live, const Keys *keys, int64_t now_us);
QualityFigures quality_of(const Quality *quality, const Live *live, const Keys *keys,
                          const QualitySource *source, int64_t now_us);
void quality_json(const QualityFigures *figures, int utc_offset_s, JsonWriter *out);
