// SPDX-License-Identifier: Apache-2.0
// app_live_field.c - live values of points as fields on the ground: heat, means, grids, columns;
// and of areas as their colour. Values that are not current are left out of fields: nothing stale
// looks current. Does not: draw (scene_live.h).
#include "app_live_scene.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/style_live.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS_AGAIN_US 3000000 // the ground is painted anew for each
#define STEPS 24                // colours of a ramp that areas take: not each value repaints them
#define M_PER_DEG 111195.0

typedef struct {
    double *lon_lat;
    float *values;
    int count, cap, value_cap;
} Points;

bool app_live_is_in_range(const App *app, const StateLayer *layer)
{
    const double away_m = app->state.camera.distance_m;
    return layer->is_visible && layer->opacity > 0 && away_m >= layer->style.visible_from_m &&
           (layer->style.visible_to_m <= 0 || away_m <= layer->style.visible_to_m);
}

static bool add_point(Points *p, double lon_deg, double lat_deg, double value)
{
    if (!array_reserve((void **)&p->lon_lat, &p->cap, 2 * (p->count + 1), sizeof *p->lon_lat) ||
        !array_reserve((void **)&p->values, &p->value_cap, p->count + 1, sizeof *p->values))
        return false;
    p->lon_lat[2 * p->count] = lon_deg;
    p->lon_lat[2 * p->count + 1] = lat_deg;
    p->values[p->count++] = (float)value;
    return true;
}

// Current values of the layer's features; of a pattern what moves and fits it, one each.
static void collect(App *app, const AppLiveLayer *bound, const StateLayer *layer, Points *out)
{
    if (bound->rule == 0) {
        const LivePlacesView places = live_places_view(app->live.live, app->live.now_us);
        for (int i = 0; i < places.count; i++)
            if (places.fade[i] > 0 &&
                live_is_match(layer->style.live_key, keys_text(app->live.keys, places.keys[i])))
                if (!add_point(out, places.lon_deg[i], places.lat_deg[i], 1)) return;
        return;
    }
    for (uint32_t f = 0; f < bound->feature_count; f++) {
        const uint32_t key = live_bind_key(app->live.bind, layer->id, f, bound->rule);
        const LiveValue *value = key ? live_get(app->live.live, key) : NULL;
        const bool is_current = value && !isnan(value->number) &&
                                (value->freshness == LIVE_CURRENT || value->freshness == LIVE_LATE);
        if (!is_current || bound->vector->feature_part[f] == bound->vector->feature_part[f + 1])
            continue;
        const GeoPos at = geo_layer_anchor(bound->vector, f);
        if (!add_point(out, at.lon_deg, at.lat_deg, value->number)) return;
    }
}

static void ends_of(const LayerStyle *style, double *low, double *full)
{
    const int n = style->live_stop_count;
    *low = n >= 2 ? style->live_stops[0].value : 0;
    *full = n >= 1 ? style->live_stops[n - 1].value : 0;
}

static void set_colours(const LayerStyle *style, uint32_t rgb[256])
{
    double low, full;
    ends_of(style, &low, &full);
    for (int i = 0; i < 256; i++) rgb[i] = style_live_rgb(style, low + (full - low) * i / 255);
}

typedef struct {
    int64_t col, row;
    double sum;
} Cell;

static int compare_cells(const void *a, const void *b)
{
    const Cell *x = a, *y = b;
    if (x->row != y->row) return x->row < y->row ? -1 : 1;
    return x->col < y->col ? -1 : x->col > y->col;
}

// Cells of a grid with their sums, in the order of rows; returns how many there are.
static int make_cells(const Points *points, double lon_step, double lat_step, Cell *cells)
{
    int count = 0;
    for (int i = 0; i < points->count; i++)
        cells[i] = (Cell){ (int64_t)floor(points->lon_lat[2 * i] / lon_step),
                           (int64_t)floor(points->lon_lat[2 * i + 1] / lat_step),
                           (double)points->values[i] };
    qsort(cells, (size_t)points->count, sizeof *cells, compare_cells);
    for (int i = 0; i < points->count; i++) {
        if (count > 0 && compare_cells(&cells[count - 1], &cells[i]) == 0)
            cells[count - 1].sum += cells[i].sum;
        else
            cells[count++] = cells[i];
    }
    return count;
}

typedef struct {
    SceneLiveColumn *items;
    int count;
} Columns;

