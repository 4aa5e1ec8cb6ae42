// SPDX-License-Identifier: Apache-2.0
// gl_scene.c - draws a plan: buildings, solids, ground, sky, points, then what light passes through.
#include "render/gl/gl_scene.h"

static unsigned scene_variant(const GlRender *gl, const RenderFrame *frame)
{
    return frame->view.quality == RENDER_QUALITY_FULL ? GL_VARIANT_FULL | (gl->full.variant & GL_VARIANT_SINGLE) : 0;
}

static bool program_use(GlRender *gl, GlProgram program, RenderLook look, unsigned variant)
{
    const GLuint id = gl_program(gl, program, look, variant);
    if (id) glUseProgram(id);
    return id != 0;
}

static void span_draw(GlRender *gl, const GlHeap *heap, GlSpan span, GLenum mode)
{
    glBindVertexArray(heap->array);
    glBindBuffer(GL_DRAW_INDIRECT_BUFFER, gl->commands.buffer);
    for (int i = span.first; i < span.first + span.count; i++) {
        const GlBatch *batch = &gl->list.batches[i];
        const void *offset = (const char *)NULL + (size_t)batch->first * sizeof(GlCommand);
        gl_heap_bind(heap, heap->array, batch->page);
        if (mode == GL_POINTS) {
            glMultiDrawArraysIndirect(GL_POINTS, offset, (GLsizei)batch->count, sizeof(GlCommand));
        } else {
            glMultiDrawElementsIndirect(mode, heap->index_bytes == 2 ? GL_UNSIGNED_SHORT : GL_UNSIGNED_INT, offset,
                                        (GLsizei)batch->count, sizeof(GlCommand));
        }
    }
}

static void planes_enable(const RenderFrame *frame, bool cuts, bool is_on)
{
    for (int i = 0; cuts && i < frame->view.cut_count; i++)
        (is_on ? glEnable : glDisable)(GL_CLIP_DISTANCE0 + (GLenum)i);
}

// Buildings of a span, as the view's planes leave them.
static void buildings_draw(GlRender *gl, const RenderFrame *frame, const GlPlan *plan, GlSpan span,
                           GLenum mode)
{
    planes_enable(frame, plan->cuts_buildings, true);
    span_draw(gl, &gl->buildings, span, mode);
    planes_enable(frame, plan->cuts_buildings, false);
}

static void solids_draw(GlRender *gl, const RenderFrame *frame, const GlPlan *plan, GlSpan span,
                        RenderLook look, unsigned variant)
{
    if (span.count == 0 || !program_use(gl, GL_PROGRAM_SOLID, look,
                                        variant | (plan->cuts_solids ? GL_VARIANT_CUT : 0u)))
        return;
    planes_enable(frame, plan->cuts_solids, true);
    span_draw(gl, &gl->solids, span, GL_TRIANGLES);
    planes_enable(frame, plan->cuts_solids, false);
}

static GLuint texture_or(const GlRender *gl, RenderTexture handle, GLuint otherwise)
{
    const GlTexture *t = render_slots_get(&gl->textures, handle.id);
    return t ? t->texture : otherwise;
}

// No picture, no mask, and all of it above the sea.
static bool is_plain(const GlRender *gl, const RenderView *view, const RenderTerrainItem *item)
{
    const float stretch = view->height_exaggeration > 0 ? view->height_exaggeration : 1;
    return !render_slots_get(&gl->textures, item->picture.id) && !render_slots_get(&gl->textures, item->mask.id)
           && (!view->has_sea || item->height_min_m * stretch > view->tide_m + (float)SEA_ABOVE_M);
}

static void terrain_draw(GlRender *gl, const RenderFrame *frame, const GlPlan *plan,
                         bool wants_plain, bool wants_masked)
{
    glBindVertexArray(gl->terrain.array);
    GLuint picture = 0, mask = 0;
    int page = -1, shared = -1;
    for (int k = 0; k < plan->terrain_count; k++) {
        const int i = plan->terrain_order[k];
        const RenderTerrainItem *item = &frame->terrain[i];
        const GlMesh *mesh = render_slots_get(&gl->meshes, item->mesh.id);
        if (!mesh || mesh->kind != GL_MESH_TERRAIN ||
            is_plain(gl, &frame->view, item) != wants_plain || item->is_masked != wants_masked)
            continue;
        if (mesh->page != page) {
            page = mesh->page;
            gl_heap_bind(&gl->terrain, gl->terrain.array, page);
        }
        if (mesh->indices_shared != shared) {
            shared = mesh->indices_shared;
            glVertexArrayElementBuffer(gl->terrain.array, gl->indices[shared].buffer);
        }
        // Plain ground at FULL quality asks as well: what is not bound reads as opaque black.
        const GLuint want_picture = texture_or(gl, item->picture, gl->blank), want_mask = texture_or(gl, item->mask, gl->blank);
        if (want_picture != picture) glBindTextureUnit(BIND_PICTURE, picture = want_picture);
        if (want_mask != mask) glBindTextureUnit(BIND_MASK, mask = want_mask);
        gl->status.draw_calls++;
        gl->status.triangles += (int)(mesh->index_count / 3);
        glDrawElementsInstancedBaseVertexBaseInstance(GL_TRIANGLES, (GLsizei)mesh->index_count, GL_UNSIGNED_SHORT, NULL, 1,
                                                      (GLint)mesh->vertex_first, (GLuint)(plan->terrain_draw_first + i));
    }
}

