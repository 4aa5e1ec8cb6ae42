// SPDX-License-Identifier: Apache-2.0
// test_calendar.c - working time across weekends, holidays and make-up days, computed by hand from
// the 2026 arrangement; limits by their day.
#include "check.h"
#include "base/clock.h"
#include "core/calendar.h"
#include "core/threshold.h"

static int64_t at(const char *text)
{
    int64_t t = 0;
    CHECK(clock_parse(text, 8 * 3600, &t));
    return t;
}

static Calendar *city(void)
{
    Err err = { 0 };
    Calendar *calendar = calendar_open(TEST_FOLDER "/../assets/data/calendar.yaml", 8 * 3600, &err);
    if (!calendar) fprintf(stderr, "%s\n", err.text);
    CHECK(calendar != NULL);
    return calendar;
}

TEST(make_up_days_are_worked_and_holidays_are_not)
{
    Calendar *calendar = city();
    CHECK(!calendar_is_working_day(calendar, at("2026-02-16T10:00"))); // Monday of 春节
    CHECK(calendar_is_working_day(calendar, at("2026-02-14T10:00")));  // Saturday, made up
    CHECK(!calendar_is_working_day(calendar, at("2026-02-23T23:59")));
    CHECK(calendar_is_working_day(calendar, at("2026-02-24T00:00")));
    CHECK(!calendar_is_working_day(calendar, at("2026-03-01T10:00"))); // plain Sunday
    CHECK(calendar_is_working_day(calendar, at("2026-09-20T10:00")));  // Sunday, made up
    CHECK_TEXT(calendar_day_name(calendar, at("2026-10-03T10:00")), "国庆节");
    CHECK_TEXT(calendar_day_name(calendar, at("2026-03-03T10:00")), "");
    CHECK(calendar_is_known(calendar, at("2026-12-31T23:00")));
    CHECK(!calendar_is_known(calendar, at("2027-01-01T00:30")));
    calendar_destroy(calendar);
}

TEST(the_whole_year_2026_has_the_working_days_of_the_arrangement)
{
    // 261 weekdays; 7 holidays take: 元旦 2 weekdays (Thu, Fri), 春节 6, 清明 1, 劳动 3, 端午 1,
    // 中秋 1, 国庆 5; six days are made up: 261 - 19 + 6.
    Calendar *calendar = city();
    int days = 0;
    for (int64_t t = at("2026-01-01T12:00"); t < at("2027-01-01T00:00"); t += (int64_t)86400000000)
        days += calendar_is_working_day(calendar, t);
    CHECK_EQ(days, 248);
    calendar_destroy(calendar);
}

TEST(four_working_hours_run_over_noon_night_and_spring_festival)
{
    Calendar *calendar = city();
    // 3.5 + 3 hours a day. From 16:00 on Saturday 14 February (worked): 1.5 h to 17:30, then
    // nothing until Tuesday 24 February 08:30; 2.5 h more is 11:00.
    CHECK_EQ(calendar_due_us(calendar, CALENDAR_HOUR, 4, at("2026-02-14T16:00")),
             at("2026-02-24T11:00"));
    CHECK_NEAR(
        calendar_elapsed_s(calendar, CALENDAR_HOUR, at("2026-02-14T16:00"), at("2026-02-24T11:00")),
        4 * 3600, 1e-6);
    // Urgent hours run through the night.
    CHECK_EQ(calendar_due_us(calendar, CALENDAR_URGENT_HOUR, 2, at("2026-02-14T23:00")),
             at("2026-02-15T01:00"));
    // At noon the clock stands.
    CHECK_EQ(calendar_due_us(calendar, CALENDAR_HOUR, 1, at("2026-03-03T11:30")),
             at("2026-03-03T15:00"));
    CHECK_NEAR(
        calendar_elapsed_s(calendar, CALENDAR_HOUR, at("2026-03-03T12:00"), at("2026-03-03T14:30")),
        0, 1e-6);
    calendar_destroy(calendar);
}

