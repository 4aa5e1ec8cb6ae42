// SPDX-License-Identifier: Apache-2.0
// ui_text_caret.c - Pango's log attributes and cursor positions as bytes and units.
#include "ui/ui_text_caret.h"
#include "ui/ui_paint_pango.h"
#include <string.h>

// Attributes of the text's characters, one more than there are; until the next layout.
static const PangoLogAttr *attributes(UiPainter *painter, const char *text, int *count)
{
    PangoLayout *layout =
        ui_painter_layout(painter, &(UiTextDesc){ .text = text, .font = UI_FONT_BODY });
    return pango_layout_get_log_attrs_readonly(layout, count);
}

static int clamped(const char *text, int at)
{
    const int length = (int)strlen(text);
    return at < 0 ? 0 : at > length ? length : at;
}

static int char_of(const char *text, int at)
{
    return (int)g_utf8_pointer_to_offset(text, text + at);
}

static int byte_of(const char *text, int character)
{
    return (int)(g_utf8_offset_to_pointer(text, character) - text);
}

int ui_text_caret_step(UiPainter *painter, const char *text, int at, int towards, bool by_word)
{
    int count = 0;
    const PangoLogAttr *a = attributes(painter, text, &count);
    int i = char_of(text, clamped(text, at));
    while (towards < 0 && --i > 0)
        if (by_word ? a[i].is_word_start : a[i].is_cursor_position) break;
    while (towards > 0 && ++i < count - 1)
        if (by_word ? a[i].is_word_end : a[i].is_cursor_position) break;
    return byte_of(text, i < 0 ? 0 : i > count - 1 ? count - 1 : i);
}

int ui_text_caret_snap(UiPainter *painter, const char *text, int at)
{
    int count = 0;
    const PangoLogAttr *a = attributes(painter, text, &count);
    at = clamped(text, at);
    while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80) at--;
    int i = char_of(text, at);
    while (i > 0 && !a[i].is_cursor_position) i--;
    return byte_of(text, i);
}

void ui_text_caret_word(UiPainter *painter, const char *text, int at, int *from, int *to)
{
    int count = 0;
    const PangoLogAttr *a = attributes(painter, text, &count);
    const int last = count - 1;
    int i = char_of(text, clamped(text, at));
    if (i == last && i > 0) i--; // behind the text: its last word
    int begin = i, end = i < last ? i + 1 : last;
    while (begin > 0 && !a[begin].is_word_start && !a[begin].is_word_end) begin--;
    while (end < last && !a[end].is_word_end && !a[end].is_word_start) end++;
    *from = byte_of(text, begin);
    *to = byte_of(text, end);
}

double ui_text_caret_x(UiPainter *painter, const UiTextDesc *text, int at)
{
    PangoRectangle strong = { 0 };
    PangoLayout *layout = ui_painter_layout(painter, text);
    pango_layout_get_cursor_pos(layout, clamped(text->text, at), &strong, NULL);
    return (double)strong.x / PANGO_SCALE;
}

int ui_text_caret_at(UiPainter *painter, const UiTextDesc *text, double x)
{
    int index = 0, trailing = 0;
    PangoLayout *layout = ui_painter_layout(painter, text);
    pango_layout_xy_to_index(layout, (int)(x * PANGO_SCALE), 0, &index, &trailing);
    const char *at = text->text + index;
    for (int i = 0; i < trailing && *at; i++) at = g_utf8_next_char(at);
    return (int)(at - text->text);
}
