// SPDX-License-Identifier: Apache-2.0
// test_live_history.c - the last hours of a key: followed, joined to what the store had, in one
// unit.
#include "app_live_history.h"
#include "check.h"
#include <unistd.h>

#define NOW INT64_C(1781087400000000)
#define MINUTE INT64_C(60000000)

typedef struct {
    Keys *keys;
    Live *live;
    AppLiveHistory *history;
    uint32_t key;
} Fixture;

static Fixture fixture(void)
{
    Fixture f = { .keys = keys_create(0) };
    f.live = live_create(f.keys);
    f.history = app_live_history_create(f.live);
    f.key = keys_intern(f.keys, "pond.1.depth", 12);
    CHECK(live_declare(f.live, &(LiveDeclaration){ .match = "pond.*.depth", .unit = "m" }, NULL));
    return f;
}

static void fixture_finish(Fixture *f)
{
    app_live_history_destroy(f->history);
    live_destroy(f->live);
    keys_destroy(f->keys);
}

static void put(Fixture *f, int64_t t_us, double cm)
{
    Observation o = { .t_obs_us = t_us,
                      .t_recv_us = t_us,
                      .key = f->key,
                      .kind = OBSERVATION_NUMBER,
                      .unit = "cm",
                      .number = cm };
    live_put(f->live, &o);
    live_tick(f->live, t_us);
}

TEST(a_key_that_is_looked_at_is_followed_for_three_hours)
{
    Fixture f = fixture();
    for (int i = 0; i < 240; i++) {
        put(&f, NOW + i * MINUTE, i);
        app_live_history_get(f.history, NULL, f.key, NOW + i * MINUTE);
    }
    const AppLiveTrail trail = app_live_history_get(f.history, NULL, f.key, NOW + 239 * MINUTE);
    CHECK_EQ(trail.count, 181); // the same value asked for twice is one
    CHECK(!trail.is_loading);
    CHECK_NEAR(trail.values[trail.count - 1], 2.39, 1e-9); // metres, as declared
    CHECK_EQ(trail.times_us[0], NOW + 59 * MINUTE);
    fixture_finish(&f);
}

TEST(what_the_store_had_stands_before_what_was_seen_since)
{
    Fixture f = fixture();
    Store *store = store_open(&(StoreDesc){ .address = check_temporary("history.sqlite"),
                                            .desk = "test",
                                            .keys = f.keys },
                              NULL);
    CHECK(store != NULL);
    Observation kept[3];
    for (int i = 0; i < 3; i++)
        kept[i] = (Observation){ .t_obs_us = NOW - (3 - i) * MINUTE,
                                 .t_recv_us = NOW,
                                 .key = f.key,
                                 .kind = OBSERVATION_NUMBER,
                                 .unit = "cm",
                                 .number = 10 + i };
    store_put(store, kept, 3);
    put(&f, NOW, 50);
    AppLiveTrail trail = app_live_history_get(f.history, store, f.key, NOW);
    CHECK(trail.is_loading && trail.count == 1);
    StoreAnswer answer;
    bool is_taken = false;
    for (int i = 0; i < 500 && !is_taken; i++) {
        while (!is_taken && store_poll(store, &answer))
            is_taken = app_live_history_take(f.history, &answer);
        if (!is_taken) usleep(2000);
    }
    CHECK(is_taken);
    trail = app_live_history_get(f.history, store, f.key, NOW);
    CHECK(!trail.is_loading);
    CHECK_EQ(trail.count, 4);
    CHECK_NEAR(trail.values[0], 0.10, 1e-9);
    CHECK_NEAR(trail.values[3], 0.50, 1e-9);
    CHECK(!app_live_history_take(f.history,
                                 &(StoreAnswer){ .kind = STORE_ANSWER_RANGE, .request = 999 }));
    store_close(store);
    fixture_finish(&f);
}

TEST(only_the_keys_looked_at_last_are_kept)
{
    Fixture f = fixture();
    put(&f, NOW, 7);
    app_live_history_get(f.history, NULL, f.key, NOW);
    put(&f, NOW + MINUTE, 8);
    CHECK_EQ(app_live_history_get(f.history, NULL, f.key, NOW + MINUTE).count, 2);
    for (int i = 0; i < APP_LIVE_HISTORY_KEYS; i++) {
        char name[32];
        const int length = snprintf(name, sizeof name, "other.%d", i);
        app_live_history_get(f.history, NULL, keys_intern(f.keys, name, (size_t)length), NOW);
    }
    CHECK_EQ(app_live_history_get(f.history, NULL, f.key, NOW + MINUTE).count, 1);
    fixture_finish(&f);
}
