// SPDX-License-Identifier: Apache-2.0
// test_geo_raster.c - rasters of every kind against gdalinfo and gdallocationinfo; bad files are refused in words.
#include "check.h"
#include "geo/geo_layer.h"
#include "geo/geo_raster_private.h"

#include <gdal.h>
#include <ogr_srs_api.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct {
    const char *name;
    int cols, rows, bands;
    GDALDataType type;
    const char *crs; // NULL = none
    double affine[6];
    double nodata;   // 0 = none
    const char *unit;
    const char *const *options;
} Made;

static double plane(int x, int y, int band)
{
    return 100 + 3 * x - 2 * y + 50 * (band - 1);
}

// A GeoTIFF whose cells are a plane: bilinear sampling gives it back exactly.
static const char *made(const Made *m, double (*value)(int x, int y, int band))
{
    geo_init();
    GDALAllRegister();
    const char *path = check_temporary(m->name);
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GTiff"), path, m->cols, m->rows, m->bands ? m->bands
                                      : 1, m->type, (char **)m->options);
    if (m->affine[1] != 0) GDALSetGeoTransform(dataset, (double *)m->affine);
    if (m->crs) {
        OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
        OSRSetFromUserInput(srs, m->crs);
        GDALSetSpatialRef(dataset, srs);
        OSRDestroySpatialReference(srs);
    }
    double *line = malloc((size_t)m->cols * sizeof *line);
    for (int b = 1; b <= (m->bands ? m->bands : 1) && value; b++) {
        GDALRasterBandH band = GDALGetRasterBand(dataset, b);
        if (m->nodata != 0) GDALSetRasterNoDataValue(band, m->nodata);
        if (m->unit) GDALSetRasterUnitType(band, m->unit);
        for (int y = 0; y < m->rows; y++) {
            for (int x = 0; x < m->cols; x++) line[x] = value(x, y, b);
            if (GDALRasterIO(band, GF_Write, 0, y, m->cols, 1, line, m->cols, 1, GDT_Float64, 0, 0) != CE_None) break;
        }
    }
    free(line);
    GDALClose(dataset);
    return path;
}

static float value_at(GeoRaster *raster, double lon, double lat)
{
    float v = -1;
    Err err = { 0 };
    CHECK(geo_raster_read_values(raster, (GeoBox){ lon - 1e-7, lat - 1e-7, lon + 1e-7, lat + 1e-7 }, 1, 1, &v, &err));
    return v;
}

TEST(real_sets_open_with_the_extent_and_kind_gdalinfo_tells)
{
    static const struct {
        const char *path;
        GeoRasterKind kind;
        GeoBox box;
    } sets[] = {
        { "data/world/dem/N42E001.hgt.zip", GEO_RASTER_ELEVATION, { 0.99958, 41.99958, 2.00042, 43.00042 } },
        { "data/world/dem/S29W072.hgt.zip", GEO_RASTER_ELEVATION, { -72.00042, -29.00042, -70.99958, -27.99958 } },
        { "data/world/dem/luxembourg_elev.tif", GEO_RASTER_ELEVATION, { 5.74167, 49.44167, 6.53333, 50.19167 } },
        { "data/world/dem/mt_fuji_90m.tif", GEO_RASTER_ELEVATION, { 137.99958, 34.99958, 139.00042, 36.00042 } },
        { "data/world/dem/trinidad_colorado_dem.nc.gz", GEO_RASTER_ELEVATION, { -106.00042, 36.99958, -103.99958, 38.00042 } },
        { "data/world/raster/bluemarble_world.tif", GEO_RASTER_IMAGE, { -180, -90, 180, 90 } },
        { "data/world/raster/gfw-azores.tif", GEO_RASTER_GRID, { -33.4, 37, -20.9, 41 } },
        { "data/world/raster/nyc_ortho_wgs84.tif", GEO_RASTER_IMAGE, { -74.10457, 40.64063, -73.90964, 40.78841 } },
        { "data/world/vectortiles/isle_of_man.mbtiles", GEO_RASTER_IMAGE, { -5.06015, 53.99794, -4.07962, 54.44275 } },
        { "data/world/weather/tas_rotated_grid_EUR11.nc", GEO_RASTER_GRID, { -44.745, 21.917, 65.151, 72.629 } },
    };
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        const char *path = check_shared(sets[i].path);
        if (!path) CHECK_SKIP("shared data");
        Err err = { 0 };
        GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = path }, &err);
        if (!raster) fprintf(stderr, "%s\n", err.text);
        CHECK(raster != NULL);
        CHECK_EQ(raster->kind, sets[i].kind);
        const double tolerance = raster->cell_m > 5000 ? 0.1 : 1.1e-5;
        CHECK_NEAR(raster->extent.west_deg, sets[i].box.west_deg, tolerance);
        CHECK_NEAR(raster->extent.south_deg, sets[i].box.south_deg, tolerance);
        CHECK_NEAR(raster->extent.east_deg, sets[i].box.east_deg, tolerance);
        CHECK_NEAR(raster->extent.north_deg, sets[i].box.north_deg, tolerance);
        geo_raster_close(raster);
    }
}

