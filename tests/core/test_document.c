// SPDX-License-Identifier: Apache-2.0
// test_document.c - city.yaml: every key there and back, errors with file, line and key, hostile input.
#include "base/clock.h"
#include "base/file.h"
#include "check.h"
#include "core/document.h"
#include "core/measure.h"
#include <stdlib.h>

static const char full[] =
    "title: 湛江\n"
    "notice: 示范数据\n"
    "origin: { lon: 110.4, lat: 21.2, height_m: 3.5 }\n"
    "vertical: '1985'\n"
    "geoid_m: -14.5\n"
    "display_crs: EPSG:4526\n"
    "utc_offset_h: 8\n"
    "time: 2026-06-21T18:30\n"
    "look: night\n"
    "tide_m: 1.25\n"
    "exaggeration: 2\n"
    "view: 霞山\n"
    "layers:\n"
    "  - name: 建筑\n"
    "    source: data/buildings.gpkg\n"
    "    table: buildings\n"
    "    crs: EPSG:4526\n"
    "    datum: gcj02\n"
    "    encoding: GB18030\n"
    "    where: \"层数 > 3 AND name <> 'x: y'\"\n"
    "    vertical: ellipsoid\n"
    "    height_offset_m: -1.5\n"
    "    group: 底图\n"
    "    attribution: © 某某\n"
    "    order: 2\n"
    "    opacity: 0.8\n"
    "    visible: false\n"
    "    drop_duplicates: true\n"
    "    style:\n"
    "      draw: building\n"
    "      colour: '#c8b89a'\n"
    "      colour_by: 用途\n"
    "      categories:\n"
    "        - { value: 住宅, colour: '#e0c090' }\n"
    "        - { value: 'a: b, \"c\"', colour: '#102030' }\n"
    "      height: 高度\n"
    "      storeys: 层数\n"
    "      storey_m: 3.1\n"
    "      min_height: 底高\n"
    "      use: 用途\n"
    "      label: none\n"
    "      icon: school\n"
    "      visible_to_m: 5000\n"
    "  - source: /abs/roads.shp\n"
    "    style: { draw: line, width: 12.5 m, casing: '#806040', dash_m: 10, surface: road, colour_by: v, ramp: viridis,\n"
    "             label: 名称, label_size_px: 12, label_colour: '#204060', label_priority: 3, label_rank: pop }\n"
    "  - source: PG:dbname=city host=db\n"
    "    table: t\n"
    "    style: { width: 2 px, colour_by: v, breaks: [ { value: 0, colour: '#ffffff' }, { value: 10.5, colour: '#000000' } ] }\n"
    "  - source: https://example.org/x.geojson\n"
    "    style: { height: 12, symbol: tree, symbol_size_m: 6, stops: [ { value: -1, colour: '#0000ff' } ] }\n"
    "bookmarks:\n"
    "  - { name: 霞山, lon: 110.39, lat: 21.19, heading: 20, pitch: 35, distance_m: 1500 }\n"
    "tour:\n"
    "  - { name: 港口, lon: 110.4, lat: 21.1, seconds: 6, time: 2026-06-21T19:00 }\n"
    "  - { lon: 110.5, lat: 21.2, height_m: 12, fov: 60 }\n";

static void parse(State *state, const char *text)
{
    Err err = { 0 };
    state_init(state);
    if (!document_parse(state, text, strlen(text), "/tmp/city.yaml", &err)) {
        fprintf(stderr, "%s\n", err.text);
        CHECK(false);
    }
}

