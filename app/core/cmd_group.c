// SPDX-License-Identifier: Apache-2.0
// cmd_group.c - layers and their groups: which group a layer is in, their order, names, all of a
// group shown or hidden.
#include "base/nearest.h"
#include "core/cmd_rows.h"
#include <string.h>

// False with *err: no layer is in it.
static bool find_group(const State *state, const char *name, Err *err)
{
    Nearest nearest = { .wrong = name };
    char near[300];
    for (int i = 0; i < state->layer_count; i++) {
        if (strcmp(state->layers[i].group, name) == 0) return true;
        nearest_offer(&nearest, state->layers[i].group);
    }
    nearest_text(&nearest, near, sizeof near);
    err_set(err, ERR_NOT_FOUND, "no layer is in a group '%.80s' (没有这个分组)%s", name, near);
    return false;
}

static bool check_name(const char *what, const char *name, bool may_be_empty, Err *err)
{
    if ((may_be_empty || name[0]) && strlen(name) < STATE_NAME_MAX) return true;
    err_set(err, ERR_RANGE, "%s: a name has %d to %d bytes (名称长度超限)", what, !may_be_empty,
            STATE_NAME_MAX - 1);
    return false;
}

static bool run_layer_group(CmdContext *context, const CmdCall *call, Err *err)
{
    enum { LAYER, GROUP, BEFORE };
    State *state = context->state;
    const StateLayer *layer = cmd_layer(state, call->values[LAYER], err), *before = NULL;
    if (!layer || !check_name("layer-group", call->values[GROUP], true, err)) return false;
    if (call->values[BEFORE] && !(before = cmd_layer(state, call->values[BEFORE], err)))
        return false;
    if (before && strcmp(before->group, call->values[GROUP]) != 0) {
        err_set(err, ERR_ARGUMENT, "layer-group: '%s' is in group '%s', not in '%.80s'",
                before->name, before->group, call->values[GROUP]);
        return false;
    }
    return state_layer_place(state, layer->id, call->values[GROUP], before ? before->id : 0);
}

static bool run_layer_rename(CmdContext *context, const CmdCall *call, Err *err)
{
    StateLayer *layer = cmd_layer(context->state, call->values[0], err);
    if (!layer || !check_name("layer-rename", call->values[1], false, err)) return false;
    state_layer_rename(context->state, layer, call->values[1]);
    state_touch_layers(context->state);
    return true;
}

static bool run_group_move(CmdContext *context, const CmdCall *call, Err *err)
{
    if (!find_group(context->state, call->values[0], err)) return false;
    if (call->values[1] && !find_group(context->state, call->values[1], err)) return false;
    if (call->values[1] && strcmp(call->values[0], call->values[1]) == 0) return true;
    return state_group_move(context->state, call->values[0], call->values[1]);
}

static bool run_group_rename(CmdContext *context, const CmdCall *call, Err *err)
{
    return find_group(context->state, call->values[0], err) &&
           check_name("group-rename", call->values[1], true, err) &&
           state_group_rename(context->state, call->values[0], call->values[1]) > 0;
}

static bool run_group_show(CmdContext *context, const CmdCall *call, Err *err)
{
    return find_group(context->state, call->values[0], err) &&
           state_group_show(context->state, call->values[0], call->numbers[1] != 0) > 0;
}

#define LAYER_ARG                                                                          \
    {                                                                                      \
        .name = "layer", .type = CMD_ARG_LAYER, .is_required = true, .help = "name or id", \
        .help_zh = "图层名或编号"                                                    \
    }
#define GROUP_ARG                                                                              \
    {                                                                                          \
        .name = "group", .type = CMD_ARG_TEXT, .is_required = true, .help = "\"\" = no group", \
        .help_zh = "分组名，\"\" 为不分组"                                             \
    }
static const CmdArg args_layer_group[] = {
    LAYER_ARG,
    GROUP_ARG,
    { .name = "before",
      .type = CMD_ARG_LAYER,
      .help = "a layer of that group; behind its last when not given",
      .help_zh = "该组中的图层，排在其前；不写则排在组末" },
};
static const CmdArg args_layer_rename[] = {
    LAYER_ARG,
    { .name = "name",
      .type = CMD_ARG_TEXT,
      .is_required = true,
      .help = "made unique",
      .help_zh = "新名称，重名时自动编号" },
};
static const CmdArg args_group_move[] = {
    GROUP_ARG,
    { .name = "before",
      .type = CMD_ARG_TEXT,
      .help = "another group; the last when not given",
      .help_zh = "排在该分组之前；不写则排到最后" },
};
static const CmdArg args_group_rename[] = {
    GROUP_ARG,
    { .name = "name",
      .type = CMD_ARG_TEXT,
      .is_required = true,
      .help = "that of another group joins them; \"\" dissolves it",
      .help_zh = "新名称；与另一组同名则合并，\"\" 为解散" },
};
static const CmdArg args_group_show[] = {
    GROUP_ARG,
    { .name = "on",
      .type = CMD_ARG_BOOL,
      .is_required = true,
      .help = "shown or hidden",
      .help_zh = "显示或隐藏" },
};

const Cmd cmd_group_rows[] = {
    { .name = "layer-group",
      .group = "layer",
      .help = "Puts a layer into a group, at a place in it.",
      .help_zh = "把图层放入分组，可指定位置。",
      CMD_ARGS(args_layer_group),
      .is_undoable = true,
      .run = run_layer_group },
    { .name = "layer-rename",
      .group = "layer",
      .help = "Names a layer anew.",
      .help_zh = "重命名图层。",
      CMD_ARGS(args_layer_rename),
      .is_undoable = true,
      .run = run_layer_rename },
    { .name = "group-move",
      .group = "layer",
      .help = "Puts a group elsewhere in the order.",
      .help_zh = "调整分组次序。",
      CMD_ARGS(args_group_move),
      .is_undoable = true,
      .run = run_group_move },
    { .name = "group-rename",
      .group = "layer",
      .help = "Names a group anew.",
      .help_zh = "重命名分组。",
      CMD_ARGS(args_group_rename),
      .is_undoable = true,
      .run = run_group_rename },
    { .name = "group-show",
      .group = "layer",
      .help = "Shows or hides all layers of a group.",
      .help_zh = "显示或隐藏整组图层。",
      CMD_ARGS(args_group_show),
      .is_undoable = true,
      .run = run_group_show },
};
const int cmd_group_count = (int)(sizeof cmd_group_rows / sizeof cmd_group_rows[0]);
