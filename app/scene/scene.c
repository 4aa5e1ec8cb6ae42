// SPDX-License-Identifier: Apache-2.0
// scene.c - model and state to a frame: the order of things. What each part does is in its own file.
#include "scene/scene_private.h"

#include "base/array.h"
#include "base/clock.h"
#include "core/model_view.h"
#include "scene/scene_layer.h"
#include "scene/scene_symbol.h"
#include "scene/scene_model_data.h"
#include "scene/scene_sun.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define UPLOAD_BYTES_DEFAULT ((size_t)16 << 20)
#define STILL_AFTER_S 0.25 // the camera rests: pictures are refined

uint64_t scene_next_serial(Scene *scene)
{
    return ++scene->serial;
}

static SceneGround *create_ground(Scene *scene, const City *city)
{
    SceneGround *g = calloc(1, sizeof *g);
    if (!g) return NULL;
    g->refs = 1;
    g->serial = scene_next_serial(scene);
    if (city) {
        g->hold = city_hold_acquire(city->terrain_hold);
        g->terrain = city->terrain;
        g->frame = city->frame;
    }
    return g;
}

void scene_ground_release(SceneGround *ground)
{
    if (!ground || --ground->refs > 0) return;
    city_hold_release(ground->hold);
    free(ground);
}

bool scene_submit(Scene *scene, const char *title, void (*run)(Job *, void *), void (*done)(void *, bool), void *arg, int priority)
{
    const JobDesc desc = { .title = title, .run = run, .done = done, .arg = arg, .priority = priority };
    if (!job_submit(scene->pool, &desc)) return false;
    scene->jobs_in_flight++;
    return true;
}

bool scene_take_upload(Scene *scene, size_t bytes)
{
    // One thing always goes, however large, or it would wait for ever.
    if (bytes > scene->upload_left && scene->upload_left < scene->upload_limit) return false;
    scene->upload_left = bytes > scene->upload_left ? 0 : scene->upload_left - bytes;
    return true;
}

Scene *scene_create(const SceneDesc *desc, Err *err)
{
    Scene *s = calloc(1, sizeof *s);
    if (s) {
        s->render = desc->render;
        s->view.stretch = s->detail = 1;
        s->pool = desc->pool;
        s->upload_limit = desc->upload_bytes_a_frame ? desc->upload_bytes_a_frame : UPLOAD_BYTES_DEFAULT;
        s->is_headless = s->upload_limit == SIZE_MAX;
        s->job_limit = s->is_headless ? 96 : 24 * job_pool_threads(s->pool);
        s->labels = scene_labels_create(err);
        s->terrain = scene_terrain_create();
        s->ground = create_ground(s, NULL);
        s->drape = scene_drape_create(s, 1000);
    }
    if (s && s->terrain && s->ground && s->drape && s->labels) return s;
    if (!s || s->labels) err_set(err, ERR_MEMORY, "no memory for the scene");
    scene_destroy(s);
    return NULL;
}

static void wait_for_jobs(Scene *scene)
{
    while (scene->jobs_in_flight > 0) {
        job_pool_wait(scene->pool, 0.1);
        job_pool_poll(scene->pool, 1);
    }
}

void scene_destroy(Scene *scene)
{
    if (!scene) return;
    wait_for_jobs(scene);
    scene_layers_clear(scene);
    wait_for_jobs(scene);
    scene_symbol_models_finish(scene);
    scene_terrain_destroy(scene, scene->terrain);
    scene_labels_destroy(scene, scene->labels);
    scene_live_destroy(scene);
    scene_drape_release(scene->drape);
    scene_ground_release(scene->ground);
    free(scene->layers);
    free(scene->flagged);
    free(scene->flagged_bits);
    free(scene);
}

// A new city frame voids everything placed in the old one.
static void restart(Scene *scene, const City *city)
{
    SceneGround *ground = create_ground(scene, city);
    SceneTerrain *terrain = scene_terrain_create();
    if (!ground || !terrain) {
        scene_ground_release(ground);
        scene_terrain_destroy(scene, terrain);
        return;
    }
    wait_for_jobs(scene); // once in a session: the first layer has come
    scene_layers_clear(scene);
    wait_for_jobs(scene);
    scene_terrain_destroy(scene, scene->terrain);
    scene->terrain = terrain;
    scene_ground_release(scene->ground);
    scene->ground = ground;
    scene->geo = city->frame;
    scene->frame_version = city->frame_version;
    scene->terrain_version = city->terrain_version;
    scene->is_drape_dirty = true;
}

