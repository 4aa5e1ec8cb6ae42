// SPDX-License-Identifier: Apache-2.0
// cmd_model.c - commands on models: their place by hand; objects isolated, hidden, ghosted,
// coloured, exploded by storey.
#include "assets/asset_query.h"
#include "assets/asset_animation.h"
#include "base/str.h"
#include "core/city_model.h"
#include "core/cmd_rows.h"
#include "core/model_branch.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

const CityLayer *cmd_model(CmdContext *context, const char *name, Err *err)
{
    const StateLayer *layer = cmd_layer(context->state, name, err);
    if (!layer) return NULL;
    const CityLayer *city = city_layer(context->city, layer->id);
    if (city && city->state == CITY_LAYER_READY && city->asset) return city;
    err_set(err, ERR_NOT_FOUND, "layer '%s' %s", layer->name,
            city && city->state == CITY_LAYER_READY ? "is no model (不是模型)"
                                                    : "is not loaded (尚未载入)");
    return NULL;
}

uint8_t *cmd_model_where(const Asset *asset, const char *text, int *count, Err *err)
{
    AssetQuery *query = asset_query_create(text, err);
    uint8_t *found = query ? calloc((size_t)asset->object_count + 1, 1) : NULL;
    AssetQueryResult result = { 0 };
    bool ok = found != NULL;
    if (query && !found) err_set(err, ERR_MEMORY, "no memory for an answer");
    ok = ok && asset_query_find(query, asset, found, &result, err);
    if (ok && result.count == 0) ok = asset_query_is_known(query, asset, err);
    asset_query_destroy(query);
    if (count) *count = result.count;
    if (ok) return found;
    free(found);
    return NULL;
}

// Place.
static bool run_model_place(CmdContext *context, const CmdCall *call, Err *err)
{
    enum { LAYER, LON, LAT, HEIGHT, HEADING, SCALE, GROUND, FILE_PLACE };
    State *state = context->state;
    StateLayer *layer = cmd_layer(state, call->values[LAYER], err);
    if (!layer) return false;
    if (call->values[FILE_PLACE] && call->numbers[FILE_PLACE] != 0) {
        layer->has_anchor = layer->is_on_ground = false;
        layer->anchor = (GeoModelPoint){ 0 };
        state_touch_layers(state);
        return true;
    }
    GeoModelPoint point = layer->anchor;
    const bool has_place = city_model_point(context->city, state, layer->id, &point);
    const bool has_both = call->values[LON] && call->values[LAT];
    if (!has_place && !layer->has_anchor && !has_both) {
        err_set(err, ERR_ARGUMENT,
                "model-place: lon= and lat= are needed, the layer stands nowhere yet");
        return false;
    }
    if (call->values[LON]) point.pos.lon_deg = call->numbers[LON];
    if (call->values[LAT]) point.pos.lat_deg = call->numbers[LAT];
    if (call->values[HEIGHT]) point.pos.h_m = call->numbers[HEIGHT];
    if (call->values[HEADING]) point.heading_deg = call->numbers[HEADING];
    if (call->values[SCALE]) point.scale = call->numbers[SCALE];
    // A height said is meant; otherwise what stood on the ground goes on doing so.
    if (call->values[HEIGHT]) layer->is_on_ground = false;
    if (call->values[GROUND]) layer->is_on_ground = call->numbers[GROUND] != 0;
    layer->anchor = point;
    layer->has_anchor = true;
    state_touch_layers(state);
    return true;
}

// The model as it stands becomes one placed by hand.
static StateLayer *take_by_hand(CmdContext *context, const char *name, Err *err)
{
    const CityLayer *model = cmd_model(context, name, err);
    GeoModelPoint point;
    if (!model) return NULL;
    if (!city_model_point(context->city, context->state, model->id, &point)) {
        err_set(err, ERR_NOT_FOUND, "layer '%s' stands nowhere yet", name);
        return NULL;
    }
    StateLayer *layer = state_layer_by_id(context->state, model->id);
    layer->anchor = point;
    layer->has_anchor = true;
    return layer;
}

