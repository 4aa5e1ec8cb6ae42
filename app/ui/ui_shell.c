// SPDX-License-Identifier: Apache-2.0
// ui_shell.c - what is open over the panels: keys, pointer and actions to it, lines out of it.
#include "ui/ui_shell.h"
#include "base/file.h"
#include "ui/ui_panel.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ui_shell_init(UiShell *shell)
{
    *shell = (UiShell){ 0 };
    ui_chooser_init(&shell->chooser);
}

void ui_shell_finish(UiShell *shell)
{
    cmd_finder_destroy(shell->finder);
    ui_chooser_finish(&shell->chooser);
    ui_text_field_finish(&shell->palette.edit);
    ui_text_field_finish(&shell->dialog.edit);
    ui_form_finish(shell);
    *shell = (UiShell){ 0 };
}

static const char *word(const UiShell *shell, TextId id)
{
    return text_get(shell->state->language, id);
}

static UiMenuFrom menu_from(const UiShell *shell)
{
    return (UiMenuFrom){ .state = shell->state,
                         .city = shell->city,
                         .facts = &shell->facts,
                         .subject = shell->menu.bar < 0 ? &shell->menu.subject : NULL,
                         .recent = shell->chooser.recent,
                         .recent_count = shell->chooser.recent_count };
}

// Items as the state is now.
static void menu_refresh(UiShell *shell)
{
    UiMenu *menu = &shell->menu;
    const UiMenuFrom from = menu_from(shell);
    if (!shell->state) return;
    ui_menu_list(menu->rows, menu->row_count, menu->bar, &from, &menu->lists[0]);
    if (menu->depth > 1) {
        const int row = menu->lists[0].items[menu->parent].row;
        ui_menu_list(menu->rows, menu->row_count, row, &from, &menu->lists[1]);
    }
}

static void palette_find(UiShell *shell)
{
    UiPalette *palette = &shell->palette;
    const char *recent[UI_PALETTE_RECENT_MAX];
    palette->edit_seen = palette->edit.version;
    if (!shell->facts.commands) return;
    if (!shell->finder) shell->finder = cmd_finder_create(shell->facts.commands);
    if (!shell->finder) return;
    for (int i = 0; i < palette->recent_count; i++) recent[i] = palette->recent[i];
    palette->count = cmd_finder_find(shell->finder, ui_text_field_text(&palette->edit), recent,
                                     palette->recent_count, palette->hits, UI_PALETTE_HITS_MAX);
    palette->at = palette->first = 0;
}

UiTextField *ui_shell_field(UiShell *shell)
{
    const bool is_input = shell->dialog.kind == UI_DIALOG_INPUT && shell->dialog.focus < 0;
    if (shell->dialog.kind) return is_input ? &shell->dialog.edit : NULL;
    switch (shell->open) {
    case UI_SHELL_PALETTE: return &shell->palette.edit;
    case UI_SHELL_FORM:
        return shell->form.at < shell->form.form.cmd->arg_count
                   ? &shell->form.fields[shell->form.at]
                   : NULL;
    case UI_SHELL_CHOOSER: return &shell->chooser.edit;
    case UI_SHELL_MENU:
    case UI_SHELL_SETTINGS:
    case UI_SHELL_NONE: break;
    }
    return NULL;
}

void ui_shell_take_caret(UiShell *shell, const UiTextField *field)
{
    if (shell->dialog.kind == UI_DIALOG_INPUT && field == &shell->dialog.edit)
        shell->dialog.focus = -1;
    if (shell->dialog.kind || shell->open != UI_SHELL_FORM) return;
    for (int i = 0; i < shell->form.form.cmd->arg_count; i++)
        if (field == &shell->form.fields[i] && i != shell->form.at) ui_form_focus(shell, i);
}

// What was written in a field since the last frame.
static void follow_fields(UiShell *shell)
{
    if (shell->open == UI_SHELL_PALETTE && shell->palette.edit.version != shell->palette.edit_seen)
        palette_find(shell);
    if (shell->open == UI_SHELL_FORM) ui_form_focus(shell, shell->form.at);
}

void ui_shell_follow(UiShell *shell, const State *state, const City *city, const UiFacts *facts,
                     double width, double height)
{
    const bool is_resized = width != shell->width || height != shell->height;
    shell->state = state;
    shell->city = city;
    shell->facts = *facts;
    shell->width = width;
    shell->height = height;
    if (is_resized && shell->open == UI_SHELL_MENU) ui_shell_close(shell);
    if (shell->open == UI_SHELL_MENU) menu_refresh(shell);
    follow_fields(shell);
    ui_chooser_follow(&shell->chooser, facts, state->language);
}

