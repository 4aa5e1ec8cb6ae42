// SPDX-License-Identifier: Apache-2.0
// ifc_texture.h - pictures on face sets: where they are, or their bytes, and the coordinates of
// every corner. Does not: decode pictures, read files beside the model, or make coordinates where
// the file gives none.
#pragma once
#include "assets/ifc_geometry.h"
#include "assets/ifc_reader.h"

typedef struct IfcTextures {
    IfcTexture *rows; // arena
    int count;
    Hashmap by_id; // instance of a texture to row
    Hashmap maps;  // instance of a face set to its IfcIndexedTriangleTextureMap
} IfcTextures;

void ifc_texture_load(IfcTextures *textures, const IfcModel *m, Arena *arena);
void ifc_texture_finish(IfcTextures *textures);
// For a face set with texture coordinates: its mesh with three points of its own a triangle, two
// coordinates a point, and the row of its texture. false when it has none, or they do not fit.
// Results live in the reader's tree arena.
bool ifc_texture_place(IfcReader *r, const IfcTextures *textures, uint32_t item,
                       const KernelMesh *mesh, KernelMesh *out, float **uv, int *texture);
