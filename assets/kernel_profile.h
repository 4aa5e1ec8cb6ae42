// SPDX-License-Identifier: Apache-2.0
// kernel_profile.h - plane profiles as rings: outer ring counter-clockwise, holes clockwise.
// Does not: recurse; composite, derived and mirrored profiles are made of finished ones by join and
// transform.
#pragma once
#include "assets/kernel_curve.h"

// point = origin + x * x_axis + y * y_axis. All zero = identity.
typedef struct {
    DVec2 x_axis, y_axis, origin;
} KernelPlace2;

typedef struct {
    DVec2 *points; // ring after ring; no ring repeats its first point
    int *ring_counts;
    int point_count, ring_count;
} KernelRegion;

typedef struct {
    KernelRegion *regions;
    int region_count;
    bool is_open; // rings are open lines: they sweep surfaces, not solids
} KernelProfile;

typedef enum {
    KERNEL_PROFILE_NONE,
    KERNEL_PROFILE_RECTANGLE, // width, depth; fillet = rounding radius; thickness > 0 = hollow,
                              // then fillet outside, inner_fillet inside
    KERNEL_PROFILE_ELLIPSE, // width and depth are the semi-axes; a circle has both equal; thickness
                            // > 0 = hollow
    KERNEL_PROFILE_I, // width, depth, web, flange, fillet, edge_fillet, slope; upper_* differ for
                      // the asymmetric one
    KERNEL_PROFILE_L, // depth (leg along y), width (leg along x; 0 = depth), thickness, fillet,
                      // edge_fillet, slope
    KERNEL_PROFILE_T, // depth, width, web, flange, fillet, flange edge_fillet, web_edge_fillet,
                      // web_slope, slope (flange)
    KERNEL_PROFILE_U, // depth, width, web, flange, fillet, edge_fillet, slope
    KERNEL_PROFILE_C, // depth, width, thickness, girth, inner_fillet
    KERNEL_PROFILE_Z, // depth, width (flange), web, flange, fillet, edge_fillet
    KERNEL_PROFILE_TRAPEZIUM, // width (bottom x), top_width, depth (y), top_offset
    KERNEL_PROFILE_KIND_COUNT
} KernelProfileKind;

// Each is centred as in IFC (on its bounding box). Fields a kind does not name are ignored;
// optional ones are 0.
typedef struct {
    KernelProfileKind kind;
    KernelPlace2 place;
    double width, depth;
    double web, flange, thickness;
    double fillet, edge_fillet, inner_fillet, web_edge_fillet;
    double slope, web_slope; // radians
    double upper_width, upper_flange, upper_fillet, upper_edge_fillet,
        upper_slope; // I only; upper_width 0 = symmetric
    double girth, top_width, top_offset;
} KernelProfileDesc;

bool kernel_profile_make(const Kernel *k, const KernelProfileDesc *desc, KernelProfile *out,
                         Err *err);
// Arbitrary closed profile: an outer curve and holes. Rings that do not close by more than a few
// precisions are closed and kept.
bool kernel_profile_from_curves(const Kernel *k, const KernelCurve *outer,
                                const KernelCurve *const *holes, int hole_count, KernelProfile *out,
                                Err *err);
// Arbitrary open profile.
bool kernel_profile_open(const Kernel *k, const KernelCurve *curve, KernelProfile *out, Err *err);
// Centre line with a thickness, mitred at corners, flat ends; a closed line gives a ring with a
// hole.
bool kernel_profile_centre_line(const Kernel *k, const KernelCurve *curve, double thickness,
                                KernelProfile *out, Err *err);
// Rings the caller has (any direction, first = outer): one region.
bool kernel_profile_from_rings(const Kernel *k, const DVec2 *points, const int *ring_counts,
                               int ring_count, KernelProfile *out, Err *err);
// Composite: the regions side by side.
bool kernel_profile_join(const Kernel *k, const KernelProfile *profiles, int count,
                         KernelProfile *out, Err *err);
// Derived and mirrored: scaled, turned, mirrored, moved.
bool kernel_profile_transform(const Kernel *k, const KernelProfile *profile,
                              const KernelPlace2 *place, KernelProfile *out, Err *err);
double kernel_profile_area(const KernelProfile *profile);
double kernel_profile_perimeter(const KernelProfile *profile);
