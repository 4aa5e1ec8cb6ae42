// SPDX-License-Identifier: Apache-2.0
// cmd_case.c - commands on cases and emergencies. None can be undone: each is in the journal.
#include "core/cmd_rows.h"
#include "core/operations.h"
#include <math.h>
#include <string.h>

static double number_or_nan(const CmdCall *call, int i)
{
    return call->values[i] ? call->numbers[i] : NAN;
}

static Case *case_named(Operations *ops, const char *id, Err *err)
{
    Case *item = cases_find(ops->cases, id);
    if (!item) err_set(err, ERR_NOT_FOUND, "no case has the id '%.80s' (没有这个案件)", id);
    return item;
}

static Emergency *emergency_named(Operations *ops, const char *id, Err *err)
{
    Emergency *e = emergencies_find(ops->emergencies, id);
    if (!e) err_set(err, ERR_NOT_FOUND, "no emergency has the id '%.80s' (没有这个应急事件)", id);
    return e;
}

static const Alarm *alarm_from(Operations *ops, const char *id, bool *ok, Err *err)
{
    *ok = true;
    if (!id) return NULL;
    const Alarm *alarm = alarms_find(ops->alarms, id);
    if (!alarm) err_set(err, ERR_NOT_FOUND, "no alarm has the id '%.120s' (没有这条告警)", id);
    *ok = alarm != NULL;
    return alarm;
}

static bool run_case_open(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    bool ok = ops != NULL;
    const Alarm *alarm = ok ? alarm_from(ops, call->values[0], &ok, err) : NULL;
    if (!ok) return false;
    const ChangeBy by = operations_by(ops);
    Case *item = cases_open(ops->cases,
                            &(CaseDesc){ .alarm = alarm,
                                         .title = call->values[1],
                                         .type = call->values[2],
                                         .text = call->values[3],
                                         .place = call->values[4],
                                         .external_id = call->values[5],
                                         .lon_deg = number_or_nan(call, 6),
                                         .lat_deg = number_or_nan(call, 7) },
                            &by, err);
    if (!item) return false;
    if (alarm && strcmp(alarm->case_id, item->id) != 0 &&
        !alarm_link_case(ops->alarms, alarms_find(ops->alarms, alarm->id), item->id, &by, err))
        return false;
    if (context->out) str_printf(context->out, "%s\n", item->id);
    return true;
}

// From an alarm to a filed case in one line; the case may be there already.
static bool run_case_file(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    if (!ops) return false;
    bool ok = true;
    const ChangeBy by = operations_by(ops);
    const CaseState to = call->values[2] && call->numbers[2] == 1 ? CASE_CLOSED : CASE_FILED;
    Case *item = call->values[0] ? case_named(ops, call->values[0], err) : NULL;
    const Alarm *alarm = !call->values[0] ? alarm_from(ops, call->values[1], &ok, err) : NULL;
    if (!item && !alarm) {
        if (ok && !call->values[0])
            err_set(err, ERR_ARGUMENT, "name a case or an alarm (未指定案件或告警)");
        return false;
    }
    if (!item)
        item = cases_open(ops->cases, &(CaseDesc){ .alarm = alarm, .lon_deg = NAN, .lat_deg = NAN },
                          &by, err);
    if (!item ||
        (alarm && strcmp(alarm->case_id, item->id) != 0 &&
         !alarm_link_case(ops->alarms, alarms_find(ops->alarms, alarm->id), item->id, &by, err)))
        return false;
    if (!case_advance_to(ops->cases, item, to, &by, err)) return false;
    if (context->out) str_printf(context->out, "%s\n", item->id);
    return true;
}

static bool run_case_advance(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Case *item = ops ? case_named(ops, call->values[0], err) : NULL;
    if (!item) return false;
    const CaseState to = case_state_find(call->values[1]);
    if (!to) {
        err_set(err, ERR_ARGUMENT, "no stage of a case is named '%.40s' (没有这个环节)",
                call->values[1]);
        return false;
    }
    const ChangeBy by = operations_by(ops);
    return case_advance(ops->cases, item, to, call->values[2] ? call->values[2] : by.who,
                        call->values[3], &by, err);
}

static bool run_case_assign(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Case *item = ops ? case_named(ops, call->values[0], err) : NULL;
    if (!item) return false;
    const ChangeBy by = operations_by(ops);
    return case_assign(ops->cases, item, call->values[1], call->values[2], &by, err);
}

