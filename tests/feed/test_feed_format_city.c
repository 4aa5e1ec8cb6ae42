// SPDX-License-Identifier: Apache-2.0
// test_feed_format_city.c - our own messages: written and read they are what they were.
#include "feed/feed_format.h"
#include "feed/feed_format_city.h"
#include "feed_fixture.h"

extern const FeedFormat feed_format_city;

static int subscribed;
static void count_filters(FeedLink *link, const char *filter, int qos)
{
    (void)link, (void)qos;
    subscribed += strcmp(filter, "city/value/#") == 0 || strcmp(filter, "city/event/#") == 0;
}

typedef struct {
    Fixture f;
    FeedLink link;
    void *context;
} Bus;

static Bus bus_open(void)
{
    Bus b = { .f = fixture_make(), .link = { count_filters } };
    Err err = { 0 };
    b.f.feed =
        feed_create(&(FeedDesc){ .name = "bus", .driver = "mqtt" }, b.f.keys, b.f.inbox, &err);
    subscribed = 0;
    b.context = feed_format_city.create(b.f.feed, &b.link, &err);
    CHECK(b.context != NULL);
    CHECK_EQ(subscribed, 2);
    return b;
}

static void bus_close(Bus *b)
{
    feed_format_city.destroy(b->context);
    fixture_finish(&b->f);
}

static void hear(Bus *b, const char *topic, const char *payload, bool is_retained)
{
    const FeedFormatMessage m = { topic, payload, strlen(payload), is_retained };
    feed_format_city.message(b->context, &m);
    fixture_take(&b->f);
}

TEST(every_kind_of_value_reads_back_bit_for_bit)
{
    Bus b = bus_open();
    Str topic = { 0 }, payload = { 0 };
    const int64_t t = INT64_C(1780000000123457);
    const Observation sent[] = {
        { .kind = OBSERVATION_NUMBER,
          .number = 0.1 + 0.2,
          .unit = "ug/m3",
          .seq = 7,
          .period_ms = 60000,
          .quality = QUALITY_SUSPECT,
          .flags = OBSERVATION_SIMULATED },
        { .kind = OBSERVATION_NUMBER, .number = -1e-300, .t_stale_us = t + 1 },
        { .kind = OBSERVATION_TEXT,
          .text = (char[]){ "停航 \"全部\"\n" },
          .flags = OBSERVATION_NO_TIME },
        { .kind = OBSERVATION_POSITION,
          .position = { 110.123456789012, -21.5, NAN, 359.9f, NAN, 0.1f } },
        { .kind = OBSERVATION_GONE },
    };
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
        Observation o = sent[i];
        o.t_obs_us = t + (int64_t)i;
        o.key = keys_intern(b.f.keys, "ship/1.+#.位置", strlen("ship/1.+#.位置"));
        feed_city_value(b.f.keys, &o, "city", &topic, &payload);
        CHECK_TEXT(topic.text, "city/value/ship/1/__/位置");
        hear(&b, topic.text, payload.text, i == 0);
        CHECK_EQ(b.f.count, 1);
        const Observation *got = &b.f.observations[0];
        CHECK_EQ(got->key, o.key);
        CHECK_EQ(got->t_obs_us, o.t_obs_us);
        CHECK_EQ(got->t_stale_us, o.t_stale_us);
        CHECK_EQ(got->seq, o.seq);
        CHECK_EQ(got->period_ms, o.period_ms);
        CHECK_EQ(got->kind, o.kind);
        CHECK_EQ(got->quality, o.quality);
        CHECK_EQ(got->flags, o.flags | (i == 0 ? OBSERVATION_RECOVERED : 0));
        CHECK_TEXT(got->unit, o.unit);
        if (o.kind == OBSERVATION_NUMBER)
            CHECK(memcmp(&got->number, &o.number, sizeof o.number) == 0);
        if (o.kind == OBSERVATION_TEXT) CHECK_TEXT(got->text, o.text);
        if (o.kind != OBSERVATION_POSITION) continue;
        CHECK(got->position.lon_deg == o.position.lon_deg && got->position.lat_deg == -21.5);
        CHECK(got->position.course_deg == 359.9f && got->position.speed_m_s == 0.1f);
        CHECK(isnan(got->position.h_m) && isnan(got->position.heading_deg));
    }
    str_finish(&topic);
    str_finish(&payload);
    bus_close(&b);
}

TEST(an_event_reads_back_with_its_id_times_and_json)
{
    Bus b = bus_open();
    Str topic = { 0 }, payload = { 0 };
    const ObservationEvent event = { .kind = "warning",
                                     .id = "44080041600000_2015 #1",
                                     .json = "{\"level\":\"red\",\"text\":\"台风\\n\"}",
                                     .t_event_us = 1780000000000001,
                                     .t_expire_us = 1780000100000000,
                                     .flags = OBSERVATION_SIMULATED };
    feed_city_event(&event, "city", &topic, &payload);
    CHECK_TEXT(topic.text, "city/event/warning/44080041600000_2015 _1");
    hear(&b, topic.text, payload.text, false);
    ObservationEvent *got = inbox_take_events(b.f.inbox);
    CHECK(got != NULL && got->next == NULL);
    CHECK_TEXT(got->kind, "warning");
    CHECK_TEXT(got->id, event.id);
    CHECK_TEXT(got->json, event.json);
    CHECK_EQ(got->t_event_us, event.t_event_us);
    CHECK_EQ(got->t_expire_us, event.t_expire_us);
    CHECK_EQ(got->flags, OBSERVATION_SIMULATED);
    inbox_event_destroy(got);
    str_finish(&topic);
    str_finish(&payload);
    bus_close(&b);
}

TEST(a_message_that_lacks_what_it_needs_is_counted_and_leaves_nothing)
{
    Bus b = bus_open();
    static const char *const wrong[] = {
        "",
        "[]",
        "{",
        "{\"key\":\"a\",\"value\":1}",
        "{\"key\":\"a\",\"t_us\":-5,\"value\":1}",
        "{\"key\":\"\",\"t_us\":1780000000000000,\"value\":1}",
        "{\"key\":\"a\",\"t_us\":1780000000000000}",
        "{\"key\":\"a\",\"t_us\":1780000000000000,\"value\":\"1\"}",
        "{\"key\":\"a\",\"t_us\":1780000000000000,\"position\":[1,2]}",
        "{\"key\":\"a\",\"t_us\":1780000000000000,\"position\":[181,2,0,0,0,0]}",
        "{\"event\":\"a_kind_that_is_too_long\",\"id\":\"1\",\"t_us\":1,\"json\":\"{}\"}",
        "{\"event\":\"case\",\"t_us\":1,\"json\":\"{}\"}",
        "{\"event\":7}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        hear(&b, "city/value/a", wrong[i], false);
        CHECK_EQ(b.f.count, 0);
        CHECK(inbox_take_events(b.f.inbox) == NULL);
        CHECK_EQ(feed_status(b.f.feed).malformed, i + 1);
    }
    bus_close(&b);
}
