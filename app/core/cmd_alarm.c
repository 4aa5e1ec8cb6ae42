// SPDX-License-Identifier: Apache-2.0
// cmd_alarm.c - commands on alarms. None can be undone: each is in the journal.
#include "core/cmd_rows.h"
#include "core/operations.h"
#include <string.h>

Operations *cmd_operations(CmdContext *context, Err *err)
{
    if (context->state && context->state->clock_mode != STATE_CLOCK_LIVE) {
        err_set(err, ERR_UNSUPPORTED,
                "history is shown: alarms and cases are changed in the present only, time-live "
                "first (正在回放：先回到实时再操作)");
        return NULL;
    }
    if (context->operations) return context->operations;
    err_set(err, ERR_UNSUPPORTED, "alarms and cases are not switched on here (未启用告警与案件)");
    return NULL;
}

static Alarm *alarm_named(Operations *ops, const char *id, Err *err)
{
    Alarm *alarm = alarms_find(ops->alarms, id);
    if (!alarm) err_set(err, ERR_NOT_FOUND, "no alarm has the id '%.120s' (没有这条告警)", id);
    return alarm;
}

// "*": all that ask for it, of a rule or group, up to a level.
static bool run_acknowledge(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    if (!ops) return false;
    const ChangeBy by = operations_by(ops);
    if (strcmp(call->values[0], "*") != 0) {
        Alarm *alarm = alarm_named(ops, call->values[0], err);
        return alarm && alarm_acknowledge(ops->alarms, alarm, &by, err);
    }
    if (!ops->who[0]) {
        err_set(err, ERR_ARGUMENT, "nobody is named who does it (未指定操作人)");
        return false;
    }
    const AlarmLevel level = call->values[2] ? (AlarmLevel)(int)call->numbers[2] : ALARM_LEVEL_NONE;
    const int count = alarms_acknowledge_all(ops->alarms, level, call->values[1], &by);
    if (context->out) str_printf(context->out, "%d\n", count);
    return true;
}

static bool run_shelve(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Alarm *alarm = ops ? alarm_named(ops, call->values[0], err) : NULL;
    if (!alarm) return false;
    const ChangeBy by = operations_by(ops);
    return alarm_shelve(ops->alarms, alarm, by.t_us + (int64_t)(call->numbers[1] * 60e6),
                        call->values[2], &by, err);
}

static bool run_unshelve(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Alarm *alarm = ops ? alarm_named(ops, call->values[0], err) : NULL;
    if (!alarm) return false;
    const ChangeBy by = operations_by(ops);
    return alarm_unshelve(ops->alarms, alarm, &by, err);
}

static bool run_note(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Alarm *alarm = ops ? alarm_named(ops, call->values[0], err) : NULL;
    if (!alarm) return false;
    const ChangeBy by = operations_by(ops);
    return alarm_note(ops->alarms, alarm, call->values[1], &by, err);
}

static bool run_own(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Alarm *alarm = ops ? alarm_named(ops, call->values[0], err) : NULL;
    if (!alarm) return false;
    const ChangeBy by = operations_by(ops);
    return alarm_own(ops->alarms, alarm, call->values[1] ? call->values[1] : by.who,
                     call->values[2] && call->numbers[2] != 0, &by, err);
}

static bool run_clear(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Alarm *alarm = ops ? alarm_named(ops, call->values[0], err) : NULL;
    if (!alarm) return false;
    const ChangeBy by = operations_by(ops);
    return alarm_reset(ops->alarms, alarm, &by, err);
}

static bool run_service(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Alarm *alarm = ops ? alarm_named(ops, call->values[0], err) : NULL;
    if (!alarm) return false;
    const ChangeBy by = operations_by(ops);
    return alarm_service(ops->alarms, alarm, !call->values[1] || call->numbers[1] != 0,
                         call->values[2], &by, err);
}

#define ALARM                                                             \
    {                                                                     \
        .name = "alarm", .type = CMD_ARG_TEXT, .is_required = true,       \
        .help = "its id: RULE or RULE@SUBJECT", .help_zh = "告警编号" \
    }
#define TEXT(word, needed, en, zh)                                                           \
    {                                                                                        \
        .name = word, .type = CMD_ARG_TEXT, .is_required = needed, .help = en, .help_zh = zh \
    }
static const CmdArg args_alarm[] = { ALARM };
static const CmdArg args_acknowledge[] = {
    TEXT("alarm", true, "its id, or * for all that are shown", "告警编号，* 为全部"),
    TEXT("of", false, "with *: a rule or group", "规则或分组"),
    { .name = "level",
      .type = CMD_ARG_CHOICE,
      .choices = "none|blue|yellow|orange|red",
      .help = "with *: up to this level",
      .help_zh = "不高于此级别" },
};
static const CmdArg args_shelve[] = {
    ALARM,
    { .name = "minutes",
      .type = CMD_ARG_NUMBER,
      .is_required = true,
      .min = 1,
      .max = 43200,
      .help = "until it comes back",
      .help_zh = "搁置分钟数" },
    TEXT("reason", true, "why", "原因"),
};
static const CmdArg args_note[] = { ALARM, TEXT("text", true, "the note", "备注") };
static const CmdArg args_own[] = {
    ALARM,
    TEXT("owner", false, "who; oneself when not given, \"\" gives it up", "负责人，缺省为本人"),
    { .name = "take",
      .type = CMD_ARG_BOOL,
      .fallback = "off",
      .help = "from another who owns it",
      .help_zh = "从他人接手" },
};
static const CmdArg args_service[] = {
    ALARM,
    { .name = "out",
      .type = CMD_ARG_BOOL,
      .fallback = "on",
      .help = "off: into service again",
      .help_zh = "停用或恢复" },
    TEXT("reason", false, "why; needed to take it out", "原因"),
};

const Cmd cmd_alarm_rows[] = {
    { .name = "alarm-acknowledge",
      .group = "operations",
      .help = "Acknowledges an alarm, or all.",
      .help_zh = "确认告警。",
      CMD_ARGS(args_acknowledge),
      .run = run_acknowledge },
    { .name = "alarm-shelve",
      .group = "operations",
      .help = "Puts an alarm aside for a while.",
      .help_zh = "搁置告警一段时间。",
      CMD_ARGS(args_shelve),
      .run = run_shelve },
    { .name = "alarm-unshelve",
      .group = "operations",
      .help = "Takes an alarm from the shelf.",
      .help_zh = "取消搁置。",
      CMD_ARGS(args_alarm),
      .run = run_unshelve },
    { .name = "alarm-note",
      .group = "operations",
      .help = "Adds a note to an alarm.",
      .help_zh = "添加告警备注。",
      CMD_ARGS(args_note),
      .run = run_note },
    { .name = "alarm-own",
      .group = "operations",
      .help = "Takes or gives the care for an alarm.",
      .help_zh = "认领或指派告警。",
      CMD_ARGS(args_own),
      .run = run_own },
    { .name = "alarm-clear",
      .group = "operations",
      .help = "Resets a latched alarm.",
      .help_zh = "复位锁定的告警。",
      CMD_ARGS(args_alarm),
      .run = run_clear },
    { .name = "alarm-out-of-service",
      .group = "operations",
      .help = "Takes an alarm out of service, or back.",
      .help_zh = "停用或恢复告警。",
      CMD_ARGS(args_service),
      .run = run_service },
};
const int cmd_alarm_count = (int)(sizeof cmd_alarm_rows / sizeof cmd_alarm_rows[0]);
