// SPDX-License-Identifier: Apache-2.0
// cmd_app.c - the commands that need the program round the state: open, pictures, picks, waiting, answers, the window.
#include "app.h"
#include "app_answer.h"
#include "cmd_live.h"
#include "cmd_export.h"
#include "cmd_measure.h"
#include "cmd_page.h"
#include "cmd_shell.h"
#include "base/clock.h"
#include "base/file.h"
#include "core/city_model.h"
#include "input_keys.h"
#include "scene/camera.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CMD_APP_WIDTH 1920
#define CMD_APP_HEIGHT 1080
#define CMD_WAIT_TURNS 3 // input is read, has acted, and one more for what came in between

static bool cmd_needs_scene(App *app, Err *err)
{
    const int width_px = app->width_px ? app->width_px : CMD_APP_WIDTH, height_px = app->height_px ? app->height_px : CMD_APP_HEIGHT;
    return app->scene || app_open_null(app, width_px, height_px, err);
}

static bool cmd_needs_graphics(App *app, int width_px, int height_px, Err *err)
{
    if (app->platform) return true;
    // A small unseen window: pictures have targets of their own. The view keeps its size.
    const int width_view = app->width_px ? app->width_px : width_px, height_view = app->height_px ? app->height_px : height_px;
    if (!app_open_graphics(app, &(PlatformDesc){ .is_offscreen = true, .width = 64, .height = 64 }, err)) return false;
    app->width_px = width_view;
    app->height_px = height_view;
    app->scale = app->display_scale = 1;
    return true;
}

bool app_needs_view(App *app, Err *err)
{
    if (!cmd_needs_scene(app, err)) return false;
    if (app->is_window) return true;
    const SceneViewDesc view = { .width_px = app->width_px,
                                 .height_px = app->height_px,
                                 .scale = app->scale,
                                 .is_for_picks = true };
    return app_settle(app, &view, 120, err);
}

static bool cmd_open(CmdContext *context, const CmdCall *call, Err *err)
{
    return app_open_path(context->app, call->values[0], err);
}

static bool cmd_shot(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    AppShot shot = { .path = call->values[0], .is_software = call->values[2] && strcmp(call->values[2], "software") == 0,
                     .no_furniture = call->values[3] && call->numbers[3] == 0, .limit_s = call->values[4] ? call->numbers[4] : 120 };
    if (call->values[1] && !app_parse_size(call->values[1], &shot.width, &shot.height, err)) return false;
    if (!cmd_needs_graphics(app, shot.width ? shot.width : CMD_APP_WIDTH, shot.height ? shot.height : CMD_APP_HEIGHT, err)) return false;
    bool is_complete = true;
    if (!app_picture(app, &shot, &is_complete, err)) return false;
    if (!is_complete) {
        err_set(err, ERR_TIMEOUT, "'%s' is written, but not everything was there after %.0f s; give a longer limit", shot.path, shot.limit_s);
        return false;
    }
    return true;
}

static bool cmd_screenshot(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    char name[64];
    if (!call->values[0]) {
        char iso[32];
        clock_format(clock_utc_us(), 0, iso);
        snprintf(name, sizeof name, "citymirror-%.4s%.2s%.2s-%.2s%.2s%.2s.png", iso, iso + 5, iso + 8, iso + 11, iso + 14, iso + 17);
    }
    const char *path = call->values[0] ? call->values[0] : name;
    if (!app_screenshot(app, path, err)) return false;
    if (!call->values[0]) app_say(app, false, path);
    return true;
}

static bool cmd_pick(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    if (!app_needs_view(app, err)) return false;
    const ScenePick pick = scene_pick(app->scene, &app->city, &app->state, call->numbers[0], call->numbers[1]);
    if (context->out) app_answer_pick(app, &pick, context->out);
    return true;
}

static void cmd_select_clear(State *state)
{
    state->selection_count = 0;
    state->shown_key[0] = 0;
    state_touch(state);
}

static bool cmd_select_at(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    if (!app_needs_view(app, err)) return false;
    const ScenePick pick = scene_pick(app->scene, &app->city, &app->state, call->numbers[0], call->numbers[1]);
    const bool is_adding = call->values[2] && call->numbers[2] != 0;
    if (!is_adding) cmd_select_clear(&app->state);
    if (app_live_select(app, call->numbers[0], call->numbers[1])) return true;
    if (pick.is_hit && pick.feature.layer_id && !state_select(&app->state, pick.feature)) {
        err_set(err, ERR_MEMORY, "no memory for the selection");
        return false;
    }
    if (context->out && !app->is_window) app_answer_pick(app, &pick, context->out);
    return true;
}

