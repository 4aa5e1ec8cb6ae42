// SPDX-License-Identifier: Apache-2.0
// feed.c - the life of a feed: options, thread, back-off, stop.
#include "base/clock.h"
#include "base/log.h"
#include "base/nearest.h"
#include "base/str.h"
#include "feed/feed_private.h"
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define FEED_KEYS_MAX 250000
#define FEED_RETRY_MAX_S 60.0

const FeedDriver *feed_driver_find(const char *name)
{
    for (int i = 0; i < feed_table_count; i++)
        if (strcmp(feed_table[i]->name, name) == 0) return feed_table[i];
    return NULL;
}

const char *feed_state_name(FeedState state)
{
    static const char *const names[] = {
        "starting", "live", "waiting", "ended", "failed", "stopped"
    };
    return (unsigned)state < sizeof names / sizeof *names ? names[state] : "";
}

static int find_row(const FeedDriver *driver, const char *name)
{
    for (int i = 0; i < driver->option_count; i++)
        if (strcmp(driver->options[i].name, name) == 0) return i;
    return -1;
}

static bool check_driver(const FeedDesc *desc, const FeedDriver **driver, Err *err)
{
    Nearest near = { .wrong = desc->driver ? desc->driver : "" };
    char names[256];
    *driver = feed_driver_find(near.wrong);
    if (*driver) return true;
    for (int i = 0; i < feed_table_count; i++) nearest_offer(&near, feed_table[i]->name);
    nearest_text(&near, names, sizeof names);
    err_set(err, ERR_ARGUMENT, "feed '%.80s': no driver '%.80s'%s", desc->name, near.wrong, names);
    return false;
}

static bool check_option(const FeedDesc *desc, const FeedDriver *driver, int at, Err *err)
{
    const char *name = desc->options[at].name ? desc->options[at].name : "";
    if (find_row(driver, name) >= 0) return true;
    Nearest near = { .wrong = name };
    char names[256];
    for (int i = 0; i < driver->option_count; i++) nearest_offer(&near, driver->options[i].name);
    nearest_text(&near, names, sizeof names);
    err_set(err, ERR_ARGUMENT, "feed '%.80s': driver %s has no option '%.80s'%s", desc->name,
            driver->name, name, names);
    return false;
}

static char *copy(const char *text)
{
    return strdup(text ? text : "");
}

static void copy_map(FeedMap *out, const FeedMap *map)
{
    *out = *map;
    out->match = copy(map->match), out->key = copy(map->key), out->value = copy(map->value);
    out->time = copy(map->time), out->lon = copy(map->lon), out->lat = copy(map->lat);
    out->height = copy(map->height), out->course = copy(map->course);
    out->speed = copy(map->speed), out->unit = copy(map->unit), out->datum = copy(map->datum);
}

static void free_map(const FeedMap *map)
{
    const char *const texts[] = { map->match, map->key,  map->value,  map->time,
                                  map->lon,   map->lat,  map->height, map->course,
                                  map->speed, map->unit, map->datum };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) free((char *)texts[i]);
}

static bool copy_desc(Feed *feed, const FeedDesc *desc)
{
    FeedDesc *d = &feed->desc;
    const FeedDriver *driver = feed->driver;
    FeedOption *options = calloc((size_t)desc->option_count + 1, sizeof *options);
    FeedMap *maps = calloc((size_t)desc->map_count + 1, sizeof *maps);
    feed->values = calloc((size_t)driver->option_count + 1, sizeof *feed->values);
    *d = *desc;
    d->name = copy(desc->name), d->driver = driver->name, d->address = copy(desc->address);
    d->options = options, d->maps = maps;
    if (!options || !maps || !feed->values || !d->name || !d->address) return false;
    if (d->keys_max <= 0) d->keys_max = FEED_KEYS_MAX;
    for (int i = 0; i < driver->option_count; i++)
        feed->values[i] = driver->options[i].fallback ? driver->options[i].fallback : "";
    for (int i = 0; i < d->option_count; i++) {
        options[i].name = copy(desc->options[i].name);
        options[i].value = copy(desc->options[i].value);
        feed->values[find_row(driver, options[i].name)] = options[i].value;
    }
    for (int i = 0; i < d->map_count; i++) copy_map(&maps[i], &desc->maps[i]);
    return true;
}

Feed *feed_create(const FeedDesc *desc, Keys *keys, Inbox *inbox, Err *err)
{
    const FeedDriver *driver = NULL;
    if (!desc->name || !desc->name[0]) {
        err_set(err, ERR_ARGUMENT, "a feed needs a name");
        return NULL;
    }
    if (!check_driver(desc, &driver, err)) return NULL;
    for (int i = 0; i < desc->option_count; i++)
        if (!check_option(desc, driver, i, err)) return NULL;
    Feed *feed = calloc(1, sizeof *feed);
    if (!feed) {
        err_set(err, ERR_MEMORY, "feed '%.80s'", desc->name);
        return NULL;
    }
    feed->driver = driver, feed->keys = keys, feed->inbox = inbox;
    feed->stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    feed->outbox_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    feed->random = desc->seed ^ str_hash(desc->name, strlen(desc->name)) ^ 0x9e3779b97f4a7c15u;
    feed->status.lag_ms = feed->status.clock_skew_ms = NAN;
    feed->started_s = clock_monotonic_s();
    pthread_mutex_init(&feed->lock, NULL);
    if (!copy_desc(feed, desc) || feed->stop_fd < 0 || feed->outbox_fd < 0) {
        err_set(err, ERR_MEMORY, "feed '%.80s'", desc->name);
        feed_destroy(feed);
        return NULL;
    }
    return feed;
}

