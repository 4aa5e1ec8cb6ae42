// SPDX-License-Identifier: Apache-2.0
// test_geo_vertical.c - heights from one zero to another: NGA's published points, cs2cs, constants,
// and what is said without a grid.
#include "check.h"
#include "base/file.h"
#include "geo/geo_raster_private.h"
#include "geo/geo_layer.h"
#include <proj.h>
#include <stdlib.h>

static GeoVertical *open_shift(GeoVerticalDesc desc, double lon, double lat, char assumed[200])
{
    Err err = { 0 };
    GeoVertical *v = geo_vertical_create(
        &desc, (GeoBox){ lon - 0.2, lat - 0.2, lon + 0.2, lat + 0.2 }, assumed, 200, &err);
    CHECK_TEXT(err.text, "");
    CHECK(v != NULL);
    return v;
}

static double shift_at(GeoVerticalDesc desc, double lon, double lat, char assumed[200])
{
    GeoVertical *v = open_shift(desc, lon, lat, assumed);
    const double shift = geo_vertical_shift(v, lon, lat);
    double low = 0, high = 0;
    geo_vertical_range(v, &low, &high);
    CHECK(shift >= low - 1e-4 && shift <= high + 1e-4);
    geo_vertical_destroy(v);
    return shift;
}

static bool has_egm96(void)
{
    char assumed[200];
    shift_at((GeoVerticalDesc){ .from = "egm96" }, 0, 0, assumed);
    return assumed[0] == 0;
}

// The test points NGA publishes with its interpolation program for EGM96 (OUTPT.DAT); its spline
// and our bilinear cells differ by some centimetres.
TEST(undulations_of_egm96_are_those_nga_publishes)
{
    static const double points[][3] = {
        { 38.6281550, -90.2208450, -31.628 }, { -14.6212170, -54.9788860, -2.969 },
        { 46.8743190, 102.4487290, -43.575 }, { -23.6174460, 133.8747120, 15.871 },
        { 38.6254730, -0.0005000, 50.066 },   { -0.4667440, 0.0023000, 17.329 }
    };
    char assumed[200];
    if (!has_egm96()) CHECK_SKIP("PROJ has no egm96_15.gtx");
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        CHECK_NEAR(
            shift_at((GeoVerticalDesc){ .from = "egm96" }, points[i][1], points[i][0], assumed),
            points[i][2], 0.07);
        CHECK_NEAR(shift_at((GeoVerticalDesc){ .from = "ellipsoid", .city = "EPSG:5773" },
                            points[i][1], points[i][0], assumed),
                   -points[i][2], 0.07);
    }
}

// echo 21.22 110.40 0 | cs2cs -f %.4f EPSG:4326+5773 EPSG:4979: -13.9474
TEST(the_geoid_at_zhanjiang_is_that_of_cs2cs)
{
    char assumed[200];
    if (!has_egm96()) CHECK_SKIP("PROJ has no egm96_15.gtx");
    CHECK_NEAR(shift_at((GeoVerticalDesc){ .from = "egm96" }, 110.40, 21.22, assumed), -13.9474,
               0.001);
    CHECK_TEXT(assumed, "");
}

// Every point of a lattice against PROJ itself.
TEST(a_whole_box_agrees_with_proj_point_by_point)
{
    char assumed[200];
    Err err = { 0 };
    if (!has_egm96()) CHECK_SKIP("PROJ has no egm96_15.gtx");
    PJ *proj = proj_create(
        NULL,
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=vgridshift "
        "+grids=egm96_15.gtx +multiplier=1");
    CHECK(proj != NULL);
    static const GeoBox boxes[] = { { 110, 20.5, 110.9, 21.7 },
                                    { 60, 20, 110, 60 },
                                    { -180, -80, 180, 80 } };
    for (int b = 0; b < 3; b++) {
        GeoVertical *v = geo_vertical_create(&(GeoVerticalDesc){ .from = "egm96" }, boxes[b],
                                             assumed, sizeof assumed, &err);
        CHECK(v != NULL);
        for (int i = 0; i < 400; i++) {
            const double lon = boxes[b].west_deg +
                               (boxes[b].east_deg - boxes[b].west_deg) * (i % 20 + 0.37) / 20.1;
            const double lat = boxes[b].south_deg +
                               (boxes[b].north_deg - boxes[b].south_deg) * (i / 20 + 0.61) / 20.7;
            const PJ_COORD n = proj_trans(proj, PJ_FWD, proj_coord(lon, lat, 0, 0));
            CHECK_NEAR(geo_vertical_shift(v, lon, lat), n.xyz.z, 0.001);
        }
        geo_vertical_destroy(v);
    }
    proj_destroy(proj);
}

