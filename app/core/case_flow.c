// SPDX-License-Identifier: Apache-2.0
// case_flow.c - who may do what next, side moves, and the clocks of stages.
#include "core/case_private.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define AMBER 0.7 // of the limit

static const char *const states[CASE_STATE_COUNT][2] = {
    { "none", "" },           { "reported", "上报" },
    { "accepted", "受理" },   { "verifying", "核实" },
    { "filed", "立案" },      { "rejected", "不立案" },
    { "dispatched", "派遣" }, { "subdispatched", "二级派遣" },
    { "handling", "处置" },   { "checking", "核查" },
    { "closed", "结案" },     { "void", "作废" },
};

// 监督中心 accepts, files, sends to check and closes; 指挥中心 dispatches; 处置部门 handles; 采集员
// verifies.
static const struct {
    CaseState from, to;
    const char *role;
} steps[] = {
    { CASE_REPORTED, CASE_ACCEPTED, "监督中心" },
    { CASE_REPORTED, CASE_REJECTED, "监督中心" },
    { CASE_ACCEPTED, CASE_VERIFYING, "监督中心" },
    { CASE_ACCEPTED, CASE_FILED, "监督中心" },
    { CASE_ACCEPTED, CASE_REJECTED, "监督中心" },
    { CASE_VERIFYING, CASE_FILED, "采集员" },
    { CASE_VERIFYING, CASE_FILED, "监督中心" },
    { CASE_VERIFYING, CASE_REJECTED, "监督中心" },
    { CASE_FILED, CASE_DISPATCHED, "指挥中心" },
    { CASE_DISPATCHED, CASE_SUBDISPATCHED, "处置部门" },
    { CASE_DISPATCHED, CASE_HANDLING, "处置部门" },
    { CASE_SUBDISPATCHED, CASE_HANDLING, "处置部门" },
    { CASE_HANDLING, CASE_CHECKING, "处置部门" },
    { CASE_CHECKING, CASE_CLOSED, "监督中心" },
};
#define STEP_COUNT (int)(sizeof steps / sizeof steps[0])

const char *case_state_name(CaseState state)
{
    return states[state][0];
}

const char *case_state_text(CaseState state)
{
    return states[state][1];
}

CaseState case_state_find(const char *name)
{
    for (int i = CASE_REPORTED; i < CASE_STATE_COUNT; i++)
        if (strcmp(states[i][0], name) == 0 || strcmp(states[i][1], name) == 0) return (CaseState)i;
    return CASE_NONE;
}

bool case_is_open(const Case *item)
{
    return item->state != CASE_REJECTED && item->state != CASE_CLOSED && item->state != CASE_VOID;
}

int case_next(CaseState from, CaseState *out, int cap)
{
    int count = 0;
    for (int i = 0; i < STEP_COUNT; i++) {
        bool is_there = steps[i].from != from;
        for (int k = 0; k < count; k++) is_there = is_there || out[k] == steps[i].to;
        if (!is_there && count < cap) out[count++] = steps[i].to;
    }
    return count;
}

bool case_may(CaseState from, CaseState to, const char *role)
{
    for (int i = 0; i < STEP_COUNT; i++)
        if (steps[i].from == from && steps[i].to == to &&
            (!role || !role[0] || strcmp(role, steps[i].role) == 0))
            return true;
    return false;
}

static bool check_who(const ChangeBy *by, Err *err)
{
    if (by->who && by->who[0]) return true;
    err_set(err, ERR_ARGUMENT, "nobody is named who does it (未指定操作人)");
    return false;
}

CaseStage *case_stage(Case *item)
{
    return item->stage_count > 0 ? &item->stages[item->stage_count - 1] : NULL;
}

// Up to now, into used_s.
static void run_clock(const Cases *cases, CaseStage *stage, int64_t now_us)
{
    if (!stage->run_from_us) return;
    stage->used_s +=
        calendar_elapsed_s(cases->calendar, (CalendarUnit)stage->unit, stage->run_from_us, now_us);
    stage->run_from_us = now_us;
}

