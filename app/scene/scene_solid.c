// SPDX-License-Identifier: Apache-2.0
// scene_solid.c - what stands in the air beside buildings: raised lines and bridges as meshes of
// their tile.
#include "scene/scene_private.h"

#include "geo/geo_solid.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define PIER_SPACING_M 40.0f

static_assert(sizeof(GeoSolidVertex) == sizeof(RenderSolidVertex), "the mesh goes to the renderer as it is");

typedef struct {
    DPlace place;
    float box_min_m[3], box_max_m[3];
    GeoSolidMesh mesh;             // until uploaded
    RenderMesh gpu;
} SolidTile;

struct SceneSolids {
    CityHold *hold;
    SolidTile *tiles;
    int tile_count, uploaded;
    bool is_failed;                // no GPU memory: asked again by the next change
};

static_assert(offsetof(GeoSolidVertex, rgba) == offsetof(RenderSolidVertex, rgba), "the mesh goes to the renderer as it is");

static void build_tiles(SceneSolids *s, const SceneForm *form, const SceneColours *colours, const SceneGround *ground)
{
    const GeoLayer *l = form->layer;
    // Heights in the data count from the city's zero; without any, lines keep a man's height above the ground.
    const bool has_heights = l->has_z && (l->z_min_m != 0 || l->z_max_m != 0);
    const GeoSolidInput input = { .layer = l, .frame = &ground->frame, .terrain = ground->terrain, .width_m = colours->width_m,
                                  .width_m_all = (float)form->style.width_m, .rgba = colours->rgba, .rgba_all = colours->rgba_all,
                                  .is_above_ground = !has_heights, .lift_m = has_heights ? 0 : (float)fmax(form->style.height_m, 1),
                                  .pier_spacing_m = PIER_SPACING_M };
    s->tiles = calloc((size_t)l->tile_count + 1, sizeof *s->tiles);
    for (int i = 0; s->tiles && i < l->tile_count; i++) {
        SolidTile *t = &s->tiles[s->tile_count];
        Err err = { 0 };
        if (!geo_solid_build(&input, i, &t->mesh, &err)) continue;
        if (t->mesh.vertex_count == 0) {
            geo_solid_mesh_finish(&t->mesh);
            memset(t, 0, sizeof *t);
            continue;
        }
        t->place = geo_tile_place(&ground->frame, l->tiles[i].key);
        memcpy(t->box_min_m, t->mesh.box_min_m, sizeof t->box_min_m);
        memcpy(t->box_max_m, t->mesh.box_max_m, sizeof t->box_max_m);
        s->tile_count++;
    }
}

SceneSolids *scene_solids_create(const SceneForm *form, const SceneColours *colours, const SceneGround *ground)
{
    SceneSolids *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    s->hold = city_hold_acquire(form->hold);
    build_tiles(s, form, colours, ground);
    return s;
}

void scene_solids_destroy(Scene *scene, SceneSolids *s)
{
    if (!s) return;
    for (int i = 0; i < s->tile_count; i++) {
        render_mesh_destroy(scene->render, s->tiles[i].gpu);
        geo_solid_mesh_finish(&s->tiles[i].mesh);
    }
    city_hold_release(s->hold);
    free(s->tiles);
    free(s);
}

static RenderMesh upload(Scene *scene, const GeoSolidMesh *mesh)
{
    Err err = { 0 };
    return render_solid_create(scene->render, (const RenderSolidVertex *)mesh->vertices, mesh->vertex_count, mesh->indices,
                               mesh->index_count, &err);
}

void scene_solids_upload(Scene *scene, SceneSolids *s)
{
    if (s->is_failed) return;
    for (; s->uploaded < s->tile_count; s->uploaded++) {
        SolidTile *t = &s->tiles[s->uploaded];
        const size_t bytes = t->mesh.vertex_count * sizeof(GeoSolidVertex) + t->mesh.index_count * sizeof(uint32_t);
        if (!scene_take_upload(scene, bytes)) return;
        t->gpu = upload(scene, &t->mesh);
        s->is_failed = t->gpu.id == 0;
        if (s->is_failed) return;
    }
}

// The meshes are kept on this side: few, and a lost GPU gets them back.
void scene_solids_forget_gpu(SceneSolids *s)
{
    for (int i = 0; i < s->tile_count; i++) s->tiles[i].gpu = (RenderMesh){ 0 };
    s->uploaded = 0;
    s->is_failed = false;
}

bool scene_solids_is_pending(const SceneSolids *s)
{
    return !s->is_failed && s->uploaded < s->tile_count;
}

static int build_layer_tiles(const Scene *scene, const SceneLayer *layer, RenderSolidItem *items)
{
    const SceneSolids *s = layer->solids;
    const uint32_t uncut = scene_view_uncut_buildings(&scene->view, layer->id);
    int count = 0;
    for (int i = 0; i < s->uploaded; i++) {
        const SolidTile *t = &s->tiles[i];
        const float stretch = (float)scene->view.stretch;
        const float low_m[3] = { t->box_min_m[0], t->box_min_m[1], t->box_min_m[2] * stretch };
        const float high_m[3] = { t->box_max_m[0], t->box_max_m[1], t->box_max_m[2] * stretch };
        if (!t->gpu.id || !scene_view_sees_box(&scene->view, &t->place, low_m, high_m)) continue;
        const double distance = scene_view_box_distance(&scene->view, &t->place, low_m, high_m);
        if (distance > 1.05 * scene->view.horizon_m + 60000) continue;
        items[count++] = (RenderSolidItem){ .mesh = t->gpu,
                                            .place = scene_view_place(&scene->view, &t->place),
                                            .opacity = layer->opacity,
                                            .distance_m = (float)distance,
                                            .uncut = uncut };
    }
    return count;
}

void scene_solids_build(Scene *scene, Arena *arena, RenderFrame *out)
{
    int tiles = 0;
    for (int i = 0; i < scene->layer_count; i++)
        if (scene->layers[i]->solids) tiles += scene->layers[i]->solids->tile_count;
    if (tiles == 0) return;
    RenderSolidItem *solids = ARENA_ARRAY(arena, RenderSolidItem, tiles + 1);
    int solid_count = 0;
    for (int i = 0; i < scene->layer_count; i++) {
        const SceneLayer *l = scene->layers[i];
        if (!l->solids || !l->is_visible || !l->is_in_range || l->opacity <= 0) continue;
        solid_count += build_layer_tiles(scene, l, solids + solid_count);
    }
    out->solids = solids;
    out->solid_count = solid_count;
}
