// SPDX-License-Identifier: Apache-2.0
// live_bind.c - one list of bindings, chained by key and by feature.
#include "core/live_bind.h"
#include "assets/asset_property.h"
#include "base/array.h"
#include "base/hashmap.h"
#include "base/nearest.h"
#include "base/str.h"
#include "core/live_place.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    LiveBinding is;
    uint32_t next_of_key, next_of_feature; // + 1
} Link;

struct LiveBind {
    Keys *keys;
    Link *links;
    int count, cap, rule_count;
    uint32_t *heads; // by key: link + 1
    int head_cap;
    Hashmap features; // layer and feature, to link + 1
};

LiveBind *live_bind_create(Keys *keys)
{
    LiveBind *bind = calloc(1, sizeof *bind);
    if (bind) bind->keys = keys;
    return bind;
}

void live_bind_destroy(LiveBind *bind)
{
    if (!bind) return;
    free(bind->links);
    free(bind->heads);
    hashmap_finish(&bind->features);
    free(bind);
}

static uint64_t feature_id(uint32_t layer_id, uint32_t feature)
{
    return (uint64_t)layer_id << 32 | feature;
}

static bool chain(LiveBind *bind, int at)
{
    Link *link = &bind->links[at];
    const uint64_t id = feature_id(link->is.layer_id, link->is.feature);
    const int had = bind->head_cap;
    uint64_t first = 0;
    if (!array_reserve((void **)&bind->heads, &bind->head_cap, (int)link->is.key + 1,
                       sizeof *bind->heads))
        return false;
    if (bind->head_cap > had)
        memset(bind->heads + had, 0, (size_t)(bind->head_cap - had) * sizeof *bind->heads);
    if (!hashmap_get(&bind->features, id, &first)) first = 0;
    if (!hashmap_put(&bind->features, id, (uint64_t)at + 1)) return false;
    link->next_of_feature = (uint32_t)first;
    link->next_of_key = bind->heads[link->is.key];
    bind->heads[link->is.key] = (uint32_t)at + 1;
    return true;
}

static bool add(LiveBind *bind, LiveBinding binding)
{
    if (!array_reserve((void **)&bind->links, &bind->cap, bind->count + 1, sizeof *bind->links))
        return false;
    bind->links[bind->count] = (Link){ .is = binding };
    if (!chain(bind, bind->count)) return false;
    bind->count++;
    return true;
}

// Keeps what keep says and chains it anew.
static void rebuild(LiveBind *bind, bool (*keep)(const LiveBinding *, uint32_t), uint32_t what)
{
    int kept = 0;
    if (bind->heads) memset(bind->heads, 0, (size_t)bind->head_cap * sizeof *bind->heads);
    hashmap_clear(&bind->features);
    for (int i = 0; i < bind->count; i++) {
        if (!keep(&bind->links[i].is, what)) continue;
        bind->links[kept] = bind->links[i];
        if (chain(bind, kept)) kept++;
    }
    bind->count = kept;
}

static bool is_of_other_layer(const LiveBinding *binding, uint32_t layer_id)
{
    return layer_id != 0 && binding->layer_id != layer_id;
}

static bool is_of_other_rule(const LiveBinding *binding, uint32_t rule)
{
    return binding->rule != (int)rule;
}

void live_bind_forget(LiveBind *bind, uint32_t layer_id)
{
    rebuild(bind, is_of_other_layer, layer_id);
}

// A rule that could not be finished leaves nothing.
static int failed(LiveBind *bind, int rule, Err *err)
{
    rebuild(bind, is_of_other_rule, (uint32_t)rule);
    err_set(err, ERR_MEMORY, "no memory for bindings of keys");
    return 0;
}

// -- By attribute -------------------------------------------------------------------------------

#define PARTS_MAX 16
typedef struct {
    const char *text; // before the attribute
    size_t length;
    int column; // -1 = none, -2 = the number in the source
} Part;

