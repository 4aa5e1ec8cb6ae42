// SPDX-License-Identifier: Apache-2.0
// cmd_tour.c - bookmarks and tours by key frames.
#include "base/array.h"
#include "core/cmd_rows.h"
#include "base/nearest.h"
#include <math.h>
#include <string.h>

static StateBookmark *find_bookmark(State *state, const char *name, Err *err)
{
    StateBookmark *bookmark = state_bookmark_find(state, name);
    if (bookmark) return bookmark;
    Nearest nearest = { .wrong = name };
    char near[200];
    for (int i = 0; i < state->bookmark_count; i++) nearest_offer(&nearest, state->bookmarks[i].name);
    nearest_text(&nearest, near, sizeof near);
    err_set(err, ERR_NOT_FOUND, "no bookmark is named '%.80s'%s; there are %d", name, near, state->bookmark_count);
    return NULL;
}

static bool check_name(const char *name, Err *err)
{
    if (name[0] && strlen(name) < STATE_NAME_MAX) return true;
    err_set(err, ERR_RANGE, "a name has 1 to %d bytes", STATE_NAME_MAX - 1);
    return false;
}

static bool run_bookmark_add(CmdContext *context, const CmdCall *call, Err *err)
{
    if (!check_name(call->values[0], err)) return false;
    if (state_bookmark_put(context->state, call->values[0], &context->state->camera)) return true;
    err_set(err, ERR_MEMORY, "no memory for a bookmark");
    return false;
}

static bool run_bookmark_go(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const StateBookmark *bookmark = NULL;
    if (call->values[0]) {
        bookmark = find_bookmark(state, call->values[0], err);
        if (!bookmark) return false;
    } else if (call->values[1] && call->numbers[1] <= state->bookmark_count) {
        bookmark = &state->bookmarks[(int)call->numbers[1] - 1];
    } else {
        err_set(err, ERR_NOT_FOUND, "bookmark-go needs name= or index=; there are %d bookmarks", state->bookmark_count);
        return false;
    }
    const StateCamera goal = bookmark->camera;
    cmd_camera_go(state, &goal, call->values[2] ? call->numbers[2] : NAN);
    return true;
}

static bool run_bookmark_remove(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    StateBookmark *bookmark = find_bookmark(state, call->values[0], err);
    if (!bookmark) return false;
    const int at = (int)(bookmark - state->bookmarks);
    memmove(bookmark, bookmark + 1, (size_t)(state->bookmark_count - at - 1) * sizeof *bookmark);
    state->bookmark_count--;
    if (strcmp(state->view, call->values[0]) == 0) state->view[0] = 0;
    state_touch(state);
    return true;
}

// Names of bookmarks are their own; the view they open with follows.
static bool run_bookmark_rename(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    StateBookmark *bookmark = find_bookmark(state, call->values[0], err);
    if (!bookmark || !check_name(call->values[1], err)) return false;
    const StateBookmark *other = state_bookmark_find(state, call->values[1]);
    if (other && other != bookmark) {
        err_set(err, ERR_ARGUMENT, "there is a bookmark '%.80s' already (书签已存在)", other->name);
        return false;
    }
    if (strcmp(state->view, bookmark->name) == 0)
        str_copy_utf8(state->view, sizeof state->view, call->values[1]);
    str_copy_utf8(bookmark->name, sizeof bookmark->name, call->values[1]);
    state_touch(state);
    return true;
}

// To a place from 1 on; past the end is the last.
static int place_to(double number, int count)
{
    return (int)fmin(number, count) - 1;
}

static bool run_bookmark_move(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    StateBookmark *bookmark = find_bookmark(state, call->values[0], err);
    if (!bookmark) return false;
    const int from = (int)(bookmark - state->bookmarks);
    const int to = place_to(call->numbers[1], state->bookmark_count), by = to > from ? 1 : -1;
    const StateBookmark moved = *bookmark;
    for (int i = from; i != to; i += by) state->bookmarks[i] = state->bookmarks[i + by];
    state->bookmarks[to] = moved;
    if (to != from) state_touch(state);
    return true;
}

static StateTourStop *find_stop(State *state, const CmdCall *call, Err *err)
{
    if (call->numbers[0] <= state->tour_count) return &state->tour[(int)call->numbers[0] - 1];
    err_set(err, ERR_RANGE, "the tour has %d stops (漫游只有 %d 站)", state->tour_count,
            state->tour_count);
    return NULL;
}

static bool run_tour_remove(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    StateTourStop *stop = find_stop(state, call, err);
    if (!stop) return false;
    const int at = (int)(stop - state->tour);
    memmove(stop, stop + 1, (size_t)(state->tour_count - at - 1) * sizeof *stop);
    if (--state->tour_count < 2) state->is_touring = false;
    state_touch(state);
    return true;
}

