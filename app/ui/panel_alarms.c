// SPDX-License-Identifier: Apache-2.0
// panel_alarms.c - alarms as a list with what can be done to the one looked at; and how many there
// are against the lines of ISA-18.2.
#include "base/json.h"
#include "base/json_tape.h"
#include "ui/ui_dock_build.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static uint64_t panel_alarms_key(const UiContext *context)
{
    return ui_dock_panel_key(context, STATE_DOCK_ALARMS);
}

// Levels with their counts, each left out or not by a click.
static void add_levels(const UiContext *context, UiTree *tree)
{
    const UiDock *dock = &context->memory->dock;
    for (int l = ALARM_LEVEL_RED; l >= ALARM_LEVEL_BLUE; l--) {
        char word[48];
        ui_level_text(l, ALARM_PRIORITY_NONE, ui_is_chinese(context), word);
        const bool is_out = dock->levels_out >> l & 1;
        ui_add(tree, &(UiWidget){ .kind = UI_CHIP,
                                  .text = ui_format(tree, "%s %d/%d", word, dock->unacked[l],
                                                    dock->shown[l]),
                                  .name = ui_format(tree, "level %d", l),
                                  .font = UI_FONT_STRONG,
                                  .action = ui_format(tree, "@dock:level:%d", l),
                                  .height = 24,
                                  .value = is_out ? 0x8a96a8 : ui_level_rgb(l),
                                  .numbers = { !is_out && dock->unacked[l] > 0 } });
    }
}

static void add_tools(const UiContext *context, UiTree *tree, const UiDockRoom *room)
{
    static const TextId of[] = { TEXT_ALL, TEXT_UNACKED, TEXT_ACKED, TEXT_SHELVED };
    const UiDock *dock = &context->memory->dock;
    int unacked = 0;
    for (int l = 0; l < ALARM_LEVEL_COUNT; l++) unacked += dock->unacked[l];
    ui_dock_tools_begin(tree, room);
    add_levels(context, tree);
    ui_add_space(tree, 4);
    for (int i = 0; i < 4 && (room->table_w > 780 || i < 2); i++)
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                  .text = ui_word(context, of[i]),
                                  .name = ui_format(tree, "of %d", i),
                                  .action = ui_format(tree, "@dock:of:%d", i),
                                  .colour = UI_COLOUR_DIM,
                                  .ground = (int)dock->alarms_of == i ? UI_GROUND_SELECTED
                                                                      : UI_GROUND_NONE });
    ui_dock_tools_end(context, tree, STATE_DOCK_ALARMS, room->table_w);
}

static void add_foot(const UiContext *context, UiTree *tree, const UiDockRoom *room)
{
    const UiDock *dock = &context->memory->dock;
    const UiTable *table = &dock->tables[STATE_DOCK_ALARMS];
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_row = true,
                              .height = UI_DOCK_TOOLS,
                              .width = room->table_w,
                              .padding_x = 12,
                              .gap = 8 });
    ui_add_text(tree,
                ui_format(tree, "%d", dock->is_flood ? dock->alarm_total : table->shown_count),
                UI_FONT_STRONG, UI_COLOUR_TEXT);
    ui_add_text(tree, ui_word(context, TEXT_ALARMS), UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_add_grow(tree);
    ui_dock_button(tree, ui_word(context, TEXT_ACKNOWLEDGE_PAGE), "@dock:acknowledge-page", false);
    ui_dock_button(tree,
                   dock->is_confirming ? ui_format(tree, "%s%s", ui_word(context, TEXT_REALLY),
                                                   ui_word(context, TEXT_ACKNOWLEDGE_ALL))
                                       : ui_word(context, TEXT_ACKNOWLEDGE_ALL),
                   "@dock:acknowledge-all", dock->is_confirming);
    ui_end(tree);
}

