// SPDX-License-Identifier: Apache-2.0
// test_live.c - last values: which one wins, how it ages, what is refused, how it reads.
#include "base/str.h"
#include "check.h"
#include "core/live.h"
#include <stdlib.h>

#define S ((int64_t)1000000)
#define T0 (1795000000 * S) // 2026-11-18T19:06:40+08:00

typedef struct {
    Keys *keys;
    Live *live;
    uint32_t key;
} Fixture;

static Fixture begin(void)
{
    Fixture f = { .keys = keys_create(0) };
    f.live = live_create(f.keys);
    f.key = keys_intern(f.keys, "air.hkq.pm25", 12);
    live_tick(f.live, T0);
    return f;
}

static void end(Fixture *f)
{
    live_destroy(f->live);
    keys_destroy(f->keys);
}

static Observation number(const Fixture *f, int64_t t_us, double value)
{
    return (Observation){ .t_obs_us = t_us,
                          .t_recv_us = t_us,
                          .key = f->key,
                          .kind = OBSERVATION_NUMBER,
                          .number = value };
}

static LiveOutcome put(const Fixture *f, int64_t t_us, double value)
{
    const Observation o = number(f, t_us, value);
    return live_put(f->live, &o);
}

static bool declare(const Fixture *f, LiveDeclaration d)
{
    Err err = { 0 };
    const bool is = live_declare(f->live, &d, &err);
    if (!is) fprintf(stderr, "%s\n", err.text);
    return is;
}

static void check_text(const Fixture *f, const char *zh, const char *en)
{
    char text[200];
    live_value_text(f->live, f->key, STATE_LANGUAGE_ZH, text, sizeof text);
    CHECK_TEXT(text, zh);
    live_value_text(f->live, f->key, STATE_LANGUAGE_EN, text, sizeof text);
    CHECK_TEXT(text, en);
}

TEST(the_last_writer_by_observed_time_wins_and_ties_go_by_seq)
{
    Fixture f = begin();
    CHECK_EQ(put(&f, T0 - 2 * S, 1), LIVE_TAKEN);
    CHECK_EQ(put(&f, T0 - 3 * S, 2), LIVE_OLD);
    CHECK_NEAR(live_get(f.live, f.key)->number, 1, 0);
    Observation o = number(&f, T0 - 1 * S, 3);
    o.seq = 7;
    CHECK_EQ(live_put(f.live, &o), LIVE_TAKEN);
    o.seq = 6;
    o.number = 4;
    CHECK_EQ(live_put(f.live, &o), LIVE_OLD);
    CHECK_NEAR(live_get(f.live, f.key)->number, 3, 0);
    o.seq = 8;
    CHECK_EQ(live_put(f.live, &o), LIVE_TAKEN);
    CHECK_NEAR(live_get(f.live, f.key)->number, 4, 0);
    CHECK_EQ(live_put(f.live, &o), LIVE_OLD);
    const LiveCounters c = live_counters(f.live);
    CHECK_EQ(c.taken, 3);
    CHECK_EQ(c.old, 3);
    CHECK_EQ(c.repeated, 1);
    CHECK_EQ(live_get(f.live, f.key)->count, 3);
    end(&f);
}

TEST(what_was_read_back_after_a_gap_is_never_the_live_value)
{
    Fixture f = begin();
    Observation o = number(&f, T0, 5);
    o.flags = OBSERVATION_HISTORY;
    CHECK_EQ(live_put(f.live, &o), LIVE_OLD);
    CHECK(live_get(f.live, f.key) == NULL);
    CHECK_EQ(live_freshness(f.live, f.key), LIVE_NONE);
    CHECK(isnan(live_age_s(f.live, f.key)));
    end(&f);
}

static LiveFreshness at(Fixture *f, double age_s)
{
    live_tick(f->live, T0 + (int64_t)(age_s * 1e6));
    return live_freshness(f->live, f->key);
}

TEST(a_value_goes_late_stale_and_dead_by_its_period)
{
    Fixture f = begin();
    CHECK(declare(&f, (LiveDeclaration){ .match = "air.*.pm25", .period_s = 60, .decimals = -1 }));
    put(&f, T0, 1);
    CHECK_EQ(at(&f, 89.9), LIVE_CURRENT);
    CHECK_EQ(at(&f, 90), LIVE_LATE);
    CHECK_EQ(at(&f, 179.95), LIVE_LATE);
    CHECK_EQ(at(&f, 180), LIVE_STALE);
    CHECK_EQ(at(&f, 1799.9), LIVE_STALE);
    CHECK_EQ(at(&f, 1800), LIVE_DEAD);
    put(&f, T0 + 1801 * S, 2);
    CHECK_EQ(live_freshness(f.live, f.key), LIVE_CURRENT);
    CHECK_EQ(at(&f, 1801 + 89), LIVE_CURRENT);
    CHECK_EQ(at(&f, 1e6), LIVE_DEAD); // all steps at once
    end(&f);
}

