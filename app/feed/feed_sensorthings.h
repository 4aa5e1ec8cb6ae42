// SPDX-License-Identifier: Apache-2.0
// feed_sensorthings.h - OGC SensorThings 1.1 (18-088): observations of datastreams, by HTTP and as
// messages of MQTT. Keys: FEED/DATASTREAM/result.
// Does not: create entities, or read FeatureOfInterest.
#pragma once
#include "base/json_tape.h"
#include "feed/feed_fetch.h"

typedef struct FeedSensorThings FeedSensorThings;
FeedSensorThings *feed_sensorthings_create(Feed *feed);
void feed_sensorthings_destroy(FeedSensorThings *things); // NULL is fine
// The newest observation of every datastream at the feed's address; after feed_sensorthings_lost
// also all since the last that was read, as OBSERVATION_HISTORY but for the newest.
bool feed_sensorthings_poll(FeedSensorThings *things, FeedFetch *fetch, Err *err);
void feed_sensorthings_lost(FeedSensorThings *things); // from now on there is a gap to be filled
// One observation: its result at phenomenonTime (the end of an interval), else resultTime; *t_us
// gets the time. unit: UCUM or "". False: counted as malformed.
bool feed_sensorthings_put(Feed *feed, const char *datastream, const JsonTape *tape,
                           JsonRef observation, const char *unit, uint8_t flags, int64_t *t_us);
