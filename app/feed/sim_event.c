// SPDX-License-Identifier: Apache-2.0
// sim_event.c - warning signals of the typhoon and of showers, and the city-management reports of a
// day. JSON of "warning": as the decoder of CAP writes it (decode_cap.h): identifier, sender, sent,
// status, msg_type, scope, references, replaces, national_id left out, colour, level, info [ … area
// [ … ] ]. JSON of "event": id, kind "event", topic and type of the
// topic packs, matter ("部件" or "事件"), code (admin 6, big class
// 2, small class 2), class, name, source, time, lon, lat, place, text, urgency.
#include "base/clock.h"
#include "base/inbox.h"
#include "base/json.h"
#include "feed/sim_math.h"
#include "feed/sim_private.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A chain: hours after landfall and level from then; 0 ends it. Order of issue of the signals as in
// the rules of Guangdong: white within 48 h, blue and yellow within 24 h, orange 12 h, red 6 h.
typedef struct {
    SimWarning warning;
    double hour;
    int level;
} Stage;
static const Stage stages[] = {
    { SIM_WARNING_TYPHOON, -34, 1 }, { SIM_WARNING_TYPHOON, -24, 2 },
    { SIM_WARNING_TYPHOON, -17, 3 }, { SIM_WARNING_SURGE, -15, 3 },
    { SIM_WARNING_TYPHOON, -10, 4 }, { SIM_WARNING_SURGE, -8, 4 },
    { SIM_WARNING_RAIN, -6, 3 },     { SIM_WARNING_TYPHOON, -5, 5 },
    { SIM_WARNING_RAIN, -3, 4 },     { SIM_WARNING_SURGE, -2, 5 },
    { SIM_WARNING_RAIN, -0.5, 5 },   { SIM_WARNING_TYPHOON, 5, 4 },
    { SIM_WARNING_RAIN, 6, 3 },      { SIM_WARNING_SURGE, 7, 0 },
    { SIM_WARNING_TYPHOON, 9, 3 },   { SIM_WARNING_RAIN, 12, 0 },
    { SIM_WARNING_TYPHOON, 14, 0 },
};
enum { STAGES = sizeof stages / sizeof stages[0] };

static const char *const colours[][3] = {
    { "", "", "" },
    { "white", "白色", "Minor" },
    { "blue", "蓝色", "Minor" },
    { "yellow", "黄色", "Moderate" },
    { "orange", "橙色", "Severe" },
    { "red", "红色", "Extreme" },
};
static const char *const names[SIM_WARNINGS][3] = {
    { "台风", "11B01", "typhoon" },
    { "暴雨", "11B03", "rainstorm" },
    { "雷雨大风", "11B14", "gale" },
    { "风暴潮", "11E01", "surge" },
};

static int64_t stage_us(const Sim *sim, int stage)
{
    return sim->t_landfall_us + (int64_t)(stages[stage].hour * 3600e6);
}

// A day of thunder-gales in a quiet scenario: about one in four in summer, from 15 to 18 h.
static bool has_gale(const Sim *sim, int64_t day_us)
{
    const double season = 0.5 - 0.5 * cos(2 * SIM_PI * sim_year_day(day_us) / 365.25);
    return !sim->is_typhoon && sim_chance(sim->seed ^ 0x67616C65, (uint64_t)(day_us / SIM_DAY_US)) <
                                   0.05 + 0.22 * season;
}
static int64_t local_day_us(int64_t t_us)
{
    return sim_floor(t_us, SIM_DAY_US, -SIM_UTC_OFFSET_US);
}

int sim_warning_level(const Sim *sim, SimWarning warning, int64_t t_us)
{
    if (warning == SIM_WARNING_GALE) {
        const double hour = sim_local_hour(t_us);
        return has_gale(sim, local_day_us(t_us)) && hour >= 15 && hour < 18 ? 3 : 0;
    }
    int level = 0;
    for (int s = 0; s < STAGES && sim->is_typhoon; s++) {
        if (stages[s].warning == warning && stage_us(sim, s) <= t_us) level = stages[s].level;
    }
    return level;
}

typedef struct {
    SimWarning warning;
    int64_t t_us;
    int level, before; // 0 = cancelled, none
    int64_t before_us, expire_us;
} Notice;

// National identifier: admin 440800, agency 416 (weather) or 418 (sea), unit and extension zero,
// the entry time of UTC+8, a number that keeps kinds of one minute apart.
static void identifier_of(SimWarning warning, int64_t t_us, char out[40])
{
    char time[32];
    clock_format(t_us, 8 * 3600, time);
    Str digits = { 0 };
    for (const char *c = time; *c && digits.length < 14; c++) {
        if (*c >= '0' && *c <= '9') str_add_n(&digits, c, 1);
    }
    snprintf(out, 40, "440800%s00000_%s_%d", warning == SIM_WARNING_SURGE ? "418" : "416",
             digits.text, (int)warning);
    str_finish(&digits);
}

