// SPDX-License-Identifier: Apache-2.0
// bench_chart.c - what charts cost: sixteen on a page of 3840 x 2160 all drawn anew, and a line of
// a million values.
#include "core/state.h"
#include "ui/chart_samples.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 12, MILLION = 1000000 };

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

// As panels at scale 2: 4 x 4 of 460 x 250 units.
static double page_ms(UiPainter *painter, cairo_surface_t *surface, int step, bool has_glass)
{
    const double t = cpu_s();
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, 2, 2);
    ui_paint_colour(cr, ui_theme(STATE_LOOK_NIGHT)->colours[UI_COLOUR_GLASS_TOP]);
    cairo_paint(cr);
    const UiTheme *theme = ui_theme(STATE_LOOK_NIGHT);
    for (int i = 0; i < 16; i++) {
        const double x = 10 + i % 4 * 475, y = 10 + i / 4 * 265;
        if (has_glass) ui_paint_glass(cr, theme, x, y, 460, 250, UI_RADIUS);
        Chart chart = chart_sample((i + step) % CHART_SAMPLES, true);
        chart_paint(painter, cr, theme, &chart, (const double[4]){ x + 6, y + 4, 448, 242 });
    }
    cairo_destroy(cr);
    cairo_surface_flush(surface);
    return (cpu_s() - t) * 1e3;
}

static double million_ms(UiPainter *painter, cairo_surface_t *surface, ChartKind kind)
{
    static double values[MILLION];
    static int64_t times[MILLION];
    for (int i = 0; i < MILLION; i++) {
        times[i] = CHART_SAMPLE_NOW_US - (int64_t)(MILLION - i) * 1000000;
        values[i] = 20 + 8 * sin(i * 2e-5) + (i % 1000 * 919 % 1000) * 0.004;
    }
    const ChartSeries series = {
        .name = "1 Hz", .values = values, .times_us = times, .count = MILLION
    };
    const Chart chart = { .kind = kind,
                          .series = &series,
                          .series_count = 1,
                          .utc_offset_s = 28800,
                          .is_chinese = true,
                          .unit = "℃" };
    cairo_t *cr = cairo_create(surface);
    const double t = cpu_s();
    chart_paint(painter, cr, ui_theme(STATE_LOOK_NIGHT), &chart,
                (const double[4]){ 0, 0, 1600, 600 });
    cairo_surface_flush(surface);
    const double ms = (cpu_s() - t) * 1e3;
    cairo_destroy(cr);
    return ms;
}

int main(void)
{
    UiPainter *painter = ui_painter_create();
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 3840, 2160);
    double rounds[ROUNDS];
    page_ms(painter, surface, 0, true); // fonts
    for (int i = 0; i < ROUNDS; i++) rounds[i] = page_ms(painter, surface, i, false);
    qsort(rounds, ROUNDS, sizeof rounds[0], compare);
    fprintf(stdout, "page_ms %.1f\npage_worst_ms %.1f\n", rounds[ROUNDS / 2], rounds[ROUNDS - 1]);
    for (int i = 0; i < ROUNDS; i++) rounds[i] = page_ms(painter, surface, i, true);
    qsort(rounds, ROUNDS, sizeof rounds[0], compare);
    fprintf(stdout, "page_glass_ms %.1f\n", rounds[ROUNDS / 2]);
    double line = INFINITY, scatter = INFINITY;
    for (int i = 0; i < 5; i++) line = fmin(line, million_ms(painter, surface, CHART_LINE));
    for (int i = 0; i < 5; i++)
        scatter = fmin(scatter, million_ms(painter, surface, CHART_HISTOGRAM));
    fprintf(stdout, "million_line_ms %.1f\nmillion_histogram_ms %.1f\n", line, scatter);
    for (int i = 0; i < CHART_SAMPLES; i++) { // each alone
        double best = INFINITY;
        for (int k = 0; k < 4; k++) {
            cairo_t *cr = cairo_create(surface);
            cairo_scale(cr, 2, 2);
            Chart chart = chart_sample(i, true);
            const double t = cpu_s();
            chart_paint(painter, cr, ui_theme(STATE_LOOK_NIGHT), &chart,
                        (const double[4]){ 0, 0, 448, 242 });
            best = fmin(best, (cpu_s() - t) * 1e3);
            cairo_destroy(cr);
        }
        fprintf(stderr, "  %-16s %.2f ms\n", chart_sample_name(i), best);
    }
    cairo_surface_destroy(surface);
    ui_painter_destroy(painter);
    return 0;
}
