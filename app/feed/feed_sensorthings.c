// SPDX-License-Identifier: Apache-2.0
// feed_sensorthings.c - observations of OGC SensorThings 1.1 services.
#include "base/array.h"
#include "base/clock.h"
#include "feed/feed_format.h"
#include "feed/feed_path.h"
#include "feed/feed_sensorthings.h"
#include "feed/feed_unit.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FEED_THINGS_PAGES_MAX 1000
#define FEED_THINGS_ID_MAX 128
#define FEED_THINGS_AGAIN_S 10.0

typedef struct {
    char *id;
    bool is_text;
    int64_t t_last_us;
    bool has_gap;
} FeedStream;

struct FeedSensorThings {
    Feed *feed;
    const char *service; // its address
    FeedFetch *fetch;    // of messages of MQTT: to read back; NULL = nothing is
    double again_s;      // when what could not be read back is tried again, monotonic; 0 = nothing
    FeedStream *streams;
    int count, cap;
};

// Of an interval "start/end" the end.
static bool time_at(const JsonTape *tape, JsonRef ref, Arena *arena, int64_t *t_us)
{
    FeedValue value = feed_value_of(tape, ref, arena);
    const char *slash =
        value.kind == FEED_VALUE_TEXT ? memchr(value.text, '/', value.length) : NULL;
    if (slash) {
        value.length -= (size_t)(slash + 1 - value.text);
        value.text = slash + 1;
    }
    return feed_value_time(&value, 0, t_us);
}

bool feed_sensorthings_put(Feed *feed, const char *datastream, const JsonTape *tape,
                           JsonRef observation, const char *unit, uint8_t flags, int64_t *t_us)
{
    Arena arena = { .block_bytes = 4096 };
    Observation o = { .kind = OBSERVATION_NUMBER, .flags = flags };
    const JsonRef result = json_member(tape, observation, "result");
    const FeedValue value = feed_value_of(tape, result, &arena);
    bool ok =
        time_at(tape, json_member(tape, observation, "phenomenonTime"), &arena, &o.t_obs_us) ||
        time_at(tape, json_member(tape, observation, "resultTime"), &arena, &o.t_obs_us);
    if (!ok)
        feed_malformed(feed, "SensorThings: an observation without phenomenonTime and resultTime");
    else if (value.kind == FEED_VALUE_NUMBER)
        o.number = value.number;
    else if (value.kind == FEED_VALUE_TEXT && value.length <= 4096) {
        o.kind = OBSERVATION_TEXT;
        o.text = strndup(value.text, value.length);
        ok = o.text != NULL;
    } else if (value.kind != FEED_VALUE_NULL) {
        feed_malformed(feed, "SensorThings: a result that is neither number nor text");
        ok = false;
    }
    if (ok) *t_us = o.t_obs_us;
    const bool has_value = ok && value.kind != FEED_VALUE_NULL;
    o.key = has_value ? feed_key(feed, datastream, "result") : 0;
    snprintf(o.unit, sizeof o.unit, "%.15s", unit);
    if (o.key)
        feed_observe(feed, &o);
    else if (o.kind == OBSERVATION_TEXT)
        free(o.text);
    arena_finish(&arena);
    return ok;
}

FeedSensorThings *feed_sensorthings_create(Feed *feed)
{
    FeedSensorThings *things = calloc(1, sizeof *things);
    if (things) things->feed = feed, things->service = feed_desc(feed)->address;
    return things;
}

void feed_sensorthings_destroy(FeedSensorThings *things)
{
    if (!things) return;
    for (int i = 0; i < things->count; i++) free(things->streams[i].id);
    free(things->streams);
    feed_fetch_destroy(things->fetch);
    free(things);
}

void feed_sensorthings_lost(FeedSensorThings *things)
{
    for (int i = 0; i < things->count; i++) things->streams[i].has_gap = true;
}

