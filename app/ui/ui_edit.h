// SPDX-License-Identifier: Apache-2.0
// ui_edit.h - one line of text with a caret, as menus, forms and dialogs take it.
// Does not: draw (UI_FIELD does), select, or know the clipboard.
#pragma once
#include <stdbool.h>

#define UI_EDIT_MAX 512
typedef struct {
    char text[UI_EDIT_MAX]; // UTF-8
    int caret;              // bytes
} UiEdit;
void ui_edit_set(UiEdit *edit, const char *text);  // the caret at its end
void ui_edit_type(UiEdit *edit, const char *utf8); // controls and what is too long are left out
// Left, Right, Home, End, Backspace, Delete, Ctrl+U. False: not for it.
bool ui_edit_key(UiEdit *edit, const char *key);
