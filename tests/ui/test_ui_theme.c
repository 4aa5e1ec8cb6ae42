// SPDX-License-Identifier: Apache-2.0
// test_ui_theme.c - every text can be read in every theme, by the formula of WCAG 2.1.
#include "check.h"
#include "ui/ui_theme.h"
#include <math.h>
#include <stdio.h>

// Relative luminance and contrast ratio: WCAG 2.1, definitions; 1.4.3 asks 4.5:1 of text.
static double linear(double v)
{
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double contrast(UiRgba a, UiRgba b)
{
    const double x = 0.2126 * linear(a.r) + 0.7152 * linear(a.g) + 0.0722 * linear(a.b);
    const double y = 0.2126 * linear(b.r) + 0.7152 * linear(b.g) + 0.0722 * linear(b.b);
    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static UiRgba over(UiRgba a, double alpha, UiRgba b)
{
    return (UiRgba){ a.r * alpha + b.r * (1 - alpha), a.g * alpha + b.g * (1 - alpha),
                     a.b * alpha + b.b * (1 - alpha), 1 };
}

TEST(the_contrast_formula_gives_the_published_ratios)
{
    const UiRgba white = { 1, 1, 1, 1 }, black = { 0, 0, 0, 1 };
    const UiRgba grey = { 0x77 / 255.0, 0x77 / 255.0, 0x77 / 255.0, 1 };
    CHECK_NEAR(contrast(white, black), 21, 1e-9);
    CHECK_NEAR(contrast(white, grey), 4.48, 0.005); // #777 on white, known to fall just short
}

static const UiTheme *theme_at(int i)
{
    State city = { .look = i % 3 == 1 ? STATE_LOOK_NIGHT : STATE_LOOK_DAY,
                   .has_high_contrast = i % 3 == 2,
                   .clock_mode = i < 3 ? STATE_CLOCK_LIVE : STATE_CLOCK_REPLAY };
    return ui_theme_of(&city);
}

TEST(every_text_colour_has_four_and_a_half_to_one_on_every_ground_of_every_theme)
{
    static const UiColour texts[] = { UI_COLOUR_TEXT, UI_COLOUR_DIM,  UI_COLOUR_ACCENT,
                                      UI_COLOUR_GOOD, UI_COLOUR_BUSY, UI_COLOUR_BAD,
                                      UI_COLOUR_WARN, UI_COLOUR_TITLE };
    double least = INFINITY;
    for (int i = 0; i < 6; i++) {
        const UiTheme *t = theme_at(i);
        const UiRgba *c = t->colours, accent = c[UI_COLOUR_ACCENT];
        CHECK(contrast(c[UI_COLOUR_ON_ACCENT], accent) >= 4.5);
        // Top and bottom of the glass, before the blackest and the whitest city.
        for (int g = 0; g < 4; g++) {
            const UiRgba glass = c[g & 1 ? UI_COLOUR_GLASS_BOTTOM : UI_COLOUR_GLASS_TOP];
            const UiRgba city = g & 2 ? (UiRgba){ 1, 1, 1, 1 } : (UiRgba){ 0, 0, 0, 1 };
            const UiRgba plain = over(glass, glass.a, city);
            const UiRgba grounds[] = { plain, over(c[UI_COLOUR_FIELD], c[UI_COLOUR_FIELD].a, plain),
                                       over(c[UI_COLOUR_HOVER], c[UI_COLOUR_HOVER].a, plain),
                                       over(accent, UI_SELECTED_ALPHA(t), plain),
                                       over(accent, UI_HEAD_ALPHA(t), plain) };
            for (int k = 0; k < 8; k++)
                for (int n = 0; n < 5; n++) least = fmin(least, contrast(c[texts[k]], grounds[n]));
        }
    }
    if (least < 4.5) fprintf(stderr, "least contrast %.2f\n", least);
    CHECK(least >= 4.5);
}

TEST(a_focus_ring_is_told_from_the_glass_in_every_theme)
{
    // Of what is no text 1.4.11 asks 3:1.
    for (int i = 0; i < 6; i++) {
        const UiRgba *c = theme_at(i)->colours;
        CHECK(contrast(c[UI_COLOUR_ACCENT], c[UI_COLOUR_GLASS_TOP]) >= 3);
        CHECK(contrast(c[UI_COLOUR_ACCENT], c[UI_COLOUR_GLASS_BOTTOM]) >= 3);
    }
}

TEST(history_has_colours_for_charts_too)
{
    for (int i = 0; i < 6; i++) {
        CHECK_NEAR(theme_at(i)->palette[0].a, 1, 1e-12);
        CHECK_NEAR(theme_at(i)->levels[UI_LEVEL_RED].a, 1, 1e-12);
    }
    CHECK(theme_at(2)->is_high_contrast && theme_at(5)->is_high_contrast);
    CHECK(theme_at(2) != theme_at(5));
}
