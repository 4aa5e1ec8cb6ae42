// SPDX-License-Identifier: Apache-2.0
// kernel_surface.h - analytic, swept and B-spline surfaces; breps whose faces lie on them; bounded
// patches.
#pragma once
#include "assets/kernel_curve.h"
#include "assets/kernel_mesh.h"

typedef enum {
    KERNEL_SURFACE_NONE,
    KERNEL_SURFACE_PLANE,      // u, v along the place's x and y
    KERNEL_SURFACE_CYLINDER,   // u angle, v height
    KERNEL_SURFACE_CONE,       // u angle, v height; radius at v = 0, slope = half angle
    KERNEL_SURFACE_SPHERE,     // u longitude, v latitude
    KERNEL_SURFACE_TORUS,      // u round the axis, v round the tube; radius, minor_radius
    KERNEL_SURFACE_EXTRUSION,  // u of the curve, v along direction (its length counts)
    KERNEL_SURFACE_REVOLUTION, // u angle round the place's z, v of the curve
    KERNEL_SURFACE_SPLINE,
    KERNEL_SURFACE_KIND_COUNT
} KernelSurfaceKind;

typedef struct {
    KernelSurfaceKind kind;
    DPlace place; // EXTRUSION, SPLINE: not used; REVOLUTION: origin and z_axis are the axis
    double radius, minor_radius, slope_rad;
    const KernelCurve *curve; // in the parent's axes
    DVec3 direction;
    const DVec3 *points;             // u rows of v columns: points[u * v_count + v]
    const double *weights;           // NULL: all 1
    const double *u_knots, *v_knots; // repeated by multiplicity: count + degree + 1
    int u_count, v_count, u_degree, v_degree;
} KernelSurface;

typedef struct {
    int from, to;             // vertices
    const KernelCurve *curve; // NULL: straight
    bool is_reversed;         // the curve runs from to to from (IFC: SameSense false)
} KernelBrepEdge;
typedef struct {
    int edge;
    bool is_reversed;
} KernelBrepUse;
typedef struct {
    const KernelBrepUse *uses;
    int count;        // 0: a single vertex
    int vertex;       // then this one
    bool is_reversed; // IFC: bound orientation false
} KernelBrepLoop;
typedef struct {
    const KernelSurface *surface; // NULL: a plane through the loop
    const KernelBrepLoop *loops;
    int loop_count;
    bool is_reversed; // IFC: SameSense false
} KernelBrepFace;
typedef struct {
    const DVec3 *vertices;
    const KernelBrepEdge *edges;
    const KernelBrepFace *faces;
    int vertex_count, edge_count, face_count;
    bool is_solid; // turned to face outwards where closed
} KernelBrep;
// Each edge is sampled once, so that faces meet without gaps. mesh.faces says the face. A face that
// cannot be done is left out, counted in *skipped (may be NULL); all of them: ERR_FORMAT.
bool kernel_brep_mesh(const Kernel *k, const KernelBrep *brep, KernelMesh *out, int *skipped,
                      Err *err);

bool kernel_surface_point(const Kernel *k, const KernelSurface *s, double u, double v, DVec3 *point,
                          DVec3 *normal, Err *err);
// The part between parameters as a grid by chord and angle (rectangular trimmed surface; a whole
// surface by its own range).
bool kernel_surface_patch(const Kernel *k, const KernelSurface *s, double u0, double u1, double v0,
                          double v1, KernelMesh *out, Err *err);
bool kernel_surface_domain(const Kernel *k, const KernelSurface *s, double *u0, double *u1,
                           double *v0, double *v1, Err *err);
// Bounded by closed paths that lie on it (curve-bounded plane and surface); first = outer.
bool kernel_surface_bounded(const Kernel *k, const KernelSurface *s, const KernelPath *rings,
                            int ring_count, KernelMesh *out, Err *err);
