// SPDX-License-Identifier: Apache-2.0
// cmd_cut.c - section planes and a section box through models and the city's buildings; the plan of
// a storey.
#include "assets/asset_tree.h"
#include "core/city_model.h"
#include "core/cmd_rows.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool add_cut(State *state, const StateCut *cut, Err *err)
{
    if (state->cut_count == STATE_CUTS_MAX) {
        err_set(err, ERR_RANGE,
                "there are %d section planes already, more cannot be (cut-off removes them)",
                STATE_CUTS_MAX);
        return false;
    }
    state->cuts[state->cut_count++] = *cut;
    return true;
}

// Of a model the plane goes through its foot, of buildings through what is looked at.
static bool find_cut_layer(CmdContext *context, const char *name, StateCut *cut, bool *is_model,
                           Err *err)
{
    const StateLayer *layer = state_layer_find(context->state, name);
    const CityLayer *city = layer ? city_layer(context->city, layer->id) : NULL;
    GeoModelPoint point;
    if (city && city->vector) {
        cut->layer_id = layer->id;
        return true;
    }
    const CityLayer *model = cmd_model(context, name, err);
    if (!model) return false;
    *is_model = true;
    cut->layer_id = model->id;
    if (city_model_point(context->city, context->state, model->id, &point)) {
        cut->pos = point.pos;
        cut->pos.h_m *= context->state->exaggeration; // where it is drawn
    }
    return true;
}

static bool run_cut(CmdContext *context, const CmdCall *call, Err *err)
{
    enum { HEIGHT, HEADING, LON, LAT, PITCH, LAYER, KEEP, ADD, CITY };
    State *state = context->state;
    StateCut cut = { .pos = state->camera.target };
    cut.spares_city = call->values[CITY] && call->numbers[CITY] == 0;
    if (call->values[LAYER]) {
        bool is_model = false;
        if (!find_cut_layer(context, call->values[LAYER], &cut, &is_model, err)) return false;
        // Heights count from the model's foot.
        if (call->values[HEIGHT])
            cut.pos.h_m = call->numbers[HEIGHT] + (is_model ? cut.pos.h_m : 0);
    } else if (call->values[HEIGHT]) {
        cut.pos.h_m = call->numbers[HEIGHT];
    }
    const bool is_upright = call->values[HEADING] != NULL;
    if (!is_upright && !call->values[HEIGHT]) {
        err_set(err, ERR_ARGUMENT,
                "cut: height= for a level plane, or heading= for an upright one");
        return false;
    }
    if (call->values[LON]) cut.pos.lon_deg = call->numbers[LON];
    if (call->values[LAT]) cut.pos.lat_deg = call->numbers[LAT];
    cut.heading_deg = is_upright ? call->numbers[HEADING] : 0;
    cut.pitch_deg = call->values[PITCH] ? call->numbers[PITCH] : is_upright ? 0 : 90;
    // Of a level plane what is above goes, of an upright one what is ahead, unless it is kept.
    if (call->values[KEEP] && strcmp(call->values[KEEP], "ahead") == 0) {
        cut.heading_deg = fmod(cut.heading_deg + 180, 360);
        cut.pitch_deg = -cut.pitch_deg;
    }
    if (!call->values[ADD] || call->numbers[ADD] == 0) state->cut_count = 0;
    if (!add_cut(state, &cut, err)) return false;
    state_touch(state);
    return true;
}

// The box of what is selected in a model, else of all that is drawn.
static void box_of(const State *state, const CityLayer *model, DVec3 *min, DVec3 *max)
{
    bool has_any = false;
    *min = model->asset->min;
    *max = model->asset->max;
    for (int i = 0; i < state->selection_count; i++) {
        const StateFeatureRef ref = state->selection[i];
        if (ref.layer_id != model->id || ref.feature >= (uint32_t)model->asset->object_count)
            continue;
        const AssetObject *o = &model->asset->objects[ref.feature];
        if (!(o->min.x <= o->max.x)) continue;
        *min = has_any ? (DVec3){ fmin(min->x, o->min.x), fmin(min->y, o->min.y),
                                  fmin(min->z, o->min.z) }
                       : o->min;
        *max = has_any ? (DVec3){ fmax(max->x, o->max.x), fmax(max->y, o->max.y),
                                  fmax(max->z, o->max.z) }
                       : o->max;
        has_any = true;
    }
}

