// SPDX-License-Identifier: Apache-2.0
// test_ui.c - the panels by synthetic events: what they show, what they answer, what they redraw.
#include "assets/asset_fixture.h"
#include "check.h"
#include "ui/ui.h"
#include <stdlib.h>

typedef struct {
    State state;
    City city;
    CityLayer layers[3];
    JobPool *pool;
    Ui *ui;
    UiFacts facts;
    Str out;
    const UiPanelImage *images;
    int count;
} Desk;

static void desk_open(Desk *desk)
{
    *desk = (Desk){ 0 };
    state_init(&desk->state);
    desk->state.has_menu_bar = false; // places below are of a window without it
    desk->state.has_panels = true;
    desk->pool = job_pool_create(1);
    city_init(&desk->city, desk->pool);
    const char *names[] = { "建筑", "道路", "水系" };
    for (int i = 0; i < 3; i++) {
        StateLayer *layer = state_layer_add(&desk->state, names[i], "city.gpkg");
        desk->layers[i] = (CityLayer){ .id = layer->id, .state = CITY_LAYER_READY };
    }
    desk->city.layers = desk->layers;
    desk->city.layer_count = 3;
    desk->facts = (UiFacts){ .metres_per_px = 2, .is_settled = true };
    desk->ui = ui_create(NULL);
    CHECK(desk->ui != NULL);
}

static void desk_build(Desk *desk)
{
    desk->images = ui_build(desk->ui, &desk->state, &desk->city, &desk->facts, 1600, 900, 1, &desk->count);
}

static void desk_click(Desk *desk, double x, double y)
{
    ui_pointer(desk->ui, x, y, 1, true, false, 0, &desk->out);
    ui_pointer(desk->ui, x, y, 1, false, false, 0, &desk->out);
}

static void desk_close(Desk *desk)
{
    ui_destroy(desk->ui);
    desk->city.layers = NULL;
    desk->city.layer_count = 0;
    city_finish(&desk->city);
    job_pool_destroy(desk->pool);
    state_finish(&desk->state);
    str_finish(&desk->out);
}

static int changed(const Desk *desk)
{
    int count = 0;
    for (int i = 0; i < desk->count; i++) count += desk->images[i].is_changed;
    return count;
}

TEST(panels_are_redrawn_only_when_what_they_show_has_changed)
{
    Desk desk;
    desk_open(&desk);
    desk_build(&desk);
    CHECK_EQ(changed(&desk), desk.count);
    desk_build(&desk);
    CHECK_EQ(changed(&desk), 0);
    desk.state.camera.heading_deg += 30; // the compass alone
    state_touch(&desk.state);
    desk_build(&desk);
    CHECK_EQ(changed(&desk), 1);
    desk_close(&desk);
}

TEST(the_check_of_a_layer_answers_with_a_command)
{
    Desk desk;
    desk_open(&desk);
    desk_build(&desk);
    // First row below the head of the layer panel.
    desk_click(&desk, 16 + 8 + 6 + 8, 64 + 40 + 8 + 14);
    CHECK(desk.out.text && strstr(desk.out.text, "visible=false"));
    CHECK(strncmp(desk.out.text, "layer-set layer=", 16) == 0);
    desk_close(&desk);
}

TEST(a_click_on_the_compass_turns_north_up)
{
    Desk desk;
    desk_open(&desk);
    desk_build(&desk);
    desk_click(&desk, 1600 - 16 - 38, 900 - 28 - 16 - 38);
    CHECK_TEXT(desk.out.text, "north\n");
    desk_close(&desk);
}

