// SPDX-License-Identifier: Apache-2.0
// ui_context.c - layers by their number, rows of the lists of operations by what they show.
#include "ui/ui_context.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The layer a widget of the tree stands for: its row, or a command that names it; 0 = none.
static uint32_t layer_of(const UiLayers *layers, const char *action)
{
    static const char *const before[] = { "layer-set layer=", "fit layer=" };
    int row = 0;
    if (sscanf(action, "@layers:row:%d", &row) == 1)
        return row >= 0 && row < layers->row_count ? layers->rows[row].layer_id : 0;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (str_starts(action, before[i]))
            return (uint32_t)strtoul(action + strlen(before[i]), NULL, 10);
    return 0;
}

static bool of_layer(const UiLayers *layers, const State *state, const char *action,
                     UiMenuSubject *out)
{
    const uint32_t id = layer_of(layers, action);
    const StateLayer *layer = id ? state_layer_by_id((State *)state, id) : NULL;
    if (!layer) return false;
    out->layer_id = id;
    str_copy_utf8(out->name, sizeof out->name, layer->name);
    return true;
}

static bool of_row(const UiDock *dock, const char *action, UiMenuSubject *out)
{
    const char *id = NULL;
    int at = 0;
    const char *mark = strstr(action, ":row:");
    if (!str_starts(action, "@table:") || !mark || sscanf(mark, ":row:%d", &at) != 1) return false;
    const int row = ui_table_row(&dock->tables[dock->open], at);
    if (row < 0 || row >= dock->row_count) return false;
    if (dock->open == STATE_DOCK_ALARMS && dock->alarms[row].count == 0)
        id = dock->alarms[row].alarm->id;
    if (dock->open == STATE_DOCK_CASES) id = dock->cases[row]->id;
    if (dock->open == STATE_DOCK_FEEDS) id = dock->feeds[row].name;
    if (!id) return false;
    str_copy_utf8(out->id, sizeof out->id, id);
    return true;
}

bool ui_context_of(const UiMemory *memory, const State *state, const char *action,
                   UiMenuSubject *out, const UiMenuRow **rows, int *count)
{
    if (of_layer(&memory->layers, state, action, out)) {
        *rows = ui_menu_layer_rows;
        *count = ui_menu_layer_count;
        return true;
    }
    if (!of_row(&memory->dock, action, out)) return false;
    const StateDock open = memory->dock.open;
    *rows = open == STATE_DOCK_ALARMS  ? ui_menu_alarm_rows
            : open == STATE_DOCK_CASES ? ui_menu_case_rows
                                       : ui_menu_feed_rows;
    *count = open == STATE_DOCK_ALARMS  ? ui_menu_alarm_count
             : open == STATE_DOCK_CASES ? ui_menu_case_count
                                        : ui_menu_feed_count;
    return true;
}
