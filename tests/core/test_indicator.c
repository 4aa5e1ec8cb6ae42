// SPDX-License-Identifier: Apache-2.0
// test_indicator.c - figures: their limits by the day, rank, period and year before, trend, and
// what is said where there is nothing.
#include "check.h"
#include "base/clock.h"
#include "core/algorithm.h"
#include "core/event_log.h"
#include "core/indicator.h"
#include "core/indicator_unit.h"
#include "core/quality.h"
#include <stdlib.h>

#define DATA TEST_FOLDER "/../assets/data"
#define S ((int64_t)1000000)

typedef struct {
    Keys *keys;
    Live *live;
    Thresholds *thresholds;
    Topics *topics;
    Indicators *all;
    int64_t now_us;
    uint64_t requests[64];
    int64_t from[64], to[64];
    int asked;
    bool has_history;
} World;

static bool ask(void *source, uint64_t request, uint32_t key, int64_t from_us, int64_t to_us,
                int points_max)
{
    World *w = source;
    (void)key;
    CHECK(points_max > 0 && points_max < INDICATOR_POINTS_MAX);
    if (!w->has_history || w->asked == 64) return false;
    w->requests[w->asked] = request;
    w->from[w->asked] = from_us;
    w->to[w->asked++] = to_us;
    return true;
}

static void world_init(World *w, const char *now)
{
    Err err = { 0 };
    *w = (World){ .has_history = true };
    CHECK(clock_parse(now, 28800, &w->now_us));
    w->keys = keys_create(0);
    w->live = live_create(w->keys);
    w->thresholds = thresholds_create();
    CHECK(thresholds_open_folder(w->thresholds, DATA "/thresholds", &err));
    w->topics = topics_create(
        &(TopicsDesc){ .data_folder = DATA, .thresholds = w->thresholds, .utc_offset_s = 28800 });
    CHECK(topics_load(w->topics, &err));
    w->all = indicators_create(&(IndicatorsDesc){ .live = w->live,
                                                  .keys = w->keys,
                                                  .topics = w->topics,
                                                  .thresholds = w->thresholds,
                                                  .history = { ask, w },
                                                  .utc_offset_s = 28800 });
    indicators_update(w->all, w->now_us, false);
}

static void world_finish(World *w)
{
    indicators_destroy(w->all);
    topics_destroy(w->topics);
    thresholds_destroy(w->thresholds);
    live_destroy(w->live);
    keys_destroy(w->keys);
}

static void put(World *w, const char *key, double number, const char *unit)
{
    Observation o = { .t_obs_us = w->now_us - S,
                      .t_recv_us = w->now_us,
                      .key = keys_intern(w->keys, key, strlen(key)),
                      .kind = OBSERVATION_NUMBER,
                      .period_ms = 3600000,
                      .number = number };
    snprintf(o.unit, sizeof o.unit, "%s", unit);
    CHECK_EQ(live_put(w->live, &o), LIVE_TAKEN);
    live_tick(w->live, w->now_us);
    indicators_update(w->all, w->now_us, false);
}

static AlarmLevel pm_on(const char *day, double number)
{
    World w;
    world_init(&w, day);
    put(&w, "T26.pm", number, "ug/m3");
    const AlarmLevel level = indicators_get(w.all, "T26.pm")->level;
    world_finish(&w);
    return level;
}

TEST(pm25_of_55_is_within_the_limit_of_2030_and_over_that_of_2031)
{
    CHECK_EQ(pm_on("2030-12-31T12:00", 55), ALARM_LEVEL_NONE);
    CHECK_EQ(pm_on("2031-01-01T12:00", 55), ALARM_LEVEL_YELLOW);
    CHECK_EQ(pm_on("2030-12-31T12:00", 60), ALARM_LEVEL_YELLOW);
}

