// SPDX-License-Identifier: Apache-2.0
// geo_source_ogr.c - the general row: everything OGR opens, feature by feature.
#include "geo/geo_ogr.h"
#include "base/array.h"
#include "base/file.h"
#include "base/str.h"
#include "geo/geo_error.h"
#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_remote(const char *source)
{
    return str_starts(source, "http://") || str_starts(source, "https://") || str_starts(source, "ftp://");
}

// "PG:", "WFS:", "MVT:" and the like: two letters or more, a colon, and no such file.
static bool is_connection(const char *source)
{
    size_t n = 0;
    while ((source[n] >= 'A' && source[n] <= 'Z') || (source[n] >= 'a' && source[n] <= 'z') || source[n] == '_' ||
           (n > 0 && source[n] >= '0' && source[n] <= '9'))
        n++;
    return n >= 2 && source[n] == ':' && !file_exists(source);
}

char *geo_source_gdal_path(const char *source)
{
    char *path = NULL;
    Str s = { 0 };
    if (is_remote(source) && !str_starts(source, "/vsi")) {
        str_printf(&s, "/vsicurl/%s", source);
        source = s.text;
    } else if (!str_starts(source, "/vsi") && !is_connection(source)) {
        if (str_ends_nocase(source, ".zip") || str_ends_nocase(source, ".kmz") || str_ends_nocase(source, ".shz"))
            str_printf(&s, str_ends_nocase(source, ".zip") ? "/vsizip/%s" : "%s", source);
        else if (str_ends_nocase(source, ".tar") || str_ends_nocase(source, ".tgz") || str_ends_nocase(source, ".tar.gz"))
            str_printf(&s, "/vsitar/%s", source);
        else if (str_ends_nocase(source, ".gz")) str_printf(&s, "/vsigzip/%s", source);
    }
    if (s.text && str_starts(s.text, "/vsicurl/") && str_ends_nocase(s.text, ".zip")) {
        Str zipped = { 0 };
        str_printf(&zipped, "/vsizip/%s", s.text);
        str_finish(&s);
        s = zipped;
    }
    path = str_copy(s.text ? s.text : source);
    str_finish(&s);
    return path;
}

bool geo_source_check(const char *source, Err *err)
{
    if (!source[0]) {
        err_set(err, ERR_ARGUMENT, "no source given");
        return false;
    }
    if (str_starts(source, "/vsi") || is_remote(source) || is_connection(source) || source[0] == '<') return true;
    if (file_is_folder(source)) return true;
    uint64_t size = 0;
    int64_t changed_us = 0;
    if (!file_stat(source, &size, &changed_us)) {
        err_set(err, ERR_IO, "'%s' is not there", source);
        return false;
    }
    if (size == 0) {
        err_set(err, ERR_FORMAT, "'%s' is empty (0 bytes)", source);
        return false;
    }
    return true;
}

static bool accepts_all(const char *source)
{
    (void)source;
    return true;
}

static GDALDatasetH open_dataset(const char *source, Err *err)
{
    geo_gdal_register();
    char *path = geo_source_gdal_path(source);
    if (!path) return NULL;
    GeoGdalErrors errors = { 0 };
    geo_gdal_errors_push(&errors);
    GDALDatasetH ds = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, NULL, NULL, NULL);
    geo_gdal_errors_pop();
    if (!ds) {
        const bool is_net = is_remote(source) || str_starts(source, "/vsicurl") || str_starts(source, "PG:") || str_starts(source, "WFS:");
        err_set(err, is_net ? ERR_NETWORK : ERR_FORMAT, "cannot open '%s' as a vector layer: %s", source,
                errors.text[0] ? errors.text : "no GDAL driver knows it");
        if (str_ends_nocase(source, ".parquet") && !GDALGetDriverByName("Parquet"))
            err_set(err, ERR_UNSUPPORTED, "'%s': this GDAL (%s) has no Parquet driver; convert it with a newer ogr2ogr", source,
                    GDALVersionInfo("RELEASE_NAME"));
    }
    free(path);
    return ds;
}

