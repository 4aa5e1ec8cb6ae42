// SPDX-License-Identifier: Apache-2.0
// panel_feeds.c - sources of live values with their health, switched on and off; warnings in force.
#include "ui/ui_dock_build.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static uint64_t panel_feeds_key(const UiContext *context)
{
    return ui_dock_panel_key(context, STATE_DOCK_FEEDS);
}

static void add_list(const UiContext *context, UiTree *tree, const UiDockRoom *room, StateDock list,
                     const UiTableColumn *columns, int count, TextId empty)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = room->table_w, .height = room->body_h });
    ui_dock_tools_begin(tree, room);
    ui_add_text(tree, ui_format(tree, "%d", context->memory->dock.tables[list].shown_count),
                UI_FONT_STRONG, UI_COLOUR_TEXT);
    ui_dock_tools_end(context, tree, list, room->table_w);
    ui_dock_table(context, tree, room, list, columns, count, empty, UI_DOCK_TOOLS);
    ui_end(tree);
}

static void add_feed_facts(const UiContext *context, UiTree *tree, const UiFeed *feed)
{
    const UiDock *dock = &context->memory->dock;
    uint32_t rgb = 0;
    char text[64];
    const char *state = ui_feed_state(dock->language, feed, &rgb);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 8, .height = 26 });
    ui_add(tree, &(UiWidget){ .kind = UI_CHIP,
                              .text = state,
                              .font = UI_FONT_STRONG,
                              .height = 22,
                              .value = rgb,
                              .numbers = { feed->error[0] != 0 } });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = feed->name,
                              .font = UI_FONT_TITLE,
                              .colour = UI_COLOUR_TITLE,
                              .grow = 1,
                              .width = 20 });
    ui_add_text(tree, feed->driver, UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_end(tree);
    if (feed->error[0])
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                                  .text = feed->error,
                                  .is_wrapped = true,
                                  .colour = UI_COLOUR_BAD });
    if (feed->t_last_us) ui_dock_age_text(dock, feed->t_last_us, text, sizeof text);
    ui_dock_line(tree, ui_word(context, TEXT_LAST_MESSAGE),
                 feed->t_last_us ? ui_format(tree, "%s", text)
                 : feed->is_off  ? "–"
                                 : ui_word(context, TEXT_NEVER),
                 UI_COLOUR_TEXT);
    ui_dock_line(tree, ui_word(context, TEXT_MESSAGES),
                 ui_format(tree, "%s · %.1f %s", ui_count_text(tree, (double)feed->messages),
                           feed->messages_a_second, ui_word(context, TEXT_A_SECOND)),
                 UI_COLOUR_TEXT);
    ui_dock_line(tree, ui_word(context, TEXT_MALFORMED),
                 ui_count_text(tree, (double)feed->malformed),
                 feed->malformed ? UI_COLOUR_WARN : UI_COLOUR_TEXT);
    ui_dock_line(tree, ui_word(context, TEXT_DROPPED), ui_count_text(tree, (double)feed->dropped),
                 feed->dropped ? UI_COLOUR_BAD : UI_COLOUR_TEXT);
    ui_dock_line(tree, ui_word(context, TEXT_RECONNECTS),
                 ui_count_text(tree, feed->connects > 1 ? (double)feed->connects - 1 : 0),
                 UI_COLOUR_TEXT);
    if (isfinite(feed->lag_ms))
        ui_dock_line(tree, ui_word(context, TEXT_LAG), ui_format(tree, "%.0f ms", feed->lag_ms),
                     UI_COLOUR_TEXT);
}

static void add_feed(const UiContext *context, UiTree *tree, const UiDockRoom *room)
{
    const UiDock *dock = &context->memory->dock;
    const UiFeed *feed = ui_dock_feed(dock);
    if (!feed) {
        ui_dock_hint(context, tree, room);
        return;
    }
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = room->side_w, .height = room->body_h });
    ui_dock_side_begin(tree, room, 42);
    add_feed_facts(context, tree, feed);
    ui_end(tree);
    ui_add(tree,
           &(UiWidget){
               .kind = UI_BOX, .padding_x = 12, .gap = 4, .height = 42, .width = room->side_w });
    ui_add_rule(tree);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 34, .gap = 6 });
    ui_dock_button(tree, ui_word(context, feed->is_off ? TEXT_SWITCH_ON : TEXT_SWITCH_OFF),
                   ui_dock_line_of(tree, "feed-switch name=", feed->name, ""), feed->is_off);
    ui_end(tree);
    ui_end(tree);
    ui_end(tree);
}

