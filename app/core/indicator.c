// SPDX-License-Identifier: Apache-2.0
// indicator.c - values with their judgement, and the ranges of history asked for them.
#include "core/indicator.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/indicator_private.h"
#include "core/indicator_unit.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES_MAX 65536 // of a request's number, 16 bits

Indicators *indicators_create(const IndicatorsDesc *desc)
{
    Indicators *all = calloc(1, sizeof *all);
    if (all) {
        all->desc = *desc;
        all->turn = 1;
    }
    return all;
}

void indicators_destroy(Indicators *all)
{
    if (!all) return;
    for (int i = 0; i < all->count; i++) {
        IndicatorEntry *entry = all->entries[i];
        for (int s = 0; s < INDICATOR_SLOTS; s++) free(entry->slots[s].points);
        free(entry->text);
        free(entry);
    }
    free(all->entries);
    hashmap_finish(&all->by_key);
    free(all);
}

static void resolve(Indicators *all, IndicatorEntry *entry)
{
    IndicatorValue *v = &entry->value;
    v->unit = NULL;
    v->indicator = NULL;
    v->topic = topics_of_key(all->desc.topics, entry->text, &v->indicator);
    const char *slash = strrchr(entry->text, '/');
    if (v->topic || !slash) return;
    char key[KEYS_TEXT_MAX + 1];
    const size_t length = (size_t)(slash - entry->text);
    if (length >= sizeof key) return;
    memcpy(key, entry->text, length);
    key[length] = 0;
    for (int u = 0; u < topics_unit_count(all->desc.topics); u++) {
        const TopicUnit *unit = topics_unit_at(all->desc.topics, u);
        // Of a town or village its county: their codes begin with its six digits.
        const bool is_within = strlen(unit->code) == 6 && strncmp(unit->code, slash + 1, 6) == 0;
        if (strcmp(unit->code, slash + 1) != 0 && !is_within) continue;
        v->topic = topics_of_key(all->desc.topics, key, &v->indicator);
        v->unit = v->topic ? unit : NULL;
    }
}

static IndicatorEntry *entry_of(Indicators *all, const char *text)
{
    const size_t length = strlen(text);
    const uint64_t hash = str_hash(text, length);
    uint64_t at = 0;
    if (hashmap_get(&all->by_key, hash, &at)) return all->entries[at];
    if (!length || length > KEYS_TEXT_MAX || all->count == ENTRIES_MAX ||
        !array_reserve((void **)&all->entries, &all->cap, all->count + 1, sizeof *all->entries))
        return NULL;
    IndicatorEntry *entry = calloc(1, sizeof *entry);
    if (entry) entry->text = str_copy(text);
    if (!entry || !entry->text || !hashmap_put(&all->by_key, hash, (uint64_t)all->count)) {
        if (entry) free(entry->text);
        free(entry);
        return NULL;
    }
    entry->key = keys_intern(all->desc.keys, text, length);
    resolve(all, entry);
    all->entries[all->count++] = entry;
    return entry;
}

void indicators_update(Indicators *all, int64_t now_us, bool have_topics_changed)
{
    char text[32];
    clock_format(now_us, all->desc.utc_offset_s, text);
    memcpy(all->day, text, 10);
    all->day[10] = 0;
    all->now_us = now_us;
    all->turn++;
    if (!have_topics_changed) return;
    for (int i = 0; i < all->count; i++) resolve(all, all->entries[i]);
    all->version++;
}

uint64_t indicators_version(const Indicators *all)
{
    return all->version;
}

void indicators_show(Indicators *all, const Live *live)
{
    if (all->desc.live == live) return;
    all->desc.live = live;
    all->version++;
    all->turn++;
}

// Asks for a range, unless it was asked for lately. What came before stays until the answer.
static void ask(Indicators *all, int e, int s, int64_t from_us, int64_t to_us, double every_s)
{
    IndicatorEntry *entry = all->entries[e];
    IndicatorSlot *slot = &entry->slots[s];
    // A jump of the clock, back too, asks again.
    if (slot->t_asked_us && fabs((double)(all->now_us - slot->t_asked_us)) < every_s * 1e6) return;
    slot->t_asked_us = all->now_us;
    slot->request = ++all->requests << 24 | (uint64_t)e << 8 | (uint64_t)s;
    slot->from_us = from_us;
    slot->to_us = to_us;
    if (slot->load != INDICATOR_READY) slot->load = INDICATOR_LOADING;
    if (all->desc.history.ask &&
        all->desc.history.ask(all->desc.history.source, slot->request, entry->key, from_us, to_us,
                              INDICATOR_POINTS_MAX - 1))
        return;
    slot->load = INDICATOR_NONE;
    slot->count = 0;
    slot->request = 0;
}

