// SPDX-License-Identifier: Apache-2.0
// fuzz_rule.c - any bytes as rules, thresholds, a calendar and records of alarms, cases,
// emergencies: refused in words, or taken and run.
#include "core/calendar.h"
#include "core/case.h"
#include "core/emergency.h"
#include "core/rule.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static bool read_number(const void *source, uint32_t key, RuleValue *out)
{
    *out = (RuleValue){ .t_obs_us = *(const int64_t *)source,
                        .number = key * 10.0,
                        .lon_deg = 110,
                        .lat_deg = 21,
                        .freshness = LIVE_CURRENT };
    return true;
}

// What is written of a rule reads back as that rule, here and as a record at another desk.
static void write_back(const Rules *rules)
{
    Err err = { 0 };
    ChangeList changes = { 0 };
    Keys *keys = keys_create(1000);
    Alarms *alarms = alarms_create(&changes);
    Rules *other = rules_create(&(RulesDesc){ .keys = keys, .alarms = alarms });
    for (int i = 0; i < rules_count(rules); i++) {
        Str first = { 0 }, second = { 0 };
        const Rule *rule = rules_at(rules, i);
        rule_write(rule, NULL, 0, &first);
        if (!rules_apply(other, rule->id, first.text, 1, false, &err)) abort();
        rule_write(rules_find(other, rule->id), NULL, 0, &second);
        if (strcmp(first.text, second.text) != 0) abort();
        str_finish(&first);
        str_finish(&second);
    }
    rules_destroy(other);
    alarms_destroy(alarms);
    change_list_finish(&changes);
    keys_destroy(keys);
}

static void run_rules(const char *text, size_t length)
{
    Err err = { 0 };
    ChangeList changes = { 0 };
    Keys *keys = keys_create(1000);
    Alarms *alarms = alarms_create(&changes);
    Rules *rules = rules_create(&(RulesDesc){ .keys = keys, .alarms = alarms });
    if (rules_parse(rules, text, length, "r", &err)) {
        int64_t now = 1780000000000000;
        write_back(rules);
        const uint32_t some[2] = { keys_intern(keys, "k", 1), keys_intern(keys, "a/b/c", 5) };
        for (int i = 0; i < 3; i++, now += 100000000)
            rules_update(rules, &(RulesInput){ .now_us = now,
                                               .changed = some,
                                               .changed_count = 2,
                                               .read = read_number,
                                               .source = &now });
    } else if (err.code == ERR_NONE || !err.text[0]) {
        abort();
    }
    (void)rules_apply(rules, "a", text, 7, false, &err);
    rules_destroy(rules);
    alarms_destroy(alarms);
    change_list_finish(&changes);
    keys_destroy(keys);
}

static void run_records(const char *text, size_t length)
{
    Err err = { 0 };
    ChangeList changes = { 0 };
    Alarms *alarms = alarms_create(&changes);
    Calendar *calendar = calendar_parse("", 0, "c", 0, &err);
    Cases *cases = cases_create(calendar, &changes, "d");
    Emergencies *all = emergencies_create(&changes, "d");
    Str out = { 0 };
    JsonWriter w = { .out = &out };
    for (int i = 0; i < 2; i++) {
        alarms_apply(alarms, text, length, 1, i > 0, &err);
        if (calendar) cases_apply(cases, text, length, 1, i > 0, &err);
        emergencies_apply(all, text, length, 1, i > 0, &err);
    }
    json_array_begin(&w);
    alarms_json(alarms, 1780000000000000, &w);
    if (calendar) cases_json(cases, 1780000000000000, &w);
    emergencies_json(all, 1780000000000000, &w);
    json_array_end(&w);
    str_finish(&out);
    emergencies_destroy(all);
    cases_destroy(cases);
    calendar_destroy(calendar);
    alarms_destroy(alarms);
    change_list_finish(&changes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length == 0) return 0;
    char *text = malloc(length);
    if (!text) return 0;
    memcpy(text, bytes + 1, length - 1);
    text[length - 1] = 0;
    length--;
    Err err = { 0 };
    switch (bytes[0] % 4) {
    case 0: run_rules(text, length); break;
    case 1: run_records(text, length); break;
    case 2: {
        Thresholds *thresholds = thresholds_create();
        thresholds_parse(thresholds, text, length, "t", &err);
        thresholds_destroy(thresholds);
        break;
    }
    default: {
        Calendar *calendar = calendar_parse(text, length, "c", 28800, &err);
        if (calendar) calendar_due_us(calendar, CALENDAR_DAY, 30, 1780000000000000);
        calendar_destroy(calendar);
    }
    }
    free(text);
    return 0;
}
