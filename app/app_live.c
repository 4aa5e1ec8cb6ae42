// SPDX-License-Identifier: Apache-2.0
// app_live.c - the live part of a turn: state to feeds, inbox to live state, rules, store.
#include "app_live.h"
#include "app.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Shipped data lies beside an installed program, else where it was built from.
static const char *data_folder(char out[512])
{
    const char *set = getenv("CITYMIRROR_DATA");
    if (set && set[0]) return set;
    const ssize_t length = readlink("/proc/self/exe", out, 480);
    if (length > 0) {
        out[length] = 0;
        char *slash = strrchr(out, '/');
        if (slash) strcpy(slash, "/../share/citymirror/data");
        if (access(out, R_OK) == 0) return out;
    }
    return CITYMIRROR_DATA;
}

bool app_live_create(AppLive *live, Err *err)
{
    *live = (AppLive){ .state_version = UINT64_MAX };
    live->keys = keys_create(0);
    live->inbox = inbox_create(NULL);
    live->live = live->keys ? live_create(live->keys) : NULL;
    live->derive = live->live ? live_derive_create(live->live, live->keys) : NULL;
    live->bind = live->keys ? live_bind_create(live->keys) : NULL;
    live->warnings = app_warnings_create();
    live->scene = app_live_scene_create();
    if (!live->inbox || !live->live || !live->derive || !live->bind || !live->warnings ||
        !live->scene) {
        err_set(err, ERR_MEMORY, "no memory for the live state");
        return false;
    }
    char folder[512], host[128] = "";
    gethostname(host, sizeof host - 1);
    const char *who = getenv("USER");
    live->operations = operations_create(&(OperationsDesc){ .keys = live->keys,
                                                            .data_folder = data_folder(folder),
                                                            .who = who ? who : "operator",
                                                            .desk = host,
                                                            .utc_offset_s = 8 * 3600 },
                                         &live->operations_err);
    if (!live->operations) log_print(LOG_WARN, "alarms and cases: %s", live->operations_err.text);
    return true;
}

void app_live_destroy(AppLive *live)
{
    for (int i = 0; i < live->feed_count; i++) feed_stop(live->feeds[i].feed);
    free(live->feeds);
    store_close(live->store);
    operations_destroy(live->operations);
    app_live_scene_destroy(live->scene);
    app_warnings_destroy(live->warnings);
    live_bind_destroy(live->bind);
    live_derive_destroy(live->derive);
    live_destroy(live->live);
    inbox_destroy(live->inbox);
    keys_destroy(live->keys);
    free(live->store_address);
    free(live->rules_path);
    *live = (AppLive){ 0 };
}

// Words NAME=VALUE of a text, cut in place; VALUE may be "…" or '…'. Returns how many.
static int cut_options(char *text, FeedOption *out, int max)
{
    int count = 0;
    for (char *at = text; *at && count < max;) {
        at += strspn(at, " \t\n,");
        char *name = at;
        at += strcspn(at, "= \t\n");
        if (*at != '=') {
            if (at == name) break;
            if (*at) *at++ = 0;
            out[count++] = (FeedOption){ name, "" };
            continue;
        }
        *at++ = 0;
        const char quote = *at == '"' || *at == '\'' ? *at : 0;
        if (quote) at++;
        char *value = at;
        at += quote ? strcspn(at, (const char[]){ quote, 0 }) : strcspn(at, " \t\n");
        if (*at) *at++ = 0;
        out[count++] = (FeedOption){ name, value };
    }
    return count;
}

// A path that is there beside the document; else the text as it is. Heap.
static char *beside_document(const State *state, const char *text)
{
    if (!state->document || !text[0] || text[0] == '/' || strstr(text, "://"))
        return str_copy(text);
    char *folder = str_copy(state->document), *slash = folder ? strrchr(folder, '/') : NULL;
    if (slash) *slash = 0;
    char *path = folder ? file_join(slash ? folder : ".", text) : NULL;
    free(folder);
    if (path && access(path, R_OK) == 0) return path;
    free(path);
    return str_copy(text);
}

