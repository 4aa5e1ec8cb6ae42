// SPDX-License-Identifier: Apache-2.0
// fuzz_chart.c - any bytes as a chart: every number, count, text and option of it; painted, asked,
// brushed, filtered, copied.
#include "core/state.h"
#include "ui/chart.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

typedef struct {
    const uint8_t *bytes;
    size_t left;
    uint64_t seed; // of what follows the bytes: a few of them are a whole chart
} Source;

static uint8_t take_byte(Source *source)
{
    if (source->left == 0) {
        source->seed = source->seed * 6364136223846793005ULL + 1442695040888963407ULL;
        return (uint8_t)(source->seed >> 56);
    }
    source->left--;
    source->seed = (source->seed ^ *source->bytes) * 1099511628211ULL;
    return *source->bytes++;
}

static int64_t take_int64(Source *source)
{
    int64_t value = 0;
    for (int i = 0; i < 8; i++) value = (int64_t)((uint64_t)value << 8 | take_byte(source));
    return value;
}

// Odd numbers often, any bits sometimes.
static double take_double(Source *source)
{
    static const double odd[] = { 0, -0.0, 1, -1, 1e300, -1e300, 1e-320, 100, 0.5, 1e15, 3e9, 7 };
    const uint8_t kind = take_byte(source);
    if (kind < 12) return odd[kind];
    if (kind == 12) return NAN;
    if (kind == 13) return INFINITY;
    if (kind == 14) return -INFINITY;
    if (kind < 200) return (double)(int8_t)take_byte(source) * (kind & 7);
    double value = 0;
    const int64_t bits = take_int64(source);
    memcpy(&value, &bits, sizeof value);
    return value;
}

static const char *take_text(Source *source, char pool[64])
{
    const int kind = take_byte(source) % 8;
    if (kind == 0) return NULL;
    static const char *const texts[] = { "", "霞山", "A longer name of a series", "µg/m³",
                                         "العربية" };
    if (kind < 6) return texts[kind - 1];
    const int count = take_byte(source) % 63;
    for (int i = 0; i < count; i++) pool[i] = (char)take_byte(source);
    pool[count] = 0;
    return pool;
}

enum { VALUES = 40, NAMES = 12 };
typedef struct {
    double values[10][VALUES], xs[VALUES], low[VALUES], high[VALUES];
    int64_t times[VALUES];
    ChartSeries series[10];
    ChartLimit limits[3];
    ChartBand bands[3];
    ChartLink links[16];
    ChartSpan spans[12];
    ChartColumn columns[4];
    ChartCell cells[16];
    ChartTone tones[NAMES];
    const char *names[NAMES];
    char pools[8][64];
    ChartFilter brush;
} Parts;

static void fill_series(Source *source, Parts *parts, Chart *chart)
{
    chart->series_count = take_byte(source) % 11;
    const uint8_t options = take_byte(source);
    int64_t t = options & 1 ? take_int64(source) : 1781087400000000;
    for (int i = 0; i < VALUES; i++) {
        t = (int64_t)((uint64_t)t + (uint64_t)take_byte(source) * (options & 2 ? 60000000u : 1u));
        parts->times[i] = options & 4 ? take_int64(source) : t;
        parts->xs[i] = take_double(source);
        parts->low[i] = take_double(source);
        parts->high[i] = take_double(source);
    }
    for (int s = 0; s < chart->series_count; s++) {
        for (int i = 0; i < VALUES; i++) parts->values[s][i] = take_double(source);
        const uint8_t has = take_byte(source);
        parts->series[s] = (ChartSeries){ .name = take_text(source, parts->pools[0]),
                                          .unit = take_text(source, parts->pools[1]),
                                          .values = has & 32 ? NULL : parts->values[s],
                                          .count = take_byte(source) % (VALUES + 1),
                                          .times_us = has & 1 ? parts->times : NULL,
                                          .xs = has & 2 ? parts->xs : NULL,
                                          .low = has & 4 ? parts->low : NULL,
                                          .high = has & 4 ? parts->high : NULL,
                                          .tone = (ChartTone)(take_byte(source) % 12),
                                          .is_dashed = has & 8 };
    }
    chart->series = parts->series;
}

