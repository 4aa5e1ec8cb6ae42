// SPDX-License-Identifier: Apache-2.0
// geo_drape_patch.h - what is laid on the ground without a layer behind it: warning areas with
// hatch and rim, and fields of values (heat). Frozen while tiles are painted. Does not: own
// anything, or know what the colours mean.
#pragma once
#include "geo/geo_crs.h"
#include <stdint.h>

// Rings in longitude, latitude, closed by themselves; holes wind the other way than what they cut.
typedef struct {
    GeoBox extent;
    const double *lon_lat;
    const int *ring_end; // point behind each ring's last
    int ring_count;
    uint32_t fill_rgba, hatch_rgba, rim_rgba; // 0xAABBGGRR sRGB straight
    float rim_px;                             // half the rim's width
    bool is_dashed;                           // the rim
    bool is_lit;                              // its fill shines by itself at night, as fields do
} GeoDrapePatch;

// Values 0..1 at the middles of cells, row 0 north; between them linear, outside 0.
typedef struct {
    GeoBox box;
    int cols, rows;
    const float *values;
    bool is_cells;      // each cell of one colour, a gap between them, instead
    uint32_t rgba[256]; // by value
} GeoDrapeField;
