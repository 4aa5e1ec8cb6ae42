// SPDX-License-Identifier: Apache-2.0
// gl_full.c - FULL quality: shadow cascades, multisampled HDR scene, occlusion, bloom, and the composed picture.
#include "render/gl/gl_scene.h"
#include "render/gl/gl_shadow.h"
#include "base/log.h"
#include <string.h>

_Static_assert(GL_SHADOW_CASCADES == SHADOW_CASCADES, "bindings.glsl");

enum { SHADOW_PX = 2048, SAMPLES = 4 };

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
    glDeleteFramebuffers(1, &f->shadow);
    glDeleteTextures(1, &f->scene_color);
    glDeleteTextures(1, &f->scene_depth);
    glDeleteTextures(2, f->occlusion_color);
    glDeleteTextures(6, f->bloom_color);
    glDeleteTextures(1, &f->shadow_depth);
    gl_uncharge(gl, f->cost_bytes);
    gl->status.target_bytes -= f->cost_bytes;
    *f = (GlFull){ 0 };
}

static void full_make_scene(GlFull *f)
{
    glCreateTextures(GL_TEXTURE_2D_MULTISAMPLE, 1, &f->scene_color);
    glTextureStorage2DMultisample(f->scene_color, f->samples, GL_RGBA16F, f->width, f->height, GL_TRUE);
    glCreateTextures(GL_TEXTURE_2D_MULTISAMPLE, 1, &f->scene_depth);
    glTextureStorage2DMultisample(f->scene_depth, f->samples, GL_DEPTH_COMPONENT32F, f->width, f->height, GL_TRUE);
    f->scene = framebuffer_make(f->scene_color);
    glNamedFramebufferTexture(f->scene, GL_DEPTH_ATTACHMENT, f->scene_depth, 0);
}

static void full_make_shadow(GlFull *f)
{
    f->shadow_px = SHADOW_PX;
    glCreateTextures(GL_TEXTURE_2D_ARRAY, 1, &f->shadow_depth);
    glTextureStorage3D(f->shadow_depth, 1, GL_DEPTH_COMPONENT32F, f->shadow_px, f->shadow_px, SHADOW_CASCADES);
    glCreateFramebuffers(1, &f->shadow);
    glNamedFramebufferDrawBuffer(f->shadow, GL_NONE);
}

// More steps for larger pictures: bloom keeps its share of the whole.
static int bloom_steps(const RenderView *view)
{
    const int height = view->full_width_px > 0 ? view->full_height_px : view->height_px;
    return height > 2400 ? 5 : height > 700 ? 4 : 3;
}

static bool full_reserve(GlRender *gl, const RenderView *view)
{
    GlFull *f = &gl->full;
    const int steps = bloom_steps(view);
    if (f->scene && f->width == view->width_px && f->height == view->height_px && f->bloom_count == steps) return true;
    gl_full_finish(gl);
    f->width = view->width_px;
    f->height = view->height_px;
    f->samples = SAMPLES;
    full_make_scene(f);
    full_make_shadow(f);
    for (int i = 0; i < 2; i++) {
        f->occlusion_color[i] = texture_make(GL_R8, (f->width + 1) / 2, (f->height + 1) / 2);
        f->occlusion[i] = framebuffer_make(f->occlusion_color[i]);
    }
    f->bloom_count = steps;
    for (int i = 0; i < steps; i++) {
        const int width = f->width >> (i + 1), height = f->height >> (i + 1);
        f->bloom_color[i] = texture_make(GL_RGBA16F, width > 0 ? width : 1, height > 0 ? height : 1);
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
    f->cost_bytes = pixels * (size_t)(12 * f->samples + 3) + (size_t)SHADOW_PX * SHADOW_PX * 4 * SHADOW_CASCADES;
    gl->status.used_bytes += f->cost_bytes;
    gl->status.target_bytes += f->cost_bytes;
    return true;
}

static bool pass(GlRender *gl, GlProgram program, RenderLook look, GLuint framebuffer, int width, int height)
{
    const GLuint id = gl_program(gl, program, look, GL_VARIANT_FULL);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glViewport(0, 0, width, height);
    if (!id) return false;
    glUseProgram(id);
    return true;
}

static void triangle_draw(const GlRender *gl)
{
    glBindVertexArray(gl->empty_array);
    glDrawArrays(GL_TRIANGLES, 0, 3);
}

static float nearest_item(const RenderFrame *frame)
{
    float nearest = 1e30f;
    for (int i = 0; i < frame->building_count; i++) nearest = frame->buildings[i].distance_m < nearest ? frame->buildings[i].distance_m : nearest;
    for (int i = 0; i < frame->terrain_count; i++) nearest = frame->terrain[i].distance_m < nearest ? frame->terrain[i].distance_m : nearest;
    for (int i = 0; i < frame->solid_count; i++) nearest = frame->solids[i].distance_m < nearest ? frame->solids[i].distance_m : nearest;
    return nearest < 1e29f ? nearest : 0;
}

static void shadows_draw(GlRender *gl, const RenderFrame *frame, const GlPlan *plan)
{
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_GEQUAL);
    glDepthMask(GL_TRUE);
    glDisable(GL_BLEND);
    glDisable(GL_CULL_FACE); // walls are thin and roofs may be open: both sides cast
    glEnable(GL_DEPTH_CLAMP);
    glEnable(GL_POLYGON_OFFSET_FILL);
    glPolygonOffset(-1.5f, -3.0f);
    glBindFramebuffer(GL_FRAMEBUFFER, gl->full.shadow);
    glViewport(0, 0, gl->full.shadow_px, gl->full.shadow_px);
    for (int c = 0; c < SHADOW_CASCADES; c++) {
        glNamedFramebufferTextureLayer(gl->full.shadow, GL_DEPTH_ATTACHMENT, gl->full.shadow_depth, 0, c);
        glClearBufferfv(GL_DEPTH, 0, (const float[]){ 0 });
        gl_scene_cast(gl, frame, plan, c);
    }
    glDisable(GL_POLYGON_OFFSET_FILL);
    glDisable(GL_DEPTH_CLAMP);
    glEnable(GL_CULL_FACE);
}

