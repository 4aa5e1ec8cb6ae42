// SPDX-License-Identifier: Apache-2.0
// test_live_derive.c - keys that follow from keys: when they are worked out, and how old they are.
#include "check.h"
#include "core/live_derive.h"
#include <stdio.h>

#define S ((int64_t)1000000)
#define T0 (1795000000 * S)

typedef struct {
    Keys *keys;
    Live *live;
    LiveDerive *derive;
} Fixture;

static Fixture begin(void)
{
    Fixture f = { .keys = keys_create(0) };
    f.live = live_create(f.keys);
    f.derive = live_derive_create(f.live, f.keys);
    live_tick(f.live, T0);
    return f;
}

static void end(Fixture *f)
{
    live_derive_destroy(f->derive);
    live_destroy(f->live);
    keys_destroy(f->keys);
}

static uint32_t key(const Fixture *f, const char *name)
{
    return keys_intern(f->keys, name, strlen(name));
}

static void put(const Fixture *f, const char *name, int64_t t_us, double value)
{
    const Observation o = { .t_obs_us = t_us,
                            .t_recv_us = t_us,
                            .key = key(f, name),
                            .kind = OBSERVATION_NUMBER,
                            .unit = "mm",
                            .number = value };
    CHECK_EQ(live_put(f->live, &o), LIVE_TAKEN);
}

static void run(const Fixture *f, int64_t t_us)
{
    live_tick(f->live, t_us);
    live_derive_run(f->derive, t_us);
    live_clear_changes(f->live);
}

static bool add(const Fixture *f, LiveDerivation d)
{
    Err err = { 0 };
    const bool is = live_derive_add(f->derive, &d, &err);
    if (!is) fprintf(stderr, "%s\n", err.text);
    return is;
}

static double value(const Fixture *f, const char *name)
{
    const LiveValue *v = live_get(f->live, key(f, name));
    return v && !v->is_gone ? v->number : NAN;
}

TEST(an_expression_is_as_old_as_its_oldest_input_and_steps_with_the_first)
{
    Fixture f = begin();
    CHECK(add(&f, (LiveDerivation){
                      .key = "d", .kind = LIVE_DERIVE_EXPRESSION, .expression = "a + 2 * b" }));
    put(&f, "a", T0 - 10 * S, 1);
    put(&f, "b", T0, 3);
    run(&f, T0);
    CHECK_NEAR(value(&f, "d"), 7, 0);
    CHECK_NEAR(live_age_s(f.live, key(&f, "d")), 10, 1e-3);
    CHECK_TEXT(live_get(f.live, key(&f, "d"))->unit, "mm");
    run(&f, T0 + 5 * S);
    CHECK_EQ(live_freshness(f.live, key(&f, "a")), LIVE_LATE);
    CHECK_EQ(live_freshness(f.live, key(&f, "d")), LIVE_LATE);
    CHECK_EQ(live_freshness(f.live, key(&f, "b")), LIVE_CURRENT);
    run(&f, T0 + 20 * S);
    CHECK_EQ(live_freshness(f.live, key(&f, "d")), LIVE_STALE);
    put(&f, "a", T0 + 20 * S, 2);
    run(&f, T0 + 21 * S);
    CHECK_NEAR(value(&f, "d"), 8, 0);
    CHECK_EQ(live_freshness(f.live, key(&f, "d")), LIVE_LATE); // as b
    end(&f);
}

TEST(an_expression_is_worked_out_only_when_an_input_changed)
{
    Fixture f = begin();
    CHECK(
        add(&f, (LiveDerivation){ .key = "d", .kind = LIVE_DERIVE_EXPRESSION, .expression = "a" }));
    put(&f, "a", T0, 1);
    run(&f, T0);
    const uint64_t before = live_derive_evaluations(f.derive);
    put(&f, "other", T0, 1);
    run(&f, T0 + S);
    run(&f, T0 + 2 * S);
    CHECK_EQ(live_derive_evaluations(f.derive), before);
    put(&f, "a", T0 + 2 * S, 1);
    run(&f, T0 + 3 * S);
    CHECK_EQ(live_derive_evaluations(f.derive), before + 1);
    end(&f);
}

