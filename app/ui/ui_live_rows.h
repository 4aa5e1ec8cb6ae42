// SPDX-License-Identifier: Apache-2.0
// ui_live_rows.h - live values of what is selected, each with its age and what keeps it from being
// believed; alarms that stand on it.
#pragma once
#include "ui/ui_panel.h"

#define UI_LIVE_KEYS_MAX 24
// Keys of the feature shown (all of its station), or of State.shown_key where there is none.
int ui_live_keys(const UiContext *context, uint32_t out[UI_LIVE_KEYS_MAX]);
uint64_t ui_live_key(const UiContext *context); // of what ui_live_rows shows; 0 = nothing
void ui_live_rows(const UiContext *context, UiTree *tree);
// A name for a moving thing: its "name", else its key.
void ui_live_name(const UiLive *live, uint32_t key, char *out, size_t cap);
