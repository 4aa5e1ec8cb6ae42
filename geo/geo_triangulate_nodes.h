// SPDX-License-Identifier: Apache-2.0
// geo_triangulate_nodes.h - private to geo_triangulate*.c: the ring nodes and the predicates on them.
// Does not: leave the folder; callers use geo_building.h or geo_triangulate.h.
#pragma once
#include "geo/geo_triangulate.h"
#include <stdbool.h>

enum { GEO_TRIANGULATE_GONE = 1, GEO_TRIANGULATE_ACTIVE = 2 };
struct GeoTriangulateNode {
    float x, y;
    uint32_t vertex;   // of the caller
    int32_t prev, next;
    int32_t rank;      // active nodes with a smaller code, at the last compaction
    uint32_t flags;
};
struct GeoTriangulateEntry {
    int32_t node, next;
};

// Twice the signed area of abc; results within rounding are 0. Differences of floats of like size are exact in double.
static inline double geo_triangulate_orient(const GeoTriangulateNode *a, const GeoTriangulateNode *b, const GeoTriangulateNode *c)
{
    const double l = ((double)b->x - a->x) * ((double)c->y - a->y);
    const double r = ((double)b->y - a->y) * ((double)c->x - a->x);
    const double d = l - r;
    const double bound = 3e-16 * ((l < 0 ? -l : l) + (r < 0 ? -r : r));
    return d > bound || d < -bound ? d : 0;
}
static inline bool geo_triangulate_same(const GeoTriangulateNode *a, const GeoTriangulateNode *b)
{
    return a->x == b->x && a->y == b->y;
}
// The direction from node n to p starts inside the polygon (left of both edges at a convex corner, of either at a reflex one).
static inline bool geo_triangulate_is_inside_at(const GeoTriangulateNode *nodes, const GeoTriangulateNode *n, const GeoTriangulateNode *p)
{
    const GeoTriangulateNode *before = nodes + n->prev, *after = nodes + n->next;
    const bool left_after = geo_triangulate_orient(n, after, p) >= 0;
    const bool left_before = geo_triangulate_orient(before, n, p) >= 0;
    return geo_triangulate_orient(before, n, after) > 0 ? left_after && left_before : left_after || left_before;
}

// Joins the holes (t->holes: any node of each) to the outer ring. t->nodes has room for two more nodes a hole.
// Holes that lie outside are left out. Returns false without memory.
bool geo_triangulate_bridge(GeoTriangulator *t, int outer, int hole_count);
