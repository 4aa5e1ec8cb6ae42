// SPDX-License-Identifier: Apache-2.0
// sim_math.c - hashes, noise on a lattice of time, calendar of UTC+8.
#include "feed/sim_math.h"
#include <math.h>

uint64_t sim_hash(uint64_t a, uint64_t b)
{
    uint64_t z = a * UINT64_C(0x9E3779B97F4A7C15) + b + UINT64_C(0x632BE59BD9B4E019);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

double sim_chance(uint64_t a, uint64_t b)
{
    return (double)(sim_hash(a, b) >> 11) * 0x1p-53;
}

static double lattice(uint64_t seed, double x)
{
    const double cell = floor(x), u = x - cell, w = u * u * (3 - 2 * u);
    const uint64_t k = (uint64_t)(int64_t)cell;
    return (sim_chance(seed, k) * (1 - w) + sim_chance(seed, k + 1) * w) * 2 - 1;
}

double sim_noise(uint64_t seed, int64_t t_us, double period_s)
{
    const double x = (double)t_us * 1e-6 / period_s;
    return (lattice(seed, x) + 0.5 * lattice(seed ^ UINT64_C(0x5851F42D4C957F2D), x * 4)) / 1.5;
}

double sim_clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

double sim_step(double x, double low, double high)
{
    const double u = sim_clamp((x - low) / (high - low), 0, 1);
    return u * u * (3 - 2 * u);
}

double sim_bump(double x, double middle, double width)
{
    const double u = (x - middle) / width;
    return exp(-u * u);
}

int64_t sim_floor(int64_t t_us, int64_t step_us, int64_t phase_us)
{
    const int64_t d = t_us - phase_us;
    int64_t k = d / step_us;
    if (d < 0 && k * step_us != d) k--;
    return k * step_us + phase_us;
}

static int64_t local_days(int64_t t_us)
{
    return sim_floor(t_us + SIM_UTC_OFFSET_US, SIM_DAY_US, 0) / SIM_DAY_US;
}

double sim_local_hour(int64_t t_us)
{
    const int64_t local = t_us + SIM_UTC_OFFSET_US;
    return (double)(local - sim_floor(local, SIM_DAY_US, 0)) / (double)SIM_HOUR_US;
}

int sim_week_day(int64_t t_us)
{
    return (int)(((local_days(t_us) + 3) % 7 + 7) % 7); // 1970-01-01 was a Thursday
}

// Proleptic Gregorian calendar: days since 1970-01-01 to and from year, month (Richards 2013, ch.
// 15 of the Explanatory Supplement to the Astronomical Almanac).
static int64_t days_of(int64_t year, int month)
{
    const int64_t a = (14 - month) / 12, y = year + 4800 - a, m = month + 12 * a - 3;
    return 1 + (153 * m + 2) / 5 + 365 * y + y / 4 - y / 100 + y / 400 - 32045 - 2440588;
}

static void month_of(int64_t days, int64_t *year, int *month)
{
    const int64_t f = days + 2440588 + 1401 + (4 * (days + 2440588) + 274277) / 146097 * 3 / 4 - 38;
    const int64_t e = 4 * f + 3, h = 5 * (e % 1461 / 4) + 2;
    *month = (int)((h / 153 + 2) % 12 + 1);
    *year = e / 1461 - 4716 + (14 - *month) / 12;
}

double sim_year_day(int64_t t_us)
{
    const int64_t days = local_days(t_us);
    int64_t year;
    int month;
    month_of(days, &year, &month);
    return (double)(days - days_of(year, 1)) + sim_local_hour(t_us) / 24;
}

int64_t sim_months_begin(int64_t t_us, int months)
{
    int64_t year;
    int month;
    month_of(local_days(t_us), &year, &month);
    return days_of(year, (month - 1) / months * months + 1) * SIM_DAY_US - SIM_UTC_OFFSET_US;
}
