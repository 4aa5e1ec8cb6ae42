// SPDX-License-Identifier: Apache-2.0
// test_feed.c - the life of a feed: options, counts, rates, limits.
#include "feed_fixture.h"

static Feed *create(Fixture *f, const FeedOption *options, int count, Err *err)
{
    const FeedDesc desc = { .name = "one",
                            .driver = "mqtt",
                            .options = options,
                            .option_count = count,
                            .number = 3,
                            .keys_max = 10 };
    return feed_create(&desc, f->keys, f->inbox, err);
}

TEST(an_unknown_driver_or_option_is_refused_with_the_nearest_names)
{
    Fixture f = fixture_make();
    Err err = { 0 };
    const FeedOption options[] = { { "usr", "x" } };
    CHECK(create(&f, options, 1, &err) == NULL);
    CHECK_EQ(err.code, ERR_ARGUMENT);
    CHECK(strstr(err.text, "'usr'; near: 'user'") != NULL);
    CHECK(feed_start(&(FeedDesc){ .name = "a", .driver = "mqt" }, f.keys, f.inbox, &err) == NULL);
    CHECK(strstr(err.text, "near: 'mqtt'") != NULL);
    CHECK(feed_start(&(FeedDesc){ .driver = "mqtt" }, f.keys, f.inbox, &err) == NULL);
    fixture_finish(&f);
}

TEST(a_key_of_a_feed_is_its_name_the_id_and_the_metric_without_slashes_in_them)
{
    Fixture f = fixture_make();
    f.feed = create(&f, NULL, 0, NULL);
    CHECK_TEXT(keys_text(f.keys, feed_key(f.feed, "a/b\x01", "c")), "one/a_b_/c");
    CHECK_TEXT(keys_text(f.keys, feed_key_text(f.feed, "air.a.b", 7)), "air.a.b");
    fixture_finish(&f);
}

TEST(an_observation_gets_feed_time_of_receipt_and_the_mark_of_no_time)
{
    Fixture f = fixture_make();
    f.feed = create(&f, NULL, 0, NULL);
    Observation o = { .key = 1, .kind = OBSERVATION_NUMBER, .number = 2 };
    const int64_t before = clock_utc_us();
    feed_observe(f.feed, &o);
    o = (Observation){ .key = 1, .kind = OBSERVATION_NUMBER, .t_obs_us = before - 250000 };
    feed_observe(f.feed, &o);
    fixture_take(&f);
    CHECK_EQ(f.count, 2);
    CHECK_EQ(f.observations[0].feed, 3);
    CHECK(f.observations[0].t_recv_us >= before &&
          f.observations[0].t_obs_us == f.observations[0].t_recv_us);
    CHECK_EQ(f.observations[0].flags, OBSERVATION_NO_TIME);
    CHECK_EQ(f.observations[1].flags, 0);
    CHECK_NEAR(feed_status(f.feed).lag_ms, 250, 200);
    CHECK_EQ(feed_status(f.feed).observations, 2);
    fixture_finish(&f);
}

TEST(messages_bytes_and_malformed_ones_are_counted)
{
    Fixture f = fixture_make();
    f.feed = create(&f, NULL, 0, NULL);
    CHECK(isnan(feed_status(f.feed).lag_ms));
    for (int i = 0; i < 100; i++) feed_received(f.feed, 10);
    feed_malformed(f.feed, "one kind");
    feed_malformed(f.feed, "one kind");
    feed_clock(f.feed, clock_utc_us() + 2000000);
    const FeedStatus status = feed_status(f.feed);
    CHECK_EQ(status.messages, 100);
    CHECK_EQ(status.bytes, 1000);
    CHECK_EQ(status.malformed, 2);
    CHECK_EQ(f.feed->kind_count, 1);
    CHECK_NEAR(status.clock_skew_ms, 2000, 100);
    sleep(1);
    CHECK_NEAR(feed_status(f.feed).messages_a_second, 100, 51); // over one second or two
    fixture_finish(&f);
}

TEST(every_key_of_a_feed_can_be_declared_gone_at_once)
{
    Fixture f = fixture_make();
    f.feed = create(&f, NULL, 0, NULL);
    feed_key_text(f.feed, "a", 1);
    keys_intern(f.keys, "of another", 10);
    feed_key_text(f.feed, "b", 1);
    feed_gone_all(f.feed);
    fixture_take(&f);
    CHECK_EQ(f.count, 2);
    CHECK(fixture_of(&f, "a")->kind == OBSERVATION_GONE &&
          fixture_of(&f, "b")->kind == OBSERVATION_GONE);
    fixture_finish(&f);
}

TEST(a_message_to_be_sent_waits_and_a_wrong_topic_is_refused)
{
    Fixture f = fixture_make();
    Err err = { 0 };
    f.feed = create(&f, NULL, 0, NULL);
    CHECK(feed_publish(f.feed, "a/b", "x", 1, 1, true, &err));
    CHECK(feed_publish(f.feed, "a/c", "", 0, 0, false, &err));
    CHECK(!feed_publish(f.feed, "a/+", "x", 1, 0, false, &err) && err.code == ERR_ARGUMENT);
    FeedMessage *first = feed_outbox_take(f.feed);
    CHECK_TEXT(first->topic, "a/b");
    CHECK(first->is_retained && first->qos == 1 && first->length == 1 && first->payload[0] == 'x');
    feed_message_destroy(first);
    fixture_finish(&f);
}

TEST(an_event_waits_for_room_and_is_never_dropped)
{
    Fixture f = fixture_make();
    inbox_destroy(f.inbox);
    f.inbox = inbox_create(&(InboxDesc){ .event_bytes_max = 300 });
    f.feed = create(&f, NULL, 0, NULL);
    ObservationEvent *events[3];
    for (int i = 0; i < 3; i++) {
        events[i] = calloc(1, sizeof **events);
        events[i]->id = strdup("id");
        events[i]->json = calloc(1, 100);
        memset(events[i]->json, ' ', 90);
    }
    CHECK(feed_event_try(f.feed, events[0]));
    CHECK(!feed_event_try(f.feed, events[1]) || !feed_event_try(f.feed, events[2]));
    const int kept = (int)feed_status(f.feed).events;
    int taken = 0;
    for (ObservationEvent *e = inbox_take_events(f.inbox); e; taken++) {
        ObservationEvent *next = e->next;
        CHECK_EQ(e->feed, 3);
        inbox_event_destroy(e);
        e = next;
    }
    CHECK_EQ(taken, kept);
    for (int i = kept; i < 3; i++) inbox_event_destroy(events[i]);
    fixture_finish(&f);
}
