// SPDX-License-Identifier: Apache-2.0
// alarm_rate.c - how many alarms a person is given, against ISA-18.2 and EEMUA 191.
#include "core/alarm_private.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SPAN_US ((int64_t)600 * 1000000) // ten minutes
#define FLOOD_START 10                   // more than
#define FLOOD_END 5                      // fewer than
#define TOP_RULES 10
#define CHATTER_COUNT 3 // of one alarm in a minute
#define STALE_US ((int64_t)86400 * 1000000)

static const AlarmRaise *raise_at(const Alarms *alarms, int i) // from the oldest
{
    return &alarms->raises[(alarms->raise_first + i) % ALARM_RAISES_MAX];
}

// Of the last span.
static int recent(const Alarms *alarms, int64_t now_us, int64_t span_us)
{
    int count = 0;
    for (int i = alarms->raise_count - 1; i >= 0; i--) {
        if (raise_at(alarms, i)->t_us <= now_us - span_us) break;
        count++;
    }
    return count;
}

// More than ten in ten minutes begins it, fewer than five ends it: the newest are enough to tell.
void alarm_flood_update(Alarms *alarms, int64_t now_us)
{
    const int at = alarms->raise_count - 1 - (alarms->is_flood ? FLOOD_END - 1 : FLOOD_START);
    const bool are_many = at >= 0 && raise_at(alarms, at)->t_us > now_us - SPAN_US;
    alarms->is_flood = are_many;
}

void alarm_announce(Alarms *alarms, const Alarm *alarm, int64_t t_us)
{
    if (alarms->raise_count == ALARM_RAISES_MAX) {
        alarms->raise_first = (alarms->raise_first + 1) % ALARM_RAISES_MAX;
        alarms->raise_count--;
    }
    const int at = (alarms->raise_first + alarms->raise_count++) % ALARM_RAISES_MAX;
    alarms->raises[at] = (AlarmRaise){ .t_us = t_us,
                                       .rule = str_hash(alarm->rule, strlen(alarm->rule)),
                                       .id = str_hash(alarm->id, strlen(alarm->id)),
                                       .priority = (uint8_t)alarm->priority };
    alarm_flood_update(alarms, t_us);
}

bool alarms_is_flood(const Alarms *alarms)
{
    return alarms->is_flood;
}

