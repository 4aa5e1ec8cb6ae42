// SPDX-License-Identifier: Apache-2.0
// live_text.c - live values for people and for scripts: value, age, and why not to believe them.
#include "base/clock.h"
#include "base/str.h"
#include "base/unit.h"
#include "core/live_private.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *zh, *en;
} freshness_words[] = { { "none", "无数据", "no data" },
                        { "live", "实时", "live" },
                        { "late", "迟到", "late" },
                        { "stale", "陈旧", "stale" },
                        { "dead", "失联", "lost" } },
  quality_words[] = { { "good", "正常", "good" },
                      { "suspect", "存疑", "suspect" },
                      { "bad", "故障", "faulty" },
                      { "maintenance", "维护中", "in maintenance" },
                      { "calibration", "校准中", "calibrating" },
                      { "out-of-range", "超量程", "out of range" },
                      { "stopped", "停运", "stopped" },
                      { "manual", "人工设置", "set by hand" } };
static_assert(sizeof freshness_words / sizeof *freshness_words == LIVE_FRESHNESS_COUNT,
              "a word each");
static_assert(sizeof quality_words / sizeof *quality_words == QUALITY_COUNT, "a word each");

const char *live_freshness_name(LiveFreshness freshness)
{
    return freshness_words[freshness].name;
}

const char *live_freshness_text(LiveFreshness freshness, StateLanguage language)
{
    return language == STATE_LANGUAGE_ZH ? freshness_words[freshness].zh
                                         : freshness_words[freshness].en;
}

const char *live_quality_name(ObservationQuality quality)
{
    return quality_words[quality < QUALITY_COUNT ? quality : QUALITY_BAD].name;
}

const char *live_quality_text(ObservationQuality quality, StateLanguage language)
{
    const ObservationQuality q = quality < QUALITY_COUNT ? quality : QUALITY_BAD;
    return language == STATE_LANGUAGE_ZH ? quality_words[q].zh : quality_words[q].en;
}

static void duration_text(double s, StateLanguage language, char *out, size_t cap)
{
    static const struct {
        double from_s, unit_s;
        const char *zh, *en;
    } steps[] = { { 2 * 86400.0, 86400, "天", "d" },
                  { 3600, 3600, "小时", "h" },
                  { 60, 60, "分钟", "min" },
                  { 0, 1, "秒", "s" } };
    int i = 0;
    while (s < steps[i].from_s) i++;
    snprintf(out, cap, "%.0f %s", floor(s / steps[i].unit_s),
             language == STATE_LANGUAGE_ZH ? steps[i].zh : steps[i].en);
}

static void copy_text(char *out, size_t cap, const char *text)
{
    if (cap > 0) str_copy_utf8(out, cap, text);
}

void live_age_text(double age_s, StateLanguage language, char *out, size_t cap)
{
    char span[40], text[64];
    const bool is_zh = language == STATE_LANGUAGE_ZH;
    if (isnan(age_s)) {
        copy_text(out, cap, live_freshness_text(LIVE_NONE, language));
    } else if (age_s < 1) {
        copy_text(out, cap, is_zh ? "刚刚" : "just now");
    } else {
        duration_text(fmin(age_s, 1e12), language, span, sizeof span);
        snprintf(text, sizeof text, is_zh ? "%s前" : "%s ago", span);
        copy_text(out, cap, text);
    }
}

// As many decimals as say something: four figures.
static int decimals_of(double number)
{
    const double size = fabs(number);
    return size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3;
}

void live_number_text(const Live *live, uint32_t key, double number, char *out, size_t cap)
{
    char text[64];
    const LiveDeclaration d = live_declared(live, key);
    const bool is_free = d.decimals < 0;
    if (is_free && number != 0 && (fabs(number) < 0.001 || fabs(number) >= 1e15)) {
        snprintf(text, sizeof text, "%.3g", number);
        copy_text(out, cap, text);
        return;
    }
    snprintf(text, sizeof text, "%.*f", is_free ? decimals_of(number) : d.decimals % 16, number);
    size_t length = strlen(text);
    if (is_free && strchr(text, '.')) {
        while (text[length - 1] == '0') text[--length] = 0;
        if (text[length - 1] == '.') text[--length] = 0;
    }
    copy_text(out, cap, strcmp(text, "-0") == 0 ? "0" : text);
}

static void add_value(Str *out, const Live *live, const LiveValue *value, StateLanguage language)
{
    char text[64], unit[64];
    const Observation *o = &value->last;
    if (o->kind == OBSERVATION_TEXT) {
        str_add(out, o->text);
    } else if (o->kind == OBSERVATION_POSITION) {
        str_printf(out, "%.5f, %.5f", o->position.lon_deg, o->position.lat_deg);
    } else if (o->kind == OBSERVATION_NUMBER) {
        live_number_text(live, o->key, value->number, text, sizeof text);
        unit_text(value->unit, language == STATE_LANGUAGE_ZH, unit, sizeof unit);
        const bool is_joined = strcmp(unit, "%") == 0 || strcmp(unit, "°") == 0;
        str_printf(out, "%s%s%s", text, unit[0] && !is_joined ? " " : "", unit);
    } else {
        str_add(out, live_freshness_text(LIVE_NONE, language));
    }
}

