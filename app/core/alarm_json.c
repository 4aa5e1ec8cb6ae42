// SPDX-License-Identifier: Apache-2.0
// alarm_json.c - the record of an alarm, both ways; two desks meet here; what `get alarms` says.
#include "core/alarm_private.h"
#include "core/record.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define F(field) RECORD_FIELD(Alarm, field)
static const RecordField fields[] = {
    { "rule", RECORD_TEXT, F(rule) },
    { "rule_version", RECORD_INT, F(rule_version) },
    { "subject", RECORD_TEXT, F(subject) },
    { "group", RECORD_TEXT, F(group) },
    { "parent", RECORD_TEXT, F(parent) },
    { "level", RECORD_INT, F(level), .max = ALARM_LEVEL_RED },
    { "priority", RECORD_INT, F(priority), .max = ALARM_HIGH },
    { "value", RECORD_NUMBER, F(value) },
    { "limit", RECORD_NUMBER, F(limit) },
    { "unit", RECORD_TEXT, F(unit) },
    { "source", RECORD_TEXT, F(source) },
    { "text", RECORD_HEAP, F(text) },
    { "text_zh", RECORD_HEAP, F(text_zh) },
    { "lon", RECORD_NUMBER, F(lon_deg) },
    { "lat", RECORD_NUMBER, F(lat_deg) },
    { "active", RECORD_BOOL, F(is_active) },
    { "unacked", RECORD_BOOL, F(needs_ack) },
    { "latching", RECORD_BOOL, F(is_latching) },
    { "latched", RECORD_BOOL, F(is_latched) },
    { "suppressed", RECORD_BOOL, F(is_suppressed) },
    { "simulated", RECORD_BOOL, F(is_simulated) },
    { "raised_us", RECORD_TIME, F(t_raised_us) },
    { "cleared_us", RECORD_TIME, F(t_cleared_us) },
    { "acked_us", RECORD_TIME, F(t_acked_us) },
    { "changed_us", RECORD_TIME, F(t_changed_us) },
    { "acked_by", RECORD_TEXT, F(acked_by) },
    { "owner", RECORD_TEXT, F(owner) },
    { "case", RECORD_TEXT, F(case_id) },
    { "due_us", RECORD_TIME, F(due_us) },
    { "due_s", RECORD_NUMBER, F(due_s) },
    { "escalations", RECORD_INT, F(escalations) },
    { "escalate_to", RECORD_TEXT, F(escalate_to) },
    { "shelved_until_us", RECORD_TIME, F(shelved_until_us) },
    { "shelved_by", RECORD_TEXT, F(shelved_by) },
    { "shelf_reason", RECORD_TEXT, F(shelf_reason) },
    { "out_of_service", RECORD_BOOL, F(is_out_of_service) },
    { "service_reason", RECORD_TEXT, F(service_reason) },
    { "occurrences", RECORD_INT, F(occurrences) },
};
#define FIELD_COUNT (int)(sizeof fields / sizeof fields[0])
static_assert(sizeof(AlarmLevel) == sizeof(int) && sizeof(AlarmPriority) == sizeof(int), "enums");

static void add_members(const Alarm *alarm, JsonWriter *out)
{
    json_key(out, "id"), json_text(out, alarm->id);
    record_write(fields, FIELD_COUNT, alarm, out);
    json_key(out, "notes");
    json_array_begin(out);
    for (int i = 0; i < alarm->note_count; i++) {
        json_object_begin(out);
        json_key(out, "t_us"), json_int(out, alarm->notes[i].t_us);
        json_key(out, "who"), json_text(out, alarm->notes[i].who);
        json_key(out, "text"), json_text(out, alarm->notes[i].text);
        json_object_end(out);
    }
    json_array_end(out);
}

void alarm_json(const Alarm *alarm, JsonWriter *out)
{
    json_object_begin(out);
    add_members(alarm, out);
    json_object_end(out);
}

