// SPDX-License-Identifier: Apache-2.0
// fuzz_geojson.c - any bytes as GeoJSON text, well-known binary, FlatGeobuf or PMTiles directory: read or refused, never harm.
#include "geo/geo_geojson.h"
#include "geo/geo_pmtiles.h"
#include "geo/geo_sink.h"
#include "geo/geo_source.h"
#include "base/log.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

typedef struct {
    GeoSink *sink;
    GeoSinkWorker *worker;
    uint64_t order;
} Put;

static bool put(GeoBatch *batch, void *arg)
{
    Put *p = arg;
    batch->order = p->order++;
    return geo_sink_put(p->sink, p->worker, batch);
}

static bool count(uint32_t feature, void *arg)
{
    (void)feature;
    ++*(uint32_t *)arg;
    return true;
}

// Every index a reader of the layer follows stays inside.
static void check_layer(const GeoLayer *l)
{
    assert(l->feature_part[l->feature_count] == l->part_count && l->part_vertex[l->part_count] == l->vertex_count);
    uint32_t in_tiles = 0, found = 0, with_geometry = 0;
    for (int t = 0; t < l->tile_count; t++) in_tiles += l->tiles[t].count;
    for (uint32_t f = 0; f < l->feature_count; f++) {
        assert(l->feature_part[f] <= l->feature_part[f + 1]);
        with_geometry += l->feature_part[f] < l->feature_part[f + 1];
        const GeoPos anchor = geo_layer_anchor(l, f);
        geo_layer_feature_contains(l, f, anchor.lon_deg, anchor.lat_deg);
        for (int c = 0; c < l->column_count; c++) {
            char text[64];
            double v = 0;
            geo_column_text(&l->columns[c], f, text, sizeof text);
            geo_column_number(&l->columns[c], f, &v);
        }
    }
    for (uint32_t p = 0; p < l->part_count; p++) assert(l->part_vertex[p] < l->part_vertex[p + 1]);
    assert(in_tiles == with_geometry);
    if (!geo_box_is_empty(l->extent)) {
        geo_layer_query(l, (GeoBox){ -400, -100, 400, 100 }, count, &found);
        assert(found == with_geometry);
    }
}

static void read_text(const char *text, size_t length)
{
    const GeoLayerDesc desc = { .source = "fuzz" };
    GeoSink sink;
    geo_sink_init(&sink, &desc);
    GeoGeojsonHead head;
    if (geo_geojson_head(text, length, &head)) {
        sink.crs_text = strdup("EPSG:4326");
        sink.detects_times = true;
        if (geo_sink_open(&sink, NULL)) {
            GeoSinkWorker *worker = geo_sink_worker_take(&sink);
            GeoGeojsonPiece piece = { .is_sequence = head.is_sequence, .wants_end = true };
            Put p = { .sink = &sink, .worker = worker };
            const bool ok = geo_geojson_read(text + head.features_at, length - head.features_at, &piece, put, &p);
            if (ok && !head.is_sequence)
                geo_geojson_tail(text + head.features_at + piece.end_at, length - head.features_at - piece.end_at);
            geo_sink_worker_give(&sink, worker);
            geo_geojson_find_feature(text, length / 3, length);
            geo_geojson_first_kind(text + head.features_at, length - head.features_at);
            GeoLayer *layer = geo_layer_build(&sink, NULL);
            if (layer) check_layer(layer);
            geo_layer_destroy(layer);
        }
        free(head.name);
        free(head.crs_text);
    }
    geo_sink_finish(&sink);
}

static void read_wkb(const uint8_t *bytes, size_t length)
{
    GeoBatch *batch = geo_batch_create();
    geo_batch_feature(batch, 1);
    geo_batch_wkb(batch, bytes, length);
    geo_batch_finish(batch, NULL);
    geo_batch_destroy(batch);
}

// As a file, since that is what these readers take.
static void read_file(const uint8_t *bytes, size_t length, bool is_flatgeobuf)
{
    char path[64];
    snprintf(path, sizeof path, "/dev/shm/fuzz_%ld.%s", (long)getpid(), is_flatgeobuf ? "fgb" : "pmtiles");
    FILE *file = fopen(path, "wb");
    if (!file) return;
    fwrite(bytes, 1, length, file);
    fclose(file);
    const GeoLayerDesc desc = { .source = path, .no_cache = true };
    Err err = { 0 };
    if (is_flatgeobuf) {
        GeoSink sink;
        geo_sink_init(&sink, &desc);
        if (geo_source_flatgeobuf.read(&sink, &err)) {
            GeoLayer *layer = geo_layer_build(&sink, NULL);
            if (layer) check_layer(layer);
            geo_layer_destroy(layer);
        }
        geo_sink_finish(&sink);
    } else {
        GeoPmtiles archive;
        if (geo_pmtiles_open(path, &archive, &err)) geo_pmtiles_close(&archive);
    }
    unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length > 1 && (bytes[0] == 2 || bytes[0] == 3)) {
        read_file(bytes + 1, length - 1, bytes[0] == 2);
        return 0;
    }
    log_set_level(LOG_ERROR);
    if (length > 0 && bytes[0] < 2) {
        read_wkb(bytes, length);
        return 0;
    }
    char *text = malloc(length + 1); // exactly as long as it is, so that a step too far is seen
    if (!text) return 0;
    memcpy(text, bytes, length);
    text[length] = 0;
    read_text(text, length);
    free(text);
    return 0;
}
