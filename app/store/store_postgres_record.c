// SPDX-License-Identifier: Apache-2.0
// store_postgres_record.c - versioned records and the journal under one lock of the database, and
// who is told of them.
#include "store/store_postgres.h"
#include <stdlib.h>
#include <string.h>

static int64_t number_in(const PGresult *result, int row, int column)
{
    int64_t value = 0;
    str_parse_int(PQgetvalue(result, row, column), &value);
    return value;
}

static BackendResult check(Postgres *p, PGresult *result, const char *what, Err *err)
{
    return result && postgres_is_good(result) ? BACKEND_OK : postgres_fail(p, result, what, err);
}

// OK: may be written. CONFLICT with *is_done: it was, by this very request.
static BackendResult look(Postgres *p, const BackendWrite *write, const char *token,
                          BackendRecords there, void *context, bool *is_done, Err *err)
{
    const StoreRecord *record = &write->record;
    PGresult *result =
        postgres_run(p, &(PostgresQuery){ .sql = "SELECT version, json, token FROM record"
                                                 " WHERE kind = $1 AND id = $2",
                                          .texts = { record->kind, record->id },
                                          .count = 2 });
    BackendResult done = check(p, result, "write a record into", err);
    const bool is_there = done == BACKEND_OK && PQntuples(result) == 1;
    if (done == BACKEND_OK && !is_there && record->version != 0) done = BACKEND_CONFLICT;
    if (is_there) {
        StoreRecord found = { record->kind, record->id, PQgetvalue(result, 0, 1),
                              (uint64_t)number_in(result, 0, 0) };
        *is_done = strcmp(PQgetvalue(result, 0, 2), token) == 0;
        if (found.version != record->version) done = BACKEND_CONFLICT;
        if (done == BACKEND_CONFLICT && !*is_done) there(context, &found);
    }
    PQclear(result);
    return done;
}

static BackendResult put(Postgres *p, const BackendWrite *write, const char *token, Err *err)
{
    const StoreRecord *record = &write->record;
    const char *entry = write->journal_json ? write->journal_json : record->json;
    Str t = { 0 }, version = { 0 }, number = { 0 };
    str_printf(&t, "%lld", (long long)write->t_us);
    str_printf(&version, "%llu", (unsigned long long)record->version + 1);
    PGresult *line = postgres_run(
        p, &(PostgresQuery){ .sql = "INSERT INTO journal(t_us, desk, kind, id, version, entry)"
                                    " VALUES($1::int8, $2, $3, $4, $5::int8, $6::json)"
                                    " RETURNING number",
                             .texts = { t.text, p->desc.desc.desk, record->kind, record->id,
                                        version.text, entry },
                             .count = 6 });
    BackendResult done = check(p, line, "write a record into", err);
    if (done == BACKEND_OK) {
        str_add(&number, PQgetvalue(line, 0, 0));
        PGresult *result = postgres_run(
            p, &(PostgresQuery){
                   .sql = "INSERT INTO record(kind, id, version, json, change, token)"
                          " VALUES($1, $2, $3::int8, $4::json, $5::int8, $6)"
                          " ON CONFLICT(kind, id) DO UPDATE SET version = excluded.version,"
                          " json = excluded.json, change = excluded.change, token = excluded.token",
                   .texts = { record->kind, record->id, version.text, record->json, number.text,
                              token },
                   .count = 6 });
        done = check(p, result, "write a record into", err);
        PQclear(result);
    }
    PQclear(line);
    str_finish(&t);
    str_finish(&version);
    str_finish(&number);
    return done;
}

BackendResult postgres_write_record(Backend *backend, const BackendWrite *write,
                                    BackendRecords there, void *context, Err *err)
{
    Postgres *p = (Postgres *)backend;
    Str token = { 0 };
    bool is_done = false;
    str_printf(&token, "%s/%llu", p->desc.token, (unsigned long long)write->request);
    BackendResult result = postgres_do(p, "BEGIN", "write a record into", err);
    if (result == BACKEND_OK)
        result = postgres_do(p, "SELECT pg_advisory_xact_lock(" POSTGRES_LOCK ")",
                             "write a record into", err);
    if (result == BACKEND_OK) result = look(p, write, token.text, there, context, &is_done, err);
    if (result == BACKEND_OK) result = put(p, write, token.text, err);
    if (result == BACKEND_OK)
        result = postgres_do(p, "NOTIFY citymirror", "write a record into", err);
    str_finish(&token);
    if (result == BACKEND_OK) return postgres_do(p, "COMMIT", "write a record into", err);
    if (p->db) postgres_do(p, "ROLLBACK", "write a record into", NULL);
    return result == BACKEND_CONFLICT && is_done ? BACKEND_OK : result;
}