TEST(what_follows_from_what_follows_is_there_in_the_same_run_in_any_order)
{
    Fixture f = begin();
    CHECK(add(
        &f, (LiveDerivation){ .key = "z", .kind = LIVE_DERIVE_EXPRESSION, .expression = "y * 2" }));
    CHECK(add(
        &f, (LiveDerivation){ .key = "y", .kind = LIVE_DERIVE_EXPRESSION, .expression = "x + 1" }));
    put(&f, "x", T0, 4);
    run(&f, T0);
    CHECK_NEAR(value(&f, "z"), 10, 0);
    end(&f);
}

TEST(a_cycle_a_second_rule_and_rules_without_input_are_refused)
{
    Fixture f = begin();
    Err err = { 0 };
    CHECK(
        add(&f, (LiveDerivation){ .key = "a", .kind = LIVE_DERIVE_EXPRESSION, .expression = "b" }));
    CHECK(
        add(&f, (LiveDerivation){ .key = "b", .kind = LIVE_DERIVE_EXPRESSION, .expression = "c" }));
    LiveDerivation d = { .key = "c", .kind = LIVE_DERIVE_EXPRESSION, .expression = "a + 1" };
    CHECK(!live_derive_add(f.derive, &d, &err));
    CHECK(strstr(err.text, "'c' follows from itself"));
    d.key = "s";
    d.expression = "s";
    CHECK(!live_derive_add(f.derive, &d, &err));
    d.key = "a";
    d.expression = "q";
    CHECK(!live_derive_add(f.derive, &d, &err));
    CHECK(strstr(err.text, "twice"));
    d.key = "e";
    d.expression = "1 +";
    CHECK(!live_derive_add(f.derive, &d, &err));
    CHECK(strstr(err.text, "key 'e'") && strstr(err.text, "column 4"));
    d.kind = LIVE_DERIVE_MEAN;
    CHECK(!live_derive_add(f.derive, &d, &err));
    CHECK(strstr(err.text, "no key"));
    CHECK_EQ(live_derive_count(f.derive), 2);
    put(&f, "c", T0, 3);
    run(&f, T0);
    CHECK_NEAR(value(&f, "a"), 3, 0);
    end(&f);
}

TEST(a_missing_or_faulty_input_makes_it_missing)
{
    Fixture f = begin();
    CHECK(add(
        &f, (LiveDerivation){ .key = "d", .kind = LIVE_DERIVE_EXPRESSION, .expression = "a + b" }));
    put(&f, "a", T0, 1);
    run(&f, T0);
    CHECK(live_get(f.live, key(&f, "d")) == NULL);
    put(&f, "b", T0, 1);
    run(&f, T0);
    CHECK_NEAR(value(&f, "d"), 2, 0);
    Observation o = {
        .t_obs_us = T0 + S, .t_recv_us = T0 + S, .key = key(&f, "b"), .kind = OBSERVATION_GONE
    };
    live_put(f.live, &o);
    run(&f, T0 + S);
    CHECK_EQ(live_freshness(f.live, key(&f, "d")), LIVE_DEAD);
    put(&f, "b", T0 + 2 * S, 5);
    run(&f, T0 + 2 * S);
    CHECK_NEAR(value(&f, "d"), 6, 0);
    o.kind = OBSERVATION_NUMBER;
    o.number = 7;
    o.quality = QUALITY_BAD;
    o.t_obs_us = T0 + 3 * S;
    live_put(f.live, &o);
    run(&f, T0 + 3 * S);
    CHECK(isnan(value(&f, "d")));
    o.quality = QUALITY_MAINTENANCE;
    o.t_obs_us = T0 + 4 * S;
    live_put(f.live, &o);
    run(&f, T0 + 4 * S);
    CHECK_EQ(live_get(f.live, key(&f, "d"))->last.quality, QUALITY_SUSPECT);
    end(&f);
}

