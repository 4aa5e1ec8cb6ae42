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

// Pieces keep the renderer's targets small; a multiple of 32 keeps its coarser steps on one grid.
#define APP_PIECE_WIDTH 8192
#define APP_PIECE_PX 11100000
#define APP_PIECE_HUGE_PX 6200000    // of pictures that are large themselves: rows of them wait too
#define APP_HUGE_PX 64000000
#define APP_PIECE_SAMPLED_PX 4500000 // where a pixel has several samples

static int app_parts(int whole, int part)
{
    return (whole + part - 1) / part;
}

typedef struct {
    RenderTarget *target;
    int width, height;
} AppShotTarget;

// A piece of the picture, and the larger piece drawn for it.
typedef struct {
    int x, y, width, height;
    int drawn_x, drawn_y, drawn_width, drawn_height;
} AppShotPiece;

typedef struct {
    App *app;
    const AppShot *shot;
    SceneViewDesc view;        // of the whole picture
    AppShotTarget targets[2];  // one is drawn while the other is read
    int columns, piece_width, strip_rows, border;
    uint8_t *strip;            // RGBA rows of one strip, whole width
    bool has_cast;             // shadow maps are drawn, for all pieces
    bool is_whole;             // one piece
    bool is_complete;          // every tile was there
    double until_s;            // when waiting for tiles ends
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

static bool app_shot_target(AppShotWork *work, AppShotTarget *target, int width, int height, Err *err)
{
    if (target->target && target->width == width && target->height == height) return true;
    render_target_destroy(work->app->render, target->target);
    *target = (AppShotTarget){ render_target_create(work->app->render, width, height, err), width, height };
    return target->target != NULL;
}

static int app_min(int a, int b)
{
    return a < b ? a : b;
}

static int app_max(int a, int b)
{
    return a > b ? a : b;
}

// Pieces are drawn with borders where the picture goes on, all of one size where the picture allows: at its edges they are moved
// inwards by multiples of 32.
static void app_shot_range(int at, int length, int border, int drawn_max, int full, int *drawn_at, int *drawn_length)
{
    int low = app_max(0, at - border);
    if (low + drawn_max > full && (full - drawn_max) % 32 == 0) low = app_max(0, full - drawn_max);
    const int high = low + drawn_max >= at + length ? low + drawn_max : at + length + border;
    *drawn_at = low;
    *drawn_length = app_min(high, full) - low;
}

static AppShotPiece app_shot_piece(const AppShotWork *work, int index)
{
    const int full_width = work->view.width_px, full_height = work->view.height_px;
    AppShotPiece p = { .x = index % work->columns * work->piece_width, .y = index / work->columns * work->strip_rows };
    p.width = app_min(work->piece_width, full_width - p.x);
    p.height = app_min(work->strip_rows, full_height - p.y);
    app_shot_range(p.x, p.width, work->border, work->piece_width + 2 * work->border, full_width, &p.drawn_x, &p.drawn_width);
    app_shot_range(p.y, p.height, work->border, work->strip_rows + 2 * work->border, full_height, &p.drawn_y, &p.drawn_height);
    return p;
}

static void app_shot_settle(AppShotWork *work, const SceneViewDesc *view)
{
    Err late = { 0 };
    if (app_settle(work->app, view, fmax(work->until_s - clock_monotonic_s(), 0), &late)) return;
    if (work->is_complete) log_print(LOG_WARN, "%s", late.text);
    work->is_complete = false;
}

// Waits for the piece's tiles, draws it, and lets go of the tiles of pieces before.
static bool app_shot_draw(AppShotWork *work, const AppShotPiece *piece, AppShotTarget *target, Err *err)
{
    App *app = work->app;
    SceneViewDesc view = work->view;
    view.has_no_ground = false;
    if (piece->drawn_width != view.width_px || piece->drawn_height != view.height_px) {
        view.sub_x_px = piece->drawn_x;
        view.sub_y_px = piece->drawn_y;
        view.sub_width_px = piece->drawn_width;
        view.sub_height_px = piece->drawn_height;
    }
    if (!app_shot_target(work, target, piece->drawn_width, piece->drawn_height, err)) return false;
    if (!work->is_whole) app_shot_settle(work, &view);
    RenderFrame frame;
    app_build_frame(app, &view, &frame);
    frame.view.has_cast = work->has_cast;
    render_draw(app->render, target->target, &frame);
    if (!work->is_whole) scene_trim(app->scene);
    return true;
}

// The piece to its place in the strip.
static void app_shot_read(const AppShotWork *work, const AppShotPiece *piece, const AppShotTarget *target)
{
    const RenderRect rect = { piece->x - piece->drawn_x, piece->y - piece->drawn_y, piece->width, piece->height };
    render_target_read(work->app->render, target->target, rect, work->strip + (size_t)piece->x * 4, work->view.width_px * 4);
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

static bool app_shot_write_strip(AppShotWork *work, int y, int rows, Err *err)
{
    const int width = work->view.width_px, height = work->view.height_px;
    app_shot_lay_over(work, y, rows);
    if (!image_writer_rows(work->writer, work->strip, rows, (ptrdiff_t)width * 4, err)) return false;
    if (work->shot->has_progress && isatty(STDERR_FILENO)) {
        fprintf(stderr, "\r%d %%", (int)(100.0 * (y + rows) / height));
        if (y + rows >= height) fprintf(stderr, "\r     \r");
    }
    return true;
}

static void app_shot_cut(AppShotWork *work)
{
    const int width = work->view.width_px, height = work->view.height_px;
    const int64_t pixels = (int64_t)width * height;
    const bool is_sampled = work->view.quality == RENDER_QUALITY_FULL && pixels <= RENDER_SINGLE_SAMPLE_PX;
    const int piece_px = is_sampled ? APP_PIECE_SAMPLED_PX : pixels <= APP_HUGE_PX ? APP_PIECE_PX : APP_PIECE_HUGE_PX;
    work->piece_width = app_min(APP_PIECE_WIDTH, width);
    work->columns = app_parts(width, work->piece_width);
    const int strips = app_parts(height, piece_px / work->piece_width);
    work->strip_rows = strips == 1 ? height : (app_parts(height, strips) + 31) / 32 * 32;
    work->is_whole = strips * work->columns == 1;
    work->border = work->is_whole ? 0 : (render_border_px(work->view.quality, height) + 31) / 32 * 32;
}

static bool app_shot_rows(AppShotWork *work, Err *err)
{
    const int width = work->view.width_px, height = work->view.height_px;
    const int count = work->columns * app_parts(height, work->strip_rows);
    work->strip = malloc((size_t)width * (size_t)work->strip_rows * 4);
    if (!work->strip) {
        err_set(err, ERR_MEMORY, "no memory for a strip of %d x %d pixels", width, work->strip_rows);
        return false;
    }
    if (!work->is_whole) {
        RenderFrame frame;
        app_build_frame(work->app, &work->view, &frame); // no ground: what casts, and where labels stand
        render_cast(work->app->render, &frame);
        work->has_cast = true;
    }
    // A piece is read and handed to the writer while the next is being drawn.
    for (int i = 0; i <= count; i++) {
        const AppShotPiece next = app_shot_piece(work, i), piece = app_shot_piece(work, i > 0 ? i - 1 : 0);
        if (i < count && !app_shot_draw(work, &next, &work->targets[i % 2], err)) return false;
        if (i == 0) continue;
        app_shot_read(work, &piece, &work->targets[(i - 1) % 2]);
        if (i % work->columns == 0 && !app_shot_write_strip(work, piece.y, piece.height, err)) return false;
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

// The file, by rename; says_complete: what its notice and comment say of it.
static bool app_shot_write(AppShotWork *work, bool says_complete, Err *err)
{
    Str comment = { 0 }, attribution = { 0 };
    bool ok = false;
    app_shot_comment(work, says_complete, &comment);
    if (!app_shot_furniture(work, says_complete, &attribution, err)) goto done;
    ImageWriterDesc desc = { .path = work->shot->path, .width = work->view.width_px, .height = work->view.height_px, .comment = comment.text };
    work->writer = image_writer_open(&desc, err);
    ok = work->writer && app_shot_rows(work, err);
    // A picture that has to be said incomplete after all is not kept.
    const bool is_kept = ok && work->is_complete == says_complete;
    ok = image_writer_close(work->writer, is_kept, err) && ok;
    work->writer = NULL;
done:
    free(work->strip);
    work->strip = NULL;
    str_finish(&comment);
    str_finish(&attribution);
    return ok;
}

bool app_shot(App *app, const AppShot *shot, bool *is_complete_out, Err *err)
{
    AppShotWork work = { .app = app, .shot = shot };
    bool ok = false;
    const int width_before = app->width_px, height_before = app->height_px;
    const int width = shot->width ? shot->width : 1920, height = shot->height ? shot->height : 1080;
    app->width_px = width;
    app->height_px = height;
    work.view = (SceneViewDesc){ .width_px = width, .height_px = height, .scale = app_shot_scale(width, height), .time_s = 0,
                                 .quality = shot->is_software ? RENDER_QUALITY_SOFTWARE : RENDER_QUALITY_FULL };
    work.until_s = clock_monotonic_s() + (shot->limit_s > 0 ? shot->limit_s : 120);
    work.is_complete = true;
    app_shot_cut(&work);
    work.view.has_no_ground = !work.is_whole;
    app_shot_settle(&work, &work.view);
    bool says_complete = work.is_complete;
    ok = app_shot_write(&work, says_complete, err);
    if (ok && says_complete && !work.is_complete) {
        // The notice at the top must say so: once more, with what is there.
        says_complete = false;
        ok = app_shot_write(&work, says_complete, err);
    }
    if (ok && is_complete_out) *is_complete_out = says_complete;
    for (int i = 0; i < 2; i++) render_target_destroy(app->render, work.targets[i].target);
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
        render_target_read(app->render, target, (RenderRect){ 0, 0, image.width, image.height }, image.rgba, image.width * 4);
        for (size_t i = 3; i < (size_t)image.width * (size_t)image.height * 4; i += 4) image.rgba[i] = 255;
        ok = image_write_png(&image, path, err);
    }
    image_finish(&image);
    render_target_destroy(app->render, target);
    return ok;
}
