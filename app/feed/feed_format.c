// SPDX-License-Identifier: Apache-2.0
// feed_format.c - the formats of messages; to add one: write feed_format_<name>.c, add its row.
#include "feed/feed_format.h"

extern const FeedFormat feed_format_map, feed_format_sensorthings, feed_format_thingsboard,
    feed_format_ngsi;
const FeedFormat *const feed_formats[] = { &feed_format_map, &feed_format_sensorthings,
                                           &feed_format_thingsboard, &feed_format_ngsi };
const int feed_format_count = sizeof feed_formats / sizeof *feed_formats;
