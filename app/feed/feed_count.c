// SPDX-License-Identifier: Apache-2.0
// feed_count.c - what passes through a feed: keys, observations, events, and the counts of them.
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "feed/feed_private.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FEED_EVENT_WAIT_S 0.02

static FeedSecond *second_of(Feed *feed, int64_t second)
{
    FeedSecond *s = &feed->seconds[(uint64_t)second % (FEED_SECONDS + 1)];
    if (s->second != second) *s = (FeedSecond){ .second = second };
    return s;
}

void feed_received(Feed *feed, size_t bytes)
{
    const int64_t now = (int64_t)clock_monotonic_s(), now_us = clock_utc_us();
    pthread_mutex_lock(&feed->lock);
    FeedSecond *s = second_of(feed, now);
    s->messages++;
    s->bytes += bytes;
    feed->status.messages++;
    feed->status.bytes += bytes;
    feed->status.t_last_us = now_us;
    pthread_mutex_unlock(&feed->lock);
}

void feed_malformed(Feed *feed, const char *what)
{
    const uint64_t hash = str_hash(what, strlen(what));
    bool is_new = true;
    pthread_mutex_lock(&feed->lock);
    feed->status.malformed++;
    for (int i = 0; i < feed->kind_count; i++) is_new &= feed->kinds[i] != hash;
    is_new &= feed->kind_count < FEED_KINDS_MAX;
    if (is_new) feed->kinds[feed->kind_count++] = hash;
    pthread_mutex_unlock(&feed->lock);
    if (is_new) log_print(LOG_WARN, "feed %s: %s (the first of its kind)", feed->desc.name, what);
}

