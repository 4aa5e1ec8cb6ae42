// SPDX-License-Identifier: Apache-2.0
// chart_grid.c - a table of texts: head, rows, chips in the colours of levels, the rows there is
// room for.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>

#define CHART_COLUMNS_SHOWN 16
#define CHART_ROW_TALL 3.2 // of a row in two lines, letters
#define CHART_MEASURED_ROWS 24

static bool chart_grid_is_empty(const Chart *chart)
{
    return chart->column_count < 1 || chart->row_count < 1 || !chart->cells;
}

static int chart_grid_columns(const Chart *chart)
{
    return chart->column_count < CHART_COLUMNS_SHOWN ? chart->column_count : CHART_COLUMNS_SHOWN;
}

static const ChartCell *chart_grid_cell(const Chart *chart, int row, int column)
{
    return &chart->cells[(size_t)row * (size_t)chart->column_count + (size_t)column];
}

static double chart_grid_need(ChartPen *pen, int c)
{
    const Chart *chart = pen->chart;
    const ChartColumn *column = &chart->columns[c];
    double widest = chart_text_width(pen, column->name, 0.86, false);
    const int first = chart->first_row > 0 ? chart->first_row : 0;
    for (int r = first; r < chart->row_count && r - first < CHART_MEASURED_ROWS; r++)
        widest =
            fmax(widest, chart_text_width(pen, chart_grid_cell(chart, r, c)->text, 0.92, false) +
                             (column->is_badge ? 1.2 * pen->size : 0));
    return fmin(widest, 18 * pen->size) + 1.1 * pen->size;
}

// Columns without a share take what their texts need, the others what is left, at least six
// letters; the last columns go where that is too much. Returns how many stay.
static int chart_grid_widths(ChartPen *pen, double width, double widths[CHART_COLUMNS_SHOWN])
{
    const Chart *chart = pen->chart;
    double needs[CHART_COLUMNS_SHOWN], sum = 0, shares = 0;
    int count = 0;
    for (; count < chart_grid_columns(chart); count++) {
        const double share = chart->columns[count].share, need = chart_grid_need(pen, count);
        needs[count] = share > 0 ? fmin(need, 6 * pen->size) : need;
        if (count > 0 && sum + needs[count] > width) break;
        sum += needs[count];
        shares += fmax(share, 0);
    }
    for (int c = 0; c < count; c++) {
        const double share = fmax(chart->columns[c].share, 0), left = width - sum;
        if (left < 0)
            widths[c] = width * needs[c] / sum; // one column alone, too wide
        else
            widths[c] = needs[c] + left * (shares > 0 ? share / shares : needs[c] / sum);
    }
    return count;
}

static void chart_grid_text(ChartPen *pen, const ChartColumn *column, ChartBox cell,
                            const ChartLabel *like)
{
    ChartLabel label = *like;
    label.y = cell.y + cell.h / 2;
    label.anchor_y = 0.5;
    const double pad = 0.5 * pen->size;
    label.width = fmax(0.1, cell.w - 2 * pad);
    label.anchor_x = column->align == UI_ALIGN_END ? 1 : column->align == UI_ALIGN_CENTRE ? 0.5 : 0;
    label.x = cell.x + pad + label.anchor_x * label.width;
    chart_label(pen, &label);
}

static void chart_grid_one(ChartPen *pen, int row, int c, ChartBox box)
{
    const ChartColumn *column = &pen->chart->columns[c];
    const ChartCell *cell = chart_grid_cell(pen->chart, row, c);
    if (!cell->text || !cell->text[0]) return;
    const UiRgba colour = chart_tone(pen, cell->tone), ink = chart_ink(pen, colour);
    if (column->is_badge) {
        const double room = box.w - 0.6 * pen->size,
                     w = fmin(room,
                              chart_text_width(pen, cell->text, 0.84, false) + 1.1 * pen->size),
                     h = fmin(box.h * 0.78, 1.5 * pen->size);
        if (w < 1.6 * pen->size) return;
        const double x = column->align == UI_ALIGN_END      ? box.x + box.w - 0.3 * pen->size - w
                         : column->align == UI_ALIGN_CENTRE ? box.x + (box.w - w) / 2
                                                            : box.x + 0.3 * pen->size;
        chart_chip(pen, (ChartBox){ x, box.y + (box.h - h) / 2, w, h },
                   cell->tone ? colour : chart_colour(pen, UI_COLOUR_DIM), cell->text, 0.84);
        return;
    }
    chart_grid_text(pen, column, box,
                    &(ChartLabel){ .text = cell->text,
                                   .size = 0.92,
                                   .is_soft = pen->drain > 0,
                                   .lines = box.h >= CHART_ROW_TALL * pen->size ? 2 : 1,
                                   .colour = cell->tone ? &ink : NULL });
}

