// SPDX-License-Identifier: Apache-2.0
// ui_text_field.c - editing: insert, erase, select, undo, numbers, keys.
#include "ui/ui_text_field_private.h"
#include "base/array.h"
#include "ui/ui_text_caret.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct UiTextFieldStep {
    char *before;
    int caret, anchor;
};
enum { TYPING_NOT, TYPING_LETTERS, TYPING_ERASING };

static void forget(UiTextFieldStep *steps, int from, int to)
{
    for (int i = from; i < to; i++) free(steps[i].before);
}

void ui_text_field_finish(UiTextField *field)
{
    forget(field->steps, 0, field->step_count);
    free(field->steps);
    str_finish(&field->text);
    *field = (UiTextField){ 0 };
}

const char *ui_text_field_text(const UiTextField *field)
{
    return field->text.text ? field->text.text : "";
}

static void set_text(UiTextField *field, const char *utf8)
{
    field->text.length = 0;
    str_add(&field->text, utf8);
    field->version++;
}

static void end_compose(UiTextField *field)
{
    field->compose[0] = 0;
    field->compose_caret = field->compose_from = field->compose_to = 0;
}

void ui_text_field_set(UiTextField *field, const char *utf8)
{
    if (strcmp(ui_text_field_text(field), utf8) == 0) return;
    Str copy = { 0 }; // it may be a part of the text
    str_add(&copy, utf8);
    set_text(field, copy.text ? copy.text : "");
    str_finish(&copy);
    field->caret = field->anchor = (int)field->text.length;
    forget(field->steps, 0, field->step_count);
    field->step_count = field->step_at = 0;
    field->typing = TYPING_NOT;
    end_compose(field);
}

void ui_text_field_select_all(UiTextField *field)
{
    field->anchor = 0;
    field->caret = (int)field->text.length;
    field->typing = TYPING_NOT;
}

bool ui_text_field_is_composing(const UiTextField *field)
{
    return field->compose[0] != 0;
}

static int first(const UiTextField *field)
{
    return field->caret < field->anchor ? field->caret : field->anchor;
}

static int last(const UiTextField *field)
{
    return field->caret > field->anchor ? field->caret : field->anchor;
}

// What the text is now can be had back; of letters typed one after another only the first.
static void remember(UiTextField *field, int typing)
{
    const bool goes_on = typing != TYPING_NOT && typing == field->typing && field->step_at > 0;
    field->typing = typing;
    forget(field->steps, field->step_at, field->step_count);
    field->step_count = field->step_at;
    if (goes_on) return;
    if (field->step_count == UI_TEXT_FIELD_UNDO_MAX) {
        free(field->steps[0].before);
        memmove(&field->steps[0], &field->steps[1],
                sizeof *field->steps * (size_t)(field->step_count - 1));
        field->step_count--;
    }
    if (!array_reserve((void **)&field->steps, &field->step_cap, field->step_count + 1,
                       sizeof *field->steps))
        return;
    char *before = str_copy(ui_text_field_text(field));
    if (before)
        field->steps[field->step_count++] =
            (UiTextFieldStep){ before, field->caret, field->anchor };
    field->step_at = field->step_count;
}

bool ui_text_field_undo(UiTextField *field, int towards)
{
    const int at = towards < 0 ? field->step_at - 1 : field->step_at;
    if (at < 0 || at >= field->step_count) return false;
    // A step holds the other side: what is shown and what is kept change places.
    UiTextFieldStep *step = &field->steps[at];
    char *now = str_copy(ui_text_field_text(field));
    if (!now) return false;
    const UiTextFieldStep other = { now, field->caret, field->anchor };
    set_text(field, step->before);
    field->caret = step->caret;
    field->anchor = step->anchor;
    free(step->before);
    *step = other;
    field->step_at = towards < 0 ? at : at + 1;
    field->typing = TYPING_NOT;
    end_compose(field);
    return true;
}

static void replace(UiTextField *field, int from, int to, const char *with, size_t length)
{
    const char *text = ui_text_field_text(field);
    Str all = { 0 };
    str_add_n(&all, text, (size_t)from);
    str_add_n(&all, with, length);
    const int caret = (int)all.length;
    str_add(&all, text + to);
    set_text(field, all.text ? all.text : "");
    str_finish(&all);
    field->caret = field->anchor = caret;
}

