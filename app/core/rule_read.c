// SPDX-License-Identifier: Apache-2.0
// rule_read.c - rules from YAML: the table of their keys, and what must go together.
#include "base/array.h"
#include "base/file.h"
#include "core/document_tree.h"
#include "core/rule_private.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FIELD(f) .offset = offsetof(Rule, f), .bytes = sizeof(((Rule *)0)->f)
#define SECTION(n) (DocumentSection)(n)
#define ROW(name, type, f, en, zh)                                                             \
    {                                                                                          \
        SECTION(RULE_SECTION_RULE), name, DOCUMENT_##type, FIELD(f), .help = en, .help_zh = zh \
    }
#define RANGED(name, f, low, high, en, zh)                                                     \
    {                                                                                          \
        SECTION(RULE_SECTION_RULE), name, DOCUMENT_NUMBER, FIELD(f), .min = low, .max = high,  \
                                                                     .help = en, .help_zh = zh \
    }
#define CHOICE(name, f, words, en, zh)                                                             \
    {                                                                                              \
        SECTION(RULE_SECTION_RULE), name, DOCUMENT_CHOICE, FIELD(f), .choices = words, .help = en, \
                                                                     .help_zh = zh                 \
    }
#define OF_ACTION(name, type, f, ...)                                                             \
    {                                                                                             \
        SECTION(RULE_SECTION_ACTION), name, DOCUMENT_##type,                                      \
            .offset = offsetof(RuleAction, f), .bytes = sizeof(((RuleAction *)0)->f), __VA_ARGS__ \
    }
#define OF_RECORD(name, type, f)                                                      \
    {                                                                                 \
        SECTION(RULE_SECTION_TOP), name, DOCUMENT_##type,                             \
            .offset = offsetof(RuleRecord, f), .bytes = sizeof(((RuleRecord *)0)->f), \
            .help = "of records", .help_zh = "记录所用"                           \
    }
