// SPDX-License-Identifier: Apache-2.0
// store_sqlite.c - the file: opening, schema and its versions, statements, transactions, keys.
#include "store/store_sqlite.h"
#include "base/clock.h"
#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define APPLICATION_ID 0x43495459 // "CITY"
#define BUSY_MS 250

// One script a version: PRAGMA user_version counts those that ran.
static const char *const migrations[] = {
    "CREATE TABLE key(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);"
    "CREATE TABLE log(id INTEGER PRIMARY KEY, writer TEXT NOT NULL, blob BLOB NOT NULL);"
    "CREATE TABLE chunk(id INTEGER PRIMARY KEY, blob BLOB NOT NULL);"
    "CREATE TABLE hour(hour INTEGER PRIMARY KEY, keys BLOB NOT NULL);"
    "CREATE TABLE rough(id INTEGER PRIMARY KEY, blob BLOB NOT NULL);"
    "CREATE TABLE record(kind TEXT, id TEXT, version INTEGER NOT NULL, json TEXT NOT NULL,"
    " change INTEGER NOT NULL, token TEXT NOT NULL, PRIMARY KEY(kind, id)) WITHOUT ROWID;"
    "CREATE INDEX record_change ON record(change);"
    "CREATE TABLE journal(number INTEGER PRIMARY KEY AUTOINCREMENT, t_us INTEGER NOT NULL,"
    " desk TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,"
    " entry TEXT NOT NULL);"
    "CREATE INDEX journal_t ON journal(t_us);"
    "CREATE TRIGGER journal_stays BEFORE UPDATE ON journal BEGIN"
    " SELECT RAISE(ABORT, 'the journal is append-only'); END;"
    "CREATE TRIGGER journal_keeps BEFORE DELETE ON journal BEGIN"
    " SELECT RAISE(ABORT, 'the journal is append-only'); END;",
};
#define VERSION ((int)(sizeof migrations / sizeof migrations[0]))