TEST(the_scene_gets_the_pointer_where_no_panel_is)
{
    Desk desk;
    desk_open(&desk);
    desk_build(&desk);
    CHECK(!ui_pointer(desk.ui, 800, 450, 1, true, false, 0, &desk.out));
    CHECK(ui_pointer(desk.ui, 100, 100, 0, false, true, 0, &desk.out));
    CHECK(!ui_pointer(desk.ui, 800, 450, 0, false, false, 1, &desk.out));
    desk.state.has_panels = false;
    desk_build(&desk);
    CHECK_EQ(desk.count, 0);
    CHECK(!ui_pointer(desk.ui, 100, 100, 0, false, true, 0, &desk.out));
    desk_close(&desk);
}

TEST(the_search_box_takes_text_and_escape_closes_it)
{
    Desk desk;
    int caret[4];
    desk_open(&desk);
    desk_build(&desk);
    CHECK(!ui_wants_text(desk.ui, caret));
    CHECK(!ui_text(desk.ui, "海", &desk.out));
    CHECK(ui_key(desk.ui, "Ctrl+F", &desk.out));
    CHECK(ui_wants_text(desk.ui, caret));
    const int before = desk.count;
    CHECK(ui_text(desk.ui, "海滨", &desk.out));
    CHECK(ui_key(desk.ui, "W", &desk.out)); // a letter is text now, no movement
    desk_build(&desk);
    CHECK_EQ(desk.count, before + 1);
    CHECK(ui_key(desk.ui, "Escape", &desk.out));
    CHECK(!ui_wants_text(desk.ui, caret));
    CHECK(!ui_key(desk.ui, "Escape", &desk.out));
    desk_close(&desk);
}

TEST(f1_shows_and_hides_the_help)
{
    Desk desk;
    desk_open(&desk);
    desk_build(&desk);
    const int before = desk.count;
    CHECK(ui_key(desk.ui, "F1", &desk.out));
    desk_build(&desk);
    CHECK_EQ(desk.count, before + 1);
    CHECK(ui_key(desk.ui, "Escape", &desk.out));
    desk_build(&desk);
    CHECK_EQ(desk.count, before);
    desk_close(&desk);
}

TEST(a_failed_layer_and_a_message_are_shown)
{
    Desk desk;
    desk_open(&desk);
    desk_build(&desk);
    const int height = desk.images[2].height_px;
    err_set(&desk.layers[1].err, ERR_NETWORK, "no answer");
    desk.layers[1].state = CITY_LAYER_FAILED;
    desk.city.version++;
    desk.facts.message = "没有这个图层";
    desk.facts.message_is_error = true;
    const int before = desk.count;
    desk_build(&desk);
    CHECK_EQ(desk.count, before + 1);
    CHECK(desk.images[2].height_px > height); // the reason stands in the layer panel
    desk_close(&desk);
}

TEST(panels_keep_to_the_window_at_every_size_and_scale)
{
    Desk desk;
    desk_open(&desk);
    const int sizes[][2] = { { 640, 400 }, { 1280, 720 }, { 3840, 2160 } };
    for (int i = 0; i < 3; i++) {
        for (int s = 1; s <= 2; s++) {
            desk.images = ui_build(desk.ui, &desk.state, &desk.city, &desk.facts, sizes[i][0], sizes[i][1], (float)s, &desk.count);
            for (int k = 0; k < desk.count; k++) {
                const UiPanelImage *p = &desk.images[k];
                CHECK(p->bgra && p->stride >= p->width_px * 4);
                CHECK(p->x_px >= -32 && p->y_px >= -32);
                CHECK(p->x_px + p->width_px <= sizes[i][0] + 34);
            }
        }
    }
    desk_close(&desk);
}

