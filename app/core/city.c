// SPDX-License-Identifier: Apache-2.0
// city.c - follows the layers the state wants: starts, takes over and retires loads, keeps frame and terrain.
// Data that is replaced goes to `retired` and stays alive until city_collect, so that plain pointers taken in a frame hold.
#include "core/city.h"
#include "base/array.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "core/city_compare.h"
#include "core/city_load.h"
#include "core/city_model.h"
#include "core/city_symbol.h"
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void city_init(City *city, JobPool *pool)
{
    *city = (City){ .pool = pool, .version = 1, .frame_version = 1 };
}

static CityLayer *layer_by_id(City *city, uint32_t id)
{
    for (int i = 0; i < city->layer_count; i++)
        if (city->layers[i].id == id) return &city->layers[i];
    return NULL;
}

const CityLayer *city_layer(const City *city, uint32_t id)
{
    for (int i = 0; i < city->layer_count; i++)
        if (city->layers[i].id == id) return &city->layers[i];
    return NULL;
}

GeoProblem city_layer_raster_problem(const CityLayer *layer)
{
    GeoProblem problem = { .kind = GEO_PROBLEM_VERTICAL_ASSUMED };
    if (!layer || !layer->raster || !layer->raster->vertical_assumed[0]) return problem;
    problem.count = 1;
    str_copy_utf8(problem.text, sizeof problem.text, layer->raster->vertical_assumed);
    return problem;
}

static void retire(City *city, CityHold *hold)
{
    if (!hold) return;
    if (!array_reserve((void **)&city->retired, &city->retired_cap, city->retired_count + 1, sizeof(CityHold *))) {
        log_print(LOG_ERROR, "core: no memory to retire a layer; it is kept for good");
        return;
    }
    city->retired[city->retired_count++] = hold;
}

// The city no longer waits for this layer's load; its job frees what it brings.
static void orphan_loads(City *city, uint32_t layer_id)
{
    CityLoad **at = &city->loads;
    while (*at) {
        CityLoad *load = *at;
        if (layer_id != 0 && load->layer_id != layer_id) {
            at = &load->next;
            continue;
        }
        *at = load->next;
        if (load->is_done) {
            city_release_later(city->pool, load->hold);
            load->hold = NULL;
            city_load_destroy(load);
        } else {
            load->is_orphan = true;
            job_cancel(city->pool, load->job);
        }
    }
}

static void drop_data(City *city, CityLayer *layer)
{
    retire(city, layer->hold);
    layer->hold = NULL;
    layer->vector = NULL;
    layer->raster = NULL;
    layer->asset = NULL;
    layer->located = NULL;
    layer->has_place = false;
    layer->version++;
    city->version++;
}

typedef struct {
    CityHold *hold; // NULL once released
} Release;

static void run_release(Job *job, void *arg)
{
    (void)job;
    Release *release = arg;
    city_hold_release(release->hold);
    release->hold = NULL;
    malloc_trim(0); // what a layer took goes back to the system: the next one may come by another
                    // thread and other sizes
}

static void done_release(void *arg, bool was_cancelled)
{
    (void)was_cancelled;
    Release *release = arg;
    city_hold_release(release->hold);
    free(release);
}

static bool is_being_cached(const CityHold *hold)
{
    return hold->vector && hold->vector->cache_writer;
}

// Freeing a million features takes milliseconds, and a layer just read waits for its cache file: not on this thread.
void city_release_later(JobPool *pool, CityHold *hold)
{
    if (!hold) return;
    Release *release = hold->bytes >= 1 << 20 || is_being_cached(hold) ? malloc(sizeof *release) : NULL;
    if (release) {
        *release = (Release){ hold };
        const JobDesc desc = { .title = "free", .run = run_release, .done = done_release, .arg = release, .priority = -10 };
        if (job_submit(pool, &desc) != 0) return;
        free(release);
    }
    city_hold_release(hold);
}

void city_collect(City *city)
{
    int kept = 0;
    for (int i = 0; i < city->retired_count; i++) {
        CityHold *hold = city->retired[i];
        if (!city->has_budget || is_being_cached(hold)) city_release_later(city->pool, hold);
        else if (atomic_load(&hold->count) == 1) city_hold_release(hold);
        else city->retired[kept++] = hold; // counted until the jobs that read it are through
    }
    city->retired_count = kept;
}