static void follow_ground(Scene *scene, const City *city)
{
    if (city->terrain_version == scene->terrain_version) return;
    SceneGround *ground = create_ground(scene, city);
    if (!ground) return;
    scene_ground_release(scene->ground);
    scene->ground = ground;
    scene->terrain_version = city->terrain_version;
    scene_terrain_ground_changed(scene);
}

static void follow_drape(Scene *scene)
{
    if (!scene->is_drape_dirty) return;
    const double px_per_rad = scene->view.px_per_rad > 0 ? scene->view.px_per_rad : 1484;
    SceneDrape *drape = scene_drape_create(scene, px_per_rad);
    GeoBox boxes[16];
    if (!drape) return;
    const int count = scene_drape_changes(scene->drape, drape, boxes, 16);
    if (count > 0) {
        scene_drape_release(scene->drape);
        scene->drape = drape;
        scene_terrain_drape_changed(scene, boxes, count);
    } else {
        scene_drape_release(drape);
    }
    scene->is_drape_dirty = false;
}

static void flag(Scene *scene, StateFeatureRef ref, uint32_t bits, bool is_on)
{
    SceneLayer *l = scene_layer_find(scene, ref.layer_id);
    if (l && l->buildings) scene_buildings_flag(l->buildings, ref.feature, bits, is_on);
    if (l && l->symbols) scene_symbols_flag(l->symbols, ref.feature, bits, is_on);
    if (l && l->models) scene_models_flag(l->models, ref.feature, bits, is_on);
}

static bool is_flagged_as(const Scene *scene, const State *state)
{
    const int hover = state->hover.layer_id != 0;
    if (scene->flagged_count != state->selection_count + hover) return false;
    for (int i = 0; i < state->selection_count; i++) {
        const StateFeatureRef a = scene->flagged[i], b = state->selection[i];
        if (a.layer_id != b.layer_id || a.feature != b.feature || scene->flagged_bits[i] != RENDER_STYLE_SELECTED) return false;
    }
    if (!hover) return true;
    const StateFeatureRef last = scene->flagged[scene->flagged_count - 1];
    return last.layer_id == state->hover.layer_id && last.feature == state->hover.feature &&
           scene->flagged_bits[scene->flagged_count - 1] == RENDER_STYLE_HOVER;
}

static void follow_selection(Scene *scene, const State *state)
{
    if (is_flagged_as(scene, state)) return;
    for (int i = 0; i < scene->flagged_count; i++) flag(scene, scene->flagged[i], scene->flagged_bits[i], false);
    scene->flagged_count = 0;
    int bits_cap = scene->flagged_cap;
    const int need = state->selection_count + 1;
    if (!array_reserve((void **)&scene->flagged_bits, &bits_cap, need, sizeof *scene->flagged_bits) ||
        !array_reserve((void **)&scene->flagged, &scene->flagged_cap, need, sizeof *scene->flagged))
        return;
    for (int i = 0; i < state->selection_count; i++) {
        scene->flagged[scene->flagged_count] = state->selection[i];
        scene->flagged_bits[scene->flagged_count++] = RENDER_STYLE_SELECTED;
    }
    if (state->hover.layer_id) {
        scene->flagged[scene->flagged_count] = state->hover;
        scene->flagged_bits[scene->flagged_count++] = RENDER_STYLE_HOVER;
    }
    for (int i = 0; i < scene->flagged_count; i++) flag(scene, scene->flagged[i], scene->flagged_bits[i], true);
}

static void evict(Scene *scene)
{
    const RenderStatus status = render_status(scene->render);
    const size_t high = status.budget_bytes / 10 * 9,
                 used_bytes = status.used_bytes - status.target_bytes;
    scene_terrain_evict(scene, used_bytes > high ? used_bytes - high : 0);
    if (used_bytes <= high) return;
    for (int i = 0; i < scene->layer_count; i++) {
        if (scene->layers[i]->buildings) scene_buildings_evict(scene, scene->layers[i]->buildings);
        if (scene->layers[i]->models) scene_models_evict(scene, scene->layers[i]->models);
    }
}

void scene_trim(Scene *scene)
{
    scene_terrain_trim(scene);
}

// At another detail everything may be asked for again at once.
static void retry_refused(Scene *scene)
{
    scene_terrain_retry(scene);
    scene_symbol_models_retry(scene);
    for (int i = 0; i < scene->layer_count; i++) {
        if (scene->layers[i]->buildings) scene_buildings_retry(scene->layers[i]->buildings);
        if (scene->layers[i]->models) scene_models_retry(scene->layers[i]->models);
    }
}

