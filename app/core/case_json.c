// SPDX-License-Identifier: Apache-2.0
// case_json.c - the record of a case, both ways, and what `get cases` says.
#include "base/array.h"
#include "core/case_private.h"
#include "core/record.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define F(field) RECORD_FIELD(Case, field)
static const RecordField fields[] = {
    { "external_id", RECORD_TEXT, F(external_id) },
    { "source", RECORD_TEXT, F(source) },
    { "type", RECORD_TEXT, F(type) },
    { "type_name", RECORD_TEXT, F(type_name) },
    { "title", RECORD_TEXT, F(title) },
    { "place", RECORD_TEXT, F(place) },
    { "text", RECORD_HEAP, F(text) },
    { "lon", RECORD_NUMBER, F(lon_deg) },
    { "lat", RECORD_NUMBER, F(lat_deg) },
    { "alarm", RECORD_TEXT, F(alarm) },
    { "reporter", RECORD_TEXT, F(reporter) },
    { "person", RECORD_TEXT, F(person) },
    { "department", RECORD_TEXT, F(department) },
    { "state", RECORD_INT, F(state), .max = CASE_STATE_COUNT - 1 },
    { "level", RECORD_INT, F(level), .max = ALARM_LEVEL_RED },
    { "suspended", RECORD_BOOL, F(is_suspended) },
    { "returns", RECORD_INT, F(returns) },
    { "reworks", RECORD_INT, F(reworks) },
    { "extensions", RECORD_INT, F(extensions) },
    { "supervisions", RECORD_INT, F(supervisions) },
    { "opened_us", RECORD_TIME, F(t_opened_us) },
    { "changed_us", RECORD_TIME, F(t_changed_us) },
    { "closed_us", RECORD_TIME, F(t_closed_us) },
};
#undef F
#define F(field) RECORD_FIELD(CaseStage, field)
static const RecordField stage_fields[] = {
    { "state", RECORD_INT, F(state), .max = CASE_STATE_COUNT - 1 },
    { "person", RECORD_TEXT, F(person) },
    { "role", RECORD_TEXT, F(role) },
    { "begin_us", RECORD_TIME, F(begin_us) },
    { "end_us", RECORD_TIME, F(end_us) },
    { "limit", RECORD_NUMBER, F(limit) },
    { "unit", RECORD_INT, F(unit), .max = CALENDAR_DAY },
    { "used_s", RECORD_NUMBER, F(used_s) },
    { "run_from_us", RECORD_TIME, F(run_from_us) },
    { "on_time", RECORD_BOOL, F(is_on_time) },
};
#define COUNT(rows) (int)(sizeof rows / sizeof rows[0])

static void add_members(const Case *item, JsonWriter *out)
{
    json_key(out, "id"), json_text(out, item->id);
    record_write(fields, COUNT(fields), item, out);
    json_key(out, "stages");
    json_array_begin(out);
    for (int i = 0; i < item->stage_count; i++) {
        json_object_begin(out);
        record_write(stage_fields, COUNT(stage_fields), &item->stages[i], out);
        json_object_end(out);
    }
    json_array_end(out);
    json_key(out, "notes");
    json_array_begin(out);
    for (int i = 0; i < item->note_count; i++) {
        json_object_begin(out);
        json_key(out, "t_us"), json_int(out, item->notes[i].t_us);
        json_key(out, "who"), json_text(out, item->notes[i].who);
        json_key(out, "text"), json_text(out, item->notes[i].text);
        json_object_end(out);
    }
    json_array_end(out);
}

void case_json(const Case *item, JsonWriter *out)
{
    json_object_begin(out);
    add_members(item, out);
    json_object_end(out);
}

static bool read_lists(Case *item, const JsonTape *tape)
{
    const JsonRef stages = json_member(tape, 0, "stages"), notes = json_member(tape, 0, "notes");
    Arena arena = { .block_bytes = 4096 };
    bool ok = true;
    for (JsonRef i = json_first(tape, stages); ok && i != JSON_TAPE_NONE;
         i = json_next(tape, stages, i)) {
        ok = item->stage_count < CASE_STAGES_MAX &&
             array_reserve((void **)&item->stages, &item->stage_cap, item->stage_count + 1,
                           sizeof *item->stages);
        if (!ok) break;
        CaseStage *stage = &item->stages[item->stage_count++];
        *stage = (CaseStage){ 0 };
        record_read(stage_fields, COUNT(stage_fields), tape, i, stage);
        if (isnan(stage->used_s)) stage->used_s = 0;
    }
    for (JsonRef i = json_first(tape, notes); ok && i != JSON_TAPE_NONE;
         i = json_next(tape, notes, i)) {
        const char *text = json_as_text(tape, json_member(tape, i, "text"), &arena);
        ok = text && item->note_count < ALARM_NOTES_MAX &&
             array_reserve((void **)&item->notes, &item->note_cap, item->note_count + 1,
                           sizeof *item->notes);
        if (!ok) break;
        AlarmNote *note = &item->notes[item->note_count++];
        *note = (AlarmNote){ .t_us = record_time(tape, i, "t_us"), .text = str_copy(text) };
        record_text(tape, i, "who", note->who, sizeof note->who);
        if (!note->text) item->note_count--;
    }
    arena_finish(&arena);
    return ok;
}

