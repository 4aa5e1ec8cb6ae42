// SPDX-License-Identifier: Apache-2.0
// test_ui_text_field.c - a line of text is edited as people know it, cluster by cluster.
#include "check.h"
#include "ui/ui_text_caret.h"
#include "ui/ui_text_field.h"
#include <stdlib.h>
#include <string.h>

static UiPainter *painter;
static char *clip[2];

static void clip_set(void *owner, int which, const char *utf8)
{
    (void)owner;
    free(clip[which]);
    clip[which] = str_copy(utf8);
}

static char *clip_get(void *owner, int which)
{
    (void)owner;
    return str_copy(clip[which]);
}

static const UiClipboard clipboard = { NULL, clip_set, clip_get };

static void begin(UiTextField *field, const char *text)
{
    if (!painter) painter = ui_painter_create();
    *field = (UiTextField){ 0 };
    ui_text_field_set(field, text);
}

static bool key(UiTextField *field, const char *name)
{
    return ui_text_field_key(field, painter, name, &clipboard);
}

static const UiTextFieldLook look = { .rect = { 0, 0, 120, 30 }, .is_focused = true };

static void paint(UiTextField *field)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 120, 30);
    cairo_t *cr = cairo_create(surface);
    ui_text_field_paint(field, painter, cr, ui_theme(STATE_LOOK_NIGHT), &look);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
}

// Where the caret would be drawn before a byte of the text, once painted.
static double x_of(UiTextField *field, int at)
{
    const UiTextDesc desc = { .text = ui_text_field_text(field) };
    return 10 + ui_text_caret_x(painter, &desc, at) - field->scroll;
}

static void press(UiTextField *field, int at, int clicks, bool has_shift)
{
    const UiTextFieldPointer down = { x_of(field, at) + 1, 15, 1, clicks, true, false, has_shift };
    CHECK(ui_text_field_pointer(field, painter, &look, &down, &clipboard));
}

static void let_go(UiTextField *field)
{
    const UiTextFieldPointer up = { 0, 0, 1, 0, false, true, false };
    (void)ui_text_field_pointer(field, painter, &look, &up, &clipboard);
}

TEST(what_is_written_goes_where_the_caret_is)
{
    UiTextField f;
    begin(&f, "湛江");
    ui_text_field_insert(&f, "市");
    CHECK_TEXT(ui_text_field_text(&f), "湛江市");
    CHECK(key(&f, "Left") && key(&f, "Left"));
    ui_text_field_insert(&f, "x");
    CHECK_TEXT(ui_text_field_text(&f), "湛x江市");
    CHECK(key(&f, "Home") && key(&f, "Delete"));
    CHECK_TEXT(ui_text_field_text(&f), "x江市");
    CHECK(key(&f, "End") && key(&f, "Backspace"));
    CHECK_TEXT(ui_text_field_text(&f), "x江");
    ui_text_field_finish(&f);
}

TEST(a_letter_and_its_combining_marks_are_passed_and_erased_as_one)
{
    UiTextField f;
    begin(&f, "ae\xcc\x81\xcc\xa7o"); // a, e with acute and cedilla, o
    CHECK(key(&f, "Left") && key(&f, "Left"));
    CHECK_EQ(f.caret, 1);
    CHECK(key(&f, "Right"));
    CHECK_EQ(f.caret, 6);
    CHECK(key(&f, "Backspace"));
    CHECK_TEXT(ui_text_field_text(&f), "ao");
    // A family of emoji joined by zero-width joiners is one cluster too (UAX 29, GB11).
    ui_text_field_set(&f,
                      "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7");
    CHECK(key(&f, "Left"));
    CHECK_EQ(f.caret, 0);
    ui_text_field_finish(&f);
}

TEST(words_are_passed_erased_and_chosen_by_a_double_click)
{
    UiTextField f;
    begin(&f, "alpha beta gamma");
    CHECK(key(&f, "Ctrl+Left"));
    CHECK_EQ(f.caret, 11);
    CHECK(key(&f, "Ctrl+Shift+Left"));
    CHECK_EQ(f.caret, 6);
    CHECK_EQ(f.anchor, 11);
    CHECK(key(&f, "Ctrl+Right"));
    CHECK_EQ(f.caret, 10);
    CHECK(key(&f, "Ctrl+Backspace"));
    CHECK_TEXT(ui_text_field_text(&f), "alpha  gamma");
    ui_text_field_set(&f, "ab cd ef");
    paint(&f);
    press(&f, 4, 2, false);
    CHECK_EQ(f.anchor, 3);
    CHECK_EQ(f.caret, 5);
    let_go(&f);
    press(&f, 4, 3, false);
    CHECK_EQ(f.anchor, 0);
    CHECK_EQ(f.caret, 8);
    let_go(&f);
    ui_text_field_finish(&f);
}

