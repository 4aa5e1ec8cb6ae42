// SPDX-License-Identifier: Apache-2.0
// operations.c - one desk's alarms, cases, emergencies and rules together.
#include "core/operations.h"
#include "base/clock.h"
#include "base/file.h"
#include "core/record.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool load(Operations *ops, const char *folder, Err *err)
{
    char *thresholds = file_join(folder, "thresholds"),
         *calendar = file_join(folder, "calendar.yaml");
    char *cases = file_join(folder, "cases.yaml"), *emergency = file_join(folder, "emergency.yaml");
    bool ok = thresholds && calendar && cases && emergency &&
              thresholds_open_folder(ops->thresholds, thresholds, err);
    if (ok) ops->calendar = calendar_open(calendar, ops->utc_offset_s, err);
    ok = ok && ops->calendar;
    if (ok) {
        ops->alarms = alarms_create(&ops->changes);
        ops->cases = cases_create(ops->calendar, &ops->changes, ops->desk);
        ops->emergencies = emergencies_create(&ops->changes, ops->desk);
        ops->rules = rules_create(&(RulesDesc){ .keys = ops->keys,
                                                .thresholds = ops->thresholds,
                                                .alarms = ops->alarms,
                                                .changes = &ops->changes,
                                                .utc_offset_s = ops->utc_offset_s });
        ops->actions = actions_create();
        ok = ops->alarms && ops->cases && ops->emergencies && ops->rules && ops->actions;
        if (!ok) err_set(err, ERR_MEMORY, "operations");
    }
    ok = ok && cases_types_open(ops->cases, cases, err) &&
         emergencies_deadlines_open(ops->emergencies, emergency, err);
    free(thresholds);
    free(calendar);
    free(cases);
    free(emergency);
    return ok;
}

Operations *operations_create(const OperationsDesc *desc, Err *err)
{
    Operations *ops = calloc(1, sizeof *ops);
    if (ops) ops->thresholds = thresholds_create();
    if (!ops || !ops->thresholds) {
        err_set(err, ERR_MEMORY, "operations");
        free(ops);
        return NULL;
    }
    ops->keys = desc->keys;
    ops->utc_offset_s = desc->utc_offset_s;
    operations_set_who(ops, desc->who);
    str_copy_utf8(ops->desk, sizeof ops->desk, desc->desk ? desc->desk : "");
    if (load(ops, desc->data_folder, err)) return ops;
    operations_destroy(ops);
    return NULL;
}

void operations_destroy(Operations *ops)
{
    if (!ops) return;
    actions_destroy(ops->actions);
    rules_destroy(ops->rules);
    emergencies_destroy(ops->emergencies);
    cases_destroy(ops->cases);
    alarms_destroy(ops->alarms);
    calendar_destroy(ops->calendar);
    thresholds_destroy(ops->thresholds);
    change_list_finish(&ops->changes);
    free(ops);
}

void operations_set_who(Operations *ops, const char *who)
{
    str_copy_utf8(ops->who, sizeof ops->who, who ? who : "");
}

ChangeBy operations_by(const Operations *ops)
{
    return (ChangeBy){ ops->now_us ? ops->now_us : clock_utc_us(), ops->who, ops->desk };
}

void operations_run(Operations *ops, const RulesInput *input)
{
    ops->now_us = input->now_us;
    rules_update(ops->rules, input);
    alarms_update(ops->alarms, input->now_us);
}

static bool open_outside(Operations *ops, const ObservationEvent *event, Err *err)
{
    JsonTape tape = { 0 };
    char type[48], title[160], text[2000], place[160];
    if (!json_tape_read(&tape, event->json, strlen(event->json), err)) return false;
    record_text(&tape, 0, "type", type, sizeof type);
    record_text(&tape, 0, "title", title, sizeof title);
    record_text(&tape, 0, "text", text, sizeof text);
    record_text(&tape, 0, "place", place, sizeof place);
    const CaseDesc desc = { .external_id = event->id,
                            .source = "intake",
                            .type = type,
                            .title = title,
                            .text = text,
                            .place = place,
                            .reporter = "intake",
                            .lon_deg = json_as_number(&tape, json_member(&tape, 0, "lon"), NAN),
                            .lat_deg = json_as_number(&tape, json_member(&tape, 0, "lat"), NAN) };
    const ChangeBy by = { event->t_recv_us, "intake", ops->desk };
    json_tape_finish(&tape);
    return cases_open(ops->cases, &desc, &by, err) != NULL;
}

// Of whom or what it is, so that three of one shop are told from three of the city.
static void subject_of(const ObservationEvent *event, char *out, size_t cap)
{
    JsonTape tape = { 0 };
    out[0] = 0;
    if (!event->json || !strstr(event->json, "\"subject\"")) return;
    if (json_tape_read(&tape, event->json, strlen(event->json), NULL))
        record_text(&tape, 0, "subject", out, cap);
    json_tape_finish(&tape);
}

bool operations_event(Operations *ops, const ObservationEvent *event, Err *err)
{
    if (event->flags & OBSERVATION_HISTORY) return true; // read back: no alarm
    char subject[ALARM_NAME_MAX];
    subject_of(event, subject, sizeof subject);
    rules_event(ops->rules, event->kind, subject, event->t_event_us);
    return strcmp(event->kind, "case") != 0 || open_outside(ops, event, err);
}

ChangeList operations_take_changes(Operations *ops)
{
    actions_take(ops->actions, ops);
    const ChangeList taken = ops->changes;
    ops->changes = (ChangeList){ .lost = taken.lost };
    return taken;
}

bool operations_apply(Operations *ops, const char *kind, const char *id, const char *json,
                      uint64_t version, bool is_conflict, Err *err)
{
    const size_t length = strlen(json);
    bool ok = false;
    if (strcmp(kind, "alarm") == 0)
        ok = alarms_apply(ops->alarms, json, length, version, is_conflict, err);
    else if (strcmp(kind, "case") == 0)
        ok = cases_apply(ops->cases, json, length, version, is_conflict, err);
    else if (strcmp(kind, "emergency") == 0)
        ok = emergencies_apply(ops->emergencies, json, length, version, is_conflict, err);
    else if (strcmp(kind, "rule") == 0)
        ok = rules_apply(ops->rules, id, json, version, is_conflict, err);
    else
        err_set(err, ERR_UNSUPPORTED, "records of kind '%.40s' are not of operations", kind);
    if (!ok) err_prefix(err, "%.80s", id);
    return ok;
}

bool operations_get(Operations *ops, const char *name, JsonWriter *out, Err *err)
{
    const int64_t now = operations_by(ops).t_us;
    if (strcmp(name, "alarms") == 0)
        alarms_json(ops->alarms, now, out);
    else if (strcmp(name, "alarms.rate") == 0)
        alarms_rate_json(ops->alarms, now, 0, out);
    else if (strcmp(name, "cases") == 0)
        cases_json(ops->cases, now, out);
    else if (strcmp(name, "emergencies") == 0)
        emergencies_json(ops->emergencies, now, out);
    else if (strcmp(name, "rules") == 0)
        rules_json(ops->rules, out);
    else if (strcmp(name, "actions") == 0)
        actions_json(ops->actions, out);
    else if (strcmp(name, "thresholds") == 0)
        thresholds_json(ops->thresholds, out);
    else {
        err_set(err, ERR_NOT_FOUND, "operations have no '%.60s'", name);
        return false;
    }
    return true;
}
