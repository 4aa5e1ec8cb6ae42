// SPDX-License-Identifier: Apache-2.0
// panel_cases.c - cases with the clock of their stage, their log and next moves; emergencies with
// level, phases, tasks, reports and log.
#include "ui/ui_dock_build.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define LOG_SHOWN 60

static uint64_t panel_cases_key(const UiContext *context)
{
    return ui_dock_panel_key(context, STATE_DOCK_CASES);
}

static const char *state_word(const UiContext *context, int state)
{
    return ui_is_chinese(context) ? case_state_text((CaseState)state)
                                  : case_state_name((CaseState)state);
}

// Filing and closing in one step, and the steps the flow has from here.
static void add_steps(const UiContext *context, UiTree *tree, const Case *item)
{
    CaseState next[CASE_STATE_COUNT];
    const int count =
        item->is_suspended ? 0 : case_next((CaseState)item->state, next, CASE_STATE_COUNT);
    const bool is_before_filing = item->state == CASE_REPORTED || item->state == CASE_ACCEPTED ||
                                  item->state == CASE_VERIFYING;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 34, .gap = 5 });
    if (is_before_filing && !item->is_suspended)
        ui_dock_button(tree, ui_word(context, TEXT_FILE_CASE),
                       ui_dock_line_of(tree, "case-file case=", item->id, ""), true);
    for (int i = 0, left = is_before_filing ? 2 : 3; i < count && left > 0; i++) {
        if (is_before_filing && next[i] == CASE_FILED) continue; // that button is there
        ui_dock_button(tree, state_word(context, next[i]),
                       ui_dock_line_of(tree, "case-advance case=", item->id,
                                       ui_format(tree, " to=%s", case_state_name(next[i]))),
                       !is_before_filing && i == 0);
        left--;
    }
    if (case_is_open(item) && !item->is_suspended && item->state != CASE_CHECKING)
        ui_dock_button(tree, ui_word(context, TEXT_CLOSE_CASE),
                       ui_dock_line_of(tree, "case-file case=", item->id, " to=closed"), false);
    const char *who = context->facts->live.operations->who;
    if (case_is_open(item) && who[0] && strcmp(who, item->person) != 0)
        ui_dock_button(tree, ui_word(context, TEXT_TAKE),
                       ui_dock_line_of(tree, "case-assign case=", item->id,
                                       ui_dock_line_of(tree, " person=", who, "")),
                       false);
    ui_end(tree);
}

static void add_moves(const UiContext *context, UiTree *tree, const Case *item)
{
    const bool is_handling = item->state == CASE_HANDLING, is_open = case_is_open(item);
    const struct {
        TextId text;
        const char *verb;
        bool is_there;
    } moves[] = {
        { TEXT_RETURN, "case-return", is_handling || item->state == CASE_SUBDISPATCHED },
        { TEXT_EXTEND, "case-extend", is_handling },
        { TEXT_REWORK, "case-rework", item->state == CASE_CHECKING },
        { TEXT_SUSPEND, "case-suspend", is_open && !item->is_suspended },
        { TEXT_SUPERVISE, "case-supervise", is_open },
        { TEXT_VOID_CASE, "case-void", is_open },
    };
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 34, .gap = 4 });
    if (item->is_suspended)
        ui_dock_button(tree, ui_word(context, TEXT_RESUME),
                       ui_dock_line_of(tree, "case-suspend case=", item->id, " on=off"), true);
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (moves[i].is_there)
            ui_dock_button(tree, ui_word(context, moves[i].text),
                           ui_format(tree, "@dock:reason:%s", moves[i].verb), false);
    ui_dock_button(tree, ui_word(context, TEXT_NOTE), "@dock:note", false);
    ui_dock_button(tree, ui_word(context, TEXT_LOCATE), "@dock:locate", false);
    ui_end(tree);
}

// Stages and notes, the newest first.
static void add_log(const UiContext *context, UiTree *tree, const Case *item)
{
    const UiDock *dock = &context->memory->dock;
    char when[32];
    ui_add_text(tree, ui_word(context, TEXT_LOG), UI_FONT_STRONG, UI_COLOUR_TITLE);
    int note = item->note_count - 1, stage = item->stage_count - 1;
    for (int shown = 0; shown < LOG_SHOWN && (note >= 0 || stage >= 0); shown++) {
        const bool is_note =
            note >= 0 && (stage < 0 || item->notes[note].t_us >= item->stages[stage].begin_us);
        if (is_note) {
            const AlarmNote *n = &item->notes[note--];
            ui_dock_time_text(dock, n->t_us, when);
            ui_dock_line(tree, ui_format(tree, "%s", when),
                         ui_format(tree, "%s：%s", n->who, n->text), UI_COLOUR_TEXT);
            continue;
        }
        const CaseStage *s = &item->stages[stage--];
        const bool is_late = s->end_us && !s->is_on_time;
        ui_dock_time_text(dock, s->begin_us, when);
        ui_dock_line(tree, ui_format(tree, "%s", when),
                     ui_format(tree, "%s · %s%s%s", state_word(context, s->state), s->person,
                               is_late ? " · " : "", is_late ? ui_word(context, TEXT_OVERDUE) : ""),
                     is_late ? UI_COLOUR_BAD : UI_COLOUR_TEXT);
    }
}

