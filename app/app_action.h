// SPDX-License-Identifier: Apache-2.0
// app_action.h - what alarms ask for, done: the view flies, a command runs, a tone sounds, a
// message goes out by a feed (core/action.h decides what and when).
// Does not: judge alarms, or keep a pace.
#pragma once
#include "scene/scene_live.h"

struct App;
// After the changes of a turn were taken. Thread: main; never waits.
void app_action_run(struct App *app);
// Rings where alarms are marked; how many.
int app_action_pulses(struct App *app, SceneLivePulse *out, int max);
// Where an alarm's subject is: a moving key, a feature or object that it, or another key of its
// station, belongs to. False: nowhere.
bool app_action_place(struct App *app, const char *subject, GeoPos *out);
