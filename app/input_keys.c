// SPDX-License-Identifier: Apache-2.0
// input_keys.c - keys held move the camera smoothly; others run the command line of their row. Walk and fly modes.
#include "input_keys.h"
#include "app.h"
#include "scene/camera.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define INPUT_EYE_M 1.7       // of a walker
#define INPUT_WALK_M_S 3.0
#define INPUT_STEP_S 0.08 // the eye follows a step of a stair within this
#define INPUT_FRAME_S (1 / 60.0)
#define INPUT_FALL_FRAMES 1200
#define INPUT_EASE_S 0.09     // to reach the speed of a held key, and to stop

typedef struct {
    const char *key;           // without modifiers
    InputAxis axis;
    int towards;               // -1, +1
} InputHeldKey;

static const InputHeldKey input_held[] = {
    { "W", INPUT_AXIS_FORWARD, 1 },      { "S", INPUT_AXIS_FORWARD, -1 },  { "Up", INPUT_AXIS_FORWARD, 1 },
    { "Down", INPUT_AXIS_FORWARD, -1 },  { "D", INPUT_AXIS_RIGHT, 1 },     { "A", INPUT_AXIS_RIGHT, -1 },
    { "Right", INPUT_AXIS_RIGHT, 1 },    { "Left", INPUT_AXIS_RIGHT, -1 }, { "E", INPUT_AXIS_TURN, 1 },
    { "Q", INPUT_AXIS_TURN, -1 },        { "R", INPUT_AXIS_TILT, 1 },      { "F", INPUT_AXIS_TILT, -1 },
    { "PageUp", INPUT_AXIS_ZOOM, 1 },    { "PageDown", INPUT_AXIS_ZOOM, -1 }, { "=", INPUT_AXIS_ZOOM, 1 },
    { "-", INPUT_AXIS_ZOOM, -1 },
};

