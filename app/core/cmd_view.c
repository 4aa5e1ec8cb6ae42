// SPDX-License-Identifier: Apache-2.0
// cmd_view.c - commands that move the camera and set how the city looks.
#include "core/city_model.h"
#include "core/cmd_rows.h"
#include "geo/geo_terrain.h"
#include <math.h>
#include <string.h>

#define METRES_PER_DEG_LAT 110574.0 // of a degree of latitude at the equator; these moves need no more
#define METRES_PER_DEG_LON 111320.0
#define DISTANCE_MIN_M 1.0
#define DISTANCE_MAX_M 5e7

void cmd_camera_go(State *state, const StateCamera *goal, double seconds)
{
    state->camera_goal = *goal;
    state->glide_from = state->camera;
    state->glide_time_s = 0;
    state->glide_s = isnan(seconds) ? 0 : seconds;
    state->is_gliding = isnan(seconds) || seconds > 0;
    if (!state->is_gliding || !state->has_camera) {
        state->camera = *goal;
        state->is_gliding = false;
    }
    state->has_camera = true;
    state->is_touring = false;
    state_touch(state);
}

// Where moves by keys start: the goal while it is still being reached, so that quick presses add up.
static StateCamera base_camera(const State *state)
{
    return state->is_gliding ? state->camera_goal : state->camera;
}

// As drawn: cameras live among exaggerated heights.
static double ground_m(const CmdContext *context, double lon_deg, double lat_deg)
{
    bool has_height = false;
    const City *city = context->city;
    if (!city || !city->terrain) return 0;
    return geo_terrain_height(city->terrain, lon_deg, lat_deg, &has_height) *
           context->state->exaggeration;
}

static void wrap(StateCamera *camera)
{
    camera->heading_deg = fmod(fmod(camera->heading_deg, 360) + 360, 360);
    camera->pitch_deg = fmax(-85, fmin(90, camera->pitch_deg));
    camera->distance_m = fmax(DISTANCE_MIN_M, fmin(DISTANCE_MAX_M, camera->distance_m));
    camera->target.lat_deg = fmax(-89.9, fmin(89.9, camera->target.lat_deg));
    camera->target.lon_deg = fmod(fmod(camera->target.lon_deg + 180, 360) + 360, 360) - 180;
}

static bool run_goto(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    enum { LON, LAT, HEADING, PITCH, DISTANCE, SECONDS, HEIGHT };
    StateCamera goal = base_camera(context->state);
    goal.target = (GeoPos){ call->numbers[LON], call->numbers[LAT], 0 };
    goal.target.h_m = call->values[HEIGHT]
                          ? call->numbers[HEIGHT]
                          : ground_m(context, goal.target.lon_deg, goal.target.lat_deg);
    if (call->values[HEADING]) goal.heading_deg = call->numbers[HEADING];
    if (call->values[PITCH]) goal.pitch_deg = call->numbers[PITCH];
    if (call->values[DISTANCE]) goal.distance_m = call->numbers[DISTANCE];
    wrap(&goal);
    cmd_camera_go(context->state, &goal, call->values[SECONDS] ? call->numbers[SECONDS] : NAN);
    return true;
}

static bool run_camera(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    enum { LON, LAT, HEADING, PITCH, DISTANCE, HEIGHT, FOV };
    StateCamera goal = context->state->camera;
    goal.target = (GeoPos){ call->numbers[LON], call->numbers[LAT], 0 };
    goal.target.h_m = call->values[HEIGHT]
                          ? call->numbers[HEIGHT]
                          : ground_m(context, goal.target.lon_deg, goal.target.lat_deg);
    goal.heading_deg = call->numbers[HEADING];
    goal.pitch_deg = call->numbers[PITCH];
    goal.distance_m = call->numbers[DISTANCE];
    if (call->values[FOV]) goal.fov_deg = call->numbers[FOV];
    wrap(&goal);
    cmd_camera_go(context->state, &goal, 0);
    return true;
}

// The whole box in a 16:9 view from the south, 45 degrees down.
static StateCamera fit_camera(const State *state, GeoBox box, double height_m)
{
    StateCamera camera = base_camera(state);
    camera.target = (GeoPos){ (box.west_deg + box.east_deg) / 2, (box.south_deg + box.north_deg) / 2, height_m };
    const double width_m = (box.east_deg - box.west_deg) * METRES_PER_DEG_LON * cos(camera.target.lat_deg * DVEC_RAD_FROM_DEG);
    const double depth_m = (box.north_deg - box.south_deg) * METRES_PER_DEG_LAT;
    const double half = tan(camera.fov_deg * DVEC_RAD_FROM_DEG / 2);
    camera.heading_deg = 0;
    camera.pitch_deg = 45;
    // The near edge is nearer than the target: half the depth, seen at 45 degrees, is added.
    const double across_m = width_m / 2 / (half * 16 / 9), along_m = depth_m / 2 * 0.71 / half;
    camera.distance_m = fmax(300, 1.1 * (fmax(across_m, along_m) + depth_m / 2 * 0.71));
    wrap(&camera);
    return camera;
}

