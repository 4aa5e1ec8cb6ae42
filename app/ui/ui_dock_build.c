// SPDX-License-Identifier: Apache-2.0
// ui_dock_build.c - the frame of the lists of operations: over the lower edge of the scene, between
// the layers and the attributes.
#include "ui/ui_dock_build.h"
#include "ui/ui_columns.h"
#include <math.h>
#include <string.h>

#define HEAD 42
#define GAP 12
#define INSET 10 // of a list in its panel
#define COMPASS 76
#define WIDE 1400 // from here on the columns at the sides stay free
#define LINE_W 92

double ui_dock_height(const UiContext *context)
{
    if (!context->state->has_panels || context->memory->dock.open == STATE_DOCK_NONE) return 0;
    const double room = context->height - UI_BAR - UI_STRIP - 4 * UI_MARGIN;
    return fmin(room, ui_dock_wanted(context, fmax(290, fmin(460, context->height * 0.36))));
}

double ui_dock_cover(const UiContext *context)
{
    const double height = ui_dock_height(context);
    return context->width < WIDE && height > 0 ? height + GAP : 0;
}

uint64_t ui_dock_panel_key(const UiContext *context, StateDock list)
{
    const UiDock *dock = &context->memory->dock;
    if (!context->state->has_panels || dock->open != list) return 0;
    uint64_t key = ui_hash(121 + (uint64_t)list, &dock->version, sizeof dock->version);
    key = ui_hash(key, &dock->tick, sizeof dock->tick);
    key = ui_hash_number(key, context->state->selection_count > 0 || context->state->shown_key[0]);
    key = ui_hash_number(key, context->bottom);
    key = ui_hash(key, context->state->panel_sizes, sizeof context->state->panel_sizes);
    return ui_hash_number(key, context->height * 10000 + context->width);
}

static void add_tabs(const UiContext *context, UiTree *tree, StateDock list)
{
    static const struct {
        StateDock list;
        TextId text;
    } tabs[] = {
        { STATE_DOCK_ALARMS, TEXT_ALARMS },     { STATE_DOCK_RATE, TEXT_ALARM_RATE },
        { STATE_DOCK_CASES, TEXT_CASES },       { STATE_DOCK_EMERGENCIES, TEXT_EMERGENCIES },
        { STATE_DOCK_WARNINGS, TEXT_WARNINGS }, { STATE_DOCK_FEEDS, TEXT_FEEDS },
        { STATE_DOCK_PLACES, TEXT_PLACES },     { STATE_DOCK_LOG, TEXT_SYSTEM_LOG }
    };
    const UiDock *dock = &context->memory->dock;
    int unacked = 0;
    for (int l = 0; l < ALARM_LEVEL_COUNT; l++) unacked += dock->unacked[l];
    const int counts[] = { unacked, 0, dock->open_cases, 0, context->facts->live.warning_count, 0,
                           0,       0 };
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_row = true,
                              .height = HEAD,
                              .padding_x = 12,
                              .gap = 4,
                              .ground = UI_GROUND_HEAD });
    for (size_t i = 0; i < sizeof tabs / sizeof *tabs; i++) {
        const char *word = ui_word(context, tabs[i].text);
        ui_add_tab(tree, counts[i] ? ui_format(tree, "%s %d", word, counts[i]) : word,
                   ui_format(tree, "panel-show name=%s", ui_dock_name(tabs[i].list)),
                   tabs[i].list == list);
    }
    ui_add_grow(tree);
    if (list == STATE_DOCK_ALARMS && dock->is_flood)
        ui_add_text(tree, ui_word(context, TEXT_FLOOD), UI_FONT_STRONG, UI_COLOUR_BAD);
    ui_add_icon_tip(tree, UI_ICON_CLOSE, "close list", "panel-hide", ui_word(context, TEXT_CLOSE));
    ui_end(tree);
}

void ui_dock_span(const UiContext *context, double *x, double *width)
{
    const bool is_wide = context->width >= WIDE;
    const bool has_right = context->state->selection_count > 0 || context->state->shown_key[0];
    const double left = UI_MARGIN + (is_wide ? ui_left_width(context) + GAP : 0);
    const double free_right = is_wide && has_right ? ui_right_width(context) : COMPASS;
    *x = left;
    *width = fmax(300, context->width - left - UI_MARGIN - free_right - GAP);
}

UiDockRoom ui_dock_begin(const UiContext *context, UiTree *tree, UiPlace *place, StateDock list)
{
    ui_dock_span(context, &place->x, &place->width);
    place->height = ui_dock_height(context);
    place->y = context->bottom - place->height;
    UiDockRoom room = { .width = place->width, .height = place->height };
    const bool has_side = list != STATE_DOCK_RATE;
    room.side_w = !has_side ? 0 : room.width >= 1000 ? 380 : room.width >= 700 ? 300 : 230;
    room.table_w = room.width - room.side_w;
    room.body_h = room.height - HEAD - 8;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .height = place->height });
    add_tabs(context, tree, list);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = room.body_h });
    context->memory->dock.table_right = room.table_w;
    return room;
}

