// SPDX-License-Identifier: Apache-2.0
// store_postgres_keep.c - months: made ahead and when a row needs one; past their time made into
// minutes hour by hour, then dropped.
#include "store/store_postgres.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
    int year, month; // 1 to 12
} Month;

static Month month_of(int64_t t_us)
{
    const time_t t = (time_t)(t_us / 1000000);
    struct tm tm = { 0 };
    gmtime_r(&t, &tm);
    return (Month){ tm.tm_year + 1900, tm.tm_mon + 1 };
}

static Month month_after(Month m)
{
    return m.month == 12 ? (Month){ m.year + 1, 1 } : (Month){ m.year, m.month + 1 };
}

static int64_t month_start_us(Month m)
{
    struct tm tm = { .tm_year = m.year - 1900, .tm_mon = m.month - 1, .tm_mday = 1 };
    return (int64_t)timegm(&tm) * 1000000;
}

static uint64_t number_of(Month m)
{
    return (uint64_t)(m.year * 12 + m.month - 1);
}

BackendResult postgres_month_make(Postgres *p, bool is_rough, int64_t t_us, Err *err)
{
    const Month m = month_of(t_us), after = month_after(m);
    const char *table = is_rough ? "rough" : "history";
    uint64_t known = 0;
    if (hashmap_get(&p->months[is_rough], number_of(m), &known)) return BACKEND_OK;
    Str sql = { 0 };
    str_printf(&sql,
               "CREATE TABLE IF NOT EXISTS %s_%04d%02d PARTITION OF %s FOR VALUES"
               " FROM ('%04d-%02d-01 00:00+00') TO ('%04d-%02d-01 00:00+00')",
               table, m.year, m.month, table, m.year, m.month, after.year, after.month);
    const BackendResult result = postgres_do(p, sql.text, "make a month of history in", err);
    str_finish(&sql);
    if (result != BACKEND_OK) return result == BACKEND_REFUSED ? BACKEND_AGAIN : result;
    hashmap_put(&p->months[is_rough], number_of(m), 1);
    if (!is_rough && month_start_us(m) < p->full_from_us) p->full_from_us = month_start_us(m);
    return BACKEND_OK;
}

// The oldest months that are there; year 0 = none.
typedef struct {
    Month history, rough;
} Oldest;

static void take_month(Postgres *p, const char *name, Oldest *out)
{
    const bool is_rough = str_starts(name, "rough_");
    int64_t number = 0;
    const char *digits = strchr(name, '_');
    if (!digits || !str_parse_int(digits + 1, &number)) return;
    const Month m = { (int)(number / 100), (int)(number % 100) };
    Month *oldest = is_rough ? &out->rough : &out->history;
    hashmap_put(&p->months[is_rough], number_of(m), 1);
    if (oldest->year == 0 || number_of(m) < number_of(*oldest)) *oldest = m;
}

static BackendResult read_months(Postgres *p, Oldest *out, Err *err)
{
    PGresult *result = postgres_run(
        p, &(PostgresQuery){ .sql = "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON"
                                    " c.oid = i.inhrelid WHERE i.inhparent IN"
                                    " ('history'::regclass, 'rough'::regclass)" });
    const BackendResult done = result && postgres_is_good(result)
                                   ? BACKEND_OK
                                   : postgres_fail(p, result, "read the months of", err);
    *out = (Oldest){ 0 };
    if (done == BACKEND_OK) {
        hashmap_clear(&p->months[0]);
        hashmap_clear(&p->months[1]);
        for (int i = 0; i < PQntuples(result); i++) take_month(p, PQgetvalue(result, i, 0), out);
        p->full_from_us = out->history.year > 0 ? month_start_us(out->history) : STORE_T_MAX_US;
    }
    PQclear(result);
    return done;
}

BackendResult postgres_months_read(Postgres *p, Err *err)
{
    Oldest oldest;
    return read_months(p, &oldest, err);
}

int64_t postgres_bytes(Backend *backend)
{
    Postgres *p = (Postgres *)backend;
    PGresult *result =
        postgres_run(p, &(PostgresQuery){ .sql = "SELECT pg_database_size(current_database())" });
    int64_t bytes = 0;
    if (result && postgres_is_good(result)) str_parse_int(PQgetvalue(result, 0, 0), &bytes);
    PQclear(result);
    return bytes;
}

