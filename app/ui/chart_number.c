// SPDX-License-Identifier: Apache-2.0
// chart_number.c - one figure large, its change, its target, and where it came from as a tiny line.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static double chart_number_last(const Chart *chart)
{
    if (chart->has_number) return chart_is_number(chart->number) ? chart->number : NAN;
    if (chart->series_count < 1) return NAN;
    for (int i = chart->series[0].count - 1; i >= 0; i--)
        if (!isnan(chart_value(&chart->series[0], i))) return chart_value(&chart->series[0], i);
    return NAN;
}

static bool chart_number_is_empty(const Chart *chart)
{
    return isnan(chart_number_last(chart));
}

static UiRgba chart_number_tone(const ChartPen *pen, double number)
{
    const ChartLimit *passed = NULL;
    for (int i = 0; i < pen->chart->limit_count; i++) {
        const ChartLimit *limit = &pen->chart->limits[i];
        if (number >= limit->value && (!passed || limit->value > passed->value)) passed = limit;
    }
    if (pen->drain > 0) return chart_colour(pen, UI_COLOUR_DIM);
    return passed ? chart_ink(pen, chart_tone(pen, passed->tone))
                  : chart_colour(pen, UI_COLOUR_TEXT);
}

typedef struct {
    char text[48];
    double direction, width; // -1, 0, 1; 0 = there is none
    UiRgba ink;
} ChartChange;

// "▲ 3.2%", "▲ 0.3 pp": against the previous value; the arrow says the direction, the colour
// whether that is good.
static ChartChange chart_number_change(ChartPen *pen, double number)
{
    const Chart *chart = pen->chart;
    ChartChange out = { 0 };
    if (!chart->has_number || !chart_is_number(chart->previous)) return out;
    const double change = number - chart->previous;
    // Of a share the difference is told in points: a part of a per cent says nothing.
    const bool is_share = chart->unit && strcmp(chart->unit, "%") == 0,
               is_relative = !is_share && fabs(chart->previous) > 1e-12;
    const double amount =
        is_relative ? fmin(fabs(change / chart->previous) * 100, 99999) : fabs(change);
    const int decimals = is_relative ? 2 : chart->decimals > 1 ? chart->decimals : 2;
    char text[32];
    chart_number_text(amount, decimals, chart->is_chinese, text, sizeof text);
    const bool is_flat = strspn(text, "0.") == strlen(text); // what would be told as ▲ 0.0
    snprintf(out.text, sizeof out.text, "%s%s", is_flat ? chart_word(chart, "持平", "flat") : text,
             is_flat       ? ""
             : is_relative ? "%"
             : is_share    ? chart_word(chart, "点", " pp")
                           : "");
    const double good = change * chart->better;
    const UiRgba colour = pen->drain > 0 || is_flat || chart->better == 0
                              ? chart_colour(pen, UI_COLOUR_DIM)
                          : good > 0 ? chart_tone(pen, CHART_TONE_GOOD)
                                     : chart_tone(pen, CHART_TONE_RED);
    out.ink = chart_ink(pen, colour);
    out.direction = is_flat ? 0 : change > 0 ? 1 : -1;
    out.width = (is_flat ? 0 : 0.92 * pen->size) + chart_text_width(pen, out.text, 0.92, true);
    return out;
}

static void chart_number_change_paint(ChartPen *pen, const ChartChange *change, double x,
                                      double middle)
{
    const double side = 0.62 * pen->size, up = change->direction;
    if (up != 0) {
        cairo_new_path(pen->cr);
        cairo_move_to(pen->cr, x, middle + up * side * 0.45);
        cairo_line_to(pen->cr, x + side, middle + up * side * 0.45);
        cairo_line_to(pen->cr, x + side / 2, middle - up * side * 0.5);
        cairo_close_path(pen->cr);
        chart_source(pen, change->ink, 1);
        cairo_fill(pen->cr);
    }
    chart_label(pen, &(ChartLabel){ .text = change->text,
                                    .size = 0.92,
                                    .is_bold = true,
                                    .x = up != 0 ? x + 0.92 * pen->size : x,
                                    .y = middle,
                                    .anchor_y = 0.5,
                                    .colour = &change->ink });
}

