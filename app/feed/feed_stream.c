// SPDX-License-Identifier: Apache-2.0
// feed_stream.c - sockets and files read beside the feed's stop.
#include "base/clock.h"
#include "base/str.h"
#include "feed/feed_file.h"
#include "feed/feed_net.h"
#include "feed/feed_stream.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FEED_STREAM_CONNECT_S 10.0
#define FEED_STREAM_BYTES 65536
#define FEED_STREAM_DATAGRAMS_MAX 256 // between two looks at the stop

typedef struct {
    int fd;
    double heard_s; // monotonic
} FeedPeer;

typedef struct {
    Feed *feed;
    const FeedStreamSink *sink;
    FeedAddress address;
    double silence_s;
    char bytes[FEED_STREAM_BYTES];
} FeedStream;

// Frames of a hundred bytes: the socket's own buffer holds thousands of them.
static bool send_answer(FeedStream *s, int fd)
{
    Str *answer = s->sink->answer;
    if (!answer || answer->length == 0) return true;
    const ssize_t sent = send(fd, answer->text, answer->length, MSG_NOSIGNAL | MSG_DONTWAIT);
    const bool ok = sent == (ssize_t)answer->length;
    if (sent >= 0 && !ok) errno = EAGAIN;
    answer->length = 0;
    return ok;
}

