// SPDX-License-Identifier: Apache-2.0
// ui_dock.c - follows alarms, cases, warnings and feeds into rows; clicks and keys into commands.
#include "ui/ui_dock.h"
#include "base/array.h"
#include "base/clock.h"
#include "ui/ui_focus.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOAST_S 9.0
#define DOUBLE_CLICK_S 0.4
#define FAST_S 120.0 // what is younger is shown anew each second

static const char *const names[STATE_DOCK_COUNT] = { "none",  "alarms",      "rate",
                                                     "cases", "emergencies", "warnings",
                                                     "feeds", "places",      "log" };

const char *ui_dock_name(StateDock list)
{
    return names[list];
}

StateDock ui_dock_find(const char *name, size_t length)
{
    for (int i = STATE_DOCK_ALARMS; i < STATE_DOCK_COUNT; i++)
        if (strlen(names[i]) == length && strncmp(names[i], name, length) == 0) return (StateDock)i;
    return STATE_DOCK_NONE;
}

void ui_dock_init(UiDock *dock, UiFocus *focus)
{
    *dock = (UiDock){ .clicked = -1, .focus = focus };
    ui_desk_init(&dock->desk);
    for (int i = 0; i < STATE_DOCK_COUNT; i++)
        ui_table_init(&dock->tables[i], 0,
                      i != STATE_DOCK_CASES && i != STATE_DOCK_FEEDS); // the gravest first
}

void ui_dock_finish(UiDock *dock)
{
    for (int i = 0; i < STATE_DOCK_COUNT; i++) ui_table_finish(&dock->tables[i]);
    ui_desk_finish(&dock->desk);
    ui_text_field_finish(&dock->filter);
    ui_text_field_finish(&dock->note);
    free(dock->alarms);
    free((void *)dock->cases);
    free((void *)dock->emergencies);
    free(dock->feeds);
    free(dock->warnings);
    *dock = (UiDock){ 0 };
}

static uint64_t hash_text(const char *text)
{
    return str_hash(text, strlen(text));
}

static bool is_group_open(const UiDock *dock, const char *group)
{
    for (int i = 0; i < dock->open_group_count; i++)
        if (dock->open_groups[i] == hash_text(group)) return true;
    return false;
}

static void toggle_group(UiDock *dock, const char *group)
{
    for (int i = 0; i < dock->open_group_count; i++) {
        if (dock->open_groups[i] != hash_text(group)) continue;
        dock->open_groups[i] = dock->open_groups[--dock->open_group_count];
        return;
    }
    if (dock->open_group_count < UI_DOCK_GROUPS_MAX)
        dock->open_groups[dock->open_group_count++] = hash_text(group);
}

static bool is_wanted(const UiDock *dock, const Alarm *alarm)
{
    const bool is_aside = alarm->shelved_until_us || alarm->is_out_of_service;
    if (dock->alarms_of == UI_ALARMS_ASIDE) return is_aside;
    if (!alarm_is_shown(alarm)) return false;
    if (dock->alarms_of == UI_ALARMS_UNACKED && !alarm->needs_ack) return false;
    if (dock->alarms_of == UI_ALARMS_ACKED && alarm->needs_ack) return false;
    return !(dock->levels_out >> alarm->level & 1);
}

// By group, the gravest and newest of each first; groups by their first.
static int group_order(const void *a, const void *b)
{
    const Alarm *x = ((const UiDockAlarm *)a)->alarm, *y = ((const UiDockAlarm *)b)->alarm;
    const int order = strcmp(x->group, y->group);
    if (order) return order;
    if (x->level != y->level) return x->level > y->level ? -1 : 1;
    if (x->t_raised_us != y->t_raised_us) return x->t_raised_us > y->t_raised_us ? -1 : 1;
    return strcmp(x->id, y->id);
}

// The gravest and newest first.
static int head_order(const void *a, const void *b)
{
    const Alarm *x = (*(const UiDockAlarm *const *)a)->alarm,
                *y = (*(const UiDockAlarm *const *)b)->alarm;
    if (x->level != y->level) return x->level > y->level ? -1 : 1;
    if (x->t_raised_us != y->t_raised_us) return x->t_raised_us > y->t_raised_us ? -1 : 1;
    return strcmp(x->id, y->id);
}

