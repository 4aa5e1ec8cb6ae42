// SPDX-License-Identifier: Apache-2.0
// render.c - forwards render.h to the implementation chosen at creation.
#include "render/render_ops.h"
#include <assert.h>

Render *render_create(const RenderDesc *desc, Err *err)
{
    return desc->is_null ? render_null_create(desc, err) : gl_render_create(desc, err);
}

void render_destroy(Render *render)
{
    if (render) render->ops->destroy(render);
}

RenderStatus render_status(const Render *render)
{
    return render->ops->status(render);
}

RenderMesh render_terrain_create(Render *render, const void *vertices, int vertex_count, const uint16_t *indices, int index_count,
                                 Err *err)
{
    assert(vertices && vertex_count > 0 && indices && index_count > 0);
    return render->ops->terrain_create(render, vertices, vertex_count, indices, index_count, err);
}

RenderMesh render_building_create(Render *render, const RenderBuildingMeshDesc *desc, Err *err)
{
    assert(desc->vertices && desc->vertex_count > 0 && (!desc->indices || desc->index_count > 0));
    return render->ops->building_create(render, desc, err);
}

RenderMesh render_solid_create(Render *render, const RenderSolidVertex *vertices, uint32_t vertex_count, const uint32_t *indices,
                               uint32_t index_count, Err *err)
{
    assert(vertices && vertex_count > 0 && indices && index_count > 0);
    return render->ops->solid_create(render, vertices, vertex_count, indices, index_count, err);
}

RenderMesh render_model_create(Render *render, const RenderModelDesc *desc, Err *err)
{
    assert(desc->vertices && desc->vertex_count > 0 && desc->indices && desc->index_count > 0);
    assert(desc->parts && desc->part_count > 0);
    return render->ops->model_create(render, desc, err);
}

void render_mesh_destroy(Render *render, RenderMesh mesh)
{
    render->ops->mesh_destroy(render, mesh);
}

RenderStyles render_styles_create(Render *render, uint32_t count, Err *err)
{
    return render->ops->styles_create(render, count, err);
}

void render_styles_write(Render *render, RenderStyles styles, uint32_t first, uint32_t count, const uint32_t *words)
{
    render->ops->styles_write(render, styles, first, count, words);
}

void render_shapes_write(Render *render, RenderStyles styles, uint32_t first, uint32_t count, const uint32_t *shapes)
{
    render->ops->shapes_write(render, styles, first, count, shapes);
}

void render_styles_destroy(Render *render, RenderStyles styles)
{
    render->ops->styles_destroy(render, styles);
}

RenderTexture render_texture_create(Render *render, RenderTextureKind kind, int width, int height, int layers, const void *bytes,
                                    Err *err)
{
    assert(width > 0 && height > 0 && layers > 0);
    return render->ops->texture_create(render, kind, width, height, layers, bytes, err);
}

void render_texture_write(Render *render, RenderTexture texture, int layer, int x, int y, int width, int height, const void *bytes,
                          int stride_bytes)
{
    render->ops->texture_write(render, texture, layer, x, y, width, height, bytes, stride_bytes);
}

void render_texture_destroy(Render *render, RenderTexture texture)
{
    render->ops->texture_destroy(render, texture);
}

RenderTarget *render_target_create(Render *render, int width, int height, Err *err)
{
    return render->ops->target_create(render, width, height, err);
}

RenderTarget *render_target_create_beside(Render *render, const RenderTarget *other, Err *err)
{
    return render->ops->target_create_beside(render, other, err);
}

void render_target_destroy(Render *render, RenderTarget *target)
{
    if (target) render->ops->target_destroy(render, target);
}

void render_target_read(Render *render, RenderTarget *target, RenderRect rect, uint8_t *rgba, int stride_bytes)
{
    assert(rect.x >= 0 && rect.y >= 0 && rect.width > 0 && rect.height > 0 && stride_bytes >= rect.width * 4);
    render->ops->target_read(render, target, rect, rgba, stride_bytes);
}

void render_cast(Render *render, const RenderFrame *frame)
{
    render->ops->cast(render, frame);
}

void render_draw(Render *render, RenderTarget *target, const RenderFrame *frame)
{
    render->ops->draw(render, target, frame);
}

int render_border_px(RenderQuality quality, int full_height_px)
{
    if (quality != RENDER_QUALITY_FULL) return 0;
    return full_height_px > 2400 ? 96 : 64; // the farther of bloom and occlusion
}

void render_budget_set(Render *render, size_t bytes)
{
    render->ops->own_status(render)->budget_bytes = bytes ? bytes : RENDER_BUDGET_BYTES;
}

void render_lose(Render *render)
{
    render->ops->own_status(render)->is_lost = true;
}

void render_finish(Render *render)
{
    render->ops->finish(render);
}