void city_finish(City *city)
{
    orphan_loads(city, 0);
    city_compare_finish(city);
    city_symbols_finish(city);
    for (int i = 0; i < city->layer_count; i++) city_hold_release(city->layers[i].hold);
    for (int i = 0; i < city->retired_count; i++) city_hold_release(city->retired[i]);
    city_hold_release(city->terrain_hold);
    free(city->layers);
    free(city->retired);
    *city = (City){ 0 };
}

static uint64_t hash_text(uint64_t key, const char *text)
{
    const char *value = text ? text : "";
    return (key ^ str_hash(value, strlen(value))) * 0x9e3779b97f4a7c15u + 1;
}

static uint64_t hash_number(uint64_t key, double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return (key ^ bits) * 0x9e3779b97f4a7c15u + 1;
}

static uint64_t load_key_of(const State *state, const StateLayer *layer)
{
    uint64_t key = 0x51ed2701;
    key = hash_text(key, layer->source);
    key = hash_text(key, layer->table);
    key = hash_text(key, layer->crs);
    key = hash_text(key, layer->encoding);
    key = hash_text(key, layer->where);
    // A file may say what its heights are above, so the city's own zero counts also where the layer
    // names none.
    key = hash_text(hash_text(key, layer->vertical), state->vertical);
    key = hash_number(hash_number(key, layer->height_offset_m), state->geoid_m);
    const StyleDraw draw = layer->style.draw;
    // How a vector layer is drawn does not change its data; what a raster means does.
    const bool is_raster_draw = draw == STYLE_DRAW_ELEVATION || draw == STYLE_DRAW_IMAGE || draw == STYLE_DRAW_GRID;
    key = key * 31 + (uint64_t)layer->datum * 4 + (layer->drop_duplicates ? 2 : 0);
    key = key * 31 + (is_raster_draw ? (uint64_t)draw : 0);
    return key ? key : 1;
}

size_t city_resident_bytes(const City *city)
{
    size_t bytes = 0;
    for (int i = 0; i < city->layer_count; i++) {
        const CityHold *hold = city->layers[i].hold;
        bool is_counted = !hold; // models are shared by the layers of one file
        for (int k = 0; k < i && !is_counted && hold->asset; k++)
            is_counted = city->layers[k].hold == hold;
        if (!is_counted) bytes += hold->bytes;
    }
    for (int i = 0; i < city->retired_count; i++) bytes += city->retired[i]->bytes;
    for (const CitySymbol *s = city->symbols; s; s = s->next) bytes += s->hold ? s->hold->bytes : 0;
    return bytes;
}

bool city_is_loading(const City *city)
{
    if (city->loads || (city->compare && !city->compare->is_done)) return true;
    for (const CitySymbol *s = city->symbols; s; s = s->next)
        if (!s->is_taken) return true;
    for (int i = 0; i < city->layer_count; i++)
        if (city->layers[i].state == CITY_LAYER_WAITING || city->layers[i].state == CITY_LAYER_LOADING) return true;
    return false;
}

// Of the corners of a model's box on the ground.
static GeoBox model_extent(const CityLayer *layer)
{
    GeoBox box = geo_box_empty();
    const DVec3 min = layer->asset->min, max = layer->asset->max;
    if (!layer->has_place || !(min.x <= max.x)) return box;
    for (int corner = 0; corner < 8; corner++) {
        const DVec3 p = { corner & 1 ? max.x : min.x, corner & 2 ? max.y : min.y,
                          corner & 4 ? max.z : min.z };
        const GeoPos at = geo_geodetic_from_ecef(dplace_point(&layer->ecef_from_model, p));
        box = geo_box_union(box, (GeoBox){ at.lon_deg, at.lat_deg, at.lon_deg, at.lat_deg });
    }
    return box;
}

GeoBox city_layer_extent(const CityLayer *layer)
{
    if (layer->vector) return layer->vector->extent;
    if (layer->raster) return layer->raster->extent;
    return layer->asset ? model_extent(layer) : geo_box_empty();
}

