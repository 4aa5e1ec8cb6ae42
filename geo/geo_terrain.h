// SPDX-License-Identifier: Apache-2.0
// geo_terrain.h - rasters: elevation to terrain tiles, imagery to draped pictures, heights at points.
// Does not: keep tiles (the scene does), draw, or choose colours of vector layers (geo_drape.h rasterises those).
#pragma once
#include "base/err.h"
#include "base/job.h"
#include "geo/geo_crs.h"
#include "geo/geo_frame.h"
#include "geo/geo_vertical.h"
#include <stddef.h>
#include <stdint.h>

typedef enum { GEO_RASTER_NONE, GEO_RASTER_ELEVATION, GEO_RASTER_IMAGE, GEO_RASTER_GRID } GeoRasterKind;

// One raster source (any GDAL raster: GeoTIFF, COG, HGT, MBTiles, WMTS/WMS/XYZ, netCDF, GRIB): metadata frozen; pixels are read
// window by window through a pool of datasets, so that any thread may ask.
typedef struct GeoRaster {
    char *source, *name, *crs_name, *attribution;
    GeoRasterKind kind;
    int cols, rows, bands;
    GeoBox extent;
    double cell_m;               // about, at the middle
    double value_min, value_max; // of band 1: metadata or a sampled estimate
    char unit[16];               // of the values, "m" for heights
    double height_scale;         // metres per unit (feet: 0.3048)
    bool has_nodata;
    double nodata;
    GeoVertical
        *vertical; // ELEVATION: added to heights in metres to reach the city's zero; NULL = nothing
    char vertical_assumed[200]; // "" or what was taken for want of a grid
    struct GeoRasterPrivate *private_;
} GeoRaster;

typedef struct {
    // table: subdataset name, NULL = first raster; behind "#" or alone the band: "t2m#3", "#3",
    // "TMP", a band's description
    const char *source, *table;
    const char *crs;            // NULL = stored
    GeoDatum datum;
    GeoVerticalDesc heights;    // of ELEVATION; `from` overrides what a compound CRS says
    GeoRasterKind kind;         // NONE = decide: one band of heights, colours, or other values
    int band;                   // 0 = first (GRID, ELEVATION)
    const char *encoding;       // of heights in colours: terrarium, mapbox; NULL = found out
} GeoRasterDesc;
GeoRaster *geo_raster_open(const GeoRasterDesc *desc, Err *err); // Thread: job or headless main
void geo_raster_close(GeoRaster *raster);
// What band (from 1) holds: element, level and time as far as the file says; "" when it says
// nothing. Thread: any.
void geo_raster_band_title(GeoRaster *raster, int band, char *out, size_t cap);
// What it will hold on the heap once it has been looked at closely: for memory budgets.
size_t geo_raster_bytes(const GeoRaster *raster);
// RGBA8 of box at cols x rows, row 0 north; alpha 0 where there is nothing. GRID kinds pass the colour ramp below.
bool geo_raster_read_rgba(GeoRaster *raster, GeoBox box, int cols, int rows, uint8_t *rgba, Err *err);
// Values of a band in the raster's unit, NaN where there is nothing; node-registered: the corners are the box's corners.
bool geo_raster_read_values(GeoRaster *raster, GeoBox box, int cols, int rows, float *values, Err *err);

// The ground: elevation rasters in order of preference (finer over coarser), merged without steps at nodata.
typedef struct GeoTerrain GeoTerrain;
GeoTerrain *geo_terrain_create(GeoRaster *const *elevations, int count); // borrows the rasters
void geo_terrain_destroy(GeoTerrain *terrain);
bool geo_terrain_has_elevation(const GeoTerrain *terrain, GeoBox box);
// The deepest level worth loading at a place (cells of the finest raster there), at least 6.
uint32_t geo_terrain_level_max(const GeoTerrain *terrain, GeoBox box);
// Ground height in metres, 0 where no source has any (and *has_height false). Bilinear on the finest source, cached blocks.
double geo_terrain_height(const GeoTerrain *terrain, double lon_deg, double lat_deg, bool *has_height);
// The same for many points near each other, cheaper. Thread: any.
void geo_terrain_heights(const GeoTerrain *terrain, const double *lon_deg, const double *lat_deg, float *h_m, int count);
// Lowest and highest ground in a box, quickly and safely (bounds, may be wider). Thread: any.
void geo_terrain_range(const GeoTerrain *terrain, GeoBox box, float *min_m, float *max_m);

#define GEO_TERRAIN_GRID 33 // nodes along an edge; a skirt hangs below the four edges
#define GEO_TERRAIN_VERTEX_COUNT (GEO_TERRAIN_GRID * GEO_TERRAIN_GRID + 4 * GEO_TERRAIN_GRID)
typedef struct {
    float pos_m[3];     // in the tile's place (geo_tile_place), curved
    float height_m;     // above the city's zero: colour by height, sea; skirt vertices keep their edge node's height
    int8_t normal[4];   // snorm8, tile axes
    uint16_t uv[2];     // unorm16: u east, v south (row 0 of the picture is north)
} GeoTerrainVertex;
typedef struct {
    GeoTileKey key;
    GeoTerrainVertex vertices[GEO_TERRAIN_VERTEX_COUNT]; // rows from the north, then skirts N, S, W, E
    float height_min_m, height_max_m;
    float error_m;      // largest height error against the next finer level (SSE input)
    bool has_elevation;
} GeoTerrainTile;
// Thread: job. terrain NULL = the bare ellipsoid. Heights on shared edges are equal in neighbours of one level.
bool geo_terrain_tile_build(const GeoTerrain *terrain, const GeoFrame *frame, GeoTileKey key, GeoTerrainTile *out, Err *err);
// Triangles of every tile: counter-clockwise seen from above. Static, index_count gives the number.
const uint16_t *geo_terrain_indices(int *index_count);
