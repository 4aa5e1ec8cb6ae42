// SPDX-License-Identifier: Apache-2.0
// test_chart_picture.c - golden pictures: every sample at 320 x 200, both themes, both languages.
// In each chart at most 5 pixels in a thousand may be farther than 24 of 255 from the golden one:
// fonts and Cairo differ by version. CITYMIRROR_GOLDEN_UPDATE=1 writes anew.
#include "base/image.h"
#include "chart_samples.h"
#include "check.h"
#include "core/state.h"
#include <stdlib.h>

enum { ACROSS = 5, DOWN = (CHART_SAMPLES + ACROSS - 1) / ACROSS, WIDE = 320, HIGH = 200 };

// Each state of freshness is among them, and a hover in every third.
static Chart picture_chart(int i, bool is_chinese)
{
    Chart chart = chart_sample(i, is_chinese);
    if (i == 2) chart.state = CHART_LATE;
    if (i == 5) chart.state = CHART_STALE;
    if (i == 6) chart.state = CHART_DEAD;
    if (i == 17) chart.state = CHART_LOADING;
    if (i == 21) chart.state = CHART_FAILED;
    chart.state_text = is_chinese ? "连接被拒绝" : "connection refused";
    if (i == 20) chart.series_count = 0; // empty
    return chart;
}

static Image picture_sheet(const UiTheme *theme, bool is_chinese)
{
    UiPainter *painter = ui_painter_create();
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, ACROSS * WIDE, DOWN * HIGH);
    cairo_t *cr = cairo_create(surface);
    UiRgba ground = theme->colours[UI_COLOUR_GLASS_TOP];
    ground.a = 1;
    ui_paint_colour(cr, ground);
    cairo_paint(cr);
    for (int i = 0; i < CHART_SAMPLES; i++) {
        const double x = i % ACROSS * WIDE, y = i / ACROSS * HIGH;
        Chart chart = picture_chart(i, is_chinese);
        chart.has_hover = i % 3 == 1;
        chart.hover_x = x + 190;
        chart.hover_y = y + 120;
        chart_paint(painter, cr, theme, &chart,
                    (const double[4]){ x + 4, y + 4, WIDE - 8, HIGH - 8 });
    }
    cairo_destroy(cr);
    cairo_surface_flush(surface);
    Image image = { 0 };
    CHECK(image_init(&image, ACROSS * WIDE, DOWN * HIGH, NULL));
    const uint8_t *bgra = cairo_image_surface_get_data(surface);
    const int stride = cairo_image_surface_get_stride(surface);
    for (int y = 0; y < image.height; y++)
        for (int x = 0; x < image.width; x++) {
            const uint8_t *from = bgra + (size_t)y * stride + 4 * x;
            uint8_t *to = image.rgba + 4 * ((size_t)y * image.width + x);
            to[0] = from[2];
            to[1] = from[1];
            to[2] = from[0];
            to[3] = 255;
        }
    cairo_surface_destroy(surface);
    ui_painter_destroy(painter);
    return image;
}

static double picture_difference(const Image *a, const Image *b, int cell)
{
    int far = 0;
    for (int y = cell / ACROSS * HIGH; y < (cell / ACROSS + 1) * HIGH; y++)
        for (int x = cell % ACROSS * WIDE; x < (cell % ACROSS + 1) * WIDE; x++) {
            const size_t at = 4 * ((size_t)y * a->width + x);
            bool is_far = false;
            for (int c = 0; c < 3; c++)
                is_far = is_far || abs(a->rgba[at + c] - b->rgba[at + c]) > 24;
            far += is_far;
        }
    return (double)far / (WIDE * HIGH);
}

static void picture_check(const char *name, const UiTheme *theme, bool is_chinese)
{
    Image image = picture_sheet(theme, is_chinese);
    char path[512];
    snprintf(path, sizeof path, "%s/golden/charts-%s-%s.png", TEST_FOLDER, name,
             is_chinese ? "zh" : "en");
    if (getenv("CITYMIRROR_GOLDEN_UPDATE")) CHECK(image_write_png(&image, path, NULL));
    Image golden = { 0 };
    CHECK(image_read(path, &golden, NULL));
    CHECK(golden.width == image.width && golden.height == image.height);
    for (int i = 0; i < CHART_SAMPLES; i++) {
        const double difference = picture_difference(&image, &golden, i);
        if (difference > 0.005)
            fprintf(stderr, "%s of %s: %.3f of its pixels differ\n", chart_sample_name(i), path,
                    difference);
        CHECK(difference <= 0.005);
    }
    image_finish(&image);
    image_finish(&golden);
}

TEST(charts_of_the_night_are_the_golden_pictures)
{
    picture_check("night", ui_theme(STATE_LOOK_NIGHT), true);
    picture_check("night", ui_theme(STATE_LOOK_NIGHT), false);
}
TEST(charts_of_the_day_are_the_golden_pictures)
{
    picture_check("day", ui_theme(STATE_LOOK_DAY), true);
    picture_check("day", ui_theme(STATE_LOOK_DAY), false);
}
