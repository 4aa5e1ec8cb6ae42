// SPDX-License-Identifier: Apache-2.0
// scene_model.c - a model layer as drawn: its file's tiles (scene_model_data.c) in its place, with
// its words.
#include "scene/scene_model.h"

#include "core/model_branch.h"
#include "scene/scene_model_label.h"
#include "core/model_view.h"
#include "scene/scene_model_cap.h"
#include "scene/scene_model_data.h"
#include "scene/scene_model_move.h"
#include <stdlib.h>
#include <string.h>

enum { PAGE_WORDS = 64 };

struct SceneModels {
    SceneModelData *data;
    DPlace place; // model to city frame, unstretched
    uint64_t place_version;
    uint32_t *words; // one an object
    uint64_t *dirty; // one bit a page
    uint32_t object_count;
    int spaces_shown;
    bool is_dirty, has_shapes;
    RenderStyles styles;
    uint8_t *lods; // of tiles, drawn last
    int lod_count;
    uint32_t rgba_all;                    // of the layer's style; 0 = materials
    uint64_t view_key;                    // of the view that the words are for
    double lift_m;                        // between storeys
    SceneModelCap *caps[RENDER_CUTS_MAX]; // of the view's planes
    uint64_t colour_key, colours_for;     // wanted; of the colours below
    uint32_t *colours;           // one an object, 0xAABBGGRR; 0 = none. NULL = not coloured
    bool is_colouring, is_stale; // stale: words are to be written anew
    SceneModelMoves *moves;      // NULL: nothing moves
    float *joints;               // of the frame: places of all that bend, local from mesh
    int joint_cap;
    SceneModelNames *names; // of rooms and storeys; NULL = not asked for yet
};

// Colours of objects are a scan over their properties.
typedef struct {
    Scene *scene;
    uint32_t layer_id;
    uint64_t key;
    CityHold *hold;
    CityLayer layer;     // its asset alone
    StateModelView view; // without marks
    uint32_t *rgba;
} Colouring;

static const uint32_t flag_words = (uint32_t)(RENDER_STYLE_SELECTED | RENDER_STYLE_HOVER) << 24;

SceneModels *scene_models_create(Scene *scene, CityHold *hold, const Asset *asset)
{
    SceneModels *m = calloc(1, sizeof *m);
    if (!m) return NULL;
    m->object_count = (uint32_t)asset->object_count;
    m->words = calloc((size_t)m->object_count + 1, sizeof *m->words);
    m->dirty = calloc(m->object_count / (PAGE_WORDS * 64) + 1, sizeof *m->dirty);
    m->data = scene_model_data_acquire(scene, hold, asset);
    for (int i = 0; i < asset->object_count; i++)
        m->spaces_shown += asset->objects[i].kind == ASSET_OBJECT_SPACE;
    m->moves = asset->animation ? scene_model_moves_create(asset) : NULL;
    for (int i = 0; m->moves && i < asset->instance_count; i++) {
        SceneModelBend bend;
        if (scene_model_moves_bend(m->moves, i, &bend))
            m->joint_cap += bend.joint_count + (bend.weight_count + 11) / 12;
    }
    m->joints = malloc(sizeof *m->joints * 12 * ((size_t)m->joint_cap + 1));
    if (m->words && m->dirty && m->data && m->joints) return m;
    scene_models_destroy(scene, m);
    return NULL;
}

void scene_models_destroy(Scene *scene, SceneModels *m)
{
    if (!m) return;
    render_styles_destroy(scene->render, m->styles);
    scene_model_data_release(scene, m->data);
    free(m->words);
    free(m->dirty);
    free(m->lods);
    free(m->colours);
    free(m->joints);
    scene_model_moves_destroy(m->moves);
    scene_model_names_destroy(m->names);
    for (int i = 0; i < RENDER_CUTS_MAX; i++) scene_model_cap_destroy(scene, m->caps[i]);
    free(m);
}

void scene_models_place(SceneModels *m, const DPlace *place, uint64_t place_version)
{
    m->place = *place;
    m->place_version = place_version;
}

static const Asset *asset_of(const SceneModels *m)
{
    return scene_model_data_asset(m->data);
}

static void mark_dirty(SceneModels *m, uint32_t object)
{
    const uint32_t page = object / PAGE_WORDS;
    m->dirty[page >> 6] |= 1ull << (page & 63);
    m->is_dirty = true;
}

static void mark_all_dirty(SceneModels *m)
{
    memset(m->dirty, 0xff, sizeof *m->dirty * (m->object_count / (PAGE_WORDS * 64) + 1));
    m->is_dirty = true;
}

