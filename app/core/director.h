// SPDX-License-Identifier: Apache-2.0
// director.h - who has the big screen: the rotation of scenes, and alarms that take it and give it
// back. Does not: know where alarms are or which page is theirs (its hooks do), or draw.
#pragma once
#include "core/alarm.h"
#include "core/state.h"

#define DIRECTOR_NAME_MAX ALARM_ID_MAX
typedef struct {
    bool has_taken;                // an alarm has the screen
    char alarm[DIRECTOR_NAME_MAX]; // which
    StateScene before;             // to be given back
    bool was_rotating;
    StateScene given; // what was shown for the alarm: another page or scene than this
                      // means that an operator has taken over
    int64_t seen_us;  // alarms raised up to then have been looked at
} Director;

typedef struct {
    // What the screen shows for an alarm: page and camera of out are filled in, the rest is as now.
    void (*scene_of)(void *arg, const Alarm *alarm, StateScene *out);
    void *arg;
} DirectorHooks;

// Time that passes and alarms as they stand; alarms may be NULL. Thread: main.
void director_update(Director *director, State *state, Alarms *alarms, const DirectorHooks *hooks,
                     double dt_s);
// The scene by places on from the one shown, round and round. False: there is none.
bool director_step(State *state, int by);
