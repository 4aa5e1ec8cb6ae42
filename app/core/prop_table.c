// SPDX-License-Identifier: Apache-2.0
// prop_table.c - the properties. To add one: a function and a row.
#include "core/city_compare.h"
#include "core/measure.h"
#include "core/city_model.h"
#include "core/city_symbol.h"
#include "core/document.h"
#include "base/nearest.h"
#include "core/prop.h"
#include <string.h>

#define GET(name) static bool name(const State *s, const City *c, const char *star, JsonWriter *w, Err *err)
#define UNUSED (void)s, (void)c, (void)star, (void)err

// One number, truth or text of the state.
#define NUMBER_OF(function, value) GET(function) { UNUSED; json_number(w, value); return true; }
#define INT_OF(function, value) GET(function) { UNUSED; json_int(w, value); return true; }
#define BOOL_OF(function, value) GET(function) { UNUSED; json_bool(w, value); return true; }
#define TEXT_OF(function, value) GET(function) { UNUSED; json_text(w, value); return true; }

NUMBER_OF(camera_lon, s->camera.target.lon_deg)
NUMBER_OF(camera_lat, s->camera.target.lat_deg)
NUMBER_OF(camera_height, s->camera.target.h_m)
NUMBER_OF(camera_heading, s->camera.heading_deg)
NUMBER_OF(camera_pitch, s->camera.pitch_deg)
NUMBER_OF(camera_distance, s->camera.distance_m)
NUMBER_OF(camera_fov, s->camera.fov_deg)
BOOL_OF(camera_gliding, s->is_gliding)

GET(camera_all)
{
    UNUSED;
    json_object_begin(w);
    const struct { const char *key; double value; } rows[] = {
        { "lon", s->camera.target.lon_deg }, { "lat", s->camera.target.lat_deg }, { "height_m", s->camera.target.h_m },
        { "heading_deg", s->camera.heading_deg }, { "pitch_deg", s->camera.pitch_deg }, { "distance_m", s->camera.distance_m },
        { "fov_deg", s->camera.fov_deg } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) json_key(w, rows[i].key), json_number(w, rows[i].value);
    json_object_end(w);
    return true;
}

INT_OF(layers_count, s->layer_count)
BOOL_OF(layers_loading, city_is_loading(c))
INT_OF(layers_bytes, (int64_t)city_resident_bytes(c))

GET(layers_all)
{
    UNUSED;
    json_array_begin(w);
    for (int i = 0; i < s->layer_count; i++) json_text(w, s->layers[i].name);
    json_array_end(w);
    return true;
}

GET(layers_failed)
{
    UNUSED;
    int64_t count = 0;
    for (int i = 0; i < c->layer_count; i++) count += c->layers[i].state == CITY_LAYER_FAILED;
    json_int(w, count);
    return true;
}

static const char *const state_names[] = { "none", "waiting", "loading", "ready", "failed" };
static const char *const geometry_names[] = { "none", "point", "line", "area", "mixed" };
static const char *const raster_names[] = { "none", "elevation", "image", "grid" };

// The layer that the star names, and its data (NULL before city_sync has seen it).
static const StateLayer *find_layer(const State *s, const City *c, const char *star, const CityLayer **loaded, Err *err)
{
    const StateLayer *layer = state_layer_find((State *)s, star); // only looks
    *loaded = layer ? city_layer(c, layer->id) : NULL;
    if (layer) return layer;
    Nearest nearest = { .wrong = star };
    char near[300];
    for (int i = 0; i < s->layer_count; i++) nearest_offer(&nearest, s->layers[i].name);
    nearest_text(&nearest, near, sizeof near);
    err_set(err, ERR_NOT_FOUND, "no layer is named '%.100s' (没有这个图层)%s; there are %d", star, near, s->layer_count);
    return NULL;
}

