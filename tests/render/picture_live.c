// SPDX-License-Identifier: Apache-2.0
// picture_live.c - what is alive, over houses on a plain, through scene and OpenGL to
// golden pictures by day and night. CITYMIRROR_GOLDEN_UPDATE=1 writes them anew: look at them.
#include "check.h"

#include "base/clock.h"
#include "base/image.h"
#include "core/city.h"
#include "scene/scene_label_icon.h"
#include "scene/scene_live.h"
#include <SDL.h>
#include <stdlib.h>

enum { WIDTH = 1280, HEIGHT = 720, OBJECTS = 300, MARKS = 60 };

typedef struct {
    State state;
    City city;
    JobPool *pool;
    Render *render;
    Scene *scene;
    Arena arena;
    RenderFrame frame;
    SceneViewDesc view;
} Stage;

static const char *write_houses(void)
{
    const char *path = check_temporary("houses.geojson");
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    fprintf(file, "{\"type\":\"FeatureCollection\",\"features\":[\n");
    for (int i = 0; i < 900; i++) {
        const double x = 110.395 + (i % 30) * 0.00096, y = 21.195 + (i / 30) * 0.0009, w = 0.00045;
        fprintf(file,
                "%s{\"type\":\"Feature\",\"properties\":{\"height\":%d},\"geometry\":{\"type\":"
                "\"Polygon\",\"coordinates\":[[[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%."
                "7f,%.7f]]]}}\n",
                i ? "," : "", 8 + (i * 37) % 50, x, y, x + w, y, x + w, y + w, x, y + w, x, y);
    }
    fprintf(file, "]}\n");
    CHECK(fclose(file) == 0);
    return path;
}

// One context for all stages: SDL and the driver stay loaded, so that a leak report names them
// (tests/lsan.supp).
static bool context_open(void)
{
    static SDL_GLContext context;
    if (context) return true;
    SDL_setenv("SDL_VIDEODRIVER", "offscreen", 1);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 4);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 5);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    if (SDL_Init(SDL_INIT_VIDEO) != 0) return false;
    SDL_Window *window =
        SDL_CreateWindow("test", 0, 0, 64, 64, SDL_WINDOW_OPENGL | SDL_WINDOW_HIDDEN);
    context = window ? SDL_GL_CreateContext(window) : NULL;
    return context != NULL;
}

static bool stage_open(Stage *s, StateLook look)
{
    Err err = { 0 };
    memset(s, 0, sizeof *s);
    s->render = context_open() ? render_create(&(RenderDesc){ .is_debug = true }, &err) : NULL;
    if (!s->render) return false;
    geo_init();
    state_init(&s->state);
    s->view = (SceneViewDesc){ .width_px = WIDTH,
                               .height_px = HEIGHT,
                               .scale = 1,
                               .time_s = 1.5,
                               .quality = RENDER_QUALITY_SOFTWARE };
    s->pool = job_pool_create(2);
    city_init(&s->city, s->pool);
    s->scene = scene_create(
        &(SceneDesc){ .render = s->render, .pool = s->pool, .upload_bytes_a_frame = SIZE_MAX },
        &err);
    CHECK(s->scene != NULL);
    CHECK(state_layer_add(&s->state, "houses", write_houses()) != NULL);
    state_touch_layers(&s->state);
    s->state.look = look;
    s->state.camera = (StateCamera){ .target = { 110.4093, 21.2087, 0 },
                                     .heading_deg = 20,
                                     .pitch_deg = 42,
                                     .distance_m = 1900,
                                     .fov_deg = 40 };
    state_touch(&s->state);
    return true;
}

static void stage_close(Stage *s)
{
    scene_destroy(s->scene);
    city_finish(&s->city);
    render_destroy(s->render);
    if (s->pool) job_pool_destroy(s->pool);
    if (s->scene) state_finish(&s->state);
    arena_finish(&s->arena);
}

