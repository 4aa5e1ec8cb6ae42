// SPDX-License-Identifier: Apache-2.0
// cli_bench.c - `citymirror bench`: frame times along a camera path, as a window would draw it, one figure a line.
#include "base/clock.h"
#include "base/file.h"
#include "cli_open.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    double frame, lon_deg, lat_deg, distance_m, heading_deg, pitch_deg;
} BenchRow;
typedef struct {
    BenchRow *rows;
    int count;
} BenchPath;

static bool bench_path_read(const char *path, BenchPath *out, Err *err)
{
    size_t length = 0;
    char *text = file_read(path, 64 << 20, &length, err);
    if (!text) return false;
    int lines = 1, number = 0;
    for (size_t i = 0; i < length; i++) lines += text[i] == '\n';
    BenchPath read = { .rows = calloc((size_t)lines, sizeof(BenchRow)) };
    bool ok = read.rows != NULL;
    char *rest = NULL;
    for (char *line = strtok_r(text, "\r\n", &rest); line && ok; line = strtok_r(NULL, "\r\n", &rest)) {
        number++;
        double n[6];
        int count = 0;
        char *part_rest = NULL, copy[512];
        snprintf(copy, sizeof copy, "%s", line);
        for (char *part = strtok_r(copy, "\t ,", &part_rest); part && count < 6; part = strtok_r(NULL, "\t ,", &part_rest)) {
            if (!str_parse_double(part, &n[count])) break;
            count++;
        }
        if (count == 0) continue; // a heading or a comment
        if (count != 6 || n[3] <= 0) {
            err_set(err, ERR_FORMAT, "%s:%d: expected frame, longitude, latitude, distance in metres, heading, pitch below the horizon", path,
                    number);
            ok = false;
            break;
        }
        read.rows[read.count++] = (BenchRow){ n[0], n[1], n[2], n[3], n[4], n[5] };
    }
    if (ok && read.count == 0) {
        err_set(err, ERR_FORMAT, "path '%s' has no rows of frame, longitude, latitude, distance, heading, pitch", path);
        ok = false;
    }
    free(text);
    if (ok) *out = read;
    else free(read.rows);
    return ok;
}

static void bench_camera(App *app, const BenchRow *row)
{
    StateCamera camera = app->state.camera;
    camera.target = (GeoPos){ row->lon_deg, row->lat_deg,
                              scene_ground(&app->city, &app->state, row->lon_deg, row->lat_deg) };
    camera.distance_m = row->distance_m;
    camera.heading_deg = row->heading_deg;
    camera.pitch_deg = row->pitch_deg;
    app_camera_set(app, &camera);
}

static int bench_compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double bench_at(double *values, int count, double share)
{
    if (count == 0) return 0;
    qsort(values, (size_t)count, sizeof *values, bench_compare);
    int at = (int)ceil(share * count) - 1;
    if (at < 0) at = 0;
    return values[at];
}

typedef struct {
    App *app;
    RenderTarget *target;
    SceneViewDesc view;
    int recolour;              // features a second
    uint32_t next_feature;
    double recolour_ms;
} Bench;

// Live recolours as they come from sensors: style words of the first building layer, spread over it.
static void bench_recolour(Bench *bench, double dt_s)
{
    App *app = bench->app;
    for (int i = 0; i < app->city.layer_count; i++) {
        const CityLayer *layer = &app->city.layers[i];
        if (!layer->vector || layer->vector->kind != GEO_GEOMETRY_AREA || layer->vector->feature_count == 0) continue;
        const double start_s = clock_monotonic_s();
        const int count = (int)fmax(1, bench->recolour * dt_s);
        for (int k = 0; k < count; k++) {
            bench->next_feature = (bench->next_feature + 7919) % layer->vector->feature_count;
            scene_style_set(app->scene, layer->id, bench->next_feature, RENDER_STYLE_WORD(bench->next_feature * 2654435761u, 0));
        }
        bench->recolour_ms += (clock_monotonic_s() - start_s) * 1e3;
        return;
    }
}

// One frame as the window has it: inbox, update, scene, draw. cpu_ms: without the drawing.
static void bench_frame(Bench *bench, double *frame_ms, double *cpu_ms)
{
    App *app = bench->app;
    const double start_s = clock_monotonic_s();
    job_pool_poll(app->pool, 0.004);
    app_update(app, 1.0 / 60);
    RenderFrame frame;
    app_build_frame(app, &bench->view, &frame);
    *cpu_ms = (clock_monotonic_s() - start_s) * 1e3;
    render_draw(app->render, bench->target, &frame);
    render_finish(app->render);
    *frame_ms = (clock_monotonic_s() - start_s) * 1e3;
}

