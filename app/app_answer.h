// SPDX-License-Identifier: Apache-2.0
// app_answer.h - what commands answer: picks, names found, properties of the program; JSON, one line.
#pragma once
#include "app.h"

void app_answer_pick(App *app, const ScenePick *pick, Str *out);
void app_answer_walk(App *app, double gone_m, Str *out); // where the walker stands
void app_answer_find(App *app, const char *text, int cap, Str *out);
bool app_answer_is_known(App *app, const char *condition, Err *err); // a word of `wait` or a property
bool app_answer_is(App *app, const char *property, const char *value); // value NULL = true
bool app_select_many(State *state, const StateFeatureRef *refs, int count, Err *err); // each once
bool app_parse_size(const char *text, int *width, int *height, Err *err);
