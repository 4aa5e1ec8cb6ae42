// SPDX-License-Identifier: Apache-2.0
// test_geo_terrain.c - the merged ground and its tiles: heights, seams, errors, bounds.
#include "check.h"
#include "geo/geo_layer.h"
#include "geo/geo_terrain.h"

#include <gdal.h>
#include <ogr_srs_api.h>
#include <stdlib.h>

// A DEM in degrees from its north-west corner.
static GeoRaster *dem(const char *name, double west, double north, double cell_deg, int cols, int rows, double nodata,
                      double (*height)(double lon, double lat))
{
    geo_init();
    GDALAllRegister();
    const char *path = check_temporary(name);
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GTiff"), path, cols, rows, 1, GDT_Float32, NULL);
    const double affine[6] = { west, cell_deg, 0, north, 0, -cell_deg };
    GDALSetGeoTransform(dataset, (double *)affine);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(srs, 4326);
    GDALSetSpatialRef(dataset, srs);
    OSRDestroySpatialReference(srs);
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    GDALSetRasterUnitType(band, "m");
    if (nodata != 0) GDALSetRasterNoDataValue(band, nodata);
    float *line = malloc((size_t)cols * sizeof *line);
    for (int y = 0; y < rows; y++) {
        for (int x = 0; x < cols; x++) line[x] = (float)height(west + (x + 0.5) * cell_deg, north - (y + 0.5) * cell_deg);
        if (GDALRasterIO(band, GF_Write, 0, y, cols, 1, line, cols, 1, GDT_Float32, 0, 0) != CE_None) break;
    }
    free(line);
    GDALClose(dataset);
    Err err = { 0 };
    GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = path }, &err);
    if (!raster) fprintf(stderr, "%s\n", err.text);
    return raster;
}

static double slope(double lon, double lat)
{
    return 100 + 1000 * (lon - 110) + 500 * (lat - 21);
}
static double hills(double lon, double lat)
{
    return 300 + 150 * sin(lon * 400) * cos(lat * 350) + 30 * sin(lon * 3000);
}
static double flat_80(double lon, double lat)
{
    return 80 + 0 * lon * lat;
}
static double flat_20(double lon, double lat)
{
    return 20 + 0 * lon * lat;
}
static double island(double lon, double lat)
{
    return hypot(lon - 110.5, lat - 20.5) < 0.1 ? 60 : -9999;
}

TEST(heights_are_bilinear_and_zero_where_nobody_knows)
{
    GeoRaster *raster = dem("slope.tif", 110, 22, 0.001, 1000, 1000, 0, slope);
    GeoTerrain *terrain = geo_terrain_create(&raster, 1);
    for (int i = 0; i < 100; i++) {
        const double lon = 110.01 + 0.98 * (i * 37 % 100) / 100, lat = 21.01 + 0.98 * i / 100;
        bool has = false;
        CHECK_NEAR(geo_terrain_height(terrain, lon, lat, &has), slope(lon, lat), 0.001);
        CHECK(has);
    }
    bool has = true;
    CHECK(geo_terrain_height(terrain, 109.9, 21.5, &has) == 0);
    CHECK(!has);
    CHECK(geo_terrain_height(terrain, NAN, 21.5, &has) == 0 && !has);
    CHECK(geo_terrain_height(NULL, 110.5, 21.5, &has) == 0 && !has);
    double lon[600], lat[600];
    float h[600];
    for (int i = 0; i < 600; i++) lon[i] = 110.1 + i * 0.001, lat[i] = 21.9 - i * 0.001;
    geo_terrain_heights(terrain, lon, lat, h, 600);
    for (int i = 0; i < 600; i++) CHECK_NEAR(h[i], slope(lon[i], lat[i]), 0.001);
    CHECK_EQ(geo_terrain_level_max(terrain, raster->extent), 13); // 180 / 2^13 / 32 = 0.00069 degrees
    CHECK_EQ(geo_terrain_level_max(terrain, (GeoBox){ 0, 0, 1, 1 }), 6);
    CHECK(geo_terrain_has_elevation(terrain, raster->extent));
    CHECK(!geo_terrain_has_elevation(terrain, (GeoBox){ 0, 0, 1, 1 }));
    geo_terrain_destroy(terrain);
    geo_raster_close(raster);
}

