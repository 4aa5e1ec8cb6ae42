// SPDX-License-Identifier: Apache-2.0
// inbox.c - two arrays, one filled under a lock while the other is read; events in a list.
#include "base/inbox.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define INBOX_DEFAULT_MAX 262144
#define INBOX_KEPT 16384 // observations an array may hold for ever
#define INBOX_IDLE_TAKES 1000
#define INBOX_DEFAULT_EVENT_BYTES ((size_t)64 << 20)

typedef struct {
    uint32_t turn, at; // of the array filled now; another turn = nothing of this key in it
} InboxLatest;

struct Inbox {
    pthread_mutex_t lock;
    Observation *arrays[2]; // grow as needed, to max
    int caps[2], filled;    // which is filled
    int idle[2];            // takes in a row that used little of it
    int count, max;
    int read_count;      // in the other one
    InboxLatest *latest; // by key
    uint32_t latest_cap, turn;
    ObservationEvent *first, *last;
    size_t event_bytes, event_bytes_max;
    InboxCounters counters;
    int wake_fd;
    bool is_woken;
};

Inbox *inbox_create(const InboxDesc *desc)
{
    Inbox *inbox = calloc(1, sizeof *inbox);
    if (!inbox) return NULL;
    inbox->max = desc && desc->observations_max > 0 ? desc->observations_max : INBOX_DEFAULT_MAX;
    inbox->event_bytes_max =
        desc && desc->event_bytes_max > 0 ? desc->event_bytes_max : INBOX_DEFAULT_EVENT_BYTES;
    inbox->turn = 1;
    inbox->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    pthread_mutex_init(&inbox->lock, NULL);
    return inbox;
}

static void free_texts(Observation *array, int count)
{
    for (int i = 0; i < count; i++)
        if (array[i].kind == OBSERVATION_TEXT) free(array[i].text);
}

void inbox_event_destroy(ObservationEvent *event)
{
    if (!event) return;
    free(event->id);
    free(event->json);
    free(event);
}

void inbox_destroy(Inbox *inbox)
{
    if (!inbox) return;
    free_texts(inbox->arrays[inbox->filled], inbox->count);
    free_texts(inbox->arrays[!inbox->filled], inbox->read_count);
    free(inbox->arrays[0]);
    free(inbox->arrays[1]);
    free(inbox->latest);
    for (ObservationEvent *event = inbox->first; event;) {
        ObservationEvent *next = event->next;
        inbox_event_destroy(event);
        event = next;
    }
    if (inbox->wake_fd >= 0) close(inbox->wake_fd);
    pthread_mutex_destroy(&inbox->lock);
    free(inbox);
}

// Room for one more in the array that is filled; false at max or without memory.
static bool has_room(Inbox *inbox)
{
    const int side = inbox->filled;
    if (inbox->count < inbox->caps[side]) return true;
    if (inbox->count >= inbox->max) return false;
    int cap = inbox->caps[side] ? 2 * inbox->caps[side] : 1024;
    if (cap > inbox->max) cap = inbox->max;
    Observation *grown = realloc(inbox->arrays[side], (size_t)cap * sizeof *grown);
    if (!grown) return false;
    inbox->arrays[side] = grown;
    inbox->caps[side] = cap;
    return true;
}

// The place of a key's latest; NULL without memory.
static InboxLatest *latest_of(Inbox *inbox, uint32_t key)
{
    if (key >= inbox->latest_cap) {
        uint32_t cap = inbox->latest_cap ? inbox->latest_cap : 1024;
        while (cap <= key) cap *= 2;
        InboxLatest *grown = realloc(inbox->latest, cap * sizeof *grown);
        if (!grown) return NULL;
        memset(grown + inbox->latest_cap, 0, (cap - inbox->latest_cap) * sizeof *grown);
        inbox->latest = grown;
        inbox->latest_cap = cap;
    }
    return &inbox->latest[key];
}

static bool can_merge(const Observation *o)
{
    return o->kind != OBSERVATION_GONE && !(o->flags & OBSERVATION_HISTORY);
}

