// SPDX-License-Identifier: Apache-2.0
// bench_feed.c - messages through the maps alone, and through a real broker: nanoseconds and rates.
// Arguments: messages a second (50000), seconds (20), keys (200000).
#include "base/clock.h"
#include "feed/feed_map.h"
#include "feed/feed_private.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    int port, rate, seconds, keys;
    uint64_t sent;
    double took_s;
} Publisher;

static const FeedMap map = {
    .match = "city/+/+", .key = "c.{2}.{3}", .value = "$.v", .time = "$.t", .unit = "ug/m3"
};

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int payload_of(char *out, size_t cap, int i)
{
    return snprintf(out, cap, "{\"t\":%lld,\"v\":%d.%d,\"q\":\"ok\"}",
                    (long long)(clock_utc_us() / 1000), i % 500, i % 10);
}

static void bench_maps(int keys)
{
    const FeedDesc desc = { .name = "bench", .driver = "mqtt", .maps = &map, .map_count = 1 };
    const int count = 2000000;
    Keys *names = keys_create(0);
    Inbox *inbox = inbox_create(NULL);
    Feed *feed = feed_create(&desc, names, inbox, NULL);
    FeedMapper *mapper = feed_mapper_create(feed, &(FeedAuto){ 0 }, NULL);
    char(*topics)[32] = calloc((size_t)keys, sizeof *topics), payload[128];
    Observation *taken = NULL;
    for (int i = 0; i < keys; i++) snprintf(topics[i], sizeof *topics, "city/s%d/pm25", i);
    for (int round = 0; round < 2; round++) {
        double inside_s = 0;
        for (int i = 0; i < count; i++) {
            const int length = payload_of(payload, sizeof payload, i);
            if (i % 1024 == 0) inbox_take(inbox, &taken);
            const char *topic = topics[(int)((uint64_t)i * 7919 % (uint64_t)keys)];
            const double from = i % 16 == 0 ? clock_monotonic_s() : 0;
            feed_map_message(mapper, topic, payload, (size_t)length, 0);
            if (i % 16 == 0) inside_s += clock_monotonic_s() - from;
        }
        fprintf(stdout, "maps, %d keys, JSON, round %d: %.0f ns a message\n", keys, round + 1,
                inside_s * 1e9 / (count / 16));
    }
    free(topics);
    feed_mapper_destroy(mapper);
    feed_destroy(feed);
    inbox_destroy(inbox);
    keys_destroy(names);
}

static int connect_to(int port)
{
    struct sockaddr_in place = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&place, sizeof place) == 0) return fd;
    close(fd);
    return -1;
}

// PUBLISH at QoS 0 (MQTT 3.1.1, 3.3); both lengths are below 128 and 64.
static size_t packet(uint8_t *out, const char *topic, const char *payload)
{
    const size_t t = strlen(topic), p = strlen(payload);
    out[0] = 0x30, out[1] = (uint8_t)(2 + t + p), out[2] = 0, out[3] = (uint8_t)t;
    memcpy(out + 4, topic, t);
    memcpy(out + 4 + t, payload, p);
    return 4 + t + p;
}

static bool send_all(int fd, const uint8_t *bytes, size_t length)
{
    for (size_t sent = 0; sent < length;) {
        const ssize_t n = send(fd, bytes + sent, length - sent, MSG_NOSIGNAL);
        if (n <= 0) return false;
        sent += (size_t)n;
    }
    return true;
}

static void *publish(void *context)
{
    static const uint8_t hello[] = { 0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 'b' };
    Publisher *p = context;
    uint8_t *bytes = malloc(1 << 20), answer[4];
    char topic[64], payload[128];
    const int fd = connect_to(p->port);
    if (fd < 0 || !send_all(fd, hello, sizeof hello) || recv(fd, answer, 4, MSG_WAITALL) != 4)
        return NULL;
    const double started_s = clock_monotonic_s();
    for (double now_s = 0; now_s < p->seconds; now_s = clock_monotonic_s() - started_s) {
        size_t length = 0;
        const uint64_t due = (uint64_t)(now_s * p->rate);
        for (; p->sent < due && length < (1 << 20) - 256; p->sent++) {
            snprintf(topic, sizeof topic, "city/s%d/pm25",
                     (int)(p->sent * 7919 % (uint64_t)p->keys));
            payload_of(payload, sizeof payload, (int)(p->sent % 100000));
            length += packet(bytes + length, topic, payload);
        }
        if (!send_all(fd, bytes, length)) break;
        usleep(2000);
    }
    p->took_s = clock_monotonic_s() - started_s;
    close(fd);
    free(bytes);
    return NULL;
}

