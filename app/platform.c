// SPDX-License-Identifier: Apache-2.0
// platform.c - the window on SDL 2; headless through SDL's offscreen driver, which brings its own EGL.
#include "platform.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Platform {
    SDL_Window *window;
    SDL_GLContext context;
    bool is_offscreen, is_text_input;
    int width, height;
    int caret_px[4]; // as the input method was told
    float pixels_per_point;
};

bool platform_has_display(void)
{
    const char *x11 = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");
    return (x11 && x11[0]) || (wayland && wayland[0]);
}

static void platform_measure(Platform *platform)
{
    int points = 0, points_high = 0;
    SDL_GetWindowSize(platform->window, &points, &points_high);
    SDL_GL_GetDrawableSize(platform->window, &platform->width, &platform->height);
    platform->pixels_per_point = points > 0 ? (float)platform->width / (float)points : 1;
}

static bool platform_open_context(Platform *platform, Err *err)
{
    // A robust context says when the device was reset; not every driver has one.
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_RESET_NOTIFICATION, SDL_GL_CONTEXT_RESET_LOSE_CONTEXT);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_FLAGS, SDL_GL_CONTEXT_ROBUST_ACCESS_FLAG);
    platform->context = SDL_GL_CreateContext(platform->window);
    if (!platform->context) {
        SDL_GL_SetAttribute(SDL_GL_CONTEXT_RESET_NOTIFICATION,
                            SDL_GL_CONTEXT_RESET_NO_NOTIFICATION);
        SDL_GL_SetAttribute(SDL_GL_CONTEXT_FLAGS, 0);
        platform->context = SDL_GL_CreateContext(platform->window);
    }
    if (!platform->context) {
        err_set(err, ERR_GPU, "no OpenGL 4.5 context: %s; a driver with OpenGL 4.5, or Mesa's software one, is needed", SDL_GetError());
        return false;
    }
    // Waiting for the screen is right in a window and only costs time without one.
    if (SDL_GL_SetSwapInterval(platform->is_offscreen ? 0 : -1) != 0) SDL_GL_SetSwapInterval(platform->is_offscreen ? 0 : 1);
    return true;
}

static void platform_fit_display(int *width, int *height)
{
    SDL_Rect area;
    if (SDL_GetDisplayUsableBounds(0, &area) != 0) return;
    if (*width > area.w) *width = area.w;
    if (*height > area.h) *height = area.h;
}

Platform *platform_open(const PlatformDesc *desc, Err *err)
{
    Platform *platform = calloc(1, sizeof *platform);
    if (!platform) {
        err_set(err, ERR_MEMORY, "no memory for a window");
        return NULL;
    }
    platform->is_offscreen = desc->is_offscreen || !platform_has_display();
    if (platform->is_offscreen) SDL_SetHint(SDL_HINT_VIDEODRIVER, "offscreen");
    SDL_SetHint(SDL_HINT_IME_SHOW_UI, "1");
    SDL_SetHint(SDL_HINT_IME_SUPPORT_EXTENDED_TEXT, "1");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "0");
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_QUIT_ON_LAST_WINDOW_CLOSE, "0"); // the cross may ask first
    // A window is asked to close and saves its session; a headless run ends at once, also in the
    // middle of a drawing.
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, platform->is_offscreen ? "1" : "0");
    SDL_SetMainReady();
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) {
        err_set(err, ERR_GPU, "no picture surface: %s", SDL_GetError());
        free(platform);
        return NULL;
    }
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 4);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 5);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
    SDL_GL_SetAttribute(SDL_GL_STENCIL_SIZE, 0);
    SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
    int width = desc->width ? desc->width : 1600, height = desc->height ? desc->height : 900;
    if (!platform->is_offscreen) platform_fit_display(&width, &height);
    const Uint32 flags = SDL_WINDOW_OPENGL | (platform->is_offscreen ? SDL_WINDOW_HIDDEN : SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    platform->window = SDL_CreateWindow(desc->title ? desc->title : "Citymirror", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width,
                                        height, flags);
    if (!platform->window) {
        err_set(err, ERR_GPU, "no window: %s", SDL_GetError());
        platform_close(platform);
        return NULL;
    }
    if (!platform_open_context(platform, err)) {
        platform_close(platform);
        return NULL;
    }
    SDL_SetWindowMinimumSize(platform->window, 640, 400);
    SDL_StopTextInput();
    platform_measure(platform);
    return platform;
}

bool platform_renew_context(Platform *platform, Err *err)
{
    if (platform->context) SDL_GL_DeleteContext(platform->context);
    platform->context = NULL;
    return platform_open_context(platform, err);
}

void platform_close(Platform *platform)
{
    if (!platform) return;
    if (platform->context) SDL_GL_DeleteContext(platform->context);
    if (platform->window) SDL_DestroyWindow(platform->window);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    free(platform);
}