void indicators_take(Indicators *all, uint64_t request, const IndicatorPoint *points, int count,
                     const Err *failed)
{
    const int e = (int)(request >> 8 & 0xFFFF), s = (int)(request & 0xFF);
    if (e >= all->count || s >= INDICATOR_SLOTS) return;
    IndicatorSlot *slot = &all->entries[e]->slots[s];
    if (slot->request != request) return; // asked again since
    slot->request = 0;
    all->version++;
    all->turn++;                            // what was got this turn is old
    if (count > INDICATOR_POINTS_MAX - 1) { // the latest
        points += count - (INDICATOR_POINTS_MAX - 1);
        count = INDICATOR_POINTS_MAX - 1;
    }
    IndicatorPoint *copy = calloc((size_t)count + 1, sizeof *copy);
    if (failed || !copy) {
        slot->load = INDICATOR_FAILED;
        if (failed) slot->err = *failed;
        free(copy);
        return;
    }
    if (count) memcpy(copy, points, (size_t)count * sizeof *copy);
    free(slot->points);
    slot->points = copy;
    slot->count = count;
    slot->load = count ? INDICATOR_READY : INDICATOR_NONE;
}

static int index_of(const Indicators *all, const IndicatorEntry *entry)
{
    uint64_t at = 0;
    hashmap_get(&all->by_key, str_hash(entry->text, strlen(entry->text)), &at);
    return (int)at;
}

static double period_s(const IndicatorValue *v, const LiveValue *live)
{
    if (v->indicator && v->indicator->period.seconds > 0) return v->indicator->period.seconds;
    return live->last.period_ms ? live->last.period_ms / 1000.0 : 0;
}

// The value nearest to t.
static double nearest(const IndicatorSlot *slot, int64_t t_us, int64_t *t_found_us)
{
    double best = INFINITY, number = NAN;
    for (int i = 0; i < slot->count; i++) {
        const double off = fabs((double)(slot->points[i].t_us - t_us));
        if (off >= best || isnan(slot->points[i].number)) continue;
        best = off;
        number = slot->points[i].number;
        *t_found_us = slot->points[i].t_us;
    }
    return number;
}

// The same day and time of the year before, by the local calendar; 28 February for the 29th.
static int64_t year_before(int64_t t_us, int utc_offset_s)
{
    char text[32], year[16];
    int64_t before = 0;
    clock_format(t_us, utc_offset_s, text);
    snprintf(year, sizeof year, "%04d", atoi(text) - 1);
    memcpy(text, year, 4);
    if (strncmp(text + 5, "02-29", 5) == 0) text[9] = '8';
    if (!clock_parse(text, utc_offset_s, &before)) return t_us;
    return before + t_us % 1000000;
}

static void look_back(Indicators *all, IndicatorEntry *entry, const LiveValue *live)
{
    IndicatorValue *v = &entry->value;
    const int e = index_of(all, entry);
    const double period = period_s(v, live), half = fmax(period / 2, 1);
    const double year_half = fmax(period / 2, 3600);
    const int64_t last = v->t_obs_us - (int64_t)(period * 1e6),
                  year = year_before(v->t_obs_us, all->desc.utc_offset_s);
    const double every = fmax(fmin(period, 3600), 30);
    if (period > 0)
        ask(all, e, SLOT_LAST_PERIOD, last - (int64_t)(half * 1e6),
            last + (int64_t)(half * 1e6) - 1, every);
    ask(all, e, SLOT_LAST_YEAR, year - (int64_t)(year_half * 1e6),
        year + (int64_t)(year_half * 1e6), fmax(every, 300));
    v->last_period_load = entry->slots[SLOT_LAST_PERIOD].load;
    v->last_year_load = entry->slots[SLOT_LAST_YEAR].load;
    v->last_period = nearest(&entry->slots[SLOT_LAST_PERIOD], last, &v->t_last_period_us);
    v->last_year = nearest(&entry->slots[SLOT_LAST_YEAR], year, &v->t_last_year_us);
    v->change = v->number - v->last_period;
    const int better = v->indicator ? v->indicator->better : TOPIC_BETTER_NONE;
    if (better && v->change != 0 && !isnan(v->change))
        v->trend = (v->change > 0) == (better == TOPIC_BETTER_HIGHER) ? 1 : -1;
}

