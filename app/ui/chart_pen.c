// SPDX-License-Identifier: Apache-2.0
// chart_pen.c - colours, labels, lines and marks of charts.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define CHART_FAR 1e6 // units; Cairo's fixed point holds 8e6 pixels
#define CHART_TEXT_CONTRAST 4.6
#define CHART_TEXT_MAX 240 // bytes

const char *chart_word(const Chart *chart, const char *zh, const char *en)
{
    return chart->is_chinese ? zh : en;
}

const char *chart_level_word(const Chart *chart, ChartTone tone)
{
    static const char *const zh[] = { "蓝", "黄", "橙", "红" }, *const en[] = { "Blue", "Yellow",
                                                                                "Orange", "Red" };
    if (tone < CHART_TONE_BLUE || tone > CHART_TONE_RED) return NULL;
    return (chart->is_chinese ? zh : en)[tone - CHART_TONE_BLUE];
}

double chart_value(const ChartSeries *series, int index)
{
    if (index < 0 || index >= series->count || !series->values) return NAN;
    const double value = series->values[index];
    return chart_is_number(value) ? value : NAN;
}

const char *chart_category(const Chart *chart, int index)
{
    const bool has_name = index >= 0 && index < chart->category_count && chart->categories;
    return has_name && chart->categories[index] ? chart->categories[index] : "";
}

int64_t chart_time(const ChartSeries *series, int index)
{
    const int64_t t_us = series->times_us[index];
    const int64_t least = -62135596800000000LL, greatest = 253402300799000000LL;
    return t_us < least ? least : t_us > greatest ? greatest : t_us;
}

bool chart_is_taken(const Chart *chart, int category)
{
    const ChartFilter *brush = chart->brush;
    if (!brush || !brush->categories) return true;
    const char *name = chart_category(chart, category);
    for (int i = 0; i < brush->category_count; i++)
        if (brush->categories[i] && strcmp(brush->categories[i], name) == 0) return true;
    return false;
}

bool chart_has_values(const Chart *chart)
{
    for (int s = 0; s < chart->series_count; s++)
        for (int i = 0; i < chart->series[s].count; i++)
            if (!isnan(chart_value(&chart->series[s], i))) return true;
    return false;
}

UiRgba chart_blend(UiRgba a, UiRgba b, double t)
{
    return (UiRgba){ a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t,
                     a.a + (b.a - a.a) * t };
}

static UiRgba chart_drain(const ChartPen *pen, UiRgba colour)
{
    return chart_blend(colour, pen->theme->other, pen->drain);
}

UiRgba chart_palette(const ChartPen *pen, int index)
{
    const bool is_one = index >= 0 && index < UI_PALETTE_COUNT;
    return chart_drain(pen, is_one ? pen->theme->palette[index] : pen->theme->other);
}

UiRgba chart_tone(const ChartPen *pen, ChartTone tone)
{
    const UiTheme *theme = pen->theme;
    switch (tone) {
    case CHART_TONE_GOOD: return chart_drain(pen, theme->colours[UI_COLOUR_GOOD]);
    case CHART_TONE_BLUE: return chart_drain(pen, theme->levels[UI_LEVEL_BLUE]);
    case CHART_TONE_YELLOW: return chart_drain(pen, theme->levels[UI_LEVEL_YELLOW]);
    case CHART_TONE_ORANGE: return chart_drain(pen, theme->levels[UI_LEVEL_ORANGE]);
    case CHART_TONE_RED: return chart_drain(pen, theme->levels[UI_LEVEL_RED]);
    case CHART_TONE_DIM: return theme->other;
    default: return chart_drain(pen, theme->colours[UI_COLOUR_ACCENT]);
    }
}

UiRgba chart_series_colour(const ChartPen *pen, int series)
{
    const ChartTone tone = pen->chart->series[series].tone;
    return tone == CHART_TONE_AUTO ? chart_palette(pen, series) : chart_tone(pen, tone);
}

