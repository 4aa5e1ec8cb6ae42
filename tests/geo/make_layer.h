// SPDX-License-Identifier: Apache-2.0
// make_layer.h - vector layers made by hand for tests and benchmarks: parts in, a finished GeoLayer out.
// Does not: read files or clean rings; coordinates are degrees, rings as GeoLayer wants them.
#pragma once
#include "geo/geo_layer.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    double *lon_lat;
    float *z;
    uint32_t vertex_count, vertex_cap;
    uint32_t *part_vertex, part_count, part_cap;
    uint8_t *part_kind;
    uint32_t *feature_part, feature_count, feature_cap;
    bool has_z;
} MakeLayer;

static inline void *make_layer_grow(void *items, uint32_t *cap, uint32_t need, size_t bytes)
{
    if (need <= *cap) return items;
    *cap = need * 2 + 64;
    return realloc(items, (size_t)*cap * bytes);
}
static inline void make_layer_feature(MakeLayer *m)
{
    m->feature_part = (uint32_t *)make_layer_grow(m->feature_part, &m->feature_cap, m->feature_count + 2, sizeof(uint32_t));
    m->feature_part[m->feature_count++] = m->part_count;
}
static inline void make_layer_part(MakeLayer *m, GeoPartKind kind)
{
    uint32_t cap = m->part_cap;
    m->part_vertex = (uint32_t *)make_layer_grow(m->part_vertex, &cap, m->part_count + 2, sizeof(uint32_t));
    m->part_kind = (uint8_t *)make_layer_grow(m->part_kind, &m->part_cap, m->part_count + 2, 1);
    m->part_vertex[m->part_count] = m->vertex_count;
    m->part_kind[m->part_count++] = (uint8_t)kind;
}
static inline void make_layer_vertex_z(MakeLayer *m, double lon_deg, double lat_deg, double z_m)
{
    uint32_t cap = m->vertex_cap;
    m->lon_lat = (double *)make_layer_grow(m->lon_lat, &cap, m->vertex_count + 1, 2 * sizeof(double));
    m->z = (float *)make_layer_grow(m->z, &m->vertex_cap, m->vertex_count + 1, sizeof(float));
    m->lon_lat[2 * m->vertex_count] = lon_deg;
    m->lon_lat[2 * m->vertex_count + 1] = lat_deg;
    m->z[m->vertex_count++] = (float)z_m;
}
static inline void make_layer_vertex(MakeLayer *m, double lon_deg, double lat_deg)
{
    make_layer_vertex_z(m, lon_deg, lat_deg, 0);
}
// A ring round (lon, lat): corners points on an ellipse of the radii given in degrees, first at angle_rad.
static inline void make_layer_ring(MakeLayer *m, GeoPartKind kind, double lon, double lat, double rx, double ry, int corners, double angle_rad)
{
    make_layer_part(m, kind);
    for (int i = 0; i < corners; i++) {
        const double a = angle_rad + (kind == GEO_PART_INNER ? -1 : 1) * 2 * 3.14159265358979323846 * i / corners;
        make_layer_vertex(m, lon + rx * cos(a), lat + ry * sin(a));
    }
}

typedef struct {
    uint64_t code;
    uint32_t feature;
} MakeLayerKey;
static inline int make_layer_compare(const void *a, const void *b)
{
    const MakeLayerKey *p = (const MakeLayerKey *)a, *q = (const MakeLayerKey *)b;
    return p->code != q->code ? (p->code < q->code ? -1 : 1) : p->feature < q->feature ? -1 : p->feature > q->feature;
}
static inline uint64_t make_layer_spread(uint64_t v)
{
    uint64_t out = 0;
    for (int i = 0; i < 28; i++) out |= (v >> i & 1) << (2 * i);
    return out;
}
static inline void make_layer_box_add(GeoIntBox *box, const GeoIntBox *b)
{
    if (b->x_min < box->x_min) box->x_min = b->x_min;
    if (b->y_min < box->y_min) box->y_min = b->y_min;
    if (b->x_max > box->x_max) box->x_max = b->x_max;
    if (b->y_max > box->y_max) box->y_max = b->y_max;
}
static const GeoIntBox make_layer_box_empty = { INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN };

// Takes the parts; order[i] (may be NULL, feature_count entries) receives the number feature i was made with.
static inline GeoLayer *make_layer_finish(MakeLayer *m, uint32_t *order)
{
    GeoLayer *l = (GeoLayer *)calloc(1, sizeof *l);
    const uint32_t n = m->feature_count;
    make_layer_feature(m);
    make_layer_part(m, GEO_PART_NONE);
    m->feature_count--;
    m->part_count--;
    l->source = strdup("made");
    l->name = strdup("made");
    l->crs_name = strdup("OGC:CRS84");
    l->attribution = strdup("");
    l->kind = GEO_GEOMETRY_MIXED;
    l->feature_count = n;
    l->source_feature_count = n;
    l->part_count = m->part_count;
    l->vertex_count = m->vertex_count;
    l->has_z = m->has_z;
    l->extent = geo_box_empty();
    for (uint32_t v = 0; v < m->vertex_count; v++) {
        const double lon = m->lon_lat[2 * v], lat = m->lon_lat[2 * v + 1];
        l->extent = geo_box_union(l->extent, (GeoBox){ lon, lat, lon, lat });
    }
    l->lon0_deg = (l->extent.west_deg + l->extent.east_deg) / 2;
    l->lat0_deg = (l->extent.south_deg + l->extent.north_deg) / 2;
    const double half = fmax(l->extent.east_deg - l->extent.west_deg, l->extent.north_deg - l->extent.south_deg) / 2;
    l->step_deg = fmax(4e-10, half / 2147483000.0);
    l->feature_part = (uint32_t *)calloc(n + 1, sizeof(uint32_t));
    l->part_vertex = (uint32_t *)calloc(m->part_count + 1, sizeof(uint32_t));
    l->part_kind = (uint8_t *)calloc(m->part_count + 1, 1);
    l->xy = (int32_t *)calloc(2 * (size_t)m->vertex_count + 2, sizeof(int32_t));
    l->z = m->has_z ? (float *)calloc(m->vertex_count + 1, sizeof(float)) : NULL;
    l->box = (GeoIntBox *)calloc(n + 1, sizeof(GeoIntBox));
    MakeLayerKey *keys = (MakeLayerKey *)calloc(n + 1, sizeof *keys);
    for (uint32_t f = 0; f < n; f++) {
        GeoBox box = geo_box_empty();
        for (uint32_t v = m->part_vertex[m->feature_part[f]]; v < m->part_vertex[m->feature_part[f + 1]]; v++) {
            const double lon = m->lon_lat[2 * v], lat = m->lon_lat[2 * v + 1];
            box = geo_box_union(box, (GeoBox){ lon, lat, lon, lat });
        }
        const GeoTileKey key = geo_tile_at(24, (box.west_deg + box.east_deg) / 2, (box.south_deg + box.north_deg) / 2);
        keys[f] = (MakeLayerKey){ make_layer_spread(key.x) | make_layer_spread(key.y) << 1, f };
    }
    qsort(keys, n, sizeof *keys, make_layer_compare);
    uint32_t parts = 0, vertices = 0;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t f = keys[i].feature;
        if (order) order[i] = f;
        l->feature_part[i] = parts;
        l->box[i] = make_layer_box_empty;
        for (uint32_t p = m->feature_part[f]; p < m->feature_part[f + 1]; p++) {
            l->part_vertex[parts] = vertices;
            l->part_kind[parts++] = m->part_kind[p];
            for (uint32_t v = m->part_vertex[p]; v < m->part_vertex[p + 1]; v++, vertices++) {
                const int32_t x = (int32_t)lround((m->lon_lat[2 * v] - l->lon0_deg) / l->step_deg);
                const int32_t y = (int32_t)lround((m->lon_lat[2 * v + 1] - l->lat0_deg) / l->step_deg);
                l->xy[2 * (size_t)vertices] = x;
                l->xy[2 * (size_t)vertices + 1] = y;
                if (l->z) l->z[vertices] = m->z[v];
                const GeoIntBox box = { x, y, x, y };
                make_layer_box_add(l->box + i, &box);
            }
        }
    }
    l->feature_part[n] = parts;
    l->part_vertex[parts] = vertices;
    for (uint32_t c = n; c > 0; c = c > 1 ? (c + 15) / 16 : 0) l->node_count += (c + 15) / 16;
    l->nodes = (GeoIntBox *)calloc(l->node_count + 1, sizeof(GeoIntBox));
    const GeoIntBox *below = l->box;
    uint32_t below_count = n, at = 0;
    while (n) {
        const uint32_t count = (below_count + 15) / 16;
        for (uint32_t i = 0; i < count; i++) {
            l->nodes[at + i] = make_layer_box_empty;
            for (uint32_t c = i * 16; c < (i + 1) * 16 && c < below_count; c++) make_layer_box_add(l->nodes + at + i, below + c);
        }
        below = l->nodes + at;
        at += count;
        below_count = count;
        if (count == 1) break;
    }
    l->node_count = at;
    l->tiles = (GeoLayerTile *)calloc(n + 1, sizeof(GeoLayerTile));
    for (uint32_t i = 0; i < n; i++) {
        const double lon = l->lon0_deg + ((double)l->box[i].x_min + l->box[i].x_max) / 2 * l->step_deg;
        const double lat = l->lat0_deg + ((double)l->box[i].y_min + l->box[i].y_max) / 2 * l->step_deg;
        const GeoTileKey key = geo_tile_at(GEO_LAYER_TILE_LEVEL, lon, lat);
        const uint32_t count = l->part_vertex[l->feature_part[i + 1]] - l->part_vertex[l->feature_part[i]];
        GeoLayerTile *t = l->tile_count ? l->tiles + l->tile_count - 1 : NULL;
        if (!t || geo_tile_pack(t->key) != geo_tile_pack(key) || t->count >= GEO_LAYER_TILE_FEATURES_MAX ||
            t->vertex_count + count > GEO_LAYER_TILE_VERTICES_MAX) {
            t = l->tiles + l->tile_count++;
            *t = (GeoLayerTile){ .key = key, .first = i, .box = make_layer_box_empty };
        }
        t->count++;
        t->vertex_count += count;
        make_layer_box_add(&t->box, l->box + i);
    }
    free(keys);
    free(m->lon_lat);
    free(m->z);
    free(m->part_vertex);
    free(m->part_kind);
    free(m->feature_part);
    *m = (MakeLayer){ 0 };
    return l;
}

static inline void make_layer_destroy(GeoLayer *l)
{
    if (!l) return;
    free(l->source);
    free(l->name);
    free(l->crs_name);
    free(l->attribution);
    free(l->feature_part);
    free(l->part_vertex);
    free(l->part_kind);
    free(l->xy);
    free(l->z);
    free(l->box);
    free(l->nodes);
    free(l->tiles);
    free(l);
}