static bool has_note(const Alarm *alarm, const AlarmNote *note)
{
    for (int i = 0; i < alarm->note_count; i++)
        if (alarm->notes[i].t_us == note->t_us && strcmp(alarm->notes[i].who, note->who) == 0 &&
            strcmp(alarm->notes[i].text, note->text) == 0)
            return true;
    return false;
}

// What ours had and theirs has not: notes, and the acknowledgement of the same occurrence.
static void give_again(Alarms *alarms, Alarm *alarm, const Alarm *ours)
{
    for (int i = 0; i < ours->note_count; i++) {
        const AlarmNote *note = &ours->notes[i];
        const ChangeBy by = { note->t_us, note->who, "" };
        if (has_note(alarm, note)) continue;
        if (alarm_add_note(alarm, note->t_us, note->who, note->text))
            alarm_changed(alarms, alarm, "note", note->text, &by);
    }
    if (alarm->needs_ack && !ours->needs_ack && ours->t_acked_us > alarm->t_raised_us &&
        ours->level >= alarm->level && ours->acked_by[0]) {
        const ChangeBy by = { ours->t_acked_us, ours->acked_by, "" };
        alarm_acknowledge(alarms, alarm, &by, NULL);
    }
}

static void read_notes(Alarm *alarm, const JsonTape *tape, JsonRef notes)
{
    Arena arena = { .block_bytes = 4096 };
    for (JsonRef i = json_first(tape, notes); i != JSON_TAPE_NONE; i = json_next(tape, notes, i)) {
        char who[ALARM_NAME_MAX];
        const char *text = json_as_text(tape, json_member(tape, i, "text"), &arena);
        record_text(tape, i, "who", who, sizeof who);
        if (text) alarm_add_note(alarm, record_time(tape, i, "t_us"), who, text);
    }
    arena_finish(&arena);
}

static void replace(Alarms *alarms, Alarm *alarm, const JsonTape *tape, uint64_t version,
                    bool is_conflict)
{
    Alarm ours = *alarm;
    // Texts and notes stay with `ours` until the end.
    alarm->notes = NULL;
    alarm->note_count = alarm->note_cap = 0;
    alarm->text = alarm->text_zh = NULL;
    record_read(fields, FIELD_COUNT, tape, 0, alarm);
    read_notes(alarm, tape, json_member(tape, 0, "notes"));
    alarm->version = version;
    if (alarm->parent[0])
        hashmap_put(&alarms->parents, str_hash(alarm->parent, strlen(alarm->parent)), 1);
    if (is_conflict) give_again(alarms, alarm, &ours);
    for (int i = 0; i < ours.note_count; i++) free(ours.notes[i].text);
    free(ours.notes);
    free(ours.text);
    free(ours.text_zh);
}

bool alarms_apply(Alarms *alarms, const char *json, size_t length, uint64_t version,
                  bool is_conflict, Err *err)
{
    JsonTape tape = { 0 };
    char id[ALARM_ID_MAX];
    if (!json_tape_read(&tape, json, length, err)) return false;
    record_text(&tape, 0, "id", id, sizeof id);
    bool ok = json_type(&tape, 0) == JSON_OBJECT && id[0];
    if (!ok) err_set(err, ERR_FORMAT, "the record of an alarm has no id");
    Alarm *alarm = ok ? alarms_find(alarms, id) : NULL;
    const bool is_newer = !alarm || is_conflict || version >= alarm->version;
    if (ok && !alarm) alarm = alarm_add(alarms, id);
    if (ok && !alarm) {
        err_set(err, ERR_MEMORY, "no memory for an alarm");
        ok = false;
    }
    if (ok && is_newer) {
        const bool was_shown = alarm_is_shown(alarm) && alarm->needs_ack;
        replace(alarms, alarm, &tape, version, is_conflict);
        alarm_expect(alarms, alarm);
        if (!was_shown && alarm->needs_ack && alarm_is_shown(alarm))
            alarm_announce(alarms, alarm, alarm->t_raised_us);
    }
    json_tape_finish(&tape);
    return ok;
}

