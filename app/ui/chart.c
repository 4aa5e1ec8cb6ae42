// SPDX-License-Identifier: Apache-2.0
// chart.c - one painting for all uses: the screen, the pointer (nothing is drawn, marks are asked),
// the brush. Copies and filters.
#include "ui/chart_pen.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

// More series than colours: those that add up become one, 其他.
static void chart_fold(ChartPen *pen, Chart *chart)
{
    const bool is_sum =
        chart->is_stacked && (chart->kind == CHART_BAR || chart->kind == CHART_AREA);
    if (!is_sum || chart->series_count <= CHART_SERIES_MAX) return;
    ChartSeries *series = ARENA_ARRAY(&pen->arena, ChartSeries, CHART_SERIES_MAX);
    memcpy(series, chart->series, sizeof *series * (CHART_SERIES_MAX - 1));
    ChartSeries *other = &series[CHART_SERIES_MAX - 1];
    *other = chart->series[CHART_SERIES_MAX - 1];
    other->name = chart_word(chart, "其他", "Other");
    other->tone = CHART_TONE_DIM;
    double *sums = ARENA_ARRAY(&pen->arena, double, other->count > 0 ? other->count : 1);
    for (int i = 0; i < other->count; i++) {
        bool has_any = false;
        for (int s = CHART_SERIES_MAX - 1; s < chart->series_count; s++) {
            const double value = chart_value(&chart->series[s], i);
            if (isnan(value)) continue;
            sums[i] += value;
            has_any = true;
        }
        if (!has_any) sums[i] = NAN;
    }
    other->values = sums;
    other->low = other->high = NULL;
    chart->series = series;
    chart->series_count = CHART_SERIES_MAX;
}

static void chart_pen_open(ChartPen *pen, UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                           const double rect[4])
{
    *pen = (ChartPen){ .painter = painter, .cr = cr, .theme = theme, .best = INFINITY };
    pen->arena.block_bytes = 65536;
    const cairo_surface_type_t type = cairo_surface_get_type(cairo_get_target(cr));
    pen->is_vector = type == CAIRO_SURFACE_TYPE_PDF || type == CAIRO_SURFACE_TYPE_SVG;
    pen->rect = (ChartBox){ rect[0], rect[1], rect[2], rect[3] };
    pen->hit = (ChartHit){ .series = -1, .index = -1, .category = -1, .value = NAN, .x = NAN };
}

// The chart's own words for its state come before what its values say.
static void chart_draw(ChartPen *pen, const Chart *given)
{
    Chart chart = *given;
    const ChartKindRow *row = chart.kind > CHART_NONE && chart.kind < CHART_KIND_COUNT
                                  ? chart_kind_table[chart.kind]
                                  : NULL;
    if (!row || !(pen->rect.w >= 4) || !(pen->rect.h >= 4) || pen->rect.w > 1e5 ||
        pen->rect.h > 1e5)
        return;
    const double scale = chart.text_scale > 0 ? fmax(0.25, fmin(chart.text_scale, 20)) : 1;
    const double room = pow(fmin(pen->rect.w / 360, pen->rect.h / 220), 0.35);
    pen->size = 12 * scale * fmax(0.8, fmin(1.6, room));
    pen->k = pen->size / 12;
    pen->drain = chart.state == CHART_STALE ? 0.72 : chart.state == CHART_DEAD ? 1 : 0;
    pen->chart = &chart;
    if (chart.state <= CHART_DEAD && row->is_empty(&chart)) chart.state = CHART_EMPTY;
    chart_fold(pen, &chart);
    cairo_save(pen->cr);
    chart_clip(pen, pen->rect);
    chart_head(pen);
    if (chart.state > CHART_DEAD)
        chart_state_note(pen);
    else if (pen->body.w > 2 && pen->body.h > 2)
        row->paint(pen);
    if (chart.has_hover) chart_readout(pen);
    cairo_restore(pen->cr);
    pen->chart = NULL;
}

void chart_paint(UiPainter *painter, cairo_t *cr, const UiTheme *theme, const Chart *chart,
                 const double rect[4])
{
    ChartPen pen;
    chart_pen_open(&pen, painter, cr, theme, rect);
    pen.has_probe = chart->has_hover;
    pen.probe_x = chart->hover_x;
    pen.probe_y = chart->hover_y;
    cairo_save(cr);
    chart_draw(&pen, chart);
    cairo_restore(cr);
    cairo_new_path(cr);
    arena_finish(&pen.arena);
}