TEST(a_drag_chooses_from_where_it_began_and_shift_goes_on_from_the_anchor)
{
    UiTextField f;
    begin(&f, "abcdefgh");
    paint(&f);
    press(&f, 2, 1, false);
    const UiTextFieldPointer at5 = { x_of(&f, 5) + 1, 15, 0, 0, false, false, false };
    CHECK(ui_text_field_pointer(&f, painter, &look, &at5, &clipboard));
    CHECK_EQ(f.anchor, 2);
    CHECK_EQ(f.caret, 5);
    let_go(&f);
    CHECK_TEXT(clip[1], "cde"); // the middle button gives it
    CHECK(!ui_text_field_pointer(&f, painter, &look, &at5, &clipboard)); // it is not held
    press(&f, 7, 1, true);
    CHECK_EQ(f.anchor, 2);
    CHECK_EQ(f.caret, 7);
    let_go(&f);
    const UiTextFieldPointer middle = { x_of(&f, 0), 15, 2, 1, true, false, false };
    CHECK(ui_text_field_pointer(&f, painter, &look, &middle, &clipboard));
    CHECK_TEXT(ui_text_field_text(&f), "cdefgabcdefgh");
    ui_text_field_finish(&f);
}

TEST(the_clipboard_takes_and_gives_one_line_of_good_text)
{
    UiTextField f;
    begin(&f, "赤坎区");
    CHECK(key(&f, "Ctrl+A") && key(&f, "Ctrl+C"));
    CHECK_TEXT(clip[0], "赤坎区");
    CHECK(key(&f, "End") && key(&f, "Ctrl+V"));
    CHECK_TEXT(ui_text_field_text(&f), "赤坎区赤坎区");
    CHECK(key(&f, "Shift+Home") && key(&f, "Ctrl+X"));
    CHECK_TEXT(ui_text_field_text(&f), "");
    clip_set(NULL, 0,
             "one\ntwo\t\x01\xff\xc3"
             "three");
    CHECK(key(&f, "Shift+Insert"));
    CHECK_TEXT(ui_text_field_text(&f), "one two three");
    ui_text_field_finish(&f);
}

TEST(undo_takes_words_back_and_redo_brings_them_again)
{
    UiTextField f;
    begin(&f, "");
    const char *letters[] = { "a", "b", " ", "c", "d" };
    for (int i = 0; i < 5; i++) ui_text_field_insert(&f, letters[i]);
    ui_text_field_insert(&f, "湛江"); // as an input method gives it
    CHECK(key(&f, "Ctrl+Z"));
    CHECK_TEXT(ui_text_field_text(&f), "ab cd");
    CHECK(key(&f, "Ctrl+Z"));
    CHECK_TEXT(ui_text_field_text(&f), "ab ");
    CHECK(key(&f, "Ctrl+Z") && key(&f, "Ctrl+Z"));
    CHECK_TEXT(ui_text_field_text(&f), "");
    CHECK(!ui_text_field_undo(&f, -1));
    CHECK(key(&f, "Ctrl+Y") && key(&f, "Ctrl+Shift+Z"));
    CHECK_TEXT(ui_text_field_text(&f), "ab ");
    ui_text_field_insert(&f, "x"); // what was taken back is gone now
    CHECK(!ui_text_field_undo(&f, 1));
    for (int i = 0; i < 3 * UI_TEXT_FIELD_UNDO_MAX; i++) ui_text_field_insert(&f, " ");
    int steps = 0;
    while (ui_text_field_undo(&f, -1)) steps++;
    CHECK_EQ(steps, UI_TEXT_FIELD_UNDO_MAX);
    ui_text_field_finish(&f);
}

TEST(a_long_text_scrolls_so_that_the_caret_is_seen)
{
    UiTextField f;
    begin(&f, "0123456789012345678901234567890123456789");
    paint(&f);
    CHECK(f.scroll > 50);
    CHECK(f.caret_x > 60 && f.caret_x < 118);
    CHECK(key(&f, "Home"));
    paint(&f);
    CHECK_NEAR(f.scroll, 0, 0.001);
    CHECK_NEAR(f.caret_x, 10, 0.5);
    ui_text_field_finish(&f);
}

