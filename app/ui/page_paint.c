// SPDX-License-Identifier: Apache-2.0
// page_paint.c - one cell: glass, the band of its title, its items.
#include "ui/page_private.h"
#include <math.h>
#include <string.h>

static UiRgba tone_colour(const UiTheme *theme, ChartTone tone)
{
    if (tone >= CHART_TONE_BLUE && tone <= CHART_TONE_RED)
        return theme->levels[UI_LEVEL_BLUE + (int)tone - CHART_TONE_BLUE];
    if (tone == CHART_TONE_GOOD) return theme->colours[UI_COLOUR_GOOD];
    if (tone == CHART_TONE_DIM) return theme->colours[UI_COLOUR_DIM];
    return theme->colours[UI_COLOUR_ACCENT];
}

void page_body(const PageContent *content, double width, double height, double body[4])
{
    body[0] = content->is_open ? 0 : PAGE_PAD;
    body[1] = content->is_open ? 0 : PAGE_TITLE + 8;
    body[2] = width - 2 * body[0];
    body[3] = content->is_open ? height : height - PAGE_TITLE - 8 - PAGE_PAD + 2;
}

void page_item_rect(const PageItem *item, const double body[4], double out[4])
{
    out[0] = body[0] + item->x;
    out[1] = body[1] + item->y;
    out[2] = item->width;
    out[3] = item->height;
}

// Three bars that lean: the mark before a title, in the colour of the worst that the cell shows.
static void paint_mark(cairo_t *cr, UiRgba colour, double x, double y)
{
    for (int i = 0; i < 3; i++) {
        const double at = x + 6 * i;
        cairo_move_to(cr, at, y - 6);
        cairo_line_to(cr, at + 4, y - 6);
        cairo_line_to(cr, at + 8, y);
        cairo_line_to(cr, at + 4, y + 6);
        cairo_line_to(cr, at, y + 6);
        cairo_line_to(cr, at + 4, y);
        cairo_close_path(cr);
        ui_paint_colour_alpha(cr, colour, 1 - 0.3 * (2 - i));
        cairo_fill(cr);
    }
}

static void paint_title(UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                        const PageContent *content, double width)
{
    const UiRgba accent = theme->colours[UI_COLOUR_ACCENT];
    const bool has_tone = content->tone >= CHART_TONE_BLUE;
    const UiRgba mark = has_tone ? tone_colour(theme, content->tone) : accent;
    cairo_pattern_t *band = cairo_pattern_create_linear(0, 0, width, 0);
    cairo_pattern_add_color_stop_rgba(band, 0, mark.r, mark.g, mark.b,
                                      theme->is_dark ? 0.30 : 0.14);
    cairo_pattern_add_color_stop_rgba(band, 0.75, mark.r, mark.g, mark.b, 0.03);
    cairo_pattern_add_color_stop_rgba(band, 1, mark.r, mark.g, mark.b, 0);
    cairo_rectangle(cr, 1, 1, width - 2, PAGE_TITLE - 1);
    cairo_set_source(cr, band);
    cairo_fill(cr);
    cairo_pattern_destroy(band);
    cairo_pattern_t *line = cairo_pattern_create_linear(0, 0, width, 0);
    cairo_pattern_add_color_stop_rgba(line, 0, mark.r, mark.g, mark.b, 0.7);
    cairo_pattern_add_color_stop_rgba(line, 1, mark.r, mark.g, mark.b, 0.08);
    cairo_rectangle(cr, 1, PAGE_TITLE - 0.5, width - 2, 1);
    cairo_set_source(cr, line);
    cairo_fill(cr);
    cairo_pattern_destroy(line);
    paint_mark(cr, mark, PAGE_PAD, PAGE_TITLE / 2);
    double side = 0, height = 0;
    const char *at_right = content->subtitle ? content->subtitle : content->age;
    if (at_right) {
        const UiTextDesc small = { .text = at_right, .font = UI_FONT_SMALL, .size = 13 };
        ui_text_measure(painter, &small, &side, &height);
        ui_text_paint(painter, cr, &small, width - PAGE_PAD - side, (PAGE_TITLE - height) / 2,
                      theme->colours[UI_COLOUR_DIM]);
        if (!content->subtitle) {
            cairo_new_path(cr);
            cairo_arc(cr, width - PAGE_PAD - side - 8, PAGE_TITLE / 2, 2.6, 0, 6.2831853);
            ui_paint_colour(cr, theme->colours[UI_COLOUR_GOOD]);
            cairo_fill(cr);
            side += 16;
        }
    }
    const double room = fmax(20, width - 2 * PAGE_PAD - 34 - side);
    UiTextDesc title = {
        .text = content->title, .font = UI_FONT_TITLE, .size = 17, .spacing = 0.6
    };
    ui_paint_fit(painter, &title, room, 13);
    ui_text_measure(painter, &title, NULL, &height);
    ui_text_paint(painter, cr, &title, PAGE_PAD + 28, (PAGE_TITLE - height) / 2,
                  theme->colours[UI_COLOUR_TITLE]);
}