static bool find_column(const GeoLayer *layer, const char *name, size_t length, int *column,
                        Err *err)
{
    char text[128], near[256];
    snprintf(text, sizeof text, "%.*s", (int)(length < 127 ? length : 127), name);
    *column = geo_layer_column(layer, text);
    if (*column >= 0) return true;
    if (strcmp(text, "fid") == 0) {
        *column = -2;
        return true;
    }
    Nearest nearest = { .wrong = text };
    for (int i = 0; i < layer->column_count; i++) nearest_offer(&nearest, layer->columns[i].name);
    nearest_text(&nearest, near, sizeof near);
    err_set(err, ERR_NOT_FOUND, "layer '%s' has no attribute '%s'%s",
            layer->name ? layer->name : "", text, near);
    return false;
}

// 0 parts with *err.
static int read_template(const GeoLayer *layer, const char *text, Part parts[PARTS_MAX], Err *err)
{
    int count = 0;
    for (const char *at = text; *at; count++) {
        const char *open = strchr(at, '{');
        if (count == PARTS_MAX) {
            err_set(err, ERR_FORMAT, "key template '%.100s' has more than 15 attributes", text);
            return 0;
        }
        parts[count] = (Part){ at, open ? (size_t)(open - at) : strlen(at), -1 };
        if (!open) return count + 1;
        const char *close = strchr(open, '}');
        if (!close || close == open + 1) {
            err_set(err, ERR_FORMAT, "key template '%.100s', column %d: {attribute} was expected",
                    text, (int)(open - text) + 1);
            return 0;
        }
        if (!find_column(layer, open + 1, (size_t)(close - open - 1), &parts[count].column, err))
            return 0;
        at = close + 1;
    }
    if (count == 0) err_set(err, ERR_FORMAT, "a key template is empty");
    return count;
}

// 0 = an attribute is empty or it makes no key.
static uint32_t key_of(LiveBind *bind, const GeoLayer *layer, const Part *parts, int count,
                       uint32_t feature)
{
    char key[KEYS_TEXT_MAX + 1];
    size_t length = 0;
    for (int i = 0; i < count; i++) {
        char value[KEYS_TEXT_MAX + 2] = "";
        if (parts[i].column == -2)
            snprintf(value, sizeof value, "%lld",
                     (long long)(layer->fid ? layer->fid[feature] : (int64_t)feature));
        else if (parts[i].column >= 0 && (!geo_column_text(&layer->columns[parts[i].column],
                                                           feature, value, sizeof value) ||
                                          !value[0]))
            return 0;
        const size_t more = strlen(value);
        if (length + parts[i].length + more > KEYS_TEXT_MAX) return 0;
        memcpy(key + length, parts[i].text, parts[i].length);
        memcpy(key + length + parts[i].length, value, more);
        length += parts[i].length + more;
    }
    return keys_intern(bind->keys, key, length);
}

int live_bind_attributes(LiveBind *bind, uint32_t layer_id, const GeoLayer *layer,
                         const char *key_template, LiveBindCount *count, Err *err)
{
    Part parts[PARTS_MAX];
    LiveBindCount n = { 0 };
    const int part_count = read_template(layer, key_template, parts, err);
    if (part_count == 0) return 0;
    const int rule = ++bind->rule_count;
    for (uint32_t i = 0; i < layer->feature_count; i++) {
        const uint32_t key = key_of(bind, layer, parts, part_count, i);
        n.bound += key != 0;
        n.unresolved += key == 0;
        if (key && !add(bind, (LiveBinding){ rule, layer_id, i, key }))
            return failed(bind, rule, err);
    }
    if (count) *count = n;
    return rule;
}

// -- By place -----------------------------------------------------------------------------------

typedef struct {
    const GeoLayer *layer;
    double lon_deg, lat_deg, east_m, north_m; // metres a degree
    double best_m, best_area;
    uint32_t best;
    bool is_inside, is_found;
} Search;