// The same painting with everything clipped away: what is asked lies where it is drawn.
static void chart_ask(ChartPen *pen, UiPainter *painter, const Chart *chart, const double rect[4],
                      const double *probe)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_t *cr = cairo_create(surface);
    cairo_rectangle(cr, 0, 0, 0, 0);
    cairo_clip(cr);
    chart_pen_open(pen, painter, cr, ui_theme(STATE_LOOK_NIGHT), rect);
    pen->has_probe = probe != NULL;
    if (probe) {
        pen->probe_x = probe[0];
        pen->probe_y = probe[1];
    }
    Chart asked = *chart;
    asked.has_hover = false;
    chart_draw(pen, &asked);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    pen->cr = NULL;
}

static double chart_pointer_x(const ChartPen *pen, double x, double y)
{
    const double share =
        pen->x_is_vertical ? (y - pen->plot.y) / pen->plot.h : (x - pen->plot.x) / pen->plot.w;
    return pen->x_low + fmax(0, fmin(1, share)) * (pen->x_high - pen->x_low);
}

ChartHit chart_hit(UiPainter *painter, const Chart *chart, const double rect[4], double x, double y)
{
    ChartPen pen;
    chart_ask(&pen, painter, chart, rect, (const double[2]){ x, y });
    ChartHit hit = pen.hit;
    if (pen.has_x && chart_probe_in(&pen, pen.plot)) {
        if (hit.part == CHART_HIT_NONE) hit.part = CHART_HIT_PLOT;
        if (!hit.has_x && !pen.x_is_category) {
            hit.has_x = true;
            hit.is_time = pen.x_is_time;
            hit.x = chart_pointer_x(&pen, x, y);
        }
    }
    arena_finish(&pen.arena);
    return hit;
}

int chart_labels(UiPainter *painter, const Chart *chart, const double rect[4],
                 ChartBox out[CHART_LABELS_MAX])
{
    ChartPen pen;
    chart_ask(&pen, painter, chart, rect, NULL);
    memcpy(out, pen.labels, sizeof *out * (size_t)pen.label_count);
    arena_finish(&pen.arena);
    return pen.label_count;
}

bool chart_brush(UiPainter *painter, const Chart *chart, const double rect[4], double x0, double x1,
                 ChartFilter *out)
{
    ChartPen pen;
    chart_ask(&pen, painter, chart, rect, NULL);
    const bool has_x = pen.has_x && x0 != x1 && isfinite(x0) && isfinite(x1);
    ChartFilter filter = { 0 };
    if (has_x) { // of a chart with lying bars the places are of its y axis
        double a = chart_pointer_x(&pen, fmin(x0, x1), fmin(x0, x1)),
               b = chart_pointer_x(&pen, fmax(x0, x1), fmax(x0, x1));
        if (pen.x_snap > 0) {
            a = pen.x_low + floor((a - pen.x_low) / pen.x_snap) * pen.x_snap;
            b = pen.x_low + ceil((b - pen.x_low) / pen.x_snap) * pen.x_snap;
        }
        filter = (ChartFilter){ .has_range = b > a, .from = a, .to = b, .is_time = pen.x_is_time };
    }
    if (has_x && pen.x_is_category) {
        const int first = (int)floor(filter.from), last = (int)ceil(filter.to);
        filter = (ChartFilter){ 0 };
        const int end = last < chart->category_count ? last : chart->category_count;
        if (chart->categories && first < end) {
            filter.categories = chart->categories + first;
            filter.category_count = end - first;
        }
    }
    arena_finish(&pen.arena);
    if (!filter.has_range && filter.category_count == 0) return false;
    *out = filter;
    return true;
}

bool chart_filter_takes(const ChartFilter *filter, double x, const char *category)
{
    if (filter->has_range && !isnan(x) && !(x >= filter->from && x <= filter->to)) return false;
    if (!filter->categories || !category) return true;
    for (int i = 0; i < filter->category_count; i++)
        if (filter->categories[i] && strcmp(filter->categories[i], category) == 0) return true;
    return false;
}

static void chart_quote(Str *out, const char *text)
{
    // The expression has no escapes: a text with one quote is put into the other kind.
    const char *quote = strchr(text, '"') ? "'" : "\"";
    str_printf(out, "%s%s%s", quote, text, quote);
}

void chart_filter_expression(const ChartFilter *filter, const char *x_column,
                             const char *category_column, Str *out)
{
    const bool has_range = filter->has_range && !filter->is_time && x_column;
    if (has_range)
        str_printf(out, "%s >= %.10g and %s <= %.10g", x_column, filter->from, x_column,
                   filter->to);
    if (!filter->categories || !category_column) return;
    if (has_range) str_add(out, " and ");
    if (filter->category_count == 0) { // nothing taken: no object fits
        str_printf(out, "%s exists and not %s exists", category_column, category_column);
        return;
    }
    str_add(out, filter->category_count > 1 ? "(" : "");
    for (int i = 0; i < filter->category_count; i++) {
        str_printf(out, "%s%s = ", i ? " or " : "", category_column);
        chart_quote(out, filter->categories[i] ? filter->categories[i] : "");
    }
    str_add(out, filter->category_count > 1 ? ")" : "");
}

