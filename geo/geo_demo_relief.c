// SPDX-License-Identifier: Apache-2.0
// geo_demo_relief.c - heights and depths by formula, written as tiled GeoTIFF.
#include "geo/geo_demo_city.h"
#include "base/file.h"
#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <string.h>

#define SEED_RELIEF 0x72656c696566u
#define RELIEF_ROWS 256 // computed and written at once: a row of tiles
#define RELIEF_FAR_M 5000.0

typedef struct {
    double lon, lat, radius_m, height_m;
} ReliefBump;

// Wide swells: city terrace, tablelands of the peninsula, northern hills.
static const ReliefBump swells[] = {
    { 110.340, 21.255, 7500, 15 },  { 110.250, 21.210, 10000, 18 }, { 110.100, 21.250, 22000, 30 }, { 110.360, 21.190, 5000, 12 },
    { 110.150, 20.540, 26000, 70 }, { 109.950, 20.640, 18000, 38 }, { 109.880, 20.980, 18000, 32 }, { 110.250, 21.650, 26000, 42 },
    { 110.500, 21.370, 8000, 20 },  { 110.515, 21.020, 3600, 14 },  { 110.596, 20.915, 2900, 26 },  { 110.600, 21.510, 10000, 20 },
    { 110.480, 21.270, 6000, 9 },   { 110.240, 21.880, 20000, 60 }, { 110.800, 21.520, 12000, 16 }, { 110.450, 21.900, 20000, 70 },
};
// Cones: the old volcanoes and the tops of the north.
static const ReliefBump cones[] = {
    { 110.518, 21.020, 800, 150 },   { 110.597, 20.913, 850, 98 },   { 110.180, 21.905, 3000, 275 }, { 110.207, 21.897, 2600, 170 },
    { 110.120, 21.870, 3600, 120 }, { 110.060, 21.820, 3200, 100 }, { 110.285, 20.500, 1700, 130 }, { 110.060, 20.560, 1900, 120 },
    { 110.170, 20.470, 1500, 70 },  { 109.960, 21.100, 1300, 45 },  { 110.045, 21.300, 1500, 40 },  { 110.520, 21.400, 1300, 38 },
};
#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))

// Distance of a coarse grid to polylines of one kind, less half their width.
static float *line_distance(const GeoDemoGround *ground, GeoDemoShapeKind kind, bool from_bank)
{
    const int cols = ground->coarse_cols, rows = ground->coarse_rows;
    const double step = GEO_DEMO_COARSE_STEP;
    float *grid = malloc((size_t)cols * (size_t)rows * sizeof *grid);
    if (!grid) return NULL;
    for (size_t i = 0; i < (size_t)cols * (size_t)rows; i++) grid[i] = (float)RELIEF_FAR_M;
    for (int s = 0; s < geo_demo_shape_count; s++) {
        const GeoDemoShape *shape = &geo_demo_shapes[s];
        if (shape->kind != kind) continue;
        const double half = from_bank ? shape->width_m / 2 : 0, band = 1500 + half;
        for (int i = 0; i + 1 < shape->count; i++) {
            const GeoDemoVertex *a = &shape->vertices[i], *b = &shape->vertices[i + 1];
            const double lon_m = geo_demo_lon_m(a->lat);
            const double ex = (b->lon - a->lon) * lon_m, ey = (b->lat - a->lat) * GEO_DEMO_LAT_M;
            const int x0 = (int)fmax(0, ceil((fmin(a->lon, b->lon) - band / lon_m - GEO_DEMO_WEST) / step));
            const int x1 = (int)fmin(cols - 1, floor((fmax(a->lon, b->lon) + band / lon_m - GEO_DEMO_WEST) / step));
            const int y0 = (int)fmax(0, ceil((fmin(a->lat, b->lat) - band / GEO_DEMO_LAT_M - GEO_DEMO_SOUTH) / step));
            const int y1 = (int)fmin(rows - 1, floor((fmax(a->lat, b->lat) + band / GEO_DEMO_LAT_M - GEO_DEMO_SOUTH) / step));
            for (int y = y0; y <= y1; y++) {
                for (int x = x0; x <= x1; x++) {
                    const double px = (GEO_DEMO_WEST + x * step - a->lon) * lon_m;
                    const double py = (GEO_DEMO_SOUTH + y * step - a->lat) * GEO_DEMO_LAT_M;
                    const double t = fmin(fmax((px * ex + py * ey) / (ex * ex + ey * ey), 0), 1);
                    const float d = (float)(hypot(px - t * ex, py - t * ey) - half);
                    float *cell = &grid[(size_t)y * (size_t)cols + (size_t)x];
                    if (d < *cell) *cell = d;
                }
            }
        }
    }
    return grid;
}

