// SPDX-License-Identifier: Apache-2.0
// app_focus.c - which features of which layers the page leaves out, and what stands behind a
// figure.
#include "app.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/indicator_unit.h"
#include "core/select_where.h"
#include "scene/scene_live.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHERES_MAX = 16, UNITS_MAX = 32, ASSETS_MAX = 400, GHOSTS_A_TURN = 4000 };
#define AGAIN_US 1000000 // values change which features lie in a range

typedef struct {
    uint32_t layer_id;
    uint64_t version; // of the data
    uint8_t *is_hidden;
    uint32_t count, hidden;
} FocusLayer;

struct AppFocus {
    FocusLayer *layers;
    int layer_count, layer_cap;
    uint64_t key; // of all that it follows
    int64_t t_made_us;
    uint8_t *kinds;
    int kind_cap;
    double *outline;
    int outline_points, outline_cap;
    char outlined[16];
    UiPageAsset *assets;
    int asset_count;
    char drilled[STATE_KEY_MAX];
    // Buildings that become ghosts, some a turn.
    char ghosts_of[STATE_FILTER_TEXT_MAX + 16];
    uint64_t ghosts_version;
    int ghost_layer;
    uint32_t ghost_next;
};

AppFocus *app_focus_create(void)
{
    return calloc(1, sizeof(AppFocus));
}

static void forget_layers(AppFocus *focus)
{
    for (int i = 0; i < focus->layer_count; i++) free(focus->layers[i].is_hidden);
    focus->layer_count = 0;
}

void app_focus_destroy(AppFocus *focus)
{
    if (!focus) return;
    forget_layers(focus);
    free(focus->layers);
    free(focus->kinds);
    free(focus->outline);
    free(focus->assets);
    free(focus);
}

static const FocusLayer *layer_of(const App *app, uint32_t layer_id)
{
    const AppFocus *focus = app->page.focus;
    for (int i = 0; focus && i < focus->layer_count; i++)
        if (focus->layers[i].layer_id == layer_id) return &focus->layers[i];
    return NULL;
}

bool app_focus_hides(const App *app, uint32_t layer_id, uint32_t feature)
{
    const FocusLayer *layer = layer_of(app, layer_id);
    return layer && feature < layer->count && layer->is_hidden[feature];
}

bool app_focus_counts(const App *app, uint32_t layer_id, uint32_t *hidden, uint32_t *all)
{
    const FocusLayer *layer = layer_of(app, layer_id);
    if (!layer) return false;
    *hidden = layer->hidden;
    *all = layer->count;
    return true;
}

static const Topic *topic_shown(const App *app)
{
    char id[16];
    topic_layers_page_id(app->state.page, id);
    const Topic *topic = id[0] ? topics_find(app_topics_packs(app->live.topics), id) : NULL;
    return topic && topic->kind == TOPIC_TOPIC ? topic : NULL;
}

// Is word one of those in text, set apart by blanks or ';'?
static bool has_word(const char *text, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = text; *at;) {
        const size_t n = strcspn(at, " ;,");
        if (n == length && n > 0 && strncmp(at, word, n) == 0) return true;
        at += n + (at[n] != 0);
    }
    return false;
}

// Rows of the topic for an indicator: those that name it, else those that name the row it is of.
static bool is_row_of(const TopicLayer *row, const char *key)
{
    if (row->needs[0]) return false;
    if (has_word(row->indicator, key)) return true;
    char part[TOPIC_KEY_MAX];
    str_copy_utf8(part, sizeof part, key);
    char *dot = strrchr(part, '.');
    if (!dot || dot == strchr(part, '.')) return false;
    *dot = 0;
    return has_word(row->indicator, part);
}

// --- Places ---

static bool is_in_units(const App *app, double lon_deg, double lat_deg)
{
    const State *state = &app->state;
    if (state->unit[0] && !areas_holds(app->page.areas, state->unit, lon_deg, lat_deg))
        return false;
    if (!state->filter.units[0]) return true;
    char units[STATE_FILTER_TEXT_MAX], *rest = NULL;
    str_copy_utf8(units, sizeof units, state->filter.units);
    for (char *code = strtok_r(units, ";", &rest); code; code = strtok_r(NULL, ";", &rest))
        if (areas_holds(app->page.areas, code, lon_deg, lat_deg)) return true;
    return false;
}

