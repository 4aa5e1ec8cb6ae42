// SPDX-License-Identifier: Apache-2.0
// store_sqlite_read.c - a range of one key, and the last value of every key at an instant: rough
// days, chunks, the head, and what other programs have in the log.
#include "store/store_sqlite.h"
#include "base/array.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
    StoreRow *rows;
    int count, cap, next;
    Arena texts;
    bool is_short; // of memory
} Found;

static void found_finish(Found *f)
{
    arena_finish(&f->texts);
    free(f->rows);
}

static bool found_add(Found *f, const StoreRow *row)
{
    if (!array_reserve((void **)&f->rows, &f->cap, f->count + 1, sizeof *f->rows)) {
        f->is_short = true;
        return false;
    }
    f->rows[f->count++] = *row;
    return true;
}

// Calls each for the rows of the log that others wrote. False: unreadable.
typedef void (*EachRow)(void *context, const StoreChunk *chunk, int row);
static bool each_of_others(Sqlite *s, EachRow each, void *context)
{
    if (!s->has_others) return true;
    sqlite3_stmt *statement = sqlite_get(s, SQL_LOG_OTHERS);
    if (!statement) return false;
    sqlite3_bind_text(statement, 1, s->desc.token, -1, SQLITE_STATIC);
    int code = SQLITE_DONE;
    bool has_any = false;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        StoreChunk chunk;
        has_any = true;
        if (!store_chunk_open(&chunk, sqlite3_column_blob(statement, 0),
                              (size_t)sqlite3_column_bytes(statement, 0), NULL))
            continue;
        for (int i = 0; i < chunk.count; i++) each(context, &chunk, i);
    }
    sqlite3_reset(statement);
    s->has_others = has_any;
    return code == SQLITE_DONE;
}

typedef struct {
    uint32_t id, key;
    int64_t from_us, to_us;
    Found *found;
} Wanted;

static void take_wanted(void *context, const StoreChunk *chunk, int row)
{
    const Wanted *w = context;
    StoreRow out;
    const int64_t t = store_chunk_time(chunk, row);
    if (t < w->from_us || t > w->to_us) return;
    store_chunk_row(chunk, row, &out, &w->found->texts);
    if (out.o.key == w->id) found_add(w->found, &out);
}

// The rows of the key that are in no chunk yet, sorted.
static bool find_recent(Sqlite *s, const Wanted *w)
{
    Found *f = w->found;
    if (!each_of_others(s, take_wanted, (void *)w)) return false;
    const int first = f->count;
    const int last = (int)w->id < s->head_last_cap ? s->head_last[w->id] : 0;
    for (int i = last; i > 0; i = s->head_prev[i - 1]) {
        const StoreRow *row = &s->head[i - 1];
        if (row->o.t_obs_us >= w->from_us && row->o.t_obs_us <= w->to_us) found_add(f, row);
    }
    for (int a = first, b = f->count - 1; a < b; a++, b--) { // newest first until here
        const StoreRow row = f->rows[a];
        f->rows[a] = f->rows[b];
        f->rows[b] = row;
    }
    return f->count == 0 || sqlite_rows_sort(f->rows, f->count) >= 0;
}

typedef struct {
    BackendRows sink;
    void *context;
    uint32_t key;
    bool is_enough;
} Out;

static bool give(Out *out, StoreRow *row)
{
    row->o.key = out->key;
    if (!out->is_enough && !out->sink(out->context, row, 1)) out->is_enough = true;
    return !out->is_enough;
}

// The recent rows before t (all: INT64_MAX).
static void give_recent(Out *out, Found *recent, int64_t before_us)
{
    while (recent->next < recent->count && recent->rows[recent->next].o.t_obs_us < before_us)
        if (!give(out, &recent->rows[recent->next++])) return;
}

