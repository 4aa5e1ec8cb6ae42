// SPDX-License-Identifier: Apache-2.0
// app_replay.c - the present and the past change places; warnings as they were; what the slider
// shows.
#include "app_replay.h"
#include "app.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/json_tape.h"
#include "base/log.h"
#include "core/record.h"
#include "core/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STEP_S 0.1                    // of the world's time between pictures of what is played
#define TURN_MOST_S 2.0
#define REACHED_US INT64_C(1000000)   // so near the present is the present
#define WARNING_BYTES_MAX (256 << 10) // larger ones are not kept

struct AppReplay {
    Replay *replay;
    Err err;      // why there is none
    bool is_past; // the pointers are those of the past now
    bool is_shown;
    AppLiveSet present;
    AppWarnings *warnings; // of the instant
    uint64_t warning_version;
    int warning_lines;
    int64_t warning_us;
    uint32_t seeks;
    uint64_t fills;
    double rest_s, t_turn_s;
    const State *declared; // NULL = to be declared again
    UiTime facts;
    UiTimeMark *marks;
    int mark_cap;
    uint64_t marks_version;
    bool wants_marks;
};

static AppReplay *replay_of(AppLive *live)
{
    if (!live->replay) live->replay = calloc(1, sizeof *live->replay);
    AppReplay *r = live->replay;
    if (!r || r->replay || r->err.code != ERR_NONE) return r;
    char folder[512];
    r->replay = replay_create(
        &(ReplayDesc){ .keys = live->keys,
                       .data_folder = live->operations ? app_live_data_folder(folder) : NULL,
                       .utc_offset_s = 8 * 3600 },
        &r->err);
    if (!r->replay) log_print(LOG_ERROR, "replay: %s", r->err.text);
    return r;
}

void app_replay_destroy(AppLive *live)
{
    AppReplay *r = live->replay;
    if (!r) return;
    app_replay_present(live);
    replay_destroy(r->replay);
    app_warnings_destroy(r->warnings);
    free(r->marks);
    free(r);
    live->replay = NULL;
}

// -- Past and present ---------------------------------------------------------------------------

static void set_shown(AppLive *live, const AppLiveSet *set)
{
    live->live = set->live;
    live->derive = set->derive;
    live->operations = set->operations;
    live->warnings = set->warnings;
}

void app_replay_present(AppLive *live)
{
    AppReplay *r = live->replay;
    if (!r || !r->is_past) return;
    set_shown(live, &r->present);
    r->is_past = false;
}

Operations *app_replay_operations(const AppLive *live)
{
    return live->replay && live->replay->is_past ? live->replay->present.operations
                                                 : live->operations;
}

static void show_past(AppLive *live)
{
    AppReplay *r = live->replay;
    live_clear_changes(live->live); // nobody looks at the present's
    r->present = (AppLiveSet){ live->live, live->derive, live->operations, live->warnings };
    set_shown(live, &(AppLiveSet){ replay_live(r->replay), replay_derive(r->replay),
                                   replay_operations(r->replay), r->warnings });
    live->now_us = replay_shown_us(r->replay);
    r->is_past = true;
}

// -- Warnings -----------------------------------------------------------------------------------

void app_replay_keep_warning(AppLive *live, const ObservationEvent *event)
{
    JsonTape tape = { 0 };
    Str json = { 0 };
    const size_t length = strlen(event->json);
    if (!live->store || !event->id || !event->id[0] || length > WARNING_BYTES_MAX ||
        !json_tape_read(&tape, event->json, length, NULL))
        return;
    char colour[16];
    record_text(&tape, 0, "colour", colour, sizeof colour);
    json_tape_finish(&tape);
    JsonWriter w = { .out = &json };
    json_object_begin(&w);
    json_key(&w, "level"), json_text(&w, colour);
    json_key(&w, "t_event_us"), json_int(&w, event->t_event_us);
    json_key(&w, "t_expire_us"), json_int(&w, event->t_expire_us);
    json_key(&w, "flags"), json_int(&w, event->flags);
    json_key(&w, "event"), json_text(&w, event->json);
    json_object_end(&w);
    // The same again, of an earlier run too, is refused: the first time it was heard counts.
    const StoreRecord record = { "warning", event->id, json.text, 0 };
    (void)store_write(live->store, &record, NULL);
    app_replay_change(live,
                      &(Change){ .kind = (char *)record.kind, .id = event->id, .json = json.text });
    str_finish(&json);
}

static void take_warning(AppWarnings *warnings, const ReplayLine *line)
{
    JsonTape t = { 0 };
    Arena arena = { 0 };
    if (json_tape_read(&t, line->json, strlen(line->json), NULL)) {
        ObservationEvent event = { .t_event_us = record_time(&t, 0, "t_event_us"),
                                   .t_expire_us = record_time(&t, 0, "t_expire_us"),
                                   .t_recv_us = line->t_us,
                                   .flags = (uint8_t)json_as_int(&t, json_member(&t, 0, "flags"), 0,
                                                                 255, 0),
                                   .kind = "warning",
                                   .id = line->id,
                                   .json = json_as_text(&t, json_member(&t, 0, "event"), &arena) };
        if (event.json) (void)app_warnings_take(warnings, &event, NULL, NULL);
    }
    arena_finish(&arena);
    json_tape_finish(&t);
}