// A card as narrow as this stands in a row with others: what is on it stands at the same height
// whether its title takes one line or two and whether it has a line of its past.
static bool chart_number_is_narrow(const ChartPen *pen, ChartBox body)
{
    return body.w < 12 * pen->size && body.h > 6 * pen->size;
}

// What it is, and at the right how it is judged; returns how high. Two lines before it is cut.
static double chart_number_head(ChartPen *pen, ChartBox body)
{
    const Chart *chart = pen->chart;
    double room = body.w;
    const double line = chart_text_height(pen, 0.95);
    if (body.h < 3 * pen->size) return 0;
    const bool has_badge = chart->badge && chart->badge[0],
               has_title = chart->title && chart->title[0];
    if (has_badge) {
        const double width = chart_text_width(pen, chart->badge, 0.84, false) + 10 * pen->k;
        chart_chip(pen, (ChartBox){ body.x + body.w - width, body.y, width, line },
                   chart_tone(pen, chart->badge_tone), chart->badge, 0.84);
        room -= width + 6 * pen->k;
    }
    if (!has_title) return has_badge ? line : 0;
    const bool is_narrow = chart_number_is_narrow(pen, body),
               is_long = chart_text_width(pen, chart->title, 0.92, false) > room,
               has_two = is_long && body.h > 6 * pen->size;
    const bool is_head = body.h > 9 * pen->size && body.w > 24 * pen->size; // not a card of many
    const double size = is_long ? (is_narrow ? 0.76 : 0.84) : is_head ? 1.08 : 0.92;
    const UiRgba bright = chart_colour(pen, UI_COLOUR_TEXT), dim = chart_colour(pen, UI_COLOUR_DIM),
                 ink = chart_blend(bright, dim, 0.35);
    chart_label(pen, &(ChartLabel){ .text = chart->title,
                                    .size = size,
                                    .is_bold = is_head,
                                    .x = body.x,
                                    .y = body.y,
                                    .width = room,
                                    .lines = has_two ? 2 : 1,
                                    .colour = is_head ? &bright : &ink });
    if (is_narrow) return 2.1 * pen->size;
    const bool wraps = has_two && chart_text_width(pen, chart->title, size, false) > room;
    return wraps ? 2 * chart_text_height(pen, size) : line;
}

// Below the figure: change (where it is not beside it), target, and at the right the age. What has
// no room is left out, the target first.
static void chart_number_below(ChartPen *pen, ChartBox row, const ChartChange *change)
{
    const Chart *chart = pen->chart;
    const double middle = row.y + row.h / 2, gap = 0.8 * pen->size;
    const double right = chart_age_paint(pen, row.x + row.w, middle) - gap;
    double x = row.x;
    if (change && x + change->width <= right) {
        chart_number_change_paint(pen, change, x, middle);
        x += change->width + gap;
    }
    char target[64], text[96];
    if (!chart->has_number || !chart_is_number(chart->target)) return;
    chart_number_unit_text(chart->target, chart->decimals, chart->unit, chart->is_chinese, target,
                           sizeof target);
    snprintf(text, sizeof text, chart_word(chart, "目标 %s", "target %s"), target);
    if (x + chart_text_width(pen, text, 0.84, false) > right) return;
    chart_label(
        pen,
        &(ChartLabel){
            .text = text, .size = 0.84, .is_soft = true, .x = x, .y = middle, .anchor_y = 0.5 });
}

