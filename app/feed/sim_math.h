// SPDX-License-Identifier: Apache-2.0
// sim_math.h - chance as a function of a seed and a time, and the clock of the simulated city.
// Does not: hold state: the same arguments give the same number, whatever was asked before.
#pragma once
#include <stdint.h>

#define SIM_SECOND_US INT64_C(1000000)
#define SIM_HOUR_US (INT64_C(3600) * SIM_SECOND_US)
#define SIM_DAY_US (INT64_C(24) * SIM_HOUR_US)
#define SIM_UTC_OFFSET_US (8 * SIM_HOUR_US) // of the demo city
#define SIM_PI 3.14159265358979323846

// SplitMix64 finaliser (Steele, Lea and Flood 2014) over both.
uint64_t sim_hash(uint64_t a, uint64_t b);
double sim_chance(uint64_t a, uint64_t b); // of that hash: 0 <= x < 1
// Smooth noise about 0 with a standard deviation near 0.5, within -1 to 1: values drawn each
// period_s, joined by a cubic, and half as much of a quarter of the period.
double sim_noise(uint64_t seed, int64_t t_us, double period_s);
double sim_clamp(double x, double low, double high);
double sim_step(double x, double low, double high);     // 0 below low, 1 above high, cubic between
double sim_bump(double x, double middle, double width); // 1 at the middle, Gaussian

// Local hours of the day (0 to 24), the day of the year (0 to 366) and the day of the week (0 =
// Monday), at the demo city's UTC+8.
double sim_local_hour(int64_t t_us);
double sim_year_day(int64_t t_us);
int sim_week_day(int64_t t_us);
// First instant of the local month, quarter (months 3) or year (months 12) t is in.
int64_t sim_months_begin(int64_t t_us, int months);
int64_t sim_floor(int64_t t_us, int64_t step_us,
                  int64_t phase_us); // the last k * step + phase <= t
