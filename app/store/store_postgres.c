// SPDX-License-Identifier: Apache-2.0
// store_postgres.c - the connection, never blocking past its time; schema and its versions; keys.
#include "store/store_postgres.h"
#include "base/clock.h"
#include <endian.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_S 5.0
#define QUERY_S 60.0
#define TIMESTAMPTZ 1184 // its type, as pg_type has it

static const char *const migrations[] = {
    "CREATE TABLE key(id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text NOT NULL UNIQUE);"
    "CREATE TABLE history(key int NOT NULL, t timestamptz NOT NULL, received timestamptz NOT NULL,"
    " stale timestamptz, seq int8 NOT NULL, period_ms int8 NOT NULL, kind int2 NOT NULL,"
    " quality int2 NOT NULL, flags int2 NOT NULL, unit text NOT NULL, number float8, text text,"
    " lon float8, lat float8, h float4, course float4, heading float4, speed float4)"
    " PARTITION BY RANGE(t);"
    "CREATE TABLE rough(LIKE history, mean float8, count int8) PARTITION BY RANGE(t);"
    "CREATE INDEX ON history(key, t, seq);"
    "CREATE INDEX ON history USING brin(t);"
    "CREATE INDEX ON rough(key, t, seq);"
    "CREATE TABLE progress(name text PRIMARY KEY, next timestamptz NOT NULL);"
    "CREATE TABLE record(kind text, id text, version int8 NOT NULL, json json NOT NULL,"
    " change int8 NOT NULL, token text NOT NULL, PRIMARY KEY(kind, id));"
    "CREATE INDEX ON record(change);"
    "CREATE TABLE journal(number int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t_us int8 NOT NULL,"
    " desk text NOT NULL, kind text NOT NULL, id text NOT NULL, version int8 NOT NULL,"
    " entry json NOT NULL);"
    "CREATE INDEX ON journal(t_us);"
    "CREATE FUNCTION journal_stays() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN RAISE EXCEPTION ''the journal is append-only''; END';"
    "CREATE TRIGGER journal_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON journal"
    " EXECUTE FUNCTION journal_stays();"
    "CREATE TABLE batch(token text PRIMARY KEY, number int8 NOT NULL, t timestamptz NOT NULL);"
    // Where PostGIS is there, whatever schema it is in.
    "DO $$ DECLARE s text; BEGIN SELECT quote_ident(n.nspname) INTO s FROM pg_extension e"
    " JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis';"
    " IF s IS NOT NULL THEN EXECUTE format('ALTER TABLE history ADD geom %1$s.geometry(Point, 4326)"
    " GENERATED ALWAYS AS (%1$s.ST_SetSRID(%1$s.ST_MakePoint(lon, lat), 4326)) STORED', s);"
    " END IF; END $$",
};
#define VERSION ((int)(sizeof migrations / sizeof migrations[0]))

bool postgres_wait(Postgres *p, bool is_write, double until_s)
{
    for (;;) {
        const double now = clock_monotonic_s();
        if (now > until_s ||
            (atomic_load(p->desc.is_closing) && now > atomic_load(p->desc.deadline)))
            return false;
        struct pollfd fd = { PQsocket(p->db), is_write ? POLLOUT | POLLIN : POLLIN, 0 };
        if (poll(&fd, 1, 100) != 0) return true;
    }
}

static bool flush(Postgres *p, double until_s)
{
    for (;;) {
        const int left = PQflush(p->db);
        if (left <= 0) return left == 0;
        if (!postgres_wait(p, true, until_s)) return false;
        if (!PQconsumeInput(p->db)) return false;
    }
}

bool postgres_send(Postgres *p, const PostgresQuery *query)
{
    const char *values[6];
    int lengths[6], formats[6];
    Oid types[6];
    uint64_t times[6];
    for (int i = 0; i < query->count; i++) {
        const bool is_time = !query->texts[i];
        times[i] = htobe64((uint64_t)(query->times[i] - POSTGRES_EPOCH_US));
        values[i] = is_time ? (const char *)&times[i] : query->texts[i];
        lengths[i] = is_time ? 8 : 0;
        formats[i] = is_time;
        types[i] = is_time ? TIMESTAMPTZ : 0;
    }
    return PQsendQueryParams(p->db, query->sql, query->count, types, values, lengths, formats,
                             query->is_binary) == 1 &&
           flush(p, clock_monotonic_s() + QUERY_S);
}

PGresult *postgres_next(Postgres *p)
{
    const double until = clock_monotonic_s() + QUERY_S;
    while (PQisBusy(p->db)) {
        if (!postgres_wait(p, false, until) || !PQconsumeInput(p->db)) {
            PQfinish(p->db); // what is under way there is of no use any more
            p->db = NULL;
            return NULL;
        }
    }
    return PQgetResult(p->db);
}

