// SPDX-License-Identifier: Apache-2.0
// test_geo_demo.c - the demo city: same seed, same bytes; true sizes; nothing built in water, on roads or on another house.
#include "base/file.h"
#include "base/str.h"
#include "check.h"
#include "geo/geo_demo.h"
#include "geo/geo_demo_city.h"
#include "geo/geo_layer.h"
#include <stdlib.h>

#define BUILDINGS 6000

static GeoDemoSite demo_site;

// One city for all tests: written once.
static const char *demo_folder(void)
{
    static char folder[600];
    if (folder[0]) return folder;
    Err err = { 0 };
    geo_init();
    snprintf(folder, sizeof folder, "%s", check_temporary("demo"));
    const bool ok = geo_demo_write(
        &(GeoDemoDesc){ .folder = folder, .buildings = BUILDINGS, .site = &demo_site }, &err);
    if (!ok) fprintf(stderr, "%s\n", err.text);
    CHECK(ok);
    return folder;
}

static GeoLayer *demo_layer(const char *table)
{
    Err err = { 0 };
    char path[700];
    snprintf(path, sizeof path, "%s/zhanjiang.gpkg", demo_folder());
    GeoLayer *layer = geo_layer_load(&(GeoLayerDesc){ .source = path, .table = table, .no_cache = true }, &err);
    if (!layer) fprintf(stderr, "%s: %s\n", table, err.text);
    CHECK(layer != NULL);
    return layer;
}

static double number(const GeoLayer *layer, const char *field, uint32_t row)
{
    double value = NAN;
    const int column = geo_layer_column(layer, field);
    CHECK(column >= 0);
    geo_column_number(&layer->columns[column], row, &value);
    return value;
}

static bool has_text(const GeoLayer *layer, const char *field, uint32_t row, const char *text)
{
    char value[128];
    const int column = geo_layer_column(layer, field);
    CHECK(column >= 0);
    return geo_column_text(&layer->columns[column], row, value, sizeof value) && str_equal(value, text);
}

TEST(the_demo_has_exactly_as_many_buildings_as_asked)
{
    GeoLayer *layer = demo_layer("buildings");
    CHECK_EQ(layer->feature_count, BUILDINGS);
    CHECK_EQ(layer->kind, GEO_GEOMETRY_AREA);
    CHECK(layer->extent.west_deg > 109.6 && layer->extent.east_deg < 111.0);
    CHECK_EQ(layer->problems[GEO_PROBLEM_RING_CROSSING].count, 0);
    CHECK_EQ(layer->problems[GEO_PROBLEM_RING_SHORT].count, 0);
    geo_layer_destroy(layer);
}

TEST(the_demo_writes_the_same_bytes_on_any_number_of_threads)
{
    Err err = { 0 };
    JobPool *pool = job_pool_create(3);
    char *again = str_copy(check_temporary("demo-again"));
    static const char *const names[] = { "city.yaml", "zhanjiang.gpkg", "dem_core.tif", "dem_far.tif", "dem.tif" };
    CHECK(geo_demo_write(&(GeoDemoDesc){ .folder = again, .buildings = BUILDINGS, .pool = pool }, &err));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *a = file_join(demo_folder(), names[i]), *b = file_join(again, names[i]);
        FileMap ma = { 0 }, mb = { 0 };
        CHECK(file_map_open(a, &ma, &err) && file_map_open(b, &mb, &err));
        CHECK_EQ(ma.length, mb.length);
        CHECK(memcmp(ma.bytes, mb.bytes, ma.length) == 0);
        file_map_close(&ma);
        file_map_close(&mb);
        free(a);
        free(b);
    }
    job_pool_destroy(pool);
    free(again);
}

TEST(every_file_of_the_demo_says_what_it_is)
{
    static const char *const names[] = { "city.yaml", "zhanjiang.gpkg", "dem_core.tif", "dem_far.tif", "dem.tif" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        FileMap map = { 0 };
        char *path = file_join(demo_folder(), names[i]);
        CHECK(file_map_open(path, &map, NULL));
        CHECK(memmem(map.bytes, map.length, GEO_DEMO_NOTICE, strlen(GEO_DEMO_NOTICE)) != NULL);
        file_map_close(&map);
        free(path);
    }
}

TEST(the_named_towers_have_their_true_heights)
{
    static const struct {
        const char *name;
        double height_m;
    } towers[] = { { "财富汇", 220 }, { "湛江花园酒店", 200 }, { "万达广场塔楼", 200 }, { "南粤银行大厦", 180 }, { "华都汇", 169 }, { "云海一号", 279 },
                   { "湛江吴川机场航站楼", 39.1 } };
    GeoLayer *layer = demo_layer("buildings");
    for (size_t t = 0; t < sizeof towers / sizeof towers[0]; t++) {
        bool is_found = false;
        for (uint32_t f = 0; f < layer->feature_count && !is_found; f++) {
            if (!has_text(layer, "name", f, towers[t].name)) continue;
            CHECK_NEAR(number(layer, "height", f), towers[t].height_m, 0.05);
            is_found = true;
        }
        CHECK(is_found);
    }
    geo_layer_destroy(layer);
}

