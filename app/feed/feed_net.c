// SPDX-License-Identifier: Apache-2.0
// feed_net.c - sockets that never block; names are resolved on a thread of their own.
#include "base/clock.h"
#include "base/str.h"
#include "feed/feed_net.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
    pthread_mutex_t lock;
    int holders; // the feed and the thread; the last frees
    int done_fd;
    int code; // of getaddrinfo
    char host[256];
    struct addrinfo *found;
} FeedLookup;

bool feed_address_parse(const char *text, int port, FeedAddress *out, Err *err)
{
    FeedAddress a = { .port = port };
    const char *at = strstr(text, "://");
    bool ok = true;
    if (at) {
        ok = (size_t)(at - text) < sizeof a.scheme;
        if (ok) memcpy(a.scheme, text, (size_t)(at - text));
        text = at + 3;
    }
    size_t length = *text == '[' ? strcspn(text, "]") : strcspn(text, ":/");
    const char *host = *text == '[' ? text + 1 : text;
    const char *rest = *text == '[' && text[length] ? text + length + 1 : text + length;
    if (*text == '[') length = length ? length - 1 : 0;
    ok = ok && length < sizeof a.host && !memchr(host, '@', length);
    if (ok) memcpy(a.host, host, length);
    if (ok && *rest == ':') {
        char *end = NULL;
        const long number = strtol(rest + 1, &end, 10);
        ok = end != rest + 1 && number > 0 && number < 65536 && (*end == 0 || *end == '/');
        a.port = (int)number;
    } else
        ok = ok && (*rest == 0 || *rest == '/');
    if (ok && a.port > 0) {
        *out = a;
        return true;
    }
    err_set(err, ERR_ARGUMENT, "address '%.200s': SCHEME://HOST:PORT or HOST:PORT was expected",
            text);
    return false;
}

static void let_go(FeedLookup *lookup)
{
    pthread_mutex_lock(&lookup->lock);
    const int left = --lookup->holders;
    pthread_mutex_unlock(&lookup->lock);
    if (left > 0) return;
    if (lookup->found) freeaddrinfo(lookup->found);
    close(lookup->done_fd);
    pthread_mutex_destroy(&lookup->lock);
    free(lookup);
}

static void *look_up(void *context)
{
    FeedLookup *lookup = context;
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_family = AF_UNSPEC };
    struct addrinfo *found = NULL;
    const int code = getaddrinfo(lookup->host, NULL, &hints, &found);
    const uint64_t one = 1;
    pthread_mutex_lock(&lookup->lock);
    lookup->code = code;
    lookup->found = code == 0 ? found : NULL;
    if (write(lookup->done_fd, &one, sizeof one) < 0) lookup->code = EAI_SYSTEM;
    pthread_mutex_unlock(&lookup->lock);
    let_go(lookup);
    return NULL;
}

// NULL with *err; else its found is not NULL, and it is let go by the caller.
static FeedLookup *ask(Feed *feed, const char *host, double seconds, Err *err)
{
    FeedLookup *lookup = calloc(1, sizeof *lookup);
    pthread_t thread;
    if (!lookup || (lookup->done_fd = eventfd(0, EFD_CLOEXEC)) < 0) {
        free(lookup);
        err_set(err, ERR_MEMORY, "name '%.200s'", host);
        return NULL;
    }
    pthread_mutex_init(&lookup->lock, NULL);
    snprintf(lookup->host, sizeof lookup->host, "%s", host);
    lookup->holders = 2;
    if (pthread_create(&thread, NULL, look_up, lookup) != 0) {
        lookup->holders = 1;
        let_go(lookup);
        err_set(err, ERR_MEMORY, "name '%.200s': no thread", host);
        return NULL;
    }
    pthread_detach(thread);
    struct pollfd fds[2] = { { .fd = lookup->done_fd, .events = POLLIN },
                             { .fd = feed_stop_fd(feed), .events = POLLIN } };
    const int ready = poll(fds, 2, (int)(seconds * 1000));
    pthread_mutex_lock(&lookup->lock);
    const bool is_found = lookup->found != NULL;
    const int code = lookup->code;
    pthread_mutex_unlock(&lookup->lock);
    if (is_found) return lookup;
    if (ready == 0)
        err_set(err, ERR_TIMEOUT, "name '%.200s': no answer in %.0f s", host, seconds);
    else if (feed_is_stopping(feed))
        err_set(err, ERR_CANCELLED, "stopped");
    else
        err_set(err, ERR_NETWORK, "name '%.200s': %s", host, gai_strerror(code));
    let_go(lookup);
    return NULL;
}

