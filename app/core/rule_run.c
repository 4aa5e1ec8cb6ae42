// SPDX-License-Identifier: Apache-2.0
// rule_run.c - touched keys to conditions met, holds and timers, and to alarms.
#include "base/array.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/unit.h"
#include "core/rule_private.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_US ((int64_t)86400 * 1000000)

// Limits in force on the local day of now; called again when the day is over.
void rules_set_day(Rules *rules, int64_t now_us)
{
    if (rules->day[0] && now_us < rules->day_end_us && now_us >= rules->day_end_us - DAY_US) return;
    const int64_t local = now_us + (int64_t)rules->desc.utc_offset_s * 1000000;
    char when[32];
    clock_format(now_us, rules->desc.utc_offset_s, when);
    snprintf(rules->day, sizeof rules->day, "%.10s", when);
    rules->day_end_us = now_us - local % DAY_US + DAY_US;
    for (int e = 0; e < rules->count; e++) {
        RuleEntry *entry = &rules->entries[e];
        const Rule *rule = &entry->rule;
        const Threshold *row =
            rule->threshold[0] && rules->desc.thresholds
                ? thresholds_find(rules->desc.thresholds, rule->threshold, rules->day)
                : NULL;
        str_copy_utf8(entry->unit, sizeof entry->unit,
                      rule->unit[0] ? rule->unit
                      : row         ? row->unit
                                    : "");
        str_copy_utf8(entry->source, sizeof entry->source,
                      rule->source[0] ? rule->source
                      : row           ? row->source
                                      : "");
        if (row) entry->rule.direction = row->direction;
        for (int l = 0; l < ALARM_LEVEL_COUNT; l++)
            entry->limits[l] = !isnan(rule->limits[l]) ? rule->limits[l]
                               : row                   ? row->limits[l]
                                                       : NAN;
    }
}