const KeymapRow input_keymap[] = {
    { "Drag", "", false, "move the city at the point grabbed", "在抓住的点上拖动城市" },
    { "Wheel", "", false, "zoom to the pointer", "以指针为中心缩放" },
    { "Right drag, Ctrl+drag", "", false, "turn and tilt round the point grabbed",
      "绕抓住的点旋转和俯仰" },
    { "Click", "", false, "select; Shift adds", "选择；按住 Shift 追加" },
    { "Double click", "", false, "fly there", "飞到那里" },
    { "Shift+drag", "", false, "select in a rectangle; Ctrl adds", "框选；按住 Ctrl 追加" },
    { "Two fingers", "", false, "pinch zooms, twist turns, drag moves, both up or down tilt",
      "捏合缩放，扭转旋转，同向拖动平移，同向上下俯仰" },
    { "W A S D, arrows", "", true, "move; Shift: faster", "移动；按住 Shift 加快" },
    { "Q E", "", true, "turn", "旋转" },
    { "R F", "", true, "steeper, flatter", "变陡、变平" },
    { "PageUp PageDown", "", true, "nearer, farther", "拉近、拉远" },
    { "G", "mode next", false, "map, walk, fly", "地图、步行、飞行" },
    { "1", "bookmark-go index=1", false, "bookmarks 1 to 9; Ctrl+1 … stores",
      "书签 1–9；Ctrl+1 … 存书签" },
    { "2", "bookmark-go index=2", false, NULL, NULL },
    { "3", "bookmark-go index=3", false, NULL, NULL },
    { "4", "bookmark-go index=4", false, NULL, NULL },
    { "5", "bookmark-go index=5", false, NULL, NULL },
    { "6", "bookmark-go index=6", false, NULL, NULL },
    { "7", "bookmark-go index=7", false, NULL, NULL },
    { "8", "bookmark-go index=8", false, NULL, NULL },
    { "9", "bookmark-go index=9", false, NULL, NULL },
    { "Ctrl+1", "bookmark-store index=1", false, NULL, NULL },
    { "Ctrl+2", "bookmark-store index=2", false, NULL, NULL },
    { "Ctrl+3", "bookmark-store index=3", false, NULL, NULL },
    { "Ctrl+4", "bookmark-store index=4", false, NULL, NULL },
    { "Ctrl+5", "bookmark-store index=5", false, NULL, NULL },
    { "Ctrl+6", "bookmark-store index=6", false, NULL, NULL },
    { "Ctrl+7", "bookmark-store index=7", false, NULL, NULL },
    { "Ctrl+8", "bookmark-store index=8", false, NULL, NULL },
    { "Ctrl+9", "bookmark-store index=9", false, NULL, NULL },
    { "Home", "home", false, "show everything", "全图" },
    { "J", "alarm-next", false, "the gravest alarm that waits", "最紧要的未确认告警" },
    { "L", "look-next", false, "day, night, white model", "白天、夜景、白模" },
    { "K", "set labels toggle", false, "labels on and off", "注记开关" },
    { "X", "select-polygon-tool", false,
      "select in a polygon: click the corners, double click ends",
      "多边形选择：点各顶点，双击结束" },
    { "M", "measure-tool", false,
      "measure: distance, angle, area, clear height, gap in turn; Backspace takes a point back, "
      "Return ends an area, Esc ends",
      "量测：距离、角度、面积、净高、净距轮换；退格撤点，回车结束面积，Esc 退出" },
    { "F1", "", false, "this help", "本帮助" },
    { "Tab, F6", "", false,
      "the next widget, the next panel; Shift: the one before; Space presses, arrows walk, Esc "
      "leaves",
      "下一控件、下一面板；Shift 反向；空格按下，方向键移动，Esc 离开" },
    { "Ctrl+F", "", false, "find a name", "查找名称" },
    { "Ctrl+S", "save", false, "save city.yaml", "保存 city.yaml" },
    { "Ctrl+Shift+S", "file-choose for=save", false, "save as", "另存为" },
    { "Ctrl+O", "file-choose for=open", false, "open a file", "打开文件" },
    { "Ctrl+K", "palette", false, "command palette", "命令面板" },
    { "F10", "menu", false, "menu; also Alt, or Alt and a letter",
      "菜单；也可按 Alt，或 Alt 加字母" },
    { "Alt+F", "menu name=file", false, NULL, NULL },
    { "Alt+E", "menu name=edit", false, NULL, NULL },
    { "Alt+V", "menu name=view", false, NULL, NULL },
    { "Alt+L", "menu name=layer", false, NULL, NULL },
    { "Alt+R", "menu name=live", false, NULL, NULL },
    { "Alt+A", "menu name=analysis", false, NULL, NULL },
    { "Alt+W", "menu name=window", false, NULL, NULL },
    { "Alt+H", "menu name=help", false, NULL, NULL },
    { "Ctrl+,", "settings-show", false, "settings", "设置" },
    { "Right click", "", false, "menu of what lies there", "所指之处的菜单" },
    { "F2", "page-toggle", false, "big screen or desk", "大屏或桌面" },
    { "Ctrl+E", "page-edit", false,
      "page editor: click or Tab chooses a cell, arrows move it, Shift+arrows size it, Insert, "
      "Delete, Ctrl+Z",
      "页面编辑：点击或 Tab 选组件，方向键移动，Shift+方向键改大小，Insert 增、Delete 删、Ctrl+Z "
      "撤销" },
    { "Esc, Backspace", "", false, "on a page: one step back out of drill, filter, district",
      "大屏：退出下钻、筛选、区划" },
    { "Ctrl+PageDown", "page-step by=1", false, "next page of the big screen", "大屏下一页" },
    { "Ctrl+PageUp", "page-step by=-1", false, "page before", "大屏上一页" },
    { "Ctrl+F5", "page-show id=M1", false, "mode: peace", "平时模式" },
    { "Ctrl+F6", "page-show id=M2", false, "mode: incident", "战时模式" },
    { "Ctrl+F7", "page-show id=M3", false, "mode: video conference", "视频会议模式" },
    { "Ctrl+F8", "page-show id=M4", false, "mode: multi-purpose hall", "多功能厅模式" },
    { "F11", "fullscreen", false, "full screen", "全屏" },
    { "F12", "screenshot", false, "picture of the window", "窗口截图" },
    { "Ctrl+Q", "quit", false, "quit", "退出" },
};
const int input_keymap_count = (int)(sizeof input_keymap / sizeof input_keymap[0]);