TEST(values_equal_gdallocationinfo_at_cell_centres)
{
    static const struct {
        const char *path;
        double lon, lat, value;
    } cases[] = {
        { "data/world/dem/mt_fuji_90m.tif", 138.5, 35.5, 525 },
        { "data/world/dem/mt_fuji_90m.tif", 137.99958333 + 873.5 / 1200, 36.00041667 - 767.5 / 1200, 3742 },
        { "data/world/dem/olinda_dem_utm25s.tif", -34.8751767520297, -7.99923349254515, 30 },
        { "data/world/weather/fh.0012_tl.press_gr.awp211.grb2", -106.243597036312, 41.7440476624874, 103406 },
        { "data/world/weather/tas_rotated_grid_EUR11.nc", 18.00791248, 50.80499965, 267.783081054688 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *path = check_shared(cases[i].path);
        if (!path) CHECK_SKIP("shared data");
        GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = path }, NULL);
        CHECK(raster != NULL);
        CHECK_NEAR(value_at(raster, cases[i].lon, cases[i].lat), cases[i].value, fabs(cases[i].value) * 1e-5 + 0.01);
        geo_raster_close(raster);
    }
}

TEST(a_listing_names_grids_and_pictures_as_opening_does)
{
    static const struct {
        const char *path;
        bool is_grid;
    } cases[] = { { "data/world/weather/tas_rotated_grid_EUR11.nc", true }, { "data/world/dem/N43E007.hgt.zip", false } };
    for (int i = 0; i < 2; i++) {
        const char *path = check_shared(cases[i].path);
        if (!path) CHECK_SKIP("shared data");
        GeoListing listing = { 0 };
        Err err = { 0 };
        CHECK(geo_source_list(path, NULL, &listing, &err));
        CHECK_EQ(listing.table_count, 1);
        CHECK_EQ(listing.tables[0].kind, cases[i].is_grid ? GEO_TABLE_GRID : GEO_TABLE_ELEVATION);
        geo_listing_finish(&listing);
    }
}

TEST(pictures_keep_their_colours_and_row_0_is_north)
{
    const char *path = check_shared("data/world/raster/nyc_ortho_wgs84.tif");
    if (!path) CHECK_SKIP("shared data");
    GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = path }, NULL);
    const double lon = -74.0142093924422, lat = 40.7206123481438, half = 0.000225615 / 2;
    uint8_t rgba[4] = { 0 };
    CHECK(geo_raster_read_rgba(raster, (GeoBox){ lon - half, lat - half, lon + half, lat + half }, 1, 1, rgba, NULL));
    CHECK_NEAR(rgba[0], 28, 1); // gdallocationinfo 400 300
    CHECK_NEAR(rgba[1], 38, 1);
    CHECK_NEAR(rgba[2], 50, 1);
    CHECK_EQ(rgba[3], 255);
    uint8_t beside[16];
    CHECK(geo_raster_read_rgba(raster, (GeoBox){ 10, 10, 11, 11 }, 2, 2, beside, NULL));
    CHECK_EQ(beside[3] + beside[7] + beside[11] + beside[15], 0);
    geo_raster_close(raster);
}

static double quarters(int x, int y, int band)
{
    return band == 1 ? (x < 8) * 255 : band == 2 ? (y < 8) * 255 : band == 3 ? 10 : (x < 8 || y < 8) * 255;
}