static FeedStream *stream_of(FeedSensorThings *things, int at, const char *id, bool is_text)
{
    // Services list their datastreams in the same order each time: the place is tried first.
    if (at < things->count && strcmp(things->streams[at].id, id) == 0) return &things->streams[at];
    for (int i = 0; i < things->count; i++)
        if (strcmp(things->streams[i].id, id) == 0) return &things->streams[i];
    if (things->count >= feed_desc(things->feed)->keys_max ||
        !array_reserve((void **)&things->streams, &things->cap, things->count + 1,
                       sizeof *things->streams))
        return NULL;
    FeedStream *stream = &things->streams[things->count];
    *stream = (FeedStream){ .id = strdup(id), .is_text = is_text };
    if (!stream->id) return NULL;
    things->count++;
    return stream;
}

static void unit_of(const JsonTape *tape, JsonRef stream, Arena *arena,
                    char out[OBSERVATION_UNIT_MAX])
{
    const JsonRef unit = json_member(tape, stream, "unitOfMeasurement");
    const char *definition = json_as_text(tape, json_member(tape, unit, "definition"), arena);
    const char *symbol = json_as_text(tape, json_member(tape, unit, "symbol"), arena);
    const bool is_ucum = definition && str_starts(definition, "ucum:");
    feed_unit_common(is_ucum ? definition : symbol ? symbol : "", out);
}

typedef bool FeedThingsPage(FeedSensorThings *things, const JsonTape *tape, JsonRef items,
                            void *context);

static bool read_pages(FeedSensorThings *things, FeedFetch *fetch, const char *first,
                       FeedThingsPage *page, void *context, Err *err)
{
    char *url = strdup(first);
    bool ok = url != NULL;
    for (int i = 0; ok && url && i < FEED_THINGS_PAGES_MAX; i++) {
        FeedFetched answer = { 0 };
        JsonTape tape = { 0 };
        Arena arena = { .block_bytes = 4096 };
        ok = feed_fetch(fetch, url, false, &answer, err) &&
             json_tape_read(&tape, answer.body, answer.length, err);
        char *next = NULL;
        if (ok) {
            feed_received(things->feed, answer.length);
            ok = page(things, &tape, json_member(&tape, 0, "value"), context);
            next = str_copy(json_as_text(&tape, json_member(&tape, 0, "@iot.nextLink"), &arena));
        }
        if (next) {
            char *beside = feed_fetch_beside(things->service, next);
            if (!beside)
                feed_malformed(things->feed, "SensorThings: a next page of another service");
            free(next);
            next = beside;
        }
        json_tape_finish(&tape);
        arena_finish(&arena);
        free(url);
        url = next;
    }
    free(url);
    return ok;
}

typedef struct {
    int at; // of the next datastream in the list
} FeedThingsPass;

static bool id_of(const JsonTape *tape, JsonRef item, Arena *arena, char out[FEED_THINGS_ID_MAX],
                  bool *is_text)
{
    const JsonRef ref = json_member(tape, item, "@iot.id");
    const char *text = json_as_text(tape, ref, arena);
    *is_text = text != NULL;
    if (text) {
        if (!text[0] || strlen(text) >= FEED_THINGS_ID_MAX) return false;
        memcpy(out, text, strlen(text) + 1);
        return true;
    }
    const int64_t number = json_as_int(tape, ref, INT64_MIN, INT64_MAX, INT64_MIN);
    snprintf(out, FEED_THINGS_ID_MAX, "%lld", (long long)number);
    return number != INT64_MIN;
}

