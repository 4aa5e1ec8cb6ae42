// SPDX-License-Identifier: Apache-2.0
// store_sqlite_head.c - rows in: the log, the head in memory, and folding it into chunks by key and
// hour that never overlap.
#include "store/store_sqlite.h"
#include "base/array.h"
#include <stdlib.h>
#include <string.h>

#define CHUNK_ROWS 256      // aim
#define CHUNK_FEW 64        // a chunk of fewer is joined with what follows
#define LOG_BLOCK_ROWS 4096 // of one block of the log

int64_t sqlite_chunk_id(int64_t hour, uint32_t id, int64_t t_us)
{
    int64_t start = (t_us - hour * STORE_HOUR_US) / SQLITE_START_US;
    if (start < 0) start = 0;
    if (start >= 1 << SQLITE_START_BITS) start = (1 << SQLITE_START_BITS) - 1;
    return hour << (SQLITE_KEY_BITS + SQLITE_START_BITS) | (int64_t)id << SQLITE_START_BITS | start;
}

void sqlite_hours_forget(Sqlite *s)
{
    while (s->hour_first) {
        SqliteHour *hour = s->hour_first;
        s->hour_first = hour->next;
        free(hour->bits);
        free(hour);
    }
    hashmap_clear(&s->hours);
}

SqliteHour *sqlite_hour_get(Sqlite *s, int64_t number)
{
    uint64_t known = 0;
    if (hashmap_get(&s->hours, (uint64_t)number, &known)) return (SqliteHour *)(uintptr_t)known;
    sqlite3_stmt *statement = sqlite_get(s, SQL_HOUR_GET);
    SqliteHour *hour = statement ? calloc(1, sizeof *hour) : NULL;
    if (!hour) return NULL;
    sqlite3_bind_int64(statement, 1, number);
    const int code = sqlite3_step(statement);
    bool ok = code == SQLITE_DONE || code == SQLITE_ROW;
    if (code == SQLITE_ROW) {
        const void *blob = sqlite3_column_blob(statement, 0);
        hour->words = (uint32_t)sqlite3_column_bytes(statement, 0) / 8;
        hour->bits = calloc(hour->words + 1, 8);
        ok = hour->bits != NULL;
        if (ok && blob) memcpy(hour->bits, blob, (size_t)hour->words * 8);
    }
    sqlite3_reset(statement);
    if (ok && hashmap_put(&s->hours, (uint64_t)number, (uint64_t)(uintptr_t)hour)) {
        hour->number = number;
        hour->next = s->hour_first;
        return s->hour_first = hour;
    }
    free(hour->bits);
    free(hour);
    return NULL;
}

bool sqlite_hour_has(const SqliteHour *hour, uint32_t id)
{
    return id / 64 < hour->words && (hour->bits[id / 64] >> (id % 64) & 1) != 0;
}

static bool hour_add(SqliteHour *hour, uint32_t id)
{
    if (sqlite_hour_has(hour, id)) return true;
    if (id / 64 >= hour->words) {
        const uint32_t words = id / 64 + 32;
        uint64_t *grown = realloc(hour->bits, (size_t)words * 8);
        if (!grown) return false;
        memset(grown + hour->words, 0, (size_t)(words - hour->words) * 8);
        hour->bits = grown;
        hour->words = words;
    }
    hour->bits[id / 64] |= UINT64_C(1) << id % 64;
    hour->is_dirty = true;
    return true;
}

bool sqlite_hours_write(Sqlite *s)
{
    for (SqliteHour *hour = s->hour_first; hour; hour = hour->next) {
        if (!hour->is_dirty) continue;
        sqlite3_stmt *statement = sqlite_get(s, SQL_HOUR_PUT);
        if (!statement) return false;
        sqlite3_bind_int64(statement, 1, hour->number);
        sqlite3_bind_blob64(statement, 2, hour->bits, (uint64_t)hour->words * 8, SQLITE_STATIC);
        if (sqlite3_step(statement) != SQLITE_DONE) return false;
        sqlite3_reset(statement);
        hour->is_dirty = false;
    }
    return true;
}

static bool head_reserve(Sqlite *s, int count, uint32_t id_max)
{
    if (!array_reserve((void **)&s->head, &s->head_cap, s->head_count + count, sizeof *s->head) ||
        !array_reserve((void **)&s->head_prev, &s->prev_cap, s->head_count + count, sizeof(int)))
        return false;
    const int cap = s->head_last_cap;
    if ((int)id_max < cap) return true;
    if (!array_reserve((void **)&s->head_last, &s->head_last_cap, (int)id_max + 1, sizeof(int)))
        return false;
    memset(s->head_last + cap, 0, (size_t)(s->head_last_cap - cap) * sizeof(int));
    return true;
}

