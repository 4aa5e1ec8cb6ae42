// SPDX-License-Identifier: Apache-2.0
// geo_drape_stroke.c - lines of real width as quads, joins and caps, all of one direction so that they unite.
#include "geo/geo_drape_cover.h"
#include <math.h>

#define ROUND_FROM_PX 0.8 // half widths below this show no roundness
#define FAN_MAX 24

// A convex shape, in either direction; small and far ones cost nothing.
static void add_convex(const GeoDrapePen *pen, const double *xy, int count)
{
    double area = 0, x_min = INFINITY, y_min = INFINITY, x_max = -INFINITY, y_max = -INFINITY;
    for (int i = 0; i < count; i++) {
        const int j = i + 1 < count ? i + 1 : 0;
        area += xy[2 * i] * xy[2 * j + 1] - xy[2 * j] * xy[2 * i + 1];
        x_min = fmin(x_min, xy[2 * i]), x_max = fmax(x_max, xy[2 * i]);
        y_min = fmin(y_min, xy[2 * i + 1]), y_max = fmax(y_max, xy[2 * i + 1]);
    }
    const double stretch = 1 / pen->cos_lat;
    if (x_max * stretch < 0 || x_min * stretch > GEO_DRAPE_SIZE_PX || y_max < 0 || y_min > GEO_DRAPE_SIZE_PX) return;
    for (int i = 0; i < count; i++) { // the side on the left goes down
        const int a = area < 0 ? i : count - 1 - i, b = area < 0 ? (i + 1) % count : (a + count - 1) % count;
        geo_drape_cover_edge(pen->cover, xy[2 * a] * stretch, xy[2 * a + 1], xy[2 * b] * stretch, xy[2 * b + 1]);
    }
}

void geo_drape_stroke_piece(const GeoDrapePen *pen, double x0, double y0, double x1, double y1)
{
    const double dx = x1 - x0, dy = y1 - y0, length = sqrt(dx * dx + dy * dy);
    if (!(length > 0)) return;
    const double nx = -dy / length * pen->half_px, ny = dx / length * pen->half_px;
    const double quad[8] = { x0 + nx, y0 + ny, x1 + nx, y1 + ny, x1 - nx, y1 - ny, x0 - nx, y0 - ny };
    add_convex(pen, quad, 4);
}

// A sector round (x, y) from angle a over angle turn.
static void add_sector(const GeoDrapePen *pen, double x, double y, double a, double turn)
{
    const double r = pen->half_px, step = sqrt(0.8 / fmax(r, 0.1));
    int pieces = (int)ceil(fabs(turn) / step);
    pieces = pieces < 1 ? 1 : pieces > FAN_MAX ? FAN_MAX : pieces;
    double fan[2 * (FAN_MAX + 2)];
    fan[0] = x, fan[1] = y;
    for (int i = 0; i <= pieces; i++) {
        const double angle = a + turn * i / pieces;
        fan[2 * i + 2] = x + r * cos(angle);
        fan[2 * i + 3] = y + r * sin(angle);
    }
    add_convex(pen, fan, pieces + 2);
}

// Fills the wedge on the outer side of a corner between directions (ax, ay) and (bx, by), unit vectors.
static void add_join(const GeoDrapePen *pen, double x, double y, double ax, double ay, double bx, double by)
{
    const double cross = ax * by - ay * bx, dot = ax * bx + ay * by, r = pen->half_px;
    if (dot > 0 && fabs(cross) * r < 0.05) return; // below a twentieth of a pixel
    const double side = cross > 0 ? 1 : -1;          // outside lies right of a left turn (y down: sign by cross)
    if (r >= ROUND_FROM_PX) {
        const double from = atan2(-side * ax, side * ay), turn = atan2(cross, dot);
        add_sector(pen, x, y, from, turn);
        return;
    }
    const double wedge[6] = { x, y, x + side * ay * r, y - side * ax * r, x + side * by * r, y - side * bx * r };
    add_convex(pen, wedge, 3);
}

static bool is_far(const GeoDrapePen *pen, const double *a, const double *b)
{
    const double r = pen->half_px, right = GEO_DRAPE_SIZE_PX * pen->cos_lat + r;
    return (a[0] < -r && b[0] < -r) || (a[0] > right && b[0] > right) || (a[1] < -r && b[1] < -r) ||
           (a[1] > GEO_DRAPE_SIZE_PX + r && b[1] > GEO_DRAPE_SIZE_PX + r);
}

static void add_cap(const GeoDrapePen *pen, double x, double y, double dx, double dy)
{
    if (pen->half_px >= ROUND_FROM_PX) add_sector(pen, x, y, atan2(dx, -dy) - DVEC_PI, DVEC_PI);
    else geo_drape_stroke_piece(pen, x, y, x + dx * pen->half_px, y + dy * pen->half_px);
}

void geo_drape_stroke(const GeoDrapePen *pen, const double *xy, int count, bool is_closed)
{
    const int segments = is_closed ? count : count - 1;
    double ax = 0, ay = 0; // direction of the segment before
    bool has_before = false;
    if (is_closed && count >= 2) {
        const double dx = xy[0] - xy[2 * count - 2], dy = xy[1] - xy[2 * count - 1], length = sqrt(dx * dx + dy * dy);
        if (length > 0) ax = dx / length, ay = dy / length, has_before = true;
    }
    for (int i = 0; i < segments; i++) {
        const double *p = xy + 2 * (size_t)i, *q = i + 1 < count ? p + 2 : xy;
        const double dx = q[0] - p[0], dy = q[1] - p[1], length = sqrt(dx * dx + dy * dy);
        if (!(length > 0)) continue;
        const double bx = dx / length, by = dy / length;
        if (!is_far(pen, p, q)) geo_drape_stroke_piece(pen, p[0], p[1], q[0], q[1]);
        if (!is_far(pen, p, p)) {
            if (has_before) add_join(pen, p[0], p[1], ax, ay, bx, by);
            else if (!is_closed) add_cap(pen, p[0], p[1], -bx, -by);
        }
        ax = bx, ay = by;
        has_before = true;
    }
    if (!is_closed && has_before && !is_far(pen, xy + 2 * (size_t)(count - 1), xy + 2 * (size_t)(count - 1))) {
        add_cap(pen, xy[2 * (size_t)(count - 1)], xy[2 * (size_t)count - 1], ax, ay);
    }
}