// False: the other side is gone, errno 0 where it closed.
static bool read_once(FeedStream *s, int fd, int peer)
{
    const ssize_t got = recv(fd, s->bytes, sizeof s->bytes, 0);
    if (got > 0) {
        s->sink->bytes(s->sink->context, peer, s->bytes, (size_t)got);
        if (!send_answer(s, fd)) {
            feed_malformed(s->feed, "a peer that does not take its answers");
            return false;
        }
    } else if (got == 0)
        errno = 0;
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

// Until it is lost (false, *err) or the feed stops.
static bool follow(FeedStream *s, int fd, Err *err)
{
    double heard_s = clock_monotonic_s();
    while (!feed_is_stopping(s->feed)) {
        struct pollfd fds[2] = { { .fd = fd, .events = POLLIN },
                                 { .fd = feed_stop_fd(s->feed), .events = POLLIN } };
        poll(fds, 2, 500);
        if (fds[0].revents && !read_once(s, fd, 0)) {
            err_set(err, ERR_NETWORK, "%s:%d: %s", s->address.host, s->address.port,
                    errno ? strerror(errno) : "closed by the other side");
            return false;
        }
        if (fds[0].revents) heard_s = clock_monotonic_s();
        if (s->silence_s > 0 && clock_monotonic_s() - heard_s > s->silence_s) {
            err_set(err, ERR_TIMEOUT, "%s:%d: silent for %.0f s", s->address.host, s->address.port,
                    s->silence_s);
            return false;
        }
    }
    return true;
}

static bool run_client(FeedStream *s)
{
    for (;;) {
        Err why = { 0 };
        const int fd = feed_connect(s->feed, &s->address, FEED_STREAM_CONNECT_S, &why);
        if (fd >= 0) {
            feed_connected(s->feed);
            follow(s, fd, &why);
            s->sink->closed(s->sink->context, 0);
            close(fd);
        }
        if (feed_is_stopping(s->feed) || !feed_retry(s->feed, &why)) return true;
    }
}

static void let_in(FeedStream *s, int listener, FeedPeer *peers)
{
    const int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    for (int i = 0; i < FEED_STREAM_PEERS_MAX; i++)
        if (peers[i].fd < 0) {
            feed_keep_alive(fd);
            peers[i] = (FeedPeer){ fd, clock_monotonic_s() };
            return;
        }
    feed_malformed(s->feed, "a connection past the most that are taken");
    close(fd);
}

static void hear(FeedStream *s, FeedPeer *peers, int at, short events)
{
    const double now_s = clock_monotonic_s();
    bool is_there = true;
    if (events) {
        is_there = read_once(s, peers[at].fd, at);
        peers[at].heard_s = now_s;
    } else if (s->silence_s > 0 && now_s - peers[at].heard_s > s->silence_s)
        is_there = false;
    if (is_there) return;
    s->sink->closed(s->sink->context, at);
    close(peers[at].fd);
    peers[at].fd = -1;
}

static bool run_server(FeedStream *s, Err *err)
{
    FeedPeer peers[FEED_STREAM_PEERS_MAX];
    const int listener = feed_listen_tcp(&s->address, err);
    if (listener < 0) return false;
    for (int i = 0; i < FEED_STREAM_PEERS_MAX; i++) peers[i].fd = -1;
    feed_connected(s->feed);
    while (!feed_is_stopping(s->feed)) {
        struct pollfd fds[FEED_STREAM_PEERS_MAX + 2];
        for (int i = 0; i < FEED_STREAM_PEERS_MAX; i++)
            fds[i] = (struct pollfd){ .fd = peers[i].fd, .events = POLLIN };
        fds[FEED_STREAM_PEERS_MAX] = (struct pollfd){ .fd = listener, .events = POLLIN };
        fds[FEED_STREAM_PEERS_MAX + 1] =
            (struct pollfd){ .fd = feed_stop_fd(s->feed), .events = POLLIN };
        poll(fds, FEED_STREAM_PEERS_MAX + 2, 500);
        for (int i = 0; i < FEED_STREAM_PEERS_MAX; i++)
            if (peers[i].fd >= 0) hear(s, peers, i, fds[i].revents);
        if (fds[FEED_STREAM_PEERS_MAX].revents) let_in(s, listener, peers);
    }
    for (int i = 0; i < FEED_STREAM_PEERS_MAX; i++)
        if (peers[i].fd >= 0) close(peers[i].fd);
    close(listener);
    return true;
}

static bool run_datagrams(FeedStream *s, Err *err)
{
    const int fd = feed_listen_udp(&s->address, err);
    if (fd < 0) return false;
    feed_connected(s->feed);
    while (!feed_is_stopping(s->feed)) {
        struct pollfd fds[2] = { { .fd = fd, .events = POLLIN },
                                 { .fd = feed_stop_fd(s->feed), .events = POLLIN } };
        poll(fds, 2, 500);
        for (int i = 0; i < FEED_STREAM_DATAGRAMS_MAX; i++) {
            const ssize_t got = recv(fd, s->bytes, sizeof s->bytes, MSG_DONTWAIT);
            if (got < 0) break;
            s->sink->bytes(s->sink->context, 0, s->bytes, (size_t)got);
            s->sink->whole(s->sink->context, 0);
            if (s->sink->answer) s->sink->answer->length = 0; // to nobody
        }
    }
    close(fd);
    return true;
}

static bool run_file(FeedStream *s, Err *err)
{
    FeedFile file;
    if (!feed_file_open(&file, s->feed, feed_desc(s->feed)->address,
                        feed_option_is(s->feed, "tail", "yes"), err))
        return false;
    feed_connected(s->feed);
    ssize_t got = 0;
    while ((got = feed_file_read(&file, s->bytes, sizeof s->bytes, err)) > 0) {
        s->sink->bytes(s->sink->context, 0, s->bytes, (size_t)got);
        if (s->sink->answer) s->sink->answer->length = 0;
    }
    if (got == 0) s->sink->whole(s->sink->context, 0);
    feed_file_close(&file);
    return got == 0;
}

bool feed_stream_run(Feed *feed, const FeedStreamSink *sink, Err *err)
{
    FeedStream s = { .feed = feed, .sink = sink };
    const char *address = feed_desc(feed)->address;
    if (!feed_option_number(feed, "silence_s", 0, 86400, &s.silence_s, err)) return false;
    if (!strstr(address, "://")) return run_file(&s, err);
    if (!feed_address_parse(address, 0, &s.address, err)) return false;
    if (strcmp(s.address.scheme, "tcp") == 0) return run_client(&s);
    if (strcmp(s.address.scheme, "listen") == 0) return run_server(&s, err);
    if (strcmp(s.address.scheme, "udp") == 0) return run_datagrams(&s, err);
    err_set(err, ERR_ARGUMENT, "address '%.200s': tcp://, listen://, udp:// or a path was expected",
            address);
    return false;
}