static bool cmd_select_inside(App *app, const double *xy_px, int points, bool is_adding, Str *out, Err *err)
{
    enum { CAP = 100000 };
    StateFeatureRef *found = malloc(sizeof *found * CAP);
    if (!found) {
        err_set(err, ERR_MEMORY, "no memory for the selection");
        return false;
    }
    const int count = scene_pick_polygon(app->scene, &app->city, &app->state, xy_px, points, found, CAP);
    if (!is_adding) cmd_select_clear(&app->state);
    bool ok = app_select_many(&app->state, found, count < CAP ? count : CAP, err);
    free(found);
    if (ok && out && !app->is_window) str_printf(out, "%d\n", count);
    return ok;
}

static bool cmd_select_box(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    if (!app_needs_view(app, err)) return false;
    const double *n = call->numbers;
    const double corners[8] = { n[0], n[1], n[2], n[1], n[2], n[3], n[0], n[3] };
    return cmd_select_inside(app, corners, 4, call->values[4] && n[4] != 0, context->out, err);
}

static bool cmd_select_polygon(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    double points[2 * INPUT_POLYGON_MAX];
    int count = 0;
    for (const char *at = call->values[0]; *at;) {
        char *end = NULL;
        const double x = strtod(at, &end);
        if (end == at || *end != ',') break;
        const char *second = end + 1;
        const double y = strtod(second, &end);
        if (end == second || count == INPUT_POLYGON_MAX || !isfinite(x) || !isfinite(y)) break;
        points[2 * count] = x;
        points[2 * count + 1] = y;
        count++;
        at = end + strspn(end, " ;");
        if (*at == 0) {
            if (count < 3) break;
            if (!app_needs_view(app, err)) return false;
            return cmd_select_inside(app, points, count, call->values[1] && call->numbers[1] != 0, context->out, err);
        }
    }
    err_set(err, ERR_ARGUMENT, "polygon '%.80s': expected 3 to %d corners as \"x,y x,y x,y\" in pixels", call->values[0], INPUT_POLYGON_MAX);
    return false;
}

static bool cmd_select_polygon_tool(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    (void)err;
    input_polygon_begin(context->app);
    return true;
}

static bool cmd_fly_at(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    if (!app_needs_view(app, err)) return false;
    const ScenePick pick = scene_pick(app->scene, &app->city, &app->state, call->numbers[0], call->numbers[1]);
    if (!pick.is_hit) return true; // the sky
    StateCamera goal = app->state.camera;
    goal.target = pick.point;
    goal.target.h_m = pick.ground_m * app->state.exaggeration;
    goal.distance_m = fmax(60, goal.distance_m * 0.4);
    app_camera_glide(app, &goal);
    return true;
}

static bool cmd_go(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    const StateLayer *wanted = state_layer_find(&app->state, call->values[0]);
    const CityLayer *layer = wanted ? city_layer(&app->city, wanted->id) : NULL;
    const uint32_t count = layer ? city_layer_feature_count(layer) : 0;
    if (count == 0) {
        err_set(err, ERR_NOT_FOUND, "there is no loaded layer with features '%s'", call->values[0]);
        return false;
    }
    if (call->numbers[1] < 0 || call->numbers[1] >= count) {
        err_set(err, ERR_RANGE, "layer '%s' has features 0 to %u", wanted->name, count - 1);
        return false;
    }
    const uint32_t feature = (uint32_t)call->numbers[1];
    StateCamera goal = app->state.camera;
    double radius_m = 0;
    if (layer->asset && !city_model_object(layer, feature, &goal.target, &radius_m)) {
        err_set(err, ERR_NOT_FOUND, "'%s' of layer '%s' has no body to go to",
                city_model_name(layer, feature), wanted->name);
        return false;
    }
    if (layer->vector) {
        goal.target = geo_layer_anchor(layer->vector, feature);
        goal.target.h_m =
            scene_ground(&app->city, &app->state, goal.target.lon_deg, goal.target.lat_deg);
    }
    // A model's object fills a third of the view's height.
    const double near_m =
        layer->asset ? fmax(3, 6 * radius_m) : fmin(fmax(goal.distance_m, 250), 900);
    goal.distance_m = call->values[2] ? call->numbers[2] : near_m;
    goal.pitch_deg = fmax(25, fmin(goal.pitch_deg, 60));
    if (app->is_window) app_camera_glide(app, &goal);
    else app_camera_set(app, &goal);
    cmd_select_clear(&app->state);
    return state_select(&app->state, (StateFeatureRef){ wanted->id, feature });
}

