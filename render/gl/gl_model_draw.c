// SPDX-License-Identifier: Apache-2.0
// gl_model_draw.c - models of a frame: a uniform block each, commands of the parts that show, runs
// that share their state.
#include "render/gl/gl_scene.h"
#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define OPAQUE 0.999f
#define LEAST_PX 1.0f // an object smaller than this is left out

static const uint32_t shown_flags =
    RENDER_STYLE_SELECTED | RENDER_STYLE_HOVER | RENDER_STYLE_GLOW | RENDER_STYLE_HATCHED;

typedef enum { WANT_OPAQUE, WANT_GLASS, WANT_VEIL, WANT_GHOST, WANT_CAST } ModelWant;

typedef struct {
    const RenderModelItem *item;
    const GlMesh *mesh;
    const GlStyles *styles;
    uint32_t block, joint_first, weight_first; // weights: in joints of twelve numbers too
    float size_least_m;                        // of objects seen at least LEAST_PX large
} ModelRow;

static int row_near_first(const void *a, const void *b)
{
    const ModelRow *x = a, *y = b;
    if (x->item->distance_m != y->item->distance_m)
        return x->item->distance_m < y->item->distance_m ? -1 : 1;
    return x->block < y->block ? -1 : x->block > y->block;
}

// Inverse transpose of the axes, up to its length: right for scaled axes too.
static void block_turn(const float rel[12], float turn[12])
{
    const float *x = rel, *y = rel + 4, *z = rel + 8; // rows
    for (int c = 0; c < 3; c++) {
        const int i = (c + 1) % 3, k = (c + 2) % 3;
        turn[c] = y[i] * z[k] - y[k] * z[i];
        turn[4 + c] = z[i] * x[k] - z[k] * x[i];
        turn[8 + c] = x[i] * y[k] - x[k] * y[i];
    }
    double sum = 0;
    for (int i = 0; i < 12; i++) sum += i % 4 == 3 ? 0 : (double)turn[i] * (double)turn[i];
    const float scale = sum > 0 ? (float)sqrt(3 / sum) : 1;
    for (int i = 0; i < 12; i++) turn[i] = i % 4 == 3 ? 0 : turn[i] * scale;
}

static void block_haze(const GlRender *gl, const RenderView *view, const GlModel *model,
                       GlModelBlock *b)
{
    double middle[3], share = 0, gradient[3];
    for (int r = 0; r < 3; r++) {
        middle[r] = (double)b->rel[4 * r + 3];
        for (int c = 0; c < 3; c++)
            middle[r] += (double)b->rel[4 * r + c] * (double)model->middle_m[c];
    }
    gl_light_haze(&gl->light, view, middle, &share, gradient, b->haze_lin);
    double constant = share;
    for (int c = 0; c < 3; c++) {
        double slope = 0;
        for (int r = 0; r < 3; r++) slope += gradient[r] * (double)b->rel[4 * r + c];
        b->haze[c] = (float)slope;
        constant -= slope * (double)model->middle_m[c];
    }
    b->haze[3] = (float)constant;
}

static void block_fill(const GlRender *gl, const RenderView *view, const ModelRow *row,
                       GlModelBlock *b)
{
    *b = (GlModelBlock){ 0 };
    memcpy(b->rel, row->item->place.m, sizeof b->rel);
    block_turn(b->rel, b->turn);
    b->turn[3] = row->item->opacity;
    b->turn[7] = row->item->lift_m;
    block_haze(gl, view, row->mesh->model, b);
    b->style_first = row->styles->first + row->item->style_first;
    b->uncut = row->item->uncut;
    b->joint_first = row->joint_first;
    b->vertex_first = row->mesh->vertex_first;
    b->weight_first = 3 * row->weight_first;
    b->morph_count = row->item->weights ? row->mesh->model->morph_count : 0;
    if (b->morph_count > (uint32_t)row->item->weight_count)
        b->morph_count = (uint32_t)row->item->weight_count;
}

static float axis_length(const RenderPlace *place)
{
    float most = 0;
    for (int c = 0; c < 3; c++) {
        const float *m = place->m;
        most = fmaxf(most, m[c] * m[c] + m[4 + c] * m[4 + c] + m[8 + c] * m[8 + c]);
    }
    return sqrtf(most);
}

// Places of the joints of all rows, one behind the other; false without memory.
static bool gather_joints(GlRender *gl, const RenderModelItem *item, int *count)
{
    if (!array_reserve((void **)&gl->joint_rows, &gl->joint_row_cap,
                       12 * (*count + item->joint_count), sizeof *gl->joint_rows))
        return false;
    memcpy(gl->joint_rows + 12 * (size_t)*count, item->joints,
           sizeof *item->joints * 12 * (size_t)item->joint_count);
    *count += item->joint_count;
    return true;
}

