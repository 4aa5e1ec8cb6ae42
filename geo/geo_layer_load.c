// SPDX-License-Identifier: Apache-2.0
// geo_layer_load.c - a source to a frozen layer: cache, then the first row of the source table that can.
#include "base/clock.h"
#include "base/log.h"
#include "geo/geo_layer_cache.h"
#include "geo/geo_source.h"
#include <malloc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool read_source(GeoSink *sink, Err *err)
{
    const char *source = sink->desc->source;
    for (int i = 0; i < geo_source_count; i++) {
        const GeoSource *row = geo_source_table[i];
        if (!row->accepts(source)) continue;
        Err row_err = { 0 };
        if (row->read(sink, &row_err)) return true;
        if (row_err.code != ERR_UNSUPPORTED || i + 1 == geo_source_count) {
            if (err) *err = row_err;
            return false;
        }
        log_print(LOG_DEBUG, "%s: %s passes: %s", source, row->name, row_err.text);
        geo_sink_reset(sink);
    }
    err_set(err, ERR_UNSUPPORTED, "nothing reads '%s'", source);
    return false;
}

static void find_z_range(GeoLayer *layer)
{
    layer->z_min_m = INFINITY;
    layer->z_max_m = -INFINITY;
    for (uint32_t i = 0; i < layer->vertex_count; i++) {
        layer->z_min_m = fmin(layer->z_min_m, (double)layer->z[i]);
        layer->z_max_m = fmax(layer->z_max_m, (double)layer->z[i]);
    }
}

// Heights of the source become heights above the city's zero. Zeros all over are no heights but a
// habit of writers.
static bool settle_heights(const GeoSink *sink, GeoLayer *layer, Err *err)
{
    GeoVerticalDesc heights = sink->desc->heights;
    if (!layer->z || layer->vertex_count == 0 || (layer->z_min_m == 0 && layer->z_max_m == 0))
        return true;
    if (!heights.from || !heights.from[0]) heights.from = sink->vertical;
    const double unit_m = sink->vertical_unit_m > 0 ? sink->vertical_unit_m : 1;
    const bool is_shifted = geo_vertical_is_needed(&heights);
    if (!is_shifted && unit_m == 1) return true;
    GeoProblem *problem = &layer->problems[GEO_PROBLEM_VERTICAL_ASSUMED];
    GeoVertical *vertical =
        geo_vertical_create(&heights, layer->extent, problem->text, sizeof problem->text, err);
    if (!vertical) return false;
    problem->kind = GEO_PROBLEM_VERTICAL_ASSUMED;
    problem->count = problem->text[0] ? layer->feature_count : 0;
    for (uint32_t i = 0; i < layer->vertex_count; i++) {
        const GeoPos at = geo_layer_position(layer, i);
        layer->z[i] =
            (float)((double)layer->z[i] * unit_m +
                    (is_shifted ? geo_vertical_shift(vertical, at.lon_deg, at.lat_deg) : 0));
    }
    geo_vertical_destroy(vertical);
    find_z_range(layer);
    return true;
}

GeoLayer *geo_layer_load(const GeoLayerDesc *desc, Err *err)
{
    const double start_s = clock_monotonic_s();
    GeoLayer *layer = desc->no_cache ? NULL : geo_layer_cache_read(desc);
    if (layer) {
        layer->read_s = layer->total_s = clock_monotonic_s() - start_s;
        return layer;
    }
    if (!geo_source_check(desc->source, err)) return NULL;
    GeoSink sink;
    geo_sink_init(&sink, desc);
    bool is_read = read_source(&sink, err);
    if (!is_read && sink.looks_swapped) {
        sink.has_latitude_first = true;
        geo_sink_reset(&sink);
        is_read = read_source(&sink, err);
        if (is_read)
            geo_sink_problem(&sink, GEO_PROBLEM_CRS_GUESSED, 1,
                             "latitude comes before longitude: taken so");
        if (is_read && err) *err = (Err){ 0 };
    }
    if (is_read) {
        const double read_s = clock_monotonic_s() - start_s;
        layer = geo_layer_build(&sink, err);
        if (layer && !settle_heights(&sink, layer, err)) {
            geo_layer_destroy(layer);
            layer = NULL;
        }
        if (layer) {
            layer->read_s = read_s;
            layer->total_s = clock_monotonic_s() - start_s;
            if (!desc->no_cache) geo_layer_cache_write(desc, layer);
        }
    }
    const bool is_large = sink.features > 20000;
    geo_sink_finish(&sink);
    if (is_large) malloc_trim(0); // what reading took is not needed again soon
    return layer;
}
