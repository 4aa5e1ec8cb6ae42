// SPDX-License-Identifier: Apache-2.0
// scene_building_cap.c - the filled faces of the city's buildings where section planes cut them: a
// mesh for each tile and plane, made in batches by jobs for the level of detail that is drawn.
#include "scene/scene_private.h"

#include "base/array.h"
#include <stdlib.h>
#include <string.h>

enum { BATCH_TILES_MAX = 24, KEPT_FRAMES = 240 };
#define BATCH_VERTICES 20000

typedef struct {
    uint64_t key[RENDER_CUTS_MAX]; // of what the mesh was made for; 0 = nothing yet
    uint64_t last_used;
    RenderMesh mesh[RENDER_CUTS_MAX];
    bool is_in_job;
} Cap;

struct SceneBuildingCaps {
    int refs; // one of the layer, one of every batch on its way
    bool is_gone;
    Cap *caps; // by tile
    int tile_count;
};

typedef struct {
    int tile, plane_count;
    GeoBuildingLod lod;
    int index[RENDER_CUTS_MAX]; // of the view's planes
    double plane[RENDER_CUTS_MAX][4];
    uint64_t key[RENDER_CUTS_MAX];
    GeoBuildingFaces faces[RENDER_CUTS_MAX];
    bool is_done;
} CapItem;

typedef struct {
    Scene *scene;
    SceneBuildingCaps *owner;
    SceneForm *form;
    SceneGround *ground;
    CapItem items[BATCH_TILES_MAX];
    int count;
} CapBatch;

static void release(SceneBuildingCaps *c)
{
    if (--c->refs > 0) return;
    free(c->caps);
    free(c);
}

static SceneBuildingCaps *caps_create(int tile_count)
{
    SceneBuildingCaps *c = calloc(1, sizeof *c);
    if (!c) return NULL;
    *c = (SceneBuildingCaps){ .refs = 1, .tile_count = tile_count };
    c->caps = calloc((size_t)tile_count + 1, sizeof *c->caps);
    if (c->caps) return c;
    free(c);
    return NULL;
}

static void drop(Scene *scene, Cap *cap)
{
    for (int i = 0; i < RENDER_CUTS_MAX; i++) {
        render_mesh_destroy(scene->render, cap->mesh[i]);
        cap->mesh[i] = (RenderMesh){ 0 };
        cap->key[i] = 0;
    }
}

void scene_building_caps_destroy(Scene *scene, SceneBuildingCaps *c)
{
    if (!c) return;
    for (int i = 0; i < c->tile_count; i++) drop(scene, &c->caps[i]);
    c->is_gone = true;
    release(c);
}

void scene_building_caps_forget_gpu(SceneBuildingCaps *c)
{
    for (int i = 0; c && i < c->tile_count; i++) {
        memset(c->caps[i].mesh, 0, sizeof c->caps[i].mesh);
        memset(c->caps[i].key, 0, sizeof c->caps[i].key);
    }
}

static void run_batch(Job *job, void *arg)
{
    CapBatch *batch = arg;
    const GeoBuildingInput input = scene_building_input(batch->form, batch->ground);
    for (int i = 0; i < batch->count && !job_is_cancelled(job); i++) {
        CapItem *item = &batch->items[i];
        GeoBuildingMesh mesh = { 0 };
        item->is_done = geo_building_build(&input, item->tile, item->lod, &mesh, NULL);
        for (int k = 0; k < item->plane_count && item->is_done; k++)
            item->is_done = geo_building_section(&mesh, item->plane[k], &item->faces[k]);
        geo_building_mesh_finish(&mesh);
    }
}

// Hatched in the building's own colour. {0} where the plane meets nothing, or without memory.
static RenderMesh make_mesh(Scene *scene, const double plane[4], const GeoBuildingFaces *faces)
{
    const int count = 3 * faces->triangle_count;
    RenderModelVertex *vertices = calloc((size_t)count + 1, sizeof *vertices);
    uint32_t *indices = malloc(sizeof *indices * ((size_t)count + 1));
    RenderMesh mesh = { 0 };
    const DVec3 n = dvec_normalize((DVec3){ -plane[0], -plane[1], -plane[2] });
    for (int i = 0; vertices && indices && i < count; i++) {
        const DVec3 p = faces->points[i];
        vertices[i] = (RenderModelVertex){
            .pos_m = { (float)p.x, (float)p.y, (float)p.z },
            .normal = { (int8_t)lrint(127 * n.x), (int8_t)lrint(127 * n.y),
                        (int8_t)lrint(127 * n.z), 0 },
            .rgba = { 255, 255, 255, 255 },
            .object = RENDER_MODEL_OBJECT(faces->slots[i / 3], RENDER_HATCH_LINES, 1,
                                          RENDER_MODEL_CAP | RENDER_MODEL_TWO_SIDED)
        };
        indices[i] = (uint32_t)i;
    }
    if (vertices && indices && count > 0) {
        const RenderModelPart part = { .index_count = (uint32_t)count, .is_two_sided = true };
        mesh = render_model_create(scene->render,
                                   &(RenderModelDesc){ .vertices = vertices,
                                                       .indices = indices,
                                                       .parts = &part,
                                                       .vertex_count = (uint32_t)count,
                                                       .index_count = (uint32_t)count,
                                                       .part_count = 1 },
                                   NULL);
        if (!mesh.id) scene_refused(scene);
    }
    free(vertices);
    free(indices);
    return mesh;
}