TEST(mount_fuji_is_as_high_as_gdallocationinfo_says)
{
    const char *path = check_shared("data/world/dem/mt_fuji_90m.tif");
    if (!path) CHECK_SKIP("shared data");
    GeoRaster *raster = geo_raster_open(&(GeoRasterDesc){ .source = path }, NULL);
    GeoTerrain *terrain = geo_terrain_create(&raster, 1);
    CHECK_NEAR(geo_terrain_height(terrain, 137.99958333 + 873.5 / 1200, 36.00041667 - 767.5 / 1200, NULL), 3742, 0.1);
    float low, high;
    geo_terrain_range(terrain, (GeoBox){ 138.70, 35.33, 138.76, 35.39 }, &low, &high);
    CHECK(low < 3000 && high >= 3742);
    GeoTerrainTile *tile = malloc(sizeof *tile);
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ 138.7, 35.4, 0 });
    CHECK(geo_terrain_tile_build(terrain, &frame, geo_tile_at(12, 138.7274, 35.3606), tile, NULL));
    CHECK(tile->has_elevation && tile->height_max_m > 3600 && tile->height_max_m <= 3742.01);
    free(tile);
    geo_terrain_destroy(terrain);
    geo_raster_close(raster);
}

TEST(a_tile_of_the_bare_ellipsoid_is_curved_and_faces_up)
{
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ 110.4, 21.2, 0 });
    GeoTerrainTile *tile = malloc(sizeof *tile);
    for (uint32_t level = 4; level <= 18; level += 7) {
        const GeoTileKey key = geo_tile_at(level, 110.36, 21.27);
        const GeoBox box = geo_tile_box(key);
        CHECK(geo_terrain_tile_build(NULL, &frame, key, tile, NULL));
        CHECK(!tile->has_elevation && tile->height_min_m == 0 && tile->height_max_m == 0);
        const DPlace place = geo_tile_place(&frame, key);
        for (int r = 0; r < GEO_TERRAIN_GRID; r += 4) {
            for (int c = 0; c < GEO_TERRAIN_GRID; c += 4) {
                const GeoTerrainVertex *v = &tile->vertices[r * GEO_TERRAIN_GRID + c];
                const GeoPos pos = { box.west_deg + (box.east_deg - box.west_deg) * c / 32,
                                    box.north_deg + (box.south_deg - box.north_deg) * r / 32, 0 };
                const DVec3 there = dplace_point(&place, dvec_make(v->pos_m[0], v->pos_m[1], v->pos_m[2]));
                CHECK_NEAR(dvec_length(dvec_sub(there, geo_frame_enu(&frame, pos))), 0, geo_tile_edge_m(key) * 1e-7 + 1e-6);
                CHECK_EQ(v->uv[0], (int)lrint(c * 65535.0 / 32));
                CHECK_EQ(v->uv[1], (int)lrint(r * 65535.0 / 32));
                const DPlace up = geo_frame_place(&frame, pos);
                const DVec3 n = { v->normal[0] / 127.0, v->normal[1] / 127.0, v->normal[2] / 127.0 };
                const DVec3 in_city = dvec_add(dvec_add(dvec_scale(place.x_axis, n.x), dvec_scale(place.y_axis, n.y)),
                                               dvec_scale(place.z_axis, n.z));
                CHECK(dvec_dot(in_city, up.z_axis) > 0.99);
            }
        }
    }
    CHECK(tile->error_m < 1e-3);
    free(tile);
}

TEST(triangles_turn_left_seen_from_above_and_skirts_face_out)
{
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ 110.4, 21.2, 0 });
    GeoTerrainTile *tile = malloc(sizeof *tile);
    CHECK(geo_terrain_tile_build(NULL, &frame, geo_tile_at(14, 110.36, 21.27), tile, NULL));
    int count = 0;
    const uint16_t *index = geo_terrain_indices(&count);
    CHECK_EQ(count, (32 * 32 + 4 * 32) * 6);
    for (int i = 0; i < count; i += 3) {
        const float *p[3];
        for (int k = 0; k < 3; k++) {
            CHECK(index[i + k] < GEO_TERRAIN_VERTEX_COUNT);
            p[k] = tile->vertices[index[i + k]].pos_m;
        }
        const DVec3 a = { p[0][0], p[0][1], p[0][2] }, b = { p[1][0], p[1][1], p[1][2] }, c = { p[2][0], p[2][1], p[2][2] };
        const DVec3 n = dvec_cross(dvec_sub(b, a), dvec_sub(c, a));
        if (i < 32 * 32 * 6) CHECK(n.z > 0);
        else CHECK(n.x * a.x + n.y * a.y > 0); // away from the middle
    }
    free(tile);
}

