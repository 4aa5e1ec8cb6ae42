// SPDX-License-Identifier: Apache-2.0
// app_live_answer.c - the live part as JSON: for `get`.
#include "app.h"
#include "app_replay.h"
#include "base/clock.h"
#include <math.h>
#include <string.h>

static void time_or_null(JsonWriter *w, const char *key, int64_t t_us, int utc_offset_s)
{
    char text[32];
    json_key(w, key);
    if (t_us == 0) {
        json_null(w);
        return;
    }
    clock_format(t_us, utc_offset_s, text);
    json_text(w, text);
}

static void write_error(JsonWriter *w, const Err *err)
{
    json_key(w, "error");
    if (err->code == ERR_NONE)
        json_null(w);
    else
        json_text(w, err->text);
}

static void write_feed(const App *app, const StateFeed *wanted, JsonWriter *w)
{
    const AppFeed *feed = NULL;
    for (int i = 0; i < app->live.feed_count; i++)
        if (app->live.feeds[i].id == wanted->id) feed = &app->live.feeds[i];
    const FeedStatus status = feed && feed->feed ? feed_status(feed->feed) : (FeedStatus){ 0 };
    json_object_begin(w);
    json_key(w, "name"), json_text(w, wanted->name);
    json_key(w, "driver"), json_text(w, wanted->driver);
    json_key(w, "state");
    json_text(w, wanted->is_off         ? "off"
                 : !feed || !feed->feed ? "failed"
                                        : feed_state_name(status.state));
    write_error(w, feed && !feed->feed ? &feed->err : &status.err);
    json_key(w, "messages"), json_int(w, (int64_t)status.messages);
    json_key(w, "bytes"), json_int(w, (int64_t)status.bytes);
    json_key(w, "observations"), json_int(w, (int64_t)status.observations);
    json_key(w, "events"), json_int(w, (int64_t)status.events);
    json_key(w, "malformed"), json_int(w, (int64_t)status.malformed);
    json_key(w, "refused_keys"), json_int(w, (int64_t)status.refused_keys);
    json_key(w, "dropped"), json_int(w, (int64_t)status.dropped);
    json_key(w, "connects"), json_int(w, (int64_t)status.connects);
    json_key(w, "sent"), json_int(w, (int64_t)status.sent);
    json_key(w, "unsent"), json_int(w, (int64_t)status.unsent);
    json_key(w, "waiting"), json_int(w, (int64_t)status.waiting);
    json_key(w, "messages_a_second"), json_number(w, status.messages_a_second);
    json_key(w, "bytes_a_second"), json_number(w, status.bytes_a_second);
    json_key(w, "lag_ms"), json_number(w, feed && feed->feed ? status.lag_ms : NAN);
    json_key(w, "clock_skew_ms"), json_number(w, feed && feed->feed ? status.clock_skew_ms : NAN);
    time_or_null(w, "last", status.t_last_us, app->state.utc_offset_s);
    time_or_null(w, "retry", status.t_retry_us, app->state.utc_offset_s);
    json_object_end(w);
}

void app_live_source(App *app, const StateFeed *wanted, QualitySource *out)
{
    const AppFeed *feed = NULL;
    for (int i = 0; i < app->live.feed_count; i++)
        if (app->live.feeds[i].id == wanted->id) feed = &app->live.feeds[i];
    const bool runs = feed && feed->feed;
    const FeedStatus status = runs ? feed_status(feed->feed) : (FeedStatus){ 0 };
    if (runs) app->live.source_err = status.err;
    *out = (QualitySource){ .name = wanted->name,
                            .driver = wanted->driver,
                            .state = wanted->is_off ? "off"
                                     : !runs        ? "failed"
                                                    : feed_state_name(status.state),
                            .number = (uint16_t)wanted->id,
                            .messages = status.messages,
                            .observations = status.observations,
                            .malformed = status.malformed,
                            .dropped = status.dropped,
                            .lag_ms = runs ? status.lag_ms : NAN,
                            .t_last_us = status.t_last_us };
    const Err *err = feed && !runs ? &feed->err : runs ? &app->live.source_err : NULL;
    if (err && err->code != ERR_NONE) out->error = err->text;
}

static void write_feeds(const App *app, JsonWriter *w)
{
    json_array_begin(w);
    for (int i = 0; i < app->state.feed_count; i++) write_feed(app, &app->state.feeds[i], w);
    json_array_end(w);
}

static void write_counters(const App *app, JsonWriter *w)
{
    const AppLive *live = &app->live;
    const InboxCounters inbox = inbox_counters(live->inbox);
    const LiveCounters c = live_counters(live->live);
    const struct {
        const char *key;
        uint64_t value;
    } rows[] = { { "received", inbox.received },
                 { "conflated", inbox.conflated },
                 { "dropped", inbox.dropped },
                 { "untaken", (uint64_t)(inbox.untaken + live->waiting_count) },
                 { "events", live->events },
                 { "events_failed", live->events_failed },
                 { "events_waiting", inbox.refused },
                 { "taken", c.taken },
                 { "old", c.old },
                 { "refused", c.refused },
                 { "repeated", c.repeated },
                 { "future", c.future },
                 { "skewed", c.skewed },
                 { "keys", (uint64_t)c.keys },
                 { "live", (uint64_t)c.current },
                 { "late", (uint64_t)c.late },
                 { "stale", (uint64_t)c.stale },
                 { "dead", (uint64_t)c.dead },
                 { "derived", (uint64_t)live_derive_count(live->derive) },
                 { "bound", (uint64_t)live_bind_count(live->bind) },
                 { "memory_bytes", live_bytes(live->live) } };
    json_object_begin(w);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        json_key(w, rows[i].key), json_int(w, (int64_t)rows[i].value);
    json_key(w, "latency_ms"), app_latency_json(&live->latency, w);
    json_object_end(w);
}

