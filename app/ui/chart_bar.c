// SPDX-License-Identifier: Apache-2.0
// chart_bar.c - bars by category or time: one series, grouped, stacked, upright or lying.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>

#define CHART_BARS_MAX 2000

static bool chart_bar_is_empty(const Chart *chart)
{
    return !chart_has_values(chart);
}

typedef struct {
    int bars, series;
    bool is_stacked, is_time;
    const char **names; // of times, in the arena
} ChartBars;

static ChartBars chart_bar_shape(ChartPen *pen)
{
    const Chart *chart = pen->chart;
    ChartBars bars = { .bars = chart->category_count,
                       .is_stacked = chart->is_stacked && chart->series_count > 1 };
    bars.series = chart->series_count < CHART_SERIES_MAX ? chart->series_count : CHART_SERIES_MAX;
    for (int s = 0; s < bars.series; s++)
        if (bars.bars < chart->series[s].count && chart->category_count == 0)
            bars.bars = chart->series[s].count;
    if (bars.bars > CHART_BARS_MAX) bars.bars = CHART_BARS_MAX;
    const ChartSeries *first = chart->series;
    bars.is_time =
        chart->category_count == 0 && first->times_us && first->count >= bars.bars && bars.bars > 0;
    return bars;
}

static const char *chart_bar_name(ChartPen *pen, const ChartBars *bars, int i)
{
    const Chart *chart = pen->chart;
    if (!bars->is_time) return chart_category(chart, i);
    const ChartSeries *first = chart->series;
    const double step_s =
        bars->bars > 1 ? (double)(chart_time(first, 1) - chart_time(first, 0)) / 1e6 : 86400;
    char text[64];
    chart_time_text(chart_time(first, i), step_s, chart->utc_offset_s, chart->is_chinese, text,
                    sizeof text);
    return arena_strdup(&pen->arena, text);
}

static void chart_bar_extent(const Chart *chart, const ChartBars *bars, double *low, double *high)
{
    if (!bars->is_stacked) {
        chart_extent(chart, low, high);
        return;
    }
    *low = *high = 0;
    for (int i = 0; i < bars->bars; i++) {
        double up = 0, down = 0;
        for (int s = 0; s < bars->series; s++) {
            const double value = chart_value(&chart->series[s], i);
            if (value > 0)
                up += value;
            else if (value < 0)
                down += value;
        }
        *high = fmax(*high, up);
        *low = fmin(*low, down);
    }
    for (int i = 0; i < chart->limit_count; i++)
        if (chart_is_number(chart->limits[i].value))
            *high = fmax(*high, fmin(chart->limits[i].value, 3 * *high));
}

// A limit passed colours the bar of a single series: the alarming ones are seen first.
static UiRgba chart_bar_colour(const ChartPen *pen, const ChartBars *bars, int s, int i,
                               double value)
{
    const Chart *chart = pen->chart;
    if (bars->series > 1) return chart_series_colour(pen, s);
    if (chart->category_tones && i < chart->category_count &&
        chart->category_tones[i] != CHART_TONE_AUTO)
        return chart_category_colour(pen, i);
    const ChartLimit *passed = NULL;
    for (int k = 0; k < chart->limit_count; k++)
        if (value >= chart->limits[k].value && chart->limits[k].tone >= CHART_TONE_BLUE &&
            chart->limits[k].tone <= CHART_TONE_RED &&
            (!passed || chart->limits[k].value > passed->value))
            passed = &chart->limits[k];
    return passed ? chart_tone(pen, passed->tone) : chart_series_colour(pen, s);
}

static void chart_bar_value_label(ChartPen *pen, const ChartAxes *axes, ChartBox box, double value)
{
    char text[48];
    chart_number_text(value, pen->chart->decimals, pen->chart->is_chinese, text, sizeof text);
    // A label that reaches over its neighbours says nothing of its own bar.
    if (axes->is_horizontal ? box.h < 0.7 * pen->size
                            : chart_text_width(pen, text, 0.8, false) > 1.9 * box.w)
        return;
    ChartLabel label = { .text = text, .size = 0.8, .is_soft = true, .has_halo = true };
    if (axes->is_horizontal) {
        label.x = value < 0 ? box.x - 3 * pen->k : box.x + box.w + 3 * pen->k;
        label.y = box.y + box.h / 2;
        label.anchor_x = value < 0;
        label.anchor_y = 0.5;
    } else {
        label.x = box.x + box.w / 2;
        label.y = value < 0 ? box.y + box.h : box.y;
        label.anchor_x = 0.5;
        label.anchor_y = value >= 0;
    }
    chart_label(pen, &label);
}

