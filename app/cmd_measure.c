// SPDX-License-Identifier: Apache-2.0
// cmd_measure.c - the commands that measure: by points, pixels of the last view, or objects; and
// the tool of the window.
#include "cmd_measure.h"
#include "core/city_model.h"
#include "core/cmd_rows.h"
#include "core/measure.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const unsigned snap_kinds[] = { ASSET_SNAP_FACE | ASSET_SNAP_EDGE | ASSET_SNAP_MIDDLE |
                                           ASSET_SNAP_VERTEX | ASSET_SNAP_CENTRE,
                                       ASSET_SNAP_VERTEX,
                                       ASSET_SNAP_EDGE,
                                       ASSET_SNAP_MIDDLE,
                                       ASSET_SNAP_FACE,
                                       ASSET_SNAP_CENTRE };

static bool snap_at(App *app, double x_px, double y_px, unsigned kinds, SceneSnap *out, Err *err)
{
    *out = scene_snap(app->scene, &app->city, x_px, y_px, kinds);
    if (out->is_hit) return true;
    err_set(err, ERR_NOT_FOUND, "nothing to measure from is at pixel %.6g,%.6g (此处无可量测之物)",
            x_px, y_px);
    return false;
}

static bool add_point(StateMeasure *m, GeoPos pos, StateMeasureOn on, double exact_m, Err *err)
{
    if (measure_point_add(m, pos, on, exact_m)) return true;
    err_set(err, ERR_RANGE, "expected at most %d points", STATE_MEASURE_POINTS_MAX);
    return false;
}

static bool points_from_pixels(App *app, const char *text, unsigned kinds, StateMeasure *m,
                               SceneSnap *last, Err *err)
{
    for (const char *at = text + strspn(text, " ;"); *at; at += strspn(at, " ;")) {
        char *end = NULL;
        const double x = strtod(at, &end);
        const char *second = end + 1;
        const double y = end != at && *end == ',' ? strtod(second, &end) : NAN;
        if (!isfinite(x) || !isfinite(y) || end == second || (*end && !strchr(" ;", *end))) {
            err_set(err, ERR_ARGUMENT, "pixels '%.60s': expected \"x,y x,y …\"", text);
            return false;
        }
        if (!snap_at(app, x, y, kinds, last, err) ||
            !add_point(m, last->point, last->on, last->exact_m, err))
            return false;
        at = end;
    }
    return true;
}

// By GlobalId, or by its number in the layer.
static int find_object(const CityLayer *layer, const char *name, Err *err)
{
    const Asset *asset = layer->asset;
    const int found = asset->ifc ? ifc_model_find_guid(asset->ifc, name) : -1;
    int64_t row = 0;
    if (found >= 0) return found;
    if (str_parse_int(name, &row) && row >= 0 && row < asset->object_count) return (int)row;
    err_set(err, ERR_NOT_FOUND, "no object has the GlobalId or number '%.60s' (没有这个构件)",
            name);
    return -1;
}

static bool gap_of(CmdContext *context, const char *layer_name, const char *objects,
                   StateMeasure *m, Err *err)
{
    char names[2][64] = { { 0 }, { 0 } };
    const CityLayer *layer = cmd_model(context, layer_name ? layer_name : "", err);
    if (!layer) return false;
    if (sscanf(objects, " %63[^ ;]%*[ ;]%63[^ ;]", names[0], names[1]) != 2) {
        err_set(err, ERR_ARGUMENT, "objects '%.80s': expected two, by GlobalId or number", objects);
        return false;
    }
    const int a = find_object(layer, names[0], err);
    const int b = a >= 0 ? find_object(layer, names[1], err) : -1;
    if (b < 0) return false;
    if (!layer->has_place) {
        err_set(err, ERR_NOT_FOUND, "layer '%s' stands nowhere yet", layer_name);
        return false;
    }
    const AssetMeasureScene scene = { .asset = layer->asset, .with_spaces = true };
    AssetNearest nearest;
    if (!asset_measure_nearest(&scene, a, b, &nearest, err)) return false;
    const DVec3 ends[2] = { nearest.a, nearest.b };
    for (int i = 0; i < 2; i++) {
        const DVec3 ecef_m = dplace_point(&layer->ecef_from_model, ends[i]);
        (void)measure_point_add(m, geo_geodetic_from_ecef(ecef_m), STATE_MEASURE_ON_MODEL,
                                nearest.exact_m / 2);
    }
    return true;
}

