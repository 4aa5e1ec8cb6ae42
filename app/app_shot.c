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

// Pieces keep the renderer's targets small. Borders are drawn twice: the fewer and the squarer, the less of them; rows of pieces
// wait in memory.
#define APP_PIECE_WIDTH 4288
#define APP_PIECE_PX 9000000
#define APP_PIECE_HUGE_PX 6200000    // of pictures that are large themselves
#define APP_HUGE_PX 64000000
#define APP_BAND_ROWS 128            // read and written at a time
#define APP_PIECE_SAMPLED_PX 4500000 // where a pixel has several samples

static int app_parts(int whole, int part)
{
    return (whole + part - 1) / part;
}

// How one side of the picture is cut: all pieces are drawn as long, ends of the picture included, and a step apart. Multiples of the
// renderer's grid from both ends keep its coarser steps in place.
typedef struct {
    int full, count, drawn, step;
} AppShotSide;

// A piece of the picture, and the larger piece drawn for it.
typedef struct {
    int x, y, width, height;
    int drawn_x, drawn_y, drawn_width, drawn_height;
} AppShotPiece;

typedef struct {
    App *app;
    const AppShot *shot;
    SceneViewDesc view;        // of the whole picture
    RenderTarget *targets[2];  // one is drawn while the other is read
    AppShotSide across, down;
    int border;
    uint8_t *strip;            // RGBA rows of one strip, whole width
    bool has_cast;             // shadow maps are drawn, for all pieces
    bool is_whole;             // one piece
    bool is_complete;          // every tile was there
    double until_s;            // when waiting for tiles ends
    ImageWriter *writer;
    const UiPanelImage *panels;
    int panel_count;
    SceneRect clear[APP_PANELS_MAX]; // where they lie: no labels there
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

// "回放 2026-06-21 18:30:05"; "" while the present is shown.
static void app_shot_replay(const State *state, char out[96])
{
    char iso[32];
    out[0] = 0;
    if (state->clock_mode == STATE_CLOCK_LIVE) return;
    clock_format(state->instant_us, state->utc_offset_s, iso);
    snprintf(out, 96, "%s  %.10s %.8s", text_get(state->language, TEXT_TIME_REPLAY), iso, iso + 11);
}

// Title, notice, scale bar, compass, time and sources. The caller frees attribution.
static bool app_shot_furniture(AppShotWork *work, bool is_complete, Str *attribution, Err *err)
{
    App *app = work->app;
    const State *state = &app->state;
    if (work->shot->no_furniture) return true;
    if (!app->ui) app->ui = ui_create(err);
    if (!app->ui) return false;
    const UiPageFacts *page = app_page_facts(app);
    if (page && ui_page_is_on(state, page) && ui_page(app->ui)) {
        work->panels = ui_page_build(ui_page(app->ui), state, page, work->view.width_px,
                                     work->view.height_px, INFINITY, &work->panel_count);
        return true;
    }
    app_page_attribution(app, attribution);
    char time_text[64], notice[STATE_NAME_MAX + 64];
    app_shot_time(state, time_text);
    const char *incomplete = is_complete ? "" : text_get(state->language, TEXT_NOT_SETTLED);
    snprintf(notice, sizeof notice, "%s%s%s", state->notice, state->notice[0] && incomplete[0] ? " · " : "", incomplete);
    char replay[96];
    app_shot_replay(state, replay);
    // By day's look too a night is dark.
    double azimuth_deg = 0, elevation_deg = 0;
    scene_sun_direction(state->t_utc_us, state->camera.target.lon_deg, state->camera.target.lat_deg, &azimuth_deg, &elevation_deg);
    const bool is_dark = state->look == STATE_LOOK_NIGHT || (state->look == STATE_LOOK_DAY && elevation_deg < -3);
    const UiFurniture furniture = {
        .title = state->title,
        .notice = notice,
        .attribution = attribution->text ? attribution->text : "",
        .time_text = time_text,
        .replay_text = replay[0] ? replay : NULL,
        .metres_per_px = 2 * state->camera.distance_m *
                         tan(state->camera.fov_deg * DVEC_RAD_FROM_DEG / 2) / work->view.height_px,
        .heading_deg = state->camera.heading_deg,
        .scale = work->view.scale,
        .is_dark = is_dark,
        .is_chinese = state->language == STATE_LANGUAGE_ZH,
        .look = is_dark ? STATE_LOOK_NIGHT : state->look,
    };
    work->panels = ui_furniture(app->ui, &furniture, work->view.width_px, work->view.height_px, &work->panel_count);
    return true;
}

static bool app_shot_targets(AppShotWork *work, Err *err)
{
    Render *render = work->app->render;
    if (work->targets[0]) return true;
    work->targets[0] = render_target_create(render, work->across.drawn, work->down.drawn, err);
    if (!work->targets[0] || work->is_whole) return work->targets[0] != NULL;
    work->targets[1] = render_target_create_beside(render, work->targets[0], err);
    return work->targets[1] != NULL;
}

static int app_min(int a, int b)
{
    return a < b ? a : b;
}

static int app_max(int a, int b)
{
    return a > b ? a : b;
}

static AppShotSide app_shot_side(int full, int drawn_max, int border)
{
    AppShotSide side = { .full = full, .count = 1, .drawn = full };
    if (full <= drawn_max) return side;
    side.count = app_parts(full - 2 * border, drawn_max - 2 * border);
    // The ends need a border on one side only.
    const int least = app_parts(full - 2 * border, side.count) + 2 * border;
    side.drawn = app_min(full, full - (full - least) / RENDER_PIECE_GRID_PX * RENDER_PIECE_GRID_PX);
    side.step = (side.drawn - 2 * border) / RENDER_PIECE_GRID_PX * RENDER_PIECE_GRID_PX;
    side.count = 1 + app_parts(full - side.drawn, app_max(side.step, 1));
    return side;
}

// What piece index keeps, at and length, of what it draws from drawn_at.
static void app_shot_range(const AppShotSide *side, int index, int border, int *at, int *length, int *drawn_at)
{
    const int last = side->count - 1, low = app_min(index * side->step, side->full - side->drawn);
    const int next = app_min((index + 1) * side->step, side->full - side->drawn);
    *drawn_at = low;
    *at = index == 0 ? 0 : low + border;
    *length = (index == last ? side->full : next + border) - *at;
}

static AppShotPiece app_shot_piece(const AppShotWork *work, int index)
{
    AppShotPiece p = { .drawn_width = work->across.drawn, .drawn_height = work->down.drawn };
    app_shot_range(&work->across, index % work->across.count, work->border, &p.x, &p.width, &p.drawn_x);
    app_shot_range(&work->down, index / work->across.count, work->border, &p.y, &p.height, &p.drawn_y);
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
static void app_shot_draw(AppShotWork *work, const AppShotPiece *piece, RenderTarget *target)
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
    if (!work->is_whole) app_shot_settle(work, &view);
    RenderFrame frame;
    app_build_frame(app, &view, &frame);
    frame.view.has_cast = work->has_cast;
    render_draw(app->render, target, &frame);
    if (!work->is_whole) scene_trim(app->scene);
}

// Row from the strip's top on.
static uint8_t *app_shot_row(const AppShotWork *work, int row)
{
    return work->strip + (size_t)row * (size_t)work->view.width_px * 4;
}

// Rows of the piece, counted from its top, to their place in the strip.
static void app_shot_read(const AppShotWork *work, const AppShotPiece *piece, RenderTarget *target,
                          int row, int rows)
{
    const RenderRect rect = { piece->x - piece->drawn_x, piece->y - piece->drawn_y + row,
                              piece->width, rows };
    render_target_read(work->app->render, target, rect,
                       app_shot_row(work, row) + (size_t)piece->x * 4, work->view.width_px * 4);
}

// Premultiplied BGRA over RGBA rows y..y+rows of the picture.
static void app_shot_lay_over(const AppShotWork *work, uint8_t *rgba, int y, int rows)
{
    const int full_width = work->view.width_px;
    for (int p = 0; p < work->panel_count; p++) {
        const UiPanelImage *panel = &work->panels[p];
        const int top = app_max(y, panel->y_px), bottom = app_min(y + rows, panel->y_px + panel->height_px);
        const int left = app_max(0, panel->x_px), right = app_min(full_width, panel->x_px + panel->width_px);
        for (int row = top; row < bottom; row++) {
            const uint8_t *from = panel->bgra + (ptrdiff_t)(row - panel->y_px) * panel->stride + (ptrdiff_t)(left - panel->x_px) * 4;
            uint8_t *to = rgba + ((size_t)(row - y) * (size_t)full_width + (size_t)left) * 4;
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

typedef struct {
    int top, bottom; // first row and last + 1; 0, 0 = none
} AppShotColumn;

// Rows of each column that stand out from the picture; a shade does not.
static void app_shot_columns(const UiPanelImage *p, AppShotColumn *columns)
{
    for (int y = 0; y < p->height_px; y++) {
        const uint8_t *alpha = p->bgra + (ptrdiff_t)y * p->stride + 3;
        for (int x = 0; x < p->width_px; x++) {
            if (alpha[4 * x] < 140) continue;
            if (columns[x].bottom == 0) columns[x].top = y;
            columns[x].bottom = y + 1;
        }
    }
}

// What of a panel is seen, in blocks apart by a gap: a title on the left, a compass on the right. Returns the blocks written.
static int app_shot_blocks(const UiPanelImage *p, int gap_px, SceneRect *out, int cap)
{
    AppShotColumn *columns = calloc((size_t)p->width_px + 1, sizeof *columns);
    if (!columns) return 0;
    app_shot_columns(p, columns);
    int count = 0, last = -gap_px - 1;
    for (int x = 0; x < p->width_px; x++) {
        const AppShotColumn *c = &columns[x];
        if (c->bottom == 0) continue;
        if (x - last > gap_px) {
            if (count == cap) break;
            out[count++] = (SceneRect){ p->x_px + x, p->y_px + c->top, 1, c->bottom - c->top };
        }
        SceneRect *r = &out[count - 1];
        const int low = app_max(r->y_px + r->height_px, p->y_px + c->bottom);
        r->y_px = app_min(r->y_px, p->y_px + c->top);
        r->height_px = low - r->y_px;
        r->width_px = p->x_px + x + 1 - r->x_px;
        last = x;
    }
    free(columns);
    return count;
}

// Where the furniture lies.
static void app_shot_clear(AppShotWork *work, Err *err)
{
    Str attribution = { 0 };
    int count = 0;
    if (app_shot_furniture(work, true, &attribution, err)) {
        const int gap_px = (int)(40 * work->view.scale);
        for (int i = 0; i < work->panel_count; i++)
            count += app_shot_blocks(&work->panels[i], gap_px, work->clear + count,
                                     APP_PANELS_MAX - count);
    }
    str_finish(&attribution);
    work->view.clear = work->clear;
    work->view.clear_count = count;
}

// Rows y..y+rows of the picture.
static bool app_shot_write_rows(AppShotWork *work, uint8_t *rgba, int y, int rows, Err *err)
{
    const int width = work->view.width_px, height = work->view.height_px;
    app_shot_lay_over(work, rgba, y, rows);
    if (!image_writer_rows(work->writer, rgba, rows, (ptrdiff_t)width * 4, err)) return false;
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
    const int piece_px = is_sampled              ? APP_PIECE_SAMPLED_PX
                         : pixels <= APP_HUGE_PX ? APP_PIECE_PX
                                                 : APP_PIECE_HUGE_PX;
    const int border = app_parts(render_border_px(work->view.quality, height), RENDER_PIECE_GRID_PX) * RENDER_PIECE_GRID_PX;
    work->across = app_shot_side(width, APP_PIECE_WIDTH, border);
    work->down = app_shot_side(height, app_max(piece_px / work->across.drawn, 4 * border), border);
    work->is_whole = work->across.count * work->down.count == 1;
    work->border = work->is_whole ? 0 : border;
}

// The last piece of a strip: rows are written while those below them are read.
static bool app_shot_finish_strip(AppShotWork *work, const AppShotPiece *piece,
                                  RenderTarget *target, Err *err)
{
    for (int row = 0; row < piece->height; row += APP_BAND_ROWS) {
        const int rows = app_min(APP_BAND_ROWS, piece->height - row);
        app_shot_read(work, piece, target, row, rows);
        if (!app_shot_write_rows(work, app_shot_row(work, row), piece->y + row, rows, err))
            return false;
    }
    return true;
}

static bool app_shot_rows(AppShotWork *work, Err *err)
{
    const int width = work->view.width_px;
    const int columns = work->across.count, count = columns * work->down.count, rows = work->down.drawn;
    work->strip = malloc((size_t)width * (size_t)rows * 4);
    if (!work->strip) {
        err_set(err, ERR_MEMORY, "no memory for a strip of %d x %d pixels", width, rows);
        return false;
    }
    // Shadow maps first: software draws them while memory of the targets is being cleared.
    if (!work->is_whole) {
        RenderFrame frame;
        app_build_frame(work->app, &work->view, &frame); // no ground: what casts, and where labels stand
        render_cast(work->app->render, &frame);
        work->has_cast = true;
    }
    if (!app_shot_targets(work, err)) return false;
    // A piece is read and handed to the writer while the next is being drawn.
    for (int i = 0; i <= count; i++) {
        const AppShotPiece next = app_shot_piece(work, i), piece = app_shot_piece(work, i > 0 ? i - 1 : 0);
        if (i < count) app_shot_draw(work, &next, work->targets[i % 2]);
        if (i == 0) continue;
        RenderTarget *drawn = work->targets[(i - 1) % 2];
        if (i % columns != 0)
            app_shot_read(work, &piece, drawn, 0, piece.height);
        else if (!app_shot_finish_strip(work, &piece, drawn, err))
            return false;
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
    char replay[96];
    app_shot_replay(state, replay);
    if (replay[0]) str_printf(out, "; %s", replay);
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
    // Furniture names the sources of layers: once these are there.
    app_shot_settle(&work, &work.view);
    app_shot_clear(&work, err);
    app_shot_settle(&work, &work.view);
    bool says_complete = work.is_complete;
    ok = app_shot_write(&work, says_complete, err);
    if (ok && says_complete && !work.is_complete) {
        // The notice at the top must say so: once more, with what is there.
        says_complete = false;
        ok = app_shot_write(&work, says_complete, err);
    }
    if (ok && is_complete_out) *is_complete_out = says_complete;
    for (int i = 1; i >= 0; i--) render_target_destroy(app->render, work.targets[i]);
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
