// SPDX-License-Identifier: Apache-2.0
// cmd_scene.c - scenes of the big screen: kept, shown, put in order, rotated, locked.
#include "base/nearest.h"
#include "core/cmd_rows.h"
#include "core/director.h"
#include <math.h>
#include <string.h>

static StateScene *find_scene(State *state, const char *name, Err *err)
{
    StateScene *scene = state_scene_find(state, name);
    if (scene) return scene;
    Nearest nearest = { .wrong = name };
    char near[200];
    for (int i = 0; i < state->scene_count; i++) nearest_offer(&nearest, state->scenes[i].name);
    nearest_text(&nearest, near, sizeof near);
    err_set(err, ERR_NOT_FOUND, "no scene is named '%.80s' (没有这个场景)%s; there are %d", name,
            near, state->scene_count);
    return NULL;
}

static bool run_save(CmdContext *context, const CmdCall *call, Err *err)
{
    enum { NAME, SECONDS, TRANSITION };
    State *state = context->state;
    if (!call->values[NAME][0] || strlen(call->values[NAME]) >= STATE_NAME_MAX) {
        err_set(err, ERR_RANGE, "a name has 1 to %d bytes", STATE_NAME_MAX - 1);
        return false;
    }
    const StateScene *old = state_scene_find(state, call->values[NAME]);
    StateScene scene = state_scene_now(state, call->values[NAME]);
    if (old) scene.seconds = old->seconds, scene.transition_s = old->transition_s;
    if (call->values[SECONDS]) scene.seconds = call->numbers[SECONDS];
    if (call->values[TRANSITION]) scene.transition_s = call->numbers[TRANSITION];
    if (!state_scene_put(state, &scene)) {
        err_set(err, ERR_MEMORY, "no memory for a scene");
        return false;
    }
    str_copy_utf8(state->scene, sizeof state->scene, scene.name);
    return true;
}

static bool run_show(CmdContext *context, const CmdCall *call, Err *err)
{
    const StateScene *scene = find_scene(context->state, call->values[0], err);
    if (!scene) return false;
    const StateScene copy = *scene;
    state_scene_show(context->state, &copy);
    return true;
}

static bool run_remove(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    StateScene *scene = find_scene(state, call->values[0], err);
    if (!scene) return false;
    const int at = (int)(scene - state->scenes);
    memmove(scene, scene + 1, (size_t)(state->scene_count - at - 1) * sizeof *scene);
    state->scene_count--;
    state_touch(state);
    return true;
}

static bool run_move(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    StateScene *scene = find_scene(state, call->values[0], err);
    if (!scene) return false;
    const int from = (int)(scene - state->scenes), last = state->scene_count - 1;
    const int to = (int)fmin(call->numbers[1] - 1, last), by = to > from ? 1 : -1;
    const StateScene moved = *scene;
    for (int i = from; i != to; i += by) state->scenes[i] = state->scenes[i + by];
    state->scenes[to] = moved;
    state_touch(state);
    return true;
}

static bool run_rename(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    StateScene *scene = find_scene(state, call->values[0], err);
    const StateScene *other = state_scene_find(state, call->values[1]);
    if (!scene) return false;
    if (!call->values[1][0] || strlen(call->values[1]) >= STATE_NAME_MAX) {
        err_set(err, ERR_RANGE, "a name has 1 to %d bytes", STATE_NAME_MAX - 1);
        return false;
    }
    if (other && other != scene) {
        err_set(err, ERR_ARGUMENT, "there is a scene '%.80s' already (场景已存在)", other->name);
        return false;
    }
    if (strcmp(state->scene, scene->name) == 0)
        str_copy_utf8(state->scene, sizeof state->scene, call->values[1]);
    str_copy_utf8(scene->name, sizeof scene->name, call->values[1]);
    state_touch(state);
    return true;
}

static bool run_step(CmdContext *context, const CmdCall *call, Err *err)
{
    if (director_step(context->state, (int)call->numbers[0])) return true;
    err_set(err, ERR_NOT_FOUND, "there are no scenes; scene-save keeps what is shown (还没有场景)");
    return false;
}

static bool run_rotate(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const bool is_on = call->values[0] ? call->numbers[0] != 0 : !state->is_rotating;
    if (is_on && state->scene_count < 2) {
        err_set(err, ERR_ARGUMENT,
                "a rotation needs two scenes; scene-save keeps what is shown (至少两个场景)");
        return false;
    }
    state->is_rotating = is_on;
    state->scene_time_s = 0;
    state_touch(state);
    return true;
}