static bool run_cut_box(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const CityLayer *model = cmd_model(context, call->values[0], err);
    if (!model) return false;
    const double margin_m = call->values[1] ? call->numbers[1] : 0;
    const bool cuts_all = call->values[2] && call->numbers[2] != 0;
    DVec3 min, max;
    box_of(state, model, &min, &max);
    if (!(min.x <= max.x) || !model->has_place) {
        err_set(err, ERR_NOT_FOUND, "layer '%s' has no triangles to put a box round",
                call->values[0]);
        return false;
    }
    const DVec3 middle = dvec_scale(dvec_add(min, max), 0.5),
                half = dvec_scale(dvec_sub(max, min), 0.5);
    const double halves[3] = { half.x + margin_m, half.y + margin_m, half.z + margin_m };
    const DPlace *place = &model->ecef_from_model;
    const DVec3 axes[3] = { place->x_axis, place->y_axis, place->z_axis };
    state->cut_count = 0;
    for (int k = 0; k < 6; k++) {
        const double side = k & 1 ? -1 : 1;
        DVec3 at = middle;
        double *const at_axis[3] = { &at.x, &at.y, &at.z };
        *at_axis[k / 2] += side * halves[k / 2];
        const GeoPos pos = geo_geodetic_from_ecef(dplace_point(place, at));
        GeoFrame frame;
        geo_frame_init(&frame, pos);
        const DVec3 axis = dvec_scale(dvec_normalize(axes[k / 2]), side);
        const double east = dvec_dot(axis, frame.ecef_from_enu.x_axis),
                     north = dvec_dot(axis, frame.ecef_from_enu.y_axis),
                     up = dvec_dot(axis, frame.ecef_from_enu.z_axis);
        const double heading =
            hypot(east, north) > 1e-9 ? atan2(east, north) / DVEC_RAD_FROM_DEG : 0;
        const StateCut cut = { .layer_id = cuts_all ? 0 : model->id,
                               .pos = pos,
                               .heading_deg = heading,
                               .pitch_deg = asin(fmax(-1, fmin(1, up))) / DVEC_RAD_FROM_DEG };
        if (!add_cut(state, &cut, err)) return false;
    }
    state_touch(state);
    return true;
}

static bool run_cut_move(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const int index = (int)call->numbers[0] - 1;
    if (index >= state->cut_count) {
        err_set(err, ERR_RANGE, "cut-move: there are %d section planes", state->cut_count);
        return false;
    }
    StateCut *cut = &state->cuts[index];
    const double heading = cut->heading_deg * DVEC_RAD_FROM_DEG,
                 pitch = cut->pitch_deg * DVEC_RAD_FROM_DEG, by_m = call->numbers[1];
    GeoFrame frame;
    geo_frame_init(&frame, cut->pos);
    cut->pos =
        geo_frame_geodetic(&frame, (DVec3){ sin(heading) * cos(pitch) * by_m,
                                            cos(heading) * cos(pitch) * by_m, sin(pitch) * by_m });
    state_touch(state);
    return true;
}

static bool run_cut_off(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    (void)err;
    context->state->cut_count = 0;
    state_touch(context->state);
    return true;
}

static int find_storey(const Asset *asset, const char *name, Err *err)
{
    Str names = { 0 };
    int part = -1;
    for (int i = 0; i < asset->object_count; i++) {
        if (asset->objects[i].kind != ASSET_OBJECT_STOREY) continue;
        if (str_equal_nocase(asset->objects[i].name, name)) {
            str_finish(&names);
            return i;
        }
        if (part < 0 && name[0] && strstr(asset->objects[i].name, name)) part = i;
        if (names.length < 300)
            str_printf(&names, "%s%s", names.length ? ", " : "", asset->objects[i].name);
    }
    if (part < 0)
        err_set(err, ERR_NOT_FOUND, "no storey is named '%.80s' (没有这个楼层); there are: %s",
                name, names.text ? names.text : "none");
    str_finish(&names);
    return part;
}