// A head and, where it is open or one of them is looked at, its members; returns the rows then.
static int put_group(UiDock *dock, const UiDockAlarm *head, int rows)
{
    const int count = head->count;
    bool is_open = is_group_open(dock, head->alarm->group);
    for (int k = 0; k < count && !is_open; k++)
        is_open = dock->item[0] && strcmp(head[k].alarm->id, dock->item) == 0;
    if (count > 1) dock->alarms[rows++] = *head;
    for (int k = 0; k < count && (count == 1 || is_open); k++)
        dock->alarms[rows++] = (UiDockAlarm){ .alarm = head[k].alarm, .is_member = count > 1 };
    return rows;
}

// Alarms in order of their groups become heads, each with its members below where it is open.
static void fold_groups(UiDock *dock, int count)
{
    UiDockAlarm *from = malloc(sizeof *from * ((size_t)count + 1));
    UiDockAlarm **heads = malloc(sizeof *heads * ((size_t)count + 1));
    if (!from || !heads ||
        !array_reserve((void **)&dock->alarms, &dock->alarm_cap, 2 * count + 1, sizeof *from)) {
        free(from);
        free((void *)heads);
        return;
    }
    qsort(dock->alarms, (size_t)count, sizeof *dock->alarms, group_order);
    memcpy(from, dock->alarms, sizeof *from * (size_t)count);
    int head_count = 0;
    for (int i = 0, end; i < count; i = end) {
        UiDockAlarm *head = heads[head_count++] = &from[i];
        for (end = i; end < count && strcmp(from[end].alarm->group, head->alarm->group) == 0; end++)
            head->unacked += from[end].alarm->needs_ack;
        head->count = end - i;
    }
    qsort((void *)heads, (size_t)head_count, sizeof *heads, head_order);
    int rows = 0;
    for (int h = 0; h < head_count; h++) rows = put_group(dock, heads[h], rows);
    dock->row_count = rows;
    free(from);
    free((void *)heads);
}

static void take_alarms(UiDock *dock)
{
    Alarms *all = dock->live.operations->alarms;
    const int most = alarms_count(all);
    if (!array_reserve((void **)&dock->alarms, &dock->alarm_cap, most + 1, sizeof *dock->alarms))
        return;
    int count = 0;
    for (int i = 0; i < most; i++) {
        Alarm *alarm = alarms_at(all, i);
        if (is_wanted(dock, alarm)) dock->alarms[count++] = (UiDockAlarm){ .alarm = alarm };
    }
    dock->row_count = dock->alarm_total = count;
    dock->is_flood = alarms_is_flood(all) && dock->alarms_of != UI_ALARMS_ASIDE;
    if (dock->is_flood) fold_groups(dock, count);
}

static void take_cases(UiDock *dock)
{
    Cases *all = dock->live.operations->cases;
    const int count = cases_count(all);
    if (!array_reserve((void **)&dock->cases, &dock->case_cap, count + 1, sizeof *dock->cases))
        return;
    for (int i = 0; i < count; i++) dock->cases[i] = cases_at(all, i);
    dock->row_count = count;
}

static void take_emergencies(UiDock *dock)
{
    Emergencies *all = dock->live.operations->emergencies;
    const int count = emergencies_count(all);
    if (!array_reserve((void **)&dock->emergencies, &dock->emergency_cap, count + 1,
                       sizeof *dock->emergencies))
        return;
    for (int i = 0; i < count; i++) dock->emergencies[i] = emergencies_at(all, i);
    dock->row_count = count;
}

static void take_feeds(UiDock *dock, const UiLive *live)
{
    if (!array_reserve((void **)&dock->feeds, &dock->feed_cap, live->feed_count + 1,
                       sizeof *dock->feeds))
        return;
    if (live->feed_count > 0)
        memcpy(dock->feeds, live->feeds, sizeof *dock->feeds * (size_t)live->feed_count);
    dock->row_count = dock->feed_count = live->feed_count;
}

static void take_warnings(UiDock *dock, const UiLive *live)
{
    if (!array_reserve((void **)&dock->warnings, &dock->warning_cap, live->warning_count + 1,
                       sizeof *dock->warnings))
        return;
    if (live->warning_count > 0)
        memcpy(dock->warnings, live->warnings,
               sizeof *dock->warnings * (size_t)live->warning_count);
    dock->row_count = dock->warning_count = live->warning_count;
}

