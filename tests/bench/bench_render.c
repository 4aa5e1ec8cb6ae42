// SPDX-License-Identifier: Apache-2.0
// bench_render.c - figures and pictures of the renderer alone, on the formula city of its tests.
// Arguments: WxH look(day|night|white) quality(software|full) side_tiles eye_x eye_y eye_z heading pitch sun_azimuth sun_elevation night
//            frames [picture.png] [points_beyond_m] [shader folder]
#include "../render/render_city.h"
#include "base/clock.h"
#include "base/image.h"
#include "base/log.h"
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Processor time of all threads: comparable also on a busy machine.
static double process_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    const char *defaults[] = { "bench_render", "1920x1080", "day", "software", "24", "-2400", "-3200", "900", "35", "18", "220", "35", "0",
                               "10", "", "6000", "" };
    const int most = (int)(sizeof defaults / sizeof *defaults);
    for (int i = 1; i < argc && i < most; i++) defaults[i] = argv[i];
    CityView view = { .fov_deg = 45 };
    if (sscanf(defaults[1], "%dx%d", &view.width, &view.height) != 2) return 2;
    view.look = strcmp(defaults[2], "night") == 0 ? RENDER_LOOK_NIGHT : strcmp(defaults[2], "white") == 0 ? RENDER_LOOK_WHITE : RENDER_LOOK_DAY;
    view.quality = strcmp(defaults[3], "full") == 0 ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE;
    for (int i = 0; i < 3; i++) view.eye_m[i] = atof(defaults[5 + i]);
    view.heading_deg = atof(defaults[8]);
    view.pitch_deg = atof(defaults[9]);
    view.sun_azimuth_deg = atof(defaults[10]);
    view.sun_elevation_deg = atof(defaults[11]);
    view.night = (float)atof(defaults[12]);
    view.point_distance_m = (float)atof(defaults[15]);
    const int frames = atoi(defaults[13]);

    SDL_setenv("SDL_VIDEODRIVER", "offscreen", 0);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 4);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 5);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_FLAGS, getenv("BENCH_DEBUG") ? SDL_GL_CONTEXT_DEBUG_FLAG : 0);
    if (SDL_Init(SDL_INIT_VIDEO) != 0) return 3;
    SDL_Window *window = SDL_CreateWindow("bench", 0, 0, 64, 64, SDL_WINDOW_OPENGL | SDL_WINDOW_HIDDEN);
    SDL_GLContext context = window ? SDL_GL_CreateContext(window) : NULL;
    if (!context) return 3;
    Err err = { 0 };
    double t = clock_monotonic_s();
    Render *render = render_create(&(RenderDesc){ .budget_bytes = (size_t)8 << 30, .is_debug = getenv("BENCH_DEBUG") != NULL,
                                                  .shader_folder = defaults[16][0] ? defaults[16] : NULL }, &err);
    if (!render) {
        log_print(LOG_ERROR, "%s", err.text);
        return 1;
    }
    const double t_create = clock_monotonic_s() - t;
    t = clock_monotonic_s();
    City city = { 0 };
    const CityDesc desc = { .side_tiles = atoi(defaults[4]), .lots_a_side = 24, .has_drape = true, .seed = 5 };
    if (!city_make(render, &desc, &city, &err)) {
        log_print(LOG_ERROR, "%s", err.text);
        return 1;
    }
    const double t_city = clock_monotonic_s() - t;
    RenderTarget *target = render_target_create(render, view.width, view.height, &err);
    RenderFrame frame = city_frame(&city, &view);
    t = clock_monotonic_s();
    render_draw(render, target, &frame);
    render_finish(render);
    const double t_first = clock_monotonic_s() - t;
    double best = 1e9, sum = 0, cpu = 0;
    const double process = process_s();
    for (int i = 0; i < frames; i++) {
        frame.view.eye_enu_m[2] += 1e-6;
        t = clock_monotonic_s();
        render_draw(render, target, &frame);
        cpu += clock_monotonic_s() - t;
        render_finish(render);
        const double dt = clock_monotonic_s() - t;
        sum += dt;
        best = dt < best ? dt : best;
    }
    const double process_used = process_s() - process;
    const RenderStatus s = render_status(render);
    fprintf(stdout, "device %s\nbuildings %u tiles %d\ncreate_ms %.1f\ncity_ms %.1f\nfirst_frame_ms %.1f\nframe_ms_mean %.1f\n"
            "frame_ms_best %.1f\nframe_processor_ms %.1f\nsubmit_ms %.2f\ngpu_ms %.2f\ndraws %d triangles %d points %d\nused_mb %.1f\nerrors %d\n",
            s.device, city.building_count, city.tile_count, t_create * 1e3, t_city * 1e3, t_first * 1e3, frames ? sum / frames * 1e3 : 0,
            best * 1e3, frames ? process_used / frames * 1e3 : 0, frames ? cpu / frames * 1e3 : 0, s.gpu_ms, s.draw_calls, s.triangles, s.points, (double)s.used_bytes / 1e6,
            s.error_count);
    if (defaults[14][0]) {
        Image image = { 0 };
        if (image_init(&image, view.width, view.height, &err)) {
            render_target_read(render, target, (RenderRect){ 0, 0, view.width, view.height }, image.rgba, view.width * 4);
            if (!image_write_png(&image, defaults[14], &err)) log_print(LOG_ERROR, "%s", err.text);
            image_finish(&image);
        }
    }
    city_frame_finish(&frame);
    city_finish(render, &city);
    render_target_destroy(render, target);
    render_destroy(render);
    SDL_GL_DeleteContext(context);
    SDL_DestroyWindow(window);
    SDL_Quit();
    return 0;
}