TEST(a_short_period_still_leaves_15_and_30_seconds_and_its_sources_word_counts)
{
    Fixture f = begin();
    Observation o = number(&f, T0, 1);
    o.period_ms = 1000;
    live_put(f.live, &o);
    CHECK_EQ(at(&f, 14.9), LIVE_CURRENT);
    CHECK_EQ(at(&f, 15), LIVE_LATE);
    CHECK_EQ(at(&f, 30), LIVE_STALE);
    CHECK_EQ(at(&f, 300), LIVE_DEAD);
    o = number(&f, T0 + 301 * S, 1);
    o.t_stale_us = T0 + 311 * S; // an expiry wins
    live_put(f.live, &o);
    CHECK_EQ(at(&f, 310.9), LIVE_CURRENT);
    CHECK_EQ(at(&f, 311), LIVE_STALE);
    CHECK_EQ(at(&f, 401), LIVE_DEAD);
    end(&f);
}

TEST(a_far_step_is_met_though_the_wheel_is_shorter)
{
    Fixture f = begin();
    CHECK(declare(&f, (LiveDeclaration){ .match = "**", .period_s = 3600, .decimals = -1 }));
    put(&f, T0, 1);
    for (int s = 0; s < 5400; s += 7) CHECK_EQ(at(&f, s), LIVE_CURRENT);
    CHECK_EQ(at(&f, 5400), LIVE_LATE);
    for (int s = 5400; s < 10800; s += 7) CHECK_EQ(at(&f, s), LIVE_LATE);
    CHECK_EQ(at(&f, 10800), LIVE_STALE);
    end(&f);
}

TEST(a_retained_value_is_aged_by_its_own_time_and_says_so)
{
    Fixture f = begin();
    Observation o = number(&f, T0 - 7200 * S, 23.5);
    o.t_recv_us = T0;
    o.flags = OBSERVATION_RECOVERED;
    memcpy(o.unit, "Cel", 4);
    live_put(f.live, &o);
    CHECK_EQ(live_freshness(f.live, f.key), LIVE_DEAD);
    CHECK_NEAR(live_age_s(f.live, f.key), 7200, 0.001);
    check_text(&f, "23.5 ℃ · 2 小时前 · 失联 · 保留值", "23.5 ℃ · 2 h ago · lost · retained");
    end(&f);
}

TEST(a_source_that_is_gone_is_dead_at_once_and_alive_with_its_next_value)
{
    Fixture f = begin();
    put(&f, T0, 5);
    Observation o = { .t_obs_us = T0 + 20 * S,
                      .t_recv_us = T0 + 20 * S,
                      .key = f.key,
                      .kind = OBSERVATION_GONE,
                      .flags = OBSERVATION_NO_TIME };
    CHECK_EQ(live_put(f.live, &o), LIVE_TAKEN);
    CHECK_EQ(live_freshness(f.live, f.key), LIVE_DEAD);
    CHECK(live_get(f.live, f.key)->is_gone);
    CHECK_NEAR(live_get(f.live, f.key)->number, 5, 0);
    live_tick(f.live, T0 + 20 * S);
    check_text(&f, "5 · 20 秒前 · 离线", "5 · 20 s ago · offline");
    // Its clock is 10 s behind ours: the birth is older than the receipt of the death.
    CHECK_EQ(put(&f, T0 + 12 * S, 6), LIVE_TAKEN);
    CHECK(!live_get(f.live, f.key)->is_gone);
    CHECK_EQ(live_freshness(f.live, f.key), LIVE_CURRENT);
    end(&f);
}