void feed_clock(Feed *feed, int64_t source_us)
{
    const double skew_ms = (double)(source_us - clock_utc_us()) / 1000;
    pthread_mutex_lock(&feed->lock);
    feed->status.clock_skew_ms = skew_ms;
    pthread_mutex_unlock(&feed->lock);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

FeedStatus feed_status(const Feed *feed)
{
    Feed *f = (Feed *)feed; // its lock alone changes
    const double now_s = clock_monotonic_s();
    double lags[FEED_LAGS];
    pthread_mutex_lock(&f->lock);
    FeedStatus status = f->status;
    double messages = 0, bytes = 0;
    for (int i = 0; i <= FEED_SECONDS; i++) {
        const FeedSecond *s = &f->seconds[i];
        // Whole seconds only: the running one would make the rate swing.
        if (s->second >= (int64_t)now_s || s->second < (int64_t)now_s - FEED_SECONDS) continue;
        messages += (double)s->messages, bytes += (double)s->bytes;
    }
    const double span = fmin(FEED_SECONDS, fmax(1, floor(now_s) - floor(f->started_s)));
    const int count = f->lag_count;
    memcpy(lags, f->lags_ms, sizeof lags);
    pthread_mutex_unlock(&f->lock);
    status.messages_a_second = messages / span, status.bytes_a_second = bytes / span;
    qsort(lags, (size_t)count, sizeof *lags, by_size);
    status.lag_ms = count ? lags[count / 2] : NAN;
    return status;
}

// With the lock: whether the key is of this feed, made so when there is room.
static bool own(Feed *feed, uint32_t key)
{
    const uint32_t word = key / 64;
    if (word >= feed->own_words) {
        const uint32_t words = word < 512 ? 1024 : 2 * word;
        uint64_t *grown = realloc(feed->own, words * sizeof *grown);
        if (!grown) return false;
        memset(grown + feed->own_words, 0, (words - feed->own_words) * sizeof *grown);
        feed->own = grown;
        feed->own_words = words;
    }
    const uint64_t bit = (uint64_t)1 << key % 64;
    if (feed->own[word] & bit) return true;
    if (feed->own_count >= feed->desc.keys_max) return false;
    feed->own[word] |= bit;
    feed->own_count++;
    return true;
}

uint32_t feed_key_text(Feed *feed, const char *text, size_t length)
{
    // A stranger past the limit is looked for, not made: a publisher cannot fill the table of keys.
    uint32_t key = keys_find(feed->keys, text, length);
    pthread_mutex_lock(&feed->lock);
    if (key == 0 && feed->own_count < feed->desc.keys_max)
        key = keys_intern(feed->keys, text, length);
    if (key != 0 && !own(feed, key)) key = 0;
    if (key == 0) feed->status.refused_keys++;
    pthread_mutex_unlock(&feed->lock);
    return key;
}

static size_t put_part(char *out, const char *text)
{
    size_t length = 0;
    for (; text[length] && length < KEYS_TEXT_MAX; length++) {
        const unsigned char c = (unsigned char)text[length];
        out[length] = c == '/' || c < 0x20 || c == 0x7f ? '_' : (char)c;
    }
    return length;
}

uint32_t feed_key(Feed *feed, const char *id, const char *metric)
{
    char text[3 * KEYS_TEXT_MAX + 2];
    size_t length = put_part(text, feed->desc.name);
    text[length++] = '/';
    length += put_part(text + length, id);
    text[length++] = '/';
    length += put_part(text + length, metric);
    return feed_key_text(feed, text, length);
}

static void note_lag(Feed *feed, const Observation *o)
{
    if (o->flags & (OBSERVATION_NO_TIME | OBSERVATION_HISTORY | OBSERVATION_RECOVERED)) return;
    feed->lags_ms[feed->lag_next] = (double)(o->t_recv_us - o->t_obs_us) / 1000;
    feed->lag_next = (feed->lag_next + 1) % FEED_LAGS;
    if (feed->lag_count < FEED_LAGS) feed->lag_count++;
}

bool feed_observe_try(Feed *feed, Observation *o)
{
    o->feed = feed->desc.number;
    if (o->t_recv_us == 0) o->t_recv_us = clock_utc_us();
    if (o->t_obs_us == 0) {
        o->t_obs_us = o->t_recv_us;
        o->flags |= OBSERVATION_NO_TIME;
    }
    pthread_mutex_lock(&feed->lock);
    feed->status.observations++;
    note_lag(feed, o);
    pthread_mutex_unlock(&feed->lock);
    if (inbox_put(feed->inbox, o, 1) == 0) return true;
    pthread_mutex_lock(&feed->lock);
    feed->status.dropped++;
    pthread_mutex_unlock(&feed->lock);
    return false;
}

void feed_observe(Feed *feed, Observation *observation)
{
    feed_observe_try(feed, observation);
}

void feed_gone_all(Feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    const uint32_t words = feed->own_words;
    pthread_mutex_unlock(&feed->lock);
    for (uint32_t word = 0; word < words; word++) {
        pthread_mutex_lock(&feed->lock);
        const uint64_t bits = feed->own[word];
        pthread_mutex_unlock(&feed->lock);
        for (uint64_t left = bits; left; left &= left - 1) {
            Observation o = { .kind = OBSERVATION_GONE,
                              .key = 64 * word + (uint32_t)__builtin_ctzll(left) };
            feed_observe(feed, &o);
        }
    }
}

bool feed_event_try(Feed *feed, ObservationEvent *event)
{
    event->feed = feed->desc.number;
    if (event->t_recv_us == 0) event->t_recv_us = clock_utc_us();
    if (event->t_event_us == 0) event->t_event_us = event->t_recv_us;
    if (!inbox_put_event(feed->inbox, event)) return false;
    pthread_mutex_lock(&feed->lock);
    feed->status.events++;
    pthread_mutex_unlock(&feed->lock);
    return true;
}

void feed_event(Feed *feed, ObservationEvent *event)
{
    while (!feed_event_try(feed, event)) {
        if (feed_wait(feed, FEED_EVENT_WAIT_S)) continue;
        inbox_event_destroy(event);
        return;
    }
}
