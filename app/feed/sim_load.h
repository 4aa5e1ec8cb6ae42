// SPDX-License-Identifier: Apache-2.0
// sim_load.h - plain sensors and moving objects by the hundred thousand, for load tests.
// Does not: mean anything.
#pragma once
#include "feed/feed.h"

typedef struct {
    int keys, objects;
    double rate;       // values a second of all keys together
    double objects_hz; // positions a second of each object
    double tick_s;     // between calls of sim_load_send
} SimLoadDesc;
typedef struct SimLoad SimLoad;
// Makes its keys: FEED/s000001/value and FEED/o000001/position; those past the feed's keys_max stay
// away (counted by the feed). NULL without memory. Thread: the feed's.
SimLoad *sim_load_create(Feed *feed, const SimLoadDesc *desc);
void sim_load_destroy(SimLoad *load);
// Sends what is due since the last call, at most a second's worth: one value of each key in turn.
void sim_load_send(SimLoad *load);
