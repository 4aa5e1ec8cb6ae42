// SPDX-License-Identifier: Apache-2.0
// geo_frame.h - the one city frame: east-north-up at the city origin, metres, double, curved earth.
// Does not: know any CRS but WGS 84 / CGCS2000 geodetic (they differ by 0.1 mm), or convert heights between datums.
// Formulas: geodetic to ECEF and back after Vermeille 2011 or Bowring with iteration, error below 1e-9 m near the ground.
#pragma once
#include "base/dvec.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    double lon_deg, lat_deg; // geodetic, east and north positive
    double h_m;              // above the city's height zero (see city.yaml `vertical`); the ellipsoid when not stated
} GeoPos;

typedef struct {
    double west_deg, south_deg, east_deg, north_deg; // empty when west > east
} GeoBox;

typedef struct {
    GeoPos origin;
    DPlace ecef_from_enu;
} GeoFrame;

void geo_frame_init(GeoFrame *frame, GeoPos origin);
DVec3 geo_frame_enu(const GeoFrame *frame, GeoPos pos);      // position in the city frame
GeoPos geo_frame_geodetic(const GeoFrame *frame, DVec3 enu_m);
// Local east-north-up axes at pos, expressed in the city frame: the placement of everything local there.
DPlace geo_frame_place(const GeoFrame *frame, GeoPos pos);
DVec3 geo_ecef_from_geodetic(GeoPos pos);
GeoPos geo_geodetic_from_ecef(DVec3 ecef_m);

GeoBox geo_box_empty(void);
bool geo_box_is_empty(GeoBox box);
GeoBox geo_box_union(GeoBox a, GeoBox b);
bool geo_box_meets(GeoBox a, GeoBox b);

// Tiles: one geodetic quadtree for everything. Level 0 is 2 x 1 tiles of 180 degrees; x counts from 180 W,
// y from 90 S. Level 15 is about 0.6 km.
#define GEO_TILE_LEVEL_MAX 24
typedef struct {
    uint32_t level, x, y;
} GeoTileKey;

uint64_t geo_tile_pack(GeoTileKey key); // unique over all levels, never 0
GeoTileKey geo_tile_unpack(uint64_t packed);
GeoTileKey geo_tile_at(uint32_t level, double lon_deg, double lat_deg); // clamped to the world
GeoBox geo_tile_box(GeoTileKey key);
GeoTileKey geo_tile_parent(GeoTileKey key);                     // level 0 stays itself
GeoTileKey geo_tile_child(GeoTileKey key, int quadrant);        // 0 SW, 1 SE, 2 NW, 3 NE
double geo_tile_edge_m(GeoTileKey key);                         // north-south, on the ellipsoid
DPlace geo_tile_place(const GeoFrame *frame, GeoTileKey key);   // axes at the tile's centre, height 0
