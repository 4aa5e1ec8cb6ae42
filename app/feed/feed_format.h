// SPDX-License-Identifier: Apache-2.0
// feed_format.h - what the messages of a broker mean: one convention a file, chosen by the option
// `format` of the driver mqtt.
// Does not: know how they come; a format subscribes through the link it is given.
#pragma once
#include "feed/feed.h"

typedef struct FeedLink FeedLink;
// Thread: the feed's. Before the connection stands it is kept; each filter once.
void feed_link_subscribe(FeedLink *link, const char *filter, int qos);

typedef struct {
    const char *topic, *payload;
    size_t length;
    bool is_retained;
} FeedFormatMessage;

typedef struct {
    const char *name;
    void *(*create)(Feed *feed, FeedLink *link, Err *err); // subscribes what it wants
    void (*destroy)(void *format);
    void (*message)(void *format, const FeedFormatMessage *message);
    void (*connected)(void *format); // NULL = nothing to do
    void (*lost)(void *format);
    void (*tick)(void *format); // about each half second
} FeedFormat;
extern const FeedFormat *const feed_formats[];
extern const int feed_format_count;
