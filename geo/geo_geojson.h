// SPDX-License-Identifier: Apache-2.0
// geo_geojson.h - our own reader of GeoJSON text (RFC 7946, and the crs member of 2008): features straight into batches.
// Does not: forgive. Whatever is unusual makes it stop, and OGR reads the file instead, with the same result where both can.
#pragma once
#include "geo/geo_batch.h"

// What stands around the features of a FeatureCollection.
typedef struct {
    char *name;         // heap or NULL
    char *crs_text;     // heap; NULL = none said
    size_t features_at; // offset of the first feature (or of the closing bracket)
    bool is_sequence;   // features one after another, without a collection
} GeoGeojsonHead;
// text holds the first bytes of the file, followed by a zero byte. false: unusual, or the features begin later than that.
bool geo_geojson_head(const char *text, size_t length, GeoGeojsonHead *out);
// After the features: only members that change nothing. false: unusual.
bool geo_geojson_tail(const char *text, size_t length);

typedef struct {
    bool is_sequence;
    bool skip_attributes;
    bool wants_end; // the last piece: the array's "]" ends it
    // Out.
    size_t end_at; // offset behind what was read: the piece's end, or behind "]"
    int64_t features, with_id, with_property_id;
} GeoGeojsonPiece;
// Reads all features of text, which is followed by a zero byte; put takes each full batch (and the last one) and says whether to
// go on. false: unusual (or put said stop).
bool geo_geojson_read(const char *text, size_t length, GeoGeojsonPiece *piece, bool (*put)(GeoBatch *batch, void *arg),
                      void *arg);
// Offset at or after from where a feature begins, by its looks: length when there is none.
size_t geo_geojson_find_feature(const char *text, size_t from, size_t length);
// Geometry of the first feature, by its looks.
GeoGeometryKind geo_geojson_first_kind(const char *text, size_t length);
