// SPDX-License-Identifier: Apache-2.0
// chart_line.c - lines and areas over time, categories or index, with bands round lines; stacked
// areas.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>

#define CHART_STACK_COLUMNS 2048

static bool chart_line_is_empty(const Chart *chart)
{
    return !chart_has_values(chart);
}

static int chart_line_count(const Chart *chart)
{
    return chart->series_count < CHART_SERIES_MAX ? chart->series_count : CHART_SERIES_MAX;
}

static int chart_line_longest(const Chart *chart)
{
    int count = 0;
    for (int s = 0; s < chart->series_count; s++)
        count = chart->series[s].count > count ? chart->series[s].count : count;
    return count;
}

// The x axis: times, else categories, else the index.
static void chart_line_x(ChartPen *pen, ChartAxesDesc *desc)
{
    const Chart *chart = pen->chart;
    int64_t from_us = 0, to_us = 0;
    if (chart_time_extent(chart, &from_us, &to_us)) {
        desc->is_time = true;
        desc->x_low = (double)from_us;
        desc->x_high = (double)to_us;
    } else if (chart->category_count > 0) {
        desc->is_category = true;
        desc->category_count = chart->category_count;
        desc->x_high = chart->category_count;
    } else {
        desc->x_high = fmax(1, chart_line_longest(chart) - 1);
    }
}

static ChartTraceDesc chart_line_desc(const ChartPen *pen, const ChartAxes *axes,
                                      const ChartSeries *series, const double *values)
{
    return (ChartTraceDesc){ .values = values,
                             .times_us = axes->is_time ? series->times_us : NULL,
                             .count = series->count,
                             .shift = axes->is_category ? 0.5 : 0,
                             .gap_us = chart_gap_us(pen->chart, series) };
}

// The value of a series at x: of few points on the line between them, of many the mean near it.
static double chart_line_sample(const ChartSeries *series, const ChartAxes *axes, double x,
                                double gap_us)
{
    const int i = chart_nearest(series, axes, x);
    const double value = chart_value(series, i);
    if (!axes->is_time || !series->times_us || i < 0 || isnan(value)) return value;
    const double t = (double)series->times_us[i];
    if (t == x) return value;
    const int other = t < x ? i + 1 : i - 1;
    const double next = chart_value(series, other);
    if (isnan(next)) return NAN;
    const double t1 = (double)series->times_us[other];
    if (t1 == t || (gap_us > 0 && fabs(t1 - t) > gap_us)) return NAN;
    return value + (x - t) / (t1 - t) * (next - value);
}

typedef struct {
    double *xs, *sums, *below; // of the grid: the top of the layer and of the one under it
    int count;
    bool is_index;
} ChartStack;

// The places of the first series, or even ones where it has many.
static ChartStack chart_stack_make(ChartPen *pen, const ChartAxesDesc *desc)
{
    const ChartSeries *first = &pen->chart->series[0];
    ChartStack stack = { .is_index = !desc->is_time,
                         .count = desc->is_time ? first->count : chart_line_longest(pen->chart) };
    const bool is_even = stack.count > CHART_STACK_COLUMNS || (desc->is_time && !first->times_us);
    if (is_even) stack.count = CHART_STACK_COLUMNS;
    stack.xs = ARENA_ARRAY(&pen->arena, double, stack.count + 1);
    stack.sums = ARENA_ARRAY(&pen->arena, double, stack.count + 1);
    stack.below = ARENA_ARRAY(&pen->arena, double, stack.count + 1);
    for (int i = 0; i < stack.count; i++) {
        if (is_even)
            stack.xs[i] = desc->x_low + (desc->x_high - desc->x_low) * i / (stack.count - 1);
        else
            stack.xs[i] =
                desc->is_time ? (double)chart_time(first, i) : i + (desc->is_category ? 0.5 : 0);
    }
    return stack;
}

// Adds a layer; a missing value leaves the sum unknown from there up.
static void chart_stack_add(const ChartPen *pen, ChartStack *stack, const ChartAxes *axes,
                            int series)
{
    const ChartSeries *s = &pen->chart->series[series];
    const double gap_us = chart_gap_us(pen->chart, s);
    for (int i = 0; i < stack->count; i++) {
        stack->below[i] = stack->sums[i];
        stack->sums[i] += chart_line_sample(s, axes, stack->xs[i], gap_us);
    }
}

static ChartTrace chart_stack_trace(ChartPen *pen, const ChartAxes *axes, const ChartStack *stack,
                                    const double *values)
{
    ChartTrace trace = { .points = ARENA_ARRAY(&pen->arena, ChartPoint, stack->count + 1) };
    bool is_broken = true;
    for (int i = 0; i < stack->count; i++) {
        // Both edges break where the layer does.
        if (isnan(stack->sums[i]) || isnan(values[i])) {
            is_broken = true;
            continue;
        }
        trace.points[trace.count++] = (ChartPoint){ chart_axes_x(axes, stack->xs[i]),
                                                    chart_axes_value(axes, values[i]), is_broken };
        is_broken = false;
    }
    return trace;
}

