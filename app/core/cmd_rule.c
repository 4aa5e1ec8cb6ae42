// SPDX-License-Identifier: Apache-2.0
// cmd_rule.c - commands on alarm rules: added, set, switched, removed, tried; each change is a
// record with who and when. None can be undone. And what follows from alarms: sounds, unattended.
#include "base/file.h"
#include "core/cmd_rows.h"
#include "core/operations.h"
#include "core/rule_backtest.h"
#include "core/rule_private.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OWN_ARGS 1 // of rule-add and rule-set, before the keys of a rule

static bool is_argument(const DocumentKey *key)
{
    return (int)key->section == RULE_SECTION_RULE && strcmp(key->key, "id") != 0;
}

// The keys given, in the order of the table. The id goes first.
static int take_set(const CmdCall *call, const char *id, RuleSet *set)
{
    int count = 0, arg = OWN_ARGS;
    set[count++] = (RuleSet){ "id", id };
    for (int i = 0; i < rule_key_count; i++) {
        if (!is_argument(&rule_keys[i])) continue;
        const char *text = call->values[arg++];
        if (text) set[count++] = (RuleSet){ rule_keys[i].key, text };
    }
    return count;
}

static bool change(Operations *ops, const Rule *rule, const RuleSet *set, int count,
                   const char *what, Err *err)
{
    Str text = { 0 };
    const ChangeBy by = operations_by(ops);
    rule_write(rule, set, count, &text);
    const bool ok = rules_change(ops->rules, text.text, text.length, what, what, &by, err);
    str_finish(&text);
    return ok;
}

static const Rule *rule_named(Operations *ops, const char *id, Err *err)
{
    const Rule *rule = rules_find(ops->rules, id);
    if (!rule) err_set(err, ERR_NOT_FOUND, "no rule has the id '%.60s' (没有这条规则)", id);
    return rule;
}

static bool add_file(Operations *ops, const char *path, Err *err)
{
    const ChangeBy by = operations_by(ops);
    size_t length = 0;
    char *text = file_read(path, (size_t)8 << 20, &length, err);
    const bool ok = text && rules_change(ops->rules, text, length, path, "add", &by, err);
    free(text);
    return ok;
}

static bool run_add(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    RuleSet set[CMD_ARGS_MAX];
    static const Rule none = { .hysteresis = NAN,
                               .per_s = 3600,
                               .count = 1,
                               .version = 1,
                               .is_enabled = true,
                               .limits = { NAN, NAN, NAN, NAN, NAN } };
    const char *id = call->values[0];
    if (!ops) return false;
    const int count = take_set(call, id, set);
    if (count == 1) return add_file(ops, id, err);
    if (!rules_find(ops->rules, id)) return change(ops, &none, set, count, "add", err);
    err_set(err, ERR_ARGUMENT, "a rule has the id '%.60s' already: rule-set changes it", id);
    return false;
}

static bool run_set(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    const Rule *rule = ops ? rule_named(ops, call->values[0], err) : NULL;
    RuleSet set[CMD_ARGS_MAX];
    char version[24];
    if (!rule) return false;
    int count = take_set(call, call->values[0], set);
    bool has_version = false;
    for (int i = 0; i < count; i++) has_version = has_version || !strcmp(set[i].key, "version");
    snprintf(version, sizeof version, "%.0f", rule->version + 1);
    if (!has_version) set[count++] = (RuleSet){ "version", version };
    return change(ops, rule, set, count, "set", err);
}

static bool run_enable(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    const Rule *rule = ops ? rule_named(ops, call->values[0], err) : NULL;
    if (!rule) return false;
    const bool is_on = call->values[1] ? call->numbers[1] != 0 : !rule->is_enabled;
    const RuleSet set = { "enabled", is_on ? "true" : "false" };
    return change(ops, rule, &set, 1, is_on ? "enable" : "disable", err);
}

static bool run_remove(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    if (!ops) return false;
    const ChangeBy by = operations_by(ops);
    return rules_drop(ops->rules, call->values[0], &by, err);
}

// All rules as one document that `rules:` reads; JSON is YAML.
static bool run_save(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Str text = { 0 };
    if (!ops) return false;
    str_add(&text, "rules:\n");
    for (int i = 0; i < rules_count(ops->rules); i++) {
        Str one = { 0 };
        rule_write(rules_at(ops->rules, i), NULL, 0, &one);
        const char *object = strchr(one.text, '['); // {"rules":[{…}]}
        str_printf(&text, "  - %.*s\n", (int)(strlen(object) - 3), object + 1);
        str_finish(&one);
    }
    if (rules_count(ops->rules) == 0) str_add(&text, "  []\n");
    const bool ok = file_replace(call->values[0], text.text, text.length, err);
    str_finish(&text);
    return ok;
}

static bool run_test(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    if (!ops) return false;
    Str text = { 0 };
    JsonWriter out = { .out = context->out ? context->out : &text };
    const bool ok = rule_backtest_files(&(RuleBacktestFiles){ .rules = call->values[0],
                                                              .series = call->values[1],
                                                              .events = call->values[2],
                                                              .thresholds = ops->thresholds,
                                                              .utc_offset_s = ops->utc_offset_s },
                                        &out, err);
    if (ok && context->out) str_add(context->out, "\n");
    str_finish(&text);
    return ok;
}

