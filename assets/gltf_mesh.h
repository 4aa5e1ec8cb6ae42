// SPDX-License-Identifier: Apache-2.0
// gltf_mesh.h - meshes of a glTF file into an Asset: primitives to parts, accessors to arrays.
// Does not: know nodes; a mesh stays in its own axes (y up).
#pragma once
#include "assets/gltf_material.h"

// One mesh of the file is one of the asset, or several where its primitives differ in what they
// have (normals, joints).
typedef struct {
    int first, count; // rows of the asset's meshes
} GltfMeshRows;

// rows: one of each mesh of the file. joint_counts: of each mesh of the asset, 1 + the largest
// joint it names. Work is shared by the pool; primitives that cannot be had are problems.
bool gltf_meshes(Gltf *g, Asset *asset, const GltfUvSets *sets, GltfMeshRows **rows,
                 int **joint_counts, Err *err);
