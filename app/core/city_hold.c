// SPDX-License-Identifier: Apache-2.0
// city_hold.c - counted ownership of what was loaded.
#include "core/city_load.h"
#include <assert.h>
#include <stdlib.h>

CityHold *city_hold_create(void)
{
    CityHold *hold = calloc(1, sizeof *hold);
    if (hold) atomic_init(&hold->count, 1);
    return hold;
}

CityHold *city_hold_acquire(CityHold *hold)
{
    if (!hold) return NULL;
    const int before = atomic_fetch_add_explicit(&hold->count, 1, memory_order_relaxed);
    assert(before > 0);
    (void)before;
    return hold;
}

// Only a terrain needs others, and those need none: the depth is one.
static void destroy_data(CityHold *hold)
{
    geo_layer_destroy(hold->vector);
    asset_destroy(hold->asset);
    free(hold->located);
    if (hold->terrain) geo_terrain_destroy(hold->terrain);
    if (hold->raster) geo_raster_close(hold->raster);
}

void city_hold_release(CityHold *hold)
{
    if (!hold) return;
    const int before = atomic_fetch_sub_explicit(&hold->count, 1, memory_order_acq_rel);
    assert(before > 0);
    if (before > 1) return;
    destroy_data(hold);
    for (int i = 0; i < hold->need_count; i++) {
        CityHold *need = hold->needs[i];
        assert(need->need_count == 0);
        if (atomic_fetch_sub_explicit(&need->count, 1, memory_order_acq_rel) > 1) continue;
        destroy_data(need);
        free(need);
    }
    free(hold->needs);
    free(hold);
}
