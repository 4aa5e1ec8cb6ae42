// SPDX-License-Identifier: Apache-2.0
// test_area.c - units of the city by level, read from the layers that say theirs.
#include "check.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "core/area.h"
#include <stdio.h>
#include <stdlib.h>

static void square(Str *out, const char *code, const char *name, double west, double south,
                   double side)
{
    str_printf(
        out,
        "%s{\"type\":\"Feature\",\"properties\":{\"adcode\":\"%s\",\"label\":\"%s\"},"
        "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g],"
        "[%g,%g]]]}}",
        out->text && strchr(out->text, 'F') ? "," : "", code, name, west, south, west + side, south,
        west + side, south + side, west, south + side, west, south);
}

static void add(State *state, const char *file, StateLevel level, const char *squares)
{
    Str text = { 0 };
    char path[600];
    snprintf(path, sizeof path, "%s", check_temporary(file));
    str_printf(&text, "{\"type\":\"FeatureCollection\",\"features\":[%s]}", squares);
    CHECK(file_replace(path, text.text, text.length, NULL));
    str_finish(&text);
    StateLayer *layer = state_layer_add(state, file, path);
    layer->level = level;
    str_copy_utf8(layer->code_attribute, sizeof layer->code_attribute, "adcode");
    str_copy_utf8(layer->name_attribute, sizeof layer->name_attribute, "label");
    state_touch_layers(state);
}

TEST(units_know_whose_they_are_and_what_lies_within_them)
{
    State s;
    City city;
    Str counties = { 0 }, towns = { 0 }, villages = { 0 };
    int path[STATE_LEVEL_COUNT], below[8];
    geo_init();
    JobPool *pool = job_pool_create(1);
    state_init(&s);
    city_init(&city, pool);
    square(&counties, "440882", "雷州市", 110.0, 20.8, 0.4);
    square(&counties, "440883", "吴川市", 110.6, 21.2, 0.4);
    square(&towns, "440882111000", "调风镇", 110.2, 20.9, 0.1); // twelve digits: a town's nine
    square(&towns, "440882101", "沈塘镇", 110.0, 20.9, 0.1);
    square(&villages, "440882111208", "足荣村", 110.21, 20.91, 0.02);
    add(&s, "counties.geojson", STATE_LEVEL_COUNTY, counties.text);
    add(&s, "towns.geojson", STATE_LEVEL_TOWN, towns.text);
    add(&s, "villages.geojson", STATE_LEVEL_VILLAGE, villages.text);
    Areas *areas = areas_create();
    const double until_s = clock_monotonic_s() + 20;
    for (city_sync(&city, &s); city_is_loading(&city) && clock_monotonic_s() < until_s;) {
        job_pool_wait(pool, 0.1);
        job_pool_poll(pool, 0.01);
        city_sync(&city, &s);
    }
    city_sync(&city, &s);
    CHECK(areas_follow(areas, &s, &city));
    CHECK(!areas_follow(areas, &s, &city)); // nothing new
    CHECK_EQ(areas_count(areas), 5);
    CHECK_EQ(areas_path(areas, "440882111208", path), 3);
    CHECK_TEXT(areas_at(areas, path[0])->name, "雷州市");
    CHECK_TEXT(areas_at(areas, path[1])->code, "440882111");
    CHECK_EQ(areas_at(areas, path[2])->level, STATE_LEVEL_VILLAGE);
    CHECK_EQ(areas_children(areas, "", below, 8), 2);
    CHECK_EQ(areas_children(areas, "440882", below, 8), 2);
    CHECK_TEXT(areas_at(areas, below[0])->name, "沈塘镇"); // by code
    CHECK_EQ(areas_children(areas, "440883", below, 8), 0);
    CHECK(areas_holds(areas, "440882", 110.05, 20.85) &&
          areas_holds(areas, "440882101", 110.05, 20.95));
    CHECK(!areas_holds(areas, "440882101", 110.05, 20.85) &&
          !areas_holds(areas, "440883", 110.05, 20.85));
    CHECK(!areas_holds(areas, "4408", 110.05, 20.85)); // no such unit
    CHECK_EQ(areas_path(areas, "nobody", path), 0);
    CHECK_EQ(area_code_level("440882111"), STATE_LEVEL_TOWN);
    CHECK_EQ(area_code_level("44088x"), STATE_LEVEL_NONE);
    areas_destroy(areas);
    city_finish(&city);
    job_pool_destroy(pool);
    state_finish(&s);
    str_finish(&counties), str_finish(&towns), str_finish(&villages);
}
