// SPDX-License-Identifier: Apache-2.0
// emergency_json.c - records of emergencies both ways, their reports, and `get emergencies`.
#include "base/array.h"
#include "base/clock.h"
#include "core/emergency_private.h"
#include "core/record.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define P(field, zh)                                                                        \
    {                                                                                       \
#field, zh, offsetof(EmergencyFields, field), sizeof(((EmergencyFields *)0)->field) \
    }
const EmergencyFieldRow emergency_field_rows[] = {
    P(nature, "事件性质"),     P(casualties, "人员伤亡"), P(loss, "财产损失"),
    P(scope, "影响范围"),      P(trend, "发展趋势"),      P(leaders, "现场负责人"),
    P(measures, "已采取措施"), P(requests, "请求事项"),
};
const int emergency_field_count =
    (int)(sizeof emergency_field_rows / sizeof emergency_field_rows[0]);

#define F(field) RECORD_FIELD(Emergency, field)
static const RecordField fields[] = {
    { "title", RECORD_TEXT, F(title) },
    { "place", RECORD_TEXT, F(place) },
    { "source", RECORD_TEXT, F(source) },
    { "alarm", RECORD_TEXT, F(alarm) },
    { "lon", RECORD_NUMBER, F(lon_deg) },
    { "lat", RECORD_NUMBER, F(lat_deg) },
    { "phase", RECORD_INT, F(phase), .max = EMERGENCY_CLOSED },
    { "level_proposed", RECORD_INT, F(level_proposed), .max = ALARM_LEVEL_RED },
    { "level", RECORD_INT, F(level), .max = ALARM_LEVEL_RED },
    { "proposed_by", RECORD_TEXT, F(proposed_by) },
    { "approved_by", RECORD_TEXT, F(approved_by) },
    { "event_us", RECORD_TIME, F(t_event_us) },
    { "received_us", RECORD_TIME, F(t_received_us) },
    { "approved_us", RECORD_TIME, F(t_approved_us) },
    { "reported_us", RECORD_TIME, F(t_reported_us) },
    { "closed_us", RECORD_TIME, F(t_closed_us) },
    { "changed_us", RECORD_TIME, F(t_changed_us) },
    { "reports", RECORD_INT, F(reports) },
    { "nature", RECORD_TEXT, F(fields.nature) },
    { "casualties", RECORD_TEXT, F(fields.casualties) },
    { "loss", RECORD_TEXT, F(fields.loss) },
    { "scope", RECORD_TEXT, F(fields.scope) },
    { "trend", RECORD_TEXT, F(fields.trend) },
    { "leaders", RECORD_TEXT, F(fields.leaders) },
    { "measures", RECORD_TEXT, F(fields.measures) },
    { "requests", RECORD_TEXT, F(fields.requests) },
};
#undef F
#define F(field) RECORD_FIELD(EmergencyTask, field)
static const RecordField task_fields[] = {
    { "number", RECORD_INT, F(number) },        { "unit", RECORD_TEXT, F(unit) },
    { "text", RECORD_TEXT, F(text) },           { "feedback", RECORD_TEXT, F(feedback) },
    { "given_us", RECORD_TIME, F(t_given_us) }, { "accepted_us", RECORD_TIME, F(t_accepted_us) },
    { "done_us", RECORD_TIME, F(t_done_us) },
};
#undef F
#define F(field) RECORD_FIELD(EmergencyEntry, field)
static const RecordField log_fields[] = {
    { "t_us", RECORD_TIME, F(t_us) },
    { "who", RECORD_TEXT, F(who) },
    { "kind", RECORD_TEXT, F(kind) },
    { "text", RECORD_HEAP, F(text) },
};
#define COUNT(rows) (int)(sizeof rows / sizeof rows[0])

static void add_members(const Emergency *e, JsonWriter *out)
{
    json_key(out, "id"), json_text(out, e->id);
    record_write(fields, COUNT(fields), e, out);
    json_key(out, "tasks");
    json_array_begin(out);
    for (int i = 0; i < e->task_count; i++) {
        json_object_begin(out);
        record_write(task_fields, COUNT(task_fields), &e->tasks[i], out);
        json_object_end(out);
    }
    json_array_end(out);
    json_key(out, "log");
    json_array_begin(out);
    for (int i = 0; i < e->log_count; i++) {
        json_object_begin(out);
        record_write(log_fields, COUNT(log_fields), &e->log[i], out);
        json_object_end(out);
    }
    json_array_end(out);
}

void emergency_json(const Emergency *e, JsonWriter *out)
{
    json_object_begin(out);
    add_members(e, out);
    json_object_end(out);
}

