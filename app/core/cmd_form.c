// SPDX-License-Identifier: Apache-2.0
// cmd_form.c - fields to a line, and what of them is wrong.
#include "core/cmd_form.h"
#include "core/cmd_parse.h"
#include <stdio.h>
#include <string.h>

void cmd_form_begin(CmdForm *form, const Cmd *cmd)
{
    *form = (CmdForm){ .cmd = cmd };
}

bool cmd_form_fill(CmdForm *form, CmdTable *table, const char *line)
{
    CmdCall call;
    const Cmd *cmd = NULL;
    Err err = { 0 };
    if (!cmd_check(table, line, 0, &call, &cmd, &err) || cmd != form->cmd) return false;
    for (int i = 0; i < cmd->arg_count; i++)
        if (call.values[i])
            str_copy_utf8(form->fields[i].text, sizeof form->fields[i].text, call.values[i]);
    return true;
}

static void number_text(const CmdArg *arg, bool is_chinese, char *out, size_t cap)
{
    const bool is_whole = arg->type == CMD_ARG_INT, is_ranged = arg->min != 0 || arg->max != 0;
    const char *zh = is_whole ? "整数" : "数", *en = is_whole ? "a whole number" : "a number";
    if (is_chinese && is_ranged)
        snprintf(out, cap, "%.12g 至 %.12g 的%s", arg->min, arg->max, zh);
    else if (is_ranged)
        snprintf(out, cap, "%s from %.12g to %.12g", en, arg->min, arg->max);
    else
        snprintf(out, cap, "%s", is_chinese ? zh : en);
}

void cmd_form_expected(const CmdArg *arg, bool is_chinese, char *out, size_t cap)
{
    static const char *const words[][2] = {
        [CMD_ARG_NONE] = { "文字", "a text" },
        [CMD_ARG_TEXT] = { "文字", "a text" },
        [CMD_ARG_BOOL] = { "开或关", "on or off" },
        [CMD_ARG_CHOICE] = { "下列之一", "one of these" },
        [CMD_ARG_COLOUR] = { "颜色，如 #3080d0", "a colour as #3080d0" },
        [CMD_ARG_TIME] = { "时间，如 2026-06-21T18:30，或 now",
                           "a time as 2026-06-21T18:30, or now" },
        [CMD_ARG_PATH] = { "文件路径", "a path" },
        [CMD_ARG_LAYER] = { "图层名", "the name of a layer" },
        [CMD_ARG_REST] = { "文字", "a text" },
    };
    if (arg->type == CMD_ARG_NUMBER || arg->type == CMD_ARG_INT)
        number_text(arg, is_chinese, out, cap);
    else
        snprintf(out, cap, "%s", words[arg->type][is_chinese ? 0 : 1]);
}

bool cmd_form_choice(const CmdArg *arg, int i, char *out, size_t cap)
{
    const char *at = arg->type == CMD_ARG_BOOL ? "on|off" : arg->choices;
    while (at && *at) {
        const size_t length = strcspn(at, "|");
        if (i-- == 0) {
            snprintf(out, cap, "%.*s", (int)length, at);
            return true;
        }
        at += length + (at[length] == '|');
    }
    return false;
}

static bool check_field(const Cmd *cmd, int i, CmdFormField *field, int utc_offset_s,
                        bool is_chinese)
{
    const CmdArg *arg = &cmd->args[i];
    char expected[160];
    double number = 0;
    field->wrong[0] = 0;
    if (!field->text[0] && !arg->is_required) return true;
    if (!field->text[0]) {
        snprintf(field->wrong, sizeof field->wrong, "%s", is_chinese ? "必填" : "needed");
        return false;
    }
    if (cmd_arg_check(cmd, arg, field->text, utc_offset_s, &number, NULL)) return true;
    cmd_form_expected(arg, is_chinese, expected, sizeof expected);
    snprintf(field->wrong, sizeof field->wrong, is_chinese ? "应为%s" : "expected %s", expected);
    return false;
}

bool cmd_form_check(CmdForm *form, int utc_offset_s, bool is_chinese, int *at)
{
    int first = -1;
    for (int i = 0; i < form->cmd->arg_count; i++)
        if (!check_field(form->cmd, i, &form->fields[i], utc_offset_s, is_chinese) && first < 0)
            first = i;
    if (first >= 0 && at) *at = first;
    return first < 0;
}

static void add_value(const CmdForm *form, int i, Str *out)
{
    if (!form->fields[i].text[0]) return;
    str_printf(out, " %s=\"", form->cmd->args[i].name);
    for (const char *c = form->fields[i].text; *c; c++) {
        if (*c == '"' || *c == '\\') str_add(out, "\\");
        if (*c == '\n')
            str_add(out, "\\n");
        else if (*c != '\r')
            str_add_n(out, c, 1);
    }
    str_add(out, "\"");
}

void cmd_form_line(const CmdForm *form, Str *out)
{
    str_add(out, form->cmd->name);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < form->cmd->arg_count; i++)
            if ((form->cmd->args[i].type == CMD_ARG_REST) == (pass == 1)) add_value(form, i, out);
}

bool cmd_form_is_needless(const Cmd *cmd)
{
    for (int i = 0; i < cmd->arg_count; i++)
        if (cmd->args[i].is_required) return false;
    return true;
}
