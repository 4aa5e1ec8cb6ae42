// SPDX-License-Identifier: Apache-2.0
// chart_axes.c - the axes round a plot: ranges, ticks, grid, labels, bands and limits.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define CHART_LIMIT_PLACES 6 // tried for a limit's name

static void chart_widen(double value, double *low, double *high)
{
    if (!chart_is_number(value)) return;
    *low = fmin(*low, value);
    *high = fmax(*high, value);
}

// A limit is shown where it does not press the values flat.
static void chart_widen_limits(const Chart *chart, double *low, double *high)
{
    const double span = fmax(*high - *low, fmax(fabs(*low), fabs(*high)) * 0.05);
    for (int i = 0; i < chart->limit_count; i++) {
        const double value = chart->limits[i].value;
        if (!chart_is_number(value) || value > *high + 2 * span || value < *low - 2 * span)
            continue;
        chart_widen(value, low, high);
    }
}

bool chart_extent(const Chart *chart, double *low, double *high)
{
    double a = INFINITY, b = -INFINITY;
    for (int s = 0; s < chart->series_count; s++) {
        const ChartSeries *series = &chart->series[s];
        for (int i = 0; i < series->count; i++) {
            chart_widen(chart_value(series, i), &a, &b);
            if (!series->low || !series->high) continue;
            chart_widen(series->low[i], &a, &b);
            chart_widen(series->high[i], &a, &b);
        }
    }
    if (a > b) return false;
    chart_widen_limits(chart, &a, &b);
    *low = a;
    *high = b;
    return true;
}

void chart_ease_range(const Chart *chart, double *low, double *high)
{
    if (chart->has_range) {
        if (chart_is_number(chart->y_min)) *low = chart->y_min;
        if (chart_is_number(chart->y_max)) *high = chart->y_max;
        return;
    }
    if (*low > 0 && *low < 0.6 * *high) *low = 0;
    if (*high < 0 && *high > 0.6 * *low) *high = 0;
}

bool chart_time_extent(const Chart *chart, int64_t *from_us, int64_t *to_us)
{
    bool has_times = false;
    int64_t a = INT64_MAX, b = INT64_MIN;
    for (int s = 0; s < chart->series_count; s++) {
        const ChartSeries *series = &chart->series[s];
        if (!series->times_us || series->count <= 0) continue;
        has_times = true;
        const int64_t first = chart_time(series, 0), last = chart_time(series, series->count - 1);
        a = first < a ? first : a;
        b = last > b ? last : b;
    }
    if (chart->from_us || chart->to_us) {
        const ChartSeries ends = { .times_us = (const int64_t[]){ chart->from_us, chart->to_us } };
        if (chart->from_us) a = chart_time(&ends, 0);
        if (chart->to_us) b = chart_time(&ends, 1);
    }
    if (!has_times || a > b) return false;
    if (a == b) {
        a -= 1800 * INT64_C(1000000);
        b += 1800 * INT64_C(1000000);
    }
    *from_us = a;
    *to_us = b;
    return true;
}

double chart_axes_value(const ChartAxes *axes, double value)
{
    const double t = (value - axes->value.low) / (axes->value.high - axes->value.low);
    const ChartBox *p = &axes->plot;
    return chart_clamp(axes->is_horizontal ? p->x + t * p->w : p->y + p->h - t * p->h);
}

double chart_axes_x(const ChartAxes *axes, double x)
{
    const double t = (x - axes->x_low) / (axes->x_high - axes->x_low);
    const ChartBox *p = &axes->plot;
    return chart_clamp(axes->is_horizontal ? p->y + t * p->h : p->x + t * p->w);
}

static double chart_value_labels_width(ChartPen *pen, const ChartAxis *axis)
{
    double widest = 0;
    char text[64];
    for (int i = 0; i < axis->tick_count; i++) {
        chart_axis_text(axis, axis->ticks[i], text, sizeof text);
        widest = fmax(widest, chart_text_width(pen, text, 0.84, false));
    }
    return widest;
}

