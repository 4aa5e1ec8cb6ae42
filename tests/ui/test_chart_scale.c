// SPDX-License-Identifier: Apache-2.0
// test_chart_scale.c - ticks against tables made by hand, number formats, least and greatest of
// columns, quartiles as R gives them.
#include "base/clock.h"
#include "check.h"
#include "ui/chart_scale.h"
#include <stdlib.h>

static void axis_is(double low, double high, int count, const char *expected)
{
    ChartAxis axis;
    chart_axis_make(low, high, count, true, false, &axis);
    char all[512] = "", text[64];
    for (int i = 0; i < axis.tick_count; i++) {
        chart_axis_text(&axis, axis.ticks[i], text, sizeof text);
        strcat(strcat(all, i ? " " : ""), text);
    }
    CHECK_TEXT(all, expected);
    CHECK(axis.low <= fmin(low, high) && axis.high >= fmax(low, high));
}

TEST(value_ticks_are_the_numbers_a_person_would_choose)
{
    axis_is(0, 10, 5, "0 2 4 6 8 10");
    axis_is(0, 1, 4, "0 0.25 0.50 0.75 1.00");
    axis_is(0.37, 4.2, 5, "0 1 2 3 4 5");
    axis_is(-3.2, 16.4, 4, "-5 0 5 10 15 20");
    axis_is(0, 87, 5, "0 20 40 60 80 100");
    axis_is(0, 86000, 4, "0 25k 50k 75k 100k");
    axis_is(1013.2, 1014.1, 4, "1,013.00 1,013.25 1,013.50 1,013.75 1,014.00 1,014.25");
    axis_is(0, 3.4e9, 4, "0 1G 2G 3G 4G");
}

TEST(a_tick_of_zero_is_written_0_and_zero_has_no_sign)
{
    ChartAxis axis;
    char text[64];
    chart_axis_make(-1, 1, 4, true, true, &axis);
    chart_axis_text(&axis, -0.0, text, sizeof text);
    CHECK_TEXT(text, "0");
    chart_number_text(-0.0004, 2, true, text, sizeof text);
    CHECK_TEXT(text, "0.0");
}

TEST(an_axis_stands_for_any_two_numbers)
{
    const double odd[] = {
        0,      -0.0, 1,        -1,        1e300, -1e300,    1e-300,
        5e-324, NAN,  INFINITY, -INFINITY, 1e15,  1 + 1e-15, 1.7976931348623157e308
    };
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        for (size_t k = 0; k < sizeof odd / sizeof odd[0]; k++)
            for (int open = 0; open < 2; open++) {
                ChartAxis axis;
                chart_axis_make(odd[i], odd[k], 5, open, false, &axis);
                CHECK(isfinite(axis.low) && isfinite(axis.high) && axis.high > axis.low);
                CHECK(axis.tick_count <= CHART_TICKS_MAX);
                char text[64];
                for (int t = 0; t < axis.tick_count; t++) {
                    CHECK(isfinite(axis.ticks[t]));
                    chart_axis_text(&axis, axis.ticks[t], text, sizeof text);
                    CHECK(text[0] != 0);
                }
            }
}

static void number_is(double number, int decimals, bool is_chinese, const char *expected)
{
    char text[64];
    chart_number_text(number, decimals, is_chinese, text, sizeof text);
    CHECK_TEXT(text, expected);
}

TEST(numbers_are_written_in_wan_and_yi_in_chinese_and_in_k_and_m_in_english)
{
    number_is(0, 0, true, "0");
    number_is(9999, 0, true, "9,999");
    number_is(12345, 0, true, "1.23万");
    number_is(2487.09e4, 0, true, "2,487万");
    number_is(1.5e8, 0, true, "1.5亿");
    number_is(3.2e12, 0, true, "3.2万亿");
    number_is(12345, 0, false, "12.35k");
    number_is(24870900, 0, false, "24.87M");
    number_is(1.5e9, 0, false, "1.5G");
    number_is(-4567890, 0, false, "-4.57M");
    number_is(138649, 1, true, "138,649");
    number_is(9.7, 3, true, "9.70");
    number_is(0.0123, 0, false, "0.0123");
    number_is(NAN, 0, false, "–");
    number_is(INFINITY, 0, false, "–");
    number_is(4.2e-9, 0, false, "4.2e-09");
    number_is(1e20, 0, false, "1e+20");
}

static int64_t at(const char *text)
{
    int64_t t_us = 0;
    CHECK(clock_parse(text, 28800, &t_us));
    return t_us;
}

static void times_are(const char *from, const char *to, int count, bool is_chinese,
                      const char *expected)
{
    ChartTimeTick ticks[CHART_TICKS_MAX];
    char all[1024] = "";
    const int made = chart_time_ticks(at(from), at(to), count, 28800, is_chinese, ticks);
    for (int i = 0; i < made; i++)
        strcat(strcat(strcat(all, i ? " " : ""), ticks[i].text), ticks[i].is_major ? "!" : "");
    CHECK_TEXT(all, expected);
}

