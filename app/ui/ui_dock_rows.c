// SPDX-License-Identifier: Apache-2.0
// ui_dock_rows.c - rows of the lists of operations as tables read them: cells, order, filter text.
#include "core/text.h"
#include "ui/ui_dock_rows.h"
#include "ui/ui_live_rows.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_chinese(const UiDock *dock)
{
    return dock->language == STATE_LANGUAGE_ZH;
}

static const char *word(const UiDock *dock, TextId id)
{
    return text_get(dock->language, id);
}

static uint64_t hash_id(const char *id)
{
    const uint64_t hash = str_hash(id, strlen(id));
    return hash ? hash : 1;
}

static void put(UiTableCell *out, const char *text)
{
    str_copy_utf8(out->text, sizeof out->text, text);
}

// Where an alarm is: the name of the feature or moving thing it stands on, of its live key, or its
// subject as it is.
static const char *alarm_place(const UiDock *dock, const Alarm *alarm, char out[UI_TABLE_TEXT_MAX])
{
    const UiLive *live = &dock->live;
    out[0] = 0;
    if (!live->places || !live->live || !alarm->subject[0]) return alarm->subject;
    const AlarmPlace place = alarm_places_find(live->places, live_places(live->live), alarm);
    if (place.kind == ALARM_PLACE_FEATURE)
        ui_feature_name(&(UiContext){ .state = dock->state, .city = dock->city }, place.ref, out,
                        UI_TABLE_TEXT_MAX);
    if (place.kind == ALARM_PLACE_MOVING) ui_live_name(live, place.key, out, UI_TABLE_TEXT_MAX);
    if (out[0] || !place.key) return out[0] ? out : alarm->subject;
    const LiveDeclaration said = live_declared(live->live, place.key);
    const char *name = is_chinese(dock) ? said.name_zh : said.name;
    if (!name || !name[0]) return alarm->subject;
    snprintf(out, UI_TABLE_TEXT_MAX, "%.110s · %.80s", alarm->subject, name);
    return out;
}

const char *ui_alarm_place_text(const UiDock *dock, const Alarm *alarm, char out[UI_TABLE_TEXT_MAX])
{
    return alarm_place(dock, alarm, out);
}

// Alarms

static const UiDockAlarm *alarm_row(const void *rows, int row)
{
    return &((const UiDock *)rows)->alarms[row];
}

static void group_cell(const UiDock *dock, const UiDockAlarm *row, int column, UiTableCell *out)
{
    out->font = UI_FONT_STRONG;
    if (column == UI_ALARM_NAME)
        snprintf(out->text, sizeof out->text, "%s  × %d",
                 row->alarm->group[0] ? row->alarm->group : row->alarm->rule, row->count);
    if (column == UI_ALARM_STATE && row->unacked > 0)
        snprintf(out->text, sizeof out->text, "%s %d", word(dock, TEXT_UNACKED), row->unacked);
}

static void alarm_cell(const void *rows, int at, int column, UiTableCell *out)
{
    const UiDock *dock = rows;
    const UiDockAlarm *row = alarm_row(rows, at);
    const Alarm *alarm = row->alarm;
    char text[UI_TABLE_TEXT_MAX];
    if (column == UI_ALARM_LEVEL) {
        put(out, ui_level_text(alarm->level, alarm->priority, is_chinese(dock), text));
        out->chip_rgb = ui_level_rgb(alarm->level);
        out->is_solid = row->count ? row->unacked > 0 : alarm->needs_ack;
        return;
    }
    if (row->count) {
        group_cell(dock, row, column, out);
        return;
    }
    if (row->is_member && column == UI_ALARM_NAME) out->indent = 16;
    switch (column) {
    case UI_ALARM_STATE:
        put(out, word(dock, ui_alarm_state_text(alarm)));
        out->colour = alarm->needs_ack ? UI_COLOUR_TEXT : UI_COLOUR_DIM;
        out->font = alarm->needs_ack ? UI_FONT_STRONG : UI_FONT_BODY;
        break;
    case UI_ALARM_NAME:
        put(out, ui_alarm_name(&dock->live, alarm, is_chinese(dock)));
        if (alarm->needs_ack) out->font = UI_FONT_STRONG;
        break;
    case UI_ALARM_PLACE: put(out, alarm_place(dock, alarm, text)); break;
    case UI_ALARM_VALUE:
        ui_alarm_value_text(alarm->value, alarm->unit, dock->language, text), put(out, text);
        break;
    case UI_ALARM_LIMIT:
        ui_alarm_value_text(alarm->limit, alarm->unit, dock->language, text), put(out, text);
        out->colour = UI_COLOUR_DIM;
        break;
    case UI_ALARM_AGE:
        ui_dock_age_text(dock, alarm->t_raised_us, out->text, sizeof out->text);
        break;
    case UI_ALARM_OWNER: put(out, alarm->owner[0] ? alarm->owner : "–"); break;
    case UI_ALARM_CASE: put(out, alarm->case_id[0] ? alarm->case_id : "–"); break;
    default: break;
    }
}

