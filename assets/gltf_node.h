// SPDX-License-Identifier: Apache-2.0
// gltf_node.h - nodes of a glTF file into objects and instances of an Asset, and what moves.
#pragma once
#include "assets/asset_animation.h"
#include "assets/gltf_mesh.h"

typedef struct {
    int count;
    AssetNode *nodes; // of the file, row by row; parents that would close a ring are -1
    int *order;       // count rows, parents first, each tree in the file's order
    DPlace *places;   // in the model's axes, at rest
    DPlace root;
    AssetSkin *skins; // of the file; joint_count 0 = broken
} GltfNodes;

// Objects, instances, anchor. false with *err: ERR_MEMORY, ERR_RANGE (more than 16 million
// instances).
bool gltf_nodes(Gltf *g, Asset *asset, const GltfMeshRows *rows, const int *joint_counts,
                GltfNodes *out, Err *err);
// gltf_animation.c: the asset's animation, where the file has key frames or skins.
// One a mesh of the file, scratch: whether a clip moves the weights of its morph targets.
bool *gltf_morphing(Gltf *g);
void gltf_skins(Gltf *g, Asset *asset, GltfNodes *nodes);
void gltf_animation(Gltf *g, Asset *asset, const GltfNodes *nodes);
