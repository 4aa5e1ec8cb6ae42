// SPDX-License-Identifier: Apache-2.0
// ui_furniture.c - title top left, compass top right, scale bar and time bottom left, sources bottom right; soft shade behind them.
#include "ui/ui_furniture.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    UiFurnitureImages *out;
    UiPainter *painter;
    const UiFurniture *furniture;
    const UiTheme *theme;
    UiRgba text, halo;
    double scale, width, height; // of the picture in units
} UiFurnitureWork;

void ui_furniture_finish(UiFurnitureImages *images)
{
    for (int i = 0; i < images->count; i++) cairo_surface_destroy(images->surfaces[i]);
    images->count = 0;
}

// A picture of its own at x, y in units, drawn by the caller; finished by ui_furniture_close.
static cairo_t *ui_furniture_open(UiFurnitureWork *work, double x, double y, double width, double height)
{
    UiFurnitureImages *out = work->out;
    const int x_px = (int)lround(x * work->scale), y_px = (int)lround(y * work->scale);
    const int width_px = (int)ceil(width * work->scale), height_px = (int)ceil(height * work->scale);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width_px, height_px);
    out->surfaces[out->count] = surface;
    out->images[out->count] = (UiPanelImage){ .id = out->count + 1, .x_px = x_px, .y_px = y_px, .width_px = width_px, .height_px = height_px,
                                              .is_changed = true, .opacity = 1 };
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, work->scale, work->scale);
    return cr;
}

static void ui_furniture_close(UiFurnitureWork *work, cairo_t *cr)
{
    UiFurnitureImages *out = work->out;
    cairo_destroy(cr);
    cairo_surface_flush(out->surfaces[out->count]);
    out->images[out->count].bgra = cairo_image_surface_get_data(out->surfaces[out->count]);
    out->images[out->count].stride = cairo_image_surface_get_stride(out->surfaces[out->count]);
    out->count++;
}

// A shade that fades upwards or downwards, so that text reads on any picture.
static void ui_furniture_shade(cairo_t *cr, double width, double height, bool is_from_top, UiRgba colour, double strength)
{
    cairo_pattern_t *shade = cairo_pattern_create_linear(0, 0, 0, height);
    for (int i = 0; i <= 8; i++) {
        const double t = i / 8.0, eased = is_from_top ? (1 - t) * (1 - t) : t * t;
        cairo_pattern_add_color_stop_rgba(shade, t, colour.r, colour.g, colour.b, strength * eased);
    }
    cairo_rectangle(cr, 0, 0, width, height);
    cairo_set_source(cr, shade);
    cairo_fill(cr);
    cairo_pattern_destroy(shade);
}

static double ui_furniture_chip(UiFurnitureWork *work, cairo_t *cr, const char *text, double x, double y)
{
    double w = 0, h = 0;
    const UiTextDesc desc = { .text = text, .font = UI_FONT_STRONG, .size = 12 };
    ui_text_measure(work->painter, &desc, &w, &h);
    ui_paint_round(cr, x, y, w + 20, h + 6, (h + 6) / 2);
    const UiRgba warn = work->theme->colours[UI_COLOUR_WARN];
    cairo_set_source_rgba(cr, warn.r, warn.g, warn.b, 0.92);
    cairo_fill(cr);
    ui_text_paint(work->painter, cr, &desc, x + 10, y + 3, work->theme->is_dark ? (UiRgba){ 0.10, 0.06, 0, 1 } : (UiRgba){ 1, 1, 1, 1 });
    return w + 20;
}

static void ui_furniture_head(UiFurnitureWork *work)
{
    const UiFurniture *f = work->furniture;
    const double height = 104;
    cairo_t *cr = ui_furniture_open(work, 0, 0, work->width, height);
    ui_furniture_shade(cr, work->width, height, true, work->halo, work->theme->is_dark ? 0.55 : 0.36);
    double x = 28, title_w = 0, title_h = 0;
    const UiTextDesc title = { .text = f->title, .font = UI_FONT_CITY, .size = 28, .spacing = 1.5 };
    if (f->title && f->title[0]) {
        ui_text_measure(work->painter, &title, &title_w, &title_h);
        ui_text_paint_halo(work->painter, cr, &title, x, 18, work->text, (UiRgba){ work->halo.r, work->halo.g, work->halo.b, 0.35 }, 1.5);
        x += title_w + 18;
    }
    if (f->notice && f->notice[0]) ui_furniture_chip(work, cr, f->notice, x, title_h > 0 ? 18 + title_h / 2 - 11 : 24);
    cairo_new_path(cr);
    cairo_arc(cr, work->width - 28 - 30, 20 + 30, 32, 0, 2 * 3.14159265358979);
    ui_paint_colour_alpha(cr, work->halo, 0.30);
    cairo_fill(cr);
    ui_paint_compass(work->painter, cr, work->theme, work->width - 28 - 30, 20 + 30, 30, f->heading_deg, f->is_chinese);
    ui_furniture_close(work, cr);
}

