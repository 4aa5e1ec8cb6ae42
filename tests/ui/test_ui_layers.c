// SPDX-License-Identifier: Apache-2.0
// test_ui_layers.c - the tree of layers: rows, folds, filter, keys, drag; log, tooltips, splitters.
#include "base/clock.h"
#include "check.h"
#include "core/cmd.h"
#include "ui/ui.h"
#include "ui/ui_layers.h"
#include "ui/ui_panel.h"
#include <stdio.h>
#include <string.h>

typedef struct {
    State state;
    City city;
    CmdTable *table;
    UiFocus focus;
    UiLayers layers;
    UiTree tree;
    Str out, text;
} Fixture;

// Six layers a to f: two without a group, then X: c d, Y: e f.
static void begin(Fixture *f)
{
    static const char *const groups[] = { "", "", "X", "X", "Y", "Y" };
    *f = (Fixture){ 0 };
    state_init(&f->state);
    city_init(&f->city, NULL);
    f->table = cmd_table_create();
    for (int i = 0; i < 6; i++) {
        StateLayer *layer =
            state_layer_add(&f->state, (const char[2]){ (char)('a' + i), 0 }, "x.gpkg");
        snprintf(layer->group, sizeof layer->group, "%s", groups[i]);
    }
    ui_layers_init(&f->layers, &f->focus);
    f->tree.pressed = -1;
    ui_layers_follow(&f->layers, &f->state);
}

static void end(Fixture *f)
{
    ui_layers_finish(&f->layers);
    ui_focus_finish(&f->focus);
    ui_tree_finish(&f->tree);
    cmd_table_destroy(f->table);
    city_finish(&f->city);
    state_finish(&f->state);
    str_finish(&f->out);
    str_finish(&f->text);
}

// "a b [X] c d [Y] e f", as shown.
static const char *rows(Fixture *f)
{
    ui_layers_follow(&f->layers, &f->state);
    f->text.length = 0;
    if (f->text.text) f->text.text[0] = 0;
    for (int i = 0; i < f->layers.row_count; i++) {
        const UiLayersRow *r = &f->layers.rows[i];
        const StateLayer *layer = &f->state.layers[r->at];
        str_printf(&f->text, r->layer_id ? "%s%s" : "%s[%s]", i ? " " : "",
                   r->layer_id ? layer->name : layer->group);
    }
    return f->text.text ? f->text.text : "";
}

// Runs what was answered, as the program does; the rows then.
static const char *done(Fixture *f)
{
    CmdContext context = { .state = &f->state, .city = &f->city };
    Err err = { 0 };
    for (char *at = f->out.text ? f->out.text : (char[1]){ 0 }; *at;) {
        char *line_end = strchr(at, '\n');
        *line_end = 0;
        if (!cmd_run_line(f->table, &context, at, &err)) {
            fprintf(stderr, "%s: %s\n", at, err.text);
            CHECK(false);
        }
        at = line_end + 1;
    }
    f->out.length = 0;
    if (f->out.text) f->out.text[0] = 0;
    return rows(f);
}

static const char *key(Fixture *f, const char *name)
{
    f->layers.has_focus = true;
    (void)ui_layers_key(&f->layers, name, &f->out);
    return done(f);
}

// Rows of 20 units in a list as high as all of them.
static void lay(Fixture *f)
{
    UiPainter *painter = ui_painter_create();
    ui_tree_clear(&f->tree);
    ui_add(&f->tree, &(UiWidget){ .kind = UI_BOX, .is_scroll = true, .max_height = 500 });
    for (int i = 0; i < f->layers.row_count; i++) {
        ui_add(&f->tree, &(UiWidget){ .kind = UI_BOX,
                                      .is_row = true,
                                      .height = 20,
                                      .action = ui_format(&f->tree, "@layers:row:%d", i) });
        ui_end(&f->tree);
    }
    ui_end(&f->tree);
    ui_tree_layout(&f->tree, painter, 200);
    ui_painter_destroy(painter);
}

