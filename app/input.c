// SPDX-License-Identifier: Apache-2.0
// input.c - the pointer: drag pans at the point grabbed, the wheel zooms to the cursor, right or Ctrl drag orbits, clicks select.
#include "app.h"
#include "base/clock.h"
#include "input_keys.h"
#include "scene/camera.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define INPUT_CLICK_PX 5
#define INPUT_ORBIT_DEG_PX 0.25
#define INPUT_FLICK_S 0.08  // a pan released while still moving glides on
#define INPUT_ZOOM_NOTCH 0.8

static double input_aspect(const App *app)
{
    return (double)app->width_px / app->height_px;
}

// The point of the city under a pixel; the sky gives the point below it at the target's height, or far away.
bool input_point(App *app, double x_px, double y_px, DVec3 *point_m)
{
    const ScenePick pick = scene_pick(app->scene, &app->city, &app->state, x_px, y_px);
    if (pick.is_hit) {
        *point_m = pick.point_enu_m;
        return true;
    }
    const CameraPose pose = camera_pose(&app->city.frame, &app->state.camera, input_aspect(app));
    const DVec3 ray = camera_ray(&pose, x_px, y_px, app->width_px, app->height_px);
    return camera_ray_ground(&app->city.frame, pose.eye_enu_m, ray, app->state.camera.target.h_m, point_m);
}

bool input_is_usable(const App *app)
{
    return app->scene && app->city.has_frame && app->width_px > 0 && app->height_px > 0;
}

static DVec3 input_target(const App *app)
{
    return geo_frame_enu(&app->city.frame, app->state.camera.target);
}

// The handle under the pointer is held from here on.
static bool input_handle_begin(App *app, double x_px, double y_px)
{
    Input *input = &app->input;
    input->handle = scene_handle_at(app->scene, x_px, y_px);
    return input->handle.kind != SCENE_HANDLE_NONE && scene_handle_grip(app->scene, &input->handle, x_px, y_px, &input->grabbed_m);
}

// What the grip moved since the last time, as a command; one step of undo, for they follow each other.
static void input_handle_move(App *app, double x_px, double y_px)
{
    Input *input = &app->input;
    SceneHandle *h = &input->handle;
    DVec3 grip;
    if (!scene_handle_grip(app->scene, h, x_px, y_px, &grip)) return;
    const DVec3 by = dvec_sub(grip, input->grabbed_m);
    if (h->kind == SCENE_HANDLE_MOVE) {
        const DVec3 east = dvec_normalize(dvec_cross(dvec_make(0, 1, 0), h->axis)), north = dvec_cross(h->axis, east);
        app_queue(app, "model-move layer=%u east=%.4f north=%.4f", h->layer_id, dvec_dot(by, east), dvec_dot(by, north));
        h->at_enu_m = dvec_add(h->at_enu_m, by);
    } else if (h->kind == SCENE_HANDLE_TURN) {
        const DVec3 a = dvec_sub(input->grabbed_m, h->at_enu_m), b = dvec_sub(grip, h->at_enu_m);
        const double left_rad = atan2(dvec_dot(dvec_cross(a, b), h->axis), dvec_dot(a, b));
        app_queue(app, "model-turn layer=%u degrees=%.4f", h->layer_id, -left_rad / DVEC_RAD_FROM_DEG);
    } else {
        const double by_m = dvec_dot(by, h->axis);
        if (h->kind == SCENE_HANDLE_RAISE) app_queue(app, "model-move layer=%u up=%.4f", h->layer_id, by_m);
        else app_queue(app, "cut-move index=%d by=%.4f", h->cut, by_m);
        h->at_enu_m = dvec_add(h->at_enu_m, dvec_scale(h->axis, by_m));
    }
    input->grabbed_m = grip;
    app->is_dirty = true;
}