TEST(furniture_has_the_notice_and_fits_the_picture)
{
    Ui *ui = ui_create(NULL);
    int count = 0;
    const UiFurniture furniture = { .title = "湛江", .notice = "示范数据", .attribution = "测试", .time_text = "2026-06-21 18:30", .metres_per_px = 2,
                                    .scale = 1, .is_chinese = true };
    const UiPanelImage *images = ui_furniture(ui, &furniture, 1920, 1080, &count);
    CHECK(count >= 2);
    for (int i = 0; i < count; i++) {
        CHECK(images[i].x_px >= 0 && images[i].y_px >= 0);
        CHECK(images[i].x_px + images[i].width_px <= 1920 && images[i].y_px + images[i].height_px <= 1080);
    }
    // A chip of warning colour stands where the notice is written.
    int orange = 0;
    for (int y = 0; y < images[0].height_px; y++) {
        for (int x = 0; x < images[0].width_px; x++) {
            const uint8_t *p = images[0].bgra + (size_t)y * (size_t)images[0].stride + (size_t)x * 4;
            orange += p[3] > 200 && p[2] > p[0] + 80;
        }
    }
    CHECK(orange > 300);
    ui_destroy(ui);
}

TEST(a_models_object_is_shown_with_its_sets_and_can_be_isolated_from_its_panel)
{
    Desk desk;
    desk_open(&desk);
    Asset *asset = fixture_load("panel.ifc", FIXTURE_HOUSE);
    GeoModelPlace located = { 0 };
    desk.layers[0].asset = asset;
    desk.layers[0].located = &located;
    const int wall = fixture_object(asset, "Basic Wall:Brick:1001");
    CHECK(state_select(&desk.state, (StateFeatureRef){ desk.layers[0].id, (uint32_t)wall }));
    desk.city.version++;
    desk_build(&desk);
    const UiPanelImage *panel = NULL;
    for (int i = 0; i < desk.count; i++)
        if (desk.images[i].x_px > 1200 && desk.images[i].y_px < 100 &&
            desk.images[i].height_px > 300)
            panel = &desk.images[i];
    CHECK(panel);
    // The last row above the shadow: isolate, hide, ghost, show all.
    bool has_isolate = false, has_show_all = false;
    const int right = panel->x_px + panel->width_px, bottom = panel->y_px + panel->height_px;
    for (int y = bottom - 60; y < bottom; y += 6) {
        for (int x = panel->x_px + 20; x < right - 20; x += 8) {
            desk_click(&desk, x, y);
            has_isolate |= desk.out.text && strstr(desk.out.text, "isolate\n");
            has_show_all |= desk.out.text && strstr(desk.out.text, "show-all\n");
        }
    }
    CHECK(has_isolate && has_show_all);
    desk_close(&desk);
    asset_destroy(asset);
}

// The house's panel: its list begins at y 289, below the three layers; rows of 26.
static int desk_row_y(int row)
{
    return 289 + 26 * row + 13;
}

static void desk_house(Desk *desk, Asset *asset, CityHold *hold)
{
    desk_open(desk);
    *hold = (CityHold){ .asset = asset };
    atomic_init(&hold->count, 1);
    desk->layers[0].asset = asset;
    desk->layers[0].hold = hold;
    desk->city.version++;
    desk_build(desk);
}

// What the panels answer to a click, or (x 0) to a key.
static const char *desk_answer(Desk *desk, double x, double y, const char *key)
{
    desk->out.length = 0;
    if (desk->out.text) desk->out.text[0] = 0;
    if (x > 0)
        desk_click(desk, x, y);
    else
        CHECK(ui_key(desk->ui, key, &desk->out));
    desk_build(desk);
    return desk->out.text ? desk->out.text : "";
}

static const char *desk_line(const Desk *desk, const char *verb, const char *what, int object)
{
    static char line[80];
    snprintf(line, sizeof line, "%s layer=%u %s=%d\n", verb, desk->layers[0].id, what, object);
    return line;
}