// The gravest first, of these the newest: as one number, so that it sorts downwards.
static uint64_t alarm_rank(const Alarm *alarm)
{
    return (uint64_t)alarm->level << 60 | (uint64_t)alarm->priority << 58 |
           ((uint64_t)alarm->t_raised_us & ((1ull << 58) - 1));
}

static uint64_t alarm_order(const void *rows, int at, int column)
{
    const UiDock *dock = rows;
    const Alarm *alarm = alarm_row(rows, at)->alarm;
    switch (column) {
    case UI_ALARM_LEVEL: return alarm_rank(alarm);
    case UI_ALARM_STATE: return (uint64_t)ui_alarm_state_text(alarm);
    case UI_ALARM_NAME:
        return ui_table_of_text(ui_alarm_name(&dock->live, alarm, is_chinese(dock)));
    case UI_ALARM_PLACE: return ui_table_of_text(alarm->subject);
    case UI_ALARM_VALUE: return ui_table_of_number(alarm->value);
    case UI_ALARM_LIMIT: return ui_table_of_number(alarm->limit);
    case UI_ALARM_AGE: return UINT64_MAX - (uint64_t)alarm->t_raised_us;
    case UI_ALARM_OWNER: return ui_table_of_text(alarm->owner);
    default: return ui_table_of_text(alarm->case_id);
    }
}

static int alarm_compare(const void *rows, int a, int b, int column)
{
    const Alarm *x = alarm_row(rows, a)->alarm, *y = alarm_row(rows, b)->alarm;
    const int order = column == UI_ALARM_PLACE   ? strcmp(x->subject, y->subject)
                      : column == UI_ALARM_OWNER ? strcmp(x->owner, y->owner)
                                                 : 0;
    return order ? order : strcmp(x->id, y->id);
}

static const char *alarm_text(const void *rows, int at, char *buffer)
{
    const UiDock *dock = rows;
    const Alarm *alarm = alarm_row(rows, at)->alarm;
    snprintf(buffer, UI_TABLE_TEXT_MAX, "%.40s %.60s %.30s %.30s %.30s",
             ui_alarm_name(&dock->live, alarm, is_chinese(dock)), alarm->subject, alarm->group,
             alarm->owner, alarm->case_id);
    return buffer;
}

static uint64_t alarm_id(const void *rows, int at)
{
    const UiDockAlarm *row = alarm_row(rows, at);
    return row->count ? hash_id(row->alarm->group) * 31 : hash_id(row->alarm->id);
}

static uint32_t alarm_edge(const void *rows, int at)
{
    const UiDockAlarm *row = alarm_row(rows, at);
    return row->alarm->needs_ack || row->unacked ? ui_level_rgb(row->alarm->level) : 0;
}

// Cases

static const Case *case_row(const void *rows, int row)
{
    return ((const UiDock *)rows)->cases[row];
}

static CaseClock clock_of(const UiDock *dock, const Case *item)
{
    return case_clock(dock->live.operations->cases, item, dock->live.now_us);
}

