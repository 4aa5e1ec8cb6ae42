// SPDX-License-Identifier: Apache-2.0
// scene_model.c - a model layer as drawn: its file's tiles (scene_model_data.c) in its place, with its words.
#include "scene/scene_model.h"

#include "scene/scene_model_data.h"
#include <stdlib.h>
#include <string.h>

enum { PAGE_WORDS = 64 };

struct SceneModels {
    SceneModelData *data;
    DPlace place;          // model to city frame, unstretched
    uint64_t place_version;
    uint32_t *words;       // one an object
    uint64_t *dirty;       // one bit a page
    uint32_t object_count;
    int spaces_shown;
    bool is_dirty, has_shapes;
    RenderStyles styles;
    uint8_t *lods;         // of tiles, drawn last
    int lod_count;
};

static const uint32_t flag_words = (uint32_t)(RENDER_STYLE_SELECTED | RENDER_STYLE_HOVER) << 24;

SceneModels *scene_models_create(Scene *scene, CityHold *hold, const Asset *asset)
{
    SceneModels *m = calloc(1, sizeof *m);
    if (!m) return NULL;
    m->object_count = (uint32_t)asset->object_count;
    m->words = calloc((size_t)m->object_count + 1, sizeof *m->words);
    m->dirty = calloc(m->object_count / (PAGE_WORDS * 64) + 1, sizeof *m->dirty);
    m->data = scene_model_data_acquire(scene, hold, asset);
    if (m->words && m->dirty && m->data) return m;
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

void scene_models_restyle(Scene *scene, SceneLayer *layer)
{
    SceneModels *m = layer->models;
    const Asset *asset = asset_of(m);
    const LayerStyle *style = &layer->style;
    const uint32_t tint = style->has_rgb ? RENDER_STYLE_WORD(style->rgb, RENDER_STYLE_TINT) : 0;
    m->spaces_shown = 0;
    for (uint32_t i = 0; i < m->object_count; i++) {
        const bool is_space = asset->objects[i].kind == ASSET_OBJECT_SPACE;
        m->words[i] = tint | (is_space ? (uint32_t)RENDER_STYLE_HIDDEN << 24 : 0);
    }
    mark_all_dirty(m);
    for (int i = 0; i < scene->flagged_count; i++) {
        if (scene->flagged[i].layer_id == layer->id) scene_models_flag(m, scene->flagged[i].feature, scene->flagged_bits[i], true);
    }
}

void scene_models_set_word(SceneModels *m, uint32_t object, uint32_t word)
{
    if (object >= m->object_count) return;
    put_word(m, object, (m->words[object] & flag_words) | (word & ~flag_words));
    mark_dirty(m, object);
}

void scene_models_flag(SceneModels *m, uint32_t object, uint32_t bits, bool is_on)
{
    if (object >= m->object_count) return;
    if (is_on) m->words[object] |= bits << 24;
    else m->words[object] &= ~(bits << 24);
    mark_dirty(m, object);
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
            const uint32_t from = first * PAGE_WORDS, to = page * PAGE_WORDS < m->object_count ? page * PAGE_WORDS : m->object_count;
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

// The model's axes from the city's; false where the place has no volume.
static bool invert(const DPlace *p, DPlace *out)
{
    const DVec3 a = dvec_cross(p->y_axis, p->z_axis), b = dvec_cross(p->z_axis, p->x_axis), c = dvec_cross(p->x_axis, p->y_axis);
    const double volume = dvec_dot(p->x_axis, a);
    if (volume == 0) return false;
    const double s = 1 / volume;
    out->x_axis = (DVec3){ a.x * s, b.x * s, c.x * s };
    out->y_axis = (DVec3){ a.y * s, b.y * s, c.y * s };
    out->z_axis = (DVec3){ a.z * s, b.z * s, c.z * s };
    out->origin = (DVec3){ 0, 0, 0 };
    out->origin = dvec_scale(dplace_point(out, p->origin), -1);
    return true;
}

static double lift_of(const Scene *scene)
{
    return scene->view.storey_gap_m;
}

// Nearest the eye comes to a tile; seen: it may be in view.
static double tile_distance(const Scene *scene, const DPlace *place, const DPlace *model_from_city, const SceneModelTile *tile,
                            double lift_m, bool *is_seen)
{
    const SceneView *v = &scene->view;
    float low[3], high[3];
    memcpy(low, tile->box_min_m, sizeof low);
    memcpy(high, tile->box_max_m, sizeof high);
    high[2] += (float)lift_m;
    DPlace at = *place;
    at.origin = dplace_point(place, tile->origin);
    *is_seen = scene_view_sees_box(v, &at, low, high);
    const DVec3 e = dvec_sub(dplace_point(model_from_city, v->pose.eye_enu_m), tile->origin);
    const DVec3 inside = { fmin(fmax(e.x, (double)low[0]), (double)high[0]), fmin(fmax(e.y, (double)low[1]), (double)high[1]),
                           fmin(fmax(e.z, (double)low[2]), (double)high[2]) };
    return dvec_length(dvec_sub(dplace_point(&at, inside), v->pose.eye_enu_m));
}

static double place_scale(const DPlace *place)
{
    return fmax(dvec_length(place->x_axis), fmax(dvec_length(place->y_axis), dvec_length(place->z_axis)));
}

static SceneModelLod lod_for(const Scene *scene, const SceneModelTile *tile, double scale, double distance_m, SceneModelLod last)
{
    const SceneView *v = &scene->view;
    // A cell of the next level must be no larger than a pixel.
    const double px = scene->detail * tile->size_m * scale * v->px_per_rad / fmax(distance_m, 0.1) *
                      (v->is_software && v->is_moving ? 0.8 : 1);
    const double keep = scene->is_picture ? 1 : 0.85;
    const double full = tile->is_many ? 24 : SCENE_MODEL_MIDDLE_CELLS, middle = tile->is_many ? 6 : SCENE_MODEL_FAR_CELLS;
    if (px > full * (last == SCENE_MODEL_FULL ? keep : 1)) return SCENE_MODEL_FULL;
    return px > middle * (last != SCENE_MODEL_FAR ? keep : 1) ? SCENE_MODEL_MIDDLE : SCENE_MODEL_FAR;
}

int scene_models_tile_count(const SceneModels *m)
{
    const SceneModelPlan *plan = scene_model_data_plan(m->data);
    return plan ? plan->tile_count : 0;
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
    if (!invert(&place, &model_from_city)) return 0;
    const double scale = place_scale(&place), lift_m = lift_of(scene), horizon = 1.05 * scene->view.horizon_m + 60000;
    int count = 0;
    for (int i = 0; i < plan->tile_count; i++) {
        const SceneModelTile *tile = &plan->tiles[i];
        bool is_seen = false;
        const double distance = tile_distance(scene, &place, &model_from_city, tile, lift_m * plan->storey_count, &is_seen);
        if (!is_seen || distance > horizon) continue;
        const double px = tile->size_m * scale * scene->view.px_per_rad / fmax(distance, 0.1);
        if (px < (tile->is_many ? 0.7 : 1)) continue; // smaller than a pixel
        const SceneModelLod lod = lod_for(scene, tile, scale, distance, (SceneModelLod)m->lods[i]);
        m->lods[i] = (uint8_t)lod;
        RenderMesh meshes[2];
        const int ready = scene_model_data_meshes(scene, m->data, i, lod, (float)distance, meshes);
        DPlace at = place;
        at.origin = dplace_point(&place, tile->origin);
        for (int k = 0; k < ready; k++) {
            items[count++] = (RenderModelItem){ .mesh = meshes[k], .place = scene_view_place(&scene->view, &at), .styles = m->styles,
                                                .opacity = layer->opacity, .distance_m = (float)distance, .lift_m = (float)lift_m,
                                                .has_spaces = m->spaces_shown > 0 };
        }
    }
    return count;
}

void scene_models_forget_gpu(SceneModels *m)
{
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
    return m->place_version != 0 && (scene_model_data_is_pending(m->data) || m->is_dirty);
}

size_t scene_models_ram_bytes(const SceneModels *m)
{
    return scene_model_data_ram_bytes(m->data) + (size_t)m->object_count * sizeof *m->words;
}

bool scene_models_hit(const Scene *scene, const SceneModels *m, DVec3 eye, DVec3 dir, double *distance_m, uint32_t *object)
{
    const SceneModelHits *hits = scene_model_data_hits(m->data);
    const DPlace place = drawn_place(scene, m);
    DPlace inverse;
    if (!hits || m->place_version == 0 || !invert(&place, &inverse)) return false;
    const DVec3 origin = dplace_point(&inverse, eye);
    SceneModelRay ray = { .origin = origin,
                          .dir = dvec_sub(dplace_point(&inverse, dvec_add(eye, dir)), origin),
                          .words = m->words,
                          .plane_count = scene->view.cut_count,
                          .lift_m = lift_of(scene),
                          .far = *distance_m };
    for (int i = 0; i < ray.plane_count; i++) {
        const double *n = scene->view.cuts[i];
        const DVec3 normal = { n[0], n[1], n[2] };
        ray.planes[i][0] = dvec_dot(normal, place.x_axis);
        ray.planes[i][1] = dvec_dot(normal, place.y_axis);
        ray.planes[i][2] = dvec_dot(normal, place.z_axis);
        ray.planes[i][3] = dvec_dot(normal, place.origin) + n[3];
    }
    SceneModelHit hit;
    if (!scene_model_hits_ray(hits, &ray, &hit)) return false;
    *distance_m = hit.distance;
    *object = (uint32_t)hit.object;
    return true;
}

bool scene_models_middle(const Scene *scene, const SceneModels *m, uint32_t object, DVec3 *middle_enu_m)
{
    const SceneModelPlan *plan = scene_model_data_plan(m->data);
    if (object >= m->object_count || !plan || m->place_version == 0) return false;
    const AssetObject *o = &asset_of(m)->objects[object];
    if (!(o->min.x <= o->max.x) || o->kind == ASSET_OBJECT_OPENING || (m->words[object] >> 24 & RENDER_STYLE_HIDDEN)) return false;
    const DPlace place = drawn_place(scene, m);
    DVec3 middle = dvec_scale(dvec_add(o->min, o->max), 0.5);
    middle.z += lift_of(scene) * plan->storeys[object];
    *middle_enu_m = dplace_point(&place, middle);
    return true;
}