static void take_rows(UiDock *dock, const UiLive *live)
{
    dock->row_count = 0;
    dock->is_flood = false;
    if (live->operations && dock->open == STATE_DOCK_ALARMS) take_alarms(dock);
    if (live->operations && dock->open == STATE_DOCK_CASES) take_cases(dock);
    if (live->operations && dock->open == STATE_DOCK_EMERGENCIES) take_emergencies(dock);
    if (dock->open == STATE_DOCK_FEEDS) take_feeds(dock, live);
    if (dock->open == STATE_DOCK_WARNINGS) take_warnings(dock, live);
    ui_desk_take(dock);
    dock->rows_version++;
    dock->version++;
}

static bool is_grave(const Alarm *alarm)
{
    return alarm->level >= ALARM_LEVEL_RED || alarm->priority == ALARM_HIGH;
}

static void say_alarm(UiDock *dock, const Alarm *alarm)
{
    for (int i = 0; i < dock->toast_count; i++)
        if (strcmp(dock->toasts[i].alarm, alarm->id) == 0) return;
    if (dock->toast_count == UI_TOASTS_MAX) {
        // The oldest that would go by itself makes room; else there are more.
        int at = 0;
        while (at < UI_TOASTS_MAX && dock->toasts[at].until_s == 0) at++;
        dock->toast_more++;
        if (at == UI_TOASTS_MAX) return;
        memmove(&dock->toasts[at], &dock->toasts[at + 1],
                sizeof *dock->toasts * (size_t)(UI_TOASTS_MAX - 1 - at));
        dock->toast_count--;
    }
    UiToast *toast = &dock->toasts[dock->toast_count++];
    str_copy_utf8(toast->alarm, sizeof toast->alarm, alarm->id);
    toast->until_s = is_grave(alarm) ? 0 : clock_monotonic_s() + TOAST_S;
}

static void count_alarms(UiDock *dock)
{
    Alarms *all = dock->live.operations->alarms;
    int64_t newest_us = dock->toast_after_us;
    memset(dock->shown, 0, sizeof dock->shown);
    memset(dock->unacked, 0, sizeof dock->unacked);
    for (int i = 0; i < alarms_count(all); i++) {
        const Alarm *alarm = alarms_at(all, i);
        if (!alarm_is_shown(alarm)) continue;
        dock->shown[alarm->level]++;
        dock->unacked[alarm->level] += alarm->needs_ack;
        if (!alarm->needs_ack || alarm->t_raised_us <= dock->toast_after_us) continue;
        if (alarm->t_raised_us > newest_us) newest_us = alarm->t_raised_us;
        if (dock->is_counted) say_alarm(dock, alarm);
    }
    dock->toast_after_us = newest_us;
    dock->open_cases = 0;
    const Cases *cases = dock->live.operations->cases;
    for (int i = 0; i < cases_count(cases); i++)
        dock->open_cases += case_is_open(cases_at((Cases *)cases, i));
}

// Toasts go when their time is over, or their alarm has been seen to.
static void follow_toasts(UiDock *dock)
{
    const double now_s = clock_monotonic_s();
    int kept = 0;
    for (int i = 0; i < dock->toast_count; i++) {
        UiToast *toast = &dock->toasts[i];
        const Alarm *alarm = alarms_find(dock->live.operations->alarms, toast->alarm);
        if (!alarm || !alarm->needs_ack || !alarm_is_shown(alarm) ||
            (toast->until_s > 0 && now_s > toast->until_s))
            continue;
        if (toast->until_s == 0 && !is_grave(alarm)) toast->until_s = now_s + TOAST_S;
        dock->toasts[kept++] = *toast;
    }
    if (kept != dock->toast_count) dock->version++;
    dock->toast_count = kept;
    if (kept == 0) dock->toast_more = 0;
}

static void follow_operations(UiDock *dock)
{
    if (!dock->live.operations) return;
    if (!dock->is_counted || dock->counted_version != dock->live.version) {
        count_alarms(dock);
        dock->counted_version = dock->live.version;
        dock->is_counted = true;
        dock->version++;
    }
    follow_toasts(dock);
}

// The second of what is young, else ten of them: ages go on without a redraw at each frame.
static int64_t tick_of(const UiDock *dock, const UiLive *live)
{
    int64_t youngest_us = 0;
    for (int i = 0; dock->open == STATE_DOCK_ALARMS && i < dock->row_count; i++)
        if (dock->alarms[i].alarm->t_raised_us > youngest_us)
            youngest_us = dock->alarms[i].alarm->t_raised_us;
    const bool is_fast =
        dock->open == STATE_DOCK_FEEDS || (double)(live->now_us - youngest_us) < FAST_S * 1e6;
    return live->now_us / (is_fast ? 1000000 : 10000000);
}