static const char *const sqls[SQL_COUNT] = {
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
    [SQL_DATA_VERSION] = "PRAGMA data_version",
    [SQL_KEYS] = "SELECT id, text FROM key WHERE id > ?1 ORDER BY id",
    [SQL_KEY_PUT] = "INSERT INTO key(text) VALUES(?1)",
    [SQL_LOG_PUT] = "INSERT INTO log(writer, blob) VALUES(?1, ?2)",
    [SQL_LOG_OWN] = "SELECT blob FROM log WHERE writer = ?1 ORDER BY id",
    [SQL_LOG_OTHERS] = "SELECT blob FROM log WHERE writer <> ?1 ORDER BY id",
    [SQL_LOG_ADOPT] = "UPDATE log SET writer = ?1 WHERE writer <> ?1",
    [SQL_LOG_DELETE] = "DELETE FROM log WHERE writer = ?1",
    [SQL_CHUNK_PUT] = "INSERT INTO chunk(id, blob) VALUES(?1, ?2)",
    [SQL_CHUNK_RANGE] = "SELECT blob FROM chunk WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
    [SQL_CHUNK_BACK] = "SELECT id, blob FROM chunk WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC",
    [SQL_CHUNK_DELETE] = "DELETE FROM chunk WHERE id = ?1",
    [SQL_CHUNK_DELETE_RANGE] = "DELETE FROM chunk WHERE id BETWEEN ?1 AND ?2",
    [SQL_HOUR_GET] = "SELECT keys FROM hour WHERE hour = ?1",
    [SQL_HOUR_PUT] = "INSERT OR REPLACE INTO hour(hour, keys) VALUES(?1, ?2)",
    [SQL_HOUR_DELETE] = "DELETE FROM hour WHERE hour = ?1",
    [SQL_HOUR_SPAN] = "SELECT (SELECT min(hour) FROM hour), (SELECT max(hour) FROM hour)",
    [SQL_ROUGH_GET] = "SELECT blob FROM rough WHERE id = ?1",
    [SQL_ROUGH_PUT] = "INSERT OR REPLACE INTO rough(id, blob) VALUES(?1, ?2)",
    [SQL_ROUGH_RANGE] = "SELECT blob FROM rough WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
    [SQL_ROUGH_SPAN] = "SELECT (SELECT min(id) FROM rough), (SELECT max(id) FROM rough)",
    [SQL_ROUGH_DELETE] = "DELETE FROM rough WHERE id BETWEEN ?1 AND ?2",
    [SQL_RECORD_GET] = "SELECT version, json, token FROM record WHERE kind = ?1 AND id = ?2",
    [SQL_RECORD_PUT] = "INSERT OR REPLACE INTO record(kind, id, version, json, change, token)"
                       " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_RECORD_KIND] = "SELECT kind, id, json, version FROM record WHERE kind = ?1 ORDER BY id",
    [SQL_RECORD_CHANGED] = "SELECT kind, id, json, version, token, change FROM record"
                           " WHERE change > ?1 ORDER BY change",
    [SQL_CHANGE_LAST] = "SELECT ifnull(max(change), 0) FROM record",
    [SQL_JOURNAL_PUT] = "INSERT INTO journal(t_us, desk, kind, id, version, entry)"
                        " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_JOURNAL_RANGE] = "SELECT * FROM (SELECT number, t_us, desk, kind, id, version, entry"
                          " FROM journal WHERE t_us BETWEEN ?1 AND ?2"
                          " ORDER BY number DESC LIMIT ?3) ORDER BY number",
};

BackendResult sqlite_fail(Sqlite *s, const char *what, Err *err)
{
    const char *path = s->desc.desc.address;
    const int code = s->db ? sqlite3_errcode(s->db) : SQLITE_NOMEM;
    switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        err_set(err, ERR_TIMEOUT, "%s '%s': locked by another program; tried again", what, path);
        return BACKEND_AGAIN;
    case SQLITE_FULL:
        err_set(err, ERR_IO, "%s '%s': the disk is full; tried again", what, path);
        return BACKEND_AGAIN;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        err_set(err, ERR_FORMAT, "%s '%s': the file is damaged (%s); set it aside to begin anew",
                what, path, sqlite3_errmsg(s->db));
        return BACKEND_AWAY;
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
        err_set(err, ERR_FORMAT, "%s '%s': %s", what, path, sqlite3_errmsg(s->db));
        return BACKEND_REFUSED;
    case SQLITE_IOERR: // the file stays open: opening it anew mends no disk
    case SQLITE_INTERRUPT:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
        err_set(err, ERR_IO, "%s '%s': %s", what, path,
                s->db ? sqlite3_errmsg(s->db) : "no memory");
        return BACKEND_AGAIN;
    default:
        err_set(err, ERR_IO, "%s '%s': %s (%s)", what, path, sqlite3_errmsg(s->db),
                strerror(sqlite3_system_errno(s->db)));
        return BACKEND_AWAY;
    }
}

sqlite3_stmt *sqlite_get(Sqlite *s, SqliteSql sql)
{
    if (!s->statements[sql])
        sqlite3_prepare_v3(s->db, sqls[sql], -1, SQLITE_PREPARE_PERSISTENT, &s->statements[sql],
                           NULL);
    if (s->statements[sql]) sqlite3_reset(s->statements[sql]);
    return s->statements[sql];
}

bool sqlite_run(Sqlite *s, SqliteSql sql)
{
    sqlite3_stmt *statement = sqlite_get(s, sql);
    if (!statement) return false;
    const int code = sqlite3_step(statement);
    return sqlite3_reset(statement) == SQLITE_OK && (code == SQLITE_DONE || code == SQLITE_ROW);
}

bool sqlite_refresh(Sqlite *s)
{
    sqlite3_stmt *statement = sqlite_get(s, SQL_DATA_VERSION);
    if (!statement || sqlite3_step(statement) != SQLITE_ROW) return false;
    const int version = sqlite3_column_int(statement, 0);
    sqlite3_reset(statement);
    if (version == s->data_version) return true;
    s->data_version = version;
    sqlite_hours_forget(s);
    s->has_others = true; // until a look finds none
    return sqlite_read_keys((Backend *)s, NULL) == BACKEND_OK;
}

BackendResult sqlite_begin(Sqlite *s, Err *err)
{
    if (!sqlite_run(s, SQL_BEGIN)) return sqlite_fail(s, "write", err);
    if (sqlite_refresh(s)) return BACKEND_OK;
    const BackendResult result = sqlite_fail(s, "write", err);
    sqlite_run(s, SQL_ROLLBACK);
    return result;
}

