// SPDX-License-Identifier: Apache-2.0
// cmd_focus.h - commands that narrow a page: unit of the city, filter, indicator drilled into.
#pragma once
#include "core/cmd.h"

void cmd_focus_add(CmdTable *table);