TEST(a_value_from_the_future_is_suspect_ages_from_its_receipt_and_gives_way)
{
    Fixture f = begin();
    Observation o = number(&f, T0 + 3600 * S, 5);
    o.t_recv_us = T0;
    CHECK_EQ(live_put(f.live, &o), LIVE_TAKEN);
    CHECK_EQ(live_get(f.live, f.key)->last.quality, QUALITY_SUSPECT);
    live_tick(f.live, T0 + 12 * S);
    CHECK_NEAR(live_age_s(f.live, f.key), 12, 0.001);
    check_text(&f, "5 · 12 秒前 · 时钟超前 1 小时 · 存疑",
               "5 · 12 s ago · clock 1 h ahead · suspect");
    CHECK_EQ(at(&f, 31), LIVE_STALE); // not in an hour
    CHECK_EQ(put(&f, T0 + 31 * S, 6), LIVE_TAKEN);
    CHECK_EQ(live_get(f.live, f.key)->last.quality, QUALITY_GOOD);
    CHECK_EQ(live_counters(f.live).future, 1);
    o = number(&f, T0 + 34 * S, 7);
    o.t_recv_us = T0 + 31 * S;
    live_put(f.live, &o);
    CHECK_EQ(live_get(f.live, f.key)->last.quality, QUALITY_GOOD);
    CHECK_EQ(live_counters(f.live).skewed, 1);
    end(&f);
}

TEST(a_clock_set_back_makes_nothing_younger_and_new_values_live)
{
    Fixture f = begin();
    put(&f, T0, 1);
    live_tick(f.live, T0 + 20 * S);
    CHECK_EQ(live_freshness(f.live, f.key), LIVE_LATE);
    live_tick(f.live, T0 - 3600 * S);
    CHECK_NEAR(live_age_s(f.live, f.key), 20, 0.001);
    CHECK_EQ(live_freshness(f.live, f.key), LIVE_LATE);
    live_tick(f.live, T0 - 3589 * S);
    CHECK_NEAR(live_age_s(f.live, f.key), 31, 0.001);
    CHECK_EQ(live_freshness(f.live, f.key), LIVE_STALE);
    const uint32_t other = keys_intern(f.keys, "b", 1);
    Observation o = number(&f, T0 - 3589 * S, 2);
    o.key = other;
    CHECK_EQ(live_put(f.live, &o), LIVE_TAKEN);
    CHECK_EQ(live_freshness(f.live, other), LIVE_CURRENT);
    live_tick(f.live, T0 - 3579 * S);
    CHECK_NEAR(live_age_s(f.live, other), 10, 0.001);
    live_tick(f.live, T0 - 3558 * S);
    CHECK_EQ(live_freshness(f.live, other), LIVE_STALE);
    end(&f);
}

TEST(what_is_no_value_is_refused_and_counted)
{
    Fixture f = begin();
    CHECK_EQ(put(&f, T0, INFINITY), LIVE_REFUSED);
    CHECK_EQ(put(&f, T0, NAN), LIVE_REFUSED);
    CHECK_EQ(put(&f, 599616000 * S, 1), LIVE_REFUSED); // 1989
    CHECK_EQ(put(&f, INT64_MAX, 1), LIVE_REFUSED);
    Observation o = number(&f, T0, 1);
    o.kind = OBSERVATION_POSITION;
    o.position = (ObservationPosition){ 500, 20, NAN, NAN, NAN, NAN };
    CHECK_EQ(live_put(f.live, &o), LIVE_REFUSED);
    o.kind = OBSERVATION_TEXT;
    o.text = NULL;
    CHECK_EQ(live_put(f.live, &o), LIVE_REFUSED);
    o = number(&f, T0, 1);
    o.key = 0;
    CHECK_EQ(live_put(f.live, &o), LIVE_REFUSED);
    o = number(&f, T0, 1);
    o.t_recv_us = INT64_MIN;
    CHECK_EQ(live_put(f.live, &o), LIVE_REFUSED);
    CHECK_EQ(live_counters(f.live).refused, 8);
    CHECK(live_get(f.live, f.key) == NULL);
    end(&f);
}