static bool cmd_home(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    (void)call;
    const StateBookmark *view = app->state.view[0] ? state_bookmark_find(&app->state, app->state.view) : NULL;
    StateCamera goal;
    if (view) {
        goal = view->camera;
    } else {
        const GeoBox box = city_extent(&app->city, &app->state);
        if (geo_box_is_empty(box)) {
            err_set(err, ERR_NOT_FOUND, "no layer is loaded and visible yet");
            return false;
        }
        const double ground_m =
            scene_ground(&app->city, &app->state, (box.west_deg + box.east_deg) / 2,
                         (box.south_deg + box.north_deg) / 2);
        goal = camera_fit(box, ground_m, app->height_px ? (double)app->width_px / app->height_px : 16.0 / 9);
        (void)city_model_fit(&app->city, &app->state, 0, &goal);
    }
    if (app->is_window) app_camera_glide(app, &goal);
    else app_camera_set(app, &goal);
    return true;
}

static bool cmd_bookmark_store(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    const int index = (int)call->numbers[0] - 1;
    char name[STATE_NAME_MAX];
    if (index < state->bookmark_count) {
        state->bookmarks[index].camera = state->camera;
        state_touch(state);
        return true;
    }
    snprintf(name, sizeof name, "%d", index + 1);
    if (!state_bookmark_put(state, name, &state->camera)) {
        err_set(err, ERR_MEMORY, "no memory for a bookmark");
        return false;
    }
    return true;
}

static bool cmd_look_next(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    (void)err;
    context->state->look = (StateLook)((context->state->look + 1) % STATE_LOOK_COUNT);
    state_touch(context->state);
    return true;
}

static bool cmd_mode(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    App *app = context->app;
    static const char *const TEXTS[2][3] = { { "地图模式", "步行模式", "飞行模式" }, { "Map", "Walk", "Fly" } };
    const int asked = (int)call->numbers[0];
    const InputMode mode = asked == 3 ? (InputMode)((app->input.mode + 1) % 3) : (InputMode)asked;
    input_set_mode(app, mode);
    app_say(app, false, TEXTS[app->state.language == STATE_LANGUAGE_EN][app->input.mode]);
    return true;
}

static bool cmd_walk(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    if (!app_needs_view(app, err)) return false;
    input_set_mode(app, INPUT_WALK);
    if (app->input.mode != INPUT_WALK) {
        err_set(err, ERR_NOT_FOUND, "there is no city to walk in yet");
        return false;
    }
    if (app->state.is_gliding) {
        const StateCamera goal = app->state.camera_goal;
        app_camera_set(app, &goal);
    }
    if (call->values[2]) {
        StateCamera camera = app->state.camera;
        const CameraPose pose = camera_pose(&app->city.frame, &camera, 1);
        camera = app_camera_from_eye(&app->city.frame, pose.eye_enu_m,
                                     camera.heading_deg + call->numbers[2], camera.pitch_deg,
                                     camera.distance_m, camera.fov_deg);
        app_camera_set(app, &camera);
    }
    const double gone_m = input_walk(app, call->values[0] ? call->numbers[0] : 0,
                                     call->values[1] ? call->numbers[1] : 0);
    if (context->out && !app->is_window) app_answer_walk(app, gone_m, context->out);
    return true;
}

static bool cmd_wait_is_done(App *app, const char *condition, const char *value)
{
    if (strcmp(condition, "loaded") == 0) return !city_is_loading(&app->city);
    if (strcmp(condition, "still") == 0)
        return !app->state.is_gliding && !app->state.is_touring && !input_is_moving(&app->input);
    if (strcmp(condition, "settled") == 0)
        return app->is_settled && !(app->ui && ui_is_behind(app->ui)) && !app_page_is_loading(app);
    return app_answer_is(app, condition, value);
}

