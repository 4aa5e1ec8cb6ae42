// SPDX-License-Identifier: Apache-2.0
// asset_assimp.c - the formats assimp reads for us, each a row.
#include "assets/asset_import.h"

static Asset *asset_assimp_named(const AssetDesc *desc, const char *format, Err *err)
{
    Asset *asset = asset_import(desc, NULL, err);
    if (asset) asset->format = format;
    return asset;
}

static Asset *asset_fbx_load(const AssetDesc *desc, Err *err)
{
    return asset_assimp_named(desc, "FBX", err);
}
static Asset *asset_dae_load(const AssetDesc *desc, Err *err)
{
    return asset_assimp_named(desc, "COLLADA", err);
}
static Asset *asset_stl_load(const AssetDesc *desc, Err *err)
{
    return asset_assimp_named(desc, "STL", err);
}
static Asset *asset_ply_load(const AssetDesc *desc, Err *err)
{
    return asset_assimp_named(desc, "PLY", err);
}
static Asset *asset_3ds_load(const AssetDesc *desc, Err *err)
{
    return asset_assimp_named(desc, "3DS", err);
}

const AssetFormat asset_fbx = { .name = "FBX", .extensions = "fbx", .load = asset_fbx_load };
const AssetFormat asset_dae = { .name = "COLLADA", .extensions = "dae", .load = asset_dae_load };
const AssetFormat asset_stl = { .name = "STL", .extensions = "stl", .load = asset_stl_load };
const AssetFormat asset_ply = { .name = "PLY", .extensions = "ply", .load = asset_ply_load };
const AssetFormat asset_3ds = { .name = "3DS", .extensions = "3ds", .load = asset_3ds_load };
