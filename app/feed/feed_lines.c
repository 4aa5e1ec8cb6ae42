// SPDX-License-Identifier: Apache-2.0
// feed_lines.c - a feed without a thread, whose format is handed each line as a message.
#include "feed/feed_lines.h"
#include "base/clock.h"
#include "base/json.h"
#include "feed/feed_format.h"
#include "feed/feed_private.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct FeedLines {
    FeedLink link; // first: a format is given it
    Keys *keys;
    Inbox *inbox;
    Feed *feed;
    const FeedFormat *format;
    void *context;
};

static void no_subscription(FeedLink *link, const char *filter, int qos)
{
    (void)link, (void)filter, (void)qos;
}

static const FeedFormat *find(const char *name)
{
    static const char *const names[] = { "sensorthings", "ngsi", "thingsboard", "homeassistant" };
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        for (int i = 0; strcmp(names[k], name) == 0 && i < feed_format_count; i++)
            if (strcmp(feed_formats[i]->name, name) == 0) return feed_formats[i];
    return NULL;
}

bool feed_lines_is_format(const char *name)
{
    return find(name) != NULL;
}

FeedLines *feed_lines_create(const char *format, Err *err)
{
    const FeedOption options[] = { { "format", format }, { "topics", "#" } };
    const FeedDesc desc = { .name = "decode",
                            .driver = "mqtt",
                            .options = options,
                            .option_count = 2,
                            .keys_max = 1000000 };
    FeedLines *lines = calloc(1, sizeof *lines);
    if (lines && find(format)) {
        lines->link.subscribe = no_subscription;
        lines->format = find(format);
        lines->keys = keys_create(0);
        lines->inbox = inbox_create(NULL);
        if (lines->keys && lines->inbox)
            lines->feed = feed_create(&desc, lines->keys, lines->inbox, err);
        if (lines->feed) lines->context = lines->format->create(lines->feed, &lines->link, err);
        if (lines->context) return lines;
    }
    if (err && err->code == ERR_NONE)
        err_set(err, lines && lines->format ? ERR_MEMORY : ERR_ARGUMENT, "format '%.40s'", format);
    feed_lines_destroy(lines);
    return NULL;
}

void feed_lines_destroy(FeedLines *lines)
{
    if (!lines) return;
    if (lines->context) lines->format->destroy(lines->context);
    if (lines->feed) feed_destroy(lines->feed);
    inbox_destroy(lines->inbox);
    keys_destroy(lines->keys);
    free(lines);
}

static void write_time(JsonWriter *w, const char *key, int64_t t_us)
{
    char text[32];
    clock_format(t_us, 0, text);
    json_key(w, key);
    json_text(w, text);
}

// The key is "decode/ID/METRIC"; neither has a slash of its own.
static void write_key(JsonWriter *w, const char *key)
{
    char id[KEYS_TEXT_MAX + 1] = "";
    const char *from = strchr(key, '/') + 1, *slash = strchr(from, '/');
    memcpy(id, from, (size_t)(slash - from));
    json_key(w, "id"), json_text(w, id);
    json_key(w, "metric"), json_text(w, slash + 1);
}

static void write_value(JsonWriter *w, const Keys *keys, const Observation *o)
{
    json_object_begin(w);
    write_key(w, keys_text(keys, o->key));
    if (o->flags & OBSERVATION_NO_TIME)
        json_key(w, "time"), json_null(w);
    else
        write_time(w, "time", o->t_obs_us);
    if (o->kind == OBSERVATION_POSITION) {
        json_key(w, "lon"), json_number(w, o->position.lon_deg);
        json_key(w, "lat"), json_number(w, o->position.lat_deg);
        if (isfinite(o->position.h_m))
            json_key(w, "height"), json_number(w, (double)o->position.h_m);
    } else if (o->kind == OBSERVATION_GONE) {
        json_key(w, "gone"), json_bool(w, true);
    } else {
        json_key(w, "value");
        if (o->kind == OBSERVATION_TEXT)
            json_text(w, o->text);
        else
            json_number(w, o->number);
    }
    if (o->unit[0]) json_key(w, "unit"), json_text(w, o->unit);
    if (o->t_stale_us)
        json_key(w, "stale_s"), json_number(w, (double)(o->t_stale_us - o->t_recv_us) / 1e6);
    json_object_end(w);
}

static bool is_bare(const FeedLines *lines, const char *line)
{
    const bool may_be =
        strcmp(lines->format->name, "ngsi") == 0 || strcmp(lines->format->name, "thingsboard") == 0;
    return may_be && (line[0] == '{' || line[0] == '[');
}

bool feed_lines_take(FeedLines *lines, const char *line, size_t length, Str *out)
{
    char *text = strndup(line, length);
    char *tab = text ? strchr(text, '\t') : NULL;
    const bool bare = text && is_bare(lines, text);
    if (!text || (!tab && !bare)) {
        free(text);
        feed_malformed(lines->feed, "a line that is not TOPIC<tab>JSON");
        return false;
    }
    if (!bare) *tab = 0;
    const FeedFormatMessage message = { .topic = bare ? "v1/devices/me/telemetry" : text,
                                        .payload = bare ? text : tab + 1,
                                        .length = bare ? strlen(text) : strlen(tab + 1) };
    const uint64_t malformed = feed_status(lines->feed).malformed;
    Observation *taken = NULL;
    JsonWriter w = { .out = out };
    lines->format->message(lines->context, &message);
    const int count = inbox_take(lines->inbox, &taken);
    json_object_begin(&w);
    if (!bare) json_key(&w, "topic"), json_text(&w, message.topic);
    json_key(&w, "values");
    json_array_begin(&w);
    for (int i = 0; i < count; i++) write_value(&w, lines->keys, &taken[i]);
    json_array_end(&w);
    json_object_end(&w);
    str_add(out, "\n");
    free(text);
    return feed_status(lines->feed).malformed == malformed;
}