static double chart_category_labels_width(ChartPen *pen, int count)
{
    double widest = 0;
    for (int i = 0; i < count && i < 64; i++)
        widest = fmax(widest, chart_text_width(pen, chart_category(pen->chart, i), 0.84, false));
    return widest;
}

// Room for labels on the left and below; none where the whole is small.
static void chart_axes_lay(ChartPen *pen, const ChartAxesDesc *desc, ChartAxes *out)
{
    const ChartBox body = pen->body;
    const double text_h = chart_text_height(pen, 0.84), gap = 5 * pen->k;
    const bool has_left = body.w >= 11 * pen->size, has_bottom = body.h >= 4.5 * pen->size;
    ChartBox plot = body;
    plot.y += text_h * 0.4;
    plot.h -= text_h * 0.4;
    out->x_lines = 1;
    if (desc->is_category && !desc->is_horizontal && desc->category_count > 0 &&
        body.h >= 9 * pen->size) {
        const double band = (body.w - 3 * pen->size) / desc->category_count - 0.6 * pen->size;
        if (band >= 3.2 * pen->size &&
            chart_category_labels_width(pen, desc->category_count) > band)
            out->x_lines = 2;
    }
    if (has_bottom) plot.h -= out->x_lines * text_h + 5 * pen->k;
    if (has_bottom && pen->chart->x_title && pen->chart->x_title[0] && body.h >= 12 * pen->size)
        plot.h -= text_h;
    const double length = desc->is_horizontal ? plot.w : plot.h;
    const int count = (int)(length / ((desc->is_horizontal ? 6.5 : 2.9) * pen->size));
    chart_axis_make(desc->low, desc->high, count > 6 ? 6 : count, !pen->chart->has_range,
                    pen->chart->is_chinese, &out->value);
    double left = 0;
    if (has_left && desc->is_horizontal)
        left = fmin(chart_category_labels_width(pen, desc->category_count), body.w * 0.36);
    if (has_left && !desc->is_horizontal)
        left = fmin(chart_value_labels_width(pen, &out->value), body.w * 0.4);
    if (left > 0) left += gap;
    plot.x += left;
    plot.w -= left + (desc->is_horizontal ? 1.6 * pen->size : 2 * pen->k);
    plot.w = fmax(plot.w, 1);
    plot.h = fmax(plot.h, 1);
    out->plot = plot;
}

static void chart_axes_bands(ChartPen *pen, const ChartAxes *axes)
{
    const Chart *chart = pen->chart;
    const ChartBox p = axes->plot;
    for (int i = 0; i < chart->band_count; i++) {
        const ChartBand *band = &chart->bands[i];
        if (band->is_time != (band->is_time && axes->is_time) || isnan(band->from) ||
            isnan(band->to))
            continue;
        const bool is_across = band->is_time == axes->is_horizontal; // runs along the screen's x
        const double low = is_across ? p.y : p.x, high = low + (is_across ? p.h : p.w);
        double a =
            band->is_time ? chart_axes_x(axes, band->from) : chart_axes_value(axes, band->from);
        double b = band->is_time ? chart_axes_x(axes, band->to) : chart_axes_value(axes, band->to);
        if (a > b) {
            const double swap = a;
            a = b;
            b = swap;
        }
        a = fmax(a, low);
        b = fmin(b, high);
        if (!(b > a)) continue;
        const ChartBox box =
            is_across ? (ChartBox){ p.x, a, p.w, b - a } : (ChartBox){ a, p.y, b - a, p.h };
        cairo_new_path(pen->cr);
        cairo_rectangle(pen->cr, box.x, box.y, box.w, box.h);
        const UiRgba colour = chart_tone(pen, band->tone), ink = chart_ink(pen, colour);
        chart_source(pen, colour, pen->theme->is_dark ? 0.10 : 0.09);
        cairo_fill(pen->cr);
        chart_label(pen, &(ChartLabel){ .text = band->label,
                                        .size = 0.8,
                                        .x = box.x + 4 * pen->k,
                                        .y = box.y + 1 * pen->k,
                                        .width = fmax(0.1, (is_across ? box.w : p.x + p.w - box.x) -
                                                               8 * pen->k),
                                        .has_halo = true,
                                        .colour = &ink,
                                        .within = is_across ? &box : NULL });
    }
}

