// SPDX-License-Identifier: Apache-2.0
// test_live_bind.c - keys to features by attribute, place and model, and back.
#include "assets/asset_fixture.h"
#include "base/file.h"
#include "check.h"
#include "core/live_bind.h"
#include "geo/make_layer.h"
#include <stdlib.h>

#define BOX(w, s, e, n)                                                                         \
    "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[" #w "," #s "],[" #e "," #s "],[" #e \
    "," #n "],[" #w "," #n "],[" #w "," #s "]]]}}"
static const char districts[] =
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"id\":11,\"properties\":{\"code\":\"hkq\",\"n\":7}," BOX(
        110.0, 21.0, 110.2,
        21.2) ","
              "{\"type\":\"Feature\",\"id\":12,\"properties\":{\"code\":\"xs\",\"n\":8}," BOX(
                  110.2, 21.0, 110.4, 21.2) ","
                                            "{\"type\":\"Feature\",\"id\":13,\"properties\":{"
                                            "\"code\":null,\"n\":9}," BOX(110.05, 21.05, 110.06,
                                                                          21.06) "]}";

static GeoLayer *load(const char *text)
{
    Err err = { 0 };
    const char *path = check_temporary("bind.geojson");
    setenv("XDG_CACHE_HOME", check_temporary("cache"), 1);
    geo_init();
    CHECK(file_replace(path, text, strlen(text), &err));
    GeoLayer *layer = geo_layer_load(&(GeoLayerDesc){ .source = path, .no_cache = true }, &err);
    if (!layer) fprintf(stderr, "%s\n", err.text);
    CHECK(layer);
    return layer;
}

static uint32_t row_of(const GeoLayer *layer, double n)
{
    const int column = geo_layer_column(layer, "n");
    for (uint32_t i = 0; i < layer->feature_count; i++) {
        double value = 0;
        if (geo_column_number(&layer->columns[column], i, &value) && value == n) return i;
    }
    return UINT32_MAX;
}

TEST(a_template_gives_each_feature_its_key_and_counts_those_without)
{
    GeoLayer *layer = load(districts);
    Keys *keys = keys_create(0);
    LiveBind *bind = live_bind_create(keys);
    LiveBindCount count;
    LiveBinding out[4];
    Err err = { 0 };
    const int rule = live_bind_attributes(bind, 5, layer, "air.{code}.pm25", &count, &err);
    CHECK(rule > 0);
    CHECK_EQ(count.bound, 2);
    CHECK_EQ(count.unresolved, 1);
    const uint32_t key = keys_find(keys, "air.hkq.pm25", 12);
    CHECK(key != 0);
    CHECK_EQ(live_bind_of_key(bind, key, out, 4), 1);
    CHECK_EQ(out[0].feature, row_of(layer, 7));
    CHECK_EQ(out[0].layer_id, 5);
    CHECK_EQ(live_bind_key(bind, 5, row_of(layer, 7), rule), key);
    CHECK_EQ(live_bind_key(bind, 5, row_of(layer, 9), rule), 0);
    CHECK_EQ(live_bind_key(bind, 6, row_of(layer, 7), rule), 0);
    // a second quantity of the same features, by two attributes
    const int second = live_bind_attributes(bind, 5, layer, "{n}/{fid}/t", &count, &err);
    CHECK_EQ(count.bound, 3);
    CHECK_TEXT(keys_text(keys, live_bind_key(bind, 5, row_of(layer, 8), second)), "8/12/t");
    CHECK_EQ(live_bind_of_feature(bind, 5, row_of(layer, 7), out, 4), 2);
    CHECK_EQ(live_bind_count(bind), 5);
    live_bind_forget(bind, 5);
    CHECK_EQ(live_bind_count(bind), 0);
    CHECK_EQ(live_bind_of_key(bind, key, out, 4), 0);
    CHECK_EQ(live_bind_of_feature(bind, 5, row_of(layer, 7), out, 4), 0);
    live_bind_destroy(bind);
    keys_destroy(keys);
    geo_layer_destroy(layer);
}