// The chunks of an hour, mixed with recent rows by time.
static bool give_hour(Sqlite *s, int64_t hour, const Wanted *w, Found *recent, Out *out, Err *err)
{
    sqlite3_stmt *statement = sqlite_get(s, SQL_CHUNK_RANGE);
    if (!statement) return false;
    const int64_t low = sqlite_chunk_id(hour, w->id, 0);
    sqlite3_bind_int64(statement, 1, low);
    sqlite3_bind_int64(statement, 2, low | ((1 << SQLITE_START_BITS) - 1));
    Arena texts = { 0 };
    int code = SQLITE_DONE;
    bool ok = true;
    while (ok && !out->is_enough && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        StoreChunk chunk;
        ok = store_chunk_open(&chunk, sqlite3_column_blob(statement, 0),
                              (size_t)sqlite3_column_bytes(statement, 0), err);
        for (int i = ok ? store_chunk_find(&chunk, w->from_us - 1) + 1 : 0;
             ok && i < chunk.count && !out->is_enough; i++) {
            StoreRow row;
            if (store_chunk_time(&chunk, i) > w->to_us) break;
            store_chunk_row(&chunk, i, &row, &texts);
            give_recent(out, recent, row.o.t_obs_us);
            give(out, &row);
        }
        arena_reset(&texts);
    }
    sqlite3_reset(statement);
    arena_finish(&texts);
    return ok && (code == SQLITE_DONE || code == SQLITE_ROW);
}

// Rough rows of a day join the recent ones.
static bool find_rough(Sqlite *s, int64_t day, const Wanted *w, Err *err)
{
    sqlite3_stmt *statement = sqlite_get(s, SQL_ROUGH_GET);
    if (!statement) return false;
    sqlite3_bind_int64(statement, 1, day << SQLITE_KEY_BITS | w->id);
    const int code = sqlite3_step(statement);
    bool ok = code == SQLITE_ROW || code == SQLITE_DONE;
    StoreChunk chunk;
    if (code == SQLITE_ROW)
        ok = store_chunk_open(&chunk, sqlite3_column_blob(statement, 0),
                              (size_t)sqlite3_column_bytes(statement, 0), err);
    for (int i = 0; code == SQLITE_ROW && ok && i < chunk.count; i++)
        take_wanted((void *)w, &chunk, i);
    sqlite3_reset(statement);
    return ok;
}

// First and last hour there is; false: unreadable. Without any, from > to.
static bool hour_span(Sqlite *s, SqliteSql sql, int64_t *from, int64_t *to)
{
    sqlite3_stmt *statement = sqlite_get(s, sql);
    if (!statement || sqlite3_step(statement) != SQLITE_ROW) return false;
    const bool has = sqlite3_column_type(statement, 0) != SQLITE_NULL;
    *from = has ? sqlite3_column_int64(statement, 0) : 1;
    *to = has ? sqlite3_column_int64(statement, 1) : 0;
    sqlite3_reset(statement);
    return true;
}

static bool give_rough(Sqlite *s, const Wanted *w, Out *out, Err *err)
{
    int64_t first = 0, last = 0;
    if (!hour_span(s, SQL_ROUGH_SPAN, &first, &last)) return false;
    if (first > last) return true;
    first = first >> SQLITE_KEY_BITS;
    last = last >> SQLITE_KEY_BITS;
    if (first < w->from_us / STORE_DAY_US) first = w->from_us / STORE_DAY_US;
    if (last > w->to_us / STORE_DAY_US) last = w->to_us / STORE_DAY_US;
    Found day = { 0 };
    bool ok = true;
    for (int64_t d = first; d <= last && ok && !out->is_enough; d++) {
        Wanted of_day = *w;
        day.count = day.next = 0;
        of_day.found = &day;
        ok = find_rough(s, d, &of_day, err);
        for (int i = 0; i < day.count; i++) give(out, &day.rows[i]);
        arena_reset(&day.texts);
    }
    found_finish(&day);
    return ok;
}