BackendResult postgres_read_records(Backend *backend, const char *kind, BackendRecords sink,
                                    void *context, Err *err)
{
    Postgres *p = (Postgres *)backend;
    PGresult *result = postgres_run(
        p, &(PostgresQuery){ .sql = "SELECT kind, id, json, version FROM record WHERE kind = $1"
                                    " ORDER BY id COLLATE \"C\"",
                             .texts = { kind },
                             .count = 1 });
    const BackendResult done = check(p, result, "read records of", err);
    for (int i = 0; done == BACKEND_OK && i < PQntuples(result); i++)
        sink(context,
             &(StoreRecord){ PQgetvalue(result, i, 0), PQgetvalue(result, i, 1),
                             PQgetvalue(result, i, 2), (uint64_t)number_in(result, i, 3) });
    PQclear(result);
    return done;
}

BackendResult postgres_read_journal(Backend *backend, int64_t from_us, int64_t to_us, int rows_max,
                                    BackendRecords sink, void *context, Err *err)
{
    Postgres *p = (Postgres *)backend;
    Str from = { 0 }, to = { 0 }, limit = { 0 };
    str_printf(&from, "%lld", (long long)from_us);
    str_printf(&to, "%lld", (long long)to_us);
    str_printf(&limit, "%d", rows_max > 0 ? rows_max : INT32_MAX);
    PGresult *result = postgres_run(
        p, &(PostgresQuery){ .sql = "SELECT * FROM (SELECT number, t_us, desk, kind, id, version,"
                                    " entry FROM journal WHERE t_us BETWEEN $1::int8 AND $2::int8"
                                    " ORDER BY number DESC LIMIT $3::int8) j ORDER BY number",
                             .texts = { from.text, to.text, limit.text },
                             .count = 3 });
    const BackendResult done = check(p, result, "read the journal of", err);
    for (int i = 0; done == BACKEND_OK && i < PQntuples(result); i++) {
        Str json = { 0 };
        const StoreJournalLine line = {
            .number = number_in(result, i, 0),
            .t_us = number_in(result, i, 1),
            .version = number_in(result, i, 5),
            .desk = PQgetvalue(result, i, 2),
            .kind = PQgetvalue(result, i, 3),
            .id = PQgetvalue(result, i, 4),
            .entry = PQgetvalue(result, i, 6),
        };
        store_journal_json(&line, &json);
        sink(context, &(StoreRecord){ "journal", PQgetvalue(result, i, 0), json.text,
                                      (uint64_t)line.version });
        str_finish(&json);
    }
    PQclear(result);
    str_finish(&from);
    str_finish(&to);
    str_finish(&limit);
    return done;
}

BackendResult postgres_read_changes(Backend *backend, BackendRecords sink, void *context, Err *err)
{
    Postgres *p = (Postgres *)backend;
    if (!p->db || !PQconsumeInput(p->db)) return postgres_fail(p, NULL, "read changes of", err);
    for (PGnotify *told = PQnotifies(p->db); told; told = PQnotifies(p->db)) PQfreemem(told);
    Str seen = { 0 };
    str_printf(&seen, "%lld", (long long)p->change_seen);
    PGresult *result = postgres_run(
        p, &(PostgresQuery){ .sql = "SELECT kind, id, json, version, token, change FROM record"
                                    " WHERE change > $1::int8 ORDER BY change",
                             .texts = { seen.text },
                             .count = 1 });
    str_finish(&seen);
    const BackendResult done = check(p, result, "read changes of", err);
    for (int i = 0; done == BACKEND_OK && i < PQntuples(result); i++) {
        p->change_seen = number_in(result, i, 5);
        if (str_starts(PQgetvalue(result, i, 4), p->desc.token)) continue;
        sink(context,
             &(StoreRecord){ PQgetvalue(result, i, 0), PQgetvalue(result, i, 1),
                             PQgetvalue(result, i, 2), (uint64_t)number_in(result, i, 3) });
    }
    PQclear(result);
    return done;
}
