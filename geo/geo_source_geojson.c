// SPDX-License-Identifier: Apache-2.0
// geo_source_geojson.c - GeoJSON and GeoJSON sequences, plain or gzipped: cut into pieces at features, read on all threads.
// A piece's beginning is a guess by looks; it is proved by the piece before, which has to end exactly there.
#include "geo/geo_error.h"
#include "geo/geo_geojson.h"
#include "geo/geo_source.h"
#include "base/file.h"
#include "base/str.h"
#include <cpl_vsi.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE_BYTES (4u << 20)
#define HEAD_BYTES 65536u
#define SEARCH_BYTES (256u << 10) // window in which a piece's beginning is looked for
#define UNPACKED_MAX (6ull << 30)

// The text, in a file or in memory.
typedef struct {
    int fd;       // -1: memory
    char *memory; // with a zero byte behind
    uint64_t length;
} Text;

typedef struct {
    GeoSink *sink;
    Text text;
    GeoGeojsonHead head;
    uint64_t *starts; // of the pieces, then the end
    int count;
    _Atomic bool is_unusual;
    _Atomic int64_t features, with_id, with_property_id, done;
} Read;

typedef struct {
    Read *read;
    GeoSinkWorker *worker;
    uint64_t order;
} Put;

static bool has_extension(const char *source)
{
    static const char *const known[] = { ".geojson",    ".json",    ".geojsonl",    ".geojsons",    ".ndjson",
                                         ".geojson.gz", ".json.gz", ".geojsonl.gz", ".geojsons.gz", ".ndjson.gz" };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_ends_nocase(source, known[i])) return true;
    return false;
}

static bool accepts(const char *source)
{
    return has_extension(source) && !str_starts(source, "/vsi") && !str_starts(source, "http");
}

static void text_close(Text *t)
{
    if (t->fd >= 0) close(t->fd);
    free(t->memory);
    *t = (Text){ .fd = -1 };
}

static bool unpack(const char *source, Text *out, uint64_t at_most)
{
    geo_gdal_init();
    Str path = { 0 };
    str_printf(&path, "/vsigzip/%s", source);
    VSILFILE *file = VSIFOpenL(path.text, "rb");
    str_finish(&path);
    if (!file) return false;
    uint64_t cap = 1u << 22;
    bool ok = true;
    out->fd = -1;
    out->memory = malloc(cap + 1);
    for (;;) {
        if (out->length == cap) {
            if (cap >= at_most || cap >= UNPACKED_MAX) {
                ok = at_most < UNPACKED_MAX; // enough for a look
                break;
            }
            char *more = realloc(out->memory, cap * 2 + 1);
            if (!more) {
                ok = false;
                break;
            }
            out->memory = more;
            cap *= 2;
        }
        if (!out->memory) break;
        const size_t n = VSIFReadL(out->memory + out->length, 1, (size_t)(cap - out->length), file);
        if (n == 0) break;
        out->length += n;
    }
    VSIFCloseL(file);
    if (!out->memory || !ok) {
        free(out->memory);
        *out = (Text){ .fd = -1 };
        return false;
    }
    out->memory[out->length] = 0;
    return out->length > 0;
}

