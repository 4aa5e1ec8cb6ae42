// SPDX-License-Identifier: Apache-2.0
// bench_live_scene.c - what moving objects cost a frame: 100,000 with new places at 1 Hz and 10,000 at 10
// Hz over a built-up plain, against the same frames without them. bench_live_scene: figures as one line
// each.
#include "base/clock.h"
#include "core/city.h"
#include "scene/scene_live.h"
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OBJECTS_MAX = 100000, FRAMES = 40, WIDTH = 1920, HEIGHT = 1080, HOUSES = 10000 };

#define START_US INT64_C(1800000000000000)

typedef struct {
    State state;
    City city;
    JobPool *pool;
    Render *render;
    Scene *scene;
    Arena arena;
    RenderFrame frame;
    SceneViewDesc view;
    RenderTarget *target;
    LivePlaces *places;
    uint8_t kinds[OBJECTS_MAX];
} Bench;

static bool write_city(const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file) return false;
    fprintf(file, "{\"type\":\"FeatureCollection\",\"features\":[\n");
    for (int i = 0; i < HOUSES; i++) {
        const double x = 110.36 + (i % 100) * 0.00096, y = 21.16 + (i / 100) * 0.0009, w = 0.0005;
        fprintf(file,
                "%s{\"type\":\"Feature\",\"properties\":{\"height\":%d},\"geometry\":{\"type\":"
                "\"Polygon\",\"coordinates\":[[[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%."
                "7f,%.7f]]]}}\n",
                i ? "," : "", 8 + (i * 37) % 60, x, y, x + w, y, x + w, y + w, x, y + w, x, y);
    }
    fprintf(file, "]}\n");
    return fclose(file) == 0;
}

static void step(Bench *b)
{
    job_pool_poll(b->pool, 1);
    city_sync(&b->city, &b->state);
    scene_update(b->scene, &b->city, &b->state, 0.016);
    city_collect(&b->city);
    arena_reset(&b->arena);
    scene_build(b->scene, &b->city, &b->state, &b->view, &b->arena, &b->frame);
}

static void put(Bench *b, int count, int first, int every, int64_t t_us)
{
    for (int i = first; i < count; i += every) {
        const double turn = (double)((unsigned)i * 2654435761u % 10007u) / 10007,
                     gone_s = (double)(t_us - START_US) * 1e-6;
        LivePlaceFix fix = { .t_us = t_us,
                             .t_late_us = t_us + 5000000,
                             .t_stale_us = t_us + 30000000,
                             .key = (uint32_t)i + 1 };
        fix.position = (ObservationPosition){
            .lon_deg = 110.36 + 0.096 * turn,
            .lat_deg = 21.16 + 0.09 * (double)((unsigned)i * 40503u % 9973u) / 9973 + 1e-5 * gone_s,
            .h_m = NAN,
            .course_deg = 0,
            .heading_deg = NAN,
            .speed_m_s = 1.1f
        };
        live_places_put(b->places, &fix);
    }
}

// Median of a whole frame with `count` objects, each with `rate_hz` fixes a second at 60 frames.
static double frame_ms(Bench *b, int count, int rate_hz, SceneLiveStatus *status, double *put_ms,
                       double *at_ms)
{
    static const SceneLiveKind kinds[3] = { { .shape = RENDER_MARK_ARROW, .rgb = 0xe0943a },
                                            { .shape = RENDER_MARK_ARROW, .rgb = 0x3c9cf0 },
                                            { .shape = RENDER_MARK_HULL, .rgb = 0xa03c8c } };
    double ms[FRAMES] = { 0 };
    const int64_t start_us = START_US;
    const int every = rate_hz > 0 ? 60 / rate_hz : 1;
    *put_ms = *at_ms = 0;
    if (count) put(b, count, 0, 1, start_us);
    for (int f = -8; f < FRAMES; f++) {
        const int64_t now_us = start_us + (int64_t)(f + 10) * 16667;
        double t0 = clock_monotonic_s();
        if (count) put(b, count, ((f + 60) % every), every, now_us);
        if (f >= 0) *put_ms += (clock_monotonic_s() - t0) * 1000 / FRAMES;
        t0 = clock_monotonic_s();
        const SceneLive live = { .objects = { .places = count ? live_places_at(b->places, now_us)
                                                              : (LivePlacesView){ 0 },
                                              .kinds = b->kinds,
                                              .kind_table = kinds,
                                              .kind_count = 3 } };
        if (f >= 0) *at_ms += (clock_monotonic_s() - t0) * 1000 / FRAMES;
        scene_live_set(b->scene, &live);
        t0 = clock_monotonic_s();
        step(b);
        render_draw(b->render, b->target, &b->frame);
        render_finish(b->render);
        if (f >= 0) ms[f] = (clock_monotonic_s() - t0) * 1000;
    }
    *status = scene_live_status(b->scene);
    for (int i = 1; i < FRAMES; i++)
        for (int k = i; k > 0 && ms[k] < ms[k - 1]; k--) {
            const double swap = ms[k];
            ms[k] = ms[k - 1];
            ms[k - 1] = swap;
        }
    return ms[FRAMES / 2];
}

