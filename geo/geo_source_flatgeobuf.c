// SPDX-License-Identifier: Apache-2.0
// geo_source_flatgeobuf.c - FlatGeobuf (specification 3.0) walked in place: pieces of whole features on all threads.
// Passes on to OGR what is unusual: curves, columns of single features, conditions.
#include "geo/geo_flatbuffer.h"
#include "geo/geo_source.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE_BYTES (2u << 20)
#define HEADER_MAX (64u << 20)
#define FEATURE_MAX (512u << 20)
#define DEPTH_MAX 16

enum {
    COLUMN_BYTE,
    COLUMN_UBYTE,
    COLUMN_BOOL,
    COLUMN_SHORT,
    COLUMN_USHORT,
    COLUMN_INT,
    COLUMN_UINT,
    COLUMN_LONG,
    COLUMN_ULONG,
    COLUMN_FLOAT,
    COLUMN_DOUBLE,
    COLUMN_STRING,
    COLUMN_JSON,
    COLUMN_DATETIME,
    COLUMN_BINARY,
    COLUMN_COUNT
};
enum {
    SHAPE_UNKNOWN,
    SHAPE_POINT,
    SHAPE_LINE,
    SHAPE_POLYGON,
    SHAPE_MULTIPOINT,
    SHAPE_MULTILINE,
    SHAPE_MULTIPOLYGON,
    SHAPE_COLLECTION,
    SHAPE_POLYHEDRAL = 15,
    SHAPE_TIN = 16,
    SHAPE_TRIANGLE = 17
};

static const uint8_t column_bytes[COLUMN_COUNT] = { 1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 0, 0, 0, 0 }; // 0: length before the bytes

typedef struct {
    uint8_t type;
    int column; // of the batch, -1 = left out
} Column;

typedef struct {
    uint64_t at, length, first; // first: number of the first feature
} Piece;

typedef struct {
    GeoSink *sink;
    int fd;
    uint64_t file_bytes, features_at;
    uint8_t shape; // of all features, or unknown
    uint64_t feature_count;
    Column *columns;
    char **names; // of the batch's columns
    GeoFieldType *types;
    int column_count, batch_column_count;
    Piece *pieces;
    int piece_count, piece_cap;
    _Atomic bool is_unusual;
    _Atomic int done;
} Read;

static bool accepts(const char *source)
{
    return str_ends_nocase(source, ".fgb") && !str_starts(source, "/vsi") && !str_starts(source, "http");
}

static bool read_at(int fd, void *out, uint64_t length, uint64_t at)
{
    for (uint64_t n = 0; n < length;) {
        const ssize_t got = pread(fd, (uint8_t *)out + n, length - n, (off_t)(at + n));
        if (got <= 0) return false;
        n += (uint64_t)got;
    }
    return true;
}

static char *flat_text(const GeoFlatbuffer *b, uint64_t table, int index)
{
    const GeoFlatVector v = geo_flat_vector(b, table, index, 1);
    if (!v.data || v.count == 0 || memchr(v.data, 0, v.count) || !str_is_utf8((const char *)v.data, v.count)) return NULL;
    char *text = malloc((size_t)v.count + 1);
    if (!text) return NULL;
    memcpy(text, v.data, v.count);
    text[v.count] = 0;
    return text;
}

static bool read_columns(Read *r, const GeoFlatbuffer *b, uint64_t header)
{
    const GeoFlatVector v = geo_flat_vector(b, header, 7, 4);
    if (v.count > GEO_COLUMNS_MAX) return false;
    r->columns = calloc((size_t)v.count + 1, sizeof *r->columns);
    r->names = calloc((size_t)v.count + 1, sizeof *r->names);
    r->types = calloc((size_t)v.count + 1, sizeof *r->types);
    if (!r->columns || !r->names || !r->types) return false;
    r->column_count = (int)v.count;
    for (int i = 0; i < r->column_count; i++) {
        const uint64_t table = geo_flat_vector_table(b, &v, (uint32_t)i);
        char *name = table ? flat_text(b, table, 0) : NULL;
        if (!name) return false;
        Column *c = &r->columns[i];
        c->type = geo_flat_u8(b, table, 1, 0);
        c->column = -1;
        if (c->type >= COLUMN_COUNT || c->type == COLUMN_BINARY || r->sink->desc->skip_attributes) {
            if (!r->sink->desc->skip_attributes) geo_sink_problem(r->sink, GEO_PROBLEM_FIELD_DROPPED, 1, name);
            free(name);
            if (c->type >= COLUMN_COUNT) return false;
            continue;
        }
        c->column = r->batch_column_count;
        r->names[r->batch_column_count] = name;
        r->types[r->batch_column_count++] = c->type == COLUMN_BOOL       ? GEO_FIELD_BOOL
                                            : c->type <= COLUMN_LONG     ? GEO_FIELD_INT
                                            : c->type <= COLUMN_DOUBLE   ? GEO_FIELD_REAL
                                            : c->type == COLUMN_DATETIME ? GEO_FIELD_TIME
                                                                         : GEO_FIELD_TEXT;
    }
    return geo_source_unique_names(r->sink, r->names, r->batch_column_count);
}

