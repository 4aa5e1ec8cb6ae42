// SPDX-License-Identifier: Apache-2.0
// geo_index.c - order along the curve, the packed tree over it, tile runs, and box queries.
#include "geo/geo_sink.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FAN 16
#define DIGIT_BITS 11
#define DIGIT_COUNT (1 << DIGIT_BITS)

// Radix sort from the low end; digits in which all keys agree are skipped, which for a city is half of them.
void geo_index_sort(uint64_t *keys, uint64_t *values, uint64_t *key_scratch, uint64_t *value_scratch, size_t count)
{
    uint64_t *k = keys, *v = values, *k2 = key_scratch, *v2 = value_scratch;
    uint64_t any = 0, all = ~0ull;
    for (size_t i = 0; i < count; i++) {
        any |= k[i];
        all &= k[i];
    }
    const uint64_t differs = any ^ all;
    for (int shift = 0; shift < 64; shift += DIGIT_BITS) {
        if ((differs >> shift & (DIGIT_COUNT - 1)) == 0) continue;
        size_t starts[DIGIT_COUNT + 1] = { 0 };
        for (size_t i = 0; i < count; i++) starts[(k[i] >> shift & (DIGIT_COUNT - 1)) + 1]++;
        for (int d = 0; d < DIGIT_COUNT; d++) starts[d + 1] += starts[d];
        for (size_t i = 0; i < count; i++) {
            const size_t at = starts[k[i] >> shift & (DIGIT_COUNT - 1)]++;
            k2[at] = k[i];
            v2[at] = v[i];
        }
        uint64_t *t = k;
        k = k2;
        k2 = t;
        t = v;
        v = v2;
        v2 = t;
    }
    if (k != keys) {
        memcpy(keys, k, count * sizeof *keys);
        memcpy(values, v, count * sizeof *values);
    }
}

static GeoIntBox box_empty(void)
{
    return (GeoIntBox){ INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN };
}

static void box_add(GeoIntBox *into, const GeoIntBox *b)
{
    if (b->x_min < into->x_min) into->x_min = b->x_min;
    if (b->y_min < into->y_min) into->y_min = b->y_min;
    if (b->x_max > into->x_max) into->x_max = b->x_max;
    if (b->y_max > into->y_max) into->y_max = b->y_max;
}

static bool box_meets(const GeoIntBox *a, const GeoIntBox *b)
{
    return a->x_min <= b->x_max && b->x_min <= a->x_max && a->y_min <= b->y_max && b->y_min <= a->y_max;
}

static uint32_t level_size(uint32_t children)
{
    return (children + FAN - 1) / FAN;
}

static void build_nodes(GeoLayer *layer)
{
    const GeoIntBox *below = layer->box;
    uint32_t below_count = layer->feature_count;
    GeoIntBox *node = layer->nodes;
    do {
        const uint32_t count = level_size(below_count);
        for (uint32_t i = 0; i < count; i++) {
            node[i] = box_empty();
            for (uint32_t c = i * FAN; c < (i + 1) * FAN && c < below_count; c++) box_add(&node[i], &below[c]);
        }
        below = node;
        below_count = count;
        node += count;
    } while (below_count > 1);
}

static uint32_t gather_bits(uint64_t v)
{
    v &= 0x5555555555555555ull;
    v = (v | v >> 1) & 0x3333333333333333ull;
    v = (v | v >> 2) & 0x0f0f0f0f0f0f0f0full;
    v = (v | v >> 4) & 0x00ff00ff00ff00ffull;
    v = (v | v >> 8) & 0x0000ffff0000ffffull;
    v = (v | v >> 16) & 0xffffffffull;
    return (uint32_t)v;
}

static uint32_t feature_vertices(const GeoLayer *l, uint32_t f)
{
    return l->part_vertex[l->feature_part[f + 1]] - l->part_vertex[l->feature_part[f]];
}

