// SPDX-License-Identifier: Apache-2.0
// live_derive.h - keys that follow from other keys: expressions, and sums, means, extremes, counts
// and exceedance hours of groups. Never fresher than what they follow from.
// Does not: know places (live_bind.h gives members), or keep its hours over a restart.
#pragma once
#include "core/live.h"

typedef struct LiveDerive LiveDerive;
typedef enum {
    LIVE_DERIVE_NONE,
    LIVE_DERIVE_EXPRESSION,
    LIVE_DERIVE_SUM,
    LIVE_DERIVE_MEAN,
    LIVE_DERIVE_MIN,
    LIVE_DERIVE_MAX,
    LIVE_DERIVE_COUNT,      // of members that are live or late
    LIVE_DERIVE_HOURS_ABOVE // of this day (of utc_offset_s) in which the mean was above limit
} LiveDeriveKind;

typedef struct {
    const char *key; // that is derived
    LiveDeriveKind kind;
    const char *expression; // EXPRESSION: its names are keys
    const char *match; // groups: all keys that match, also those yet to come; derived keys are not
                       // taken up by a pattern
    const uint32_t *members; // and these
    int member_count;
    const char *unit;   // UCUM of the result; NULL = that of its first input
    double limit;       // HOURS_ABOVE
    double fresh_share; // of a group's members with a value; 0 = 0.5
    int utc_offset_s;   // HOURS_ABOVE: where the day begins; 0 = +8 h
} LiveDerivation;       // all copied

// An expression is as old as its oldest input and late, stale and dead with the first of them. A
// group is taken over its members that are live or late, as old as the oldest of those, and late,
// stale and dead as soon as fewer than the share of its members are better than that. What has an
// input that is missing, gone or faulty is missing too (an expression: unless it decides otherwise;
// a group: goes without it). An input that is not good makes it SUSPECT; recovered, simulated and
// no-time are handed on.
LiveDerive *live_derive_create(Live *live, Keys *keys); // borrowed
void live_derive_destroy(LiveDerive *derive);
// ERR_FORMAT (expression or unit), ERR_ARGUMENT (a cycle, a key derived twice, no input). Nothing
// is added then. Thread: main, as all of this file.
bool live_derive_add(LiveDerive *derive, const LiveDerivation *derivation, Err *err);
void live_derive_forget(LiveDerive *derive); // all of them
// Puts what follows from live_changes into live: after live_tick and the puts of a frame, before
// live_clear_changes. Expressions at once, in order; groups at most once a second each.
void live_derive_run(LiveDerive *derive, int64_t now_us);
// Everything again with the next run, a group too: after live_forget_values.
void live_derive_again(LiveDerive *derive);
int live_derive_count(const LiveDerive *derive);
uint64_t live_derive_evaluations(const LiveDerive *derive);
