// SPDX-License-Identifier: Apache-2.0
// case_private.h - what case.c, case_flow.c and case_json.c share.
#pragma once
#include "core/case.h"

typedef struct {
    char id[48], name[96], class_name[64], source[96], evidence[4], unit[16];
    double limit;
} CaseType;
typedef struct {
    char stage[24], unit[16], evidence[4];
    double limit;
} CaseStageLimit;

struct Cases {
    const Calendar *calendar;
    ChangeList *changes;
    char desk[ALARM_NAME_MAX];
    CaseType *types;
    int type_count;
    CaseStageLimit limits[CASE_STATE_COUNT];
    Case **items;
    int count, cap;
    int last_number;
};

Case *case_add(Cases *cases, const char *id); // NULL without memory
void case_changed(Cases *cases, Case *item, const char *what, const char *text, const ChangeBy *by);
CaseStage *case_stage(Case *item); // the one that is now; NULL = none
// Ends the stage that is now and begins one of state.
bool case_begin(Cases *cases, Case *item, CaseState state, const char *person, const char *role,
                int64_t t_us);
void case_end_stage(const Cases *cases, CaseStage *stage, int64_t now_us);