// A window goes on living while it waits; headless the world's time passes in steps of a sixtieth.
static void cmd_wait_turn(App *app)
{
    if (app->is_window) {
        app_frame(app, 0.01);
        return;
    }
    job_pool_poll(app->pool, 0.05);
    app_update(app, 1.0 / 60);
    if (job_pool_pending(app->pool) > 0) {
        job_pool_wait(app->pool, 0.02);
        return;
    }
    // Nothing to compute: sleeps until a feed has something, at most for a frame.
    app_live_wait(&app->live, 0.016);
}

static bool cmd_wait(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    const char *condition = call->values[0], *value = call->values[1];
    const double limit_s = call->values[2] ? call->numbers[2] : 60;
    double seconds = 0;
    const bool is_time = str_parse_double(condition, &seconds);
    if (!is_time && !app_answer_is_known(app, condition, err)) return false;
    if (!is_time && !cmd_needs_scene(app, err)) return false;
    if (strcmp(condition, "settled") == 0 && !app->is_window) {
        const SceneViewDesc view = { .width_px = app->width_px, .height_px = app->height_px, .scale = app->scale };
        return app_settle(app, &view, limit_s, err);
    }
    const double start_s = clock_monotonic_s(), until_s = start_s + (is_time ? seconds : limit_s);
    bool ok = true;
    app->waits++;
    // A key pressed before this line may still lie in the queue of the window system, and the last
    // picture may be of another view: what is asked is judged after input has been read and has
    // acted.
    for (int i = 0; i < CMD_WAIT_TURNS && app->is_window && !is_time; i++) cmd_wait_turn(app);
    while (is_time || !cmd_wait_is_done(app, condition, value)) {
        if (clock_monotonic_s() >= until_s || app->is_quitting) {
            ok = is_time;
            if (!ok)
                err_set(err, ERR_TIMEOUT, "'%s%s%s' was not so after %.1f s", condition,
                        value ? " is " : "", value ? value : "", limit_s);
            break;
        }
        cmd_wait_turn(app);
    }
    app->waits--;
    return ok;
}

static bool cmd_get(CmdContext *context, const CmdCall *call, Err *err)
{
    Str text = { 0 };
    JsonWriter writer = { .out = &text };
    const bool ok = app_prop_get(context->app, call->values[0], &writer, err);
    if (ok && context->out) str_printf(context->out, "%s\n", text.text ? text.text : "null");
    str_finish(&text);
    return ok;
}

static bool cmd_help_line(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    if (call->values[0] && !cmd_find(app->commands, call->values[0])) {
        err_set(err, ERR_NOT_FOUND, "there is no command '%s'; 'help' lists them", call->values[0]);
        return false;
    }
    if (context->out) cmd_help(app->commands, call->values[0], app->state.language == STATE_LANGUAGE_ZH, context->out);
    return true;
}

static bool cmd_find_name(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    App *app = context->app;
    if (context->out) app_answer_find(app, call->values[0], call->values[1] ? (int)call->numbers[1] : 10, context->out);
    return true;
}

static bool cmd_fullscreen(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    (void)call;
    if (!app->platform) {
        err_set(err, ERR_UNSUPPORTED, "there is no window");
        return false;
    }
    platform_set_fullscreen(app->platform, !platform_is_fullscreen(app->platform));
    platform_size(app->platform, &app->width_px, &app->height_px);
    app->is_dirty = true;
    return true;
}

static bool cmd_copy(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    App *app = context->app;
    if (app->platform) platform_set_clipboard(app->platform, call->values[0]);
    app_say(app, false, app->state.language == STATE_LANGUAGE_ZH ? "已复制" : "Copied");
    return true;
}

static bool cmd_cancel_job(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    job_cancel(context->app->pool, (JobId)call->numbers[0]);
    return true;
}

static bool cmd_view_size(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    if (app->is_window) {
        err_set(err, ERR_UNSUPPORTED, "a window's size is its own; view-size is for headless runs");
        return false;
    }
    if (!app_parse_size(call->values[0], &app->width_px, &app->height_px, err)) return false;
    app->is_settled = false;
    return true;
}

static bool cmd_render_restart(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    (void)call;
    if (!app->platform) {
        err_set(err, ERR_UNSUPPORTED, "nothing is drawn yet");
        return false;
    }
    // The same way as after a reset of the device; a window notices by itself in this frame.
    render_lose(app->render);
    return app->is_window || app_recover_render(app, err);
}

