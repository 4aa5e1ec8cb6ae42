// SPDX-License-Identifier: Apache-2.0
// test_city.c - loads follow the state: ready, failed with a reason, expanded, replaced, held, within a budget.
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "check.h"
#include "core/city.h"
#include "core/cmd.h"
#include "core/prop.h"
#include <stdlib.h>
#include <unistd.h>

typedef struct {
    JobPool *pool;
    City city;
    State s;
    CmdTable *table;
    Err err;
} Fixture;

static void begin(Fixture *f)
{
    setenv("XDG_CACHE_HOME", check_temporary("cache"), 1);
    geo_init();
    *f = (Fixture){ 0 };
    f->pool = job_pool_create(2);
    state_init(&f->s);
    city_init(&f->city, f->pool);
    f->table = cmd_table_create();
}

static void end(Fixture *f)
{
    cmd_table_destroy(f->table);
    city_finish(&f->city);
    job_pool_destroy(f->pool);
    state_finish(&f->s);
}

static void frame(Fixture *f)
{
    job_pool_poll(f->pool, 0.01);
    city_sync(&f->city, &f->s);
    city_collect(&f->city);
}

static void settle(Fixture *f)
{
    const double until_s = clock_monotonic_s() + 60;
    do {
        frame(f);
        if (city_is_loading(&f->city)) job_pool_wait(f->pool, 0.1);
    } while (city_is_loading(&f->city) && clock_monotonic_s() < until_s);
    CHECK(!city_is_loading(&f->city));
    frame(f);
}

static void run(Fixture *f, const char *line)
{
    CmdContext context = { .state = &f->s, .city = &f->city };
    if (cmd_run_line(f->table, &context, line, &f->err)) return;
    fprintf(stderr, "%s: %s\n", line, f->err.text);
    CHECK(false);
}

static const char *write_text(const char *name, const char *text)
{
    Err err = { 0 };
    const char *path = check_temporary(name);
    CHECK(file_replace(path, text, strlen(text), &err));
    return path;
}

static const char points[] =
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"id\":11,\"properties\":{\"name\":\"甲\",\"层数\":3},\"geometry\":{\"type\":\"Point\",\"coordinates\":[110.0,21.0]}},"
    "{\"type\":\"Feature\",\"id\":12,\"properties\":{\"name\":\"乙\",\"层数\":12},\"geometry\":{\"type\":\"Point\",\"coordinates\":[110.2,21.4]}},"
    "{\"type\":\"Feature\",\"id\":13,\"properties\":{\"name\":\"丙丁\",\"层数\":null},\"geometry\":{\"type\":\"Point\",\"coordinates\":[110.1,21.1]}}]}";

static const CityLayer *named(Fixture *f, const char *name)
{
    const StateLayer *layer = state_layer_find(&f->s, name);
    return layer ? city_layer(&f->city, layer->id) : NULL;
}

static void prop(Fixture *f, const char *name, const char *expected)
{
    Str text = { 0 };
    JsonWriter writer = { .out = &text };
    if (!property_get(&f->s, &f->city, name, &writer, &f->err)) fprintf(stderr, "%s\n", f->err.text);
    CHECK_TEXT(text.text, expected);
    str_finish(&text);
}

TEST(a_layer_just_read_is_freed_by_a_job_as_its_cache_file_may_still_be_written)
{
    Str rows = { 0 };
    str_add(&rows, "lon,lat\n");
    for (int i = 0; i < 60000; i++) str_printf(&rows, "%.4f,%.4f\n", 110 + i % 100 * 1e-3, 21 + i / 100 * 1e-3);
    for (int has_budget = 0; has_budget < 2; has_budget++) {
        Fixture f;
        begin(&f);
        f.s.budget_ram_mb = has_budget ? 1000 : 0;
        StateLayer *wanted = state_layer_add(&f.s, "点", write_text(has_budget ? "cached-b.csv" : "cached-a.csv", rows.text));
        settle(&f);
        CHECK(named(&f, "点")->vector->cache_writer != NULL);
        job_pool_poll(f.pool, 1);
        CHECK_EQ(job_pool_pending(f.pool), 0);
        state_layer_remove(&f.s, wanted->id);
        city_sync(&f.city, &f.s);
        city_collect(&f.city);
        CHECK_EQ(f.city.retired_count, 0);
        CHECK_EQ(job_pool_pending(f.pool), 1);
        end(&f);
    }
    str_finish(&rows);
}