static bool run_model_move(CmdContext *context, const CmdCall *call, Err *err)
{
    StateLayer *layer = take_by_hand(context, call->values[0], err);
    if (!layer) return false;
    GeoFrame frame;
    GeoPos *pos = &layer->anchor.pos;
    const double height_m = pos->h_m;
    geo_frame_init(&frame, *pos);
    *pos = geo_frame_geodetic(&frame, (DVec3){ call->values[1] ? call->numbers[1] : 0,
                                               call->values[2] ? call->numbers[2] : 0, 0 });
    // Along the ground, not along the tangent; a move upwards takes it off the terrain.
    pos->h_m = height_m + (call->values[3] ? call->numbers[3] : 0);
    if (call->values[3] && call->numbers[3] != 0) layer->is_on_ground = false;
    state_touch_layers(context->state);
    return true;
}

static bool run_model_turn(CmdContext *context, const CmdCall *call, Err *err)
{
    StateLayer *layer = take_by_hand(context, call->values[0], err);
    if (!layer) return false;
    const double heading = fmod(layer->anchor.heading_deg + call->numbers[1], 360);
    layer->anchor.heading_deg = heading < 0 ? heading + 360 : heading;
    state_touch_layers(context->state);
    return true;
}

// One object, else the selection.
static bool find_named(const State *state, const CityLayer *model, const char *object,
                       uint8_t *found, int *count, Err *err)
{
    const int objects = model->asset->object_count;
    int64_t number = -1;
    *count = 0;
    if (object) {
        if (!str_parse_int(object, &number) || number < 0 || number >= objects) {
            err_set(err, ERR_RANGE, "the model has objects 0 to %d, not %.40s", objects - 1,
                    object);
            return false;
        }
        found[number] = 1;
        *count = 1;
        return true;
    }
    for (int i = 0; i < state->selection_count; i++) {
        const StateFeatureRef ref = state->selection[i];
        if (ref.layer_id != model->id || ref.feature >= (uint32_t)model->asset->object_count)
            continue;
        *count += !found[ref.feature];
        found[ref.feature] = 1;
    }
    return true;
}

// What marks act on: the objects of an expression, one object, else the selection; with all that
// belongs to them.
static uint8_t *find_meant(CmdContext *context, const CityLayer *model, const char *where,
                           const char *object, int *count, Err *err)
{
    const Asset *asset = model->asset;
    uint8_t *found = where ? cmd_model_where(asset, where, count, err)
                           : calloc((size_t)asset->object_count + 1, 1);
    if (!found) {
        if (!where) err_set(err, ERR_MEMORY, "no memory for marks");
        return NULL;
    }
    if (!where && !find_named(context->state, model, object, found, count, err)) {
        free(found);
        return NULL;
    }
    model_branch_add(asset, found);
    return found;
}

typedef enum { MARK_ISOLATE, MARK_HIDE, MARK_GHOST, MARK_SHOW } MarkAct;

static bool mark_layer(StateLayer *layer, const Asset *asset, const uint8_t *found, MarkAct act,
                       StateMark others, Err *err)
{
    uint8_t *marks = calloc((size_t)asset->object_count + 1, 1);
    if (!marks) {
        err_set(err, ERR_MEMORY, "no memory for marks");
        return false;
    }
    for (int i = 0; i < asset->object_count; i++) {
        const uint8_t before = i < layer->view.mark_count ? layer->view.marks[i] : STATE_MARK_SHOWN;
        switch (act) {
        case MARK_ISOLATE: marks[i] = found[i] ? STATE_MARK_SHOWN : (uint8_t)others; break;
        case MARK_HIDE: marks[i] = found[i] ? STATE_MARK_HIDDEN : before; break;
        case MARK_GHOST: marks[i] = found[i] ? STATE_MARK_GHOST : before; break;
        case MARK_SHOW: marks[i] = found[i] ? STATE_MARK_SHOWN : before; break;
        }
    }
    const bool ok = state_mark_set(layer, marks, asset->object_count);
    free(marks);
    if (!ok) err_set(err, ERR_MEMORY, "no memory for marks");
    return ok;
}