bool feed_resolve(Feed *feed, const char *host, double seconds, Err *err)
{
    struct in6_addr numeric;
    if (inet_pton(AF_INET, host, &numeric) == 1 || inet_pton(AF_INET6, host, &numeric) == 1)
        return true;
    FeedLookup *lookup = ask(feed, host, seconds, err);
    if (!lookup) return false;
    let_go(lookup);
    return true;
}

void feed_keep_alive(int fd)
{
    const int on = 1, idle_s = 15, every_s = 5, count = 3, unsent_ms = 30000;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &every_s, sizeof every_s);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unsent_ms, sizeof unsent_ms);
}

static int connect_one(Feed *feed, const struct addrinfo *to, int port, double until_s)
{
    const int fd = socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    struct sockaddr_storage place = { 0 };
    memcpy(&place, to->ai_addr, to->ai_addrlen);
    if (to->ai_family == AF_INET6)
        ((struct sockaddr_in6 *)&place)->sin6_port = htons((uint16_t)port);
    else
        ((struct sockaddr_in *)&place)->sin_port = htons((uint16_t)port);
    int code = connect(fd, (struct sockaddr *)&place, to->ai_addrlen) == 0 ? 0 : errno;
    if (code == EINPROGRESS) {
        struct pollfd fds[2] = { { .fd = fd, .events = POLLOUT },
                                 { .fd = feed_stop_fd(feed), .events = POLLIN } };
        const double left = until_s - clock_monotonic_s();
        const int ready = poll(fds, 2, left > 0 ? (int)(left * 1000) : 0);
        socklen_t size = sizeof code;
        if (ready == 0)
            code = ETIMEDOUT;
        else if (fds[1].revents)
            code = ECANCELED;
        else
            getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size);
    }
    if (code == 0) return fd;
    close(fd);
    errno = code;
    return -1;
}

int feed_connect(Feed *feed, const FeedAddress *address, double seconds, Err *err)
{
    const double until_s = clock_monotonic_s() + seconds;
    FeedLookup *lookup = ask(feed, address->host, seconds, err);
    if (!lookup) return -1;
    int fd = -1, code = 0;
    for (const struct addrinfo *to = lookup->found; to && fd < 0; to = to->ai_next) {
        fd = connect_one(feed, to, address->port, until_s);
        if (fd < 0) code = errno;
        if (code == ECANCELED) break;
    }
    let_go(lookup);
    if (fd < 0)
        err_set(err,
                code == ECANCELED   ? ERR_CANCELLED
                : code == ETIMEDOUT ? ERR_TIMEOUT
                                    : ERR_NETWORK,
                "%.200s:%d: %s", address->host, address->port, strerror(code));
    else
        feed_keep_alive(fd);
    return fd;
}

// Numeric hosts only: what to listen on is no name.
static socklen_t place_of(const FeedAddress *address, struct sockaddr_storage *out)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
    const char *host = address->host;
    memset(out, 0, sizeof *out);
    if (!host[0] || strcmp(host, "localhost") == 0) host = "127.0.0.1";
    if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)address->port);
        return sizeof *v4;
    }
    if (inet_pton(AF_INET6, host, &v6->sin6_addr) != 1) return 0;
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons((uint16_t)address->port);
    return sizeof *v6;
}

static int bind_at(const FeedAddress *address, int type, Err *err)
{
    struct sockaddr_storage place;
    const socklen_t size = place_of(address, &place);
    const int on = 1;
    if (size == 0) {
        err_set(err, ERR_ARGUMENT, "'%.200s': a numeric address was expected to listen on",
                address->host);
        return -1;
    }
    const int fd = socket(place.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&place, size) == 0) return fd;
    err_set(err, ERR_NETWORK, "listen on %.200s:%d: %s", address->host, address->port,
            strerror(errno));
    if (fd >= 0) close(fd);
    return -1;
}

int feed_listen_tcp(const FeedAddress *address, Err *err)
{
    const int fd = bind_at(address, SOCK_STREAM, err);
    if (fd < 0 || listen(fd, 16) == 0) return fd;
    err_set(err, ERR_NETWORK, "listen on %.200s:%d: %s", address->host, address->port,
            strerror(errno));
    close(fd);
    return -1;
}

int feed_listen_udp(const FeedAddress *address, Err *err)
{
    const int fd = bind_at(address, SOCK_DGRAM, err);
    struct ip_mreqn group = { 0 };
    const int bytes = 4 << 20;
    if (fd < 0) return fd;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    if (inet_pton(AF_INET, address->host, &group.imr_multiaddr) == 1 &&
        IN_MULTICAST(ntohl(group.imr_multiaddr.s_addr)) &&
        setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof group) != 0) {
        err_set(err, ERR_NETWORK, "join the group %.200s: %s", address->host, strerror(errno));
        close(fd);
        return -1;
    }
    return fd;
}
