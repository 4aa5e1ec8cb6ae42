// SPDX-License-Identifier: Apache-2.0
// scene_label.c - which marks are written on the picture: by importance, none over another, none behind a wall, and steady: what is
// shown keeps its place for a second at least. A picture without a window is placed from nothing, so that it is the same each time.
#include "scene/scene_private.h"

#include "base/array.h"
#include "base/clock.h"
#include "base/str.h"
#include "scene/scene_label_atlas.h"
#include "scene/scene_label_grid.h"
#include "scene/scene_model_label.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_MAX 8000
#define DWELL_S 1.0                // a label changes at most this often
#define FADE_S 0.22
#define TEXT_APART_PX 76.0f        // by this many pixels two equal neighbours must lie apart
#define ICON_APART_PX 20.0f
#define DOT_APART_PX 9.0f
#define SAME_TEXT_APART_PX 320.0f
#define KEEP 1.35f                 // a shown mark is kept this much farther than it came
#define BEYOND 8.0                 // names stand no farther away than this many times what is looked at
#define BEYOND_LEAST_M 6000.0      // but from the street, the quarter has its names
#define SCAN_BUDGET_S 0.0008
#define SIGHT_BUDGET_S 0.0006

typedef struct {
    uint32_t layer_id, mark;
    const SceneLayer *layer;       // of this frame
    float priority;
    bool is_leaving, is_placed, has_text;
    double changed_s;
    float opacity;
    DVec3 mark_enu_m, point_enu_m, tested_eye_m; // point: where it is drawn, on the cut of a plane
    bool is_tested;
    float x_px, y_px, distance_m;
    RenderSprite icon, text;       // width 0 = none
} Shown;

typedef struct {
    float min_x, min_y, max_x, max_y;
    StateFeatureRef feature;
    DVec3 point_enu_m;
} Hit;

struct SceneLabels {
    SceneAtlas *atlas;
    SceneLabelGrid grid;
    Hashmap same;                  // text -> where it was placed last, packed
    Shown *shown;
    int count, cap;
    Hit *hits;
    int hit_count, hit_cap;
    RenderSprite *rooms; // names in models, as placed
    Hit *room_hits;      // one a sprite
    int room_count, room_cap, room_hit_cap;
    int layer_at, mark_at;         // where the scan goes on
    bool is_waiting;               // a picture not drawn yet would have been placed
    bool is_cut;                   // the last scan ran out of time
    bool is_sight_late;            // something was left out because there was no time to look whether it is hidden
    bool is_fading;                // one comes or goes
    double sight_until_s;
    CameraPose still_pose; // of the last frame; with the last serial
    uint64_t still_serial, still_layers;
    double still_since_s;
    double clock_s;
    const State *state;
    float scale;
    bool is_dark;                  // the picture behind the labels
    // What the last picture was placed for: its pieces are placed once.
    CameraPose placed_pose;
    int placed_width_px, placed_height_px;
    float placed_scale;
    uint64_t placed_serial, placed_state_version, placed_clear;
    bool is_placed;
};

SceneLabels *scene_labels_create(Err *err)
{
    SceneLabels *l = calloc(1, sizeof *l);
    if (!l) {
        err_set(err, ERR_MEMORY, "no memory for labels");
        return NULL;
    }
    l->atlas = scene_atlas_create(err);
    if (l->atlas) return l;
    free(l);
    return NULL;
}

void scene_labels_destroy(Scene *scene, SceneLabels *l)
{
    if (!l) return;
    scene_atlas_destroy(l->atlas, scene->render);
    scene_label_grid_finish(&l->grid);
    hashmap_finish(&l->same);
    free(l->shown);
    free(l->hits);
    free(l->rooms);
    free(l->room_hits);
    free(l);
}

void scene_labels_forget_gpu(Scene *scene)
{
    scene_atlas_forget_gpu(scene->labels->atlas);
    scene->labels->is_placed = false; // those pictures are gone
}

static void renumber(SceneLabels *l)
{
    for (int i = 0; i < l->count; i++) {
        if (l->shown[i].layer && l->shown[i].layer->marks) l->shown[i].layer->marks->shown[l->shown[i].mark] = (uint16_t)(i + 1);
    }
}

// Keeps those for which keep is true, in order.
static void drop_shown(Scene *scene, bool (*keep)(const Shown *, uint32_t), uint32_t layer_id)
{
    SceneLabels *l = scene->labels;
    int kept = 0;
    for (int i = 0; i < l->count; i++) {
        Shown *s = &l->shown[i];
        s->layer = scene_layer_find(scene, s->layer_id);
        if (keep(s, layer_id)) l->shown[kept++] = *s;
        else if (s->layer && s->layer->marks) s->layer->marks->shown[s->mark] = 0;
    }
    l->count = kept;
    renumber(l);
}

