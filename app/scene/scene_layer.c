// SPDX-License-Identifier: Apache-2.0
// scene_layer.c - the layers as drawn follow the layers as wanted and loaded; a job answers each change of style or ground.
#include "scene/scene_layer.h"

#include "base/array.h"
#include "core/style_guess.h"
#include "scene/scene_model.h"
#include "scene/scene_symbol.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
    Scene *scene;
    uint32_t layer_id;
    uint64_t city_version, style_key;
    CityHold *hold;
    GeoLayer *vector;
    GeoRaster *raster;
    LayerStyle wanted, style;
    uint64_t form_key;
    SceneForm *form;           // going in the one in use, coming out the one to use
    SceneForm *lent_form;      // counted until this is done
    bool has_new_form;
    SceneColours *colours;
    SceneTileBounds *bounds;
    SceneSolids *solids;
    SceneSymbols *symbols;
    SceneGround *ground;
} Eval;

// Labels and icons come after everything else: nothing waits for them but a picture.
typedef struct {
    Scene *scene;
    uint32_t layer_id;
    uint64_t key;
    SceneForm *form;
    SceneGround *ground;
    SceneMarks *marks;
} Marking;

SceneLayer *scene_layer_find(const Scene *scene, uint32_t id)
{
    for (int i = 0; i < scene->layer_count; i++) {
        if (scene->layers[i]->id == id) return scene->layers[i];
    }
    return NULL;
}

static void drop_content(Scene *scene, SceneLayer *l)
{
    scene_building_caps_destroy(scene, l->building_caps);
    scene_buildings_destroy(scene, l->buildings);
    scene_solids_destroy(scene, l->solids);
    scene_symbols_destroy(l->symbols);
    scene_models_destroy(scene, l->models);
    if (l->marks) scene_labels_marks_gone(scene, l->id);
    scene_marks_destroy(l->marks);
    scene_form_release(l->form);
    scene_colours_release(l->colours);
    city_hold_release(l->hold);
    free(l->hidden);
    l->hidden = NULL;
    l->buildings = NULL;
    l->solids = NULL;
    l->symbols = NULL;
    l->models = NULL;
    l->marks = NULL;
    l->form = NULL;
    l->colours = NULL;
    l->hold = NULL;
    l->vector = NULL;
    l->raster = NULL;
    l->asset = NULL;
    l->has_style = false;
    l->is_marking = false;
    l->style_key = l->form_key = l->ground_serial = l->marks_key = 0;
}

void scene_layers_clear(Scene *scene)
{
    // Letting go looks other layers up: none is freed before all have.
    for (int i = 0; i < scene->layer_count; i++) drop_content(scene, scene->layers[i]);
    for (int i = 0; i < scene->layer_count; i++) free(scene->layers[i]);
    scene->layer_count = 0;
}

static bool is_on_ground(const SceneLayer *l)
{
    return l->buildings || l->solids || l->symbols ||
           (l->form && l->form->style.draw != STYLE_DRAW_AREA &&
            l->form->style.draw != STYLE_DRAW_LINE);
}

static void run_eval(Job *job, void *arg)
{
    Eval *e = arg;
    if (e->raster) {
        style_guess_raster((int)e->raster->kind, &e->wanted, &e->style);
        return;
    }
    style_guess(e->vector, &e->wanted, &e->style);
    const uint64_t form_key = scene_style_form_key(&e->style);
    if (!e->form || form_key != e->form_key) {
        e->form = scene_form_create(e->vector, e->hold, &e->style); // the count of the old one is given back on the main thread
        e->has_new_form = true;
        e->form_key = form_key;
    }
    e->colours = scene_colours_create(e->vector, e->hold, &e->style);
    if (!e->form || !e->colours || job_is_cancelled(job)) return;
    if (e->style.draw == STYLE_DRAW_BUILDING) e->bounds = scene_building_bounds(e->form, e->ground);
    if (e->style.symbol[0])
        e->symbols = scene_symbols_create(e->form, e->colours, e->ground);
    else if (e->style.draw == STYLE_DRAW_RAISED)
        e->solids = scene_solids_create(e->form, e->colours, e->ground);
}

