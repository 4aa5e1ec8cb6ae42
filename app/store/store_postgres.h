// SPDX-License-Identifier: Apache-2.0
// store_postgres.h - what the parts of the PostgreSQL side share. The schema "citymirror", version
// 1:
//
//   key(id, text)
//   history(key, t, received, stale, seq, period_ms, kind, quality, flags, unit, number, text, lon,
//           lat, h, course, heading, speed[, geom]): by month of t (history_202611), written by
//           COPY; geom is made of lon and lat where PostGIS is there. Index key, t, seq; BRIN t
//   rough(… the same, mean, count): minutes of months that are past keep_days, by month
//   progress(name, next): how far a month of history is made into minutes
//   record(kind, id, version, json, change, token), journal(number, t_us, desk, kind, id, version,
//           entry): append-only by a trigger; record.change = the number of its line. Numbers are
//           given under an advisory lock, so they become visible in their order
//   batch(token, number, t): the last batch of history each run has written
//
// Who writes a record notifies the channel citymirror; who listens reads what has a change number
// above the last it saw, after a lost connection too.
#pragma once
#include "base/hashmap.h"
#include "store/store_chunk.h"
#include <libpq-fe.h>

typedef struct {
    BackendDesc desc;
    PGconn *db;
    StoreKeyMap map;
    Hashmap months[2]; // partitions that are there: of history, of rough
    StoreBytes copy;
    int64_t change_seen, full_from_us; // history in full begins in the month of full_from_us
    bool has_seen;
} Postgres;

#define POSTGRES_LOCK "1128879193"                 // "CITY"; + 1 for who tends
#define POSTGRES_EPOCH_US INT64_C(946684800000000) // 2000-01-01
#define POSTGRES_COLUMNS                                                                  \
    "key, t, received, stale, seq, period_ms, kind, quality, flags, unit, number, text, " \
    "lon, lat, h, course, heading, speed"
enum { POSTGRES_COLUMN_COUNT = 18 };

typedef struct {
    const char *sql;
    const char *texts[6]; // parameters: as text,
    int64_t times[6];     // or, where texts[i] is NULL, times in microseconds since 1970
    int count;
    bool is_binary; // of the rows that come back
} PostgresQuery;

// Of store_postgres.c. The result is the caller's (PQclear); NULL = the connection is gone.
PGresult *postgres_run(Postgres *p, const PostgresQuery *query);
bool postgres_send(Postgres *p, const PostgresQuery *query); // then postgres_next until NULL
PGresult *postgres_next(Postgres *p);
bool postgres_is_good(const PGresult *result);
BackendResult postgres_fail(Postgres *p, const PGresult *result, const char *what, Err *err);
// One without rows that matter.
BackendResult postgres_do(Postgres *p, const char *sql, const char *what, Err *err);
BackendResult postgres_read_keys(Backend *backend, Err *err);
bool postgres_wait(Postgres *p, bool is_write, double until_s);
// Of store_postgres_history.c.
BackendResult postgres_write_rows(Backend *backend, const StoreRow *rows, int count, uint64_t batch,
                                  Err *err);
BackendResult postgres_read_range(Backend *backend, const StoreRange *range, BackendRows sink,
                                  void *context, Err *err);
BackendResult postgres_read_instant(Backend *backend, int64_t t_us, int64_t back_us,
                                    BackendRows sink, void *context, Err *err);
// Of store_postgres_keep.c.
BackendResult postgres_month_make(Postgres *p, bool is_rough, int64_t t_us, Err *err);
BackendResult postgres_months_read(Postgres *p, Err *err);
BackendResult postgres_tend(Backend *backend, int64_t now_us, bool *more, Err *err);
int64_t postgres_bytes(Backend *backend);
// Of store_postgres_record.c.
BackendResult postgres_write_record(Backend *backend, const BackendWrite *write,
                                    BackendRecords there, void *context, Err *err);
BackendResult postgres_read_records(Backend *backend, const char *kind, BackendRecords sink,
                                    void *context, Err *err);
BackendResult postgres_read_journal(Backend *backend, int64_t from_us, int64_t to_us, int rows_max,
                                    BackendRecords sink, void *context, Err *err);
BackendResult postgres_read_changes(Backend *backend, BackendRecords sink, void *context, Err *err);
