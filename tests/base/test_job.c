// SPDX-License-Identifier: Apache-2.0
// test_job.c - the job pool.
#include "base/clock.h"
#include "base/job.h"
#include "check.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct {
    JobPool *pool;
    _Atomic int ran, done, cancelled;
    _Atomic bool gate;
    int order[64];
    _Atomic int order_count;
} Witness;
typedef struct {
    Witness *witness;
    int number;
} Task;

static void task_run(Job *job, void *arg)
{
    Task *task = arg;
    job_progress(job, 0.5f);
    const int place = atomic_fetch_add(&task->witness->order_count, 1);
    if (place < 64) task->witness->order[place] = task->number;
    atomic_fetch_add(&task->witness->ran, 1);
}
static void task_wait(Job *job, void *arg)
{
    Task *task = arg;
    while (!atomic_load(&task->witness->gate) && !job_is_cancelled(job)) usleep(500);
    atomic_fetch_add(&task->witness->ran, 1);
}
static void task_done(void *arg, bool was_cancelled)
{
    Task *task = arg;
    atomic_fetch_add(&task->witness->done, 1);
    if (was_cancelled) atomic_fetch_add(&task->witness->cancelled, 1);
}
static void drain(JobPool *pool)
{
    const double start_s = clock_monotonic_s();
    while (job_pool_pending(pool) > 0 && clock_monotonic_s() - start_s < 10) {
        job_pool_wait(pool, 0.1);
        job_pool_poll(pool, 0.01);
    }
    CHECK_EQ(job_pool_pending(pool), 0);
}

TEST(jobs_run_by_priority_then_in_order)
{
    JobPool *pool = job_pool_create(1);
    Witness witness = { 0 };
    Task tasks[12], blocker = { &witness, -1 };
    CHECK(job_submit(pool, &(JobDesc){ .run = task_wait, .done = task_done, .arg = &blocker }) > 0);
    JobStatus status[4];
    while (job_pool_status(pool, status, 4) != 0) usleep(100); // nothing visible here
    usleep(20000);                                              // the blocker holds the only thread
    JobId ids[12];
    for (int i = 0; i < 12; i++) {
        tasks[i] = (Task){ &witness, i };
        ids[i] = job_submit(pool, &(JobDesc){ .run = task_run, .done = task_done, .arg = &tasks[i], .priority = i % 3 });
    }
    job_set_priority(pool, ids[0], 9);
    job_set_priority(pool, ids[11], -1);
    job_cancel(pool, ids[5]);
    atomic_store(&witness.gate, true);
    drain(pool);
    const int expected[] = { 0, 2, 8, 1, 4, 7, 10, 3, 6, 9, 11 };
    for (int i = 0; i < 11; i++) CHECK_EQ(witness.order[i], expected[i]);
    CHECK_EQ(witness.done, 13);
    CHECK_EQ(witness.cancelled, 1);
    job_pool_destroy(pool);
}

TEST(a_running_job_sees_the_cancel_and_shows_its_progress)
{
    JobPool *pool = job_pool_create(2);
    Witness witness = { 0 };
    Task task = { &witness, 0 };
    const JobId id = job_submit(pool, &(JobDesc){ .title = "载入 buildings.gpkg", .run = task_wait, .done = task_done,
                                                  .arg = &task, .is_visible = true });
    JobStatus status[4] = { 0 };
    for (int i = 0; i < 2000 && !(job_pool_status(pool, status, 4) == 1 && status[0].is_running); i++) usleep(500);
    CHECK_TEXT(status[0].title, "载入 buildings.gpkg");
    CHECK(status[0].is_running && status[0].progress < 0 && status[0].id == id);
    CHECK(!job_pool_wait(pool, 0.01));
    job_cancel(pool, id);
    drain(pool);
    CHECK_EQ(witness.cancelled, 1);
    job_cancel(pool, id); // gone: nothing happens
    job_pool_destroy(pool);
}

TEST(destroying_a_pool_calls_every_done_back)
{
    JobPool *pool = job_pool_create(2);
    Witness witness = { 0 };
    Task tasks[100];
    for (int i = 0; i < 100; i++) {
        tasks[i] = (Task){ &witness, i };
        job_submit(pool, &(JobDesc){ .run = task_wait, .done = task_done, .arg = &tasks[i] });
    }
    job_pool_destroy(pool);
    CHECK_EQ(witness.done, 100);
    CHECK_EQ(witness.cancelled, 100);
    job_pool_destroy(NULL);
}

static void add_index(int index, void *arg)
{
    atomic_fetch_add((_Atomic int64_t *)arg, index);
}
typedef struct {
    JobPool *pool;
    _Atomic int64_t sum;
} Nested;
static void nested_body(int index, void *arg)
{
    Nested *nested = arg;
    (void)index;
    job_parallel_for(nested->pool, 100, add_index, &nested->sum);
}
static void nested_run(Job *job, void *arg)
{
    (void)job;
    Nested *nested = arg;
    job_parallel_for(nested->pool, 50, nested_body, nested);
}

TEST(a_parallel_loop_visits_each_index_once_also_inside_jobs)
{
    JobPool *pool = job_pool_create(3);
    _Atomic int64_t sum = 0;
    job_parallel_for(pool, 100000, add_index, &sum);
    CHECK_EQ(sum, 4999950000LL);
    Nested nested[8] = { 0 };
    for (int i = 0; i < 8; i++) {
        nested[i].pool = pool;
        job_submit(pool, &(JobDesc){ .run = nested_run, .arg = &nested[i] });
    }
    drain(pool);
    for (int i = 0; i < 8; i++) CHECK_EQ(nested[i].sum, 50 * 4950);
    sum = 0;
    job_parallel_for(NULL, 10, add_index, &sum);
    job_parallel_for(pool, 0, add_index, &sum);
    CHECK_EQ(sum, 45);
    job_pool_destroy(pool);
}

TEST(a_loop_does_not_wait_for_queued_work)
{
    // Both threads are held by jobs that end only after the loop has.
    JobPool *pool = job_pool_create(2);
    Witness witness = { 0 };
    Task tasks[2] = { { &witness, 0 }, { &witness, 1 } };
    for (int i = 0; i < 2; i++) job_submit(pool, &(JobDesc){ .run = task_wait, .arg = &tasks[i] });
    usleep(20000);
    _Atomic int64_t sum = 0;
    job_parallel_for(pool, 1000, add_index, &sum);
    CHECK_EQ(sum, 499500);
    atomic_store(&witness.gate, true);
    drain(pool);
    job_pool_destroy(pool);
}

TEST(a_poll_runs_at_least_one_and_keeps_its_budget)
{
    JobPool *pool = job_pool_create(2);
    Witness witness = { 0 };
    Task tasks[10];
    for (int i = 0; i < 10; i++) {
        tasks[i] = (Task){ &witness, i };
        job_submit(pool, &(JobDesc){ .run = task_run, .done = task_done, .arg = &tasks[i] });
    }
    for (int i = 0; i < 2000 && witness.ran < 10; i++) usleep(500);
    CHECK(job_pool_wait(pool, 1));
    usleep(5000);
    CHECK_EQ(job_pool_poll(pool, 0), 1);
    drain(pool);
    CHECK_EQ(witness.done, 10);
    CHECK(job_pool_threads(pool) == 2);
    job_pool_destroy(pool);
}
