// SPDX-License-Identifier: Apache-2.0
// bench_store.c - rows a second, an hour of a key, a step of the time slider alone and to the live
// state that is shown, in SQLite and in the PostgreSQL of $CITYMIRROR_TEST_POSTGRES
// (STORE_RUN=…/bench_store tests/checks/store.sh). Arguments: keys, days, seconds between values.
#include "base/clock.h"
#include "core/replay.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TRACKS 5000
#define SECOND INT64_C(1000000)

typedef struct {
    int keys, days, every_s;
    int64_t from_us, to_us;
    uint32_t first; // of the keys, then of the tracks
} Load;

static StoreAnswer answer_to(Store *store, uint64_t request)
{
    StoreAnswer answer = { 0 };
    while (!store_poll(store, &answer) || answer.request != request)
        nanosleep(&(struct timespec){ 0, 50000 }, NULL);
    return answer;
}

static Observation value_at(uint32_t key, int64_t t_us, bool is_track)
{
    const double x = sin((double)(t_us / SECOND) * 0.001 + key);
    Observation o = {
        .key = key, .t_obs_us = t_us, .t_recv_us = t_us + 180000 + key % 1000, .unit = "mm"
    };
    if (is_track) {
        o.kind = OBSERVATION_POSITION;
        o.position = (ObservationPosition){ 110.4 + x, 21.2 + x / 3, NAN, (float)x * 180, NAN, 5 };
    } else {
        o.kind = OBSERVATION_NUMBER;
        o.number = round(x * 1000) / 10;
    }
    return o;
}

// Waits where a million rows are waiting, as a store that is measured must not drop.
static uint64_t fill(Store *store, const Load *load, int64_t from_us, int64_t to_us, int every_s,
                     int keys, bool are_tracks)
{
    static Observation rows[4096];
    uint64_t count = 0;
    int n = 0;
    for (int64_t t = from_us; t < to_us; t += every_s * SECOND) {
        for (int k = 0; k < keys; k++) {
            const uint32_t key = load->first + (uint32_t)(are_tracks ? load->keys + k : k);
            rows[n++] = value_at(key, t + k % 997 * 1000, are_tracks);
            if (n < 4096) continue;
            store_put(store, rows, n);
            count += (uint64_t)n;
            n = 0;
            while (store_status(store).rows_waiting > 500000)
                nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
        }
    }
    store_put(store, rows, n);
    return count + (uint64_t)n;
}

static void timed(const char *what, const double *ms, int count, int rows)
{
    double sum = 0, most = 0;
    for (int i = 0; i < count; i++) sum += ms[i], most = ms[i] > most ? ms[i] : most;
    printf("  %-52s mean %7.1f ms, most %7.1f ms (%d rows)\n", what, sum / count, most, rows);
}

static void measure_reads(Store *store, const Load *load)
{
    double ms[20];
    int rows = 0;
    for (int i = 0; i < 20; i++) {
        const int64_t from = load->from_us + (load->to_us - load->from_us) / 21 * (i + 1);
        const StoreRange range = { load->first + (uint32_t)(i * 7919 % load->keys), from,
                                   from + 3600 * SECOND - 1, 0 };
        const double start = clock_monotonic_s();
        rows = answer_to(store, store_read_range(store, &range)).observation_count;
        ms[i] = 1000 * (clock_monotonic_s() - start);
    }
    timed("one hour of one key", ms, 20, rows);
    const StoreRange all = { load->first + 5, load->from_us, load->to_us, 2000 };
    double start = clock_monotonic_s();
    rows = answer_to(store, store_read_range(store, &all)).observation_count;
    ms[0] = 1000 * (clock_monotonic_s() - start);
    timed("all days of one key, thinned to 2000", ms, 1, rows);
    for (int i = 0; i < 20; i++) {
        const int64_t t = load->to_us - 3600 * SECOND + i * 173 * SECOND;
        start = clock_monotonic_s();
        rows = answer_to(store, store_read_instant(store, t, 3600 * SECOND)).observation_count;
        ms[i] = 1000 * (clock_monotonic_s() - start);
    }
    timed("scrub step, last hour: keys and tracks", ms, 20, rows);
    for (int i = 0; i < 20; i++) {
        const int64_t t = load->from_us + (load->to_us - load->from_us) / 21 * (i + 1);
        start = clock_monotonic_s();
        rows = answer_to(store, store_read_instant(store, t, 3600 * SECOND)).observation_count;
        ms[i] = 1000 * (clock_monotonic_s() - start);
    }
    timed("jump to another day: keys", ms, 20, rows);
}

