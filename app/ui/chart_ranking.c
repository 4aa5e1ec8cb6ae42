// SPDX-License-Identifier: Apache-2.0
// chart_ranking.c - who is first: place, name, value and a thin bar each.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static bool chart_ranking_is_empty(const Chart *chart)
{
    return chart->series_count < 1 ||
           !chart_has_values(&(Chart){ .series = chart->series, .series_count = 1 });
}

typedef struct {
    int category;
    double value;
} ChartPlace;

static int chart_compare_place(const void *a, const void *b)
{
    const ChartPlace *x = a, *y = b;
    return x->value > y->value ? -1 : x->value < y->value ? 1 : x->category - y->category;
}

static int chart_places(ChartPen *pen, ChartPlace **out)
{
    const ChartSeries *series = &pen->chart->series[0];
    const int count = series->count < CHART_CATEGORIES_MAX ? series->count : CHART_CATEGORIES_MAX;
    ChartPlace *places = ARENA_ARRAY(&pen->arena, ChartPlace, count + 1);
    int used = 0;
    for (int i = 0; i < count; i++)
        if (!isnan(chart_value(series, i)))
            places[used++] = (ChartPlace){ i, chart_value(series, i) };
    if (!pen->chart->is_sorted_by_caller)
        qsort(places, (size_t)used, sizeof *places, chart_compare_place);
    *out = places;
    return used;
}

// First three by a badge that fades in strength: never by colour alone.
static void chart_ranking_badge(ChartPen *pen, int place, ChartBox box)
{
    const bool is_top = place <= 3;
    const UiRgba colour = is_top ? chart_palette(pen, 0) : chart_colour(pen, UI_COLOUR_DIM);
    ui_paint_round(pen->cr, box.x, box.y, box.w, box.h, 2.5 * pen->k);
    chart_source(pen, colour, is_top ? (place == 1 ? 1 : pen->theme->is_dark ? 0.30 : 0.20) : 0.12);
    cairo_fill(pen->cr);
    char text[16];
    snprintf(text, sizeof text, "%d", place);
    UiRgba ink = chart_colour(pen, place == 1 ? UI_COLOUR_ON_ACCENT
                                   : is_top   ? UI_COLOUR_TEXT
                                              : UI_COLOUR_DIM);
    chart_label(pen, &(ChartLabel){ .text = text,
                                    .size = 0.84,
                                    .is_bold = is_top,
                                    .x = box.x + box.w / 2,
                                    .y = box.y + box.h / 2,
                                    .anchor_x = 0.5,
                                    .anchor_y = 0.5,
                                    .colour = &ink });
}

static void chart_ranking_row(ChartPen *pen, const ChartPlace *place, int rank, ChartBox row,
                              double largest)
{
    const Chart *chart = pen->chart;
    const bool is_taken = chart_is_taken(chart, place->category);
    const double text_h = chart_text_height(pen, 0.95),
                 bar_h = fmax(2, fmin(4 * pen->k, row.h * 0.14)), badge = 1.5 * pen->size;
    const double gap = fmin(row.h - text_h - bar_h, 3 * pen->k),
                 top = row.y + fmax(0, (row.h - text_h - bar_h - gap) / 2),
                 middle = top + text_h / 2;
    chart_ranking_badge(pen, rank,
                        (ChartBox){ row.x, middle - 0.62 * pen->size, badge, 1.24 * pen->size });
    char number[64];
    chart_number_unit_text(place->value, chart->decimals,
                           row.w > 16 * pen->size ? chart->unit : NULL, chart->is_chinese, number,
                           sizeof number);
    const double number_w = chart_text_width(pen, number, 0.95, true),
                 left = row.x + badge + 0.7 * pen->size;
    chart_label(pen, &(ChartLabel){ .text = number,
                                    .size = 0.95,
                                    .is_bold = true,
                                    .x = row.x + row.w,
                                    .y = middle,
                                    .anchor_x = 1,
                                    .anchor_y = 0.5 });
    const bool has_tone = chart->category_tones && place->category < chart->category_count &&
                          chart->category_tones[place->category];
    const char *name = chart_category(chart, place->category),
               *level = has_tone ? chart_level_word(chart, chart->category_tones[place->category])
                                 : NULL;
    const double chip_w = level ? chart_text_width(pen, level, 0.76, false) + 9 * pen->k : 0,
                 room = row.x + row.w - number_w - 0.6 * pen->size - left -
                        (level ? chip_w + 0.6 * pen->size : 0);
    chart_label(pen, &(ChartLabel){ .text = name,
                                    .size = 0.95,
                                    .is_soft = !is_taken,
                                    .x = left,
                                    .y = middle,
                                    .anchor_y = 0.5,
                                    .width = fmax(0.1, room) });
    if (level && room > 3 * pen->size)
        chart_chip(pen,
                   (ChartBox){ left + fmin(room, chart_text_width(pen, name, 0.95, false)) +
                                   0.6 * pen->size,
                               middle - 0.6 * pen->size, chip_w, 1.2 * pen->size },
                   chart_category_colour(pen, place->category), level, 0.76);
    const UiRgba colour =
        has_tone ? chart_category_colour(pen, place->category) : chart_palette(pen, 0);
    const double share = largest > 0 ? fmax(0, fmin(1, place->value / largest)) : 0;
    const ChartBox track = { left, top + text_h + gap, row.x + row.w - left, bar_h };
    chart_bar_path(pen, track, bar_h / 2, 4);
    chart_source(pen, chart_colour(pen, UI_COLOUR_DIM), 0.16);
    cairo_fill(pen->cr);
    if (share > 0) {
        ChartBox bar = track;
        bar.w = fmax(bar_h, track.w * share);
        chart_bar_path(pen, bar, bar_h / 2, 4);
        chart_source_fade(pen, &(ChartFade){ .colour = colour,
                                             .alpha0 = is_taken ? 0.45 : 0.1,
                                             .alpha1 = is_taken ? 1 : 0.25,
                                             .x0 = bar.x,
                                             .x1 = bar.x + bar.w });
        cairo_fill(pen->cr);
        if (pen->theme->is_dark && pen->drain == 0 && is_taken)
            chart_dot(pen, bar.x + bar.w - bar_h / 2, bar.y + bar_h / 2, bar_h * 0.6,
                      chart_blend(colour, (UiRgba){ 1, 1, 1, 1 }, 0.7), false);
    }
    chart_mark_box(pen, row,
                   &(ChartMark){ .index = place->category,
                                 .category = place->category,
                                 .value = place->value,
                                 .name = chart_category(chart, place->category),
                                 .colour = colour });
}