static pid_t start_broker(int port)
{
    char path[] = "/tmp/citymirror-bench-XXXXXX";
    const int fd = mkstemp(path);
    dprintf(fd,
            "listener %d 127.0.0.1\nallow_anonymous true\nuser root\nmax_queued_messages "
            "0\nlog_type none\n",
            port);
    close(fd);
    const pid_t broker = fork();
    if (broker == 0) {
        execl("/usr/sbin/mosquitto", "mosquitto", "-c", path, (char *)NULL);
        _exit(127);
    }
    for (int i = 0, peer = -1; i < 500 && peer < 0; i++) {
        usleep(10000);
        peer = connect_to(port);
        if (peer >= 0) close(peer);
    }
    unlink(path);
    return broker;
}

static int free_port(void)
{
    struct sockaddr_in place = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof place;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(fd, (struct sockaddr *)&place, size) == 0)
        getsockname(fd, (struct sockaddr *)&place, &size);
    close(fd);
    return ntohs(place.sin_port);
}

static void bench_broker(int rate, int seconds, int key_count)
{
    Publisher publisher = {
        .port = free_port(), .rate = rate, .seconds = seconds, .keys = key_count
    };
    const pid_t broker = start_broker(publisher.port);
    char address[64];
    Err err = { 0 };
    snprintf(address, sizeof address, "127.0.0.1:%d", publisher.port);
    const FeedDesc desc = {
        .name = "bench", .driver = "mqtt", .address = address, .maps = &map, .map_count = 1
    };
    Keys *keys = keys_create(0);
    Inbox *inbox = inbox_create(NULL);
    Feed *feed = feed_start(&desc, keys, inbox, &err);
    while (feed && feed_status(feed).state != FEED_LIVE) usleep(10000);
    usleep(200000); // the subscription stands
    pthread_t thread;
    const double cpu_before = cpu_s();
    pthread_create(&thread, NULL, publish, &publisher);
    uint64_t taken = 0, last = 0;
    double quiet_s = 0, lag_ms = 0;
    while (quiet_s < 2) {
        Observation *observations = NULL;
        taken += (uint64_t)inbox_take(inbox, &observations);
        usleep(16000);
        const FeedStatus now = feed_status(feed);
        quiet_s = now.messages == last ? quiet_s + 0.016 : 0;
        if (now.messages != last && now.lag_ms > lag_ms) lag_ms = now.lag_ms;
        last = now.messages;
    }
    pthread_join(thread, NULL);
    const FeedStatus status = feed_status(feed);
    const InboxCounters counters = inbox_counters(inbox);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    fprintf(stdout,
            "broker, %d keys: sent %llu in %.1f s (%.0f a second), received %llu, taken %llu, "
            "conflated %llu, dropped %llu, malformed %llu\n",
            key_count, (unsigned long long)publisher.sent, publisher.took_s,
            (double)publisher.sent / publisher.took_s, (unsigned long long)status.messages,
            (unsigned long long)taken, (unsigned long long)counters.conflated,
            (unsigned long long)counters.dropped, (unsigned long long)status.malformed);
    fprintf(stdout,
            "broker: feed and publisher and reader %.2f of a core, worst median lag %.1f ms, keys "
            "%u, resident %ld MB\n",
            (cpu_s() - cpu_before) / publisher.took_s, lag_ms, keys_count(keys),
            usage.ru_maxrss / 1024);
    feed_stop(feed);
    kill(broker, SIGTERM);
    waitpid(broker, NULL, 0);
    inbox_destroy(inbox);
    keys_destroy(keys);
}

int main(int argc, char **argv)
{
    const int rate = argc > 1 ? atoi(argv[1]) : 50000, seconds = argc > 2 ? atoi(argv[2]) : 20;
    const int keys = argc > 3 ? atoi(argv[3]) : 200000;
    if (rate < 1 || seconds < 1 || keys < 1) return 2;
    bench_maps(keys);
    bench_broker(rate, seconds, keys);
    return 0;
}
