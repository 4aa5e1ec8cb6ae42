// SPDX-License-Identifier: Apache-2.0
// ui_theme.c - the three themes, each also as it is while history is shown. Any text colour has
// 4.5:1 (WCAG 2.1, 1.4.3) on any ground, whatever lies behind the glass: test_ui_theme.c.
#include "ui/ui_theme.h"

#define HEX(rgb, alpha) { ((rgb) >> 16 & 255) / 255.0, ((rgb) >> 8 & 255) / 255.0, ((rgb) & 255) / 255.0, alpha }

static const UiTheme ui_theme_night = {
    .is_dark = true,
    .colours = {
        [UI_COLOUR_TEXT] = HEX(0xe6f0ff, 1), [UI_COLOUR_DIM] = HEX(0xa3b9da, 1), [UI_COLOUR_ACCENT] = HEX(0x35d0ff, 1),
        [UI_COLOUR_ON_ACCENT] = HEX(0x04121f, 1), [UI_COLOUR_GLASS_TOP] = HEX(0x0d1e40, 0.96), [UI_COLOUR_GLASS_BOTTOM] = HEX(0x081429, 0.94),
        [UI_COLOUR_BORDER] = HEX(0x4aa3ff, 0.34), [UI_COLOUR_RULE] = HEX(0x7fb4ff, 0.16), [UI_COLOUR_HOVER] = HEX(0x58b4ff, 0.14),
        [UI_COLOUR_FIELD] = HEX(0x03101f, 0.66), [UI_COLOUR_GOOD] = HEX(0x38e0a0, 1), [UI_COLOUR_BUSY] = HEX(0x35d0ff, 1),
        [UI_COLOUR_BAD] = HEX(0xff8a9a, 1), [UI_COLOUR_WARN] = HEX(0xffb547, 1), [UI_COLOUR_SHADOW] = HEX(0x000000, 0.35),
        [UI_COLOUR_TITLE] = HEX(0xdff4ff, 1),
    },
    .palette = { HEX(0x35d0ff, 1), HEX(0xffb547, 1), HEX(0x3a66e1, 1), HEX(0x00ffb7, 1), HEX(0xc3669f, 1), HEX(0xc2fd6d, 1), HEX(0x8985f4, 1), HEX(0x9eb9bd, 1) },
    .other = HEX(0x7c8ba5, 1),
    .levels = { HEX(0x4da6ff, 1), HEX(0xffd84d, 1), HEX(0xff9a3d, 1), HEX(0xff5d73, 1) },
};
static const UiTheme ui_theme_day = {
    .is_dark = false,
    .colours = {
        [UI_COLOUR_TEXT] = HEX(0x17253b, 1), [UI_COLOUR_DIM] = HEX(0x51617a, 1), [UI_COLOUR_ACCENT] = HEX(0x1259c3, 1),
        [UI_COLOUR_ON_ACCENT] = HEX(0xffffff, 1), [UI_COLOUR_GLASS_TOP] = HEX(0xffffff, 0.98), [UI_COLOUR_GLASS_BOTTOM] = HEX(0xf4f8fc, 0.97),
        [UI_COLOUR_BORDER] = HEX(0x1d3a63, 0.14), [UI_COLOUR_RULE] = HEX(0x1d3a63, 0.11), [UI_COLOUR_HOVER] = HEX(0x1668dc, 0.07),
        [UI_COLOUR_FIELD] = HEX(0xffffff, 0.80), [UI_COLOUR_GOOD] = HEX(0x0a6b40, 1), [UI_COLOUR_BUSY] = HEX(0x1259c3, 1),
        [UI_COLOUR_BAD] = HEX(0xb92430, 1), [UI_COLOUR_WARN] = HEX(0x8c5300, 1), [UI_COLOUR_SHADOW] = HEX(0x12233d, 0.20),
        [UI_COLOUR_TITLE] = HEX(0x12284a, 1),
    },
    .palette = { HEX(0x1668dc, 1), HEX(0xd16e0c, 1), HEX(0x009b7b, 1), HEX(0x91357e, 1), HEX(0x1697f2, 1), HEX(0x346e0a, 1), HEX(0x003061, 1), HEX(0xd32a4a, 1) },
    .other = HEX(0x8390a3, 1),
    .levels = { HEX(0x1668dc, 1), HEX(0x8f6a00, 1), HEX(0xb85000, 1), HEX(0xc8282f, 1) },
};
static const UiTheme ui_theme_contrast = {
    .is_dark = true,
    .is_high_contrast = true,
    .colours = {
        [UI_COLOUR_TEXT] = HEX(0xffffff, 1), [UI_COLOUR_DIM] = HEX(0xd2dae4, 1), [UI_COLOUR_ACCENT] = HEX(0x00d5ff, 1),
        [UI_COLOUR_ON_ACCENT] = HEX(0x000000, 1), [UI_COLOUR_GLASS_TOP] = HEX(0x000000, 1), [UI_COLOUR_GLASS_BOTTOM] = HEX(0x000000, 1),
        [UI_COLOUR_BORDER] = HEX(0xffffff, 0.85), [UI_COLOUR_RULE] = HEX(0xffffff, 0.40), [UI_COLOUR_HOVER] = HEX(0xffffff, 0.20),
        [UI_COLOUR_FIELD] = HEX(0x000000, 1), [UI_COLOUR_GOOD] = HEX(0x3dffa8, 1), [UI_COLOUR_BUSY] = HEX(0x00d5ff, 1),
        [UI_COLOUR_BAD] = HEX(0xff8f9d, 1), [UI_COLOUR_WARN] = HEX(0xffc14d, 1), [UI_COLOUR_SHADOW] = HEX(0x000000, 0.5),
        [UI_COLOUR_TITLE] = HEX(0xffffff, 1),
    },
    .palette = { HEX(0x00d5ff, 1), HEX(0xeaba11, 1), HEX(0x6779eb, 1), HEX(0x00ffb7, 1), HEX(0xe36994, 1), HEX(0xdbe665, 1), HEX(0xc293d6, 1), HEX(0xeef8f6, 1) },
    .other = HEX(0x9aa4ae, 1),
    .levels = { HEX(0x4da6ff, 1), HEX(0xffe14d, 1), HEX(0xffa34d, 1), HEX(0xff6b7d, 1) },
};
static const UiTheme ui_theme_contrast_past = {
    .is_dark = true,
    .is_high_contrast = true,
    .colours = {
        [UI_COLOUR_TEXT] = HEX(0xffffff, 1), [UI_COLOUR_DIM] = HEX(0xd2dae4, 1), [UI_COLOUR_ACCENT] = HEX(0xffb02e, 1),
        [UI_COLOUR_ON_ACCENT] = HEX(0x000000, 1), [UI_COLOUR_GLASS_TOP] = HEX(0x000000, 1), [UI_COLOUR_GLASS_BOTTOM] = HEX(0x000000, 1),
        [UI_COLOUR_BORDER] = HEX(0xffffff, 0.85), [UI_COLOUR_RULE] = HEX(0xffffff, 0.40), [UI_COLOUR_HOVER] = HEX(0xffffff, 0.20),
        [UI_COLOUR_FIELD] = HEX(0x000000, 1), [UI_COLOUR_GOOD] = HEX(0x3dffa8, 1), [UI_COLOUR_BUSY] = HEX(0xffb02e, 1),
        [UI_COLOUR_BAD] = HEX(0xff8f9d, 1), [UI_COLOUR_WARN] = HEX(0xffc14d, 1), [UI_COLOUR_SHADOW] = HEX(0x000000, 0.5),
        [UI_COLOUR_TITLE] = HEX(0xffffff, 1),
    },
    .palette = { HEX(0x00d5ff, 1), HEX(0xeaba11, 1), HEX(0x6779eb, 1), HEX(0x00ffb7, 1), HEX(0xe36994, 1), HEX(0xdbe665, 1), HEX(0xc293d6, 1), HEX(0xeef8f6, 1) },
    .other = HEX(0x9aa4ae, 1),
    .levels = { HEX(0x4da6ff, 1), HEX(0xffe14d, 1), HEX(0xffa34d, 1), HEX(0xff6b7d, 1) },
};

