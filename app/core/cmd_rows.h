// SPDX-License-Identifier: Apache-2.0
// cmd_rows.h - core's command rows by file. To add a command: a function and a row in the cmd_*.c it belongs to.
#pragma once
#include "core/cmd.h"
#include "core/city.h"
#include "core/state.h"

#define CMD_ARGS(rows) .args = rows, .arg_count = (int)(sizeof rows / sizeof rows[0])

extern const Cmd cmd_view_rows[], cmd_tour_rows[], cmd_time_rows[], cmd_layer_rows[],
    cmd_select_rows[], cmd_session_rows[], cmd_model_rows[], cmd_cut_rows[], cmd_ask_rows[],
    cmd_alarm_rows[], cmd_case_rows[], cmd_feed_rows[];
extern const Cmd cmd_scene_rows[];
extern const int cmd_scene_count;
extern const Cmd cmd_group_rows[];
extern const int cmd_group_count;
extern const Cmd cmd_search_rows[];
extern const int cmd_search_count;
extern const Cmd cmd_settings_rows[];
extern const int cmd_settings_count;
extern const Cmd cmd_panel_rows[];
extern const int cmd_panel_count;
extern const Cmd cmd_interface_rows[];
extern const int cmd_interface_count;
extern const int cmd_view_count, cmd_tour_count, cmd_time_count, cmd_layer_count, cmd_select_count,
    cmd_session_count, cmd_model_count, cmd_cut_count, cmd_ask_count, cmd_alarm_count,
    cmd_case_count, cmd_feed_count;

// The commands whose arguments are the keys of city.yaml; args: room for CMD_ARGS_MAX of each of three rows.
#define CMD_LAYER_KEY_ROWS 3
void cmd_layer_key_rows(CmdArg args[CMD_LAYER_KEY_ROWS][CMD_ARGS_MAX], Cmd rows[CMD_LAYER_KEY_ROWS]);

// The commands whose arguments are the keys of a rule.
#define CMD_RULE_KEY_ROWS 2
void cmd_rule_key_rows(CmdArg args[CMD_RULE_KEY_ROWS][CMD_ARGS_MAX], Cmd rows[CMD_RULE_KEY_ROWS]);
extern const Cmd cmd_rule_rows[];
extern const int cmd_rule_count;

// The model of a loaded layer, or NULL with *err.
const CityLayer *cmd_model(CmdContext *context, const char *name, Err *err);
// Which objects an expression (asset_query.h) finds: heap, object_count bytes of 0 and 1; NULL with
// *err, also where it names a property or type that the model has nowhere. count may be NULL.
uint8_t *cmd_model_where(const Asset *asset, const char *text, int *count, Err *err);
// The layer named, or NULL with ERR_NOT_FOUND and the nearest names.
StateLayer *cmd_layer(State *state, const char *name, Err *err);
// The one or several layers that name means: a layer, "*" for all, or a group. Returns how many were visited; 0 sets *err.
int cmd_layers(State *state, const char *name, void (*visit)(State *state, StateLayer *layer, void *arg), void *arg, Err *err);
// Moves the view: to goal at once (seconds 0), in seconds, or at the glide's own pace (seconds NAN).
void cmd_camera_go(State *state, const StateCamera *goal, double seconds);
// Moves the view so that a box of the ground fills it; seconds as for cmd_camera_go.
bool cmd_fit_box(CmdContext *context, GeoBox box, double seconds);
// The desk's alarms and cases to change, or NULL with *err: there are none, or history is shown.
struct Operations *cmd_operations(CmdContext *context, Err *err);
