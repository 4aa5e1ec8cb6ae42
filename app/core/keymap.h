// SPDX-License-Identifier: Apache-2.0
// keymap.h - key names to command lines: one table for the window, the help and the README.
#pragma once
#include <stdbool.h>

// Names as SDL gives them ("A", "Left", "F5", "Home", "="), with "Ctrl+", "Alt+", "Shift+" before, in this order.
typedef struct {
    const char *key;
    const char *command;       // a command line; held keys repeat it where is_repeated
    bool is_repeated;
    const char *help, *help_zh;
} KeymapRow;
extern const KeymapRow keymap_table[];
extern const int keymap_count;
const KeymapRow *keymap_find(const char *key); // NULL = no row
