// SPDX-License-Identifier: Apache-2.0
// geo_table_write.h - a table, its rows with or without a point, into a file row by row: CSV,
// GeoPackage, and Parquet where GDAL has it. The file takes its name when it is whole.
// Does not: hold rows, or know what they mean.
#pragma once
#include "base/err.h"
#include "geo/geo_frame.h"
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    GEO_CELL_NONE,
    GEO_CELL_TEXT,
    GEO_CELL_NUMBER,
    GEO_CELL_INTEGER,
    GEO_CELL_TIME // microseconds UTC. CSV: ISO 8601 with the offset; else a date and time in UTC,
                  // to the millisecond
} GeoTableType;
typedef struct {
    const char *name; // UTF-8
    GeoTableType type;
} GeoTableColumn;
typedef struct {
    bool is_there;    // false: empty in CSV, null elsewhere
    const char *text; // UTF-8, borrowed
    double number;    // not finite: as not there
    int64_t integer;  // also of TIME
} GeoTableCell;

#define GEO_TABLE_COLUMNS_MAX 64
typedef struct {
    const char *path;              // its extension is the format: csv, gpkg, parquet
    const char *table;             // of a GeoPackage; NULL = the file's name
    const char *description;       // of a GeoPackage; may be NULL
    const GeoTableColumn *columns; // borrowed while it is open
    int column_count;
    int utc_offset_s; // of times in CSV
    bool has_no_bom;  // CSV begins with a byte order mark unless this is set: without it a
                      // spreadsheet takes UTF-8 for GBK
} GeoTableDesc;
typedef struct GeoTableWriter GeoTableWriter;

// ERR_UNSUPPORTED: no such format, or this GDAL lacks it; the text says which there are. Thread:
// any.
bool geo_table_can(const char *path, Err *err);
// Owned (geo_table_close). ERR_IO, ERR_UNSUPPORTED. Thread: job; one thread for one writer.
GeoTableWriter *geo_table_open(const GeoTableDesc *desc, Err *err);
// One cell a column; at: longitude and latitude in degrees WGS 84, NULL or not finite = no point.
bool geo_table_row(GeoTableWriter *writer, const GeoTableCell *cells, const GeoPos *at, Err *err);
// Without commit, or after a row failed, nothing is left behind and what was at path stays.
bool geo_table_close(GeoTableWriter *writer, bool commit, Err *err);
