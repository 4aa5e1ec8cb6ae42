// SPDX-License-Identifier: Apache-2.0
// replay.c - jumps and play: which instant is wanted, which is asked for, which is shown.
#include "core/replay_private.h"
#include "base/array.h"
#include "base/str.h"
#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECOND 1000000.0
#define BACK_US INT64_C(3456000000000) // 40 days: what is older says nothing
#define TAIL_US INT64_C(600000000)
#define GONES_MAX 500
#define GONE_BACK_US \
    INT64_C(86400000000) // before a key was gone, where its last value is looked for
#define STEP_US 200000.0 // of history; less is not asked for

Replay *replay_create(const ReplayDesc *desc, Err *err)
{
    Replay *replay = calloc(1, sizeof *replay);
    if (replay) {
        replay->keys = desc->keys;
        replay->rows_max = desc->rows_max > 0 ? desc->rows_max : 250000;
        replay->applied_us = INT64_MIN;
        replay->gone_at = INT_MAX;
        replay->live = live_create(desc->keys);
        replay->derive = replay->live ? live_derive_create(replay->live, desc->keys) : NULL;
    }
    if (!replay || !replay->derive) {
        err_set(err, ERR_MEMORY, "no memory for a replay");
        replay_destroy(replay);
        return NULL;
    }
    live_set_utc_offset(replay->live, desc->utc_offset_s);
    if (!desc->data_folder) return replay;
    replay->operations = operations_create(&(OperationsDesc){ .keys = desc->keys,
                                                              .data_folder = desc->data_folder,
                                                              .utc_offset_s = desc->utc_offset_s },
                                           err);
    if (replay->operations) return replay;
    replay_destroy(replay);
    return NULL;
}

void replay_free(Observation *rows, int count)
{
    for (int i = 0; i < count; i++)
        if (rows[i].kind == OBSERVATION_TEXT) free(rows[i].text);
}

bool replay_copy(Observation *out, const Observation *from)
{
    *out = *from;
    if (from->kind == OBSERVATION_TEXT) out->text = str_copy(from->text ? from->text : "");
    return from->kind != OBSERVATION_TEXT || out->text;
}

void replay_drop(Replay *replay, uint64_t *ask)
{
    if (*ask) replay->stale[replay->stale_at++ % REPLAY_STALE_MAX] = *ask;
    *ask = 0;
}

static void forget_tails(Replay *replay)
{
    if (replay->tail_ask && replay->store) store_cancel(replay->store, replay->tail_ask);
    replay_drop(replay, &replay->tail_ask);
    replay_free(replay->tails, replay->tail_count);
    replay->tail_count = 0;
}

static void forget_gones(Replay *replay)
{
    replay_drop(replay, &replay->gone_ask);
    replay_free(replay->gones, replay->gone_count);
    replay->gone_count = 0;
    replay->gone_at = INT_MAX;
}

static void forget_rows(Replay *replay)
{
    replay_free(replay->rows, replay->row_count);
    replay->row_count = 0;
}

void replay_end(Replay *replay)
{
    forget_tails(replay);
    forget_gones(replay);
    forget_rows(replay);
    replay_windows_drop(replay);
    replay_drop(replay, &replay->ask);
    replay->is_wanted = false;
    replay->shown_us = 0;
    replay->err = (Err){ 0 };
    replay->applied_us = INT64_MIN;
    live_forget_values(replay->live);
    if (!replay->operations) return;
    alarms_forget(replay->operations->alarms);
    cases_forget(replay->operations->cases);
    emergencies_forget(replay->operations->emergencies);
}

void replay_destroy(Replay *replay)
{
    if (!replay) return;
    replay->store = NULL;
    if (replay->live) replay_end(replay);
    replay_lines_forget(replay);
    free(replay->lines);
    free(replay->last_of);
    free(replay->rows);
    free(replay->tails);
    free(replay->gones);
    operations_destroy(replay->operations);
    live_derive_destroy(replay->derive);
    live_destroy(replay->live);
    free(replay);
}

Live *replay_live(Replay *replay)
{
    return replay->live;
}

LiveDerive *replay_derive(Replay *replay)
{
    return replay->derive;
}

Operations *replay_operations(Replay *replay)
{
    return replay->operations;
}

void replay_set_store(Replay *replay, Store *store)
{
    if (replay->store == store) return;
    replay->store = NULL; // it may be closed already
    replay_end(replay);
    replay_lines_forget(replay);
    replay->store = store;
}

// -- What is shown ------------------------------------------------------------------------------

// What was read back after a gap was true then.
void replay_put(Replay *replay, const Observation *row)
{
    Observation o = *row;
    o.flags &= (uint8_t)~OBSERVATION_HISTORY;
    (void)live_put(replay->live, &o);
}

static void show(Replay *replay, int64_t t_us)
{
    replay->shown_us = t_us;
    live_tick(replay->live, t_us);
    live_derive_run(replay->derive, t_us);
    (void)replay_lines_apply(replay, t_us);
}

