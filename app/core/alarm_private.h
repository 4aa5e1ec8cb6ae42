// SPDX-License-Identifier: Apache-2.0
// alarm_private.h - what alarm.c, alarm_json.c and alarm_rate.c share.
#pragma once
#include "base/hashmap.h"
#include "core/alarm.h"

typedef struct {
    int64_t t_us;
    uint64_t rule; // hash
    uint64_t id;   // hash
    uint8_t priority;
} AlarmRaise;

#define ALARM_RAISES_MAX 200000
struct Alarms {
    Alarm **items; // stay where they are
    int count, cap;
    Hashmap by_id;   // str_hash(id), stepped on a clash, to index
    Hashmap parents; // str_hash of rules that suppress others
    ChangeList *changes;
    AlarmRaise *raises; // ring of those announced
    int raise_first, raise_count;
    int64_t t_first_us; // of the first condition seen
    bool is_flood;
    int64_t next_us; // when a shelf or an escalation may be due; before it nothing is
};

Alarm *alarm_add(Alarms *alarms, const char *id); // a new one; NULL without memory
void alarm_announce(Alarms *alarms, const Alarm *alarm, int64_t t_us); // counts it for the rate
void alarm_expect(Alarms *alarms,
                  const Alarm *alarm); // its shelf or escalation may be the next due
void alarm_flood_update(Alarms *alarms, int64_t now_us);
void alarm_changed(Alarms *alarms, Alarm *alarm, const char *what, const char *text,
                   const ChangeBy *by); // one more version
bool alarm_add_note(Alarm *alarm, int64_t t_us, const char *who, const char *text);
