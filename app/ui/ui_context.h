// SPDX-License-Identifier: Apache-2.0
// ui_context.h - what a right click on a row of a panel is about, by the row's action.
#pragma once
#include "ui/ui_panel.h"

// False: the row has no menu. The subject's place is the caller's.
bool ui_context_of(const UiMemory *memory, const State *state, const char *action,
                   UiMenuSubject *out, const UiMenuRow **rows, int *count);
