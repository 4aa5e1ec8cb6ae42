// SPDX-License-Identifier: Apache-2.0
// ui_theme.c - the two themes.
#include "ui/ui_theme.h"

#define HEX(rgb, alpha) { ((rgb) >> 16 & 255) / 255.0, ((rgb) >> 8 & 255) / 255.0, ((rgb) & 255) / 255.0, alpha }

static const UiTheme ui_theme_night = {
    .is_dark = true,
    .colours = {
        [UI_COLOUR_TEXT] = HEX(0xe6f0ff, 1), [UI_COLOUR_DIM] = HEX(0x8ea6c9, 1), [UI_COLOUR_ACCENT] = HEX(0x35d0ff, 1),
        [UI_COLOUR_ON_ACCENT] = HEX(0x04121f, 1), [UI_COLOUR_GLASS_TOP] = HEX(0x0d1e40, 0.93), [UI_COLOUR_GLASS_BOTTOM] = HEX(0x081429, 0.89),
        [UI_COLOUR_BORDER] = HEX(0x4aa3ff, 0.34), [UI_COLOUR_RULE] = HEX(0x7fb4ff, 0.16), [UI_COLOUR_HOVER] = HEX(0x58b4ff, 0.16),
        [UI_COLOUR_FIELD] = HEX(0x03101f, 0.66), [UI_COLOUR_GOOD] = HEX(0x38e0a0, 1), [UI_COLOUR_BUSY] = HEX(0x35d0ff, 1),
        [UI_COLOUR_BAD] = HEX(0xff5d73, 1), [UI_COLOUR_WARN] = HEX(0xffb547, 1), [UI_COLOUR_SHADOW] = HEX(0x000000, 0.35),
        [UI_COLOUR_TITLE] = HEX(0xdff4ff, 1),
    },
};
static const UiTheme ui_theme_day = {
    .is_dark = false,
    .colours = {
        [UI_COLOUR_TEXT] = HEX(0x17253b, 1), [UI_COLOUR_DIM] = HEX(0x5d6e87, 1), [UI_COLOUR_ACCENT] = HEX(0x1668dc, 1),
        [UI_COLOUR_ON_ACCENT] = HEX(0xffffff, 1), [UI_COLOUR_GLASS_TOP] = HEX(0xffffff, 0.97), [UI_COLOUR_GLASS_BOTTOM] = HEX(0xf4f8fc, 0.95),
        [UI_COLOUR_BORDER] = HEX(0x1d3a63, 0.14), [UI_COLOUR_RULE] = HEX(0x1d3a63, 0.11), [UI_COLOUR_HOVER] = HEX(0x1668dc, 0.09),
        [UI_COLOUR_FIELD] = HEX(0xffffff, 0.80), [UI_COLOUR_GOOD] = HEX(0x12925a, 1), [UI_COLOUR_BUSY] = HEX(0x1668dc, 1),
        [UI_COLOUR_BAD] = HEX(0xd0323f, 1), [UI_COLOUR_WARN] = HEX(0xb26a00, 1), [UI_COLOUR_SHADOW] = HEX(0x12233d, 0.20),
        [UI_COLOUR_TITLE] = HEX(0x12284a, 1),
    },
};

static const UiTheme ui_theme_night_past = {
    .is_dark = true,
    .colours = {
        [UI_COLOUR_TEXT] = HEX(0xf6f0e4, 1), [UI_COLOUR_DIM] = HEX(0xb3a78f, 1), [UI_COLOUR_ACCENT] = HEX(0xffb02e, 1),
        [UI_COLOUR_ON_ACCENT] = HEX(0x1c1200, 1), [UI_COLOUR_GLASS_TOP] = HEX(0x1d1a22, 0.94), [UI_COLOUR_GLASS_BOTTOM] = HEX(0x121016, 0.91),
        [UI_COLOUR_BORDER] = HEX(0xffb02e, 0.42), [UI_COLOUR_RULE] = HEX(0xffd28a, 0.16), [UI_COLOUR_HOVER] = HEX(0xffb02e, 0.16),
        [UI_COLOUR_FIELD] = HEX(0x0b0906, 0.62), [UI_COLOUR_GOOD] = HEX(0x38e0a0, 1), [UI_COLOUR_BUSY] = HEX(0xffb02e, 1),
        [UI_COLOUR_BAD] = HEX(0xff5d73, 1), [UI_COLOUR_WARN] = HEX(0xffb547, 1), [UI_COLOUR_SHADOW] = HEX(0x000000, 0.35),
        [UI_COLOUR_TITLE] = HEX(0xffe9c4, 1),
    },
};
static const UiTheme ui_theme_day_past = {
    .is_dark = false,
    .colours = {
        [UI_COLOUR_TEXT] = HEX(0x2b2317, 1), [UI_COLOUR_DIM] = HEX(0x7b6c55, 1), [UI_COLOUR_ACCENT] = HEX(0xc26a00, 1),
        [UI_COLOUR_ON_ACCENT] = HEX(0xffffff, 1), [UI_COLOUR_GLASS_TOP] = HEX(0xfffdf8, 0.97), [UI_COLOUR_GLASS_BOTTOM] = HEX(0xfdf6ea, 0.96),
        [UI_COLOUR_BORDER] = HEX(0xc26a00, 0.38), [UI_COLOUR_RULE] = HEX(0x63461d, 0.13), [UI_COLOUR_HOVER] = HEX(0xc26a00, 0.10),
        [UI_COLOUR_FIELD] = HEX(0xffffff, 0.85), [UI_COLOUR_GOOD] = HEX(0x12925a, 1), [UI_COLOUR_BUSY] = HEX(0xc26a00, 1),
        [UI_COLOUR_BAD] = HEX(0xd0323f, 1), [UI_COLOUR_WARN] = HEX(0xb26a00, 1), [UI_COLOUR_SHADOW] = HEX(0x3d2c12, 0.20),
        [UI_COLOUR_TITLE] = HEX(0x4a3312, 1),
    },
};

const UiTheme *ui_theme_past(StateLook look)
{
    return look == STATE_LOOK_NIGHT ? &ui_theme_night_past : &ui_theme_day_past;
}

const UiTheme *ui_theme(StateLook look)
{
    return look == STATE_LOOK_NIGHT ? &ui_theme_night : &ui_theme_day;
}

double ui_font_size(UiFont font)
{
    static const double sizes[UI_FONT_COUNT] = { 13, 11, 13, 14, 24, 23 };
    return sizes[font];
}

bool ui_font_is_bold(UiFont font)
{
    return font == UI_FONT_STRONG || font == UI_FONT_TITLE || font == UI_FONT_CITY;
}
