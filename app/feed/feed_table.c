// SPDX-License-Identifier: Apache-2.0
// feed_table.c - the drivers; to add a feed: write feed_<name>.c, add its row.
#include "feed/feed.h"

extern const FeedDriver feed_csv, feed_http, feed_intake, feed_mqtt, feed_sim;
extern const FeedDriver feed_webhook;
extern const FeedDriver feed_ais, feed_cap, feed_cot, feed_gtfsrt, feed_hj212;
const FeedDriver *const feed_table[] = { &feed_mqtt,  &feed_http, &feed_intake, &feed_csv,
                                         &feed_ais,   &feed_cap,  &feed_cot,    &feed_gtfsrt,
                                         &feed_hj212, &feed_sim,  &feed_webhook };
const int feed_table_count = sizeof feed_table / sizeof *feed_table;
