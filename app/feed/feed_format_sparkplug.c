// SPDX-License-Identifier: Apache-2.0
// feed_format_sparkplug.c - Sparkplug B 3.0: messages to the decoder; a rebirth is asked of a node
// whose sequence has a gap; when our connection is lost every metric is stale.
#include "base/clock.h"
#include "feed/feed_decode.h"
#include "feed/decode_sparkplug.h"
#include "feed/feed_format.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    Feed *feed;
    Decoder *decoder;
    DecodeSink sink;
} FeedSparkplug;

static void rebirth(void *context, const char *topic)
{
    Feed *feed = context;
    uint8_t payload[64];
    Err err = { 0 };
    const size_t length = decode_sparkplug_rebirth(clock_utc_us(), payload);
    if (!feed_publish(feed, topic, payload, length, 0, false, &err)) feed_malformed(feed, err.text);
}

static void destroy(void *context)
{
    FeedSparkplug *s = context;
    decoder_destroy(s->decoder);
    free(s);
}

static void *create(Feed *feed, FeedLink *link, Err *err)
{
    FeedSparkplug *s = calloc(1, sizeof *s);
    const char *at = feed_option(feed, "group");
    char filter[300];
    if (s) s->decoder = decoder_create(DECODE_SPARKPLUG);
    if (!s || !s->decoder) {
        err_set(err, ERR_MEMORY, "Sparkplug");
        free(s);
        return NULL;
    }
    s->feed = feed;
    s->sink = feed_decode_sink(feed);
    s->sink.rebirth = rebirth;
    if (!at[0]) feed_link_subscribe(link, "spBv1.0/#", 0);
    while (*at) {
        const size_t length = strcspn(at, ",");
        snprintf(filter, sizeof filter, "spBv1.0/%.*s/#", (int)length, at);
        feed_link_subscribe(link, filter, 0);
        at += length + (at[length] == ',');
    }
    return s;
}

static void message(void *context, const FeedFormatMessage *m)
{
    FeedSparkplug *s = context;
    decoder_take_topic(s->decoder, m->topic, m->payload, m->length, &s->sink);
}

static void lost(void *context)
{
    FeedSparkplug *s = context;
    decoder_reset(s->decoder);
    feed_gone_all(s->feed);
}

const FeedFormat feed_format_sparkplug = {
    .name = "sparkplug", .create = create, .destroy = destroy, .message = message, .lost = lost
};
