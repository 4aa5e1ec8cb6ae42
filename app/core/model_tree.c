// SPDX-License-Identifier: Apache-2.0
// model_tree.c - a job that holds the model while it sorts; one nobody wants any more frees itself.
#include "core/model_tree.h"
#include <stdlib.h>

#define MODEL_TREE_NOW_MAX 5000 // objects whose tree is there within the frame

typedef struct ModelTreeJob {
    CityHold *hold;
    AssetTreeKind kind;
    AssetTree tree;
    bool is_made, is_done, is_orphan;
    JobId id;
} ModelTreeJob;

static void destroy(ModelTreeJob *job)
{
    if (job->is_made) asset_tree_finish(&job->tree);
    city_hold_release(job->hold);
    free(job);
}

static void run(Job *job, void *arg)
{
    ModelTreeJob *j = arg;
    (void)job;
    j->is_made = asset_tree_init(&j->tree, j->hold->asset, j->kind, NULL);
}

static void done(void *arg, bool was_cancelled)
{
    ModelTreeJob *j = arg;
    (void)was_cancelled;
    j->is_done = true;
    if (j->is_orphan) destroy(j);
}

static bool take(ModelTree *t)
{
    ModelTreeJob *j = t->job;
    t->job = NULL;
    if (j->is_made) t->tree = j->tree;
    t->is_ready = j->is_made;
    j->is_made = false;
    destroy(j);
    return t->is_ready;
}

bool model_tree_follow(ModelTree *t, CityHold *hold, AssetTreeKind kind, JobPool *pool)
{
    if (t->job && t->job->is_done) return take(t);
    if (t->is_ready || t->job) return false;
    if (!t->hold) t->hold = city_hold_acquire(hold);
    if (hold->asset->object_count <= MODEL_TREE_NOW_MAX) {
        t->is_ready = asset_tree_init(&t->tree, hold->asset, kind, NULL);
        return t->is_ready;
    }
    ModelTreeJob *j = calloc(1, sizeof *j);
    if (!j) return false;
    *j = (ModelTreeJob){ .hold = city_hold_acquire(hold), .kind = kind };
    j->id =
        job_submit(pool, &(JobDesc){ .title = "model tree", .run = run, .done = done, .arg = j });
    if (j->id == 0)
        destroy(j);
    else
        t->job = j;
    return false;
}

void model_tree_finish(ModelTree *t, JobPool *pool)
{
    if (t->is_ready) asset_tree_finish(&t->tree);
    if (t->job && t->job->is_done) {
        destroy(t->job);
    } else if (t->job) {
        t->job->is_orphan = true;
        if (pool) job_cancel(pool, t->job->id);
    }
    city_hold_release(t->hold);
    *t = (ModelTree){ 0 };
}