// The first row of buttons is what one does; the second what may be said of it.
static void add_acts(const UiContext *context, UiTree *tree, const Alarm *alarm)
{
    const char *who = context->facts->live.operations->who;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 34, .gap = 5 });
    if (alarm->needs_ack)
        ui_dock_button(tree, ui_word(context, TEXT_ACKNOWLEDGE),
                       ui_dock_line_of(tree, "alarm-acknowledge alarm=", alarm->id, ""), true);
    if (!alarm->case_id[0])
        ui_dock_button(
            tree, ui_word(context, TEXT_OPEN_CASE),
            ui_format(tree, "%s\n%s", ui_dock_line_of(tree, "case-open from=", alarm->id, ""),
                      ui_dock_line_of(tree, "panel-show name=cases case_of=", alarm->id, "")),
            !alarm->needs_ack);
    else
        ui_dock_button(tree, ui_word(context, TEXT_SEE_CASE),
                       ui_dock_line_of(tree, "panel-show name=cases item=", alarm->case_id, ""),
                       false);
    ui_dock_button(tree, ui_word(context, TEXT_LOCATE), "@dock:locate", false);
    ui_end(tree);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 34, .gap = 5 });
    if (strcmp(alarm->owner, who) == 0 && who[0])
        ui_dock_button(tree, ui_word(context, TEXT_GIVE_UP),
                       ui_dock_line_of(tree, "alarm-own alarm=", alarm->id, " owner=\"\""), false);
    else
        ui_dock_button(tree, ui_word(context, TEXT_TAKE),
                       ui_dock_line_of(tree, "alarm-own alarm=", alarm->id,
                                       alarm->owner[0] ? " take=true" : ""),
                       false);
    if (alarm->shelved_until_us)
        ui_dock_button(tree, ui_word(context, TEXT_UNSHELVE),
                       ui_dock_line_of(tree, "alarm-unshelve alarm=", alarm->id, ""), false);
    else
        ui_dock_button(tree, ui_word(context, TEXT_SHELVE), "@dock:shelve", false);
    ui_dock_button(tree, ui_word(context, TEXT_NOTE), "@dock:note", false);
    if (alarm->is_latched)
        ui_dock_button(tree, ui_word(context, TEXT_RESET),
                       ui_dock_line_of(tree, "alarm-clear alarm=", alarm->id, ""), false);
    else
        ui_dock_button(tree, ui_word(context, TEXT_OPEN_EMERGENCY),
                       ui_format(tree, "%s\npanel-show name=emergencies",
                                 ui_dock_line_of(tree, "emergency-open title=",
                                                 ui_alarm_name(&context->facts->live, alarm,
                                                               ui_is_chinese(context)),
                                                 ui_dock_line_of(tree, " from=", alarm->id, ""))),
                       false);
    ui_end(tree);
}

static void add_times(const UiContext *context, UiTree *tree, const Alarm *alarm)
{
    const UiDock *dock = &context->memory->dock;
    char when[32], age[64], left[48];
    ui_dock_time_text(dock, alarm->t_raised_us, when);
    ui_dock_age_text(dock, alarm->t_raised_us, age, sizeof age);
    ui_dock_line(tree, ui_word(context, TEXT_RAISED), ui_format(tree, "%s · %s", when, age),
                 UI_COLOUR_TEXT);
    if (alarm->needs_ack && alarm->due_us) {
        const double s = (double)(alarm->due_us - dock->live.now_us) / 1e6;
        ui_seconds_text(s, ui_is_chinese(context), left);
        ui_dock_line(tree, ui_word(context, TEXT_DUE),
                     ui_format(tree, "%s%s%s", s < 0 ? ui_word(context, TEXT_OVERDUE) : "",
                               s < 0 ? " " : "", left),
                     s < 0 ? UI_COLOUR_BAD : UI_COLOUR_TEXT);
    }
    if (alarm->escalations)
        ui_dock_line(tree, ui_word(context, TEXT_ESCALATED), alarm->escalate_to, UI_COLOUR_BAD);
    if (!alarm->needs_ack && alarm->t_acked_us) {
        ui_dock_time_text(dock, alarm->t_acked_us, when);
        ui_dock_line(tree, ui_word(context, TEXT_ACKED),
                     ui_format(tree, "%s · %s", alarm->acked_by, when), UI_COLOUR_TEXT);
    }
    if (alarm->shelved_until_us) {
        ui_dock_time_text(dock, alarm->shelved_until_us, when);
        ui_dock_line(tree, ui_word(context, TEXT_SHELVED),
                     ui_format(tree, "%s %s · %s · %s", ui_word(context, TEXT_UNTIL), when,
                               alarm->shelved_by, alarm->shelf_reason),
                     UI_COLOUR_WARN);
    }
}

