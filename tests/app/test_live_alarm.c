// SPDX-License-Identifier: Apache-2.0
// test_live_alarm.c - going to alarms, and what of them is marked in the scene.
#include "app.h"
#include "check.h"
#include "scene/scene_live.h"

typedef struct {
    App app;
    Err err;
} Hall;

static void hall_open(Hall *h)
{
    *h = (Hall){ 0 };
    CHECK(app_create(&h->app, &(AppDesc){ .threads = 1 }, &h->err));
    CHECK(app_open_null(&h->app, 640, 400, &h->err));
    CHECK(h->app.live.operations != NULL);
    operations_set_who(h->app.live.operations, "王芳");
}

static Alarm *raise(Hall *h, const char *rule, AlarmLevel level, double lon_deg, int64_t t_us)
{
    Operations *ops = h->app.live.operations;
    ops->now_us = t_us;
    const ChangeBy by = operations_by(ops);
    const AlarmCondition condition = { .rule = rule,
                                       .level = level,
                                       .value = 1,
                                       .limit = 0.5,
                                       .lon_deg = lon_deg,
                                       .lat_deg = isnan(lon_deg) ? NAN : 21.2 };
    return alarms_condition(ops->alarms, &condition, &by);
}

static bool say(Hall *h, const char *line)
{
    h->err = (Err){ 0 };
    return app_run_line(&h->app, line, NULL, &h->err);
}

TEST(the_next_alarm_is_the_gravest_that_waits_then_the_one_after_it)
{
    Hall h;
    hall_open(&h);
    CHECK(!say(&h, "alarm-next"));
    CHECK_EQ(h.err.code, ERR_NOT_FOUND);
    raise(&h, "blue", ALARM_LEVEL_BLUE, 110.1, 1764000000000000);
    raise(&h, "red", ALARM_LEVEL_RED, 110.2, 1764000001000000);
    raise(&h, "orange", ALARM_LEVEL_ORANGE, 110.3, 1764000002000000);
    raise(&h, "nowhere", ALARM_LEVEL_YELLOW, NAN, 1764000003000000);
    static const char *const in_order[] = { "red", "orange", "nowhere", "blue", "red" };
    for (int i = 0; i < 5; i++) {
        CHECK(say(&h, "alarm-next"));
        CHECK_TEXT(h.app.state.dock_item, in_order[i]);
        CHECK_EQ(h.app.state.dock, STATE_DOCK_ALARMS);
    }
    CHECK_NEAR(h.app.state.camera.target.lon_deg, 110.2, 1e-9);
    CHECK(say(&h, "alarm-acknowledge red"));
    CHECK(say(&h, "panel-show alarms item=\"\""));
    CHECK(say(&h, "alarm-next"));
    CHECK_TEXT(h.app.state.dock_item, "orange");
    CHECK(say(&h, "alarm-go blue distance=400"));
    CHECK_NEAR(h.app.state.camera.target.lon_deg, 110.1, 1e-9);
    CHECK_NEAR(h.app.state.camera.distance_m, 400, 1e-6);
    CHECK(!say(&h, "alarm-go nowhere"));
    CHECK(!say(&h, "alarm-go nobody"));
    app_destroy(&h.app);
}

TEST(alarms_are_marked_by_level_and_those_just_raised_pulse)
{
    Hall h;
    hall_open(&h);
    const int64_t now_us = 1764000000000000;
    raise(&h, "old", ALARM_LEVEL_YELLOW, 110.1, now_us - 60000000);
    raise(&h, "new", ALARM_LEVEL_RED, 110.2, now_us - 2000000);
    raise(&h, "nowhere", ALARM_LEVEL_RED, NAN, now_us);
    h.app.live.now_us = now_us;
    CHECK(say(&h, "alarm-acknowledge old"));
    SceneLiveMark marks[8] = { { .key = 1 } };
    CHECK_EQ(app_live_alarm_marks(&h.app, marks, 1, 8), 3);
    CHECK(!marks[0].is_alarm);
    CHECK(marks[1].is_alarm && !marks[1].is_unacked && marks[1].alarm_level == ALARM_LEVEL_YELLOW);
    CHECK(marks[2].is_alarm && marks[2].is_unacked && marks[2].alarm_level == ALARM_LEVEL_RED);
    CHECK_TEXT(app_live_alarm_of(&h.app, marks[2].key)->id, "new");
    CHECK(app_live_alarm_of(&h.app, 1) == NULL);
    SceneLive scene = { 0 };
    h.app.is_window = true;
    app_live_alarm_show(&h.app, &scene);
    CHECK_EQ(scene.pulse_count, 1);
    CHECK_NEAR(scene.pulses[0].at.lon_deg, 110.2, 1e-9);
    h.app.is_window = false; // pictures stand still
    app_live_alarm_show(&h.app, &scene);
    CHECK(scene.pulse_count == 0 && !scene.is_blink_off);
    CHECK_EQ(app_live_alarm_marks(&h.app, marks, 1, 2), 2); // no more than there is room for
    app_destroy(&h.app);
}
