// SPDX-License-Identifier: Apache-2.0
// case.c - opening cases, their types, people and notes.
#include "core/case.h"
#include "base/array.h"
#include "base/clock.h"
#include "core/case_private.h"
#include "core/document_tree.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOP, STAGE, TYPE };
#define SECTION(n) (DocumentSection)(n)
#define TEXT_ROW(s, Struct, f, en, zh)                                                \
    {                                                                                 \
        SECTION(s), #f, DOCUMENT_TEXT, .offset = offsetof(Struct, f),                 \
                                       .bytes = sizeof(((Struct *)0)->f), .help = en, \
                                       .help_zh = zh                                  \
    }
#define LIMIT_ROW(s, Struct)                                                                   \
    {                                                                                          \
        SECTION(s), "limit", DOCUMENT_NUMBER, .offset = offsetof(Struct, limit),               \
                                              .bytes = sizeof(double), .min = 0, .max = 10000, \
                                              .help = "in unit", .help_zh = "时限"           \
    }
static const DocumentKey keys[] = {
    { SECTION(TOP), "stages", DOCUMENT_LIST, SECTION(STAGE), .help = "limits of stages",
      .help_zh = "环节时限" },
    { SECTION(TOP), "types", DOCUMENT_LIST, SECTION(TYPE), .help = "types of cases",
      .help_zh = "案件类型" },
    TEXT_ROW(STAGE, CaseStageLimit, stage, "reported, accepted, …", "环节"),
    LIMIT_ROW(STAGE, CaseStageLimit),
    TEXT_ROW(STAGE, CaseStageLimit, unit, "urgent_hour, hour, day", "时限单位"),
    TEXT_ROW(STAGE, CaseStageLimit, evidence, "V, K or P", "依据类别"),
    TEXT_ROW(TYPE, CaseType, id, "of the type", "编号"),
    TEXT_ROW(TYPE, CaseType, name, "shown", "名称"),
    { SECTION(TYPE), "class", DOCUMENT_TEXT, .offset = offsetof(CaseType, class_name),
      .bytes = sizeof(((CaseType *)0)->class_name), .help = "部件 or 事件 and its class",
      .help_zh = "大类" },
    LIMIT_ROW(TYPE, CaseType),
    TEXT_ROW(TYPE, CaseType, unit, "urgent_hour, hour, day", "时限单位"),
    TEXT_ROW(TYPE, CaseType, source, "of the limit", "来源"),
    TEXT_ROW(TYPE, CaseType, evidence, "V, K or P", "依据类别"),
};

Cases *cases_create(const Calendar *calendar, ChangeList *changes, const char *desk)
{
    Cases *cases = calloc(1, sizeof *cases);
    if (!cases) return NULL;
    cases->calendar = calendar;
    cases->changes = changes;
    str_copy_utf8(cases->desk, sizeof cases->desk, desk ? desk : "");
    return cases;
}

static void item_finish(Case *item)
{
    for (int i = 0; i < item->note_count; i++) free(item->notes[i].text);
    free(item->notes);
    free(item->stages);
    free(item->text);
}

void cases_forget(Cases *cases)
{
    for (int i = 0; i < cases->count; i++) {
        item_finish(cases->items[i]);
        free(cases->items[i]);
    }
    cases->count = 0;
}

void cases_destroy(Cases *cases)
{
    if (!cases) return;
    cases_forget(cases);
    free(cases->items);
    free(cases->types);
    free(cases);
}

static bool wrong(const DocumentNode *node, const char *key, Err *err)
{
    err_set(err, ERR_ARGUMENT,
            strcmp(key, "unit") == 0 ? "expected urgent_hour, hour or day"
                                     : "expected a name there is");
    return document_node_fail(node, key, err);
}

static bool read_types(Cases *cases, const DocumentNode *root, Err *err)
{
    const int count = document_node_count(root, "types");
    CaseType *types = calloc((size_t)count + 1, sizeof *types);
    bool ok = types != NULL;
    if (!ok) err_set(err, ERR_MEMORY, "case types");
    for (int i = 0; ok && i < count; i++) {
        const DocumentNode node = document_node_item(root, "types", i);
        ok = document_node_read(&node, &types[i], 0, err);
        if (ok && !types[i].id[0]) ok = wrong(&node, "id", err);
        if (ok && !calendar_unit_find(types[i].unit)) ok = wrong(&node, "unit", err);
    }
    for (int i = 0; ok && i < document_node_count(root, "stages"); i++) {
        const DocumentNode node = document_node_item(root, "stages", i);
        CaseStageLimit limit = { 0 };
        ok = document_node_read(&node, &limit, 0, err);
        const CaseState state = ok ? case_state_find(limit.stage) : CASE_NONE;
        if (ok && !state) ok = wrong(&node, "stage", err);
        if (ok && !calendar_unit_find(limit.unit)) ok = wrong(&node, "unit", err);
        if (ok) cases->limits[state] = limit;
    }
    if (!ok) {
        free(types);
        return false;
    }
    free(cases->types);
    cases->types = types;
    cases->type_count = count;
    return true;
}