void input_drag_begin(App *app, const PlatformEvent *event)
{
    Input *input = &app->input;
    input->button = event->button;
    input->was_moved = false;
    input->x_down_px = event->x_px;
    input->y_down_px = event->y_px;
    input->vx_px_s = input->vy_px_s = 0;
    input->is_adding = event->has_shift;
    input->drag = INPUT_DRAG_NONE;
    if (!input_is_usable(app)) return;
    app->state.is_touring = false;
    if (input->mode != INPUT_MAP) {
        input->drag = INPUT_DRAG_LOOK;
    } else if (event->button == 1 && input_handle_begin(app, event->x_px, event->y_px)) {
        input->drag = INPUT_DRAG_HANDLE;
    } else if (event->button == 1 && (event->has_alt || event->has_shift)) {
        input->drag = INPUT_DRAG_BOX;
    } else if (event->button == 3 || event->button == 2 || event->has_ctrl) {
        input->drag = INPUT_DRAG_ORBIT;
        if (!input_point(app, event->x_px, event->y_px, &input->pivot_m))
            input->pivot_m = input_target(app);
    } else if (input_point(app, event->x_px, event->y_px, &input->grabbed_m)) {
        input->drag = INPUT_DRAG_PAN;
    }
    if (input->drag == INPUT_DRAG_PAN || input->drag == INPUT_DRAG_ORBIT) {
        const StateCamera still = app->state.camera;
        if (app->state.is_gliding) app_camera_set(app, &still);
    }
}

static void input_drag_move(App *app, double x_px, double y_px, double dx_px, double dy_px)
{
    Input *input = &app->input;
    StateCamera camera = app->state.camera;
    switch (input->drag) {
    case INPUT_DRAG_PAN:
        camera_pan_to(&app->city.frame, &camera, input->grabbed_m, x_px, y_px, app->width_px, app->height_px);
        app_camera_set(app, &camera);
        break;
    case INPUT_DRAG_ORBIT:
        camera_orbit(&app->city.frame, &camera, input->pivot_m, dx_px * INPUT_ORBIT_DEG_PX, dy_px * INPUT_ORBIT_DEG_PX);
        app_camera_set(app, &camera);
        break;
    case INPUT_DRAG_LOOK: {
        const CameraPose pose = camera_pose(&app->city.frame, &camera, input_aspect(app));
        const double pitch_deg = fmax(-85, fmin(89, camera.pitch_deg + dy_px * INPUT_ORBIT_DEG_PX * 0.6));
        camera = app_camera_from_eye(&app->city.frame, pose.eye_enu_m, camera.heading_deg + dx_px * INPUT_ORBIT_DEG_PX * 0.6, pitch_deg,
                                     camera.distance_m, camera.fov_deg);
        app_camera_set(app, &camera);
        break;
    }
    case INPUT_DRAG_BOX: app->is_dirty = true; break;
    case INPUT_DRAG_HANDLE: input_handle_move(app, x_px, y_px); break;
    default: break;
    }
}

// What the gesture did is one line in the journal, so that a replay ends where the operator did.
void input_note_camera(App *app)
{
    const StateCamera *c = &app->state.camera;
    app_queue(app, "camera lon=%.9f lat=%.9f height=%.3f heading=%.4f pitch=%.4f distance=%.4f", c->target.lon_deg, c->target.lat_deg,
              c->target.h_m, c->heading_deg, c->pitch_deg, c->distance_m);
}

static void input_click(App *app, const PlatformEvent *event)
{
    Input *input = &app->input;
    if (input->is_drawing_polygon) {
        if (event->clicks >= 2 || input->polygon_count == INPUT_POLYGON_MAX) {
            input_polygon_end(app);
            return;
        }
        input->polygon_px[2 * input->polygon_count] = event->x_px;
        input->polygon_px[2 * input->polygon_count + 1] = event->y_px;
        input->polygon_count++;
        app->is_dirty = true;
        return;
    }
    if (event->button == 3) app_queue(app, "menu-at %.1f %.1f", event->x_px, event->y_px);
    if (event->button != 1) return;
    const StateMeasureKind measure = app->state.measuring.kind;
    if (measure != STATE_MEASURE_NONE) {
        if (event->clicks < 2)
            app_queue(app, "measure-point %.2f %.2f", event->x_px, event->y_px);
        else if (measure == STATE_MEASURE_AREA)
            app_queue(app, "measure-end");
        return;
    }
    if (event->clicks >= 2) app_queue(app, "fly-at %.1f %.1f", event->x_px, event->y_px);
    else app_queue(app, "select-at %.1f %.1f%s", event->x_px, event->y_px, input->is_adding ? " add=true" : "");
}