static double segment_m(const Search *s, GeoPos a, GeoPos b)
{
    const double ax = (a.lon_deg - s->lon_deg) * s->east_m,
                 ay = (a.lat_deg - s->lat_deg) * s->north_m;
    const double dx = (b.lon_deg - a.lon_deg) * s->east_m,
                 dy = (b.lat_deg - a.lat_deg) * s->north_m;
    const double length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? -(ax * dx + ay * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return hypot(ax + t * dx, ay + t * dy);
}

static double part_m(const Search *s, uint32_t part)
{
    const GeoLayer *layer = s->layer;
    const uint32_t first = layer->part_vertex[part], end = layer->part_vertex[part + 1];
    const bool is_ring =
        layer->part_kind[part] == GEO_PART_OUTER || layer->part_kind[part] == GEO_PART_INNER;
    const bool is_point = layer->part_kind[part] == GEO_PART_POINT;
    double best_m = INFINITY;
    for (uint32_t v = first; v < end; v++) {
        const GeoPos a = geo_layer_position(layer, v);
        const uint32_t other = v + 1 < end ? v + 1 : is_ring ? first : v;
        best_m = fmin(best_m, segment_m(s, a, is_point ? a : geo_layer_position(layer, other)));
    }
    return best_m;
}

static double box_area(const GeoLayer *layer, uint32_t feature)
{
    const GeoIntBox *b = &layer->box[feature];
    return ((double)b->x_max - b->x_min) * ((double)b->y_max - b->y_min);
}

static bool visit(uint32_t feature, void *arg)
{
    Search *s = arg;
    if (geo_layer_feature_contains(s->layer, feature, s->lon_deg, s->lat_deg)) {
        const double area = box_area(s->layer, feature);
        if (!s->is_inside || area < s->best_area) {
            s->best = feature;
            s->best_area = area;
        }
        s->is_inside = s->is_found = true;
        s->best_m = 0;
    } else if (!s->is_inside) {
        for (uint32_t p = s->layer->feature_part[feature]; p < s->layer->feature_part[feature + 1];
             p++) {
            const double way_m = part_m(s, p);
            if (!(way_m < s->best_m)) continue;
            s->best_m = way_m;
            s->best = feature;
            s->is_found = true;
        }
    }
    return true;
}

bool live_bind_nearest(const GeoLayer *layer, double lon_deg, double lat_deg, double most_m,
                       uint32_t *feature)
{
    Search s = { .layer = layer, .lon_deg = lon_deg, .lat_deg = lat_deg, .best_m = INFINITY };
    if (!(fabs(lon_deg) <= 180) || !(fabs(lat_deg) <= 89)) return false;
    s.north_m = 111132.954 - 559.822 * cos(2 * lat_deg * DVEC_RAD_FROM_DEG); // WGS 84
    s.east_m = live_place_distance_m(lon_deg, lat_deg, lon_deg + 0.001, lat_deg) * 1000;
    if (!(most_m > 0)) most_m = 0;
    // Wider and wider, until the best is surely within what was searched.
    for (double reach_m = fmin(50, most_m);; reach_m = fmin(reach_m * 4, most_m)) {
        const double east = reach_m / s.east_m, north = reach_m / s.north_m;
        geo_layer_query(
            layer, (GeoBox){ lon_deg - east, lat_deg - north, lon_deg + east, lat_deg + north },
            visit, &s);
        if (s.is_inside || (s.is_found && s.best_m <= reach_m) || reach_m >= most_m) break;
    }
    if (!s.is_found || s.best_m > most_m) return false;
    *feature = s.best;
    return true;
}

int live_bind_places(LiveBind *bind, uint32_t layer_id, const GeoLayer *layer,
                     const LiveBindPlaces *places, LiveBindCount *count, Err *err)
{
    LiveBindCount n = { 0 };
    const int rule = ++bind->rule_count;
    for (int i = 0; i < places->place_count; i++) {
        const LiveBindPlace *at = &places->places[i];
        uint32_t feature = 0;
        if (at->key == 0 ||
            !live_bind_nearest(layer, at->lon_deg, at->lat_deg, places->most_m, &feature)) {
            n.unresolved++;
            continue;
        }
        if (!add(bind, (LiveBinding){ rule, layer_id, feature, at->key }))
            return failed(bind, rule, err);
        n.bound++;
    }
    if (count) *count = n;
    return rule;
}

bool live_bind_group(const GeoLayer *layer, int column, double lon_deg, double lat_deg,
                     char out[64])
{
    uint32_t feature = 0;
    if (column < 0 || column >= layer->column_count) return false;
    return live_bind_nearest(layer, lon_deg, lat_deg, 0, &feature) &&
           geo_column_text(&layer->columns[column], feature, out, 64) && out[0];
}

bool live_bind_cell(double cell_deg, double lon_deg, double lat_deg, char out[64])
{
    if (!(cell_deg >= 1e-5 && cell_deg <= 180) || !(fabs(lon_deg) <= 180) || !(fabs(lat_deg) <= 90))
        return false;
    const int decimals = cell_deg >= 1 ? 0 : (int)ceil(-log10(cell_deg) - 1e-9);
    // What lies on an edge by a rounding of its own belongs to the cell that begins there.
    snprintf(out, 64, "%.*f,%.*f", decimals, floor(lon_deg / cell_deg + 1e-9) * cell_deg, decimals,
             floor(lat_deg / cell_deg + 1e-9) * cell_deg);
    return true;
}

// -- By a model ---------------------------------------------------------------------------------

static bool is_space(const Asset *asset, int object)
{
    return object >= 0 && object < asset->object_count &&
           asset->objects[object].kind == ASSET_OBJECT_SPACE;
}

int live_bind_model(LiveBind *bind, uint32_t layer_id, const Asset *asset, const char *property,
                    LiveBindCount *count, Err *err)
{
    char set[128];
    LiveBindCount n = { 0 };
    Arena arena = { 0 };
    bool is_kept = true;
    if (!property) property = "Citymirror.Key";
    const char *dot = strrchr(property, '.');
    if (!dot || dot == property || !dot[1] || dot - property >= (long)sizeof set) {
        err_set(err, ERR_FORMAT, "property '%.100s': SET.NAME was expected", property);
        return 0;
    }
    memcpy(set, property, (size_t)(dot - property));
    set[dot - property] = 0;
    const int rule = ++bind->rule_count;
    for (int i = 0; i < asset->object_count && is_kept; i++) {
        const ArenaMark mark = arena_mark(&arena);
        const char *text = asset_property_value(asset, i, set, dot + 1, &arena);
        const uint32_t key = text[0] ? keys_intern(bind->keys, text, strlen(text)) : 0;
        const int whole = asset->objects[i].parent;
        n.bound += key != 0;
        n.unresolved += text[0] && !key;
        if (key) is_kept = add(bind, (LiveBinding){ rule, layer_id, (uint32_t)i, key });
        if (key && is_kept && is_space(asset, whole))
            is_kept = add(bind, (LiveBinding){ rule, layer_id, (uint32_t)whole, key });
        arena_release(&arena, mark);
    }
    arena_finish(&arena);
    if (!is_kept) return failed(bind, rule, err);
    if (count) *count = n;
    return rule;
}

int live_bind_one(LiveBind *bind, uint32_t layer_id, uint32_t feature, uint32_t key)
{
    const int rule = ++bind->rule_count;
    return key != 0 && add(bind, (LiveBinding){ rule, layer_id, feature, key }) ? rule : 0;
}

// -- Looking up ---------------------------------------------------------------------------------

int live_bind_of_key(const LiveBind *bind, uint32_t key, LiveBinding *out, int max)
{
    int count = 0;
    uint32_t at = (int)key < bind->head_cap ? bind->heads[key] : 0;
    for (; at; at = bind->links[at - 1].next_of_key, count++)
        if (count < max) out[count] = bind->links[at - 1].is;
    return count;
}

int live_bind_of_feature(const LiveBind *bind, uint32_t layer_id, uint32_t feature,
                         LiveBinding *out, int max)
{
    uint64_t at = 0;
    int count = 0;
    if (!hashmap_get(&bind->features, feature_id(layer_id, feature), &at)) return 0;
    for (; at; at = bind->links[at - 1].next_of_feature, count++)
        if (count < max) out[count] = bind->links[at - 1].is;
    return count;
}

uint32_t live_bind_key(const LiveBind *bind, uint32_t layer_id, uint32_t feature, int rule)
{
    uint64_t at = 0;
    if (!hashmap_get(&bind->features, feature_id(layer_id, feature), &at)) return 0;
    for (; at; at = bind->links[at - 1].next_of_feature)
        if (rule == 0 || bind->links[at - 1].is.rule == rule) return bind->links[at - 1].is.key;
    return 0;
}

int live_bind_count(const LiveBind *bind)
{
    return bind->count;
}
