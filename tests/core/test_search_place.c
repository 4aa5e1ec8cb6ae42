// SPDX-License-Identifier: Apache-2.0
// test_search_place.c - features by name, pinyin and attribute; bookmarks, points and conditions.
#include "check.h"
#include "core/cmd.h"
#include "core/search.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const PLACES =
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"湛江港\",\"berth\":12,\"operator\":\"招商\"},"
    "\"geometry\":{\"type\":\"Point\",\"coordinates\":[110.40,21.19]}},"
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"霞山港区\",\"berth\":3,\"operator\":\"广钢\"}"
    ","
    "\"geometry\":{\"type\":\"Point\",\"coordinates\":[110.42,21.21]}},"
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"赤坎老街\",\"berth\":0,\"operator\":"
    "\"街道办\"},"
    "\"geometry\":{\"type\":\"Point\",\"coordinates\":[110.36,21.27]}}]}";

typedef struct {
    State state;
    City city;
    JobPool *pool;
    CmdTable *table;
    CmdContext context;
    char path[64];
} Fixture;

static void begin(Fixture *f)
{
    *f = (Fixture){ 0 };
    snprintf(f->path, sizeof f->path, "/tmp/citymirror-search-%d.geojson", (int)getpid());
    FILE *file = fopen(f->path, "w");
    CHECK(file && fputs(PLACES, file) >= 0 && fclose(file) == 0);
    state_init(&f->state);
    f->pool = job_pool_create(1);
    city_init(&f->city, f->pool);
    f->table = cmd_table_create();
    f->context = (CmdContext){ .state = &f->state, .city = &f->city };
    state_layer_add(&f->state, "港口", f->path);
    do {
        city_sync(&f->city, &f->state);
        job_pool_poll(f->pool, 0.01);
    } while (city_is_loading(&f->city));
    CHECK(f->city.layers[0].state == CITY_LAYER_READY);
}

static void end(Fixture *f)
{
    cmd_table_destroy(f->table);
    city_finish(&f->city);
    job_pool_destroy(f->pool);
    state_finish(&f->state);
    unlink(f->path);
}

TEST(features_are_found_by_name_by_pinyin_and_by_other_attributes_behind)
{
    Fixture f;
    SearchHit hits[8];
    begin(&f);
    CHECK_EQ(search_names(&f.city, &f.state, "港", hits, 8), 2);
    CHECK_EQ(search_names(&f.city, &f.state, "zjg", hits, 8), 1);
    CHECK_TEXT(hits[0].name, "湛江港");
    CHECK_EQ(search_names(&f.city, &f.state, "xiashan", hits, 8), 1);
    CHECK_TEXT(hits[0].name, "霞山港区");
    CHECK_EQ(search_names(&f.city, &f.state, "广钢", hits, 8), 1);
    CHECK_TEXT(hits[0].where, "operator");
    CHECK_EQ(search_names(&f.city, &f.state, "没有", hits, 8), 0);
    f.state.layers[0].is_visible = false;
    CHECK_EQ(search_names(&f.city, &f.state, "zjg", hits, 8), 0);
    end(&f);
}

TEST(a_point_a_bookmark_and_a_condition_are_places)
{
    Fixture f;
    SearchPlace out[4];
    begin(&f);
    CHECK_EQ(search_places(&f.city, &f.state, "110.40, 21.19", out, 4), 1);
    CHECK(out[0].kind == SEARCH_POINT && out[0].lon_deg == 110.40 && out[0].lat_deg == 21.19);
    CHECK_EQ(search_places(&f.city, &f.state, "21.19，110.40", out, 4), 1); // latitude first
    CHECK(out[0].lon_deg == 110.40 && out[0].lat_deg == 21.19);
    CHECK_EQ(search_places(&f.city, &f.state, "110.40", out, 4), 0);
    CHECK_EQ(search_places(&f.city, &f.state, "110.40, 21.19 x", out, 4), 0);
    CHECK(state_bookmark_put(&f.state, "海湾大桥", &f.state.camera));
    CHECK_EQ(search_places(&f.city, &f.state, "hwdq", out, 4), 1);
    CHECK(out[0].kind == SEARCH_BOOKMARK);
    CHECK_TEXT(out[0].name, "海湾大桥");
    CHECK_EQ(search_places(&f.city, &f.state, "berth>=3", out, 4), 1);
    CHECK(out[0].kind == SEARCH_WHERE && out[0].count == 2);
    CHECK_EQ(search_places(&f.city, &f.state, "depth>=3", out, 4), 0);
    end(&f);
}

TEST(all_that_is_found_is_selected_and_shown)
{
    Fixture f;
    Err err = { 0 };
    begin(&f);
    CHECK(cmd_run_line(f.table, &f.context, "search-select text=gang", &err));
    CHECK_EQ(f.state.selection_count, 2);
    CHECK(cmd_run_line(f.table, &f.context, "fit-selection seconds=0", &err));
    CHECK_NEAR(f.state.camera.target.lon_deg, 110.41, 1e-6);
    CHECK_NEAR(f.state.camera.target.lat_deg, 21.20, 1e-6);
    CHECK(cmd_run_line(f.table, &f.context, "select-clear", &err));
    CHECK(!cmd_run_line(f.table, &f.context, "fit-selection", &err));
    CHECK(!cmd_run_line(f.table, &f.context, "search-select text=qqq", &err));
    end(&f);
}
