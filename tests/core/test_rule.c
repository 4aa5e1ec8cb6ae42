// SPDX-License-Identifier: Apache-2.0
// test_rule.c - each kind of rule: when it is raised and when it clears.
#include "check.h"
#include "base/clock.h"
#include "core/rule.h"

#define S ((int64_t)1000000)
#define KEYS_MAX_TEST 64
typedef struct {
    RuleValue values[KEYS_MAX_TEST];
    bool has[KEYS_MAX_TEST];
    Keys *keys;
    Thresholds *thresholds;
    ChangeList changes;
    Alarms *alarms;
    Rules *rules;
    int64_t t0;
} World;

static bool read_value(const void *source, uint32_t key, RuleValue *out)
{
    const World *w = source;
    if (key >= KEYS_MAX_TEST || !w->has[key]) return false;
    *out = w->values[key];
    return true;
}

static void world_init(World *w, const char *yaml)
{
    Err err = { 0 };
    *w = (World){ 0 };
    w->keys = keys_create(0);
    w->thresholds = thresholds_create();
    CHECK(thresholds_open_folder(w->thresholds, TEST_FOLDER "/../assets/data/thresholds", &err));
    w->alarms = alarms_create(&w->changes);
    w->rules = rules_create(&(RulesDesc){
        .keys = w->keys, .thresholds = w->thresholds, .alarms = w->alarms, .utc_offset_s = 28800 });
    CHECK(clock_parse("2026-06-21T10:00", 28800, &w->t0));
    if (!rules_parse(w->rules, yaml, strlen(yaml), "rules.yaml", &err)) {
        fprintf(stderr, "%s\n", err.text);
        CHECK(false);
    }
}

static void world_finish(World *w)
{
    rules_destroy(w->rules);
    alarms_destroy(w->alarms);
    thresholds_destroy(w->thresholds);
    keys_destroy(w->keys);
    change_list_finish(&w->changes);
}

static void update(World *w, uint32_t key, double t_s)
{
    rules_update(w->rules, &(RulesInput){ .now_us = w->t0 + (int64_t)(t_s * 1e6),
                                          .changed = &key,
                                          .changed_count = key ? 1 : 0,
                                          .read = read_value,
                                          .source = w });
}

static void put(World *w, const char *name, double t_s, double number)
{
    const uint32_t key = keys_intern(w->keys, name, strlen(name));
    CHECK(key < KEYS_MAX_TEST);
    w->has[key] = true;
    w->values[key] = (RuleValue){ .t_obs_us = w->t0 + (int64_t)(t_s * 1e6),
                                  .number = number,
                                  .lon_deg = NAN,
                                  .lat_deg = NAN,
                                  .freshness = LIVE_CURRENT };
    update(w, key, t_s);
}

static void move(World *w, const char *name, double t_s, double lon, double lat)
{
    const uint32_t key = keys_intern(w->keys, name, strlen(name));
    w->has[key] = true;
    w->values[key] = (RuleValue){ .t_obs_us = w->t0 + (int64_t)(t_s * 1e6),
                                  .number = NAN,
                                  .lon_deg = lon,
                                  .lat_deg = lat,
                                  .freshness = LIVE_CURRENT };
    update(w, key, t_s);
}

static AlarmLevel level_of(World *w, const char *id)
{
    const Alarm *alarm = alarms_find(w->alarms, id);
    return alarm && alarm->is_active ? alarm->level : ALARM_LEVEL_NONE;
}

