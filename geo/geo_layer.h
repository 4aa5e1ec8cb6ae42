// SPDX-License-Identifier: Apache-2.0
// geo_layer.h - one vector layer: typed columns, compact geometry, spatial order and index; frozen once loaded.
// Does not: style, draw, watch the file, or touch OpenGL.
#pragma once
#include "base/err.h"
#include "base/job.h"
#include "geo/geo_crs.h"
#include "geo/geo_frame.h"
#include "geo/geo_vertical.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { GEO_FIELD_NONE, GEO_FIELD_INT, GEO_FIELD_REAL, GEO_FIELD_TEXT, GEO_FIELD_BOOL, GEO_FIELD_TIME } GeoFieldType;

// One attribute of all features. Exactly one of the value arrays is set; rows follow the layer's feature order.
typedef struct {
    char *name;        // UTF-8, unique in the layer
    GeoFieldType type; // TIME: i64, microseconds UTC
    uint64_t *valid;   // one bit a row, NULL = every row has a value
    int32_t *i32;      // INT, BOOL where all fit
    int64_t *i64;      // INT, TIME
    double *f64;       // REAL
    uint32_t *code;    // TEXT: index in the pool below
    uint32_t *text_at; // TEXT: byte offset of each distinct value in text; value_count entries
    char *text;        // TEXT: zero-terminated values
    uint32_t value_count;
    double min, max;   // numbers only; over valid rows
} GeoColumn;

typedef enum { GEO_PART_NONE, GEO_PART_POINT, GEO_PART_LINE, GEO_PART_OUTER, GEO_PART_INNER } GeoPartKind;

// Kinds present, and what the layer mostly is.
typedef enum { GEO_GEOMETRY_NONE, GEO_GEOMETRY_POINT, GEO_GEOMETRY_LINE, GEO_GEOMETRY_AREA, GEO_GEOMETRY_MIXED } GeoGeometryKind;

typedef struct {
    int32_t x_min, y_min, x_max, y_max; // in the layer's integer coordinates
} GeoIntBox;

// A run of features that lie in one tile, small enough for 16-bit vertex numbers: the unit of streaming.
typedef struct {
    GeoTileKey key;       // level GEO_LAYER_TILE_LEVEL
    uint32_t first, count; // features
    uint32_t vertex_count;
    GeoIntBox box;        // of the geometries (may leave the tile)
} GeoLayerTile;
#define GEO_LAYER_TILE_LEVEL 15
#define GEO_LAYER_TILE_VERTICES_MAX 16000 // source vertices in a tile run, unless one feature has more
#define GEO_LAYER_TILE_FEATURES_MAX 8000   // eight corners of a box each still have 16-bit numbers

typedef enum {
    GEO_PROBLEM_NONE,
    GEO_PROBLEM_NULL_GEOMETRY,
    GEO_PROBLEM_NOT_FINITE,
    GEO_PROBLEM_OUTSIDE_CRS,
    GEO_PROBLEM_RING_SHORT,
    GEO_PROBLEM_RING_REPAIRED,
    GEO_PROBLEM_RING_CROSSING,
    GEO_PROBLEM_UNSUPPORTED_GEOMETRY,
    GEO_PROBLEM_FIELD_RENAMED,
    GEO_PROBLEM_FIELD_DROPPED,
    GEO_PROBLEM_TEXT_ENCODING,
    GEO_PROBLEM_CRS_MISSING,
    GEO_PROBLEM_CRS_GUESSED,
    GEO_PROBLEM_DUPLICATE,
    GEO_PROBLEM_READ_ERROR,
    GEO_PROBLEM_HEIGHT_ABSURD,
    GEO_PROBLEM_VERTICAL_ASSUMED,
    GEO_PROBLEM_COUNT
} GeoProblemKind;
typedef struct {
    GeoProblemKind kind;
    int64_t count;
    char text[200]; // English, the first case named
} GeoProblem;
const char *geo_problem_name(GeoProblemKind kind);    // "ring_repaired"
const char *geo_problem_zh(GeoProblemKind kind);      // "已修复的多边形环"

