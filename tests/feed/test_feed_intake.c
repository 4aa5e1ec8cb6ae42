// SPDX-License-Identifier: Apache-2.0
// test_feed_intake.c - what others post: token, ids, limits, a full inbox.
#include "feed_fixture.h"

#define TOKEN "0123456789abcdef"

static Feed *start(Fixture *f, int port)
{
    char address[16];
    Err err = { 0 };
    const FeedOption options[] = { { "token_env", "CITYMIRROR_TEST_INTAKE" },
                                   { "body_bytes_max", "4096" } };
    setenv("CITYMIRROR_TEST_INTAKE", TOKEN, 1);
    snprintf(address, sizeof address, "%d", port);
    const FeedDesc desc = { .name = "in",
                            .driver = "intake",
                            .address = address,
                            .options = options,
                            .option_count = 2,
                            .number = 2 };
    Feed *feed = feed_start(&desc, f->keys, f->inbox, &err);
    CHECK(feed && fixture_await_state(feed, FEED_LIVE, 5));
    return feed;
}

// The status; body gets what was answered.
static int post(int port, const char *path, const char *token, const char *text, char body[512])
{
    struct sockaddr_in place = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    Str out = { 0 };
    char in[2048] = "";
    size_t length = 0;
    int status = 0;
    CHECK_EQ(connect(fd, (struct sockaddr *)&place, sizeof place), 0);
    str_printf(&out,
               "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
               "%s\r\nContent-Length: %zu\r\n\r\n%s",
               path, token, strlen(text), text);
    if (send(fd, out.text, out.length, MSG_NOSIGNAL) < 0) return -1;
    for (ssize_t got = 1; got > 0 && length<sizeof in - 1; length += got> 0 ? (size_t)got : 0)
        got = read(fd, in + length, sizeof in - 1 - length);
    close(fd);
    str_finish(&out);
    const char *end = strstr(in, "\r\n\r\n");
    snprintf(body, 512, "%s", end ? end + 4 : "");
    return sscanf(in, "HTTP/1.1 %d", &status) == 1 ? status : -1;
}

TEST(a_posted_event_is_taken_once_however_often_it_comes)
{
    Fixture f = fixture_make();
    char body[512];
    const int port = fixture_free_port();
    f.feed = start(&f, port);
    const char *event = "{\"id\":\"e1\",\"kind\":\"case\",\"time\":\"2026-10-05T08:00:00+08:00\","
                        "\"place\":\"赤坎\"}";
    CHECK_EQ(post(port, "/events", TOKEN, event, body), 200);
    CHECK_TEXT(body, "{\"accepted\":1,\"repeated\":0,\"refused\":0}");
    CHECK_EQ(post(port, "/events", TOKEN, event, body), 200);
    CHECK_TEXT(body, "{\"accepted\":0,\"repeated\":1,\"refused\":0}");
    CHECK_EQ(post(port, "/events", TOKEN,
                  "[{\"id\":\"e1\"},{\"id\":\"e2\",\"a\":[1,{\"b\":\"],{\"}]}, {\"kind\":\"x\"}]",
                  body),
             200);
    CHECK_TEXT(body, "{\"accepted\":1,\"repeated\":1,\"refused\":1}");
    ObservationEvent *first = inbox_take_events(f.inbox);
    CHECK(first && first->next && !first->next->next);
    CHECK_TEXT(first->kind, "case");
    CHECK_TEXT(first->json, event);
    CHECK_EQ(first->t_event_us, 1791158400000000);
    CHECK_EQ(first->feed, 2);
    CHECK_TEXT(first->next->json, "{\"id\":\"e2\",\"a\":[1,{\"b\":\"],{\"}]}");
    inbox_event_destroy(first->next);
    inbox_event_destroy(first);
    fixture_finish(&f);
}

TEST(a_posted_observation_has_a_key_a_time_and_a_quality)
{
    Fixture f = fixture_make();
    char body[512];
    const int port = fixture_free_port();
    f.feed = start(&f, port);
    CHECK_EQ(
        post(port, "/observations", TOKEN,
             "[{\"key\":\"air.x\",\"value\":3.5,\"unit\":\"ug/"
             "m3\",\"quality\":\"suspect\",\"time\":1791158400},"
             "{\"id\":\"v1\",\"metric\":\"position\",\"lon\":110.4,\"lat\":21.2,\"speed\":5},{"
             "\"key\":\"air.y\",\"value\":[1]},{\"key\":\"air.z\",\"value\":1,\"time\":\"x\"}]",
             body),
        200);
    CHECK_TEXT(body, "{\"accepted\":2,\"repeated\":0,\"refused\":2}");
    fixture_take(&f);
    const Observation *o = fixture_of(&f, "air.x");
    CHECK(o && o->number == 3.5 && o->quality == QUALITY_SUSPECT &&
          o->t_obs_us == 1791158400000000);
    o = fixture_of(&f, "in/v1/position");
    CHECK(o && o->position.lon_deg == 110.4 && o->position.speed_m_s == 5);
    fixture_finish(&f);
}