// What does not fit is drawn coarser as a whole, near and far alike, rather than with holes; and
// finer again once half is free.
static void follow_memory(Scene *scene)
{
    static const double STEP = 0.7, LEAST = 0.02;
    enum { SETTLE_FRAMES = 3, REST_FRAMES = 150 };
    const uint64_t since = scene->frame - scene->detail_frame;
    const RenderStatus status = render_status(scene->render);
    const size_t used_bytes = status.used_bytes - status.target_bytes;
    // A budget made smaller: what is there has to go.
    if (scene->refused == 0 && used_bytes > status.budget_bytes && scene->detail > LEAST)
        scene->refused = 1;
    // Finer tiles on their way would still be refused: they are waited for.
    const bool is_through = scene->jobs_in_flight == 0 || since > 20 * SETTLE_FRAMES;
    if (scene->refused > 0 && since >= SETTLE_FRAMES && is_through) {
        scene->refused = 0;
        if (scene->detail <= LEAST) return; // it stays as it is
        scene->detail *= STEP;
        retry_refused(scene);
        scene->detail_frame = scene->frame;
        evict(scene);
        return;
    }
    if (scene->refused > 0 || scene->detail >= 1 || since < REST_FRAMES) return;
    if (used_bytes > status.budget_bytes / 2) return;
    scene->detail = fmin(scene->detail / STEP, 1);
    scene->detail_frame = scene->frame;
}

void scene_update(Scene *scene, City *city, const State *state, double dt_s)
{
    scene->upload_left = scene->upload_limit;
    scene->clock_s += dt_s;
    scene->dt_s += dt_s;
    if (!city->has_frame) return;
    if (city->frame_version != scene->frame_version || scene->geo.origin.lon_deg != city->frame.origin.lon_deg) restart(scene, city);
    follow_ground(scene, city);
    scene_layers_follow(scene, city, state);
    follow_drape(scene);
    follow_selection(scene, state);
    for (int i = 0; i < scene->layer_count; i++) {
        SceneLayer *l = scene->layers[i];
        if (l->buildings) scene_buildings_upload(scene, l->buildings);
        if (l->solids) scene_solids_upload(scene, l->solids);
        if (l->models) scene_models_upload(scene, l->models);
    }
    scene_symbol_models_upload(scene);
    scene_symbol_models_collect(scene);
    scene_terrain_upload(scene);
    follow_memory(scene);
    if (scene->frame % 16 == 0) evict(scene);
}

static void note_movement(Scene *scene, const StateCamera *camera)
{
    const StateCamera *a = &scene->last_camera;
    const bool is_same = a->target.lon_deg == camera->target.lon_deg && a->target.lat_deg == camera->target.lat_deg &&
                         a->target.h_m == camera->target.h_m && a->heading_deg == camera->heading_deg &&
                         a->pitch_deg == camera->pitch_deg && a->distance_m == camera->distance_m;
    if (!is_same) scene->last_move_s = scene->clock_s;
    scene->last_camera = *camera;
    scene->view.is_moving = !scene->is_picture && scene->clock_s - scene->last_move_s < STILL_AFTER_S;
}

static void set_direction(const DPlace *place, double azimuth_deg, double elevation_deg, float out[3])
{
    const double a = azimuth_deg * DVEC_RAD_FROM_DEG, e = elevation_deg * DVEC_RAD_FROM_DEG;
    const DVec3 d = dvec_add(dvec_scale(place->x_axis, sin(a) * cos(e)),
                             dvec_add(dvec_scale(place->y_axis, cos(a) * cos(e)), dvec_scale(place->z_axis, sin(e))));
    out[0] = (float)d.x;
    out[1] = (float)d.y;
    out[2] = (float)d.z;
}

static void set_light(const Scene *scene, const State *state, RenderView *view)
{
    const GeoPos at = state->camera.target;
    const DPlace place = geo_frame_place(&scene->geo, at);
    double azimuth, elevation;
    scene_sun_direction(state->t_utc_us, at.lon_deg, at.lat_deg, &azimuth, &elevation);
    view->look = (RenderLook)state->look;
    view->night = state->look == STATE_LOOK_NIGHT ? 1 : state->look == STATE_LOOK_WHITE ? 0 : (float)scene_night(elevation);
    if (state->look == STATE_LOOK_WHITE && elevation < 12) { // a model on a table is lit at any hour
        azimuth = 225;
        elevation = 45;
    }
    set_direction(&place, azimuth, elevation, view->sun_dir_rel);
    scene_moon_direction(state->t_utc_us, at.lon_deg, at.lat_deg, &azimuth, &elevation);
    set_direction(&place, azimuth, elevation, view->moon_dir_rel);
}

