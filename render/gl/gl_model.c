// SPDX-License-Identifier: Apache-2.0
// gl_model.c - meshes of models: vertices in heaps of their own, with or without texture
// coordinates, and the places of those that stand many times.
#include "render/gl/gl_internal.h"
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { UV_BYTES = 2 * sizeof(float), UV_SETS_MAX = 2 };

static void model_attributes(GLuint array)
{
    gl_array_attribute(array, 0, IN_POSITION, 3, GL_FLOAT, false,
                       offsetof(RenderModelVertex, pos_m));
    gl_array_attribute(array, 0, IN_NORMAL, 4, GL_BYTE, true, offsetof(RenderModelVertex, normal));
    gl_array_attribute(array, 0, IN_RGBA, 4, GL_UNSIGNED_BYTE, true,
                       offsetof(RenderModelVertex, rgba));
    gl_array_attribute(array, 0, IN_OBJECT, 1, GL_UNSIGNED_INT, false,
                       offsetof(RenderModelVertex, object));
    for (GLuint i = 0; i < 3; i++)
        gl_array_attribute(array, 1, IN_REL + i, 4, GL_FLOAT, false,
                           offsetof(RenderModelInstance, place) + 16 * i);
    gl_array_attribute(array, 1, IN_STYLE_FIRST, 1, GL_UNSIGNED_INT, false,
                       offsetof(RenderModelInstance, object));
    glVertexArrayBindingDivisor(array, 1, 1);
}

void gl_models_init(GlRender *gl)
{
    for (int sets = 0; sets <= UV_SETS_MAX; sets++) {
        const GLuint bytes = (GLuint)(sizeof(RenderModelVertex) + (size_t)sets * UV_BYTES);
        gl_heap_init(&gl->models[sets], bytes, 4);
        model_attributes(gl->models[sets].array);
        if (sets > 0)
            gl_array_attribute(gl->models[sets].array, 0, IN_UV, 2 * sets, GL_FLOAT, false,
                               sizeof(RenderModelVertex));
    }
    gl_heap_init(&gl->placements, sizeof(RenderModelInstance), 0);
    // What is drawn once never reads them, but every binding must hold a buffer.
    glVertexArrayVertexBuffer(gl->models[0].array, 1, 0, 0, sizeof(RenderModelInstance));
}

static void model_free(GlModel *model)
{
    if (model && model->joints) glDeleteBuffers(1, &model->joints);
    if (model && model->morphs) glDeleteBuffers(1, &model->morphs);
    if (model) free(model->parts);
    if (model) free(model->maps);
    free(model);
}

void gl_models_finish(GlRender *gl)
{
    for (int i = 0; i < gl->meshes.count; i++) {
        const GlMesh *mesh = render_slots_at(&gl->meshes, i);
        if (mesh && mesh->kind == GL_MESH_MODEL) model_free(mesh->model);
    }
    for (int sets = 0; sets <= UV_SETS_MAX; sets++) gl_heap_finish(&gl->models[sets]);
    gl_heap_finish(&gl->placements);
}

// A sphere round all of it, for its haze and the size of a pixel there.
static void model_measure(const RenderModelDesc *desc, GlModel *model)
{
    float low[3] = { INFINITY, INFINITY, INFINITY }, high[3] = { -INFINITY, -INFINITY, -INFINITY };
    for (uint32_t i = 0; i < desc->vertex_count; i++) {
        for (int k = 0; k < 3; k++) {
            low[k] = fminf(low[k], desc->vertices[i].pos_m[k]);
            high[k] = fmaxf(high[k], desc->vertices[i].pos_m[k]);
        }
    }
    for (int k = 0; k < 3; k++) model->middle_m[k] = 0.5f * (low[k] + high[k]);
    model->radius_m = 0.5f * sqrtf((high[0] - low[0]) * (high[0] - low[0]) +
                                   (high[1] - low[1]) * (high[1] - low[1]) +
                                   (high[2] - low[2]) * (high[2] - low[2]));
}

static bool model_take_instances(GlRender *gl, const RenderModelDesc *desc, GlModel *model,
                                 Err *err)
{
    if (desc->instance_count == 0) return true;
    GlMesh places = { .vertex_count = desc->instance_count };
    if (!gl_heap_take(gl, &gl->placements, &places, err)) return false;
    model->instance_page = places.page;
    model->instance_first = places.vertex_first;
    model->instance_count = desc->instance_count;
    glNamedBufferSubData(gl->placements.pages[places.page].vertices,
                         (GLintptr)places.vertex_first * (GLintptr)sizeof(RenderModelInstance),
                         (GLsizeiptr)(sizeof(RenderModelInstance) * desc->instance_count),
                         desc->instances);
    return true;
}