// True: others are in force than were shown.
static bool show_warnings(AppReplay *r)
{
    int count = 0, until = 0, heard = 0;
    const ReplayLine *lines = replay_lines(r->replay, &count);
    const int64_t t_us = replay_shown_us(r->replay);
    for (; until < count && lines[until].t_us <= t_us; until++)
        heard += lines[until].kind == REPLAY_WARNING;
    const bool is_same = r->warnings && heard == r->warning_lines && t_us >= r->warning_us &&
                         r->warning_version == replay_lines_version(r->replay);
    r->warning_us = t_us;
    if (is_same) return app_warnings_expire(r->warnings, t_us);
    r->warning_lines = heard;
    r->warning_version = replay_lines_version(r->replay);
    app_warnings_destroy(r->warnings);
    r->warnings = app_warnings_create();
    for (int i = 0; i < until && r->warnings; i++)
        if (lines[i].kind == REPLAY_WARNING) take_warning(r->warnings, &lines[i]);
    if (r->warnings) (void)app_warnings_expire(r->warnings, t_us);
    return true;
}

// -- A turn -------------------------------------------------------------------------------------

static void declare(AppLive *live, const State *state)
{
    AppReplay *r = live->replay;
    if (r->declared == state) return;
    r->declared = state;
    live_set_utc_offset(replay_live(r->replay), state->utc_offset_s);
    app_live_declare(replay_live(r->replay), replay_derive(r->replay), state, live->topics, true, NULL);
}

static void leave(App *app)
{
    AppReplay *r = app->live.replay;
    if (!r || !r->is_shown) return;
    r->is_shown = false;
    replay_end(r->replay);
    app_live_scene_again(app->live.scene);
    app->live.has_changed = true;
}

static bool has_history(App *app)
{
    State *state = &app->state;
    AppReplay *r = replay_of(&app->live);
    if (app->live.store && r && r->replay) return true;
    const Err *err = r && r->err.code != ERR_NONE ? &r->err : &app->live.store_err;
    app_say(app, true,
            err->code != ERR_NONE ? err->text : text_get(state->language, TEXT_TIME_NO_STORE));
    state_clock_live(state, clock_utc_us());
    return false;
}

static bool follow_clock(App *app, double dt_s)
{
    State *state = &app->state;
    AppReplay *r = app->live.replay;
    const int64_t now_us = app->live.now_us;
    bool has_jumped = !r->is_shown;
    if (!r->is_shown || r->seeks != state->seeks) {
        replay_seek(r->replay, state->instant_us);
        r->seeks = state->seeks;
        r->rest_s = 0;
    }
    r->is_shown = true;
    const bool is_playing = state->clock_mode == STATE_CLOCK_REPLAY;
    // Slow pictures do not slow history down.
    const double now_s = clock_monotonic_s();
    if (app->is_window && dt_s > 0) dt_s = fmin(now_s - r->t_turn_s, TURN_MOST_S);
    r->t_turn_s = now_s;
    r->rest_s = is_playing ? r->rest_s + dt_s : 0;
    const bool is_due = r->rest_s >= STEP_S;
    const int64_t shown_us = replay_shown_us(r->replay);
    const bool has_moved = replay_turn(r->replay, is_playing ? state->replay_speed : 0,
                                       is_due ? r->rest_s : 0, now_us);
    if (is_due) r->rest_s = 0;
    has_jumped = has_jumped || shown_us != replay_shown_us(r->replay);
    if (is_playing && !replay_is_pending(r->replay))
        state_clock_move(state, replay_shown_us(r->replay));
    return has_moved || has_jumped;
}

void app_replay_update(App *app, double dt_s)
{
    AppLive *live = &app->live;
    State *state = &app->state;
    AppReplay *r = live->replay;
    if (r && r->replay) replay_set_store(r->replay, live->store);
    const bool is_live = state->clock_mode == STATE_CLOCK_LIVE || !has_history(app);
    r = live->replay;
    if (is_live) {
        leave(app);
        if (r && r->replay && r->wants_marks) (void)replay_turn(r->replay, 0, 0, live->now_us);
        return;
    }
    replay_set_store(r->replay, live->store);
    declare(live, state);
    const int64_t now_us = live->now_us;
    const bool has_changed = follow_clock(app, dt_s);
    const bool has_reached = state->clock_mode == STATE_CLOCK_REPLAY &&
                             !replay_is_pending(r->replay) &&
                             replay_shown_us(r->replay) >= now_us - REACHED_US;
    const bool is_filled = r->fills != replay_fills(r->replay);
    r->fills = replay_fills(r->replay);
    if (show_warnings(r) || is_filled) app_live_scene_again(live->scene);
    if (!r->warnings) return;
    show_past(live);
    if (has_changed || is_filled) live->has_changed = true;
    if (has_reached) state_clock_live(state, now_us); // shown with the next turn
}