static bool is_of_other_layer(const Shown *s, uint32_t layer_id)
{
    return s->layer_id != layer_id;
}

static bool is_visible_still(const Shown *s, uint32_t layer_id)
{
    (void)layer_id;
    return s->layer && s->layer->marks && (!s->is_leaving || s->opacity > 0);
}

static bool is_never(const Shown *s, uint32_t layer_id)
{
    (void)s, (void)layer_id;
    return false;
}

void scene_labels_marks_gone(Scene *scene, uint32_t layer_id)
{
    drop_shown(scene, is_of_other_layer, layer_id);
    scene->labels->is_placed = false;
}

typedef struct {
    uint32_t fill, halo;
} Ink;

// Two thirds of the way to white: a colour made for a light ground, on a dark one.
static uint32_t lighter(uint32_t rgb)
{
    uint32_t out = 0;
    for (int shift = 0; shift < 24; shift += 8) {
        const uint32_t c = rgb >> shift & 255u;
        out |= (c + (255u - c) * 2u / 3u) << shift;
    }
    return out;
}

static Ink text_ink(const SceneLabels *l, const SceneLayer *layer)
{
    const LayerStyle *s = &layer->style;
    if (l->state->look == STATE_LOOK_WHITE) return (Ink){ 0xff4a423cu, 0xd8f6f6f6u }; // a model speaks softly
    if (l->is_dark) return (Ink){ s->has_label_rgb ? 0xff000000u | lighter(s->label_rgb) : 0xfffff2dcu, 0xd0301808u };
    return (Ink){ s->has_label_rgb ? 0xff000000u | s->label_rgb : 0xff33261au, 0xe8ffffffu };
}

static Ink icon_ink(const SceneLabels *l, const SceneLayer *layer, uint32_t feature)
{
    const SceneColours *c = layer->colours;
    const uint32_t rgb = !c ? 0x4060d0u : (c->rgba ? c->rgba[feature] : c->rgba_all) & 0xffffffu;
    return (Ink){ 0xff000000u | rgb, l->is_dark ? 0xd0301808u : 0xf0ffffffu };
}

static float text_size(const SceneLabels *l, const SceneLayer *layer, uint32_t mark)
{
    const double size = layer->style.label_size_px > 0 ? layer->style.label_size_px : 15;
    const double by_rank = layer->style.label_rank_attribute[0] ? 0.9 + 0.35 * fmin(layer->marks->rank[mark], 1) : 1;
    return roundf((float)(size * by_rank * l->scale));
}

static SceneLabelRequest text_request(const SceneLabels *l, const SceneLayer *layer, uint32_t mark)
{
    SceneLabelRequest q = { .size_px = text_size(l, layer, mark), .halo_px = 1.6f * l->scale, .is_bold = layer->marks->rank[mark] > 0.6f };
    str_copy_utf8(q.text, sizeof q.text, layer->marks->texts + layer->marks->text_at[mark] - 1);
    q.key = scene_atlas_key(&q);
    return q;
}

static SceneLabelRequest icon_request(const SceneLabels *l, const SceneLayer *layer)
{
    SceneLabelRequest q = { .size_px = roundf(20 * l->scale), .halo_px = 1.4f * l->scale, .is_icon = true };
    str_copy_utf8(q.text, sizeof q.text, layer->style.icon[0] ? layer->style.icon : "dot");
    q.key = scene_atlas_key(&q);
    return q;
}

// Before a text is drawn its size is judged: Han characters are square, others half as wide.
static void estimate(const SceneLabelRequest *q, float *width, float *height)
{
    float em = 0;
    for (const unsigned char *c = (const unsigned char *)q->text; *c; c++) {
        if ((*c & 0xc0) != 0x80) em += *c >= 0xe0 ? 1.0f : 0.55f;
    }
    const int lines = em > 14 ? 2 : 1;
    *width = fminf(em, 14) * q->size_px + 2 * q->halo_px;
    *height = q->size_px * 1.2f * (float)lines + 2 * q->halo_px;
}

static RenderSprite sprite_of(const SceneAtlasEntry *e, float x, float y, Ink ink)
{
    return (RenderSprite){ .x_px = roundf(x), .y_px = roundf(y), .width_px = (float)e->width, .height_px = (float)e->height,
                           .u0 = (float)e->x, .v0 = (float)e->y, .u1 = (float)(e->x + e->width), .v1 = (float)(e->y + e->height),
                           .fill_rgba = ink.fill, .halo_rgba = ink.halo, .layer = (uint32_t)e->page };
}

typedef struct {
    RenderSprite icon, text;
    bool is_pending;
    float text_w, text_h;          // also when not drawn yet
} Look;

// A building's name stands on its roof, others lie over their place.
static float text_top(const SceneLabels *l, const SceneLayer *layer, float y, float text_h, float below)
{
    if (layer->marks->has_icon) return y + below;
    return layer->style.draw == STYLE_DRAW_BUILDING ? y - text_h - 4 * l->scale : y - 0.5f * text_h;
}

