// SPDX-License-Identifier: Apache-2.0
// store_thread.c - the store's own thread: opens, writes, reads, looks for what others changed,
// tends, and waits. What fails stays at the head of its queue.
#include "store/store_private.h"
#include "base/clock.h"
#include "base/json_tape.h"
#include "base/log.h"
#include <malloc.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WAIT_MIN_S 0.1
#define WAIT_MAX_S 5.0
#define READ_PATIENCE_S 10.0 // a read fails after this while the store is away
#define FLUSH_S 0.1          // rows wait at most this to be written together
#define FLUSH_ROWS 16384
#define TEND_S 20.0
#define TRIM_ROWS 262144 // a backlog

static void set_state(Store *store, bool is_connected, const Err *err)
{
    pthread_mutex_lock(&store->lock);
    if (err && err->code != ERR_NONE && store->status.err.code == ERR_NONE)
        log_print(LOG_WARN, "store: %s", err->text);
    store->status.is_connected = is_connected;
    store->status.err = err ? *err : (Err){ 0 };
    pthread_mutex_unlock(&store->lock);
}

// Half to all of the wait, so that desks do not come back in step.
static double back_off(Store *store)
{
    store->wait_s = store->wait_s > 0 ? 2 * store->wait_s : WAIT_MIN_S;
    if (store->wait_s > WAIT_MAX_S) store->wait_s = WAIT_MAX_S;
    const double jitter = (double)(clock_utc_us() % 1000) / 1000;
    return clock_monotonic_s() + store->wait_s * (0.5 + 0.5 * jitter);
}

// What a result means for the connection; true = it was done, or can never be.
static bool settle(Store *store, BackendResult result, const Err *err)
{
    if (result == BACKEND_AGAIN) {
        set_state(store, true, err);
        store->write_at = back_off(store);
        return false;
    }
    if (result == BACKEND_AWAY) {
        set_state(store, false, err);
        store->open_at = back_off(store);
        return false;
    }
    return true;
}

static bool is_connected(Store *store)
{
    pthread_mutex_lock(&store->lock);
    const bool is = store->status.is_connected;
    pthread_mutex_unlock(&store->lock);
    return is;
}

static bool connect_now(Store *store)
{
    if (is_connected(store)) return true;
    if (clock_monotonic_s() < store->open_at) return false;
    Err err = { 0 };
    const BackendResult result = store->table->open(store->backend, &err);
    if (result != BACKEND_OK) {
        settle(store, BACKEND_AWAY, &err);
        return false;
    }
    set_state(store, true, NULL);
    store->write_at = store->poll_at = 0; // wait_s ends with the first that succeeds
    store->tend_at = clock_monotonic_s() + 1;
    return true;
}

static void fill_batch(Store *store)
{
    pthread_mutex_lock(&store->lock);
    while (store->blocks && store->batch_count + store->blocks->count <= STORE_BATCH_ROWS) {
        StoreBlock *block = store->blocks;
        memcpy(&store->batch[store->batch_count], block->rows,
               (size_t)block->count * sizeof *block->rows);
        store->batch_count += block->count;
        store->blocks = block->next;
        if (!store->blocks) store->blocks_last = NULL;
        free(block);
    }
    pthread_mutex_unlock(&store->lock);
    store->batch_number++;
}

