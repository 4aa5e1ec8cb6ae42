// SPDX-License-Identifier: Apache-2.0
// geo_point_columns.h - tables without geometry whose columns hold coordinates: CSV, spreadsheets; names in Chinese and English.
#pragma once
#include "geo/geo_crs.h"
#include <ogr_api.h>
#include <stdbool.h>

typedef struct {
    int x_field, y_field; // easting or longitude, northing or latitude
    bool is_plane;        // named x and y: which of them is northing is for the values to say
    bool is_pair;         // one column holds both: "110.36,21.27"; x_field is y_field
    bool is_swapped;      // of a pair: northing or latitude first
} GeoPointColumns;
// Best pair by name: lon lng longitude 经度 东经 x X坐标 easting …; of several, the one named after
// the datum; else one column of pairs: 坐标 经纬度 location coordinates latlng …. false: none.
bool geo_point_columns_find(OGRFeatureDefnH defn, GeoDatum datum, GeoPointColumns *out);
// Number, degrees-minutes-seconds text, or a decimal comma. false: none of them.
bool geo_point_columns_read(OGRFeatureH feature, int field, double *out);
// Both numbers of a row. false: one of them is none.
bool geo_point_columns_position(const GeoPointColumns *columns, OGRFeatureH feature, double *x,
                                double *y);
// Chinese surveyors write X for northing: true where the values say so (x as far from the equator as China, y a plane easting).
bool geo_point_columns_are_swapped(double x, double y);
