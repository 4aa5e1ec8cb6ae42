// SPDX-License-Identifier: Apache-2.0
// sim_past.c - the simulation asked for instants that are over.
#include "feed/sim_past.h"
#include "base/clock.h"
#include "base/str.h"
#include "feed/sim_math.h"
#include "feed/sim_typhoon.h"
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct SimPast {
    atomic_int users;
    Sim *sim;
};

static const char *option(const FeedDesc *desc, const char *name, const char *fallback)
{
    for (int i = 0; i < desc->option_count; i++)
        if (strcmp(desc->options[i].name, name) == 0) return desc->options[i].value;
    return fallback;
}

SimPast *sim_past_open(const FeedDesc *desc, int64_t began_us)
{
    if (strcmp(desc->driver, "sim") != 0) return NULL;
    const bool is_model = strcmp(option(desc, "stamp", "wall"), "model") == 0;
    const char *start = option(desc, "start", "now"), *landfall = option(desc, "landfall", ""),
               *seed_text = option(desc, "seed", "");
    const bool is_now = !start[0] || strcmp(start, "now") == 0;
    double speed = 1;
    int64_t seed = (int64_t)(desc->seed & INT64_MAX), start_us = began_us;
    if (!str_parse_double(option(desc, "speed", "1"), &speed)) return NULL;
    if (!is_model && (speed != 1 || !is_now)) return NULL;
    if (seed_text[0] && (!str_parse_int(seed_text, &seed) || seed < 1)) return NULL;
    if (!is_now && !clock_parse(start, 8 * 3600, &start_us)) return NULL;
    const bool is_2015 = llabs(start_us - SIM_TYPHOON_LANDFALL_US) < 4 * SIM_DAY_US;
    SimDesc sim = { .seed = (uint64_t)seed,
                    .is_typhoon = strcmp(option(desc, "scenario", "normal"), "typhoon") == 0,
                    .t_landfall_us = is_2015 ? SIM_TYPHOON_LANDFALL_US : start_us + SIM_DAY_US };
    if (landfall[0] && !clock_parse(landfall, 8 * 3600, &sim.t_landfall_us)) return NULL;
    SimPast *past = calloc(1, sizeof *past);
    if (!past) return NULL;
    atomic_init(&past->users, 1);
    past->sim = sim_create(&sim, NULL);
    if (past->sim) return past;
    free(past);
    return NULL;
}

SimPast *sim_past_acquire(SimPast *past)
{
    atomic_fetch_add(&past->users, 1);
    return past;
}

void sim_past_release(SimPast *past)
{
    if (!past || atomic_fetch_sub(&past->users, 1) != 1) return;
    sim_destroy(past->sim);
    free(past);
}

int sim_past_find(const SimPast *past, const char *key)
{
    const int index = sim_key_find(past->sim, key);
    return index >= 0 && sim_key(past->sim, index).kind == OBSERVATION_NUMBER ? index : -1;
}

const char *sim_past_unit(const SimPast *past, int index)
{
    return sim_key(past->sim, index).unit;
}

int sim_past_values(const SimPast *past, int index, int64_t from_us, int64_t to_us, int max,
                    int64_t *t_us, double *numbers)
{
    if (max < 1 || to_us < from_us) return 0;
    const double period_us = sim_key(past->sim, index).period_s * 1e6;
    const int64_t step = (int64_t)fmax(period_us, ceil((double)(to_us - from_us) / max) + 1);
    int count = 0;
    int64_t last = from_us - 1;
    // Back from the end, so that the newest is there whatever the step.
    const int64_t steps = (to_us - from_us) / step;
    for (int64_t k = steps; k >= 0 && count < max; k--) {
        const int64_t instant = sim_key_instant_us(past->sim, index, to_us - k * step);
        if (instant <= last || instant > to_us) continue;
        const SimValue value = sim_value(past->sim, index, instant);
        last = instant;
        if (value.is_none || !isfinite(value.number)) continue;
        t_us[count] = instant;
        numbers[count++] = value.number;
    }
    return count;
}