static void fill_view(Scene *scene, const State *state, const SceneViewDesc *desc, RenderView *view)
{
    const bool is_piece = desc->sub_width_px > 0 && desc->sub_height_px > 0;
    const StateCamera *c = &state->camera;
    const double above_m = fmax(scene->view.eye.h_m, 1);
    // Depth is a float and reversed: the near plane costs no precision far away, only things at the eye.
    const double near_m = fmin(fmax(0.002 * fmin(above_m, c->distance_m), 0.25), 100);
    camera_fill_view(&scene->geo, c, desc->width_px, desc->height_px, is_piece ? desc->sub_x_px : 0, is_piece ? desc->sub_y_px : 0,
                     is_piece ? desc->sub_width_px : desc->width_px, is_piece ? desc->sub_height_px : desc->height_px, near_m, view);
    set_light(scene, state, view);
    view->time_s = (float)desc->time_s;
    view->tide_m = (float)state->tide_m;
    view->has_sea = scene->ground->terrain != NULL;
    view->quality = desc->quality;
    view->exposure = 1;
    // Air is thin above some kilometres: looking down from high haze must not hide the city.
    view->haze_m = (float)((state->look == STATE_LOOK_NIGHT ? 22000 : 26000) + 5 * above_m);
    view->shadow_range_m = state->has_shadows && desc->quality == RENDER_QUALITY_FULL ? (float)fmin(fmax(3.0 * c->distance_m, 600), 30000) : 0;
    view->height_exaggeration = (float)scene->view.stretch;
}

static void build_buildings(Scene *scene, Arena *arena, RenderFrame *frame)
{
    int room = 0, count = 0;
    for (int i = 0; i < scene->layer_count; i++) {
        if (scene->layers[i]->buildings) room += scene_buildings_tile_count(scene->layers[i]->buildings);
    }
    RenderBuildingItem *items = ARENA_ARRAY(arena, RenderBuildingItem, room + 1);
    for (int i = 0; i < scene->layer_count; i++) {
        SceneLayer *l = scene->layers[i];
        if (l->buildings && l->is_visible && l->is_in_range && l->opacity > 0) count += scene_buildings_build(scene, l, items + count);
    }
    frame->buildings = items;
    frame->building_count = count;
    scene->status.building_tiles = count;
}

static void build_models(Scene *scene, Arena *arena, RenderFrame *frame)
{
    int room = 0, count = 0;
    for (int i = 0; i < scene->layer_count; i++) {
        if (scene->layers[i]->models)
            room += 2 * scene_models_tile_count(scene->layers[i]->models) + RENDER_CUTS_MAX;
        room += scene_building_caps_room(scene, scene->layers[i]);
    }
    RenderModelItem *items = ARENA_ARRAY(arena, RenderModelItem, room + 1);
    for (int i = 0; i < scene->layer_count; i++) {
        SceneLayer *l = scene->layers[i];
        if (l->models && l->is_visible && l->is_in_range && l->opacity > 0)
            count += scene_models_build(scene, l, items + count);
        if (l->buildings) count += scene_building_caps_build(scene, l, items + count);
    }
    for (SceneModelData *d = scene->model_data; d; d = scene_model_data_next(d)) {
        scene_model_data_follow_picks(scene, d);
        scene_model_data_submit(scene, d);
    }
    frame->models = items;
    frame->model_count = count;
    scene->status.model_tiles = count;
}

// Planes as drawn: where heights are stretched, so are the points they go through and their slopes.
static void set_cuts(Scene *scene, const City *city, const State *state, RenderView *view)
{
    SceneView *v = &scene->view;
    ModelCut cuts[STATE_CUTS_MAX];
    v->cut_count = view->cut_count = model_view_cuts(city, state, cuts);
    for (int i = 0; i < v->cut_count; i++) {
        GeoPos pos = state->cuts[i].pos;
        pos.h_m *= v->stretch;
        const DVec3 at = geo_frame_enu(&scene->geo, pos), up = scene_view_up(at);
        const DVec3 n = dvec_normalize(dvec_add(
            cuts[i].normal, dvec_scale(up, (1 / v->stretch - 1) * dvec_dot(up, cuts[i].normal))));
        const double offset = dvec_dot(n, at), rel_offset = offset - dvec_dot(n, v->pose.eye_enu_m);
        const double plane[4] = { -n.x, -n.y, -n.z, offset };
        for (int k = 0; k < 4; k++) {
            v->cuts[i][k] = plane[k];
            view->cut_rel[i][k] = (float)(k < 3 ? plane[k] : rel_offset);
        }
        v->cut_layers[i] = cuts[i].layer_id;
        v->cut_spares_city[i] = cuts[i].spares_city;
    }
}

