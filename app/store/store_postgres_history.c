// SPDX-License-Identifier: Apache-2.0
// store_postgres_history.c - rows in by COPY (binary form, PostgreSQL manual, "COPY", Binary
// Format), ranges and instants out.
#include "store/store_postgres.h"
#include "base/clock.h"
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#define COPY_S 60.0
#define ROW_BYTES 256 // of a row of COPY without its texts

static void put(StoreBytes *out, const void *bytes, size_t length)
{
    memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
}

static void put_field(StoreBytes *out, const void *bytes, size_t length)
{
    const uint32_t n = htobe32((uint32_t)length);
    put(out, &n, 4);
    put(out, bytes, length);
}

static void put_null(StoreBytes *out)
{
    const uint32_t none = UINT32_MAX;
    put(out, &none, 4);
}

static void put_16(StoreBytes *out, uint16_t value)
{
    value = htobe16(value);
    put_field(out, &value, 2);
}

static void put_64(StoreBytes *out, uint64_t value)
{
    value = htobe64(value);
    put_field(out, &value, 8);
}

static void put_time(StoreBytes *out, int64_t t_us)
{
    put_64(out, (uint64_t)t_us - (uint64_t)POSTGRES_EPOCH_US);
}

static void put_double(StoreBytes *out, double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, 8);
    put_64(out, bits);
}

static void put_float(StoreBytes *out, float value)
{
    uint32_t bits = 0;
    memcpy(&bits, &value, 4);
    bits = htobe32(bits);
    put_field(out, &bits, 4);
}

static bool reserve(StoreBytes *out, size_t more)
{
    if (out->length + more <= out->cap) return true;
    size_t cap = out->cap ? out->cap : 1 << 16;
    while (cap < out->length + more) cap *= 2;
    uint8_t *grown = realloc(out->bytes, cap);
    if (!grown) return false;
    out->bytes = grown;
    out->cap = cap;
    return true;
}

static void put_value(StoreBytes *out, const Observation *o)
{
    const char *text = o->kind == OBSERVATION_TEXT && o->text ? o->text : "";
    if (o->kind == OBSERVATION_NUMBER)
        put_double(out, o->number);
    else
        put_null(out);
    if (o->kind == OBSERVATION_TEXT)
        put_field(out, text, strlen(text));
    else
        put_null(out);
    if (o->kind != OBSERVATION_POSITION) {
        for (int i = 0; i < 6; i++) put_null(out);
        return;
    }
    put_double(out, o->position.lon_deg);
    put_double(out, o->position.lat_deg);
    put_float(out, o->position.h_m);
    put_float(out, o->position.course_deg);
    put_float(out, o->position.heading_deg);
    put_float(out, o->position.speed_m_s);
}

static bool put_row(StoreBytes *out, const StoreRow *row, uint32_t id)
{
    const Observation *o = &row->o;
    const size_t text = o->kind == OBSERVATION_TEXT && o->text ? strlen(o->text) : 0;
    if (!reserve(out, ROW_BYTES + text)) return false;
    const uint16_t columns = htobe16(POSTGRES_COLUMN_COUNT);
    const uint32_t key = htobe32(id);
    put(out, &columns, 2);
    put_field(out, &key, 4);
    put_time(out, o->t_obs_us);
    put_time(out, o->t_recv_us);
    if (o->t_stale_us != 0)
        put_time(out, o->t_stale_us);
    else
        put_null(out);
    put_64(out, o->seq);
    put_64(out, o->period_ms);
    put_16(out, o->kind);
    put_16(out, o->quality);
    put_16(out, o->flags);
    put_field(out, o->unit, strnlen(o->unit, OBSERVATION_UNIT_MAX));
    put_value(out, o);
    return true;
}

// An array as PostgreSQL reads it: {"a","b"}.
static void add_item(Str *array, const char *text)
{
    str_add(array, array->length ? ",\"" : "{\"");
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') str_add(array, "\\");
        str_add_n(array, text, 1);
    }
    str_add(array, "\"");
}

