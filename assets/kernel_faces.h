// SPDX-License-Identifier: Apache-2.0
// kernel_faces.h - polygon faces with holes in space to triangles: faceted breps, shells, polygonal
// and triangulated face sets. Non-planar and nearly degenerate rings are taken as they are: seen
// along Newell's normal.
#pragma once
#include "assets/kernel_mesh.h"

typedef struct {
    const DVec3 *points;
    int point_count;
    const uint32_t *indices;     // into points, from 0: ring after ring, face after face
    const int *ring_counts;      // points of each ring
    const int *face_ring_counts; // rings of each face; the first is the outer one
    int face_count;
    bool is_solid; // turned to face outwards where closed
} KernelFaceSet;
// Points are welded by k->precision; mesh.faces says the face. Faces without area are left out and
// counted in *skipped (may be NULL).
bool kernel_faces_mesh(const Kernel *k, const KernelFaceSet *set, KernelMesh *out, int *skipped,
                       Err *err);
// Indices from 0, three a triangle. Triangles with an index outside are an error.
bool kernel_faces_triangles(const Kernel *k, const DVec3 *points, int point_count,
                            const uint32_t *indices, int triangle_count, bool is_solid,
                            KernelMesh *out, Err *err);
