// SPDX-License-Identifier: Apache-2.0
// bench_scene.c - files to a picture through city and scene alone, without the program round them: where the time goes until settled,
// what a frame costs the main thread, and a look at the result.
// bench_scene FILE… [-o out.png] [--size WxH] [--camera lon,lat,heading,pitch,distance] [--look day|night|white] [--full] [--frames N]
#include "base/clock.h"
#include "base/image.h"
#include "base/log.h"
#include "core/city.h"
#include "core/document.h"
#include "scene/camera.h"
#include "scene/scene.h"
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    State state;
    City city;
    Render *render;
    Scene *scene;
    JobPool *pool;
    SceneViewDesc view;
    const char *out;
    int frames;
    bool has_camera, is_window;
} Bench;

static bool open_gl(void)
{
    SDL_SetHint(SDL_HINT_VIDEODRIVER, "offscreen");
    if (SDL_Init(SDL_INIT_VIDEO) != 0) return false;
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 4);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 5);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_Window *window = SDL_CreateWindow("bench", 0, 0, 64, 64, SDL_WINDOW_OPENGL | SDL_WINDOW_HIDDEN);
    return window && SDL_GL_CreateContext(window);
}

static void parse(Bench *b, int argc, char **argv)
{
    StateCamera *c = &b->state.camera;
    for (int i = 1; i < argc; i++) {
        const char *next = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "-o") == 0) b->out = argv[++i];
        else if (strcmp(argv[i], "--size") == 0) sscanf(argv[++i], "%dx%d", &b->view.width_px, &b->view.height_px);
        else if (strcmp(argv[i], "--frames") == 0) b->frames = atoi(argv[++i]);
        else if (strcmp(argv[i], "--full") == 0) b->view.quality = RENDER_QUALITY_FULL;
        else if (strcmp(argv[i], "--window") == 0) b->is_window = true;
        else if (strcmp(argv[i], "--time") == 0) clock_parse(argv[++i], 28800, &b->state.t_utc_us);
        else if (strcmp(argv[i], "--look") == 0) {
            b->state.look = next[0] == 'n' ? STATE_LOOK_NIGHT : next[0] == 'w' ? STATE_LOOK_WHITE : STATE_LOOK_DAY;
            i++;
        } else if (strcmp(argv[i], "--camera") == 0) {
            sscanf(argv[++i], "%lf,%lf,%lf,%lf,%lf", &c->target.lon_deg, &c->target.lat_deg, &c->heading_deg, &c->pitch_deg, &c->distance_m);
            c->fov_deg = 40;
            b->has_camera = true;
        } else if (strstr(argv[i], ".yaml")) {
            Err err = { 0 };
            if (!document_load(&b->state, argv[i], &err)) printf("%s\n", err.text);
            if (b->state.bookmark_count > 0) *c = b->state.bookmarks[0].camera;
            b->has_camera = b->state.bookmark_count > 0;
        } else if (!state_layer_add(&b->state, NULL, argv[i])) {
            log_print(LOG_ERROR, "no memory for layer '%s'", argv[i]);
        }
    }
    state_touch_layers(&b->state);
}

static void step(Bench *b, Arena *arena, RenderFrame *frame)
{
    job_pool_poll(b->pool, 1);
    city_sync(&b->city, &b->state);
    if (!b->has_camera && !city_is_loading(&b->city) && b->city.has_frame) {
        b->state.camera = camera_fit(city_extent(&b->city, &b->state), 0, (double)b->view.width_px / b->view.height_px);
        b->has_camera = true;
    }
    scene_update(b->scene, &b->city, &b->state, 0.016);
    city_collect(&b->city);
    arena_reset(arena);
    scene_build(b->scene, &b->city, &b->state, &b->view, arena, frame);
}

// A ramp over the first number of the first layer, until the words are with the renderer.
static void restyle(Bench *b, Arena *arena, RenderFrame *frame)
{
    const CityLayer *layer = b->city.layer_count > 0 ? &b->city.layers[0] : NULL;
    if (!layer || !layer->vector || b->state.layer_count == 0) return;
    for (int i = 0; i < layer->vector->column_count; i++) {
        const GeoColumn *column = &layer->vector->columns[i];
        if (column->type != GEO_FIELD_INT && column->type != GEO_FIELD_REAL) continue;
        LayerStyle *style = &b->state.layers[0].style;
        style->colour_mode = STYLE_COLOUR_RAMP;
        snprintf(style->colour_attribute, sizeof style->colour_attribute, "%s", column->name);
        snprintf(style->ramp, sizeof style->ramp, "heat");
        state_touch_layers(&b->state);
        const double start_s = clock_monotonic_s();
        step(b, arena, frame);
        do {
            job_pool_wait(b->pool, 0.001);
            step(b, arena, frame);
        } while (!scene_is_settled(b->scene, &b->city) && clock_monotonic_s() - start_s < 10);
        render_finish(b->render);
        printf("restyle_ms %.1f by %s\n", (clock_monotonic_s() - start_s) * 1000, column->name);
        return;
    }
}