static const InputHeldKey *input_held_find(const char *bare)
{
    for (size_t i = 0; i < sizeof input_held / sizeof input_held[0]; i++) {
        if (strcmp(input_held[i].key, bare) == 0) return &input_held[i];
    }
    return NULL;
}

int input_keymap_shown(const KeymapRow **out, int cap)
{
    int count = 0;
    for (int i = 0; i < input_keymap_count && count < cap; i++) {
        if (input_keymap[i].help) out[count++] = &input_keymap[i];
    }
    for (int i = 0; i < keymap_count && count < cap; i++) {
        bool is_hidden = input_held_find(keymap_table[i].key) != NULL;
        for (int k = 0; k < input_keymap_count && !is_hidden; k++) is_hidden = strcmp(input_keymap[k].key, keymap_table[i].key) == 0;
        if (!is_hidden) out[count++] = &keymap_table[i];
    }
    return count;
}

static const KeymapRow *input_row(const char *key)
{
    for (int i = 0; i < input_keymap_count; i++) {
        if (strcmp(input_keymap[i].key, key) == 0) return &input_keymap[i];
    }
    return keymap_find(key);
}

// While the measuring tool is on. False: the key means what it always does.
static bool input_measure_key(App *app, const char *key)
{
    static const struct {
        const char *key, *command;
    } keys[] = { { "Backspace", "measure-back" },
                 { "Return", "measure-end" },
                 { "Escape", "measure-tool off" } };
    if (app->state.measuring.kind == STATE_MEASURE_NONE) return false;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(key, keys[i].key) != 0) continue;
        if (i > 0 || app->state.measuring.point_count > 0) app_queue(app, "%s", keys[i].command);
        return true;
    }
    return false;
}

// The page editor: arrows move the chosen cell, with Shift they size it.
static bool input_edit_key(App *app, const char *key)
{
    static const struct {
        const char *key, *command;
    } keys[] = {
        { "Left", "cell-move x=-1" },       { "Right", "cell-move x=1" },
        { "Up", "cell-move y=-1" },         { "Down", "cell-move y=1" },
        { "Shift+Left", "cell-size x=-1" }, { "Shift+Right", "cell-size x=1" },
        { "Shift+Up", "cell-size y=-1" },   { "Shift+Down", "cell-size y=1" },
        { "Delete", "cell-delete" },        { "Insert", "cell-add" },
        { "Ctrl+Z", "page-edit-undo" },     { "Escape", "page-edit on=false" },
        { "Tab", "cell-select" },
    };
    if (!app->state.page[0] || !app->state.is_page_edited) return false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(key, keys[i].key) != 0) continue;
        app_queue(app, "%s", keys[i].command);
        return true;
    }
    return false;
}

// On a page that is narrowed Escape and Backspace go a step back.
static bool input_page_key(App *app, const char *key)
{
    const State *state = &app->state;
    const bool is_narrow =
        state->page[0] && (state->drill[0] || state->unit[0] || state_filter_is_on(&state->filter));
    if (!is_narrow || (strcmp(key, "Escape") != 0 && strcmp(key, "Backspace") != 0)) return false;
    app_queue(app, "page-back");
    return true;
}

void input_key_down(App *app, const PlatformEvent *event)
{
    app->input.is_fast = event->has_shift;
    app->input.is_alt_alone =
        str_ends_nocase(event->key_bare, " Alt") && !event->has_ctrl && !event->has_shift;
    int caret_px[4];
    if (!ui_wants_text(app->ui, caret_px) && input_edit_key(app, event->key)) return;
    if (ui_key(app->ui, event->key, &app->queue)) {
        app->is_dirty = true;
        return;
    }
    if (strcmp(event->key_bare, "Escape") == 0 && app->input.is_drawing_polygon) {
        app->input.is_drawing_polygon = false;
        app->is_dirty = true;
        return;
    }
    if (strcmp(event->key_bare, "Return") == 0 && app->input.is_drawing_polygon) {
        input_polygon_end(app);
        return;
    }
    if (input_measure_key(app, event->key_bare)) return;
    if (input_page_key(app, event->key)) return;
    const InputHeldKey *held = !event->has_ctrl && !event->has_alt ? input_held_find(event->key_bare) : NULL;
    if (held) {
        app->input.held[held->axis] |= held->towards > 0 ? 2u : 1u;
        app->state.is_touring = false;
        return;
    }
    const KeymapRow *row = input_row(event->key);
    if (!row || !row->command[0] || (event->is_repeat && !row->is_repeated)) return;
    ui_offer(app->ui, row->command, &app->queue);
}

