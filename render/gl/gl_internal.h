// SPDX-License-Identifier: Apache-2.0
// gl_internal.h - the state behind the OpenGL renderer, shared by the files of render/gl.
// Does not: leave render/gl.
#pragma once
#include "render/gl/gl_light.h"
#include "render/gl/gl_ranges.h"
#include "render/gl/gl_shadow.h"
#include "render/render_ops.h"
#include "render/render_slots.h"
#include "shaders/bindings.glsl"
#include <GL/glew.h>

// ---- shaders (gl_shader.c)
typedef enum {
    GL_PROGRAM_TERRAIN,
    GL_PROGRAM_BUILDING,
    GL_PROGRAM_POINT,
    GL_PROGRAM_SOLID,
    GL_PROGRAM_INSTANCE,
    GL_PROGRAM_SKY,
    GL_PROGRAM_LINE,
    GL_PROGRAM_SPRITE,
    GL_PROGRAM_PANEL,
    GL_PROGRAM_OCCLUSION,
    GL_PROGRAM_BLUR,
    GL_PROGRAM_BRIGHT,
    GL_PROGRAM_DOWN,
    GL_PROGRAM_UP,
    GL_PROGRAM_MERGE,
    GL_PROGRAM_COMPOSE,
    GL_PROGRAM_MODEL,
    GL_PROGRAM_MODEL_PICTURE,
    GL_PROGRAM_MODEL_MAPS,
    GL_PROGRAM_MARK,
    GL_PROGRAM_FLOW,
    GL_PROGRAM_COUNT
} GlProgram;
// FAR: buildings whose floors are finer than the eye sees at SOFTWARE quality, a third of the work
// less. PLAIN is GHOST's bit: the one is of ground (no picture, no mask, no sea: half the cost),
// the other of buildings. Models: MANY is FAR's bit, meshes that stand many times; CUT: planes cut
// them, or storeys are drawn apart; of ground: it gives way to models; GLASS: panes; of ground:
// what lies inside the masks; FLAGS: something is selected, under the pointer or in alarm; JOINTS:
// skinned meshes. LIVE is FLAGS's bit: buildings that are raised or hatched, which no other pass
// draws. SINGLE: one sample a pixel, light in eight bits. LIT is PLAIN's bit: lamps are on.
enum {
    GL_VARIANT_FULL = 1,
    GL_VARIANT_SHADOW = 2,
    GL_VARIANT_GHOST = 4,
    GL_VARIANT_PLAIN = 4,
    GL_VARIANT_FAR = 8,
    GL_VARIANT_LIT = 4,
    GL_VARIANT_SINGLE = 16,
    GL_VARIANT_MANY = 8,
    GL_VARIANT_CUT = 32,
    GL_VARIANT_GLASS = 64,
    GL_VARIANT_FLAGS = 128,
    GL_VARIANT_LIVE = 128,
    GL_VARIANT_JOINTS = 256,
    GL_VARIANT_COUNT = 512
};

// ---- buffers
typedef struct {
    GLuint buffer;
    size_t cap_bytes;
} GlStream; // rewritten each frame

typedef struct {
    GLuint vertices, indices;
    GlRanges vertex_ranges, index_ranges;
    uint32_t mesh_count;
} GlPage;

// Pages of one vertex layout: meshes lie side by side so that one multi-draw reaches all of a page.
typedef struct {
    uint32_t vertex_bytes, index_bytes; // of one
    uint32_t page_vertices, page_indices;
    GlPage *pages;
    int page_count, page_cap;
    GLuint array; // vertex array object: binding 0 the vertices, 1 the draws
} GlHeap;

typedef enum {
    GL_MESH_NONE,
    GL_MESH_TERRAIN,
    GL_MESH_BUILDING,
    GL_MESH_POINT,
    GL_MESH_SOLID,
    GL_MESH_MODEL
} GlMeshKind;
typedef struct {
    RenderModelPart *parts; // indices and instances counted from the mesh's first
    RenderModelMaps *maps;
    uint32_t part_count;
    float middle_m[3], radius_m;
    uint16_t instance_page;
    uint32_t instance_first, instance_count;
    int uv_sets;   // pairs of texture coordinates a vertex, 0 to 2
    GLuint joints; // buffer: of the vertices; 0 = stiff
    GLuint morphs; // buffer; 0 = none
    uint32_t morph_count;
} GlModel; // what a model's mesh has besides
typedef struct {
    GlMeshKind kind;
    uint16_t page, indices_shared; // terrain: which shared index array
    uint32_t vertex_first, vertex_count, index_first, index_count;
    float offset_m[3], step_m[3];
    size_t cost_bytes;
    GlModel *model; // MODEL; owned
} GlMesh;

