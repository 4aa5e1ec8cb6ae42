// SPDX-License-Identifier: Apache-2.0
// geo_source_gpkg.c - GeoPackage (OGC 12-128r18) from the file's pages or through SQLite: row
// ranges on all threads, WKB into batches. Passes on to OGR what is unusual: views, curves, tiles,
// other text encodings, tables that no gpkg_ table names.
#include "geo/geo_source.h"
#include "geo/geo_sqlite_pages.h"
#include "base/clock.h"
#include "base/str.h"
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RANGE_ROWS 8192 // rows of one piece of parallel work, where row numbers are dense
#define CALL_CELLS 96   // columns of one call of our function; SQLite takes 100 arguments at least

typedef struct {
    char *name, *quoted; // column
    GeoFieldType type;
    int stored; // place in the table's records
} Column;

typedef struct Package Package;
typedef struct {
    Package *package;
    sqlite3 *db;
    sqlite3_stmt *rows; // calls take_row for each row
    GeoSinkWorker *worker;
    GeoBatch *batch; // being filled
    uint64_t order;  // of the next batch
    bool is_stopped;
    Err err;
} Context;

struct Package {
    GeoSink *sink;
    char *table, *geometry, *key; // geometry NULL: attributes only
    Column *columns;
    int column_count;
    GeoSqlitePages pages; // bytes NULL: rows come by SQL alone
    int stored_count, key_stored, geometry_stored;
    bool has_defaults, has_generated;
    char *sql;
    int64_t fid_min, fid_max, range_rows;
    Context *contexts;
    int context_count, context_cap, free_count;
    int *free_contexts;
    pthread_mutex_t lock;
    _Atomic int64_t done;
    _Atomic bool is_unusual;
};

static bool accepts(const char *source)
{
    if (!str_ends_nocase(source, ".gpkg") || str_starts(source, "/vsi")) return false;
    // By SQLite: to open and close the file here would drop the locks of whoever reads it in this process.
    sqlite3 *db = NULL;
    sqlite3_stmt *any = NULL;
    bool has_tables = sqlite3_open_v2(source, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK;
    has_tables = has_tables && sqlite3_prepare_v2(db, "SELECT 1 FROM sqlite_master", -1, &any, NULL) == SQLITE_OK;
    has_tables = has_tables && sqlite3_step(any) == SQLITE_ROW;
    sqlite3_finalize(any);
    sqlite3_close(db);
    return has_tables;
}

static sqlite3 *open_db(const char *path, Err *err)
{
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        err_set(err, ERR_UNSUPPORTED, "SQLite: %s", db ? sqlite3_errmsg(db) : "no memory");
        sqlite3_close(db);
        return NULL;
    }
    // A hostile schema must not make us run its functions.
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_exec(db, "PRAGMA mmap_size=2147418112; PRAGMA cache_size=-2000; PRAGMA query_only=1", NULL, NULL, NULL);
    return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql, const char *bound)
{
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK) return NULL;
    if (bound) sqlite3_bind_text(stmt, 1, bound, -1, SQLITE_STATIC);
    return stmt;
}

