// SPDX-License-Identifier: Apache-2.0
// scene_live.c - what is alive as a part of the frame: order, room, picks.
#include "scene/scene_live_private.h"

#include "base/array.h"
#include "base/clock.h"
#include <stdlib.h>
#include <string.h>

#define QUESTIONS_A_FRAME 4000 // about heights of the ground, where frames follow each other
#define PICK_PX 4.0f

SceneLiveDrawn *scene_live_get(Scene *scene)
{
    if (!scene->live) scene->live = calloc(1, sizeof *scene->live);
    return scene->live;
}

void scene_live_set(Scene *scene, const SceneLive *live)
{
    SceneLiveDrawn *l = scene_live_get(scene);
    if (l) l->live = live ? *live : (SceneLive){ 0 };
}

void scene_live_destroy(Scene *scene)
{
    SceneLiveDrawn *live = scene->live;
    if (!live) return;
    scene_live_areas_release(live);
    scene_live_solids_release(scene);
    scene_live_ways_release(live);
    free(live->ground);
    free(live->hits);
    free(live->tails);
    free(live);
    scene->live = NULL;
}

void scene_live_rel(const Scene *scene, DVec3 enu_m, float rel_m[3])
{
    const DVec3 d = dvec_sub(enu_m, scene->view.pose.eye_enu_m);
    rel_m[0] = (float)d.x;
    rel_m[1] = (float)d.y;
    rel_m[2] = (float)d.z;
}

DVec3 scene_live_point(const Scene *scene, GeoPos at, double above_m)
{
    const double h_m =
        scene_ground_height(scene->ground, at.lon_deg, at.lat_deg) * scene->view.stretch;
    at.h_m = (scene->ground->terrain ? fmax(h_m, scene->view.tide_m) : h_m) + above_m;
    return geo_frame_enu(&scene->geo, at);
}

RenderMark *scene_live_add_mark(SceneLiveDrawn *l)
{
    return l->mark_count < l->mark_cap ? &l->marks[l->mark_count++] : NULL;
}

RenderMark *scene_live_add_dot(SceneLiveDrawn *l)
{
    return l->dot_count < l->dot_cap ? &l->dots[l->dot_count++] : NULL;
}

RenderFlow *scene_live_add_flow(SceneLiveDrawn *l)
{
    return l->flow_count < l->flow_cap ? &l->flows[l->flow_count++] : NULL;
}

void scene_live_add_hit(SceneLiveDrawn *l, SceneLiveHit hit)
{
    if (!hit.key ||
        !array_reserve((void **)&l->hits, &l->hit_cap, l->hit_count + 1, sizeof *l->hits))
        return;
    l->hits[l->hit_count++] = hit;
}

bool scene_live_is_free(const SceneLiveDrawn *l, SceneRect r)
{
    for (int i = 0; i < l->room_count; i++) {
        const SceneRect *o = &l->rooms[i];
        if (r.x_px < o->x_px + o->width_px && o->x_px < r.x_px + r.width_px &&
            r.y_px < o->y_px + o->height_px && o->y_px < r.y_px + r.height_px)
            return false;
    }
    return true;
}

void scene_live_take_room(SceneLiveDrawn *l, SceneRect room)
{
    if (l->room_count < SCENE_LIVE_ROOMS) l->rooms[l->room_count++] = room;
}

int scene_live_rooms(const Scene *scene, const SceneRect **rooms)
{
    *rooms = scene->live ? scene->live->rooms : NULL;
    return scene->live ? scene->live->room_count : 0;
}

// Panels lie over what is drawn: nothing is written under them.
static void take_panels(Scene *scene)
{
    scene->live->room_count = 0;
    for (int i = 0; i < scene->view_desc.clear_count; i++)
        scene_live_take_room(scene->live, scene->view_desc.clear[i]);
}

void scene_live_build(Scene *scene, const State *state, Arena *arena, RenderFrame *out)
{
    SceneLiveDrawn *l = scene->live;
    if (!l) return;
    const double start_s = clock_monotonic_s();
    const SceneLive *live = &l->live;
    l->scale = scene->view_desc.scale > 0 ? scene->view_desc.scale : 1;
    l->is_dark = state->look == STATE_LOOK_NIGHT || out->view.night > 0.6f;
    l->is_english = state->language == STATE_LANGUAGE_EN;
    l->questions = QUESTIONS_A_FRAME;
    l->hit_count = l->sprite_count = l->mark_count = l->dot_count = l->flow_count = 0;
    l->status.marks = l->status.clusters = l->status.texts = l->status.symbols = 0;
    for (int i = 0; i < GEO_SYMBOL_COUNT; i++)
        l->symbols[i].instances = NULL, l->symbols[i].count = 0;
    l->mark_cap = live->objects.places.count + 20 * live->mark_count;
    l->flow_cap = scene_live_areas_flows(l) + scene_live_flow_pieces(live) + live->mark_count;
    l->dot_cap = live->objects.places.count;
    l->dots = ARENA_ARRAY(arena, RenderMark, l->dot_cap + 1);
    l->marks = ARENA_ARRAY(arena, RenderMark, l->mark_cap + 1);
    l->flows = ARENA_ARRAY(arena, RenderFlow, l->flow_cap + 1);
    const bool has_texts = live->objects.places.count || live->mark_count || l->area_count;
    l->sprite_cap = has_texts ? SCENE_LIVE_SPRITES : 0;
    l->sprites = ARENA_ARRAY(arena, RenderSprite, l->sprite_cap + 1);
    take_panels(scene);
    scene_live_areas_build(scene);
    scene_live_flows_build(scene);
    scene_live_marks_build(scene, arena); // their texts before names of what passes by
    scene_live_objects_build(scene, arena);
    scene_live_solids_build(scene, arena, out);
    scene->is_playing |= live->pulse_count > 0 || live->has_blinking;
    out->dots = l->dots;
    out->dot_count = l->dot_count;
    out->marks = l->marks;
    out->mark_count = l->mark_count;
    out->flows = l->flows;
    out->flow_count = l->flow_count;
    l->status.cpu_ms = (clock_monotonic_s() - start_s) * 1000;
}

void scene_live_write(Scene *scene, Arena *arena, RenderFrame *out)
{
    SceneLiveDrawn *l = scene->live;
    if (!l || l->sprite_count == 0) return;
    out->atlas = scene_atlas_texture(scene_labels_atlas(scene));
    if (!out->atlas.id) return;
    RenderSprite *all = ARENA_ARRAY(arena, RenderSprite, out->sprite_count + l->sprite_count);
    if (out->sprite_count) memcpy(all, out->sprites, sizeof *all * (size_t)out->sprite_count);
    memcpy(all + out->sprite_count, l->sprites, sizeof *all * (size_t)l->sprite_count);
    out->sprites = all;
    out->sprite_count += l->sprite_count;
}

bool scene_live_pick(const Scene *scene, double x_px, double y_px, uint32_t *key)
{
    const SceneLiveDrawn *l = scene->live;
    float best = 1e9f;
    for (int i = 0; l && i < l->hit_count; i++) {
        const SceneLiveHit *h = &l->hits[i];
        const float away =
            hypotf(fmaxf(fabsf(h->x_px - (float)x_px) - h->half_px, 0), h->y_px - (float)y_px);
        if (away > h->reach_px + PICK_PX * l->scale || away >= best) continue;
        best = away;
        *key = h->key;
    }
    return best < 1e9f;
}

SceneLiveStatus scene_live_status(const Scene *scene)
{
    return scene->live ? scene->live->status : (SceneLiveStatus){ 0 };
}