static bool run_sound(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    bool *muted = &context->state->is_muted;
    *muted = call->values[0] ? call->numbers[0] == 0 : !*muted;
    state_touch(context->state);
    return true;
}

static bool run_unattended(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    bool *unattended = &context->state->is_unattended;
    *unattended = call->values[0] ? call->numbers[0] != 0 : !*unattended;
    state_touch(context->state);
    return true;
}

#define TEXT(word, needed, en, zh)                                                           \
    {                                                                                        \
        .name = word, .type = CMD_ARG_TEXT, .is_required = needed, .help = en, .help_zh = zh \
    }
static const CmdArg args_rule[] = { TEXT("rule", true, "its id", "规则编号") };
static const CmdArg args_enable[] = {
    TEXT("rule", true, "its id", "规则编号"),
    { .name = "on",
      .type = CMD_ARG_BOOL,
      .help = "the other way when not given",
      .help_zh = "启用或停用；缺省为切换" },
};
static const CmdArg args_save[] = { { .name = "path",
                                      .type = CMD_ARG_PATH,
                                      .is_required = true,
                                      .help = "written, replaced",
                                      .help_zh = "写入的文件" } };
static const CmdArg args_test[] = {
    { .name = "rules",
      .type = CMD_ARG_PATH,
      .is_required = true,
      .help = "YAML with rules",
      .help_zh = "规则文件" },
    { .name = "series",
      .type = CMD_ARG_PATH,
      .is_required = true,
      .help = "CSV of time,key,value in order of time",
      .help_zh = "观测序列（时间,键,值）" },
    { .name = "events",
      .type = CMD_ARG_PATH,
      .help = "CSV of start,end: what should have been noticed",
      .help_zh = "应报事件（起,止）" },
};
static const CmdArg args_on[] = { { .name = "on",
                                    .type = CMD_ARG_BOOL,
                                    .help = "the other way when not given",
                                    .help_zh = "开或关；缺省为切换" } };

void cmd_rule_key_rows(CmdArg args[CMD_RULE_KEY_ROWS][CMD_ARGS_MAX], Cmd rows[CMD_RULE_KEY_ROWS])
{
    static const CmdArg own[CMD_RULE_KEY_ROWS] = {
        TEXT("rule", true, "a new id; without keys: a YAML file of rules",
             "新编号；不带其他项时为规则文件"),
        TEXT("rule", true, "its id", "规则编号"),
    };
    static const Cmd templates[CMD_RULE_KEY_ROWS] = {
        { .name = "rule-add",
          .group = "operations",
          .help = "Adds a rule by its keys, or those of a file.",
          .help_zh = "添加规则，或载入规则文件。",
          .run = run_add },
        { .name = "rule-set",
          .group = "operations",
          .help = "Changes keys of a rule; \"\" takes one away. Its version grows.",
          .help_zh = "修改规则的项，\"\" 为去除；版本号加一。",
          .run = run_set },
    };
    for (int r = 0; r < CMD_RULE_KEY_ROWS; r++) {
        rows[r] = templates[r];
        rows[r].args = args[r];
        args[r][0] = own[r];
        int count = OWN_ARGS;
        for (int i = 0; i < rule_key_count && count < CMD_ARGS_MAX; i++)
            if (is_argument(&rule_keys[i]))
                args[r][count++] = (CmdArg){ .name = rule_keys[i].key,
                                             .type = CMD_ARG_TEXT,
                                             .help = rule_keys[i].help,
                                             .help_zh = rule_keys[i].help_zh };
        rows[r].arg_count = count;
    }
}

const Cmd cmd_rule_rows[] = {
    { .name = "rule-enable",
      .group = "operations",
      .help = "Switches a rule on or off; off clears its alarms.",
      .help_zh = "启用或停用规则；停用时其告警恢复。",
      CMD_ARGS(args_enable),
      .run = run_enable },
    { .name = "rule-remove",
      .group = "operations",
      .help = "Removes a rule; its alarms clear.",
      .help_zh = "移除规则。",
      CMD_ARGS(args_rule),
      .run = run_remove },
    { .name = "rule-save",
      .group = "operations",
      .help = "Writes all rules as they are now into a file.",
      .help_zh = "把现行规则写入文件。",
      CMD_ARGS(args_save),
      .run = run_save },
    { .name = "rule-test",
      .group = "operations",
      .help = "Tries rules on a stored series: hits, misses, alarms an hour.",
      .help_zh = "用历史序列检验规则。",
      CMD_ARGS(args_test),
      .run = run_test },
    { .name = "alarm-sound",
      .group = "operations",
      .help = "Sounds of alarms on and off.",
      .help_zh = "告警声音开关。",
      CMD_ARGS(args_on),
      .run = run_sound },
    { .name = "unattended",
      .group = "operations",
      .help = "Nobody sits here: alarms may move the view at once.",
      .help_zh = "无人值守：告警可立即移动视图。",
      CMD_ARGS(args_on),
      .run = run_unattended },
};
const int cmd_rule_count = (int)(sizeof cmd_rule_rows / sizeof cmd_rule_rows[0]);
