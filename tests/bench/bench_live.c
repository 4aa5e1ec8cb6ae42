// SPDX-License-Identifier: Apache-2.0
// bench_live.c - 200,000 keys at 50,000 values a second: bytes a key, time a put and a tick;
// 100,000 moving objects: time a frame. Processor time, not the clock's.
#include "core/live.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define KEYS 200000
#define RATE 50000
#define SECONDS 60
#define FRAMES 60
#define MOVING 100000
#define S ((int64_t)1000000)
#define T0 (1795000000 * S)

// Of this thread: what else runs on the machine is not counted.
static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static uint32_t seed = 12345;
static uint32_t any(void)
{
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

static void bench_values(Keys *keys, const uint32_t *numbers)
{
    Live *live = live_create(keys);
    static Observation batch[RATE / FRAMES];
    const int puts = RATE / FRAMES;
    double put_s = 0, tick_s = 0, tick_most_s = 0;
    live_declare(live, &(LiveDeclaration){ .match = "air.*.pm25", .unit = "ug/m3", .decimals = 1 },
                 NULL);
    for (int i = 0; i < KEYS; i++) {
        const Observation o = { .t_obs_us = T0,
                                .t_recv_us = T0,
                                .key = numbers[i],
                                .kind = OBSERVATION_NUMBER,
                                .unit = "mg/m3",
                                .number = i };
        live_put(live, &o);
    }
    live_tick(live, T0);
    for (int frame = 0; frame < SECONDS * FRAMES; frame++) {
        const int64_t now_us = T0 + (int64_t)frame * S / FRAMES;
        double t_s = cpu_s();
        live_tick(live, now_us);
        const double spent_s = cpu_s() - t_s;
        tick_s += spent_s;
        if (spent_s > tick_most_s) tick_most_s = spent_s;
        for (int i = 0; i < puts; i++)
            batch[i] = (Observation){ .t_obs_us = now_us,
                                      .t_recv_us = now_us,
                                      .key = numbers[any() % KEYS],
                                      .kind = OBSERVATION_NUMBER,
                                      .unit = "mg/m3",
                                      .number = frame };
        t_s = cpu_s();
        for (int i = 0; i < puts; i++) live_put(live, &batch[i]);
        put_s += cpu_s() - t_s;
        live_clear_changes(live);
    }
    const LiveCounters c = live_counters(live);
    printf("live_bytes_a_key %.0f\n", (double)live_bytes(live) / KEYS);
    printf("live_put_ns %.0f\n", put_s * 1e9 / ((double)puts * SECONDS * FRAMES));
    printf("live_tick_us %.1f most %.1f\n", tick_s * 1e6 / (SECONDS * FRAMES), tick_most_s * 1e6);
    printf("live_keys %d current %d late %d stale %d dead %d\n", c.keys, c.current, c.late, c.stale,
           c.dead);
    live_destroy(live);
}

static void bench_places(void)
{
    LivePlaces *places = live_places_create(NULL);
    double put_s = 0, frame_s = 0, fades = 0;
    for (int frame = 0; frame < 10 * FRAMES; frame++) {
        const int64_t now_us = T0 + (int64_t)frame * S / FRAMES;
        double t_s = cpu_s();
        for (int i = frame % FRAMES; i < MOVING; i += FRAMES) { // each once a second
            const LivePlaceFix fix = { .t_us = now_us,
                                       .t_late_us = now_us + 15 * S,
                                       .t_stale_us = now_us + 30 * S,
                                       .key = (uint32_t)i + 1,
                                       .position = { 110.4 + i * 1e-6, 21.2 + frame * 1e-6, 0,
                                                     (float)(i % 360), (float)(i % 360), 10 } };
            live_places_put(places, &fix);
        }
        put_s += cpu_s() - t_s;
        t_s = cpu_s();
        const LivePlacesView view = live_places_at(places, now_us);
        frame_s += cpu_s() - t_s;
        fades += view.count ? (double)view.fade[view.count - 1] : 0;
    }
    printf("places_put_ms_a_frame %.2f\n", put_s * 1e3 / (10 * FRAMES));
    printf("places_view_ms_a_frame %.2f (%.0f)\n", frame_s * 1e3 / (10 * FRAMES), fades);
    live_places_destroy(places);
}

int main(void)
{
    Keys *keys = keys_create(0);
    uint32_t *numbers = malloc(KEYS * sizeof *numbers);
    if (!keys || !numbers) return 1;
    for (int i = 0; i < KEYS; i++) {
        char text[64];
        const int n = snprintf(text, sizeof text, "air.s%06d.pm25", i);
        numbers[i] = keys_intern(keys, text, (size_t)n);
    }
    bench_values(keys, numbers);
    bench_places();
    free(numbers);
    keys_destroy(keys);
    return 0;
}
