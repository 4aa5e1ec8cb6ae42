// SPDX-License-Identifier: Apache-2.0
// feed_format_map.c - messages by the maps of the document: the format `map`.
#include "feed/feed_format.h"
#include "feed/feed_map.h"
#include <stdio.h>
#include <string.h>

static bool subscribe_topics(Feed *feed, FeedLink *link, int qos, Err *err)
{
    const char *at = feed_option(feed, "topics");
    char filter[1024];
    while (*at) {
        const size_t length = strcspn(at, ",");
        const size_t kept = length < sizeof filter ? length : sizeof filter - 1;
        memcpy(filter, at, kept);
        filter[kept] = 0;
        const char *from = filter + strspn(filter, " ");
        if (!feed_topic_filter_is_valid(from)) {
            err_set(err, ERR_ARGUMENT, "topics: '%.200s' is no topic filter", from);
            return false;
        }
        feed_link_subscribe(link, from, qos);
        at += length + (at[length] == ',');
    }
    return true;
}

static bool subscribe(Feed *feed, FeedLink *link, Err *err)
{
    const FeedDesc *desc = feed_desc(feed);
    double qos = 0;
    if (!feed_option_number(feed, "qos", 0, 2, &qos, err)) return false;
    if (desc->map_count == 0 && !feed_option(feed, "topics")[0]) {
        err_set(err, ERR_ARGUMENT, "feed '%.80s': no maps and no topics: nothing to subscribe",
                desc->name);
        return false;
    }
    if (!subscribe_topics(feed, link, (int)qos, err)) return false;
    for (int i = 0; i < desc->map_count; i++) {
        const FeedMap *map = &desc->maps[i];
        const char *filter = map->match && map->match[0] ? map->match : "#";
        if (!feed_topic_filter_is_valid(filter)) {
            err_set(err, ERR_ARGUMENT, "feed '%.80s', map %d: '%.200s' is no topic filter",
                    desc->name, i + 1, filter);
            return false;
        }
        feed_link_subscribe(link, filter,
                            map->qos > (int)qos && map->qos <= 2 ? map->qos : (int)qos);
    }
    return true;
}

static void *create(Feed *feed, FeedLink *link, Err *err)
{
    FeedAuto automatic = { .time = feed_option(feed, "time") };
    if (!feed_offset_parse(feed_option(feed, "zone"), &automatic.utc_offset_s)) {
        err_set(err, ERR_ARGUMENT, "zone '%.40s': an offset like +08:00 was expected",
                feed_option(feed, "zone"));
        return NULL;
    }
    return subscribe(feed, link, err) ? feed_mapper_create(feed, &automatic, err) : NULL;
}

static void message(void *context, const FeedFormatMessage *m)
{
    feed_map_message(context, m->topic, m->payload, m->length,
                     m->is_retained ? OBSERVATION_RECOVERED : 0);
}

static void destroy(void *context)
{
    feed_mapper_destroy(context);
}

const FeedFormat feed_format_map = {
    .name = "map", .create = create, .destroy = destroy, .message = message
};