const DocumentKey rule_keys[] = {
    OF_RECORD("by", TEXT, by),
    OF_RECORD("changed", TIME, t_changed_us),
    OF_RECORD("removed", BOOL, is_removed),
    { SECTION(RULE_SECTION_TOP), "rules", DOCUMENT_LIST, SECTION(RULE_SECTION_RULE),
      .help = "rules", .help_zh = "规则" },
    ROW("id", TEXT, id, "of the rule", "编号"),
    ROW("name", TEXT, name, "shown", "名称"),
    ROW("name_en", TEXT, name_en, "shown in English", "英文名称"),
    CHOICE("kind", kind, "limit|rate|missing|expression|fence|count|warning", "of rule", "类型"),
    ROW("keys", TEXT, keys, "a key or a pattern", "键或通配"),
    ROW("threshold", TEXT, threshold, "id of a threshold", "阈值编号"),
    ROW("unit", TEXT, unit, "shown, UCUM", "单位"),
    ROW("blue", NUMBER, limits[ALARM_LEVEL_BLUE], "limit of level IV", "蓝色限值"),
    ROW("yellow", NUMBER, limits[ALARM_LEVEL_YELLOW], "limit of level III", "黄色限值"),
    ROW("orange", NUMBER, limits[ALARM_LEVEL_ORANGE], "limit of level II", "橙色限值"),
    ROW("red", NUMBER, limits[ALARM_LEVEL_RED], "limit of level I", "红色限值"),
    CHOICE("direction", direction, "above|below", "side of the limit that is bad", "方向"),
    RANGED("hysteresis", hysteresis, 0, 1e12, "in the value's unit; 5 % of the limit", "回差"),
    RANGED("hold_s", hold_s, 0, 1e7, "how long before it is raised", "持续时间"),
    RANGED("clear_hold_s", clear_hold_s, 0, 1e7, "how long before it clears", "恢复持续时间"),
    RANGED("window_s", window_s, 0, 1e7, "of rate and count", "时间窗"),
    RANGED("per_s", per_s, 0, 1e7, "unit of a rate: 3600 an hour", "变化率单位时间"),
    RANGED("after_s", after_s, 0, 1e8, "age at which a value is missing", "缺数时限"),
    ROW("expression", HEAP_TEXT, expression, "over keys", "表达式"),
    RANGED("count", count, 1, RULE_SAMPLES_MAX, "so many within the window", "次数"),
    ROW("event", TEXT, event, "kind of event counted", "事件类型"),
    ROW("fence", HEAP_TEXT, fence, "lon lat, lon lat, …", "电子围栏"),
    CHOICE("on", on, "enter|leave|dwell", "of a fence", "触发方式"),
    ROW("assets", HEAP_TEXT, assets, "lon lat name; …", "固定对象"),
    CHOICE("level", level, "none|blue|yellow|orange|red", "of the alarm", "级别"),
    CHOICE("priority", priority, "none|low|medium|high", "of the alarm", "优先级"),
    ROW("group", TEXT, group, "shown together", "分组"),
    ROW("parent", TEXT, parent, "rule that suppresses it", "上级规则"),
    ROW("latching", BOOL, is_latching, "stays until it is reset", "锁定"),
    RANGED("due_s", due_s, 0, 1e7, "to be acknowledged within", "确认时限"),
    ROW("escalate_to", TEXT, escalate_to, "who is told then", "升级对象"),
    ROW("text", HEAP_TEXT, text, "of the alarm, Chinese", "告警文本"),
    ROW("text_en", HEAP_TEXT, text_en, "of the alarm, English", "英文告警文本"),
    ROW("source", TEXT, source, "of the limit", "来源"),
    RANGED("version", version, 0, 1e6, "of the rule", "版本"),
    ROW("enabled", BOOL, is_enabled, "on", "启用"),
    { SECTION(RULE_SECTION_RULE), "actions", DOCUMENT_LIST, SECTION(RULE_SECTION_ACTION),
      .help = "what follows from its alarm", .help_zh = "联动动作" },
    OF_ACTION("do", CHOICE, kind, .choices = "none|mark|fly_to|topic|sound|case|publish|webhook",
              .help = "what", .help_zh = "动作"),
    OF_ACTION("on", CHOICE, on, .choices = "raise|clear|acknowledge|escalate|change",
              .help = "when", .help_zh = "时机"),
    OF_ACTION("level", CHOICE, level, .choices = "none|blue|yellow|orange|red",
              .help = "of the alarm, at least", .help_zh = "最低级别"),
    OF_ACTION("command", HEAP_TEXT, command, .help = "a command line", .help_zh = "命令行"),
    OF_ACTION("feed", TEXT, feed, .help = "mqtt or webhook",
              .help_zh = "数据源（mqtt 或 webhook）"),
    OF_ACTION("topic", HEAP_TEXT, topic, .help = "template of the topic", .help_zh = "主题模板"),
    OF_ACTION("qos", NUMBER, qos, .min = 0, .max = 1, .help = "0 or 1", .help_zh = "服务质量"),
    OF_ACTION("retain", BOOL, is_retained, .help = "kept by the broker", .help_zh = "保留消息"),
    OF_ACTION("type", TEXT, type, .help = "of the case", .help_zh = "案件类型"),
    OF_ACTION("seconds", NUMBER, seconds, .min = 1, .max = 86400, .help = "of a mark",
              .help_zh = "标记时长"),
    OF_ACTION("distance_m", NUMBER, distance_m, .min = 1, .max = 1e7,
              .help = "of the camera from it", .help_zh = "镜头距离"),
};
const int rule_key_count = (int)(sizeof rule_keys / sizeof rule_keys[0]);

void rule_finish(Rule *rule)
{
    free(rule->expression);
    free(rule->fence);
    free(rule->assets);
    free(rule->text);
    free(rule->text_en);
    for (int i = 0; i < rule->action_count; i++) {
        free(rule->actions[i].command);
        free(rule->actions[i].topic);
    }
    free(rule->actions);
}

static bool has_limit(const Rule *rule)
{
    for (int l = ALARM_LEVEL_BLUE; l < ALARM_LEVEL_COUNT; l++)
        if (!isnan(rule->limits[l])) return true;
    return false;
}

static bool wrong(Err *err, const char *expected)
{
    err_set(err, ERR_ARGUMENT, "expected %s", expected);
    return false;
}

