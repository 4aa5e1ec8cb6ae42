// SPDX-License-Identifier: Apache-2.0
// rule_record.c - rules as records of the store: written as JSON that rules_parse reads, changed by
// people, applied from other desks.
#include "base/array.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "core/rule_private.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

// The text of a plain key; false where it is as in a rule that says nothing of it.
static bool value_text(const DocumentKey *key, const void *owner, const void *unset, Str *out)
{
    const void *field = (const char *)owner + key->offset,
               *none = (const char *)unset + key->offset;
    switch (key->type) {
    case DOCUMENT_TEXT: str_add(out, field); return strcmp(field, none) != 0;
    case DOCUMENT_HEAP_TEXT: {
        const char *text = *(char *const *)field;
        str_add(out, text ? text : "");
        return text && text[0];
    }
    case DOCUMENT_NUMBER: {
        const double value = *(const double *)field, other = *(const double *)none;
        JsonWriter w = { .out = out };
        if (isnan(value)) return false;
        json_number(&w, value);
        return value != other;
    }
    case DOCUMENT_BOOL:
        str_add(out, *(const bool *)field ? "true" : "false");
        return *(const bool *)field != *(const bool *)none;
    case DOCUMENT_CHOICE: {
        const int value = *(const int *)field;
        const char *at = key->choices;
        for (int i = 0; i < value; i++) at += strcspn(at, "|") + 1;
        str_add_n(out, at, strcspn(at, "|"));
        return value != *(const int *)none;
    }
    default: return false;
    }
}

static const char *set_text(const RuleSet *set, int count, const char *key)
{
    for (int i = 0; i < count; i++)
        if (strcmp(set[i].key, key) == 0) return set[i].text;
    return NULL;
}

static void write_members(int section, const void *owner, const void *unset, const RuleSet *set,
                          int set_count, JsonWriter *w)
{
    for (int i = 0; i < rule_key_count; i++) {
        const DocumentKey *key = &rule_keys[i];
        if ((int)key->section != section || key->type == DOCUMENT_LIST) continue;
        const char *given = set_text(set, set_count, key->key);
        Str text = { 0 };
        if (given ? given[0] != 0 : value_text(key, owner, unset, &text)) {
            json_key(w, key->key);
            json_text(w, given ? given : text.text);
        }
        str_finish(&text);
    }
}