static void platform_modifiers(PlatformEvent *out)
{
    const SDL_Keymod mod = SDL_GetModState();
    out->has_shift = (mod & KMOD_SHIFT) != 0;
    out->has_ctrl = (mod & KMOD_CTRL) != 0;
    out->has_alt = (mod & KMOD_ALT) != 0;
}

static void platform_key(const SDL_KeyboardEvent *key, PlatformEvent *out)
{
    const char *name = SDL_GetKeyName(key->keysym.sym);
    if (!name[0]) name = SDL_GetScancodeName(key->keysym.scancode);
    // The number pad's digits and operators mean the same as the row's.
    if (str_starts(name, "Keypad ")) name += 7;
    snprintf(out->key_bare, sizeof out->key_bare, "%s", name);
    const Uint16 mod = key->keysym.mod;
    out->has_shift = (mod & KMOD_SHIFT) != 0;
    out->has_ctrl = (mod & KMOD_CTRL) != 0;
    out->has_alt = (mod & KMOD_ALT) != 0;
    snprintf(out->key, sizeof out->key, "%s%s%s%s", out->has_ctrl ? "Ctrl+" : "", out->has_alt ? "Alt+" : "", out->has_shift ? "Shift+" : "",
             out->key_bare);
    out->is_repeat = key->repeat != 0;
}

static void platform_window_event(Platform *platform, const SDL_WindowEvent *event, PlatformEvent *out)
{
    switch (event->event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED:
        platform_measure(platform);
        out->kind = PLATFORM_RESIZED;
        break;
    case SDL_WINDOWEVENT_EXPOSED:
    case SDL_WINDOWEVENT_SHOWN:
    case SDL_WINDOWEVENT_RESTORED: out->kind = PLATFORM_EXPOSED; break;
    case SDL_WINDOWEVENT_LEAVE: out->kind = PLATFORM_POINTER_LEAVE; break;
    case SDL_WINDOWEVENT_FOCUS_LOST: out->kind = PLATFORM_FOCUS_LOST; break;
    case SDL_WINDOWEVENT_CLOSE: out->kind = PLATFORM_CLOSE; break;
    default: break;
    }
}

static void platform_translate(Platform *platform, SDL_Event *event, PlatformEvent *out)
{
    const double scale = (double)platform->pixels_per_point;
    switch (event->type) {
    case SDL_QUIT: out->kind = PLATFORM_QUIT; break;
    case SDL_USEREVENT: out->kind = PLATFORM_WAKE; break;
    case SDL_WINDOWEVENT: platform_window_event(platform, &event->window, out); break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        if (event->button.which == SDL_TOUCH_MOUSEID) break;
        out->kind = event->type == SDL_MOUSEBUTTONDOWN ? PLATFORM_POINTER_DOWN : PLATFORM_POINTER_UP;
        out->button = event->button.button == SDL_BUTTON_LEFT ? 1 : event->button.button == SDL_BUTTON_MIDDLE ? 2 : 3;
        out->clicks = event->button.clicks;
        out->x_px = event->button.x * scale;
        out->y_px = event->button.y * scale;
        platform_modifiers(out);
        break;
    case SDL_MOUSEMOTION:
        if (event->motion.which == SDL_TOUCH_MOUSEID) break;
        out->kind = PLATFORM_POINTER_MOVE;
        out->x_px = event->motion.x * scale;
        out->y_px = event->motion.y * scale;
        platform_modifiers(out);
        break;
    case SDL_MOUSEWHEEL:
        out->kind = PLATFORM_WHEEL;
        out->wheel = (double)event->wheel.preciseY * (event->wheel.direction == SDL_MOUSEWHEEL_FLIPPED ? -1 : 1);
        out->x_px = event->wheel.mouseX * scale;
        out->y_px = event->wheel.mouseY * scale;
        platform_modifiers(out);
        break;
    case SDL_KEYDOWN:
    case SDL_KEYUP:
        out->kind = event->type == SDL_KEYDOWN ? PLATFORM_KEY_DOWN : PLATFORM_KEY_UP;
        platform_key(&event->key, out);
        break;
    case SDL_TEXTINPUT:
        out->kind = PLATFORM_TEXT;
        str_copy_utf8(out->text, sizeof out->text, event->text.text);
        break;
    case SDL_TEXTEDITING:
        out->kind = PLATFORM_COMPOSE;
        str_copy_utf8(out->text, sizeof out->text, event->edit.text);
        out->from_chars = event->edit.start;
        out->count_chars = event->edit.length;
        break;
    case SDL_TEXTEDITING_EXT:
        out->kind = PLATFORM_COMPOSE;
        str_copy_utf8(out->text, sizeof out->text, event->editExt.text ? event->editExt.text : "");
        out->from_chars = event->editExt.start;
        out->count_chars = event->editExt.length;
        SDL_free(event->editExt.text);
        break;
    case SDL_DROPFILE:
    case SDL_DROPTEXT:
        out->kind = PLATFORM_DROP;
        str_copy_utf8(out->text, sizeof out->text, event->drop.file);
        SDL_free(event->drop.file);
        break;
    case SDL_FINGERDOWN:
    case SDL_FINGERUP:
    case SDL_FINGERMOTION:
        out->kind = event->type == SDL_FINGERDOWN ? PLATFORM_FINGER_DOWN
                    : event->type == SDL_FINGERUP ? PLATFORM_FINGER_UP
                                                  : PLATFORM_FINGER_MOVE;
        out->finger = event->tfinger.fingerId;
        out->x_px = (double)event->tfinger.x * platform->width;
        out->y_px = (double)event->tfinger.y * platform->height;
        break;
    case SDL_RENDER_DEVICE_RESET: out->kind = PLATFORM_CONTEXT_LOST; break;
    default: break;
    }
}