TEST(a_limit_is_raised_at_it_and_clears_below_its_hysteresis)
{
    World w;
    world_init(&w,
               "rules:\n  - { id: pond, name: 积水, keys: pond/*/depth, threshold: T14.pond }\n");
    put(&w, "pond/1/depth", 0, 14.9);
    CHECK_EQ(level_of(&w, "pond@pond/1/depth"), ALARM_LEVEL_NONE);
    put(&w, "pond/1/depth", 1, 15);
    CHECK_EQ(level_of(&w, "pond@pond/1/depth"), ALARM_LEVEL_YELLOW);
    put(&w, "pond/1/depth", 2, 14.5); // 5 % of 15 is 0.75
    CHECK_EQ(level_of(&w, "pond@pond/1/depth"), ALARM_LEVEL_YELLOW);
    put(&w, "pond/1/depth", 3, 41);
    CHECK_EQ(level_of(&w, "pond@pond/1/depth"), ALARM_LEVEL_RED);
    const Alarm *alarm = alarms_find(w.alarms, "pond@pond/1/depth");
    CHECK_NEAR(alarm->limit, 40, 0);
    CHECK_TEXT(alarm->unit, "cm");
    CHECK_TEXT(alarm->text_zh, "积水：pond/1/depth 41 cm（限值 40）");
    put(&w, "pond/1/depth", 4, 26); // 27 - 1.35 = 25.65: still orange
    CHECK_EQ(level_of(&w, "pond@pond/1/depth"), ALARM_LEVEL_ORANGE);
    put(&w, "pond/1/depth", 5, 14.2);
    CHECK_EQ(level_of(&w, "pond@pond/1/depth"), ALARM_LEVEL_NONE);
    put(&w, "pond/2/level/depth", 6, 99); // not of the pattern
    CHECK_EQ(alarms_count(w.alarms), 1);
    world_finish(&w);
}

TEST(an_alarm_has_its_unit_as_people_write_it_and_none_where_there_is_none)
{
    World w;
    world_init(&w, "rules:\n"
                   "  - { id: a, name: 户数, kind: limit, keys: a, yellow: 1, unit: \"1\" }\n"
                   "  - { id: b, name: 时长, kind: limit, keys: b, yellow: 2, unit: h }\n");
    put(&w, "a", 0, 3);
    put(&w, "b", 0, 2.5);
    CHECK_TEXT(alarms_find(w.alarms, "a@a")->text_zh, "户数：a 3（限值 1）");
    CHECK_TEXT(alarms_find(w.alarms, "a@a")->text, "户数: a 3 (limit 1)");
    CHECK_TEXT(alarms_find(w.alarms, "b@b")->text_zh, "时长：b 2.5 小时（限值 2）");
    CHECK_TEXT(alarms_find(w.alarms, "b@b")->text, "时长: b 2.5 h (limit 2)");
    world_finish(&w);
}

TEST(the_text_of_an_alarm_has_units_as_people_write_them_and_no_needless_digits)
{
    World w;
    world_init(&w,
               "rules:\n"
               "  - { id: signal, name: 信号, keys: signal, red: 5, unit: \"1\", text: \"{name}："
               "{value} {unit}（限值 {limit}）\" }\n"
               "  - { id: wind, name: 风, keys: wind, red: 32.6, unit: m/s }\n"
               "  - { id: air, name: 空气, keys: air, red: 0.05, unit: ug/m3 }\n"
               "  - { id: both, name: 风雨, kind: expression, expression: wind > 30 and signal > "
               "4 }\n");
    put(&w, "signal", 0, 5);
    put(&w, "wind", 0, 51.6762);
    put(&w, "air", 0, 0.123456);
    CHECK_TEXT(alarms_find(w.alarms, "signal@signal")->text_zh, "信号：5（限值 5）");
    CHECK_TEXT(alarms_find(w.alarms, "both")->text_zh, "风雨"); // of the whole city
    CHECK_TEXT(alarms_find(w.alarms, "wind@wind")->text_zh, "风：wind 51.68 m/s（限值 32.6）");
    CHECK_TEXT(alarms_find(w.alarms, "air@air")->text_zh, "空气：air 0.123 μg/m³（限值 0.05）");
    world_finish(&w);
}

TEST(a_limit_below_is_raised_where_little_is_bad)
{
    World w;
    world_init(&w, "rules:\n  - { id: fog, keys: vis, threshold: T25.vis }\n");
    put(&w, "vis", 0, 600);
    CHECK_EQ(level_of(&w, "fog@vis"), ALARM_LEVEL_BLUE);
    put(&w, "vis", 1, 190);
    CHECK_EQ(level_of(&w, "fog@vis"), ALARM_LEVEL_ORANGE);
    put(&w, "vis", 2, 205);
    CHECK_EQ(level_of(&w, "fog@vis"), ALARM_LEVEL_ORANGE);
    put(&w, "vis", 3, 1051);
    CHECK_EQ(level_of(&w, "fog@vis"), ALARM_LEVEL_NONE);
    world_finish(&w);
}

