// SPDX-License-Identifier: Apache-2.0
// ui_edit.c - characters in and out at the caret, whole ones only.
#include "ui/ui_edit.h"
#include "base/str.h"
#include <string.h>

void ui_edit_set(UiEdit *edit, const char *text)
{
    edit->caret = (int)str_copy_utf8(edit->text, sizeof edit->text, text ? text : "");
}

void ui_edit_type(UiEdit *edit, const char *utf8)
{
    while (*utf8) {
        const size_t bytes = str_utf8_bytes(utf8, strlen(utf8)), length = strlen(edit->text);
        if (bytes == 0) return;
        const bool is_control = bytes == 1 && ((unsigned char)*utf8 < ' ' || *utf8 == 127);
        if (!is_control && length + bytes < sizeof edit->text) {
            char *at = edit->text + edit->caret;
            memmove(at + bytes, at, length - (size_t)edit->caret + 1);
            memcpy(at, utf8, bytes);
            edit->caret += (int)bytes;
        }
        utf8 += bytes;
    }
}

static int before(const UiEdit *edit, int at)
{
    if (at > 0) at--;
    while (at > 0 && ((unsigned char)edit->text[at] & 0xc0) == 0x80) at--;
    return at;
}

static int after(const UiEdit *edit, int at)
{
    if (edit->text[at]) at++;
    while (((unsigned char)edit->text[at] & 0xc0) == 0x80) at++;
    return at;
}

static void cut(UiEdit *edit, int from, int to)
{
    memmove(edit->text + from, edit->text + to, strlen(edit->text + to) + 1);
    edit->caret = from;
}

bool ui_edit_key(UiEdit *edit, const char *key)
{
    if (strcmp(key, "Left") == 0)
        edit->caret = before(edit, edit->caret);
    else if (strcmp(key, "Right") == 0)
        edit->caret = after(edit, edit->caret);
    else if (strcmp(key, "Home") == 0)
        edit->caret = 0;
    else if (strcmp(key, "End") == 0)
        edit->caret = (int)strlen(edit->text);
    else if (strcmp(key, "Backspace") == 0)
        cut(edit, before(edit, edit->caret), edit->caret);
    else if (strcmp(key, "Delete") == 0)
        cut(edit, edit->caret, after(edit, edit->caret));
    else if (strcmp(key, "Ctrl+U") == 0)
        cut(edit, 0, (int)strlen(edit->text));
    else
        return false;
    return true;
}
