// SPDX-License-Identifier: Apache-2.0
// scene_live_solid.c - live things with a body: columns of a density grid in one mesh, shapes of
// moving things near the camera as copies of one mesh a symbol.
#include "scene/scene_live_private.h"

#include "geo/geo_solid_shape.h"
#include <stdlib.h>
#include <string.h>

#define GLOW 0.35f       // of symbols, by night
#define COLUMN_GLOW 0.5f // a value is to be read by night too
#define FOOT_M 3.0       // columns begin so far below the ground of their middle

// Where a corner lies in the axes of the columns' place; heights are true, the renderer stretches
// them.
static DVec3 corner_of(const Scene *scene, const DPlace *place, GeoPos at, double lon, double lat,
                       double h_m)
{
    const GeoPos p = { at.lon_deg + lon, at.lat_deg + lat, h_m };
    return dplace_local(place, geo_frame_enu(&scene->geo, p));
}

static void add_column(const Scene *scene, const SceneLiveColumn *c, const DPlace *place,
                       GeoSolidMesh *mesh)
{
    const double half = 0.5 * (double)c->edge_m / SCENE_LIVE_M_PER_DEG,
                 half_lon = half / fmax(cos(c->at.lat_deg * DVEC_RAD_FROM_DEG), 0.01);
    const double ground_m = scene_ground_height(scene->ground, c->at.lon_deg, c->at.lat_deg);
    const GeoSolidColour top = { (uint8_t)c->rgb, (uint8_t)(c->rgb >> 8), (uint8_t)(c->rgb >> 16),
                                 255 };
    const GeoSolidColour side = geo_solid_shade(top, 0.86);
    DVec3 low[4], high[4];
    for (int k = 0; k < 4; k++) {
        const double lon = k == 1 || k == 2 ? half_lon : -half_lon, lat = k >= 2 ? half : -half;
        low[k] = corner_of(scene, place, c->at, lon, lat, ground_m - FOOT_M);
        high[k] = corner_of(scene, place, c->at, lon, lat, ground_m + (double)c->height_m);
    }
    geo_solid_quad(mesh, high[0], high[1], high[2], high[3], top);
    for (int k = 0; k < 4; k++) {
        const int next = (k + 1) % 4;
        geo_solid_quad(mesh, low[k], low[next], high[next], high[k], side);
    }
}

static void upload_columns(Scene *scene)
{
    SceneLiveColumns *c = &scene->live->columns;
    Err err = { 0 };
    render_mesh_destroy(scene->render, c->gpu);
    c->gpu = (RenderMesh){ 0 };
    if (c->mesh.index_count > 0)
        c->gpu =
            render_solid_create(scene->render, (const RenderSolidVertex *)c->mesh.vertices,
                                c->mesh.vertex_count, c->mesh.indices, c->mesh.index_count, &err);
}

void scene_live_columns_set(Scene *scene, const SceneLiveColumn *columns, int count)
{
    SceneLiveDrawn *l = scene_live_get(scene);
    if (!l) return;
    SceneLiveColumns *c = &l->columns;
    count = count < SCENE_LIVE_COLUMNS_MAX ? count : SCENE_LIVE_COLUMNS_MAX;
    const size_t bytes = sizeof *columns * (size_t)count;
    if (count == c->count && (count == 0 || memcmp(columns, c->items, bytes) == 0)) return;
    SceneLiveColumn *items = malloc(bytes + 1);
    if (!items) return;
    if (count > 0) memcpy(items, columns, bytes);
    free(c->items);
    c->items = items;
    c->count = count;
    c->ground = 0; // the mesh is made when it is drawn
}

// Where the ground is another than it was made for, too.
static void make_columns(Scene *scene)
{
    SceneLiveColumns *c = &scene->live->columns;
    Err err = { 0 };
    if (c->ground == scene->ground->serial) return;
    c->ground = scene->ground->serial;
    geo_solid_mesh_finish(&c->mesh);
    memset(&c->mesh, 0, sizeof c->mesh);
    if (c->count > 0) {
        const GeoPos first = { c->items[0].at.lon_deg, c->items[0].at.lat_deg, 0 };
        c->place = geo_frame_place(&scene->geo, first);
        for (int i = 0; i < c->count; i++) add_column(scene, &c->items[i], &c->place, &c->mesh);
        if (!geo_solid_end(&c->mesh, &err)) {
            geo_solid_mesh_finish(&c->mesh);
            memset(&c->mesh, 0, sizeof c->mesh);
        }
    }
    upload_columns(scene);
}

