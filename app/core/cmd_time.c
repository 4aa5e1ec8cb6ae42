// SPDX-License-Identifier: Apache-2.0
// cmd_time.c - the city's clock, and the instant that is shown: the present, or one of the store.
#include "base/clock.h"
#include "base/str.h"
#include "core/cmd_rows.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool run_time(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    context->state->t_utc_us = (int64_t)call->numbers[0];
    context->state->is_sun_bound = false;
    state_touch(context->state);
    return true;
}

static bool run_time_rate(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    context->state->time_rate = call->numbers[0];
    context->state->is_sun_bound = false;
    state_touch(context->state);
    return true;
}

static bool run_time_step(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    context->state->t_utc_us += (int64_t)(call->numbers[0] * 60e6);
    context->state->is_sun_bound = false;
    state_touch(context->state);
    return true;
}

static bool run_utc_offset(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    context->state->utc_offset_s = (int)(call->numbers[0] * 3600);
    state_touch(context->state);
    return true;
}

// -- The instant --------------------------------------------------------------------------------

static bool has_store(const State *state, Err *err)
{
    if (state->store && state->store[0]) return true;
    err_set(err, ERR_UNSUPPORTED,
            "nothing is kept here: store-open a file first (没有存储，无法回放：先用 store-open)");
    return false;
}

// What is shown now.
static int64_t shown_us(const State *state)
{
    return state->clock_mode == STATE_CLOCK_LIVE ? clock_utc_us() : state->instant_us;
}

// "@1795601666438919": microseconds since 1970, as `get clock` says them.
static bool parse_us(const char *text, int64_t *out)
{
    char *end = NULL;
    if (text[0] != '@' || text[1] < '0' || text[1] > '9') return false;
    *out = strtoll(text + 1, &end, 10);
    return *end == 0;
}

// "+90s", "-15m", "-2h", "-1d", "-1w" from what is shown, "now", or a time.
static bool parse_instant(const State *state, const char *text, int64_t *out, Err *err)
{
    static const struct {
        char letter;
        double seconds;
    } units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 7 * 86400 } };
    char *end = NULL;
    const bool is_step = text[0] == '-' || text[0] == '+';
    const double amount = is_step ? strtod(text, &end) : 0;
    for (size_t i = 0; is_step && i < sizeof units / sizeof *units; i++) {
        if (end == text || end[0] != units[i].letter || end[1] || !(fabs(amount) < 1e7)) continue;
        *out = shown_us(state) + (int64_t)(amount * units[i].seconds * 1e6);
        return true;
    }
    if (strcmp(text, "now") == 0) *out = clock_utc_us();
    if (strcmp(text, "now") == 0 || parse_us(text, out) ||
        clock_parse(text, state->utc_offset_s, out))
        return true;
    err_set(err, ERR_ARGUMENT,
            "t '%.40s': expected a time as 2026-06-21T18:30, or a step as -15m, +90s, -2h, -1d",
            text);
    return false;
}

static bool seek(State *state, const char *text, Err *err)
{
    const int64_t now_us = clock_utc_us();
    int64_t t_us = 0;
    if (!parse_instant(state, text, &t_us, err)) return false;
    if (t_us > now_us || t_us < 0) {
        err_set(err, ERR_RANGE, "'%.40s' is %s (时刻不在过去)", text,
                t_us < 0 ? "before 1970" : "yet to come");
        return false;
    }
    state_clock_seek(state, t_us, now_us);
    return true;
}

static bool run_live(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    (void)err;
    state_clock_live(context->state, clock_utc_us());
    return true;
}

static bool run_pause(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    (void)call;
    if (!has_store(state, err)) return false;
    if (state->clock_mode == STATE_CLOCK_LIVE)
        state_clock_seek(state, clock_utc_us(), clock_utc_us());
    state->clock_mode = STATE_CLOCK_PAUSED;
    state_touch(state);
    return true;
}

static bool run_seek(CmdContext *context, const CmdCall *call, Err *err)
{
    return has_store(context->state, err) && seek(context->state, call->values[0], err);
}

static bool run_play(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    if (!has_store(state, err)) return false;
    if (call->values[1] && !seek(state, call->values[1], err)) return false;
    if (state->clock_mode == STATE_CLOCK_LIVE) {
        err_set(err, ERR_ARGUMENT,
                "the present is shown: say from when, t=-15m (当前为实时：请给出 t=-15m)");
        return false;
    }
    if (call->values[0]) state->replay_speed = call->numbers[0];
    state->clock_mode = STATE_CLOCK_REPLAY;
    state_touch(state);
    return true;
}

static bool run_speed(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    context->state->replay_speed = call->numbers[0];
    state_touch(context->state);
    return true;
}

