// SPDX-License-Identifier: Apache-2.0
// store_sqlite_record.c - versioned records and the journal, each write with its line in one
// transaction.
#include "store/store_sqlite.h"
#include <string.h>

static const char *column_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? text : "";
}

static bool bind_text(sqlite3_stmt *statement, int number, const char *text)
{
    return sqlite3_bind_text(statement, number, text ? text : "", -1, SQLITE_STATIC) == SQLITE_OK;
}

static void token_of(const Sqlite *s, const BackendWrite *write, Str *out)
{
    str_printf(out, "%s/%llu", s->desc.token, (unsigned long long)write->request);
}

// OK: may be written. CONFLICT with *is_done: it was, by this very request.
static BackendResult look(Sqlite *s, const BackendWrite *write, const char *token,
                          BackendRecords there, void *context, bool *is_done)
{
    const StoreRecord *record = &write->record;
    sqlite3_stmt *statement = sqlite_get(s, SQL_RECORD_GET);
    if (!statement || !bind_text(statement, 1, record->kind) ||
        !bind_text(statement, 2, record->id))
        return BACKEND_AWAY;
    const int code = sqlite3_step(statement);
    BackendResult result = code == SQLITE_DONE || code == SQLITE_ROW ? BACKEND_OK : BACKEND_AWAY;
    if (code == SQLITE_DONE && record->version != 0) result = BACKEND_CONFLICT;
    if (code == SQLITE_ROW) {
        StoreRecord found = { record->kind, record->id, column_text(statement, 1),
                              (uint64_t)sqlite3_column_int64(statement, 0) };
        *is_done = strcmp(column_text(statement, 2), token) == 0;
        if (found.version != record->version) result = BACKEND_CONFLICT;
        if (result == BACKEND_CONFLICT && !*is_done) there(context, &found);
    }
    sqlite3_reset(statement);
    return result;
}

static bool put_journal(Sqlite *s, const BackendWrite *write)
{
    const StoreRecord *record = &write->record;
    sqlite3_stmt *statement = sqlite_get(s, SQL_JOURNAL_PUT);
    if (!statement) return false;
    sqlite3_bind_int64(statement, 1, write->t_us);
    bind_text(statement, 2, s->desc.desc.desk);
    bind_text(statement, 3, record->kind);
    bind_text(statement, 4, record->id);
    sqlite3_bind_int64(statement, 5, (int64_t)record->version + 1);
    bind_text(statement, 6, write->journal_json ? write->journal_json : record->json);
    const int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code == SQLITE_DONE;
}

static bool put_record(Sqlite *s, const BackendWrite *write, const char *token)
{
    const StoreRecord *record = &write->record;
    const int64_t change = sqlite3_last_insert_rowid(s->db); // of the journal's line
    sqlite3_stmt *statement = sqlite_get(s, SQL_RECORD_PUT);
    if (!statement) return false;
    bind_text(statement, 1, record->kind);
    bind_text(statement, 2, record->id);
    sqlite3_bind_int64(statement, 3, (int64_t)record->version + 1);
    bind_text(statement, 4, record->json);
    sqlite3_bind_int64(statement, 5, change);
    bind_text(statement, 6, token);
    const int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code == SQLITE_DONE;
}

BackendResult sqlite_write_record(Backend *backend, const BackendWrite *write, BackendRecords there,
                                  void *context, Err *err)
{
    Sqlite *s = (Sqlite *)backend;
    BackendResult result = sqlite_begin(s, err);
    if (result != BACKEND_OK) return result;
    Str token = { 0 };
    bool is_done = false;
    token_of(s, write, &token);
    result = look(s, write, token.text, there, context, &is_done);
    if (result == BACKEND_CONFLICT) {
        sqlite_run(s, SQL_ROLLBACK);
        result = is_done ? BACKEND_OK : BACKEND_CONFLICT;
    } else {
        const bool ok =
            result == BACKEND_OK && put_journal(s, write) && put_record(s, write, token.text);
        result = sqlite_end(s, ok, "write a record into", err);
    }
    str_finish(&token);
    return result;
}

BackendResult sqlite_read_records(Backend *backend, const char *kind, BackendRecords sink,
                                  void *context, Err *err)
{
    Sqlite *s = (Sqlite *)backend;
    sqlite3_stmt *statement = sqlite_get(s, SQL_RECORD_KIND);
    if (!statement) return sqlite_fail(s, "read records of", err);
    bind_text(statement, 1, kind);
    int code = SQLITE_DONE;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW)
        sink(context, &(StoreRecord){ column_text(statement, 0), column_text(statement, 1),
                                      column_text(statement, 2),
                                      (uint64_t)sqlite3_column_int64(statement, 3) });
    const BackendResult result =
        code == SQLITE_DONE ? BACKEND_OK : sqlite_fail(s, "read records of", err);
    sqlite3_reset(statement);
    return result;
}

BackendResult sqlite_read_journal(Backend *backend, int64_t from_us, int64_t to_us, int rows_max,
                                  BackendRecords sink, void *context, Err *err)
{
    Sqlite *s = (Sqlite *)backend;
    sqlite3_stmt *statement = sqlite_get(s, SQL_JOURNAL_RANGE);
    if (!statement) return sqlite_fail(s, "read the journal of", err);
    sqlite3_bind_int64(statement, 1, from_us);
    sqlite3_bind_int64(statement, 2, to_us);
    sqlite3_bind_int64(statement, 3, rows_max > 0 ? rows_max : -1);
    int code = SQLITE_DONE;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        Str json = { 0 }, id = { 0 };
        const StoreJournalLine line = {
            .number = sqlite3_column_int64(statement, 0),
            .t_us = sqlite3_column_int64(statement, 1),
            .version = sqlite3_column_int64(statement, 5),
            .desk = column_text(statement, 2),
            .kind = column_text(statement, 3),
            .id = column_text(statement, 4),
            .entry = column_text(statement, 6),
        };
        store_journal_json(&line, &json);
        str_printf(&id, "%lld", (long long)line.number);
        sink(context, &(StoreRecord){ "journal", id.text, json.text, (uint64_t)line.version });
        str_finish(&json);
        str_finish(&id);
    }
    const BackendResult result =
        code == SQLITE_DONE ? BACKEND_OK : sqlite_fail(s, "read the journal of", err);
    sqlite3_reset(statement);
    return result;
}

BackendResult sqlite_read_changes(Backend *backend, BackendRecords sink, void *context, Err *err)
{
    Sqlite *s = (Sqlite *)backend;
    sqlite3_stmt *statement = sqlite_get(s, SQL_RECORD_CHANGED);
    if (!statement) return sqlite_fail(s, "read changes of", err);
    sqlite3_bind_int64(statement, 1, s->change_seen);
    const size_t token_bytes = strlen(s->desc.token);
    int code = SQLITE_DONE;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        s->change_seen = sqlite3_column_int64(statement, 5);
        if (strncmp(column_text(statement, 4), s->desc.token, token_bytes) == 0) continue;
        sink(context, &(StoreRecord){ column_text(statement, 0), column_text(statement, 1),
                                      column_text(statement, 2),
                                      (uint64_t)sqlite3_column_int64(statement, 3) });
    }
    const BackendResult result =
        code == SQLITE_DONE ? BACKEND_OK : sqlite_fail(s, "read changes of", err);
    sqlite3_reset(statement);
    return result;
}