// Across and along the site's axes, metres from its middle.
static void on_site(double lon, double lat, double *x, double *y)
{
    const double east = (lon - demo_site.lon) * geo_demo_lon_m(demo_site.lat),
                 north = (lat - demo_site.lat) * GEO_DEMO_LAT_M;
    const double turn = demo_site.azimuth_deg * 3.14159265358979323846 / 180;
    *x = east * sin(turn) + north * cos(turn);
    *y = north * sin(turn) - east * cos(turn);
}

TEST(the_site_of_the_demos_own_building_is_free_and_between_streets)
{
    GeoLayer *layer = demo_layer("buildings");
    CHECK(demo_site.free_width_m > GEO_DEMO_SITE_WIDTH_M &&
          demo_site.free_depth_m > GEO_DEMO_SITE_DEPTH_M);
    uint32_t near = 0;
    for (uint32_t f = 0; f < layer->feature_count; f++) {
        double x = 0, y = 0;
        const GeoPos p = geo_layer_anchor(layer, f);
        on_site(p.lon_deg, p.lat_deg, &x, &y);
        CHECK(fabs(x) > demo_site.free_width_m / 2 || fabs(y) > demo_site.free_depth_m / 2);
        near += hypot(x, y) < 400;
    }
    CHECK(near > 10); // the town stands round it
    geo_layer_destroy(layer);
}

TEST(the_ground_of_the_site_is_level_and_goes_over_into_what_was_there)
{
    demo_folder();
    GeoDemoGround ground = { 0 };
    CHECK(geo_demo_ground_init(&ground, NULL));
    const double turn = demo_site.azimuth_deg * 3.14159265358979323846 / 180,
                 lon_m = geo_demo_lon_m(demo_site.lat);
    for (int step = 0; step < 40; step++) {
        const double d = step * 5.0; // along the width axis
        const double lon = demo_site.lon + d * sin(turn) / lon_m,
                     lat = demo_site.lat + d * cos(turn) / GEO_DEMO_LAT_M;
        ground.site = (GeoDemoSite){ 0 };
        const double was = geo_demo_relief_height_m(&ground, lon, lat);
        ground.site = demo_site;
        const double is = geo_demo_relief_height_m(&ground, lon, lat);
        if (d <= 90) CHECK_NEAR(is, demo_site.height_m, 1e-9);
        if (d >= 167) CHECK_NEAR(is, was, 1e-9);
        CHECK(is >= fmin(was, demo_site.height_m) - 1e-9 &&
              is <= fmax(was, demo_site.height_m) + 1e-9);
    }
    geo_demo_ground_finish(&ground);
}

// Metres between two places, near enough for a few kilometres.
static double metres(double lon0, double lat0, double lon1, double lat1)
{
    return hypot((lon1 - lon0) * geo_demo_lon_m(lat0), (lat1 - lat0) * GEO_DEMO_LAT_M);
}

TEST(the_bay_bridge_is_3981_metres_long_and_its_towers_reach_155)
{
    GeoLayer *layer = demo_layer("bridges");
    double west = 1e9, east = -1e9, south = 0, north = 0, top = 0;
    CHECK(layer->has_z);
    for (uint32_t f = 0; f < layer->feature_count; f++) {
        if (!has_text(layer, "name", f, "湛江海湾大桥")) continue;
        if (has_text(layer, "part", f, "桥塔")) top = fmax(top, number(layer, "bottom_m", f) + number(layer, "height", f));
        if (!has_text(layer, "part", f, "桥面")) continue;
        const GeoPos p = geo_layer_anchor(layer, f);
        if (p.lon_deg < west) west = p.lon_deg, south = p.lat_deg;
        if (p.lon_deg > east) east = p.lon_deg, north = p.lat_deg;
    }
    CHECK_NEAR(metres(west, south, east, north), 3981, 25);
    CHECK_NEAR(top, 155.11, 0.6);
    geo_layer_destroy(layer);
}

TEST(the_runway_is_3200_by_45_metres)
{
    GeoLayer *layer = demo_layer("runways");
    bool is_found = false;
    for (uint32_t f = 0; f < layer->feature_count; f++) {
        if (!has_text(layer, "type", f, "跑道")) continue;
        is_found = true;
        const uint32_t v = layer->part_vertex[layer->feature_part[f]];
        GeoPos p[4];
        for (uint32_t k = 0; k < 4; k++) p[k] = geo_layer_position(layer, v + k);
        const double a = metres(p[0].lon_deg, p[0].lat_deg, p[1].lon_deg, p[1].lat_deg), b = metres(p[1].lon_deg, p[1].lat_deg, p[2].lon_deg, p[2].lat_deg);
        CHECK_NEAR(fmax(a, b), 3200, 4);
        CHECK_NEAR(fmin(a, b), 45, 0.5);
    }
    CHECK(is_found);
    geo_layer_destroy(layer);
}

typedef struct {
    const GeoLayer *layer;
    uint32_t feature;
    GeoPos corner;
    int hits;
} Overlap;

