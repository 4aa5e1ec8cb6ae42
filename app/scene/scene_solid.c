// SPDX-License-Identifier: Apache-2.0
// scene_solid.c - what stands in the air or in three dimensions beside buildings: raised lines and bridges as meshes of their tile,
// symbols (trees, lamps, cranes …) as many copies of one mesh.
#include "scene/scene_private.h"

#include "base/array.h"
#include "core/style_guess.h"
#include "geo/geo_solid.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define PIER_SPACING_M 40.0f
#define INSTANCES_MAX 60000        // a frame
#define SYMBOL_PX_MIN 1.5          // smaller symbols are left out
#define SYMBOL_SOFTWARE_PX_MIN 10.0 // a street's trees cost a software device as much as its houses

static_assert(sizeof(GeoSolidVertex) == sizeof(RenderSolidVertex), "the mesh goes to the renderer as it is");

typedef struct {
    DPlace place;
    float box_min_m[3], box_max_m[3];
    GeoSolidMesh mesh;             // until uploaded
    RenderMesh gpu;
} SolidTile;

typedef struct {
    float x_m, y_m, z_m;           // from the origin
    float height_m, yaw_rad;
    float foot_m; // above the city's zero
    uint32_t word;
} Symbol;

struct SceneSolids {
    CityHold *hold;
    SolidTile *tiles;
    int tile_count, uploaded;
    GeoSolidMesh symbol_mesh;
    RenderMesh symbol_gpu;
    Symbol *symbols;
    int symbol_count;
    DVec3 origin_enu_m;
    float symbol_height_max_m;
    float glow;
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

static uint32_t hash32(uint32_t v)
{
    v = (v ^ v >> 16) * 0x7feb352du;
    v = (v ^ v >> 15) * 0x846ca68bu;
    return v ^ v >> 16;
}

static GeoPos symbol_place(const SceneForm *form, const SceneGround *ground, uint32_t vertex)
{
    GeoPos at = geo_layer_position(form->layer, vertex);
    const double ground_m = scene_ground_height(ground, at.lon_deg, at.lat_deg);
    if (!form->is_z_ground || at.h_m < ground_m) at.h_m = ground_m;
    return at;
}

DVec3 scene_symbol_foot(const SceneForm *form, const SceneGround *ground, double stretch,
                        uint32_t vertex)
{
    GeoPos at = symbol_place(form, ground, vertex);
    at.h_m *= stretch;
    return geo_frame_enu(&ground->frame, at);
}

#define SYMBOL_M 8.0f // where neither style nor attribute says a height
double scene_solids_symbol_height(const SceneSolids *s, const SceneLayer *layer, uint32_t feature)
{
    if (s->symbol_count == 0) return 0;
    if (feature == UINT32_MAX) return (double)s->symbol_height_max_m;
    const GeoLayer *l = layer->vector;
    const int column =
        layer->style.height_attribute[0] ? geo_layer_column(l, layer->style.height_attribute) : -1;
    double own = layer->style.symbol_size_m;
    if (column >= 0 && !geo_column_number(&l->columns[column], feature, &own)) own = 0;
    return own > 0 ? own : (double)SYMBOL_M;
}

static void build_symbols(SceneSolids *s, const SceneForm *form, const SceneColours *colours, const SceneGround *ground, GeoSymbol symbol)
{
    const GeoLayer *l = form->layer;
    Err err = { 0 };
    float *height = NULL;
    if (!geo_symbol_build(symbol, &s->symbol_mesh, &err)) return;
    s->symbols = calloc((size_t)l->vertex_count + 1, sizeof *s->symbols);
    if (form->style.height_attribute[0]) height = calloc((size_t)l->feature_count + 1, sizeof *height);
    if (height) style_heights_m(l, &form->style, height, NULL);
    for (uint32_t f = 0; s->symbols && f < l->feature_count; f++) {
        for (uint32_t p = l->feature_part[f]; p < l->feature_part[f + 1]; p++) {
            if (l->part_kind[p] != GEO_PART_POINT) continue;
            for (uint32_t v = l->part_vertex[p]; v < l->part_vertex[p + 1]; v++) {
                const GeoPos at = symbol_place(form, ground, v);
                const DVec3 e = geo_frame_enu(&ground->frame, at);
                if (s->symbol_count == 0) s->origin_enu_m = e;
                Symbol *out = &s->symbols[s->symbol_count++];
                const float own = height ? height[f] : (float)form->style.symbol_size_m;
                *out = (Symbol){ (float)(e.x - s->origin_enu_m.x),
                                 (float)(e.y - s->origin_enu_m.y),
                                 (float)(e.z - s->origin_enu_m.z),
                                 own > 0 ? own : SYMBOL_M,
                                 (float)(hash32(v) & 4095) * (float)(2 * DVEC_PI / 4096),
                                 (float)at.h_m,
                                 RENDER_STYLE_WORD(
                                     colours->rgba ? colours->rgba[f] : colours->rgba_all, 0) };
                s->symbol_height_max_m = fmaxf(s->symbol_height_max_m, out->height_m);
            }
        }
    }
    free(height);
    s->glow = symbol == GEO_SYMBOL_LAMP ? 1 : 0;
}

SceneSolids *scene_solids_create(const SceneForm *form, const SceneColours *colours, const SceneGround *ground)
{
    SceneSolids *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    s->hold = city_hold_acquire(form->hold);
    const GeoSymbol symbol = form->style.symbol[0] ? geo_symbol_find(form->style.symbol) : GEO_SYMBOL_NONE;
    if (symbol != GEO_SYMBOL_NONE) build_symbols(s, form, colours, ground, symbol);
    else if (form->style.draw == STYLE_DRAW_RAISED) build_tiles(s, form, colours, ground);
    return s;
}

void scene_solids_destroy(Scene *scene, SceneSolids *s)
{
    if (!s) return;
    for (int i = 0; i < s->tile_count; i++) {
        render_mesh_destroy(scene->render, s->tiles[i].gpu);
        geo_solid_mesh_finish(&s->tiles[i].mesh);
    }
    render_mesh_destroy(scene->render, s->symbol_gpu);
    geo_solid_mesh_finish(&s->symbol_mesh);
    city_hold_release(s->hold);
    free(s->tiles);
    free(s->symbols);
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
    if (!s->symbol_gpu.id && s->symbol_mesh.vertex_count > 0) s->symbol_gpu = upload(scene, &s->symbol_mesh);
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
    s->symbol_gpu = (RenderMesh){ 0 };
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
    int count = 0;
    for (int i = 0; i < s->uploaded; i++) {
        const SolidTile *t = &s->tiles[i];
        const float stretch = (float)scene->view.stretch;
        const float low_m[3] = { t->box_min_m[0], t->box_min_m[1], t->box_min_m[2] * stretch };
        const float high_m[3] = { t->box_max_m[0], t->box_max_m[1], t->box_max_m[2] * stretch };
        if (!t->gpu.id || !scene_view_sees_box(&scene->view, &t->place, low_m, high_m)) continue;
        const double distance = scene_view_box_distance(&scene->view, &t->place, low_m, high_m);
        if (distance > 1.05 * scene->view.horizon_m + 60000) continue;
        items[count++] = (RenderSolidItem){ .mesh = t->gpu, .place = scene_view_place(&scene->view, &t->place), .opacity = layer->opacity,
                                            .distance_m = (float)distance };
    }
    return count;
}

static int build_layer_symbols(const Scene *scene, const SceneLayer *layer, RenderInstance *out, int cap)
{
    const SceneSolids *s = layer->solids;
    const SceneView *v = &scene->view;
    const DVec3 shift = dvec_sub(s->origin_enu_m, v->pose.eye_enu_m);
    const float sx = (float)shift.x, sy = (float)shift.y, sz = (float)shift.z;
    const float per_m = (float)(v->px_per_rad / (scene->view_desc.quality == RENDER_QUALITY_FULL ? SYMBOL_PX_MIN : SYMBOL_SOFTWARE_PX_MIN));
    // Feet rise with the ground; a tree stays as tall as it is.
    const float rise = (float)(v->stretch - 1), per_earth = 1 / 6371000.0f;
    const DVec3 up = scene_view_up(s->origin_enu_m);
    float n[5][3];
    int count = 0;
    for (int k = 0; k < 5; k++) {
        n[k][0] = (float)v->planes[k].x;
        n[k][1] = (float)v->planes[k].y;
        n[k][2] = (float)v->planes[k].z;
    }
    for (int i = 0; i < s->symbol_count && count < cap; i++) {
        const Symbol *b = &s->symbols[i];
        const float lift_m = rise * b->foot_m, far_m = b->height_m * per_m;
        const float x = b->x_m + sx + lift_m * ((float)up.x + b->x_m * per_earth);
        const float y = b->y_m + sy + lift_m * ((float)up.y + b->y_m * per_earth),
                    z = b->z_m + sz + lift_m * (float)up.z;
        if (x * x + y * y + z * z > far_m * far_m) continue;
        bool is_in = true;
        for (int k = 0; k < 5 && is_in; k++) is_in = n[k][0] * x + n[k][1] * y + n[k][2] * z > -1.2f * b->height_m;
        if (!is_in) continue;
        out[count++] = (RenderInstance){ { x, y, z }, b->height_m, b->yaw_rad, b->word };
    }
    return count;
}

void scene_solids_build(Scene *scene, Arena *arena, RenderFrame *out)
{
    int tiles = 0, symbols = 0, layers = 0;
    for (int i = 0; i < scene->layer_count; i++) {
        const SceneSolids *s = scene->layers[i]->solids;
        if (!s) continue;
        tiles += s->tile_count;
        symbols += s->symbol_count;
        layers++;
    }
    if (layers == 0) return;
    if (symbols > INSTANCES_MAX) symbols = INSTANCES_MAX;
    RenderSolidItem *solids = ARENA_ARRAY(arena, RenderSolidItem, tiles + 1);
    RenderInstance *instances = ARENA_ARRAY(arena, RenderInstance, symbols + 1);
    RenderInstancesItem *items = ARENA_ARRAY(arena, RenderInstancesItem, layers);
    int solid_count = 0, instance_count = 0, item_count = 0;
    for (int i = 0; i < scene->layer_count; i++) {
        const SceneLayer *l = scene->layers[i];
        if (!l->solids || !l->is_visible || !l->is_in_range || l->opacity <= 0) continue;
        solid_count += build_layer_tiles(scene, l, solids + solid_count);
        if (!l->solids->symbol_gpu.id) continue;
        const int n = build_layer_symbols(scene, l, instances + instance_count, symbols - instance_count);
        if (n == 0) continue;
        items[item_count++] = (RenderInstancesItem){ .mesh = l->solids->symbol_gpu, .instances = instances + instance_count,
                                                     .instance_count = n, .glow = l->solids->glow };
        instance_count += n;
    }
    out->solids = solids;
    out->solid_count = solid_count;
    out->instances = items;
    out->instances_count = item_count;
}
