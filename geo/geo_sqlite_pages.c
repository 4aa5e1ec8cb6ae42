// SPDX-License-Identifier: Apache-2.0
// geo_sqlite_pages.c - walks a table's b-tree in the mapped file; every number is checked before it
// is used.
#include "geo/geo_sqlite_pages.h"
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 20 // as SQLite
#define HEAD_BYTES 100
#define PAGE_INTERIOR 5
#define PAGE_LEAF 13
#define RECORD_BYTES_MAX ((uint64_t)1 << 30)

static uint32_t big16(const uint8_t *p)
{
    return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t big32(const uint8_t *p)
{
    uint32_t v = 0;
    memcpy(&v, p, 4);
    return __builtin_bswap32(v);
}

// Bytes read, 0 = past the end. Clause 1.6: seven bits a byte, high first, all eight of the ninth.
static inline size_t read_varint(const uint8_t *p, const uint8_t *end, uint64_t *out)
{
    if (p < end && *p < 0x80) {
        *out = *p;
        return 1;
    }
    uint64_t v = 0;
    for (size_t i = 0; i < 9; i++) {
        if (p + i >= end) return 0;
        if (i == 8) {
            *out = v << 8 | p[i];
            return 9;
        }
        v = v << 7 | (p[i] & 0x7f);
        if (p[i] < 0x80) {
            *out = v;
            return i + 1;
        }
    }
    return 0;
}

static bool is_plain(const GeoSqlitePages *p)
{
    // Versions 1 and 1: no write-ahead log. Encoding 1: UTF-8.
    return memcmp(p->bytes, "SQLite format 3", 16) == 0 && p->bytes[18] == 1 && p->bytes[19] == 1 &&
           big32(p->bytes + 56) == 1 && p->page_bytes >= 512 &&
           (p->page_bytes & (p->page_bytes - 1)) == 0 && p->usable_bytes >= 480 && p->root > 1 &&
           p->root <= p->page_count;
}

bool geo_sqlite_pages_open(GeoSqlitePages *pages, sqlite3 *db, uint32_t root)
{
    *pages = (GeoSqlitePages){ 0 };
    // SQLite's own mapping: to open and close the file here would drop the process's locks on it.
    sqlite3_file *file = NULL;
    sqlite3_int64 size = 0;
    void *map = NULL;
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file ||
        !file->pMethods || file->pMethods->iVersion < 3 ||
        file->pMethods->xFileSize(file, &size) != SQLITE_OK || size < 512 || size > INT32_MAX ||
        file->pMethods->xFetch(file, 0, (int)size, &map) != SQLITE_OK || !map)
        return false;
    GeoSqlitePages p = { .file = file, .bytes = map, .size = (size_t)size, .root = root };
    p.page_bytes = big16(p.bytes + 16) == 1 ? 65536 : big16(p.bytes + 16);
    p.usable_bytes = p.page_bytes - p.bytes[20];
    p.page_count = p.page_bytes ? (uint32_t)(p.size / p.page_bytes) : 0;
    *pages = p;
    if (is_plain(pages)) return true;
    geo_sqlite_pages_close(pages);
    return false;
}

void geo_sqlite_pages_close(GeoSqlitePages *pages)
{
    if (pages->file) pages->file->pMethods->xUnfetch(pages->file, 0, (void *)pages->bytes);
    *pages = (GeoSqlitePages){ 0 };
}

typedef struct {
    const GeoSqlitePages *pages;
    GeoSqliteScan *scan;
    GeoSqliteValue *values;
    uint8_t *record; // assembled of overflow pages
    size_t record_cap;
    uint64_t pages_left; // a damaged tree may lead round and round
    bool is_done;
} Walk;

static const uint8_t *page_at(Walk *w, uint32_t number)
{
    if (number < 1 || number > w->pages->page_count || w->pages_left == 0) return NULL;
    w->pages_left--;
    return w->pages->bytes + (size_t)(number - 1) * w->pages->page_bytes;
}

// The whole payload of a cell, in its page or put together. NULL: not as expected.
static const uint8_t *payload(Walk *w, const uint8_t *at, const uint8_t *end, uint64_t length)
{
    const uint64_t usable = w->pages->usable_bytes, most = usable - 35;
    if (length <= most) return length <= (uint64_t)(end - at) ? at : NULL;
    const uint64_t least = (usable - 12) * 32 / 255 - 23,
                   split = least + (length - least) % (usable - 4);
    const uint64_t local = split <= most ? split : least;
    if (length > RECORD_BYTES_MAX || length > w->pages->size || local + 4 > (uint64_t)(end - at))
        return NULL;
    if (length > w->record_cap) {
        uint8_t *grown = realloc(w->record, length);
        if (!grown) return NULL;
        w->record = grown;
        w->record_cap = length;
    }
    memcpy(w->record, at, local);
    uint32_t next = big32(at + local);
    for (uint64_t done = local; done < length;) {
        const uint8_t *page = page_at(w, next);
        if (!page) return NULL;
        const uint64_t part = length - done < usable - 4 ? length - done : usable - 4;
        memcpy(w->record + done, page + 4, part);
        next = big32(page);
        done += part;
    }
    return w->record;
}

static int64_t whole_number(const uint8_t *p, size_t bytes)
{
    uint64_t v = 0;
    for (size_t i = 0; i < bytes; i++) v = v << 8 | p[i];
    return (int64_t)(v << (64 - 8 * bytes)) >> (64 - 8 * bytes);
}

