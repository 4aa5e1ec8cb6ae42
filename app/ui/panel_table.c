// SPDX-License-Identifier: Apache-2.0
// panel_table.c - to add a panel: write panel_<name>.c, add its row. In drawing order.
#include "ui/panel_shell.h"

extern const UiPanelRow panel_strip, panel_compass, panel_layers, panel_model, panel_attributes,
    panel_jobs, panel_welcome, panel_top, panel_measure, panel_search, panel_toast, panel_help;
extern const UiPanelRow panel_alarms, panel_rate, panel_cases, panel_emergencies, panel_warnings,
    panel_feeds, panel_alarm_toasts;
extern const UiPanelRow panel_places, panel_log, panel_tip;
extern const UiPanelRow panel_split_left, panel_split_right, panel_split_layers, panel_split_dock;
extern const UiPanelRow panel_time, panel_replay, panel_edge_left, panel_edge_right;

const UiPanelRow *const ui_panel_table[] = {
    &panel_strip,       &panel_compass,    &panel_layers,       &panel_model,
    &panel_attributes,  &panel_jobs,       &panel_welcome,      &panel_alarms,
    &panel_rate,        &panel_cases,      &panel_emergencies,  &panel_warnings,
    &panel_feeds,       &panel_places,     &panel_log,          &panel_split_left,
    &panel_split_right, &panel_split_dock, &panel_split_layers, &panel_alarm_toasts,
    &panel_top,         &panel_measure,    &panel_search,       &panel_time,
    &panel_edge_left,   &panel_edge_right, &panel_replay,       &panel_toast,
    &panel_help,        &panel_menu_bar,   &panel_palette,      &panel_form,
    &panel_settings,    &panel_chooser,    &panel_menu_first,   &panel_menu_second,
    &panel_dialog,      &panel_tip
};
const int ui_panel_count = sizeof ui_panel_table / sizeof ui_panel_table[0];
_Static_assert(sizeof ui_panel_table / sizeof ui_panel_table[0] <= UI_PANELS_MAX, "UI_PANELS_MAX");

static const UiPanelRow *const over_pages[] = {
    &panel_attributes, &panel_alarms,  &panel_rate,         &panel_cases,       &panel_emergencies,
    &panel_warnings,   &panel_feeds,   &panel_alarm_toasts, &panel_search,      &panel_toast,
    &panel_help,       &panel_time,    &panel_edge_left,    &panel_edge_right,  &panel_replay,
    &panel_places,     &panel_log,     &panel_tip,          &panel_palette,     &panel_form,
    &panel_settings,   &panel_chooser, &panel_menu_first,   &panel_menu_second, &panel_dialog
};

bool ui_panel_is_over_pages(const UiPanelRow *row)
{
    for (size_t i = 0; i < sizeof over_pages / sizeof over_pages[0]; i++)
        if (over_pages[i] == row) return true;
    return false;
}