// From the middle of a row to a height; escaped: Escape before it is let go.
static const char *drag(Fixture *f, int from, double to_y, bool is_escaped)
{
    lay(f);
    const double y = from * 20 + 10;
    CHECK(!ui_layers_pointer(&f->layers, &f->tree, 50, y, true, false, &f->out));
    CHECK(!ui_layers_pointer(&f->layers, &f->tree, 51, y + 1, false, false, &f->out));
    CHECK(ui_layers_pointer(&f->layers, &f->tree, 50, to_y, false, false, &f->out));
    if (is_escaped) CHECK(ui_layers_key(&f->layers, "Escape", &f->out));
    CHECK(ui_layers_pointer(&f->layers, &f->tree, 50, to_y, false, true, &f->out) != is_escaped);
    return done(f);
}

TEST(groups_fold_and_the_filter_opens_them_and_knows_pinyin)
{
    Fixture f;
    begin(&f);
    CHECK_TEXT(rows(&f), "a b [X] c d [Y] e f");
    ui_layers_action(&f.layers, "@layers:row:2", &f.out);
    CHECK_TEXT(rows(&f), "a b [X] [Y] e f");
    ui_text_field_set(&f.layers.filter, "d");
    CHECK_TEXT(rows(&f), "[X] d");
    snprintf(f.state.layers[4].name, sizeof f.state.layers[4].name, "港口");
    ui_text_field_set(&f.layers.filter, "gk");
    CHECK_TEXT(rows(&f), "[Y] 港口");
    ui_text_field_set(&f.layers.filter, "y"); // a group's own name: all of it
    CHECK_TEXT(rows(&f), "[Y] 港口 f");
    end(&f);
}

TEST(a_layer_is_dropped_before_behind_and_into_groups_and_escape_cancels)
{
    Fixture f;
    begin(&f);
    CHECK_TEXT(drag(&f, 4, 122, false), "a b [X] c [Y] d e f"); // above e
    CHECK_TEXT(drag(&f, 0, 158, false), "b [X] c [Y] d e f a"); // below f, which is row 7 then
    CHECK_TEXT(drag(&f, 0, 30, false), "[X] b c [Y] d e f a");  // into X
    const int depth = f.state.undo_depth;
    CHECK_TEXT(drag(&f, 1, 75, true), "[X] b c [Y] d e f a");
    CHECK_TEXT(drag(&f, 1, 58, false), "[X] c b [Y] d e f a");
    CHECK_EQ(f.state.undo_depth, depth + 1);
    CHECK_TEXT(drag(&f, 1, 38, false), "[X] c b [Y] d e f a"); // to where it is
    CHECK_EQ(f.state.undo_depth, depth + 1);
    CHECK_TEXT(drag(&f, 1, 400, false), "[X] b [Y] d e f a c"); // below all: in no group
    CHECK_TEXT(f.state.layers[5].group, "");
    end(&f);
}

TEST(a_group_is_dragged_with_its_layers)
{
    Fixture f;
    begin(&f);
    CHECK_TEXT(drag(&f, 5, 45, false), "a b [Y] e f [X] c d");
    CHECK_TEXT(drag(&f, 2, 155, false), "a b [X] c d [Y] e f");
    CHECK_TEXT(drag(&f, 2, 2, false), "[X] c d a b [Y] e f");
    end(&f);
}

TEST(the_tree_is_worked_by_keys_alone)
{
    Fixture f;
    begin(&f);
    for (int i = 0; i < 4; i++) key(&f, "Down");
    CHECK_EQ(f.layers.cursor_layer, 3); // c
    CHECK_TEXT(key(&f, "Ctrl+Down"), "a b [X] d c [Y] e f");
    CHECK_TEXT(key(&f, "Ctrl+Down"), "a b [X] d c [Y] e f"); // the last of its group
    CHECK_EQ(f.layers.cursor_layer, 3);
    key(&f, "Space");
    CHECK(!state_layer_by_id(&f.state, 3)->is_visible);
    key(&f, "Left"); // to the head
    CHECK_EQ(f.layers.rows[f.layers.cursor].layer_id, 0);
    CHECK_TEXT(key(&f, "Ctrl+Down"), "a b [Y] e f [X] d c");
    CHECK_TEXT(key(&f, "Left"), "a b [Y] e f [X]");
    key(&f, "Space"); // some are shown: all are hidden
    CHECK(!state_layer_by_id(&f.state, 4)->is_visible);
    key(&f, "F2");
    CHECK(ui_focus_has(&f.focus, &f.layers.name));
    ui_text_field_insert(&f.layers.name, "水系"); // all of it was selected
    ui_layers_action(&f.layers, "@layers:named", &f.out);
    CHECK_TEXT(done(&f), "a b [Y] e f [水系]");
    CHECK_TEXT(key(&f, "Right"), "a b [Y] e f [水系] d c");
    key(&f, "Home");
    CHECK_TEXT(key(&f, "Delete"), "b [Y] e f [水系] d c");
    CHECK(ui_layers_key(&f.layers, "Escape", &f.out));
    CHECK(!ui_layers_key(&f.layers, "Down", &f.out)); // the scene has the keys again
    end(&f);
}

