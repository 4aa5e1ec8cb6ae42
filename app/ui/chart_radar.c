// SPDX-License-Identifier: Apache-2.0
// chart_radar.c - several scores of one thing on spokes; each series a polygon.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>

#define CHART_SPOKES_MAX 12
#define CHART_RINGS 4

static bool chart_radar_is_empty(const Chart *chart)
{
    return chart->category_count < 3 || !chart_has_values(chart);
}

typedef struct {
    double cx, cy, r, top;
    int spokes;
} ChartWeb;

static void chart_web_point(const ChartWeb *web, int spoke, double share, double *x, double *y)
{
    const double a = spoke * 6.283185307179586 / web->spokes;
    *x = web->cx + web->r * share * sin(a);
    *y = web->cy - web->r * share * cos(a);
}

static void chart_web_ring(ChartPen *pen, const ChartWeb *web, double share)
{
    cairo_new_path(pen->cr);
    for (int i = 0; i < web->spokes; i++) {
        double x = 0, y = 0;
        chart_web_point(web, i, share, &x, &y);
        cairo_line_to(pen->cr, x, y);
    }
    cairo_close_path(pen->cr);
}

static void chart_radar_web(ChartPen *pen, const ChartWeb *web)
{
    const UiRgba rule = chart_colour(pen, UI_COLOUR_DIM);
    cairo_set_line_width(pen->cr, chart_hairline(pen));
    for (int i = CHART_RINGS; i >= 1; i--) {
        chart_web_ring(pen, web, (double)i / CHART_RINGS);
        chart_source(pen, chart_colour(pen, UI_COLOUR_ACCENT), i % 2 ? 0.03 : 0.05);
        cairo_fill_preserve(pen->cr);
        chart_source(pen, rule, i == CHART_RINGS ? 0.45 : 0.22);
        cairo_stroke(pen->cr);
    }
    for (int i = 0; i < web->spokes; i++) {
        double x = 0, y = 0;
        chart_web_point(web, i, 1, &x, &y);
        cairo_move_to(pen->cr, web->cx, web->cy);
        cairo_line_to(pen->cr, x, y);
        chart_source(pen, rule, 0.22);
        cairo_stroke(pen->cr);
    }
}

// A value stands under its name: side by side they have no room. A long name takes two lines.
static void chart_radar_name(ChartPen *pen, const ChartLabel *at, const char *number)
{
    const bool is_long = chart_text_width(pen, at->text, 0.86, false) > at->width;
    const bool wraps = is_long && chart_text_width(pen, at->text, 0.8, false) > at->width;
    const double line = 1.3 * 0.86 * pen->size * (wraps ? 2 : 1),
                 high = line + 1.45 * 0.92 * pen->size,
                 top = fmax(pen->rect.y,
                            fmin(at->y - high * at->anchor_y, pen->rect.y + pen->rect.h - high));
    ChartLabel name = *at;
    name.size = is_long ? 0.8 : 0.86;
    name.is_soft = true;
    name.y = top;
    name.anchor_y = 0;
    name.lines = 2;
    chart_label(pen, &name);
    name.text = number;
    name.size = 0.92;
    name.is_bold = true;
    name.is_soft = false;
    name.y = top + line;
    name.width = 0;
    chart_label(pen, &name);
}

// The name and, of the first series, its value.
static void chart_radar_names(ChartPen *pen, const ChartWeb *web)
{
    for (int i = 0; i < web->spokes; i++) {
        double x = 0, y = 0;
        chart_web_point(web, i, 1 + 8 * pen->k / web->r, &x, &y);
        const double side = (x - web->cx) / web->r;
        const double anchor = fabs(side) < 0.15 ? 0.5
                              : side > 0        ? 0
                                                : 1,
                     room = anchor == 0.5 ? pen->body.w
                            : anchor == 0 ? pen->rect.x + pen->rect.w - x
                                          : x - pen->rect.x;
        const double value = chart_value(&pen->chart->series[0], i);
        char number[48] = "";
        if (!isnan(value))
            chart_number_unit_text(value, pen->chart->decimals, pen->chart->unit,
                                   pen->chart->is_chinese, number, sizeof number);
        chart_radar_name(pen,
                         &(ChartLabel){ .text = chart_category(pen->chart, i),
                                        .x = x,
                                        .y = y,
                                        .anchor_x = anchor,
                                        .anchor_y = 0.5 + 0.5 * (web->cy - y) / web->r,
                                        .width = fmax(0.1, room) },
                         number);
    }
}