static void add_case_head(const UiContext *context, UiTree *tree, const Case *item)
{
    const UiDock *dock = &context->memory->dock;
    char clock[64];
    uint32_t rgb = 0;
    ui_case_clock_text(dock, item, clock, &rgb);
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 8, .height = 26 });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = item->title,
                              .font = UI_FONT_TITLE,
                              .colour = UI_COLOUR_TITLE,
                              .grow = 1,
                              .width = 20 });
    ui_add_text(tree, ui_case_state_word(dock, item), UI_FONT_STRONG,
                case_is_open(item) ? UI_COLOUR_ACCENT : UI_COLOUR_DIM);
    if (rgb)
        ui_add(tree, &(UiWidget){ .kind = UI_CHIP,
                                  .text = clock,
                                  .font = UI_FONT_SMALL,
                                  .value = rgb,
                                  .numbers = { rgb != 0x2fa968 } });
    ui_end(tree);
    ui_dock_line(tree, ui_word(context, TEXT_NUMBER), item->id, UI_COLOUR_DIM);
    if (item->type_name[0])
        ui_dock_line(tree, ui_word(context, TEXT_BY_TYPE), item->type_name, UI_COLOUR_TEXT);
    if (item->text && item->text[0] && strcmp(item->text, item->title) != 0)
        ui_add(tree, &(UiWidget){ .kind = UI_TEXT, .text = item->text, .is_wrapped = true });
    if (item->place[0])
        ui_dock_line(tree, ui_word(context, TEXT_COLUMN_PLACE), item->place, UI_COLOUR_TEXT);
    ui_dock_line(tree, ui_word(context, TEXT_OWNER),
                 ui_format(tree, "%s %s", item->person[0] ? item->person : "–", item->department),
                 UI_COLOUR_TEXT);
    if (item->alarm[0])
        ui_dock_line(tree, ui_word(context, TEXT_ALARMS), item->alarm, UI_COLOUR_DIM);
}

static void add_case(const UiContext *context, UiTree *tree, const UiDockRoom *room)
{
    const UiDock *dock = &context->memory->dock;
    const Case *item = ui_dock_case(dock);
    if (!item) {
        ui_dock_hint(context, tree, room);
        return;
    }
    const double acts_h = 76;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = room->side_w, .height = room->body_h });
    ui_dock_side_begin(tree, room, ui_dock_form_height(dock) + acts_h);
    add_case_head(context, tree, item);
    add_log(context, tree, item);
    ui_end(tree);
    ui_dock_form(context, tree, room);
    ui_add(
        tree,
        &(UiWidget){
            .kind = UI_BOX, .padding_x = 12, .gap = 2, .height = acts_h, .width = room->side_w });
    ui_add_rule(tree);
    add_steps(context, tree, item);
    add_moves(context, tree, item);
    ui_end(tree);
    ui_end(tree);
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

static void panel_cases_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const UiTableColumn columns[UI_CASE_COLUMNS] = {
        [UI_CASE_CLOCK] = { ui_word(context, TEXT_TIME_LEFT), 124, 0, UI_ALIGN_START },
        [UI_CASE_STAGE] = { ui_word(context, TEXT_STAGE), 84, 0, UI_ALIGN_START },
        [UI_CASE_TITLE] = { ui_word(context, TEXT_TITLE), 0, 0, UI_ALIGN_START },
        [UI_CASE_PLACE] = { ui_word(context, TEXT_COLUMN_PLACE), 0, 620, UI_ALIGN_START },
        [UI_CASE_OWNER] = { ui_word(context, TEXT_OWNER), 96, 480, UI_ALIGN_START },
        [UI_CASE_AGE] = { ui_word(context, TEXT_OPENED), 104, 560, UI_ALIGN_END },
        [UI_CASE_NUMBER] = { ui_word(context, TEXT_NUMBER), 150, 820, UI_ALIGN_START },
    };
    const UiDockRoom room = ui_dock_begin(context, tree, place, STATE_DOCK_CASES);
    add_list(context, tree, &room, STATE_DOCK_CASES, columns, UI_CASE_COLUMNS, TEXT_NO_CASES);
    add_case(context, tree, &room);
    ui_end(tree);
    ui_end(tree);
}

