// SPDX-License-Identifier: Apache-2.0
// app_camera.c - the camera from frame to frame: glides, tour, the opening view, staying above the ground.
#include "app.h"
#include "core/city_model.h"
#include "scene/camera.h"
#include <math.h>
#include <string.h>

#define APP_EYE_CLEARANCE_M 2.0

void app_camera_set(App *app, const StateCamera *camera)
{
    State *state = &app->state;
    state->camera = state->camera_goal = *camera;
    state->is_gliding = false;
    state->has_camera = true;
    app->is_fitting = false;
    app->is_camera_on_ground = false;
    state_touch(state);
}

void app_camera_glide(App *app, const StateCamera *goal)
{
    State *state = &app->state;
    state->camera_goal = *goal;
    state->is_gliding = true;
    state->glide_s = 0;
    state->has_camera = true;
    app->is_fitting = false;
    app->is_camera_on_ground = false;
    state_touch(state);
}

StateCamera app_camera_from_eye(const GeoFrame *frame, DVec3 eye_enu_m, double heading_deg, double pitch_deg, double distance_m, double fov_deg)
{
    const DPlace place = geo_frame_place(frame, geo_frame_geodetic(frame, eye_enu_m));
    const double h = heading_deg * DVEC_RAD_FROM_DEG, p = pitch_deg * DVEC_RAD_FROM_DEG;
    const DVec3 local = { sin(h) * cos(p) * distance_m, cos(h) * cos(p) * distance_m, -sin(p) * distance_m };
    return (StateCamera){ .target = geo_frame_geodetic(frame, dplace_point(&place, local)), .heading_deg = heading_deg,
                          .pitch_deg = pitch_deg, .distance_m = distance_m, .fov_deg = fov_deg };
}

bool app_camera_fit(App *app, GeoBox box)
{
    if (geo_box_is_empty(box)) return false;
    const double aspect = app->height_px > 0 ? (double)app->width_px / app->height_px : 16.0 / 9;
    const double ground_m = scene_ground(&app->city, &app->state, (box.west_deg + box.east_deg) / 2,
                                         (box.south_deg + box.north_deg) / 2);
    StateCamera fitted = camera_fit(box, ground_m, aspect);
    (void)city_model_fit(&app->city, &app->state, 0, &fitted);
    app->state.camera = app->state.camera_goal = fitted;
    app->state.is_gliding = false;
    app->state.has_camera = true;
    state_touch(&app->state);
    return true;
}

// While the first layers arrive the view follows their extent, unless a command, a document or the operator has set the camera;
// until all are there the state has none.
static void app_camera_open(App *app)
{
    app->is_fitting = !app->state.has_camera;
    if (!app->is_fitting || !app->city.has_frame) return;
    static const double CHANGE_DEG = 1e-7;
    const GeoBox box = city_extent(&app->city, &app->state);
    const StateCamera before = app->state.camera;
    if (geo_box_is_empty(box)) return;
    const uint64_t version = app->state.version;
    app_camera_fit(app, box);
    // The same view again is no change and no new picture.
    if (fabs(before.target.lon_deg - app->state.camera.target.lon_deg) < CHANGE_DEG &&
        fabs(before.target.lat_deg - app->state.camera.target.lat_deg) < CHANGE_DEG &&
        fabs(before.target.h_m - app->state.camera.target.h_m) < 0.01 &&
        fabs(before.distance_m - app->state.camera.distance_m) < 0.01) {
        app->state.version = version;
    }
    app->state.has_camera = !city_is_loading(&app->city);
    app->is_fitting = !app->state.has_camera;
}

