// SPDX-License-Identifier: Apache-2.0
// test_feed_map.c - topics, templates, paths, values, times and positions of a feed's maps.
#include "feed/feed_map.h"
#include "feed_fixture.h"

typedef struct {
    Fixture f;
    FeedMapper *mapper;
} Mapped;

static Mapped mapped(const FeedMap *maps, int count, const FeedAuto *automatic)
{
    Mapped m = { .f = fixture_make() };
    Err err = { 0 };
    const FeedAuto none = { 0 };
    const FeedDesc desc = { .name = "city", .driver = "mqtt", .maps = maps, .map_count = count };
    m.f.feed = feed_create(&desc, m.f.keys, m.f.inbox, &err);
    m.mapper = feed_mapper_create(m.f.feed, automatic ? automatic : &none, &err);
    if (!m.mapper) fprintf(stderr, "%s\n", err.text);
    return m;
}

static void put(Mapped *m, const char *topic, const char *payload)
{
    feed_map_message(m->mapper, topic, payload, strlen(payload), 0);
    fixture_take(&m->f);
}

static void done(Mapped *m)
{
    feed_mapper_destroy(m->mapper);
    fixture_finish(&m->f);
}

TEST(a_topic_filter_matches_as_the_protocol_says)
{
    // The examples of MQTT 3.1.1, 4.7.1.
    static const struct {
        const char *filter, *topic;
        bool is_match;
    } cases[] = {
        { "sport/tennis/player1/#", "sport/tennis/player1", true },
        { "sport/tennis/player1/#", "sport/tennis/player1/ranking", true },
        { "sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true },
        { "sport/#", "sport", true },
        { "#", "a/b", true },
        { "#", "$SYS/x", false },
        { "+/monitor/Clients", "$SYS/monitor/Clients", false },
        { "$SYS/#", "$SYS/x", true },
        { "sport/tennis/+", "sport/tennis/player1", true },
        { "sport/tennis/+", "sport/tennis/player1/ranking", false },
        { "sport/+", "sport", false },
        { "sport/+", "sport/", true },
        { "+/+", "/finance", true },
        { "/+", "/finance", true },
        { "+", "/finance", false },
        { "a/b", "a/bc", false },
        { "a/b", "a", false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (feed_topic_matches(cases[i].filter, cases[i].topic) != cases[i].is_match) {
            fprintf(stderr, "%s %s\n", cases[i].filter, cases[i].topic);
            CHECK(false);
        }
    CHECK(!feed_topic_filter_is_valid("sport/tennis#"));
    CHECK(!feed_topic_filter_is_valid("sport/#/ranking"));
    CHECK(!feed_topic_filter_is_valid("sport+"));
    CHECK(!feed_topic_filter_is_valid(""));
    CHECK(feed_topic_filter_is_valid("+/tennis/#"));
}

TEST(a_key_is_made_of_levels_paths_and_fields)
{
    const FeedMap map = { .match = "city/#",
                          .key = "air.{2}.{$.m.name}-{kind}",
                          .value = "$.v[1].x",
                          .unit = "ug/m3",
                          .scale = 2,
                          .offset = 1,
                          .period_s = 60 };
    Mapped m = mapped(&map, 1, NULL);
    put(&m, "city/h/q", "{\"m\":{\"name\":\"PM/2\"},\"kind\":7,\"v\":[0,{\"x\":\"3\"}]}");
    const Observation *o = fixture_of(&m.f, "air.h.PM_2-7");
    CHECK(o != NULL);
    CHECK_NEAR(o->number, 7, 0);
    CHECK_TEXT(o->unit, "ug/m3");
    CHECK_EQ(o->period_ms, 60000);
    put(&m, "city/h/q", "{\"v\":[0,{\"x\":\"3\"}]}");
    CHECK_EQ(m.f.count, 0);
    CHECK_EQ(feed_status(m.f.feed).malformed, 1);
    done(&m);
}

TEST(a_map_that_leaves_its_key_empty_takes_it_from_topic_and_path)
{
    const FeedMap maps[] = { { .match = "a/#" }, { .match = "b/#", .value = "$.temp.now" } };
    Mapped m = mapped(maps, 2, NULL);
    put(&m, "a/st1/level", "1.5");
    CHECK(fixture_of(&m.f, "city/a_st1/level") != NULL);
    put(&m, "b/st1", "{\"temp\":{\"now\":21}}");
    CHECK(fixture_of(&m.f, "city/b_st1/now") != NULL);
    put(&m, "a/st2", "{\"rain\":1,\"door\":true,\"wind\":{\"dir\":90},\"note\":null,\"list\":[1]}");
    CHECK_EQ(m.f.count, 3);
    CHECK(fixture_of(&m.f, "city/a_st2/rain") && fixture_of(&m.f, "city/a_st2/wind.dir"));
    CHECK_NEAR(fixture_of(&m.f, "city/a_st2/door")->number, 1, 0);
    done(&m);
}

TEST(a_value_is_number_boolean_or_text_and_a_wrong_one_is_counted)
{
    const FeedMap maps[] = { { .match = "t", .key = "t" },
                             { .match = "n", .key = "n", .scale = 1 } };
    Mapped m = mapped(maps, 2, NULL);
    put(&m, "t", " -1.5e3 ");
    CHECK_NEAR(fixture_of(&m.f, "t")->number, -1500, 0);
    put(&m, "t", "false");
    CHECK(fixture_of(&m.f, "t")->kind == OBSERVATION_NUMBER && fixture_of(&m.f, "t")->number == 0);
    put(&m, "t", "开");
    CHECK(fixture_of(&m.f, "t")->kind == OBSERVATION_TEXT);
    CHECK_TEXT(fixture_of(&m.f, "t")->text, "开");
    put(&m, "n", "12");
    CHECK_NEAR(fixture_of(&m.f, "n")->number, 12, 0);
    static const char *const wrong[] = { "NaN", "-inf", "Infinity", "\xff\xfe" };
    for (int i = 0; i < 4; i++) {
        put(&m, "t", wrong[i]);
        CHECK_EQ(m.f.count, 0);
    }
    put(&m, "n", "twelve");
    CHECK_EQ(m.f.count, 0);
    CHECK_EQ(feed_status(m.f.feed).malformed, 5);
    done(&m);
}

TEST(a_time_is_iso_8601_or_seconds_milliseconds_or_microseconds)
{
    static const struct {
        const char *text;
        int64_t t_us;
    } cases[] = {
        { "\"2026-10-05T08:00:00+08:00\"", 1791158400000000 },
        { "1791158400", 1791158400000000 },
        { "1791158400123", 1791158400123000 },
        { "1791158400123456", 1791158400123456 },
        { "\"1791158400.5\"", 1791158400500000 },
        { "\"2026-10-05 08:00:00\"", 1791158400000000 },
        { "\"yesterday\"", 0 },
        { "5", 0 },
        { "1e30", 0 },
        { "-1791158400", 0 },
        { "null", 0 },
    };
    const FeedMap map = { .match = "t", .key = "t", .value = "$.v", .time = "$.t" };
    Mapped m = mapped(&map, 1, &(FeedAuto){ .utc_offset_s = 8 * 3600 });
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char payload[128];
        snprintf(payload, sizeof payload, "{\"v\":1,\"t\":%s}", cases[i].text);
        put(&m, "t", payload);
        CHECK_EQ(m.f.count, cases[i].t_us != 0);
        if (m.f.count) CHECK_EQ(m.f.observations[0].t_obs_us, cases[i].t_us);
    }
    int seconds = 1;
    CHECK(feed_offset_parse("-03:30", &seconds) && seconds == -12600);
    CHECK(feed_offset_parse("Z", &seconds) && seconds == 0);
    CHECK(!feed_offset_parse("8", &seconds) && !feed_offset_parse("", &seconds));
    done(&m);
}

TEST(a_position_in_gcj_02_or_bd_09_is_brought_to_wgs_84)
{
    // The published vectors of test_datum.c.
    const FeedMap maps[] = {
        { .match = "g",
          .key = "g",
          .lon = "$.p[0]",
          .lat = "$.p[1]",
          .datum = "gcj02",
          .speed = "$.v",
          .course = "$.c",
          .scale = 1 / 3.6 },
        { .match = "b", .key = "b", .lon = "x", .lat = "y", .datum = "bd09", .height = "h" },
    };
    Mapped m = mapped(maps, 2, NULL);
    put(&m, "g", "{\"p\":[110.364498,21.267619],\"v\":36,\"c\":361}");
    const Observation *o = fixture_of(&m.f, "g");
    CHECK(o && o->kind == OBSERVATION_POSITION);
    CHECK_NEAR(o->position.lon_deg, 110.36, 1e-6);
    CHECK_NEAR(o->position.lat_deg, 21.27, 1e-6);
    CHECK_NEAR(o->position.speed_m_s, 10, 1e-5);
    CHECK(isnan(o->position.course_deg) && isnan(o->position.h_m));
    put(&m, "b", "{\"x\":\"110.371035\",\"y\":21.273529,\"h\":12.5}");
    o = fixture_of(&m.f, "b");
    CHECK_NEAR(o->position.lon_deg, 110.36, 2e-6);
    CHECK_NEAR(o->position.lat_deg, 21.27, 2e-6);
    CHECK_NEAR(o->position.h_m, 12.5, 0);
    put(&m, "b", "{\"x\":200,\"y\":21}");
    put(&m, "b", "{\"x\":110}");
    CHECK_EQ(feed_status(m.f.feed).malformed, 2);
    done(&m);
}

TEST(a_name_with_a_point_is_written_in_brackets)
{
    const FeedMap map = { .match = "t", .key = "t", .value = "$[\"a.b\"]['c d'][2]" };
    Mapped m = mapped(&map, 1, NULL);
    put(&m, "t", "{\"a.b\":{\"c d\":[0,1,2]}}");
    CHECK_NEAR(fixture_of(&m.f, "t")->number, 2, 0);
    done(&m);
}

TEST(a_wrong_path_template_unit_or_datum_is_refused_with_its_map)
{
    static const FeedMap wrong[] = {
        { .value = "$.a..b" },   { .value = "$.a[x]" }, { .value = "$a" },
        { .value = "$.a[\"b]" }, { .key = "a.{2" },     { .key = "a}" },
        { .key = "a.{}" },       { .datum = "cgcs" },   { .unit = "0123456789abcdef" },
        { .scale = INFINITY },   { .period_s = -1 },
    };
    Fixture f = fixture_make();
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Err err = { 0 };
        const FeedDesc desc = { .name = "w", .driver = "mqtt", .maps = &wrong[i], .map_count = 1 };
        Feed *feed = feed_create(&desc, f.keys, f.inbox, NULL);
        CHECK(feed_mapper_create(feed, &(FeedAuto){ 0 }, &err) == NULL);
        CHECK_EQ(err.code, ERR_ARGUMENT);
        CHECK(strstr(err.text, "feed 'w', map 1") != NULL);
        feed_stop(feed);
    }
    fixture_finish(&f);
}

TEST(columns_are_chosen_by_name_and_rows_by_a_value)
{
    const char *const names[] = { "station", "kind", "v", "when" };
    const char *const rain[] = { "S1", "rain", "2.5", "2026-10-05T00:00:00Z" };
    const char *const wind[] = { "S1", "wind", "", "2026-10-05T00:00:00Z" };
    const FeedMap map = {
        .match = "kind=rain", .key = "r.{station}", .value = "v", .time = "when"
    };
    Mapped m = mapped(&map, 1, NULL);
    FeedRow row = { .topic = "", .names = names, .fields = rain, .field_count = 4, .header = 1 };
    feed_map_row(m.mapper, &row);
    row.fields = wind;
    feed_map_row(m.mapper, &row);
    fixture_take(&m.f);
    CHECK_EQ(m.f.count, 1);
    CHECK_NEAR(fixture_of(&m.f, "r.S1")->number, 2.5, 0);
    done(&m);
}
