// SPDX-License-Identifier: Apache-2.0
// asset_section.h - where planes cut a model: filled polygons with their object, material and area.
// Does not: draw the rest of the model, or cut it (the scene clips; kernel_section.h cuts meshes).
//
// Closed bodies are cut one by one, their parts by material where each is closed itself; where
// bodies of one object overlap, the cut is of what they fill together. Of open meshes (surfaces)
// what closes is filled, the rest counted.
#pragma once
#include "assets/asset.h"
#include "assets/asset_measure.h"
#include "assets/kernel_profile.h"
#include "base/str.h"

typedef struct {
    int object;
    int material; // row of the asset's materials; -1 = none
    int plane;
    KernelRegion region; // in the axes of places[plane]: outer ring first, then holes
    double area_m2;      // holes taken off
} AssetSectionPolygon;

typedef struct {
    AssetSectionPolygon *polygons; // by plane, then by object
    int polygon_count;
    DPlace *places; // of each plane: z its normal, x horizontal (east where the plane is level)
    int plane_count;
    double area_m2;
    int open_count;   // lines that closed to no polygon
    int failed_count; // bodies that could not be cut
    Arena arena;
    int polygon_cap; // while cutting
} AssetSection;

typedef struct {
    const AssetPlane *planes; // what lies on the side of the normal is cut away; six are a box
    int plane_count;
    const uint8_t *hidden; // by object; NULL = all are there
    bool with_spaces;
    Job *job; // progress and cancel; NULL = none
} AssetSectionDesc;

// Caps of each plane, as far as the others leave them. False with *err: ERR_ARGUMENT for a plane
// without a direction, ERR_CANCELLED, ERR_MEMORY. Thread: job.
bool asset_section_init(AssetSection *out, const Asset *asset, const AssetSectionDesc *desc,
                        Err *err);
void asset_section_finish(AssetSection *section);

// A level plane over a storey's placement; false where the file does not say where it stands.
bool asset_section_storey(const Asset *asset, int storey, double above_m, AssetPlane *out);
// One plane as a drawing: metres, y up, one path a polygon with its object's type, name and
// GlobalId as title; filled by material.
void asset_section_svg(const AssetSection *section, const Asset *asset, int plane, Str *out);
// A row a polygon, with a header: plane, id, GlobalId, type, name, storey, material, area_m2.
void asset_section_csv(const AssetSection *section, const Asset *asset, bool with_bom, Str *out);
