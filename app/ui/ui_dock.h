// SPDX-License-Identifier: Apache-2.0
// ui_dock.h - what the lists of operations remember: their tables, filters, the form that is open,
// toasts; and what is counted of alarms. One list is open at a time (State.dock).
// Does not: build widgets (panel_alarms.c, panel_cases.c, panel_feeds.c, panel_alarm_toasts.c), or
// change anything: it answers with command lines.
// Thread: main.
#pragma once
#include "core/text.h"
#include "ui/ui.h"
#include "ui/ui_dock_desk.h"
#include "ui/ui_table.h"

// A row of the list of alarms: one alarm, or in a flood the head of a group of them.
typedef struct {
    Alarm *alarm;       // of a head the worst of its group
    int count, unacked; // of a head; 0 = it is an alarm
    bool is_member;     // below a head
} UiDockAlarm;

typedef enum {
    UI_FORM_NONE,
    UI_FORM_SHELVE, // minutes and a reason
    UI_FORM_NOTE,
    UI_FORM_REASON, // of a side move of a case
    UI_FORM_LOG,    // of an emergency
    UI_FORM_TASK,   // of an emergency: "UNIT TEXT"
    UI_FORM_END,    // of an emergency
    UI_FORM_NAME    // of a place
} UiFormKind;
typedef struct {
    UiFormKind kind;
    char verb[64]; // REASON: "case-return"; the text is UiDock.note
    double minutes;
} UiForm;

typedef enum { UI_ALARMS_ALL, UI_ALARMS_UNACKED, UI_ALARMS_ACKED, UI_ALARMS_ASIDE } UiAlarmsOf;

#define UI_TOASTS_MAX 4
#define UI_DOCK_GROUPS_MAX 32
typedef struct {
    char alarm[ALARM_ID_MAX];
    double until_s; // monotonic; 0 = until it is acknowledged or closed
} UiToast;

typedef struct UiDock {
    const State *state; // of the last build, as the city; they outlive it
    const City *city;
    UiLive live; // of the last build; feeds and warnings are the copies below
    int utc_offset_s;
    StateLanguage language;
    StateDock open; // as followed
    bool has_focus, is_confirming;
    UiTable tables[STATE_DOCK_COUNT];
    char item[STATE_DOCK_ITEM_MAX]; // as followed
    uint32_t levels_out;            // levels that are left out, a bit each
    UiAlarmsOf alarms_of;
    UiForm form;
    UiTextField filter, note; // of the open list; of the form
    uint64_t filter_seen;     // its version the table has
    struct UiFocus *focus;    // the Ui's
    uint64_t open_groups[UI_DOCK_GROUPS_MAX];
    int open_group_count;
    // Rows of the open list
    UiDockAlarm *alarms;
    Case **cases;
    Emergency **emergencies;
    UiFeed *feeds;
    UiWarning *warnings;
    int row_count, alarm_cap, case_cap, emergency_cap, feed_cap, warning_cap, feed_count,
        warning_count;
    bool is_flood;
    int alarm_total; // left by the filters of level and state
    uint64_t rows_version;
    // Counted at each change of alarms, by level: those shown, and of them unacknowledged
    int shown[ALARM_LEVEL_COUNT], unacked[ALARM_LEVEL_COUNT], open_cases;
    uint64_t counted_version;
    bool is_counted;
    UiDesk desk; // places and the log
    UiToast toasts[UI_TOASTS_MAX];
    int toast_count, toast_more;
    int64_t toast_after_us; // alarms raised later are said
    int clicked;
    double clicked_s;
    double table_right; // units of the panel: the wheel left of it is the table's
    int64_t tick;       // what is old by the second is shown anew
    uint64_t version;   // grows with any change of what is shown
} UiDock;

void ui_dock_init(UiDock *dock, struct UiFocus *focus);
void ui_dock_finish(UiDock *dock);
// Each frame, before panels are built.
void ui_dock_follow(UiDock *dock, const State *state, const City *city, const UiLive *live);
UiTableSource ui_dock_source(const UiDock *dock, StateDock list);
const char *ui_dock_name(StateDock list); // "alarms", as panel-show takes it
StateDock ui_dock_find(const char *name, size_t length);
// The row looked at; NULL = none.
Alarm *ui_dock_alarm(const UiDock *dock);
Case *ui_dock_case(const UiDock *dock);
Emergency *ui_dock_emergency(const UiDock *dock);
const UiFeed *ui_dock_feed(const UiDock *dock);
const UiWarning *ui_dock_warning(const UiDock *dock);
// "@table:…" and "@dock:…" of a widget; command lines go to out.
void ui_dock_action(UiDock *dock, const char *action, Str *out);
bool ui_dock_key(UiDock *dock, const char *key, Str *out); // false: not for it

// Words and colours (ui_dock_words.c).
uint32_t ui_level_rgb(int level); // 0xRRGGBB
const char *ui_level_text(int level, AlarmPriority priority, bool is_chinese, char out[48]);
TextId ui_alarm_state_text(const Alarm *alarm);
const char *ui_alarm_name(const UiLive *live, const Alarm *alarm, bool is_chinese); // of its rule
// "85.2 %", as people write the unit.
void ui_alarm_value_text(double value, const char *unit, StateLanguage language, char out[64]);
void ui_seconds_text(double seconds, bool is_chinese, char out[48]);            // "3 小时 5 分"
void ui_dock_time_text(const UiDock *dock, int64_t t_us, char out[32]);         // "11-25 17:30"
void ui_dock_age_text(const UiDock *dock, int64_t t_us, char *out, size_t cap); // "3 分钟前"
