// SPDX-License-Identifier: Apache-2.0
// feed_format_city.c - the format `city`: our own messages, written and read.
#include "feed/feed_format_city.h"
#include "base/json.h"
#include "base/json_tape.h"
#include "feed/feed_format.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const qualities[QUALITY_COUNT] = { "good",        "suspect",     "bad",
                                                      "maintenance", "calibration", "out-of-range",
                                                      "stopped",     "manual" };

static void empty(Str *text)
{
    text->length = 0;
    str_add(text, "");
}

static void add_topic(Str *topic, const char *text, bool are_points_slashes)
{
    for (; *text; text++) {
        const char c = *text == '.' && are_points_slashes            ? '/'
                       : *text == '+' || *text == '#' || *text < ' ' ? (*text < 0 ? *text : '_')
                                                                     : *text;
        str_add_n(topic, &c, 1);
    }
}

static void add_position(JsonWriter *w, const ObservationPosition *p)
{
    const double parts[] = { p->lon_deg,    p->lat_deg,     p->h_m,
                             p->course_deg, p->heading_deg, p->speed_m_s };
    json_key(w, "position");
    json_array_begin(w);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) json_number(w, parts[i]);
    json_array_end(w);
}

void feed_city_value(const Keys *keys, const Observation *o, const char *prefix, Str *topic,
                     Str *payload)
{
    JsonWriter w = { .out = payload };
    const char *key = keys_text(keys, o->key);
    empty(topic);
    empty(payload);
    str_printf(topic, "%s/value/", prefix);
    add_topic(topic, key, true);
    json_object_begin(&w);
    json_key(&w, "key"), json_text(&w, key);
    json_key(&w, "t_us"), json_int(&w, o->t_obs_us);
    switch (o->kind) {
    case OBSERVATION_NUMBER: json_key(&w, "value"), json_number(&w, o->number); break;
    case OBSERVATION_TEXT: json_key(&w, "text"), json_text(&w, o->text ? o->text : ""); break;
    case OBSERVATION_POSITION: add_position(&w, &o->position); break;
    default: json_key(&w, "gone"), json_bool(&w, true);
    }
    if (o->unit[0]) json_key(&w, "unit"), json_text(&w, o->unit);
    if (o->quality != QUALITY_GOOD && o->quality < QUALITY_COUNT)
        json_key(&w, "quality"), json_text(&w, qualities[o->quality]);
    if (o->seq) json_key(&w, "seq"), json_int(&w, o->seq);
    if (o->period_ms) json_key(&w, "period_ms"), json_int(&w, o->period_ms);
    if (o->t_stale_us) json_key(&w, "stale_us"), json_int(&w, o->t_stale_us);
    if (o->flags & OBSERVATION_SIMULATED) json_key(&w, "simulated"), json_bool(&w, true);
    if (o->flags & OBSERVATION_NO_TIME) json_key(&w, "no_time"), json_bool(&w, true);
    json_object_end(&w);
}

void feed_city_event(const ObservationEvent *event, const char *prefix, Str *topic, Str *payload)
{
    JsonWriter w = { .out = payload };
    empty(topic);
    empty(payload);
    str_printf(topic, "%s/event/%.15s/", prefix, event->kind);
    add_topic(topic, event->id ? event->id : "", false);
    json_object_begin(&w);
    json_key(&w, "event"), json_text(&w, event->kind);
    json_key(&w, "id"), json_text(&w, event->id);
    json_key(&w, "t_us"), json_int(&w, event->t_event_us);
    if (event->t_expire_us) json_key(&w, "expire_us"), json_int(&w, event->t_expire_us);
    if (event->flags & OBSERVATION_SIMULATED) json_key(&w, "simulated"), json_bool(&w, true);
    json_key(&w, "json"), json_text(&w, event->json);
    json_object_end(&w);
}

typedef struct {
    Feed *feed;
} City;

static void *create(Feed *feed, FeedLink *link, Err *err)
{
    const char *prefix = feed_option(feed, "prefix"), *topics = feed_option(feed, "topics");
    char filter[300];
    City *city = calloc(1, sizeof *city);
    if (!city) {
        err_set(err, ERR_MEMORY, "format city");
        return NULL;
    }
    city->feed = feed;
    snprintf(filter, sizeof filter, "%.200s/value/#", prefix[0] ? prefix : "city");
    feed_link_subscribe(link, topics[0] ? topics : filter, 0);
    snprintf(filter, sizeof filter, "%.200s/event/#", prefix[0] ? prefix : "city");
    if (!topics[0]) feed_link_subscribe(link, filter, 1);
    return city;
}

static int64_t whole(const JsonTape *tape, const char *name, int64_t high)
{
    return json_as_int(tape, json_member(tape, 0, name), 0, high, 0);
}

static char *heap_text(const JsonTape *tape, const char *name)
{
    Arena arena = { 0 };
    char *text = str_copy(json_as_text(tape, json_member(tape, 0, name), &arena));
    arena_finish(&arena);
    return text;
}