// Low rows: place, name, bar and value on one line.
static void chart_ranking_line(ChartPen *pen, const ChartPlace *place, int rank, ChartBox row,
                               double largest)
{
    const Chart *chart = pen->chart;
    const double middle = row.y + row.h / 2, badge = 1.4 * pen->size,
                 badge_h = fmin(1.2 * pen->size, row.h - 2),
                 name_w = fmin(row.w * 0.3, 7 * pen->size), left = row.x + badge + 0.6 * pen->size,
                 value_w = fmin(row.w * 0.24, 6 * pen->size);
    const bool has_tone = chart->category_tones && place->category < chart->category_count &&
                          chart->category_tones[place->category];
    const UiRgba colour =
        has_tone ? chart_category_colour(pen, place->category) : chart_palette(pen, 0);
    char number[64];
    chart_ranking_badge(pen, rank, (ChartBox){ row.x, middle - badge_h / 2, badge, badge_h });
    chart_label(pen, &(ChartLabel){ .text = chart_category(chart, place->category),
                                    .size = 0.9,
                                    .is_soft = !chart_is_taken(chart, place->category),
                                    .x = left,
                                    .y = middle,
                                    .anchor_y = 0.5,
                                    .width = name_w });
    chart_number_unit_text(place->value, chart->decimals,
                           row.w > 16 * pen->size ? chart->unit : NULL, chart->is_chinese, number,
                           sizeof number);
    chart_label(pen, &(ChartLabel){ .text = number,
                                    .size = 0.9,
                                    .is_bold = true,
                                    .x = row.x + row.w,
                                    .y = middle,
                                    .anchor_x = 1,
                                    .anchor_y = 0.5,
                                    .width = value_w });
    const char *level =
        has_tone ? chart_level_word(chart, chart->category_tones[place->category]) : NULL;
    double from = left + name_w + 0.5 * pen->size;
    const double to = row.x + row.w - value_w - 0.5 * pen->size, bar_h = 5 * pen->k;
    if (level) {
        const double w = chart_text_width(pen, level, 0.74, false) + 8 * pen->k;
        chart_chip(pen, (ChartBox){ from, middle - badge_h / 2, w, badge_h }, colour, level, 0.74);
        from += w + 0.5 * pen->size;
    }
    const double share = largest > 0 ? fmax(0, fmin(1, place->value / largest)) : 0;
    if (to - from > 2 * pen->size) {
        chart_bar_path(pen, (ChartBox){ from, middle - bar_h / 2, to - from, bar_h }, bar_h / 2, 4);
        chart_source(pen, chart_colour(pen, UI_COLOUR_DIM), 0.16);
        cairo_fill(pen->cr);
        if (share > 0)
            chart_bar_path(
                pen,
                (ChartBox){ from, middle - bar_h / 2, fmax(bar_h, (to - from) * share), bar_h },
                bar_h / 2, 4);
        chart_source_fade(
            pen,
            &(ChartFade){ .colour = colour, .alpha0 = 0.45, .alpha1 = 1, .x0 = from, .x1 = to });
        cairo_fill(pen->cr);
    }
    chart_mark_box(pen, row,
                   &(ChartMark){ .index = place->category,
                                 .category = place->category,
                                 .value = place->value,
                                 .name = chart_category(chart, place->category),
                                 .colour = colour });
}

static void chart_ranking_paint(ChartPen *pen)
{
    ChartPlace *places = NULL;
    const int count = chart_places(pen, &places);
    const ChartBox body = pen->body;
    const bool is_low = body.h < 2.15 * pen->size * count && body.w > 14 * pen->size;
    const double least = (is_low ? 1.2 : 2.15) * pen->size;
    int shown = (int)(body.h / least);
    shown = shown < 1 ? 1 : shown > count ? count : shown;
    const double height = fmin(body.h / shown, 4.4 * pen->size);
    double largest = 0;
    for (int i = 0; i < count; i++) largest = fmax(largest, places[i].value);
    for (int i = 0; i < shown; i++)
        (is_low ? chart_ranking_line : chart_ranking_row)(
            pen, &places[i], i + 1, (ChartBox){ body.x, body.y + i * height, body.w, height },
            largest);
}

const ChartKindRow chart_kind_ranking = { CHART_RANKING, "ranking", chart_ranking_is_empty,
                                          chart_ranking_paint, false };
