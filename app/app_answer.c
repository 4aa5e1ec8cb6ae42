// SPDX-License-Identifier: Apache-2.0
// app_answer.c - answers as JSON, and the table of app's own properties.
#include "app_answer.h"
#include "base/array.h"
#include "cli.h"
#include "core/city_model.h"
#include "core/prop.h"
#include "core/search.h"
#include "ui/page_text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool app_parse_size(const char *text, int *width, int *height, Err *err)
{
    return cli_parse_size(text, width, height, err);
}

static void app_answer_attributes(const GeoLayer *layer, uint32_t feature, JsonWriter *w)
{
    json_key(w, "attributes");
    json_object_begin(w);
    for (int i = 0; i < layer->column_count; i++) {
        const GeoColumn *column = &layer->columns[i];
        char text[1024];
        double number = 0;
        json_key(w, column->name);
        if (!geo_column_text(column, feature, text, sizeof text)) json_null(w);
        else if ((column->type == GEO_FIELD_INT || column->type == GEO_FIELD_REAL) && geo_column_number(column, feature, &number)) json_number(w, number);
        else json_text(w, text);
    }
    json_object_end(w);
}

void app_answer_pick(App *app, const ScenePick *pick, Str *out)
{
    JsonWriter w = { .out = out };
    json_object_begin(&w);
    json_key(&w, "hit");
    json_bool(&w, pick->is_hit);
    const StateLayer *wanted = pick->is_hit ? state_layer_by_id(&app->state, pick->feature.layer_id) : NULL;
    const CityLayer *layer = wanted ? city_layer(&app->city, wanted->id) : NULL;
    if (layer && layer->vector) {
        json_key(&w, "layer");
        json_text(&w, wanted->name);
        json_key(&w, "feature");
        json_int(&w, pick->feature.feature);
        json_key(&w, "fid");
        json_int(&w, layer->vector->fid ? layer->vector->fid[pick->feature.feature] : (int64_t)pick->feature.feature);
        app_answer_attributes(layer->vector, pick->feature.feature, &w);
    }
    if (layer && layer->asset) {
        json_key(&w, "layer");
        json_text(&w, wanted->name);
        json_key(&w, "feature");
        json_int(&w, pick->feature.feature);
        city_model_write(layer, pick->feature.feature, true, &w);
    }
    if (pick->is_hit) {
        json_key(&w, "lon");
        json_number(&w, round(pick->point.lon_deg * 1e9) / 1e9);
        json_key(&w, "lat");
        json_number(&w, round(pick->point.lat_deg * 1e9) / 1e9);
        json_key(&w, "height_m");
        json_number(&w, round(pick->point.h_m * 1e3) / 1e3);
        json_key(&w, "ground_m");
        json_number(&w, round(pick->ground_m * 1e3) / 1e3);
    }
    json_object_end(&w);
    str_add(out, "\n");
}

void app_answer_walk(App *app, double gone_m, Str *out)
{
    const SceneWalker *walker = &app->input.walker;
    const StateLayer *wanted = state_layer_by_id(&app->state, walker->floor.layer_id);
    const CityLayer *layer = wanted ? city_layer(&app->city, wanted->id) : NULL;
    JsonWriter w = { .out = out };
    json_object_begin(&w);
    json_key(&w, "moved_m");
    json_number(&w, round(gone_m * 1e3) / 1e3);
    json_key(&w, "blocked");
    json_bool(&w, app->input.was_blocked);
    json_key(&w, "lon");
    json_number(&w, round(walker->feet.lon_deg * 1e9) / 1e9);
    json_key(&w, "lat");
    json_number(&w, round(walker->feet.lat_deg * 1e9) / 1e9);
    json_key(&w, "height_m");
    json_number(&w, round(walker->feet.h_m / app->state.exaggeration * 1e3) / 1e3);
    json_key(&w, "on");
    json_text(&w, layer && layer->asset ? city_model_name(layer, walker->floor.feature) : "ground");
    json_object_end(&w);
    str_add(out, "\n");
}

void app_answer_find(App *app, const char *text, int cap, Str *out)
{
    SearchHit *hits = calloc((size_t)cap, sizeof *hits);
    const int count = hits ? search_names(&app->city, &app->state, text, hits, cap) : 0;
    JsonWriter w = { .out = out };
    json_array_begin(&w);
    for (int i = 0; i < count; i++) {
        const StateLayer *layer = state_layer_by_id(&app->state, hits[i].ref.layer_id);
        json_object_begin(&w);
        json_key(&w, "name");
        json_text(&w, hits[i].name);
        json_key(&w, "layer");
        json_text(&w, layer ? layer->name : "");
        json_key(&w, "feature");
        json_int(&w, hits[i].ref.feature);
        if (hits[i].type[0]) {
            json_key(&w, "type");
            json_text(&w, hits[i].type);
        }
        if (hits[i].where[0]) {
            json_key(&w, "where");
            json_text(&w, hits[i].where);
            json_key(&w, "matched");
            json_text(&w, hits[i].matched);
        }
        json_object_end(&w);
    }
    json_array_end(&w);
    str_add(out, "\n");
    free(hits);
}