GeoBox city_extent(const City *city, const State *state)
{
    GeoBox box = geo_box_empty();
    for (int i = 0; i < state->layer_count; i++) {
        if (!state->layers[i].is_visible) continue;
        const CityLayer *layer = city_layer(city, state->layers[i].id);
        if (!layer || layer->state != CITY_LAYER_READY) continue;
        box = geo_box_union(box, city_layer_extent(layer));
    }
    return box;
}

void city_reload(City *city, uint32_t id)
{
    CityLayer *layer = layer_by_id(city, id);
    if (!layer) return;
    // Layers of one model file read it anew together, or one would hand the old to the other.
    for (int i = 0; i < city->layer_count; i++)
        if (layer->hold && layer->asset && city->layers[i].hold == layer->hold)
            city->layers[i].load_key = 0;
    layer->load_key = 0;
    city->layers_version_seen = 0;
}

// Layers the state no longer has, or wants differently.
static void drop_unwanted(City *city, State *state)
{
    int kept = 0;
    for (int i = 0; i < city->layer_count; i++) {
        CityLayer *layer = &city->layers[i];
        if (state_layer_by_id(state, layer->id)) {
            city->layers[kept++] = *layer;
            continue;
        }
        orphan_loads(city, layer->id);
        drop_data(city, layer);
    }
    city->layer_count = kept;
}

static bool add_wanted(City *city, const State *state)
{
    for (int i = 0; i < state->layer_count; i++) {
        const StateLayer *wanted = &state->layers[i];
        CityLayer *layer = layer_by_id(city, wanted->id);
        if (!layer) {
            if (!array_reserve((void **)&city->layers, &city->layer_cap, city->layer_count + 1, sizeof *city->layers)) return false;
            layer = &city->layers[city->layer_count++];
            *layer = (CityLayer){ .id = wanted->id, .progress = -1 };
        }
        const uint64_t key = load_key_of(state, wanted);
        if (layer->load_key == key) continue;
        orphan_loads(city, layer->id);
        drop_data(city, layer);
        layer->load_key = key;
        layer->state = CITY_LAYER_WAITING;
        layer->err = (Err){ 0 };
        layer->job = 0;
        layer->progress = -1;
    }
    return true;
}

static void fail(City *city, CityLayer *layer, const Err *err)
{
    layer->state = CITY_LAYER_FAILED;
    layer->err = *err;
    layer->job = 0;
    layer->version++;
    city->version++;
    log_print(LOG_WARN, "layer %u: %s", layer->id, err->text);
}

static int count_loading(const City *city)
{
    int count = 0;
    for (const CityLoad *load = city->loads; load; load = load->next) count += !load->is_done;
    return count;
}

// Under a budget one load at a time, so that each knows what is left.
static void take_hold(City *city, CityLayer *layer, CityHold *hold)
{
    layer->hold = hold;
    layer->vector = hold->vector;
    layer->raster = hold->raster;
    layer->asset = hold->asset;
    layer->located = hold->located;
    layer->state = CITY_LAYER_READY;
    layer->progress = 1;
    layer->version++;
    city->version++;
}

// A model that another layer has read, or is reading, is not read again: true = nothing to start.
static bool share_model(City *city, CityLayer *layer)
{
    for (int i = 0; i < city->layer_count; i++) {
        const CityLayer *other = &city->layers[i];
        if (other == layer || other->load_key != layer->load_key) continue;
        if (other->state == CITY_LAYER_LOADING) return true;
        if (other->state != CITY_LAYER_READY || !other->asset) continue;
        take_hold(city, layer, city_hold_acquire(other->hold));
        return true;
    }
    return false;
}