static BackendResult drop_month(Postgres *p, const char *table, Month m, Err *err)
{
    Str sql = { 0 };
    str_printf(&sql, "DROP TABLE %s_%04d%02d", table, m.year, m.month);
    const BackendResult result = postgres_do(p, sql.text, "drop a month of", err);
    str_finish(&sql);
    return result;
}

// Where the month stands: the first moment that is not in minutes yet.
static BackendResult progress_of(Postgres *p, const char *name, Month m, int64_t *next_us, Err *err)
{
    PGresult *result = postgres_run(
        p,
        &(PostgresQuery){ .sql = "SELECT (extract(epoch FROM next) * 1000000)::int8 FROM progress"
                                 " WHERE name = $1",
                          .texts = { name },
                          .count = 1 });
    const BackendResult done =
        result && postgres_is_good(result) ? BACKEND_OK : postgres_fail(p, result, "tend", err);
    *next_us = month_start_us(m);
    if (done == BACKEND_OK && PQntuples(result) == 1)
        str_parse_int(PQgetvalue(result, 0, 0), next_us);
    PQclear(result);
    return done;
}

// Of each minute the least, the greatest and the last row, the last with mean and count.
#define ROUGHEN                                                                                   \
    "INSERT INTO rough(" POSTGRES_COLUMNS ", mean, count) SELECT " POSTGRES_COLUMNS               \
    ", CASE WHEN last = 1 THEN mean END, CASE WHEN last = 1 THEN n END FROM (SELECT f.*,"         \
    " row_number() OVER (PARTITION BY key, minute ORDER BY finite NULLS LAST, t) AS least,"       \
    " row_number() OVER (PARTITION BY key, minute ORDER BY finite DESC NULLS LAST, t) AS most,"   \
    " row_number() OVER (PARTITION BY key, minute ORDER BY t DESC, seq DESC) AS last,"            \
    " avg(finite) OVER (PARTITION BY key, minute) AS mean,"                                       \
    " count(*) OVER (PARTITION BY key, minute) AS n FROM (SELECT h.*, date_trunc('minute', t) AS" \
    " minute, CASE WHEN kind = 1 AND number NOT IN ('NaN', 'Infinity', '-Infinity') THEN number"  \
    " END AS finite FROM history h WHERE t >= $1 AND t < $2) f) x"                                \
    " WHERE last = 1 OR (finite IS NOT NULL AND (least = 1 OR most = 1))"

// The moment of the first row from t on within the month; its end where there is none.
static BackendResult next_row(Postgres *p, int64_t from_us, int64_t end_us, int64_t *out, Err *err)
{
    PGresult *result = postgres_run(
        p, &(PostgresQuery){ .sql = "SELECT (extract(epoch FROM min(t)) * 1000000)::int8 FROM"
                                    " history WHERE t >= $1 AND t < $2",
                             .times = { from_us, end_us },
                             .count = 2 });
    const BackendResult done =
        result && postgres_is_good(result) ? BACKEND_OK : postgres_fail(p, result, "tend", err);
    *out = end_us;
    if (done == BACKEND_OK && !PQgetisnull(result, 0, 0))
        str_parse_int(PQgetvalue(result, 0, 0), out);
    PQclear(result);
    return done;
}

static BackendResult roughen(Postgres *p, const char *name, int64_t from_us, int64_t to_us,
                             Err *err)
{
    PGresult *result = postgres_run(
        p, &(PostgresQuery){ .sql = ROUGHEN, .times = { from_us, to_us }, .count = 2 });
    BackendResult done =
        result && postgres_is_good(result) ? BACKEND_OK : postgres_fail(p, result, "tend", err);
    PQclear(result);
    if (done != BACKEND_OK) return done;
    result = postgres_run(
        p, &(PostgresQuery){ .sql = "INSERT INTO progress VALUES($1, $2) ON CONFLICT(name)"
                                    " DO UPDATE SET next = excluded.next",
                             .texts = { name },
                             .times = { 0, to_us },
                             .count = 2 });
    if (!result || !postgres_is_good(result)) done = postgres_fail(p, result, "tend", err);
    PQclear(result);
    return done;
}

