// SPDX-License-Identifier: Apache-2.0
// operations.h - alarms, cases, emergencies and rules of one desk, who sits there, and what changed
// since it was last taken: the one thing the program holds, updates each frame and hands to the
// store. Does not: talk to the store or to feeds.
//
//   operations_update(ops, live, now);                   after live_tick, before live_clear_changes
//   ChangeList changes = operations_take_changes(ops);   each: store_write({kind, id, json,
//   version}, …; change_list_finish(&changes);                                       journal_json)
//   STORE_ANSWER_RECORDS, _CHANGED: operations_apply(ops, kind, id, json, version, false, &err)
//   STORE_CONFLICT:                 operations_apply(…, true, &err) with the record that is there
#pragma once
#include "core/action.h"
#include "core/alarm.h"
#include "core/case.h"
#include "core/emergency.h"
#include "core/rule.h"

typedef struct Operations {
    Keys *keys; // borrowed
    ChangeList changes;
    Thresholds *thresholds;
    Calendar *calendar;
    Alarms *alarms;
    Rules *rules;
    Actions *actions; // taken from what changed by operations_take_changes
    Cases *cases;
    Emergencies *emergencies;
    char who[ALARM_NAME_MAX], desk[ALARM_NAME_MAX]; // who: "" = nobody is logged in
    int utc_offset_s;
    int64_t now_us; // of the last update; commands act then, or at the clock before the first
} Operations;

typedef struct {
    Keys *keys;              // borrowed
    const char *data_folder; // assets/data: thresholds/, calendar.yaml, cases.yaml, emergency.yaml
    const char *who, *desk;  // NULL = ""
    int utc_offset_s;
} OperationsDesc;
// NULL with *err where a file of the folder is missing or wrong. Thread: main, as all of this file.
Operations *operations_create(const OperationsDesc *desc, Err *err);
void operations_destroy(Operations *ops);
void operations_set_who(Operations *ops, const char *who);
ChangeBy operations_by(const Operations *ops); // borrowed until operations_set_who

// Rules of the keys that changed (live_changes), timers, shelves, escalations.
void operations_update(Operations *ops, const Live *live, int64_t now_us);
// Of all keys that have a value: rules are others, and what comes once a month would be judged then.
void operations_judge_all(Operations *ops, const Live *live, int64_t now_us);
// The same without Live: back-tests and tests.
void operations_run(Operations *ops, const RulesInput *input);
// An event of a feed: count rules of its kind; a case from outside (kind "case": title, type, text,
// place, lon, lat of its JSON, idempotent by id).
bool operations_event(Operations *ops, const ObservationEvent *event, Err *err);

ChangeList operations_take_changes(Operations *ops); // the caller's: change_list_finish
bool operations_apply(Operations *ops, const char *kind, const char *id, const char *json,
                      uint64_t version, bool is_conflict,
                      Err *err); // ERR_UNSUPPORTED: a kind that is not ours
// "alarms", "alarms.rate", "cases", "emergencies", "rules", "actions", "thresholds": false with
// ERR_NOT_FOUND.
bool operations_get(Operations *ops, const char *name, JsonWriter *out, Err *err);