static bool run(Bench *b)
{
    Arena arena = { 0 };
    RenderFrame frame;
    Err err = { 0 };
    const double start_s = clock_monotonic_s();
    RenderTarget *target = render_target_create(b->render, b->view.width_px, b->view.height_px, &err);
    if (!target) {
        printf("no target: %s\n", err.text);
        return false;
    }
    double loaded_s = 0;
    int steps = 0;
    do {
        job_pool_wait(b->pool, 0.005);
        step(b, &arena, &frame);
        if (loaded_s == 0 && !city_is_loading(&b->city) && b->city.has_frame) loaded_s = clock_monotonic_s() - start_s;
        if (++steps > 20000 || clock_monotonic_s() - start_s > 120) {
            printf("never settled\n");
            break;
        }
    } while (!scene_is_settled(b->scene, &b->city) || !b->has_camera);
    const double settled_s = clock_monotonic_s() - start_s;
    render_draw(b->render, target, &frame);
    render_finish(b->render);
    const double drawn_s = clock_monotonic_s() - start_s;
    for (int i = 0; i < b->city.layer_count; i++) {
        if (b->city.layers[i].state == CITY_LAYER_FAILED) printf("layer %d failed: %s\n", i, b->city.layers[i].err.text);
    }
    b->view.is_live = true;
    double cpu_sum = 0, cpu_max = 0, frame_sum = 0;
    for (int i = 0; i < b->frames; i++) {
        b->state.camera.heading_deg += 0.5;
        state_touch(&b->state);
        const double t0 = clock_monotonic_s();
        step(b, &arena, &frame);
        const double cpu_ms = (clock_monotonic_s() - t0) * 1000;
        render_draw(b->render, target, &frame);
        render_finish(b->render);
        frame_sum += (clock_monotonic_s() - t0) * 1000;
        cpu_sum += cpu_ms;
        cpu_max = cpu_ms > cpu_max ? cpu_ms : cpu_max;
    }
    const SceneStatus s = scene_status(b->scene);
    const RenderStatus r = render_status(b->render);
    printf("loaded_s %.3f settled_s %.3f drawn_s %.3f steps %d\n", loaded_s, settled_s, drawn_s, steps);
    printf("terrain_tiles %d building_tiles %d labels %d candidates %d wanted %d\n", s.terrain_tiles, s.building_tiles, s.labels, s.candidates,
           s.jobs_wanted);
    printf("build_ms %.3f draw_calls %d triangles %d points %d vram_mb %.1f gl_errors %d\n", s.cpu_ms, r.draw_calls, r.triangles, r.points,
           (double)s.vram_bytes / 1e6, r.error_count);
    if (b->frames > 0) printf("frame_ms %.2f cpu_ms %.3f cpu_max_ms %.3f\n", frame_sum / b->frames, cpu_sum / b->frames, cpu_max);
    const ScenePick pick = scene_pick(b->scene, &b->city, &b->state, b->view.width_px / 2.0, b->view.height_px / 2.0);
    const double p0 = clock_monotonic_s();
    for (int i = 0; i < 100; i++) scene_pick(b->scene, &b->city, &b->state, b->view.width_px * (i + 0.5) / 100, b->view.height_px * 0.6);
    printf("pick %s layer %u feature %u at %.6f %.6f h %.2f ground %.2f; pick_ms %.4f\n", pick.is_hit ? "hit" : "none", pick.feature.layer_id,
           pick.feature.feature, pick.point.lon_deg, pick.point.lat_deg, pick.point.h_m, pick.ground_m, (clock_monotonic_s() - p0) * 10);
    restyle(b, &arena, &frame);
    bool ok = true;
    if (b->out) {
        Image image = { 0 };
        ok = image_init(&image, b->view.width_px, b->view.height_px, &err);
        if (ok) {
            render_target_read(b->render, target, (RenderRect){ 0, 0, b->view.width_px, b->view.height_px }, image.rgba, b->view.width_px * 4);
            ok = image_write_png(&image, b->out, &err);
        }
        if (!ok) printf("picture: %s\n", err.text);
        image_finish(&image);
    }
    render_target_destroy(b->render, target);
    arena_finish(&arena);
    return ok;
}

int main(int argc, char **argv)
{
    Bench b = { .view = { .width_px = 1920, .height_px = 1080, .scale = 1, .quality = RENDER_QUALITY_SOFTWARE } };
    Err err = { 0 };
    geo_init();
    state_init(&b.state);
    b.pool = job_pool_create(0);
    city_init(&b.city, b.pool);
    parse(&b, argc, argv);
    b.view.is_live = b.is_window;
    if (!open_gl()) return 1;
    b.render = render_create(&(RenderDesc){ .is_debug = true }, &err);
    if (b.render) b.scene = scene_create(&(SceneDesc){ .render = b.render, .pool = b.pool, .upload_bytes_a_frame = b.is_window ? 0 : SIZE_MAX }, &err);
    if (!b.scene) printf("cannot start: %s\n", err.text);
    const bool ok = b.scene && run(&b);
    scene_destroy(b.scene);
    city_finish(&b.city);
    render_destroy(b.render);
    job_pool_destroy(b.pool);
    state_finish(&b.state);
    SDL_Quit();
    return ok ? 0 : 1;
}