static bool keep(CmdContext *context, const StateMeasure *m, Err *err)
{
    State *state = context->state;
    if (!measure_is_whole(m)) {
        err_set(err, ERR_ARGUMENT, "measure %s: expected %d points%s, not %d",
                measure_kind_name(m->kind), measure_points_least(m->kind),
                measure_points_most(m->kind) > measure_points_least(m->kind) ? " or more" : "",
                m->point_count);
        return false;
    }
    if (!measure_add(state, m, err)) return false;
    if (context->out && !context->app->is_window) {
        JsonWriter w = { .out = context->out };
        measure_write(&state->measures[state->measure_count - 1], &w);
        str_add(context->out, "\n");
    }
    return true;
}

// Points of the same kind given twice are added up.
static bool read_points(CmdContext *context, const CmdCall *call, StateMeasure *m, SceneSnap *last,
                        Err *err)
{
    enum { KIND, POINTS, PIXELS, X, Y, OBJECTS, LAYER, SNAP, EXACT, ON };
    App *app = context->app;
    const unsigned kinds = snap_kinds[call->values[SNAP] ? (int)call->numbers[SNAP] : 0];
    if (call->values[POINTS] && !measure_points_parse(call->values[POINTS], m, err)) return false;
    if (call->values[EXACT]) m->exact_m = call->numbers[EXACT];
    if (call->values[ON]) m->on = (StateMeasureOn)call->numbers[ON];
    if (!call->values[PIXELS] && !call->values[X]) return true;
    if (!app_needs_view(app, err)) return false;
    if (call->values[PIXELS] && !points_from_pixels(app, call->values[PIXELS], kinds, m, last, err))
        return false;
    if (!call->values[X]) return true;
    if (!call->values[Y]) {
        err_set(err, ERR_ARGUMENT, "measure: expected y= beside x=");
        return false;
    }
    return snap_at(app, call->numbers[X], call->numbers[Y], kinds, last, err) &&
           add_point(m, last->point, last->on, last->exact_m, err);
}

static bool run_measure(CmdContext *context, const CmdCall *call, Err *err)
{
    enum { KIND, POINTS, PIXELS, X, Y, OBJECTS, LAYER, SNAP };
    App *app = context->app;
    StateMeasure m = { .kind = (StateMeasureKind)((int)call->numbers[KIND] + 1) };
    SceneSnap last = { 0 };
    if (call->values[OBJECTS] && m.kind != STATE_MEASURE_GAP) {
        err_set(err, ERR_ARGUMENT, "measure: objects= is for kind=gap");
        return false;
    }
    if (call->values[OBJECTS])
        return gap_of(context, call->values[LAYER], call->values[OBJECTS], &m, err) &&
               keep(context, &m, err);
    if (!read_points(context, call, &m, &last, err)) return false;
    if (m.point_count == 1 && last.is_hit) {
        StateMeasure found;
        if (m.kind == STATE_MEASURE_HEIGHT)
            return scene_measure_height(app->scene, &last, &found, err) &&
                   keep(context, &found, err);
        if (m.kind == STATE_MEASURE_AREA)
            return scene_measure_face(app->scene, &last, &found, err) && keep(context, &found, err);
    }
    return keep(context, &m, err);
}

static bool run_remove(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const char *which = call->values[0] ? call->values[0] : "last";
    int64_t id = 0;
    if (strcmp(which, "last") == 0) {
        if (state->measure_count > 0) id = state->measures[state->measure_count - 1].id;
    } else if (strcmp(which, "all") != 0 && (!str_parse_int(which, &id) || id < 1)) {
        err_set(err, ERR_ARGUMENT, "measure-remove '%.40s': expected last, all or a number", which);
        return false;
    }
    if (strcmp(which, "all") == 0) {
        (void)measure_remove(state, 0);
        return true;
    }
    if (id > 0 && id <= UINT32_MAX && measure_remove(state, (uint32_t)id)) return true;
    err_set(err, ERR_NOT_FOUND, "there is no such measurement (没有这条量测)");
    return false;
}

static bool run_tool(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    State *state = context->state;
    const int asked = call->values[0] ? (int)call->numbers[0] : 6;
    StateMeasureKind kind = (StateMeasureKind)asked;
    if (asked == 6)
        kind = state->measuring.kind == STATE_MEASURE_NONE
                   ? STATE_MEASURE_DISTANCE
                   : (StateMeasureKind)((state->measuring.kind + 1) % STATE_MEASURE_COUNT);
    state->measuring = (StateMeasure){ .kind = kind };
    state_touch(state);
    context->app->is_dirty = true;
    return true;
}