// Each list keeps its own filter; the field shows that of the open one.
static void follow_filter(UiDock *dock, UiTable *table, bool has_opened)
{
    if (!has_opened && dock->filter.version != dock->filter_seen) {
        ui_table_set_filter(table, ui_text_field_text(&dock->filter));
        dock->version++;
    } else {
        ui_text_field_set(&dock->filter, table->filter);
    }
    dock->filter_seen = dock->filter.version;
}

void ui_dock_follow(UiDock *dock, const State *state, const City *city, const UiLive *live)
{
    const bool has_opened = state->dock != dock->open;
    const bool has_changed = dock->live.version != live->version ||
                             dock->live.warnings_version != live->warnings_version ||
                             dock->live.feed_count != live->feed_count;
    dock->state = state;
    dock->city = city;
    dock->live = *live;
    dock->live.feeds = NULL;
    dock->live.warnings = NULL;
    dock->utc_offset_s = state->utc_offset_s;
    dock->language = state->language;
    if (has_opened) {
        dock->has_focus = state->dock != STATE_DOCK_NONE;
        dock->is_confirming = false;
    }
    if (has_opened || strcmp(dock->item, state->dock_item) != 0) dock->form = (UiForm){ 0 };
    dock->open = state->dock;
    follow_operations(dock);
    const int64_t tick = tick_of(dock, live);
    const bool has_turned = has_opened || strcmp(dock->item, state->dock_item) != 0;
    if (has_turned) str_copy_utf8(dock->item, sizeof dock->item, state->dock_item);
    if (has_turned || has_changed || tick != dock->tick || ui_desk_has_changed(dock))
        take_rows(dock, live);
    dock->tick = tick;
    UiTable *table = &dock->tables[dock->open];
    follow_filter(dock, table, has_opened);
    const UiTableSource source = ui_dock_source(dock, dock->open);
    if (dock->open) (void)ui_table_follow(table, &source);
    if (has_turned) {
        const uint64_t id = hash_text(dock->item);
        if (dock->open && (table->selected != id || table->cursor < 0))
            ui_table_select(table, &source, dock->item[0] ? id : 0);
        dock->version++;
    }
}

Alarm *ui_dock_alarm(const UiDock *dock)
{
    return dock->item[0] && dock->live.operations
               ? alarms_find(dock->live.operations->alarms, dock->item)
               : NULL;
}

Case *ui_dock_case(const UiDock *dock)
{
    return dock->item[0] && dock->live.operations
               ? cases_find(dock->live.operations->cases, dock->item)
               : NULL;
}

Emergency *ui_dock_emergency(const UiDock *dock)
{
    return dock->item[0] && dock->live.operations
               ? emergencies_find(dock->live.operations->emergencies, dock->item)
               : NULL;
}

const UiFeed *ui_dock_feed(const UiDock *dock)
{
    for (int i = 0; i < dock->feed_count; i++)
        if (strcmp(dock->feeds[i].name, dock->item) == 0) return &dock->feeds[i];
    return NULL;
}

const UiWarning *ui_dock_warning(const UiDock *dock)
{
    for (int i = 0; i < dock->warning_count; i++)
        if (strcmp(dock->warnings[i].id, dock->item) == 0) return &dock->warnings[i];
    return NULL;
}

static const char *id_of_row(const UiDock *dock, int row)
{
    if (row < 0 || row >= dock->row_count) return NULL;
    switch (dock->open) {
    case STATE_DOCK_ALARMS: return dock->alarms[row].count ? NULL : dock->alarms[row].alarm->id;
    case STATE_DOCK_CASES: return dock->cases[row]->id;
    case STATE_DOCK_EMERGENCIES: return dock->emergencies[row]->id;
    case STATE_DOCK_WARNINGS: return dock->warnings[row].id;
    case STATE_DOCK_FEEDS: return dock->feeds[row].name;
    case STATE_DOCK_PLACES: return dock->desk.places[row].id;
    case STATE_DOCK_LOG: return dock->desk.log[row].id;
    default: return NULL;
    }
}

// NAME "TEXT" on one line.
static void say(Str *out, const char *before, const char *text, const char *after)
{
    str_add(out, before);
    ui_quote(out, text);
    str_add(out, after);
    str_add(out, "\n");
}

