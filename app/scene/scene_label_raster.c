// SPDX-License-Identifier: Apache-2.0
// scene_label_raster.c - draws a label's letters once as coverage, widens them to a halo, and hands both back as two channels.
#include "scene/scene_label_raster.h"

#include "base/ring.h"
#include "scene/scene_label_icon.h"
#include <cairo.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define QUEUE 512
#define PICTURE_MAX_PX 1020

struct SceneLabelRaster {
    Ring *requests, *pictures;
    sem_t wake;
    pthread_t thread;
    atomic_bool is_closing;
    bool has_thread;
};

// to = the larger of itself and what the row of coverage gives at a weight of 0..256. Bytes side by side: vectors of them.
static void widen_row(uint8_t *restrict to, const uint8_t *restrict from, int count, unsigned weight)
{
    if (weight == 256) {
        for (int x = 0; x < count; x++) to[x] = from[x] > to[x] ? from[x] : to[x];
        return;
    }
    for (int x = 0; x < count; x++) {
        const uint8_t v = (uint8_t)((uint16_t)(from[x] * weight) >> 8);
        to[x] = v > to[x] ? v : to[x];
    }
}

// fill and halo interleaved: the halo is the largest coverage within its radius, soft at the rim. False without memory.
static bool widen(const uint8_t *fill, int stride, int width, int height, float radius_px, uint8_t *rg)
{
    const int r = (int)ceilf(radius_px + 0.5f);
    uint8_t *halo = malloc((size_t)width * (size_t)height);
    if (!halo) return false;
    for (int y = 0; y < height; y++) memcpy(halo + (size_t)y * (size_t)width, fill + (ptrdiff_t)y * stride, (size_t)width);
    for (int dy = -r; dy <= r; dy++) {
        for (int dx = -r; dx <= r; dx++) {
            const float soft = radius_px + 0.5f - sqrtf((float)(dx * dx + dy * dy));
            const unsigned weight = soft <= 0 ? 0 : soft >= 1 ? 256 : (unsigned)(soft * 256);
            const int y0 = dy < 0 ? -dy : 0, y1 = dy > 0 ? height - dy : height;
            const int x0 = dx < 0 ? -dx : 0, x1 = dx > 0 ? width - dx : width;
            for (int y = y0; weight > 0 && y < y1 && x0 < x1; y++) {
                widen_row(halo + (size_t)y * (size_t)width + x0, fill + (ptrdiff_t)(y + dy) * stride + x0 + dx, x1 - x0, weight);
            }
        }
    }
    for (int y = 0; y < height; y++) {
        const uint8_t *a = fill + (ptrdiff_t)y * stride, *b = halo + (size_t)y * (size_t)width;
        uint8_t *to = rg + 2 * (size_t)y * (size_t)width;
        for (int x = 0; x < width; x++) {
            to[2 * x] = a[x];
            to[2 * x + 1] = b[x];
        }
    }
    free(halo);
    return true;
}

static PangoLayout *create_layout(cairo_t *cr, const SceneLabelRequest *q)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, "Noto Sans CJK SC");
    pango_font_description_set_weight(font, q->is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, q->size_px * PANGO_SCALE);
    pango_context_set_language(pango_layout_get_context(layout), pango_language_from_string("zh-cn"));
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    // Long names break into two lines, longer ones are cut.
    pango_layout_set_width(layout, (int)(q->size_px * 14 * PANGO_SCALE));
    pango_layout_set_height(layout, -2);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    pango_layout_set_text(layout, q->text, -1);
    return layout;
}