TEST(alpha_bands_leave_holes)
{
    const char *path = made(&(Made){ .name = "q.tif", .cols = 16, .rows = 16, .bands = 4, .type = GDT_Byte, .crs = "EPSG:4326",
                                    .affine = { 110, 0.01, 0, 22, 0, -0.01 } }, quarters);
    GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = path }, NULL);
    CHECK(raster && raster->kind == GEO_RASTER_IMAGE);
    uint8_t rgba[2][2][4];
    CHECK(geo_raster_read_rgba(raster, raster->extent, 2, 2, rgba[0][0], NULL));
    CHECK(rgba[0][0][0] > 250 && rgba[0][0][1] > 250 && rgba[0][0][3] == 255); // north-west: red and green
    CHECK(rgba[0][1][0] < 5 && rgba[0][1][1] > 250);                          // north-east: green
    CHECK(rgba[1][0][0] > 250 && rgba[1][0][1] < 5);                          // south-west: red
    CHECK_EQ(rgba[1][1][3], 0);
    geo_raster_close(raster);
}

TEST(any_placement_gives_the_plane_back)
{
    static const struct {
        const char *crs;
        double affine[6], lon, lat;
    } cases[] = {
        { "EPSG:4326", { 110, 0.0003, 0, 21.3, 0, -0.0003 }, 110.031, 21.28 },
        { "EPSG:4326", { 110, 0.0003, 0, 21.2, 0, 0.0003 }, 110.031, 21.23 },                  // south up
        { "EPSG:4546", { 433000, 30, 0, 2356000, 0, -30 }, 110.38, 21.28 },                    // no axis swapped
        { "EPSG:4546", { 37433000, 30, 0, 2356000, 0, -30 }, 110.38, 21.28 },                  // zone prefix
        { "EPSG:32649", { 433000, 25, 10, 2356000, 10, -25 }, 110.385, 21.295 },                // turned
        { "EPSG:2263", { 971000, 90, 0, 200000, 0, -90 }, -74.0, 40.70 },                      // feet on the ground
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Made m = { .name = "plane.tif", .cols = 200, .rows = 150, .type = GDT_Float32, .crs = cases[i].crs, .unit = "m" };
        memcpy(m.affine, cases[i].affine, sizeof m.affine);
        Err err = { 0 };
        GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = made(&m, plane) }, &err);
        CHECK_TEXT(err.text, "");
        CHECK_EQ(raster->kind, GEO_RASTER_ELEVATION);
        GeoCrs *crs = geo_crs_create(cases[i].crs, GEO_DATUM_WGS84, NULL);
        double x = cases[i].lon, y = cases[i].lat;
        CHECK_EQ(geo_crs_from_geodetic(crs, &x, &y, NULL, 1), 0);
        if (i == 3) x += 37e6;
        const double *a = m.affine, d = a[1] * a[5] - a[2] * a[4];
        const double column = ((x - a[0]) * a[5] - (y - a[3]) * a[2]) / d - 0.5,
            row = ((y - a[3]) * a[1] - (x - a[0]) * a[4]) / d - 0.5;
        CHECK(column > 1 && row > 1 && column < 198 && row < 148);
        CHECK_NEAR(value_at(raster, cases[i].lon, cases[i].lat), 100 + 3 * column - 2 * row, 0.002);
        CHECK(isnan(value_at(raster, cases[i].lon + 1, cases[i].lat)));
        geo_raster_close(raster);
        geo_crs_destroy(crs);
    }
}

TEST(control_points_place_a_picture)
{
    geo_init();
    GDALAllRegister();
    const char *path = made(&(Made){ .name = "gcp.tif", .cols = 100, .rows = 100, .type = GDT_Float32 }, plane);
    GDALDatasetH dataset = GDALOpen(path, GA_Update);
    GDAL_GCP points[4];
    GDALInitGCPs(4, points);
    for (int i = 0; i < 4; i++) {
        points[i].dfGCPPixel = (i & 1) * 100, points[i].dfGCPLine = (i >> 1) * 100;
        points[i].dfGCPX = 110 + (i & 1) * 0.1, points[i].dfGCPY = 21 - (i >> 1) * 0.1;
    }
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(srs, 4326);
    CHECK_EQ(GDALSetGCPs2(dataset, 4, points, srs), CE_None);
    GDALDeinitGCPs(4, points);
    OSRDestroySpatialReference(srs);
    GDALClose(dataset);
    Err err = { 0 };
    GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = path, .kind = GEO_RASTER_GRID }, &err);
    CHECK_TEXT(err.text, "");
    CHECK_NEAR(raster->extent.west_deg, 110, 0.002);
    CHECK_NEAR(raster->extent.north_deg, 21, 0.002);
    CHECK_NEAR(value_at(raster, 110.05, 20.95), 100 + 49.5, 3);
    geo_raster_close(raster);
}

