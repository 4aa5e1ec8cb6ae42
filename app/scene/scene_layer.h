// SPDX-License-Identifier: Apache-2.0
// scene_layer.h - keeps the drawn layers in step with state and city. Thread: main.
#pragma once
#include "scene/scene_private.h"

void scene_layers_follow(Scene *scene, const City *city, const State *state);
void scene_layers_clear(Scene *scene);
bool scene_layers_are_pending(const Scene *scene);