// Of the layers that ask for it the nearest few: each costs every pixel of the ground near them.
static void find_masks(Scene *scene)
{
    SceneView *v = &scene->view;
    double away_m[RENDER_MASKS_MAX];
    v->mask_count = 0;
    for (int i = 0; i < scene->layer_count; i++) {
        const SceneLayer *l = scene->layers[i];
        SceneMask mask;
        if (!l->models || !l->masks_terrain || !l->is_visible || !l->is_in_range) continue;
        if (!scene_models_mask(scene, l->models, &mask)) continue;
        const double away = dvec_length(dvec_sub(mask.centre, v->pose.eye_enu_m)) - mask.radius_m;
        int at = v->mask_count;
        while (at > 0 && away_m[at - 1] > away) at--;
        if (at == RENDER_MASKS_MAX) continue;
        v->mask_count += v->mask_count < RENDER_MASKS_MAX;
        for (int k = v->mask_count - 1; k > at; k--) {
            v->masks[k] = v->masks[k - 1];
            away_m[k] = away_m[k - 1];
        }
        v->masks[at] = mask;
        away_m[at] = away;
    }
}

static void set_masks(Scene *scene, RenderView *view)
{
    const SceneView *v = &scene->view;
    find_masks(scene);
    for (int i = 0; i < v->mask_count; i++) {
        const DVec3 centre = dvec_sub(v->masks[i].centre, v->pose.eye_enu_m);
        for (int k = 0; k < 2; k++) {
            const DVec3 a = v->masks[i].axes[k];
            const double plane[4] = { a.x, a.y, a.z, -dvec_dot(a, centre) };
            for (int c = 0; c < 4; c++) view->mask_rel[i][k][c] = (float)plane[c];
        }
    }
    view->mask_count = v->mask_count;
}

// Boxes of the ground hold heights as drawn.
static void follow_stretch(Scene *scene, const State *state)
{
    const double stretch = state->exaggeration > 0 ? state->exaggeration : 1;
    if (stretch == scene->view.stretch) return;
    scene->view.stretch = stretch;
    scene_terrain_stretched(scene);
}

void scene_build(Scene *scene, const City *city, const State *state, const SceneViewDesc *view, Arena *arena, RenderFrame *frame)
{
    const double start_s = clock_monotonic_s();
    memset(frame, 0, sizeof *frame);
    assert(view->width_px > 0 && view->height_px > 0);
    scene->frame++;
    scene->wanted = 0;
    if (!city->has_frame) geo_frame_init(&scene->geo, state->camera.target); // an empty globe may be looked at
    scene->view_desc = *view;
    scene->is_picture = !view->is_live;
    // A picture is of the city's time: the same each time it is taken.
    scene->pose_s = view->is_live ? view->time_s : (double)state->t_utc_us * 1e-6;
    scene->is_playing = false;
    note_movement(scene, &state->camera);
    scene_view_init(&scene->view, &scene->geo, &state->camera, view);
    scene->view.tide_m = state->tide_m;
    scene->view.grazing_max = render_status(scene->render).is_software ? 4 : 1.5; // without and with anisotropic filtering
    follow_stretch(scene, state);
    fill_view(scene, state, view, &frame->view);
    set_cuts(scene, city, state, &frame->view);
    set_masks(scene, &frame->view);
    if (city->has_frame) {
        if (!view->has_no_ground) scene_terrain_build(scene, arena, frame);
        build_buildings(scene, arena, frame);
        build_models(scene, arena, frame);
        scene_solids_build(scene, arena, frame);
        scene_symbols_build(scene, arena, frame);
        scene_outline_build(scene, state, arena, frame);
        scene_live_build(scene, state, arena, frame);
        scene_labels_build(scene, state, scene->dt_s, arena, frame);
        scene_live_write(scene, arena, frame);
        scene_measures_build(scene, state, arena, frame);
        scene_handles_build(scene, city, state, arena, frame);
    }
    scene->dt_s = 0;
    scene->status.jobs_wanted = scene->wanted;
    scene->status.cpu_ms = (clock_monotonic_s() - start_s) * 1000;
}

