// SPDX-License-Identifier: Apache-2.0
// kernel_surface_node.h - private to kernel_surface*.c and kernel_brep.c: a surface checked and
// ready; polygons in its parameters to triangles.
#pragma once
#include "assets/kernel_curve_node.h"
#include "assets/kernel_surface.h"
#include "base/triangulate.h"

typedef struct {
    const Kernel *k;
    const KernelSurface *s;
    CurveNode *curve;
    // The curve's samples, to look a point up.
    DVec3 *samples;
    double *sample_at;
    int sample_count;
    double low[2], high[2]; // of u and v; infinite where there is no end
    double period[2];       // 0 = none
    double
        step[2]; // parameters a chord may span, by chord and angle; infinite along straight lines
    double guess[2]; // splines: where to start looking
    bool has_guess;
} SurfaceNode;

bool surface_node_make(const Kernel *k, const KernelSurface *s, SurfaceNode *out, Err *err);
void surface_node_eval(const SurfaceNode *n, double u, double v, DVec3 *p, DVec3 *du, DVec3 *dv);
// Parameters of the surface's point nearest to p. Where u does not matter (poles) *is_pole is set.
void surface_node_find(SurfaceNode *n, DVec3 p, double *u, double *v, bool *is_pole);
// Parameters of points within which a spline (or a swept curve) may be chorded.
void surface_node_steps(SurfaceNode *n, const double low[2], const double high[2]);

typedef struct {
    double u, v;
    int32_t point; // of the mesh; -1: to be evaluated
} SurfaceCorner;
// Rings of corners (outer first) filled with triangles that follow the surface; interior points are
// added.
typedef struct {
    const Kernel *k;
    SurfaceNode *node;
    KernelMeshBuilder *mesh;
    KernelWeld *weld; // numbers equal those of the mesh's points
    Triangulator *triangulator;
    SurfaceCorner *corners;
    int *ring_counts;
    int corner_count, ring_count;
    bool is_flipped;
} SurfaceFill;
bool surface_fill(SurfaceFill *f);
int32_t surface_mesh_point(SurfaceFill *f, DVec3 p);