// Of one layer, or of all models that have something selected.
static bool mark(CmdContext *context, const CmdCall *call, MarkAct act, StateMark others, Err *err)
{
    State *state = context->state;
    const char *object = call->values[act == MARK_ISOLATE ? 3 : 2];
    int total = 0;
    if (!call->values[0] && (call->values[1] || object)) {
        err_set(err, ERR_ARGUMENT, "where= and object= need layer= too");
        return false;
    }
    for (int i = 0; i < state->layer_count; i++) {
        const CityLayer *model = call->values[0] ? cmd_model(context, call->values[0], err)
                                                 : city_layer(context->city, state->layers[i].id);
        if (call->values[0] && !model) return false;
        if (!model || !model->asset) continue;
        int count = 0;
        uint8_t *found = find_meant(context, model, call->values[1], object, &count, err);
        if (!found) return false;
        const bool ok = count == 0 || mark_layer(state_layer_by_id(state, model->id), model->asset,
                                                 found, act, others, err);
        free(found);
        if (!ok) return false;
        total += count;
        if (call->values[0]) break;
    }
    if (total == 0) {
        err_set(err, ERR_NOT_FOUND,
                call->values[1] ? "no object fits '%.200s' (没有符合的对象)"
                                : "nothing of a model is selected (没有选中模型对象)%s",
                call->values[1] ? call->values[1] : "");
        return false;
    }
    if (context->out) str_printf(context->out, "%d\n", total);
    state_touch(state);
    return true;
}

static bool run_isolate(CmdContext *context, const CmdCall *call, Err *err)
{
    const bool is_ghost = call->values[2] && strcmp(call->values[2], "ghost") == 0;
    return mark(context, call, MARK_ISOLATE, is_ghost ? STATE_MARK_GHOST : STATE_MARK_HIDDEN, err);
}

static bool run_hide(CmdContext *context, const CmdCall *call, Err *err)
{
    return mark(context, call, MARK_HIDE, STATE_MARK_SHOWN, err);
}

static bool run_ghost(CmdContext *context, const CmdCall *call, Err *err)
{
    return mark(context, call, MARK_GHOST, STATE_MARK_SHOWN, err);
}

static bool run_show(CmdContext *context, const CmdCall *call, Err *err)
{
    return mark(context, call, MARK_SHOW, STATE_MARK_SHOWN, err);
}

static void forget_marks(StateLayer *layer)
{
    (void)state_mark_set(layer, NULL, 0);
}

static bool run_show_all(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    StateLayer *one = call->values[0] ? cmd_layer(state, call->values[0], err) : NULL;
    if (call->values[0] && !one) return false;
    for (int i = 0; i < state->layer_count; i++)
        if (!one || one == &state->layers[i]) forget_marks(&state->layers[i]);
    state_touch(state);
    return true;
}

static bool run_colour_by(CmdContext *context, const CmdCall *call, Err *err)
{
    StateLayer *layer = cmd_layer(context->state, call->values[0], err);
    if (!layer) return false;
    const StateColourBy by = (StateColourBy)call->numbers[1];
    const char *property = call->values[2] ? call->values[2] : "";
    if (by == STATE_COLOUR_BY_PROPERTY && (!property[0] || strlen(property) >= STATE_NAME_MAX)) {
        err_set(err, ERR_ARGUMENT, "colour-by: property=Set.Name of at most %d bytes is needed",
                STATE_NAME_MAX - 1);
        return false;
    }
    layer->view.colour_by = by;
    memset(layer->view.colour_property, 0, sizeof layer->view.colour_property);
    if (by == STATE_COLOUR_BY_PROPERTY)
        str_copy_utf8(layer->view.colour_property, sizeof layer->view.colour_property, property);
    state_touch(context->state);
    return true;
}

static bool run_explode(CmdContext *context, const CmdCall *call, Err *err)
{
    StateLayer *layer = cmd_layer(context->state, call->values[0], err);
    if (!layer) return false;
    layer->view.explode_m = call->numbers[1];
    state_touch(context->state);
    return true;
}

