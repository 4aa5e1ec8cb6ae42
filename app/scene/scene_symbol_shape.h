// SPDX-License-Identifier: Apache-2.0
// scene_symbol_shape.h - what stands at points: a built-in symbol or a model file as three meshes,
// from all of it to a few triangles, one metre high on the origin. A model's pictures become
// colours of its corners. Does not: touch the renderer or know where the points are.
#pragma once
#include "assets/asset.h"
#include "geo/geo_solid.h"

typedef enum {
    SCENE_SYMBOL_FULL,
    SCENE_SYMBOL_MIDDLE,
    SCENE_SYMBOL_FAR,
    SCENE_SYMBOL_LOD_COUNT
} SceneSymbolLod;
enum {
    SCENE_SYMBOL_FULL_TRIANGLES = 60000, // of a larger model at most
    SCENE_SYMBOL_MIDDLE_TRIANGLES = 80,
    SCENE_SYMBOL_FAR_TRIANGLES = 14
};

typedef struct {
    GeoSolidMesh lods[SCENE_SYMBOL_LOD_COUNT]; // one with no triangles: the finer one stands for it
    float height_m;                            // of the model itself; 0 = a built-in one
    float radius;                              // from the axis, of one metre of height
    float slender;                             // half width of what is picked when it is small
    float glow;                                // 0..1: own light at night
} SceneSymbolShape;

// Stands on its lowest point, over the model's origin where that is within its plan, else over the
// plan's middle. Thread: job. False only without memory, cancelled or without triangles.
bool scene_symbol_shape_model(const Asset *asset, Job *job, SceneSymbolShape *out, Err *err);
bool scene_symbol_shape_builtin(GeoSymbol symbol, SceneSymbolShape *out, Err *err);
void scene_symbol_shape_finish(SceneSymbolShape *shape); // zeroed is fine
// Where a ray meets the shape: from and dir in its own axes (metres of its own), the distance in
// dir.
bool scene_symbol_shape_hit(const SceneSymbolShape *shape, DVec3 from, DVec3 dir, double *distance);
