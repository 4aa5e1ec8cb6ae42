// SPDX-License-Identifier: Apache-2.0
// store_export.c - selections of history key by key, in steps between the store's other work: into
// answers, or into a file.
#include "store/store_private.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEP_ROWS_FEW 5000
#define STEP_ROWS_MANY 50000
#define NAME_COUNT 16

struct StoreExportState {
    char *pattern, *path; // path NULL = into answers
    int64_t from_us, to_us;
    StoreFormat format;
    bool has_begun, is_open;
    uint32_t key; // the one being read
    uint32_t *keys; // NULL = by pattern
    int key_count, key_at;
    int64_t next_us, step_us;
    FileTemporary file;
    Str text;
    uint64_t rows, step_rows;
    Err failed;
    atomic_bool is_cancelled;
    _Atomic float progress;
    Store *store;
};

static const char *const kind_names[] = { "none", "number", "text", "position", "gone" };
static const char *const quality_names[QUALITY_COUNT] = {
    "good", "suspect", "bad", "maintenance", "calibration", "out-of-range", "stopped", "manual"
};
static const char *const names[NAME_COUNT] = { "key",     "time",  "received", "kind",
                                               "value",   "unit",  "quality",  "flags",
                                               "lon",     "lat",   "h",        "course",
                                               "heading", "speed", "mean",     "count" };

void store_export_destroy(StoreExportState *x)
{
    if (!x) return;
    if (x->is_open) file_temporary_close(&x->file, false, NULL);
    str_finish(&x->text);
    free(x->pattern);
    free(x->keys);
    free(x->path);
    free(x);
}

static StoreRequest *request_of(StoreAnswerKind kind, const StoreSelection *selection)
{
    StoreRequest *request = calloc(1, sizeof *request);
    StoreExportState *x = calloc(1, sizeof *x);
    if (!request || !x) {
        free(request);
        free(x);
        return NULL;
    }
    request->kind = kind;
    request->export = x;
    x->pattern = str_copy(selection->pattern);
    if (selection->keys && selection->key_count > 0) {
        x->keys = malloc((size_t)selection->key_count * sizeof *x->keys);
        if (!x->keys) {
            store_request_destroy(request);
            return NULL;
        }
        memcpy(x->keys, selection->keys, (size_t)selection->key_count * sizeof *x->keys);
        x->key_count = selection->key_count;
    }
    x->from_us = selection->from_us > 0 ? selection->from_us : 0;
    x->to_us = selection->to_us < STORE_T_MAX_US ? selection->to_us : STORE_T_MAX_US;
    x->next_us = x->from_us;
    x->step_us = STORE_DAY_US;
    return request;
}

uint64_t store_read_rows(Store *store, const StoreSelection *selection)
{
    StoreRequest *request = request_of(STORE_ANSWER_ROWS, selection);
    return request ? store_enqueue(store, request) : 0;
}

uint64_t store_export(Store *store, const StoreSelection *selection, StoreFormat format,
                      const char *path)
{
    StoreRequest *request = request_of(STORE_ANSWER_EXPORTED, selection);
    if (!request) return 0;
    request->export->path = str_copy(path);
    request->export->format = format;
    return store_enqueue(store, request);
}

static StoreExportState *find(const Store *store, uint64_t number)
{
    for (StoreRequest *r = store->exports; r; r = r->next)
        if (r->number == number) return r->export;
    return NULL;
}

float store_progress(const Store *store, uint64_t request)
{
    pthread_mutex_t *lock = (pthread_mutex_t *)&store->lock;
    pthread_mutex_lock(lock);
    const StoreExportState *x = find(store, request);
    const float progress = x ? x->progress : -1;
    pthread_mutex_unlock(lock);
    return progress;
}

void store_cancel(Store *store, uint64_t request)
{
    pthread_mutex_lock(&store->lock);
    StoreExportState *x = find(store, request);
    if (x) x->is_cancelled = true;
    pthread_mutex_unlock(&store->lock);
}

// '*' any text, '?' one byte; without backtracking over more than the last star.
bool store_is_match(const char *pattern, const char *text)
{
    const char *star = NULL, *from = NULL;
    while (*text) {
        if (*pattern == '*') {
            star = pattern++;
            from = text;
        } else if (*pattern == '?' || *pattern == *text) {
            pattern++;
            text++;
        } else if (star) {
            pattern = star + 1;
            text = ++from;
        } else {
            return false;
        }
    }
    while (*pattern == '*') pattern++;
    return *pattern == 0;
}

