// SPDX-License-Identifier: Apache-2.0
// feed_private.h - the inside of a feed, for feed.c and its parts alone.
// Does not: concern drivers; they have feed.h.
#pragma once
#include "base/hashmap.h"
#include "feed/feed.h"
#include <pthread.h>
#include <stdatomic.h>

#define FEED_LAGS 100   // the median is taken of
#define FEED_SECONDS 10 // the rates are taken over
#define FEED_KINDS_MAX 64

typedef struct {
    int64_t second; // monotonic
    uint64_t messages, bytes;
} FeedSecond;

struct Feed {
    FeedDesc desc; // its texts, options and maps are one block each
    const FeedDriver *driver;
    const char **values; // by row of the driver's options
    Keys *keys;
    Inbox *inbox;
    pthread_t thread;
    bool has_thread;
    atomic_bool is_stopping;
    int stop_fd, outbox_fd;
    pthread_mutex_t lock; // of all that follows
    FeedStatus status;
    FeedSecond seconds[FEED_SECONDS + 1];
    double started_s;
    double lags_ms[FEED_LAGS];
    int lag_count, lag_next;
    uint64_t kinds[FEED_KINDS_MAX]; // hashes of what was malformed
    int kind_count;
    uint64_t *own; // one bit a key: those of this feed
    uint32_t own_words;
    int own_count;
    int failures; // one after another
    uint64_t random;
    FeedMessage *first, *last; // to be sent
    size_t outbox_bytes;
};

// feed_start in two: a feed without a thread, whose driver is not run. NULL with *err.
Feed *feed_create(const FeedDesc *desc, Keys *keys, Inbox *inbox, Err *err);
void feed_destroy(Feed *feed);