// Where a label leaves the chart at an end, it is pushed in.
static double chart_push_in(const ChartPen *pen, double at, double width)
{
    return fmax(pen->rect.x + width / 2, fmin(pen->rect.x + pen->rect.w - width / 2, at));
}

static void chart_x_label(ChartPen *pen, const char *text, double x, double y, bool is_major,
                          double limit, int lines)
{
    const double width = fmin(limit, chart_text_width(pen, text, 0.84, is_major));
    chart_label(pen, &(ChartLabel){ .text = text,
                                    .size = 0.84,
                                    .is_bold = is_major,
                                    .is_soft = !is_major,
                                    .x = chart_push_in(pen, x, width),
                                    .y = y,
                                    .anchor_x = 0.5,
                                    .width = width,
                                    .lines = lines });
}

static void chart_axes_categories(ChartPen *pen, const ChartAxes *axes, int count)
{
    const ChartBox p = axes->plot;
    if (count <= 0) return;
    const double band = (axes->is_horizontal ? p.h : p.w) / count, gap = 0.6 * pen->size;
    if (axes->is_horizontal) {
        const int every = (int)ceil(chart_text_height(pen, 0.84) / fmax(band, 1e-6));
        for (int i = 0; i<count; i += every> 1 ? every : 1)
            chart_label(pen, &(ChartLabel){ .text = chart_category(pen->chart, i),
                                            .size = 0.84,
                                            .is_soft = true,
                                            .x = p.x - 5 * pen->k,
                                            .y = p.y + (i + 0.5) * band,
                                            .anchor_x = 1,
                                            .anchor_y = 0.5,
                                            .width = p.x - 5 * pen->k - pen->body.x });
        return;
    }
    const double widest = chart_category_labels_width(pen, count),
                 room = fmax(band - gap, fmin(widest, 5 * pen->size));
    const bool has_lines = axes->x_lines > 1;
    const int every = has_lines ? 1 : (int)ceil((fmin(widest, room) + gap) / fmax(band, 1e-6));
    for (int i = 0; i<count; i += every> 1 ? every : 1)
        chart_x_label(pen, chart_category(pen->chart, i), p.x + (i + 0.5) * band,
                      p.y + p.h + 5 * pen->k, false,
                      has_lines ? band - gap : fmax(room, band * every - gap), axes->x_lines);
}

static void chart_axes_x_labels(ChartPen *pen, const ChartAxesDesc *desc, ChartAxes *axes)
{
    const ChartBox p = axes->plot;
    const UiRgba grid = chart_colour(pen, UI_COLOUR_DIM);
    const double y = p.y + p.h + 5 * pen->k;
    if (axes->is_category) {
        chart_axes_categories(pen, axes, desc->category_count);
    } else if (axes->is_time) {
        const int count = (int)(p.w / (6.2 * pen->size));
        axes->time_count =
            chart_time_ticks((int64_t)axes->x_low, (int64_t)axes->x_high, count,
                             pen->chart->utc_offset_s, pen->chart->is_chinese, axes->times);
        // Days among hours first: they say most.
        for (int pass = 0; pass < 2; pass++)
            for (int i = 0; i < axes->time_count; i++) {
                const ChartTimeTick *tick = &axes->times[i];
                if (tick->is_major != (pass == 0)) continue;
                const double x = chart_axes_x(axes, (double)tick->t_us);
                chart_line_v(pen, x, p.y + p.h, p.y + p.h + 3 * pen->k, grid, 0.5, false);
                if (tick->is_major) chart_line_v(pen, x, p.y, p.y + p.h, grid, 0.18, true);
                chart_x_label(pen, tick->text, x, y, tick->is_major, 12 * pen->size, 1);
            }
    } else {
        char text[64];
        for (int i = 0; i < axes->x.tick_count; i++) {
            chart_axis_text(&axes->x, axes->x.ticks[i], text, sizeof text);
            const double x = chart_axes_x(axes, axes->x.ticks[i]);
            chart_line_v(pen, x, p.y + p.h, p.y + p.h + 3 * pen->k, grid, 0.5, false);
            chart_x_label(pen, text, x, y, false, 8 * pen->size, 1);
        }
    }
}

