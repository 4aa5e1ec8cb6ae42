// SPDX-License-Identifier: Apache-2.0
// panel_table.c - to add a panel: write panel_<name>.c, add its row. In drawing order.
#include "ui/ui_panel.h"

extern const UiPanelRow panel_strip, panel_compass, panel_layers, panel_model, panel_attributes,
    panel_jobs, panel_welcome, panel_top, panel_measure, panel_search, panel_toast, panel_help;
extern const UiPanelRow panel_time, panel_replay, panel_edge_left, panel_edge_right;

const UiPanelRow *const ui_panel_table[] = { &panel_strip,      &panel_compass,    &panel_layers,
                                             &panel_model,      &panel_attributes, &panel_jobs,
                                             &panel_welcome,    &panel_top,        &panel_measure,
                                             &panel_search,     &panel_time,       &panel_edge_left,
                                             &panel_edge_right, &panel_replay,     &panel_toast,
                                             &panel_help };
const int ui_panel_count = sizeof ui_panel_table / sizeof ui_panel_table[0];
_Static_assert(sizeof ui_panel_table / sizeof ui_panel_table[0] <= UI_PANELS_MAX, "UI_PANELS_MAX");
