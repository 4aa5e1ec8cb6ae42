// SPDX-License-Identifier: Apache-2.0
// emergency.h - an emergency from its report to its review: phases, a level proposed and approved
// by a named person, tasks, log, reports written from the fields, what is nearby
// (operations.md 1.6). Does not: call anybody, or write to the store (change.h).
#pragma once
#include "core/alarm.h"

typedef enum {
    EMERGENCY_NONE,
    EMERGENCY_RECEIVED, // 事件接报
    EMERGENCY_RESPONSE, // 应急响应: from the approval of a level
    EMERGENCY_COMMAND,  // 指挥调度
    EMERGENCY_ANALYSIS, // 研判分析
    EMERGENCY_CONFER,   // 协同会商
    EMERGENCY_REVIEW,   // 应急评估
    EMERGENCY_CLOSED,
    EMERGENCY_PHASE_COUNT
} EmergencyPhase;
typedef enum {
    REPORT_NONE,
    REPORT_FIRST,
    REPORT_FOLLOW,
    REPORT_FINAL,
    REPORT_KIND_COUNT
} ReportKind;

typedef struct {
    int64_t t_us;
    char who[ALARM_NAME_MAX], kind[24]; // "open", "level", "task", "log", "report", …
    char *text;
} EmergencyEntry; // of the log; nothing is ever taken out

typedef struct {
    int number; // from 1
    char unit[ALARM_NAME_MAX], text[240], feedback[240];
    int64_t t_given_us, t_accepted_us, t_done_us; // 0 = not yet
} EmergencyTask;

// What reports are written from. Empty = not known yet, and said so.
typedef struct {
    char nature[160], casualties[160], loss[160], scope[160], trend[160], leaders[160],
        measures[240], requests[160];
} EmergencyFields;

#define EMERGENCY_LOG_MAX 5000
#define EMERGENCY_TASKS_MAX 500
typedef struct {
    char id[ALARM_NAME_MAX], title[160], place[160], source[96], alarm[ALARM_ID_MAX];
    double lon_deg, lat_deg;   // NAN = nowhere
    int phase;                 // EmergencyPhase
    int level_proposed, level; // AlarmLevel: RED is I; level is NONE until it is approved
    char proposed_by[ALARM_NAME_MAX], approved_by[ALARM_NAME_MAX];
    int64_t t_event_us, t_received_us, t_approved_us, t_reported_us, t_closed_us, t_changed_us;
    int reports; // so many were written
    EmergencyFields fields;
    EmergencyEntry *log;
    int log_count, log_cap;
    EmergencyTask *tasks;
    int task_count, task_cap;
    uint64_t version;
} Emergency;

typedef struct Emergencies Emergencies;
Emergencies *emergencies_create(ChangeList *changes, const char *desk); // borrowed, copied
void emergencies_destroy(Emergencies *all);
void emergencies_forget(Emergencies *all); // all of them: for a jump in replayed time
bool emergencies_deadlines_open(Emergencies *all, const char *path, Err *err); // emergency.yaml
int emergencies_count(const Emergencies *all);
Emergency *emergencies_at(Emergencies *all, int index);
Emergency *emergencies_find(Emergencies *all, const char *id); // NULL = none

typedef struct {
    const char *title, *place, *source;
    const Alarm *alarm;      // NULL = none
    double lon_deg, lat_deg; // NAN = nowhere
    int64_t t_event_us;      // 0 = now
} EmergencyDesc;
// Every change is made by a named person; false or NULL with *err (ERR_ARGUMENT, ERR_RANGE) where
// none is named, the emergency is closed, or a text is empty or too long. Thread: main.
Emergency *emergency_open(Emergencies *all, const EmergencyDesc *desc, const ChangeBy *by,
                          Err *err);
// A level is proposed by one and approved by another: who proposed it may not approve it. A new
// proposal leaves the approved one in force until it is approved.
bool emergency_propose(Emergencies *all, Emergency *e, AlarmLevel level, const char *why,
                       const ChangeBy *by, Err *err);
bool emergency_approve(Emergencies *all, Emergency *e, const ChangeBy *by, Err *err);
// To a later phase or back; RESPONSE and those after it need an approved level.
bool emergency_phase(Emergencies *all, Emergency *e, EmergencyPhase phase, const ChangeBy *by,
                     Err *err);
int emergency_task(Emergencies *all, Emergency *e, const char *unit, const char *text,
                   const ChangeBy *by, Err *err); // its number; 0 = *err
// Received by its unit, or done; feedback may be NULL.
bool emergency_task_answer(Emergencies *all, Emergency *e, int number, bool is_done,
                           const char *feedback, const ChangeBy *by, Err *err);
bool emergency_log(Emergencies *all, Emergency *e, const char *text, const ChangeBy *by, Err *err);
// A field by its name ("casualties") as it is known now.
bool emergency_field(Emergencies *all, Emergency *e, const char *name, const char *text,
                     const ChangeBy *by, Err *err);
// The text of a report from the fields; and written into the log. 初报 first, 终报 ends the
// reports.
void emergency_report_text(const Emergency *e, ReportKind kind, int utc_offset_s, Str *out);
bool emergency_report(Emergencies *all, Emergency *e, ReportKind kind, int utc_offset_s,
                      const ChangeBy *by, Err *err);
// When the next report is due by the table; 0 = none. *name: of its row.
int64_t emergency_report_due_us(const Emergencies *all, const Emergency *e, const char **name);
bool emergency_close(Emergencies *all, Emergency *e, const char *summary, const ChangeBy *by,
                     Err *err);

const char *emergency_phase_name(EmergencyPhase phase); // "received", …
const char *emergency_phase_text(EmergencyPhase phase); // 事件接报, …
EmergencyPhase emergency_phase_find(const char *name);  // by either

typedef struct {
    double lon_deg, lat_deg;
} EmergencyPlace;
typedef struct {
    int index;
    double distance_m; // on the sphere of the mean radius
} EmergencyNear;
// The places within radius_m, nearest first, up to cap; how many.
int emergency_nearby(double lon_deg, double lat_deg, double radius_m, const EmergencyPlace *places,
                     int count, EmergencyNear *out, int cap);

bool emergencies_apply(Emergencies *all, const char *json, size_t length, uint64_t version,
                       bool is_conflict, Err *err);       // as alarms_apply
void emergency_json(const Emergency *e, JsonWriter *out); // the record; its log is the timeline
void emergencies_json(const Emergencies *all, int64_t now_us, JsonWriter *out);
