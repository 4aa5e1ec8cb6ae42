// SPDX-License-Identifier: Apache-2.0
// geo_layer_place.c - where a feature's label goes, and whether a point lies in a feature.
#include "geo/geo_layer.h"
#include "geo/geo_ring.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ANCHOR_VERTICES_MAX 512 // larger rings are thinned for the search; the point is then checked on the full ring
#define ANCHOR_LINES 9          // scan lines through the ring

// Crossing test on the half-open rule, so that a shared edge belongs to one side only.
static bool ring_contains(const int32_t *xy, uint32_t count, double x, double y)
{
    bool inside = false;
    for (uint32_t i = 0, j = count - 1; i < count; j = i++) {
        const double xi = xy[2 * i], yi = xy[2 * i + 1], xj = xy[2 * j], yj = xy[2 * j + 1];
        if ((yi > y) != (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
}

bool geo_layer_feature_contains(const GeoLayer *l, uint32_t feature, double lon_deg, double lat_deg)
{
    const double x = (lon_deg - l->lon0_deg) / l->step_deg, y = (lat_deg - l->lat0_deg) / l->step_deg;
    const GeoIntBox *box = &l->box[feature];
    if (x < box->x_min || x > box->x_max || y < box->y_min || y > box->y_max) return false;
    bool in_outer = false;
    for (uint32_t p = l->feature_part[feature]; p < l->feature_part[feature + 1]; p++) {
        const uint32_t first = l->part_vertex[p], count = l->part_vertex[p + 1] - first;
        if (l->part_kind[p] == GEO_PART_OUTER) {
            if (in_outer) return true;
            in_outer = ring_contains(l->xy + 2 * (size_t)first, count, x, y);
        } else if (l->part_kind[p] == GEO_PART_INNER && in_outer) {
            in_outer = !ring_contains(l->xy + 2 * (size_t)first, count, x, y);
        }
    }
    return in_outer;
}

static double ring_area2(const int32_t *xy, uint32_t count)
{
    double sum = 0;
    for (uint32_t i = 1; i + 1 < count; i++)
        sum += ((double)xy[2 * i] - xy[0]) * ((double)xy[2 * i + 3] - xy[1]) -
               ((double)xy[2 * i + 2] - xy[0]) * ((double)xy[2 * i + 1] - xy[1]);
    return fabs(sum);
}

static int compare_doubles(const void *pa, const void *pb)
{
    const double a = *(const double *)pa, b = *(const double *)pb;
    return a < b ? -1 : a > b;
}

// Crossings of a scan line with the rings [part, end): at most cap, sorted; thinned rings are not used here.
static int crossings(const GeoLayer *l, uint32_t part, uint32_t end, double y, double *out, int cap)
{
    int n = 0;
    for (uint32_t p = part; p < end; p++) {
        const uint32_t first = l->part_vertex[p], count = l->part_vertex[p + 1] - first;
        const int32_t *xy = l->xy + 2 * (size_t)first;
        for (uint32_t i = 0, j = count - 1; i < count; j = i++) {
            const double yi = xy[2 * i + 1], yj = xy[2 * j + 1];
            if ((yi > y) == (yj > y)) continue;
            if (n == cap) return n & ~1;
            out[n++] = ((double)xy[2 * j] - xy[2 * i]) * (y - yi) / (yj - yi) + xy[2 * i];
        }
    }
    qsort(out, (size_t)n, sizeof *out, compare_doubles);
    return n & ~1;
}

// The middle of the widest stretch inside, weighted towards scan lines near the middle of the height: inside always, holes
// respected, and close to the pole of inaccessibility for footprints and districts.
static bool area_anchor(const GeoLayer *l, uint32_t part, uint32_t end, double *x, double *y)
{
    const uint32_t first = l->part_vertex[part], count = l->part_vertex[part + 1] - first;
    const int32_t *xy = l->xy + 2 * (size_t)first;
    double y_min = xy[1], y_max = xy[1];
    for (uint32_t i = 1; i < count; i++) {
        y_min = xy[2 * i + 1] < y_min ? xy[2 * i + 1] : y_min;
        y_max = xy[2 * i + 1] > y_max ? xy[2 * i + 1] : y_max;
    }
    double best = -1, at[ANCHOR_VERTICES_MAX];
    for (int line = 1; line <= ANCHOR_LINES; line++) {
        const double t = (double)line / (ANCHOR_LINES + 1), scan = y_min + (y_max - y_min) * t + 0.25;
        const int n = crossings(l, part, end, scan, at, ANCHOR_VERTICES_MAX);
        const double centred = 1 - 1.2 * (t - 0.5) * (t - 0.5) * 2;
        for (int i = 0; i + 1 < n; i += 2) {
            const double width = fmin(at[i + 1] - at[i], (y_max - y_min) * 2) * centred;
            if (width <= best) continue;
            best = width;
            *x = (at[i] + at[i + 1]) / 2;
            *y = scan;
        }
    }
    return best > 0;
}

static double line_length(const int32_t *xy, uint32_t count)
{
    double sum = 0;
    for (uint32_t i = 1; i < count; i++) sum += hypot((double)xy[2 * i] - xy[2 * i - 2], (double)xy[2 * i + 1] - xy[2 * i - 1]);
    return sum;
}

static void line_middle(const int32_t *xy, uint32_t count, double *x, double *y)
{
    double left = line_length(xy, count) / 2;
    for (uint32_t i = 1; i < count; i++) {
        const double dx = (double)xy[2 * i] - xy[2 * i - 2], dy = (double)xy[2 * i + 1] - xy[2 * i - 1], d = hypot(dx, dy);
        if (d >= left && d > 0) {
            *x = xy[2 * i - 2] + dx * left / d;
            *y = xy[2 * i - 1] + dy * left / d;
            return;
        }
        left -= d;
    }
    *x = xy[0];
    *y = xy[1];
}

GeoPos geo_layer_anchor(const GeoLayer *l, uint32_t feature)
{
    const uint32_t from = l->feature_part[feature], to = l->feature_part[feature + 1];
    uint32_t best = to;
    double best_size = -1;
    int best_rank = -1; // areas before lines before points
    for (uint32_t p = from; p < to; p++) {
        const uint32_t first = l->part_vertex[p], count = l->part_vertex[p + 1] - first;
        const int kind = l->part_kind[p], rank = kind == GEO_PART_OUTER   ? 2
                                                 : kind == GEO_PART_LINE  ? 1
                                                 : kind == GEO_PART_POINT ? 0
                                                                          : -1;
        if (rank < best_rank || rank < 0) continue;
        const int32_t *xy = l->xy + 2 * (size_t)first;
        const double size = rank == 2 ? ring_area2(xy, count) : rank == 1 ? line_length(xy, count) : 0;
        if (rank > best_rank || size > best_size) {
            best = p;
            best_rank = rank;
            best_size = size;
        }
    }
    if (best == to) return (GeoPos){ l->lon0_deg, l->lat0_deg, 0 };
    const uint32_t first = l->part_vertex[best], count = l->part_vertex[best + 1] - first;
    const int32_t *xy = l->xy + 2 * (size_t)first;
    double x = xy[0], y = xy[1];
    if (best_rank == 1) line_middle(xy, count, &x, &y);
    if (best_rank == 2) {
        uint32_t end = best + 1;
        while (end < to && l->part_kind[end] == GEO_PART_INNER) end++;
        area_anchor(l, best, end, &x, &y);
    }
    return (GeoPos){ l->lon0_deg + x * l->step_deg, l->lat0_deg + y * l->step_deg, l->z ? l->z[first] : 0 };
}
