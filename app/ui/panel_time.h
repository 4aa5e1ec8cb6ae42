// SPDX-License-Identifier: Apache-2.0
// panel_time.h - what ui.c asks of the time slider: its room, its pointer; and how times are
// written.
#pragma once
#include "ui/ui_panel.h"

extern const UiPanelRow panel_time, panel_replay, panel_edge_left, panel_edge_right;

#define PANEL_TIME_AXIS 58.0  // height of the axis
#define PANEL_TIME_SCRUB 36.0 // of it: here the head is moved, below the span

bool panel_time_is_past(const UiContext *context); // history is shown
// Of the window's foot, above the strip: what other panels leave free; of the toast: more.
double panel_time_inset(const UiContext *context, bool is_toast);
// Follows the head and the present; before the panels are built.
void panel_time_follow(UiMemory *memory, const UiContext *context);
// Drag and wheel on the axis, in the tree's units. True: taken.
typedef struct {
    double x, y, wheel;
    bool is_down, is_up, is_inside;
} UiTimePointer;
bool panel_time_pointer(UiMemory *memory, const UiTree *tree, const UiTimePointer *pointer,
                        Str *out);
void panel_time_action(UiMemory *memory, const char *action); // "@time", "@time:3600"

const char *panel_time_speed(double speed, UiTree *tree); // "60×"
// What the axis shows, in the tree's arena, and how.
const void *panel_time_axis(const UiContext *context, UiTree *tree, double width);
void panel_time_axis_paint(UiPainter *painter, cairo_t *cr, const UiTheme *theme,
                           const double rect[4], const void *source);

// "2026年6月21日 星期日 18:30:05", "Sun 21 Jun 2026 18:30:05".
void ui_instant_text(const UiContext *context, int64_t t_us, char *out, size_t cap);
