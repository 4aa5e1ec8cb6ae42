// SPDX-License-Identifier: Apache-2.0
// geo_terrain_private.h - sampling of the merged ground, shared by geo_terrain*.c.
#pragma once
#include "geo/geo_terrain.h"

struct GeoTerrain {
    GeoRaster **rasters; // borrowed; the first is preferred
    int count;
};

#define TERRAIN_DEGREE_M 111320.0
#define TERRAIN_SAMPLE_MAX 256
// Heights at up to TERRAIN_SAMPLE_MAX places for nodes spacing_deg apart (0 = the finest). has: 1 where a source knows one.
void terrain_sample(const GeoTerrain *terrain, double spacing_deg, const double *lon_deg, const double *lat_deg, float *h_m,
                    uint8_t *has, int count);
