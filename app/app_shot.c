// SPDX-License-Identifier: Apache-2.0
// app_shot.c - pictures: the state drawn in pieces at any size, furniture laid over, rows written as they come.
#include "app.h"
#include "base/clock.h"
#include "base/image.h"
#include "base/log.h"
#include "core/text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Pieces keep the renderer's targets small; a multiple of 32 keeps its half-resolution steps on one grid.
#define APP_PIECE_WIDTH 4096
#define APP_PIECE_HEIGHT 1024

typedef struct {
    App *app;
    const AppShot *shot;
    SceneViewDesc view;        // of the whole picture
    RenderTarget *target;
    int target_width, target_height;
    uint8_t *strip;            // RGBA rows of one strip, whole width
    uint8_t *piece;            // what is read back of one piece
    ImageWriter *writer;
    const UiPanelImage *panels;
    int panel_count;
} AppShotWork;

static float app_shot_scale(int width, int height)
{
    // Text keeps its share of the picture: 1 at 1080p, never so small that it cannot be read.
    const double side = fmin((double)width / 1920, (double)height / 1080);
    return (float)fmax(0.75, side);
}

static void app_shot_time(const State *state, char out[64])
{
    char iso[32];
    clock_format(state->t_utc_us, state->utc_offset_s, iso);
    snprintf(out, 64, "%.10s %.5s", iso, iso + 11);
}

static void app_shot_attribution(const State *state, const City *city, Str *out)
{
    for (int i = 0; i < state->layer_count; i++) {
        const StateLayer *layer = &state->layers[i];
        const CityLayer *loaded = city_layer(city, layer->id);
        if (!layer->is_visible || !loaded || loaded->state != CITY_LAYER_READY) continue;
        const char *text = layer->attribution;
        if (!text[0] && loaded->vector) text = loaded->vector->attribution;
        if (!text[0] && loaded->raster) text = loaded->raster->attribution;
        if (!text || !text[0] || (out->text && strstr(out->text, text))) continue;
        if (out->length) str_add(out, " · ");
        str_add(out, text);
    }
}

// Title, notice, scale bar, compass, time and sources. The caller frees attribution.
static bool app_shot_furniture(AppShotWork *work, bool is_complete, Str *attribution, Err *err)
{
    App *app = work->app;
    const State *state = &app->state;
    if (work->shot->no_furniture) return true;
    if (!app->ui) app->ui = ui_create(err);
    if (!app->ui) return false;
    app_shot_attribution(state, &app->city, attribution);
    char time_text[64], notice[STATE_NAME_MAX + 64];
    app_shot_time(state, time_text);
    const char *incomplete = is_complete ? "" : text_get(state->language, TEXT_NOT_SETTLED);
    snprintf(notice, sizeof notice, "%s%s%s", state->notice, state->notice[0] && incomplete[0] ? " · " : "", incomplete);
    // By day's look too a night is dark.
    double azimuth_deg = 0, elevation_deg = 0;
    scene_sun_direction(state->t_utc_us, state->camera.target.lon_deg, state->camera.target.lat_deg, &azimuth_deg, &elevation_deg);
    const bool is_dark = state->look == STATE_LOOK_NIGHT || (state->look == STATE_LOOK_DAY && elevation_deg < -3);
    const UiFurniture furniture = {
        .title = state->title, .notice = notice, .attribution = attribution->text ? attribution->text : "", .time_text = time_text,
        .metres_per_px = 2 * state->camera.distance_m * tan(state->camera.fov_deg * DVEC_RAD_FROM_DEG / 2) / work->view.height_px,
        .heading_deg = state->camera.heading_deg, .scale = work->view.scale, .is_dark = is_dark,
        .is_chinese = state->language == STATE_LANGUAGE_ZH, .look = is_dark ? STATE_LOOK_NIGHT : state->look,
    };
    work->panels = ui_furniture(app->ui, &furniture, work->view.width_px, work->view.height_px, &work->panel_count);
    return true;
}

