// SPDX-License-Identifier: Apache-2.0
// test_app_live.c - what comes at once is taken over several turns, none of it lost; how long
// values took to be shown and to raise an alarm.
#include "app.h"
#include "base/clock.h"
#include "check.h"
#include <stdlib.h>

static uint32_t key_of(App *app, int i)
{
    char text[32];
    const int length = snprintf(text, sizeof text, "burst.k%d.v", i);
    return keys_intern(app->live.keys, text, (size_t)length);
}

static void put(App *app, int i, double number)
{
    const int64_t now_us = clock_utc_us();
    const Observation o = { .t_obs_us = now_us - 5000,
                            .t_recv_us = now_us,
                            .key = key_of(app, i),
                            .kind = OBSERVATION_NUMBER,
                            .number = number };
    inbox_put(app->live.inbox, &o, 1);
}

TEST(a_burst_is_taken_over_several_turns_and_none_of_it_is_lost)
{
    enum { COUNT = 20000 };
    App app;
    Err err = { 0 };
    CHECK(app_create(&app, &(AppDesc){ 0 }, &err));
    for (int i = 0; i < COUNT; i++) put(&app, i, i);
    app_update(&app, 0);
    const int first = live_counters(app.live.live).keys;
    CHECK(first > 0 && first < COUNT);
    int turns = 1;
    for (; app.live.waiting_count > 0 && turns < 100; turns++) {
        app_live_wait(&app.live, 10); // at once: there is something to do
        app_update(&app, 0);
    }
    CHECK(turns > 1 && turns < 100);
    CHECK_EQ(live_counters(app.live.live).keys, COUNT);
    CHECK_EQ(live_get(app.live.live, key_of(&app, COUNT - 1))->number, COUNT - 1);
    CHECK_EQ(app.live.latency.now[APP_LATENCY_STYLE].count, COUNT);
    app_destroy(&app);
}

TEST(the_time_from_receipt_to_an_alarm_is_counted_once_an_alarm)
{
    App app;
    Err err = { 0 };
    CHECK(app_create(&app, &(AppDesc){ 0 }, &err));
    CHECK(app.live.operations != NULL);
    static const char rules[] =
        "rules:\n  - { id: over, name: 超限, kind: limit, keys: burst.*.v, red: 100 }\n"
        "  - { id: held, name: 持续, kind: limit, keys: burst.*.v, red: 100, hold_s: 60 }\n";
    CHECK(rules_parse(app.live.operations->rules, rules, sizeof rules - 1, "r", &err));
    put(&app, 1, 50);
    app_update(&app, 0);
    const Histogram *alarms = &app.live.latency.now[APP_LATENCY_ALARM];
    CHECK_EQ(alarms->count, 0);
    put(&app, 1, 150);
    put(&app, 2, 150);
    app_update(&app, 0);
    CHECK_EQ(alarms->count, 2);
    put(&app, 1, 151); // it is raised already
    app_update(&app, 0);
    CHECK_EQ(alarms->count, 2);
    CHECK(alarms->most_us < 10000000);
    const Histogram *age = &app.live.latency.now[APP_LATENCY_AGE];
    CHECK(histogram_at(age, 0) >= 5000);
    app_destroy(&app);
}
