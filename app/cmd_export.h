// SPDX-License-Identifier: Apache-2.0
// cmd_export.h - the commands that write what the store keeps into files, in the background.
// Does not: know rows or formats (core/export.h).
#pragma once
#include "core/cmd.h"
void app_add_export_commands(CmdTable *table);
