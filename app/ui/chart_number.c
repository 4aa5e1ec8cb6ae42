// SPDX-License-Identifier: Apache-2.0
// chart_number.c - one figure large, its change, its target, and where it came from as a tiny line.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>

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

// "▲ 3.2%": against the previous value; the arrow says the direction, the colour whether that is
// good.
static double chart_number_change(ChartPen *pen, double number, double x, double middle,
                                  double room)
{
    const Chart *chart = pen->chart;
    if (!chart->has_number || !chart_is_number(chart->previous)) return 0;
    const double change = number - chart->previous;
    const bool has_share = fabs(chart->previous) > 1e-12, is_flat = change == 0;
    char text[48], amount[32];
    if (has_share)
        snprintf(amount, sizeof amount, "%.1f%%",
                 fmin(fabs(change / chart->previous) * 100, 99999));
    else
        chart_number_text(fabs(change), chart->decimals, chart->is_chinese, amount, sizeof amount);
    snprintf(text, sizeof text, "%s", is_flat ? chart_word(chart, "持平", "flat") : amount);
    const double good = change * chart->better;
    const UiRgba colour = pen->drain > 0 || is_flat || chart->better == 0
                              ? chart_colour(pen, UI_COLOUR_DIM)
                          : good > 0 ? chart_tone(pen, CHART_TONE_GOOD)
                                     : chart_tone(pen, CHART_TONE_RED);
    const UiRgba ink = chart_ink(pen, colour);
    const double side = is_flat ? 0 : 0.62 * pen->size, gap = is_flat ? 0 : 0.3 * pen->size,
                 width = side + gap + chart_text_width(pen, text, 0.92, true);
    if (width > room) return 0;
    if (!is_flat) {
        const double up = change > 0 ? 1 : -1;
        cairo_new_path(pen->cr);
        cairo_move_to(pen->cr, x, middle + up * side * 0.45);
        cairo_line_to(pen->cr, x + side, middle + up * side * 0.45);
        cairo_line_to(pen->cr, x + side / 2, middle - up * side * 0.5);
        cairo_close_path(pen->cr);
        chart_source(pen, ink, 1);
        cairo_fill(pen->cr);
    }
    chart_label(pen, &(ChartLabel){ .text = text,
                                    .size = 0.92,
                                    .is_bold = true,
                                    .x = x + side + gap,
                                    .y = middle,
                                    .anchor_y = 0.5,
                                    .colour = &ink });
    return width + 0.8 * pen->size;
}

static void chart_number_below(ChartPen *pen, ChartBox row, double number)
{
    const Chart *chart = pen->chart;
    const double middle = row.y + row.h / 2,
                 used = chart_number_change(pen, number, row.x, middle, row.w);
    char target[64], text[96];
    if (!chart->has_number || !chart_is_number(chart->target)) return;
    chart_number_unit_text(chart->target, chart->decimals, chart->unit, chart->is_chinese, target,
                           sizeof target);
    snprintf(text, sizeof text, chart_word(chart, "目标 %s", "target %s"), target);
    chart_label(pen, &(ChartLabel){ .text = text,
                                    .size = 0.84,
                                    .is_soft = true,
                                    .x = row.x + used,
                                    .y = middle,
                                    .anchor_y = 0.5,
                                    .width = fmax(0.1, row.w - used) });
}

static void chart_number_paint(ChartPen *pen)
{
    const Chart *chart = pen->chart;
    const ChartBox body = pen->body;
    const double number = chart_number_last(chart);
    char text[64];
    chart_number_text(number, chart->decimals, chart->is_chinese, text, sizeof text);
    const bool has_spark =
        chart->series_count > 0 && chart->series[0].count > 1 && chart_has_values(chart);
    const bool has_below = chart->has_number &&
                           (chart_is_number(chart->previous) || chart_is_number(chart->target)) &&
                           body.h > 3.2 * pen->size;
    const bool is_wide = body.w > 2.6 * body.h;
    const double below_h = has_below ? 1.7 * pen->size : 0;
    double spark_h = has_spark && !is_wide ? fmin(body.h * 0.34, 5 * pen->size) : 0;
    if (spark_h < 10 * pen->k) spark_h = 0;
    const double room_w = is_wide && has_spark ? body.w * 0.58 : body.w,
                 room_h = body.h - below_h - spark_h;
    const double unit_w = chart->unit && chart->unit[0]
                              ? chart_text_width(pen, chart->unit, 0.95, false) + 0.4 * pen->size
                              : 0,
                 natural = fmax(1, chart_text_width(pen, text, 1, true));
    const bool has_unit = unit_w > 0 && unit_w < room_w * 0.5;
    const double size = fmin(
        fmin((room_w - (has_unit ? unit_w : 0)) / natural * 0.98, room_h / (1.3 * pen->size)), 5.5);
    const double number_h = fmin(room_h, 1.3 * size * pen->size),
                 top = body.y + fmax(0, (room_h - number_h) / 2 * (spark_h > 0 ? 0.6 : 1)),
                 middle = top + number_h / 2;
    const UiRgba colour = chart_number_tone(pen, number);
    const double number_w = chart_text_width(pen, text, size, true);
    chart_label(pen, &(ChartLabel){ .text = text,
                                    .size = size,
                                    .is_bold = true,
                                    .x = body.x,
                                    .y = middle,
                                    .anchor_y = 0.5,
                                    .colour = &colour });
    // The unit stands on the number's line: digits are 0.73 em high, centred a little above the
    // box's middle.
    const double baseline = middle + 0.435 * size * pen->size;
    if (has_unit)
        chart_label(pen, &(ChartLabel){ .text = chart->unit,
                                        .size = 0.95,
                                        .is_soft = true,
                                        .x = body.x + number_w + 0.4 * pen->size,
                                        .y = baseline - 1.12 * 0.95 * pen->size,
                                        .anchor_y = 0 });
    if (has_below)
        chart_number_below(pen, (ChartBox){ body.x, top + number_h, room_w, below_h }, number);
    const UiRgba line = has_spark ? chart_series_colour(pen, 0) : colour;
    if (spark_h > 0)
        chart_sparkline_draw(pen, (ChartBox){ body.x, body.y + body.h - spark_h, body.w, spark_h },
                             line);
    else if (has_spark && is_wide)
        chart_sparkline_draw(pen,
                             (ChartBox){ body.x + room_w + 0.6 * pen->size, body.y + body.h * 0.15,
                                         body.w - room_w - 0.6 * pen->size, body.h * 0.7 },
                             line);
}

const ChartKindRow chart_kind_number = { CHART_NUMBER, "number", chart_number_is_empty,
                                         chart_number_paint, false };