// A pan let go while moving runs out softly instead of stopping dead.
static void input_flick(App *app)
{
    Input *input = &app->input;
    const double speed = hypot(input->vx_px_s, input->vy_px_s);
    if (clock_monotonic_s() - input->t_move_s > INPUT_FLICK_S || speed < 150) return;
    const double run_s = 0.18, limit = 1600 / fmax(speed, 1600);
    StateCamera goal = app->state.camera;
    camera_pan_to(&app->city.frame, &goal, input->grabbed_m, input->x_px + input->vx_px_s * run_s * limit,
                  input->y_px + input->vy_px_s * run_s * limit, app->width_px, app->height_px);
    app_camera_glide(app, &goal);
}

static void input_drag_end(App *app, const PlatformEvent *event)
{
    Input *input = &app->input;
    const InputDrag drag = input->drag;
    input->drag = INPUT_DRAG_NONE;
    if (!input->was_moved) {
        if (input_is_usable(app) && drag != INPUT_DRAG_HANDLE) input_click(app, event);
        return;
    }
    if (drag == INPUT_DRAG_BOX) {
        app_queue(app, "select-box %.1f %.1f %.1f %.1f%s", input->x_down_px, input->y_down_px, event->x_px, event->y_px,
                  input->is_adding && event->has_ctrl ? " add=true" : "");
        app->is_dirty = true;
    }
    if (drag == INPUT_DRAG_PAN) input_flick(app);
    if (drag == INPUT_DRAG_PAN || drag == INPUT_DRAG_ORBIT || drag == INPUT_DRAG_LOOK) {
        if (!app->state.is_gliding) input_note_camera(app);
    }
}

static void input_move(App *app, const PlatformEvent *event)
{
    Input *input = &app->input;
    const double dx = event->x_px - input->x_px, dy = event->y_px - input->y_px;
    const double dt_s = event->t_s - input->t_move_s;
    if (dt_s > 0 && dt_s < 0.1) {
        const double keep = exp(-dt_s / 0.05);
        input->vx_px_s = keep * input->vx_px_s + (1 - keep) * dx / dt_s;
        input->vy_px_s = keep * input->vy_px_s + (1 - keep) * dy / dt_s;
    }
    input->t_move_s = event->t_s;
    input->x_px = event->x_px;
    input->y_px = event->y_px;
    input->has_pointer = true;
    const bool is_held = input->button != 0 && input->drag != INPUT_DRAG_UI;
    if (!is_held) {
        if (ui_pointer(app->ui, event->x_px, event->y_px, 0, false, true, 0, &app->queue)) {
            input->has_pointer = input->button != 0;
            app->is_dirty = true;
            return;
        }
        input->wants_hover = true;
        if (input->is_drawing_polygon) app->is_dirty = true;
        return;
    }
    if (!input->was_moved && hypot(input->x_px - input->x_down_px, input->y_px - input->y_down_px) > INPUT_CLICK_PX) input->was_moved = true;
    if (input->was_moved && input_is_usable(app)) input_drag_move(app, event->x_px, event->y_px, dx, dy);
}

static void input_down(App *app, const PlatformEvent *event)
{
    Input *input = &app->input;
    input->x_px = event->x_px;
    input->y_px = event->y_px;
    input->has_pointer = true;
    if (input->button != 0) return; // a second button while one is down changes nothing
    ui_press_with(app->ui, event->clicks, event->has_shift);
    if (ui_is_composing(app->ui)) platform_end_compose(app->platform);
    if (ui_pointer(app->ui, event->x_px, event->y_px, event->button, true, false, 0, &app->queue)) {
        input->drag = INPUT_DRAG_UI;
        input->button = event->button;
        app->is_dirty = true;
        return;
    }
    input_drag_begin(app, event);
}

static void input_up(App *app, const PlatformEvent *event)
{
    Input *input = &app->input;
    if (input->button != event->button) return;
    input->button = 0;
    if (input->drag == INPUT_DRAG_UI) {
        input->drag = INPUT_DRAG_NONE;
        ui_pointer(app->ui, event->x_px, event->y_px, event->button, false, false, 0, &app->queue);
        app->is_dirty = true;
        return;
    }
    input_drag_end(app, event);
}

void input_zoom_at(App *app, double x_px, double y_px, double factor)
{
    if (!input_is_usable(app)) return;
    DVec3 point_m;
    if (!input_point(app, x_px, y_px, &point_m)) point_m = input_target(app);
    // Notches add up on the goal, so that a quick turn of the wheel is one smooth glide.
    StateCamera goal = app->state.is_gliding ? app->state.camera_goal : app->state.camera;
    camera_zoom_at(&app->city.frame, &goal, point_m, factor);
    app_camera_glide(app, &goal);
    app->state.is_touring = false;
}

