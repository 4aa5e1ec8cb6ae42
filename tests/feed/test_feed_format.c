// SPDX-License-Identifier: Apache-2.0
// test_feed_format.c - conventions of MQTT: SensorThings, ThingsBoard, NGSI-LD, Home Assistant.
#include "feed/feed_format.h"
#include "feed_fixture.h"

// A format whose subscriptions go nowhere: messages are handed to it.
typedef struct {
    Fixture f;
    const FeedFormat *format;
    void *context;
} Spoken;

extern const FeedFormat feed_format_sensorthings, feed_format_thingsboard, feed_format_ngsi,
    feed_format_homeassistant;

static void unheard(FeedLink *link, const char *filter, int qos)
{
    (void)link, (void)filter, (void)qos;
}
static FeedLink nowhere = { unheard };

static Spoken speak(const FeedFormat *format, const FeedOption *options, int count)
{
    Spoken s = { .f = fixture_make(), .format = format };
    Err err = { 0 };
    const FeedDesc desc = {
        .name = "m", .driver = "mqtt", .options = options, .option_count = count
    };
    s.f.feed = feed_create(&desc, s.f.keys, s.f.inbox, &err);
    s.context = format->create(s.f.feed, &nowhere, &err);
    if (!s.context) fprintf(stderr, "%s\n", err.text);
    return s;
}

static void hear(Spoken *s, const char *topic, const char *payload)
{
    const FeedFormatMessage m = { .topic = topic, .payload = payload, .length = strlen(payload) };
    s->format->message(s->context, &m);
    fixture_take(&s->f);
}

static void silent(Spoken *s)
{
    s->format->destroy(s->context);
    fixture_finish(&s->f);
}

TEST(an_observation_of_sensorthings_has_the_time_of_the_phenomenon)
{
    Spoken s = speak(&feed_format_sensorthings, NULL, 0);
    hear(&s, "v1.1/Datastreams(5)/Observations",
         "{\"phenomenonTime\":\"2026-10-05T08:00:00+08:00\",\"resultTime\":\"2026-10-05T09:00:"
         "00Z\",\"result\":3.5}");
    const Observation *o = fixture_of(&s.f, "m/5/result");
    CHECK(o && o->number == 3.5 && o->t_obs_us == 1791158400000000);
    hear(&s, "v1.1/Datastreams('a-b')/Observations",
         "{\"resultTime\":\"2026-10-05T00:00:00Z\",\"result\":\"wet\"}");
    CHECK_TEXT(fixture_of(&s.f, "m/a-b/result")->text, "wet");
    hear(&s, "v1.1/Datastreams(5)/Observations", "{\"result\":3.5}");
    hear(&s, "v1.1/Datastreams(5)/Observations",
         "{\"resultTime\":\"2026-10-05T00:00:00Z\",\"result\":[1]}");
    hear(&s, "v1.1/Things/Observations", "{}");
    CHECK_EQ(feed_status(s.f.feed).malformed, 3);
    silent(&s);
}

TEST(telemetry_of_thingsboard_comes_of_devices_and_of_gateways)
{
    Spoken s = speak(&feed_format_thingsboard, NULL, 0);
    hear(&s, "v1/devices/me/telemetry",
         "{\"ts\":1791158400123,\"values\":{\"rain\":2,\"on\":true}}");
    CHECK_EQ(s.f.count, 2);
    CHECK_EQ(fixture_of(&s.f, "m/me/rain")->t_obs_us, 1791158400123000);
    hear(&s, "v1/devices/me/telemetry", "[{\"a\":1},{\"a\":2}]");
    CHECK_EQ(s.f.count, 2);
    hear(&s, "v1/gateway/telemetry",
         "{\"D/1\":[{\"ts\":1791158400000,\"values\":{\"t\":21}}],\"D2\":[{\"t\":5}]}");
    CHECK(fixture_of(&s.f, "m/D_1/t") && fixture_of(&s.f, "m/D2/t"));
    hear(&s, "v1/gateway/telemetry", "[1]");
    hear(&s, "v1/devices/me/telemetry", "{\"ts\":\"x\",\"values\":{}}");
    CHECK_EQ(feed_status(s.f.feed).malformed, 2);
    silent(&s);
}

