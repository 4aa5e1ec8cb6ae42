// SPDX-License-Identifier: Apache-2.0
// feed_fixture.h - a feed with its keys and inbox, and servers on free loopback ports.
#pragma once
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "check.h"
#include "feed/feed.h"
#include "feed/feed_private.h"
#include <arpa/inet.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    Keys *keys;
    Inbox *inbox;
    Feed *feed;
    Observation *observations; // taken last
    int count;
} Fixture;

static inline Fixture fixture_make(void)
{
    Fixture f = { .keys = keys_create(0), .inbox = inbox_create(NULL) };
    log_set_level(LOG_ERROR);
    return f;
}

static inline void fixture_finish(Fixture *f)
{
    feed_stop(f->feed);
    inbox_destroy(f->inbox);
    keys_destroy(f->keys);
}

static inline void fixture_take(Fixture *f)
{
    f->count = inbox_take(f->inbox, &f->observations);
}

// The last taken observation of a key; NULL = none.
static inline const Observation *fixture_of(const Fixture *f, const char *key)
{
    const uint32_t number = keys_find(f->keys, key, strlen(key));
    for (int i = f->count - 1; i >= 0 && number; i--)
        if (f->observations[i].key == number) return &f->observations[i];
    return NULL;
}

// Waits up to seconds for an observation of the key; what else comes meanwhile is let go.
static inline const Observation *fixture_await(Fixture *f, const char *key, double seconds)
{
    for (const double until = clock_monotonic_s() + seconds; clock_monotonic_s() < until;
         usleep(5000)) {
        fixture_take(f);
        const Observation *o = fixture_of(f, key);
        if (o) return o;
    }
    return NULL;
}

static inline bool fixture_await_state(const Feed *feed, FeedState state, double seconds)
{
    for (const double until = clock_monotonic_s() + seconds; clock_monotonic_s() < until;
         usleep(5000))
        if (feed_status(feed).state == state) return true;
    return false;
}

static inline int fixture_socket(int *port)
{
    struct sockaddr_in place = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof place;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    place.sin_port = htons((uint16_t)*port);
    if (bind(fd, (struct sockaddr *)&place, size) != 0) return -1;
    getsockname(fd, (struct sockaddr *)&place, &size);
    *port = ntohs(place.sin_port);
    return fd;
}

static inline int fixture_free_port(void)
{
    int port = 0;
    close(fixture_socket(&port));
    return port;
}

static inline bool fixture_can_connect(int port)
{
    struct sockaddr_in place = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool ok = connect(fd, (struct sockaddr *)&place, sizeof place) == 0;
    close(fd);
    return ok;
}

// A mosquitto of its own; 0 where it is not installed.
static inline pid_t fixture_broker(int port, const char *config)
{
    const char *path = access("/usr/sbin/mosquitto", X_OK) == 0 ? "/usr/sbin/mosquitto" : NULL;
    char name[64];
    snprintf(name, sizeof name, "mosquitto-%d.conf", port);
    const char *file = check_temporary(name);
    if (!path) return 0;
    FILE *out = fopen(file, "w");
    fprintf(out, "listener %d 127.0.0.1\nuser root\nmax_queued_messages 0\nlog_type none\n%s", port,
            config ? config : "allow_anonymous true\n");
    fclose(out);
    const pid_t broker = fork();
    if (broker == 0) {
        if (!freopen("/dev/null", "w", stderr)) _exit(127);
        execl(path, path, "-c", file, (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 1000 && !fixture_can_connect(port); i++) usleep(10000);
    return broker;
}

static inline void fixture_end(pid_t child)
{
    if (child <= 0) return;
    kill(child, SIGTERM);
    waitpid(child, NULL, 0);
}
