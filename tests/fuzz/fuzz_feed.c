// SPDX-License-Identifier: Apache-2.0
// fuzz_feed.c - any payload through maps and our own format: JSON, columns and plain text; what
// comes out is finite.
#include "feed/feed_format.h"
#include "feed/feed_map.h"
#include "feed/feed_private.h"
#include "base/log.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
extern const FeedFormat feed_format_city;

static const FeedMap maps[] = {
    { .match = "a/#", .key = "k.{2}.{$.id}", .value = "$.v[0].x", .time = "$.t", .unit = "$.u" },
    { .match = "b/+", .lon = "$.p[0]", .lat = "$.p[1]", .datum = "bd09", .time = "$.t" },
    { .match = "+/c" },
    { .match = "n/#", .scale = 1e300, .offset = -1 },
};

static void take(Inbox *inbox)
{
    Observation *observations = NULL;
    const int count = inbox_take(inbox, &observations);
    for (ObservationEvent *event = inbox_take_events(inbox); event;) {
        ObservationEvent *next = event->next;
        assert(event->id && event->json && event->kind[0]);
        inbox_event_destroy(event);
        event = next;
    }
    for (int i = 0; i < count; i++) {
        const Observation *o = &observations[i];
        assert(o->key != 0 && o->t_obs_us != 0);
        if (o->kind == OBSERVATION_NUMBER) assert(isfinite(o->number));
        if (o->kind == OBSERVATION_POSITION) assert(fabs(o->position.lat_deg) <= 91);
    }
}

static void unheard(FeedLink *link, const char *filter, int qos)
{
    (void)link, (void)filter, (void)qos;
}

static void hear(Feed *feed, const char *text, size_t length)
{
    FeedLink link = { unheard };
    void *format = feed_format_city.create(feed, &link, NULL);
    assert(format);
    feed_format_city.message(format, &(FeedFormatMessage){ "city/value/a", text, length, false });
    feed_format_city.destroy(format);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const char *const topics[] = { "a/b", "b/x", "q/c", "n/n", "a/" };
    const FeedDesc desc = {
        .name = "f", .driver = "mqtt", .maps = maps, .map_count = 4, .keys_max = 100
    };
    const FeedDesc bare = { .name = "g", .driver = "mqtt", .keys_max = 100 };
    Err err = { 0 };
    log_set_level(LOG_ERROR);
    Keys *keys = keys_create(1000);
    Inbox *inbox = inbox_create(NULL);
    Feed *feed = feed_create(&desc, keys, inbox, NULL),
         *rows = feed_create(&bare, keys, inbox, NULL);
    const FeedAuto automatic = { .id = "id", .time = "t", .lon = "x", .lat = "y" };
    FeedMapper *mapper = feed_mapper_create(feed, &(FeedAuto){ 0 }, NULL);
    FeedMapper *columns = feed_mapper_create(rows, &automatic, NULL);
    assert(feed && rows && mapper && columns);
    char *text = malloc(length + 1);
    if (length) memcpy(text, bytes, length);
    text[length] = 0;
    for (int i = 0; i < 5; i++) feed_map_message(mapper, topics[i], text, length, 0);
    FeedPath path;
    if (feed_path_parse(&path, "$.data", NULL)) {
        feed_map_json(columns, text, length, &path, &err);
        feed_path_finish(&path);
    }
    if (feed_path_parse(&path, text, NULL)) feed_path_finish(&path);
    feed_map_csv(columns, text, length, ',', &err);
    hear(feed, text, length);
    take(inbox);
    free(text);
    feed_mapper_destroy(mapper);
    feed_mapper_destroy(columns);
    feed_destroy(feed);
    feed_destroy(rows);
    inbox_destroy(inbox);
    keys_destroy(keys);
    return 0;
}
