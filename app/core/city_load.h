// SPDX-License-Identifier: Apache-2.0
// city_load.h - one layer's load as a job: lists the source, picks the table, reads it. Private to city.c.
// Does not: touch city or state; city.c takes the result over on the main thread.
#pragma once
#include "core/city.h"

typedef struct CityLoad {
    struct CityLoad *next;
    // What is asked; heap copies
    uint32_t layer_id;
    uint64_t load_key;
    char layer_name[STATE_NAME_MAX];
    char *source, *table, *crs, *encoding, *where;
    GeoDatum datum;
    char vertical[32], city_vertical[32];
    double geoid_m, height_offset_m;
    StyleDraw draw;
    LayerStyle style;
    bool drop_duplicates;
    size_t bytes_left;         // of the budget; SIZE_MAX = no limit
    JobPool *pool;
    JobId job;
    // What came of it
    CityHold *hold;            // NULL when it failed or is to be expanded
    GeoListing listing;        // two tables or more and none asked for: to be expanded
    bool is_expanded;
    Err err;
    bool is_done, is_orphan;   // orphan: the city no longer wants it; the done callback frees
} CityLoad;

// Submits the job. NULL without memory or when the pool is closing.
CityLoad *city_load_start(const City *city, const State *state, const StateLayer *layer, uint64_t load_key, size_t bytes_left);
void city_load_destroy(CityLoad *load); // not while its job runs; releases the hold
CityHold *city_hold_create(void);       // count 1
void city_release_later(JobPool *pool, CityHold *hold); // in a job where it may take long; NULL is fine. Thread: main