static void timer_push(Rules *rules, int index, int64_t t_us)
{
    RuleInstance *instance = &rules->instances[index];
    if (instance->timer_us && instance->timer_us <= t_us) return;
    if (!array_reserve((void **)&rules->timers, &rules->timer_cap, rules->timer_count + 1,
                       sizeof *rules->timers))
        return;
    instance->timer_us = t_us;
    int at = rules->timer_count++;
    while (at > 0 && rules->timers[(at - 1) / 2].t_us > t_us) {
        rules->timers[at] = rules->timers[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    rules->timers[at] = (RuleTimer){ t_us, index };
}

static RuleTimer timer_pop(Rules *rules)
{
    const RuleTimer top = rules->timers[0], last = rules->timers[--rules->timer_count];
    int at = 0;
    for (;;) {
        int child = 2 * at + 1;
        if (child >= rules->timer_count) break;
        if (child + 1 < rules->timer_count &&
            rules->timers[child + 1].t_us < rules->timers[child].t_us)
            child++;
        if (rules->timers[child].t_us >= last.t_us) break;
        rules->timers[at] = rules->timers[child];
        at = child;
    }
    if (rules->timer_count > 0) rules->timers[at] = last;
    return top;
}

int64_t rules_next_us(const Rules *rules)
{
    return rules->timer_count > 0 ? rules->timers[0].t_us : INT64_MAX;
}

static void tell(Rules *rules, RuleInstance *instance, const ChangeBy *by)
{
    const RuleEntry *entry = &rules->entries[instance->entry];
    const Rule *rule = &entry->rule;
    Str zh = { 0 }, en = { 0 };
    if (instance->level) {
        rule_text(rules, instance, true, &zh);
        rule_text(rules, instance, false, &en);
        rules->counters.raised++;
    } else {
        rules->counters.cleared++;
    }
    instance->alarm = alarms_condition(
        rules->desc.alarms,
        &(AlarmCondition){ .rule = rule->id,
                           .group = rule->group,
                           .parent = rule->parent,
                           .subject = instance->subject
                                          ? instance->subject
                                          : keys_text(rules->desc.keys, instance->key),
                           .escalate_to = rule->escalate_to,
                           .unit = entry->unit,
                           .source = entry->source,
                           .text = en.text,
                           .text_zh = zh.text,
                           .rule_version = (int)rule->version,
                           .level = instance->level,
                           .priority = (AlarmPriority)rule->priority,
                           .value = instance->value,
                           .limit = instance->limit,
                           .lon_deg = instance->lon_deg,
                           .lat_deg = instance->lat_deg,
                           .due_s = rule->due_s,
                           .is_latching = rule->is_latching,
                           .is_simulated = instance->is_simulated },
        by);
    str_finish(&zh);
    str_finish(&en);
}

void rules_settle(Rules *rules, int index, const ChangeBy *by)
{
    RuleInstance *instance = &rules->instances[index];
    if (instance->entry < 0) return;
    const RuleEntry *entry = &rules->entries[instance->entry];
    AlarmLevel level = ALARM_LEVEL_NONE;
    for (int l = ALARM_LEVEL_BLUE; l < ALARM_LEVEL_COUNT; l++) {
        if (instance->met[l] != instance->out[l]) {
            const double hold_s = instance->met[l] ? entry->rule.hold_s : entry->rule.clear_hold_s;
            const int64_t due = instance->t_met_us[l] + (int64_t)(hold_s * 1e6);
            if (by->t_us >= due)
                instance->out[l] = instance->met[l];
            else
                timer_push(rules, index, due);
        }
        if (instance->out[l]) level = (AlarmLevel)l;
    }
    if (level == instance->level) {
        if (level && instance->alarm) instance->alarm->value = instance->value;
        return;
    }
    instance->level = level;
    const bool has_limit = entry->rule.kind == RULE_LIMIT || entry->rule.kind == RULE_RATE;
    instance->limit = level && has_limit ? entry->limits[level] : NAN;
    tell(rules, instance, by);
}

static void meet(RuleInstance *instance, int level, bool is_met, int64_t now_us)
{
    if (instance->met[level] == is_met) return;
    instance->met[level] = is_met;
    instance->t_met_us[level] = now_us;
}

static void meet_limits(const RuleEntry *entry, RuleInstance *instance, double value,
                        int64_t now_us)
{
    const double sign = entry->rule.direction == THRESHOLD_BELOW ? -1 : 1;
    for (int l = ALARM_LEVEL_BLUE; l < ALARM_LEVEL_COUNT; l++) {
        const double limit = entry->limits[l];
        if (isnan(limit)) { // a rule that was changed may have had one
            meet(instance, l, false, now_us);
            continue;
        }
        const double back =
            isnan(entry->rule.hysteresis) ? 0.05 * fabs(limit) : entry->rule.hysteresis;
        const bool is_over = sign * value >= sign * limit;
        meet(instance, l, is_over || (instance->met[l] && sign * value > sign * limit - back),
             now_us);
    }
    instance->value = value;
}

static RuleSample *sample_at(const RuleInstance *instance, int i)
{
    return &instance->samples[(instance->sample_first + i) % RULE_SAMPLES_MAX];
}

static bool sample_add(RuleInstance *instance, int64_t t_us, double value)
{
    if (!instance->samples) instance->samples = calloc(RULE_SAMPLES_MAX, sizeof *instance->samples);
    if (!instance->samples) return false;
    if (instance->sample_count == RULE_SAMPLES_MAX) {
        instance->sample_first = (instance->sample_first + 1) % RULE_SAMPLES_MAX;
        instance->sample_count--;
    }
    *sample_at(instance, instance->sample_count++) = (RuleSample){ t_us, value };
    return true;
}

static void drop_before(RuleInstance *instance, int64_t t_us)
{
    while (instance->sample_count > 0 && sample_at(instance, 0)->t_us < t_us) {
        instance->sample_first = (instance->sample_first + 1) % RULE_SAMPLES_MAX;
        instance->sample_count--;
    }
}

// The change between the oldest and the newest of the window, once they span half of it. What comes
// faster than a sixtieth of the window takes the newest one's place.
static void run_rate(const RuleEntry *entry, RuleInstance *instance, const RuleValue *v,
                     int64_t now_us)
{
    const int64_t window = (int64_t)(entry->rule.window_s * 1e6);
    const int n = instance->sample_count;
    if (v->t_obs_us <= instance->t_last_us) return;
    if (n >= 2 && v->t_obs_us - sample_at(instance, n - 2)->t_us < window / 60)
        *sample_at(instance, n - 1) = (RuleSample){ v->t_obs_us, v->number };
    else if (!sample_add(instance, v->t_obs_us, v->number))
        return;
    drop_before(instance, v->t_obs_us - window);
    const RuleSample *first = sample_at(instance, 0);
    const double dt_s = (double)(v->t_obs_us - first->t_us) / 1e6;
    if (dt_s * 2 < entry->rule.window_s || dt_s <= 0) return;
    meet_limits(entry, instance, (v->number - first->value) / dt_s * entry->rule.per_s, now_us);
}

static void run_missing(Rules *rules, const RuleEntry *entry, int index, const RuleValue *v,
                        int64_t now_us)
{
    RuleInstance *instance = &rules->instances[index];
    bool is_missing = v->is_gone;
    instance->value = (double)(now_us - v->t_obs_us) / 1e6;
    if (entry->rule.after_s > 0) {
        const int64_t due = v->t_obs_us + (int64_t)(entry->rule.after_s * 1e6);
        is_missing = is_missing || now_us >= due;
        if (!is_missing) timer_push(rules, index, due);
    } else {
        is_missing = is_missing || v->freshness >= LIVE_STALE;
    }
    meet(instance, entry->rule.level, is_missing, now_us);
}

static void run_count(Rules *rules, const RuleEntry *entry, int index, int64_t now_us)
{
    RuleInstance *instance = &rules->instances[index];
    const int64_t window = (int64_t)(entry->rule.window_s * 1e6);
    const int need = (int)entry->rule.count;
    drop_before(instance, now_us - window + 1);
    const bool is_met = instance->sample_count >= need;
    instance->value = instance->sample_count;
    meet(instance, entry->rule.level, is_met, now_us);
    if (is_met)
        timer_push(rules, index, sample_at(instance, instance->sample_count - need)->t_us + window);
}

static void count_value(const RuleEntry *entry, RuleInstance *instance, const RuleValue *v)
{
    if (v->t_obs_us <= instance->t_last_us) return;
    const double sign = entry->rule.direction == THRESHOLD_BELOW ? -1 : 1;
    bool has_limit = false, is_over = false;
    for (int l = ALARM_LEVEL_BLUE; l < ALARM_LEVEL_COUNT; l++) {
        has_limit = has_limit || !isnan(entry->limits[l]);
        is_over = is_over || sign * v->number >= sign * entry->limits[l];
    }
    if (is_over || !has_limit) sample_add(instance, v->t_obs_us, v->number);
}

static void run_fence(const RuleEntry *entry, RuleInstance *instance, int64_t now_us)
{
    const bool is_inside = rule_area_contains(&entry->fence, instance->lon_deg, instance->lat_deg);
    const bool is_met =
        entry->rule.on == RULE_LEAVE ? instance->was_inside && !is_inside : is_inside;
    instance->was_inside = instance->was_inside || is_inside;
    meet(instance, entry->rule.level, is_met, now_us);
}

static void run_warning(Rules *rules, const RuleEntry *entry, int index, int64_t now_us)
{
    RuleInstance *instance = &rules->instances[index];
    AlarmLevel level = ALARM_LEVEL_NONE;
    for (int i = 0; i < rules->warning_count; i++) {
        const RuleActiveWarning *warning = &rules->warnings[i];
        if (warning->level <= level || (int)warning->level < entry->rule.level) continue;
        if (warning->t_expire_us && warning->t_expire_us <= now_us) continue;
        if (entry->rule.event[0] && strcmp(entry->rule.event, warning->event) != 0) continue;
        if (!rule_area_contains(&warning->area, instance->lon_deg, instance->lat_deg)) continue;
        level = warning->level;
        instance->is_simulated = warning->is_simulated;
        if (warning->t_expire_us) timer_push(rules, index, warning->t_expire_us);
    }
    for (int l = ALARM_LEVEL_BLUE; l < ALARM_LEVEL_COUNT; l++)
        meet(instance, l, (int)level >= l, now_us);
}

static bool is_usable(const RuleValue *v)
{
    const bool is_good = v->quality == QUALITY_GOOD || v->quality == QUALITY_MANUAL ||
                         v->quality == QUALITY_SUSPECT || v->quality == QUALITY_OUT_OF_RANGE;
    return is_good && !v->is_gone && v->freshness != LIVE_STALE && v->freshness != LIVE_DEAD;
}

static void run_expression(Rules *rules, const RulesInput *input, RuleEntry *entry, int index)
{
    RuleInstance *instance = &rules->instances[index];
    for (int i = 0; i < entry->name_count; i++) {
        RuleValue v = { .number = NAN };
        const uint32_t key = entry->names[i] ? entry->names[i] : instance->key;
        const bool has = input->read(input->source, key, &v) && is_usable(&v);
        entry->values[i] = has ? v.number : NAN;
        if (has) instance->is_simulated = v.is_simulated;
        if (!entry->names[i]) instance->value = entry->values[i];
    }
    const double result = expression_evaluate(entry->expression, entry->values);
    // Missing neither raises nor clears.
    if (!isnan(result)) meet(instance, entry->rule.level, result != 0, input->now_us);
}

// The value in the unit of the limits; false where it has another dimension: said once, counted.
static bool to_unit(Rules *rules, const RuleEntry *entry, RuleValue *v)
{
    const bool is_same = !v->unit || !v->unit[0] || !entry->unit[0] || !isfinite(v->number) ||
                         strcmp(v->unit, entry->unit) == 0;
    Err err = { 0 };
    if (is_same || unit_convert(v->unit, entry->unit, v->number, &v->number, &err)) return true;
    if (rules->counters.wrong_units++ == 0)
        log_print(LOG_WARN, "rule '%s': %s", entry->rule.id, err.text);
    return false;
}

static void run_value(Rules *rules, const RulesInput *input, RuleEntry *entry, int index,
                      RuleValue *v)
{
    RuleInstance *instance = &rules->instances[index];
    instance->is_simulated = v->is_simulated;
    if (isfinite(v->lon_deg)) instance->lon_deg = v->lon_deg, instance->lat_deg = v->lat_deg;
    if (entry->rule.kind == RULE_MISSING) {
        run_missing(rules, entry, index, v, input->now_us);
        return;
    }
    if (!is_usable(v) || !to_unit(rules, entry, v)) return;
    const bool has_number = isfinite(v->number);
    if (!entry->unit[0] && v->unit) str_copy_utf8(entry->unit, sizeof entry->unit, v->unit);
    switch (entry->rule.kind) {
    case RULE_LIMIT:
        if (has_number) meet_limits(entry, instance, v->number, input->now_us);
        break;
    case RULE_RATE:
        if (has_number) run_rate(entry, instance, v, input->now_us);
        break;
    case RULE_COUNT: count_value(entry, instance, v); break;
    case RULE_FENCE:
        if (isfinite(instance->lon_deg)) run_fence(entry, instance, input->now_us);
        break;
    default: break;
    }
    if (v->t_obs_us > instance->t_last_us) instance->t_last_us = v->t_obs_us;
}

static void run(Rules *rules, const RulesInput *input, int index)
{
    RuleEntry *entry = &rules->entries[rules->instances[index].entry];
    const uint32_t key = rules->instances[index].key;
    const ChangeBy by = { input->now_us, "rules", "" };
    RuleValue v = { .number = NAN, .lon_deg = NAN, .lat_deg = NAN };
    rules->counters.evaluated++;
    if (entry->rule.kind == RULE_EXPRESSION)
        run_expression(rules, input, entry, index);
    else if (key && input->read(input->source, key, &v))
        run_value(rules, input, entry, index, &v);
    if (entry->rule.kind == RULE_WARNING) run_warning(rules, entry, index, input->now_us);
    if (entry->rule.kind == RULE_COUNT) run_count(rules, entry, index, input->now_us);
    rules_settle(rules, index, &by);
}

static void touch(Rules *rules, const RulesInput *input, uint32_t key)
{
    if (key >= (uint32_t)rules->by_key_cap) {
        const int before = rules->by_key_cap;
        if (!array_reserve((void **)&rules->by_key, &rules->by_key_cap, (int)key + 1,
                           sizeof *rules->by_key))
            return;
        memset(&rules->by_key[before], 0,
               (size_t)(rules->by_key_cap - before) * sizeof *rules->by_key);
    }
    if (!rules->by_key[key].is_bound) rules_bind_key(rules, key);
    rules->counters.touched++;
    for (int i = 0; i < rules->by_key[key].count; i++) {
        const int instance = rules->by_key[key].instances[i];
        if (instance >= 0) {
            run(rules, input, instance);
            continue;
        }
        const RuleEntry *entry = &rules->entries[-1 - instance];
        for (int k = 0; k < entry->instance_count; k++) run(rules, input, entry->instances[k]);
    }
}

static void forget_warning(Rules *rules, int i)
{
    free(rules->warnings[i].id);
    free(rules->warnings[i].event);
    rule_area_finish(&rules->warnings[i].area);
    rules->warnings[i] = rules->warnings[--rules->warning_count];
}

void rules_update(Rules *rules, const RulesInput *input)
{
    rules->now_us = input->now_us;
    rules_set_day(rules, input->now_us);
    for (int i = 0; i < input->changed_count; i++) touch(rules, input, input->changed[i]);
    if (rules->are_warnings_new) {
        rules->are_warnings_new = false;
        for (int e = 0; e < rules->count; e++) {
            const RuleEntry *entry = &rules->entries[e];
            if (entry->rule.kind != RULE_WARNING || !entry->rule.is_enabled) continue;
            for (int k = 0; k < entry->instance_count; k++) run(rules, input, entry->instances[k]);
        }
    }
    while (rules->timer_count > 0 && rules->timers[0].t_us <= input->now_us) {
        const RuleTimer timer = timer_pop(rules);
        RuleInstance *instance = &rules->instances[timer.instance];
        if (instance->entry < 0 || instance->timer_us != timer.t_us) continue;
        instance->timer_us = 0;
        run(rules, input, timer.instance);
    }
    for (int i = rules->warning_count - 1; i >= 0; i--)
        if (rules->warnings[i].t_expire_us && rules->warnings[i].t_expire_us <= input->now_us)
            forget_warning(rules, i);
}

void rules_event(Rules *rules, const char *kind, const char *subject, int64_t t_us)
{
    rules_set_day(rules, t_us);
    for (int e = 0; e < rules->count; e++) {
        const RuleEntry *entry = &rules->entries[e];
        if (entry->rule.kind != RULE_COUNT || !entry->rule.is_enabled ||
            strcmp(entry->rule.event, kind) != 0)
            continue;
        const uint32_t key =
            subject && subject[0] ? keys_intern(rules->desc.keys, subject, strlen(subject)) : 0;
        const int index = rules_instance(rules, e, key, -1, subject);
        if (index < 0 || !sample_add(&rules->instances[index], t_us, 1)) continue;
        timer_push(rules, index, t_us); // run by the next update
    }
}

bool rules_warning(Rules *rules, const RuleWarning *warning)
{
    for (int i = 0; i < rules->warning_count; i++)
        if (strcmp(rules->warnings[i].id, warning->id) == 0) {
            forget_warning(rules, i);
            break;
        }
    rules->are_warnings_new = true;
    if (!warning->level || (warning->ring_count == 0 && !(warning->circle_km > 0))) return true;
    RuleActiveWarning added = { .id = str_copy(warning->id),
                                .event = str_copy(warning->event ? warning->event : ""),
                                .level = warning->level,
                                .t_expire_us = warning->t_expire_us,
                                .is_simulated = warning->is_simulated };
    if (added.id && added.event && rule_area_copy(&added.area, warning) &&
        array_reserve((void **)&rules->warnings, &rules->warning_cap, rules->warning_count + 1,
                      sizeof added)) {
        rules->warnings[rules->warning_count++] = added;
        return true;
    }
    free(added.id);
    free(added.event);
    rule_area_finish(&added.area);
    return false;
}
