// SPDX-License-Identifier: Apache-2.0
// cmd_page.h - commands of the big screen.
#pragma once
#include "app.h"

void cmd_page_add(CmdTable *table);
// Shows the page of an id or name. ERR_NOT_FOUND with the nearest names.
bool cmd_page_set(App *app, const char *name, Err *err);