// A layer that is still loading takes any name.
static bool is_clip(const City *city, const StateLayer *layer, const char *name, Err *err)
{
    const CityLayer *l = city ? city_layer(city, layer->id) : NULL;
    if (!l || !l->asset || strcmp(name, "all") == 0 || strcmp(name, "none") == 0) return true;
    const AssetAnimation *a = l->asset->animation;
    Str names = { 0 };
    for (int i = 0; a && i < a->clip_count; i++) {
        if (strcmp(a->clips[i].name, name) == 0) {
            str_finish(&names);
            return true;
        }
        str_printf(&names, "%s%s", i ? ", " : "", a->clips[i].name);
    }
    err_set(err, ERR_ARGUMENT,
            "animation '%s': all, none or one of the model's own was expected: %s", name,
            names.length ? names.text : "it has none");
    str_finish(&names);
    return false;
}

static bool run_animation(CmdContext *context, const CmdCall *call, Err *err)
{
    StateLayer *layer = cmd_layer(context->state, call->values[0], err);
    if (!layer) return false;
    if (!is_clip(context->city, layer, call->values[1], err)) return false;
    memset(layer->view.animation, 0, sizeof layer->view.animation);
    str_copy_utf8(layer->view.animation, sizeof layer->view.animation, call->values[1]);
    if (call->values[2]) layer->view.animation_speed = call->numbers[2];
    state_touch(context->state);
    return true;
}

static bool run_spaces(CmdContext *context, const CmdCall *call, Err *err)
{
    StateLayer *layer = cmd_layer(context->state, call->values[0], err);
    if (!layer) return false;
    layer->view.shows_spaces = !call->values[1] || call->numbers[1] != 0;
    state_touch(context->state);
    return true;
}

static bool run_handles(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    uint32_t id = 0;
    if (call->values[0]) {
        const CityLayer *model = cmd_model(context, call->values[0], err);
        if (!model) return false;
        id = model->id;
    }
    for (int i = 0; !id && i < state->selection_count; i++) {
        const CityLayer *layer = city_layer(context->city, state->selection[i].layer_id);
        if (layer && layer->asset) id = layer->id;
    }
    const bool is_on = call->values[1] ? call->numbers[1] != 0 : state->handles_layer_id == 0 || (id && id != state->handles_layer_id);
    if (is_on && !id) {
        err_set(err, ERR_NOT_FOUND, "nothing of a model is selected (没有选中模型对象)");
        return false;
    }
    state->handles_layer_id = is_on ? id : 0;
    state_touch(state);
    return true;
}

#define MODEL_ARG                                                              \
    {                                                                          \
        .name = "layer", .type = CMD_ARG_LAYER, .is_required = true,           \
        .help = "the model: name or id", .help_zh = "模型图层名或编号" \
    }
#define OF_MODEL                                                                                  \
    {                                                                                             \
        .name = "layer", .type = CMD_ARG_LAYER, .help = "the model; without it what is selected", \
        .help_zh = "模型图层；缺省为所选对象"                                         \
    }
#define OBJECT                                                                \
    {                                                                         \
        .name = "object", .type = CMD_ARG_INT, .min = 0, .max = 2147483647.0, \
        .help = "or one object by its number, with all that belongs to it",   \
        .help_zh = "或按序号指定一个对象及其下属全部"         \
    }
#define WHERE                                                                          \
    {                                                                                  \
        .name = "where", .type = CMD_ARG_TEXT,                                         \
        .help = "an expression: type~Wall and storey=2F; without it what is selected", \
        .help_zh = "条件：type~Wall and storey=2F；缺省为所选对象"          \
    }
