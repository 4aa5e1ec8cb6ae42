// SPDX-License-Identifier: Apache-2.0
// app_latency.c - one histogram a kind and minute.
#include "app_latency.h"
#include "base/clock.h"
#include <string.h>

#define MINUTE_US ((int64_t)60 * 1000000)

void app_latency_turn(AppLatency *latency, int64_t now_us)
{
    if (latency->turned_us == 0) latency->turned_us = now_us;
    const int64_t since_us = now_us - latency->turned_us;
    if (since_us >= 0 && since_us < MINUTE_US) return;
    memcpy(latency->before, latency->now, sizeof latency->now);
    memset(latency->now, 0, sizeof latency->now);
    latency->turned_us = now_us;
}

void app_latency_shown(AppLatency *latency, const Observation *taken, int count, int64_t now_us)
{
    for (int i = 0; i < count; i++) {
        const Observation *o = &taken[i];
        if (o->flags & (OBSERVATION_HISTORY | OBSERVATION_RECOVERED)) continue;
        histogram_add(&latency->now[APP_LATENCY_STYLE], now_us - o->t_recv_us);
        if (!(o->flags & OBSERVATION_NO_TIME))
            histogram_add(&latency->now[APP_LATENCY_AGE], now_us - o->t_obs_us);
    }
}

static const Rule *rule_of(const Rules *rules, const char *id)
{
    for (int i = 0; i < rules_count(rules); i++)
        if (strcmp(rules_at(rules, i)->id, id) == 0) return rules_at(rules, i);
    return NULL;
}

void app_latency_alarms(AppLatency *latency, Operations *operations, const Live *live,
                        int64_t at_us, int64_t since_us)
{
    const int64_t now_us = operations->changes.count > 0 ? clock_utc_us() : 0;
    for (int i = 0; i < operations->changes.count; i++) {
        const Change *change = &operations->changes.items[i];
        if (strcmp(change->kind, "alarm") != 0) continue;
        const Alarm *alarm = alarms_find(operations->alarms, change->id);
        if (!alarm || !alarm->is_active || alarm->t_raised_us != at_us) continue;
        const Rule *rule = rule_of(operations->rules, alarm->rule);
        const uint32_t key = keys_find(operations->keys, alarm->subject, strlen(alarm->subject));
        const LiveValue *value = key ? live_get(live, key) : NULL;
        if (!rule || rule->kind != RULE_LIMIT || rule->hold_s > 0 || !value) continue;
        if (value->last.t_recv_us >= since_us)
            histogram_add(&latency->now[APP_LATENCY_ALARM], now_us - value->last.t_recv_us);
    }
}

static void write_one(const AppLatency *latency, AppLatencyKind kind, JsonWriter *out)
{
    Histogram both = latency->now[kind];
    histogram_add_all(&both, &latency->before[kind]);
    if (both.count == 0) {
        json_null(out);
        return;
    }
    json_object_begin(out);
    json_key(out, "count"), json_int(out, (int64_t)both.count);
    json_key(out, "p50"), json_number(out, (double)histogram_at(&both, 0.5) / 1000);
    json_key(out, "p99"), json_number(out, (double)histogram_at(&both, 0.99) / 1000);
    json_key(out, "max"), json_number(out, (double)both.most_us / 1000);
    json_object_end(out);
}

void app_latency_json(const AppLatency *latency, JsonWriter *out)
{
    static const char *const names[APP_LATENCY_COUNT] = { "received_to_style", "observed_to_style",
                                                          "received_to_alarm" };
    json_object_begin(out);
    for (int kind = 0; kind < APP_LATENCY_COUNT; kind++) {
        json_key(out, names[kind]);
        write_one(latency, (AppLatencyKind)kind, out);
    }
    json_object_end(out);
}
