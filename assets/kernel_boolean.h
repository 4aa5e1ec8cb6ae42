// SPDX-License-Identifier: Apache-2.0
// kernel_boolean.h - difference, union and intersection of closed meshes; half-spaces.
// Flatten a left-deep chain of differences into one host and all its cutters: they are taken in one
// pass, may overlap each other, touch the host's faces or miss it. Planes within k->precision are
// one plane, points too.
#pragma once
#include "assets/kernel_mesh.h"
#include "assets/kernel_profile.h"

typedef enum {
    KERNEL_BOOLEAN_NONE,
    KERNEL_BOOLEAN_DIFFERENCE,
    KERNEL_BOOLEAN_UNION,
    KERNEL_BOOLEAN_INTERSECTION
} KernelBooleanKind;

typedef struct {
    const KernelMesh *mesh; // a closed mesh, or NULL for a half-space
    DVec3 plane_origin;
    DVec3 plane_normal; // out of the material: it lies on the other side. IFC: AgreementFlag true =
                        // the plane's own normal
    const KernelProfile *boundary; // NULL = the whole half-space; else only the prism over this
                                   // profile (polygonally bounded)
    DPlace boundary_place; // the profile's plane; the prism runs both ways along z_axis without end
    const KernelBox *box;  // NULL; else only inside this box (boxed half-space), in the same axes
} KernelOperand;

typedef struct {
    int rejected;   // operands whose box misses the host: they change nothing
    bool was_open;  // the host or an operand was not closed: the result is the best there is
    bool is_empty;  // nothing is left: a mesh without triangles
    bool is_closed; // of the result
} KernelBooleanReport;

// host op operand 0 op operand 1 ... On failure *err says why and the caller shows the uncut host:
// ERR_FORMAT (result open although all operands are closed, or its volume is out of bounds),
// ERR_RANGE (too large). report may be NULL. Thread: any.
bool kernel_boolean(const Kernel *k, KernelBooleanKind kind, const KernelMesh *host,
                    const KernelOperand *operands, int count, KernelMesh *out,
                    KernelBooleanReport *report, Err *err);
// A half-space as a closed mesh, large enough to hold its part of box: for booleans whose first
// operand is one.
bool kernel_boolean_half_space(const Kernel *k, const KernelOperand *half_space,
                               const KernelBox *box, KernelMesh *out, Err *err);