bool ui_shell_is_open(const UiShell *shell)
{
    return shell->open != UI_SHELL_NONE || shell->dialog.kind != UI_DIALOG_NONE;
}

void ui_shell_close(UiShell *shell)
{
    if (shell->open == UI_SHELL_CHOOSER) ui_chooser_close(&shell->chooser);
    shell->open = UI_SHELL_NONE;
    shell->menu.depth = 0;
    shell->version++;
}

static void open_now(UiShell *shell, UiShellOpen what)
{
    ui_shell_close(shell);
    shell->open = what;
}

static int bar_index(int row)
{
    int index = 0;
    for (int i = 0; i < row; i++) index += ui_menu_bar_rows[i].depth == 0;
    return index;
}

static void open_bar(UiShell *shell, int row)
{
    const double *left = shell->menu.bar_x;
    UiMenu *menu = &shell->menu;
    open_now(shell, UI_SHELL_MENU);
    menu->rows = ui_menu_bar_rows;
    menu->row_count = ui_menu_bar_count;
    menu->bar = row;
    menu->depth = 1;
    menu->at[0] = menu->at[1] = -1;
    menu->first[0] = menu->first[1] = 0;
    menu->x = left[bar_index(row)];
    menu->y = UI_MENU_BAR;
    menu_refresh(shell);
}

bool ui_shell_menu(UiShell *shell, const char *name)
{
    const int row = name ? ui_menu_bar_find(name) : ui_menu_bar_find("file");
    if (row < 0) return false;
    const bool was_open = shell->open == UI_SHELL_MENU && shell->menu.bar >= 0;
    if (!name && was_open) {
        ui_shell_close(shell);
        return true;
    }
    open_bar(shell, row);
    shell->menu.at[0] = ui_menu_step(&shell->menu.lists[0], -1, 1);
    return true;
}

void ui_shell_context(UiShell *shell, const UiMenuRow *rows, int count,
                      const UiMenuSubject *subject, float scale)
{
    UiMenu *menu = &shell->menu;
    open_now(shell, UI_SHELL_MENU);
    menu->rows = rows;
    menu->row_count = count;
    menu->bar = -1;
    menu->subject = *subject;
    menu->depth = 1;
    menu->at[0] = menu->at[1] = -1;
    menu->first[0] = menu->first[1] = 0;
    menu->x = subject->x_px / (double)scale;
    menu->y = subject->y_px / (double)scale;
    menu_refresh(shell);
}

void ui_shell_palette(UiShell *shell, const char *text)
{
    open_now(shell, UI_SHELL_PALETTE);
    ui_text_field_set(&shell->palette.edit, text ? text : "");
    palette_find(shell);
}

bool ui_shell_form(UiShell *shell, const char *line)
{
    char name[64];
    const size_t length = strcspn(line, " ");
    if (!shell->facts.commands || length >= sizeof name) return false;
    snprintf(name, sizeof name, "%.*s", (int)length, line);
    const Cmd *cmd = cmd_find(shell->facts.commands, name);
    if (!cmd) return false;
    open_now(shell, UI_SHELL_FORM);
    ui_form_open(shell, cmd, false);
    // What a line lacks is what the form asks for: it is read key by key.
    for (const char *at = line + length; *at;) {
        at += strspn(at, " ");
        const size_t key = strcspn(at, "=");
        size_t n = key + (at[key] == '=');
        const bool is_quoted = at[n] == '"';
        n += is_quoted ? 1 + strcspn(at + n + 1, "\"") + 1 : strcspn(at + n, " ");
        for (int i = 0; i < cmd->arg_count && at[key] == '='; i++) {
            if (strlen(cmd->args[i].name) != key || strncmp(cmd->args[i].name, at, key) != 0)
                continue;
            char *text = shell->form.form.fields[i].text;
            const size_t from = key + 1 + is_quoted, end = n - is_quoted;
            snprintf(text, CMD_FORM_TEXT_MAX, "%.*s", (int)(end - from), at + from);
            const StateLayer *layer = cmd->args[i].type == CMD_ARG_LAYER && shell->state
                                          ? state_layer_find((State *)shell->state, text)
                                          : NULL;
            if (layer) str_copy_utf8(text, CMD_FORM_TEXT_MAX, layer->name);
        }
        at += strnlen(at, n);
    }
    ui_form_write(shell);
    int first = 0;
    while (first < cmd->arg_count && shell->form.form.fields[first].text[0]) first++;
    ui_form_focus(shell, first);
    return true;
}

