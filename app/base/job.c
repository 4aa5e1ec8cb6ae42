// SPDX-License-Identifier: Apache-2.0
// job.c - a pool of worker threads under one lock: a heap of waiting jobs, a list of shared loops, a list of results.
#include "base/job.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/hashmap.h"
#include "base/log.h"
#include "base/str.h"
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define JOB_STACK_BYTES ((size_t)8 << 20)
#define JOB_THREADS_MAX 256

struct Job {
    JobDesc desc;
    JobId id;
    char title[96];
    int place; // in the heap; -1 = running or finished
    bool is_running;
    _Atomic bool is_cancelled;
    _Atomic float progress;
    Job *previous, *next; // waiting and running jobs; next alone in the list of results
};

// One job_parallel_for; lives on its caller's stack until no worker is inside.
typedef struct JobLoop JobLoop;
struct JobLoop {
    void (*body)(int index, void *arg);
    void *arg;
    int count, workers;
    _Atomic int next_index;
    JobLoop *previous, *next;
};

struct JobPool {
    pthread_mutex_t lock;
    pthread_cond_t work, result, loop_left;
    pthread_t *threads;
    int thread_count;
    bool is_closing;
    Job **heap;
    int heap_count, heap_cap;
    Job *live; // waiting and running
    Job *results_first, *results_last;
    JobLoop *loops;
    Hashmap by_id; // waiting and running
    JobId last_id;
    _Atomic int pending;
};

static bool job_is_before(const Job *a, const Job *b)
{
    return a->desc.priority != b->desc.priority ? a->desc.priority > b->desc.priority : a->id < b->id;
}

static void job_heap_set(JobPool *pool, int place, Job *job)
{
    pool->heap[place] = job;
    job->place = place;
}

