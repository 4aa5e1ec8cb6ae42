// SPDX-License-Identifier: Apache-2.0
// chart_scatter.c - pairs of values as points; where there are many, how many lie on a place as
// strength.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define CHART_POINTS_MAX 4000 // drawn one by one; beyond, cells are counted
#define CHART_CELLS_MAX 512
#define CHART_NAMED_MAX 16 // points that carry their names

static double chart_scatter_x(const ChartSeries *series, int i)
{
    const double x = series->xs ? series->xs[i] : i;
    return chart_is_number(x) ? x : NAN;
}

static bool chart_scatter_is_empty(const Chart *chart)
{
    for (int s = 0; s < chart->series_count; s++)
        for (int i = 0; i < chart->series[s].count; i++)
            if (!isnan(chart_value(&chart->series[s], i)) &&
                !isnan(chart_scatter_x(&chart->series[s], i)))
                return false;
    return true;
}

static void chart_scatter_point(ChartPen *pen, int s, int i, double x, double y)
{
    const Chart *chart = pen->chart;
    const ChartSeries *series = &chart->series[s];
    const UiRgba colour = chart_series_colour(pen, s);
    const double r = 2.8 * pen->k;
    cairo_new_path(pen->cr);
    if (s % 3 == 1) { // shapes tell series apart as well as colours do
        cairo_rectangle(pen->cr, x - r * 0.9, y - r * 0.9, 1.8 * r, 1.8 * r);
    } else if (s % 3 == 2) {
        cairo_move_to(pen->cr, x, y - 1.2 * r);
        cairo_line_to(pen->cr, x + 1.1 * r, y + 0.8 * r);
        cairo_line_to(pen->cr, x - 1.1 * r, y + 0.8 * r);
        cairo_close_path(pen->cr);
    } else {
        cairo_arc(pen->cr, x, y, r, 0, 6.2831853);
    }
    const bool is_taken = !chart->brush || !chart->brush->has_range || chart->brush->is_time ||
                          (chart_scatter_x(series, i) >= chart->brush->from &&
                           chart_scatter_x(series, i) <= chart->brush->to);
    chart_source(pen, colour, is_taken ? 0.55 : 0.15);
    cairo_fill_preserve(pen->cr);
    chart_source(pen, colour, is_taken ? 1 : 0.25);
    cairo_set_line_width(pen->cr, chart_hairline(pen));
    cairo_stroke(pen->cr);
    if (!pen->has_probe || hypot(pen->probe_x - x, pen->probe_y - y) > 9 * pen->k) return;
    char text[96], number[48];
    chart_number_unit_text(chart_scatter_x(series, i), 0, chart->x_unit, chart->is_chinese, number,
                           sizeof number);
    snprintf(text, sizeof text, "%s %s", chart->x_title ? chart->x_title : "x", number);
    chart_mark_point(
        pen, x, y, 9 * pen->k,
        &(ChartMark){ .series = s,
                      .index = i,
                      .category = chart->category_count > i && chart->series_count == 1 ? i : -1,
                      .value = series->values[i],
                      .name = chart->category_count > i && chart->series_count == 1
                                  ? chart_category(chart, i)
                                  : series->name,
                      .colour = colour,
                      .head = text });
}

