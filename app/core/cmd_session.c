// SPDX-License-Identifier: Apache-2.0
// cmd_session.c - undo, documents, snapshots, budgets.
#include "core/cmd_rows.h"
#include "core/document.h"
#include <stdlib.h>
#include <string.h>

static bool run_undo(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    return cmd_undo(context->table, context->state, err);
}

static bool run_redo(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    return cmd_redo(context->table, context->state, err);
}

static bool run_document_open(CmdContext *context, const CmdCall *call, Err *err)
{
    return document_load(context->state, call->values[0], err);
}

static bool run_document_save(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const char *path = call->values[0] ? call->values[0] : state->document;
    if (!path || !path[0]) {
        err_set(err, ERR_ARGUMENT, "this city has no file yet; say document-save path=…");
        return false;
    }
    if (!document_save(state, path, err)) return false;
    if (call->values[0]) {
        char *copy = str_copy(path);
        if (copy) {
            free(state->document);
            state->document = copy;
            state_touch(state);
        }
    }
    return true;
}

static bool run_snapshot_save(CmdContext *context, const CmdCall *call, Err *err)
{
    return snapshot_save(context->state, call->values[0], err);
}

static bool run_snapshot_load(CmdContext *context, const CmdCall *call, Err *err)
{
    return snapshot_load(context->state, call->values[0], err);
}

static bool set_name(State *state, char out[STATE_NAME_MAX], const char *what, const char *text, Err *err)
{
    if (text && strlen(text) >= STATE_NAME_MAX) {
        err_set(err, ERR_RANGE, "%s: at most %d bytes", what, STATE_NAME_MAX - 1);
        return false;
    }
    str_copy_utf8(out, STATE_NAME_MAX, text ? text : "");
    state_touch(state);
    return true;
}

static bool run_title(CmdContext *context, const CmdCall *call, Err *err)
{
    return set_name(context->state, context->state->title, "title", call->values[0], err);
}

static bool run_notice(CmdContext *context, const CmdCall *call, Err *err)
{
    return set_name(context->state, context->state->notice, "notice", call->values[0], err);
}

static bool run_budget(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    State *state = context->state;
    if (call->values[0]) state->budget_ram_mb = call->numbers[0];
    if (call->values[1]) state->budget_vram_mb = call->numbers[1];
    state_touch(state);
    return true;
}

static const CmdArg args_path[] = { { .name = "path", .type = CMD_ARG_PATH, .is_required = true, .help = "YAML file", .help_zh = "YAML 文件" } };
static const CmdArg args_save[] = { { .name = "path", .type = CMD_ARG_PATH, .help = "YAML file; the one it came from when not given", .help_zh = "YAML 文件，缺省为原文件" } };
static const CmdArg args_text[] = { { .name = "text", .type = CMD_ARG_REST, .help = "nothing: none", .help_zh = "不写则清除" } };
static const CmdArg args_budget[] = {
    { .name = "ram", .type = CMD_ARG_NUMBER, .min = 0, .max = 1e7, .help = "megabytes that layers may take; 0 = no limit", .help_zh = "图层内存上限（MB），0 为不限" },
    { .name = "vram", .type = CMD_ARG_NUMBER, .min = 0, .max = 1e7, .help = "megabytes of GPU memory; 0 = no limit", .help_zh = "显存上限（MB），0 为不限" } };

const Cmd cmd_session_rows[] = {
    { .name = "undo", .group = "session", .help = "Takes the last change back.", .help_zh = "撤销。", .run = run_undo },
    { .name = "redo", .group = "session", .help = "Makes it again.", .help_zh = "重做。", .run = run_redo },
    { .name = "document-open", .group = "session", .help = "Opens a city.yaml in place of this city.", .help_zh = "打开 city.yaml，替换当前城市。", CMD_ARGS(args_path), .run = run_document_open, .forgets_undo = true },
    { .name = "document-save", .group = "session", .help = "Writes the city.yaml.", .help_zh = "保存 city.yaml。", CMD_ARGS(args_save), .run = run_document_save },
    { .name = "save", .group = "session", .help = "Writes the city.yaml (document-save).", .help_zh = "保存 city.yaml（同 document-save）。", CMD_ARGS(args_save), .run = run_document_save },
    { .name = "snapshot-save", .group = "session", .help = "Writes everything the operator has set.", .help_zh = "保存当前会话快照。", CMD_ARGS(args_path), .run = run_snapshot_save },
    { .name = "snapshot-load", .group = "session", .help = "Brings a snapshot back.", .help_zh = "恢复会话快照。", CMD_ARGS(args_path), .run = run_snapshot_load, .forgets_undo = true },
    { .name = "title", .group = "session", .help = "Sets the city's name.", .help_zh = "设定城市名称。", CMD_ARGS(args_text), .is_undoable = true, .run = run_title },
    { .name = "notice", .group = "session", .help = "Sets the line shown on screen and in pictures.", .help_zh = "设定屏幕和图片上的说明。", CMD_ARGS(args_text), .is_undoable = true, .run = run_notice },
    { .name = "budget", .group = "session", .help = "Limits the memory of layers and tiles.", .help_zh = "限制图层和瓦片的内存。", CMD_ARGS(args_budget), .run = run_budget },
};
const int cmd_session_count = (int)(sizeof cmd_session_rows / sizeof cmd_session_rows[0]);