static bool has_units(const App *app)
{
    const State *state = &app->state;
    return state->page[0] && areas_count(app->page.areas) > 0 &&
           (state->unit[0] || state->filter.units[0]);
}

bool app_focus_takes(const App *app, double lon_deg, double lat_deg)
{
    if (!has_units(app)) return true;
    return isfinite(lon_deg) && isfinite(lat_deg) && is_in_units(app, lon_deg, lat_deg);
}

bool app_focus_is_narrow(const App *app)
{
    return has_units(app);
}

bool app_focus_takes_code(const App *app, const char *code)
{
    const State *state = &app->state;
    if (!state->page[0]) return true;
    if (state->unit[0] && strncmp(code, state->unit, strlen(state->unit)) != 0) return false;
    bool is_one = state->filter.units[0] == 0;
    for (const char *at = state->filter.units; *at && !is_one;) {
        const size_t n = strcspn(at, ";");
        is_one = strncmp(code, at, n) == 0;
        at += n + (at[n] == ';');
    }
    return is_one;
}

// --- Features ---

typedef struct {
    SelectWhere wheres[WHERES_MAX]; // any of them
    int count;
    bool is_all; // a row without a condition
} RowWheres;

// Conditions of the topic's rows of a layer that fit; is_any: there is such a row.
static bool rows_of(const App *app, const Topic *topic, const StateLayer *layer,
                    const GeoLayer *data, RowWheres *out)
{
    const State *state = &app->state;
    bool is_any = false;
    *out = (RowWheres){ 0 };
    for (int i = 0; topic && i < topic->layer_count; i++) {
        const TopicLayer *row = &topic->layers[i];
        if (strcmp(row->layer, layer->name) != 0) continue;
        bool fits = !state->drill[0] || is_row_of(row, state->drill);
        if (state->filter.indicators[0]) {
            char keys[STATE_FILTER_TEXT_MAX], *rest = NULL;
            bool is_one = false;
            str_copy_utf8(keys, sizeof keys, state->filter.indicators);
            for (char *key = strtok_r(keys, ";", &rest); key; key = strtok_r(NULL, ";", &rest))
                is_one |= is_row_of(row, key);
            fits &= is_one;
        }
        if (state->filter.has_range && state->filter.key[0])
            fits &= is_row_of(row, state->filter.key);
        if (!fits) continue;
        is_any = true;
        if (!row->where[0] || out->count == WHERES_MAX ||
            !select_where_parse(&out->wheres[out->count], data, row->where, NULL))
            out->is_all |= !row->where[0];
        else
            out->count++;
    }
    return is_any;
}

static bool rows_hold(const RowWheres *rows, const GeoLayer *data, uint32_t feature)
{
    if (rows->is_all) return true;
    for (int i = 0; i < rows->count; i++)
        if (select_where_holds(&rows->wheres[i], data, feature)) return true;
    return false;
}

static double value_of(const App *app, uint32_t layer_id, uint32_t feature)
{
    const uint32_t key = live_bind_key(app->live.bind, layer_id, feature, 0);
    const LiveValue *value = key ? live_get(app->live.live, key) : NULL;
    return value ? value->number : NAN;
}

static bool is_out(const App *app, const RowWheres *rows, bool is_topic, const StateLayer *layer,
                   const GeoLayer *data, uint32_t f)
{
    const StateFilter *filter = &app->state.filter;
    if (is_topic && !rows_hold(rows, data, f)) return true;
    if (filter->has_range && filter->key[0]) {
        const double number = value_of(app, layer->id, f);
        if (!(number >= filter->low && number <= filter->high)) return true;
    }
    if (!has_units(app)) return false;
    const GeoPos at = geo_layer_anchor(data, f);
    return !is_in_units(app, at.lon_deg, at.lat_deg);
}

