// SPDX-License-Identifier: Apache-2.0
// test_page.c - pages of the big screen over a small pack: cells, what they say without values,
// what a click answers, what is painted anew.
#include "check.h"
#include "ui/page_private.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define S ((int64_t)1000000)
static const int64_t t0 = 1780000000000000;

typedef struct {
    char folder[64];
    State state;
    Keys *keys;
    Live *live;
    Thresholds *thresholds;
    Topics *topics;
    Indicators *indicators;
    UiPainter *painter;
    UiPage *page;
    UiPageFacts facts;
    const UiPanelImage *images;
    int count;
    Str out;
} Wall;

static const char pack[] =
    "id: T90\nkind: topic\nname: 试验\nname_en: Trial\nlead: 办公室\nlead_en: Office\nversion: 1\n"
    "valid_from: 2026-01-01\npalette: neutral\nnotice: 示范数据\n"
    "indicators:\n"
    "  - { key: T90.a, name: 甲, name_en: A, unit: \"%\", period: 1 min, stale: 5 min, better: "
    "higher, bad: below, yellow: 80, red: 50, over: mean, decimals: 1, source: s, owner: o }\n"
    "  - { key: T90.b, name: 乙, name_en: B, unit: m, period: 1 min, stale: 5 min, better: none, "
    "over: none, decimals: 0, source: s, owner: o }\n"
    "pages:\n"
    "  - medium: wall\n    title: 试验\n    title_en: Trial\n    columns: 4\n    rows: 2\n    "
    "cells:\n"
    "      - { column: 0, row: 0, width: 1, height: 1, widget: bignumber, title: 数, title_en: "
    "Figures, indicators: T90.a T90.b }\n"
    "      - { column: 0, row: 1, width: 1, height: 1, widget: gauge, indicators: T90.a }\n"
    "      - { column: 3, row: 0, width: 1, height: 1, widget: ranking, indicators: T90.a }\n"
    "      - { column: 3, row: 1, width: 1, height: 1, widget: text, options: \"text='甲 "
    "{T90.a}，乙 {T90.b}'\" }\n"
    "      - { column: 1, row: 1, width: 2, height: 1, widget: line, indicators: T90.a T90.b }\n";

static void write_text(const char *folder, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    CHECK(file && fputs(text, file) >= 0);
    fclose(file);
}

static void wall_open(Wall *wall)
{
    char topics[96];
    *wall = (Wall){ .folder = "/tmp/citymirror-page-XXXXXX" };
    CHECK(mkdtemp(wall->folder) != NULL);
    snprintf(topics, sizeof topics, "%s/topics", wall->folder);
    mkdir(topics, 0700);
    write_text(topics, "T90.yaml", pack);
    write_text(wall->folder, "units.yaml",
               "units:\n  - { code: \"1\", name: 东区, name_en: East }\n  - { code: \"2\", name: "
               "西区, name_en: West }\n");
    state_init(&wall->state);
    wall->keys = keys_create(0);
    wall->live = live_create(wall->keys);
    wall->thresholds = thresholds_create();
    wall->topics =
        topics_create(&(TopicsDesc){ .data_folder = wall->folder, .thresholds = wall->thresholds });
    Err err = { 0 };
    if (!topics_load(wall->topics, &err)) fail_msg("%s", err.text);
    wall->indicators = indicators_create(&(IndicatorsDesc){ .live = wall->live,
                                                            .keys = wall->keys,
                                                            .topics = wall->topics,
                                                            .thresholds = wall->thresholds });
    wall->painter = ui_painter_create();
    wall->page = ui_page_create(wall->painter, NULL);
    wall->facts =
        (UiPageFacts){ .topics = wall->topics, .indicators = wall->indicators, .now_us = t0 };
    str_copy_utf8(wall->state.page, sizeof wall->state.page, "T90");
}

static void wall_close(Wall *wall)
{
    char command[160];
    ui_page_destroy(wall->page);
    ui_painter_destroy(wall->painter);
    indicators_destroy(wall->indicators);
    topics_destroy(wall->topics);
    thresholds_destroy(wall->thresholds);
    live_destroy(wall->live);
    keys_destroy(wall->keys);
    state_finish(&wall->state);
    str_finish(&wall->out);
    snprintf(command, sizeof command, "rm -rf '%s'", wall->folder);
    CHECK_EQ(system(command), 0);
}

static void put(Wall *wall, const char *key, double number, const char *unit, int64_t t_us)
{
    Observation o = { .key = keys_intern(wall->keys, key, strlen(key)),
                      .kind = OBSERVATION_NUMBER,
                      .number = number,
                      .t_obs_us = t_us,
                      .t_recv_us = t_us,
                      .period_ms = 60000 };
    str_copy_utf8(o.unit, sizeof o.unit, unit);
    CHECK_EQ(live_put(wall->live, &o), LIVE_TAKEN);
}

// All cells, at an instant.
static void build(Wall *wall, int64_t t_us)
{
    wall->facts.now_us = t_us;
    live_tick(wall->live, t_us);
    indicators_update(wall->indicators, t_us, false);
    wall->images =
        ui_page_build(wall->page, &wall->state, &wall->facts, 1920, 1080, INFINITY, &wall->count);
}

static const char *json(Wall *wall)
{
    wall->out.length = 0;
    JsonWriter w = { .out = &wall->out };
    json_array_begin(&w);
    ui_page_json(wall->page, &w);
    json_array_end(&w);
    return wall->out.text;
}