static void chart_axes_title(ChartPen *pen, const ChartAxes *axes)
{
    const Chart *chart = pen->chart;
    const ChartBox p = axes->plot;
    if (!chart->x_title || !chart->x_title[0] || pen->body.h < 12 * pen->size) return;
    const bool has_unit = chart->x_unit && chart->x_unit[0];
    const char *text =
        arena_printf(&pen->arena, has_unit ? "%s (%s)" : "%s", chart->x_title, chart->x_unit);
    chart_label(pen, &(ChartLabel){ .text = text,
                                    .size = 0.84,
                                    .is_soft = true,
                                    .x = p.x + p.w,
                                    .y = p.y + p.h + 5 * pen->k + chart_text_height(pen, 0.84),
                                    .anchor_x = 1,
                                    .width = p.w });
}

static void chart_axes_grid(ChartPen *pen, const ChartAxes *axes, bool has_labels)
{
    const ChartBox p = axes->plot;
    const UiRgba rule = chart_colour(pen, UI_COLOUR_DIM);
    char text[64];
    for (int i = 0; i < axes->value.tick_count; i++) {
        const double value = axes->value.ticks[i], at = chart_axes_value(axes, value);
        const double alpha = value == 0 ? 0.55 : pen->theme->is_high_contrast ? 0.35 : 0.20;
        if (axes->is_horizontal)
            chart_line_v(pen, at, p.y, p.y + p.h, rule, alpha, false);
        else
            chart_line_h(pen, p.x, p.x + p.w, at, rule, alpha, value != 0);
        if (!has_labels) continue;
        chart_axis_text(&axes->value, value, text, sizeof text);
        if (axes->is_horizontal)
            chart_x_label(pen, text, at, p.y + p.h + 5 * pen->k, false, 8 * pen->size, 1);
        else
            chart_label(pen,
                        &(ChartLabel){ .text = text,
                                       .size = 0.84,
                                       .is_soft = true,
                                       .x = p.x - 5 * pen->k,
                                       .y = at,
                                       .anchor_x = 1,
                                       .anchor_y = 0.5,
                                       .width = fmax(0.1, p.x - 5 * pen->k - pen->body.x + 1) });
    }
}

void chart_axes(ChartPen *pen, const ChartAxesDesc *desc, ChartAxes *out)
{
    *out = (ChartAxes){ .is_horizontal = desc->is_horizontal,
                        .is_time = desc->is_time,
                        .is_category = desc->is_category };
    ChartAxesDesc with = *desc;
    if (with.has_zero && !pen->chart->has_range) {
        with.low = fmin(with.low, 0);
        with.high = fmax(with.high, 0);
    }
    chart_axes_lay(pen, &with, out);
    const bool has_left = out->plot.x > pen->body.x, has_bottom = pen->body.h >= 4.5 * pen->size;
    out->x_low = desc->x_low;
    out->x_high = desc->x_high;
    if (!out->is_time && !out->is_category) {
        chart_axis_make(desc->x_low, desc->x_high, (int)(out->plot.w / (4.5 * pen->size)), false,
                        pen->chart->is_chinese, &out->x);
        out->x_low = out->x.low;
        out->x_high = out->x.high;
    }
    if (!(out->x_high > out->x_low)) out->x_high = out->x_low + 1;
    pen->plot = out->plot;
    pen->has_x = true;
    pen->x_is_time = out->is_time;
    pen->x_is_category = out->is_category;
    pen->x_is_vertical = out->is_horizontal;
    pen->x_low = out->x_low;
    pen->x_high = out->x_high;
    chart_axes_bands(pen, out);
    chart_axes_grid(pen, out, desc->is_horizontal ? has_bottom : has_left);
    if (desc->is_horizontal ? has_left : has_bottom) chart_axes_x_labels(pen, desc, out);
    if (has_bottom) chart_axes_title(pen, out);
    const ChartBox p = out->plot;
    // Bars that go below zero stand on the line of zero alone.
    if (!out->is_horizontal && !(desc->has_zero && out->value.low < 0))
        chart_line_h(pen, p.x, p.x + p.w, p.y + p.h, chart_colour(pen, UI_COLOUR_DIM), 0.45, false);
}