static void add_columns(const LayerStyle *style, const Points *points, Columns *out)
{
    const double edge_m = style->live_radius_m > 0 ? style->live_radius_m : STYLE_LIVE_RADIUS_M;
    if (points->count == 0) return;
    const double lat_step = edge_m / M_PER_DEG,
                 lon_step = lat_step / fmax(cos(points->lon_lat[1] * DVEC_RAD_FROM_DEG), 0.01);
    Cell *cells = malloc(sizeof *cells * (size_t)points->count);
    const int count = cells ? make_cells(points, lon_step, lat_step, cells) : 0;
    double most = 0;
    for (int i = 0; i < count; i++) most = fmax(most, cells[i].sum);
    LayerStyle scale = *style; // without stops the highest is the top
    if (scale.live_stop_count == 0 && most > 0) {
        scale.live_stop_count = 1;
        scale.live_stops[0] = (StyleStop){ .value = most, .rgb = style->rgb };
    }
    for (int i = 0; i < count && out->count < SCENE_LIVE_COLUMNS_MAX; i++) {
        const double share = style_live_share(&scale, cells[i].sum);
        out->items[out->count++] =
            (SceneLiveColumn){ .at = { ((double)cells[i].col + 0.5) * lon_step,
                                       ((double)cells[i].row + 0.5) * lat_step, 0 },
                               .height_m = (float)fmax(share * style->live_height_m,
                                                       0.01 * style->live_height_m),
                               .edge_m = (float)(0.84 * edge_m),
                               .rgb = style_live_rgb(&scale, cells[i].sum) };
    }
    free(cells);
}

typedef struct {
    SceneLiveHeat heats[SCENE_LIVE_HEATS_MAX];
    Points points[SCENE_LIVE_HEATS_MAX];
    uint32_t rgb[SCENE_LIVE_HEATS_MAX][256];
    int count;
    Columns columns;
} Fields;

static void add_heat(const StateLayer *layer, Fields *out)
{
    const LayerStyle *style = &layer->style;
    const Points *points = &out->points[out->count];
    double low, full;
    ends_of(style, &low, &full);
    const bool has_colours = style->live_stop_count > 0;
    if (has_colours) set_colours(style, out->rgb[out->count]);
    out->heats[out->count] =
        (SceneLiveHeat){ .kind = style->live_draw == STYLE_LIVE_HEAT    ? SCENE_LIVE_SUM
                                 : style->live_draw == STYLE_LIVE_FIELD ? SCENE_LIVE_MEAN
                                                                        : SCENE_LIVE_CELLS,
                         .lon_lat = points->lon_lat,
                         .weights = points->values,
                         .count = points->count,
                         .radius_m =
                             style->live_radius_m > 0 ? style->live_radius_m : STYLE_LIVE_RADIUS_M,
                         .low = (float)low,
                         .full = (float)full,
                         .ramp = style->live_ramp[0] ? style->live_ramp : NULL,
                         .rgb = has_colours ? out->rgb[out->count] : NULL,
                         .opacity = 0.75f * layer->opacity };
    out->count++;
}

static bool is_field(const StateLayer *layer)
{
    return layer->style.live_draw == STYLE_LIVE_HEAT ||
           layer->style.live_draw == STYLE_LIVE_FIELD || layer->style.live_draw == STYLE_LIVE_GRID;
}

// Which layers show fields now, and how: what changes at once when an operator changes it.
static uint64_t shown_key(App *app)
{
    const AppLiveScene *s = app->live.scene;
    uint64_t key = 1;
    for (int i = 0; i < s->layer_count; i++) {
        const StateLayer *layer = state_layer_by_id(&app->state, s->layers[i].layer_id);
        if (!layer || !is_field(layer) || !app_live_is_in_range(app, layer)) continue;
        key = key * 31 + layer->id;
        key = key * 31 + str_hash((const char *)&layer->style, sizeof layer->style);
        key = key * 31 + str_hash((const char *)&layer->opacity, sizeof layer->opacity);
    }
    return key;
}

void app_live_fields_update(App *app, bool is_bound_anew)
{
    AppLiveScene *s = app->live.scene;
    const uint64_t key = shown_key(app);
    const int64_t now_us = clock_utc_us(); // not that of what is shown: it may stand
    const bool is_due =
        is_bound_anew || key != s->fields_key || now_us - s->t_fields_us >= FIELDS_AGAIN_US;
    if (!is_due || (key == 1 && !s->has_fields)) return;
    s->fields_key = key;
    s->t_fields_us = now_us;
    s->has_fields = key != 1;
    Fields *fields = calloc(1, sizeof *fields);
    SceneLiveColumn *columns = calloc(SCENE_LIVE_COLUMNS_MAX, sizeof *columns);
    if (fields) fields->columns.items = columns;
    for (int i = 0; fields && columns && i < s->layer_count; i++) {
        const StateLayer *layer = state_layer_by_id(&app->state, s->layers[i].layer_id);
        if (!layer || !is_field(layer) || !app_live_is_in_range(app, layer)) continue;
        if (fields->count == SCENE_LIVE_HEATS_MAX) break;
        Points *points = &fields->points[fields->count];
        collect(app, &s->layers[i], layer, points);
        if (layer->style.live_draw == STYLE_LIVE_GRID && layer->style.live_height_m > 0) {
            add_columns(&layer->style, points, &fields->columns);
            points->count = 0;
        } else {
            add_heat(layer, fields);
        }
    }
    if (fields && columns) {
        scene_live_heats_set(app->scene, fields->heats, fields->count);
        scene_live_columns_set(app->scene, columns, fields->columns.count);
    }
    for (int i = 0; fields && i < SCENE_LIVE_HEATS_MAX; i++) {
        free(fields->points[i].lon_lat);
        free(fields->points[i].values);
    }
    free(columns);
    free(fields);
}

