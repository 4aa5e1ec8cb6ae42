// SPDX-License-Identifier: Apache-2.0
// feed_outbox.c - messages to be sent by a feed, in order, from any thread.
#include "base/log.h"
#include "base/str.h"
#include "feed/feed_private.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FEED_OUTBOX_BYTES_MAX ((size_t)64 << 20)

void feed_message_destroy(FeedMessage *message)
{
    if (!message) return;
    free(message->topic);
    free(message->payload);
    free(message);
}

static size_t bytes_of(const FeedMessage *message)
{
    return sizeof *message + strlen(message->topic) + message->length;
}

static FeedMessage *make(const char *topic, const void *payload, size_t length)
{
    FeedMessage *message = calloc(1, sizeof *message);
    if (!message) return NULL;
    message->topic = strdup(topic);
    message->payload = malloc(length + 1);
    message->length = length;
    if (message->topic && message->payload) {
        if (length) memcpy(message->payload, payload, length);
        return message;
    }
    feed_message_destroy(message);
    return NULL;
}

bool feed_publish(Feed *feed, const char *topic, const void *payload, size_t length, int qos,
                  bool is_retained, Err *err)
{
    if (!feed->driver->can_publish) {
        err_set(err, ERR_UNSUPPORTED, "feed '%.80s': the driver %s cannot publish", feed->desc.name,
                feed->driver->name);
        return false;
    }
    if (!topic[0] || strpbrk(topic, "+#") || strlen(topic) > UINT16_MAX ||
        !str_is_utf8(topic, strlen(topic)) || qos < 0 || qos > 2) {
        err_set(err, ERR_ARGUMENT,
                "feed '%.80s': topic '%.200s' at QoS %d: UTF-8 without + and #, and 0 to 2 were "
                "expected",
                feed->desc.name, topic, qos);
        return false;
    }
    FeedMessage *message = make(topic, payload, length);
    bool fits = message != NULL;
    if (message) {
        message->qos = qos, message->is_retained = is_retained;
        const uint64_t one = 1;
        pthread_mutex_lock(&feed->lock);
        fits = feed->outbox_bytes + bytes_of(message) <= FEED_OUTBOX_BYTES_MAX;
        if (fits) {
            if (feed->last)
                feed->last->next = message;
            else
                feed->first = message;
            feed->last = message;
            feed->status.waiting++;
            feed->outbox_bytes += bytes_of(message);
            fits = write(feed->outbox_fd, &one, sizeof one) == (ssize_t)sizeof one;
        } else
            feed_message_destroy(message);
        pthread_mutex_unlock(&feed->lock);
    }
    if (!fits)
        err_set(err, ERR_MEMORY, "feed '%.80s': no room for a message to '%.200s'", feed->desc.name,
                topic);
    return fits;
}

FeedMessage *feed_outbox_take(Feed *feed)
{
    uint64_t count = 0;
    pthread_mutex_lock(&feed->lock);
    FeedMessage *message = feed->first;
    if (message) {
        feed->first = message->next;
        feed->status.waiting--;
        if (!feed->first) feed->last = NULL;
        feed->outbox_bytes -= bytes_of(message);
        message->next = NULL;
    }
    // Readable while there is one: what was written is taken back with the last.
    if (!feed->first && read(feed->outbox_fd, &count, sizeof count) < 0) count = 0;
    pthread_mutex_unlock(&feed->lock);
    return message;
}

void feed_sent(Feed *feed, bool is_taken)
{
    pthread_mutex_lock(&feed->lock);
    if (is_taken)
        feed->status.sent++;
    else
        feed->status.unsent++;
    pthread_mutex_unlock(&feed->lock);
}

int feed_outbox_fd(const Feed *feed)
{
    return feed->outbox_fd;
}
