// SPDX-License-Identifier: Apache-2.0
// test_ui_focus.c - every widget of every panel is reached and worked by keys alone.
#include "base/json_tape.h"
#include "check.h"
#include "ui/ui.h"
#include "ui/ui_focus.h"
#include <string.h>

// Two trees as panels: a row of buttons, and a column with a slider, a field and a list.
typedef struct {
    UiTree trees[2];
    UiFocusPanel panels[2];
    UiFocus focus;
    UiTextField field;
    Str out;
} Pair;
static UiPainter *painter;

static void add_button(UiTree *tree, const char *name, bool is_disabled)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .name = name,
                              .action = name,
                              .width = 40,
                              .height = 20,
                              .is_disabled = is_disabled });
}

static void pair_open(Pair *p)
{
    if (!painter) painter = ui_painter_create();
    *p = (Pair){ 0 };
    UiTree *a = &p->trees[0], *b = &p->trees[1];
    ui_add(a, &(UiWidget){ .kind = UI_BOX, .is_row = true });
    add_button(a, "one", false);
    add_button(a, "off", true);
    add_button(a, "two", false);
    ui_end(a);
    ui_add(b, &(UiWidget){ .kind = UI_BOX });
    ui_add(b, &(UiWidget){ .kind = UI_SLIDER, .name = "s", .action = "s=", .value = 0.5 });
    ui_add(b, &(UiWidget){ .kind = UI_FIELD,
                           .field = &p->field,
                           .name = "text",
                           .action = "say text=",
                           .cancel = "gone" });
    for (int i = 0; i < 3; i++)
        ui_add(b, &(UiWidget){ .kind = UI_BOX,
                               .name = ui_format(b, "row %d", i),
                               .action = ui_format(b, "@table:t:row:%d", i),
                               .height = 20,
                               .ground = i == 1 ? UI_GROUND_SELECTED : UI_GROUND_NONE }),
            ui_end(b);
    ui_end(b);
    for (int i = 0; i < 2; i++) {
        (void)ui_tree_layout(&p->trees[i], painter, 200);
        p->panels[i] = (UiFocusPanel){ .tree = &p->trees[i], .index = i };
    }
}

static void pair_close(Pair *p)
{
    for (int i = 0; i < 2; i++) ui_tree_finish(&p->trees[i]);
    ui_text_field_finish(&p->field);
    ui_focus_finish(&p->focus);
    str_finish(&p->out);
}

// What has the focus after a key; out is what the key answered.
static const char *key(Pair *p, const char *name, UiFocusResult wanted)
{
    str_finish(&p->out);
    p->out = (Str){ 0 };
    CHECK_EQ(ui_focus_key(&p->focus, painter, p->panels, 2, name, &p->out), wanted);
    ui_focus_begin(&p->focus);
    for (int i = 0; i < 2; i++) (void)ui_focus_apply(&p->focus, &p->trees[i], i);
    ui_focus_end(&p->focus);
    for (int i = 0; i < 2; i++)
        if (p->trees[i].focused) return p->trees[i].items[p->trees[i].focused - 1].name;
    return "";
}

TEST(tab_goes_through_all_that_answers_and_round_again)
{
    Pair p;
    pair_open(&p);
    const char *order[] = { "one", "two", "s", "text", "row 1", "one" };
    for (int i = 0; i < 6; i++) CHECK_TEXT(key(&p, "Tab", UI_FOCUS_MOVED), order[i]);
    CHECK(p.trees[0].has_ring);
    for (int i = 4; i >= 0; i--) CHECK_TEXT(key(&p, "Shift+Tab", UI_FOCUS_MOVED), order[i]);
    CHECK_TEXT(key(&p, "F6", UI_FOCUS_MOVED), "s");
    CHECK_TEXT(key(&p, "F6", UI_FOCUS_MOVED), "one");
    CHECK_TEXT(key(&p, "Shift+F6", UI_FOCUS_MOVED), "s");
    p.panels[0].is_modal = true; // a dialog keeps the keys
    CHECK_TEXT(key(&p, "Tab", UI_FOCUS_MOVED), "one");
    key(&p, "Tab", UI_FOCUS_MOVED);
    CHECK_TEXT(key(&p, "Tab", UI_FOCUS_MOVED), "one");
    pair_close(&p);
}