void ui_shell_settings(UiShell *shell)
{
    open_now(shell, UI_SHELL_SETTINGS);
    shell->setting = shell->setting_first = 0;
}

static void used(UiPalette *palette, const char *name)
{
    int at = 0;
    while (at < palette->recent_count && strcmp(palette->recent[at], name) != 0) at++;
    if (at == palette->recent_count && at < UI_PALETTE_RECENT_MAX) palette->recent_count++;
    if (at == UI_PALETTE_RECENT_MAX) at--;
    memmove(palette->recent[1], palette->recent[0], sizeof palette->recent[0] * (size_t)at);
    snprintf(palette->recent[0], sizeof palette->recent[0], "%s", name);
}

void ui_shell_offer(UiShell *shell, const char *line, Str *out)
{
    const bool is_unsaved =
        shell->facts.is_unsaved && shell->facts.is_unsaved(shell->facts.live_source);
    UiDialog dialog = { 0 };
    if (shell->state && ui_dialog_asks(line, shell->state, is_unsaved, &dialog)) {
        ui_text_field_finish(&shell->dialog.edit);
        shell->dialog = dialog;
        shell->version++;
        return;
    }
    str_printf(out, "%s\n", line);
}

// Of the line that ran: an error, or how it ended.
static const char *form_ran(UiShell *shell, const Err *err, const char *answer, char say[200])
{
    UiFormShown *shown = &shell->form;
    shown->waiting[0] = 0;
    shell->version++;
    if (err) {
        str_copy_utf8(shown->error, sizeof shown->error, err->text);
        return NULL;
    }
    const char *name = shown->form.cmd->name;
    if (shell->open == UI_SHELL_FORM) ui_shell_close(shell);
    const char *line_end = answer ? strchr(answer, '\n') : NULL;
    if (answer && (strlen(answer) > 100 || (line_end && line_end[1]))) {
        ui_dialog_message(&shell->dialog, name, answer);
        return NULL;
    }
    if (answer && answer[0]) {
        snprintf(say, 200, "%.*s", (int)strcspn(answer, "\n"), answer);
        return say;
    }
    const char *form = word(shell, TEXT_FORM_DONE), *hole = strstr(form, "%s");
    snprintf(say, 200, "%.*s%s", (int)(hole - form), form, name);
    return say;
}

static TextId next_step(const Err *err)
{
    switch (err->code) {
    case ERR_IO: return TEXT_NEXT_IO;
    case ERR_FORMAT: return TEXT_NEXT_FORMAT;
    case ERR_CRS: return TEXT_NEXT_CRS;
    default: return TEXT_NEXT_OTHER;
    }
}

const char *ui_shell_ran(UiShell *shell, const char *line, const Err *err, const char *answer,
                         char say[200], Str *out)
{
    if (!shell->state) return NULL;
    if (shell->after_save[0] && strcmp(line, "save") == 0) {
        if (!err) str_printf(out, "%s\n", shell->after_save);
        shell->after_save[0] = 0;
    }
    if (shell->form.waiting[0] && strcmp(shell->form.waiting, line) == 0)
        return form_ran(shell, err, answer, say);
    // A file that was chosen and cannot be used: what to do next stands with it.
    if (err && shell->chooser.waiting[0] && strcmp(shell->chooser.waiting, line) == 0) {
        char text[1200];
        snprintf(text, sizeof text, "%s\n%s", err->text, word(shell, next_step(err)));
        ui_dialog_message(&shell->dialog, word(shell, TEXT_SAY_FAILED), text);
        shell->version++;
    }
    if (shell->chooser.waiting[0] && strcmp(shell->chooser.waiting, line) == 0)
        ui_chooser_ran(&shell->chooser, err == NULL);
    return NULL;
}

static void add_lines(Str *lines, const char *text)
{
    if (text[0]) str_printf(lines, "%s\n", text);
}

static void menu_pick(UiShell *shell, int level, int index, Str *lines)
{
    UiMenu *menu = &shell->menu;
    const UiMenuList *list = &menu->lists[level];
    if (level >= menu->depth || index < 0 || index >= list->count) return;
    const UiMenuItem *item = &list->items[index];
    if (item->is_rule || item->why[0]) return;
    if (!item->is_submenu) {
        const UiMenuItem picked = *item;
        ui_shell_close(shell);
        add_lines(lines, picked.line);
        return;
    }
    menu->parent = index;
    menu->at[0] = index;
    menu->depth = 2;
    menu->at[1] = -1;
    menu->first[1] = 0;
    menu_refresh(shell);
}

