// SPDX-License-Identifier: Apache-2.0
// store_sqlite_keep.c - what goes: hours past keep_days become minutes, days of minutes past
// keep_rough_days go, and over bytes_max the oldest of all goes first. In steps of some ms.
#include "store/store_sqlite.h"
#include "base/array.h"
#include <math.h>
#include <stdlib.h>

#define STEP_KEYS 256 // of an hour, in one transaction

static int64_t number_of(Sqlite *s, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t value = 0;
    if (sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

int64_t sqlite_bytes(Backend *backend)
{
    Sqlite *s = (Sqlite *)backend;
    if (!s->db) return 0;
    return (number_of(s, "PRAGMA page_count") - number_of(s, "PRAGMA freelist_count")) *
           number_of(s, "PRAGMA page_size");
}

typedef struct {
    StoreRow *rows;
    int count, cap;
    Arena texts;
} Rows;

static bool take_chunk(Rows *out, const void *bytes, int length)
{
    StoreChunk chunk;
    if (!store_chunk_open(&chunk, bytes, (size_t)length, NULL)) return true; // broken: it goes
    if (!array_reserve((void **)&out->rows, &out->cap, out->count + chunk.count, sizeof *out->rows))
        return false;
    for (int i = 0; i < chunk.count; i++)
        store_chunk_row(&chunk, i, &out->rows[out->count++], &out->texts);
    return true;
}

static bool read_chunks(Sqlite *s, SqliteSql sql, int64_t from, int64_t to, Rows *out)
{
    sqlite3_stmt *statement = sqlite_get(s, sql);
    if (!statement) return false;
    sqlite3_bind_int64(statement, 1, from);
    if (sql != SQL_ROUGH_GET) sqlite3_bind_int64(statement, 2, to);
    int code = SQLITE_DONE;
    bool ok = true;
    while (ok && (code = sqlite3_step(statement)) == SQLITE_ROW)
        ok = take_chunk(out, sqlite3_column_blob(statement, 0), sqlite3_column_bytes(statement, 0));
    sqlite3_reset(statement);
    return ok && code == SQLITE_DONE;
}

// Sorted rows in place: of each minute the least, the greatest and the last stay.
static int thin_minutes(StoreRow *rows, int count)
{
    int kept = 0;
    for (int from = 0; from < count;) {
        const int64_t minute = rows[from].o.t_obs_us / STORE_MINUTE_US;
        int to = from, least = -1, most = -1;
        uint32_t numbers = 0;
        double sum = 0;
        for (; to < count && rows[to].o.t_obs_us / STORE_MINUTE_US == minute; to++) {
            if (rows[to].o.kind != OBSERVATION_NUMBER || !isfinite(rows[to].o.number)) continue;
            sum += rows[to].o.number;
            numbers++;
            if (least < 0 || rows[to].o.number < rows[least].o.number) least = to;
            if (most < 0 || rows[to].o.number > rows[most].o.number) most = to;
        }
        const int last = to - 1;
        for (int i = from; i < to; i++)
            if (i == least || i == most || i == last) rows[kept++] = rows[i];
        rows[kept - 1].count = (uint32_t)(to - from);
        rows[kept - 1].mean = numbers > 0 ? sum / numbers : 0;
        from = to;
    }
    return kept;
}

static bool put_rough(Sqlite *s, int64_t id, const Rows *rows)
{
    s->blob.length = 0;
    sqlite3_stmt *statement = sqlite_get(s, SQL_ROUGH_PUT);
    if (!statement || !store_chunk_write(&s->blob, rows->rows, rows->count)) return false;
    sqlite3_bind_int64(statement, 1, id);
    sqlite3_bind_blob64(statement, 2, s->blob.bytes, s->blob.length, SQLITE_STATIC);
    const int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code == SQLITE_DONE;
}

static bool delete_range(Sqlite *s, SqliteSql sql, int64_t from, int64_t to)
{
    sqlite3_stmt *statement = sqlite_get(s, sql);
    if (!statement) return false;
    sqlite3_bind_int64(statement, 1, from);
    if (sql != SQL_HOUR_DELETE) sqlite3_bind_int64(statement, 2, to);
    const int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code == SQLITE_DONE;
}

// One key's hour becomes minutes of its day.
static bool roughen_key(Sqlite *s, int64_t hour, uint32_t id, Rows *rows)
{
    const int64_t low = sqlite_chunk_id(hour, id, 0), high = low | ((1 << SQLITE_START_BITS) - 1);
    const int64_t rough = (hour / 24) << SQLITE_KEY_BITS | id;
    rows->count = 0;
    arena_reset(&rows->texts);
    if (!read_chunks(s, SQL_CHUNK_RANGE, low, high, rows)) return false;
    rows->count = thin_minutes(rows->rows, rows->count);
    if (!read_chunks(s, SQL_ROUGH_GET, rough, 0, rows)) return false;
    if (rows->count > 0 &&
        (sqlite_rows_sort(rows->rows, rows->count) < 0 || !put_rough(s, rough, rows)))
        return false;
    return delete_range(s, SQL_CHUNK_DELETE_RANGE, low, high);
}

// Some keys of the hour; the hour itself once none is left.
static bool roughen_hour(Sqlite *s, int64_t number)
{
    SqliteHour *hour = sqlite_hour_get(s, number);
    if (!hour) return false;
    Rows rows = { 0 };
    int done = 0;
    bool ok = true;
    for (uint32_t id = 0; id < hour->words * 64 && done < STEP_KEYS && ok; id++) {
        if (!sqlite_hour_has(hour, id)) continue;
        ok = roughen_key(s, number, id, &rows);
        hour->bits[id / 64] &= ~(UINT64_C(1) << id % 64);
        hour->is_dirty = true;
        done++;
    }
    arena_finish(&rows.texts);
    free(rows.rows);
    if (ok && done < STEP_KEYS) {
        hour->is_dirty = false;
        return delete_range(s, SQL_HOUR_DELETE, number, 0);
    }
    return ok && sqlite_hours_write(s);
}

// What is the oldest: an hour in full, or a day of minutes; -1 = none.
static void oldest(Sqlite *s, int64_t *hour, int64_t *day)
{
    *hour = number_of(s, "SELECT ifnull(min(hour), -1) FROM hour");
    *day = number_of(s, "SELECT ifnull(min(id), -1) FROM rough");
    if (*day >= 0) *day >>= SQLITE_KEY_BITS;
}

static int64_t kept_from(double days, double fallback, int64_t now_us)
{
    return now_us - (int64_t)((days > 0 ? days : fallback) * (double)STORE_DAY_US);
}

BackendResult sqlite_tend(Backend *backend, int64_t now_us, bool *more, Err *err)
{
    Sqlite *s = (Sqlite *)backend;
    const StoreDesc *desc = &s->desc.desc;
    int64_t hour = 0, day = 0;
    *more = false;
    if (!sqlite_refresh(s)) return sqlite_fail(s, "tend", err);
    oldest(s, &hour, &day);
    const bool is_large = desc->bytes_max > 0 && (uint64_t)sqlite_bytes(backend) > desc->bytes_max;
    const bool is_day_old =
        day >= 0 &&
        (is_large || (day + 1) * STORE_DAY_US < kept_from(desc->keep_rough_days, 400, now_us));
    const bool is_hour_old = hour >= 0 && (is_large || (hour + 1) * STORE_HOUR_US <
                                                           kept_from(desc->keep_days, 30, now_us));
    if (is_large && day < 0 && hour < 0 && s->head_count > 0) {
        *more = true;
        return sqlite_fold_all(s, err); // the oldest is still in the log
    }
    if (!is_day_old && !is_hour_old) return BACKEND_OK;
    BackendResult result = sqlite_begin(s, err);
    if (result != BACKEND_OK) return result;
    const bool ok = is_day_old ? delete_range(s, SQL_ROUGH_DELETE, day << SQLITE_KEY_BITS,
                                              day << SQLITE_KEY_BITS | SQLITE_KEY_MAX)
                               : roughen_hour(s, hour);
    result = sqlite_end(s, ok, "tend", err);
    if (result == BACKEND_OK)
        sqlite3_exec(s->db, "PRAGMA incremental_vacuum(2000)", NULL, NULL, NULL);
    *more = result == BACKEND_OK;
    return result;
}