bool cmd_fit_box(CmdContext *context, GeoBox box, double seconds)
{
    const double h_m =
        ground_m(context, (box.west_deg + box.east_deg) / 2, (box.south_deg + box.north_deg) / 2);
    const StateCamera goal = fit_camera(context->state, box, h_m);
    cmd_camera_go(context->state, &goal, seconds);
    return true;
}

static bool run_fit(CmdContext *context, const CmdCall *call, Err *err)
{
    GeoBox box = city_extent(context->city, context->state);
    if (call->values[0]) {
        const StateLayer *layer = cmd_layer(context->state, call->values[0], err);
        if (!layer) return false;
        const CityLayer *loaded = city_layer(context->city, layer->id);
        if (!loaded || loaded->state != CITY_LAYER_READY) {
            err_set(err, ERR_NOT_FOUND, "layer '%s' is not loaded", layer->name);
            return false;
        }
        box = city_layer_extent(loaded);
    }
    if (geo_box_is_empty(box)) {
        err_set(err, ERR_NOT_FOUND, "no visible layer is loaded yet");
        return false;
    }
    const double h_m =
        ground_m(context, (box.west_deg + box.east_deg) / 2, (box.south_deg + box.north_deg) / 2);
    StateCamera goal = fit_camera(context->state, box, h_m);
    const StateLayer *one =
        call->values[0] ? state_layer_find(context->state, call->values[0]) : NULL;
    (void)city_model_fit(context->city, context->state, one ? one->id : 0, &goal);
    cmd_camera_go(context->state, &goal, call->values[1] ? call->numbers[1] : NAN);
    return true;
}

static bool run_pan(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    StateCamera goal = base_camera(context->state);
    const double view_m = 2 * goal.distance_m * tan(goal.fov_deg * DVEC_RAD_FROM_DEG / 2);
    const double right_m = (call->values[0] ? call->numbers[0] : 0) * view_m, ahead_m = (call->values[1] ? call->numbers[1] : 0) * view_m;
    const double h = goal.heading_deg * DVEC_RAD_FROM_DEG;
    goal.target.lat_deg += (ahead_m * cos(h) - right_m * sin(h)) / METRES_PER_DEG_LAT;
    goal.target.lon_deg += (ahead_m * sin(h) + right_m * cos(h)) / (METRES_PER_DEG_LON * cos(goal.target.lat_deg * DVEC_RAD_FROM_DEG));
    wrap(&goal);
    goal.target.h_m = ground_m(context, goal.target.lon_deg, goal.target.lat_deg);
    cmd_camera_go(context->state, &goal, NAN);
    return true;
}

static bool run_zoom(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    StateCamera goal = base_camera(context->state);
    goal.distance_m *= call->numbers[0];
    wrap(&goal);
    cmd_camera_go(context->state, &goal, NAN);
    return true;
}

static bool run_orbit(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    StateCamera goal = base_camera(context->state);
    if (call->values[0]) goal.heading_deg += call->numbers[0];
    if (call->values[1]) goal.pitch_deg += call->numbers[1];
    wrap(&goal);
    cmd_camera_go(context->state, &goal, NAN);
    return true;
}

static bool run_north(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    (void)call;
    StateCamera goal = base_camera(context->state);
    goal.heading_deg = 0;
    cmd_camera_go(context->state, &goal, NAN);
    return true;
}

static bool run_look(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    context->state->look = (StateLook)call->numbers[0];
    state_touch(context->state);
    return true;
}

static bool run_quality(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    context->state->quality = (StateQuality)call->numbers[0];
    state_touch(context->state);
    return true;
}

static bool run_language(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    State *state = context->state;
    const int asked = (int)call->numbers[0];
    state->language = asked == 2 ? (state->language == STATE_LANGUAGE_ZH ? STATE_LANGUAGE_EN : STATE_LANGUAGE_ZH) : (StateLanguage)asked;
    state_touch(state);
    return true;
}

static bool run_exaggeration(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    State *state = context->state;
    // The view stays on what it looks at, which rises or sinks.
    const double factor = call->numbers[0] / state->exaggeration;
    state->camera.target.h_m *= factor;
    state->camera_goal.target.h_m *= factor;
    state->glide_from.target.h_m *= factor;
    state->exaggeration = call->numbers[0];
    state_touch(state);
    return true;
}

