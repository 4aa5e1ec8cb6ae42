// SPDX-License-Identifier: Apache-2.0
// indicator_json.c - figures as text and JSON.
#include "base/clock.h"
#include "core/indicator_private.h"
#include "core/indicator_unit.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

void indicator_number_text(const TopicIndicator *indicator, double number, char *out, size_t cap)
{
    if (isnan(number)) {
        snprintf(out, cap, "—");
        return;
    }
    const double size = fabs(number);
    const int by_value = size >= 100 || number == round(number) ? 0 : size >= 10 ? 1 : 2;
    const int decimals = indicator && indicator->decimals >= 0 ? indicator->decimals : by_value;
    snprintf(out, cap, "%.*f", decimals, number);
    if (strspn(out, "-0.") == strlen(out) && out[0] == '-') memmove(out, out + 1, strlen(out));
}

static void fill_value(Indicators *all, const char *key, StateLanguage language, Str *out)
{
    char text[64];
    const IndicatorValue *v = indicators_get(all, key);
    indicator_number_text(v ? v->indicator : NULL, v ? v->number : NAN, text, sizeof text);
    str_add(out, text);
    if (v && v->freshness >= LIVE_STALE)
        str_printf(out, language == STATE_LANGUAGE_ZH ? "（%s）" : " (%s)",
                   live_freshness_text(v->freshness, language));
}

void indicators_fill(Indicators *all, const char *text, StateLanguage language, Str *out)
{
    while (*text) {
        const size_t plain = strcspn(text, "{");
        str_add_n(out, text, plain);
        text += plain;
        const char *end = *text ? strchr(text, '}') : NULL;
        if (!end) break;
        char key[TOPIC_KEY_MAX];
        const size_t length = (size_t)(end - text - 1);
        const bool fits = length > 0 && length < sizeof key;
        if (fits) {
            memcpy(key, text + 1, length);
            key[length] = 0;
        }
        if (fits && topics_of_key(all->desc.topics, key, NULL))
            fill_value(all, key, language, out);
        else
            str_add_n(out, text, length + 2);
        text = end + 1;
    }
    str_add(out, text);
}

static void time_or_null(const Indicators *all, JsonWriter *w, const char *key, int64_t t_us)
{
    char text[32];
    json_key(w, key);
    if (!t_us) {
        json_null(w);
        return;
    }
    clock_format(t_us, all->desc.utc_offset_s, text);
    json_text(w, text);
}

static const char *load_name(IndicatorLoad load)
{
    static const char *const names[] = { "none", "loading", "ready", "failed" };
    return names[load];
}

static void write_limits(const IndicatorValue *v, JsonWriter *w)
{
    json_key(w, "limits");
    json_object_begin(w);
    for (int l = ALARM_LEVEL_BLUE; l < ALARM_LEVEL_COUNT; l++)
        if (!isnan(v->limits[l]))
            json_key(w, alarm_level_name((AlarmLevel)l)), json_number(w, v->limits[l]);
    json_object_end(w);
    json_key(w, "bad"), json_text(w, v->bad == THRESHOLD_BELOW ? "below" : "above");
    json_key(w, "threshold"), json_text(w, v->threshold ? v->threshold->id : NULL);
    json_key(w, "valid_to");
    json_text(w, v->threshold && v->threshold->valid_to[0] ? v->threshold->valid_to : NULL);
}