// A layer whose features are looked at one by one: live ones.
static void add_layer(App *app, const Topic *topic, const StateLayer *layer,
                      const CityLayer *loaded)
{
    AppFocus *focus = app->page.focus;
    const GeoLayer *data = loaded->vector;
    RowWheres *rows = calloc(1, sizeof *rows);
    uint8_t *is_hidden = calloc((size_t)data->feature_count + 1, 1);
    if (!rows || !is_hidden ||
        !array_reserve((void **)&focus->layers, &focus->layer_cap, focus->layer_count + 1,
                       sizeof *focus->layers)) {
        free(rows);
        free(is_hidden);
        return;
    }
    // A layer the topic does not name is there because the operator wants it: all of it.
    const bool is_topic = topic && topic_layers_row(topic, layer->name) >= 0;
    const bool has_rows = is_topic && rows_of(app, topic, layer, data, rows);
    FocusLayer made = { .layer_id = layer->id,
                        .version = loaded->version,
                        .is_hidden = is_hidden,
                        .count = data->feature_count };
    for (uint32_t f = 0; f < data->feature_count; f++) {
        is_hidden[f] = (is_topic && !has_rows) || is_out(app, rows, is_topic, layer, data, f);
        made.hidden += is_hidden[f];
    }
    focus->layers[focus->layer_count++] = made;
    free(rows);
}

static uint64_t hash_text(uint64_t key, const char *text)
{
    return key * 0x100000001b3ull ^ str_hash(text, strlen(text));
}

static uint64_t inputs_key(const App *app)
{
    const State *state = &app->state;
    const StateFilter *f = &state->filter;
    uint64_t key = hash_text(hash_text(hash_text(7, state->page), state->unit), state->drill);
    key = hash_text(hash_text(hash_text(key, f->units), f->indicators), f->key);
    const double numbers[] = { f->has_range ? f->low : NAN, f->has_range ? f->high : NAN };
    key = key * 31 ^ str_hash((const char *)numbers, sizeof numbers);
    key = key * 31 ^ app->city.version;
    key = key * 31 ^ state->layers_version;
    return key * 31 ^ topics_version(app_topics_packs(app->live.topics));
}

static void make_layers(App *app)
{
    const Topic *topic = topic_shown(app);
    forget_layers(app->page.focus);
    const bool is_narrowed = topic || has_units(app);
    for (int i = 0; is_narrowed && i < app->state.layer_count; i++) {
        const StateLayer *layer = &app->state.layers[i];
        const CityLayer *loaded = city_layer(&app->city, layer->id);
        if (!layer->style.live_key[0] || !loaded || !loaded->vector) continue;
        add_layer(app, topic, layer, loaded);
    }
}

// --- Moving things ---

static bool is_row_shown(const App *app, const Topic *topic, const char *key)
{
    for (int i = 0; i < topic->layer_count; i++) {
        const TopicLayer *row = &topic->layers[i];
        if (!row->live[0] || (app->state.drill[0] && !is_row_of(row, app->state.drill))) continue;
        if (live_is_match(row->live, key)) return true;
        // Keys of a feed begin with its name.
        const char *slash = strchr(key, '/');
        if (slash && live_is_match(row->live, slash + 1)) return true;
    }
    return false;
}

const uint8_t *app_focus_kinds(App *app, const uint8_t *kinds, const LivePlacesView *places)
{
    AppFocus *focus = app->page.focus;
    const Topic *topic = topic_shown(app);
    if (!focus || (!topic && !has_units(app)) ||
        !array_reserve((void **)&focus->kinds, &focus->kind_cap, places->count + 1, 1))
        return kinds;
    for (int i = 0; i < places->count; i++) {
        const bool is_shown =
            (!topic || is_row_shown(app, topic, keys_text(app->live.keys, places->keys[i]))) &&
            app_focus_takes(app, places->lon_deg[i], places->lat_deg[i]);
        focus->kinds[i] = is_shown ? kinds[i] : (uint8_t)SCENE_LIVE_HIDDEN;
    }
    return focus->kinds;
}

// --- The unit's outline, and what stands outside ---