TEST(time_ticks_stand_on_whole_local_hours_days_months_and_years)
{
    times_are("2026-06-09T18:30", "2026-06-10T18:30", 4, true, "6月10日! 06:00 12:00 18:00");
    times_are("2026-06-09T18:30", "2026-06-10T18:30", 4, false, "10 Jun! 06:00 12:00 18:00");
    times_are("2026-06-10T08:00:00", "2026-06-10T08:01:00", 4, true,
              "08:00:00 08:00:15 08:00:30 08:00:45 08:01:00");
    times_are("2026-06-10T08:07", "2026-06-10T09:02", 4, true, "08:15 08:30 08:45 09:00");
    times_are("2026-06-01T00:00", "2026-06-29T00:00", 4, true,
              "6月1日 6月8日 6月15日 6月22日 6月29日"); // Mondays
    times_are("2025-11-20T00:00", "2026-04-10T00:00", 6, true, "12月 2026年! 2月 3月 4月");
    times_are("2025-11-20T00:00", "2026-04-10T00:00", 6, false, "Dec 2026! Feb Mar Apr");
    times_are("2020-05-01T00:00", "2026-04-10T00:00", 6, true,
              "2021年 2022年 2023年 2024年 2025年 2026年");
    times_are("2024-02-28T00:00", "2024-03-02T00:00", 4, true,
              "2月28日 2月29日 3月1日 3月2日"); // a leap year
}

TEST(time_ticks_of_any_two_times_are_few_and_ascend)
{
    const int64_t odd[] = {
        0, 1, -1, INT64_MAX, INT64_MIN, 1781087400000000, -62135596800000000, 253402300799000000
    };
    ChartTimeTick ticks[CHART_TICKS_MAX];
    for (size_t i = 0; i < 8; i++)
        for (size_t k = 0; k < 8; k++) {
            const int made = chart_time_ticks(odd[i], odd[k], 6, 28800, true, ticks);
            CHECK(made >= 0 && made <= CHART_TICKS_MAX);
            for (int t = 1; t < made; t++) CHECK(ticks[t].t_us > ticks[t - 1].t_us);
        }
}

TEST(days_and_weekdays_agree_with_the_calendar)
{
    CHECK_EQ(chart_weekday(chart_day(at("2026-06-10T00:00"), 28800)), 2); // a Wednesday
    CHECK_EQ(chart_weekday(chart_day(at("2026-06-10T23:59:59"), 28800)), 2);
    CHECK_EQ(chart_weekday(chart_day(at("1969-12-31T12:00"), 28800)), 2);
    const ChartDate date = chart_date(chart_day(at("2024-02-29T07:59"), 28800));
    CHECK(date.year == 2024 && date.month == 2 && date.day == 29);
    CHECK_EQ(chart_day_of(date), chart_day(at("2024-02-29T00:00"), 28800));
}

TEST(columns_keep_the_least_and_the_greatest_of_a_million_values)
{
    enum { N = 1000000, COLUMNS = 1000 };
    double *values = malloc(sizeof *values * N);
    ChartColumnRange *ranges = malloc(sizeof *ranges * COLUMNS);
    CHECK(values && ranges);
    uint64_t seed = 7;
    for (int i = 0; i < N; i++) {
        seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
        values[i] = (double)(seed >> 40) / 1e4;
    }
    values[123456] = -5000;
    values[654321] = 9000;
    values[500] = NAN;
    values[501] = INFINITY;
    chart_columns(values, NULL, N, 0, N, COLUMNS, ranges);
    int counted = 0;
    for (int c = 0; c < COLUMNS; c++) {
        double least = INFINITY, greatest = -INFINITY;
        for (int i = c * (N / COLUMNS); i < (c + 1) * (N / COLUMNS); i++)
            if (isfinite(values[i]))
                least = fmin(least, values[i]), greatest = fmax(greatest, values[i]);
        CHECK(ranges[c].least == least && ranges[c].greatest == greatest);
        counted += ranges[c].count;
    }
    CHECK_EQ(counted, N - 2);
    CHECK(ranges[0].has_gap && !ranges[1].has_gap);
    CHECK(ranges[123].least == -5000 && ranges[654].greatest == 9000);
    free(values);
    free(ranges);
}

// quantile(c(2,4,4,5,7,9,10,12,40), type = 7) of R: 2, 4, 7, 10, 40.
TEST(quartiles_are_those_of_type_7_and_whiskers_end_at_values)
{
    const double values[] = { 9, 2, NAN, 40, 4, 12, 4, 7, INFINITY, 5, 10 };
    ChartFive five;
    CHECK(chart_five(values, 11, &five));
    CHECK_EQ(five.count, 9);
    CHECK_NEAR(five.quarter, 4, 1e-12);
    CHECK_NEAR(five.median, 7, 1e-12);
    CHECK_NEAR(five.three_quarters, 10, 1e-12);
    CHECK_NEAR(five.low, 2, 1e-12);
    CHECK_NEAR(five.high, 12, 1e-12); // 40 lies beyond 10 + 1.5 * 6
    CHECK_NEAR(five.greatest, 40, 1e-12);
    CHECK(!chart_five((const double[]){ NAN }, 1, &five));
    CHECK(chart_five((const double[]){ 3 }, 1, &five) && five.low == 3 && five.high == 3);
}

TEST(bins_begin_at_nice_numbers_and_hold_every_value)
{
    double start = 0, width = 0;
    CHECK_EQ(chart_bins(3.1, 47.6, 10, 30, 100, 10, &start, &width), 10);
    CHECK_NEAR(width, 5, 1e-12);
    CHECK_NEAR(start, 0, 1e-12);
    const double odd[] = { 0, 1e300, -1e300, 1e-300, 3, 3 + 1e-12, -7 };
    for (int i = 0; i < 7; i++)
        for (int k = 0; k < 7; k++) {
            if (odd[i] > odd[k]) continue;
            const int bins = chart_bins(odd[i], odd[k], odd[i], odd[k], 50, 0, &start, &width);
            CHECK(bins >= 1 && bins <= 201 && width > 0 && isfinite(start));
            CHECK(start <= odd[i]);
        }
}