static OGRLayerH choose_layer(GDALDatasetH ds, const GeoLayerDesc *desc, Err *err)
{
    const int count = GDALDatasetGetLayerCount(ds);
    if (desc->table && desc->table[0]) {
        OGRLayerH layer = GDALDatasetGetLayerByName(ds, desc->table);
        if (!layer) err_set(err, ERR_NOT_FOUND, "'%s' has no table '%s' (%d tables)", desc->source, desc->table, count);
        return layer;
    }
    OGRLayerH first = NULL;
    for (int i = 0; i < count; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(ds, i);
        if (!first) first = layer;
        if (OGR_L_GetGeomType(layer) != wkbNone && OGR_L_GetFeatureCount(layer, FALSE) != 0) return layer;
    }
    if (!first) err_set(err, ERR_FORMAT, "'%s' holds no vector tables", desc->source);
    return first;
}

typedef struct {
    GDALDatasetH ds;
    OGRLayerH layer;
    GeoOgrFields *fields;
    GeoSink *sink;
    int64_t done;
    GeoGdalErrors errors;
} Reading;

static GeoBatch *read_batch(void *arg, Err *err)
{
    Reading *r = arg;
    GeoBatch *b = geo_ogr_batch(r->fields);
    if (!b) {
        err_set(err, ERR_MEMORY, "no memory for '%s'", r->sink->desc->source);
        return NULL;
    }
    geo_gdal_errors_push(&r->errors);
    while (!geo_batch_is_full(b) && !b->is_out_of_memory) {
        OGRFeatureH feature = OGR_L_GetNextFeature(r->layer);
        if (!feature) break;
        geo_ogr_feature(r->fields, b, feature, false);
        OGR_F_Destroy(feature);
    }
    geo_gdal_errors_pop();
    r->done += b->feature_count;
    if (r->sink->source_feature_count > 0)
        job_progress(r->sink->desc->job, (float)r->done / (float)r->sink->source_feature_count);
    if (b->feature_count == 0) {
        geo_batch_destroy(b);
        return NULL;
    }
    return b;
}

// Formats whose coordinates are longitude and latitude by their standard, though the driver names no CRS.
static bool is_geographic_by_habit(GDALDatasetH ds)
{
    const char *driver = GDALGetDriverShortName(GDALGetDatasetDriver(ds));
    static const char *const habit[] = { "GeoJSON", "GeoJSONSeq", "TopoJSON", "GPX", "KML", "LIBKML", "OSM", "GeoRSS" };
    for (size_t i = 0; i < sizeof habit / sizeof *habit; i++)
        if (str_equal(driver, habit[i])) return true;
    return false;
}

static bool set_filter(OGRLayerH layer, const GeoLayerDesc *desc, Err *err)
{
    if (!desc->where || !desc->where[0]) return true;
    GeoGdalErrors errors = { 0 };
    geo_gdal_errors_push(&errors);
    const OGRErr result = OGR_L_SetAttributeFilter(layer, desc->where);
    geo_gdal_errors_pop();
    if (result != OGRERR_NONE)
        err_set(err, ERR_ARGUMENT, "'%s': where=%s: %s", desc->source, desc->where, errors.text[0] ? errors.text : "not understood");
    return result == OGRERR_NONE;
}

