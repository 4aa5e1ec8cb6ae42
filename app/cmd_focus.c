// SPDX-License-Identifier: Apache-2.0
// cmd_focus.c - commands that narrow a page and widen it again: units of the city, drill, filter.
#include "cmd_focus.h"
#include "app.h"
#include "base/clock.h"
#include "base/nearest.h"
#include "core/cmd_rows.h"
#include "scene/camera.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define NEAR_DEG 0.004 // half the box round a single place

static void go(App *app, const StateCamera *goal)
{
    app->state.is_touring = false;
    if (app->is_window)
        app_camera_glide(app, goal);
    else
        app_camera_set(app, goal);
}

static void go_to_box(App *app, GeoBox box)
{
    if (geo_box_is_empty(box)) return;
    const double aspect = app->height_px > 0 ? (double)app->width_px / app->height_px : 16.0 / 9;
    const double ground_m = scene_ground(&app->city, &app->state, (box.west_deg + box.east_deg) / 2,
                                         (box.south_deg + box.north_deg) / 2);
    StateCamera goal = camera_fit(box, ground_m, aspect);
    goal.distance_m *= 1.25; // cells lie over the edges
    go(app, &goal);
}

static void go_back(App *app, StateCamera *back)
{
    if (back->distance_m > 0) go(app, back);
    back->distance_m = 0;
}

// --- Units ---

static void offer_units(const App *app, const Topics *topics, Nearest *nearest)
{
    for (int i = 0; topics && i < topics_unit_count(topics); i++)
        nearest_offer(nearest, topics_unit_at(topics, i)->name);
    for (int i = 0; i < areas_count(app->page.areas); i++)
        nearest_offer(nearest, areas_at(app->page.areas, i)->name);
}

// Of a unit with an outline or one that figures are ranked by. False: there is none.
static bool unit_code(App *app, const char *name, char code[16], Err *err)
{
    app_topics_need(app);
    const Topics *topics = app_topics_packs(app->live.topics);
    for (int i = 0; topics && i < topics_unit_count(topics); i++) {
        const TopicUnit *unit = topics_unit_at(topics, i);
        if (strcmp(unit->code, name) != 0 && strcmp(unit->name, name) != 0 &&
            strcmp(unit->name_en, name) != 0)
            continue;
        str_copy_utf8(code, 16, unit->code);
        return true;
    }
    const int area = areas_find(app->page.areas, name);
    if (area >= 0) {
        str_copy_utf8(code, 16, areas_at(app->page.areas, area)->code);
        return true;
    }
    char near[200];
    Nearest nearest = { .wrong = name };
    offer_units(app, topics, &nearest);
    nearest_text(&nearest, near, sizeof near);
    err_set(err, ERR_NOT_FOUND, "no unit of the city has the code or name '%.40s' (没有这个区划)%s",
            name, near);
    return false;
}

static void unit_set(App *app, const char *code)
{
    State *state = &app->state;
    const int area = areas_find(app->page.areas, code);
    if (code[0] && !state->unit[0]) state->unit_back = state->camera;
    str_copy_utf8(state->unit, sizeof state->unit, code);
    if (area >= 0)
        go_to_box(app, areas_at(app->page.areas, area)->box);
    else if (!code[0])
        go_back(app, &state->unit_back);
    state_touch(state);
}

static bool run_unit(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    char code[16] = "";
    app_page_follow(app);
    if (call->values[0] && call->values[0][0] && !unit_code(app, call->values[0], code, err))
        return false;
    // The same again: one level up.
    const bool is_same = code[0] && strcmp(context->state->unit, code) == 0;
    if (is_same) {
        int path[STATE_LEVEL_COUNT];
        const int depth = areas_path(app->page.areas, code, path);
        str_copy_utf8(code, sizeof code,
                      depth > 1 ? areas_at(app->page.areas, path[depth - 2])->code : "");
    }
    unit_set(app, code);
    return true;
}

