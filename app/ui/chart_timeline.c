// SPDX-License-Identifier: Apache-2.0
// chart_timeline.c - what went on when: spans in rows over time; a moment is a diamond, what has
// not ended runs to now.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>

#define CHART_ROWS_MAX 64
#define CHART_SPANS_BESIDE 256 // with more, labels stay within
#define CHART_SPANS_MAX 4096

static bool chart_timeline_is_empty(const Chart *chart)
{
    return chart->span_count < 1 || chart->category_count < 1;
}

static int64_t chart_span_end(const Chart *chart, const ChartSpan *span)
{
    if (span->to_us) return span->to_us;
    return chart->now_us > span->from_us ? chart->now_us : span->from_us;
}

static void chart_timeline_extent(const Chart *chart, double *from, double *to)
{
    *from = INFINITY;
    *to = -INFINITY;
    for (int i = 0; i < chart->span_count; i++) {
        *from = fmin(*from, (double)chart->spans[i].from_us);
        *to = fmax(*to, (double)chart_span_end(chart, &chart->spans[i]));
    }
    if (chart->from_us) *from = (double)chart->from_us;
    if (chart->to_us) *to = (double)chart->to_us;
    const double least = -6.2e16, greatest = 2.5e17; // years 1 to 9999
    *from = fmax(least, fmin(greatest, *from));
    *to = fmax(least, fmin(greatest, *to));
    if (!(*to > *from)) {
        *from -= 1800e6;
        *to = *from + 3600e6;
    } else if (!chart->to_us) {
        *to += (*to - *from) * 0.03;
    }
}

// Where the nearest other span of the row begins after the place, or ends before it.
static void chart_timeline_room(const Chart *chart, const ChartAxes *axes, int i, ChartBox box,
                                double *left, double *right)
{
    *left = axes->plot.x;
    *right = axes->plot.x + axes->plot.w;
    for (int k = 0; k < chart->span_count; k++) {
        const ChartSpan *other = &chart->spans[k];
        if (k == i || other->row != chart->spans[i].row) continue;
        const double from = chart_axes_x(axes, (double)other->from_us),
                     to = chart_axes_x(axes, (double)chart_span_end(chart, other));
        if (to <= box.x + 1)
            *left = fmax(*left, to);
        else if (from >= box.x + box.w - 1)
            *right = fmin(*right, from);
        else
            *left = box.x, *right = box.x + box.w; // they overlap
    }
}

// Within the span where it fits, else beside it, else cut.
static void chart_timeline_label(ChartPen *pen, const ChartAxes *axes, int i, ChartBox box)
{
    const char *text = pen->chart->spans[i].label;
    ChartLabel label = { .text = text,
                         .size = 0.8,
                         .x = box.x + 6 * pen->k,
                         .y = box.y + box.h / 2,
                         .anchor_y = 0.5,
                         .width = fmax(0.1, box.w - 8 * pen->k) };
    const double width = chart_text_width(pen, text, 0.8, false), gap = 4 * pen->k;
    if (width > label.width && pen->chart->span_count <= CHART_SPANS_BESIDE) {
        double left = 0, right = 0;
        chart_timeline_room(pen->chart, axes, i, box, &left, &right);
        const bool is_after = right - box.x - box.w >= width + 2 * gap,
                   is_before = box.x - left >= width + 2 * gap;
        if (is_after || is_before) {
            label = (ChartLabel){ .text = text,
                                  .size = 0.8,
                                  .is_soft = true,
                                  .x = is_after ? box.x + box.w + gap : box.x - gap,
                                  .y = label.y,
                                  .anchor_x = !is_after,
                                  .anchor_y = 0.5 };
        }
    }
    chart_label(pen, &label);
}