// Above which height of the model the storey's floor lies: its lowest thing that is drawn.
static double floor_of(const Asset *asset, int storey)
{
    double z_m = 0, lowest_m = INFINITY;
    if (asset_tree_elevation(asset, storey, &z_m)) return z_m;
    for (int i = 0; i < asset->object_count; i++)
        if (asset->objects[i].storey == storey &&
            asset->objects[i].min.x <= asset->objects[i].max.x)
            lowest_m = fmin(lowest_m, asset->objects[i].min.z);
    return isfinite(lowest_m) ? lowest_m : 0;
}

static bool run_storey_plan(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const CityLayer *model = cmd_model(context, call->values[0], err);
    if (!model) return false;
    const Asset *asset = model->asset;
    const int storey = find_storey(asset, call->values[1], err);
    GeoModelPoint point;
    if (storey < 0) return false;
    if (!city_model_point(context->city, state, model->id, &point)) {
        err_set(err, ERR_NOT_FOUND, "layer '%s' stands nowhere yet", call->values[0]);
        return false;
    }
    uint8_t *marks = calloc((size_t)asset->object_count + 1, 1);
    if (!marks) {
        err_set(err, ERR_MEMORY, "no memory for marks");
        return false;
    }
    for (int i = 0; i < asset->object_count; i++)
        marks[i] = i == storey || asset->objects[i].storey == storey ? STATE_MARK_SHOWN
                                                                     : STATE_MARK_HIDDEN;
    const bool ok = state_mark_set(state_layer_by_id(state, model->id), marks, asset->object_count);
    free(marks);
    if (!ok) {
        err_set(err, ERR_MEMORY, "no memory for marks");
        return false;
    }
    const DVec3 foot = geo_model_foot(asset->min, asset->max);
    const double floor_m = floor_of(asset, storey);
    DVec3 at = foot;
    at.z = floor_m + (call->values[2] ? call->numbers[2] : 1.2);
    const GeoPos pos = geo_geodetic_from_ecef(dplace_point(&model->ecef_from_model, at));
    state->cut_count = 0;
    if (!add_cut(state, &(StateCut){ .layer_id = model->id, .pos = pos, .pitch_deg = 90 }, err))
        return false;
    StateCamera camera = state->camera;
    const double span_m = fmax(asset->max.x - asset->min.x, asset->max.y - asset->min.y);
    camera.target = pos;
    camera.pitch_deg = 90;
    camera.heading_deg = point.heading_deg;
    camera.distance_m = fmax(5, 0.6 * span_m / tan(camera.fov_deg * DVEC_RAD_FROM_DEG / 2));
    cmd_camera_go(state, &camera, NAN);
    state_touch(state);
    return true;
}