// Sprites of a mark at a pixel; asks for pictures that are missing.
static Look look_of(Scene *scene, const SceneLayer *layer, uint32_t mark, float x, float y)
{
    SceneLabels *l = scene->labels;
    const SceneMarks *m = layer->marks;
    Look look = { 0 };
    float below = 0;
    if (m->has_icon) {
        const SceneLabelRequest q = icon_request(l, layer);
        const SceneAtlasEntry *e = scene_atlas_get(l->atlas, &q, scene->frame, true);
        const bool is_pin = str_equal(layer->style.icon, "pin");
        look.is_pending |= e->state == ATLAS_ASKED || e->state == ATLAS_ABSENT;
        if (e->state == ATLAS_READY) {
            look.icon = sprite_of(e, x - 0.5f * (float)e->width,
                                  y - (is_pin ? (float)e->height : 0.5f * (float)e->height),
                                  icon_ink(l, layer, m->feature[mark]));
        }
        below = is_pin ? 2 : (layer->style.icon[0] ? 0.5f : 0.22f) * q.size_px + 2;
    }
    if (m->text_at[mark]) {
        const SceneLabelRequest q = text_request(l, layer, mark);
        const SceneAtlasEntry *e = scene_atlas_get(l->atlas, &q, scene->frame, true);
        look.is_pending |= e->state == ATLAS_ASKED || e->state == ATLAS_ABSENT;
        estimate(&q, &look.text_w, &look.text_h);
        if (e->state == ATLAS_READY) {
            look.text_w = (float)e->width;
            look.text_h = (float)e->height;
            look.text = sprite_of(e, x - 0.5f * look.text_w, text_top(l, layer, y, look.text_h, below), text_ink(l, layer));
        } else if (e->state == ATLAS_EMPTY) {
            look.text_w = 0;
        }
        if (look.text_w > 0 && look.text.width_px <= 0) {
            look.text.x_px = x - 0.5f * look.text_w;
            look.text.y_px = text_top(l, layer, y, look.text_h, below);
        }
    }
    return look;
}

static uint64_t same_key(const Shown *s)
{
    return (uint64_t)s->layer_id << 32 | s->layer->marks->text_at[s->mark];
}

static bool has_same_near(const SceneLabels *l, const Shown *s)
{
    uint64_t at = 0;
    if (!hashmap_get(&l->same, same_key(s), &at)) return false;
    const float dx = (float)(uint32_t)(at >> 32) - s->x_px, dy = (float)(uint32_t)at - s->y_px;
    const float apart = SAME_TEXT_APART_PX * l->scale;
    return dx * dx + dy * dy < apart * apart;
}

#define GAP_PX 3.0f

static uint16_t owner_under(const SceneLabels *l, float x, float y, float w, float h)
{
    const float gap = GAP_PX * l->scale;
    return scene_label_grid_owner(&l->grid, x - gap, y - gap, w + 2 * gap, h + 2 * gap);
}

// Takes the room for a shown mark. Text gives way first; false when not even the icon has room.
static bool place_at(Scene *scene, Shown *s, uint16_t owner, uint16_t *blocker)
{
    SceneLabels *l = scene->labels;
    const Look look = look_of(scene, s->layer, s->mark, s->x_px, s->y_px);
    const bool has_icon = s->layer->marks->has_icon;
    *blocker = 0;
    if (look.is_pending && !scene->is_picture) {
        if (!has_icon || look.icon.width_px <= 0) return false; // drawn within some frames: comes then
    }
    l->is_waiting |= look.is_pending;
    s->icon = look.icon;
    s->text = look.text;
    s->has_text = false;
    const float icon_px = has_icon ? (s->layer->style.icon[0] ? 20 : 9) * l->scale : 0;
    const float ix = s->x_px - 0.5f * icon_px, iy = s->y_px - 0.5f * icon_px;
    if (has_icon && scene_label_grid_owner(&l->grid, ix, iy, icon_px, icon_px)) {
        *blocker = scene_label_grid_owner(&l->grid, ix, iy, icon_px, icon_px);
        return false;
    }
    // A name cut by the picture's edge is not read.
    const bool is_whole = look.text.x_px >= 0 && look.text.y_px >= 0 && look.text.x_px + look.text_w <= (float)scene->view.width_px &&
                          look.text.y_px + look.text_h <= (float)scene->view.height_px;
    if (look.text_w > 0 && is_whole && !has_same_near(l, s)) {
        const uint16_t under = owner_under(l, look.text.x_px, look.text.y_px, look.text_w, look.text_h);
        s->has_text = !under;
        if (under && !has_icon) *blocker = under;
    }
    if (!has_icon && !s->has_text) return false;
    if (has_icon) scene_label_grid_take(&l->grid, ix, iy, icon_px, icon_px, owner);
    if (s->has_text) {
        scene_label_grid_take(&l->grid, look.text.x_px, look.text.y_px, look.text_w, look.text_h, owner);
        hashmap_put(&l->same, same_key(s), (uint64_t)(uint32_t)fmaxf(s->x_px, 0) << 32 | (uint32_t)fmaxf(s->y_px, 0));
        if (s->text.width_px <= 0) s->has_text = false; // room is kept for a text still being drawn
    }
    s->is_placed = true;
    return true;
}