static const CmdArg args_handles[] = {
    OF_MODEL,
    { .name = "on", .type = CMD_ARG_BOOL, .help = "shown; without it the other way round", .help_zh = "是否显示；缺省为切换" },
};
static const CmdArg args_place[] = {
    MODEL_ARG,
    { .name = "lon",
      .type = CMD_ARG_NUMBER,
      .min = -180,
      .max = 180,
      .help = "longitude of the middle of its plan",
      .help_zh = "平面中心经度" },
    { .name = "lat",
      .type = CMD_ARG_NUMBER,
      .min = -90,
      .max = 90,
      .help = "latitude",
      .help_zh = "纬度" },
    { .name = "height",
      .type = CMD_ARG_NUMBER,
      .min = -12000,
      .max = 12000,
      .help = "of its zero, metres",
      .help_zh = "零点高程（米）" },
    { .name = "heading",
      .type = CMD_ARG_NUMBER,
      .min = -360,
      .max = 360,
      .help = "where its y axis points: 0 north, 90 east",
      .help_zh = "y 轴方位角：0 北，90 东" },
    { .name = "scale",
      .type = CMD_ARG_NUMBER,
      .min = 1e-6,
      .max = 1e6,
      .help = "factor on its size",
      .help_zh = "缩放" },
    { .name = "ground",
      .type = CMD_ARG_BOOL,
      .help = "its foot on the terrain",
      .help_zh = "底部落在地形上" },
    { .name = "file",
      .type = CMD_ARG_BOOL,
      .help = "back to what its file says",
      .help_zh = "恢复文件中的位置" },
};
static const CmdArg args_move[] = {
    MODEL_ARG,
    { .name = "east",
      .type = CMD_ARG_NUMBER,
      .min = -1e6,
      .max = 1e6,
      .help = "metres",
      .help_zh = "向东（米）" },
    { .name = "north",
      .type = CMD_ARG_NUMBER,
      .min = -1e6,
      .max = 1e6,
      .help = "metres",
      .help_zh = "向北（米）" },
    { .name = "up",
      .type = CMD_ARG_NUMBER,
      .min = -12000,
      .max = 12000,
      .help = "metres; off the terrain",
      .help_zh = "向上（米），不再贴地" },
};
static const CmdArg args_turn[] = { MODEL_ARG,
                                    { .name = "degrees",
                                      .type = CMD_ARG_NUMBER,
                                      .is_required = true,
                                      .min = -36000,
                                      .max = 36000,
                                      .help = "clockwise, seen from above",
                                      .help_zh = "从上方看顺时针" } };
static const CmdArg args_isolate[] = { OF_MODEL,
                                       WHERE,
                                       { .name = "others",
                                         .type = CMD_ARG_CHOICE,
                                         .choices = "hide|ghost",
                                         .fallback = "hide",
                                         .help = "what becomes of the rest",
                                         .help_zh = "其余对象隐藏或透明" },
                                       OBJECT };
static const CmdArg args_mark[] = { OF_MODEL, WHERE, OBJECT };
static const CmdArg args_show_all[] = { { .name = "layer",
                                          .type = CMD_ARG_LAYER,
                                          .help = "the model; without it all",
                                          .help_zh = "模型图层；缺省为全部" } };
static const CmdArg args_colour[] = { MODEL_ARG,
                                      { .name = "by",
                                        .type = CMD_ARG_CHOICE,
                                        .is_required = true,
                                        .choices = "none|type|storey|system|property",
                                        .help = "what decides the colour",
                                        .help_zh = "着色依据：无、类型、楼层、系统、属性" },
                                      { .name = "property",
                                        .type = CMD_ARG_TEXT,
                                        .help = "Pset_WallCommon.FireRating",
                                        .help_zh = "属性，如 Pset_WallCommon.FireRating" } };
static const CmdArg args_explode[] = { MODEL_ARG,
                                       { .name = "metres",
                                         .type = CMD_ARG_NUMBER,
                                         .is_required = true,
                                         .min = -1000,
                                         .max = 1000,
                                         .help = "between storeys; 0 puts them together",
                                         .help_zh = "楼层间距；0 为合拢" } };