static void settle(Stage *s)
{
    const double start_s = clock_monotonic_s();
    bool is_settled = false;
    while (!is_settled && clock_monotonic_s() - start_s < 60) {
        job_pool_wait(s->pool, 0.01);
        job_pool_poll(s->pool, 1);
        city_sync(&s->city, &s->state);
        scene_update(s->scene, &s->city, &s->state, 0.05);
        city_collect(&s->city);
        arena_reset(&s->arena);
        scene_build(s->scene, &s->city, &s->state, &s->view, &s->arena, &s->frame);
        is_settled = scene_is_settled(s->scene, &s->city) && s->city.has_frame;
    }
    CHECK(is_settled);
}

static void compare(Stage *s, const char *name)
{
    char path[512];
    Image image = { 0 }, golden = { 0 };
    CHECK(image_init(&image, WIDTH, HEIGHT, NULL));
    RenderTarget *target = render_target_create(s->render, WIDTH, HEIGHT, NULL);
    render_draw(s->render, target, &s->frame);
    render_target_read(s->render, target, (RenderRect){ 0, 0, WIDTH, HEIGHT }, image.rgba,
                       WIDTH * 4);
    render_target_destroy(s->render, target);
    CHECK_EQ(render_status(s->render).error_count, 0);
    snprintf(path, sizeof path, "%s/golden/%s.png", TEST_FOLDER, name);
    if (getenv("CITYMIRROR_GOLDEN_UPDATE")) CHECK(image_write_png(&image, path, NULL));
    CHECK(image_read(path, &golden, NULL));
    size_t differ = 0;
    const int tolerance = render_status(s->render).is_software ? 3 : 24;
    for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++) {
        int most = 0;
        for (int c = 0; c < 3; c++) {
            const int d = abs(image.rgba[4 * i + c] - golden.rgba[4 * i + c]);
            most = d > most ? d : most;
        }
        differ += most > tolerance;
    }
    CHECK(differ <=
          (size_t)(WIDTH * HEIGHT * (render_status(s->render).is_software ? 0.002 : 0.05)));
    image_finish(&image);
    image_finish(&golden);
}

static const char *const icons[] = {
    "air",     "rain",    "wind",      "temperature", "noise",  "tide",  "level",   "pump",
    "drain",   "traffic", "parking",   "power",       "gas",    "crowd", "person",  "car",
    "bus",     "truck",   "ambulance", "fire-engine", "tug",    "crane", "drone",   "accident",
    "typhoon", "flood",   "ponding",   "tree-down",   "outage", "leak",  "alarm",   "case",
    "shelter", "camera",  "fire",      "police",      "ship",   "plane", "warning", "water",
};
enum { ICONS = sizeof icons / sizeof icons[0] };

TEST(forty_icons_of_live_things_exist_and_differ)
{
    uint64_t sums[ICONS];
    for (int i = 0; i < ICONS; i++) {
        unsigned char pixels[96 * 96];
        memset(pixels, 0, sizeof pixels);
        cairo_surface_t *surface =
            cairo_image_surface_create_for_data(pixels, CAIRO_FORMAT_A8, 96, 96, 96);
        cairo_t *cr = cairo_create(surface);
        cairo_scale(cr, 4, 4);
        CHECK(scene_label_icon_draw(cr, icons[i]));
        cairo_surface_flush(surface);
        uint64_t sum = 1469598103934665603ull;
        int inked = 0;
        for (size_t k = 0; k < sizeof pixels; k++) {
            sum = (sum ^ pixels[k]) * 1099511628211ull;
            inked += pixels[k] > 128;
        }
        CHECK(inked > 600 && inked < 7000); // neither a speck nor a blot
        sums[i] = sum;
        for (int k = 0; k < i; k++) CHECK(sums[k] != sum);
        cairo_destroy(cr);
        cairo_surface_destroy(surface);
    }
}

typedef struct {
    uint32_t keys[OBJECTS];
    double lon[OBJECTS], lat[OBJECTS];
    float heading[OBJECTS], speed[OBJECTS], fade[OBJECTS], h[OBJECTS];
    uint8_t kinds[OBJECTS];
    const char *names[OBJECTS];
    SceneLiveMark marks[MARKS];
    LivePlacePoint tail[2][40];
} World;

