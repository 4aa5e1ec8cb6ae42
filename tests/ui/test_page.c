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

TEST(on_a_slow_machine_every_cell_has_its_turn)
{
    Wall wall;
    wall_open(&wall);
    // A second between pictures, time for one cell in each at most: the head and the foot are there
    // from the start, the five cells one after the other.
    for (int i = 1; i <= 7; i++) {
        wall.facts.now_us = t0 + i * 2 * S;
        wall.images = ui_page_build(wall.page, &wall.state, &wall.facts, 1920, 1080, 1e-9,
                                    &wall.count);
    }
    CHECK_EQ(wall.count, 7);
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

TEST(a_click_on_a_figure_drills_into_it_and_on_a_rank_shows_its_unit)
{
    Wall wall;
    wall_open(&wall);
    put(&wall, "T90.a", 90, "%", t0);
    put(&wall, "T90.a/1", 80, "%", t0);
    put(&wall, "T90.a/2", 95, "%", t0);
    build(&wall, t0 + S);
    Str out = { 0 };
    for (int k = 0; k < 2; k++) ui_page_pointer(wall.page, 60, 200, 1, k == 0, 0, &out);
    CHECK_TEXT(out.text, "indicator-drill key=T90.a\n");
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
    static const int sizes[][2] = { { 1280, 720 },  { 1920, 1080 }, { 3840, 2160 }, { 7680, 2160 },
                                    { 1080, 1920 }, { 1080, 3240 }, { 300, 200 } };
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

// A cell of the pack's first page and a chart of it as its maker made it.
static const TopicCell *cell_of(const Wall *wall, TopicWidget widget)
{
    const TopicPage *page = topic_page(topics_find(wall->topics, "T90"), TOPIC_WALL, NULL);
    for (int i = 0; i < page->cell_count; i++)
        if (page->cells[i].widget == (int)widget) return &page->cells[i];
    return NULL;
}

TEST(what_is_marked_on_a_chart_is_a_filter_of_units_indicators_days_or_values)
{
    static const char *const units[] = { "西区", "东区" }, *const keys[] = { "甲", "乙" },
                             *const others[] = { "甲", "丙" };
    static const double values[] = { 3, 5 };
    static const int64_t times[] = { 1780000000000000, 1780086400000000 };
    Wall wall;
    Str out = { 0 };
    wall_open(&wall);
    const TopicCell *both = cell_of(&wall, TOPIC_LINE), *one = cell_of(&wall, TOPIC_GAUGE);
    ChartSeries series = { .values = values, .count = 2 };
    Chart bars = { .kind = CHART_BAR,
                   .categories = units,
                   .category_count = 2,
                   .series = &series,
                   .series_count = 1,
                   .utc_offset_s = 28800 };
    CHECK_EQ(page_filter_by(wall.topics, both, &bars), PAGE_BY_UNIT);
    CHECK(page_filter_command(wall.topics, both, &bars,
                              &(ChartFilter){ .categories = units, .category_count = 2 }, &out));
    CHECK_TEXT(out.text, "page-filter units='2;1'\n");
    bars.categories = keys;
    CHECK_EQ(page_filter_by(wall.topics, both, &bars), PAGE_BY_KEY);
    out.length = 0;
    CHECK(page_filter_command(wall.topics, both, &bars,
                              &(ChartFilter){ .categories = &keys[1], .category_count = 1 }, &out));
    CHECK_TEXT(out.text, "page-filter indicators='T90.b'\n");
    bars.categories = others; // no indicator of the cell is called that
    CHECK_EQ(page_filter_by(wall.topics, both, &bars), PAGE_BY_NONE);
    series.times_us = times;
    Chart line = bars;
    line.kind = CHART_LINE;
    CHECK_EQ(page_filter_by(wall.topics, both, &line), PAGE_BY_TIME);
    out.length = 0;
    CHECK(page_filter_command(
        wall.topics, both, &line,
        &(ChartFilter){
            .has_range = true, .is_time = true, .from = 1780000000e6, .to = 1780003600e6 },
        &out));
    CHECK_TEXT(out.text, "page-filter from=2026-05-29T04:26:40 to=2026-05-29T05:26:40\n");
    Chart histogram = { .kind = CHART_HISTOGRAM, .series = &series, .series_count = 1 };
    CHECK_EQ(page_filter_by(wall.topics, one, &histogram), PAGE_BY_VALUE);
    CHECK_EQ(page_filter_by(wall.topics, both, &histogram), PAGE_BY_NONE); // of which?
    out.length = 0;
    CHECK(page_filter_command(wall.topics, one, &histogram,
                              &(ChartFilter){ .has_range = true, .from = 2.5, .to = 4 }, &out));
    CHECK_TEXT(out.text, "page-filter key=T90.a low=2.5 high=4\n");
    str_finish(&out);
    wall_close(&wall);
}

// The chart of the first item of a cell, made as the page makes it.
static Chart made(Wall *wall, PageBuild *build, TopicWidget widget, void (*make)(PageBuild *build))
{
    *build->content = (PageContent){ 0 };
    build->cell = cell_of(wall, widget);
    make(build);
    page_filter_apply(build);
    page_focus_mark(build);
    return *build->content->items[0].chart;
}

TEST(what_a_filter_leaves_out_is_faint_or_gone)
{
    Wall wall;
    Arena arena = { 0 };
    static PageContent content;
    wall_open(&wall);
    put(&wall, "T90.a", 90, "%", t0);
    put(&wall, "T90.a/1", 80, "%", t0);
    put(&wall, "T90.a/2", 95, "%", t0);
    build(&wall, t0 + S);
    PageBuild b = { .state = &wall.state,
                    .facts = &wall.facts,
                    .content = &content,
                    .arena = &arena,
                    .width = 400,
                    .height = 300,
                    .is_chinese = true };
    Chart chart = made(&wall, &b, TOPIC_RANKING, page_make_ranking);
    CHECK(chart.brush == NULL);
    str_copy_utf8(wall.state.filter.units, sizeof wall.state.filter.units, "1");
    chart = made(&wall, &b, TOPIC_RANKING, page_make_ranking);
    CHECK_EQ(chart.brush->category_count, 1);
    CHECK_TEXT(chart.brush->categories[0], "东区");
    chart = made(&wall, &b, TOPIC_GAUGE, page_make_gauge);
    CHECK(chart.number == 80); // one unit: its figure
    wall.state.filter = (StateFilter){ .key = "T90.a", .has_range = true, .low = 90, .high = 100 };
    chart = made(&wall, &b, TOPIC_RANKING, page_make_ranking);
    CHECK_EQ(chart.brush->category_count, 1);
    CHECK_TEXT(chart.brush->categories[0], "西区");
    arena_finish(&arena);
    wall_close(&wall);
}

TEST(a_figure_that_no_town_has_is_never_the_countys)
{
    Wall wall;
    Arena arena = { 0 };
    static PageContent content;
    wall_open(&wall);
    write_text(wall.folder, "units.yaml",
               "units:\n  - { code: \"440882\", name: 雷州市, name_en: Leizhou }\n");
    CHECK(topics_load(wall.topics, NULL));
    put(&wall, "T90.a", 90, "%", t0);
    put(&wall, "T90.b", 5, "m", t0);
    put(&wall, "T90.a/440882", 80, "%", t0);
    put(&wall, "T90.a/440882101", 70, "%", t0);
    wall.facts.now_us = t0 + S;
    live_tick(wall.live, t0 + S);
    indicators_update(wall.indicators, t0 + S, true);
    PageBuild b = { .state = &wall.state,
                    .facts = &wall.facts,
                    .content = &content,
                    .arena = &arena,
                    .width = 400,
                    .height = 300,
                    .is_chinese = true };
    str_copy_utf8(wall.state.unit, sizeof wall.state.unit, "440882111");
    Chart chart = made(&wall, &b, TOPIC_GAUGE, page_make_gauge);
    CHECK_EQ(chart.state, CHART_EMPTY);
    CHECK_TEXT(chart.state_text, "无镇级数据");
    CHECK(!isfinite(chart.number));
    // One that has its own shows it; what is only the city's says so.
    str_copy_utf8(wall.state.unit, sizeof wall.state.unit, "440882101");
    chart = made(&wall, &b, TOPIC_GAUGE, page_make_gauge);
    CHECK(chart.number == 70);
    made(&wall, &b, TOPIC_BIGNUMBER, page_make_numbers);
    CHECK_TEXT(content.items[1].chart->title, "乙（全市）");
    arena_finish(&arena);
    wall_close(&wall);
}

TEST(events_and_alarms_of_a_topic_stand_in_one_list_newest_first)
{
    Wall wall;
    Arena arena = { 0 };
    static PageContent content;
    wall_open(&wall);
    EventLog *log = event_log_create(0);
    StateFeed *feed = state_feed_put(&wall.state, "调度台");
    const char *const topics[] = { "T90", "T90", "T91" };
    for (int i = 0; i < 3; i++) {
        char id[8], json_text_[96];
        snprintf(id, sizeof id, "e%d", i);
        snprintf(json_text_, sizeof json_text_, "{\"topic\":\"%s\",\"name\":\"事件%d\"}", topics[i],
                 i);
        const ObservationEvent event = { .feed = (uint16_t)feed->id,
                                         .kind = "event",
                                         .id = id,
                                         .json = json_text_,
                                         .t_event_us = t0 + i * 10 * S };
        CHECK(event_log_put(log, &event, NULL));
    }
    wall.facts.events = log;
    wall.facts.now_us = t0 + 60 * S;
    PageBuild b = { .state = &wall.state,
                    .facts = &wall.facts,
                    .topic = topics_find(wall.topics, "T90"),
                    .content = &content,
                    .arena = &arena,
                    .width = 700,
                    .height = 300,
                    .is_chinese = true };
    Chart chart = made(&wall, &b, TOPIC_GAUGE, page_make_events);
    CHECK_EQ(chart.row_count, 2); // the other topic's is not among them
    CHECK_TEXT(chart.cells[1].text, "事件1");
    CHECK_TEXT(chart.cells[2].text, "调度台");
    wall.state.filter = (StateFilter){ .has_time = true, .from_us = t0, .to_us = t0 + 5 * S };
    chart = made(&wall, &b, TOPIC_GAUGE, page_make_events);
    CHECK_EQ(chart.row_count, 1);
    CHECK_TEXT(chart.cells[1].text, "事件0");
    event_log_destroy(log);
    arena_finish(&arena);
    wall_close(&wall);
}

static bool meet(const UiPanelImage *a, const UiPanelImage *b, int margin)
{
    return a->x_px + margin < b->x_px + b->width_px - margin &&
           b->x_px + margin < a->x_px + a->width_px - margin &&
           a->y_px + margin < b->y_px + b->height_px - margin &&
           b->y_px + margin < a->y_px + a->height_px - margin;
}

TEST(a_window_higher_than_wide_has_its_cells_above_and_below_the_city)
{
    Wall wall;
    wall_open(&wall);
    put(&wall, "T90.a", 90, "%", t0);
    wall.images =
        ui_page_build(wall.page, &wall.state, &wall.facts, 1080, 3240, INFINITY, &wall.count);
    const double scale = ui_page_scale(&wall.state, 1080, 3240);
    const int margin = (int)(PAGE_SHADOW * scale) + 1, cells = wall.count - 2; // head and foot last
    CHECK_NEAR(scale, 0.9, 1e-9);
    CHECK_EQ(cells, 5);
    int in_middle = 0;
    for (int i = 0; i < cells; i++) {
        const UiPanelImage *a = &wall.images[i];
        for (int k = i + 1; k < cells; k++) CHECK(!meet(a, &wall.images[k], margin));
        CHECK(a->width_px - 2 * margin >= 400); // wide enough to be read
        in_middle += a->y_px + margin < 1620 && a->y_px + a->height_px - margin > 1620;
    }
    CHECK_EQ(in_middle, 0);
    wall_close(&wall);
}

TEST(keys_of_indicators_are_told_by_their_names)
{
    Wall wall;
    wall_open(&wall);
    Arena arena = { 0 };
    wall.state.language = STATE_LANGUAGE_ZH;
    PageBuild b = { .state = &wall.state, .facts = &wall.facts, .arena = &arena };
    CHECK_TEXT(page_names(&b, "(T90.a <= 5) + (`T90.b/1` >= 4.5) + T91.x"),
               "(甲 <= 5) + (乙 >= 4.5) + T91.x");
    wall.state.language = STATE_LANGUAGE_EN;
    CHECK_TEXT(page_names(&b, "T90.a T90.b"), "A B");
    CHECK_TEXT(page_names(&b, ""), "");
    arena_finish(&arena);
    wall_close(&wall);
}

TEST(a_day_is_written_as_people_write_it)
{
    char text[64];
    text_date(STATE_LANGUAGE_ZH, 1795579200000000, 28800, text, sizeof text);
    CHECK_TEXT(text, "2026年11月25日 星期三");
    text_date(STATE_LANGUAGE_EN, 1795579200000000, 28800, text, sizeof text);
    CHECK_TEXT(text, "Wed 25 Nov 2026");
    text_date(STATE_LANGUAGE_EN, 1795622399000000 + 1000000, 28800, text, sizeof text);
    CHECK_TEXT(text, "Thu 26 Nov 2026"); // midnight of the place, not of Greenwich
}