TEST(a_figure_carries_its_limit_source_and_owner)
{
    World w;
    world_init(&w, "2026-11-25T12:00");
    put(&w, "T26.pm", 33, "ug/m3");
    const IndicatorValue *v = indicators_get(w.all, "T26.pm");
    CHECK_NEAR(v->number, 33, 1e-9);
    CHECK_TEXT(v->topic->id, "T26");
    CHECK_NEAR(v->limits[ALARM_LEVEL_YELLOW], 60, 1e-9);
    CHECK(isnan(v->limits[ALARM_LEVEL_RED]));
    CHECK_TEXT(v->evidence, "V");
    CHECK(strstr(v->reference, "GB 3095-2026") != NULL);
    CHECK(strstr(v->owner, "生态环境") != NULL);
    CHECK_NEAR(v->target_gap, 8, 1e-9);
    CHECK_EQ(v->freshness, LIVE_CURRENT);
    CHECK(v == indicators_get(w.all, "T26.pm"));
    world_finish(&w);
}

TEST(values_are_shown_in_the_indicators_unit_and_judged_in_the_thresholds)
{
    World w;
    world_init(&w, "2026-11-25T12:00");
    put(&w, "T14.pond", 0.2, "m");
    const IndicatorValue *v = indicators_get(w.all, "T14.pond");
    CHECK_NEAR(v->number, 20, 1e-9); // cm
    CHECK_EQ(v->level, ALARM_LEVEL_YELLOW);
    CHECK_NEAR(indicator_unit_convert("CNY.10*8", "CNY.10*4", 2), 20000, 1e-9);
    CHECK(!indicator_unit_fits("CNY", "USD") && !indicator_unit_fits("CNY", "m"));
    char text[32];
    indicator_unit_text("CNY.10*8", STATE_LANGUAGE_ZH, text, sizeof text);
    CHECK_TEXT(text, "亿元");
    indicator_unit_text("d", STATE_LANGUAGE_ZH, text, sizeof text);
    CHECK_TEXT(text, "天");
    world_finish(&w);
}

TEST(texts_are_filled_with_values_and_say_what_is_old)
{
    World w;
    world_init(&w, "2026-11-25T12:00");
    put(&w, "T26.pm", 33.4, "ug/m3");
    Str text = { 0 };
    indicators_fill(w.all, "PM2.5 {T26.pm}，臭氧 {T26.o3}，{其他} {", STATE_LANGUAGE_ZH, &text);
    CHECK_TEXT(text.text, "PM2.5 33，臭氧 —，{其他} {");
    w.now_us += 4 * 3600 * S;
    live_tick(w.live, w.now_us);
    indicators_update(w.all, w.now_us, false);
    text.length = 0;
    indicators_fill(w.all, "{T26.pm}", STATE_LANGUAGE_EN, &text);
    CHECK_TEXT(text.text, "33 (stale)");
    str_finish(&text);
    world_finish(&w);
}

TEST(what_never_came_and_what_is_stale_has_no_level)
{
    World w;
    world_init(&w, "2026-11-25T12:00");
    const IndicatorValue *v = indicators_get(w.all, "T26.pm");
    CHECK(isnan(v->number) && isnan(v->last_period) && isnan(v->last_year) && isnan(v->age_s));
    CHECK_EQ(v->freshness, LIVE_NONE);
    CHECK_EQ(w.asked, 0); // there is nothing to compare with
    put(&w, "T26.pm", 99, "ug/m3");
    CHECK_EQ(indicators_get(w.all, "T26.pm")->level, ALARM_LEVEL_YELLOW);
    w.now_us += 4 * 3600 * S;
    live_tick(w.live, w.now_us);
    indicators_update(w.all, w.now_us, false);
    CHECK_EQ(indicators_get(w.all, "T26.pm")->freshness, LIVE_STALE);
    CHECK_EQ(indicators_get(w.all, "T26.pm")->level, ALARM_LEVEL_NONE);
    CHECK(indicators_get(w.all, "no.such.key")->indicator == NULL);
    world_finish(&w);
}

