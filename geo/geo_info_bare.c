// SPDX-License-Identifier: Apache-2.0
// geo_info_bare.c - a table without a CRS, described without placing it.
#include "geo/geo_info_bare.h"
#include "geo/geo_ogr.h"
#include "geo/geo_point_columns.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void own_extent(OGRLayerH ogr, const GeoTable *table, GeoBox *out)
{
    GeoPointColumns columns;
    OGREnvelope box;
    *out = geo_box_empty();
    if (OGR_L_GetGeomType(ogr) != wkbNone) {
        if (table->feature_count != 0 && OGR_L_GetExtent(ogr, &box, TRUE) == OGRERR_NONE)
            *out = (GeoBox){ box.MinX, box.MinY, box.MaxX, box.MaxY };
        return;
    }
    if (!geo_point_columns_find(OGR_L_GetLayerDefn(ogr), GEO_DATUM_WGS84, &columns)) return;
    OGR_L_ResetReading(ogr);
    for (OGRFeatureH feature; (feature = OGR_L_GetNextFeature(ogr)) != NULL; OGR_F_Destroy(feature)) {
        double x = 0, y = 0;
        const bool is_point = geo_point_columns_position(&columns, feature, &x, &y);
        if (is_point && isfinite(x) && isfinite(y)) *out = geo_box_union(*out, (GeoBox){ x, y, x, y });
    }
}

static bool add_columns(GeoLayer *layer, const GeoBatch *batch)
{
    layer->columns = calloc((size_t)batch->column_count + 1, sizeof *layer->columns);
    if (!layer->columns) return false;
    for (int i = 0; i < batch->column_count; i++) {
        GeoColumn *column = &layer->columns[layer->column_count];
        column->name = str_copy(batch->columns[i].name);
        column->type = batch->columns[i].type;
        if (!column->name) return false;
        layer->column_count++;
    }
    return true;
}

// Names and types of the fields, read the way a load would.
static bool read_fields(GeoSink *sink, OGRLayerH ogr, const char *driver, GeoLayer *layer)
{
    GeoRecoder *recoder = NULL;
    if (str_equal(driver, "ESRI Shapefile")) recoder = geo_ogr_shapefile_recoder(ogr, sink->desc->encoding, sink);
    GeoOgrFields *fields = geo_ogr_fields_create(sink, &(GeoOgrReadDesc){ .layer = ogr, .recoder = recoder }, NULL);
    GeoBatch *batch = fields ? geo_ogr_batch(fields) : NULL;
    const bool ok = batch && add_columns(layer, batch);
    geo_batch_destroy(batch);
    geo_ogr_fields_destroy(fields);
    geo_recoder_destroy(recoder);
    return ok;
}

static GeoLayer *describe(GeoSink *sink, const GeoOgrDataset *data, const GeoTable *table)
{
    OGRLayerH ogr = GDALDatasetGetLayerByName(data->ds, data->table ? data->table : table->name);
    if (!ogr) return NULL;
    bool is_swapped = false;
    char *crs = geo_ogr_crs_text(OGR_L_GetSpatialRef(ogr), &is_swapped);
    // GDAL says longitude and latitude of every GeoJSON that names nothing.
    const bool has_crs = crs && !str_starts(data->driver, "GeoJSON");
    free(crs);
    const char *where = sink->desc->where;
    if (has_crs || (where && where[0] && OGR_L_SetAttributeFilter(ogr, where) != OGRERR_NONE)) return NULL;
    GeoLayer *layer = calloc(1, sizeof *layer);
    if (!layer) return NULL;
    const int64_t count = OGR_L_GetFeatureCount(ogr, TRUE);
    layer->feature_count = count > 0 && count <= UINT32_MAX ? (uint32_t)count : 0;
    layer->source_feature_count = -1;
    layer->kind = table->geometry;
    own_extent(ogr, table, &layer->extent);
    layer->source = str_copy(sink->desc->source);
    layer->name = str_copy(table->name);
    layer->crs_name = str_copy("");
    layer->attribution = str_copy("");
    if (layer->source && layer->name && layer->crs_name && layer->attribution && read_fields(sink, ogr, data->driver, layer)) return layer;
    geo_layer_destroy(layer);
    return NULL;
}

GeoLayer *geo_info_bare_layer(const char *source, const GeoTable *table, const GeoInfoDesc *desc, const Err *why)
{
    if (why->code != ERR_CRS || (desc->crs && desc->crs[0]) || desc->datum != GEO_DATUM_WGS84) return NULL;
    const GeoLayerDesc load = { .source = source, .table = table->name, .encoding = desc->encoding, .where = desc->where };
    GeoOgrDataset data;
    const GeoOgrOpenDesc open = { .source = source,
                                  .encoding = desc->encoding,
                                  .table = table->name };
    if (!geo_ogr_open(&open, &data, NULL)) return NULL;
    GeoSink sink;
    geo_sink_init(&sink, &load);
    GeoGdalErrors errors = { 0 };
    geo_gdal_errors_push(&errors);
    GeoLayer *layer = describe(&sink, &data, table);
    geo_gdal_errors_pop();
    geo_sink_finish(&sink);
    geo_ogr_close(&data);
    if (!layer) return NULL;
    GeoProblem *problem = &layer->problems[GEO_PROBLEM_CRS_MISSING];
    problem->kind = GEO_PROBLEM_CRS_MISSING;
    problem->count = 1;
    snprintf(problem->text, sizeof problem->text, "set crs=, for example crs=EPSG:4326; the extent is in the file's own units");
    return layer;
}
