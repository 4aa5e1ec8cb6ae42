// SPDX-License-Identifier: Apache-2.0
// input_touch.c - fingers: one is the pointer, two zoom, turn and pan round what lies between them,
// or tilt.
#include "app.h"
#include "input_keys.h"
#include "scene/camera.h"
#include <math.h>

#define TOUCH_SPREAD_MIN_PX 24 // closer fingers say nothing of angle and spread
#define TOUCH_DECIDE_PX 10     // moved so far, a gesture of two fingers shows what it is
#define TOUCH_TILT_DEG_PX 0.2
#define TOUCH_TAP_S 0.35 // between the taps of a double tap
#define TOUCH_TAP_PX 40

static InputFinger *touch_find(Input *input, int64_t id)
{
    for (int i = 0; i < input->finger_count; i++) {
        if (input->fingers[i].id == id) return &input->fingers[i];
    }
    return NULL;
}

static bool touch_is_gesture(const App *app)
{
    return app->input.mode == INPUT_MAP && input_is_usable(app) && app->input.drag != INPUT_DRAG_UI;
}

static void touch_gesture_begin(App *app)
{
    Input *input = &app->input;
    const InputFinger *f = input->fingers;
    input->gesture = INPUT_GESTURE_OPEN;
    input->gesture_from[0] = f[0];
    input->gesture_from[1] = f[1];
    app->state.is_touring = false;
    if (!input_point(app, (f[0].x_px + f[1].x_px) / 2, (f[0].y_px + f[1].y_px) / 2,
                     &input->pivot_m)) {
        input->pivot_m = geo_frame_enu(&app->city.frame, app->state.camera.target);
    }
}

// Both up or both down, and neither apart nor round: a tilt. Anything else moves the map.
static InputGesture touch_decide(const Input *input)
{
    const InputFinger *a = input->gesture_from, *b = input->fingers;
    const double dx0 = b[0].x_px - a[0].x_px, dy0 = b[0].y_px - a[0].y_px,
                 dx1 = b[1].x_px - a[1].x_px, dy1 = b[1].y_px - a[1].y_px;
    const bool is_up_down =
        dy0 * dy1 > 0 && fabs(dy0) > 1.5 * fabs(dx0) && fabs(dy1) > 1.5 * fabs(dx1);
    if (is_up_down && fmin(fabs(dy0), fabs(dy1)) > TOUCH_DECIDE_PX) return INPUT_GESTURE_TILT;
    const double most = fmax(hypot(dx0, dy0), hypot(dx1, dy1));
    // Events come finger by finger: the second one is given time to follow the first.
    if (most >
        (is_up_down || hypot(dx0, dy0) == 0 || hypot(dx1, dy1) == 0 ? 3 : 1) * TOUCH_DECIDE_PX)
        return INPUT_GESTURE_FREE;
    return INPUT_GESTURE_OPEN;
}

static void touch_gesture_move(App *app, const InputFinger *before, const InputFinger *now)
{
    Input *input = &app->input;
    const GeoFrame *frame = &app->city.frame;
    StateCamera camera = app->state.camera;
    if (input->gesture == INPUT_GESTURE_OPEN) {
        input->gesture = touch_decide(input);
        before = input->gesture_from; // nothing of it is lost
    }
    if (input->gesture == INPUT_GESTURE_TILT) {
        const double dy = (now[0].y_px + now[1].y_px - before[0].y_px - before[1].y_px) / 2;
        camera_orbit(frame, &camera, input->pivot_m, 0, -dy * TOUCH_TILT_DEG_PX);
        app_camera_set(app, &camera);
    } else if (input->gesture == INPUT_GESTURE_FREE) {
        const double ax = before[1].x_px - before[0].x_px, ay = before[1].y_px - before[0].y_px;
        const double bx = now[1].x_px - now[0].x_px, by = now[1].y_px - now[0].y_px;
        if (hypot(ax, ay) >= TOUCH_SPREAD_MIN_PX && hypot(bx, by) >= TOUCH_SPREAD_MIN_PX) {
            const double turn_deg = atan2(ax * by - ay * bx, ax * bx + ay * by) / DVEC_RAD_FROM_DEG;
            camera_zoom_at(frame, &camera, input->pivot_m, hypot(ax, ay) / hypot(bx, by));
            camera_orbit(frame, &camera, input->pivot_m, -turn_deg, 0);
        }
        // What lay between the fingers at first lies between them now.
        camera_pan_to(frame, &camera, input->pivot_m, (now[0].x_px + now[1].x_px) / 2,
                      (now[0].y_px + now[1].y_px) / 2, app->width_px, app->height_px);
        app_camera_set(app, &camera);
    }
}

