// SPDX-License-Identifier: Apache-2.0
// ui_dock_build.h - what the panels of the lists of operations share: their place, tabs, buttons
// and forms.
#pragma once
#include "ui/ui_dock_rows.h"
#include "ui/ui_panel.h"

typedef struct {
    double width, height;   // of the panel
    double table_w, side_w; // of the list and of the details beside it
    double body_h;          // below the tabs
} UiDockRoom;

uint64_t ui_dock_panel_key(const UiContext *context, StateDock list); // 0 = not shown
double ui_dock_height(const UiContext *context); // with its gap; 0 = nothing is open
// Of it, what covers the columns at the sides of a window that is not wide.
double ui_dock_cover(const UiContext *context);
// From where to where it lies, in units.
void ui_dock_span(const UiContext *context, double *x, double *width);
// Opens the panel's box and adds the tabs. The box is closed by ui_end.
UiDockRoom ui_dock_begin(const UiContext *context, UiTree *tree, UiPlace *place, StateDock list);
// A row of tools above a list: what is typed to filter it stands at its end.
void ui_dock_tools_begin(UiTree *tree, const UiDockRoom *room);
void ui_dock_tools_end(const UiContext *context, UiTree *tree, StateDock list, double room_w);
#define UI_DOCK_TOOLS 36
// The list, as wide as the room says, as high as is left below `above`.
void ui_dock_table(const UiContext *context, UiTree *tree, const UiDockRoom *room, StateDock list,
                   const UiTableColumn *columns, int count, TextId empty, double above);
// The details beside it: a box that scrolls; closed by ui_end. foot: units kept free below.
void ui_dock_side_begin(UiTree *tree, const UiDockRoom *room, double foot);
void ui_dock_hint(const UiContext *context, UiTree *tree, const UiDockRoom *room);
void ui_dock_line(UiTree *tree, const char *name, const char *value, UiColour colour);
// A button; is_strong: the one that is meant most.
void ui_dock_button(UiTree *tree, const char *text, const char *action, bool is_strong);
// NAME="ID" as the action of a button, in the tree's memory.
const char *ui_dock_line_of(UiTree *tree, const char *before, const char *id, const char *after);
// Its text field with reasons to choose from; nothing where no form is open.
void ui_dock_form(const UiContext *context, UiTree *tree, const UiDockRoom *room);
double ui_dock_form_height(const UiDock *dock);
