// SPDX-License-Identifier: Apache-2.0
// scene_model_label.h - what is written in models: rooms where they are shown, cut open or walked
// in, and storeys beside a model whose storeys stand apart. Does not: find room on the picture, or
// draw. Thread: main.
#pragma once
#include "scene/scene_private.h"

typedef struct SceneModelNames SceneModelNames; // of one model: texts, and what was seen last
void scene_model_names_destroy(SceneModelNames *names); // NULL is fine

typedef struct {
    const SceneLayer *layer;
    uint32_t object;
    const char *text; // the names': until the model is gone
    DVec3 point_enu_m;
    float x_px, y_px, distance_m;
    bool is_storey; // the text ends at x_px, else its middle lies there
} SceneModelLabel;
// All that may be written in the view being built, nearest first, in the arena; at most 400.
// Nothing hidden by a mark, a cut or a wall; rooms only where their text is not wider than they are
// drawn. Walls are asked about until until_s (clock_monotonic_s); *is_late: something was left out
// for that.
int scene_model_labels(Scene *scene, const State *state, double until_s, Arena *arena,
                       SceneModelLabel **out, bool *is_late);