const UiPanelRow panel_cases = { "cases", panel_cases_key, panel_cases_build };

// Emergencies

static uint64_t panel_emergencies_key(const UiContext *context)
{
    return ui_dock_panel_key(context, STATE_DOCK_EMERGENCIES);
}

// The level is proposed by one and approved by another; then the phases are open.
static void add_level(const UiContext *context, UiTree *tree, const Emergency *e)
{
    static const char *const levels[] = { "IV", "III", "II", "I" };
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 34, .gap = 4 });
    if (e->level_proposed && e->level_proposed != e->level)
        ui_dock_button(
            tree,
            ui_format(tree, "%s %s", ui_word(context, TEXT_APPROVE), levels[e->level_proposed - 1]),
            ui_dock_line_of(tree, "emergency-approve emergency=", e->id, ""), true);
    ui_add_text(tree, ui_word(context, TEXT_PROPOSE), UI_FONT_SMALL, UI_COLOUR_DIM);
    for (int i = 0; i < 4; i++)
        ui_dock_button(tree, levels[i],
                       ui_dock_line_of(tree, "emergency-level emergency=", e->id,
                                       ui_format(tree, " level=%s reason=%s", levels[i],
                                                 ui_is_chinese(context) ? "值班研判" : "assessed")),
                       false);
    ui_end(tree);
}

static void add_phases(const UiContext *context, UiTree *tree, const Emergency *e)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .height = 34, .gap = 4 });
    if (e->level && e->phase < EMERGENCY_REVIEW) {
        const EmergencyPhase next = (EmergencyPhase)(e->phase + 1);
        ui_dock_button(
            tree, ui_is_chinese(context) ? emergency_phase_text(next) : emergency_phase_name(next),
            ui_dock_line_of(tree, "emergency-phase emergency=", e->id,
                            ui_format(tree, " to=%s", emergency_phase_name(next))),
            true);
    }
    static const struct {
        TextId text;
        const char *kind;
    } reports[] = { { TEXT_FIRST_REPORT, "first" },
                    { TEXT_FOLLOW_REPORT, "follow" },
                    { TEXT_FINAL_REPORT, "final" } };
    for (int i = 0; i < 3; i++)
        if ((i == 0) == (e->reports == 0))
            ui_dock_button(tree, ui_word(context, reports[i].text),
                           ui_dock_line_of(tree, "emergency-report emergency=", e->id,
                                           ui_format(tree, " kind=%s", reports[i].kind)),
                           false);
    ui_dock_button(tree, ui_word(context, TEXT_GIVE_TASK), "@dock:task", false);
    ui_dock_button(tree, ui_word(context, TEXT_WRITE_LOG), "@dock:log", false);
    if (e->phase == EMERGENCY_REVIEW)
        ui_dock_button(tree, ui_word(context, TEXT_END_EMERGENCY), "@dock:end", false);
    ui_dock_button(tree, ui_word(context, TEXT_LOCATE), "@dock:locate", false);
    ui_end(tree);
}

static void add_task(const UiContext *context, UiTree *tree, const Emergency *e,
                     const EmergencyTask *task)
{
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 6 });
    ui_add(tree,
           &(UiWidget){ .kind = UI_TEXT,
                        .text = ui_format(tree, "%d. %s：%s", task->number, task->unit, task->text),
                        .grow = 1,
                        .width = 40,
                        .is_wrapped = true,
                        .colour = task->t_done_us ? UI_COLOUR_DIM : UI_COLOUR_TEXT });
    if (task->t_done_us)
        ui_add_text(tree, ui_word(context, TEXT_DONE), UI_FONT_SMALL, UI_COLOUR_GOOD);
    else
        ui_dock_button(tree, ui_word(context, task->t_accepted_us ? TEXT_DONE : TEXT_RECEIVED),
                       ui_dock_line_of(tree, "emergency-task emergency=", e->id,
                                       ui_format(tree, " number=%d%s", task->number,
                                                 task->t_accepted_us ? " done=true" : "")),
                       false);
    ui_end(tree);
}

