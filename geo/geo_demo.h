// SPDX-License-Identifier: Apache-2.0
// geo_demo.h - the demo city of 湛江: schematic coast, relief, streets and buildings from facts and a seed, written by GDAL.
// Does not: claim to be a map. Every file carries the words 示范数据.
#pragma once
#include "base/err.h"
#include "base/job.h"
#include <stdint.h>

#define GEO_DEMO_BUILDINGS 70000
#define GEO_DEMO_BUILDINGS_MAX 2000000
#define GEO_DEMO_SEED 20260621u

// A block of the new town east of the bay that is left free of generated buildings, levelled for
// one of the demo's own: a rectangle of width by depth round lon, lat.
#define GEO_DEMO_SITE_WIDTH_M 125.0
#define GEO_DEMO_SITE_DEPTH_M 108.0
typedef struct {
    double lon, lat;
    double azimuth_deg;                // of its width axis; the front looks to the right of it
    double height_m;                   // of the ground, above the vertical zero of the demo
    double free_width_m, free_depth_m; // of the block between its streets
} GeoDemoSite;

// A sensor of the city, a point of the layer "stations" (监测站).
typedef struct {
    const char *id, *kind, *kind_zh, *name;
    const char *key; // of the value a map shows: "air.hkq.aqi"
    double lon, lat;
} GeoDemoStation;

// What moves along what: the roads as they are drawn (corners rounded), bridges among them, and the
// channels of ships.
#define GEO_DEMO_ROUTE_POINTS_MAX 256
typedef struct {
    const char *name, *type; // class of the road
    double width_m;
    bool is_channel;
    int count;
    double lon[GEO_DEMO_ROUTE_POINTS_MAX], lat[GEO_DEMO_ROUTE_POINTS_MAX];
} GeoDemoRoute;
int geo_demo_route_count(void);
void geo_demo_route(int index, GeoDemoRoute *out);

typedef struct {
    const char *folder;  // made when missing
    int buildings;       // exactly so many; 0 = GEO_DEMO_BUILDINGS
    uint64_t seed;       // 0 = GEO_DEMO_SEED
    JobPool *pool;       // NULL = this thread only
    Job *job;            // progress and cancel; NULL = none
    GeoDemoSite *site;   // filled when the demo was written; NULL = not wanted
    const GeoDemoStation *stations; // borrowed; none = no such layer
    int station_count;
} GeoDemoDesc;

// Writes city.yaml, zhanjiang.gpkg, dem.tif, dem_core.tif and dem_far.tif, each under a temporary name and renamed at the end.
// The same seed and number give the same bytes, whatever the threads. Blocks: call from a job or a headless main.
// ERR_IO (folder, disk full), ERR_RANGE (buildings), ERR_CANCELLED.
bool geo_demo_write(const GeoDemoDesc *desc, Err *err);
const char *geo_demo_layer_name(int index); // of the demo document's layers; NULL = no more
