// SPDX-License-Identifier: Apache-2.0
// ui_dialog.c - which lines ask first, and what the answers mean.
#include "ui/ui_dialog.h"
#include "base/file.h"
#include "ui/ui_widget.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Lines that destroy something: `of` is the argument that names it, "" = nothing.
static const struct {
    const char *command, *of, *value; // value: asks only where the argument is this; NULL = always
    TextId title, note, verb;
} asked[] = {
    { "layer-remove", "layer", NULL, TEXT_ASK_LAYER, TEXT_ASK_UNDO_NOTE, TEXT_ASK_REMOVE },
    { "scene-remove", "name", NULL, TEXT_ASK_SCENE, TEXT_ASK_UNDO_NOTE, TEXT_ASK_REMOVE },
    { "bookmark-remove", "name", NULL, TEXT_ASK_BOOKMARK, TEXT_ASK_UNDO_NOTE, TEXT_ASK_REMOVE },
    { "feed-remove", "name", NULL, TEXT_ASK_FEED, TEXT_ASK_FEED_NOTE, TEXT_ASK_REMOVE },
    { "rule-remove", "id", NULL, TEXT_ASK_RULE, TEXT_ASK_RULE_NOTE, TEXT_ASK_REMOVE },
    { "tour-clear", "", NULL, TEXT_ASK_TOUR, TEXT_ASK_UNDO_NOTE, TEXT_ASK_CLEAR },
    { "alarm-acknowledge", "alarm", "*", TEXT_ASK_ACKNOWLEDGE, TEXT_ASK_ACKNOWLEDGE_NOTE,
      TEXT_MENU_ACKNOWLEDGE },
};
// Lines that leave the document.
static const struct {
    const char *command;
    TextId title, note;
} leaving[] = {
    { "quit", TEXT_ASK_SAVE, TEXT_ASK_SAVE_NOTE },
    { "document-open", TEXT_ASK_SAVE_OPEN, TEXT_ASK_SAVE_OPEN_NOTE },
    { "open", TEXT_ASK_SAVE_OPEN, TEXT_ASK_SAVE_OPEN_NOTE },
    { "snapshot-load", TEXT_ASK_SAVE_OPEN, TEXT_ASK_SAVE_OPEN_NOTE },
};

int ui_dialog_buttons(const UiDialog *dialog, TextId out[UI_DIALOG_BUTTONS_MAX])
{
    switch (dialog->kind) {
    case UI_DIALOG_CONFIRM: out[0] = TEXT_CANCEL, out[1] = dialog->verb; return 2;
    case UI_DIALOG_SAVE:
        out[0] = TEXT_ASK_DISCARD, out[1] = TEXT_CANCEL, out[2] = TEXT_SAVE;
        return 3;
    case UI_DIALOG_INPUT: out[0] = TEXT_CANCEL, out[1] = TEXT_CONFIRM; return 2;
    case UI_DIALOG_MESSAGE: out[0] = TEXT_CLOSE; return 1;
    case UI_DIALOG_NONE: break;
    }
    return 0;
}

static bool is_command(const char *line, const char *command)
{
    const size_t length = strlen(command);
    return strncmp(line, command, length) == 0 && (line[length] == 0 || line[length] == ' ');
}

// The value of an argument, by its key or as the first bare word; quotes taken off.
static void argument(const char *line, const char *key, char out[STATE_NAME_MAX])
{
    char mark[80];
    snprintf(mark, sizeof mark, " %s=", key);
    const char *at = strstr(line, mark);
    at = at ? at + strlen(mark) : line + strcspn(line, " ");
    at += strspn(at, " ");
    const char end = *at == '"' || *at == '\'' ? *at++ : ' ';
    size_t n = 0;
    for (; *at && *at != end && n + 1 < STATE_NAME_MAX; at++) {
        if (*at == '\\' && at[1]) at++;
        out[n++] = *at;
    }
    out[n] = 0;
    if (!str_is_utf8(out, n)) out[0] = 0;
}

// A layer is called by its name, though lines give its number.
static void called(const State *state, const char *key, char name[STATE_NAME_MAX])
{
    const StateLayer *layer =
        strcmp(key, "layer") == 0 ? state_layer_find((State *)state, name) : NULL;
    if (layer) str_copy_utf8(name, STATE_NAME_MAX, layer->name);
}

// The title's one %s; a text of the table, so its form is known (tests/ui/test_ui_dialog.c).
static void put_title(UiDialog *dialog, const char *form, const char *name)
{
    const char *hole = strstr(form, "%s");
    if (hole)
        snprintf(dialog->title, sizeof dialog->title, "%.*s%s%s", (int)(hole - form), form, name,
                 hole + 2);
    else
        snprintf(dialog->title, sizeof dialog->title, "%s", form);
}

static void begin(UiDialog *dialog, UiDialogKind kind, const char *line)
{
    ui_text_field_finish(&dialog->edit);
    *dialog = (UiDialog){ .kind = kind };
    str_copy_utf8(dialog->line, sizeof dialog->line, line);
}