static bool move(CmdContext *context, const CmdCall *call, CaseMove kind, double amount, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Case *item = ops ? case_named(ops, call->values[0], err) : NULL;
    if (!item) return false;
    const ChangeBy by = operations_by(ops);
    return case_move(ops->cases, item, kind, call->values[1], amount, &by, err);
}

static bool run_case_return(CmdContext *context, const CmdCall *call, Err *err)
{
    return move(context, call, CASE_RETURN, 0, err);
}

static bool run_case_extend(CmdContext *context, const CmdCall *call, Err *err)
{
    return move(context, call, CASE_EXTEND, call->numbers[2], err);
}

static bool run_case_suspend(CmdContext *context, const CmdCall *call, Err *err)
{
    const bool is_off = call->values[2] && call->numbers[2] == 0;
    return move(context, call, is_off ? CASE_RESUME : CASE_SUSPEND, 0, err);
}

static bool run_case_rework(CmdContext *context, const CmdCall *call, Err *err)
{
    return move(context, call, CASE_REWORK, 0, err);
}

static bool run_case_supervise(CmdContext *context, const CmdCall *call, Err *err)
{
    return move(context, call, CASE_SUPERVISE, 0, err);
}

static bool run_case_void(CmdContext *context, const CmdCall *call, Err *err)
{
    return move(context, call, CASE_VOIDED, 0, err);
}

static bool run_case_note(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Case *item = ops ? case_named(ops, call->values[0], err) : NULL;
    if (!item) return false;
    const ChangeBy by = operations_by(ops);
    return case_note(ops->cases, item, call->values[1], &by, err);
}

static bool run_emergency_open(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    bool ok = ops != NULL;
    const Alarm *alarm = ok ? alarm_from(ops, call->values[1], &ok, err) : NULL;
    if (!ok) return false;
    const ChangeBy by = operations_by(ops);
    const Emergency *e = emergency_open(ops->emergencies,
                                        &(EmergencyDesc){ .title = call->values[0],
                                                          .alarm = alarm,
                                                          .place = call->values[2],
                                                          .source = call->values[3],
                                                          .lon_deg = number_or_nan(call, 4),
                                                          .lat_deg = number_or_nan(call, 5) },
                                        &by, err);
    if (e && context->out) str_printf(context->out, "%s\n", e->id);
    return e != NULL;
}

static bool run_emergency_level(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Emergency *e = ops ? emergency_named(ops, call->values[0], err) : NULL;
    if (!e) return false;
    const ChangeBy by = operations_by(ops);
    // "IV|III|II|I": index 0 is the lowest.
    return emergency_propose(ops->emergencies, e,
                             (AlarmLevel)((int)call->numbers[1] + ALARM_LEVEL_BLUE),
                             call->values[2], &by, err);
}

static bool run_emergency_approve(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Emergency *e = ops ? emergency_named(ops, call->values[0], err) : NULL;
    if (!e) return false;
    const ChangeBy by = operations_by(ops);
    return emergency_approve(ops->emergencies, e, &by, err);
}

static bool run_emergency_phase(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Emergency *e = ops ? emergency_named(ops, call->values[0], err) : NULL;
    if (!e) return false;
    const ChangeBy by = operations_by(ops);
    return emergency_phase(ops->emergencies, e, emergency_phase_find(call->values[1]), &by, err);
}

// A new task, or with `number` the answer to one.
static bool run_emergency_task(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Emergency *e = ops ? emergency_named(ops, call->values[0], err) : NULL;
    if (!e) return false;
    const ChangeBy by = operations_by(ops);
    if (call->values[3])
        return emergency_task_answer(ops->emergencies, e, (int)call->numbers[3],
                                     call->values[4] && call->numbers[4] != 0, call->values[2], &by,
                                     err);
    const int number = emergency_task(ops->emergencies, e, call->values[1] ? call->values[1] : "",
                                      call->values[2] ? call->values[2] : "", &by, err);
    if (number && context->out) str_printf(context->out, "%d\n", number);
    return number != 0;
}

// A line, or with `field` what is known of one field of the reports.
static bool run_emergency_log(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Emergency *e = ops ? emergency_named(ops, call->values[0], err) : NULL;
    if (!e) return false;
    const ChangeBy by = operations_by(ops);
    if (call->values[2])
        return emergency_field(ops->emergencies, e, call->values[2], call->values[1], &by, err);
    return emergency_log(ops->emergencies, e, call->values[1], &by, err);
}