// What a backlog took is given back to the system once it is written: free alone keeps it.
static void give_back(Store *store)
{
    pthread_mutex_lock(&store->lock);
    const uint64_t waiting = store->rows_waiting;
    pthread_mutex_unlock(&store->lock);
    if (waiting > TRIM_ROWS) store->is_trim_due = true;
    if (!store->is_trim_due || waiting > FLUSH_ROWS) return;
    store->is_trim_due = false;
    malloc_trim(0);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double percentile_99(const Store *store)
{
    double sorted[256];
    const int n = store->write_ms_count < 256 ? store->write_ms_count : 256;
    memcpy(sorted, store->write_ms, sizeof sorted);
    qsort(sorted, (size_t)n, sizeof sorted[0], by_value);
    return n > 0 ? sorted[(n * 99) / 100 < n ? (n * 99) / 100 : n - 1] : 0;
}

static void count_written(Store *store, double took_s, bool is_kept)
{
    const double now = clock_monotonic_s();
    store->write_ms[store->write_ms_count++ % 256] = 1000 * took_s;
    store->rate_rows += (uint64_t)store->batch_count;
    const double p99 = percentile_99(store);
    pthread_mutex_lock(&store->lock);
    StoreStatus *status = &store->status;
    if (is_kept)
        status->rows_written += (uint64_t)store->batch_count;
    else
        status->rows_dropped += (uint64_t)store->batch_count;
    store->rows_waiting -= (uint64_t)store->batch_count;
    status->write_ms_p99 = p99;
    if (now - store->rate_from >= 1) {
        status->rows_a_second = (double)store->rate_rows / (now - store->rate_from);
        store->rate_from = now;
        store->rate_rows = 0;
    }
    pthread_mutex_unlock(&store->lock);
    for (int i = 0; i < store->batch_count; i++)
        if (store->batch[i].o.kind == OBSERVATION_TEXT) free(store->batch[i].o.text);
    store->batch_count = 0;
}

// True while there may be more to write at once.
static bool write_history(Store *store)
{
    if (store->batch_count == 0) fill_batch(store);
    if (store->batch_count == 0) return false;
    Err err = { 0 };
    const double from = clock_monotonic_s();
    const BackendResult result = store->table->write_rows(
        store->backend, store->batch, store->batch_count, store->batch_number, &err);
    if (!settle(store, result, &err)) return false;
    if (result == BACKEND_OK) {
        store->wait_s = 0;
        set_state(store, true, NULL);
    } else {
        log_print(LOG_ERROR, "store: %d rows of history are lost: %s", store->batch_count,
                  err.text);
    }
    count_written(store, clock_monotonic_s() - from, result == BACKEND_OK);
    give_back(store);
    return true;
}

static bool is_json(const char *text, JsonType type, const char *what, Err *err)
{
    JsonTape tape = { 0 };
    bool ok = json_tape_read(&tape, text, strlen(text), err);
    if (ok && type != JSON_NONE && json_type(&tape, 0) != type) {
        err_set(err, ERR_FORMAT, "one JSON object was expected");
        ok = false;
    }
    json_tape_finish(&tape);
    if (!ok) err_prefix(err, "%s", what);
    return ok;
}

static BackendResult check_write(const BackendWrite *write, Err *err)
{
    if (!write->record.kind || !*write->record.kind || !write->record.id || !*write->record.id) {
        err_set(err, ERR_ARGUMENT, "a record needs a kind and an id");
        return BACKEND_REFUSED;
    }
    if (write->record.version > INT64_MAX - 1) {
        err_set(err, ERR_RANGE, "version %llu of a record is impossible",
                (unsigned long long)write->record.version);
        return BACKEND_REFUSED;
    }
    if (!is_json(write->record.json ? write->record.json : "", JSON_OBJECT, "record", err))
        return BACKEND_REFUSED;
    if (write->journal_json && !is_json(write->journal_json, JSON_NONE, "line of the journal", err))
        return BACKEND_REFUSED;
    return BACKEND_OK;
}

static StoreRequest *first_of(Store *store, StoreRequest *const *first)
{
    pthread_mutex_lock(&store->lock);
    StoreRequest *request = *first;
    pthread_mutex_unlock(&store->lock);
    return request;
}

static void remove_first(Store *store, StoreRequest **first)
{
    pthread_mutex_lock(&store->lock);
    StoreRequest *request = *first;
    *first = request->next;
    pthread_mutex_unlock(&store->lock);
    store_request_destroy(request);
}

// Writes one record; true = there may be more.
static bool write_record(Store *store)
{
    StoreRequest *request = first_of(store, &store->writes);
    if (!request) return false;
    StoreReply *reply = store_reply_create(STORE_ANSWER_WRITTEN, request->number);
    if (!reply) return false;
    Err *err = &reply->answer.err;
    BackendResult result = check_write(&request->write, err);
    if (result == BACKEND_OK)
        result = store->table->write_record(store->backend, &request->write, store_reply_add_record,
                                            reply, err);
    if (!settle(store, result, err)) {
        store_reply_destroy(reply);
        return false;
    }
    reply->answer.outcome = result == BACKEND_OK         ? STORE_DONE
                            : result == BACKEND_CONFLICT ? STORE_CONFLICT
                                                         : STORE_FAILED;
    if (result == BACKEND_OK) {
        store->wait_s = 0;
        set_state(store, true, NULL);
    }
    pthread_mutex_lock(&store->lock);
    store->status.records_written += result == BACKEND_OK;
    store->status.conflicts += result == BACKEND_CONFLICT;
    pthread_mutex_unlock(&store->lock);
    store_answer(store, reply);
    remove_first(store, &store->writes);
    return true;
}

typedef struct {
    StoreReply *reply;
    bool is_short;
} Copy;

static bool copy_rows(void *context, const StoreRow *rows, int count)
{
    Copy *copy = context;
    for (int i = 0; i < count && !copy->is_short; i++)
        copy->is_short = !store_reply_add(copy->reply, &rows[i].o);
    return !copy->is_short;
}

static BackendResult read_into(Store *store, StoreRequest *r, StoreReply *reply, Err *err)
{
    const StoreBackend *table = store->table;
    Backend *backend = store->backend;
    Copy copy = { reply, false };
    StoreThin thin;
    BackendResult result = BACKEND_OK;
    switch (r->kind) {
    case STORE_ANSWER_RANGE:
        store_thin_begin(&thin, reply, &r->range);
        result = table->read_range(backend, &r->range, store_thin_rows, &thin, err);
        copy.is_short = !store_thin_end(&thin);
        break;
    case STORE_ANSWER_INSTANT:
        result = table->read_instant(backend, r->t_us, r->back_us, copy_rows, &copy, err);
        break;
    case STORE_ANSWER_RECORDS:
        result = table->read_records(backend, r->text ? r->text : "", store_reply_add_record, reply,
                                     err);
        break;
    default:
        result = table->read_journal(backend, r->t_us, r->back_us, r->rows_max,
                                     store_reply_add_record, reply, err);
        break;
    }
    if (!copy.is_short) return result;
    err_set(err, ERR_MEMORY, "no memory for what was read");
    return BACKEND_REFUSED;
}

// Reads one; true = there may be more.
static bool read_one(Store *store)
{
    StoreRequest *request = first_of(store, &store->reads);
    if (!request) return false;
    StoreReply *reply = store_reply_create(request->kind, request->number);
    if (!reply) return false;
    Err err = { 0 };
    const BackendResult result = read_into(store, request, reply, &err);
    if (result == BACKEND_AWAY || result == BACKEND_AGAIN) {
        store_reply_destroy(reply);
        settle(store, result, &err);
        return false;
    }
    if (result != BACKEND_OK) reply->answer.outcome = STORE_FAILED;
    if (result != BACKEND_OK) reply->answer.err = err;
    store_answer(store, reply);
    remove_first(store, &store->reads);
    return true;
}

// One step of an export; true = there may be more at once.
static bool export_some(Store *store)
{
    StoreRequest *request = first_of(store, &store->exports);
    if (!request) return false;
    Err err = { 0 };
    bool is_done = false;
    const BackendResult result = store_export_step(store, request, &is_done, &err);
    if (result == BACKEND_AWAY) settle(store, result, &err);
    if (is_done) remove_first(store, &store->exports);
    return result == BACKEND_OK;
}

// While the store is away nobody waits for a picture of the past for ever.
static void fail_old_reads(Store *store)
{
    StoreRequest *request = NULL;
    while ((request = first_of(store, &store->reads)) != NULL &&
           clock_monotonic_s() - request->asked_s > READ_PATIENCE_S) {
        StoreReply *reply = store_reply_create(request->kind, request->number);
        if (!reply) return;
        reply->answer.outcome = STORE_FAILED;
        pthread_mutex_lock(&store->lock);
        reply->answer.err = store->status.err;
        pthread_mutex_unlock(&store->lock);
        store_answer(store, reply);
        remove_first(store, &store->reads);
    }
}

static void look_for_changes(Store *store)
{
    StoreReply *reply = store_reply_create(STORE_ANSWER_CHANGED, 0);
    if (!reply) return;
    Err err = { 0 };
    const BackendResult result =
        store->table->read_changes(store->backend, store_reply_add_record, reply, &err);
    settle(store, result, &err);
    if (reply->answer.record_count > 0)
        store_answer(store, reply);
    else
        store_reply_destroy(reply);
}

static void tend(Store *store, double now)
{
    Err err = { 0 };
    bool more = false;
    const BackendResult result = store->table->tend(store->backend, clock_utc_us(), &more, &err);
    settle(store, result, &err);
    store->tend_at = now + (more ? 0.02 : TEND_S);
    const int64_t bytes = store->table->bytes(store->backend);
    pthread_mutex_lock(&store->lock);
    store->status.bytes = bytes;
    pthread_mutex_unlock(&store->lock);
}

static bool has_waiting(Store *store, bool *is_many, bool *is_read)
{
    pthread_mutex_lock(&store->lock);
    const bool has = store->rows_waiting > 0 || store->writes;
    *is_many = store->rows_waiting >= FLUSH_ROWS;
    *is_read = store->reads != NULL;
    pthread_mutex_unlock(&store->lock);
    return has;
}

// What can be done now. True: there is more.
static bool work(Store *store)
{
    bool is_many = false, is_read = false;
    const double now = clock_monotonic_s();
    has_waiting(store, &is_many, &is_read);
    bool more = false;
    if (now >= store->write_at) {
        for (int i = 0; i < 64 && write_record(store); i++) more = i == 63;
        const bool is_due =
            is_many || is_read || now >= store->flush_at || atomic_load(&store->is_closing);
        if (is_due && is_connected(store) && clock_monotonic_s() >= store->write_at) {
            store->flush_at = now + FLUSH_S;
            // A reader sees what was put before it asked.
            while (write_history(store) && is_read) {
            }
        }
    }
    if (is_connected(store) && is_read) {
        more |= read_one(store);
        fail_old_reads(store);
    }
    if (is_connected(store) && !is_read) more |= export_some(store);
    if (is_connected(store) && now >= store->poll_at) {
        store->poll_at = now + store->table->poll_s;
        look_for_changes(store);
    }
    if (is_connected(store) && now >= store->tend_at) tend(store, now);
    has_waiting(store, &is_many, &is_read);
    return more || (is_many && now >= store->write_at);
}

static void wait_for_work(Store *store)
{
    bool is_many = false, is_read = false;
    const double now = clock_monotonic_s();
    const bool is_up = is_connected(store), has = has_waiting(store, &is_many, &is_read);
    double until = is_up ? now + 1 : store->open_at;
    if (is_up && store->poll_at < until) until = store->poll_at;
    if (is_up && store->tend_at < until) until = store->tend_at;
    const double flush = store->write_at > store->flush_at ? store->write_at : store->flush_at;
    if (is_up && has && flush < until) until = flush;
    if (is_up && is_read && until > now + 0.1) until = now + 0.1; // one that could not be served
    double ms = 1000 * (until - now) + 1;
    if (ms < 1) ms = 1;
    if (ms > 1000) ms = 1000;
    struct pollfd fds[2] = { { store->wake_fd, POLLIN, 0 },
                             { is_up ? store->table->fd(store->backend) : -1, POLLIN, 0 } };
    poll(fds, 2, (int)ms);
    if (fds[1].revents) store->poll_at = 0;
    pthread_mutex_lock(&store->lock);
    uint64_t count = 0;
    if (read(store->wake_fd, &count, sizeof count) == (ssize_t)sizeof count)
        store->is_woken = false;
    pthread_mutex_unlock(&store->lock);
}

void *store_thread(void *context)
{
    Store *store = context;
    bool is_many = false, is_read = false;
    store->rate_from = clock_monotonic_s();
    for (;;) {
        bool more = false;
        if (connect_now(store))
            more = work(store); // reads that cannot be served for long fail in it
        else
            fail_old_reads(store);
        if (atomic_load(&store->is_closing) &&
            (!has_waiting(store, &is_many, &is_read) ||
             clock_monotonic_s() > atomic_load(&store->deadline)))
            break;
        if (!more) wait_for_work(store);
    }
    store->table->destroy(store->backend);
    store->backend = NULL;
    pthread_mutex_lock(&store->lock);
    store->has_ended = true;
    const bool is_abandoned = store->is_abandoned;
    if (!is_abandoned) pthread_cond_signal(&store->ended);
    pthread_mutex_unlock(&store->lock);
    if (is_abandoned) store_free(store);
    return NULL;
}
