// SPDX-License-Identifier: Apache-2.0
// panel_alarm_toasts.c - alarms as they are raised, at the upper right: what, where, how much. A
// click flies there and opens the list. The gravest stay until they are acknowledged or closed.
#include "ui/ui_dock_build.h"
#include <math.h>
#include <string.h>

#define WIDTH 340
#define TOAST 76       // height of one
#define ATTRIBUTES 332 // width of the attributes, with its gap

static uint64_t panel_toasts_key(const UiContext *context)
{
    const UiDock *dock = &context->memory->dock;
    if (!context->state->has_panels || dock->toast_count == 0) return 0;
    uint64_t key = 131;
    for (int i = 0; i < dock->toast_count; i++) {
        const Alarm *alarm = alarms_find(dock->live.operations->alarms, dock->toasts[i].alarm);
        key = ui_hash_text(key, dock->toasts[i].alarm);
        if (alarm) key = ui_hash_number(key, alarm->level + alarm->value * 0.01);
    }
    key = ui_hash_number(key, (double)(dock->live.now_us / 1000000));
    key = ui_hash_number(key, context->state->page[0] != 0);
    key = ui_hash_number(
        key, dock->toast_more +
                 (context->state->selection_count > 0 || context->state->shown_key[0] ? 0.5 : 0));
    return ui_hash_number(key, context->width + context->bottom * 10000 + ui_dock_height(context));
}

static void add_toast(const UiContext *context, UiTree *tree, const Alarm *alarm, int index)
{
    const UiDock *dock = &context->memory->dock;
    char value[64], limit[64], age[64], level[48], place[UI_TABLE_TEXT_MAX];
    ui_alarm_value_text(alarm->value, alarm->unit, context->state->language, value);
    ui_alarm_value_text(alarm->limit, alarm->unit, context->state->language, limit);
    ui_dock_age_text(dock, alarm->t_raised_us, age, sizeof age);
    const bool has_value = isfinite(alarm->value);
    ui_add(tree, &(UiWidget){
                     .kind = UI_BOX,
                     .is_row = true,
                     .height = TOAST,
                     .padding_x = 12,
                     .gap = 10,
                     .edge_rgb = ui_level_rgb(alarm->level),
                     .name = ui_format(tree, "toast %d", index),
                     .action = ui_format(
                         tree, "%s\n%s", ui_dock_line_of(tree, "alarm-go alarm=", alarm->id, ""),
                         ui_dock_line_of(tree, "panel-show name=alarms item=", alarm->id, "")) });
    ui_add(tree, &(UiWidget){ .kind = UI_CHIP,
                              .text = ui_level_text(alarm->level, alarm->priority,
                                                    ui_is_chinese(context), level),
                              .font = UI_FONT_STRONG,
                              .height = 24,
                              .value = ui_level_rgb(alarm->level),
                              .numbers = { 1 } });
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .grow = 1, .width = 60, .gap = 3 });
    ui_add_text(tree, ui_alarm_name(&dock->live, alarm, ui_is_chinese(context)), UI_FONT_LARGE,
                UI_COLOUR_TITLE);
    ui_add_text(tree,
                ui_format(tree, "%s%s%s", has_value ? value : "", has_value ? "  " : "",
                          has_value && isfinite(alarm->limit)
                              ? ui_format(tree, "%s %s", ui_word(context, TEXT_LIMIT), limit)
                              : ""),
                UI_FONT_BODY, UI_COLOUR_TEXT);
    ui_add_text(tree,
                ui_format(tree, "%s%s%s%s%s", age, alarm->subject[0] ? " · " : "",
                          ui_alarm_place_text(dock, alarm, place), alarm->is_simulated ? " · " : "",
                          alarm->is_simulated ? ui_word(context, TEXT_SIMULATED) : ""),
                UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_end(tree);
    ui_add_icon(tree, UI_ICON_CLOSE, ui_format(tree, "close toast %d", index),
                ui_format(tree, "@dock:untoast:%d", index));
    ui_end(tree);
}

static int unacked_of(const UiDock *dock)
{
    int count = 0;
    for (int l = 0; l < ALARM_LEVEL_COUNT; l++) count += dock->unacked[l];
    return count;
}

static void panel_toasts_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const UiDock *dock = &context->memory->dock;
    const bool has_right = context->state->selection_count > 0 || context->state->shown_key[0];
    place->width = fmin(WIDTH, context->width - 2 * UI_MARGIN);
    place->x = context->width - UI_MARGIN - place->width -
               (has_right && context->width > 900 ? ATTRIBUTES : 0);
    place->y = UI_BAR + UI_MARGIN - 4;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .gap = 0, .padding_y = 4 });
    const double room = context->bottom - ui_dock_height(context) - place->y - 40;
    // On a page of the big screen they would lie on its cells, which list alarms themselves.
    const int wanted = context->state->page[0] ? 1 : dock->toast_count;
    const int most = (int)fmax(1, fmin(wanted, room / TOAST)),
              more = dock->toast_more > 0 || most < dock->toast_count ? unacked_of(dock) - most : 0;
    for (int i = dock->toast_count - 1; i >= dock->toast_count - most; i--) {
        const Alarm *alarm = alarms_find(dock->live.operations->alarms, dock->toasts[i].alarm);
        if (!alarm) continue;
        add_toast(context, tree, alarm, i);
        if (i > dock->toast_count - most) ui_add_rule(tree);
    }
    if (more > 0) {
        ui_add_rule(tree);
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                  .text = ui_format(tree, ui_word(context, TEXT_MORE_ALARMS), more),
                                  .name = "more alarms",
                                  .action = "panel-show name=alarms",
                                  .colour = UI_COLOUR_ACCENT,
                                  .height = 28 });
    }
    ui_end(tree);
}

const UiPanelRow panel_alarm_toasts = { "alarm toasts", panel_toasts_key, panel_toasts_build };
