// SPDX-License-Identifier: Apache-2.0
// ui_text_field_paint.c - a field drawn: ground, selection, text with its pre-edit, caret, unit.
#include "ui/ui_paint_pango.h"
#include "ui/ui_text_caret.h"
#include "ui/ui_text_field_private.h"
#include <math.h>
#include <string.h>

#define PAD 10.0
#define LENS 34.0   // room of the lens at the left
#define ARROWS 18.0 // of a number's arrows at the right
#define CARET 1.5
#define AHEAD 12.0 // kept free before and behind the caret

typedef struct {
    double left, right; // of the text
    UiTextDesc desc;
    Str shown;       // text with the pre-edit in it
    int caret;       // bytes into shown
    int first, last; // selected
    int compose, compose_end;
} Line;

static double unit_width(const UiTextField *field, UiPainter *painter)
{
    double width = 0;
    if (!field->unit || !field->unit[0]) return 0;
    ui_text_measure(painter, &(UiTextDesc){ .text = field->unit, .font = UI_FONT_SMALL }, &width,
                    NULL);
    return width + 6;
}

static void text_room(const UiTextField *field, UiPainter *painter, const UiTextFieldLook *look,
                      double *left, double *right)
{
    const double x = look->rect[0], width = look->rect[2];
    *left = x + (look->has_lens ? LENS : PAD);
    *right = x + width - (field->is_number ? ARROWS + 4 : PAD - 2) - unit_width(field, painter);
    if (*right < *left + 8) *right = *left + 8;
}

static Line line_of(const UiTextField *field, UiPainter *painter, const UiTextFieldLook *look)
{
    Line line = { 0 };
    const char *text = ui_text_field_text(field);
    text_room(field, painter, look, &line.left, &line.right);
    str_add_n(&line.shown, text, (size_t)field->caret);
    str_add(&line.shown, field->compose);
    str_add(&line.shown, text + field->caret);
    if (!line.shown.text) str_add(&line.shown, "");
    const int length = (int)strlen(field->compose);
    line.caret = field->caret + (length ? field->compose_caret : 0);
    line.compose = field->caret;
    line.compose_end = field->caret + length;
    line.first = field->caret < field->anchor ? field->caret : field->anchor;
    line.last = field->caret < field->anchor ? field->anchor : field->caret;
    if (length) line.first = line.last = 0;
    line.desc = (UiTextDesc){ .text = line.shown.text ? line.shown.text : "", .font = look->font };
    return line;
}

// The caret stays in sight with a little of what is round it; no room is left empty at the right.
static void follow_caret(UiTextField *field, UiPainter *painter, const UiTextFieldLook *look,
                         const Line *line)
{
    double width = 0;
    const double room = line->right - line->left;
    ui_text_measure(painter, &line->desc, &width, NULL);
    const double x = ui_text_caret_x(painter, &line->desc, line->caret);
    const double ahead = fmin(AHEAD, room / 4);
    if (!look->is_focused) field->scroll = 0;
    if (x - ahead < field->scroll) field->scroll = x - ahead;
    if (x + ahead > field->scroll + room) field->scroll = x + ahead - room;
    field->scroll = fmax(0, fmin(field->scroll, fmax(0, width + CARET - room)));
    field->caret_x = line->left - look->rect[0] + x - field->scroll;
}

int ui_text_field_hit(const UiTextField *field, UiPainter *painter, const UiTextFieldLook *look,
                      double x)
{
    double left = 0, right = 0;
    text_room(field, painter, look, &left, &right);
    const UiTextDesc desc = { .text = ui_text_field_text(field), .font = look->font };
    return ui_text_caret_at(painter, &desc, x - left + field->scroll);
}

int ui_text_field_arrow(const UiTextField *field, const UiTextFieldLook *look, double x, double y)
{
    if (!field->is_number || x < look->rect[0] + look->rect[2] - ARROWS) return 0;
    return y < look->rect[1] + look->rect[3] / 2 ? 1 : -1;
}

void ui_text_field_caret(const UiTextField *field, const UiTextFieldLook *look, double out[4])
{
    out[0] = look->rect[0] + field->caret_x;
    out[1] = look->rect[1] + 6;
    out[2] = CARET;
    out[3] = fmax(4, look->rect[3] - 12);
}

static void paint_ground(const UiTextField *field, cairo_t *cr, const UiTheme *theme,
                         const UiTextFieldLook *look)
{
    const UiRgba *c = theme->colours;
    const double *r = look->rect;
    const bool is_on = look->is_focused && !look->is_idle;
    ui_paint_round(cr, r[0] + 0.5, r[1] + 0.5, r[2] - 1, r[3] - 1, 6);
    ui_paint_colour(cr, c[UI_COLOUR_FIELD]);
    cairo_fill_preserve(cr);
    ui_paint_colour(cr, c[field->error ? UI_COLOUR_BAD
                          : is_on      ? UI_COLOUR_ACCENT
                                       : UI_COLOUR_BORDER]);
    cairo_set_line_width(cr, field->error ? 1.8 : 1.2);
    cairo_stroke(cr);
    if (look->has_lens)
        ui_paint_icon(cr, UI_ICON_SEARCH, r[0] + 10, r[1] + (r[3] - 16) / 2, 16, c[UI_COLOUR_DIM]);
}