static bool cmd_quit(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)err;
    context->app->is_quitting = true;
    context->app->exit_code = call->values[0] ? (int)call->numbers[0] : 0;
    return true;
}

#define X_PX { .name = "x", .type = CMD_ARG_NUMBER, .is_required = true, .help = "pixels from the left", .help_zh = "距左边的像素" }
#define Y_PX { .name = "y", .type = CMD_ARG_NUMBER, .is_required = true, .help = "pixels from the top", .help_zh = "距上边的像素" }
#define ADD { .name = "add", .type = CMD_ARG_BOOL, .fallback = "false", .help = "to what is selected", .help_zh = "追加到已选" }
static const CmdArg args_open[] = { { .name = "path", .type = CMD_ARG_PATH, .is_required = true, .help = "city.yaml, a file or a URL",
                                      .help_zh = "city.yaml、文件或网址" } };
static const CmdArg args_shot[] = {
    { .name = "path", .type = CMD_ARG_PATH, .is_required = true, .help = "PNG file to write", .help_zh = "要写的 PNG 文件" },
    { .name = "size", .type = CMD_ARG_TEXT, .fallback = "1920x1080", .help = "WIDTHxHEIGHT in pixels, to 16384", .help_zh = "宽x高，像素，最大 16384" },
    { .name = "quality", .type = CMD_ARG_CHOICE, .choices = "full|software", .fallback = "full", .help = "shadows and all, or plain",
      .help_zh = "完整或软件画质" },
    { .name = "furniture", .type = CMD_ARG_BOOL, .fallback = "true", .help = "title, scale bar, compass, time, sources",
      .help_zh = "标题、比例尺、指北针、时间、来源" },
    { .name = "limit", .type = CMD_ARG_NUMBER, .fallback = "120", .min = 0.1, .max = 86400, .help = "seconds to wait for all tiles",
      .help_zh = "等待全部瓦片的秒数" },
};
static const CmdArg args_path[] = { { .name = "path", .type = CMD_ARG_PATH, .help = "PNG file to write", .help_zh = "要写的 PNG 文件" } };
static const CmdArg args_at[] = { X_PX, Y_PX };
static const CmdArg args_select_at[] = { X_PX, Y_PX, ADD };
static const CmdArg args_box[] = { { .name = "x0", .type = CMD_ARG_NUMBER, .is_required = true, .help = "pixels", .help_zh = "像素" },
                                   { .name = "y0", .type = CMD_ARG_NUMBER, .is_required = true, .help = "pixels", .help_zh = "像素" },
                                   { .name = "x1", .type = CMD_ARG_NUMBER, .is_required = true, .help = "pixels", .help_zh = "像素" },
                                   { .name = "y1", .type = CMD_ARG_NUMBER, .is_required = true, .help = "pixels", .help_zh = "像素" },
                                   ADD };
static const CmdArg args_polygon[] = { { .name = "points", .type = CMD_ARG_TEXT, .is_required = true, .help = "\"x,y x,y x,y …\" in pixels",
                                         .help_zh = "\"x,y x,y x,y …\"，像素" },
                                       ADD };
static const CmdArg args_go[] = {
    { .name = "layer", .type = CMD_ARG_LAYER, .is_required = true, .help = "name or id", .help_zh = "图层名或编号" },
    { .name = "feature", .type = CMD_ARG_INT, .is_required = true, .min = 0, .max = 4294967295.0, .help = "its number in the layer",
      .help_zh = "要素在图层中的序号" },
    { .name = "distance", .type = CMD_ARG_NUMBER, .min = 1, .max = 1e8, .help = "metres from it", .help_zh = "距离（米）" },
};
static const CmdArg args_index[] = { { .name = "index", .type = CMD_ARG_INT, .is_required = true, .min = 1, .max = 99, .help = "from 1",
                                       .help_zh = "从 1 起" } };
static const CmdArg args_mode[] = { { .name = "mode", .type = CMD_ARG_CHOICE, .is_required = true, .choices = "map|walk|fly|next",
                                      .help = "how keys and pointer move the camera", .help_zh = "键盘和鼠标怎样移动相机" } };