// "lon lat name; …"
static bool read_assets(RuleEntry *entry, Err *err)
{
    int cap = 0;
    const char *text = entry->rule.assets;
    for (const char *at = text; *at;) {
        const char *end = at + strcspn(at, ";");
        RuleAsset asset = { 0 };
        at += strspn(at, " \n");
        if (at >= end) {
            at = *end ? end + 1 : end;
            continue;
        }
        const char *next = str_scan_double(at, end, &asset.lon_deg);
        if (next) next = str_scan_double(next + strspn(next, " "), end, &asset.lat_deg);
        if (!next || *next != ' ' || fabs(asset.lon_deg) > 180 || fabs(asset.lat_deg) > 90)
            return wrong(err, "places as '110.40 21.20 name; …'");
        next += strspn(next, " ");
        char name[96];
        const size_t length = (size_t)(end - next) < sizeof name ? (size_t)(end - next) : 95;
        memcpy(name, next, length);
        name[length] = 0;
        str_copy_utf8(asset.name, sizeof asset.name, name);
        if (!array_reserve((void **)&entry->assets, &cap, entry->asset_count + 1, sizeof asset)) {
            err_set(err, ERR_MEMORY, "assets");
            return false;
        }
        entry->assets[entry->asset_count++] = asset;
        at = *end ? end + 1 : end;
    }
    return true;
}

static bool read_expression(Rules *rules, RuleEntry *entry, Err *err)
{
    entry->expression = expression_parse(entry->rule.expression, err);
    if (!entry->expression) return false;
    entry->name_count = expression_name_count(entry->expression);
    entry->names = calloc((size_t)entry->name_count + 1, sizeof *entry->names);
    entry->values = calloc((size_t)entry->name_count + 1, sizeof *entry->values);
    if (!entry->names || !entry->values) {
        err_set(err, ERR_MEMORY, "expression");
        return false;
    }
    for (int i = 0; i < entry->name_count; i++) {
        const char *name = expression_name(entry->expression, i);
        if (strcmp(name, "value") == 0 && entry->rule.keys[0]) continue;
        entry->names[i] = keys_intern(rules->desc.keys, name, strlen(name));
    }
    return true;
}

// What a kind needs; *key is the one to blame.
static bool check_rule(Rules *rules, RuleEntry *entry, const char **key, Err *err)
{
    Rule *rule = &entry->rule;
    const bool limited = has_limit(rule) || rule->threshold[0];
    *key = "id";
    if (!rule->id[0]) return wrong(err, "a text");
    *key = "threshold";
    if (rule->threshold[0] &&
        !(rules->desc.thresholds && thresholds_has(rules->desc.thresholds, rule->threshold))) {
        err_set(err, ERR_NOT_FOUND, "no threshold has the id '%s'", rule->threshold);
        return false;
    }
    *key = "keys";
    const bool is_event = rule->kind == RULE_COUNT && rule->event[0];
    if (!rule->keys[0] && !is_event && rule->kind != RULE_EXPRESSION &&
        !(rule->kind == RULE_WARNING && rule->assets))
        return wrong(err, "a key or a pattern of keys");
    *key = "kind";
    if ((rule->kind == RULE_LIMIT || rule->kind == RULE_RATE) && !limited)
        return wrong(err, "with it a limit: blue, yellow, orange, red, or threshold");
    *key = "window_s";
    if ((rule->kind == RULE_RATE || rule->kind == RULE_COUNT) && !(rule->window_s > 0))
        return wrong(err, "a number of seconds above 0");
    *key = "fence";
    if (rule->kind == RULE_FENCE && !rule->fence) return wrong(err, "a polygon");
    if (rule->fence && !rule_area_set_text(&entry->fence, rule->fence, err)) return false;
    *key = "assets";
    if (rule->assets && !read_assets(entry, err)) return false;
    *key = "expression";
    if (rule->kind == RULE_EXPRESSION && !rule->expression) return wrong(err, "an expression");
    if (rule->expression && !read_expression(rules, entry, err)) return false;
    if (!rule->level && rule->kind != RULE_WARNING) rule->level = ALARM_LEVEL_YELLOW;
    return true;
}

