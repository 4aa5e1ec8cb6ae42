// SPDX-License-Identifier: Apache-2.0
// cmd_time.c - the city's clock.
#include "core/cmd_rows.h"

static bool run_time(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    context->state->t_utc_us = (int64_t)call->numbers[0];
    state_touch(context->state);
    return true;
}

static bool run_time_rate(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    context->state->time_rate = call->numbers[0];
    state_touch(context->state);
    return true;
}

static bool run_time_step(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    context->state->t_utc_us += (int64_t)(call->numbers[0] * 60e6);
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

static const CmdArg args_time[] = { { .name = "time", .type = CMD_ARG_TIME, .is_required = true, .help = "2026-06-21T18:30, or now", .help_zh = "2026-06-21T18:30，或 now" } };
static const CmdArg args_rate[] = { { .name = "rate", .type = CMD_ARG_NUMBER, .is_required = true, .min = -100000, .max = 100000, .help = "0 stands still, 1 is real time", .help_zh = "0 静止，1 实时" } };
static const CmdArg args_step[] = { { .name = "minutes", .type = CMD_ARG_NUMBER, .is_required = true, .min = -600000, .max = 600000, .help = "later; negative: earlier", .help_zh = "推后的分钟数，负为提前" } };
static const CmdArg args_offset[] = { { .name = "hours", .type = CMD_ARG_NUMBER, .is_required = true, .min = -14, .max = 14, .help = "east of UTC", .help_zh = "时区" } };

const Cmd cmd_time_rows[] = {
    { .name = "time", .group = "time", .help = "Sets the city's clock.", .help_zh = "设定城市时间。", CMD_ARGS(args_time), .run = run_time },
    { .name = "time-rate", .group = "time", .help = "Sets how fast the city's clock goes.", .help_zh = "设定时间流速。", CMD_ARGS(args_rate), .run = run_time_rate },
    { .name = "time-step", .group = "time", .help = "Moves the city's clock.", .help_zh = "调整城市时间。", CMD_ARGS(args_step), .run = run_time_step },
    { .name = "utc-offset", .group = "time", .help = "Sets the time zone of the city's clock.", .help_zh = "设定时区。", CMD_ARGS(args_offset), .is_undoable = true, .run = run_utc_offset },
};
const int cmd_time_count = (int)(sizeof cmd_time_rows / sizeof cmd_time_rows[0]);
