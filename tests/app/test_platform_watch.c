// SPDX-License-Identifier: Apache-2.0
// test_platform_watch.c - what sleeps is woken for what can be read, no oftener than it draws.
#include "base/clock.h"
#include "check.h"
#include "platform_watch.h"
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

static atomic_int wakes;

static void count_wake(void)
{
    wakes++;
}

TEST(a_window_that_sleeps_wakes_when_something_came_and_not_before)
{
    const int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const uint64_t one = 1;
    uint64_t count = 0;
    wakes = 0;
    PlatformWatch *watch = platform_watch_start(fd, count_wake);
    CHECK(watch != NULL);
    usleep(50000);
    CHECK_EQ(wakes, 0);
    const double from_s = clock_monotonic_s();
    CHECK_EQ(write(fd, &one, sizeof one), (ssize_t)sizeof one);
    while (wakes == 0 && clock_monotonic_s() - from_s < 20) usleep(1000);
    CHECK(wakes >= 1);
    usleep(200000); // readable all the time: no oftener than 60 times a second
    CHECK(wakes <= 1 + (int)((clock_monotonic_s() - from_s) / 0.016));
    CHECK_EQ(read(fd, &count, sizeof count), (ssize_t)sizeof count);
    platform_watch_stop(watch);
    const int all = wakes;
    CHECK_EQ(write(fd, &one, sizeof one), (ssize_t)sizeof one);
    usleep(20000);
    CHECK_EQ(wakes, all);
    close(fd);
}