static bool read_crs(Read *r, const GeoFlatbuffer *b, uint64_t header)
{
    const uint64_t crs = geo_flat_target(b, header, 10);
    if (!crs) return true;
    char *authority = flat_text(b, crs, 0);
    const uint64_t code_at = geo_flat_field(b, crs, 1, 4);
    const int32_t code = code_at ? (int32_t)geo_flat_u32(b, code_at) : 0;
    const bool is_epsg = code > 0 && (!authority || str_equal_nocase(authority, "EPSG"));
    free(authority);
    if (!is_epsg) return false; // WKT and other authorities are OGR's
    char text[32];
    snprintf(text, sizeof text, "EPSG:%d", code);
    r->sink->crs_text = str_copy(text);
    return r->sink->crs_text != NULL;
}

// Bytes of the packed R-tree before the features (FlatGeobuf 3, packedrtree).
static bool index_bytes(uint64_t items, uint16_t node_size, uint64_t *out)
{
    *out = 0;
    if (items == 0 || node_size == 0) return true;
    if (node_size < 2 || items > 1ull << 32) return false;
    uint64_t nodes = items;
    for (uint64_t n = items; n != 1;) {
        n = (n + node_size - 1) / node_size;
        nodes += n;
    }
    if (items == 1) nodes = 2;
    *out = nodes * 40;
    return true;
}

static bool read_header(Read *r)
{
    static const uint8_t magic[8] = { 0x66, 0x67, 0x62, 3, 0x66, 0x67, 0x62, 0 };
    uint8_t start[12];
    if (!read_at(r->fd, start, sizeof start, 0) || memcmp(start, magic, 7) != 0) return false;
    uint32_t length = 0;
    memcpy(&length, start + 8, 4);
    if (length < 8 || length > HEADER_MAX || length + 12 > r->file_bytes) return false;
    uint8_t *bytes = malloc(length);
    bool ok = bytes && read_at(r->fd, bytes, length, 12);
    if (ok) {
        const GeoFlatbuffer b = { bytes, length };
        const uint64_t header = geo_flat_u32(&b, 0), count_at = geo_flat_field(&b, header, 8, 8),
                       node_at = geo_flat_field(&b, header, 9, 2);
        uint64_t tree = 0;
        r->shape = geo_flat_u8(&b, header, 2, SHAPE_UNKNOWN);
        if (count_at) memcpy(&r->feature_count, b.bytes + count_at, 8);
        r->sink->name = flat_text(&b, header, 0);
        ok = index_bytes(r->feature_count, node_at ? geo_flat_u16(&b, node_at) : 16, &tree) && read_columns(r, &b, header) &&
             read_crs(r, &b, header);
        r->features_at = 12 + (uint64_t)length + tree;
        ok = ok && r->features_at <= r->file_bytes;
    }
    free(bytes);
    return ok;
}

static bool add_piece(Read *r, Piece piece)
{
    if (!array_reserve((void **)&r->pieces, &r->piece_cap, r->piece_count + 1, sizeof *r->pieces)) return false;
    r->pieces[r->piece_count++] = piece;
    return true;
}

