// SPDX-License-Identifier: Apache-2.0
// event_log.c - rows in order of their time.
#include "core/event_log.h"
#include "base/clock.h"
#include "base/json_tape.h"
#include "base/str.h"
#include "core/record.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct EventLog {
    EventRow *rows; // newest first
    int count, max;
    uint64_t version;
};

EventLog *event_log_create(int max)
{
    EventLog *log = calloc(1, sizeof *log);
    if (!log) return NULL;
    log->max = max > 0 ? max : 4096;
    log->rows = calloc((size_t)log->max, sizeof *log->rows);
    if (log->rows) return log;
    free(log);
    return NULL;
}

void event_log_destroy(EventLog *log)
{
    if (!log) return;
    free(log->rows);
    free(log);
}

static AlarmLevel level_of(const char *name)
{
    for (int l = ALARM_LEVEL_BLUE; l < ALARM_LEVEL_COUNT; l++)
        if (strcmp(alarm_level_name((AlarmLevel)l), name) == 0) return (AlarmLevel)l;
    return ALARM_LEVEL_NONE;
}

static void read_row(const JsonTape *tape, const ObservationEvent *event, EventRow *row)
{
    char level[16];
    const JsonRef info = json_first(tape, json_member(tape, 0, "info"));
    record_text(tape, 0, "topic", row->topic, sizeof row->topic);
    record_text(tape, 0, "type", row->type, sizeof row->type);
    record_text(tape, 0, "name", row->name, sizeof row->name);
    record_text(tape, 0, "name_en", row->name_en, sizeof row->name_en);
    record_text(tape, 0, "place", row->place, sizeof row->place);
    record_text(tape, 0, "text", row->text, sizeof row->text);
    record_text(tape, 0, "level", level, sizeof level);
    if (!level[0]) record_text(tape, 0, "colour", level, sizeof level);
    if (!row->type[0]) str_copy_utf8(row->type, sizeof row->type, event->kind);
    if (!row->name[0]) record_text(tape, 0, "title", row->name, sizeof row->name);
    if (!row->name[0] && info != JSON_TAPE_NONE)
        record_text(tape, info, "headline", row->name, sizeof row->name);
    if (!row->text[0] && info != JSON_TAPE_NONE)
        record_text(tape, info, "description", row->text, sizeof row->text);
    row->level = level_of(level);
    row->lon_deg = json_as_number(tape, json_member(tape, 0, "lon"), NAN);
    row->lat_deg = json_as_number(tape, json_member(tape, 0, "lat"), NAN);
}

static void take_out(EventLog *log, int index)
{
    memmove(&log->rows[index], &log->rows[index + 1],
            (size_t)(log->count - index - 1) * sizeof *log->rows);
    log->count--;
}

bool event_log_put(EventLog *log, const ObservationEvent *event, Err *err)
{
    JsonTape tape = { 0 };
    EventRow row = { .t_us = event->t_event_us,
                     .t_recv_us = event->t_recv_us,
                     .feed = event->feed,
                     .is_simulated = (event->flags & OBSERVATION_SIMULATED) != 0,
                     .is_history = (event->flags & OBSERVATION_HISTORY) != 0 };
    const char *json = event->json ? event->json : "{}";
    if (!json_tape_read(&tape, json, strlen(json), err)) {
        json_tape_finish(&tape);
        return false;
    }
    str_copy_utf8(row.kind, sizeof row.kind, event->kind);
    str_copy_utf8(row.id, sizeof row.id, event->id ? event->id : "");
    read_row(&tape, event, &row);
    json_tape_finish(&tape);
    for (int i = 0; row.id[0] && i < log->count; i++)
        if (log->rows[i].feed == row.feed && strcmp(log->rows[i].id, row.id) == 0) {
            take_out(log, i);
            break;
        }
    int at = 0;
    while (at < log->count && log->rows[at].t_us > row.t_us) at++;
    log->version++;
    if (at == log->max) return true; // older than all there is room for
    if (log->count == log->max) log->count--;
    memmove(&log->rows[at + 1], &log->rows[at], (size_t)(log->count - at) * sizeof *log->rows);
    log->rows[at] = row;
    log->count++;
    return true;
}

int event_log_count(const EventLog *log)
{
    return log->count;
}

const EventRow *event_log_at(const EventLog *log, int index)
{
    return &log->rows[index];
}

int event_log_find(const EventLog *log, const char *topic, int *out, int max)
{
    int count = 0;
    for (int i = 0; i < log->count && count < max; i++)
        if (!topic || strcmp(log->rows[i].topic, topic) == 0) out[count++] = i;
    return count;
}

uint64_t event_log_version(const EventLog *log)
{
    return log->version;
}

void event_log_json(const EventLog *log, int max, int utc_offset_s, JsonWriter *w)
{
    char time[32];
    json_array_begin(w);
    for (int i = 0; i < log->count && i < max; i++) {
        const EventRow *row = &log->rows[i];
        clock_format(row->t_us, utc_offset_s, time);
        json_object_begin(w);
        json_key(w, "id"), json_text(w, row->id);
        json_key(w, "time"), json_text(w, time);
        json_key(w, "kind"), json_text(w, row->kind);
        json_key(w, "topic"), json_text(w, row->topic);
        json_key(w, "type"), json_text(w, row->type);
        json_key(w, "name"), json_text(w, row->name);
        json_key(w, "name_en"), json_text(w, row->name_en);
        json_key(w, "level"), json_text(w, alarm_level_name(row->level));
        json_key(w, "place"), json_text(w, row->place);
        json_key(w, "text"), json_text(w, row->text);
        json_key(w, "lon"), json_number(w, row->lon_deg);
        json_key(w, "lat"), json_number(w, row->lat_deg);
        json_key(w, "simulated"), json_bool(w, row->is_simulated);
        json_key(w, "history"), json_bool(w, row->is_history);
        json_object_end(w);
    }
    json_array_end(w);
}
