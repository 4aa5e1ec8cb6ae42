// SPDX-License-Identifier: Apache-2.0
// ui_shell.h - what lies over the panels of the desk and has keys and pointer while it is open:
// menus, the command palette, forms, settings, the chooser of files, and dialogs above all of them.
// Does not: draw (panel_menu.c, panel_palette.c, panel_dialog.c, …), or run lines: it answers with
// them, and with actions of the Ui ("@…").
// Thread: main.
#pragma once
#include "core/cmd_form.h"
#include "core/cmd_finder.h"
#include "ui/ui_chooser.h"
#include "ui/ui_dialog.h"
#include "ui/ui_menu.h"

typedef enum {
    UI_SHELL_NONE,
    UI_SHELL_MENU,
    UI_SHELL_PALETTE,
    UI_SHELL_FORM,
    UI_SHELL_SETTINGS,
    UI_SHELL_CHOOSER
} UiShellOpen;

#define UI_MENU_BAR 26 // units, of the bar above everything
#define UI_MENU_ROW 26
#define UI_MENU_LEVELS 2
#define UI_MENUS_MAX 8 // of the bar
#define UI_PALETTE_HITS_MAX 400
#define UI_PALETTE_RECENT_MAX 12

typedef struct {
    const UiMenuRow *rows;
    int row_count, bar; // bar: row of the bar's menu that is open; -1 = of a right click
    UiMenuSubject subject;
    UiMenuList lists[UI_MENU_LEVELS];
    int depth;                 // lists that are open
    int at[UI_MENU_LEVELS];    // highlighted; -1 = none
    int first[UI_MENU_LEVELS]; // shown at the top
    int page[UI_MENU_LEVELS];  // rows that fit, as last built
    int parent;                // item of the first list whose submenu is open
    double x, y;               // units, of the first list
    double left[UI_MENU_LEVELS], top[UI_MENU_LEVELS], width[UI_MENU_LEVELS]; // as last built
    double bar_x[UI_MENUS_MAX]; // left edges in the bar, as last built
} UiMenu;

typedef struct {
    UiTextField edit;
    uint64_t edit_seen; // its version the hits are of
    const Cmd *hits[UI_PALETTE_HITS_MAX];
    int count, at, first, page;
    char recent[UI_PALETTE_RECENT_MAX][64]; // the last used first
    int recent_count;
} UiPalette;

typedef struct {
    CmdForm form;
    UiTextField fields[CMD_ARGS_MAX];
    int at;          // a field; form.cmd->arg_count = Back, + 1 = Run
    int first, page; // fields shown
    bool is_from_palette;
    char error[480];    // of the line run
    char waiting[1024]; // the line that runs; "" = none
} UiFormShown;

typedef struct UiShell {
    // Of the last build
    const State *state;
    const City *city;
    UiFacts facts;
    double width, height; // units
    UiShellOpen open;
    UiMenu menu;
    UiPalette palette;
    UiFormShown form;
    UiDialog dialog;
    UiChooser chooser;
    int setting, setting_first; // row that has the focus, and that had it when last built
    CmdFinder *finder;
    char after_save[1024]; // a line that waits for the document to be saved
    char said[200];        // last, by ui_line_ran
    uint64_t version;
} UiShell;

void ui_shell_init(UiShell *shell);
void ui_shell_finish(UiShell *shell);
// Each frame, before panels are built.
void ui_shell_follow(UiShell *shell, const State *state, const City *city, const UiFacts *facts,
                     double width, double height);
bool ui_shell_is_open(const UiShell *shell); // keys and pointer are its own

// What opens them. A name that is unknown opens nothing and gives false.
bool ui_shell_menu(UiShell *shell,
                   const char *name); // of the bar; NULL = the first, closes an open one
void ui_shell_context(UiShell *shell, const UiMenuRow *rows, int count,
                      const UiMenuSubject *subject, float scale);
void ui_shell_palette(UiShell *shell, const char *text);
bool ui_shell_form(UiShell *shell, const char *line); // NAME, also with values to begin with
void ui_shell_settings(UiShell *shell);
void ui_shell_close(UiShell *shell); // all but a dialog

// A line on its way to be run: goes to out, or its question opens.
void ui_shell_offer(UiShell *shell, const char *line, Str *out);
// A line has run; err NULL: well. The text is to be said; NULL = nothing, or the shell says it.
// What follows from it goes to out.
const char *ui_shell_ran(UiShell *shell, const char *line, const Err *err, const char *answer,
                         char say[200], Str *out);

// Lines that still may ask first, or actions, go to lines; those that were asked for to out.
bool ui_shell_key(UiShell *shell, const char *key, Str *lines, Str *out); // false: not for it
// The field that has the caret; NULL = none.
UiTextField *ui_shell_field(UiShell *shell);
// The pointer has given the caret to a field, which may be one of these.
void ui_shell_take_caret(UiShell *shell, const UiTextField *field);
bool ui_shell_is_own(const char *action); // "@menu:…" and the like
void ui_shell_action(UiShell *shell, const char *action, Str *lines, Str *out);
void ui_shell_hover(UiShell *shell, const char *action); // the widget under the pointer
bool ui_shell_wheel(UiShell *shell, double notches);     // false: nothing of it scrolls
void ui_shell_outside(UiShell *shell);                   // pressed beside all of it

// Parts (ui_shell_form.c)
void ui_form_open(UiShell *shell, const Cmd *cmd, bool is_from_palette);
void ui_form_write(UiShell *shell); // the form's values into the fields
void ui_form_finish(UiShell *shell);
bool ui_form_key(UiShell *shell, const char *key, Str *lines); // false: the field may have it
void ui_form_focus(UiShell *shell, int at);
void ui_form_run(UiShell *shell, Str *lines);
void ui_form_choose(UiShell *shell, int field, int choice);
// The i-th value that may be chosen for a field: of a choice, on and off, or a layer's name.
bool ui_form_value(const UiShell *shell, int field, int i, char *out, size_t cap);
// Settings (panel_settings.c)
void ui_settings_key(UiShell *shell, const char *key, Str *lines);
