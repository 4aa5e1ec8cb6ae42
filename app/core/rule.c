// SPDX-License-Identifier: Apache-2.0
// rule.c - the index of rules by key, their instances, texts and lists.
#include "core/rule.h"
#include "base/array.h"
#include "core/indicator_unit.h"
#include "core/rule_private.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

Rules *rules_create(const RulesDesc *desc)
{
    Rules *rules = calloc(1, sizeof *rules);
    if (rules) rules->desc = *desc;
    return rules;
}

void rule_entry_finish(RuleEntry *entry)
{
    expression_destroy(entry->expression);
    rule_area_finish(&entry->fence);
    rule_finish(&entry->rule);
    free(entry->names);
    free(entry->values);
    free(entry->assets);
    free(entry->instances);
    *entry = (RuleEntry){ 0 };
}

void rules_set_commands(Rules *rules, RuleHasCommand has_command, const void *context)
{
    rules->has_command = has_command;
    rules->commands = context;
}

static void forget_index(Rules *rules)
{
    for (int i = 0; i < rules->list_count; i++) free(rules->lists[i].instances);
    for (int i = 0; i < rules->by_key_cap; i++) free(rules->by_key[i].instances);
    free(rules->by_key);
    rules->by_key = NULL;
    rules->by_key_cap = rules->list_count = 0;
    hashmap_clear(&rules->exact);
    hashmap_clear(&rules->prefixes);
}

void rules_destroy(Rules *rules)
{
    if (!rules) return;
    forget_index(rules);
    for (int i = 0; i < rules->count; i++) rule_entry_finish(&rules->entries[i]);
    for (int i = 0; i < rules->instance_count; i++) {
        free(rules->instances[i].subject);
        free(rules->instances[i].samples);
    }
    for (int i = 0; i < rules->warning_count; i++) {
        free(rules->warnings[i].id);
        free(rules->warnings[i].event);
        rule_area_finish(&rules->warnings[i].area);
    }
    hashmap_finish(&rules->exact);
    hashmap_finish(&rules->prefixes);
    hashmap_finish(&rules->plain);
    free(rules->entries);
    free(rules->instances);
    free(rules->lists);
    free(rules->timers);
    free(rules->warnings);
    free(rules->tombs);
    free(rules);
}

static bool list_add(Rules *rules, Hashmap *map, uint64_t hash, int entry)
{
    uint64_t at = 0;
    if (!hashmap_get(map, hash, &at)) {
        if (!array_reserve((void **)&rules->lists, &rules->list_cap, rules->list_count + 1,
                           sizeof *rules->lists))
            return false;
        at = (uint64_t)rules->list_count++;
        rules->lists[at] = (RuleKeyList){ 0 };
        if (!hashmap_put(map, hash, at)) return false;
    }
    RuleKeyList *list = &rules->lists[at];
    if (!array_reserve((void **)&list->instances, &list->cap, list->count + 1, sizeof(int)))
        return false;
    list->instances[list->count++] = entry;
    return true;
}

static uint64_t first_part(const char *text)
{
    return str_hash(text, strcspn(text, "/."));
}

// Fixed places and expressions without a pattern have their instances from the start.
static bool add_fixed(Rules *rules, int e)
{
    const RuleEntry *entry = &rules->entries[e];
    if (entry->rule.kind == RULE_EXPRESSION && !entry->rule.keys[0])
        return rules_instance(rules, e, 0, -1, "") >= 0;
    for (int i = 0; entry->rule.kind == RULE_WARNING && i < entry->asset_count; i++)
        if (entry->instance_count <= i && rules_instance(rules, e, 0, i, entry->assets[i].name) < 0)
            return false;
    return true;
}

bool rules_index(Rules *rules)
{
    forget_index(rules);
    rules->are_warnings_new = rules->are_renewed = true;
    bool ok = true;
    for (int e = 0; ok && e < rules->count; e++) {
        const RuleEntry *entry = &rules->entries[e];
        const char *keys = entry->rule.keys;
        if (!entry->rule.is_enabled || entry->is_removed) continue;
        if (keys[0] && !strchr(keys, '*'))
            ok = list_add(rules, &rules->exact, str_hash(keys, strlen(keys)), e);
        else if (keys[0])
            ok = list_add(rules, &rules->prefixes,
                          strcspn(keys, "*") > strcspn(keys, "/.") ? first_part(keys) : 0, e);
        for (int n = 0; ok && n < entry->name_count; n++) {
            const char *name = keys_text(rules->desc.keys, entry->names[n]);
            if (entry->names[n])
                ok = list_add(rules, &rules->exact, str_hash(name, strlen(name)), e);
        }
        ok = ok && add_fixed(rules, e);
    }
    return ok;
}