TEST(neighbours_share_the_heights_of_their_edge)
{
    GeoRaster *raster = dem("hills.tif", 110, 22, 0.0005, 2000, 2000, 0, hills);
    GeoTerrain *terrain = geo_terrain_create(&raster, 1);
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ 110.4, 21.2, 0 });
    GeoTerrainTile *a = malloc(sizeof *a), *b = malloc(sizeof *b);
    for (uint32_t level = 9; level <= 14; level++) {
        const GeoTileKey key = geo_tile_at(level, 110.4, 21.5);
        CHECK(geo_terrain_tile_build(terrain, &frame, key, a, NULL));
        CHECK(geo_terrain_tile_build(terrain, &frame, (GeoTileKey){ level, key.x + 1, key.y }, b, NULL));
        for (int r = 0; r < 33; r++) {
            CHECK(a->vertices[r * 33 + 32].height_m == b->vertices[r * 33].height_m);
            for (int k = 0; k < 3; k++) CHECK(abs(a->vertices[r * 33 + 32].normal[k] - b->vertices[r * 33].normal[k]) <= 2);
        }
        CHECK(geo_terrain_tile_build(terrain, &frame, (GeoTileKey){ level, key.x, key.y + 1 }, b, NULL));
        for (int c = 0; c < 33; c++) CHECK(a->vertices[c].height_m == b->vertices[32 * 33 + c].height_m);
        // Skirts hang below their edge and keep its height.
        for (int k = 0; k < 33; k++) {
            const GeoTerrainVertex *skirt = &a->vertices[33 * 33 + k];
            CHECK(skirt->height_m == a->vertices[k].height_m);
            CHECK(skirt->pos_m[2] < a->vertices[k].pos_m[2] - 2 * a->error_m);
        }
    }
    free(a);
    free(b);
    geo_terrain_destroy(terrain);
    geo_raster_close(raster);
}

TEST(the_error_of_a_tile_falls_with_its_level_and_ends)
{
    GeoRaster *raster = dem("hills2.tif", 110, 22, 0.0005, 2000, 2000, 0, hills);
    GeoTerrain *terrain = geo_terrain_create(&raster, 1);
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ 110.4, 21.2, 0 });
    GeoTerrainTile *tile = malloc(sizeof *tile);
    CHECK(geo_terrain_tile_build(terrain, &frame, geo_tile_at(9, 110.5, 21.5), tile, NULL));
    const float coarse = tile->error_m;
    CHECK(coarse > 10);
    CHECK(geo_terrain_tile_build(terrain, &frame, geo_tile_at(12, 110.5, 21.5), tile, NULL));
    CHECK(tile->error_m < coarse / 2);
    const uint32_t last = geo_terrain_level_max(terrain, raster->extent);
    CHECK(geo_terrain_tile_build(terrain, &frame, geo_tile_at(last, 110.5, 21.5), tile, NULL));
    CHECK(tile->error_m < 0.01);
    free(tile);
    geo_terrain_destroy(terrain);
    geo_raster_close(raster);
}

TEST(one_height_is_the_same_before_and_after_the_file_is_in_memory)
{
    GeoRaster *raster = dem("hills4.tif", 110, 22, 0.0005, 2000, 2000, 0, hills);
    GeoTerrain *terrain = geo_terrain_create(&raster, 1);
    double lon[200], lat[200], before[200];
    float after[200];
    for (int i = 0; i < 200; i++) {
        lon[i] = 110 + 0.999 * (i * 37 % 200) / 200, lat[i] = 21.0003 + 0.999 * i / 200;
        before[i] = geo_terrain_height(terrain, lon[i], lat[i], NULL);
    }
    geo_terrain_heights(terrain, lon, lat, after, 200); // reads it all
    for (int i = 0; i < 200; i++) CHECK((float)before[i] == after[i]);
    geo_terrain_destroy(terrain);
    geo_raster_close(raster);
}

static double pierced(double lon, double lat)
{
    const bool is_gully = fabs((lon - 110) - (22 - lat)) < 0.004 && lon > 110.2 && lon < 110.8; // narrow, slanting, long
    const bool is_sea = lon > 110.9 || hypot(lon - 110.7, lat - 21.8) < 0.08;                   // open, or too wide
    return is_gully || is_sea ? -9999 : slope(lon, lat);
}