bool geo_demo_relief_init(GeoDemoGround *ground)
{
    ground->coarse_cols = (int)lround((GEO_DEMO_EAST - GEO_DEMO_WEST) / GEO_DEMO_COARSE_STEP) + 1;
    ground->coarse_rows = (int)lround((GEO_DEMO_NORTH - GEO_DEMO_SOUTH) / GEO_DEMO_COARSE_STEP) + 1;
    ground->river_m = line_distance(ground, GEO_DEMO_SHAPE_RIVER, true);
    ground->channel_m = line_distance(ground, GEO_DEMO_SHAPE_CHANNEL, false);
    return ground->river_m && ground->channel_m;
}

static double coarse_at(const GeoDemoGround *ground, const float *grid, double lon, double lat)
{
    const double x = fmin(fmax((lon - GEO_DEMO_WEST) / GEO_DEMO_COARSE_STEP, 0), ground->coarse_cols - 1.001);
    const double y = fmin(fmax((lat - GEO_DEMO_SOUTH) / GEO_DEMO_COARSE_STEP, 0), ground->coarse_rows - 1.001);
    const int ix = (int)x, iy = (int)y;
    const float *p = grid + (size_t)iy * (size_t)ground->coarse_cols + ix;
    const double tx = x - ix, ty = y - iy;
    return (p[0] * (1 - tx) + p[1] * tx) * (1 - ty) + (p[ground->coarse_cols] * (1 - tx) + p[ground->coarse_cols + 1] * tx) * ty;
}

// Metres along and across the runway from its middle.
static void runway_axes(double lon, double lat, double *along, double *across)
{
    const double x = (lon - GEO_DEMO_RUNWAY_LON) * geo_demo_lon_m(GEO_DEMO_RUNWAY_LAT);
    const double y = (lat - GEO_DEMO_RUNWAY_LAT) * GEO_DEMO_LAT_M;
    const double a = GEO_DEMO_RUNWAY_AZIMUTH_DEG * 3.14159265358979323846 / 180;
    *along = x * sin(a) + y * cos(a);
    *across = x * cos(a) - y * sin(a);
}

bool geo_demo_on_airport(double lon, double lat, double margin_m)
{
    double along = 0, across = 0;
    runway_axes(lon, lat, &along, &across);
    return fabs(along) < GEO_DEMO_RUNWAY_LENGTH_M / 2 + 450 + margin_m && across > -900 - margin_m && across < 350 + margin_m;
}

// Distance outside a lake's ring, 0 inside; far away: a large number.
static double lake_distance(const GeoDemoShape *lake, double lon, double lat)
{
    double best = 1e9;
    const double lon_m = geo_demo_lon_m(lat);
    for (int i = 0; i < lake->count; i++) {
        const GeoDemoVertex *a = &lake->vertices[i], *b = &lake->vertices[i + 1 < lake->count ? i + 1 : 0];
        const double ex = (b->lon - a->lon) * lon_m, ey = (b->lat - a->lat) * GEO_DEMO_LAT_M;
        const double px = (lon - a->lon) * lon_m, py = (lat - a->lat) * GEO_DEMO_LAT_M;
        const double t = fmin(fmax((px * ex + py * ey) / (ex * ex + ey * ey), 0), 1);
        best = fmin(best, hypot(px - t * ex, py - t * ey));
    }
    return geo_demo_ring_contains(lake->vertices, lake->count, lon, lat) ? 0 : best;
}

