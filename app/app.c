// SPDX-License-Identifier: Apache-2.0
// app.c - the frame loop in one function, and what lives as long as the program.
#include "app.h"
#include "cmd_shell.h"
#include "app_replay.h"
#include "app_sound.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "core/document.h"
#include "core/text.h"
#include "scene/camera.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define APP_MESSAGE_S 6.0
#define APP_LIVE_EVERY_S 0.2 // between pictures of what moves by itself
#define APP_SESSION_EVERY_S 60.0
#define APP_RECOVER_EVERY_S 2.0 // after a renderer that could not be started

double app_rss_mb(void)
{
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file) return 0;
    if (fscanf(file, "%ld %ld", &pages, &resident) != 2) resident = 0;
    fclose(file);
    return (double)resident * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

double app_peak_rss_mb(void)
{
    FILE *file = fopen("/proc/self/status", "r");
    if (!file) return 0;
    char line[256];
    double kib = 0;
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "VmHWM: %lf kB", &kib) == 1) break;
    }
    fclose(file);
    return kib * 1024 / 1e6;
}

static bool app_has_command(const void *table, const char *name)
{
    return cmd_find(table, name) != NULL;
}

bool app_create(App *app, const AppDesc *desc, Err *err)
{
    *app = (App){ .command_fd = -1, .scale = 1, .is_dirty = true, .is_fitting = true };
    geo_init();
    app->pool = job_pool_create(desc->threads);
    if (!app->pool) {
        err_set(err, ERR_MEMORY, "no memory for worker threads");
        return false;
    }
    state_init(&app->state);
    city_init(&app->city, app->pool);
    if (!app_live_create(&app->live, err)) return false;
    app->commands = cmd_table_create();
    app_add_commands(app->commands);
    if (app->live.operations)
        rules_set_commands(app->live.operations->rules, app_has_command, app->commands);
    app->t_frame_s = app->t_input_s = clock_monotonic_s();
    return true;
}

void app_destroy(App *app)
{
    if (app->is_window) app_session_save(app);
    if (app->command_fd >= 0) close(app->command_fd);
    ui_destroy(app->ui);
    scene_destroy(app->scene);
    app_page_destroy(&app->page);
    app_live_destroy(&app->live);
    city_finish(&app->city);
    for (int i = 0; i < app->panel_count; i++) render_texture_destroy(app->render, app->panels[i].texture);
    render_destroy(app->render);
    app_sound_destroy(app->sound);
    platform_close(app->platform);
    job_pool_destroy(app->pool);
    cmd_table_destroy(app->commands);
    state_finish(&app->state);
    arena_finish(&app->arena);
    str_finish(&app->queue);
    str_finish(&app->message);
    str_finish(&app->command_rest);
    free(app->session_path);
}

// The panels' textures live in the renderer that goes.
static void app_drop_render(App *app)
{
    for (int i = 0; i < app->panel_count; i++) render_texture_destroy(app->render, app->panels[i].texture);
    app->panel_count = 0;
    render_destroy(app->render);
    app->render = NULL;
}

static bool app_take_render(App *app, Render *render, Err *err)
{
    if (app->scene) {
        scene_set_render(app->scene, render);
        app_drop_render(app);
        app->render = render;
        return true;
    }
    app->render = render;
    app->scene = scene_create(&(SceneDesc){ .render = render, .pool = app->pool, .upload_bytes_a_frame = app->is_window ? 0 : SIZE_MAX }, err);
    return app->scene != NULL;
}

bool app_open_graphics(App *app, const PlatformDesc *desc, Err *err)
{
    app->platform = platform_open(desc, err);
    if (!app->platform) return false;
    platform_size(app->platform, &app->width_px, &app->height_px);
    app->display_scale = app->scale = platform_scale(app->platform);
    Render *render = render_create(&(RenderDesc){ .budget_bytes = (size_t)(app->state.budget_vram_mb * 1e6),
                                                  .is_debug = getenv("CITYMIRROR_GL_DEBUG") != NULL },
                                   err);
    return render && app_take_render(app, render, err);
}

bool app_open_null(App *app, int width_px, int height_px, Err *err)
{
    app->width_px = width_px;
    app->height_px = height_px;
    Render *render = render_create(&(RenderDesc){ .is_null = true }, err);
    return render && app_take_render(app, render, err);
}

