// SPDX-License-Identifier: Apache-2.0
// cmd_ask.c - what a model answers as a whole: quantities to a file, what differs from another
// version.
#include "assets/asset_quantity.h"
#include "base/file.h"
#include "base/str.h"
#include "core/city_compare.h"
#include "core/cmd_rows.h"
#include <stdlib.h>
#include <string.h>

static bool run_quantities(CmdContext *context, const CmdCall *call, Err *err)
{
    enum { LAYER, BY, PATH, WHERE, BOM };
    const CityLayer *model = cmd_model(context, call->values[LAYER], err);
    if (!model) return false;
    int found_count = 0;
    uint8_t *found = NULL;
    if (call->values[WHERE]) {
        found = cmd_model_where(model->asset, call->values[WHERE], &found_count, err);
        if (!found) return false;
    }
    AssetQuantities quantities = { 0 };
    Str text = { 0 };
    bool ok = asset_quantity_init(&quantities, model->asset,
                                  call->values[BY] ? call->values[BY] : "type,storey", found, err);
    if (ok) {
        asset_quantity_csv(&quantities, call->values[BOM] && call->numbers[BOM] != 0, &text);
        ok = file_replace(call->values[PATH], text.text, text.length, err);
        if (ok && context->out) str_printf(context->out, "%d\n", quantities.row_count);
        asset_quantity_finish(&quantities);
    }
    str_finish(&text);
    free(found);
    return ok;
}

// The layer that a name or a file's path means; a file becomes a layer. NULL with *err.
static StateLayer *older(CmdContext *context, const char *with, bool *is_added, Err *err)
{
    State *state = context->state;
    StateLayer *layer = state_layer_find(state, with);
    if (layer) return layer;
    if (!asset_format_of(with)) return cmd_layer(state, with, err); // names the nearest
    if (!file_exists(with)) {
        err_set(err, ERR_IO, "'%s' is neither a layer nor a file (没有这个图层或文件)", with);
        return NULL;
    }
    layer = state_layer_add(state, NULL, with);
    *is_added = true;
    if (!layer) err_set(err, ERR_MEMORY, "no memory for a layer");
    return layer;
}

static void end(State *state)
{
    const StateCompare before = state->compare;
    state->compare = (StateCompare){ 0 };
    if (before.is_added) state_layer_remove(state, before.old_id);
    state_touch(state);
}

static bool run_compare(CmdContext *context, const CmdCall *call, Err *err)
{
    enum { LAYER, WITH };
    State *state = context->state;
    if (strcmp(call->values[LAYER], "off") == 0 && !call->values[WITH]) {
        end(state);
        return true;
    }
    if (!call->values[WITH]) {
        err_set(err, ERR_ARGUMENT,
                "model-compare: with= names the older version: a layer or a "
                "file (需要 with=：旧版本图层或文件)");
        return false;
    }
    const CityLayer *model = cmd_model(context, call->values[LAYER], err);
    if (!model) return false;
    bool is_added = false;
    const uint32_t model_id = model->id;
    const StateLayer *with = older(context, call->values[WITH], &is_added, err);
    if (!with) return false;
    if (with->id == model_id) {
        err_set(err, ERR_ARGUMENT, "a model is not compared with itself (不能与自身比较)");
        return false;
    }
    const CityLayer *loaded = city_layer(context->city, with->id);
    if (loaded && loaded->state == CITY_LAYER_READY && !loaded->asset) {
        err_set(err, ERR_ARGUMENT, "layer '%s' is no model (不是模型)", with->name);
        return false;
    }
    is_added = is_added || (state->compare.is_added && state->compare.old_id == with->id);
    const uint32_t with_id = with->id;
    if (state->compare.old_id != with_id) end(state);
    state->compare = (StateCompare){ model_id, with_id, is_added };
    state_touch(state);
    return true;
}

static bool run_changes(CmdContext *context, const CmdCall *call, Err *err)
{
    const AssetComparison *result = city_compare_result(context->city, context->state);
    if (!result) {
        const char *why = city_compare_error(context->city, context->state);
        err_set(err, ERR_NOT_FOUND, "%s",
                why[0] ? why
                : context->state->compare.new_id
                    ? "the models are not compared yet (尚未比较完)"
                    : "no models are compared; model-compare does it (没有比较模型)");
        return false;
    }
    Str text = { 0 };
    asset_compare_csv(result, call->values[1] && call->numbers[1] != 0, &text);
    const bool ok = file_replace(call->values[0], text.text, text.length, err);
    str_finish(&text);
    if (ok && context->out) str_printf(context->out, "%d\n", result->change_count);
    return ok;
}

#define CSV_PATH                                                              \
    {                                                                         \
        .name = "path", .type = CMD_ARG_PATH, .is_required = true,            \
        .help = "of the CSV file to write", .help_zh = "要写的 CSV 文件" \
    }
#define CSV_BOM                                                              \
    {                                                                        \
        .name = "bom", .type = CMD_ARG_BOOL, .fallback = "false",            \
        .help = "a byte order mark first, for spreadsheets that ask for it", \
        .help_zh = "开头写字节序标记，供表格软件识别"        \
    }
static const CmdArg args_quantities[] = {
    { .name = "layer",
      .type = CMD_ARG_LAYER,
      .is_required = true,
      .help = "the model: name or id",
      .help_zh = "模型图层名或编号" },
    { .name = "by",
      .type = CMD_ARG_TEXT,
      .fallback = "type,storey",
      .help = "some of type, storey, material, typename, name, system",
      .help_zh = "分组：type、storey、material、typename、name、system" },
    CSV_PATH,
    { .name = "where",
      .type = CMD_ARG_TEXT,
      .help = "only these: type~Wall and storey=2F",
      .help_zh = "只统计符合条件的对象" },
    CSV_BOM,
};
static const CmdArg args_compare[] = {
    { .name = "layer",
      .type = CMD_ARG_TEXT,
      .is_required = true,
      .help = "the newer version: name or id; off ends it",
      .help_zh = "新版本模型图层；off 为结束比较" },
    { .name = "with",
      .type = CMD_ARG_TEXT,
      .help = "the older one: a layer, or a file that is a layer until the comparison ends",
      .help_zh = "旧版本：图层，或文件（比较期间作为图层）" },
};
static const CmdArg args_changes[] = { CSV_PATH, CSV_BOM };

const Cmd cmd_ask_rows[] = {
    { .name = "model-quantities",
      .group = "model",
      .help = "Writes counts, lengths, areas and volumes of a model; prints how many rows.",
      .help_zh = "统计模型数量、长度、面积、体积并写成 CSV，输出行数。",
      CMD_ARGS(args_quantities),
      .run = run_quantities },
    { .name = "model-compare",
      .group = "model",
      .help = "Colours what another version of a model added, removed and changed.",
      .help_zh = "比较模型的两个版本，给新增、删除、变更的对象着色。",
      CMD_ARGS(args_compare),
      .is_undoable = true,
      .run = run_compare },
    { .name = "model-changes",
      .group = "model",
      .help = "Writes what the comparison found, a line a difference; prints how many objects.",
      .help_zh = "把比较结果逐条写成 CSV，输出对象数。",
      CMD_ARGS(args_changes),
      .run = run_changes },
};
const int cmd_ask_count = (int)(sizeof cmd_ask_rows / sizeof cmd_ask_rows[0]);
