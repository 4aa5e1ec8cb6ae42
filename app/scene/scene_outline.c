// SPDX-License-Identifier: Apache-2.0
// scene_outline.c - bright edges round what is selected or under the pointer, from its geometry; on the roof for buildings, on the
// ground for what is painted there.
#include "scene/scene_private.h"

#include "geo/geo_building_body.h"
#include <stdlib.h>
#include <string.h>

#define LINES_MAX 6000
#define FEATURES_MAX 200           // a larger selection shows by its colour alone

typedef struct {
    const Scene *scene;
    RenderLine *lines;
    int count;
    uint32_t rgba;
    float width_px;
    double planes[RENDER_CUTS_MAX][4]; // that cut the layer
    int plane_count;
} Outline;

// What the planes keep of a piece; false: nothing.
static bool keep(const Outline *o, DVec3 *a, DVec3 *b)
{
    for (int i = 0; i < o->plane_count; i++) {
        const DVec3 n = { o->planes[i][0], o->planes[i][1], o->planes[i][2] };
        const double at_a = dvec_dot(n, *a) + o->planes[i][3],
                     at_b = dvec_dot(n, *b) + o->planes[i][3];
        if (at_a < 0 && at_b < 0) return false;
        if ((at_a < 0) == (at_b < 0)) continue;
        const DVec3 cut = dvec_add(*a, dvec_scale(dvec_sub(*b, *a), at_a / (at_a - at_b)));
        *(at_a < 0 ? a : b) = cut;
    }
    return true;
}

static void add_line(Outline *o, DVec3 a, DVec3 b, float hidden)
{
    if (o->count >= LINES_MAX || !keep(o, &a, &b)) return;
    const DVec3 eye = o->scene->view.pose.eye_enu_m;
    a = dvec_sub(a, eye);
    b = dvec_sub(b, eye);
    o->lines[o->count++] = (RenderLine){ .a_rel_m = { (float)a.x, (float)a.y, (float)a.z }, .b_rel_m = { (float)b.x, (float)b.y, (float)b.z },
                                         .rgba = o->rgba, .width_px = o->width_px, .hidden_opacity = hidden };
}

static DVec3 at_height(const Outline *o, const GeoLayer *l, uint32_t vertex, double h_m)
{
    GeoPos p = geo_layer_position(l, vertex);
    p.h_m = h_m;
    return geo_frame_enu(&o->scene->geo, p);
}

static void outline_building(Outline *o, const SceneLayer *layer, uint32_t feature)
{
    const GeoLayer *l = layer->vector;
    GeoBuildingInput input = scene_building_input(layer->form, o->scene->ground);
    if (layer->buildings) input.share = scene_buildings_shares(layer->buildings);
    GeoBuildingBody body;
    if (!geo_building_bodies(&input, feature, 1, &body)) return;
    const double stretch = o->scene->view.stretch, top = body.top_m * stretch + 0.15,
                 base = body.base_m * stretch + 0.3;
    for (uint32_t p = l->feature_part[feature]; p < l->feature_part[feature + 1]; p++) {
        const uint32_t first = l->part_vertex[p], end = l->part_vertex[p + 1];
        if (l->part_kind[p] != GEO_PART_OUTER && l->part_kind[p] != GEO_PART_INNER) continue;
        for (uint32_t v = first; v < end && o->count < LINES_MAX; v++) {
            const uint32_t next = v + 1 < end ? v + 1 : first;
            const DVec3 a = at_height(o, l, v, top), b = at_height(o, l, next, top);
            const DVec3 low = at_height(o, l, v, base);
            add_line(o, a, b, 0.35f);
            add_line(o, low, at_height(o, l, next, base), 0.15f);
            if (end - first <= 64) add_line(o, low, a, 0.15f);
        }
    }
}

static GeoPos mix_pos(GeoPos a, GeoPos b, double t)
{
    return (GeoPos){ a.lon_deg + (b.lon_deg - a.lon_deg) * t, a.lat_deg + (b.lat_deg - a.lat_deg) * t, 0 };
}

static DVec3 on_ground(const Outline *o, GeoPos p, double lift_m)
{
    p.h_m = scene_ground_height(o->scene->ground, p.lon_deg, p.lat_deg) * o->scene->view.stretch +
            lift_m;
    return geo_frame_enu(&o->scene->geo, p);
}

