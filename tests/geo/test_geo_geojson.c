// SPDX-License-Identifier: Apache-2.0
// test_geo_geojson.c - our own GeoJSON reader gives what OGR gives: counts, types, geometry, values, nulls, ids, CRS; and refuses
// what it cannot.
#include "check.h"
#include "base/file.h"
#include "base/str.h"
#include "geo/geo_geojson.h"
#include "geo/geo_layer.h"
#include "geo/geo_source.h"
#include <stdlib.h>

static JobPool *pool(void)
{
    static JobPool *made;
    if (!made) made = job_pool_create(2);
    return made;
}

// A condition makes the own reader pass, so that OGR reads the same file.
static GeoLayer *load(const char *path, bool by_ogr, Err *err)
{
    return geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true, .pool = pool(), .where = by_ogr ? "1=1" : NULL },
                          err);
}

static void check_equal_layers(const GeoLayer *a, const GeoLayer *b)
{
    CHECK_TEXT(a->name, b->name);
    CHECK_EQ(a->feature_count, b->feature_count);
    CHECK_EQ(a->part_count, b->part_count);
    CHECK_EQ(a->vertex_count, b->vertex_count);
    CHECK_EQ(a->kind, b->kind);
    CHECK_EQ(a->has_z, b->has_z);
    CHECK_EQ(a->column_count, b->column_count);
    CHECK(memcmp(a->part_kind, b->part_kind, a->part_count) == 0);
    CHECK(memcmp(a->feature_part, b->feature_part, (a->feature_count + 1) * sizeof(uint32_t)) == 0);
    for (uint32_t f = 0; f < a->feature_count; f++) CHECK_EQ(a->fid[f], b->fid[f]);
    for (uint32_t v = 0; v < a->vertex_count; v++) {
        const GeoPos p = geo_layer_position(a, v), q = geo_layer_position(b, v);
        CHECK_NEAR(p.lon_deg, q.lon_deg, 2e-7);
        CHECK_NEAR(p.lat_deg, q.lat_deg, 2e-7);
        CHECK_NEAR(p.h_m, q.h_m, 1e-6);
    }
    for (int c = 0; c < a->column_count; c++) {
        const int d = geo_layer_column(b, a->columns[c].name);
        CHECK(d >= 0);
        if (a->columns[c].type != b->columns[d].type) fprintf(stderr, "column %s\n", a->columns[c].name);
        CHECK_EQ(a->columns[c].type, b->columns[d].type);
        for (uint32_t f = 0; f < a->feature_count; f++) {
            char x[4000], y[4000];
            const bool has_x = geo_column_text(&a->columns[c], f, x, sizeof x),
                       has_y = geo_column_text(&b->columns[d], f, y, sizeof y);
            CHECK_EQ(has_x, has_y);
            CHECK_TEXT(x, y);
        }
    }
}

static void check_same_as_ogr(const char *path)
{
    Err err = { 0 };
    GeoLayer *own = load(path, false, &err), *ogr = load(path, true, &err);
    CHECK_TEXT(err.text, "");
    CHECK(own && ogr);
    check_equal_layers(own, ogr);
    geo_layer_destroy(own);
    geo_layer_destroy(ogr);
}

// The own reader took it: asked directly, without the fall-back.
static bool own_reader_takes(const char *path)
{
    GeoLayerDesc desc = { .source = path, .no_cache = true };
    GeoSink sink;
    geo_sink_init(&sink, &desc);
    Err err = { 0 };
    const bool ok = geo_source_geojson.read(&sink, &err);
    geo_sink_finish(&sink);
    return ok;
}

static const char *write_text(const char *name, const char *text)
{
    const char *path = check_temporary(name);
    CHECK(file_replace(path, text, strlen(text), NULL));
    return path;
}

#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"
#define FEATURE(properties, geometry) "{\"type\":\"Feature\",\"properties\":" properties ",\"geometry\":" geometry "}"
#define POINT "{\"type\":\"Point\",\"coordinates\":[110.25,21.5]}"