bool scene_is_settled(const Scene *scene, const City *city)
{
    if (city_is_loading(city)) return false;
    if (!city->has_frame) return true;
    if (scene->frame == 0 || scene->wanted > 0 || scene->refused > 0 || scene->is_drape_dirty ||
        scene->evals_in_flight > 0)
        return false;
    if (city->terrain_version != scene->terrain_version || scene_terrain_is_pending(scene)) return false;
    return !scene_layers_are_pending(scene) && !scene_labels_is_pending(scene);
}

bool scene_is_playing(const Scene *scene)
{
    return scene->is_playing;
}

SceneStatus scene_status(const Scene *scene)
{
    SceneStatus s = scene->status;
    s.vram_bytes = render_status(scene->render).used_bytes;
    s.ram_bytes = 0;
    s.detail = scene->detail;
    for (int i = 0; i < scene->layer_count; i++) {
        if (scene->layers[i]->buildings) s.ram_bytes += scene_buildings_ram_bytes(scene->layers[i]->buildings);
        if (scene->layers[i]->marks) s.ram_bytes += scene->layers[i]->marks->bytes;
        if (scene->layers[i]->symbols)
            s.ram_bytes += scene_symbols_ram_bytes(scene->layers[i]->symbols);
        if (scene->layers[i]->models) s.ram_bytes += scene_models_ram_bytes(scene->layers[i]->models);
    }
    return s;
}

void scene_set_render(Scene *scene, Render *render)
{
    scene->render = render;
    scene->detail = 1;
    scene->refused = 0;
    scene_terrain_forget_gpu(scene);
    scene_labels_forget_gpu(scene);
    scene_symbol_models_forget_gpu(scene);
    scene_live_forget_gpu(scene);
    for (int i = 0; i < scene->layer_count; i++) {
        if (scene->layers[i]->buildings) scene_buildings_forget_gpu(scene->layers[i]->buildings);
        scene_building_caps_forget_gpu(scene->layers[i]->building_caps);
        if (scene->layers[i]->solids) scene_solids_forget_gpu(scene->layers[i]->solids);
        if (scene->layers[i]->models) scene_models_forget_gpu(scene->layers[i]->models);
    }
}

void scene_set_budget(Scene *scene, size_t bytes)
{
    render_budget_set(scene->render, bytes);
    scene->detail = 1;
    scene->refused = 0;
    retry_refused(scene);
}

// What has no height of its own to be raised takes the colour alone.
static uint32_t flat_word(uint32_t word)
{
    if (!(word >> 24 & RENDER_STYLE_RAISED)) return word;
    const uint32_t r = (word >> 8 & 31u) * 255 / 31, g = (word >> 13 & 63u) * 255 / 63,
                   b = (word >> 19 & 31u) * 255 / 31;
    return RENDER_STYLE_WORD(r | g << 8 | b << 16, word >> 24 & ~(uint32_t)RENDER_STYLE_RAISED);
}

uint64_t scene_styled_count(const Scene *scene)
{
    return scene->styled;
}

static void hide(SceneLayer *l, uint32_t feature, bool is_hidden)
{
    if (!l->vector || feature >= l->vector->feature_count || (!l->hidden && !is_hidden)) return;
    if (!l->hidden) l->hidden = calloc((size_t)l->vector->feature_count + 1, 1);
    if (l->hidden) l->hidden[feature] = is_hidden;
}

void scene_style_set(Scene *scene, uint32_t layer_id, uint32_t feature, uint32_t word)
{
    SceneLayer *l = scene_layer_find(scene, layer_id);
    if (l && l->buildings) scene_buildings_set_word(l->buildings, feature, word);
    if (l && !l->buildings) hide(l, feature, word >> 24 & RENDER_STYLE_HIDDEN);
    if (l && l->symbols) scene_symbols_set_word(l->symbols, feature, flat_word(word));
    if (l && l->models) scene_models_set_word(l->models, feature, flat_word(word));
}

void scene_style_flag(Scene *scene, uint32_t layer_id, uint32_t feature, uint32_t flags, bool is_on)
{
    SceneLayer *l = scene_layer_find(scene, layer_id);
    if (l && l->buildings) scene_buildings_flag(l->buildings, feature, flags, is_on);
    if (l && l->symbols) scene_symbols_flag(l->symbols, feature, flags, is_on);
    if (l && l->models) scene_models_flag(l->models, feature, flags, is_on);
}
