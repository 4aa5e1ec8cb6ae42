// SPDX-License-Identifier: Apache-2.0
// ui_text_field.h - one line of text that is written in: caret and selection by keys and pointer,
// clipboard, undo, the pre-edit of an input method, numbers with unit and step.
// Does not: know the widget tree or SDL. To use one: keep a UiTextField (all zero is empty) where
// it outlives the tree, add a widget { .kind = UI_FIELD, .field = &it, .name = placeholder,
// .action = what Return says, .cancel = what Escape says }, and read ui_text_field_text when a
// build sees another version; ui_focus_field (ui_focus.h) gives it the caret. Keys, text, pointer
// and clipboard then come by themselves. Carets stand between grapheme clusters as Pango has them
// (UAX 29), so that a combining mark is never parted from its letter.
// Thread: main.
#pragma once
#include "base/str.h"
#include "ui/ui_clipboard.h"
#include "ui/ui_paint.h"

#define UI_TEXT_FIELD_BYTES 1024   // most that is written, unless max_bytes says otherwise
#define UI_TEXT_FIELD_COMPOSE 512  // bytes of a pre-edit
#define UI_TEXT_FIELD_UNDO_MAX 100 // steps

typedef struct UiTextFieldStep UiTextFieldStep;
typedef struct {
    // Set by the owner; zero is a plain text.
    int max_bytes;
    bool is_number;   // up, down, wheel and the two arrows at the right go by a step
    double min, max;  // of a number; both 0 = any
    double step;      // 0 = 1; Shift: ten of them
    int decimals;     // written after a step
    const char *unit; // shown behind the text; borrowed; NULL = none
    const char
        *error; // what is wrong with the text, borrowed: its border turns red; NULL = nothing
    // Kept by the functions below.
    Str text;
    int caret, anchor;                   // bytes; what lies between is selected
    char compose[UI_TEXT_FIELD_COMPOSE]; // pre-edit, shown at the caret; not yet part of the text
    int compose_caret, compose_from, compose_to; // bytes into it; the clause at work
    double scroll;                               // units left out at the left, as last painted
    double caret_x; // units from the left edge of its rectangle, as last painted
    int drag_from, drag_to, drag_clicks; // what the press selected; clicks 0 = not held
    UiTextFieldStep *steps;
    int step_count, step_at, step_cap, typing;
    uint64_t version; // grows with each change of text
} UiTextField;

void ui_text_field_finish(UiTextField *field);
// Another text, caret behind it, undo forgotten. Does nothing where the text is the same.
void ui_text_field_set(UiTextField *field, const char *utf8);
const char *ui_text_field_text(const UiTextField *field); // "" while empty; until the next change
void ui_text_field_select_all(UiTextField *field);
// In place of what is selected; what is no UTF-8 is left out, ends of lines and tabs become spaces,
// what is too long is cut at a character. Ends a pre-edit.
void ui_text_field_insert(UiTextField *field, const char *utf8);
// The pre-edit of an input method: "" ends it. from_chars: its caret, in characters (-1 = behind
// it); count_chars: the clause at work from there on.
void ui_text_field_compose(UiTextField *field, const char *utf8, int from_chars, int count_chars);
bool ui_text_field_is_composing(const UiTextField *field);
// "Left", "Ctrl+Shift+Right", "Ctrl+V", "Backspace", …; true: it was for the field. Letters come as
// text. Return, Escape, Tab, and of a plain text Up and Down, are the owner's.
bool ui_text_field_key(UiTextField *field, UiPainter *painter, const char *key,
                       const UiClipboard *clipboard);
// Is it written by this key, so that it must not mean a command? "A", "Shift+1", "Space".
bool ui_text_field_is_letter(const char *key);
bool ui_text_field_undo(UiTextField *field, int towards); // -1 back, 1 again; false = nothing there
// The number written. False: there is none, or it is out of bounds.
bool ui_text_field_number(const UiTextField *field, double *out);
void ui_text_field_step(UiTextField *field, double steps); // of a number; stays within its bounds

typedef struct {
    double rect[4]; // x, y, width, height
    UiFont font;
    const char *placeholder;
    bool is_focused, is_idle, has_lens, is_disabled; // idle: focused, but the keys go elsewhere
} UiTextFieldLook;
typedef struct {
    double x, y;
    int button, clicks; // 2 = double: a word, 3 = all
    bool is_down, is_up, has_shift;
} UiTextFieldPointer;
void ui_text_field_paint(UiTextField *field, UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                         const UiTextFieldLook *look);
// Press, drag, release over or from the field. True when something changed to draw.
bool ui_text_field_pointer(UiTextField *field, UiPainter *painter, const UiTextFieldLook *look,
                           const UiTextFieldPointer *pointer, const UiClipboard *clipboard);
// x, y, width, height of the caret, as last painted, in the units of look.
void ui_text_field_caret(const UiTextField *field, const UiTextFieldLook *look, double out[4]);
