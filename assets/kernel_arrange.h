// SPDX-License-Identifier: Apache-2.0
// kernel_arrange.h - private to kernel_*.c: segments in one plane cut at each other into cells;
// loops out of edges. Points are those of a KernelWeld; new crossings are added to it, so that
// planes that meet share them.
#pragma once
#include "assets/kernel_private.h"
#include "base/triangulate.h"

// Sign of the turn a, b, c: exact. Source: Shewchuk, "Adaptive Precision Floating-Point
// Arithmetic", 1997 (filter and expansions).
double kernel_orient2(DVec2 a, DVec2 b, DVec2 c);

enum { ARRANGE_SETS = 2 };
typedef struct {
    int32_t a, b;
    int32_t cover[ARRANGE_SETS]; // what is covered on the left of a -> b more than on the right
} ArrangeSegment;

typedef struct {
    int32_t cover[ARRANGE_SETS];
    int32_t first_half; // of a list through next_of_cell
    DVec3 inside;       // a point of the plane well inside; only where something covers
    int32_t decision;   // of the user: 0 = nothing
} ArrangeCell;

// Half-edge 2e runs edges[e].a -> b, 2e + 1 back; each belongs to the cell on its left (cell 0 is
// the outside).
typedef struct {
    const Kernel *k;
    KernelWeld *weld;
    Triangulator *triangulator;
    double sign_x; // x is this times the coordinate; y runs the longer way
    int keep_x,
        keep_y; // which coordinates are x and y of the plane: counter-clockwise round +normal
    DVec3 normal;
    ArrangeSegment *segments; // given; may be sorted
    int segment_count;
    ArrangeSegment *edges;
    int edge_count;
    int32_t *points;  // the different points of the edges
    DVec2 *flat;      // and where they lie
    int32_t *ends[2]; // of each edge, as places in points
    int point_count;
    int32_t *next, *cell_of, *next_of_cell;
    ArrangeCell *cells;
    int cell_count;
    int64_t work_left; // hostile input ends with ERR_RANGE
} Arrange;

void arrange_init(Arrange *a, const Kernel *k, KernelWeld *weld, Triangulator *t, DVec3 normal);
bool arrange_cells(Arrange *a, ArrangeSegment *segments, int count, Err *err);
// The loops round all cells with that decision, holes listed with the loop that holds them.
typedef struct ArrangeOutline ArrangeOutline;
bool arrange_outline(Arrange *a, int decision, ArrangeOutline *out, Err *err);
// Adds the union of all cells with that decision as triangles of weld points; is_flipped turns
// them.
typedef void (*ArrangeTriangle)(void *to, int32_t a, int32_t b, int32_t c);
bool arrange_fill(Arrange *a, int decision, bool is_flipped, ArrangeTriangle triangle, void *to,
                  Err *err);
static inline DVec2 arrange_flat(const Arrange *a, DVec3 p)
{
    const double c[3] = { p.x, p.y, p.z };
    return (DVec2){ a->sign_x * c[a->keep_x], c[a->keep_y] };
}

// Directed edges (places in flat, left side inside) traced to loops: in order, loop after loop.
// Area > 0: outer.
typedef struct {
    int32_t *points;
    int *counts;
    double *areas;
    int loop_count, point_count;
} ArrangeLoops;
bool arrange_loops(const Kernel *k, const DVec2 *flat, int flat_count, const int32_t *from,
                   const int32_t *to, int count, ArrangeLoops *out, int *open_count, Err *err);
// For each hole the outer loop that holds it, or -1.
void arrange_holes(const Kernel *k, const DVec2 *flat, const ArrangeLoops *loops, int32_t *owner);

struct ArrangeOutline {
    ArrangeLoops loops;
    int32_t *starts, *first_hole, *next_hole; // of each loop; -1 ends a list
};
