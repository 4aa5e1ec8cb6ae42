// SPDX-License-Identifier: Apache-2.0
// replay_window.c - history read ahead while it is played: key after key from the store, put in
// order of time.
#include "core/replay_private.h"
#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000000.0
#define WINDOW_LEAST_S 30.0
#define WINDOW_MOST_S 3600.0
#define AHEAD_S 8.0                 // of the world's time, that a window should last
#define SETTLED_US INT64_C(2000000) // the newest rows may still be on their way
#define PLAYED_LEAST_S 2.0          // a window that lasts less is not worth reading

ReplayWindow *replay_window_create(int64_t from_us, int64_t to_us)
{
    ReplayWindow *window = calloc(1, sizeof *window);
    if (!window) return NULL;
    window->from_us = from_us;
    window->to_us = to_us;
    return window;
}

void replay_window_destroy(ReplayWindow *window)
{
    if (!window) return;
    for (int i = 0; i < REPLAY_BUCKETS; i++) {
        replay_free(window->buckets[i].rows, window->buckets[i].count);
        free(window->buckets[i].rows);
    }
    free(window);
}

static int bucket_of(const ReplayWindow *window, int64_t t_us)
{
    const double share =
        (double)(t_us - window->from_us) / (double)(window->to_us - window->from_us);
    const int at = (int)(share * REPLAY_BUCKETS);
    return at < 0 ? 0 : at >= REPLAY_BUCKETS ? REPLAY_BUCKETS - 1 : at;
}

bool replay_window_add(ReplayWindow *window, const Observation *rows, int count)
{
    for (int i = 0; i < count; i++) {
        const int64_t t_us = rows[i].t_obs_us;
        if (t_us <= window->from_us || t_us > window->to_us) continue;
        ReplayBucket *bucket = &window->buckets[bucket_of(window, t_us)];
        if (!array_reserve((void **)&bucket->rows, &bucket->cap, bucket->count + 1,
                           sizeof *bucket->rows) ||
            !replay_copy(&bucket->rows[bucket->count], &rows[i]))
            return false;
        bucket->count++;
        window->count++;
    }
    return true;
}

static int by_time(const void *a, const void *b)
{
    const Observation *x = a, *y = b;
    if (x->t_obs_us != y->t_obs_us) return x->t_obs_us < y->t_obs_us ? -1 : 1;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->seq > y->seq) - (x->seq < y->seq);
}

void replay_window_play(Replay *replay, ReplayWindow *window, int64_t t_us)
{
    for (; window->at_bucket < REPLAY_BUCKETS; window->at_bucket++, window->at_row = 0) {
        ReplayBucket *bucket = &window->buckets[window->at_bucket];
        if (!bucket->is_sorted && bucket->count > 1)
            qsort(bucket->rows, (size_t)bucket->count, sizeof *bucket->rows, by_time);
        bucket->is_sorted = true;
        for (; window->at_row < bucket->count; window->at_row++) {
            if (bucket->rows[window->at_row].t_obs_us > t_us) return;
            replay_put(replay, &bucket->rows[window->at_row]);
        }
        if (bucket_of(window, t_us) <= window->at_bucket && t_us < window->to_us) return;
    }
}

void replay_windows_drop(Replay *replay)
{
    for (int i = 0; i < 2; i++) {
        ReplayWindow *window = replay->windows[i];
        if (window && window->ask && replay->store) store_cancel(replay->store, window->ask);
        if (window) replay_drop(replay, &window->ask);
        replay_window_destroy(window);
        replay->windows[i] = NULL;
    }
}

static void ask(Replay *replay, int slot, int64_t from_us, int64_t to_us)
{
    ReplayWindow *window = replay_window_create(from_us, to_us);
    if (!window) return;
    window->ask =
        store_read_rows(replay->store, &(StoreSelection){ .from_us = from_us + 1, .to_us = to_us });
    replay->windows[slot] = window;
}

void replay_windows_ask(Replay *replay, double speed, int64_t limit_us)
{
    if (speed != replay->speed_seen) {
        replay->speed_seen = speed;
        replay->window_s = 0;
        replay->is_dense = false;
    }
    ReplayWindow *now = replay->windows[0];
    if (replay->is_dense || !replay->store || replay->windows[1]) return;
    double window_s = replay->window_s > 0
                          ? replay->window_s
                          : fmin(fmax(speed * AHEAD_S, WINDOW_LEAST_S), WINDOW_MOST_S);
    const int64_t from_us = now ? now->to_us : replay->shown_us, most_us = limit_us - SETTLED_US;
    int64_t to_us = from_us + (int64_t)(window_s * SECOND);
    if (to_us > most_us) to_us = most_us;
    if (now && !now->is_ready) return; // one at a time
    if (to_us - from_us < (int64_t)(PLAYED_LEAST_S * SECOND)) return;
    ask(replay, now ? 1 : 0, from_us, to_us);
}

// Shorter from now on; where that would not last, none at this speed.
static void give_up(Replay *replay, const ReplayWindow *window)
{
    replay->window_s = (double)(window->to_us - window->from_us) / SECOND / 4;
    if (replay->window_s < replay->speed_seen * PLAYED_LEAST_S) replay->is_dense = true;
    const bool is_next = window == replay->windows[1];
    if (!is_next) {
        replay_windows_drop(replay);
        return;
    }
    store_cancel(replay->store, replay->windows[1]->ask);
    replay_drop(replay, &replay->windows[1]->ask);
    replay_window_destroy(replay->windows[1]);
    replay->windows[1] = NULL;
}

void replay_window_take(Replay *replay, ReplayWindow *window, const StoreAnswer *answer)
{
    const bool ok = answer->outcome == STORE_DONE &&
                    replay_window_add(window, answer->observations, answer->observation_count) &&
                    window->count <= replay->rows_max;
    if (!ok) {
        give_up(replay, window);
        return;
    }
    if (!answer->is_last) return;
    window->ask = 0;
    window->is_ready = true;
    // As long as memory has room for, at most what is worth it.
    const double took_s = (double)(window->to_us - window->from_us) / SECOND,
                 rows_s = fmax(window->count, 1) / took_s;
    replay->window_s = fmin(fmax(replay->speed_seen * AHEAD_S, WINDOW_LEAST_S),
                            fmin(WINDOW_MOST_S, replay->rows_max / 2 / rows_s));
}
