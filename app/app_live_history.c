// SPDX-License-Identifier: Apache-2.0
// app_live_history.c - see app_live_history.h.
#include "app_live_history.h"
#include "base/unit.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define POINTS APP_LIVE_HISTORY_POINTS

typedef struct {
    uint32_t key;
    uint64_t used, request; // request 0 = none waits
    double values[POINTS];
    int64_t times_us[POINTS];
    int count;
} Trail;

struct AppLiveHistory {
    const Live *live;
    Trail trails[APP_LIVE_HISTORY_KEYS];
    uint64_t clock;
};

AppLiveHistory *app_live_history_create(const Live *live)
{
    AppLiveHistory *history = calloc(1, sizeof *history);
    if (history) history->live = live;
    return history;
}

void app_live_history_destroy(AppLiveHistory *history)
{
    free(history);
}

static void trail_drop(Trail *trail, int count)
{
    if (count <= 0) return;
    memmove(trail->values, trail->values + count,
            sizeof *trail->values * (size_t)(trail->count - count));
    memmove(trail->times_us, trail->times_us + count,
            sizeof *trail->times_us * (size_t)(trail->count - count));
    trail->count -= count;
}

static void trail_add(Trail *trail, int64_t t_us, double value)
{
    if (trail->count > 0 && t_us <= trail->times_us[trail->count - 1]) return;
    if (trail->count == POINTS) trail_drop(trail, POINTS / 8);
    trail->times_us[trail->count] = t_us;
    trail->values[trail->count++] = value;
}

static Trail *trail_of(AppLiveHistory *history, uint32_t key, bool *is_new)
{
    Trail *oldest = &history->trails[0];
    for (int i = 0; i < APP_LIVE_HISTORY_KEYS; i++) {
        Trail *trail = &history->trails[i];
        if (trail->key == key) return trail;
        if (trail->used < oldest->used) oldest = trail;
    }
    *oldest = (Trail){ .key = key };
    *is_new = true;
    return oldest;
}

AppLiveTrail app_live_history_get(AppLiveHistory *history, Store *store, uint32_t key,
                                  int64_t now_us)
{
    bool is_new = false;
    Trail *trail = trail_of(history, key, &is_new);
    trail->used = ++history->clock;
    if (is_new && store)
        trail->request =
            store_read_range(store, &(StoreRange){ .key = key,
                                                   .from_us = now_us - APP_LIVE_HISTORY_US,
                                                   .to_us = now_us,
                                                   .points_max = POINTS / 2 });
    const LiveValue *value = live_get(history->live, key);
    if (value && !isnan(value->number)) trail_add(trail, value->last.t_obs_us, value->number);
    int old = 0;
    while (old < trail->count && trail->times_us[old] < now_us - APP_LIVE_HISTORY_US) old++;
    trail_drop(trail, old);
    return (AppLiveTrail){ trail->values, trail->times_us, trail->count, trail->request != 0 };
}

// The store keeps values in the unit of their source.
static bool trail_convert(const char *from, const char *to, double *number)
{
    if (!from[0] || !to || strcmp(from, to) == 0) return true;
    Unit source, target;
    double scale = 1, offset = 0;
    if (!unit_parse(from, &source, NULL) || !unit_parse(to, &target, NULL) ||
        !unit_conversion(&source, &target, &scale, &offset))
        return false;
    *number = *number * scale + offset;
    return true;
}

// What was followed meanwhile stands after what the store had.
static void trail_merge(Trail *trail, const StoreAnswer *answer, const char *unit)
{
    Trail *merged = calloc(1, sizeof *merged);
    if (!merged) return;
    for (int i = 0; i < answer->observation_count; i++) {
        const Observation *o = &answer->observations[i];
        if (o->kind != OBSERVATION_NUMBER || o->key != trail->key) continue;
        double number = o->number;
        if (trail_convert(o->unit, unit, &number)) trail_add(merged, o->t_obs_us, number);
    }
    for (int i = 0; i < trail->count; i++) trail_add(merged, trail->times_us[i], trail->values[i]);
    memcpy(trail->values, merged->values, sizeof merged->values);
    memcpy(trail->times_us, merged->times_us, sizeof merged->times_us);
    trail->count = merged->count;
    free(merged);
}

bool app_live_history_take(AppLiveHistory *history, const StoreAnswer *answer)
{
    if (answer->kind != STORE_ANSWER_RANGE || answer->request == 0) return false;
    for (int i = 0; i < APP_LIVE_HISTORY_KEYS; i++) {
        Trail *trail = &history->trails[i];
        if (trail->request != answer->request) continue;
        trail->request = 0;
        const LiveValue *value = live_get(history->live, trail->key);
        if (answer->outcome == STORE_DONE) trail_merge(trail, answer, value ? value->unit : NULL);
        return true;
    }
    return false;
}