static void input_wheel(App *app, const PlatformEvent *event)
{
    if (ui_pointer(app->ui, event->x_px, event->y_px, 0, false, false, event->wheel, &app->queue)) {
        app->is_dirty = true;
        return;
    }
    if (app->input.mode == INPUT_MAP) input_zoom_at(app, event->x_px, event->y_px, pow(INPUT_ZOOM_NOTCH, event->wheel));
}

static void input_resized(App *app)
{
    platform_size(app->platform, &app->width_px, &app->height_px);
    app->display_scale = platform_scale(app->platform);
    app->is_dirty = true;
}

void input_event(App *app, const PlatformEvent *event)
{
    switch (event->kind) {
    case PLATFORM_QUIT: app->is_quitting = true; break;
    case PLATFORM_CLOSE: ui_offer(app->ui, "quit", &app->queue); break;
    case PLATFORM_RESIZED: input_resized(app); break;
    case PLATFORM_EXPOSED: app->is_dirty = true; break;
    case PLATFORM_POINTER_DOWN: input_down(app, event); break;
    case PLATFORM_POINTER_UP: input_up(app, event); break;
    case PLATFORM_POINTER_MOVE: input_move(app, event); break;
    case PLATFORM_POINTER_LEAVE:
        app->input.has_pointer = app->input.button != 0;
        app->is_dirty = true;
        break;
    case PLATFORM_WHEEL: input_wheel(app, event); break;
    case PLATFORM_KEY_DOWN: input_key_down(app, event); break;
    case PLATFORM_KEY_UP: input_key_up(app, event); break;
    case PLATFORM_TEXT:
        if (ui_text(app->ui, event->text, &app->queue)) app->is_dirty = true;
        break;
    case PLATFORM_COMPOSE:
        if (ui_compose(app->ui, event->text, event->from_chars, event->count_chars))
            app->is_dirty = true;
        break;
    case PLATFORM_DROP: {
        Str line = { 0 };
        str_add(&line, "open ");
        app_quote(&line, event->text);
        str_add(&line, "\n");
        str_add(&app->queue, line.text);
        str_finish(&line);
        break;
    }
    case PLATFORM_FINGER_DOWN:
    case PLATFORM_FINGER_UP:
    case PLATFORM_FINGER_MOVE: input_finger(app, event); break;
    case PLATFORM_FOCUS_LOST: input_release_keys(app); break;
    case PLATFORM_CONTEXT_LOST: app->is_dirty = true; break;
    default: break;
    }
}

// The outline under the pointer follows it; state.hover is an echo of the pointer, not something an operator decides, so
// no command and no journal line stand behind it.
static void input_hover(App *app)
{
    Input *input = &app->input;
    if (!input->wants_hover || !input_is_usable(app)) return;
    input->wants_hover = false;
    StateFeatureRef hover = { 0 };
    if (input->has_pointer) hover = scene_pick(app->scene, &app->city, &app->state, input->x_px, input->y_px).feature;
    input->snap = (SceneSnap){ 0 };
    if (input->has_pointer && app->state.measuring.kind != STATE_MEASURE_NONE) {
        input->snap = scene_snap(app->scene, &app->city, input->x_px, input->y_px,
                                 ASSET_SNAP_FACE | ASSET_SNAP_EDGE | ASSET_SNAP_MIDDLE |
                                     ASSET_SNAP_VERTEX | ASSET_SNAP_CENTRE);
        app->is_dirty = true; // its mark follows the pointer
    }
    app->is_readout_due = true; // the coordinates shown follow the pointer
    const int hot = input->has_pointer ? scene_handle_index(app->scene, input->x_px, input->y_px) : 0;
    if (hot) hover = (StateFeatureRef){ 0 };
    if (hot != app->state.hot_handle) {
        app->state.hot_handle = hot;
        state_touch(&app->state);
    }
    if (hover.layer_id == app->state.hover.layer_id && hover.feature == app->state.hover.feature) return;
    app->state.hover = hover;
    state_touch(&app->state);
}

void input_update(App *app, double dt_s)
{
    input_hover(app);
    input_keys_update(app, dt_s);
}
