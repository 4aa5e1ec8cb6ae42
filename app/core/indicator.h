// SPDX-License-Identifier: Apache-2.0
// indicator.h - a figure of a topic with all that is shown beside it: state and age, the period and
// the year before, target, rank of the units, trend, and where it comes from.
// Does not: invent. What has no history says so; what is stale is judged by nothing.
//
//   const IndicatorValue *v = indicators_get(all, "T26.pm");
//   const IndicatorTrend *t = indicators_trend(all, "T26.pm", TOPIC_SPAN_24H);
//   IndicatorRank rank[16]; int n = indicators_rank(all, "T26.pm", rank, 16);
#pragma once
#include "core/live.h"
#include "core/topic.h"

typedef struct {
    int64_t t_us;
    double number; // NAN: a gap
} IndicatorPoint;

typedef enum {
    INDICATOR_NONE,    // there is no history: nothing to be had
    INDICATOR_LOADING, // asked for
    INDICATOR_READY,
    INDICATOR_FAILED
} IndicatorLoad;

// Where history is. ask: values of a key with from <= t <= to, oldest first, in the indicator's
// unit, thinned to at most points_max; the answer comes by indicators_take with the same request,
// at once or later. False: there is none for that key.
typedef struct {
    bool (*ask)(void *source, uint64_t request, uint32_t key, int64_t from_us, int64_t to_us,
                int points_max);
    void *source;
} IndicatorHistory;

typedef struct Indicators Indicators;
typedef struct {
    const Live *live; // borrowed, as the rest
    Keys *keys;
    const Topics *topics;
    const Thresholds *thresholds; // NULL = only limits of the packs
    IndicatorHistory history;     // ask NULL = none
    int utc_offset_s;
} IndicatorsDesc;
Indicators *indicators_create(const IndicatorsDesc *desc); // Thread: main, as all of this file
void indicators_destroy(Indicators *indicators);
// Values come from this live state from now on: of the past while history is shown. Borrowed.
void indicators_show(Indicators *indicators, const Live *live);
// Once a turn, after live_tick: now, and whether packs changed (topics_poll). Cheap.
void indicators_update(Indicators *indicators, int64_t now_us, bool have_topics_changed);
void indicators_take(Indicators *indicators, uint64_t request, const IndicatorPoint *points,
                     int count, const Err *failed);        // failed NULL = it worked; copied
uint64_t indicators_version(const Indicators *indicators); // grows as answers come

typedef struct {
    const Topic *topic;              // NULL = the key is no indicator's
    const TopicIndicator *indicator; // of KEY also for KEY/CODE
    const TopicUnit *unit;           // NULL = the city; of a town or village its county
    uint32_t key;
    double number;    // NAN = none has come; converted to the indicator's unit
    const char *text; // where the value is a text; NULL
    LiveFreshness freshness;
    ObservationQuality quality;
    double age_s;                // NAN = none
    int64_t t_obs_us, t_recv_us; // 0 = none
    bool is_simulated, is_recovered;
    // Judged by today's threshold, or the pack's own limits; NONE where it is stale, dead or bad.
    AlarmLevel level;
    const Threshold *threshold;       // the one that gave the level, else the first; NULL = none
    double limits[ALARM_LEVEL_COUNT]; // in the indicator's unit; NAN = none
    int bad;                          // ThresholdDirection
    const char *band;                 // "良"; "" = none
    // Of the period before, and of the same time a year ago; NAN = none or not yet there.
    double last_period, last_year;
    int64_t t_last_period_us, t_last_year_us;
    IndicatorLoad last_period_load, last_year_load;
    double change;             // number less last_period
    int trend;                 // of change: 1 better, -1 worse, 0 neither
    double target, target_gap; // number less target; NAN = none
    // Provenance
    uint16_t feed;                                     // number of the source; 0 = derived or none
    uint64_t messages;                                 // values accepted of it
    const char *source, *owner, *evidence, *reference; // of the pack; never NULL
} IndicatorValue;
// Of a key, or of a unit KEY/CODE; NULL only without memory. Asks for what is missing. Borrowed
// until the next indicators_update; calling again within a turn gives the same.
const IndicatorValue *indicators_get(Indicators *indicators, const char *key);

#define INDICATOR_POINTS_MAX 256
typedef struct {
    const IndicatorPoint *points;
    int count;
    IndicatorLoad load;
    int64_t from_us, to_us;
    double least, mean, most; // of the points; NAN = none
    Err err;                  // of FAILED
} IndicatorTrend;
// The values within span until now, oldest first, the live value last; at most
// INDICATOR_POINTS_MAX. Borrowed until the next indicators_update; NULL only without memory.
const IndicatorTrend *indicators_trend(Indicators *indicators, const char *key, TopicSpan span);

typedef struct {
    const TopicUnit *unit;
    double number;
    LiveFreshness freshness;
    AlarmLevel level;
    int place; // 1 = best (by better; by number where it says none); equal numbers share a place
} IndicatorRank;
// The units that have a value, best first; returns how many.
int indicators_rank(Indicators *indicators, const char *key, IndicatorRank *out, int max);

// "62.1", with the indicator's decimals, without unit; "—" for none.
void indicator_number_text(const TopicIndicator *indicator, double number, char *out, size_t cap);
// A text in which {KEY} stands for the value of an indicator: "AQI {T26.aqi}". A value that is
// stale or dead is followed by that word in brackets; other braces stay.
void indicators_fill(Indicators *indicators, const char *text, StateLanguage language, Str *out);
// All of one: {"key","name","name_en","topic","value","unit","level","limits","band","freshness",
// "age_s","t_obs","quality","simulated","last_period","last_year","target","rank":[…],
// "trend":{"24h":n,…},"source","owner","evidence","reference","feed"}.
void indicators_json(Indicators *indicators, const char *key, bool with_trends, JsonWriter *out);
void indicators_topic_json(Indicators *indicators, const Topic *topic, JsonWriter *out);
// The worst level of a topic's indicators now, and how many are at it.
AlarmLevel indicators_worst(Indicators *indicators, const Topic *topic, int *count);
