// SPDX-License-Identifier: Apache-2.0
// director.c - the turn of scenes.
#include "core/director.h"
#include "base/str.h"
#include <string.h>

bool director_step(State *state, int by)
{
    int at = by > 0 ? -1 : 0;
    if (state->scene_count == 0) return false;
    for (int i = 0; i < state->scene_count; i++)
        if (strcmp(state->scenes[i].name, state->scene) == 0) at = i;
    const int count = state->scene_count;
    const StateScene next = state->scenes[((at + by) % count + count) % count];
    state_scene_show(state, &next);
    return true;
}

#define UNNAMED_S 30.0 // what is no scene stays so long, too

static void rotate(State *state, double dt_s)
{
    const StateScene *now = state_scene_find(state, state->scene);
    state->scene_time_s += dt_s;
    if (state->scene_time_s >= (now ? now->seconds : UNNAMED_S)) (void)director_step(state, 1);
}

static bool asks(const Alarm *alarm)
{
    return alarm_is_shown(alarm) && alarm_state(alarm) == ALARM_ACTIVE_UNACKED;
}

// Of those raised since the last look, at the level or above: the highest, then the newest.
static const Alarm *newest(Director *director, Alarms *alarms, int level)
{
    const Alarm *found = NULL;
    int64_t latest_us = director->seen_us;
    for (int i = 0; i < alarms_count(alarms); i++) {
        const Alarm *alarm = alarms_at(alarms, i);
        if (alarm->t_raised_us <= director->seen_us) continue;
        if (alarm->t_raised_us > latest_us) latest_us = alarm->t_raised_us;
        if (!asks(alarm) || (int)alarm->level < level) continue;
        if (!found || alarm->level > found->level ||
            (alarm->level == found->level && alarm->t_raised_us > found->t_raised_us))
            found = alarm;
    }
    director->seen_us = latest_us;
    return found;
}

static void take(Director *director, State *state, const Alarm *alarm, const DirectorHooks *hooks)
{
    if (!director->has_taken) {
        director->before = state_scene_now(state, state->scene);
        director->was_rotating = state->is_rotating;
    }
    StateScene scene = state_scene_now(state, "");
    scene.has_layers = false;
    if (hooks && hooks->scene_of) hooks->scene_of(hooks->arg, alarm, &scene);
    state_scene_show(state, &scene);
    state->is_rotating = false;
    director->has_taken = true;
    director->given = scene;
    str_copy_utf8(director->alarm, sizeof director->alarm, alarm->id);
}

static bool is_ours(const Director *director, const State *state)
{
    return strcmp(state->page, director->given.page) == 0 && state->scene[0] == 0 &&
           strcmp(state->unit, director->given.unit) == 0;
}

static void give_back(Director *director, State *state)
{
    // An operator who went on to something else keeps it.
    if (is_ours(director, state)) {
        state_scene_show(state, &director->before);
        state->is_rotating = director->was_rotating;
    }
    director->has_taken = false;
    director->alarm[0] = 0;
}

void director_update(Director *director, State *state, Alarms *alarms, const DirectorHooks *hooks,
                     double dt_s)
{
    const Alarm *raised =
        alarms ? newest(director, alarms,
                        state->scene_alarm > 0 ? state->scene_alarm : ALARM_LEVEL_COUNT)
               : NULL;
    if (state->is_scene_locked) return;
    if (director->has_taken) {
        const Alarm *held = alarms ? alarms_find(alarms, director->alarm) : NULL;
        if (!is_ours(director, state) || !held || !asks(held))
            give_back(director, state);
        else if (raised && raised->level <= held->level)
            raised = NULL; // one at a time
    }
    if (raised)
        take(director, state, raised, hooks);
    else if (state->is_rotating && !director->has_taken)
        rotate(state, dt_s);
}
