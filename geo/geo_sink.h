// SPDX-License-Identifier: Apache-2.0
// geo_sink.h - where sources pour their batches; makes the frozen layer of them.
// Does not: read files. A source fills batches on any thread, geo_sink_put finishes them there.
#pragma once
#include "base/err.h"
#include "geo/geo_batch.h"
#include "geo/geo_layer.h"
#include <pthread.h>
#include <stdatomic.h>

typedef struct {
    const GeoLayerDesc *desc;
    // Set by the source before the first batch.
    char *name;                    // of the table; heap
    char *crs_text;                // heap; NULL = the source says none
    char *attribution;             // heap or NULL
    bool crs_is_guess;             // lon/lat assumed for want of a CRS (the format's habit)
    bool crs_must_look_geographic; // a guess that has to be borne out by the coordinates
    bool is_in_authority_order;    // the data has latitude or northing first
    bool detects_times;            // text columns in which every value is a date become TIME (GeoJSON)
    int64_t source_feature_count;  // -1 = unknown
    // Found out by a first try (geo_layer_load): latitude comes first where nothing says so.
    // Outlives a reset.
    bool has_latitude_first;
    _Atomic bool looks_swapped; // the coordinates are longitude and latitude the other way round;
                                // with ERR_CRS
    // The rest is private.
    GeoCrs *crs; // NULL: already longitude and latitude
    char vertical[48];      // what the CRS says its heights are above; "" = nothing
    double vertical_unit_m; // 0 = metres
    char *crs_name;
    GeoBatch **batches;
    int batch_count, batch_cap;
    _Atomic int64_t features;
    _Atomic bool has_failed;
    Err err;                       // the first failure of a worker
    GeoProblems problems;          // of the whole source
    struct GeoSinkWorker *workers; // given back and ready to be taken again
    pthread_mutex_t lock;
} GeoSink;

void geo_sink_init(GeoSink *sink, const GeoLayerDesc *desc);
void geo_sink_finish(GeoSink *sink);
// Forgets everything (the source gave up and another row takes over).
void geo_sink_reset(GeoSink *sink);

// After the fields above are set: resolves the CRS. ERR_CRS when it is missing, with what to do.
bool geo_sink_open(GeoSink *sink, Err *err);
// One per thread: its own CRS. Thread: any.
typedef struct GeoSinkWorker {
    GeoCrs *crs;
    char *buffer; // for the source's use
    size_t buffer_cap;
    GeoBatchStore geometry, cells; // of the batches packed here; freed while the layer is built
    GeoBatch *spare; // an emptied batch with the columns it had, to be taken (and set NULL) or left
    struct GeoSinkWorker *next; // private
} GeoSinkWorker;
// NULL without memory. Kept until geo_sink_finish; a worker given back serves the next piece of work.
GeoSinkWorker *geo_sink_worker_take(GeoSink *sink);
void geo_sink_worker_give(GeoSink *sink, GeoSinkWorker *worker);
// Takes the batch (also when it fails); a large one is packed and comes back empty as
// worker->spare. false: stop reading (cancelled or failed; see sink->err). Thread: any.
bool geo_sink_put(GeoSink *sink, GeoSinkWorker *worker, GeoBatch *batch);
void geo_sink_problem(GeoSink *sink, GeoProblemKind kind, int64_t count, const char *text); // Thread: any
void geo_sink_fail(GeoSink *sink, const Err *err);                                          // Thread: any
// Numbers the features from 0 in the order of the batches, where the source has no numbers of its own. After the last put.
void geo_sink_number(GeoSink *sink);
// Sorts the batches by their order.
void geo_sink_sort(GeoSink *sink);
// Cancelled or failed. Thread: any.
bool geo_sink_is_stopped(GeoSink *sink);

// Sorts, gathers and indexes. The batches are freed on the way.
GeoLayer *geo_layer_build(GeoSink *sink, Err *err);
// Columns of the batches, merged by name, in the layer's order. rows[i] = batch << 32 | row.
bool geo_layer_build_columns(GeoSink *sink, GeoLayer *layer, const uint64_t *rows, Err *err);
// Index over the boxes and tile runs; needs xy, part and box arrays. morton is sorted.
bool geo_index_build(GeoLayer *layer, const uint64_t *morton, Err *err);
// Sorts keys ascending, values along with them, stable; scratch of the same sizes.
void geo_index_sort(uint64_t *keys, uint64_t *values, uint64_t *key_scratch, uint64_t *value_scratch, size_t count);