TEST(a_wrong_template_says_what_and_where)
{
    GeoLayer *layer = load(districts);
    Keys *keys = keys_create(0);
    LiveBind *bind = live_bind_create(keys);
    Err err = { 0 };
    CHECK_EQ(live_bind_attributes(bind, 1, layer, "air.{cod}.x", NULL, &err), 0);
    CHECK_EQ(err.code, ERR_NOT_FOUND);
    CHECK(strstr(err.text, "'cod'") && strstr(err.text, "'code'"));
    CHECK_EQ(live_bind_attributes(bind, 1, layer, "air.{code", NULL, &err), 0);
    CHECK(strstr(err.text, "column 5"));
    CHECK_EQ(live_bind_attributes(bind, 1, layer, "", NULL, &err), 0);
    CHECK_EQ(err.code, ERR_FORMAT);
    CHECK_EQ(live_bind_count(bind), 0);
    live_bind_destroy(bind);
    keys_destroy(keys);
    geo_layer_destroy(layer);
}

TEST(a_place_belongs_to_the_smallest_feature_around_it_else_to_the_nearest)
{
    GeoLayer *layer = load(districts);
    uint32_t feature = 99;
    CHECK(live_bind_nearest(layer, 110.055, 21.055, 0, &feature));
    CHECK_EQ(feature, row_of(layer, 9));
    CHECK(live_bind_nearest(layer, 110.3, 21.1, 0, &feature));
    CHECK_EQ(feature, row_of(layer, 8));
    // 0.001 degree east of it is 103.8 m at 21.1 N (geod: 103.89)
    feature = 99;
    CHECK(!live_bind_nearest(layer, 110.401, 21.1, 100, &feature));
    CHECK_EQ(feature, 99);
    CHECK(live_bind_nearest(layer, 110.401, 21.1, 107, &feature));
    CHECK_EQ(feature, row_of(layer, 8));
    CHECK(live_bind_nearest(layer, 110.7, 21.1, 50000, &feature));
    CHECK_EQ(feature, row_of(layer, 8));
    CHECK(!live_bind_nearest(layer, NAN, 21.1, 50000, &feature));
    char group[64];
    CHECK(live_bind_group(layer, geo_layer_column(layer, "code"), 110.1, 21.1, group));
    CHECK_TEXT(group, "hkq");
    CHECK(!live_bind_group(layer, geo_layer_column(layer, "code"), 111, 21.1, group));
    CHECK(live_bind_cell(0.05, 110.43, 21.2, group));
    CHECK_TEXT(group, "110.40,21.20");
    CHECK(live_bind_cell(0.05, -0.01, -0.01, group));
    CHECK_TEXT(group, "-0.05,-0.05");
    CHECK(!live_bind_cell(0, 110, 21, group));
    geo_layer_destroy(layer);
}

TEST(keys_with_places_are_bound_and_those_far_off_are_counted)
{
    GeoLayer *layer = load(districts);
    Keys *keys = keys_create(0);
    LiveBind *bind = live_bind_create(keys);
    LiveBindCount count;
    LiveBinding out[4];
    const LiveBindPlace places[] = { { keys_intern(keys, "a", 1), 110.1, 21.1 },
                                     { keys_intern(keys, "b", 1), 110.15, 21.1 },
                                     { keys_intern(keys, "c", 1), 115, 21.1 },
                                     { 0, 110.1, 21.1 } };
    CHECK(live_bind_places(bind, 3, layer, &(LiveBindPlaces){ places, 4, 1000 }, &count, NULL) > 0);
    CHECK_EQ(count.bound, 2);
    CHECK_EQ(count.unresolved, 2);
    CHECK_EQ(live_bind_of_feature(bind, 3, row_of(layer, 7), out, 4), 2);
    CHECK_EQ(live_bind_of_key(bind, places[1].key, out, 4), 1);
    CHECK_EQ(live_bind_of_key(bind, places[2].key, out, 4), 0);
    live_bind_destroy(bind);
    keys_destroy(keys);
    geo_layer_destroy(layer);
}

