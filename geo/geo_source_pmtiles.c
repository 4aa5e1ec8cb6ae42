// SPDX-License-Identifier: Apache-2.0
// geo_source_pmtiles.c - vector PMTiles: the tiles of the deepest zoom, decoded by GDAL's MVT driver on all threads.
#include "geo/geo_error.h"
#include "geo/geo_ogr.h"
#include "geo/geo_pmtiles.h"
#include "base/str.h"
#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HALF_WORLD_M 20037508.342789244 // of EPSG:3857

typedef struct {
    GeoSink *sink;
    GeoPmtiles archive;
    char *path;
    _Atomic int done, damaged;
} Tiles;

static bool accepts(const char *source)
{
    return str_ends_nocase(source, ".pmtiles");
}

// Names in the archive's metadata; a JSON object to be put, or NULL.
static struct json_object *vector_layers(const GeoPmtiles *archive, struct json_object **root)
{
    struct json_object *layers = NULL;
    *root = json_tokener_parse(archive->metadata);
    if (*root && json_object_get_type(*root) == json_type_object && json_object_object_get_ex(*root, "vector_layers", &layers) &&
        json_object_get_type(layers) == json_type_array)
        return layers;
    return NULL;
}

static const char *layer_name(struct json_object *layers, size_t i)
{
    struct json_object *layer = json_object_array_get_idx(layers, i), *id = NULL;
    if (!layer || json_object_get_type(layer) != json_type_object || !json_object_object_get_ex(layer, "id", &id)) return NULL;
    return json_object_get_string(id);
}

static bool open_archive(const char *source, char **path, GeoPmtiles *archive, Err *err)
{
    geo_gdal_register();
    *path = geo_source_gdal_path(source);
    GeoGdalErrors errors = { 0 };
    geo_gdal_errors_push(&errors);
    bool ok = *path && geo_pmtiles_open(*path, archive, err);
    geo_gdal_errors_pop();
    if (ok && !archive->is_vector) {
        // A picture pyramid is the raster side's; vector readers have nothing here.
        err_set(err, ERR_FORMAT, "'%s' holds picture tiles, no vectors", source);
        geo_pmtiles_close(archive);
        ok = false;
    }
    if (!ok) {
        free(*path);
        *path = NULL;
    }
    return ok;
}

// Whether the middle of a feature lies in its tile: buffers repeat what belongs to the neighbours.
static bool belongs_to_tile(OGRGeometryH geometry, const GeoPmtilesEntry *tile)
{
    if (!geometry || OGR_G_IsEmpty(geometry)) return true;
    OGREnvelope e;
    OGR_G_GetEnvelope(geometry, &e);
    const double edge = 2 * HALF_WORLD_M / (double)(1u << tile->zoom);
    const double x = ((e.MinX + e.MaxX) / 2 + HALF_WORLD_M) / edge, y = (HALF_WORLD_M - (e.MinY + e.MaxY) / 2) / edge;
    return x >= tile->x && x < tile->x + 1.0 && y >= tile->y && y < tile->y + 1.0;
}

static void read_layer(Tiles *t, OGRLayerH layer, const GeoPmtilesEntry *tile, uint64_t order, GeoSinkWorker *worker)
{
    Err err = { 0 };
    const GeoOgrReadDesc read = { .layer = layer };
    GeoOgrFields *fields = geo_ogr_fields_create(t->sink, &read, &err);
    GeoBatch *batch = fields ? geo_ogr_batch(fields) : NULL;
    int64_t dropped = 0;
    OGRFeatureH feature = NULL;
    while (batch && (feature = OGR_L_GetNextFeature(layer)) != NULL) {
        if (t->sink->desc->drop_duplicates && !belongs_to_tile(OGR_F_GetGeometryRef(feature), tile)) {
            dropped++;
        } else {
            geo_ogr_feature(fields, batch, feature, false);
            if (geo_batch_is_full(batch)) {
                batch->order = order++;
                batch = geo_sink_put(t->sink, worker, batch) ? geo_ogr_batch(fields) : NULL;
            }
        }
        OGR_F_Destroy(feature);
    }
    if (batch) {
        batch->order = order;
        geo_sink_put(t->sink, worker, batch);
    }
    geo_ogr_fields_destroy(fields);
    if (dropped) geo_sink_problem(t->sink, GEO_PROBLEM_DUPLICATE, dropped, "features repeated by tile buffers; dropped");
    if (err.code != ERR_NONE) geo_sink_fail(t->sink, &err);
}