static bool open_stage(Bench *b)
{
    Err err = { 0 };
    SDL_setenv("SDL_VIDEODRIVER", "offscreen", 1);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 4);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 5);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    if (SDL_Init(SDL_INIT_VIDEO) != 0) return false;
    SDL_Window *window =
        SDL_CreateWindow("bench", 0, 0, 64, 64, SDL_WINDOW_OPENGL | SDL_WINDOW_HIDDEN);
    if (!window || !SDL_GL_CreateContext(window)) return false;
    b->render = render_create(&(RenderDesc){ 0 }, &err);
    if (!b->render) return false;
    geo_init();
    state_init(&b->state);
    b->view =
        (SceneViewDesc){ .width_px = WIDTH, .height_px = HEIGHT, .scale = 1, .is_live = true };
    b->pool = job_pool_create(2);
    city_init(&b->city, b->pool);
    b->scene = scene_create(
        &(SceneDesc){ .render = b->render, .pool = b->pool, .upload_bytes_a_frame = SIZE_MAX },
        &err);
    b->target = render_target_create(b->render, WIDTH, HEIGHT, &err);
    b->places = live_places_create(NULL);
    return b->scene && b->target && b->places;
}

int main(int argc, char **argv)
{
    static Bench b;
    if (argc != 2 || !write_city(argv[1])) {
        fprintf(stderr, "bench_live_scene CITY.geojson: writes the city there, then prints figures\n");
        return 2;
    }
    if (!open_stage(&b)) {
        fprintf(stderr, "bench_live_scene: no OpenGL 4.5 here\n");
        return 1;
    }
    for (int i = 0; i < OBJECTS_MAX; i++) b.kinds[i] = (uint8_t)(i % 3);
    state_layer_add(&b.state, "houses", argv[1]);
    state_touch_layers(&b.state);
    b.state.camera = (StateCamera){
        .target = { 110.408, 21.205, 0 }, .pitch_deg = 40, .distance_m = 9000, .fov_deg = 40
    };
    state_touch(&b.state);
    for (int i = 0; i < 400 && !(i > 5 && scene_is_settled(b.scene, &b.city)); i++) {
        job_pool_wait(b.pool, 0.01);
        step(&b);
    }
    SceneLiveStatus status;
    double put_ms, at_ms;
    const double bare = frame_ms(&b, 0, 0, &status, &put_ms, &at_ms);
    printf("frame_without_ms %.2f\n", bare);
    const struct {
        int count, rate_hz;
    } cases[] = { { 10000, 10 }, { 100000, 1 } };
    for (int i = 0; i < 2; i++) {
        const double ms = frame_ms(&b, cases[i].count, cases[i].rate_hz, &status, &put_ms, &at_ms);
        const int n = cases[i].count;
        printf("cost_%d_ms %.2f\ndrawn_%d %d\nscene_%d_ms %.2f\nput_%d_ms %.2f\nreckon_%d_ms "
               "%.2f\n",
               n, ms - bare, n, status.objects, n, status.cpu_ms, n, put_ms, n, at_ms);
    }
    return 0;
}
