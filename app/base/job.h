// SPDX-License-Identifier: Apache-2.0
// job.h - a pool of worker threads: long work with progress and cancel, results handed back on the main thread.
// Does not: own the argument; the done callback (or the caller) frees it.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct JobPool JobPool;
typedef struct Job Job; // what a running job sees of itself
typedef uint64_t JobId; // 0 = none

typedef struct {
    const char *title;                              // shown to the operator; copied
    void (*run)(Job *job, void *arg);               // on a worker
    void (*done)(void *arg, bool was_cancelled);    // on the thread that calls job_pool_poll; may be NULL
    void *arg;                                      // borrowed until done has returned
    int priority;                                   // higher runs first; equal: first come first served
    bool is_visible;                                // listed with progress to the operator
} JobDesc;

typedef struct {
    JobId id;
    char title[96];
    float progress; // 0..1; below 0 = unknown
    bool is_running;
} JobStatus;

// threads 0 = one per processor, at least 1. Returns NULL only without memory.
JobPool *job_pool_create(int threads);
// Cancels everything, waits for the workers, calls the done callbacks left. NULL is fine.
void job_pool_destroy(JobPool *pool);
// Thread: any. Returns 0 when the pool is closing (done is then not called).
JobId job_submit(JobPool *pool, const JobDesc *desc);
// A waiting job never runs (done still comes, cancelled); a running one sees job_is_cancelled.
void job_cancel(JobPool *pool, JobId id);
void job_set_priority(JobPool *pool, JobId id, int priority);
// Runs done callbacks for at most about budget_s seconds, at least one. Returns how many. Thread: main.
int job_pool_poll(JobPool *pool, double budget_s);
// Waits until a finished job is there to poll, or timeout_s passed. For headless runs only.
bool job_pool_wait(JobPool *pool, double timeout_s);
// Jobs waiting, running, or finished but not polled.
int job_pool_pending(const JobPool *pool);
int job_pool_threads(const JobPool *pool);
// Visible jobs, running first; returns the count written (at most cap).
int job_pool_status(const JobPool *pool, JobStatus *out, int cap);

// Inside run. Thread: job.
bool job_is_cancelled(const Job *job);                // job may be NULL: false
void job_progress(Job *job, float fraction);          // job may be NULL
// Splits [0, count) over the pool's threads and the caller, and returns when all is done.
// Safe inside a job: the caller works too and never waits for queued work.
void job_parallel_for(JobPool *pool, int count, void (*body)(int index, void *arg), void *arg);
