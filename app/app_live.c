// SPDX-License-Identifier: Apache-2.0
// app_live.c - the live part of a turn: state to feeds, inbox to live state, rules, store.
#include "app_live.h"
#include "app.h"
#include "app_replay.h"
#include "app_action.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include <assert.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define STORE_WAIT_US 5000000
#define TURN_S 0.006   // of the main thread, at most, as far as values can wait
#define TURN_SHARE 0.1 // or this share of a long turn
#define ROOM_MIN 2048
#define ROOM_MAX 262144

// Shipped data lies beside an installed program, else where it was built from.
const char *app_live_data_folder(char out[512])
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
    *live = (AppLive){ .state_version = UINT64_MAX, .room = ROOM_MIN };
    live->keys = keys_create(0);
    live->inbox = inbox_create(NULL);
    live->live = live->keys ? live_create(live->keys) : NULL;
    live->derive = live->live ? live_derive_create(live->live, live->keys) : NULL;
    live->bind = live->keys ? live_bind_create(live->keys) : NULL;
    live->warnings = app_warnings_create();
    live->event_log = event_log_create(0);
    live->scene = app_live_scene_create();
    live->alarms = app_live_alarms_create();
    live->alarm_places = live->bind ? alarm_places_create(live->keys, live->bind) : NULL;
    live->history = live->live ? app_live_history_create(live->live) : NULL;
    if (!live->history || !live->alarms || !live->alarm_places || !live->inbox || !live->live || !live->derive ||
        !live->bind || !live->warnings || !live->event_log || !live->scene) {
        err_set(err, ERR_MEMORY, "no memory for the live state");
        return false;
    }
    char folder[512], host[128] = "";
    gethostname(host, sizeof host - 1);
    const char *who = getenv("USER");
    live->operations = operations_create(&(OperationsDesc){ .keys = live->keys,
                                                            .data_folder = app_live_data_folder(folder),
                                                            .who = who ? who : "operator",
                                                            .desk = host,
                                                            .utc_offset_s = 8 * 3600 },
                                         &live->operations_err);
    live->topics = app_topics_create(live, app_live_data_folder(folder));
    if (!live->topics) {
        err_set(err, ERR_MEMORY, "no memory for topics");
        return false;
    }
    if (!live->operations) log_print(LOG_WARN, "alarms and cases: %s", live->operations_err.text);
    return true;
}

static void stop(AppFeed *feed)
{
    feed_stop(feed->feed);
    sim_past_release(feed->past);
}

void app_live_destroy(AppLive *live)
{
    for (int i = 0; i < live->feed_count; i++) stop(&live->feeds[i]);
    free(live->feeds);
    app_topics_destroy(live->topics);
    event_log_destroy(live->event_log);
    app_replay_destroy(live);
    hashmap_finish(&live->siblings);
    store_close(live->store);
    operations_destroy(live->operations);
    app_live_scene_destroy(live->scene);
    app_live_alarms_destroy(live->alarms);
    alarm_places_destroy(live->alarm_places);
    app_live_history_destroy(live->history);
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

static Feed *start(AppLive *live, const State *state, const StateFeed *wanted, SimPast **past,
                   Err *err)
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
    if (feed) *past = sim_past_open(&desc, clock_utc_us());
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
            stop(&live->feeds[i]);
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
        feed->feed = start(live, state, wanted, &feed->past, &feed->err);
        if (!feed->feed) log_print(LOG_ERROR, "feed '%s': %s", wanted->name, feed->err.text);
    }
}

void app_live_declare(Live *live, LiveDerive *derive, const State *state, const AppTopics *topics,
                      bool is_past, Err *derive_err)
{
    live_forget_declarations(live);
    app_topics_declare(topics, live);
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
        if (!live_declare(live, &declaration, &err) && derive_err)
            log_print(LOG_ERROR, "live key '%s': %s", key->match, err.text);
    }
    live_derive_forget(derive);
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
        if (is_past && derivation.kind == LIVE_DERIVE_HOURS_ABOVE) continue;
        if (live_derive_add(derive, &derivation, derive_err) || !derive_err) continue;
        log_print(LOG_ERROR, "derived key '%s': %s", d->key, derive_err->text);
    }
}