#define T_MAX_US INT64_C(9007199254740992)
static uint8_t flags_of(const JsonTape *tape)
{
    return (uint8_t)((json_as_bool(tape, json_member(tape, 0, "simulated"), false)
                          ? OBSERVATION_SIMULATED
                          : 0) |
                     (json_as_bool(tape, json_member(tape, 0, "no_time"), false)
                          ? OBSERVATION_NO_TIME
                          : 0));
}

static bool read_event(City *city, const JsonTape *tape)
{
    ObservationEvent *event = calloc(1, sizeof *event);
    char *kind = heap_text(tape, "event");
    if (!event || !kind || !kind[0] || strlen(kind) >= sizeof event->kind) goto wrong;
    memcpy(event->kind, kind, strlen(kind) + 1);
    event->id = heap_text(tape, "id");
    event->json = heap_text(tape, "json");
    event->t_event_us = whole(tape, "t_us", T_MAX_US);
    event->t_expire_us = whole(tape, "expire_us", T_MAX_US);
    event->flags = flags_of(tape);
    if (!event->id || !event->json || !event->t_event_us) goto wrong;
    free(kind);
    feed_event(city->feed, event);
    return true;
wrong:
    free(kind);
    if (event) inbox_event_destroy(event);
    return false;
}

static bool read_position(const JsonTape *tape, JsonRef array, Observation *o)
{
    double parts[6];
    int count = 0;
    for (JsonRef i = json_first(tape, array); i != JSON_TAPE_NONE && count < 6;
         i = json_next(tape, array, i))
        parts[count++] = json_as_number(tape, i, NAN);
    o->kind = OBSERVATION_POSITION;
    if (count != 6 || !(fabs(parts[0]) <= 180) || !(fabs(parts[1]) <= 90)) return false;
    o->position = (ObservationPosition){ parts[0],        parts[1],        (float)parts[2],
                                         (float)parts[3], (float)parts[4], (float)parts[5] };
    return true;
}

// One of value, text, position, gone.
static bool read_kind(const JsonTape *tape, Observation *o)
{
    const JsonRef value = json_member(tape, 0, "value"),
                  position = json_member(tape, 0, "position");
    if (json_type(tape, value) == JSON_NUMBER) {
        o->kind = OBSERVATION_NUMBER;
        o->number = json_as_number(tape, value, 0);
        return true;
    }
    if (json_type(tape, position) == JSON_ARRAY) return read_position(tape, position, o);
    if (json_as_bool(tape, json_member(tape, 0, "gone"), false)) {
        o->kind = OBSERVATION_GONE;
        return true;
    }
    if (json_type(tape, json_member(tape, 0, "text")) != JSON_TEXT) return false;
    o->kind = OBSERVATION_TEXT;
    return true;
}

static bool read_value(City *city, const JsonTape *tape, bool is_retained)
{
    Observation o = { .t_obs_us = whole(tape, "t_us", T_MAX_US),
                      .t_stale_us = whole(tape, "stale_us", T_MAX_US),
                      .seq = (uint32_t)whole(tape, "seq", UINT32_MAX),
                      .period_ms = (uint32_t)whole(tape, "period_ms", UINT32_MAX),
                      .flags = flags_of(tape) };
    char *key = heap_text(tape, "key"), *unit = heap_text(tape, "unit");
    if (unit) str_copy_utf8(o.unit, sizeof o.unit, unit);
    free(unit);
    if (is_retained) o.flags |= OBSERVATION_RECOVERED;
    const JsonRef quality = json_member(tape, 0, "quality");
    bool ok = key && key[0] && o.t_obs_us && read_kind(tape, &o);
    for (int q = 0; q < QUALITY_COUNT; q++)
        if (json_text_is(tape, quality, qualities[q])) o.quality = (uint8_t)q;
    if (ok) o.key = feed_key_text(city->feed, key, strlen(key));
    free(key);
    if (!ok) return false;
    if (!o.key) return true; // past keys_max: counted
    if (o.kind == OBSERVATION_TEXT) o.text = heap_text(tape, "text");
    feed_observe(city->feed, &o);
    return true;
}

static void message(void *context, const FeedFormatMessage *m)
{
    City *city = context;
    JsonTape tape = { 0 };
    Err err = { 0 };
    if (!json_tape_read(&tape, m->payload, m->length, &err)) {
        feed_malformed(city->feed, err.text);
        return;
    }
    const bool is_event = json_member(&tape, 0, "event") != JSON_TAPE_NONE;
    const bool ok = is_event ? read_event(city, &tape) : read_value(city, &tape, m->is_retained);
    json_tape_finish(&tape);
    if (!ok)
        feed_malformed(city->feed, is_event ? "an event without kind, id, t_us or json"
                                            : "a value without key, t_us or what it is");
}

const FeedFormat feed_format_city = {
    .name = "city", .create = create, .destroy = free, .message = message
};
