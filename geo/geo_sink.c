// SPDX-License-Identifier: Apache-2.0
// geo_sink.c - collects batches from any thread and resolves the coordinate system.
#include "geo/geo_sink.h"
#include "base/array.h"
#include "base/str.h"
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define PACK_FEATURES_MIN 2048 // a smaller batch stays as it is
#define PACK_VERTICES_MIN 16384

void geo_sink_init(GeoSink *sink, const GeoLayerDesc *desc)
{
    *sink = (GeoSink){ .desc = desc, .source_feature_count = -1 };
    pthread_mutex_init(&sink->lock, NULL);
}

static void clear(GeoSink *sink)
{
    for (int i = 0; i < sink->batch_count; i++) geo_batch_destroy(sink->batches[i]);
    while (sink->workers) {
        GeoSinkWorker *worker = sink->workers;
        sink->workers = worker->next;
        geo_crs_destroy(worker->crs);
        free(worker->buffer);
        geo_batch_destroy(worker->spare);
        geo_batch_store_finish(&worker->geometry);
        geo_batch_store_finish(&worker->cells);
        free(worker);
    }
    free(sink->batches);
    free(sink->name);
    free(sink->crs_text);
    free(sink->crs_name);
    free(sink->attribution);
    geo_crs_destroy(sink->crs);
}

void geo_sink_finish(GeoSink *sink)
{
    clear(sink);
    pthread_mutex_destroy(&sink->lock);
}

void geo_sink_reset(GeoSink *sink)
{
    const GeoLayerDesc *desc = sink->desc;
    const bool has_latitude_first = sink->has_latitude_first;
    geo_sink_finish(sink);
    geo_sink_init(sink, desc);
    sink->has_latitude_first = has_latitude_first;
}

// Longitude and latitude of WGS 84, easting first: nothing to convert.
static bool is_plain(const char *text)
{
    static const char *const plain[] = { "EPSG:4326", "OGC:CRS84", "EPSG:4490", "EPSG:4979" };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (str_equal_nocase(text, plain[i])) return true;
    return false;
}

bool geo_sink_open(GeoSink *sink, Err *err)
{
    const GeoLayerDesc *d = sink->desc;
    const char *text = d->crs && d->crs[0] ? d->crs : sink->crs_text;
    if (d->crs && d->crs[0]) sink->is_in_authority_order = sink->crs_must_look_geographic = false;
    if (!text && (sink->crs_is_guess || d->datum != GEO_DATUM_WGS84)) {
        text = "EPSG:4326";
        if (sink->crs_is_guess && d->datum == GEO_DATUM_WGS84)
            geo_problems_add(&sink->problems, GEO_PROBLEM_CRS_GUESSED, 1,
                             "no CRS in the file; longitude and latitude of WGS 84 assumed");
    }
    if (!text) {
        // A table without geometry needs none; the first batch with a vertex will ask.
        sink->crs_name = str_copy("");
        return sink->crs_name != NULL;
    }
    if (is_plain(text) && d->datum == GEO_DATUM_WGS84) {
        sink->crs_name = str_copy(text);
        return true;
    }
    sink->crs = geo_crs_create(text, d->datum, err);
    if (!sink->crs) {
        err_prefix(err, "%s", d->source);
        return false;
    }
    sink->crs_name = str_copy(geo_crs_name(sink->crs));
    geo_crs_drop_vertical(sink->crs, sink->vertical, sizeof sink->vertical, &sink->vertical_unit_m);
    return true;
}

GeoSinkWorker *geo_sink_worker_take(GeoSink *sink)
{
    pthread_mutex_lock(&sink->lock);
    GeoSinkWorker *worker = sink->workers;
    if (worker) {
        sink->workers = worker->next;
    } else {
        worker = calloc(1, sizeof *worker);
        if (worker && sink->crs) worker->crs = geo_crs_clone(sink->crs);
    }
    pthread_mutex_unlock(&sink->lock);
    return worker;
}

void geo_sink_worker_give(GeoSink *sink, GeoSinkWorker *worker)
{
    pthread_mutex_lock(&sink->lock);
    worker->next = sink->workers;
    sink->workers = worker;
    pthread_mutex_unlock(&sink->lock);
}

void geo_sink_problem(GeoSink *sink, GeoProblemKind kind, int64_t count, const char *text)
{
    pthread_mutex_lock(&sink->lock);
    geo_problems_add(&sink->problems, kind, count, "%s", text);
    pthread_mutex_unlock(&sink->lock);
}

void geo_sink_fail(GeoSink *sink, const Err *err)
{
    pthread_mutex_lock(&sink->lock);
    if (sink->err.code == ERR_NONE) sink->err = *err;
    pthread_mutex_unlock(&sink->lock);
    sink->has_failed = true;
}

