// SPDX-License-Identifier: Apache-2.0
// rule_backtest.c - a series through rules of its own.
#include "core/rule_backtest.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SERIES_BYTES_MAX ((size_t)1 << 30)

typedef struct {
    RuleValue *values; // by key
    int cap;
} Series;

static bool read_series(const void *source, uint32_t key, RuleValue *out)
{
    const Series *series = source;
    if (key >= (uint32_t)series->cap || !series->values[key].t_obs_us) return false;
    *out = series->values[key];
    return true;
}

typedef struct {
    const RuleBacktest *test;
    RuleBacktestResult *result;
    uint64_t raised;
    int64_t *first_us; // by event; 0 = none yet
} Tally;

// Alarms raised since the last look came at now.
static void look(Tally *tally, const ChangeList *changes, int from, int64_t now_us)
{
    for (int i = from; i < changes->count; i++) {
        const char *line = changes->items[i].journal_json;
        if (!strstr(line, "\"what\":\"raise\"") && !strstr(line, "\"what\":\"worsen\"")) continue;
        bool is_within = false;
        tally->result->alarms++;
        for (int e = 0; e < tally->test->event_count; e++) {
            const RuleBacktestEvent *event = &tally->test->events[e];
            if (now_us < event->from_us || now_us > event->to_us) continue;
            is_within = true;
            if (!tally->first_us[e]) tally->first_us[e] = now_us;
        }
        tally->result->false_alarms += !is_within;
    }
}

static void step(Rules *rules, Series *series, Tally *tally, ChangeList *changes, int64_t now_us,
                 const uint32_t *key)
{
    rules_update(rules, &(RulesInput){ .now_us = now_us,
                                       .changed = key,
                                       .changed_count = key != NULL,
                                       .read = read_series,
                                       .source = series });
    look(tally, changes, 0, now_us);
    change_list_finish(changes);
}

static bool run_all(const RuleBacktest *test, Rules *rules, ChangeList *changes, Tally *tally,
                    Err *err)
{
    Series series = { 0 };
    bool ok = true;
    int64_t last_us = 0;
    for (size_t i = 0; ok && i < test->observation_count; i++) {
        const Observation *o = &test->observations[i];
        const int before = series.cap;
        if (o->t_obs_us < last_us || o->t_obs_us <= 0) {
            err_set(err, ERR_ARGUMENT, "observation %zu is older than the one before it", i + 1);
            ok = false;
            break;
        }
        last_us = o->t_obs_us;
        if (o->key >= (uint32_t)before) {
            ok = array_reserve((void **)&series.values, &series.cap, (int)o->key + 1,
                               sizeof *series.values);
            if (!ok) {
                err_set(err, ERR_MEMORY, "back-test");
                break;
            }
            memset(&series.values[before], 0,
                   (size_t)(series.cap - before) * sizeof *series.values);
        }
        // What a hold or a missing value would have raised on the way.
        while (rules_next_us(rules) < o->t_obs_us)
            step(rules, &series, tally, changes, rules_next_us(rules), NULL);
        const bool is_position = o->kind == OBSERVATION_POSITION;
        series.values[o->key] =
            (RuleValue){ .t_obs_us = o->t_obs_us,
                         .number = o->kind == OBSERVATION_NUMBER ? o->number : NAN,
                         .lon_deg = is_position ? o->position.lon_deg : NAN,
                         .lat_deg = is_position ? o->position.lat_deg : NAN,
                         .freshness = LIVE_CURRENT,
                         .quality = (ObservationQuality)o->quality,
                         .is_gone = o->kind == OBSERVATION_GONE,
                         .unit = o->unit };
        step(rules, &series, tally, changes, o->t_obs_us, &o->key);
    }
    free(series.values);
    return ok;
}

bool rule_backtest(const RuleBacktest *test, RuleBacktestResult *out, Err *err)
{
    ChangeList changes = { 0 };
    RuleBacktestResult result = { .first_delay_s = NAN };
    Tally tally = { .test = test,
                    .result = &result,
                    .first_us = calloc((size_t)test->event_count + 1, sizeof(int64_t)) };
    Alarms *alarms = alarms_create(&changes);
    Rules *rules = alarms ? rules_create(&(RulesDesc){ .keys = test->keys,
                                                       .thresholds = test->thresholds,
                                                       .alarms = alarms,
                                                       .utc_offset_s = test->utc_offset_s })
                          : NULL;
    bool ok = rules && tally.first_us;
    if (!ok) err_set(err, ERR_MEMORY, "back-test");
    ok = ok && rules_parse(rules, test->rules_yaml, test->rules_length, "rules", err) &&
         run_all(test, rules, &changes, &tally, err);
    double delay_s = 0;
    for (int e = 0; ok && e < test->event_count; e++) {
        result.hits += tally.first_us[e] != 0;
        result.misses += tally.first_us[e] == 0;
        if (tally.first_us[e])
            delay_s += (double)(tally.first_us[e] - test->events[e].from_us) / 1e6;
    }
    if (ok && result.hits > 0) result.first_delay_s = delay_s / result.hits;
    if (ok && test->observation_count > 0)
        result.hours = (double)(test->observations[test->observation_count - 1].t_obs_us -
                                test->observations[0].t_obs_us) /
                       3600e6;
    if (result.hours > 0) result.alarms_per_hour = result.alarms / result.hours;
    if (ok) *out = result;
    rules_destroy(rules);
    alarms_destroy(alarms);
    change_list_finish(&changes);
    free(tally.first_us);
    return ok;
}

