// SPDX-License-Identifier: Apache-2.0
// chart_box.c - how values of several groups are spread: quartiles, whiskers, outliers.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>

#define CHART_GROUPS_MAX 24
#define CHART_OUTLIERS_MAX 200

static bool chart_box_is_empty(const Chart *chart)
{
    return !chart_has_values(chart);
}

static void chart_box_outliers(ChartPen *pen, const ChartAxes *axes, int s, const ChartFive *five,
                               double x)
{
    const ChartSeries *series = &pen->chart->series[s];
    const UiRgba colour = chart_palette(pen, 0);
    int drawn = 0;
    for (int i = 0; i < series->count && drawn < CHART_OUTLIERS_MAX; i++) {
        const double value = chart_value(series, i);
        if (isnan(value) || (value >= five->low && value <= five->high)) continue;
        cairo_new_path(pen->cr);
        cairo_arc(pen->cr, x, chart_axes_value(axes, value), 1.8 * pen->k, 0, 6.2831853);
        cairo_set_line_width(pen->cr, chart_hairline(pen));
        chart_source(pen, colour, 0.9);
        cairo_stroke(pen->cr);
        drawn++;
    }
}

static void chart_box_one(ChartPen *pen, const ChartAxes *axes, int s, double x, double wide)
{
    const Chart *chart = pen->chart;
    ChartFive five;
    if (!chart_five(chart->series[s].values, chart->series[s].values ? chart->series[s].count : 0,
                    &five))
        return;
    const bool has_tone = chart->series[s].tone != CHART_TONE_AUTO;
    const UiRgba colour = has_tone ? chart_series_colour(pen, s) : chart_palette(pen, 0),
                 text = chart_colour(pen, UI_COLOUR_TEXT);
    const double low = chart_axes_value(axes, five.low), high = chart_axes_value(axes, five.high),
                 q1 = chart_axes_value(axes, five.quarter),
                 q3 = chart_axes_value(axes, five.three_quarters);
    chart_line_v(pen, x, high, q3, colour, 0.9, false);
    chart_line_v(pen, x, q1, low, colour, 0.9, false);
    chart_line_h(pen, x - wide * 0.25, x + wide * 0.25, high, colour, 0.9, false);
    chart_line_h(pen, x - wide * 0.25, x + wide * 0.25, low, colour, 0.9, false);
    const ChartBox box = { x - wide / 2, q3, wide, fmax(chart_hairline(pen), q1 - q3) };
    chart_bar_path(pen, box, 2 * pen->k, 4);
    chart_source_fade(
        pen,
        &(ChartFade){
            .colour = colour, .alpha0 = 0.45, .alpha1 = 0.22, .y0 = box.y, .y1 = box.y + box.h });
    cairo_fill_preserve(pen->cr);
    chart_source(pen, colour, 1);
    cairo_set_line_width(pen->cr, chart_hairline(pen));
    cairo_stroke(pen->cr);
    cairo_new_path(pen->cr);
    cairo_move_to(pen->cr, box.x, chart_axes_value(axes, five.median));
    cairo_line_to(pen->cr, box.x + box.w, chart_axes_value(axes, five.median));
    cairo_set_line_width(pen->cr, 1.8 * pen->k);
    chart_source(pen, text, 1);
    cairo_stroke(pen->cr);
    chart_box_outliers(pen, axes, s, &five, x);
    const double band = axes->plot.w / chart->series_count;
    const ChartBox whole = { x - band / 2, axes->plot.y, band, axes->plot.h };
    if (!chart_probe_in(pen, whole)) return;
    chart_mark_box(pen, whole,
                   &(ChartMark){ .series = s,
                                 .index = -1,
                                 .category = -1,
                                 .value = five.median,
                                 .name = chart_word(chart, "中位数", "median"),
                                 .colour = colour,
                                 .head = chart->series[s].name });
    static const char *const zh[] = { "上须", "上四分位", "下四分位", "下须" }, *const en[] = {
        "upper whisker", "upper quartile", "lower quartile", "lower whisker"
    };
    const double values[4] = { five.high, five.three_quarters, five.quarter, five.low };
    for (int i = 0; i < 4; i++) {
        char number[64];
        chart_number_unit_text(values[i], chart->decimals, chart->unit, chart->is_chinese, number,
                               sizeof number);
        chart_read_row(pen, (chart->is_chinese ? zh : en)[i], number, NULL);
    }
}

static void chart_box_paint(ChartPen *pen)
{
    // The names of the series are the categories of the axis.
    const Chart *chart = pen->chart;
    const int count =
        chart->series_count < CHART_GROUPS_MAX ? chart->series_count : CHART_GROUPS_MAX;
    Chart named = *chart;
    const char **names = ARENA_ARRAY(&pen->arena, const char *, count + 1);
    for (int s = 0; s < count; s++) names[s] = chart->series[s].name;
    named.categories = names;
    named.category_count = count;
    pen->chart = &named;
    ChartAxesDesc desc = { .is_category = true, .category_count = count, .x_high = count };
    chart_extent(chart, &desc.low, &desc.high);
    chart_ease_range(chart, &desc.low, &desc.high);
    ChartAxes axes;
    chart_axes(pen, &desc, &axes);
    pen->chart = chart;
    cairo_save(pen->cr);
    chart_clip(pen, (ChartBox){ axes.plot.x, axes.plot.y - 3 * pen->k, axes.plot.w,
                                axes.plot.h + 6 * pen->k });
    const double band = axes.plot.w / count;
    for (int s = 0; s < count; s++)
        chart_box_one(pen, &axes, s, axes.plot.x + (s + 0.5) * band,
                      fmin(band * 0.55, 3 * pen->size));
    cairo_restore(pen->cr);
    chart_axes_limits(pen, &axes);
}

const ChartKindRow chart_kind_box = { CHART_BOX, "box", chart_box_is_empty, chart_box_paint,
                                      false };