TEST(every_key_of_a_full_document_is_read)
{
    State s;
    parse(&s, full);
    CHECK_TEXT(s.title, "湛江");
    CHECK_NEAR(s.origin.h_m, 3.5, 0);
    CHECK(s.has_origin && s.has_camera);
    CHECK_NEAR(s.camera.target.lon_deg, 110.39, 0);
    CHECK_NEAR(s.camera.distance_m, 1500, 0);
    char time[32];
    clock_format(s.t_utc_us, 8 * 3600, time);
    CHECK_TEXT(time, "2026-06-21T18:30:00+08:00");
    CHECK_EQ(s.look, STATE_LOOK_NIGHT);
    CHECK_EQ(s.layer_count, 4);
    const StateLayer *b = &s.layers[0];
    CHECK_TEXT(b->source, "/tmp/data/buildings.gpkg");
    CHECK_EQ(b->datum, GEO_DATUM_GCJ02);
    CHECK_TEXT(b->where, "层数 > 3 AND name <> 'x: y'");
    CHECK(!b->is_visible && b->drop_duplicates);
    CHECK_EQ(b->style.rgb, 0x9ab8c8);
    CHECK(b->style.has_rgb);
    CHECK_EQ(b->style.colour_mode, STYLE_COLOUR_CATEGORY);
    CHECK_EQ(b->style.stop_count, 2);
    CHECK_TEXT(b->style.stops[1].text, "a: b, \"c\"");
    CHECK_TEXT(b->style.height_attribute, "高度");
    CHECK_TEXT(s.layers[1].name, "roads");
    CHECK_NEAR(s.layers[1].style.width_m, 12.5, 0);
    CHECK_TEXT(s.layers[2].source, "PG:dbname=city host=db");
    CHECK_NEAR(s.layers[2].style.width_px, 2, 0);
    CHECK_EQ(s.layers[2].style.colour_mode, STYLE_COLOUR_BREAKS);
    CHECK_NEAR(s.layers[2].style.stops[1].value, 10.5, 0);
    CHECK_NEAR(s.layers[3].style.height_m, 12, 0);
    CHECK_EQ(s.layers[3].style.colour_mode, STYLE_COLOUR_RAMP);
    CHECK_EQ(s.tour_count, 2);
    CHECK_NEAR(s.tour[1].camera.fov_deg, 60, 0);
    CHECK_NEAR(s.tour[1].seconds, 5, 0);
    CHECK(s.tour[0].t_utc_us != 0 && s.tour[1].t_utc_us == 0);
    state_finish(&s);
}

TEST(a_symbol_is_a_name_or_a_file_beside_the_document)
{
    State s;
    parse(&s, "layers:\n"
              "  - { source: a.geojson, style: { symbol: models/oak.glb, symbol_scale: s, "
              "heading_by: h } }\n"
              "  - { source: b.geojson, style: { symbol: 'models/*.glb', symbol_by: kind } }\n"
              "  - { source: c.geojson, style: { symbol: crane } }\n"
              "  - { source: d.geojson, style: { symbol: /elsewhere/lamp.obj } }\n");
    CHECK_TEXT(s.layers[0].style.symbol, "/tmp/models/oak.glb");
    CHECK_TEXT(s.layers[0].style.symbol_scale_attribute, "s");
    CHECK_TEXT(s.layers[0].style.heading_attribute, "h");
    CHECK_TEXT(s.layers[1].style.symbol, "/tmp/models/*.glb");
    CHECK_TEXT(s.layers[1].style.symbol_attribute, "kind");
    CHECK_TEXT(s.layers[2].style.symbol, "crane");
    Str text = { 0 };
    document_write(&s, "/tmp", false, &text);
    CHECK(strstr(text.text, "symbol: models/oak.glb\n") != NULL);
    CHECK(strstr(text.text, "symbol: \"models/*.glb\"\n") != NULL);
    CHECK(strstr(text.text, "symbol: crane\n") != NULL);
    CHECK(strstr(text.text, "symbol: /elsewhere/lamp.obj\n") != NULL);
    str_finish(&text);
    state_finish(&s);
}