TEST(a_pre_edit_is_shown_but_not_written_and_its_keys_are_not_the_fields)
{
    UiTextField f;
    begin(&f, "去");
    paint(&f);
    const double before = f.caret_x;
    ui_text_field_compose(&f, "zhan'jiang", 10, 0);
    CHECK(ui_text_field_is_composing(&f));
    CHECK_TEXT(ui_text_field_text(&f), "去");
    paint(&f);
    CHECK(f.caret_x > before + 30);
    ui_text_field_compose(&f, "湛江", 1, 1); // the second is chosen again
    CHECK_EQ(f.compose_caret, 3);
    CHECK_EQ(f.compose_to, 6);
    ui_text_field_compose(&f, "湛江", -1, 1); // no caret is said: behind it, and no clause
    CHECK_EQ(f.compose_caret, 6);
    CHECK_EQ(f.compose_from, f.compose_to);
    CHECK(key(&f, "Backspace") && key(&f, "Ctrl+A") && key(&f, "F5"));
    CHECK_TEXT(ui_text_field_text(&f), "去");
    ui_text_field_insert(&f, "湛江");
    CHECK(!ui_text_field_is_composing(&f));
    CHECK_TEXT(ui_text_field_text(&f), "去湛江");
    ui_text_field_compose(&f, "\xff\xfe", 90, 90);
    CHECK(!ui_text_field_is_composing(&f));
    ui_text_field_finish(&f);
}

TEST(a_number_goes_by_its_step_and_says_when_it_is_none)
{
    UiTextField f;
    double value = 0;
    begin(&f, "1.04");
    f.is_number = true;
    f.step = 0.1;
    f.decimals = 1;
    f.min = -1;
    f.max = 2;
    CHECK(key(&f, "Up"));
    CHECK_TEXT(ui_text_field_text(&f), "1.1");
    CHECK(key(&f, "Shift+Up"));
    CHECK_TEXT(ui_text_field_text(&f), "2.0");
    CHECK(ui_text_field_number(&f, &value));
    CHECK_NEAR(value, 2, 1e-12);
    ui_text_field_select_all(&f);
    ui_text_field_insert(&f, "-１．５米"); // full-width figures are figures, 米 is none
    CHECK_TEXT(ui_text_field_text(&f), "-1.5");
    CHECK(!ui_text_field_number(&f, &value)); // out of bounds
    CHECK(key(&f, "Ctrl+Z"));
    CHECK_TEXT(ui_text_field_text(&f), "2.0");
    const UiTextFieldPointer down = { 110, 25, 1, 1, true, false, false };
    CHECK(ui_text_field_pointer(&f, painter, &look, &down, NULL)); // its lower arrow
    CHECK_TEXT(ui_text_field_text(&f), "1.9");
    f.is_number = false;
    CHECK(!key(&f, "Up")); // a plain text leaves it to its owner
    ui_text_field_finish(&f);
}

TEST(letters_are_written_and_keys_of_the_program_left_to_it)
{
    UiTextField f;
    begin(&f, "");
    const char *letters[] = { "A", "Shift+A", "Space", "1", "/", "é" };
    for (int i = 0; i < 6; i++) CHECK(key(&f, letters[i]) && ui_text_field_is_letter(letters[i]));
    const char *others[] = { "F5", "Ctrl+S", "Alt+A", "Return", "Escape", "Tab", "Down" };
    for (int i = 0; i < 7; i++) CHECK(!key(&f, others[i]));
    CHECK_TEXT(ui_text_field_text(&f), "");
    ui_text_field_finish(&f);
}

TEST(no_more_is_written_than_there_is_room_for)
{
    UiTextField f;
    begin(&f, "");
    f.max_bytes = 7;
    ui_text_field_insert(&f, "湛江市赤坎区");
    CHECK_TEXT(ui_text_field_text(&f), "湛江");
    ui_text_field_insert(&f, "ab");
    CHECK_TEXT(ui_text_field_text(&f), "湛江a");
    ui_text_field_finish(&f);
    for (int i = 0; i < 2; i++) {
        free(clip[i]);
        clip[i] = NULL;
    }
}
