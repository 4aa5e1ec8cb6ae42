// SPDX-License-Identifier: Apache-2.0
// sim_past.h - what a feed of the driver "sim" would have sent before it ran: its values are
// functions of time, so the past can be asked for.
// Does not: know stations or movers of a file (its option path); of those there is no past.
#pragma once
#include "feed/feed.h"
#include "feed/sim.h"

typedef struct SimPast SimPast;
// Of a feed as it was started: options scenario, seed, start, speed, stamp, landfall. NULL: another
// driver, options that are wrong, or a model time that is not the clock's (speed other than 1 or a
// start, unless stamp is model). began_us: when it was started. Thread: main.
SimPast *sim_past_open(const FeedDesc *desc, int64_t began_us);
SimPast *sim_past_acquire(SimPast *past); // Thread: any
void sim_past_release(SimPast *past);     // the last one frees it; NULL is fine. Thread: any
int sim_past_find(const SimPast *past, const char *key); // -1 = none, or no number. Thread: any
const char *sim_past_unit(const SimPast *past, int index);
// Values with from <= t <= to, oldest first, at most max of them, evenly spread: times and numbers.
// Returns how many. Thread: any.
int sim_past_values(const SimPast *past, int index, int64_t from_us, int64_t to_us, int max,
                    int64_t *t_us, double *numbers);
