// SPDX-License-Identifier: Apache-2.0
// chart_histogram.c - how many values lie in each bin; several series lie over each other.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>

#define CHART_BINS_MAX 201

static bool chart_histogram_is_empty(const Chart *chart)
{
    return !chart_has_values(chart);
}

typedef struct {
    double start, width;
    int bins;
    int counts[CHART_SERIES_MAX][CHART_BINS_MAX];
    int most;
} ChartBins;

static void chart_histogram_count(const Chart *chart, int series, ChartBins *out)
{
    ChartFive all = {
        .least = INFINITY, .greatest = -INFINITY, .quarter = INFINITY, .three_quarters = -INFINITY
    };
    for (int s = 0; s < series; s++) {
        ChartFive five;
        if (!chart->series[s].values ||
            !chart_five(chart->series[s].values, chart->series[s].count, &five))
            continue;
        all.least = fmin(all.least, five.least);
        all.greatest = fmax(all.greatest, five.greatest);
        all.quarter = fmin(all.quarter, five.quarter);
        all.three_quarters = fmax(all.three_quarters, five.three_quarters);
        all.count = five.count > all.count ? five.count : all.count;
    }
    if (chart->has_range && chart->y_max > chart->y_min && chart_is_number(chart->y_min) &&
        chart_is_number(chart->y_max)) {
        all.least = chart->y_min;
        all.greatest = chart->y_max;
    }
    out->bins = chart_bins(all.least, all.greatest, all.quarter, all.three_quarters, all.count,
                           chart->bin_count, &out->start, &out->width);
    for (int s = 0; s < series; s++)
        for (int i = 0; i < chart->series[s].count; i++) {
            const double at = (chart_value(&chart->series[s], i) - out->start) / out->width;
            if (!(at >= 0) || !(at <= out->bins)) continue;
            const int bin = (int)at < out->bins
                                ? (int)at
                                : out->bins - 1; // the last edge belongs to the last bin
            const int count = ++out->counts[s][bin];
            out->most = count > out->most ? count : out->most;
        }
}

static void chart_histogram_bar(ChartPen *pen, const ChartAxes *axes, const ChartBins *bins, int s,
                                int b)
{
    const Chart *chart = pen->chart;
    const int count = bins->counts[s][b];
    if (count == 0) return;
    const double from = bins->start + b * bins->width, to = from + bins->width;
    const double x0 = chart_axes_x(axes, from), x1 = chart_axes_x(axes, to),
                 y = chart_axes_value(axes, count), gap = fmin(1.2 * pen->k, (x1 - x0) * 0.12);
    const ChartBox box = { x0 + gap / 2, y, fmax(0.5, x1 - x0 - gap),
                           axes->plot.y + axes->plot.h - y };
    const UiRgba colour = chart_series_colour(pen, s);
    const ChartFilter *brush = chart->brush;
    const bool is_taken =
        !brush || !brush->has_range || brush->is_time || (to > brush->from && from < brush->to);
    const double alpha = (is_taken ? 1 : 0.25) * (chart->series_count > 1 ? 0.6 : 1);
    chart_bar_path(pen, box, fmin(2 * pen->k, box.w * 0.3), 0);
    chart_source_fade(pen, &(ChartFade){ .colour = colour,
                                         .alpha0 = alpha,
                                         .alpha1 = alpha * (pen->theme->is_dark ? 0.5 : 0.8),
                                         .y0 = box.y,
                                         .y1 = box.y + box.h });
    cairo_fill(pen->cr);
    const ChartBox column = { x0, axes->plot.y, x1 - x0, axes->plot.h }; // short bars are hit too
    if (!chart_probe_in(pen, column)) return;
    char low[48], high[48], head[128], text[48];
    chart_number_text(from, 0, chart->is_chinese, low, sizeof low);
    chart_number_unit_text(to, 0, chart->x_unit, chart->is_chinese, high, sizeof high);
    snprintf(head, sizeof head, "%s – %s", low, high);
    chart_number_text(count, 1, chart->is_chinese, text, sizeof text);
    chart_mark_box(pen, column,
                   &(ChartMark){ .series = s,
                                 .index = b,
                                 .category = -1,
                                 .value = count,
                                 .name = chart->series[s].name,
                                 .text = text,
                                 .colour = colour,
                                 .head = head });
    pen->hit.has_x = true;
    pen->hit.x = from + bins->width / 2;
}

static void chart_histogram_paint(ChartPen *pen)
{
    const Chart *chart = pen->chart;
    const int series =
        chart->series_count < CHART_SERIES_MAX ? chart->series_count : CHART_SERIES_MAX;
    ChartBins *bins = arena_alloc(&pen->arena, sizeof *bins);
    chart_histogram_count(chart, series, bins);
    Chart counts = *chart; // the range and limits given are of the values, not of the counts
    counts.has_range = false;
    counts.limit_count = counts.band_count = 0;
    if (!counts.unit) counts.unit = chart_word(chart, "个", "count");
    pen->chart = &counts;
    ChartAxesDesc desc = { .has_zero = true,
                           .high = fmax(1, bins->most),
                           .x_low = bins->start,
                           .x_high = bins->start + bins->bins * bins->width };
    ChartAxes axes;
    chart_axes(pen, &desc, &axes);
    pen->chart = chart;
    for (int s = 0; s < series; s++)
        for (int b = 0; b < bins->bins; b++) chart_histogram_bar(pen, &axes, bins, s, b);
    for (int i = 0; i < chart->limit_count; i++) { // a limit of the values stands upright
        const ChartLimit *limit = &chart->limits[i];
        if (!(limit->value >= axes.x_low) || !(limit->value <= axes.x_high)) continue;
        const double x = chart_axes_x(&axes, limit->value);
        const UiRgba colour = chart_tone(pen, limit->tone), ink = chart_ink(pen, colour);
        chart_line_v(pen, x, axes.plot.y, axes.plot.y + axes.plot.h, colour, 0.9, true);
        const bool is_right = x > axes.plot.x + axes.plot.w * 0.7;
        chart_label(pen, &(ChartLabel){ .text = limit->label,
                                        .size = 0.8,
                                        .x = is_right ? x - 3 * pen->k : x + 3 * pen->k,
                                        .y = axes.plot.y,
                                        .anchor_x = is_right,
                                        .has_plate = true,
                                        .colour = &ink });
    }
    chart_brush_paint(pen);
}

const ChartKindRow chart_kind_histogram = { CHART_HISTOGRAM, "histogram", chart_histogram_is_empty,
                                            chart_histogram_paint, true };