static void instances_draw(GlRender *gl, const RenderFrame *frame, const GlPlan *plan,
                           RenderLook look, unsigned variant)
{
    if (plan->instances_total == 0 ||
        !program_use(gl, GL_PROGRAM_INSTANCE, look,
                     variant | (plan->cuts_instances ? GL_VARIANT_CUT : 0u)))
        return;
    planes_enable(frame, plan->cuts_instances, true);
    glBindVertexArray(gl->instance_array);
    glVertexArrayVertexBuffer(gl->instance_array, 1, gl->instances.buffer, 0, sizeof(RenderInstance));
    int first = 0;
    for (int i = 0; i < frame->instances_count; i++) {
        const RenderInstancesItem *item = &frame->instances[i];
        const GlMesh *mesh = render_slots_get(&gl->meshes, item->mesh.id);
        if (mesh && mesh->kind == GL_MESH_SOLID && item->instance_count > 0) {
            gl_heap_bind(&gl->solids, gl->instance_array, mesh->page);
            glUniform1f(UNIFORM_A, item->glow);
            if (plan->cuts_instances) glUniform1ui(UNIFORM_B, item->uncut);
            glDrawElementsInstancedBaseVertexBaseInstance(GL_TRIANGLES, (GLsizei)mesh->index_count, GL_UNSIGNED_INT,
                                                          (const char *)NULL + (size_t)mesh->index_first * 4, item->instance_count,
                                                          (GLint)mesh->vertex_first, (GLuint)first);
            gl->status.draw_calls++;
            gl->status.triangles += (int)(mesh->index_count / 3) * item->instance_count;
        }
        first += item->instance_count > 0 ? item->instance_count : 0;
    }
    planes_enable(frame, plan->cuts_instances, false);
}

static void scene_bind(GlRender *gl, const RenderFrame *frame, int slot)
{
    glBindBufferRange(GL_UNIFORM_BUFFER, BIND_VIEW, gl->view_buffer, (GLintptr)slot * GL_VIEW_SLOT_BYTES, sizeof(GlViewBlock));
    const GLuint arrays[] = { gl->buildings.array, gl->terrain.array, gl->solids.array };
    for (int i = 0; i < 3; i++) glVertexArrayVertexBuffer(arrays[i], 1, gl->draws.buffer, 0, sizeof(GlDraw));
    if (gl->words) {
        glBindBufferBase(GL_SHADER_STORAGE_BUFFER, BIND_STYLES, gl->words);
        glBindBufferBase(GL_SHADER_STORAGE_BUFFER, BIND_SHAPES, gl->shapes);
    }
    glBindTextureUnit(BIND_NOISE, gl->noise);
    const bool is_full = frame->view.quality == RENDER_QUALITY_FULL;
    if (is_full) {
        if (!gl->field) gl->field = gl_noise_field_create(gl->noise);
        glBindTextureUnit(BIND_FIELD, gl->field);
    }
    glBindTextureUnit(BIND_SKY, is_full ? gl->sky : gl->sky_display);
    const GLuint tiling = is_full && !gl->status.is_software ? 0 : gl->sampler_noise;
    glBindSampler(BIND_NOISE, tiling);
    glBindSampler(BIND_FIELD, tiling);
    const GLuint sampler = is_full ? gl->sampler_fine : gl->sampler_fast;
    glBindSampler(BIND_PICTURE, sampler);
    glBindSampler(BIND_MASK, sampler);
}

static void glass_draw(GlRender *gl, const RenderFrame *frame, const GlPlan *plan)
{
    const RenderLook look = frame->view.look;
    const unsigned variant = scene_variant(gl, frame),
                   cut = plan->cuts_buildings ? GL_VARIANT_CUT : 0;
    glEnable(GL_BLEND);
    glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
    if (plan->glass.count && program_use(gl, GL_PROGRAM_BUILDING, look, variant | cut)) {
        // Depth first, so that only the nearest faces of the glass are seen and none twice.
        glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
        buildings_draw(gl, frame, plan, plan->glass, GL_TRIANGLES);
        glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
        buildings_draw(gl, frame, plan, plan->glass, GL_TRIANGLES);
    }
    if (plan->glass_live.count &&
        program_use(gl, GL_PROGRAM_BUILDING, look, variant | cut | GL_VARIANT_LIVE)) {
        glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
        buildings_draw(gl, frame, plan, plan->glass_live, GL_TRIANGLES);
        glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
        buildings_draw(gl, frame, plan, plan->glass_live, GL_TRIANGLES);
    }
    if (plan->ghosts.count &&
        program_use(gl, GL_PROGRAM_BUILDING, look, variant | cut | GL_VARIANT_GHOST)) {
        glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
        buildings_draw(gl, frame, plan, plan->ghosts, GL_TRIANGLES);
        glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
        buildings_draw(gl, frame, plan, plan->ghosts, GL_TRIANGLES);
    }
    // Panes of a model lie behind each other: the nearest must not hide the rest.
    glDepthMask(GL_FALSE);
    gl_model_draw(gl, frame, plan, plan->glass_models, variant);
    gl_model_draw(gl, frame, plan, plan->ghost_models, variant | GL_VARIANT_GHOST);
    glDepthMask(GL_TRUE);
    if (plan->veil_models.count) {
        glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
        gl_model_draw(gl, frame, plan, plan->veil_models, variant);
        glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
        gl_model_draw(gl, frame, plan, plan->veil_models, variant);
    }
    glDisable(GL_CULL_FACE);
    solids_draw(gl, frame, plan, plan->glass_solids, look, variant);
    glEnable(GL_CULL_FACE);
    glDisable(GL_BLEND);
}

