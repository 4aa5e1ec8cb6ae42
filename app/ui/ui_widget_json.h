// SPDX-License-Identifier: Apache-2.0
// ui_widget_json.h - a widget tree as JSON.
#pragma once
#include "base/json.h"
#include "ui/ui_widget.h"

// [ {"role","name","text","rect":[x,y,w,h],"value","action","disabled","hover"}, … ]: what can be
// read or clicked, pixels; x, y: the tree's top left in units.
void ui_tree_json(const UiTree *tree, double x, double y, double scale, JsonWriter *out);
