// SPDX-License-Identifier: Apache-2.0
// geo_ogr.h - what the sources that read through OGR share: opening, errors caught, features to batches.
#pragma once
#include "geo/geo_encoding.h"
#include "geo/geo_source.h"
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

// GDAL's messages of this thread are kept here instead of going to standard error, until popped.
typedef struct {
    int failures;
    char text[300]; // the first failure
} GeoGdalErrors;
void geo_gdal_errors_push(GeoGdalErrors *errors);
void geo_gdal_errors_pop(void);

typedef struct {
    GDALDatasetH ds;
    const char *driver;
    char *table;        // the wanted one's name in ds, where one is wanted
    char *memory_path;  // of a CSV recoded in memory, or NULL
    char *fetched_path; // of a file fetched whole, or NULL
} GeoOgrDataset;
typedef struct {
    const char *source, *encoding;
    const char *table;    // decides which file of an archive is opened; NULL = the first
    bool is_osm_unsorted; // nodes are not in the order of their ids
} GeoOgrOpenDesc;
// ERR_FORMAT, ERR_NETWORK or ERR_UNSUPPORTED with what GDAL said and what to do.
bool geo_ogr_open(const GeoOgrOpenDesc *desc, GeoOgrDataset *out, Err *err);
// Tables of the files in an archive or a folder, until visit returns false; then false. Whatever
// visit is given ends with it.
typedef struct {
    const char *path, *name; // of the file; of the table among all of them
    GDALDatasetH ds;
    OGRLayerH layer;
} GeoOgrMember;
bool geo_ogr_members_visit(const GeoOgrOpenDesc *desc,
                           bool (*visit)(const GeoOgrMember *member, void *arg), void *arg);
void geo_ogr_close(GeoOgrDataset *dataset);
// How a Shapefile's text becomes UTF-8: encoding, .cpg, or what the text looks like. NULL: it is UTF-8 (or encoding is unknown).
GeoRecoder *geo_ogr_shapefile_recoder(OGRLayerH layer, const char *encoding, GeoSink *sink);
bool geo_source_is_network(const char *source);

// "EPSG:4546" or WKT; NULL when there is none. Heap. is_in_authority_order: the data has latitude or northing first.
char *geo_ogr_crs_text(OGRSpatialReferenceH srs, bool *is_in_authority_order);

// Extra columns out of OSM's other_tags.
typedef struct GeoOgrFields GeoOgrFields;
typedef struct {
    OGRLayerH layer;
    GeoRecoder *recoder; // NULL: text is UTF-8 or gets checked
    bool has_osm_tags;
} GeoOgrReadDesc;
// Reads the fields' names and types; unique, UTF-8. NULL with *err.
GeoOgrFields *geo_ogr_fields_create(GeoSink *sink, const GeoOgrReadDesc *desc, Err *err);
void geo_ogr_fields_destroy(GeoOgrFields *fields);
// An empty batch with the columns added.
GeoBatch *geo_ogr_batch(const GeoOgrFields *fields);
// Adds a feature with attributes; the geometry too unless without_geometry.
void geo_ogr_feature(GeoOgrFields *fields, GeoBatch *batch, OGRFeatureH feature, bool without_geometry);
void geo_ogr_geometry(GeoBatch *batch, OGRGeometryH geometry);