TEST(every_button_without_words_says_what_it_does_in_both_languages)
{
    for (int icon = UI_ICON_NONE + 1; icon <= UI_ICON_STOP; icon++) {
        const UiWidget w = { .kind = UI_BUTTON, .icon = (UiIcon)icon, .action = "x" };
        const char *zh = ui_tip_of(STATE_LANGUAGE_ZH, &w), *en = ui_tip_of(STATE_LANGUAGE_EN, &w);
        CHECK(zh && en && zh[0] && strcmp(zh, en) != 0);
    }
    const UiWidget said = {
        .kind = UI_BUTTON, .icon = UI_ICON_COPY, .text = "复制", .action = "x"
    };
    CHECK(!ui_tip_of(STATE_LANGUAGE_ZH, &said));
}

TEST(a_splitter_makes_the_left_column_as_wide_as_it_is_dragged_and_no_wider_than_fits)
{
    Fixture f;
    begin(&f);
    Ui *ui = ui_create(NULL);
    UiFacts facts = { .metres_per_px = 2, .is_settled = true };
    f.state.has_panels = true;
    int count = 0;
    ui_build(ui, &f.state, &f.city, &facts, 1600, 900, 1, &count);
    const double x = 16 + 288 + 4; // behind the layers
    CHECK(ui_pointer(ui, x, 120, 1, true, false, 0, &f.out));
    CHECK(ui_pointer(ui, x + 100, 120, 0, false, true, 0, &f.out));
    CHECK(strstr(f.out.text, "panel-size name=left size=388\n"));
    CHECK(ui_pointer(ui, x + 2000, 120, 1, false, false, 0, &f.out));
    (void)done(&f);
    CHECK_EQ(f.state.panel_sizes[STATE_PANEL_LEFT], 388);
    f.state.panel_sizes[STATE_PANEL_LEFT] = 4000;
    const UiPanelImage *images = ui_build(ui, &f.state, &f.city, &facts, 1600, 900, 1, &count);
    int widest = 0;
    for (int i = 0; i < count; i++)
        if (images[i].x_px < 16 && images[i].height_px > 100 && images[i].width_px > widest)
            widest = images[i].width_px;
    CHECK_EQ(widest, 640 + 2 * UI_SHADOW); // 40 % of the window, and its shadow
    ui_destroy(ui);
    end(&f);
}

TEST(a_tip_is_said_after_a_rest_and_not_again_once_the_button_is_pressed)
{
    Fixture f;
    begin(&f);
    Ui *ui = ui_create(NULL);
    UiFacts facts = { .metres_per_px = 2, .is_settled = true };
    f.state.has_panels = true;
    int count = 0, before = 0;
    ui_build(ui, &f.state, &f.city, &facts, 1600, 900, 1, &before);
    const double x = 16 + 288 - 12 - 8,
                 y = UI_MENU_BAR + 64 + 20; // the arrow that folds the layers
    CHECK(ui_pointer(ui, x, y, 0, false, true, 0, &f.out));
    const double from_s = clock_monotonic_s();
    while (ui_build(ui, &f.state, &f.city, &facts, 1600, 900, 1, &count), count == before)
        CHECK(clock_monotonic_s() - from_s < 5);
    CHECK(clock_monotonic_s() - from_s > 0.3);
    CHECK_EQ(count, before + 1);
    CHECK(ui_pointer(ui, x, y, 3, true, false, 0, &f.out)); // another button: nothing folds
    CHECK(ui_pointer(ui, x, y, 3, false, false, 0, &f.out));
    ui_build(ui, &f.state, &f.city, &facts, 1600, 900, 1, &count);
    CHECK_EQ(count, before);
    CHECK(!ui_is_behind(ui));
    ui_destroy(ui);
    end(&f);
}
