// SPDX-License-Identifier: Apache-2.0
// chart_trace.c - lines of values: few points as they are, many as least and greatest of each pixel
// column.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdlib.h>

#define CHART_COLUMNS_MAX 4096
#define CHART_GAP_SAMPLE 255
#define CHART_GLOW_POINTS 1200

static int chart_compare_us(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

// Three times the median of the steps, of a sample spread over the series.
double chart_gap_us(const Chart *chart, const ChartSeries *series)
{
    if (!series->times_us || chart->gap_s < 0) return 0;
    if (chart->gap_s > 0) return chart->gap_s * 1e6;
    int64_t steps[CHART_GAP_SAMPLE];
    const int all = series->count - 1, used = all < CHART_GAP_SAMPLE ? all : CHART_GAP_SAMPLE;
    if (used < 3) return 0;
    for (int i = 0; i < used; i++) {
        const int at = (int)((int64_t)i * all / used);
        steps[i] = chart_time(series, at + 1) - chart_time(series, at);
    }
    qsort(steps, (size_t)used, sizeof steps[0], chart_compare_us);
    return 3.0 * (double)steps[used / 2];
}

static int chart_pixel_columns(const ChartPen *pen, double length)
{
    double dx = 1, dy = 0;
    cairo_user_to_device_distance(pen->cr, &dx, &dy);
    const double columns =
        ceil(length * (pen->is_vector ? 2 : hypot(dx, dy))); // a page: 192 to the inch
    return columns < 16 ? 16 : columns > CHART_COLUMNS_MAX ? CHART_COLUMNS_MAX : (int)columns;
}

typedef struct {
    const ChartAxes *axes;
    ChartTrace trace;
    double before_x; // in data
    bool is_broken;
} ChartTracer;

static void chart_trace_add(ChartTracer *tracer, double x, double value, double gap)
{
    const bool is_far = gap > 0 && x - tracer->before_x > gap;
    ChartTrace *trace = &tracer->trace;
    trace->points[trace->count++] =
        (ChartPoint){ chart_axes_x(tracer->axes, x), chart_axes_value(tracer->axes, value),
                      tracer->is_broken || is_far };
    tracer->is_broken = false;
    tracer->before_x = x;
}

static ChartTrace chart_trace_dense(ChartPen *pen, ChartTracer *tracer, const ChartTraceDesc *desc,
                                    int columns)
{
    ChartColumnRange *ranges = ARENA_ARRAY(&pen->arena, ChartColumnRange, columns);
    const double from = tracer->axes->x_low - desc->shift, to = tracer->axes->x_high - desc->shift;
    chart_columns(desc->values, desc->times_us, desc->count, from, to, columns, ranges);
    tracer->trace.points = ARENA_ARRAY(&pen->arena, ChartPoint, columns * 4);
    tracer->trace.is_dense = true;
    tracer->trace.column_w = tracer->axes->plot.w / columns;
    for (int i = 0; i < columns; i++) {
        const ChartColumnRange *r = &ranges[i];
        if (r->count == 0) continue;
        const double middle = from + (i + 0.5) / columns * (to - from) + desc->shift;
        const bool is_far = desc->gap_us > 0 && r->first_x - tracer->before_x > desc->gap_us;
        tracer->is_broken = tracer->is_broken || is_far;
        chart_trace_add(tracer, middle, r->first, 0);
        if (r->least < r->first) chart_trace_add(tracer, middle, r->least, 0);
        if (r->greatest > r->first) chart_trace_add(tracer, middle, r->greatest, 0);
        if (r->count > 1) chart_trace_add(tracer, middle, r->last, 0);
        tracer->before_x = r->last_x;
        tracer->is_broken = r->has_gap;
    }
    return tracer->trace;
}

ChartTrace chart_trace(ChartPen *pen, const ChartAxes *axes, const ChartTraceDesc *desc)
{
    ChartTracer tracer = { .axes = axes, .before_x = -INFINITY, .is_broken = true };
    if (!desc->values || desc->count <= 0) return tracer.trace;
    const int columns = chart_pixel_columns(pen, axes->plot.w);
    if (desc->count > 3 * columns) return chart_trace_dense(pen, &tracer, desc, columns);
    tracer.trace.points = ARENA_ARRAY(&pen->arena, ChartPoint, desc->count);
    for (int i = 0; i < desc->count; i++) {
        const double value = desc->values[i];
        const double x = desc->times_us ? (double)desc->times_us[i] : i + desc->shift;
        if (chart_is_number(value) && x >= tracer.before_x)
            chart_trace_add(&tracer, x, value, desc->gap_us);
        else if (!chart_is_number(value))
            tracer.is_broken = true;
    }
    return tracer.trace;
}

static int chart_run_end(const ChartTrace *trace, int begin)
{
    int end = begin + 1;
    while (end < trace->count && !trace->points[end].is_start) end++;
    return end;
}

// Slope of a monotone cubic at a point (Fritsch and Carlson 1980, in the harmonic form of Brodlie):
// no overshoot between values.
static double chart_slope(const ChartPoint *p, int i, int count)
{
    if (i == 0 || i == count - 1) return 0;
    const double h0 = p[i].x - p[i - 1].x, h1 = p[i + 1].x - p[i].x;
    if (!(h0 > 0) || !(h1 > 0)) return 0;
    const double d0 = (p[i].y - p[i - 1].y) / h0, d1 = (p[i + 1].y - p[i].y) / h1;
    if (d0 * d1 <= 0) return 0;
    const double w0 = 2 * h1 + h0, w1 = h1 + 2 * h0;
    return (w0 + w1) / (w0 / d0 + w1 / d1);
}

static void chart_run_path(ChartPen *pen, const ChartPoint *p, int count, bool is_smooth,
                           bool is_backwards)
{
    cairo_t *cr = pen->cr;
    if (count < 1) return;
    const int first = is_backwards ? count - 1 : 0, step = is_backwards ? -1 : 1;
    cairo_line_to(cr, p[first].x, p[first].y);
    for (int k = 1; k < count; k++) {
        const int i = first + k * step, j = i - step;
        if (!is_smooth) {
            cairo_line_to(cr, p[i].x, p[i].y);
            continue;
        }
        const double third = (p[i].x - p[j].x) / 3;
        cairo_curve_to(cr, p[j].x + third, p[j].y + third * chart_slope(p, j, count),
                       p[i].x - third, p[i].y - third * chart_slope(p, i, count), p[i].x, p[i].y);
    }
}

static bool chart_is_smooth(const ChartPen *pen, const ChartTrace *trace)
{
    return pen->chart->is_smooth && !trace->is_dense && trace->count <= 2000;
}

void chart_dot(ChartPen *pen, double x, double y, double radius, UiRgba colour, bool is_ring)
{
    cairo_t *cr = pen->cr;
    cairo_new_path(cr);
    cairo_arc(cr, x, y, radius, 0, 6.283185307179586);
    if (is_ring) {
        chart_source(pen, chart_colour(pen, UI_COLOUR_GLASS_TOP), 1);
        cairo_fill_preserve(cr);
        chart_source(pen, colour, 1);
        cairo_set_line_width(cr, 1.6 * pen->k);
        cairo_stroke(cr);
        return;
    }
    chart_source(pen, colour, 1);
    cairo_fill(cr);
}

// A column of pixels from the least to the greatest of its values, reaching to the column before:
// boxes, which fill fast.
static void chart_trace_columns(ChartPen *pen, const ChartTrace *trace, UiRgba colour, double alpha)
{
    const double least = 1.5 * chart_hairline(pen);
    double before = NAN;
    cairo_new_path(pen->cr);
    for (int i = 0, end; i < trace->count; i = end) {
        const ChartPoint *p = &trace->points[i];
        double top = p->y, bottom = p->y;
        for (end = i + 1; end < trace->count && trace->points[end].x == p->x; end++) {
            top = fmin(top, trace->points[end].y);
            bottom = fmax(bottom, trace->points[end].y);
        }
        const double reach = p->is_start || isnan(before) ? p->y : before;
        const double low = fmin(top, reach), high = fmax(bottom, reach),
                     thin = fmax(0, least - (high - low));
        cairo_rectangle(pen->cr, p->x - trace->column_w / 2, low - thin / 2, trace->column_w,
                        high - low + thin);
        before = trace->points[end - 1].y;
    }
    chart_source(pen, colour, alpha);
    cairo_fill(pen->cr);
}

void chart_trace_stroke(ChartPen *pen, const ChartTrace *trace, UiRgba colour, bool is_dashed,
                        bool is_faint)
{
    if (trace->is_dense) {
        chart_trace_columns(pen, trace, colour, is_faint ? 0.35 : 1);
        return;
    }
    cairo_t *cr = pen->cr;
    const bool is_smooth = chart_is_smooth(pen, trace);
    const bool has_glow = pen->theme->is_dark && !pen->theme->is_high_contrast && !is_dashed &&
                          !is_faint && trace->count <= CHART_GLOW_POINTS && pen->drain == 0;
    const double dash[2] = { 4 * pen->k, 3 * pen->k };
    cairo_save(cr);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    if (is_dashed) cairo_set_dash(cr, dash, 2, 0);
    cairo_new_path(cr);
    for (int begin = 0, end; begin < trace->count; begin = end) {
        end = chart_run_end(trace, begin);
        cairo_new_sub_path(cr);
        chart_run_path(pen, trace->points + begin, end - begin, is_smooth, false);
    }
    const double width = (is_dashed ? 1.3 : 1.7) * pen->k;
    if (has_glow) {
        static const double glow[2][2] = { { 7, 0.07 }, { 4, 0.14 } };
        cairo_set_tolerance(cr, 0.5); // its edge is soft
        cairo_set_line_join(cr, CAIRO_LINE_JOIN_BEVEL);
        for (int i = 0; i < 2; i++) {
            chart_source(pen, colour, glow[i][1]);
            cairo_set_line_width(cr, glow[i][0] * pen->k);
            cairo_stroke_preserve(cr);
        }
    }
    cairo_set_tolerance(cr, 0.2);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    chart_source(pen, colour, is_faint ? 0.35 : 1);
    cairo_set_line_width(cr, width);
    cairo_stroke(cr);
    cairo_restore(cr);
    // A value alone between gaps is a point.
    for (int begin = 0, end; begin < trace->count; begin = end) {
        end = chart_run_end(trace, begin);
        const bool is_alone = end - begin == 1;
        for (int i = begin; i < end && (is_alone || (pen->chart->has_points && !trace->is_dense &&
                                                     trace->count <= 400));
             i++)
            chart_dot(pen, trace->points[i].x, trace->points[i].y, (is_alone ? 1.8 : 2.4) * pen->k,
                      colour, !is_alone);
    }
}

static void chart_trace_column_fill(ChartPen *pen, const ChartTrace *trace, int begin, int *i,
                                    int count, double base_y)
{
    const ChartPoint *p = &trace->points[begin];
    const double x = p[*i].x;
    double outer = p[*i].y;
    for (; *i + 1 < count && p[*i + 1].x == x; ++*i)
        if (fabs(p[*i + 1].y - base_y) > fabs(outer - base_y)) outer = p[*i + 1].y;
    cairo_rectangle(pen->cr, x - trace->column_w / 2, fmin(outer, base_y), trace->column_w,
                    fabs(base_y - outer));
}

void chart_trace_fill(ChartPen *pen, const ChartTrace *trace, double base_y, UiRgba colour,
                      double alpha)
{
    cairo_t *cr = pen->cr;
    double top = base_y, bottom = base_y;
    cairo_new_path(cr);
    for (int begin = 0, end; begin < trace->count; begin = end) {
        end = chart_run_end(trace, begin);
        const ChartPoint *p = trace->points + begin;
        for (int i = 0; i < end - begin; i++) {
            top = fmin(top, p[i].y);
            bottom = fmax(bottom, p[i].y);
        }
        if (trace->is_dense) {
            for (int i = 0; i < end - begin; i++) // one box a column, from its outermost value
                chart_trace_column_fill(pen, trace, begin, &i, end - begin, base_y);
            continue;
        }
        cairo_move_to(cr, p[0].x, base_y);
        chart_run_path(pen, p, end - begin, chart_is_smooth(pen, trace), false);
        cairo_line_to(cr, p[end - begin - 1].x, base_y);
        cairo_close_path(cr);
    }
    // Strongest at the line, gone at the base; below zero the other way round.
    const bool is_below = bottom - base_y > base_y - top;
    chart_source_fade(pen, &(ChartFade){ .colour = colour,
                                         .alpha0 = is_below ? 0.04 : alpha,
                                         .alpha1 = is_below ? alpha : 0.04,
                                         .y0 = is_below ? base_y : top,
                                         .y1 = is_below ? bottom : base_y });
    cairo_fill(cr);
}

void chart_trace_fill_between(ChartPen *pen, const ChartTrace *upper, const ChartTrace *lower,
                              UiRgba colour, double alpha)
{
    cairo_t *cr = pen->cr;
    if (upper->count != lower->count) return;
    cairo_new_path(cr);
    for (int begin = 0, end; begin < upper->count; begin = end) {
        end = chart_run_end(upper, begin);
        cairo_new_sub_path(cr);
        chart_run_path(pen, upper->points + begin, end - begin, chart_is_smooth(pen, upper), false);
        chart_run_path(pen, lower->points + begin, end - begin, chart_is_smooth(pen, lower), true);
        cairo_close_path(cr);
    }
    chart_source(pen, colour, alpha);
    cairo_fill(cr);
}

int chart_nearest(const ChartSeries *series, const ChartAxes *axes, double x)
{
    if (series->count <= 0) return -1;
    int low = 0, high = series->count - 1;
    if (!series->times_us) {
        const double at = round(axes->is_category ? x - 0.5 : x);
        return at < 0 ? 0 : at > high ? high : (int)at;
    }
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if ((double)series->times_us[middle] < x)
            low = middle + 1;
        else
            high = middle;
    }
    if (low > 0 && x - (double)series->times_us[low - 1] < (double)series->times_us[low] - x) low--;
    return low;
}
