// SPDX-License-Identifier: Apache-2.0
// state_scene.c - scenes of the big screen: found, kept, taken from the state and shown again.
#include "base/array.h"
#include "base/str.h"
#include "core/state.h"
#include <math.h>
#include <string.h>

#define SECONDS_USUAL 30.0
#define TRANSITION_USUAL_S 2.0

StateScene *state_scene_find(State *state, const char *name)
{
    for (int i = 0; i < state->scene_count; i++)
        if (strcmp(state->scenes[i].name, name) == 0) return &state->scenes[i];
    return NULL;
}

bool state_scene_put(State *state, const StateScene *scene)
{
    StateScene *there = state_scene_find(state, scene->name);
    if (!there) {
        if (!array_reserve((void **)&state->scenes, &state->scene_cap, state->scene_count + 1,
                           sizeof *state->scenes))
            return false;
        there = &state->scenes[state->scene_count++];
    }
    *there = *scene;
    state_touch(state);
    return true;
}

StateScene state_scene_now(const State *state, const char *name)
{
    StateScene scene = { .look = STATE_SCENE_LOOK_DAY + (int)state->look,
                         .seconds = SECONDS_USUAL,
                         .transition_s = TRANSITION_USUAL_S,
                         .has_layers = true,
                         .camera = state->camera };
    size_t length = 0;
    str_copy_utf8(scene.name, sizeof scene.name, name);
    str_copy_utf8(scene.page, sizeof scene.page, state->page);
    str_copy_utf8(scene.unit, sizeof scene.unit, state->unit);
    for (int i = 0; i < state->layer_count; i++) {
        const StateLayer *layer = &state->layers[i];
        const size_t more = strlen(layer->name) + 1;
        if (layer->is_visible || length + more >= sizeof scene.hidden) continue;
        if (length) scene.hidden[length++] = ';';
        memcpy(scene.hidden + length, layer->name, more);
        length += more - 1;
    }
    return scene;
}

static bool is_hidden(const StateScene *scene, const char *name)
{
    const size_t length = strlen(name);
    for (const char *at = scene->hidden; *at;) {
        const size_t n = strcspn(at, ";");
        if (n == length && strncmp(at, name, n) == 0) return true;
        at += n + (at[n] == ';');
    }
    return false;
}

static void show_layers(State *state, const StateScene *scene)
{
    bool has_changed = false;
    for (int i = 0; i < state->layer_count; i++) {
        StateLayer *layer = &state->layers[i];
        const bool is_visible = !is_hidden(scene, layer->name);
        has_changed |= is_visible != layer->is_visible;
        layer->is_visible = is_visible;
    }
    if (has_changed) state_touch_layers(state);
}

bool state_layers_to_desk(State *state)
{
    bool has_changed = false;
    for (int i = 0; state->layers_topic[0] && i < state->layer_count; i++) {
        StateLayer *layer = &state->layers[i];
        has_changed |= layer->is_visible != layer->was_visible;
        layer->is_visible = layer->was_visible;
    }
    state->layers_topic[0] = 0;
    return has_changed;
}

// A scene's layers are those of its page, where it has one: the desk's come back behind it.
static void page_layers(State *state, const StateScene *scene)
{
    const size_t length = strcspn(scene->page, "/");
    if (state_layers_to_desk(state)) state_touch_layers(state);
    for (int i = 0; i < state->layer_count; i++)
        state->layers[i].was_visible = state->layers[i].is_visible;
    show_layers(state, scene);
    if (length == 0 || length >= sizeof state->layers_topic) return;
    memcpy(state->layers_topic, scene->page, length);
    state->layers_topic[length] = 0;
}

void state_scene_show(State *state, const StateScene *scene)
{
    str_copy_utf8(state->scene, sizeof state->scene, scene->name);
    str_copy_utf8(state->page, sizeof state->page, scene->page);
    str_copy_utf8(state->unit, sizeof state->unit, scene->unit);
    state->scene_time_s = 0;
    if (scene->look != STATE_SCENE_LOOK_LEAVE)
        state->look = (StateLook)(scene->look - STATE_SCENE_LOOK_DAY);
    if (scene->has_layers) page_layers(state, scene);
    if (scene->camera.distance_m > 0) {
        state->camera_goal = scene->camera;
        state->glide_from = state->camera;
        state->glide_time_s = 0;
        state->glide_s = scene->transition_s;
        state->is_gliding = scene->transition_s > 0 && state->has_camera;
        if (!state->is_gliding) state->camera = scene->camera;
        state->has_camera = true;
        state->is_touring = false;
    }
    state_touch(state);
}