TEST(a_value_in_another_unit_is_converted_before_it_is_judged)
{
    World w;
    world_init(&w, "rules:\n  - { id: pond, keys: pond/*/depth, threshold: T14.pond }\n"); // cm
    const uint32_t key = keys_intern(w.keys, "pond/1/depth", 12);
    w.has[key] = true;
    w.values[key] = (RuleValue){ .t_obs_us = w.t0, .number = 0.41, .unit = "m", .lon_deg = NAN,
                                 .lat_deg = NAN, .freshness = LIVE_CURRENT };
    update(&w, key, 0);
    CHECK_EQ(level_of(&w, "pond@pond/1/depth"), ALARM_LEVEL_RED);
    CHECK_NEAR(alarms_find(w.alarms, "pond@pond/1/depth")->value, 41, 1e-9);
    w.values[key] = (RuleValue){ .t_obs_us = w.t0 + 1000000, .number = 0, .unit = "kg",
                                 .lon_deg = NAN, .lat_deg = NAN, .freshness = LIVE_CURRENT };
    update(&w, key, 1);
    CHECK_EQ(level_of(&w, "pond@pond/1/depth"), ALARM_LEVEL_RED); // a mass says nothing of depth
    CHECK_EQ(rules_counters(w.rules).wrong_units, 1);
    world_finish(&w);
}

TEST(limits_are_those_of_the_day)
{
    World w;
    world_init(&w, "rules:\n  - { id: pm, keys: pm, threshold: T26.pm }\n");
    put(&w, "pm", 0, 55);
    CHECK_EQ(level_of(&w, "pm@pm"), ALARM_LEVEL_NONE);
    CHECK(clock_parse("2030-12-31T23:59:59", 28800, &w.t0));
    put(&w, "pm", 0, 55);
    CHECK_EQ(level_of(&w, "pm@pm"), ALARM_LEVEL_NONE);
    put(&w, "pm", 2, 55); // 2031 began
    CHECK_EQ(level_of(&w, "pm@pm"), ALARM_LEVEL_YELLOW);
    world_finish(&w);
}

TEST(a_hold_time_needs_the_condition_to_stand_all_of_it)
{
    World w;
    world_init(
        &w,
        "rules:\n  - { id: r, keys: k, red: 10, hysteresis: 0, hold_s: 60, clear_hold_s: 30 }\n");
    put(&w, "k", 0, 11);
    put(&w, "k", 50, 9);
    put(&w, "k", 55, 11);
    update(&w, 0, 114);
    CHECK_EQ(level_of(&w, "r@k"), ALARM_LEVEL_NONE);
    update(&w, 0, 115); // no new value is needed
    CHECK_EQ(level_of(&w, "r@k"), ALARM_LEVEL_RED);
    put(&w, "k", 120, 9);
    update(&w, 0, 149);
    CHECK_EQ(level_of(&w, "r@k"), ALARM_LEVEL_RED);
    update(&w, 0, 150);
    CHECK_EQ(level_of(&w, "r@k"), ALARM_LEVEL_NONE);
    world_finish(&w);
}

TEST(bad_and_stale_values_neither_raise_nor_clear)
{
    World w;
    world_init(&w, "rules:\n  - { id: r, keys: k, red: 10 }\n");
    put(&w, "k", 0, 1);
    const uint32_t key = keys_find(w.keys, "k", 1);
    w.values[key].number = 99;
    w.values[key].quality = QUALITY_CALIBRATION;
    update(&w, key, 1);
    CHECK_EQ(level_of(&w, "r@k"), ALARM_LEVEL_NONE);
    w.values[key].quality = QUALITY_GOOD;
    update(&w, key, 2);
    CHECK_EQ(level_of(&w, "r@k"), ALARM_LEVEL_RED);
    w.values[key].number = 1;
    w.values[key].freshness = LIVE_STALE;
    update(&w, key, 3);
    CHECK_EQ(level_of(&w, "r@k"), ALARM_LEVEL_RED);
    world_finish(&w);
}

