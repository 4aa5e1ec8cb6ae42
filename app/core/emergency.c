// SPDX-License-Identifier: Apache-2.0
// emergency.c - the flow of an emergency.
#include "core/emergency.h"
#include "base/array.h"
#include "base/clock.h"
#include "core/document_tree.h"
#include "core/emergency_private.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_US 60e6
#define EARTH_M 6371008.8 // mean radius, IUGG

enum { TOP, REPORT };
#define SECTION(n) (DocumentSection)(n)
#define ROW(f, kind, en, zh)                                                                 \
    {                                                                                        \
        SECTION(REPORT), #f, kind, .offset = offsetof(EmergencyDeadline, f),                 \
                                   .bytes = sizeof(((EmergencyDeadline *)0)->f), .help = en, \
                                   .help_zh = zh                                             \
    }
static const DocumentKey keys[] = {
    { SECTION(TOP), "reports", DOCUMENT_LIST, SECTION(REPORT), .help = "deadlines",
      .help_zh = "报告时限" },
    ROW(report, DOCUMENT_TEXT, "phone, first, follow", "报告"),
    ROW(name, DOCUMENT_TEXT, "shown", "名称"),
    ROW(minutes, DOCUMENT_NUMBER, "after it was received, or the last report", "分钟"),
    ROW(source, DOCUMENT_TEXT, "of the figure", "来源"),
    ROW(evidence, DOCUMENT_TEXT, "V, K or P", "依据类别"),
};

static const char *const phases[EMERGENCY_PHASE_COUNT][2] = {
    { "none", "" },
    { "received", "事件接报" },
    { "response", "应急响应" },
    { "command", "指挥调度" },
    { "analysis", "研判分析" },
    { "confer", "协同会商" },
    { "review", "应急评估" },
    { "closed", "已结束" },
};

const char *emergency_phase_name(EmergencyPhase phase)
{
    return phases[phase][0];
}

const char *emergency_phase_text(EmergencyPhase phase)
{
    return phases[phase][1];
}

EmergencyPhase emergency_phase_find(const char *name)
{
    for (int i = EMERGENCY_RECEIVED; i < EMERGENCY_PHASE_COUNT; i++)
        if (strcmp(phases[i][0], name) == 0 || strcmp(phases[i][1], name) == 0)
            return (EmergencyPhase)i;
    return EMERGENCY_NONE;
}

Emergencies *emergencies_create(ChangeList *changes, const char *desk)
{
    Emergencies *all = calloc(1, sizeof *all);
    if (!all) return NULL;
    all->changes = changes;
    str_copy_utf8(all->desk, sizeof all->desk, desk ? desk : "");
    return all;
}

void emergency_finish(Emergency *e)
{
    for (int i = 0; i < e->log_count; i++) free(e->log[i].text);
    free(e->log);
    free(e->tasks);
}

void emergencies_forget(Emergencies *all)
{
    for (int i = 0; i < all->count; i++) {
        emergency_finish(all->items[i]);
        free(all->items[i]);
    }
    all->count = 0;
}

void emergencies_destroy(Emergencies *all)
{
    if (!all) return;
    emergencies_forget(all);
    free(all->items);
    free(all);
}

bool emergencies_deadlines_open(Emergencies *all, const char *path, Err *err)
{
    DocumentTree *tree = document_tree_open(keys, (int)(sizeof keys / sizeof keys[0]), path, err);
    if (!tree) return false;
    const DocumentNode root = document_tree_root(tree);
    EmergencyDeadline rows[EMERGENCY_DEADLINES_MAX] = { 0 };
    const int count = document_node_count(&root, "reports");
    bool ok = count <= EMERGENCY_DEADLINES_MAX;
    if (!ok) err_set(err, ERR_RANGE, "%s: at most %d deadlines", path, EMERGENCY_DEADLINES_MAX);
    for (int i = 0; ok && i < count; i++) {
        const DocumentNode node = document_node_item(&root, "reports", i);
        ok = document_node_read(&node, &rows[i], 0, err);
    }
    if (ok) {
        memcpy(all->deadlines, rows, sizeof rows);
        all->deadline_count = count;
    }
    document_tree_destroy(tree);
    return ok;
}

int emergencies_count(const Emergencies *all)
{
    return all->count;
}

Emergency *emergencies_at(Emergencies *all, int index)
{
    assert(index >= 0 && index < all->count);
    return all->items[index];
}