static void pair(JsonWriter *w, const char *key, const char *text)
{
    json_key(w, key);
    json_text(w, text);
}

static void pair_time(JsonWriter *w, const char *key, int64_t t_us)
{
    char time[32];
    clock_format(t_us, 8 * 3600, time);
    pair(w, key, time);
}

static void list(JsonWriter *w, const char *key, const char *text)
{
    json_key(w, key);
    json_array_begin(w);
    json_text(w, text);
    json_array_end(w);
}

// A list of one { name, value }.
static void named(JsonWriter *w, const char *key, const char *name, const char *value)
{
    json_key(w, key);
    json_array_begin(w);
    json_object_begin(w);
    pair(w, "name", name);
    pair(w, "value", value);
    json_object_end(w);
    json_array_end(w);
}

// Colour, and level 1 red to 4 blue; white has none.
static void write_colour(JsonWriter *w, int level)
{
    pair(w, "colour", colours[level][0]);
    if (level < 2) return;
    json_key(w, "level");
    json_int(w, 6 - level);
}

// The municipality as a box, and the bay for the surge.
static void write_area(JsonWriter *w, SimWarning warning)
{
    static const double boxes[2][4] = { { 109.65, 20.20, 110.98, 21.96 },
                                        { 110.25, 20.85, 110.75, 21.35 } };
    const bool is_bay = warning == SIM_WARNING_SURGE;
    const double *b = boxes[is_bay];
    json_key(w, "area");
    json_array_begin(w);
    json_object_begin(w);
    pair(w, "desc", is_bay ? "湛江湾沿岸" : "湛江市");
    named(w, "geocode", "GB/T 2260", "440800");
    json_key(w, "polygon");
    json_array_begin(w);
    json_array_begin(w);
    for (int k = 0; k < 5; k++) {
        json_array_begin(w);
        json_number(w, b[k == 1 || k == 2 ? 2 : 0]);
        json_number(w, b[k == 2 || k == 3 ? 3 : 1]);
        json_array_end(w);
    }
    json_array_end(w);
    json_array_end(w);
    json_object_end(w);
    json_array_end(w);
}

static const char *sender_of(SimWarning warning)
{
    return warning == SIM_WARNING_SURGE ? "湛江市海洋预报台(示范数据)" : "湛江市气象台(示范数据)";
}

static void write_info(JsonWriter *w, const Notice *n)
{
    const int level = n->level ? n->level : n->before;
    const char *name = names[n->warning][0], *colour = colours[level][1];
    char text[400];
    json_key(w, "info");
    json_array_begin(w);
    json_object_begin(w);
    pair(w, "language", "zh-CN");
    list(w, "category", "Met");
    pair(w, "event", name);
    list(w, "response_type", n->level ? "Prepare" : "AllClear");
    pair(w, "urgency", !n->level ? "Past" : level > 3 ? "Immediate" : "Expected");
    pair(w, "severity", colours[level][2]);
    pair(w, "certainty", "Likely");
    named(w, "event_code", "GB/T 35561", names[n->warning][1]);
    pair(w, "colour", colours[level][0]);
    pair(w, "colour_from", "parameter");
    pair_time(w, "effective", n->t_us);
    pair_time(w, "onset", n->t_us);
    pair_time(w, "expires", n->expire_us);
    pair(w, "sender_name", sender_of(n->warning));
    snprintf(text, sizeof text, n->level ? "湛江市发布%s%s预警信号" : "湛江市解除%s%s预警信号",
             name, colour);
    pair(w, "headline", text);
    snprintf(text, sizeof text,
             n->level ? "【示范数据】预计%s将影响湛江市,%s预警信号生效,请注意防御。"
                      : "【示范数据】%s影响已减弱,%s预警信号解除。",
             name, colour);
    pair(w, "description", text);
    write_area(w, n->warning);
    json_object_end(w);
    json_array_end(w);
}

static ObservationEvent *event_of(const char *kind, const char *id, int64_t t_us, int64_t expire_us,
                                  Str *json)
{
    ObservationEvent *event = calloc(1, sizeof *event);
    if (!event || !json->text) {
        free(event);
        str_finish(json);
        return NULL;
    }
    event->t_event_us = t_us;
    event->t_expire_us = expire_us;
    event->flags = OBSERVATION_SIMULATED;
    snprintf(event->kind, sizeof event->kind, "%s", kind);
    event->id = str_copy(id);
    event->json = json->text;
    return event;
}

