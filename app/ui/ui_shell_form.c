// SPDX-License-Identifier: Apache-2.0
// ui_shell_form.c - a command's form: which field has the caret, its choices, and running it.
#include "ui/ui_shell.h"
#include <stdio.h>
#include <string.h>

void ui_form_focus(UiShell *shell, int at)
{
    UiFormShown *shown = &shell->form;
    const int fields = shown->form.cmd->arg_count, page = shown->page > 0 ? shown->page : 6;
    for (int i = 0; i < fields; i++) // what was typed
        str_copy_utf8(shown->form.fields[i].text, CMD_FORM_TEXT_MAX,
                      ui_text_field_text(&shown->fields[i]));
    shown->at = at < 0 ? 0 : at > fields + 1 ? fields + 1 : at;
    const int seen = shown->at < fields ? shown->at : fields - 1;
    if (seen < shown->first) shown->first = seen < 0 ? 0 : seen;
    if (seen >= shown->first + page) shown->first = seen - page + 1;
    shell->version++;
}

void ui_form_finish(UiShell *shell)
{
    for (int i = 0; i < CMD_ARGS_MAX; i++) ui_text_field_finish(&shell->form.fields[i]);
}

void ui_form_write(UiShell *shell)
{
    UiFormShown *shown = &shell->form;
    for (int i = 0; i < shown->form.cmd->arg_count; i++) {
        shown->fields[i].max_bytes = CMD_FORM_TEXT_MAX - 1;
        ui_text_field_set(&shown->fields[i], shown->form.fields[i].text);
    }
}

void ui_form_open(UiShell *shell, const Cmd *cmd, bool is_from_palette)
{
    UiFormShown *shown = &shell->form;
    const int page = shown->page;
    ui_form_finish(shell);
    *shown = (UiFormShown){ .is_from_palette = is_from_palette, .page = page };
    cmd_form_begin(&shown->form, cmd);
    if (cmd->arg_count == 0) shown->at = 1;
}

bool ui_form_value(const UiShell *shell, int field, int i, char *out, size_t cap)
{
    const CmdArg *arg = &shell->form.form.cmd->args[field];
    const State *state = shell->state;
    if (arg->type == CMD_ARG_CHOICE || arg->type == CMD_ARG_BOOL)
        return cmd_form_choice(arg, i, out, cap);
    if (arg->type != CMD_ARG_LAYER || i >= state->layer_count) return false;
    str_copy_utf8(out, cap, state->layers[i].name);
    return true;
}

void ui_form_choose(UiShell *shell, int field, int choice)
{
    UiFormShown *shown = &shell->form;
    char value[CMD_FORM_TEXT_MAX];
    if (field < 0 || field >= shown->form.cmd->arg_count ||
        !ui_form_value(shell, field, choice, value, sizeof value))
        return;
    ui_form_focus(shell, field);
    // The same again takes it away, where it may be left out.
    const bool is_off = strcmp(ui_text_field_text(&shown->fields[field]), value) == 0 &&
                        !shown->form.cmd->args[field].is_required;
    ui_text_field_set(&shown->fields[field], is_off ? "" : value);
    ui_form_focus(shell, field);
    shown->form.fields[field].wrong[0] = 0;
}

// The next choice, or the one before; false: the field has none.
static bool cycle(UiShell *shell, int by)
{
    UiFormShown *shown = &shell->form;
    char value[CMD_FORM_TEXT_MAX];
    int count = 0, now = by > 0 ? -1 : 0;
    for (; ui_form_value(shell, shown->at, count, value, sizeof value); count++)
        if (strcmp(value, ui_text_field_text(&shown->fields[shown->at])) == 0) now = count;
    if (count == 0) return false;
    (void)ui_form_value(shell, shown->at, (now + by + count) % count, value, sizeof value);
    ui_text_field_set(&shown->fields[shown->at], value);
    ui_form_focus(shell, shown->at);
    return true;
}

void ui_form_run(UiShell *shell, Str *lines)
{
    UiFormShown *shown = &shell->form;
    int wrong = 0;
    Str line = { 0 };
    ui_form_focus(shell, shown->at);
    shown->error[0] = 0;
    if (!cmd_form_check(&shown->form, shell->state->utc_offset_s,
                        shell->state->language == STATE_LANGUAGE_ZH, &wrong)) {
        ui_form_focus(shell, wrong);
        return;
    }
    cmd_form_line(&shown->form, &line);
    if (line.length < sizeof shown->waiting) memcpy(shown->waiting, line.text, line.length + 1);
    str_printf(lines, "%s\n", line.text);
    str_finish(&line);
}

static void back(UiShell *shell)
{
    const bool is_from_palette = shell->form.is_from_palette;
    char typed[UI_TEXT_FIELD_BYTES];
    snprintf(typed, sizeof typed, "%s", ui_text_field_text(&shell->palette.edit));
    ui_shell_close(shell);
    if (is_from_palette) ui_shell_palette(shell, typed);
}

bool ui_form_key(UiShell *shell, const char *key, Str *lines)
{
    UiFormShown *shown = &shell->form;
    const int fields = shown->form.cmd->arg_count, all = fields + 2;
    const bool is_field = shown->at < fields, is_left = strcmp(key, "Left") == 0,
               is_right = strcmp(key, "Right") == 0;
    if (strcmp(key, "Escape") == 0)
        back(shell);
    else if (strcmp(key, "Return") == 0 && shown->at == fields)
        back(shell);
    else if (strcmp(key, "Return") == 0)
        ui_form_run(shell, lines);
    else if (strcmp(key, "Tab") == 0 || strcmp(key, "Down") == 0)
        ui_form_focus(shell, (shown->at + 1) % all);
    else if (strcmp(key, "Shift+Tab") == 0 || strcmp(key, "Up") == 0)
        ui_form_focus(shell, (shown->at + all - 1) % all);
    else if (!is_field && (is_left || is_right))
        ui_form_focus(shell, shown->at == fields ? fields + 1 : fields);
    else if (is_field && (is_left || is_right) && cycle(shell, is_right ? 1 : -1))
        return true;
    else
        return !is_field;
    return true;
}
