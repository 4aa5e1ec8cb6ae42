// SPDX-License-Identifier: Apache-2.0
// scene_handle.h - what a pointer can take hold of in the picture: the place of a model (along the
// ground, up, round) and section planes. Does not: change state; input.c turns what a grip did into
// commands. Thread: main
#pragma once
#include "scene/scene.h"

typedef enum {
    SCENE_HANDLE_NONE,
    SCENE_HANDLE_MOVE,  // in the plane across the axis
    SCENE_HANDLE_RAISE, // along the axis
    SCENE_HANDLE_TURN,  // round it
    SCENE_HANDLE_CUT    // along it
} SceneHandleKind;
typedef struct {
    SceneHandleKind kind;
    uint32_t layer_id;  // of the model; 0 = a plane
    int cut;            // the plane, from 1; 0 = a model
    DVec3 at_enu_m, axis; // unit: up, or towards what is taken away
    double reach_m;     // how far it is drawn: the same in pixels from wherever it is seen
} SceneHandle;

// Its number in State.hot_handle, from 1; 0 = none.
int scene_handle_index(const Scene *scene, double x_px, double y_px);
// Of the last view; NONE: nothing to hold is under the pixel.
SceneHandle scene_handle_at(const Scene *scene, double x_px, double y_px);
// Where a pixel's ray holds it: on its axis (RAISE, CUT), in the plane through `at` (MOVE, TURN).
// False: the ray goes along the axis or meets the plane behind the eye.
bool scene_handle_grip(const Scene *scene, const SceneHandle *handle, double x_px, double y_px,
                       DVec3 *grip_enu_m);
