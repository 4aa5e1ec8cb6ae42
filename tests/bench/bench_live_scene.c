// SPDX-License-Identifier: Apache-2.0
// bench_live_scene.c - what moving objects cost a frame: 100,000 with new places at 1 Hz and 10,000
// at 10 Hz over a built-up plain, against the same frames without them and against the bare draw of
// the same points. bench_live_scene: figures as one line each.
#include "base/clock.h"
#include "core/city.h"
#include "scene/scene_live.h"
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { OBJECTS_MAX = 100000, FRAMES = 15, WIDTH = 1920, HEIGHT = 1080, HOUSES = 10000 };

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

// Processor time of all threads: the wall clock counts what else the machine does.
static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1000 + (double)t.tv_nsec * 1e-6;
}

static double median(double *ms)
{
    for (int i = 1; i < FRAMES; i++)
        for (int k = i; k > 0 && ms[k] < ms[k - 1]; k--) {
            const double swap = ms[k];
            ms[k] = ms[k - 1];
            ms[k - 1] = swap;
        }
    return ms[FRAMES / 2];
}

static double draw_ms(Bench *b, const RenderFrame *frame)
{
    const double start = cpu_ms();
    render_draw(b->render, b->target, frame);
    render_finish(b->render);
    return cpu_ms() - start;
}

typedef struct {
    double without, with, bare, put, reckon, scene; // milliseconds of processor time a frame
    int drawn;
} Figures;

// Frame after frame without the objects, with them, and the bare draw of the points alone (less an
// empty frame): what else runs on the machine hits all alike.
static Figures measure(Bench *b, int count, int rate_hz)
{
    static const SceneLiveKind kinds[3] = { { .shape = RENDER_MARK_ARROW, .rgb = 0xe0943a },
                                            { .shape = RENDER_MARK_ARROW, .rgb = 0x3c9cf0 },
                                            { .shape = RENDER_MARK_HULL, .rgb = 0xa03c8c } };
    static double without[FRAMES], with[FRAMES], bare[FRAMES], put_ms[FRAMES], reckon[FRAMES],
        scene[FRAMES];
    const int every = 60 / rate_hz;
    Figures out = { 0 };
    put(b, count, 0, 1, START_US);
    for (int f = -4; f < FRAMES; f++) {
        const int64_t now_us = START_US + (int64_t)(f + 10) * 16667;
        scene_live_set(b->scene, NULL);
        double t0 = cpu_ms();
        step(b);
        const double none_step = cpu_ms() - t0;
        const double none_ms = none_step + draw_ms(b, &b->frame);
        t0 = cpu_ms();
        put(b, count, (f + 60) % every, every, now_us);
        const double t1 = cpu_ms();
        const SceneLive live = { .objects = { .places = live_places_at(b->places, now_us),
                                              .kinds = b->kinds,
                                              .kind_table = kinds,
                                              .kind_count = 3 } };
        const double t2 = cpu_ms();
        scene_live_set(b->scene, &live);
        step(b); // sizes follow how many the frame before had
        const double t3 = cpu_ms();
        step(b);
        const double with_step = cpu_ms() - t3, with_ms = with_step + draw_ms(b, &b->frame);
        RenderFrame points = { .view = b->frame.view,
                               .dots = b->frame.dots,
                               .dot_count = b->frame.dot_count,
                               .marks = b->frame.marks,
                               .mark_count = b->frame.mark_count };
        const double points_ms = draw_ms(b, &points);
        points.dot_count = points.mark_count = 0;
        const double empty_ms = draw_ms(b, &points);
        if (f < 0) continue;
        without[f] = none_ms;
        with[f] = with_ms;
        bare[f] = points_ms - empty_ms;
        put_ms[f] = t1 - t0;
        reckon[f] = t2 - t1;
        scene[f] = with_step - none_step;
    }
    out.drawn = scene_live_status(b->scene).objects;
    out.without = median(without);
    out.with = median(with);
    out.bare = median(bare);
    out.put = median(put_ms);
    out.reckon = median(reckon);
    out.scene = median(scene);
    return out;
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
    const struct {
        int count, rate_hz;
    } cases[] = { { 10000, 10 }, { 100000, 1 } };
    for (int i = 0; i < 2; i++) {
        const int n = cases[i].count;
        const Figures f = measure(&b, n, cases[i].rate_hz);
        const double cost = f.with - f.without + f.put + f.reckon;
        printf("frame_without_%d_ms %.2f\ncost_%d_ms %.2f\nbare_%d_ms %.2f\nratio_%d %.2f\n"
               "drawn_%d %d\ndots_%d %d\nscene_%d_ms %.2f\nput_%d_ms %.2f\nreckon_%d_ms %.2f\n",
               n, f.without, n, cost, n, f.bare, n, cost / f.bare, n, f.drawn, n, b.frame.dot_count,
               n, f.scene, n, f.put, n, f.reckon);
    }
    return 0;
}