void input_key_up(App *app, const PlatformEvent *event)
{
    app->input.is_fast = event->has_shift;
    if (app->input.is_alt_alone && str_ends_nocase(event->key_bare, " Alt")) app_queue(app, "menu");
    app->input.is_alt_alone = false;
    const InputHeldKey *held = input_held_find(event->key_bare);
    if (held) app->input.held[held->axis] &= ~(held->towards > 0 ? 2u : 1u);
}

void input_release_keys(App *app)
{
    memset(app->input.held, 0, sizeof app->input.held);
}

bool input_is_moving(const Input *input)
{
    for (int i = 0; i < INPUT_AXIS_COUNT; i++) {
        if (input->held[i] || fabs(input->speed[i]) > 0.002) return true;
    }
    return false;
}

// Map mode: the target moves over the ground; speeds follow the distance, so that a key crosses the view in about two seconds.
static void input_move_map(const App *app, const double *v, double dt_s, StateCamera *camera)
{
    const GeoFrame *frame = &app->city.frame;
    const double fast = app->input.is_fast ? 3 : 1, speed_m_s = camera->distance_m * 0.55 * fast;
    const DPlace place = geo_frame_place(frame, camera->target);
    const double h = camera->heading_deg * DVEC_RAD_FROM_DEG;
    const double forward_m = v[INPUT_AXIS_FORWARD] * speed_m_s * dt_s, right_m = v[INPUT_AXIS_RIGHT] * speed_m_s * dt_s;
    if (forward_m != 0 || right_m != 0) {
        const DVec3 step = { sin(h) * forward_m + cos(h) * right_m, cos(h) * forward_m - sin(h) * right_m, 0 };
        const GeoPos at = geo_frame_geodetic(frame, dplace_point(&place, step));
        camera->target.lon_deg = at.lon_deg;
        camera->target.lat_deg = at.lat_deg;
        camera->target.h_m = scene_ground(&app->city, &app->state, at.lon_deg, at.lat_deg);
    }
    const DVec3 pivot = geo_frame_enu(frame, camera->target);
    const double turn_deg = v[INPUT_AXIS_TURN] * 70 * dt_s, tilt_deg = v[INPUT_AXIS_TILT] * 45 * dt_s;
    if (turn_deg != 0 || tilt_deg != 0) camera_orbit(frame, camera, pivot, turn_deg, tilt_deg);
    if (v[INPUT_AXIS_ZOOM] != 0) camera_zoom_at(frame, camera, pivot, exp(-v[INPUT_AXIS_ZOOM] * 1.6 * fast * dt_s));
}

// The walker under a camera that something else may have moved.
static void input_walker_follow(App *app, GeoPos eye)
{
    Input *input = &app->input;
    const GeoPos feet = input->walker.feet;
    const double seen_h_m = feet.h_m + INPUT_EYE_M - input->walk_lag_m;
    const bool is_same = input->is_walking && fabs(feet.lon_deg - eye.lon_deg) < 1e-9 &&
                         fabs(feet.lat_deg - eye.lat_deg) < 1e-9 && fabs(seen_h_m - eye.h_m) < 0.01;
    if (is_same) return;
    input->walker = (SceneWalker){ .feet = eye };
    input->walker.feet.h_m -= INPUT_EYE_M;
    input->walk_lag_m = 0;
    input->is_walking = true;
}

