// SPDX-License-Identifier: Apache-2.0
// alarm.h - alarms: normal, active, acknowledged, cleared; latched, shelved, suppressed, out of
// service; each change a versioned record with its line of the journal. After OPC UA Part 9 and
// ISA-18.2 (operations.md 1.3).
// Does not: watch values (rule.h), draw, sound, or write to the store (change.h).
#pragma once
#include "base/err.h"
#include "base/json.h"
#include "core/change.h"
#include "core/threshold.h"

typedef enum {
    ALARM_NORMAL,
    ALARM_ACTIVE_UNACKED,
    ALARM_ACTIVE_ACKED,
    ALARM_CLEARED_UNACKED,
    ALARM_LATCHED, // cleared and acknowledged, stays until alarm_reset
    ALARM_STATE_COUNT
} AlarmState;
typedef enum { ALARM_PRIORITY_NONE, ALARM_LOW, ALARM_MEDIUM, ALARM_HIGH } AlarmPriority;

#define ALARM_NAME_MAX 64
#define ALARM_ID_MAX 280
#define ALARM_NOTES_MAX 200
#define ALARM_ESCALATIONS_MAX 3
typedef struct {
    int64_t t_us;
    char who[ALARM_NAME_MAX];
    char *text;
} AlarmNote;

// One condition of one rule on one subject, through all its occurrences.
typedef struct {
    char id[ALARM_ID_MAX];       // RULE, or RULE@SUBJECT
    char rule[ALARM_NAME_MAX];   // id of the rule
    char subject[208];           // key, asset or ""
    char group[ALARM_NAME_MAX];  // shown together in a flood; the rule where it has none
    char parent[ALARM_NAME_MAX]; // rule whose alarm suppresses this one; "" = none
    char escalate_to[ALARM_NAME_MAX];
    int rule_version;
    AlarmLevel level; // of this occurrence, NONE before the first
    AlarmPriority priority;
    double value, limit;        // measured, and what it was held against; NAN = none
    char unit[16], source[160]; // of the limit
    char *text, *text_zh;       // heap
    double lon_deg, lat_deg;    // NAN = nowhere
    bool is_active, needs_ack, is_latching, is_latched, is_suppressed, is_simulated;
    int64_t t_raised_us, t_cleared_us, t_acked_us, t_changed_us; // 0 = not
    char acked_by[ALARM_NAME_MAX], owner[ALARM_NAME_MAX], case_id[ALARM_NAME_MAX];
    int64_t due_us; // to be acknowledged by; 0 = none
    double due_s;
    int escalations;          // how often it passed
    int64_t shelved_until_us; // 0 = not
    char shelved_by[ALARM_NAME_MAX], shelf_reason[160];
    bool is_out_of_service;
    char service_reason[160];
    int occurrences;
    AlarmNote *notes;
    int note_count, note_cap;
    uint64_t version; // of the record; 0 = never written
} Alarm;

// What a rule says of its condition now.
typedef struct {
    const char *rule, *subject; // subject NULL = none
    const char *group, *parent, *escalate_to, *unit, *source, *text, *text_zh; // NULL = none
    int rule_version;
    AlarmLevel level;       // NONE = the condition is over
    AlarmPriority priority; // NONE: red high, orange medium, else low
    double value, limit, lon_deg, lat_deg;
    double due_s; // 0 = none
    bool is_latching, is_simulated;
} AlarmCondition;

typedef struct Alarms Alarms;
Alarms *alarms_create(ChangeList *changes); // borrowed: what changes goes there
void alarms_destroy(Alarms *alarms);
void alarms_forget(Alarms *alarms); // all of them, and their rate: for a jump in replayed time
// Raises, changes the level (a higher one asks for acknowledgement again), or clears. Saying the
// same again changes nothing but the value shown. Returns the alarm, NULL for the end of what never
// was. Thread: main, as all of this file.
Alarm *alarms_condition(Alarms *alarms, const AlarmCondition *condition, const ChangeBy *by);
// Shelves that end, escalations that are due.
void alarms_update(Alarms *alarms, int64_t now_us);

int alarms_count(const Alarms *alarms); // also those that are normal again
Alarm *alarms_at(Alarms *alarms, int index);
Alarm *alarms_find(Alarms *alarms, const char *id); // NULL = none
AlarmState alarm_state(const Alarm *alarm);
const char *alarm_state_name(AlarmState state); // "normal", "active_unacked", …
const char *alarm_state_text(AlarmState state); // 正常, 未确认, …
bool alarm_is_shown(const Alarm *alarm);        // not normal, shelved, suppressed or out of service
const char *alarm_priority_name(AlarmPriority priority);

// What people do. False with *err (ERR_ARGUMENT) where the state does not allow it; who is taken
// from by and must not be empty.
bool alarm_acknowledge(Alarms *alarms, Alarm *alarm, const ChangeBy *by, Err *err);
// Those that ask for it among all that are shown, at or below a level (NONE = all), of one rule or
// group (NULL = all). How many.
int alarms_acknowledge_all(Alarms *alarms, AlarmLevel highest, const char *of, const ChangeBy *by);
// until_us after by->t_us, at most 30 days on; a reason is asked for.
bool alarm_shelve(Alarms *alarms, Alarm *alarm, int64_t until_us, const char *reason,
                  const ChangeBy *by, Err *err);
bool alarm_unshelve(Alarms *alarms, Alarm *alarm, const ChangeBy *by, Err *err);
bool alarm_note(Alarms *alarms, Alarm *alarm, const char *text, const ChangeBy *by, Err *err);
// owner "" gives it up. An alarm that another owns is refused unless is_taken_over.
bool alarm_own(Alarms *alarms, Alarm *alarm, const char *owner, bool is_taken_over,
               const ChangeBy *by, Err *err);
bool alarm_reset(Alarms *alarms, Alarm *alarm, const ChangeBy *by, Err *err); // of what is latched
bool alarm_service(Alarms *alarms, Alarm *alarm, bool is_out, const char *reason,
                   const ChangeBy *by, Err *err);
bool alarm_link_case(Alarms *alarms, Alarm *alarm, const char *case_id, const ChangeBy *by,
                     Err *err);

// A record of another desk, or of the store at start. is_conflict: ours was refused and theirs
// stands; what ours added (notes, an acknowledgement) is then written again as a new change.
// Otherwise a record older than ours changes nothing. ERR_FORMAT.
bool alarms_apply(Alarms *alarms, const char *json, size_t length, uint64_t version,
                  bool is_conflict, Err *err);
void alarm_json(const Alarm *alarm, JsonWriter *out); // the record: all that alarms_apply reads

// {"shown":…,"flood":…,"alarms":[…],"groups":[…],"shelved":[…],"suppressed":n,…}: highest level
// first, then the newest. now_us for ages.
void alarms_json(Alarms *alarms, int64_t now_us, JsonWriter *out);
bool alarms_is_flood(const Alarms *alarms); // more than 10 in 10 min; ends below 5
// Figures of the last hours (0 = 24) against ISA-18.2: an hour, in 10 min, standing, by priority,
// flood share, chattering and most frequent rules.
void alarms_rate_json(const Alarms *alarms, int64_t now_us, double hours, JsonWriter *out);
