// SPDX-License-Identifier: Apache-2.0
// render.h - the renderer: resources and drawing. One implementation on OpenGL 4.5 (render/gl), one
// that draws nothing (render/null). Does not: open windows or contexts (app does), know layers, or
// wait for files. Thread: main only, context current.
#pragma once
#include "base/err.h"
#include "render/render_frame.h"
#include <stddef.h>

typedef struct Render Render;

typedef struct {
    bool is_null;                       // draws nothing, keeps counts: for tests without a GPU
    void *(*gl_proc)(const char *name); // unused by GLEW; kept NULL
    size_t budget_bytes; // GPU memory; 0 = 1 GiB. Past it *_create fails with ERR_MEMORY and the
                         // scene evicts
    bool is_debug;       // GL debug messages counted as errors
    const char *shader_folder; // NULL = the shaders built into the program
} RenderDesc;

typedef struct {
    char device[128], version[64];
    bool is_software; // llvmpipe, softpipe, swrast
    size_t used_bytes, target_bytes,
        budget_bytes; // target_bytes: of used, pictures being drawn; the budget is for the rest
    int draw_calls, triangles, points; // of the last render_draw
    double gpu_ms;                     // of an earlier frame; 0 = not measured
    int error_count;                   // GL debug errors since the start
    bool is_lost; // the context is gone: destroy and create again, the scene uploads anew
} RenderStatus;

Render *render_create(const RenderDesc *desc, Err *err);
void render_destroy(Render *render); // NULL is fine
RenderStatus render_status(const Render *render);

// Meshes copy what they are given. {0} and *err on failure.
RenderMesh render_terrain_create(
    Render *render, const void *vertices, int vertex_count, const uint16_t *indices,
    int index_count,
    Err *err); // GeoTerrainVertex layout; the index array is uploaded once and shared
typedef struct {
    const void *vertices; // GeoBuildingVertex layout, 8 bytes
    uint32_t vertex_count;
    const uint16_t *indices; // NULL: drawn as points
    uint32_t index_count;
    float offset_m[3], step_m[3];
} RenderBuildingMeshDesc;
RenderMesh render_building_create(Render *render, const RenderBuildingMeshDesc *desc, Err *err);
RenderMesh render_solid_create(Render *render, const RenderSolidVertex *vertices,
                               uint32_t vertex_count, const uint32_t *indices, uint32_t index_count,
                               Err *err);
// Pictures that change how a surface answers light; the base colour's picture is the part's own.
// Metallic-roughness and occlusion as in glTF 2.0, all RGBA8; none = white, of the normal flat.
typedef struct {
    RenderTexture normal, metal, occlusion, emissive;
    float roughness, metallic, normal_scale, occlusion_strength;
    float emissive_lin[3];
    float mirrored;       // of a non-metal, straight on
    float place[4][2][4]; // of each, rows: its coordinates are place · (uv, 1); [0][3] = 1: of the
                          // second uv
} RenderModelMaps;
// A run of a model's triangles that is drawn in one way.
typedef struct {
    uint32_t index_first, index_count;
    uint32_t instance_first, instance_count; // 0 = once, as it lies
    RenderTexture picture;                   // of the base colour; needs uv
    uint32_t maps;                           // 1 + row of the maps; needs uv; 0 = none
    float cutoff;                            // least alpha of the picture that is there; 0 = all
    float size_m;  // of its largest object; left out where that is seen smaller than a pixel; 0 =
                   // never
    bool is_glass; // drawn after what is opaque, casts no shadow
    bool is_two_sided; // else only from the side it faces
    bool is_space;     // drawn only where the item says so
} RenderModelPart;
typedef struct {
    const RenderModelVertex *vertices;
    const float *uv;                 // uv_sets pairs a vertex; NULL = no part has a picture
    int uv_sets;                     // 0 or 1; 2 = a second pair, which maps may take
    const RenderModelJoints *joints; // one a vertex: items bring places of joints; NULL = stiff
    const RenderModelMorph *morphs;  // morph_count a vertex; with joints only; NULL = none
    const uint32_t *indices;
    const RenderModelPart *parts; // those drawn alike side by side: fewer calls
    const RenderModelInstance *instances;
    const RenderModelMaps *maps;
    uint32_t vertex_count, index_count, part_count, instance_count, map_count, morph_count;
} RenderModelDesc;
RenderMesh render_model_create(Render *render, const RenderModelDesc *desc, Err *err);
void render_mesh_destroy(Render *render, RenderMesh mesh);

// Style words and shape words of a layer's features.
RenderStyles render_styles_create(Render *render, uint32_t count, Err *err);
void render_styles_write(Render *render, RenderStyles styles, uint32_t first, uint32_t count,
                         const uint32_t *words);
void render_shapes_write(Render *render, RenderStyles styles, uint32_t first, uint32_t count,
                         const uint32_t *shapes);
void render_styles_destroy(Render *render, RenderStyles styles);

typedef enum {
    RENDER_TEXTURE_RGBA8_SRGB,
    RENDER_TEXTURE_RG8,
    RENDER_TEXTURE_PANEL_BGRA8,
    RENDER_TEXTURE_ATLAS_RG8
} RenderTextureKind;
// bytes NULL = zeroed. layers: 1, more for the atlas. The first two get mipmaps and clamp to the
// edge.
RenderTexture render_texture_create(Render *render, RenderTextureKind kind, int width, int height,
                                    int layers, const void *bytes, Err *err);
void render_texture_write(Render *render, RenderTexture texture, int layer, int x, int y, int width,
                          int height, const void *bytes, int stride_bytes);
void render_texture_destroy(Render *render, RenderTexture texture);

// Targets: the window (id 0 in RenderTarget NULL) or an offscreen picture.
typedef struct RenderTarget RenderTarget;
RenderTarget *render_target_create(Render *render, int width, int height, Err *err);
// A second picture of the same size on the same depth buffer, which each drawing fills anew: one is
// read while the other is drawn. other is destroyed after it.
RenderTarget *render_target_create_beside(Render *render, const RenderTarget *other, Err *err);
void render_target_destroy(Render *render, RenderTarget *target);
typedef struct {
    int x, y, width, height; // pixels from the top left
} RenderRect;
// RGBA8 rows from the top, stride_bytes apart; waits for what was drawn into this target, not for
// what came after.
void render_target_read(Render *render, RenderTarget *target, RenderRect rect, uint8_t *rgba,
                        int stride_bytes);
void render_draw(Render *render, RenderTarget *target,
                 const RenderFrame *frame); // target NULL = the window
// Draws the shadow maps of a whole picture alone: its pieces, drawn next with view.has_cast, take
// them as they are.
void render_cast(Render *render, const RenderFrame *frame);
// A software device draws larger pictures at FULL quality with one sample a pixel: multisampling
// would cost it three times all the rest, and there are pixels enough.
#define RENDER_SINGLE_SAMPLE_PX 16000000
// Pixels round a piece of a larger picture that bloom and ambient occlusion read: draw pieces this
// much larger on every side where the picture goes on, crop them, and let what lies left of, above
// and below a piece be multiples of the grid.
#define RENDER_PIECE_GRID_PX 96
int render_border_px(RenderQuality quality, int full_height_px);
void render_budget_set(Render *render,
                       size_t bytes); // 0 = the default; what is there already stays
// From now on as after a reset of the device: is_lost, and nothing is drawn. For tests, and for
// starting it again by hand.
void render_lose(Render *render);
void render_finish(Render *render); // waits: benchmarks and tests
