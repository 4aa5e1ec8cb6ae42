// SPDX-License-Identifier: Apache-2.0
// test_feed_http.c - polling by HTTP: formats, what has not changed, limits, refusals,
// SensorThings.
#include "feed_server.h"

static Feed *start(Fixture *f, const FeedServer *server, const char *path,
                   const FeedOption *options, int count, const FeedMap *maps, int map_count)
{
    char address[128];
    Err err = { 0 };
    snprintf(address, sizeof address, "http://127.0.0.1:%d%s", server->port, path);
    const FeedDesc desc = { .name = "web",
                            .driver = "http",
                            .address = address,
                            .options = options,
                            .option_count = count,
                            .maps = maps,
                            .map_count = map_count,
                            .seed = 1 };
    Feed *feed = feed_start(&desc, f->keys, f->inbox, &err);
    if (!feed) fprintf(stderr, "%s\n", err.text);
    return feed;
}

static void answer_json(FeedServer *server, const char *request, Str *out)
{
    (void)server;
    if (strstr(request, "If-None-Match: \"v1\""))
        str_add(out, "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n");
    else
        feed_server_body(out, "ETag: \"v1\"\r\nDate: Mon, 05 Oct 2026 00:00:00 GMT\r\n",
                         "{\"data\":[{\"st\":\"A\",\"v\":1.5},{\"st\":\"B\",\"v\":\"2\"},{\"st\":"
                         "\"C\",\"v\":{}}]}");
}

TEST(rows_of_json_are_polled_and_an_unchanged_answer_is_not_read_again)
{
    Fixture f = fixture_make();
    FeedServer server;
    feed_server_start(&server, answer_json);
    const FeedOption options[] = { { "every_s", "0.1" }, { "rows", "$.data" } };
    const FeedMap map = { .key = "w.{st}", .value = "v" };
    f.feed = start(&f, &server, "/x", options, 2, &map, 1);
    CHECK(fixture_await(&f, "w.A", 5) != NULL);
    CHECK(fixture_of(&f, "w.B") && fixture_of(&f, "w.B")->number == 2);
    while (server.requests < 4) usleep(10000);
    const FeedStatus status = feed_status(f.feed);
    CHECK_EQ(status.messages, 1);
    CHECK_EQ(status.observations, 2);
    CHECK(!isnan(status.clock_skew_ms));
    fixture_finish(&f);
    feed_server_stop(&server);
}