// Room is reserved; the text is copied. key is the id.
static void head_add(Sqlite *s, const StoreRow *row, uint32_t id)
{
    StoreRow *kept = &s->head[s->head_count];
    *kept = *row;
    kept->o.key = id;
    if (row->o.kind == OBSERVATION_TEXT)
        kept->o.text = arena_strdup(&s->head_texts, row->o.text ? row->o.text : "");
    s->head_prev[s->head_count] = s->head_last[id];
    s->head_last[id] = ++s->head_count;
}

static void head_cut(Sqlite *s, int count)
{
    while (s->head_count > count) {
        s->head_count--;
        s->head_last[s->head[s->head_count].o.key] = s->head_prev[s->head_count];
    }
    if (count == 0) arena_reset(&s->head_texts);
}

bool sqlite_head_load(Sqlite *s, Err *err)
{
    head_cut(s, 0);
    Arena texts = { 0 };
    sqlite3_stmt *statement = sqlite_get(s, SQL_LOG_OWN);
    if (!statement) return sqlite_fail(s, "read the log of", err) == BACKEND_OK;
    sqlite3_bind_text(statement, 1, s->desc.token, -1, SQLITE_STATIC);
    int code = SQLITE_DONE;
    bool ok = true;
    while (ok && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        StoreChunk chunk;
        ok = store_chunk_open(&chunk, sqlite3_column_blob(statement, 0),
                              (size_t)sqlite3_column_bytes(statement, 0), err);
        for (int i = 0; ok && i < chunk.count; i++) {
            StoreRow row;
            store_chunk_row(&chunk, i, &row, &texts);
            if (row.o.key == 0 || row.o.key > SQLITE_KEY_MAX) continue;
            ok = head_reserve(s, 1, row.o.key);
            if (ok) head_add(s, &row, row.o.key);
        }
        arena_reset(&texts);
    }
    sqlite3_reset(statement);
    arena_finish(&texts);
    if (!ok) err_prefix(err, "read the log of '%s'", s->desc.desc.address);
    if (ok && code != SQLITE_DONE) return sqlite_fail(s, "read the log of", err) == BACKEND_OK;
    return ok;
}

// Numbers for keys that have none, in a transaction of their own: the map never knows more than the
// file.
static BackendResult name_keys(Sqlite *s, const StoreRow *rows, int count, Err *err)
{
    bool has_new = false;
    for (int i = 0; i < count && !has_new; i++)
        has_new = store_key_map_id(&s->map, rows[i].o.key) == 0;
    if (!has_new) return BACKEND_OK;
    BackendResult result = sqlite_begin(s, err);
    if (result != BACKEND_OK) return result;
    bool ok = true;
    Hashmap named = { 0 };
    for (int i = 0; i < count && ok; i++) {
        const uint32_t key = rows[i].o.key;
        uint64_t seen = 0;
        if (store_key_map_id(&s->map, key) != 0 || hashmap_get(&named, key, &seen)) continue;
        sqlite3_stmt *statement = sqlite_get(s, SQL_KEY_PUT);
        ok = statement && hashmap_put(&named, key, 1);
        if (!ok) break;
        sqlite3_bind_text(statement, 1, keys_text(s->desc.desc.keys, key), -1, SQLITE_STATIC);
        ok = sqlite3_step(statement) == SQLITE_DONE;
    }
    hashmap_finish(&named);
    result = sqlite_end(s, ok, "name keys in", err);
    return result == BACKEND_OK ? sqlite_read_keys((Backend *)s, err) : result;
}

static bool log_write(Sqlite *s, const StoreRow *rows, int count)
{
    for (int i = 0; i < count; i += LOG_BLOCK_ROWS) {
        const int n = count - i < LOG_BLOCK_ROWS ? count - i : LOG_BLOCK_ROWS;
        s->blob.length = 0;
        sqlite3_stmt *statement = sqlite_get(s, SQL_LOG_PUT);
        if (!statement || !store_chunk_write(&s->blob, &rows[i], n)) return false;
        sqlite3_bind_text(statement, 1, s->desc.token, -1, SQLITE_STATIC);
        sqlite3_bind_blob64(statement, 2, s->blob.bytes, s->blob.length, SQLITE_STATIC);
        if (sqlite3_step(statement) != SQLITE_DONE) return false;
        sqlite3_reset(statement);
    }
    return true;
}

static int by_time(const void *a, const void *b)
{
    const StoreRow *const *x = a, *const *y = b;
    const int64_t s = (*x)->o.t_obs_us, t = (*y)->o.t_obs_us;
    if (s != t) return s < t ? -1 : 1;
    if ((*x)->o.seq != (*y)->o.seq) return (*x)->o.seq < (*y)->o.seq ? -1 : 1;
    return *x < *y ? -1 : *x > *y; // as they came
}

