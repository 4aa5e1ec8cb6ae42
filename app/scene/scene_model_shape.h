// SPDX-License-Identifier: Apache-2.0
// scene_model_shape.h - a mesh with a normal at every corner: the file's own, or the faces' joined
// where they meet at less than a crease. Pure functions for jobs.
#pragma once
#include "assets/asset.h"

#define SCENE_MODEL_CREASE_DEG 35.0

// Corners of triangles: those alike are one.
typedef struct {
    uint32_t *source; // vertex of the mesh, one a corner
    int8_t *normal;   // four a corner, snorm8
    uint32_t *corners; // three a triangle, in the order asked for
    int corner_count, triangle_count;
    bool is_inside_out; // closed, and its triangles face inwards
} SceneModelShape;

// triangles NULL = all of the mesh. False only without memory.
bool scene_model_shape_make(const AssetMesh *mesh, const uint32_t *triangles, int triangle_count,
                            SceneModelShape *out);
void scene_model_shape_finish(SceneModelShape *shape);