static void say_row(UiDock *dock, Str *out)
{
    const int row = ui_table_row(&dock->tables[dock->open], dock->tables[dock->open].cursor);
    const char *id = id_of_row(dock, row);
    if (!id) return;
    Str before = { 0 };
    str_printf(&before, "panel-show name=%s item=", names[dock->open]);
    say(out, before.text, id, "");
    str_finish(&before);
}

static void say_locate(UiDock *dock, Str *out)
{
    if (dock->open == STATE_DOCK_PLACES) ui_desk_go(dock, out);
    const Case *item = dock->open == STATE_DOCK_CASES ? ui_dock_case(dock) : NULL;
    const Emergency *e = dock->open == STATE_DOCK_EMERGENCIES ? ui_dock_emergency(dock) : NULL;
    const UiWarning *w = dock->open == STATE_DOCK_WARNINGS ? ui_dock_warning(dock) : NULL;
    if (dock->open == STATE_DOCK_ALARMS && ui_dock_alarm(dock))
        say(out, "alarm-go alarm=", dock->item, "");
    else if (item && item->lon_deg == item->lon_deg)
        str_printf(out, "goto lon=%.7f lat=%.7f distance=900\n", item->lon_deg, item->lat_deg);
    else if (item && item->alarm[0])
        say(out, "alarm-go alarm=", item->alarm, "");
    else if (e && e->lon_deg == e->lon_deg)
        str_printf(out, "goto lon=%.7f lat=%.7f distance=1500\n", e->lon_deg, e->lat_deg);
    else if (w && w->lon_deg == w->lon_deg)
        str_printf(out, "goto lon=%.7f lat=%.7f distance=60000 pitch=65\n", w->lon_deg, w->lat_deg);
}

// All of a group that are left by the filters.
static void say_group(const UiDock *dock, const char *group, Str *out)
{
    Alarms *all = dock->live.operations->alarms;
    for (int i = 0; i < alarms_count(all); i++) {
        const Alarm *alarm = alarms_at(all, i);
        if (alarm->needs_ack && is_wanted(dock, alarm) && strcmp(alarm->group, group) == 0)
            say(out, "alarm-acknowledge alarm=", alarm->id, "");
    }
}

// Those that are seen, or all that are left by the filters. One line each: what is confirmed is
// what was shown.
static void say_acknowledge(UiDock *dock, bool is_page, Str *out)
{
    const UiTable *table = &dock->tables[STATE_DOCK_ALARMS];
    const int from = is_page ? table->first : 0,
              to = is_page ? table->first + table->page : table->shown_count;
    const bool has_filter = table->filter[0] || dock->levels_out || dock->is_flood;
    if (!is_page && !has_filter) {
        str_add(out, "alarm-acknowledge alarm=*\n");
        return;
    }
    for (int i = from; i < to && i < table->shown_count; i++) {
        const UiDockAlarm *row = &dock->alarms[table->shown[i]];
        if (row->count)
            say_group(dock, row->alarm->group, out);
        else if (row->alarm->needs_ack && !row->is_member)
            say(out, "alarm-acknowledge alarm=", row->alarm->id, "");
    }
}

static void form_open(UiDock *dock, UiFormKind kind, const char *verb)
{
    const bool is_again = dock->form.kind == kind && strcmp(dock->form.verb, verb) == 0;
    dock->form = (UiForm){ .kind = is_again ? UI_FORM_NONE : kind,
                           .minutes = kind == UI_FORM_SHELVE ? 60 : 1 };
    str_copy_utf8(dock->form.verb, sizeof dock->form.verb, verb);
    dock->has_focus = true;
    ui_text_field_set(&dock->note, "");
    if (!is_again) ui_focus_field(dock->focus, &dock->note);
}

// "UNIT TEXT", also with a colon between; without, the task is nobody's and the command says so.
static void say_task(const UiDock *dock, const char *text, Str *out)
{
    static const char *const marks[] = { "：", ":", " " };
    const char *at = NULL;
    size_t gap = 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *found = strstr(text, marks[i]);
        if (!found || (at && found > at)) continue;
        at = found;
        gap = strlen(marks[i]);
    }
    Str unit = { 0 }, line = { 0 };
    if (at) str_add_n(&unit, text, (size_t)(at - text));
    say(&line, "emergency-task emergency=", dock->item, " unit=");
    line.text[--line.length] = 0; // its end of line
    say(&line, "", unit.text ? unit.text : "", " text=");
    line.text[--line.length] = 0;
    say(out, line.text, at ? at + gap : text, "");
    str_finish(&unit);
    str_finish(&line);
}