static bool put_newest(FeedSensorThings *things, const JsonTape *tape, JsonRef items, void *context)
{
    FeedThingsPass *pass = context;
    Arena arena = { .block_bytes = 4096 };
    for (JsonRef i = json_first(tape, items); i != JSON_TAPE_NONE; i = json_next(tape, items, i)) {
        char id[FEED_THINGS_ID_MAX], unit[OBSERVATION_UNIT_MAX];
        bool is_text = false;
        int64_t t_us = 0;
        const JsonRef observations = json_member(tape, i, "Observations");
        const JsonRef newest = json_first(tape, observations);
        if (!id_of(tape, i, &arena, id, &is_text)) {
            feed_malformed(things->feed, "SensorThings: a datastream without @iot.id");
            continue;
        }
        FeedStream *stream = stream_of(things, pass->at++, id, is_text);
        if (!stream || newest == JSON_TAPE_NONE) continue;
        if (!time_at(tape, json_member(tape, newest, "phenomenonTime"), &arena, &t_us))
            t_us = INT64_MAX;
        if (t_us <= stream->t_last_us) {
            stream->has_gap = false;
            continue; // the one we had
        }
        // With a gap it comes at the end of what is read back.
        if (stream->has_gap && stream->t_last_us) continue;
        unit_of(tape, i, &arena, unit);
        stream->has_gap = false;
        if (feed_sensorthings_put(things->feed, id, tape, newest, unit, 0, &t_us))
            stream->t_last_us = t_us;
    }
    arena_finish(&arena);
    return true;
}

typedef struct {
    FeedStream *stream;
} FeedThingsBack;

static bool put_back(FeedSensorThings *things, const JsonTape *tape, JsonRef items, void *context)
{
    FeedStream *stream = ((FeedThingsBack *)context)->stream;
    for (JsonRef i = json_first(tape, items); i != JSON_TAPE_NONE; i = json_next(tape, items, i)) {
        const bool is_newest = json_next(tape, items, i) == JSON_TAPE_NONE &&
                               json_member(tape, 0, "@iot.nextLink") == JSON_TAPE_NONE;
        int64_t t_us = 0;
        if (feed_sensorthings_put(things->feed, stream->id, tape, i, "",
                                  is_newest ? 0 : OBSERVATION_HISTORY, &t_us) &&
            t_us > stream->t_last_us)
            stream->t_last_us = t_us;
    }
    return true;
}

// To the microsecond, or the last one would be read again.
static void precise_time(int64_t t_us, char out[40])
{
    const time_t seconds = (time_t)(t_us / 1000000);
    struct tm t = { 0 };
    gmtime_r(&seconds, &t);
    const size_t length = strftime(out, 40, "%Y-%m-%dT%H:%M:%S", &t);
    snprintf(out + length, 40 - length, ".%06dZ", (int)(t_us % 1000000));
}

static bool read_back(FeedSensorThings *things, FeedFetch *fetch, FeedStream *stream, Err *err)
{
    char since[40];
    Str url = { 0 };
    const char *quote = stream->is_text ? "'" : "";
    for (const char *c = stream->id; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("-_.:", *c))
            return true; // no address is made of it
    precise_time(stream->t_last_us, since);
    str_printf(&url,
               "%s/Datastreams(%s%s%s)/Observations?$filter=phenomenonTime%%20gt%%20%s"
               "&$orderby=phenomenonTime%%20asc&$top=1000",
               things->service, quote, stream->id, quote, since);
    FeedThingsBack back = { .stream = stream };
    const bool ok = read_pages(things, fetch, url.text, put_back, &back, err);
    str_finish(&url);
    if (ok) stream->has_gap = false;
    return ok;
}

bool feed_sensorthings_poll(FeedSensorThings *things, FeedFetch *fetch, Err *err)
{
    Str url = { 0 };
    FeedThingsPass pass = { 0 };
    str_printf(&url, "%s/Datastreams?$expand=Observations($orderby=phenomenonTime%%20desc;$top=1)",
               things->service);
    bool ok = read_pages(things, fetch, url.text, put_newest, &pass, err);
    str_finish(&url);
    for (int i = 0; ok && i < things->count && !feed_is_stopping(things->feed); i++)
        if (things->streams[i].has_gap && things->streams[i].t_last_us)
            ok = read_back(things, fetch, &things->streams[i], err);
    return ok;
}