static void answer_text(FeedServer *server, const char *request, Str *out)
{
    (void)server;
    if (strstr(request, "GET /csv"))
        feed_server_body(out, "",
                         "\xEF\xBB\xBFid,time,rain\r\nS1,2026-10-05T00:00:00Z,2.5\r\n\r\nS2,2026-"
                         "10-05T00:00:00Z,\r\n");
    else if (strstr(request, "GET /geo"))
        feed_server_body(out, "",
                         "{\"features\":[{\"id\":\"b1\",\"geometry\":{\"type\":\"Point\","
                         "\"coordinates\":[110.4,21.2]},\"properties\":{\"n\":3}}]}");
    else if (strstr(request, "GET /token"))
        str_add(out,
                strstr(request, "Authorization: Bearer secret-1\r\n") &&
                        strstr(request, "X-A: b\r\n")
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\n{\"v\":1}"
                    : "HTTP/1.1 401 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    else if (strstr(request, "GET /big"))
        str_add(out, "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nConnection: close\r\n\r\n");
    if (strstr(request, "GET /big"))
        for (int i = 0; i < 5000; i++) str_add(out, " ");
}

TEST(csv_and_geojson_without_maps_give_every_value_by_its_id)
{
    Fixture f = fixture_make();
    FeedServer server;
    feed_server_start(&server, answer_text);
    const FeedOption csv[] = { { "format", "csv" }, { "id", "id" }, { "time", "time" } };
    f.feed = start(&f, &server, "/csv", csv, 3, NULL, 0);
    const Observation *o = fixture_await(&f, "web/S1/rain", 5);
    CHECK(o && o->number == 2.5 && o->t_obs_us == 1791158400000000);
    CHECK_EQ(feed_status(f.feed).observations, 1);
    feed_stop(f.feed);
    const FeedOption geo[] = { { "format", "geojson" } };
    f.feed = start(&f, &server, "/geo", geo, 1, NULL, 0);
    o = fixture_await(&f, "web/b1/position", 5);
    CHECK(o && fabs(o->position.lon_deg - 110.4) < 1e-9);
    CHECK(fixture_of(&f, "web/b1/properties.n") != NULL);
    fixture_finish(&f);
    feed_server_stop(&server);
}

TEST(a_token_comes_from_the_environment_and_without_it_the_refusal_is_final)
{
    Fixture f = fixture_make();
    FeedServer server;
    feed_server_start(&server, answer_text);
    setenv("CITYMIRROR_TEST_TOKEN", "secret-1", 1);
    const FeedOption options[] = { { "token_env", "CITYMIRROR_TEST_TOKEN" },
                                   { "headers", "X-A: b" } };
    const FeedMap map = { .key = "t", .value = "$.v" };
    f.feed = start(&f, &server, "/token", options, 2, &map, 1);
    CHECK(fixture_await(&f, "t", 5) != NULL);
    Feed *feed = start(&f, &server, "/token", NULL, 0, &map, 1);
    CHECK(fixture_await_state(feed, FEED_FAILED, 5));
    CHECK(strstr(feed_status(feed).err.text, "HTTP 401") != NULL);
    feed_stop(feed);
    fixture_finish(&f);
    feed_server_stop(&server);
}

TEST(an_answer_over_the_limit_is_refused_and_tried_again_later)
{
    Fixture f = fixture_make();
    FeedServer server;
    feed_server_start(&server, answer_text);
    const FeedOption options[] = { { "bytes_max", "1000" } };
    f.feed = start(&f, &server, "/big", options, 1, NULL, 0);
    CHECK(fixture_await_state(f.feed, FEED_WAITING, 5));
    CHECK_EQ(feed_status(f.feed).err.code, ERR_RANGE);
    CHECK(strstr(feed_status(f.feed).err.text, "bytes_max, 1000 bytes") != NULL);
    fixture_finish(&f);
    feed_server_stop(&server);
}

TEST(a_poll_of_a_server_that_accepts_and_is_silent_stops_at_once)
{
    Fixture f = fixture_make();
    FeedServer server = { 0 };
    server.fd = fixture_socket(&server.port);
    listen(server.fd, 4);
    f.feed = start(&f, &server, "/", NULL, 0, NULL, 0);
    usleep(200000);
    const double from = clock_monotonic_s();
    feed_stop(f.feed);
    CHECK(clock_monotonic_s() - from < 1);
    f.feed = NULL;
    close(server.fd);
    fixture_finish(&f);
}

// Mode 0: one observation; 1: out of order; 2: three more since.
static void answer_things(FeedServer *server, const char *request, Str *out)
{
    const int mode = server->mode;
    if (mode == 1) {
        str_add(out, "HTTP/1.1 503 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
    }
    if (strstr(request, "/Datastreams(7)/Observations?")) {
        CHECK(strstr(request, "$filter=phenomenonTime%20gt%202026-10-05T00:00:00.000000Z&") !=
              NULL);
        feed_server_body(
            out, "",
            "{\"value\":[{\"result\":2,\"phenomenonTime\":\"2026-10-05T00:01:00Z\"},"
            "{\"result\":3,\"phenomenonTime\":\"2026-10-05T00:02:00Z\"},"
            "{\"result\":4,\"phenomenonTime\":\"2026-10-05T00:02:30Z/2026-10-05T00:03:00Z\"}]}");
        return;
    }
    Str body = { 0 };
    str_printf(&body,
               "{\"value\":[{\"@iot.id\":7,\"unitOfMeasurement\":{\"symbol\":\"°C\"},"
               "\"Observations\":[{\"result\":%d,"
               "\"phenomenonTime\":\"2026-10-05T00:0%d:00Z\"}]}]}",
               mode == 0 ? 1 : 4, mode == 0 ? 0 : 3);
    feed_server_body(out, "", body.text);
    str_finish(&body);
}

TEST(a_gap_of_sensorthings_is_read_back_as_history_and_the_newest_is_live)
{
    Fixture f = fixture_make();
    FeedServer server;
    feed_server_start(&server, answer_things);
    const FeedOption options[] = { { "format", "sensorthings" }, { "every_s", "0.1" } };
    f.feed = start(&f, &server, "/v1.1", options, 2, NULL, 0);
    const Observation *o = fixture_await(&f, "web/7/result", 5);
    CHECK(o && o->number == 1 && o->flags == 0);
    CHECK_TEXT(o->unit, "Cel");
    server.mode = 1;
    CHECK(fixture_await_state(f.feed, FEED_WAITING, 5));
    server.mode = 2;
    CHECK(fixture_await_state(f.feed, FEED_LIVE, 5));
    fixture_take(&f);
    CHECK_EQ(f.count, 3);
    for (int i = 0; i < 3; i++) {
        CHECK_NEAR(f.observations[i].number, i + 2, 0);
        CHECK_EQ(f.observations[i].flags, i < 2 ? OBSERVATION_HISTORY : 0);
    }
    CHECK_EQ(f.observations[2].t_obs_us, 1791158580000000);
    fixture_finish(&f);
    feed_server_stop(&server);
}

static void answer_back(FeedServer *server, const char *request, Str *out)
{
    (void)server;
    CHECK(strstr(request, "GET /v1.1/Datastreams(7)/Observations?$filter=phenomenonTime%20gt%20"
                          "2026-10-05T00:00:00.000000Z&") != NULL);
    feed_server_body(out, "",
                     "{\"value\":[{\"result\":2,\"phenomenonTime\":\"2026-10-05T00:01:00Z\"},"
                     "{\"result\":3,\"phenomenonTime\":\"2026-10-05T00:02:00Z\"}]}");
}

TEST(what_mqtt_missed_of_sensorthings_is_read_back_from_its_service)
{
    Fixture f = fixture_make();
    FeedServer server;
    Err err = { 0 };
    const int port = fixture_free_port();
    pid_t broker = fixture_broker(port, NULL);
    char address[64], service[64];
    if (!broker) CHECK_SKIP("mosquitto is not installed");
    feed_server_start(&server, answer_back);
    snprintf(address, sizeof address, "127.0.0.1:%d", port);
    snprintf(service, sizeof service, "http://127.0.0.1:%d/v1.1", server.port);
    const FeedOption options[] = { { "format", "sensorthings" }, { "backfill", service } };
    const FeedDesc desc = { .name = "st",
                            .driver = "mqtt",
                            .address = address,
                            .options = options,
                            .option_count = 2,
                            .number = 1 };
    f.feed = feed_start(&desc, f.keys, f.inbox, &err);
    CHECK(f.feed && fixture_await_state(f.feed, FEED_LIVE, 5));
    static const char text[] = "{\"result\":1,\"phenomenonTime\":\"2026-10-05T00:00:00Z\"}";
    CHECK(feed_publish(f.feed, "v1.1/Datastreams(7)/Observations", text, sizeof text - 1, 1, false,
                       &err));
    CHECK(fixture_await(&f, "st/7/result", 5) != NULL);
    CHECK_EQ(server.requests, 0);
    fixture_end(broker);
    CHECK(fixture_await_state(f.feed, FEED_WAITING, 5));
    broker = fixture_broker(port, NULL);
    const Observation *o = fixture_await(&f, "st/7/result", 10);
    CHECK(o != NULL);
    CHECK_EQ(f.count, 2);
    CHECK(f.observations[0].number == 2 && f.observations[0].flags == OBSERVATION_HISTORY);
    CHECK(f.observations[1].number == 3 && f.observations[1].flags == 0);
    fixture_finish(&f);
    fixture_end(broker);
    feed_server_stop(&server);
}