static void add_facts(const UiContext *context, UiTree *tree, const Alarm *alarm)
{
    char value[64], limit[64], place[UI_TABLE_TEXT_MAX] = "";
    ui_alarm_value_text(alarm->value, alarm->unit, context->state->language, value);
    ui_alarm_value_text(alarm->limit, alarm->unit, context->state->language, limit);
    const char *said = ui_is_chinese(context) ? alarm->text_zh : alarm->text;
    if (said && said[0])
        ui_add(tree,
               &(UiWidget){
                   .kind = UI_TEXT, .text = said, .is_wrapped = true, .colour = UI_COLOUR_TEXT });
    ui_dock_line(tree, ui_word(context, TEXT_VALUE),
                 ui_format(tree, "%s   %s %s", value, ui_word(context, TEXT_LIMIT), limit),
                 UI_COLOUR_TEXT);
    if (alarm->subject[0])
        ui_dock_line(
            tree, ui_word(context, TEXT_COLUMN_PLACE),
            ui_format(tree, "%s", ui_alarm_place_text(&context->memory->dock, alarm, place)),
            UI_COLOUR_TEXT);
    if (alarm->subject[0] && strcmp(place, alarm->subject) != 0 && place[0])
        ui_dock_line(tree, " ", alarm->subject, UI_COLOUR_DIM);
    add_times(context, tree, alarm);
    ui_dock_line(tree, ui_word(context, TEXT_OWNER), alarm->owner[0] ? alarm->owner : "–",
                 UI_COLOUR_TEXT);
    if (alarm->case_id[0])
        ui_dock_line(tree, ui_word(context, TEXT_CASE), alarm->case_id, UI_COLOUR_TEXT);
    if (alarm->occurrences > 1)
        ui_dock_line(tree, ui_word(context, TEXT_RAISED_TIMES),
                     ui_format(tree, "%d", alarm->occurrences), UI_COLOUR_TEXT);
    if (alarm->source[0])
        ui_dock_line(tree, ui_word(context, TEXT_SOURCE), alarm->source, UI_COLOUR_DIM);
    for (int i = alarm->note_count - 1; i >= 0 && i >= alarm->note_count - 20; i--) {
        char when[32];
        ui_dock_time_text(&context->memory->dock, alarm->notes[i].t_us, when);
        ui_dock_line(tree, ui_format(tree, "%s", when),
                     ui_format(tree, "%s：%s", alarm->notes[i].who, alarm->notes[i].text),
                     UI_COLOUR_TEXT);
    }
}

static void add_side(const UiContext *context, UiTree *tree, const UiDockRoom *room)
{
    const UiDock *dock = &context->memory->dock;
    const Alarm *alarm = ui_dock_alarm(dock);
    if (!alarm) {
        ui_dock_hint(context, tree, room);
        return;
    }
    char level[48];
    const double form_h = ui_dock_form_height(dock), acts_h = 76;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = room->side_w, .height = room->body_h });
    ui_dock_side_begin(tree, room, form_h + acts_h);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 8, .height = 26 });
    ui_add(tree, &(UiWidget){ .kind = UI_CHIP,
                              .text = ui_level_text(alarm->level, alarm->priority,
                                                    ui_is_chinese(context), level),
                              .font = UI_FONT_STRONG,
                              .height = 22,
                              .value = ui_level_rgb(alarm->level),
                              .numbers = { alarm->needs_ack } });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = ui_alarm_name(&dock->live, alarm, ui_is_chinese(context)),
                              .font = UI_FONT_TITLE,
                              .colour = UI_COLOUR_TITLE,
                              .grow = 1,
                              .width = 20 });
    ui_add_text(tree, ui_word(context, ui_alarm_state_text(alarm)), UI_FONT_STRONG,
                alarm->needs_ack ? UI_COLOUR_BAD : UI_COLOUR_DIM);
    ui_end(tree);
    if (alarm->is_simulated)
        ui_add_text(tree, ui_word(context, TEXT_SIMULATED), UI_FONT_SMALL, UI_COLOUR_WARN);
    add_facts(context, tree, alarm);
    ui_end(tree);
    ui_dock_form(context, tree, room);
    ui_add(
        tree,
        &(UiWidget){
            .kind = UI_BOX, .padding_x = 12, .gap = 2, .height = acts_h, .width = room->side_w });
    ui_add_rule(tree);
    add_acts(context, tree, alarm);
    ui_end(tree);
    ui_end(tree);
}