static bool run_unit_up(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    App *app = context->app;
    int path[STATE_LEVEL_COUNT];
    if (!context->state->unit[0]) {
        err_set(err, ERR_NOT_FOUND, "the whole city is shown already (已是全市)");
        return false;
    }
    app_page_follow(app);
    const int depth = areas_path(app->page.areas, context->state->unit, path);
    unit_set(app, depth > 1 ? areas_at(app->page.areas, path[depth - 2])->code : "");
    return true;
}

// --- Drill ---

static void select_assets(App *app, const UiPageAsset *assets, int count)
{
    enum { SELECTED_MAX = 200 };
    GeoBox box = geo_box_empty();
    app->state.selection_count = 0;
    for (int i = 0; i < count; i++) {
        if (assets[i].ref.layer_id && i < SELECTED_MAX)
            (void)state_select(&app->state, assets[i].ref);
        if (!isfinite(assets[i].lon_deg)) continue;
        const double lon = assets[i].lon_deg, lat = assets[i].lat_deg;
        box = geo_box_union(
            box, (GeoBox){ lon - NEAR_DEG, lat - NEAR_DEG, lon + NEAR_DEG, lat + NEAR_DEG });
    }
    go_to_box(app, box);
}

static bool run_drill(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    State *state = context->state;
    const TopicIndicator *indicator = NULL;
    const UiPageAsset *assets = NULL;
    char key[STATE_KEY_MAX];
    app_topics_need(app);
    app_page_follow(app);
    str_copy_utf8(key, sizeof key, call->values[0]);
    char *slash = strchr(key, '/');
    if (slash) *slash = 0;
    const Topics *topics = app_topics_packs(app->live.topics);
    const Topic *topic = topics ? topics_of_key(topics, key, &indicator) : NULL;
    if (!topic || !indicator) {
        err_set(err, ERR_NOT_FOUND, "no topic has the indicator '%.60s' (没有这个指标)", key);
        return false;
    }
    if (!state->drill[0]) state->drill_back = state->camera;
    memcpy(state->drill, key, sizeof key);
    state_touch(state);
    const int count = app_focus_assets(app, &assets);
    select_assets(app, assets, count);
    return true;
}

static bool run_drill_back(CmdContext *context, const CmdCall *call, Err *err)
{
    (void)call;
    State *state = context->state;
    if (!state->drill[0]) {
        err_set(err, ERR_NOT_FOUND, "no indicator is drilled into (没有在看指标明细)");
        return false;
    }
    state->drill[0] = 0;
    state->selection_count = 0;
    go_back(context->app, &state->drill_back);
    state_touch(state);
    return true;
}

static bool run_drill_go(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    const UiPageAsset *assets = NULL;
    const int count = app_focus_assets(app, &assets), at = (int)call->numbers[0] - 1;
    if (at < 0 || at >= count) {
        err_set(err, ERR_NOT_FOUND, "the list has %d rows (没有第 %d 行)", count, at + 1);
        return false;
    }
    const UiPageAsset asset = assets[at];
    if (!isfinite(asset.lon_deg)) {
        err_set(err, ERR_NOT_FOUND, "it is not known where '%.60s' is (位置未知)", asset.name);
        return false;
    }
    const double lon = asset.lon_deg, lat = asset.lat_deg;
    str_copy_utf8(app->state.shown_key, sizeof app->state.shown_key, asset.key);
    go_to_box(app, (GeoBox){ lon - NEAR_DEG, lat - NEAR_DEG, lon + NEAR_DEG, lat + NEAR_DEG });
    return true;
}

// --- Filter ---

enum { UNITS, INDICATORS, KEY, LOW, HIGH, FROM, TO };

// Codes and names to codes, ';' between.
static bool filter_units(App *app, const char *text, char out[STATE_FILTER_TEXT_MAX], Err *err)
{
    char words[STATE_FILTER_TEXT_MAX], code[16], *rest = NULL;
    size_t length = 0;
    out[0] = 0;
    str_copy_utf8(words, sizeof words, text);
    for (char *word = strtok_r(words, ";,", &rest); word; word = strtok_r(NULL, ";,", &rest)) {
        if (!unit_code(app, word, code, err)) return false;
        const int more =
            snprintf(out + length, STATE_FILTER_TEXT_MAX - length, "%s%s", length ? ";" : "", code);
        if (more < 0 || length + (size_t)more >= STATE_FILTER_TEXT_MAX) break;
        length += (size_t)more;
    }
    return true;
}

