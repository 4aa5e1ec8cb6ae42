// SPDX-License-Identifier: Apache-2.0
// viewing.h - how large a text is for an eye: millimetres on the wall, minutes of arc at a
// distance. ISO 9241-303, 5.5.4 (character height): at least 16 minutes of arc, 20 to 22 for
// comfort. The height of a character is that of an upper-case H without accent; of Noto Sans CJK it
// is 0.733 of the font's size (OS/2 sCapHeight 733 of 1000 units). Does not: know pages. Thread:
// any.
#pragma once
#include "core/state.h"

#define VIEWING_LEAST_ARCMIN 16.0
#define VIEWING_GOOD_ARCMIN 20.0
#define VIEWING_CAPITAL 0.733

// From pixel to pixel on the wall of a window of that many pixels; 0 = unknown.
double viewing_pitch_mm(const StateWall *wall, int width_px, int height_px);
double viewing_arcmin(double height_mm, double distance_m); // 2 atan(h / 2d); 0 = no distance
double viewing_height_mm(double arcmin, double distance_m);
// How much larger a text of size_px must be so that its capitals have so many minutes; 0 = unknown.
double viewing_factor(const StateWall *wall, int width_px, int height_px, double size_px,
                      double arcmin);