TEST(five_working_days_run_over_national_day)
{
    Calendar *calendar = city();
    CHECK_NEAR(calendar_day_s(calendar), 6.5 * 3600, 1e-9);
    // From Tuesday 29 September 10:00: 29, 30 September, then 8, 9, 10 (made up) October; the fifth
    // day ends where the first began: 10:00 on Monday 12 October.
    CHECK_EQ(calendar_due_us(calendar, CALENDAR_DAY, 5, at("2026-09-29T10:00")),
             at("2026-10-12T10:00"));
    CHECK_NEAR(calendar_amount(calendar, CALENDAR_DAY,
                               calendar_elapsed_s(calendar, CALENDAR_DAY, at("2026-09-29T10:00"),
                                                  at("2026-10-12T10:00"))),
               5, 1e-9);
    calendar_destroy(calendar);
}

TEST(a_calendar_with_a_day_that_is_not_is_refused_with_its_line)
{
    Err err = { 0 };
    const char text[] = "hours: 08:30-12:00\nholidays:\n  - { name: x, from: 2026-02-30 }\n";
    CHECK(!calendar_parse(text, strlen(text), "c.yaml", 0, &err));
    CHECK(strstr(err.text, "c.yaml:3: from") != NULL);
    CHECK(!calendar_parse("hours: 12:00-08:00\n", 19, "c.yaml", 0, &err));
    CHECK(strstr(err.text, "c.yaml:1: hours") != NULL);
}

TEST(shipped_thresholds_are_read_and_pm25_tightens_in_2031)
{
    Err err = { 0 };
    Thresholds *thresholds = thresholds_create();
    if (!thresholds_open_folder(thresholds, TEST_FOLDER "/../assets/data/thresholds", &err))
        fprintf(stderr, "%s\n", err.text);
    CHECK(thresholds_count(thresholds) > 45);
    const Threshold *old = thresholds_find(thresholds, "T26.pm", "2030-12-31");
    CHECK_NEAR(old->limits[ALARM_LEVEL_YELLOW], 60, 0);
    CHECK(threshold_level(old, 55) == ALARM_LEVEL_NONE);
    const Threshold *new = thresholds_find(thresholds, "T26.pm", "2031-01-01");
    CHECK_NEAR(new->limits[ALARM_LEVEL_YELLOW], 50, 0);
    CHECK(threshold_level(new, 55) == ALARM_LEVEL_YELLOW);
    CHECK(thresholds_find(thresholds, "T26.pm", "2026-02-28") == NULL);
    const Threshold *fog = thresholds_find(thresholds, "T25.vis", "2026-06-01");
    CHECK(threshold_level(fog, 200) == ALARM_LEVEL_ORANGE);
    CHECK(threshold_level(fog, 1001) == ALARM_LEVEL_NONE);
    CHECK(threshold_level(fog, NAN) == ALARM_LEVEL_NONE);
    CHECK_TEXT(threshold_band(thresholds_find(thresholds, "T26.aqi", "2026-06-01"), 150),
               "轻度污染");
    CHECK_TEXT(threshold_band(thresholds_find(thresholds, "T26.aqi", "2026-06-01"), 501),
               "严重污染");
    thresholds_destroy(thresholds);
}

TEST(thresholds_whose_periods_overlap_are_refused_and_none_is_added)
{
    Err err = { 0 };
    Thresholds *thresholds = thresholds_create();
    const char text[] =
        "thresholds:\n"
        "  - { id: a, yellow: 1, source: s, evidence: P, valid_to: 2026-05-01 }\n"
        "  - { id: a, yellow: 2, source: s, evidence: P, valid_from: 2026-05-01 }\n";
    CHECK(!thresholds_parse(thresholds, text, strlen(text), "t.yaml", &err));
    CHECK(strstr(err.text, "t.yaml:3") != NULL);
    CHECK_EQ(thresholds_count(thresholds), 0);
    const char wrong[] = "thresholds:\n  - { id: a, yellow: 5, red: 2, source: s, evidence: P }\n";
    CHECK(!thresholds_parse(thresholds, wrong, strlen(wrong), "t.yaml", &err));
    thresholds_destroy(thresholds);
}