// Clause 2.1. false: reserved types, or past the end.
static inline bool read_value(uint64_t type, const uint8_t *body, const uint8_t *end,
                              GeoSqliteValue *v, size_t *bytes)
{
    static const uint8_t sizes[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0 };
    if (type >= 12) {
        const uint64_t length = (type - 12) / 2;
        if (length > (uint64_t)(end - body)) return false;
        v->type = type & 1 ? GEO_SQLITE_TEXT : GEO_SQLITE_BLOB;
        v->length = *bytes = length;
        v->bytes = body;
        return true;
    }
    if (type > 9 || sizes[type] > end - body) return false;
    *bytes = sizes[type];
    v->type = type == 0 ? GEO_SQLITE_NULL : type == 7 ? GEO_SQLITE_REAL : GEO_SQLITE_INT;
    if (type == 7) {
        const int64_t bits = whole_number(body, 8);
        memcpy(&v->f, &bits, 8);
        if (v->f != v->f) v->type = GEO_SQLITE_NULL; // as SQLite has it
    } else {
        v->i = type >= 8 ? (int64_t)type - 8 : type == 0 ? 0 : whole_number(body, sizes[type]);
    }
    return true;
}

static bool read_record(Walk *w, const uint8_t *record, uint64_t length, int *stored)
{
    const uint8_t *end = record + length;
    uint64_t head = 0;
    size_t n = read_varint(record, end, &head);
    if (n == 0 || head < n || head > length) return false;
    const uint8_t *type_at = record + n, *types_end = record + head, *body = types_end;
    int count = 0;
    for (; count < w->scan->value_count && type_at < types_end; count++) {
        uint64_t type = 0;
        size_t bytes = 0;
        n = read_varint(type_at, types_end, &type);
        if (n == 0 || !read_value(type, body, end, &w->values[count], &bytes)) return false;
        type_at += n;
        body += bytes;
    }
    *stored = count;
    for (; count < w->scan->value_count; count++) w->values[count].type = GEO_SQLITE_NULL;
    return true;
}

// Cells of a page; false: more than fit.
static bool cell_count(const Walk *w, const uint8_t *page, size_t head, uint32_t *count)
{
    *count = big16(page + 3);
    return head + 2 * (size_t)*count <= w->pages->usable_bytes;
}

static const uint8_t *cell_at(const Walk *w, const uint8_t *page, size_t head, uint32_t i)
{
    const uint32_t offset = big16(page + head + 2 * (size_t)i);
    return offset >= head && offset + 4 <= w->pages->usable_bytes ? page + offset : NULL;
}

static bool read_leaf(Walk *w, const uint8_t *page)
{
    GeoSqliteScan *scan = w->scan;
    const uint8_t *end = page + w->pages->usable_bytes;
    uint32_t count = 0;
    if (!cell_count(w, page, 8, &count)) return false;
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *at = cell_at(w, page, 8, i);
        uint64_t length = 0, number = 0;
        const size_t a = at ? read_varint(at, end, &length) : 0,
                     b = a ? read_varint(at + a, end, &number) : 0;
        if (!b) return false;
        const int64_t row = (int64_t)number;
        if (row < scan->from) continue;
        if (row > scan->to) {
            w->is_done = true;
            return true;
        }
        if (row < scan->next) return false; // not in order
        const uint8_t *record = payload(w, at + a + b, end, length);
        int stored = 0;
        if (!record || !read_record(w, record, length, &stored)) return false;
        if (!scan->row(row, w->values, stored, scan->arg)) return false;
        if (row == scan->to) {
            w->is_done = true;
            return true;
        }
        scan->next = row + 1;
    }
    return true;
}

typedef struct {
    const uint8_t *page;
    uint32_t cell, cells;
} Level;

// The next child of an interior page that may hold wanted rows: 0 = none left; false: not as
// expected.
static bool next_child(const Walk *w, Level *level, uint32_t *child)
{
    *child = 0;
    while (level->cell <= level->cells) {
        if (level->cell == level->cells) {
            *child = big32(level->page + 8);
            level->cell++;
            return true;
        }
        const uint8_t *at = cell_at(w, level->page, 12, level->cell++);
        uint64_t key = 0;
        if (!at || !read_varint(at + 4, level->page + w->pages->usable_bytes, &key)) return false;
        if ((int64_t)key < w->scan->from) continue; // all of its rows come before
        *child = big32(at);
        return true;
    }
    return true;
}

static bool walk(Walk *w)
{
    Level levels[DEPTH_MAX];
    int depth = -1;
    uint32_t number = w->pages->root;
    for (;;) {
        if (number) {
            const uint8_t *page = page_at(w, number);
            if (!page) return false;
            if (page[0] == PAGE_LEAF) {
                if (!read_leaf(w, page)) return false;
                if (w->is_done) return true;
            } else if (page[0] == PAGE_INTERIOR && depth + 1 < DEPTH_MAX) {
                levels[++depth] = (Level){ .page = page };
                if (!cell_count(w, page, 12, &levels[depth].cells)) return false;
            } else {
                return false;
            }
        }
        if (depth < 0) return true;
        if (!next_child(w, &levels[depth], &number)) return false;
        if (number == 0) depth--;
    }
}

bool geo_sqlite_pages_scan(const GeoSqlitePages *pages, GeoSqliteScan *scan)
{
    scan->next = scan->from;
    Walk w = { .pages = pages,
               .scan = scan,
               .pages_left = (uint64_t)pages->page_count + DEPTH_MAX };
    w.values = calloc((size_t)scan->value_count + 1, sizeof *w.values);
    const bool ok = w.values && walk(&w);
    free(w.values);
    free(w.record);
    return ok;
}
