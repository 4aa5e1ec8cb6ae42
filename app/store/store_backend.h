// SPDX-License-Identifier: Apache-2.0
// store_backend.h - what a place that keeps things must be able to do: one table of functions, a
// row for SQLite and one for PostgreSQL. Used by the store's own thread alone.
// Does not: queue, count or answer (store.c).
#pragma once
#include "base/str.h"
#include "store/store.h"
#include <stdatomic.h>

// A row of history as it travels within the store. key is the program's; a text is borrowed unless
// its place says otherwise. Of a row that stands for a minute (downsampled) count is how many it
// stands for and mean their mean; these are 0 in rows as they came.
typedef struct {
    Observation o;
    double mean;
    uint32_t count;
} StoreRow;

typedef enum {
    BACKEND_OK,
    BACKEND_AGAIN,    // not now (locked, disk full): nothing was written, try the same again
    BACKEND_AWAY,     // the connection is gone: open again, then the same again
    BACKEND_REFUSED,  // never: this one is wrong
    BACKEND_CONFLICT, // write_record: another version is there
} BackendResult;

typedef struct {
    StoreDesc desc;           // its texts live as long as the backend
    char token[48];           // of this run of this desk: marks what it wrote
    int wake_fd;              // readable when main wants something
    atomic_bool *is_closing;  // then waits end at the deadline
    _Atomic double *deadline; // clock_monotonic_s
} BackendDesc;

typedef struct {
    StoreRecord record;
    const char *journal_json; // NULL = the record itself
    uint64_t request;
    int64_t t_us;
} BackendWrite;

// Gets rows (with texts that live until it returns); false = enough.
typedef bool (*BackendRows)(void *context, const StoreRow *rows, int count);
typedef void (*BackendRecords)(void *context, const StoreRecord *record);

typedef struct Backend Backend; // each file has its own
typedef struct {
    const char *name;
    bool (*can_open)(const char *address, Err *err); // ERR_ARGUMENT: never
    Backend *(*create)(const BackendDesc *desc);     // NULL without memory
    void (*destroy)(Backend *backend);
    BackendResult (*open)(Backend *backend, Err *err); // again after AWAY
    // All or none of them. batch: the same number when the same rows come again, so that what was
    // written just before the connection broke is not written twice.
    BackendResult (*write_rows)(Backend *backend, const StoreRow *rows, int count, uint64_t batch,
                                Err *err);
    // CONFLICT: there gets the record that is there.
    BackendResult (*write_record)(Backend *backend, const BackendWrite *write, BackendRecords there,
                                  void *context, Err *err);
    // In order of time, of one key.
    BackendResult (*read_range)(Backend *backend, const StoreRange *range, BackendRows sink,
                                void *context, Err *err);
    BackendResult (*read_instant)(Backend *backend, int64_t t_us, int64_t back_us, BackendRows sink,
                                  void *context, Err *err);
    BackendResult (*read_records)(Backend *backend, const char *kind, BackendRecords sink,
                                  void *context, Err *err);
    BackendResult (*read_journal)(Backend *backend, int64_t from_us, int64_t to_us, int rows_max,
                                  BackendRecords sink, void *context, Err *err);
    // Records that others wrote since the last call (the first: since open).
    BackendResult (*read_changes)(Backend *backend, BackendRecords sink, void *context, Err *err);
    // All keys of the store are in the program's table after it.
    BackendResult (*read_keys)(Backend *backend, Err *err);
    // One step of what is to be done now and then: retention, size, partitions. *more: at once
    // again.
    BackendResult (*tend)(Backend *backend, int64_t now_us, bool *more, Err *err);
    int64_t (*bytes)(Backend *backend); // 0 = unknown
    int (*fd)(Backend *backend);        // readable when others changed something; -1 = none
    double poll_s;                      // how often read_changes is called without
} StoreBackend;
extern const StoreBackend store_sqlite, store_postgres;

// Numbers the store gave to keys, both ways (store_rows.c).
typedef struct {
    uint32_t *id_of_key, *key_of_id; // 0 = none
    uint32_t key_cap, id_cap, id_max;
} StoreKeyMap;
bool store_key_map_put(StoreKeyMap *map, uint32_t key, uint32_t id); // false without memory
uint32_t store_key_map_id(const StoreKeyMap *map, uint32_t key);
uint32_t store_key_map_key(const StoreKeyMap *map, uint32_t id);
void store_key_map_finish(StoreKeyMap *map);

// {"number","t_us","desk","kind","id","version","entry"} of a line of the journal.
typedef struct {
    int64_t number, t_us, version;
    const char *desk, *kind, *id, *entry;
} StoreJournalLine;
void store_journal_json(const StoreJournalLine *line, Str *out);

#define STORE_HOUR_US INT64_C(3600000000)
#define STORE_MINUTE_US INT64_C(60000000)
#define STORE_DAY_US (24 * STORE_HOUR_US)
#define STORE_T_MAX_US INT64_C(4102444800000000) // 2100-01-01