static void write_actions(const Rule *rule, const char *given, JsonWriter *w)
{
    static const RuleAction unset = { .qos = 1, .seconds = 600, .distance_m = 800 };
    if (given) { // YAML, which JSON is a part of: read as it is
        if (!given[0]) return;
        json_key(w, "actions");
        str_add(w->out, given);
        w->after_key = false;
        w->has_item[w->depth] = true;
        return;
    }
    if (rule->action_count == 0) return;
    json_key(w, "actions");
    json_array_begin(w);
    for (int i = 0; i < rule->action_count; i++) {
        json_object_begin(w);
        write_members(RULE_SECTION_ACTION, &rule->actions[i], &unset, NULL, 0, w);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_rule(const Rule *rule, const RuleSet *set, int set_count, JsonWriter *w)
{
    Rule unset = { .hysteresis = NAN, .per_s = 3600, .count = 1, .version = 1, .is_enabled = true };
    for (int l = 0; l < ALARM_LEVEL_COUNT; l++) unset.limits[l] = NAN;
    json_key(w, "rules");
    json_array_begin(w);
    json_object_begin(w);
    write_members(RULE_SECTION_RULE, rule, &unset, set, set_count, w);
    write_actions(rule, set_text(set, set_count, "actions"), w);
    json_object_end(w);
    json_array_end(w);
}

void rule_write(const Rule *rule, const RuleSet *set, int set_count, Str *out)
{
    JsonWriter w = { .out = out };
    json_object_begin(&w);
    write_rule(rule, set, set_count, &w);
    json_object_end(&w);
}

// rule NULL: it is removed.
static void record(Rules *rules, const Rule *rule, const char *id, const char *what,
                   uint64_t version, const ChangeBy *by)
{
    Str text = { 0 };
    JsonWriter w = { .out = &text };
    char when[32];
    if (!rules->desc.changes) return;
    clock_format(by->t_us, rules->desc.utc_offset_s, when);
    json_object_begin(&w);
    json_key(&w, "by"), json_text(&w, by->who);
    json_key(&w, "changed"), json_text(&w, when);
    if (rule)
        write_rule(rule, NULL, 0, &w);
    else
        json_key(&w, "removed"), json_bool(&w, true);
    json_object_end(&w);
    change_add(rules->desc.changes, &(ChangeDesc){ .kind = "rule",
                                                   .id = id,
                                                   .what = what,
                                                   .text = rule ? rule->name : NULL,
                                                   .version = version,
                                                   .by = by,
                                                   .record = &text });
    str_finish(&text);
}

static uint64_t *tomb_of(Rules *rules, const char *id)
{
    for (int i = 0; i < rules->tomb_count; i++)
        if (strcmp(rules->tombs[i].id, id) == 0) return &rules->tombs[i].record_version;
    return NULL;
}

static void bury(Rules *rules, const char *id, uint64_t version)
{
    uint64_t *tomb = tomb_of(rules, id);
    if (tomb) {
        *tomb = version;
        return;
    }
    if (!array_reserve((void **)&rules->tombs, &rules->tomb_cap, rules->tomb_count + 1,
                       sizeof *rules->tombs))
        return;
    RuleTomb *added = &rules->tombs[rules->tomb_count++];
    *added = (RuleTomb){ .record_version = version };
    str_copy_utf8(added->id, sizeof added->id, id);
}

static RuleEntry *entry_of(Rules *rules, const char *id)
{
    for (int i = 0; i < rules->count; i++)
        if (strcmp(rules->entries[i].rule.id, id) == 0) return &rules->entries[i];
    return NULL;
}

static bool check_who(const ChangeBy *by, Err *err)
{
    if (by->who && by->who[0]) return true;
    err_set(err, ERR_ARGUMENT, "nobody is named who does it (未指定操作人)");
    return false;
}

static bool put_changed(Rules *rules, RuleEntry *read, const char *what, const ChangeBy *by)
{
    const uint64_t *tomb = tomb_of(rules, read->rule.id);
    RuleEntry *entry = rules_put(rules, read);
    if (!entry) return false;
    if (entry->record_version == 0 && tomb) entry->record_version = *tomb;
    const uint64_t before = entry->record_version++;
    str_copy_utf8(entry->changed_by, sizeof entry->changed_by, by->who);
    entry->t_changed_us = by->t_us;
    record(rules, &entry->rule, entry->rule.id, what, before, by);
    return true;
}

bool rules_change(Rules *rules, const char *text, size_t length, const char *path, const char *what,
                  const ChangeBy *by, Err *err)
{
    RuleEntry *read = NULL;
    int count = 0;
    if (!check_who(by, err) || !rules_read(rules, text, length, path, &read, &count, NULL, err))
        return false;
    bool ok = true;
    for (int i = 0; i < count; i++)
        if (!ok || !put_changed(rules, &read[i], what, by)) {
            rule_entry_finish(&read[i]);
            ok = false;
        }
    free(read);
    ok = rules_index(rules) && ok;
    if (!ok) err_set(err, ERR_MEMORY, "rules");
    return ok;
}

bool rules_drop(Rules *rules, const char *id, const ChangeBy *by, Err *err)
{
    const RuleEntry *entry = entry_of(rules, id);
    char name[ALARM_NAME_MAX];
    str_copy_utf8(name, sizeof name, id); // id may be the entry's own
    const uint64_t before = entry ? entry->record_version : 0;
    if (!check_who(by, err) || !rules_remove(rules, name, by, err)) return false;
    bury(rules, name, before + 1);
    record(rules, NULL, name, "remove", before, by);
    return true;
}

static bool is_older(Rules *rules, const char *id, uint64_t version)
{
    const RuleEntry *entry = entry_of(rules, id);
    const uint64_t *tomb = tomb_of(rules, id);
    return (entry && entry->record_version >= version) || (!entry && tomb && *tomb >= version);
}

bool rules_apply(Rules *rules, const char *id, const char *json, uint64_t version, bool is_conflict,
                 Err *err)
{
    const ChangeBy by = { rules->now_us, "system", "" };
    RuleEntry *read = NULL;
    RuleRecord top = { 0 };
    int count = 0;
    if (!is_conflict && is_older(rules, id, version)) return true;
    if (is_conflict)
        log_print(LOG_WARN, "rule '%.60s' was changed at another desk too: that change stands", id);
    if (!rules_read(rules, json, strlen(json), "record", &read, &count, &top, err)) return false;
    bool ok = top.is_removed ? count == 0 : count == 1 && strcmp(read[0].rule.id, id) == 0;
    if (!ok) err_set(err, ERR_FORMAT, "expected the rule '%.60s', or that it is removed", id);
    if (ok && top.is_removed) {
        if (entry_of(rules, id)) ok = rules_remove(rules, id, &by, err);
        bury(rules, id, version);
    }
    RuleEntry *entry = ok && count == 1 ? rules_put(rules, &read[0]) : NULL;
    if (entry) {
        entry->record_version = version;
        entry->t_changed_us = top.t_changed_us;
        str_copy_utf8(entry->changed_by, sizeof entry->changed_by, top.by);
    }
    for (int i = 0; i < count && !entry; i++) rule_entry_finish(&read[i]);
    free(read);
    if (ok && !rules_index(rules)) {
        err_set(err, ERR_MEMORY, "rules");
        ok = false;
    }
    return ok;
}