static void add_ring(AppFocus *focus, const GeoLayer *data, uint32_t part)
{
    enum { CORNERS_MAX = 700 };
    const uint32_t first = data->part_vertex[part], end = data->part_vertex[part + 1];
    const uint32_t step = (end - first) / CORNERS_MAX + 1;
    const int more = (int)((end - first) / step) + 4;
    if (end <= first || !array_reserve((void **)&focus->outline, &focus->outline_cap,
                                       2 * (focus->outline_points + more), sizeof(double)))
        return;
    for (uint32_t v = first; v <= end; v += step) {
        const GeoPos at = geo_layer_position(data, v < end ? v : first);
        focus->outline[2 * focus->outline_points] = at.lon_deg;
        focus->outline[2 * focus->outline_points++ + 1] = at.lat_deg;
        if (v < end && v + step > end) v = end - step; // the last closes the ring
    }
    focus->outline[2 * focus->outline_points] = NAN;
    focus->outline[2 * focus->outline_points++ + 1] = NAN;
}

static void follow_outline(App *app)
{
    AppFocus *focus = app->page.focus;
    const char *unit = app->state.page[0] ? app->state.unit : "";
    focus->outline_points = 0;
    str_copy_utf8(focus->outlined, sizeof focus->outlined, unit);
    for (int i = 0; unit[0] && i < areas_count(app->page.areas); i++) {
        const Area *area = areas_at(app->page.areas, i);
        const GeoLayer *data = areas_layer(app->page.areas, i);
        if (!data || strcmp(area->code, unit) != 0) continue;
        for (uint32_t p = data->feature_part[area->feature];
             p < data->feature_part[area->feature + 1]; p++)
            if (data->part_kind[p] == GEO_PART_OUTER) add_ring(focus, data, p);
    }
}

const double *app_focus_outline(const App *app, int *points)
{
    const AppFocus *focus = app->page.focus;
    *points = focus ? focus->outline_points : 0;
    return *points ? focus->outline : NULL;
}

// Some thousands a turn, so that none is long; begun again where the unit or the data changed.
static void follow_ghosts(App *app)
{
    AppFocus *focus = app->page.focus;
    char of[sizeof focus->ghosts_of];
    const bool is_on = has_units(app);
    snprintf(of, sizeof of, "%s|%s", is_on ? app->state.unit : "",
             is_on ? app->state.filter.units : "");
    const uint64_t version = app->city.version * 31 + app->state.layers_version;
    if (!app->scene) return;
    if (strcmp(of, focus->ghosts_of) != 0 || (is_on && version != focus->ghosts_version)) {
        memcpy(focus->ghosts_of, of, sizeof of);
        focus->ghosts_version = version;
        focus->ghost_layer = 0;
        focus->ghost_next = 0;
    }
    int left = app->is_window ? GHOSTS_A_TURN : 1 << 22;
    for (; focus->ghost_layer < app->state.layer_count && left > 0;
         focus->ghost_layer++, focus->ghost_next = 0) {
        const StateLayer *layer = &app->state.layers[focus->ghost_layer];
        const CityLayer *loaded = city_layer(&app->city, layer->id);
        const GeoLayer *data = loaded ? loaded->vector : NULL;
        if (!data || layer->style.draw != STYLE_DRAW_BUILDING) continue;
        for (; focus->ghost_next < data->feature_count && left > 0; focus->ghost_next++, left--) {
            const GeoPos at = geo_layer_anchor(data, focus->ghost_next);
            scene_style_flag(app->scene, layer->id, focus->ghost_next, RENDER_STYLE_GHOST,
                             is_on && !is_in_units(app, at.lon_deg, at.lat_deg));
        }
        app->is_dirty = true;
        if (left <= 0 && focus->ghost_next < data->feature_count) return;
    }
}

// --- What stands behind a figure ---

static void feature_name(const GeoLayer *data, uint32_t feature, char *out, size_t cap)
{
    static const char *const names[] = { "name", "名称", "NAME", "站名", "label" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const int column = geo_layer_column(data, names[i]);
        if (column >= 0 && geo_column_text(&data->columns[column], feature, out, cap) && out[0])
            return;
    }
    snprintf(out, cap, "#%u", feature);
}