static double limit_s(const Cases *cases, const CaseStage *stage)
{
    if (isnan(stage->limit) || stage->limit <= 0) return NAN;
    const double unit_s = stage->unit == CALENDAR_DAY ? calendar_day_s(cases->calendar) : 3600;
    return stage->limit * unit_s;
}

void case_end_stage(const Cases *cases, CaseStage *stage, int64_t now_us)
{
    const double limit = limit_s(cases, stage);
    run_clock(cases, stage, now_us);
    stage->run_from_us = 0;
    stage->end_us = now_us;
    stage->is_on_time = isnan(limit) || stage->used_s <= limit;
}

CaseClock case_clock(const Cases *cases, const Case *item, int64_t now_us)
{
    CaseClock clock = { .share = NAN, .left_s = NAN, .colour = "none" };
    if (item->stage_count == 0 || !case_is_open(item)) return clock;
    CaseStage stage = item->stages[item->stage_count - 1];
    const double limit = limit_s(cases, &stage);
    if (isnan(limit)) return clock;
    run_clock(cases, &stage, now_us);
    clock.share = stage.used_s / limit;
    clock.left_s = limit - stage.used_s;
    clock.colour = clock.share < AMBER ? "green" : clock.share <= 1 ? "amber" : "red";
    if (stage.run_from_us)
        clock.due_us =
            clock.left_s > 0
                ? calendar_due_us(
                      cases->calendar, (CalendarUnit)stage.unit,
                      calendar_amount(cases->calendar, (CalendarUnit)stage.unit, clock.left_s),
                      now_us)
                : now_us;
    return clock;
}

static bool refuse_step(const Case *item, CaseState to, const char *role, Err *err)
{
    CaseState next[CASE_STATE_COUNT];
    char names[200] = "";
    const int count = case_next((CaseState)item->state, next, CASE_STATE_COUNT);
    for (int i = 0; i < count; i++) {
        const size_t length = strlen(names);
        snprintf(names + length, sizeof names - length, "%s%s %s", i ? ", " : "",
                 case_state_name(next[i]), case_state_text(next[i]));
    }
    if (case_may((CaseState)item->state, to, NULL))
        err_set(err, ERR_ARGUMENT,
                "case '%s': the role '%.40s' may not take it to %s %s (该角色无此权限)", item->id,
                role, case_state_name(to), case_state_text(to));
    else
        err_set(err, ERR_ARGUMENT, "case '%s' is %s %s; from there it goes to: %s", item->id,
                case_state_name((CaseState)item->state), case_state_text((CaseState)item->state),
                count ? names : "nothing (已结束)");
    return false;
}

bool case_advance(Cases *cases, Case *item, CaseState to, const char *person, const char *role,
                  const ChangeBy *by, Err *err)
{
    if (!check_who(by, err)) return false;
    if (item->is_suspended) {
        err_set(err, ERR_ARGUMENT, "case '%s' is suspended (挂账中): resume it first", item->id);
        return false;
    }
    if (!case_may((CaseState)item->state, to, role))
        return refuse_step(item, to, role ? role : "", err);
    if (!case_begin(cases, item, to, person ? person : item->person, role ? role : "", by->t_us)) {
        err_set(err, ERR_RANGE, "case '%s' has too many stages", item->id);
        return false;
    }
    case_changed(cases, item, "advance", case_state_name(to), by);
    return true;
}

bool case_advance_to(Cases *cases, Case *item, CaseState to, const ChangeBy *by, Err *err)
{
    static const CaseState ways[CASE_STATE_COUNT] = {
        [CASE_REPORTED] = CASE_ACCEPTED,   [CASE_ACCEPTED] = CASE_FILED,
        [CASE_VERIFYING] = CASE_FILED,     [CASE_FILED] = CASE_DISPATCHED,
        [CASE_DISPATCHED] = CASE_HANDLING, [CASE_SUBDISPATCHED] = CASE_HANDLING,
        [CASE_HANDLING] = CASE_CHECKING,   [CASE_CHECKING] = CASE_CLOSED,
    };
    CaseState at = (CaseState)item->state;
    while (at != CASE_NONE && at != to) at = ways[at];
    if (at == CASE_NONE || (int)to == item->state) return refuse_step(item, to, "", err);
    while (item->state != (int)to)
        if (!case_advance(cases, item, ways[item->state], by->who, "", by, err)) return false;
    return true;
}