TEST(what_is_written_and_read_again_is_equal)
{
    State a, b;
    parse(&a, full);
    a.layers[0].order = 0.1; // numbers that six digits would not hold
    a.origin.lon_deg = 110.123456789012;
    snprintf(a.title, sizeof a.title, "a\"b\\c\td\ne - : # [x] 㙍");
    Str first = { 0 }, second = { 0 };
    document_write(&a, "/tmp", false, &first);
    parse(&b, first.text);
    document_write(&b, "/tmp", false, &second);
    CHECK_TEXT(second.text, first.text);
    CHECK_TEXT(b.title, a.title);
    CHECK(b.origin.lon_deg == a.origin.lon_deg);
    CHECK_EQ(b.layer_count, a.layer_count);
    for (int i = 0; i < a.layer_count; i++) {
        CHECK_TEXT(b.layers[i].source, a.layers[i].source);
        CHECK(memcmp(&b.layers[i].style, &a.layers[i].style, sizeof a.layers[i].style) == 0);
        CHECK(b.layers[i].order == a.layers[i].order && b.layers[i].opacity == a.layers[i].opacity);
    }
    CHECK(memcmp(b.bookmarks, a.bookmarks, sizeof a.bookmarks[0]) == 0);
    CHECK(memcmp(b.tour, a.tour, 2 * sizeof a.tour[0]) == 0);
    CHECK(strstr(first.text, "title: \"a\\\"b\\\\c\\td\\ne - : # [x] 㙍\"") != NULL); // Chinese stays readable
    CHECK(strstr(first.text, "source: data/buildings.gpkg") != NULL);
    str_finish(&first);
    str_finish(&second);
    state_finish(&a);
    state_finish(&b);
}

TEST(a_snapshot_brings_the_operators_part_back)
{
    State a, b;
    parse(&a, full);
    a.language = STATE_LANGUAGE_EN;
    a.quality = STATE_QUALITY_FULL;
    a.has_shadows = false;
    a.time_rate = -60;
    a.camera.distance_m = 777.25;
    a.camera.pitch_deg = 45; // the section's own default, not a new state's
    a.budget_ram_mb = 512;
    state_select(&a, (StateFeatureRef){ a.layers[1].id, 4000000000u });
    Err err = { 0 };
    const char *path = check_temporary("session.yaml");
    CHECK(snapshot_save(&a, path, &err));
    state_init(&b);
    b.has_readout = true;
    CHECK(snapshot_load(&b, path, &err));
    CHECK_EQ(b.language, STATE_LANGUAGE_EN);
    CHECK_EQ(b.quality, STATE_QUALITY_FULL);
    CHECK(!b.has_shadows && !b.has_readout);
    CHECK_NEAR(b.time_rate, -60, 0);
    CHECK_NEAR(b.camera.distance_m, 777.25, 0);
    CHECK_NEAR(b.camera.pitch_deg, 45, 0);
    CHECK_NEAR(b.budget_ram_mb, 512, 0);
    CHECK_EQ(b.selection_count, 1);
    CHECK_EQ(b.selection[0].layer_id, b.layers[1].id);
    CHECK_EQ(b.selection[0].feature, 4000000000u);
    CHECK_TEXT(b.document, "/tmp/city.yaml");
    state_finish(&a);
    state_finish(&b);
}

TEST(opening_a_document_leaves_the_operators_settings)
{
    State s;
    state_init(&s);
    s.language = STATE_LANGUAGE_EN;
    s.has_readout = true;
    s.budget_ram_mb = 100;
    const uint32_t id = state_layer_add(&s, "old", "old.shp")->id;
    const uint64_t version = s.layers_version;
    Err err = { 0 };
    CHECK(document_parse(&s, "layers:\n  - source: a.shp\n", 25, "x.yaml", &err));
    CHECK_EQ(s.language, STATE_LANGUAGE_EN);
    CHECK(s.has_readout && s.budget_ram_mb == 100);
    CHECK_EQ(s.layer_count, 1);
    CHECK(s.layers[0].id > id && s.layers_version > version && !s.has_camera);
    state_finish(&s);
}

static void refused(const char *text, ErrCode code, const char *part_a, const char *part_b)
{
    State s;
    Err err = { 0 };
    state_init(&s);
    snprintf(s.title, sizeof s.title, "before");
    const bool ok = document_parse(&s, text, strlen(text), "c.yaml", &err);
    if (ok || err.code != code || !strstr(err.text, part_a) || !strstr(err.text, part_b)) {
        fprintf(stderr, "%s\n gave %d: %s\n instead of %d: %s, %s\n", text, err.code, err.text, code, part_a, part_b);
        CHECK(false);
    }
    CHECK_TEXT(s.title, "before");
    state_finish(&s);
}