// Of a machine with other work too, what is comparable.
static double cpu_s(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// One turn of the main thread: the processor time it took, ms.
static double turn(Store *store, Replay *replay, double speed, double dt_s)
{
    StoreAnswer answer;
    const double start = cpu_s(CLOCK_THREAD_CPUTIME_ID);
    (void)replay_turn(replay, speed, dt_s, INT64_MAX);
    while (store_poll(store, &answer)) (void)replay_take(replay, &answer);
    return 1000 * (cpu_s(CLOCK_THREAD_CPUTIME_ID) - start);
}

// The whole way of the time slider: asked for, read, in a live state with ages and tracks.
static void measure_replay(Store *store, Keys *keys, const Load *load)
{
    Replay *replay = replay_create(&(ReplayDesc){ .keys = keys, .utc_offset_s = 28800 }, NULL);
    double ms[20], cpu_ms[20], main_ms[20], whole_ms[20];
    replay_set_store(replay, store);
    for (int i = -1; i < 20; i++) { // the first one reads the journal too
        const int64_t t = load->to_us - 3600 * SECOND + (i + 1) * 173 * SECOND;
        const double start = clock_monotonic_s(), cpu = cpu_s(CLOCK_PROCESS_CPUTIME_ID);
        double most = 0, at_shown = 0;
        replay_seek(replay, t);
        while (!replay_is_settled(replay)) {
            const double took = turn(store, replay, 0, 0);
            most = took > most ? took : most;
            if (at_shown == 0 && !replay_is_pending(replay)) {
                at_shown = clock_monotonic_s();
                if (i >= 0) cpu_ms[i] = 1000 * (cpu_s(CLOCK_PROCESS_CPUTIME_ID) - cpu);
            }
            nanosleep(&(struct timespec){ 0, 50000 }, NULL);
        }
        if (i < 0) continue;
        ms[i] = 1000 * (at_shown - start);
        main_ms[i] = most;
        whole_ms[i] = 1000 * (clock_monotonic_s() - start);
    }
    const int keys_shown = live_counters(replay_live(replay)).keys;
    timed("scrub step, to the live state shown", ms, 20, keys_shown);
    timed("  processor time of it", cpu_ms, 20, keys_shown);
    timed("  with the tails of its tracks", whole_ms, 20, keys_shown);
    timed("  longest turn of the main thread, processor time", main_ms, 20, keys_shown);
    replay_seek(replay, load->to_us - 3500 * SECOND);
    while (!replay_is_settled(replay)) turn(store, replay, 0, 0);
    double most = 0;
    const double start = clock_monotonic_s();
    int turns = 0;
    const int64_t from_us = replay_shown_us(replay);
    for (; clock_monotonic_s() < start + 8; turns++) {
        const double took = turn(store, replay, 60, 0.05);
        most = took > most ? took : most;
        nanosleep(&(struct timespec){ 0, 50000000 }, NULL);
    }
    printf("  %-52s longest turn %5.1f ms, %.0f s of history in %.1f s\n", "played at 60 times",
           most, (double)(replay_shown_us(replay) - from_us) / 1e6, clock_monotonic_s() - start);
    replay_destroy(replay);
}

static void measure(const char *address, Load load)
{
    Keys *keys = keys_create(0);
    char name[64];
    for (int i = 0; i < load.keys + TRACKS; i++) {
        const int length =
            snprintf(name, sizeof name, i < load.keys ? "air/%d/pm25" : "ship/%d/position", i);
        const uint32_t key = keys_intern(keys, name, (size_t)length);
        if (i == 0) load.first = key;
    }
    Store *store = store_open(
        &(StoreDesc){ .address = address, .desk = "bench", .keys = keys, .keep_days = 400 }, NULL);
    const double start = clock_monotonic_s();
    uint64_t rows = fill(store, &load, load.from_us, load.to_us, load.every_s, load.keys, false);
    // The tracks and the keys once more in the last hour: a position every 10 s.
    rows += fill(store, &load, load.to_us - 3600 * SECOND, load.to_us, 10, TRACKS, true);
    while (store_status(store).rows_waiting > 0) nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
    const double took = clock_monotonic_s() - start;
    const StoreStatus status = store_status(store);
    printf("%s\n  %llu rows in %.1f s: %.0f rows/s; a write p99 %.0f ms; dropped %llu %s\n",
           address, (unsigned long long)rows, took, (double)rows / took, status.write_ms_p99,
           (unsigned long long)status.rows_dropped, status.err.text);
    measure_reads(store, &load);
    measure_replay(store, keys, &load);
    store_close(store);
    store = store_open(
        &(StoreDesc){ .address = address, .desk = "bench", .keys = keys, .keep_days = 400 }, NULL);
    printf("  opened again:\n");
    measure_reads(store, &load);
    while (store_status(store).bytes == 0) nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
    printf("  %.0f MB, %.1f bytes a row\n", (double)store_status(store).bytes / 1e6,
           (double)store_status(store).bytes / (double)rows);
    store_close(store);
    keys_destroy(keys);
}

int main(int argc, char **argv)
{
    Load load = { argc > 1 ? atoi(argv[1]) : 10000,
                  argc > 2 ? atoi(argv[2]) : 30,
                  argc > 3 ? atoi(argv[3]) : 3600,
                  0,
                  0,
                  0 };
    load.to_us = clock_utc_us() / (3600 * SECOND) * 3600 * SECOND;
    load.from_us = load.to_us - load.days * 86400 * SECOND;
    setvbuf(stdout, NULL, _IOLBF, 0);
    char folder[] = "/tmp/citymirror-bench-XXXXXX", path[64];
    if (!mkdtemp(folder)) return 1;
    static const char *const ends[] = { "", "-wal", "-shm", "-desks" };
    snprintf(path, sizeof path, "%s/s", folder);
    if (!getenv("BENCH_STORE_POSTGRES_ONLY")) measure(path, load);
    for (int i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s/s%s", folder, ends[i]);
        unlink(path);
    }
    rmdir(folder);
    const char *postgres = getenv("CITYMIRROR_TEST_POSTGRES");
    if (postgres)
        measure(postgres, load);
    else
        printf("skipped: no PostgreSQL ($CITYMIRROR_TEST_POSTGRES)\n");
    return 0;
}