static void make_objects(World *w)
{
    for (int i = 0; i < OBJECTS; i++) {
        const int street = i % 2;
        w->keys[i] = (uint32_t)(1000 + i);
        w->lon[i] = street ? 110.395 + (i * 7 % 30) * 0.00096 - 0.00025
                           : 110.395 + (i * 131 % 997) * 0.0000289;
        w->lat[i] = street ? 21.195 + (i * 113 % 991) * 0.0000272
                           : 21.195 + (i * 11 % 30) * 0.0009 - 0.00022;
        w->heading[i] = street ? (i % 4 == 1 ? 0 : 180) : (i % 4 ? 90 : 270);
        w->speed[i] = 8 + i % 9;
        w->fade[i] = i % 10 == 9 ? 0.25f : 1;
        w->h[i] = NAN;
        w->kinds[i] = i % 40 == 3 ? 2 : i % 9 == 0 ? 1 : i % 23 == 5 ? 3 : 0;
        w->names[i] = i % 40 == 3 ? "湛港拖 9" : i % 23 == 5 ? "K1 路" : NULL;
    }
}

static SceneLive make_world(World *w)
{
    static const SceneLiveKind kinds[] = {
        { .shape = RENDER_MARK_ARROW, .rgb = 0xe0943a },
        { .shape = RENDER_MARK_ARROW, .rgb = 0x3c9cf0, .size_px = 16 },
        { .shape = RENDER_MARK_HULL, .rgb = 0xa03c8c, .size_px = 26, .has_label = true },
        { .shape = RENDER_MARK_DISC,
          .rgb = 0x5aa02c,
          .size_px = 26,
          .icon = "bus",
          .has_label = true },
    };
    static const char *const texts[] = { "23.5 μg/m³ · 12 秒前", "3.42 m · 1 分钟前",
                                         "18 mm/h · 5 秒前", "410 A · 3 秒前" };
    static SceneLiveTail tails[2];
    static const SceneLivePulse pulse = { .at = { 110.4115, 21.2105, 0 },
                                          .rgb = 0x3a48e5,
                                          .radius_m = 140 };
    static const SceneLiveFlow flows[] = {
        { .from = { 110.399, 21.203, 0 },
          .to = { 110.419, 21.215, 0 },
          .rgb = 0xf0a030,
          .rise = 0.25f },
        { .from = { 110.402, 21.218, 0 },
          .to = { 110.416, 21.203, 0 },
          .rgb = 0x50c878,
          .rise = 0.25f,
          .width_px = 3.5f },
        { .from = { 110.40476, 21.2005, 0 }, .to = { 110.40476, 21.2185, 0 }, .rgb = 0x3060f0 },
    };
    memset(w, 0, sizeof *w);
    make_objects(w);
    for (int i = 0; i < MARKS; i++) {
        const double spread = i < 40 ? 1 : 0.06; // twenty stand close
        SceneLiveMark *m = &w->marks[i];
        *m = (SceneLiveMark){ .key = (uint32_t)(1 + i),
                              .at = { 110.4128 + spread * (0.0021 * (i % 8) - 0.0085),
                                      21.2062 + spread * (0.0026 * (i / 8 % 5) - 0.003), 0 },
                              .icon = icons[i % ICONS],
                              .rgb = i % 3 ? 0x8ca52f : 0xc87832,
                              .freshness = i % 7 == 4    ? LIVE_STALE
                                           : i % 11 == 6 ? LIVE_DEAD
                                           : i % 5 == 2  ? LIVE_LATE
                                                         : LIVE_CURRENT,
                              .is_alarm = i % 13 == 5,
                              .text = i % 4 == 1 ? texts[i / 4 % 4] : NULL };
        if (m->is_alarm) m->rgb = 0x3a48e5;
    }
    for (int k = 0; k < 2; k++) {
        const int row = k ? 5 : 83;
        for (int i = 0; i < 40; i++) {
            const double back = 1e-4 * (i + 1), a = w->heading[row] * 3.14159265 / 180;
            w->tail[k][i] = (LivePlacePoint){ w->lon[row] - back * sin(a),
                                              w->lat[row] - back * cos(a) + 1e-4 * sin(i * 0.15),
                                              NAN, (float)(15 * i) };
        }
        tails[k] = (SceneLiveTail){ .row = row, .points = w->tail[k], .count = 40 };
    }
    return (SceneLive){
        .objects = { .places = { .count = OBJECTS,
                                 .keys = w->keys,
                                 .lon_deg = w->lon,
                                 .lat_deg = w->lat,
                                 .h_m = w->h,
                                 .heading_deg = w->heading,
                                 .speed_m_s = w->speed,
                                 .fade = w->fade },
                     .kinds = w->kinds,
                     .kind_table = kinds,
                     .kind_count = 4,
                     .names = w->names },
        .tails = tails,
        .tail_count = 2,
        .marks = w->marks,
        .mark_count = MARKS,
        .pulses = &pulse,
        .pulse_count = 1,
        .flows = flows,
        .flow_count = 3,
    };
}

