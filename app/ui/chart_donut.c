// SPDX-License-Identifier: Apache-2.0
// chart_donut.c - shares of a whole: a ring with the sum in it, and a list with numbers and per
// cent.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    int category; // -1 = 其他
    double value;
} ChartShare;

typedef struct {
    ChartShare shares[CHART_SERIES_MAX + 1];
    int count;
    double sum;
    bool is_folded; // by size, the last is 其他
} ChartShares;

static bool chart_donut_is_empty(const Chart *chart)
{
    if (chart->series_count < 1) return true;
    for (int i = 0; i < chart->series[0].count; i++)
        if (chart_value(&chart->series[0], i) > 0) return false;
    return true;
}

static int chart_compare_share(const void *a, const void *b)
{
    const ChartShare *x = a, *y = b;
    return x->value > y->value ? -1 : x->value < y->value ? 1 : x->category - y->category;
}

// At most eight, in the caller's order; of more, the seven largest and the rest together. Negative
// values have no share.
static ChartShares chart_shares(ChartPen *pen)
{
    const ChartSeries *series = &pen->chart->series[0];
    ChartShares out = { 0 };
    const int count = series->count < CHART_CATEGORIES_MAX ? series->count : CHART_CATEGORIES_MAX;
    ChartShare *all = ARENA_ARRAY(&pen->arena, ChartShare, count + 1);
    int used = 0;
    for (int i = 0; i < count; i++) {
        const double value = chart_value(series, i);
        if (!(value > 0)) continue;
        all[used++] = (ChartShare){ i, value };
        out.sum += value;
    }
    const bool has_other = used > CHART_SERIES_MAX;
    if (has_other) qsort(all, (size_t)used, sizeof *all, chart_compare_share);
    const int kept = has_other ? CHART_SERIES_MAX - 1 : used;
    for (int i = 0; i < kept; i++) out.shares[out.count++] = all[i];
    if (!has_other) return out;
    out.is_folded = true;
    ChartShare *other = &out.shares[out.count++];
    *other = (ChartShare){ .category = -1 };
    for (int i = kept; i < used; i++) other->value += all[i].value;
    return out;
}

static UiRgba chart_share_colour(const ChartPen *pen, const ChartShares *shares, int i)
{
    const int category = shares->shares[i].category;
    if (category < 0) return pen->theme->other;
    // There are more categories than colours then: those shown take them in their order.
    return shares->is_folded ? chart_palette(pen, i) : chart_category_colour(pen, category);
}

static const char *chart_share_name(const ChartPen *pen, const ChartShare *share)
{
    return share->category < 0 ? chart_word(pen->chart, "其他", "Other")
                               : chart_category(pen->chart, share->category);
}

static void chart_donut_ring(ChartPen *pen, const ChartShares *shares, const ChartSector *ring)
{
    cairo_t *cr = pen->cr;
    double angle = 0;
    const double turn = 6.283185307179586,
                 gap = shares->count > 1 ? fmin(1.6 * pen->k / ring->r1, 0.03) : 0;
    for (int i = 0; i < shares->count; i++) {
        const double part = shares->shares[i].value / shares->sum * turn, a0 = angle + gap / 2,
                     a1 = fmax(a0, angle + part - gap / 2);
        const UiRgba colour = chart_share_colour(pen, shares, i);
        const bool is_taken = shares->shares[i].category < 0 ||
                              chart_is_taken(pen->chart, shares->shares[i].category);
        cairo_new_path(cr);
        cairo_arc(cr, ring->cx, ring->cy, ring->r1, a0 - turn / 4, a1 - turn / 4);
        cairo_arc_negative(cr, ring->cx, ring->cy, ring->r0, a1 - turn / 4, a0 - turn / 4);
        cairo_close_path(cr);
        chart_source(pen, colour, is_taken ? 1 : 0.22);
        cairo_fill(cr);
        char text[96], number[64];
        chart_number_unit_text(shares->shares[i].value, pen->chart->decimals, pen->chart->unit,
                               pen->chart->is_chinese, number, sizeof number);
        snprintf(text, sizeof text, "%s · %.1f%%", number,
                 shares->shares[i].value / shares->sum * 100);
        ChartSector sector = *ring;
        sector.a0 = angle;
        sector.a1 = angle + part;
        chart_mark_sector(pen, &sector,
                          &(ChartMark){ .index = shares->shares[i].category,
                                        .category = shares->shares[i].category,
                                        .value = shares->shares[i].value,
                                        .name = chart_share_name(pen, &shares->shares[i]),
                                        .text = text,
                                        .colour = colour });
        angle += part;
    }
}