TEST(the_nine_units_are_ranked_by_what_is_good_and_equal_figures_share_a_place)
{
    static const char *const codes[] = { "440802", "440803", "440804", "440811", "440823",
                                         "440825", "440881", "440882", "440883" };
    static const double pm[] = { 33, 36, 33, 35, 31, 32, 30, 34, 60 };
    World w;
    world_init(&w, "2026-11-25T12:00");
    char key[64];
    for (int u = 0; u < 9; u++) {
        snprintf(key, sizeof key, "T26.pm/%s", codes[u]);
        put(&w, key, pm[u], "ug/m3");
        snprintf(key, sizeof key, "T01.gdp/%s", codes[u]);
        put(&w, key, pm[u] / 10, "%");
    }
    IndicatorRank rank[16];
    CHECK_EQ(indicators_rank(w.all, "T26.pm", rank, 16), 9);
    CHECK_TEXT(rank[0].unit->name, "廉江市"); // lower is better
    CHECK_TEXT(rank[8].unit->name, "吴川市");
    CHECK_EQ(rank[8].level, ALARM_LEVEL_YELLOW);
    CHECK_EQ(rank[3].place, 4);
    CHECK_EQ(rank[4].place, 4); // 33 twice
    CHECK_EQ(rank[5].place, 6);
    CHECK_EQ(indicators_rank(w.all, "T01.gdp", rank, 16), 9);
    CHECK_TEXT(rank[0].unit->name, "吴川市"); // higher is better
    CHECK_EQ(indicators_rank(w.all, "T26.o3", rank, 16), 0);
    CHECK_EQ(indicators_rank(w.all, "T26.pm", rank, 4), 4);
    CHECK_TEXT(indicators_get(w.all, "T26.pm/440881")->unit->name, "廉江市");
    world_finish(&w);
}

TEST(period_and_year_before_are_the_values_nearest_to_their_instants)
{
    World w;
    world_init(&w, "2026-11-25T12:00");
    put(&w, "T26.pm", 33, "ug/m3");
    CHECK_EQ(indicators_get(w.all, "T26.pm")->last_period_load, INDICATOR_LOADING);
    CHECK_EQ(w.asked, 2);
    const int64_t t_obs = w.now_us - S, hour = 3600 * S;
    CHECK(w.from[0] <= t_obs - hour && w.to[0] >= t_obs - hour && w.to[0] < t_obs);
    const IndicatorPoint hours[] = { { t_obs - hour - 900 * S, 20 }, { t_obs - hour, 30 } };
    indicators_take(w.all, w.requests[0], hours, 2, NULL);
    int64_t year = 0;
    CHECK(clock_parse("2025-11-25T12:00", 28800, &year));
    CHECK(w.from[1] < year && w.to[1] > year);
    indicators_take(w.all, w.requests[1], &(IndicatorPoint){ year, 44 }, 1, NULL);
    const IndicatorValue *v = indicators_get(w.all, "T26.pm");
    CHECK_NEAR(v->last_period, 30, 1e-9);
    CHECK_NEAR(v->last_year, 44, 1e-9);
    CHECK_NEAR(v->change, 3, 1e-9);
    CHECK_EQ(v->trend, -1);                        // up is worse
    indicators_take(w.all, 12345, hours, 2, NULL); // an answer nobody waits for
    world_finish(&w);
}

