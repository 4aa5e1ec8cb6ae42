// SPDX-License-Identifier: Apache-2.0
// panel_log.c - what was written to the log: the newest first, by level, found by text, copied.
#include "base/clock.h"
#include "ui/ui_dock_build.h"
#include <stdio.h>
#include <string.h>

static uint64_t panel_log_key(const UiContext *context)
{
    return ui_dock_panel_key(context, STATE_DOCK_LOG);
}

static void add_tools(const UiContext *context, UiTree *tree, const UiDockRoom *room)
{
    const UiDock *dock = &context->memory->dock;
    ui_dock_tools_begin(tree, room);
    for (int level = LOG_ERROR; level <= LOG_INFO; level++) {
        const char *word = ui_log_level(dock->language, (LogLevel)level);
        const uint64_t count = log_count_of((LogLevel)level);
        ui_add(tree,
               &(UiWidget){ .kind = UI_CHIP,
                            .text = ui_format(tree, "%s %llu", word, (unsigned long long)count),
                            .name = ui_format(tree, "log level %d", level),
                            .height = 24,
                            .value = ui_log_rgb((LogLevel)level),
                            .numbers = { !(dock->desk.levels_out >> level & 1) },
                            .action = ui_format(tree, "@dock:desk-level:%d", level) });
    }
    ui_add(tree, &(UiWidget){
                     .kind = UI_BUTTON,
                     .icon = UI_ICON_COPY,
                     .name = "copy log",
                     .tip = ui_word(context, ui_desk_line(dock) ? TEXT_COPY_LINE : TEXT_COPY_LINES),
                     .action = "@dock:desk-copy",
                     .width = 28,
                     .colour = UI_COLOUR_DIM });
    ui_dock_tools_end(context, tree, STATE_DOCK_LOG, room->table_w);
}

static void add_line(const UiContext *context, UiTree *tree, const UiDockRoom *room)
{
    const UiDock *dock = &context->memory->dock;
    const UiLogRow *row = ui_desk_line(dock);
    char iso[32];
    if (!row) {
        ui_dock_hint(context, tree, room);
        return;
    }
    clock_format(row->line.t_utc_us, dock->utc_offset_s, iso);
    ui_dock_side_begin(tree, room, 0);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 8, .height = 26 });
    ui_add(tree, &(UiWidget){ .kind = UI_CHIP,
                              .text = ui_log_level(dock->language, row->line.level),
                              .height = 22,
                              .value = ui_log_rgb(row->line.level),
                              .numbers = { row->line.level == LOG_ERROR } });
    ui_add_text(tree, ui_format(tree, "%.10s %.8s", iso, iso + 11), UI_FONT_BODY, UI_COLOUR_DIM);
    ui_end(tree);
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = row->line.text,
                              .name = "log line",
                              .is_wrapped = true,
                              .colour = UI_COLOUR_TEXT });
    ui_end(tree);
}

static void panel_log_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const UiTableColumn columns[UI_LOG_COLUMNS] = {
        [UI_LOG_TIME] = { ui_word(context, TEXT_TIME), 116, 0, UI_ALIGN_START },
        [UI_LOG_LEVEL] = { ui_word(context, TEXT_LEVEL), 84, 0, UI_ALIGN_START },
        [UI_LOG_TEXT] = { ui_word(context, TEXT_LOG_TEXT), 0, 0, UI_ALIGN_START },
    };
    const UiDockRoom room = ui_dock_begin(context, tree, place, STATE_DOCK_LOG);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = room.table_w, .height = room.body_h });
    add_tools(context, tree, &room);
    ui_dock_table(context, tree, &room, STATE_DOCK_LOG, columns, UI_LOG_COLUMNS, TEXT_NO_LOG,
                  UI_DOCK_TOOLS);
    ui_end(tree);
    add_line(context, tree, &room);
    ui_end(tree);
    ui_end(tree);
}

const UiPanelRow panel_log = { "log", panel_log_key, panel_log_build };