static bool run_emergency_report(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Emergency *e = ops ? emergency_named(ops, call->values[0], err) : NULL;
    if (!e) return false;
    const ChangeBy by = operations_by(ops);
    const ReportKind kind = (ReportKind)((int)call->numbers[1] + REPORT_FIRST);
    if (!emergency_report(ops->emergencies, e, kind, ops->utc_offset_s, &by, err)) return false;
    if (context->out) emergency_report_text(e, kind, ops->utc_offset_s, context->out);
    return true;
}

static bool run_emergency_close(CmdContext *context, const CmdCall *call, Err *err)
{
    Operations *ops = cmd_operations(context, err);
    Emergency *e = ops ? emergency_named(ops, call->values[0], err) : NULL;
    if (!e) return false;
    const ChangeBy by = operations_by(ops);
    return emergency_close(ops->emergencies, e, call->values[1], &by, err);
}

#define TEXT(word, needed, en, zh)                                                           \
    {                                                                                        \
        .name = word, .type = CMD_ARG_TEXT, .is_required = needed, .help = en, .help_zh = zh \
    }
#define NUMBER(word, needed, low, high, en, zh)                                               \
    {                                                                                         \
        .name = word, .type = CMD_ARG_NUMBER, .is_required = needed, .min = low, .max = high, \
        .help = en, .help_zh = zh                                                             \
    }
#define CASE TEXT("case", true, "its id or external id", "案件编号")
#define EMERGENCY TEXT("emergency", true, "its id", "应急事件编号")
#define REASON TEXT("reason", true, "why", "原因")
#define PLACE                                                      \
    NUMBER("lon", false, -180, 180, "longitude, degrees", "经度"), \
        NUMBER("lat", false, -90, 90, "latitude, degrees", "纬度")
static const CmdArg args_open[] = {
    TEXT("from", false, "an alarm's id", "来自告警"),
    TEXT("title", false, "needed without an alarm", "标题"),
    TEXT("type", false, "of cases.yaml: id or name", "案件类型"),
    TEXT("text", false, "what is wrong", "描述"),
    TEXT("place", false, "where", "地点"),
    TEXT("id", false, "of its source: the same again is the same case", "外部编号"),
    PLACE,
};
static const CmdArg args_file[] = {
    TEXT("case", false, "its id or external id", "案件编号"),
    TEXT("from", false, "or an alarm's id: its case is opened first", "或告警编号，先转为案件"),
    { .name = "to",
      .type = CMD_ARG_CHOICE,
      .choices = "filed|closed",
      .fallback = "filed",
      .help = "closed: all stages, done on the spot",
      .help_zh = "立案；或一步办结（逐环节记录）" },
};
static const CmdArg args_advance[] = {
    CASE,
    TEXT("to", true, "立案, 派遣 …, or filed, dispatched …", "下一环节"),
    TEXT("person", false, "who does it from now", "经办人"),
    TEXT("role", false, "监督中心, 指挥中心, 处置部门, 采集员", "角色"),
};
static const CmdArg args_assign[] = { CASE, TEXT("person", false, "who", "经办人"),
                                      TEXT("department", false, "which", "处置部门") };
