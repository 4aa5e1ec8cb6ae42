// SPDX-License-Identifier: Apache-2.0
// cmd_select.c - selection by number, source id or a condition on attributes.
#include "assets/asset_query.h"
#include "base/array.h"
#include "core/city_model.h"
#include "core/cmd_rows.h"
#include "core/select_where.h"
#include <stdlib.h>
#include <string.h>

#define SELECT_MAX 1000000

// A loaded layer with features or objects, or NULL with *err.
static const CityLayer *loaded(CmdContext *context, const char *name, Err *err)
{
    const StateLayer *layer = cmd_layer(context->state, name, err);
    if (!layer) return NULL;
    const CityLayer *city = city_layer(context->city, layer->id);
    if (city && city->state == CITY_LAYER_READY && (city->vector || city->asset)) return city;
    err_set(err, ERR_NOT_FOUND, "layer '%s' %s", layer->name,
            city && city->raster ? "is a raster; it has no features" : "is not loaded");
    return NULL;
}

// By the id of the source: of an IFC model its instance number.
static bool find_fid(const CityLayer *loaded_layer, int64_t fid, uint32_t *feature)
{
    const GeoLayer *layer = loaded_layer->vector;
    const IfcModel *ifc = loaded_layer->asset ? loaded_layer->asset->ifc : NULL;
    if (ifc) {
        IfcType type;
        const int row =
            fid > 0 && fid <= UINT32_MAX ? ifc_model_row(ifc, (uint32_t)fid, &type) : -1;
        *feature = row >= 0 ? (uint32_t)ifc->object_of_row[row] : 0;
        return row >= 0 && ifc->object_of_row[row] >= 0;
    }
    if (!layer || !layer->fid) {
        *feature = (uint32_t)fid;
        return fid >= 0 && fid < (int64_t)city_layer_feature_count(loaded_layer);
    }
    for (uint32_t i = 0; i < layer->feature_count; i++) {
        if (layer->fid[i] != fid) continue;
        *feature = i;
        return true;
    }
    return false;
}

static bool select_one(CmdContext *context, const CmdCall *call, bool is_adding, Err *err)
{
    enum { LAYER, FEATURE, FID };
    const CityLayer *layer = loaded(context, call->values[LAYER], err);
    if (!layer) return false;
    StateFeatureRef ref = { .layer_id = layer->id };
    const int64_t count = city_layer_feature_count(layer);
    if (call->values[FEATURE]) {
        if (call->numbers[FEATURE] >= (double)count) {
            err_set(err, ERR_RANGE, "layer '%s' has features 0 to %lld", call->values[LAYER],
                    (long long)count - 1);
            return false;
        }
        ref.feature = (uint32_t)call->numbers[FEATURE];
    } else if (!call->values[FID]) {
        err_set(err, ERR_ARGUMENT, "select needs feature= or fid=");
        return false;
    } else if (!find_fid(layer, (int64_t)call->numbers[FID], &ref.feature)) {
        err_set(err, ERR_NOT_FOUND, "layer '%s' has no feature with fid %s", call->values[LAYER], call->values[FID]);
        return false;
    }
    if (!is_adding) context->state->selection_count = 0;
    if (state_select(context->state, ref)) return true;
    err_set(err, ERR_MEMORY, "no memory for the selection");
    return false;
}

static bool run_select(CmdContext *context, const CmdCall *call, Err *err)
{
    return select_one(context, call, false, err);
}

static bool run_select_add(CmdContext *context, const CmdCall *call, Err *err)
{
    return select_one(context, call, true, err);
}

static bool run_select_clear(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    (void)err;
    if (context->state->selection_count == 0 && !context->state->shown_key[0]) return true;
    context->state->selection_count = 0;
    context->state->shown_key[0] = 0;
    state_touch(context->state);
    return true;
}

// A selection in the making.
typedef struct {
    StateFeatureRef *refs;
    int count, cap;
} Found;

static bool keep(Found *found, uint32_t id, uint32_t feature, Err *err)
{
    if (found->count == SELECT_MAX) {
        err_set(err, ERR_RANGE, "more than %d features; say it more closely", SELECT_MAX);
        return false;
    }
    if (!array_reserve((void **)&found->refs, &found->cap, found->count + 1, sizeof *found->refs)) {
        err_set(err, ERR_MEMORY, "no memory for the selection");
        return false;
    }
    found->refs[found->count++] = (StateFeatureRef){ id, feature };
    return true;
}

static bool find_features(const CityLayer *layer, const char *text, Found *found, Err *err)
{
    SelectWhere where;
    if (!select_where_parse(&where, layer->vector, text, err)) return false;
    for (uint32_t i = 0; i < layer->vector->feature_count; i++) {
        if (select_where_holds(&where, layer->vector, i) && !keep(found, layer->id, i, err))
            return false;
    }
    return true;
}