static void panel_feeds_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const UiTableColumn columns[UI_FEED_COLUMNS] = {
        [UI_FEED_STATE] = { ui_word(context, TEXT_STATE), 80, 0, UI_ALIGN_START },
        [UI_FEED_NAME] = { ui_word(context, TEXT_COLUMN_NAME), 0, 0, UI_ALIGN_START },
        [UI_FEED_DRIVER] = { ui_word(context, TEXT_DRIVER), 70, 640, UI_ALIGN_START },
        [UI_FEED_LAST] = { ui_word(context, TEXT_LAST_MESSAGE), 104, 0, UI_ALIGN_END },
        [UI_FEED_RATE] = { ui_word(context, TEXT_A_SECOND), 76, 420, UI_ALIGN_END },
        [UI_FEED_MESSAGES] = { ui_word(context, TEXT_MESSAGES), 90, 860, UI_ALIGN_END },
        [UI_FEED_LAG] = { ui_word(context, TEXT_LAG), 72, 800, UI_ALIGN_END },
        [UI_FEED_DROPPED] = { ui_word(context, TEXT_DROPPED), 72, 560, UI_ALIGN_END },
        [UI_FEED_MALFORMED] = { ui_word(context, TEXT_MALFORMED), 78, 640, UI_ALIGN_END },
        [UI_FEED_RECONNECTS] = { ui_word(context, TEXT_RECONNECTS), 86, 740, UI_ALIGN_END },
        [UI_FEED_ERROR] = { ui_word(context, TEXT_REASON), 0, 1000, UI_ALIGN_START },
    };
    const UiDockRoom room = ui_dock_begin(context, tree, place, STATE_DOCK_FEEDS);
    add_list(context, tree, &room, STATE_DOCK_FEEDS, columns, UI_FEED_COLUMNS, TEXT_NO_FEEDS);
    add_feed(context, tree, &room);
    ui_end(tree);
    ui_end(tree);
}

const UiPanelRow panel_feeds = { "feeds", panel_feeds_key, panel_feeds_build };

// Warnings

static uint64_t panel_warnings_key(const UiContext *context)
{
    return ui_dock_panel_key(context, STATE_DOCK_WARNINGS);
}

static void add_warning(const UiContext *context, UiTree *tree, const UiDockRoom *room)
{
    const UiDock *dock = &context->memory->dock;
    const UiWarning *w = ui_dock_warning(dock);
    char text[64];
    if (!w) {
        ui_dock_hint(context, tree, room);
        return;
    }
    ui_dock_side_begin(tree, room, 0);
    ui_add(tree, &(UiWidget){ .kind = UI_CHIP,
                              .text = ui_level_text(w->level, ALARM_PRIORITY_NONE,
                                                    ui_is_chinese(context), text),
                              .font = UI_FONT_STRONG,
                              .height = 22,
                              .width = 64,
                              .value = ui_level_rgb(w->level),
                              .numbers = { w->status == 0 } });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = w->text,
                              .font = UI_FONT_TITLE,
                              .colour = UI_COLOUR_TITLE,
                              .is_wrapped = true });
    if (w->t_event_us) {
        ui_dock_time_text(dock, w->t_event_us, text);
        ui_dock_line(tree, ui_word(context, TEXT_ISSUED), ui_format(tree, "%s", text),
                     UI_COLOUR_TEXT);
    }
    if (w->t_expire_us) {
        ui_dock_time_text(dock, w->t_expire_us, text);
        ui_dock_line(tree, ui_word(context, TEXT_EXPIRES), ui_format(tree, "%s", text),
                     UI_COLOUR_TEXT);
    }
    ui_dock_line(tree, ui_word(context, TEXT_NUMBER), w->id, UI_COLOUR_DIM);
    if (isfinite(w->lon_deg)) {
        ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 34 });
        ui_dock_button(tree, ui_word(context, TEXT_LOCATE), "@dock:locate", false);
        ui_end(tree);
    }
    ui_end(tree);
}

static void panel_warnings_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const UiTableColumn columns[UI_WARNING_COLUMNS] = {
        [UI_WARNING_LEVEL] = { ui_word(context, TEXT_LEVEL), 76, 0, UI_ALIGN_START },
        [UI_WARNING_TEXT] = { ui_word(context, TEXT_TITLE), 0, 0, UI_ALIGN_START },
        [UI_WARNING_STATUS] = { ui_word(context, TEXT_STATE), 110, 420, UI_ALIGN_START },
        [UI_WARNING_ISSUED] = { ui_word(context, TEXT_ISSUED), 104, 360, UI_ALIGN_END },
        [UI_WARNING_EXPIRES] = { ui_word(context, TEXT_EXPIRES), 110, 480, UI_ALIGN_END },
    };
    const UiDockRoom room = ui_dock_begin(context, tree, place, STATE_DOCK_WARNINGS);
    add_list(context, tree, &room, STATE_DOCK_WARNINGS, columns, UI_WARNING_COLUMNS,
             TEXT_NO_WARNINGS);
    add_warning(context, tree, &room);
    ui_end(tree);
    ui_end(tree);
}

const UiPanelRow panel_warnings = { "warnings", panel_warnings_key, panel_warnings_build };
