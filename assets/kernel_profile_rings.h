// SPDX-License-Identifier: Apache-2.0
// kernel_profile_rings.h - private to kernel_profile*.c: rings collected in scratch, checked,
// turned and handed out.
#pragma once
#include "assets/kernel_private.h"
#include "assets/kernel_profile.h"

typedef struct {
    const Kernel *k;
    DVec2 *points;
    int *counts;
    int count, cap, ring_count, ring_cap, ring_first;
} ProfileRings;
void profile_point(ProfileRings *r, double x, double y);
// Twins go; ends the ring. false: fewer than 3 points or no area (the ring is dropped).
bool profile_ring_end(ProfileRings *r, bool is_hole);
// A polygon whose corners may be rounded: radius i at corner i (0 = sharp), cut down to what the
// sides allow.
typedef struct {
    double x, y, radius;
} ProfileCorner;
bool profile_polygon(ProfileRings *r, const ProfileCorner *corners, int count, bool is_hole);
// One region of the rings. ERR_FORMAT when there is none or a number is wild.
bool profile_finish(ProfileRings *r, const KernelPlace2 *place, bool is_open, KernelProfile *out,
                    Err *err);
double profile_ring_area(const DVec2 *p, int count);