BackendResult sqlite_end(Sqlite *s, bool ok, const char *what, Err *err)
{
    if (ok && sqlite_run(s, SQL_COMMIT)) return BACKEND_OK;
    const BackendResult result = sqlite_fail(s, what, err);
    if (!sqlite3_get_autocommit(s->db)) sqlite_run(s, SQL_ROLLBACK);
    sqlite_hours_forget(s);
    return result;
}

BackendResult sqlite_read_keys(Backend *backend, Err *err)
{
    Sqlite *s = (Sqlite *)backend;
    sqlite3_stmt *statement = sqlite_get(s, SQL_KEYS);
    if (!statement) return sqlite_fail(s, "read the keys of", err);
    sqlite3_bind_int64(statement, 1, s->keys_seen);
    int code = SQLITE_DONE;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        const int64_t id = sqlite3_column_int64(statement, 0);
        const char *text = (const char *)sqlite3_column_text(statement, 1);
        const uint32_t key =
            text ? keys_intern(s->desc.desc.keys, text, strlen(text)) : 0; // 0: the table is full
        if (key && id > 0 && id <= SQLITE_KEY_MAX && !store_key_map_put(&s->map, key, (uint32_t)id))
            break;
        s->keys_seen = id;
    }
    sqlite3_reset(statement);
    return code == SQLITE_DONE ? BACKEND_OK : sqlite_fail(s, "read the keys of", err);
}

