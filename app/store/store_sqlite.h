// SPDX-License-Identifier: Apache-2.0
// store_sqlite.h - what the parts of the SQLite side share. The file, version 1:
//
//   key(id, text)            numbers of keys, from 1
//   log(id, writer, blob)    rows as they came, one block (store_chunk.h) a write; a writer's own
//                            rows are also in its memory (the head) until they are folded
//   chunk(id, blob)          folded rows of one key within one hour, sorted by time; chunks of a
//                            key and hour never overlap. id = hour << 39 | key << 15 | start, hour
//                            = whole hours since 1970, start = time in the hour / 110 ms: so the
//                            b-tree itself is ordered by hour, key, time, and needs no index
//   hour(hour, keys)         which keys have chunks in the hour: one bit each
//   rough(id, blob)          minutes of what is past keep_days: of each minute the least, the
//                            greatest and the last row, the last with mean and count.
//                            id = day << 24 | key
//   record(kind, id, version, json, change, token)
//   journal(number, t_us, desk, kind, id, version, entry): append-only by triggers; record.change
//                            is the number of the line that wrote it
//
// A reader of an instant seeks once for each key and hour that has its bit; a reader of a range
// reads the chunks of its key alone.
#pragma once
#include "base/arena.h"
#include "base/hashmap.h"
#include "store/store_chunk.h"
#include <sqlite3.h>

typedef enum {
    SQL_BEGIN,
    SQL_COMMIT,
    SQL_ROLLBACK,
    SQL_DATA_VERSION,
    SQL_KEYS,
    SQL_KEY_PUT,
    SQL_LOG_PUT,
    SQL_LOG_OWN,
    SQL_LOG_OTHERS,
    SQL_LOG_ADOPT,
    SQL_LOG_DELETE,
    SQL_CHUNK_PUT,
    SQL_CHUNK_RANGE,
    SQL_CHUNK_BACK,
    SQL_CHUNK_DELETE,
    SQL_CHUNK_DELETE_RANGE,
    SQL_HOUR_GET,
    SQL_HOUR_PUT,
    SQL_HOUR_DELETE,
    SQL_HOUR_SPAN,
    SQL_ROUGH_GET,
    SQL_ROUGH_PUT,
    SQL_ROUGH_RANGE,
    SQL_ROUGH_SPAN,
    SQL_ROUGH_DELETE,
    SQL_RECORD_GET,
    SQL_RECORD_PUT,
    SQL_RECORD_KIND,
    SQL_RECORD_CHANGED,
    SQL_CHANGE_LAST,
    SQL_JOURNAL_PUT,
    SQL_JOURNAL_RANGE,
    SQL_COUNT
} SqliteSql;

typedef struct SqliteHour {
    struct SqliteHour *next;
    int64_t number;
    uint64_t *bits;
    uint32_t words;
    bool is_dirty;
} SqliteHour;

typedef struct {
    BackendDesc desc;
    sqlite3 *db;
    sqlite3_stmt *statements[SQL_COUNT];
    int lock_fd; // of PATH-desks: shared by all that have the file open
    StoreKeyMap map;
    int64_t keys_seen; // highest id read
    StoreRow *head;    // key = id in the file
    int head_count, head_cap, prev_cap;
    int *head_prev, *head_last; // the row before of the same key, + 1; the last by key id, + 1
    int head_last_cap;
    Arena head_texts;
    Hashmap hours; // hour -> SqliteHour *
    SqliteHour *hour_first;
    StoreBytes blob;
    int64_t change_seen;
    int data_version;
    bool has_seen;   // change_seen is set
    bool has_others; // the log may have rows of others
} Sqlite;

#define SQLITE_KEY_BITS 24
#define SQLITE_START_BITS 15
#define SQLITE_START_US 110000
#define SQLITE_KEY_MAX ((1 << SQLITE_KEY_BITS) - 1)
#define SQLITE_FOLD_ROWS (1 << 19)

// Of store_sqlite.c.
BackendResult sqlite_fail(Sqlite *s, const char *what, Err *err); // by the last error of db
sqlite3_stmt *sqlite_get(Sqlite *s, SqliteSql sql); // reset; NULL = cannot be prepared
bool sqlite_run(Sqlite *s, SqliteSql sql);          // one without rows or parameters
bool sqlite_refresh(Sqlite *s);                     // what others wrote is seen
BackendResult sqlite_begin(Sqlite *s, Err *err);
// Commits where ok, else rolls back; the result of it.
BackendResult sqlite_end(Sqlite *s, bool ok, const char *what, Err *err);
BackendResult sqlite_read_keys(Backend *backend, Err *err);
// Of store_sqlite_head.c.
int64_t sqlite_chunk_id(int64_t hour, uint32_t id, int64_t t_us);
SqliteHour *sqlite_hour_get(Sqlite *s, int64_t hour); // NULL without memory, or unreadable
bool sqlite_hour_has(const SqliteHour *hour, uint32_t id);
bool sqlite_hours_write(Sqlite *s);
void sqlite_hours_forget(Sqlite *s);
bool sqlite_head_load(Sqlite *s, Err *err);
BackendResult sqlite_write_rows(Backend *backend, const StoreRow *rows, int count, uint64_t batch,
                                Err *err);
BackendResult sqlite_fold_all(Sqlite *s, Err *err); // the head goes into chunks
int sqlite_rows_sort(StoreRow *rows, int count);    // by key and time, equal ones as they came
// Of store_sqlite_read.c.
BackendResult sqlite_read_range(Backend *backend, const StoreRange *range, BackendRows sink,
                                void *context, Err *err);
BackendResult sqlite_read_instant(Backend *backend, int64_t t_us, int64_t back_us, BackendRows sink,
                                  void *context, Err *err);
// Of store_sqlite_keep.c.
BackendResult sqlite_tend(Backend *backend, int64_t now_us, bool *more, Err *err);
int64_t sqlite_bytes(Backend *backend);
// Of store_sqlite_record.c.
BackendResult sqlite_write_record(Backend *backend, const BackendWrite *write, BackendRecords there,
                                  void *context, Err *err);
BackendResult sqlite_read_records(Backend *backend, const char *kind, BackendRecords sink,
                                  void *context, Err *err);
BackendResult sqlite_read_journal(Backend *backend, int64_t from_us, int64_t to_us, int rows_max,
                                  BackendRecords sink, void *context, Err *err);
BackendResult sqlite_read_changes(Backend *backend, BackendRecords sink, void *context, Err *err);
