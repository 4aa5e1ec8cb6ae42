// SPDX-License-Identifier: Apache-2.0
// ui_show.c - what commands open over the panels, and what comes of lines that ran.
#include "ui/ui_panel.h"
#include <string.h>

bool ui_show_menu(Ui *ui, const char *name)
{
    return ui_shell_menu(ui_shell(ui), name);
}

bool ui_show_context(Ui *ui, const UiMenuSubject *subject)
{
    const bool is_feature = subject->has_feature;
    ui_shell_context(ui_shell(ui), is_feature ? ui_menu_feature_rows : ui_menu_map_rows,
                     is_feature ? ui_menu_feature_count : ui_menu_map_count, subject, ui_scale(ui));
    return true;
}

void ui_show_palette(Ui *ui, const char *text)
{
    ui_shell_palette(ui_shell(ui), text);
}

bool ui_show_form(Ui *ui, const char *line)
{
    return ui_shell_form(ui_shell(ui), line);
}

void ui_show_settings(Ui *ui)
{
    ui_shell_settings(ui_shell(ui));
}

bool ui_show_chooser(Ui *ui, const char *purpose, const char *folder, const char *name)
{
    UiShell *shell = ui_shell(ui);
    const UiChoose what = ui_chooser_find(purpose);
    if (!what) return false;
    ui_shell_close(shell);
    shell->open = UI_SHELL_CHOOSER;
    ui_chooser_open(&shell->chooser, what, folder, name);
    return true;
}

void ui_offer(Ui *ui, const char *line, Str *out)
{
    ui_shell_offer(ui_shell(ui), line, out);
}

const char *ui_line_ran(Ui *ui, const char *line, const Err *err, const char *answer, Str *out)
{
    UiShell *shell = ui_shell(ui);
    return ui_shell_ran(shell, line, err, answer, shell->said, out);
}

void ui_lines(Ui *ui, Str *out)
{
    UiShell *shell = ui_shell(ui);
    Str lines = { 0 };
    ui_chooser_lines(&shell->chooser, &lines, &shell->dialog);
    if (!shell->chooser.purpose && shell->open == UI_SHELL_CHOOSER) ui_shell_close(shell);
    ui_pass_lines(ui, &lines, out);
    str_finish(&lines);
}