static void batch_done(void *arg, bool was_cancelled)
{
    CapBatch *batch = arg;
    SceneBuildingCaps *c = batch->owner;
    batch->scene->jobs_in_flight--;
    for (int i = 0; i < batch->count; i++) {
        CapItem *item = &batch->items[i];
        Cap *cap = &c->caps[item->tile];
        cap->is_in_job = false;
        for (int k = 0; k < item->plane_count; k++) {
            const int at = item->index[k];
            if (item->is_done && !was_cancelled && !c->is_gone) {
                render_mesh_destroy(batch->scene->render, cap->mesh[at]);
                cap->mesh[at] = make_mesh(batch->scene, item->plane[k], &item->faces[k]);
                cap->key[at] = item->key[k];
            }
            geo_building_faces_finish(&item->faces[k]);
        }
    }
    scene_form_release(batch->form);
    scene_ground_release(batch->ground);
    release(c);
    free(batch);
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 29;
}

static uint64_t key_of(const Scene *scene, const SceneForm *form, GeoBuildingLod lod,
                       const double plane[4])
{
    uint64_t hash = mix(mix(mix(1, form->serial), scene->ground->serial), (uint64_t)lod);
    for (int i = 0; i < 4; i++) {
        uint64_t bits = 0;
        memcpy(&bits, &plane[i], sizeof bits);
        hash = mix(hash, bits);
    }
    return hash | 1;
}

// Where the tile's own axes lie, heights stretched.
static DPlace drawn_place(const Scene *scene, const SceneTileBounds *bounds)
{
    DPlace place = bounds->place;
    place.z_axis = dvec_scale(place.z_axis, scene->view.stretch);
    return place;
}

static bool is_met(const Scene *scene, const SceneTileBounds *b, const double plane[4])
{
    const double stretch = scene->view.stretch;
    const DVec3 at =
        dvec_add(b->centre_enu_m, dvec_scale(b->place.z_axis, (stretch - 1) * (double)b->middle_m));
    return fabs(plane[0] * at.x + plane[1] * at.y + plane[2] * at.z + plane[3]) <
           (double)b->radius_m * fmax(stretch, 1);
}

// Planes that go through the tile and for which it has no faces yet.
static CapItem wanted_of(const Scene *scene, const SceneBuildings *b, const Cap *cap,
                         const SceneBuildingDrawn *drawn, uint32_t uncut)
{
    const SceneTileBounds *bounds = scene_buildings_bounds(b, drawn->tile);
    const DPlace place = drawn_place(scene, bounds);
    CapItem item = { .tile = drawn->tile, .lod = drawn->lod };
    for (int i = 0; i < scene->view.cut_count; i++) {
        if (uncut >> i & 1 || !is_met(scene, bounds, scene->view.cuts[i])) continue;
        double *plane = item.plane[item.plane_count];
        scene_view_plane_local(scene->view.cuts[i], &place, plane);
        const uint64_t key = key_of(scene, scene_buildings_form(b), drawn->lod, plane);
        if (cap->key[i] == key) continue;
        item.index[item.plane_count] = i;
        item.key[item.plane_count++] = key;
    }
    return item;
}

static CapBatch *batch_create(Scene *scene, SceneBuildingCaps *c, SceneForm *form)
{
    CapBatch *batch = calloc(1, sizeof *batch);
    if (!batch) return NULL;
    *batch = (CapBatch){ .scene = scene, .owner = c, .form = form, .ground = scene->ground };
    return batch;
}