static void write_rank(Indicators *all, const char *key, JsonWriter *w)
{
    IndicatorRank rank[64];
    const int count = indicators_rank(all, key, rank, 64);
    json_key(w, "rank");
    json_array_begin(w);
    for (int i = 0; i < count; i++) {
        json_object_begin(w);
        json_key(w, "place"), json_int(w, rank[i].place);
        json_key(w, "code"), json_text(w, rank[i].unit->code);
        json_key(w, "name"), json_text(w, rank[i].unit->name);
        json_key(w, "value"), json_number(w, rank[i].number);
        json_key(w, "level"), json_text(w, alarm_level_name(rank[i].level));
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_trends(Indicators *all, const char *key, JsonWriter *w)
{
    json_key(w, "trend");
    json_object_begin(w);
    for (int s = TOPIC_SPAN_24H; s < TOPIC_SPAN_COUNT; s++) {
        const IndicatorTrend *trend = indicators_trend(all, key, (TopicSpan)s);
        if (!trend) continue;
        json_key(w, topic_span_name((TopicSpan)s));
        json_object_begin(w);
        json_key(w, "state"), json_text(w, load_name(trend->load));
        json_key(w, "points"), json_int(w, trend->count);
        json_key(w, "least"), json_number(w, trend->least);
        json_key(w, "mean"), json_number(w, trend->mean);
        json_key(w, "most"), json_number(w, trend->most);
        json_object_end(w);
    }
    json_object_end(w);
}

static void write_value(Indicators *all, const IndicatorValue *v, const char *key, JsonWriter *w)
{
    const TopicIndicator *i = v->indicator;
    json_key(w, "key"), json_text(w, key);
    json_key(w, "name"), json_text(w, i ? i->name : NULL);
    json_key(w, "name_en"), json_text(w, i ? i->name_en : NULL);
    json_key(w, "topic"), json_text(w, v->topic ? v->topic->id : NULL);
    json_key(w, "place"), json_text(w, v->unit ? v->unit->name : NULL);
    json_key(w, "value"), json_number(w, v->number);
    json_key(w, "unit"), json_text(w, i ? i->unit : NULL);
    json_key(w, "level"), json_text(w, alarm_level_name(v->level));
    write_limits(v, w);
    json_key(w, "band"), json_text(w, v->band);
    json_key(w, "freshness"), json_text(w, live_freshness_name(v->freshness));
    json_key(w, "age_s"), json_number(w, v->age_s);
    time_or_null(all, w, "t_obs", v->t_obs_us);
    json_key(w, "quality"), json_text(w, live_quality_name(v->quality));
    json_key(w, "simulated"), json_bool(w, v->is_simulated);
    json_key(w, "last_period"), json_number(w, v->last_period);
    json_key(w, "last_period_state"), json_text(w, load_name(v->last_period_load));
    json_key(w, "last_year"), json_number(w, v->last_year);
    json_key(w, "last_year_state"), json_text(w, load_name(v->last_year_load));
    json_key(w, "change"), json_number(w, v->change);
    json_key(w, "better"), json_int(w, v->trend);
    json_key(w, "target"), json_number(w, v->target);
    json_key(w, "target_gap"), json_number(w, v->target_gap);
    json_key(w, "source"), json_text(w, v->source);
    json_key(w, "owner"), json_text(w, v->owner);
    json_key(w, "evidence"), json_text(w, v->evidence);
    json_key(w, "reference"), json_text(w, v->reference);
    json_key(w, "feed"), json_int(w, v->feed);
    json_key(w, "messages"), json_int(w, (int64_t)v->messages);
}

void indicators_json(Indicators *all, const char *key, bool with_trends, JsonWriter *w)
{
    const IndicatorValue *v = indicators_get(all, key);
    if (!v) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    write_value(all, v, key, w);
    write_rank(all, key, w);
    if (with_trends) write_trends(all, key, w);
    json_object_end(w);
}

void indicators_topic_json(Indicators *all, const Topic *topic, JsonWriter *w)
{
    int count = 0;
    const AlarmLevel worst = indicators_worst(all, topic, &count);
    json_object_begin(w);
    json_key(w, "id"), json_text(w, topic->id);
    json_key(w, "name"), json_text(w, topic->name);
    json_key(w, "name_en"), json_text(w, topic->name_en);
    json_key(w, "lead"), json_text(w, topic->lead);
    json_key(w, "notice"), json_text(w, topic->notice);
    json_key(w, "worst"), json_text(w, alarm_level_name(worst));
    json_key(w, "at_worst"), json_int(w, count);
    json_key(w, "indicators");
    json_array_begin(w);
    for (int i = 0; i < topic->indicator_count; i++)
        indicators_json(all, topic->indicators[i].key, false, w);
    json_array_end(w);
    json_object_end(w);
}
