// SPDX-License-Identifier: Apache-2.0
// store_private.h - the two sides of a store: main's calls and the thread that serves them. What
// both touch is under the lock.
#pragma once
#include "store/store_rows.h"
#include <pthread.h>

#define STORE_BLOCK_ROWS 1024
#define STORE_WAITING_MAX 4000000
#define STORE_BATCH_ROWS 65536

typedef struct StoreBlock {
    struct StoreBlock *next;
    int count;
    StoreRow rows[STORE_BLOCK_ROWS]; // texts: heap
} StoreBlock;

typedef struct StoreExportState StoreExportState;
typedef struct StoreRequest {
    struct StoreRequest *next;
    uint64_t number;
    StoreAnswerKind kind;
    double asked_s;     // clock_monotonic_s
    BackendWrite write; // its texts: heap
    StoreRange range;
    int64_t t_us, back_us; // from and to of the journal
    int rows_max;
    char *text; // kind of records
    StoreExportState *export;
} StoreRequest;

struct Store {
    const StoreBackend *table;
    Backend *backend; // the thread's
    BackendDesc desc;
    char *address, *desk;
    int wake_fd;
    pthread_t thread;
    atomic_bool is_closing;
    _Atomic double deadline;

    pthread_mutex_t lock; // of the rest up to the thread's own
    pthread_cond_t ended;
    bool has_ended, is_abandoned, is_woken;
    StoreRequest *writes, *writes_last, *reads, *reads_last, *exports, *exports_last;
    StoreReply *replies, *replies_last;
    StoreBlock *blocks, *blocks_last;
    uint64_t rows_waiting;
    StoreStatus status;

    uint64_t next_request; // main's
    StoreReply *taken;     // main's: what the last store_poll gave
    StoreRow *batch;       // the thread's: being written
    int batch_count;
    uint64_t batch_number;
    double write_ms[256];
    int write_ms_count;
    bool is_trim_due;
    double open_at, write_at, poll_at, tend_at, flush_at; // when next, clock_monotonic_s
    double wait_s;                                        // grows while the store is away
    double rate_from;
    uint64_t rate_rows;
};

void store_answer(Store *store, StoreReply *reply); // to main. Thread: the store's
void store_request_destroy(StoreRequest *request);
void *store_thread(void *store);
void store_free(Store *store);                               // after the thread
uint64_t store_enqueue(Store *store, StoreRequest *request); // by its kind. Thread: main
// Of store_export.c: one step. OK with *is_done: its answer is on its way. AGAIN: main has not
// taken the last answer.
BackendResult store_export_step(Store *store, StoreRequest *request, bool *is_done, Err *err);
void store_export_destroy(StoreExportState *state);