// One figure of several: glass of its own where the cell is open, else a faint ground; a line below
// in the colour of its level.
static void paint_card(cairo_t *cr, const UiTheme *theme, const PageItem *item,
                       const double rect[4], bool is_open)
{
    const bool has_level = item->tone >= CHART_TONE_BLUE && item->tone <= CHART_TONE_RED;
    const UiRgba line =
        has_level ? tone_colour(theme, item->tone) : theme->colours[UI_COLOUR_ACCENT];
    const double x = rect[0], y = rect[1], w = rect[2], h = rect[3], inset = is_open ? 10 : 0;
    if (is_open) {
        ui_paint_glass(cr, theme, x, y, w, h, 6);
    } else {
        ui_paint_round(cr, x + 0.5, y + 0.5, w - 1, h - 1, 4);
        ui_paint_colour_alpha(cr, line, theme->is_dark ? 0.07 : 0.05);
        cairo_fill_preserve(cr);
        ui_paint_colour_alpha(cr, line, has_level ? 0.4 : 0.14);
        cairo_set_line_width(cr, 1);
        cairo_stroke(cr);
    }
    cairo_pattern_t *below = cairo_pattern_create_linear(x + inset, 0, x + w - inset, 0);
    cairo_pattern_add_color_stop_rgba(below, 0, line.r, line.g, line.b, has_level ? 1 : 0.85);
    cairo_pattern_add_color_stop_rgba(below, 1, line.r, line.g, line.b, 0.05);
    cairo_rectangle(cr, x + inset, y + h - (is_open ? 3 : 2), w - 2 * inset, 2);
    cairo_set_source(cr, below);
    cairo_fill(cr);
    cairo_pattern_destroy(below);
}

static void paint_words(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const PageItem *item,
                        const double rect[4])
{
    double height = 0;
    UiTextDesc text = {
        .text = item->text, .font = UI_FONT_BODY, .size = 17, .width = rect[2], .is_wrapped = true
    };
    // Smaller until it fits, but never below what can be read.
    for (; text.size > 12; text.size -= 1) {
        ui_text_measure(painter, &text, NULL, &height);
        if (height <= rect[3]) break;
    }
    cairo_save(cr);
    cairo_rectangle(cr, rect[0], rect[1], rect[2], rect[3]);
    cairo_clip(cr);
    ui_text_paint(painter, cr, &text, rect[0], rect[1], theme->colours[UI_COLOUR_TEXT]);
    cairo_restore(cr);
}

static void paint_button(UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                         const PageItem *item, const double rect[4], bool is_hot)
{
    const bool has_tone = item->tone >= CHART_TONE_BLUE && item->tone <= CHART_TONE_RED;
    const UiRgba edge =
        has_tone ? tone_colour(theme, item->tone) : theme->colours[UI_COLOUR_ACCENT];
    const double alpha = item->is_off ? 0.3 : 1;
    double height = 0, side = 0;
    ui_paint_round(cr, rect[0] + 0.5, rect[1] + 0.5, rect[2] - 1, rect[3] - 1, 5);
    ui_paint_colour_alpha(cr, edge,
                          item->is_chosen           ? 0.42
                          : is_hot && !item->is_off ? 0.28
                          : has_tone                ? 0.16
                                                    : 0.09);
    cairo_fill_preserve(cr);
    ui_paint_colour_alpha(cr, edge, alpha * (has_tone || is_hot || item->is_chosen ? 0.9 : 0.4));
    cairo_set_line_width(cr, 1);
    cairo_stroke(cr);
    if (item->detail) {
        const UiTextDesc detail = { .text = item->detail, .font = UI_FONT_STRONG, .size = 13 };
        ui_text_measure(painter, &detail, &side, &height);
        ui_text_paint(painter, cr, &detail, rect[0] + rect[2] - side - 8,
                      rect[1] + (rect[3] - height) / 2, edge);
        side += 6;
    }
    UiRgba colour = theme->colours[item->is_off ? UI_COLOUR_DIM : UI_COLOUR_TEXT];
    colour.a *= item->is_off ? 0.7 : 1;
    UiTextDesc text = { .text = item->text,
                        .font = item->is_chosen ? UI_FONT_STRONG : UI_FONT_BODY,
                        .size = fmin(15, rect[3] * 0.6),
                        .align = UI_ALIGN_CENTRE };
    const double room = fmax(10, rect[2] - 12 - side);
    const bool has_lines = rect[3] >= 30;
    ui_paint_fit(painter, &text, room, has_lines ? 13 : 11);
    if (has_lines && text.width > 0) { // still too wide
        text.size = 11.5;
        text.is_wrapped = true;
        text.lines = 2;
    }
    text.width = room;
    ui_text_measure(painter, &text, NULL, &height);
    ui_text_paint(painter, cr, &text, rect[0] + 6, rect[1] + (rect[3] - height) / 2, colour);
}

