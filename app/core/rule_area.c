// SPDX-License-Identifier: Apache-2.0
// rule_area.c - polygons and circles in longitude and latitude.
#include "core/rule_private.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define AREA_POINTS_MAX 10000
#define EARTH_KM 6371.0088 // mean radius, IUGG

static void set_bounds(RuleArea *area)
{
    int count = 0;
    for (int r = 0; r < area->ring_count; r++) count += area->ring_points[r];
    area->west = area->south = INFINITY;
    area->east = area->north = -INFINITY;
    for (int i = 0; i < count; i++) {
        area->west = fmin(area->west, area->lon_lat[2 * i]);
        area->east = fmax(area->east, area->lon_lat[2 * i]);
        area->south = fmin(area->south, area->lon_lat[2 * i + 1]);
        area->north = fmax(area->north, area->lon_lat[2 * i + 1]);
    }
}

bool rule_area_set_text(RuleArea *area, const char *text, Err *err)
{
    RuleArea next = { .ring_points = calloc(1, sizeof(int)), .ring_count = 1 };
    const char *end = text + strlen(text);
    int cap = 0;
    for (size_t i = 0; i < strlen(text); i++) cap += text[i] == ',';
    cap = cap < AREA_POINTS_MAX ? cap + 1 : AREA_POINTS_MAX;
    next.lon_lat = calloc((size_t)cap * 2, sizeof *next.lon_lat);
    if (!next.lon_lat || !next.ring_points) {
        err_set(err, ERR_MEMORY, "fence");
        rule_area_finish(&next);
        return false;
    }
    bool ok = true;
    for (const char *at = text; ok && *at;) {
        double *point = &next.lon_lat[2 * next.ring_points[0]];
        at += strspn(at, " ");
        ok = next.ring_points[0] < cap;
        if (ok) at = str_scan_double(at, end, &point[0]);
        ok = ok && at && *at == ' ';
        if (ok) at = str_scan_double(at + strspn(at, " "), end, &point[1]);
        ok = ok && at && (*at == ',' || !*at) && fabs(point[0]) <= 180 && fabs(point[1]) <= 90;
        if (!ok) break;
        next.ring_points[0]++;
        at += *at == ',';
    }
    if (!ok || next.ring_points[0] < 3) {
        err_set(err, ERR_ARGUMENT, "expected at least three points as '110.40 21.20, …'");
        rule_area_finish(&next);
        return false;
    }
    set_bounds(&next);
    *area = next;
    return true;
}

bool rule_area_copy(RuleArea *area, const RuleWarning *warning)
{
    size_t points = 0;
    for (int i = 0; i < warning->ring_count; i++) points += (size_t)warning->ring_points[i];
    RuleArea next = { .ring_count = warning->ring_count,
                      .circle_lon_deg = warning->circle_lon_deg,
                      .circle_lat_deg = warning->circle_lat_deg,
                      .circle_km = warning->circle_km };
    next.lon_lat = calloc(points * 2 + 1, sizeof *next.lon_lat);
    next.ring_points = calloc((size_t)next.ring_count + 1, sizeof *next.ring_points);
    if (!next.lon_lat || !next.ring_points) {
        rule_area_finish(&next);
        return false;
    }
    if (points > 0) memcpy(next.lon_lat, warning->lon_lat, points * 2 * sizeof *next.lon_lat);
    for (int i = 0; i < next.ring_count; i++) next.ring_points[i] = warning->ring_points[i];
    set_bounds(&next);
    *area = next;
    return true;
}

static double distance_km(double lon_a, double lat_a, double lon_b, double lat_b)
{
    const double r = 3.14159265358979323846 / 180;
    const double s = sin((lat_b - lat_a) * r / 2), t = sin((lon_b - lon_a) * r / 2);
    return 2 * EARTH_KM * asin(fmin(1, sqrt(s * s + cos(lat_a * r) * cos(lat_b * r) * t * t)));
}

// By crossings of a ray to the east; rings one after the other, so a hole is outside.
bool rule_area_contains(const RuleArea *area, double lon, double lat)
{
    if (!isfinite(lon) || !isfinite(lat)) return false;
    if (area->circle_km > 0 &&
        distance_km(lon, lat, area->circle_lon_deg, area->circle_lat_deg) <= area->circle_km)
        return true;
    if (lon < area->west || lon > area->east || lat < area->south || lat > area->north)
        return false;
    bool is_inside = false;
    const double *ring = area->lon_lat;
    for (int r = 0; r < area->ring_count; r++) {
        const int n = area->ring_points[r];
        for (int i = 0, j = n - 1; i < n; j = i++) {
            const double *a = &ring[2 * i], *b = &ring[2 * j];
            if ((a[1] > lat) != (b[1] > lat) &&
                lon < (b[0] - a[0]) * (lat - a[1]) / (b[1] - a[1]) + a[0])
                is_inside = !is_inside;
        }
        ring += 2 * n;
    }
    return is_inside;
}

void rule_area_finish(RuleArea *area)
{
    free(area->lon_lat);
    free(area->ring_points);
    *area = (RuleArea){ 0 };
}
