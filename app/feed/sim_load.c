// SPDX-License-Identifier: Apache-2.0
// sim_load.c - the load generator.
#include "feed/sim_load.h"
#include "base/clock.h"
#include "feed/sim_math.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct SimLoad {
    Feed *feed;
    SimLoadDesc desc;
    uint32_t *keys; // of sensors, then of objects
    int next[2];    // whose turn it is
    double owed[2]; // values not sent yet
    double last_s;
};

SimLoad *sim_load_create(Feed *feed, const SimLoadDesc *desc)
{
    SimLoad *load = calloc(1, sizeof *load);
    const int count = desc->keys + desc->objects;
    if (load) load->keys = malloc((size_t)(count ? count : 1) * sizeof *load->keys);
    if (!load || !load->keys) {
        free(load);
        return NULL;
    }
    load->feed = feed;
    load->desc = *desc;
    load->last_s = clock_monotonic_s();
    for (int k = 0; k < count && !feed_is_stopping(feed); k++) {
        char id[32];
        const bool is_object = k >= desc->keys;
        snprintf(id, sizeof id, is_object ? "o%06d" : "s%06d",
                 is_object ? k - desc->keys + 1 : k + 1);
        load->keys[k] = feed_key(feed, id, is_object ? "position" : "value");
    }
    return load;
}

void sim_load_destroy(SimLoad *load)
{
    if (!load) return;
    free(load->keys);
    free(load);
}

// A circle of 0.2 to 3 km about a point of the city, once in 3 to 10 minutes.
static ObservationPosition object_at(int index, int64_t t_us)
{
    const uint64_t k = (uint64_t)index;
    const double lon = 110.20 + 0.4 * sim_chance(11, k), lat = 21.05 + 0.4 * sim_chance(12, k);
    const double r = 200 + 2800 * sim_chance(13, k),
                 turn = 2 * SIM_PI / (180 + 420 * sim_chance(14, k));
    const double a = fmod((double)t_us * 1e-6, 1e6) * turn + 6 * sim_chance(15, k);
    ObservationPosition p = { .lon_deg = lon + r * cos(a) / 103400,
                              .lat_deg = lat + r * sin(a) / 110740,
                              .h_m = NAN };
    const double course = fmod(360 - a * 180 / SIM_PI, 360);
    p.course_deg = p.heading_deg = (float)(course < 0 ? course + 360 : course);
    p.speed_m_s = (float)(r * turn);
    return p;
}

static void send_part(SimLoad *load, int part, int count, double rate, double dt_s)
{
    if (!count) return;
    load->owed[part] = fmin(load->owed[part] + rate * dt_s, rate);
    const int64_t now = clock_utc_us();
    for (; load->owed[part] >= 1; load->owed[part]--) {
        const int index = load->next[part];
        load->next[part] = index + 1 < count ? index + 1 : 0;
        Observation o = { .t_obs_us = now,
                          .flags = OBSERVATION_SIMULATED,
                          .key = load->keys[part ? load->desc.keys + index : index] };
        if (!o.key) continue;
        o.period_ms = (uint32_t)fmax(1, 1000.0 * count / rate);
        o.kind = part ? OBSERVATION_POSITION : OBSERVATION_NUMBER;
        if (part) {
            o.position = object_at(index, now);
        } else {
            memcpy(o.unit, "1", 2);
            o.number =
                round(1000 * (50 + 40 * sin((double)(now % 600000000) * 1e-8 + index))) / 1000;
        }
        feed_observe(load->feed, &o);
    }
}

void sim_load_send(SimLoad *load)
{
    const double now = clock_monotonic_s(), dt = fmin(now - load->last_s, 1);
    load->last_s = now;
    send_part(load, 0, load->desc.keys, load->desc.rate, dt);
    send_part(load, 1, load->desc.objects, load->desc.objects * load->desc.objects_hz, dt);
}