static bool check_command(const Rules *rules, const char *line, Err *err)
{
    char name[64];
    const size_t length = strcspn(line, " ");
    if (strpbrk(line, "\r\n")) return wrong(err, "one line");
    if (!rules->has_command || length == 0 || length >= sizeof name) return true;
    memcpy(name, line, length);
    name[length] = 0;
    if (rules->has_command(rules->commands, name)) return true;
    err_set(err, ERR_NOT_FOUND, "there is no command '%s'; `help` lists them", name);
    return false;
}

static bool check_action(const Rules *rules, const RuleAction *action, const char **key, Err *err)
{
    *key = "do";
    if (!action->kind) return wrong(err, "mark, fly_to, topic, sound, case, publish or webhook");
    *key = "command";
    if (action->kind == RULE_DO_TOPIC && !action->command) return wrong(err, "a command line");
    if (action->command && !check_command(rules, action->command, err)) return false;
    *key = "feed";
    const bool is_sent = action->kind == RULE_DO_PUBLISH || action->kind == RULE_DO_WEBHOOK;
    if (is_sent && !action->feed[0]) return wrong(err, "the name of a feed");
    *key = "topic";
    if (action->kind == RULE_DO_PUBLISH && action->topic && strpbrk(action->topic, "+#"))
        return wrong(err, "a topic without + and #");
    *key = "qos";
    if (action->qos != 0 && action->qos != 1) return wrong(err, "0 or 1");
    return true;
}

static bool read_actions(const Rules *rules, const DocumentNode *node, Rule *rule, Err *err)
{
    const int count = document_node_count(node, "actions");
    if (count == 0) return true;
    rule->actions = calloc((size_t)count, sizeof *rule->actions);
    if (!rule->actions) {
        err_set(err, ERR_MEMORY, "actions");
        return false;
    }
    for (int i = 0; i < count; i++) {
        const DocumentNode item = document_node_item(node, "actions", i);
        RuleAction *action = &rule->actions[rule->action_count++];
        const char *key = NULL;
        *action = (RuleAction){ .qos = 1, .seconds = 600, .distance_m = 800 };
        if (!document_node_read(&item, action, 0, err)) return false;
        if (!check_action(rules, action, &key, err)) return document_node_fail(&item, key, err);
    }
    return true;
}

static bool read_rule(Rules *rules, const DocumentNode *node, bool may_act, RuleEntry *entry,
                      Err *err)
{
    *entry = (RuleEntry){
        .rule = { .hysteresis = NAN, .per_s = 3600, .count = 1, .version = 1, .is_enabled = true }
    };
    for (int l = 0; l < ALARM_LEVEL_COUNT; l++) entry->rule.limits[l] = NAN;
    const char *key = NULL;
    if (!document_node_read(node, &entry->rule, 0, err)) return false;
    if (!check_rule(rules, entry, &key, err)) return document_node_fail(node, key, err);
    return !may_act || read_actions(rules, node, &entry->rule, err);
}

static bool is_same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

// Another name, limit, text or action: what is an alarm goes on as the alarm it is.
static bool goes_on(const Rule *old, const Rule *rule)
{
    const bool has_limits = rule->kind == RULE_LIMIT || rule->kind == RULE_RATE;
    return old->is_enabled && rule->is_enabled && old->kind == rule->kind &&
           old->direction == rule->direction && old->on == rule->on &&
           (has_limits || old->level == rule->level) && is_same(old->keys, rule->keys) &&
           is_same(old->event, rule->event) && is_same(old->expression, rule->expression) &&
           is_same(old->fence, rule->fence) && is_same(old->assets, rule->assets);
}

static void take_instances(RuleEntry *entry, RuleEntry *old)
{
    entry->instances = old->instances;
    entry->instance_count = old->instance_count;
    entry->instance_cap = old->instance_cap;
    old->instances = NULL;
}

