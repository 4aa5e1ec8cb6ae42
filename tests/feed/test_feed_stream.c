// SPDX-License-Identifier: Apache-2.0
// test_feed_stream.c - bytes by TCP, UDP and file: connections lost, taken, silent.
#include "feed/feed_stream.h"
#include "feed_fixture.h"
#include <pthread.h>

typedef struct {
    pthread_t thread;
    Feed *feed;
    FeedStreamSink sink;
    pthread_mutex_t lock;
    char got[4096];
    int whole, closed;
} Stream;

static void on_bytes(void *context, int peer, const void *bytes, size_t length)
{
    Stream *s = context;
    pthread_mutex_lock(&s->lock);
    const size_t used = strlen(s->got);
    snprintf(s->got + used, sizeof s->got - used, "%d:%.*s|", peer, (int)length,
             (const char *)bytes);
    pthread_mutex_unlock(&s->lock);
}

static void on_whole(void *context, int peer)
{
    Stream *s = context;
    (void)peer;
    pthread_mutex_lock(&s->lock);
    s->whole++;
    pthread_mutex_unlock(&s->lock);
}

static void on_closed(void *context, int peer)
{
    Stream *s = context;
    (void)peer;
    pthread_mutex_lock(&s->lock);
    s->closed++;
    pthread_mutex_unlock(&s->lock);
}

static bool run(Feed *feed, Err *err);
static const FeedOptionRow rows[] = { FEED_STREAM_OPTIONS };
static const FeedDriver driver = {
    .name = "stream", .options = rows, .option_count = 2, .run = run
};
static Stream stream;

static bool run(Feed *feed, Err *err)
{
    return feed_stream_run(feed, &stream.sink, err);
}

static void *run_thread(void *context)
{
    (void)context;
    Err err = { 0 };
    driver.run(stream.feed, &err);
    return NULL;
}

// A feed of the driver above, which is in no table.
static void start_silent(Fixture *f, const char *address, const char *silence_s)
{
    const FeedDesc desc = { .name = "s", .driver = "csv", .address = address, .seed = 1 };
    const char *values[] = { silence_s, "no" };
    stream = (Stream){ .sink = { &stream, on_bytes, on_whole, on_closed } };
    pthread_mutex_init(&stream.lock, NULL);
    stream.feed = f->feed = feed_create(&desc, f->keys, f->inbox, NULL);
    free(f->feed->values);
    f->feed->values = malloc(sizeof values);
    memcpy(f->feed->values, values, sizeof values);
    f->feed->driver = &driver;
    pthread_create(&f->feed->thread, NULL, run_thread, NULL);
    f->feed->has_thread = true;
}

static void start(Fixture *f, const char *address)
{
    start_silent(f, address, "0");
}

static bool await_text(const char *text)
{
    for (int i = 0; i < 1000; i++, usleep(5000)) {
        pthread_mutex_lock(&stream.lock);
        const bool is_there = strstr(stream.got, text) != NULL;
        pthread_mutex_unlock(&stream.lock);
        if (is_there) return true;
    }
    return false;
}

static int connect_to(int type, int port)
{
    struct sockaddr_in place = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    return connect(fd, (struct sockaddr *)&place, sizeof place) == 0 ? fd : -1;
}

TEST(a_lost_connection_is_made_again)
{
    Fixture f = fixture_make();
    char address[64];
    int port = 0;
    const int listener = fixture_socket(&port);
    listen(listener, 4);
    snprintf(address, sizeof address, "tcp://localhost:%d", port);
    start(&f, address);
    int peer = accept(listener, NULL, NULL);
    CHECK_EQ(write(peer, "one", 3), 3);
    CHECK(await_text("0:one|"));
    close(peer);
    CHECK(fixture_await_state(f.feed, FEED_WAITING, 5));
    CHECK(strstr(feed_status(f.feed).err.text, "closed by the other side") != NULL);
    peer = accept(listener, NULL, NULL);
    CHECK_EQ(write(peer, "two", 3), 3);
    CHECK(await_text("0:two|"));
    CHECK_EQ(feed_status(f.feed).connects, 2);
    fixture_finish(&f);
    CHECK(stream.closed >= 1);
    close(peer);
    close(listener);
}

// As of a peer whose machine is gone: no byte comes, and no end.
TEST(a_half_open_connection_counts_as_lost_after_its_silence)
{
    Fixture f = fixture_make();
    char address[64];
    int port = 0;
    const int listener = fixture_socket(&port);
    listen(listener, 4);
    snprintf(address, sizeof address, "tcp://127.0.0.1:%d", port);
    start_silent(&f, address, "0.2");
    int peer = accept(listener, NULL, NULL);
    CHECK_EQ(write(peer, "one", 3), 3);
    CHECK(await_text("0:one|"));
    CHECK(fixture_await_state(f.feed, FEED_WAITING, 5));
    CHECK_EQ(feed_status(f.feed).err.code, ERR_TIMEOUT);
    fixture_finish(&f);
    close(peer);
    close(listener);
}

TEST(connections_of_others_are_kept_apart)
{
    Fixture f = fixture_make();
    char address[64];
    const int port = fixture_free_port();
    snprintf(address, sizeof address, "listen://:%d", port);
    start(&f, address);
    CHECK(fixture_await_state(f.feed, FEED_LIVE, 5));
    const int a = connect_to(SOCK_STREAM, port), b = connect_to(SOCK_STREAM, port);
    CHECK_EQ(write(a, "x", 1), 1);
    CHECK(await_text("0:x|"));
    CHECK_EQ(write(b, "y", 1), 1);
    CHECK(await_text("1:y|"));
    close(a);
    close(b);
    fixture_finish(&f);
}

TEST(a_datagram_is_whole_and_a_file_is_at_its_end)
{
    Fixture f = fixture_make();
    char address[512];
    const int port = fixture_free_port();
    snprintf(address, sizeof address, "udp://127.0.0.1:%d", port);
    start(&f, address);
    CHECK(fixture_await_state(f.feed, FEED_LIVE, 5));
    const int fd = connect_to(SOCK_DGRAM, port);
    CHECK_EQ(write(fd, "dg", 2), 2);
    CHECK(await_text("0:dg|"));
    close(fd);
    fixture_finish(&f);
    CHECK_EQ(stream.whole, 1);
    Fixture g = fixture_make();
    snprintf(address, sizeof address, "%s", check_temporary("bytes"));
    FILE *file = fopen(address, "w");
    fputs("content", file);
    fclose(file);
    start(&g, address);
    CHECK(await_text("0:content|"));
    fixture_finish(&g);
    CHECK_EQ(stream.whole, 1);
}