// Sorts pointers; most runs are in order already.
static void sort_pointers(const StoreRow **rows, int count)
{
    for (int i = 1; i < count; i++) {
        if (by_time(&rows[i - 1], &rows[i]) <= 0) continue;
        qsort(rows, (size_t)count, sizeof *rows, by_time);
        return;
    }
}

int sqlite_rows_sort(StoreRow *rows, int count)
{
    const StoreRow **order = malloc((size_t)count * sizeof *order + 1);
    StoreRow *sorted = malloc((size_t)count * sizeof *sorted + 1);
    if (order && sorted) {
        for (int i = 0; i < count; i++) order[i] = &rows[i];
        sort_pointers(order, count);
        for (int i = 0; i < count; i++) sorted[i] = *order[i];
        memcpy(rows, sorted, (size_t)count * sizeof *rows);
    }
    const int done = order && sorted ? count : -1;
    free(order);
    free(sorted);
    return done;
}

// Rows of one key and hour, sorted, as chunks of about CHUNK_ROWS; one never begins in the 110 ms
// in which the one before began.
static bool put_chunks(Sqlite *s, int64_t hour, const StoreRow *rows, int count)
{
    for (int from = 0; from < count;) {
        const int64_t id = sqlite_chunk_id(hour, rows[from].o.key, rows[from].o.t_obs_us);
        int to = from + CHUNK_ROWS < count ? from + CHUNK_ROWS : count;
        while (to < count && sqlite_chunk_id(hour, rows[to].o.key, rows[to].o.t_obs_us) == id) to++;
        s->blob.length = 0;
        sqlite3_stmt *statement = sqlite_get(s, SQL_CHUNK_PUT);
        if (!statement || !store_chunk_write(&s->blob, &rows[from], to - from)) return false;
        sqlite3_bind_int64(statement, 1, id);
        sqlite3_bind_blob64(statement, 2, s->blob.bytes, s->blob.length, SQLITE_STATIC);
        if (sqlite3_step(statement) != SQLITE_DONE) return false;
        sqlite3_reset(statement);
        from = to;
    }
    return true;
}

typedef struct {
    StoreRow *rows;
    int count, cap;
    Arena texts;
    int64_t *gone; // ids of chunks that were taken up
    int gone_count, gone_cap;
} Gathered;

static bool gather_chunk(Gathered *g, const StoreChunk *chunk, int64_t id)
{
    if (!array_reserve((void **)&g->rows, &g->cap, g->count + chunk->count, sizeof *g->rows) ||
        !array_reserve((void **)&g->gone, &g->gone_cap, g->gone_count + 1, sizeof *g->gone))
        return false;
    for (int i = 0; i < chunk->count; i++)
        store_chunk_row(chunk, i, &g->rows[g->count++], &g->texts);
    g->gone[g->gone_count++] = id;
    return true;
}

// Takes up the chunks of the hour and key that overlap rows from t on, and a last one that is
// small.
static bool gather(Sqlite *s, int64_t hour, uint32_t key, int64_t t_us, Gathered *g)
{
    const int64_t low = sqlite_chunk_id(hour, key, 0), start = sqlite_chunk_id(hour, key, t_us);
    sqlite3_stmt *statement = sqlite_get(s, SQL_CHUNK_BACK);
    if (!statement) return false;
    sqlite3_bind_int64(statement, 1, low);
    sqlite3_bind_int64(statement, 2, low | ((1 << SQLITE_START_BITS) - 1));
    int code = SQLITE_DONE;
    bool ok = true;
    while (ok && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        StoreChunk chunk;
        const int64_t id = sqlite3_column_int64(statement, 0);
        ok = store_chunk_open(&chunk, sqlite3_column_blob(statement, 1),
                              (size_t)sqlite3_column_bytes(statement, 1), NULL);
        if (!ok) break;
        const bool is_before = store_chunk_time(&chunk, chunk.count - 1) <= t_us && id < start;
        if (is_before && (chunk.count >= CHUNK_FEW || g->gone_count > 0)) break;
        ok = gather_chunk(g, &chunk, id);
        if (is_before) break;
    }
    sqlite3_reset(statement);
    return ok && (code == SQLITE_DONE || code == SQLITE_ROW);
}

static bool delete_gathered(Sqlite *s, const Gathered *g)
{
    for (int i = 0; i < g->gone_count; i++) {
        sqlite3_stmt *statement = sqlite_get(s, SQL_CHUNK_DELETE);
        if (!statement) return false;
        sqlite3_bind_int64(statement, 1, g->gone[i]);
        if (sqlite3_step(statement) != SQLITE_DONE) return false;
        sqlite3_reset(statement);
    }
    return true;
}