bool platform_next(Platform *platform, double wait_s, PlatformEvent *out)
{
    SDL_Event event;
    const double until_s = clock_monotonic_s() + wait_s;
    for (;;) {
        const double left_s = until_s - clock_monotonic_s();
        const int is_there = left_s > 0.001 ? SDL_WaitEventTimeout(&event, (int)(left_s * 1000)) : SDL_PollEvent(&event);
        if (!is_there) return false;
        *out = (PlatformEvent){ .t_s = clock_monotonic_s() };
        platform_translate(platform, &event, out);
        if (out->kind != PLATFORM_NONE) return true;
    }
}

void platform_wake(void)
{
    SDL_Event event = { .type = SDL_USEREVENT };
    SDL_PushEvent(&event);
}

void platform_size(const Platform *platform, int *width, int *height)
{
    *width = platform->width;
    *height = platform->height;
}

float platform_scale(const Platform *platform)
{
    double asked = 0;
    const char *text = getenv("CITYMIRROR_SCALE");
    if (text && str_parse_double(text, &asked) && asked >= 0.5 && asked <= 4) return (float)asked;
    if (platform->pixels_per_point > 1.01f) return platform->pixels_per_point;
    float dpi = 0;
    if (platform->is_offscreen || SDL_GetDisplayDPI(SDL_GetWindowDisplayIndex(platform->window), NULL, &dpi, NULL) != 0) return 1;
    // Reported densities are rough: only clear steps count.
    return dpi > 260 ? 2.5f : dpi > 180 ? 2 : dpi > 135 ? 1.5f : 1;
}

void platform_present(Platform *platform)
{
    SDL_GL_SwapWindow(platform->window);
}

void platform_set_fullscreen(Platform *platform, bool is_fullscreen)
{
    if (SDL_SetWindowFullscreen(platform->window, is_fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0) != 0) {
        log_print(LOG_WARN, "full screen: %s", SDL_GetError());
    }
    platform_measure(platform);
}

bool platform_is_fullscreen(const Platform *platform)
{
    return (SDL_GetWindowFlags(platform->window) & SDL_WINDOW_FULLSCREEN_DESKTOP) != 0;
}

void platform_set_title(Platform *platform, const char *title)
{
    SDL_SetWindowTitle(platform->window, title);
}

void platform_set_clipboard(Platform *platform, const char *text)
{
    if (!platform->is_offscreen) SDL_SetClipboardText(text);
}

void platform_set_primary(Platform *platform, const char *text)
{
    if (!platform->is_offscreen) SDL_SetPrimarySelectionText(text);
}

char *platform_clipboard(Platform *platform, bool is_primary)
{
    if (platform->is_offscreen) return NULL;
    char *text = is_primary ? SDL_GetPrimarySelectionText() : SDL_GetClipboardText();
    char *copy = text && text[0] ? str_copy(text) : NULL;
    SDL_free(text);
    return copy;
}

void platform_end_compose(Platform *platform)
{
    if (platform->is_text_input) SDL_ClearComposition();
}

void platform_text_input(Platform *platform, bool is_on, const int caret_px[4])
{
    // Each place is a message to the input method.
    if (is_on && memcmp(caret_px, platform->caret_px, sizeof platform->caret_px) != 0) {
        memcpy(platform->caret_px, caret_px, sizeof platform->caret_px);
        const float s = platform->pixels_per_point > 0 ? platform->pixels_per_point : 1;
        const SDL_Rect rect = { (int)((float)caret_px[0] / s), (int)((float)caret_px[1] / s), (int)((float)caret_px[2] / s) + 1,
                                (int)((float)caret_px[3] / s) + 1 };
        SDL_SetTextInputRect(&rect);
    }
    if (is_on == platform->is_text_input) return;
    platform->is_text_input = is_on;
    if (is_on) SDL_StartTextInput();
    else SDL_StopTextInput();
}

bool platform_open_link(Platform *platform, const char *link, Err *err)
{
    if (!platform->is_offscreen && SDL_OpenURL(link) == 0) return true;
    err_set(err, ERR_UNSUPPORTED, "nothing on this desktop opens links: %s", SDL_GetError());
    return false;
}

bool platform_is_offscreen(const Platform *platform)
{
    return platform->is_offscreen;
}