static void panel_alarms_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const UiTableColumn columns[UI_ALARM_COLUMNS] = {
        [UI_ALARM_LEVEL] = { ui_word(context, TEXT_LEVEL), ui_is_chinese(context) ? 66 : 106, 0,
                             UI_ALIGN_START },
        [UI_ALARM_STATE] = { ui_word(context, TEXT_STATE), 84, 360, UI_ALIGN_START },
        [UI_ALARM_NAME] = { ui_word(context, TEXT_COLUMN_NAME), 0, 0, UI_ALIGN_START },
        [UI_ALARM_PLACE] = { ui_word(context, TEXT_COLUMN_PLACE), 0, 520, UI_ALIGN_START },
        [UI_ALARM_VALUE] = { ui_word(context, TEXT_VALUE), 96, 0, UI_ALIGN_END },
        [UI_ALARM_LIMIT] = { ui_word(context, TEXT_LIMIT), 92, 820, UI_ALIGN_END },
        [UI_ALARM_AGE] = { ui_word(context, TEXT_RAISED), 104, 440, UI_ALIGN_END },
        [UI_ALARM_OWNER] = { ui_word(context, TEXT_OWNER), 84, 840, UI_ALIGN_START },
        [UI_ALARM_CASE] = { ui_word(context, TEXT_CASE), 130, 980, UI_ALIGN_START },
    };
    const UiDockRoom room = ui_dock_begin(context, tree, place, STATE_DOCK_ALARMS);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = room.table_w, .height = room.body_h });
    add_tools(context, tree, &room);
    ui_dock_table(context, tree, &room, STATE_DOCK_ALARMS, columns, UI_ALARM_COLUMNS,
                  TEXT_NO_ALARMS, 2 * UI_DOCK_TOOLS);
    add_foot(context, tree, &room);
    ui_end(tree);
    add_side(context, tree, &room);
    ui_end(tree);
    ui_end(tree);
}

const UiPanelRow panel_alarms = { "alarms", panel_alarms_key, panel_alarms_build };

// Rates

static uint64_t panel_rate_key(const UiContext *context)
{
    return ui_dock_panel_key(context, STATE_DOCK_RATE);
}

typedef struct {
    const UiContext *context;
    UiTree *tree;
    const JsonTape *tape;
    JsonRef targets;
} Rate;

static double figure(const Rate *r, const char *name)
{
    return json_as_number(r->tape, json_member(r->tape, 0, name), 0);
}

// A figure in large type with the line it is held against; red where it is past it.
static void add_figure(const Rate *r, TextId word, const char *name, const char *format)
{
    const double value = figure(r, name),
                 target = json_as_number(r->tape, json_member(r->tape, r->targets, name), NAN);
    const bool is_over = isfinite(target) && value > target;
    ui_add(r->tree,
           &(UiWidget){ .kind = UI_BOX, .width = 150, .padding_x = 10, .padding_y = 8, .gap = 2 });
    ui_add_text(r->tree, ui_word(r->context, word), UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_add_text(r->tree, ui_format(r->tree, format, value), UI_FONT_CLOCK,
                is_over ? UI_COLOUR_BAD : UI_COLOUR_TITLE);
    Str line = { 0 };
    if (isfinite(target)) {
        str_printf(&line, "%s ≤ ", ui_word(r->context, TEXT_TARGET));
        str_printf(&line, format, target);
    }
    ui_add_text(r->tree, line.text ? line.text : " ", UI_FONT_SMALL,
                is_over ? UI_COLOUR_BAD : UI_COLOUR_DIM);
    str_finish(&line);
    ui_end(r->tree);
}

static void add_bar(const Rate *r, const char *name, double percent, double target, uint32_t rgb)
{
    ui_add(r->tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 10, .height = 30 });
    ui_add(r->tree,
           &(UiWidget){ .kind = UI_TEXT, .text = name, .width = 150, .colour = UI_COLOUR_TEXT });
    ui_add(r->tree, &(UiWidget){ .kind = UI_PROGRESS,
                                 .value = percent / 100,
                                 .grow = 1,
                                 .width = 40,
                                 .height = 10,
                                 .numbers = { rgb } });
    ui_add(r->tree, &(UiWidget){ .kind = UI_TEXT,
                                 .text = ui_format(r->tree, "%.0f %%", percent),
                                 .width = 52,
                                 .align = UI_ALIGN_END,
                                 .font = UI_FONT_STRONG });
    ui_add(r->tree, &(UiWidget){ .kind = UI_TEXT,
                                 .text = isfinite(target)
                                             ? ui_format(r->tree, "%s %.0f %%",
                                                         ui_word(r->context, TEXT_TARGET), target)
                                             : "",
                                 .width = 84,
                                 .font = UI_FONT_SMALL,
                                 .colour = UI_COLOUR_DIM });
    ui_end(r->tree);
}