static bool run_tour_move(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    StateTourStop *stop = find_stop(state, call, err);
    if (!stop) return false;
    const int from = (int)(stop - state->tour);
    const int to = place_to(call->numbers[1], state->tour_count), by = to > from ? 1 : -1;
    const StateTourStop moved = *stop;
    for (int i = from; i != to; i += by) state->tour[i] = state->tour[i + by];
    state->tour[to] = moved;
    if (to != from) state_touch(state);
    return true;
}

static bool run_tour_rename(CmdContext *context, const CmdCall *call, Err *err)
{
    StateTourStop *stop = find_stop(context->state, call, err);
    if (!stop || !check_name(call->values[1], err)) return false;
    str_copy_utf8(stop->name, sizeof stop->name, call->values[1]);
    state_touch(context->state);
    return true;
}

static bool run_tour_play(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    if (state->tour_count < 2) {
        err_set(err, ERR_NOT_FOUND, "a tour needs two stops; tour-add makes one of the view");
        return false;
    }
    state->is_touring = true;
    state->is_gliding = false;
    state->has_camera = true;
    state->tour_time_s = call->values[0] ? call->numbers[0] : 0;
    state_touch(state);
    return true;
}

static bool run_tour_seek(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    CmdCall play = { 0 };
    if (!run_tour_play(context, &play, err)) return false;
    double seconds = 0;
    for (int i = 0; i < state->tour_count; i++) seconds += state->tour[i].seconds;
    state->tour_time_s = call->numbers[0] * seconds;
    return true;
}

static bool run_tour_stop(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    (void)err;
    State *state = context->state;
    state->is_touring = false;
    state->camera_goal = state->camera;
    state_touch(state);
    return true;
}

static bool run_tour_toggle(CmdContext *context, const CmdCall *call, Err *err)
{
    return context->state->is_touring ? run_tour_stop(context, call, err) : run_tour_play(context, call, err);
}

static bool run_tour_add(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    enum { SECONDS, NAME, TIME };
    if (call->values[NAME] && !check_name(call->values[NAME], err)) return false;
    if (!array_reserve((void **)&state->tour, &state->tour_cap, state->tour_count + 1, sizeof *state->tour)) {
        err_set(err, ERR_MEMORY, "no memory for a tour stop");
        return false;
    }
    StateTourStop *stop = &state->tour[state->tour_count++];
    *stop = (StateTourStop){ .camera = state->camera, .seconds = call->values[SECONDS] ? call->numbers[SECONDS] : 5 };
    if (call->values[NAME]) str_copy_utf8(stop->name, sizeof stop->name, call->values[NAME]);
    if (call->values[TIME]) stop->t_utc_us = (int64_t)call->numbers[TIME];
    state_touch(state);
    return true;
}

static bool run_tour_clear(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    (void)err;
    context->state->tour_count = 0;
    context->state->is_touring = false;
    state_touch(context->state);
    return true;
}

#define NAME { .name = "name", .type = CMD_ARG_TEXT, .is_required = true, .help = "of the bookmark", .help_zh = "书签名" }
static const CmdArg args_name[] = { NAME };
#define NEW_NAME                                                                  \
    {                                                                             \
        .name = "new", .type = CMD_ARG_TEXT, .is_required = true, .help = "name", \
        .help_zh = "新名称"                                                    \
    }
#define TO                                                                              \
    {                                                                                   \
        .name = "to", .type = CMD_ARG_INT, .is_required = true, .min = 1, .max = 10000, \
        .help = "its place, from 1", .help_zh = "位置，从 1 起"                    \
    }
#define STOP                                                                              \
    {                                                                                     \
        .name = "stop", .type = CMD_ARG_INT, .is_required = true, .min = 1, .max = 10000, \
        .help = "its number, from 1", .help_zh = "站点编号，从 1 起"               \
    }
static const CmdArg args_rename[] = { NAME, NEW_NAME };
static const CmdArg args_move[] = { NAME, TO };
static const CmdArg args_stop[] = { STOP };
static const CmdArg args_stop_move[] = { STOP, TO };
static const CmdArg args_stop_rename[] = { STOP, NEW_NAME };
static const CmdArg args_seek[] = { { .name = "share",
                                      .type = CMD_ARG_NUMBER,
                                      .is_required = true,
                                      .min = 0,
                                      .max = 1,
                                      .help = "of its time, 0 to 1",
                                      .help_zh = "进度，0 到 1" } };
