// SPDX-License-Identifier: Apache-2.0
// feed_topic.c - topics of MQTT against filters.
#include "feed/feed_map.h"
#include <string.h>

bool feed_topic_filter_is_valid(const char *filter)
{
    if (!filter[0]) return false;
    for (const char *at = filter;;) {
        const size_t length = strcspn(at, "/");
        const bool has_wild = memchr(at, '+', length) || memchr(at, '#', length);
        if (has_wild && length != 1) return false;
        if (*at == '#' && at[length]) return false;
        if (!at[length]) return true;
        at += length + 1;
    }
}

bool feed_topic_matches(const char *filter, const char *topic)
{
    if (topic[0] == '$' && filter[0] != '$') return false;
    for (;;) {
        if (filter[0] == '#') return true;
        const size_t a = strcspn(filter, "/"), b = strcspn(topic, "/");
        if (!(a == 1 && *filter == '+') && (a != b || memcmp(filter, topic, a) != 0)) return false;
        filter += a, topic += b;
        if (!*topic) return !*filter || strcmp(filter, "/#") == 0;
        if (!*filter) return false;
        filter++, topic++;
    }
}