static void write_store(const App *app, JsonWriter *w)
{
    const AppLive *live = &app->live;
    if (!live->store && live->store_err.code == ERR_NONE) {
        json_null(w);
        return;
    }
    const StoreStatus s = live->store ? store_status(live->store) : (StoreStatus){ 0 };
    json_object_begin(w);
    json_key(w, "connected"), json_bool(w, s.is_connected);
    write_error(w, live->store ? &s.err : &live->store_err);
    json_key(w, "rows_written"), json_int(w, (int64_t)s.rows_written);
    json_key(w, "rows_waiting"), json_int(w, (int64_t)s.rows_waiting);
    json_key(w, "rows_dropped"), json_int(w, (int64_t)s.rows_dropped);
    json_key(w, "records_written"), json_int(w, (int64_t)s.records_written);
    json_key(w, "conflicts"), json_int(w, (int64_t)s.conflicts);
    json_key(w, "rows_a_second"), json_number(w, s.rows_a_second);
    json_key(w, "bytes"), json_int(w, s.bytes);
    json_object_end(w);
}

// All keys that have a value, by name; as many as anyone reads.
static void write_keys(const App *app, JsonWriter *w)
{
    enum { KEYS_SHOWN_MAX = 10000 };
    const uint32_t count = keys_count(app->live.keys);
    int shown = 0;
    json_array_begin(w);
    for (uint32_t key = 1; key <= count && shown < KEYS_SHOWN_MAX; key++) {
        if (!live_get(app->live.live, key)) continue;
        json_text(w, keys_text(app->live.keys, key));
        shown++;
    }
    json_array_end(w);
}

static bool write_key(const App *app, const char *name, JsonWriter *w, Err *err)
{
    const uint32_t key = keys_find(app->live.keys, name, strlen(name));
    if (key && live_get(app->live.live, key)) {
        live_json(app->live.live, key, w);
        return true;
    }
    err_set(err, ERR_NOT_FOUND, "no value has come for the key '%.200s'; `get live` lists the keys",
            name);
    return false;
}

static const struct {
    const char *name, *help, *help_zh;
} names[] = {
    { "clock", "what instant is shown: live, paused or replay, the instant and the speed",
      "显示的时刻：live、paused 或 replay，时刻与倍速" },
    { "live", "keys that have a value", "有值的实时量" },
    { "live.*", "a live value, its age and freshness: live.KEY",
      "一个实时量的值、时效和状态：live.量名" },
    { "feeds", "sources of live values, their state and counts", "数据源的状态和计数" },
    { "counters",
      "what came, was merged, dropped and refused; keys by freshness; how long a value took to be "
      "shown and to raise an alarm (ms, of the last minutes)",
      "收到、合并、丢弃、拒绝的计数；各状态的量数；从收到到显示、到告警的毫秒数（近一两分钟）" },
    { "events", "the latest events, newest first", "最近的事件，新的在前" },
    { "warnings", "warnings in force", "生效中的预警" },
    { "alarms", "alarms by state", "告警" },
    { "alarms.rate", "alarms an hour against ISA-18.2", "告警速率，对照 ISA-18.2" },
    { "cases", "cases with their clocks", "案件及时限" },
    { "emergencies", "emergencies", "突发事件" },
    { "rules", "alarm rules", "告警规则" },
    { "actions", "what followed from alarms, and what was held back", "告警联动的计数" },
    { "thresholds", "limits with source and validity", "阈值及其来源和有效期" },
    { "store", "the store, connected or why not; null = nothing is kept",
      "存储状态；null 为不保存" },
};

void app_live_reference(Str *out)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        str_printf(out, "| `%s` | %s | %s |\n", names[i].name, names[i].help, names[i].help_zh);
    app_topics_reference(out);
}

bool app_live_get(App *app, const char *name, JsonWriter *w, bool *is_known, Err *err)
{
    static const char *const of_operations[] = { "alarms", "alarms.rate", "cases",  "emergencies",
                                                 "rules",  "thresholds",  "actions" };
    *is_known = true;
    // A script asks for what it sought; a window shows it when it is there.
    if (!app->is_window) app_replay_settle(app, 20);
    if (strcmp(name, "clock") == 0) return app_replay_json(app, w), true;
    if (strncmp(name, "live.", 5) == 0) return write_key(app, name + 5, w, err);
    if (strcmp(name, "live") == 0) return write_keys(app, w), true;
    if (strcmp(name, "feeds") == 0) return write_feeds(app, w), true;
    if (strcmp(name, "counters") == 0) return write_counters(app, w), true;
    if (strcmp(name, "events") == 0)
        return event_log_json(app->live.event_log, 1000, app->state.utc_offset_s, w), true;
    if (strcmp(name, "warnings") == 0) return app_warnings_json(app->live.warnings, w), true;
    if (strcmp(name, "store") == 0) return write_store(app, w), true;
    for (size_t i = 0; i < sizeof of_operations / sizeof *of_operations; i++) {
        if (strcmp(name, of_operations[i]) != 0) continue;
        if (app->live.operations) return operations_get(app->live.operations, name, w, err);
        if (err) *err = app->live.operations_err;
        return false;
    }
    return app_topics_get(app, name, w, is_known, err);
}