static void free_room(SceneLabels *l, const Shown *s, uint16_t owner)
{
    const float icon_px = 20 * l->scale;
    scene_label_grid_free(&l->grid, s->x_px - 0.5f * icon_px, s->y_px - 0.5f * icon_px, icon_px, icon_px, owner);
    scene_label_grid_free(&l->grid, s->text.x_px, s->text.y_px, s->text.width_px, s->text.height_px, owner);
}

static void leave(SceneLabels *l, Shown *s)
{
    if (s->is_leaving) return;
    s->is_leaving = true;
    s->changed_s = l->clock_s;
}

// A feature that its live value hides has neither name nor icon.
static bool is_hidden(const SceneLayer *layer, uint32_t mark)
{
    return layer->hidden && layer->hidden[layer->marks->feature[mark]];
}

static DVec3 point_of(const Scene *scene, const SceneLayer *layer, uint32_t mark)
{
    const uint8_t *share = layer->buildings ? scene_buildings_shares(layer->buildings) : NULL;
    return scene_mark_point(layer->form, scene->ground, scene->view.stretch, share,
                            layer->marks->feature[mark]);
}

static bool is_layer_on(const SceneLayer *layer)
{
    return layer->marks && layer->is_visible && layer->is_in_range && layer->opacity > 0;
}

// Seen from the eye? Asked again when the eye has moved noticeably; within the frame's budget, else the last answer stands.
static bool is_in_sight(Scene *scene, Shown *s)
{
    SceneLabels *l = scene->labels;
    const DVec3 eye = scene->view.pose.eye_enu_m;
    if (s->is_tested && dvec_length(dvec_sub(eye, s->tested_eye_m)) < 0.04 * s->distance_m) return true;
    if (!scene->is_picture && clock_monotonic_s() > l->sight_until_s) {
        l->is_sight_late |= !s->is_tested;
        return s->is_tested;
    }
    s->tested_eye_m = eye;
    s->is_tested = true;
    return scene_is_point_seen(scene, s->point_enu_m);
}

// Where planes cut its building, its name stands on the cut; false where all of it is taken away.
static bool stand(const Scene *scene, Shown *s)
{
    const DVec3 before = s->point_enu_m, up = scene_view_up(s->mark_enu_m);
    const SceneForm *form = s->layer->form;
    double planes[RENDER_CUTS_MAX][4], lower_m = 0;
    s->point_enu_m = s->mark_enu_m;
    if (scene->view.cut_count == 0 || !s->layer->buildings) return true;
    const int count = scene_view_building_planes(&scene->view, s->layer->id, planes);
    for (int i = 0; i < count; i++) {
        const DVec3 n = { planes[i][0], planes[i][1], planes[i][2] };
        const double at = dvec_dot(n, s->mark_enu_m) + planes[i][3], rise = dvec_dot(n, up);
        if (at < 0 && rise > -1e-6) return false;
        if (at < 0) lower_m = fmax(lower_m, at / rise);
    }
    const uint32_t feature = s->layer->marks->feature[s->mark];
    const uint8_t *share = scene_buildings_shares(s->layer->buildings);
    const double height_m = (double)form->height_m[feature] * (share ? share[feature] / 255.0 : 1);
    if (lower_m >= height_m * scene->view.stretch) return false;
    s->point_enu_m = dvec_sub(s->mark_enu_m, dvec_scale(up, lower_m));
    if (scene_view_is_cut_away(planes, count, dvec_sub(s->point_enu_m, dvec_scale(up, 1e-3))))
        return false;
    s->is_tested &= dvec_length(dvec_sub(before, s->point_enu_m)) < 1e-6;
    return true;
}

static bool project(const Scene *scene, Shown *s)
{
    double x, y, d;
    if (!stand(scene, s)) return false;
    if (!scene_view_project(&scene->view, s->point_enu_m, &x, &y, &d)) return false;
    s->x_px = (float)x;
    s->y_px = (float)y;
    s->distance_m = (float)d;
    return x > -200 && y > -100 && x < scene->view.width_px + 200 && y < scene->view.height_px + 100;
}

static float reach_px(const SceneLabels *l, const SceneLayer *layer)
{
    if (!layer->marks->has_icon) return TEXT_APART_PX * l->scale;
    return (layer->style.icon[0] ? ICON_APART_PX : DOT_APART_PX) * l->scale;
}