bool ui_dialog_asks(const char *line, const State *state, bool is_unsaved, UiDialog *out)
{
    char name[STATE_NAME_MAX] = "";
    if (strlen(line) >= sizeof out->line) return false; // none of these is as long
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        if (!is_command(line, asked[i].command)) continue;
        if (asked[i].of[0]) argument(line, asked[i].of, name);
        if (asked[i].value && strcmp(name, asked[i].value) != 0) return false;
        called(state, asked[i].of, name);
        begin(out, UI_DIALOG_CONFIRM, line);
        put_title(out, text_get(state->language, asked[i].title), name);
        str_copy_utf8(out->text, sizeof out->text, text_get(state->language, asked[i].note));
        out->verb = asked[i].verb;
        out->is_destructive = true;
        return true;
    }
    for (size_t i = 0; i < sizeof leaving / sizeof *leaving && is_unsaved; i++) {
        if (!is_command(line, leaving[i].command)) continue;
        const bool is_layer = strcmp(leaving[i].command, "open") == 0 && !strstr(line, ".yaml") &&
                              !strstr(line, ".yml");
        if (is_layer) return false; // it is added to the document
        begin(out, UI_DIALOG_SAVE, line);
        put_title(out, text_get(state->language, leaving[i].title),
                  state->document ? file_name(state->document) : state->title);
        str_copy_utf8(out->text, sizeof out->text, text_get(state->language, leaving[i].note));
        out->focus = 2;
        return true;
    }
    return false;
}

void ui_dialog_input(UiDialog *dialog, const char *title, const char *line, const char *text)
{
    begin(dialog, UI_DIALOG_INPUT, line);
    str_copy_utf8(dialog->title, sizeof dialog->title, title);
    ui_text_field_set(&dialog->edit, text ? text : "");
    dialog->focus = -1;
}

void ui_dialog_message(UiDialog *dialog, const char *title, const char *text)
{
    begin(dialog, UI_DIALOG_MESSAGE, "");
    str_copy_utf8(dialog->title, sizeof dialog->title, title);
    str_copy_utf8(dialog->text, sizeof dialog->text, text);
}

static void add_input(const UiDialog *dialog, Str *out)
{
    str_add(out, dialog->line);
    ui_quote(out, ui_text_field_text(&dialog->edit));
    str_add(out, "\n");
}

void ui_dialog_press(UiDialog *dialog, int button, Str *out)
{
    TextId buttons[UI_DIALOG_BUTTONS_MAX];
    const int count = ui_dialog_buttons(dialog, buttons);
    if (button < 0 || button >= count) return;
    const bool is_deed = button == count - 1;
    if (dialog->kind == UI_DIALOG_INPUT && is_deed && !ui_text_field_text(&dialog->edit)[0]) {
        dialog->focus = -1; // it asks for a text
        return;
    }
    if (dialog->kind == UI_DIALOG_INPUT && is_deed) add_input(dialog, out);
    // The line follows the save in the same frame, and is not run where that fails.
    if (dialog->kind == UI_DIALOG_SAVE && is_deed) str_printf(out, "@saved:%s\n", dialog->line);
    if (dialog->kind == UI_DIALOG_SAVE && button == 0) str_printf(out, "%s\n", dialog->line);
    if (dialog->kind == UI_DIALOG_CONFIRM && is_deed) str_printf(out, "%s\n", dialog->line);
    dialog->kind = UI_DIALOG_NONE;
}

static void step(UiDialog *dialog, int by)
{
    TextId buttons[UI_DIALOG_BUTTONS_MAX];
    const int count = ui_dialog_buttons(dialog, buttons),
              first = dialog->kind == UI_DIALOG_INPUT ? -1 : 0, all = count - first;
    dialog->focus = (dialog->focus - first + by + all) % all + first;
}

bool ui_dialog_key(UiDialog *dialog, const char *key, Str *out)
{
    TextId buttons[UI_DIALOG_BUTTONS_MAX];
    const int count = ui_dialog_buttons(dialog, buttons);
    const bool is_field = dialog->focus < 0;
    if (strcmp(key, "Escape") == 0)
        dialog->kind = UI_DIALOG_NONE;
    else if (strcmp(key, "Return") == 0)
        ui_dialog_press(dialog, is_field ? count - 1 : dialog->focus, out);
    else if (strcmp(key, "Tab") == 0)
        step(dialog, 1);
    else if (strcmp(key, "Shift+Tab") == 0)
        step(dialog, -1);
    else if (is_field)
        return false;
    else if (strcmp(key, "Right") == 0)
        step(dialog, 1);
    else if (strcmp(key, "Left") == 0)
        step(dialog, -1);
    else if (strcmp(key, "Space") == 0)
        ui_dialog_press(dialog, dialog->focus, out);
    else if (strcmp(key, "Down") == 0)
        dialog->scroll++;
    else if (strcmp(key, "Up") == 0 && dialog->scroll > 0)
        dialog->scroll--;
    return true;
}
