// SPDX-License-Identifier: Apache-2.0
// test_geo_layer.c - what a loaded layer holds: counts as ogrinfo's, columns, rings mended, nulls, places.
#include "check.h"
#include "base/file.h"
#include "geo/geo_layer.h"
#include <stdlib.h>

static GeoLayer *load_text(const char *name, const char *text, Err *err)
{
    const char *path = check_temporary(name);
    CHECK(file_replace(path, text, strlen(text), NULL));
    return geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, err);
}

static uint32_t feature_of(const GeoLayer *l, const char *column, const char *value)
{
    const int c = geo_layer_column(l, column);
    CHECK(c >= 0);
    for (uint32_t f = 0; f < l->feature_count; f++) {
        char text[100];
        if (geo_column_text(&l->columns[c], f, text, sizeof text) && strcmp(text, value) == 0) return f;
    }
    CHECK(!"no such value");
    return 0;
}

// ogrinfo -so: 32333 features, extent 71.279305,51.073629 to 71.630861,51.289411.
TEST(a_geopackage_has_the_counts_and_extent_of_ogrinfo)
{
    const char *path = check_shared("data/world/large/astana_buildings.gpkg");
    if (!path) CHECK_SKIP("no shared data");
    Err err = { 0 };
    JobPool *pool = job_pool_create(2);
    GeoLayer *l = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true, .pool = pool }, &err);
    CHECK_TEXT(err.text, "");
    CHECK(l != NULL);
    CHECK_EQ(l->feature_count, 32333);
    CHECK_EQ(l->source_feature_count, 32333);
    CHECK_EQ(l->kind, GEO_GEOMETRY_AREA);
    CHECK_NEAR(l->extent.west_deg, 71.2793, 1e-4);
    CHECK_NEAR(l->extent.north_deg, 51.2894, 1e-4);
    CHECK_TEXT(l->crs_name, "EPSG:4326");
    geo_layer_destroy(l);
    job_pool_destroy(pool);
}

TEST(features_come_in_tile_runs_and_every_one_is_in_one_run)
{
    const char *path = check_shared("data/world/large/astana_buildings.gpkg");
    if (!path) CHECK_SKIP("no shared data");
    GeoLayer *l = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, NULL);
    CHECK(l != NULL);
    uint32_t next = 0;
    for (int t = 0; t < l->tile_count; t++) {
        const GeoLayerTile *tile = &l->tiles[t];
        CHECK_EQ(tile->first, next);
        next += tile->count;
        CHECK(tile->vertex_count <= GEO_LAYER_TILE_VERTICES_MAX || tile->count == 1);
        const GeoBox box = geo_tile_box(tile->key);
        for (uint32_t f = tile->first; f < next; f++) {
            const GeoIntBox *b = &l->box[f];
            const double lon = l->lon0_deg + ((double)b->x_min + b->x_max) / 2 * l->step_deg;
            const double lat = l->lat0_deg + ((double)b->y_min + b->y_max) / 2 * l->step_deg;
            CHECK(lon >= box.west_deg - 1e-8 && lon <= box.east_deg + 1e-8 && lat >= box.south_deg - 1e-8 &&
                  lat <= box.north_deg + 1e-8);
        }
    }
    CHECK_EQ(next, l->feature_count);
    geo_layer_destroy(l);
}

TEST(rings_are_unclosed_outer_counter_clockwise_holes_clockwise)
{
    Err err = { 0 };
    GeoLayer *l =
        load_text("rings.geojson",
                  "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"a\":1},\"geometry\":"
                  "{\"type\":\"Polygon\",\"coordinates\":[[[110,21],[110,22],[111,22],[111,21],[110,21]],"
                  "[[110.2,21.2],[110.4,21.2],[110.4,21.4],[110.2,21.4],[110.2,21.2]]]}}]}",
                  &err);
    CHECK_TEXT(err.text, "");
    CHECK_EQ(l->part_count, 2);
    CHECK_EQ(l->part_kind[0], GEO_PART_OUTER);
    CHECK_EQ(l->part_kind[1], GEO_PART_INNER);
    for (uint32_t p = 0; p < 2; p++) {
        double area = 0;
        const uint32_t first = l->part_vertex[p], end = l->part_vertex[p + 1];
        CHECK_EQ(end - first, 4);
        for (uint32_t i = first; i < end; i++) {
            const uint32_t j = i + 1 < end ? i + 1 : first;
            area += (double)l->xy[2 * i] * l->xy[2 * j + 1] - (double)l->xy[2 * j] * l->xy[2 * i + 1];
        }
        CHECK(p == 0 ? area > 0 : area < 0);
    }
    CHECK(geo_layer_feature_contains(l, 0, 110.1, 21.1));
    CHECK(!geo_layer_feature_contains(l, 0, 110.3, 21.3));
    CHECK(!geo_layer_feature_contains(l, 0, 112, 21.3));
    const GeoPos anchor = geo_layer_anchor(l, 0);
    CHECK(geo_layer_feature_contains(l, 0, anchor.lon_deg, anchor.lat_deg));
    geo_layer_destroy(l);
}