static int app_ref_compare(const void *a, const void *b)
{
    const StateFeatureRef *x = a, *y = b;
    if (x->layer_id != y->layer_id) return x->layer_id < y->layer_id ? -1 : 1;
    return x->feature < y->feature ? -1 : x->feature > y->feature;
}

bool app_select_many(State *state, const StateFeatureRef *refs, int count, Err *err)
{
    const int need = state->selection_count + count;
    if (!array_reserve((void **)&state->selection, &state->selection_cap, need, sizeof *state->selection)) {
        err_set(err, ERR_MEMORY, "no memory for a selection of %d features", need);
        return false;
    }
    if (count) memcpy(state->selection + state->selection_count, refs, sizeof *refs * (size_t)count);
    if (need) qsort(state->selection, (size_t)need, sizeof *refs, app_ref_compare);
    int kept = 0;
    for (int i = 0; i < need; i++) {
        if (kept == 0 || app_ref_compare(&state->selection[kept - 1], &state->selection[i]) != 0) state->selection[kept++] = state->selection[i];
    }
    state->selection_count = kept;
    state_touch(state);
    return true;
}

// Properties of the program; core's are in prop_table.c.
typedef enum {
    APP_PROP_FRAME_MS,
    APP_PROP_CPU_MS,
    APP_PROP_FPS,
    APP_PROP_FRAMES,
    APP_PROP_FIRST_MS,
    APP_PROP_RAM,
    APP_PROP_VRAM,
    APP_PROP_JOBS,
    APP_PROP_SETTLED,
    APP_PROP_SIZE,
    APP_PROP_MODE,
    APP_PROP_MESSAGE,
    APP_PROP_DEVICE,
    APP_PROP_TRIANGLES,
    APP_PROP_DRAWS,
    APP_PROP_TERRAIN_TILES,
    APP_PROP_BUILDING_TILES,
    APP_PROP_LABELS,
    APP_PROP_LABEL_CANDIDATES,
    APP_PROP_FAILED,
    APP_PROP_WIDGETS,
    APP_PROP_PAGE_LOADING,
    APP_PROP_DETAIL,
    APP_PROP_PAGE_TEXT,
    APP_PROP_COUNT
} AppProp;
typedef struct {
    const char *name, *help, *help_zh;
} AppPropRow;
static const AppPropRow app_props[] = {
    [APP_PROP_FRAME_MS] = { "app.frame_ms", "time of the last frame drawn", "上一帧用时" },
    [APP_PROP_CPU_MS] = { "app.cpu_ms", "of it, our own work on the main thread",
                          "其中主线程自身工作" },
    [APP_PROP_FPS] = { "app.fps", "frames drawn in the last second", "上一秒画的帧数" },
    [APP_PROP_FRAMES] = { "app.frames_drawn", "since the start; still pictures draw none",
                          "启动以来画的帧数" },
    [APP_PROP_FIRST_MS] = { "app.first_frame_ms", "process start to the first complete picture",
                            "从启动到第一幅完整画面" },
    [APP_PROP_RAM] = { "app.ram_mb", "resident memory", "常驻内存" },
    [APP_PROP_VRAM] = { "app.vram_mb", "GPU memory of the renderer", "显存" },
    [APP_PROP_JOBS] = { "app.jobs", "jobs waiting or running", "等待或进行中的任务" },
    [APP_PROP_SETTLED] = { "app.settled", "every tile of the view is there", "视图的瓦片已齐" },
    [APP_PROP_SIZE] = { "app.size", "width and height of the view, pixels", "视图宽高（像素）" },
    [APP_PROP_MODE] = { "app.mode", "map, walk or fly", "地图、步行或飞行" },
    [APP_PROP_MESSAGE] = { "app.message", "the last message shown", "最近一条消息" },
    [APP_PROP_DEVICE] = { "render.device", "what draws", "绘图设备" },
    [APP_PROP_TRIANGLES] = { "render.triangles", "of the last frame", "上一帧三角形数" },
    [APP_PROP_DRAWS] = { "render.draw_calls", "of the last frame", "上一帧绘制调用数" },
    [APP_PROP_TERRAIN_TILES] = { "scene.terrain_tiles", "in the last view", "视图中的地形瓦片" },
    [APP_PROP_BUILDING_TILES] = { "scene.building_tiles", "in the last view", "视图中的建筑瓦片" },
    [APP_PROP_LABELS] = { "scene.labels", "shown", "显示的注记" },
    [APP_PROP_LABEL_CANDIDATES] = { "scene.label_candidates", "considered", "候选注记" },
    [APP_PROP_DETAIL] = { "scene.detail",
                          "1; less where GPU memory is full and all is drawn coarser",
                          "1；显存已满时变小，画面变粗" },
    [APP_PROP_WIDGETS] = { "widgets",
                           "what is on the screen: role, name, rectangle, value, action, focus",
                           "界面控件：类别、名称、位置、数值、命令" },
    [APP_PROP_PAGE_LOADING] = { "page.loading", "does a cell of the page wait for its history",
                                "页面是否在等待历史数据" },
    [APP_PROP_PAGE_TEXT] = { "page.text",
                             "sizes of a page's texts on the wall: mm, minutes of arc, warnings",
                             "页面各级字号：毫米、角分、过小提示" },
    [APP_PROP_FAILED] = { "layers.failed", "layers that could not be loaded", "载入失败的图层数" },
};
_Static_assert(sizeof app_props / sizeof app_props[0] == APP_PROP_COUNT, "a row for each");

