// SPDX-License-Identifier: Apache-2.0
// test_feed_webhook.c - messages by HTTP POST: in order, tried again, given up with a count.
#include "feed_server.h"

// Bodies in the order they came; mode: the status to answer, 0 = 503 once and then 200.
static struct {
    pthread_mutex_t lock;
    char text[4096];
} got = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void answer(FeedServer *server, const char *request, Str *out)
{
    const int mode = server->mode, number = server->requests;
    const int status = mode ? mode : number < 1 ? 503 : 200;
    const char *body = strstr(request, "\r\n\r\n");
    pthread_mutex_lock(&got.lock);
    if (status == 200 && body && strlen(got.text) + strlen(body) < sizeof got.text)
        strcat(got.text, body + 4), strcat(got.text, "|");
    const bool has_head = strstr(request, "POST /hook HTTP/1.1\r\n") &&
                          strstr(request, "Authorization: Bearer s3cret\r\n") &&
                          strstr(request, "X-Citymirror-Topic: a/") &&
                          strstr(request, "Content-Type: application/json\r\n");
    if (!has_head) strcat(got.text, "HEAD|");
    pthread_mutex_unlock(&got.lock);
    str_printf(out, "HTTP/1.1 %d x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", status);
}

static Feed *hook_start(Fixture *f, int port, const char *keep_s)
{
    char address[64];
    const FeedOption options[] = { { "token_env", "TEST_HOOK_TOKEN" }, { "keep_s", keep_s } };
    setenv("TEST_HOOK_TOKEN", "s3cret", 1);
    snprintf(address, sizeof address, "http://127.0.0.1:%d/hook", port);
    Err err = { 0 };
    f->feed = feed_start(&(FeedDesc){ .name = "hook",
                                      .driver = "webhook",
                                      .address = address,
                                      .options = options,
                                      .option_count = 2,
                                      .number = 1,
                                      .seed = 1 },
                         f->keys, f->inbox, &err);
    CHECK_TEXT(err.text, "");
    got.text[0] = 0;
    return f->feed;
}

static bool await_done(const Feed *feed, uint64_t sent, uint64_t unsent, double seconds)
{
    for (const double until = clock_monotonic_s() + seconds; clock_monotonic_s() < until;
         usleep(5000)) {
        const FeedStatus s = feed_status(feed);
        if (s.sent == sent && s.unsent == unsent) return true;
    }
    return false;
}

TEST(a_webhook_is_tried_again_until_the_server_takes_it_in_order)
{
    Fixture f = fixture_make();
    FeedServer server;
    feed_server_start(&server, answer);
    Feed *feed = hook_start(&f, server.port, "3600");
    for (int i = 0; i < 3; i++) {
        char body[16];
        snprintf(body, sizeof body, "{\"n\":%d}", i);
        CHECK(feed_publish(feed, "a/b", body, strlen(body), 1, false, NULL));
    }
    CHECK(await_done(feed, 3, 0, 8)); // 503 once: backs off about 1 s
    CHECK_EQ(server.requests, 4);
    CHECK_TEXT(got.text, "{\"n\":0}|{\"n\":1}|{\"n\":2}|");
    CHECK_EQ(feed_status(feed).waiting, 0);
    CHECK_EQ(feed_status(feed).state, FEED_LIVE);
    fixture_finish(&f);
    feed_server_stop(&server);
}

TEST(what_a_server_refuses_for_good_is_left_out_and_the_next_goes_on)
{
    Fixture f = fixture_make();
    FeedServer server;
    feed_server_start(&server, answer);
    server.mode = 422;
    Feed *feed = hook_start(&f, server.port, "3600");
    CHECK(feed_publish(feed, "a/1", "{}", 2, 1, false, NULL));
    CHECK(await_done(feed, 0, 1, 5));
    CHECK_EQ(feed_status(feed).malformed, 1);
    server.mode = 200;
    CHECK(feed_publish(feed, "a/2", "{}", 2, 1, false, NULL));
    CHECK(await_done(feed, 1, 1, 5));
    fixture_finish(&f);
    feed_server_stop(&server);
}

TEST(a_server_that_is_away_or_wants_another_token_is_waited_for_and_said)
{
    Fixture f = fixture_make();
    FeedServer server;
    feed_server_start(&server, answer);
    server.mode = 401;
    Feed *feed = hook_start(&f, server.port, "3600");
    CHECK(feed_publish(feed, "a/1", "{}", 2, 1, false, NULL));
    CHECK(fixture_await_state(feed, FEED_WAITING, 5));
    CHECK(strstr(feed_status(feed).err.text, "token") != NULL);
    CHECK_EQ(feed_status(feed).unsent, 0);
    feed_stop(f.feed); // below 1 s, with a message that never went out
    f.feed = NULL;
    feed_server_stop(&server);
    feed = hook_start(&f, fixture_free_port(), "3600");
    CHECK(feed_publish(feed, "a/1", "{}", 2, 1, false, NULL));
    CHECK(fixture_await_state(feed, FEED_WAITING, 5));
    CHECK_EQ(feed_status(feed).err.code, ERR_NETWORK);
    fixture_finish(&f);
}