UiRgba chart_category_colour(const ChartPen *pen, int category)
{
    const Chart *chart = pen->chart;
    const bool has_tone =
        chart->category_tones && category >= 0 && category < chart->category_count;
    if (has_tone && chart->category_tones[category] != CHART_TONE_AUTO)
        return chart_tone(pen, chart->category_tones[category]);
    return chart_palette(pen, category);
}

UiRgba chart_colour(const ChartPen *pen, UiColour colour)
{
    return pen->theme->colours[colour];
}

static double chart_luminance(UiRgba c)
{
    const double parts[3] = { c.r, c.g, c.b }, weights[3] = { 0.2126, 0.7152, 0.0722 };
    double sum = 0;
    for (int i = 0; i < 3; i++)
        sum += weights[i] *
               (parts[i] <= 0.04045 ? parts[i] / 12.92 : pow((parts[i] + 0.055) / 1.055, 2.4));
    return sum;
}

static double chart_contrast(UiRgba a, UiRgba b)
{
    const double x = chart_luminance(a), y = chart_luminance(b);
    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

UiRgba chart_ink(const ChartPen *pen, UiRgba colour)
{
    const UiRgba ground = pen->theme->colours[UI_COLOUR_GLASS_TOP],
                 text = pen->theme->colours[UI_COLOUR_TEXT];
    UiRgba ink = colour;
    for (int i = 1; i <= 10 && chart_contrast(ink, ground) < CHART_TEXT_CONTRAST; i++)
        ink = chart_blend(colour, text, i * 0.1);
    return ink;
}

void chart_source(ChartPen *pen, UiRgba colour, double alpha)
{
    cairo_set_source_rgba(pen->cr, colour.r, colour.g, colour.b, colour.a * alpha);
}

void chart_source_fade(ChartPen *pen, const ChartFade *fade)
{
    cairo_pattern_t *pattern = cairo_pattern_create_linear(fade->x0, fade->y0, fade->x1, fade->y1);
    const UiRgba a = fade->colour, b = fade->has_end ? fade->end : a;
    cairo_pattern_add_color_stop_rgba(pattern, 0, a.r, a.g, a.b, fade->alpha0);
    cairo_pattern_add_color_stop_rgba(pattern, 1, b.r, b.g, b.b, fade->alpha1);
    cairo_set_source(pen->cr, pattern);
    cairo_pattern_destroy(pattern);
}

// What comes from sources may be broken or endless: bad bytes become ?, long texts are cut.
const char *chart_clean(ChartPen *pen, const char *text)
{
    const size_t length = strnlen(text, CHART_TEXT_MAX + 1);
    if (length <= CHART_TEXT_MAX && str_is_utf8(text, length)) return text;
    char *clean = arena_alloc(&pen->arena, CHART_TEXT_MAX + 4);
    size_t used = 0;
    for (size_t at = 0; at < length && used < CHART_TEXT_MAX;) {
        const size_t bytes = str_utf8_bytes(text + at, length - at);
        if (bytes == 0)
            clean[used++] = '?';
        else if (used + bytes > CHART_TEXT_MAX)
            break;
        for (size_t i = 0; i < bytes; i++) clean[used++] = text[at + i];
        at += bytes ? bytes : 1;
    }
    return clean;
}

// Few sizes: each is a font that Pango and Cairo keep, and a figure that fits its card changes with
// each value.
static double chart_text_size(double size)
{
    if (size < 32) return fmax(1, floor(size * 2) / 2);
    return size < 96 ? floor(size) : floor(size / 4) * 4;
}

static UiTextDesc chart_text(ChartPen *pen, const char *text, double size, bool is_bold)
{
    return (UiTextDesc){ .text = chart_clean(pen, text),
                         .font = is_bold ? UI_FONT_STRONG : UI_FONT_BODY,
                         .size = chart_text_size(size * pen->size) };
}

double chart_text_width(ChartPen *pen, const char *text, double size, bool is_bold)
{
    double width = 0;
    if (!text || !text[0]) return 0;
    const UiTextDesc desc = chart_text(pen, text, size, is_bold);
    ui_text_measure(pen->painter, &desc, &width, NULL);
    return width;
}

// Of the family: ascent and descent are 1.16 and 0.288 em.
double chart_text_height(const ChartPen *pen, double size)
{
    return ceil(size * pen->size * 1.45);
}

static bool chart_is_inside(const ChartBox *box, const ChartBox *within)
{
    return box->x >= within->x - 0.5 && box->y >= within->y - 0.5 &&
           box->x + box->w <= within->x + within->w + 0.5 &&
           box->y + box->h <= within->y + within->h + 0.5;
}

bool chart_label_is_free(const ChartPen *pen, ChartBox box)
{
    if (pen->label_count >= CHART_LABELS_MAX) return false;
    for (int i = 0; i < pen->label_count; i++) {
        const ChartBox *other = &pen->labels[i];
        if (box.x < other->x + other->w && other->x < box.x + box.w &&
            box.y < other->y + other->h && other->y < box.y + box.h)
            return false;
    }
    return true;
}

void chart_keep_free(ChartPen *pen, ChartBox box)
{
    if (pen->label_count < CHART_LABELS_MAX) pen->labels[pen->label_count++] = box;
}

// Into lines where one has no room; the box it takes. False: even so it says nothing.
static bool chart_label_lay(ChartPen *pen, const ChartLabel *label, UiTextDesc *text, ChartBox *box)
{
    const double size = label->size > 0 ? label->size : 1;
    double width = 0, height = chart_text_height(pen, size);
    ui_text_measure(pen->painter, text, &width, NULL);
    if (label->width > 0 && width > label->width) {
        if (label->width < 1.6 * size * pen->size) return false; // … alone says nothing
        text->width = label->width;
        text->is_wrapped = label->lines > 1;
        text->lines = label->lines;
        text->align = label->anchor_x == 0   ? UI_ALIGN_START
                      : label->anchor_x == 1 ? UI_ALIGN_END
                                             : UI_ALIGN_CENTRE;
        width = label->width;
        if (text->is_wrapped) ui_text_measure(pen->painter, text, NULL, &height);
    }
    *box = (ChartBox){ label->x - width * label->anchor_x, label->y - height * label->anchor_y,
                       width, height };
    return true;
}

bool chart_label(ChartPen *pen, const ChartLabel *label)
{
    if (!label->text || !label->text[0] || !isfinite(label->x + label->y)) return false;
    const double size = label->size > 0 ? label->size : 1;
    UiTextDesc text = chart_text(pen, label->text, size, label->is_bold);
    ChartBox box;
    if (!chart_label_lay(pen, label, &text, &box)) return false;
    const double line = chart_text_height(pen, size);
    if (!chart_is_inside(&box, label->within ? label->within : &pen->rect)) return false;
    // A line's box is taller than its letters.
    const ChartBox ink = { box.x - 1, box.y + line * 0.12, box.w + 2, box.h - line * 0.24 };
    if (!chart_label_is_free(pen, ink)) return false;
    chart_keep_free(pen, ink);
    const UiRgba colour =
        label->colour
            ? *label->colour
            : chart_colour(pen, label->is_soft || pen->drain > 0 ? UI_COLOUR_DIM : UI_COLOUR_TEXT);
    UiRgba ground = chart_colour(pen, UI_COLOUR_GLASS_TOP);
    ground.a = 0.6;
    if (label->has_plate) {
        ground.a = 0.82;
        ui_paint_round(pen->cr, ink.x - 1, ink.y, ink.w + 2, ink.h, 2 * pen->k);
        chart_source(pen, ground, 1);
        cairo_fill(pen->cr);
    }
    if (label->has_halo)
        ui_text_paint_halo(pen->painter, pen->cr, &text, box.x, box.y, colour, ground,
                           1.1 * pen->k);
    else
        ui_text_paint(pen->painter, pen->cr, &text, box.x, box.y, colour);
    cairo_new_path(pen->cr); // text leaves a point behind
    return true;
}

double chart_clamp(double at)
{
    return isnan(at) ? 0 : fmax(-CHART_FAR, fmin(CHART_FAR, at));
}

double chart_hairline(const ChartPen *pen)
{
    if (pen->is_vector) return 0.8 * pen->k;
    double dx = 1, dy = 0;
    cairo_user_to_device_distance(pen->cr, &dx, &dy);
    const double px = 1 / fmax(hypot(dx, dy), 1e-3);
    return fmax(px, round(0.9 * pen->k / px) * px);
}

// To the middle of a device pixel, so that a hairline of odd width is sharp.
double chart_snap(const ChartPen *pen, double at, bool is_x)
{
    if (pen->is_vector) return at;
    double x = is_x ? at : 0, y = is_x ? 0 : at;
    cairo_user_to_device(pen->cr, &x, &y);
    double dx = chart_hairline(pen), dy = 0;
    cairo_user_to_device_distance(pen->cr, &dx, &dy);
    const double half = (long)round(hypot(dx, dy)) % 2 ? 0.5 : 0;
    x = floor(x) + half;
    y = floor(y) + half;
    cairo_device_to_user(pen->cr, &x, &y);
    return is_x ? x : y;
}

void chart_clip(ChartPen *pen, ChartBox box)
{
    double x0 = box.x, y0 = box.y, x1 = box.x + box.w, y1 = box.y + box.h;
    cairo_user_to_device(pen->cr, &x0, &y0);
    cairo_user_to_device(pen->cr, &x1, &y1);
    x0 = floor(x0 + 0.01);
    y0 = floor(y0 + 0.01);
    x1 = ceil(x1 - 0.01);
    y1 = ceil(y1 - 0.01);
    cairo_device_to_user(pen->cr, &x0, &y0);
    cairo_device_to_user(pen->cr, &x1, &y1);
    cairo_new_path(pen->cr);
    cairo_rectangle(pen->cr, x0, y0, x1 - x0, y1 - y0);
    cairo_clip(pen->cr);
}

static void chart_line(ChartPen *pen, const double from[2], const double to[2], UiRgba colour,
                       double alpha, bool is_dashed)
{
    cairo_t *cr = pen->cr;
    const double dash[2] = { 3 * pen->k, 3 * pen->k };
    cairo_save(cr);
    cairo_new_path(cr);
    cairo_move_to(cr, from[0], from[1]);
    cairo_line_to(cr, to[0], to[1]);
    cairo_set_line_width(cr, chart_hairline(pen));
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_BUTT);
    if (is_dashed) cairo_set_dash(cr, dash, 2, 0);
    chart_source(pen, colour, alpha);
    cairo_stroke(cr);
    cairo_restore(cr);
}

