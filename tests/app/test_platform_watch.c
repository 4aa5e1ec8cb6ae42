// SPDX-License-Identifier: Apache-2.0
// test_platform_watch.c - a sleeping window wakes for what can be read, no oftener than it draws.
#include "base/clock.h"
#include "check.h"
#include "platform.h"
#include "platform_watch.h"
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

static void *write_later(void *context)
{
    const uint64_t one = 1;
    usleep(50000);
    if (write(*(int *)context, &one, sizeof one) < 0) return NULL;
    return context;
}

TEST(a_window_that_sleeps_wakes_when_something_came_and_not_before)
{
    Err err = { 0 };
    PlatformEvent event;
    pthread_t thread;
    uint64_t count = 0;
    Platform *platform =
        platform_open(&(PlatformDesc){ .is_offscreen = true, .width = 64, .height = 64 }, &err);
    if (!platform) CHECK_SKIP("no OpenGL");
    while (platform_next(platform, 0.05, &event)) continue; // of its opening
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    PlatformWatch *watch = platform_watch_start(fd);
    CHECK(watch != NULL);
    CHECK(!platform_next(platform, 0.05, &event));
    const double from_s = clock_monotonic_s();
    pthread_create(&thread, NULL, write_later, &fd);
    CHECK(platform_next(platform, 20, &event));
    CHECK_EQ(event.kind, PLATFORM_WAKE);
    CHECK(clock_monotonic_s() - from_s < 10);
    pthread_join(thread, NULL);
    // Readable all the time: no oftener than 60 times a second.
    int wakes = 0;
    const double until_s = clock_monotonic_s() + 0.3;
    for (double left_s = 0.3; left_s > 0; left_s = until_s - clock_monotonic_s())
        wakes += platform_next(platform, left_s, &event) && event.kind == PLATFORM_WAKE;
    CHECK(wakes >= 1 && wakes <= 20);
    CHECK_EQ(read(fd, &count, sizeof count), (ssize_t)sizeof count);
    platform_watch_stop(watch);
    platform_close(platform);
    close(fd);
}
