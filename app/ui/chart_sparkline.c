// SPDX-License-Identifier: Apache-2.0
// chart_sparkline.c - a line as small as a word; its last value is a point.
#include "ui/chart_pen.h"
#include <math.h>

static bool chart_sparkline_is_empty(const Chart *chart)
{
    return !chart_has_values(chart);
}

void chart_sparkline_draw(ChartPen *pen, ChartBox box, UiRgba colour)
{
    const Chart *chart = pen->chart;
    const ChartSeries *series = &chart->series[0];
    Chart one = *chart; // the ends of the first series alone, its time too
    one.series_count = 1;
    double low = 0, high = 1;
    if (!chart_extent(&one, &low, &high)) return;
    if (chart->has_range) chart_ease_range(chart, &low, &high);
    if (!(high > low)) {
        low -= 1;
        high += 1;
    }
    ChartAxes axes = { .plot = { box.x + 2 * pen->k, box.y + 3 * pen->k,
                                 fmax(1, box.w - 6 * pen->k), fmax(1, box.h - 6 * pen->k) },
                       .value = { .low = low, .high = high } };
    int64_t from_us = 0, to_us = 0;
    axes.is_time = chart_time_extent(&one, &from_us, &to_us);
    axes.x_low = axes.is_time ? (double)from_us : 0;
    axes.x_high = axes.is_time ? (double)to_us : fmax(1, series->count - 1);
    for (int i = 0; i < chart->limit_count; i++) {
        const double value = chart->limits[i].value;
        if (value >= low && value <= high)
            chart_line_h(pen, axes.plot.x, axes.plot.x + axes.plot.w,
                         chart_axes_value(&axes, value), chart_tone(pen, chart->limits[i].tone),
                         0.8, true);
    }
    const ChartTrace trace =
        chart_trace(pen, &axes,
                    &(ChartTraceDesc){ .values = series->values,
                                       .times_us = axes.is_time ? series->times_us : NULL,
                                       .count = series->count,
                                       .gap_us = chart_gap_us(chart, series) });
    cairo_save(pen->cr);
    chart_clip(pen, box);
    chart_trace_fill(pen, &trace, box.y + box.h, colour, pen->theme->is_dark ? 0.30 : 0.18);
    chart_trace_stroke(pen, &trace, colour, series->is_dashed, false);
    cairo_restore(pen->cr);
    if (trace.count > 0 && !isnan(chart_value(series, series->count - 1)))
        chart_dot(pen, trace.points[trace.count - 1].x, trace.points[trace.count - 1].y,
                  2.2 * pen->k, colour, false);
    if (!chart_probe_in(pen, box)) return;
    const double x =
        axes.x_low + (pen->probe_x - axes.plot.x) / axes.plot.w * (axes.x_high - axes.x_low);
    const int i = chart_nearest(series, &axes, x);
    const double value = chart_value(series, i);
    if (isnan(value)) return;
    char text[96] = "";
    if (axes.is_time)
        chart_time_text(chart_time(series, i), (axes.x_high - axes.x_low) / 1e6 / 400,
                        chart->utc_offset_s, chart->is_chinese, text, sizeof text);
    const double at = axes.is_time ? (double)chart_time(series, i) : i;
    chart_dot(pen, chart_axes_x(&axes, at), chart_axes_value(&axes, value), 2.6 * pen->k, colour,
              true);
    chart_mark_inside(pen, 0,
                      &(ChartMark){ .index = i,
                                    .category = -1,
                                    .value = value,
                                    .name = series->name,
                                    .colour = colour,
                                    .head = text });
    pen->hit.has_x = true;
    pen->hit.is_time = axes.is_time;
    pen->hit.x = at;
}

static void chart_sparkline_paint(ChartPen *pen)
{
    chart_sparkline_draw(pen, pen->body, chart_series_colour(pen, 0));
}

const ChartKindRow chart_kind_sparkline = { CHART_SPARKLINE, "sparkline", chart_sparkline_is_empty,
                                            chart_sparkline_paint, false };
