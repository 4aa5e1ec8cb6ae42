// SPDX-License-Identifier: Apache-2.0
// platform_watch.h - a window that sleeps for events wakes when a descriptor can be read: a live
// value is shown at once, and nothing is asked in vain.
// Does not: read the descriptor.
#pragma once

typedef struct PlatformWatch PlatformWatch;
// A thread of its own, that calls wake (platform_wake) while fd is readable, at most 60 times a
// second. fd outlives it. NULL: there is no thread to be had. Thread: main.
PlatformWatch *platform_watch_start(int fd, void (*wake)(void));
void platform_watch_stop(PlatformWatch *watch); // NULL is fine
