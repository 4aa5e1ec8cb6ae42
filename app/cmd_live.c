// SPDX-License-Identifier: Apache-2.0
// cmd_live.c - going to an alarm, the next one that waits, and what is live under the pointer.
#include "cmd_live.h"
#include "base/str.h"
#include "core/cmd_rows.h"
#include "scene/scene_live.h"
#include <math.h>
#include <string.h>

#define FROM_M 900.0 // an alarm is looked at from

static Alarm *alarm_named(App *app, const char *id, Err *err)
{
    Alarm *alarm = app->live.operations ? alarms_find(app->live.operations->alarms, id) : NULL;
    if (!alarm) err_set(err, ERR_NOT_FOUND, "no alarm has the id '%.120s' (没有这条告警)", id);
    return alarm;
}

static void look_at(App *app, GeoPos at, double distance_m)
{
    StateCamera goal = app->state.camera;
    goal.target = at;
    goal.distance_m = distance_m > 0 ? distance_m : fmin(fmax(goal.distance_m, 300), FROM_M);
    goal.pitch_deg = fmax(25, fmin(goal.pitch_deg, 60));
    app->state.is_touring = false;
    if (app->is_window)
        app_camera_glide(app, &goal);
    else
        app_camera_set(app, &goal);
}

static bool run_go(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    const Alarm *alarm = alarm_named(app, call->values[0], err);
    GeoPos at;
    if (!alarm) return false;
    if (!app_alarm_position(app, alarm, &at)) {
        err_set(err, ERR_NOT_FOUND, "it is not known where the alarm '%.120s' is (告警没有位置)",
                alarm->id);
        return false;
    }
    look_at(app, at, call->values[1] ? call->numbers[1] : 0);
    return true;
}

// The gravest that asks for acknowledgement, of these the newest; after the one looked at, so that
// the command said again goes through them.
static const Alarm *next_alarm(const App *app)
{
    Alarms *all = app->live.operations->alarms;
    const Alarm *now = alarms_find(all, app->state.dock_item), *best = NULL, *first = NULL;
    for (int i = 0; i < alarms_count(all); i++) {
        const Alarm *a = alarms_at(all, i);
        if (!a->needs_ack || !alarm_is_shown(a) || a == now) continue;
        const bool is_above = !first || a->level > first->level ||
                              (a->level == first->level && a->t_raised_us > first->t_raised_us);
        if (is_above) first = a;
        const bool is_after = now && (a->level < now->level || (a->level == now->level &&
                                                                a->t_raised_us < now->t_raised_us));
        if (is_after && (!best || a->level > best->level ||
                         (a->level == best->level && a->t_raised_us > best->t_raised_us)))
            best = a;
    }
    return best ? best : first;
}

static bool run_next(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    App *app = context->app;
    const Alarm *alarm = app->live.operations ? next_alarm(app) : NULL;
    GeoPos at;
    if (!alarm) {
        err_set(err, ERR_NOT_FOUND, "no alarm waits for acknowledgement (没有未确认的告警)");
        return false;
    }
    app->state.dock = STATE_DOCK_ALARMS;
    str_copy_utf8(app->state.dock_item, sizeof app->state.dock_item, alarm->id);
    state_touch(&app->state);
    if (app_alarm_position(app, alarm, &at)) look_at(app, at, 0);
    return true;
}

bool app_live_select(App *app, double x_px, double y_px)
{
    uint32_t key = 0;
    LiveBinding bound;
    if (!app->scene || !scene_live_pick(app->scene, x_px, y_px, &key)) return false;
    const Alarm *alarm = app_live_alarm_of(app, key);
    if (alarm) {
        app->state.dock = STATE_DOCK_ALARMS;
        str_copy_utf8(app->state.dock_item, sizeof app->state.dock_item, alarm->id);
        key = keys_find(app->live.keys, alarm->subject, strlen(alarm->subject));
    }
    if (key)
        str_copy_utf8(app->state.shown_key, sizeof app->state.shown_key,
                      keys_text(app->live.keys, key));
    if (key && live_bind_of_key(app->live.bind, key, &bound, 1) > 0)
        (void)state_select(&app->state, (StateFeatureRef){ bound.layer_id, bound.feature });
    state_touch(&app->state);
    return true;
}

static const CmdArg args_go[] = {
    { .name = "alarm",
      .type = CMD_ARG_TEXT,
      .is_required = true,
      .help = "its id: RULE or RULE@SUBJECT",
      .help_zh = "告警编号" },
    { .name = "distance",
      .type = CMD_ARG_NUMBER,
      .min = 1,
      .max = 1e8,
      .help = "metres from it",
      .help_zh = "距离（米）" },
};

static const Cmd rows[] = {
    { .name = "alarm-go",
      .group = "operations",
      .help = "Flies to where an alarm is.",
      .help_zh = "飞到告警所在处。",
      CMD_ARGS(args_go),
      .run = run_go },
    { .name = "alarm-next",
      .group = "operations",
      .help = "Opens the gravest alarm that waits, then the next, and flies there.",
      .help_zh = "依次打开最紧要的未确认告警并飞往该处。",
      .run = run_next },
};

void app_add_live_commands(CmdTable *table)
{
    cmd_table_add(table, rows, (int)(sizeof rows / sizeof rows[0]));
}
