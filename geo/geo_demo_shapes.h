// SPDX-License-Identifier: Apache-2.0
// geo_demo_shapes.h - the demo's hand-drawn tables: coast, islands, districts, lakes, rivers, roads, railways, towns, towers.
// Does not: follow any survey. Drawn by eye to about 300 m in the core and 1 km outside, from published facts.
#pragma once
#include <stdint.h>

typedef struct {
    double lon, lat;
    uint8_t is_straight; // a quay or an edge made by people: the line to the next vertex keeps straight
} GeoDemoVertex;

typedef enum {
    GEO_DEMO_SHAPE_NONE, GEO_DEMO_SHAPE_LAND, GEO_DEMO_SHAPE_DISTRICT, GEO_DEMO_SHAPE_LAKE, GEO_DEMO_SHAPE_RIVER, GEO_DEMO_SHAPE_CHANNEL,
    GEO_DEMO_SHAPE_ROAD, GEO_DEMO_SHAPE_RAIL, GEO_DEMO_SHAPE_GREEN, GEO_DEMO_SHAPE_FARM, GEO_DEMO_SHAPE_PORT, GEO_DEMO_SHAPE_AIRPORT,
    GEO_DEMO_SHAPE_BEACH
} GeoDemoShapeKind;

typedef struct {
    GeoDemoShapeKind kind;
    const char *name;
    const char *type;    // class of a road, railway, green or port area; code of a district
    double width_m;      // roads and rivers; lakes: height of the water above zero
    const GeoDemoVertex *vertices;
    int count;
} GeoDemoShape;
extern const GeoDemoShape geo_demo_shapes[];
extern const int geo_demo_shape_count;

typedef struct {
    int code;            // of the National Bureau of Statistics, 2023
    const char *name;
    double lon, lat;     // schematic
    double population_k; // schematic share of the district's
    double radius_m;     // of the built-up core; 0 = part of a larger patch
} GeoDemoTown;
extern const GeoDemoTown geo_demo_towns[];
extern const int geo_demo_town_count;

typedef struct {
    int code;
    const char *name, *name_en;
    double population, area_km2, urban_population;
    double lon, lat;     // of the seat
} GeoDemoDistrict;
extern const GeoDemoDistrict geo_demo_districts[];
extern const int geo_demo_district_count;

// Where streets are laid out: a turned grid round a centre.
typedef enum { GEO_DEMO_ZONE_NONE, GEO_DEMO_ZONE_OLD, GEO_DEMO_ZONE_MIXED, GEO_DEMO_ZONE_CENTRE, GEO_DEMO_ZONE_HOMES, GEO_DEMO_ZONE_INDUSTRY,
               GEO_DEMO_ZONE_TANKS, GEO_DEMO_ZONE_CAMPUS, GEO_DEMO_ZONE_TOWN, GEO_DEMO_ZONE_VILLAGE } GeoDemoZone;
typedef struct {
    const char *name;
    double lon, lat, radius_m, angle_deg; // of the grid's u axis, counter-clockwise from east
    GeoDemoZone zone;
    double bend;         // 0 = ruler-straight streets, 1 = winding
} GeoDemoPatch;
extern const GeoDemoPatch geo_demo_patches[];
extern const int geo_demo_patch_count;

// Towers known by name and height; the places are schematic.
typedef struct {
    const char *name;
    double lon, lat, height_m;
    int storeys, year;
    double width_m, depth_m, angle_deg;
    const char *use;
    int corners;         // 4, 8 or 12
} GeoDemoTower;
extern const GeoDemoTower geo_demo_towers[];
extern const int geo_demo_tower_count;

typedef struct {
    const char *name, *name_en, *kind;
    double lon, lat;
    int rank;            // 1 = known far away
    const char *remark;
} GeoDemoLandmark;
extern const GeoDemoLandmark geo_demo_landmarks[];
extern const int geo_demo_landmark_count;

// A cable-stayed bridge: the axis starts at lon, lat and runs in the direction for length_m.
typedef struct {
    const char *name;
    double lon, lat, azimuth_deg, length_m;
    double deck_m, clearance_m, tower_m;   // deck width, height of the deck's underside at the middle, tower height
    double spans_m[5];                     // main bridge, side to side
    int year;
} GeoDemoBridge;
extern const GeoDemoBridge geo_demo_bridges[];
extern const int geo_demo_bridge_count;

#define GEO_DEMO_RUNWAY_LON 110.59028
#define GEO_DEMO_RUNWAY_LAT 21.48167
#define GEO_DEMO_RUNWAY_AZIMUTH_DEG 149.0 // 15/33
#define GEO_DEMO_RUNWAY_LENGTH_M 3200.0
#define GEO_DEMO_RUNWAY_WIDTH_M 45.0
#define GEO_DEMO_AIRPORT_HEIGHT_M 24.0