void ui_case_clock_text(const UiDock *dock, const Case *item, char out[64], uint32_t *rgb)
{
    const CaseClock clock = clock_of(dock, item);
    char left[48];
    *rgb = strcmp(clock.colour, "red") == 0     ? 0xf0384a
           : strcmp(clock.colour, "amber") == 0 ? 0xf5a218
           : strcmp(clock.colour, "green") == 0 ? 0x2fa968
                                                : 0;
    if (isnan(clock.left_s)) {
        snprintf(out, 64, "%s", case_is_open(item) ? word(dock, TEXT_NO_CLOCK) : "–");
        return;
    }
    ui_seconds_text(clock.left_s, is_chinese(dock), left);
    if (clock.left_s < 0)
        snprintf(out, 64, "%s %s", word(dock, TEXT_OVERDUE), left);
    else
        snprintf(out, 64, "%s", left);
    if (item->is_suspended) *rgb = 0x8a96a8;
}

const char *ui_case_state_word(const UiDock *dock, const Case *item)
{
    if (item->is_suspended) return word(dock, TEXT_SUSPENDED);
    return is_chinese(dock) ? case_state_text((CaseState)item->state)
                            : case_state_name((CaseState)item->state);
}

static void case_cell(const void *rows, int at, int column, UiTableCell *out)
{
    const UiDock *dock = rows;
    const Case *item = case_row(rows, at);
    char text[64];
    switch (column) {
    case UI_CASE_NUMBER: put(out, item->id), out->colour = UI_COLOUR_DIM; break;
    case UI_CASE_TITLE:
        put(out, item->title);
        if (case_is_open(item)) out->font = UI_FONT_STRONG;
        break;
    case UI_CASE_STAGE: put(out, ui_case_state_word(dock, item)); break;
    case UI_CASE_CLOCK: {
        const CaseClock clock = clock_of(dock, item);
        ui_case_clock_text(dock, item, text, &out->chip_rgb);
        put(out, text);
        out->is_solid = !isnan(clock.left_s) && clock.share >= 0.7;
        break;
    }
    case UI_CASE_OWNER: put(out, item->person[0] ? item->person : "–"); break;
    case UI_CASE_PLACE: put(out, item->place[0] ? item->place : "–"); break;
    case UI_CASE_AGE: ui_dock_age_text(dock, item->t_opened_us, out->text, sizeof out->text); break;
    default: break;
    }
    if (!case_is_open(item) && column != UI_CASE_CLOCK) out->colour = UI_COLOUR_DIM;
}

static uint64_t case_order(const void *rows, int at, int column)
{
    const UiDock *dock = rows;
    const Case *item = case_row(rows, at);
    switch (column) {
    case UI_CASE_NUMBER: return ui_table_of_text(item->id);
    case UI_CASE_TITLE: return ui_table_of_text(item->title);
    case UI_CASE_STAGE: return (uint64_t)item->state;
    case UI_CASE_CLOCK:
        return case_is_open(item) ? ui_table_of_number(clock_of(dock, item).left_s) - 1
                                  : UINT64_MAX;
    case UI_CASE_OWNER: return ui_table_of_text(item->person);
    case UI_CASE_PLACE: return ui_table_of_text(item->place);
    default: return UINT64_MAX - (uint64_t)item->t_opened_us;
    }
}

static int case_compare(const void *rows, int a, int b, int column)
{
    const Case *x = case_row(rows, a), *y = case_row(rows, b);
    const int order = column == UI_CASE_TITLE ? strcmp(x->title, y->title) : 0;
    if (order) return order;
    if (x->t_opened_us != y->t_opened_us) return x->t_opened_us > y->t_opened_us ? -1 : 1;
    return strcmp(x->id, y->id);
}

static const char *case_text(const void *rows, int at, char *buffer)
{
    const Case *item = case_row(rows, at);
    snprintf(buffer, UI_TABLE_TEXT_MAX, "%.40s %.60s %.40s %.20s %.20s", item->id, item->title,
             item->place, item->person, case_state_text((CaseState)item->state));
    return buffer;
}

static uint64_t case_id(const void *rows, int at)
{
    return hash_id(case_row(rows, at)->id);
}

static uint32_t case_edge(const void *rows, int at)
{
    const Case *item = case_row(rows, at);
    return case_is_open(item) && item->level ? ui_level_rgb(item->level) : 0;
}

// Emergencies

static const Emergency *emergency_row(const void *rows, int row)
{
    return ((const UiDock *)rows)->emergencies[row];
}

