// SPDX-License-Identifier: Apache-2.0
// operations_live.c - live values as rules read them.
#include "core/operations.h"
#include <math.h>
#include <stdlib.h>

static bool read_live(const void *source, uint32_t key, RuleValue *out)
{
    const LiveValue *value = live_get(source, key);
    if (!value) return false;
    const Observation *last = &value->last;
    *out = (RuleValue){ .t_obs_us = last->t_obs_us,
                        .number = value->number,
                        .lon_deg = NAN,
                        .lat_deg = NAN,
                        .freshness = value->freshness,
                        .quality = (ObservationQuality)last->quality,
                        .is_gone = value->is_gone,
                        .is_simulated = (last->flags & OBSERVATION_SIMULATED) != 0,
                        .unit = value->unit };
    if (last->kind == OBSERVATION_POSITION) {
        out->lon_deg = last->position.lon_deg;
        out->lat_deg = last->position.lat_deg;
    }
    if (last->kind == OBSERVATION_TEXT) out->text = last->text;
    return true;
}

// All keys that have a value: a rule that was changed judges what is there. Heap; NULL without
// memory, and the count stays.
static uint32_t *all_keys(const Operations *ops, const Live *live, int *count)
{
    const uint32_t last = keys_count(ops->keys);
    uint32_t *keys = calloc((size_t)last + 1, sizeof *keys);
    if (keys) *count = 0;
    for (uint32_t key = 1; keys && key <= last; key++)
        if (live_get(live, key)) keys[(*count)++] = key;
    return keys;
}

void operations_update(Operations *ops, const Live *live, int64_t now_us)
{
    const uint32_t *changed = NULL;
    int count = live_changes(live, &changed);
    uint32_t *all = rules_take_renewed(ops->rules) ? all_keys(ops, live, &count) : NULL;
    if (all) changed = all;
    operations_run(ops, &(RulesInput){ .now_us = now_us,
                                       .changed = changed,
                                       .changed_count = count,
                                       .read = read_live,
                                       .source = live });
    free(all);
}

void operations_judge_all(Operations *ops, const Live *live, int64_t now_us)
{
    const uint32_t count = keys_count(ops->keys);
    uint32_t *all = malloc(((size_t)count + 1) * sizeof *all);
    int valued = 0;
    for (uint32_t key = 1; all && key <= count; key++)
        if (live_get(live, key)) all[valued++] = key;
    operations_run(ops, &(RulesInput){ .now_us = now_us,
                                       .changed = all,
                                       .changed_count = valued,
                                       .read = read_live,
                                       .source = live });
    free(all);
}