static void paint_row(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const PageItem *item,
                      const double rect[4])
{
    double side = 0, height = 0;
    const double y = rect[1] + rect[3] / 2;
    ui_paint_round(cr, rect[0] + 2, y - 5, 10, 10, 2);
    ui_paint_colour_alpha(cr, tone_colour(theme, item->tone), item->is_off ? 0.35 : 1);
    cairo_fill(cr);
    const UiTextDesc detail = { .text = item->detail, .font = UI_FONT_SMALL, .size = 12.5 };
    ui_text_measure(painter, &detail, &side, &height);
    ui_text_paint(painter, cr, &detail, rect[0] + rect[2] - side, y - height / 2,
                  theme->colours[UI_COLOUR_DIM]);
    const UiTextDesc text = {
        .text = item->text, .font = UI_FONT_BODY, .size = 15, .width = fmax(10, rect[2] - side - 28)
    };
    ui_text_measure(painter, &text, NULL, &height);
    ui_text_paint(painter, cr, &text, rect[0] + 20, y - height / 2,
                  theme->colours[item->is_off ? UI_COLOUR_DIM : UI_COLOUR_TEXT]);
}

// A tick in a ring over the words.
static void paint_calm(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const PageItem *item,
                       const double rect[4])
{
    double height = 0;
    const double x = rect[0] + rect[2] / 2, y = rect[1] + rect[3] / 2, r = fmin(17, rect[3] / 5);
    const bool has_ring = rect[3] > 70;
    if (has_ring) {
        const double cy = y - r;
        ui_paint_colour_alpha(cr, theme->colours[UI_COLOUR_GOOD], 0.75);
        cairo_set_line_width(cr, 1.6);
        cairo_new_sub_path(cr);
        cairo_arc(cr, x, cy, r, 0, 6.2831853);
        cairo_stroke(cr);
        cairo_move_to(cr, x - 0.42 * r, cy + 0.02 * r);
        cairo_line_to(cr, x - 0.1 * r, cy + 0.36 * r);
        cairo_line_to(cr, x + 0.46 * r, cy - 0.32 * r);
        cairo_stroke(cr);
    }
    const UiTextDesc text = { .text = item->text,
                              .font = UI_FONT_BODY,
                              .size = 15,
                              .width = rect[2],
                              .align = UI_ALIGN_CENTRE };
    ui_text_measure(painter, &text, NULL, &height);
    ui_text_paint(painter, cr, &text, rect[0], has_ring ? y + 10 : y - height / 2,
                  theme->colours[UI_COLOUR_DIM]);
}

void page_paint_cell(UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                     const PageContent *content, double width, double height, int hover_item,
                     double hover_x, double hover_y)
{
    double body[4];
    if (!content->is_open) {
        ui_paint_glass(cr, theme, 0, 0, width, height, 6);
        paint_title(painter, cr, theme, content, width);
        cairo_rectangle(cr, 0, 0, width, height);
        cairo_clip(cr); // what has no room is cut at the glass
    }
    page_body(content, width, height, body);
    for (int i = 0; i < content->item_count; i++) {
        const PageItem *item = &content->items[i];
        double rect[4];
        page_item_rect(item, body, rect);
        if (rect[2] < 8 || rect[3] < 8) continue;
        if (item->kind == PAGE_WORDS) paint_words(painter, cr, theme, item, rect);
        if (item->kind == PAGE_BUTTON)
            paint_button(painter, cr, theme, item, rect, i == hover_item);
        if (item->kind == PAGE_ROW) paint_row(painter, cr, theme, item, rect);
        if (item->kind == PAGE_CALM) paint_calm(painter, cr, theme, item, rect);
        if (item->kind != PAGE_CHART || !item->chart) continue;
        Chart chart = *item->chart;
        chart.has_hover = i == hover_item;
        chart.hover_x = hover_x;
        chart.hover_y = hover_y;
        if (chart.kind == CHART_NUMBER && content->item_count > 1) {
            const double pad = content->is_open ? 8 : 5;
            paint_card(cr, theme, item, rect, content->is_open);
            rect[0] += pad, rect[1] += pad - 1, rect[2] -= 2 * pad, rect[3] -= 2 * pad;
        }
        chart_paint(painter, cr, theme, &chart, rect);
    }
}
