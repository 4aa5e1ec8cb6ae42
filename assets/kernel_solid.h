// SPDX-License-Identifier: Apache-2.0
// kernel_solid.h - swept solids and primitives as closed meshes in the solid's own axes
// (kernel_mesh_place puts them). An open profile sweeps a surface. Errors: ERR_FORMAT with the
// reason. Thread: any.
#pragma once
#include "assets/kernel_mesh.h"
#include "assets/kernel_profile.h"

// direction need not be unit or upright; it may not lie in the profile's plane.
bool kernel_solid_extrude(const Kernel *k, const KernelProfile *profile, DVec3 direction,
                          double depth, KernelMesh *out, Err *err);
// to is the profile at the far end: rings with equal counts are joined corner by corner, others by
// their share of the perimeter.
bool kernel_solid_extrude_tapered(const Kernel *k, const KernelProfile *from,
                                  const KernelProfile *to, DVec3 direction, double depth,
                                  KernelMesh *out, Err *err);
// Round an axis in the profile's plane (z = 0). angle_rad up to 2 pi; a full turn closes.
bool kernel_solid_revolve(const Kernel *k, const KernelProfile *profile, DVec3 axis_origin,
                          DVec3 axis_direction, double angle_rad, KernelMesh *out, Err *err);
bool kernel_solid_revolve_tapered(const Kernel *k, const KernelProfile *from,
                                  const KernelProfile *to, DVec3 axis_origin, DVec3 axis_direction,
                                  double angle_rad, KernelMesh *out, Err *err);

typedef struct {
    const KernelCurve *directrix;
    double radius, inner_radius; // inner 0 = full
    bool has_start, has_end;     // trimmed by parameters of the directrix
    double start, end;
    double fillet_radius; // of a polygonal directrix's corners; 0 = mitred
} KernelSweptDisk;
bool kernel_solid_swept_disk(const Kernel *k, const KernelSweptDisk *desc, KernelMesh *out,
                             Err *err);

typedef enum {
    KERNEL_SWEEP_FIXED,     // profile's x axis as near to reference as the tangent lets it (fixed
                            // reference)
    KERNEL_SWEEP_NORMAL,    // profile's x axis along reference as a plane's normal (surface curve
                            // swept on a plane)
    KERNEL_SWEEP_SURFACE,   // the same with the normal at each point given by normal_at
    KERNEL_SWEEP_DIRECTRIX, // directrix derived: carried along without twist, from reference
    KERNEL_SWEEP_UP, // profile's y axis as near to +z as the tangent lets it (alignments; cant
                     // leans)
    KERNEL_SWEEP_KIND_COUNT
} KernelSweepKind;
typedef struct {
    const KernelProfile *profile;
    const KernelProfile *end_profile; // NULL = the same; else tapered along the length
    const KernelCurve *directrix;
    bool has_start, has_end;
    double start, end; // parameters of the directrix
    KernelSweepKind kind;
    DVec3 reference;
    DVec3 (*normal_at)(const void *surface, DVec3 point); // SURFACE only
    const void *surface;
} KernelSweep;
bool kernel_solid_sweep(const Kernel *k, const KernelSweep *desc, KernelMesh *out, Err *err);
// Sections at places (sectioned spine): profile i stands at places[i], its x along x_axis, y along
// y_axis.
bool kernel_solid_sections(const Kernel *k, const KernelProfile *profiles, const DPlace *places,
                           int count, KernelMesh *out, Err *err);
// Sections at distances along a directrix (sectioned solid horizontal): profile's x to the left, y
// up, its normal forward; between two sections the profile is blended. Distances grow. Source:
// IFC 4.3 ADD2, IfcSectionedSolidHorizontal.
typedef struct {
    const KernelProfile *profile;
    double distance, left, up; // along the directrix, then off it
} KernelSection;
bool kernel_solid_sections_along(const Kernel *k, const KernelCurve *directrix,
                                 const KernelSection *sections, int count, KernelMesh *out,
                                 Err *err);

// Corner at the origin.
bool kernel_solid_block(const Kernel *k, double x, double y, double z, KernelMesh *out, Err *err);
bool kernel_solid_pyramid(const Kernel *k, double x, double y, double height, KernelMesh *out,
                          Err *err);
// Base circle in z = 0 round the origin.
bool kernel_solid_cylinder(const Kernel *k, double radius, double height, KernelMesh *out,
                           Err *err);
bool kernel_solid_cone(const Kernel *k, double radius, double height, KernelMesh *out, Err *err);
// Centre at the origin.
bool kernel_solid_sphere(const Kernel *k, double radius, KernelMesh *out, Err *err);
