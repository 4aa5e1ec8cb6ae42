// SPDX-License-Identifier: Apache-2.0
// geo_triangulate.h - scratch of geo_triangulate (geo_building.h), kept by callers that triangulate many rings.
// Does not: repair rings; touching holes, collinear points and spikes are fine, crossings give the best there is.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct GeoTriangulateNode GeoTriangulateNode;
typedef struct GeoTriangulateEntry GeoTriangulateEntry;

// Zero-initialise; one thread at a time. Grows to the largest polygon seen.
typedef struct {
    GeoTriangulateNode *nodes;
    size_t node_cap;
    int node_count;
    uint32_t *codes;          // Morton code of each node, by node
    int32_t *order, *active;  // nodes by code; the reflex ones among them
    uint32_t *active_codes;
    int32_t *sorting;         // second half of the radix sort
    size_t hash_cap;
    int32_t *holes;
    size_t hole_cap;
    int32_t *bands;           // heads of the lists of edges by height
    size_t band_cap;
    GeoTriangulateEntry *entries;
    size_t entry_cap;
} GeoTriangulator;

// geo_triangulate with the scratch given. 0 also when there is no memory.
int geo_triangulator_run(GeoTriangulator *t, const float *xy, const int *ring_count, int rings, uint32_t *indices);
void geo_triangulator_finish(GeoTriangulator *t);
