// SPDX-License-Identifier: Apache-2.0
// asset_quantity.h - counts, lengths, areas and volumes of a model's elements and spaces, added up
// by type, storey, material, …
// Does not: price, or guess. What the file's quantity sets say is taken; else the triangles are
// measured; each sum says how many objects came from where.
// A volume or area of a set that is 20 times more or less than the triangles' is a slip of units
// in the file: it is refused, and counted.
//
// From sets: Length; NetSideArea, NetArea, NetFloorArea, Area, their gross ones, GSA BIM Area;
// NetVolume, GrossVolume, Volume. From triangles: volume of closed bodies; area of walls, slabs,
// roofs, coverings, plates, doors and windows across their thinnest side (openings taken off), of
// spaces from above; length of walls, beams, columns, members, piles, railings, bars, pipes and
// ducts along their longest side.
#pragma once
#include "assets/asset.h"
#include "base/str.h"

typedef enum {
    ASSET_QUANTITY_BY_TYPE,
    ASSET_QUANTITY_BY_STOREY,   // from below
    ASSET_QUANTITY_BY_MATERIAL, // layers and fractions share the volume; each counts the object
    ASSET_QUANTITY_BY_TYPE_NAME,
    ASSET_QUANTITY_BY_NAME,
    ASSET_QUANTITY_BY_SYSTEM, // the first it is in
    ASSET_QUANTITY_BY_COUNT
} AssetQuantityKey;

typedef enum {
    ASSET_QUANTITY_LENGTH,
    ASSET_QUANTITY_AREA,
    ASSET_QUANTITY_VOLUME,
    ASSET_QUANTITY_COUNT
} AssetQuantityKind;

typedef struct {
    double sum;                         // metres, m2, m3
    int from_sets, from_geometry, none; // objects
    int refused; // of from_geometry: sets that are 20 times off what the triangles measure
} AssetQuantitySum;
typedef struct {
    const char *keys[ASSET_QUANTITY_BY_COUNT]; // in the order asked; "" = none
    int count;                                 // objects
    AssetQuantitySum sums[ASSET_QUANTITY_COUNT];
    double order; // private: elevation
} AssetQuantityRow;
typedef struct {
    AssetQuantityKey by[ASSET_QUANTITY_BY_COUNT];
    int by_count;
    AssetQuantityRow *rows;
    int row_count, row_cap;
    Arena arena;
} AssetQuantities;

// by: "type,storey"; ERR_ARGUMENT names what is known. found NULL = all objects, else only those
// with 1 (asset_query_find). ERR_MEMORY. Thread: any.
bool asset_quantity_init(AssetQuantities *out, const Asset *asset, const char *by,
                         const uint8_t *found, Err *err);
// One object's area as the sums count it, m2; false: it has none. Thread: any.
bool asset_quantity_area(const Asset *asset, int object, double *m2);
void asset_quantity_finish(AssetQuantities *quantities);
// RFC 4180, with a header: the keys, count, length_m, length_from, area_m2, area_from, volume_m3,
// volume_from; from: "sets", "geometry" or "sets 12, geometry 3", with "none 2" where some have
// neither and "sets refused 1"; "" where none has.
void asset_quantity_csv(const AssetQuantities *quantities, bool with_bom, Str *out);