static bool filter_keys(App *app, const char *text, Err *err)
{
    char words[STATE_FILTER_TEXT_MAX], *rest = NULL;
    const Topics *topics = app_topics_packs(app->live.topics);
    str_copy_utf8(words, sizeof words, text);
    for (char *word = strtok_r(words, ";", &rest); word; word = strtok_r(NULL, ";", &rest)) {
        const TopicIndicator *indicator = NULL;
        if (topics && topics_of_key(topics, word, &indicator) && indicator) continue;
        err_set(err, ERR_NOT_FOUND, "no topic has the indicator '%.60s' (没有这个指标)", word);
        return false;
    }
    return true;
}

static bool filter_time(const App *app, const char *text, int64_t *out, Err *err)
{
    if (clock_parse(text, app->state.utc_offset_s, out)) return true;
    err_set(err, ERR_ARGUMENT, "expected a time like 2026-06-21T18:30, not '%.40s'", text);
    return false;
}

// Parts said replace the same parts; what is said again is taken away; nothing said: no filter.
static bool run_filter(CmdContext *context, const CmdCall *call, Err *err)
{
    App *app = context->app;
    StateFilter f = context->state->filter;
    char units[STATE_FILTER_TEXT_MAX] = "";
    app_topics_need(app);
    app_page_follow(app);
    const char *const *v = call->values;
    bool has_any = false;
    for (int i = UNITS; i <= TO; i++) has_any |= v[i] != NULL;
    if (!has_any) f = (StateFilter){ 0 };
    if (v[UNITS]) {
        if (!filter_units(app, v[UNITS], units, err)) return false;
        str_copy_utf8(f.units, sizeof f.units, strcmp(f.units, units) == 0 ? "" : units);
    }
    if (v[INDICATORS]) {
        if (!filter_keys(app, v[INDICATORS], err)) return false;
        str_copy_utf8(f.indicators, sizeof f.indicators,
                      strcmp(f.indicators, v[INDICATORS]) == 0 ? "" : v[INDICATORS]);
    }
    if (v[KEY]) {
        if (!filter_keys(app, v[KEY], err)) return false;
        const double low = v[LOW] ? call->numbers[LOW] : -INFINITY,
                     high = v[HIGH] ? call->numbers[HIGH] : INFINITY;
        str_copy_utf8(f.key, sizeof f.key, v[KEY]);
        f.has_range = (v[LOW] || v[HIGH]) && low <= high;
        f.low = low;
        f.high = high;
    } else if (v[LOW] || v[HIGH]) {
        err_set(err, ERR_ARGUMENT, "low and high need key: whose value (low、high 需要 key)");
        return false;
    }
    if (v[FROM] || v[TO]) {
        int64_t from_us = INT64_MIN, to_us = INT64_MAX;
        if (v[FROM] && v[FROM][0] && !filter_time(app, v[FROM], &from_us, err)) return false;
        if (v[TO] && v[TO][0] && !filter_time(app, v[TO], &to_us, err)) return false;
        const bool is_same = f.has_time && f.from_us == from_us && f.to_us == to_us;
        f.has_time = !is_same && from_us < to_us && (from_us > INT64_MIN || to_us < INT64_MAX);
        f.from_us = from_us;
        f.to_us = to_us;
    }
    context->state->filter = f;
    state_touch(context->state);
    return true;
}

// One step: out of the drill, the filter, the unit.
static bool run_back(CmdContext *context, const CmdCall *call, Err *err)
{
    State *state = context->state;
    if (state->drill[0]) return run_drill_back(context, call, err);
    if (state_filter_is_on(&state->filter)) {
        state->filter = (StateFilter){ 0 };
        state_touch(state);
        return true;
    }
    return run_unit_up(context, call, err);
}