TEST(broken_rings_are_mended_or_counted_and_the_feature_stays)
{
    GeoLayer *l = load_text("broken.geojson",
                            "{\"type\":\"FeatureCollection\",\"features\":["
                            "{\"type\":\"Feature\",\"properties\":{\"n\":\"unclosed\"},\"geometry\":{\"type\":\"Polygon\","
                            "\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]}},"
                            "{\"type\":\"Feature\",\"properties\":{\"n\":\"repeat\"},\"geometry\":{\"type\":\"Polygon\","
                            "\"coordinates\":[[[2,0],[3,0],[3,0],[3,1],[2,0]]]}},"
                            "{\"type\":\"Feature\",\"properties\":{\"n\":\"spike\"},\"geometry\":{\"type\":\"Polygon\","
                            "\"coordinates\":[[[4,0],[5,0],[5,1],[9,9],[5,1],[4,1],[4,0]]]}},"
                            "{\"type\":\"Feature\",\"properties\":{\"n\":\"bowtie\"},\"geometry\":{\"type\":\"Polygon\","
                            "\"coordinates\":[[[6,0],[7,1],[7,0],[6,1.5],[6,0]]]}},"
                            "{\"type\":\"Feature\",\"properties\":{\"n\":\"two "
                            "points\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[8,0],[9,0],[8,0]]]}},"
                            "{\"type\":\"Feature\",\"properties\":{\"n\":\"null\"},\"geometry\":null}]}",
                            NULL);
    CHECK(l != NULL);
    CHECK_EQ(l->feature_count, 6);
    CHECK_EQ(l->problems[GEO_PROBLEM_RING_CROSSING].count, 1);
    CHECK_EQ(l->problems[GEO_PROBLEM_RING_SHORT].count, 1);
    CHECK(l->problems[GEO_PROBLEM_RING_REPAIRED].count >= 3);
    CHECK_EQ(l->problems[GEO_PROBLEM_NULL_GEOMETRY].count, 2);
    const uint32_t spike = feature_of(l, "n", "spike");
    const uint32_t part = l->feature_part[spike];
    CHECK_EQ(l->part_vertex[part + 1] - l->part_vertex[part], 4);
    CHECK_NEAR(l->extent.north_deg, 1.5, 1e-9);
    geo_layer_destroy(l);
}

static bool count_visit(uint32_t feature, void *arg)
{
    (void)feature;
    ++*(int *)arg;
    return true;
}

TEST(a_query_finds_exactly_the_boxes_that_meet)
{
    const char *path = check_shared("data/world/large/astana_buildings.gpkg");
    if (!path) CHECK_SKIP("no shared data");
    GeoLayer *l = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true, .skip_attributes = true }, NULL);
    CHECK(l != NULL);
    CHECK_EQ(l->column_count, 0);
    const GeoBox box = { 71.40, 51.12, 71.45, 51.15 };
    int expected = 0, found = 0, all = 0;
    for (uint32_t f = 0; f < l->feature_count; f++) {
        const GeoIntBox *b = &l->box[f];
        const double w = l->lon0_deg + b->x_min * l->step_deg, e = l->lon0_deg + b->x_max * l->step_deg;
        const double s = l->lat0_deg + b->y_min * l->step_deg, n = l->lat0_deg + b->y_max * l->step_deg;
        expected += w <= box.east_deg && e >= box.west_deg && s <= box.north_deg && n >= box.south_deg;
    }
    geo_layer_query(l, box, count_visit, &found);
    geo_layer_query(l, l->extent, count_visit, &all);
    CHECK(expected > 1000);
    CHECK_EQ(found, expected);
    CHECK_EQ(all, l->feature_count);
    geo_layer_destroy(l);
}

TEST(only_features_equal_in_place_and_attributes_are_duplicates)
{
    static const char text[] = "id,lon,lat\n1,110,21\n1,110,21\n2,110,21\n1,110,22\n1,110,21\n";
    const char *path = check_temporary("twice.csv");
    CHECK(file_replace(path, text, strlen(text), NULL));
    GeoLayer *l = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true, .drop_duplicates = true }, NULL);
    CHECK(l != NULL);
    CHECK_EQ(l->feature_count, 3);
    CHECK_EQ(l->problems[GEO_PROBLEM_DUPLICATE].count, 2);
    geo_layer_destroy(l);
}

