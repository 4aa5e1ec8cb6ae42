// SPDX-License-Identifier: Apache-2.0
// city_compare.h - the two versions of a model that the state wants compared: what is in, out and
// changed, found by a job. Does not: decide which two (state.h), or draw.
#pragma once
#include "assets/asset_compare.h"
#include "core/city.h"

typedef struct CityCompare {
    uint32_t new_id, old_id; // layers
    uint64_t new_version, old_version;
    CityHold *new_hold, *old_hold; // of what the result points into
    JobId job;
    bool is_done, is_orphan; // orphan: the city wants another; its job frees it
    AssetComparison result;  // is_done, no err
    Err err;
} CityCompare;

// Starts what the state wants and lets go of what it no longer does. Private to city.c. Thread:
// main.
void city_compare_follow(City *city, const State *state);
void city_compare_finish(City *city);
// The result where it is there, else NULL: nothing is compared, or not yet.
const AssetComparison *city_compare_result(const City *city, const State *state);
// Why there is none: "" while it is under way or there is nothing to compare.
const char *city_compare_error(const City *city, const State *state);
bool city_compare_is_running(const City *city, const State *state);

// How the comparison colours a layer.
typedef struct {
    const uint8_t *states; // AssetDifference by object; NULL = the layer is in none
    int count;
    bool is_old;  // only what was removed is shown
    uint64_t key; // 0 = none; another result, another key
} CityDifference;
CityDifference city_compare_of(const City *city, const State *state, uint32_t layer_id);
// 0xAABBGGRR sRGB; 0 = keeps its own.
uint32_t city_compare_rgba(AssetDifference difference);
