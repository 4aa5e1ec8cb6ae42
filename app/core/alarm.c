// SPDX-License-Identifier: Apache-2.0
// alarm.c - the state machine.
#include "core/alarm_private.h"
#include "base/array.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHELF_MAX_US ((int64_t)30 * 86400 * 1000000)

Alarms *alarms_create(ChangeList *changes)
{
    Alarms *alarms = calloc(1, sizeof *alarms);
    if (!alarms) return NULL;
    alarms->changes = changes;
    alarms->raises = calloc(ALARM_RAISES_MAX, sizeof *alarms->raises);
    if (alarms->raises) return alarms;
    free(alarms);
    return NULL;
}

static void alarm_finish(Alarm *alarm)
{
    for (int i = 0; i < alarm->note_count; i++) free(alarm->notes[i].text);
    free(alarm->notes);
    free(alarm->text);
    free(alarm->text_zh);
}

void alarms_forget(Alarms *alarms)
{
    for (int i = 0; i < alarms->count; i++) {
        alarm_finish(alarms->items[i]);
        free(alarms->items[i]);
    }
    alarms->count = alarms->raise_first = alarms->raise_count = 0;
    alarms->t_first_us = 0;
    alarms->is_flood = false;
    hashmap_clear(&alarms->by_id);
    hashmap_clear(&alarms->parents);
}

void alarms_destroy(Alarms *alarms)
{
    if (!alarms) return;
    alarms_forget(alarms);
    free(alarms->items);
    hashmap_finish(&alarms->by_id);
    hashmap_finish(&alarms->parents);
    free(alarms->raises);
    free(alarms);
}

int alarms_count(const Alarms *alarms)
{
    return alarms->count;
}

Alarm *alarms_at(Alarms *alarms, int index)
{
    assert(index >= 0 && index < alarms->count);
    return alarms->items[index];
}

Alarm *alarms_find(Alarms *alarms, const char *id)
{
    uint64_t index = 0;
    for (uint64_t h = str_hash(id, strlen(id)); hashmap_get(&alarms->by_id, h, &index); h++)
        if (strcmp(alarms->items[index]->id, id) == 0) return alarms->items[index];
    return NULL;
}

Alarm *alarm_add(Alarms *alarms, const char *id)
{
    Alarm *alarm = calloc(1, sizeof *alarm);
    if (!alarm ||
        !array_reserve((void **)&alarms->items, &alarms->cap, alarms->count + 1, sizeof(Alarm *))) {
        free(alarm);
        return NULL;
    }
    str_copy_utf8(alarm->id, sizeof alarm->id, id);
    alarm->value = alarm->limit = alarm->lon_deg = alarm->lat_deg = NAN;
    uint64_t h = str_hash(alarm->id, strlen(alarm->id)), other = 0;
    while (hashmap_get(&alarms->by_id, h, &other)) h++;
    if (!hashmap_put(&alarms->by_id, h, (uint64_t)alarms->count)) {
        free(alarm);
        return NULL;
    }
    alarms->items[alarms->count++] = alarm;
    return alarm;
}

AlarmState alarm_state(const Alarm *alarm)
{
    if (alarm->is_active) return alarm->needs_ack ? ALARM_ACTIVE_UNACKED : ALARM_ACTIVE_ACKED;
    if (alarm->needs_ack) return ALARM_CLEARED_UNACKED;
    return alarm->is_latched ? ALARM_LATCHED : ALARM_NORMAL;
}

bool alarm_is_shown(const Alarm *alarm)
{
    return alarm_state(alarm) != ALARM_NORMAL && !alarm->shelved_until_us &&
           !alarm->is_suppressed && !alarm->is_out_of_service;
}

static const char *const states[ALARM_STATE_COUNT][2] = {
    { "normal", "正常" },         { "active_unacked", "未确认" },
    { "active_acked", "已确认" }, { "cleared_unacked", "已恢复未确认" },
    { "latched", "锁定待复位" },
};
const char *alarm_state_name(AlarmState state)
{
    return states[state][0];
}

const char *alarm_state_text(AlarmState state)
{
    return states[state][1];
}

const char *alarm_priority_name(AlarmPriority priority)
{
    static const char *const names[] = { "none", "low", "medium", "high" };
    return names[priority];
}

static int64_t due_of(const Alarm *alarm)
{
    if (alarm->shelved_until_us) return alarm->shelved_until_us;
    return alarm->needs_ack && alarm->due_us && alarm_is_shown(alarm) ? alarm->due_us : INT64_MAX;
}

void alarm_expect(Alarms *alarms, const Alarm *alarm)
{
    const int64_t due_us = due_of(alarm);
    if (due_us < alarms->next_us) alarms->next_us = due_us;
}