TEST(a_constant_of_the_document_counts_where_there_is_no_grid)
{
    char assumed[200];
    const GeoVerticalDesc desc = {
        .from = "ellipsoid", .city = "1985", .geoid_m = -14.5, .offset_m = 0.25
    };
    CHECK(geo_vertical_is_needed(&desc));
    CHECK_NEAR(shift_at(desc, 110.40, 21.22, assumed), 14.75, 1e-9);
    CHECK_TEXT(assumed, "");
}

// National Height Datum 1985 = Yellow Sea 1956 - 0.029 m: no geoid is needed between them.
TEST(heights_of_1956_are_lowered_by_29_mm_to_those_of_1985)
{
    char assumed[200];
    CHECK_NEAR(
        shift_at((GeoVerticalDesc){ .from = "1956", .city = "1985" }, 110.40, 21.22, assumed),
        -0.029, 1e-9);
    CHECK_NEAR(shift_at((GeoVerticalDesc){ .from = "EPSG:5737", .city = "EPSG:5736" }, 110.40,
                        21.22, assumed),
               0.029, 1e-9);
    CHECK_TEXT(assumed, "");
    CHECK(!geo_vertical_is_needed(
        &(GeoVerticalDesc){ .from = "1985国家高程基准", .city = "EPSG:5737" }));
}

TEST(a_zero_without_a_grid_is_taken_for_egm96_and_that_is_said)
{
    char assumed[200];
    if (!has_egm96()) CHECK_SKIP("PROJ has no egm96_15.gtx");
    CHECK_NEAR(shift_at((GeoVerticalDesc){ .from = "1985" }, 110.40, 21.22, assumed), -13.9474,
               0.001);
    CHECK(strstr(assumed, "no grid for the height zero '1985'") != NULL);
    CHECK(strstr(assumed, "EGM96") != NULL);
    CHECK_NEAR(
        shift_at((GeoVerticalDesc){ .from = "1985", .city = "egm96" }, 110.40, 21.22, assumed), 0,
        1e-9);
    CHECK(strstr(assumed, "'1985'") != NULL);
    // A vertical CRS that PROJ knows and has no grid for: its ballpark, which is a silent nothing,
    // is refused.
    CHECK_NEAR(shift_at((GeoVerticalDesc){ .from = "EPSG:5782" }, 2.35, 41.9, assumed),
               shift_at((GeoVerticalDesc){ .from = "egm96" }, 2.35, 41.9, (char[200]){ 0 }), 1e-6);
    CHECK(strstr(assumed, "'EPSG:5782'") != NULL);
}

TEST(nothing_is_added_to_heights_of_the_citys_own_zero)
{
    CHECK(!geo_vertical_is_needed(&(GeoVerticalDesc){ 0 }));
    CHECK(!geo_vertical_is_needed(
        &(GeoVerticalDesc){ .from = "", .city = "1985", .geoid_m = -14.5 }));
    CHECK(!geo_vertical_is_needed(&(GeoVerticalDesc){ .from = "wgs84" }));
    CHECK(!geo_vertical_is_needed(
        &(GeoVerticalDesc){ .from = "local harbour zero", .city = "Local Harbour Zero" }));
    CHECK(
        geo_vertical_is_needed(&(GeoVerticalDesc){ .from = "local harbour zero", .city = "1985" }));
}

static GeoLayer *load_points(const char *name, const char *crs, double z_a, double z_b,
                             GeoVerticalDesc heights)
{
    char text[600];
    const char *path = check_temporary(name);
    snprintf(text, sizeof text,
             "{\"type\":\"FeatureCollection\",\"features\":["
             "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\","
             "\"coordinates\":[110.40,21.22,%g]}},"
             "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\","
             "\"coordinates\":[110.41,21.23,%g]}}]}",
             z_a, z_b);
    CHECK(file_replace(path, text, strlen(text), NULL));
    Err err = { 0 };
    GeoLayer *l = geo_layer_load(
        &(GeoLayerDesc){ .source = path, .no_cache = true, .heights = heights, .crs = crs }, &err);
    CHECK_TEXT(err.text, "");
    CHECK(l != NULL);
    return l;
}

TEST(heights_of_a_layer_come_above_the_citys_zero)
{
    GeoLayer *l =
        load_points("a.geojson", NULL, 100, 20,
                    (GeoVerticalDesc){ .from = "ellipsoid", .city = "1985", .geoid_m = -14.5 });
    CHECK_NEAR(l->z_min_m, 34.5, 1e-4);
    CHECK_NEAR(l->z_max_m, 114.5, 1e-4);
    CHECK_EQ(l->problems[GEO_PROBLEM_VERTICAL_ASSUMED].count, 0);
    geo_layer_destroy(l);
    l = load_points("a.geojson", NULL, 100, 20, (GeoVerticalDesc){ .offset_m = -3 });
    CHECK_NEAR(l->z_min_m, 17, 1e-4);
    geo_layer_destroy(l);
    // Zeros all over are no heights: they stay, or everything would be lifted off the ground.
    l = load_points("a.geojson", NULL, 0, 0,
                    (GeoVerticalDesc){ .from = "ellipsoid", .city = "1985", .geoid_m = -14.5 });
    CHECK_NEAR(l->z_max_m, 0, 0);
    geo_layer_destroy(l);
    l = load_points("a.geojson", NULL, 100, 20,
                    (GeoVerticalDesc){ .from = "local harbour zero", .city = "1985" });
    CHECK_EQ(l->problems[GEO_PROBLEM_VERTICAL_ASSUMED].count, 2);
    CHECK(strstr(l->problems[GEO_PROBLEM_VERTICAL_ASSUMED].text, "local harbour zero") != NULL);
    geo_layer_destroy(l);
}

