// SPDX-License-Identifier: Apache-2.0
// cmd_measure.h - the commands that measure.
#pragma once
#include "app.h"

void app_add_measure_commands(CmdTable *table);