// Weights of morph targets behind the joints, in rows of joints.
static bool gather_weights(GlRender *gl, const RenderModelItem *item, int *count)
{
    const int rows = (item->weight_count + 11) / 12;
    if (!item->weights || rows == 0) return true;
    if (!array_reserve((void **)&gl->joint_rows, &gl->joint_row_cap, 12 * (*count + rows),
                       sizeof *gl->joint_rows))
        return false;
    float *to = gl->joint_rows + 12 * (size_t)*count;
    memset(to, 0, sizeof *to * 12 * (size_t)rows);
    memcpy(to, item->weights, sizeof *to * (size_t)item->weight_count);
    *count += rows;
    return true;
}

// Rows of items that can be drawn, near to far; their blocks go up.
static ModelRow *plan_rows(GlRender *gl, const RenderFrame *frame, int *count)
{
    const size_t room = (size_t)frame->model_count;
    ModelRow *rows = malloc(sizeof *rows * room);
    uint8_t *blocks = calloc(room, GL_MODEL_SLOT_BYTES);
    int joints = 0;
    *count = 0;
    for (int i = 0; rows && blocks && i < frame->model_count; i++) {
        const RenderModelItem *item = &frame->models[i];
        const GlMesh *mesh = render_slots_get(&gl->meshes, item->mesh.id);
        const GlStyles *styles = render_slots_get(&gl->styles, item->styles.id);
        if (!mesh || mesh->kind != GL_MESH_MODEL || !styles || item->style_first >= styles->count ||
            item->opacity <= 0)
            continue;
        const uint32_t joint_first = (uint32_t)joints;
        if (mesh->model->joints && (!item->joints || !gather_joints(gl, item, &joints))) continue;
        const uint32_t weight_first = (uint32_t)joints;
        if (mesh->model->morphs && !gather_weights(gl, item, &joints)) continue;
        ModelRow *row = &rows[*count];
        *row =
            (ModelRow){ .item = item, .mesh = mesh, .styles = styles, .block = (uint32_t)*count };
        row->joint_first = joint_first;
        row->weight_first = weight_first;
        const float px_m = fmaxf(item->distance_m, frame->view.near_m) / frame->view.px_per_rad;
        row->size_least_m = LEAST_PX * px_m / fmaxf(axis_length(&item->place), 1e-9f);
        GlModelBlock block;
        block_fill(gl, &frame->view, row, &block);
        memcpy(blocks + (size_t)*count * GL_MODEL_SLOT_BYTES, &block, sizeof block);
        ++*count;
    }
    if (*count)
        gl_stream_write(gl, &gl->model_blocks, blocks, (size_t)*count * GL_MODEL_SLOT_BYTES);
    if (joints)
        gl_stream_write(gl, &gl->joints, gl->joint_rows,
                        sizeof *gl->joint_rows * 12 * (size_t)joints);
    free(blocks);
    if (*count == 0) {
        free(rows);
        return NULL;
    }
    qsort(rows, (size_t)*count, sizeof *rows, row_near_first);
    return rows;
}

static bool row_is_wanted(const ModelRow *row, ModelWant want, float reach_m)
{
    const bool is_opaque = row->item->opacity >= OPAQUE;
    switch (want) {
    case WANT_OPAQUE: return is_opaque;
    case WANT_GLASS: return is_opaque;
    case WANT_VEIL: return !is_opaque;
    case WANT_GHOST: return row->styles->flags_seen & RENDER_STYLE_GHOST;
    case WANT_CAST: return is_opaque && row->item->distance_m < reach_m;
    }
    return false;
}

static bool part_is_wanted(const ModelRow *row, const RenderModelPart *part, ModelWant want)
{
    if (part->is_space && !row->item->has_spaces) return false;
    if (part->size_m > 0 && part->size_m < row->size_least_m) return false;
    if (want == WANT_OPAQUE || want == WANT_CAST) return !part->is_glass;
    return want != WANT_GLASS || part->is_glass;
}

static bool run_takes(const GlModelRun *run, const GlModelRun *next)
{
    return run->block == next->block && run->uv_sets == next->uv_sets &&
           run->is_many == next->is_many && run->is_two_sided == next->is_two_sided &&
           run->is_glass == next->is_glass && run->page == next->page &&
           run->instance_page == next->instance_page && run->picture.id == next->picture.id &&
           run->maps == next->maps && run->cutoff == next->cutoff &&
           run->first + run->count == next->first;
}

