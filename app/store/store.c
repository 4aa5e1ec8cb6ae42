// SPDX-License-Identifier: Apache-2.0
// store.c - main's side: queues in, answers out, each under a lock that is held for a copy.
#include "store/store_private.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/log.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define CLOSE_S 5.0

static const StoreBackend *table_of(const char *address)
{
    return str_starts(address, "postgresql://") || str_starts(address, "postgres://")
               ? &store_postgres
               : &store_sqlite;
}

void store_request_destroy(StoreRequest *request)
{
    if (!request) return;
    free((char *)request->write.record.kind);
    free((char *)request->write.record.id);
    free((char *)request->write.record.json);
    free((char *)request->write.journal_json);
    free(request->text);
    store_export_destroy(request->export);
    free(request);
}

static void free_requests(StoreRequest *request)
{
    while (request) {
        StoreRequest *next = request->next;
        store_request_destroy(request);
        request = next;
    }
}

bool store_set_aside(const char *address, char **new_path, Err *err)
{
    static const char *const ends[] = { "-wal", "-shm", "" }; // the file last: it is what is missed
    char when[32];
    Str to = { 0 };
    clock_format(clock_utc_us(), 0, when);
    str_printf(&to, "%s.broken-%s", address, when);
    bool ok = table_of(address) == &store_sqlite;
    if (!ok) err_set(err, ERR_UNSUPPORTED, "only a file can be set aside");
    for (int i = 0; i < 3 && ok; i++) {
        Str a = { 0 }, b = { 0 };
        str_printf(&a, "%s%s", address, ends[i]);
        str_printf(&b, "%s%s", to.text, ends[i]);
        ok = rename(a.text, b.text) == 0 || (i < 2 && errno == ENOENT);
        if (!ok) err_set(err, ERR_IO, "set '%s' aside: %s", a.text, strerror(errno));
        str_finish(&a);
        str_finish(&b);
    }
    if (ok && new_path)
        *new_path = to.text;
    else
        str_finish(&to);
    return ok;
}

static void free_texts(StoreRow *rows, int count)
{
    for (int i = 0; i < count; i++)
        if (rows[i].o.kind == OBSERVATION_TEXT) free(rows[i].o.text);
}

void store_free(Store *store)
{
    if (store->backend) store->table->destroy(store->backend);
    free_requests(store->writes);
    free_requests(store->reads);
    free_requests(store->exports);
    while (store->replies) {
        StoreReply *next = store->replies->next;
        store_reply_destroy(store->replies);
        store->replies = next;
    }
    store_reply_destroy(store->taken);
    while (store->blocks) {
        StoreBlock *next = store->blocks->next;
        free_texts(store->blocks->rows, store->blocks->count);
        free(store->blocks);
        store->blocks = next;
    }
    if (store->batch) free_texts(store->batch, store->batch_count);
    free(store->batch);
    if (store->wake_fd >= 0) close(store->wake_fd);
    pthread_mutex_destroy(&store->lock);
    pthread_cond_destroy(&store->ended);
    free(store->address);
    free(store->desk);
    free(store);
}