static bool give_chunks(Sqlite *s, const Wanted *w, Found *recent, Out *out, Err *err)
{
    int64_t first = 0, last = 0;
    if (!hour_span(s, SQL_HOUR_SPAN, &first, &last)) return false;
    if (first < w->from_us / STORE_HOUR_US) first = w->from_us / STORE_HOUR_US;
    if (last > w->to_us / STORE_HOUR_US) last = w->to_us / STORE_HOUR_US;
    for (int64_t h = first; h <= last && !out->is_enough; h++) {
        const SqliteHour *hour = sqlite_hour_get(s, h);
        if (!hour) return false;
        if (sqlite_hour_has(hour, w->id) && !give_hour(s, h, w, recent, out, err)) return false;
    }
    return true;
}

BackendResult sqlite_read_range(Backend *backend, const StoreRange *range, BackendRows sink,
                                void *context, Err *err)
{
    Sqlite *s = (Sqlite *)backend;
    if (!sqlite_refresh(s)) return sqlite_fail(s, "read history of", err);
    Found recent = { 0 };
    Out out = { sink, context, range->key, false };
    const Wanted w = { store_key_map_id(&s->map, range->key), range->key,
                       range->from_us > 0 ? range->from_us : 0,
                       range->to_us < STORE_T_MAX_US ? range->to_us : STORE_T_MAX_US, &recent };
    if (w.id == 0 || w.from_us > w.to_us) return BACKEND_OK;
    Err broken = { 0 };
    const bool ok = find_recent(s, &w) && give_rough(s, &w, &out, &broken) &&
                    give_chunks(s, &w, &recent, &out, &broken);
    if (ok) give_recent(&out, &recent, INT64_MAX);
    found_finish(&recent);
    if (ok) return BACKEND_OK;
    if (broken.code == ERR_NONE) return sqlite_fail(s, "read history of", err);
    err_set(err, broken.code, "read history of '%s': %s", s->desc.desc.address, broken.text);
    return BACKEND_REFUSED;
}

// Of each key the row found so far: its place in found, + 1.
typedef struct {
    Sqlite *s;
    int64_t t_us, from_us;
    int *place;
    uint32_t id_max;
    Found found;
} Instant;

static bool is_later(const Instant *x, const StoreRow *row)
{
    if (row->o.t_obs_us > x->t_us || row->o.t_obs_us < x->from_us) return false;
    if (row->o.key == 0 || row->o.key > x->id_max) return false;
    const int place = x->place[row->o.key];
    if (place == 0) return true;
    const Observation *old = &x->found.rows[place - 1].o;
    return row->o.t_obs_us > old->t_obs_us ||
           (row->o.t_obs_us == old->t_obs_us && row->o.seq >= old->seq);
}

static void offer(Instant *x, const StoreRow *row)
{
    if (!is_later(x, row)) return;
    int *place = &x->place[row->o.key];
    if (*place != 0)
        x->found.rows[*place - 1] = *row;
    else if (found_add(&x->found, row))
        *place = x->found.count;
}

static void offer_of_chunk(void *context, const StoreChunk *chunk, int row)
{
    Instant *x = context;
    StoreRow out;
    store_chunk_row(chunk, row, &out, &x->found.texts);
    offer(x, &out);
}

// The last row of the key in the hour at or before t.
static bool seek(Instant *x, int64_t hour, uint32_t id)
{
    const int64_t end = hour * STORE_HOUR_US + STORE_HOUR_US - 1, t = x->t_us < end ? x->t_us : end;
    sqlite3_stmt *statement = sqlite_get(x->s, SQL_CHUNK_BACK);
    if (!statement) return false;
    sqlite3_bind_int64(statement, 1, sqlite_chunk_id(hour, id, 0));
    sqlite3_bind_int64(statement, 2, sqlite_chunk_id(hour, id, t));
    int code = SQLITE_DONE;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        StoreChunk chunk;
        if (!store_chunk_open(&chunk, sqlite3_column_blob(statement, 1),
                              (size_t)sqlite3_column_bytes(statement, 1), NULL))
            continue; // the others are still shown
        const int row = store_chunk_find(&chunk, t);
        if (row < 0) continue;
        offer_of_chunk(x, &chunk, row);
        break;
    }
    sqlite3_reset(statement);
    return code == SQLITE_DONE || code == SQLITE_ROW;
}

