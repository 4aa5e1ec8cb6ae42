// SPDX-License-Identifier: Apache-2.0
// triangulate_nodes.h - private to triangulate*.c: the ring nodes and the predicates on them.
// Does not: leave the folder; callers use triangulate.h.
#pragma once
#include "base/triangulate.h"
#include <stdbool.h>

enum {
    TRIANGULATE_GONE = 1,
    TRIANGULATE_ACTIVE = 2,
    TRIANGULATE_LEVEL = 4
}; // active: reflex or level; level: no turn
struct TriangulateNode {
    double x, y;
    uint32_t vertex; // of the caller
    int32_t prev, next;
    int32_t rank; // active nodes with a smaller code, at the last compaction
    uint32_t flags;
};
struct TriangulateEntry {
    int32_t node, next;
};

// Twice the signed area of abc; results within rounding are 0 (the bound: Shewchuk, "Adaptive
// Precision", ccwerrboundA).
static inline double triangulate_orient(const TriangulateNode *a, const TriangulateNode *b,
                                        const TriangulateNode *c)
{
    const double l = (b->x - a->x) * (c->y - a->y);
    const double r = (b->y - a->y) * (c->x - a->x);
    const double d = l - r;
    const double bound = 3.3306690738754716e-16 * ((l < 0 ? -l : l) + (r < 0 ? -r : r));
    return d > bound || d < -bound ? d : 0;
}
static inline bool triangulate_same(const TriangulateNode *a, const TriangulateNode *b)
{
    return a->x == b->x && a->y == b->y;
}
// The direction from node n to p starts inside the polygon (left of both edges at a convex corner,
// of either at a reflex one).
static inline bool triangulate_is_inside_at(const TriangulateNode *nodes, const TriangulateNode *n,
                                            const TriangulateNode *p)
{
    const TriangulateNode *before = nodes + n->prev, *after = nodes + n->next;
    const bool left_after = triangulate_orient(n, after, p) >= 0;
    const bool left_before = triangulate_orient(before, n, p) >= 0;
    return triangulate_orient(before, n, after) > 0 ? left_after && left_before
                                                    : left_after || left_before;
}

// Joins the holes (t->holes: any node of each) to the outer ring. t->nodes has room for two more
// nodes a hole. Holes that lie outside are left out. Returns false without memory.
bool triangulate_bridge(Triangulator *t, int outer, int hole_count);