static ObservationEvent *notice_event(const Notice *n)
{
    char id[40], before[40];
    identifier_of(n->warning, n->t_us, id);
    identifier_of(n->warning, n->before_us, before);
    Str json = { 0 };
    JsonWriter w = { .out = &json };
    json_object_begin(&w);
    pair(&w, "topic", "T29");
    pair(&w, "type", names[n->warning][2]);
    pair(&w, "identifier", id);
    pair(&w, "sender", sender_of(n->warning));
    pair_time(&w, "sent", n->t_us);
    pair(&w, "status", "Actual");
    pair(&w, "msg_type", !n->before ? "Alert" : n->level ? "Update" : "Cancel");
    pair(&w, "scope", "Public");
    if (n->before) {
        json_key(&w, "references");
        json_array_begin(&w);
        json_object_begin(&w);
        pair(&w, "sender", sender_of(n->warning));
        pair(&w, "identifier", before);
        pair_time(&w, "sent", n->before_us);
        json_object_end(&w);
        json_array_end(&w);
        list(&w, "replaces", before);
    }
    write_colour(&w, n->level ? n->level : n->before);
    write_info(&w, n);
    json_object_end(&w);
    return event_of("warning", id, n->t_us, n->expire_us, &json);
}

// The notice of a stage: what its chain said before, and until when it holds.
static Notice stage_notice(const Sim *sim, int stage)
{
    Notice n = { .warning = stages[stage].warning,
                 .t_us = stage_us(sim, stage),
                 .level = stages[stage].level };
    for (int s = 0; s < stage; s++) {
        if (stages[s].warning != n.warning) continue;
        n.before = stages[s].level;
        n.before_us = stage_us(sim, s);
    }
    n.expire_us = n.t_us + (n.level ? 24 : 1) * SIM_HOUR_US;
    return n;
}

// City-management reports: a slot of five minutes has one or none.
typedef struct {
    const char *code, *kind, *class_zh, *name;
    double share;
    bool is_storm; // many more of them then
} Matter;
static const Matter matters[] = {
    { "0101", "事件", "市容环境", "暴露垃圾", 0.20, false },
    { "0102", "事件", "市容环境", "道路不洁", 0.13, false },
    { "0201", "事件", "宣传广告", "非法小广告", 0.10, false },
    { "0301", "事件", "施工管理", "工地扬尘", 0.08, false },
    { "0302", "事件", "施工管理", "渣土撒漏", 0.05, false },
    { "0501", "事件", "街面秩序", "占道经营", 0.15, false },
    { "0502", "事件", "街面秩序", "机动车乱停放", 0.12, false },
    { "0401", "事件", "突发事件", "道路积水", 0.02, true },
    { "0402", "事件", "突发事件", "树木倒伏", 0.02, true },
    { "0403", "事件", "突发事件", "路面塌陷", 0.01, true },
    { "0101", "部件", "公用设施", "井盖缺损", 0.05, false },
    { "0201", "部件", "交通设施", "信号灯故障", 0.03, true },
    { "0301", "部件", "市容环境设施", "果皮箱破损", 0.02, false },
    { "0401", "部件", "园林绿化设施", "护栏损坏", 0.02, true },
};
enum { MATTERS = sizeof matters / sizeof matters[0] };
#define SLOT_US (300 * SIM_SECOND_US)

static double storm_share(const Sim *sim, int64_t t_us)
{
    const double s = sim_storm_hours(sim, t_us);
    return s < -900 ? 0 : sim_step(s, -6, 1) * (1 - sim_step(s, 10, 40));
}

