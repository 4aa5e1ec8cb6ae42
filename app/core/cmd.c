// SPDX-License-Identifier: Apache-2.0
// cmd.c - runs lines: parse, remember for undo, run, journal; and the pages made from the table.
#include "core/cmd.h"
#include "base/array.h"
#include "base/clock.h"
#include "core/cmd_parse.h"
#include "core/cmd_rows.h"
#include "core/journal.h"
#include "core/undo.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

// tests/core/test_cmd.c holds every row to these groups.
struct CmdTable {
    Cmd *rows; // sorted by name
    int count, cap;
    Undo *undo;
    Journal *journal;
    CmdParse check; // of the last cmd_check
    CmdArg layer_args[CMD_LAYER_KEY_ROWS][CMD_ARGS_MAX];
    CmdArg rule_args[CMD_RULE_KEY_ROWS][CMD_ARGS_MAX];
};

CmdTable *cmd_table_create(void)
{
    CmdTable *table = calloc(1, sizeof *table);
    if (!table) return NULL;
    table->undo = undo_create();
    if (!table->undo) {
        free(table);
        return NULL;
    }
    Cmd layer_rows[CMD_LAYER_KEY_ROWS];
    Cmd rule_key_rows[CMD_RULE_KEY_ROWS];
    cmd_layer_key_rows(table->layer_args, layer_rows);
    cmd_table_add(table, cmd_view_rows, cmd_view_count);
    cmd_table_add(table, cmd_tour_rows, cmd_tour_count);
    cmd_table_add(table, cmd_time_rows, cmd_time_count);
    cmd_table_add(table, cmd_layer_rows, cmd_layer_count);
    cmd_table_add(table, layer_rows, CMD_LAYER_KEY_ROWS);
    cmd_table_add(table, cmd_group_rows, cmd_group_count);
    cmd_table_add(table, cmd_select_rows, cmd_select_count);
    cmd_table_add(table, cmd_search_rows, cmd_search_count);
    cmd_table_add(table, cmd_model_rows, cmd_model_count);
    cmd_table_add(table, cmd_cut_rows, cmd_cut_count);
    cmd_table_add(table, cmd_ask_rows, cmd_ask_count);
    cmd_table_add(table, cmd_alarm_rows, cmd_alarm_count);
    cmd_rule_key_rows(table->rule_args, rule_key_rows);
    cmd_table_add(table, rule_key_rows, CMD_RULE_KEY_ROWS);
    cmd_table_add(table, cmd_rule_rows, cmd_rule_count);
    cmd_table_add(table, cmd_case_rows, cmd_case_count);
    cmd_table_add(table, cmd_feed_rows, cmd_feed_count);
    cmd_table_add(table, cmd_scene_rows, cmd_scene_count);
    cmd_table_add(table, cmd_panel_rows, cmd_panel_count);
    cmd_table_add(table, cmd_interface_rows, cmd_interface_count);
    cmd_table_add(table, cmd_settings_rows, cmd_settings_count);
    cmd_table_add(table, cmd_session_rows, cmd_session_count);
    return table;
}

void cmd_table_destroy(CmdTable *table)
{
    if (!table) return;
    cmd_parse_finish(&table->check);
    undo_destroy(table->undo);
    journal_close(table->journal);
    free(table->rows);
    free(table);
}

void cmd_table_add(CmdTable *table, const Cmd *rows, int count)
{
    if (!array_reserve((void **)&table->rows, &table->cap, table->count + count, sizeof *table->rows)) return;
    for (int i = 0; i < count; i++) {
        assert(rows[i].name && rows[i].run && rows[i].help && rows[i].help_zh && rows[i].arg_count <= CMD_ARGS_MAX);
        int at = table->count;
        while (at > 0 && strcmp(table->rows[at - 1].name, rows[i].name) > 0) at--;
        assert(at == 0 || strcmp(table->rows[at - 1].name, rows[i].name) != 0); // two rows of one name
        memmove(&table->rows[at + 1], &table->rows[at], (size_t)(table->count - at) * sizeof *table->rows);
        table->rows[at] = rows[i];
        table->count++;
    }
}