bool cases_types_open(Cases *cases, const char *path, Err *err)
{
    DocumentTree *tree = document_tree_open(keys, (int)(sizeof keys / sizeof keys[0]), path, err);
    if (!tree) return false;
    const DocumentNode root = document_tree_root(tree);
    const bool ok = read_types(cases, &root, err);
    document_tree_destroy(tree);
    return ok;
}

int cases_count(const Cases *cases)
{
    return cases->count;
}

Case *cases_at(Cases *cases, int index)
{
    assert(index >= 0 && index < cases->count);
    return cases->items[index];
}

Case *cases_find(Cases *cases, const char *id)
{
    for (int i = 0; id && id[0] && i < cases->count; i++)
        if (strcmp(cases->items[i]->id, id) == 0 || strcmp(cases->items[i]->external_id, id) == 0)
            return cases->items[i];
    return NULL;
}

Case *case_add(Cases *cases, const char *id)
{
    Case *item = calloc(1, sizeof *item);
    if (!item ||
        !array_reserve((void **)&cases->items, &cases->cap, cases->count + 1, sizeof(Case *))) {
        free(item);
        return NULL;
    }
    str_copy_utf8(item->id, sizeof item->id, id);
    item->lon_deg = item->lat_deg = NAN;
    cases->items[cases->count++] = item;
    return item;
}

void case_changed(Cases *cases, Case *item, const char *what, const char *text, const ChangeBy *by)
{
    Str record = { 0 };
    JsonWriter w = { .out = &record };
    item->t_changed_us = by->t_us;
    const uint64_t before = item->version++;
    case_json(item, &w);
    change_add(cases->changes, &(ChangeDesc){ .kind = "case",
                                              .id = item->id,
                                              .what = what,
                                              .text = text,
                                              .version = before,
                                              .by = by,
                                              .record = &record });
}

static const CaseType *type_of(const Cases *cases, const char *id)
{
    for (int i = 0; i < cases->type_count; i++)
        if (strcmp(cases->types[i].id, id) == 0 || strcmp(cases->types[i].name, id) == 0)
            return &cases->types[i];
    return NULL;
}

bool case_begin(Cases *cases, Case *item, CaseState state, const char *person, const char *role,
                int64_t t_us)
{
    if (item->stage_count == CASE_STAGES_MAX ||
        !array_reserve((void **)&item->stages, &item->stage_cap, item->stage_count + 1,
                       sizeof *item->stages))
        return false;
    if (item->stage_count > 0) case_end_stage(cases, &item->stages[item->stage_count - 1], t_us);
    CaseStage *stage = &item->stages[item->stage_count++];
    *stage = (CaseStage){ .state = (int)state, .begin_us = t_us, .limit = NAN };
    str_copy_utf8(stage->person, sizeof stage->person, person ? person : "");
    str_copy_utf8(stage->role, sizeof stage->role, role ? role : "");
    str_copy_utf8(item->person, sizeof item->person, person ? person : "");
    item->state = (int)state;
    if (!case_is_open(item)) {
        stage->end_us = item->t_closed_us = t_us;
        stage->is_on_time = true;
        return true;
    }
    // Handling has the limit of the type, the other stages their own.
    const CaseType *type = state == CASE_HANDLING ? type_of(cases, item->type) : NULL;
    const CaseStageLimit *limit = &cases->limits[state];
    stage->unit = (int)calendar_unit_find(type ? type->unit : limit->unit);
    stage->limit = type ? type->limit : stage->unit ? limit->limit : NAN;
    stage->run_from_us = t_us;
    return true;
}

// "C20261125-ioc-1-0001", in local days of the desk's calendar no two the same.
static void give_id(Cases *cases, int64_t t_us, char *out, size_t cap)
{
    char when[32];
    clock_format(t_us, 8 * 3600, when);
    do
        snprintf(out, cap, "C%.4s%.2s%.2s-%.20s-%04d", when, when + 5, when + 8, cases->desk,
                 ++cases->last_number);
    while (cases_find(cases, out));
}

