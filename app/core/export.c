// SPDX-License-Identifier: Apache-2.0
// export.c - from the store, answer by answer, into the file.
#include "core/export.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "core/export_private.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define AWAY_S 10.0
#define DAY_US ((int64_t)86400 * 1000000)
#define KEEP_DAYS 36500.0 // nothing is thinned or deleted by the reader

typedef struct {
    const ExportDesc *desc;
    Job *job;
    Keys *keys;
    Store *store;
    GeoTableWriter *writer;
    GeoTableColumn columns[GEO_TABLE_COLUMNS_MAX];
    ExportRow row;
    uint64_t rows;
    double away_from_s; // 0 = it is there
} Run;

static bool is_cancelled(const Run *run, Err *err)
{
    if (!job_is_cancelled(run->job)) return false;
    err_set(err, ERR_CANCELLED, "the export was stopped");
    return true;
}

// The next answer of a request. False: cancelled, failed, or the store is away for too long.
static bool await(Run *run, uint64_t request, StoreAnswer *out, Err *err)
{
    static const struct timespec pause = { 0, 1000000 };
    for (;;) {
        if (is_cancelled(run, err)) {
            store_cancel(run->store, request);
            return false;
        }
        if (store_poll(run->store, out)) {
            run->away_from_s = 0;
            if (out->request != request) continue;
            if (out->outcome == STORE_DONE) return true;
            if (err) *err = out->err;
            return false;
        }
        const StoreStatus status = store_status(run->store);
        if (status.is_connected) run->away_from_s = 0;
        if (!status.is_connected && run->away_from_s == 0) run->away_from_s = clock_monotonic_s();
        if (run->away_from_s > 0 && clock_monotonic_s() - run->away_from_s > AWAY_S) {
            err_set(err, ERR_TIMEOUT, "the store is away: %s",
                    status.err.code ? status.err.text : "no answer");
            return false;
        }
        nanosleep(&pause, NULL);
    }
}

static bool write_row(Run *run, Err *err)
{
    if (!geo_table_row(run->writer, run->row.cells, run->row.has_point ? &run->row.at : NULL, err))
        return false;
    run->rows++;
    return true;
}

// The keys of one pattern. Where several match a key, it is of the first.
static bool is_earlier(char *const *patterns, int count, const char *key)
{
    for (int i = 0; i < count; i++)
        if (store_is_match(patterns[i], key)) return true;
    return false;
}

static bool write_history(Run *run, char *const *patterns, int index, int count, Err *err)
{
    const ExportDesc *desc = run->desc;
    const StoreSelection selection = { .pattern = patterns[index],
                                       .from_us = desc->from_us,
                                       .to_us = desc->to_us };
    const uint64_t request = store_read_rows(run->store, &selection);
    StoreAnswer answer = { 0 };
    do {
        if (!await(run, request, &answer, err)) return false;
        for (int i = 0; i < answer.observation_count; i++) {
            const Observation *o = &answer.observations[i];
            const char *key = keys_text(run->keys, o->key);
            if (is_earlier(patterns, index, key)) continue;
            export_history_row(desc, key, o, &run->row);
            if (!write_row(run, err)) return false;
        }
        const float share = store_progress(run->store, request);
        job_progress(run->job, ((float)index + (share > 0 ? share : 0)) / (float)count);
    } while (!answer.is_last);
    return true;
}

static bool history(Run *run, Err *err)
{
    enum { PATTERNS_MAX = 1024 };
    char *patterns[PATTERNS_MAX], *rest = NULL;
    int count = 0;
    char *text = str_copy(run->desc->keys && run->desc->keys[0] ? run->desc->keys : "*");
    bool ok = true;
    for (char *at = strtok_r(text, ", ", &rest); at && count < PATTERNS_MAX;
         at = strtok_r(NULL, ", ", &rest))
        patterns[count++] = at;
    if (strtok_r(NULL, ", ", &rest)) {
        err_set(err, ERR_RANGE, "more than %d patterns of keys", PATTERNS_MAX);
        ok = false;
    }
    for (int i = 0; ok && i < count; i++) ok = write_history(run, patterns, i, count, err);
    free(text);
    return ok;
}

static bool write_record(Run *run, const JsonTape *tape, JsonRef record, Err *err)
{
    const int64_t t = export_record_time(run->desc->kind, tape, record);
    if (t < run->desc->from_us || t > run->desc->to_us) return true;
    export_record_row(run->desc, tape, record, &run->row);
    return write_row(run, err);
}