// A key whose row is of this hour or later needs no earlier hour.
static bool is_settled(const Instant *x, uint32_t id, int64_t hour)
{
    const int place = x->place[id];
    return place != 0 && x->found.rows[place - 1].o.t_obs_us / STORE_HOUR_US > hour;
}

static bool instant_chunks(Instant *x)
{
    int64_t first = 0, last = 0;
    if (!hour_span(x->s, SQL_HOUR_SPAN, &first, &last)) return false;
    if (first < x->from_us / STORE_HOUR_US) first = x->from_us / STORE_HOUR_US;
    if (last > x->t_us / STORE_HOUR_US) last = x->t_us / STORE_HOUR_US;
    for (int64_t h = last; h >= first; h--) {
        const SqliteHour *hour = sqlite_hour_get(x->s, h);
        if (!hour) return false;
        for (uint32_t id = 1; id <= x->id_max; id++)
            if (sqlite_hour_has(hour, id) && !is_settled(x, id, h) && !seek(x, h, id)) return false;
    }
    return true;
}

static bool instant_rough(Instant *x)
{
    int64_t first = 0, last = 0;
    if (!hour_span(x->s, SQL_ROUGH_SPAN, &first, &last)) return false;
    if (first > last) return true;
    first >>= SQLITE_KEY_BITS;
    last >>= SQLITE_KEY_BITS;
    if (first < x->from_us / STORE_DAY_US) first = x->from_us / STORE_DAY_US;
    if (last > x->t_us / STORE_DAY_US) last = x->t_us / STORE_DAY_US;
    for (int64_t day = last; day >= first; day--) {
        sqlite3_stmt *statement = sqlite_get(x->s, SQL_ROUGH_RANGE);
        if (!statement) return false;
        sqlite3_bind_int64(statement, 1, day << SQLITE_KEY_BITS);
        sqlite3_bind_int64(statement, 2, day << SQLITE_KEY_BITS | SQLITE_KEY_MAX);
        int code = SQLITE_DONE;
        while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
            StoreChunk chunk;
            if (!store_chunk_open(&chunk, sqlite3_column_blob(statement, 0),
                                  (size_t)sqlite3_column_bytes(statement, 0), NULL))
                continue;
            const int row = store_chunk_find(&chunk, x->t_us);
            if (row >= 0) offer_of_chunk(x, &chunk, row);
        }
        sqlite3_reset(statement);
        if (code != SQLITE_DONE) return false;
    }
    return true;
}

BackendResult sqlite_read_instant(Backend *backend, int64_t t_us, int64_t back_us, BackendRows sink,
                                  void *context, Err *err)
{
    Sqlite *s = (Sqlite *)backend;
    if (!sqlite_refresh(s)) return sqlite_fail(s, "read history of", err);
    Instant x = { .s = s, .t_us = t_us, .id_max = s->map.id_max };
    x.from_us = back_us < t_us ? t_us - back_us : 0;
    if (t_us < 0 || t_us > STORE_T_MAX_US || back_us < 0) return BACKEND_OK;
    x.place = calloc((size_t)x.id_max + 1, sizeof *x.place);
    if (!x.place) return BACKEND_AGAIN;
    bool ok = each_of_others(s, offer_of_chunk, &x);
    for (int i = 0; i < s->head_count; i++) offer(&x, &s->head[i]);
    ok = ok && instant_chunks(&x) && instant_rough(&x);
    for (int i = 0; ok && i < x.found.count; i++) {
        Observation *o = &x.found.rows[i].o;
        o->key = store_key_map_key(&s->map, o->key);
        if (o->key != 0 && !sink(context, &x.found.rows[i], 1)) break;
    }
    const BackendResult result = ok ? BACKEND_OK : sqlite_fail(s, "read history of", err);
    found_finish(&x.found);
    free(x.place);
    return result;
}