TEST(the_vertical_part_of_a_compound_crs_says_what_heights_are_above)
{
    char assumed[200];
    if (!has_egm96()) CHECK_SKIP("PROJ has no egm96_15.gtx");
    const double n = shift_at((GeoVerticalDesc){ .from = "egm96" }, 110.40, 21.22, assumed);
    // Into a city on the ellipsoid they are raised by the geoid, into one of EGM96 they stay.
    GeoLayer *l = load_points("b.geojson", "EPSG:4326+5773", 100, 300, (GeoVerticalDesc){ 0 });
    CHECK_NEAR(l->z_min_m, 100 + n, 0.001);
    CHECK_NEAR(l->extent.west_deg, 110.40, 1e-7);
    geo_layer_destroy(l);
    l = load_points("b.geojson", "EPSG:4326+5773", 100, 300, (GeoVerticalDesc){ .city = "egm96" });
    CHECK_NEAR(l->z_min_m, 100, 1e-4);
    geo_layer_destroy(l);
    // `vertical` of the layer wins over the file. 1000 US survey feet are 304.8006 m.
    l = load_points("b.geojson", "EPSG:4326+5773", 100, 300,
                    (GeoVerticalDesc){ .from = "1985", .city = "1985" });
    CHECK_NEAR(l->z_min_m, 100, 1e-4);
    geo_layer_destroy(l);
    l = load_points("b.geojson", "EPSG:4326+6360", 1000, 3000,
                    (GeoVerticalDesc){ .from = "1985", .city = "1985" });
    CHECK_NEAR(l->z_min_m, 304.8006, 0.001);
    geo_layer_destroy(l);
}

static GeoRaster *open_dem(const char *name, const char *crs, GeoVerticalDesc heights)
{
    const char *path = check_temporary(name);
    geo_init();
    GDALAllRegister();
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName("GTiff"), path, 40, 40, 1, GDT_Float32, NULL);
    CHECK(dataset != NULL);
    double affine[6] = { 110.30, 0.005, 0, 21.32, 0, -0.005 };
    GDALSetGeoTransform(dataset, affine);
    float line[40];
    for (int i = 0; i < 40; i++) line[i] = 50;
    for (int y = 0; y < 40; y++)
        CHECK(GDALRasterIO(GDALGetRasterBand(dataset, 1), GF_Write, 0, y, 40, 1, line, 40, 1,
                           GDT_Float32, 0, 0) == CE_None);
    GDALClose(dataset);
    Err err = { 0 };
    GeoRaster *raster = geo_raster_open(
        &(GeoRasterDesc){
            .source = path, .crs = crs, .kind = GEO_RASTER_ELEVATION, .heights = heights },
        &err);
    CHECK_TEXT(err.text, "");
    CHECK(raster != NULL);
    return raster;
}

TEST(the_ground_of_an_elevation_raster_comes_above_the_citys_zero)
{
    char assumed[200];
    bool has = false;
    if (!has_egm96()) CHECK_SKIP("PROJ has no egm96_15.gtx");
    const double n = shift_at((GeoVerticalDesc){ .from = "egm96" }, 110.40, 21.22, assumed);
    for (int is_compound = 0; is_compound < 2; is_compound++) {
        GeoRaster *raster = open_dem("dem.tif", is_compound ? "EPSG:4326+5773" : "EPSG:4326",
                                     (GeoVerticalDesc){ .from = is_compound ? NULL : "egm96" });
        GeoTerrain *terrain = geo_terrain_create(&raster, 1);
        CHECK_NEAR(geo_terrain_height(terrain, 110.40, 21.22, &has), 50 + n, 0.001);
        CHECK(has);
        float low = 0, high = 0;
        geo_terrain_range(terrain, (GeoBox){ 110.35, 21.2, 110.45, 21.3 }, &low, &high);
        CHECK(low <= 50 + n && high >= 50 + n);
        geo_terrain_destroy(terrain);
        geo_raster_close(raster);
    }
    GeoRaster *raster = open_dem("dem.tif", "EPSG:4326", (GeoVerticalDesc){ .from = "1985" });
    CHECK(strstr(raster->vertical_assumed, "'1985'") != NULL);
    geo_raster_close(raster);
}