static const CmdArg args_animation[] = { MODEL_ARG,
                                         { .name = "clip",
                                           .type = CMD_ARG_TEXT,
                                           .is_required = true,
                                           .help = "name of a clip, all or none",
                                           .help_zh = "动画名称、all 或 none" },
                                         { .name = "speed",
                                           .type = CMD_ARG_NUMBER,
                                           .min = 0,
                                           .max = 100,
                                           .help = "times the file's; 0 = 1",
                                           .help_zh = "速度倍数；0 即 1" } };
static const CmdArg args_spaces[] = { MODEL_ARG,
                                      { .name = "on",
                                        .type = CMD_ARG_BOOL,
                                        .fallback = "true",
                                        .help = "shown or not",
                                        .help_zh = "是否显示" } };

const Cmd cmd_model_rows[] = {
    { .name = "model-place",
      .group = "model",
      .help = "Places a model by hand.",
      .help_zh = "手工放置模型。",
      CMD_ARGS(args_place),
      .is_undoable = true,
      .is_continuous = true,
      .run = run_model_place },
    { .name = "model-move",
      .group = "model",
      .help = "Moves a model.",
      .help_zh = "移动模型。",
      CMD_ARGS(args_move),
      .is_undoable = true,
      .is_continuous = true,
      .run = run_model_move },
    { .name = "model-turn",
      .group = "model",
      .help = "Turns a model about its middle.",
      .help_zh = "绕中心旋转模型。",
      CMD_ARGS(args_turn),
      .is_undoable = true,
      .is_continuous = true,
      .run = run_model_turn },
    { .name = "model-handles",
      .group = "model",
      .help = "Handles to move, raise and turn a model with the pointer.",
      .help_zh = "显示或隐藏模型的拖动手柄：平移、升降、旋转。",
      CMD_ARGS(args_handles),
      .run = run_handles },
    { .name = "isolate",
      .group = "model",
      .help = "Shows only these objects of a model; prints how many.",
      .help_zh = "只显示模型的这些对象，输出数量。",
      CMD_ARGS(args_isolate),
      .is_undoable = true,
      .run = run_isolate },
    { .name = "hide",
      .group = "model",
      .help = "Hides objects of a model.",
      .help_zh = "隐藏模型的对象。",
      CMD_ARGS(args_mark),
      .is_undoable = true,
      .run = run_hide },
    { .name = "ghost",
      .group = "model",
      .help = "Makes objects of a model see-through.",
      .help_zh = "使模型的对象半透明。",
      CMD_ARGS(args_mark),
      .is_undoable = true,
      .run = run_ghost },
    { .name = "show",
      .group = "model",
      .help = "Shows objects of a model again.",
      .help_zh = "重新显示模型的对象。",
      CMD_ARGS(args_mark),
      .is_undoable = true,
      .run = run_show },
    { .name = "show-all",
      .group = "model",
      .help = "Shows all objects, nothing hidden or see-through.",
      .help_zh = "显示全部对象。",
      CMD_ARGS(args_show_all),
      .is_undoable = true,
      .run = run_show_all },
    { .name = "colour-by",
      .group = "model",
      .help = "Colours a model's objects.",
      .help_zh = "按类型、楼层、系统或属性给模型着色。",
      CMD_ARGS(args_colour),
      .is_undoable = true,
      .run = run_colour_by },
    { .name = "explode",
      .group = "model",
      .help = "Pulls a model's storeys apart.",
      .help_zh = "按楼层拉开模型。",
      CMD_ARGS(args_explode),
      .is_undoable = true,
      .is_continuous = true,
      .run = run_explode },
    { .name = "animation",
      .group = "model",
      .help = "Plays what moves in a model: one clip, all, or none.",
      .help_zh = "播放模型动画：一个、全部或不播放。",
      CMD_ARGS(args_animation),
      .is_undoable = true,
      .run = run_animation },
    { .name = "model-spaces",
      .group = "model",
      .help = "Shows a model's rooms as bodies.",
      .help_zh = "显示模型的空间体。",
      CMD_ARGS(args_spaces),
      .is_undoable = true,
      .run = run_spaces },
};
const int cmd_model_count = (int)(sizeof cmd_model_rows / sizeof cmd_model_rows[0]);