// Steps from feature to feature by their lengths and cuts pieces.
static bool cut(Read *r)
{
    uint8_t *window = malloc(PIECE_BYTES);
    uint64_t at = r->features_at, window_at = 0, window_bytes = 0, number = 0;
    Piece piece = { .at = at };
    bool ok = window != NULL;
    while (ok && at < r->file_bytes) {
        if (at < window_at || at + 4 > window_at + window_bytes) {
            window_at = at;
            window_bytes = r->file_bytes - at < PIECE_BYTES ? r->file_bytes - at : PIECE_BYTES;
            ok = window_bytes >= 4 && read_at(r->fd, window, window_bytes, window_at);
            if (!ok) break;
        }
        uint32_t length = 0;
        memcpy(&length, window + (at - window_at), 4);
        ok = length >= 4 && length <= FEATURE_MAX && r->file_bytes - at - 4 >= length;
        at += 4 + (uint64_t)length;
        number++;
        if (ok && (at - piece.at >= PIECE_BYTES || at >= r->file_bytes)) {
            piece.length = at - piece.at;
            ok = add_piece(r, piece);
            piece = (Piece){ .at = at, .first = number };
        }
    }
    free(window);
    if (r->feature_count == 0) r->feature_count = number;
    return ok && number == r->feature_count;
}

static bool put_vertices(GeoBatch *b, const GeoFlatVector *xy, const GeoFlatVector *z, uint32_t from, uint32_t to)
{
    const bool has_z = z->count > 0;
    if (to < from || (uint64_t)to * 2 > xy->count || (has_z && to > z->count)) return false;
    const uint32_t count = to - from;
    if (count == 0) return true;
    if (!geo_batch_reserve(b, count, has_z)) return false;
    double *x = b->x + b->vertex_count, *y = b->y + b->vertex_count;
    const uint8_t *p = xy->data + 16 * (size_t)from;
    for (uint32_t i = 0; i < count; i++, p += 16) {
        memcpy(&x[i], p, 8);
        memcpy(&y[i], p + 8, 8);
    }
    if (has_z) memcpy(b->z + b->vertex_count, z->data + 8 * (size_t)from, 8 * (size_t)count);
    b->vertex_count += count;
    return true;
}

// A geometry without parts of its own.
static bool put_simple(GeoBatch *b, const GeoFlatbuffer *f, uint64_t geometry, uint8_t shape)
{
    const GeoFlatVector ends = geo_flat_vector(f, geometry, 0, 4), xy = geo_flat_vector(f, geometry, 1, 8),
                        z = geo_flat_vector(f, geometry, 2, 8);
    const uint32_t total = xy.count / 2;
    if (total == 0) return true;
    if (shape == SHAPE_POINT || shape == SHAPE_MULTIPOINT) {
        for (uint32_t i = 0; i < total; i++) {
            geo_batch_part(b, GEO_PART_POINT);
            if (!put_vertices(b, &xy, &z, i, i + 1)) return false;
        }
        return true;
    }
    const bool is_area = shape == SHAPE_POLYGON || shape == SHAPE_TRIANGLE;
    if (!is_area && shape != SHAPE_LINE && shape != SHAPE_MULTILINE) return false;
    uint32_t from = 0;
    for (uint32_t i = 0; i < (ends.count > 0 ? ends.count : 1); i++) {
        uint32_t to = total;
        if (ends.count > 0) memcpy(&to, ends.data + 4 * (size_t)i, 4);
        geo_batch_part(b, is_area ? (i == 0 ? GEO_PART_OUTER : GEO_PART_INNER) : GEO_PART_LINE);
        if (!put_vertices(b, &xy, &z, from, to)) return false;
        from = to;
    }
    return true;
}

typedef struct {
    GeoFlatVector parts;
    uint32_t next;
    uint8_t child; // shape of parts that do not say theirs
} Level;

static uint8_t child_shape(uint8_t shape)
{
    return shape == SHAPE_MULTIPOLYGON || shape == SHAPE_POLYHEDRAL ? SHAPE_POLYGON
           : shape == SHAPE_TIN                                     ? SHAPE_TRIANGLE
                                                                    : SHAPE_UNKNOWN;
}