// Models stop the walker, floors and the terrain carry it.
static GeoPos input_walk_step(App *app, GeoPos eye, double east_m, double north_m, double dt_s)
{
    Input *input = &app->input;
    input_walker_follow(app, eye);
    const double before_m = input->walker.feet.h_m;
    scene_walk(app->scene, &input->walker, east_m, north_m, dt_s);
    if (east_m != 0 || north_m != 0) input->was_blocked = input->walker.is_blocked;
    // A fall is seen as it is, a step of a stair softly.
    const double rise_m = input->walker.feet.h_m - before_m;
    if (fabs(rise_m) < 0.4 && input->walker.fall_m_s == 0) input->walk_lag_m += rise_m;
    input->walk_lag_m *= exp(-dt_s / INPUT_STEP_S);
    if (fabs(input->walk_lag_m) < 0.002) input->walk_lag_m = 0;
    eye = input->walker.feet;
    eye.h_m += INPUT_EYE_M - input->walk_lag_m;
    return eye;
}

// Walk and fly: the eye moves and the target follows. A walker stays on the ground; a flyer goes where he looks.
static void input_move_eye(App *app, const double *v, double dt_s, StateCamera *camera)
{
    const GeoFrame *frame = &app->city.frame;
    const bool is_walk = app->input.mode == INPUT_WALK;
    const CameraPose pose = camera_pose(frame, camera, 1);
    GeoPos eye = geo_frame_geodetic(frame, pose.eye_enu_m);
    const double ground_m = scene_ground(&app->city, &app->state, eye.lon_deg, eye.lat_deg);
    const double fast = app->input.is_fast ? 4 : 1;
    const double speed_m_s = is_walk ? INPUT_WALK_M_S * fast : fmax(8, (eye.h_m - ground_m) * 0.8) * fast;
    const double heading_deg = camera->heading_deg + v[INPUT_AXIS_TURN] * 60 * dt_s;
    const double pitch_deg = fmax(-85, fmin(89, camera->pitch_deg + v[INPUT_AXIS_TILT] * 40 * dt_s));
    const double h = heading_deg * DVEC_RAD_FROM_DEG, p = is_walk ? 0 : pitch_deg * DVEC_RAD_FROM_DEG;
    const double forward_m = v[INPUT_AXIS_FORWARD] * speed_m_s * dt_s, right_m = v[INPUT_AXIS_RIGHT] * speed_m_s * dt_s;
    const DPlace place = geo_frame_place(frame, eye);
    const DVec3 step = { sin(h) * cos(p) * forward_m + cos(h) * right_m, cos(h) * cos(p) * forward_m - sin(h) * right_m,
                         -sin(p) * forward_m + v[INPUT_AXIS_ZOOM] * speed_m_s * dt_s };
    if (is_walk && app->scene) {
        eye = input_walk_step(app, eye, step.x, step.y, dt_s);
    } else {
        eye = geo_frame_geodetic(frame, dplace_point(&place, step));
        if (is_walk)
            eye.h_m = scene_ground(&app->city, &app->state, eye.lon_deg, eye.lat_deg) + INPUT_EYE_M;
    }
    *camera = app_camera_from_eye(frame, geo_frame_enu(frame, eye), heading_deg, pitch_deg, camera->distance_m, camera->fov_deg);
}

void input_keys_update(App *app, double dt_s)
{
    Input *input = &app->input;
    const bool is_unsettled = input->mode == INPUT_WALK && app->scene && input->is_walking &&
                              (input->walker.fall_m_s > 0 || input->walk_lag_m != 0);
    if ((!input_is_moving(input) && !is_unsettled) || !app->city.has_frame) return;
    const double ease = 1 - exp(-dt_s / INPUT_EASE_S);
    for (int i = 0; i < INPUT_AXIS_COUNT; i++) {
        const double wanted = (input->held[i] & 2u ? 1.0 : 0.0) - (input->held[i] & 1u ? 1.0 : 0.0);
        input->speed[i] += (wanted - input->speed[i]) * ease;
        if (wanted == 0 && fabs(input->speed[i]) < 0.01) input->speed[i] = 0; // stopped is stopped
    }
    StateCamera camera = app->state.camera;
    if (input->mode == INPUT_MAP) input_move_map(app, input->speed, dt_s, &camera);
    else input_move_eye(app, input->speed, dt_s, &camera);
    app_camera_set(app, &camera);
}