static void follow_keys(AppLive *live, const State *state)
{
    live->derive_err = (Err){ 0 };
    app_live_declare(live->live, live->derive, state, live->topics, false, &live->derive_err);
    app_replay_follow(live, state);
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
    // Those that people changed stand before the file's.
    if (live->store) (void)store_read_records(live->store, "rule");
}

static void follow_topic_rules(AppLive *live)
{
    Err err = { 0 };
    if (!app_topics_follow_rules(live->topics, live->operations, &err))
        log_print(LOG_ERROR, "rules of topics: %s", err.text);
    if (live->operations) operations_judge_all(live->operations, live->live, live->now_us);
}

static void follow_store(AppLive *live, const State *state)
{
    if (live->has_no_store || !is_other(live->store_address, state->store)) return;
    store_close(live->store);
    free(live->store_address);
    live->store = NULL;
    memset(live->store_reads, 0, sizeof live->store_reads);
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
    static const char *const kinds[] = { "alarm", "case", "emergency", "rule" };
    static_assert(sizeof kinds / sizeof *kinds == sizeof live->store_reads / sizeof(uint64_t), "");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        live->store_reads[i] = store_read_records(live->store, kinds[i]);
    live->store_opened_us = live->now_us;
}

static void follow_state(AppLive *live, const State *state)
{
    if (live->state_version == state->live_version) return;
    live->state_version = state->live_version;
    live_set_utc_offset(live->live, state->utc_offset_s);
    follow_keys(live, state);
    follow_rules(live, state);
    follow_topic_rules(live);
    follow_store(live, state);
    follow_feeds(live, state);
    live->has_changed = true;
}

static void take_event(AppLive *live, ObservationEvent *event)
{
    Err err = { 0 };
    bool ok = true;
    live->events++;
    event_log_put(live->event_log, event, NULL); // what cannot be read is told below
    Rules *rules = live->operations ? live->operations->rules : NULL;
    if (strcmp(event->kind, "warning") == 0) {
        ok = app_warnings_take(live->warnings, event, rules, &err);
        if (ok) app_replay_keep_warning(live, event);
    }
    if (ok && live->operations) ok = operations_event(live->operations, event, &err);
    if (!ok) {
        if (live->events_failed++ == 0)
            log_print(LOG_WARN, "event '%s': %s", event->id ? event->id : "", err.text);
    }
    inbox_event_destroy(event);
}

// What a turn has room for of what came.
static void take_inbox(AppLive *live)
{
    if (live->waiting_count == 0) live->waiting_count = inbox_take(live->inbox, &live->waiting);
    Observation *observations = live->waiting;
    const int count = live->waiting_count < live->room ? live->waiting_count : live->room;
    live->waiting += count;
    live->waiting_count -= count;
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
    live->taken = observations;
    live->taken_count = kept;
    live->taken_from_us = kept > 0 ? observations[0].t_recv_us : INT64_MAX;
}

static void take_events(AppLive *live)
{
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
        if (strcmp(record->kind, "journal") == 0 || strcmp(record->kind, "warning") == 0 ||
            operations_apply(live->operations, record->kind, record->id, record->json,
                             record->version, is_conflict, &err))
            continue;
        log_print(LOG_WARN, "record %s '%s' of the store: %s", record->kind, record->id, err.text);
    }
}

// Alarms that the store has are not raised, published and filed once more at each start: rules run
// when its records are there, or it is away for some seconds.
static bool waits_for_records(const AppLive *live)
{
    bool waits = false;
    for (size_t i = 0; i < sizeof live->store_reads / sizeof *live->store_reads; i++)
        waits = waits || live->store_reads[i] != 0;
    const int64_t since = live->now_us - live->store_opened_us;
    return live->store && waits && since >= 0 && since < STORE_WAIT_US;
}

