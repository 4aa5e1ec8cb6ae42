// SPDX-License-Identifier: Apache-2.0
// feed_format.c - the formats of messages; to add one: write feed_format_<name>.c, add its row.
#include "feed/feed_format.h"

extern const FeedFormat feed_format_map, feed_format_sensorthings, feed_format_thingsboard,
    feed_format_ngsi, feed_format_homeassistant, feed_format_sparkplug, feed_format_city;
const FeedFormat *const feed_formats[] = { &feed_format_map,           &feed_format_sensorthings,
                                           &feed_format_thingsboard,   &feed_format_ngsi,
                                           &feed_format_homeassistant, &feed_format_sparkplug,
                                           &feed_format_city };
const int feed_format_count = sizeof feed_formats / sizeof *feed_formats;

void feed_link_subscribe(FeedLink *link, const char *filter, int qos)
{
    link->subscribe(link, filter, qos);
}
