// SPDX-License-Identifier: Apache-2.0
// geo_sqlite_pages.h - rows of a table straight from the pages of a SQLite 3 file in the plain
// rollback format, several times as fast as through SQL. Format: sqlite.org/fileformat2.html, 1.3
// to 1.6, 2.1. Does not: lock, follow a write-ahead log, evaluate SQL, or judge damage: what is not
// as expected is left to SQLite, which knows better.
#pragma once
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    sqlite3_file *file;
    const uint8_t *bytes; // the whole file, mapped by SQLite
    size_t size;
    uint32_t page_bytes, usable_bytes, page_count;
    uint32_t root; // of the table
} GeoSqlitePages;

typedef enum {
    GEO_SQLITE_NULL,
    GEO_SQLITE_INT,
    GEO_SQLITE_REAL,
    GEO_SQLITE_TEXT,
    GEO_SQLITE_BLOB
} GeoSqliteType;
typedef struct {
    GeoSqliteType type;
    size_t length; // of TEXT and BLOB
    union {
        int64_t i;
        double f;
        const uint8_t *bytes; // borrowed until the next row
    };
} GeoSqliteValue;

// db has mmap_size set and a read transaction open, and keeps both until the pages are closed.
// false: not a plain file (or one that SQLite does not map), or no such page.
bool geo_sqlite_pages_open(GeoSqlitePages *pages, sqlite3 *db, uint32_t root);
void geo_sqlite_pages_close(GeoSqlitePages *pages); // zero-initialised is fine

typedef struct {
    int64_t from, to; // row numbers, both ends
    // Columns as stored, the first value_count of them; a record of fewer (stored) leaves the
    // others NULL. false: stop here; the row is not taken.
    bool (*row)(int64_t number, const GeoSqliteValue *values, int stored, void *arg);
    void *arg;
    int value_count;
    int64_t next; // out: the first row number not given to row
} GeoSqliteScan;
// Rows in order of their numbers. false: stopped, or the rest from scan->next on is not as
// expected. Thread: any; pages are only read.
bool geo_sqlite_pages_scan(const GeoSqlitePages *pages, GeoSqliteScan *scan);
