// SPDX-License-Identifier: Apache-2.0
// geo_vertical.h - heights above one zero as heights above another: the ellipsoid, a geoid, a
// national datum. Does not: touch the place of a point. Where PROJ has no grid for a zero it says
// what it assumed; nothing is mixed in silence.
#pragma once
#include "base/err.h"
#include "geo/geo_frame.h"
#include <stdbool.h>
#include <stddef.h>

// A zero is "ellipsoid", "egm96", "egm2008", "msl", "1985", "1956", a vertical CRS as "EPSG:5773",
// or any other name, which equals only itself. Zero: heights stay as they are.
typedef struct {
    const char *from; // what the heights are above; NULL or "" = the city's zero
    const char *city; // what they shall be above; NULL or "" = the ellipsoid
    double geoid_m; // the city's zero above the ellipsoid, where somebody has said so; 0 = not said
    double offset_m; // added besides
} GeoVerticalDesc;
// Heights may change: something is to be added. A layer's CRS can bring a zero of its own
// (geo_crs_drop_vertical).
bool geo_vertical_is_needed(const GeoVerticalDesc *desc);
bool geo_vertical_is_same(const char *a, const char *b); // two names of one zero

typedef struct GeoVertical GeoVertical; // frozen; any thread may ask

// For points in the box. assumed (cap bytes): "" or what was taken for want of a grid, one English
// sentence. Grids: PROJ's vgridshift, sampled on a lattice of 15' or finer; exact to 1 mm for EGM96
// in a box of up to 60 degrees. NULL with *err without memory. Blocks (files of PROJ): call from a
// job.
GeoVertical *geo_vertical_create(const GeoVerticalDesc *desc, GeoBox box, char *assumed, size_t cap,
                                 Err *err);
void geo_vertical_destroy(GeoVertical *vertical);
double geo_vertical_shift(const GeoVertical *vertical, double lon_deg,
                          double lat_deg); // to add to a height; metres
void geo_vertical_range(const GeoVertical *vertical, double *min_m,
                        double *max_m); // of all shifts in the box
