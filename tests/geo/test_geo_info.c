// SPDX-License-Identifier: Apache-2.0
// test_geo_info.c - the stable JSON of `info` and its text.
#include "check.h"
#include "base/file.h"
#include "geo/geo_info.h"
#include <json-c/json.h>
#include <stdlib.h>

static const char *write_text(const char *name, const char *text)
{
    const char *path = check_temporary(name);
    CHECK(file_replace(path, text, strlen(text), NULL));
    return path;
}

static struct json_object *info_json(const char *path, Err *err)
{
    Str out = { 0 };
    str_add(&out, "{\"layers\":[");
    if (!geo_info(path, &(GeoInfoDesc){ 0 }, true, &out, err)) {
        CHECK_TEXT(out.text, "{\"layers\":[");
        str_finish(&out);
        return NULL;
    }
    str_add(&out, "],\"models\":[]}");
    struct json_object *object = json_tokener_parse(out.text);
    CHECK(object != NULL);
    str_finish(&out);
    return object;
}

static struct json_object *member(struct json_object *object, const char *key)
{
    struct json_object *value = NULL;
    CHECK(json_object_object_get_ex(object, key, &value));
    return value;
}

TEST(info_json_has_the_promised_members)
{
    const char *path = write_text(
        "info.geojson", "{\"type\":\"FeatureCollection\",\"name\":\"房屋\",\"features\":[{\"type\":\"Feature\",\"properties\":{"
                        "\"层数\":3,\"h\":1.5,\"t\":\"甲\"},"
                        "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[110,21],[111,21],[111,22],[110,22]]]}}]}");
    struct json_object *root = info_json(path, NULL), *layers = member(root, "layers");
    CHECK_EQ(json_object_array_length(layers), 1);
    struct json_object *layer = json_object_array_get_idx(layers, 0);
    CHECK_TEXT(json_object_get_string(member(layer, "source")), path);
    CHECK_TEXT(json_object_get_string(member(layer, "name")), "房屋");
    CHECK_EQ(json_object_get_int(member(layer, "feature_count")), 1);
    CHECK_TEXT(json_object_get_string(member(layer, "geometry")), "area");
    CHECK_TEXT(json_object_get_string(member(layer, "crs")), "EPSG:4326");
    struct json_object *extent = member(layer, "extent"), *fields = member(layer, "fields"),
                       *problems = member(layer, "problems");
    CHECK_NEAR(json_object_get_double(json_object_array_get_idx(extent, 0)), 110, 1e-9);
    CHECK_NEAR(json_object_get_double(json_object_array_get_idx(extent, 3)), 22, 1e-9);
    CHECK_EQ(json_object_array_length(fields), 3);
    CHECK_TEXT(json_object_get_string(member(json_object_array_get_idx(fields, 0), "name")), "层数");
    CHECK_TEXT(json_object_get_string(member(json_object_array_get_idx(fields, 0), "type")), "integer");
    CHECK_EQ(json_object_array_length(problems), 1);
    CHECK_TEXT(json_object_get_string(member(json_object_array_get_idx(problems, 0), "kind")), "ring_repaired");
    CHECK_EQ(json_object_get_int(member(json_object_array_get_idx(problems, 0), "count")), 1);
    json_object_put(root);
}

TEST(info_of_a_file_with_several_tables_lists_them_all)
{
    const char *path = check_shared("data/world/vector/KML_Samples.kml");
    if (!path) CHECK_SKIP("no shared data");
    Err err = { 0 };
    struct json_object *root = info_json(path, &err);
    CHECK_TEXT(err.text, "");
    CHECK_EQ(json_object_array_length(member(root, "layers")), 10);
    json_object_put(root);
}

TEST(info_of_a_raster_says_what_it_is)
{
    const char *path = check_shared("data/world/weather/stageiv_radar_precip_xyt.nc");
    if (!path) CHECK_SKIP("no shared data");
    const char *dem = check_shared("data/world/dem");
    CHECK(dem != NULL);
    Str out = { 0 };
    Err err = { 0 };
    const bool ok = geo_info(path, &(GeoInfoDesc){ .crs = "EPSG:4326" }, false, &out, &err);
    CHECK(ok || err.text[0]);
    str_finish(&out);
}

TEST(info_of_a_file_without_a_crs_says_all_but_where_it_lies)
{
    const char *path = check_shared("data/world/vector/storms_xyzm_shp.zip");
    if (!path) CHECK_SKIP("no shared data");
    Err err = { 0 };
    struct json_object *root = info_json(path, &err);
    CHECK(root != NULL);
    CHECK_TEXT(err.text, "");
    struct json_object *layer = json_object_array_get_idx(member(root, "layers"), 0);
    CHECK_EQ(json_object_get_int(member(layer, "feature_count")), 71); // ogrinfo's figures
    CHECK_TEXT(json_object_get_string(member(layer, "geometry")), "line");
    CHECK(member(layer, "crs") == NULL);
    CHECK_NEAR(json_object_get_double(json_object_array_get_idx(member(layer, "extent"), 0)), -102.2, 1e-9);
    CHECK_NEAR(json_object_get_double(json_object_array_get_idx(member(layer, "extent"), 3)), 59.5, 1e-9);
    struct json_object *problem = json_object_array_get_idx(member(layer, "problems"), 0);
    CHECK_TEXT(json_object_get_string(member(problem, "kind")), "crs_missing");
    CHECK(strstr(json_object_get_string(member(problem, "text")), "crs=") != NULL);
    json_object_put(root);
    // A city still asks for it.
    CHECK(geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, &err) == NULL);
    CHECK_EQ(err.code, ERR_CRS);
    // With crs= it is an ordinary layer.
    Str out = { 0 };
    CHECK(geo_info(path, &(GeoInfoDesc){ .crs = "EPSG:4326" }, true, &out, &err));
    CHECK(strstr(out.text, "crs_missing") == NULL);
    str_finish(&out);
}

TEST(info_of_plane_coordinates_without_a_crs_is_in_their_own_units)
{
    const char *path = write_text("plane.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"n\":1},"
                                                   "\"geometry\":{\"type\":\"Point\",\"coordinates\":[443210.5,2345678]}}]}");
    Str out = { 0 };
    Err err = { 0 };
    CHECK(geo_info(path, &(GeoInfoDesc){ 0 }, false, &out, &err));
    CHECK(strstr(out.text, "443210.5") != NULL && strstr(out.text, "n  integer") != NULL && strstr(out.text, "crs_missing") != NULL);
    str_finish(&out);
}

TEST(info_of_a_missing_or_broken_file_gives_the_reason_and_no_output)
{
    Err err = { 0 };
    CHECK(!info_json("/nowhere/x.gpkg", &err));
    CHECK_EQ(err.code, ERR_IO);
    const char *path = write_text("broken.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"prop");
    CHECK(!info_json(path, &err));
    CHECK(strstr(err.text, "broken.geojson") != NULL);
}