TEST(a_trend_is_asked_once_ends_with_the_live_value_and_is_bounded)
{
    World w;
    world_init(&w, "2026-11-25T12:00");
    put(&w, "T26.pm", 33, "ug/m3");
    CHECK_EQ(indicators_trend(w.all, "T26.pm", TOPIC_SPAN_24H)->load, INDICATOR_LOADING);
    const int asked = w.asked;
    indicators_trend(w.all, "T26.pm", TOPIC_SPAN_24H);
    CHECK_EQ(w.asked, asked);
    IndicatorPoint points[400];
    for (int i = 0; i < 400; i++) points[i] = (IndicatorPoint){ w.now_us - (400 - i) * 200 * S, i };
    indicators_take(w.all, w.requests[asked - 1], points, 400, NULL);
    const IndicatorTrend *trend = indicators_trend(w.all, "T26.pm", TOPIC_SPAN_24H);
    CHECK_EQ(trend->load, INDICATOR_READY);
    CHECK_EQ(trend->count, INDICATOR_POINTS_MAX);
    CHECK_NEAR(trend->points[trend->count - 1].number, 33, 1e-9);
    CHECK_NEAR(trend->most, 399, 1e-9);
    CHECK_NEAR(trend->least, 33, 1e-9);
    world_finish(&w);
}

TEST(without_history_it_says_that_there_is_none_and_a_failure_says_why)
{
    World w;
    world_init(&w, "2026-11-25T12:00");
    w.has_history = false;
    put(&w, "T26.pm", 33, "ug/m3");
    const IndicatorTrend *trend = indicators_trend(w.all, "T26.pm", TOPIC_SPAN_30D);
    CHECK_EQ(trend->load, INDICATOR_NONE);
    CHECK_EQ(trend->count, 0);
    CHECK(isnan(trend->mean));
    CHECK_EQ(indicators_get(w.all, "T26.pm")->last_year_load, INDICATOR_NONE);
    w.has_history = true;
    indicators_trend(w.all, "T26.pm", TOPIC_SPAN_5Y);
    const Err err = { .code = ERR_TIMEOUT, .text = "the store is away" };
    indicators_take(w.all, w.requests[w.asked - 1], NULL, 0, &err);
    trend = indicators_trend(w.all, "T26.pm", TOPIC_SPAN_5Y);
    CHECK_EQ(trend->load, INDICATOR_FAILED);
    CHECK_TEXT(trend->err.text, "the store is away");
    world_finish(&w);
}

TEST(quality_tells_what_was_due_what_is_in_time_and_what_can_be_used)
{
    Keys *keys = keys_create(0);
    Live *live = live_create(keys);
    Quality *quality = quality_create();
    int64_t t = 0;
    CHECK(clock_parse("2026-11-25T12:00", 28800, &t));
    const QualitySource source = { .name = "a",
                                   .driver = "mqtt",
                                   .state = "live",
                                   .number = 1,
                                   .messages = 100,
                                   .malformed = 10,
                                   .lag_ms = NAN };
    // Every second of the first key comes, the second stops after its first.
    for (int s = 0; s <= 100; s += 10) {
        for (int k = 0; k < 2; k++) {
            Observation o = { .t_obs_us = t + s * S,
                              .t_recv_us = t + s * S,
                              .key = keys_intern(keys, k ? "b" : "a", 1),
                              .kind = OBSERVATION_NUMBER,
                              .period_ms = 10000,
                              .feed = 1,
                              .quality = k ? QUALITY_BAD : QUALITY_GOOD };
            if (k == 0 || s == 0) live_put(live, &o);
        }
        live_tick(live, t + s * S);
        quality_update(quality, live, keys, t + s * S);
    }
    const QualityFigures f = quality_of(quality, live, keys, &source, t + 100 * S);
    CHECK_EQ(f.keys, 2);
    CHECK_NEAR(f.completeness, 0.5, 1e-9); // 10 of 20
    CHECK_NEAR(f.timeliness, 0.5, 1e-9);
    CHECK_NEAR(f.validity, 0.45, 1e-9); // half good, a tenth malformed
    CHECK_TEXT(f.worst_key, "b");
    CHECK_EQ(f.level, ALARM_LEVEL_NONE); // its newest is in time
    live_tick(live, t + 140 * S);
    CHECK_EQ(quality_of(quality, live, keys, &source, t + 140 * S).level, ALARM_LEVEL_YELLOW);
    live_tick(live, t + 240 * S);
    CHECK_EQ(quality_of(quality, live, keys, &source, t + 240 * S).level, ALARM_LEVEL_RED);
    const QualitySource other = {
        .name = "b", .driver = "csv", .state = "live", .number = 2, .lag_ms = NAN
    };
    CHECK(isnan(quality_of(quality, live, keys, &other, t).completeness));
    quality_destroy(quality);
    live_destroy(live);
    keys_destroy(keys);
}