static void plan_part(GlRender *gl, GlPlan *plan, int span_first, const ModelRow *row,
                      const RenderModelPart *part)
{
    GlList *list = &gl->list;
    const GlModel *model = row->mesh->model;
    const bool is_many = part->instance_count > 0;
    if (!array_reserve((void **)&list->commands, &list->command_cap, list->command_count + 1,
                       sizeof *list->commands) ||
        !array_reserve((void **)&plan->model_runs, &plan->model_run_cap, plan->model_run_count + 1,
                       sizeof *plan->model_runs))
        return;
    list->commands[list->command_count] =
        (GlCommand){ part->index_count, is_many ? part->instance_count : 1,
                     row->mesh->index_first + part->index_first, (int32_t)row->mesh->vertex_first,
                     is_many ? model->instance_first + part->instance_first : 0 };
    GlModelRun run = {
        .joints = model->joints,
        .morphs = model->morphs,
        .block = row->block,
        .uv_sets = model->uv_sets,
        .is_many = is_many,
        .is_two_sided = part->is_two_sided,
        .is_glass = part->is_glass,
        // A graphics card has the power to spare, and a new program would make it stutter.
        .has_flags = !gl->status.is_software || (row->styles->flags_seen & shown_flags),
        .page = row->mesh->page,
        .instance_page = is_many ? model->instance_page : 0,
        .picture = part->picture,
        .maps = part->maps ? &model->maps[part->maps - 1] : NULL,
        .cutoff = part->cutoff,
        .first = (uint32_t)list->command_count,
        .count = 1
    };
    list->command_count++;
    const int last = plan->model_run_count - 1;
    if (last >= span_first && run_takes(&plan->model_runs[last], &run))
        plan->model_runs[last].count++;
    else
        plan->model_runs[plan->model_run_count++] = run;
    gl->status.draw_calls++;
    gl->status.triangles += (int)(part->index_count / 3 * (is_many ? part->instance_count : 1));
}

static GlSpan plan_span(GlRender *gl, GlPlan *plan, const ModelRow *rows, int count, ModelWant want,
                        float reach_m)
{
    const int first = plan->model_run_count;
    const bool is_far_first = want == WANT_GLASS || want == WANT_VEIL || want == WANT_GHOST;
    for (int i = 0; i < count; i++) {
        const ModelRow *row = &rows[is_far_first ? count - 1 - i : i];
        if (!row_is_wanted(row, want, reach_m)) continue;
        for (uint32_t k = 0; k < row->mesh->model->part_count; k++) {
            const RenderModelPart *part = &row->mesh->model->parts[k];
            if (part_is_wanted(row, part, want)) plan_part(gl, plan, first, row, part);
        }
    }
    return (GlSpan){ first, plan->model_run_count - first };
}

void gl_model_plan(GlRender *gl, const RenderFrame *frame, const float shadow_far[SHADOW_CASCADES],
                   GlPlan *plan)
{
    if (frame->model_count == 0) return;
    int count = 0;
    ModelRow *rows = plan_rows(gl, frame, &count);
    if (!rows) return;
    plan->models = plan_span(gl, plan, rows, count, WANT_OPAQUE, 0);
    plan->glass_models = plan_span(gl, plan, rows, count, WANT_GLASS, 0);
    plan->veil_models = plan_span(gl, plan, rows, count, WANT_VEIL, 0);
    plan->ghost_models = plan_span(gl, plan, rows, count, WANT_GHOST, 0);
    for (int c = 0; shadow_far && c < SHADOW_CASCADES; c++)
        plan->cast_models[c] = plan_span(gl, plan, rows, count, WANT_CAST, shadow_far[c]);
    for (int i = 0; i < count; i++) plan->has_lift |= rows[i].item->lift_m != 0;
    free(rows);
}

static void run_bind(GlRender *gl, const GlModelRun *run)
{
    const GlHeap *heap = &gl->models[run->uv_sets];
    gl_heap_bind(heap, heap->array, run->page);
    if (run->is_many)
        glVertexArrayVertexBuffer(heap->array, 1, gl->placements.pages[run->instance_page].vertices,
                                  0, sizeof(RenderModelInstance));
    glBindVertexArray(heap->array);
}

static GLuint texture_or(const GlRender *gl, RenderTexture handle, GLuint otherwise)
{
    const GlTexture *t = render_slots_get(&gl->textures, handle.id);
    return t ? t->texture : otherwise;
}

// Twin of maps in model_maps.glsl.
static void maps_bind(GlRender *gl, const RenderModelMaps *m)
{
    glBindTextureUnit(BIND_NORMAL, texture_or(gl, m->normal, gl->flat));
    glBindTextureUnit(BIND_METAL, texture_or(gl, m->metal, gl->white));
    glBindTextureUnit(BIND_OCCLUSION, texture_or(gl, m->occlusion, gl->white));
    glBindTextureUnit(BIND_EMISSIVE, texture_or(gl, m->emissive, gl->white));
    float all[10][4] = { { m->roughness, m->metallic, m->normal_scale, m->occlusion_strength },
                         { m->emissive_lin[0], m->emissive_lin[1], m->emissive_lin[2],
                           m->mirrored } };
    memcpy(all + 2, m->place, sizeof m->place);
    glUniform4fv(UNIFORM_MAPS, 10, all[0]);
}