// Names of the next county in a view of a street are a crowd at the horizon.
static double farthest_m(const Scene *scene)
{
    return fmax(BEYOND * scene->labels->state->camera.distance_m, BEYOND_LEAST_M);
}

// First what is shown already, most important first.
static void keep_shown(Scene *scene)
{
    SceneLabels *l = scene->labels;
    for (int i = 0; i < l->count; i++) {
        Shown *s = &l->shown[i];
        uint16_t blocker = 0;
        s->is_placed = false;
        const bool is_on = is_layer_on(s->layer) && !is_hidden(s->layer, s->mark);
        if (is_on && s->layer->buildings && scene_buildings_shares(s->layer->buildings))
            s->mark_enu_m = point_of(scene, s->layer, s->mark);
        if (!project(scene, s) || !is_on) {
            s->opacity = 0; // out of the picture: nobody sees it go
            s->is_leaving = true;
            continue;
        }
        if (s->is_leaving) {
            const Look look = look_of(scene, s->layer, s->mark, s->x_px, s->y_px);
            s->icon = look.icon;
            s->text = look.text;
            continue;
        }
        const bool may_change = l->clock_s - s->changed_s >= DWELL_S;
        const float near_m = s->layer->marks->spacing_m[s->mark] * (float)scene->view.px_per_rad / reach_px(l, s->layer);
        const float far_m = fminf(near_m, (float)farthest_m(scene)) * KEEP;
        if (may_change && (s->distance_m > far_m || !is_in_sight(scene, s))) {
            leave(l, s);
            continue;
        }
        if (!place_at(scene, s, (uint16_t)(i + 1), &blocker)) {
            if (may_change) leave(l, s);
            else s->is_placed = true; // overlapping for a moment is calmer than flickering
        }
    }
}

static bool add_shown(Scene *scene, SceneLayer *layer, uint32_t mark)
{
    SceneLabels *l = scene->labels;
    SceneMarks *m = layer->marks;
    if (l->count >= SHOWN_MAX || !array_reserve((void **)&l->shown, &l->cap, l->count + 1, sizeof *l->shown)) return false;
    Shown *s = &l->shown[l->count];
    *s = (Shown){ .layer_id = layer->id, .layer = layer, 
                   .mark = mark, .changed_s = l->clock_s };
    s->priority = (float)(layer->style.label_priority * 4) + m->rank[mark];
    s->opacity = scene->is_picture ? 1 : 0;
    s->mark_enu_m = point_of(scene, layer, mark);
    if (is_hidden(layer, mark) || !project(scene, s)) return true;
    uint16_t blocker = 0;
    const uint16_t owner = (uint16_t)(l->count + 1);
    // What is hidden is left alone for a while, and what was seen is, while nothing moves: or every
    // frame would ask again.
    if (!scene->is_picture && (double)m->seen_s[mark] > l->still_since_s + 1) {
        s->is_tested = true;
        s->tested_eye_m = scene->view.pose.eye_enu_m;
    }
    if (is_in_sight(scene, s)) {
        if (s->is_tested) m->seen_s[mark] = (float)l->clock_s;
    } else {
        if (s->is_tested) m->quiet_until_s[mark] = -(float)(l->clock_s + 1);
        return true;
    }
    bool is_placed = place_at(scene, s, owner, &blocker);
    if (!is_placed && blocker > 0 && blocker <= l->count) {
        Shown *b = &l->shown[blocker - 1];
        const bool is_weaker = b->priority + 0.05f < s->priority && l->clock_s - b->changed_s >= DWELL_S && !b->is_leaving;
        if (is_weaker) {
            free_room(l, b, blocker);
            leave(l, b);
            b->is_placed = false;
            is_placed = place_at(scene, s, owner, &blocker);
        }
    }
    if (is_placed) m->shown[mark] = (uint16_t)++l->count;
    return true;
}

// It changed lately, or stands hidden (negative: since when, less a second): that is looked at
// again after a while, but not as long as neither the eye nor the city has moved since.
static bool is_quiet(const SceneLabels *l, float quiet_until_s, int mark)
{
    if (quiet_until_s >= 0) return (double)quiet_until_s > l->clock_s;
    const double found_s = -(double)quiet_until_s - 1;
    return found_s + DWELL_S + 0.001 * (mark % 997) > l->clock_s || found_s > l->still_since_s + 1;
}