// A scale of fine strokes outside the ring, as on an instrument.
static void chart_donut_dial(ChartPen *pen, const ChartSector *ring)
{
    const double r0 = ring->r1 + 3 * pen->k, r1 = r0 + 3 * pen->k;
    cairo_new_path(pen->cr);
    for (int i = 0; i < 72; i++) {
        const double a = i * 0.08726646259971647;
        cairo_move_to(pen->cr, ring->cx + r0 * sin(a), ring->cy - r0 * cos(a));
        cairo_line_to(pen->cr, ring->cx + r1 * sin(a), ring->cy - r1 * cos(a));
    }
    cairo_set_line_width(pen->cr, chart_hairline(pen));
    chart_source(pen, chart_colour(pen, UI_COLOUR_ACCENT), pen->theme->is_dark ? 0.45 : 0.30);
    cairo_stroke(pen->cr);
}

static void chart_donut_middle(ChartPen *pen, const ChartShares *shares, const ChartSector *ring)
{
    const Chart *chart = pen->chart;
    char number[48];
    const double shown =
        chart->has_number && chart_is_number(chart->number) ? chart->number : shares->sum;
    chart_number_text(shown, chart->decimals, chart->is_chinese, number, sizeof number);
    const double inner = ring->r0 * 1.6, natural = chart_text_width(pen, number, 1, true);
    const double size = fmin(fmin(2.2, inner / fmax(natural, 1)), ring->r0 / pen->size * 0.8);
    if (size < 0.6) return;
    const bool has_word = ring->r0 > 2.4 * pen->size;
    chart_label(pen, &(ChartLabel){ .text = number,
                                    .size = size,
                                    .is_bold = true,
                                    .x = ring->cx,
                                    .y = ring->cy + (has_word ? 0.22 * size * pen->size : 0),
                                    .anchor_x = 0.5,
                                    .anchor_y = has_word ? 0.86 : 0.5 });
    const char *word =
        chart->unit && chart->unit[0] ? chart->unit : chart_word(chart, "合计", "Total");
    if (has_word)
        chart_label(pen, &(ChartLabel){ .text = word,
                                        .size = 0.84,
                                        .is_soft = true,
                                        .x = ring->cx,
                                        .y = ring->cy + 0.30 * size * pen->size,
                                        .anchor_x = 0.5,
                                        .width = inner });
}

