// SPDX-License-Identifier: Apache-2.0
// geo_source_gtfs.c - public transport timetables (GTFS): stops as points, and the shapes of trips
// as lines. Format: General Transit Feed Specification, shapes.txt and stops.txt. Stops are read by
// the general row.
#include "geo/geo_error.h"
#include "geo/geo_ogr.h"
#include "base/array.h"
#include "base/file.h"
#include "base/hashmap.h"
#include "base/str.h"
#include <cpl_vsi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHAPES "shapes"
#define POINTS_MAX 50000000

typedef struct {
    uint32_t shape; // place of its name
    uint32_t order; // as read, where sequences are equal
    double sequence, x, y;
} ShapePoint;

typedef struct {
    ShapePoint *points;
    int count, cap;
    char **names; // of the shapes, as first met
    int name_count, name_cap;
    Hashmap places; // of the names, by their hash
} Shapes;

// The path of a member as GDAL opens it; heap.
static char *member_path(const char *source, const char *member)
{
    char *folder = geo_source_gdal_path(source);
    Str path = { 0 };
    if (folder) str_printf(&path, "%s/%s", folder, member);
    free(folder);
    return path.text;
}

static bool has_member(const char *source, const char *member)
{
    char *path = member_path(source, member);
    VSIStatBufL stat;
    const bool is_there = path && VSIStatExL(path, &stat, VSI_STAT_EXISTS_FLAG) == 0;
    free(path);
    return is_there;
}

static bool accepts(const char *source)
{
    const bool is_place =
        str_ends_nocase(source, ".zip") || (!str_starts(source, "/vsi") && file_is_folder(source));
    if (!is_place) return false;
    geo_gdal_init();
    return has_member(source, "stops.txt") && has_member(source, "shapes.txt");
}

static bool list_gtfs(const char *source, const char *encoding, GeoListing *out, Err *err)
{
    if (!geo_source_ogr.list(source, encoding, out, err)) return false;
    snprintf(out->driver, sizeof out->driver, "GTFS");
    GeoTable table = {
        .name = SHAPES, .kind = GEO_TABLE_VECTOR, .geometry = GEO_GEOMETRY_LINE, .feature_count = -1
    };
    if (geo_listing_add(out, &table)) return true;
    err_set(err, ERR_MEMORY, "no memory to list '%s'", source);
    return false;
}