void ui_dock_tools_begin(UiTree *tree, const UiDockRoom *room)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_row = true,
                              .height = UI_DOCK_TOOLS,
                              .width = room->table_w,
                              .padding_x = 12,
                              .gap = 6 });
}

void ui_dock_tools_end(const UiContext *context, UiTree *tree, StateDock list, double room_w)
{
    UiDock *dock = &context->memory->dock;
    ui_add_grow(tree);
    ui_add(tree, &(UiWidget){ .kind = UI_FIELD,
                              .field = &dock->filter,
                              .name = ui_word(context, TEXT_FILTER),
                              .icon = UI_ICON_SEARCH,
                              .action = "@dock:filter",
                              .cancel = "@dock:unfilter",
                              .width = fmin(168, fmax(84, room_w * 0.17)),
                              .height = 28 });
    if (dock->filter.text.length)
        ui_add_icon_tip(tree, UI_ICON_CLOSE, "clear filter", "@dock:unfilter",
                        ui_word(context, TEXT_FILTER_CLEAR));
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .text = ui_word(context, TEXT_COLUMNS),
                              .font = UI_FONT_SMALL,
                              .colour = UI_COLOUR_DIM,
                              .ground = dock->tables[list].is_choosing ? UI_GROUND_SELECTED
                                                                       : UI_GROUND_NONE,
                              .action = ui_format(tree, "@table:%s:choose", ui_dock_name(list)) });
    ui_end(tree);
}

void ui_dock_table(const UiContext *context, UiTree *tree, const UiDockRoom *room, StateDock list,
                   const UiTableColumn *columns, int count, TextId empty, double above)
{
    UiDock *dock = &context->memory->dock;
    const UiTableSource source = ui_dock_source(dock, list);
    const bool is_off = !dock->live.operations && list != STATE_DOCK_FEEDS &&
                        list != STATE_DOCK_WARNINGS && list != STATE_DOCK_PLACES &&
                        list != STATE_DOCK_LOG;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = room->table_w, .padding_x = INSET });
    ui_table_add(tree, &dock->tables[list], &source,
                 &(UiTableLook){ .name = ui_dock_name(list),
                                 .columns = columns,
                                 .column_count = count,
                                 .width = room->table_w - 2 * INSET,
                                 .height = room->body_h - above,
                                 .empty = ui_word(context, is_off ? TEXT_NO_OPERATIONS : empty) });
    ui_end(tree);
}

void ui_dock_side_begin(UiTree *tree, const UiDockRoom *room, double foot)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .is_scroll = true,
                              .width = room->side_w,
                              .height = room->body_h - foot,
                              .max_height = room->body_h - foot,
                              .padding_x = 14,
                              .padding_y = 6,
                              .gap = 5 });
}

void ui_dock_hint(const UiContext *context, UiTree *tree, const UiDockRoom *room)
{
    ui_dock_side_begin(tree, room, 0);
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = ui_word(context, TEXT_CHOOSE_ROW),
                              .colour = UI_COLOUR_DIM,
                              .align = UI_ALIGN_CENTRE,
                              .height = fmin(120, room->body_h - 12) });
    ui_end(tree);
}

void ui_dock_line(UiTree *tree, const char *name, const char *value, UiColour colour)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 10 });
    ui_add(tree,
           &(UiWidget){ .kind = UI_TEXT, .text = name, .width = LINE_W, .colour = UI_COLOUR_DIM });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = value,
                              .grow = 1,
                              .width = 20,
                              .colour = colour,
                              .is_wrapped = true });
    ui_end(tree);
}

void ui_dock_button(UiTree *tree, const char *text, const char *action, bool is_strong)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .text = text,
                              .name = text,
                              .action = action,
                              .font = is_strong ? UI_FONT_STRONG : UI_FONT_BODY,
                              .height = 30,
                              .colour = UI_COLOUR_ACCENT,
                              .ground = is_strong ? UI_GROUND_SELECTED : UI_GROUND_FIELD });
}

const char *ui_dock_line_of(UiTree *tree, const char *before, const char *id, const char *after)
{
    Str line = { 0 };
    str_add(&line, before);
    ui_quote(&line, id);
    str_add(&line, after);
    const char *kept = ui_format(tree, "%s", line.text);
    str_finish(&line);
    return kept;
}

static bool is_extend(const UiDock *dock)
{
    return dock->form.kind == UI_FORM_REASON && strcmp(dock->form.verb, "case-extend") == 0;
}