static const UiTheme ui_theme_night_past = {
    .is_dark = true,
    .colours = {
        [UI_COLOUR_TEXT] = HEX(0xf6f0e4, 1), [UI_COLOUR_DIM] = HEX(0xc2b79f, 1), [UI_COLOUR_ACCENT] = HEX(0xffb02e, 1),
        [UI_COLOUR_ON_ACCENT] = HEX(0x1c1200, 1), [UI_COLOUR_GLASS_TOP] = HEX(0x1d1a22, 0.96), [UI_COLOUR_GLASS_BOTTOM] = HEX(0x121016, 0.94),
        [UI_COLOUR_BORDER] = HEX(0xffb02e, 0.42), [UI_COLOUR_RULE] = HEX(0xffd28a, 0.16), [UI_COLOUR_HOVER] = HEX(0xffb02e, 0.14),
        [UI_COLOUR_FIELD] = HEX(0x0b0906, 0.62), [UI_COLOUR_GOOD] = HEX(0x38e0a0, 1), [UI_COLOUR_BUSY] = HEX(0xffb02e, 1),
        [UI_COLOUR_BAD] = HEX(0xff8a9a, 1), [UI_COLOUR_WARN] = HEX(0xffb547, 1), [UI_COLOUR_SHADOW] = HEX(0x000000, 0.35),
        [UI_COLOUR_TITLE] = HEX(0xffe9c4, 1),
    },
    .palette = { HEX(0x35d0ff, 1), HEX(0xffb547, 1), HEX(0x3a66e1, 1), HEX(0x00ffb7, 1), HEX(0xc3669f, 1), HEX(0xc2fd6d, 1), HEX(0x8985f4, 1), HEX(0x9eb9bd, 1) },
    .other = HEX(0x7c8ba5, 1),
    .levels = { HEX(0x4da6ff, 1), HEX(0xffd84d, 1), HEX(0xff9a3d, 1), HEX(0xff5d73, 1) },
};
static const UiTheme ui_theme_day_past = {
    .is_dark = false,
    .colours = {
        [UI_COLOUR_TEXT] = HEX(0x2b2317, 1), [UI_COLOUR_DIM] = HEX(0x6b5d47, 1), [UI_COLOUR_ACCENT] = HEX(0x934e00, 1),
        [UI_COLOUR_ON_ACCENT] = HEX(0xffffff, 1), [UI_COLOUR_GLASS_TOP] = HEX(0xfffdf8, 0.98), [UI_COLOUR_GLASS_BOTTOM] = HEX(0xfdf6ea, 0.97),
        [UI_COLOUR_BORDER] = HEX(0xc26a00, 0.38), [UI_COLOUR_RULE] = HEX(0x63461d, 0.13), [UI_COLOUR_HOVER] = HEX(0xc26a00, 0.08),
        [UI_COLOUR_FIELD] = HEX(0xffffff, 0.85), [UI_COLOUR_GOOD] = HEX(0x0a6b40, 1), [UI_COLOUR_BUSY] = HEX(0x934e00, 1),
        [UI_COLOUR_BAD] = HEX(0xb92430, 1), [UI_COLOUR_WARN] = HEX(0x8c5300, 1), [UI_COLOUR_SHADOW] = HEX(0x3d2c12, 0.20),
        [UI_COLOUR_TITLE] = HEX(0x4a3312, 1),
    },
    .palette = { HEX(0x1668dc, 1), HEX(0xd16e0c, 1), HEX(0x009b7b, 1), HEX(0x91357e, 1), HEX(0x1697f2, 1), HEX(0x346e0a, 1), HEX(0x003061, 1), HEX(0xd32a4a, 1) },
    .other = HEX(0x8390a3, 1),
    .levels = { HEX(0x1668dc, 1), HEX(0x8f6a00, 1), HEX(0xb85000, 1), HEX(0xc8282f, 1) },
};

const UiTheme *ui_theme_past(StateLook look)
{
    return look == STATE_LOOK_NIGHT ? &ui_theme_night_past : &ui_theme_day_past;
}

const UiTheme *ui_theme(StateLook look)
{
    return look == STATE_LOOK_NIGHT ? &ui_theme_night : &ui_theme_day;
}

const UiTheme *ui_theme_of(const State *state)
{
    const bool is_past = state->clock_mode != STATE_CLOCK_LIVE;
    if (state->has_high_contrast) return is_past ? &ui_theme_contrast_past : &ui_theme_contrast;
    return is_past ? ui_theme_past(state->look) : ui_theme(state->look);
}

const UiTheme *ui_theme_high_contrast(void)
{
    return &ui_theme_contrast;
}

double ui_font_size(UiFont font)
{
    static const double sizes[UI_FONT_COUNT] = { 13, 11, 13, 14, 24, 23, 16 };
    return sizes[font];
}

bool ui_font_is_bold(UiFont font)
{
    return font == UI_FONT_STRONG || font == UI_FONT_TITLE || font == UI_FONT_CITY ||
           font == UI_FONT_LARGE;
}