static UiPageAsset *asset_add(AppFocus *focus)
{
    if (!focus->assets) focus->assets = calloc(ASSETS_MAX, sizeof *focus->assets);
    if (!focus->assets || focus->asset_count == ASSETS_MAX) return NULL;
    UiPageAsset *asset = &focus->assets[focus->asset_count++];
    *asset = (UiPageAsset){ .lon_deg = NAN, .lat_deg = NAN };
    return asset;
}

static void asset_value(App *app, UiPageAsset *asset, uint32_t key)
{
    if (!key) return;
    str_copy_utf8(asset->key, sizeof asset->key, keys_text(app->live.keys, key));
    live_value_text(app->live.live, key, app->state.language, asset->value, sizeof asset->value);
    asset->freshness = live_freshness(app->live.live, key);
}

// Of the keys of a sensor's station the one that measures what the indicator does: of its unit, of
// several the one that is called as it is ("air.hkq.pm25" of T26.pm); else the sensor's own.
static uint32_t measured(const App *app, uint32_t key, const TopicIndicator *indicator)
{
    enum { STATION_MAX = 64 };
    uint32_t keys[STATION_MAX], best = 0;
    int most = 0;
    const char *dot = strrchr(indicator->key, '.'), *word = dot ? dot + 1 : indicator->key;
    const int count =
        key ? alarm_places_station(app->live.alarm_places, key, keys, STATION_MAX) : 0;
    for (int i = 0; i < count; i++) {
        const LiveValue *value = live_get(app->live.live, keys[i]);
        if (!value || !value->unit || !indicator_unit_fits(indicator->unit, value->unit)) continue;
        const char *end = strrchr(keys_text(app->live.keys, keys[i]), '.');
        const bool is_named = end && strncmp(end + 1, word, strlen(word)) == 0;
        const int rank = 1 + (keys[i] == key) + 2 * is_named;
        if (rank <= most) continue;
        most = rank;
        best = keys[i];
    }
    return best ? best : key;
}

static void assets_of_layer(App *app, const TopicLayer *row, const TopicIndicator *indicator)
{
    StateLayer *layer = row->layer[0] ? state_layer_find(&app->state, row->layer) : NULL;
    const CityLayer *loaded = layer ? city_layer(&app->city, layer->id) : NULL;
    SelectWhere where;
    if (!loaded || !loaded->vector) return;
    const GeoLayer *data = loaded->vector;
    if (row->where[0] && !select_where_parse(&where, data, row->where, NULL)) return;
    for (uint32_t f = 0; f < data->feature_count; f++) {
        if (row->where[0] && !select_where_holds(&where, data, f)) continue;
        const GeoPos at = geo_layer_anchor(data, f);
        if (!app_focus_takes(app, at.lon_deg, at.lat_deg)) continue;
        UiPageAsset *asset = asset_add(app->page.focus);
        if (!asset) return;
        feature_name(data, f, asset->name, sizeof asset->name);
        asset->ref = (StateFeatureRef){ layer->id, f };
        asset->lon_deg = at.lon_deg;
        asset->lat_deg = at.lat_deg;
        asset_value(
            app, asset,
            measured(app, live_bind_key(app->live.bind, layer->id, f, 0), indicator));
    }
}

static void assets_moving(App *app, const TopicLayer *row)
{
    const LivePlacesView places = live_places_view(app->live.live, app->live.now_us);
    for (int i = 0; row->live[0] && i < places.count; i++) {
        const char *key = keys_text(app->live.keys, places.keys[i]), *slash = strchr(key, '/');
        if (!live_is_match(row->live, key) && !(slash && live_is_match(row->live, slash + 1)))
            continue;
        if (!app_focus_takes(app, places.lon_deg[i], places.lat_deg[i])) continue;
        UiPageAsset *asset = asset_add(app->page.focus);
        if (!asset) return;
        str_copy_utf8(asset->name, sizeof asset->name, key);
        char *end = strrchr(asset->name, '/');
        if (end) *end = 0;
        asset_value(app, asset, places.keys[i]);
        asset->lon_deg = places.lon_deg[i];
        asset->lat_deg = places.lat_deg[i];
    }
}