static const void *chart_copy_array(Arena *arena, const void *from, size_t size, int count)
{
    if (!from || count <= 0) return NULL;
    void *to = arena_alloc(arena, size * (size_t)count);
    memcpy(to, from, size * (size_t)count);
    return to;
}

static const char *chart_copy_text(Arena *arena, const char *text)
{
    return text ? arena_strdup(arena, text) : NULL;
}

static const char *const *chart_copy_texts(Arena *arena, const char *const *texts, int count)
{
    if (!texts || count <= 0) return NULL;
    const char **copies = ARENA_ARRAY(arena, const char *, count);
    for (int i = 0; i < count; i++) copies[i] = chart_copy_text(arena, texts[i]);
    return copies;
}

#define CHART_COPY(field, count) \
    ((copy->field) = chart_copy_array(arena, chart->field, sizeof *chart->field, (count)))

static void chart_copy_series(Arena *arena, const Chart *chart, Chart *copy)
{
    ChartSeries *series =
        ARENA_ARRAY(arena, ChartSeries, chart->series_count > 0 ? chart->series_count : 1);
    for (int s = 0; s < chart->series_count; s++) {
        const ChartSeries *from = &chart->series[s];
        series[s] = *from;
        series[s].name = chart_copy_text(arena, from->name);
        series[s].unit = chart_copy_text(arena, from->unit);
        series[s].values = chart_copy_array(arena, from->values, sizeof(double), from->count);
        series[s].times_us = chart_copy_array(arena, from->times_us, sizeof(int64_t), from->count);
        series[s].xs = chart_copy_array(arena, from->xs, sizeof(double), from->count);
        series[s].low = chart_copy_array(arena, from->low, sizeof(double), from->count);
        series[s].high = chart_copy_array(arena, from->high, sizeof(double), from->count);
    }
    copy->series = series;
}

Chart *chart_copy(Arena *arena, const Chart *chart)
{
    Chart *copy = arena_alloc(arena, sizeof *copy);
    *copy = *chart;
    copy->state_text = chart_copy_text(arena, chart->state_text);
    copy->age_text = chart_copy_text(arena, chart->age_text);
    copy->title = chart_copy_text(arena, chart->title);
    copy->subtitle = chart_copy_text(arena, chart->subtitle);
    copy->unit = chart_copy_text(arena, chart->unit);
    copy->badge = chart_copy_text(arena, chart->badge);
    copy->x_title = chart_copy_text(arena, chart->x_title);
    copy->x_unit = chart_copy_text(arena, chart->x_unit);
    chart_copy_series(arena, chart, copy);
    copy->categories = chart_copy_texts(arena, chart->categories, chart->category_count);
    CHART_COPY(category_tones, chart->category_count);
    ChartLimit *limits = (ChartLimit *)CHART_COPY(limits, chart->limit_count);
    for (int i = 0; limits && i < chart->limit_count; i++)
        limits[i].label = chart_copy_text(arena, limits[i].label);
    ChartBand *bands = (ChartBand *)CHART_COPY(bands, chart->band_count);
    for (int i = 0; bands && i < chart->band_count; i++)
        bands[i].label = chart_copy_text(arena, bands[i].label);
    CHART_COPY(links, chart->link_count);
    ChartSpan *spans = (ChartSpan *)CHART_COPY(spans, chart->span_count);
    for (int i = 0; spans && i < chart->span_count; i++)
        spans[i].label = chart_copy_text(arena, spans[i].label);
    ChartColumn *columns = (ChartColumn *)CHART_COPY(columns, chart->column_count);
    for (int i = 0; columns && i < chart->column_count; i++)
        columns[i].name = chart_copy_text(arena, columns[i].name);
    ChartCell *cells = (ChartCell *)CHART_COPY(cells, chart->row_count * chart->column_count);
    for (int i = 0; cells && i < chart->row_count * chart->column_count; i++)
        cells[i].text = chart_copy_text(arena, cells[i].text);
    if (!chart->brush) return copy;
    ChartFilter *brush = arena_alloc(arena, sizeof *brush);
    *brush = *chart->brush;
    brush->categories = chart_copy_texts(arena, brush->categories, brush->category_count);
    copy->brush = brush;
    return copy;
}