static void touch_pointer(App *app, const PlatformEvent *event, PlatformEventKind kind, int clicks)
{
    PlatformEvent pointer = *event;
    pointer.kind = kind;
    pointer.button = 1;
    pointer.clicks = clicks;
    input_event(app, &pointer);
}

static void touch_down(App *app, const PlatformEvent *event)
{
    Input *input = &app->input;
    if (input->finger_count == INPUT_FINGERS_MAX) return;
    input->fingers[input->finger_count++] =
        (InputFinger){ event->finger, event->x_px, event->y_px };
    if (input->finger_count == 1) {
        touch_pointer(app, event, PLATFORM_POINTER_DOWN, 1);
    } else if (input->finger_count == 2 && touch_is_gesture(app)) {
        input->drag = INPUT_DRAG_NONE; // the first finger is no pointer any more
        input->button = 0;
        touch_gesture_begin(app);
    }
}

static void touch_move(App *app, const PlatformEvent *event, InputFinger *finger)
{
    Input *input = &app->input;
    const InputFinger before[2] = { input->fingers[0], input->fingers[1] };
    finger->x_px = event->x_px;
    finger->y_px = event->y_px;
    if (input->gesture != INPUT_GESTURE_NONE) {
        if (input->finger_count == 2 && input_is_usable(app))
            touch_gesture_move(app, before, input->fingers);
    } else if (finger == &input->fingers[0]) {
        touch_pointer(app, event, PLATFORM_POINTER_MOVE, 1);
    }
}

// The finger left over goes on as the pointer, without a click when it is lifted.
static void touch_gesture_end(App *app, const PlatformEvent *event)
{
    Input *input = &app->input;
    if (input->gesture != INPUT_GESTURE_OPEN) input_note_camera(app);
    input->gesture = INPUT_GESTURE_NONE;
    PlatformEvent pointer = *event;
    pointer.x_px = input->fingers[0].x_px;
    pointer.y_px = input->fingers[0].y_px;
    pointer.button = 1;
    input->x_px = pointer.x_px;
    input->y_px = pointer.y_px;
    input_drag_begin(app, &pointer);
    input->was_moved = true;
}

static void touch_up(App *app, const PlatformEvent *event, InputFinger *finger)
{
    Input *input = &app->input;
    const bool was_first = finger == &input->fingers[0];
    const bool was_tap = input->gesture == INPUT_GESTURE_NONE && !input->was_moved;
    for (int i = (int)(finger - input->fingers); i + 1 < input->finger_count; i++)
        input->fingers[i] = input->fingers[i + 1];
    input->finger_count--;
    if (input->gesture != INPUT_GESTURE_NONE) {
        if (input->finger_count == 1)
            touch_gesture_end(app, event);
        else if (input->finger_count == 2)
            touch_gesture_begin(app);
        return;
    }
    if (!was_first) return;
    const bool is_second =
        was_tap && event->t_s - input->t_tap_s < TOUCH_TAP_S &&
        hypot(event->x_px - input->x_tap_px, event->y_px - input->y_tap_px) < TOUCH_TAP_PX;
    // A third tap begins anew, and a drag is no tap.
    input->t_tap_s = was_tap && !is_second ? event->t_s : -1e9;
    input->x_tap_px = event->x_px;
    input->y_tap_px = event->y_px;
    touch_pointer(app, event, PLATFORM_POINTER_UP, is_second ? 2 : 1);
    input->has_pointer = false; // a lifted finger hovers nowhere
    input->wants_hover = true;
}

void input_finger(App *app, const PlatformEvent *event)
{
    InputFinger *finger = touch_find(&app->input, event->finger);
    if (event->kind == PLATFORM_FINGER_DOWN && !finger)
        touch_down(app, event);
    else if (event->kind == PLATFORM_FINGER_MOVE && finger)
        touch_move(app, event, finger);
    else if (event->kind == PLATFORM_FINGER_UP && finger)
        touch_up(app, event, finger);
}
