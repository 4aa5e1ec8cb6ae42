// SPDX-License-Identifier: Apache-2.0
// ui_focus.h - where keys and text go among the panels: a field, or a widget with a ring round it.
// Does not: know what a panel is; ui.c shows it their trees in the order Tab goes through them.
// A widget can have the focus when it has an action or a field. Of a list only one row is reached
// by Tab: arrows are the list's own. Thread: main.
#pragma once
#include "ui/ui_text_field.h"
#include "ui/ui_widget.h"

typedef struct UiFocus {
    int panel;             // 1 + index of the caller's panels; 0 = the scene has the keys
    uint64_t id;           // of the widget there, over rebuilds; 0 = the panel, but no widget of it
    int ordinal;           // among those that can have it, where the id is not found any more
    bool is_by_key;        // reached by keys: a ring is drawn, and keys press it
    UiTextField *field;    // where text goes; NULL = nowhere
    UiClipboard clipboard; // the desktop's; without one texts are kept here
    char *kept[2];
    int clicks; // of the pointer press that comes next, and what is held with it
    bool has_shift;
    bool is_found; // by ui_focus_apply since ui_focus_begin
} UiFocus;

// A panel's tree as it stands, for keys. The order of the array is the order of Tab.
typedef struct {
    UiTree *tree;
    int index;     // the caller's
    bool is_modal; // keys stay within it
} UiFocusPanel;

void ui_focus_finish(UiFocus *focus);
// The caret goes into a field of a panel that is shown at the next build; all of it is selected.
void ui_focus_field(UiFocus *focus, UiTextField *field);
void ui_focus_leave(UiFocus *focus); // the scene, or the panel's own list, has the keys again
bool ui_focus_has(const UiFocus *focus, const UiTextField *field);

// Each build: begin; apply to each tree shown, before it is painted (true: paint it); end.
void ui_focus_begin(UiFocus *focus);
bool ui_focus_apply(UiFocus *focus, UiTree *tree, int index);
void ui_focus_end(UiFocus *focus); // what is not shown any more loses the focus

typedef enum {
    UI_FOCUS_PASS,  // not for it
    UI_FOCUS_FIELD, // written in a field: its panel is built anew
    UI_FOCUS_MOVED, // another widget
    UI_FOCUS_DONE,  // pressed, sent or left; out has the line
    UI_FOCUS_LIST   // the row of a list has the focus: the list's own keys apply
} UiFocusResult;
// Tab, Shift+Tab, F6, Shift+F6; of a field all that is written and edited; of a widget Space,
// Return, arrows, Escape. Actions are appended to out, a line each.
UiFocusResult ui_focus_key(UiFocus *focus, UiPainter *painter, const UiFocusPanel *panels,
                           int count, const char *key, Str *out);
// Over a panel's tree. True: it was for a field (of a wheel: a number's).
bool ui_focus_pointer(UiFocus *focus, UiPainter *painter, UiTree *tree, int index,
                      const UiTextFieldPointer *pointer, double wheel);
const UiClipboard *ui_focus_clipboard(UiFocus *focus);

// Trees
bool ui_focus_can(const UiTree *tree, int widget);
bool ui_focus_is_row(const char *action); // of a list that walks its rows itself
UiTextFieldLook ui_focus_look(const UiTree *tree, int widget);
void ui_focus_paint_ring(const UiTree *tree, int widget, cairo_t *cr, const UiTheme *theme);