static bool visit_other(uint32_t feature, void *arg)
{
    Overlap *overlap = arg;
    if (feature != overlap->feature && geo_layer_feature_contains(overlap->layer, feature, overlap->corner.lon_deg, overlap->corner.lat_deg)) overlap->hits++;
    return true;
}

TEST(no_building_stands_in_water_on_a_road_or_in_another)
{
    Err err = { 0 };
    GeoDemoGround ground = { 0 };
    CHECK(geo_demo_ground_init(&ground, &err));
    GeoDemoTaken *taken = geo_demo_taken_create(&ground, &err);
    GeoLayer *layer = demo_layer("buildings");
    Overlap overlap = { .layer = layer };
    for (uint32_t f = 0; f < layer->feature_count; f++) {
        char name[8];
        const bool is_named = geo_column_text(&layer->columns[geo_layer_column(layer, "name")], f, name, sizeof name);
        const uint32_t part = layer->feature_part[f];
        for (uint32_t v = layer->part_vertex[part]; v < layer->part_vertex[part + 1]; v++) {
            overlap.corner = geo_layer_position(layer, v);
            const double lon = overlap.corner.lon_deg, lat = overlap.corner.lat_deg;
            CHECK(geo_demo_ground_coast_m(&ground, lon, lat) > 10);
            if (!is_named) CHECK(!geo_demo_taken_at(taken, lon, lat, 0));
            overlap.feature = f;
            geo_layer_query(layer, (GeoBox){ lon - 1e-7, lat - 1e-7, lon + 1e-7, lat + 1e-7 }, visit_other, &overlap);
        }
    }
    CHECK_EQ(overlap.hits, 0);
    geo_layer_destroy(layer);
    geo_demo_taken_destroy(taken);
    geo_demo_ground_finish(&ground);
}

TEST(towns_have_the_names_of_the_national_list_and_lie_in_their_districts)
{
    const char *path = check_shared("data/zhanjiang/admin/divisions_2023_towns.csv");
    int row = 0;
    for (int s = 0; s < geo_demo_shape_count; s++) {
        if (geo_demo_shapes[s].kind != GEO_DEMO_SHAPE_DISTRICT) continue;
        CHECK_EQ(atoi(geo_demo_shapes[s].type), geo_demo_districts[row].code);
        CHECK_TEXT(geo_demo_shapes[s].name, geo_demo_districts[row].name);
        row++;
    }
    CHECK_EQ(row, geo_demo_district_count);
    for (int t = 0; t < geo_demo_town_count; t++) {
        const int district = geo_demo_district_at(geo_demo_towns[t].lon, geo_demo_towns[t].lat);
        if (district < 0 || geo_demo_districts[district].code != geo_demo_towns[t].code / 1000) fprintf(stderr, "%s\n", geo_demo_towns[t].name);
        CHECK(district >= 0 && geo_demo_districts[district].code == geo_demo_towns[t].code / 1000);
    }
    if (!path) CHECK_SKIP("no list of towns");
    char *list = file_read(path, 0, NULL, NULL);
    for (int t = 0; t < geo_demo_town_count; t++) {
        char code[16];
        snprintf(code, sizeof code, "%d,", geo_demo_towns[t].code);
        CHECK(strstr(list, code) != NULL);
    }
    free(list);
}

TEST(the_ground_follows_the_facts)
{
    GeoDemoGround ground = { 0 };
    CHECK(geo_demo_ground_init(&ground, NULL));
    CHECK_NEAR(geo_demo_relief_height_m(&ground, 110.518, 21.020), 111, 15);    // 龙水岭
    CHECK_NEAR(geo_demo_relief_height_m(&ground, 110.597, 20.913), 82, 12);     // 硇洲岛
    CHECK_NEAR(geo_demo_relief_height_m(&ground, 110.180, 21.905), 381, 60);    // 双峰嶂
    CHECK_NEAR(geo_demo_relief_height_m(&ground, 110.359, 21.216), 28, 10);     // the old airport
    CHECK_NEAR(geo_demo_relief_height_m(&ground, 110.61342, 21.0553), -23.6, 2.5); // between B and D of the channel
    CHECK(geo_demo_ground_coast_m(&ground, 110.4229, 21.2410) < -1000);         // mid-bay
    CHECK(geo_demo_ground_coast_m(&ground, 110.4287, 21.1583) > 800);           // 特呈岛
    geo_demo_ground_finish(&ground);
}

TEST(the_demo_refuses_what_cannot_be)
{
    Err err = { 0 };
    CHECK(!geo_demo_write(&(GeoDemoDesc){ .folder = check_temporary("no"), .buildings = -1 }, &err) && err.code == ERR_RANGE);
    CHECK(!geo_demo_write(&(GeoDemoDesc){ .folder = check_temporary("no"), .buildings = GEO_DEMO_BUILDINGS_MAX + 1 }, &err) && err.code == ERR_RANGE);
    const char *file = check_temporary("a-file");
    CHECK(file_replace(file, "x", 1, NULL));
    CHECK(!geo_demo_write(&(GeoDemoDesc){ .folder = file, .buildings = 10 }, &err) && err.code == ERR_IO);
}