static double flatten_lakes(double h, double lon, double lat)
{
    for (int s = 0; s < geo_demo_shape_count; s++) {
        const GeoDemoShape *lake = &geo_demo_shapes[s];
        if (lake->kind != GEO_DEMO_SHAPE_LAKE) continue;
        const GeoDemoVertex *middle = &lake->vertices[0];
        if (fabs(lon - middle->lon) > 0.2 || fabs(lat - middle->lat) > 0.2) continue;
        const double reach = lake->width_m > 30 ? 900 : 160;
        const double d = lake_distance(lake, lon, lat);
        if (d >= reach) continue;
        const double t = d / reach, keep = t * t * (3 - 2 * t);
        h = lake->width_m + (fmax(h, lake->width_m + 2) - lake->width_m) * keep;
    }
    return h;
}

static double swell_height(double lon, double lat, double lon_m)
{
    double h = 5;
    for (int i = 0; i < COUNT(swells); i++) {
        const double x = (lon - swells[i].lon) * lon_m, y = (lat - swells[i].lat) * GEO_DEMO_LAT_M;
        const double r2 = (x * x + y * y) / (swells[i].radius_m * swells[i].radius_m);
        if (r2 < 6) h += swells[i].height_m * exp(-r2);
    }
    for (int i = 0; i < COUNT(cones); i++) {
        const double x = (lon - cones[i].lon) * lon_m, y = (lat - cones[i].lat) * GEO_DEMO_LAT_M;
        const double r2 = (x * x + y * y) / (cones[i].radius_m * cones[i].radius_m);
        if (r2 < 9) h += cones[i].height_m * exp(-1.2 * sqrt(r2 + 0.04)) * (1 - r2 / 9);
    }
    return h;
}

static double land_height(const GeoDemoGround *ground, double lon, double lat, double coast_m, double lon_m)
{
    const double x = lon * lon_m, y = lat * GEO_DEMO_LAT_M;
    double h = swell_height(lon, lat, lon_m);
    h += 4.5 * geo_demo_noise(x / 2600, y / 2600, SEED_RELIEF) + 2.0 * geo_demo_noise(x / 800, y / 800, SEED_RELIEF + 1) +
         0.5 * geo_demo_noise(x / 210, y / 210, SEED_RELIEF + 2);
    if (lat > 21.5) {
        // Ridges of the northern hills grow with the latitude.
        const double t = fmin((lat - 21.5) / 0.35, 1), amount = t * t * (3 - 2 * t);
        double ridge = 1 - fabs(geo_demo_noise(x / 5200, y / 5200, SEED_RELIEF + 3));
        ridge = ridge * ridge * 90 + (1 - fabs(geo_demo_noise(x / 1700, y / 1700, SEED_RELIEF + 4))) * 34 +
                geo_demo_noise(x / 600, y / 600, SEED_RELIEF + 5) * 9;
        h += amount * (ridge - 25);
    }
    const double maar_x = (lon - 110.2835) * lon_m, maar_y = (lat - 21.1508) * GEO_DEMO_LAT_M;
    const double maar = hypot(maar_x, maar_y);
    if (maar < 3000) h += 34 * exp(-(maar - 1080) * (maar - 1080) / (300.0 * 300.0));
    // A river lies in its valley.
    const double river = coarse_at(ground, ground->river_m, lon, lat);
    if (river < 1400) {
        const double t = fmax(river, 0) / 1400;
        h = 2.5 + (h - 2.5) * (0.55 + 0.45 * t * t * (3 - 2 * t));
        if (river < 0) h -= fmin(1.6, -river / 25);
    }
    h = flatten_lakes(h, lon, lat);
    if (fabs(lon - GEO_DEMO_RUNWAY_LON) < 0.05 && fabs(lat - GEO_DEMO_RUNWAY_LAT) < 0.05) {
        double along = 0, across = 0;
        runway_axes(lon, lat, &along, &across);
        const double outside = fmax(fmax(fabs(along) - 2100, fmax(across - 400, -950 - across)), 0);
        const double t = fmin(outside / 700, 1);
        h = GEO_DEMO_AIRPORT_HEIGHT_M + (h - GEO_DEMO_AIRPORT_HEIGHT_M) * t * t * (3 - 2 * t);
    }
    const double shore = 3.2 * (1 - exp(-coast_m / 25)) + 0.8 * (1 - exp(-coast_m / 300));
    return fmax(shore + (h - 4) * (1 - exp(-coast_m / 1500)), fmin(coast_m / 25, 1.2));
}