TEST(a_group_by_pattern_takes_keys_as_they_come_and_leaves_stale_ones_out)
{
    Fixture f = begin();
    static const struct {
        const char *key;
        LiveDeriveKind kind;
    } kinds[] = { { "g.sum", LIVE_DERIVE_SUM },
                  { "g.mean", LIVE_DERIVE_MEAN },
                  { "g.min", LIVE_DERIVE_MIN },
                  { "g.max", LIVE_DERIVE_MAX },
                  { "g.count", LIVE_DERIVE_COUNT } };
    for (int i = 0; i < 5; i++)
        CHECK(add(
            &f, (LiveDerivation){ .key = kinds[i].key, .kind = kinds[i].kind, .match = "rain.*" }));
    put(&f, "rain.a", T0, 1);
    put(&f, "rain.b", T0 - 5 * S, 3);
    run(&f, T0);
    CHECK_NEAR(value(&f, "g.sum"), 4, 0);
    put(&f, "rain.c", T0 + 2 * S, 8);
    run(&f, T0 + 2 * S);
    CHECK_NEAR(value(&f, "g.sum"), 12, 0);
    CHECK_NEAR(value(&f, "g.mean"), 4, 1e-12);
    CHECK_NEAR(value(&f, "g.min"), 1, 0);
    CHECK_NEAR(value(&f, "g.max"), 8, 0);
    CHECK_NEAR(value(&f, "g.count"), 3, 0);
    CHECK_NEAR(live_age_s(f.live, key(&f, "g.sum")), 7, 1e-3); // the oldest that counts
    CHECK_TEXT(live_get(f.live, key(&f, "g.count"))->unit, "1");
    run(&f, T0 + 26 * S); // b is stale: 25 s + 5 s
    CHECK_NEAR(value(&f, "g.sum"), 9, 0);
    CHECK_EQ(live_freshness(f.live, key(&f, "g.sum")), LIVE_LATE); // a and c are late
    run(&f, T0 + 33 * S);
    CHECK_EQ(live_freshness(f.live, key(&f, "g.sum")), LIVE_STALE);
    end(&f);
}

TEST(a_group_is_late_when_less_than_its_share_of_members_is_live)
{
    Fixture f = begin();
    CHECK(add(&f, (LiveDerivation){
                      .key = "m", .kind = LIVE_DERIVE_MEAN, .match = "x.*", .fresh_share = 0.75 }));
    char name[8];
    for (int i = 0; i < 8; i++) {
        snprintf(name, sizeof name, "x.%d", i);
        put(&f, name, T0 - i * S, i);
    }
    run(&f, T0);
    // six of eight are needed: the sixth youngest, of T0 - 5 s, goes late at 10 s
    run(&f, T0 + 9 * S);
    CHECK_EQ(live_freshness(f.live, key(&f, "m")), LIVE_CURRENT);
    run(&f, T0 + 10 * S);
    CHECK_EQ(live_freshness(f.live, key(&f, "m")), LIVE_LATE);
    end(&f);
}

TEST(hours_above_a_limit_are_counted_for_the_day_and_only_while_known)
{
    Fixture f = begin();
    CHECK(add(&f, (LiveDerivation){
                      .key = "h", .kind = LIVE_DERIVE_HOURS_ABOVE, .match = "x.*", .limit = 10 }));
    // 12:06:40 by UTC + 7 h on: 19:06:40 local; every 10 s for an hour above, then below
    for (int s = 0; s <= 7200; s += 10) {
        put(&f, "x.a", T0 + s * S, s < 3600 ? 12 : 8);
        run(&f, T0 + s * S);
    }
    CHECK_NEAR(value(&f, "h"), 1, 1e-9);
    CHECK_TEXT(live_get(f.live, key(&f, "h"))->unit, "h");
    for (int s = 7210; s <= 18000; s += 10) { // midnight is at 17600 s
        put(&f, "x.a", T0 + s * S, 12);
        run(&f, T0 + s * S);
    }
    CHECK_NEAR(value(&f, "h"), 400 / 3600.0, 1e-9);
    for (int s = 18010; s <= 18600; s += 10)
        run(&f, T0 + s * S); // silent: 30 s count, then no more
    put(&f, "x.a", T0 + 18610 * S, 1);
    run(&f, T0 + 18610 * S);
    CHECK_NEAR(value(&f, "h"), 430 / 3600.0, 1e-9);
    end(&f);
}