static void chart_stack_extent(ChartPen *pen, const ChartAxesDesc *desc, double *low, double *high)
{
    ChartStack stack = chart_stack_make(pen, desc);
    const ChartAxes axes = { .is_time = desc->is_time, .is_category = desc->is_category };
    *low = 0;
    *high = 0;
    for (int s = 0; s < chart_line_count(pen->chart); s++) {
        chart_stack_add(pen, &stack, &axes, s);
        for (int i = 0; i < stack.count; i++) {
            if (!chart_is_number(stack.sums[i])) continue;
            *low = fmin(*low, stack.sums[i]);
            *high = fmax(*high, stack.sums[i]);
        }
    }
    for (int i = 0; i < pen->chart->limit_count; i++)
        if (chart_is_number(pen->chart->limits[i].value))
            *high = fmax(*high, fmin(pen->chart->limits[i].value, 3 * *high));
}

static void chart_line_stacked(ChartPen *pen, const ChartAxesDesc *desc, const ChartAxes *axes)
{
    ChartStack stack = chart_stack_make(pen, desc);
    for (int s = 0; s < chart_line_count(pen->chart); s++) {
        chart_stack_add(pen, &stack, axes, s);
        const ChartTrace upper = chart_stack_trace(pen, axes, &stack, stack.sums),
                         lower = chart_stack_trace(pen, axes, &stack, stack.below);
        const UiRgba colour = chart_series_colour(pen, s);
        chart_trace_fill_between(pen, &upper, &lower, colour, pen->theme->is_dark ? 0.34 : 0.40);
        chart_trace_stroke(pen, &upper, colour, pen->chart->series[s].is_dashed, false);
    }
}

static void chart_line_band(ChartPen *pen, const ChartAxes *axes, int s)
{
    const ChartSeries *series = &pen->chart->series[s];
    if (!series->low || !series->high || series->count <= 0) return;
    const ChartTraceDesc low_desc = chart_line_desc(pen, axes, series, series->low),
                         high_desc = chart_line_desc(pen, axes, series, series->high);
    double *both[2] = { ARENA_ARRAY(&pen->arena, double, series->count),
                        ARENA_ARRAY(&pen->arena, double, series->count) };
    for (int i = 0; i < series->count; i++) { // where one edge is missing both are
        const bool has_both = chart_is_number(series->low[i]) && chart_is_number(series->high[i]);
        both[0][i] = has_both ? series->low[i] : NAN;
        both[1][i] = has_both ? series->high[i] : NAN;
    }
    ChartTraceDesc descs[2] = { low_desc, high_desc };
    descs[0].values = both[0];
    descs[1].values = both[1];
    ChartTrace lower = chart_trace(pen, axes, &descs[0]), upper = chart_trace(pen, axes, &descs[1]);
    if (lower.is_dense) { // columns have up to four points each: an outline of least and greatest
                          // is enough
        chart_trace_stroke(pen, &lower, chart_series_colour(pen, s), false, true);
        chart_trace_stroke(pen, &upper, chart_series_colour(pen, s), false, true);
        return;
    }
    chart_trace_fill_between(pen, &upper, &lower, chart_series_colour(pen, s),
                             pen->theme->is_dark ? 0.16 : 0.15);
}

static void chart_line_plain(ChartPen *pen, const ChartAxes *axes)
{
    const Chart *chart = pen->chart;
    const double base = chart_axes_value(axes, fmax(axes->value.low, fmin(axes->value.high, 0)));
    for (int s = 0; s < chart_line_count(chart); s++) chart_line_band(pen, axes, s);
    // The first series is the subject: it lies on top.
    for (int s = chart_line_count(chart) - 1; s >= 0; s--) {
        const ChartSeries *series = &chart->series[s];
        if (!series->values || (axes->is_time && !series->times_us)) continue;
        const ChartTraceDesc desc = chart_line_desc(pen, axes, series, series->values);
        const ChartTrace trace = chart_trace(pen, axes, &desc);
        const UiRgba colour = chart_series_colour(pen, s);
        const bool is_area = chart->kind == CHART_AREA;
        if (is_area || (s == 0 && !series->low && !series->is_dashed)) {
            const double strength = is_area ? 0.42 : pen->theme->is_dark ? 0.20 : 0.10;
            chart_trace_fill(pen, &trace, base, colour, strength);
        }
        chart_trace_stroke(pen, &trace, colour, series->is_dashed, false);
        const bool is_live = s == 0 && axes->is_time && chart->state <= CHART_LATE &&
                             trace.count > 1 && !isnan(chart_value(series, series->count - 1));
        if (!is_live) continue;
        const ChartPoint end = trace.points[trace.count - 1];
        cairo_arc(pen->cr, end.x, end.y, 5 * pen->k, 0, 6.2831853);
        chart_source(pen, colour, 0.22);
        cairo_fill(pen->cr);
        chart_dot(pen, end.x, end.y, 2.4 * pen->k, colour, false);
    }
}