static bool write_json(Run *run, const char *json, Err *err)
{
    JsonTape tape = { 0 };
    const bool ok =
        json_tape_read(&tape, json, strlen(json), err) && write_record(run, &tape, 0, err);
    json_tape_finish(&tape);
    return ok;
}

static bool given_records(Run *run, Err *err)
{
    JsonTape tape = { 0 };
    bool ok = json_tape_read(&tape, run->desc->records, run->desc->records_length, err);
    for (JsonRef i = ok ? json_first(&tape, 0) : JSON_TAPE_NONE; ok && i != JSON_TAPE_NONE;
         i = json_next(&tape, 0, i))
        ok = !is_cancelled(run, err) && write_record(run, &tape, i, err);
    json_tape_finish(&tape);
    return ok;
}

static bool stored_records(Run *run, const char *kind, Err *err)
{
    StoreAnswer answer = { 0 };
    if (!await(run, store_read_records(run->store, kind), &answer, err)) return false;
    for (int i = 0; i < answer.record_count; i++)
        if (is_cancelled(run, err) || !write_json(run, answer.records[i].json, err)) return false;
    return true;
}

// A day at a time: a journal of years is not held.
static bool stored_journal(Run *run, Err *err)
{
    const int64_t from = run->desc->from_us, to = run->desc->to_us;
    for (int64_t day = from; day <= to; day += DAY_US) {
        const int64_t end = to - day < DAY_US ? to : day + DAY_US - 1;
        StoreAnswer answer = { 0 };
        if (!await(run, store_read_journal(run->store, day, end, 0), &answer, err)) return false;
        for (int i = 0; i < answer.record_count; i++)
            if (!write_json(run, answer.records[i].json, err)) return false;
        job_progress(run->job, (float)((double)(end - from) / ((double)(to - from) + 1)));
    }
    return true;
}

static bool write_all(Run *run, Err *err)
{
    switch (run->desc->kind) {
    case EXPORT_HISTORY: return history(run, err);
    case EXPORT_JOURNAL: return stored_journal(run, err);
    default:
        if (run->desc->records) return given_records(run, err);
        return stored_records(run, run->desc->kind == EXPORT_ALARMS ? "alarm" : "case", err);
    }
}

static bool open_store(Run *run, Err *err)
{
    const char *address = run->desc->store;
    if (run->desc->records) return true;
    if (!address || !address[0]) {
        err_set(err, ERR_NOT_FOUND, "no store is open: store-open, or store: in city.yaml");
        return false;
    }
    if (!strstr(address, "://") && !file_exists(address)) {
        err_set(err, ERR_NOT_FOUND, "there is no store '%.200s'", address);
        return false;
    }
    run->keys = keys_create(0);
    run->store = run->keys ? store_open(&(StoreDesc){ .address = address,
                                                      .desk = "export",
                                                      .keys = run->keys,
                                                      .keep_days = KEEP_DAYS,
                                                      .keep_rough_days = KEEP_DAYS },
                                        err)
                           : NULL;
    return run->store != NULL;
}

bool export_run(const ExportDesc *desc, Job *job, uint64_t *rows, Err *err)
{
    static const char *const tables[] = { "history", "alarms", "cases", "journal" };
    Run run = { .desc = desc, .job = job };
    const int count = export_columns(desc->kind, desc->is_english, run.columns);
    const GeoTableDesc table = { .path = desc->path,
                                 .table = tables[desc->kind],
                                 .description = "Citymirror 城镜",
                                 .columns = run.columns,
                                 .column_count = count,
                                 .utc_offset_s = desc->utc_offset_s,
                                 .has_no_bom = desc->has_no_bom };
    if (desc->from_us > desc->to_us) {
        err_set(err, ERR_ARGUMENT, "from is later than to");
        return false;
    }
    bool ok = geo_table_can(desc->path, err) && open_store(&run, err);
    if (ok) run.writer = geo_table_open(&table, err);
    ok = run.writer && write_all(&run, err);
    if (run.writer) ok = geo_table_close(run.writer, ok, ok ? err : NULL) && ok;
    store_close(run.store);
    if (run.keys) keys_destroy(run.keys);
    arena_finish(&run.row.arena);
    if (ok && rows) *rows = run.rows;
    return ok;
}
