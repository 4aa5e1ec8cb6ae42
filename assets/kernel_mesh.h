// SPDX-License-Identifier: Apache-2.0
// kernel_mesh.h - measures, welding, orientation, placing, joining and normals of triangle meshes.
#pragma once
#include "assets/kernel.h"

double kernel_mesh_area(const KernelMesh *mesh);
// By the divergence theorem: above 0 when triangles face outwards. Of an open mesh it means
// nothing.
double kernel_mesh_volume(const KernelMesh *mesh);
KernelBox kernel_mesh_box(const KernelMesh *mesh);

typedef struct {
    int edges;         // different ones
    int open_edges;    // used by one triangle more in one direction than in the other
    int many_edges;    // used by more than two triangles, balanced
    int flipped_edges; // used twice in one direction
    bool is_closed;    // every edge is used as often in one direction as in the other
} KernelTopology;
bool kernel_mesh_topology(const Kernel *k, const KernelMesh *mesh, KernelTopology *out, Err *err);
bool kernel_mesh_is_closed(const Kernel *k, const KernelMesh *mesh);

// One point for those within k->precision; triangles that lose a corner go. out may be mesh.
bool kernel_mesh_weld(const Kernel *k, const KernelMesh *mesh, KernelMesh *out, Err *err);
// Neighbours turn the same way round (flooded over edges of two triangles), closed parts face
// outwards. In place. Returns how many triangles were turned, or -1 with *err.
int kernel_mesh_orient(const Kernel *k, KernelMesh *mesh, Err *err);
// Axes of any length; a mirroring place turns the triangles too. In place.
bool kernel_mesh_place(KernelMesh *mesh, const DPlace *place, Err *err);
bool kernel_mesh_join(const Kernel *k, const KernelMesh *meshes, int count, KernelMesh *out,
                      Err *err);
bool kernel_mesh_copy(const Kernel *k, const KernelMesh *mesh, KernelMesh *out, Err *err);
// For drawing: points are split where faces meet at more than crease_rad; one unit normal a point
// (weighted by angle).
bool kernel_mesh_normals(const Kernel *k, const KernelMesh *mesh, double crease_rad,
                         KernelMesh *out, DVec3 **normals, Err *err);

// Builds meshes. Points are added as they come; nothing is welded.
typedef struct {
    const Kernel *k;
    DVec3 *points;
    uint32_t *indices;
    int32_t *faces;
    int point_count, point_cap, index_count, index_cap, face_cap;
    int face; // of the triangles to come
    bool has_faces, has_failed;
} KernelMeshBuilder;
void kernel_mesh_begin(KernelMeshBuilder *b, const Kernel *k);
uint32_t kernel_mesh_point(KernelMeshBuilder *b, DVec3 p);
void kernel_mesh_triangle(KernelMeshBuilder *b, uint32_t i, uint32_t j, uint32_t l);
// Copies into k->out. ERR_RANGE where it grew past points_max, ERR_FORMAT without a triangle or
// with a wild number.
bool kernel_mesh_end(KernelMeshBuilder *b, KernelMesh *out, Err *err);