TEST(absurd_heights_are_counted_as_a_problem_of_the_layer)
{
    static const char ring[] = "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[110,21],[110.001,21],[110.001,21.001],[110,21]]]}}";
    static const char *const heights[] = { "12", "-5", "99999", "null", "0", "300" };
    Str text = { 0 };
    str_add(&text, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < 6; i++)
        str_printf(&text, "%s{\"type\":\"Feature\",\"id\":%d,\"properties\":{\"height\":%s},%s", i > 0 ? "," : "", i, heights[i], ring);
    str_add(&text, "]}");
    Fixture f;
    begin(&f);
    state_layer_add(&f.s, "buildings", write_text("buildings.geojson", text.text));
    settle(&f);
    const CityLayer *layer = named(&f, "buildings");
    CHECK_EQ(layer->state, CITY_LAYER_READY);
    CHECK_EQ(layer->hold->heights.count, 2);
    Str problems = { 0 };
    JsonWriter writer = { .out = &problems };
    CHECK(property_get(&f.s, &f.city, "layers.buildings.problems", &writer, &f.err));
    CHECK(strstr(problems.text, "height_absurd") != NULL && strstr(problems.text, "-5 m") != NULL);
    str_finish(&problems);
    str_finish(&text);
    end(&f);
}

TEST(a_layer_becomes_ready_and_sets_the_frame)
{
    Fixture f;
    begin(&f);
    state_layer_add(&f.s, "点", write_text("p.geojson", points));
    frame(&f);
    CHECK(city_is_loading(&f.city));
    settle(&f);
    const CityLayer *layer = named(&f, "点");
    CHECK_EQ(layer->state, CITY_LAYER_READY);
    CHECK_EQ(layer->vector->feature_count, 3);
    CHECK(f.city.has_frame && f.s.has_origin);
    CHECK_NEAR(f.s.origin.lon_deg, 110.1, 1e-6);
    CHECK_NEAR(f.s.origin.lat_deg, 21.2, 1e-6);
    prop(&f, "layers.点.state", "\"ready\"");
    prop(&f, "layers.点.feature_count", "3");
    prop(&f, "layers.count", "1");
    prop(&f, "layers", "[\"点\"]");
    prop(&f, "layers.点.geometry", "\"point\"");
    run(&f, "fit");
    CHECK(f.s.has_camera && f.s.camera_goal.distance_m > 30000);
    end(&f);
}

TEST(a_failed_layer_says_why_and_the_rest_goes_on)
{
    Fixture f;
    begin(&f);
    state_layer_add(&f.s, "gone", "/nonexistent/roads.shp");
    state_layer_add(&f.s, "broken", write_text("broken.geojson", "{\"type\":\"FeatureCollection\",\"fea"));
    state_layer_add(&f.s, "good", write_text("p.geojson", points));
    settle(&f);
    CHECK_EQ(named(&f, "gone")->state, CITY_LAYER_FAILED);
    CHECK(strstr(named(&f, "gone")->err.text, "/nonexistent/roads.shp") != NULL);
    CHECK_EQ(named(&f, "broken")->state, CITY_LAYER_FAILED);
    CHECK(named(&f, "broken")->err.text[0]);
    CHECK_EQ(named(&f, "good")->state, CITY_LAYER_READY);
    prop(&f, "layers.gone.state", "\"failed\"");
    prop(&f, "layers.failed", "2");
    end(&f);
}

TEST(a_vanished_file_comes_back_with_reload)
{
    Fixture f;
    begin(&f);
    char path[512];
    snprintf(path, sizeof path, "%s", check_temporary("late.geojson"));
    state_layer_add(&f.s, "late", path);
    settle(&f);
    CHECK_EQ(named(&f, "late")->state, CITY_LAYER_FAILED);
    write_text("late.geojson", points);
    run(&f, "layer-reload late");
    settle(&f);
    CHECK_EQ(named(&f, "late")->state, CITY_LAYER_READY);
    end(&f);
}

TEST(a_missing_crs_fails_with_the_way_out)
{
    Fixture f;
    begin(&f);
    state_layer_add(&f.s, "csv", write_text("gk.csv", "x,y,name\n436000,2345000,a\n436100,2345100,b\n"));
    settle(&f);
    const CityLayer *layer = named(&f, "csv");
    CHECK_EQ(layer->state, CITY_LAYER_FAILED);
    CHECK_EQ(layer->err.code, ERR_CRS);
    CHECK(strstr(layer->err.text, "crs=") != NULL);
    run(&f, "layer-set csv crs=EPSG:4526");
    CHECK(named(&f, "csv") != NULL);
    run(&f, "layer-set csv crs=EPSG:32649");
    settle(&f);
    if (named(&f, "csv")->state != CITY_LAYER_READY) fprintf(stderr, "%s\n", named(&f, "csv")->err.text);
    CHECK_EQ(named(&f, "csv")->state, CITY_LAYER_READY);
    CHECK_EQ(named(&f, "csv")->vector->feature_count, 2);
    end(&f);
}