// -- Areas and lines
// --------------------------------------------------------------------------------

bool app_live_shapes_make(AppLiveLayer *bound)
{
    const GeoLayer *l = bound->vector;
    if (bound->draw != STYLE_DRAW_AREA && bound->draw != STYLE_DRAW_LINE) return true;
    const bool is_area = bound->draw == STYLE_DRAW_AREA;
    AppLiveShapes *s = &bound->shapes;
    s->lon_lat = malloc(sizeof *s->lon_lat * 2 * ((size_t)l->vertex_count + l->part_count + 1));
    s->part_at = malloc(sizeof *s->part_at * ((size_t)l->part_count + 1));
    s->feature_part = l->feature_part;
    uint32_t count = 0;
    for (uint32_t p = 0; s->lon_lat && s->part_at && p < l->part_count; p++) {
        const uint32_t first = l->part_vertex[p], end = l->part_vertex[p + 1];
        s->part_at[p] = count;
        for (uint32_t v = first; v < end + (is_area && end > first); v++) {
            const GeoPos at = geo_layer_position(l, v < end ? v : first);
            s->lon_lat[2 * (size_t)count] = at.lon_deg;
            s->lon_lat[2 * (size_t)count++ + 1] = at.lat_deg;
        }
    }
    if (s->lon_lat && s->part_at) {
        s->part_at[l->part_count] = count;
        return true;
    }
    app_live_shapes_finish(bound);
    return false;
}

void app_live_shapes_finish(AppLiveLayer *bound)
{
    free(bound->shapes.lon_lat);
    free(bound->shapes.part_at);
    bound->shapes = (AppLiveShapes){ 0 };
}

// A ramp in steps, so that not each new value is another colour.
static uint32_t step_rgb(const LayerStyle *style, double number)
{
    double low, full;
    ends_of(style, &low, &full);
    if (style->live_stop_count == 0) full = 1;
    if (!style->live_ramp[0]) return style_live_rgb(style, number);
    const double share = round(style_live_share(style, number) * STEPS) / STEPS;
    return style_live_rgb(style, low + (full - low) * share);
}

typedef struct {
    SceneLiveTint *items;
    int *ends;
    int count, end_count, cap, end_cap;
} Tints;

static bool add_tint(Tints *out, const AppLiveLayer *bound, uint32_t feature, SceneLiveTint tint)
{
    const AppLiveShapes *s = &bound->shapes;
    const uint32_t part = s->feature_part[feature], end = s->feature_part[feature + 1];
    if (end == part || out->count == SCENE_LIVE_TINTS_MAX) return true;
    if (!array_reserve((void **)&out->items, &out->cap, out->count + 1, sizeof *out->items) ||
        !array_reserve((void **)&out->ends, &out->end_cap, out->end_count + (int)(end - part),
                       sizeof *out->ends))
        return false;
    tint.lon_lat = s->lon_lat + 2 * (size_t)s->part_at[part];
    tint.ring_count = (int)(end - part);
    for (uint32_t p = part; p < end; p++)
        out->ends[out->end_count++] = (int)(s->part_at[p + 1] - s->part_at[part]);
    out->items[out->count++] = tint;
    return true;
}

static void tint_layer(App *app, const AppLiveLayer *bound, const StateLayer *layer, Tints *out)
{
    for (uint32_t f = 0; f < bound->feature_count; f++) {
        const uint32_t key = live_bind_key(app->live.bind, layer->id, f, bound->rule);
        const LiveValue *value = key ? live_get(app->live.live, key) : NULL;
        if (!key) continue;
        SceneLiveTint tint = { .kind = SCENE_LIVE_TINT_DEAD };
        const bool is_number = value && !isnan(value->number);
        if (is_number && value->freshness == LIVE_STALE) tint.kind = SCENE_LIVE_TINT_STALE;
        if (is_number && (value->freshness == LIVE_CURRENT || value->freshness == LIVE_LATE)) {
            if (scene_live_hides(&layer->style, value->number)) continue;
            tint.kind = SCENE_LIVE_TINT_CURRENT;
            tint.rgb = step_rgb(&layer->style, value->number);
        }
        if (!add_tint(out, bound, f, tint)) return;
    }
}