static bool find_objects(const CityLayer *layer, const char *text, Found *found, Err *err)
{
    uint8_t *fits = cmd_model_where(layer->asset, text, NULL, err);
    bool ok = fits != NULL;
    for (int i = 0; ok && i < layer->asset->object_count; i++) {
        if (fits[i]) ok = keep(found, layer->id, (uint32_t)i, err);
    }
    free(fits);
    return ok;
}

static void take_selection(State *state, const Found *found)
{
    free(state->selection);
    state->selection = found->refs;
    state->selection_count = found->count;
    state->selection_cap = found->cap;
    state_touch(state);
}

// Of one model: all that are like one of those selected in it.
static bool find_like(const State *state, const CityLayer *model, Found *found, Err *err)
{
    const int count = model->asset->object_count;
    uint8_t *all = calloc((size_t)count + 1, 1), *like = calloc((size_t)count + 1, 1);
    bool ok = all && like;
    if (!ok) err_set(err, ERR_MEMORY, "no memory for the selection");
    for (int i = 0; ok && i < state->selection_count; i++) {
        const StateFeatureRef ref = state->selection[i];
        // What is in already has brought all that are like it.
        if (ref.layer_id != model->id || ref.feature >= (uint32_t)count || all[ref.feature])
            continue;
        memset(like, 0, (size_t)count);
        asset_query_like(model->asset, (int)ref.feature, like);
        for (int k = 0; k < count; k++) all[k] |= like[k];
        all[ref.feature] = 1;
    }
    for (int i = 0; ok && i < count; i++)
        if (all[i]) ok = keep(found, model->id, (uint32_t)i, err);
    free(all);
    free(like);
    return ok;
}

static bool run_select_like(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    State *state = context->state;
    Found found = { 0 };
    for (int i = 0; i < state->layer_count; i++) {
        const CityLayer *model = city_layer(context->city, state->layers[i].id);
        if (!model || !model->asset || find_like(state, model, &found, err)) continue;
        free(found.refs);
        return false;
    }
    if (found.count == 0) {
        err_set(err, ERR_NOT_FOUND, "nothing of a model is selected (没有选中模型对象)");
        return false;
    }
    take_selection(state, &found);
    if (context->out) str_printf(context->out, "%d\n", found.count);
    return true;
}

static bool run_select_where(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const CityLayer *layer = loaded(context, call->values[0], err);
    if (!layer) return false;
    Found found = { 0 };
    if (!(layer->vector ? find_features : find_objects)(layer, call->values[1], &found, err)) {
        free(found.refs);
        return false;
    }
    take_selection(state, &found);
    if (context->out) str_printf(context->out, "%d\n", found.count);
    return true;
}

#define LAYER_ARG { .name = "layer", .type = CMD_ARG_LAYER, .is_required = true, .help = "name or id", .help_zh = "图层名或编号" }
static const CmdArg args_select[] = { LAYER_ARG,
    { .name = "feature", .type = CMD_ARG_INT, .min = 0, .max = 4294967295.0, .help = "its number in the layer", .help_zh = "要素在图层中的序号" },
    { .name = "fid", .type = CMD_ARG_INT, .help = "or its id in the source", .help_zh = "或其在数据源中的编号" } };
static const CmdArg args_where[] = {
    LAYER_ARG,
    { .name = "where",
      .type = CMD_ARG_TEXT,
      .is_required = true,
      .help = "conditions: 层数 >= 10 and 用途 = 住宅 (= != < <= > >= ~, and; ~ is contains); of a "
              "model: type~Wall and storey=2F",
      .help_zh = "条件：层数 >= 10 and 用途 = 住宅（~ 为包含）；模型：type~Wall and storey=2F" }
};

const Cmd cmd_select_rows[] = {
    { .name = "select",
      .group = "select",
      .help = "Selects one feature.",
      .help_zh = "选择一个要素。",
      CMD_ARGS(args_select),
      .is_undoable = true,
      .run = run_select },
    { .name = "select-add",
      .group = "select",
      .help = "Adds a feature to the selection.",
      .help_zh = "追加选择一个要素。",
      CMD_ARGS(args_select),
      .is_undoable = true,
      .run = run_select_add },
    { .name = "select-clear",
      .group = "select",
      .help = "Selects nothing.",
      .help_zh = "清除选择。",
      .is_undoable = true,
      .run = run_select_clear },
    { .name = "select-where",
      .group = "select",
      .help = "Selects by attributes; prints how many.",
      .help_zh = "按属性选择，输出数量。",
      CMD_ARGS(args_where),
      .is_undoable = true,
      .run = run_select_where },
    { .name = "select-like",
      .group = "select",
      .help = "Selects all objects of the models that are like those selected: of the same type; "
              "prints how many.",
      .help_zh = "选择模型中与所选对象同类的全部对象，输出数量。",
      .is_undoable = true,
      .run = run_select_like },
};
const int cmd_select_count = (int)(sizeof cmd_select_rows / sizeof cmd_select_rows[0]);