static bool is_digit_letter(const char *at)
{
    return strchr("0123456789+-.eE", *at) != NULL;
}

// What may stand in one line; of a number its letters, also as they are on a full-width keyboard.
static void take_line(const UiTextField *field, const char *utf8, Str *out)
{
    char *folded = NULL;
    if (field->is_number && (folded = malloc(strlen(utf8) + 1)) != NULL) {
        str_fold(folded, strlen(utf8) + 1, utf8);
        utf8 = folded;
    }
    for (const char *at = utf8; *at;) {
        const size_t n = str_utf8_bytes(at, strlen(at));
        const unsigned char c = (unsigned char)*at;
        const bool is_space = c == '\n' || c == '\t';
        if (n == 0 || c == 0x7f || (c < 0x20 && !is_space) ||
            (field->is_number && (n > 1 || !is_digit_letter(at)))) {
            at += n ? n : 1;
            continue;
        }
        str_add_n(out, is_space ? " " : at, n);
        at += n;
    }
    free(folded);
}

static size_t room(const UiTextField *field)
{
    const int most = field->max_bytes > 0 ? field->max_bytes : UI_TEXT_FIELD_BYTES;
    const int kept = (int)field->text.length - (last(field) - first(field));
    return most > kept ? (size_t)(most - kept) : 0;
}

void ui_text_field_insert(UiTextField *field, const char *utf8)
{
    Str line = { 0 };
    end_compose(field);
    take_line(field, utf8, &line);
    size_t n = line.length < room(field) ? line.length : room(field);
    while (n > 0 && n < line.length && ((unsigned char)line.text[n] & 0xc0) == 0x80) n--;
    if (n > 0) {
        const bool is_one = n == str_utf8_bytes(line.text, n) && field->caret == field->anchor;
        remember(field, is_one && line.text[0] != ' ' ? TYPING_LETTERS : TYPING_NOT);
        replace(field, first(field), last(field), line.text, n);
    }
    str_finish(&line);
}

static int byte_of(const char *text, int characters)
{
    const char *at = text;
    for (; characters > 0 && *at; characters--) {
        const size_t n = str_utf8_bytes(at, strlen(at));
        at += n ? n : 1;
    }
    return (int)(at - text);
}

void ui_text_field_compose(UiTextField *field, const char *utf8, int from_chars, int count_chars)
{
    end_compose(field);
    str_copy_utf8(field->compose, sizeof field->compose, utf8);
    if (!str_is_utf8(field->compose, strlen(field->compose))) field->compose[0] = 0;
    const int length = (int)strlen(field->compose);
    field->compose_caret = from_chars < 0 ? length : byte_of(field->compose, from_chars);
    if (from_chars < 0 || count_chars <= 0) return;
    field->compose_from = field->compose_caret;
    field->compose_to = byte_of(field->compose, from_chars + count_chars);
}

static void erase(UiTextField *field, UiPainter *painter, int towards, bool by_word)
{
    int from = first(field), to = last(field);
    if (from == to) {
        const int other =
            ui_text_caret_step(painter, ui_text_field_text(field), field->caret, towards, by_word);
        from = other < field->caret ? other : field->caret;
        to = other < field->caret ? field->caret : other;
        if (from == to) return;
        remember(field, by_word ? TYPING_NOT : TYPING_ERASING);
    } else {
        remember(field, TYPING_NOT);
    }
    replace(field, from, to, "", 0);
}

bool ui_text_field_number(const UiTextField *field, double *out)
{
    double value = 0;
    if (!str_parse_double(ui_text_field_text(field), &value)) return false;
    if (field->min < field->max && (value < field->min || value > field->max)) return false;
    *out = value;
    return true;
}