double ui_dock_form_height(const UiDock *dock)
{
    return dock->form.kind == UI_FORM_NONE                        ? 0
           : dock->form.kind == UI_FORM_SHELVE || is_extend(dock) ? 132
           : dock->form.kind == UI_FORM_REASON                    ? 100
                                                                  : 72;
}

static void add_minutes(const UiContext *context, UiTree *tree)
{
    static const int minutes[] = { 15, 60, 240, 480, 1440 };
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 4, .height = 28 });
    for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
        const bool is_hours = minutes[i] >= 60;
        const int n = is_hours ? minutes[i] / 60 : minutes[i];
        const char *unit = ui_is_chinese(context) ? is_hours ? "小时" : "分"
                           : is_hours             ? "h"
                                                  : "min";
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                  .text = ui_format(tree, "%d %s", n, unit),
                                  .action = ui_format(tree, "@dock:minutes:%d", minutes[i]),
                                  .colour = UI_COLOUR_DIM,
                                  .ground = (int)context->memory->dock.form.minutes == minutes[i]
                                                ? UI_GROUND_SELECTED
                                                : UI_GROUND_NONE });
    }
    ui_end(tree);
}

// By how much, in the unit of the stage's limit.
static void add_amounts(const UiContext *context, UiTree *tree)
{
    static const int amounts[] = { 1, 2, 4, 8, 24 };
    const UiDock *dock = &context->memory->dock;
    const Case *item = ui_dock_case(dock);
    const bool is_days =
        item && item->stage_count > 0 && item->stages[item->stage_count - 1].unit == CALENDAR_DAY;
    const char *unit = ui_is_chinese(context) ? is_days ? "工作日" : "工时"
                       : is_days              ? "days"
                                              : "hours";
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 4, .height = 28 });
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
        ui_add(tree,
               &(UiWidget){ .kind = UI_BUTTON,
                            .text = ui_format(tree, "+%d", amounts[i]),
                            .action = ui_format(tree, "@dock:minutes:%d", amounts[i]),
                            .colour = UI_COLOUR_DIM,
                            .ground = (int)dock->form.minutes == amounts[i] ? UI_GROUND_SELECTED
                                                                            : UI_GROUND_NONE });
    ui_add_text(tree, unit, UI_FONT_SMALL, UI_COLOUR_DIM);
    ui_end(tree);
}

static void add_reasons(const UiContext *context, UiTree *tree)
{
    static const TextId reasons[] = { TEXT_REASON_REPAIR, TEXT_REASON_FALSE, TEXT_REASON_KNOWN };
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 4, .height = 28 });
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        const char *word = ui_word(context, reasons[i]);
        ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                                  .text = word,
                                  .name = word,
                                  .action = ui_format(tree, "@dock:text:%s", word),
                                  .colour = UI_COLOUR_DIM });
    }
    ui_end(tree);
}

void ui_dock_form(const UiContext *context, UiTree *tree, const UiDockRoom *room)
{
    UiDock *dock = &context->memory->dock;
    const UiForm *form = &dock->form;
    const bool has_text = dock->note.text.length > 0;
    if (form->kind == UI_FORM_NONE) return;
    const bool is_reason = form->kind == UI_FORM_SHELVE || form->kind == UI_FORM_REASON;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                              .width = room->side_w,
                              .padding_x = 14,
                              .height = ui_dock_form_height(dock),
                              .gap = 4 });
    ui_add_rule(tree);
    if (form->kind == UI_FORM_SHELVE) add_minutes(context, tree);
    if (is_extend(dock)) add_amounts(context, tree);
    if (is_reason) add_reasons(context, tree);
    ui_add(tree,
           &(UiWidget){ .kind = UI_FIELD,
                        .field = &dock->note,
                        .name = ui_word(context, is_reason                    ? TEXT_REASON_HINT
                                                 : form->kind == UI_FORM_TASK ? TEXT_TASK_HINT
                                                 : form->kind == UI_FORM_NAME ? TEXT_COLUMN_NAME
                                                                              : TEXT_NOTE_HINT),
                        .action = "@dock:done",
                        .cancel = "@dock:cancel",
                        .height = 30 });
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 6, .height = 30 });
    ui_add_grow(tree);
    ui_dock_button(tree, ui_word(context, TEXT_CANCEL), "@dock:cancel", false);
    ui_add(tree, &(UiWidget){ .kind = UI_BUTTON,
                              .text = ui_word(context, TEXT_CONFIRM),
                              .name = "form done",
                              .action = "@dock:done",
                              .font = UI_FONT_STRONG,
                              .height = 30,
                              .width = 76,
                              .is_disabled = !has_text,
                              .colour = has_text ? UI_COLOUR_ACCENT : UI_COLOUR_DIM,
                              .ground = has_text ? UI_GROUND_SELECTED : UI_GROUND_FIELD });
    ui_end(tree);
    ui_end(tree);
}
