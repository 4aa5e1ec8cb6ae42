// SPDX-License-Identifier: Apache-2.0
// geo_layer_build.c - finished batches to one frozen layer: order, whole-number coordinates, parts, index.
#include "geo/geo_sink.h"
#include "base/clock.h"
#include "base/str.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEP_MIN_DEG 4e-10    // 0.044 mm
#define GATHER_FEATURES 16384 // of one parallel piece

typedef struct {
    GeoSink *sink;
    GeoLayer *layer;
    uint64_t *morton;       // sorted
    uint64_t *rows;         // batch << 32 | row, in the layer's order
    uint32_t *first_vertex; // feature_count + 1
} Build;

static bool sort_features(Build *w)
{
    GeoSink *sink = w->sink;
    const size_t n = w->layer->feature_count;
    w->morton = malloc((n + 1) * sizeof(uint64_t));
    w->rows = malloc((n + 1) * sizeof(uint64_t));
    uint64_t *scratch = malloc((2 * n + 2) * sizeof(uint64_t));
    if (!w->morton || !w->rows || !scratch) {
        free(scratch);
        return false;
    }
    size_t at = 0;
    for (int b = 0; b < sink->batch_count; b++) {
        const GeoBatch *batch = sink->batches[b];
        for (uint32_t i = 0; i < batch->feature_count; i++, at++) {
            w->morton[at] = batch->morton[i];
            w->rows[at] = (uint64_t)b << 32 | i;
        }
    }
    geo_index_sort(w->morton, w->rows, scratch, scratch + n, n);
    free(scratch);
    return true;
}

static void set_grid(GeoLayer *l)
{
    if (geo_box_is_empty(l->extent)) {
        l->step_deg = STEP_MIN_DEG;
        return;
    }
    const double width = l->extent.east_deg - l->extent.west_deg, height = l->extent.north_deg - l->extent.south_deg;
    l->lon0_deg = l->extent.west_deg + width / 2;
    l->lat0_deg = l->extent.south_deg + height / 2;
    l->step_deg = fmax(STEP_MIN_DEG, fmax(width, height) / 4.29e9);
}

// Where each feature's parts and vertices go.
static bool place_features(Build *w)
{
    GeoLayer *l = w->layer;
    const uint32_t n = l->feature_count;
    l->feature_part = malloc(((size_t)n + 1) * sizeof(uint32_t));
    w->first_vertex = malloc(((size_t)n + 1) * sizeof(uint32_t));
    if (!l->feature_part || !w->first_vertex) return false;
    uint64_t parts = 0, vertices = 0;
    for (uint32_t f = 0; f < n; f++) {
        const GeoBatch *b = w->sink->batches[w->rows[f] >> 32];
        const uint32_t row = (uint32_t)w->rows[f];
        const uint32_t p0 = b->feature_part[row], p1 = b->feature_part[row + 1];
        l->feature_part[f] = (uint32_t)parts;
        w->first_vertex[f] = (uint32_t)vertices;
        parts += p1 - p0;
        if (p1 > p0) vertices += b->part_vertex[p1] - b->part_vertex[p0];
        if (vertices > INT32_MAX || parts > INT32_MAX) return false;
    }
    l->feature_part[n] = l->part_count = (uint32_t)parts;
    w->first_vertex[n] = l->vertex_count = (uint32_t)vertices;
    return true;
}

static bool allocate(GeoLayer *l)
{
    const size_t n = l->feature_count, parts = l->part_count, vertices = l->vertex_count;
    l->fid = malloc((n + 1) * sizeof *l->fid);
    l->part_vertex = malloc((parts + 1) * sizeof *l->part_vertex);
    l->part_kind = malloc(parts + 1);
    l->xy = malloc((2 * vertices + 2) * sizeof *l->xy);
    l->box = malloc((n + 1) * sizeof *l->box);
    if (l->has_z) l->z = malloc((vertices + 1) * sizeof *l->z);
    return l->fid && l->part_vertex && l->part_kind && l->xy && l->box && (!l->has_z || l->z);
}

static void gather(int piece, void *arg)
{
    const Build *w = arg;
    GeoLayer *l = w->layer;
    const double per_step = 1 / l->step_deg;
    const uint32_t from = (uint32_t)piece * GATHER_FEATURES;
    const uint32_t to = from + GATHER_FEATURES < l->feature_count ? from + GATHER_FEATURES : l->feature_count;
    for (uint32_t f = from; f < to; f++) {
        const GeoBatch *b = w->sink->batches[w->rows[f] >> 32];
        const uint32_t row = (uint32_t)w->rows[f], p0 = b->feature_part[row], p1 = b->feature_part[row + 1];
        GeoIntBox box = { INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN };
        l->fid[f] = b->fid[row];
        if (p1 > p0) {
            const uint32_t source = b->part_vertex[p0], count = b->part_vertex[p1] - source, target = w->first_vertex[f];
            for (uint32_t p = p0; p < p1; p++) {
                l->part_vertex[l->feature_part[f] + (p - p0)] = target + (b->part_vertex[p] - source);
                l->part_kind[l->feature_part[f] + (p - p0)] = b->part_kind[p];
            }
            int32_t *xy = l->xy + 2 * (size_t)target;
            for (uint32_t i = 0; i < count; i++) {
                const int32_t x = (int32_t)lrint((b->x[source + i] - l->lon0_deg) * per_step);
                const int32_t y = (int32_t)lrint((b->y[source + i] - l->lat0_deg) * per_step);
                xy[2 * i] = x;
                xy[2 * i + 1] = y;
                box.x_min = x < box.x_min ? x : box.x_min;
                box.x_max = x > box.x_max ? x : box.x_max;
                box.y_min = y < box.y_min ? y : box.y_min;
                box.y_max = y > box.y_max ? y : box.y_max;
            }
            for (uint32_t i = 0; l->z && i < count; i++) l->z[target + i] = b->has_z ? (float)b->z[source + i] : 0.0f;
        }
        l->box[f] = box;
    }
}