const char *ui_emergency_level(const Emergency *e, char out[48])
{
    static const char *const roman[] = { "–", "IV", "III", "II", "I" };
    if (e->level)
        snprintf(out, 48, "%s", roman[e->level]);
    else if (e->level_proposed)
        snprintf(out, 48, "%s ?", roman[e->level_proposed]);
    else
        snprintf(out, 48, "–");
    return out;
}

static void emergency_cell(const void *rows, int at, int column, UiTableCell *out)
{
    const UiDock *dock = rows;
    const Emergency *e = emergency_row(rows, at);
    char text[64];
    int done = 0;
    for (int i = 0; i < e->task_count; i++) done += e->tasks[i].t_done_us != 0;
    const char *report = "";
    const int64_t due_us = emergency_report_due_us(dock->live.operations->emergencies, e, &report);
    switch (column) {
    case UI_EMERGENCY_LEVEL:
        put(out, ui_emergency_level(e, text));
        out->chip_rgb = ui_level_rgb(e->level ? e->level : e->level_proposed);
        out->is_solid = e->level != 0;
        break;
    case UI_EMERGENCY_TITLE: put(out, e->title), out->font = UI_FONT_STRONG; break;
    case UI_EMERGENCY_PHASE:
        put(out, is_chinese(dock) ? emergency_phase_text((EmergencyPhase)e->phase)
                                  : emergency_phase_name((EmergencyPhase)e->phase));
        break;
    case UI_EMERGENCY_REPORT:
        if (!due_us) {
            put(out, "–");
            break;
        }
        ui_seconds_text((double)(due_us - dock->live.now_us) / 1e6, is_chinese(dock), text);
        snprintf(out->text, sizeof out->text, "%s%s%s",
                 due_us < dock->live.now_us ? word(dock, TEXT_OVERDUE) : "",
                 due_us < dock->live.now_us ? " " : "", text);
        out->chip_rgb = due_us < dock->live.now_us ? 0xf0384a : 0x2fa968;
        out->is_solid = due_us < dock->live.now_us;
        break;
    case UI_EMERGENCY_TASKS:
        snprintf(out->text, sizeof out->text, "%d / %d", done, e->task_count);
        break;
    case UI_EMERGENCY_PLACE: put(out, e->place[0] ? e->place : "–"); break;
    default: ui_dock_age_text(dock, e->t_received_us, out->text, sizeof out->text); break;
    }
}

static uint64_t emergency_order(const void *rows, int at, int column)
{
    const Emergency *e = emergency_row(rows, at);
    switch (column) {
    case UI_EMERGENCY_LEVEL:
        return (uint64_t)(e->phase != EMERGENCY_CLOSED) << 62 | (uint64_t)e->level << 58 |
               ((uint64_t)e->t_received_us & ((1ull << 58) - 1));
    case UI_EMERGENCY_TITLE: return ui_table_of_text(e->title);
    case UI_EMERGENCY_PHASE: return (uint64_t)e->phase;
    case UI_EMERGENCY_TASKS: return (uint64_t)e->task_count;
    case UI_EMERGENCY_PLACE: return ui_table_of_text(e->place);
    default: return UINT64_MAX - (uint64_t)e->t_received_us;
    }
}

static const char *emergency_text(const void *rows, int at, char *buffer)
{
    const Emergency *e = emergency_row(rows, at);
    snprintf(buffer, UI_TABLE_TEXT_MAX, "%.40s %.80s %.60s", e->id, e->title, e->place);
    return buffer;
}

static uint64_t emergency_id(const void *rows, int at)
{
    return hash_id(emergency_row(rows, at)->id);
}

// Warnings and feeds