TEST(a_rate_is_the_change_over_its_window)
{
    World w;
    world_init(&w,
               "rules:\n  - { id: rise, kind: rate, keys: level, window_s: 600, yellow: 0.5 }\n");
    for (int i = 0; i <= 5; i++) put(&w, "level", i * 120, 2 + i * 0.01); // 0.3 m/h
    CHECK_EQ(level_of(&w, "rise@level"), ALARM_LEVEL_NONE);
    for (int i = 6; i <= 11; i++) put(&w, "level", i * 120, 2.05 + (i - 5) * 0.02); // 0.6 m/h
    CHECK_EQ(level_of(&w, "rise@level"), ALARM_LEVEL_YELLOW);
    CHECK_NEAR(alarms_find(w.alarms, "rise@level")->value, 0.6, 1e-9);
    // A hundred values a second are one sample in ten seconds, and the rate is the same.
    for (int i = 0; i < 100000; i++)
        put(&w, "level", 1320 + i * 0.01, 2.17 + i * 0.01 * 0.6 / 3600);
    CHECK_NEAR(alarms_find(w.alarms, "rise@level")->value, 0.6, 1e-3);
    world_finish(&w);
}

TEST(missing_values_are_noticed_without_any_value_coming)
{
    World w;
    world_init(&w, "rules:\n"
                   "  - { id: miss, kind: missing, keys: k, after_s: 300, level: blue }\n"
                   "  - { id: stale, kind: missing, keys: q }\n");
    put(&w, "k", 0, 1);
    put(&w, "q", 0, 1);
    update(&w, 0, 299);
    CHECK_EQ(level_of(&w, "miss@k"), ALARM_LEVEL_NONE);
    update(&w, 0, 300);
    CHECK_EQ(level_of(&w, "miss@k"), ALARM_LEVEL_BLUE);
    put(&w, "k", 301, 1);
    CHECK_EQ(level_of(&w, "miss@k"), ALARM_LEVEL_NONE);
    const uint32_t q = keys_find(w.keys, "q", 1);
    w.values[q].freshness = LIVE_DEAD;
    update(&w, q, 400);
    CHECK_EQ(level_of(&w, "stale@q"), ALARM_LEVEL_YELLOW);
    world_finish(&w);
}

TEST(an_expression_runs_when_any_of_its_keys_is_touched)
{
    World w;
    world_init(&w, "rules:\n"
                   "  - { id: both, kind: expression, keys: pond/*, level: red, expression: 'value "
                   "> 15 and rain > 50' }\n"
                   "  - { id: sum, kind: expression, expression: 'a + b > 10' }\n");
    put(&w, "pond/1", 0, 20);
    put(&w, "pond/2", 0, 10);
    CHECK_EQ(level_of(&w, "both@pond/1"), ALARM_LEVEL_NONE); // rain is missing
    put(&w, "rain", 1, 60);
    CHECK_EQ(level_of(&w, "both@pond/1"), ALARM_LEVEL_RED);
    CHECK_EQ(level_of(&w, "both@pond/2"), ALARM_LEVEL_NONE);
    put(&w, "rain", 2, 10);
    CHECK_EQ(level_of(&w, "both@pond/1"), ALARM_LEVEL_NONE);
    put(&w, "a", 3, 6);
    put(&w, "b", 4, 5);
    CHECK_EQ(level_of(&w, "sum"), ALARM_LEVEL_YELLOW);
    world_finish(&w);
}

static const char fences[] =
    "rules:\n"
    "  - { id: in, kind: fence, keys: ship/*/position, fence: '110 21, 111 21, 111 22, 110 22' }\n"
    "  - { id: out, kind: fence, on: leave, keys: ship/*/position, fence: '110 21, 111 21, 111 22, "
    "110 22' }\n"
    "  - { id: long, kind: fence, on: dwell, hold_s: 600, keys: ship/*/position, fence: '110 21, "
    "111 21, 111 22, 110 22' }\n";

TEST(a_fence_tells_who_enters_leaves_and_stays)
{
    World w;
    world_init(&w, fences);
    move(&w, "ship/1/position", 0, 109.9, 21.5);
    CHECK_EQ(level_of(&w, "in@ship/1/position"), ALARM_LEVEL_NONE);
    CHECK_EQ(level_of(&w, "out@ship/1/position"), ALARM_LEVEL_NONE); // never was inside
    move(&w, "ship/1/position", 10, 110.1, 21.5);
    CHECK_EQ(level_of(&w, "in@ship/1/position"), ALARM_LEVEL_YELLOW);
    update(&w, 0, 609);
    CHECK_EQ(level_of(&w, "long@ship/1/position"), ALARM_LEVEL_NONE);
    update(&w, 0, 610);
    CHECK_EQ(level_of(&w, "long@ship/1/position"), ALARM_LEVEL_YELLOW);
    CHECK_NEAR(alarms_find(w.alarms, "in@ship/1/position")->lon_deg, 110.1, 1e-12);
    move(&w, "ship/1/position", 700, 111.1, 21.5);
    CHECK_EQ(level_of(&w, "in@ship/1/position"), ALARM_LEVEL_NONE);
    CHECK_EQ(level_of(&w, "out@ship/1/position"), ALARM_LEVEL_YELLOW);
    world_finish(&w);
}