static bool app_shot_target(AppShotWork *work, int width, int height, Err *err)
{
    if (work->target && work->target_width == width && work->target_height == height) return true;
    render_target_destroy(work->app->render, work->target);
    work->target = render_target_create(work->app->render, width, height, err);
    work->target_width = width;
    work->target_height = height;
    return work->target != NULL;
}

static int app_min(int a, int b)
{
    return a < b ? a : b;
}

static int app_max(int a, int b)
{
    return a > b ? a : b;
}

// Draws x..x+width of the strip at y, with borders where the picture goes on, and copies it to its place in the strip.
static bool app_shot_piece(AppShotWork *work, int x, int y, int width, int height, int border, Err *err)
{
    App *app = work->app;
    const int full_width = work->view.width_px, full_height = work->view.height_px;
    const int x0 = app_max(0, x - border), y0 = app_max(0, y - border);
    const int x1 = app_min(full_width, x + width + border), y1 = app_min(full_height, y + height + border);
    SceneViewDesc view = work->view;
    if (x0 != 0 || y0 != 0 || x1 != full_width || y1 != full_height) {
        view.sub_x_px = x0;
        view.sub_y_px = y0;
        view.sub_width_px = x1 - x0;
        view.sub_height_px = y1 - y0;
    }
    if (!app_shot_target(work, x1 - x0, y1 - y0, err)) return false;
    RenderFrame frame;
    app_build_frame(app, &view, &frame);
    render_draw(app->render, work->target, &frame);
    const int rows = height;
    render_target_read(app->render, work->target, y - y0, rows, work->piece);
    const size_t piece_stride = (size_t)(x1 - x0) * 4, strip_stride = (size_t)full_width * 4;
    for (int row = 0; row < rows; row++) {
        memcpy(work->strip + (size_t)row * strip_stride + (size_t)x * 4, work->piece + (size_t)row * piece_stride + (size_t)(x - x0) * 4,
               (size_t)width * 4);
    }
    return true;
}

// Premultiplied BGRA over RGBA rows y..y+rows.
static void app_shot_lay_over(const AppShotWork *work, int y, int rows)
{
    const int full_width = work->view.width_px;
    for (int p = 0; p < work->panel_count; p++) {
        const UiPanelImage *panel = &work->panels[p];
        const int top = app_max(y, panel->y_px), bottom = app_min(y + rows, panel->y_px + panel->height_px);
        const int left = app_max(0, panel->x_px), right = app_min(full_width, panel->x_px + panel->width_px);
        for (int row = top; row < bottom; row++) {
            const uint8_t *from = panel->bgra + (ptrdiff_t)(row - panel->y_px) * panel->stride + (ptrdiff_t)(left - panel->x_px) * 4;
            uint8_t *to = work->strip + ((size_t)(row - y) * (size_t)full_width + (size_t)left) * 4;
            for (int x = left; x < right; x++, from += 4, to += 4) {
                const unsigned keep = 255u - from[3];
                if (keep == 255u) continue;
                to[0] = (uint8_t)(from[2] + (to[0] * keep + 127) / 255);
                to[1] = (uint8_t)(from[1] + (to[1] * keep + 127) / 255);
                to[2] = (uint8_t)(from[0] + (to[2] * keep + 127) / 255);
            }
        }
    }
}

static bool app_shot_rows(AppShotWork *work, Err *err)
{
    const int width = work->view.width_px, height = work->view.height_px;
    int border = render_border_px(work->view.quality, height);
    border = (border + 31) / 32 * 32;
    const bool is_whole = width <= APP_PIECE_WIDTH && height <= APP_PIECE_HEIGHT * 3 / 2;
    const int strip_rows = is_whole ? height : app_min(APP_PIECE_HEIGHT, height), piece_columns = app_min(APP_PIECE_WIDTH, width);
    work->strip = malloc((size_t)width * (size_t)strip_rows * 4);
    work->piece = malloc((size_t)(piece_columns + 2 * border) * (size_t)(strip_rows + 2 * border) * 4);
    if (!work->strip || !work->piece) {
        err_set(err, ERR_MEMORY, "no memory for a strip of %d x %d pixels", width, strip_rows);
        return false;
    }
    for (int y = 0; y < height; y += strip_rows) {
        const int rows = app_min(strip_rows, height - y);
        for (int x = 0; x < width; x += piece_columns) {
            if (!app_shot_piece(work, x, y, app_min(piece_columns, width - x), rows, border, err)) return false;
        }
        app_shot_lay_over(work, y, rows);
        if (!image_writer_rows(work->writer, work->strip, rows, (ptrdiff_t)width * 4, err)) return false;
        if (work->shot->has_progress && isatty(STDERR_FILENO)) {
            fprintf(stderr, "\r%d %%", (int)(100.0 * (y + rows) / height));
            if (y + rows >= height) fprintf(stderr, "\r     \r");
        }
    }
    return true;
}