// Only what is whole touches the state's version: single points are no steps of undo.
static bool finish(CmdContext *context, const StateMeasure *whole, Err *err)
{
    State *state = context->state;
    Str text = { 0 };
    state->measuring = (StateMeasure){ .kind = state->measuring.kind };
    context->app->is_dirty = true;
    if (!measure_add(state, whole, err)) return false;
    measure_text(&state->measures[state->measure_count - 1], state->language == STATE_LANGUAGE_ZH,
                 true, &text);
    app_say(context->app, false, text.text ? text.text : "");
    str_finish(&text);
    return true;
}

static bool finish_points(CmdContext *context, Err *err)
{
    const StateMeasure whole = context->state->measuring;
    return finish(context, &whole, err);
}

// The second object of a gap: the first stands behind the point set for it.
static bool finish_gap(CmdContext *context, const SceneSnap *snap, Err *err)
{
    const StateFeatureRef first = context->app->input.measure_from;
    const StateLayer *layer = state_layer_by_id(context->state, snap->feature.layer_id);
    StateMeasure m = { .kind = STATE_MEASURE_GAP };
    char objects[32];
    if (snap->on != STATE_MEASURE_ON_MODEL || !layer || first.layer_id != snap->feature.layer_id) {
        err_set(
            err, ERR_UNSUPPORTED,
            "a gap is measured between two objects of one model (净距须在同一模型的两个构件间)");
        return false;
    }
    snprintf(objects, sizeof objects, "%u %u", first.feature, snap->feature.feature);
    return gap_of(context, layer->name, objects, &m, err) && finish(context, &m, err);
}

static bool run_point(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    StateMeasure *m = &context->state->measuring, whole;
    SceneSnap snap;
    const double x = call->numbers[0], y = call->numbers[1];
    if (m->kind == STATE_MEASURE_NONE) {
        err_set(err, ERR_ARGUMENT, "no measuring tool is on; measure-tool starts one");
        return false;
    }
    if (!app_needs_view(app, err) || !snap_at(app, x, y, snap_kinds[0], &snap, err)) return false;
    if (m->kind == STATE_MEASURE_HEIGHT)
        return scene_measure_height(app->scene, &snap, &whole, err) && finish(context, &whole, err);
    if (m->kind == STATE_MEASURE_GAP && m->point_count == 1) return finish_gap(context, &snap, err);
    if (!add_point(m, snap.point, snap.on, snap.exact_m, err)) return false;
    app->input.measure_from = snap.feature;
    app->input.measure_px[0] = x;
    app->input.measure_px[1] = y;
    app->is_dirty = true;
    if ((m->kind == STATE_MEASURE_DISTANCE && m->point_count == 2) ||
        m->point_count == measure_points_most(m->kind))
        return finish_points(context, err);
    return true;
}

static bool run_back(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    StateMeasure *m = &context->state->measuring;
    if (m->point_count == 0) {
        err_set(err, ERR_NOT_FOUND, "no point is set");
        return false;
    }
    m->point_count--;
    context->app->is_dirty = true;
    return true;
}

// Ends an area; of a single point it is the whole face there.
static bool run_end(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    State *state = context->state;
    App *app = context->app;
    if (state->measuring.kind == STATE_MEASURE_AREA && state->measuring.point_count == 1) {
        const double *px = app->input.measure_px;
        SceneSnap snap;
        StateMeasure whole;
        return app_needs_view(app, err) && snap_at(app, px[0], px[1], snap_kinds[0], &snap, err) &&
               scene_measure_face(app->scene, &snap, &whole, err) && finish(context, &whole, err);
    }
    if (measure_is_whole(&state->measuring)) return finish_points(context, err);
    err_set(err, ERR_ARGUMENT, "measure %s: expected %d points, not %d",
            measure_kind_name(state->measuring.kind), measure_points_least(state->measuring.kind),
            state->measuring.point_count);
    return false;
}

#define X_PX(needed)                                                                                       \
    {                                                                                                      \
        .name = "x", .type = CMD_ARG_NUMBER, .is_required = needed,                                        \
        .help = "pixels from the left of the last view", .help_zh = "距左边的像素（最近视图）" \
    }