static void chart_timeline_span(ChartPen *pen, const ChartAxes *axes, int i, double row_h)
{
    const Chart *chart = pen->chart;
    const ChartSpan *span = &chart->spans[i];
    if (span->row < 0 || span->row >= chart->category_count || span->row >= CHART_ROWS_MAX) return;
    const ChartBox plot = axes->plot;
    const double from = chart_axes_x(axes, (double)span->from_us),
                 to = chart_axes_x(axes, (double)chart_span_end(chart, span));
    if (to < plot.x || from > plot.x + plot.w) return;
    const double x0 = fmax(plot.x, from), x1 = fmin(plot.x + plot.w, fmax(from, to)),
                 thick = fmin(row_h * 0.60, 2.2 * pen->size),
                 y = plot.y + (span->row + 0.5) * row_h;
    const UiRgba colour = span->tone ? chart_tone(pen, span->tone) : chart_palette(pen, 0);
    const double alpha = chart_is_taken(chart, span->row) ? 1 : 0.25;
    char text[96], end[64];
    chart_time_text(span->from_us, (axes->x_high - axes->x_low) / 1e6 / 400, chart->utc_offset_s,
                    chart->is_chinese, text, sizeof text);
    if (span->to_us)
        chart_time_text(span->to_us, (axes->x_high - axes->x_low) / 1e6 / 400, chart->utc_offset_s,
                        chart->is_chinese, end, sizeof end);
    else
        snprintf(end, sizeof end, "%s", chart_word(chart, "进行中", "going on"));
    const bool is_moment = span->to_us == span->from_us;
    const char *when = is_moment ? text : arena_printf(&pen->arena, "%s – %s", text, end);
    ChartBox box = { x0, y - thick / 2, fmax(x1 - x0, 2 * pen->k), thick };
    cairo_new_path(pen->cr);
    if (is_moment) {
        const double r = thick * 0.36;
        cairo_move_to(pen->cr, from, y - r);
        cairo_line_to(pen->cr, from + r, y);
        cairo_line_to(pen->cr, from, y + r);
        cairo_line_to(pen->cr, from - r, y);
        cairo_close_path(pen->cr);
        chart_source(pen, colour, alpha);
        cairo_fill(pen->cr);
        box = (ChartBox){ from - r, y - r, 2 * r, 2 * r };
        chart_label(pen, &(ChartLabel){ .text = span->label,
                                        .size = 0.8,
                                        .is_soft = true,
                                        .x = from + r + 3 * pen->k,
                                        .y = y,
                                        .anchor_y = 0.5,
                                        .within = &plot });
    } else {
        chart_bar_path(pen, box, 2.5 * pen->k, 4);
        chart_source_fade(pen, &(ChartFade){ .colour = colour,
                                             .alpha0 = 0.42 * alpha,
                                             .alpha1 = (span->to_us ? 0.42 : 0.16) * alpha,
                                             .x0 = box.x,
                                             .x1 = box.x + box.w });
        cairo_fill(pen->cr);
        chart_bar_path(pen, (ChartBox){ box.x, box.y, fmin(2.5 * pen->k, box.w), box.h },
                       1.2 * pen->k, 4);
        chart_source(pen, colour, alpha);
        cairo_fill(pen->cr);
        chart_timeline_label(pen, axes, i, box);
    }
    chart_mark_box(pen, box,
                   &(ChartMark){ .series = -1,
                                 .index = i,
                                 .category = span->row,
                                 .value = NAN,
                                 .name = span->label,
                                 .text = "",
                                 .colour = colour,
                                 .head = when });
}

static void chart_timeline_paint(ChartPen *pen)
{
    const Chart *chart = pen->chart;
    const ChartBox body = pen->body;
    const int rows =
        chart->category_count < CHART_ROWS_MAX ? chart->category_count : CHART_ROWS_MAX;
    const double text_h = chart_text_height(pen, 0.84),
                 bottom = body.h > 4 * pen->size ? text_h + 3 * pen->k : 0;
    double left = 0;
    for (int i = 0; i < rows; i++)
        left = fmax(left, chart_text_width(pen, chart_category(chart, i), 0.88, false));
    left = body.w > 14 * pen->size ? fmin(left, body.w * 0.28) + 0.8 * pen->size : 0;
    ChartAxes axes = { .is_time = true,
                       .plot = { body.x + left, body.y, fmax(1, body.w - left),
                                 fmax(1, body.h - bottom) } };
    chart_timeline_extent(chart, &axes.x_low, &axes.x_high);
    const ChartBox plot = axes.plot;
    const double row_h = fmin(plot.h / rows, 4.5 * pen->size), low_y = plot.y + row_h * rows;
    axes.plot.h = row_h * rows;
    const UiRgba rule = chart_colour(pen, UI_COLOUR_DIM);
    for (int i = 0; i < rows; i++) {
        chart_line_h(pen, body.x, plot.x + plot.w, plot.y + (i + 1) * row_h, rule, 0.18, false);
        if (left > 0)
            chart_label(pen, &(ChartLabel){ .text = chart_category(chart, i),
                                            .size = 0.88,
                                            .is_soft = true,
                                            .x = body.x,
                                            .y = plot.y + (i + 0.5) * row_h,
                                            .anchor_y = 0.5,
                                            .width = left - 0.8 * pen->size });
    }
    axes.time_count = chart_time_ticks((int64_t)axes.x_low, (int64_t)axes.x_high,
                                       (int)(plot.w / (6.2 * pen->size)), chart->utc_offset_s,
                                       chart->is_chinese, axes.times);
    for (int i = 0; i < axes.time_count; i++) {
        const double x = chart_axes_x(&axes, (double)axes.times[i].t_us);
        chart_line_v(pen, x, plot.y, low_y, rule, axes.times[i].is_major ? 0.35 : 0.16,
                     !axes.times[i].is_major);
        const double half =
            chart_text_width(pen, axes.times[i].text, 0.84, axes.times[i].is_major) / 2;
        if (bottom > 0)
            chart_label(pen, &(ChartLabel){ .text = axes.times[i].text,
                                            .size = 0.84,
                                            .is_bold = axes.times[i].is_major,
                                            .is_soft = !axes.times[i].is_major,
                                            .x = fmin(x, pen->rect.x + pen->rect.w - half),
                                            .y = low_y + 3 * pen->k,
                                            .anchor_x = 0.5 });
    }
    for (int i = 0; i < chart->span_count && i < CHART_SPANS_MAX; i++)
        chart_timeline_span(pen, &axes, i, row_h);
    chart_axes_now(pen, &axes);
    pen->plot = axes.plot;
    pen->has_x = pen->x_is_time = true;
    pen->x_low = axes.x_low;
    pen->x_high = axes.x_high;
    chart_brush_paint(pen);
}

const ChartKindRow chart_kind_timeline = { CHART_TIMELINE, "timeline", chart_timeline_is_empty,
                                           chart_timeline_paint, false };