typedef struct {
    uint32_t first, count; // in the one words buffer and the one shapes buffer
    uint32_t flags_seen;   // of all words ever written: no ghost ever, no ghost pass
} GlStyles;

typedef struct {
    GLuint texture;
    RenderTextureKind kind;
    int width, height, layers, levels;
    size_t cost_bytes;
} GlTexture;

typedef struct {
    const uint16_t *source; // identity of the caller's static array
    int count;
    GLuint buffer;
} GlIndices;

struct RenderTarget {
    int width, height;
    GLuint framebuffer, color, depth;
    bool has_depth_of_other;
    GLsync drawn; // behind the last drawing
    size_t cost_bytes;
};

// C twin of View in shaders/common/view.glsl (std140).
typedef struct {
    float clip_from_rel[16], rel_from_clip[16];
    float up[4];         // night
    float east[4];       // time_s
    float north[4];      // tide_m
    float sun[4];        // exposure
    float moon[4];       // px_per_rad
    float size[4];       // width, height, 1/width, 1/height
    float full[4];       // piece: left, bottom in the whole picture; whole width, height
    float eye[4];        // eye modulo 4096 m; eye height
    float haze[4];       // density at the ground, density at the eye, scale height, has sea
    float sun_lin[4];    // shadow range
    float sky_lin[4];    // height exaggeration
    float ground_lin[4]; // stars
    float haze0_lin[4], haze1_lin[4],
        haze2_lin[4]; // horizon colour: polynomial in the cosine of the azimuth from the sun
    float zenith_lin[4];
    float shadow_axes[3][4];
    float shadow_box[SHADOW_CASCADES][4]; // offset; scale
    float shadow_far[4]; // far distance of the first two cascades; depth scale; 1 / texture size
    float effects[4]; // of occlusion and bloom: texture coordinates a pixel; share of bloom; pixels
                      // a step
    float cut[CUTS_MAX][4];
    float ground_mask[MASKS_MAX][2][4];
} GlViewBlock;
_Static_assert(CUTS_MAX == RENDER_CUTS_MAX && MASKS_MAX == RENDER_MASKS_MAX, "bindings.glsl");
_Static_assert(HATCH_LINES == RENDER_HATCH_LINES && HATCH_NONE == RENDER_HATCH_NONE,
               "bindings.glsl");
enum { GL_VIEW_SLOT_BYTES = 1024 }; // slot 0 the view, then the cascades
_Static_assert(sizeof(GlViewBlock) <= GL_VIEW_SLOT_BYTES, "slot of the view block");

// Per-draw vertex inputs, twin of shaders/common/draw.glsl. Local: metres of a tile, or lattice
// steps of buildings.
typedef struct {
    float clip[16];    // clip_from_local, rows
    float rel[12];     // rel_from_local, rows
    float haze[4];     // share of haze = dot(haze, (local, 1))
    float haze_lin[3]; // its colour
    float opacity;
    float own[4]; // buildings: metres a step, bits of planes that do not cut; terrain: picture
                  // rectangle; solids: glow
    uint32_t style_first, pad[3];
} GlDraw;
_Static_assert(sizeof(GlDraw) == 176, "strides of the vertex arrays");
// Twin of Model in shaders/common/model.glsl (std140), one a slot.
typedef struct {
    float rel[12];     // rel_from_local, rows
    float turn[12];    // of normals, rows; then opacity, metres between storeys, -
    float haze[4];     // share of haze = dot(haze, (local, 1))
    float haze_lin[4]; // its colour
    uint32_t style_first, uncut, joint_first, vertex_first;
    uint32_t weight_first, morph_count, pad[2]; // four weights a row
} GlModelBlock;
enum { GL_MODEL_SLOT_BYTES = 256 }; // the largest alignment of uniform blocks
_Static_assert(sizeof(GlModelBlock) <= GL_MODEL_SLOT_BYTES, "slot of the model block");
_Static_assert(sizeof(RenderModelVertex) == 24 && sizeof(RenderModelInstance) == 64,
               "inputs of model.glsl");