static double sea_height(const GeoDemoGround *ground, double lon, double lat, double coast_m)
{
    const double d = -coast_m;
    double depth = 1.2 * (1 - exp(-d / 40)) + 2.5 * (1 - exp(-d / 500)) + fmin(d * 0.0025, 38);
    depth += 0.6 * geo_demo_noise(lon * 140, lat * 150, SEED_RELIEF + 6) * fmin(d / 500, 1);
    const double axis = coarse_at(ground, ground->channel_m, lon, lat);
    // Bed of the dredged channel, banks 1:8.
    const double dredged = 23.6 - fmax(axis - 170, 0) / 8;
    return -fmax(depth, fmin(dredged, d / 5));
}

// Level on the site and two cells of the elevation beyond, then back to what was there.
static double level_site(const GeoDemoSite *site, double h, double lon, double lat, double lon_m)
{
    const double east = (lon - site->lon) * lon_m, north = (lat - site->lat) * GEO_DEMO_LAT_M;
    if (site->free_width_m <= 0 || fabs(east) > 300 || fabs(north) > 300) return h;
    const double turn = site->azimuth_deg * 3.14159265358979323846 / 180;
    const double along = fabs(east * sin(turn) + north * cos(turn)),
                 across = fabs(east * cos(turn) - north * sin(turn));
    const double outside =
        fmax(fmax(along - GEO_DEMO_SITE_WIDTH_M / 2, across - GEO_DEMO_SITE_DEPTH_M / 2), 0);
    const double t = fmin(fmax(outside - 44, 0) / 60, 1);
    return site->height_m + (h - site->height_m) * t * t * (3 - 2 * t);
}

double geo_demo_relief_height_m(const GeoDemoGround *ground, double lon, double lat)
{
    const double coast_m = geo_demo_ground_coast_m(ground, lon, lat), lon_m = geo_demo_lon_m(lat);
    if (coast_m < 0) return sea_height(ground, lon, lat, coast_m);
    return level_site(&ground->site, land_height(ground, lon, lat, coast_m, lon_m), lon, lat,
                      lon_m);
}

// Beyond the city's own grid: land and sea of the hand-drawn shapes, for what is seen past the edge.
static double far_height(double lon, double lat)
{
    const double swell = geo_demo_noise(lon * 9, lat * 9, SEED_RELIEF + 7) + 0.5 * geo_demo_noise(lon * 23, lat * 23, SEED_RELIEF + 8);
    for (int s = 0; s < geo_demo_shape_count && geo_demo_shapes[s].kind == GEO_DEMO_SHAPE_LAND; s++) {
        if (geo_demo_ring_contains(geo_demo_shapes[s].vertices, geo_demo_shapes[s].count, lon, lat)) {
            return 60 + 30 * swell + fmax(lat - 22, 0) * 160 * (1 + 0.6 * swell);
        }
    }
    return -35 + 6 * swell;
}

typedef struct {
    const GeoDemoGround *ground;
    GeoDemoReliefPart part;
    double west, north, step;
    int cols, row0;
    float *out;
} ReliefRows;

static void relief_row(int index, void *arg)
{
    const ReliefRows *rows = arg;
    const double lat = rows->north - (rows->row0 + index) * rows->step;
    float *out = rows->out + (size_t)index * (size_t)rows->cols;
    for (int x = 0; x < rows->cols; x++) {
        const double lon = rows->west + x * rows->step;
        const double h = rows->part == GEO_DEMO_RELIEF_FAR ? far_height(lon, lat) : geo_demo_relief_height_m(rows->ground, lon, lat);
        out[x] = (float)(round(h * 10) / 10);
    }
}