static int by_value(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static const char *rule_name(const Alarms *alarms, uint64_t hash)
{
    for (int i = 0; i < alarms->count; i++)
        if (str_hash(alarms->items[i]->rule, strlen(alarms->items[i]->rule)) == hash)
            return alarms->items[i]->rule;
    return "";
}

static void add_top(const Alarms *alarms, int first, JsonWriter *out)
{
    const int count = alarms->raise_count - first;
    uint64_t *rules = calloc((size_t)count + 1, sizeof *rules), top[TOP_RULES] = { 0 };
    int counts[TOP_RULES] = { 0 };
    for (int i = 0; rules && i < count; i++) rules[i] = raise_at(alarms, first + i)->rule;
    if (rules) qsort(rules, (size_t)count, sizeof *rules, by_value);
    for (int i = 0; rules && i < count;) {
        int end = i;
        while (end < count && rules[end] == rules[i]) end++;
        int at = TOP_RULES;
        while (at > 0 && counts[at - 1] < end - i) at--;
        for (int k = TOP_RULES - 1; k > at; k--) counts[k] = counts[k - 1], top[k] = top[k - 1];
        if (at < TOP_RULES) counts[at] = end - i, top[at] = rules[i];
        i = end;
    }
    json_key(out, "top");
    json_array_begin(out);
    for (int i = 0; i < TOP_RULES && counts[i] > 0; i++) {
        json_object_begin(out);
        json_key(out, "rule"), json_text(out, rule_name(alarms, top[i]));
        json_key(out, "count"), json_int(out, counts[i]);
        json_key(out, "share_percent"), json_number(out, 100.0 * counts[i] / count);
        json_object_end(out);
    }
    json_array_end(out);
    free(rules);
}

// Alarms that came three times within a minute.
static int chattering(const Alarms *alarms, int first)
{
    Hashmap seen = { 0 }, found = { 0 };
    for (int i = first; i < alarms->raise_count; i++) {
        const AlarmRaise *raise = raise_at(alarms, i);
        uint64_t last = 0;
        // The last two times, as numbers of a raise: 0 = none.
        hashmap_get(&seen, raise->id, &last);
        const uint64_t one = last & 0xffffffff, two = last >> 32;
        if (two && raise->t_us - raise_at(alarms, (int)two - 1)->t_us <= 60000000)
            hashmap_put(&found, raise->id, 1);
        hashmap_put(&seen, raise->id, one << 32 | (uint64_t)(i + 1));
    }
    static_assert(CHATTER_COUNT == 3, "two are remembered");
    const int count = (int)found.count;
    hashmap_finish(&seen);
    hashmap_finish(&found);
    return count;
}

static void add_standing(const Alarms *alarms, int64_t now_us, JsonWriter *out)
{
    int standing = 0, stale = 0, shelved = 0;
    for (int i = 0; i < alarms->count; i++) {
        const Alarm *alarm = alarms->items[i];
        shelved += alarm->shelved_until_us != 0;
        if (!alarm->is_active || !alarm_is_shown(alarm)) continue;
        standing++;
        stale += now_us - alarm->t_raised_us > STALE_US;
    }
    json_key(out, "standing"), json_int(out, standing);
    json_key(out, "standing_over_24h"), json_int(out, stale);
    json_key(out, "shelved"), json_int(out, shelved);
}

static void add_target(JsonWriter *out, const char *name, double value)
{
    json_key(out, name);
    json_number(out, value);
}

void alarms_rate_json(const Alarms *alarms, int64_t now_us, double hours, JsonWriter *out)
{
    int64_t from = now_us - (int64_t)((hours > 0 ? hours : 24) * 3600e6);
    if (alarms->t_first_us && from < alarms->t_first_us) from = alarms->t_first_us;
    const double h = fmax((double)(now_us - from) / 3600e6, 1.0 / 6);
    int first = alarms->raise_count, priorities[4] = { 0 }, peak = 0, tens = 0, flood_tens = 0;
    while (first > 0 && raise_at(alarms, first - 1)->t_us >= from) first--;
    // Clock ten-minute spans back from now.
    for (int i = alarms->raise_count - 1, end = i; i >= first; i = end) {
        const int64_t span = (now_us - raise_at(alarms, i)->t_us) / SPAN_US;
        while (end >= first && (now_us - raise_at(alarms, end)->t_us) / SPAN_US == span) end--;
        peak = i - end > peak ? i - end : peak;
        flood_tens += i - end > FLOOD_START;
    }
    tens = (int)ceil(h * 6);
    for (int i = first; i < alarms->raise_count; i++)
        priorities[raise_at(alarms, i)->priority & 3]++;
    const int count = alarms->raise_count - first;
    json_object_begin(out);
    add_target(out, "hours", h);
    json_key(out, "raised"), json_int(out, count);
    add_target(out, "per_hour", count / h);
    json_key(out, "last_10min"), json_int(out, recent(alarms, now_us, SPAN_US));
    json_key(out, "peak_10min"), json_int(out, peak);
    add_target(out, "flood_percent", tens ? 100.0 * flood_tens / tens : 0);
    json_key(out, "flood"), json_bool(out, alarms->is_flood);
    add_standing(alarms, now_us, out);
    add_target(out, "low_percent", count ? 100.0 * priorities[ALARM_LOW] / count : 0);
    add_target(out, "medium_percent", count ? 100.0 * priorities[ALARM_MEDIUM] / count : 0);
    add_target(out, "high_percent", count ? 100.0 * priorities[ALARM_HIGH] / count : 0);
    json_key(out, "chattering"), json_int(out, chattering(alarms, first));
    json_key(out, "targets");
    json_object_begin(out);
    add_target(out, "per_hour", 6);
    add_target(out, "per_hour_manageable", 12);
    add_target(out, "peak_10min", FLOOD_START);
    add_target(out, "flood_percent", 1);
    add_target(out, "standing", 10);
    add_target(out, "low_percent", 80);
    add_target(out, "medium_percent", 15);
    add_target(out, "high_percent", 5);
    json_key(out, "source"), json_text(out, "ISA-18.2, EEMUA 191 [K]");
    json_object_end(out);
    add_top(alarms, first, out);
    json_object_end(out);
}
