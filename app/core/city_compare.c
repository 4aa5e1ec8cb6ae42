// SPDX-License-Identifier: Apache-2.0
// city_compare.c - one comparison at a time, in a job that holds both models.
#include "core/city_compare.h"
#include "base/str.h"
#include "core/city_load.h"
#include <stdlib.h>

static void destroy(CityCompare *compare)
{
    if (compare->is_done && compare->err.code == ERR_NONE) asset_compare_finish(&compare->result);
    city_hold_release(compare->new_hold);
    city_hold_release(compare->old_hold);
    free(compare);
}

static void run(Job *job, void *arg)
{
    CityCompare *c = arg;
    asset_compare_init(&c->result, c->old_hold->asset, c->new_hold->asset,
                       &(AssetCompareDesc){ .job = job }, &c->err);
}

static void done(void *arg, bool was_cancelled)
{
    CityCompare *c = arg;
    if (was_cancelled && c->err.code == ERR_NONE && !c->result.new)
        err_set(&c->err, ERR_CANCELLED, "the comparison was cancelled (比较已取消)");
    c->is_done = true;
    if (c->is_orphan) destroy(c);
}

// The layer's model, or NULL: it is not loaded yet or is none.
static const CityLayer *model(const City *city, uint32_t id)
{
    const CityLayer *layer = id ? city_layer(city, id) : NULL;
    return layer && layer->state == CITY_LAYER_READY && layer->asset ? layer : NULL;
}

void city_compare_finish(City *city)
{
    CityCompare *c = city->compare;
    city->compare = NULL;
    if (!c) return;
    if (c->is_done) {
        destroy(c);
    } else {
        c->is_orphan = true;
        job_cancel(city->pool, c->job);
    }
    city->version++;
}

void city_compare_follow(City *city, const State *state)
{
    const CityLayer *new = model(city, state->compare.new_id),
                    *old = model(city, state->compare.old_id);
    CityCompare *c = city->compare;
    if (c && (!new || !old || c->new_id != new->id || c->old_id != old->id ||
              c->new_version != new->version || c->old_version != old->version)) {
        city_compare_finish(city);
        c = NULL;
    }
    // What it found is seen by a new version, once.
    if (c && c->is_done && c->job != 0) {
        c->job = 0;
        city->version++;
    }
    if (c || !new || !old) return;
    c = calloc(1, sizeof *c);
    if (!c) return;
    *c = (CityCompare){ .new_id = new->id,
                        .old_id = old->id,
                        .new_version = new->version,
                        .old_version = old->version,
                        .new_hold = city_hold_acquire(new->hold),
                        .old_hold = city_hold_acquire(old->hold) };
    c->job = job_submit(
        city->pool,
        &(JobDesc){
            .title = "compare models", .run = run, .done = done, .arg = c, .is_visible = true });
    city->compare = c->job != 0 ? c : NULL;
    if (c->job == 0) destroy(c);
}

static const CityCompare *wanted(const City *city, const State *state)
{
    const CityCompare *c = city->compare;
    return c && c->new_id == state->compare.new_id && c->old_id == state->compare.old_id ? c : NULL;
}

const AssetComparison *city_compare_result(const City *city, const State *state)
{
    const CityCompare *c = wanted(city, state);
    return c && c->is_done && c->err.code == ERR_NONE ? &c->result : NULL;
}

const char *city_compare_error(const City *city, const State *state)
{
    const CityCompare *c = wanted(city, state);
    return c && c->is_done && c->err.code != ERR_NONE ? c->err.text : "";
}

bool city_compare_is_running(const City *city, const State *state)
{
    const CityCompare *c = wanted(city, state);
    if (c) return !c->is_done;
    // One of the two is still being read.
    return state->compare.new_id != 0 && city_is_loading(city);
}

CityDifference city_compare_of(const City *city, const State *state, uint32_t layer_id)
{
    const AssetComparison *result = city_compare_result(city, state);
    if (!result || (layer_id != state->compare.new_id && layer_id != state->compare.old_id))
        return (CityDifference){ 0 };
    const bool is_old = layer_id == state->compare.old_id;
    const uint64_t versions[4] = { city->compare->new_id, city->compare->old_id,
                                   city->compare->new_version, city->compare->old_version };
    return (CityDifference){
        .states = is_old ? result->old_state : result->new_state,
        .count = is_old ? result->old->object_count : result->new->object_count,
        .is_old = is_old,
        .key = (str_hash((const char *)versions, sizeof versions) * 2 + is_old) | 4
    };
}

uint32_t city_compare_rgba(AssetDifference difference)
{
    switch (difference) {
    case ASSET_COMPARE_ADDED: return 0xff5fb32eu;   // green
    case ASSET_COMPARE_REMOVED: return 0xff4a3fdcu; // red
    case ASSET_COMPARE_CHANGED: return 0xff1ea5f5u; // amber
    case ASSET_COMPARE_SAME: return 0xffcbc6c2u;    // pale, so that the others stand out
    case ASSET_COMPARE_NONE: break;
    }
    return 0;
}