static void free_lists(Case *item)
{
    for (int i = 0; i < item->note_count; i++) free(item->notes[i].text);
    free(item->notes);
    free(item->stages);
    free(item->text);
}

// Notes that ours had and theirs has not are written again.
static void give_again(Cases *cases, Case *item, const Case *ours)
{
    for (int i = 0; i < ours->note_count; i++) {
        const AlarmNote *note = &ours->notes[i];
        bool has = false;
        for (int k = 0; k < item->note_count; k++)
            has = has || (item->notes[k].t_us == note->t_us &&
                          strcmp(item->notes[k].text, note->text) == 0);
        const ChangeBy by = { note->t_us, note->who, "" };
        if (!has) case_note(cases, item, note->text, &by, NULL);
    }
}

bool cases_apply(Cases *cases, const char *json, size_t length, uint64_t version, bool is_conflict,
                 Err *err)
{
    JsonTape tape = { 0 };
    char id[ALARM_NAME_MAX];
    if (!json_tape_read(&tape, json, length, err)) return false;
    record_text(&tape, 0, "id", id, sizeof id);
    Case next = { 0 };
    str_copy_utf8(next.id, sizeof next.id, id);
    record_read(fields, COUNT(fields), &tape, 0, &next);
    bool ok = id[0] && next.state && read_lists(&next, &tape) && next.stage_count > 0;
    json_tape_finish(&tape);
    Case *item = ok ? cases_find(cases, id) : NULL;
    if (!ok) {
        err_set(err, ERR_FORMAT, "the record of a case has no id, state or stages, or is too long");
    } else if (item && !is_conflict && version < item->version) {
        free_lists(&next);
        return true;
    } else if (!item && !(item = case_add(cases, id))) {
        err_set(err, ERR_MEMORY, "no memory for a case");
        ok = false;
    }
    if (!ok) {
        free_lists(&next);
        return false;
    }
    Case ours = *item;
    *item = next;
    item->version = version;
    if (is_conflict) give_again(cases, item, &ours);
    free_lists(&ours);
    return true;
}

static void add_one(const Cases *cases, const Case *item, int64_t now_us, JsonWriter *out)
{
    const CaseClock clock = case_clock(cases, item, now_us);
    CaseState next[CASE_STATE_COUNT];
    const int count = case_next((CaseState)item->state, next, CASE_STATE_COUNT);
    json_object_begin(out);
    add_members(item, out);
    json_key(out, "version"), json_int(out, (int64_t)item->version);
    json_key(out, "state_name"), json_text(out, case_state_name((CaseState)item->state));
    json_key(out, "state_zh"), json_text(out, case_state_text((CaseState)item->state));
    json_key(out, "open"), json_bool(out, case_is_open(item));
    json_key(out, "clock"), json_text(out, clock.colour);
    json_key(out, "limit_share"), json_number(out, clock.share);
    json_key(out, "left_s"), json_number(out, clock.left_s);
    json_key(out, "stage_due_us");
    if (clock.due_us)
        json_int(out, clock.due_us);
    else
        json_null(out);
    json_key(out, "next");
    json_array_begin(out);
    for (int i = 0; i < count; i++) json_text(out, case_state_name(next[i]));
    json_array_end(out);
    json_object_end(out);
}

void cases_json(const Cases *cases, int64_t now_us, JsonWriter *out)
{
    int open = 0, red = 0, suspended = 0;
    for (int i = 0; i < cases->count; i++) {
        open += case_is_open(cases->items[i]);
        suspended += cases->items[i]->is_suspended;
        red += strcmp(case_clock(cases, cases->items[i], now_us).colour, "red") == 0;
    }
    json_object_begin(out);
    json_key(out, "count"), json_int(out, cases->count);
    json_key(out, "open"), json_int(out, open);
    json_key(out, "overdue"), json_int(out, red);
    json_key(out, "suspended"), json_int(out, suspended);
    json_key(out, "cases");
    json_array_begin(out);
    for (int pass = 0; pass < 2; pass++)
        for (int i = cases->count - 1; i >= 0; i--)
            if (case_is_open(cases->items[i]) == (pass == 0))
                add_one(cases, cases->items[i], now_us, out);
    json_array_end(out);
    json_object_end(out);
}