static int compare_points(const void *pa, const void *pb)
{
    const ShapePoint *a = pa, *b = pb;
    if (a->shape != b->shape) return a->shape < b->shape ? -1 : 1;
    if (a->sequence != b->sequence) return a->sequence < b->sequence ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

// The place of the shape's name; new names get the next.
static bool shape_of(Shapes *s, const char *name, uint32_t *out)
{
    const uint64_t key = str_hash(name, strlen(name));
    uint64_t place = 0;
    if (hashmap_get(&s->places, key, &place)) {
        *out = (uint32_t)place;
        return true;
    }
    if (!array_reserve((void **)&s->names, &s->name_cap, s->name_count + 1, sizeof *s->names))
        return false;
    *out = (uint32_t)s->name_count;
    s->names[s->name_count] = str_copy(name);
    return s->names[s->name_count++] != NULL && hashmap_put(&s->places, key, *out);
}

static bool read_points(GeoSink *sink, OGRLayerH layer, Shapes *s, Err *err)
{
    OGRFeatureDefnH defn = OGR_L_GetLayerDefn(layer);
    const int id = OGR_FD_GetFieldIndex(defn, "shape_id"),
              x = OGR_FD_GetFieldIndex(defn, "shape_pt_lon"),
              y = OGR_FD_GetFieldIndex(defn, "shape_pt_lat"),
              order = OGR_FD_GetFieldIndex(defn, "shape_pt_sequence");
    if (id < 0 || x < 0 || y < 0 || order < 0) {
        err_set(err, ERR_FORMAT,
                "'%s': shapes.txt lacks shape_id, shape_pt_lat, shape_pt_lon or shape_pt_sequence",
                sink->desc->source);
        return false;
    }
    uint32_t shape = 0;
    bool ok = true;
    for (OGRFeatureH feature; ok && (feature = OGR_L_GetNextFeature(layer)) != NULL;
         OGR_F_Destroy(feature)) {
        ok = s->count < POINTS_MAX && shape_of(s, OGR_F_GetFieldAsString(feature, id), &shape) &&
             array_reserve((void **)&s->points, &s->cap, s->count + 1, sizeof *s->points);
        if (!ok) continue;
        s->points[s->count] = (ShapePoint){ .shape = shape,
                                            .order = (uint32_t)s->count,
                                            .sequence = OGR_F_GetFieldAsDouble(feature, order),
                                            .x = OGR_F_GetFieldAsDouble(feature, x),
                                            .y = OGR_F_GetFieldAsDouble(feature, y) };
        s->count++;
    }
    if (!ok) err_set(err, ERR_MEMORY, "'%s': no memory for its shapes", sink->desc->source);
    return ok;
}

// One line a shape.
static bool put_lines(GeoSink *sink, const Shapes *s, Err *err)
{
    GeoSinkWorker *worker = geo_sink_worker_take(sink);
    GeoBatch *batch = NULL;
    uint64_t order = 0;
    bool ok = worker != NULL;
    for (int i = 0; ok && i < s->count;) {
        if (!batch) {
            batch = geo_batch_create();
            ok = batch != NULL;
            if (!ok) break;
            batch->order = order++;
            geo_batch_column_add(batch, "shape_id", strlen("shape_id"), GEO_FIELD_TEXT);
        }
        const uint32_t shape = s->points[i].shape;
        geo_batch_feature(batch, shape);
        geo_batch_text(batch, 0, s->names[shape], strlen(s->names[shape]));
        geo_batch_part(batch, GEO_PART_LINE);
        for (; i < s->count && s->points[i].shape == shape; i++)
            geo_batch_vertex(batch, s->points[i].x, s->points[i].y);
        if (geo_batch_is_full(batch) || i == s->count) {
            ok = geo_sink_put(sink, worker, batch);
            batch = NULL;
        }
    }
    if (worker) geo_sink_worker_give(sink, worker);
    if (!ok && sink->has_failed && err) *err = sink->err;
    if (!ok && !sink->has_failed)
        err_set(err, ERR_MEMORY, "'%s': no memory for its shapes", sink->desc->source);
    return ok;
}

static bool read_gtfs(GeoSink *sink, Err *err)
{
    const GeoLayerDesc *desc = sink->desc;
    if (!desc->table || !str_equal_nocase(desc->table, SHAPES) || (desc->where && desc->where[0])) {
        err_set(err, ERR_UNSUPPORTED, "the general reader's");
        return false;
    }
    char *path = member_path(desc->source, "shapes.txt");
    const GeoOgrOpenDesc open = { .source = path, .encoding = desc->encoding };
    GeoOgrDataset data;
    Shapes shapes = { 0 };
    bool ok = path && geo_ogr_open(&open, &data, err);
    if (ok) {
        GeoGdalErrors errors = { 0 };
        geo_gdal_errors_push(&errors);
        OGRLayerH layer = GDALDatasetGetLayer(data.ds, 0);
        ok = layer && read_points(sink, layer, &shapes, err);
        geo_gdal_errors_pop();
        geo_ogr_close(&data);
    }
    if (shapes.count > 1)
        qsort(shapes.points, (size_t)shapes.count, sizeof *shapes.points, compare_points);
    sink->name = str_copy(SHAPES);
    sink->crs_text = str_copy("EPSG:4326"); // by the specification
    sink->source_feature_count = shapes.name_count;
    ok = ok && sink->name && sink->crs_text && geo_sink_open(sink, err) &&
         put_lines(sink, &shapes, err);
    for (int i = 0; i < shapes.name_count; i++) free(shapes.names[i]);
    free(shapes.names);
    hashmap_finish(&shapes.places);
    free(shapes.points);
    free(path);
    return ok;
}

const GeoSource geo_source_gtfs = {
    .name = "gtfs", .accepts = accepts, .list = list_gtfs, .read = read_gtfs
};