// All but the last result of what was sent.
static PGresult *last_result(Postgres *p)
{
    PGresult *last = NULL;
    for (PGresult *next = postgres_next(p); next; next = postgres_next(p)) {
        if (last && !postgres_is_good(last)) {
            PQclear(next); // the first failure tells why
            continue;
        }
        PQclear(last);
        last = next;
        if (PQresultStatus(last) == PGRES_COPY_IN) break;
    }
    if (p->db) return last;
    PQclear(last);
    return NULL;
}

PGresult *postgres_run(Postgres *p, const PostgresQuery *query)
{
    return p->db && postgres_send(p, query) ? last_result(p) : NULL;
}

bool postgres_is_good(const PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
           status == PGRES_SINGLE_TUPLE || status == PGRES_COPY_IN;
}

static BackendResult meaning(const char *state)
{
    if (str_starts(state, "22") || str_starts(state, "23")) return BACKEND_REFUSED;
    if (str_starts(state, "08") || str_starts(state, "57P")) return BACKEND_AWAY;
    return BACKEND_AGAIN; // disk full, a deadlock, a standby, a table that somebody took away
}

BackendResult postgres_fail(Postgres *p, const PGresult *result, const char *what, Err *err)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *said = result && state ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)
                       : p->db         ? PQerrorMessage(p->db)
                                       : "no answer";
    BackendResult meant = state ? meaning(state) : BACKEND_AWAY;
    if (!p->db || PQstatus(p->db) != CONNECTION_OK) meant = BACKEND_AWAY;
    err_set(err, meant == BACKEND_AWAY ? ERR_NETWORK : ERR_IO, "%s '%s': %s", what,
            p->desc.desc.address, said ? said : "");
    return meant;
}

BackendResult postgres_do(Postgres *p, const char *sql, const char *what, Err *err)
{
    PGresult *result = postgres_run(p, &(PostgresQuery){ .sql = sql });
    const BackendResult done =
        result && postgres_is_good(result) ? BACKEND_OK : postgres_fail(p, result, what, err);
    PQclear(result);
    return done;
}

// Several statements in one text.
static BackendResult do_script(Postgres *p, const char *sql, const char *what, Err *err)
{
    PGresult *result =
        p->db && PQsendQuery(p->db, sql) == 1 && flush(p, clock_monotonic_s() + QUERY_S)
            ? last_result(p)
            : NULL;
    const BackendResult done =
        result && postgres_is_good(result) ? BACKEND_OK : postgres_fail(p, result, what, err);
    PQclear(result);
    return done;
}

static int version_of(Postgres *p)
{
    PGresult *result =
        postgres_run(p, &(PostgresQuery){ .sql = "SELECT max(number) FROM version" });
    const bool has = result && postgres_is_good(result) && PQntuples(result) == 1;
    int64_t version = 0;
    if (has) str_parse_int(PQgetvalue(result, 0, 0), &version);
    PQclear(result);
    return (int)version;
}

static BackendResult migrate(Postgres *p, Err *err)
{
    BackendResult result = do_script(p,
                                     "BEGIN; SELECT pg_advisory_xact_lock(" POSTGRES_LOCK ");"
                                     "SET LOCAL client_min_messages = warning;"
                                     "CREATE SCHEMA IF NOT EXISTS citymirror;"
                                     "CREATE TABLE IF NOT EXISTS version(number int PRIMARY KEY)",
                                     "open", err);
    const int version = result == BACKEND_OK ? version_of(p) : 0;
    if (result == BACKEND_OK && version > VERSION) {
        err_set(err, ERR_UNSUPPORTED,
                "open '%s': written by a newer program (version %d of the schema; %d is known)",
                p->desc.desc.address, version, VERSION);
        result = BACKEND_AWAY;
    }
    for (int i = version; i < VERSION && result == BACKEND_OK; i++) {
        Str sql = { 0 };
        str_printf(&sql, "%s; INSERT INTO version VALUES(%d)", migrations[i], i + 1);
        result = do_script(p, sql.text, "open", err);
        str_finish(&sql);
    }
    if (result == BACKEND_OK) result = postgres_do(p, "COMMIT", "open", err);
    return result;
}

