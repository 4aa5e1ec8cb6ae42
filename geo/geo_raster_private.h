// SPDX-License-Identifier: Apache-2.0
// geo_raster_private.h - the inside of a raster: handles, levels in memory, cached blocks. Used by geo_raster*.c, geo_terrain*.c.
// A level of shift s has cells of 2^s source pixels. Levels from preview_shift on are made while opening, from a thinned read;
// those from base_shift on are made from the whole file at the first request that is fine enough to need them; finer ones
// (only of rasters too large for memory) are read block by block. Which level answers depends on the request alone, never on
// what happens to be loaded: the same request gives the same bytes.
#pragma once
#include "base/str.h"
#include "geo/geo_terrain.h"
#include <gdal.h>
#include <pthread.h>
#include <stdatomic.h>

// How heights are written into the colours of a picture.
typedef enum {
    GEO_RASTER_CODE_NONE,
    GEO_RASTER_CODE_TERRARIUM,
    GEO_RASTER_CODE_MAPBOX
} GeoRasterCode;

typedef enum { GEO_CELL_RGBA8, GEO_CELL_I16, GEO_CELL_F32 } GeoCellType;
#define GEO_CELL_VOID_I16 INT16_MIN // nothing there; NaN in F32, alpha 0 in RGBA8

typedef struct {
    int cols, rows;
    double scale_x, scale_y; // level cells per source pixel
    void *cells;             // NULL = not in memory
} GeoRasterLevel;

// Lowest and highest value in blocks of GEO_RANGE_BLOCK cells of one level.
#define GEO_RANGE_BLOCK 16
typedef struct {
    int cols, rows;
    float *min_max; // 2 a block; min > max where there is nothing
} GeoRasterRange;

#define GEO_HOLE_REACH 24 // cells of the source
#define GEO_RASTER_LEVELS 33 // to one cell from any int
#define GEO_RASTER_SLOTS 8
typedef struct {
    GDALDatasetH dataset;
    bool is_busy;
} GeoRasterSlot;

#define GEO_BLOCK_EDGE 256 // cells; a block holds one more row and column, so that a bilinear sample never straddles two
#define GEO_BLOCK_CELLS ((GEO_BLOCK_EDGE + 1) * (GEO_BLOCK_EDGE + 1))
#define GEO_BLOCK_COUNT 128
typedef struct {
    int shift, column, row; // shift -1 = free
    uint64_t used;          // turn of the last use
    float *values;
} GeoRasterBlock;

typedef struct GeoRasterPrivate {
    char *open_name;
    bool is_warped;          // control points or location arrays: opened through a warped VRT
    char vertical[48];       // what a compound CRS says the heights are above; "" = nothing
    char *warp_crs;          // of that VRT: WKT, NULL = as the points say
    bool is_remote;
    bool is_part; // a subdataset
    _Atomic double silent_until_s; // remote: a read failed; until then others fail at once
    bool has_overviews;
    double crs_from_pixel[6], pixel_from_crs[6]; // affine
    double wrap_cols;        // columns of 360 degrees of a geographic raster; 0 = none
    GeoCellType cell;
    int band;                // of values
    int rgba_band[4];        // of pictures; 0 = none
    bool is_grey, is_byte;
    GeoRasterCode code;
    double scale, offset;    // value = raw * scale + offset
    bool has_mask;           // GDAL mask to be read for alpha
    uint32_t *palette;       // 256 RGBA8, NULL = none
    double stretch_min, stretch_max; // of pictures that are not bytes

    pthread_mutex_t lock;
    pthread_cond_t changed;
    GeoRasterSlot slots[GEO_RASTER_SLOTS];
    GeoCrs *crs_first;                  // to clone from; guarded by lock
    GeoCrs *crs_idle[GEO_RASTER_SLOTS]; // clones nobody uses
    bool is_affine;                     // pixel from geodetic is affine: no CRS work

    int preview_shift, base_shift, level_count;
    GeoRasterLevel levels[GEO_RASTER_LEVELS];
    GeoRasterRange preview_range, base_range;
    atomic_int base_state;   // GEO_BASE_*
    atomic_bool has_read_error; // while making the base levels; the text beside it
    char read_error[200];
    size_t memory_bytes;

    pthread_mutex_t block_lock;
    GeoRasterBlock *blocks;  // GEO_BLOCK_COUNT
    uint64_t block_turn;
} GeoRasterPrivate;
enum { GEO_BASE_NONE, GEO_BASE_BUILDING, GEO_BASE_READY };

// geo_raster_source.c: what GDAL is to open for what the user named.
// heap; NULL with *err. is_remote says that tiles or bytes come over the network.
char *geo_raster_open_name(const char *source, bool *is_remote, Err *err);
// Frees it, and what it stands for in GDAL's memory. NULL is fine.
void geo_raster_open_name_finish(char *name);
#define GEO_RASTER_MEMORY \
    "/vsimem/citymirror_raster_" // before the names of folders made for one raster