static Case *find_same(Cases *cases, const CaseDesc *desc)
{
    Case *item = desc->external_id ? cases_find(cases, desc->external_id) : NULL;
    for (int i = 0; !item && desc->alarm && i < cases->count; i++)
        if (strcmp(cases->items[i]->alarm, desc->alarm->id) == 0 && case_is_open(cases->items[i]))
            item = cases->items[i];
    return item;
}

static const char *first_of(const char *a, const char *b)
{
    return a && a[0] ? a : b && b[0] ? b : "";
}

Case *cases_open(Cases *cases, const CaseDesc *desc, const ChangeBy *by, Err *err)
{
    const Alarm *alarm = desc->alarm;
    const CaseType *type = type_of(cases, first_of(desc->type, "alarm"));
    const char *title = first_of(desc->title, alarm ? first_of(alarm->text_zh, alarm->text) : "");
    char id[ALARM_NAME_MAX];
    if (!by->who || !by->who[0]) {
        err_set(err, ERR_ARGUMENT, "nobody is named who does it (未指定操作人)");
        return NULL;
    }
    Case *item = find_same(cases, desc);
    if (item) return item;
    if (!type) {
        err_set(err, ERR_NOT_FOUND, "no type of case is named '%.60s' (没有这个案件类型)",
                desc->type);
        return NULL;
    }
    if (!title[0]) {
        err_set(err, ERR_ARGUMENT, "a case needs a title (案件须有标题)");
        return NULL;
    }
    give_id(cases, by->t_us, id, sizeof id);
    item = case_add(cases, id);
    if (!item) {
        err_set(err, ERR_MEMORY, "no memory for a case");
        return NULL;
    }
    str_copy_utf8(item->external_id, sizeof item->external_id, first_of(desc->external_id, ""));
    str_copy_utf8(item->source, sizeof item->source,
                  first_of(desc->source, alarm ? "alarm" : "desk"));
    str_copy_utf8(item->type, sizeof item->type, type->id);
    str_copy_utf8(item->type_name, sizeof item->type_name, type->name);
    str_copy_utf8(item->title, sizeof item->title, title);
    str_copy_utf8(item->place, sizeof item->place,
                  first_of(desc->place, alarm ? alarm->subject : ""));
    str_copy_utf8(item->reporter, sizeof item->reporter, first_of(desc->reporter, by->who));
    str_copy_utf8(item->alarm, sizeof item->alarm, alarm ? alarm->id : "");
    item->text = str_copy(first_of(desc->text, ""));
    item->lon_deg = alarm && isnan(desc->lon_deg) ? alarm->lon_deg : desc->lon_deg;
    item->lat_deg = alarm && isnan(desc->lat_deg) ? alarm->lat_deg : desc->lat_deg;
    item->level = alarm ? (int)alarm->level : 0;
    item->t_opened_us = by->t_us;
    case_begin(cases, item, CASE_REPORTED, by->who, "", by->t_us);
    case_changed(cases, item, "open", item->title, by);
    return item;
}

bool case_assign(Cases *cases, Case *item, const char *person, const char *department,
                 const ChangeBy *by, Err *err)
{
    if (!by->who || !by->who[0] || !case_is_open(item)) {
        err_set(err, ERR_ARGUMENT, "case '%s' %s", item->id,
                case_is_open(item) ? "is assigned by nobody (未指定操作人)" : "is over (已结束)");
        return false;
    }
    CaseStage *stage = case_stage(item);
    if (person) str_copy_utf8(item->person, sizeof item->person, person);
    if (person && stage) str_copy_utf8(stage->person, sizeof stage->person, person);
    if (department) str_copy_utf8(item->department, sizeof item->department, department);
    case_changed(cases, item, "assign", person ? person : department, by);
    return true;
}

bool case_note(Cases *cases, Case *item, const char *text, const ChangeBy *by, Err *err)
{
    char *copy =
        text && text[0] && by->who && by->who[0] && strlen(text) <= 2000 ? str_copy(text) : NULL;
    if (!copy || item->note_count == ALARM_NOTES_MAX ||
        !array_reserve((void **)&item->notes, &item->note_cap, item->note_count + 1,
                       sizeof *item->notes)) {
        err_set(err, ERR_ARGUMENT,
                "a note has 1 to 2000 bytes and an author; a case has at most %d", ALARM_NOTES_MAX);
        free(copy);
        return false;
    }
    AlarmNote *note = &item->notes[item->note_count++];
    *note = (AlarmNote){ .t_us = by->t_us, .text = copy };
    str_copy_utf8(note->who, sizeof note->who, by->who);
    case_changed(cases, item, "note", text, by);
    return true;
}