static void take_limits(IndicatorValue *v, const Threshold *row)
{
    v->threshold = row;
    v->bad = row->direction;
    for (int l = 0; l < ALARM_LEVEL_COUNT; l++)
        v->limits[l] = indicator_unit_convert(row->unit, v->indicator->unit, row->limits[l]);
}

// By the worst of its thresholds that is valid today, else by its own limits.
static void judge(const Indicators *all, IndicatorValue *v)
{
    const TopicIndicator *i = v->indicator;
    const bool is_judged = !isnan(v->number) && v->freshness <= LIVE_LATE &&
                           v->quality <= QUALITY_SUSPECT && v->freshness != LIVE_NONE;
    memcpy(v->limits, i->limits, sizeof v->limits);
    v->bad = i->bad;
    const Thresholds *rows = i->thresholds[0][0] ? all->desc.thresholds : NULL;
    for (int t = 0; rows && t < TOPIC_THRESHOLDS_MAX && i->thresholds[t][0]; t++) {
        const Threshold *row = thresholds_find(rows, i->thresholds[t], all->day);
        if (!row) continue;
        const double number = indicator_unit_convert(i->unit, row->unit, v->number);
        const AlarmLevel level = is_judged ? threshold_level(row, number) : ALARM_LEVEL_NONE;
        if (!v->threshold || level > v->level) take_limits(v, row);
        if (level > v->level) v->level = level;
        if (!v->band[0]) v->band = threshold_band(row, number);
    }
    if (v->threshold || !is_judged) return;
    for (int l = ALARM_LEVEL_BLUE; l < ALARM_LEVEL_COUNT; l++)
        if (v->bad == THRESHOLD_ABOVE ? v->number >= v->limits[l] : v->number <= v->limits[l])
            v->level = (AlarmLevel)l;
}

static void take_live(const Indicators *all, IndicatorValue *v, uint32_t key)
{
    const LiveValue *live = live_get(all->desc.live, key);
    v->freshness = live_freshness(all->desc.live, key);
    v->age_s = live_age_s(all->desc.live, key);
    if (!live) return;
    const Observation *last = &live->last;
    v->number = live->number;
    if (v->indicator && live->unit && live->unit[0])
        v->number = indicator_unit_convert(live->unit, v->indicator->unit, live->number);
    if (last->kind == OBSERVATION_TEXT) v->text = last->text;
    v->quality = (ObservationQuality)last->quality;
    v->t_obs_us = last->t_obs_us;
    v->t_recv_us = last->t_recv_us;
    v->is_simulated = (last->flags & OBSERVATION_SIMULATED) != 0;
    v->is_recovered = (last->flags & OBSERVATION_RECOVERED) != 0;
    v->feed = last->feed;
    v->messages = live->count;
}

static IndicatorValue fresh_value(const IndicatorEntry *entry)
{
    const IndicatorValue *old = &entry->value;
    IndicatorValue v = { .topic = old->topic,
                         .indicator = old->indicator,
                         .unit = old->unit,
                         .key = entry->key,
                         .number = NAN,
                         .age_s = NAN,
                         .band = "",
                         .last_period = NAN,
                         .last_year = NAN,
                         .change = NAN,
                         .target = NAN,
                         .target_gap = NAN,
                         .source = "",
                         .owner = "",
                         .evidence = "",
                         .reference = "" };
    for (int l = 0; l < ALARM_LEVEL_COUNT; l++) v.limits[l] = NAN;
    return v;
}

const IndicatorValue *indicators_get(Indicators *all, const char *text)
{
    IndicatorEntry *entry = entry_of(all, text);
    if (!entry) return NULL;
    if (entry->turn == all->turn) return &entry->value;
    entry->turn = all->turn;
    entry->value = fresh_value(entry);
    IndicatorValue *v = &entry->value;
    take_live(all, v, entry->key);
    const LiveValue *live = live_get(all->desc.live, entry->key);
    if (v->indicator) {
        const TopicIndicator *i = v->indicator;
        judge(all, v);
        v->target = v->unit ? NAN : i->target; // of the city
        v->target_gap = v->number - v->target;
        v->source = i->source, v->owner = i->owner;
        v->evidence = i->evidence, v->reference = i->reference;
        if (v->threshold) v->evidence = v->threshold->evidence, v->reference = v->threshold->source;
    }
    if (live && !isnan(v->number)) look_back(all, entry, live);
    return v;
}

