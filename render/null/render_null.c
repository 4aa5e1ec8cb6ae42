// SPDX-License-Identifier: Apache-2.0
// render_null.c - a renderer that draws nothing: keeps handles, bytes and counts, so that scenes
// are tested without a GPU.
#include "render/render_ops.h"
#include "render/render_slots.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
    size_t cost_bytes;
    uint32_t vertex_count, index_count;
} NullObject;

typedef struct {
    Render base;
    RenderSlots objects; // of all kinds
    RenderStatus status;
} NullRender;

struct RenderTarget {
    int width, height;
};

static uint32_t null_take(Render *render, NullObject object, Err *err)
{
    NullRender *null = (NullRender *)render;
    if (null->status.used_bytes + object.cost_bytes > null->status.budget_bytes) {
        err_set(err, ERR_MEMORY, "renderer: %zu bytes more are past the budget of %zu",
                object.cost_bytes, null->status.budget_bytes);
        return 0;
    }
    uint32_t id = 0;
    NullObject *o = render_slots_take(&null->objects, sizeof *o, &id);
    if (!o) {
        err_set(err, ERR_MEMORY, "renderer: no handle left");
        return 0;
    }
    *o = object;
    null->status.used_bytes += object.cost_bytes;
    return id;
}

static void null_give(Render *render, uint32_t id)
{
    NullRender *null = (NullRender *)render;
    const NullObject *o = render_slots_get(&null->objects, id);
    if (!o) return;
    null->status.used_bytes -= o->cost_bytes;
    render_slots_give(&null->objects, id);
}

static void null_destroy(Render *render)
{
    render_slots_finish(&((NullRender *)render)->objects);
    free(render);
}

static RenderStatus null_status(const Render *render)
{
    return ((const NullRender *)render)->status;
}

static RenderMesh null_terrain_create(Render *render, const void *vertices, int vertex_count,
                                      const uint16_t *indices, int index_count, Err *err)
{
    (void)vertices, (void)indices;
    return (RenderMesh){ null_take(
        render,
        (NullObject){ (size_t)vertex_count * 24, (uint32_t)vertex_count, (uint32_t)index_count },
        err) };
}

static RenderMesh null_building_create(Render *render, const RenderBuildingMeshDesc *desc, Err *err)
{
    const uint32_t indices = desc->indices ? desc->index_count : 0;
    return (
        RenderMesh){ null_take(render,
                               (NullObject){ (size_t)desc->vertex_count * 8 + (size_t)indices * 2,
                                             desc->vertex_count, indices },
                               err) };
}

static RenderMesh null_solid_create(Render *render, const RenderSolidVertex *vertices,
                                    uint32_t vertex_count, const uint32_t *indices,
                                    uint32_t index_count, Err *err)
{
    (void)indices;
    return (RenderMesh){ null_take(
        render,
        (NullObject){ (size_t)vertex_count * sizeof *vertices + (size_t)index_count * 4,
                      vertex_count, index_count },
        err) };
}

static RenderMesh null_model_create(Render *render, const RenderModelDesc *desc, Err *err)
{
    const size_t bytes =
        desc->vertex_count *
            (sizeof *desc->vertices + (desc->uv ? desc->uv_sets > 1 ? 16 : 8 : 0)) +
        desc->index_count * sizeof *desc->indices + desc->instance_count * sizeof *desc->instances;
    return (RenderMesh){ null_take(
        render, (NullObject){ bytes, desc->vertex_count, desc->index_count }, err) };
}

static void null_mesh_destroy(Render *render, RenderMesh mesh)
{
    null_give(render, mesh.id);
}

static RenderStyles null_styles_create(Render *render, uint32_t count, Err *err)
{
    return (RenderStyles){ null_take(render, (NullObject){ (size_t)count * 8, count, 0 }, err) };
}

static void null_styles_write(Render *render, RenderStyles styles, uint32_t first, uint32_t count,
                              const uint32_t *words)
{
    (void)render, (void)styles, (void)first, (void)count, (void)words;
}

static void null_styles_destroy(Render *render, RenderStyles styles)
{
    null_give(render, styles.id);
}

static RenderTexture null_texture_create(Render *render, RenderTextureKind kind, int width,
                                         int height, int layers, const void *bytes, Err *err)
{
    (void)bytes;
    const size_t pixel_bytes =
        kind == RENDER_TEXTURE_RG8 || kind == RENDER_TEXTURE_ATLAS_RG8 ? 2 : 4;
    return (RenderTexture){ null_take(
        render, (NullObject){ (size_t)width * (size_t)height * (size_t)layers * pixel_bytes, 0, 0 },
        err) };
}