// Moves the job at place up or down to where it belongs.
static void job_heap_settle(JobPool *pool, int place)
{
    Job *job = pool->heap[place];
    while (place > 0 && job_is_before(job, pool->heap[(place - 1) / 2])) {
        job_heap_set(pool, place, pool->heap[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    for (;;) {
        int child = 2 * place + 1;
        if (child >= pool->heap_count) break;
        if (child + 1 < pool->heap_count && job_is_before(pool->heap[child + 1], pool->heap[child])) child++;
        if (!job_is_before(pool->heap[child], job)) break;
        job_heap_set(pool, place, pool->heap[child]);
        place = child;
    }
    job_heap_set(pool, place, job);
}

static void job_heap_remove(JobPool *pool, Job *job)
{
    const int place = job->place;
    Job *last = pool->heap[--pool->heap_count];
    if (last != job) {
        job_heap_set(pool, place, last);
        job_heap_settle(pool, place);
    }
    job->place = -1;
}

static Job *job_find(const JobPool *pool, JobId id)
{
    uint64_t address = 0;
    return hashmap_get(&pool->by_id, id, &address) ? (Job *)(uintptr_t)address : NULL;
}

// From the live list to the results. Under the lock.
static void job_finish(JobPool *pool, Job *job)
{
    if (job->previous) job->previous->next = job->next;
    if (job->next) job->next->previous = job->previous;
    if (pool->live == job) pool->live = job->next;
    hashmap_remove(&pool->by_id, job->id);
    job->is_running = false;
    job->previous = job->next = NULL;
    if (pool->results_last) {
        pool->results_last->next = job;
    } else {
        pool->results_first = job;
    }
    pool->results_last = job;
    pthread_cond_broadcast(&pool->result);
}

static void job_loop_run(JobLoop *loop)
{
    for (;;) {
        const int index = atomic_fetch_add_explicit(&loop->next_index, 1, memory_order_relaxed);
        if (index >= loop->count) return;
        loop->body(index, loop->arg);
    }
}

static JobLoop *job_loop_find(const JobPool *pool)
{
    for (JobLoop *loop = pool->loops; loop; loop = loop->next) {
        if (atomic_load_explicit(&loop->next_index, memory_order_relaxed) < loop->count) return loop;
    }
    return NULL;
}

static void *job_worker(void *arg)
{
    JobPool *pool = arg;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        // Loops first: somebody is inside one and wants to go on.
        JobLoop *loop = job_loop_find(pool);
        if (loop) {
            loop->workers++;
            pthread_mutex_unlock(&pool->lock);
            job_loop_run(loop);
            pthread_mutex_lock(&pool->lock);
            if (--loop->workers == 0) pthread_cond_broadcast(&pool->loop_left);
        } else if (pool->heap_count > 0) {
            Job *job = pool->heap[0];
            job_heap_remove(pool, job);
            job->is_running = true;
            pthread_mutex_unlock(&pool->lock);
            job->desc.run(job, job->desc.arg);
            pthread_mutex_lock(&pool->lock);
            job_finish(pool, job);
        } else if (pool->is_closing) {
            break;
        } else {
            pthread_cond_wait(&pool->work, &pool->lock);
        }
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static void job_pool_start(JobPool *pool, int threads)
{
    // Signals belong to the main thread.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, JOB_STACK_BYTES);
    while (pool->thread_count < threads &&
           pthread_create(&pool->threads[pool->thread_count], &attributes, job_worker, pool) == 0) {
        pthread_setname_np(pool->threads[pool->thread_count++], "job");
    }
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (pool->thread_count < threads) log_print(LOG_WARN, "%d of %d job threads started", pool->thread_count, threads);
}

JobPool *job_pool_create(int threads)
{
    if (threads <= 0) threads = (int)sysconf(_SC_NPROCESSORS_ONLN);
    if (threads < 1) threads = 1;
    if (threads > JOB_THREADS_MAX) threads = JOB_THREADS_MAX;
    JobPool *pool = calloc(1, sizeof *pool);
    if (!pool) return NULL;
    pool->threads = calloc((size_t)threads, sizeof *pool->threads);
    if (!pool->threads) {
        free(pool);
        return NULL;
    }
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->work, &attributes);
    pthread_cond_init(&pool->result, &attributes);
    pthread_cond_init(&pool->loop_left, &attributes);
    pthread_condattr_destroy(&attributes);
    job_pool_start(pool, threads);
    if (!pool->thread_count) {
        job_pool_destroy(pool);
        return NULL;
    }
    return pool;
}

void job_pool_destroy(JobPool *pool)
{
    if (!pool) return;
    pthread_mutex_lock(&pool->lock);
    pool->is_closing = true;
    for (Job *job = pool->live; job;) {
        Job *next = job->next;
        atomic_store(&job->is_cancelled, true);
        if (!job->is_running) {
            job_heap_remove(pool, job);
            job_finish(pool, job);
        }
        job = next;
    }
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->thread_count; i++) pthread_join(pool->threads[i], NULL);
    while (job_pool_poll(pool, 1.0)) {
    }
    pthread_cond_destroy(&pool->work);
    pthread_cond_destroy(&pool->result);
    pthread_cond_destroy(&pool->loop_left);
    pthread_mutex_destroy(&pool->lock);
    hashmap_finish(&pool->by_id);
    free(pool->heap);
    free(pool->threads);
    free(pool);
}

JobId job_submit(JobPool *pool, const JobDesc *desc)
{
    assert(desc->run);
    Job *job = calloc(1, sizeof *job);
    if (!job) return 0;
    job->desc = *desc;
    str_copy_utf8(job->title, sizeof job->title, desc->title ? desc->title : "");
    job->desc.title = job->title;
    atomic_init(&job->progress, -1.0f);
    JobId id = 0;
    pthread_mutex_lock(&pool->lock);
    if (!pool->is_closing &&
        array_reserve((void **)&pool->heap, &pool->heap_cap, pool->heap_count + 1, sizeof *pool->heap) &&
        hashmap_put(&pool->by_id, pool->last_id + 1, (uintptr_t)job)) {
        id = job->id = ++pool->last_id;
        job->next = pool->live;
        if (pool->live) pool->live->previous = job;
        pool->live = job;
        job_heap_set(pool, pool->heap_count++, job);
        job_heap_settle(pool, job->place);
        atomic_fetch_add(&pool->pending, 1);
        pthread_cond_signal(&pool->work);
    }
    pthread_mutex_unlock(&pool->lock);
    if (!id) free(job);
    return id;
}

void job_cancel(JobPool *pool, JobId id)
{
    pthread_mutex_lock(&pool->lock);
    Job *job = job_find(pool, id);
    if (job) {
        atomic_store(&job->is_cancelled, true);
        if (!job->is_running) {
            job_heap_remove(pool, job);
            job_finish(pool, job);
        }
    }
    pthread_mutex_unlock(&pool->lock);
}

void job_set_priority(JobPool *pool, JobId id, int priority)
{
    pthread_mutex_lock(&pool->lock);
    Job *job = job_find(pool, id);
    if (job) {
        job->desc.priority = priority;
        if (!job->is_running) job_heap_settle(pool, job->place);
    }
    pthread_mutex_unlock(&pool->lock);
}

int job_pool_poll(JobPool *pool, double budget_s)
{
    const double start_s = clock_monotonic_s();
    int polled = 0;
    do {
        pthread_mutex_lock(&pool->lock);
        Job *job = pool->results_first;
        if (job) {
            pool->results_first = job->next;
            if (!job->next) pool->results_last = NULL;
        }
        pthread_mutex_unlock(&pool->lock);
        if (!job) break;
        if (job->desc.done) job->desc.done(job->desc.arg, atomic_load(&job->is_cancelled));
        free(job);
        atomic_fetch_sub(&pool->pending, 1);
        polled++;
    } while (clock_monotonic_s() - start_s < budget_s);
    return polled;
}

bool job_pool_wait(JobPool *pool, double timeout_s)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    const double whole_s = timeout_s > 0 ? (timeout_s < 1e8 ? timeout_s : 1e8) : 0;
    until.tv_sec += (time_t)whole_s;
    until.tv_nsec += (long)(1e9 * (whole_s - (double)(time_t)whole_s));
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&pool->lock);
    int late = 0;
    while (!pool->results_first && !late) {
        late = pthread_cond_timedwait(&pool->result, &pool->lock, &until);
    }
    const bool is_there = pool->results_first != NULL;
    pthread_mutex_unlock(&pool->lock);
    return is_there;
}

