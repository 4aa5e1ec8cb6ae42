// SPDX-License-Identifier: Apache-2.0
// geo_demo_package.h - the open GeoPackage of the demo: layers, features and geometry in well-known binary. Private to geo_demo_*.c.
#pragma once
#include "geo/geo_demo_city.h"
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

typedef struct {
    double x, y, z;
} GeoDemoXyz;

// Little-endian WKB, ISO codes (OGC 06-103r4), grown as needed.
typedef struct {
    uint8_t *bytes;
    size_t length, cap;
    bool has_failed;
} GeoDemoWkb;

typedef struct {
    GDALDatasetH dataset;
    OGRSpatialReferenceH srs;
    OGRLayerH layer;      // being written
    OGRFeatureH feature;  // reused; its fields in the order of the layer
    GeoDemoWkb wkb;
    const char *path;
    Err *err;
    bool has_failed;      // err says why; further calls do nothing
} GeoDemoPackage;

typedef struct {
    const char *name;
    OGRFieldType type;
} GeoDemoField;
void geo_demo_package_layer(GeoDemoPackage *p, const char *name, const char *title, OGRwkbGeometryType type, const GeoDemoField *fields,
                            int field_count);
// Fields by position; then one of the geometries, which writes the feature.
void geo_demo_package_text(GeoDemoPackage *p, int field, const char *text); // NULL = null
void geo_demo_package_int(GeoDemoPackage *p, int field, int64_t value);
void geo_demo_package_real(GeoDemoPackage *p, int field, double value);
void geo_demo_package_point(GeoDemoPackage *p, double lon, double lat);
void geo_demo_package_point_z(GeoDemoPackage *p, double lon, double lat, double z_m);
void geo_demo_package_line(GeoDemoPackage *p, const GeoDemoXyz *points, int count, bool has_z);
// Rings as first corner, count; closed here.
void geo_demo_package_polygon(GeoDemoPackage *p, const GeoDemoXyz *points, const int *counts, int rings, bool has_z);
void geo_demo_package_geometry(GeoDemoPackage *p, OGRGeometryH geometry); // taken

// The parts of the package, one file each.
void geo_demo_package_grounds(GeoDemoPackage *p, const GeoDemoGround *ground, const GeoDemoCity *city, uint64_t seed);
void geo_demo_package_units(GeoDemoPackage *p, OGRGeometryH land); // towns, villages; land borrowed
void geo_demo_package_traffic(GeoDemoPackage *p, const GeoDemoCity *city);
void geo_demo_package_bridges(GeoDemoPackage *p);