// The number, its unit on the same line, and at the right its change where there is room: true.
static bool chart_number_figure(ChartPen *pen, ChartBox row, double number,
                                const ChartChange *change, bool is_narrow)
{
    const Chart *chart = pen->chart;
    char text[64];
    chart_number_text(number, chart->decimals, chart->is_chinese, text, sizeof text);
    const double gap = 0.35 * pen->size;
    const double unit_w = chart->unit && chart->unit[0]
                              ? chart_text_width(pen, chart->unit, 0.92, false) + gap
                              : 0,
                 natural = fmax(1, chart_text_width(pen, text, 1, true));
    const bool has_unit = unit_w > 0 && unit_w < row.w * 0.6;
    const double size = fmin(
        fmin((row.w - (has_unit ? unit_w : 0)) / natural * 0.98, row.h / (1.3 * pen->size)), 5.5);
    const double middle = row.y + row.h / 2, number_w = chart_text_width(pen, text, size, true);
    const UiRgba colour = chart_number_tone(pen, number);
    chart_label(pen, &(ChartLabel){ .text = text,
                                    .size = size,
                                    .is_bold = true,
                                    .x = row.x,
                                    .y = middle,
                                    .anchor_y = 0.5,
                                    .colour = &colour });
    // The unit stands on the number's line: digits are 0.73 em high, centred a little above the
    // box's middle.
    const double baseline = middle + 0.435 * size * pen->size;
    if (has_unit)
        chart_label(pen, &(ChartLabel){ .text = chart->unit,
                                        .size = 0.92,
                                        .is_soft = true,
                                        .x = row.x + number_w + gap,
                                        .y = baseline - 1.12 * 0.92 * pen->size,
                                        .anchor_y = 0 });
    const double left = row.w - number_w - (has_unit ? unit_w : 0) - pen->size;
    if (change->width <= 0 || change->width > left || is_narrow) return false;
    chart_number_change_paint(pen, change, row.x + row.w - change->width,
                              baseline - 0.46 * pen->size);
    return true;
}

static void chart_number_paint(ChartPen *pen)
{
    const Chart *chart = pen->chart;
    const double number = chart_number_last(chart);
    ChartBox body = pen->body;
    const double head_h = chart_number_head(pen, body);
    body.y += head_h;
    body.h -= head_h;
    const ChartChange change = chart_number_change(pen, number);
    const bool has_spark =
        chart->series_count > 0 && chart->series[0].count > 1 && chart_has_values(chart);
    const bool has_more = change.width > 0 || (chart->age_text && chart->age_text[0]) ||
                          chart->state > CHART_LIVE ||
                          (chart->has_number && chart_is_number(chart->target));
    const double below_h = has_more && body.h > 3 * pen->size ? 1.5 * pen->size : 0;
    const bool is_wide = has_spark && body.w > 15 * pen->size && body.w > 2.6 * body.h;
    const bool is_narrow = chart_number_is_narrow(pen, pen->body);
    double spark_h = (has_spark && !is_wide) || is_narrow ? fmin(body.h * 0.3, 5 * pen->size) : 0;
    if (spark_h < 1.4 * pen->size) spark_h = 0;
    const double spark_gap = spark_h > 0 ? 3 * pen->k : 0,
                 room_w = is_wide ? body.w * 0.56 : body.w,
                 room_h = fmax(1, body.h - below_h - spark_h - spark_gap),
                 figure_h = fmin(room_h, 4.6 * pen->size);
    const ChartBox figure = { body.x, body.y + (room_h - figure_h) / 2, room_w, figure_h };
    // Of a row of cards all have their change below, where there is room beside the age.
    const double age_w =
        chart->age_text ? chart_text_width(pen, chart->age_text, 0.84, false) + 13 * pen->k : 0;
    const bool fits_below = change.width + 0.8 * pen->size + age_w <= body.w;
    const bool is_beside =
        chart_number_figure(pen, figure, number, &change, is_narrow && fits_below);
    if (below_h > 0)
        chart_number_below(pen, (ChartBox){ body.x, body.y + room_h, body.w, below_h },
                           is_beside || change.width <= 0 ? NULL : &change);
    const UiRgba line = has_spark ? chart_series_colour(pen, 0) : chart_number_tone(pen, number);
    if (spark_h > 0 && has_spark)
        chart_sparkline_draw(pen, (ChartBox){ body.x, body.y + body.h - spark_h, body.w, spark_h },
                             line);
    else if (is_wide)
        chart_sparkline_draw(pen,
                             (ChartBox){ body.x + room_w + pen->size, body.y + 2 * pen->k,
                                         body.w - room_w - pen->size, room_h - 4 * pen->k },
                             line);
}

const ChartKindRow chart_kind_number = { CHART_NUMBER, "number", chart_number_is_empty,
                                         chart_number_paint, false };