static bool read_lists(Emergency *e, const JsonTape *tape)
{
    const JsonRef tasks = json_member(tape, 0, "tasks"), log = json_member(tape, 0, "log");
    if (json_count(tape, tasks) > EMERGENCY_TASKS_MAX ||
        json_count(tape, log) > EMERGENCY_LOG_MAX ||
        !array_reserve((void **)&e->tasks, &e->task_cap, json_count(tape, tasks),
                       sizeof *e->tasks) ||
        !array_reserve((void **)&e->log, &e->log_cap, json_count(tape, log), sizeof *e->log))
        return false;
    for (JsonRef i = json_first(tape, tasks); i != JSON_TAPE_NONE; i = json_next(tape, tasks, i)) {
        EmergencyTask *task = &e->tasks[e->task_count++];
        *task = (EmergencyTask){ 0 };
        record_read(task_fields, COUNT(task_fields), tape, i, task);
        task->number = e->task_count;
    }
    for (JsonRef i = json_first(tape, log); i != JSON_TAPE_NONE; i = json_next(tape, log, i)) {
        EmergencyEntry *entry = &e->log[e->log_count];
        *entry = (EmergencyEntry){ 0 };
        record_read(log_fields, COUNT(log_fields), tape, i, entry);
        if (entry->text) e->log_count++;
    }
    return true;
}

// Lines of ours that theirs has not are written again.
static void give_again(Emergencies *all, Emergency *e, const Emergency *ours)
{
    for (int i = 0; i < ours->log_count; i++) {
        const EmergencyEntry *entry = &ours->log[i];
        bool has = strcmp(entry->kind, "log") != 0;
        for (int k = 0; k < e->log_count; k++)
            has =
                has || (e->log[k].t_us == entry->t_us && strcmp(e->log[k].text, entry->text) == 0);
        const ChangeBy by = { entry->t_us, entry->who, "" };
        if (!has) emergency_log(all, e, entry->text, &by, NULL);
    }
}

bool emergencies_apply(Emergencies *all, const char *json, size_t length, uint64_t version,
                       bool is_conflict, Err *err)
{
    JsonTape tape = { 0 };
    Emergency next = { 0 };
    if (!json_tape_read(&tape, json, length, err)) return false;
    record_text(&tape, 0, "id", next.id, sizeof next.id);
    record_read(fields, COUNT(fields), &tape, 0, &next);
    bool ok = next.id[0] && next.phase && read_lists(&next, &tape);
    json_tape_finish(&tape);
    Emergency *e = ok ? emergencies_find(all, next.id) : NULL;
    const bool is_old = e && !is_conflict && version < e->version;
    if (!ok)
        err_set(err, ERR_FORMAT, "the record of an emergency has no id or phase, or is too long");
    if (ok && !e && !(e = emergency_add(all, next.id))) {
        err_set(err, ERR_MEMORY, "no memory for an emergency");
        ok = false;
    }
    if (!ok || is_old) {
        emergency_finish(&next);
        return ok;
    }
    Emergency ours = *e;
    *e = next;
    e->version = version;
    if (is_conflict) give_again(all, e, &ours);
    emergency_finish(&ours);
    return true;
}

void emergency_report_text(const Emergency *e, ReportKind kind, int utc_offset_s, Str *out)
{
    static const char *const names[REPORT_KIND_COUNT] = { "", "初报", "续报", "终报" };
    static const char *const grades[] = { "未定级", "IV 级（一般）", "III 级（较大）",
                                          "II 级（重大）", "I 级（特别重大）" };
    char event[32], received[32];
    clock_format(e->t_event_us, utc_offset_s, event);
    clock_format(e->t_received_us, utc_offset_s, received);
    str_printf(out, "【%s】%s\n", names[kind], e->title);
    str_printf(out, "信息来源：%s\n接报时间：%.16s\n事发时间：%.16s\n事发地点：%s\n",
               e->source[0] ? e->source : "待核实", received, event,
               e->place[0] ? e->place : "待核实");
    str_printf(out, "响应级别：%s%s%s\n", grades[e->level], e->approved_by[0] ? "，批准人 " : "",
               e->approved_by);
    for (int i = 0; i < emergency_field_count; i++) {
        const EmergencyFieldRow *row = &emergency_field_rows[i];
        const char *text = (const char *)&e->fields + row->offset;
        str_printf(out, "%s：%s\n", row->name_zh, text[0] ? text : "待核实");
    }
    int done = 0;
    for (int i = 0; i < e->task_count; i++) done += e->tasks[i].t_done_us != 0;
    if (e->task_count > 0) str_printf(out, "任务：下达 %d 项，完成 %d 项\n", e->task_count, done);
}

void emergencies_json(const Emergencies *all, int64_t now_us, JsonWriter *out)
{
    json_array_begin(out);
    for (int i = all->count - 1; i >= 0; i--) {
        const Emergency *e = all->items[i];
        const char *name = "";
        const int64_t due = emergency_report_due_us(all, e, &name);
        json_object_begin(out);
        add_members(e, out);
        json_key(out, "version"), json_int(out, (int64_t)e->version);
        json_key(out, "phase_name"), json_text(out, emergency_phase_name((EmergencyPhase)e->phase));
        json_key(out, "phase_zh"), json_text(out, emergency_phase_text((EmergencyPhase)e->phase));
        json_key(out, "level_name"), json_text(out, alarm_level_name((AlarmLevel)e->level));
        json_key(out, "age_s"), json_number(out, (double)(now_us - e->t_received_us) / 1e6);
        json_key(out, "report_next"), json_text(out, name);
        json_key(out, "report_left_s"), json_number(out, due ? (double)(due - now_us) / 1e6 : NAN);
        json_object_end(out);
    }
    json_array_end(out);
}