static void start_waiting(City *city, State *state)
{
    bool is_waiting = false;
    for (int i = 0; i < city->layer_count; i++) is_waiting = is_waiting || city->layers[i].state == CITY_LAYER_WAITING;
    if (!is_waiting) return;
    const bool has_budget = state->budget_ram_mb > 0;
    for (int i = 0; i < state->layer_count; i++) {
        const StateLayer *wanted = &state->layers[i];
        CityLayer *layer = layer_by_id(city, wanted->id);
        if (!layer || layer->state != CITY_LAYER_WAITING) continue;
        if (asset_format_of(wanted->source) && share_model(city, layer)) continue;
        if (has_budget && (count_loading(city) > 0 || city->retired_count > 0)) return;
        size_t bytes_left = SIZE_MAX;
        if (has_budget) {
            const double left = state->budget_ram_mb * 1e6 - (double)city_resident_bytes(city);
            bytes_left = left > 0 ? (size_t)left : 0;
        }
        CityLoad *load = city_load_start(city, state, wanted, layer->load_key, bytes_left);
        if (!load) {
            Err err = { 0 };
            err_set(&err, ERR_MEMORY, "no memory to start loading '%s'", wanted->source);
            fail(city, layer, &err);
            continue;
        }
        load->next = city->loads;
        city->loads = load;
        layer->job = load->job;
        layer->state = CITY_LAYER_LOADING;
        city->version++;
    }
}

#define OSM_AREA "building IS NULL AND boundary IS NULL"
// The parts of an OSM file as layers of their own: what is one table there is drawn in different ways.
typedef struct {
    const char *table, *name, *where;
    bool is_hidden;
} OsmPart;
static const OsmPart osm_parts[] = {
    { "multipolygons", "boundaries", "building IS NULL AND boundary IS NOT NULL", true }, // they would hide what lies in them
    { "multipolygons", "other areas", OSM_AREA " AND landuse IS NULL AND \"natural\" IS NULL AND leisure IS NULL", true },
    { "multipolygons", "natural", OSM_AREA " AND landuse IS NULL AND \"natural\" IS NOT NULL", false },
    { "multipolygons", "landuse", OSM_AREA " AND landuse IS NOT NULL", false },
    { "multipolygons", "leisure", OSM_AREA " AND landuse IS NULL AND \"natural\" IS NULL AND leisure IS NOT NULL", false },
    { "lines", "waterways", "waterway IS NOT NULL", false },
    { "lines", "roads", "highway IS NOT NULL", false },
    { "lines", "railways", "railway IS NOT NULL AND highway IS NULL", false },
    { "lines", "other lines", "waterway IS NULL AND highway IS NULL AND railway IS NULL", true },
    { "multilinestrings", "multilinestrings", NULL, true },
    { "other_relations", "other_relations", NULL, true },
    { "multipolygons", "buildings", "building IS NOT NULL", false },
    { "points", "points", NULL, false },
};

#define TABLE_RANK_LAST 7
static int table_rank(const GeoTable *table)
{
    switch (table->kind) {
    case GEO_TABLE_ELEVATION: return 0;
    case GEO_TABLE_IMAGE: return 1;
    case GEO_TABLE_GRID: return 2;
    case GEO_TABLE_VECTOR: break;
    default: return -1;
    }
    // What everything else lies on.
    static const char *const grounds[] = { "earth", "land", "landmass", "ocean", "sea", "陆地", "海域", "海洋" };
    for (size_t i = 0; i < sizeof grounds / sizeof grounds[0]; i++)
        if (str_equal_nocase(table->name, grounds[i])) return 3;
    switch (table->geometry) {
    case GEO_GEOMETRY_AREA: return 4;
    case GEO_GEOMETRY_MIXED:
    case GEO_GEOMETRY_NONE: return 5;
    case GEO_GEOMETRY_LINE: return 6;
    case GEO_GEOMETRY_POINT: return TABLE_RANK_LAST;
    }
    return 5;
}

static void replace_text(char **text, const char *value)
{
    char *copy = str_copy(value);
    free(*text);
    *text = copy;
}

// What one source becomes: the layer itself is the first part, the others are copies behind it.
typedef struct {
    uint32_t layer_id;
    char prefix[STATE_NAME_MAX + 1]; // "name ", when the operator named the source
    bool is_first, has_where, is_visible;
} Expansion;

static void add_part(State *state, Expansion *expansion, const char *table, const char *name, const char *where, bool is_hidden)
{
    char part_name[STATE_NAME_MAX * 3];
    snprintf(part_name, sizeof part_name, "%s%.*s", expansion->prefix, STATE_NAME_MAX, name);
    StateLayer *layer = NULL;
    if (expansion->is_first) {
        layer = state_layer_by_id(state, expansion->layer_id);
        state_layer_rename(state, layer, part_name);
    } else {
        layer = state_layer_duplicate(state, expansion->layer_id, part_name);
    }
    expansion->is_first = false;
    if (!layer) return;
    replace_text(&layer->table, table);
    if (!expansion->has_where) replace_text(&layer->where, where); // the operator's own condition counts alone
    layer->is_visible = expansion->is_visible && !is_hidden; // not what the part copied from is
}