Emergency *emergencies_find(Emergencies *all, const char *id)
{
    for (int i = 0; i < all->count; i++)
        if (strcmp(all->items[i]->id, id) == 0) return all->items[i];
    return NULL;
}

Emergency *emergency_add(Emergencies *all, const char *id)
{
    Emergency *e = calloc(1, sizeof *e);
    if (!e || !array_reserve((void **)&all->items, &all->cap, all->count + 1, sizeof e)) {
        free(e);
        return NULL;
    }
    str_copy_utf8(e->id, sizeof e->id, id);
    e->lon_deg = e->lat_deg = NAN;
    all->items[all->count++] = e;
    return e;
}

static bool add_log(Emergency *e, const char *kind, const char *text, const ChangeBy *by)
{
    char *copy = str_copy(text);
    if (!copy || e->log_count == EMERGENCY_LOG_MAX ||
        !array_reserve((void **)&e->log, &e->log_cap, e->log_count + 1, sizeof *e->log)) {
        free(copy);
        return false;
    }
    EmergencyEntry *entry = &e->log[e->log_count++];
    *entry = (EmergencyEntry){ .t_us = by->t_us, .text = copy };
    str_copy_utf8(entry->who, sizeof entry->who, by->who);
    str_copy_utf8(entry->kind, sizeof entry->kind, kind);
    return true;
}

// Into the log, and out as a record. The log is full: the change stands in the journal all the
// same.
static void changed(Emergencies *all, Emergency *e, const char *kind, const char *text,
                    const ChangeBy *by)
{
    Str record = { 0 };
    JsonWriter w = { .out = &record };
    add_log(e, kind, text, by);
    e->t_changed_us = by->t_us;
    const uint64_t before = e->version++;
    emergency_json(e, &w);
    change_add(all->changes, &(ChangeDesc){ .kind = "emergency",
                                            .id = e->id,
                                            .what = kind,
                                            .text = text,
                                            .version = before,
                                            .by = by,
                                            .record = &record });
}

static bool check(const Emergency *e, const char *text, const ChangeBy *by, Err *err)
{
    const char *why = NULL;
    if (!by->who || !by->who[0])
        why = "nobody is named who does it (未指定操作人)";
    else if (e && e->phase == EMERGENCY_CLOSED)
        why = "it is closed (已结束)";
    else if (text && (!text[0] || strlen(text) > 4000))
        why = "expected a text of 1 to 4000 bytes";
    if (!why) return true;
    err_set(err, ERR_ARGUMENT, "emergency '%s': %s", e ? e->id : "new", why);
    return false;
}

Emergency *emergency_open(Emergencies *all, const EmergencyDesc *desc, const ChangeBy *by, Err *err)
{
    const Alarm *alarm = desc->alarm;
    const char *title = desc->title ? desc->title : alarm && alarm->text_zh ? alarm->text_zh : "";
    char id[ALARM_NAME_MAX], when[32];
    if (!check(NULL, title, by, err)) return NULL;
    clock_format(by->t_us, 8 * 3600, when);
    do
        snprintf(id, sizeof id, "E%.4s%.2s%.2s-%.20s-%03d", when, when + 5, when + 8, all->desk,
                 ++all->last_number);
    while (emergencies_find(all, id));
    Emergency *e = emergency_add(all, id);
    if (!e) {
        err_set(err, ERR_MEMORY, "no memory for an emergency");
        return NULL;
    }
    str_copy_utf8(e->title, sizeof e->title, title);
    str_copy_utf8(e->place, sizeof e->place,
                  desc->place ? desc->place
                  : alarm     ? alarm->subject
                              : "");
    str_copy_utf8(e->source, sizeof e->source, desc->source ? desc->source : alarm ? "alarm" : "");
    str_copy_utf8(e->alarm, sizeof e->alarm, alarm ? alarm->id : "");
    e->lon_deg = alarm && isnan(desc->lon_deg) ? alarm->lon_deg : desc->lon_deg;
    e->lat_deg = alarm && isnan(desc->lat_deg) ? alarm->lat_deg : desc->lat_deg;
    e->phase = EMERGENCY_RECEIVED;
    e->t_received_us = by->t_us;
    e->t_event_us = desc->t_event_us ? desc->t_event_us : by->t_us;
    changed(all, e, "open", e->title, by);
    return e;
}

static const char *grade(int level)
{
    static const char *const grades[] = { "未定级", "IV 级（一般）", "III 级（较大）",
                                          "II 级（重大）", "I 级（特别重大）" };
    return grades[level];
}

