// SPDX-License-Identifier: Apache-2.0
// change.h - what alarms, cases and emergencies changed, on its way to the store: one versioned
// record with its line of the journal, in order.
// Does not: write it (store.h).
#pragma once
#include "base/json.h"
#include "base/str.h"
#include <stdint.h>

// Who did it, when, and from which desk.
typedef struct {
    int64_t t_us;
    const char *who, *desk; // borrowed for the call
} ChangeBy;

typedef struct {
    char *kind, *id;    // "alarm", "case", "emergency", "rule"
    char *json;         // the whole record after the change
    uint64_t version;   // the one this replaces; 0 = it is new. The record is version + 1 then
    char *journal_json; // {"t","who","desk","what","kind","id","text","record"}
    int64_t t_us;       // when
    char what[16];      // "raise", "acknowledge", …
} Change;

typedef struct {
    Change *items;
    int count, cap;
    uint64_t lost; // without memory
} ChangeList;

typedef struct {
    const char *kind, *id, *what, *text; // "acknowledge"; text may be NULL
    uint64_t version;
    const ChangeBy *by;
    Str *record; // emptied
} ChangeDesc;
void change_add(ChangeList *list, const ChangeDesc *desc);
void change_list_finish(ChangeList *list); // frees all, leaves it empty
