// SPDX-License-Identifier: Apache-2.0
// sim_typhoon.c - the track of Mujigae 2015 and Holland's profile.
#include "feed/sim_typhoon.h"
#include "feed/sim_math.h"
#include <math.h>

const SimTyphoonFix sim_typhoon_fixes[] = {
    { 0, 18.5, 115.5, 985, 28 },  { 6, 18.9, 114.3, 975, 33 },  { 12, 19.5, 113.4, 965, 38 },
    { 18, 19.8, 112.3, 950, 45 }, { 24, 20.5, 111.5, 945, 48 }, { 30, 21.1, 110.5, 935, 52 },
    { 36, 21.8, 109.6, 975, 33 }, { 42, 22.6, 108.8, 988, 25 }, { 48, 23.2, 108.3, 1008, 15 },
};
const int sim_typhoon_fix_count = sizeof sim_typhoon_fixes / sizeof sim_typhoon_fixes[0];

#define LAT_M 110740.0
#define AIR_KG_M3 1.15
#define AROUND_HPA 1010.0

SimTyphoon sim_typhoon_at(int64_t t_track_us)
{
    const double hour = (double)(t_track_us - SIM_TYPHOON_EPOCH_US) / (double)SIM_HOUR_US;
    const SimTyphoonFix *f = sim_typhoon_fixes;
    SimTyphoon out = { 0 };
    if (!(hour >= f[0].hour && hour <= f[sim_typhoon_fix_count - 1].hour)) return out;
    int k = 0;
    while (k < sim_typhoon_fix_count - 2 && hour > f[k + 1].hour) k++;
    const SimTyphoonFix *a = &f[k], *b = a + 1;
    const double span = b->hour - a->hour, w = (hour - a->hour) / span;
    out.is_there = true;
    out.lat = a->lat + (b->lat - a->lat) * w;
    out.lon = a->lon + (b->lon - a->lon) * w;
    out.pressure_hpa = a->pressure_hpa + (b->pressure_hpa - a->pressure_hpa) * w;
    out.wind_m_s = a->wind_m_s + (b->wind_m_s - a->wind_m_s) * w;
    out.east_m_s = (b->lon - a->lon) * LAT_M * cos(out.lat * SIM_PI / 180) / (span * 3600);
    out.north_m_s = (b->lat - a->lat) * LAT_M / (span * 3600);
    out.rmax_m = 46400 * exp(-0.0155 * out.wind_m_s + 0.0169 * out.lat);
    return out;
}

SimTyphoonField sim_typhoon_field(const SimTyphoon *typhoon, double lon, double lat)
{
    SimTyphoonField out = { 0 };
    if (!typhoon->is_there) return out;
    const double x = (lon - typhoon->lon) * LAT_M * cos(lat * SIM_PI / 180);
    const double y = (lat - typhoon->lat) * LAT_M, r = fmax(hypot(x, y), 100);
    out.distance_m = r;
    const double deficit_pa = fmax(AROUND_HPA - typhoon->pressure_hpa, 1) * 100;
    const double motion = hypot(typhoon->east_m_s, typhoon->north_m_s);
    const double vmax = fmax(typhoon->wind_m_s - motion / 2, 5);
    const double B = sim_clamp(AIR_KG_M3 * exp(1) * vmax * vmax / deficit_pa, 1, 2.5);
    const double ratio = pow(typhoon->rmax_m / r, B), inner = exp(-ratio);
    const double half_f = 7.2921e-5 * sin(fabs(lat) * SIM_PI / 180) * r; // r f / 2
    const double gradient =
        sqrt(B / AIR_KG_M3 * ratio * deficit_pa * inner + half_f * half_f) - half_f;
    // Unit vectors: along the wind (left turning, 20 degrees inward), and the motion's share of it.
    const double ex = x / r, ey = y / r, in = 20 * SIM_PI / 180;
    const double wx = -ey * cos(in) - ex * sin(in), wy = ex * cos(in) - ey * sin(in);
    const double near = vmax > 0 ? sim_clamp(gradient / vmax, 0, 1) : 0;
    const double u = gradient * wx + typhoon->east_m_s / 2 * near;
    const double v = gradient * wy + typhoon->north_m_s / 2 * near;
    out.wind_m_s = hypot(u, v);
    out.from_deg = fmod(atan2(-u, -v) * 180 / SIM_PI + 360, 360);
    out.deficit_hpa = deficit_pa * (1 - inner) / 100;
    const double most = 25 * typhoon->wind_m_s / 50, rm = typhoon->rmax_m, re = 110e3;
    out.rain_mm_h = r < rm ? most * (0.3 + 0.7 * r / rm) : most * exp(-(r - rm) / re);
    return out;
}