static SceneLiveSymbol *symbol_get(Scene *scene, GeoSymbol symbol)
{
    SceneLiveSymbol *s = &scene->live->symbols[symbol];
    if (s->mesh.id || s->has_failed) return s;
    GeoSolidMesh mesh = { 0 };
    Err err = { 0 };
    s->has_failed = true;
    if (!geo_symbol_build(symbol, &mesh, &err)) return s;
    s->length = mesh.box_max_m[1] - mesh.box_min_m[1];
    s->mesh = render_solid_create(scene->render, (const RenderSolidVertex *)mesh.vertices,
                                  mesh.vertex_count, mesh.indices, mesh.index_count, &err);
    s->has_failed = s->mesh.id == 0;
    geo_solid_mesh_finish(&mesh);
    return s;
}

float scene_live_symbol_length(Scene *scene, GeoSymbol symbol)
{
    const SceneLiveSymbol *s = symbol_get(scene, symbol);
    return s->has_failed ? 0 : s->length;
}

bool scene_live_symbol_add(Scene *scene, GeoSymbol symbol, const RenderInstance *instance,
                           Arena *arena)
{
    SceneLiveSymbol *s = symbol_get(scene, symbol);
    if (s->has_failed || s->count >= SCENE_LIVE_SYMBOLS_MAX) return false;
    if (!s->instances) s->instances = ARENA_ARRAY(arena, RenderInstance, SCENE_LIVE_SYMBOLS_MAX);
    s->instances[s->count++] = *instance;
    return true;
}

static void build_symbols(SceneLiveDrawn *l, Arena *arena, RenderFrame *out)
{
    int kinds = 0;
    for (int i = 0; i < GEO_SYMBOL_COUNT; i++) kinds += l->symbols[i].count > 0;
    if (kinds == 0) return;
    RenderInstancesItem *items =
        ARENA_ARRAY(arena, RenderInstancesItem, out->instances_count + kinds);
    int count = out->instances_count;
    if (count > 0) memcpy(items, out->instances, sizeof *items * (size_t)count);
    for (int i = 0; i < GEO_SYMBOL_COUNT; i++) {
        const SceneLiveSymbol *s = &l->symbols[i];
        if (s->count == 0) continue;
        items[count++] = (RenderInstancesItem){
            .mesh = s->mesh,
            .instances = s->instances,
            .instance_count = s->count,
            .glow = GLOW,
            .uncut = RENDER_UNCUT_ALL // what moves stands on the ground, which stays whole
        };
    }
    out->instances = items;
    out->instances_count = count;
}

static void build_columns(Scene *scene, Arena *arena, RenderFrame *out)
{
    const SceneLiveColumns *c = &scene->live->columns;
    const float stretch = (float)scene->view.stretch;
    float low_m[3], high_m[3];
    if (!c->gpu.id) return;
    memcpy(low_m, c->mesh.box_min_m, sizeof low_m);
    memcpy(high_m, c->mesh.box_max_m, sizeof high_m);
    low_m[2] *= stretch;
    high_m[2] *= stretch;
    if (!scene_view_sees_box(&scene->view, &c->place, low_m, high_m)) return;
    RenderSolidItem *items = ARENA_ARRAY(arena, RenderSolidItem, out->solid_count + 1);
    if (out->solid_count > 0) memcpy(items, out->solids, sizeof *items * (size_t)out->solid_count);
    const double away_m = scene_view_box_distance(&scene->view, &c->place, low_m, high_m);
    items[out->solid_count++] =
        (RenderSolidItem){ .mesh = c->gpu,
                           .place = scene_view_place(&scene->view, &c->place),
                           .opacity = 1,
                           .glow = COLUMN_GLOW,
                           .distance_m = (float)away_m,
                           .uncut = RENDER_UNCUT_ALL }; // values, not walls
    out->solids = items;
}

void scene_live_solids_build(Scene *scene, Arena *arena, RenderFrame *out)
{
    make_columns(scene);
    build_columns(scene, arena, out);
    build_symbols(scene->live, arena, out);
}

void scene_live_forget_gpu(Scene *scene)
{
    SceneLiveDrawn *l = scene->live;
    if (!l) return;
    for (int i = 0; i < GEO_SYMBOL_COUNT; i++) l->symbols[i] = (SceneLiveSymbol){ 0 };
    l->columns.gpu = (RenderMesh){ 0 };
    upload_columns(scene);
}

void scene_live_solids_release(Scene *scene)
{
    SceneLiveDrawn *l = scene->live;
    for (int i = 0; i < GEO_SYMBOL_COUNT; i++)
        render_mesh_destroy(scene->render, l->symbols[i].mesh);
    render_mesh_destroy(scene->render, l->columns.gpu);
    geo_solid_mesh_finish(&l->columns.mesh);
    free(l->columns.items);
}