static bool bench_first(Bench *bench, Err *err)
{
    double frame_ms = 0, cpu_ms = 0;
    if (!app_settle(bench->app, &bench->view, 600, err)) return false;
    const double settled_ms = clock_since_process_start_s() * 1e3;
    bench_frame(bench, &frame_ms, &cpu_ms);
    cli_printf("first_frame_ms %.1f\n", clock_since_process_start_s() * 1e3);
    cli_printf("settled_ms %.1f\n", settled_ms);
    bench->view.is_live = true; // from here on frames follow one another
    return true;
}

static bool bench_run_path(Bench *bench, const BenchPath *path, int frames, Err *err)
{
    App *app = bench->app;
    double *frame_ms = calloc((size_t)frames, sizeof *frame_ms), *cpu_ms = calloc((size_t)frames, sizeof *cpu_ms);
    if (!frame_ms || !cpu_ms) {
        err_set(err, ERR_MEMORY, "no memory for %d frames", frames);
        free(frame_ms);
        free(cpu_ms);
        return false;
    }
    int64_t triangles = 0;
    double last_s = clock_monotonic_s();
    const double start_s = last_s;
    for (int i = 0; i < frames; i++) {
        bench_camera(app, &path->rows[i % path->count]);
        const double now_s = clock_monotonic_s();
        if (bench->recolour) bench_recolour(bench, now_s - last_s);
        last_s = now_s;
        bench_frame(bench, &frame_ms[i], &cpu_ms[i]);
        triangles += render_status(app->render).triangles;
    }
    const double total_s = clock_monotonic_s() - start_s;
    cli_printf("frame_ms_median %.2f\n", bench_at(frame_ms, frames, 0.5));
    cli_printf("frame_ms_p99 %.2f\n", bench_at(frame_ms, frames, 0.99));
    cli_printf("frame_ms_max %.2f\n", bench_at(frame_ms, frames, 1));
    cli_printf("cpu_ms_median %.3f\n", bench_at(cpu_ms, frames, 0.5));
    cli_printf("cpu_ms_p99 %.3f\n", bench_at(cpu_ms, frames, 0.99));
    cli_printf("frames %d\n", frames);
    cli_printf("triangles_mean %.0f\n", (double)triangles / frames);
    if (bench->recolour) cli_printf("recolour_share_of_frame %.5f\n", bench->recolour_ms / 1e3 / total_s);
    free(frame_ms);
    free(cpu_ms);
    return true;
}

static void bench_finish(Bench *bench)
{
    App *app = bench->app;
    const SceneStatus scene = scene_status(app->scene);
    const RenderStatus render = render_status(app->render);
    cli_printf("peak_rss_mb %.1f\n", app_peak_rss_mb());
    cli_printf("rss_mb %.1f\n", app_rss_mb());
    cli_printf("gpu_mb %.1f\n", (double)render.used_bytes / 1e6);
    cli_printf("building_tiles %d\nterrain_tiles %d\nlabels %d\nlabel_candidates %d\n", scene.building_tiles, scene.terrain_tiles, scene.labels,
               scene.candidates);
    double layer_s = 0;
    uint64_t features = 0;
    for (int i = 0; i < app->city.layer_count; i++) {
        const GeoLayer *layer = app->city.layers[i].vector;
        if (!layer) continue;
        features += layer->feature_count;
        layer_s = fmax(layer_s, layer->total_s);
    }
    cli_printf("features %llu\nlayer_load_ms_max %.1f\n", (unsigned long long)features, layer_s * 1e3);
    cli_printf("device %s\n", render.device);
}