TEST(values_are_converted_to_the_declared_unit_and_nonsense_is_refused)
{
    Fixture f = begin();
    CHECK(declare(&f, (LiveDeclaration){ .match = "air.**",
                                         .unit = "ug/m3",
                                         .max = 500,
                                         .decimals = 1,
                                         .name = "PM2.5",
                                         .name_zh = "细颗粒物" }));
    Observation o = number(&f, T0, 0.035);
    memcpy(o.unit, "mg/m³", sizeof "mg/m³"); // as people write it
    CHECK_EQ(live_put(f.live, &o), LIVE_TAKEN);
    CHECK_NEAR(live_get(f.live, f.key)->number, 35, 1e-9);
    CHECK_TEXT(live_get(f.live, f.key)->unit, "ug/m3");
    check_text(&f, "35.0 μg/m³ · 刚刚", "35.0 μg/m³ · just now");
    o.t_obs_us += S;
    memcpy(o.unit, "Cel", 4);
    CHECK_EQ(live_put(f.live, &o), LIVE_REFUSED);
    CHECK_NEAR(live_get(f.live, f.key)->number, 35, 1e-9);
    CHECK_EQ(put(&f, T0 + S, 600), LIVE_TAKEN); // no unit: the declared one
    CHECK_EQ(live_get(f.live, f.key)->last.quality, QUALITY_OUT_OF_RANGE);
    CHECK_NEAR(live_get(f.live, f.key)->number, 600, 0);
    Err err = { 0 };
    CHECK(!live_declare(f.live, &(LiveDeclaration){ .match = "x", .unit = "furlong" }, &err));
    CHECK_EQ(err.code, ERR_FORMAT);
    CHECK(strstr(err.text, "keys 'x'"));
    CHECK(!live_declare(f.live, &(LiveDeclaration){ .match = "x", .min = 3, .max = 1 }, &err));
    CHECK_EQ(err.code, ERR_RANGE);
    end(&f);
}

TEST(a_new_declaration_holds_for_values_that_are_there)
{
    Fixture f = begin();
    Observation o = number(&f, T0, 25);
    memcpy(o.unit, "Cel", 4);
    live_put(f.live, &o);
    CHECK(declare(&f, (LiveDeclaration){
                          .match = "air.*.pm25", .unit = "K", .period_s = 60, .decimals = -1 }));
    live_clear_changes(f.live);
    live_tick(f.live, T0 + 40 * S);
    CHECK_NEAR(live_get(f.live, f.key)->number, 298.15, 1e-9);
    CHECK_TEXT(live_get(f.live, f.key)->unit, "K");
    CHECK_EQ(live_freshness(f.live, f.key), LIVE_CURRENT);
    const uint32_t *keys = NULL;
    CHECK_EQ(live_changes(f.live, &keys), 1);
    live_forget_declarations(f.live);
    CHECK_TEXT(live_get(f.live, f.key)->unit, "K");
    live_tick(f.live, T0 + 41 * S);
    CHECK_TEXT(live_get(f.live, f.key)->unit, "Cel");
    CHECK_NEAR(live_get(f.live, f.key)->number, 25, 0);
    CHECK_EQ(live_freshness(f.live, f.key), LIVE_STALE);
    end(&f);
}

TEST(a_star_stays_between_stops_and_two_do_not)
{
    static const struct {
        const char *match, *key;
        bool is;
    } cases[] = { { "air.*.pm25", "air.hkq.pm25", true },
                  { "air.*.pm25", "air.a.b.pm25", false },
                  { "air.**", "air.a.b.pm25", true },
                  { "**.pm25", "air.a.pm25", true },
                  { "*", "air", true },
                  { "*", "a/b", false },
                  { "**", "a/b.c", true },
                  { "a*c", "abbc", true },
                  { "a*c*e", "abcde", true },
                  { "a*c*e", "abcd", false },
                  { "**/x/*", "a/b/x/y", true },
                  { "**/x/*", "a/x/b/y", false },
                  { "**.a*", "x.b.ab", true },
                  { "", "", true },
                  { "a", "ab", false },
                  { "ships/*/position", "ships/41/position", true },
                  { "**a**b**c", "xaxxbxxc", true },
                  { "*.*.*", "a.b", false } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (live_is_match(cases[i].match, cases[i].key) != cases[i].is)
            fprintf(stderr, "%s %s\n", cases[i].match, cases[i].key);
        CHECK_EQ(live_is_match(cases[i].match, cases[i].key), cases[i].is);
    }
}

TEST(changes_name_each_key_once_also_for_freshness_alone)
{
    Fixture f = begin();
    const uint32_t *keys = NULL;
    put(&f, T0, 1);
    put(&f, T0 + S, 2);
    CHECK_EQ(live_changes(f.live, &keys), 1);
    CHECK_EQ(keys[0], f.key);
    live_clear_changes(f.live);
    live_tick(f.live, T0 + 10 * S);
    CHECK_EQ(live_changes(f.live, &keys), 0);
    live_tick(f.live, T0 + 17 * S);
    CHECK_EQ(live_changes(f.live, &keys), 1);
    end(&f);
}