int job_pool_pending(const JobPool *pool)
{
    return atomic_load(&pool->pending);
}

int job_pool_threads(const JobPool *pool)
{
    return pool->thread_count;
}

int job_pool_status(const JobPool *pool, JobStatus *out, int cap)
{
    pthread_mutex_t *lock = (pthread_mutex_t *)&pool->lock; // reading takes the lock too
    int count = 0;
    pthread_mutex_lock(lock);
    for (int pass = 0; pass < 2; pass++) {
        for (const Job *job = pool->live; job && count < cap; job = job->next) {
            if (!job->desc.is_visible || job->is_running != (pass == 0)) continue;
            JobStatus *status = &out[count++];
            *status = (JobStatus){ .id = job->id, .is_running = job->is_running };
            status->progress = atomic_load_explicit(&job->progress, memory_order_relaxed);
            str_copy_utf8(status->title, sizeof status->title, job->title);
        }
    }
    pthread_mutex_unlock(lock);
    return count;
}

bool job_is_cancelled(const Job *job)
{
    return job && atomic_load_explicit(&job->is_cancelled, memory_order_relaxed);
}

void job_progress(Job *job, float fraction)
{
    if (job) atomic_store_explicit(&job->progress, fraction, memory_order_relaxed);
}

void job_parallel_for(JobPool *pool, int count, void (*body)(int index, void *arg), void *arg)
{
    JobLoop loop = { .body = body, .arg = arg, .count = count };
    if (!pool || count < 2) {
        job_loop_run(&loop);
        return;
    }
    pthread_mutex_lock(&pool->lock);
    loop.next = pool->loops;
    if (pool->loops) pool->loops->previous = &loop;
    pool->loops = &loop;
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);

    job_loop_run(&loop);

    pthread_mutex_lock(&pool->lock);
    if (loop.previous) loop.previous->next = loop.next;
    if (loop.next) loop.next->previous = loop.previous;
    if (pool->loops == &loop) pool->loops = loop.next;
    while (loop.workers > 0) pthread_cond_wait(&pool->loop_left, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}
