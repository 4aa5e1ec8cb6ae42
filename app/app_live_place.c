// SPDX-License-Identifier: Apache-2.0
// app_live_place.c - where a warning without a shape applies: features of area layers by
// administrative code (GB/T 2260), else by their names in its text.
#include "app_live.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FEATURES_MAX = 20000, RINGS_MAX = 96, NAME_BYTES_LEAST = 6 }; // two Han characters
#define RING_LEAST_DEG 0.003                                         // smaller islands are left out

static int column_of(const GeoLayer *layer, const char *const *names)
{
    for (; *names; names++) {
        const int at = geo_layer_column(layer, *names);
        if (at >= 0) return at;
    }
    return -1;
}

static int code_column(const GeoLayer *layer)
{
    static const char *const names[] = { "code",         "adcode",   "ad_code", "gb",       "代码",
                                         "行政区划代码", "区划代码", "xzqdm",   "areacode", NULL };
    return column_of(layer, names);
}

static int name_column(const GeoLayer *layer)
{
    static const char *const names[] = { "name", "名称", "xzqmc", "mc", "adname", NULL };
    return column_of(layer, names);
}

static bool is_large(const double *ring, int count)
{
    double west = 180, east = -180, south = 90, north = -90;
    for (int i = 0; i < count; i++) {
        west = ring[2 * i] < west ? ring[2 * i] : west;
        east = ring[2 * i] > east ? ring[2 * i] : east;
        south = ring[2 * i + 1] < south ? ring[2 * i + 1] : south;
        north = ring[2 * i + 1] > north ? ring[2 * i + 1] : north;
    }
    return east - west > RING_LEAST_DEG || north - south > RING_LEAST_DEG;
}

static bool add_ring(AppWarning *w, const GeoLayer *layer, uint32_t first, uint32_t end)
{
    const int count = (int)(end - first);
    double *points =
        realloc(w->lon_lat, ((size_t)w->point_count + (size_t)count) * 2 * sizeof *points);
    if (!points) return false;
    w->lon_lat = points;
    int *rings = realloc(w->ring_points, ((size_t)w->ring_count + 1) * sizeof *rings);
    if (!rings) return false;
    w->ring_points = rings;
    double *ring = points + 2 * (size_t)w->point_count;
    for (int i = 0; i < count; i++) {
        const GeoPos at = geo_layer_position(layer, first + (uint32_t)i);
        ring[2 * i] = at.lon_deg;
        ring[2 * i + 1] = at.lat_deg;
    }
    if (count < 3 || !is_large(ring, count)) return true;
    rings[w->ring_count++] = count;
    w->point_count += count;
    return true;
}

bool app_warning_add_feature(AppWarning *w, const GeoLayer *layer, uint32_t feature)
{
    for (uint32_t p = layer->feature_part[feature]; p < layer->feature_part[feature + 1]; p++) {
        if (layer->part_kind[p] != GEO_PART_OUTER) continue;
        if (w->ring_count >= RINGS_MAX) return true;
        if (!add_ring(w, layer, layer->part_vertex[p], layer->part_vertex[p + 1])) return false;
    }
    return true;
}

// 440800 is all that begins with 4408.
static size_t prefix_of(const char *code, size_t length)
{
    while (length > 2 && code[length - 1] == '0' && code[length - 2] == '0') length -= 2;
    return length;
}

typedef enum { FIT_NONE, FIT_WITHIN, FIT_SAME } Fit;

static Fit code_fits(const char *codes, const char *code)
{
    Fit best = FIT_NONE;
    if (strlen(code) < 4) return FIT_NONE;
    for (const char *at = codes; *at; at += strspn(at, " ")) {
        const size_t length = strcspn(at, " "), short_length = prefix_of(at, length),
                     own = prefix_of(code, strlen(code));
        if (own == short_length && strncmp(at, code, own) == 0) return FIT_SAME;
        if (own > short_length && strncmp(at, code, short_length) == 0) best = FIT_WITHIN;
        at += length;
    }
    return best;
}

// Features of one layer that fit; returns how many.
static int find_in(AppWarning *w, const GeoLayer *layer, bool is_by_code, Fit wanted)
{
    const int column = is_by_code ? code_column(layer) : name_column(layer);
    int count = 0;
    if (column < 0) return 0;
    for (uint32_t f = 0; f < layer->feature_count; f++) {
        char text[96];
        if (!geo_column_text(&layer->columns[column], f, text, sizeof text)) continue;
        const bool fits = is_by_code ? code_fits(w->codes, text) == wanted
                                     : strlen(text) >= NAME_BYTES_LEAST && strstr(w->words, text);
        if (!fits || !app_warning_add_feature(w, layer, f)) continue;
        count++;
    }
    return w->ring_count > 0 ? count : 0;
}

static int find_all(AppWarning *w, const City *city, bool is_by_code, Fit wanted)
{
    for (int i = 0; i < city->layer_count; i++) {
        const GeoLayer *layer = city->layers[i].vector;
        if (!layer || layer->kind != GEO_GEOMETRY_AREA || layer->feature_count > FEATURES_MAX)
            continue;
        const int count = find_in(w, layer, is_by_code, wanted);
        if (count > 0)
            return count; // one layer says it: another of the same places would repeat it
    }
    return 0;
}

AppWarningArea app_warning_find(AppWarning *w, const City *city)
{
    if (w->codes && (find_all(w, city, true, FIT_SAME) || find_all(w, city, true, FIT_WITHIN)))
        return APP_WARNING_BY_CODE;
    return w->words && find_all(w, city, false, FIT_NONE) ? APP_WARNING_BY_NAME
                                                          : APP_WARNING_NOWHERE;
}
