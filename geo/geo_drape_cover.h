// SPDX-License-Identifier: Apache-2.0
// geo_drape_cover.h - private to geo_drape*.c: how much of each pixel shapes cover, exactly, summed edge by edge.
// Does not: know colours or coordinates other than pixels of the picture (x right, y down).
#pragma once
#include "geo/geo_drape.h"

#define GEO_DRAPE_COVER_STRIDE (GEO_DRAPE_SIZE_PX + 4)

// Signed area left to right: an edge going down adds what lies to its right, going up takes it away. A resolved pixel is
// the absolute running sum, at most 1; shapes of one direction unite, holes of the other cut.
typedef struct {
    float *sums;                         // GEO_DRAPE_SIZE_PX rows of GEO_DRAPE_COVER_STRIDE
    int row_first[GEO_DRAPE_SIZE_PX];    // columns touched
    int row_last[GEO_DRAPE_SIZE_PX];
    int y_first, y_last;                 // rows touched; y_first > y_last: none
} GeoDrapeCover;

bool geo_drape_cover_init(GeoDrapeCover *cover); // false without memory
void geo_drape_cover_finish(GeoDrapeCover *cover);
void geo_drape_cover_edge(GeoDrapeCover *cover, double x0, double y0, double x1, double y1);
// Coverage 0..1 of a touched row, from column *first up to the return value; clears the row.
int geo_drape_cover_take_row(GeoDrapeCover *cover, int y, float *coverage, int *first);
void geo_drape_cover_taken(GeoDrapeCover *cover); // after all rows

// Strokes: shapes of one direction, as wide as 2 * half_px measured on the ground (x is stretched by 1 / cos_lat).
typedef struct {
    GeoDrapeCover *cover;
    double cos_lat;
    double half_px;
} GeoDrapePen;
// xy: pixels, x already multiplied by cos_lat. Round joins and caps where they can be seen; closed: joins all round.
void geo_drape_stroke(const GeoDrapePen *pen, const double *xy, int count, bool is_closed);
// One straight piece with square ends, for dashes.
void geo_drape_stroke_piece(const GeoDrapePen *pen, double x0, double y0, double x1, double y1);
