// SPDX-License-Identifier: Apache-2.0
// ifc_style.h - colours of representation items, materials and single faces.
// Does not: know textures' pixels, hatches or line styles.
#pragma once
#include "assets/ifc_model.h"
#include "base/hashmap.h"

// Colours are 0xRRGGBBAA; 0 = none given.
typedef struct {
    Hashmap items;     // instance of an item to colour
    Hashmap materials; // instance of IfcMaterial to colour
    Hashmap maps;      // instance of a face set to its IfcIndexedColourMap
} IfcStyles;

void ifc_style_load(IfcStyles *styles, const IfcModel *m);
void ifc_style_finish(IfcStyles *styles);
uint32_t ifc_style_of_item(const IfcStyles *styles, uint32_t item);
// The colour of an object's material: its first part that has one.
uint32_t ifc_style_of_material(const IfcStyles *styles, const IfcModel *m, int material);
// Colours by face of a face set with an IfcIndexedColourMap: arena, *count of them; NULL without.
uint32_t *ifc_style_of_faces(const IfcStyles *styles, const IfcModel *m, uint32_t item,
                             Arena *arena, int *count);