bool emergency_propose(Emergencies *all, Emergency *e, AlarmLevel level, const char *why,
                       const ChangeBy *by, Err *err)
{
    if (!check(e, why, by, err)) return false;
    if (level < ALARM_LEVEL_BLUE || level > ALARM_LEVEL_RED) {
        err_set(err, ERR_RANGE, "emergency '%s': expected a level of IV to I", e->id);
        return false;
    }
    char text[320];
    e->level_proposed = (int)level;
    str_copy_utf8(e->proposed_by, sizeof e->proposed_by, by->who);
    snprintf(text, sizeof text, "建议 %s：%.240s", grade((int)level), why);
    changed(all, e, "propose", text, by);
    return true;
}

bool emergency_approve(Emergencies *all, Emergency *e, const ChangeBy *by, Err *err)
{
    if (!check(e, NULL, by, err)) return false;
    if (!e->level_proposed) {
        err_set(err, ERR_ARGUMENT, "emergency '%s': no level is proposed (未提出定级建议)", e->id);
        return false;
    }
    if (strcmp(e->proposed_by, by->who) == 0) {
        err_set(err, ERR_ARGUMENT,
                "emergency '%s': who proposed the level may not approve it "
                "(建议人不得自行批准)",
                e->id);
        return false;
    }
    e->level = e->level_proposed;
    e->level_proposed = 0;
    e->t_approved_us = by->t_us;
    str_copy_utf8(e->approved_by, sizeof e->approved_by, by->who);
    if (e->phase == EMERGENCY_RECEIVED) e->phase = EMERGENCY_RESPONSE;
    changed(all, e, "approve", grade(e->level), by);
    return true;
}

bool emergency_phase(Emergencies *all, Emergency *e, EmergencyPhase phase, const ChangeBy *by,
                     Err *err)
{
    if (!check(e, NULL, by, err)) return false;
    if (phase < EMERGENCY_RECEIVED || phase >= EMERGENCY_CLOSED ||
        (phase > EMERGENCY_RECEIVED && !e->level)) {
        err_set(err, ERR_ARGUMENT, "emergency '%s': %s", e->id,
                e->level ? "no such phase" : "no level is approved yet (级别未批准)");
        return false;
    }
    e->phase = (int)phase;
    changed(all, e, "phase", emergency_phase_text(phase), by);
    return true;
}

int emergency_task(Emergencies *all, Emergency *e, const char *unit, const char *text,
                   const ChangeBy *by, Err *err)
{
    if (!check(e, text, by, err) || !check(e, unit, by, err)) return 0;
    if (e->task_count == EMERGENCY_TASKS_MAX ||
        !array_reserve((void **)&e->tasks, &e->task_cap, e->task_count + 1, sizeof *e->tasks)) {
        err_set(err, ERR_RANGE, "emergency '%s' has %d tasks, no more", e->id, EMERGENCY_TASKS_MAX);
        return 0;
    }
    EmergencyTask *task = &e->tasks[e->task_count++];
    *task = (EmergencyTask){ .number = e->task_count, .t_given_us = by->t_us };
    str_copy_utf8(task->unit, sizeof task->unit, unit);
    str_copy_utf8(task->text, sizeof task->text, text);
    char line[400];
    snprintf(line, sizeof line, "任务 %d：%s %s", task->number, task->unit, task->text);
    changed(all, e, "task", line, by);
    return e->task_count;
}

bool emergency_task_answer(Emergencies *all, Emergency *e, int number, bool is_done,
                           const char *feedback, const ChangeBy *by, Err *err)
{
    if (!check(e, NULL, by, err)) return false;
    EmergencyTask *task = number >= 1 && number <= e->task_count ? &e->tasks[number - 1] : NULL;
    if (!task || task->t_done_us || (!is_done && task->t_accepted_us)) {
        err_set(err, ERR_ARGUMENT, "emergency '%s': task %d %s", e->id, number,
                task ? "was answered so already (已反馈)" : "is not there (没有这项任务)");
        return false;
    }
    if (!task->t_accepted_us) task->t_accepted_us = by->t_us;
    if (is_done) task->t_done_us = by->t_us;
    if (feedback) str_copy_utf8(task->feedback, sizeof task->feedback, feedback);
    char line[400];
    snprintf(line, sizeof line, "任务 %d %s：%s", number, is_done ? "完成" : "接收",
             feedback ? task->feedback : task->unit);
    changed(all, e, is_done ? "task-done" : "task-accept", line, by);
    return true;
}

