// SPDX-License-Identifier: Apache-2.0
// cmd_shell.h - commands that open what lies over the panels: menus, palette, forms, settings, the
// chooser of files; and whether the document has changes that no file has.
#pragma once
#include "app.h"

void app_add_shell_commands(CmdTable *table);
// Before a line is run: remembers the document as it was before the operator's first change.
void app_document_before(App *app, const char *line);
void app_document_after(App *app, const char *line, bool is_well); // it has run
bool app_document_is_unsaved(void *app);                           // for UiFacts