int rules_instance(Rules *rules, int e, uint32_t key, int asset, const char *subject)
{
    RuleEntry *entry = &rules->entries[e];
    const uint64_t plain = (uint64_t)e << 32 | key;
    uint64_t found = 0;
    if (asset < 0 && hashmap_get(&rules->plain, plain, &found)) return (int)found;
    if (!array_reserve((void **)&rules->instances, &rules->instance_cap, rules->instance_count + 1,
                       sizeof *rules->instances) ||
        !array_reserve((void **)&entry->instances, &entry->instance_cap, entry->instance_count + 1,
                       sizeof(int)))
        return -1;
    const int index = rules->instance_count;
    if (asset < 0 && !hashmap_put(&rules->plain, plain, (uint64_t)index)) return -1;
    rules->instances[index] = (RuleInstance){ .entry = e,
                                              .key = key,
                                              .asset = asset,
                                              .subject = str_copy(subject),
                                              .value = NAN,
                                              .limit = NAN,
                                              .lon_deg = NAN,
                                              .lat_deg = NAN };
    if (asset >= 0) {
        rules->instances[index].lon_deg = entry->assets[asset].lon_deg;
        rules->instances[index].lat_deg = entry->assets[asset].lat_deg;
    }
    rules->instance_count++;
    entry->instances[entry->instance_count++] = index;
    return index;
}

static void watch(RuleKeyList *list, int instance)
{
    for (int i = 0; i < list->count; i++)
        if (list->instances[i] == instance) return;
    if (array_reserve((void **)&list->instances, &list->cap, list->count + 1, sizeof(int)))
        list->instances[list->count++] = instance;
}

static void bind_entry(Rules *rules, RuleKeyList *list, uint32_t key, const char *text, int e)
{
    const RuleEntry *entry = &rules->entries[e];
    for (int n = 0; n < entry->name_count; n++)
        if (entry->names[n] == key) watch(list, -1 - e);
    if (!entry->rule.keys[0] || !live_is_match(entry->rule.keys, text)) return;
    const int instance = rules_instance(rules, e, key, -1, NULL);
    if (instance >= 0) watch(list, instance);
}

void rules_bind_key(Rules *rules, uint32_t key)
{
    const char *text = keys_text(rules->desc.keys, key);
    RuleKeyList *list = &rules->by_key[key];
    const uint64_t hashes[3] = { str_hash(text, strlen(text)), first_part(text), 0 };
    list->is_bound = true;
    for (int h = 0; h < 3; h++) {
        uint64_t at = 0;
        if (!hashmap_get(h == 0 ? &rules->exact : &rules->prefixes, hashes[h], &at)) continue;
        const RuleKeyList *entries = &rules->lists[at];
        for (int i = 0; i < entries->count; i++)
            bind_entry(rules, list, key, text, entries->instances[i]);
    }
}

void rules_forget(Rules *rules, int e, const ChangeBy *by)
{
    RuleEntry *entry = &rules->entries[e];
    for (int i = 0; i < entry->instance_count; i++) {
        RuleInstance *instance = &rules->instances[entry->instances[i]];
        memset(instance->met, 0, sizeof instance->met);
        memset(instance->out, 0, sizeof instance->out);
        rules_settle(rules, entry->instances[i], by);
        if (instance->asset < 0) hashmap_remove(&rules->plain, (uint64_t)e << 32 | instance->key);
        instance->timer_us = 0;
        instance->entry = -1; // its number is not given again
    }
    entry->instance_count = 0;
}

// The one behind it was taken out: its instances go on under the new number.
static bool renumber(Rules *rules, int e)
{
    const RuleEntry *entry = &rules->entries[e];
    bool ok = true;
    for (int i = 0; i < entry->instance_count; i++) {
        RuleInstance *instance = &rules->instances[entry->instances[i]];
        instance->entry = e;
        if (instance->asset >= 0) continue;
        hashmap_remove(&rules->plain, (uint64_t)(e + 1) << 32 | instance->key);
        ok = hashmap_put(&rules->plain, (uint64_t)e << 32 | instance->key,
                         (uint64_t)entry->instances[i]) &&
             ok;
    }
    return ok;
}

bool rules_remove(Rules *rules, const char *id, const ChangeBy *by, Err *err)
{
    for (int e = 0; e < rules->count; e++) {
        if (strcmp(rules->entries[e].rule.id, id) != 0) continue;
        rules_forget(rules, e, by);
        rule_entry_finish(&rules->entries[e]);
        memmove(&rules->entries[e], &rules->entries[e + 1],
                (size_t)(rules->count - e - 1) * sizeof *rules->entries);
        rules->count--;
        bool ok = true;
        for (int i = e; i < rules->count; i++) ok = renumber(rules, i) && ok;
        if (rules_index(rules) && ok) return true;
        err_set(err, ERR_MEMORY, "rules");
        return false;
    }
    err_set(err, ERR_NOT_FOUND, "no rule has the id '%.60s' (没有这条规则)", id);
    return false;
}

int rules_count(const Rules *rules)
{
    return rules->count;
}