static double feet(int x, int y, int band)
{
    return 1000 + x + 0 * y * band;
}

TEST(feet_are_known_by_their_unit)
{
    GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = made(&(Made){ .name = "ft.tif", .cols = 50, .rows = 50,
        .type = GDT_Float32, .crs = "EPSG:4326", .affine = { 110, 0.001, 0, 21, 0, -0.001 }, .unit = "ft" }, feet) }, NULL);
    CHECK_EQ(raster->kind, GEO_RASTER_ELEVATION);
    CHECK_NEAR(raster->height_scale, 0.3048, 1e-9);
    GeoTerrain *terrain = geo_terrain_create(&raster, 1);
    bool has = false;
    CHECK_NEAR(geo_terrain_height(terrain, 110.0255, 20.98, &has), 1025 * 0.3048, 0.01);
    CHECK(has);
    geo_terrain_destroy(terrain);
    geo_raster_close(raster);
}

static double waves(int x, int y, int band)
{
    return 300 + 200 * sin(x * 0.01) * cos(y * 0.013) + (x * 7919 + y * 104729) % 7 + band;
}

TEST(an_answer_does_not_depend_on_what_was_asked_before)
{
    const char *path = made(&(Made){ .name = "big.tif", .cols = 2100, .rows = 1900, .type = GDT_Int16, .crs = "EPSG:4326",
                                    .affine = { 110, 0.0003, 0, 21.3, 0, -0.0003 } }, waves);
    GeoRaster *a = geo_raster_open(&(GeoRasterDesc){ .source = path }, NULL),
        *b = geo_raster_open(&(GeoRasterDesc){ .source = path }, NULL);
    enum { N = 64 };
    static float coarse_a[N * N], coarse_b[N * N], fine[N * N];
    CHECK(geo_raster_read_values(a, a->extent, N, N, coarse_a, NULL));
    CHECK(geo_raster_read_values(b, (GeoBox){ 110.1, 21, 110.11, 21.01 }, N, N, fine, NULL));
    CHECK(geo_raster_read_values(b, b->extent, N, N, coarse_b, NULL));
    for (int i = 0; i < N * N; i++) CHECK(coarse_a[i] == coarse_b[i] || (isnan(coarse_a[i]) && isnan(coarse_b[i])));
    geo_raster_close(a);
    geo_raster_close(b);
}

static void *read_again(void *arg)
{
    GeoRaster *raster = arg;
    static const GeoBox box = { 433.0, 0, 0, 0 };
    (void)box;
    uintptr_t sum = 0;
    static const double corners[4][2] = { { 110.37, 21.28 }, { 110.4, 21.2 }, { 110.45, 21.1 }, { 110.5, 21.0 } };
    for (int round = 0; round < 8; round++) {
        float v[33 * 33];
        const double *c = corners[round & 3];
        if (!geo_raster_read_values(raster, (GeoBox){ c[0], c[1] - 0.02, c[0] + 0.02, c[1] }, 33, 33, v, NULL)) return NULL;
        for (int i = 0; i < 33 * 33; i++) sum += isnan(v[i]) ? 1 : (uintptr_t)(v[i] * 16);
    }
    return (void *)sum; // NOLINT: a number in a pointer's clothes
}

TEST(many_threads_read_the_same)
{
    GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = made(&(Made){ .name = "t.tif", .cols = 1500, .rows = 1500,
        .type = GDT_Float32, .crs = "EPSG:4546", .affine = { 433000, 15, 0, 2356000, 0, -15 }, .unit = "m" }, waves) }, NULL);
    pthread_t threads[6];
    void *results[6];
    for (int i = 0; i < 6; i++) pthread_create(&threads[i], NULL, read_again, raster);
    for (int i = 0; i < 6; i++) pthread_join(threads[i], &results[i]);
    for (int i = 0; i < 6; i++) CHECK(results[i] == results[0] && results[0] != NULL);
    geo_raster_close(raster);
}

