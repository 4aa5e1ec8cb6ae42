// SPDX-License-Identifier: Apache-2.0
// viewing.c - pixels to millimetres to minutes of arc, and back.
#include "core/viewing.h"
#include <math.h>

#define INCH_MM 25.4
#define RAD_FROM_ARCMIN (3.14159265358979323846 / 180 / 60)

double viewing_pitch_mm(const StateWall *wall, int width_px, int height_px)
{
    const double diagonal_px = hypot(width_px, height_px);
    if (wall->pitch_mm > 0) return wall->pitch_mm;
    return diagonal_px > 0 ? wall->diagonal_in * INCH_MM / diagonal_px : 0;
}

double viewing_arcmin(double height_mm, double distance_m)
{
    return distance_m > 0 ? 2 * atan(height_mm / (2000 * distance_m)) / RAD_FROM_ARCMIN : 0;
}

double viewing_height_mm(double arcmin, double distance_m)
{
    return 2000 * distance_m * tan(arcmin * RAD_FROM_ARCMIN / 2);
}

double viewing_factor(const StateWall *wall, int width_px, int height_px, double size_px,
                      double arcmin)
{
    const double pitch_mm = viewing_pitch_mm(wall, width_px, height_px);
    const double capital_mm = size_px * VIEWING_CAPITAL * pitch_mm;
    if (!(capital_mm > 0) || !(wall->distance_m > 0)) return 0;
    return viewing_height_mm(arcmin, wall->distance_m) / capital_mm;
}
