// SPDX-License-Identifier: Apache-2.0
// replay.h - the live state of a past instant, filled from the store: last values with their age
// against that instant, tracks, alarms and cases as they were. Jumps read the instant, and the
// tails of moving things after it; play reads ahead. Does not: know the clock of the city (state.h)
// or draw. Reads are the store's own thread's.
#pragma once
#include "core/live.h"
#include "core/live_derive.h"
#include "core/operations.h"
#include "store/store.h"

typedef struct Replay Replay;
typedef struct {
    Keys *keys;              // borrowed
    const char *data_folder; // of operations_create; NULL = no alarms and cases
    int utc_offset_s;
    int rows_max; // of history read ahead; 0 = 250000. Denser history is played by instants
} ReplayDesc;
// NULL with *err. Thread: main, as all of this file.
Replay *replay_create(const ReplayDesc *desc, Err *err);
void replay_destroy(Replay *replay);
// Borrowed, the same for life. Declarations and derivations are the caller's to set.
Live *replay_live(Replay *replay);
LiveDerive *replay_derive(Replay *replay);
Operations *replay_operations(Replay *replay); // NULL = none

// Another store, or none: all that was read of the last one is forgotten.
void replay_set_store(Replay *replay, Store *store);
// The last value of each key at or before t becomes the live value, as old as t makes it; states of
// alarms, cases and emergencies too. The latest wins: what was asked before is shown on its way.
// Tails of moving things, and what at most 500 keys that were gone had said last (in the day before
// that), follow when it rests.
void replay_seek(Replay *replay, int64_t t_us);
// Once a turn: asks for what is wanted; while speed is not 0 time passes from what is shown, dt_s
// of the world's at most to limit_us. True: something shown is another than before.
bool replay_turn(Replay *replay, double speed, double dt_s, int64_t limit_us);
// True: the answer was to a question of this file.
bool replay_take(Replay *replay, const StoreAnswer *answer);
void replay_end(Replay *replay); // lets go of all values and what is under way; lines stay

int64_t replay_shown_us(const Replay *replay); // the instant that the live state is of
// Grows when the live state was filled from nothing: rows of moving things are others than before.
uint64_t replay_fills(const Replay *replay);
bool replay_is_pending(const Replay *replay);  // an instant is wanted that is not shown yet
bool replay_is_settled(const Replay *replay);  // nor are tails and the like on their way
Err replay_err(const Replay *replay);          // why values or the journal could not be read

// -- The journal's lines ------------------------------------------------------------------------

// A version of an alarm, case, emergency or warning, from when it was written.
typedef enum {
    REPLAY_NONE,
    REPLAY_ALARM,
    REPLAY_CASE,
    REPLAY_EMERGENCY,
    REPLAY_WARNING,
    REPLAY_KIND_COUNT
} ReplayKind;
typedef struct {
    int64_t t_us;
    uint64_t version;
    uint32_t object; // of the same kind and id the same number
    uint8_t kind;    // ReplayKind
    uint8_t level;   // AlarmLevel
    bool is_begin;   // raised, opened, issued: what a slider marks
    char *id, *json; // the record; of a warning its event
} ReplayLine;
// In order of time. Read from the store when the first seek or replay_want_lines asks for them,
// the latest 20,000; borrowed until the next call.
const ReplayLine *replay_lines(const Replay *replay, int *count);
uint64_t replay_lines_version(const Replay *replay);
void replay_want_lines(Replay *replay);
// A change of the present, as it goes to the store.
void replay_add_change(Replay *replay, const Change *change, int64_t t_us);
// Others have written: what is new in the journal is read.
void replay_want_news(Replay *replay);