static bool has_table(const GeoListing *listing, const char *name)
{
    for (int i = 0; i < listing->table_count; i++)
        if (strcmp(listing->tables[i].name, name) == 0) return true;
    return false;
}

// One StateLayer for each table; what is drawn under others comes first. false when there is nothing to make.
static bool expand(State *state, const CityLoad *load)
{
    StateLayer *layer = state_layer_by_id(state, load->layer_id);
    const bool has_own_name = strncmp(file_name(layer->source), layer->name, strlen(layer->name)) != 0;
    if (!layer->group[0]) str_copy_utf8(layer->group, sizeof layer->group, layer->name);
    Expansion expansion = { .layer_id = load->layer_id, .is_first = true, .is_visible = layer->is_visible, .has_where = layer->where && layer->where[0] };
    if (has_own_name) snprintf(expansion.prefix, sizeof expansion.prefix, "%s ", layer->name);
    if (strcmp(load->listing.driver, "OSM") == 0) {
        for (size_t i = 0; i < sizeof osm_parts / sizeof osm_parts[0]; i++) {
            const OsmPart *part = &osm_parts[i];
            if (has_table(&load->listing, part->table))
                add_part(state, &expansion, part->table, part->name, part->where, part->is_hidden);
        }
        return !expansion.is_first;
    }
    for (int rank = 0; rank <= TABLE_RANK_LAST; rank++) {
        for (int i = 0; i < load->listing.table_count; i++) {
            const GeoTable *table = &load->listing.tables[i];
            if (table_rank(table) == rank && table->name[0]) add_part(state, &expansion, table->name, table->name, NULL, false);
        }
    }
    return !expansion.is_first;
}

// Results of finished jobs into the layers.
static void take_over(City *city, State *state)
{
    CityLoad **at = &city->loads;
    while (*at) {
        CityLoad *load = *at;
        if (!load->is_done) {
            at = &load->next;
            continue;
        }
        *at = load->next;
        CityLayer *layer = layer_by_id(city, load->layer_id);
        if (layer && layer->job == load->job && layer->load_key == load->load_key) {
            layer->job = 0;
            if (load->is_expanded && load->err.code == ERR_NONE && state_layer_by_id(state, load->layer_id)) {
                if (!expand(state, load)) {
                    err_set(&load->err, ERR_FORMAT, "'%s' (%s) holds no table that can be shown", load->source, load->listing.driver);
                    fail(city, layer, &load->err);
                }
            } else if (load->hold) {
                take_hold(city, layer, load->hold);
                load->hold = NULL;
            } else {
                fail(city, layer, &load->err);
            }
        }
        city_load_destroy(load);
    }
}

static void set_frame(City *city, GeoPos origin)
{
    geo_frame_init(&city->frame, origin);
    city->has_frame = true;
    city->frame_version++;
    city->version++;
}

// Without a document the origin is where the first layer was; all may have gone elsewhere since (a
// model placed by hand), and sun and frame with them.
static bool has_left_origin(const City *city, const State *state)
{
    static const double NEAR_DEG = 2;
    int count = 0;
    if (state->document || city_is_loading(city)) return false;
    for (int i = 0; i < city->layer_count; i++) {
        const GeoBox box = city_layer_extent(&city->layers[i]);
        if (geo_box_is_empty(box)) continue;
        const GeoBox near = { state->origin.lon_deg - NEAR_DEG, state->origin.lat_deg - NEAR_DEG,
                              state->origin.lon_deg + NEAR_DEG, state->origin.lat_deg + NEAR_DEG };
        if (geo_box_meets(box, near)) return false;
        count++;
    }
    return count > 0;
}