static void chart_bar_fill(ChartPen *pen, const ChartAxes *axes, ChartBox box, UiRgba colour,
                           double alpha, int side)
{
    chart_bar_path(pen, box, fmin(2.5 * pen->k, fmin(box.w, box.h) * 0.5), side);
    ChartFade fade = { .colour = colour,
                       .alpha0 = alpha,
                       .alpha1 = alpha * (pen->theme->is_dark ? 0.55 : 0.82),
                       .y0 = box.y,
                       .y1 = box.y + box.h };
    if (axes->is_horizontal)
        fade = (ChartFade){ .colour = colour,
                            .alpha0 = alpha * (pen->theme->is_dark ? 0.55 : 0.82),
                            .alpha1 = alpha,
                            .x0 = box.x,
                            .x1 = box.x + box.w };
    chart_source_fade(pen, &fade);
    cairo_fill(pen->cr);
}

// A bright edge at the end says where the value is.
static void chart_bar_cap(ChartPen *pen, const ChartAxes *axes, ChartBox box, UiRgba colour,
                          bool is_negative)
{
    if (!pen->theme->is_dark || pen->drain > 0) return;
    const double thick = fmin(1.6 * pen->k, (axes->is_horizontal ? box.w : box.h) / 2);
    ChartBox cap = { box.x, is_negative ? box.y + box.h - thick : box.y, box.w, thick };
    if (axes->is_horizontal)
        cap = (ChartBox){ is_negative ? box.x : box.x + box.w - thick, box.y, thick, box.h };
    chart_bar_path(pen, cap, thick / 2, 4);
    chart_source(pen, chart_blend(colour, (UiRgba){ 1, 1, 1, 1 }, 0.45), 0.95);
    cairo_fill(pen->cr);
}

typedef struct {
    double from, to, at, thick; // value interval; place across
} ChartBarPlace;

static void chart_bar_one(ChartPen *pen, const ChartAxes *axes, const ChartBars *bars, int s, int i,
                          const ChartBarPlace *place, double value)
{
    const Chart *chart = pen->chart;
    double a = chart_axes_value(axes, fmax(axes->value.low, fmin(axes->value.high, place->from)));
    double b = chart_axes_value(axes, fmax(axes->value.low, fmin(axes->value.high, place->to)));
    const bool is_negative = place->to < place->from;
    ChartBox box = { place->at, fmin(a, b), place->thick, fabs(b - a) };
    if (axes->is_horizontal) box = (ChartBox){ fmin(a, b), place->at, fabs(b - a), place->thick };
    const UiRgba colour = chart_bar_colour(pen, bars, s, i, value);
    const bool is_taken = chart->category_count == 0 || chart_is_taken(chart, i);
    const int outer = axes->is_horizontal ? (is_negative ? 3 : 1) : (is_negative ? 2 : 0);
    const double gap =
        bars->is_stacked ? fmin(1 * pen->k, fabs(b - a) * 0.2) : 0; // a seam between layers
    ChartBox drawn = box;
    if (bars->is_stacked && axes->is_horizontal)
        drawn.w -= gap;
    else if (bars->is_stacked)
        drawn.y += is_negative ? 0 : gap, drawn.h -= gap;
    chart_bar_fill(pen, axes, drawn, colour, is_taken ? 1 : 0.25, bars->is_stacked ? -1 : outer);
    if (is_taken && fabs(b - a) > 1) chart_bar_cap(pen, axes, drawn, colour, is_negative);
    const char *name = chart->series[s].name && bars->series > 1 ? chart->series[s].name : "";
    chart_mark_box(pen, box,
                   &(ChartMark){ .series = s,
                                 .index = i,
                                 .category = bars->is_time ? -1 : i,
                                 .value = value,
                                 .name = name,
                                 .colour = colour,
                                 .head = chart_bar_name(pen, bars, i) });
    if (chart->has_values && !bars->is_stacked) chart_bar_value_label(pen, axes, box, value);
}

static void chart_bar_column(ChartPen *pen, const ChartAxes *axes, const ChartBars *bars, int i)
{
    const Chart *chart = pen->chart;
    const double length = axes->is_horizontal ? axes->plot.h : axes->plot.w,
                 band = length / bars->bars;
    const double begin = (axes->is_horizontal ? axes->plot.y : axes->plot.x) + i * band;
    const int beside = bars->is_stacked ? 1 : bars->series;
    // Bars of one to a place are at most 2.4 letters thick: few categories make no walls.
    const double thick =
        fmax(fmin(band * 0.68 / beside, 2.6 * pen->size), fmin(band, chart_hairline(pen)));
    const double all = thick * beside * (beside > 1 ? 1.08 : 1);
    double up = 0, down = 0;
    for (int s = 0; s < bars->series; s++) {
        const double value = chart_value(&chart->series[s], i);
        if (isnan(value)) continue;
        const double base = bars->is_stacked ? (value < 0 ? down : up) : 0;
        const ChartBarPlace place = {
            base, base + value,
            begin + (band - all) / 2 + (bars->is_stacked ? 0 : s * thick * (beside > 1 ? 1.08 : 1)),
            thick
        };
        chart_bar_one(pen, axes, bars, s, i, &place, value);
        if (value < 0)
            down += value;
        else
            up += value;
    }
    if (!chart->has_values || !bars->is_stacked || !(up > 0)) return;
    const double at = chart_axes_value(axes, up);
    const ChartBox top = axes->is_horizontal
                             ? (ChartBox){ at, begin + (band - thick) / 2, 0, thick }
                             : (ChartBox){ begin + (band - thick) / 2, at, thick, 0 };
    chart_bar_value_label(pen, axes, top, up);
}