void chart_line_h(ChartPen *pen, double x0, double x1, double y, UiRgba colour, double alpha,
                  bool is_dashed)
{
    const double at = chart_snap(pen, chart_clamp(y), false);
    chart_line(pen, (double[2]){ x0, at }, (double[2]){ x1, at }, colour, alpha, is_dashed);
}

void chart_line_v(ChartPen *pen, double x, double y0, double y1, UiRgba colour, double alpha,
                  bool is_dashed)
{
    const double at = chart_snap(pen, chart_clamp(x), true);
    chart_line(pen, (double[2]){ at, y0 }, (double[2]){ at, y1 }, colour, alpha, is_dashed);
}

void chart_bar_path(ChartPen *pen, ChartBox box, double radius, int side)
{
    cairo_t *cr = pen->cr;
    const double r = fmax(0, fmin(radius, fmin(box.w, box.h) / 2)), quarter = 1.5707963267948966;
    const double corners[4][2] = { { box.x, box.y },
                                   { box.x + box.w, box.y },
                                   { box.x + box.w, box.y + box.h },
                                   { box.x, box.y + box.h } };
    cairo_new_path(cr);
    for (int i = 0; i < 4; i++) {
        const bool is_round = side == 4 || i == side || i == (side + 1) % 4;
        const double sx = i == 0 || i == 3 ? 1 : -1, sy = i < 2 ? 1 : -1;
        if (is_round && r > 0)
            cairo_arc(cr, corners[i][0] + sx * r, corners[i][1] + sy * r, r, (i - 2) * quarter,
                      (i - 1) * quarter);
        else
            cairo_line_to(cr, corners[i][0], corners[i][1]);
    }
    cairo_close_path(cr);
}