static void read_tile(int index, void *arg)
{
    Tiles *t = arg;
    if (geo_sink_is_stopped(t->sink)) return;
    const GeoPmtilesEntry *tile = &t->archive.entries[index];
    GeoSinkWorker *worker = geo_sink_worker_take(t->sink);
    GeoGdalErrors errors = { 0 };
    geo_gdal_errors_push(&errors);
    VSILFILE *file = worker ? VSIFOpenL(t->path, "rb") : NULL;
    GByte *bytes = file ? VSIMalloc(tile->length + 1) : NULL;
    bool ok = bytes && VSIFSeekL(file, tile->offset, SEEK_SET) == 0 && VSIFReadL(bytes, 1, tile->length, file) == tile->length;
    if (file) VSIFCloseL(file);
    char memory[96], opened[128], number[3][16];
    snprintf(memory, sizeof memory, "/vsimem/citymirror_tile_%p_%d.pbf%s", (void *)t, index,
             t->archive.is_tile_gzip ? ".gz" : "");
    snprintf(opened, sizeof opened, "%s%s", t->archive.is_tile_gzip ? "/vsigzip/" : "", memory);
    VSILFILE *in_memory = ok ? VSIFileFromMemBuffer(memory, bytes, tile->length, FALSE) : NULL;
    if (in_memory) VSIFCloseL(in_memory);
    snprintf(number[0], sizeof number[0], "%u", tile->x);
    snprintf(number[1], sizeof number[1], "%u", tile->y);
    snprintf(number[2], sizeof number[2], "%u", tile->zoom);
    char **options = CSLSetNameValue(CSLSetNameValue(CSLSetNameValue(NULL, "X", number[0]), "Y", number[1]), "Z", number[2]);
    options = CSLSetNameValue(CSLSetNameValue(options, "METADATA_FILE", ""), "CLIP", "NO");
    const char *const drivers[] = { "MVT", NULL };
    GDALDatasetH ds =
        in_memory ? GDALOpenEx(opened, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, (const char *const *)options, NULL) : NULL;
    CSLDestroy(options);
    OGRLayerH layer = ds ? GDALDatasetGetLayerByName(ds, t->sink->name) : NULL;
    if (layer) read_layer(t, layer, tile, (uint64_t)index << 24, worker);
    if (!ds && tile->length > 0) t->damaged++;
    if (ds) GDALClose(ds);
    VSIUnlink(memory);
    VSIFree(bytes);
    geo_gdal_errors_pop();
    if (worker) geo_sink_worker_give(t->sink, worker);
    job_progress(t->sink->desc->job, (float)++t->done / (float)t->archive.entry_count);
}

static bool read_pmtiles(GeoSink *sink, Err *err)
{
    const GeoLayerDesc *desc = sink->desc;
    Tiles t = { .sink = sink };
    if (desc->where && desc->where[0]) {
        err_set(err, ERR_ARGUMENT, "'%s': where= is not there for PMTiles", desc->source);
        return false;
    }
    if (!open_archive(desc->source, &t.path, &t.archive, err)) return false;
    bool ok = false;
    struct json_object *root = NULL, *layers = vector_layers(&t.archive, &root);
    for (size_t i = 0; layers && i < json_object_array_length(layers) && !sink->name; i++) {
        const char *name = layer_name(layers, i);
        if (name && (!desc->table || !desc->table[0] || str_equal_nocase(desc->table, name))) sink->name = str_copy(name);
    }
    struct json_object *attribution = NULL;
    if (layers && json_object_object_get_ex(root, "attribution", &attribution))
        sink->attribution = str_copy(json_object_get_string(attribution));
    json_object_put(root);
    if (!sink->name) {
        err_set(err, ERR_NOT_FOUND, "'%s' has no table '%s'", desc->source, desc->table ? desc->table : "");
        goto done;
    }
    sink->crs_text = str_copy("EPSG:3857");
    if (!geo_sink_open(sink, err)) goto done;
    if (desc->pool)
        job_parallel_for(desc->pool, t.archive.entry_count, read_tile, &t);
    else
        for (int i = 0; i < t.archive.entry_count; i++) read_tile(i, &t);
    if (t.damaged) geo_sink_problem(sink, GEO_PROBLEM_READ_ERROR, t.damaged, "tiles that could not be decoded");
    geo_sink_number(sink);
    ok = !sink->has_failed;
    if (!ok && err) *err = sink->err;
done:
    geo_pmtiles_close(&t.archive);
    free(t.path);
    return ok;
}

static bool list_pmtiles(const char *source, const char *encoding, GeoListing *out, Err *err)
{
    (void)encoding;
    GeoPmtiles archive;
    char *path = NULL;
    if (!open_archive(source, &path, &archive, err)) return false;
    snprintf(out->driver, sizeof out->driver, "PMTiles");
    struct json_object *root = NULL, *layers = vector_layers(&archive, &root);
    bool ok = true;
    for (size_t i = 0; layers && i < json_object_array_length(layers) && ok; i++) {
        const char *name = layer_name(layers, i);
        if (!name) continue;
        GeoTable table = { .kind = GEO_TABLE_VECTOR, .geometry = GEO_GEOMETRY_MIXED, .feature_count = -1, .crs = "EPSG:3857" };
        str_copy_utf8(table.name, sizeof table.name, name);
        ok = geo_listing_add(out, &table);
    }
    json_object_put(root);
    geo_pmtiles_close(&archive);
    free(path);
    if (!ok) err_set(err, ERR_MEMORY, "no memory to list '%s'", source);
    return ok;
}

const GeoSource geo_source_pmtiles = { .name = "pmtiles", .accepts = accepts, .list = list_pmtiles, .read = read_pmtiles };