static bool write_bands(GDALDatasetH ds, const ReliefRows *grid, int height, JobPool *pool)
{
    GDALRasterBandH band = GDALGetRasterBand(ds, 1);
    ReliefRows rows = *grid;
    for (rows.row0 = 0; rows.row0 < height; rows.row0 += RELIEF_ROWS) {
        const int count = height - rows.row0 < RELIEF_ROWS ? height - rows.row0 : RELIEF_ROWS;
        job_parallel_for(pool, count, relief_row, &rows);
        if (GDALRasterIO(band, GF_Write, 0, rows.row0, rows.cols, count, rows.out, rows.cols, count, GDT_Float32, 0, 0) != CE_None) {
            return false;
        }
    }
    int levels[] = { 2, 4, 8, 16, 32 };
    GDALFlushCache(ds);
    return height < 1000 || GDALBuildOverviews(ds, "AVERAGE", COUNT(levels), levels, 0, NULL, NULL, NULL) == CE_None;
}

bool geo_demo_relief_write(const GeoDemoGround *ground, const char *path, GeoDemoReliefPart part, JobPool *pool, Err *err)
{
    static const struct {
        double west, south, east, north, step;
    } parts[] = {
        [GEO_DEMO_RELIEF_CITY] = { GEO_DEMO_WEST, GEO_DEMO_SOUTH, GEO_DEMO_EAST, GEO_DEMO_NORTH, 0.0005 },
        [GEO_DEMO_RELIEF_CORE] = { 110.24, 20.86, 110.70, 21.36, 0.0002 },
        [GEO_DEMO_RELIEF_FAR] = { 105.0, 17.5, 115.0, 25.0, 0.02 },
    };
    const double west = parts[part].west, east = parts[part].east, south = parts[part].south, north = parts[part].north;
    ReliefRows grid = { .ground = ground, .part = part, .west = west, .north = north, .step = parts[part].step };
    grid.cols = (int)lround((east - west) / grid.step);
    const int height = (int)lround((north - south) / grid.step);
    bool ok = false;
    GDALDatasetH ds = NULL;
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    char **options = NULL;
    grid.out = malloc((size_t)grid.cols * RELIEF_ROWS * sizeof *grid.out);
    if (!grid.out) {
        err_set(err, ERR_MEMORY, "demo: no memory for '%s'", path);
        goto done;
    }
    options = CSLSetNameValue(options, "TILED", "YES");
    options = CSLSetNameValue(options, "COMPRESS", "DEFLATE");
    options = CSLSetNameValue(options, "PREDICTOR", "3");
    options = CSLSetNameValue(options, "ZLEVEL", "2");
    ds = GDALCreate(GDALGetDriverByName("GTiff"), path, grid.cols, height, 1, GDT_Float32, options);
    if (!ds) {
        err_set(err, ERR_IO, "create '%s': %s", path, CPLGetLastErrorMsg());
        goto done;
    }
    // Cell centres lie on whole steps.
    double transform[6] = { west - grid.step / 2, grid.step, 0, north + grid.step / 2, 0, -grid.step };
    OSRImportFromEPSG(srs, 4490);
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    GDALSetSpatialRef(ds, srs);
    GDALSetGeoTransform(ds, transform);
    GDALSetMetadataItem(ds, "TIFFTAG_IMAGEDESCRIPTION", GEO_DEMO_ATTRIBUTION, NULL);
    GDALSetMetadataItem(ds, "TIFFTAG_COPYRIGHT", GEO_DEMO_NOTICE, NULL);
    GDALSetDescription(GDALGetRasterBand(ds, 1), "高程 (示范数据)");
    GDALSetRasterUnitType(GDALGetRasterBand(ds, 1), "m");
    CPLErrorReset();
    ok = write_bands(ds, &grid, height, pool);
    if (!ok) err_set(err, ERR_IO, "write '%s': %s", path, CPLGetLastErrorMsg());
done:
    CPLErrorReset();
    if (ds) GDALClose(ds);
    if (ok && CPLGetLastErrorType() >= CE_Failure) {
        err_set(err, ERR_IO, "write '%s': %s", path, CPLGetLastErrorMsg());
        ok = false;
    }
    OSRDestroySpatialReference(srs);
    CSLDestroy(options);
    free(grid.out);
    return ok;
}
