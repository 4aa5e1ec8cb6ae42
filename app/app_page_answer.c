// SPDX-License-Identifier: Apache-2.0
// app_page_answer.c - what `get` says of the page shown: its layers, unit, filter, drill.
#include "app.h"
#include "base/clock.h"
#include "base/str.h"
#include <math.h>
#include <string.h>

static void number(JsonWriter *w, const char *key, double x)
{
    json_key(w, key);
    if (isfinite(x))
        json_number(w, x);
    else
        json_null(w);
}

// [{"name","layer","indicator","is_visible","shown","features"}] of the topic; of another page
// all layers of the document.
static void write_layers(App *app, JsonWriter *w)
{
    char id[16];
    topic_layers_page_id(app->state.page, id);
    const Topic *topic = id[0] ? topics_find(app_topics_packs(app->live.topics), id) : NULL;
    json_object_begin(w);
    json_key(w, "page"), json_text(w, app->state.layers_topic);
    json_key(w, "layers");
    json_array_begin(w);
    for (int i = 0; topic && i < topic->layer_count; i++) {
        const TopicLayer *row = &topic->layers[i];
        const StateLayer *layer = row->layer[0] ? state_layer_find(&app->state, row->layer) : NULL;
        uint32_t hidden = 0, all = 0;
        json_object_begin(w);
        json_key(w, "name"), json_text(w, row->name);
        json_key(w, "layer"), json_text(w, row->layer);
        json_key(w, "where"), json_text(w, row->where);
        json_key(w, "live"), json_text(w, row->live);
        json_key(w, "indicator"), json_text(w, row->indicator);
        json_key(w, "needs"), json_text(w, row->needs);
        json_key(w, "is_visible"), json_bool(w, layer ? layer->is_visible : row->live[0] != 0);
        if (layer && app_focus_counts(app, layer->id, &hidden, &all)) {
            json_key(w, "shown"), json_int(w, all - hidden);
            json_key(w, "features"), json_int(w, all);
        }
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

static void write_area(const Areas *areas, int index, JsonWriter *w)
{
    const Area *area = areas_at(areas, index);
    json_object_begin(w);
    json_key(w, "code"), json_text(w, area->code);
    json_key(w, "name"), json_text(w, area->name);
    json_key(w, "level"), json_text(w, state_level_name(area->level));
    json_object_end(w);
}

// The way from the county to the unit, and what lies below it.
static void write_units(App *app, JsonWriter *w)
{
    enum { BELOW_MAX = 1000 };
    const Areas *areas = app->page.areas;
    int path[STATE_LEVEL_COUNT], *below = ARENA_ARRAY(&app->arena, int, BELOW_MAX);
    const int depth = areas_path(areas, app->state.unit, path);
    json_object_begin(w);
    json_key(w, "unit"), json_text(w, app->state.unit);
    json_key(w, "path");
    json_array_begin(w);
    for (int i = 0; i < depth; i++) write_area(areas, path[i], w);
    json_array_end(w);
    json_key(w, "below");
    json_array_begin(w);
    const int all = areas_children(areas, app->state.unit, below, BELOW_MAX);
    for (int i = 0; i < all && i < BELOW_MAX; i++) write_area(areas, below[i], w);
    json_array_end(w);
    json_object_end(w);
}

static void write_filter(App *app, JsonWriter *w)
{
    const StateFilter *f = &app->state.filter;
    char iso[32];
    json_object_begin(w);
    json_key(w, "units"), json_text(w, f->units);
    json_key(w, "indicators"), json_text(w, f->indicators);
    json_key(w, "key"), json_text(w, f->has_range ? f->key : "");
    number(w, "low", f->has_range ? f->low : NAN);
    number(w, "high", f->has_range ? f->high : NAN);
    const int64_t times[] = { f->from_us, f->to_us };
    for (int i = 0; i < 2; i++) {
        json_key(w, i ? "to" : "from");
        if (f->has_time && times[i] != INT64_MIN && times[i] != INT64_MAX) {
            clock_format(times[i], app->state.utc_offset_s, iso);
            json_text(w, iso);
        } else {
            json_null(w);
        }
    }
    json_object_end(w);
}

static void write_drill(App *app, JsonWriter *w)
{
    const UiPageAsset *assets = NULL;
    const int count = app_focus_assets(app, &assets);
    json_object_begin(w);
    json_key(w, "indicator"), json_text(w, app->state.drill);
    json_key(w, "assets");
    json_array_begin(w);
    for (int i = 0; i < count; i++) {
        const StateLayer *layer = state_layer_by_id(&app->state, assets[i].ref.layer_id);
        json_object_begin(w);
        json_key(w, "name"), json_text(w, assets[i].name);
        json_key(w, "key"), json_text(w, assets[i].key);
        json_key(w, "value"), json_text(w, assets[i].value);
        json_key(w, "layer"), json_text(w, layer ? layer->name : "");
        number(w, "lon", assets[i].lon_deg);
        number(w, "lat", assets[i].lat_deg);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

static void write_editor(App *app, JsonWriter *w)
{
    json_object_begin(w);
    json_key(w, "is_on"), json_bool(w, app->state.is_page_edited);
    json_key(w, "cell"), json_int(w, app->state.edited_cell);
    json_key(w, "steps"), json_int(w, app->page.edits.count);
    json_object_end(w);
}

static const struct {
    const char *name, *help, *help_zh;
    void (*write)(App *app, JsonWriter *w);
} rows[] = {
    { "page.layers", "layers of the topic shown, and how many features of each are on the map",
      "当前专题的图层，以及各层在图上的要素数", write_layers },
    { "page.units", "unit the page is of: the way to it, and the units below",
      "页面所看区划：路径和下一级", write_units },
    { "page.filter", "what the page is filtered by", "页面筛选条件", write_filter },
    { "page.drill", "what stands behind the indicator drilled into: places, values with their age",
      "下钻指标背后的对象：位置、数值和时效", write_drill },
    { "page.editor", "is the page editor on, which cell is chosen, changes that can be undone",
      "页面编辑是否打开、所选组件、可撤销的修改数", write_editor },
};

bool app_page_get(App *app, const char *name, JsonWriter *w)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].name, name) != 0) continue;
        app_topics_need(app);
        app_page_follow(app);
        if (app->page.focus) app_focus_update(app);
        rows[i].write(app, w);
        return true;
    }
    return false;
}

void app_page_reference(Str *out)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        str_printf(out, "| `%s` | %s | %s |\n", rows[i].name, rows[i].help, rows[i].help_zh);
}