static int cli_bench_run(const CliCall *call)
{
    Err err = { 0 };
    App app;
    Bench bench = { .app = &app };
    BenchPath path = { 0 };
    int width = 1920, height = 1080, code = CLI_FAILED;
    const char *size = cli_value(call, "size"), *file = cli_value(call, "path"), *frames_text = cli_value(call, "frames");
    const char *recolour = cli_value(call, "recolour"), *quality = cli_value(call, "quality");
    int64_t frames = 0, recolours = 0;
    if (size && !cli_parse_size(size, &width, &height, &err)) return cli_fail(&err);
    if (frames_text && (!str_parse_int(frames_text, &frames) || frames < 1 || frames > 1000000)) {
        err_set(&err, ERR_ARGUMENT, "frames '%s': expected 1 to 1000000", frames_text);
        return cli_fail(&err);
    }
    if (recolour && (!str_parse_int(recolour, &recolours) || recolours < 0 || recolours > 100000000)) {
        err_set(&err, ERR_ARGUMENT, "recolour '%s': expected a number of features a second", recolour);
        return cli_fail(&err);
    }
    if (file && !bench_path_read(file, &path, &err)) return cli_fail(&err);
    bench.recolour = (int)recolours;
    if (!app_create(&app, &(AppDesc){ 0 }, &err)) goto failed_early;
    app.live.has_no_store = true;
    app.live.has_no_feeds = true; // the figures are of drawing
    bool is_fatal = false;
    const int not_opened = cli_open_files(&app, call, &is_fatal);
    if (is_fatal || !cli_open_state(&app, call, &err)) goto failed;
    if (path.count) {
        bench_camera(&app, &path.rows[0]);
        app.is_camera_on_ground = true;
    }
    if (!app_open_graphics(&app, &(PlatformDesc){ .is_offscreen = true, .width = 64, .height = 64 }, &err)) goto failed;
    app.width_px = width;
    app.height_px = height;
    bench.target = render_target_create(app.render, width, height, &err);
    if (!bench.target) goto failed;
    bench.view = (SceneViewDesc){ .width_px = width, .height_px = height, .scale = 1, .quality = RENDER_QUALITY_SOFTWARE };
    if (quality ? strcmp(quality, "full") == 0 : !render_status(app.render).is_software) bench.view.quality = RENDER_QUALITY_FULL;
    if (!bench_first(&bench, &err)) goto failed;
    if (path.count && !bench_run_path(&bench, &path, frames ? (int)frames : path.count, &err)) goto failed;
    bench_finish(&bench);
    code = not_opened + cli_open_failures(&app) > 0 ? CLI_FAILED : CLI_OK;
    goto done;
failed:
    if (err.code) code = cli_fail(&err);
done:
    if (bench.target) render_target_destroy(app.render, bench.target);
    app_destroy(&app);
    free(path.rows);
    return code;
failed_early:
    free(path.rows);
    return cli_fail(&err);
}

static const CliOption cli_bench_options[] = {
    { .name = "path", .value = "PATH.tsv", .help = "rows of frame, longitude, latitude, distance to that point in metres, heading, pitch below the horizon",
      .help_zh = "每行：帧、经度、纬度、到该点的距离（米）、方位角、俯角" },
    { .name = "size", .value = "WxH", .help = "pixels; 1920x1080", .help_zh = "像素；1920x1080" },
    { .name = "frames", .value = "N", .help = "frames to draw; the path is repeated; once through when not given", .help_zh = "画多少帧，路径循环；不写为一遍" },
    { .name = "recolour", .value = "N", .help = "recolours a second while drawing", .help_zh = "绘制时每秒改色数" },
    { .name = "quality", .value = "QUALITY", .choices = "full|software", .help = "as a window: software where GL is software",
      .help_zh = "同窗口：软件 GL 用 software" },
    { .name = "look", .value = "LOOK", .choices = "day|night|white", .help = "day, night or white model", .help_zh = "白天、夜景或白模" },
    { .name = "time", .value = "TIME", .help = "of the city", .help_zh = "城市时间" },
    { .name = "camera", .value = "LON,LAT,HEADING,PITCH,DISTANCE", .help = "the first view, without a path", .help_zh = "没有路径时的第一个视图" },
};
const CliCommand cli_bench = {
    .name = "bench", .rest = "FILE…", .rest_min = 1, .rest_max = -1,
    .options = cli_bench_options, .option_count = sizeof cli_bench_options / sizeof cli_bench_options[0],
    .help = "Measures start and frames along a camera path: one figure a line, 'name value'.",
    .help_zh = "沿相机路径测量启动和帧时间：每行一个数，名称 值。",
    .more = "first_frame_ms counts from the start of the process to the first complete frame; cpu_ms is the main thread's own work without\n"
            "drawing; peak_rss_mb is the most resident memory of the process.",
    .more_zh = "first_frame_ms：从进程启动到第一幅完整画面；cpu_ms：主线程除绘图外的工作；peak_rss_mb：进程常驻内存峰值。",
    .run = cli_bench_run,
};