static const char two_folders[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>"
    "<Folder><name>站点</name><Placemark><name>a</name><Point><coordinates>110,21</coordinates></Point></Placemark></Folder>"
    "<Folder><name>线路</name><Placemark><name>b</name><LineString><coordinates>110,21 110.1,21.1</coordinates></LineString></Placemark></Folder>"
    "</Document></kml>";

TEST(a_source_of_several_tables_becomes_several_layers)
{
    Fixture f;
    begin(&f);
    state_layer_add(&f.s, NULL, write_text("city.kml", two_folders));
    settle(&f);
    CHECK_EQ(f.s.layer_count, 2);
    CHECK(named(&f, "站点") && named(&f, "线路"));
    CHECK_EQ(named(&f, "站点")->state, CITY_LAYER_READY);
    CHECK_EQ(named(&f, "线路")->state, CITY_LAYER_READY);
    CHECK_TEXT(f.s.layers[0].group, "city");
    state_layer_add(&f.s, "单表", f.s.layers[0].source)->table = str_copy("没有");
    settle(&f);
    CHECK_EQ(named(&f, "单表")->err.code, ERR_NOT_FOUND);
    CHECK(strstr(named(&f, "单表")->err.text, "站点") != NULL);
    end(&f);
}

TEST(osm_files_become_the_layers_a_map_has)
{
    const char *path = check_shared("data/world/osm/liechtenstein-2013-08-03.osm.pbf");
    if (!path) CHECK_SKIP("no shared data");
    Fixture f;
    begin(&f);
    state_layer_add(&f.s, NULL, path);
    settle(&f);
    const CityLayer *buildings = named(&f, "buildings"), *roads = named(&f, "roads");
    CHECK(buildings && roads && named(&f, "natural"));
    CHECK(!state_layer_find(&f.s, "boundaries")->is_visible && state_layer_find(&f.s, "buildings")->is_visible);
    CHECK_EQ(buildings->state, CITY_LAYER_READY);
    // 3747 buildings by INDEX.tsv count ways and relations with the tag, some of them not closed.
    CHECK(buildings->vector->feature_count > 3500 && buildings->vector->feature_count <= 3747);
    CHECK_EQ(roads->state, CITY_LAYER_READY);
    for (int i = 0; i < f.city.layer_count; i++) CHECK_EQ(f.city.layers[i].state, CITY_LAYER_READY);
    end(&f);
}

TEST(attribution_is_plain_text)
{
    const char *path = check_shared("data/world/vectortiles/firenze_protomaps_z0-14.pmtiles");
    if (!path) CHECK_SKIP("no shared data");
    Fixture f;
    begin(&f);
    state_layer_add(&f.s, "w", path)->table = str_copy("water");
    settle(&f);
    prop(&f, "layers.w.attribution", "\"Protomaps © OpenStreetMap\"");
    end(&f);
}

TEST(removed_while_loading_is_gone_and_nothing_leaks)
{
    Fixture f;
    begin(&f);
    for (int i = 0; i < 20; i++) {
        state_layer_add(&f.s, NULL, write_text("p.geojson", points));
        frame(&f);
        if (i % 3 == 0) job_pool_wait(f.pool, 0.01);
        run(&f, "layer-remove *");
        frame(&f);
        CHECK_EQ(f.city.layer_count, 0);
    }
    state_layer_add(&f.s, NULL, write_text("p.geojson", points)); // and finish with a load under way
    frame(&f);
    end(&f);
}

TEST(held_data_outlives_its_layer)
{
    Fixture f;
    begin(&f);
    state_layer_add(&f.s, "点", write_text("p.geojson", points));
    settle(&f);
    const GeoLayer *vector = named(&f, "点")->vector;
    CityHold *hold = city_hold_acquire(named(&f, "点")->hold);
    run(&f, "layer-remove 点");
    frame(&f);
    frame(&f);
    while (job_pool_pending(f.pool)) job_pool_wait(f.pool, 0.1), job_pool_poll(f.pool, 1);
    CHECK_EQ(vector->feature_count, 3);
    city_hold_release(hold);
    CHECK(city_hold_acquire(NULL) == NULL);
    city_hold_release(NULL);
    end(&f);
}

static const char dem[] = "ncols 4\nnrows 4\nxllcorner 110\nyllcorner 21\ncellsize 0.01\nNODATA_value -9999\n"
                          "10 20 30 40\n10 20 30 40\n10 20 30 40\n10 20 30 -9999\n";

TEST(visible_elevation_layers_make_the_terrain)
{
    Fixture f;
    begin(&f);
    StateLayer *layer = state_layer_add(&f.s, "dem", write_text("dem.asc", dem));
    layer->crs = str_copy("EPSG:4326");
    layer->style.draw = STYLE_DRAW_ELEVATION;
    settle(&f);
    if (named(&f, "dem")->state != CITY_LAYER_READY) fprintf(stderr, "%s\n", named(&f, "dem")->err.text);
    CHECK(f.city.terrain != NULL);
    bool has_height = false;
    CHECK_NEAR(geo_terrain_height(f.city.terrain, 110.015, 21.025, &has_height), 20, 0.01);
    CHECK(has_height);
    const uint64_t version = f.city.terrain_version;
    CityHold *hold = city_hold_acquire(f.city.terrain_hold);
    const GeoTerrain *terrain = f.city.terrain;
    run(&f, "layer-hide dem");
    settle(&f);
    CHECK(f.city.terrain == NULL && f.city.terrain_version > version);
    run(&f, "layer-remove dem");
    settle(&f);
    CHECK_NEAR(geo_terrain_height(terrain, 110.015, 21.025, &has_height), 20, 0.01); // its raster is held too
    city_hold_release(hold);
    end(&f);
}

TEST(selection_by_fid_and_by_condition)
{
    Fixture f;
    begin(&f);
    state_layer_add(&f.s, "点", write_text("p.geojson", points));
    settle(&f);
    run(&f, "select 点 fid=12");
    prop(&f, "selection.count", "1");
    Str text = { 0 };
    JsonWriter writer = { .out = &text };
    CHECK(property_get(&f.s, &f.city, "selection.first", &writer, &f.err));
    CHECK(strstr(text.text, "乙") && strstr(text.text, "12"));
    str_finish(&text);
    run(&f, "select-where 点 where=\"层数 >= 3\"");
    prop(&f, "selection.count", "2"); // a null is neither
    run(&f, "select-where 点 where=\"层数 < 10 and name = '甲'\"");
    prop(&f, "selection.count", "1");
    run(&f, "select-where 点 where=\"name ~ 丁\"");
    prop(&f, "selection.count", "1");
    CmdContext context = { .state = &f.s, .city = &f.city };
    CHECK(!cmd_run_line(f.table, &context, "select-where 点 where=\"楼层 > 3\"", &f.err));
    CHECK_EQ(f.err.code, ERR_NOT_FOUND);
    CHECK(!cmd_run_line(f.table, &context, "select-where 点 where=\"层数\"", &f.err));
    CHECK(!cmd_run_line(f.table, &context, "select 点 feature=3", &f.err));
    CHECK_EQ(f.err.code, ERR_RANGE);
    prop(&f, "selection.count", "1");
    run(&f, "undo");
    prop(&f, "selection.count", "1");
    run(&f, "select-clear");
    prop(&f, "selection.count", "0");
    end(&f);
}

// A grid of squares, so that a layer has weight.
static const char *write_squares(const char *name, int count)
{
    Str text = { 0 };
    str_add(&text, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < count; i++) {
        const double x = 110 + (i % 200) * 0.0005, y = 21 + i / 200 * 0.0005;
        str_printf(&text, "%s{\"type\":\"Feature\",\"properties\":{\"n\":%d},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[%.5f,%.5f],[%.5f,%.5f],[%.5f,%.5f],[%.5f,%.5f]]]}}",
                   i ? "," : "", i, x, y, x + 0.0003, y, x + 0.0003, y + 0.0003, x, y);
    }
    str_add(&text, "]}");
    const char *path = write_text(name, text.text);
    str_finish(&text);
    return path;
}

// AddressSanitizer keeps what is freed for a while: resident memory says nothing there.
#ifdef __SANITIZE_ADDRESS__
#define IS_RESIDENT_TELLING false
#else
#define IS_RESIDENT_TELLING true
#endif

static double resident_mb(void)
{
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file && fscanf(file, "%ld %ld", &pages, &resident) != 2) resident = 0;
    if (file) fclose(file);
    return (double)resident * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

TEST(two_hundred_openings_and_closings_stay_flat_within_the_budget)
{
    Fixture f;
    begin(&f);
    char path[512];
    snprintf(path, sizeof path, "%s", write_squares("squares.geojson", 4000));
    run(&f, "budget ram=8");
    double early_mb = 0;
    size_t peak = 0;
    for (int i = 0; i < 200; i++) {
        state_layer_add(&f.s, "a", path);
        settle(&f);
        CHECK_EQ(named(&f, "a")->state, CITY_LAYER_READY);
        const size_t bytes = city_resident_bytes(&f.city);
        peak = bytes > peak ? bytes : peak;
        run(&f, "layer-remove a");
        cmd_forget_undo(f.table, &f.s);
        settle(&f);
        CHECK_EQ(city_resident_bytes(&f.city), 0);
        if (i == 50) early_mb = resident_mb();
    }
    CHECK(peak > 0 && peak < 8000000);
    CHECK(!IS_RESIDENT_TELLING || resident_mb() < early_mb * 1.05 + 4);
    end(&f);
}

TEST(a_load_past_the_budget_is_refused_with_figures)
{
    Fixture f;
    begin(&f);
    char path[512];
    snprintf(path, sizeof path, "%s", write_squares("squares.geojson", 4000));
    run(&f, "budget ram=0.05");
    state_layer_add(&f.s, "a", path);
    settle(&f);
    CHECK_EQ(named(&f, "a")->state, CITY_LAYER_FAILED);
    CHECK_EQ(named(&f, "a")->err.code, ERR_MEMORY);
    CHECK(strstr(named(&f, "a")->err.text, "budget") != NULL);
    run(&f, "budget ram=0");
    run(&f, "layer-reload a");
    settle(&f);
    CHECK_EQ(named(&f, "a")->state, CITY_LAYER_READY);
    end(&f);
}

TEST(heights_follow_the_zeros_of_document_and_layer_and_say_what_was_assumed)
{
    static const char high[] = "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":"
                               "\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"Point\","
                               "\"coordinates\":[110.40,21.22,100]}}]}";
    Fixture f;
    begin(&f);
    write_text("high.geojson", high);
    Str line = { 0 };
    str_printf(
        &line, "document-open path=\"%s\"",
        write_text(
            "heights.yaml",
            "vertical: '1985'\ngeoid_m: -14.5\nlayers:\n  - name: a\n    source: high.geojson\n"
            "    vertical: ellipsoid\n    height_offset_m: 0.5\n"));
    run(&f, line.text);
    settle(&f);
    CHECK_NEAR(named(&f, "a")->vector->z_max_m, 115, 1e-4);
    prop(&f, "layers.a.problems", "[]");
    run(&f, "layer-set a vertical=1985 height_offset_m=0");
    settle(&f);
    CHECK_NEAR(named(&f, "a")->vector->z_max_m, 100, 1e-4);
    run(&f, "layer-set a vertical=1956");
    settle(&f);
    CHECK_NEAR(named(&f, "a")->vector->z_max_m, 99.971, 1e-4);
    run(&f, "layer-set a vertical=\"harbour zero\"");
    settle(&f);
    Str problems = { 0 };
    JsonWriter writer = { .out = &problems };
    CHECK(property_get(&f.s, &f.city, "layers.a.problems", &writer, &f.err));
    CHECK(strstr(problems.text, "vertical_assumed") != NULL &&
          strstr(problems.text, "harbour zero") != NULL);
    str_finish(&problems);
    str_finish(&line);
    end(&f);
}

TEST(every_property_answers_or_says_why_not)
{
    Fixture f;
    begin(&f);
    state_layer_add(&f.s, "a.b", write_text("p.geojson", points));
    state_layer_add(&f.s, "x", "/nonexistent");
    settle(&f);
    for (int i = 0; i < prop_count; i++) {
        for (int k = 0; k < 2; k++) {
            char name[200];
            const char *star = strchr(prop_table[i].name, '*');
            if (star) snprintf(name, sizeof name, "layers.%s%s", k ? "x" : "a.b", star + 1);
            else snprintf(name, sizeof name, "%s", prop_table[i].name);
            Str text = { 0 };
            JsonWriter writer = { .out = &text };
            CHECK(property_get(&f.s, &f.city, name, &writer, &f.err));
            CHECK(text.length > 0);
            str_finish(&text);
        }
        CHECK(prop_table[i].help && prop_table[i].help_zh);
    }
    JsonWriter none = { 0 };
    CHECK(!property_get(&f.s, &f.city, "camera.lons", &none, &f.err));
    CHECK(strstr(f.err.text, "'camera.lon'") != NULL);
    CHECK(!property_get(&f.s, &f.city, "layers.q.state", &none, &f.err));
    end(&f);
}
