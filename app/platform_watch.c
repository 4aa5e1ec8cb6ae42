// SPDX-License-Identifier: Apache-2.0
// platform_watch.c - one poll of the descriptor and of the stop.
#include "platform_watch.h"
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define PLATFORM_WATCH_MS 16

struct PlatformWatch {
    int fd, stop_fd;
    void (*wake)(void);
    pthread_t thread;
};

static void *platform_watch_run(void *context)
{
    const PlatformWatch *watch = context;
    for (;;) {
        struct pollfd fds[2] = { { .fd = watch->stop_fd, .events = POLLIN },
                                 { .fd = watch->fd, .events = POLLIN } };
        poll(fds, 2, -1);
        if (fds[0].revents || (fds[1].revents & POLLNVAL)) return NULL;
        if (!(fds[1].revents & POLLIN)) continue;
        watch->wake();
        if (poll(fds, 1, PLATFORM_WATCH_MS) > 0) return NULL; // the next one in a frame's time
    }
}

PlatformWatch *platform_watch_start(int fd, void (*wake)(void))
{
    PlatformWatch *watch = calloc(1, sizeof *watch);
    if (!watch) return NULL;
    watch->fd = fd;
    watch->wake = wake;
    watch->stop_fd = eventfd(0, EFD_CLOEXEC);
    if (watch->stop_fd >= 0 &&
        pthread_create(&watch->thread, NULL, platform_watch_run, watch) == 0) {
        pthread_setname_np(watch->thread, "watch");
        return watch;
    }
    if (watch->stop_fd >= 0) close(watch->stop_fd);
    free(watch);
    return NULL;
}

void platform_watch_stop(PlatformWatch *watch)
{
    const uint64_t one = 1;
    if (!watch) return;
    if (write(watch->stop_fd, &one, sizeof one) == (ssize_t)sizeof one)
        pthread_join(watch->thread, NULL);
    close(watch->stop_fd);
    free(watch);
}