static void chart_donut_list(ChartPen *pen, const ChartShares *shares, ChartBox box)
{
    const double row = fmin(2.1 * pen->size, box.h / shares->count),
                 first = box.y + (box.h - row * shares->count) / 2;
    if (row < 1.25 * pen->size) { // as many as there is room for
        const int count = (int)(box.h / (1.3 * pen->size));
        if (count < 1) return;
    }
    const double used = fmax(row, 1.3 * pen->size);
    double number_w = 0;
    char text[64];
    for (int i = 0; i < shares->count; i++) {
        chart_number_text(shares->shares[i].value, pen->chart->decimals, pen->chart->is_chinese,
                          text, sizeof text);
        number_w = fmax(number_w, chart_text_width(pen, text, 0.92, true));
    }
    const double share_w = chart_text_width(pen, "88.8%", 0.84, false), swatch = 0.66 * pen->size;
    const double first_y = row < used ? box.y : first;
    for (int i = 0; i < shares->count && first_y + (i + 1) * used <= box.y + box.h + 0.5; i++) {
        const double y = first_y + (i + 0.5) * used;
        const ChartShare *share = &shares->shares[i];
        const UiRgba colour = chart_share_colour(pen, shares, i);
        ui_paint_round(pen->cr, box.x, y - swatch / 2, swatch, swatch, swatch * 0.25);
        chart_source(pen, colour, 1);
        cairo_fill(pen->cr);
        double right = box.x + box.w;
        const bool has_share = box.w > 9.5 * pen->size, has_number = box.w > 6.5 * pen->size;
        snprintf(text, sizeof text, "%.1f%%", share->value / shares->sum * 100);
        if (has_share || !has_number) {
            chart_label(pen, &(ChartLabel){ .text = text,
                                            .size = 0.84,
                                            .is_soft = true,
                                            .x = right,
                                            .y = y,
                                            .anchor_x = 1,
                                            .anchor_y = 0.5 });
            right -= share_w + 0.8 * pen->size;
        }
        chart_number_text(share->value, pen->chart->decimals, pen->chart->is_chinese, text,
                          sizeof text);
        if (has_number) {
            chart_label(pen, &(ChartLabel){ .text = text,
                                            .size = 0.92,
                                            .is_bold = true,
                                            .x = right,
                                            .y = y,
                                            .anchor_x = 1,
                                            .anchor_y = 0.5 });
            right -= number_w + 0.6 * pen->size;
        }
        const double left = box.x + 1.2 * pen->size;
        chart_label(pen, &(ChartLabel){ .text = chart_share_name(pen, share),
                                        .size = 0.92,
                                        .x = left,
                                        .y = y,
                                        .anchor_y = 0.5,
                                        .width = fmax(0.1, right - left) });
        const ChartBox whole = { box.x, y - used / 2, box.w, used };
        if (chart_probe_in(pen, whole))
            chart_mark_box(pen, whole,
                           &(ChartMark){ .index = share->category,
                                         .category = share->category,
                                         .value = share->value,
                                         .name = chart_share_name(pen, share),
                                         .colour = colour });
    }
}

static void chart_donut_paint(ChartPen *pen)
{
    const ChartShares shares = chart_shares(pen);
    const ChartBox body = pen->body;
    // One share has its name in the title; more of them need their names.
    const bool has_list = pen->chart->category_count > 1,
               is_beside = has_list && body.w > body.h * 1.1 && body.w > 13 * pen->size,
               is_below =
                   has_list && !is_beside && body.h > body.w * 0.95 && body.h > 12 * pen->size;
    const double list = is_beside ? fmin(body.w * 0.56, fmax(body.w - body.h, 10 * pen->size)) : 0;
    const double below = is_below ? fmin(body.h * 0.45, 2.0 * pen->size * shares.count) : 0;
    const ChartBox room = { body.x, body.y, body.w - list, body.h - below };
    const double out = 7 * pen->k, r1 = fmin(fmin(room.w, room.h) / 2 - out, 16 * pen->size);
    if (r1 < 6) return;
    const ChartSector ring = { room.x + room.w / 2, room.y + room.h / 2, r1 * 0.68, r1, 0, 0 };
    chart_donut_dial(pen, &ring);
    chart_donut_ring(pen, &shares, &ring);
    chart_donut_middle(pen, &shares, &ring);
    const double gap = 1.2 * pen->size;
    if (is_beside)
        chart_donut_list(pen, &shares,
                         (ChartBox){ body.x + body.w - list + gap, body.y, list - gap, body.h });
    if (is_below)
        chart_donut_list(
            pen, &shares,
            (ChartBox){ body.x + body.w * 0.06, body.y + body.h - below, body.w * 0.88, below });
}

const ChartKindRow chart_kind_donut = { CHART_DONUT, "donut", chart_donut_is_empty,
                                        chart_donut_paint, false };