static bool run_lock(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    State *state = context->state;
    state->is_scene_locked = call->values[0] ? call->numbers[0] != 0 : !state->is_scene_locked;
    state_touch(state);
    return true;
}

static bool run_alarm(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    context->state->scene_alarm = (int)call->numbers[0];
    state_touch(context->state);
    return true;
}

#define NAME_ARG                                                                           \
    {                                                                                      \
        .name = "name", .type = CMD_ARG_TEXT, .is_required = true, .help = "of the scene", \
        .help_zh = "场景名称"                                                          \
    }
static const CmdArg args_save[] = {
    NAME_ARG,
    { .name = "seconds",
      .type = CMD_ARG_NUMBER,
      .min = 1,
      .max = 86400,
      .fallback = "30",
      .help = "shown in a rotation",
      .help_zh = "轮播停留秒数" },
    { .name = "transition",
      .type = CMD_ARG_NUMBER,
      .min = 0,
      .max = 60,
      .fallback = "2",
      .help = "seconds of the camera's way; 0 = at once",
      .help_zh = "相机过渡秒数，0 为直接切换" },
};
static const CmdArg args_name[] = { NAME_ARG };
static const CmdArg args_move[] = {
    NAME_ARG,
    { .name = "to",
      .type = CMD_ARG_INT,
      .is_required = true,
      .min = 1,
      .max = 10000,
      .help = "its place, from 1",
      .help_zh = "位置，从 1 起" },
};
static const CmdArg args_rename[] = { NAME_ARG,
                                      { .name = "new",
                                        .type = CMD_ARG_TEXT,
                                        .is_required = true,
                                        .help = "name",
                                        .help_zh = "新名称" } };
static const CmdArg args_step[] = { { .name = "by",
                                      .type = CMD_ARG_INT,
                                      .is_required = true,
                                      .min = -1000,
                                      .max = 1000,
                                      .help = "scenes on; negative: back",
                                      .help_zh = "向后的场景数，负为向前" } };
static const CmdArg args_switch[] = { { .name = "on",
                                        .type = CMD_ARG_BOOL,
                                        .help = "on or off; the other when not given",
                                        .help_zh = "开或关；不写则切换" } };
static const CmdArg args_alarm[] = { { .name = "level",
                                       .type = CMD_ARG_CHOICE,
                                       .is_required = true,
                                       .choices = "off|blue|yellow|orange|red",
                                       .help = "the least level",
                                       .help_zh = "最低级别" } };

const Cmd cmd_scene_rows[] = {
    { .name = "scene-save",
      .group = "view",
      .help = "Keeps what the screen shows as a scene.",
      .help_zh = "将当前画面存为场景。",
      CMD_ARGS(args_save),
      .is_undoable = true,
      .run = run_save },
    { .name = "scene-show",
      .group = "view",
      .help = "Shows a scene.",
      .help_zh = "显示场景。",
      CMD_ARGS(args_name),
      .run = run_show },
    { .name = "scene-remove",
      .group = "view",
      .help = "Removes a scene.",
      .help_zh = "删除场景。",
      CMD_ARGS(args_name),
      .is_undoable = true,
      .run = run_remove },
    { .name = "scene-move",
      .group = "view",
      .help = "Puts a scene elsewhere in the order.",
      .help_zh = "调整场景次序。",
      CMD_ARGS(args_move),
      .is_undoable = true,
      .run = run_move },
    { .name = "scene-rename",
      .group = "view",
      .help = "Names a scene anew.",
      .help_zh = "重命名场景。",
      CMD_ARGS(args_rename),
      .is_undoable = true,
      .run = run_rename },
    { .name = "scene-step",
      .group = "view",
      .help = "The next scene, or the one before.",
      .help_zh = "下一个或上一个场景。",
      CMD_ARGS(args_step),
      .run = run_step },
    { .name = "scene-rotate",
      .group = "view",
      .help = "Scenes follow one another by themselves.",
      .help_zh = "场景轮播。",
      CMD_ARGS(args_switch),
      .run = run_rotate },
    { .name = "scene-lock",
      .group = "view",
      .help = "Neither rotation nor alarms change the screen, as during a talk.",
      .help_zh = "锁定画面：轮播和告警都不切换，用于讲解。",
      CMD_ARGS(args_switch),
      .run = run_lock },
    { .name = "scene-alarm",
      .group = "view",
      .help = "From this level on, an alarm takes the screen and gives it back.",
      .help_zh = "达到此级别的告警接管画面，处置后归还。",
      CMD_ARGS(args_alarm),
      .run = run_alarm },
};
const int cmd_scene_count = (int)(sizeof cmd_scene_rows / sizeof cmd_scene_rows[0]);