static double ui_furniture_scale(UiFurnitureWork *work, cairo_t *cr, double x, double base)
{
    const UiFurniture *f = work->furniture;
    char label[32];
    const double length = ui_scale_bar_length(f->metres_per_px * work->scale, 160, label);
    if (length <= 0) return 0;
    // Two halves in two tones: the eye can halve it.
    const double y = base - 5;
    cairo_rectangle(cr, x - 1, y - 1, length + 2, 6);
    ui_paint_colour_alpha(cr, work->halo, 0.55);
    cairo_fill(cr);
    cairo_rectangle(cr, x, y, length, 4);
    ui_paint_colour(cr, work->text);
    cairo_fill(cr);
    cairo_rectangle(cr, x + length / 2, y + 1, length / 2 - 1, 2);
    ui_paint_colour(cr, work->halo);
    cairo_fill(cr);
    const UiTextDesc text = { .text = label, .font = UI_FONT_STRONG, .size = 13 };
    double w = 0, h = 0;
    ui_text_measure(work->painter, &text, &w, &h);
    ui_text_paint_halo(work->painter, cr, &text, x, y - h - 3, work->text, (UiRgba){ work->halo.r, work->halo.g, work->halo.b, 0.5 }, 1.5);
    return length;
}

static void ui_furniture_foot(UiFurnitureWork *work)
{
    const UiFurniture *f = work->furniture;
    const double height = 84, base = height - 22;
    cairo_t *cr = ui_furniture_open(work, 0, work->height - height, work->width, height);
    ui_furniture_shade(cr, work->width, height, false, work->halo, work->theme->is_dark ? 0.55 : 0.36);
    const UiRgba soft = { work->halo.r, work->halo.g, work->halo.b, 0.45 };
    double x = 28;
    const double bar = ui_furniture_scale(work, cr, x, base);
    if (bar > 0) x += fmax(bar, 60) + 28;
    double w = 0, h = 0;
    const UiTextDesc time = { .text = f->time_text, .font = UI_FONT_BODY, .size = 13 };
    ui_text_measure(work->painter, &time, &w, &h);
    ui_text_paint_halo(work->painter, cr, &time, x, base - h + 3, work->text, soft, 1.5);
    x += w + 28;
    const UiTextDesc mark = { .text = "城镜", .font = UI_FONT_STRONG, .size = 15, .spacing = 2 };
    double mark_w = 0, mark_h = 0;
    ui_text_measure(work->painter, &mark, &mark_w, &mark_h);
    const double mark_x = work->width - 28 - mark_w;
    ui_text_paint_halo(work->painter, cr, &mark, mark_x, base - mark_h + 4, work->text, soft, 1.5);
    const double room = mark_x - 20 - x;
    if (f->attribution && f->attribution[0] && room > 40) {
        const UiTextDesc sources = { .text = f->attribution, .font = UI_FONT_SMALL, .size = 11.5, .width = room, .align = UI_ALIGN_END };
        double sources_h = 0;
        ui_text_measure(work->painter, &sources, NULL, &sources_h);
        ui_text_paint_halo(work->painter, cr, &sources, x, base - sources_h + 3, (UiRgba){ work->text.r, work->text.g, work->text.b, 0.86 }, soft, 1.2);
    }
    ui_furniture_close(work, cr);
}

const UiPanelImage *ui_furniture_draw(UiFurnitureImages *out, UiPainter *painter, const UiFurniture *furniture, int width, int height, int *count)
{
    ui_furniture_finish(out);
    UiFurnitureWork work = { .out = out, .painter = painter, .furniture = furniture, .theme = ui_theme(furniture->look),
                             .scale = furniture->scale > 0 ? (double)furniture->scale : 1 };
    work.width = width / work.scale;
    work.height = height / work.scale;
    work.text = furniture->is_dark ? (UiRgba){ 0.92, 0.97, 1, 1 } : (UiRgba){ 0.06, 0.12, 0.20, 1 };
    work.halo = furniture->is_dark ? (UiRgba){ 0.01, 0.03, 0.08, 1 } : (UiRgba){ 1, 1, 1, 1 };
    // A thumbnail has no room for it.
    if (work.width >= 360 && work.height >= 200) {
        ui_furniture_head(&work);
        ui_furniture_foot(&work);
    }
    *count = out->count;
    return out->images;
}