static void form_done(UiDock *dock, Str *out)
{
    const UiForm form = dock->form;
    const char *text = ui_text_field_text(&dock->note);
    char after[96] = "";
    Str before = { 0 };
    if (!text[0]) return; // each of them asks for its text
    dock->form = (UiForm){ 0 };
    if (form.kind == UI_FORM_NAME) {
        ui_desk_rename(dock, text, out);
    } else if (form.kind == UI_FORM_SHELVE) {
        snprintf(after, sizeof after, " minutes=%.0f", form.minutes);
        say(&before, "alarm-shelve alarm=", dock->item, after);
    } else if (form.kind == UI_FORM_NOTE) {
        say(&before,
            dock->open == STATE_DOCK_CASES ? "case-note case=" : "alarm-note alarm=", dock->item,
            "");
    } else if (form.kind == UI_FORM_REASON) {
        if (strcmp(form.verb, "case-extend") == 0)
            snprintf(after, sizeof after, " by=%.0f", form.minutes);
        str_printf(&before, "%s case=", form.verb);
        Str rest = { 0 };
        say(&rest, before.text, dock->item, after);
        str_finish(&before);
        before = rest;
    } else if (form.kind == UI_FORM_LOG) {
        say(&before, "emergency-log emergency=", dock->item, "");
    } else if (form.kind == UI_FORM_END) {
        say(&before, "emergency-close emergency=", dock->item, "");
    } else if (form.kind == UI_FORM_TASK) {
        say_task(dock, text, out);
    }
    if (!before.text) return;
    before.text[--before.length] = 0; // its end of line
    const bool is_reason = form.kind == UI_FORM_SHELVE || form.kind == UI_FORM_REASON;
    str_add(&before, is_reason ? " reason=" : form.kind == UI_FORM_END ? " summary=" : " text=");
    say(out, before.text, text, "");
    str_finish(&before);
}

// A place is named by what it has.
static void name_open(UiDock *dock)
{
    const UiPlaceRow *row = ui_desk_place(dock);
    char name[STATE_NAME_MAX];
    if (!row) return;
    form_open(dock, UI_FORM_NAME, "");
    ui_text_field_set(&dock->note, ui_place_name(dock->state, row, name));
    ui_text_field_select_all(&dock->note);
}

static void close_toast(UiDock *dock, int index)
{
    if (index < 0 || index >= dock->toast_count) return;
    memmove(&dock->toasts[index], &dock->toasts[index + 1],
            sizeof *dock->toasts * (size_t)(dock->toast_count - 1 - index));
    dock->toast_count--;
}

static void table_action(UiDock *dock, const char *action, Str *out)
{
    const size_t length = strcspn(action, ":");
    const StateDock list = ui_dock_find(action, length);
    if (!list || list != dock->open || action[length] != ':') return;
    UiTable *table = &dock->tables[list];
    const UiTableSource source = ui_dock_source(dock, list);
    dock->has_focus = true;
    if (!ui_table_action(table, &source, action + length + 1)) return;
    const int row = ui_table_row(table, table->cursor);
    const bool is_head = list == STATE_DOCK_ALARMS && row >= 0 && dock->alarms[row].count > 0;
    const double now_s = clock_monotonic_s();
    const bool is_double = dock->clicked == row && now_s - dock->clicked_s < DOUBLE_CLICK_S;
    dock->clicked = row;
    dock->clicked_s = now_s;
    if (is_head) {
        toggle_group(dock, dock->alarms[row].alarm->group);
        dock->tick = 0;
        return;
    }
    if (is_double)
        say_locate(dock, out);
    else
        say_row(dock, out);
}