static void model_give_instances(GlRender *gl, const GlModel *model)
{
    if (model->instance_count == 0) return;
    const GlMesh places = { .page = model->instance_page,
                            .vertex_first = model->instance_first,
                            .vertex_count = model->instance_count };
    gl_heap_give(&gl->placements, &places);
}

// The vertices with their texture coordinates behind each.
static uint8_t *model_interleave(const RenderModelDesc *desc, int sets)
{
    const size_t uv_bytes = (size_t)sets * UV_BYTES, bytes = sizeof *desc->vertices + uv_bytes;
    uint8_t *out = malloc((size_t)desc->vertex_count * bytes);
    for (uint32_t i = 0; out && i < desc->vertex_count; i++) {
        uint8_t *to = out + (size_t)i * bytes;
        memcpy(to, &desc->vertices[i], sizeof desc->vertices[i]);
        memcpy(to + sizeof desc->vertices[i], (const uint8_t *)desc->uv + i * uv_bytes, uv_bytes);
    }
    return out;
}

RenderMesh gl_model_create(Render *render, const RenderModelDesc *desc, Err *err)
{
    GlRender *gl = (GlRender *)render;
    const size_t joint_bytes = desc->joints ? sizeof *desc->joints * desc->vertex_count : 0;
    const size_t morph_bytes = desc->joints && desc->morphs
                                   ? sizeof *desc->morphs * desc->vertex_count * desc->morph_count
                                   : 0;
    const size_t instance_bytes =
        sizeof(RenderModelInstance) * desc->instance_count + joint_bytes + morph_bytes;
    GlModel *model = calloc(1, sizeof *model);
    RenderModelPart *parts = malloc(sizeof *parts * desc->part_count);
    RenderModelMaps *maps = desc->map_count ? malloc(sizeof *maps * desc->map_count) : NULL;
    const int sets = !desc->uv ? 0 : desc->uv_sets > 1 ? UV_SETS_MAX : 1;
    uint8_t *interleaved = sets ? model_interleave(desc, sets) : NULL;
    RenderMesh handle = { 0 };
    if (!model || !parts || (desc->uv && !interleaved) || (desc->map_count && !maps)) {
        err_set(err, ERR_MEMORY, "renderer: no memory for a model");
    } else if (gl_charge(gl, instance_bytes, "model", err)) {
        memcpy(parts, desc->parts, sizeof *parts * desc->part_count);
        *model = (GlModel){ .part_count = desc->part_count, .uv_sets = sets };
        model_measure(desc, model);
        if (model_take_instances(gl, desc, model, err)) {
            const GlMesh mesh = { .kind = GL_MESH_MODEL,
                                  .vertex_count = desc->vertex_count,
                                  .index_count = desc->index_count };
            handle = gl_mesh_create(gl, &gl->models[sets], mesh,
                                    interleaved ? (const void *)interleaved : desc->vertices,
                                    desc->indices, err);
            if (!handle.id) model_give_instances(gl, model);
        }
        if (!handle.id) gl_uncharge(gl, instance_bytes);
    }
    free(interleaved);
    GlMesh *mesh = render_slots_get(&gl->meshes, handle.id);
    if (!mesh) {
        free(parts);
        free(maps);
        free(model);
        return (RenderMesh){ 0 };
    }
    if (joint_bytes) {
        glCreateBuffers(1, &model->joints);
        glNamedBufferStorage(model->joints, (GLsizeiptr)joint_bytes, desc->joints, 0);
    }
    if (morph_bytes) {
        glCreateBuffers(1, &model->morphs);
        glNamedBufferStorage(model->morphs, (GLsizeiptr)morph_bytes, desc->morphs, 0);
        model->morph_count = desc->morph_count;
    }
    if (maps) memcpy(maps, desc->maps, sizeof *maps * desc->map_count);
    model->parts = parts;
    model->maps = maps;
    mesh->model = model;
    mesh->cost_bytes += instance_bytes;
    return handle;
}

void gl_model_release(GlRender *gl, const GlMesh *mesh)
{
    gl_heap_give(&gl->models[mesh->model->uv_sets], mesh);
    model_give_instances(gl, mesh->model);
    model_free(mesh->model);
}