TEST(the_tree_of_a_model_opens_selects_flies_and_hides)
{
    Desk desk;
    CityHold hold;
    Asset *asset = fixture_load("tree.ifc", FIXTURE_HOUSE);
    const int first = fixture_object(asset, "1F"), second = fixture_object(asset, "2F"),
              room = fixture_object(asset, "101");
    desk_house(&desk, asset, &hold);
    // Project, site, building, 1F, 2F.
    CHECK_TEXT(desk_answer(&desk, 150, desk_row_y(3), NULL),
               desk_line(&desk, "select", "feature", first));
    CHECK_TEXT(desk_answer(&desk, 150, desk_row_y(3), NULL),
               desk_line(&desk, "go", "feature", first)); // a double click
    CHECK_TEXT(desk_answer(&desk, 285, desk_row_y(3), NULL),
               desk_line(&desk, "hide", "object", first));
    CHECK_TEXT(desk_answer(&desk, 150, desk_row_y(4), NULL),
               desk_line(&desk, "select", "feature", second));
    CHECK_TEXT(desk_answer(&desk, 69, desk_row_y(3), NULL), "");
    CHECK_TEXT(desk_answer(&desk, 150, desk_row_y(4), NULL),
               desk_line(&desk, "select", "feature", room));
    // What is hidden is shown again by the same eye.
    StateLayer *layer = state_layer_by_id(&desk.state, desk.layers[0].id);
    uint8_t *marks = calloc((size_t)asset->object_count, 1);
    memset(marks, STATE_MARK_HIDDEN, (size_t)asset->object_count);
    CHECK(marks && state_mark_set(layer, marks, asset->object_count));
    free(marks);
    desk_build(&desk);
    CHECK_TEXT(desk_answer(&desk, 285, desk_row_y(3), NULL),
               desk_line(&desk, "show", "object", first));
    desk_close(&desk);
    asset_destroy(asset);
}

TEST(the_tree_of_a_model_is_walked_by_keys_once_it_was_clicked)
{
    Desk desk;
    CityHold hold;
    Asset *asset = fixture_load("keys.ifc", FIXTURE_HOUSE);
    const int first = fixture_object(asset, "1F"), second = fixture_object(asset, "2F"),
              room = fixture_object(asset, "101");
    desk_house(&desk, asset, &hold);
    CHECK(!ui_key(desk.ui, "Down", &desk.out)); // the scene's
    desk_answer(&desk, 150, desk_row_y(3), NULL);
    CHECK_TEXT(desk_answer(&desk, 0, 0, "Down"), desk_line(&desk, "select", "feature", second));
    CHECK_TEXT(desk_answer(&desk, 0, 0, "Up"), desk_line(&desk, "select", "feature", first));
    CHECK_TEXT(desk_answer(&desk, 0, 0, "Right"), "");
    CHECK_TEXT(desk_answer(&desk, 0, 0, "Right"), desk_line(&desk, "select", "feature", room));
    CHECK_TEXT(desk_answer(&desk, 0, 0, "Left"), desk_line(&desk, "select", "feature", first));
    CHECK_TEXT(desk_answer(&desk, 0, 0, "Return"), desk_line(&desk, "go", "feature", first));
    CHECK_TEXT(desk_answer(&desk, 0, 0, "Left"), ""); // closes it
    CHECK_TEXT(desk_answer(&desk, 0, 0, "Down"), desk_line(&desk, "select", "feature", second));
    CHECK_TEXT(desk_answer(&desk, 0, 0, "Escape"), "");
    CHECK(!ui_key(desk.ui, "Down", &desk.out));
    desk_close(&desk);
    asset_destroy(asset);
}

TEST(the_tree_of_a_model_opens_at_what_is_picked)
{
    Desk desk;
    CityHold hold;
    Asset *asset = fixture_load("picked.ifc", FIXTURE_HOUSE);
    const int wall = fixture_object(asset, "Basic Wall:Brick:1001"),
              first = fixture_object(asset, "1F");
    desk_house(&desk, asset, &hold);
    desk_answer(&desk, 150, desk_row_y(4), NULL); // 2F, and the keys are the tree's
    CHECK(state_select(&desk.state, (StateFeatureRef){ desk.layers[0].id, (uint32_t)wall }));
    desk_build(&desk);
    CHECK_TEXT(desk_answer(&desk, 0, 0, "Return"), desk_line(&desk, "go", "feature", wall));
    CHECK_TEXT(desk_answer(&desk, 0, 0, "Left"), desk_line(&desk, "select", "feature", first));
    // By type: a heading selects all of its type.
    desk_answer(&desk, 160, 270, NULL);
    const char *answer = desk_answer(&desk, 150, desk_row_y(0), NULL);
    CHECK(strncmp(answer, "select-where layer=", 19) == 0 && strstr(answer, "where=\"type=Ifc"));
    desk_close(&desk);
    asset_destroy(asset);
}