// All series at the place under the pointer.
static void chart_line_read(ChartPen *pen, const ChartAxes *axes)
{
    const Chart *chart = pen->chart;
    if (!chart_probe_in(pen, axes->plot)) return;
    const double x =
        axes->x_low + (pen->probe_x - axes->plot.x) / axes->plot.w * (axes->x_high - axes->x_low);
    double nearest = NAN, best = INFINITY;
    for (int s = 0; s < chart_line_count(chart); s++) {
        const ChartSeries *series = &chart->series[s];
        if (axes->is_time && !series->times_us) continue;
        const int i = chart_nearest(series, axes, x);
        if (i < 0) continue;
        const double at =
            axes->is_time ? (double)series->times_us[i] : i + (axes->is_category ? 0.5 : 0);
        if (!(fabs(at - x) < best) || isnan(chart_value(series, i))) continue;
        best = fabs(at - x);
        nearest = at;
        pen->hit = (ChartHit){ .part = CHART_HIT_MARK,
                               .series = s,
                               .index = i,
                               .category = axes->is_category ? i : -1,
                               .value = chart_value(series, i) };
    }
    if (isnan(nearest)) return;
    pen->best = 0;
    pen->hit.has_x = true;
    pen->hit.is_time = axes->is_time;
    pen->hit.x = nearest;
    char text[96];
    if (axes->is_time)
        chart_time_text((int64_t)nearest, (axes->x_high - axes->x_low) / 1e6 / 400,
                        chart->utc_offset_s, chart->is_chinese, text, sizeof text);
    else if (axes->is_category)
        snprintf(text, sizeof text, "%s", chart_category(chart, (int)nearest));
    else
        snprintf(text, sizeof text, "%.0f", nearest);
    chart_read_head(pen, text);
    const double sx = chart_axes_x(axes, nearest);
    chart_line_v(pen, sx, axes->plot.y, axes->plot.y + axes->plot.h,
                 chart_colour(pen, UI_COLOUR_ACCENT), 0.65, false);
    for (int s = 0; s < chart_line_count(chart); s++) {
        const ChartSeries *series = &chart->series[s];
        const double value = chart_line_sample(series, axes, nearest, chart_gap_us(chart, series));
        if (isnan(value)) continue;
        const UiRgba colour = chart_series_colour(pen, s);
        if (!chart->is_stacked || chart->kind != CHART_AREA)
            chart_dot(pen, sx, chart_axes_value(axes, value), 3.2 * pen->k, colour, true);
        chart_number_unit_text(value, chart->decimals, series->unit ? series->unit : chart->unit,
                               chart->is_chinese, text, sizeof text);
        chart_read_row(pen, series->name, text, &colour);
    }
}

static void chart_line_paint(ChartPen *pen)
{
    const Chart *chart = pen->chart;
    ChartAxesDesc desc = { .has_zero = chart->kind == CHART_AREA };
    chart_line_x(pen, &desc);
    const bool is_stacked = chart->kind == CHART_AREA && chart->is_stacked;
    if (is_stacked)
        chart_stack_extent(pen, &desc, &desc.low, &desc.high);
    else
        chart_extent(chart, &desc.low, &desc.high);
    chart_ease_range(chart, &desc.low, &desc.high);
    ChartAxes axes;
    chart_axes(pen, &desc, &axes);
    cairo_save(pen->cr);
    // A range that is set cuts; else only the glow at the edges needs room.
    const double room = chart->has_range || chart->from_us || chart->to_us ? 0 : 6 * pen->k;
    chart_clip(pen, (ChartBox){ axes.plot.x - room, axes.plot.y - room, axes.plot.w + 2 * room,
                                axes.plot.h + 2 * room });
    if (is_stacked)
        chart_line_stacked(pen, &desc, &axes);
    else
        chart_line_plain(pen, &axes);
    cairo_restore(pen->cr);
    chart_axes_limits(pen, &axes);
    chart_axes_now(pen, &axes);
    chart_brush_paint(pen);
    chart_line_read(pen, &axes);
}

const ChartKindRow chart_kind_line = { CHART_LINE, "line", chart_line_is_empty, chart_line_paint,
                                       true };
const ChartKindRow chart_kind_area = { CHART_AREA, "area", chart_line_is_empty, chart_line_paint,
                                       true };
