// SPDX-License-Identifier: Apache-2.0
// kernel_inside.h - private to kernel_*.c: how often a closed mesh winds round a point, by a ray
// through a tree of boxes.
#pragma once
#include "assets/kernel_private.h"

typedef struct {
    KernelBox box;
    int32_t first, count; // of the triangles of a leaf; count 0: children at first and first + 1
} InsideNode;
typedef struct {
    const Kernel *k;
    const DVec3 *const *points; // the caller's array may grow
    const int32_t *triangles;   // three a triangle
    const int32_t *groups;      // plane of each triangle; may be NULL
    int32_t *order;
    InsideNode *nodes; // NULL until the first question
    int first, count;  // triangles of the solid
    KernelBox box;
} Inside;
void inside_init(Inside *in, const Kernel *k, const DVec3 *const *points, const int32_t *triangles,
                 const int32_t *groups, int first, int count);
// Just beside p in the direction up, away from the plane skip_group (its triangles do not count).
// Outwards triangles: 1 inside.
int inside_winding(Inside *in, DVec3 p, DVec3 up, int skip_group);
