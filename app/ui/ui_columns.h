// SPDX-License-Identifier: Apache-2.0
// ui_columns.h - how wide the columns at the sides are and how high what lies below, as dragged by
// splitters (State.panel_sizes) and as the window allows.
// Thread: main.
#pragma once
#include "ui/ui_panel.h"

double ui_left_width(const UiContext *context);
double ui_right_width(const UiContext *context);
// Of the layers where a model stands below them; usual: as without a splitter.
double ui_layers_height(const UiContext *context, double room, double usual);
double ui_dock_wanted(const UiContext *context, double usual);
// "@split:NAME:X,Y" of a splitter; the command line goes to out.
void ui_split_action(UiMemory *memory, const char *action, Str *out);