static void warning_cell(const void *rows, int at, int column, UiTableCell *out)
{
    const UiDock *dock = rows;
    const UiWarning *w = &dock->warnings[at];
    static const TextId statuses[] = { TEXT_ACTUAL, TEXT_EXERCISE, TEXT_TEST_STATUS };
    char text[64];
    switch (column) {
    case UI_WARNING_LEVEL:
        put(out, ui_level_text(w->level, ALARM_PRIORITY_NONE, is_chinese(dock), text));
        out->chip_rgb = ui_level_rgb(w->level);
        out->is_solid = w->status == 0;
        break;
    case UI_WARNING_TEXT:
        put(out, w->text);
        out->font = w->status == 0 ? UI_FONT_STRONG : UI_FONT_BODY;
        break;
    case UI_WARNING_STATUS:
        snprintf(out->text, sizeof out->text, "%s%s%s", word(dock, statuses[w->status % 3]),
                 w->is_simulated ? " · " : "", w->is_simulated ? word(dock, TEXT_SIMULATED) : "");
        out->colour = w->status == 0 ? UI_COLOUR_TEXT : UI_COLOUR_WARN;
        break;
    case UI_WARNING_ISSUED:
        if (w->t_event_us) ui_dock_age_text(dock, w->t_event_us, out->text, sizeof out->text);
        break;
    default:
        if (!w->t_expire_us) {
            put(out, "–");
            break;
        }
        ui_seconds_text((double)(w->t_expire_us - dock->live.now_us) / 1e6, is_chinese(dock), text);
        put(out, text);
        break;
    }
}

static uint64_t warning_order(const void *rows, int at, int column)
{
    const UiWarning *w = &((const UiDock *)rows)->warnings[at];
    switch (column) {
    case UI_WARNING_LEVEL:
        return (uint64_t)w->level << 60 | ((uint64_t)w->t_event_us & ((1ull << 58) - 1));
    case UI_WARNING_TEXT: return ui_table_of_text(w->text);
    case UI_WARNING_STATUS: return (uint64_t)w->status;
    case UI_WARNING_ISSUED: return UINT64_MAX - (uint64_t)w->t_event_us;
    default: return w->t_expire_us ? (uint64_t)w->t_expire_us : UINT64_MAX;
    }
}

static const char *warning_text(const void *rows, int at, char *buffer)
{
    (void)buffer;
    return ((const UiDock *)rows)->warnings[at].text;
}

static uint64_t warning_id(const void *rows, int at)
{
    return hash_id(((const UiDock *)rows)->warnings[at].id);
}

const char *ui_feed_state(StateLanguage language, const UiFeed *feed, uint32_t *rgb)
{
    static const struct {
        const char *name;
        TextId text;
        uint32_t rgb;
    } states[] = {
        { "live", TEXT_FEED_LIVE, 0x2fa968 },         { "waiting", TEXT_FEED_WAITING, 0xf5a218 },
        { "starting", TEXT_FEED_STARTING, 0x3d8bff }, { "ended", TEXT_FEED_DONE, 0x8a96a8 },
        { "failed", TEXT_FAILED, 0xf0384a },          { "off", TEXT_FEED_OFF, 0x8a96a8 }
    };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (strcmp(states[i].name, feed->state) != 0) continue;
        *rgb = states[i].rgb;
        return text_get(language, states[i].text);
    }
    *rgb = 0x8a96a8;
    return feed->state;
}