static void null_texture_write(Render *render, RenderTexture texture, int layer, int x, int y,
                               int width, int height, const void *bytes, int stride_bytes)
{
    (void)render, (void)texture, (void)layer, (void)x, (void)y, (void)width, (void)height,
        (void)bytes, (void)stride_bytes;
}

static void null_texture_destroy(Render *render, RenderTexture texture)
{
    null_give(render, texture.id);
}

static RenderTarget *null_target_create(Render *render, int width, int height, Err *err)
{
    (void)render;
    RenderTarget *target = calloc(1, sizeof *target);
    if (!target) {
        err_set(err, ERR_MEMORY, "renderer: no memory for a target");
        return NULL;
    }
    *target = (RenderTarget){ width, height };
    return target;
}

static RenderTarget *null_target_create_beside(Render *render, const RenderTarget *other, Err *err)
{
    return null_target_create(render, other->width, other->height, err);
}

static void null_target_destroy(Render *render, RenderTarget *target)
{
    (void)render;
    free(target);
}

static void null_target_read(Render *render, RenderTarget *target, RenderRect rect, uint8_t *rgba,
                             int stride_bytes)
{
    (void)render, (void)target;
    for (int y = 0; y < rect.height; y++)
        memset(rgba + (ptrdiff_t)y * stride_bytes, 0, (size_t)rect.width * 4);
}

static void null_count(NullRender *null, RenderMesh mesh, int copies)
{
    const NullObject *o = render_slots_get(&null->objects, mesh.id);
    if (!o) return;
    null->status.draw_calls++;
    if (o->index_count)
        null->status.triangles += (int)(o->index_count / 3) * copies;
    else
        null->status.points += (int)o->vertex_count * copies;
}

static void null_draw(Render *render, RenderTarget *target, const RenderFrame *frame)
{
    (void)target;
    NullRender *null = (NullRender *)render;
    null->status.draw_calls = null->status.triangles = null->status.points = 0;
    for (int i = 0; i < frame->terrain_count; i++) null_count(null, frame->terrain[i].mesh, 1);
    for (int i = 0; i < frame->building_count; i++) null_count(null, frame->buildings[i].mesh, 1);
    for (int i = 0; i < frame->solid_count; i++) null_count(null, frame->solids[i].mesh, 1);
    for (int i = 0; i < frame->model_count; i++) null_count(null, frame->models[i].mesh, 1);
    for (int i = 0; i < frame->instances_count; i++) {
        null_count(null, frame->instances[i].mesh, frame->instances[i].instance_count);
    }
}

static void null_cast(Render *render, const RenderFrame *frame)
{
    (void)render, (void)frame;
}

static void null_finish(Render *render)
{
    (void)render;
}

static RenderStatus *null_own_status(Render *render)
{
    return &((NullRender *)render)->status;
}

static const RenderOps null_ops = {
    .destroy = null_destroy,
    .status = null_status,
    .terrain_create = null_terrain_create,
    .building_create = null_building_create,
    .solid_create = null_solid_create,
    .model_create = null_model_create,
    .mesh_destroy = null_mesh_destroy,
    .styles_create = null_styles_create,
    .styles_write = null_styles_write,
    .shapes_write = null_styles_write,
    .styles_destroy = null_styles_destroy,
    .texture_create = null_texture_create,
    .texture_write = null_texture_write,
    .texture_destroy = null_texture_destroy,
    .target_create = null_target_create,
    .target_create_beside = null_target_create_beside,
    .target_destroy = null_target_destroy,
    .target_read = null_target_read,
    .cast = null_cast,
    .draw = null_draw,
    .finish = null_finish,
    .own_status = null_own_status,
};

Render *render_null_create(const RenderDesc *desc, Err *err)
{
    NullRender *null = calloc(1, sizeof *null);
    if (!null) {
        err_set(err, ERR_MEMORY, "renderer: no memory");
        return NULL;
    }
    null->base.ops = &null_ops;
    null->status = (RenderStatus){ .device = "none", .version = "null", .is_software = true };
    null->status.budget_bytes = desc->budget_bytes ? desc->budget_bytes : RENDER_BUDGET_BYTES;
    return &null->base;
}