static bool read_ogr(GeoSink *sink, Err *err)
{
    const GeoLayerDesc *desc = sink->desc;
    Reading r = { .sink = sink };
    bool ok = false;
    r.ds = open_dataset(desc->source, err);
    if (!r.ds) return false;
    const bool is_osm = str_equal(GDALGetDriverShortName(GDALGetDatasetDriver(r.ds)), "OSM");
    r.layer = choose_layer(r.ds, desc, err);
    if (!r.layer) goto done;
    const char *name = OGR_L_GetName(r.layer);
    if (is_osm) {
        // Without this the features of the other tables pile up in memory.
        char sql[160];
        snprintf(sql, sizeof sql, "SET interest_layers = %s", name);
        GDALDatasetReleaseResultSet(r.ds, GDALDatasetExecuteSQL(r.ds, sql, NULL, NULL));
    }
    sink->name = str_copy(name);
    sink->crs_text = geo_ogr_crs_text(OGR_L_GetSpatialRef(r.layer), &sink->is_in_authority_order);
    sink->crs_is_guess = !sink->crs_text && is_geographic_by_habit(r.ds);
    sink->crs_must_look_geographic = sink->crs_is_guess;
    const char *attribution = GDALGetMetadataItem(r.ds, "attribution", NULL);
    if (attribution) sink->attribution = str_copy(attribution);
    if (!sink->name || !geo_sink_open(sink, err)) goto done;
    if (!is_osm) sink->source_feature_count = OGR_L_GetFeatureCount(r.layer, FALSE);
    if (!set_filter(r.layer, desc, err)) goto done;
    const GeoOgrReadDesc read = { .layer = r.layer, .has_osm_tags = is_osm };
    r.fields = geo_ogr_fields_create(sink, &read, err);
    if (!r.fields) goto done;
    OGR_L_ResetReading(r.layer);
    ok = geo_sink_pump(sink, read_batch, &r, err);
    if (ok && r.errors.failures > 0) geo_sink_problem(sink, GEO_PROBLEM_READ_ERROR, r.errors.failures, r.errors.text);
done:
    geo_ogr_fields_destroy(r.fields);
    GDALClose(r.ds);
    return ok;
}

bool geo_listing_add(GeoListing *listing, const GeoTable *table)
{
    int cap = listing->table_count;
    if (!array_reserve((void **)&listing->tables, &cap, listing->table_count + 1, sizeof *listing->tables)) return false;
    listing->tables[listing->table_count++] = *table;
    return true;
}

static GeoGeometryKind kind_of(OGRwkbGeometryType type)
{
    switch (OGR_GT_Flatten(type)) {
    case wkbPoint:
    case wkbMultiPoint: return GEO_GEOMETRY_POINT;
    case wkbLineString:
    case wkbMultiLineString:
    case wkbCircularString:
    case wkbCompoundCurve:
    case wkbMultiCurve: return GEO_GEOMETRY_LINE;
    case wkbPolygon:
    case wkbMultiPolygon:
    case wkbCurvePolygon:
    case wkbMultiSurface:
    case wkbPolyhedralSurface:
    case wkbTIN:
    case wkbTriangle: return GEO_GEOMETRY_AREA;
    case wkbNone: return GEO_GEOMETRY_NONE;
    default: return GEO_GEOMETRY_MIXED;
    }
}

static bool list_ogr(const char *source, const char *encoding, GeoListing *out, Err *err)
{
    (void)encoding;
    GDALDatasetH ds = open_dataset(source, err);
    if (!ds) return false;
    snprintf(out->driver, sizeof out->driver, "%s", GDALGetDriverShortName(GDALGetDatasetDriver(ds)));
    bool ok = true;
    for (int i = 0; i < GDALDatasetGetLayerCount(ds) && ok; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(ds, i);
        GeoTable table = { .kind = OGR_L_GetGeomType(layer) == wkbNone ? GEO_TABLE_ATTRIBUTES : GEO_TABLE_VECTOR };
        str_copy_utf8(table.name, sizeof table.name, OGR_L_GetName(layer));
        table.geometry = kind_of(OGR_L_GetGeomType(layer));
        table.feature_count = OGR_L_GetFeatureCount(layer, FALSE);
        bool swapped = false;
        char *crs = geo_ogr_crs_text(OGR_L_GetSpatialRef(layer), &swapped);
        if (crs) str_copy_utf8(table.crs, sizeof table.crs, str_starts(crs, "EPSG:") || str_starts(crs, "OGC:") ? crs : OSRGetName(OGR_L_GetSpatialRef(layer)));
        free(crs);
        ok = geo_listing_add(out, &table);
    }
    GDALClose(ds);
    if (!ok) err_set(err, ERR_MEMORY, "no memory to list '%s'", source);
    return ok;
}

const GeoSource geo_source_ogr = { .name = "ogr", .accepts = accepts_all, .list = list_ogr, .read = read_ogr };