void chart_chip(ChartPen *pen, ChartBox box, UiRgba colour, const char *text, double size)
{
    cairo_t *cr = pen->cr;
    const double line = chart_hairline(pen);
    ui_paint_round(cr, box.x + line / 2, box.y + line / 2, box.w - line, box.h - line,
                   fmin(box.h / 2, 3 * pen->k));
    chart_source(pen, colour, pen->theme->is_dark ? 0.18 : 0.10);
    cairo_fill_preserve(cr);
    chart_source(pen, colour, 0.65);
    cairo_set_line_width(cr, line);
    cairo_stroke(cr);
    const UiRgba ink = chart_ink(pen, colour);
    chart_label(pen, &(ChartLabel){ .text = text,
                                    .size = size,
                                    .x = box.x + box.w / 2,
                                    .y = box.y + box.h / 2,
                                    .anchor_x = 0.5,
                                    .anchor_y = 0.5,
                                    .width = box.w - 4 * pen->k,
                                    .colour = &ink });
}

bool chart_probe_in(const ChartPen *pen, ChartBox box)
{
    return pen->has_probe && pen->probe_x >= box.x && pen->probe_x <= box.x + box.w &&
           pen->probe_y >= box.y && pen->probe_y <= box.y + box.h;
}

void chart_read_head(ChartPen *pen, const char *text)
{
    str_copy_utf8(pen->read_head, sizeof pen->read_head, text ? text : "");
}

