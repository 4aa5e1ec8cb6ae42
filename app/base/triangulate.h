// SPDX-License-Identifier: Apache-2.0
// triangulate.h - one outer ring with holes to triangles: ear clipping, hashed in Morton order
// where rings are large. Does not: repair rings; touching holes, collinear points and spikes are
// fine, crossings give the best there is.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TriangulateNode TriangulateNode;
typedef struct TriangulateEntry TriangulateEntry;

// Scratch, kept by callers that triangulate many rings. Zero-initialise; one thread at a time.
// Grows to the largest polygon seen.
typedef struct {
    bool keeps_straight; // every point but twins and spikes is a triangle's corner, so that
                         // neighbours meet without gaps: set by callers whose rings carry points on
                         // straight edges; a last flat triangle is possible
    TriangulateNode *nodes;
    size_t node_cap;
    int node_count;
    uint32_t *codes;         // Morton code of each node, by node
    int32_t *order, *active; // nodes by code; the reflex ones among them
    uint32_t *active_codes;
    int32_t *sorting; // second half of the radix sort
    size_t hash_cap;
    int32_t *holes;
    size_t hole_cap;
    int32_t *bands; // heads of the lists of edges by height
    size_t band_cap;
    TriangulateEntry *entries;
    size_t entry_cap;
} Triangulator;

// Rings unclosed, in any direction, counts per ring; triangles counter-clockwise, indices into the
// given points. Never fails on self-crossing input, gives the best it can. Returns the number of
// indices written (at most 3 * (points + 2 * rings)), 0 for a degenerate ring or without memory.
int triangulate_floats(Triangulator *t, const float *xy, const int *ring_count, int rings,
                       uint32_t *indices);
int triangulate_doubles(Triangulator *t, const double *xy, const int *ring_count, int rings,
                        uint32_t *indices);
void triangulate_finish(Triangulator *t);