static void add_emergency_facts(const UiContext *context, UiTree *tree, const Emergency *e)
{
    const UiDock *dock = &context->memory->dock;
    char when[32], level[48];
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .is_row = true, .gap = 8, .height = 26 });
    ui_add(tree, &(UiWidget){ .kind = UI_CHIP,
                              .text = ui_emergency_level(e, level),
                              .font = UI_FONT_STRONG,
                              .height = 22,
                              .value = ui_level_rgb(e->level ? e->level : e->level_proposed),
                              .numbers = { e->level != 0 } });
    ui_add(tree, &(UiWidget){ .kind = UI_TEXT,
                              .text = e->title,
                              .font = UI_FONT_TITLE,
                              .colour = UI_COLOUR_TITLE,
                              .grow = 1,
                              .width = 20 });
    ui_add_text(tree,
                ui_is_chinese(context) ? emergency_phase_text((EmergencyPhase)e->phase)
                                       : emergency_phase_name((EmergencyPhase)e->phase),
                UI_FONT_STRONG, UI_COLOUR_ACCENT);
    ui_end(tree);
    if (e->place[0])
        ui_dock_line(tree, ui_word(context, TEXT_COLUMN_PLACE), e->place, UI_COLOUR_TEXT);
    if (e->approved_by[0])
        ui_dock_line(tree, ui_word(context, TEXT_APPROVE), e->approved_by, UI_COLOUR_TEXT);
    if (e->task_count > 0)
        ui_add_text(tree, ui_word(context, TEXT_TASKS), UI_FONT_STRONG, UI_COLOUR_TITLE);
    for (int i = 0; i < e->task_count && i < LOG_SHOWN; i++)
        add_task(context, tree, e, &e->tasks[i]);
    ui_add_text(tree, ui_word(context, TEXT_LOG), UI_FONT_STRONG, UI_COLOUR_TITLE);
    for (int i = e->log_count - 1; i >= 0 && i >= e->log_count - LOG_SHOWN; i--) {
        ui_dock_time_text(dock, e->log[i].t_us, when);
        ui_dock_line(tree, ui_format(tree, "%s", when),
                     ui_format(tree, "%s：%.400s", e->log[i].who,
                               e->log[i].text ? e->log[i].text : e->log[i].kind),
                     UI_COLOUR_TEXT);
    }
}

static void add_emergency(const UiContext *context, UiTree *tree, const UiDockRoom *room)
{
    const UiDock *dock = &context->memory->dock;
    const Emergency *e = ui_dock_emergency(dock);
    if (!e) {
        ui_dock_hint(context, tree, room);
        return;
    }
    const bool is_open = e->phase != EMERGENCY_CLOSED;
    const double acts_h = is_open ? 76 : 0;
    ui_add(tree, &(UiWidget){ .kind = UI_BOX, .width = room->side_w, .height = room->body_h });
    ui_dock_side_begin(tree, room, ui_dock_form_height(dock) + acts_h);
    add_emergency_facts(context, tree, e);
    ui_end(tree);
    ui_dock_form(context, tree, room);
    if (is_open) {
        ui_add(tree, &(UiWidget){ .kind = UI_BOX,
                                  .padding_x = 12,
                                  .gap = 2,
                                  .height = acts_h,
                                  .width = room->side_w });
        ui_add_rule(tree);
        add_level(context, tree, e);
        add_phases(context, tree, e);
        ui_end(tree);
    }
    ui_end(tree);
}

static void panel_emergencies_build(const UiContext *context, UiTree *tree, UiPlace *place)
{
    const UiTableColumn columns[UI_EMERGENCY_COLUMNS] = {
        [UI_EMERGENCY_LEVEL] = { ui_word(context, TEXT_LEVEL), 66, 0, UI_ALIGN_START },
        [UI_EMERGENCY_TITLE] = { ui_word(context, TEXT_TITLE), 0, 0, UI_ALIGN_START },
        [UI_EMERGENCY_PHASE] = { ui_word(context, TEXT_PHASE), 96, 0, UI_ALIGN_START },
        [UI_EMERGENCY_REPORT] = { ui_word(context, TEXT_NEXT_REPORT), 124, 440, UI_ALIGN_START },
        [UI_EMERGENCY_TASKS] = { ui_word(context, TEXT_TASKS), 72, 520, UI_ALIGN_END },
        [UI_EMERGENCY_PLACE] = { ui_word(context, TEXT_COLUMN_PLACE), 0, 620, UI_ALIGN_START },
        [UI_EMERGENCY_AGE] = { ui_word(context, TEXT_OPENED), 104, 440, UI_ALIGN_END },
    };
    const UiDockRoom room = ui_dock_begin(context, tree, place, STATE_DOCK_EMERGENCIES);
    add_list(context, tree, &room, STATE_DOCK_EMERGENCIES, columns, UI_EMERGENCY_COLUMNS,
             TEXT_NO_EMERGENCIES);
    add_emergency(context, tree, &room);
    ui_end(tree);
    ui_end(tree);
}

const UiPanelRow panel_emergencies = { "emergencies", panel_emergencies_key,
                                       panel_emergencies_build };