#define Y_PX(needed)                                                                               \
    {                                                                                              \
        .name = "y", .type = CMD_ARG_NUMBER, .is_required = needed, .help = "pixels from the top", \
        .help_zh = "距上边的像素"                                                            \
    }
static const CmdArg args_measure[] = {
    { .name = "kind",
      .type = CMD_ARG_CHOICE,
      .is_required = true,
      .choices = "distance|angle|area|height|gap",
      .help = "2 points or more, 3, 3 or more (or one on a face), one below a ceiling, 2 objects",
      .help_zh = "距离（2 点以上）、角度（3 点）、面积（3 点以上，或面上 1 点）、净高（1 "
                 "点）、净距（2 构件）" },
    { .name = "points",
      .type = CMD_ARG_TEXT,
      .help = "\"lon,lat,height …\": degrees and metres",
      .help_zh = "各点「经度,纬度,高程 …」" },
    { .name = "pixels",
      .type = CMD_ARG_TEXT,
      .help = "\"x,y x,y …\" of the last view",
      .help_zh = "各点像素「x,y x,y …」（最近视图）" },
    X_PX(false),
    Y_PX(false),
    { .name = "objects",
      .type = CMD_ARG_TEXT,
      .help = "of a gap: two, by GlobalId or number",
      .help_zh = "净距的两个构件：GlobalId 或序号" },
    { .name = "layer",
      .type = CMD_ARG_LAYER,
      .help = "the model of the objects",
      .help_zh = "构件所在模型" },
    { .name = "snap",
      .type = CMD_ARG_CHOICE,
      .choices = "any|vertex|edge|middle|face|centre",
      .fallback = "any",
      .help = "what of a model a pixel is drawn to, within 12 px",
      .help_zh = "像素捕捉模型的：顶点、边、中点、面、圆心（12 像素内）" },
    { .name = "exact",
      .type = CMD_ARG_NUMBER,
      .max = 1e7,
      .fallback = "0",
      .help = "of points=: the most one may be off, metres",
      .help_zh = "给定点的最大误差（米）" },
    { .name = "on",
      .type = CMD_ARG_CHOICE,
      .choices = "given|model|building|ground",
      .fallback = "given",
      .help = "of points=: what they lie on",
      .help_zh = "给定点所在" },
};
static const CmdArg args_remove[] = { { .name = "which",
                                        .type = CMD_ARG_TEXT,
                                        .fallback = "last",
                                        .help = "last, all, or its number (id of get measures)",
                                        .help_zh = "last、all 或编号" } };
static const CmdArg args_tool[] = { { .name = "kind",
                                      .type = CMD_ARG_CHOICE,
                                      .choices = "off|distance|angle|area|height|gap|next",
                                      .fallback = "next",
                                      .help = "what clicks measure",
                                      .help_zh = "点击量测什么" } };
static const CmdArg args_point[] = { X_PX(true), Y_PX(true) };

static const Cmd rows[] = {
    { .name = "measure",
      .group = "select",
      .help = "Measures, by points, pixels or objects; the result stands in the scene.",
      .help_zh = "量测距离、角度、面积、净高、净距，结果留在场景中。",
      CMD_ARGS(args_measure),
      .is_undoable = true,
      .run = run_measure },
    { .name = "measure-remove",
      .group = "select",
      .help = "Removes measurements.",
      .help_zh = "删除量测。",
      CMD_ARGS(args_remove),
      .is_undoable = true,
      .run = run_remove },
    { .name = "measure-tool",
      .group = "select",
      .help = "Starts or ends measuring by clicks.",
      .help_zh = "开始或结束点击量测。",
      CMD_ARGS(args_tool),
      .run = run_tool },
    { .name = "measure-point",
      .group = "select",
      .help = "Sets a point of the measuring tool at a pixel.",
      .help_zh = "在像素处设一个量测点。",
      CMD_ARGS(args_point),
      .is_undoable = true,
      .run = run_point },
    { .name = "measure-back",
      .group = "select",
      .help = "Takes the tool's last point back.",
      .help_zh = "撤回最后一个量测点。",
      .run = run_back },
    { .name = "measure-end",
      .group = "select",
      .help = "Ends an area: through its points, or of the face under the only one.",
      .help_zh = "结束面积量测：按各点，或唯一点所在的整面。",
      .is_undoable = true,
      .run = run_end },
};

void app_add_measure_commands(CmdTable *table)
{
    cmd_table_add(table, rows, (int)(sizeof rows / sizeof rows[0]));
}