TEST(errors_name_file_line_key_and_what_was_expected)
{
    refused("title: x\nlayers:\n  - source: a\n    opacitty: 1\n", ERR_ARGUMENT, "c.yaml:4: layers: no key is named 'opacitty'", "'opacity'");
    refused("title: x\nlayers:\n  - source: a\n    opacity: 7\n", ERR_RANGE, "c.yaml:4: layers[0].opacity: expected a number from 0 to 1", "'7'");
    refused("layers:\n  - source: a\n  - name: b\n", ERR_ARGUMENT, "c.yaml:3: layers[1]", "'source' is missing");
    refused("layers:\n  - source: a\n    style:\n      colour: red\n", ERR_ARGUMENT, "c.yaml:4: layers[0].style.colour", "#rrggbb");
    refused("layers:\n  - source: a\n    style:\n      draw: house\n", ERR_ARGUMENT, "c.yaml:4: layers[0].style.draw", "auto|building");
    refused("origin: { lon: .nan, lat: 1 }\n", ERR_ARGUMENT, "c.yaml:1: origin.lon", "number from -180 to 180");
    refused("origin: { lon: 1e999, lat: 1 }\n", ERR_ARGUMENT, "origin.lon", "number");
    refused("origin: { lat: 1 }\n", ERR_ARGUMENT, "c.yaml:1: origin", "'lon' is missing");
    refused("a\n\nlayers: 5\n", ERR_FORMAT, "c.yaml:", "");
    refused("title: x\n\nlayers: 5\n", ERR_FORMAT, "c.yaml:3: layers: expected a list, not one value", "");
    refused("title: [1]\n", ERR_FORMAT, "c.yaml:1: title: expected one value, not a list", "");
    refused("view: nowhere\n", ERR_NOT_FOUND, "c.yaml:1: view", "'nowhere'");
    refused("time: yesterday\n", ERR_ARGUMENT, "c.yaml:1: time", "2026-06-21T18:30");
    refused("title: x\ntitle: y\n", ERR_FORMAT, "c.yaml:2", "given twice, first in line 1");
    refused("layers:\n - source: a\n   style: { breaks: [ { value: x, colour: '#000000' } ] }\n", ERR_ARGUMENT, "c.yaml:3: layers[0].style.breaks[0].value",
            "expected a number");
    refused("layers:\n - source: a\n   style: { colour_by: a, ramp: rainbow }\n", ERR_ARGUMENT, "ramp", "viridis");
    refused("layers:\n - source: a\n   style:\n     categories: [ { value: x, colour: '#000000' } ]\n     breaks: [ { value: 1, colour: '#000000' } ]\n",
            ERR_ARGUMENT, "c.yaml:5: layers[0].style.breaks", "one of categories");
    refused("title: 'abc\nfoo: [\n", ERR_FORMAT, "c.yaml:", "");
}

TEST(hostile_documents_are_refused_quickly)
{
    refused("a: &a [x, x]\nb: &b [*a, *a]\n", ERR_FORMAT, "c.yaml:2: aliases", "");
    refused("title: \xff\xfe\n", ERR_FORMAT, "c.yaml", "");
    refused("title: x\n---\ntitle: y\n", ERR_FORMAT, "more than one document", "");
    char *deep = malloc(200001);
    memset(deep, '[', 200000);
    deep[200000] = 0;
    const double start = clock_monotonic_s();
    refused(deep, ERR_FORMAT, "brackets", "");
    memset(deep, ' ', 200000);
    for (int i = 0; i < 20; i++) memcpy(deep + i * 3, "a: ", 3);
    refused("a:\n b:\n  c:\n   d:\n    e:\n     f:\n      g:\n       h:\n        i:\n         j:\n          k:\n           l:\n            m: 1\n",
            ERR_FORMAT, "nested deeper", "");
    free(deep);
    CHECK(clock_monotonic_s() - start < 2);
    State s;
    Err err = { 0 };
    state_init(&s);
    CHECK(document_parse(&s, "", 0, "c.yaml", &err)); // an empty document is a city without layers
    CHECK(!document_load(&s, "/nonexistent/c.yaml", &err));
    CHECK_EQ(err.code, ERR_IO);
    state_finish(&s);
}

