// SPDX-License-Identifier: Apache-2.0
// ui_theme.h - colours, fonts and measures of all panels: dark glass for night, light glass for day and white model.
// Lengths are in units of 1/96 inch at scale 1; the grid is 8.
#pragma once
#include "core/state.h"
#include <stdbool.h>

typedef struct {
    double r, g, b, a; // sRGB, straight
} UiRgba;

typedef enum {
    UI_COLOUR_TEXT, UI_COLOUR_DIM, UI_COLOUR_ACCENT, UI_COLOUR_ON_ACCENT, UI_COLOUR_GLASS_TOP, UI_COLOUR_GLASS_BOTTOM, UI_COLOUR_BORDER,
    UI_COLOUR_RULE, UI_COLOUR_HOVER, UI_COLOUR_FIELD, UI_COLOUR_GOOD, UI_COLOUR_BUSY, UI_COLOUR_BAD, UI_COLOUR_WARN, UI_COLOUR_SHADOW,
    UI_COLOUR_TITLE, UI_COLOUR_COUNT
} UiColour;

typedef enum {
    UI_FONT_BODY,
    UI_FONT_SMALL,
    UI_FONT_STRONG,
    UI_FONT_TITLE,
    UI_FONT_CLOCK,
    UI_FONT_CITY,
    UI_FONT_LARGE,
    UI_FONT_COUNT
} UiFont;

// Colours of charts: eight categories that stay apart for people with protanopia, deuteranopia and
// tritanopia (tests/ui/test_chart_theme.c measures it), then the greys of 其他.
#define UI_PALETTE_COUNT 8
// The four levels of warning as marks are drawn.
typedef enum {
    UI_LEVEL_BLUE,
    UI_LEVEL_YELLOW,
    UI_LEVEL_ORANGE,
    UI_LEVEL_RED,
    UI_LEVEL_COUNT
} UiLevel;

typedef struct {
    UiRgba colours[UI_COLOUR_COUNT];
    UiRgba palette[UI_PALETTE_COUNT], other, levels[UI_LEVEL_COUNT];
    bool is_dark, is_high_contrast;
} UiTheme;

// How strong the accent is under what is chosen and under heads.
#define UI_SELECTED_ALPHA(theme) ((theme)->is_high_contrast ? 0.20 : (theme)->is_dark ? 0.16 : 0.12)
#define UI_HEAD_ALPHA(theme) ((theme)->is_high_contrast ? 0.20 : (theme)->is_dark ? 0.16 : 0.10)
#define UI_GRID 8
#define UI_MARGIN 16     // of panels from the window's edge
#define UI_SHADOW 16     // round a panel's picture for its shadow
#define UI_ROW 28
#define UI_BAR 52        // top bar
#define UI_STRIP 28      // bottom strip
#define UI_RADIUS 8

const UiTheme *ui_theme(StateLook look);
const UiTheme *ui_theme_of(const State *state); // by look, contrast and whether history is shown
const UiTheme *ui_theme_high_contrast(void); // white on black, no glass
const UiTheme *ui_theme_past(StateLook look); // while history is shown: amber where it was blue
double ui_font_size(UiFont font);   // units
bool ui_font_is_bold(UiFont font);
