// SPDX-License-Identifier: Apache-2.0
// ifc_texture.h - pictures on face sets, faces and whatever a style covers: where they are, or
// their bytes, and the coordinates of every corner. Does not: decode pictures or read files beside
// the model. Sources: ISO 16739-1, IfcTextureCoordinate and what it stands for; IFC2X3 TC1, the
// same by IfcAnnotationSurface and IfcVertexBasedTextureMap; ISO/IEC 19775-1 (X3D),
// TextureCoordinateGenerator: COORD takes x and y, SPHERE the normal; other modes as COORD.
#pragma once
#include "assets/ifc_geometry.h"
#include "assets/ifc_reader.h"

typedef struct IfcTextures {
    IfcTexture *rows; // arena
    int count;
    Hashmap by_id;     // instance of a texture to row
    Hashmap maps;      // instance of a face set or a face to its texture coordinates
    Hashmap generated; // item to the IfcTextureCoordinateGenerator of its style's texture
    Hashmap pictures;  // IFC2X3: item to the texture of its style
    bool has_faces;    // maps of single faces
} IfcTextures;

void ifc_texture_load(IfcTextures *textures, const IfcModel *m, Arena *arena);
void ifc_texture_finish(IfcTextures *textures);
// For an item with texture coordinates: its mesh with three points of its own a triangle, two
// coordinates a point, and the row of its texture. false when it has none, or they do not fit.
// Results live in the reader's tree arena.
bool ifc_texture_place(IfcReader *r, const IfcTextures *textures, uint32_t item,
                       const KernelMesh *mesh, KernelMesh *out, float **uv, int *texture);
