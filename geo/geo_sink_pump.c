// SPDX-License-Identifier: Apache-2.0
// geo_sink_pump.c - one thread reads batches while another converts and mends them.
#include "geo/geo_source.h"
#include <pthread.h>

#define QUEUE_MAX 4

typedef struct {
    GeoSink *sink;
    GeoBatch *(*read)(void *arg, Err *err);
    void *arg;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    GeoBatch *queue[QUEUE_MAX];
    int queued;
    bool is_done;
    Err err;
} Pump;

static GeoBatch *take(Pump *p, bool wait)
{
    pthread_mutex_lock(&p->lock);
    while (wait && p->queued == 0 && !p->is_done) pthread_cond_wait(&p->changed, &p->lock);
    GeoBatch *b = NULL;
    if (p->queued > 0) {
        b = p->queue[0];
        for (int i = 1; i < p->queued; i++) p->queue[i - 1] = p->queue[i];
        p->queued--;
    }
    pthread_mutex_unlock(&p->lock);
    return b;
}

static void finish(Pump *p)
{
    pthread_mutex_lock(&p->lock);
    p->is_done = true;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

static void read_all(Pump *p, GeoSinkWorker *worker)
{
    uint64_t order = 0;
    while (!geo_sink_is_stopped(p->sink)) {
        GeoBatch *b = p->read(p->arg, &p->err);
        if (!b) break;
        b->order = order++;
        pthread_mutex_lock(&p->lock);
        const bool is_full = p->queued == QUEUE_MAX;
        if (!is_full) p->queue[p->queued++] = b;
        pthread_cond_broadcast(&p->changed);
        pthread_mutex_unlock(&p->lock);
        // Nobody keeps up (or nobody is there): do it here, so that memory stays bounded.
        if (is_full) geo_sink_put(p->sink, worker, b);
    }
    finish(p);
}

static void body(int index, void *arg)
{
    Pump *p = arg;
    GeoSinkWorker *worker = geo_sink_worker_take(p->sink);
    if (!worker) err_set(&p->err, ERR_MEMORY, "no memory for '%s'", p->sink->desc->source);
    if (index == 0 && worker) read_all(p, worker);
    if (!worker) finish(p);
    for (GeoBatch *b = take(p, true); b; b = take(p, true)) {
        if (worker)
            geo_sink_put(p->sink, worker, b);
        else
            geo_batch_destroy(b);
    }
    if (worker) geo_sink_worker_give(p->sink, worker);
}

bool geo_sink_pump(GeoSink *sink, GeoBatch *(*read)(void *arg, Err *err), void *arg, Err *err)
{
    Pump p = { .sink = sink, .read = read, .arg = arg };
    pthread_mutex_init(&p.lock, NULL);
    pthread_cond_init(&p.changed, NULL);
    if (sink->desc->pool)
        job_parallel_for(sink->desc->pool, 2, body, &p);
    else
        body(0, &p);
    pthread_cond_destroy(&p.changed);
    pthread_mutex_destroy(&p.lock);
    const Err *failed = sink->has_failed ? &sink->err : p.err.code != ERR_NONE ? &p.err : NULL;
    if (failed && err) *err = *failed;
    return !failed;
}
