// SPDX-License-Identifier: Apache-2.0
// gl_cast.c - shadow maps of the key light: drawn with their frame, or once for all pieces of a picture.
#include "render/gl/gl_scene.h"
#include "base/log.h"
#include <string.h>

_Static_assert(GL_SHADOW_CASCADES == SHADOW_CASCADES, "bindings.glsl");

enum { SHADOW_PX = 2048 };

static bool cast_reserve(GlRender *gl)
{
    GlCast *cast = &gl->cast;
    if (cast->depth) return true;
    glCreateTextures(GL_TEXTURE_2D_ARRAY, 1, &cast->depth);
    glTextureStorage3D(cast->depth, 1, GL_DEPTH_COMPONENT32F, SHADOW_PX, SHADOW_PX, SHADOW_CASCADES);
    glCreateFramebuffers(1, &cast->framebuffer);
    glNamedFramebufferDrawBuffer(cast->framebuffer, GL_NONE);
    Err err = { 0 };
    if (gl_out_of_memory(gl, "shadow map", &err)) {
        log_print(LOG_ERROR, "%s", err.text);
        gl_cast_finish(gl);
        return false;
    }
    cast->cost_bytes = (size_t)SHADOW_PX * SHADOW_PX * 4 * SHADOW_CASCADES;
    gl->status.used_bytes += cast->cost_bytes; // like a picture being drawn: not for tiles to give way to
    gl->status.target_bytes += cast->cost_bytes;
    return true;
}

void gl_cast_finish(GlRender *gl)
{
    GlCast *cast = &gl->cast;
    glDeleteFramebuffers(1, &cast->framebuffer);
    glDeleteTextures(1, &cast->depth);
    gl_uncharge(gl, cast->cost_bytes);
    gl->status.target_bytes -= cast->cost_bytes;
    *cast = (GlCast){ 0 };
}

static float nearest_item(const RenderFrame *frame)
{
    float nearest = 1e30f;
    for (int i = 0; i < frame->building_count; i++) nearest = frame->buildings[i].distance_m < nearest ? frame->buildings[i].distance_m : nearest;
    for (int i = 0; i < frame->terrain_count; i++) nearest = frame->terrain[i].distance_m < nearest ? frame->terrain[i].distance_m : nearest;
    for (int i = 0; i < frame->solid_count; i++) nearest = frame->solids[i].distance_m < nearest ? frame->solids[i].distance_m : nearest;
    for (int i = 0; i < frame->model_count; i++)
        nearest = frame->models[i].distance_m < nearest ? frame->models[i].distance_m : nearest;
    return nearest < 1e29f ? nearest : 0;
}

bool gl_cast_fit(GlRender *gl, const RenderFrame *frame)
{
    GlCast *cast = &gl->cast;
    const RenderView *view = &frame->view;
    cast->is_there = view->shadow_range_m > 0 && cast_reserve(gl)
                     && gl_shadow_fit(view, gl->light.key_dir_rel, nearest_item(frame), SHADOW_PX, &cast->fit);
    cast->range_m = cast->is_there ? view->shadow_range_m : 0;
    return cast->is_there;
}

void gl_cast_block(GlRender *gl, GlViewBlock *block)
{
    const GlShadow *fit = &gl->cast.fit;
    block->sun_lin[3] = gl->cast.range_m;
    memcpy(block->shadow_axes, fit->axes, sizeof block->shadow_axes);
    memcpy(block->shadow_box, fit->box, sizeof block->shadow_box);
    memcpy(block->shadow_far, fit->far_m, 2 * sizeof *fit->far_m);
    block->shadow_far[2] = fit->depth_scale;
    block->shadow_far[3] = 1.0f / SHADOW_PX;
    // The view and the three lights lie side by side in one buffer, written once: no wait between the passes.
    uint8_t all[GL_VIEW_SLOT_BYTES * (1 + SHADOW_CASCADES)] = { 0 };
    for (int i = 0; i <= SHADOW_CASCADES; i++) {
        GlViewBlock one = *block;
        if (i > 0) memcpy(one.clip_from_rel, fit->clip_from_rel[i - 1], sizeof one.clip_from_rel);
        memcpy(all + i * GL_VIEW_SLOT_BYTES, &one, sizeof one);
    }
    glNamedBufferSubData(gl->view_buffer, 0, sizeof all, all);
}

void gl_cast_draw(GlRender *gl, const RenderFrame *frame, const GlPlan *plan)
{
    const GlCast *cast = &gl->cast;
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_GEQUAL);
    glDepthMask(GL_TRUE);
    glDisable(GL_BLEND);
    glDisable(GL_CULL_FACE); // walls are thin and roofs may be open: both sides cast
    glEnable(GL_DEPTH_CLAMP);
    glEnable(GL_POLYGON_OFFSET_FILL);
    glPolygonOffset(-1.5f, -3.0f);
    glBindFramebuffer(GL_FRAMEBUFFER, cast->framebuffer);
    glViewport(0, 0, SHADOW_PX, SHADOW_PX);
    for (int c = 0; c < SHADOW_CASCADES; c++) {
        glNamedFramebufferTextureLayer(cast->framebuffer, GL_DEPTH_ATTACHMENT, cast->depth, 0, c);
        glClearBufferfv(GL_DEPTH, 0, (const float[]){ 0 });
        gl_scene_cast(gl, frame, plan, c);
    }
    glDisable(GL_POLYGON_OFFSET_FILL);
    glDisable(GL_DEPTH_CLAMP);
    glEnable(GL_CULL_FACE);
}

void gl_cast(Render *render, const RenderFrame *frame)
{
    GlRender *gl = (GlRender *)render;
    if (gl->status.is_lost || frame->view.quality != RENDER_QUALITY_FULL) return;
    GlViewBlock block;
    gl_draw_begin(gl, &frame->view, &block);
    if (!gl_cast_fit(gl, frame)) return;
    gl_cast_block(gl, &block);
    GlPlan plan = { 0 };
    gl_plan_make(gl, frame, gl->cast.fit.reach_m, &plan);
    gl_cast_draw(gl, frame, &plan);
    gl_plan_finish(&plan);
}
