// SPDX-License-Identifier: Apache-2.0
// kernel_loft.h - private to kernel_solid*.c: rings carried through stations, joined by quads,
// closed by caps.
#pragma once
#include "assets/kernel_private.h"
#include "assets/kernel_profile.h"
#include "base/triangulate.h"

typedef struct {
    const KernelRegion *first, *last; // for the caps; equal counts
    const DVec3 *points;              // stations times first->point_count
    int stations;
    bool is_ring; // the last station meets the first: no caps
    bool is_open; // open profile: no caps, and no side from last point to first
    int shift; // of a ring: the last station's point i meets the first's point i + shift (one ring
               // only)
} Loft;
// Points of neighbouring stations at one place become one. false with *err.
bool loft_add(KernelMeshBuilder *b, Triangulator *t, const Loft *loft, Err *err);
// Ends the builder; a closed mesh with negative volume is turned.
bool loft_end(KernelMeshBuilder *b, bool is_solid, KernelMesh *out, Err *err);
// Profiles to blend get equal counts: both resampled by their share of the perimeter where they
// differ. In scratch.
bool loft_match(const Kernel *k, const KernelProfile *profiles, int count, KernelProfile *out,
                Err *err);
bool loft_profile_check(const KernelProfile *p, Err *err);