// Whatever keeps it from being believed.
static void add_doubts(Str *out, const LiveRow *row, StateLanguage language)
{
    const bool is_zh = language == STATE_LANGUAGE_ZH;
    const LiveValue *value = &row->value;
    char span[40];
    if (value->is_gone)
        str_add(out, is_zh ? " · 离线" : " · offline");
    else if (value->freshness != LIVE_CURRENT)
        str_printf(out, " · %s", live_freshness_text(value->freshness, language));
    if (row->ahead_s > 0) {
        duration_text(row->ahead_s, language, span, sizeof span);
        str_printf(out, is_zh ? " · 时钟超前 %s" : " · clock %s ahead", span);
    }
    if (value->last.quality != QUALITY_GOOD)
        str_printf(out, " · %s", live_quality_text(value->last.quality, language));
    if (value->last.flags & OBSERVATION_RECOVERED)
        str_add(out, is_zh ? " · 保留值" : " · retained");
}

void live_value_text(const Live *live, uint32_t key, StateLanguage language, char *out, size_t cap)
{
    const LiveRow *row = live_row_of(live, key);
    const bool is_zh = language == STATE_LANGUAGE_ZH;
    char age[64];
    Str text = { 0 };
    if (!row || row->value.last.kind == OBSERVATION_NONE) {
        copy_text(out, cap, live_freshness_text(LIVE_NONE, language));
        return;
    }
    live_age_text(live_age_s(live, key), language, age, sizeof age);
    add_value(&text, live, &row->value, language);
    // Where the source gave no time, the age is that of the receipt, and says so.
    const bool is_receipt = row->value.last.flags & OBSERVATION_NO_TIME;
    if (is_receipt)
        str_printf(&text, is_zh ? " · %s收到" : " · received %s", age);
    else
        str_printf(&text, " · %s", age);
    add_doubts(&text, row, language);
    copy_text(out, cap, text.text ? text.text : "");
    str_finish(&text);
}

static void json_time(const Live *live, JsonWriter *w, const char *name, int64_t t_us)
{
    char text[32];
    json_key(w, name);
    if (t_us == 0) {
        json_null(w);
        return;
    }
    clock_format(t_us, live->utc_offset_s, text);
    json_text(w, text);
}

static void json_position(JsonWriter *w, const ObservationPosition *p)
{
    const struct {
        const char *name;
        double value;
    } rows[] = { { "lon", p->lon_deg },
                 { "lat", p->lat_deg },
                 { "h_m", p->h_m },
                 { "course_deg", p->course_deg },
                 { "heading_deg", p->heading_deg },
                 { "speed_m_s", p->speed_m_s } };
    json_object_begin(w);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_key(w, rows[i].name);
        json_number(w, rows[i].value);
    }
    json_object_end(w);
}

static void json_value(JsonWriter *w, const LiveValue *value)
{
    json_key(w, "value");
    switch (value->last.kind) {
    case OBSERVATION_NUMBER: json_number(w, value->number); break;
    case OBSERVATION_TEXT: json_text(w, value->last.text); break;
    case OBSERVATION_POSITION: json_position(w, &value->last.position); break;
    default: json_null(w); break;
    }
    if (value->last.kind != OBSERVATION_NUMBER) return;
    json_key(w, "unit");
    json_text(w, value->unit);
}

static void json_flags(JsonWriter *w, const LiveRow *row)
{
    const Observation *o = &row->value.last;
    const struct {
        const char *name;
        bool is;
    } rows[] = { { "recovered", o->flags & OBSERVATION_RECOVERED },
                 { "simulated", o->flags & OBSERVATION_SIMULATED },
                 { "no_time", o->flags & OBSERVATION_NO_TIME },
                 { "gone", row->value.is_gone } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_key(w, rows[i].name);
        json_bool(w, rows[i].is);
    }
    if (!(row->ahead_s > 0)) return;
    json_key(w, "skew_s");
    json_number(w, round(row->ahead_s * 10.0) / 10);
}

static void json_names(const Live *live, uint32_t key, JsonWriter *w)
{
    const LiveDeclaration d = live_declared(live, key);
    json_key(w, "key");
    json_text(w, keys_text(live->keys, key));
    if (d.name[0]) {
        json_key(w, "name");
        json_text(w, d.name);
    }
    if (d.name_zh[0]) {
        json_key(w, "name_zh");
        json_text(w, d.name_zh);
    }
}

void live_json(const Live *live, uint32_t key, JsonWriter *w)
{
    const LiveRow *row = live_row_of(live, key);
    json_object_begin(w);
    json_names(live, key, w);
    if (!row || row->value.last.kind == OBSERVATION_NONE) {
        json_key(w, "value");
        json_null(w);
        json_key(w, "freshness");
        json_text(w, live_freshness_name(LIVE_NONE));
        json_object_end(w);
        return;
    }
    const Observation *o = &row->value.last;
    json_value(w, &row->value);
    json_time(live, w, "t_obs", o->t_obs_us);
    json_time(live, w, "t_recv", o->t_recv_us);
    json_key(w, "age_s");
    json_number(w, round(live_age_s(live, key) * 1000) / 1000);
    json_key(w, "freshness");
    json_text(w, live_freshness_name(row->value.freshness));
    json_key(w, "quality");
    json_text(w, live_quality_name(o->quality));
    json_flags(w, row);
    json_key(w, "feed");
    json_int(w, o->feed);
    json_key(w, "seq");
    json_int(w, o->seq);
    json_key(w, "count");
    json_int(w, (int64_t)row->value.count);
    json_time(live, w, "t_changed", row->value.t_changed_us);
    json_object_end(w);
}