static void app_shot_comment(const AppShotWork *work, bool is_complete, Str *out)
{
    const State *state = &work->app->state;
    const StateCamera *c = &state->camera;
    char iso[32];
    clock_format(state->t_utc_us, state->utc_offset_s, iso);
    str_printf(out, "Citymirror 城镜 " CITYMIRROR_VERSION "; %s; camera %.9f,%.9f,%.3f,%.3f,%.3f; time %s; %s%s", state->title,
               c->target.lon_deg, c->target.lat_deg, c->heading_deg, c->pitch_deg, c->distance_m, iso, state->notice,
               is_complete ? "" : "; not complete: still loading");
}

bool app_shot(App *app, const AppShot *shot, bool *is_complete_out, Err *err)
{
    AppShotWork work = { .app = app, .shot = shot };
    Str comment = { 0 }, attribution = { 0 };
    bool ok = false;
    const int width_before = app->width_px, height_before = app->height_px;
    const int width = shot->width ? shot->width : 1920, height = shot->height ? shot->height : 1080;
    app->width_px = width;
    app->height_px = height;
    work.view = (SceneViewDesc){ .width_px = width, .height_px = height, .scale = app_shot_scale(width, height), .time_s = 0,
                                 .quality = shot->is_software ? RENDER_QUALITY_SOFTWARE : RENDER_QUALITY_FULL };
    Err late = { 0 };
    const bool is_complete = app_settle(app, &work.view, shot->limit_s > 0 ? shot->limit_s : 120, &late);
    if (!is_complete) log_print(LOG_WARN, "%s", late.text);

    app_shot_comment(&work, is_complete, &comment);
    if (!app_shot_furniture(&work, is_complete, &attribution, err)) goto done;
    work.writer = image_writer_open(&(ImageWriterDesc){ .path = shot->path, .width = width, .height = height, .comment = comment.text }, err);
    if (!work.writer || !app_shot_rows(&work, err)) goto done;
    ok = image_writer_close(work.writer, true, err);
    work.writer = NULL;
    if (ok && is_complete_out) *is_complete_out = is_complete;
done:
    image_writer_close(work.writer, false, NULL);
    if (work.target) render_target_destroy(app->render, work.target);
    free(work.strip);
    free(work.piece);
    str_finish(&comment);
    str_finish(&attribution);
    app->width_px = width_before;
    app->height_px = height_before;
    app->is_dirty = true;
    return ok;
}

bool app_screenshot(App *app, const char *path, Err *err)
{
    if (!app->platform) {
        err_set(err, ERR_UNSUPPORTED, "there is no window to take a picture of; use the command 'shot'");
        return false;
    }
    Image image = { 0 };
    bool ok = false;
    RenderTarget *target = render_target_create(app->render, app->width_px, app->height_px, err);
    if (!target) return false;
    if (image_init(&image, app->width_px, app->height_px, err)) {
        app_draw_window(app, target);
        render_target_read(app->render, target, 0, image.height, image.rgba);
        for (size_t i = 3; i < (size_t)image.width * (size_t)image.height * 4; i += 4) image.rgba[i] = 255;
        ok = image_write_png(&image, path, err);
    }
    image_finish(&image);
    render_target_destroy(app->render, target);
    return ok;
}