void ui_text_field_step(UiTextField *field, double steps)
{
    char text[64];
    double value = 0;
    if (!str_parse_double(ui_text_field_text(field), &value)) value = fmax(0, field->min);
    const double step = field->step > 0 ? field->step : 1;
    value = step * (round(value / step) + steps);
    if (field->min < field->max) value = fmax(field->min, fmin(field->max, value));
    snprintf(text, sizeof text, "%.*f", field->decimals, value);
    if (strcmp(text, ui_text_field_text(field)) == 0) return;
    remember(field, TYPING_NOT);
    replace(field, 0, (int)field->text.length, text, strlen(text));
}

static void move(UiTextField *field, int to, bool keeps_anchor)
{
    field->caret = to;
    if (!keeps_anchor) field->anchor = to;
    field->typing = TYPING_NOT;
}

static void copy(const UiTextField *field, const UiClipboard *clipboard, int which)
{
    if (!clipboard || !clipboard->set || first(field) == last(field)) return;
    Str part = { 0 };
    str_add_n(&part, ui_text_field_text(field) + first(field),
              (size_t)(last(field) - first(field)));
    clipboard->set(clipboard->owner, which, part.text);
    str_finish(&part);
}

static void paste(UiTextField *field, const UiClipboard *clipboard, int which)
{
    char *text = clipboard && clipboard->get ? clipboard->get(clipboard->owner, which) : NULL;
    if (!text) return;
    field->typing = TYPING_NOT;
    ui_text_field_insert(field, text);
    field->typing = TYPING_NOT; // a paste is a step of its own
    free(text);
}

// The keys of editing that come with Ctrl, or their older twins.
static bool edit_key(UiTextField *field, const char *key, bool has_ctrl, bool has_shift,
                     const UiClipboard *clipboard)
{
    const bool is_copy = has_ctrl && (strcmp(key, "C") == 0 || strcmp(key, "Insert") == 0);
    const bool is_cut = (has_ctrl && strcmp(key, "X") == 0) ||
                        (has_shift && !has_ctrl && strcmp(key, "Delete") == 0);
    const bool is_paste = (has_ctrl && strcmp(key, "V") == 0) ||
                          (has_shift && !has_ctrl && strcmp(key, "Insert") == 0);
    if (is_copy || is_cut) copy(field, clipboard, 0);
    if (is_cut && first(field) != last(field)) {
        remember(field, TYPING_NOT);
        replace(field, first(field), last(field), "", 0);
    }
    if (is_paste) paste(field, clipboard, 0);
    if (is_copy || is_cut || is_paste) return true;
    if (!has_ctrl) return false;
    if (strcmp(key, "A") == 0)
        ui_text_field_select_all(field);
    else if (strcmp(key, "Z") == 0)
        (void)ui_text_field_undo(field, has_shift ? 1 : -1);
    else if (strcmp(key, "Y") == 0)
        (void)ui_text_field_undo(field, 1);
    else
        return false;
    return true;
}

static bool move_key(UiTextField *field, UiPainter *painter, const char *key, bool has_ctrl,
                     bool has_shift)
{
    const char *text = ui_text_field_text(field);
    const int towards = strcmp(key, "Left") == 0 ? -1 : strcmp(key, "Right") == 0 ? 1 : 0;
    if (towards && first(field) != last(field) && !has_shift && !has_ctrl)
        move(field, towards < 0 ? first(field) : last(field), false);
    else if (towards)
        move(field, ui_text_caret_step(painter, text, field->caret, towards, has_ctrl), has_shift);
    else if (strcmp(key, "Home") == 0)
        move(field, 0, has_shift);
    else if (strcmp(key, "End") == 0)
        move(field, (int)field->text.length, has_shift);
    else
        return false;
    return true;
}

static bool number_key(UiTextField *field, const char *key, bool has_shift)
{
    const double step = has_shift ? 10 : 1;
    if (!field->is_number) return false;
    if (strcmp(key, "Up") == 0)
        ui_text_field_step(field, step);
    else if (strcmp(key, "Down") == 0)
        ui_text_field_step(field, -step);
    else if (strcmp(key, "PageUp") == 0)
        ui_text_field_step(field, 10);
    else if (strcmp(key, "PageDown") == 0)
        ui_text_field_step(field, -10);
    else
        return false;
    return true;
}