static void edge_on_ground(Outline *o, GeoPos a, GeoPos b)
{
    const double lift_m = fmax(0.4, 0.001 * o->scene->last_camera.distance_m);
    const double length_m = 111195.0 * hypot((b.lon_deg - a.lon_deg) * cos(a.lat_deg * DVEC_RAD_FROM_DEG), b.lat_deg - a.lat_deg);
    const double piece_m = fmax(o->scene->last_camera.distance_m / 40, 20);
    const int pieces = length_m > 64 * piece_m ? 64 : 1 + (int)(length_m / piece_m);
    DVec3 last = on_ground(o, a, lift_m);
    for (int i = 1; i <= pieces; i++) {
        const DVec3 next = on_ground(o, mix_pos(a, b, (double)i / pieces), lift_m);
        add_line(o, last, next, 0.4f);
        last = next;
    }
}

static void ring_round_point(Outline *o, GeoPos p)
{
    const SceneView *v = &o->scene->view;
    const DVec3 centre = on_ground(o, p, 1);
    const double r = 11 * dvec_length(dvec_sub(centre, v->pose.eye_enu_m)) / v->px_per_rad * fmax(o->scene->view_desc.scale, 1);
    DVec3 last = { 0 };
    for (int i = 0; i <= 24; i++) {
        const double a = 2 * DVEC_PI * i / 24;
        const DVec3 at = dvec_add(centre, dvec_add(dvec_scale(v->pose.right, r * cos(a)), dvec_scale(v->pose.up, r * sin(a))));
        if (i > 0) add_line(o, last, at, 1);
        last = at;
    }
}

static bool has_own_heights(const SceneLayer *layer)
{
    return layer->style.draw == STYLE_DRAW_RAISED && layer->form->is_z_ground;
}

static void edge(Outline *o, const SceneLayer *layer, uint32_t a, uint32_t b)
{
    const GeoLayer *l = layer->vector;
    const GeoPos from = geo_layer_position(l, a), to = geo_layer_position(l, b);
    const double stretch = o->scene->view.stretch;
    if (!has_own_heights(layer))
        edge_on_ground(o, from, to);
    else
        add_line(o, at_height(o, l, a, from.h_m * stretch + 0.3),
                 at_height(o, l, b, to.h_m * stretch + 0.3), 0.35f);
}

static void outline_flat(Outline *o, const SceneLayer *layer, uint32_t feature)
{
    const GeoLayer *l = layer->vector;
    for (uint32_t p = l->feature_part[feature]; p < l->feature_part[feature + 1]; p++) {
        const uint32_t first = l->part_vertex[p], end = l->part_vertex[p + 1];
        const bool is_ring = l->part_kind[p] == GEO_PART_OUTER || l->part_kind[p] == GEO_PART_INNER;
        for (uint32_t v = first; v < end && o->count < LINES_MAX; v++) {
            if (l->part_kind[p] == GEO_PART_POINT) ring_round_point(o, geo_layer_position(l, v));
            else if (v + 1 < end)
                edge(o, layer, v, v + 1);
            else if (is_ring)
                edge(o, layer, v, first);
        }
    }
}

void scene_outline_build(Scene *scene, const State *state, Arena *arena, RenderFrame *out)
{
    if (scene->flagged_count == 0) return;
    Outline o = { .scene = scene, .lines = ARENA_ARRAY(arena, RenderLine, LINES_MAX) };
    const float scale = fmaxf(scene->view_desc.scale, 1);
    const int from = scene->flagged_count > FEATURES_MAX ? scene->flagged_count - FEATURES_MAX : 0;
    for (int i = from; i < scene->flagged_count; i++) {
        const SceneLayer *l = scene_layer_find(scene, scene->flagged[i].layer_id);
        if (!l || !l->vector || !l->form || !l->is_visible || scene->flagged[i].feature >= l->vector->feature_count) continue;
        const bool is_hover = scene->flagged_bits[i] == RENDER_STYLE_HOVER;
        o.rgba = is_hover ? 0xc0fff0c0u : 0xff20c8ffu; // 0xAABBGGRR: pale blue, amber
        o.width_px = (is_hover ? 1.6f : 2.4f) * scale;
        o.plane_count =
            l->buildings ? scene_view_building_planes(&scene->view, l->id, o.planes) : 0;
        if (l->buildings && l->form->height_m) outline_building(&o, l, scene->flagged[i].feature);
        else outline_flat(&o, l, scene->flagged[i].feature);
    }
    (void)state;
    out->lines = o.lines;
    out->line_count = o.count;
}
