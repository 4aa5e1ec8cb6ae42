// SPDX-License-Identifier: Apache-2.0
// test_director.c - scenes kept and shown, their rotation, an alarm that takes the screen and gives
// it back.
#include "check.h"
#include "core/director.h"

#define S ((int64_t)1000000)
static const int64_t t0 = 1780000000000000;

typedef struct {
    State state;
    ChangeList changes;
    Alarms *alarms;
    Director director;
} Hall;

static void hall_open(Hall *hall)
{
    *hall = (Hall){ 0 };
    state_init(&hall->state);
    hall->state.has_camera = true;
    hall->alarms = alarms_create(&hall->changes);
    state_layer_add(&hall->state, "建筑", "a.gpkg");
    state_layer_add(&hall->state, "道路", "b.gpkg");
    const char *const pages[] = { "C1", "T26", "T25" };
    for (int i = 0; i < 3; i++) {
        str_copy_utf8(hall->state.page, sizeof hall->state.page, pages[i]);
        StateScene scene = state_scene_now(&hall->state, pages[i]);
        scene.seconds = 10;
        CHECK(state_scene_put(&hall->state, &scene));
    }
}

static void hall_close(Hall *hall)
{
    alarms_destroy(hall->alarms);
    change_list_finish(&hall->changes);
    state_finish(&hall->state);
}

static void flood_page(void *arg, const Alarm *alarm, StateScene *out)
{
    (void)arg;
    str_copy_utf8(out->page, sizeof out->page, "T28");
    out->camera.target.lon_deg = alarm->lon_deg;
}

static void turn(Hall *hall, double dt_s)
{
    director_update(&hall->director, &hall->state, hall->alarms,
                    &(DirectorHooks){ .scene_of = flood_page }, dt_s);
}

static Alarm *raise_level(Hall *hall, const char *rule, AlarmLevel level, double seconds)
{
    const ChangeBy by = { .t_us = t0 + (int64_t)(seconds * 1e6), .who = "rules", .desk = "d" };
    return alarms_condition(hall->alarms,
                            &(AlarmCondition){ .rule = rule,
                                               .level = level,
                                               .value = 1,
                                               .limit = 1,
                                               .lon_deg = 110.4,
                                               .lat_deg = 21.2 },
                            &by);
}

TEST(a_scene_brings_back_page_layers_look_and_view)
{
    Hall hall;
    hall_open(&hall);
    State *s = &hall.state;
    s->layers[1].is_visible = false;
    s->look = STATE_LOOK_NIGHT;
    str_copy_utf8(s->page, sizeof s->page, "T26");
    s->camera.distance_m = 1234;
    StateScene scene = state_scene_now(s, "夜");
    scene.transition_s = 0;
    CHECK(state_scene_put(s, &scene));
    CHECK_TEXT(scene.hidden, "道路");
    s->layers[0].is_visible = false;
    s->layers[1].is_visible = true;
    s->look = STATE_LOOK_DAY;
    s->page[0] = 0;
    s->camera.distance_m = 9;
    state_scene_show(s, state_scene_find(s, "夜"));
    CHECK(s->layers[0].is_visible && !s->layers[1].is_visible);
    CHECK_EQ(s->look, STATE_LOOK_NIGHT);
    CHECK_TEXT(s->page, "T26");
    CHECK_NEAR(s->camera.distance_m, 1234, 0);
    hall_close(&hall);
}

TEST(scenes_follow_one_another_each_for_its_seconds_and_begin_again)
{
    Hall hall;
    hall_open(&hall);
    hall.state.is_rotating = true;
    CHECK(director_step(&hall.state, 1));
    const char *const want[] = { "C1", "T26", "T26", "T25", "T25", "C1", "C1" };
    for (int i = 0; i < 7; i++) {
        turn(&hall, 5);
        CHECK_TEXT(hall.state.page, want[i]);
    }
    hall.state.is_scene_locked = true;
    for (int i = 0; i < 10; i++) turn(&hall, 5);
    CHECK_TEXT(hall.state.page, "C1"); // a talk goes on
    hall_close(&hall);
}

TEST(an_alarm_takes_the_screen_and_gives_it_back_once_acknowledged)
{
    Hall hall;
    hall_open(&hall);
    hall.state.is_rotating = true;
    hall.state.scene_alarm = ALARM_LEVEL_ORANGE;
    CHECK(director_step(&hall.state, 1));
    turn(&hall, 5);
    raise_level(&hall, "low", ALARM_LEVEL_YELLOW, 1);
    turn(&hall, 1);
    CHECK_TEXT(hall.state.page, "C1"); // below the level
    Alarm *alarm = raise_level(&hall, "flood", ALARM_LEVEL_RED, 2);
    turn(&hall, 1);
    CHECK_TEXT(hall.state.page, "T28");
    CHECK(!hall.state.is_rotating);
    CHECK_NEAR(hall.state.camera_goal.target.lon_deg, 110.4, 1e-9);
    for (int i = 0; i < 10; i++) turn(&hall, 5);
    CHECK_TEXT(hall.state.page, "T28"); // stays while it asks
    const ChangeBy wang = { .t_us = t0 + 60 * S, .who = "王", .desk = "d" };
    CHECK(alarm_acknowledge(hall.alarms, alarm, &wang, NULL));
    turn(&hall, 1);
    CHECK_TEXT(hall.state.page, "C1");
    CHECK(hall.state.is_rotating);
    hall_close(&hall);
}

TEST(an_operator_who_goes_elsewhere_keeps_the_screen)
{
    Hall hall;
    hall_open(&hall);
    hall.state.scene_alarm = ALARM_LEVEL_BLUE;
    turn(&hall, 1);
    Alarm *alarm = raise_level(&hall, "flood", ALARM_LEVEL_RED, 2);
    turn(&hall, 1);
    CHECK_TEXT(hall.state.page, "T28");
    str_copy_utf8(hall.state.page, sizeof hall.state.page, "T01");
    turn(&hall, 1);
    const ChangeBy wang = { .t_us = t0 + 60 * S, .who = "王", .desk = "d" };
    CHECK(alarm_acknowledge(hall.alarms, alarm, &wang, NULL));
    turn(&hall, 1);
    CHECK_TEXT(hall.state.page, "T01");
    hall_close(&hall);
}

TEST(a_locked_screen_is_not_taken_even_after_the_lock_is_off)
{
    Hall hall;
    hall_open(&hall);
    hall.state.scene_alarm = ALARM_LEVEL_BLUE;
    hall.state.is_scene_locked = true;
    raise_level(&hall, "flood", ALARM_LEVEL_RED, 2);
    turn(&hall, 1);
    CHECK_TEXT(hall.state.page, "T25");
    hall.state.is_scene_locked = false;
    turn(&hall, 1);
    CHECK_TEXT(hall.state.page, "T25"); // it is an old one now: the list has it
    hall_close(&hall);
}
