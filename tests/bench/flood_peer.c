// SPDX-License-Identifier: Apache-2.0
// flood_peer.c - MQTT 3.1.1 by hand: CONNECT, SUBSCRIBE, PUBLISH at QoS 0 are a few bytes each.
#include "flood_peer.h"
#include "base/clock.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BLOCK_BYTES (1 << 18)

int peer_free_port(void)
{
    struct sockaddr_in place = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof place;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(fd, (struct sockaddr *)&place, size) == 0)
        getsockname(fd, (struct sockaddr *)&place, &size);
    close(fd);
    return ntohs(place.sin_port);
}

int peer_connect(int port)
{
    struct sockaddr_in place = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&place, sizeof place) == 0) return fd;
    close(fd);
    return -1;
}

bool peer_broker_start(PeerBroker *broker)
{
    char path[] = "/tmp/citymirror-bench-XXXXXX";
    const int fd = mkstemp(path);
    dprintf(fd,
            "listener %d 127.0.0.1\nallow_anonymous true\nuser root\nmax_queued_messages 0\n"
            "log_type none\n",
            broker->port);
    if (broker->folder) dprintf(fd, "persistence true\npersistence_location %s/\n", broker->folder);
    close(fd);
    broker->pid = fork();
    if (broker->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); // nobody is left behind
        execl("/usr/sbin/mosquitto", "mosquitto", "-c", path, (char *)NULL);
        _exit(127);
    }
    int peer = -1;
    for (int i = 0; i < 1000 && peer < 0; i++) {
        usleep(10000);
        peer = peer_connect(broker->port);
    }
    if (peer >= 0) close(peer);
    unlink(path);
    return peer >= 0;
}

void peer_stop(pid_t pid)
{
    if (pid <= 0) return;
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
}

void peer_broker_stop(PeerBroker *broker, int signal)
{
    if (broker->pid <= 0) return;
    kill(broker->pid, signal);
    waitpid(broker->pid, NULL, 0);
    broker->pid = 0;
}

