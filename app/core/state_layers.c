// SPDX-License-Identifier: Apache-2.0
// state_layers.c - the order of layers and of their groups: a group stands where its first layer
// stands, its layers in the order of the list.
#include "base/str.h"
#include "core/state.h"
#include <string.h>

static int place_of(const State *state, uint32_t id)
{
    for (int i = 0; i < state->layer_count; i++)
        if (state->layers[i].id == id) return i;
    return -1;
}

// Where a layer taken out of its place goes back in, behind the last other of the group; a new
// group stands at the end.
static int end_of_group(const State *state, int taken, const char *group)
{
    for (int i = state->layer_count - 1; i >= 0; i--)
        if (i != taken && strcmp(state->layers[i].group, group) == 0) return i + (i < taken);
    return strcmp(state->layers[taken].group, group) == 0 ? taken : state->layer_count - 1;
}

static void shift(State *state, int from, int to)
{
    StateLayer *layers = state->layers;
    const StateLayer moved = layers[from];
    if (to > from)
        memmove(&layers[from], &layers[from + 1], (size_t)(to - from) * sizeof moved);
    else
        memmove(&layers[to + 1], &layers[to], (size_t)(from - to) * sizeof moved);
    layers[to] = moved;
}

bool state_layer_place(State *state, uint32_t id, const char *group, uint32_t before_id)
{
    const int from = place_of(state, id);
    const int before = before_id ? place_of(state, before_id) : -1;
    if (from < 0 || (before_id && before < 0)) return false;
    const int to = before == from ? from
                   : before >= 0  ? before - (before > from)
                                  : end_of_group(state, from, group);
    StateLayer *layer = &state->layers[from];
    if (to == from && strcmp(layer->group, group) == 0) return true;
    str_copy_utf8(layer->group, sizeof layer->group, group);
    shift(state, from, to);
    state_touch_layers(state);
    return true;
}

bool state_group_move(State *state, const char *group, const char *before)
{
    const int count = state->layer_count;
    int members = 0, target = -1;
    for (int i = 0; i < count; i++) {
        if (strcmp(state->layers[i].group, group) == 0)
            members++;
        else if (before && target < 0 && strcmp(state->layers[i].group, before) == 0)
            target = i;
    }
    if (members == 0 || (before && target < 0)) return false;
    const uint32_t target_id = target >= 0 ? state->layers[target].id : 0;
    // One after the other, in order, to before the target or to the end.
    for (int done = 0, i = 0; done < members && i < count; done++) {
        while (strcmp(state->layers[i].group, group) != 0) i++;
        const int at = target_id ? place_of(state, target_id) : count;
        if (i < at) {
            shift(state, i, at - 1); // the next one takes its place
        } else {
            shift(state, i, at);
            i++;
        }
    }
    state_touch_layers(state);
    return true;
}

int state_group_rename(State *state, const char *group, const char *name)
{
    int count = 0;
    for (int i = 0; i < state->layer_count; i++) {
        if (strcmp(state->layers[i].group, group) != 0) continue;
        str_copy_utf8(state->layers[i].group, sizeof state->layers[i].group, name);
        count++;
    }
    if (count) state_touch_layers(state);
    return count;
}

int state_group_show(State *state, const char *group, bool is_visible)
{
    int count = 0;
    for (int i = 0; i < state->layer_count; i++) {
        if (strcmp(state->layers[i].group, group) != 0) continue;
        state->layers[i].is_visible = is_visible;
        count++;
    }
    if (count) state_touch_layers(state);
    return count;
}