TEST(a_raster_too_large_for_memory_is_read_block_by_block)
{
    geo_init();
    GDALAllRegister();
    const char *path = check_temporary("huge.tif");
    const char *const options[] = { "SPARSE_OK=TRUE", "TILED=YES", "BIGTIFF=YES", "COMPRESS=DEFLATE", NULL };
    enum { EDGE = 12000 };
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GTiff"), path, EDGE, EDGE, 1, GDT_Int16, (char **)options);
    const double affine[6] = { 110, 1.0 / EDGE, 0, 22, 0, -1.0 / EDGE };
    GDALSetGeoTransform(dataset, (double *)affine);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(srs, 4326);
    GDALSetSpatialRef(dataset, srs);
    OSRDestroySpatialReference(srs);
    static int16_t cells[600 * 600];
    for (int i = 0; i < 600 * 600; i++) cells[i] = (int16_t)(100 + i % 600 + 2 * (i / 600));
    CHECK_EQ(GDALRasterIO(GDALGetRasterBand(dataset, 1), GF_Write, 5000, 6000, 600, 600, cells, 600, 600, GDT_Int16, 0, 0),
             CE_None);
    GDALClose(dataset);
    GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = path }, NULL);
    CHECK(raster->private_->base_shift > 0);
    for (int i = 1; i < 599; i += 7) {
        const double lon = 110 + (5000.5 + i) / EDGE, lat = 22 - (6000.5 + i) / EDGE;
        CHECK_NEAR(value_at(raster, lon, lat), 100 + 3 * i, 0.02);
    }
    CHECK(raster->private_->memory_bytes < 120u << 20);
    geo_raster_close(raster);
}

TEST(tile_addresses_become_a_description_for_gdal)
{
    bool is_remote = false;
    char *name = geo_raster_open_name("http://127.0.0.1:9/{z}/{x}/{-y}.png?a=1&b=<2>", &is_remote, NULL);
    CHECK(is_remote && strstr(name, "<ServerUrl>http://127.0.0.1:9/${z}/${x}/${y}.png?a=1&amp;b=&lt;2&gt;</ServerUrl>") &&
          strstr(name, "bottom"));
    free(name);
    name = geo_raster_open_name("http://127.0.0.1:9/a.tif", &is_remote, NULL);
    CHECK_TEXT(name, "/vsicurl/http://127.0.0.1:9/a.tif");
    free(name);
    Err err = { 0 };
    CHECK(geo_raster_open(&(GeoRasterDesc){ .source = "http://127.0.0.1:9/{z}/{x}/{y}.png" },
                          &err) == NULL); // nobody answers there
    CHECK_EQ(err.code, ERR_NETWORK);
}

static void file_put(const char *path, const void *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    if (length) fwrite(bytes, 1, length, file);
    fclose(file);
}