// The figures of the units are what a figure without a layer of its own is made of.
static void assets_units(App *app, const TopicIndicator *indicator)
{
    const Topics *topics = app_topics_packs(app->live.topics);
    for (int u = 0; indicator->over != TOPIC_OVER_NONE && u < topics_unit_count(topics); u++) {
        const TopicUnit *unit = topics_unit_at(topics, u);
        const int area = areas_find(app->page.areas, unit->code);
        char key[KEYS_TEXT_MAX + 1];
        snprintf(key, sizeof key, "%s/%s", indicator->key, unit->code);
        UiPageAsset *asset = asset_add(app->page.focus);
        if (!asset) return;
        str_copy_utf8(asset->name, sizeof asset->name,
                      app->state.language == STATE_LANGUAGE_ZH || !unit->name_en[0]
                          ? unit->name
                          : unit->name_en);
        asset_value(app, asset, keys_find(app->live.keys, key, strlen(key)));
        if (area < 0) continue;
        const Area *a = areas_at(app->page.areas, area);
        const GeoPos at = geo_layer_anchor(areas_layer(app->page.areas, area), a->feature);
        asset->ref = (StateFeatureRef){ a->layer_id, a->feature };
        asset->lon_deg = at.lon_deg;
        asset->lat_deg = at.lat_deg;
    }
}

static int less_believable(const void *a, const void *b)
{
    const UiPageAsset *x = a, *y = b;
    const bool has_x = x->value[0] != 0, has_y = y->value[0] != 0;
    if (has_x != has_y) return has_x ? -1 : 1;
    if (x->freshness != y->freshness) return x->freshness < y->freshness ? -1 : 1;
    return strcmp(x->name, y->name);
}

static void make_assets(App *app)
{
    AppFocus *focus = app->page.focus;
    const TopicIndicator *indicator = NULL;
    char key[STATE_KEY_MAX];
    str_copy_utf8(key, sizeof key, app->state.drill);
    char *slash = strchr(key, '/');
    if (slash) *slash = 0;
    const Topic *topic = topics_of_key(app_topics_packs(app->live.topics), key, &indicator);
    focus->asset_count = 0;
    str_copy_utf8(focus->drilled, sizeof focus->drilled, app->state.drill);
    for (int i = 0; topic && i < topic->layer_count; i++) {
        const TopicLayer *row = &topic->layers[i];
        if (!is_row_of(row, key)) continue;
        if (row->kind == TOPIC_LAYER_CHOROPLETH) continue; // its figures are those of the units
        if (indicator) assets_of_layer(app, row, indicator);
        assets_moving(app, row);
    }
    if (topic && indicator && focus->asset_count == 0) assets_units(app, indicator);
    if (focus->asset_count)
        qsort(focus->assets, (size_t)focus->asset_count, sizeof *focus->assets, less_believable);
}

int app_focus_assets(App *app, const UiPageAsset **out)
{
    AppFocus *focus = app->page.focus;
    *out = NULL;
    if (!focus || !app->state.drill[0]) return 0;
    if (strcmp(focus->drilled, app->state.drill) != 0) make_assets(app);
    *out = focus->assets;
    return focus->asset_count;
}

void app_focus_update(App *app)
{
    AppFocus *focus = app->page.focus;
    const uint64_t key = inputs_key(app);
    const int64_t now_us = clock_utc_us();
    const bool is_due = llabs(now_us - focus->t_made_us) >= AGAIN_US;
    const bool follows_values = app->state.filter.has_range, has_changed = key != focus->key;
    if (has_changed || (follows_values && is_due)) {
        make_layers(app);
        follow_outline(app);
        app_live_scene_again(app->live.scene);
        focus->key = key;
        app->is_dirty = true;
    }
    if (is_due || has_changed) {
        focus->t_made_us = now_us;
        if (app->state.drill[0]) make_assets(app);
    }
    follow_ghosts(app);
}