void alarm_changed(Alarms *alarms, Alarm *alarm, const char *what, const char *text,
                   const ChangeBy *by)
{
    Str record = { 0 };
    JsonWriter w = { .out = &record };
    alarm->t_changed_us = by->t_us;
    alarm_expect(alarms, alarm);
    const uint64_t before = alarm->version++;
    alarm_json(alarm, &w);
    change_add(alarms->changes, &(ChangeDesc){ .kind = "alarm",
                                               .id = alarm->id,
                                               .what = what,
                                               .text = text,
                                               .version = before,
                                               .by = by,
                                               .record = &record });
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static bool is_rule_active(Alarms *alarms, const char *rule, const char *subject)
{
    char id[ALARM_ID_MAX];
    const Alarm *alarm = alarms_find(alarms, rule);
    if (alarm && alarm->is_active && !alarm->is_out_of_service) return true;
    snprintf(id, sizeof id, "%.63s@%.207s", rule, subject);
    alarm = alarms_find(alarms, id);
    return alarm && alarm->is_active && !alarm->is_out_of_service;
}

// A parent that was raised or cleared hides or shows its children.
static void update_children(Alarms *alarms, const Alarm *parent, const ChangeBy *by)
{
    uint64_t found = 0;
    if (!hashmap_get(&alarms->parents, str_hash(parent->rule, strlen(parent->rule)), &found))
        return;
    for (int i = 0; i < alarms->count; i++) {
        Alarm *alarm = alarms->items[i];
        if (strcmp(alarm->parent, parent->rule) != 0) continue;
        const bool is = is_rule_active(alarms, alarm->parent, alarm->subject);
        if (is == alarm->is_suppressed) continue;
        alarm->is_suppressed = is;
        const bool is_normal = alarm_state(alarm) == ALARM_NORMAL;
        if (!is && alarm_is_shown(alarm) && alarm->needs_ack)
            alarm_announce(alarms, alarm, by->t_us);
        if (!is_normal)
            alarm_changed(alarms, alarm, is ? "suppress" : "unsuppress", parent->id, by);
    }
}

static void take_condition(Alarms *alarms, Alarm *alarm, const AlarmCondition *c)
{
    str_copy_utf8(alarm->rule, sizeof alarm->rule, c->rule);
    str_copy_utf8(alarm->subject, sizeof alarm->subject, or_empty(c->subject));
    str_copy_utf8(alarm->group, sizeof alarm->group, c->group && c->group[0] ? c->group : c->rule);
    str_copy_utf8(alarm->parent, sizeof alarm->parent, or_empty(c->parent));
    str_copy_utf8(alarm->escalate_to, sizeof alarm->escalate_to, or_empty(c->escalate_to));
    str_copy_utf8(alarm->unit, sizeof alarm->unit, or_empty(c->unit));
    str_copy_utf8(alarm->source, sizeof alarm->source, or_empty(c->source));
    alarm->rule_version = c->rule_version;
    alarm->priority = c->priority                      ? c->priority
                      : c->level == ALARM_LEVEL_RED    ? ALARM_HIGH
                      : c->level == ALARM_LEVEL_ORANGE ? ALARM_MEDIUM
                                                       : ALARM_LOW;
    alarm->level = c->level;
    alarm->value = c->value;
    alarm->limit = c->limit;
    alarm->lon_deg = c->lon_deg;
    alarm->lat_deg = c->lat_deg;
    alarm->is_latching = c->is_latching;
    alarm->is_simulated = c->is_simulated;
    alarm->due_s = c->due_s;
    free(alarm->text);
    free(alarm->text_zh);
    alarm->text = str_copy(or_empty(c->text));
    alarm->text_zh = str_copy(or_empty(c->text_zh));
    if (alarm->parent[0])
        hashmap_put(&alarms->parents, str_hash(alarm->parent, strlen(alarm->parent)), 1);
}

static void raise_alarm(Alarms *alarms, Alarm *alarm, const AlarmCondition *c, const ChangeBy *by)
{
    const bool is_new = !alarm->is_active;
    const bool is_higher = c->level > alarm->level;
    take_condition(alarms, alarm, c);
    if (is_new) {
        alarm->is_active = true;
        alarm->occurrences++;
        alarm->t_raised_us = by->t_us;
        alarm->t_cleared_us = 0;
        alarm->is_suppressed =
            alarm->parent[0] && is_rule_active(alarms, alarm->parent, alarm->subject);
    }
    if (is_new || is_higher) {
        alarm->needs_ack = true;
        alarm->t_acked_us = 0;
        alarm->acked_by[0] = 0;
        alarm->escalations = 0;
        alarm->due_us = alarm->due_s > 0 ? by->t_us + (int64_t)(alarm->due_s * 1e6) : 0;
        alarm->is_latched = alarm->is_latched || alarm->is_latching;
        if (alarm_is_shown(alarm)) alarm_announce(alarms, alarm, by->t_us);
    }
    alarm_changed(alarms, alarm, is_new ? "raise" : is_higher ? "worsen" : "ease", alarm->text, by);
    if (is_new) update_children(alarms, alarm, by);
}

Alarm *alarms_condition(Alarms *alarms, const AlarmCondition *c, const ChangeBy *by)
{
    char id[ALARM_ID_MAX];
    assert(c->rule && c->rule[0]);
    if (!alarms->t_first_us) alarms->t_first_us = by->t_us;
    if (c->subject && c->subject[0])
        snprintf(id, sizeof id, "%.63s@%.207s", c->rule, c->subject);
    else
        snprintf(id, sizeof id, "%.63s", c->rule);
    Alarm *alarm = alarms_find(alarms, id);
    if (c->level == ALARM_LEVEL_NONE) {
        if (!alarm || !alarm->is_active) return alarm;
        alarm->is_active = false;
        alarm->t_cleared_us = by->t_us;
        alarm->value = c->value;
        alarm_changed(alarms, alarm, "clear", NULL, by);
        update_children(alarms, alarm, by);
        return alarm;
    }
    if (!alarm) alarm = alarm_add(alarms, id);
    if (!alarm) {
        alarms->changes->lost++;
        return NULL;
    }
    if (alarm->is_active && alarm->level == c->level)
        alarm->value = c->value;
    else
        raise_alarm(alarms, alarm, c, by);
    return alarm;
}

void alarms_update(Alarms *alarms, int64_t now_us)
{
    const ChangeBy by = { .t_us = now_us, .who = "system", .desk = "" };
    alarm_flood_update(alarms, now_us);
    if (now_us < alarms->next_us) return;
    alarms->next_us = INT64_MAX;
    for (int i = 0; i < alarms->count; i++) {
        Alarm *alarm = alarms->items[i];
        if (alarm->shelved_until_us && alarm->shelved_until_us <= now_us)
            alarm_unshelve(alarms, alarm, &by, NULL);
        if (!alarm->needs_ack || !alarm->due_us || alarm->due_us > now_us ||
            !alarm_is_shown(alarm)) {
            alarm_expect(alarms, alarm);
            continue;
        }
        alarm->escalations++;
        alarm->due_us =
            alarm->escalations < ALARM_ESCALATIONS_MAX ? now_us + (int64_t)(alarm->due_s * 1e6) : 0;
        alarm_changed(alarms, alarm, "escalate", alarm->escalate_to, &by);
    }
}

static bool check_who(const ChangeBy *by, Err *err)
{
    if (by->who && by->who[0]) return true;
    err_set(err, ERR_ARGUMENT, "nobody is named who does it (未指定操作人)");
    return false;
}

static bool refuse(const Alarm *alarm, const char *what, Err *err)
{
    err_set(err, ERR_ARGUMENT, "alarm '%.80s' is %s (%s): %s", alarm->id,
            alarm_state_name(alarm_state(alarm)), alarm_state_text(alarm_state(alarm)), what);
    return false;
}

bool alarm_acknowledge(Alarms *alarms, Alarm *alarm, const ChangeBy *by, Err *err)
{
    if (!check_who(by, err)) return false;
    if (!alarm->needs_ack) return refuse(alarm, "there is nothing to acknowledge (无需确认)", err);
    alarm->needs_ack = false;
    alarm->t_acked_us = by->t_us;
    alarm->due_us = 0;
    str_copy_utf8(alarm->acked_by, sizeof alarm->acked_by, by->who);
    alarm_changed(alarms, alarm, "acknowledge", NULL, by);
    return true;
}

int alarms_acknowledge_all(Alarms *alarms, AlarmLevel highest, const char *of, const ChangeBy *by)
{
    int count = 0;
    for (int i = 0; i < alarms->count; i++) {
        Alarm *alarm = alarms->items[i];
        if (!alarm->needs_ack || !alarm_is_shown(alarm)) continue;
        if (highest && alarm->level > highest) continue;
        if (of && strcmp(of, alarm->rule) != 0 && strcmp(of, alarm->group) != 0) continue;
        count += alarm_acknowledge(alarms, alarm, by, NULL);
    }
    return count;
}

bool alarm_shelve(Alarms *alarms, Alarm *alarm, int64_t until_us, const char *reason,
                  const ChangeBy *by, Err *err)
{
    if (!check_who(by, err)) return false;
    if (!reason || !reason[0]) {
        err_set(err, ERR_ARGUMENT, "shelving needs a reason (搁置须说明原因)");
        return false;
    }
    if (until_us <= by->t_us || until_us - by->t_us > SHELF_MAX_US) {
        err_set(err, ERR_RANGE, "shelving needs an end within 30 days from now (搁置须有期限)");
        return false;
    }
    alarm->shelved_until_us = until_us;
    str_copy_utf8(alarm->shelved_by, sizeof alarm->shelved_by, by->who);
    str_copy_utf8(alarm->shelf_reason, sizeof alarm->shelf_reason, reason);
    alarm_changed(alarms, alarm, "shelve", reason, by);
    return true;
}

bool alarm_unshelve(Alarms *alarms, Alarm *alarm, const ChangeBy *by, Err *err)
{
    if (!check_who(by, err)) return false;
    if (!alarm->shelved_until_us) return refuse(alarm, "it is not shelved (未搁置)", err);
    alarm->shelved_until_us = 0;
    alarm->shelved_by[0] = alarm->shelf_reason[0] = 0;
    if (alarm->is_active && alarm->needs_ack && alarm_is_shown(alarm)) {
        alarm_announce(alarms, alarm, by->t_us);
        if (alarm->due_s > 0) alarm->due_us = by->t_us + (int64_t)(alarm->due_s * 1e6);
    }
    alarm_changed(alarms, alarm, "unshelve", NULL, by);
    return true;
}

bool alarm_add_note(Alarm *alarm, int64_t t_us, const char *who, const char *text)
{
    char *copy = str_copy(text);
    if (!copy || alarm->note_count == ALARM_NOTES_MAX ||
        !array_reserve((void **)&alarm->notes, &alarm->note_cap, alarm->note_count + 1,
                       sizeof *alarm->notes)) {
        free(copy);
        return false;
    }
    AlarmNote *note = &alarm->notes[alarm->note_count++];
    *note = (AlarmNote){ .t_us = t_us, .text = copy };
    str_copy_utf8(note->who, sizeof note->who, who);
    return true;
}

bool alarm_note(Alarms *alarms, Alarm *alarm, const char *text, const ChangeBy *by, Err *err)
{
    if (!check_who(by, err)) return false;
    if (!text || !text[0] || strlen(text) > 2000) {
        err_set(err, ERR_ARGUMENT, "a note has 1 to 2000 bytes");
        return false;
    }
    if (!alarm_add_note(alarm, by->t_us, by->who, text)) {
        err_set(err, ERR_RANGE, "an alarm has at most %d notes", ALARM_NOTES_MAX);
        return false;
    }
    alarm_changed(alarms, alarm, "note", text, by);
    return true;
}

bool alarm_own(Alarms *alarms, Alarm *alarm, const char *owner, bool is_taken_over,
               const ChangeBy *by, Err *err)
{
    if (!check_who(by, err)) return false;
    if (alarm->owner[0] && strcmp(alarm->owner, owner) != 0 && !is_taken_over &&
        strcmp(alarm->owner, by->who) != 0) {
        err_set(err, ERR_ARGUMENT, "alarm '%.80s' is owned by %s (已由其负责)", alarm->id,
                alarm->owner);
        return false;
    }
    str_copy_utf8(alarm->owner, sizeof alarm->owner, owner);
    alarm_changed(alarms, alarm, "own", owner, by);
    return true;
}

bool alarm_reset(Alarms *alarms, Alarm *alarm, const ChangeBy *by, Err *err)
{
    if (!check_who(by, err)) return false;
    if (alarm_state(alarm) != ALARM_LATCHED)
        return refuse(alarm,
                      "only what is cleared, acknowledged and latched is reset "
                      "(仅锁定待复位的告警可复位)",
                      err);
    alarm->is_latched = false;
    alarm_changed(alarms, alarm, "reset", NULL, by);
    return true;
}

bool alarm_service(Alarms *alarms, Alarm *alarm, bool is_out, const char *reason,
                   const ChangeBy *by, Err *err)
{
    if (!check_who(by, err)) return false;
    if (is_out && (!reason || !reason[0])) {
        err_set(err, ERR_ARGUMENT, "taking out of service needs a reason (停用须说明原因)");
        return false;
    }
    if (is_out == alarm->is_out_of_service)
        return refuse(
            alarm, is_out ? "it is out of service already (已停用)" : "it is in service (未停用)",
            err);
    alarm->is_out_of_service = is_out;
    str_copy_utf8(alarm->service_reason, sizeof alarm->service_reason, is_out ? reason : "");
    alarm_changed(alarms, alarm, is_out ? "out_of_service" : "in_service", reason, by);
    if (!is_out && alarm->is_active && alarm->needs_ack && alarm_is_shown(alarm))
        alarm_announce(alarms, alarm, by->t_us);
    update_children(alarms, alarm, by);
    return true;
}

bool alarm_link_case(Alarms *alarms, Alarm *alarm, const char *case_id, const ChangeBy *by,
                     Err *err)
{
    if (!check_who(by, err)) return false;
    str_copy_utf8(alarm->case_id, sizeof alarm->case_id, case_id);
    alarm_changed(alarms, alarm, "case", case_id, by);
    return true;
}
