// SPDX-License-Identifier: Apache-2.0
// input_keys.h - the parts of input behind input.c: keys held and pressed, fingers, the polygon tool.
#pragma once
#include "input.h"

struct App;
void input_key_down(struct App *app, const PlatformEvent *event);
void input_key_up(struct App *app, const PlatformEvent *event);
void input_release_keys(struct App *app);
void input_keys_update(struct App *app, double dt_s); // moves the camera by the keys held
void input_finger(struct App *app, const PlatformEvent *event); // input_touch.c
void input_drag_begin(struct App *app,
                      const PlatformEvent *event); // what a button pressed on the city starts
void input_note_camera(struct App *app);           // what a gesture did, as one line of the journal
bool input_point(struct App *app, double x_px, double y_px,
                 DVec3 *point_m); // of the city under a pixel
bool input_is_usable(const struct App *app);
void input_zoom_at(struct App *app, double x_px, double y_px, double factor);
void input_polygon_begin(struct App *app);
void input_polygon_end(struct App *app); // selects what lies inside; fewer than three corners: nothing
void input_set_mode(struct App *app, InputMode mode);
// Walks at once as keys would in some seconds; the mode must be walk. Metres gone, level.
double input_walk(struct App *app, double forward_m, double right_m);