TEST(all_kinds_of_geometry_are_as_ogr_reads_them)
{
    const char *path =
        write_text(
            "kinds.geojson",
            COLLECTION(
                FEATURE("{\"k\":1}", POINT) ",\n" FEATURE("{\"k\":2}", "{\"coordinates\":[[1,2],[3,4],[5,6]],\"type\":"
                                                                       "\"LineString\"}") "," FEATURE("{\"k\":3}", "{\"type\":"
                                                                                                                   "\"Polygon\","
                                                                                                                   "\"coordinates"
                                                                                                                   "\":[[[0,0],["
                                                                                                                   "4,0],[4,4],["
                                                                                                                   "0,4],[0,0]],["
                                                                                                                   "[1,1],[2,1],["
                                                                                                                   "2,2],[1,2],["
                                                                                                                   "1,1]]]}") "," FEATURE("{\"k\":4}", "{\"type\":\"MultiPoint\",\"coordinates\":[[1.5,2.5],[3.5,4.5]]}") "," FEATURE("{\"k\":5}", "{\"type\":\"MultiLineString\",\"coordinates\":[[[1,2],[3,4]],[[5,6],[7,8]]]}") "," FEATURE(
                    "{\"k\":6}", "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[10,0],[14,0],[14,4],[10,0]]],[[[20,0],[24,0],["
                                 "24,4],[20,0]]]]}") "," FEATURE("{\"k\":7}", "{\"type\":\"GeometryCollection\",\"geometries\":"
                                                                              "[" POINT
                                                                              ",{\"type\":\"LineString\",\"coordinates\":[[8,8],["
                                                                              "9,9]]}]}") "," FEATURE("{\"k\":8}",
                                                                                                      "null") "," FEATURE("{\"k\""
                                                                                                                          ":9}",
                                                                                                                          "{\"typ"
                                                                                                                          "e\":"
                                                                                                                          "\"Poly"
                                                                                                                          "gon\","
                                                                                                                          "\"coor"
                                                                                                                          "dinate"
                                                                                                                          "s\":[]"
                                                                                                                          "}") "," FEATURE("{\"k\":10}",
                                                                                                                                           "{\"type\":\"Polygon\",\"bbox\":[0,0,1,1],\"coordinates\":[[[30,0,5.5],[34,0,5.5],[34,4,6],[30,0,5.5]]]}")));
    CHECK(own_reader_takes(path));
    check_same_as_ogr(path);
}

TEST(all_kinds_of_values_are_as_ogr_reads_them)
{
    const char *path = write_text(
        "values.geojson",
        COLLECTION(FEATURE(
            "{\"i\":1,\"big\":12345678901,\"r\":1.25e3,\"mixed\":1,\"t\":\"湛江 \\u6e5b\\ud83d\\ude00 "
            "\\\"q\\\"\\n\",\"b\":true,\"n\":null,\"o\":{\"a\": "
            "1,\"b\":[1,2.5,\"x\"]},\"l\":[1,2,3],\"e\":[],\"d\":\"2024-02-29\",\"dt\":\"2024-02-29T12:30:00Z\"}",
            POINT) "," FEATURE("{\"i\":-7,\"r\":0.1,\"mixed\":\"two\",\"b\":false,\"late\":5,\"l\":[4],\"d\":\"1999-12-31\","
                               "\"real_later\":1}",
                               POINT) "," FEATURE("null", POINT) "," FEATURE("{}", POINT) "," FEATURE("{\"late\":6.5,\"real_"
                                                                                                      "later\":1.5,\"i\":null}",
                                                                                                      POINT)));
    CHECK(own_reader_takes(path));
    check_same_as_ogr(path);
}

TEST(ids_of_features_and_of_properties_are_as_ogr_takes_them)
{
    const char *numbers =
        write_text("ids1.geojson", COLLECTION("{\"type\":\"Feature\",\"id\":17,\"properties\":{\"a\":1},\"geometry\":" POINT "},"
                                              "{\"type\":\"Feature\",\"id\":3,\"properties\":{\"a\":2},\"geometry\":" POINT "}"));
    check_same_as_ogr(numbers);
    const char *texts = write_text(
        "ids2.geojson", COLLECTION("{\"type\":\"Feature\",\"id\":\"w17\",\"properties\":{\"a\":1},\"geometry\":" POINT "},"
                                   "{\"id\":\"w3\",\"type\":\"Feature\",\"properties\":{\"a\":2},\"geometry\":" POINT "}"));
    check_same_as_ogr(texts);
    const char *properties =
        write_text("ids3.geojson", COLLECTION(FEATURE("{\"id\":40,\"a\":1}", POINT) "," FEATURE("{\"id\":41,\"a\":1}", POINT)));
    check_same_as_ogr(properties);
}