static void maps_samplers(GLuint sampler)
{
    static const GLuint units[] = { BIND_NORMAL, BIND_METAL, BIND_OCCLUSION, BIND_EMISSIVE };
    for (int i = 0; i < 4; i++) glBindSampler(units[i], sampler);
}

static GlProgram program_kind(const GlModelRun *run, const GlTexture *picture, bool is_shadow)
{
    if (is_shadow) return GL_PROGRAM_MODEL;
    return run->maps ? GL_PROGRAM_MODEL_MAPS
           : picture ? GL_PROGRAM_MODEL_PICTURE
                     : GL_PROGRAM_MODEL;
}

void gl_model_draw(GlRender *gl, const RenderFrame *frame, const GlPlan *plan, GlSpan runs,
                   unsigned variant)
{
    if (runs.count == 0) return;
    const RenderView *view = &frame->view;
    const bool is_shadow = variant & GL_VARIANT_SHADOW;
    const RenderLook look = is_shadow ? RENDER_LOOK_DAY : view->look;
    const bool is_cut = view->cut_count > 0;
    if (is_cut || plan->has_lift) variant |= GL_VARIANT_CUT;
    for (int i = 0; is_cut && i < view->cut_count; i++) glEnable(GL_CLIP_DISTANCE0 + (GLenum)i);
    glBindBuffer(GL_DRAW_INDIRECT_BUFFER, gl->commands.buffer);
    glBindSampler(BIND_PICTURE, gl->sampler_repeat);
    maps_samplers(gl->sampler_repeat);
    GLuint program = 0;
    uint32_t block = UINT32_MAX;
    for (int i = runs.first; i < runs.first + runs.count; i++) {
        const GlModelRun *run = &plan->model_runs[i];
        const GlTexture *picture = render_slots_get(&gl->textures, run->picture.id);
        unsigned own = variant | (run->is_many ? GL_VARIANT_MANY : 0u) |
                       (run->joints ? GL_VARIANT_JOINTS : 0u);
        if (!is_shadow)
            own |=
                (run->is_glass ? GL_VARIANT_GLASS : 0u) | (run->has_flags ? GL_VARIANT_FLAGS : 0u);
        const GLuint wanted = gl_program(gl, program_kind(run, picture, is_shadow), look, own);
        if (!wanted) continue;
        if (wanted != program) glUseProgram(program = wanted);
        if (run->block != block) {
            block = run->block;
            glBindBufferRange(GL_UNIFORM_BUFFER, BIND_MODEL, gl->model_blocks.buffer,
                              (GLintptr)block * GL_MODEL_SLOT_BYTES, sizeof(GlModelBlock));
        }
        if (run->joints) {
            glBindBufferBase(GL_SHADER_STORAGE_BUFFER, BIND_JOINTS, gl->joints.buffer);
            glBindBufferBase(GL_SHADER_STORAGE_BUFFER, BIND_BENDS, run->joints);
            if (run->morphs) glBindBufferBase(GL_SHADER_STORAGE_BUFFER, BIND_MORPHS, run->morphs);
        }
        if ((picture || run->maps) && !is_shadow) {
            glBindTextureUnit(BIND_PICTURE, picture ? picture->texture : gl->white);
            glUniform1f(UNIFORM_A, run->cutoff);
        }
        if (run->maps && !is_shadow) maps_bind(gl, run->maps);
        run_bind(gl, run);
        // Both sides cast, as of everything else: walls stand on their shadows.
        (run->is_two_sided || is_cut || is_shadow ? glDisable : glEnable)(GL_CULL_FACE);
        glMultiDrawElementsIndirect(GL_TRIANGLES, GL_UNSIGNED_INT,
                                    (const char *)NULL + (size_t)run->first * sizeof(GlCommand),
                                    (GLsizei)run->count, sizeof(GlCommand));
    }
    (is_shadow ? glDisable : glEnable)(GL_CULL_FACE);
    for (int i = 0; is_cut && i < view->cut_count; i++) glDisable(GL_CLIP_DISTANCE0 + (GLenum)i);
    const bool is_full = view->quality == RENDER_QUALITY_FULL;
    maps_samplers(0);
    glBindSampler(BIND_PICTURE, is_full ? gl->sampler_fine : gl->sampler_fast);
}
