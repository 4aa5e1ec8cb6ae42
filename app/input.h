// SPDX-License-Identifier: Apache-2.0
// input.h - pointer, keys and fingers to camera moves and command lines, as map programs do it.
// Does not: touch SDL, or decide what a command means.
#pragma once
#include "base/dvec.h"
#include "core/keymap.h"
#include "platform.h"
#include "scene/scene_handle.h"
#include "scene/scene.h"
#include <stdbool.h>
#include <stdint.h>

struct App;
typedef enum { INPUT_MAP, INPUT_WALK, INPUT_FLY } InputMode;
typedef enum { INPUT_DRAG_NONE, INPUT_DRAG_UI, INPUT_DRAG_PAN, INPUT_DRAG_ORBIT, INPUT_DRAG_LOOK, INPUT_DRAG_BOX, INPUT_DRAG_HANDLE } InputDrag;

#define INPUT_POLYGON_MAX 64
#define INPUT_FINGERS_MAX 4
// Two fingers do one thing until one is lifted: tilt, or zoom, turn and pan together; which one
// shows after some pixels.
typedef enum {
    INPUT_GESTURE_NONE,
    INPUT_GESTURE_OPEN,
    INPUT_GESTURE_TILT,
    INPUT_GESTURE_FREE
} InputGesture;
typedef struct {
    int64_t id;
    double x_px, y_px;
} InputFinger;

typedef enum { INPUT_AXIS_FORWARD, INPUT_AXIS_RIGHT, INPUT_AXIS_TURN, INPUT_AXIS_TILT, INPUT_AXIS_ZOOM, INPUT_AXIS_COUNT } InputAxis;

typedef struct {
    InputMode mode;
    InputDrag drag;
    double x_px, y_px;         // pointer now
    bool has_pointer;
    double x_down_px, y_down_px;
    int button;
    bool was_moved;            // since the button went down: no click
    bool is_adding;            // Shift
    DVec3 grabbed_m, pivot_m;  // city frame
    SceneHandle handle;        // HANDLE: what is held; moves along as it is dragged
    double t_move_s, vx_px_s, vy_px_s; // for the glide after a pan
    bool is_drawing_polygon;
    double polygon_px[2 * INPUT_POLYGON_MAX];
    int polygon_count;
    InputFinger fingers[INPUT_FINGERS_MAX];
    int finger_count;
    InputGesture gesture;
    InputFinger gesture_from[2];        // where it began
    double t_tap_s, x_tap_px, y_tap_px; // of the last tap
    uint32_t held[INPUT_AXIS_COUNT]; // bit 0: towards minus, bit 1: towards plus
    bool is_fast;              // Shift held
    bool is_alt_alone;         // Alt went down and nothing since
    double speed[INPUT_AXIS_COUNT];  // smoothed, -1..1
    bool wants_hover;
    SceneSnap snap;               // under the pointer while the measuring tool is on
    StateFeatureRef measure_from; // object of the tool's last point
    double measure_px[2];
    SceneWalker walker; // of the walk mode, once it stands somewhere
    bool is_walking, was_blocked;
    double walk_lag_m; // the eye is this much lower than it will be: steps are smoothed
} Input;

void input_event(struct App *app, const PlatformEvent *event);
void input_update(struct App *app, double dt_s); // held keys, hover
bool input_is_moving(const Input *input);
// Rows of app's own keys and pointer moves, for the help; looked up before core's keymap_table.
extern const KeymapRow input_keymap[];
extern const int input_keymap_count;
// App's rows and then core's that are not overridden, all with a help text; the count written.
int input_keymap_shown(const KeymapRow **out, int cap);