// As messages of MQTT: PREFIX/Datastreams(ID)/Observations. What was missed while the broker was
// away is read back from the service that the option backfill names.
static void *create(Feed *feed, FeedLink *link, Err *err)
{
    const char *prefix = feed_option(feed, "prefix"), *service = feed_option(feed, "backfill");
    char filter[300];
    snprintf(filter, sizeof filter, "%.200s/+/Observations", prefix[0] ? prefix : "v1.1");
    feed_link_subscribe(link, filter, 1);
    FeedSensorThings *things = feed_sensorthings_create(feed);
    if (!things) err_set(err, ERR_MEMORY, "SensorThings");
    if (!things || !service[0]) return things;
    things->service = service;
    things->fetch = feed_fetch_create(feed, err);
    if (things->fetch) return things;
    feed_sensorthings_destroy(things);
    return NULL;
}

static void lost(void *context)
{
    feed_sensorthings_lost(context);
}

// Of the streams that have spoken; the newest is a live value only where MQTT brings no newer one.
static void read_gaps(FeedSensorThings *things)
{
    Err err = { 0 };
    bool ok = true;
    if (!things->fetch) return;
    for (int i = 0; ok && i < things->count && !feed_is_stopping(things->feed); i++)
        if (things->streams[i].has_gap && things->streams[i].t_last_us)
            ok = read_back(things, things->fetch, &things->streams[i], &err);
    things->again_s = ok ? 0 : clock_monotonic_s() + FEED_THINGS_AGAIN_S;
    if (err.code != ERR_NONE && err.code != ERR_CANCELLED) feed_malformed(things->feed, err.text);
}

static void tick(void *context)
{
    FeedSensorThings *things = context;
    if (things->again_s > 0 && clock_monotonic_s() >= things->again_s) read_gaps(things);
}

static void message(void *context, const FeedFormatMessage *m)
{
    FeedSensorThings *things = context;
    const char *stream = strstr(m->topic, "Datastreams(");
    const char *id = stream ? stream + 12 : "", *end = strchr(id, ')');
    char text[FEED_THINGS_ID_MAX], unit[OBSERVATION_UNIT_MAX] = "";
    JsonTape tape = { 0 };
    Arena arena = { .block_bytes = 4096 };
    int64_t t_us = 0;
    if (!end || end == id || (size_t)(end - id) >= sizeof text) {
        feed_malformed(things->feed, "SensorThings: a topic without Datastreams(ID)");
        return;
    }
    const bool quoted = *id == '\'';
    if (quoted) id++;
    snprintf(text, sizeof text, "%.*s", (int)(end - id), id);
    text[strcspn(text, "'")] = 0;
    if (!json_tape_read(&tape, m->payload, m->length, NULL)) {
        feed_malformed(things->feed, "SensorThings: a message that is no JSON");
        return;
    }
    unit_of(&tape, json_member(&tape, 0, "Datastream"), &arena, unit);
    const bool ok = feed_sensorthings_put(things->feed, text, &tape, 0, unit,
                                          m->is_retained ? OBSERVATION_RECOVERED : 0, &t_us);
    FeedStream *last = ok && things->fetch ? stream_of(things, 0, text, quoted) : NULL;
    // With a gap the last is what stands before it, until that is read back.
    if (last && !last->has_gap && t_us > last->t_last_us) last->t_last_us = t_us;
    json_tape_finish(&tape);
    arena_finish(&arena);
}

static void connected(void *context)
{
    read_gaps(context);
}

static void destroy(void *context)
{
    feed_sensorthings_destroy(context);
}

const FeedFormat feed_format_sensorthings = {
    .name = "sensorthings",
    .create = create,
    .destroy = destroy,
    .message = message,
    .lost = lost,
    .connected = connected,
    .tick = tick,
};