static bool run_text(Sqlite *s, const char *sql)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static int64_t pragma(Sqlite *s, const char *name)
{
    Str sql = { 0 };
    int64_t value = -1;
    sqlite3_stmt *statement = NULL;
    str_printf(&sql, "PRAGMA %s", name);
    if (sqlite3_prepare_v2(s->db, sql.text, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    str_finish(&sql);
    return value;
}

static BackendResult migrate(Sqlite *s, Err *err)
{
    const int64_t version = pragma(s, "user_version");
    if (version < 0) return sqlite_fail(s, "open", err);
    const int64_t id = pragma(s, "application_id"), tables = pragma(s, "schema_version");
    if (id != APPLICATION_ID && (id != 0 || tables > 0)) {
        err_set(err, ERR_FORMAT, "open '%s': a SQLite file of another program",
                s->desc.desc.address);
        return BACKEND_AWAY;
    }
    if (version > VERSION) {
        err_set(err, ERR_UNSUPPORTED,
                "open '%s': written by a newer program (version %d of the file; %d is known)",
                s->desc.desc.address, (int)version, VERSION);
        return BACKEND_AWAY;
    }
    if (version == VERSION) return BACKEND_OK;
    if (!run_text(s, "BEGIN IMMEDIATE")) return sqlite_fail(s, "open", err);
    bool ok = true;
    for (int64_t i = pragma(s, "user_version"); i < VERSION && ok; i++)
        ok = run_text(s, migrations[i]);
    Str sql = { 0 };
    str_printf(&sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION_ID,
               VERSION);
    ok = ok && run_text(s, sql.text) && run_text(s, "COMMIT");
    str_finish(&sql);
    if (ok) return BACKEND_OK;
    const BackendResult result = sqlite_fail(s, "open", err);
    run_text(s, "ROLLBACK");
    return result;
}

static void close_file(Sqlite *s)
{
    for (int i = 0; i < SQL_COUNT; i++) sqlite3_finalize(s->statements[i]);
    memset(s->statements, 0, sizeof s->statements);
    sqlite3_close(s->db);
    s->db = NULL;
    sqlite_hours_forget(s);
}

// Rows that a run left behind when it was killed become ours when nobody else has the file open.
static bool adopt(Sqlite *s)
{
    if (s->lock_fd < 0) {
        Str path = { 0 };
        str_printf(&path, "%s-desks", s->desc.desc.address);
        s->lock_fd = open(path.text, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        str_finish(&path);
        if (s->lock_fd < 0) return true; // a folder that cannot be written: SQLite says so itself
    }
    bool ok = true;
    if (flock(s->lock_fd, LOCK_EX | LOCK_NB) == 0) {
        sqlite3_stmt *statement = sqlite_get(s, SQL_LOG_ADOPT);
        ok = statement &&
             sqlite3_bind_text(statement, 1, s->desc.token, -1, SQLITE_STATIC) == SQLITE_OK;
        const int code = ok ? sqlite3_step(statement) : SQLITE_ERROR;
        ok = code == SQLITE_DONE || code == SQLITE_BUSY; // locked: read as another's until then
        if (statement) sqlite3_reset(statement);
    }
    flock(s->lock_fd, LOCK_SH);
    return ok;
}

static int at_progress(void *context)
{
    const Sqlite *s = context;
    return atomic_load(s->desc.is_closing) && clock_monotonic_s() > atomic_load(s->desc.deadline);
}

static BackendResult sqlite_open_file(Backend *backend, Err *err)
{
    Sqlite *s = (Sqlite *)backend;
    close_file(s);
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(s->desc.desc.address, &s->db, flags, NULL) != SQLITE_OK) {
        sqlite_fail(s, "open", err);
        return BACKEND_AWAY;
    }
    sqlite3_busy_timeout(s->db, BUSY_MS);
    sqlite3_progress_handler(s->db, 10000, at_progress, s);
    // In this order: the first write makes the header; where it is set, setting it would be a
    // write. FULL: what is acknowledged is on the disk.
    const bool is_set =
        (pragma(s, "auto_vacuum") == 2 || run_text(s, "PRAGMA auto_vacuum = INCREMENTAL")) &&
        run_text(s, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                    "PRAGMA cache_size = -65536; PRAGMA journal_size_limit = 67108864;"
                    "PRAGMA wal_autocheckpoint = 4000");
    BackendResult result = is_set ? migrate(s, err) : sqlite_fail(s, "open", err);
    if (result != BACKEND_OK) return BACKEND_AWAY;
    s->keys_seen = 0;
    if (!adopt(s) || !sqlite_refresh(s)) {
        sqlite_fail(s, "open", err);
        return BACKEND_AWAY;
    }
    if (sqlite_read_keys(backend, err) != BACKEND_OK || !sqlite_head_load(s, err))
        return BACKEND_AWAY;
    s->has_others = true;
    if (s->has_seen) return BACKEND_OK;
    sqlite3_stmt *statement = sqlite_get(s, SQL_CHANGE_LAST);
    if (!statement || sqlite3_step(statement) != SQLITE_ROW) {
        sqlite_fail(s, "open", err);
        return BACKEND_AWAY;
    }
    s->change_seen = sqlite3_column_int64(statement, 0);
    s->has_seen = true;
    sqlite3_reset(statement);
    return BACKEND_OK;
}

static bool can_open(const char *address, Err *err)
{
    if (*address && !file_is_folder(address)) return true;
    err_set(err, ERR_ARGUMENT, "store '%s': the path of a file was expected", address);
    return false;
}

static Backend *create(const BackendDesc *desc)
{
    Sqlite *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    s->desc = *desc;
    s->lock_fd = -1;
    return (Backend *)s;
}

static void destroy(Backend *backend)
{
    Sqlite *s = (Sqlite *)backend;
    if (!s) return;
    if (s->db && s->head_count > 0) sqlite_fold_all(s, NULL); // else the log has it
    close_file(s);
    if (s->lock_fd >= 0) close(s->lock_fd);
    store_key_map_finish(&s->map);
    store_bytes_finish(&s->blob);
    arena_finish(&s->head_texts);
    hashmap_finish(&s->hours);
    free(s->head);
    free(s->head_prev);
    free(s->head_last);
    free(s);
}

static int no_fd(Backend *backend)
{
    (void)backend;
    return -1;
}

const StoreBackend store_sqlite = {
    .name = "SQLite",
    .can_open = can_open,
    .create = create,
    .destroy = destroy,
    .open = sqlite_open_file,
    .write_rows = sqlite_write_rows,
    .write_record = sqlite_write_record,
    .read_range = sqlite_read_range,
    .read_instant = sqlite_read_instant,
    .read_records = sqlite_read_records,
    .read_journal = sqlite_read_journal,
    .read_changes = sqlite_read_changes,
    .read_keys = sqlite_read_keys,
    .tend = sqlite_tend,
    .bytes = sqlite_bytes,
    .fd = no_fd,
    .poll_s = 0.2,
};