static bool run_tide(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    context->state->tide_m = call->numbers[0];
    state_touch(context->state);
    return true;
}

static bool run_set(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    State *state = context->state;
    bool *const switches[] = {
        &state->has_labels,  &state->has_shadows, &state->has_ambient_occlusion,
        &state->has_panels,  &state->has_readout, &state->has_high_contrast,
        &state->has_menu_bar
    };
    bool *value = switches[(int)call->numbers[0]];
    const int asked = call->values[1] ? (int)call->numbers[1] : 2;
    *value = asked == 2 ? !*value : asked == 0;
    state_touch(state);
    return true;
}

static bool run_display_crs(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const char *text = call->values[0] ? call->values[0] : "";
    if (strlen(text) >= sizeof state->display_crs) {
        err_set(err, ERR_RANGE, "display-crs: at most %zu bytes", sizeof state->display_crs - 1);
        return false;
    }
    if (text[0]) {
        GeoCrs *crs = geo_crs_create(text, GEO_DATUM_WGS84, err);
        if (!crs) return false;
        geo_crs_destroy(crs);
    }
    str_copy_utf8(state->display_crs, sizeof state->display_crs, text);
    state_touch(state);
    return true;
}

#define LON { .name = "lon", .type = CMD_ARG_NUMBER, .is_required = true, .min = -180, .max = 180, .help = "longitude, degrees", .help_zh = "经度" }
#define LAT { .name = "lat", .type = CMD_ARG_NUMBER, .is_required = true, .min = -90, .max = 90, .help = "latitude, degrees", .help_zh = "纬度" }
#define SECONDS { .name = "seconds", .type = CMD_ARG_NUMBER, .min = 0, .max = 600, .help = "0 jumps; without it a smooth glide", .help_zh = "用时（秒）；0 直接到达，缺省平滑移动" }
#define HEADING(needed) { .name = "heading", .type = CMD_ARG_NUMBER, .is_required = needed, .min = -360, .max = 360, .help = "0 north, 90 east", .help_zh = "方位角：0 北，90 东" }
#define PITCH(needed) { .name = "pitch", .type = CMD_ARG_NUMBER, .is_required = needed, .min = -90, .max = 90, .help = "degrees below the horizon", .help_zh = "俯角" }
#define DISTANCE(needed) { .name = "distance", .type = CMD_ARG_NUMBER, .is_required = needed, .min = 1, .max = 5e7, .help = "metres to the point", .help_zh = "到目标点的距离（米）" }
#define HEIGHT { .name = "height", .type = CMD_ARG_NUMBER, .min = -12000, .max = 1e7, .help = "of the point; the ground when not given", .help_zh = "目标点高程，缺省为地面" }

static const CmdArg args_goto[] = { LON, LAT, HEADING(false), PITCH(false), DISTANCE(false), SECONDS, HEIGHT };
static const CmdArg args_camera[] = { LON, LAT, HEADING(true), PITCH(true), DISTANCE(true), HEIGHT,
    { .name = "fov", .type = CMD_ARG_NUMBER, .min = 1, .max = 150, .help = "vertical angle of view", .help_zh = "垂直视角" } };
static const CmdArg args_fit[] = { { .name = "layer", .type = CMD_ARG_LAYER, .help = "all visible ones when not given", .help_zh = "图层，缺省为全部可见图层" }, SECONDS };
static const CmdArg args_pan[] = {
    { .name = "x", .type = CMD_ARG_NUMBER, .min = -10, .max = 10, .help = "to the right, in heights of the view", .help_zh = "向右，单位为视图高度" },
    { .name = "y", .type = CMD_ARG_NUMBER, .min = -10, .max = 10, .help = "ahead, in heights of the view", .help_zh = "向前，单位为视图高度" } };
static const CmdArg args_zoom[] = { { .name = "factor", .type = CMD_ARG_NUMBER, .is_required = true, .min = 0.001, .max = 1000,
    .help = "on the distance: 0.5 is twice as near", .help_zh = "距离倍数：0.5 为近一倍" } };
static const CmdArg args_orbit[] = {
    { .name = "heading", .type = CMD_ARG_NUMBER, .min = -360, .max = 360, .help = "degrees to turn right", .help_zh = "右转角度" },
    { .name = "pitch", .type = CMD_ARG_NUMBER, .min = -180, .max = 180, .help = "degrees steeper", .help_zh = "俯角增量" } };