static void put(Inbox *inbox, const Observation *o)
{
    Observation *array = NULL;
    InboxLatest *latest = can_merge(o) ? latest_of(inbox, o->key) : NULL;
    inbox->counters.received++;
    if (has_room(inbox)) {
        array = inbox->arrays[inbox->filled];
        if (latest) *latest = (InboxLatest){ inbox->turn, (uint32_t)inbox->count };
        array[inbox->count++] = *o;
        return;
    }
    array = inbox->arrays[inbox->filled];
    if (latest && latest->turn == inbox->turn) {
        Observation *old = &array[latest->at];
        if (old->kind == OBSERVATION_TEXT) free(old->text);
        *old = *o;
        inbox->counters.conflated++;
        return;
    }
    if (o->kind == OBSERVATION_TEXT) free(o->text);
    inbox->counters.dropped++;
}

static void wake(Inbox *inbox)
{
    if (inbox->is_woken || inbox->wake_fd < 0) return;
    const uint64_t one = 1;
    inbox->is_woken = write(inbox->wake_fd, &one, sizeof one) == (ssize_t)sizeof one;
}

static void sleep_again(Inbox *inbox)
{
    uint64_t count = 0;
    if (inbox->is_woken && read(inbox->wake_fd, &count, sizeof count) == (ssize_t)sizeof count)
        inbox->is_woken = false;
}

int inbox_put(Inbox *inbox, const Observation *observations, int count)
{
    pthread_mutex_lock(&inbox->lock);
    const uint64_t dropped = inbox->counters.dropped;
    for (int i = 0; i < count; i++) put(inbox, &observations[i]);
    if (count > 0) wake(inbox);
    const int lost = (int)(inbox->counters.dropped - dropped);
    pthread_mutex_unlock(&inbox->lock);
    return lost;
}

static size_t event_bytes(const ObservationEvent *event)
{
    return sizeof *event + (event->id ? strlen(event->id) : 0) +
           (event->json ? strlen(event->json) : 0);
}

bool inbox_put_event(Inbox *inbox, ObservationEvent *event)
{
    const size_t bytes = event_bytes(event);
    pthread_mutex_lock(&inbox->lock);
    // One event always fits: else one larger than all the room would wait for ever.
    const bool fits = !inbox->first || inbox->event_bytes + bytes <= inbox->event_bytes_max;
    if (fits) {
        event->next = NULL;
        if (inbox->last)
            inbox->last->next = event;
        else
            inbox->first = event;
        inbox->last = event;
        inbox->event_bytes += bytes;
        inbox->counters.events++;
        wake(inbox);
    } else {
        inbox->counters.refused++;
    }
    pthread_mutex_unlock(&inbox->lock);
    return fits;
}

// With the lock: an array that a burst made large is let go after many takes that needed little.
static void shrink(Inbox *inbox)
{
    const int side = !inbox->filled; // the reader's, done with
    const bool is_large =
        inbox->caps[side] > INBOX_KEPT && inbox->read_count < inbox->caps[side] / 8;
    inbox->idle[side] = is_large ? inbox->idle[side] + 1 : 0;
    if (inbox->idle[side] < INBOX_IDLE_TAKES) return;
    free(inbox->arrays[side]);
    inbox->arrays[side] = NULL;
    inbox->caps[side] = inbox->idle[side] = 0;
}

int inbox_take(Inbox *inbox, Observation **out)
{
    free_texts(inbox->arrays[!inbox->filled], inbox->read_count);
    pthread_mutex_lock(&inbox->lock);
    shrink(inbox);
    const int side = inbox->filled, count = inbox->count;
    inbox->filled = !side;
    inbox->count = 0;
    inbox->turn++;
    if (!inbox->first) sleep_again(inbox);
    pthread_mutex_unlock(&inbox->lock);
    inbox->read_count = count;
    *out = inbox->arrays[side];
    return count;
}

ObservationEvent *inbox_take_events(Inbox *inbox)
{
    pthread_mutex_lock(&inbox->lock);
    ObservationEvent *first = inbox->first;
    inbox->first = inbox->last = NULL;
    inbox->event_bytes = 0;
    if (inbox->count == 0) sleep_again(inbox);
    pthread_mutex_unlock(&inbox->lock);
    return first;
}

InboxCounters inbox_counters(const Inbox *inbox)
{
    pthread_mutex_t *lock = (pthread_mutex_t *)&inbox->lock;
    pthread_mutex_lock(lock);
    InboxCounters counters = inbox->counters;
    counters.untaken = inbox->count;
    counters.room = inbox->caps[0] + inbox->caps[1];
    pthread_mutex_unlock(lock);
    return counters;
}

int inbox_wake_fd(const Inbox *inbox)
{
    return inbox->wake_fd;
}