// At the oldest end, for what is newest, at the right, stays uncovered: above its line, or on it
// and one beside the other where limits lie close together.
static void chart_limit_name(ChartPen *pen, const ChartAxes *axes, int index, const char *label)
{
    const Chart *chart = pen->chart;
    const double at = chart_axes_value(axes, chart->limits[index].value),
                 close = 1.1 * chart_text_height(pen, 0.8);
    bool is_close = false;
    for (int i = 0; i < chart->limit_count; i++)
        is_close |= i != index && fabs(chart_axes_value(axes, chart->limits[i].value) - at) < close;
    const UiRgba ink = chart_ink(pen, chart_tone(pen, chart->limits[index].tone));
    ChartLabel name = { .text = label,
                        .size = 0.8,
                        .x = axes->plot.x + 4 * pen->k,
                        .y = at,
                        .anchor_y = is_close ? 0.5 : 1,
                        .width = axes->plot.w,
                        .has_plate = true,
                        .colour = &ink };
    const double step = chart_text_width(pen, label, 0.8, false) + 8 * pen->k;
    for (int k = 0; k < CHART_LIMIT_PLACES && !chart_label(pen, &name); k++) name.x += step;
}

void chart_axes_limits(ChartPen *pen, const ChartAxes *axes)
{
    const Chart *chart = pen->chart;
    const ChartBox p = axes->plot;
    for (int i = 0; i < chart->limit_count; i++) {
        const ChartLimit *limit = &chart->limits[i];
        if (!chart_is_number(limit->value) || limit->value < axes->value.low ||
            limit->value > axes->value.high)
            continue;
        const double at = chart_axes_value(axes, limit->value);
        const UiRgba colour = chart_tone(pen, limit->tone), ink = chart_ink(pen, colour);
        char text[64];
        chart_axis_text(&axes->value, limit->value, text, sizeof text);
        const char *label = limit->label && limit->label[0] ? limit->label : text;
        if (axes->is_horizontal) {
            chart_line_v(pen, at, p.y, p.y + p.h, colour, 0.9, true);
            chart_label(pen, &(ChartLabel){ .text = label,
                                            .size = 0.8,
                                            .x = at + 3 * pen->k,
                                            .y = p.y,
                                            .has_plate = true,
                                            .colour = &ink });
            continue;
        }
        chart_line_h(pen, p.x, p.x + p.w, at, colour, 0.9, true);
    }
    for (int i = 0; i < chart->limit_count && !axes->is_horizontal; i++) { // over all the lines
        char text[64];
        const ChartLimit *limit = &chart->limits[i];
        if (!chart_is_number(limit->value) || limit->value < axes->value.low ||
            limit->value > axes->value.high)
            continue;
        chart_axis_text(&axes->value, limit->value, text, sizeof text);
        chart_limit_name(pen, axes, i, limit->label && limit->label[0] ? limit->label : text);
    }
}

void chart_axes_now(ChartPen *pen, const ChartAxes *axes)
{
    const double now = (double)pen->chart->now_us;
    if (pen->chart->now_us == 0 || !axes->is_time || axes->is_horizontal || now <= axes->x_low ||
        now >= axes->x_high)
        return;
    const double x = chart_axes_x(axes, now);
    const UiRgba accent = chart_colour(pen, UI_COLOUR_ACCENT), ink = chart_ink(pen, accent);
    chart_line_v(pen, x, axes->plot.y, axes->plot.y + axes->plot.h, accent, 0.7, false);
    chart_label(pen, &(ChartLabel){ .text = chart_word(pen->chart, "现在", "now"),
                                    .size = 0.8,
                                    .x = x + 3 * pen->k,
                                    .y = axes->plot.y,
                                    .colour = &ink });
}