// From nothing: tails first, as live_places takes fixes in order.
static void fill(Replay *replay, int64_t t_us)
{
    replay->fills++;
    live_forget_values(replay->live);
    live_derive_again(replay->derive);
    live_tick(replay->live, t_us);
    for (int i = 0; i < replay->tail_count; i++) replay_put(replay, &replay->tails[i]);
    for (int i = 0; i < replay->gone_count; i++) replay_put(replay, &replay->gones[i]);
    for (int i = 0; i < replay->row_count; i++) replay_put(replay, &replay->rows[i]);
    show(replay, t_us);
}

static bool keep_rows(Replay *replay, const StoreAnswer *answer)
{
    forget_rows(replay);
    if (!array_reserve((void **)&replay->rows, &replay->row_cap, answer->observation_count + 1,
                       sizeof *replay->rows))
        return false;
    for (int i = 0; i < answer->observation_count; i++) {
        if (!replay_copy(&replay->rows[replay->row_count], &answer->observations[i])) return false;
        replay->row_count++;
    }
    return true;
}

static void take_instant(Replay *replay, const StoreAnswer *answer)
{
    const int64_t t_us = replay->ask_us;
    replay->ask = 0;
    if (replay->ask_is_jump && replay->wanted_us == t_us) replay->is_wanted = false;
    replay->err = answer->outcome == STORE_DONE ? (Err){ 0 } : answer->err;
    if (answer->outcome != STORE_DONE || !keep_rows(replay, answer)) {
        // Nothing is shown rather than what was at another instant.
        if (replay->err.code == ERR_NONE)
            err_set(&replay->err, ERR_MEMORY, "no memory for history");
        forget_rows(replay);
        forget_tails(replay);
        forget_gones(replay);
        fill(replay, t_us);
        return;
    }
    if (replay->ask_is_jump) {
        forget_tails(replay);
        forget_gones(replay);
        replay->has_tails = false;
        replay->gone_at = 0;
        fill(replay, t_us);
        return;
    }
    live_tick(replay->live, t_us);
    for (int i = 0; i < replay->row_count; i++) replay_put(replay, &replay->rows[i]);
    show(replay, t_us);
}

// -- Tails --------------------------------------------------------------------------------------

static void ask_tails(Replay *replay)
{
    replay->has_tails = true;
    uint32_t *keys = malloc((size_t)replay->row_count * sizeof *keys + 1);
    int count = 0;
    for (int i = 0; i < replay->row_count && keys; i++) {
        const Observation *o = &replay->rows[i];
        if (o->kind == OBSERVATION_POSITION && o->t_obs_us > replay->shown_us - TAIL_US)
            keys[count++] = o->key;
    }
    if (count > 0)
        replay->tail_ask =
            store_read_rows(replay->store, &(StoreSelection){ .keys = keys,
                                                              .key_count = count,
                                                              .from_us = replay->shown_us - TAIL_US,
                                                              .to_us = replay->shown_us });
    free(keys);
}

static void take_tails(Replay *replay, const StoreAnswer *answer)
{
    const int count = answer->observation_count;
    bool ok = answer->outcome == STORE_DONE &&
              array_reserve((void **)&replay->tails, &replay->tail_cap, replay->tail_count + count,
                            sizeof *replay->tails);
    for (int i = 0; i < count && ok; i++)
        if (answer->observations[i].kind == OBSERVATION_POSITION)
            replay->tails[replay->tail_count++] = answer->observations[i];
    if (!answer->is_last && ok) return;
    replay->tail_ask = 0;
    if (ok && !replay->is_wanted) fill(replay, replay->shown_us);
    if (!ok) forget_tails(replay);
}

// -- What was gone ------------------------------------------------------------------------------

// Of each such key of the instant one question, one after the other, until all are answered.
static void ask_gone(Replay *replay)
{
    for (; replay->gone_at < replay->row_count && replay->gone_count < GONES_MAX;
         replay->gone_at++) {
        const Observation *o = &replay->rows[replay->gone_at];
        if (o->kind != OBSERVATION_GONE) continue;
        replay->gone_at++;
        replay->gone_ask =
            store_read_range(replay->store, &(StoreRange){ .key = o->key,
                                                           .from_us = o->t_obs_us - GONE_BACK_US,
                                                           .to_us = o->t_obs_us - 1,
                                                           .points_max = 1 });
        return;
    }
    replay->gone_at = INT_MAX;
    if (replay->gone_count > 0) fill(replay, replay->shown_us);
    forget_tails(replay); // nothing is filled from the start again
    forget_gones(replay);
}

static void take_gone(Replay *replay, const StoreAnswer *answer)
{
    replay->gone_ask = 0;
    for (int i = answer->observation_count - 1; i >= 0; i--) {
        if (answer->observations[i].kind == OBSERVATION_GONE) continue;
        if (array_reserve((void **)&replay->gones, &replay->gone_cap, replay->gone_count + 1,
                          sizeof *replay->gones) &&
            replay_copy(&replay->gones[replay->gone_count], &answer->observations[i]))
            replay->gone_count++;
        return;
    }
}