static void put_word(SceneModels *m, uint32_t object, uint32_t word)
{
    const uint32_t hidden = (uint32_t)RENDER_STYLE_HIDDEN << 24;
    if (asset_of(m)->objects[object].kind == ASSET_OBJECT_SPACE)
        m->spaces_shown += ((m->words[object] & hidden) != 0) - ((word & hidden) != 0);
    m->words[object] = word;
}

static uint32_t word_of(const SceneModels *m, const StateModelView *view,
                        const CityDifference *difference, uint32_t object)
{
    static const uint32_t flags[STATE_MARK_COUNT] = { 0, RENDER_STYLE_GHOST, RENDER_STYLE_HIDDEN };
    uint32_t word = m->rgba_all ? RENDER_STYLE_WORD(m->rgba_all, RENDER_STYLE_TINT) : 0;
    if (m->colours && m->colours[object])
        word = RENDER_STYLE_WORD(m->colours[object], RENDER_STYLE_TINT);
    if (difference->states && (int)object < difference->count) {
        const AssetDifference kind = (AssetDifference)difference->states[object];
        const uint32_t rgba = city_compare_rgba(kind);
        if (rgba) word = RENDER_STYLE_WORD(rgba, RENDER_STYLE_TINT);
        // Of the old version only what is gone; the rest stands there as the new one.
        if (difference->is_old && kind != ASSET_COMPARE_REMOVED)
            word |= (uint32_t)RENDER_STYLE_HIDDEN << 24;
    }
    word |= flags[model_view_mark(view, (int)object)] << 24;
    const bool is_space = asset_of(m)->objects[object].kind == ASSET_OBJECT_SPACE;
    if (is_space && !view->shows_spaces) word |= (uint32_t)RENDER_STYLE_HIDDEN << 24;
    return word;
}

static void write_view(SceneModels *m, const StateModelView *view, const CityDifference *difference)
{
    for (uint32_t i = 0; i < m->object_count; i++) {
        const uint32_t word = word_of(m, view, difference, i) | (m->words[i] & flag_words);
        if (word == m->words[i]) continue;
        put_word(m, i, word);
        mark_dirty(m, i);
    }
    m->is_stale = false;
}

static void run_colouring(Job *job, void *arg)
{
    Colouring *c = arg;
    c->rgba = calloc((size_t)c->layer.asset->object_count + 1, sizeof *c->rgba);
    if (!c->rgba || job_is_cancelled(job)) return;
    if (model_view_colours(&c->layer, &c->view, c->rgba)) return;
    free(c->rgba);
    c->rgba = NULL;
}

static void colouring_done(void *arg, bool was_cancelled)
{
    Colouring *c = arg;
    const SceneLayer *l = scene_layer_find(c->scene, c->layer_id);
    (void)was_cancelled;
    c->scene->jobs_in_flight--;
    if (l && l->models && l->hold == c->hold) {
        SceneModels *m = l->models;
        free(m->colours);
        m->colours = c->rgba;
        m->colours_for = c->key;
        m->is_colouring = false;
        m->is_stale = true;
        c->rgba = NULL;
    }
    free(c->rgba);
    city_hold_release(c->hold);
    free(c);
}

static void submit_colouring(Scene *scene, const SceneLayer *l, const StateModelView *view)
{
    SceneModels *m = l->models;
    Colouring *c = calloc(1, sizeof *c);
    if (!c) return;
    *c = (Colouring){ .scene = scene,
                      .layer_id = l->id,
                      .key = m->colour_key,
                      .hold = city_hold_acquire(l->hold),
                      .view = *view };
    c->layer.asset = l->asset;
    c->view.marks = NULL;
    c->view.mark_count = 0;
    m->is_colouring = scene_submit(scene, "model colours", run_colouring, colouring_done, c, 5);
    if (m->is_colouring) return;
    city_hold_release(c->hold);
    free(c);
}