// Goes on through the candidates where the last frame stopped; true when the end was reached.
static bool scan_layer(Scene *scene, SceneLayer *layer, double until_s)
{
    SceneLabels *l = scene->labels;
    SceneMarks *m = layer->marks;
    const SceneView *v = &scene->view;
    const DVec3 shift = dvec_sub(m->origin_enu_m, v->pose.eye_enu_m);
    const float sx = (float)shift.x, sy = (float)shift.y, sz = (float)shift.z;
    const float per_m = (float)v->px_per_rad / reach_px(l, layer);
    const float fx = (float)v->pose.forward.x, fy = (float)v->pose.forward.y, fz = (float)v->pose.forward.z;
    const float rx = (float)v->pose.right.x, ry = (float)v->pose.right.y, rz = (float)v->pose.right.z;
    const float ux = (float)v->pose.up.x, uy = (float)v->pose.up.y, uz = (float)v->pose.up.z;
    const float tx = (float)v->pose.tan_half_x, ty = (float)v->pose.tan_half_y;
    // Hills and towers rise a little above the horizon.
    const float over_m = (float)fmin(v->horizon_m + 40000, farthest_m(scene));
    const float nearest_m =
        (float)(v->eye.h_m - m->height_max_m * v->stretch); // nothing of the layer is nearer
    // Where heights are stretched, marks rise along the vertical of their place.
    const float rise = (float)(v->stretch - 1), per_earth = 1 / 6371000.0f;
    const DVec3 up = scene_view_up(m->origin_enu_m);
    const float ox = (float)up.x, oy = (float)up.y, oz = (float)up.z;
    for (; l->mark_at < m->count; l->mark_at++) {
        const int i = l->mark_at;
        if ((i & 255) == 255 && clock_monotonic_s() > until_s) return false;
        float x = m->x_m[i] + sx, y = m->y_m[i] + sy, z = m->z_m[i] + sz;
        if (rise != 0) {
            const float lift_m = rise * m->h_m[i];
            x += lift_m * (ox + m->x_m[i] * per_earth);
            y += lift_m * (oy + m->y_m[i] * per_earth);
            z += lift_m * oz;
        }
        const float far_m = m->spacing_m[i] * per_m, d2 = x * x + y * y + z * z;
        if (far_m < nearest_m) break; // nor do those after it reach as far
        if (d2 > far_m * far_m || d2 > over_m * over_m) continue;
        const float f = x * fx + y * fy + z * fz;
        if (f < 1 || fabsf(x * rx + y * ry + z * rz) > 1.02f * tx * f || fabsf(x * ux + y * uy + z * uz) > 1.02f * ty * f) continue;
        if (m->shown[i] || (!scene->is_picture && is_quiet(l, m->quiet_until_s[i], i))) continue;
        if (!add_shown(scene, layer, (uint32_t)i)) return true;
    }
    l->mark_at = 0;
    return true;
}

