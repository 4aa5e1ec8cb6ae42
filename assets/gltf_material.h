// SPDX-License-Identifier: Apache-2.0
// gltf_material.h - materials and textures of a glTF file into an Asset.
#pragma once
#include "assets/gltf_file.h"

// Fills textures and materials of the asset; texture_sets[m]: which TEXCOORD_n material m reads.
// Pictures are decoded on the pool; one that cannot be had is a problem and an empty texture.
bool gltf_materials(Gltf *g, Asset *asset, int **texture_sets, Err *err);
