// SPDX-License-Identifier: Apache-2.0
// kernel_private.h - private to kernel_*.c: growing scratch arrays, welding, small vector words.
#pragma once
#include "assets/kernel_mesh.h"
#include <string.h>

enum { KERNEL_POINTS_MAX = 4000000 };

static inline int kernel_points_max(const Kernel *k)
{
    return k->points_max > 0 ? k->points_max : KERNEL_POINTS_MAX;
}
static inline DVec3 kernel_lerp(DVec3 a, DVec3 b, double t)
{
    return dvec_make(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, a.z + (b.z - a.z) * t);
}
static inline double kernel_distance(DVec3 a, DVec3 b)
{
    return dvec_length(dvec_sub(a, b));
}
static inline double kernel_clamp(double v, double low, double high)
{
    return v < low ? low : v > high ? high : v;
}
// Some unit vector square to n.
DVec3 kernel_square_to(DVec3 n);
// x along x as far as z lets it; z counts more. Zero vectors get stand-ins.
DPlace kernel_place_from(DVec3 origin, DVec3 z, DVec3 x);
// Turns v round a unit axis.
DVec3 kernel_turn(DVec3 v, DVec3 axis, double angle_rad);

static inline KernelBox kernel_box_empty(void)
{
    return (KernelBox){ { INFINITY, INFINITY, INFINITY }, { -INFINITY, -INFINITY, -INFINITY } };
}
static inline void kernel_box_add(KernelBox *b, DVec3 p)
{
    if (p.x < b->min.x) b->min.x = p.x;
    if (p.y < b->min.y) b->min.y = p.y;
    if (p.z < b->min.z) b->min.z = p.z;
    if (p.x > b->max.x) b->max.x = p.x;
    if (p.y > b->max.y) b->max.y = p.y;
    if (p.z > b->max.z) b->max.z = p.z;
}
static inline bool kernel_box_meets(const KernelBox *a, const KernelBox *b, double slack)
{
    return a->min.x <= b->max.x + slack && b->min.x <= a->max.x + slack &&
           a->min.y <= b->max.y + slack && b->min.y <= a->max.y + slack &&
           a->min.z <= b->max.z + slack && b->min.z <= a->max.z + slack;
}

// Makes room in an array of the scratch arena: the old one is left behind until the call's release.
void kernel_grow(const Kernel *k, void **items, int *cap, int need, size_t item_bytes);
#define KERNEL_GROW(k, items, cap, need) \
    kernel_grow((k), (void **)&(items), &(cap), (need), sizeof *(items))
#define KERNEL_SCRATCH(k, Type, count) ARENA_ARRAY((k)->scratch, Type, (count) > 0 ? (count) : 1)
#define KERNEL_OUT(k, Type, count) ARENA_ARRAY((k)->out, Type, (count) > 0 ? (count) : 1)

// Points nearer than eps are one: the first that came. Lives in scratch.
typedef struct {
    const Kernel *k;
    double eps, cell;
    DVec3 *points;
    int32_t *next, *heads;
    int count, cap, bucket_count;
} KernelWeld;
void kernel_weld_init(KernelWeld *w, const Kernel *k, double eps, int expected);
int kernel_weld_add(KernelWeld *w, DVec3 p);
// The nearest point within eps, or -1.
int kernel_weld_find(const KernelWeld *w, DVec3 p);

// Edges by their two points.
typedef struct {
    int32_t a, b;  // a < b
    int32_t value; // of the user
    int32_t forward, backward;
} KernelEdge;
typedef struct {
    const Kernel *k;
    KernelEdge *edges; // in order of coming
    int32_t *slots;    // index + 1
    int count, cap, slot_count;
} KernelEdges;
void kernel_edges_init(KernelEdges *e, const Kernel *k, int expected);
KernelEdge *kernel_edges_get(KernelEdges *e, int a,
                             int b); // added when new; valid until the next get
KernelEdge *kernel_edges_find(const KernelEdges *e, int a, int b);