static void occlusion_draw(GlRender *gl, const RenderTarget *target, RenderLook look)
{
    const GlFull *f = &gl->full;
    const int width = (f->width + 1) / 2, height = (f->height + 1) / 2;
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
        if (!pass(gl, i ? GL_PROGRAM_DOWN : GL_PROGRAM_BRIGHT, look, f->bloom[i], f->width >> (i + 1), f->height >> (i + 1))) return;
        glBindTextureUnit(BIND_SOURCE, i ? f->bloom_color[i - 1] : f->scene_color);
        triangle_draw(gl);
    }
    glEnable(GL_BLEND);
    glBlendFunc(GL_ONE, GL_ONE);
    for (int i = f->bloom_count - 1; i > 0; i--) {
        if (!pass(gl, GL_PROGRAM_UP, look, f->bloom[i - 1], f->width >> i, f->height >> i)) break;
        glBindTextureUnit(BIND_SOURCE, f->bloom_color[i]);
        triangle_draw(gl);
    }
    glDisable(GL_BLEND);
}

static void compose_draw(GlRender *gl, const RenderTarget *target, RenderLook look)
{
    const GlFull *f = &gl->full;
    // The target's depth is read here: its colour alone is attached while composing.
    glNamedFramebufferTexture(target->framebuffer, GL_DEPTH_ATTACHMENT, 0, 0);
    if (pass(gl, GL_PROGRAM_COMPOSE, look, target->framebuffer, f->width, f->height)) {
        glBindTextureUnit(BIND_SOURCE, f->scene_color);
        glBindTextureUnit(BIND_DEPTH, target->depth);
        glBindTextureUnit(BIND_AO, f->occlusion_color[0]);
        glBindTextureUnit(BIND_BLOOM, f->bloom_color[0]);
        glUniform1f(UNIFORM_A, (look == RENDER_LOOK_NIGHT ? 0.42f : 0.14f) / (float)f->bloom_count);
        glUniform1i(UNIFORM_B, f->samples);
        triangle_draw(gl);
    }
    glNamedFramebufferTexture(target->framebuffer, GL_DEPTH_ATTACHMENT, target->depth, 0);
}

// The view and the three lights lie side by side in one buffer, written once: no wait between the passes.
static void blocks_write(GlRender *gl, const GlViewBlock *block, const GlShadow *shadow)
{
    uint8_t all[GL_VIEW_SLOT_BYTES * (1 + SHADOW_CASCADES)] = { 0 };
    for (int i = 0; i <= SHADOW_CASCADES; i++) {
        GlViewBlock one = *block;
        if (i > 0) memcpy(one.clip_from_rel, shadow->clip_from_rel[i - 1], sizeof one.clip_from_rel);
        memcpy(all + i * GL_VIEW_SLOT_BYTES, &one, sizeof one);
    }
    glNamedBufferSubData(gl->view_buffer, 0, sizeof all, all);
}

bool gl_full_draw(GlRender *gl, RenderTarget *target, const RenderFrame *frame, GlViewBlock *block)
{
    const RenderView *view = &frame->view;
    if (!full_reserve(gl, view)) return false;
    GlFull *f = &gl->full;
    GlShadow shadow = { 0 };
    const bool has_shadow = view->shadow_range_m > 0 && gl_shadow_fit(view, gl->light.key_dir_rel, nearest_item(frame), f->shadow_px, &shadow);
    block->sun_lin[3] = has_shadow ? view->shadow_range_m : 0;
    memcpy(block->shadow_from_rel, shadow.shadow_from_rel, sizeof block->shadow_from_rel);
    memcpy(block->shadow_far, shadow.far_m, sizeof shadow.far_m);
    block->shadow_far[3] = 1.0f / (float)f->shadow_px;
    memcpy(block->shadow_texel, shadow.texel_m, sizeof shadow.texel_m);
    blocks_write(gl, block, &shadow);
    GlPlan plan = { 0 };
    gl_plan_make(gl, frame, has_shadow ? shadow.reach_m : NULL, &plan);
    if (has_shadow) shadows_draw(gl, frame, &plan);
    glBindTextureUnit(BIND_SHADOW, f->shadow_depth);
    glBindSampler(BIND_SHADOW, gl->sampler_shadow);
    glBindFramebuffer(GL_FRAMEBUFFER, f->scene);
    glViewport(0, 0, f->width, f->height);
    glDepthMask(GL_TRUE);
    glClearBufferfv(GL_DEPTH, 0, (const float[]){ 0 });
    gl_scene_draw(gl, frame, &plan);
    gl_plan_finish(&plan);
    glBindSampler(BIND_SHADOW, 0);

    glDisable(GL_DEPTH_TEST);
    glDisable(GL_CULL_FACE);
    glBlitNamedFramebuffer(f->scene, target->framebuffer, 0, 0, f->width, f->height, 0, 0, f->width, f->height, GL_DEPTH_BUFFER_BIT,
                           GL_NEAREST);
    occlusion_draw(gl, target, view->look);
    bloom_draw(gl, view->look);
    compose_draw(gl, target, view->look);
    return true;
}