static const CmdArg args_unit[] = {
    { .name = "code",
      .type = CMD_ARG_TEXT,
      .help = "of a county, town or village, or its name; none: the whole city",
      .help_zh = "县、镇、村的代码或名称；不写为全市" }
};
static const CmdArg args_drill[] = { { .name = "key",
                                       .type = CMD_ARG_TEXT,
                                       .is_required = true,
                                       .help = "of the indicator: T26.pm",
                                       .help_zh = "指标的键，如 T26.pm" } };
static const CmdArg args_go[] = { { .name = "row",
                                    .type = CMD_ARG_INT,
                                    .is_required = true,
                                    .min = 1,
                                    .max = 1e6,
                                    .help = "of the list, from 1",
                                    .help_zh = "列表行号，从 1 起" } };
static const CmdArg args_filter[] = {
    [UNITS] = { .name = "units",
                .type = CMD_ARG_TEXT,
                .help = "codes or names, ';' between",
                .help_zh = "区划代码或名称，分号隔开" },
    [INDICATORS] = { .name = "indicators",
                     .type = CMD_ARG_TEXT,
                     .help = "keys, ';' between",
                     .help_zh = "指标的键，分号隔开" },
    [KEY] = { .name = "key",
              .type = CMD_ARG_TEXT,
              .help = "of the indicator whose value lies within low and high; alone: no range",
              .help_zh = "取值在 low 与 high 之间的指标；单独写则取消范围" },
    [LOW] = { .name = "low",
              .type = CMD_ARG_NUMBER,
              .min = -1e15,
              .max = 1e15,
              .help = "least value",
              .help_zh = "最小值" },
    [HIGH] = { .name = "high",
               .type = CMD_ARG_NUMBER,
               .min = -1e15,
               .max = 1e15,
               .help = "greatest value",
               .help_zh = "最大值" },
    [FROM] = { .name = "from",
               .type = CMD_ARG_TEXT,
               .help = "local time it begins: 2026-06-21T18:30; empty: open",
               .help_zh = "起始时间，空为不限" },
    [TO] = { .name = "to",
             .type = CMD_ARG_TEXT,
             .help = "local time it ends, not with it; empty: open",
             .help_zh = "结束时间（不含），空为不限" },
};

static const Cmd rows[] = {
    { .name = "unit-show",
      .group = "view",
      .help = "Pages show a county, town or village: map, figures, ranks, alarms, cases; the same "
              "again: one level up.",
      .help_zh = "页面只看一个县、镇或村：地图、指标、排名、告警、案件；再次执行返回上一级。",
      CMD_ARGS(args_unit),
      .run = run_unit },
    { .name = "unit-up",
      .group = "view",
      .help = "One level up: village, town, county, city.",
      .help_zh = "返回上一级：村、镇、县、市。",
      .run = run_unit_up },
    { .name = "indicator-drill",
      .group = "view",
      .help = "What stands behind a figure: on the map, as a list, and where it comes from.",
      .help_zh = "指标下钻：地图上的对象、列表和数据来源。",
      CMD_ARGS(args_drill),
      .run = run_drill },
    { .name = "drill-go",
      .group = "view",
      .help = "Flies to a row of the drill's list.",
      .help_zh = "飞到下钻列表中的一行。",
      CMD_ARGS(args_go),
      .run = run_drill_go },
    { .name = "drill-back",
      .group = "view",
      .help = "Leaves the drill; the view is the one before.",
      .help_zh = "退出下钻，视图恢复。",
      .run = run_drill_back },
    { .name = "page-filter",
      .group = "view",
      .help = "Narrows map, charts and lists of the page; parts said replace the same parts, the "
              "same again or nothing said takes it away.",
      .help_zh = "筛选页面的地图、图表和列表；重复同一条件或不带参数则取消。",
      CMD_ARGS(args_filter),
      .run = run_filter },
    { .name = "page-back",
      .group = "view",
      .help = "One step back: out of the drill, the filter, the unit.",
      .help_zh = "后退一步：依次退出下钻、筛选、区划。",
      .run = run_back },
};

void cmd_focus_add(CmdTable *table)
{
    cmd_table_add(table, rows, (int)(sizeof rows / sizeof rows[0]));
}
