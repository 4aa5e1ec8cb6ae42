// SPDX-License-Identifier: Apache-2.0
// kernel.h - what every call of the geometry kernel shares: tolerances, memory, the triangle mesh.
// Does not: know files or units. All lengths of one call are in one unit that the caller chooses
// (metres are best), angles in radians. No call keeps state: one Kernel a thread, as many as
// wanted. Hostile numbers give an error, never a hang.
#pragma once
#include "base/arena.h"
#include "base/dvec.h"
#include "base/err.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    Arena *out;       // results live here
    Arena *scratch;   // another arena; each call gives back what it took from it
    double chord;     // most a chord may leave its curve; above 0
    double angle_rad; // most a curve may turn in one chord, at most pi / 3; 0 = pi / 6
    double precision; // nearer points are one; above 0, well below chord
    int points_max;   // a result with more points is refused (ERR_RANGE); 0 = 4 million
} Kernel;

// A triangle mesh. A solid is closed and its triangles are counter-clockwise seen from outside.
typedef struct {
    DVec3 *points;
    uint32_t *indices; // three a triangle
    int32_t
        *faces; // per triangle the face of the input it is part of; NULL where a call does not say
    int point_count, triangle_count;
} KernelMesh;

// Points in order. A closed path does not repeat its first point.
typedef struct {
    DVec3 *points;
    int count;
    bool is_closed;
} KernelPath;

typedef struct {
    DVec3 min, max; // min.x > max.x: empty
} KernelBox;

// ERR_ARGUMENT where a field is out of its range. Every call checks; here for those who want to
// know early.
bool kernel_check(const Kernel *k, Err *err);
// Chords for an arc of that radius and angle by k's tolerances: at least 1, at most 4096.
int kernel_arc_chords(const Kernel *k, double radius, double angle_rad);
// Finite and within 1e12.
bool kernel_is_sane(double value);
bool kernel_is_sane_point(DVec3 p);
