// SPDX-License-Identifier: Apache-2.0
// obj_material.h - materials of OBJ models: MTL files beside the model, with their pictures.
// Does not: read files elsewhere.
#pragma once
#include "assets/asset_build.h"
#include "base/hashmap.h"

typedef struct {
    AssetBuild *build;
    AssetMaterial *rows;   // heap
    Hashmap by_name;       // hash of the name to row
    const char **pictures; // of textures, in the asset's arena
    AssetTexture *textures;
    int count, cap, texture_count, texture_cap, picture_cap;
} ObjMaterials;

// Adds the materials of one library; what cannot be read is a problem.
void obj_materials_library(ObjMaterials *m, const char *name, int length);
// Row of the material so named; one that no library has is made, plain. -1 without memory.
int obj_materials_row(ObjMaterials *m, const char *name, int length);
// Decodes the pictures and gives all to the asset.
void obj_materials_take(ObjMaterials *m);
void obj_materials_finish(ObjMaterials *m);