_Static_assert(sizeof(RenderSprite) == 48, "Sprite in sprite.vert");
_Static_assert(sizeof(RenderLine) == 36, "Line in line.vert");
_Static_assert(sizeof(RenderMark) == 40, "Mark in mark.vert");
_Static_assert(sizeof(RenderFlow) == 48, "Flow in flow.vert");
_Static_assert(MARK_ARROW == RENDER_MARK_ARROW && MARK_ARC == RENDER_MARK_ARC, "bindings.glsl");
_Static_assert(sizeof(RenderInstance) == 24, "Instance in solid.vert");

typedef struct {
    uint32_t count, instance_count, index_first;
    int32_t vertex_base;
    uint32_t draw; // baseInstance
} GlCommand;

// A run of commands of one page.
typedef struct {
    int page;
    uint32_t first, count;
} GlBatch;

typedef struct {
    GlCommand *commands;
    GlDraw *draws;
    GlBatch *batches;
    int command_count, command_cap, draw_count, draw_cap, batch_count, batch_cap;
} GlList;

// Buffers of FULL quality, kept for one size.
typedef struct {
    int width, height, samples;
    unsigned variant;                        // of the passes of this frame
    int step;                                // pixels a texel of occlusion and of the first bloom
    GLuint scene, scene_color, scene_depth;  // RGBA16F and D32F, multisampled unless samples is 1
    GLuint occlusion[2], occlusion_color[2]; // R8
    GLuint bloom[6], bloom_color[6];         // halves of each other, RGBA16F
    GLuint effects, effects_color;           // bloom and occlusion for compose.frag, RGBA8
    int bloom_count;
    size_t cost_bytes;
} GlFull;

// Shadow maps of the key light, and where they look.
typedef struct {
    GLuint framebuffer, depth; // layered D32F
    bool is_there;             // false: nothing casts
    float range_m;
    GlShadow fit;
    size_t cost_bytes;
} GlCast;

typedef struct {
    Render base;
    RenderDesc desc;
    RenderStatus status;
    GLuint programs[GL_PROGRAM_COUNT][RENDER_LOOK_COUNT][GL_VARIANT_COUNT];
    bool program_failed[GL_PROGRAM_COUNT][RENDER_LOOK_COUNT][GL_VARIANT_COUNT];
    RenderSlots meshes, textures, styles;
    GlHeap buildings, terrain, solids, models[3]; // models: by pairs of texture coordinates
    GlHeap placements;                            // instances of models
    GLuint instance_array;                        // solids' vertices, instances in place of draws
    GlIndices indices[8];
    int indices_count;
    GLuint words, shapes;
    GlRanges style_ranges;
    uint32_t style_cap;
    GLuint empty_array;
    GLuint view_buffer;
    GlStream draws, commands, sprites, lines, marks, dots, flows, instances, model_blocks, joints;
    float *joint_rows; // of the frame, gathered
    int joint_row_cap;
    GLuint noise, field, blank, sky, sky_display, white, flat; // flat: a normal straight up
    GlLight light;
    bool has_light;
    float sky_exposure; // of sky_display
    RenderTarget *window;
    GlFull full;
    GlCast cast;
    GlList list; // scratch of a frame
    GLuint sampler_fast, sampler_fine, sampler_shadow, sampler_noise, sampler_repeat;
    GLuint timers[4];
    uint64_t timer_frame;
} GlRender;

// gl_shader.c: the program, compiled when first asked for; 0 when it does not compile (logged once,
// counted).
GLuint gl_program(GlRender *gl, GlProgram program, RenderLook look, unsigned variant);
void gl_programs_finish(GlRender *gl);

// gl_buffer.c
void gl_stream_write(GlRender *gl, GlStream *stream, const void *bytes, size_t length);
void gl_stream_finish(GlStream *stream);

// gl_mesh.c
RenderMesh gl_terrain_create(Render *render, const void *vertices, int vertex_count,
                             const uint16_t *indices, int index_count, Err *err);
RenderMesh gl_building_create(Render *render, const RenderBuildingMeshDesc *desc, Err *err);
RenderMesh gl_solid_create(Render *render, const RenderSolidVertex *vertices, uint32_t vertex_count,
                           const uint32_t *indices, uint32_t index_count, Err *err);