// Up to three fields of a line, cut in place; how many.
static int split(char *line, char *fields[3])
{
    int count = 0;
    for (char *at = line; at && count < 3;) {
        fields[count++] = at;
        at = strchr(at, ',');
        if (at) *at++ = 0;
    }
    return count;
}

typedef struct {
    Observation *observations;
    RuleBacktestEvent *events;
    int observation_count, observation_cap, event_count, event_cap;
} Read;

static bool take_line(Read *read, Keys *keys, char *fields[3], bool is_series, int offset_s)
{
    int64_t t = 0, to = 0;
    double value = 0;
    if (!clock_parse(fields[0], offset_s, &t)) return false;
    if (!is_series) {
        if (!clock_parse(fields[1], offset_s, &to) || to < t ||
            !array_reserve((void **)&read->events, &read->event_cap, read->event_count + 1,
                           sizeof *read->events))
            return false;
        read->events[read->event_count++] = (RuleBacktestEvent){ t, to };
        return true;
    }
    const uint32_t key = keys_intern(keys, fields[1], strlen(fields[1]));
    if (!key || !str_parse_double(fields[2], &value) ||
        !array_reserve((void **)&read->observations, &read->observation_cap,
                       read->observation_count + 1, sizeof *read->observations))
        return false;
    read->observations[read->observation_count++] =
        (Observation){ .t_obs_us = t, .key = key, .kind = OBSERVATION_NUMBER, .number = value };
    return true;
}

static bool read_file(Read *read, Keys *keys, const char *path, bool is_series, int offset_s,
                      Err *err)
{
    size_t length = 0;
    char *text = file_read(path, SERIES_BYTES_MAX, &length, err), *rest = NULL;
    if (!text) return false;
    int line = 0;
    bool ok = true;
    for (char *at = strtok_r(text, "\n", &rest); ok && at; at = strtok_r(NULL, "\n", &rest)) {
        char *fields[3] = { 0 };
        line++;
        at[strcspn(at, "\r")] = 0;
        const int count = split(at, fields);
        if (count == (is_series ? 3 : 2) && take_line(read, keys, fields, is_series, offset_s))
            continue;
        ok = line == 1; // the heading
        if (!ok)
            err_set(err, ERR_FORMAT, "%s:%d: expected %s", path, line,
                    is_series ? "time,key,number" : "start,end");
    }
    free(text);
    return ok;
}

bool rule_backtest_files(const RuleBacktestFiles *files, JsonWriter *out, Err *err)
{
    Read read = { 0 };
    RuleBacktestResult r = { 0 };
    size_t length = 0;
    Keys *keys = keys_create(0);
    char *yaml = file_read(files->rules, (size_t)8 << 20, &length, err);
    if (!keys) err_set(err, ERR_MEMORY, "back-test");
    bool ok = keys && yaml && read_file(&read, keys, files->series, true, files->utc_offset_s, err);
    if (ok && files->events)
        ok = read_file(&read, keys, files->events, false, files->utc_offset_s, err);
    ok = ok && rule_backtest(&(RuleBacktest){ .rules_yaml = yaml,
                                              .rules_length = length,
                                              .keys = keys,
                                              .thresholds = files->thresholds,
                                              .utc_offset_s = files->utc_offset_s,
                                              .observations = read.observations,
                                              .observation_count = (size_t)read.observation_count,
                                              .events = read.events,
                                              .event_count = read.event_count },
                             &r, err);
    if (ok) {
        json_object_begin(out);
        json_key(out, "observations"), json_int(out, read.observation_count);
        json_key(out, "hours"), json_number(out, r.hours);
        json_key(out, "alarms"), json_int(out, r.alarms);
        json_key(out, "alarms_per_hour"), json_number(out, r.alarms_per_hour);
        json_key(out, "hits"), json_int(out, r.hits);
        json_key(out, "misses"), json_int(out, r.misses);
        json_key(out, "false_alarms"), json_int(out, r.false_alarms);
        json_key(out, "first_delay_s"), json_number(out, r.first_delay_s);
        json_object_end(out);
    }
    free(yaml);
    free(read.observations);
    free(read.events);
    keys_destroy(keys);
    return ok;
}