TEST(an_expression_in_the_search_box_selects_what_fits)
{
    Desk desk;
    CityHold hold;
    Asset *asset = fixture_load("expression.ifc", FIXTURE_HOUSE);
    desk_house(&desk, asset, &hold);
    CHECK(ui_key(desk.ui, "Ctrl+F", &desk.out));
    CHECK(ui_text(desk.ui, "type=墙 and FireRating=2h", &desk.out));
    desk_build(&desk);
    const char *answer = desk_answer(&desk, 0, 0, "Return");
    CHECK(strncmp(answer, "select-where layer=1 where=\"type=墙 and FireRating=2h\"\n", 60) == 0);
    int caret[4];
    CHECK(!ui_wants_text(desk.ui, caret)); // the box is closed
    // What is no expression, or fits nothing, answers with nothing.
    CHECK(ui_key(desk.ui, "Ctrl+F", &desk.out));
    CHECK(ui_text(desk.ui, "type=IfcBeam", &desk.out));
    desk_build(&desk);
    CHECK_TEXT(desk_answer(&desk, 0, 0, "Return"), "");
    desk_close(&desk);
    asset_destroy(asset);
}

static int live_of_two(void *source, StateFeatureRef ref, UiLiveRow *out, int max)
{
    static const double depths[4] = { 0.1, 0.3, 0.2, 0.4 };
    static const int64_t times_us[4] = { 1781087400000000, 1781087460000000, 1781087520000000,
                                         1781087580000000 };
    (void)ref;
    CHECK(max >= 2);
    out[0] = (UiLiveRow){ .name = "水深",
                          .unit = "m",
                          .freshness = LIVE_CURRENT,
                          .values = depths,
                          .times_us = times_us,
                          .count = 4 };
    snprintf(out[0].text, sizeof out[0].text, "%s", (const char *)source);
    out[1] = (UiLiveRow){ .name = "电量", .text = "95 % · 3 天前 · 失联", .freshness = LIVE_DEAD };
    return 2;
}

TEST(the_panel_of_the_selection_is_made_anew_when_a_live_value_changes)
{
    Desk desk;
    desk_open(&desk);
    char text[64] = "0.40 m · 3 秒前";
    desk.facts.live_of = live_of_two;
    desk.facts.live_source = text;
    const StateFeatureRef ref = { .layer_id = desk.layers[0].id, .feature = 0 };
    CHECK(state_select(&desk.state, ref));
    desk_build(&desk);
    desk_build(&desk);
    CHECK_EQ(changed(&desk), 0);
    snprintf(text, sizeof text, "0.40 m · 4 秒前");
    desk_build(&desk);
    CHECK_EQ(changed(&desk), 1);
    // A read-out follows the pointer over the line, which stands below the head and the row.
    CHECK(ui_pointer(desk.ui, 1600 - 16 - 160, 64 + 52 + 52, 0, false, true, 0, &desk.out));
    desk_build(&desk);
    CHECK_EQ(changed(&desk), 1);
    desk_close(&desk);
}

// -- The time slider ----------------------------------------------------------------------------

#define T_NOW INT64_C(1782037800000000) // 2026-06-21T18:30 +08:00

static const UiTimeMark time_marks[] = { { T_NOW - INT64_C(1800000000), 3, 1 },
                                         { T_NOW - INT64_C(600000000), 4, 1 } };

