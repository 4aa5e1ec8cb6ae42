// SPDX-License-Identifier: Apache-2.0
// chart_sheet.c - sheets of charts to look at: chart_sheet FOLDER writes kinds, states and sizes in
// each theme and language.
#include "chart_samples.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    UiPainter *painter;
    const UiTheme *theme;
    const char *folder, *theme_name;
    bool is_chinese;
} Sheet;

static cairo_t *sheet_open(const Sheet *sheet, double width, double height, double scale)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)(width * scale),
                                                          (int)(height * scale));
    cairo_t *cr = cairo_create(surface);
    cairo_surface_destroy(surface);
    cairo_scale(cr, scale, scale);
    if (sheet->theme->is_dark)
        cairo_set_source_rgb(cr, 0.02, 0.05, 0.11);
    else
        cairo_set_source_rgb(cr, 0.86, 0.89, 0.93);
    cairo_paint(cr);
    return cr;
}

static void sheet_close(const Sheet *sheet, cairo_t *cr, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s-%s-%s.png", sheet->folder, name, sheet->theme_name,
             sheet->is_chinese ? "zh" : "en");
    if (cairo_surface_write_to_png(cairo_get_target(cr), path) != CAIRO_STATUS_SUCCESS)
        fprintf(stderr, "cannot write %s\n", path);
    cairo_destroy(cr);
}

static void sheet_chart(const Sheet *sheet, cairo_t *cr, const Chart *chart, double x, double y,
                        double w, double h)
{
    ui_paint_glass(cr, sheet->theme, x, y, w, h, UI_RADIUS);
    chart_paint(sheet->painter, cr, sheet->theme, chart,
                (const double[4]){ x + 6, y + 4, w - 12, h - 8 });
}

static void sheet_kinds(const Sheet *sheet, bool has_hover)
{
    const double w = 370, h = 230, gap = 12;
    cairo_t *cr = sheet_open(sheet, 5 * (w + gap) + gap, 5 * (h + gap) + gap, 1);
    for (int i = 0; i < CHART_SAMPLES; i++) {
        Chart chart = chart_sample(i, sheet->is_chinese);
        const double x = gap + i % 5 * (w + gap), y = gap + i / 5 * (h + gap);
        chart.has_hover = has_hover;
        chart.hover_x = x + w * 0.52;
        chart.hover_y = y + h * 0.60;
        static ChartFilter brush;
        brush = (ChartFilter){ .has_range = true,
                               .is_time = true,
                               .from = (double)CHART_SAMPLE_NOW_US - 9 * 3.6e9,
                               .to = (double)CHART_SAMPLE_NOW_US - 5 * 3.6e9 };
        if (has_hover) chart.brush = &brush;
        sheet_chart(sheet, cr, &chart, x, y, w, h);
    }
    sheet_close(sheet, cr, has_hover ? "hover" : "kinds");
}

static void sheet_states(const Sheet *sheet)
{
    static const int kinds[] = { 0, 5, 8, 9, 13, 12 };
    static const char *const ages_zh[] = { "8 秒前", "40 秒前", "12 分钟前", "3 小时前" },
                             *const ages_en[] = { "8 s ago", "40 s ago", "12 min ago", "3 h ago" };
    const double w = 300, h = 190, gap = 12;
    cairo_t *cr = sheet_open(sheet, 6 * (w + gap) + gap, CHART_STATE_COUNT * (h + gap) + gap, 1);
    for (int state = 0; state < CHART_STATE_COUNT; state++)
        for (int k = 0; k < 6; k++) {
            Chart chart = chart_sample(kinds[k], sheet->is_chinese);
            chart.state = (ChartState)state;
            chart.age_text = state < 4 ? (sheet->is_chinese ? ages_zh : ages_en)[state] : NULL;
            if (state == CHART_FAILED)
                chart.state_text =
                    sheet->is_chinese
                        ? "MQTT 连接被拒绝：用户名或密码错误 (ponds)"
                        : "MQTT refused the connection: bad user name or password (ponds)";
            sheet_chart(sheet, cr, &chart, gap + k * (w + gap), gap + state * (h + gap), w, h);
        }
    sheet_close(sheet, cr, "states");
}

static void sheet_sizes(const Sheet *sheet)
{
    cairo_t *cr = sheet_open(sheet, 1900, 1500, 1);
    for (int i = 0; i < CHART_SAMPLES; i++) {
        Chart chart = chart_sample(i, sheet->is_chinese);
        sheet_chart(sheet, cr, &chart, 10 + i % 11 * 170, 10 + i / 11 * 110, 120, 80);
        sheet_chart(sheet, cr, &chart, 10 + i % 11 * 170, 230 + i / 11 * 180, 160, 160);
        sheet_chart(sheet, cr, &chart, 10 + i % 6 * 315, 600 + i / 6 * 130, 305, 110);
        chart.text_scale = 2;
        if (i % 4 == 0) sheet_chart(sheet, cr, &chart, 10 + i / 4 * 315, 1130, 305, 350);
    }
    sheet_close(sheet, cr, "sizes");
}

static void sheet_wall(const Sheet *sheet)
{
    cairo_t *cr = sheet_open(sheet, 1920, 1080, 1);
    static const int kinds[] = { 0, 16, 8, 3 };
    for (int i = 0; i < 4; i++) {
        Chart chart = chart_sample(kinds[i], sheet->is_chinese);
        chart.text_scale = 1.3;
        sheet_chart(sheet, cr, &chart, 16 + i % 2 * 952, 16 + i / 2 * 532, 936, 516);
    }
    sheet_close(sheet, cr, "wall");
    for (int i = 0; i < CHART_SAMPLES; i++) { // one by one, at twice the size
        char path[512];
        snprintf(path, sizeof path, "%s/one-%s-%s-%s.png", sheet->folder, chart_sample_name(i),
                 sheet->theme_name, sheet->is_chinese ? "zh" : "en");
        Chart chart = chart_sample(i, sheet->is_chinese);
        const ChartPage page = { .width = 420, .height = 260, .scale = 2, .theme = sheet->theme };
        Err err = { 0 };
        if (!chart_write(sheet->painter, &chart, &page, path, &err))
            fprintf(stderr, "%s\n", err.text);
    }
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "chart_sheet FOLDER\n");
        return 2;
    }
    const UiTheme *themes[3] = { ui_theme(STATE_LOOK_NIGHT), ui_theme(STATE_LOOK_DAY),
                                 ui_theme_high_contrast() };
    const char *names[3] = { "night", "day", "contrast" };
    Sheet sheet = { .painter = ui_painter_create(), .folder = argv[1] };
    for (int i = 0; i < 6; i++) {
        sheet.theme = themes[i / 2];
        sheet.theme_name = names[i / 2];
        sheet.is_chinese = i % 2 == 0;
        sheet_kinds(&sheet, false);
        sheet_kinds(&sheet, true);
        sheet_states(&sheet);
        sheet_sizes(&sheet);
        sheet_wall(&sheet);
    }
    ui_painter_destroy(sheet.painter);
    return 0;
}