const Rule *rules_at(const Rules *rules, int index)
{
    assert(index >= 0 && index < rules->count);
    return &rules->entries[index].rule;
}

const Rule *rules_find(const Rules *rules, const char *id)
{
    for (int i = 0; i < rules->count; i++)
        if (strcmp(rules->entries[i].rule.id, id) == 0) return &rules->entries[i].rule;
    return NULL;
}

bool rules_take_renewed(Rules *rules)
{
    const bool are = rules->are_renewed;
    rules->are_renewed = false;
    return are;
}

void rules_renew(Rules *rules)
{
    rules->are_renewed = true;
}

RulesCounters rules_counters(const Rules *rules)
{
    RulesCounters counters = rules->counters;
    counters.rules = rules->count;
    for (int i = 0; i < rules->count; i++) counters.instances += rules->entries[i].instance_count;
    return counters;
}

void rules_json(const Rules *rules, JsonWriter *out)
{
    static const char *const kinds[RULE_KIND_COUNT] = { "limit", "rate",  "missing", "expression",
                                                        "fence", "count", "warning" };
    json_array_begin(out);
    for (int i = 0; i < rules->count; i++) {
        const RuleEntry *entry = &rules->entries[i];
        json_object_begin(out);
        json_key(out, "id"), json_text(out, entry->rule.id);
        json_key(out, "name"), json_text(out, entry->rule.name);
        json_key(out, "kind"), json_text(out, kinds[entry->rule.kind]);
        json_key(out, "keys"), json_text(out, entry->rule.keys);
        json_key(out, "threshold"), json_text(out, entry->rule.threshold);
        json_key(out, "enabled"), json_bool(out, entry->rule.is_enabled);
        json_key(out, "version"), json_number(out, entry->rule.version);
        json_key(out, "actions"), json_int(out, entry->rule.action_count);
        json_key(out, "record"), json_int(out, (int64_t)entry->record_version);
        json_key(out, "changed_by"), json_text(out, entry->changed_by);
        json_key(out, "instances"), json_int(out, entry->instance_count);
        int active = 0;
        for (int k = 0; k < entry->instance_count; k++)
            active += rules->instances[entry->instances[k]].level != ALARM_LEVEL_NONE;
        json_key(out, "active"), json_int(out, active);
        json_object_end(out);
    }
    json_array_end(out);
}

static void add_value(Str *out, double value)
{
    if (isnan(value))
        str_add(out, "—");
    else
        str_printf(out, fabs(value) < 1000 ? "%.4g" : "%.6g", value);
}

// As people write it; of a number without a unit nothing, nor the space before it.
static void add_unit(Str *out, const char *unit, bool is_chinese)
{
    char text[64] = "";
    indicator_unit_text(unit, is_chinese ? STATE_LANGUAGE_ZH : STATE_LANGUAGE_EN, text,
                        sizeof text);
    str_add(out, text);
    if (!text[0] && out->length > 0 && out->text[out->length - 1] == ' ')
        out->text[--out->length] = 0;
}

// {name} {subject} {key} {value} {unit} {limit} {level} {source}; other braces stay as they are.
void rule_text(const Rules *rules, const RuleInstance *instance, bool is_chinese, Str *out)
{
    const RuleEntry *entry = &rules->entries[instance->entry];
    const Rule *rule = &entry->rule;
    const char *at = is_chinese ? rule->text : rule->text_en;
    const char *name = !is_chinese && rule->name_en[0] ? rule->name_en
                       : rule->name[0]                 ? rule->name
                                                       : rule->id;
    const char *key = keys_text(rules->desc.keys, instance->key);
    if (!at && isnan(instance->limit)) at = is_chinese ? "{name}：{subject}" : "{name}: {subject}";
    if (!at)
        at = is_chinese ? "{name}：{subject} {value} {unit}（限值 {limit}）"
                        : "{name}: {subject} {value} {unit} (limit {limit})";
    while (*at) {
        const size_t length = strcspn(at, "{");
        str_add_n(out, at, length);
        at += length;
        const char *end = *at ? strchr(at, '}') : NULL;
        if (!end) {
            str_add(out, at);
            break;
        }
        const size_t word = (size_t)(end - at - 1);
#define IS(text) (word == sizeof text - 1 && memcmp(at + 1, text, word) == 0)
        if (IS("name"))
            str_add(out, name);
        else if (IS("subject"))
            str_add(out, instance->subject ? instance->subject : key);
        else if (IS("key"))
            str_add(out, key);
        else if (IS("value"))
            add_value(out, instance->value);
        else if (IS("limit"))
            add_value(out, instance->limit);
        else if (IS("unit"))
            add_unit(out, entry->unit, is_chinese);
        else if (IS("source"))
            str_add(out, entry->source);
        else if (IS("level"))
            str_add(out, is_chinese ? alarm_level_text(instance->level)
                                    : alarm_level_name(instance->level));
        else
            str_add_n(out, at, word + 2);
#undef IS
        at = end + 1;
    }
}
