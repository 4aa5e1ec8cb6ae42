// SPDX-License-Identifier: Apache-2.0
// rule_backtest.h - rules tried on a stored series: what they would have raised, against what is
// known to have happened.
// Does not: touch the alarms of the program.
#pragma once
#include "core/rule.h"

typedef struct {
    int64_t from_us, to_us; // an event is noticed by an alarm raised from one to the other
} RuleBacktestEvent;
typedef struct {
    const char *rules_yaml;
    size_t rules_length;
    Keys *keys;                   // borrowed: of the observations
    const Thresholds *thresholds; // NULL = none
    int utc_offset_s;
    const Observation *observations; // by t_obs_us, never back; numbers and positions
    size_t observation_count;
    const RuleBacktestEvent *events;
    int event_count;
} RuleBacktest;
typedef struct {
    int alarms;       // raised or worsened
    int hits, misses; // events with and without an alarm
    int false_alarms; // alarms within no event
    double hours, alarms_per_hour;
    double first_delay_s; // mean, from an event's start to its first alarm; NAN = no hit
} RuleBacktestResult;
// ERR_ARGUMENT for observations out of order, or what rules_parse says. Thread: any.
bool rule_backtest(const RuleBacktest *test, RuleBacktestResult *out, Err *err);

// The same from files: series is CSV of time,key,value; events of start,end; a first line that is
// no time is a heading. Times as clock_parse takes them.
typedef struct {
    const char *rules, *series, *events; // paths; events NULL = none
    const Thresholds *thresholds;
    int utc_offset_s;
} RuleBacktestFiles;
bool rule_backtest_files(const RuleBacktestFiles *files, JsonWriter *out, Err *err);
