// SPDX-License-Identifier: Apache-2.0
// test_feed_sim.c - the driver "sim" through the ring: what it sends, its options, its load.
#include "base/clock.h"
#include "check.h"
#include "feed/feed.h"
#include "feed/sim.h"
#include <stdlib.h>
#include <unistd.h>

typedef struct {
    Keys *keys;
    Inbox *inbox;
    Feed *feed;
} Bench;

static Bench begin(const FeedOption *options, int count)
{
    Bench b = { keys_create(0), inbox_create(&(InboxDesc){ 0 }), NULL };
    Err err = { 0 };
    b.feed = feed_start(&(FeedDesc){ .name = "city",
                                     .driver = "sim",
                                     .number = 1,
                                     .options = options,
                                     .option_count = count,
                                     .keys_max = 400000 },
                        b.keys, b.inbox, &err);
    CHECK_TEXT(err.text, "");
    return b;
}

static void finish(Bench *b)
{
    feed_stop(b->feed);
    inbox_destroy(b->inbox);
    keys_destroy(b->keys);
}

TEST(the_driver_sends_every_key_once_at_the_start_marked_as_simulated)
{
    static const FeedOption options[] = { { "scenario", "typhoon" },
                                          { "start", "2015-10-04T14:00" },
                                          { "stamp", "model" },
                                          { "seed", "5" } };
    Bench b = begin(options, 4);
    Sim *sim = sim_create(&(SimDesc){ .seed = 5, .is_typhoon = true }, NULL);
    const int expected = sim_key_count(sim);
    bool *seen = calloc((size_t)expected, 1);
    int count = 0, events = 0;
    for (int wait = 0; wait < 100 && count < expected; wait++) {
        Observation *o;
        const int n = inbox_take(b.inbox, &o);
        for (int i = 0; i < n; i++) {
            const int k = sim_key_find(sim, keys_text(b.keys, o[i].key));
            CHECK(k >= 0);
            CHECK(o[i].flags & OBSERVATION_SIMULATED);
            CHECK(o[i].period_ms > 0);
            CHECK(sim_key_instant_us(sim, k, o[i].t_obs_us) == o[i].t_obs_us);
            // The live run shows what is recomputed for that instant.
            if (o[i].kind == OBSERVATION_NUMBER)
                CHECK(o[i].number == sim_value(sim, k, o[i].t_obs_us).number);
            if (!seen[k]) count++;
            seen[k] = true;
        }
        for (ObservationEvent *e = inbox_take_events(b.inbox), *next; e; e = next) {
            next = e->next;
            events++;
            inbox_event_destroy(e);
        }
        usleep(50000);
    }
    CHECK_EQ(count, expected);
    CHECK(feed_status(b.feed).state == FEED_LIVE);
    CHECK(events >= 0);
    finish(&b);
    sim_destroy(sim);
    free(seen);
}

TEST(a_wrong_option_of_the_simulation_is_final)
{
    static const FeedOption rows[][1] = { { { "scenario", "flood" } },
                                          { { "speed", "0" } },
                                          { { "start", "soon" } },
                                          { { "seed", "-1" } },
                                          { { "path", "/nowhere/sim.json" } } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Bench b = begin(rows[i], 1);
        FeedStatus status = feed_status(b.feed);
        for (int wait = 0; wait < 100 && status.state == FEED_STARTING; wait++) {
            usleep(20000);
            status = feed_status(b.feed);
        }
        CHECK_EQ(status.state, i < 4 ? FEED_FAILED : FEED_WAITING); // the file may come yet
        CHECK(status.err.text[0] != 0);
        finish(&b);
    }
}

TEST(the_load_keeps_its_rate)
{
    static const FeedOption options[] = { { "load_keys", "20000" },
                                          { "load_rate", "20000" },
                                          { "objects", "1000" },
                                          { "objects_hz", "10" } };
    Bench b = begin(options, 4);
    const double t0 = clock_monotonic_s();
    while (clock_monotonic_s() - t0 < 2.5) {
        Observation *o;
        inbox_take(b.inbox, &o);
        usleep(20000);
    }
    const double rate = (double)feed_status(b.feed).observations / (clock_monotonic_s() - t0);
    // 30000 a second and the city's own; a busy machine may lose a third.
    CHECK(rate > 20000 && rate < 36000);
    finish(&b);
}