static const CmdArg args_cut[] = {
    { .name = "height",
      .type = CMD_ARG_NUMBER,
      .min = -12000,
      .max = 12000,
      .help =
          "of a level plane: metres above the model's foot, without layer= above the city's zero",
      .help_zh = "水平剖切面高度：相对模型零点；未给图层时为高程" },
    { .name = "heading",
      .type = CMD_ARG_NUMBER,
      .min = -360,
      .max = 360,
      .help = "of an upright plane: what lies this way from it goes; 0 north, 90 east",
      .help_zh = "竖直剖切面朝向，该方向一侧被剖去：0 北，90 东" },
    { .name = "lon",
      .type = CMD_ARG_NUMBER,
      .min = -180,
      .max = 180,
      .help = "through this place; the model's middle, else the view's",
      .help_zh = "剖切面经过的经度；缺省为模型中心或视点" },
    { .name = "lat",
      .type = CMD_ARG_NUMBER,
      .min = -90,
      .max = 90,
      .help = "latitude",
      .help_zh = "纬度" },
    { .name = "pitch",
      .type = CMD_ARG_NUMBER,
      .min = -90,
      .max = 90,
      .help = "tilts an upright plane; 90 = level",
      .help_zh = "倾角" },
    { .name = "layer",
      .type = CMD_ARG_LAYER,
      .help = "only this model or these buildings; without it all",
      .help_zh = "只剖此模型或此建筑图层；缺省为全部" },
    { .name = "keep",
      .type = CMD_ARG_CHOICE,
      .choices = "behind|ahead",
      .fallback = "behind",
      .help = "which side stays (behind: below a level plane)",
      .help_zh = "保留哪一侧（behind：水平面以下）" },
    { .name = "add",
      .type = CMD_ARG_BOOL,
      .fallback = "false",
      .help = "to the planes there are, 6 at most",
      .help_zh = "追加，最多 6 个" },
    { .name = "city",
      .type = CMD_ARG_BOOL,
      .fallback = "true",
      .help = "without layer=: the city's buildings too, not only models",
      .help_zh = "未给图层时：同时剖切城市建筑" },
};
static const CmdArg args_cut_box[] = {
    { .name = "layer",
      .type = CMD_ARG_LAYER,
      .is_required = true,
      .help = "the model: round what is selected in it, else all",
      .help_zh = "模型：围住所选对象，未选时为整个模型" },
    { .name = "margin",
      .type = CMD_ARG_NUMBER,
      .min = -1000,
      .max = 1000,
      .fallback = "0",
      .help = "metres",
      .help_zh = "外扩（米）" },
    { .name = "all",
      .type = CMD_ARG_BOOL,
      .fallback = "false",
      .help = "the box cuts the other models and the city's buildings too",
      .help_zh = "剖切盒同时剖切其他模型与城市建筑" },
};
static const CmdArg args_cut_move[] = {
    { .name = "index",
      .type = CMD_ARG_INT,
      .is_required = true,
      .min = 1,
      .max = STATE_CUTS_MAX,
      .help = "which plane, from 1",
      .help_zh = "第几个剖切面，从 1 起" },
    { .name = "by",
      .type = CMD_ARG_NUMBER,
      .is_required = true,
      .min = -100000,
      .max = 100000,
      .help = "metres towards what is taken away",
      .help_zh = "沿法向移动（米）" },
};
static const CmdArg args_plan[] = {
    { .name = "layer",
      .type = CMD_ARG_LAYER,
      .is_required = true,
      .help = "the model",
      .help_zh = "模型" },
    { .name = "storey",
      .type = CMD_ARG_TEXT,
      .is_required = true,
      .help = "its name or a part of it",
      .help_zh = "楼层名或其一部分" },
    { .name = "height",
      .type = CMD_ARG_NUMBER,
      .min = 0.01,
      .max = 100,
      .fallback = "1.2",
      .help = "of the cut above its floor, metres",
      .help_zh = "剖切面距楼面高度（米）" },
};

const Cmd cmd_cut_rows[] = {
    { .name = "cut",
      .group = "model",
      .help = "Cuts models and the city's buildings by a plane.",
      .help_zh = "用平面剖切模型与城市建筑。",
      CMD_ARGS(args_cut),
      .is_undoable = true,
      .is_continuous = true,
      .run = run_cut },
    { .name = "cut-box",
      .group = "model",
      .help = "Cuts away what is outside a box.",
      .help_zh = "剖切盒：只留盒内部分。",
      CMD_ARGS(args_cut_box),
      .is_undoable = true,
      .is_continuous = true,
      .run = run_cut_box },
    { .name = "cut-move",
      .group = "model",
      .help = "Moves a section plane along its normal.",
      .help_zh = "沿法向移动剖切面。",
      CMD_ARGS(args_cut_move),
      .is_undoable = true,
      .is_continuous = true,
      .run = run_cut_move },
    { .name = "cut-off",
      .group = "model",
      .help = "Removes all section planes.",
      .help_zh = "取消剖切。",
      .is_undoable = true,
      .run = run_cut_off },
    { .name = "storey-plan",
      .group = "model",
      .help = "Shows one storey from above, cut open.",
      .help_zh = "楼层平面：只显示一层并从上方剖开。",
      CMD_ARGS(args_plan),
      .is_undoable = true,
      .run = run_storey_plan },
};
const int cmd_cut_count = (int)(sizeof cmd_cut_rows / sizeof cmd_cut_rows[0]);