static void feed_cell(const void *rows, int at, int column, UiTableCell *out)
{
    const UiDock *dock = rows;
    const UiFeed *f = &dock->feeds[at];
    uint32_t rgb = 0;
    switch (column) {
    case UI_FEED_STATE:
        put(out, ui_feed_state(dock->language, f, &rgb));
        out->chip_rgb = rgb;
        out->is_solid = strcmp(f->state, "waiting") == 0 || strcmp(f->state, "failed") == 0;
        break;
    case UI_FEED_NAME: put(out, f->name), out->font = UI_FONT_STRONG; break;
    case UI_FEED_DRIVER: put(out, f->driver), out->colour = UI_COLOUR_DIM; break;
    case UI_FEED_LAST:
        if (f->t_last_us)
            ui_dock_age_text(dock, f->t_last_us, out->text, sizeof out->text);
        else
            put(out, f->is_off ? "–" : word(dock, TEXT_NEVER));
        break;
    case UI_FEED_RATE: snprintf(out->text, sizeof out->text, "%.1f", f->messages_a_second); break;
    case UI_FEED_MESSAGES:
        snprintf(out->text, sizeof out->text, "%llu", (unsigned long long)f->messages);
        break;
    case UI_FEED_DROPPED:
        snprintf(out->text, sizeof out->text, "%llu", (unsigned long long)f->dropped);
        out->colour = f->dropped ? UI_COLOUR_BAD : UI_COLOUR_DIM;
        break;
    case UI_FEED_MALFORMED:
        snprintf(out->text, sizeof out->text, "%llu", (unsigned long long)f->malformed);
        out->colour = f->malformed ? UI_COLOUR_WARN : UI_COLOUR_DIM;
        break;
    case UI_FEED_RECONNECTS: {
        const unsigned long long again = f->connects > 1 ? f->connects - 1 : 0;
        snprintf(out->text, sizeof out->text, "%llu", again);
        out->colour = again ? UI_COLOUR_WARN : UI_COLOUR_DIM;
        break;
    }
    case UI_FEED_LAG:
        if (isfinite(f->lag_ms))
            snprintf(out->text, sizeof out->text, f->lag_ms < 10000 ? "%.0f ms" : "%.0f s",
                     f->lag_ms < 10000 ? f->lag_ms : f->lag_ms / 1000);
        else
            put(out, "–");
        break;
    default: put(out, f->error), out->colour = UI_COLOUR_BAD; break;
    }
    if (f->is_off && column != UI_FEED_STATE) out->colour = UI_COLOUR_DIM;
}

static uint64_t feed_order(const void *rows, int at, int column)
{
    const UiFeed *f = &((const UiDock *)rows)->feeds[at];
    switch (column) {
    case UI_FEED_STATE: // what is wrong comes first
        return strcmp(f->state, "failed") == 0    ? 0
               : strcmp(f->state, "waiting") == 0 ? 1
               : f->is_off                        ? 9
                                                  : 5;
    case UI_FEED_NAME: return ui_table_of_text(f->name);
    case UI_FEED_DRIVER: return ui_table_of_text(f->driver);
    case UI_FEED_LAST: return UINT64_MAX - (uint64_t)f->t_last_us;
    case UI_FEED_RATE: return ui_table_of_number(f->messages_a_second);
    case UI_FEED_MESSAGES: return f->messages;
    case UI_FEED_DROPPED: return f->dropped;
    case UI_FEED_MALFORMED: return f->malformed;
    case UI_FEED_RECONNECTS: return f->connects;
    case UI_FEED_LAG: return ui_table_of_number(f->lag_ms);
    default: return ui_table_of_text(f->error);
    }
}

static const char *feed_text(const void *rows, int at, char *buffer)
{
    const UiFeed *f = &((const UiDock *)rows)->feeds[at];
    snprintf(buffer, UI_TABLE_TEXT_MAX, "%.80s %s %s", f->name, f->driver, f->state);
    return buffer;
}

static uint64_t feed_id(const void *rows, int at)
{
    return hash_id(((const UiDock *)rows)->feeds[at].name);
}

UiTableSource ui_dock_source(const UiDock *dock, StateDock list)
{
    UiTableSource source = { .rows = dock,
                             .count = dock->open == list ? dock->row_count : 0,
                             .version = dock->rows_version };
    switch (list) {
    case STATE_DOCK_PLACES:
    case STATE_DOCK_LOG: return ui_desk_source(dock);
    case STATE_DOCK_ALARMS:
        source.cell = alarm_cell, source.order = dock->is_flood ? NULL : alarm_order;
        source.compare = alarm_compare, source.text = alarm_text;
        source.id = alarm_id, source.edge = alarm_edge;
        break;
    case STATE_DOCK_CASES:
        source.cell = case_cell, source.order = case_order, source.compare = case_compare;
        source.text = case_text, source.id = case_id, source.edge = case_edge;
        break;
    case STATE_DOCK_EMERGENCIES:
        source.cell = emergency_cell, source.order = emergency_order;
        source.text = emergency_text, source.id = emergency_id;
        break;
    case STATE_DOCK_WARNINGS:
        source.cell = warning_cell, source.order = warning_order;
        source.text = warning_text, source.id = warning_id;
        break;
    default:
        source.cell = feed_cell, source.order = feed_order, source.text = feed_text;
        source.id = feed_id;
        break;
    }
    return source;
}
