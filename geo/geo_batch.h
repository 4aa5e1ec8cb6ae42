// SPDX-License-Identifier: Apache-2.0
// geo_batch.h - a few thousand features on their way from a source into a layer: raw doubles, columns that learn their type.
// Does not: read files, sort, or keep anything: geo_sink.h collects batches and makes the layer of them.
#pragma once
#include "base/err.h"
#include "geo/geo_layer.h"

#define GEO_BATCH_ROWS_MAX 16384
#define GEO_BATCH_VERTICES_MAX (1 << 18)
#define GEO_BATCH_CELLS_MAX (1 << 20)
#define GEO_COLUMNS_MAX 16384

typedef union {
    int64_t i;
    double f;
} GeoCell;

// Arrays with a capacity of 0 belong to a GeoBatchStore (geo_batch_pack).
// A column learns: NONE until a value comes, INT becomes REAL, and what mixes becomes TEXT.
typedef struct {
    char *name;
    GeoFieldType type;
    bool has_bad_text; // for the source's use: not UTF-8
    bool is_list; // JSON text of arrays or objects
    int row_count, value_cap, valid_cap;
    GeoCell *values; // per row; TEXT: code
    uint64_t *valid; // bit per row
    char *text;      // zero-terminated values, distinct while few are new
    size_t text_length, text_cap;
    uint32_t *text_at;
    int text_count, text_at_cap;
    uint32_t *slots;  // hash slots: code + 1
    uint32_t *hashes; // per distinct value
    int hash_cap;
    uint32_t slot_count; // power of two
} GeoBatchColumn;

typedef struct {
    int64_t count[GEO_PROBLEM_COUNT];
    char text[GEO_PROBLEM_COUNT][200]; // of the first case
} GeoProblems;
void geo_problems_add(GeoProblems *problems, GeoProblemKind kind, int64_t count, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void geo_problems_merge(GeoProblems *into, const GeoProblems *from);

typedef struct {
    uint64_t order; // batches are put together in this order, whatever thread finished them
    uint32_t feature_count;
    int64_t *fid;
    uint32_t *feature_part; // first part of each feature
    uint32_t part_count;
    uint32_t *part_vertex; // first vertex of each part
    uint8_t *part_kind;
    uint32_t vertex_count;
    double *x, *y; // source CRS, then longitude and latitude
    double *z;     // NULL until a vertex has one
    bool has_z;
    bool has_bad_vertex; // some x may be NaN: private to geo_batch_finish
    int fid_cap, feature_part_cap, part_vertex_cap, part_kind_cap, x_cap, y_cap, z_cap;
    GeoBatchColumn *columns;
    int column_count, column_cap;
    bool is_out_of_memory;
    GeoProblems problems;
    // Set by geo_batch_finish.
    uint64_t *morton; // per feature; UINT64_MAX without geometry
    int morton_cap;
    GeoBox extent;
    double z_min, z_max;
} GeoBatch;

GeoBatch *geo_batch_create(void); // NULL without memory
void geo_batch_destroy(GeoBatch *batch);
bool geo_batch_is_full(const GeoBatch *batch);

// Adds a column in order; -1 without memory. name is copied.
int geo_batch_column_add(GeoBatch *batch, const char *name, size_t name_length, GeoFieldType type);
int geo_batch_column_find(const GeoBatch *batch, const char *name, size_t name_length);

// Features one after another: begin, then its cells and parts.
void geo_batch_feature(GeoBatch *batch, int64_t fid);
void geo_batch_part(GeoBatch *batch, GeoPartKind kind);
void geo_batch_vertex(GeoBatch *batch, double x, double y);
void geo_batch_vertex_z(GeoBatch *batch, double x, double y, double z);
// Room for count vertices, to be written at vertex_count by the caller, who then raises it. false without memory.
bool geo_batch_reserve(GeoBatch *batch, uint32_t count, bool with_z);
// Drops the parts and vertices of the feature begun last (a geometry that turned out to be broken).
void geo_batch_feature_clear(GeoBatch *batch);
// Removes the feature begun last with its cells.
void geo_batch_feature_remove(GeoBatch *batch);

// Cells of the feature begun last.
void geo_batch_int(GeoBatch *batch, int column, int64_t value);
void geo_batch_bool(GeoBatch *batch, int column, bool value);
void geo_batch_real(GeoBatch *batch, int column, double value);
void geo_batch_time(GeoBatch *batch, int column, int64_t t_utc_us);
// true: a text that the column may not have had before.
bool geo_batch_text(GeoBatch *batch, int column, const char *text, size_t length);

// Well-known binary, ISO or EWKB or old 2.5D codes: points, lines, polygons, multis, collections, surfaces, TINs.
// Curves give false (let OGR make them straight). Returns false too when the bytes are cut short; the feature is then empty.
bool geo_batch_wkb(GeoBatch *batch, const uint8_t *bytes, size_t length);

// Converts with crs (NULL: already longitude and latitude), drops what is not finite or outside, mends rings, and computes
// the order. Frees nothing of the caller.
void geo_batch_finish(GeoBatch *batch, GeoCrs *crs);
// Position on the curve along which features are ordered; tiles of any level are runs of it.
uint64_t geo_morton(double lon_deg, double lat_deg);

// Large blocks in which finished batches lie packed. Zero-initialise.
typedef struct GeoBatchBlock {
    struct GeoBatchBlock *next;
    uint8_t *bytes;
    size_t cap, used, populated;
} GeoBatchBlock;
typedef struct {
    GeoBatchBlock *first;
} GeoBatchStore;
// A copy of a finished batch, its geometry (order and row numbers too) in one store and its cells
// in the other. NULL without memory. Only geo_batch_column_to_text may change it.
GeoBatch *geo_batch_pack(const GeoBatch *batch, GeoBatchStore *geometry, GeoBatchStore *cells);
void geo_batch_store_finish(GeoBatchStore *store);
// Empties a batch; its columns stay, with their types, and its memory.
void geo_batch_reset(GeoBatch *batch);
// Frees the geometry (with order and row numbers), or a column's values and texts, but for what a
// store holds.
void geo_batch_geometry_free(GeoBatch *batch);
void geo_batch_column_free(GeoBatchColumn *column);

// Makes a column TEXT (numbers written as they would be read back).
void geo_batch_column_to_text(GeoBatch *batch, int column);
// Numbers to text: shortest form that reads back.
int geo_format_real(double value, char *out, size_t cap);
