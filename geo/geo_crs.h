// SPDX-License-Identifier: Apache-2.0
// geo_crs.h - any CRS to geodetic WGS 84 / CGCS2000 and back: PROJ, and the Chinese datums GCJ-02 and BD-09.
// Does not: guess a datum; a file that says WGS 84 and means GCJ-02 is told so by its layer's `datum`.
#pragma once
#include "base/err.h"
#include "geo/geo_frame.h"
#include <stddef.h>

typedef enum { GEO_DATUM_WGS84, GEO_DATUM_GCJ02, GEO_DATUM_BD09, GEO_DATUM_COUNT } GeoDatum;

typedef struct GeoCrs GeoCrs; // owns its PROJ context. Thread: one at a time

// text: "EPSG:4526", "OGC:CRS84", WKT, PROJ string, "gcj02", "bd09". Easting or longitude comes first always,
// whatever the authority's axis order. Zone-prefixed Gauss-Krueger eastings (CGCS2000 37-prefix …) are taken as they are
// with the zone-prefixed EPSG codes; with a code without zone the prefix is detected and removed (stated by has_zone_prefix).
// NULL with *err ERR_CRS.
GeoCrs *geo_crs_create(const char *text, GeoDatum datum, Err *err);
GeoCrs *geo_crs_clone(const GeoCrs *crs); // for another thread
void geo_crs_destroy(GeoCrs *crs);
// "EPSG:4526" where known, else the name; owned by crs.
const char *geo_crs_name(const GeoCrs *crs);
// A compound system (a plane and heights of their own zero) keeps its plane alone: heights then
// pass as they are. name gets what they are above ("EPSG:5773"), *unit_m the metres of their unit.
// false: it is none, or cannot.
bool geo_crs_drop_vertical(GeoCrs *crs, char *name, size_t cap, double *unit_m);
bool geo_crs_is_geographic(const GeoCrs *crs);
bool geo_crs_is_plain_geodetic(const GeoCrs *crs); // degrees of WGS 84 or CGCS2000, no shifted datum
bool geo_crs_has_zone_prefix(const GeoCrs *crs); // a zone prefix that the code does not carry was met and removed
// In place: x[i], y[i] -> longitude, latitude in degrees, z[i] (may be NULL) metres. A point that cannot be converted
// becomes NaN in all. Returns how many failed.
size_t geo_crs_to_geodetic(GeoCrs *crs, double *x, double *y, double *z, size_t count);
size_t geo_crs_from_geodetic(GeoCrs *crs, double *lon, double *lat, double *z, size_t count);
// The same for millions: interpolated bicubically on a grid of exact nodes, error below 0.1 mm where the CRS is smooth;
// cells in which check points miss that bound (grid shifts) go point by point through PROJ.
size_t geo_crs_to_geodetic_fast(GeoCrs *crs, double *x, double *y, double *z, size_t count);
size_t geo_crs_from_geodetic_fast(GeoCrs *crs, double *lon, double *lat, size_t count);

// "110d38'26.70\"E", "110°38′26.7″", "东经110度38分26.7秒", "110:38:26.7", "-21.5": degrees. false when it is none.
bool geo_dms_parse(const char *text, double *degrees);
