// SPDX-License-Identifier: Apache-2.0
// cmd_live.h - commands on what is live in the scene: going to alarms, picking what moves.
#pragma once
#include "app.h"

void app_add_live_commands(CmdTable *table);
// A live mark or moving thing under a pixel is shown with its record, and its feature selected;
// the head of an alarm opens the list of alarms. False: there is none.
bool app_live_select(App *app, double x_px, double y_px);