static bool run_toggle(CmdContext *context, const CmdCall *call, Err *err)
{
    const bool is_paused = context->state->clock_mode == STATE_CLOCK_PAUSED;
    const CmdCall none = { 0 };
    (void)call;
    return is_paused ? run_play(context, &none, err) : run_pause(context, &none, err);
}

static const CmdArg args_time[] = { { .name = "time", .type = CMD_ARG_TIME, .is_required = true, .help = "2026-06-21T18:30, or now", .help_zh = "2026-06-21T18:30，或 now" } };
static const CmdArg args_rate[] = { { .name = "rate", .type = CMD_ARG_NUMBER, .is_required = true, .min = -100000, .max = 100000, .help = "0 stands still, 1 is real time", .help_zh = "0 静止，1 实时" } };
static const CmdArg args_step[] = { { .name = "minutes", .type = CMD_ARG_NUMBER, .is_required = true, .min = -600000, .max = 600000, .help = "later; negative: earlier", .help_zh = "推后的分钟数，负为提前" } };
static const CmdArg args_offset[] = { { .name = "hours", .type = CMD_ARG_NUMBER, .is_required = true, .min = -14, .max = 14, .help = "east of UTC", .help_zh = "时区" } };

#define INSTANT_ARG(needed)                                                                                \
    {                                                                                                      \
        .name = "t", .type = CMD_ARG_TEXT, .is_required = needed,                                          \
        .help = "2026-06-21T18:30, a step from what is shown as -15m, +90s, -1d, or @ and "                \
                "microseconds since 1970",                                                                 \
        .help_zh = "2026-06-21T18:30，或相对当前显示时刻的 -15m、+90s、-1d，或 @ 加 1970 " \
                   "年以来的微秒"                                                                    \
    }
#define SPEED_ARG(needed)                                               \
    {                                                                   \
        .name = "speed", .type = CMD_ARG_NUMBER, .is_required = needed, \
        .min = STATE_REPLAY_SPEED_MIN, .max = STATE_REPLAY_SPEED_MAX,   \
        .help = "times the time of the world; not given: as before",    \
        .help_zh = "倍速；不写则沿用上次"                     \
    }
static const CmdArg args_seek[] = { INSTANT_ARG(true) };
static const CmdArg args_replay[] = { SPEED_ARG(false), INSTANT_ARG(false) };
static const CmdArg args_speed[] = { SPEED_ARG(true) };

const Cmd cmd_time_rows[] = {
    { .name = "time",
      .group = "time",
      .help = "Sets the city's clock.",
      .help_zh = "设定城市时间。",
      CMD_ARGS(args_time),
      .run = run_time },
    { .name = "time-rate",
      .group = "time",
      .help = "Sets how fast the city's clock goes.",
      .help_zh = "设定时间流速。",
      CMD_ARGS(args_rate),
      .run = run_time_rate },
    { .name = "time-step",
      .group = "time",
      .help = "Moves the city's clock.",
      .help_zh = "调整城市时间。",
      CMD_ARGS(args_step),
      .run = run_time_step },
    { .name = "utc-offset",
      .group = "time",
      .help = "Sets the time zone of the city's clock.",
      .help_zh = "设定时区。",
      CMD_ARGS(args_offset),
      .is_undoable = true,
      .run = run_utc_offset },
    { .name = "time-live",
      .group = "time",
      .help = "Shows the present again.",
      .help_zh = "回到实时。",
      .run = run_live },
    { .name = "time-pause",
      .group = "time",
      .help = "Stands still at the instant shown; the feeds go on and are kept.",
      .help_zh = "停在当前时刻；数据继续接收并保存。",
      .run = run_pause },
    { .name = "time-seek",
      .group = "time",
      .help = "Shows values, tracks, alarms and cases of a past instant, from the store.",
      .help_zh = "显示过去某一时刻的数值、轨迹、告警与案件（来自存储）。",
      CMD_ARGS(args_seek),
      .run = run_seek },
    { .name = "time-play",
      .group = "time",
      .help = "Replays from the instant shown, or from t, until the present is reached.",
      .help_zh = "从当前时刻（或 t）起回放，追上现在即转为实时。",
      CMD_ARGS(args_replay),
      .run = run_play },
    { .name = "time-speed",
      .group = "time",
      .help = "Sets the speed of the replay, without starting it.",
      .help_zh = "设定回放倍速（不启动）。",
      CMD_ARGS(args_speed),
      .run = run_speed },
    { .name = "time-toggle",
      .group = "time",
      .help = "Pauses, or plays on from where it stands.",
      .help_zh = "暂停，或从停处继续回放。",
      .run = run_toggle },
};
const int cmd_time_count = (int)(sizeof cmd_time_rows / sizeof cmd_time_rows[0]);