void app_quote(Str *out, const char *text)
{
    str_add(out, "\"");
    for (const char *at = text; *at; at++) {
        if (*at == '"' || *at == '\\') str_add(out, "\\");
        if (*at == '\n') str_add(out, "\\n");
        else str_add_n(out, at, 1);
    }
    str_add(out, "\"");
}

bool app_open_path(App *app, const char *path, Err *err)
{
    const char *extension = file_extension(path);
    const bool is_document = str_equal_nocase(extension, "yaml") || str_equal_nocase(extension, "yml");
    Str line = { 0 };
    str_add(&line, is_document ? "document-open path=" : "layer-add path=");
    app_quote(&line, path);
    const bool ok = app_run_line(app, line.text, NULL, err);
    str_finish(&line);
    return ok;
}

bool app_run_line(App *app, const char *line, Str *out, Err *err)
{
    CmdContext context = { .state = &app->state,
                           .city = &app->city,
                           .app = app,
                           .out = out,
                           .operations = app_replay_operations(&app->live) };
    app_document_before(app, line);
    const bool ok = cmd_run_line(app->commands, &context, line, err);
    app_document_after(app, line, ok);
    // Nobody watches a glide without a window: the next line means where it ends.
    if (!app->is_window && app->state.is_gliding) {
        const StateCamera goal = app->state.camera_goal;
        app_camera_set(app, &goal);
    }
    return ok;
}

void app_queue(App *app, const char *format, ...)
{
    char line[2048];
    va_list args;
    va_start(args, format);
    const int length = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (length <= 0 || length >= (int)sizeof line) {
        log_print(LOG_ERROR, "a command line of %d characters was not run", length);
        return;
    }
    str_add_n(&app->queue, line, (size_t)length);
    str_add(&app->queue, "\n");
}

void app_say(App *app, bool is_error, const char *text)
{
    str_finish(&app->message);
    app->message = (Str){ 0 };
    str_add(&app->message, text);
    app->message_is_error = is_error;
    app->message_until_s = clock_monotonic_s() + APP_MESSAGE_S * (is_error ? 2 : 1);
    app->is_dirty = true;
}

static void app_say_err(App *app, const Err *err)
{
    Str text = { 0 };
    if (app->state.language == STATE_LANGUAGE_ZH) str_printf(&text, "%s %s", err_code_zh(err->code), err->text);
    else str_add(&text, err->text);
    app_say(app, true, text.text);
    str_finish(&text);
}