// Counts on a grid of three pixels; the logarithm of the count is the strength.
static void chart_scatter_dense(ChartPen *pen, const ChartAxes *axes, int s)
{
    const ChartSeries *series = &pen->chart->series[s];
    const double side = fmax(3 * pen->k, fmax(axes->plot.w, axes->plot.h) / CHART_CELLS_MAX);
    const int across = (int)(axes->plot.w / side) + 1, down = (int)(axes->plot.h / side) + 1;
    int *counts = ARENA_ARRAY(&pen->arena, int, across *down);
    int most = 1;
    for (int i = 0; i < series->count; i++) {
        const double x = chart_scatter_x(series, i), y = chart_value(series, i);
        if (isnan(x) || isnan(y)) continue;
        const double cx = (chart_axes_x(axes, x) - axes->plot.x) / side,
                     cy = (chart_axes_value(axes, y) - axes->plot.y) / side;
        if (!(cx >= 0) || !(cy >= 0) || cx >= across || cy >= down) continue;
        int *count = &counts[(int)cy * across + (int)cx];
        most = ++*count > most ? *count : most;
    }
    const UiRgba colour = chart_series_colour(pen, s);
    for (int step = 1; step <= 8; step++) { // one fill a strength
        cairo_new_path(pen->cr);
        for (int i = 0; i < across * down; i++) {
            if (counts[i] == 0) continue;
            const int strength = 1 + (int)(7 * log(counts[i]) / log(most + 1.0));
            if (strength == step)
                cairo_rectangle(pen->cr, axes->plot.x + (i % across) * side,
                                axes->plot.y + (i / across) * side, side, side);
        }
        chart_source(pen, colour, 0.15 + 0.85 * step / 8);
        cairo_fill(pen->cr);
    }
}

// Few points say which they are: to the right, else to the left of each, where nothing stands.
static void chart_scatter_names(ChartPen *pen, const ChartAxes *axes)
{
    const ChartSeries *series = &pen->chart->series[0];
    for (int i = 0; i < series->count && i < pen->chart->category_count; i++) {
        const double x = chart_scatter_x(series, i), y = chart_value(series, i);
        if (isnan(x) || isnan(y)) continue;
        ChartLabel name = { .text = chart_category(pen->chart, i),
                            .size = 0.8,
                            .is_soft = true,
                            .x = chart_axes_x(axes, x) + 5 * pen->k,
                            .y = chart_axes_value(axes, y),
                            .anchor_y = 0.5 };
        if (chart_label(pen, &name)) continue;
        name.x -= 10 * pen->k;
        name.anchor_x = 1;
        if (chart_label(pen, &name)) continue;
        name.x += 5 * pen->k;
        name.y += 5 * pen->k;
        name.anchor_x = 0.5;
        name.anchor_y = 0;
        chart_label(pen, &name);
    }
}

static void chart_scatter_paint(ChartPen *pen)
{
    const Chart *chart = pen->chart;
    ChartAxesDesc desc = { .x_low = INFINITY, .x_high = -INFINITY };
    chart_extent(chart, &desc.low, &desc.high);
    chart_ease_range(chart, &desc.low, &desc.high);
    const int count =
        chart->series_count < CHART_SERIES_MAX ? chart->series_count : CHART_SERIES_MAX;
    int64_t all = 0;
    for (int s = 0; s < count; s++) {
        all += chart->series[s].count;
        for (int i = 0; i < chart->series[s].count; i++) {
            const double x = chart_scatter_x(&chart->series[s], i);
            if (isnan(x)) continue;
            desc.x_low = fmin(desc.x_low, x);
            desc.x_high = fmax(desc.x_high, x);
        }
    }
    const double margin = 0.04 * (desc.x_high - desc.x_low); // points at the ends stay whole
    const bool is_from_zero = desc.x_low >= 0 && desc.x_low < 0.3 * desc.x_high;
    desc.x_low = is_from_zero ? 0 : desc.x_low - margin;
    desc.x_high += margin;
    ChartAxes axes;
    chart_axes(pen, &desc, &axes);
    for (int s = 0; s < count; s++) {
        const ChartSeries *series = &chart->series[s];
        if (all > CHART_POINTS_MAX) {
            chart_scatter_dense(pen, &axes, s);
            continue;
        }
        for (int i = 0; i < series->count; i++) {
            const double x = chart_scatter_x(series, i), y = chart_value(series, i);
            if (!isnan(x) && !isnan(y) && y >= axes.value.low && y <= axes.value.high)
                chart_scatter_point(pen, s, i, chart_axes_x(&axes, x), chart_axes_value(&axes, y));
        }
    }
    if (count == 1 && all <= CHART_NAMED_MAX) chart_scatter_names(pen, &axes);
    chart_axes_limits(pen, &axes);
    chart_brush_paint(pen);
}

const ChartKindRow chart_kind_scatter = { CHART_SCATTER, "scatter", chart_scatter_is_empty,
                                          chart_scatter_paint, true };
