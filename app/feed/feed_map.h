// SPDX-License-Identifier: Apache-2.0
// feed_map.h - messages to observations by the maps of a feed's document, compiled once.
// Does not: read from a network, or parse JSON outside of a message of MQTT.
//
// A map applies when its `match` does: of MQTT a topic filter with + and #; of rows NAME=VALUE, or
// "" for all. Levels of a topic count from 1: {2} of city/st1/pm25 is st1. In what a template fills
// in, "/" and control characters become "_".
// A map with lon and lat makes a position (its scale is of the speed, to m/s), else a value:
// a number, true and false (1, 0), a text that is a number, or any other text when the map declares
// no unit, scale or offset. null and an empty column are no value. A whole message or path that is
// an object makes a key of each value in it, KEY.member. Refused and counted as malformed: a path
// that leads nowhere, infinities and NaN, a time that is none, a position outside the world.
// Where key is empty: FEED/TOPIC/NAME with the path's last name, or its topic's last level; of rows
// FEED/ID/NAME by the id of FeedAuto.
#pragma once
#include "feed/feed.h"
#include "feed/feed_path.h"

// Of a feed without maps, and what maps leave empty: paths or columns, "" or NULL = none.
typedef struct {
    const char *id, *time, *lon, *lat;
    int utc_offset_s; // of times without an offset
} FeedAuto;

typedef struct FeedMapper FeedMapper;
// ERR_ARGUMENT names the map and the path. The feed outlives it. Thread: one at a time.
FeedMapper *feed_mapper_create(Feed *feed, const FeedAuto *automatic, Err *err);
void feed_mapper_destroy(FeedMapper *mapper);
// A message of MQTT: JSON when a map that applies needs it, else plain.
void feed_map_message(FeedMapper *mapper, const char *topic, const char *payload, size_t length,
                      uint8_t flags);
void feed_mapper_shift(FeedMapper *mapper, int64_t us);    // added to the times of what follows
void feed_map_row(FeedMapper *mapper, const FeedRow *row); // one row of JSON or columns
// Reads all rows of one text: JSON (rows: the path of their array, "" = the outermost value, which
// may be one object), GeoJSON ("$.features"), or CSV with names in its first row.
bool feed_map_json(FeedMapper *mapper, const char *text, size_t length, FeedPath *rows, Err *err);
bool feed_map_csv(FeedMapper *mapper, const char *text, size_t length, char delimiter, Err *err);
// MQTT 3.1.1, 4.7: + is one level, # the rest; topics that begin with $ match no wildcard first.
bool feed_topic_matches(const char *filter, const char *topic);
bool feed_topic_filter_is_valid(const char *filter);