void chart_read_row(ChartPen *pen, const char *name, const char *value, const UiRgba *colour)
{
    if (pen->read_count >= CHART_READ_MAX) return;
    ChartReadRow *row = &pen->read[pen->read_count++];
    *row = (ChartReadRow){ .has_colour = colour != NULL };
    if (colour) row->colour = *colour;
    str_copy_utf8(row->name, sizeof row->name, name ? name : "");
    str_copy_utf8(row->value, sizeof row->value, value ? value : "");
}

bool chart_mark_inside(ChartPen *pen, double distance, const ChartMark *mark)
{
    if (!pen->has_probe || !(distance < pen->best)) return false;
    pen->best = distance;
    pen->hit.part = CHART_HIT_MARK;
    pen->hit.series = mark->series;
    pen->hit.index = mark->index;
    pen->hit.category = mark->category;
    pen->hit.value = mark->value;
    pen->read_count = 0;
    char value[64];
    chart_number_unit_text(mark->value, pen->chart->decimals, pen->chart->unit,
                           pen->chart->is_chinese, value, sizeof value);
    chart_read_head(pen, mark->head);
    chart_read_row(pen, mark->name, mark->text ? mark->text : value, &mark->colour);
    return true;
}

void chart_mark_box(ChartPen *pen, ChartBox box, const ChartMark *mark)
{
    const double thin = 2 * pen->k; // a sliver can be hit too
    if (box.w < thin) box = (ChartBox){ box.x - thin, box.y, box.w + 2 * thin, box.h };
    if (box.h < thin) box = (ChartBox){ box.x, box.y - thin, box.w, box.h + 2 * thin };
    if (!chart_probe_in(pen, box)) return;
    const double distance =
        1e-6 * hypot(pen->probe_x - box.x - box.w / 2, pen->probe_y - box.y - box.h / 2);
    chart_mark_inside(pen, distance, mark);
}

void chart_mark_point(ChartPen *pen, double x, double y, double radius, const ChartMark *mark)
{
    const double distance = hypot(pen->probe_x - x, pen->probe_y - y);
    if (pen->has_probe && distance <= radius) chart_mark_inside(pen, distance, mark);
}

void chart_mark_sector(ChartPen *pen, const ChartSector *sector, const ChartMark *mark)
{
    if (!pen->has_probe) return;
    const double dx = pen->probe_x - sector->cx, dy = pen->probe_y - sector->cy, r = hypot(dx, dy);
    double angle = atan2(dx, -dy);
    while (angle < sector->a0) angle += 6.283185307179586;
    if (r >= sector->r0 && r <= sector->r1 && angle <= sector->a1) chart_mark_inside(pen, 0, mark);
}
