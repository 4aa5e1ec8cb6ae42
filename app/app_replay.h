// SPDX-License-Identifier: Apache-2.0
// app_replay.h - what is shown while the clock is not LIVE: the live state, alarms, cases and
// warnings of a past instant in the place of the present's. The present goes on beside it: feeds
// are taken, rules judge, the store keeps. Does not: read the store (core/replay.h), or know how
// the slider looks (ui/panel_time.c).
#pragma once
#include "app_live.h"
#include "core/replay.h"
#include "ui/ui.h"

// The pointers of AppLive to what is shown (live, derive, operations, warnings, now_us) are the
// present's from app_replay_present to app_replay_update, which a turn's work on the present stands
// between; elsewhere they are of the instant that is shown. Thread: main, as all of this file.
void app_replay_present(AppLive *live);
// Follows the state's clock: seeks, plays, comes back to the present.
void app_replay_update(struct App *app, double dt_s);
void app_replay_destroy(AppLive *live);
Operations *app_replay_operations(const AppLive *live); // the present's; NULL = none

bool app_replay_take(AppLive *live, const StoreAnswer *answer); // true: it was for the replay
void app_replay_news(AppLive *live);                            // others have written
void app_replay_change(AppLive *live, const Change *change);    // the present has changed
void app_replay_follow(AppLive *live, const State *state);      // what is declared is another
// A warning of the present, kept so that a replay can show it.
void app_replay_keep_warning(AppLive *live, const ObservationEvent *event);

// What the state's clock wants is not shown yet; is_whole: nor are tails.
bool app_replay_is_pending(const struct App *app, bool is_whole);
// Headless: waits for it, at most so long.
void app_replay_settle(struct App *app, double limit_s);
Err app_replay_err(const struct App *app); // why what is wanted could not be read; ERR_NONE
// {"mode","instant","instant_us","speed","shown","pending","error"}
void app_replay_json(const struct App *app, JsonWriter *out);
// For the slider; borrowed until the next call. Marks are there when wants_marks was once true.
const UiTime *app_replay_facts(struct App *app, bool wants_marks);