static bool text_open(const char *source, Text *out, uint64_t at_most)
{
    *out = (Text){ .fd = -1 };
    if (str_ends_nocase(source, ".gz")) return unpack(source, out, at_most);
    struct stat st;
    out->fd = open(source, O_RDONLY | O_CLOEXEC);
    if (out->fd < 0 || fstat(out->fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        text_close(out);
        return false;
    }
    out->length = (uint64_t)st.st_size;
    return true;
}

// Bytes [at, at + length) followed by a zero byte: in the buffer, which grows, or in place (then whatever follows follows).
static const char *text_bytes(const Text *t, uint64_t at, size_t length, char **buffer, size_t *cap)
{
    if (at > t->length || t->length - at < length) return NULL;
    if (t->fd < 0) return t->memory + at;
    if (*cap < length + 1) {
        char *more = realloc(*buffer, length + 1);
        if (!more) return NULL;
        *buffer = more;
        *cap = length + 1;
    }
    for (size_t n = 0; n < length;) {
        const ssize_t got = pread(t->fd, *buffer + n, length - n, (off_t)(at + n));
        if (got <= 0) return NULL; // it shrank under us
        n += (size_t)got;
    }
    (*buffer)[length] = 0;
    return *buffer;
}

static bool read_head(const Text *t, GeoGeojsonHead *head, GeoGeometryKind *first_kind)
{
    char *buffer = NULL;
    size_t cap = 0;
    const size_t n = t->length < HEAD_BYTES ? (size_t)t->length : HEAD_BYTES;
    const char *text = text_bytes(t, 0, n, &buffer, &cap);
    // A copy, so that the head ends with a zero byte also in memory.
    char *copy = text ? malloc(n + 1) : NULL;
    bool ok = copy != NULL;
    if (ok) {
        memcpy(copy, text, n);
        copy[n] = 0;
        ok = geo_geojson_head(copy, n, head);
        if (ok && first_kind) *first_kind = geo_geojson_first_kind(copy + head->features_at, n - head->features_at);
    }
    free(copy);
    free(buffer);
    return ok;
}

static bool cut(Read *r)
{
    const uint64_t begin = r->head.features_at, bytes = r->text.length - begin;
    const int wanted = (int)(bytes / PIECE_BYTES) + 1;
    r->starts = malloc(((size_t)wanted + 1) * sizeof *r->starts);
    if (!r->starts) return false;
    r->starts[0] = begin;
    r->count = 1;
    char *buffer = NULL;
    size_t cap = 0;
    for (int i = 1; i < wanted; i++) {
        const uint64_t at = begin + (uint64_t)i * PIECE_BYTES;
        if (at <= r->starts[r->count - 1]) continue;
        const size_t n = r->text.length - at < SEARCH_BYTES ? (size_t)(r->text.length - at) : SEARCH_BYTES;
        const char *text = text_bytes(&r->text, at, n, &buffer, &cap);
        if (!text) break;
        const size_t found = geo_geojson_find_feature(text, 0, n);
        if (found < n) r->starts[r->count++] = at + found;
    }
    r->starts[r->count] = r->text.length;
    free(buffer);
    return true;
}

static bool put_batch(GeoBatch *batch, void *arg)
{
    Put *put = arg;
    batch->order = put->order++;
    return geo_sink_put(put->read->sink, put->worker, batch);
}

static void read_piece(int index, void *arg)
{
    Read *r = arg;
    if (r->is_unusual || geo_sink_is_stopped(r->sink)) return;
    GeoSinkWorker *worker = geo_sink_worker_take(r->sink);
    const uint64_t from = r->starts[index];
    const size_t length = (size_t)(r->starts[index + 1] - from);
    const char *text = worker ? text_bytes(&r->text, from, length, &worker->buffer, &worker->buffer_cap) : NULL;
    const bool is_last = index + 1 == r->count;
    GeoGeojsonPiece piece = { .is_sequence = r->head.is_sequence,
                              .skip_attributes = r->sink->desc->skip_attributes,
                              .wants_end = is_last };
    Put put = { .read = r, .worker = worker, .order = (uint64_t)index << 24 };
    bool ok = text && geo_geojson_read(text, length, &piece, put_batch, &put);
    if (ok && is_last && !r->head.is_sequence) ok = geo_geojson_tail(text + piece.end_at, length - piece.end_at);
    if (!ok) r->is_unusual = true;
    r->features += piece.features;
    r->with_id += piece.with_id;
    r->with_property_id += piece.with_property_id;
    if (worker) geo_sink_worker_give(r->sink, worker);
    job_progress(r->sink->desc->job, (float)++r->done / (float)r->count);
}

static char *table_name(const char *source, const GeoGeojsonHead *head)
{
    if (head->name && head->name[0]) return str_copy(head->name);
    char *name = str_copy(file_name(source));
    char *dot = name ? strrchr(name, '.') : NULL;
    if (dot) *dot = 0;
    return name;
}

static bool read_geojson(GeoSink *sink, Err *err)
{
    Read r = { .sink = sink, .text = { .fd = -1 } };
    bool ok = false;
    err_set(err, ERR_UNSUPPORTED, "unusual GeoJSON");
    if ((sink->desc->where && sink->desc->where[0]) || !text_open(sink->desc->source, &r.text, UNPACKED_MAX)) return false;
    if (!read_head(&r.text, &r.head, NULL)) goto done;
    sink->name = table_name(sink->desc->source, &r.head);
    if (sink->desc->table && sink->desc->table[0] && !str_equal(sink->desc->table, sink->name)) goto done;
    sink->crs_must_look_geographic = r.head.crs_text == NULL; // RFC 7946 says so, files often do not know
    sink->crs_text = str_copy(r.head.crs_text ? r.head.crs_text : "EPSG:4326");
    sink->detects_times = true;
    Err open_err = { 0 };
    if (!sink->name || !sink->crs_text || !geo_sink_open(sink, &open_err)) {
        *err = open_err;
        goto done;
    }
    if (!cut(&r)) goto done;
    if (sink->desc->pool)
        job_parallel_for(sink->desc->pool, r.count, read_piece, &r);
    else
        for (int i = 0; i < r.count; i++) read_piece(i, &r);
    if (sink->has_failed) {
        *err = sink->err;
        goto done;
    }
    if (r.is_unusual || (r.with_id != 0 && r.with_id != r.features)) goto done;
    if (r.with_id == 0 && (r.with_property_id == 0 || r.with_property_id != r.features))
        geo_sink_number(sink); // from 0, in the file's order
    sink->source_feature_count = r.features;
    *err = (Err){ 0 };
    ok = true;
done:
    free(r.head.name);
    free(r.head.crs_text);
    free(r.starts);
    text_close(&r.text);
    return ok;
}

static bool list_geojson(const char *source, const char *encoding, GeoListing *out, Err *err)
{
    (void)encoding;
    Text text;
    GeoGeojsonHead head = { 0 };
    GeoTable table = { .kind = GEO_TABLE_VECTOR, .feature_count = -1 };
    bool ok = text_open(source, &text, HEAD_BYTES) && read_head(&text, &head, &table.geometry);
    if (ok) {
        char *name = table_name(source, &head);
        str_copy_utf8(table.name, sizeof table.name, name ? name : "");
        free(name);
        str_copy_utf8(table.crs, sizeof table.crs, head.crs_text ? head.crs_text : "EPSG:4326");
        snprintf(out->driver, sizeof out->driver, "%s", head.is_sequence ? "GeoJSONSeq" : "GeoJSON");
        ok = geo_listing_add(out, &table);
    }
    free(head.name);
    free(head.crs_text);
    text_close(&text);
    if (!ok) err_set(err, ERR_UNSUPPORTED, "unusual GeoJSON");
    return ok;
}

const GeoSource geo_source_geojson = { .name = "geojson", .accepts = accepts, .list = list_geojson, .read = read_geojson };
