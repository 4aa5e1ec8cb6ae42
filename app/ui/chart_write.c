// SPDX-License-Identifier: Apache-2.0
// chart_write.c - a chart as a file: PNG, SVG (W3C SVG 1.1) or PDF (1.5) through Cairo's surfaces.
#include "base/file.h"
#include "ui/chart.h"
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHART_SIDE_MAX 16384

static cairo_status_t chart_write_bytes(void *closure, const unsigned char *bytes,
                                        unsigned int length)
{
    Str *out = closure;
    str_add_n(out, (const char *)bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static int64_t chart_latest_us(const Chart *chart)
{
    int64_t latest_us = chart->now_us;
    for (int s = 0; s < chart->series_count && !chart->now_us; s++) {
        const ChartSeries *series = &chart->series[s];
        if (series->times_us && series->count > 0 &&
            series->times_us[series->count - 1] > latest_us)
            latest_us = series->times_us[series->count - 1];
    }
    return latest_us;
}

// A document is as old as its newest value, so that the same chart gives the same bytes.
static void chart_pdf_facts(cairo_surface_t *surface, const Chart *chart)
{
    const time_t seconds = (time_t)(chart_latest_us(chart) / 1000000);
    struct tm parts;
    char text[40] = "1970-01-01T00:00:00Z";
    if (gmtime_r(&seconds, &parts) && parts.tm_year > -1800 && parts.tm_year < 8000)
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, text);
    if (chart->title && str_is_utf8(chart->title, strlen(chart->title)))
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, chart->title);
}

// Cairo numbers its surfaces by how many the process has made: the names are made anew, from 0.
static void chart_svg_names(Str *svg)
{
    static const char mark[] = "surface";
    const char *at = svg->text;
    Str out = { 0 };
    long first = -1;
    for (const char *found; at && (found = strstr(at, mark)) != NULL;) {
        const char *digits = found + sizeof mark - 1;
        char *end = NULL;
        const long number = strtol(digits, &end, 10);
        str_add_n(&out, at, (size_t)(digits - at));
        if (end > digits && first < 0) first = number;
        if (end > digits) str_printf(&out, "%ld", number - first);
        at = end > digits ? end : digits;
    }
    if (at) str_add(&out, at);
    str_finish(svg);
    *svg = out;
}

static cairo_surface_t *chart_surface(const char *extension, const ChartPage *page, double scale,
                                      Str *bytes)
{
    if (strcmp(extension, "svg") == 0)
        return cairo_svg_surface_create_for_stream(chart_write_bytes, bytes, page->width * 0.75,
                                                   page->height * 0.75);
    if (strcmp(extension, "pdf") == 0)
        return cairo_pdf_surface_create_for_stream(chart_write_bytes, bytes, page->width * 0.75,
                                                   page->height * 0.75);
    return cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)ceil(page->width * scale),
                                      (int)ceil(page->height * scale));
}

static void chart_page_paint(UiPainter *painter, cairo_surface_t *surface, const Chart *chart,
                             const ChartPage *page, double scale)
{
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, scale, scale);
    if (!page->is_transparent) {
        UiRgba ground = page->theme->colours[UI_COLOUR_GLASS_TOP];
        ground.a = 1;
        ui_paint_colour(cr, ground);
        cairo_paint(cr);
    }
    const double margin = fmin(12, fmin(page->width, page->height) * 0.05);
    chart_paint(
        painter, cr, page->theme, chart,
        (const double[4]){ margin, margin, page->width - 2 * margin, page->height - 2 * margin });
    cairo_show_page(cr);
    cairo_destroy(cr);
}

bool chart_write(UiPainter *painter, const Chart *chart, const ChartPage *page, const char *path,
                 Err *err)
{
    const char *extension = file_extension(path);
    const bool is_png = strcmp(extension, "png") == 0, is_svg = strcmp(extension, "svg") == 0,
               is_pdf = strcmp(extension, "pdf") == 0;
    if (!is_png && !is_svg && !is_pdf) {
        err_set(err, ERR_ARGUMENT, "chart '%s': expected a name ending in .png, .svg or .pdf",
                path);
        return false;
    }
    // Vectors are in points: 72 to the inch, units are 96.
    const double scale = is_png ? (page->scale > 0 ? page->scale : 1) : 0.75;
    const double width = page->width * scale, height = page->height * scale;
    if (!(width >= 1) || !(height >= 1) || width > CHART_SIDE_MAX || height > CHART_SIDE_MAX) {
        err_set(err, ERR_RANGE, "chart '%s': %g x %g is not within 1 and %d", path, width, height,
                CHART_SIDE_MAX);
        return false;
    }
    Str bytes = { 0 };
    cairo_surface_t *surface = chart_surface(extension, page, scale, &bytes);
    if (is_pdf) chart_pdf_facts(surface, chart);
    chart_page_paint(painter, surface, chart, page, scale);
    cairo_status_t status = cairo_surface_status(surface);
    if (status == CAIRO_STATUS_SUCCESS && is_png)
        status = cairo_surface_write_to_png_stream(surface, chart_write_bytes, &bytes);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (is_svg) chart_svg_names(&bytes);
    bool ok = status == CAIRO_STATUS_SUCCESS && bytes.length > 0;
    if (!ok) err_set(err, ERR_MEMORY, "chart '%s': %s", path, cairo_status_to_string(status));
    ok = ok && file_replace(path, bytes.text, bytes.length, err);
    str_finish(&bytes);
    return ok;
}