static bool put_geometry(GeoBatch *b, const GeoFlatbuffer *f, uint64_t geometry, uint8_t shape)
{
    Level levels[DEPTH_MAX];
    int depth = -1;
    for (;;) {
        const uint8_t own = geo_flat_u8(f, geometry, 6, SHAPE_UNKNOWN);
        if (own != SHAPE_UNKNOWN && shape == SHAPE_UNKNOWN) shape = own;
        const bool has_parts =
            shape == SHAPE_MULTIPOLYGON || shape == SHAPE_COLLECTION || shape == SHAPE_POLYHEDRAL || shape == SHAPE_TIN;
        if (has_parts) {
            if (++depth >= DEPTH_MAX) return false;
            levels[depth] = (Level){ .parts = geo_flat_vector(f, geometry, 7, 4), .child = child_shape(shape) };
        } else if (!put_simple(b, f, geometry, shape))
            return false;
        while (depth >= 0 && levels[depth].next == levels[depth].parts.count) depth--;
        if (depth < 0) return !b->is_out_of_memory;
        geometry = geo_flat_vector_table(f, &levels[depth].parts, levels[depth].next++);
        shape = levels[depth].child;
        if (geometry == 0) return false;
    }
}

static bool parse_time(const char *text, size_t length, int64_t *t_utc_us)
{
    char iso[48];
    if (length < 10 || length + 11 > sizeof iso) return false;
    for (size_t i = 0; i <= length; i++) iso[i] = i == length ? 0 : text[i] == '/' ? '-' : text[i] == ' ' ? 'T' : text[i];
    if (length == 10) memcpy(iso + 10, "T00:00:00Z", 11);
    return clock_parse(iso, 0, t_utc_us);
}

static void put_value(GeoBatch *b, const Column *c, const uint8_t *p, uint32_t length)
{
    union {
        int8_t i8;
        uint8_t u8;
        int16_t i16;
        uint16_t u16;
        int32_t i32;
        uint32_t u32;
        int64_t i64;
        uint64_t u64;
        float f32;
        double f64;
    } v;
    memset(&v, 0, sizeof v);
    if (length <= sizeof v && c->type < COLUMN_STRING) memcpy(&v, p, length);
    int64_t t = 0;
    switch (c->type) {
    case COLUMN_BYTE: geo_batch_int(b, c->column, v.i8); break;
    case COLUMN_UBYTE: geo_batch_int(b, c->column, v.u8); break;
    case COLUMN_BOOL: geo_batch_bool(b, c->column, v.u8 != 0); break;
    case COLUMN_SHORT: geo_batch_int(b, c->column, v.i16); break;
    case COLUMN_USHORT: geo_batch_int(b, c->column, v.u16); break;
    case COLUMN_INT: geo_batch_int(b, c->column, v.i32); break;
    case COLUMN_UINT: geo_batch_int(b, c->column, v.u32); break;
    case COLUMN_LONG: geo_batch_int(b, c->column, v.i64); break;
    case COLUMN_ULONG: geo_batch_real(b, c->column, (double)v.u64); break;
    case COLUMN_FLOAT: geo_batch_real(b, c->column, (double)v.f32); break;
    case COLUMN_DOUBLE: geo_batch_real(b, c->column, v.f64); break;
    case COLUMN_DATETIME:
        if (parse_time((const char *)p, length, &t)) geo_batch_time(b, c->column, t);
        break;
    default: geo_batch_text(b, c->column, (const char *)p, length); break;
    }
}

// Column number and value after each other to the end.
static bool put_properties(const Read *r, GeoBatch *b, const GeoFlatVector *v)
{
    for (uint32_t at = 0; at < v->count;) {
        uint16_t index = 0;
        if (v->count - at < 2) return false;
        memcpy(&index, v->data + at, 2);
        at += 2;
        if (index >= r->column_count) return false;
        const Column *c = &r->columns[index];
        uint32_t length = column_bytes[c->type];
        if (length == 0) {
            if (v->count - at < 4) return false;
            memcpy(&length, v->data + at, 4);
            at += 4;
        }
        if (v->count - at < length) return false;
        if ((c->type == COLUMN_STRING || c->type == COLUMN_JSON) && !str_is_utf8((const char *)v->data + at, length))
            return false;
        if (c->column >= 0) put_value(b, c, v->data + at, length);
        at += length;
    }
    return true;
}

static bool put_feature(const Read *r, GeoBatch *b, const GeoFlatbuffer *f, uint64_t number)
{
    const uint64_t feature = geo_flat_u32(f, 0), geometry = geo_flat_target(f, feature, 0);
    if (feature + 4 > f->length || geo_flat_target(f, feature, 2)) return false;
    geo_batch_feature(b, (int64_t)number);
    if (b->is_out_of_memory) return false;
    const GeoFlatVector properties = geo_flat_vector(f, feature, 1, 1);
    return (geometry == 0 || put_geometry(b, f, geometry, r->shape)) && put_properties(r, b, &properties);
}

