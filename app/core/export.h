// SPDX-License-Identifier: Apache-2.0
// export.h - any selection of what the store keeps, into a file: history of values, alarms, cases,
// the journal; a row each with where it comes from, how good and how old it was. Rows go from the
// store to the file as they are read: a day of 10,000 keys is never held in memory.
// Does not: run in the background by itself (job.h), or write a format (geo_table_write.h).
#pragma once
#include "base/job.h"
#include "geo/geo_table_write.h"
#include "store/store.h"

typedef enum { EXPORT_HISTORY, EXPORT_ALARMS, EXPORT_CASES, EXPORT_JOURNAL } ExportKind;

// Which source delivers a key: by the hash of the key's text (str_hash), sorted.
typedef struct {
    uint64_t key;
    int name; // of the names
} ExportSource;

typedef struct {
    ExportKind kind;
    const char *path;  // .csv, .gpkg, .parquet
    const char *store; // as in StoreDesc; of alarms and cases may be NULL with records
    const char *keys;  // of history: patterns parted by commas or spaces (* any text, ? any byte);
                       // NULL = all
    int64_t from_us, to_us; // observed; of alarms raised, of cases opened. Both ends count
    const char *records;    // of alarms, cases: a JSON array of records; NULL = from the store
    size_t records_length;
    const ExportSource *sources; // of history; NULL = none known
    const char *const *source_names;
    int source_count;
    int utc_offset_s;
    bool is_english; // names of columns and states
    bool has_no_bom;
} ExportDesc;

// All of it; *rows how many. ERR_CANCELLED, ERR_IO, ERR_UNSUPPORTED (format), ERR_TIMEOUT (the
// store is away for 10 s), ERR_NOT_FOUND (no such store). Nothing is left behind when it fails. job
// may be NULL. Thread: job; opens the store for itself and changes nothing in it.
bool export_run(const ExportDesc *desc, Job *job, uint64_t *rows, Err *err);
// The columns of a kind, in order; names in the language asked for.
int export_columns(ExportKind kind, bool is_english, GeoTableColumn out[GEO_TABLE_COLUMNS_MAX]);