static const struct {
    const char *what;
    CaseState from, to; // NONE = any that is open; stays
} moves[CASE_MOVE_COUNT] = {
    [CASE_RETURN] = { "return", CASE_HANDLING, CASE_DISPATCHED },
    [CASE_EXTEND] = { "extend", CASE_HANDLING, CASE_NONE },
    [CASE_SUSPEND] = { "suspend", CASE_NONE, CASE_NONE },
    [CASE_RESUME] = { "resume", CASE_NONE, CASE_NONE },
    [CASE_REWORK] = { "rework", CASE_CHECKING, CASE_HANDLING },
    [CASE_SUPERVISE] = { "supervise", CASE_NONE, CASE_NONE },
    [CASE_VOIDED] = { "void", CASE_NONE, CASE_VOID },
};

// What a move needs besides its reason.
static bool check_move(Case *item, CaseMove move, double amount, Err *err)
{
    const CaseState from = moves[move].from;
    const char *why = NULL;
    // A department gives back also what it has not begun.
    const bool is_returned = move == CASE_RETURN && item->state == CASE_SUBDISPATCHED;
    if (!case_is_open(item))
        why = "it is over (已结束)";
    else if (move == CASE_SUSPEND && item->is_suspended)
        why = "it is suspended already (已挂账)";
    else if (move == CASE_RESUME && !item->is_suspended)
        why = "it is not suspended (未挂账)";
    else if (item->is_suspended && moves[move].to && move != CASE_VOIDED)
        why = "it is suspended (挂账中)";
    else if (move == CASE_EXTEND && !(amount > 0))
        why = "by how much is not said (未说明延期时长)";
    else if (from && (int)from != item->state && !is_returned)
        why = "not in this state (当前环节不可)";
    if (!why) return true;
    err_set(err, ERR_ARGUMENT, "case '%s' is %s %s, no %s: %s", item->id,
            case_state_name((CaseState)item->state), case_state_text((CaseState)item->state),
            moves[move].what, why);
    return false;
}

bool case_move(Cases *cases, Case *item, CaseMove move, const char *reason, double amount,
               const ChangeBy *by, Err *err)
{
    if (!check_who(by, err) || !check_move(item, move, amount, err)) return false;
    if (move != CASE_RESUME && (!reason || !reason[0])) {
        err_set(err, ERR_ARGUMENT, "case-%s needs a reason (须说明原因)", moves[move].what);
        return false;
    }
    CaseStage *stage = case_stage(item);
    if (moves[move].to && !case_begin(cases, item, moves[move].to,
                                      move == CASE_REWORK ? item->person : by->who, "", by->t_us)) {
        err_set(err, ERR_RANGE, "case '%s' has too many stages", item->id);
        return false;
    }
    if (move == CASE_EXTEND && stage) stage->limit += amount;
    if (move == CASE_SUSPEND && stage) {
        run_clock(cases, stage, by->t_us);
        stage->run_from_us = 0;
    }
    if (move == CASE_RESUME && stage) stage->run_from_us = by->t_us;
    if (move == CASE_SUSPEND || move == CASE_RESUME) item->is_suspended = move == CASE_SUSPEND;
    if (move == CASE_VOIDED) item->is_suspended = false;
    item->returns += move == CASE_RETURN;
    item->reworks += move == CASE_REWORK;
    item->extensions += move == CASE_EXTEND;
    item->supervisions += move == CASE_SUPERVISE;
    case_changed(cases, item, moves[move].what, reason, by);
    return true;
}