static BackendResult name_keys(Postgres *p, const StoreRow *rows, int count, Err *err)
{
    Str array = { 0 };
    Hashmap named = { 0 };
    bool ok = true;
    for (int i = 0; i < count && ok; i++) {
        const uint32_t key = rows[i].o.key;
        uint64_t seen = 0;
        if (store_key_map_id(&p->map, key) != 0 || hashmap_get(&named, key, &seen)) continue;
        ok = hashmap_put(&named, key, 1);
        add_item(&array, keys_text(p->desc.desc.keys, key));
    }
    hashmap_finish(&named);
    if (!array.text) return BACKEND_OK;
    str_add(&array, "}");
    PGresult *result = postgres_run(
        p, &(PostgresQuery){ .sql = "INSERT INTO key(text) SELECT * FROM unnest($1::text[])"
                                    " ON CONFLICT DO NOTHING",
                             .texts = { array.text },
                             .count = 1 });
    const BackendResult done = result && postgres_is_good(result)
                                   ? BACKEND_OK
                                   : postgres_fail(p, result, "name keys in", err);
    PQclear(result);
    str_finish(&array);
    return done == BACKEND_OK ? postgres_read_keys((Backend *)p, err) : done;
}

static BackendResult make_months(Postgres *p, const StoreRow *rows, int count, Err *err)
{
    int64_t from = 1, to = 0; // of a day that is known to have its month
    for (int i = 0; i < count; i++) {
        const int64_t t = rows[i].o.t_obs_us;
        if (t >= from && t < to) continue;
        const BackendResult result = postgres_month_make(p, false, t, err);
        if (result != BACKEND_OK) return result;
        from = t / STORE_DAY_US * STORE_DAY_US;
        to = from + STORE_DAY_US;
    }
    return BACKEND_OK;
}

static bool fill_copy(Postgres *p, const StoreRow *rows, int count)
{
    static const uint8_t head[19] = { 'P', 'G', 'C', 'O', 'P', 'Y', '\n', 0xff, '\r', '\n' };
    const uint16_t end = UINT16_MAX;
    p->copy.length = 0;
    if (!reserve(&p->copy, sizeof head + 2)) return false;
    put(&p->copy, head, sizeof head);
    for (int i = 0; i < count; i++) {
        const uint32_t id = store_key_map_id(&p->map, rows[i].o.key);
        if (id != 0 && !put_row(&p->copy, &rows[i], id)) return false;
    }
    if (!reserve(&p->copy, 2)) return false;
    put(&p->copy, &end, 2);
    return true;
}

// Sends what is in p->copy; false = the connection is gone.
static bool send_copy(Postgres *p)
{
    const double until = clock_monotonic_s() + COPY_S;
    const size_t piece = 1 << 18;
    for (size_t at = 0; at < p->copy.length;) {
        const size_t left = p->copy.length - at, n = left < piece ? left : piece;
        const int sent = PQputCopyData(p->db, (const char *)p->copy.bytes + at, (int)n);
        if (sent < 0) return false;
        if (sent > 0) at += n;
        int waiting = PQflush(p->db);
        while (waiting > 0) {
            if (!postgres_wait(p, true, until) || !PQconsumeInput(p->db)) return false;
            waiting = PQflush(p->db);
        }
        if (waiting < 0) return false;
    }
    int ended = 0;
    while ((ended = PQputCopyEnd(p->db, NULL)) == 0)
        if (!postgres_wait(p, true, until)) return false;
    while (ended > 0 && (ended = PQflush(p->db)) > 0)
        if (!postgres_wait(p, true, until) || !PQconsumeInput(p->db)) return false;
    return ended == 0;
}

