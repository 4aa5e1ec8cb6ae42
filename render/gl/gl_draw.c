// SPDX-License-Identifier: Apache-2.0
// gl_draw.c - one frame: light, view block, plan, scene, overlay, and the copy to the window.
#include "render/gl/gl_scene.h"
#include <assert.h>
#include <math.h>
#include <string.h>

#define EYE_PERIOD_M 4096.0 // of ground texture and waves: a multiple of theirs

static void vec4_set(float out[4], const float xyz[3], float w)
{
    memcpy(out, xyz, 3 * sizeof *out);
    out[3] = w;
}

// Sky that a pane gives back, against the mean light on its wall.
static float light_pane(const GlLight *light)
{
    const float share[3] = { 0.2126f, 0.7152f, 0.0722f };
    float sky = 0, mean = 0;
    for (int c = 0; c < 3; c++) {
        sky += share[c] * (0.65f * light->haze_lin[0][c] + 0.35f * light->zenith_lin[c]);
        mean += share[c] * 0.5f * (light->sky_lin[c] + light->ground_lin[c]);
    }
    return 0.22f * sky / fmaxf(mean, 1e-4f);
}

// Light from above less that from below, against both.
static float light_above(const GlLight *light)
{
    const float share[3] = { 0.2126f, 0.7152f, 0.0722f };
    float sky = 0, ground = 0;
    for (int c = 0; c < 3; c++) {
        sky += share[c] * light->sky_lin[c];
        ground += share[c] * light->ground_lin[c];
    }
    return (sky - ground) / fmaxf(sky + ground, 1e-4f);
}

static void block_fill(const GlRender *gl, const RenderView *view, GlViewBlock *b)
{
    const GlLight *light = &gl->light;
    memset(b, 0, sizeof *b);
    memcpy(b->clip_from_rel, view->clip_from_rel, sizeof b->clip_from_rel);
    memcpy(b->rel_from_clip, view->rel_from_clip, sizeof b->rel_from_clip);
    const float *up = view->up_rel, *east = view->east_rel;
    const float north[3] = { up[1] * east[2] - up[2] * east[1], up[2] * east[0] - up[0] * east[2], up[0] * east[1] - up[1] * east[0] };
    vec4_set(b->up, up, view->night);
    vec4_set(b->east, east, view->time_s);
    vec4_set(b->north, north, view->tide_m);
    vec4_set(b->sun, light->key_dir_rel, light->exposure * (view->exposure > 0 ? view->exposure : 1));
    vec4_set(b->moon, view->moon_dir_rel, view->px_per_rad);
    const float width = (float)view->width_px, height = (float)view->height_px;
    const float size[4] = { width, height, 1 / width, 1 / height };
    memcpy(b->size, size, sizeof size);
    const bool is_piece = view->full_width_px > 0;
    const float full_height = is_piece ? (float)view->full_height_px : height;
    const float full[4] = { is_piece ? (float)view->sub_x_px : 0, is_piece ? full_height - (float)view->sub_y_px - height : 0,
                            is_piece ? (float)view->full_width_px : width, full_height };
    memcpy(b->full, full, sizeof full);
    for (int i = 0; i < 3; i++) b->eye[i] = (float)(view->eye_enu_m[i] - floor(view->eye_enu_m[i] / EYE_PERIOD_M) * EYE_PERIOD_M);
    b->eye[3] = view->eye_height_m;
    const float density = view->haze_m > 0 ? 1 / view->haze_m : 0;
    b->haze[0] = density;
    b->haze[1] = density * expf(-fmaxf(view->eye_height_m, 0) / GL_LIGHT_HAZE_HEIGHT_M);
    b->haze[2] = GL_LIGHT_HAZE_HEIGHT_M;
    b->haze[3] = view->has_sea ? 1 : 0;
    vec4_set(b->sun_lin, light->key_lin, 0);
    vec4_set(b->sky_lin, light->sky_lin, view->height_exaggeration > 0 ? view->height_exaggeration : 1);
    vec4_set(b->ground_lin, light->ground_lin, light->stars);
    // Without shadows and occlusion the fill would wash everything out.
    const bool is_flat = view->quality != RENDER_QUALITY_FULL && view->look != RENDER_LOOK_NIGHT;
    for (int i = 0; is_flat && i < 3; i++) {
        b->sky_lin[i] *= view->look == RENDER_LOOK_DAY ? 0.81f : 0.74f;
        b->ground_lin[i] *= view->look == RENDER_LOOK_DAY ? 0.78f : 0.68f;
        b->sun_lin[i] *= 0.94f;
    }
    vec4_set(b->haze0_lin, light->haze_lin[0], 0);
    vec4_set(b->haze1_lin, light->haze_lin[1], light_pane(light));
    vec4_set(b->haze2_lin, light->haze_lin[2], light_above(light));
    vec4_set(b->zenith_lin, light->zenith_lin, light->sun_disc);
    for (int i = 0; i < RENDER_CUTS_MAX; i++) b->cut[i][3] = 1;
    memcpy(b->cut, view->cut_rel, sizeof b->cut[0] * (size_t)view->cut_count);
    for (int i = 0; i < RENDER_MASKS_MAX; i++)
        b->ground_mask[i][0][3] = b->ground_mask[i][1][3] = 2;
    memcpy(b->ground_mask, view->mask_rel, sizeof b->ground_mask[0] * (size_t)view->mask_count);
}

