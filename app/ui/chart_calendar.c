// SPDX-License-Identifier: Apache-2.0
// chart_calendar.c - a cell a day: weeks side by side, Monday on top.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>

#define CHART_WEEKS_MAX 54
#define CHART_STEPS 5

static bool chart_calendar_is_empty(const Chart *chart)
{
    return chart->series_count < 1 || !chart->series[0].times_us ||
           !chart_has_values(&(Chart){ .series = chart->series, .series_count = 1 });
}

typedef struct {
    int64_t first_day; // a Monday
    int64_t from_day, to_day;
    int weeks;
    double values[CHART_WEEKS_MAX * 7];
    double low, high;
} ChartDays;

// The last weeks there are, at most a year and one.
static ChartDays chart_calendar_days(const Chart *chart, int room)
{
    const ChartSeries *series = &chart->series[0];
    ChartDays days = { .low = INFINITY, .high = -INFINITY };
    int64_t from_us = 0, to_us = 0;
    const Chart one = {
        .series = series, .series_count = 1, .from_us = chart->from_us, .to_us = chart->to_us
    };
    if (!chart_time_extent(&one, &from_us, &to_us)) return days;
    days.from_day =
        chart_day(series->count == 1 && !chart->from_us ? chart_time(series, 0) : from_us,
                  chart->utc_offset_s);
    days.to_day = chart_day(series->count == 1 && !chart->to_us ? chart_time(series, 0) : to_us,
                            chart->utc_offset_s);
    const int weeks_max = room < 1 ? 1 : room < CHART_WEEKS_MAX ? room : CHART_WEEKS_MAX;
    const int64_t last_monday = days.to_day - chart_weekday(days.to_day);
    days.first_day = days.from_day - chart_weekday(days.from_day);
    if (days.first_day < last_monday - 7 * (weeks_max - 1))
        days.first_day = last_monday - 7 * (weeks_max - 1);
    if (days.from_day < days.first_day) days.from_day = days.first_day;
    days.weeks = (int)((last_monday - days.first_day) / 7) + 1;
    for (int i = 0; i < days.weeks * 7; i++) days.values[i] = NAN;
    for (int i = 0; i < series->count; i++) {
        const int64_t at = chart_day(chart_time(series, i), chart->utc_offset_s) - days.first_day;
        const double value = chart_value(series, i);
        if (at < 0 || at >= days.weeks * 7 || isnan(value)) continue;
        days.values[at] = value;
    }
    for (int i = 0; i < days.weeks * 7; i++)
        if (!isnan(days.values[i]))
            days.low = fmin(days.low, days.values[i]), days.high = fmax(days.high, days.values[i]);
    if (chart->has_range) chart_ease_range(chart, &days.low, &days.high);
    return days;
}

// Five steps of one hue: strength alone says more, so it needs no eye for colour.
static double chart_calendar_strength(const ChartDays *days, double value)
{
    const double share = days->high > days->low ? (value - days->low) / (days->high - days->low)
                         : value == 0           ? 0
                                                : 0.5;
    const int step = (int)(fmax(0, fmin(1, share)) * CHART_STEPS * 0.9999);
    static const double strengths[CHART_STEPS] = { 0.20, 0.38, 0.56, 0.76, 1 };
    return strengths[step];
}

static void chart_calendar_cell(ChartPen *pen, const ChartDays *days, int at, ChartBox box)
{
    const Chart *chart = pen->chart;
    const double value = days->values[at];
    const UiRgba colour = chart_palette(pen, 0);
    chart_bar_path(pen, box, fmin(2.5 * pen->k, box.w * 0.2), 4);
    if (isnan(value)) { // a day without a value is hollow
        chart_source(pen, chart_colour(pen, UI_COLOUR_DIM), 0.10);
        cairo_fill(pen->cr);
        return;
    }
    const ChartLimit *passed = NULL;
    for (int i = 0; i < chart->limit_count; i++)
        if (value >= chart->limits[i].value && (!passed || chart->limits[i].value > passed->value))
            passed = &chart->limits[i];
    chart_source(pen, passed ? chart_tone(pen, passed->tone) : colour,
                 passed ? 1 : chart_calendar_strength(days, value));
    cairo_fill(pen->cr);
    char head[64];
    const int64_t midnight_us =
        (days->first_day + at) * INT64_C(86400000000) - (int64_t)chart->utc_offset_s * 1000000;
    chart_time_text(midnight_us, 86400, chart->utc_offset_s, chart->is_chinese, head, sizeof head);
    chart_mark_box(pen, box,
                   &(ChartMark){ .index = at,
                                 .category = -1,
                                 .value = value,
                                 .name = chart->series[0].name,
                                 .colour = passed ? chart_tone(pen, passed->tone) : colour,
                                 .head = head });
    if (pen->hit.index != at || !chart_probe_in(pen, box)) return;
    pen->hit.has_x = pen->hit.is_time = true;
    pen->hit.x = (double)midnight_us;
}