typedef struct GeoLayer {
    char *source, *name;       // as given; the table's name
    char *crs_name;            // of the source, "" when missing
    GeoDatum datum;
    char *attribution;         // of the data, "" when none
    GeoGeometryKind kind;
    GeoBox extent;             // geodetic
    double z_min_m, z_max_m;   // of 3D geometry; both 0 when 2D
    bool has_z;

    uint32_t feature_count;
    int64_t source_feature_count; // what the file said it has; -1 = unknown
    int64_t *fid;              // of the source; NULL = row number
    GeoColumn *columns;
    int column_count;

    // lon = lon0 + x * step, lat = lat0 + y * step (degrees); step <= 0.05 mm for a city, 9 mm for the world.
    double lon0_deg, lat0_deg, step_deg;
    uint32_t *feature_part;    // feature_count + 1: first part of each feature
    uint32_t part_count;
    uint32_t *part_vertex;     // part_count + 1: first vertex of each part
    uint8_t *part_kind;        // GeoPartKind; rings unclosed (first vertex not repeated), OUTER counter-clockwise
    uint32_t vertex_count;
    int32_t *xy;               // 2 * vertex_count
    float *z;                  // vertex_count, NULL when 2D

    // Features are in Morton order of their box centres. Index: a packed tree of 16 children over that order.
    GeoIntBox *box;            // feature_count
    GeoIntBox *nodes;          // level by level, leaves' parents first
    uint32_t node_count;
    GeoLayerTile *tiles;
    int tile_count;

    GeoProblem problems[GEO_PROBLEM_COUNT]; // indexed by kind; count 0 = none
    size_t resident_bytes;     // what this struct holds on the heap
    double read_s, total_s;    // measured while loading
    bool is_from_cache;
    void *mapping;             // private: the cache file the arrays may point into
    size_t mapping_bytes;
    struct GeoCacheWriter *cache_writer; // private: writes the cache file in the background
} GeoLayer;

typedef struct {
    const char *source;        // path, URL, /vsi path or OGR connection string
    const char *table;         // NULL = the first with features
    const char *crs;           // overrides what the file says; NULL = stored
    GeoDatum datum;
    GeoVerticalDesc heights;   // of 3D geometry; `from` overrides what a compound CRS says
    const char *encoding;      // of a Shapefile's or CSV's text; NULL = detect
    const char *where;         // OGR SQL condition, NULL = all
    bool drop_duplicates;      // features repeated by tile buffers
    bool skip_attributes;
    bool no_cache;             // neither read nor write the tile cache
    JobPool *pool;             // for parallel steps; NULL = this thread only
    Job *job;                  // progress and cancel; NULL = none
} GeoLayerDesc;

// Reads a table into the one geometry store. Blocks: call from a job (or a headless main).
// Returns an owned layer, or NULL with *err (ERR_IO, ERR_FORMAT, ERR_CRS: missing or unknown, ERR_CANCELLED, …).
GeoLayer *geo_layer_load(const GeoLayerDesc *desc, Err *err);
void geo_layer_destroy(GeoLayer *layer); // NULL is fine

// What a file holds, before anything is read in full.
typedef enum { GEO_TABLE_NONE, GEO_TABLE_VECTOR, GEO_TABLE_ELEVATION, GEO_TABLE_IMAGE, GEO_TABLE_GRID, GEO_TABLE_ATTRIBUTES } GeoTableKind;
typedef struct {
    char name[128];
    GeoTableKind kind;
    GeoGeometryKind geometry;
    int64_t feature_count; // -1 unknown
    char crs[64];
} GeoTable;
typedef struct {
    char driver[64];
    GeoTable *tables;
    int table_count;
} GeoListing;
bool geo_source_list(const char *source, const char *encoding, GeoListing *out, Err *err);
void geo_listing_finish(GeoListing *listing);

int geo_layer_column(const GeoLayer *layer, const char *name); // -1 = none; ASCII case ignored
bool geo_column_number(const GeoColumn *column, uint32_t row, double *out); // TEXT that is a number counts ("12 层" gives 12)
// Text of any type into out; "" and false for null.
bool geo_column_text(const GeoColumn *column, uint32_t row, char *out, size_t cap);
GeoPos geo_layer_position(const GeoLayer *layer, uint32_t vertex); // h_m is z, or 0
// A point on or in the feature for its label: polylabel-like inside of the largest ring, middle of the longest line.
GeoPos geo_layer_anchor(const GeoLayer *layer, uint32_t feature);
// Calls visit for each feature whose box meets box, until it returns false.
void geo_layer_query(const GeoLayer *layer, GeoBox box, bool (*visit)(uint32_t feature, void *arg), void *arg);
bool geo_layer_feature_contains(const GeoLayer *layer, uint32_t feature, double lon_deg, double lat_deg);

// Before the first use: GDAL and PROJ settings, drivers (only those a path needs are registered late). Thread: main.
void geo_init(void);