// One hour of the month, or its end.
static BackendResult roughen_some(Postgres *p, Month m, Err *err)
{
    Str name = { 0 };
    int64_t next = 0, row = 0;
    const int64_t end = month_start_us(month_after(m));
    str_printf(&name, "history_%04d%02d", m.year, m.month);
    BackendResult result = progress_of(p, name.text, m, &next, err);
    if (result == BACKEND_OK) result = next_row(p, next, end, &row, err);
    if (result == BACKEND_OK && row < end) {
        const int64_t hour = row / STORE_HOUR_US * STORE_HOUR_US;
        result = postgres_month_make(p, true, row, err);
        if (result == BACKEND_OK)
            result = roughen(p, name.text, hour > next ? hour : next, hour + STORE_HOUR_US, err);
    } else if (result == BACKEND_OK) {
        Str sql = { 0 };
        str_printf(&sql, "DELETE FROM progress WHERE name = '%s'", name.text);
        result = postgres_do(p, sql.text, "tend", err);
        if (result == BACKEND_OK) result = drop_month(p, "history", m, err);
        str_finish(&sql);
    }
    str_finish(&name);
    return result;
}

static bool is_past(Month m, double days, double fallback, int64_t now_us)
{
    const double kept = (days > 0 ? days : fallback) * (double)STORE_DAY_US;
    return m.year > 0 && month_start_us(month_after(m)) < now_us - (int64_t)kept;
}

// One step under the lock of who tends, so that desks do not do it twice.
static BackendResult step(Postgres *p, int64_t now_us, bool *more, Err *err)
{
    const StoreDesc *desc = &p->desc.desc;
    Oldest oldest;
    BackendResult result = read_months(p, &oldest, err);
    if (result != BACKEND_OK) return result;
    const bool is_large =
        desc->bytes_max > 0 && (uint64_t)postgres_bytes((Backend *)p) > desc->bytes_max;
    const bool is_now =
        oldest.history.year > 0 && number_of(oldest.history) >= number_of(month_of(now_us));
    *more = true;
    if (is_past(oldest.rough, desc->keep_rough_days, 400, now_us) ||
        (is_large && oldest.rough.year > 0))
        return drop_month(p, "rough", oldest.rough, err);
    if (is_past(oldest.history, desc->keep_days, 30, now_us)) {
        return roughen_some(p, oldest.history, err);
    }
    if (is_large && oldest.history.year > 0 && !is_now)
        return drop_month(p, "history", oldest.history, err);
    *more = false;
    // This month and the two after it, before they are needed.
    for (int i = 0; i < 3 && result == BACKEND_OK; i++)
        result = postgres_month_make(p, false, now_us + i * 31 * STORE_DAY_US, err);
    return result == BACKEND_OK
               ? postgres_do(p, "DELETE FROM batch WHERE t < now() - interval '30 days'", "tend",
                             err)
               : result;
}

BackendResult postgres_tend(Backend *backend, int64_t now_us, bool *more, Err *err)
{
    Postgres *p = (Postgres *)backend;
    *more = false;
    BackendResult result = postgres_do(p, "BEGIN", "tend", err);
    if (result != BACKEND_OK) return result;
    PGresult *lock = postgres_run(
        p, &(PostgresQuery){ .sql = "SELECT pg_try_advisory_xact_lock(" POSTGRES_LOCK " + 1)" });
    const bool is_mine = lock && postgres_is_good(lock) && PQgetvalue(lock, 0, 0)[0] == 't';
    PQclear(lock);
    if (is_mine) result = step(p, now_us, more, err);
    if (result == BACKEND_OK) result = postgres_do(p, "COMMIT", "tend", err);
    if (result == BACKEND_OK) return *more ? postgres_months_read(p, err) : BACKEND_OK;
    *more = false;
    if (p->db) postgres_do(p, "ROLLBACK", "tend", NULL);
    postgres_months_read(p, NULL);
    return result;
}
