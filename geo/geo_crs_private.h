// SPDX-License-Identifier: Apache-2.0
// geo_crs_private.h - the inside of GeoCrs, shared by geo_crs.c and geo_crs_fast.c.
#pragma once
#include "geo/geo_crs.h"
#include <proj.h>
#include <stdint.h>

typedef double GeoPair __attribute__((vector_size(16))); // longitude, latitude

// A cell of the source plane: both results as bicubic polynomials of u, v in [-1, 1].
typedef struct {
    double x_mid, y_mid, half_inverse;
    GeoPair coefficient[4][4]; // [power of v][power of u], degrees
} GeoCrsPatch;

typedef enum { GEO_CRS_CELL_COUNTING, GEO_CRS_CELL_PATCH, GEO_CRS_CELL_SPLIT, GEO_CRS_CELL_EXACT } GeoCrsCellState;
typedef struct {
    uint64_t key; // 0 = free
    GeoCrsCellState state;
    int32_t seen; // points while counting
    int32_t patch;
} GeoCrsCell;

struct GeoCrs {
    char *text;
    char name[96];
    GeoDatum datum;
    bool is_geographic, is_identity; // identity: geodetic degrees already, but for the datum
    bool is_3d;                      // the height takes part
    char vertical[48];               // of a compound system: the part for heights; "" = none
    double vertical_unit_m;
    PJ_CONTEXT *context;
    PJ *transform; // to longitude, latitude (degrees); NULL when identity

    int zone_six, zone_three;    // of a Gauss-Krueger projection; 0 = not one
    bool has_zone_in_code;       // the false easting carries the zone
    bool has_zone_prefix;        // a prefix the code does not carry was met

    double coordinate_max; // beyond it no system means a place; PROJ would wrap it round the earth
    double cell_edge;      // of the coarse cells, in CRS units
    double unit;           // metres (or degrees) per CRS unit
    GeoCrsCell *cells;
    uint32_t cell_cap, cell_count; // cap is a power of two
    GeoCrsPatch *patches;
    int patch_count, patch_cap;
};

// One point through PROJ and the datum, no zone prefix. false = outside.
bool geo_crs_exact(GeoCrs *crs, double *x, double *y);
bool geo_crs_exact_inverse(GeoCrs *crs, double *lon, double *lat);
void geo_crs_strip_zone(GeoCrs *crs, double *x, size_t count);
void geo_crs_drop_absurd(const GeoCrs *crs, double *x, double *y, size_t count); // to NaN
// NaN where a point is no longitude and latitude; longitudes up to 360 are turned back. Returns the failures.
size_t geo_crs_mark_bad(double *lon, double *lat, double *z, size_t count);
void geo_crs_fast_finish(GeoCrs *crs);