static GeoBatch *new_batch(const Read *r, uint64_t order)
{
    GeoBatch *b = geo_batch_create();
    if (!b) return NULL;
    b->order = order;
    for (int i = 0; i < r->batch_column_count; i++) geo_batch_column_add(b, r->names[i], strlen(r->names[i]), r->types[i]);
    return b;
}

static void read_piece(int index, void *arg)
{
    Read *r = arg;
    if (r->is_unusual || geo_sink_is_stopped(r->sink)) return;
    const Piece *piece = &r->pieces[index];
    GeoSinkWorker *worker = geo_sink_worker_take(r->sink);
    GeoBatch *b = NULL;
    uint64_t order = (uint64_t)index << 24, number = piece->first;
    bool ok = worker != NULL;
    if (ok && worker->buffer_cap < piece->length) {
        free(worker->buffer);
        worker->buffer = malloc(piece->length);
        worker->buffer_cap = worker->buffer ? piece->length : 0;
        ok = worker->buffer != NULL;
    }
    ok = ok && read_at(r->fd, worker->buffer, piece->length, piece->at);
    for (uint64_t at = 0; ok && at < piece->length;) {
        uint32_t length = 0;
        if (piece->length - at < 4)
            ok = false;
        else
            memcpy(&length, worker->buffer + at, 4);
        if (!ok || piece->length - at - 4 < length) {
            ok = false; // the file changed under us
            break;
        }
        if (!b) b = new_batch(r, order++);
        const GeoFlatbuffer f = { (const uint8_t *)worker->buffer + at + 4, length };
        ok = b && put_feature(r, b, &f, number++);
        at += 4 + (uint64_t)length;
        if (ok && geo_batch_is_full(b)) {
            ok = geo_sink_put(r->sink, worker, b);
            b = NULL;
        }
    }
    if (ok && b) {
        ok = geo_sink_put(r->sink, worker, b);
        b = NULL;
    }
    geo_batch_destroy(b);
    if (!ok) r->is_unusual = true;
    if (worker) geo_sink_worker_give(r->sink, worker);
    job_progress(r->sink->desc->job, (float)++r->done / (float)r->piece_count);
}

static bool read_all(Read *r, Err *err)
{
    GeoSink *sink = r->sink;
    struct stat st;
    Err open_err = { 0 };
    r->fd = open(sink->desc->source, O_RDONLY | O_CLOEXEC);
    if (r->fd < 0 || fstat(r->fd, &st) != 0 || !S_ISREG(st.st_mode)) return false;
    r->file_bytes = (uint64_t)st.st_size;
    if (!read_header(r)) return false;
    if (!sink->name) {
        sink->name = str_copy(file_name(sink->desc->source));
        char *dot = sink->name ? strrchr(sink->name, '.') : NULL;
        if (dot) *dot = 0;
    }
    if (!sink->name || (sink->desc->table && sink->desc->table[0] && !str_equal(sink->desc->table, sink->name)) || !cut(r))
        return false;
    sink->source_feature_count = (int64_t)r->feature_count;
    if (!geo_sink_open(sink, &open_err)) {
        *err = open_err;
        return false;
    }
    if (sink->desc->pool)
        job_parallel_for(sink->desc->pool, r->piece_count, read_piece, r);
    else
        for (int i = 0; i < r->piece_count; i++) read_piece(i, r);
    if (sink->has_failed) *err = sink->err;
    return !r->is_unusual && !sink->has_failed;
}

static bool read_flatgeobuf(GeoSink *sink, Err *err)
{
    Read r = { .sink = sink, .fd = -1 };
    err_set(err, ERR_UNSUPPORTED, "unusual FlatGeobuf");
    const bool ok = !(sink->desc->where && sink->desc->where[0]) && read_all(&r, err);
    if (ok) *err = (Err){ 0 };
    for (int i = 0; i < r.batch_column_count; i++) free(r.names[i]);
    free(r.columns);
    free(r.names);
    free(r.types);
    free(r.pieces);
    if (r.fd >= 0) close(r.fd);
    return ok;
}

const GeoSource geo_source_flatgeobuf = { .name = "flatgeobuf", .accepts = accepts, .read = read_flatgeobuf };