TEST(sources_are_relative_to_the_documents_folder)
{
    State a, b;
    Err err = { 0 };
    const char *path = check_temporary("rel.yaml");
    CHECK(file_replace(path, "layers:\n  - source: sub/x.shp\n", strlen("layers:\n  - source: sub/x.shp\n"), &err));
    state_init(&a);
    CHECK(document_load(&a, path, &err));
    CHECK(a.layers[0].source[0] == '/' && strstr(a.layers[0].source, "/sub/x.shp"));
    CHECK_TEXT(a.document, path);
    CHECK(document_save(&a, path, &err));
    size_t length = 0;
    char *text = file_read(path, 0, &length, &err);
    CHECK(strstr(text, "source: sub/x.shp") != NULL);
    free(text);
    state_init(&b);
    CHECK(document_load(&b, path, &err));
    CHECK_TEXT(b.layers[0].source, a.layers[0].source);
    state_finish(&a);
    state_finish(&b);
}

TEST(every_key_has_help_in_both_languages_and_every_section_a_place_in_the_reference)
{
    for (int i = 0; i < document_key_count; i++) {
        CHECK(document_keys[i].help && document_keys[i].help_zh);
        for (int k = 0; k < i; k++)
            CHECK(document_keys[k].section != document_keys[i].section || strcmp(document_keys[k].key, document_keys[i].key) != 0);
    }
    Str page = { 0 };
    document_reference(&page);
    CHECK(strstr(page.text, "## layers") && strstr(page.text, "`visible_to_m`"));
    str_finish(&page);
}

TEST(measurements_are_in_snapshots_and_in_no_document)
{
    State now, back;
    Err err = { 0 };
    state_init(&now);
    StateMeasure m = { .kind = STATE_MEASURE_ANGLE,
                       .on = STATE_MEASURE_ON_MODEL,
                       .exact_m = 0.002 };
    CHECK(measure_points_parse("110.4,21.2,5 110.401,21.2,5.25; 110.401,21.201,5", &m, &err));
    CHECK(measure_add(&now, &m, &err));
    Str snapshot = { 0 }, document = { 0 };
    document_write(&now, "", true, &snapshot);
    document_write(&now, "", false, &document);
    CHECK(strstr(document.text, "measures") == NULL);
    const char *path = check_temporary("measures.yaml");
    FILE *file = fopen(path, "w");
    CHECK(file && fputs(snapshot.text, file) >= 0 && fclose(file) == 0);
    state_init(&back);
    CHECK(snapshot_load(&back, path, &err));
    CHECK_EQ(back.measure_count, 1);
    CHECK_EQ(back.measures[0].kind, STATE_MEASURE_ANGLE);
    CHECK_EQ(back.measures[0].on, STATE_MEASURE_ON_MODEL);
    CHECK_EQ(back.measures[0].point_count, 3);
    CHECK_NEAR(back.measures[0].points[1].h_m, 5.25, 1e-9);
    CHECK_NEAR(back.measures[0].exact_m, 0.002, 1e-12);
    str_finish(&snapshot);
    str_finish(&document);
    state_finish(&now);
    state_finish(&back);
}

TEST(a_measurement_without_its_points_is_an_error_with_its_place)
{
    static const char *const wrong[] = { "measures:\n  - { kind: distance, points: '110,21,5' }\n",
                                         "measures:\n  - { kind: area, points: '110,21' }\n",
                                         "measures:\n  - { kind: none, points: '1,2,3 4,5,6' }\n",
                                         "measures:\n  - { kind: gap, points: '1,2,x 4,5,6' }\n" };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        State now;
        Err err = { 0 };
        const char *path = check_temporary("wrong_measures.yaml");
        FILE *file = fopen(path, "w");
        CHECK(file && fputs(wrong[i], file) >= 0 && fclose(file) == 0);
        state_init(&now);
        CHECK(!snapshot_load(&now, path, &err));
        CHECK(strstr(err.text, ":2") != NULL);
        CHECK_EQ(now.measure_count, 0);
        state_finish(&now);
    }
}