void scene_label_raster_draw(const SceneLabelRequest *q, SceneLabelPicture *out)
{
    const int pad = (int)ceilf(q->halo_px) + 1;
    int width = 0, height = 0, shift_x = 0, shift_y = 0;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_t *cr = cairo_create(surface);
    PangoLayout *layout = NULL;
    *out = (SceneLabelPicture){ .key = q->key };
    if (q->is_icon) {
        width = height = (int)ceilf(q->size_px) + 2 * pad;
        shift_x = shift_y = pad;
    } else {
        PangoRectangle ink;
        layout = create_layout(cr, q);
        pango_layout_get_pixel_extents(layout, &ink, NULL);
        width = ink.width + 2 * pad;
        height = ink.height + 2 * pad;
        shift_x = pad - ink.x;
        shift_y = pad - ink.y;
        if (ink.width <= 0 || ink.height <= 0) width = 0;
        if (q->is_cell) {
            PangoRectangle line;
            pango_layout_get_pixel_extents(layout, NULL, &line);
            width = line.width + 2 * pad;
            height = line.height + 2 * pad;
            shift_x = pad - line.x; // centred in the width of a long name
            shift_y = pad - line.y;
        }
    }
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    if (width > 0 && width <= PICTURE_MAX_PX && height <= PICTURE_MAX_PX) {
        surface = cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);
        cr = cairo_create(surface);
        cairo_translate(cr, shift_x, shift_y);
        if (q->is_icon) {
            cairo_scale(cr, q->size_px / 24.0, q->size_px / 24.0);
            cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
            if (!scene_label_icon_draw(cr, q->text)) scene_label_icon_draw(cr, "dot");
        } else {
            pango_cairo_update_layout(cr, layout);
            pango_cairo_show_layout(cr, layout);
        }
        cairo_surface_flush(surface);
        out->rg = malloc((size_t)width * (size_t)height * 2);
        const bool is_drawn = out->rg && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
        if (is_drawn && widen(cairo_image_surface_get_data(surface), cairo_image_surface_get_stride(surface), width, height, q->halo_px, out->rg)) {
            out->width = width;
            out->height = height;
        }
        cairo_destroy(cr);
        cairo_surface_destroy(surface);
    }
    if (layout) g_object_unref(layout);
}

bool scene_label_icon_exists(const char *name)
{
    return scene_label_icon_draw(NULL, name);
}

static void *run(void *arg)
{
    SceneLabelRaster *r = arg;
    // The fonts are found while the first data is being read.
    SceneLabelPicture warm;
    scene_label_raster_draw(&(SceneLabelRequest){ .size_px = 15, .halo_px = 1, .text = "城 City" }, &warm);
    free(warm.rg);
    while (!atomic_load(&r->is_closing)) {
        SceneLabelRequest q;
        while (sem_wait(&r->wake) != 0) {
        }
        if (!ring_take(r->requests, &q)) continue;
        SceneLabelPicture p;
        scene_label_raster_draw(&q, &p);
        // Never full: it holds as many as there are requests on their way.
        if (!ring_put(r->pictures, &p)) free(p.rg);
    }
    return NULL;
}

SceneLabelRaster *scene_label_raster_create(Err *err)
{
    SceneLabelRaster *r = calloc(1, sizeof *r);
    if (r) {
        r->requests = ring_create(sizeof(SceneLabelRequest), QUEUE);
        r->pictures = ring_create(sizeof(SceneLabelPicture), 2 * QUEUE);
        sem_init(&r->wake, 0, 0);
        r->has_thread = r->requests && r->pictures && pthread_create(&r->thread, NULL, run, r) == 0;
        if (r->has_thread) return r;
    }
    err_set(err, ERR_MEMORY, "cannot start the label thread");
    scene_label_raster_destroy(r);
    return NULL;
}

void scene_label_raster_destroy(SceneLabelRaster *r)
{
    if (!r) return;
    atomic_store(&r->is_closing, true);
    sem_post(&r->wake);
    if (r->has_thread) pthread_join(r->thread, NULL);
    SceneLabelPicture p;
    while (r->pictures && ring_take(r->pictures, &p)) free(p.rg);
    ring_destroy(r->requests);
    ring_destroy(r->pictures);
    sem_destroy(&r->wake);
    free(r);
}

bool scene_label_raster_ask(SceneLabelRaster *r, const SceneLabelRequest *request)
{
    if (!ring_put(r->requests, request)) return false;
    sem_post(&r->wake);
    return true;
}

bool scene_label_raster_take(SceneLabelRaster *r, SceneLabelPicture *picture)
{
    return ring_take(r->pictures, picture);
}