TEST(texts_and_positions_are_values_too)
{
    Fixture f = begin();
    char on[] = "开";
    Observation o = {
        .t_obs_us = T0, .t_recv_us = T0, .key = f.key, .kind = OBSERVATION_TEXT, .text = on
    };
    live_put(f.live, &o);
    on[0] = 'x';
    CHECK_TEXT(live_get(f.live, f.key)->last.text, "开"); // its own copy
    CHECK(isnan(live_get(f.live, f.key)->number));
    check_text(&f, "开 · 刚刚", "开 · just now");
    o = (Observation){ .t_obs_us = T0 + S,
                       .t_recv_us = T0 + S,
                       .key = f.key,
                       .kind = OBSERVATION_POSITION,
                       .position = { 110.4, 21.2, NAN, 0, NAN, 10 } };
    live_put(f.live, &o);
    const LivePlacesView v = live_places_view(f.live, T0 + 11 * S);
    CHECK_EQ(v.count, 1);
    CHECK_NEAR((v.lat_deg[0] - 21.2) * 110700, 100, 0.5);
    CHECK_EQ(live_places_row(live_places(f.live), f.key), 0);
    end(&f);
}

TEST(a_key_as_json_says_all_that_matters)
{
    Fixture f = begin();
    CHECK(declare(&f,
                  (LiveDeclaration){
                      .match = "air.**", .name = "PM2.5", .name_zh = "细颗粒物", .decimals = -1 }));
    Observation o = number(&f, T0, 35.5);
    memcpy(o.unit, "ug/m3", 6);
    o.feed = 3;
    o.seq = 9;
    o.flags = OBSERVATION_SIMULATED;
    live_put(f.live, &o);
    live_tick(f.live, T0 + 12500000);
    Str out = { 0 };
    JsonWriter w = { .out = &out };
    live_json(f.live, f.key, &w);
    CHECK_TEXT(
        out.text,
        "{\"key\":\"air.hkq.pm25\",\"name\":\"PM2.5\",\"name_zh\":\"细颗粒物\",\"value\":35.5,"
        "\"unit\":\"ug/m3\",\"t_obs\":\"2026-11-18T19:06:40+08:00\","
        "\"t_recv\":\"2026-11-18T19:06:40+08:00\",\"age_s\":12.5,\"freshness\":\"live\","
        "\"quality\":\"good\",\"recovered\":false,\"simulated\":true,\"no_time\":false,"
        "\"gone\":false,\"feed\":3,\"seq\":9,\"count\":1,"
        "\"t_changed\":\"2026-11-18T19:06:40+08:00\"}");
    str_finish(&out);
    w = (JsonWriter){ .out = &out };
    live_json(f.live, keys_intern(f.keys, "no", 2), &w);
    CHECK_TEXT(out.text, "{\"key\":\"no\",\"value\":null,\"freshness\":\"none\"}");
    str_finish(&out);
    end(&f);
}

TEST(an_age_reads_as_people_say_it)
{
    static const struct {
        double age_s;
        const char *zh, *en;
    } rows[] = { { 0.4, "刚刚", "just now" },     { 12, "12 秒前", "12 s ago" },
                 { 59.9, "59 秒前", "59 s ago" }, { 180, "3 分钟前", "3 min ago" },
                 { 7200, "2 小时前", "2 h ago" }, { 259200, "3 天前", "3 d ago" },
                 { NAN, "无数据", "no data" } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[40];
        live_age_text(rows[i].age_s, STATE_LANGUAGE_ZH, text, sizeof text);
        CHECK_TEXT(text, rows[i].zh);
        live_age_text(rows[i].age_s, STATE_LANGUAGE_EN, text, sizeof text);
        CHECK_TEXT(text, rows[i].en);
    }
}

TEST(values_can_be_forgotten_and_put_anew)
{
    Fixture f = begin();
    put(&f, T0, 1);
    live_forget_values(f.live);
    CHECK(live_get(f.live, f.key) == NULL);
    CHECK_EQ(live_counters(f.live).keys, 0);
    live_tick(f.live, T0 - 86400 * S); // an earlier instant of a replay
    CHECK_EQ(put(&f, T0 - 86400 * S, 2), LIVE_TAKEN);
    CHECK_EQ(live_freshness(f.live, f.key), LIVE_CURRENT);
    CHECK_EQ(live_counters(f.live).current, 1);
    end(&f);
}