static void add_mix(const Rate *r, double width, double height)
{
    static const struct {
        const char *name;
        TextId text;
        uint32_t rgb;
    } rows[] = { { "high_percent", TEXT_HIGH, 0xf0384a },
                 { "medium_percent", TEXT_MEDIUM, 0xff8a1f },
                 { "low_percent", TEXT_LOW, 0x3d8bff } };
    ui_add(r->tree, &(UiWidget){ .kind = UI_BOX,
                                 .width = width,
                                 .height = height,
                                 .padding_x = 16,
                                 .padding_y = 8,
                                 .gap = 2 });
    ui_add_text(r->tree, ui_word(r->context, TEXT_MIX), UI_FONT_STRONG, UI_COLOUR_TITLE);
    for (int i = 0; i < 3; i++)
        add_bar(r, ui_word(r->context, rows[i].text), figure(r, rows[i].name),
                json_as_number(r->tape, json_member(r->tape, r->targets, rows[i].name), NAN),
                rows[i].rgb);
    ui_end(r->tree);
}

static void add_top(const Rate *r, double width, double height)
{
    const UiLive *live = &r->context->facts->live;
    Arena arena = { 0 };
    const JsonRef top = json_member(r->tape, 0, "top");
    int most = (int)fmax(1, (height - 40) / 32);
    ui_add(r->tree, &(UiWidget){ .kind = UI_BOX,
                                 .width = width,
                                 .height = height,
                                 .padding_x = 16,
                                 .padding_y = 8,
                                 .gap = 2 });
    ui_add_text(r->tree, ui_word(r->context, TEXT_TOP_RULES), UI_FONT_STRONG, UI_COLOUR_TITLE);
    for (JsonRef i = json_first(r->tape, top); i != JSON_TAPE_NONE && most-- > 0;
         i = json_next(r->tape, top, i)) {
        const char *id = json_as_text(r->tape, json_member(r->tape, i, "rule"), &arena);
        Alarm of = { 0 };
        str_copy_utf8(of.rule, sizeof of.rule, id ? id : "");
        add_bar(r, ui_format(r->tree, "%s", ui_alarm_name(live, &of, ui_is_chinese(r->context))),
                json_as_number(r->tape, json_member(r->tape, i, "share_percent"), 0), NAN,
                0x8a96a8);
    }
    ui_end(r->tree);
    arena_finish(&arena);
}

static void add_rates(const UiContext *context, UiTree *tree, const UiDockRoom *room)
{
    Str text = { 0 };
    JsonWriter w = { .out = &text };
    JsonTape tape = { 0 };
    alarms_rate_json(context->facts->live.operations->alarms, context->facts->live.now_us, 0, &w);
    if (!json_tape_read(&tape, text.text, text.length, NULL)) goto done;
    const Rate r = { context, tree, &tape, json_member(&tape, 0, "targets") };
    const double low_h = fmax(100, room->body_h - 124);
    ui_add(tree,
           &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 24, .padding_x = 22, .gap = 8 });
    ui_add_text(tree,
                ui_format(tree, ui_word(context, TEXT_LAST_HOURS), figure(&r, "hours"),
                          (int)figure(&r, "raised")),
                UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_add_grow(tree);
    ui_add_text(tree, "ISA-18.2 · EEMUA 191", UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_end(tree);
    ui_add(tree,
           &(UiWidget){ .kind = UI_BOX, .is_row = true, .padding_x = 12, .height = 86, .gap = 4 });
    add_figure(&r, TEXT_PER_HOUR, "per_hour", "%.1f");
    add_figure(&r, TEXT_LAST_10MIN, "last_10min", "%.0f");
    add_figure(&r, TEXT_PEAK_10MIN, "peak_10min", "%.0f");
    add_figure(&r, TEXT_STANDING, "standing", "%.0f");
    if (room->width > 800) add_figure(&r, TEXT_FLOOD_SHARE, "flood_percent", "%.1f %%");
    if (room->width > 960) add_figure(&r, TEXT_STANDING_24H, "standing_over_24h", "%.0f");
    if (room->width > 1120) add_figure(&r, TEXT_CHATTERING, "chattering", "%.0f");
    ui_end(tree);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = low_h });
    add_mix(&r, room->width / 2, low_h);
    add_top(&r, room->width / 2, low_h);
    ui_end(tree);
done:
    json_tape_finish(&tape);
    str_finish(&text);
}

static void panel_rate_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const UiDockRoom room = ui_dock_begin(context, tree, place, STATE_DOCK_RATE);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = room.width, .height = room.body_h });
    if (context->facts->live.operations)
        add_rates(context, tree, &room);
    else
        ui_add_text(tree, ui_word(context, TEXT_NO_OPERATIONS), UI_FONT_BODY, UI_COLOUR_DIM);
    ui_end(tree);
    ui_end(tree);
    ui_end(tree);
}

const UiPanelRow panel_rate = { "rate", panel_rate_key, panel_rate_build };