static int changed(const Wall *wall)
{
    int count = 0;
    for (int i = 0; i < wall->count; i++) count += wall->images[i].is_changed;
    return count;
}

TEST(a_page_has_a_picture_for_each_cell_the_head_and_the_tabs)
{
    Wall wall;
    wall_open(&wall);
    build(&wall, t0);
    CHECK_EQ(wall.count, 7);
    CHECK_EQ(changed(&wall), 7);
    CHECK(strstr(json(&wall), "\"state\":\"empty\"") !=
          NULL); // nothing has come: nothing is shown as if it had
    CHECK(strstr(wall.out.text, "\"state\":\"live\"") == NULL);
    str_copy_utf8(wall.state.page, sizeof wall.state.page, "T91");
    build(&wall, t0 + S);
    CHECK_EQ(wall.count, 0); // there is no such page
    wall_close(&wall);
}

TEST(figures_come_with_their_state_and_turn_stale)
{
    Wall wall;
    wall_open(&wall);
    put(&wall, "T90.a", 61.25, "%", t0);
    put(&wall, "T90.b", 12, "m", t0);
    build(&wall, t0 + S);
    CHECK(strstr(json(&wall), "\"value\":61.25") != NULL);
    CHECK(strstr(wall.out.text, "甲 61.3%，乙 12 m") != NULL ||
          strstr(wall.out.text, "甲 61.2%，乙 12 m") != NULL);
    CHECK(strstr(wall.out.text, "\"state\":\"live\"") != NULL);
    build(&wall, t0 + 600 * S);
    CHECK(strstr(json(&wall), "\"state\":\"live\"") == NULL);
    wall_close(&wall);
}

TEST(only_the_cells_that_changed_are_painted_anew)
{
    Wall wall;
    wall_open(&wall);
    put(&wall, "T90.a", 90, "%", t0);
    put(&wall, "T90.b", 12, "m", t0);
    build(&wall, t0 + 20 * S);
    build(&wall, t0 + 20 * S + S / 2);
    CHECK_EQ(changed(&wall), 0); // within the second nothing is made
    put(&wall, "T90.b", 13, "m", t0 + 21 * S);
    build(&wall, t0 + 22 * S);
    // The clock, the cards, the text and the lines; neither gauge nor ranking has the second
    // figure.
    CHECK(changed(&wall) >= 2 && changed(&wall) <= 4);
    wall_close(&wall);
}

TEST(figures_of_unlike_units_stand_in_charts_of_their_own)
{
    Wall wall;
    wall_open(&wall);
    build(&wall, t0);
    const char *at = json(&wall);
    int lines = 0;
    while ((at = strstr(at, "\"role\":\"line\"")) != NULL) lines++, at++;
    CHECK_EQ(lines, 2);
    wall_close(&wall);
}

TEST(a_click_on_a_figure_shows_its_record_and_on_a_rank_its_unit)
{
    Wall wall;
    wall_open(&wall);
    put(&wall, "T90.a", 90, "%", t0);
    put(&wall, "T90.a/1", 80, "%", t0);
    put(&wall, "T90.a/2", 95, "%", t0);
    build(&wall, t0 + S);
    Str out = { 0 };
    for (int k = 0; k < 2; k++) ui_page_pointer(wall.page, 60, 200, 1, k == 0, 0, &out);
    CHECK_TEXT(out.text, "live-show key=T90.a\n");
    out.length = 0;
    // The first rank somewhere in the upper right cell.
    for (double y = 130; y < 330 && out.length == 0; y += 6)
        for (int k = 0; k < 2; k++) ui_page_pointer(wall.page, 1650, y, 1, k == 0, 0, &out);
    CHECK_TEXT(out.text, "unit-show code=2\n"); // more is better: the west leads
    CHECK(!ui_page_pointer(wall.page, 900, 300, 1, true, 0, &out)); // the city between the cells
    str_finish(&out);
    wall_close(&wall);
}

TEST(a_unit_shows_its_own_figures)
{
    Wall wall;
    wall_open(&wall);
    put(&wall, "T90.a", 90, "%", t0);
    put(&wall, "T90.a/1", 81.5, "%", t0);
    str_copy_utf8(wall.state.unit, sizeof wall.state.unit, "1");
    build(&wall, t0 + S);
    CHECK(strstr(json(&wall), "\"value\":81.5") != NULL);
    CHECK(strstr(wall.out.text, "\"value\":90,") == NULL);
    wall_close(&wall);
}

TEST(any_size_of_screen_is_laid_out_within_itself)
{
    static const int sizes[][2] = { { 1280, 720 },  { 1920, 1080 }, { 3840, 2160 },
                                    { 7680, 2160 }, { 1080, 1920 }, { 300, 200 } };
    Wall wall;
    wall_open(&wall);
    put(&wall, "T90.a", 90, "%", t0);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        wall.images = ui_page_build(wall.page, &wall.state, &wall.facts, sizes[i][0], sizes[i][1],
                                    INFINITY, &wall.count);
        CHECK(wall.count > 0);
        for (int k = 0; k < wall.count; k++) {
            const UiPanelImage *image = &wall.images[k];
            const int margin =
                (int)(PAGE_SHADOW * ui_page_scale(&wall.state, sizes[i][0], sizes[i][1])) + 2;
            CHECK(image->x_px >= -margin &&
                  image->x_px + image->width_px <= sizes[i][0] + 2 * margin);
            CHECK(image->y_px >= -margin &&
                  image->y_px + image->height_px <= sizes[i][1] + 2 * margin);
        }
    }
    wall_close(&wall);
}