TEST(a_notification_of_ngsi_ld_has_units_times_and_places)
{
    const FeedOption topics[] = { { "topics", "ngsi/a" } };
    Spoken s = speak(&feed_format_ngsi, topics, 1);
    hear(&s, "ngsi/a",
         "{\"metadata\":{},\"body\":{\"type\":\"Notification\",\"data\":[{\"id\":\"urn:ngsi-ld:Air:"
         "1\",\"type\":\"Air\","
         "\"pm25\":{\"type\":\"Property\",\"value\":35.5,\"unitCode\":\"GQ\",\"observedAt\":\"2026-"
         "10-05T00:00:00Z\"},"
         "\"location\":{\"type\":\"GeoProperty\",\"value\":{\"type\":\"Point\",\"coordinates\":["
         "110.4,21.2]}},\"plain\":7}]}}");
    const Observation *o = fixture_of(&s.f, "m/urn:ngsi-ld:Air:1/pm25");
    CHECK(o && o->number == 35.5 && o->t_obs_us == 1791158400000000);
    CHECK_TEXT(o->unit, "ug/m3");
    CHECK(fixture_of(&s.f, "m/urn:ngsi-ld:Air:1/plain") != NULL);
    o = fixture_of(&s.f, "m/urn:ngsi-ld:Air:1/position");
    CHECK(o && o->position.lat_deg == 21.2 && isnan(o->position.h_m));
    hear(&s, "ngsi/a", "{\"data\":[{\"type\":\"x\"}]}");
    hear(&s, "ngsi/a", "{}");
    CHECK_EQ(feed_status(s.f.feed).malformed, 2);
    silent(&s);
}

TEST(an_announced_entity_is_read_by_its_template_and_dies_with_its_availability)
{
    Spoken s = speak(&feed_format_homeassistant, NULL, 0);
    hear(&s, "homeassistant/sensor/n1/t/config",
         "{\"~\":\"n1\",\"stat_t\":\"~/"
         "state\",\"uniq_id\":\"n1-t\",\"unit_of_meas\":\"°C\",\"exp_aft\":60,"
         "\"val_tpl\":\"{{ value_json.env['t'] | float(0) }}\",\"avty_t\":\"~/lwt\"}");
    hear(&s, "n1/state", "{\"env\":{\"t\":\"21.5\"}}");
    const Observation *o = fixture_of(&s.f, "m/n1-t/state");
    CHECK(o && o->number == 21.5);
    CHECK_TEXT(o->unit, "Cel");
    CHECK_NEAR(o->t_stale_us - clock_utc_us(), 60000000, 2000000);
    hear(&s, "n1/lwt", "offline");
    CHECK(s.f.count == 1 && s.f.observations[0].kind == OBSERVATION_GONE);
    hear(&s, "n1/state", "{\"env\":{\"t\":22}}");
    CHECK_EQ(s.f.count, 0);
    hear(&s, "n1/lwt", "online");
    hear(&s, "n1/state", "{\"env\":{\"t\":22}}");
    CHECK_EQ(s.f.count, 1);
    hear(&s, "homeassistant/sensor/n1/t/config", "");
    CHECK(s.f.count == 1 && s.f.observations[0].kind == OBSERVATION_GONE);
    silent(&s);
}

TEST(a_switch_is_one_or_zero_and_a_template_that_is_a_program_is_refused)
{
    Spoken s = speak(&feed_format_homeassistant, NULL, 0);
    hear(&s, "homeassistant/binary_sensor/door/config",
         "{\"state_topic\":\"door\",\"payload_on\":\"open\",\"payload_off\":\"shut\"}");
    hear(&s, "homeassistant/binary_sensor/door/config",
         "{\"state_topic\":\"door\",\"payload_on\":\"open\",\"payload_off\":\"shut\"}");
    hear(&s, "door", "open");
    CHECK_EQ(s.f.count, 1);
    CHECK(s.f.observations[0].kind == OBSERVATION_NUMBER && s.f.observations[0].number == 1);
    hear(&s, "door", "shut");
    CHECK(s.f.count == 1 && s.f.observations[0].number == 0);
    hear(&s, "homeassistant/sensor/x/config",
         "{\"state_topic\":\"x\",\"value_template\":\"{% if value %}1{% endif %}\"}");
    hear(&s, "homeassistant/sensor/y/config",
         "{\"state_topic\":\"y\",\"value_template\":\"{{ value_json.a + 1 }}\"}");
    hear(&s, "homeassistant/sensor/z/config", "[1");
    CHECK_EQ(feed_status(s.f.feed).malformed, 3);
    silent(&s);
}
