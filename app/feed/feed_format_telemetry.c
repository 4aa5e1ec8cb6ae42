// SPDX-License-Identifier: Apache-2.0
// feed_format_telemetry.c - ThingsBoard telemetry, and notifications of NGSI-LD and NGSI v2.
#include "feed/feed_format.h"
#include "feed/feed_ngsi.h"
#include "feed/feed_path.h"
#include "feed/feed_unit.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    Feed *feed;
    Arena arena;
    uint8_t flags;
} FeedTelemetry;

static FeedTelemetry *make(Feed *feed, Err *err)
{
    FeedTelemetry *t = calloc(1, sizeof *t);
    if (t)
        t->feed = feed;
    else
        err_set(err, ERR_MEMORY, "feed '%.80s'", feed_desc(feed)->name);
    return t;
}

static void destroy(void *context)
{
    FeedTelemetry *t = context;
    arena_finish(&t->arena);
    free(t);
}

static void put(FeedTelemetry *t, const char *id, const char *metric, const FeedValue *value,
                const Observation *head)
{
    Observation o = *head;
    o.flags = t->flags;
    if (value->kind == FEED_VALUE_NULL || value->kind == FEED_VALUE_TREE) return;
    if (value->kind == FEED_VALUE_TEXT && value->length > 4096) {
        feed_malformed(t->feed, "a text of more than 4096 bytes");
        return;
    }
    o.key = feed_key(t->feed, id, metric);
    if (o.key == 0) return;
    o.kind = value->kind == FEED_VALUE_NUMBER ? OBSERVATION_NUMBER : OBSERVATION_TEXT;
    if (o.kind == OBSERVATION_NUMBER)
        o.number = value->number;
    else if (!(o.text = strndup(value->text, value->length)))
        return;
    feed_observe(t->feed, &o);
}

// {"a":1} or {"ts":1760000000000,"values":{"a":1}}: ThingsBoard, MQTT device API.
static void put_telemetry(FeedTelemetry *t, const char *id, const JsonTape *tape, JsonRef item)
{
    Observation head = { 0 };
    const JsonRef ts = json_member(tape, item, "ts"), nested = json_member(tape, item, "values");
    const bool has_time = ts != JSON_TAPE_NONE && json_type(tape, nested) == JSON_OBJECT;
    const JsonRef values = has_time ? nested : item;
    const FeedValue time = feed_value_of(tape, ts, &t->arena);
    if (json_type(tape, values) != JSON_OBJECT ||
        (has_time && !feed_value_time(&time, 0, &head.t_obs_us))) {
        feed_malformed(t->feed, "ThingsBoard: {\"ts\":ms,\"values\":{..}} or {..} was expected");
        return;
    }
    for (JsonRef i = json_first(tape, values); i != JSON_TAPE_NONE;
         i = json_next(tape, values, i)) {
        const FeedValue value = feed_value_of(tape, i + 1, &t->arena);
        put(t, id, json_as_text(tape, i, &t->arena), &value, &head);
    }
}

static void put_list(FeedTelemetry *t, const char *id, const JsonTape *tape, JsonRef ref)
{
    if (json_type(tape, ref) != JSON_ARRAY) {
        put_telemetry(t, id, tape, ref);
        return;
    }
    for (JsonRef i = json_first(tape, ref); i != JSON_TAPE_NONE; i = json_next(tape, ref, i))
        put_telemetry(t, id, tape, i);
}

static void *thingsboard_create(Feed *feed, FeedLink *link, Err *err)
{
    feed_link_subscribe(link, "v1/devices/+/telemetry", 1);
    feed_link_subscribe(link, "v1/gateway/telemetry", 1);
    return make(feed, err);
}

static void thingsboard_message(void *context, const FeedFormatMessage *m)
{
    FeedTelemetry *t = context;
    JsonTape tape = { 0 };
    char id[256];
    if (!json_tape_read(&tape, m->payload, m->length, NULL)) {
        feed_malformed(t->feed, "ThingsBoard: a message that is no JSON");
        return;
    }
    t->flags = m->is_retained ? OBSERVATION_RECOVERED : 0;
    if (sscanf(m->topic, "v1/devices/%255[^/]/", id) == 1) {
        put_list(t, id, &tape, 0);
    } else if (json_type(&tape, 0) == JSON_OBJECT) { // of a gateway: lists by device
        for (JsonRef i = json_first(&tape, 0); i != JSON_TAPE_NONE; i = json_next(&tape, 0, i))
            put_list(t, json_as_text(&tape, i, &t->arena), &tape, i + 1);
    } else
        feed_malformed(t->feed, "ThingsBoard: an object of devices was expected of a gateway");
    json_tape_finish(&tape);
    arena_reset(&t->arena);
}

const FeedFormat feed_format_thingsboard = { .name = "thingsboard",
                                             .create = thingsboard_create,
                                             .destroy = destroy,
                                             .message = thingsboard_message };