static GeoGeometryKind kind_of(const GeoLayer *l)
{
    bool has[GEO_PART_INNER + 1] = { false };
    for (uint32_t p = 0; p < l->part_count; p++) has[l->part_kind[p]] = true;
    const int kinds = has[GEO_PART_POINT] + has[GEO_PART_LINE] + has[GEO_PART_OUTER];
    if (kinds == 0) return GEO_GEOMETRY_NONE;
    if (kinds > 1) return GEO_GEOMETRY_MIXED;
    return has[GEO_PART_POINT] ? GEO_GEOMETRY_POINT : has[GEO_PART_LINE] ? GEO_GEOMETRY_LINE : GEO_GEOMETRY_AREA;
}

static bool cell_is_valid(const GeoBatchColumn *c, uint32_t row)
{
    return (int)row < c->row_count && (c->valid[row >> 6] >> (row & 63) & 1);
}

// Two places at one point may well be two: their attributes tell.
static bool cells_equal(const GeoBatch *a, uint32_t row_a, const GeoBatch *b, uint32_t row_b)
{
    for (int i = 0; i < a->column_count; i++) {
        const GeoBatchColumn *ca = &a->columns[i];
        const int at = i < b->column_count && strcmp(b->columns[i].name, ca->name) == 0
                           ? i
                           : geo_batch_column_find(b, ca->name, strlen(ca->name));
        const bool has_a = cell_is_valid(ca, row_a), has_b = at >= 0 && cell_is_valid(&b->columns[at], row_b);
        if (has_a != has_b) return false;
        if (!has_a) continue;
        const GeoBatchColumn *cb = &b->columns[at];
        if (ca->type != cb->type) return false;
        if (ca->type == GEO_FIELD_TEXT) {
            const char *text_a = ca->text + ca->text_at[ca->values[row_a].i],
                       *text_b = cb->text + cb->text_at[cb->values[row_b].i];
            if (strcmp(text_a, text_b) != 0) return false;
        } else if (ca->values[row_a].i != cb->values[row_b].i) {
            return false;
        }
    }
    return true;
}

// The same feature again: equal vertices and attributes (tile buffers give them twice). Marked in remove; order is the curve's.
static uint32_t find_duplicates(const Build *w, uint8_t *remove)
{
    const uint32_t n = w->layer->feature_count;
    uint32_t found = 0;
    for (uint32_t f = 0; f < n && w->morton[f] != UINT64_MAX; f++) {
        if (remove[f]) continue;
        const GeoBatch *a = w->sink->batches[w->rows[f] >> 32];
        const uint32_t ra = (uint32_t)w->rows[f];
        const uint32_t a0 = a->part_vertex[a->feature_part[ra]], an = a->part_vertex[a->feature_part[ra + 1]] - a0;
        for (uint32_t g = f + 1; g < n && w->morton[g] == w->morton[f]; g++) {
            const GeoBatch *b = w->sink->batches[w->rows[g] >> 32];
            const uint32_t rb = (uint32_t)w->rows[g];
            const uint32_t b0 = b->part_vertex[b->feature_part[rb]], bn = b->part_vertex[b->feature_part[rb + 1]] - b0;
            if (an != bn || a->feature_part[ra + 1] - a->feature_part[ra] != b->feature_part[rb + 1] - b->feature_part[rb])
                continue;
            if (memcmp(a->x + a0, b->x + b0, an * sizeof(double)) != 0 || memcmp(a->y + a0, b->y + b0, an * sizeof(double)) != 0)
                continue;
            if (!cells_equal(a, ra, b, rb)) continue;
            remove[g] = 1;
            found++;
        }
    }
    return found;
}

static bool drop_duplicates(Build *w)
{
    uint8_t *remove = calloc((size_t)w->layer->feature_count + 1, 1);
    if (!remove) return false;
    const uint32_t found = find_duplicates(w, remove);
    uint32_t at = 0;
    for (uint32_t f = 0; f < w->layer->feature_count; f++) {
        if (remove[f]) continue;
        w->morton[at] = w->morton[f];
        w->rows[at++] = w->rows[f];
    }
    w->layer->feature_count = at;
    if (found) geo_problems_add(&w->sink->problems, GEO_PROBLEM_DUPLICATE, found, "features repeated by tile buffers; dropped");
    free(remove);
    return true;
}