bool app_replay_take(AppLive *live, const StoreAnswer *answer)
{
    AppReplay *r = live->replay;
    if (!r || !r->replay) return false;
    const bool is_ours = replay_take(r->replay, answer);
    if (is_ours && r->is_shown) live->has_changed = true;
    return is_ours;
}

void app_replay_news(AppLive *live)
{
    if (live->replay && live->replay->replay) replay_want_news(live->replay->replay);
}

void app_replay_change(AppLive *live, const Change *change)
{
    if (live->replay && live->replay->replay)
        replay_add_change(live->replay->replay, change, live->now_us);
}

void app_replay_follow(AppLive *live, const State *state)
{
    if (!live->replay || !live->replay->replay) return;
    live->replay->declared = NULL;
    declare(live, state);
}

// -- Answers ------------------------------------------------------------------------------------

bool app_replay_is_pending(const App *app, bool is_whole)
{
    const AppReplay *r = app->live.replay;
    const bool is_live = app->state.clock_mode == STATE_CLOCK_LIVE;
    if (is_live) return r && r->is_shown;
    if (!r || !r->replay || !r->is_shown || r->seeks != app->state.seeks) return true;
    return is_whole ? !replay_is_settled(r->replay) : replay_is_pending(r->replay);
}

void app_replay_settle(App *app, double limit_s)
{
    const double until_s = clock_monotonic_s() + limit_s;
    while (app_replay_is_pending(app, false) && clock_monotonic_s() < until_s) {
        app_update(app, 0);
        if (app_replay_is_pending(app, false)) nanosleep(&(struct timespec){ 0, 500000 }, NULL);
    }
}

Err app_replay_err(const App *app)
{
    const AppReplay *r = app->live.replay;
    if (app->state.clock_mode == STATE_CLOCK_LIVE || !r || !r->replay) return (Err){ 0 };
    return replay_err(r->replay);
}

static const char *const mode_names[] = { "live", "paused", "replay" };

static void write_time(JsonWriter *w, const char *key, const State *state, int64_t t_us)
{
    char text[32];
    json_key(w, key);
    clock_format(t_us, state->utc_offset_s, text);
    if (t_us > 0)
        json_text(w, text);
    else
        json_null(w);
}

void app_replay_json(const App *app, JsonWriter *w)
{
    const State *state = &app->state;
    const AppReplay *r = app->live.replay;
    const bool is_live = state->clock_mode == STATE_CLOCK_LIVE;
    const Err err = app_replay_err(app);
    const int64_t instant_us = is_live ? app->live.now_us : state->instant_us;
    json_object_begin(w);
    json_key(w, "mode"), json_text(w, mode_names[state->clock_mode]);
    write_time(w, "instant", state, instant_us);
    json_key(w, "instant_us"), json_int(w, instant_us);
    json_key(w, "speed"), json_number(w, state->replay_speed);
    write_time(w, "shown", state, is_live || !r || !r->replay ? 0 : replay_shown_us(r->replay));
    json_key(w, "pending"), json_bool(w, app_replay_is_pending(app, false));
    json_key(w, "error");
    if (err.code == ERR_NONE)
        json_null(w);
    else
        json_text(w, err.text);
    json_object_end(w);
}

static void follow_marks(AppReplay *r)
{
    int count = 0;
    const ReplayLine *lines = replay_lines(r->replay, &count);
    if (r->marks_version == replay_lines_version(r->replay)) return;
    r->marks_version = replay_lines_version(r->replay);
    r->facts.mark_count = 0;
    if (!array_reserve((void **)&r->marks, &r->mark_cap, count + 1, sizeof *r->marks)) return;
    for (int i = 0; i < count; i++)
        if (lines[i].is_begin)
            r->marks[r->facts.mark_count++] =
                (UiTimeMark){ lines[i].t_us, lines[i].level, lines[i].kind };
}

const UiTime *app_replay_facts(App *app, bool wants_marks)
{
    AppLive *live = &app->live;
    if (!live->store && app->state.clock_mode == STATE_CLOCK_LIVE) return NULL;
    AppReplay *r = replay_of(live);
    if (!r || !r->replay) return NULL;
    if (wants_marks && !r->wants_marks) {
        r->wants_marks = true;
        replay_want_lines(r->replay);
    }
    follow_marks(r);
    r->facts.now_us = clock_utc_us();
    r->facts.shown_us = replay_shown_us(r->replay);
    r->facts.is_pending = app_replay_is_pending(app, false);
    const Err err = replay_err(r->replay);
    r->facts.has_failed = err.code != ERR_NONE;
    r->facts.marks = r->marks;
    r->facts.marks_version = r->marks_version;
    return &r->facts;
}
