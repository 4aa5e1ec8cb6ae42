// SPDX-License-Identifier: Apache-2.0
// gl_full.c - FULL quality: shadow cascades, multisampled HDR scene, occlusion, bloom, and the composed picture.
#include "render/gl/gl_scene.h"
#include "base/log.h"
#include <string.h>

enum { SAMPLES = 4, LARGE_HEIGHT_PX = 3000 };

static GLuint texture_make(GLenum format, int width, int height)
{
    GLuint texture = 0;
    glCreateTextures(GL_TEXTURE_2D, 1, &texture);
    glTextureStorage2D(texture, 1, format, width, height);
    glTextureParameteri(texture, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTextureParameteri(texture, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTextureParameteri(texture, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    return texture;
}

static GLuint framebuffer_make(GLuint color)
{
    GLuint framebuffer = 0;
    glCreateFramebuffers(1, &framebuffer);
    glNamedFramebufferTexture(framebuffer, GL_COLOR_ATTACHMENT0, color, 0);
    return framebuffer;
}

void gl_full_finish(GlRender *gl)
{
    GlFull *f = &gl->full;
    glDeleteFramebuffers(1, &f->scene);
    glDeleteFramebuffers(2, f->occlusion);
    glDeleteFramebuffers(6, f->bloom);
    glDeleteFramebuffers(1, &f->effects);
    glDeleteTextures(1, &f->effects_color);
    glDeleteTextures(1, &f->scene_color);
    glDeleteTextures(1, &f->scene_depth);
    glDeleteTextures(2, f->occlusion_color);
    glDeleteTextures(6, f->bloom_color);
    gl_uncharge(gl, f->cost_bytes);
    gl->status.target_bytes -= f->cost_bytes;
    *f = (GlFull){ 0 };
}

static void full_make_scene(GlFull *f)
{
    if (f->samples == 1) {
        f->scene_color = texture_make(GL_RGBA8, f->width, f->height);
        f->scene_depth = 0; // the target's own
    } else {
        glCreateTextures(GL_TEXTURE_2D_MULTISAMPLE, 1, &f->scene_color);
        glTextureStorage2DMultisample(f->scene_color, f->samples, GL_RGBA16F, f->width, f->height, GL_TRUE);
        glCreateTextures(GL_TEXTURE_2D_MULTISAMPLE, 1, &f->scene_depth);
        glTextureStorage2DMultisample(f->scene_depth, f->samples, GL_DEPTH_COMPONENT32F, f->width, f->height, GL_TRUE);
    }
    f->scene = framebuffer_make(f->scene_color);
    if (f->scene_depth) glNamedFramebufferTexture(f->scene, GL_DEPTH_ATTACHMENT, f->scene_depth, 0);
}

static int full_height(const RenderView *view)
{
    return view->full_width_px > 0 ? view->full_height_px : view->height_px;
}

static int sample_count(const GlRender *gl, const RenderView *view)
{
    const int width = view->full_width_px > 0 ? view->full_width_px : view->width_px;
    return gl->status.is_software && (int64_t)width * full_height(view) > RENDER_SINGLE_SAMPLE_PX ? 1 : SAMPLES;
}

// Bloom keeps its share of the whole picture, occlusion its detail.
static int bloom_steps(const RenderView *view)
{
    return full_height(view) > 2 * LARGE_HEIGHT_PX ? 3 : full_height(view) > 700 ? 4 : 3;
}

static int effect_step(const RenderView *view)
{
    return full_height(view) > LARGE_HEIGHT_PX ? 8 : 2;
}

static int effect_size(int px, int step)
{
    return (px + step - 1) / step;
}

static bool full_reserve(GlRender *gl, const RenderView *view)
{
    GlFull *f = &gl->full;
    const int steps = bloom_steps(view), step = effect_step(view), samples = sample_count(gl, view);
    if (f->scene && f->width == view->width_px && f->height == view->height_px && f->bloom_count == steps && f->step == step
        && f->samples == samples)
        return true;
    gl_full_finish(gl);
    f->width = view->width_px;
    f->height = view->height_px;
    f->samples = samples;
    f->step = step;
    full_make_scene(f);
    for (int i = 0; i < 2; i++) {
        f->occlusion_color[i] = texture_make(GL_RG16F, effect_size(f->width, step), effect_size(f->height, step));
        f->occlusion[i] = framebuffer_make(f->occlusion_color[i]);
    }
    f->effects_color = texture_make(GL_RGBA8, effect_size(f->width, step), effect_size(f->height, step));
    f->effects = framebuffer_make(f->effects_color);
    f->bloom_count = steps;
    for (int i = 0; i < steps; i++) {
        f->bloom_color[i] = texture_make(GL_RGBA16F, effect_size(f->width, step << i), effect_size(f->height, step << i));
        f->bloom[i] = framebuffer_make(f->bloom_color[i]);
    }
    Err err = { 0 };
    const bool is_out = gl_out_of_memory(gl, "picture at full quality", &err);
    if (is_out || glCheckNamedFramebufferStatus(f->scene, GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
        log_print(LOG_ERROR, "%s", is_out ? err.text : "renderer: no multisampled framebuffer");
        gl_full_finish(gl);
        return false;
    }
    const size_t pixels = (size_t)f->width * (size_t)f->height;
    f->cost_bytes = pixels * (size_t)(f->samples == 1 ? 4 : 12 * f->samples) + pixels / (size_t)(step * step) * 23;
    gl->status.used_bytes += f->cost_bytes;
    gl->status.target_bytes += f->cost_bytes;
    return true;
}

static bool pass(GlRender *gl, GlProgram program, RenderLook look, GLuint framebuffer, int width, int height)
{
    const GLuint id = gl_program(gl, program, look, GL_VARIANT_FULL | gl->full.variant);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glViewport(0, 0, width, height);
    if (!id) return false;
    glUseProgram(id);
    glBindBufferRange(GL_UNIFORM_BUFFER, BIND_VIEW, gl->view_buffer, 0, sizeof(GlViewBlock));
    return true;
}

static void triangle_draw(const GlRender *gl)
{
    glBindVertexArray(gl->empty_array);
    glDrawArrays(GL_TRIANGLES, 0, 3);
}

static void occlusion_draw(GlRender *gl, const RenderTarget *target, RenderLook look)
{
    const GlFull *f = &gl->full;
    const int width = effect_size(f->width, f->step), height = effect_size(f->height, f->step);
    glBindTextureUnit(BIND_DEPTH, target->depth);
    if (pass(gl, GL_PROGRAM_OCCLUSION, look, f->occlusion[0], width, height)) triangle_draw(gl);
    for (int i = 0; i < 2; i++) {
        if (!pass(gl, GL_PROGRAM_BLUR, look, f->occlusion[1 - i], width, height)) continue;
        glBindTextureUnit(BIND_SOURCE, f->occlusion_color[i]);
        glUniform2f(UNIFORM_A, i == 0, i == 1);
        triangle_draw(gl);
    }
}

static void bloom_draw(GlRender *gl, RenderLook look)
{
    const GlFull *f = &gl->full;
    for (int i = 0; i < f->bloom_count; i++) {
        const int width = effect_size(f->width, f->step << i), height = effect_size(f->height, f->step << i);
        if (!pass(gl, i ? GL_PROGRAM_DOWN : GL_PROGRAM_BRIGHT, look, f->bloom[i], width, height)) return;
        glBindTextureUnit(BIND_SOURCE, i ? f->bloom_color[i - 1] : f->scene_color);
        if (i == 0) glBindTextureUnit(BIND_AO, f->occlusion_color[0]);
        triangle_draw(gl);
    }
    glEnable(GL_BLEND);
    glBlendFunc(GL_ONE, GL_ONE);
    for (int i = f->bloom_count - 1; i > 1; i--) {
        const int width = effect_size(f->width, f->step << (i - 1)), height = effect_size(f->height, f->step << (i - 1));
        if (!pass(gl, GL_PROGRAM_UP, look, f->bloom[i - 1], width, height)) break;
        glBindTextureUnit(BIND_SOURCE, f->bloom_color[i]);
        triangle_draw(gl);
    }
    glDisable(GL_BLEND);
    if (pass(gl, GL_PROGRAM_MERGE, look, f->effects, effect_size(f->width, f->step), effect_size(f->height, f->step))) {
        glBindTextureUnit(BIND_SOURCE, f->bloom_color[1]);
        glBindTextureUnit(BIND_BLOOM, f->bloom_color[0]);
        triangle_draw(gl);
    }
}

static void compose_draw(GlRender *gl, const RenderTarget *target, RenderLook look)
{
    const GlFull *f = &gl->full;
    // The target's depth is read here: its colour alone is attached while composing.
    glNamedFramebufferTexture(target->framebuffer, GL_DEPTH_ATTACHMENT, 0, 0);
    if (pass(gl, GL_PROGRAM_COMPOSE, look, target->framebuffer, f->width, f->height)) {
        glBindTextureUnit(BIND_SOURCE, f->scene_color);
        glBindTextureUnit(BIND_DEPTH, target->depth);
        glBindTextureUnit(BIND_BLOOM, f->effects_color);
        if (f->samples > 1) glUniform1i(UNIFORM_B, f->samples);
        triangle_draw(gl);
    }
    glNamedFramebufferTexture(target->framebuffer, GL_DEPTH_ATTACHMENT, target->depth, 0);
}

bool gl_full_draw(GlRender *gl, RenderTarget *target, const RenderFrame *frame, GlViewBlock *block)
{
    const RenderView *view = &frame->view;
    if (!full_reserve(gl, view)) return false;
    GlFull *f = &gl->full;
    f->variant = (f->samples == 1 ? GL_VARIANT_SINGLE : 0u) | (view->night > 0 && view->look != RENDER_LOOK_WHITE ? GL_VARIANT_LIT : 0u);
    const bool casts = !view->has_cast && gl_cast_fit(gl, frame);
    block->effects[0] = 1.0f / (float)(effect_size(f->width, f->step) * f->step);
    block->effects[1] = 1.0f / (float)(effect_size(f->height, f->step) * f->step);
    block->effects[2] = (view->look == RENDER_LOOK_NIGHT ? 0.42f : 0.14f) / (float)f->bloom_count;
    block->effects[3] = (float)f->step;
    gl_cast_block(gl, block);
    GlPlan plan = { 0 };
    gl_plan_make(gl, frame, casts ? gl->cast.fit.reach_m : NULL, &plan);
    if (casts) gl_cast_draw(gl, frame, &plan);
    glBindTextureUnit(BIND_SHADOW, gl->cast.depth);
    glBindSampler(BIND_SHADOW, gl->sampler_shadow);
    if (f->samples == 1) glNamedFramebufferTexture(f->scene, GL_DEPTH_ATTACHMENT, target->depth, 0);
    glBindFramebuffer(GL_FRAMEBUFFER, f->scene);
    glViewport(0, 0, f->width, f->height);
    glDepthMask(GL_TRUE);
    glClearBufferfv(GL_DEPTH, 0, (const float[]){ 0 });
    gl_scene_draw(gl, frame, &plan);
    gl_plan_finish(&plan);
    glBindSampler(BIND_SHADOW, 0);

    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    if (f->samples > 1) {
        glBlitNamedFramebuffer(f->scene, target->framebuffer, 0, 0, f->width, f->height, 0, 0, f->width, f->height, GL_DEPTH_BUFFER_BIT,
                               GL_NEAREST);
    } else {
        glNamedFramebufferTexture(f->scene, GL_DEPTH_ATTACHMENT, 0, 0);
    }
    occlusion_draw(gl, target, view->look);
    bloom_draw(gl, view->look);
    compose_draw(gl, target, view->look);
    return true;
}