static void add_problems(GeoSink *sink, GeoLayer *layer)
{
    for (int b = 0; b < sink->batch_count; b++) geo_problems_merge(&sink->problems, &sink->batches[b]->problems);
    // A table that was never meant to have geometry lacks none.
    if (layer->vertex_count == 0 && layer->crs_name[0] == 0) sink->problems.count[GEO_PROBLEM_NULL_GEOMETRY] = 0;
    for (int k = 0; k < GEO_PROBLEM_COUNT; k++) {
        layer->problems[k].kind = (GeoProblemKind)k;
        layer->problems[k].count = sink->problems.count[k];
        memcpy(layer->problems[k].text, sink->problems.text[k], sizeof layer->problems[k].text);
    }
}

static void sum_batches(GeoSink *sink, GeoLayer *l)
{
    l->extent = geo_box_empty();
    double z_min = INFINITY, z_max = -INFINITY;
    for (int i = 0; i < sink->batch_count; i++) {
        const GeoBatch *b = sink->batches[i];
        l->feature_count += b->feature_count;
        l->extent = geo_box_union(l->extent, b->extent);
        l->has_z = l->has_z || (b->has_z && b->vertex_count > 0);
        z_min = fmin(z_min, b->z_min);
        z_max = fmax(z_max, b->z_max);
    }
    if (l->has_z && z_min <= z_max) {
        l->z_min_m = z_min;
        l->z_max_m = z_max;
    }
}

// Geometry of the batches is gathered: only their columns are needed still.
static void free_geometry(GeoSink *sink)
{
    for (int i = 0; i < sink->batch_count; i++) geo_batch_geometry_free(sink->batches[i]);
    for (GeoSinkWorker *w = sink->workers; w; w = w->next) geo_batch_store_finish(&w->geometry);
}

static size_t heap_bytes(const GeoLayer *l)
{
    const size_t n = l->feature_count;
    size_t bytes = n * (sizeof *l->fid + sizeof *l->feature_part + sizeof *l->box) +
                   l->part_count * (sizeof *l->part_vertex + 1) +
                   l->vertex_count * (2 * sizeof *l->xy + (l->z ? sizeof *l->z : 0)) + l->node_count * sizeof *l->nodes +
                   (size_t)l->tile_count * sizeof *l->tiles;
    for (int i = 0; i < l->column_count; i++) {
        const GeoColumn *c = &l->columns[i];
        bytes +=
            (c->valid ? n / 8 : 0) + (c->i32 ? n * 4 : 0) + (c->i64 ? n * 8 : 0) + (c->f64 ? n * 8 : 0) + (c->code ? n * 4 : 0);
        if (c->text && c->value_count > 0) {
            const uint32_t last = c->text_at[c->value_count - 1];
            bytes += (size_t)c->value_count * sizeof *c->text_at + last + strlen(c->text + last) + 1;
        }
    }
    return bytes;
}

GeoLayer *geo_layer_build(GeoSink *sink, Err *err)
{
    Build w = { .sink = sink };
    bool ok = false;
    GeoLayer *l = w.layer = calloc(1, sizeof *l);
    if (!l) goto no_memory;
    l->source = str_copy(sink->desc->source);
    l->name = str_copy(sink->name ? sink->name : "");
    l->crs_name = str_copy(sink->crs_name ? sink->crs_name : "");
    l->attribution = str_copy(sink->attribution ? sink->attribution : "");
    str_plain(l->attribution); // tiles give theirs as HTML
    l->datum = sink->desc->datum;
    l->source_feature_count = sink->source_feature_count;
    geo_sink_sort(sink);
    sum_batches(sink, l);
    set_grid(l);
    if (!l->source || !l->name || !l->crs_name || !l->attribution || !sort_features(&w)) goto no_memory;
    if (sink->desc->drop_duplicates && !drop_duplicates(&w)) goto no_memory;
    if (!place_features(&w) || !allocate(l)) goto no_memory;
    job_parallel_for(sink->desc->pool, (int)((l->feature_count + GATHER_FEATURES - 1) / GATHER_FEATURES), gather, &w);
    l->part_vertex[l->part_count] = l->vertex_count;
    l->kind = kind_of(l);
    add_problems(sink, l);
    free_geometry(sink);
    if (!geo_index_build(l, w.morton, err)) goto done;
    free(w.morton);
    w.morton = NULL;
    if (!geo_layer_build_columns(sink, l, w.rows, err)) goto done;
    l->resident_bytes = heap_bytes(l);
    ok = true;
    goto done;
no_memory:
    err_set(err, ERR_MEMORY, "no memory for '%s' (%lld features)", sink->desc->source, (long long)sink->features);
done:
    free(w.morton);
    free(w.rows);
    free(w.first_vertex);
    if (!ok) {
        geo_layer_destroy(l);
        l = NULL;
    }
    return l;
}