static bool is_path_option(const char *name)
{
    static const char *const names[] = {
        "path", "ca", "cert", "key", "password_file", "token_file"
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

static FeedMap feed_map(const StateFeedMap *m)
{
    return (FeedMap){ .match = m->match,
                      .key = m->key,
                      .value = m->value,
                      .time = m->time,
                      .lon = m->lon,
                      .lat = m->lat,
                      .height = m->height,
                      .course = m->course,
                      .speed = m->speed,
                      .unit = m->unit,
                      .scale = m->scale,
                      .offset = m->offset,
                      .period_s = m->period_s,
                      .datum = m->datum,
                      .qos = (int)m->qos };
}

static Feed *start(AppLive *live, const State *state, const StateFeed *wanted, Err *err)
{
    enum { OPTIONS_MAX = 64 };
    FeedOption options[OPTIONS_MAX];
    char text[STATE_FEED_OPTIONS_MAX];
    memcpy(text, wanted->options, sizeof text);
    const int option_count = cut_options(text, options, OPTIONS_MAX);
    char *paths[OPTIONS_MAX] = { 0 };
    for (int i = 0; i < option_count; i++)
        if (is_path_option(options[i].name))
            options[i].value = paths[i] = beside_document(state, options[i].value);
    char *address = beside_document(state, wanted->address);
    FeedMap *maps = calloc((size_t)state->feed_map_count + 1, sizeof *maps);
    int map_count = 0;
    for (int i = 0; i < state->feed_map_count && maps; i++)
        if (state->feed_maps[i].feed_id == wanted->id)
            maps[map_count++] = feed_map(&state->feed_maps[i]);
    const FeedDesc desc = { .name = wanted->name,
                            .driver = wanted->driver,
                            .address = address,
                            .options = options,
                            .option_count = option_count,
                            .maps = maps,
                            .map_count = map_count,
                            .keys_max = (int)wanted->keys_max,
                            .number = (uint16_t)wanted->id,
                            .seed = wanted->id };
    Feed *feed = feed_start(&desc, live->keys, live->inbox, err);
    free(maps);
    free(address);
    for (int i = 0; i < option_count; i++) free(paths[i]);
    return feed;
}

static uint64_t config_of(const State *state, const StateFeed *feed)
{
    uint64_t hash = str_hash((const char *)feed, sizeof *feed);
    for (int i = 0; i < state->feed_map_count; i++)
        if (state->feed_maps[i].feed_id == feed->id)
            hash = hash * 31 +
                   str_hash((const char *)&state->feed_maps[i], sizeof state->feed_maps[i]);
    return hash;
}

static const StateFeed *wanted_feed(const State *state, uint32_t id)
{
    for (int i = 0; i < state->feed_count; i++)
        if (state->feeds[i].id == id && !state->feeds[i].is_off) return &state->feeds[i];
    return NULL;
}

static void follow_feeds(AppLive *live, const State *state)
{
    int kept = 0;
    for (int i = 0; i < live->feed_count; i++) {
        const StateFeed *wanted = wanted_feed(state, live->feeds[i].id);
        if (wanted && config_of(state, wanted) == live->feeds[i].config)
            live->feeds[kept++] = live->feeds[i];
        else
            feed_stop(live->feeds[i].feed);
    }
    live->feed_count = kept;
    for (int i = 0; i < state->feed_count && !live->has_no_feeds; i++) {
        const StateFeed *wanted = &state->feeds[i];
        bool is_there = wanted->is_off;
        for (int k = 0; k < kept; k++) is_there = is_there || live->feeds[k].id == wanted->id;
        if (is_there || !array_reserve((void **)&live->feeds, &live->feed_cap, live->feed_count + 1,
                                       sizeof *live->feeds))
            continue;
        AppFeed *feed = &live->feeds[live->feed_count++];
        *feed = (AppFeed){ .id = wanted->id, .config = config_of(state, wanted) };
        feed->feed = start(live, state, wanted, &feed->err);
        if (!feed->feed) log_print(LOG_ERROR, "feed '%s': %s", wanted->name, feed->err.text);
    }
}

static void follow_keys(AppLive *live, const State *state)
{
    live_forget_declarations(live->live);
    for (int i = 0; i < state->live_key_count; i++) {
        const StateLiveKey *key = &state->live_keys[i];
        Err err = { 0 };
        const LiveDeclaration declaration = { .match = key->match,
                                              .name = key->name_en[0] ? key->name_en : key->name,
                                              .name_zh = key->name,
                                              .unit = key->unit[0] ? key->unit : NULL,
                                              .period_s = key->period_s,
                                              .stale_s = key->stale_s,
                                              .min = key->min,
                                              .max = key->max,
                                              .decimals = (int)key->decimals };
        if (!live_declare(live->live, &declaration, &err))
            log_print(LOG_ERROR, "live key '%s': %s", key->match, err.text);
    }
    live_derive_forget(live->derive);
    live->derive_err = (Err){ 0 };
    for (int i = 0; i < state->derived_count; i++) {
        const StateDerived *d = &state->derived[i];
        const LiveDerivation derivation = { .key = d->key,
                                            .kind =
                                                (LiveDeriveKind)(LIVE_DERIVE_EXPRESSION + d->kind),
                                            .expression = d->expression[0] ? d->expression : NULL,
                                            .match = d->match[0] ? d->match : NULL,
                                            .unit = d->unit[0] ? d->unit : NULL,
                                            .limit = d->limit,
                                            .utc_offset_s = state->utc_offset_s };
        if (live_derive_add(live->derive, &derivation, &live->derive_err)) continue;
        log_print(LOG_ERROR, "derived key '%s': %s", d->key, live->derive_err.text);
    }
}

static bool is_other(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") != 0;
}

static void follow_rules(AppLive *live, const State *state)
{
    if (!live->operations || !is_other(live->rules_path, state->rules)) return;
    const ChangeBy by = operations_by(live->operations);
    Rules *rules = live->operations->rules;
    while (rules_count(rules) > 0)
        if (!rules_remove(rules, rules_at(rules, 0)->id, &by, NULL)) break;
    free(live->rules_path);
    live->rules_path = str_copy(state->rules);
    live->rules_err = (Err){ 0 };
    if (!state->rules || !state->rules[0]) return;
    if (!rules_open(rules, state->rules, &live->rules_err))
        log_print(LOG_ERROR, "rules: %s", live->rules_err.text);
}

static void follow_store(AppLive *live, const State *state)
{
    if (!is_other(live->store_address, state->store)) return;
    store_close(live->store);
    free(live->store_address);
    live->store = NULL;
    live->store_address = str_copy(state->store);
    live->store_err = (Err){ 0 };
    if (!state->store || !state->store[0]) return;
    const char *desk = live->operations ? live->operations->desk : "";
    live->store =
        store_open(&(StoreDesc){ .address = state->store, .desk = desk, .keys = live->keys },
                   &live->store_err);
    if (!live->store) {
        log_print(LOG_ERROR, "store: %s", live->store_err.text);
        return;
    }
    static const char *const kinds[] = { "alarm", "case", "emergency" };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        (void)store_read_records(live->store, kinds[i]);
}

static void follow_state(AppLive *live, const State *state)
{
    if (live->state_version == state->live_version) return;
    live->state_version = state->live_version;
    live_set_utc_offset(live->live, state->utc_offset_s);
    follow_keys(live, state);
    follow_rules(live, state);
    follow_store(live, state);
    follow_feeds(live, state);
    live->has_changed = true;
}

static void take_event(AppLive *live, ObservationEvent *event)
{
    Err err = { 0 };
    bool ok = true;
    live->events++;
    Rules *rules = live->operations ? live->operations->rules : NULL;
    if (strcmp(event->kind, "warning") == 0)
        ok = app_warnings_take(live->warnings, event, rules, &err);
    if (ok && live->operations) ok = operations_event(live->operations, event, &err);
    if (!ok) {
        if (live->events_failed++ == 0)
            log_print(LOG_WARN, "event '%s': %s", event->id ? event->id : "", err.text);
    }
    inbox_event_destroy(event);
}

static void take_inbox(AppLive *live)
{
    Observation *observations = NULL;
    const int count = inbox_take(live->inbox, &observations);
    int kept = 0;
    for (int i = 0; i < count; i++) {
        const LiveOutcome outcome = live_put(live->live, &observations[i]);
        if (outcome == LIVE_REFUSED) continue;
        if (kept != i) { // texts stay with the inbox, once each
            const Observation moved = observations[kept];
            observations[kept] = observations[i];
            observations[i] = moved;
        }
        kept++;
    }
    if (live->store && kept > 0) store_put(live->store, observations, kept);
    for (ObservationEvent *event = inbox_take_events(live->inbox); event;) {
        ObservationEvent *next = event->next;
        take_event(live, event);
        live->has_changed = true;
        event = next;
    }
}

static void apply(AppLive *live, const StoreAnswer *answer)
{
    const bool is_conflict = answer->outcome == STORE_CONFLICT;
    for (int i = 0; i < answer->record_count && live->operations; i++) {
        const StoreRecord *record = &answer->records[i];
        Err err = { 0 };
        if (strcmp(record->kind, "journal") == 0 ||
            operations_apply(live->operations, record->kind, record->id, record->json,
                             record->version, is_conflict, &err))
            continue;
        log_print(LOG_WARN, "record %s '%s' of the store: %s", record->kind, record->id, err.text);
    }
}

static void follow_answers(AppLive *live)
{
    StoreAnswer answer;
    while (live->store && store_poll(live->store, &answer)) {
        if (answer.outcome == STORE_FAILED) log_print(LOG_WARN, "store: %s", answer.err.text);
        const bool is_news = answer.kind == STORE_ANSWER_RECORDS ||
                             answer.kind == STORE_ANSWER_CHANGED ||
                             answer.outcome == STORE_CONFLICT;
        if (is_news) apply(live, &answer);
        live->has_changed = live->has_changed || is_news;
    }
}

static void keep_changes(AppLive *live)
{
    if (!live->operations) return;
    ChangeList changes = operations_take_changes(live->operations);
    for (int i = 0; i < changes.count; i++) {
        const Change *c = &changes.items[i];
        const StoreRecord record = {
            .kind = c->kind, .id = c->id, .json = c->json, .version = c->version
        };
        if (live->store) (void)store_write(live->store, &record, c->journal_json);
    }
    if (changes.count > 0) live->has_changed = true;
    change_list_finish(&changes);
}

void app_live_update(App *app)
{
    AppLive *live = &app->live;
    live->now_us = clock_utc_us();
    follow_state(live, &app->state);
    live_tick(live->live, live->now_us);
    take_inbox(live);
    live_derive_run(live->derive, live->now_us);
    if (live->operations) operations_update(live->operations, live->live, live->now_us);
    keep_changes(live);
    follow_answers(live);
    if (app_warnings_expire(live->warnings, live->now_us)) live->has_changed = true;
    Rules *rules = live->operations ? live->operations->rules : NULL;
    if (app_warnings_place(live->warnings, &app->city, rules)) live->has_changed = true;
    const uint32_t *changed = NULL;
    const int count = live_changes(live->live, &changed);
    app_live_scene_update(app, changed, count);
    live_clear_changes(live->live);
}

void app_live_wait(const AppLive *live, double seconds)
{
    struct pollfd inbox = { .fd = inbox_wake_fd(live->inbox), .events = POLLIN };
    (void)poll(&inbox, 1, (int)(seconds * 1000));
}

bool app_live_is_busy(const AppLive *live)
{
    return live->feed_count > 0;
}