static void context_check(GlRender *gl)
{
    // Without a robust context the call is there and answers GL_NO_ERROR.
    if (!gl->status.is_lost && glGetGraphicsResetStatus && glGetGraphicsResetStatus() != GL_NO_ERROR) gl->status.is_lost = true;
}

static void timer_read(GlRender *gl)
{
    const GLuint timer = gl->timers[gl->timer_frame % 4];
    if (gl->status.is_software) return; // deferred drawing makes the figure meaningless there
    if (gl->timer_frame >= 4) {
        GLint is_there = 0;
        glGetQueryObjectiv(timer, GL_QUERY_RESULT_AVAILABLE, &is_there);
        GLuint64 ns = 0;
        if (is_there) glGetQueryObjectui64v(timer, GL_QUERY_RESULT, &ns);
        if (is_there) gl->status.gpu_ms = (double)ns * 1e-6;
    }
    glBeginQuery(GL_TIME_ELAPSED, timer);
}

static void timer_end(GlRender *gl)
{
    if (!gl->status.is_software) glEndQuery(GL_TIME_ELAPSED);
    gl->timer_frame++;
}

void gl_draw_begin(GlRender *gl, const RenderView *view, GlViewBlock *block)
{
    const bool is_new_light = !gl->has_light || !gl_light_is_current(&gl->light, view);
    if (is_new_light) gl_light_make(&gl->light, view);
    gl->has_light = true;
    const float exposure = gl->light.exposure * (view->exposure > 0 ? view->exposure : 1);
    if (is_new_light || gl->sky_exposure != exposure) gl_texture_sky(gl, gl->sky_exposure = exposure);
    block_fill(gl, view, block);
}

static void draw_software(GlRender *gl, const RenderTarget *target, const RenderFrame *frame, const GlViewBlock *block)
{
    GlPlan plan = { 0 };
    glNamedBufferSubData(gl->view_buffer, 0, sizeof *block, block);
    gl_plan_make(gl, frame, NULL, &plan);
    glBindFramebuffer(GL_FRAMEBUFFER, target->framebuffer);
    glViewport(0, 0, target->width, target->height);
    glDepthMask(GL_TRUE);
    glClearNamedFramebufferfv(target->framebuffer, GL_DEPTH, 0, (const float[]){ 0 });
    gl_scene_draw(gl, frame, &plan);
    gl_plan_finish(&plan);
}

void gl_draw(Render *render, RenderTarget *target, const RenderFrame *frame)
{
    GlRender *gl = (GlRender *)render;
    context_check(gl);
    if (gl->status.is_lost) return;
    const RenderView *view = &frame->view;
    RenderTarget *to = target ? target : gl_target_window(gl, view->width_px, view->height_px);
    if (!to) return;
    assert(view->width_px == to->width && view->height_px == to->height);
    gl->status.draw_calls = gl->status.triangles = gl->status.points = 0;
    timer_read(gl);
    GlViewBlock block;
    gl_draw_begin(gl, view, &block);
    if (view->quality != RENDER_QUALITY_FULL || !gl_full_draw(gl, to, frame, &block)) draw_software(gl, to, frame, &block);
    gl_overlay_draw(gl, to, frame);
    if (!target) {
        glBlitNamedFramebuffer(to->framebuffer, 0, 0, 0, to->width, to->height, 0, 0, to->width, to->height, GL_COLOR_BUFFER_BIT,
                               GL_NEAREST);
        glBindFramebuffer(GL_FRAMEBUFFER, 0);
    }
    if (target) {
        if (target->drawn) glDeleteSync(target->drawn);
        target->drawn = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
    }
    timer_end(gl);
}