static BackendResult copy_rows(Postgres *p, Err *err)
{
    PGresult *result = postgres_run(p, &(PostgresQuery){ .sql = "COPY history(" POSTGRES_COLUMNS
                                                                ") FROM STDIN (FORMAT binary)" });
    if (!result || PQresultStatus(result) != PGRES_COPY_IN) {
        const BackendResult failed = postgres_fail(p, result, "write history into", err);
        PQclear(result);
        return failed;
    }
    PQclear(result);
    if (!send_copy(p)) return postgres_fail(p, NULL, "write history into", err);
    BackendResult done = BACKEND_AWAY;
    bool has_result = false;
    for (PGresult *next = postgres_next(p); next; next = postgres_next(p)) {
        if (!has_result)
            done = postgres_is_good(next) ? BACKEND_OK
                                          : postgres_fail(p, next, "write history into", err);
        has_result = true;
        PQclear(next);
    }
    return has_result && p->db ? done : postgres_fail(p, NULL, "write history into", err);
}

// Of this batch the first time; *is_new false: it is there already, from before a connection broke.
static BackendResult mark_batch(Postgres *p, uint64_t batch, bool *is_new, Err *err)
{
    Str number = { 0 };
    str_printf(&number, "%llu", (unsigned long long)batch);
    PGresult *result = postgres_run(
        p, &(PostgresQuery){ .sql = "INSERT INTO batch VALUES($1, $2::int8, now())"
                                    " ON CONFLICT(token) DO UPDATE SET number = excluded.number,"
                                    " t = now() WHERE batch.number < excluded.number RETURNING 1",
                             .texts = { p->desc.token, number.text },
                             .count = 2 });
    str_finish(&number);
    const BackendResult done = result && postgres_is_good(result)
                                   ? BACKEND_OK
                                   : postgres_fail(p, result, "write history into", err);
    *is_new = done == BACKEND_OK && PQntuples(result) == 1;
    PQclear(result);
    return done;
}

BackendResult postgres_write_rows(Backend *backend, const StoreRow *rows, int count, uint64_t batch,
                                  Err *err)
{
    Postgres *p = (Postgres *)backend;
    BackendResult result = name_keys(p, rows, count, err);
    if (result == BACKEND_OK) result = make_months(p, rows, count, err);
    if (result != BACKEND_OK) return result;
    if (!fill_copy(p, rows, count)) {
        err_set(err, ERR_MEMORY, "no memory for %d rows of history", count);
        return BACKEND_AGAIN;
    }
    bool is_new = false;
    result = postgres_do(p, "BEGIN", "write history into", err);
    if (result == BACKEND_OK) result = mark_batch(p, batch, &is_new, err);
    if (result == BACKEND_OK && is_new) result = copy_rows(p, err);
    if (result == BACKEND_OK) return postgres_do(p, "COMMIT", "write history into", err);
    if (p->db) postgres_do(p, "ROLLBACK", "write history into", NULL);
    if (result == BACKEND_AGAIN) postgres_months_read(p, NULL); // one may have gone
    return result;
}

static uint64_t get_64(const PGresult *r, int row, int column)
{
    uint64_t value = 0;
    if (PQgetlength(r, row, column) == 8) memcpy(&value, PQgetvalue(r, row, column), 8);
    return be64toh(value);
}

static double get_double(const PGresult *r, int row, int column)
{
    const uint64_t bits = get_64(r, row, column);
    double value = 0;
    memcpy(&value, &bits, 8);
    return value;
}

static float get_float(const PGresult *r, int row, int column)
{
    uint32_t bits = 0;
    float value = 0;
    if (PQgetlength(r, row, column) == 4) memcpy(&bits, PQgetvalue(r, row, column), 4);
    bits = be32toh(bits);
    memcpy(&value, &bits, 4);
    return value;
}

static int64_t get_time(const PGresult *r, int row, int column)
{
    return (int64_t)(get_64(r, row, column) + (uint64_t)POSTGRES_EPOCH_US);
}

static uint8_t get_8(const PGresult *r, int row, int column)
{
    return PQgetlength(r, row, column) == 2 ? (uint8_t)PQgetvalue(r, row, column)[1] : 0;
}