void app_live_tints_update(App *app)
{
    AppLiveScene *s = app->live.scene;
    Tints tints = { 0 };
    for (int i = 0; i < s->layer_count; i++) {
        const StateLayer *layer = state_layer_by_id(&app->state, s->layers[i].layer_id);
        if (layer && s->layers[i].draw == STYLE_DRAW_AREA && s->layers[i].shapes.lon_lat &&
            s->layers[i].rule != 0 && layer->style.live_draw == STYLE_LIVE_FEATURES &&
            app_live_is_in_range(app, layer))
            tint_layer(app, &s->layers[i], layer, &tints);
    }
    int at = 0; // the list of ends is whole now and moves no more
    for (int i = 0; i < tints.count; i++) {
        tints.items[i].ring_end = tints.ends + at;
        at += tints.items[i].ring_count;
    }
    if (tints.count > 0 || s->has_tints) scene_live_tints_set(app->scene, tints.items, tints.count);
    s->has_tints = tints.count > 0;
    free(tints.items);
    free(tints.ends);
}

#define OLD_RGB 0x968c82u
#define ARC_RISE 0.22f
#define RIMS_MAX 128

static SceneLiveFlow flow_of(const LayerStyle *style, const LiveValue *value)
{
    const bool is_current = value->freshness == LIVE_CURRENT || value->freshness == LIVE_LATE,
               is_way = style->live_draw != STYLE_LIVE_FEATURES;
    const float share = (float)style_live_share(style, value->number);
    SceneLiveFlow flow = { .rgb = is_current ? style_live_rgb(style, value->number) : OLD_RGB,
                           .kind = !is_current ? SCENE_LIVE_BROKEN
                                   : is_way    ? SCENE_LIVE_RUNNING
                                               : SCENE_LIVE_SOLID,
                           .width_px = is_way ? 2 + 4 * share : 4,
                           .speed = 0.4f + 1.2f * share,
                           .rise = style->live_draw == STYLE_LIVE_ARC ? ARC_RISE : 0,
                           .is_blinking = is_current && scene_live_blinks(style, value->number) };
    if (value->freshness == LIVE_DEAD) flow.width_px = 1.5f;
    return flow;
}

static void add_flows(App *app, const AppLiveLayer *bound, const StateLayer *layer)
{
    AppLiveScene *s = app->live.scene;
    const AppLiveShapes *shapes = &bound->shapes;
    for (uint32_t f = 0; f < bound->feature_count; f++) {
        const uint32_t key = live_bind_key(app->live.bind, layer->id, f, bound->rule);
        const LiveValue *value = key ? live_get(app->live.live, key) : NULL;
        if (!value || isnan(value->number)) continue;
        SceneLiveFlow flow = flow_of(&layer->style, value);
        const bool is_area = bound->draw == STYLE_DRAW_AREA; // its rim, which is seen by night too
        if (is_area && (value->freshness == LIVE_DEAD || s->flow_count >= RIMS_MAX)) continue;
        if (is_area) flow.width_px = 2;
        if (flow.kind != SCENE_LIVE_BROKEN && scene_live_hides(&layer->style, value->number))
            continue;
        for (uint32_t p = shapes->feature_part[f]; p < shapes->feature_part[f + 1]; p++) {
            if (s->flow_count == APP_LIVE_FLOWS_MAX) return;
            flow.lon_lat = shapes->lon_lat + 2 * (size_t)shapes->part_at[p];
            flow.point_count = (int)(shapes->part_at[p + 1] - shapes->part_at[p]);
            s->flows[s->flow_count++] = flow;
        }
    }
}

void app_live_flows_update(App *app)
{
    AppLiveScene *s = app->live.scene;
    s->flow_count = 0;
    if (!s->flows) s->flows = calloc(APP_LIVE_FLOWS_MAX, sizeof *s->flows);
    for (int i = 0; s->flows && i < s->layer_count; i++) {
        const StateLayer *layer = state_layer_by_id(&app->state, s->layers[i].layer_id);
        if (layer && s->layers[i].shapes.lon_lat && s->layers[i].rule != 0 &&
            layer->style.live_draw != STYLE_LIVE_HEAT && app_live_is_in_range(app, layer))
            add_flows(app, &s->layers[i], layer);
    }
}