static ObservationEvent *report_event(const Sim *sim, int64_t slot_us)
{
    const uint64_t seed = sim->seed ^ 0x63617365, slot = (uint64_t)(slot_us / SLOT_US);
    const double hour = sim_local_hour(slot_us), wild = storm_share(sim, slot_us);
    const double rate =
        0.04 + 0.5 * sim_step(hour, 6, 9) * (1 - sim_step(hour, 18, 22)) * (1 - 0.8 * wild) +
        0.7 * wild;
    if (sim_chance(seed, slot) >= rate) return NULL;
    double total = 0, pick = sim_chance(seed + 1, slot);
    for (int m = 0; m < MATTERS; m++)
        total += matters[m].share * (matters[m].is_storm ? 1 + 25 * wild : 1);
    int chosen = 0;
    for (pick *= total; chosen < MATTERS - 1; chosen++) {
        pick -= matters[chosen].share * (matters[chosen].is_storm ? 1 + 25 * wild : 1);
        if (pick < 0) break;
    }
    const Matter *m = &matters[chosen];
    // Near a station of the built-up area: there is a street.
    static const char *const sources[] = { "监督员上报", "12345热线", "视频发现", "微信小程序" };
    const int stations = sim_station_count;
    const SimStation *near = &sim_stations[(int)(sim_chance(seed + 2, slot) * stations)];
    for (int k = 0; k < stations && (near->lat < 21.14 || near->lat > 21.33 || near->lon > 110.47 ||
                                     near->lon < 110.3 || near->kind == SIM_TIDE ||
                                     near->kind == SIM_SEA || near->kind == SIM_BRIDGE);
         k++) {
        near = near + 1 < sim_stations + stations ? near + 1 : sim_stations;
    }
    const int64_t t = slot_us + (int64_t)(sim_chance(seed + 3, slot) * 299e6);
    const double lon = near->lon + (sim_chance(seed + 4, slot) - 0.5) * 0.004,
                 lat = near->lat + (sim_chance(seed + 5, slot) - 0.5) * 0.004;
    const char *district = lat < 21.225   ? "440803"
                           : lon > 110.43 ? "440804"
                           : lon < 110.34 ? "440811"
                                          : "440802";
    char id[64], text[256];
    snprintf(id, sizeof id, "sim-%llx-%lld", (unsigned long long)sim->seed,
             (long long)(slot_us / SLOT_US));
    Str json = { 0 };
    JsonWriter w = { .out = &json };
    json_object_begin(&w);
    pair(&w, "id", id);
    pair(&w, "kind", "event");
    pair(&w, "topic", "T14");
    pair(&w, "type", strcmp(m->kind, "部件") == 0 ? "part" : "matter");
    pair(&w, "matter", m->kind);
    snprintf(text, sizeof text, "%s%s", district, m->code);
    pair(&w, "code", text);
    pair(&w, "class", m->class_zh);
    pair(&w, "name", m->name);
    pair(&w, "source", sources[(int)(sim_chance(seed + 6, slot) * 4)]);
    pair_time(&w, "time", t);
    json_key(&w, "lon");
    json_number(&w, round(lon * 1e6) / 1e6);
    json_key(&w, "lat");
    json_number(&w, round(lat * 1e6) / 1e6);
    snprintf(text, sizeof text, "%s附近", near->name);
    pair(&w, "place", text);
    snprintf(text, sizeof text, "【示范数据】%s附近发现%s", near->name, m->name);
    pair(&w, "text", text);
    pair(&w, "urgency", m->is_storm ? "紧急" : "一般");
    json_object_end(&w);
    return event_of("event", id, t, 0, &json);
}

static int compare_time(const void *a, const void *b)
{
    const ObservationEvent *x = *(ObservationEvent *const *)a, *y = *(ObservationEvent *const *)b;
    return x->t_event_us < y->t_event_us ? -1 : x->t_event_us > y->t_event_us;
}

typedef struct {
    ObservationEvent **events;
    int count, cap;
    int64_t from_us, until_us;
} Found;

static void keep(Found *found, ObservationEvent *event)
{
    if (!event) return;
    const bool is_in = event->t_event_us > found->from_us && event->t_event_us <= found->until_us;
    if (is_in && found->count < found->cap)
        found->events[found->count++] = event;
    else
        inbox_event_destroy(event);
}

static void keep_event(ObservationEvent *event, void *arg)
{
    keep(arg, event);
}

void sim_events(const Sim *sim, int64_t from_us, int64_t until_us, SimEventFound *next, void *arg)
{
    if (until_us <= from_us) return;
    const int64_t slots = (until_us - from_us) / SLOT_US + 3,
                  days = (until_us - from_us) / SIM_DAY_US + 2;
    Found found = { .from_us = from_us,
                    .until_us = until_us,
                    .cap = STAGES + (int)slots + 2 * (int)days +
                           sim_topic_events_max(from_us, until_us) };
    found.events = calloc((size_t)found.cap, sizeof *found.events);
    if (!found.events) return;
    for (int s = 0; s < STAGES && sim->is_typhoon; s++) {
        const Notice n = stage_notice(sim, s);
        if (n.t_us > from_us && n.t_us <= until_us) keep(&found, notice_event(&n));
    }
    for (int64_t day = local_day_us(from_us); day <= until_us; day += SIM_DAY_US) {
        if (!has_gale(sim, day)) continue;
        const int64_t begin = day + 15 * SIM_HOUR_US, end = day + 18 * SIM_HOUR_US;
        keep(&found, notice_event(&(Notice){ SIM_WARNING_GALE, begin, 3, 0, 0, end }));
        keep(&found,
             notice_event(&(Notice){ SIM_WARNING_GALE, end, 0, 3, begin, end + SIM_HOUR_US }));
    }
    for (int64_t slot = sim_floor(from_us, SLOT_US, 0); slot <= until_us; slot += SLOT_US)
        keep(&found, report_event(sim, slot));
    sim_topic_events(sim, from_us, until_us, keep_event, &found);
    qsort(found.events, (size_t)found.count, sizeof *found.events, compare_time);
    for (int k = 0; k < found.count; k++) next(found.events[k], arg);
    free(found.events);
}
