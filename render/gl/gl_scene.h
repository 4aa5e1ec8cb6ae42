// SPDX-License-Identifier: Apache-2.0
// gl_scene.h - a frame's items as multi-draw commands: made once, drawn for the picture and for
// each shadow cascade. Does not: leave render/gl.
#pragma once
#include "render/gl/gl_internal.h"

typedef struct {
    int first, count; // in gl->list.batches
} GlSpan;

// Commands of models that are drawn with one set of state.
typedef struct {
    GLuint joints, morphs; // of its vertices; 0 = stiff, none
    uint32_t block;        // of model_blocks
    int uv_sets;
    bool is_many, is_two_sided, is_glass, has_flags;
    int page, instance_page;
    RenderTexture picture;
    const RenderModelMaps *maps; // NULL = none
    float cutoff;
    uint32_t first, count; // in gl->list.commands
} GlModelRun;

typedef struct {
    GlSpan glass_live; // of glass, what is raised or hatched
    GlSpan buildings, far_buildings, points, ghosts, live,
        glass; // glass: one batch an item, far to near
    GlSpan solids, glass_solids;
    GlSpan cast_buildings[SHADOW_CASCADES], cast_solids[SHADOW_CASCADES];
    GlModelRun *model_runs; // spans below are of these
    int model_run_count, model_run_cap;
    bool has_lift;
    bool cuts_buildings, cuts_solids, cuts_instances; // planes of the view cut some of them
    GlSpan models, glass_models, veil_models, ghost_models,
        cast_models[SHADOW_CASCADES]; // near to far; what light passes through far to near
    int *terrain_order;               // near to far
    int terrain_draw_first;           // draw of frame->terrain[i] is this + i
    int terrain_count, instances_total;
} GlPlan;

void gl_plan_make(GlRender *gl, const RenderFrame *frame, const float shadow_far[SHADOW_CASCADES],
                  GlPlan *plan);
void gl_plan_finish(GlPlan *plan);
void gl_scene_draw(GlRender *gl, const RenderFrame *frame, const GlPlan *plan);
void gl_scene_cast(GlRender *gl, const RenderFrame *frame, const GlPlan *plan, int cascade);

// gl_model_draw.c
void gl_model_plan(GlRender *gl, const RenderFrame *frame, const float shadow_far[SHADOW_CASCADES],
                   GlPlan *plan);
void gl_model_draw(GlRender *gl, const RenderFrame *frame, const GlPlan *plan, GlSpan runs,
                   unsigned variant);

// gl_cast.c: the shadow maps
// Where the maps of a frame look; false: nothing casts. Makes the maps.
bool gl_cast_fit(GlRender *gl, const RenderFrame *frame);
// What the maps' lookups need, into the block, and block and lights into the one buffer.
void gl_cast_block(GlRender *gl, GlViewBlock *block);
// Draws the maps; plan: of the frame, with the reaches of the fit.
void gl_cast_draw(GlRender *gl, const RenderFrame *frame, const GlPlan *plan);
void gl_cast(Render *render, const RenderFrame *frame);
void gl_cast_finish(GlRender *gl);