static void fill_lists(Source *source, Parts *parts, Chart *chart)
{
    for (int i = 0; i < NAMES; i++) {
        parts->names[i] = take_text(source, parts->pools[2 + i % 4]);
        parts->tones[i] = (ChartTone)(take_byte(source) % 12);
    }
    const uint8_t has = take_byte(source);
    chart->categories = has & 1 ? parts->names : NULL;
    chart->category_tones = has & 2 ? parts->tones : NULL;
    chart->category_count = has & 1 ? take_byte(source) % (NAMES + 1) : 0;
    chart->limit_count = take_byte(source) % 4;
    for (int i = 0; i < 3; i++)
        parts->limits[i] = (ChartLimit){ take_double(source), take_text(source, parts->pools[6]),
                                         (ChartTone)(take_byte(source) % 12) };
    chart->limits = parts->limits;
    chart->band_count = take_byte(source) % 4;
    for (int i = 0; i < 3; i++)
        parts->bands[i] = (ChartBand){ take_double(source), take_double(source),
                                       take_text(source, parts->pools[6]),
                                       (ChartTone)(take_byte(source) % 12), take_byte(source) & 1 };
    chart->bands = parts->bands;
    chart->link_count = take_byte(source) % 17;
    for (int i = 0; i < 16; i++)
        parts->links[i] = (ChartLink){ (int8_t)take_byte(source) % 14,
                                       (int8_t)take_byte(source) % 14, take_double(source) };
    chart->links = parts->links;
    chart->span_count = take_byte(source) % 13;
    for (int i = 0; i < 12; i++)
        parts->spans[i] =
            (ChartSpan){ (int8_t)take_byte(source), has & 4 ? take_int64(source) : parts->times[i],
                         has & 8 ? take_int64(source) : parts->times[i + 9],
                         take_text(source, parts->pools[7]), CHART_TONE_AUTO };
    chart->spans = parts->spans;
    chart->column_count = take_byte(source) % 5;
    chart->row_count = take_byte(source) % 5;
    for (int i = 0; i < 4; i++)
        parts->columns[i] =
            (ChartColumn){ take_text(source, parts->pools[7]), take_double(source),
                           (UiAlign)(take_byte(source) % 3), take_byte(source) & 1 };
    for (int i = 0; i < 16; i++)
        parts->cells[i] =
            (ChartCell){ take_text(source, parts->pools[7]), (ChartTone)(take_byte(source) % 12) };
    chart->columns = parts->columns;
    chart->cells = parts->cells;
}

static void fill_options(Source *source, Parts *parts, Chart *chart)
{
    chart->title = take_text(source, parts->pools[3]);
    chart->subtitle = take_text(source, parts->pools[3]);
    chart->unit = take_text(source, parts->pools[4]);
    chart->x_title = take_text(source, parts->pools[4]);
    chart->age_text = take_text(source, parts->pools[5]);
    chart->state_text = take_text(source, parts->pools[5]);
    chart->number = take_double(source);
    chart->previous = take_double(source);
    chart->target = take_double(source);
    chart->y_min = take_double(source);
    chart->y_max = take_double(source);
    chart->gap_s = take_double(source);
    chart->text_scale = take_double(source);
    const uint8_t a = take_byte(source), b = take_byte(source), c = take_byte(source);
    chart->has_number = a & 1;
    chart->has_range = a & 2;
    chart->is_stacked = a & 4;
    chart->is_horizontal = a & 8;
    chart->is_smooth = a & 16;
    chart->has_points = a & 32;
    chart->has_values = a & 64;
    chart->is_chinese = a & 128;
    chart->is_sorted_by_caller = b & 1;
    chart->has_no_legend = b & 2;
    chart->has_hover = b & 4;
    if (b & 8) chart->from_us = take_int64(source);
    if (b & 16) chart->to_us = take_int64(source);
    if (b & 32) chart->now_us = take_int64(source);
    chart->utc_offset_s = b & 64 ? (int)take_int64(source) : 28800;
    chart->decimals = (int8_t)take_byte(source);
    chart->bin_count = (int)take_int64(source);
    chart->first_row = (int8_t)take_byte(source);
    chart->selected_row = (int8_t)take_byte(source);
    chart->hover_x = take_double(source);
    chart->hover_y = take_double(source);
    parts->brush = (ChartFilter){ .has_range = c & 1,
                                  .from = take_double(source),
                                  .to = take_double(source),
                                  .is_time = c & 2,
                                  .categories = c & 4 ? parts->names : NULL,
                                  .category_count = c & 4 ? 3 : 0 };
    chart->brush = c & 8 ? &parts->brush : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static UiPainter *painter;
    static Parts parts;
    if (!painter) painter = ui_painter_create();
    Source source = { bytes, length, 7 };
    Chart chart = { .kind = (ChartKind)(take_byte(&source) % (CHART_KIND_COUNT + 1)) };
    const uint8_t state = take_byte(&source) % 16;
    chart.state = state < CHART_STATE_COUNT ? (ChartState)state : CHART_LIVE;
    const double rect[4] = { take_byte(&source), take_byte(&source), take_byte(&source) * 2.0,
                             take_byte(&source) * 1.5 };
    fill_series(&source, &parts, &chart);
    fill_lists(&source, &parts, &chart);
    fill_options(&source, &parts, &chart);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 256, 160);
    cairo_t *cr = cairo_create(surface);
    chart_paint(painter, cr, state & 1 ? ui_theme(STATE_LOOK_DAY) : ui_theme(STATE_LOOK_NIGHT),
                &chart, rect);
    if (cairo_status(cr) != CAIRO_STATUS_SUCCESS) abort();
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    const ChartHit hit = chart_hit(painter, &chart, rect, take_byte(&source), take_byte(&source));
    if (hit.series >= chart.series_count && hit.series > 0) abort();
    ChartFilter filter;
    if (chart_brush(painter, &chart, rect, take_byte(&source), take_byte(&source), &filter)) {
        if (filter.has_range && !(filter.from < filter.to)) abort();
        Str text = { 0 };
        chart_filter_expression(&filter, "x", "c", &text);
        str_finish(&text);
        (void)chart_filter_takes(&filter, take_double(&source), parts.names[0]);
    }
    Arena arena = { 0 };
    (void)chart_copy(&arena, &chart);
    arena_finish(&arena);
    return 0;
}
