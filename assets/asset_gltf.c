// SPDX-License-Identifier: Apache-2.0
// asset_gltf.c - glTF 2.0 and GLB as an asset: materials, meshes, nodes, what moves.
#include "assets/gltf_material.h"
#include "assets/gltf_node.h"

static bool asset_gltf_fill(Gltf *g, Asset *asset, Err *err)
{
    GltfUvSets *sets = NULL;
    int *joints = NULL;
    GltfMeshRows *rows = NULL;
    GltfNodes nodes;
    asset->format = g->chunk.bytes ? "GLB 2.0" : "glTF 2.0";
    job_progress(g->desc->job, 0.1f);
    if (!gltf_materials(g, asset, &sets, err)) return false;
    job_progress(g->desc->job, 0.4f);
    if (!gltf_meshes(g, asset, sets, &rows, &joints, err)) return false;
    if (!gltf_nodes(g, asset, rows, joints, &nodes, err)) return false;
    gltf_animation(g, asset, &nodes);
    return true;
}

static Asset *asset_gltf_load(const AssetDesc *desc, Err *err)
{
    AssetBuild build;
    Gltf g = { 0 };
    Asset *asset = NULL;
    uint64_t size = 0;
    file_stat(desc->path, &size, NULL);
    if (!asset_build_init(&build, desc, size, err)) return NULL;
    if (gltf_open(&g, &build, err) && asset_gltf_fill(&g, build.asset, err))
        asset = asset_build_take(&build, err);
    gltf_close(&g);
    asset_build_finish(&build);
    return asset;
}

extern const AssetFormat asset_gltf;
const AssetFormat asset_gltf = { .name = "glTF",
                                 .extensions = "gltf glb",
                                 .load = asset_gltf_load };