// All series of the place under the pointer, not only the bar that it happens to touch.
static void chart_bar_read(ChartPen *pen, const ChartAxes *axes, const ChartBars *bars)
{
    const Chart *chart = pen->chart;
    if (!chart_probe_in(pen, axes->plot) || bars->bars == 0) return;
    const double length = axes->is_horizontal ? axes->plot.h : axes->plot.w;
    const double at =
        axes->is_horizontal ? pen->probe_y - axes->plot.y : pen->probe_x - axes->plot.x;
    const int i = (int)fmin(bars->bars - 1, at / length * bars->bars);
    const int touched = pen->hit.part == CHART_HIT_MARK ? pen->hit.series : -1;
    int shown = -1;
    pen->read_count = 0;
    chart_read_head(pen, chart_bar_name(pen, bars, i));
    for (int s = 0; s < bars->series; s++) {
        const double value = chart_value(&chart->series[s], i);
        if (isnan(value)) continue;
        if (shown < 0 || s == touched) shown = s;
        char text[64];
        chart_number_unit_text(value, chart->decimals, chart->unit, chart->is_chinese, text,
                               sizeof text);
        const UiRgba colour = chart_bar_colour(pen, bars, s, i, value);
        chart_read_row(pen, bars->series > 1 ? chart->series[s].name : "", text, &colour);
    }
    if (shown < 0) return;
    pen->hit = (ChartHit){ .part = CHART_HIT_MARK,
                           .series = shown,
                           .index = i,
                           .category = bars->is_time ? -1 : i,
                           .value = chart_value(&chart->series[shown], i) };
    pen->best = 0;
    ChartBox band = { axes->plot.x + i * length / bars->bars, axes->plot.y, length / bars->bars,
                      axes->plot.h };
    if (axes->is_horizontal)
        band = (ChartBox){ axes->plot.x, axes->plot.y + i * length / bars->bars, axes->plot.w,
                           length / bars->bars };
    cairo_new_path(pen->cr);
    cairo_rectangle(pen->cr, band.x, band.y, band.w, band.h);
    chart_source(pen, chart_colour(pen, UI_COLOUR_ACCENT), 0.10);
    cairo_fill(pen->cr);
}

static void chart_bar_paint(ChartPen *pen)
{
    const Chart *chart = pen->chart;
    const ChartBars bars = chart_bar_shape(pen);
    ChartAxesDesc desc = { .is_horizontal = chart->is_horizontal,
                           .has_zero = true,
                           .is_category = true,
                           .category_count = bars.bars,
                           .x_high = bars.bars };
    int64_t from_us = 0, to_us = 0;
    const bool is_time =
        bars.is_time && !chart->is_horizontal && chart_time_extent(chart, &from_us, &to_us);
    if (is_time) { // a bar stands for the time from its own to the next one's: half a step is left
                   // at both ends
        const double half = bars.bars > 1 ? (double)(to_us - from_us) / (bars.bars - 1) / 2
                                          : (double)(to_us - from_us) / 2;
        desc.is_category = false;
        desc.is_time = true;
        desc.x_low = (double)from_us - half;
        desc.x_high = (double)to_us + half;
    }
    chart_bar_extent(chart, &bars, &desc.low, &desc.high);
    if (chart->has_range)
        chart_ease_range(chart, &desc.low, &desc.high);
    else if (chart->has_values)
        desc.high += fmax(desc.high, 0) * 0.08; // room for what stands at the ends
    ChartAxes axes;
    chart_axes(pen, &desc, &axes);
    for (int i = 0; i < bars.bars; i++) chart_bar_column(pen, &axes, &bars, i);
    chart_axes_limits(pen, &axes);
    chart_brush_paint(pen);
    chart_bar_read(pen, &axes, &bars);
}

const ChartKindRow chart_kind_bar = { CHART_BAR, "bar", chart_bar_is_empty, chart_bar_paint, true };
