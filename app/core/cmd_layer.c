// SPDX-License-Identifier: Apache-2.0
// cmd_layer.c - commands on layers. The arguments of layer-add, layer-set and layer-style are the keys of city.yaml.
#include "core/cmd_rows.h"
#include "core/document.h"
#include "base/nearest.h"
#include <stdlib.h>
#include <string.h>

StateLayer *cmd_layer(State *state, const char *name, Err *err)
{
    StateLayer *layer = state_layer_find(state, name);
    if (layer) return layer;
    Nearest nearest = { .wrong = name };
    char near[300];
    for (int i = 0; i < state->layer_count; i++) nearest_offer(&nearest, state->layers[i].name);
    nearest_text(&nearest, near, sizeof near);
    err_set(err, ERR_NOT_FOUND, "no layer is named '%.80s' (没有这个图层)%s; there are %d", name, near, state->layer_count);
    return NULL;
}

int cmd_layers(State *state, const char *name, void (*visit)(State *state, StateLayer *layer, void *arg), void *arg, Err *err)
{
    StateLayer *one = strcmp(name, "*") == 0 ? NULL : state_layer_find(state, name);
    if (one) {
        visit(state, one, arg);
        return 1;
    }
    int count = 0;
    // From the end, because a visit may remove.
    for (int i = state->layer_count - 1; i >= 0; i--) {
        StateLayer *layer = &state->layers[i];
        if (strcmp(name, "*") != 0 && (!name[0] || strcmp(layer->group, name) != 0)) continue;
        visit(state, layer, arg);
        count++;
    }
    if (count == 0) (void)cmd_layer(state, name, err);
    return count;
}

// Keys that layer-add has arguments of its own for, or that are no single value.
static bool is_argument(const DocumentKey *key, bool has_layer_keys)
{
    if (key->section == DOCUMENT_STYLE) return true;
    if (key->section != DOCUMENT_LAYER || !has_layer_keys || key->is_operator) return false;
    return key->type != DOCUMENT_MAP && strcmp(key->key, "name") != 0 && strcmp(key->key, "source") != 0;
}

static CmdArg arg_of_key(const DocumentKey *key)
{
    CmdArg arg = { .name = key->key, .type = CMD_ARG_TEXT, .fallback = key->section == DOCUMENT_STYLE ? "auto" : NULL,
                   .help = key->help, .help_zh = key->help_zh };
    switch (key->type) {
    case DOCUMENT_NUMBER:
    case DOCUMENT_OPACITY:
        arg.type = CMD_ARG_NUMBER;
        arg.min = key->min;
        arg.max = key->max;
        break;
    case DOCUMENT_BOOL: arg.type = CMD_ARG_BOOL; break;
    case DOCUMENT_COLOUR: arg.type = CMD_ARG_COLOUR; break;
    case DOCUMENT_CHOICE:
        arg.type = CMD_ARG_CHOICE;
        arg.choices = key->choices;
        break;
    default: break;
    }
    return arg;
}

// The key of an argument; NULL for those a command has of its own.
static const DocumentKey *key_of_arg(const char *name)
{
    const DocumentKey *key = document_key_find(DOCUMENT_STYLE, name);
    return key ? key : document_key_find(DOCUMENT_LAYER, name);
}

// Which data a layer asks for follows from these; a change loads anew.
static bool set_keys(State *state, StateLayer *layer, const Cmd *cmd, const CmdCall *call, int first, Err *err)
{
    for (int i = first; i < cmd->arg_count; i++) {
        if (!call->values[i]) continue;
        const DocumentKey *key = key_of_arg(cmd->args[i].name);
        if (!key) continue;
        void *owner = key->section == DOCUMENT_STYLE ? (void *)&layer->style : (void *)layer;
        if (document_value_set(key, owner, call->values[i], state->utc_offset_s, err)) continue;
        err_prefix(err, "%s: %s (%s)", cmd->name, key->key, key->help_zh);
        return false;
    }
    state_touch_layers(state);
    return true;
}

static bool run_layer_add(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const Cmd *cmd = cmd_find(context->table, "layer-add");
    if (call->values[1] && strlen(call->values[1]) >= STATE_NAME_MAX) {
        err_set(err, ERR_RANGE, "layer-add: a name has at most %d bytes", STATE_NAME_MAX - 1);
        return false;
    }
    StateLayer *layer = state_layer_add(state, call->values[1], call->values[0]);
    if (!layer) {
        err_set(err, ERR_MEMORY, "layer-add: no memory for a layer");
        return false;
    }
    if (!set_keys(state, layer, cmd, call, 2, err)) return false;
    return true;
}

static bool run_layer_set(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const Cmd *cmd = cmd_find(context->table, "layer-set");
    StateLayer *layer = cmd_layer(state, call->values[0], err);
    if (!layer) return false;
    if (call->values[1]) {
        if (!call->values[1][0] || strlen(call->values[1]) >= STATE_NAME_MAX) {
            err_set(err, ERR_RANGE, "layer-set: a name has 1 to %d bytes", STATE_NAME_MAX - 1);
            return false;
        }
        state_layer_rename(state, layer, call->values[1]);
    }
    return set_keys(state, layer, cmd, call, 2, err);
}

static bool run_layer_style(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const Cmd *cmd = cmd_find(context->table, "layer-style");
    StateLayer *layer = cmd_layer(state, call->values[0], err);
    if (!layer) return false;
    if (call->values[1] && call->numbers[1] != 0) layer->style = (LayerStyle){ 0 };
    return set_keys(state, layer, cmd, call, 2, err);
}

#define LAYER { .name = "layer", .type = CMD_ARG_LAYER, .is_required = true, .help = "name or id", .help_zh = "图层名或编号" }