void feed_destroy(Feed *feed)
{
    if (!feed) return;
    for (int i = 0; feed->desc.options && i < feed->desc.option_count; i++) {
        free((char *)feed->desc.options[i].name);
        free((char *)feed->desc.options[i].value);
    }
    for (int i = 0; feed->desc.maps && i < feed->desc.map_count; i++) free_map(&feed->desc.maps[i]);
    free((void *)feed->desc.options);
    free((void *)feed->desc.maps);
    free((char *)feed->desc.name);
    free((char *)feed->desc.address);
    free(feed->values);
    free(feed->own);
    for (FeedMessage *m = feed_outbox_take(feed); m; m = feed_outbox_take(feed))
        feed_message_destroy(m);
    if (feed->stop_fd >= 0) close(feed->stop_fd);
    if (feed->outbox_fd >= 0) close(feed->outbox_fd);
    pthread_mutex_destroy(&feed->lock);
    free(feed);
}

static void end(Feed *feed, FeedState state, const Err *err)
{
    pthread_mutex_lock(&feed->lock);
    feed->status.state = state;
    feed->status.t_retry_us = 0;
    if (err) feed->status.err = *err;
    pthread_mutex_unlock(&feed->lock);
    if (state == FEED_FAILED) log_print(LOG_ERROR, "feed %s: %s", feed->desc.name, err->text);
}

static void *run(void *context)
{
    Feed *feed = context;
    for (;;) {
        Err err = { 0 };
        const bool ok = feed->driver->run(feed, &err);
        if (feed_is_stopping(feed)) {
            end(feed, FEED_STOPPED, NULL);
            return NULL;
        }
        if (ok) {
            end(feed, FEED_ENDED, NULL);
            return NULL;
        }
        if (err.code == ERR_ARGUMENT || err.code == ERR_UNSUPPORTED) {
            end(feed, FEED_FAILED, &err);
            return NULL;
        }
        if (!feed_retry(feed, &err)) {
            end(feed, FEED_STOPPED, NULL);
            return NULL;
        }
    }
}

Feed *feed_start(const FeedDesc *desc, Keys *keys, Inbox *inbox, Err *err)
{
    Feed *feed = feed_create(desc, keys, inbox, err);
    if (!feed) return NULL;
    const int code = pthread_create(&feed->thread, NULL, run, feed);
    if (code != 0) {
        err_set(err, ERR_MEMORY, "feed '%.80s': no thread: %s", desc->name, strerror(code));
        feed_destroy(feed);
        return NULL;
    }
    feed->has_thread = true;
    char name[16]; // as top shows it
    str_copy_utf8(name, sizeof name, feed->desc.name);
    pthread_setname_np(feed->thread, name);
    return feed;
}

void feed_stop(Feed *feed)
{
    if (!feed) return;
    const uint64_t one = 1;
    atomic_store(&feed->is_stopping, true);
    if (write(feed->stop_fd, &one, sizeof one) < 0)
        log_print(LOG_WARN, "feed %s: stop: %s", feed->desc.name, strerror(errno));
    if (feed->has_thread) pthread_join(feed->thread, NULL);
    feed_destroy(feed);
}

bool feed_is_stopping(const Feed *feed)
{
    return atomic_load_explicit(&feed->is_stopping, memory_order_relaxed);
}

int feed_stop_fd(const Feed *feed)
{
    return feed->stop_fd;
}

bool feed_wait(Feed *feed, double seconds)
{
    const double until = clock_monotonic_s() + seconds;
    for (double left = seconds; left > 0 && !feed_is_stopping(feed);
         left = until - clock_monotonic_s()) {
        struct pollfd fd = { .fd = feed->stop_fd, .events = POLLIN };
        poll(&fd, 1, left > 3600 ? 3600000 : (int)ceil(left * 1000));
    }
    return !feed_is_stopping(feed);
}

double feed_random(Feed *feed)
{
    // SplitMix64 (Steele, Lea, Flood 2014).
    pthread_mutex_lock(&feed->lock);
    uint64_t z = feed->random += 0x9e3779b97f4a7c15u;
    pthread_mutex_unlock(&feed->lock);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

// Between half and all of 2, 4, 8 … 60 s: many feeds of one lost broker do not come back at once.
static double lose(Feed *feed, const Err *err)
{
    const double chance = feed_random(feed);
    pthread_mutex_lock(&feed->lock);
    const int failures = feed->failures < 5 ? feed->failures : 5;
    const double most = fmin(FEED_RETRY_MAX_S, 2.0 * (1 << failures));
    const double wait_s = most * (0.5 + 0.5 * chance);
    const bool is_new = strcmp(feed->status.err.text, err->text) != 0;
    feed->failures++;
    feed->status.state = FEED_WAITING;
    feed->status.err = *err;
    feed->status.t_retry_us = clock_utc_us() + (int64_t)(wait_s * 1e6);
    pthread_mutex_unlock(&feed->lock);
    if (is_new) log_print(LOG_WARN, "feed %s: %s", feed->desc.name, err->text);
    return wait_s;
}

void feed_lost(Feed *feed, const Err *err)
{
    lose(feed, err);
}

bool feed_retry(Feed *feed, const Err *err)
{
    return feed_wait(feed, lose(feed, err));
}

void feed_connected(Feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    feed->status.state = FEED_LIVE;
    feed->status.err = (Err){ 0 };
    feed->status.t_retry_us = 0;
    feed->status.connects++;
    feed->failures = 0;
    pthread_mutex_unlock(&feed->lock);
}