static void chart_calendar_scale(ChartPen *pen, const ChartDays *days, double right, double y)
{
    char low[48], high[48];
    chart_number_text(days->low, pen->chart->decimals, pen->chart->is_chinese, low, sizeof low);
    chart_number_unit_text(days->high, pen->chart->decimals, pen->chart->unit,
                           pen->chart->is_chinese, high, sizeof high);
    const double side = 0.8 * pen->size, middle = y + 0.7 * pen->size,
                 high_w = chart_text_width(pen, high, 0.8, false);
    double x = right - high_w - 4 * pen->k - CHART_STEPS * (side + 1);
    if (x - chart_text_width(pen, low, 0.8, false) - 6 * pen->k < pen->body.x) return;
    chart_label(pen, &(ChartLabel){ .text = high,
                                    .size = 0.8,
                                    .is_soft = true,
                                    .x = right,
                                    .y = middle,
                                    .anchor_x = 1,
                                    .anchor_y = 0.5 });
    chart_label(pen, &(ChartLabel){ .text = low,
                                    .size = 0.8,
                                    .is_soft = true,
                                    .x = x - 4 * pen->k,
                                    .y = middle,
                                    .anchor_x = 1,
                                    .anchor_y = 0.5 });
    for (int i = 0; i < CHART_STEPS; i++, x += side + 1) {
        const double value = days->low + (days->high - days->low) * (i + 0.5) / CHART_STEPS;
        chart_bar_path(pen, (ChartBox){ x, middle - side / 2, side, side }, 2 * pen->k, 4);
        chart_source(pen, chart_palette(pen, 0),
                     days->high > days->low ? chart_calendar_strength(days, value) : 0.56);
        cairo_fill(pen->cr);
    }
}

static bool chart_calendar_month(ChartPen *pen, int month, double x, double y)
{
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    char text[24];
    if (pen->chart->is_chinese)
        snprintf(text, sizeof text, "%d月", month);
    else
        snprintf(text, sizeof text, "%s", months[month - 1]);
    return chart_label(pen,
                       &(ChartLabel){ .text = text, .size = 0.8, .is_soft = true, .x = x, .y = y });
}

static void chart_calendar_months(ChartPen *pen, const ChartDays *days, ChartBox grid, double cell)
{
    int before = 0;
    for (int w = 0; w < days->weeks; w++) {
        const ChartDate date = chart_date(days->first_day + w * 7 + 6);
        if (date.month == before) continue;
        const bool is_drawn = chart_calendar_month(pen, date.month, grid.x + w * cell,
                                                   grid.y - chart_text_height(pen, 0.8));
        if (is_drawn || before == 0) before = date.month;
    }
}

