// SPDX-License-Identifier: Apache-2.0
// kernel_boolean_faces.h - private to kernel_boolean*.c: solids as plane patches, cut along each
// other's planes.
#pragma once
#include "assets/kernel_arrange.h"
#include "assets/kernel_boolean.h"
#include "assets/kernel_inside.h"

typedef struct {
    Inside inside;
    KernelBox box;
    int first, count; // active triangles
    int set;          // 0 = host, 1 = operand
} BoolSolid;

// Triangles of one solid, joined by edges, in one plane.
typedef struct {
    DVec3 normal;  // unit, outwards
    double offset; // normal . p
    KernelBox box;
    double area; // of its largest triangle, which comes first
    int32_t solid, group;
    int32_t first_triangle, triangle_count; // in patch_triangles
    int32_t first_edge, edge_count;         // its outline: edge_from, edge_to; inside on the left
    int32_t next_of_group;
    bool is_touched;
} BoolPatch;

typedef struct {
    DVec3 normal;
    double offset;
    int32_t first_patch;
    bool is_touched;
    ArrangeSegment *segments; // cuts by other planes
    int segment_count, segment_cap;
} BoolGroup;

typedef struct {
    int32_t point, next;
} BoolSplit;

typedef struct {
    const Kernel *k;
    KernelBooleanKind kind;
    double eps;
    KernelWeld weld;
    Triangulator triangulator;
    int32_t *triangles; // active: three points each
    int32_t *triangle_group;
    int triangle_count, triangle_cap, group_cap_of_triangles;
    BoolSolid *solids;
    int solid_count;
    BoolPatch *patches;
    int patch_count, patch_cap;
    int32_t *patch_triangles;
    int patch_triangle_count;
    int32_t *edge_from, *edge_to;
    int edge_count, edge_cap, edge_cap2;
    BoolGroup *groups;
    int group_count;
    KernelEdges splits; // value: first of a list of points on the edge
    BoolSplit *split_list;
    int split_count, split_cap;
    int32_t *out; // triangles of the result
    int out_count, out_cap;
    int64_t work_left;
} Bool;

bool bool_patches(Bool *b, Err *err); // triangles to patches and groups
bool bool_cross(Bool *b, Err *err);   // patches cut each other: segments and splits
bool bool_emit(Bool *b, Err *err);    // cells decided and filled
void bool_out(Bool *b, int32_t p, int32_t q, int32_t r);
void bool_split(Bool *b, int32_t from, int32_t to, int32_t point);
bool bool_too_much(Bool *b, int64_t work, Err *err);
