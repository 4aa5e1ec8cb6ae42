// SPDX-License-Identifier: Apache-2.0
// asset_table.c - the model formats. To add one: write asset_<name>.c, add its row.
#include "assets/asset.h"

extern const AssetFormat asset_ifc, asset_gltf, asset_obj;
// asset_assimp.c
extern const AssetFormat asset_fbx, asset_dae, asset_stl, asset_ply, asset_3ds;

const AssetFormat *const asset_table[] = { &asset_ifc, &asset_gltf, &asset_obj, &asset_fbx,
                                           &asset_dae, &asset_stl,  &asset_ply, &asset_3ds };
const int asset_table_count = sizeof asset_table / sizeof asset_table[0];