// Few days in a wide place: one row of them, each with its day below and its value in it.
static bool chart_calendar_strip(ChartPen *pen, const ChartDays *days)
{
    const ChartBox body = pen->body;
    const int count = (int)(days->to_day - days->from_day) + 1;
    const double text_h = chart_text_height(pen, 0.8), step = body.w / count,
                 high = fmin(body.h - text_h - 1.7 * pen->size, 6 * pen->size);
    if (days->weeks > 9 || step < 1.3 * pen->size || high < 1.5 * pen->size || body.w < 3 * body.h)
        return false;
    const ChartBox strip = { body.x, body.y + (body.h - text_h - 1.7 * pen->size - high) / 2,
                             body.w, high };
    const double gap = fmax(1, step * 0.1);
    for (int i = 0; i < count; i++) {
        const int at = (int)(days->from_day - days->first_day) + i;
        const ChartBox box = { strip.x + i * step + gap / 2, strip.y, step - gap, high };
        const ChartDate date = chart_date(days->from_day + i);
        char text[48], number[48];
        chart_calendar_cell(pen, days, at, box);
        snprintf(text, sizeof text, "%d", date.day);
        if (date.day == 1 || i == 0)
            chart_calendar_month(pen, date.month, box.x, strip.y + high + text_h + 3 * pen->k);
        chart_label(pen, &(ChartLabel){ .text = text,
                                        .size = 0.8,
                                        .is_soft = date.day != 1,
                                        .is_bold = date.day == 1,
                                        .x = box.x + box.w / 2,
                                        .y = strip.y + high + 2 * pen->k,
                                        .anchor_x = 0.5 });
        if (isnan(days->values[at])) continue;
        chart_number_text(days->values[at], pen->chart->decimals, pen->chart->is_chinese, number,
                          sizeof number);
        if (chart_text_width(pen, number, 0.8, false) > box.w - 2) continue;
        chart_label(pen, &(ChartLabel){ .text = number,
                                        .size = 0.8,
                                        .x = box.x + box.w / 2,
                                        .y = box.y + high / 2,
                                        .anchor_x = 0.5,
                                        .anchor_y = 0.5,
                                        .has_halo = true });
    }
    chart_calendar_scale(pen, days, body.x + body.w, strip.y + high + text_h + 3 * pen->k);
    pen->plot = strip;
    pen->has_x = pen->x_is_time = true;
    pen->x_low = (double)days->from_day * 86400e6 - pen->chart->utc_offset_s * 1e6;
    pen->x_high = pen->x_low + count * 86400e6;
    pen->x_snap = 86400e6;
    chart_brush_paint(pen);
    return true;
}

static void chart_calendar_paint(ChartPen *pen)
{
    const Chart *chart = pen->chart;
    const ChartBox body = pen->body;
    const bool has_days = body.w > 12 * pen->size && body.h > 9 * pen->size,
               has_months = body.h > 7 * pen->size;
    const double left = has_days ? (chart->is_chinese ? 1.6 : 2.6) * pen->size : 0,
                 top = has_months ? chart_text_height(pen, 0.8) : 0,
                 bottom = body.h > 10 * pen->size ? 1.7 * pen->size : 0;
    const double tall = (body.h - top - bottom) / 7;
    ChartDays days =
        chart_calendar_days(chart, (int)((body.w - left) / fmax(4, fmin(tall, 1.1 * pen->size))));
    if (days.weeks == 0 || chart_calendar_strip(pen, &days)) return;
    const double cell = fmin(fmin(tall, (body.w - left) / days.weeks), 2.6 * pen->size),
                 gap = fmax(1, cell * 0.12);
    const ChartBox grid = { body.x + left, body.y + top + fmax(0, (tall * 7 - cell * 7) / 2),
                            cell * days.weeks, cell * 7 };
    static const char *const zh[] = { "一", "二", "三", "四", "五", "六", "日" }, *const en[] = {
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"
    };
    for (int d = 0; d < 7 && has_days; d += cell >= 1.25 * pen->size ? 1 : 2)
        chart_label(pen, &(ChartLabel){ .text = (chart->is_chinese ? zh : en)[d],
                                        .size = 0.8,
                                        .is_soft = true,
                                        .x = grid.x - 4 * pen->k,
                                        .y = grid.y + (d + 0.5) * cell,
                                        .anchor_x = 1,
                                        .anchor_y = 0.5 });
    if (has_months) chart_calendar_months(pen, &days, grid, cell);
    for (int i = 0; i < days.weeks * 7; i++) {
        const int64_t day = days.first_day + i;
        if (day < days.from_day || day > days.to_day) continue;
        chart_calendar_cell(
            pen, &days, i,
            (ChartBox){ grid.x + (i / 7) * cell, grid.y + (i % 7) * cell, cell - gap, cell - gap });
    }
    if (bottom > 0) chart_calendar_scale(pen, &days, grid.x + grid.w, grid.y + grid.h + 2 * pen->k);
    // Weeks are a coarse axis of time: a brush takes whole weeks.
    pen->plot = grid;
    pen->has_x = pen->x_is_time = true;
    pen->x_low = (double)days.first_day * 86400e6 - chart->utc_offset_s * 1e6;
    pen->x_high = pen->x_low + days.weeks * 7 * 86400e6;
    pen->x_snap = 7 * 86400e6;
    chart_brush_paint(pen);
}

const ChartKindRow chart_kind_calendar = { CHART_CALENDAR, "calendar", chart_calendar_is_empty,
                                           chart_calendar_paint, false };