// Lines queued by input, panels and the command pipe. What they queue in turn runs in the next frame.
static void app_run_queue(App *app)
{
    if (app->queue.length == 0) return;
    Str lines = app->queue;
    app->queue = (Str){ 0 };
    char *rest = NULL;
    for (char *line = strtok_r(lines.text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        Err err = { 0 };
        Str out = { 0 };
        const bool ok = app_run_line(app, line, &out, &err);
        if (!ok) {
            app_say_err(app, &err);
            log_print(LOG_WARN, "%s: %s", line, err.text);
        }
        const char *said =
            app->ui ? ui_line_ran(app->ui, line, ok ? NULL : &err, out.text, &app->queue) : NULL;
        if (said) app_say(app, false, said);
        if (out.length) {
            fwrite(out.text, 1, out.length, stdout);
            fflush(stdout);
        }
        str_finish(&out);
    }
    str_finish(&lines);
    app->is_dirty = true;
}

static void app_read_commands(App *app)
{
    char bytes[4096];
    for (ssize_t n = read(app->command_fd, bytes, sizeof bytes); n > 0; n = read(app->command_fd, bytes, sizeof bytes)) {
        str_add_n(&app->command_rest, bytes, (size_t)n);
    }
    const char *end = app->command_rest.text ? strrchr(app->command_rest.text, '\n') : NULL;
    if (!end) return;
    const size_t length = (size_t)(end - app->command_rest.text) + 1;
    str_add_n(&app->queue, app->command_rest.text, length);
    Str rest = { 0 };
    str_add(&rest, end + 1);
    str_finish(&app->command_rest);
    app->command_rest = rest;
}

RenderQuality app_window_quality(const App *app)
{
    if (app->state.quality == STATE_QUALITY_FULL) return RENDER_QUALITY_FULL;
    if (app->state.quality == STATE_QUALITY_SOFTWARE) return RENDER_QUALITY_SOFTWARE;
    return render_status(app->render).is_software ? RENDER_QUALITY_SOFTWARE : RENDER_QUALITY_FULL;
}

// The city's clock moves in whole seconds, or a thirtieth of a real second when it runs fast: each step is a new picture.
static void app_update_clock(App *app, double dt_s)
{
    const double rate = app->state.time_rate;
    if (rate == 0 || app->state.is_sun_bound) return;
    app->clock_rest_us += dt_s * rate * 1e6;
    const double step_us = fabs(rate) > 30 ? fabs(rate) * 1e6 / 30 : 1e6;
    if (fabs(app->clock_rest_us) < step_us) return;
    app->state.t_utc_us += (int64_t)app->clock_rest_us;
    app->clock_rest_us = 0;
    state_touch(&app->state);
}

// Where the GPU's memory is full everything is drawn coarser: said once each time it begins.
static void app_follow_detail(App *app)
{
    const bool is_coarse = scene_status(app->scene).detail < 1;
    if (is_coarse && !app->is_coarse)
        app_say(app, true, text_get(app->state.language, TEXT_GPU_FULL));
    app->is_coarse = is_coarse;
}

static void app_follow_budget(App *app)
{
    if (app->state.budget_vram_mb == app->budget_vram_seen_mb) return;
    app->budget_vram_seen_mb = app->state.budget_vram_mb;
    scene_set_budget(app->scene, (size_t)(app->state.budget_vram_mb * 1e6));
}

void app_update(App *app, double dt_s)
{
    city_sync(&app->city, &app->state);
    app_update_clock(app, dt_s);
    app_camera_update(app, dt_s);
    app_live_update(app, dt_s);
    app_page_update(app, dt_s);
    if (app->scene) {
        app_follow_budget(app);
        scene_update(app->scene, &app->city, &app->state, dt_s);
        app_live_scene_restyle(app);
        app_follow_detail(app);
    }
    city_collect(&app->city);
}

void app_build_frame(App *app, const SceneViewDesc *view, RenderFrame *frame)
{
    arena_reset(&app->arena);
    *frame = (RenderFrame){ 0 };
    scene_build(app->scene, &app->city, &app->state, view, &app->arena, frame);
}

int app_failed_layers(const App *app, Str *out)
{
    int count = 0;
    for (int i = 0; i < app->city.layer_count; i++) {
        const CityLayer *layer = &app->city.layers[i];
        if (layer->state != CITY_LAYER_FAILED) continue;
        count++;
        if (!out) continue;
        const StateLayer *wanted = state_layer_by_id((State *)&app->state, layer->id);
        str_printf(out, "%s: %s\n", wanted ? wanted->name : "?", layer->err.text);
    }
    return count;
}

bool app_settle(App *app, const SceneViewDesc *view, double limit_s, Err *err)
{
    const double until_s = clock_monotonic_s() + limit_s;
    for (;;) {
        job_pool_poll(app->pool, 0.05);
        app_update(app, 0);
        // Without a city frame there is nothing to place tiles in; a scene of no layers is the bare ellipsoid.
        const bool is_loading = city_is_loading(&app->city);
        if (!is_loading || app->city.has_frame) {
            RenderFrame frame;
            app_build_frame(app, view, &frame);
            if (!is_loading && scene_is_settled(app->scene, &app->city) &&
                !app_replay_is_pending(app, true)) {
                app->is_settled = true;
                return true;
            }
        }
        const double left_s = until_s - clock_monotonic_s();
        if (left_s <= 0) {
            app->is_settled = false;
            err_set(err, ERR_TIMEOUT, "the picture was not complete after %.0f s (%d jobs left)", limit_s, job_pool_pending(app->pool));
            return false;
        }
        if (job_pool_pending(app->pool) > 0) job_pool_wait(app->pool, left_s < 0.25 ? left_s : 0.25);
    }
}

static AppPanel *app_panel_slot(App *app, const UiPanelImage *image)
{
    AppPanel *panel = NULL;
    for (int i = 0; i < app->panel_count; i++) {
        if (app->panels[i].id == image->id) panel = &app->panels[i];
    }
    if (!panel) {
        if (app->panel_count == APP_PANELS_MAX) return NULL;
        panel = &app->panels[app->panel_count++];
        *panel = (AppPanel){ .id = image->id };
    }
    return panel;
}

// Panels that changed go to their textures; all of them become items of the frame.
static void app_upload_panels(App *app, const UiPanelImage *images, int count, RenderFrame *frame)
{
    RenderPanel *items = ARENA_ARRAY(&app->arena, RenderPanel, count + 1);
    int item_count = 0;
    for (int i = 0; i < count; i++) {
        const UiPanelImage *image = &images[i];
        AppPanel *panel = app_panel_slot(app, image);
        if (!panel || image->opacity <= 0 || image->width_px <= 0 || image->height_px <= 0) continue;
        bool is_new = false;
        if (panel->width_px != image->width_px || panel->height_px != image->height_px || panel->texture.id == 0) {
            render_texture_destroy(app->render, panel->texture);
            Err err = { 0 };
            panel->texture = render_texture_create(app->render, RENDER_TEXTURE_PANEL_BGRA8, image->width_px, image->height_px, 1, NULL, &err);
            panel->width_px = image->width_px;
            panel->height_px = image->height_px;
            is_new = true;
            if (panel->texture.id == 0) {
                log_print(LOG_WARN, "panel: %s", err.text);
                continue;
            }
        }
        if (is_new || image->is_changed) {
            render_texture_write(app->render, panel->texture, 0, 0, 0, image->width_px, image->height_px, image->bgra, image->stride);
        }
        items[item_count++] = (RenderPanel){ panel->texture, image->x_px, image->y_px, image->width_px, image->height_px, image->opacity };
    }
    frame->panels = items;
    frame->panel_count = item_count;
}

static void app_fill_facts(App *app, UiFacts *facts, JobStatus *jobs, int job_cap)
{
    const StateCamera *camera = &app->state.camera;
    const RenderStatus status = render_status(app->render);
    *facts = (UiFacts){
        .frame_ms = app->figures.frame_ms,
        .cpu_ms = app->figures.cpu_ms,
        .fps = app->figures.fps,
        .ram_mb = app->figures.ram_mb,
        .vram_mb = (double)status.used_bytes / 1e6,
        .is_software = status.is_software,
        .is_settled = app->is_settled,
        .jobs = job_pool_pending(app->pool),
        .job_list = jobs,
        .metres_per_px =
            2 * camera->distance_m * tan(camera->fov_deg * DVEC_RAD_FROM_DEG / 2) / app->height_px,
        .page = app_page_facts(app),
        .live_of = app_live_rows,
        .live_source = app,
        .key_rows = input_keymap,
        .key_row_count = input_keymap_count,
    };
    facts->job_count = job_pool_status(app->pool, jobs, job_cap);
    facts->commands = app->commands;
    facts->pool = app->pool;
    facts->topics = app->live.topics ? app_topics_packs(app->live.topics) : NULL;
    facts->is_unsaved = app_document_is_unsaved;
    facts->session_path = app->session_path;
    facts->data_folder = app_live_data_folder(app->data_folder);
    facts->version = CITYMIRROR_VERSION;
    if (facts->page)
        facts->live = facts->page->live;
    else
        app_live_facts(app, &facts->live);
    facts->time = app_replay_facts(app, ui_wants_history(app->ui));
    if (app->message.length && clock_monotonic_s() < app->message_until_s) {
        facts->message = app->message.text;
        facts->message_is_error = app->message_is_error;
    }
    if (app->input.has_pointer && app->scene && app->city.has_frame) {
        const ScenePick pick = scene_pick(app->scene, &app->city, &app->state, app->input.x_px, app->input.y_px);
        facts->has_cursor = pick.is_hit;
        facts->cursor_lon_deg = pick.point.lon_deg;
        facts->cursor_lat_deg = pick.point.lat_deg;
        facts->cursor_h_m = pick.point.h_m;
    }
}

static void app_measure(App *app, double now_s)
{
    if (now_s - app->t_memory_s > 1) {
        app->t_memory_s = now_s;
        app->figures.ram_mb = app_rss_mb();
    }
    app->fps_frames++;
    if (now_s - app->t_fps_s >= 1) {
        app->figures.fps = app->fps_frames / (now_s - app->t_fps_s);
        app->t_fps_s = now_s;
        app->fps_frames = 0;
    }
}

// In this order: the old renderer goes while its context is current, so that it cannot take away
// what the new one makes.
bool app_recover_render(App *app, Err *err)
{
    log_print(LOG_ERROR, "the OpenGL context was lost; starting the renderer again");
    app_drop_render(app);
    const RenderDesc desc = { .budget_bytes = (size_t)(app->state.budget_vram_mb * 1e6),
                              .is_debug = getenv("CITYMIRROR_GL_DEBUG") != NULL };
    const bool has_context = platform_renew_context(app->platform, err);
    app->render = has_context ? render_create(&desc, err) : NULL;
    const bool ok = app->render != NULL;
    // Nothing can be drawn until it is back; everything else goes on, and it is tried again.
    if (!ok) app->render = render_create(&(RenderDesc){ .is_null = true }, NULL);
    app->t_recover_s = ok ? 0 : clock_monotonic_s() + APP_RECOVER_EVERY_S;
    if (!app->render) {
        app->is_quitting = true;
        app->exit_code = 1;
        return false;
    }
    scene_set_render(app->scene, app->render);
    app->is_settled = false;
    app->is_dirty = true;
    return ok;
}

bool app_picture(App *app, const AppShot *shot, bool *is_complete, Err *err)
{
    const bool ok = app_shot(app, shot, is_complete, err);
    if (!render_status(app->render).is_lost) return ok;
    return app_recover_render(app, err) && app_shot(app, shot, is_complete, err);
}

static void app_follow_render(App *app, double now_s)
{
    Err err = { 0 };
    const bool is_lost = render_status(app->render).is_lost,
               is_due = app->t_recover_s > 0 && now_s >= app->t_recover_s;
    if (!is_lost && !is_due) return;
    if (!app_recover_render(app, &err))
        log_print(LOG_ERROR, "%s", err.text);
    else
        app_say(app, false, text_get(app->state.language, TEXT_GPU_BACK));
}

// The display's own size, times what the operator asked for.
static void app_follow_scale(App *app)
{
    const float asked = app->state.interface_scale > 0 ? (float)app->state.interface_scale : 1;
    app->scale = asked * (app->display_scale > 0 ? app->display_scale : 1);
}

void app_draw_window(App *app, RenderTarget *target)
{
    app_follow_scale(app);
    const SceneViewDesc view = { .width_px = app->width_px, .height_px = app->height_px, .scale = app->scale, .time_s = app->animation_s,
                                 .quality = app_window_quality(app), .is_live = true };
    const double t_start_s = clock_monotonic_s();
    RenderFrame frame;
    app_build_frame(app, &view, &frame);
    app->is_settled = !city_is_loading(&app->city) && scene_is_settled(app->scene, &app->city);

    JobStatus jobs[8];
    UiFacts facts;
    app_fill_facts(app, &facts, jobs, 8);
    int panel_count = 0;
    const UiPanelImage *panels =
        ui_build(app->ui, &app->state, &app->city, &facts, app->width_px, app->height_px, app->scale, &panel_count);
    app_overlay_lines(app, &frame);
    app->figures.cpu_ms = app->figures.update_ms + (clock_monotonic_s() - t_start_s) * 1e3;

    app_upload_panels(app, panels, panel_count, &frame);
    render_draw(app->render, target, &frame);
}

// Panels and page as the window has them; without one they are made for 1920 x 1080. NULL: no
// memory.
Ui *app_shown_ui(App *app)
{
    JobStatus jobs[8];
    UiFacts facts;
    int count = 0;
    Err err = { 0 };
    if (!app->ui) app->ui = ui_create(&err);
    if (!app->ui || app->is_window) return app->ui;
    const int width = app->width_px > 64 ? app->width_px : 1920,
              height = app->height_px > 64 ? app->height_px : 1080;
    ui_page_refresh(ui_page(app->ui));
    app_follow_scale(app);
    do {
        app_fill_facts(app, &facts, jobs, 8);
        (void)ui_build(app->ui, &app->state, &app->city, &facts, width, height, app->scale, &count);
    } while (ui_is_behind(app->ui));
    return app->ui;
}

void app_widgets_json(App *app, JsonWriter *out)
{
    const Ui *ui = app_shown_ui(app);
    if (ui)
        ui_widgets_json(ui, out);
    else
        json_null(out);
}

bool app_page_is_loading(App *app)
{
    Ui *ui = app_shown_ui(app);
    return ui && app->state.page[0] && ui_page_is_loading(ui_page(ui));
}

static void app_draw(App *app, double t_start_s)
{
    app->figures.update_ms = (clock_monotonic_s() - t_start_s) * 1e3;
    app_draw_window(app, NULL);
    platform_present(app->platform);
    app->figures.frames_drawn++;
    const double now_s = clock_monotonic_s();
    app->figures.frame_ms = (now_s - t_start_s) * 1e3;
    app_measure(app, now_s);
    if (app->is_settled && app->figures.first_frame_ms == 0 && app->city.has_frame) {
        render_finish(app->render);
        app->figures.first_frame_ms = clock_since_process_start_s() * 1e3;
        app_session_started(app);
    }
}

// What jobs brought may take some frames to upload. A view that never settles is drawn a while and then left alone.
static bool app_is_settling(App *app)
{
    enum { FRAMES_MAX = 240 };
    if (app->is_settled || job_pool_pending(app->pool) > 0) {
        app->unsettled_frames = 0;
        return false;
    }
    return app->unsettled_frames++ < FRAMES_MAX;
}

// What is worth a picture, though neither state nor model changed: the pointer's position, the progress of a long job.
static bool app_is_due(const App *app, double now_s)
{
    JobStatus job;
    if (app->is_readout_due && now_s - app->t_draw_s > 0.1) return true;
    return now_s - app->t_draw_s > 0.5 && job_pool_status(app->pool, &job, 1) > 0;
}

static void app_follow_title(App *app)
{
    const char *title = app->state.title;
    const uint64_t hash = str_hash(title, strlen(title));
    if (hash == app->title_seen) return;
    app->title_seen = hash;
    char text[STATE_NAME_MAX + 32];
    snprintf(text, sizeof text, "%s%s城镜 Citymirror", title, title[0] ? " – " : "");
    platform_set_title(app->platform, text);
}

void app_frame(App *app, double wait_s)
{
    // 1 input
    PlatformEvent event;
    double wait_left_s = wait_s;
    while (platform_next(app->platform, wait_left_s, &event)) {
        input_event(app, &event);
        app->t_input_s = clock_monotonic_s();
        wait_left_s = 0;
    }
    const double now_s = clock_monotonic_s();
    const double dt_s = fmin(now_s - app->t_frame_s, 0.1);
    app->t_frame_s = now_s;

    // 2 inbox: finished jobs, the command pipe
    if (job_pool_poll(app->pool, 0.004) > 0) app->is_dirty = true;
    if (app->command_fd >= 0 && app->waits == 0) app_read_commands(app);

    // 3 run commands
    ui_lines(app->ui, &app->queue);
    app_run_queue(app);

    // 4 update: held keys, clock, loads, glide; the scene follows
    input_update(app, dt_s);
    app_update(app, dt_s);
    if (app->message.length && now_s >= app->message_until_s) {
        str_finish(&app->message);
        app->message = (Str){ 0 };
        app->is_dirty = true;
    }

    app_follow_title(app);
    app_follow_render(app, now_s);
    const bool is_limited =
        app->state.frame_limit > 0 && now_s - app->t_draw_s < 1 / app->state.frame_limit - 0.001;
    // 5 scene, 6 ui, 7 render and present: only when something changed
    const bool is_live_due = app->live.has_changed ||
                             (app_live_is_busy(&app->live) && now_s - app->t_draw_s > APP_LIVE_EVERY_S);
    const bool has_changed =
        app->is_dirty || is_live_due || app->state.version != app->state_version_drawn ||
        app->city.version != app->city_version_drawn || app_is_settling(app) ||
        app_is_due(app, now_s) || scene_is_playing(app->scene) || ui_is_behind(app->ui);
    if (has_changed && !is_limited) {
        app->is_dirty = app->is_readout_due = app->live.has_changed = false;
        app->t_draw_s = now_s;
        app->state_version_drawn = app->state.version;
        app->city_version_drawn = app->city.version;
        app->animation_s += dt_s;
        app_draw(app, now_s);
    }

    int caret_px[4] = { 0 }; // as drawn just now: candidates stand there
    const bool wants_text = ui_wants_text(app->ui, caret_px);
    platform_text_input(app->platform, wants_text, caret_px);

    // 8 outbox: the session
    if (now_s - app->t_session_s > APP_SESSION_EVERY_S) {
        app->t_session_s = now_s;
        app_session_save(app);
    }
}
