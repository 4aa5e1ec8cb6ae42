// SPDX-License-Identifier: Apache-2.0
// geo_source_ogr.c - the general row: everything OGR opens, feature by feature.
#include "geo/geo_ogr.h"
#include "base/array.h"
#include "base/file.h"
#include "base/str.h"
#include "geo/geo_point_columns.h"
#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool accepts_all(const char *source)
{
    (void)source;
    return true;
}

static OGRLayerH choose_layer(const GeoOgrDataset *data, const GeoLayerDesc *desc, Err *err)
{
    GDALDatasetH ds = data->ds;
    const int count = GDALDatasetGetLayerCount(ds);
    if (data->table) {
        OGRLayerH layer = GDALDatasetGetLayerByName(ds, data->table);
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
    GeoOgrDataset data;
    OGRLayerH layer;
    GeoOgrFields *fields;
    GeoRecoder *recoder;
    GeoSink *sink;
    bool has_point_columns;
    GeoPointColumns columns;
    int64_t done;
    bool is_at_end; // some drivers must not be asked again then
    GeoGdalErrors errors;
} Reading;

// A point out of two columns; a row without both is a feature without geometry.
static void put_point(const Reading *r, GeoBatch *b, OGRFeatureH feature)
{
    double x = 0, y = 0;
    if (!geo_point_columns_position(&r->columns, feature, &x, &y)) return;
    geo_batch_part(b, GEO_PART_POINT);
    geo_batch_vertex(b, x, y);
}

static GeoBatch *read_batch(void *arg, Err *err)
{
    Reading *r = arg;
    GeoBatch *b = geo_ogr_batch(r->fields);
    if (!b) {
        err_set(err, ERR_MEMORY, "no memory for '%s'", r->sink->desc->source);
        return NULL;
    }
    geo_gdal_errors_push(&r->errors);
    while (!r->is_at_end && !geo_batch_is_full(b) && !b->is_out_of_memory) {
        OGRFeatureH feature = OGR_L_GetNextFeature(r->layer);
        if (!feature) {
            r->is_at_end = true;
            break;
        }
        geo_ogr_feature(r->fields, b, feature, r->has_point_columns);
        if (r->has_point_columns) put_point(r, b, feature);
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

// Formats whose coordinates are longitude and latitude by their standard or by habit, though no CRS is named.
static bool is_geographic_by_habit(const char *driver)
{
    static const char *const habit[] = { "GeoJSON", "GeoJSONSeq", "TopoJSON", "GPX",  "KML", "LIBKML",
                                         "OSM",     "GeoRSS",     "CSV",      "XLSX", "ODS", "XLS" };
    for (size_t i = 0; i < sizeof habit / sizeof *habit; i++)
        if (str_equal(driver, habit[i])) return true;
    return false;
}

static bool is_table_driver(const char *driver)
{
    return str_equal(driver, "CSV") || str_equal(driver, "XLSX") || str_equal(driver, "ODS") || str_equal(driver, "XLS");
}

// Looks at the first rows: plane coordinates with northing in x, and latitudes past 90 degrees, are
// turned round.
static void check_swapped(Reading *r)
{
    int swapped = 0, others = 0;
    for (int n = 0; n < 100; n++) {
        OGRFeatureH feature = OGR_L_GetNextFeature(r->layer);
        double x = 0, y = 0;
        if (!feature) break;
        if (geo_point_columns_position(&r->columns, feature, &x, &y)) {
            const bool is_latitude_first = fabs(x) <= 90 && fabs(y) > 90 && fabs(y) <= 180;
            if (is_latitude_first || (r->columns.is_plane && geo_point_columns_are_swapped(x, y)))
                swapped++;
            else
                others++;
        }
        OGR_F_Destroy(feature);
    }
    OGR_L_ResetReading(r->layer);
    if (swapped == 0 || others > 0) return;
    const int field = r->columns.x_field;
    r->columns.x_field = r->columns.y_field;
    r->columns.y_field = field;
    r->columns.is_swapped = !r->columns.is_swapped;
    geo_sink_problem(r->sink, GEO_PROBLEM_CRS_GUESSED, 1,
                     r->columns.is_plane
                         ? "x holds northings, as surveyors in China write: taken so"
                         : "the columns of longitude and latitude are exchanged: taken so");
}

// Latitude first though the CRS was announced otherwise, as some servers and exports write: no
// latitude is past 90 degrees.
static bool has_latitude_first(OGRLayerH layer)
{
    int swapped = 0;
    bool is_plain = true;
    for (int n = 0; n < 20 && is_plain; n++) {
        OGRFeatureH feature = OGR_L_GetNextFeature(layer);
        if (!feature) break;
        OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
        OGREnvelope e;
        if (geometry && !OGR_G_IsEmpty(geometry)) {
            OGR_G_GetEnvelope(geometry, &e);
            const bool is_swapped = e.MinX >= -90 && e.MaxX <= 90 && fabs(e.MinY) <= 180 &&
                                    fabs(e.MaxY) <= 180 && (fabs(e.MinY) > 90 || fabs(e.MaxY) > 90);
            swapped += is_swapped;
            is_plain = is_swapped;
        }
        OGR_F_Destroy(feature);
    }
    OGR_L_ResetReading(layer);
    return is_plain && swapped > 0;
}

static bool set_filter(OGRLayerH layer, const GeoLayerDesc *desc, Err *err)
{
    if (!desc->where || !desc->where[0]) return true;
    GeoGdalErrors errors = { 0 };
    geo_gdal_errors_push(&errors);
    const OGRErr result = OGR_L_SetAttributeFilter(layer, desc->where);
    geo_gdal_errors_pop();
    if (result != OGRERR_NONE)
        err_set(err, ERR_ARGUMENT, "'%s': where=%s: %s", desc->source, desc->where,
                errors.text[0] ? errors.text : "not understood");
    return result == OGRERR_NONE;
}

static bool open_layer(Reading *r, Err *err)
{
    GeoSink *sink = r->sink;
    const GeoLayerDesc *desc = sink->desc;
    r->layer = choose_layer(&r->data, desc, err);
    if (!r->layer) return false;
    const char *name = OGR_L_GetName(r->layer), *driver = r->data.driver;
    const bool is_osm = str_equal(driver, "OSM");
    if (is_osm) {
        // Without this the features of the other tables pile up in memory.
        char sql[160];
        snprintf(sql, sizeof sql, "SET interest_layers = %s", name);
        GDALDatasetReleaseResultSet(r->data.ds, GDALDatasetExecuteSQL(r->data.ds, sql, NULL, NULL));
    }
    if (str_equal(driver, "ESRI Shapefile")) r->recoder = geo_ogr_shapefile_recoder(r->layer, desc->encoding, sink);
    if (is_table_driver(driver) && OGR_L_GetGeomType(r->layer) == wkbNone)
        r->has_point_columns = geo_point_columns_find(OGR_L_GetLayerDefn(r->layer), desc->datum, &r->columns);
    if (r->has_point_columns) check_swapped(r);
    sink->name = str_copy(desc->table && desc->table[0] ? desc->table : name);
    sink->crs_text = geo_ogr_crs_text(OGR_L_GetSpatialRef(r->layer), &sink->is_in_authority_order);
    sink->crs_is_guess =
        !sink->crs_text && is_geographic_by_habit(driver) && (r->has_point_columns || OGR_L_GetGeomType(r->layer) != wkbNone);
    sink->crs_must_look_geographic = sink->crs_is_guess || str_equal(driver, "GeoJSON") || str_equal(driver, "GeoJSONSeq");
    OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(r->layer);
    const bool is_geographic = sink->crs_is_guess || (srs && OSRIsGeographic(srs));
    if (!is_osm && is_geographic && !r->has_point_columns && !sink->is_in_authority_order &&
        has_latitude_first(r->layer)) {
        sink->is_in_authority_order = true;
        geo_sink_problem(sink, GEO_PROBLEM_CRS_GUESSED, 1,
                         "latitude comes before longitude: taken so");
    }
    // GeoJSON that names a projected CRS is no guess.
    if (sink->crs_text && !str_equal(sink->crs_text, "EPSG:4326") && !str_equal(sink->crs_text, "EPSG:4979"))
        sink->crs_must_look_geographic = false;
    const char *attribution = GDALGetMetadataItem(r->data.ds, "attribution", NULL);
    if (attribution) sink->attribution = str_copy(attribution);
    if (!sink->name || !geo_sink_open(sink, err)) return false;
    if (!is_osm) sink->source_feature_count = OGR_L_GetFeatureCount(r->layer, FALSE);
    if (!set_filter(r->layer, desc, err)) return false;
    const GeoOgrReadDesc read = { .layer = r->layer, .has_osm_tags = is_osm, .recoder = r->recoder };
    r->fields = geo_ogr_fields_create(sink, &read, err);
    return r->fields != NULL;
}

// Once through the table. is_osm_unsorted goes in as tried and comes out true when the file turns
// out to need it.
static bool read_once(GeoSink *sink, bool *is_osm_unsorted, Err *err)
{
    const GeoLayerDesc *desc = sink->desc;
    Reading r = { .sink = sink };
    const GeoOgrOpenDesc open = { .source = desc->source,
                                  .encoding = desc->encoding,
                                  .table = desc->table,
                                  .is_osm_unsorted = *is_osm_unsorted };
    if (!geo_ogr_open(&open, &r.data, err)) return false;
    geo_gdal_errors_push(&r.errors);
    bool ok = open_layer(&r, err);
    geo_gdal_errors_pop();
    r.errors = (GeoGdalErrors){ 0 };
    if (ok) {
        OGR_L_ResetReading(r.layer);
        ok = geo_sink_pump(sink, read_batch, &r, err);
    }
    *is_osm_unsorted = strstr(r.errors.text, "OSM_USE_CUSTOM_INDEXING") != NULL;
    if (ok && r.errors.failures > 0) geo_sink_problem(sink, GEO_PROBLEM_READ_ERROR, r.errors.failures, r.errors.text);
    geo_ogr_fields_destroy(r.fields);
    geo_recoder_destroy(r.recoder);
    geo_ogr_close(&r.data);
    return ok;
}

static bool read_ogr(GeoSink *sink, Err *err)
{
    bool is_osm_unsorted = false;
    const bool ok = read_once(sink, &is_osm_unsorted, err);
    if (!ok || !is_osm_unsorted) return ok;
    geo_sink_reset(sink);
    return read_once(sink, &is_osm_unsorted, err);
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

static bool list_layer(OGRLayerH layer, const char *name, const char *driver, GeoListing *out)
{
    GeoTable table = { .geometry = kind_of(OGR_L_GetGeomType(layer)) };
    GeoPointColumns columns;
    if (is_table_driver(driver) && table.geometry == GEO_GEOMETRY_NONE &&
        geo_point_columns_find(OGR_L_GetLayerDefn(layer), GEO_DATUM_WGS84, &columns))
        table.geometry = GEO_GEOMETRY_POINT;
    table.kind = table.geometry == GEO_GEOMETRY_NONE ? GEO_TABLE_ATTRIBUTES : GEO_TABLE_VECTOR;
    str_copy_utf8(table.name, sizeof table.name, name);
    table.feature_count = OGR_L_GetFeatureCount(layer, FALSE);
    bool swapped = false;
    OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(layer);
    char *crs = geo_ogr_crs_text(srs, &swapped);
    if (crs)
        str_copy_utf8(table.crs, sizeof table.crs,
                      str_starts(crs, "EPSG:") || str_starts(crs, "OGC:") ? crs : OSRGetName(srs));
    free(crs);
    return geo_listing_add(out, &table);
}

static bool list_member(const GeoOgrMember *member, void *arg)
{
    GeoListing *out = arg;
    const char *driver = GDALGetDriverShortName(GDALGetDatasetDriver(member->ds));
    if (!out->driver[0]) snprintf(out->driver, sizeof out->driver, "%s", driver);
    return list_layer(member->layer, member->name, driver, out);
}

static bool list_ogr(const char *source, const char *encoding, GeoListing *out, Err *err)
{
    GeoOgrDataset data;
    const GeoOgrOpenDesc open = { .source = source, .encoding = encoding };
    if (!geo_ogr_open(&open, &data, err)) return false;
    bool ok = true;
    GeoGdalErrors errors = { 0 };
    geo_gdal_errors_push(&errors);
    if (data.table) {
        ok = geo_ogr_members_visit(&open, list_member, out);
    } else {
        snprintf(out->driver, sizeof out->driver, "%s", data.driver);
        for (int i = 0; i < GDALDatasetGetLayerCount(data.ds) && ok; i++) {
            OGRLayerH layer = GDALDatasetGetLayer(data.ds, i);
            ok = list_layer(layer, OGR_L_GetName(layer), data.driver, out);
        }
    }
    geo_gdal_errors_pop();
    geo_ogr_close(&data);
    if (!ok) err_set(err, ERR_MEMORY, "no memory to list '%s'", source);
    return ok;
}

const GeoSource geo_source_ogr = { .name = "ogr", .accepts = accepts_all, .list = list_ogr, .read = read_ogr };