static uint32_t get_id(const PGresult *r, int row)
{
    uint32_t id = 0;
    if (PQgetlength(r, row, 0) == 4) memcpy(&id, PQgetvalue(r, row, 0), 4);
    return be32toh(id);
}

// A row of POSTGRES_COLUMNS, and of mean and count where they are there; texts live in the result.
static void get_row(const PGresult *r, int row, StoreRow *out)
{
    *out = (StoreRow){ 0 };
    Observation *o = &out->o;
    o->t_obs_us = get_time(r, row, 1);
    o->t_recv_us = get_time(r, row, 2);
    if (!PQgetisnull(r, row, 3)) o->t_stale_us = get_time(r, row, 3);
    o->seq = (uint32_t)get_64(r, row, 4);
    o->period_ms = (uint32_t)get_64(r, row, 5);
    o->kind = get_8(r, row, 6);
    o->quality = get_8(r, row, 7);
    o->flags = get_8(r, row, 8);
    str_copy_utf8(o->unit, sizeof o->unit, PQgetvalue(r, row, 9));
    if (o->kind == OBSERVATION_NUMBER) o->number = get_double(r, row, 10);
    if (o->kind == OBSERVATION_TEXT) o->text = PQgetvalue(r, row, 11);
    if (o->kind == OBSERVATION_POSITION)
        o->position = (ObservationPosition){
            .lon_deg = get_double(r, row, 12),
            .lat_deg = get_double(r, row, 13),
            .h_m = get_float(r, row, 14),
            .course_deg = get_float(r, row, 15),
            .heading_deg = get_float(r, row, 16),
            .speed_m_s = get_float(r, row, 17),
        };
    if (PQnfields(r) <= POSTGRES_COLUMN_COUNT || PQgetisnull(r, row, 19)) return;
    out->mean = PQgetisnull(r, row, 18) ? 0 : get_double(r, row, 18);
    out->count = (uint32_t)get_64(r, row, 19);
}

// Row after row as it comes, so that a long range takes no memory.
static BackendResult stream(Postgres *p, const PostgresQuery *query, uint32_t key, BackendRows sink,
                            void *context, Err *err)
{
    if (!p->db || !postgres_send(p, query)) return postgres_fail(p, NULL, "read history of", err);
    PQsetSingleRowMode(p->db);
    BackendResult done = BACKEND_OK;
    bool is_enough = false;
    for (PGresult *next = postgres_next(p); next; next = postgres_next(p)) {
        if (!postgres_is_good(next)) done = postgres_fail(p, next, "read history of", err);
        for (int i = 0; i < PQntuples(next) && !is_enough && done == BACKEND_OK; i++) {
            StoreRow row;
            get_row(next, i, &row);
            row.o.key = key;
            is_enough = !sink(context, &row, 1);
        }
        PQclear(next);
    }
    return p->db ? done : postgres_fail(p, NULL, "read history of", err);
}

BackendResult postgres_read_range(Backend *backend, const StoreRange *range, BackendRows sink,
                                  void *context, Err *err)
{
    Postgres *p = (Postgres *)backend;
    if (store_key_map_id(&p->map, range->key) == 0) {
        const BackendResult known = postgres_read_keys(backend, err); // another desk may know it
        if (known != BACKEND_OK) return known;
    }
    const int64_t from = range->from_us > 0 ? range->from_us : 0,
                  to = range->to_us < STORE_T_MAX_US ? range->to_us : STORE_T_MAX_US;
    const uint32_t id = store_key_map_id(&p->map, range->key);
    if (id == 0 || from > to) return BACKEND_OK;
    Str text = { 0 };
    str_printf(&text, "%u", id);
    PostgresQuery query = {
        .sql = "SELECT " POSTGRES_COLUMNS ", mean, count FROM rough"
               " WHERE key = $1::int AND t >= $2 AND t <= $3 ORDER BY t, seq",
        .texts = { text.text },
        .times = { 0, from, to },
        .count = 3,
        .is_binary = true,
    };
    BackendResult result = BACKEND_OK;
    if (from < p->full_from_us) {
        if (to >= p->full_from_us) query.times[2] = p->full_from_us - 1;
        result = stream(p, &query, range->key, sink, context, err);
    }
    query.times[2] = to;
    query.sql = "SELECT " POSTGRES_COLUMNS " FROM history"
                " WHERE key = $1::int AND t >= $2 AND t <= $3 ORDER BY t, seq";
    if (result == BACKEND_OK) result = stream(p, &query, range->key, sink, context, err);
    str_finish(&text);
    return result;
}