const Cmd *cmd_find(const CmdTable *table, const char *name)
{
    int low = 0, high = table->count;
    while (low < high) {
        const int middle = (low + high) / 2;
        const int order = strcmp(table->rows[middle].name, name);
        if (order == 0) return &table->rows[middle];
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return NULL;
}

int cmd_count(const CmdTable *table)
{
    return table->count;
}

const Cmd *cmd_at(const CmdTable *table, int index)
{
    assert(index >= 0 && index < table->count);
    return &table->rows[index];
}

static void publish_depth(const CmdTable *table, State *state)
{
    state->undo_depth = undo_depth(table->undo);
    state->redo_depth = undo_redo_depth(table->undo);
}

// Same command, same arguments given, same layer: a slider that is dragged. 0 = always a step of its own.
static uint64_t merge_key(const Cmd *cmd, const CmdCall *call)
{
    if (!cmd->is_continuous) return 0;
    uint64_t key = str_hash(cmd->name, strlen(cmd->name));
    for (int i = 0; i < cmd->arg_count; i++) {
        if (!call->values[i]) continue;
        key = key * 31 + (uint64_t)i + 1;
        if (cmd->args[i].type == CMD_ARG_LAYER || cmd->args[i].type == CMD_ARG_CHOICE) key ^= str_hash(call->values[i], strlen(call->values[i]));
    }
    return key ? key : 1;
}

static bool run_undoable(CmdTable *table, CmdContext *context, const CmdParse *parse, Err *err)
{
    State before;
    if (!state_copy(&before, context->state)) {
        err_set(err, ERR_MEMORY, "%s: no memory to remember the state for undo", parse->cmd->name);
        return false;
    }
    const uint64_t version = context->state->version;
    const bool ok = parse->cmd->run(context, &parse->call, err);
    if (context->state->version == version) {
        state_finish(&before);
    } else if (ok) {
        undo_remember(table->undo, &before, merge_key(parse->cmd, &parse->call), clock_monotonic_s());
    } else {
        // Half a change is none.
        if (!state_restore(context->state, &before)) err_prefix(err, "(no memory to take it back)");
        state_finish(&before);
    }
    return ok;
}

bool cmd_run_line(CmdTable *table, CmdContext *context, const char *line, Err *err)
{
    Err own = { 0 };
    if (!err) err = &own;
    *err = (Err){ 0 };
    CmdParse parse;
    context->table = table;
    if (!cmd_parse(table, line, context->state->utc_offset_s, &parse, err)) {
        journal_write(table->journal, line, err);
        return false;
    }
    if (!parse.cmd) return true;
    bool ok = false;
    if (parse.cmd->is_undoable) ok = run_undoable(table, context, &parse, err);
    else ok = parse.cmd->run(context, &parse.call, err);
    if (ok && parse.cmd->forgets_undo) undo_forget(table->undo);
    publish_depth(table, context->state);
    cmd_parse_finish(&parse);
    journal_write(table->journal, line, ok ? NULL : err);
    return ok;
}

bool cmd_check(CmdTable *table, const char *line, int utc_offset_s, CmdCall *call, const Cmd **cmd, Err *err)
{
    cmd_parse_finish(&table->check);
    if (!cmd_parse(table, line, utc_offset_s, &table->check, err)) return false;
    *call = table->check.call;
    *cmd = table->check.cmd;
    return true;
}

bool cmd_undo(CmdTable *table, State *state, Err *err)
{
    const bool ok = undo_step_back(table->undo, state, err);
    publish_depth(table, state);
    return ok;
}

bool cmd_redo(CmdTable *table, State *state, Err *err)
{
    const bool ok = undo_step_forward(table->undo, state, err);
    publish_depth(table, state);
    return ok;
}

void cmd_forget_undo(CmdTable *table, State *state)
{
    undo_forget(table->undo);
    publish_depth(table, state);
}

bool cmd_journal_open(CmdTable *table, const char *path, Err *err)
{
    Journal *journal = path ? journal_open(path, err) : NULL;
    if (path && !journal) return false;
    journal_close(table->journal);
    table->journal = journal;
    return true;
}

static void add_type(const CmdArg *arg, Str *out)
{
    switch (arg->type) {
    case CMD_ARG_NUMBER: str_add(out, "number"); break;
    case CMD_ARG_INT: str_add(out, "whole number"); break;
    case CMD_ARG_BOOL: str_add(out, "on|off"); break;
    case CMD_ARG_CHOICE: str_add(out, arg->choices); break;
    case CMD_ARG_COLOUR: str_add(out, "#rrggbb"); break;
    case CMD_ARG_TIME: str_add(out, "time"); break;
    case CMD_ARG_PATH: str_add(out, "path"); break;
    case CMD_ARG_LAYER: str_add(out, "layer"); break;
    case CMD_ARG_REST: str_add(out, "text to the end of the line"); break;
    case CMD_ARG_NONE:
    case CMD_ARG_TEXT: str_add(out, "text"); break;
    }
    if (arg->min != 0 || arg->max != 0) str_printf(out, " %.12g to %.12g", arg->min, arg->max);
}

static void add_usage(const Cmd *cmd, Str *out)
{
    str_add(out, cmd->name);
    for (int i = 0; i < cmd->arg_count; i++) {
        if (i == 8 && cmd->arg_count > 10) {
            str_add(out, " …");
            break;
        }
        str_printf(out, cmd->args[i].is_required ? " %s=" : " [%s=]", cmd->args[i].name);
    }
}

static void help_one(const Cmd *cmd, bool is_chinese, Str *out)
{
    add_usage(cmd, out);
    str_printf(out, "\n  %s\n", is_chinese ? cmd->help_zh : cmd->help);
    for (int i = 0; i < cmd->arg_count; i++) {
        const CmdArg *arg = &cmd->args[i];
        str_printf(out, "  %-18s ", arg->name);
        add_type(arg, out);
        str_printf(out, " - %s", is_chinese && arg->help_zh ? arg->help_zh : arg->help ? arg->help : "");
        if (arg->fallback) str_printf(out, is_chinese ? "（缺省 %s）" : " (default %s)", arg->fallback);
        str_add(out, "\n");
    }
}

static const char *const groups[][3] = {
    { "view", "The view", "视图" },
    { "layer", "Layers", "图层" },
    { "select", "Selection", "选择" },
    { "time", "Time and light", "时间" },
    { "live", "Live feeds", "实时数据" },
    { "operations", "Alarms, cases, emergencies", "告警、案件与应急" },
    { "session", "Session", "会话" },
    { "app", "The program", "程序" },
};
#define GROUP_COUNT (int)(sizeof groups / sizeof groups[0])

// A command of a group that is not in the list counts as the program's.
static bool is_in_group(const Cmd *cmd, int group)
{
    for (int i = 0; i < GROUP_COUNT; i++)
        if (cmd->group && strcmp(cmd->group, groups[i][0]) == 0) return i == group;
    return group == GROUP_COUNT - 1;
}

void cmd_help(const CmdTable *table, const char *name, bool is_chinese, Str *out)
{
    if (name) {
        const Cmd *cmd = cmd_find(table, name);
        if (cmd) help_one(cmd, is_chinese, out);
        return;
    }
    for (int g = 0; g < GROUP_COUNT; g++) {
        str_printf(out, "%s%s\n", g ? "\n" : "", groups[g][is_chinese ? 2 : 1]);
        for (int i = 0; i < table->count; i++) {
            const Cmd *cmd = &table->rows[i];
            if (is_in_group(cmd, g)) str_printf(out, "  %-20s %s\n", cmd->name, is_chinese ? cmd->help_zh : cmd->help);
        }
    }
}

// A table cell cannot hold a bar.
static void add_cell(Str *out, const char *text)
{
    for (const char *c = text ? text : ""; *c; c++) str_add_n(out, *c == '|' ? "/" : c, 1);
}

void cmd_reference(const CmdTable *table, Str *out)
{
    str_add(out, "# Commands\n\nOne line is one command: `name key=value \"a b\"`; values without a key fill the arguments in order.\n");
    for (int g = 0; g < GROUP_COUNT; g++) {
        str_printf(out, "\n## %s %s\n", groups[g][1], groups[g][2]);
        for (int i = 0; i < table->count; i++) {
            const Cmd *cmd = &table->rows[i];
            if (!is_in_group(cmd, g)) continue;
            str_printf(out, "\n### %s\n\n%s %s%s\n", cmd->name, cmd->help, cmd->help_zh, cmd->is_undoable ? " (undo)" : "");
            if (cmd->arg_count > 0) str_add(out, "\n| argument | value | meaning | 说明 |\n|---|---|---|---|\n");
            for (int a = 0; a < cmd->arg_count; a++) {
                const CmdArg *arg = &cmd->args[a];
                Str type = { 0 };
                add_type(arg, &type);
                str_printf(out, "| `%s`%s | ", arg->name, arg->is_required ? " (needed)" : "");
                add_cell(out, type.text);
                str_add(out, " | ");
                add_cell(out, arg->help);
                str_add(out, " | ");
                add_cell(out, arg->help_zh);
                str_add(out, " |\n");
                str_finish(&type);
            }
        }
    }
}