TEST(the_nearest_of_100000_points_is_the_one_that_a_search_of_all_finds)
{
    MakeLayer m = { 0 };
    uint32_t seed = 7, feature = 0;
    for (int i = 0; i < 100000; i++) {
        make_layer_feature(&m);
        make_layer_part(&m, GEO_PART_POINT);
        seed = seed * 1664525u + 1013904223u;
        const double lon = 110 + (seed >> 8) / 16777216.0;
        seed = seed * 1664525u + 1013904223u;
        make_layer_vertex(&m, lon, 21 + (seed >> 8) / 16777216.0);
    }
    GeoLayer *layer = make_layer_finish(&m, NULL);
    for (int i = 0; i < 20; i++) {
        const double lon = 110.03 + i * 0.047, lat = 21.9 - i * 0.041;
        double best_m = 1e9;
        for (uint32_t v = 0; v < layer->vertex_count; v++) {
            const GeoPos p = geo_layer_position(layer, v);
            const double x = (p.lon_deg - lon) * cos(lat * DVEC_RAD_FROM_DEG), y = p.lat_deg - lat;
            best_m = fmin(best_m, hypot(x, y) * 111195);
        }
        CHECK(live_bind_nearest(layer, lon, lat, 5000, &feature));
        const GeoPos p =
            geo_layer_position(layer, layer->part_vertex[layer->feature_part[feature]]);
        const double x = (p.lon_deg - lon) * cos(lat * DVEC_RAD_FROM_DEG), y = p.lat_deg - lat;
        CHECK_NEAR(hypot(x, y) * 111195, best_m, 0.01 * best_m);
    }
    geo_layer_destroy(layer);
}

TEST(a_sensor_of_a_model_is_bound_to_itself_and_to_its_space)
{
    static const char more[] =
        "#950=IFCSENSOR('0000000000000000000950',$,'S1',$,$,$,$,$,.TEMPERATURESENSOR.);\n"
        "#951=IFCRELCONTAINEDINSPATIALSTRUCTURE('c9',$,$,$,(#950),#14);\n"
        "#952=IFCPROPERTYSINGLEVALUE('Key',$,IFCIDENTIFIER('ioc/F1/01/temperature'),$);\n"
        "#953=IFCPROPERTYSET('s9',$,'Citymirror',$,(#952));\n"
        "#954=IFCRELDEFINESBYPROPERTIES('d9',$,$,$,(#950),#953);\n";
    static const char house[] = FIXTURE_HOUSE;
    char text[sizeof house + sizeof more];
    const char *end = strstr(house, "ENDSEC;\nEND-ISO");
    CHECK(end);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(end - house), house, more, end);
    Asset *asset = fixture_load("bind.ifc", text);
    Keys *keys = keys_create(0);
    LiveBind *bind = live_bind_create(keys);
    LiveBindCount count;
    LiveBinding out[4];
    Err err = { 0 };
    CHECK(live_bind_model(bind, 9, asset, NULL, &count, &err) > 0);
    CHECK_EQ(count.bound, 1);
    const uint32_t key = keys_find(keys, "ioc/F1/01/temperature", 21);
    CHECK(key);
    CHECK_EQ(live_bind_of_key(bind, key, out, 4), 2);
    CHECK_EQ(out[1].feature, fixture_object(asset, "S1"));
    CHECK_EQ(out[0].feature,
             fixture_object(asset, "S1") >= 0 ? asset->objects[out[1].feature].parent : -1);
    CHECK_EQ(asset->objects[out[0].feature].kind, ASSET_OBJECT_SPACE);
    CHECK_EQ(live_bind_model(bind, 9, asset, "Key", &count, &err), 0);
    CHECK(strstr(err.text, "SET.NAME"));
    live_bind_destroy(bind);
    keys_destroy(keys);
    asset_destroy(asset);
}