static void follow_frame(City *city, State *state)
{
    if (!state->has_origin || has_left_origin(city, state)) {
        // The first layer that is there decides, in the document's order.
        for (int i = 0; i < state->layer_count; i++) {
            const CityLayer *layer = city_layer(city, state->layers[i].id);
            if (!layer || layer->state != CITY_LAYER_READY) continue;
            const GeoBox box = city_layer_extent(layer);
            if (geo_box_is_empty(box)) continue;
            state->origin = (GeoPos){ (box.west_deg + box.east_deg) / 2, (box.south_deg + box.north_deg) / 2, 0 };
            state->has_origin = true;
            state_touch(state);
            break;
        }
    }
    if (!state->has_origin) return;
    const GeoPos o = state->origin, f = city->frame.origin;
    if (!city->has_frame || o.lon_deg != f.lon_deg || o.lat_deg != f.lat_deg || o.h_m != f.h_m) set_frame(city, o);
}

static int compare_rasters(const void *a, const void *b)
{
    const CityHold *x = *(CityHold *const *)a, *y = *(CityHold *const *)b;
    return x->raster->cell_m < y->raster->cell_m ? -1 : x->raster->cell_m > y->raster->cell_m;
}

// A new terrain when the visible elevation layers changed: finer ones over coarser ones.
static void follow_terrain(City *city, const State *state)
{
    uint64_t key = 1;
    int count = 0;
    for (int i = 0; i < state->layer_count; i++) {
        const CityLayer *layer = city_layer(city, state->layers[i].id);
        if (!state->layers[i].is_visible || !layer || !layer->raster || layer->raster->kind != GEO_RASTER_ELEVATION) continue;
        key = (key * 31 + layer->id) * 31 + layer->version;
        count++;
    }
    if (count == 0) key = 0;
    if (key == city->terrain_key) return;
    CityHold *hold = NULL;
    GeoRaster **rasters = NULL;
    if (count > 0) {
        hold = city_hold_create();
        rasters = calloc((size_t)count, sizeof *rasters);
        if (hold) hold->needs = calloc((size_t)count, sizeof *hold->needs);
        if (!hold || !rasters || !hold->needs) {
            log_print(LOG_ERROR, "core: no memory for the terrain");
            free(rasters);
            city_hold_release(hold);
            return;
        }
        for (int i = 0; i < state->layer_count; i++) {
            const CityLayer *layer = city_layer(city, state->layers[i].id);
            if (!state->layers[i].is_visible || !layer || !layer->raster || layer->raster->kind != GEO_RASTER_ELEVATION) continue;
            hold->needs[hold->need_count++] = city_hold_acquire(layer->hold);
        }
        qsort(hold->needs, (size_t)count, sizeof *hold->needs, compare_rasters);
        for (int i = 0; i < count; i++) rasters[i] = hold->needs[i]->raster;
        hold->terrain = geo_terrain_create(rasters, count);
        free(rasters);
    }
    retire(city, city->terrain_hold);
    city->terrain_hold = hold;
    city->terrain = hold ? hold->terrain : NULL;
    city->terrain_key = key;
    city->terrain_version++;
    city->version++;
}

static void follow_progress(City *city)
{
    enum { STATUS_MAX = 64 };
    if (!city->loads) return;
    JobStatus status[STATUS_MAX];
    const int count = job_pool_status(city->pool, status, STATUS_MAX);
    for (int i = 0; i < count; i++)
        for (int l = 0; l < city->layer_count; l++)
            if (city->layers[l].job == status[i].id) city->layers[l].progress = status[i].progress;
}

void city_sync(City *city, State *state)
{
    city->has_budget = state->budget_ram_mb > 0;
    take_over(city, state);
    if (city->layers_version_seen != state->layers_version) {
        drop_unwanted(city, state);
        if (!add_wanted(city, state)) log_print(LOG_ERROR, "core: no memory for the list of layers");
        else city->layers_version_seen = state->layers_version;
    }
    start_waiting(city, state);
    follow_progress(city);
    city_compare_follow(city, state);
    if (city_symbols_take(city)) city->version++;
    if (city->state_version_seen == state->version && city->version_seen == city->version) return;
    city_symbols_follow(city, state);
    city_model_follow(city, state); // their extents may decide the frame
    follow_frame(city, state);
    follow_terrain(city, state);
    city_model_follow(city, state); // the frame and the ground are there
    city->state_version_seen = state->version;
    city->version_seen = city->version;
}