void ui_dock_action(UiDock *dock, const char *action, Str *out)
{
    int n = 0;
    dock->version++;
    const bool was_confirming = dock->is_confirming;
    dock->is_confirming = false;
    if (str_starts(action, "@table:")) {
        table_action(dock, action + 7, out);
        return;
    }
    if (!str_starts(action, "@dock:")) return;
    action += 6;
    dock->has_focus = dock->open != STATE_DOCK_NONE;
    if (strcmp(action, "desk-name") == 0)
        name_open(dock);
    else if (ui_desk_action(dock, action, out))
        ;
    else if (sscanf(action, "level:%d", &n) == 1 && n >= 0 && n < 32)
        dock->levels_out ^= 1u << n;
    else if (sscanf(action, "of:%d", &n) == 1)
        dock->alarms_of = (UiAlarmsOf)(n & 3);
    else if (strcmp(action, "filter") == 0)
        ui_focus_leave(dock->focus); // what is left by it is walked by keys
    else if (strcmp(action, "unfilter") == 0)
        ui_text_field_set(&dock->filter, "");
    else if (strcmp(action, "acknowledge-page") == 0)
        say_acknowledge(dock, true, out);
    else if (strcmp(action, "acknowledge-all") == 0) {
        if (was_confirming) say_acknowledge(dock, false, out);
        dock->is_confirming = !was_confirming;
    } else if (strcmp(action, "locate") == 0)
        say_locate(dock, out);
    else if (strcmp(action, "shelve") == 0)
        form_open(dock, UI_FORM_SHELVE, "");
    else if (strcmp(action, "note") == 0)
        form_open(dock, UI_FORM_NOTE, "");
    else if (strcmp(action, "log") == 0)
        form_open(dock, UI_FORM_LOG, "");
    else if (strcmp(action, "task") == 0)
        form_open(dock, UI_FORM_TASK, "");
    else if (strcmp(action, "end") == 0)
        form_open(dock, UI_FORM_END, "");
    else if (str_starts(action, "reason:"))
        form_open(dock, UI_FORM_REASON, action + 7);
    else if (sscanf(action, "minutes:%d", &n) == 1)
        dock->form.minutes = n;
    else if (str_starts(action, "text:"))
        ui_text_field_set(&dock->note, action + 5);
    else if (strcmp(action, "done") == 0)
        form_done(dock, out);
    else if (strcmp(action, "cancel") == 0)
        dock->form = (UiForm){ 0 };
    else if (sscanf(action, "untoast:%d", &n) == 1)
        close_toast(dock, n);
    dock->tick = 0; // rows are taken anew
}

static void next_list(UiDock *dock, int step, Str *out)
{
    int to = (int)dock->open + step;
    if (to == STATE_DOCK_COUNT) to = STATE_DOCK_ALARMS;
    if (to == STATE_DOCK_NONE) to = STATE_DOCK_COUNT - 1;
    str_printf(out, "panel-show name=%s\n", names[to]);
}

static bool alarm_key(UiDock *dock, const char *key, Str *out)
{
    const Alarm *alarm = dock->open == STATE_DOCK_ALARMS ? ui_dock_alarm(dock) : NULL;
    if (!alarm) return false;
    if (strcmp(key, "Space") == 0) {
        if (alarm->needs_ack) say(out, "alarm-acknowledge alarm=", alarm->id, "");
    } else if (strcmp(key, "O") == 0) {
        say(out, "alarm-own alarm=", alarm->id, "");
    } else if (strcmp(key, "C") == 0) {
        if (!alarm->case_id[0]) say(out, "case-open from=", alarm->id, "");
        say(out, "panel-show name=cases case_of=", alarm->id, "");
    } else {
        return false;
    }
    return true;
}

bool ui_dock_key(UiDock *dock, const char *key, Str *out)
{
    if (!dock->open || !dock->has_focus) return false;
    dock->version++;
    bool is_chosen = false;
    const UiTableSource source = ui_dock_source(dock, dock->open);
    if (strcmp(key, "Escape") == 0)
        dock->has_focus = false;
    else if (strcmp(key, "Ctrl+Tab") == 0)
        next_list(dock, 1, out);
    else if (strcmp(key, "Ctrl+Shift+Tab") == 0)
        next_list(dock, -1, out);
    else if (strcmp(key, "/") == 0)
        ui_focus_field(dock->focus, &dock->filter);
    else if (strcmp(key, "Return") == 0)
        say_locate(dock, out);
    else if (alarm_key(dock, key, out) || ui_desk_key(dock, key, out))
        return true;
    else if (dock->open == STATE_DOCK_PLACES && strcmp(key, "F2") == 0)
        name_open(dock);
    else if (dock->open != STATE_DOCK_RATE &&
             ui_table_key(&dock->tables[dock->open], &source, key, &is_chosen)) {
        if (is_chosen) say_row(dock, out);
    } else {
        return false;
    }
    return true;
}