static void app_camera_tour(App *app, double dt_s)
{
    State *state = &app->state;
    if (!state->is_touring) return;
    if (state->tour_count == 0) {
        state->is_touring = false;
        return;
    }
    state->tour_time_s += dt_s;
    double t = state->tour_time_s;
    int stop = 0;
    while (stop < state->tour_count && t > state->tour[stop].seconds) t -= state->tour[stop++].seconds;
    if (stop >= state->tour_count) {
        state->is_touring = false;
        state->camera = state->camera_goal = state->tour[state->tour_count - 1].camera;
        state_touch(state);
        return;
    }
    const StateTourStop *to = &state->tour[stop], *from = stop > 0 ? &state->tour[stop - 1] : to;
    const double mix = to->seconds > 0 ? t / to->seconds : 1;
    state->camera = state->camera_goal = camera_mix(&from->camera, &to->camera, mix);
    if (from->t_utc_us && to->t_utc_us) state->t_utc_us = from->t_utc_us + (int64_t)((double)(to->t_utc_us - from->t_utc_us) * mix);
    state->is_gliding = false;
    state_touch(state);
}

static void app_camera_glide_step(App *app, double dt_s)
{
    State *state = &app->state;
    if (!state->is_gliding || dt_s <= 0) return;
    if (state->glide_s > 0) {
        state->glide_time_s += dt_s;
        const double t = state->glide_time_s / state->glide_s;
        state->camera = t >= 1 ? state->camera_goal : camera_mix(&state->glide_from, &state->camera_goal, t);
        state->is_gliding = t < 1;
        if (!state->is_gliding) state->glide_s = 0;
    } else {
        state->is_gliding = !camera_glide(&app->city.frame, &state->camera, &state->camera_goal, dt_s);
    }
    state_touch(state);
}

static void app_camera_ground(App *app)
{
    State *state = &app->state;
    if (app->is_camera_on_ground && app->city.terrain_version != app->terrain_version_seen) {
        app->terrain_version_seen = app->city.terrain_version;
        state->camera.target.h_m = scene_ground(
            &app->city, &app->state, state->camera.target.lon_deg, state->camera.target.lat_deg);
        state->camera_goal = state->camera;
        state_touch(state);
    }
    const StateCamera before = state->camera;
    const CameraPose pose = camera_pose(&app->city.frame, &state->camera, 1);
    const GeoPos eye = geo_frame_geodetic(&app->city.frame, pose.eye_enu_m);
    const double ground_m = scene_ground(&app->city, &app->state, eye.lon_deg, eye.lat_deg);
    // A walker knows the floor it stands on, which may lie below the terrain.
    const SceneWalker *walker = &app->input.walker;
    const bool is_carried = walker->floor.layer_id != 0 || walker->fall_m_s > 0;
    if (app->input.mode == INPUT_WALK && is_carried && !state->is_gliding) return;
    camera_keep_above(&app->city.frame, &state->camera, ground_m, app->input.mode == INPUT_WALK ? 1.5 : APP_EYE_CLEARANCE_M);
    if (memcmp(&before, &state->camera, sizeof before) != 0) {
        if (!state->is_gliding) state->camera_goal = state->camera;
        state_touch(state);
    }
}

// Files alone say nothing of their time zone: the clock keeps its reading and takes the zone of the place. All of China has one.
static void app_clock_open(App *app)
{
    if (app->state.document) app->has_clock = true;
    const bool is_moved =
        app->clock_frame_version != 0 && app->clock_frame_version != app->city.frame_version;
    if ((app->has_clock && !is_moved) || !app->city.has_frame) return;
    app->has_clock = true;
    app->clock_frame_version = app->city.frame_version;
    const GeoPos at = app->city.frame.origin;
    const bool is_china = at.lon_deg > 73 && at.lon_deg < 135 && at.lat_deg > 18 && at.lat_deg < 54;
    const int zone_s = is_china ? 8 * 3600 : (int)lround(at.lon_deg / 15) * 3600;
    if (zone_s == app->state.utc_offset_s) return;
    app->state.t_utc_us += (int64_t)(app->state.utc_offset_s - zone_s) * 1000000;
    app->state.utc_offset_s = zone_s;
    state_touch(&app->state);
}

void app_camera_update(App *app, double dt_s)
{
    app_clock_open(app);
    app_camera_open(app);
    if (!app->city.has_frame) return;
    app_camera_tour(app, dt_s);
    app_camera_glide_step(app, dt_s);
    app_camera_ground(app);
}