static const CmdArg args_case_reason[] = { CASE, REASON };
static const CmdArg args_extend[] = {
    CASE,
    REASON,
    NUMBER("by", true, 0.1, 10000, "so many of the stage's unit", "延长量，按本环节时限单位"),
};
static const CmdArg args_suspend[] = {
    CASE,
    TEXT("reason", false, "why; needed to suspend", "原因"),
    { .name = "on",
      .type = CMD_ARG_BOOL,
      .fallback = "on",
      .help = "off: go on",
      .help_zh = "off 为恢复" },
};
static const CmdArg args_case_note[] = { CASE, TEXT("text", true, "the note", "备注") };
static const CmdArg args_emergency_open[] = {
    TEXT("title", false, "needed without an alarm", "标题"),
    TEXT("from", false, "an alarm's id", "来自告警"),
    TEXT("place", false, "where", "地点"),
    TEXT("source", false, "who reported it", "信息来源"),
    PLACE,
};
static const CmdArg args_level[] = {
    EMERGENCY,
    { .name = "level",
      .type = CMD_ARG_CHOICE,
      .is_required = true,
      .choices = "IV|III|II|I",
      .help = "proposed",
      .help_zh = "建议级别" },
    REASON,
};
static const CmdArg args_emergency[] = { EMERGENCY };
static const CmdArg args_phase[] = {
    EMERGENCY, TEXT("to", true, "应急响应, 指挥调度 …, or response, command …", "阶段")
};
static const CmdArg args_task[] = {
    EMERGENCY,
    TEXT("unit", false, "who is to do it", "单位"),
    TEXT("text", false, "the task, or the answer", "任务或反馈"),
    { .name = "number",
      .type = CMD_ARG_INT,
      .min = 1,
      .max = EMERGENCY_TASKS_MAX,
      .help = "of the task that is answered",
      .help_zh = "任务号" },
    { .name = "done",
      .type = CMD_ARG_BOOL,
      .fallback = "off",
      .help = "it is done, not only received",
      .help_zh = "已完成" },
};
static const CmdArg args_log[] = {
    EMERGENCY,
    TEXT("text", true, "the line", "记录"),
    TEXT("field", false, "nature, casualties, loss, scope, trend, leaders, measures, requests",
         "报告字段"),
};
static const CmdArg args_report[] = {
    EMERGENCY,
    { .name = "kind",
      .type = CMD_ARG_CHOICE,
      .is_required = true,
      .choices = "first|follow|final",
      .help = "of report",
      .help_zh = "初报、续报、终报" },
};
static const CmdArg args_close[] = { EMERGENCY, TEXT("summary", true, "how it ended", "结论") };

#define ROW(word, rows, function, en, zh)                                               \
    {                                                                                   \
        .name = word, .group = "operations", .help = en, .help_zh = zh, CMD_ARGS(rows), \
        .run = function                                                                 \
    }
const Cmd cmd_case_rows[] = {
    ROW("case-open", args_open, run_case_open, "Opens a case, also from an alarm.",
        "立案登记，可由告警转入。"),
    ROW("case-file", args_file, run_case_file,
        "Takes a case, or an alarm, to its filing or its end in one line.",
        "一步立案或办结，也可直接由告警转入。"),
    ROW("case-advance", args_advance, run_case_advance, "Takes a case to its next stage.",
        "推进案件。"),
    ROW("case-assign", args_assign, run_case_assign, "Gives a case to a person or department.",
        "指派案件。"),
    ROW("case-return", args_case_reason, run_case_return, "Gives a case back to dispatch.",
        "退回案件。"),
    ROW("case-extend", args_extend, run_case_extend, "Gives a case more time.", "延期。"),
    ROW("case-suspend", args_suspend, run_case_suspend, "Stops the clock of a case.",
        "挂账或恢复。"),
    ROW("case-rework", args_case_reason, run_case_rework, "Sends a checked case to be done again.",
        "返工。"),
    ROW("case-supervise", args_case_reason, run_case_supervise, "Presses a case.", "督办。"),
    ROW("case-void", args_case_reason, run_case_void, "Ends a case as void.", "作废案件。"),
    ROW("case-note", args_case_note, run_case_note, "Adds a note to a case.", "添加案件备注。"),
    ROW("emergency-open", args_emergency_open, run_emergency_open, "Receives an emergency.",
        "事件接报。"),
    ROW("emergency-level", args_level, run_emergency_level, "Proposes a level of response.",
        "提出定级建议。"),
    ROW("emergency-approve", args_emergency, run_emergency_approve, "Approves the level proposed.",
        "批准级别。"),
    ROW("emergency-phase", args_phase, run_emergency_phase, "Takes an emergency to a phase.",
        "切换应急阶段。"),
    ROW("emergency-task", args_task, run_emergency_task, "Gives a task, or answers one.",
        "下达或反馈任务。"),
    ROW("emergency-log", args_log, run_emergency_log, "Adds to the log, or sets a report field.",
        "记录或填写报告字段。"),
    ROW("emergency-report", args_report, run_emergency_report, "Writes a report from the fields.",
        "生成初报、续报、终报。"),
    ROW("emergency-close", args_close, run_emergency_close, "Ends an emergency.", "结束应急事件。"),
};
const int cmd_case_count = (int)(sizeof cmd_case_rows / sizeof cmd_case_rows[0]);