static void desk_keep(Desk *desk, UiTime *time)
{
    *time = (UiTime){ .now_us = T_NOW, .marks = time_marks, .mark_count = 2, .marks_version = 1 };
    desk->facts.time = time;
}

// Has a picture at these places a pixel of this colour, give or take.
static bool has_colour(const Desk *desk, int x0, int y0, int x1, int y1, uint32_t rgb)
{
    for (int i = 0; i < desk->count; i++) {
        const UiPanelImage *image = &desk->images[i];
        for (int y = y0 > image->y_px ? y0 : image->y_px;
             y < y1 && y < image->y_px + image->height_px; y++)
            for (int x = x0 > image->x_px ? x0 : image->x_px;
                 x < x1 && x < image->x_px + image->width_px; x++) {
                const uint8_t *p = image->bgra + (ptrdiff_t)(y - image->y_px) * image->stride +
                                   (ptrdiff_t)(x - image->x_px) * 4;
                if (abs(p[2] - (int)(rgb >> 16 & 255)) < 12 &&
                    abs(p[1] - (int)(rgb >> 8 & 255)) < 12 && abs(p[0] - (int)(rgb & 255)) < 12 &&
                    p[3] > 200)
                    return true;
            }
    }
    return false;
}

TEST(nothing_of_the_time_slider_is_there_where_nothing_is_kept)
{
    Desk desk;
    UiTime time;
    desk_open(&desk);
    desk_build(&desk);
    const int without = desk.count;
    desk_keep(&desk, &time);
    desk_build(&desk);
    CHECK_EQ(desk.count, without + 1); // the pill
    CHECK(!ui_wants_history(desk.ui));
    desk_close(&desk);
}

TEST(history_is_amber_has_a_badge_and_edges_and_keeps_them_without_panels)
{
    Desk desk;
    UiTime time;
    desk_open(&desk);
    desk_keep(&desk, &time);
    desk_build(&desk);
    CHECK(!has_colour(&desk, 0, 400, 3, 410, 0x934e00));
    desk.state.clock_mode = STATE_CLOCK_PAUSED;
    desk.state.instant_us = T_NOW - INT64_C(1200000000);
    desk_build(&desk);
    CHECK(has_colour(&desk, 0, 400, 3, 410, 0x934e00));
    CHECK(has_colour(&desk, 1597, 400, 1600, 410, 0x934e00));
    CHECK(has_colour(&desk, 700, 60, 900, 90, 0x934e00));
    // The bars stand in their colours: red, 10 minutes ago, orange, 30 minutes ago.
    CHECK(has_colour(&desk, 1200, 790, 1400, 840, 0xf03e3e));
    CHECK(has_colour(&desk, 700, 790, 900, 840, 0xff8c1a));
    desk.state.has_panels = false;
    desk_build(&desk);
    CHECK_EQ(desk.count, 3);
    CHECK(has_colour(&desk, 700, 10, 900, 60, 0x934e00));
    desk_close(&desk);
}