static void csv_text(Str *out, const char *text)
{
    if (!text[strcspn(text, ",\"\r\n")]) {
        str_add(out, text);
        return;
    }
    str_add(out, "\"");
    for (; *text; text++) str_add_n(out, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
    str_add(out, "\"");
}

// One value of a row by the number of its name.
typedef struct {
    const char *text;
    double number;
    bool is_text, is_there;
} Cell;

static Cell text_cell(const char *text)
{
    return (Cell){ .text = text, .is_text = true, .is_there = true };
}

static Cell number_cell(double value)
{
    return (Cell){ .number = value, .is_there = isfinite(value) };
}

static void cells_of(const StoreRow *row, const char *key, char times[2][32], Cell out[NAME_COUNT])
{
    const Observation *o = &row->o;
    const bool is_position = o->kind == OBSERVATION_POSITION;
    const ObservationPosition p = is_position ? o->position : (ObservationPosition){ 0 };
    clock_format(o->t_obs_us, 0, times[0]);
    clock_format(o->t_recv_us, 0, times[1]);
    memset(out, 0, NAME_COUNT * sizeof *out);
    out[0] = text_cell(key);
    out[1] = text_cell(times[0]);
    out[2] = text_cell(times[1]);
    out[3] = text_cell(kind_names[o->kind <= OBSERVATION_GONE ? o->kind : 0]);
    if (o->kind == OBSERVATION_NUMBER) out[4] = number_cell(o->number);
    if (o->kind == OBSERVATION_TEXT) out[4] = text_cell(o->text ? o->text : "");
    out[5] = text_cell(o->unit);
    out[6] = text_cell(quality_names[o->quality < QUALITY_COUNT ? o->quality : QUALITY_BAD]);
    out[7] = number_cell(o->flags);
    const double parts[] = {
        p.lon_deg, p.lat_deg, p.h_m, p.course_deg, p.heading_deg, p.speed_m_s
    };
    for (int i = 0; i < 6 && is_position; i++) out[8 + i] = number_cell(parts[i]);
    if (row->count > 0) out[14] = number_cell(row->mean);
    if (row->count > 0) out[15] = number_cell(row->count);
}

static void write_csv(Str *out, const Cell cells[NAME_COUNT])
{
    for (int i = 0; i < NAME_COUNT; i++) {
        JsonWriter w = { .out = out }; // the shortest number that reads back
        if (i > 0) str_add(out, ",");
        if (!cells[i].is_there) continue;
        if (cells[i].is_text)
            csv_text(out, cells[i].text);
        else
            json_number(&w, cells[i].number);
    }
    str_add(out, "\r\n");
}

static void write_json(Str *out, const Cell cells[NAME_COUNT])
{
    JsonWriter w = { .out = out };
    json_object_begin(&w);
    for (int i = 0; i < NAME_COUNT; i++) {
        if (!cells[i].is_there) continue;
        json_key(&w, names[i]);
        if (cells[i].is_text)
            json_text(&w, cells[i].text);
        else
            json_number(&w, cells[i].number);
    }
    json_object_end(&w);
    str_add(out, "\n");
}

static bool flush(StoreExportState *x, size_t least)
{
    if (x->text.length < least || x->text.length == 0) return true;
    const bool ok = file_temporary_write(&x->file, x->text.text, x->text.length, &x->failed);
    x->text.length = 0;
    return ok;
}

static bool write_rows(void *context, const StoreRow *rows, int count)
{
    StoreExportState *x = context;
    char times[2][32];
    Cell cells[NAME_COUNT];
    for (int i = 0; i < count; i++) {
        cells_of(&rows[i], keys_text(x->store->desc.desc.keys, rows[i].o.key), times, cells);
        if (x->format == STORE_CSV)
            write_csv(&x->text, cells);
        else
            write_json(&x->text, cells);
    }
    x->rows += (uint64_t)count;
    x->step_rows += (uint64_t)count;
    return flush(x, 1 << 18) && !atomic_load(&x->is_cancelled);
}

typedef struct {
    StoreExportState *x;
    StoreReply *reply;
} Chunk;

static bool copy_rows(void *context, const StoreRow *rows, int count)
{
    Chunk *chunk = context;
    for (int i = 0; i < count; i++) {
        if (!store_reply_add(chunk->reply, &rows[i].o)) {
            err_set(&chunk->x->failed, ERR_MEMORY, "no memory for rows of history");
            return false;
        }
    }
    chunk->x->rows += (uint64_t)count;
    chunk->x->step_rows += (uint64_t)count;
    return true;
}

static BackendResult begin(Store *store, StoreExportState *x, Err *err)
{
    const BackendResult result = store->table->read_keys(store->backend, err);
    if (result != BACKEND_OK) return result;
    x->store = store;
    x->has_begun = true;
    if (!x->path) return BACKEND_OK;
    x->is_open = file_temporary_open(x->path, &x->file, &x->failed);
    for (int i = 0; i < NAME_COUNT && x->format == STORE_CSV; i++) {
        str_add(&x->text, names[i]);
        str_add(&x->text, i + 1 < NAME_COUNT ? "," : "\r\n");
    }
    return BACKEND_OK;
}

// The next key that matches, from the one after the last; false = there is none.
static bool next_key(StoreExportState *x)
{
    if (x->keys) {
        if (x->key_at == x->key_count) return false;
        x->key = x->keys[x->key_at++];
        x->next_us = x->from_us;
        x->progress = (float)(x->key_at - 1) / (float)x->key_count;
        return true;
    }
    const Keys *keys = x->store->desc.desc.keys;
    const uint32_t count = keys_count(keys);
    while (++x->key <= count)
        if (!x->pattern || store_is_match(x->pattern, keys_text(keys, x->key))) break;
    x->next_us = x->from_us;
    x->progress = count > 0 && x->key <= count ? (float)(x->key - 1) / (float)count : 1;
    return x->key <= count;
}

static void finish(Store *store, StoreRequest *request, StoreReply *reply)
{
    StoreExportState *x = request->export;
    if (atomic_load(&x->is_cancelled)) err_set(&x->failed, ERR_CANCELLED, "the export was stopped");
    const bool ok = x->failed.code == ERR_NONE && (!x->is_open || flush(x, 0));
    if (x->is_open && !file_temporary_close(&x->file, ok, ok ? &x->failed : NULL) && ok)
        reply->answer.outcome = STORE_FAILED;
    x->is_open = false;
    reply->answer.err = x->failed;
    if (x->failed.code != ERR_NONE) reply->answer.outcome = STORE_FAILED;
    reply->answer.is_last = true;
    reply->answer.rows = x->rows;
    store_answer(store, reply);
}

// How much time the next step takes in, by how many rows the last one had.
static void adapt(StoreExportState *x)
{
    if (x->step_rows < STEP_ROWS_FEW && x->step_us < 4096 * STORE_DAY_US) x->step_us *= 2;
    if (x->step_rows > STEP_ROWS_MANY && x->step_us > STORE_MINUTE_US) x->step_us /= 2;
}

BackendResult store_export_step(Store *store, StoreRequest *request, bool *is_done, Err *err)
{
    StoreExportState *x = request->export;
    pthread_mutex_lock(&store->lock);
    const bool is_waiting = !x->path && store->replies; // main takes them first
    pthread_mutex_unlock(&store->lock);
    if (is_waiting && !atomic_load(&x->is_cancelled)) return BACKEND_AGAIN;
    BackendResult result = x->has_begun ? BACKEND_OK : begin(store, x, err);
    StoreReply *reply =
        result == BACKEND_OK ? store_reply_create(request->kind, request->number) : NULL;
    if (!reply) return result == BACKEND_OK ? BACKEND_AGAIN : result;
    Chunk chunk = { x, reply };
    x->step_rows = 0;
    bool has_key = x->key > 0 || next_key(x);
    while (has_key && x->step_rows < STEP_ROWS_FEW && x->failed.code == ERR_NONE &&
           !atomic_load(&x->is_cancelled)) {
        StoreRange range = { .key = x->key, .from_us = x->next_us, .to_us = x->to_us };
        if (x->to_us - x->next_us > x->step_us) range.to_us = x->next_us + x->step_us - 1;
        result = store->table->read_range(store->backend, &range, x->path ? write_rows : copy_rows,
                                          x->path ? (void *)x : (void *)&chunk, err);
        if (result != BACKEND_OK) break;
        adapt(x);
        x->next_us = range.to_us + 1;
        if (x->next_us > x->to_us) has_key = next_key(x);
    }
    // Rows of a range that broke in the middle are out already: the whole has failed.
    if (result != BACKEND_OK) x->failed = *err;
    *is_done = !has_key || x->failed.code != ERR_NONE || atomic_load(&x->is_cancelled);
    if (*is_done) {
        finish(store, request, reply);
    } else if (reply->answer.observation_count > 0) {
        reply->answer.rows = x->rows;
        store_answer(store, reply);
    } else {
        store_reply_destroy(reply);
    }
    return result;
}