static void take_eval(Scene *scene, SceneLayer *l, Eval *e)
{
    const bool is_ground_new = l->ground_serial != e->ground->serial;
    l->style = e->style;
    l->has_style = true;
    free(l->hidden); // by live values of the style before
    l->hidden = NULL;
    l->style_key = e->style_key;
    l->ground_serial = e->ground->serial;
    l->colour_version++;
    scene->styled++;
    scene->is_drape_dirty = true;
    if (e->raster) return;
    scene_colours_release(l->colours);
    l->colours = e->colours;
    e->colours = NULL;
    if (e->has_new_form) {
        scene_form_release(l->form);
        l->form = e->form;
        l->form->serial = scene_next_serial(scene);
        e->form = NULL;
    }
    l->form_key = e->form_key;
    if (l->buildings && !e->bounds) {
        scene_building_caps_destroy(scene, l->building_caps);
        l->building_caps = NULL;
        scene_buildings_destroy(scene, l->buildings);
        l->buildings = NULL;
    }
    if (e->bounds) {
        if (!l->buildings) l->buildings = scene_buildings_create(l->form, e->bounds);
        else if (e->has_new_form || is_ground_new) scene_buildings_reform(l->buildings, l->form, e->bounds);
        else free(e->bounds);
        e->bounds = NULL;
        scene_buildings_colour(scene, l);
    }
    scene_solids_destroy(scene, l->solids);
    l->solids = e->solids;
    e->solids = NULL;
    scene_symbols_destroy(l->symbols);
    l->symbols = e->symbols;
    e->symbols = NULL;
    for (int i = 0; i < scene->flagged_count && l->symbols; i++)
        if (scene->flagged[i].layer_id == l->id)
            scene_symbols_flag(l->symbols, scene->flagged[i].feature, scene->flagged_bits[i], true);
}

static void eval_done(void *arg, bool was_cancelled)
{
    Eval *e = arg;
    Scene *scene = e->scene;
    SceneLayer *l = scene_layer_find(scene, e->layer_id);
    scene->jobs_in_flight--;
    scene->evals_in_flight--;
    if (l) l->is_evaluating = false;
    const bool is_wanted = l && !was_cancelled && l->city_version == e->city_version && l->hold == e->hold && (e->raster || e->colours);
    if (is_wanted) take_eval(scene, l, e);
    if (e->has_new_form) scene_form_release(e->form);
    scene_form_release(e->lent_form);
    scene_colours_release(e->colours);
    scene_solids_destroy(scene, e->solids);
    scene_symbols_destroy(e->symbols);
    free(e->bounds);
    scene_ground_release(e->ground);
    city_hold_release(e->hold);
    free(e);
}

static void submit_eval(Scene *scene, SceneLayer *l)
{
    Eval *e = calloc(1, sizeof *e);
    if (!e) return;
    e->scene = scene;
    e->layer_id = l->id;
    e->city_version = l->city_version;
    e->style_key = l->wanted_key;
    e->hold = city_hold_acquire(l->hold);
    e->vector = l->vector;
    e->raster = l->raster;
    e->wanted = l->wanted;
    e->form_key = l->form_key;
    e->form = e->lent_form = l->form;
    if (l->form) l->form->refs++;
    e->ground = scene->ground;
    e->ground->refs++;
    l->is_evaluating = true;
    scene->evals_in_flight++;
    if (scene_submit(scene, "style", run_eval, eval_done, e, 5)) return;
    scene->jobs_in_flight++; // the pool is closing: undo as the callback does
    eval_done(e, true);
}

static void run_marking(Job *job, void *arg)
{
    Marking *m = arg;
    if (!job_is_cancelled(job)) m->marks = scene_marks_create(m->form, m->ground);
}

static void marking_done(void *arg, bool was_cancelled)
{
    Marking *m = arg;
    Scene *scene = m->scene;
    SceneLayer *l = scene_layer_find(scene, m->layer_id);
    (void)was_cancelled;
    scene->jobs_in_flight--;
    if (l && l->marks_key == m->key) {
        scene_labels_marks_gone(scene, l->id);
        scene_marks_destroy(l->marks);
        l->marks = m->marks;
        m->marks = NULL;
        l->is_marking = false;
    }
    scene_marks_destroy(m->marks);
    scene_form_release(m->form);
    scene_ground_release(m->ground);
    free(m);
}

static void submit_marking(Scene *scene, SceneLayer *l)
{
    const uint64_t key = l->form->serial * 1000003u + scene->ground->serial;
    if (l->marks_key == key) return;
    Marking *m = calloc(1, sizeof *m);
    if (!m) return;
    *m = (Marking){ .scene = scene, .layer_id = l->id, .key = key, .form = l->form, .ground = scene->ground };
    l->form->refs++;
    scene->ground->refs++;
    l->marks_key = key;
    l->is_marking = scene_submit(scene, "labels", run_marking, marking_done, m, 0);
    if (l->is_marking) return;
    l->form->refs--;
    scene->ground->refs--;
    free(m);
}