static void put_point(FeedTelemetry *t, const char *id, const JsonTape *tape, JsonRef value,
                      const Observation *head)
{
    double at[3] = { NAN, NAN, NAN };
    const JsonRef coordinates = json_member(tape, value, "coordinates");
    if (!json_text_is(tape, json_member(tape, value, "type"), "Point")) return;
    if (json_as_numbers(tape, coordinates, at, 3) < 2 || fabs(at[0]) > 180 || fabs(at[1]) > 90) {
        feed_malformed(t->feed, "NGSI: a point that is no position");
        return;
    }
    Observation o = *head;
    o.flags = t->flags;
    o.kind = OBSERVATION_POSITION;
    o.key = feed_key(t->feed, id, "position");
    o.position = (ObservationPosition){ .lon_deg = at[0],
                                        .lat_deg = at[1],
                                        .h_m = (float)at[2],
                                        .course_deg = NAN,
                                        .heading_deg = NAN,
                                        .speed_m_s = NAN };
    if (o.key) feed_observe(t->feed, &o);
}

// An attribute: {"type":"Property","value":…,"unitCode":…,"observedAt":…}, NGSI v2 with metadata,
// or the value alone (keyValues).
static void put_attribute(FeedTelemetry *t, const char *id, const char *name, const JsonTape *tape,
                          JsonRef attribute)
{
    Observation head = { 0 };
    const JsonRef inner = json_member(tape, attribute, "value");
    const JsonRef metadata = json_member(tape, attribute, "metadata");
    JsonRef time = json_member(tape, attribute, "observedAt");
    if (time == JSON_TAPE_NONE)
        time = json_member(tape, json_member(tape, metadata, "TimeInstant"), "value");
    JsonRef code = json_member(tape, attribute, "unitCode");
    if (code == JSON_TAPE_NONE)
        code = json_member(tape, json_member(tape, metadata, "unitCode"), "value");
    const JsonRef ref = inner != JSON_TAPE_NONE ? inner : attribute;
    const FeedValue when = feed_value_of(tape, time, &t->arena);
    if (time != JSON_TAPE_NONE && !feed_value_time(&when, 0, &head.t_obs_us)) {
        feed_malformed(t->feed, "NGSI: an observedAt that is no time");
        return;
    }
    const char *unit = json_as_text(tape, code, &t->arena);
    if (unit) feed_unit_cefact(unit, head.unit);
    const FeedValue value = feed_value_of(tape, ref, &t->arena);
    if (value.kind == FEED_VALUE_TREE)
        put_point(t, id, tape, ref, &head);
    else
        put(t, id, name, &value, &head);
}

static void put_entity(FeedTelemetry *t, const JsonTape *tape, JsonRef entity)
{
    const char *id = json_as_text(tape, json_member(tape, entity, "id"), &t->arena);
    if (!id || !id[0]) {
        feed_malformed(t->feed, "NGSI: an entity without id");
        return;
    }
    for (JsonRef i = json_first(tape, entity); i != JSON_TAPE_NONE;
         i = json_next(tape, entity, i)) {
        const char *name = json_as_text(tape, i, &t->arena);
        if (strcmp(name, "id") == 0 || strcmp(name, "type") == 0 || name[0] == '@') continue;
        put_attribute(t, id, name, tape, i + 1);
    }
}

static void *ngsi_create(Feed *feed, FeedLink *link, Err *err)
{
    const char *at = feed_option(feed, "topics");
    char filter[512];
    if (!at[0]) {
        err_set(err, ERR_ARGUMENT,
                "format ngsi needs the option topics: where its subscriptions notify");
        return NULL;
    }
    while (*at) {
        const size_t length = strcspn(at, ",");
        snprintf(filter, sizeof filter, "%.*s", (int)length, at);
        feed_link_subscribe(link, filter + strspn(filter, " "), 1);
        at += length + (at[length] == ',');
    }
    return make(feed, err);
}

bool feed_ngsi_notification(Feed *feed, const char *text, size_t length, uint8_t flags)
{
    FeedTelemetry t = { .feed = feed, .flags = flags };
    JsonTape tape = { 0 };
    if (!json_tape_read(&tape, text, length, NULL)) {
        feed_malformed(feed, "NGSI: a message that is no JSON");
        return false;
    }
    const JsonRef body = json_member(&tape, 0, "body"); // of MQTT: metadata and body (NGSI-LD, 5.8)
    const JsonRef data = json_member(&tape, body != JSON_TAPE_NONE ? body : 0, "data");
    const bool ok = json_type(&tape, data) == JSON_ARRAY;
    if (!ok) feed_malformed(feed, "NGSI: a notification without data");
    for (JsonRef i = ok ? json_first(&tape, data) : JSON_TAPE_NONE; i != JSON_TAPE_NONE;
         i = json_next(&tape, data, i)) {
        put_entity(&t, &tape, i);
        arena_reset(&t.arena);
    }
    json_tape_finish(&tape);
    arena_finish(&t.arena);
    return ok;
}

static void ngsi_message(void *context, const FeedFormatMessage *m)
{
    FeedTelemetry *t = context;
    feed_ngsi_notification(t->feed, m->payload, m->length,
                           m->is_retained ? OBSERVATION_RECOVERED : 0);
}

const FeedFormat feed_format_ngsi = {
    .name = "ngsi", .create = ngsi_create, .destroy = destroy, .message = ngsi_message
};