PeerFlood *peer_flood_create(void)
{
    PeerFlood *flood =
        mmap(NULL, sizeof *flood, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return flood == MAP_FAILED ? NULL : flood;
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

static int open_session(int port, char name)
{
    const uint8_t hello[] = { 0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, (uint8_t)name };
    uint8_t answer[4];
    const int fd = peer_connect(port);
    if (fd < 0) return -1;
    if (send_all(fd, hello, sizeof hello) && recv(fd, answer, 4, MSG_WAITALL) == 4) return fd;
    close(fd);
    return -1;
}

// PUBLISH (MQTT 3.1.1, 3.3); the rest of the packet is below 128 bytes.
static size_t packet(uint8_t *out, bool is_retained, const char *topic, const char *payload)
{
    const size_t t = strlen(topic), p = strlen(payload);
    out[0] = is_retained ? 0x31 : 0x30, out[1] = (uint8_t)(2 + t + p);
    out[2] = 0, out[3] = (uint8_t)t;
    memcpy(out + 4, topic, t);
    memcpy(out + 4 + t, payload, p);
    return 4 + t + p;
}

static size_t message(const PeerFlood *flood, uint8_t *out, const char *root, uint64_t number,
                      bool is_over)
{
    char topic[48], payload[64];
    const int key = (int)(number % (uint64_t)flood->keys);
    snprintf(topic, sizeof topic, "%s/%d/m%d", root, 1 + key % flood->ids, key / flood->ids);
    snprintf(payload, sizeof payload, "{\"t\":%lld,\"v\":%d.%d}", (long long)clock_utc_us(),
             is_over ? 500 : (int)(number * 7919 % 100), (int)(number % 10));
    return packet(out, root[0] == 'r', topic, payload);
}

static void publish(PeerFlood *flood, int fd, uint8_t *bytes)
{
    double base_s = clock_monotonic_s();
    uint64_t due_from = 0, number = atomic_load(&flood->sent), sunk = 0;
    int before = PEER_QUIET;
    while (!atomic_load(&flood->is_ending)) {
        const int where = atomic_load(&flood->where);
        const double now_s = clock_monotonic_s();
        if (where != before) base_s = now_s, due_from = 0, before = where;
        const uint64_t due = (uint64_t)((now_s - base_s) * flood->rate);
        size_t length = 0;
        for (; where != PEER_QUIET && due_from < due && length < BLOCK_BYTES - 256; due_from++) {
            const bool is_city = where == PEER_TO_CITY;
            const uint64_t at = is_city ? number++ : sunk++;
            const bool is_over = is_city && flood->over_every && at % flood->over_every == 0;
            // A thousand keys at most have alarms.
            const uint64_t key = is_over ? at / flood->over_every % 1000 : at;
            length += message(flood, bytes + length, is_city ? "city" : "sink", key, is_over);
            if (is_over) atomic_fetch_add(&flood->over, 1);
        }
        if (length && !send_all(fd, bytes, length)) break;
        atomic_store(&flood->sent, number);
        usleep(2000);
    }
}

pid_t peer_flood_start(PeerFlood *flood)
{
    const pid_t pid = fork();
    if (pid != 0) return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    uint8_t *bytes = malloc(BLOCK_BYTES);
    while (bytes && !atomic_load(&flood->is_ending)) {
        const int fd = open_session(flood->port, 'p');
        if (fd >= 0) {
            publish(flood, fd, bytes);
            close(fd);
        }
        atomic_store(&flood->is_lost, true); // what was on its way then is nobody's
        usleep(50000);
    }
    _exit(0);
}

pid_t peer_sink_start(PeerFlood *flood)
{
    static const uint8_t subscribe[] = { 0x82, 11, 0, 1, 0, 6, 's', 'i', 'n', 'k', '/', '#', 0 };
    const pid_t pid = fork();
    if (pid != 0) return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    uint8_t *bytes = malloc(BLOCK_BYTES);
    while (bytes && !atomic_load(&flood->is_ending)) {
        const int fd = open_session(flood->port, 's');
        if (fd >= 0 && send_all(fd, subscribe, sizeof subscribe)) {
            ssize_t count = 1;
            while (count > 0) {
                struct pollfd ready = { .fd = fd, .events = POLLIN };
                if (poll(&ready, 1, 1000) == 0 && !atomic_load(&flood->is_ending)) continue;
                count = recv(fd, bytes, BLOCK_BYTES, 0);
                if (count > 0) atomic_fetch_add(&flood->sunk, (uint64_t)count);
            }
        }
        if (fd >= 0) close(fd);
        usleep(50000);
    }
    _exit(0);
}

bool peer_retain(const PeerFlood *flood)
{
    static const uint8_t ping[] = { 0xc0, 0 };
    uint8_t *bytes = malloc(BLOCK_BYTES), answer[2] = { 0 };
    const int fd = open_session(flood->port, 'r');
    bool ok = bytes && fd >= 0;
    for (int i = 0; ok && i < flood->keys;) {
        size_t length = 0;
        for (; i < flood->keys && length < BLOCK_BYTES - 256; i++)
            length += message(flood, bytes + length, "retained", (uint64_t)i, false);
        ok = send_all(fd, bytes, length);
    }
    // What was sent before the answer came has been taken.
    ok = ok && send_all(fd, ping, sizeof ping) && recv(fd, answer, 2, MSG_WAITALL) == 2;
    if (fd >= 0) close(fd);
    free(bytes);
    return ok && answer[0] == 0xd0;
}

// The line of stat in a folder of /proc; name NULL = whatever it is called.
static double stat_cpu_s(const char *path, const char *name)
{
    char text[1024] = "";
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    const char *from = strchr(text, '('), *to = strrchr(text, ')'); // the name may hold spaces
    unsigned long user = 0, system = 0;
    if (!from || !to || (name && strncmp(from + 1, name, strlen(name)) != 0)) return 0;
    if (sscanf(to + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2)
        return 0;
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

double peer_cpu_s(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    return stat_cpu_s(path, NULL);
}

double peer_thread_cpu_s(const char *name)
{
    DIR *folder = opendir("/proc/self/task");
    double seconds = 0;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        char path[320];
        snprintf(path, sizeof path, "/proc/self/task/%s/stat", entry->d_name);
        seconds += stat_cpu_s(path, name);
    }
    if (folder) closedir(folder);
    return seconds;
}