static const CmdArg args_look[] = { { .name = "look", .type = CMD_ARG_CHOICE, .is_required = true, .choices = "day|night|white",
    .help = "day, big-screen night, white model", .help_zh = "白天、大屏夜景、白模" } };
static const CmdArg args_quality[] = { { .name = "quality", .type = CMD_ARG_CHOICE, .is_required = true, .choices = "auto|software|full",
    .help = "auto: what this machine can", .help_zh = "画质：自动、软件、完整" } };
static const CmdArg args_language[] = { { .name = "language", .type = CMD_ARG_CHOICE, .is_required = true, .choices = "zh|en|toggle",
    .help = "of the interface", .help_zh = "界面语言" } };
static const CmdArg args_exaggeration[] = { { .name = "factor", .type = CMD_ARG_NUMBER, .is_required = true, .min = 0.1, .max = 100,
    .help = "on heights", .help_zh = "高程倍数" } };
static const CmdArg args_tide[] = { { .name = "height", .type = CMD_ARG_NUMBER, .is_required = true, .min = -100, .max = 1000,
    .help = "of the sea, metres", .help_zh = "海面高度（米）" } };
static const CmdArg args_set[] = {
    { .name = "what",
      .type = CMD_ARG_CHOICE,
      .is_required = true,
      .choices = "labels|shadows|ambient-occlusion|panels|readout|high-contrast|menu-bar",
      .help = "a part of the picture",
      .help_zh = "画面内容：注记、阴影、环境光遮蔽、面板、读数、高对比度、菜单栏" },
    { .name = "value",
      .type = CMD_ARG_CHOICE,
      .choices = "on|off|toggle",
      .fallback = "toggle",
      .help = "shown or not",
      .help_zh = "开、关、切换" }
};
static const CmdArg args_crs[] = { { .name = "crs", .type = CMD_ARG_TEXT, .help = "EPSG:4526; longitude and latitude when not given", .help_zh = "显示坐标所用坐标系，缺省为经纬度" } };

const Cmd cmd_view_rows[] = {
    { .name = "goto", .group = "view", .help = "Flies to a point.", .help_zh = "飞到一点。", CMD_ARGS(args_goto), .run = run_goto },
    { .name = "camera", .group = "view", .help = "Sets the camera at once.", .help_zh = "直接设定相机。", CMD_ARGS(args_camera), .run = run_camera },
    { .name = "fit", .group = "view", .help = "Shows a layer, or all.", .help_zh = "缩放到图层或全部。", CMD_ARGS(args_fit), .run = run_fit },
    { .name = "pan", .group = "view", .help = "Moves over the ground.", .help_zh = "平移。", CMD_ARGS(args_pan), .run = run_pan },
    { .name = "zoom", .group = "view", .help = "Comes nearer or goes farther.", .help_zh = "拉近或拉远。", CMD_ARGS(args_zoom), .run = run_zoom },
    { .name = "orbit", .group = "view", .help = "Turns round the point looked at.", .help_zh = "绕目标旋转。", CMD_ARGS(args_orbit), .run = run_orbit },
    { .name = "north", .group = "view", .help = "Turns north up.", .help_zh = "正北朝上。", .run = run_north },
    { .name = "look", .group = "view", .help = "Sets how the city looks.", .help_zh = "设定外观。", CMD_ARGS(args_look), .is_undoable = true, .run = run_look },
    { .name = "quality", .group = "view", .help = "Sets the quality of the picture.", .help_zh = "设定画质。", CMD_ARGS(args_quality), .run = run_quality },
    { .name = "language", .group = "view", .help = "Sets the language of the interface.", .help_zh = "设定界面语言。", CMD_ARGS(args_language), .run = run_language },
    { .name = "exaggeration", .group = "view", .help = "Exaggerates heights.", .help_zh = "高程夸张。", CMD_ARGS(args_exaggeration), .is_undoable = true, .is_continuous = true, .run = run_exaggeration },
    { .name = "tide", .group = "time", .help = "Sets the height of the sea.", .help_zh = "设定海面高度。", CMD_ARGS(args_tide), .is_undoable = true, .is_continuous = true, .run = run_tide },
    { .name = "set", .group = "view", .help = "Switches a part of the picture.", .help_zh = "开关画面内容。", CMD_ARGS(args_set), .run = run_set },
    { .name = "display-crs", .group = "view", .help = "Sets the system coordinates are shown in.", .help_zh = "设定显示坐标系。", CMD_ARGS(args_crs), .is_undoable = true, .run = run_display_crs },
};
const int cmd_view_count = (int)(sizeof cmd_view_rows / sizeof cmd_view_rows[0]);