void input_set_mode(App *app, InputMode mode)
{
    Input *input = &app->input;
    if (mode == input->mode || !app->city.has_frame) return;
    input->mode = mode;
    StateCamera camera = app->state.camera;
    if (mode == INPUT_WALK) {
        // Down to the street at the middle of the view, looking the same way.
        GeoPos eye = camera.target;
        input->walker = (SceneWalker){ .feet = eye };
        input->walk_lag_m = 0;
        if (app->scene)
            scene_walk_down(app->scene, &input->walker);
        else
            input->walker.feet.h_m =
                scene_ground(&app->city, &app->state, eye.lon_deg, eye.lat_deg);
        input->is_walking = true;
        eye = input->walker.feet;
        eye.h_m += INPUT_EYE_M;
        camera = app_camera_from_eye(&app->city.frame, geo_frame_enu(&app->city.frame, eye), camera.heading_deg, 0, 20, camera.fov_deg);
        app_camera_glide(app, &camera);
    } else if (mode == INPUT_MAP) {
        const CameraPose pose = camera_pose(&app->city.frame, &camera, 1);
        const GeoPos eye = geo_frame_geodetic(&app->city.frame, pose.eye_enu_m);
        camera.target = eye;
        camera.target.h_m = scene_ground(&app->city, &app->state, eye.lon_deg, eye.lat_deg);
        camera.pitch_deg = 35;
        camera.distance_m = fmax(300, (eye.h_m - camera.target.h_m) * 1.8);
        app_camera_glide(app, &camera);
    }
}

void input_polygon_begin(App *app)
{
    app->input.is_drawing_polygon = true;
    app->input.polygon_count = 0;
    app->is_dirty = true;
}

void input_polygon_end(App *app)
{
    Input *input = &app->input;
    input->is_drawing_polygon = false;
    app->is_dirty = true;
    if (input->polygon_count < 3) return;
    Str points = { 0 };
    for (int i = 0; i < input->polygon_count; i++) {
        str_printf(&points, "%s%.1f,%.1f", i ? " " : "", input->polygon_px[2 * i], input->polygon_px[2 * i + 1]);
    }
    app_queue(app, "select-polygon \"%s\"", points.text);
    str_finish(&points);
}

double input_walk(App *app, double forward_m, double right_m)
{
    const GeoFrame *frame = &app->city.frame;
    const double length_m = hypot(forward_m, right_m);
    const int steps = 1 + (int)(length_m / (INPUT_WALK_M_S * INPUT_FRAME_S));
    StateCamera camera = app->state.camera_goal;
    const double h = camera.heading_deg * DVEC_RAD_FROM_DEG;
    const double east_m = sin(h) * forward_m + cos(h) * right_m,
                 north_m = cos(h) * forward_m - sin(h) * right_m;
    GeoPos eye = geo_frame_geodetic(frame, camera_pose(frame, &camera, 1).eye_enu_m);
    input_walker_follow(app, eye);
    const DVec3 from = geo_frame_enu(frame, app->input.walker.feet);
    bool was_blocked = false;
    for (int i = 0; i < steps; i++) {
        eye = input_walk_step(app, eye, east_m / steps, north_m / steps, INPUT_FRAME_S);
        was_blocked |= app->input.was_blocked;
    }
    for (int i = 0; i < INPUT_FALL_FRAMES && app->input.walker.fall_m_s > 0; i++)
        eye = input_walk_step(app, eye, 0, 0, INPUT_FRAME_S);
    app->input.was_blocked = was_blocked;
    app->input.walk_lag_m = 0;
    eye = app->input.walker.feet;
    eye.h_m += INPUT_EYE_M;
    camera = app_camera_from_eye(frame, geo_frame_enu(frame, eye), camera.heading_deg,
                                 camera.pitch_deg, camera.distance_m, camera.fov_deg);
    app_camera_set(app, &camera);
    const DVec3 way = dvec_sub(geo_frame_enu(frame, app->input.walker.feet), from);
    return hypot(way.x, way.y);
}
