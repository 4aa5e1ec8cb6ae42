// SPDX-License-Identifier: Apache-2.0
// geo_demo_city.h - what the parts of the demo generator share: ground, blocks and buildings in memory. Private to geo_demo_*.c.
#pragma once
#include "geo/geo_demo.h"
#include "geo/geo_demo_shapes.h"
#include <stddef.h>

#define GEO_DEMO_LAT_M 110740.0 // metres in a degree of latitude at 21 N (WGS 84 meridian)
#define GEO_DEMO_NOTICE "示范数据"
#define GEO_DEMO_ATTRIBUTION "示范数据:按公开事实示意生成,非测绘成果 (synthetic demonstration data, not a survey)"
#define GEO_DEMO_DATETIME "2026-06-21T00:00:00.000Z" // in every file: the same seed gives the same bytes

typedef struct {
    double lon, lat;
} GeoDemoPoint;

// Numbers of one place in the seed's sequence: a chain of SplitMix64.
typedef struct {
    uint64_t state;
} GeoDemoRandom;
GeoDemoRandom geo_demo_random(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);
double geo_demo_random_unit(GeoDemoRandom *random);                        // 0 <= x < 1
double geo_demo_random_range(GeoDemoRandom *random, double low, double high);
double geo_demo_noise(double x, double y, uint64_t salt);                  // smooth value noise, -1..1, period 1
double geo_demo_lon_m(double lat);                                         // metres in a degree of longitude
bool geo_demo_ring_contains(const GeoDemoVertex *ring, int count, double lon, double lat);

// The coast, refined, and the distance to it.
typedef struct {
    GeoDemoVertex *vertices; // of all land rings
    int *first;              // land_count + 1
    int land_count;
    const GeoDemoShape **land;
    float *coast_m;          // signed distance, land positive, on the grid below
    int cols, rows;
    float *river_m, *channel_m; // distance to the bank and to the axis, coarse_step
    int coarse_cols, coarse_rows;
    GeoDemoSite site; // levelled; free_width_m 0 = none yet
} GeoDemoGround;
#define GEO_DEMO_WEST 109.5
#define GEO_DEMO_EAST 111.1
#define GEO_DEMO_SOUTH 20.1
#define GEO_DEMO_NORTH 22.1
#define GEO_DEMO_COAST_STEP 0.0005 // degrees
#define GEO_DEMO_COARSE_STEP 0.001
bool geo_demo_ground_init(GeoDemoGround *ground, Err *err);
void geo_demo_ground_finish(GeoDemoGround *ground);
double geo_demo_ground_coast_m(const GeoDemoGround *ground, double lon, double lat);
double geo_demo_relief_height_m(const GeoDemoGround *ground, double lon, double lat); // sea bed negative
// Rows of the elevation files, 0.1 m steps.
bool geo_demo_relief_init(GeoDemoGround *ground); // rivers and channels; by geo_demo_ground_init
typedef enum { GEO_DEMO_RELIEF_CITY, GEO_DEMO_RELIEF_CORE, GEO_DEMO_RELIEF_FAR } GeoDemoReliefPart;
bool geo_demo_relief_write(const GeoDemoGround *ground, const char *path, GeoDemoReliefPart part, JobPool *pool, Err *err);
bool geo_demo_on_airport(double lon, double lat, double margin_m);

typedef struct {
    int32_t x, y; // 1e-7 degrees
} GeoDemoCorner;

typedef struct {
    uint32_t first;          // corner
    uint8_t outer, inner;    // corners of the ring and of its hole
    uint8_t use;             // geo_demo_use_names
    uint8_t storeys;
    uint16_t height_dm, year;
    uint16_t population;
    int16_t town, district;  // rows of the tables; -1 none
    int16_t tower;           // named; -1 none
} GeoDemoBuilding;
extern const char *const geo_demo_use_names[];

typedef struct {
    GeoDemoPoint a, b;
    float width_m;
    uint8_t rank;            // 0 small, 1 larger
    int16_t patch;
    uint16_t line;           // number of the street in its patch
} GeoDemoStreet;

// The ground of a block, for its colour.
typedef struct {
    GeoDemoPoint corners[4];
    GeoDemoZone zone;
} GeoDemoPlot;

typedef struct {
    GeoDemoPlot *plots;
    size_t plot_count;
    GeoDemoBuilding *buildings;
    size_t building_count;
    GeoDemoCorner *corners;
    size_t corner_count;
    GeoDemoStreet *streets;
    size_t street_count;
    GeoDemoSite site; // height_m 0
} GeoDemoCity;
bool geo_demo_city_build(const GeoDemoDesc *desc, const GeoDemoGround *ground, GeoDemoCity *out, Err *err);
void geo_demo_city_finish(GeoDemoCity *city);

// Land that is taken: roads, railways, rivers, lakes, grounds, runway. clearance added round lines.
typedef struct GeoDemoTaken GeoDemoTaken;
GeoDemoTaken *geo_demo_taken_create(const GeoDemoGround *ground, Err *err);
void geo_demo_taken_destroy(GeoDemoTaken *taken);
bool geo_demo_taken_at(const GeoDemoTaken *taken, double lon, double lat, double clearance_m);
// The district row of a point, -1 at sea; the nearest town row of that district.
int geo_demo_district_at(double lon, double lat);
int geo_demo_town_at(int district, double lon, double lat);

// Grid patches of named grounds, towns and villages, and what a block holds.
typedef struct {
    GeoDemoPatch desc;
    double lon_m;            // metres a degree of longitude here
    double cos_a, sin_a;
    int town;                // row of a county seat; -1
    uint64_t salt;
    int block_w_m, block_h_m;
    int *neighbours;         // patches whose ground may meet this one's
    int neighbour_count;
} GeoDemoGrid;

// Lays buildings in a rectangle half_w x half_h round the origin; corners in metres of the block.
typedef struct {
    double x, y;
} GeoDemoMetre;
typedef struct {
    GeoDemoMetre corners[24];
    int outer, inner;
    int use, storeys, year;
    double storey_m;
    double occupants_per_m2;
} GeoDemoPlan;
#define GEO_DEMO_PLANS_MAX 160
int geo_demo_block_plan(GeoDemoZone zone, double centrality, double half_w, double half_h, bool is_u_east, GeoDemoRandom *random,
                        GeoDemoPlan *out);

// The GeoPackage and the document.
bool geo_demo_package_write(const GeoDemoDesc *desc, const GeoDemoGround *ground, const GeoDemoCity *city, const char *path, Err *err);
bool geo_demo_document_write(const char *path, const GeoDemoSite *site, bool has_stations,
                             Err *err);