TEST(the_crs_member_is_heeded_and_coordinates_without_one_must_look_like_degrees)
{
    Err err = { 0 };
    const char *path = write_text(
        "crs.geojson", "{\"type\":\"FeatureCollection\",\"name\":\"n1\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
                       "\"urn:ogc:def:crs:EPSG::4546\"}},\"features\":[" FEATURE(
                           "{\"a\":1}", "{\"type\":\"Point\",\"coordinates\":[433578.319,2353105.519]}") "]}");
    GeoLayer *l = load(path, false, &err);
    CHECK(l != NULL);
    CHECK_NEAR(geo_layer_position(l, 0).lon_deg, 110.36, 1e-8);
    CHECK_NEAR(geo_layer_position(l, 0).lat_deg, 21.27, 1e-8);
    CHECK_TEXT(l->name, "n1");
    CHECK_TEXT(l->crs_name, "EPSG:4546");
    geo_layer_destroy(l);
    const char *bare = write_text(
        "bare.geojson", COLLECTION(FEATURE("{\"a\":1}", "{\"type\":\"Point\",\"coordinates\":[433578.319,2353105.519]}")));
    CHECK(!load(bare, false, &err));
    CHECK_EQ(err.code, ERR_CRS);
    l = geo_layer_load(&(GeoLayerDesc){ .source = bare, .no_cache = true, .crs = "EPSG:4546" }, &err);
    CHECK(l != NULL);
    CHECK_NEAR(geo_layer_position(l, 0).lon_deg, 110.36, 1e-8);
    geo_layer_destroy(l);
}

TEST(what_is_unusual_is_left_to_ogr)
{
    static const char *const unusual[] = {
        COLLECTION("{\"type\":\"Feature\",\"foreign\":1,\"properties\":{},\"geometry\":null}"),
        COLLECTION(FEATURE("{\"a\":NaN}", "null")),
        COLLECTION(FEATURE("{\"a\":1}", "{\"type\":\"Circle\",\"coordinates\":[1,2]}")),
        COLLECTION(FEATURE("{\"a\":1}", "{\"type\":\"Point\",\"coordinates\":[1]}")),
        COLLECTION(FEATURE("{\"a\":\"\\ud800\"}", "null")),
        COLLECTION(FEATURE("{\"a\":1}", POINT) ","),
        "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE("{\"a\":1}", POINT),
        "{\"type\":\"Topology\",\"objects\":{}}",
        "[]",
        "{",
        "",
        "{\"type\":\"FeatureCollection\",\"features\":[],\"crs\":null}",
    };
    for (size_t i = 0; i < sizeof unusual / sizeof *unusual; i++) {
        const char *path = write_text("unusual.geojson", unusual[i]);
        if (own_reader_takes(path)) fprintf(stderr, "took %s\n", unusual[i]);
        CHECK(!own_reader_takes(path));
    }
}

TEST(real_files_are_as_ogr_reads_them)
{
    static const char *const files[] = { "data/world/vector/countries.geojson",
                                         "data/world/vector/london_cycle_hire.geojson",
                                         "data/world/large/astana_buildings.geojson.gz",
                                         "data/world/large/firenze_buildings.geojsonl.gz",
                                         "data/zhanjiang/coast/gshhg_f_land.geojson",
                                         "data/zhanjiang/admin/echarts_cities_zhanjiang_counties_gcj02.geojson",
                                         "data/zhanjiang/typhoon/cma_tracks_within_150km_zhanjiang_1949_2024.geojson" };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const char *path = check_shared(files[i]);
        if (!path) CHECK_SKIP("no shared data");
        char copy[1024];
        snprintf(copy, sizeof copy, "%s", path);
        fprintf(stderr, "%s: own reader %s\n", files[i], own_reader_takes(copy) ? "takes it" : "passes");
        check_same_as_ogr(copy);
    }
}

TEST(a_file_of_many_pieces_is_read_whole_whatever_stands_at_the_cuts)
{
    Str s = { 0 };
    str_add(&s, "{\"type\":\"FeatureCollection\",\"features\":[");
    const int count = 60000;
    for (int i = 0; i < count; i++) {
        // Text and nested objects that look like features, so that cuts in the wrong places are tried.
        str_printf(&s,
                   "%s{\"type\":\"Feature\",\"properties\":{\"i\":%d,\"t\":\"},{\\\"type\\\":\\\"Feature\\\"\",\"pad\":\"%0*d\"},"
                   "\"geometry\":{\"type\":\"Point\",\"coordinates\":[%.6f,%.6f]}}",
                   i ? "," : "", i, 20 + i % 50, i, 100 + i * 1e-4, 20 + i % 100 * 1e-3);
    }
    str_add(&s, "]}");
    CHECK(s.length > 8 << 20);
    const char *path = check_temporary("pieces.geojson");
    CHECK(file_replace(path, s.text, s.length, NULL));
    str_finish(&s);
    CHECK(own_reader_takes(path));
    GeoLayer *l = load(path, false, NULL);
    CHECK(l != NULL);
    CHECK_EQ(l->feature_count, count);
    int64_t sum = 0;
    for (uint32_t f = 0; f < l->feature_count; f++) {
        double v = 0;
        CHECK(geo_column_number(&l->columns[geo_layer_column(l, "i")], f, &v));
        CHECK_EQ(l->fid[f], (int64_t)v);
        sum += (int64_t)v;
    }
    CHECK_EQ(sum, (int64_t)count * (count - 1) / 2);
    geo_layer_destroy(l);
}