static const CmdArg args_go[] = {
    { .name = "name", .type = CMD_ARG_TEXT, .help = "of the bookmark", .help_zh = "书签名" },
    { .name = "index", .type = CMD_ARG_INT, .min = 1, .max = 100000, .help = "or its number, from 1", .help_zh = "或其编号，从 1 起" },
    { .name = "seconds", .type = CMD_ARG_NUMBER, .min = 0, .max = 600, .help = "0 jumps; without it a smooth glide", .help_zh = "用时（秒）；0 直接到达" } };
static const CmdArg args_play[] = { { .name = "from", .type = CMD_ARG_NUMBER, .min = 0, .max = 1e6, .fallback = "0", .help = "seconds after its start", .help_zh = "从第几秒开始" } };
static const CmdArg args_add[] = {
    { .name = "seconds", .type = CMD_ARG_NUMBER, .min = 0, .max = 3600, .fallback = "5", .help = "from the stop before", .help_zh = "从上一站到此的秒数" },
    { .name = "name", .type = CMD_ARG_TEXT, .help = "of the stop", .help_zh = "名称" },
    { .name = "time", .type = CMD_ARG_TIME, .help = "the city's clock there", .help_zh = "到达时的城市时间" } };

const Cmd cmd_tour_rows[] = {
    { .name = "bookmark-add",
      .group = "view",
      .help = "Keeps the view as a bookmark; one of that name is replaced.",
      .help_zh = "把当前视图存为书签，同名则替换。",
      CMD_ARGS(args_name),
      .is_undoable = true,
      .run = run_bookmark_add },
    { .name = "bookmark-go",
      .group = "view",
      .help = "Goes to a bookmark.",
      .help_zh = "前往书签。",
      CMD_ARGS(args_go),
      .run = run_bookmark_go },
    { .name = "bookmark-remove",
      .group = "view",
      .help = "Removes a bookmark.",
      .help_zh = "删除书签。",
      CMD_ARGS(args_name),
      .is_undoable = true,
      .run = run_bookmark_remove },
    { .name = "bookmark-rename",
      .group = "view",
      .help = "Names a bookmark anew.",
      .help_zh = "重命名书签。",
      CMD_ARGS(args_rename),
      .is_undoable = true,
      .run = run_bookmark_rename },
    { .name = "bookmark-move",
      .group = "view",
      .help = "Puts a bookmark elsewhere in the order.",
      .help_zh = "调整书签次序。",
      CMD_ARGS(args_move),
      .is_undoable = true,
      .run = run_bookmark_move },
    { .name = "tour-remove",
      .group = "view",
      .help = "Takes a stop out of the tour.",
      .help_zh = "删除漫游站点。",
      CMD_ARGS(args_stop),
      .is_undoable = true,
      .run = run_tour_remove },
    { .name = "tour-move",
      .group = "view",
      .help = "Puts a stop of the tour elsewhere in the order.",
      .help_zh = "调整漫游站点次序。",
      CMD_ARGS(args_stop_move),
      .is_undoable = true,
      .run = run_tour_move },
    { .name = "tour-rename",
      .group = "view",
      .help = "Names a stop of the tour.",
      .help_zh = "命名漫游站点。",
      CMD_ARGS(args_stop_rename),
      .is_undoable = true,
      .run = run_tour_rename },
    { .name = "tour-seek",
      .group = "view",
      .help = "Plays the tour from a share of its time on.",
      .help_zh = "从指定进度播放漫游。",
      CMD_ARGS(args_seek),
      .run = run_tour_seek },
    { .name = "tour-play",
      .group = "view",
      .help = "Plays the tour.",
      .help_zh = "播放漫游。",
      CMD_ARGS(args_play),
      .run = run_tour_play },
    { .name = "tour-stop",
      .group = "view",
      .help = "Stops the tour where it is.",
      .help_zh = "停止漫游。",
      .run = run_tour_stop },
    { .name = "tour-toggle",
      .group = "view",
      .help = "Plays or stops the tour.",
      .help_zh = "播放或停止漫游。",
      CMD_ARGS(args_play),
      .run = run_tour_toggle },
    { .name = "tour-add",
      .group = "view",
      .help = "Adds the view as a stop of the tour.",
      .help_zh = "把当前视图加为漫游站点。",
      CMD_ARGS(args_add),
      .is_undoable = true,
      .run = run_tour_add },
    { .name = "tour-clear",
      .group = "view",
      .help = "Forgets the tour.",
      .help_zh = "清空漫游。",
      .is_undoable = true,
      .run = run_tour_clear },
};
const int cmd_tour_count = (int)(sizeof cmd_tour_rows / sizeof cmd_tour_rows[0]);
