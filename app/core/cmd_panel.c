// SPDX-License-Identifier: Apache-2.0
// cmd_panel.c - which list of operations lies open, what is looked at in it, whose record is shown.
#include "base/str.h"
#include "core/cmd_rows.h"
#include "core/operations.h"
#include <string.h>

// The case of an alarm; NULL with *err.
static const char *case_of(CmdContext *context, const char *id, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    const Alarm *alarm = ops ? alarms_find(ops->alarms, id) : NULL;
    if (alarm && alarm->case_id[0]) return alarm->case_id;
    if (ops) err_set(err, ERR_NOT_FOUND, "no case came of an alarm '%.120s' (该告警没有案件)", id);
    return NULL;
}

static bool run_show(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const char *item = call->values[1];
    if (call->values[3] && !(item = case_of(context, call->values[3], err))) return false;
    const StateDock dock = (StateDock)((int)call->numbers[0] + STATE_DOCK_ALARMS);
    const bool is_toggle = call->values[2] && call->numbers[2] != 0;
    // Another list has other ids: what was looked at goes.
    if (item || dock != state->dock)
        str_copy_utf8(state->dock_item, sizeof state->dock_item, item ? item : "");
    state->dock = is_toggle && state->dock == dock ? STATE_DOCK_NONE : dock;
    state_touch(state);
    return true;
}

static bool run_hide(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    (void)err;
    context->state->dock = STATE_DOCK_NONE;
    state_touch(context->state);
    return true;
}

static bool run_size(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    State *state = context->state;
    double *size = &state->panel_sizes[(int)call->numbers[0]];
    const double wanted = call->values[1] ? call->numbers[1] : 0;
    if (*size == wanted) return true;
    *size = wanted;
    state_touch(state);
    return true;
}

static bool run_key(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const char *key = call->values[0] ? call->values[0] : "";
    if (strlen(key) >= sizeof state->shown_key) {
        err_set(err, ERR_RANGE, "a key has at most %d bytes", STATE_KEY_MAX - 1);
        return false;
    }
    str_copy_utf8(state->shown_key, sizeof state->shown_key, key);
    state_touch(state);
    return true;
}

static const CmdArg args_show[] = {
    { .name = "name",
      .type = CMD_ARG_CHOICE,
      .is_required = true,
      .choices = "alarms|rate|cases|emergencies|warnings|feeds|places|log",
      .help = "the list",
      .help_zh = "列表：告警、告警速率、案件、应急、预警、数据源、视点、日志" },
    { .name = "item",
      .type = CMD_ARG_TEXT,
      .help = "id of the row looked at; \"\" = none",
      .help_zh = "所看条目的编号" },
    { .name = "toggle",
      .type = CMD_ARG_BOOL,
      .fallback = "off",
      .help = "closes it where it is open",
      .help_zh = "已打开则关闭" },
    { .name = "case_of",
      .type = CMD_ARG_TEXT,
      .help = "an alarm: the item is its case",
      .help_zh = "告警编号：所看条目为其案件" },
};
static const CmdArg args_size[] = {
    { .name = "name",
      .type = CMD_ARG_CHOICE,
      .is_required = true,
      .choices = "left|right|layers|dock",
      .help = "which panel",
      .help_zh = "左侧、右侧宽度，图层、列表高度" },
    { .name = "size",
      .type = CMD_ARG_NUMBER,
      .min = 0,
      .max = 8000,
      .fallback = "0",
      .help = "units of the interface; 0 = as usual",
      .help_zh = "界面单位；0 为默认" },
};
static const CmdArg args_key[] = { { .name = "key",
                                     .type = CMD_ARG_TEXT,
                                     .help = "a live key; none when not given",
                                     .help_zh = "实时量；不写则不显示" } };

const Cmd cmd_panel_rows[] = {
    { .name = "panel-show",
      .group = "operations",
      .help = "Opens the list of alarms, cases, warnings, feeds, places or the log.",
      .help_zh = "打开告警、案件、预警、数据源、视点或日志列表。",
      CMD_ARGS(args_show),
      .run = run_show },
    { .name = "panel-hide",
      .group = "operations",
      .help = "Closes that list.",
      .help_zh = "关闭该列表。",
      .run = run_hide },
    { .name = "panel-size",
      .group = "operations",
      .help = "Makes docked panels wider or higher, as their splitters do.",
      .help_zh = "调整停靠面板的宽度或高度。",
      CMD_ARGS(args_size),
      .run = run_size },
    { .name = "live-show",
      .group = "live",
      .help = "Shows the record of a live key.",
      .help_zh = "显示一个实时量的记录。",
      CMD_ARGS(args_key),
      .run = run_key },
};
const int cmd_panel_count = (int)(sizeof cmd_panel_rows / sizeof cmd_panel_rows[0]);