static bool connect_now(Postgres *p, Err *err)
{
    const char *const names[] = { "dbname", "application_name", "client_encoding", "options",
                                  NULL };
    const char *const values[] = { p->desc.desc.address, p->desc.desc.desk, "UTF8",
                                   "-c search_path=citymirror,public -c timezone=UTC -c jit=off",
                                   NULL };
    const double until = clock_monotonic_s() + CONNECT_S;
    PQfinish(p->db);
    p->db = PQconnectStartParams(names, values, 1);
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    bool is_in_time = true;
    while (p->db && PQstatus(p->db) != CONNECTION_BAD && state != PGRES_POLLING_OK &&
           state != PGRES_POLLING_FAILED) {
        is_in_time = postgres_wait(p, state == PGRES_POLLING_WRITING, until);
        if (!is_in_time) break;
        state = PQconnectPoll(p->db);
    }
    if (p->db && state == PGRES_POLLING_OK && PQsetnonblocking(p->db, 1) == 0) return true;
    err_set(err, is_in_time ? ERR_NETWORK : ERR_TIMEOUT, "connect to '%s': %s",
            p->desc.desc.address,
            !p->db       ? "no memory"
            : is_in_time ? PQerrorMessage(p->db)
                         : "no answer within 5 s");
    return false;
}

static void say_nothing(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

static BackendResult postgres_open(Backend *backend, Err *err)
{
    Postgres *p = (Postgres *)backend;
    if (!connect_now(p, err)) return BACKEND_AWAY;
    PQsetNoticeReceiver(p->db, say_nothing, NULL);
    // Listens before it looks: nothing is missed between.
    if (migrate(p, err) != BACKEND_OK ||
        postgres_do(p, "LISTEN citymirror", "open", err) != BACKEND_OK ||
        postgres_months_read(p, err) != BACKEND_OK ||
        postgres_read_keys(backend, err) != BACKEND_OK)
        return BACKEND_AWAY;
    if (p->has_seen) return BACKEND_OK;
    PGresult *result =
        postgres_run(p, &(PostgresQuery){ .sql = "SELECT coalesce(max(change), 0) FROM record" });
    const bool ok = result && postgres_is_good(result) &&
                    str_parse_int(PQgetvalue(result, 0, 0), &p->change_seen);
    const BackendResult done = ok ? BACKEND_OK : postgres_fail(p, result, "open", err);
    PQclear(result);
    p->has_seen = ok;
    return done == BACKEND_OK ? BACKEND_OK : BACKEND_AWAY;
}

BackendResult postgres_read_keys(Backend *backend, Err *err)
{
    Postgres *p = (Postgres *)backend;
    PGresult *result = postgres_run(p, &(PostgresQuery){ .sql = "SELECT id, text FROM key" });
    if (!result || !postgres_is_good(result)) {
        const BackendResult failed = postgres_fail(p, result, "read the keys of", err);
        PQclear(result);
        return failed;
    }
    bool ok = true;
    for (int i = 0; i < PQntuples(result) && ok; i++) {
        int64_t id = 0;
        const char *text = PQgetvalue(result, i, 1);
        const uint32_t key = keys_intern(p->desc.desc.keys, text, strlen(text));
        if (key && str_parse_int(PQgetvalue(result, i, 0), &id) && id > 0 && id <= INT32_MAX)
            ok = store_key_map_put(&p->map, key, (uint32_t)id);
    }
    PQclear(result);
    if (!ok) err_set(err, ERR_MEMORY, "no memory for the keys of the store");
    return ok ? BACKEND_OK : BACKEND_AGAIN;
}

static bool can_open(const char *address, Err *err)
{
    char *said = NULL;
    PQconninfoOption *options = PQconninfoParse(address, &said);
    if (!options) err_set(err, ERR_ARGUMENT, "store '%s': %s", address, said ? said : "no memory");
    PQfreemem(said);
    PQconninfoFree(options);
    return options != NULL;
}

static Backend *create(const BackendDesc *desc)
{
    Postgres *p = calloc(1, sizeof *p);
    if (p) p->desc = *desc;
    return (Backend *)p;
}

static void destroy(Backend *backend)
{
    Postgres *p = (Postgres *)backend;
    if (!p) return;
    PQfinish(p->db);
    store_key_map_finish(&p->map);
    hashmap_finish(&p->months[0]);
    hashmap_finish(&p->months[1]);
    store_bytes_finish(&p->copy);
    free(p);
}

static int fd(Backend *backend)
{
    const Postgres *p = (Postgres *)backend;
    return p->db ? PQsocket(p->db) : -1;
}

const StoreBackend store_postgres = {
    .name = "PostgreSQL",
    .can_open = can_open,
    .create = create,
    .destroy = destroy,
    .open = postgres_open,
    .write_rows = postgres_write_rows,
    .write_record = postgres_write_record,
    .read_range = postgres_read_range,
    .read_instant = postgres_read_instant,
    .read_records = postgres_read_records,
    .read_journal = postgres_read_journal,
    .read_changes = postgres_read_changes,
    .read_keys = postgres_read_keys,
    .tend = postgres_tend,
    .bytes = postgres_bytes,
    .fd = fd,
    .poll_s = 3,
};
