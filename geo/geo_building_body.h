// SPDX-License-Identifier: Apache-2.0
// geo_building_body.h - private to geo_building*.c: where a building stands and how high, the same for meshes and for picks.
#pragma once
#include "geo/geo_building.h"

#define GEO_BUILDING_HEIGHT_MAX_M 9000.0f // more is no building: skipped

typedef struct {
    float base_m, top_m; // above the city's zero
    float area_m2;       // of the footprint, holes taken away; 0 = no building
    bool is_raised;      // has a floor in the air
} GeoBuildingBody;

// Bodies of count features from first; asks the terrain once. Returns false without memory.
bool geo_building_bodies(const GeoBuildingInput *input, uint32_t first, uint32_t count, GeoBuildingBody *bodies);
// Twice the signed area of a ring in the layer's integer coordinates.
double geo_building_ring_area2(const int32_t *xy, uint32_t count);
