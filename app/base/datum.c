// SPDX-License-Identifier: Apache-2.0
// datum.c - the shifted Chinese datums GCJ-02 and BD-09, both ways.
// The forward formulas are the published ones (constants as in the open literature); neither has a closed inverse.
#include "base/datum.h"
#include "base/dvec.h"

#include <math.h>

#define GCJ_A_M 6378245.0 // Krasovsky
#define GCJ_E2 0.00669342162296594323
#define BD_K (DVEC_PI * 3000.0 / 180.0)

// Applies only round mainland China: the usual crude box.
static bool gcj_covers(double lon, double lat)
{
    return lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;
}

static void gcj_shift(double lon, double lat, double *d_lon, double *d_lat)
{
    const double x = lon - 105, y = lat - 35, root = sqrt(fabs(x));
    // Terms common to both: sines of 6 pi x and 2 pi x.
    const double common = 20 * sin(6 * DVEC_PI * x) + 20 * sin(2 * DVEC_PI * x);
    const double north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root +
                         (common + 20 * sin(DVEC_PI * y) + 40 * sin(DVEC_PI / 3 * y) + 160 * sin(DVEC_PI / 12 * y) +
                          320 * sin(DVEC_PI / 30 * y)) * 2 / 3;
    const double east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root +
                        (common + 20 * sin(DVEC_PI * x) + 40 * sin(DVEC_PI / 3 * x) + 150 * sin(DVEC_PI / 12 * x) +
                         300 * sin(DVEC_PI / 30 * x)) * 2 / 3;
    const double lat_rad = lat * DVEC_RAD_FROM_DEG, s = sin(lat_rad);
    const double w2 = 1 - GCJ_E2 * s * s, w = sqrt(w2);
    *d_lat = north * 180 / (GCJ_A_M * (1 - GCJ_E2) / (w2 * w) * DVEC_PI);
    *d_lon = east * 180 / (GCJ_A_M / w * cos(lat_rad) * DVEC_PI);
}

void datum_gcj02_from_wgs84(double *lon_deg, double *lat_deg)
{
    if (!gcj_covers(*lon_deg, *lat_deg)) return;
    double d_lon, d_lat;
    gcj_shift(*lon_deg, *lat_deg, &d_lon, &d_lat);
    *lon_deg += d_lon;
    *lat_deg += d_lat;
}

// The shift changes by less than 1 part in 500 over its own length, so each round gains over two digits.
void datum_wgs84_from_gcj02(double *lon_deg, double *lat_deg)
{
    const double lon = *lon_deg, lat = *lat_deg;
    if (!gcj_covers(lon, lat)) return;
    double x = lon, y = lat;
    for (int i = 0; i < 8; i++) {
        double d_lon, d_lat;
        gcj_shift(x, y, &d_lon, &d_lat);
        const double next_x = lon - d_lon, next_y = lat - d_lat;
        const double step = fmax(fabs(next_x - x), fabs(next_y - y));
        x = next_x, y = next_y;
        if (step < 1e-12) break;
    }
    *lon_deg = x;
    *lat_deg = y;
}

void datum_bd09_from_gcj02(double *lon_deg, double *lat_deg)
{
    const double x = *lon_deg, y = *lat_deg;
    if (!gcj_covers(x, y)) return;
    const double z = sqrt(x * x + y * y) + 0.00002 * sin(y * BD_K);
    const double t = atan2(y, x) + 0.000003 * cos(x * BD_K);
    *lon_deg = z * cos(t) + 0.0065;
    *lat_deg = z * sin(t) + 0.006;
}

void datum_gcj02_from_bd09(double *lon_deg, double *lat_deg)
{
    const double lon = *lon_deg, lat = *lat_deg;
    double x = lon - 0.0065, y = lat - 0.006;
    if (!gcj_covers(x, y)) return;
    for (int i = 0; i < 12; i++) {
        double f_lon = x, f_lat = y;
        datum_bd09_from_gcj02(&f_lon, &f_lat);
        const double d_lon = f_lon - lon, d_lat = f_lat - lat;
        x -= d_lon, y -= d_lat;
        if (fabs(d_lon) < 1e-13 && fabs(d_lat) < 1e-13) break;
    }
    *lon_deg = x;
    *lat_deg = y;
}