static void batch_submit(Scene *scene, CapBatch *batch)
{
    batch->form->refs++;
    batch->ground->refs++;
    batch->owner->refs++;
    if (scene_submit(scene, "section", run_batch, batch_done, batch, 6)) return;
    for (int i = 0; i < batch->count; i++)
        batch->owner->caps[batch->items[i].tile].is_in_job = false;
    batch->form->refs--;
    batch->ground->refs--;
    batch->owner->refs--;
    free(batch);
}

static void ask(Scene *scene, const SceneBuildings *b, SceneBuildingCaps *c, uint32_t uncut)
{
    SceneForm *form = scene_buildings_form(b);
    CapBatch *batch = NULL;
    uint32_t vertices = 0;
    int count = 0;
    const SceneBuildingDrawn *drawn = scene_buildings_drawn(b, &count);
    for (int i = 0; i < count && drawn[i].tile < c->tile_count; i++) {
        Cap *cap = &c->caps[drawn[i].tile];
        if (drawn[i].lod == GEO_BUILDING_POINT) continue;
        cap->last_used = scene->frame;
        const CapItem item = wanted_of(scene, b, cap, &drawn[i], uncut);
        if (item.plane_count == 0) continue;
        scene->wanted++;
        if (cap->is_in_job || (!batch && scene->jobs_in_flight >= scene->job_limit)) continue;
        if (!batch && !(batch = batch_create(scene, c, form))) return;
        batch->items[batch->count++] = item;
        cap->is_in_job = true;
        vertices += form->layer->tiles[item.tile].vertex_count;
        if (batch->count < BATCH_TILES_MAX && vertices < BATCH_VERTICES) continue;
        batch_submit(scene, batch);
        batch = NULL;
        vertices = 0;
    }
    if (batch) batch_submit(scene, batch);
}

int scene_building_caps_room(const Scene *scene, const SceneLayer *layer)
{
    return scene->view.cut_count && layer->buildings
               ? scene_buildings_tile_count(layer->buildings) * scene->view.cut_count
               : 0;
}

static int put_items(Scene *scene, const SceneLayer *layer, uint32_t uncut, RenderModelItem *items)
{
    const SceneBuildings *b = layer->buildings;
    const SceneForm *form = scene_buildings_form(b);
    SceneBuildingCaps *c = layer->building_caps;
    int drawn_count = 0, count = 0;
    const SceneBuildingDrawn *drawn = scene_buildings_drawn(b, &drawn_count);
    for (int k = 0; k < drawn_count; k++) {
        Cap *cap = &c->caps[drawn[k].tile];
        const SceneTileBounds *bounds = scene_buildings_bounds(b, drawn[k].tile);
        const DPlace place = drawn_place(scene, bounds);
        for (int i = 0; i < scene->view.cut_count; i++) {
            double plane[4];
            if (uncut >> i & 1 || !cap->mesh[i].id || drawn[k].lod == GEO_BUILDING_POINT) continue;
            scene_view_plane_local(scene->view.cuts[i], &place, plane);
            if (!is_met(scene, bounds, scene->view.cuts[i]) ||
                cap->key[i] != key_of(scene, form, drawn[k].lod, plane))
                continue;
            items[count++] =
                (RenderModelItem){ .mesh = cap->mesh[i],
                                   .place = scene_view_place(&scene->view, &place),
                                   .styles = scene_buildings_styles(b),
                                   .style_first = form->layer->tiles[drawn[k].tile].first,
                                   .opacity = layer->opacity,
                                   .distance_m = drawn[k].distance_m,
                                   .uncut = uncut | 1u << i };
        }
    }
    return count;
}

int scene_building_caps_build(Scene *scene, SceneLayer *layer, RenderModelItem *items)
{
    const uint32_t all = (1u << scene->view.cut_count) - 1,
                   uncut = scene_view_uncut_buildings(&scene->view, layer->id);
    if (uncut == all) {
        scene_building_caps_destroy(scene, layer->building_caps);
        layer->building_caps = NULL;
        return 0;
    }
    if (!layer->is_visible || !layer->is_in_range || layer->opacity <= 0) return 0;
    if (!layer->building_caps)
        layer->building_caps = caps_create(scene_buildings_tile_count(layer->buildings));
    SceneBuildingCaps *c = layer->building_caps;
    if (!c || !scene_buildings_styles(layer->buildings).id) return 0;
    ask(scene, layer->buildings, c, uncut);
    for (int i = 0; i < c->tile_count; i++)
        if (c->caps[i].last_used && c->caps[i].last_used + KEPT_FRAMES < scene->frame) {
            drop(scene, &c->caps[i]);
            c->caps[i].last_used = 0;
        }
    return put_items(scene, layer, uncut, items);
}