// Found by the fuzzer.
TEST(a_query_of_the_whole_world_leaves_out_features_without_geometry)
{
    GeoLayer *l =
        load_text("world.geojson",
                  "{\"type\":\"FeatureCollection\",\"features\":["
                  "{\"type\":\"Feature\",\"properties\":{\"a\":1},\"geometry\":{\"type\":\"Point\",\"coordinates\":[110,21]}},"
                  "{\"type\":\"Feature\",\"properties\":{\"a\":2},\"geometry\":null}]}",
                  NULL);
    CHECK(l != NULL);
    int found = 0;
    geo_layer_query(l, (GeoBox){ -400, -100, 400, 100 }, count_visit, &found);
    CHECK_EQ(l->feature_count, 2);
    CHECK_EQ(found, 1);
    geo_layer_destroy(l);
}

TEST(columns_keep_type_null_and_text_that_is_a_number)
{
    GeoLayer *l = load_text("columns.geojson",
                            "{\"type\":\"FeatureCollection\",\"features\":["
                            "{\"type\":\"Feature\",\"properties\":{\"i\":1,\"r\":1.5,\"t\":\"12 "
                            "层\",\"b\":true,\"big\":5000000000},\"geometry\":{\"type\":\"Point\",\"coordinates\":[0,0]}},"
                            "{\"type\":\"Feature\",\"properties\":{\"i\":null,\"r\":2,\"t\":\"x\",\"b\":false,\"big\":1},"
                            "\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,1]}}]}",
                            NULL);
    CHECK(l != NULL);
    const uint32_t row = feature_of(l, "t", "x"), other = 1 - row;
    double v = 0;
    CHECK_EQ(l->columns[geo_layer_column(l, "I")].type, GEO_FIELD_INT);
    CHECK_EQ(l->columns[geo_layer_column(l, "r")].type, GEO_FIELD_REAL);
    CHECK_EQ(l->columns[geo_layer_column(l, "b")].type, GEO_FIELD_BOOL);
    CHECK(l->columns[geo_layer_column(l, "big")].i64 != NULL);
    CHECK(!geo_column_number(&l->columns[geo_layer_column(l, "i")], row, &v));
    CHECK(geo_column_number(&l->columns[geo_layer_column(l, "t")], other, &v));
    CHECK_NEAR(v, 12, 0);
    CHECK(!geo_column_number(&l->columns[geo_layer_column(l, "t")], row, &v));
    geo_layer_destroy(l);
}

TEST(projected_coordinates_land_where_cs2cs_says)
{
    const char *path = check_shared("data/world/vector/nybb_16a_shp.zip"); // EPSG:2263, US feet
    if (!path) CHECK_SKIP("no shared data");
    Err err = { 0 };
    GeoLayer *l = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, &err);
    CHECK_TEXT(err.text, "");
    CHECK_EQ(l->feature_count, 5);
    // ogr2ogr -t_srs EPSG:4326, ogrinfo: -74.255591, 40.496115 to -73.700009, 40.915533
    CHECK_NEAR(l->extent.west_deg, -74.255591, 2e-6);
    CHECK_NEAR(l->extent.south_deg, 40.496115, 2e-6);
    CHECK_NEAR(l->extent.east_deg, -73.700009, 2e-6);
    CHECK_NEAR(l->extent.north_deg, 40.915533, 2e-6);
    geo_layer_destroy(l);
}

TEST(a_missing_crs_asks_for_it_and_crs_answers)
{
    const char *path = check_shared("data/world/vector/storms_xyzm_shp.zip");
    if (!path) CHECK_SKIP("no shared data");
    Err err = { 0 };
    CHECK(!geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, &err));
    CHECK_EQ(err.code, ERR_CRS);
    CHECK(strstr(err.text, "crs=") != NULL);
    GeoLayer *l = geo_layer_load(&(GeoLayerDesc){ .source = path, .crs = "EPSG:4326", .no_cache = true }, &err);
    CHECK(l != NULL);
    CHECK_EQ(l->feature_count, 71);
    CHECK_EQ(l->kind, GEO_GEOMETRY_LINE);
    geo_layer_destroy(l);
}

TEST(a_file_that_is_not_there_or_empty_or_rubbish_says_so)
{
    Err err = { 0 };
    CHECK(!geo_layer_load(&(GeoLayerDesc){ .source = "/nowhere/at/all.gpkg" }, &err));
    CHECK_EQ(err.code, ERR_IO);
    CHECK(!load_text("empty.gpkg", "", &err));
    CHECK_EQ(err.code, ERR_FORMAT);
    CHECK(!load_text("rubbish.gpkg", "this is no GeoPackage at all, not even nearly", &err));
    CHECK(err.code == ERR_FORMAT);
    CHECK(strstr(err.text, "rubbish.gpkg") != NULL);
}