void gl_mesh_destroy(Render *render, RenderMesh mesh);
// Side by side in a heap's pages, charged; {0} with *err.
RenderMesh gl_mesh_create(GlRender *gl, GlHeap *heap, GlMesh mesh, const void *vertices,
                          const void *indices, Err *err);
void gl_heap_init(GlHeap *heap, uint32_t vertex_bytes, uint32_t index_bytes);
void gl_heap_finish(GlHeap *heap);
// Room for mesh.vertex_count and index_count; page and firsts are set.
bool gl_heap_take(GlRender *gl, GlHeap *heap, GlMesh *mesh, Err *err);
void gl_heap_give(GlHeap *heap, const GlMesh *mesh);
void gl_array_attribute(GLuint array, GLuint binding, GLuint location, GLint size, GLenum type,
                        bool is_normalized, size_t offset);
// gl_model.c
RenderMesh gl_model_create(Render *render, const RenderModelDesc *desc, Err *err);
void gl_model_release(GlRender *gl, const GlMesh *mesh);
void gl_models_init(GlRender *gl);
void gl_models_finish(GlRender *gl);
void gl_meshes_init(GlRender *gl);
void gl_meshes_finish(GlRender *gl);
void gl_heap_bind(const GlHeap *heap, GLuint array, int page);

// gl_style.c
RenderStyles gl_styles_create(Render *render, uint32_t count, Err *err);
void gl_styles_write(Render *render, RenderStyles styles, uint32_t first, uint32_t count,
                     const uint32_t *words);
void gl_shapes_write(Render *render, RenderStyles styles, uint32_t first, uint32_t count,
                     const uint32_t *shapes);
void gl_styles_destroy(Render *render, RenderStyles styles);

// gl_texture.c
RenderTexture gl_texture_create(Render *render, RenderTextureKind kind, int width, int height,
                                int layers, const void *bytes, Err *err);
void gl_texture_write(Render *render, RenderTexture texture, int layer, int x, int y, int width,
                      int height, const void *bytes, int stride_bytes);
void gl_texture_destroy(Render *render, RenderTexture texture);
// All levels below the first of an eight-bit picture, from the first.
void gl_mipmaps_write(const GlTexture *texture, const uint8_t *bytes);
// Tiling noise. R and G: two fields of slow variation; B and A: slopes of a wave height field, 0.5
// = flat.
GLuint gl_noise_create(void);
// The fields of the ground in one texture, for 4096 m: the noise's and, turned, a third as wide
// (FULL).
GLuint gl_noise_field_create(GLuint noise);
void gl_textures_init(GlRender *gl);
void gl_textures_finish(GlRender *gl);
void gl_texture_sky(
    GlRender *gl,
    float exposure); // uploads the light's sky, linear and as SOFTWARE quality shows it

// gl_target.c
RenderTarget *gl_target_create(Render *render, int width, int height, Err *err);
RenderTarget *gl_target_create_beside(Render *render, const RenderTarget *other, Err *err);
void gl_target_destroy(Render *render, RenderTarget *target);
void gl_target_read(Render *render, RenderTarget *target, RenderRect rect, uint8_t *rgba,
                    int stride_bytes);
RenderTarget *gl_target_window(GlRender *gl, int width, int height);
void gl_full_finish(GlRender *gl);

// gl_draw.c
void gl_draw(Render *render, RenderTarget *target, const RenderFrame *frame);
// gl_live.c: marks and flows, in the overlay
void gl_live_draw(GlRender *gl, const RenderFrame *frame);
// gl_overlay.c
void gl_overlay_draw(GlRender *gl, const RenderTarget *target, const RenderFrame *frame);
// Light and block of a view.
void gl_draw_begin(GlRender *gl, const RenderView *view, GlViewBlock *block);
// gl_full.c
// The frame at FULL quality up to the overlay; false when its buffers cannot be had (logged once).
bool gl_full_draw(GlRender *gl, RenderTarget *target, const RenderFrame *frame, GlViewBlock *block);

// gl_render.c
bool gl_charge(GlRender *gl, size_t bytes, const char *what, Err *err); // false past the budget
void gl_uncharge(GlRender *gl, size_t bytes);
bool gl_out_of_memory(GlRender *gl, const char *what, Err *err); // asks GL, clears the error