static int shown_order(const void *a, const void *b)
{
    const Alarm *x = *(const Alarm *const *)a, *y = *(const Alarm *const *)b;
    if (x->level != y->level) return x->level > y->level ? -1 : 1;
    if (x->t_raised_us != y->t_raised_us) return x->t_raised_us > y->t_raised_us ? -1 : 1;
    return strcmp(x->id, y->id);
}

static void add_shown(const Alarm *alarm, int64_t now_us, JsonWriter *out)
{
    const AlarmState state = alarm_state(alarm);
    json_object_begin(out);
    add_members(alarm, out);
    json_key(out, "state"), json_text(out, alarm_state_name(state));
    json_key(out, "state_zh"), json_text(out, alarm_state_text(state));
    json_key(out, "level_name"), json_text(out, alarm_level_name(alarm->level));
    json_key(out, "age_s"), json_number(out, (double)(now_us - alarm->t_raised_us) / 1e6);
    json_key(out, "version"), json_int(out, (int64_t)alarm->version);
    json_object_end(out);
}

// Runs of one group, after the list is sorted by it.
static int group_order(const void *a, const void *b)
{
    const Alarm *x = *(const Alarm *const *)a, *y = *(const Alarm *const *)b;
    const int order = strcmp(x->group, y->group);
    return order ? order : shown_order(a, b);
}

static void add_groups(Alarm **shown, int count, JsonWriter *out)
{
    qsort(shown, (size_t)count, sizeof *shown, group_order);
    json_key(out, "groups");
    json_array_begin(out);
    for (int i = 0; i < count;) {
        int end = i, unacked = 0;
        for (; end < count && strcmp(shown[end]->group, shown[i]->group) == 0; end++)
            unacked += shown[end]->needs_ack;
        json_object_begin(out);
        json_key(out, "group"), json_text(out, shown[i]->group);
        json_key(out, "count"), json_int(out, end - i);
        json_key(out, "unacked"), json_int(out, unacked);
        json_key(out, "level_name"), json_text(out, alarm_level_name(shown[i]->level));
        json_key(out, "first"), json_text(out, shown[i]->id);
        json_object_end(out);
        i = end;
    }
    json_array_end(out);
}

void alarms_json(Alarms *alarms, int64_t now_us, JsonWriter *out)
{
    Alarm **shown = calloc((size_t)alarms->count + 1, sizeof *shown);
    int count = 0, unacked = 0, suppressed = 0, out_of_service = 0;
    for (int i = 0; shown && i < alarms->count; i++) {
        Alarm *alarm = alarms->items[i];
        suppressed += alarm->is_suppressed && alarm_state(alarm) != ALARM_NORMAL;
        out_of_service += alarm->is_out_of_service;
        if (!alarm_is_shown(alarm)) continue;
        shown[count++] = alarm;
        unacked += alarm->needs_ack;
    }
    if (shown) qsort(shown, (size_t)count, sizeof *shown, shown_order);
    json_object_begin(out);
    json_key(out, "shown"), json_int(out, count);
    json_key(out, "unacked"), json_int(out, unacked);
    json_key(out, "suppressed"), json_int(out, suppressed);
    json_key(out, "out_of_service"), json_int(out, out_of_service);
    json_key(out, "flood"), json_bool(out, alarms->is_flood);
    json_key(out, "alarms");
    json_array_begin(out);
    for (int i = 0; i < count; i++) add_shown(shown[i], now_us, out);
    json_array_end(out);
    add_groups(shown, count, out);
    json_key(out, "aside"); // shelved and out of service, normal or not
    json_array_begin(out);
    for (int i = 0; i < alarms->count; i++)
        if (alarms->items[i]->shelved_until_us || alarms->items[i]->is_out_of_service)
            add_shown(alarms->items[i], now_us, out);
    json_array_end(out);
    json_object_end(out);
    free(shown);
}