TEST(space_presses_arrows_walk_and_slide_and_escape_leaves)
{
    Pair p;
    pair_open(&p);
    CHECK_TEXT(key(&p, "Space", UI_FOCUS_PASS), ""); // nothing has the focus: the scene's
    key(&p, "Tab", UI_FOCUS_MOVED);
    key(&p, "Space", UI_FOCUS_DONE);
    CHECK_TEXT(p.out.text, "one\n");
    CHECK_TEXT(key(&p, "Right", UI_FOCUS_MOVED), "two");
    key(&p, "Return", UI_FOCUS_DONE);
    CHECK_TEXT(p.out.text, "two\n");
    CHECK_TEXT(key(&p, "Tab", UI_FOCUS_MOVED), "s");
    key(&p, "Right", UI_FOCUS_DONE);
    CHECK_TEXT(p.out.text, "s=0.55\n");
    CHECK_TEXT(key(&p, "Down", UI_FOCUS_MOVED), "text");
    CHECK_TEXT(key(&p, "Tab", UI_FOCUS_MOVED), "row 1");
    CHECK_TEXT(key(&p, "Down", UI_FOCUS_LIST), "row 1"); // the list walks its rows itself
    CHECK_TEXT(key(&p, "Escape", UI_FOCUS_DONE), "");
    key(&p, "Space", UI_FOCUS_PASS);
    pair_close(&p);
}

TEST(a_field_is_left_by_escape_and_says_its_text_at_return)
{
    Pair p;
    pair_open(&p);
    ui_focus_field(&p.focus, &p.field);
    CHECK_TEXT(key(&p, "A", UI_FOCUS_FIELD), "text");
    ui_text_field_insert(&p.field, "a \"b\"");
    key(&p, "Return", UI_FOCUS_DONE);
    CHECK_TEXT(p.out.text, "say text=\"a \\\"b\\\"\"\n");
    ui_text_field_compose(&p.field, "zhan", 4, 0);
    // None of these is a command, a step of the focus or the end of the field now.
    const char *keys[] = { "Tab", "F6", "Return", "Escape", "F5", "Ctrl+S", "Up" };
    for (int i = 0; i < 7; i++) CHECK_TEXT(key(&p, keys[i], UI_FOCUS_FIELD), "text");
    CHECK(p.out.text == NULL);
    ui_text_field_compose(&p.field, "", 0, 0);
    CHECK_TEXT(key(&p, "Escape", UI_FOCUS_DONE), "");
    CHECK_TEXT(p.out.text, "gone\n");
    CHECK(p.focus.field == NULL);
    pair_close(&p);
}

TEST(the_focus_stays_with_its_widget_when_the_panel_is_built_anew)
{
    Pair p;
    pair_open(&p);
    key(&p, "Tab", UI_FOCUS_MOVED);
    key(&p, "Tab", UI_FOCUS_MOVED); // two
    UiTree *a = &p.trees[0];
    ui_tree_clear(a);
    ui_add(a, &(UiWidget){ .kind = UI_BOX, .is_row = true });
    add_button(a, "new", false);
    add_button(a, "one", false);
    add_button(a, "two", false);
    ui_end(a);
    (void)ui_tree_layout(a, painter, 200);
    CHECK_TEXT(key(&p, "X", UI_FOCUS_PASS), "two");
    ui_tree_clear(a); // and what stands at its place when it is gone
    ui_add(a, &(UiWidget){ .kind = UI_BOX, .is_row = true });
    add_button(a, "other", false);
    ui_end(a);
    (void)ui_tree_layout(a, painter, 200);
    CHECK_TEXT(key(&p, "X", UI_FOCUS_PASS), "other");
    pair_close(&p);
}