static void sum_up(IndicatorTrend *trend)
{
    double sum = 0;
    int n = 0;
    trend->least = trend->mean = trend->most = NAN;
    for (int i = 0; i < trend->count; i++) {
        const double x = trend->points[i].number;
        if (isnan(x)) continue;
        sum += x;
        trend->least = fmin(trend->least, x);
        trend->most = fmax(trend->most, x);
        n++;
    }
    if (n) trend->mean = sum / n;
}

const IndicatorTrend *indicators_trend(Indicators *all, const char *text, TopicSpan span)
{
    const IndicatorValue *v = indicators_get(all, text);
    if (!v) return NULL;
    IndicatorEntry *entry = entry_of(all, text);
    IndicatorTrend *trend = &entry->trends[span];
    IndicatorSlot *slot = &entry->slots[SLOT_SPANS + (int)span];
    const int64_t span_us = (int64_t)(topic_span_s(span) * 1e6);
    const double every = fmin(fmax(topic_span_s(span) / INDICATOR_POINTS_MAX, 60), 3600);
    if (span != TOPIC_SPAN_NOW)
        ask(all, index_of(all, entry), SLOT_SPANS + (int)span, all->now_us - span_us, all->now_us,
            every);
    *trend = (IndicatorTrend){ .points = slot->points,
                               .count = slot->count,
                               .load = slot->load,
                               .from_us = all->now_us - span_us,
                               .to_us = all->now_us,
                               .err = slot->err };
    // There is room for the live value behind what came.
    if (slot->points && slot->count && v->t_obs_us > slot->points[slot->count - 1].t_us &&
        !isnan(v->number)) {
        slot->points[slot->count] = (IndicatorPoint){ v->t_obs_us, v->number };
        trend->count++;
    }
    sum_up(trend);
    return trend;
}

static int by_rank(const void *a, const void *b, void *arg)
{
    const IndicatorRank *x = a, *y = b;
    const bool is_lower_better = *(const int *)arg == TOPIC_BETTER_LOWER;
    if (x->number == y->number) return strcmp(x->unit->code, y->unit->code);
    return (x->number < y->number) == is_lower_better ? -1 : 1;
}

int indicators_rank(Indicators *all, const char *text, IndicatorRank *out, int max)
{
    const TopicIndicator *indicator = NULL;
    int count = 0;
    if (!topics_of_key(all->desc.topics, text, &indicator)) return 0;
    for (int u = 0; u < topics_unit_count(all->desc.topics) && count < max; u++) {
        const TopicUnit *unit = topics_unit_at(all->desc.topics, u);
        char key[KEYS_TEXT_MAX + 1];
        const int length = snprintf(key, sizeof key, "%s/%s", text, unit->code);
        IndicatorEntry entry = { .value = { .indicator = indicator, .unit = unit } };
        entry.key = length < (int)sizeof key ? keys_find(all->desc.keys, key, (size_t)length) : 0;
        IndicatorValue v = fresh_value(&entry);
        if (entry.key) take_live(all, &v, entry.key);
        if (isnan(v.number)) continue;
        judge(all, &v);
        out[count++] = (IndicatorRank){
            .unit = unit, .number = v.number, .freshness = v.freshness, .level = v.level
        };
    }
    int better = indicator->better;
    if (count > 1) qsort_r(out, (size_t)count, sizeof *out, by_rank, &better);
    for (int i = 0; i < count; i++)
        out[i].place = i > 0 && out[i].number == out[i - 1].number ? out[i - 1].place : i + 1;
    return count;
}

AlarmLevel indicators_worst(Indicators *all, const Topic *topic, int *count)
{
    AlarmLevel worst = ALARM_LEVEL_NONE;
    *count = 0;
    for (int i = 0; i < topic->indicator_count; i++) {
        IndicatorEntry entry = { .value = { .topic = topic, .indicator = &topic->indicators[i] } };
        const char *key = topic->indicators[i].key;
        entry.key = keys_find(all->desc.keys, key, strlen(key));
        IndicatorValue v = fresh_value(&entry);
        if (entry.key) take_live(all, &v, entry.key);
        judge(all, &v);
        if (v.level > worst) worst = v.level, *count = 0;
        *count += v.level == worst && worst != ALARM_LEVEL_NONE;
    }
    return worst;
}