static void prepare(Store *store, const StoreDesc *desc)
{
    static atomic_uint opened; // tells stores of one process apart
    store->address = str_copy(desc->address);
    store->desk = str_copy(desc->desk ? desc->desk : "");
    store->desc.desc = *desc;
    store->desc.desc.address = store->address;
    store->desc.desc.desk = store->desk;
    store->desc.wake_fd = store->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    store->desc.is_closing = &store->is_closing;
    store->desc.deadline = &store->deadline;
    Str token = { 0 };
    str_printf(&token, "%llx-%x-%x", (unsigned long long)clock_utc_us(), (unsigned)getpid(),
               atomic_fetch_add(&opened, 1));
    str_copy_utf8(store->desc.token, sizeof store->desc.token, token.text);
    str_finish(&token);
    pthread_mutex_init(&store->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&store->ended, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

Store *store_open(const StoreDesc *desc, Err *err)
{
    const StoreBackend *table = table_of(desc->address);
    if (!table->can_open(desc->address, err)) return NULL;
    Store *store = calloc(1, sizeof *store);
    if (!store) {
        err_set(err, ERR_MEMORY, "no memory for a store");
        return NULL;
    }
    store->table = table;
    prepare(store, desc);
    store->batch = malloc(STORE_BATCH_ROWS * sizeof *store->batch);
    store->backend =
        store->address && store->desk && store->batch ? table->create(&store->desc) : NULL;
    if (store->backend && pthread_create(&store->thread, NULL, store_thread, store) == 0) {
        pthread_setname_np(store->thread, "store");
        return store;
    }
    err_set(err, ERR_MEMORY, "no memory for a store");
    store_free(store);
    return NULL;
}

static void wake_locked(Store *store)
{
    const uint64_t one = 1;
    if (!store->is_woken && write(store->wake_fd, &one, sizeof one) == (ssize_t)sizeof one)
        store->is_woken = true;
}

void store_close(Store *store)
{
    if (!store) return;
    atomic_store(&store->deadline, clock_monotonic_s() + CLOSE_S);
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)CLOSE_S + 1;
    pthread_mutex_lock(&store->lock);
    atomic_store(&store->is_closing, true);
    wake_locked(store);
    while (!store->has_ended &&
           pthread_cond_timedwait(&store->ended, &store->lock, &until) != ETIMEDOUT) {
    }
    const bool has_ended = store->has_ended;
    store->is_abandoned = !has_ended;
    pthread_t thread = store->thread;
    pthread_mutex_unlock(&store->lock);
    if (has_ended) {
        pthread_join(thread, NULL);
        store_free(store);
    } else {
        log_print(LOG_ERROR, "the store does not end; it is left behind");
        pthread_detach(thread); // frees all of it when it comes back
    }
}

StoreStatus store_status(const Store *store)
{
    pthread_mutex_t *lock = (pthread_mutex_t *)&store->lock;
    pthread_mutex_lock(lock);
    StoreStatus status = store->status;
    status.rows_waiting = store->rows_waiting;
    pthread_mutex_unlock(lock);
    return status;
}

// A copy of a text that the store can hold: what is no UTF-8 becomes U+FFFD.
static char *clean_copy(const char *text)
{
    if (!text) text = "";
    if (str_is_utf8(text, strlen(text))) return str_copy(text);
    Str out = { 0 };
    for (size_t left = strlen(text); left > 0;) {
        const size_t bytes = str_utf8_bytes(text, left);
        str_add_n(&out, bytes ? text : "\xef\xbf\xbd", bytes ? bytes : 3);
        text += bytes ? bytes : 1;
        left -= bytes ? bytes : 1;
    }
    return out.text;
}

static bool can_keep(const Observation *o)
{
    return o->key != 0 && o->kind != OBSERVATION_NONE && o->t_obs_us >= 0 &&
           o->t_obs_us < STORE_T_MAX_US;
}

// The block with room at the end of the queue; NULL when it is full, or without memory.
static StoreBlock *last_block(Store *store)
{
    if (store->rows_waiting >= STORE_WAITING_MAX) return NULL;
    if (store->blocks_last && store->blocks_last->count < STORE_BLOCK_ROWS)
        return store->blocks_last;
    StoreBlock *block = malloc(sizeof *block);
    if (!block) return NULL;
    block->next = NULL;
    block->count = 0;
    if (store->blocks_last)
        store->blocks_last->next = block;
    else
        store->blocks = block;
    return store->blocks_last = block;
}

void store_put(Store *store, const Observation *observations, int count)
{
    pthread_mutex_lock(&store->lock);
    for (int i = 0; i < count; i++) {
        const Observation *o = &observations[i];
        StoreBlock *block = can_keep(o) ? last_block(store) : NULL;
        char *text = block && o->kind == OBSERVATION_TEXT ? clean_copy(o->text) : NULL;
        if (!block || (o->kind == OBSERVATION_TEXT && !text)) {
            store->status.rows_dropped++;
            continue;
        }
        StoreRow *row = &block->rows[block->count++];
        *row = (StoreRow){ .o = *o };
        row->o.feed = 0; // numbers of feeds are of one run
        row->o.unit[OBSERVATION_UNIT_MAX - 1] = 0;
        if (o->kind == OBSERVATION_TEXT) row->o.text = text;
        store->rows_waiting++;
    }
    wake_locked(store);
    pthread_mutex_unlock(&store->lock);
}

uint64_t store_enqueue(Store *store, StoreRequest *request)
{
    if (!request) return 0;
    request->number = ++store->next_request;
    request->asked_s = clock_monotonic_s();
    const uint64_t number = request->number;
    pthread_mutex_lock(&store->lock);
    StoreRequest **first = &store->reads, **last = &store->reads_last;
    if (request->kind == STORE_ANSWER_WRITTEN) {
        first = &store->writes;
        last = &store->writes_last;
    } else if (request->export) {
        first = &store->exports;
        last = &store->exports_last;
    }
    if (*first)
        (*last)->next = request;
    else
        *first = request;
    *last = request;
    wake_locked(store);
    pthread_mutex_unlock(&store->lock);
    return number;
}

static StoreRequest *request_of(StoreAnswerKind kind)
{
    StoreRequest *request = calloc(1, sizeof *request);
    if (request) request->kind = kind;
    return request;
}

uint64_t store_write(Store *store, const StoreRecord *record, const char *journal_json)
{
    StoreRequest *request = request_of(STORE_ANSWER_WRITTEN);
    if (!request) return 0;
    request->write = (BackendWrite){
        .record = { clean_copy(record->kind), clean_copy(record->id), clean_copy(record->json),
                    record->version },
        .journal_json = journal_json ? clean_copy(journal_json) : NULL,
        .request = store->next_request + 1,
        .t_us = clock_utc_us(),
    };
    return store_enqueue(store, request);
}

uint64_t store_read_range(Store *store, const StoreRange *range)
{
    StoreRequest *request = request_of(STORE_ANSWER_RANGE);
    if (request) request->range = *range;
    return store_enqueue(store, request);
}

uint64_t store_read_instant(Store *store, int64_t t_us, int64_t back_us)
{
    StoreRequest *request = request_of(STORE_ANSWER_INSTANT);
    if (!request) return 0;
    request->t_us = t_us;
    request->back_us = back_us;
    return store_enqueue(store, request);
}

uint64_t store_read_records(Store *store, const char *kind)
{
    StoreRequest *request = request_of(STORE_ANSWER_RECORDS);
    if (request) request->text = clean_copy(kind);
    return store_enqueue(store, request);
}

uint64_t store_read_journal(Store *store, int64_t from_us, int64_t to_us, int rows_max)
{
    StoreRequest *request = request_of(STORE_ANSWER_JOURNAL);
    if (!request) return 0;
    request->t_us = from_us;
    request->back_us = to_us;
    request->rows_max = rows_max;
    return store_enqueue(store, request);
}

void store_answer(Store *store, StoreReply *reply)
{
    if (!reply) return;
    pthread_mutex_lock(&store->lock);
    if (store->replies)
        store->replies_last->next = reply;
    else
        store->replies = reply;
    store->replies_last = reply;
    pthread_mutex_unlock(&store->lock);
}

bool store_poll(Store *store, StoreAnswer *out)
{
    pthread_mutex_lock(&store->lock);
    StoreReply *reply = store->replies;
    if (reply) store->replies = reply->next;
    if (reply && store->exports) wake_locked(store);
    pthread_mutex_unlock(&store->lock);
    store_reply_destroy(store->taken);
    store->taken = reply;
    if (!reply) return false;
    *out = reply->answer;
    return true;
}