TEST(events_and_values_are_counted_within_a_window)
{
    World w;
    world_init(
        &w, "rules:\n"
            "  - { id: fires, kind: count, event: fire, count: 3, window_s: 600, level: orange }\n"
            "  - { id: peaks, kind: count, keys: k, yellow: 10, count: 2, window_s: 60 }\n");
    for (int i = 0; i < 3; i++) {
        CHECK_EQ(level_of(&w, "fires"), ALARM_LEVEL_NONE);
        rules_event(w.rules, "fire", NULL, w.t0 + i * 100 * S);
        update(&w, 0, i * 100);
    }
    CHECK_EQ(level_of(&w, "fires"), ALARM_LEVEL_ORANGE);
    update(&w, 0, 599);
    CHECK_EQ(level_of(&w, "fires"), ALARM_LEVEL_ORANGE);
    update(&w, 0, 600); // the first is ten minutes old
    CHECK_EQ(level_of(&w, "fires"), ALARM_LEVEL_NONE);
    put(&w, "k", 1000, 11);
    put(&w, "k", 1001, 5);
    CHECK_EQ(level_of(&w, "peaks@k"), ALARM_LEVEL_NONE);
    put(&w, "k", 1002, 12);
    CHECK_EQ(level_of(&w, "peaks@k"), ALARM_LEVEL_YELLOW);
    world_finish(&w);
}

TEST(a_warning_area_meets_assets_and_moving_things_until_it_ends)
{
    World w;
    world_init(&w, "rules:\n"
                   "  - { id: met, kind: warning, keys: ship/*, level: yellow, assets: '110.5 21.5 "
                   "一中; 113 23 广州' }\n");
    const double ring[] = { 110, 21, 111, 21, 111, 22, 110, 22 };
    const int points = 4;
    RuleWarning warning = { .id = "cap1",
                            .event = "台风",
                            .level = ALARM_LEVEL_ORANGE,
                            .t_expire_us = w.t0 + 3600 * S,
                            .lon_lat = ring,
                            .ring_points = &points,
                            .ring_count = 1 };
    move(&w, "ship/1", 0, 110.2, 21.2);
    CHECK(rules_warning(w.rules, &warning));
    update(&w, 0, 1);
    CHECK_EQ(level_of(&w, "met@一中"), ALARM_LEVEL_ORANGE);
    CHECK_EQ(level_of(&w, "met@广州"), ALARM_LEVEL_NONE);
    CHECK_EQ(level_of(&w, "met@ship/1"), ALARM_LEVEL_ORANGE);
    move(&w, "ship/1", 2, 112, 21.2);
    CHECK_EQ(level_of(&w, "met@ship/1"), ALARM_LEVEL_NONE);
    warning.level = ALARM_LEVEL_BLUE; // an update below what counts
    CHECK(rules_warning(w.rules, &warning));
    update(&w, 0, 3);
    CHECK_EQ(level_of(&w, "met@一中"), ALARM_LEVEL_NONE);
    warning.level = ALARM_LEVEL_RED;
    CHECK(rules_warning(w.rules, &warning));
    update(&w, 0, 4);
    CHECK_EQ(level_of(&w, "met@一中"), ALARM_LEVEL_RED);
    update(&w, 0, 3600); // expires by itself
    CHECK_EQ(level_of(&w, "met@一中"), ALARM_LEVEL_NONE);
    world_finish(&w);
}