// One key's rows of one hour.
static bool fold_run(Sqlite *s, int64_t hour, const StoreRow **rows, int count, Gathered *g)
{
    const uint32_t key = rows[0]->o.key;
    SqliteHour *keys = sqlite_hour_get(s, hour);
    if (!keys) return false;
    g->count = g->gone_count = 0;
    arena_reset(&g->texts);
    if (sqlite_hour_has(keys, key) && !gather(s, hour, key, rows[0]->o.t_obs_us, g)) return false;
    const int old = g->count;
    // Chunks came newest first; a stable sort by time puts them right, new rows after old ones.
    if (!array_reserve((void **)&g->rows, &g->cap, old + count, sizeof *g->rows)) return false;
    for (int i = 0; i < count; i++) g->rows[g->count++] = *rows[i];
    if (old > 0 && sqlite_rows_sort(g->rows, g->count) < 0) return false;
    return delete_gathered(s, g) && put_chunks(s, hour, g->rows, g->count) && hour_add(keys, key);
}

static bool fold_key(Sqlite *s, const StoreRow **rows, int count, Gathered *g)
{
    sort_pointers(rows, count);
    for (int from = 0; from < count;) {
        const int64_t hour = rows[from]->o.t_obs_us / STORE_HOUR_US;
        int to = from + 1;
        while (to < count && rows[to]->o.t_obs_us / STORE_HOUR_US == hour) to++;
        if (!fold_run(s, hour, &rows[from], to - from, g)) return false;
        from = to;
    }
    return true;
}

// Within a transaction.
static bool fold(Sqlite *s)
{
    int *starts = calloc((size_t)s->head_last_cap + 1, sizeof *starts);
    const StoreRow **order = malloc((size_t)s->head_count * sizeof *order + 1);
    Gathered g = { 0 };
    bool ok = starts && order;
    for (int i = 0; i < s->head_count && ok; i++) starts[s->head[i].o.key + 1]++;
    for (int i = 0; i < s->head_last_cap && ok; i++) starts[i + 1] += starts[i];
    for (int i = 0; i < s->head_count && ok; i++) order[starts[s->head[i].o.key]++] = &s->head[i];
    // starts[key] is now where the key's rows end.
    for (int key = 1; key < s->head_last_cap && ok; key++) {
        const int from = starts[key - 1], to = starts[key];
        if (to > from) ok = fold_key(s, &order[from], to - from, &g);
    }
    sqlite3_stmt *statement = ok ? sqlite_get(s, SQL_LOG_DELETE) : NULL;
    ok = statement && sqlite_hours_write(s);
    if (ok) {
        sqlite3_bind_text(statement, 1, s->desc.token, -1, SQLITE_STATIC);
        ok = sqlite3_step(statement) == SQLITE_DONE;
        sqlite3_reset(statement);
    }
    arena_finish(&g.texts);
    free(g.rows);
    free(g.gone);
    free(starts);
    free(order);
    return ok;
}

BackendResult sqlite_fold_all(Sqlite *s, Err *err)
{
    BackendResult result = sqlite_begin(s, err);
    if (result == BACKEND_OK) result = sqlite_end(s, fold(s), "write history into", err);
    if (result == BACKEND_OK) head_cut(s, 0);
    return result;
}

BackendResult sqlite_write_rows(Backend *backend, const StoreRow *rows, int count, uint64_t batch,
                                Err *err)
{
    Sqlite *s = (Sqlite *)backend;
    (void)batch; // a commit that failed has written nothing
    BackendResult result = name_keys(s, rows, count, err);
    if (result != BACKEND_OK) return result;
    if (!head_reserve(s, count, s->map.id_max)) {
        err_set(err, ERR_MEMORY, "no memory for %d rows of history", count);
        return BACKEND_AGAIN;
    }
    result = sqlite_begin(s, err);
    if (result != BACKEND_OK) return result;
    const int before = s->head_count;
    for (int i = 0; i < count; i++) {
        const uint32_t id = store_key_map_id(&s->map, rows[i].o.key);
        if (id != 0) head_add(s, &rows[i], id); // 0: past 16 million keys
    }
    const bool is_fold = s->head_count >= SQLITE_FOLD_ROWS;
    const bool ok = is_fold ? fold(s) : log_write(s, &s->head[before], s->head_count - before);
    result = sqlite_end(s, ok, "write history into", err);
    if (result != BACKEND_OK)
        head_cut(s, before);
    else if (is_fold)
        head_cut(s, 0);
    return result;
}
