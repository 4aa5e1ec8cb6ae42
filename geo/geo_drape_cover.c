// SPDX-License-Identifier: Apache-2.0
// geo_drape_cover.c - exact area coverage by summing, per pixel, what each edge covers and how far it climbs.
#include "geo/geo_drape_cover.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIZE GEO_DRAPE_SIZE_PX

bool geo_drape_cover_init(GeoDrapeCover *cover)
{
    cover->sums = calloc((size_t)SIZE * GEO_DRAPE_COVER_STRIDE, sizeof *cover->sums);
    for (int y = 0; y < SIZE; y++) {
        cover->row_first[y] = SIZE;
        cover->row_last[y] = -1;
    }
    cover->y_first = SIZE;
    cover->y_last = -1;
    return cover->sums != NULL;
}

void geo_drape_cover_finish(GeoDrapeCover *cover)
{
    free(cover->sums);
    cover->sums = NULL;
}

static void touch(GeoDrapeCover *c, int y, int first, int last)
{
    if (first < c->row_first[y]) c->row_first[y] = first;
    if (last > c->row_last[y]) c->row_last[y] = last;
}

// One row: the edge goes from xa to xb (xa <= xb, both within 0 .. SIZE) and climbs d.
static void row_add(float *row, float xa, float xb, float d)
{
    const int i0 = (int)xa, i1 = (int)ceilf(xb);
    if (i1 <= i0 + 1) {
        const float right = 0.5f * (xa + xb) - (float)i0; // of the trapezoid's middle
        row[i0] += d - d * right;
        row[i0 + 1] += d * right;
        return;
    }
    const float s = 1 / (xb - xa), left = xa - (float)i0, end = xb - (float)i1 + 1;
    const float a0 = 0.5f * s * (1 - left) * (1 - left), am = 0.5f * s * end * end;
    row[i0] += d * a0;
    if (i1 == i0 + 2) {
        row[i0 + 1] += d * (1 - a0 - am);
    } else {
        const float a1 = s * (1.5f - left);
        row[i0 + 1] += d * (a1 - a0);
        for (int i = i0 + 2; i < i1 - 1; i++) row[i] += d * s;
        row[i1 - 1] += d * (1 - a1 - (float)(i1 - i0 - 3) * s - am);
    }
    row[i1] += d * am;
}

// An edge inside the picture, going down; sign -1 stands for up.
static void edge_add(GeoDrapeCover *c, double x0, double y0, double x1, double y1, float sign)
{
    if (y1 > SIZE) y1 = SIZE; // rounding of the cuts
    if (!(y1 > y0)) return;
    const double slope = (x1 - x0) / (y1 - y0);
    const int last = (int)ceil(y1) - 1;
    int y = (int)y0;
    if (y < c->y_first) c->y_first = y;
    if (last > c->y_last) c->y_last = last;
    const double x_low = x0 < x1 ? x0 : x1, x_high = x0 < x1 ? x1 : x0;
    double x = x0, top = y0;
    for (; y <= last; y++) {
        const double bottom = y + 1 < y1 ? y + 1 : y1;
        double next = x0 + (bottom - y0) * slope;
        next = next < x_low ? x_low : next > x_high ? x_high : next;
        const double a = x < next ? x : next, b = x < next ? next : x;
        row_add(c->sums + (size_t)y * GEO_DRAPE_COVER_STRIDE, (float)a, (float)b, (float)(bottom - top) * sign);
        touch(c, y, (int)a, (int)b + 1);
        x = next;
        top = bottom;
    }
}

void geo_drape_cover_edge(GeoDrapeCover *cover, double x0, double y0, double x1, double y1)
{
    float sign = 1;
    if (y0 > y1) {
        double swap = y0;
        y0 = y1, y1 = swap;
        swap = x0, x0 = x1, x1 = swap;
        sign = -1;
    }
    if (!(y1 > 0) || !(y0 < SIZE) || !isfinite(x0) || !isfinite(x1) || !isfinite(y0) || !isfinite(y1) || (x0 >= SIZE && x1 >= SIZE)) return;
    if (y0 < 0) x0 += (x1 - x0) * (0 - y0) / (y1 - y0), y0 = 0;
    if (y1 > SIZE) x1 = x0 + (x1 - x0) * (SIZE - y0) / (y1 - y0), y1 = SIZE;
    if (x0 >= SIZE && x1 >= SIZE) return; // what is left of it passes the corner outside
    // Left of the picture counts as its edge, right of it does not count.
    if (x0 <= 0 && x1 <= 0) {
        edge_add(cover, 0, y0, 0, y1, sign);
        return;
    }
    if (x0 < 0) {
        const double y = y0 + (y1 - y0) * (0 - x0) / (x1 - x0);
        edge_add(cover, 0, y0, 0, y, sign);
        x0 = 0, y0 = y;
    } else if (x1 < 0) {
        const double y = y0 + (y1 - y0) * (0 - x0) / (x1 - x0);
        edge_add(cover, 0, y, 0, y1, sign);
        x1 = 0, y1 = y;
    }
    if (x0 > SIZE) {
        y0 += (y1 - y0) * (SIZE - x0) / (x1 - x0);
        x0 = SIZE;
    } else if (x1 > SIZE) {
        y1 = y0 + (y1 - y0) * (SIZE - x0) / (x1 - x0);
        x1 = SIZE;
    }
    edge_add(cover, x0, y0, x1, y1, sign);
}

int geo_drape_cover_take_row(GeoDrapeCover *cover, int y, float *coverage, int *first)
{
    float *row = cover->sums + (size_t)y * GEO_DRAPE_COVER_STRIDE;
    const int from = cover->row_first[y];
    int to = cover->row_last[y] + 1;
    *first = from;
    if (from >= to) return from;
    if (to > SIZE) to = SIZE;
    float sum = 0;
    for (int x = from; x < to; x++) {
        sum += row[x];
        const float a = fabsf(sum);
        coverage[x] = a < 1 ? a : 1;
    }
    // What goes on past the last edge touched leaves the picture on the right.
    const float rest = fabsf(sum);
    if (rest > 1e-3f) {
        for (; to < SIZE; to++) coverage[to] = rest < 1 ? rest : 1;
    }
    memset(row + from, 0, (size_t)(cover->row_last[y] - from + 3 > GEO_DRAPE_COVER_STRIDE - from ? GEO_DRAPE_COVER_STRIDE - from
                                                                                                  : cover->row_last[y] - from + 3) *
                              sizeof *row);
    cover->row_first[y] = SIZE;
    cover->row_last[y] = -1;
    return to;
}

void geo_drape_cover_taken(GeoDrapeCover *cover)
{
    cover->y_first = SIZE;
    cover->y_last = -1;
}
