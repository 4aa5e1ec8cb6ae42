// SPDX-License-Identifier: Apache-2.0
// ui_furniture.c - title top left, compass top right, scale bar and time bottom left, sources bottom right; soft shade behind them.
#include "ui/ui_furniture.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define UI_FURNITURE_EDGE 28.0 // every corner keeps this

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
    str_finish(&images->made_of);
}

// All that the images are drawn from.
static void ui_furniture_facts(const UiFurniture *f, int width, int height, Str *out)
{
    const char *texts[] = { f->title, f->notice, f->attribution, f->time_text, f->replay_text };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        str_printf(out, "%d%s\n", texts[i] != NULL, texts[i] ? texts[i] : "");
    str_printf(out, "%d %d %.17g %.17g %.9g %d %d %d", width, height, f->metres_per_px,
               f->heading_deg, (double)f->scale, f->is_dark, f->is_chinese, (int)f->look);
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

// Amber on glass: read at once, but no sign post.
static void ui_furniture_chip(UiFurnitureWork *work, cairo_t *cr, const char *text, double x, double y)
{
    double w = 0, h = 0;
    const UiTextDesc desc = { .text = text, .font = UI_FONT_STRONG, .size = 11.5, .spacing = 0.8 };
    ui_text_measure(work->painter, &desc, &w, &h);
    const UiRgba warn = work->theme->colours[UI_COLOUR_WARN];
    ui_paint_round(cr, x + 0.5, y + 0.5, w + 19, h + 5, 4);
    ui_paint_colour_alpha(cr, work->halo, work->theme->is_dark ? 0.55 : 0.72);
    cairo_fill_preserve(cr);
    cairo_set_line_width(cr, 1);
    cairo_set_source_rgba(cr, warn.r, warn.g, warn.b, 0.85);
    cairo_stroke(cr);
    ui_text_paint(work->painter, cr, &desc, x + 10, y + 3, warn);
}

// The ground the foot's texts stand on, ending at right and bottom edges given.
static void ui_furniture_plate(UiFurnitureWork *work, cairo_t *cr, double x, double y, double width, double height)
{
    ui_paint_round(cr, x + 0.5, y + 0.5, width - 1, height - 1, 6);
    ui_paint_colour_alpha(cr, work->halo, work->theme->is_dark ? 0.64 : 0.80);
    cairo_fill_preserve(cr);
    cairo_set_line_width(cr, 1);
    ui_paint_colour_alpha(cr, work->text, work->theme->is_dark ? 0.16 : 0.10);
    cairo_stroke(cr);
}

static void ui_furniture_head(UiFurnitureWork *work)
{
    const UiFurniture *f = work->furniture;
    const double height = 104;
    cairo_t *cr = ui_furniture_open(work, 0, 0, work->width, height);
    ui_furniture_shade(cr, work->width, height, true, work->halo, work->theme->is_dark ? 0.50 : 0.20);
    double x = UI_FURNITURE_EDGE, title_w = 0, title_h = 0;
    const UiTextDesc title = { .text = f->title, .font = UI_FONT_CITY, .size = 28, .spacing = 2.5 };
    if (f->title && f->title[0]) {
        ui_text_measure(work->painter, &title, &title_w, &title_h);
        ui_text_paint_halo(work->painter, cr, &title, x, 18, work->text, (UiRgba){ work->halo.r, work->halo.g, work->halo.b, work->theme->is_dark ? 0.45 : 0.60 }, 1.8);
        x += title_w + 18;
    }
    if (f->notice && f->notice[0]) ui_furniture_chip(work, cr, f->notice, x, title_h > 0 ? 18 + title_h / 2 - 10.5 : 24);
    cairo_new_path(cr);
    cairo_arc(cr, work->width - UI_FURNITURE_EDGE - 30, 20 + 30, 32, 0, 2 * 3.14159265358979);
    ui_paint_colour_alpha(cr, work->halo, 0.30);
    cairo_fill(cr);
    ui_paint_compass(work->painter, cr, work->theme, work->width - UI_FURNITURE_EDGE - 30, 20 + 30, 30, f->heading_deg, f->is_chinese);
    ui_furniture_close(work, cr);
}

// The bar with its length over it, from x on; its width, 0 = none fits.
static double ui_furniture_scale(UiFurnitureWork *work, cairo_t *cr, double x, double middle)
{
    const UiFurniture *f = work->furniture;
    char label[32];
    const double length = ui_scale_bar_length(f->metres_per_px * work->scale, 120, label);
    if (length <= 0) return 0;
    // A ruler: a line with an end to each side and its middle marked.
    const UiTextDesc text = { .text = label, .font = UI_FONT_STRONG, .size = 12.5 };
    double w = 0, h = 0;
    ui_text_measure(work->painter, &text, &w, &h);
    const double y = floor(middle) + 4.5, left = x + 0.5, right = x + floor(length) + 0.5, half = floor(x + length / 2) + 0.5;
    cairo_move_to(cr, left, y - 5);
    cairo_line_to(cr, left, y);
    cairo_line_to(cr, right, y);
    cairo_line_to(cr, right, y - 5);
    cairo_move_to(cr, half, y - 3);
    cairo_line_to(cr, half, y);
    cairo_set_line_width(cr, 1.4);
    ui_paint_colour(cr, work->text);
    cairo_stroke(cr);
    ui_text_paint(work->painter, cr, &text, right + 9, middle - h / 2, work->text);
    return right - x + 9 + w;
}

static void ui_furniture_foot(UiFurnitureWork *work)
{
    const UiFurniture *f = work->furniture;
    const double height = 84, plate = 36, pad = 14, edge = UI_FURNITURE_EDGE, top = height - edge + 6 - plate, middle = top + plate / 2;
    cairo_t *cr = ui_furniture_open(work, 0, work->height - height, work->width, height);
    const UiTextDesc time = { .text = f->time_text, .font = UI_FONT_BODY, .size = 13, .spacing = 0.3 };
    double time_w = 0, time_h = 0, bar_w = 0;
    ui_text_measure(work->painter, &time, &time_w, &time_h);
    // Measured by drawing once where nobody sees it: the plate lies under the bar.
    cairo_save(cr);
    cairo_rectangle(cr, 0, 0, fmin(work->width, 480), height);
    cairo_clip(cr);
    cairo_push_group(cr);
    bar_w = ui_furniture_scale(work, cr, edge + pad, middle);
    cairo_pattern_t *bar = cairo_pop_group(cr);
    cairo_restore(cr);
    const double time_x = edge + pad + (bar_w > 0 ? bar_w + 22 : 0), left_w = time_x + time_w + pad - edge;
    ui_furniture_plate(work, cr, edge, top, left_w, plate);
    cairo_set_source(cr, bar);
    cairo_paint(cr);
    cairo_pattern_destroy(bar);
    if (bar_w > 0) {
        cairo_rectangle(cr, floor(time_x - 11), middle - 8, 1, 16);
        ui_paint_colour_alpha(cr, work->text, 0.22);
        cairo_fill(cr);
    }
    ui_text_paint(work->painter, cr, &time, time_x, middle - time_h / 2, work->text);

    const UiTextDesc mark = { .text = "城镜", .font = UI_FONT_STRONG, .size = 14, .spacing = 2 };
    double mark_w = 0, mark_h = 0, sources_w = 0, sources_h = 0;
    ui_text_measure(work->painter, &mark, &mark_w, &mark_h);
    const double right = work->width - edge, mark_x = right - pad - mark_w, room = mark_x - 22 - pad - (edge + left_w + 24);
    UiTextDesc sources = { .text = f->attribution, .font = UI_FONT_BODY, .size = 12 };
    const bool has_sources = f->attribution && f->attribution[0] && room > 40;
    if (has_sources) {
        ui_text_measure(work->painter, &sources, &sources_w, &sources_h);
        if (sources_w > room) {
            sources = (UiTextDesc){ .text = f->attribution, .font = UI_FONT_SMALL, .size = 11, .width = room, .align = UI_ALIGN_END };
            sources_w = room;
            ui_text_measure(work->painter, &sources, NULL, &sources_h);
        }
    }
    const double tall = fmin(fmax(plate, sources_h + 14), height), left = mark_x - pad - (has_sources ? sources_w + 22 : 0);
    ui_furniture_plate(work, cr, left, top + plate - tall, right - left, tall);
    ui_text_paint(work->painter, cr, &mark, mark_x, middle - mark_h / 2, work->text);
    if (has_sources) {
        ui_text_paint(work->painter, cr, &sources, left + pad, top + plate - tall / 2 - sources_h / 2, work->text);
        cairo_rectangle(cr, floor(mark_x - 12), middle - 8, 1, 16);
        ui_paint_colour_alpha(cr, work->text, 0.22);
        cairo_fill(cr);
    }
    ui_furniture_close(work, cr);
}

// Nobody takes a picture of history for one of the present.
static void ui_furniture_replay(UiFurnitureWork *work)
{
    const double edge = 4, w = work->width, h = work->height;
    const double sides[4][4] = { { 0, 0, w, edge },
                                 { 0, h - edge, w, edge },
                                 { 0, edge, edge, h - 2 * edge },
                                 { w - edge, edge, edge, h - 2 * edge } };
    const UiTheme *past = ui_theme_past(work->furniture->look);
    for (int i = 0; i < 4; i++) {
        cairo_t *cr = ui_furniture_open(work, sides[i][0], sides[i][1], sides[i][2], sides[i][3]);
        ui_paint_colour(cr, past->colours[UI_COLOUR_ACCENT]);
        cairo_paint(cr);
        ui_furniture_close(work, cr);
    }
    const UiTextDesc text = { .text = work->furniture->replay_text,
                              .font = UI_FONT_TITLE,
                              .size = 16 };
    double text_w = 0, text_h = 0;
    ui_text_measure(work->painter, &text, &text_w, &text_h);
    const double width = ceil(text_w) + 36, height = 34;
    cairo_t *cr = ui_furniture_open(work, (w - width) / 2, 22, width, height);
    ui_paint_round(cr, 0.5, 0.5, width - 1, height - 1, 5);
    ui_paint_colour(cr, past->colours[UI_COLOUR_ACCENT]);
    cairo_fill(cr);
    ui_text_paint(work->painter, cr, &text, 18, (height - text_h) / 2,
                  past->colours[UI_COLOUR_ON_ACCENT]);
    ui_furniture_close(work, cr);
}

const UiPanelImage *ui_furniture_draw(UiFurnitureImages *out, UiPainter *painter, const UiFurniture *furniture, int width, int height, int *count)
{
    Str made_of = { 0 };
    ui_furniture_facts(furniture, width, height, &made_of);
    if (out->made_of.text && made_of.text && strcmp(out->made_of.text, made_of.text) == 0) {
        str_finish(&made_of);
        *count = out->count;
        return out->images;
    }
    ui_furniture_finish(out);
    out->made_of = made_of;
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
        if (furniture->replay_text) ui_furniture_replay(&work);
    }
    *count = out->count;
    return out->images;
}