// "Ctrl+Shift+Left": what is held is told, the rest returned.
static const char *bare(const char *key, bool *ctrl, bool *alt, bool *shift)
{
    *ctrl = *alt = *shift = false;
    if (str_starts(key, "Ctrl+") && key[5]) *ctrl = true, key += 5;
    if (str_starts(key, "Alt+") && key[4]) *alt = true, key += 4;
    if (str_starts(key, "Shift+") && key[6]) *shift = true, key += 6;
    return key;
}

bool ui_text_field_is_letter(const char *key)
{
    bool ctrl = false, alt = false, shift = false;
    key = bare(key, &ctrl, &alt, &shift);
    const size_t n = str_utf8_bytes(key, strlen(key));
    return !ctrl && !alt && ((n > 0 && key[n] == 0) || strcmp(key, "Space") == 0);
}

bool ui_text_field_key(UiTextField *field, UiPainter *painter, const char *key,
                       const UiClipboard *clipboard)
{
    bool ctrl = false, alt = false, shift = false;
    if (ui_text_field_is_composing(field)) return true; // they are the input method's
    if (ui_text_field_is_letter(key)) return true;      // it comes as text
    key = bare(key, &ctrl, &alt, &shift);
    if (alt) return false;
    if (edit_key(field, key, ctrl, shift, clipboard)) return true;
    if (move_key(field, painter, key, ctrl, shift)) {
        copy(field, clipboard, 1);
        return true;
    }
    if (!ctrl && number_key(field, key, shift)) return true;
    if (strcmp(key, "Backspace") == 0)
        erase(field, painter, -1, ctrl);
    else if (strcmp(key, "Delete") == 0)
        erase(field, painter, 1, ctrl);
    else
        return false;
    return true;
}

// --- the pointer ---

// The unit pressed on, by clicks: a place, a word, all.
static void unit_at(const UiTextField *field, UiPainter *painter, int at, int clicks, int *from,
                    int *to)
{
    *from = *to = at;
    if (clicks == 2) ui_text_caret_word(painter, ui_text_field_text(field), at, from, to);
    if (clicks >= 3) {
        *from = 0;
        *to = (int)field->text.length;
    }
}

static void press(UiTextField *field, UiPainter *painter, int at, const UiTextFieldPointer *p)
{
    field->typing = TYPING_NOT;
    if (p->has_shift && p->clicks < 2) {
        field->caret = at;
        field->drag_from = field->drag_to = field->anchor;
    } else {
        unit_at(field, painter, at, p->clicks, &field->drag_from, &field->drag_to);
        field->anchor = field->drag_from;
        field->caret = field->drag_to;
    }
    field->drag_clicks = p->clicks > 0 ? p->clicks : 1;
}

// From what was pressed on to what is under the pointer now.
static void drag(UiTextField *field, UiPainter *painter, int at)
{
    int from = at, to = at;
    unit_at(field, painter, at, field->drag_clicks, &from, &to);
    const bool is_before = from < field->drag_from;
    field->anchor = is_before ? field->drag_to : field->drag_from;
    field->caret = is_before ? from : to > field->drag_to ? to : field->drag_to;
}

bool ui_text_field_pointer(UiTextField *field, UiPainter *painter, const UiTextFieldLook *look,
                           const UiTextFieldPointer *p, const UiClipboard *clipboard)
{
    if (look->is_disabled) return false;
    const int caret = field->caret, anchor = field->anchor;
    const uint64_t version = field->version;
    if (p->is_down) {
        const int arrow = ui_text_field_arrow(field, look, p->x, p->y);
        end_compose(field);
        if (p->button == 1 && arrow) {
            ui_text_field_step(field, arrow);
        } else if (p->button == 1) {
            press(field, painter, ui_text_field_hit(field, painter, look, p->x), p);
        } else if (p->button == 2) {
            move(field, ui_text_field_hit(field, painter, look, p->x), false);
            paste(field, clipboard, 1);
        }
        return true;
    }
    if (field->drag_clicks == 0) return false;
    if (p->is_up) {
        field->drag_clicks = 0;
        copy(field, clipboard, 1);
        return true;
    }
    drag(field, painter, ui_text_field_hit(field, painter, look, p->x));
    return caret != field->caret || anchor != field->anchor || version != field->version;
}
