// SPDX-License-Identifier: Apache-2.0
// replay_private.h - what replay.c, replay_window.c and replay_line.c share.
#pragma once
#include "base/hashmap.h"
#include "core/replay.h"

// Rows of a span of time, by buckets of it that are sorted when the clock comes to them.
enum { REPLAY_BUCKETS = 256 };
typedef struct {
    Observation *rows; // texts: heap
    int count, cap;
    bool is_sorted;
} ReplayBucket;
typedef struct {
    int64_t from_us, to_us; // rows after from, up to to
    uint64_t ask;           // 0 = not under way
    bool is_ready;
    ReplayBucket buckets[REPLAY_BUCKETS];
    int count;
    int at_bucket, at_row; // the next row to play
} ReplayWindow;

enum { REPLAY_STALE_MAX = 16, REPLAY_LINES_MAX = 20000, REPLAY_PAGE = 2000 };
struct Replay {
    Keys *keys;
    Live *live;
    LiveDerive *derive;
    Operations *operations;
    Store *store;
    int rows_max;

    int64_t shown_us;
    uint64_t fills;
    double rest_us; // of time passed, not yet shown
    int64_t wanted_us;
    bool is_wanted; // a jump to wanted_us is not shown yet
    uint64_t ask;   // the instant under way; 0 = none
    int64_t ask_us;
    bool ask_is_jump;
    Observation *rows; // of the last instant read; texts: heap
    int row_count, row_cap;
    uint64_t tail_ask;
    bool has_tails; // or needs none
    Observation *tails;
    int tail_count, tail_cap;
    uint64_t gone_ask; // of a key that was gone: what it said last
    int gone_at;       // of rows: looked at so far
    Observation *gones;
    int gone_count, gone_cap;
    ReplayWindow *windows[2]; // being played; the next
    double window_s;          // of history that the next window takes; 0 = by the speed
    double speed_seen;
    bool is_dense; // too many rows to read ahead at this speed
    uint64_t stale[REPLAY_STALE_MAX];
    int stale_at;
    Err err;

    ReplayLine *lines; // in order of time, then as they came
    int line_count, line_cap;
    Hashmap objects, versions; // hash of kind and id to number; of object and version to 1
    uint32_t object_count;
    uint64_t lines_version;
    uint64_t line_ask;
    int64_t line_to_us, line_from_us; // the page asked for
    bool are_lines_wanted, have_lines, are_news_wanted;
    Err line_err;       // why the journal could not be read
    int64_t applied_us; // what operations show; INT64_MIN = nothing
    bool must_apply;    // lines before applied_us have come since
    int applied_lines;  // of lines, those that are shown
    int *last_of;       // by object
    int last_cap;
};

void replay_drop(Replay *replay, uint64_t *ask); // what comes of it is not ours any more
bool replay_copy(Observation *out, const Observation *from); // false without memory
void replay_free(Observation *rows, int count);
void replay_put(Replay *replay, const Observation *row);

// replay_window.c
ReplayWindow *replay_window_create(int64_t from_us, int64_t to_us);
void replay_window_destroy(ReplayWindow *window);
bool replay_window_add(ReplayWindow *window, const Observation *rows, int count);
// Puts rows up to t.
void replay_window_play(Replay *replay, ReplayWindow *window, int64_t t_us);
void replay_windows_drop(Replay *replay);
void replay_windows_ask(Replay *replay, double speed, int64_t limit_us);
void replay_window_take(Replay *replay, ReplayWindow *window, const StoreAnswer *answer);

// replay_line.c
void replay_lines_turn(Replay *replay); // asks for what is wanted
bool replay_lines_take(Replay *replay, const StoreAnswer *answer);
void replay_lines_forget(Replay *replay);
bool replay_lines_apply(Replay *replay, int64_t t_us); // operations as at t; true: another