// First column of the first row as text, heap; NULL when there is none.
static char *query_text(sqlite3 *db, const char *sql, const char *bound)
{
    sqlite3_stmt *stmt = prepare(db, sql, bound);
    char *text = NULL;
    if (stmt && sqlite3_step(stmt) == SQLITE_ROW) text = str_copy((const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    return text;
}

static bool query_int(sqlite3 *db, const char *sql, const char *bound, int64_t *out)
{
    sqlite3_stmt *stmt = prepare(db, sql, bound);
    const bool ok = stmt && sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_type(stmt, 0) != SQLITE_NULL;
    if (ok) *out = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return ok;
}

// "name" with quotes doubled; heap.
static char *quote(const char *name)
{
    char *quoted = sqlite3_mprintf("\"%w\"", name), *copy = quoted ? str_copy(quoted) : NULL;
    sqlite3_free(quoted);
    return copy;
}

static GeoFieldType type_of(const char *declared, bool *is_blob)
{
    char type[16] = "";
    for (size_t i = 0; i + 1 < sizeof type && declared[i] && declared[i] != '('; i++)
        type[i] = (char)(declared[i] >= 'a' && declared[i] <= 'z' ? declared[i] - 32 : declared[i]);
    *is_blob = str_equal(type, "BLOB");
    if (str_equal(type, "BOOLEAN")) return GEO_FIELD_BOOL;
    if (str_equal(type, "TINYINT") || str_equal(type, "SMALLINT") || str_equal(type, "MEDIUMINT") || str_equal(type, "INT") ||
        str_equal(type, "INTEGER"))
        return GEO_FIELD_INT;
    if (str_equal(type, "FLOAT") || str_equal(type, "DOUBLE") || str_equal(type, "REAL")) return GEO_FIELD_REAL;
    if (str_equal(type, "DATE") || str_equal(type, "DATETIME")) return GEO_FIELD_TIME;
    return GEO_FIELD_TEXT;
}

static void package_finish(Package *p)
{
    for (int i = 0; i < p->context_count; i++) {
        geo_batch_destroy(p->contexts[i].batch);
        sqlite3_finalize(p->contexts[i].rows);
        sqlite3_close(p->contexts[i].db);
        if (p->contexts[i].worker) geo_sink_worker_give(p->sink, p->contexts[i].worker);
    }
    for (int i = 0; i < p->column_count; i++) {
        free(p->columns[i].name);
        free(p->columns[i].quoted);
    }
    free(p->contexts);
    free(p->free_contexts);
    free(p->columns);
    free(p->table);
    free(p->geometry);
    free(p->key);
    free(p->sql);
    geo_sqlite_pages_close(&p->pages);
    pthread_mutex_destroy(&p->lock);
}

// The table wanted, or the first of features with rows.
static char *choose_table(sqlite3 *db, const char *wanted, Err *err)
{
    if (wanted && wanted[0]) {
        char *table = query_text(
            db,
            "SELECT table_name FROM gpkg_contents WHERE lower(table_name)=lower(?1) AND data_type IN ('features','attributes')",
            wanted);
        if (!table) err_set(err, ERR_UNSUPPORTED, "no such table in gpkg_contents");
        return table;
    }
    char *first = NULL;
    sqlite3_stmt *stmt = prepare(db, "SELECT table_name FROM gpkg_contents WHERE data_type='features' ORDER BY rowid", NULL);
    while (stmt && sqlite3_step(stmt) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        char *sql = name ? sqlite3_mprintf("SELECT 1 FROM \"%w\" LIMIT 1", name) : NULL;
        int64_t one = 0;
        const bool has_rows = sql && query_int(db, sql, NULL, &one);
        sqlite3_free(sql);
        if (has_rows || !first) {
            free(first);
            first = str_copy(name);
        }
        if (has_rows) break;
    }
    sqlite3_finalize(stmt);
    if (!first) err_set(err, ERR_UNSUPPORTED, "no table of features");
    return first;
}

static bool read_columns(Package *p, sqlite3 *db, Err *err)
{
    char *sql = sqlite3_mprintf("SELECT name,type,pk,hidden,dflt_value FROM pragma_table_xinfo(%Q)",
                                p->table);
    sqlite3_stmt *stmt = sql ? prepare(db, sql, NULL) : NULL;
    sqlite3_free(sql);
    bool ok = stmt != NULL;
    int cap = 0;
    while (ok && sqlite3_step(stmt) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0), *type = (const char *)sqlite3_column_text(stmt, 1);
        const int pk = sqlite3_column_int(stmt, 2);
        const int stored = p->stored_count++;
        p->has_generated = p->has_generated || sqlite3_column_int(stmt, 3) != 0;
        p->has_defaults = p->has_defaults || sqlite3_column_type(stmt, 4) != SQLITE_NULL;
        if (!name || !type || sqlite3_column_int(stmt, 3) == 1) continue;
        if (pk == 1 && str_equal_nocase(type, "INTEGER") && !p->key) {
            p->key = quote(name);
            p->key_stored = stored;
            ok = p->key != NULL;
            continue;
        }
        if (p->geometry && str_equal_nocase(name, p->geometry)) {
            p->geometry_stored = stored;
            continue;
        }
        if (p->sink->desc->skip_attributes) continue;
        if (p->column_count == cap) {
            cap = cap ? cap * 2 : 32;
            Column *columns = realloc(p->columns, (size_t)cap * sizeof *columns);
            ok = columns != NULL;
            if (!ok) break;
            p->columns = columns;
        }
        Column *c = &p->columns[p->column_count];
        bool is_blob = false;
        *c = (Column){ .type = type_of(type, &is_blob), .stored = stored };
        if (is_blob || p->column_count >= GEO_COLUMNS_MAX) {
            char text[200];
            snprintf(text, sizeof text, "field '%.80s' %s", name, is_blob ? "is binary" : "is past the 16384th");
            geo_sink_problem(p->sink, GEO_PROBLEM_FIELD_DROPPED, 1, text);
            continue;
        }
        c->name = str_copy(name);
        c->quoted = quote(name);
        ok = c->name && c->quoted;
        p->column_count++;
    }
    sqlite3_finalize(stmt);
    if (!ok || !p->key) {
        err_set(err, ERR_UNSUPPORTED, ok ? "no integer primary key" : "columns cannot be read");
        return false;
    }
    return true;
}

// One aggregate function sees all rows: SQLite then hands the values over inside its own loop, for
// half of what stepping and asking for each column costs. Calls are split by the columns they take.
static bool make_sql(Package *p, const char *where)
{
    if (p->column_count > 1900) return false; // more columns than SQLite takes by default are OGR's
    Str sql = { 0 };
    char *table = quote(p->table), *geometry = p->geometry ? quote(p->geometry) : str_copy("NULL");
    if (!table || !geometry) goto done;
    for (int first = 0; first == 0 || first < p->column_count; first += CALL_CELLS) {
        str_printf(&sql, "%s citymirror_row(%d,%s,%s", first ? ")," : "SELECT", first, p->key,
                   first ? "NULL" : geometry);
        for (int i = first; i < p->column_count && i < first + CALL_CELLS; i++)
            str_printf(&sql, ",%s", p->columns[i].quoted);
    }
    str_printf(&sql, ") FROM %s WHERE %s BETWEEN ?1 AND ?2", table, p->key);
    if (where && where[0]) str_printf(&sql, " AND (%s)", where);
done:
    free(table);
    free(geometry);
    p->sql = sql.text;
    return p->sql != NULL;
}

static bool read_crs(Package *p, sqlite3 *db)
{
    GeoSink *sink = p->sink;
    sqlite3_stmt *stmt =
        prepare(db,
                "SELECT s.srs_id,s.organization,s.organization_coordsys_id,s.definition FROM gpkg_geometry_columns g "
                "JOIN gpkg_spatial_ref_sys s ON s.srs_id=g.srs_id WHERE lower(g.table_name)=lower(?1)",
                p->table);
    if (!stmt) return false;
    if (sqlite3_step(stmt) == SQLITE_ROW) {
        const int srs = sqlite3_column_int(stmt, 0);
        const char *authority = (const char *)sqlite3_column_text(stmt, 1),
                   *definition = (const char *)sqlite3_column_text(stmt, 3);
        Str text = { 0 };
        if (srs <= 0)
            str_add(&text, ""); // undefined
        else if (authority && str_equal_nocase(authority, "EPSG"))
            str_printf(&text, "EPSG:%d", sqlite3_column_int(stmt, 2));
        else if (definition && definition[0] && !str_equal_nocase(definition, "undefined"))
            str_add(&text, definition);
        if (text.length > 0) sink->crs_text = str_copy(text.text);
        str_finish(&text);
    }
    sqlite3_finalize(stmt);
    return true;
}

// Days since 1970 and the time of day of "2026-06-21" or "2026-06-21T18:30:05.123Z".
static bool parse_time(const char *text, size_t length, int64_t *t_utc_us)
{
    char iso[40];
    if (length < 10 || length + 11 > sizeof iso) return false;
    memcpy(iso, text, length);
    iso[length] = 0;
    if (length == 10) memcpy(iso + 10, "T00:00:00Z", 11);
    return clock_parse(iso, 0, t_utc_us);
}

static void put_text(GeoBatch *b, int column, GeoFieldType type, const char *text, size_t length)
{
    GeoBatchColumn *c = &b->columns[column];
    int64_t t = 0;
    if (type == GEO_FIELD_TIME) {
        if (parse_time(text, length, &t)) geo_batch_time(b, column, t);
    } else if ((geo_batch_text(b, column, text, length) || c->has_bad_text) &&
               !str_is_utf8(text, length)) {
        c->has_bad_text = true; // texts met before were found good, unless one was not
        geo_problems_add(&b->problems, GEO_PROBLEM_TEXT_ENCODING, 1,
                         "column '%.60s' holds text that is no UTF-8", c->name);
    }
}

static void put_cell(GeoBatch *b, int column, GeoFieldType type, const GeoSqliteValue *value)
{
    switch (value->type) {
    case GEO_SQLITE_INT:
        if (type == GEO_FIELD_REAL)
            geo_batch_real(b, column, (double)value->i);
        else if (type == GEO_FIELD_BOOL)
            geo_batch_bool(b, column, value->i != 0);
        else if (type != GEO_FIELD_TIME)
            geo_batch_int(b, column, value->i);
        break;
    case GEO_SQLITE_REAL:
        if (type != GEO_FIELD_TIME) geo_batch_real(b, column, value->f);
        break;
    case GEO_SQLITE_TEXT:
        put_text(b, column, type, (const char *)value->bytes, value->length);
        break;
    case GEO_SQLITE_NULL:
    case GEO_SQLITE_BLOB: break;
    }
}

// A value that SQLite turns into what the column is to hold.
static bool is_converted(GeoFieldType type, GeoSqliteType value)
{
    const bool is_whole = type == GEO_FIELD_INT || type == GEO_FIELD_BOOL;
    return (value == GEO_SQLITE_REAL && is_whole) ||
           (value == GEO_SQLITE_TEXT && (is_whole || type == GEO_FIELD_REAL));
}

static void put_sql_value(GeoBatch *b, int column, GeoFieldType type, sqlite3_value *value)
{
    static const GeoSqliteType types[] = {
        [SQLITE_INTEGER] = GEO_SQLITE_INT, [SQLITE_FLOAT] = GEO_SQLITE_REAL,
        [SQLITE_TEXT] = GEO_SQLITE_TEXT,   [SQLITE_BLOB] = GEO_SQLITE_BLOB,
        [SQLITE_NULL] = GEO_SQLITE_NULL,
    };
    GeoSqliteValue v = { .type = types[sqlite3_value_type(value)] };
    if (is_converted(type, v.type)) {
        if (type == GEO_FIELD_REAL)
            geo_batch_real(b, column, sqlite3_value_double(value));
        else
            geo_batch_int(b, column, sqlite3_value_int64(value));
        return;
    }
    if (v.type == GEO_SQLITE_INT) v.i = sqlite3_value_int64(value);
    if (v.type == GEO_SQLITE_REAL) v.f = sqlite3_value_double(value);
    if (v.type == GEO_SQLITE_TEXT) {
        // As a blob: the same bytes without a terminated copy being made.
        v.bytes = sqlite3_value_blob(value);
        v.length = (size_t)sqlite3_value_bytes(value);
        if (!v.bytes) v.bytes = (const uint8_t *)"";
    }
    put_cell(b, column, type, &v);
}

// The header of 12-128r18 clause 2.1.3.1.1, then WKB. false: hand the whole table to OGR.
static bool put_geometry(GeoBatch *b, const uint8_t *bytes, size_t length)
{
    static const uint8_t envelope_bytes[8] = { 0, 32, 48, 48, 64, 0, 0, 0 };
    if (!bytes || length == 0) return true;
    if (length < 8 || bytes[0] != 'G' || bytes[1] != 'P') {
        geo_problems_add(&b->problems, GEO_PROBLEM_UNSUPPORTED_GEOMETRY, 1, "a geometry is no GeoPackage binary");
        return true;
    }
    const uint8_t flags = bytes[3];
    const size_t at = 8u + envelope_bytes[flags >> 1 & 7];
    if (at + 5 > length || geo_batch_wkb(b, bytes + at, length - at)) return true;
    uint32_t code = 0;
    memcpy(&code, bytes + at + 1, 4);
    if (bytes[at] == 0) code = __builtin_bswap32(code);
    const uint32_t kind = (code & 0x0fffffffu) % 1000;
    if ((flags & 0x20) || kind == 7 || (kind >= 8 && kind <= 14)) return false; // curves, or a collection that may hold one
    geo_problems_add(&b->problems, GEO_PROBLEM_UNSUPPORTED_GEOMETRY, 1, "feature %lld: geometry cut short",
                     (long long)b->fid[b->feature_count - 1]);
    return true;
}

static GeoBatch *new_batch(Context *c)
{
    const Package *p = c->package;
    GeoBatch *b = c->worker->spare ? c->worker->spare : geo_batch_create();
    c->worker->spare = NULL;
    if (!b) return NULL;
    b->order = c->order++;
    for (int i = 0; i < p->column_count; i++) {
        if (i < b->column_count)
            b->columns[i].type = p->columns[i].type; // values may have taught it another
        else
            geo_batch_column_add(b, p->columns[i].name, strlen(p->columns[i].name),
                                 p->columns[i].type);
    }
    return b;
}

static void flush(Context *c)
{
    if (!c->batch) return;
    c->package->done += c->batch->feature_count;
    geo_sink_put(c->package->sink, c->worker, c->batch);
    c->batch = NULL;
}

// Begins a feature, in a new batch when this one is full. false: stop.
static bool begin_row(Context *c, int64_t fid)
{
    if (c->batch && geo_batch_is_full(c->batch)) flush(c);
    if (!c->batch) {
        if (geo_sink_is_stopped(c->package->sink)) return false;
        c->batch = new_batch(c);
        if (!c->batch) {
            err_set(&c->err, ERR_MEMORY, "no memory for '%s'", c->package->sink->desc->source);
            return false;
        }
    }
    geo_batch_feature(c->batch, fid);
    return !c->batch->is_out_of_memory;
}

// citymirror_row(first column, row number, geometry, columns...), called by SQLite for each row.
static void take_row(sqlite3_context *call, int count, sqlite3_value **values)
{
    Context *c = sqlite3_user_data(call);
    if (!c || count < 3) return;
    const int64_t fid = sqlite3_value_int64(values[1]);
    const int first = sqlite3_value_int(values[0]);
    if (first == 0) {
        if (!begin_row(c, fid)) {
            sqlite3_result_error_code(call, SQLITE_ABORT);
            return;
        }
        const uint8_t *blob = sqlite3_value_blob(values[2]);
        if (!put_geometry(c->batch, blob, (size_t)sqlite3_value_bytes(values[2]))) {
            c->package->is_unusual = true;
            sqlite3_result_error_code(call, SQLITE_ABORT);
            return;
        }
    }
    const Package *p = c->package;
    for (int i = 3; i < count && first + i - 3 < p->column_count; i++)
        put_sql_value(c->batch, first + i - 3, p->columns[first + i - 3].type, values[i]);
}

// A row as its page has it. false: SQLite has to judge it, or all stops.
static bool take_stored_row(int64_t number, const GeoSqliteValue *values, int stored, void *arg)
{
    Context *c = arg;
    Package *p = c->package;
    // The row number's own column is stored empty.
    if (values[p->key_stored].type != GEO_SQLITE_NULL ||
        (stored < p->stored_count && p->has_defaults))
        return false;
    const GeoSqliteValue *geometry = p->geometry ? &values[p->geometry_stored] : NULL;
    const bool has_geometry = geometry && geometry->type != GEO_SQLITE_NULL;
    if (has_geometry && geometry->type != GEO_SQLITE_BLOB) return false;
    for (int i = 0; i < p->column_count; i++)
        if (is_converted(p->columns[i].type, values[p->columns[i].stored].type)) return false;
    c->is_stopped = !begin_row(c, number);
    if (!c->is_stopped && has_geometry &&
        !put_geometry(c->batch, geometry->bytes, geometry->length))
        p->is_unusual = c->is_stopped = true;
    if (c->is_stopped) return false;
    for (int i = 0; i < p->column_count; i++)
        put_cell(c->batch, i, p->columns[i].type, &values[p->columns[i].stored]);
    return true;
}

static void end_rows(sqlite3_context *call)
{
    sqlite3_result_null(call);
}

static sqlite3_stmt *prepare_rows(const Package *p, sqlite3 *db, Context *c)
{
    const int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
    if (sqlite3_create_function_v2(db, "citymirror_row", -1, flags, c, NULL, take_row, end_rows,
                                   NULL) != SQLITE_OK)
        return NULL;
    return prepare(db, p->sql, NULL);
}

static Context *context_take(Package *p)
{
    pthread_mutex_lock(&p->lock);
    Context *c = p->free_count > 0 ? &p->contexts[p->free_contexts[--p->free_count]] : NULL;
    const bool is_new = !c && p->context_count < p->context_cap;
    if (is_new) c = &p->contexts[p->context_count++];
    pthread_mutex_unlock(&p->lock);
    if (!is_new) return c;
    c->package = p;
    c->db = open_db(p->sink->desc->source, &c->err);
    c->rows = c->db ? prepare_rows(p, c->db, c) : NULL;
    if (c->db && !c->rows)
        err_set(&c->err, p->sink->desc->where ? ERR_ARGUMENT : ERR_FORMAT, "'%s': %s",
                p->sink->desc->source, sqlite3_errmsg(c->db));
    c->worker = geo_sink_worker_take(p->sink);
    return c;
}

static void context_give(Package *p, Context *c)
{
    if (c->err.code != ERR_NONE) geo_sink_fail(p->sink, &c->err);
    pthread_mutex_lock(&p->lock);
    p->free_contexts[p->free_count++] = (int)(c - p->contexts);
    pthread_mutex_unlock(&p->lock);
}

static void read_by_sql(Context *c, int64_t from, int64_t to)
{
    Package *p = c->package;
    sqlite3_bind_int64(c->rows, 1, from);
    sqlite3_bind_int64(c->rows, 2, to);
    const int result = sqlite3_step(c->rows);
    const bool is_stopped = result == SQLITE_ABORT; // by us
    if (result != SQLITE_ROW && result != SQLITE_DONE && !is_stopped) {
        char text[200];
        snprintf(text, sizeof text, "rows %lld to %lld: %.120s", (long long)from, (long long)to,
                 sqlite3_errmsg(c->db));
        geo_sink_problem(p->sink, GEO_PROBLEM_READ_ERROR, 1, text);
    }
    sqlite3_reset(c->rows);
}

static void read_rows(Context *c, int64_t from, int64_t to)
{
    Package *p = c->package;
    GeoSqliteScan scan = { .from = from,
                           .to = to,
                           .next = from,
                           .row = take_stored_row,
                           .arg = c,
                           .value_count = p->stored_count };
    c->is_stopped = false;
    if (!p->pages.bytes || (!geo_sqlite_pages_scan(&p->pages, &scan) && !c->is_stopped))
        read_by_sql(c, scan.next, to);
    if (p->is_unusual) {
        geo_batch_destroy(c->batch);
        c->batch = NULL;
    }
    flush(c);
}

// One range of row numbers into batches.
static void read_range(int index, void *arg)
{
    Package *p = arg;
    if (p->is_unusual || geo_sink_is_stopped(p->sink)) return;
    // Row numbers may be any: all 64 bits of difference count.
    const uint64_t last = (uint64_t)p->fid_max - (uint64_t)p->fid_min,
                   past = (uint64_t)index * (uint64_t)p->range_rows;
    if (past > last) return;
    const int64_t from = (int64_t)((uint64_t)p->fid_min + past);
    const int64_t to =
        last - past < (uint64_t)p->range_rows ? p->fid_max : from + (p->range_rows - 1);
    Context *c = context_take(p);
    if (!c) return;
    c->order = (uint64_t)index << 24;
    if (c->rows && c->worker) read_rows(c, from, to);
    if (p->sink->source_feature_count > 0)
        job_progress(p->sink->desc->job, (float)p->done / (float)p->sink->source_feature_count);
    context_give(p, c);
}

static bool open_table(Package *p, sqlite3 *db, Err *err)
{
    GeoSink *sink = p->sink;
    char *encoding = query_text(db, "PRAGMA encoding", NULL);
    const bool is_utf8 = str_equal(encoding, "UTF-8");
    free(encoding);
    if (!is_utf8) {
        err_set(err, ERR_UNSUPPORTED, "text is not UTF-8");
        return false;
    }
    p->table = choose_table(db, sink->desc->table, err);
    if (!p->table) return false;
    p->geometry = query_text(db, "SELECT column_name FROM gpkg_geometry_columns WHERE lower(table_name)=lower(?1)", p->table);
    if (!read_columns(p, db, err)) return false;
    sqlite3_stmt *trial = make_sql(p, sink->desc->where) ? prepare_rows(p, db, NULL) : NULL;
    sqlite3_finalize(trial);
    if (!trial || !read_crs(p, db)) {
        err_set(err, ERR_UNSUPPORTED, "unusual GeoPackage or condition");
        return false;
    }
    char **names = calloc((size_t)p->column_count + 1, sizeof *names);
    if (!names) return false;
    for (int i = 0; i < p->column_count; i++) names[i] = p->columns[i].name;
    const bool ok = geo_source_unique_names(sink, names, p->column_count);
    for (int i = 0; i < p->column_count; i++) p->columns[i].name = names[i];
    free(names);
    return ok;
}

// Straight from the pages where nothing has to be evaluated. The transaction begun on db keeps
// writers off.
static void open_pages(Package *p, sqlite3 *db)
{
    int64_t root = 0;
    const char *where = p->sink->desc->where;
    if ((where && where[0]) || p->has_generated) return;
    if (query_int(db,
                  "SELECT rootpage FROM sqlite_schema WHERE type='table' AND lower(name)=lower(?1)",
                  p->table, &root) &&
        root > 0 && root <= UINT32_MAX)
        geo_sqlite_pages_open(&p->pages, db, (uint32_t)root);
}

static bool count_rows(Package *p, sqlite3 *db)
{
    char *sql = sqlite3_mprintf("SELECT min(%s) FROM \"%w\"", p->key, p->table);
    const bool has_rows = sql && query_int(db, sql, NULL, &p->fid_min);
    sqlite3_free(sql);
    sql = sqlite3_mprintf("SELECT max(%s) FROM \"%w\"", p->key, p->table);
    const bool has_max = sql && query_int(db, sql, NULL, &p->fid_max);
    sqlite3_free(sql);
    int64_t count = -1;
    if (!query_int(db, "SELECT feature_count FROM gpkg_ogr_contents WHERE lower(table_name)=lower(?1)", p->table, &count)) {
        sql = sqlite3_mprintf("SELECT count(*) FROM \"%w\"", p->table);
        if (!sql || !query_int(db, sql, NULL, &count)) count = -1;
        sqlite3_free(sql);
    }
    p->sink->source_feature_count = count;
    return has_rows && has_max;
}

static bool read_gpkg(GeoSink *sink, Err *err)
{
    Package p = { .sink = sink };
    pthread_mutex_init(&p.lock, NULL);
    bool ok = false;
    sqlite3 *db = open_db(sink->desc->source, err);
    if (db) sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
    if (!db || !open_table(&p, db, err)) goto done;
    sink->name = str_copy(p.table);
    if (!sink->name || !geo_sink_open(sink, err)) goto done;
    if (!count_rows(&p, db)) {
        ok = true; // no rows at all
        goto done;
    }
    if (p.fid_max < p.fid_min) { // a damaged index answers so
        err_set(err, ERR_FORMAT, "'%s' is damaged: its largest row number is below its smallest",
                sink->desc->source);
        goto done;
    }
    open_pages(&p, db);
    // Sparse row numbers make wider ranges, never more than the work is worth.
    const uint64_t span =
        (uint64_t)p.fid_max - (uint64_t)p.fid_min; // less one, so that all 64 bits fit
    uint64_t ranges = span / RANGE_ROWS + 1;
    const uint64_t wanted = sink->source_feature_count > 0 ? (uint64_t)sink->source_feature_count / RANGE_ROWS * 2 + 16 : 64;
    if (ranges > wanted) ranges = wanted;
    if (ranges > 4096) ranges = 4096;
    p.range_rows = (int64_t)(span / ranges + 1);
    p.context_cap = sink->desc->pool ? job_pool_threads(sink->desc->pool) + 2 : 1;
    p.contexts = calloc((size_t)p.context_cap, sizeof *p.contexts);
    p.free_contexts = calloc((size_t)p.context_cap, sizeof *p.free_contexts);
    if (!p.contexts || !p.free_contexts) {
        err_set(err, ERR_MEMORY, "no memory for '%s'", sink->desc->source);
        goto done;
    }
    if (sink->desc->pool)
        job_parallel_for(sink->desc->pool, (int)ranges, read_range, &p);
    else
        for (int i = 0; i < (int)ranges; i++) read_range(i, &p);
    if (p.is_unusual)
        err_set(err, ERR_UNSUPPORTED, "curves");
    else if (sink->has_failed && err)
        *err = sink->err;
    ok = !p.is_unusual && !sink->has_failed;
done:
    package_finish(&p);
    sqlite3_close(db);
    return ok;
}

static bool list_gpkg(const char *source, const char *encoding, GeoListing *out, Err *err)
{
    (void)encoding;
    sqlite3 *db = open_db(source, err);
    if (!db) return false;
    int64_t others = 1;
    bool ok =
        query_int(db, "SELECT count(*) FROM gpkg_contents WHERE data_type NOT IN ('features','attributes')", NULL, &others) &&
        others == 0;
    // Tables that the package does not list are OGR's to judge.
    ok = ok &&
         query_int(db,
                   "SELECT count(*) FROM sqlite_master WHERE type IN ('table','view') AND name NOT LIKE 'gpkg\\_%' ESCAPE '\\' "
                   "AND name NOT LIKE 'rtree\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                   "AND lower(name) NOT IN (SELECT lower(table_name) FROM gpkg_contents)",
                   NULL, &others) &&
         others == 0;
    sqlite3_stmt *stmt =
        !ok ? NULL
            : prepare(
                  db,
                  "SELECT "
                  "c.table_name,c.data_type,g.geometry_type_name,s.organization,s.organization_coordsys_id,s.srs_name,g.srs_id "
                  "FROM gpkg_contents c LEFT JOIN gpkg_geometry_columns g ON lower(g.table_name)=lower(c.table_name) "
                  "LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id=g.srs_id ORDER BY c.rowid",
                  NULL);
    ok = ok && stmt;
    while (ok && sqlite3_step(stmt) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0), *type = (const char *)sqlite3_column_text(stmt, 2);
        const char *authority = (const char *)sqlite3_column_text(stmt, 3), *srs = (const char *)sqlite3_column_text(stmt, 5);
        GeoTable table = { .kind = type ? GEO_TABLE_VECTOR : GEO_TABLE_ATTRIBUTES, .feature_count = -1 };
        str_copy_utf8(table.name, sizeof table.name, name ? name : "");
        if (type) {
            table.geometry = strcasestr(type, "POINT")                                    ? GEO_GEOMETRY_POINT
                             : strcasestr(type, "LINE") || strcasestr(type, "CURVE")      ? GEO_GEOMETRY_LINE
                             : strcasestr(type, "POLYGON") || strcasestr(type, "SURFACE") ? GEO_GEOMETRY_AREA
                                                                                          : GEO_GEOMETRY_MIXED;
            if (sqlite3_column_int(stmt, 6) > 0 && authority && str_equal_nocase(authority, "EPSG"))
                snprintf(table.crs, sizeof table.crs, "EPSG:%d", sqlite3_column_int(stmt, 4));
            else if (sqlite3_column_int(stmt, 6) > 0 && srs)
                str_copy_utf8(table.crs, sizeof table.crs, srs);
        }
        if (!query_int(db, "SELECT feature_count FROM gpkg_ogr_contents WHERE lower(table_name)=lower(?1)", table.name,
                       &table.feature_count)) {
            char *sql = sqlite3_mprintf("SELECT count(*) FROM \"%w\"", table.name);
            if (sql) query_int(db, sql, NULL, &table.feature_count);
            sqlite3_free(sql);
        }
        ok = geo_listing_add(out, &table);
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    snprintf(out->driver, sizeof out->driver, "GPKG");
    if (!ok) err_set(err, ERR_UNSUPPORTED, "unusual GeoPackage");
    return ok;
}

const GeoSource geo_source_gpkg = { .name = "gpkg", .accepts = accepts, .list = list_gpkg, .read = read_gpkg };