static const CmdArg args_walk[] = {
    { .name = "forward",
      .type = CMD_ARG_NUMBER,
      .min = -1000,
      .max = 1000,
      .fallback = "0",
      .help = "metres ahead",
      .help_zh = "向前（米）" },
    { .name = "right",
      .type = CMD_ARG_NUMBER,
      .min = -1000,
      .max = 1000,
      .fallback = "0",
      .help = "metres to the right",
      .help_zh = "向右（米）" },
    { .name = "turn",
      .type = CMD_ARG_NUMBER,
      .min = -360,
      .max = 360,
      .fallback = "0",
      .help = "degrees to the right, first",
      .help_zh = "先右转（度）" },
};
static const CmdArg args_wait[] = {
    { .name = "for", .type = CMD_ARG_TEXT, .is_required = true, .help = "settled, loaded, still, a number of seconds, or a property",
      .help_zh = "settled（画面齐备）、loaded（载入完）、still（相机静止）、秒数，或属性名" },
    { .name = "is", .type = CMD_ARG_TEXT, .fallback = "true", .help = "the value the property must have", .help_zh = "属性应有的值" },
    { .name = "limit", .type = CMD_ARG_NUMBER, .fallback = "60", .min = 0, .max = 86400, .help = "seconds; then it fails",
      .help_zh = "秒数，超过即失败" },
};
static const CmdArg args_get[] = { { .name = "name", .type = CMD_ARG_TEXT, .is_required = true, .help = "such as camera.distance_m",
                                     .help_zh = "如 camera.distance_m" } };
static const CmdArg args_help[] = { { .name = "command", .type = CMD_ARG_TEXT, .help = "none: the list", .help_zh = "不写：列出全部" } };
static const CmdArg args_find[] = {
    { .name = "text", .type = CMD_ARG_TEXT, .is_required = true, .help = "part of a name", .help_zh = "名称的一部分" },
    { .name = "count", .type = CMD_ARG_INT, .fallback = "10", .min = 1, .max = 1000, .help = "at most", .help_zh = "最多几条" },
};
static const CmdArg args_text[] = { { .name = "text", .type = CMD_ARG_TEXT, .is_required = true, .help = "UTF-8", .help_zh = "文字" } };
static const CmdArg args_job[] = { { .name = "id", .type = CMD_ARG_INT, .is_required = true, .help = "of the job", .help_zh = "任务编号" } };
static const CmdArg args_size[] = { { .name = "size", .type = CMD_ARG_TEXT, .is_required = true, .help = "WIDTHxHEIGHT in pixels",
                                      .help_zh = "宽x高，像素" } };
static const CmdArg args_quit[] = { { .name = "code", .type = CMD_ARG_INT, .fallback = "0", .min = 0, .max = 255, .help = "exit code",
                                      .help_zh = "退出码" } };

