// SPDX-License-Identifier: Apache-2.0
// fuzz_text_field.c - any bytes as text, pre-edits, pastes, keys and presses of one field: the
// caret stays within the text, the text stays UTF-8 and no longer than it may be.
#include "ui/ui_text_field.h"
#include <stdlib.h>
#include <string.h>

static const char *const keys[] = { "Left",        "Right",      "Home",
                                    "End",         "Shift+Left", "Shift+Right",
                                    "Ctrl+Left",   "Ctrl+Right", "Ctrl+Shift+Left",
                                    "Backspace",   "Delete",     "Ctrl+Backspace",
                                    "Ctrl+Delete", "Ctrl+A",     "Ctrl+C",
                                    "Ctrl+X",      "Ctrl+V",     "Ctrl+Z",
                                    "Ctrl+Y",      "Up",         "Shift+Down",
                                    "Shift+Home",  "Escape" };
static char *kept;

static void keep(void *owner, int which, const char *utf8)
{
    (void)owner, (void)which;
    free(kept);
    kept = str_copy(utf8);
}

static char *give(void *owner, int which)
{
    (void)owner, (void)which;
    return str_copy(kept);
}

static void check(const UiTextField *field)
{
    const char *text = ui_text_field_text(field);
    const int length = (int)strlen(text);
    if (field->caret < 0 || field->caret > length || field->anchor < 0 || field->anchor > length)
        abort();
    if (!str_is_utf8(text, (size_t)length) || length > UI_TEXT_FIELD_BYTES) abort();
    if (((unsigned char)text[field->caret] & 0xc0) == 0x80) abort();
    if (((unsigned char)text[field->anchor] & 0xc0) == 0x80) abort();
    const int compose = (int)strlen(field->compose);
    if (field->compose_caret > compose || field->compose_to > compose) abort();
}

// One step: what it is, how long its bytes are, its bytes.
static size_t step(UiTextField *field, UiPainter *painter, cairo_t *cr, const uint8_t *at,
                   size_t left)
{
    static const UiClipboard clipboard = { NULL, keep, give };
    const UiTextFieldLook look = { .rect = { 3, 3, 120, 28 }, .is_focused = true };
    const size_t length = left > 2 ? (size_t)at[1] % 40 : 0;
    const size_t n = length < left - (left > 2 ? 2 : left) ? length : left - (left > 2 ? 2 : left);
    char text[64] = "";
    if (left > 2) memcpy(text, at + 2, n);
    switch (at[0] % 6) {
    case 0: ui_text_field_insert(field, text); break;
    case 1: ui_text_field_compose(field, text, (int)n - 8, at[0] / 6 - 4); break;
    case 2:
    case 3: (void)ui_text_field_key(field, painter, keys[at[0] / 6 % 23], &clipboard); break;
    case 4: {
        const UiTextFieldPointer p = { at[0],      12,         at[0] & 1 ? 1 : 2, (int)n % 4,
                                       n % 3 == 0, n % 3 == 1, (n & 8) != 0 };
        (void)ui_text_field_pointer(field, painter, &look, &p, &clipboard);
        break;
    }
    default:
        field->is_number = (at[0] & 64) != 0;
        if (at[0] & 128) ui_text_field_step(field, (double)n - 20);
        ui_text_field_paint(field, painter, cr, ui_theme(STATE_LOOK_DAY), &look);
        break;
    }
    check(field);
    return left > 2 ? 2 + n : left;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static UiPainter *painter;
    if (!painter) painter = ui_painter_create();
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 128, 40);
    cairo_t *cr = cairo_create(surface);
    UiTextField field = { 0 };
    for (size_t at = 0; at < length;) at += step(&field, painter, cr, bytes + at, length - at);
    ui_text_field_finish(&field);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    free(kept);
    kept = NULL;
    return 0;
}