static int compare_layers(const void *a, const void *b)
{
    const SceneLayer *x = *(SceneLayer *const *)a, *y = *(SceneLayer *const *)b;
    if (x->style.label_priority != y->style.label_priority) return x->style.label_priority > y->style.label_priority ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static void scan(Scene *scene, Arena *arena)
{
    SceneLabels *l = scene->labels;
    const double until_s = scene->is_picture ? 1e300 : clock_monotonic_s() + SCAN_BUDGET_S;
    SceneLayer **order = ARENA_ARRAY(arena, SceneLayer *, scene->layer_count + 1);
    int layers = 0;
    for (int i = 0; i < scene->layer_count; i++) {
        if (is_layer_on(scene->layers[i])) order[layers++] = scene->layers[i];
    }
    qsort(order, (size_t)layers, sizeof *order, compare_layers);
    scene->status.candidates = 0;
    for (int i = 0; i < layers; i++) scene->status.candidates += order[i]->marks->count;
    if (scene->is_picture || l->layer_at >= layers) l->layer_at = l->mark_at = 0;
    l->is_cut = false;
    for (; l->layer_at < layers; l->layer_at++) {
        if (scan_layer(scene, order[l->layer_at], until_s)) continue;
        l->is_cut = true;
        return;
    }
    l->layer_at = l->mark_at = 0;
}

static int compare_shown(const void *a, const void *b)
{
    const Shown *x = a, *y = b;
    if (x->priority != y->priority) return x->priority > y->priority ? -1 : 1;
    if (x->layer_id != y->layer_id) return x->layer_id < y->layer_id ? -1 : 1;
    return x->mark < y->mark ? -1 : x->mark > y->mark;
}

static void add_hit(SceneLabels *l, const Shown *s, const RenderSprite *sprite)
{
    if (!array_reserve((void **)&l->hits, &l->hit_cap, l->hit_count + 1, sizeof *l->hits)) return;
    l->hits[l->hit_count++] = (Hit){ sprite->x_px, sprite->y_px, sprite->x_px + sprite->width_px, sprite->y_px + sprite->height_px,
                                     { s->layer_id, s->layer->marks->feature[s->mark] }, s->point_enu_m };
}

// A room's or storey's name where there is room for it.
static void place_room(Scene *scene, const SceneModelLabel *label)
{
    SceneLabels *l = scene->labels;
    SceneLabelRequest q = { .size_px = roundf((label->is_storey ? 16 : 14) * l->scale),
                            .halo_px =
                                2.2f * l->scale, // floors lie in the shadow as often as in the sun
                            .is_bold = true };
    str_copy_utf8(q.text, sizeof q.text, label->text);
    q.key = scene_atlas_key(&q);
    const SceneAtlasEntry *e = scene_atlas_get(l->atlas, &q, scene->frame, true);
    if (e->state == ATLAS_ASKED || e->state == ATLAS_ABSENT) l->is_waiting |= scene->is_picture;
    if (e->state != ATLAS_READY) return;
    const float w = (float)e->width, h = (float)e->height;
    const float x = label->x_px - (label->is_storey ? w + 6 * l->scale : 0.5f * w),
                y = label->y_px - 0.5f * h;
    if (x < 0 || y < 0 || x + w > (float)scene->view.width_px ||
        y + h > (float)scene->view.height_px)
        return;
    if (owner_under(l, x, y, w, h)) return;
    if (!array_reserve((void **)&l->rooms, &l->room_cap, l->room_count + 1, sizeof *l->rooms) ||
        !array_reserve((void **)&l->room_hits, &l->room_hit_cap, l->room_count + 1,
                       sizeof *l->room_hits))
        return;
    scene_label_grid_take(&l->grid, x, y, w, h, UINT16_MAX);
    RenderSprite *s = &l->rooms[l->room_count];
    *s = sprite_of(e, x, y, text_ink(l, label->layer));
    s->opacity = label->layer->opacity;
    l->room_hits[l->room_count++] = (Hit){
        s->x_px,           s->y_px, s->x_px + w, s->y_px + h, { label->layer->id, label->object },
        label->point_enu_m
    };
}

// Names in models stand nearer than all else and take their room first.
static void place_rooms(Scene *scene, const State *state, Arena *arena)
{
    SceneLabels *l = scene->labels;
    SceneModelLabel *labels = NULL;
    bool is_late = false;
    l->room_count = 0;
    const int count = scene_model_labels(scene, state, l->sight_until_s, arena, &labels, &is_late);
    l->is_sight_late |= is_late;
    for (int i = 0; i < count; i++) place_room(scene, &labels[i]);
}

static void emit(Scene *scene, double dt_s, Arena *arena, RenderFrame *out)
{
    SceneLabels *l = scene->labels;
    RenderSprite *sprites = ARENA_ARRAY(arena, RenderSprite, 2 * l->count + l->room_count + 1);
    int count = 0, texts = 0;
    const float step = scene->is_picture ? 1 : (float)(dt_s / FADE_S);
    l->hit_count = 0;
    for (int i = 0; i < l->count; i++) {
        Shown *s = &l->shown[i];
        s->opacity = s->is_leaving ? fmaxf(s->opacity - step, 0) : fminf(s->opacity + step, 1);
        l->is_fading |= s->opacity > 0 && s->opacity < 1;
        if (s->is_leaving && s->opacity <= 0 && s->layer && s->layer->marks)
            s->layer->marks->quiet_until_s[s->mark] = (float)(s->changed_s + DWELL_S);
        if (s->opacity <= 0 || (!s->is_placed && !s->is_leaving)) continue;
        const float fade = s->opacity * s->layer->opacity;
        if (s->icon.width_px > 0) {
            sprites[count] = s->icon;
            sprites[count++].opacity = fade;
            add_hit(l, s, &s->icon);
        }
        if (s->has_text && s->text.width_px > 0) {
            sprites[count] = s->text;
            sprites[count++].opacity = fade;
            add_hit(l, s, &s->text);
            texts++;
        }
    }
    for (int i = 0; i < l->room_count; i++) {
        sprites[count++] = l->rooms[i];
        if (array_reserve((void **)&l->hits, &l->hit_cap, l->hit_count + 1, sizeof *l->hits))
            l->hits[l->hit_count++] = l->room_hits[i];
        texts++;
    }
    out->atlas = scene_atlas_texture(l->atlas);
    out->sprites = sprites;
    out->sprite_count = out->atlas.id ? count : 0;
    scene->status.labels = texts;
}

// The picture placed last, of the same city: a piece of it, or the wait for its texts.
static bool is_same_picture(const Scene *scene)
{
    const SceneLabels *l = scene->labels;
    return scene->is_picture && l->placed_serial == scene->serial && l->placed_state_version == l->state->version &&
           l->placed_width_px == scene->view.width_px &&
           l->placed_height_px == scene->view.height_px && l->placed_scale == l->scale &&
           memcmp(&l->placed_pose, &scene->view.pose, sizeof l->placed_pose) == 0;
}

// Panels take their room first; the answer is the same for the same rectangles.
static uint64_t take_clear(const Scene *scene, const SceneViewDesc *desc)
{
    SceneLabels *l = scene->labels;
    const SceneRect *rooms = NULL;
    const int room_count = scene_live_rooms(scene, &rooms);
    for (int i = 0; i < room_count; i++)
        scene_label_grid_take(&l->grid, (float)rooms[i].x_px, (float)rooms[i].y_px,
                              (float)rooms[i].width_px, (float)rooms[i].height_px, UINT16_MAX);
    for (int i = 0; i < desc->clear_count; i++) {
        const SceneRect *r = &desc->clear[i];
        scene_label_grid_take(&l->grid, (float)r->x_px, (float)r->y_px, (float)r->width_px, (float)r->height_px, UINT16_MAX);
    }
    const uint64_t panels =
        str_hash((const char *)desc->clear, sizeof *desc->clear * (size_t)desc->clear_count);
    return room_count
               ? panels * 31 ^ str_hash((const char *)rooms, sizeof *rooms * (size_t)room_count)
               : panels;
}

void scene_labels_build(Scene *scene, const State *state, double dt_s, Arena *arena, RenderFrame *out)
{
    SceneLabels *l = scene->labels;
    l->state = state;
    l->is_dark = state->look == STATE_LOOK_NIGHT || out->view.night > 0.6f;
    l->scale = scene->view_desc.scale > 0 ? scene->view_desc.scale : 1;
    l->clock_s = scene->clock_s;
    l->is_waiting = l->is_cut = l->is_sight_late = l->is_fading = false;
    l->sight_until_s = clock_monotonic_s() + SIGHT_BUDGET_S;
    if (l->still_serial != scene->serial || l->still_layers != state->layers_version ||
        memcmp(&l->still_pose, &scene->view.pose, sizeof l->still_pose) != 0) {
        l->still_serial = scene->serial;
        l->still_layers = state->layers_version;
        l->still_pose = scene->view.pose;
        l->still_since_s = l->clock_s;
    }
    scene_atlas_take(l->atlas, scene->render, scene->frame, l->scale);
    hashmap_clear(&l->same);
    if (!state->has_labels || !scene_label_grid_reset(&l->grid, scene->view.width_px, scene->view.height_px, l->scale)) {
        drop_shown(scene, is_never, 0);
        l->hit_count = l->room_count = 0;
        scene->status.labels = 0;
        return;
    }
    const uint64_t clear = take_clear(scene, &scene->view_desc);
    const bool is_same = is_same_picture(scene) && clear == l->placed_clear;
    if (is_same && !l->is_placed && scene_atlas_asked(l->atlas) > 0) {
        l->is_waiting = true; // placed again when all texts asked for are drawn
        l->hit_count = 0;
        scene->status.labels = 0;
        return;
    }
    if (is_same && l->is_placed) {
        for (int i = 0; i < l->count; i++) l->shown[i].layer = scene_layer_find(scene, l->shown[i].layer_id);
        emit(scene, dt_s, arena, out);
        return;
    }
    drop_shown(scene, scene->is_picture ? is_never : is_visible_still, 0);
    if (l->count > 1) qsort(l->shown, (size_t)l->count, sizeof *l->shown, compare_shown);
    renumber(l);
    place_rooms(scene, state, arena);
    keep_shown(scene);
    scan(scene, arena);
    if (scene->is_picture && l->count > 1) {
        qsort(l->shown, (size_t)l->count, sizeof *l->shown, compare_shown);
        renumber(l);
    }
    emit(scene, dt_s, arena, out);
    l->is_placed = scene->is_picture && !l->is_waiting;
    l->placed_pose = scene->view.pose;
    l->placed_width_px = scene->view.width_px;
    l->placed_height_px = scene->view.height_px;
    l->placed_scale = l->scale;
    l->placed_serial = scene->serial;
    l->placed_state_version = state->version;
    l->placed_clear = clear;
}

SceneAtlas *scene_labels_atlas(const Scene *scene)
{
    return scene->labels->atlas;
}

bool scene_labels_is_pending(const Scene *scene)
{
    const SceneLabels *l = scene->labels;
    if (scene->is_picture) return l->is_waiting;
    return l->is_waiting || l->is_cut || l->is_sight_late || l->is_fading || scene_atlas_asked(l->atlas) > 0;
}

bool scene_labels_hit(const Scene *scene, double x_px, double y_px, StateFeatureRef *feature, DVec3 *point_enu_m)
{
    const SceneLabels *l = scene->labels;
    for (int i = 0; i < l->hit_count; i++) {
        const Hit *h = &l->hits[i];
        if (x_px < h->min_x - 1 || y_px < h->min_y - 1 || x_px > h->max_x + 1 || y_px > h->max_y + 1) continue;
        *feature = h->feature;
        *point_enu_m = h->point_enu_m;
        return true;
    }
    return false;
}
