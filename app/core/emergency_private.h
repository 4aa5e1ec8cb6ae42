// SPDX-License-Identifier: Apache-2.0
// emergency_private.h - what emergency.c and emergency_json.c share.
#pragma once
#include "core/emergency.h"
#include <stddef.h>

typedef struct {
    char report[16], name[48], source[120], evidence[4];
    double minutes;
} EmergencyDeadline;

#define EMERGENCY_DEADLINES_MAX 8
struct Emergencies {
    ChangeList *changes;
    char desk[ALARM_NAME_MAX];
    Emergency **items;
    int count, cap, last_number;
    EmergencyDeadline deadlines[EMERGENCY_DEADLINES_MAX];
    int deadline_count;
};

typedef struct {
    const char *name, *name_zh;
    size_t offset, bytes; // in EmergencyFields
} EmergencyFieldRow;
extern const EmergencyFieldRow emergency_field_rows[];
extern const int emergency_field_count;

Emergency *emergency_add(Emergencies *all, const char *id); // NULL without memory
void emergency_finish(Emergency *e);                        // what it owns