static void app_prop_write(App *app, AppProp prop, JsonWriter *w)
{
    static const char *const MODES[] = { "map", "walk", "fly" };
    const RenderStatus render = app->render ? render_status(app->render) : (RenderStatus){ 0 };
    const SceneStatus scene = app->scene ? scene_status(app->scene) : (SceneStatus){ 0 };
    switch (prop) {
    case APP_PROP_FRAME_MS: json_number(w, app->figures.frame_ms); break;
    case APP_PROP_CPU_MS: json_number(w, app->figures.cpu_ms); break;
    case APP_PROP_FPS: json_number(w, app->figures.fps); break;
    case APP_PROP_FRAMES: json_int(w, (int64_t)app->figures.frames_drawn); break;
    case APP_PROP_FIRST_MS: json_number(w, app->figures.first_frame_ms); break;
    case APP_PROP_RAM: json_number(w, round(app_rss_mb() * 10) / 10); break;
    case APP_PROP_VRAM: json_number(w, round((double)render.used_bytes / 1e5) / 10); break;
    case APP_PROP_JOBS: json_int(w, job_pool_pending(app->pool)); break;
    case APP_PROP_SETTLED: json_bool(w, app->is_settled); break;
    case APP_PROP_SIZE:
        json_array_begin(w);
        json_int(w, app->width_px);
        json_int(w, app->height_px);
        json_array_end(w);
        break;
    case APP_PROP_MODE: json_text(w, MODES[app->input.mode]); break;
    case APP_PROP_MESSAGE: json_text(w, app->message.text ? app->message.text : ""); break;
    case APP_PROP_DEVICE: json_text(w, render.device); break;
    case APP_PROP_TRIANGLES: json_int(w, render.triangles); break;
    case APP_PROP_DRAWS: json_int(w, render.draw_calls); break;
    case APP_PROP_TERRAIN_TILES: json_int(w, scene.terrain_tiles); break;
    case APP_PROP_BUILDING_TILES: json_int(w, scene.building_tiles); break;
    case APP_PROP_LABELS: json_int(w, scene.labels); break;
    case APP_PROP_LABEL_CANDIDATES: json_int(w, scene.candidates); break;
    case APP_PROP_FAILED: json_int(w, app_failed_layers(app, NULL)); break;
    case APP_PROP_PAGE_LOADING: json_bool(w, app_page_is_loading(app)); break;
    case APP_PROP_WIDGETS: app_widgets_json(app, w); break;
    case APP_PROP_PAGE_TEXT:
        page_text_json(&app->state, app->width_px ? app->width_px : 1920,
                       app->height_px ? app->height_px : 1080, w);
        break;
    case APP_PROP_DETAIL: json_number(w, app->scene ? scene.detail : 1); break;
    case APP_PROP_COUNT: break;
    }
}

void app_prop_reference(Str *out)
{
    for (int i = 0; i < APP_PROP_COUNT; i++) str_printf(out, "| `%s` | %s | %s |\n", app_props[i].name, app_props[i].help, app_props[i].help_zh);
    app_live_reference(out);
    app_page_reference(out);
}

bool app_prop_get(App *app, const char *name, JsonWriter *out, Err *err)
{
    for (int i = 0; i < APP_PROP_COUNT; i++) {
        if (strcmp(app_props[i].name, name) == 0) {
            app_prop_write(app, (AppProp)i, out);
            return true;
        }
    }
    if (app_page_get(app, name, out)) return true;
    bool is_known = false;
    const bool ok = app_live_get(app, name, out, &is_known, err);
    return is_known ? ok : property_get(&app->state, &app->city, name, out, err);
}

bool app_answer_is_known(App *app, const char *condition, Err *err)
{
    if (strcmp(condition, "settled") == 0 || strcmp(condition, "loaded") == 0 || strcmp(condition, "still") == 0) return true;
    Str text = { 0 };
    JsonWriter w = { .out = &text };
    const bool ok = app_prop_get(app, condition, &w, err);
    str_finish(&text);
    return ok;
}

bool app_answer_is(App *app, const char *property, const char *value)
{
    Str text = { 0 };
    JsonWriter w = { .out = &text };
    bool is_same = false;
    if (app_prop_get(app, property, &w, NULL) && text.text) {
        const char *wanted = value ? value : "true";
        const size_t length = strlen(wanted);
        // A text may be given with or without its quotes.
        is_same = strcmp(text.text, wanted) == 0 ||
                  (text.text[0] == '"' && text.length == length + 2 && strncmp(text.text + 1, wanted, length) == 0);
    }
    str_finish(&text);
    return is_same;
}