void cmd_layer_key_rows(CmdArg args[CMD_LAYER_KEY_ROWS][CMD_ARGS_MAX], Cmd rows[CMD_LAYER_KEY_ROWS])
{
    static const CmdArg own[CMD_LAYER_KEY_ROWS][2] = {
        { { .name = "path", .type = CMD_ARG_PATH, .is_required = true, .help = "file, URL, /vsi… or OGR connection", .help_zh = "文件、网址、/vsi… 或 OGR 连接串" },
          { .name = "name", .type = CMD_ARG_TEXT, .help = "shown; the file's name when not given", .help_zh = "图层名，缺省为文件名" } },
        { LAYER,
          { .name = "name", .type = CMD_ARG_TEXT, .help = "a new name", .help_zh = "新名称" } },
        { LAYER,
          { .name = "reset", .type = CMD_ARG_BOOL, .fallback = "off", .help = "forget what was set before", .help_zh = "先清除已有样式" } },
    };
    static const Cmd templates[CMD_LAYER_KEY_ROWS] = {
        { .name = "layer-add", .group = "layer", .help = "Adds a layer; every key of city.yaml may be given.", .help_zh = "添加图层，可给出 city.yaml 的各项。",
          .is_undoable = true, .run = run_layer_add },
        { .name = "layer-set", .group = "layer", .help = "Sets any key of a layer.", .help_zh = "设定图层的任意项。",
          .is_undoable = true, .is_continuous = true, .run = run_layer_set },
        { .name = "layer-style", .group = "layer", .help = "Sets how a layer is drawn.", .help_zh = "设定图层样式。",
          .is_undoable = true, .is_continuous = true, .run = run_layer_style },
    };
    for (int r = 0; r < CMD_LAYER_KEY_ROWS; r++) {
        rows[r] = templates[r];
        rows[r].args = args[r];
        args[r][0] = own[r][0];
        args[r][1] = own[r][1];
        int count = 2;
        for (int i = 0; i < document_key_count && count < CMD_ARGS_MAX; i++)
            if (is_argument(&document_keys[i], r != 2)) args[r][count++] = arg_of_key(&document_keys[i]);
        rows[r].arg_count = count;
    }
}

static void remove_one(State *state, StateLayer *layer, void *arg)
{
    (void)arg;
    state_layer_remove(state, layer->id);
}

static bool run_layer_remove(CmdContext *context, const CmdCall *call, Err *err)
{
    return cmd_layers(context->state, call->values[0], remove_one, NULL, err) > 0;
}

static void show_one(State *state, StateLayer *layer, void *arg)
{
    layer->is_visible = *(const bool *)arg;
    state_touch_layers(state);
}

static bool run_layer_show(CmdContext *context, const CmdCall *call, Err *err)
{
    bool is_visible = true;
    return cmd_layers(context->state, call->values[0], show_one, &is_visible, err) > 0;
}

static bool run_layer_hide(CmdContext *context, const CmdCall *call, Err *err)
{
    bool is_visible = false;
    return cmd_layers(context->state, call->values[0], show_one, &is_visible, err) > 0;
}

static bool run_layer_reload(CmdContext *context, const CmdCall *call, Err *err)
{
    const StateLayer *layer = cmd_layer(context->state, call->values[0], err);
    if (!layer) return false;
    city_reload(context->city, layer->id);
    state_touch(context->state);
    return true;
}

static bool run_layer_move(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    StateLayer *layer = cmd_layer(state, call->values[0], err);
    if (!layer) return false;
    const int from = (int)(layer - state->layers), to = (int)call->numbers[1];
    if (to >= state->layer_count) {
        err_set(err, ERR_RANGE, "layer-move: there are places 0 to %d", state->layer_count - 1);
        return false;
    }
    const StateLayer moved = *layer;
    if (to > from) memmove(&state->layers[from], &state->layers[from + 1], (size_t)(to - from) * sizeof moved);
    else memmove(&state->layers[to + 1], &state->layers[to], (size_t)(from - to) * sizeof moved);
    state->layers[to] = moved;
    state_touch_layers(state);
    return true;
}

static const CmdArg args_layer[] = { LAYER };
static const CmdArg args_layers[] = { { .name = "layer", .type = CMD_ARG_LAYER, .is_required = true, .help = "name, id, group, or * for all", .help_zh = "图层名、编号、分组，* 为全部" } };
static const CmdArg args_move[] = { LAYER,
    { .name = "to", .type = CMD_ARG_INT, .is_required = true, .min = 0, .max = 100000, .help = "place in the list, 0 is drawn first", .help_zh = "列表中的位置，0 最先绘制" } };

const Cmd cmd_layer_rows[] = {
    { .name = "layer-remove", .group = "layer", .help = "Removes layers.", .help_zh = "移除图层。", CMD_ARGS(args_layers), .is_undoable = true, .run = run_layer_remove },
    { .name = "layer-show", .group = "layer", .help = "Shows layers.", .help_zh = "显示图层。", CMD_ARGS(args_layers), .is_undoable = true, .run = run_layer_show },
    { .name = "layer-hide", .group = "layer", .help = "Hides layers.", .help_zh = "隐藏图层。", CMD_ARGS(args_layers), .is_undoable = true, .run = run_layer_hide },
    { .name = "layer-move", .group = "layer", .help = "Changes the drawing order.", .help_zh = "调整绘制次序。", CMD_ARGS(args_move), .is_undoable = true, .run = run_layer_move },
    { .name = "layer-reload", .group = "layer", .help = "Reads a layer once more.", .help_zh = "重新载入图层。", CMD_ARGS(args_layer), .run = run_layer_reload },
};
const int cmd_layer_count = (int)(sizeof cmd_layer_rows / sizeof cmd_layer_rows[0]);
