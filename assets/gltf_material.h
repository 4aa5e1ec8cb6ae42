// SPDX-License-Identifier: Apache-2.0
// gltf_material.h - materials and textures of a glTF file into an Asset.
#pragma once
#include "assets/gltf_file.h"

// Which TEXCOORD_n a material reads; second: -1 = no other.
typedef struct {
    int first, second;
} GltfUvSets;
// Fills textures and materials of the asset; sets: one a material.
// Pictures are decoded on the pool; one that cannot be had is a problem and an empty texture.
bool gltf_materials(Gltf *g, Asset *asset, GltfUvSets **sets, Err *err);
