// SPDX-License-Identifier: Apache-2.0
// case.h - cases of city management (GB/T 30428 flow, operations.md 1.5): states, side moves, stage
// clocks in working time; each change a versioned record with its line of the journal.
// Does not: write to the store (change.h), or check who may log in: roles are words beside names.
#pragma once
#include "core/alarm.h"
#include "core/calendar.h"

typedef enum {
    CASE_NONE,
    CASE_REPORTED,      // 上报
    CASE_ACCEPTED,      // 受理
    CASE_VERIFYING,     // 核实
    CASE_FILED,         // 立案
    CASE_REJECTED,      // 不立案: an end
    CASE_DISPATCHED,    // 派遣
    CASE_SUBDISPATCHED, // 二级派遣
    CASE_HANDLING,      // 处置
    CASE_CHECKING,      // 核查
    CASE_CLOSED,        // 结案: an end
    CASE_VOID,          // 作废: an end
    CASE_STATE_COUNT
} CaseState;
typedef enum {
    CASE_MOVE_NONE,
    CASE_RETURN,    // 退回(推诿): handling to dispatch
    CASE_EXTEND,    // 延期: more time for the stage
    CASE_SUSPEND,   // 挂账: the clock stands
    CASE_RESUME,    // 恢复
    CASE_REWORK,    // 返工: checking to handling
    CASE_SUPERVISE, // 督办
    CASE_VOIDED,    // 作废
    CASE_MOVE_COUNT
} CaseMove;

typedef struct {
    int state; // CaseState
    char person[ALARM_NAME_MAX], role[32];
    int64_t begin_us, end_us; // end 0 = now
    double limit;             // in unit; NAN = none
    int unit;                 // CalendarUnit
    double used_s;            // of the unit's time, up to run_from_us
    int64_t run_from_us;      // 0 = the clock stands
    bool is_on_time;          // of an ended stage
} CaseStage;

#define CASE_STAGES_MAX 200
typedef struct {
    char id[ALARM_NAME_MAX], external_id[128], source[ALARM_NAME_MAX]; // "alarm", "12345", …
    char type[48], type_name[96];
    char title[160], place[160];
    char *text;              // heap
    double lon_deg, lat_deg; // NAN = nowhere
    char alarm[ALARM_ID_MAX], reporter[ALARM_NAME_MAX], person[ALARM_NAME_MAX],
        department[ALARM_NAME_MAX];
    int state; // CaseState
    int level; // AlarmLevel of what it came from
    bool is_suspended;
    int returns, reworks, extensions, supervisions;
    int64_t t_opened_us, t_changed_us, t_closed_us;
    CaseStage *stages; // the last one is now
    int stage_count, stage_cap;
    AlarmNote *notes;
    int note_count, note_cap;
    uint64_t version;
} Case;

typedef struct {
    double share;       // of the limit; NAN = no limit
    double left_s;      // of the unit's time; below 0 = over
    int64_t due_us;     // 0 = no limit, or the clock stands
    const char *colour; // "green" < 70 %, "amber" to 100 %, "red" over, "none"
} CaseClock;

typedef struct Cases Cases;
// calendar, changes: borrowed. desk is part of the ids it gives: two desks never give the same.
Cases *cases_create(const Calendar *calendar, ChangeList *changes, const char *desk);
void cases_destroy(Cases *cases);
void cases_forget(Cases *cases); // all of them, not the types: for a jump in replayed time
// Case types and stage limits (cases.yaml). ERR_IO, ERR_FORMAT, ERR_ARGUMENT.
bool cases_types_open(Cases *cases, const char *path, Err *err);

typedef struct {
    const char *external_id; // NULL = none. The same again gives the case that is there
    const char *source, *type, *title, *text, *place, *reporter;
    const Alarm *alarm;      // NULL = none; gives title, place and level where they are not
    double lon_deg, lat_deg; // NAN = nowhere
} CaseDesc;
// The case, new or (by external id, or an open one of that alarm) the one that is there; NULL with
// *err: ERR_NOT_FOUND (type), ERR_ARGUMENT. Thread: main, as all of this file.
Case *cases_open(Cases *cases, const CaseDesc *desc, const ChangeBy *by, Err *err);
int cases_count(const Cases *cases);
Case *cases_at(Cases *cases, int index);
Case *cases_find(Cases *cases, const char *id); // or external id; NULL = none

// The next state, with the person and role who does it from now. ERR_ARGUMENT where the flow has no
// such step, or the role may not take it; the error names the steps there are.
bool case_advance(Cases *cases, Case *item, CaseState to, const char *person, const char *role,
                  const ChangeBy *by, Err *err);
// Stage by stage along the main way (受理 立案 派遣 处置 核查 结案) until it is in `to`, each with
// its line of the journal, all by one person. ERR_ARGUMENT where that state does not lie ahead.
bool case_advance_to(Cases *cases, Case *item, CaseState to, const ChangeBy *by, Err *err);
bool case_assign(Cases *cases, Case *item, const char *person, const char *department,
                 const ChangeBy *by, Err *err);
// A side move; the reason is asked for. amount, unit: of CASE_EXTEND.
bool case_move(Cases *cases, Case *item, CaseMove move, const char *reason, double amount,
               const ChangeBy *by, Err *err);
bool case_note(Cases *cases, Case *item, const char *text, const ChangeBy *by, Err *err);
CaseClock case_clock(const Cases *cases, const Case *item, int64_t now_us);

const char *case_state_name(CaseState state); // "reported", …
const char *case_state_text(CaseState state); // 上报, …
CaseState case_state_find(const char *name);  // by either; NONE = no such
bool case_is_open(const Case *item);
// The steps from a state: up to cap; how many.
int case_next(CaseState from, CaseState *out, int cap);
bool case_may(CaseState from, CaseState to, const char *role); // role "" or NULL = any

bool cases_apply(Cases *cases, const char *json, size_t length, uint64_t version, bool is_conflict,
                 Err *err);                        // as alarms_apply
void case_json(const Case *item, JsonWriter *out); // the record
void cases_json(const Cases *cases, int64_t now_us,
                JsonWriter *out); // open ones first, with clocks
