// SPDX-License-Identifier: Apache-2.0
// ui_clipboard.h - how fields reach the desktop's clipboard; app fills it in. Thread: main.
#pragma once

// which: 0 the clipboard; 1, where there is one, the selection that the middle button gives.
typedef struct UiClipboard {
    void *owner;
    void (*set)(void *owner, int which, const char *utf8);
    char *(*get)(void *owner, int which); // heap, caller frees; NULL = nothing there
} UiClipboard;