typedef struct {
    Postgres *p;
    bool *has; // by id: it was given
    bool is_enough;
    BackendRows sink;
    void *context;
} Instant;

static BackendResult give_instant(Instant *x, const char *sql, int64_t t_us, int64_t from_us,
                                  Err *err)
{
    PGresult *result = postgres_run(
        x->p,
        &(PostgresQuery){ .sql = sql, .times = { t_us, from_us }, .count = 2, .is_binary = true });
    const BackendResult done = result && postgres_is_good(result)
                                   ? BACKEND_OK
                                   : postgres_fail(x->p, result, "read history of", err);
    const int rows = done == BACKEND_OK ? PQntuples(result) : 0;
    for (int i = 0; i < rows && !x->is_enough; i++) {
        const uint32_t id = get_id(result, i), key = store_key_map_key(&x->p->map, id);
        StoreRow row;
        if (key == 0 || x->has[id]) continue;
        get_row(result, i, &row);
        row.o.key = key;
        x->has[id] = true;
        x->is_enough = !x->sink(x->context, &row, 1);
    }
    PQclear(result);
    return done;
}

// Keys that other desks named since we looked.
static BackendResult learn_keys(Postgres *p, Err *err)
{
    PGresult *result =
        postgres_run(p, &(PostgresQuery){ .sql = "SELECT count(*) FROM (SELECT 1 FROM key) k" });
    int64_t count = 0;
    const bool ok =
        result && postgres_is_good(result) && str_parse_int(PQgetvalue(result, 0, 0), &count);
    const BackendResult done = ok ? BACKEND_OK : postgres_fail(p, result, "read the keys of", err);
    PQclear(result);
    int64_t known = 0;
    for (uint32_t id = 1; id <= p->map.id_max; id++) known += store_key_map_key(&p->map, id) != 0;
    return ok && count > known ? postgres_read_keys((Backend *)p, err) : done;
}

#define INSTANT_SQL(table)                                                              \
    "SELECT h.* FROM key k CROSS JOIN LATERAL (SELECT " POSTGRES_COLUMNS " FROM " table \
    " WHERE key = k.id AND t <= $1 AND t >= $2 ORDER BY t DESC, seq DESC LIMIT 1) h"

BackendResult postgres_read_instant(Backend *backend, int64_t t_us, int64_t back_us,
                                    BackendRows sink, void *context, Err *err)
{
    Postgres *p = (Postgres *)backend;
    if (t_us < 0 || t_us > STORE_T_MAX_US || back_us < 0) return BACKEND_OK;
    const int64_t from = back_us < t_us ? t_us - back_us : 0;
    BackendResult result = learn_keys(p, err);
    if (result != BACKEND_OK) return result;
    Instant x = { .p = p, .sink = sink, .context = context };
    x.has = calloc((size_t)p->map.id_max + 1, sizeof *x.has);
    if (!x.has) return BACKEND_AGAIN;
    result = give_instant(&x, INSTANT_SQL("history"), t_us, from, err);
    if (result == BACKEND_OK && from < p->full_from_us) {
        const int64_t until = t_us < p->full_from_us ? t_us : p->full_from_us - 1;
        result = give_instant(&x, INSTANT_SQL("rough"), until, from, err);
    }
    free(x.has);
    return result;
}