static void menu_beside(UiShell *shell, int by)
{
    int row = shell->menu.bar;
    if (row < 0) return;
    do row = (row + by + ui_menu_bar_count) % ui_menu_bar_count;
    while (ui_menu_bar_rows[row].depth > 0);
    open_bar(shell, row);
    shell->menu.at[0] = ui_menu_step(&shell->menu.lists[0], -1, 1);
}

static void menu_show(UiMenu *menu, int level)
{
    const int page = menu->page[level] > 0 ? menu->page[level] : UI_MENU_ITEMS_MAX;
    if (menu->at[level] < menu->first[level]) menu->first[level] = menu->at[level];
    if (menu->at[level] >= menu->first[level] + page)
        menu->first[level] = menu->at[level] - page + 1;
    if (menu->first[level] < 0) menu->first[level] = 0;
}

static void menu_key(UiShell *shell, const char *key, Str *lines)
{
    UiMenu *menu = &shell->menu;
    const int level = menu->depth - 1;
    UiMenuList *list = &menu->lists[level];
    int *at = &menu->at[level];
    const bool is_sub = *at >= 0 && *at < list->count && list->items[*at].is_submenu;
    if (strcmp(key, "Escape") == 0 || strcmp(key, "F10") == 0) {
        if (level > 0 && key[0] == 'E')
            menu->depth = 1;
        else
            ui_shell_close(shell);
    } else if (strcmp(key, "Down") == 0)
        *at = ui_menu_step(list, *at, 1);
    else if (strcmp(key, "Up") == 0)
        *at = ui_menu_step(list, *at, -1);
    else if (strcmp(key, "Home") == 0)
        *at = ui_menu_step(list, -1, 1);
    else if (strcmp(key, "End") == 0)
        *at = ui_menu_step(list, -1, -1);
    else if (strcmp(key, "Left") == 0 && level > 0)
        menu->depth = 1;
    else if (strcmp(key, "Left") == 0)
        menu_beside(shell, -1);
    else if (strcmp(key, "Right") == 0 && !is_sub)
        menu_beside(shell, 1);
    else if (strcmp(key, "Return") == 0 || strcmp(key, "Space") == 0 || strcmp(key, "Right") == 0) {
        menu_pick(shell, level, *at, lines);
        if (menu->depth == 2 && level == 0) menu->at[1] = ui_menu_step(&menu->lists[1], -1, 1);
        return;
    } else if (key[0] && !key[1]) {
        const char letter = (char)(key[0] >= 'A' && key[0] <= 'Z' ? key[0] + 32 : key[0]);
        const int found = ui_menu_letter(list, *at, letter);
        if (found >= 0) *at = found;
    } else if (str_starts(key, "Alt+") && key[4] && !key[5]) {
        (void)ui_shell_menu(shell, key + 4);
        return;
    }
    if (shell->open == UI_SHELL_MENU) menu_show(menu, menu->depth - 1);
}

static void palette_show(UiPalette *palette)
{
    const int page = palette->page > 0 ? palette->page : 10;
    if (palette->at < palette->first) palette->first = palette->at;
    if (palette->at >= palette->first + page) palette->first = palette->at - page + 1;
}

static void palette_pick(UiShell *shell, bool is_form, Str *lines)
{
    UiPalette *palette = &shell->palette;
    if (palette->at < 0 || palette->at >= palette->count) return;
    const Cmd *cmd = palette->hits[palette->at];
    used(palette, cmd->name);
    if (is_form && cmd->arg_count > 0) {
        open_now(shell, UI_SHELL_FORM);
        ui_form_open(shell, cmd, true);
        return;
    }
    open_now(shell, UI_SHELL_FORM);
    ui_form_open(shell, cmd, true);
    if (cmd_form_is_needless(cmd)) {
        ui_form_run(shell, lines);
        shell->open = UI_SHELL_NONE; // what comes of it is said
    }
}

