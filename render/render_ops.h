// SPDX-License-Identifier: Apache-2.0
// render_ops.h - what an implementation of the renderer provides; render.c forwards render.h to it.
// Does not: leave the render folder.
#pragma once
#include "render/render.h"

typedef struct {
    void (*destroy)(Render *render);
    RenderStatus (*status)(const Render *render);
    RenderMesh (*terrain_create)(Render *render, const void *vertices, int vertex_count, const uint16_t *indices, int index_count,
                                 Err *err);
    RenderMesh (*building_create)(Render *render, const RenderBuildingMeshDesc *desc, Err *err);
    RenderMesh (*solid_create)(Render *render, const RenderSolidVertex *vertices, uint32_t vertex_count, const uint32_t *indices,
                               uint32_t index_count, Err *err);
    RenderMesh (*model_create)(Render *render, const RenderModelDesc *desc, Err *err);
    void (*mesh_destroy)(Render *render, RenderMesh mesh);
    RenderStyles (*styles_create)(Render *render, uint32_t count, Err *err);
    void (*styles_write)(Render *render, RenderStyles styles, uint32_t first, uint32_t count, const uint32_t *words);
    void (*shapes_write)(Render *render, RenderStyles styles, uint32_t first, uint32_t count, const uint32_t *shapes);
    void (*styles_destroy)(Render *render, RenderStyles styles);
    RenderTexture (*texture_create)(Render *render, RenderTextureKind kind, int width, int height, int layers, const void *bytes,
                                    Err *err);
    void (*texture_write)(Render *render, RenderTexture texture, int layer, int x, int y, int width, int height, const void *bytes,
                          int stride_bytes);
    void (*texture_destroy)(Render *render, RenderTexture texture);
    RenderTarget *(*target_create)(Render *render, int width, int height, Err *err);
    RenderTarget *(*target_create_beside)(Render *render, const RenderTarget *other, Err *err);
    void (*target_destroy)(Render *render, RenderTarget *target);
    void (*target_read)(Render *render, RenderTarget *target, RenderRect rect, uint8_t *rgba, int stride_bytes);
    void (*cast)(Render *render, const RenderFrame *frame);
    void (*draw)(Render *render, RenderTarget *target, const RenderFrame *frame);
    void (*finish)(Render *render);
    RenderStatus *(*own_status)(Render *render);
} RenderOps;

// Every implementation's own struct begins with this.
struct Render {
    const RenderOps *ops;
};

#define RENDER_BUDGET_BYTES ((size_t)1 << 30) // where nobody says
Render *render_null_create(const RenderDesc *desc, Err *err);
Render *gl_render_create(const RenderDesc *desc, Err *err);