static bool has_gones(const Replay *replay)
{
    return replay->gone_at == INT_MAX || replay->row_count == 0;
}

// -- Turns --------------------------------------------------------------------------------------

void replay_seek(Replay *replay, int64_t t_us)
{
    replay->wanted_us = t_us;
    replay->is_wanted = true;
    replay->rest_us = 0;
    replay->window_s = 0;
    replay->is_dense = false;
    forget_tails(replay);
    forget_gones(replay);
    replay_windows_drop(replay);
    replay_want_lines(replay);
}

static void ask_instant(Replay *replay, int64_t t_us, bool is_jump)
{
    replay->ask = store_read_instant(replay->store, t_us, BACK_US);
    replay->ask_us = t_us;
    replay->ask_is_jump = is_jump;
}

// By what was read ahead; without it by instants, as fast as the store gives them.
static bool play(Replay *replay, double speed, double dt_s, int64_t limit_us)
{
    replay->rest_us += dt_s * speed * SECOND;
    int64_t goal_us = replay->shown_us + (int64_t)replay->rest_us;
    if (goal_us > limit_us) goal_us = limit_us;
    ReplayWindow *window = replay->windows[0];
    if (window && window->is_ready && replay->shown_us >= window->to_us) {
        replay_window_destroy(window);
        window = replay->windows[0] = replay->windows[1];
        replay->windows[1] = NULL;
    }
    const bool is_whole = replay->has_tails && !replay->tail_ask && has_gones(replay);
    if (is_whole) replay_windows_ask(replay, speed, limit_us);
    if (window && window->is_ready && replay->shown_us >= window->from_us &&
        replay->shown_us < window->to_us) {
        replay_drop(replay, &replay->ask);
        if (goal_us > window->to_us) goal_us = window->to_us;
        if (goal_us <= replay->shown_us) return false;
        replay->rest_us -= (double)(goal_us - replay->shown_us);
        live_tick(replay->live, goal_us);
        replay_window_play(replay, window, goal_us);
        show(replay, goal_us);
        return true;
    }
    if (replay->ask || goal_us - replay->shown_us < STEP_US) return false;
    replay->rest_us -= (double)(goal_us - replay->shown_us);
    ask_instant(replay, goal_us, false);
    return false;
}

bool replay_turn(Replay *replay, double speed, double dt_s, int64_t limit_us)
{
    if (!replay->store) {
        const bool was_wanted = replay->is_wanted;
        replay->is_wanted = false;
        if (was_wanted) err_set(&replay->err, ERR_UNSUPPORTED, "nothing is kept here");
        return was_wanted;
    }
    replay_lines_turn(replay);
    // The newest jump is asked for when the one before has come: it was the latest then.
    if (replay->is_wanted) {
        if (!replay->ask) ask_instant(replay, replay->wanted_us, true);
        return false;
    }
    const bool has_moved = speed > 0 && play(replay, speed, dt_s, limit_us);
    if (!replay->has_tails && !replay->ask && replay->row_count > 0) ask_tails(replay);
    const bool has_tails = replay->has_tails && !replay->tail_ask && !replay->ask;
    if (has_tails && !replay->gone_ask && !has_gones(replay)) ask_gone(replay);
    if (!has_moved && replay->must_apply) return replay_lines_apply(replay, replay->shown_us);
    return has_moved;
}

bool replay_take(Replay *replay, const StoreAnswer *answer)
{
    const uint64_t request = answer->request;
    if (!request) return false;
    if (request == replay->ask) return take_instant(replay, answer), true;
    if (request == replay->gone_ask) return take_gone(replay, answer), true;
    if (request == replay->tail_ask) return take_tails(replay, answer), true;
    for (int i = 0; i < 2; i++) {
        ReplayWindow *window = replay->windows[i];
        if (!window || window->ask != request) continue;
        replay_window_take(replay, window, answer);
        return true;
    }
    if (replay_lines_take(replay, answer)) return true;
    for (int i = 0; i < REPLAY_STALE_MAX; i++)
        if (replay->stale[i] == request) return true;
    return false;
}

int64_t replay_shown_us(const Replay *replay)
{
    return replay->shown_us;
}

uint64_t replay_fills(const Replay *replay)
{
    return replay->fills;
}

bool replay_is_pending(const Replay *replay)
{
    return replay->is_wanted || (replay->are_lines_wanted && !replay->have_lines && replay->store);
}

bool replay_is_settled(const Replay *replay)
{
    return !replay_is_pending(replay) && !replay->tail_ask && has_gones(replay) &&
           (replay->has_tails || replay->row_count == 0);
}

Err replay_err(const Replay *replay)
{
    return replay->err.code != ERR_NONE ? replay->err : replay->line_err;
}