static int compare_layers(const void *a, const void *b)
{
    const SceneLayer *x = *(SceneLayer *const *)a, *y = *(SceneLayer *const *)b;
    if (x->order != y->order) return x->order < y->order ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static SceneLayer *add_layer(Scene *scene, uint32_t id)
{
    SceneLayer *l = calloc(1, sizeof *l);
    if (!l || !array_reserve((void **)&scene->layers, &scene->layer_cap, scene->layer_count + 1, sizeof *scene->layers)) {
        free(l);
        return NULL;
    }
    l->id = id;
    scene->layers[scene->layer_count++] = l;
    return l;
}

// A model needs no evaluation: its objects say what they are, and its place may change every frame.
static void follow_model(Scene *scene, SceneLayer *l, const StateLayer *wanted,
                         const CityLayer *loaded, const CityDifference *difference)
{
    l->masks_terrain = wanted->masks_terrain;
    scene_models_place(l->models, &loaded->place, loaded->place_version);
    if (!l->has_style || l->style_key != l->wanted_key) {
        l->style = l->wanted;
        l->style.draw = STYLE_DRAW_MODEL;
        l->style_key = l->wanted_key;
        l->has_style = true;
        scene_models_restyle(l->models);
    }
    scene_models_follow(scene, l, &wanted->view, difference);
}

static void follow(Scene *scene, const StateLayer *wanted, const CityLayer *loaded,
                   const CityDifference *difference, bool is_restyled)
{
    SceneLayer *l = scene_layer_find(scene, wanted->id);
    if (!l) {
        l = add_layer(scene, wanted->id);
        if (!l) return;
        is_restyled = true;
    }
    l->is_kept = true;
    if (l->city_version != loaded->version || l->hold != loaded->hold) {
        drop_content(scene, l);
        l->city_version = loaded->version;
        l->hold = city_hold_acquire(loaded->hold);
        l->vector = loaded->vector;
        l->raster = loaded->raster;
        l->asset = loaded->asset;
        if (l->asset) l->models = scene_models_create(scene, l->hold, l->asset);
        scene->is_drape_dirty = is_restyled = true;
    }
    if (l->order != wanted->order) scene->is_order_dirty = true;
    if (l->is_visible != wanted->is_visible || l->opacity != wanted->opacity) scene->is_drape_dirty = true;
    l->order = wanted->order;
    l->is_visible = wanted->is_visible;
    l->opacity = wanted->opacity;
    if (is_restyled) {
        l->wanted = wanted->style;
        l->wanted_key = scene_style_key(&wanted->style);
    }
    if (l->models) follow_model(scene, l, wanted, loaded, difference);
}

void scene_layers_follow(Scene *scene, const City *city, const State *state)
{
    const bool is_restyled = state->layers_version != scene->layers_version;
    const double distance_m = state->camera.distance_m;
    const int count_before = scene->layer_count;
    scene->layers_version = state->layers_version;
    for (int i = 0; i < scene->layer_count; i++) scene->layers[i]->is_kept = false;
    for (int i = 0; i < state->layer_count; i++) {
        const CityLayer *loaded = city_layer(city, state->layers[i].id);
        if (!loaded || loaded->state != CITY_LAYER_READY || !loaded->hold) continue;
        const CityDifference difference = city_compare_of(city, state, loaded->id);
        follow(scene, &state->layers[i], loaded, &difference, is_restyled);
    }
    int kept = 0;
    for (int i = 0; i < scene->layer_count; i++) {
        if (!scene->layers[i]->is_kept) drop_content(scene, scene->layers[i]);
    }
    for (int i = 0; i < scene->layer_count; i++) {
        SceneLayer *l = scene->layers[i];
        if (l->is_kept) {
            scene->layers[kept++] = l;
            continue;
        }
        free(l);
        scene->is_drape_dirty = true;
    }
    scene->layer_count = kept;
    if (scene->is_order_dirty || kept != count_before) {
        if (kept > 1) qsort(scene->layers, (size_t)kept, sizeof(SceneLayer *), compare_layers);
        scene->is_order_dirty = false;
        scene->is_drape_dirty = true;
    }
    for (int i = 0; i < kept; i++) {
        SceneLayer *l = scene->layers[i];
        const double from_m = l->style.visible_from_m, to_m = l->style.visible_to_m;
        l->is_in_range = l->has_style && distance_m >= from_m && (to_m <= 0 || distance_m <= to_m);
        const bool is_answered = l->has_style && l->style_key == l->wanted_key && (l->ground_serial == scene->ground->serial || !is_on_ground(l));
        if (l->asset) continue;
        if (l->symbols) scene_symbols_follow(scene, city, l->symbols);
        if (!is_answered && !l->is_evaluating) submit_eval(scene, l);
        if (l->form && l->has_style) submit_marking(scene, l);
    }
}

bool scene_layers_are_pending(const Scene *scene)
{
    for (int i = 0; i < scene->layer_count; i++) {
        const SceneLayer *l = scene->layers[i];
        if (l->is_evaluating || !l->has_style || l->style_key != l->wanted_key) return true;
        if (!l->is_visible || !l->is_in_range) continue;
        if (l->models && scene_models_is_pending(l->models)) return true;
        if (l->is_marking && scene->is_picture) return true;
        if (l->buildings && scene_buildings_is_pending(l->buildings)) return true;
        if (l->solids && scene_solids_is_pending(l->solids)) return true;
        if (l->symbols && scene_symbols_is_pending(l->symbols)) return true;
    }
    return false;
}