#define LAYER_OF(function, write)                                                                  \
    GET(function)                                                                                  \
    {                                                                                              \
        const CityLayer *l = NULL;                                                                 \
        const StateLayer *layer = find_layer(s, c, star, &l, err);                                 \
        if (!layer) return false;                                                                  \
        const GeoLayer *v = l ? l->vector : NULL;                                                  \
        const GeoRaster *r = l ? l->raster : NULL;                                                 \
        (void)v, (void)r;                                                                          \
        write;                                                                                     \
        return true;                                                                               \
    }

static void write_extent(const CityLayer *l, JsonWriter *w)
{
    const GeoBox box = l ? city_layer_extent(l) : geo_box_empty();
    if (geo_box_is_empty(box)) {
        json_null(w);
        return;
    }
    json_array_begin(w);
    json_number(w, box.west_deg);
    json_number(w, box.south_deg);
    json_number(w, box.east_deg);
    json_number(w, box.north_deg);
    json_array_end(w);
}

static void write_fields(const GeoLayer *v, JsonWriter *w)
{
    static const char *const types[] = { "none", "int", "real", "text", "bool", "time" };
    json_array_begin(w);
    for (int i = 0; v && i < v->column_count; i++) {
        json_object_begin(w);
        json_key(w, "name");
        json_text(w, v->columns[i].name);
        json_key(w, "type");
        json_text(w, types[v->columns[i].type]);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_problem(const GeoProblem *problem, GeoProblemKind kind, JsonWriter *w)
{
    if (problem->count == 0) return;
    json_object_begin(w);
    json_key(w, "kind");
    json_text(w, geo_problem_name(kind));
    json_key(w, "kind_zh");
    json_text(w, geo_problem_zh(kind));
    json_key(w, "count");
    json_int(w, problem->count);
    json_key(w, "text");
    json_text(w, problem->text);
    json_object_end(w);
}

static void write_model_problem(const char *kind, const char *kind_zh, int count, const char *text,
                                JsonWriter *w)
{
    json_object_begin(w);
    json_key(w, "kind");
    json_text(w, kind);
    json_key(w, "kind_zh");
    json_text(w, kind_zh);
    json_key(w, "count");
    json_int(w, count);
    json_key(w, "text");
    json_text(w, text);
    json_object_end(w);
}

static void write_model_problems(const CityLayer *l, JsonWriter *w)
{
    if (!l || !l->asset) return;
    for (int i = 0; i < l->located->note_count; i++) {
        const GeoModelNote *note = &l->located->notes[i];
        if (note->is_warning) write_model_problem("place", note->zh, 1, note->en, w);
    }
    for (int i = 0; i < l->asset->problem_count; i++) {
        const AssetProblem *problem = &l->asset->problems[i];
        write_model_problem(problem->kind, problem->kind, problem->count, problem->text, w);
    }
}

// Where a model stands, what placed it, and the steps in words.
static void write_place(const City *c, const State *s, const StateLayer *layer, const CityLayer *l,
                        JsonWriter *w)
{
    GeoModelPoint point;
    if (!l || !city_model_point(c, s, layer->id, &point)) {
        json_null(w);
        return;
    }
    json_object_begin(w);
    json_key(w, "by");
    json_text(w, geo_model_kind_name(l->place_kind));
    json_key(w, "crs");
    json_text(w, l->located->crs);
    json_key(w, "lon");
    json_number(w, point.pos.lon_deg);
    json_key(w, "lat");
    json_number(w, point.pos.lat_deg);
    json_key(w, "height_m");
    json_number(w, point.pos.h_m);
    json_key(w, "heading");
    json_number(w, point.heading_deg);
    json_key(w, "scale");
    json_number(w, point.scale > 0 ? point.scale : 1);
    json_key(w, "ground");
    json_bool(w, layer->is_on_ground);
    json_key(w, "steps");
    json_array_begin(w);
    for (int i = 0; i < l->located->note_count; i++) json_text(w, l->located->notes[i].en);
    json_array_end(w);
    json_key(w, "steps_zh");
    json_array_begin(w);
    for (int i = 0; i < l->located->note_count; i++) json_text(w, l->located->notes[i].zh);
    json_array_end(w);
    json_object_end(w);
}

static void write_view(const StateLayer *layer, JsonWriter *w)
{
    static const char *const colours[] = { "none", "type", "storey", "system", "property" };
    int counts[STATE_MARK_COUNT] = { 0 };
    for (int i = 0; i < layer->view.mark_count; i++) counts[layer->view.marks[i]]++;
    json_object_begin(w);
    json_key(w, "hidden");
    json_int(w, counts[STATE_MARK_HIDDEN]);
    json_key(w, "ghost");
    json_int(w, counts[STATE_MARK_GHOST]);
    json_key(w, "colour_by");
    json_text(w, colours[layer->view.colour_by]);
    json_key(w, "property");
    json_text(w, layer->view.colour_property);
    json_key(w, "explode_m");
    json_number(w, layer->view.explode_m);
    json_key(w, "spaces");
    json_bool(w, layer->view.shows_spaces);
    json_key(w, "animation");
    json_text(w, layer->view.animation);
    json_key(w, "animation_speed");
    json_number(w, layer->view.animation_speed > 0 ? layer->view.animation_speed : 1);
    json_object_end(w);
}

static void write_problems(const City *c, const StateLayer *layer, const CityLayer *l,
                           JsonWriter *w)
{
    const GeoLayer *v = l ? l->vector : NULL;
    json_array_begin(w);
    for (int i = 1; v && i < GEO_PROBLEM_COUNT; i++) write_problem(&v->problems[i], (GeoProblemKind)i, w);
    if (l && l->hold) write_problem(&l->hold->heights, GEO_PROBLEM_HEIGHT_ABSURD, w);
    const GeoProblem assumed = city_layer_raster_problem(l);
    write_problem(&assumed, GEO_PROBLEM_VERTICAL_ASSUMED, w);
    write_model_problems(l, w);
    char text[400];
    for (int i = 0; city_symbol_problem(c, layer, l, i, text); i++)
        write_model_problem("symbol", "三维符号", 1, text, w);
    json_array_end(w);
}

// Every style key that is set, as in city.yaml.
static void write_style(const State *s, const StateLayer *layer, JsonWriter *w)
{
    json_object_begin(w);
    for (int i = 0; i < document_key_count; i++) {
        const DocumentKey *key = &document_keys[i];
        if (key->section != DOCUMENT_STYLE) continue;
        Str text = { 0 };
        if (document_value_get(key, &layer->style, s->utc_offset_s, &text)) {
            json_key(w, key->key);
            json_text(w, text.text ? text.text : "");
        }
        str_finish(&text);
    }
    json_object_end(w);
}

static const char *crs_of(const GeoLayer *v, const GeoRaster *r)
{
    return v ? v->crs_name : r ? r->crs_name : NULL;
}

static const char *attribution_of(const StateLayer *layer, const GeoLayer *v, const GeoRaster *r)
{
    if (layer->attribution[0]) return layer->attribution;
    const char *text = v ? v->attribution : r ? r->attribution : NULL;
    return text ? text : "";
}

LAYER_OF(layer_id, json_int(w, layer->id))
LAYER_OF(layer_state, json_text(w, state_names[l ? l->state : CITY_LAYER_WAITING]))
LAYER_OF(layer_reason, json_text(w, l ? l->err.text : ""))
LAYER_OF(layer_reason_zh, json_text(w, l && l->state == CITY_LAYER_FAILED ? err_code_zh(l->err.code) : ""))
LAYER_OF(layer_code, json_text(w, l && l->state == CITY_LAYER_FAILED ? err_code_name(l->err.code) : ""))
LAYER_OF(layer_features, if (l && (v || l->asset)) json_int(w, city_layer_feature_count(l));
         else json_null(w))
LAYER_OF(layer_source_features, if (v) json_int(w, v->source_feature_count); else json_null(w))
LAYER_OF(layer_geometry, if (v) json_text(w, geometry_names[v->kind]); else json_null(w))
LAYER_OF(layer_kind, if (v) json_text(w, "vector"); else if (l && l->asset) json_text(w, "model");
         else if (r) json_text(w, raster_names[r->kind]); else json_null(w))
LAYER_OF(layer_crs, json_text(w, l && l->asset ? l->located->crs : crs_of(v, r)))
LAYER_OF(layer_extent, write_extent(l, w))
LAYER_OF(layer_fields, write_fields(v, w))
LAYER_OF(layer_problems, write_problems(c, layer, l, w))
LAYER_OF(layer_place, write_place(c, s, layer, l, w))
LAYER_OF(layer_view, write_view(layer, w))
LAYER_OF(layer_triangles, if (l && l->asset) json_int(w, l->asset->triangle_count);
         else json_null(w))
LAYER_OF(layer_style, write_style(s, layer, w))
LAYER_OF(layer_visible, json_bool(w, layer->is_visible))
LAYER_OF(layer_opacity, json_number(w, (double)layer->opacity))
LAYER_OF(layer_order, json_number(w, layer->order))
LAYER_OF(layer_group, json_text(w, layer->group))
LAYER_OF(layer_source, json_text(w, layer->source))
LAYER_OF(layer_table, json_text(w, layer->table))
LAYER_OF(layer_where, json_text(w, layer->where))
LAYER_OF(layer_attribution, json_text(w, attribution_of(layer, v, r)))
LAYER_OF(layer_progress, json_number(w, l ? (double)l->progress : 0))
LAYER_OF(layer_bytes, json_int(w, l && l->hold ? (int64_t)l->hold->bytes : 0))
LAYER_OF(layer_cached, if (v) json_bool(w, v->is_from_cache); else json_null(w))
LAYER_OF(layer_read_s, if (v) json_number(w, v->total_s); else json_null(w))

static const char *choice(DocumentSection section, const char *key, const State *s, Str *text)
{
    (void)document_value_get(document_key_find(section, key), s, s->utc_offset_s, text);
    return text->text;
}
#define CHOICE_OF(function, key)                                                                   \
    GET(function)                                                                                  \
    {                                                                                              \
        UNUSED;                                                                                    \
        Str text = { 0 };                                                                          \
        json_text(w, choice(DOCUMENT_TOP, key, s, &text));                                         \
        str_finish(&text);                                                                         \
        return true;                                                                               \
    }
CHOICE_OF(state_look, "look")
CHOICE_OF(state_quality, "quality")
CHOICE_OF(state_language, "language")
CHOICE_OF(state_time, "time")
CHOICE_OF(state_dock, "dock")
TEXT_OF(state_dock_item, s->dock_item)
TEXT_OF(state_shown_key, s->shown_key)
INT_OF(time_us, s->t_utc_us)
NUMBER_OF(state_time_rate, s->time_rate)
NUMBER_OF(state_utc_offset, s->utc_offset_s / 3600.0)
NUMBER_OF(state_tide, s->tide_m)
NUMBER_OF(state_exaggeration, s->exaggeration)
BOOL_OF(state_labels, s->has_labels)
BOOL_OF(state_high_contrast, s->has_high_contrast)
NUMBER_OF(state_interface_scale, s->interface_scale > 0 ? s->interface_scale : 1)
BOOL_OF(state_shadows, s->has_shadows)
BOOL_OF(state_ao, s->has_ambient_occlusion)
BOOL_OF(state_panels, s->has_panels)
TEXT_OF(state_page, s->page)
TEXT_OF(state_unit, s->unit)

GET(state_scenes)
{
    UNUSED;
    json_object_begin(w);
    json_key(w, "shown"), json_text(w, s->scene);
    json_key(w, "rotating"), json_bool(w, s->is_rotating);
    json_key(w, "locked"), json_bool(w, s->is_scene_locked);
    json_key(w, "scenes");
    json_array_begin(w);
    for (int i = 0; i < s->scene_count; i++) {
        json_object_begin(w);
        json_key(w, "name"), json_text(w, s->scenes[i].name);
        json_key(w, "page"), json_text(w, s->scenes[i].page);
        json_key(w, "seconds"), json_number(w, s->scenes[i].seconds);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
    return true;
}
BOOL_OF(state_readout, s->has_readout)
BOOL_OF(state_menu_bar, s->has_menu_bar)
NUMBER_OF(state_frame_limit, s->frame_limit)
TEXT_OF(state_title, s->title)
TEXT_OF(state_notice, s->notice)
TEXT_OF(state_document, s->document)
TEXT_OF(state_display_crs, s->display_crs)
TEXT_OF(state_vertical, s->vertical)
TEXT_OF(state_view, s->view)
NUMBER_OF(state_geoid, s->geoid_m)
INT_OF(state_version, (int64_t)s->version)
NUMBER_OF(budget_ram, s->budget_ram_mb)
NUMBER_OF(budget_vram, s->budget_vram_mb)
INT_OF(undo_steps, s->undo_depth)
INT_OF(redo_steps, s->redo_depth)
INT_OF(bookmarks_count, s->bookmark_count)
INT_OF(tour_count, s->tour_count)
BOOL_OF(tour_playing, s->is_touring)
NUMBER_OF(tour_time, s->tour_time_s)
INT_OF(selection_count, s->selection_count)
BOOL_OF(terrain_has, c->terrain != NULL)
INT_OF(terrain_version, (int64_t)c->terrain_version)

GET(state_origin)
{
    UNUSED;
    if (!s->has_origin) {
        json_null(w);
        return true;
    }
    json_array_begin(w);
    json_number(w, s->origin.lon_deg);
    json_number(w, s->origin.lat_deg);
    json_number(w, s->origin.h_m);
    json_array_end(w);
    return true;
}

GET(bookmarks_all)
{
    UNUSED;
    json_array_begin(w);
    for (int i = 0; i < s->bookmark_count; i++) json_text(w, s->bookmarks[i].name);
    json_array_end(w);
    return true;
}

static void write_attributes(const GeoLayer *v, uint32_t feature, JsonWriter *w)
{
    json_object_begin(w);
    for (int i = 0; i < v->column_count; i++) {
        const GeoColumn *column = &v->columns[i];
        char text[1024];
        double number = 0;
        json_key(w, column->name);
        const bool is_number = column->type == GEO_FIELD_INT || column->type == GEO_FIELD_REAL;
        if (!geo_column_text(column, feature, text, sizeof text)) json_null(w);
        else if (is_number && geo_column_number(column, feature, &number)) json_number(w, number);
        else json_text(w, text);
    }
    json_object_end(w);
}

static void write_ref(const State *s, const City *c, StateFeatureRef ref, bool has_attributes, JsonWriter *w)
{
    const StateLayer *layer = state_layer_by_id((State *)s, ref.layer_id); // only looks
    const CityLayer *loaded = city_layer(c, ref.layer_id);
    const GeoLayer *v = loaded ? loaded->vector : NULL;
    const bool is_there = v && ref.feature < v->feature_count;
    json_object_begin(w);
    json_key(w, "layer");
    json_text(w, layer ? layer->name : NULL);
    json_key(w, "feature");
    json_int(w, ref.feature);
    if (loaded && loaded->asset) {
        city_model_write(loaded, ref.feature, has_attributes, w);
        json_object_end(w);
        return;
    }
    json_key(w, "fid");
    if (is_there) json_int(w, v->fid ? v->fid[ref.feature] : (int64_t)ref.feature);
    else json_null(w);
    if (has_attributes && is_there) {
        json_key(w, "attributes");
        write_attributes(v, ref.feature, w);
    }
    json_object_end(w);
}

GET(state_cuts)
{
    UNUSED;
    json_array_begin(w);
    for (int i = 0; i < s->cut_count; i++) {
        const StateCut *cut = &s->cuts[i];
        const StateLayer *layer = state_layer_by_id((State *)s, cut->layer_id); // only looks
        json_object_begin(w);
        json_key(w, "layer");
        json_text(w, layer ? layer->name : NULL);
        json_key(w, "lon");
        json_number(w, cut->pos.lon_deg);
        json_key(w, "lat");
        json_number(w, cut->pos.lat_deg);
        json_key(w, "height_m");
        json_number(w, cut->pos.h_m);
        json_key(w, "heading");
        json_number(w, cut->heading_deg);
        json_key(w, "pitch");
        json_number(w, cut->pitch_deg);
        json_key(w, "city");
        json_bool(w, !cut->layer_id && !cut->spares_city);
        json_object_end(w);
    }
    json_array_end(w);
    return true;
}

// The last; null without one.
GET(state_measure)
{
    UNUSED;
    if (s->measure_count > 0)
        measure_write(&s->measures[s->measure_count - 1], w);
    else
        json_null(w);
    return true;
}

GET(state_measures)
{
    UNUSED;
    json_array_begin(w);
    for (int i = 0; i < s->measure_count; i++) measure_write(&s->measures[i], w);
    json_array_end(w);
    return true;
}

GET(state_measuring)
{
    UNUSED;
    json_object_begin(w);
    json_key(w, "kind");
    json_text(w, measure_kind_name(s->measuring.kind));
    json_key(w, "points");
    json_int(w, s->measuring.point_count);
    json_object_end(w);
    return true;
}

GET(state_compare)
{
    UNUSED;
    const AssetComparison *result = city_compare_result(c, s);
    const char *why = city_compare_error(c, s);
    const StateLayer *new = state_layer_by_id((State *)s, s->compare.new_id),
                     *old = state_layer_by_id((State *)s, s->compare.old_id); // only looks
    json_object_begin(w);
    json_key(w, "state");
    json_text(w, !s->compare.new_id ? "none" : result ? "ready" : why[0] ? "failed" : "loading");
    json_key(w, "new");
    json_text(w, new ? new->name : NULL);
    json_key(w, "old");
    json_text(w, old ? old->name : NULL);
    if (why[0]) {
        json_key(w, "reason");
        json_text(w, why);
    }
    const int counts[] = { result ? result->same : 0, result ? result->added : 0,
                           result ? result->removed : 0, result ? result->changed : 0 };
    static const char *const names[] = { "same", "added", "removed", "changed" };
    for (int i = 0; result && i < 4; i++) {
        json_key(w, names[i]);
        json_int(w, counts[i]);
    }
    json_object_end(w);
    return true;
}

GET(compare_changes)
{
    UNUSED;
    const AssetComparison *result = city_compare_result(c, s);
    if (!result) {
        json_null(w);
        return true;
    }
    json_object_begin(w);
    asset_compare_json(result, w);
    json_object_end(w);
    return true;
}

GET(selection_all)
{
    enum { SHOWN_MAX = 1000 };
    UNUSED;
    json_array_begin(w);
    for (int i = 0; i < s->selection_count && i < SHOWN_MAX; i++) write_ref(s, c, s->selection[i], false, w);
    json_array_end(w);
    return true;
}

GET(selection_first)
{
    UNUSED;
    if (s->selection_count > 0) write_ref(s, c, s->selection[0], true, w);
    else json_null(w);
    return true;
}

GET(state_hover)
{
    UNUSED;
    if (s->hover.layer_id) write_ref(s, c, s->hover, true, w);
    else json_null(w);
    return true;
}

const Prop prop_table[] = {
    { "camera", "the view", "视角", camera_all },
    { "camera.lon", "longitude of the point looked at", "目标经度", camera_lon },
    { "camera.lat", "latitude of the point looked at", "目标纬度", camera_lat },
    { "camera.height_m", "height of the point looked at", "目标高程", camera_height },
    { "camera.heading_deg", "0 north, 90 east", "方位角", camera_heading },
    { "camera.pitch_deg", "below the horizon", "俯角", camera_pitch },
    { "camera.distance_m", "eye to point", "距离", camera_distance },
    { "camera.fov_deg", "vertical angle of view", "垂直视角", camera_fov },
    { "camera.gliding", "a glide is under way", "正在移动", camera_gliding },
    { "layers", "names in drawing order", "图层名，按绘制次序", layers_all },
    { "layers.count", "how many", "图层数", layers_count },
    { "layers.failed", "how many could not be loaded", "失败的图层数", layers_failed },
    { "layers.loading", "a load is under way", "正在载入", layers_loading },
    { "layers.resident_bytes", "memory of loaded layers", "图层占用内存", layers_bytes },
    { "layers.*.id", "number in this session", "编号", layer_id },
    { "layers.*.state", "waiting, loading, ready or failed", "状态", layer_state },
    { "layers.*.reason", "why it failed, English", "失败原因（英文）", layer_reason },
    { "layers.*.reason_zh", "why it failed, Chinese", "失败原因（中文）", layer_reason_zh },
    { "layers.*.code", "why it failed, one word", "失败代码", layer_code },
    { "layers.*.feature_count", "features loaded", "要素数", layer_features },
    { "layers.*.source_feature_count", "features the source says it has", "数据源声明的要素数",
      layer_source_features },
    { "layers.*.geometry", "point, line, area or mixed", "几何类型", layer_geometry },
    { "layers.*.kind", "vector, elevation, image or grid", "数据类型", layer_kind },
    { "layers.*.crs", "of the source", "坐标系", layer_crs },
    { "layers.*.extent", "west, south, east, north in degrees", "范围：西、南、东、北",
      layer_extent },
    { "layers.*.fields", "names and types of attributes", "属性名与类型", layer_fields },
    { "layers.*.problems", "what is wrong with the data", "数据问题", layer_problems },
    { "layers.*.place", "where a model stands, what placed it and how", "模型位置、依据和步骤",
      layer_place },
    { "layers.*.view",
      "how a model's objects are seen: hidden, ghost (how many), colour_by, property, explode_m, "
      "spaces, animation, animation_speed",
      "模型显示：隐藏数、透明数、着色、拉开", layer_view },
    { "layers.*.triangles", "of a model, copies counted each", "模型三角形数", layer_triangles },
    { "layers.*.style", "style keys that are set", "已设样式", layer_style },
    { "layers.*.visible", "shown", "是否可见", layer_visible },
    { "layers.*.opacity", "0 to 1", "不透明度", layer_opacity },
    { "layers.*.order", "lower is drawn first", "次序", layer_order },
    { "layers.*.group", "in the list", "分组", layer_group },
    { "layers.*.source", "file or URL", "来源", layer_source },
    { "layers.*.table", "in the source", "表", layer_table },
    { "layers.*.where", "condition", "筛选条件", layer_where },
    { "layers.*.attribution", "whose data it is", "数据来源说明", layer_attribution },
    { "layers.*.progress", "of the load, 0 to 1; below 0 unknown", "载入进度", layer_progress },
    { "layers.*.resident_bytes", "memory", "占用内存", layer_bytes },
    { "layers.*.from_cache", "read from the tile cache", "来自缓存", layer_cached },
    { "layers.*.load_s", "seconds it took", "载入用时（秒）", layer_read_s },
    { "look", "day, night or white", "外观", state_look },
    { "quality", "auto, software or full", "画质", state_quality },
    { "language", "zh or en", "界面语言", state_language },
    { "time", "the city's clock", "城市时间", state_time },
    { "time.utc_us", "the same, microseconds since 1970 UTC", "同上，自 1970 的微秒", time_us },
    { "time.rate", "0 stands still, 1 is real time", "时间流速", state_time_rate },
    { "time.utc_offset_h", "time zone", "时区", state_utc_offset },
    { "tide_m", "height of the sea", "海面高度", state_tide },
    { "exaggeration", "factor on heights", "高程倍数", state_exaggeration },
    { "labels", "shown", "注记", state_labels },
    { "high_contrast", "of the interface", "高对比度", state_high_contrast },
    { "interface_scale", "on the display's own size", "界面缩放", state_interface_scale },
    { "shadows", "on", "阴影", state_shadows },
    { "ambient_occlusion", "on", "环境光遮蔽", state_ao },
    { "panels", "shown", "面板", state_panels },
    { "page", "page of the big screen shown; \"\" = the desk", "大屏页面，空为桌面", state_page },
    { "scenes", "scenes of the big screen, in order", "大屏场景", state_scenes },
    { "unit", "code of the district whose figures pages show; \"\" = all", "页面所看区县代码",
      state_unit },
    { "readout", "shown", "读数", state_readout },
    { "menu_bar", "shown", "菜单栏", state_menu_bar },
    { "frame_limit", "pictures a second; 0 = none", "帧率上限", state_frame_limit },
    { "dock", "the list of operations that is open, or none", "打开的运行列表", state_dock },
    { "dock.item", "id of the row looked at in it", "其中所看的条目", state_dock_item },
    { "shown_key", "live key whose record is shown", "所显示的实时量", state_shown_key },
    { "title", "of the city", "城市名称", state_title },
    { "notice", "shown on screen and in pictures", "说明", state_notice },
    { "document", "path of city.yaml", "文档路径", state_document },
    { "display_crs", "coordinates are shown in it", "显示坐标系", state_display_crs },
    { "vertical", "name of the height zero", "高程基准", state_vertical },
    { "geoid_m", "ellipsoid minus height zero", "高程异常", state_geoid },
    { "view", "the opening bookmark", "开场书签", state_view },
    { "origin", "of the city frame: longitude, latitude, height", "城市坐标系原点", state_origin },
    { "bookmarks", "names", "书签名", bookmarks_all },
    { "bookmarks.count", "how many", "书签数", bookmarks_count },
    { "tour.count", "stops", "漫游站点数", tour_count },
    { "tour.playing", "it plays", "正在漫游", tour_playing },
    { "tour.time_s", "since its start", "漫游时间", tour_time },
    { "selection", "selected features, at most 1000", "已选要素（最多列 1000）", selection_all },
    { "selection.count", "how many", "已选数", selection_count },
    { "selection.first", "the first with its attributes", "第一个已选要素及属性", selection_first },
    { "measure", "the last measurement: value, parts, unit, how exact", "最近一次量测",
      state_measure },
    { "measures", "all measurements that stand", "全部量测", state_measures },
    { "measuring", "the tool that is on, and its points", "正在进行的量测", state_measuring },
    { "compare", "two versions of a model: state, names, counts", "模型版本比较：状态与数量",
      state_compare },
    { "compare.changes", "what differs, object by object", "逐个对象的差异", compare_changes },
    { "cuts", "section planes through models and buildings", "剖切面", state_cuts },
    { "hover", "the feature under the pointer", "指针下的要素", state_hover },
    { "terrain", "an elevation layer is loaded", "已有高程", terrain_has },
    { "terrain.version", "grows when it is replaced", "地形版本", terrain_version },
    { "undo.depth", "steps that undo has", "可撤销步数", undo_steps },
    { "redo.depth", "steps that redo has", "可重做步数", redo_steps },
    { "budget.ram_mb", "memory that layers may take; 0 = no limit", "图层内存上限", budget_ram },
    { "budget.vram_mb", "GPU memory; 0 = no limit", "显存上限", budget_vram },
    { "version", "grows with every change", "状态版本", state_version },
};
const int prop_count = (int)(sizeof prop_table / sizeof prop_table[0]);