#define ARGS(rows) .args = rows, .arg_count = (int)(sizeof rows / sizeof rows[0])
static const Cmd cmd_app_rows[] = {
    { .name = "open",
      .group = "app",
      .help = "Opens a city.yaml, or adds a file or URL as a layer.",
      .help_zh = "打开 city.yaml，或把文件、网址加为图层。",
      ARGS(args_open),
      .run = cmd_open },
    { .name = "shot",
      .group = "app",
      .help = "Renders the state to a picture of any size.",
      .help_zh = "把当前状态渲染成任意大小的图片。",
      ARGS(args_shot),
      .run = cmd_shot },
    { .name = "screenshot",
      .group = "app",
      .help = "Writes what the window shows, panels and all.",
      .help_zh = "保存窗口画面（含面板）。",
      ARGS(args_path),
      .run = cmd_screenshot },
    { .name = "pick",
      .group = "select",
      .help = "Says what lies under a pixel, as JSON.",
      .help_zh = "以 JSON 说明像素下是什么。",
      ARGS(args_at),
      .run = cmd_pick },
    { .name = "select-at",
      .group = "select",
      .help = "Selects what lies under a pixel.",
      .help_zh = "选择像素下的要素。",
      ARGS(args_select_at),
      .run = cmd_select_at },
    { .name = "select-box",
      .group = "select",
      .help = "Selects what lies in a rectangle of the view.",
      .help_zh = "框选。",
      ARGS(args_box),
      .is_undoable = true,
      .run = cmd_select_box },
    { .name = "select-polygon",
      .group = "select",
      .help = "Selects what lies in a polygon of the view.",
      .help_zh = "多边形选择。",
      ARGS(args_polygon),
      .is_undoable = true,
      .run = cmd_select_polygon },
    { .name = "select-polygon-tool",
      .group = "select",
      .help = "Starts drawing a polygon to select in.",
      .help_zh = "开始画多边形选择。",
      .run = cmd_select_polygon_tool },
    { .name = "fly-at",
      .group = "view",
      .help = "Flies to what lies under a pixel.",
      .help_zh = "飞到像素所指之处。",
      ARGS(args_at),
      .run = cmd_fly_at },
    { .name = "go",
      .group = "view",
      .help = "Goes to a feature and selects it.",
      .help_zh = "前往并选择一个要素。",
      ARGS(args_go),
      .run = cmd_go },
    { .name = "home",
      .group = "view",
      .help = "Goes to the opening view, or shows all layers.",
      .help_zh = "回到开场视图，或显示全部图层。",
      .run = cmd_home },
    { .name = "bookmark-store",
      .group = "view",
      .help = "Keeps the view as the bookmark of that number.",
      .help_zh = "把视图存为该编号的书签。",
      ARGS(args_index),
      .is_undoable = true,
      .run = cmd_bookmark_store },
    { .name = "look-next",
      .group = "view",
      .help = "Day, night, white model in turn.",
      .help_zh = "白天、夜景、白模轮换。",
      .run = cmd_look_next },
    { .name = "mode",
      .group = "view",
      .help = "Map, walk or fly.",
      .help_zh = "地图、步行或飞行。",
      ARGS(args_mode),
      .run = cmd_mode },
    { .name = "walk",
      .group = "view",
      .help = "Walks on foot: walls stop, doors let through, stairs are climbed.",
      .help_zh = "步行：遇墙止步，穿门，上下楼梯。",
      ARGS(args_walk),
      .run = cmd_walk },
    { .name = "find",
      .group = "select",
      .help = "Finds names in all layers, as JSON.",
      .help_zh = "在全部图层中查找名称（JSON）。",
      ARGS(args_find),
      .run = cmd_find_name },
    { .name = "wait",
      .group = "app",
      .help = "Waits until something is so.",
      .help_zh = "等待条件成立。",
      ARGS(args_wait),
      .run = cmd_wait },
    { .name = "get",
      .group = "app",
      .help = "Prints a property as JSON.",
      .help_zh = "以 JSON 输出一个属性。",
      ARGS(args_get),
      .run = cmd_get },
    { .name = "view-size",
      .group = "app",
      .help = "Sets the size of the view in a headless run.",
      .help_zh = "设定无界面运行的视图大小。",
      ARGS(args_size),
      .run = cmd_view_size },
    { .name = "help",
      .group = "app",
      .help = "Explains a command.",
      .help_zh = "说明一条命令。",
      ARGS(args_help),
      .run = cmd_help_line },
    { .name = "fullscreen",
      .group = "app",
      .help = "Full screen on and off.",
      .help_zh = "全屏开关。",
      .run = cmd_fullscreen },
    { .name = "copy",
      .group = "app",
      .help = "Puts a text on the clipboard.",
      .help_zh = "复制文字到剪贴板。",
      ARGS(args_text),
      .run = cmd_copy },
    { .name = "render-restart",
      .group = "app",
      .help = "Starts the renderer anew, as after a lost GPU.",
      .help_zh = "重新启动渲染，如同显卡中断之后。",
      .run = cmd_render_restart },
    { .name = "job-cancel",
      .group = "app",
      .help = "Stops a job.",
      .help_zh = "停止一个任务。",
      ARGS(args_job),
      .run = cmd_cancel_job },
    { .name = "quit",
      .group = "app",
      .help = "Ends the program; the session is kept.",
      .help_zh = "退出程序，会话会保留。",
      ARGS(args_quit),
      .run = cmd_quit },
};

void app_add_commands(CmdTable *table)
{
    cmd_table_add(table, cmd_app_rows, (int)(sizeof cmd_app_rows / sizeof cmd_app_rows[0]));
    app_add_measure_commands(table);
    cmd_page_add(table);
    app_add_shell_commands(table);
    app_add_topic_commands(table);
    app_add_live_commands(table);
    app_add_export_commands(table);
}