TEST(a_drag_on_the_slider_seeks_below_it_pans_and_the_wheel_zooms)
{
    Desk desk;
    UiTime time;
    desk_open(&desk);
    desk_keep(&desk, &time);
    desk.state.clock_mode = STATE_CLOCK_PAUSED;
    desk.state.instant_us = T_NOW - INT64_C(1200000000);
    desk_build(&desk);
    // The axis is 32 to 1568 for the hour that ends 72 s after now: its middle is 1728 s ago.
    ui_pointer(desk.ui, 800, 816, 1, true, false, 0, &desk.out);
    CHECK_TEXT(desk.out.text, "time-seek t=2026-06-21T10:01:12Z\n");
    desk.out.length = 0;
    ui_pointer(desk.ui, 416, 816, 0, false, true, 0, &desk.out);
    CHECK_TEXT(desk.out.text, "time-seek t=2026-06-21T09:46:12Z\n");
    desk.out.length = 0;
    ui_pointer(desk.ui, 1566, 816, 0, false, true, 0, &desk.out);
    CHECK_TEXT(desk.out.text, "time-live\n");
    desk.out.length = 0;
    ui_pointer(desk.ui, 1566, 816, 1, false, false, 0, &desk.out);
    // Half the axis to the right: half an hour earlier stands where it was.
    ui_pointer(desk.ui, 300, 848, 1, true, false, 0, &desk.out);
    ui_pointer(desk.ui, 1068, 848, 0, false, true, 0, &desk.out);
    ui_pointer(desk.ui, 1068, 848, 1, false, false, 0, &desk.out);
    CHECK_EQ(desk.out.length, 0);
    ui_pointer(desk.ui, 1184, 816, 1, true, false, 0, &desk.out);
    ui_pointer(desk.ui, 1184, 816, 1, false, false, 0, &desk.out);
    CHECK_TEXT(desk.out.text, "time-seek t=2026-06-21T09:46:12Z\n");
    desk.out.length = 0;
    // Nearer round the pointer: what is under it stays.
    ui_pointer(desk.ui, 1184, 816, 0, false, false, 3, &desk.out);
    ui_pointer(desk.ui, 1184, 816, 1, true, false, 0, &desk.out);
    ui_pointer(desk.ui, 1184, 816, 1, false, false, 0, &desk.out);
    CHECK_TEXT(desk.out.text, "time-seek t=2026-06-21T09:46:12Z\n");
    desk_close(&desk);
}

TEST(the_pill_pauses_and_opens_the_slider)
{
    Desk desk;
    UiTime time;
    desk_open(&desk);
    desk_keep(&desk, &time);
    desk_build(&desk);
    for (int x = 640; x < 960 && desk.out.length == 0; x += 6) desk_click(&desk, x, 847);
    CHECK_TEXT(desk.out.text, "time-pause\n");
    for (int x = 976; x > 900 && !ui_wants_history(desk.ui); x -= 4) desk_click(&desk, x, 847);
    CHECK(ui_wants_history(desk.ui));
    desk_close(&desk);
}

TEST(panels_stand_below_the_menu_bar_and_a_dialog_keeps_the_pointer_from_them)
{
    Desk desk;
    desk_open(&desk);
    desk_build(&desk);
    Str before = { 0 }, after = { 0 };
    JsonWriter a = { .out = &before }, b = { .out = &after };
    ui_widgets_json(desk.ui, &a);
    desk.state.has_menu_bar = true;
    desk_build(&desk);
    ui_widgets_json(desk.ui, &b);
    const char *low = strstr(before.text, "layers head"),
               *lower = strstr(after.text, "layers head");
    double x0, y0, x1, y1;
    CHECK(sscanf(strstr(low, "rect"), "rect\":[%lf,%lf", &x0, &y0) == 2);
    CHECK(sscanf(strstr(lower, "rect"), "rect\":[%lf,%lf", &x1, &y1) == 2);
    CHECK_EQ(x1, x0);
    CHECK_EQ(y1 - y0, 26);
    CHECK(strstr(after.text, "\"role\":\"menubar\""));
    Str line = { 0 };
    ui_offer(desk.ui, "tour-clear", &line);
    CHECK(!line.text);
    desk_build(&desk);
    CHECK(ui_pointer(desk.ui, 800, 880, 1, true, false, 0, &line)); // the scene: it is the dialog's
    CHECK(ui_pointer(desk.ui, 800, 880, 1, false, false, 0, &line));
    CHECK(!line.text);
    CHECK(ui_key(desk.ui, "Tab", &line) && ui_key(desk.ui, "Return", &line));
    CHECK_TEXT(line.text, "tour-clear\n");
    str_finish(&before);
    str_finish(&after);
    str_finish(&line);
    desk_close(&desk);
}