// The desk: whatever is shown, Tab comes round to where it began and every stop has a place.
typedef struct {
    State desk;
    City city;
    JobPool *pool;
    UiFacts facts;
    Ui *ui;
    Str out;
} Desk;

static void desk_build(Desk *d)
{
    int count = 0;
    (void)ui_build(d->ui, &d->desk, &d->city, &d->facts, 1600, 900, 1, &count);
}

// Its panel and name are written; how many widgets say they have the focus.
static int focused(const Desk *d, char name[128])
{
    Str text = { 0 };
    JsonWriter w = { .out = &text };
    JsonTape tape = { 0 };
    Arena arena = { 0 };
    int count = 0;
    name[0] = 0;
    ui_widgets_json(d->ui, &w);
    CHECK(json_tape_read(&tape, text.text, text.length, NULL));
    for (JsonRef i = json_first(&tape, 0); i != JSON_TAPE_NONE; i = json_next(&tape, 0, i)) {
        if (!json_as_bool(&tape, json_member(&tape, i, "focus"), false)) continue;
        const char *said = json_as_text(&tape, json_member(&tape, i, "name"), &arena);
        str_copy_utf8(name, 128, said ? said : "");
        count++;
    }
    json_tape_finish(&tape);
    arena_finish(&arena);
    str_finish(&text);
    return count;
}

TEST(the_whole_desk_is_walked_by_tab_and_a_field_keeps_its_shortcuts)
{
    Desk d = { 0 };
    char name[128], first[128];
    state_init(&d.desk);
    d.pool = job_pool_create(1);
    city_init(&d.city, d.pool);
    d.facts = (UiFacts){ .metres_per_px = 2, .is_settled = true };
    d.ui = ui_create(NULL);
    desk_build(&d);
    CHECK_EQ(focused(&d, name), 0);
    int stops = 0;
    do {
        CHECK(ui_key(d.ui, "Tab", &d.out));
        desk_build(&d);
        CHECK_EQ(focused(&d, name), 1);
        if (stops++ == 0) memcpy(first, name, sizeof first);
    } while ((stops == 1 || strcmp(name, first) != 0) && stops < 100);
    CHECK(stops > 8 && stops < 100);
    CHECK(ui_key(d.ui, "Escape", &d.out));
    desk_build(&d);
    CHECK_EQ(focused(&d, name), 0);
    CHECK(!ui_key(d.ui, "Space", &d.out));
    // The search: what is composed is neither text nor command, and the caret is in its field.
    CHECK(ui_key(d.ui, "Ctrl+F", &d.out));
    desk_build(&d);
    CHECK(ui_compose(d.ui, "chikan", 6, 0));
    CHECK(ui_is_composing(d.ui));
    CHECK(ui_key(d.ui, "F1", &d.out) && ui_key(d.ui, "Escape", &d.out));
    desk_build(&d);
    int caret[4] = { 0 };
    CHECK(ui_wants_text(d.ui, caret));
    CHECK(caret[0] > 560 + 34 && caret[0] < 1040 && caret[1] > 60 && caret[1] < 120);
    CHECK(ui_text(d.ui, "赤坎", &d.out));
    CHECK(!ui_is_composing(d.ui));
    CHECK(!ui_key(d.ui, "F5", &d.out) && !ui_key(d.ui, "Ctrl+S", &d.out)); // the program's
    CHECK(ui_key(d.ui, "L", &d.out));                                      // a letter
    CHECK(ui_key(d.ui, "Escape", &d.out));
    desk_build(&d);
    CHECK(!ui_wants_text(d.ui, caret));
    CHECK(d.out.text == NULL);
    ui_destroy(d.ui);
    city_finish(&d.city);
    job_pool_destroy(d.pool);
    state_finish(&d.desk);
    str_finish(&d.out);
}