static void paint_arrows(cairo_t *cr, const UiTheme *theme, const double *r)
{
    const double x = r[0] + r[2] - ARROWS / 2 - 1, middle = r[1] + r[3] / 2;
    ui_paint_colour(cr, theme->colours[UI_COLOUR_DIM]);
    for (int way = -1; way <= 1; way += 2) {
        cairo_move_to(cr, x - 4, middle + way * 4);
        cairo_line_to(cr, x + 4, middle + way * 4);
        cairo_line_to(cr, x, middle + way * 8.5);
        cairo_close_path(cr);
        cairo_fill(cr);
    }
}

// Each stretch of the layout between two places, as it runs on the screen.
static void each_range(PangoLayout *layout, int from, int to, double x, double y, double height,
                       cairo_t *cr)
{
    int *ranges = NULL, count = 0;
    PangoLayoutLine *line = pango_layout_get_line_readonly(layout, 0);
    if (!line || from == to) return;
    pango_layout_line_get_x_ranges(line, from, to, &ranges, &count);
    for (int i = 0; i < count; i++) {
        const double a = (double)ranges[2 * i] / PANGO_SCALE,
                     b = (double)ranges[2 * i + 1] / PANGO_SCALE;
        cairo_rectangle(cr, x + a, y, b - a, height);
    }
    cairo_fill(cr);
    g_free(ranges);
}

static void paint_line(const UiTextField *field, UiPainter *painter, cairo_t *cr,
                       const UiTheme *theme, const UiTextFieldLook *look, const Line *line)
{
    const UiRgba *c = theme->colours;
    const double *r = look->rect, x = line->left - field->scroll;
    double height = 0;
    ui_text_measure(painter, &line->desc, NULL, &height);
    const double y = r[1] + (r[3] - height) / 2;
    PangoLayout *layout = ui_painter_layout(painter, &line->desc);
    if (look->is_focused) {
        ui_paint_colour_alpha(cr, c[UI_COLOUR_ACCENT], look->is_idle ? 0.18 : 0.34);
        each_range(layout, line->first, line->last, x, y, height, cr);
        // The clause the input method works at stands out from the rest of the pre-edit.
        each_range(layout, line->compose + field->compose_from, line->compose + field->compose_to,
                   x, y, height, cr);
    }
    cairo_move_to(cr, x, y);
    ui_paint_colour(cr, c[look->is_disabled ? UI_COLOUR_DIM : UI_COLOUR_TEXT]);
    pango_cairo_show_layout(cr, layout);
    ui_paint_colour(cr, c[UI_COLOUR_ACCENT]);
    each_range(layout, line->compose, line->compose_end, x, y + height - 1, 1.4, cr);
    if (!look->is_focused || look->is_idle) return;
    double caret[4];
    ui_text_field_caret(field, look, caret);
    cairo_rectangle(cr, caret[0], caret[1], caret[2], caret[3]);
    cairo_fill(cr);
}

static void paint_placeholder(UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                              const UiTextFieldLook *look, double left, double right)
{
    double height = 0;
    UiTextDesc desc = { .text = look->placeholder, .font = look->font };
    ui_text_measure(painter, &desc, NULL, &height);
    desc.width = right - left;
    ui_text_paint(painter, cr, &desc, left, look->rect[1] + (look->rect[3] - height) / 2,
                  theme->colours[UI_COLOUR_DIM]);
}

void ui_text_field_paint(UiTextField *field, UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                         const UiTextFieldLook *look)
{
    Line line = line_of(field, painter, look);
    const double *r = look->rect;
    paint_ground(field, cr, theme, look);
    follow_caret(field, painter, look, &line);
    cairo_save(cr);
    cairo_rectangle(cr, line.left - 2, r[1] + 1, line.right - line.left + 4, r[3] - 2);
    cairo_clip(cr);
    if (!line.desc.text[0] && look->placeholder)
        paint_placeholder(painter, cr, theme, look, line.left, line.right);
    paint_line(field, painter, cr, theme, look, &line);
    cairo_restore(cr);
    if (field->unit && field->unit[0]) {
        double width = 0, height = 0;
        const UiTextDesc unit = { .text = field->unit, .font = UI_FONT_SMALL };
        ui_text_measure(painter, &unit, &width, &height);
        ui_text_paint(painter, cr, &unit, line.right + 6, r[1] + (r[3] - height) / 2,
                      theme->colours[UI_COLOUR_DIM]);
    }
    if (field->is_number) paint_arrows(cr, theme, r);
    str_finish(&line.shown);
}
