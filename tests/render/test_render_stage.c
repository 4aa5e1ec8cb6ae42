// SPDX-License-Identifier: Apache-2.0
// test_render_stage.c - the tests' context: SDL's offscreen driver, debug messages on.
#include "render_stage.h"
#include <SDL.h>
#include <stdlib.h>

static Stage stage_one;
static SDL_Window *stage_window;
static SDL_GLContext stage_context;

static void stage_close(void)
{
    if (!stage_one.render) return;
    city_finish(stage_one.render, &stage_one.city);
    render_destroy(stage_one.render);
    // SDL and the driver stay loaded: a leak report names them then, and tests/lsan.supp knows those names.
}

Stage *stage_get(void)
{
    static bool is_tried;
    if (is_tried) return &stage_one;
    is_tried = true;
    SDL_setenv("SDL_VIDEODRIVER", "offscreen", 1);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 4);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 5);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_FLAGS, SDL_GL_CONTEXT_DEBUG_FLAG);
    if (SDL_Init(SDL_INIT_VIDEO) != 0) return &stage_one;
    stage_window = SDL_CreateWindow("test", 0, 0, 64, 64, SDL_WINDOW_OPENGL | SDL_WINDOW_HIDDEN);
    stage_context = stage_window ? SDL_GL_CreateContext(stage_window) : NULL;
    if (!stage_context) return &stage_one;
    Err err = { 0 };
    stage_one.render = render_create(&(RenderDesc){ .is_debug = true }, &err);
    if (!stage_one.render) return &stage_one;
    atexit(stage_close);
    const CityDesc desc = { .side_tiles = 6, .lots_a_side = 16, .has_drape = true, .seed = 7 };
    if (!city_make(stage_one.render, &desc, &stage_one.city, &err)) {
        render_destroy(stage_one.render);
        stage_one.render = NULL;
    }
    return &stage_one;
}

Image stage_picture(Stage *stage, const RenderFrame *frame)
{
    Image image = { 0 };
    const int width = frame->view.width_px, height = frame->view.height_px;
    CHECK(image_init(&image, width, height, NULL));
    RenderTarget *target = render_target_create(stage->render, width, height, NULL);
    CHECK(target != NULL);
    render_draw(stage->render, target, frame);
    render_target_read(stage->render, target, (RenderRect){ 0, 0, image.width, height }, image.rgba, image.width * 4);
    render_target_destroy(stage->render, target);
    return image;
}

double image_difference(const Image *a, const Image *b, int tolerance)
{
    CHECK_EQ(a->width, b->width);
    CHECK_EQ(a->height, b->height);
    size_t count = 0;
    const size_t pixels = (size_t)a->width * (size_t)a->height;
    for (size_t i = 0; i < pixels; i++) {
        int most = 0;
        for (int c = 0; c < 3; c++) {
            const int d = abs(a->rgba[4 * i + c] - b->rgba[4 * i + c]);
            most = d > most ? d : most;
        }
        count += most > tolerance;
    }
    return (double)count / (double)pixels;
}

double image_mean(const Image *image, int x0, int y0, int x1, int y1, int channel)
{
    double sum = 0;
    for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) sum += image->rgba[((size_t)y * (size_t)image->width + (size_t)x) * 4 + (size_t)channel];
    }
    return sum / ((x1 - x0) * (y1 - y0));
}