TEST(a_posted_notification_of_ngsi_ld_gives_values_with_units_and_times)
{
    Fixture f = fixture_make();
    char body[512];
    const int port = fixture_free_port();
    f.feed = start(&f, port);
    CHECK_EQ(post(port, "/notify", TOKEN,
                  "{\"id\":\"urn:n:1\",\"type\":\"Notification\",\"subscriptionId\":\"urn:s:1\","
                  "\"data\":[{\"id\":\"urn:ngsi-ld:Station:7\",\"type\":\"Station\",\"no2\":{"
                  "\"type\":\"Property\",\"value\":22,\"unitCode\":\"GQ\",\"observedAt\":"
                  "\"2026-10-05T00:00:00Z\"}}]}",
                  body),
             204);
    fixture_take(&f);
    const Observation *o = fixture_of(&f, "in/urn:ngsi-ld:Station:7/no2");
    CHECK(o && o->number == 22 && o->t_obs_us == 1791158400000000);
    CHECK_TEXT(o->unit, "ug/m3");
    CHECK_EQ(post(port, "/notify", TOKEN, "{\"data\":1}", body), 400);
    CHECK_EQ(post(port, "/notify", TOKEN, "{\"data\":", body), 400);
    CHECK_EQ(post(port, "/notify", "0123456789abcdeX", "{\"data\":[]}", body), 401);
    CHECK_EQ(feed_status(f.feed).malformed, 2);
    fixture_finish(&f);
}

TEST(strangers_wrong_paths_rubbish_and_large_bodies_are_refused)
{
    Fixture f = fixture_make();
    char body[512], large[8192];
    const int port = fixture_free_port();
    f.feed = start(&f, port);
    CHECK_EQ(post(port, "/events", "0123456789abcdeX", "{\"id\":\"e\"}", body), 401);
    CHECK_EQ(post(port, "/events", "", "{\"id\":\"e\"}", body), 401);
    CHECK_EQ(post(port, "/other", TOKEN, "{\"id\":\"e\"}", body), 404);
    CHECK_EQ(post(port, "/events", TOKEN, "{\"id\":", body), 400);
    CHECK_EQ(post(port, "/events", TOKEN, "[1,2]", body), 400);
    memset(large, ' ', sizeof large);
    large[sizeof large - 1] = 0;
    CHECK_EQ(post(port, "/events", TOKEN, large, body), 413);
    CHECK(inbox_take_events(f.inbox) == NULL);
    fixture_finish(&f);
}

TEST(a_full_inbox_is_answered_with_503_and_nothing_is_lost)
{
    Fixture f = fixture_make();
    inbox_destroy(f.inbox);
    f.inbox = inbox_create(&(InboxDesc){ .event_bytes_max = 64 });
    char body[512];
    const int port = fixture_free_port();
    f.feed = start(&f, port);
    CHECK_EQ(post(port, "/events", TOKEN, "{\"id\":\"e1\"}", body), 200);
    CHECK_EQ(post(port, "/events", TOKEN, "{\"id\":\"e2\"}", body), 503);
    inbox_event_destroy(inbox_take_events(f.inbox));
    CHECK_EQ(post(port, "/events", TOKEN, "{\"id\":\"e2\"}", body), 200);
    ObservationEvent *event = inbox_take_events(f.inbox);
    CHECK_TEXT(event->id, "e2");
    inbox_event_destroy(event);
    fixture_finish(&f);
}

TEST(an_intake_without_a_token_does_not_start)
{
    Fixture f = fixture_make();
    const FeedDesc desc = { .name = "in", .driver = "intake", .address = "8099" };
    f.feed = feed_start(&desc, f.keys, f.inbox, NULL);
    CHECK(fixture_await_state(f.feed, FEED_FAILED, 5));
    CHECK(strstr(feed_status(f.feed).err.text, "token_file or token_env") != NULL);
    fixture_finish(&f);
}