static bool palette_key(UiShell *shell, const char *key, Str *lines)
{
    UiPalette *palette = &shell->palette;
    const int last = palette->count - 1, page = palette->page > 0 ? palette->page : 10;
    if (strcmp(key, "Escape") == 0)
        ui_shell_close(shell);
    else if (strcmp(key, "Return") == 0)
        palette_pick(shell, false, lines);
    else if (strcmp(key, "Tab") == 0)
        palette_pick(shell, true, lines);
    else if (strcmp(key, "Down") == 0)
        palette->at = palette->at < last ? palette->at + 1 : 0;
    else if (strcmp(key, "Up") == 0)
        palette->at = palette->at > 0 ? palette->at - 1 : last;
    else if (strcmp(key, "PageDown") == 0)
        palette->at = palette->at + page < last ? palette->at + page : last;
    else if (strcmp(key, "PageUp") == 0)
        palette->at = palette->at > page ? palette->at - page : 0;
    else
        return false;
    if (palette->at < 0) palette->at = 0;
    palette_show(palette);
    return true;
}

// A dialog's answer: lines that were asked for.
static void dialog_answer(UiShell *shell, Str *answer, Str *lines, Str *out)
{
    static const char mark[] = "@saved:";
    if (!answer->text) return;
    if (str_starts(answer->text, mark)) {
        snprintf(shell->after_save, sizeof shell->after_save, "%.*s",
                 (int)strcspn(answer->text + sizeof mark - 1, "\n"),
                 answer->text + sizeof mark - 1);
        str_add(out, "save\n");
    } else if (answer->text[0] == '@') {
        str_add(lines, answer->text);
    } else {
        str_add(out, answer->text);
    }
    str_finish(answer);
}

bool ui_shell_key(UiShell *shell, const char *key, Str *lines, Str *out)
{
    if (!ui_shell_is_open(shell) || !shell->state) return false;
    shell->version++;
    if (shell->dialog.kind) {
        Str answer = { 0 };
        const bool is_for_it = ui_dialog_key(&shell->dialog, key, &answer);
        dialog_answer(shell, &answer, lines, out);
        return is_for_it;
    }
    bool is_for_it = true;
    switch (shell->open) {
    case UI_SHELL_MENU: menu_key(shell, key, lines); break;
    case UI_SHELL_PALETTE: is_for_it = palette_key(shell, key, lines); break;
    case UI_SHELL_FORM: is_for_it = ui_form_key(shell, key, lines); break;
    case UI_SHELL_SETTINGS: ui_settings_key(shell, key, lines); break;
    case UI_SHELL_CHOOSER:
        is_for_it = ui_chooser_key(&shell->chooser, key, lines, &shell->dialog);
        if (!shell->chooser.purpose) shell->open = UI_SHELL_NONE;
        break;
    case UI_SHELL_NONE: break;
    }
    return is_for_it;
}

bool ui_shell_is_own(const char *action)
{
    static const char *const own[] = { "@menu:",        "@palette",  "@form:", "@field:",
                                       "@dialog:",      "@input:",   "@about", "@choose:",
                                       "@table:files:", "@setting:", "@shell:" };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (str_starts(action, own[i])) return true;
    return false;
}

static void menu_action(UiShell *shell, const char *action, Str *lines)
{
    int level = 0, index = 0;
    if (sscanf(action, "pick:%d:%d", &level, &index) == 2 && level >= 0 && level < UI_MENU_LEVELS) {
        menu_pick(shell, level, index, lines);
        return;
    }
    if (sscanf(action, "bar:%d", &index) != 1 || index < 0 || index >= ui_menu_bar_count) return;
    const bool is_open = shell->open == UI_SHELL_MENU && shell->menu.bar == index;
    if (is_open)
        ui_shell_close(shell);
    else
        open_bar(shell, index);
}

static void about(UiShell *shell)
{
    char title[120];
    snprintf(title, sizeof title, "城镜 Citymirror %s",
             shell->facts.version ? shell->facts.version : "");
    ui_dialog_message(&shell->dialog, title, word(shell, TEXT_ABOUT_TEXT));
}

// The name a new bookmark or scene gets when nothing else is typed.
static void input(UiShell *shell, const char *what)
{
    char line[80], name[32];
    const bool is_scene = strcmp(what, "scene-save") == 0;
    const int count = is_scene ? shell->state->scene_count : shell->state->bookmark_count;
    snprintf(line, sizeof line, "%.60s name=", what);
    snprintf(name, sizeof name, "%d", count + 1);
    ui_dialog_input(&shell->dialog,
                    word(shell, is_scene ? TEXT_MENU_SCENE_SAVE : TEXT_MENU_BOOKMARK_ADD), line,
                    name);
}

