// SPDX-License-Identifier: Apache-2.0
// ui_dialog.h - one question at a time, above everything: a confirmation, what to do with changes
// that are not saved, one input, a message. It keeps keys and pointer until it is answered.
// Does not: draw (panel_dialog.c), or run lines.
#pragma once
#include "base/str.h"
#include "core/text.h"
#include "ui/ui_text_field.h"

typedef enum {
    UI_DIALOG_NONE,
    UI_DIALOG_CONFIRM, // Cancel, and the deed by its name
    UI_DIALOG_SAVE,    // Don't save; Cancel, Save
    UI_DIALOG_INPUT,   // a field; Cancel, OK
    UI_DIALOG_MESSAGE  // Close
} UiDialogKind;
#define UI_DIALOG_BUTTONS_MAX 3
typedef struct {
    UiDialogKind kind;
    char title[240], text[1600]; // text: what follows, what to do next; "" = none
    char line[1024];             // run when it is confirmed; of INPUT the quoted text follows it
    TextId verb;                 // of CONFIRM
    bool is_destructive;         // the deed is not what Enter does at once
    int focus;                   // a button from the left; of INPUT -1 = its field
    UiTextField edit;
    double scroll; // of a long text, lines
} UiDialog;

// Buttons from the left; the last is the deed. Returns how many.
int ui_dialog_buttons(const UiDialog *dialog, TextId out[UI_DIALOG_BUTTONS_MAX]);
// Does a command line ask first? Then *out is the question. is_unsaved: changes to the document
// would be lost by leaving it.
bool ui_dialog_asks(const char *line, const State *state, bool is_unsaved, UiDialog *out);
void ui_dialog_input(UiDialog *dialog, const char *title, const char *line, const char *text);
void ui_dialog_message(UiDialog *dialog, const char *title, const char *text);
// A button pressed: lines to be run are appended to out; the dialog is closed.
void ui_dialog_press(UiDialog *dialog, int button, Str *out);
// Every key is the dialog's while it is open.
bool ui_dialog_key(UiDialog *dialog, const char *key, Str *out);