void gl_scene_draw(GlRender *gl, const RenderFrame *frame, const GlPlan *plan)
{
    const RenderLook look = frame->view.look;
    const unsigned variant = scene_variant(gl, frame),
                   cut = plan->cuts_buildings ? GL_VARIANT_CUT : 0;
    scene_bind(gl, frame, 0);
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_GEQUAL);
    glDepthMask(GL_TRUE);
    glEnable(GL_CULL_FACE);
    glDisable(GL_BLEND);
    if (plan->buildings.count && program_use(gl, GL_PROGRAM_BUILDING, look, variant | cut)) {
        buildings_draw(gl, frame, plan, plan->buildings, GL_TRIANGLES);
    }
    if (plan->far_buildings.count &&
        program_use(gl, GL_PROGRAM_BUILDING, look, variant | cut | GL_VARIANT_FAR)) {
        buildings_draw(gl, frame, plan, plan->far_buildings, GL_TRIANGLES);
    }
    if (plan->live.count &&
        program_use(gl, GL_PROGRAM_BUILDING, look, variant | cut | GL_VARIANT_LIVE))
        buildings_draw(gl, frame, plan, plan->live, GL_TRIANGLES);
    gl_model_draw(gl, frame, plan, plan->models, variant);
    // Solids and symbols may be open sheets: both sides.
    glDisable(GL_CULL_FACE);
    solids_draw(gl, frame, plan, plan->solids, look, variant);
    instances_draw(gl, frame, plan, look, variant);
    glEnable(GL_CULL_FACE);
    bool has[2][2] = { 0 }; // plain, masked
    for (int i = 0; i < plan->terrain_count; i++)
        has[is_plain(gl, &frame->view, &frame->terrain[i])][frame->terrain[i].is_masked] = true;
    // Masked ground twice: what lies outside the masks, then what is inside.
    for (int k = 0; k < 6; k++) {
        const bool plain = k & 1, masked = k >= 2;
        const unsigned own = variant | (plain ? GL_VARIANT_PLAIN : 0u) |
                             (masked ? GL_VARIANT_CUT : 0u) | (k >= 4 ? GL_VARIANT_GLASS : 0u);
        if (has[plain][masked] && program_use(gl, GL_PROGRAM_TERRAIN, look, own))
            terrain_draw(gl, frame, plan, plain, masked);
    }
    glDepthMask(GL_FALSE);
    if (program_use(gl, GL_PROGRAM_SKY, look, variant)) {
        glBindVertexArray(gl->empty_array);
        glDrawArrays(GL_TRIANGLES, 0, 3);
    }
    glDepthMask(GL_TRUE);
    if (plan->points.count && program_use(gl, GL_PROGRAM_POINT, look, variant | cut)) {
        glEnable(GL_BLEND);
        glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
        buildings_draw(gl, frame, plan, plan->points, GL_POINTS);
        glDisable(GL_BLEND);
    }
    glass_draw(gl, frame, plan);
    glBindSampler(BIND_PICTURE, 0);
    glBindSampler(BIND_MASK, 0);
    glBindSampler(BIND_NOISE, 0);
    glBindSampler(BIND_FIELD, 0);
}

void gl_scene_cast(GlRender *gl, const RenderFrame *frame, const GlPlan *plan, int cascade)
{
    const RenderLook look = RENDER_LOOK_DAY; // shadows look the same in every look: one program
    scene_bind(gl, frame, 1 + cascade);
    if (plan->cast_buildings[cascade].count &&
        program_use(gl, GL_PROGRAM_BUILDING, look,
                    GL_VARIANT_SHADOW | (plan->cuts_buildings ? GL_VARIANT_CUT : 0u))) {
        buildings_draw(gl, frame, plan, plan->cast_buildings[cascade], GL_TRIANGLES);
    }
    solids_draw(gl, frame, plan, plan->cast_solids[cascade], look, GL_VARIANT_SHADOW);
    instances_draw(gl, frame, plan, look, GL_VARIANT_SHADOW);
    gl_model_draw(gl, frame, plan, plan->cast_models[cascade], GL_VARIANT_SHADOW);
}