static void add_areas(Stage *s)
{
    static double points[2 * 400];
    const double ring[] = { 110.3965, 21.1985,  110.4045, 21.1965,  110.4085,
                            21.2035,  110.4040, 21.2100,  110.3975, 21.2075 };
    const SceneLiveArea areas[] = {
        { .key = 1,
          .lon_lat = ring,
          .point_count = 5,
          .level = SCENE_LIVE_ORANGE,
          .text = "暴雨橙色预警" },
        { .key = 2,
          .centre = { 110.4205, 21.2175, 0 },
          .radius_m = 420,
          .level = SCENE_LIVE_BLUE,
          .status = SCENE_LIVE_EXERCISE,
          .text = "台风蓝色预警" },
        { .key = 3,
          .centre = { 110.4015, 21.2185, 0 },
          .radius_m = 380,
          .level = SCENE_LIVE_RED,
          .text = "风暴潮红色预警" },
        { .key = 4,
          .centre = { 110.4225, 21.2055, 0 },
          .radius_m = 260,
          .level = SCENE_LIVE_YELLOW,
          .text = "大风黄色预警" },
    };
    uint32_t seed = 7;
    for (int i = 0; i < 400; i++) {
        double sum[2] = { 0, 0 };
        for (int k = 0; k < 8; k++)
            sum[k & 1] += (double)((seed = seed * 1664525u + 1013904223u) >> 8) / (1 << 24) - 0.5;
        points[2 * i] = 110.4115 + (i % 3 ? 0.0016 : 0.0008) * sum[0] + (i % 3 == 1 ? 0.004 : 0);
        points[2 * i + 1] = 21.2085 + 0.0014 * sum[1] - (i % 3 == 2 ? 0.006 : 0);
    }
    scene_live_areas_set(s->scene, areas, 4);
    scene_live_heats_set(s->scene,
                         &(SceneLiveHeat){ .lon_lat = points, .count = 400, .radius_m = 70 }, 1);
}

static void golden_areas(const char *name, StateLook look)
{
    Stage s;
    if (!stage_open(&s, look)) {
        stage_close(&s);
        CHECK_SKIP("no OpenGL 4.5 here");
    }
    add_areas(&s);
    settle(&s);
    compare(&s, name);
    stage_close(&s);
}

TEST(warnings_and_heat_by_day_are_the_golden_picture)
{
    golden_areas("live-areas-day", STATE_LOOK_DAY);
}

TEST(warnings_and_heat_by_night_are_the_golden_picture)
{
    golden_areas("live-areas-night", STATE_LOOK_NIGHT);
}

static void golden(const char *name, StateLook look)
{
    Stage s;
    static World w;
    if (!stage_open(&s, look)) {
        stage_close(&s);
        CHECK_SKIP("no OpenGL 4.5 here");
    }
    const SceneLive live = make_world(&w);
    scene_live_set(s.scene, &live);
    settle(&s);
    const SceneLiveStatus status = scene_live_status(s.scene);
    CHECK(status.objects > 100 && status.marks > 10 && status.clusters > 0 && status.texts > 5);
    compare(&s, name);
    stage_close(&s);
}

TEST(live_things_by_day_are_the_golden_picture)
{
    golden("live-day", STATE_LOOK_DAY);
}

TEST(live_things_by_night_are_the_golden_picture)
{
    golden("live-night", STATE_LOOK_NIGHT);
}