static void run_rules(AppLive *live)
{
    if (!live->operations) return;
    if (waits_for_records(live))
        rules_renew(live->operations->rules); // what came meanwhile is judged then
    else
        operations_update(live->operations, live->live, live->now_us);
    app_latency_alarms(&live->latency, live->operations, live->live, live->now_us,
                       live->taken_from_us);
}

static void follow_answers(AppLive *live)
{
    StoreAnswer answer;
    while (live->store && store_poll(live->store, &answer)) {
        if (app_replay_take(live, &answer)) continue;
        if (answer.kind == STORE_ANSWER_CHANGED) app_replay_news(live);
        if (answer.outcome == STORE_FAILED) log_print(LOG_WARN, "store: %s", answer.err.text);
        if (app_topics_answer(live->topics, &answer)) continue;
        if (app_live_history_take(live->history, &answer)) live->has_changed = true;
        for (size_t i = 0; i < sizeof live->store_reads / sizeof *live->store_reads; i++)
            if (live->store_reads[i] == answer.request) live->store_reads[i] = 0;
        const bool is_news = answer.kind == STORE_ANSWER_RECORDS ||
                             answer.kind == STORE_ANSWER_CHANGED ||
                             answer.outcome == STORE_CONFLICT;
        if (is_news) apply(live, &answer);
        live->has_changed = live->has_changed || is_news;
        live->operations_version += is_news;
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
        app_replay_change(live, c);
    }
    if (changes.count > 0) live->has_changed = true;
    live->operations_version += (uint64_t)changes.count;
    change_list_finish(&changes);
}

// Processor time of this thread: what else the machine does is no reason to take less.
static double work_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// Halved after a turn that took too long, doubled after one that was full and short.
static void follow_room(AppLive *live, double took_s, double since_s)
{
    const double most_s = fmax(TURN_S, TURN_SHARE * since_s);
    if (took_s > most_s)
        live->room = live->room / 2 > ROOM_MIN ? live->room / 2 : ROOM_MIN;
    else if (live->waiting_count > 0 && took_s < most_s / 2 && live->room < ROOM_MAX)
        live->room *= 2;
}

void app_live_update(App *app, double dt_s)
{
    AppLive *live = &app->live;
    const double from_s = work_s();
    app_replay_present(live);
    live->now_us = clock_utc_us();
    app_latency_turn(&live->latency, live->now_us);
    if (app_topics_poll(app)) live->state_version = UINT64_MAX;
    follow_state(live, &app->state);
    live_tick(live->live, live->now_us);
    take_inbox(live);
    take_events(live);
    live_derive_run(live->derive, live->now_us);
    run_rules(live);
    keep_changes(live);
    app_action_run(app);
    follow_answers(live);
    if (app_warnings_expire(live->warnings, live->now_us)) live->has_changed = true;
    Rules *rules = live->operations ? live->operations->rules : NULL;
    if (app_warnings_place(live->warnings, &app->city, rules)) live->has_changed = true;
    app_replay_update(app, dt_s); // from here on what is shown, past or present
    if (app->state.clock_mode != STATE_CLOCK_LIVE)
        (void)app_warnings_place(live->warnings, &app->city, NULL);
    const uint32_t *changed = NULL;
    const int count = live_changes(live->live, &changed);
    app_topics_update(app);
    app_live_scene_update(app, changed, count);
    if (app->state.clock_mode == STATE_CLOCK_LIVE)
        app_latency_shown(&live->latency, live->taken, live->taken_count, clock_utc_us());
    live_clear_changes(live->live);
    follow_room(live, work_s() - from_s, dt_s);
}

void app_live_wait(const AppLive *live, double seconds)
{
    if (live->waiting_count > 0) return;
    struct pollfd inbox = { .fd = inbox_wake_fd(live->inbox), .events = POLLIN };
    (void)poll(&inbox, 1, (int)(seconds * 1000));
}

bool app_live_is_busy(const AppLive *live)
{
    return live->feed_count > 0;
}