RuleEntry *rules_put(Rules *rules, RuleEntry *entry)
{
    rules->day[0] = 0; // limits are looked up anew
    for (int i = 0; i < rules->count; i++) {
        RuleEntry *old = &rules->entries[i];
        if (strcmp(old->rule.id, entry->rule.id) != 0) continue;
        entry->record_version = old->record_version;
        if (goes_on(&old->rule, &entry->rule))
            take_instances(entry, old);
        else
            rules_forget(rules, i, &(ChangeBy){ rules->now_us, "system", "" });
        rule_entry_finish(old);
        *old = *entry;
        return old;
    }
    if (!array_reserve((void **)&rules->entries, &rules->cap, rules->count + 1, sizeof *entry))
        return NULL;
    rules->entries[rules->count] = *entry;
    return &rules->entries[rules->count++];
}

// All of the list "rules" of a node, or none: *entries is the caller's.
static bool read_list(Rules *rules, const DocumentNode *owner, bool may_act, RuleEntry **entries,
                      int *count, Err *err)
{
    const int total = document_node_count(owner, "rules");
    RuleEntry *read = calloc((size_t)total + 1, sizeof *read);
    int done = 0;
    bool ok = read != NULL;
    if (!ok) err_set(err, ERR_MEMORY, "rules");
    for (; ok && done < total; done++) {
        const DocumentNode node = document_node_item(owner, "rules", done);
        ok = read_rule(rules, &node, may_act, &read[done], err);
    }
    if (ok) {
        *entries = read;
        *count = total;
        return true;
    }
    for (int i = 0; i < done; i++) rule_entry_finish(&read[i]);
    free(read);
    return false;
}

bool rules_read(Rules *rules, const char *text, size_t length, const char *path,
                RuleEntry **entries, int *count, RuleRecord *record, Err *err)
{
    DocumentTree *tree = document_tree_load(rule_keys, rule_key_count, text, length, path, err);
    if (!tree) return false;
    const DocumentNode root = document_tree_root(tree);
    RuleRecord top = { 0 };
    const bool ok = document_node_read(&root, &top, 0, err) &&
                    read_list(rules, &root, true, entries, count, err);
    document_tree_destroy(tree);
    if (ok && record) *record = top;
    return ok;
}

static bool put_all(Rules *rules, RuleEntry *read, int count, Err *err)
{
    bool ok = true;
    for (int i = 0; i < count; i++)
        if (!ok || !rules_put(rules, &read[i])) {
            rule_entry_finish(&read[i]);
            ok = false;
        }
    free(read);
    ok = rules_index(rules) && ok;
    if (!ok) err_set(err, ERR_MEMORY, "rules");
    return ok;
}

// A list within a list has no place in the rows of another document.
int rules_document_keys(DocumentKey *out, int section)
{
    int count = 0;
    for (int i = 0; i < rule_key_count; i++) {
        if (rule_keys[i].section != SECTION(RULE_SECTION_RULE) || rule_keys[i].type == DOCUMENT_LIST)
            continue;
        if (out) {
            out[count] = rule_keys[i];
            out[count].section = SECTION(section);
        }
        count++;
    }
    return count;
}

// What people have changed or removed stands before what a pack says.
static bool has_record(const Rules *rules, const char *id)
{
    for (int i = 0; i < rules->count; i++)
        if (rules->entries[i].record_version && strcmp(rules->entries[i].rule.id, id) == 0) return true;
    for (int i = 0; i < rules->tomb_count; i++)
        if (strcmp(rules->tombs[i].id, id) == 0) return true;
    return false;
}

bool rules_parse_node(Rules *rules, const DocumentNode *owner, Err *err)
{
    RuleEntry *read = NULL;
    int count = 0, kept = 0;
    if (!read_list(rules, owner, false, &read, &count, err)) return false;
    for (int i = 0; i < count; i++) {
        if (has_record(rules, read[i].rule.id))
            rule_entry_finish(&read[i]);
        else
            read[kept++] = read[i];
    }
    return put_all(rules, read, kept, err);
}

bool rules_parse(Rules *rules, const char *text, size_t length, const char *path, Err *err)
{
    RuleEntry *read = NULL;
    int count = 0;
    if (!rules_read(rules, text, length, path, &read, &count, NULL, err)) return false;
    return put_all(rules, read, count, err);
}

bool rules_open(Rules *rules, const char *path, Err *err)
{
    size_t length = 0;
    char *text = file_read(path, (size_t)8 << 20, &length, err);
    const bool ok = text && rules_parse(rules, text, length, path, err);
    free(text);
    return ok;
}
