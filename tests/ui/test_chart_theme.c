// SPDX-License-Identifier: Apache-2.0
// test_chart_theme.c - colours of charts by measure: contrast (WCAG 2.1) and distance for eyes
// without one kind of cone (Machado, Oliveira, Fernandes 2009, severity 1; distance in Oklab,
// Ottosson 2020, in hundredths).
#include "check.h"
#include "core/state.h"
#include "ui/ui_theme.h"

static double linear(double c)
{
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double contrast(UiRgba a, UiRgba b)
{
    const double x = 0.2126 * linear(a.r) + 0.7152 * linear(a.g) + 0.0722 * linear(a.b),
                 y = 0.2126 * linear(b.r) + 0.7152 * linear(b.g) + 0.0722 * linear(b.b);
    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static const double eyes[4][9] = {
    { 1, 0, 0, 0, 1, 0, 0, 0, 1 },
    { 0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998 },
    { 0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881 },
    { 1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900 },
};

static void oklab(UiRgba colour, int eye, double out[3])
{
    const double rgb[3] = { linear(colour.r), linear(colour.g), linear(colour.b) };
    double seen[3];
    for (int i = 0; i < 3; i++)
        seen[i] = fmin(1, fmax(0, eyes[eye][3 * i] * rgb[0] + eyes[eye][3 * i + 1] * rgb[1] +
                                      eyes[eye][3 * i + 2] * rgb[2]));
    const double l = cbrt(0.4122214708 * seen[0] + 0.5363325363 * seen[1] + 0.0514459929 * seen[2]);
    const double m = cbrt(0.2119034982 * seen[0] + 0.6806995451 * seen[1] + 0.1073969566 * seen[2]);
    const double s = cbrt(0.0883024619 * seen[0] + 0.2817188376 * seen[1] + 0.6299787005 * seen[2]);
    out[0] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
    out[1] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
    out[2] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
}

static double distance(UiRgba a, UiRgba b, int eye)
{
    double x[3], y[3];
    oklab(a, eye, x);
    oklab(b, eye, y);
    return 100 * sqrt(pow(x[0] - y[0], 2) + pow(x[1] - y[1], 2) + pow(x[2] - y[2], 2));
}

static const UiTheme *theme_of(int i)
{
    return i == 0   ? ui_theme(STATE_LOOK_NIGHT)
           : i == 1 ? ui_theme(STATE_LOOK_DAY)
                    : ui_theme_high_contrast();
}

TEST(texts_have_a_contrast_of_4_5_and_marks_of_3_in_every_theme)
{
    for (int i = 0; i < 3; i++) {
        const UiTheme *theme = theme_of(i);
        const UiRgba ground = theme->colours[UI_COLOUR_GLASS_TOP];
        CHECK(contrast(theme->colours[UI_COLOUR_TEXT], ground) >= 4.5);
        CHECK(contrast(theme->colours[UI_COLOUR_DIM], ground) >= 4.5);
        CHECK(contrast(theme->colours[UI_COLOUR_TITLE], ground) >= 4.5);
        for (int k = 0; k < UI_PALETTE_COUNT; k++) CHECK(contrast(theme->palette[k], ground) >= 3);
        for (int k = 0; k < UI_LEVEL_COUNT; k++) CHECK(contrast(theme->levels[k], ground) >= 4.5);
        CHECK(contrast(theme->other, ground) >= 3);
    }
}

TEST(eight_categories_stay_apart_for_eyes_of_four_kinds)
{
    for (int i = 0; i < 3; i++)
        for (int eye = 0; eye < 4; eye++)
            for (int a = 0; a < UI_PALETTE_COUNT; a++)
                for (int b = 0; b < a; b++)
                    CHECK(distance(theme_of(i)->palette[a], theme_of(i)->palette[b], eye) >= 6);
}
