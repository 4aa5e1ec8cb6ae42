// SPDX-License-Identifier: Apache-2.0
// action.h - what follows from alarms: the actions of their rules (rule.h), held to a pace, so that
// a flood of alarms neither flies the camera about nor rings without end (operations.md 1.3).
// Every desk that runs a rule acts; messages have the same id at each, and cases the same external
// id, so that a receiver and the store know the second.
// Does not: fly, sound or send; the program does what actions_next hands it.
//
//   actions_take(actions, ops);             after operations_update, before operations_take_changes
//   while (actions_next(actions, ops, &situation, &due)) { …; action_due_finish(&due); }
//
//   mark      a ring at the alarm's place for `seconds`, while it asks for acknowledgement
//   fly_to,   only where nobody touches the desk for idle_s, or it is unattended; at most one each
//   topic     every_s, of those that wait the worst, never in a flood, never for what is
//   acknowledged sound     at most one each 5 s, unless a higher priority comes; not while muted
//   case      opened once an occurrence; in a flood one of a group, the others are linked to it
//   publish,  each one, in order, in a flood too
//   webhook
#pragma once
#include "base/json.h"
#include "core/rule.h"

struct Operations;
typedef struct Actions Actions;
typedef struct {
    RuleDo kind;
    RuleAction action; // its texts are expanded: command, topic
    char alarm[ALARM_ID_MAX];
    char subject[208];
    AlarmPriority priority;
    double lon_deg, lat_deg; // of the alarm; NAN = nowhere
    char *payload;           // heap: of publish and webhook; one JSON object, its "id" the same
                             // each time it is sent
} ActionDue;
typedef struct {
    int64_t now_us;
    double idle_s;              // since the operator last touched anything
    double idle_min_s, every_s; // 0 = 60 and 30
    bool is_unattended, is_muted;
} ActionSituation;
typedef struct {
    char alarm[ALARM_ID_MAX];
    AlarmLevel level;
    double lon_deg, lat_deg; // NAN: where its subject is
    char subject[208];
    int64_t t_end_us;
} ActionMark;

Actions *actions_create(void); // Thread: main, as all of this file
void actions_destroy(Actions *actions);
// What the changes of ops ask for. Cases are opened at once and are changes themselves.
void actions_take(Actions *actions, struct Operations *ops);
// The next one to be done now; false = none. The caller's: action_due_finish.
bool actions_next(Actions *actions, struct Operations *ops, const ActionSituation *situation,
                  ActionDue *out);
void action_due_finish(ActionDue *due);
void actions_failed(Actions *actions, const ActionDue *due, const Err *why); // counted, said once
int actions_marks(Actions *actions, struct Operations *ops, int64_t now_us,
                  const ActionMark **out); // those that stand now; until the next call
// {"done":{…},"held_back":n,"failed":n,"last_error":…,"waiting":n,"marks":[…]}
void actions_json(const Actions *actions, JsonWriter *out);