void ui_shell_action(UiShell *shell, const char *action, Str *lines, Str *out)
{
    int index = 0, choice = 0;
    if (!shell->state) return;
    shell->version++;
    if (str_starts(action, "@menu:"))
        menu_action(shell, action + 6, lines);
    else if (sscanf(action, "@palette:%d", &index) == 1) {
        shell->palette.at = index;
        palette_pick(shell, false, lines);
    } else if (str_starts(action, "@palette"))
        ui_shell_palette(shell, "");
    else if (str_starts(action, "@form:"))
        (void)ui_shell_form(shell, action + 6);
    else if (sscanf(action, "@field:%d:%d", &index, &choice) == 2)
        ui_form_choose(shell, index, choice);
    else if (sscanf(action, "@field:%d", &index) == 1)
        ui_form_focus(shell, index);
    else if (strcmp(action, "@field:run") == 0)
        ui_form_run(shell, lines);
    else if (strcmp(action, "@field:back") == 0)
        (void)ui_form_key(shell, "Escape", lines);
    else if (sscanf(action, "@dialog:%d", &index) == 1) {
        Str answer = { 0 };
        ui_dialog_press(&shell->dialog, index, &answer);
        dialog_answer(shell, &answer, lines, out);
    } else if (strcmp(action, "@dialog:field") == 0)
        shell->dialog.focus = -1;
    else if (str_starts(action, "@input:"))
        input(shell, action + 7);
    else if (strcmp(action, "@about") == 0)
        about(shell);
    else if (sscanf(action, "@setting:%d", &index) == 1)
        shell->setting = index;
    else if (strcmp(action, "@shell:close") == 0)
        ui_shell_close(shell);
    else if (str_starts(action, "@choose:") || str_starts(action, "@table:files:")) {
        ui_chooser_action(&shell->chooser, action, lines, &shell->dialog);
        if (!shell->chooser.purpose && shell->open == UI_SHELL_CHOOSER) shell->open = UI_SHELL_NONE;
    }
}

void ui_shell_hover(UiShell *shell, const char *action)
{
    UiMenu *menu = &shell->menu;
    int level = 0, index = 0;
    if (shell->open != UI_SHELL_MENU || shell->dialog.kind || !action) return;
    if (sscanf(action, "@menu:bar:%d", &index) == 1 && menu->bar >= 0 && menu->bar != index) {
        open_bar(shell, index);
        return;
    }
    if (sscanf(action, "@menu:pick:%d:%d", &level, &index) != 2 || level < 0 ||
        level >= menu->depth)
        return;
    if (menu->at[level] == index &&
        (level == 1 || !menu->lists[0].items[index].is_submenu || menu->depth == 2))
        return;
    shell->version++;
    menu->at[level] = index;
    if (level == 1) return;
    menu->depth = 1;
    const UiMenuItem *item = &menu->lists[0].items[index];
    if (item->is_submenu && !item->why[0]) {
        Str none = { 0 };
        menu_pick(shell, 0, index, &none);
        str_finish(&none);
    }
}

static bool scroll(int *first, int count, int page, double notches)
{
    const int most = count > page ? count - page : 0;
    *first -= (int)copysign(ceil(fabs(notches) * 2), notches);
    *first = *first < 0 ? 0 : *first > most ? most : *first;
    return true;
}

bool ui_shell_wheel(UiShell *shell, double notches)
{
    shell->version++;
    if (shell->dialog.kind) {
        shell->dialog.scroll = fmax(0, shell->dialog.scroll - notches * 2);
        return true;
    }
    UiMenu *menu = &shell->menu;
    const int level = menu->depth - 1;
    switch (shell->open) {
    case UI_SHELL_MENU:
        if (level < 0) return false;
        return scroll(&menu->first[level], menu->lists[level].count, menu->page[level], notches);
    case UI_SHELL_PALETTE:
        return scroll(&shell->palette.first, shell->palette.count, shell->palette.page, notches);
    case UI_SHELL_FORM:
        return scroll(&shell->form.first, shell->form.form.cmd->arg_count, shell->form.page,
                      notches);
    case UI_SHELL_CHOOSER: ui_table_wheel(&shell->chooser.table, notches); return true;
    case UI_SHELL_SETTINGS:
    case UI_SHELL_NONE: break;
    }
    return false;
}

void ui_shell_outside(UiShell *shell)
{
    if (shell->dialog.kind || shell->open == UI_SHELL_FORM || shell->open == UI_SHELL_CHOOSER)
        return;
    ui_shell_close(shell);
}
