// SPDX-License-Identifier: Apache-2.0
// geo_source.h - a vector source: a row that recognises, lists and reads a kind of file or service.
// To add one: write geo_source_<name>.c, add its row in geo_source_table.c, before the general row at the end.
#pragma once
#include "base/err.h"
#include "geo/geo_sink.h"

typedef struct {
    const char *name;
    // By name and, at most, a look at the first bytes.
    bool (*accepts)(const char *source);
    // NULL: the general row lists it. ERR_UNSUPPORTED: the next row that accepts may try.
    bool (*list)(const char *source, const char *encoding, GeoListing *out, Err *err);
    // Opens the sink and pours all features in. ERR_UNSUPPORTED: unusual for this row, the next one may try (the sink is reset).
    bool (*read)(GeoSink *sink, Err *err);
} GeoSource;
extern const GeoSource *const geo_source_table[];
extern const int geo_source_count;

// Reads with one thread and finishes batches with another. read returns the next batch (taken over), NULL at the end or
// with *err. false: failed, *err is set.
bool geo_sink_pump(GeoSink *sink, GeoBatch *(*read)(void *arg, Err *err), void *arg, Err *err);

// Name under which GDAL opens what the user gave: /vsizip/, /vsigzip/, /vsicurl/ put before it. Heap.
char *geo_source_gdal_path(const char *source);
// The file is there, or the name is none of a local file. ERR_IO with the reason.
bool geo_source_check(const char *source, Err *err);
// Adds a table; false without memory.
bool geo_listing_add(GeoListing *listing, const GeoTable *table);
// Column names unique and not empty: "name_2". Problems go to the sink. names[i] is replaced on the heap.
bool geo_source_unique_names(GeoSink *sink, char **names, int count);

extern const GeoSource geo_source_gpkg, geo_source_geojson, geo_source_flatgeobuf,
    geo_source_pmtiles, geo_source_gtfs, geo_source_ogr;