TEST(bad_files_are_refused_and_named)
{
    static const Made placed = { .name = "ok.tif", .cols = 700, .rows = 700, .type = GDT_Int16, .crs = "EPSG:4326",
                                .affine = { 110, 0.0003, 0, 21.3, 0, -0.0003 } };
    char path[600];
    Err err = { 0 };
    // Cut in the middle.
    snprintf(path, sizeof path, "%s", made(&placed, waves));
    CHECK_EQ(truncate(path, 300000), 0);
    CHECK(geo_raster_open(&(GeoRasterDesc){ .source = path }, &err) == NULL);
    CHECK(err.code == ERR_FORMAT && strstr(err.text, "ok.tif"));
    CHECK_EQ(truncate(path, 60), 0);
    CHECK(geo_raster_open(&(GeoRasterDesc){ .source = path }, &err) == NULL);
    // Nothing in it, not a raster, not there, a folder.
    file_put(path, "", 0);
    CHECK(geo_raster_open(&(GeoRasterDesc){ .source = path }, &err) == NULL && err.code == ERR_FORMAT);
    file_put(path, "hello", 5);
    CHECK(geo_raster_open(&(GeoRasterDesc){ .source = path }, &err) == NULL && err.code == ERR_FORMAT);
    CHECK(geo_raster_open(&(GeoRasterDesc){ .source = "/nowhere/x.tif" }, &err) == NULL && err.code == ERR_IO);
    CHECK(geo_raster_open(&(GeoRasterDesc){ .source = "/tmp" }, &err) == NULL);
    CHECK(geo_raster_open(&(GeoRasterDesc){ .source = "" }, &err) == NULL && err.code == ERR_ARGUMENT);
    snprintf(path, sizeof path, "%s", check_temporary("no.zip"));
    file_put(path, "PK\3\4rubbish", 11);
    CHECK(geo_raster_open(&(GeoRasterDesc){ .source = path }, &err) == NULL);
    // No CRS: says how to set one; with one it opens.
    Made bare = placed;
    bare.crs = NULL, bare.name = "bare.tif";
    snprintf(path, sizeof path, "%s", made(&bare, waves));
    CHECK(geo_raster_open(&(GeoRasterDesc){ .source = path }, &err) == NULL && err.code == ERR_CRS && strstr(err.text, "crs="));
    GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = path, .crs = "EPSG:4490" }, &err);
    CHECK(raster != NULL);
    geo_raster_close(raster);
    CHECK(geo_raster_open(&(GeoRasterDesc){ .source = path, .crs = "EPSG:77" }, &err) == NULL && err.code == ERR_CRS);
    CHECK(geo_raster_open(&(GeoRasterDesc){ .source = path, .crs = "EPSG:4546", .band = 9 }, &err) == NULL);
    // Absurd placements.
    static const double absurd[][6] = { { 110, 1e-300, 0, 21, 0, -1e-300 }, { NAN, 0.1, 0, 21, 0, -0.1 },
                                       { 110, 0.1, 0, 21, 0.1, 0 }, { 110, INFINITY, 0, 21, 0, -1 },
                                         { 1e200, 0.1, 0, 21, 0, -0.1 }, { 5000, 0.1, 0, 21, 0, -0.1 },
                                             { 110, 0.1, 0.1, 21, 0.1, 0.1 } };
    for (size_t i = 0; i < sizeof absurd / sizeof *absurd; i++) {
        Made m = placed;
        m.name = "absurd.tif", m.cols = 20, m.rows = 20;
        memcpy(m.affine, absurd[i], sizeof m.affine);
        err = (Err){ 0 };
        raster = geo_raster_open(&(GeoRasterDesc){ .source = made(&m, waves) }, &err);
        if (raster) fprintf(stderr, "absurd %zu taken\n", i);
        CHECK(raster == NULL && err.text[0]);
    }
}

static double holes(int x, int y, int band)
{
    const double bad[] = { NAN, INFINITY, -INFINITY, 3.4e38, -3.4e38, 1e20, -9999, -32768 };
    return (x + y * 3) % 5 == 0 ? bad[(x + y) % 8] : 50 + band;
}

TEST(values_that_are_no_heights_are_holes)
{
    GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = made(&(Made){ .name = "dem_holes.tif", .cols = 60,
        .rows = 60, .type = GDT_Float64, .crs = "EPSG:4326", .affine = { 110, 0.001, 0, 21, 0, -0.001 } }, holes),
            .kind = GEO_RASTER_ELEVATION }, NULL);
    CHECK_NEAR(raster->value_min, 51, 1e-6);
    CHECK_NEAR(raster->value_max, 51, 1e-6);
    static float v[60 * 60];
    CHECK(geo_raster_read_values(raster, raster->extent, 60, 60, v, NULL));
    int held = 0;
    for (int i = 0; i < 3600; i++) {
        if (isnan(v[i])) continue;
        CHECK_NEAR(v[i], 51, 1e-4);
        held++;
    }
    CHECK(held > 2000);
    geo_raster_close(raster);
}

TEST(a_file_that_vanished_leaves_holes_and_an_error)
{
    const char *path = made(&(Made){ .name = "gone.tif", .cols = 1500, .rows = 1500, .type = GDT_Int16, .crs = "EPSG:4326",
                                    .affine = { 110, 0.0003, 0, 21.3, 0, -0.0003 } }, waves);
    char kept[600];
    snprintf(kept, sizeof kept, "%s", path);
    GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = kept }, NULL);
    CHECK_EQ(truncate(kept, 1000), 0);
    static float v[64 * 64];
    Err err = { 0 };
    CHECK(geo_raster_read_values(raster, raster->extent, 8, 8, v, &err)); // the overview is in memory
    CHECK(!geo_raster_read_values(raster, (GeoBox){ 110.2, 21.0, 110.21, 21.01 }, 64, 64, v, &err));
    CHECK(err.code == ERR_IO && strstr(err.text, "gone.tif"));
    geo_raster_close(raster);
    geo_raster_close(NULL);
}