void geo_xml_add(Str *out, const char *text, size_t length); // escaped
// geo_raster_pmtiles.c: heap, for geo_raster_open_name_finish.
char *geo_raster_pmtiles_open_name(const char *path, bool is_remote, Err *err);
// The short name of a subdataset: the variable, the layer of a service.
void geo_raster_part_name(const char *subdataset, char *out, size_t cap);
// Opens what source means as it is, no subdataset. Sets *name (heap, for
// geo_raster_open_name_finish) unless *err is set for want of one; NULL without *err where GDAL
// cannot.
GDALDatasetH geo_raster_gdal_open(const char *source, char **name, bool *is_remote, Err *err);
// Opens read-only, through subdatasets named by table up to its "#" (NULL = first raster with
// cells). Sets open_name, is_remote and is_part of out.
GDALDatasetH geo_raster_dataset_open(const char *source, const char *table, GeoRasterPrivate *out,
                                     Err *err);
GDALDatasetH geo_raster_warp(const GeoRasterPrivate *p, GDALDatasetH dataset); // takes dataset; NULL when it cannot
GDALDatasetH geo_raster_slot_acquire(GeoRaster *raster, Err *err);
void geo_raster_slot_release(GeoRaster *raster, GDALDatasetH dataset);
GeoCrs *geo_raster_crs_acquire(GeoRaster *raster);
void geo_raster_crs_release(GeoRaster *raster, GeoCrs *crs);

// geo_raster_kind.c: bands, palette, unit, nodata and the kind, from metadata and a thinned read of values.
int geo_raster_band_named(GDALDatasetH dataset,
                          const char *name); // number, description or GRIB element; 0 = none
void geo_raster_bands_find(GeoRaster *raster, GDALDatasetH dataset, int band_wanted);
void geo_raster_kind_decide(GeoRaster *raster, GDALDatasetH dataset, GeoRasterKind wanted);

// geo_raster_code.c
float geo_raster_code_height(GeoRasterCode code, const uint8_t *rgb); // metres
// encoding: as the operator says, "" or NULL = by name and by looks. After geo_raster_bands_find.
GeoRasterCode geo_raster_code_find(const GeoRaster *raster, GDALDatasetH dataset,
                                   const char *encoding);

// geo_raster_pyramid.c
// RGBA8 of a picture's bytes, not mixed: nearest cells.
bool geo_raster_colours_read(const GeoRaster *raster, GDALDatasetH dataset, const double window[4],
                             int cols, int rows, uint8_t *rgba);
bool geo_raster_preview_build(GeoRaster *raster, GDALDatasetH dataset, GeoRasterKind wanted, Err *err);
void geo_raster_base_need(GeoRaster *raster);  // blocks until the base levels are there
void geo_raster_pyramid_finish(GeoRaster *raster);
// A window of source pixels thinned to cols x rows cells of the raster's type.
bool geo_raster_window_read(GeoRaster *raster, GDALDatasetH dataset, const double window[4], int cols, int rows, void *cells);
// false: a remote raster did not answer a moment ago and is left in peace, *err (may be NULL) says
// so. Thread: any.
bool geo_raster_may_read(const GeoRaster *raster, Err *err);
size_t geo_cell_bytes(GeoCellType type);

// geo_raster_fill.c: closes holes that have ground within reach cells on all four sides. Heights only.
void geo_raster_holes_fill(GeoCellType type, void *cells, int cols, int rows, int reach);
// How far in cells of a level; the same hole is judged by the same size on every level.
static inline int geo_raster_hole_reach(const GeoRaster *raster, int shift)
{
    if (raster->kind != GEO_RASTER_ELEVATION || raster->private_->cell == GEO_CELL_RGBA8) return 0;
    return GEO_HOLE_REACH >> shift > 0 ? GEO_HOLE_REACH >> shift : 1;
}

// geo_raster_sample.c
// Source pixel (column, row; centres at .5) of geodetic places; NaN outside the CRS. In place.
void geo_raster_pixels(GeoRaster *raster, double *lon_to_column, double *lat_to_row, int count);
// The level that answers a request of cells `pixels` source pixels wide, and makes sure that it is there.
int geo_raster_shift_for(const GeoRaster *raster, double pixels);
// Bilinear values at source pixels from the level of shift; NaN where there is nothing. weight (may be NULL): 1 where all four
// neighbours hold a value and the edge of the raster is far, falling to 0 at the edge and at holes. Thread: any.
void geo_raster_values_at(GeoRaster *raster, int shift, const double *column, const double *row, float *values, float *weight,
                          int count);
// The same at full resolution for a point or two: equal values, but from a block of the file while the whole is not in memory,
// so that a camera or a pointer never waits for all of it.
void geo_raster_values_few(GeoRaster *raster, const double *column, const double *row, float *values, float *weight, int count);

// geo_raster_ramp.c: 256 RGBA8 colours of rising lightness.
const uint32_t *geo_raster_ramp(void);