static void count_row(const Algorithm *a, void *arg)
{
    CHECK(a->id[0] && a->name[0] && a->name_en[0] && a->inputs && a->method && a->version[0] &&
          a->owner);
    (*(int *)arg)++;
}

TEST(the_registry_lists_analyses_derived_keys_and_rules)
{
    State *city = calloc(1, sizeof *city);
    state_init(city);
    StateDerived derived = { .key = "air.mean", .match = "air.*.pm25" };
    city->derived = &derived;
    city->derived_count = 1;
    Keys *keys = keys_create(0);
    Rules *rules = rules_create(&(RulesDesc){ .keys = keys });
    static const char yaml[] = "rules:\n  - { id: r, name: 规则, kind: limit, keys: a, red: 1 }\n";
    CHECK(rules_parse(rules, yaml, strlen(yaml), "r.yaml", NULL));
    int count = 0;
    algorithms_each(city, rules, count_row, &count);
    CHECK_EQ(count, algorithm_count() + 2);
    rules_destroy(rules);
    keys_destroy(keys);
    city->derived = NULL;
    city->derived_count = 0;
    state_finish(city);
    free(city);
}

static void put_event(EventLog *log, const char *id, int64_t t_us, const char *json)
{
    char id_copy[32], json_copy[400];
    snprintf(id_copy, sizeof id_copy, "%s", id);
    snprintf(json_copy, sizeof json_copy, "%s", json);
    const ObservationEvent event = {
        .t_event_us = t_us, .feed = 1, .kind = "complaint", .id = id_copy, .json = json_copy
    };
    CHECK(event_log_put(log, &event, NULL));
}

TEST(events_stand_newest_first_once_each_and_the_oldest_give_way)
{
    EventLog *log = event_log_create(3);
    int found[8];
    put_event(
        log, "b", 20,
        "{\"topic\":\"T07\",\"name\":\"投诉\",\"level\":\"yellow\",\"lon\":110.4,\"lat\":21.2}");
    put_event(log, "a", 10, "{\"topic\":\"T07\"}");
    put_event(log, "c", 30, "{\"topic\":\"T26\",\"type\":\"exceed\"}");
    CHECK_TEXT(event_log_at(log, 0)->id, "c");
    CHECK_EQ(event_log_at(log, 1)->level, ALARM_LEVEL_YELLOW);
    CHECK_NEAR(event_log_at(log, 1)->lon_deg, 110.4, 1e-9);
    CHECK_TEXT(event_log_at(log, 1)->type, "complaint"); // its kind where it names no type
    CHECK_EQ(event_log_find(log, "T07", found, 8), 2);
    CHECK_EQ(found[0], 1);
    put_event(log, "b", 40, "{\"topic\":\"T07\"}");
    CHECK_EQ(event_log_count(log), 3);
    CHECK_TEXT(event_log_at(log, 0)->id, "b");
    put_event(log, "d", 15, "{}");
    CHECK_EQ(event_log_count(log), 3);
    CHECK_TEXT(event_log_at(log, 2)->id, "d"); // a gave way
    put_event(log, "e", 1, "{}");
    CHECK_TEXT(event_log_at(log, 2)->id, "d");
    char broken[] = "{", id[] = "x";
    const ObservationEvent event = { .kind = "a", .id = id, .json = broken };
    CHECK(!event_log_put(log, &event, NULL));
    event_log_destroy(log);
}