static void chart_grid_row(ChartPen *pen, int row, ChartBox box, const double *widths, int columns)
{
    const UiRgba accent = chart_colour(pen, UI_COLOUR_ACCENT);
    const bool is_selected = pen->chart->selected_row == row + 1,
               is_hover = chart_probe_in(pen, box) && pen->chart->has_hover;
    if (row % 2 == 1 || is_selected || is_hover) {
        cairo_new_path(pen->cr);
        cairo_rectangle(pen->cr, box.x, box.y, box.w, box.h);
        chart_source(pen, is_selected || is_hover ? accent : chart_colour(pen, UI_COLOUR_DIM),
                     is_selected ? 0.20
                     : is_hover  ? 0.12
                                 : 0.06);
        cairo_fill(pen->cr);
    }
    if (is_selected) {
        cairo_rectangle(pen->cr, box.x, box.y, 2 * pen->k, box.h);
        chart_source(pen, accent, 1);
        cairo_fill(pen->cr);
    }
    double x = box.x;
    for (int c = 0; c < columns; c++) {
        chart_grid_one(pen, row, c, (ChartBox){ x, box.y, widths[c], box.h });
        x += widths[c];
    }
    if (!chart_probe_in(pen, box)) return;
    pen->hit = (ChartHit){
        .part = CHART_HIT_ROW, .series = -1, .index = row, .category = -1, .value = NAN
    };
    pen->best = 0;
}

// A name without room takes a second line; then the head is as high as two.
static bool chart_grid_is_tall(ChartPen *pen, const double *widths, int columns)
{
    for (int c = 0; c < columns; c++)
        if (chart_text_width(pen, pen->chart->columns[c].name, 0.86, false) > widths[c] - pen->size)
            return true;
    return false;
}

static void chart_grid_head(ChartPen *pen, ChartBox box, const double *widths, int columns,
                            bool is_tall)
{
    cairo_new_path(pen->cr);
    cairo_rectangle(pen->cr, box.x, box.y, box.w, box.h);
    const UiRgba accent = chart_colour(pen, UI_COLOUR_ACCENT);
    chart_source_fade(pen, &(ChartFade){ .colour = accent,
                                         .alpha0 = pen->theme->is_dark ? 0.22 : 0.12,
                                         .alpha1 = pen->theme->is_dark ? 0.08 : 0.05,
                                         .x0 = box.x,
                                         .x1 = box.x + box.w });
    cairo_fill(pen->cr);
    double x = box.x;
    for (int c = 0; c < columns; c++) {
        const ChartBox cell = { x, box.y, widths[c], box.h };
        chart_grid_text(pen, &pen->chart->columns[c], cell,
                        &(ChartLabel){ .text = pen->chart->columns[c].name,
                                       .size = is_tall ? 0.8 : 0.86,
                                       .is_soft = true,
                                       .lines = is_tall ? 2 : 1 });
        x += widths[c];
        if (!chart_probe_in(pen, cell)) continue;
        pen->hit = (ChartHit){
            .part = CHART_HIT_COLUMN, .series = -1, .index = c, .category = -1, .value = NAN
        };
        pen->best = 0;
    }
}

// A text has no room in its column, and there is room for all rows in two lines.
static bool chart_grid_wraps(ChartPen *pen, const double *widths, int columns, double room)
{
    const Chart *chart = pen->chart;
    if (chart->row_count * CHART_ROW_TALL * pen->size > room) return false;
    for (int r = 0; r < chart->row_count; r++)
        for (int c = 0; c < columns; c++) {
            if (chart->columns[c].is_badge) continue;
            const char *text = chart_grid_cell(chart, r, c)->text;
            if (chart_text_width(pen, text, 0.92, false) > widths[c] - pen->size) return true;
        }
    return false;
}

static void chart_grid_paint(ChartPen *pen)
{
    const Chart *chart = pen->chart;
    const ChartBox body = pen->body;
    double row_h = fmax(1.9 * pen->size, fmin(2.4 * pen->size, body.h / 8)),
           widths[CHART_COLUMNS_SHOWN];
    const double bar = 5 * pen->k;
    const bool has_head = body.h >= 2 * row_h;
    const bool is_tall =
        has_head && body.h > 5 * row_h &&
        chart_grid_is_tall(pen, widths, chart_grid_widths(pen, body.w - bar, widths));
    const double head_h = !has_head ? 0 : is_tall ? fmax(row_h, 2.7 * pen->size) : row_h;
    if (chart_grid_wraps(pen, widths, chart_grid_widths(pen, body.w, widths), body.h - head_h))
        row_h = CHART_ROW_TALL * pen->size;
    const int room = (int)((body.h - head_h) / row_h + 0.01),
              first = chart->first_row < 0                   ? 0
                      : chart->first_row >= chart->row_count ? chart->row_count - 1
                                                             : chart->first_row;
    const bool has_bar = room > 0 && chart->row_count > room;
    const double width = body.w - (has_bar ? bar : 0);
    const int columns = chart_grid_widths(pen, width, widths);
    double y = body.y;
    if (has_head)
        chart_grid_head(pen, (ChartBox){ body.x, y, width, head_h }, widths, columns, is_tall);
    y += head_h;
    for (int i = 0; i < room && first + i < chart->row_count; i++)
        chart_grid_row(pen, first + i, (ChartBox){ body.x, y + i * row_h, width, row_h }, widths,
                       columns);
    if (!has_bar) return;
    const double track = room * row_h, length = fmax(12 * pen->k, track * room / chart->row_count);
    const double at =
        y + (track - length) * fmin(1, (double)first / fmax(1, chart->row_count - room));
    chart_bar_path(pen,
                   (ChartBox){ body.x + body.w - 3 * pen->k, at, 3 * pen->k, fmin(length, track) },
                   1.5 * pen->k, 4);
    chart_source(pen, chart_colour(pen, UI_COLOUR_DIM), 0.5);
    cairo_fill(pen->cr);
}

const ChartKindRow chart_kind_grid = { CHART_TABLE, "table", chart_grid_is_empty, chart_grid_paint,
                                       false };
