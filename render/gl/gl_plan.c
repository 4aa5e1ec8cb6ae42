// SPDX-License-Identifier: Apache-2.0
// gl_plan.c - items to draws, commands and batches by page; one upload a frame.
#include "render/gl/gl_scene.h"
#include "base/array.h"
#include <stdlib.h>
#include <string.h>

#define OPAQUE 0.999f
#define FLOOR_M 3.3f
#define FLOOR_FAR_PX 2.4f // a floor this high at most: windows have faded to their mean (building_fast.frag)

typedef enum { PICK_NEAR, PICK_FAR, PICK_POINTS, PICK_GHOSTS, PICK_LIVE, PICK_CAST } PickKind;

typedef struct {
    float distance_m;
    int item;
} PlanOrder;

static int order_near_first(const void *a, const void *b)
{
    const PlanOrder *x = a, *y = b;
    if (x->distance_m != y->distance_m) return x->distance_m < y->distance_m ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

static bool list_reserve(GlList *list, int items)
{
    return array_reserve((void **)&list->commands, &list->command_cap, list->command_count + items, sizeof *list->commands)
           && array_reserve((void **)&list->draws, &list->draw_cap, list->draw_count + items, sizeof *list->draws)
           && array_reserve((void **)&list->batches, &list->batch_cap, list->batch_count + items, sizeof *list->batches);
}

// Local to eye axes with the vertical stretched, then to clip space, in double: the sums of a tile's large offsets.
static uint32_t list_draw(GlRender *gl, const RenderFrame *frame, const RenderPlace *place, const float offset_m[3], const float step_m[3])
{
    GlList *list = &gl->list;
    GlDraw *draw = &list->draws[list->draw_count];
    memset(draw, 0, sizeof *draw);
    const double stretch = frame->view.height_exaggeration > 0 ? frame->view.height_exaggeration : 1;
    double rel[3][4];
    for (int r = 0; r < 3; r++) {
        const float *row = place->m + 4 * r;
        rel[r][3] = row[3];
        for (int c = 0; c < 3; c++) {
            const double scale = c == 2 ? stretch : 1;
            rel[r][c] = row[c] * scale * step_m[c];
            rel[r][3] += row[c] * scale * offset_m[c];
        }
        for (int c = 0; c < 4; c++) draw->rel[4 * r + c] = (float)rel[r][c];
    }
    const float *clip = frame->view.clip_from_rel;
    for (int r = 0; r < 4; r++) {
        for (int c = 0; c < 4; c++) {
            double sum = c == 3 ? clip[12 + r] : 0;
            for (int k = 0; k < 3; k++) sum += (double)clip[4 * k + r] * rel[k][c];
            draw->clip[4 * r + c] = (float)sum;
        }
    }
    return (uint32_t)list->draw_count++;
}

static const float plain_offset[3] = { 0, 0, 0 }, plain_step[3] = { 1, 1, 1 };

// Points use the first four words of a command otherwise (DrawArraysIndirect): first vertex third, baseInstance fourth.
static void list_command(GlRender *gl, GlList *list, const GlMesh *mesh, uint32_t draw, bool is_joined)
{
    GlCommand c = { mesh->index_count, 1, mesh->index_first, (int32_t)mesh->vertex_first, draw };
    gl->status.draw_calls++;
    if (mesh->index_count) gl->status.triangles += (int)(mesh->index_count / 3);
    else {
        c = (GlCommand){ mesh->vertex_count, 1, mesh->vertex_first, (int32_t)draw, 0 };
        gl->status.points += (int)mesh->vertex_count;
    }
    GlBatch *last = list->batch_count ? &list->batches[list->batch_count - 1] : NULL;
    if (is_joined && last && last->page == mesh->page && last->first + last->count == (uint32_t)list->command_count) last->count++;
    else list->batches[list->batch_count++] = (GlBatch){ mesh->page, (uint32_t)list->command_count, 1 };
    list->commands[list->command_count++] = c;
}

// Haze over a tile of some hundred metres is as good as linear: its value and slope at the middle of the lattice.
static void building_haze(const GlRender *gl, const RenderView *view, GlDraw *draw)
{
    const double half = 32768;
    double middle[3], share = 0, gradient[3];
    for (int r = 0; r < 3; r++) middle[r] = draw->rel[4 * r] * half + draw->rel[4 * r + 1] * half + draw->rel[4 * r + 3];
    gl_light_haze(&gl->light, view, middle, &share, gradient, draw->haze_lin);
    draw->haze[3] = (float)share;
    for (int c = 0; c < 3; c++) {
        double slope = 0;
        for (int r = 0; r < 3; r++) slope += gradient[r] * draw->rel[4 * r + c];
        draw->haze[c] = (float)slope;
        if (c < 2) draw->haze[3] -= (float)(slope * half);
    }
}

static uint32_t building_draw(GlRender *gl, const RenderFrame *frame, const RenderBuildingItem *item, const GlMesh *mesh,
                              const GlStyles *styles)
{
    const uint32_t index = list_draw(gl, frame, &item->place, mesh->offset_m, mesh->step_m);
    GlDraw *draw = &gl->list.draws[index];
    building_haze(gl, &frame->view, draw);
    memcpy(draw->own, mesh->step_m, sizeof mesh->step_m);
    draw->own[3] = (float)item->uncut;
    draw->opacity = item->opacity;
    draw->style_first = styles->first + item->style_first;
    return index;
}

// The item's mesh and styles, NULL where handles are stale or the slot range is outside (counted, not drawn).
static const GlMesh *building_mesh(const GlRender *gl, const RenderBuildingItem *item, const GlStyles **styles)
{
    const GlMesh *mesh = render_slots_get(&gl->meshes, item->mesh.id);
    *styles = render_slots_get(&gl->styles, item->styles.id);
    if (!mesh || !*styles || (mesh->kind != GL_MESH_BUILDING && mesh->kind != GL_MESH_POINT)) return NULL;
    return item->style_first < (*styles)->count ? mesh : NULL;
}

static bool building_is_picked(const RenderBuildingItem *item, const GlMesh *mesh, const GlStyles *styles, PickKind kind, float reach_m)
{
    const bool is_point = mesh->kind == GL_MESH_POINT, is_opaque = item->opacity >= OPAQUE;
    switch (kind) {
    case PICK_NEAR: return !is_point && is_opaque && item->distance_m < reach_m;
    case PICK_FAR: return !is_point && is_opaque && item->distance_m >= reach_m;
    case PICK_POINTS: return is_point && item->opacity > 0;
    case PICK_GHOSTS: return !is_point && is_opaque && (styles->flags_seen & RENDER_STYLE_GHOST);
    case PICK_LIVE:
        return !is_point && is_opaque &&
               (styles->flags_seen & (RENDER_STYLE_RAISED | RENDER_STYLE_HATCHED));
    case PICK_CAST: return !is_point && is_opaque && item->distance_m < reach_m;
    }
    return false;
}

// Appends the picked items, page after page, so that a page is one multi-draw.
static GlSpan span_buildings(GlRender *gl, const RenderFrame *frame, const uint32_t *draws, PickKind kind, float reach_m)
{
    const GlSpan span = { gl->list.batch_count, 0 };
    if (!list_reserve(&gl->list, frame->building_count)) return span;
    for (int page = 0; page < gl->buildings.page_count; page++) {
        for (int i = 0; i < frame->building_count; i++) {
            const RenderBuildingItem *item = &frame->buildings[i];
            if (draws[i] == UINT32_MAX) continue;
            const GlMesh *mesh = render_slots_get(&gl->meshes, item->mesh.id);
            if (mesh->page != page) continue;
            if (!building_is_picked(item, mesh, render_slots_get(&gl->styles, item->styles.id), kind, reach_m)) continue;
            list_command(gl, &gl->list, mesh, draws[i], gl->list.batch_count > span.first);
        }
    }
    return (GlSpan){ span.first, gl->list.batch_count - span.first };
}

// flags: only items whose styles have one of them; 0 = all.
static GlSpan span_glass(GlRender *gl, const RenderFrame *frame, const uint32_t *draws,
                         uint32_t flags)
{
    const GlSpan span = { gl->list.batch_count, 0 };
    PlanOrder *order = malloc(sizeof *order * (size_t)(frame->building_count + 1));
    int count = 0;
    for (int i = 0; order && i < frame->building_count; i++) {
        const RenderBuildingItem *item = &frame->buildings[i];
        const GlMesh *mesh = render_slots_get(&gl->meshes, item->mesh.id);
        if (draws[i] == UINT32_MAX || mesh->kind != GL_MESH_BUILDING || item->opacity >= OPAQUE || item->opacity <= 0) continue;
        const GlStyles *styles = render_slots_get(&gl->styles, item->styles.id);
        if (flags && !(styles->flags_seen & flags)) continue;
        order[count++] = (PlanOrder){ -item->distance_m, i };
    }
    if (count && list_reserve(&gl->list, count)) {
        qsort(order, (size_t)count, sizeof *order, order_near_first);
        for (int i = 0; i < count; i++) {
            list_command(gl, &gl->list, render_slots_get(&gl->meshes, frame->buildings[order[i].item].mesh.id), draws[order[i].item], false);
        }
    }
    free(order);
    return (GlSpan){ span.first, gl->list.batch_count - span.first };
}

static GlSpan span_solids(GlRender *gl, const RenderFrame *frame, const uint32_t *draws, bool is_glass, float reach_m)
{
    const GlSpan span = { gl->list.batch_count, 0 };
    if (!list_reserve(&gl->list, frame->solid_count)) return span;
    for (int i = 0; i < frame->solid_count; i++) {
        const RenderSolidItem *item = &frame->solids[i];
        if (draws[i] == UINT32_MAX || (item->opacity < OPAQUE) != is_glass || item->distance_m >= reach_m) continue;
        list_command(gl, &gl->list, render_slots_get(&gl->meshes, item->mesh.id), draws[i], gl->list.batch_count > span.first);
    }
    return (GlSpan){ span.first, gl->list.batch_count - span.first };
}

// Curved tiles must not have their sag stretched with their heights: the shader lifts by height instead.
static uint32_t terrain_draw(GlRender *gl, const RenderFrame *frame, const RenderTerrainItem *item)
{
    RenderFrame plain = { .view = frame->view };
    plain.view.height_exaggeration = 1;
    return list_draw(gl, &plain, &item->place, plain_offset, plain_step);
}

static void plan_terrain(GlRender *gl, const RenderFrame *frame, GlPlan *plan)
{
    const int count = frame->terrain_count;
    PlanOrder *order = malloc(sizeof *order * (size_t)(count + 1));
    plan->terrain_order = malloc(sizeof(int) * (size_t)(count + 1));
    plan->terrain_draw_first = gl->list.draw_count;
    if (order && plan->terrain_order && list_reserve(&gl->list, count)) {
        for (int i = 0; i < count; i++) {
            const RenderTerrainItem *item = &frame->terrain[i];
            const uint32_t draw = terrain_draw(gl, frame, item);
            memcpy(gl->list.draws[draw].own, item->picture_rect, sizeof item->picture_rect);
            order[i] = (PlanOrder){ item->distance_m, i };
        }
        qsort(order, (size_t)count, sizeof *order, order_near_first);
        for (int i = 0; i < count; i++) plan->terrain_order[i] = order[i].item;
        plan->terrain_count = count;
    }
    free(order);
}

static void plan_upload(GlRender *gl, const RenderFrame *frame, GlPlan *plan)
{
    GlList *list = &gl->list;
    gl_stream_write(gl, &gl->draws, list->draws, sizeof *list->draws * (size_t)list->draw_count);
    gl_stream_write(gl, &gl->commands, list->commands, sizeof *list->commands * (size_t)list->command_count);
    int total = 0;
    for (int i = 0; i < frame->instances_count; i++) total += frame->instances[i].instance_count;
    plan->instances_total = total;
    if (total > 0) {
        RenderInstance *all = malloc(sizeof *all * (size_t)total);
        int at = 0;
        for (int i = 0; all && i < frame->instances_count; i++) {
            const int count = frame->instances[i].instance_count;
            if (count > 0) memcpy(all + at, frame->instances[i].instances, sizeof *all * (size_t)count);
            at += count > 0 ? count : 0;
        }
        if (all) gl_stream_write(gl, &gl->instances, all, sizeof *all * (size_t)total);
        else plan->instances_total = 0;
        free(all);
    }
}

static bool is_cut(const RenderFrame *frame, uint32_t uncut)
{
    return (~uncut & ((1u << frame->view.cut_count) - 1)) != 0;
}

void gl_plan_make(GlRender *gl, const RenderFrame *frame, const float shadow_far[SHADOW_CASCADES], GlPlan *plan)
{
    GlList *list = &gl->list;
    list->command_count = list->draw_count = list->batch_count = 0;
    *plan = (GlPlan){ 0 };
    uint32_t *draws = malloc(sizeof *draws * (size_t)(frame->building_count + frame->solid_count + 1));
    if (!draws || !list_reserve(list, frame->building_count + frame->solid_count)) {
        free(draws);
        return;
    }
    for (int i = 0; i < frame->building_count; i++) {
        const GlStyles *styles = NULL;
        const GlMesh *mesh = building_mesh(gl, &frame->buildings[i], &styles);
        draws[i] = mesh ? building_draw(gl, frame, &frame->buildings[i], mesh, styles) : UINT32_MAX;
        plan->cuts_buildings |= is_cut(frame, frame->buildings[i].uncut);
    }
    uint32_t *solid_draws = draws + frame->building_count;
    for (int i = 0; i < frame->solid_count; i++) {
        const GlMesh *mesh = render_slots_get(&gl->meshes, frame->solids[i].mesh.id);
        const bool is_drawn = mesh && mesh->kind == GL_MESH_SOLID && frame->solids[i].opacity > 0;
        solid_draws[i] = is_drawn ? list_draw(gl, frame, &frame->solids[i].place, plain_offset, plain_step) : UINT32_MAX;
        if (!is_drawn) continue;
        list->draws[solid_draws[i]].opacity = frame->solids[i].opacity;
        list->draws[solid_draws[i]].own[0] = frame->solids[i].glow;
        list->draws[solid_draws[i]].own[3] = (float)frame->solids[i].uncut;
        plan->cuts_solids |= is_cut(frame, frame->solids[i].uncut);
    }
    for (int i = 0; i < frame->instances_count; i++)
        plan->cuts_instances |= is_cut(frame, frame->instances[i].uncut);
    // At night the windows of the far city are its picture: there all are near.
    const bool has_far = frame->view.quality == RENDER_QUALITY_SOFTWARE && frame->view.look != RENDER_LOOK_NIGHT && frame->view.night < 0.02f;
    const float far_m = has_far ? FLOOR_M * frame->view.px_per_rad / FLOOR_FAR_PX : 1e30f;
    plan->buildings = span_buildings(gl, frame, draws, PICK_NEAR, far_m);
    if (has_far) plan->far_buildings = span_buildings(gl, frame, draws, PICK_FAR, far_m);
    plan->points = span_buildings(gl, frame, draws, PICK_POINTS, 0);
    plan->ghosts = span_buildings(gl, frame, draws, PICK_GHOSTS, 0);
    plan->live = span_buildings(gl, frame, draws, PICK_LIVE, 0);
    plan->glass = span_glass(gl, frame, draws, 0);
    plan->glass_live = span_glass(gl, frame, draws, RENDER_STYLE_RAISED | RENDER_STYLE_HATCHED);
    plan->solids = span_solids(gl, frame, solid_draws, false, 1e30f);
    plan->glass_solids = span_solids(gl, frame, solid_draws, true, 1e30f);
    for (int c = 0; shadow_far && c < SHADOW_CASCADES; c++) {
        plan->cast_buildings[c] = span_buildings(gl, frame, draws, PICK_CAST, shadow_far[c]);
        plan->cast_solids[c] = span_solids(gl, frame, solid_draws, false, shadow_far[c]);
    }
    plan_terrain(gl, frame, plan);
    gl_model_plan(gl, frame, shadow_far, plan);
    free(draws);
    plan_upload(gl, frame, plan);
}

void gl_plan_finish(GlPlan *plan)
{
    free(plan->terrain_order);
    free(plan->model_runs);
    *plan = (GlPlan){ 0 };
}