TEST(a_rule_that_is_removed_clears_its_alarms_and_others_go_on)
{
    World w;
    Err err = { 0 };
    world_init(&w, "rules:\n  - { id: a, keys: k, red: 1 }\n  - { id: b, keys: k, red: 2 }\n");
    put(&w, "k", 0, 3);
    const ChangeBy by = { w.t0, "王", "ioc-1" };
    CHECK(rules_remove(w.rules, "a", &by, &err));
    CHECK_EQ(level_of(&w, "a@k"), ALARM_LEVEL_NONE);
    CHECK_EQ(level_of(&w, "b@k"), ALARM_LEVEL_RED);
    CHECK_EQ(alarms_find(w.alarms, "b@k")->occurrences, 1); // never interrupted
    put(&w, "k", 1, 3);
    CHECK_EQ(alarms_find(w.alarms, "b@k")->occurrences, 1);
    CHECK_EQ(level_of(&w, "a@k"), ALARM_LEVEL_NONE);
    CHECK_EQ(level_of(&w, "b@k"), ALARM_LEVEL_RED);
    CHECK(!rules_remove(w.rules, "a", &by, &err));
    // A new version takes the old one's place.
    const char next[] = "rules:\n  - { id: b, keys: k, red: 5, version: 2 }\n";
    CHECK(rules_parse(w.rules, next, strlen(next), "r.yaml", &err));
    put(&w, "k", 2, 3);
    CHECK_EQ(level_of(&w, "b@k"), ALARM_LEVEL_NONE);
    put(&w, "k", 3, 6);
    CHECK_EQ(alarms_find(w.alarms, "b@k")->rule_version, 2);
    world_finish(&w);
}

TEST(a_wrong_rule_is_refused_with_file_line_and_key)
{
    World w;
    world_init(&w, "rules:\n  - { id: a, keys: k, red: 1 }\n");
    static const char *const wrong[][2] = {
        { "rules:\n  - { id: x, keys: k, threshold: T99 }\n", "r.yaml:2: threshold" },
        { "rules:\n  - { id: x, keys: k }\n", "r.yaml:2" },
        { "rules:\n  - { id: x, red: 1 }\n", "a key or a pattern" },
        { "rules:\n  - id: x\n    kind: fence\n    keys: k\n    fence: 110 21, 111 21\n",
          "r.yaml:5: fence" },
        { "rules:\n  - { id: x, kind: expression, expression: 'a +' }\n", "expression" },
        { "rules:\n  - { id: x, keys: k, redd: 1 }\n", "near: 'red'" },
        { "rules:\n  - { id: x, kind: rate, keys: k, red: 1 }\n", "window_s" },
        { "rules:\n  - { id: x, kind: warning, assets: 'here' }\n", "assets" },
        { "rules:\n  - id: x\n    keys: k\n    red: 1\n    actions:\n      - { do: dance }\n",
          "r.yaml:6: do" },
        { "rules:\n  - id: x\n    keys: k\n    red: 1\n    actions:\n      - { do: sound }\n"
          "      - { do: publish, topic: a/b }\n",
          "r.yaml:7: feed" },
        { "rules:\n  - id: x\n    keys: k\n    red: 1\n    actions:\n      - do: topic\n",
          "r.yaml:6: command" },
        { "rules:\n  - id: x\n    keys: k\n    red: 1\n    actions:\n      - do: fly_to\n"
          "        distance: 3\n",
          "near: 'distance_m'" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        Err err = { 0 };
        CHECK(!rules_parse(w.rules, wrong[i][0], strlen(wrong[i][0]), "r.yaml", &err));
        if (!strstr(err.text, wrong[i][1])) fprintf(stderr, "%zu: %s\n", i, err.text);
        CHECK(strstr(err.text, wrong[i][1]) != NULL);
        CHECK_EQ(rules_count(w.rules), 1);
    }
    world_finish(&w);
}

TEST(patterns_stop_one_star_at_slashes_and_points)
{
    World w;
    world_init(&w, "rules:\n"
                   "  - { id: one, keys: 'a/*/c', red: 1 }\n"
                   "  - { id: all, keys: 'a/**', red: 1 }\n"
                   "  - { id: end, keys: '**.pm', red: 1 }\n");
    put(&w, "a/b/c", 0, 2);
    put(&w, "a/b/b/c", 0, 2);
    put(&w, "x/y.z.pm", 0, 2);
    CHECK_EQ(level_of(&w, "one@a/b/c"), ALARM_LEVEL_RED);
    CHECK_EQ(level_of(&w, "one@a/b/b/c"), ALARM_LEVEL_NONE);
    CHECK_EQ(level_of(&w, "all@a/b/b/c"), ALARM_LEVEL_RED);
    CHECK_EQ(level_of(&w, "end@x/y.z.pm"), ALARM_LEVEL_RED);
    world_finish(&w);
}
