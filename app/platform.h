// SPDX-License-Identifier: Apache-2.0
// platform.h - one window (or an unseen one) with an OpenGL 4.5 context, and its events in our own words.
// Does not: draw, interpret events (input.h), or know the city. Thread: main only.
#pragma once
#include "base/err.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct Platform Platform;

typedef struct {
    bool is_offscreen;         // no display is touched; true by itself where there is none
    int width, height;         // 0 = 1600 x 900, or what fits
    const char *title;         // UTF-8
} PlatformDesc;

typedef enum {
    PLATFORM_NONE,
    PLATFORM_QUIT,  // at once, of a signal
    PLATFORM_CLOSE, // of the window's cross
    PLATFORM_RESIZED,
    PLATFORM_EXPOSED,
    PLATFORM_POINTER_DOWN,
    PLATFORM_POINTER_UP,
    PLATFORM_POINTER_MOVE,
    PLATFORM_POINTER_LEAVE,
    PLATFORM_WHEEL,
    PLATFORM_KEY_DOWN,
    PLATFORM_KEY_UP,
    PLATFORM_TEXT,
    PLATFORM_COMPOSE, // the pre-edit of an input method changed
    PLATFORM_DROP,
    PLATFORM_FINGER_DOWN,
    PLATFORM_FINGER_UP,
    PLATFORM_FINGER_MOVE,
    PLATFORM_FOCUS_LOST,
    PLATFORM_CONTEXT_LOST,
    PLATFORM_WAKE // of platform_wake
} PlatformEventKind;

typedef struct {
    PlatformEventKind kind;
    double x_px, y_px;         // of the drawing surface, from the top left
    double wheel;              // notches, away from the user positive
    int button;                // 1 left, 2 middle, 3 right
    int clicks;                // 2 = double click
    int64_t finger;            // id while it touches
    bool is_repeat;            // of a held key
    bool has_shift, has_ctrl, has_alt;
    char key[48];              // "A", "Left", "F5" with "Ctrl+", "Alt+", "Shift+" before, in this order
    char key_bare[32];         // without them
    char text[512];            // TEXT, COMPOSE: UTF-8; DROP: a path
    int from_chars, count_chars; // COMPOSE: its caret (-1 = behind it) and the clause at work
    double t_s;                // monotonic
} PlatformEvent;

Platform *platform_open(const PlatformDesc *desc, Err *err);
void platform_close(Platform *platform); // NULL is fine
// A fresh context in place of one that was lost; whatever lived in the old one is gone. false:
// there is none now.
bool platform_renew_context(Platform *platform, Err *err);
// The next event, waiting at most wait_s for it. false = none.
bool platform_next(Platform *platform, double wait_s, PlatformEvent *out);
void platform_wake(void); // ends a wait of platform_next. Thread: any
void platform_size(const Platform *platform, int *width, int *height); // of the drawing surface, pixels
float platform_scale(const Platform *platform);                        // 1 at 96 dpi; CITYMIRROR_SCALE overrides
void platform_present(Platform *platform);
void platform_set_fullscreen(Platform *platform, bool is_fullscreen);
bool platform_is_fullscreen(const Platform *platform);
void platform_set_title(Platform *platform, const char *title);
void platform_set_clipboard(Platform *platform, const char *text);
// Another program's text; heap, caller frees; NULL = none. is_primary: the selection of X11 that
// the middle button gives.
char *platform_clipboard(Platform *platform, bool is_primary);
void platform_set_primary(Platform *platform, const char *text);
void platform_end_compose(Platform *platform); // the input method forgets its pre-edit
// Text input (and the input method) on while a field has the caret; caret in pixels x, y, width,
// height.
void platform_text_input(Platform *platform, bool is_on, const int caret_px[4]);
// The desktop's own program for a link opens it (xdg-open). ERR_UNSUPPORTED: there is none.
bool platform_open_link(Platform *platform, const char *link, Err *err);
bool platform_is_offscreen(const Platform *platform);
bool platform_has_display(void); // DISPLAY or WAYLAND_DISPLAY is set