static uint64_t hash_more(uint64_t hash, const void *bytes, size_t length)
{
    const uint8_t *p = bytes;
    uint64_t v = 0;
    for (; length >= 8; p += 8, length -= 8) {
        memcpy(&v, p, 8);
        hash = (hash ^ v) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    v = length;
    if (length) memcpy(&v, p, length);
    hash = (hash ^ v) * 0xbf58476d1ce4e5b9u;
    return hash ^ hash >> 32;
}

void scene_models_restyle(SceneModels *m)
{
    m->view_key = 0;
}

void scene_models_follow(Scene *scene, SceneLayer *layer, const StateModelView *view,
                         const CityDifference *difference)
{
    SceneModels *m = layer->models;
    uint64_t colours = hash_more((uint64_t)view->colour_by + 1, view->colour_property,
                                 strlen(view->colour_property));
    if (view->colour_by == STATE_COLOUR_BY_NONE) colours = 0;
    uint64_t key = hash_more(colours + 1, view->marks, view->marks ? (size_t)view->mark_count : 0);
    key = (key ^ difference->key) * 0x9e3779b97f4a7c15u;
    key = (view->shows_spaces ? ~key : key) | 1;
    if (key != m->view_key) {
        m->view_key = key;
        m->rgba_all = layer->style.has_rgb ? 0xff000000u | layer->style.rgb : 0;
        m->is_stale = true;
    }
    m->lift_m = view->explode_m;
    if (m->moves) scene_model_moves_follow(m->moves, view);
    m->colour_key = colours;
    if (colours == 0 && m->colours) {
        free(m->colours);
        m->colours = NULL;
        m->is_stale = true;
    }
    if (colours == 0)
        m->colours_for = 0;
    else if (colours != m->colours_for && !m->is_colouring)
        submit_colouring(scene, layer, view);
    if (!m->is_stale) return;
    write_view(m, view, difference);
    scene->styled++;
}

void scene_models_set_word(SceneModels *m, uint32_t object, uint32_t word)
{
    if (object >= m->object_count) return;
    put_word(m, object, (m->words[object] & flag_words) | (word & ~flag_words));
    mark_dirty(m, object);
}

static void flag_one(SceneModels *m, uint32_t object, uint32_t bits, bool is_on)
{
    if (is_on)
        m->words[object] |= bits << 24;
    else
        m->words[object] &= ~(bits << 24);
    mark_dirty(m, object);
}

void scene_models_flag(SceneModels *m, uint32_t object, uint32_t bits, bool is_on)
{
    if (object >= m->object_count) return;
    flag_one(m, object, bits, is_on);
    // A storey or a system is seen by what belongs to it.
    const Asset *asset = asset_of(m);
    uint8_t *found =
        asset->objects[object].instance_count == 0 ? calloc((size_t)m->object_count + 1, 1) : NULL;
    if (!found) return;
    found[object] = 1;
    model_branch_add(asset, found);
    for (uint32_t i = 0; i < m->object_count; i++)
        if (found[i]) flag_one(m, i, bits, is_on);
    free(found);
}

uint32_t scene_models_object_count(const SceneModels *m)
{
    return m->object_count;
}

static void write_words(Scene *scene, SceneModels *m)
{
    const uint32_t pages = (m->object_count + PAGE_WORDS - 1) / PAGE_WORDS;
    uint32_t page = 0;
    while (page < pages) {
        if (!(page & 63) && !m->dirty[page >> 6]) {
            page += 64;
            continue;
        }
        const uint32_t first = page;
        while (page < pages && (m->dirty[page >> 6] >> (page & 63) & 1)) page++;
        if (page > first) {
            const uint32_t from = first * PAGE_WORDS, to = page * PAGE_WORDS < m->object_count
                                                               ? page * PAGE_WORDS
                                                               : m->object_count;
            render_styles_write(scene->render, m->styles, from, to - from, m->words + from);
        } else {
            page++;
        }
    }
    memset(m->dirty, 0, sizeof *m->dirty * (m->object_count / (PAGE_WORDS * 64) + 1));
    m->is_dirty = false;
}

static void write_shapes(Scene *scene, SceneModels *m, const SceneModelPlan *plan)
{
    uint32_t shapes[1024];
    for (uint32_t first = 0; first < m->object_count; first += 1024) {
        const uint32_t count = m->object_count - first < 1024 ? m->object_count - first : 1024;
        for (uint32_t i = 0; i < count; i++) shapes[i] = plan->storeys[first + i];
        render_shapes_write(scene->render, m->styles, first, count, shapes);
    }
    m->has_shapes = true;
}

void scene_models_upload(Scene *scene, SceneModels *m)
{
    const SceneModelPlan *plan = scene_model_data_plan(m->data);
    scene_model_data_upload(scene, m->data);
    if (!plan || m->object_count == 0) return;
    if (!m->lods) {
        m->lods = calloc((size_t)plan->tile_count + 1, 1);
        m->lod_count = m->lods ? plan->tile_count : 0;
    }
    if (!m->styles.id) {
        m->styles = render_styles_create(scene->render, m->object_count, NULL);
        if (!m->styles.id) {
            scene_refused(scene);
            return;
        }
        m->has_shapes = false;
        mark_all_dirty(m);
    }
    if (m->is_dirty) write_words(scene, m);
    if (!m->has_shapes) write_shapes(scene, m, plan);
}

// Heights above the city's zero are drawn times the stretch, of models as of everything.
static DPlace drawn_place(const Scene *scene, const SceneModels *m)
{
    DPlace p = m->place;
    const double more = scene->view.stretch - 1;
    if (more == 0) return p;
    const DVec3 up = scene_view_up(p.origin);
    p.x_axis = dvec_add(p.x_axis, dvec_scale(up, more * dvec_dot(up, p.x_axis)));
    p.y_axis = dvec_add(p.y_axis, dvec_scale(up, more * dvec_dot(up, p.y_axis)));
    p.z_axis = dvec_add(p.z_axis, dvec_scale(up, more * dvec_dot(up, p.z_axis)));
    const double height_m = geo_frame_geodetic(&scene->geo, p.origin).h_m;
    p.origin = dvec_add(p.origin, dvec_scale(up, more * height_m));
    return p;
}

// Whether plane i of the view cuts this layer.
static bool is_cut_by(const SceneView *view, int i, uint32_t layer_id)
{
    return view->cut_layers[i] == 0 || view->cut_layers[i] == layer_id;
}

// Nearest the eye comes to a tile; seen: it may be in view.
static double tile_distance(const Scene *scene, const DPlace *place, const DPlace *model_from_city,
                            const SceneModelTile *tile, double lift_m, bool *is_seen)
{
    const SceneView *v = &scene->view;
    float low[3], high[3];
    memcpy(low, tile->box_min_m, sizeof low);
    memcpy(high, tile->box_max_m, sizeof high);
    *(lift_m > 0 ? &high[2] : &low[2]) += (float)lift_m;
    DPlace at = *place;
    at.origin = dplace_point(place, tile->origin);
    *is_seen = scene_view_sees_box(v, &at, low, high);
    const DVec3 e = dvec_sub(dplace_point(model_from_city, v->pose.eye_enu_m), tile->origin);
    const DVec3 inside = { fmin(fmax(e.x, (double)low[0]), (double)high[0]),
                           fmin(fmax(e.y, (double)low[1]), (double)high[1]),
                           fmin(fmax(e.z, (double)low[2]), (double)high[2]) };
    return dvec_length(dvec_sub(dplace_point(&at, inside), v->pose.eye_enu_m));
}

static double place_scale(const DPlace *place)
{
    return fmax(dvec_length(place->x_axis),
                fmax(dvec_length(place->y_axis), dvec_length(place->z_axis)));
}

static SceneModelLod lod_for(const Scene *scene, const SceneModelTile *tile, double scale,
                             double distance_m, SceneModelLod last)
{
    const SceneView *v = &scene->view;
    // A cell of the next level must be no larger than a pixel.
    const double px = scene->detail * tile->size_m * scale * v->px_per_rad / fmax(distance_m, 0.1) *
                      (v->is_software && v->is_moving ? 0.8 : 1);
    const double keep = scene->is_picture ? 1 : 0.85;
    const double full = tile->is_many ? 24 : SCENE_MODEL_MIDDLE_CELLS,
                 middle = tile->is_many ? 6 : SCENE_MODEL_FAR_CELLS;
    if (px > full * (last == SCENE_MODEL_FULL ? keep : 1)) return SCENE_MODEL_FULL;
    return px > middle * (last != SCENE_MODEL_FAR ? keep : 1) ? SCENE_MODEL_MIDDLE
                                                              : SCENE_MODEL_FAR;
}

int scene_models_tile_count(const SceneModels *m)
{
    const SceneModelPlan *plan = scene_model_data_plan(m->data);
    return plan ? plan->tile_count : 0;
}

// Faces of what the planes cut, where a job has made them for the planes as they are.
static int build_caps(Scene *scene, const SceneLayer *layer, const DPlace *place, uint32_t uncut,
                      RenderModelItem *items)
{
    SceneModels *m = layer->models;
    int count = 0;
    for (int i = 0; i < RENDER_CUTS_MAX; i++) {
        if (i >= scene->view.cut_count || (uncut >> i & 1)) {
            scene_model_cap_destroy(scene, m->caps[i]);
            m->caps[i] = NULL;
            continue;
        }
        double plane[4];
        DVec3 origin;
        scene_view_plane_local(scene->view.cuts[i], place, plane);
        const RenderMesh mesh =
            scene_model_cap_mesh(scene, &m->caps[i], m->data, plane, m->lift_m, &origin);
        if (!mesh.id) continue;
        DPlace at = *place;
        at.origin = dplace_point(place, origin);
        const double distance = dvec_length(dvec_sub(at.origin, scene->view.pose.eye_enu_m));
        items[count++] = (RenderModelItem){ .mesh = mesh,
                                            .place = scene_view_place(&scene->view, &at),
                                            .styles = m->styles,
                                            .opacity = layer->opacity,
                                            .distance_m = (float)distance,
                                            .lift_m = (float)m->lift_m,
                                            .uncut = uncut | 1u << i };
    }
    return count;
}

// Where a tile is drawn in this frame.
typedef struct {
    SceneModelTile tile; // its own, or the box that its joints reach
    DPlace place, model_from_city;
    double scale;
    const float *joints, *weights;
    int joint_count, weight_count;
} Stand;

static void put_row(float *to, double x, double y, double z, double w)
{
    to[0] = (float)x;
    to[1] = (float)y;
    to[2] = (float)z;
    to[3] = (float)w;
}

// Joints carry from the mesh's axes, floats from the tile's origin, to the model's about middle.
static void write_joints(const SceneModelBend *bend, DVec3 from, DVec3 middle, float *out)
{
    for (int i = 0; i < bend->joint_count; i++, out += 12) {
        const DPlace *j = &bend->joints[i];
        const DVec3 o = dvec_sub(dplace_point(j, from), middle);
        put_row(out, j->x_axis.x, j->y_axis.x, j->z_axis.x, o.x);
        put_row(out + 4, j->x_axis.y, j->y_axis.y, j->z_axis.y, o.y);
        put_row(out + 8, j->x_axis.z, j->y_axis.z, j->z_axis.z, o.z);
    }
}

static DPlace multiply(const DPlace *a, const DPlace *b)
{
    DPlace out = { .origin = dplace_point(a, b->origin) };
    const DPlace turn = { a->x_axis, a->y_axis, a->z_axis, { 0, 0, 0 } };
    out.x_axis = dplace_point(&turn, b->x_axis);
    out.y_axis = dplace_point(&turn, b->y_axis);
    out.z_axis = dplace_point(&turn, b->z_axis);
    return out;
}

// false: it has no extent now. used: joints written so far.
static bool stand_moved(const SceneModels *m, const SceneModelTile *tile, int *used, Stand *s)
{
    SceneModelBend bend;
    const int instance = tile->moved - 1;
    if (!m->moves) return false;
    if (!tile->is_bent || !scene_model_moves_bend(m->moves, instance, &bend)) {
        const DPlace own = scene_model_moves_place(m->moves, instance);
        s->place = multiply(&s->place, &own);
        s->scale = place_scale(&s->place);
        return dplace_inverse(&s->place, 0, &s->model_from_city);
    }
    if (!(bend.min.x <= bend.max.x) || *used + bend.joint_count > m->joint_cap) return false;
    const DVec3 half = dvec_scale(dvec_sub(bend.max, bend.min), 0.5);
    float *joints = m->joints + 12 * (size_t)*used;
    s->tile.origin = dvec_add(bend.min, half);
    const double reach[3] = { half.x, half.y, half.z };
    for (int k = 0; k < 3; k++) {
        s->tile.box_max_m[k] = (float)(reach[k] * 1.000001 + 1e-4);
        s->tile.box_min_m[k] = -s->tile.box_max_m[k];
    }
    write_joints(&bend, tile->origin, s->tile.origin, joints);
    s->joints = joints;
    s->joint_count = bend.joint_count;
    *used += bend.joint_count;
    const int rows = (bend.weight_count + 11) / 12;
    if (bend.weight_count && *used + rows <= m->joint_cap) {
        float *weights = m->joints + 12 * (size_t)*used;
        for (int i = 0; i < bend.weight_count; i++) weights[i] = (float)bend.weights[i];
        s->weights = weights;
        s->weight_count = bend.weight_count;
        *used += rows;
    }
    return true;
}

int scene_models_build(Scene *scene, const SceneLayer *layer, RenderModelItem *items)
{
    SceneModels *m = layer->models;
    const SceneModelPlan *plan = scene_model_data_plan(m->data);
    if (m->place_version == 0) return 0;
    if (!plan || !m->lods || !m->styles.id) {
        scene->wanted++;
        return 0;
    }
    const DPlace place = drawn_place(scene, m);
    DPlace model_from_city;
    if (!dplace_inverse(&place, 0, &model_from_city)) return 0;
    const double scale = place_scale(&place), lift_m = m->lift_m,
                 horizon = 1.05 * scene->view.horizon_m + 60000;
    uint32_t uncut = 0;
    for (int i = 0; i < scene->view.cut_count; i++)
        uncut |= is_cut_by(&scene->view, i, layer->id) ? 0 : 1u << i;
    int count = 0, joints = 0;
    const bool is_playing = m->moves && scene_model_moves_is_playing(m->moves);
    if (m->moves) scene_model_moves_pose(m->moves, scene->pose_s);
    for (int i = 0; i < plan->tile_count; i++) {
        Stand stand = { plan->tiles[i], place, model_from_city, scale, NULL, NULL, 0, 0 };
        if (plan->tiles[i].moved && !stand_moved(m, &plan->tiles[i], &joints, &stand)) continue;
        const SceneModelTile *tile = &stand.tile;
        bool is_seen = false;
        const double distance = tile_distance(scene, &stand.place, &stand.model_from_city, tile,
                                              lift_m * plan->storey_count, &is_seen);
        if (!is_seen || distance > horizon) continue;
        const double px = tile->size_m * stand.scale * scene->view.px_per_rad / fmax(distance, 0.1);
        if (px < (tile->is_many ? 0.7 : 1)) continue; // smaller than a pixel
        const SceneModelLod lod =
            tile->is_bent ? SCENE_MODEL_FULL
                          : lod_for(scene, tile, stand.scale, distance, (SceneModelLod)m->lods[i]);
        scene->is_playing |= is_playing && tile->moved;
        m->lods[i] = (uint8_t)lod;
        RenderMesh meshes[2];
        const int ready = scene_model_data_meshes(scene, m->data, i, lod, (float)distance, meshes);
        DPlace at = stand.place;
        at.origin = dplace_point(&stand.place, tile->origin);
        for (int k = 0; k < ready; k++) {
            items[count++] = (RenderModelItem){ .mesh = meshes[k],
                                                .place = scene_view_place(&scene->view, &at),
                                                .styles = m->styles,
                                                .opacity = layer->opacity,
                                                .distance_m = (float)distance,
                                                .lift_m = (float)lift_m,
                                                .uncut = uncut,
                                                .has_spaces = m->spaces_shown > 0,
                                                .joints = stand.joints,
                                                .joint_count = stand.joint_count,
                                                .weights = stand.weights,
                                                .weight_count = stand.weight_count };
        }
    }
    return count + build_caps(scene, layer, &place, uncut, items + count);
}

void scene_models_forget_gpu(SceneModels *m)
{
    for (int i = 0; i < RENDER_CUTS_MAX; i++) scene_model_cap_forget_gpu(m->caps[i]);
    m->styles = (RenderStyles){ 0 };
    scene_model_data_forget_gpu(m->data);
}

void scene_models_evict(Scene *scene, SceneModels *m)
{
    scene_model_data_evict(scene, m->data);
}

void scene_models_retry(SceneModels *m)
{
    scene_model_data_retry(m->data);
}

bool scene_models_is_pending(const SceneModels *m)
{
    return m->is_colouring ||
           (m->place_version != 0 && (scene_model_data_is_pending(m->data) || m->is_dirty));
}

size_t scene_models_ram_bytes(const SceneModels *m)
{
    return scene_model_data_ram_bytes(m->data) + (size_t)m->object_count * sizeof *m->words;
}

bool scene_models_hit(const Scene *scene, const SceneLayer *layer, DVec3 eye, DVec3 dir,
                      double *distance_m, uint32_t *object)
{
    const SceneModels *m = layer->models;
    const SceneModelHits *hits = scene_model_data_hits(m->data);
    const DPlace place = drawn_place(scene, m);
    DPlace inverse;
    if (!hits || m->place_version == 0 || !dplace_inverse(&place, 0, &inverse)) return false;
    const DVec3 origin = dplace_point(&inverse, eye);
    SceneModelRay ray = { .origin = origin,
                          .dir = dvec_sub(dplace_point(&inverse, dvec_add(eye, dir)), origin),
                          .words = m->words,
                          .moves = m->moves,
                          .lift_m = m->lift_m,
                          .far = *distance_m };
    for (int i = 0; i < scene->view.cut_count; i++) {
        if (is_cut_by(&scene->view, i, layer->id))
            scene_view_plane_local(scene->view.cuts[i], &place, ray.planes[ray.plane_count++]);
    }
    SceneModelHit hit;
    if (!scene_model_hits_ray(hits, &ray, &hit)) return false;
    *distance_m = hit.distance;
    *object = (uint32_t)hit.object;
    return true;
}

typedef struct {
    const SceneModels *models;
    const SceneModelsNear *query;
    const DPlace *place;
    DPlace axes_from_city;
    double planes[RENDER_CUTS_MAX][4]; // of the city frame
    int plane_count;
} Nearby;

enum { CLIPPED_MAX = 3 + RENDER_CUTS_MAX };

// Sutherland and Hodgman, 1974: what of a polygon a plane keeps; returns its corners.
static int clip(const double plane[4], const DVec3 *in, int count, DVec3 *out)
{
    const DVec3 n = { plane[0], plane[1], plane[2] };
    int kept = 0;
    for (int i = 0; i < count; i++) {
        const DVec3 a = in[i], b = in[(i + 1) % count];
        const double da = dvec_dot(n, a) + plane[3], db = dvec_dot(n, b) + plane[3];
        if (da >= 0) out[kept++] = a;
        if ((da >= 0) != (db >= 0))
            out[kept++] = dvec_add(a, dvec_scale(dvec_sub(b, a), da / (da - db)));
    }
    return kept;
}

// What a plane takes away stops nobody.
static void visit_near(void *arg, int object, const DVec3 corners[3])
{
    const Nearby *n = arg;
    DVec3 shape[CLIPPED_MAX], clipped[CLIPPED_MAX];
    int count = 3;
    if (asset_of(n->models)->objects[object].kind == ASSET_OBJECT_SPACE) return;
    for (int k = 0; k < 3; k++) shape[k] = dplace_point(n->place, corners[k]);
    for (int i = 0; i < n->plane_count && count > 0; i++) {
        count = clip(n->planes[i], shape, count, clipped);
        memcpy(shape, clipped, sizeof *shape * (size_t)count);
    }
    for (int k = 0; k < count; k++) shape[k] = dplace_point(&n->axes_from_city, shape[k]);
    for (int k = 2; k < count; k++)
        n->query->visit(n->query->arg, (uint32_t)object,
                        (DVec3[3]){ shape[0], shape[k - 1], shape[k] });
}

void scene_models_near(const Scene *scene, const SceneLayer *layer, const SceneModelsNear *query)
{
    const SceneModels *m = layer->models;
    const SceneModelHits *hits = scene_model_data_hits(m->data);
    const DPlace place = drawn_place(scene, m);
    DPlace inverse;
    Nearby near = { .models = m, .query = query, .place = &place };
    if (!hits || m->place_version == 0 || !dplace_inverse(&place, 0, &inverse) ||
        !dplace_inverse(query->axes, 0, &near.axes_from_city))
        return;
    for (int i = 0; i < scene->view.cut_count; i++)
        if (is_cut_by(&scene->view, i, layer->id))
            memcpy(near.planes[near.plane_count++], scene->view.cuts[i], sizeof near.planes[0]);
    SceneModelNear box = { .min = { INFINITY, INFINITY, INFINITY },
                           .max = { -INFINITY, -INFINITY, -INFINITY },
                           .words = m->words,
                           .lift_m = m->lift_m,
                           .has_no_doors = true,
                           .visit = visit_near,
                           .arg = &near };
    for (int i = 0; i < 8; i++) {
        const DVec3 corner = { i & 1 ? query->max.x : query->min.x,
                               i & 2 ? query->max.y : query->min.y,
                               i & 4 ? query->max.z : query->min.z };
        const DVec3 p = dplace_point(&inverse, dplace_point(query->axes, corner));
        box.min = (DVec3){ fmin(box.min.x, p.x), fmin(box.min.y, p.y), fmin(box.min.z, p.z) };
        box.max = (DVec3){ fmax(box.max.x, p.x), fmax(box.max.y, p.y), fmax(box.max.z, p.z) };
    }
    scene_model_hits_near(hits, &box);
}

bool scene_models_measure(const Scene *scene, const SceneLayer *layer, uint32_t object,
                          SceneModelMeasure *out)
{
    const SceneModels *m = layer->models;
    const SceneModelPlan *plan = scene_model_data_plan(m->data);
    if (!plan || m->place_version == 0 || object >= m->object_count) return false;
    *out = (SceneModelMeasure){ .place = drawn_place(scene, m),
                                .lift_m = m->lift_m * plan->storeys[object],
                                .scale = place_scale(&m->place) };
    if (!dplace_inverse(&out->place, 0, &out->model_from_city)) return false;
    out->scene = (AssetMeasureScene){
        .asset = asset_of(m), .planes = out->planes, .with_spaces = true, .only = (int)object + 1
    };
    for (int i = 0; i < scene->view.cut_count; i++) {
        double p[4];
        if (!is_cut_by(&scene->view, i, layer->id)) continue;
        scene_view_plane_local(scene->view.cuts[i], &out->place, p);
        const DVec3 kept = { p[0], p[1], p[2] };
        const double off = (p[3] + kept.z * out->lift_m) / dvec_dot(kept, kept);
        out->planes[out->scene.plane_count++] =
            (AssetPlane){ .point = dvec_scale(kept, -off),
                          .normal = dvec_scale(dvec_normalize(kept), -1) };
    }
    return true;
}

// Of a thing whose first instance moves: of that one.
static void moved_middle(const SceneModels *m, const SceneModelPlan *plan, int row, DVec3 *middle)
{
    const AssetInstance *instance = &asset_of(m)->instances[row];
    const AssetMesh *mesh = &asset_of(m)->meshes[instance->mesh];
    SceneModelBend bend;
    if (!plan->moves || !plan->moves[row]) return;
    if (scene_model_moves_bend(m->moves, row, &bend)) {
        if (bend.min.x <= bend.max.x) *middle = dvec_scale(dvec_add(bend.min, bend.max), 0.5);
        return;
    }
    const DPlace place = scene_model_moves_place(m->moves, row);
    const float *low = mesh->box_min_m, *high = mesh->box_max_m;
    const DVec3 own = { 0.5 * (double)(low[0] + high[0]), 0.5 * (double)(low[1] + high[1]),
                        0.5 * (double)(low[2] + high[2]) };
    *middle = dplace_point(&place, dvec_add(mesh->origin, own));
}

bool scene_models_middle(const Scene *scene, const SceneModels *m, uint32_t object,
                         DVec3 *middle_enu_m)
{
    const SceneModelPlan *plan = scene_model_data_plan(m->data);
    if (object >= m->object_count || !plan || m->place_version == 0) return false;
    const AssetObject *o = &asset_of(m)->objects[object];
    if (!(o->min.x <= o->max.x) || o->kind == ASSET_OBJECT_OPENING ||
        (m->words[object] >> 24 & RENDER_STYLE_HIDDEN))
        return false;
    const DPlace place = drawn_place(scene, m);
    DVec3 middle = dvec_scale(dvec_add(o->min, o->max), 0.5);
    if (m->moves && o->instance_count > 0) moved_middle(m, plan, o->first_instance, &middle);
    middle.z += m->lift_m * plan->storeys[object];
    *middle_enu_m = dplace_point(&place, middle);
    return true;
}

bool scene_models_stand(const Scene *scene, const SceneModels *m, DPlace *place)
{
    if (m->place_version == 0 || !scene_model_data_plan(m->data)) return false;
    *place = drawn_place(scene, m);
    return true;
}

double scene_models_lift(const SceneModels *m, uint32_t object)
{
    const SceneModelPlan *plan = scene_model_data_plan(m->data);
    return plan && object < m->object_count ? m->lift_m * plan->storeys[object] : 0;
}

struct SceneModelNames **scene_models_names(SceneModels *m)
{
    return &m->names;
}

bool scene_models_mask(const Scene *scene, const SceneModels *m, SceneMask *mask)
{
    const SceneModelPlan *plan = scene_model_data_plan(m->data);
    if (!plan || m->place_version == 0 || !(plan->storeys_min.x <= plan->storeys_max.x))
        return false;
    const DPlace place = drawn_place(scene, m);
    const DVec3 half = dvec_scale(dvec_sub(plan->storeys_max, plan->storeys_min), 0.5);
    mask->centre =
        dplace_point(&place, dvec_scale(dvec_add(plan->storeys_min, plan->storeys_max), 0.5));
    const DVec3 axes[2] = { place.x_axis, place.y_axis };
    const double reach[2] = { half.x, half.y };
    mask->radius_m = 0;
    for (int i = 0; i < 2; i++) {
        const double length2 = dvec_dot(axes[i], axes[i]);
        if (length2 <= 0 || reach[i] <= 0) return false;
        mask->axes[i] = dvec_scale(axes[i], 1 / (length2 * reach[i]));
        mask->radius_m += sqrt(length2) * reach[i];
    }
    return true;
}