TEST(small_holes_are_closed_and_seas_stay_open)
{
    GeoRaster *raster = dem("pierced.tif", 110, 22, 0.001, 1000, 1000, -9999, pierced);
    GeoTerrain *terrain = geo_terrain_create(&raster, 1);
    bool has = false;
    double before[50];
    for (int i = 0; i < 50; i++) {
        const double lon = 110.22 + 0.56 * i / 50, lat = 22 - (lon - 110) + 0.001;
        before[i] = geo_terrain_height(terrain, lon, lat, &has);
        CHECK(has);
        CHECK_NEAR(before[i], slope(lon, lat), 3);
    }
    CHECK(geo_terrain_height(terrain, 110.95, 21.5, &has) == 0 && !has);
    CHECK(geo_terrain_height(terrain, 110.7, 21.8, &has) == 0 && !has);
    for (int i = 0; i < 50; i++) {
        const double lon[2] = { 110.22 + 0.56 * i / 50, 110.5 }, lat[2] = { 22 - (lon[0] - 110) + 0.001, 21.1 };
        float after[2];
        geo_terrain_heights(terrain, lon, lat, after, 2);
        CHECK(after[0] == (float)before[i]);
    }
    geo_terrain_destroy(terrain);
    geo_raster_close(raster);
}

TEST(a_finer_raster_lies_over_a_coarser_one_without_a_step)
{
    GeoRaster *both[2] = { dem("fine.tif", 110.4, 21.6, 0.001, 200, 200, 0, flat_80),
                          dem("coarse.tif", 110, 22, 0.01, 100, 100, 0, flat_20) };
    GeoTerrain *terrain = geo_terrain_create(both, 2);
    CHECK_NEAR(geo_terrain_height(terrain, 110.5, 21.5, NULL), 80, 1e-4);
    CHECK_NEAR(geo_terrain_height(terrain, 110.2, 21.5, NULL), 20, 1e-4);
    double before = 20;
    for (double lon = 110.39; lon < 110.42; lon += 0.0001) {
        const double h = geo_terrain_height(terrain, lon, 21.5, NULL);
        CHECK(h >= before - 1e-3 && h - before < 1.5);
        before = h;
    }
    CHECK_NEAR(before, 80, 1e-3);
    geo_terrain_destroy(terrain);
    geo_raster_close(both[0]);
    geo_raster_close(both[1]);
}

TEST(holes_of_the_finer_raster_show_the_coarser)
{
    GeoRaster *both[2] = { dem("island.tif", 110, 21, 0.002, 500, 500, -9999, island),
                          dem("below.tif", 109, 22, 0.01, 300, 300, 0, flat_20) };
    GeoTerrain *terrain = geo_terrain_create(both, 2);
    CHECK_NEAR(geo_terrain_height(terrain, 110.5, 20.5, NULL), 60, 1e-4);
    CHECK_NEAR(geo_terrain_height(terrain, 110.2, 20.5, NULL), 20, 1e-4);
    GeoTerrain *alone = geo_terrain_create(both, 1);
    bool has = true;
    CHECK(geo_terrain_height(alone, 110.2, 20.5, &has) == 0 && !has);
    CHECK_NEAR(geo_terrain_height(alone, 110.5, 20.5, &has), 60, 1e-4);
    CHECK(has);
    geo_terrain_destroy(alone);
    geo_terrain_destroy(terrain);
    geo_raster_close(both[0]);
    geo_raster_close(both[1]);
}

TEST(bounds_hold_every_height_of_their_box)
{
    GeoRaster *raster = dem("hills3.tif", 110, 22, 0.0005, 2000, 2000, 0, hills);
    GeoTerrain *terrain = geo_terrain_create(&raster, 1);
    for (int round = 0; round < 2; round++) { // before the whole file is in memory, and after
        for (int i = 0; i < 50; i++) {
            const double lon = 110.05 + 0.9 * (i * 13 % 50) / 50, lat = 21.05 + 0.9 * i / 50, size = 0.002 + 0.001 * i;
            float low, high;
            geo_terrain_range(terrain, (GeoBox){ lon, lat, lon + size, lat + size }, &low, &high);
            for (int k = 0; k < 100; k++) {
                const double x = fmin(lon + size * (k % 10) / 9, 110.999), y = fmin(lat + size * (k / 10) / 9, 21.999);
                const double h = hills(x, y);
                CHECK(low <= h + 10 && high >= h - 10); // four cells to a wave cut 9 m off its peaks
            }
        }
        geo_terrain_height(terrain, 110.5, 21.5, NULL);
    }
    float low, high;
    geo_terrain_range(terrain, (GeoBox){ 0, 0, 1, 1 }, &low, &high);
    CHECK(low == 0 && high == 0);
    geo_terrain_range(NULL, (GeoBox){ 0, 0, 1, 1 }, &low, &high);
    CHECK(low == 0 && high == 0);
    geo_terrain_destroy(terrain);
    geo_raster_close(raster);
}