bool emergency_log(Emergencies *all, Emergency *e, const char *text, const ChangeBy *by, Err *err)
{
    if (!check(e, text ? text : "", by, err)) return false;
    changed(all, e, "log", text, by);
    return true;
}

bool emergency_close(Emergencies *all, Emergency *e, const char *summary, const ChangeBy *by,
                     Err *err)
{
    if (!check(e, summary ? summary : "", by, err)) return false;
    e->phase = EMERGENCY_CLOSED;
    e->t_closed_us = by->t_us;
    changed(all, e, "close", summary, by);
    return true;
}

bool emergency_field(Emergencies *all, Emergency *e, const char *name, const char *text,
                     const ChangeBy *by, Err *err)
{
    if (!check(e, text, by, err)) return false;
    for (int i = 0; i < emergency_field_count; i++) {
        const EmergencyFieldRow *row = &emergency_field_rows[i];
        if (strcmp(row->name, name) != 0) continue;
        char line[400];
        str_copy_utf8((char *)&e->fields + row->offset, row->bytes, text);
        snprintf(line, sizeof line, "%s：%.300s", row->name_zh, text);
        changed(all, e, "field", line, by);
        return true;
    }
    err_set(err, ERR_NOT_FOUND, "no field of a report is named '%.40s'", name);
    return false;
}

bool emergency_report(Emergencies *all, Emergency *e, ReportKind kind, int utc_offset_s,
                      const ChangeBy *by, Err *err)
{
    if (!check(e, NULL, by, err)) return false;
    if ((kind == REPORT_FIRST) != (e->reports == 0) || kind == REPORT_NONE) {
        err_set(err, ERR_ARGUMENT, "emergency '%s': %s", e->id,
                e->reports ? "its first report is written: follow or final (初报已发)"
                           : "the first report comes first (须先初报)");
        return false;
    }
    Str text = { 0 };
    emergency_report_text(e, kind, utc_offset_s, &text);
    e->reports++;
    e->t_reported_us = by->t_us;
    changed(all, e,
            kind == REPORT_FINAL   ? "report-final"
            : kind == REPORT_FIRST ? "report-first"
                                   : "report-follow",
            text.text, by);
    str_finish(&text);
    return true;
}

int64_t emergency_report_due_us(const Emergencies *all, const Emergency *e, const char **name)
{
    const char *next = e->reports ? "follow" : "first";
    *name = "";
    if (e->phase == EMERGENCY_CLOSED) return 0;
    if (e->log_count > 0 && e->reports > 0)
        for (int i = 0; i < e->log_count; i++)
            if (strcmp(e->log[i].kind, "report-final") == 0) return 0;
    for (int i = 0; i < all->deadline_count; i++) {
        const EmergencyDeadline *row = &all->deadlines[i];
        if (strcmp(row->report, next) != 0) continue;
        *name = row->name;
        return (e->reports ? e->t_reported_us : e->t_received_us) +
               (int64_t)(row->minutes * MINUTE_US);
    }
    return 0;
}

static int by_distance(const void *a, const void *b)
{
    const EmergencyNear *x = a, *y = b;
    return x->distance_m < y->distance_m ? -1 : x->distance_m > y->distance_m;
}

int emergency_nearby(double lon_deg, double lat_deg, double radius_m, const EmergencyPlace *places,
                     int count, EmergencyNear *out, int cap)
{
    const double r = 3.14159265358979323846 / 180;
    EmergencyNear *found = calloc((size_t)count + 1, sizeof *found);
    int n = 0;
    for (int i = 0; found && i < count; i++) {
        const double s = sin((places[i].lat_deg - lat_deg) * r / 2);
        const double t = sin((places[i].lon_deg - lon_deg) * r / 2);
        const double h = s * s + cos(lat_deg * r) * cos(places[i].lat_deg * r) * t * t;
        const double distance = 2 * EARTH_M * asin(fmin(1, sqrt(h)));
        if (distance <= radius_m) found[n++] = (EmergencyNear){ i, distance };
    }
    if (found) qsort(found, (size_t)n, sizeof *found, by_distance);
    const int given = n < cap ? n : cap;
    if (found && given > 0) memcpy(out, found, (size_t)given * sizeof *out);
    free(found);
    return given;
}