static void chart_radar_series(ChartPen *pen, const ChartWeb *web, int s)
{
    const ChartSeries *series = &pen->chart->series[s];
    const UiRgba colour = chart_series_colour(pen, s);
    const double dash[2] = { 4 * pen->k, 3 * pen->k };
    int known = 0;
    cairo_new_path(pen->cr);
    for (int i = 0; i < web->spokes; i++) {
        const double value = chart_value(series, i);
        if (isnan(value)) continue;
        double x = 0, y = 0;
        chart_web_point(web, i, fmax(0, fmin(1, value / web->top)), &x, &y);
        cairo_line_to(pen->cr, x, y);
        known++;
    }
    if (known == web->spokes)
        cairo_close_path(pen->cr); // with a spoke missing the outline stays open
    cairo_save(pen->cr);
    if (series->is_dashed) cairo_set_dash(pen->cr, dash, 2, 0);
    cairo_set_line_join(pen->cr, CAIRO_LINE_JOIN_ROUND);
    if (known == web->spokes && !series->is_dashed) {
        chart_source(pen, colour, 0.16);
        cairo_fill_preserve(pen->cr);
    }
    if (pen->theme->is_dark && !series->is_dashed && pen->drain == 0) {
        chart_source(pen, colour, 0.16);
        cairo_set_line_width(pen->cr, 5 * pen->k);
        cairo_stroke_preserve(pen->cr);
    }
    chart_source(pen, colour, 1);
    cairo_set_line_width(pen->cr, 1.7 * pen->k);
    cairo_stroke(pen->cr);
    cairo_restore(pen->cr);
    for (int i = 0; i < web->spokes; i++) {
        const double value = chart_value(series, i);
        if (isnan(value)) continue;
        double x = 0, y = 0;
        chart_web_point(web, i, fmax(0, fmin(1, value / web->top)), &x, &y);
        chart_dot(pen, x, y, 2.2 * pen->k, colour, false);
        chart_mark_point(pen, x, y, 9 * pen->k,
                         &(ChartMark){ .series = s,
                                       .index = i,
                                       .category = i,
                                       .value = value,
                                       .name = series->name,
                                       .colour = colour,
                                       .head = chart_category(pen->chart, i) });
    }
}

static void chart_radar_paint(ChartPen *pen)
{
    const Chart *chart = pen->chart;
    const ChartBox body = pen->body;
    ChartWeb web = { .cx = body.x + body.w / 2,
                     .cy = body.y + body.h / 2,
                     .spokes = chart->category_count < CHART_SPOKES_MAX ? chart->category_count
                                                                        : CHART_SPOKES_MAX };
    const double text = 2.5 * pen->size + 8 * pen->k;
    // Of an odd number of spokes none points down: the web is less high below its centre.
    const double below = web.spokes % 2 ? cos(3.141592653589793 / web.spokes) : 1;
    web.r =
        fmin((body.h - 2 * text) / (1 + below), body.w / 2 - fmin(6.4 * pen->size, body.w * 0.28));
    if (web.r < 10) web.r = fmax(6, fmin(body.w, body.h) / 2 - 2);
    web.cy += (1 - below) / 2 * web.r;
    double low = 0, high = 0;
    chart_extent(chart, &low, &high);
    web.top = chart->has_range && chart_is_number(chart->y_max) ? chart->y_max : 0;
    if (!(web.top > 0)) web.top = chart_nice_step(fmax(high, 1e-9));
    chart_radar_web(pen, &web);
    const int count =
        chart->series_count < CHART_SERIES_MAX ? chart->series_count : CHART_SERIES_MAX;
    for (int s = count - 1; s >= 0; s--) chart_radar_series(pen, &web, s);
    chart_radar_names(pen, &web);
}

const ChartKindRow chart_kind_radar = { CHART_RADAR, "radar", chart_radar_is_empty,
                                        chart_radar_paint, true };