// Counts the runs (tiles NULL) or writes them.
static int walk_tiles(const GeoLayer *l, const uint64_t *morton, GeoLayerTile *tiles)
{
    const int shift = 2 * (28 - GEO_LAYER_TILE_LEVEL);
    int count = 0;
    uint64_t current = UINT64_MAX;
    GeoLayerTile run = { 0 };
    for (uint32_t f = 0; f < l->feature_count && morton[f] != UINT64_MAX; f++) {
        const uint64_t tile = morton[f] >> shift;
        const uint32_t vertices = feature_vertices(l, f);
        if (tile != current || run.count >= GEO_LAYER_TILE_FEATURES_MAX ||
            run.vertex_count + vertices > GEO_LAYER_TILE_VERTICES_MAX) {
            if (run.count > 0 && tiles) tiles[count - 1] = run;
            current = tile;
            run = (GeoLayerTile){ .key = { GEO_LAYER_TILE_LEVEL, gather_bits(tile), gather_bits(tile >> 1) },
                                  .first = f,
                                  .box = box_empty() };
            count++;
        }
        run.count++;
        run.vertex_count += vertices;
        box_add(&run.box, &l->box[f]);
    }
    if (run.count > 0 && tiles) tiles[count - 1] = run;
    return count;
}

bool geo_index_build(GeoLayer *layer, const uint64_t *morton, Err *err)
{
    uint32_t node_count = 0;
    for (uint32_t n = layer->feature_count; n > 0;) {
        n = level_size(n);
        node_count += n;
        if (n == 1) break;
    }
    layer->nodes = malloc(((size_t)node_count + 1) * sizeof *layer->nodes);
    layer->tile_count = walk_tiles(layer, morton, NULL);
    layer->tiles = malloc(((size_t)layer->tile_count + 1) * sizeof *layer->tiles);
    if (!layer->nodes || !layer->tiles) {
        err_set(err, ERR_MEMORY, "no memory for the index of '%s'", layer->source);
        return false;
    }
    layer->node_count = node_count;
    if (node_count > 0) build_nodes(layer);
    walk_tiles(layer, morton, layer->tiles);
    return true;
}

// Kept off the very ends, which mark the empty box of a feature without geometry.
static int32_t to_int(double v, bool up)
{
    v = up ? ceil(v) : floor(v);
    return v <= -INT32_MAX ? -INT32_MAX : v >= INT32_MAX - 1 ? INT32_MAX - 1 : (int32_t)v;
}

void geo_layer_query(const GeoLayer *layer, GeoBox box, bool (*visit)(uint32_t feature, void *arg), void *arg)
{
    if (layer->node_count == 0 || geo_box_is_empty(box)) return;
    const GeoIntBox want = { to_int((box.west_deg - layer->lon0_deg) / layer->step_deg, false),
                             to_int((box.south_deg - layer->lat0_deg) / layer->step_deg, false),
                             to_int((box.east_deg - layer->lon0_deg) / layer->step_deg, true),
                             to_int((box.north_deg - layer->lat0_deg) / layer->step_deg, true) };
    uint32_t starts[16], sizes[16]; // of each level in nodes; 16^8 is past 2^32
    int levels = 0;
    for (uint32_t n = layer->feature_count, at = 0; levels < 16; levels++) {
        n = level_size(n);
        starts[levels] = at;
        sizes[levels] = n;
        at += n;
        if (n == 1) {
            levels++;
            break;
        }
    }
    uint32_t next[16] = { 0 }, end[16] = { 0 }; // siblings still to look at, per level
    int level = levels - 1;
    end[level] = 1;
    while (level < levels) {
        if (next[level] == end[level]) {
            level++;
            continue;
        }
        const uint32_t i = next[level]++;
        if (!box_meets(&layer->nodes[starts[level] + i], &want)) continue;
        const uint32_t below = level > 0 ? sizes[level - 1] : layer->feature_count;
        const uint32_t from = i * FAN, to = from + FAN < below ? from + FAN : below;
        if (level > 0) {
            level--;
            next[level] = from;
            end[level] = to;
            continue;
        }
        for (uint32_t f = from; f < to; f++)
            if (box_meets(&layer->box[f], &want) && !visit(f, arg)) return;
    }
}