bool geo_sink_is_stopped(GeoSink *sink)
{
    if (sink->has_failed) return true;
    if (!job_is_cancelled(sink->desc->job)) return false;
    Err err = { 0 };
    err_set(&err, ERR_CANCELLED, "loading '%s' was stopped", sink->desc->source);
    geo_sink_fail(sink, &err);
    return true;
}

static void swap_axes(GeoBatch *b)
{
    double *x = b->x;
    b->x = b->y;
    b->y = x;
    const int cap = b->x_cap;
    b->x_cap = b->y_cap;
    b->y_cap = cap;
}

// Most of it: single wild coordinates are counted later, not taken for another CRS.
static bool looks_geographic(const GeoBatch *b)
{
    uint32_t outside = 0;
    for (uint32_t i = 0; i < b->vertex_count; i++) outside += fabs(b->x[i]) > 360 || fabs(b->y[i]) > 90;
    return outside <= b->vertex_count / 2;
}

// Longitude and latitude the other way round: none could be right as it is, all could be turned
// round.
static bool looks_swapped(const GeoBatch *b)
{
    for (uint32_t i = 0; i < b->vertex_count; i++)
        if (!(fabs(b->x[i]) <= 90 && fabs(b->y[i]) > 90 && fabs(b->y[i]) <= 180)) return false;
    return true;
}

static bool check_crs(GeoSink *sink, GeoBatch *b, Err *err)
{
    if (b->vertex_count == 0) return true;
    if (!sink->crs_name[0]) {
        err_set(err, ERR_CRS,
                "'%s' does not say its coordinate system (first point %.10g, %.10g); set crs=, for example crs=EPSG:4326",
                sink->desc->source, b->x[0], b->y[0]);
        return false;
    }
    if (sink->crs_must_look_geographic && !looks_geographic(b)) {
        sink->looks_swapped = looks_swapped(b);
        err_set(err, ERR_CRS,
                "'%s' names no coordinate system and its coordinates (%.10g, %.10g) are no longitude, latitude; set crs=",
                sink->desc->source, b->x[0], b->y[0]);
        return false;
    }
    return true;
}

bool geo_sink_put(GeoSink *sink, GeoSinkWorker *worker, GeoBatch *b)
{
    Err err = { 0 };
    if (geo_sink_is_stopped(sink)) goto drop;
    if (sink->is_in_authority_order || sink->has_latitude_first) swap_axes(b);
    if (!check_crs(sink, b, &err)) goto fail;
    if (sink->crs && !worker->crs) goto no_memory;
    geo_batch_finish(b, worker->crs);
    if (b->is_out_of_memory) goto no_memory;
    const int64_t features = atomic_fetch_add(&sink->features, (int64_t)b->feature_count) + (int64_t)b->feature_count;
    if (features > UINT32_MAX / 2) {
        err_set(&err, ERR_RANGE, "'%s' has more than %u features", sink->desc->source, UINT32_MAX / 2);
        goto fail;
    }
    const bool is_large =
        b->feature_count >= PACK_FEATURES_MIN || b->vertex_count >= PACK_VERTICES_MIN;
    GeoBatch *kept = is_large ? geo_batch_pack(b, &worker->geometry, &worker->cells) : b;
    if (!kept) goto no_memory;
    pthread_mutex_lock(&sink->lock);
    const bool has_room = array_reserve((void **)&sink->batches, &sink->batch_cap, sink->batch_count + 1, sizeof *sink->batches);
    if (has_room) sink->batches[sink->batch_count++] = kept;
    pthread_mutex_unlock(&sink->lock);
    if (kept != b) {
        geo_batch_reset(b);
        geo_batch_destroy(worker->spare);
        worker->spare = b;
        b = kept;
    }
    if (!has_room) goto no_memory;
    return true;
no_memory:
    err_set(&err, ERR_MEMORY, "no memory for '%s'", sink->desc->source);
fail:
    geo_sink_fail(sink, &err);
drop:
    geo_batch_destroy(b);
    return false;
}

static int compare_batches(const void *pa, const void *pb)
{
    const GeoBatch *a = *(GeoBatch *const *)pa, *b = *(GeoBatch *const *)pb;
    return a->order < b->order ? -1 : a->order > b->order;
}

void geo_sink_sort(GeoSink *sink)
{
    if (sink->batch_count > 0) qsort(sink->batches, (size_t)sink->batch_count, sizeof *sink->batches, compare_batches);
}

void geo_sink_number(GeoSink *sink)
{
    geo_sink_sort(sink);
    int64_t next = 0;
    for (int b = 0; b < sink->batch_count; b++)
        for (uint32_t i = 0; i < sink->batches[b]->feature_count; i++) sink->batches[b]->fid[i] = next++;
}
