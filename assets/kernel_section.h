// SPDX-License-Identifier: Apache-2.0
// kernel_section.h - a plane through a mesh: outlines, filled caps, the part on one side.
#pragma once
#include "assets/kernel_mesh.h"
#include "assets/kernel_profile.h"

// The cut as regions with holes in the axes of place (its z is normal; x and y chosen). Nothing
// cut: no regions, true. Of an open mesh the outlines that do not close are closed where the gap is
// within 10 precisions, else left out and counted in *open_count (may be NULL).
bool kernel_section_outline(const Kernel *k, const KernelMesh *mesh, DVec3 origin, DVec3 normal,
                            KernelProfile *out, DPlace *place, int *open_count, Err *err);
// The same, filled with triangles that face along normal.
bool kernel_section_cap(const Kernel *k, const KernelMesh *mesh, DVec3 origin, DVec3 normal,
                        KernelMesh *out, Err *err);
// The part on the side the normal points away from; with_cap closes it.
bool kernel_section_clip(const Kernel *k, const KernelMesh *mesh, DVec3 origin, DVec3 normal,
                         bool with_cap, KernelMesh *out, Err *err);
