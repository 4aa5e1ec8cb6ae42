// SPDX-License-Identifier: Apache-2.0
// demo_building.h - puts the operations centre on its site in the demo city: from the city's place
// on earth to the map coordinates of the model. Does not: design the building (ifc_demo.h) or
// choose the site (geo_demo.h).
#pragma once
#include "assets/ifc_demo.h"
#include "geo/geo_demo.h"

#define DEMO_BUILDING_FILE "models/运营中心.ifc"
#define DEMO_BUILDING_CRS "EPSG:4526" // the one the demo shows coordinates in
// The forecourt is 0.15 m below the ground floor and stands 0.1 m out of the ground.
#define DEMO_BUILDING_RISE_M 0.25

// The middle of the model's site comes to lie on the middle of the city's, turned with its block.
// ERR_CRS. Thread: one at a time.
bool demo_building_place(const GeoDemoSite *site, IfcDemoDesc *out, Err *err);
// Writes folder/models/运营中心.ifc under a temporary name and renames it. seed 0 = GEO_DEMO_SEED.
// sensor_keys: as IfcDemoDesc. ERR_IO, ERR_CRS, ERR_MEMORY.
bool demo_building_write(const char *folder, uint64_t seed, const GeoDemoSite *site,
                         Str *sensor_keys, Err *err);
