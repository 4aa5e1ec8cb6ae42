// SPDX-License-Identifier: Apache-2.0
// bench_rules.c - what rules cost: changes a second against thousands of them, and binding keys.
#include "base/clock.h"
#include "core/rule.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS = 200000, RULES = 5000, STEP = 1000, STEPS = 500 };

static double *numbers;
static int64_t now_us = 1780000000000000;

static bool read_number(const void *source, uint32_t key, RuleValue *out)
{
    (void)source;
    *out = (RuleValue){ .t_obs_us = now_us,
                        .number = numbers[key],
                        .lon_deg = NAN,
                        .lat_deg = NAN,
                        .freshness = LIVE_CURRENT };
    return true;
}

int main(void)
{
    Keys *keys = keys_create(0);
    ChangeList changes = { 0 };
    Alarms *alarms = alarms_create(&changes);
    Rules *rules = rules_create(&(RulesDesc){ .keys = keys, .alarms = alarms });
    Str yaml = { 0 };
    Err err = { 0 };
    str_add(&yaml, "rules:\n  - { id: all, keys: 'city/*/value', red: 1e9, hold_s: 60 }\n");
    // One key each; every tenth a pattern of a part of its own.
    for (int i = 1; i < RULES; i++)
        str_printf(&yaml, "  - { id: r%d, keys: %s%d%s, yellow: 90, orange: 95, red: 99 }\n", i,
                   i % 10 ? "city/" : "part", i, i % 10 ? "/value" : "/**");
    double t = clock_monotonic_s();
    if (!rules_parse(rules, yaml.text, yaml.length, "bench", &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    fprintf(stderr, "read %d rules: %.0f ms\n", RULES, (clock_monotonic_s() - t) * 1e3);
    numbers = calloc(KEYS + 2, sizeof *numbers);
    uint32_t *all = calloc(KEYS, sizeof *all);
    if (!numbers || !all) return 1;
    for (int i = 0; i < KEYS; i++) {
        char name[32];
        snprintf(name, sizeof name, "city/%d/value", i);
        all[i] = keys_intern(keys, name, strlen(name));
    }
    RulesInput input = {
        .now_us = now_us, .changed = all, .changed_count = KEYS, .read = read_number
    };
    t = clock_monotonic_s();
    rules_update(rules, &input);
    fprintf(stderr, "first touch of %d keys: %.0f ms\n", KEYS, (clock_monotonic_s() - t) * 1e3);
    double worst = 0, total = 0;
    for (int s = 0; s < STEPS; s++) {
        uint32_t some[STEP];
        now_us += 20000;
        for (int i = 0; i < STEP; i++) {
            some[i] = all[(s * STEP + i * 7) % KEYS];
            numbers[some[i]] = rand() % 1000 * 0.1;
        }
        input = (RulesInput){
            .now_us = now_us, .changed = some, .changed_count = STEP, .read = read_number
        };
        t = clock_monotonic_s();
        rules_update(rules, &input);
        t = clock_monotonic_s() - t;
        worst = t > worst ? t : worst;
        total += t;
        change_list_finish(&changes);
    }
    const RulesCounters c = rules_counters(rules);
    fprintf(stderr,
            "%d changes: %.2f us a change, so 50000 a second take %.1f %% of a core; worst step of "
            "%d: %.2f ms; %llu raised\n",
            STEP * STEPS, total / (STEP * STEPS) * 1e6, total / (STEP * STEPS) * 50000 * 100, STEP,
            worst * 1e3, (unsigned long long)c.raised);
    rules_destroy(rules);
    alarms_destroy(alarms);
    change_list_finish(&changes);
    keys_destroy(keys);
    str_finish(&yaml);
    free(numbers);
    free(all);
    return 0;
}
