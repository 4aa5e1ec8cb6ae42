// SPDX-License-Identifier: Apache-2.0
// scene_model_data.c - jobs cut a model up and make its tiles; meshes come to the GPU as they are
// wanted and leave it when it is full.
#include "scene/scene_model_data.h"

#include "base/array.h"
#include "base/log.h"
#include <stdlib.h>
#include <string.h>

enum {
    LARGEST_PICTURE_PX = 4096,
    BATCH_TRIANGLES = 60000,
    BATCH_TILES_MAX = 64,
    HUGE_TRIANGLES = 500000 // from here the trees for picking come after the picture
};

typedef struct {
    RenderMesh mesh[SCENE_MODEL_LOD_COUNT][2];
    uint64_t last_used[SCENE_MODEL_LOD_COUNT];
    uint64_t retry_at;
    uint8_t done, in_job, refused; // bits by level; done without a mesh: nothing to draw
} Tile;

typedef struct {
    int tile;
    SceneModelLod lod;
    SceneModelMesh mesh;
    bool is_done;
} BatchItem;

typedef struct Batch {
    struct Batch *next;
    Scene *scene;
    SceneModelData *data;
    BatchItem *items;
    int count, at; // at: next to upload
} Batch;

typedef struct {
    int tile;
    SceneModelLod lod;
    float priority;
} Wanted;

typedef struct {
    RenderTexture texture;
    bool is_tried;
} Picture;

struct SceneModelData {
    SceneModelData *next; // of the scene's
    int refs, users;      // refs: jobs too
    CityHold *hold;
    const Asset *asset;
    SceneModelPlan *plan;
    SceneModelHits *hits;
    bool is_planning, is_making_hits, has_failed;
    bool waits_for_hits, has_no_hits; // the picture is for picks; they cannot be had
    bool waits_to_be_shown;           // then they are made
    int quiet_frames;                 // in which nothing was missing
    Tile *tiles;
    Picture *pictures;
    Batch *results, **results_tail;
    int batches;
    Wanted *wanted;
    int wanted_count, wanted_cap;
};

typedef struct {
    Scene *scene;
    SceneModelData *data;
    SceneModelPlan *plan;
    SceneModelHits *hits;
} Planning;

static void data_release(SceneModelData *d)
{
    if (--d->refs > 0) return;
    scene_model_hits_destroy(d->hits);
    scene_model_plan_destroy(d->plan);
    city_hold_release(d->hold);
    free(d->tiles);
    free(d->pictures);
    free(d->wanted);
    free(d);
}

void scene_model_data_ref(SceneModelData *d)
{
    d->refs++;
}

void scene_model_data_unref(SceneModelData *d)
{
    data_release(d);
}

static void run_hits(Job *job, void *arg)
{
    Planning *p = arg;
    p->hits = scene_model_hits_create(p->data->plan, job);
}

static void hits_done(void *arg, bool was_cancelled)
{
    Planning *p = arg;
    (void)was_cancelled;
    p->scene->jobs_in_flight--;
    p->data->is_making_hits = false;
    p->data->hits = p->hits;
    p->data->has_no_hits = !p->hits;
    data_release(p->data);
    free(p);
}

static bool is_huge(const SceneModelData *d)
{
    return d->asset->triangle_count >= HUGE_TRIANGLES;
}

// Picking comes after what is seen.
static void submit_hits(Scene *scene, SceneModelData *d)
{
    if (d->hits || d->is_making_hits || d->has_no_hits || !d->plan) return;
    Planning *p = calloc(1, sizeof *p);
    if (!p) return;
    *p = (Planning){ .scene = scene, .data = d };
    d->refs++;
    d->is_making_hits = scene_submit(scene, "model picking", run_hits, hits_done, p, 1);
    if (d->is_making_hits) return;
    d->refs--;
    free(p);
}

static void run_plan(Job *job, void *arg)
{
    Planning *p = arg;
    if (!job_is_cancelled(job))
        p->plan = scene_model_plan_create(p->data->asset, p->scene->pool, NULL);
}

static void plan_done(void *arg, bool was_cancelled)
{
    Planning *p = arg;
    SceneModelData *d = p->data;
    (void)was_cancelled;
    p->scene->jobs_in_flight--;
    d->is_planning = false;
    d->tiles = p->plan ? calloc((size_t)p->plan->tile_count + 1, sizeof *d->tiles) : NULL;
    if (d->tiles) {
        d->plan = p->plan;
    } else {
        scene_model_plan_destroy(p->plan);
        d->has_failed = true;
        if (!was_cancelled) log_print(LOG_ERROR, "no memory to draw a model");
    }
    if (d->users > 0 && !is_huge(d)) submit_hits(p->scene, d);
    data_release(d);
    free(p);
}

static void submit_plan(Scene *scene, SceneModelData *d)
{
    Planning *p = calloc(1, sizeof *p);
    if (!p) return;
    *p = (Planning){ .scene = scene, .data = d };
    d->refs++;
    d->is_planning = scene_submit(scene, "model", run_plan, plan_done, p, 4);
    if (d->is_planning) return;
    d->refs--;
    free(p);
}

SceneModelData *scene_model_data_acquire(Scene *scene, CityHold *hold, const Asset *asset)
{
    for (SceneModelData *d = scene->model_data; d; d = d->next) {
        if (d->asset != asset) continue;
        d->refs++;
        d->users++;
        return d;
    }
    SceneModelData *d = calloc(1, sizeof *d);
    Picture *pictures = calloc((size_t)asset->texture_count + 1, sizeof *pictures);
    if (!d || !pictures) {
        free(d);
        free(pictures);
        return NULL;
    }
    *d = (SceneModelData){
        .refs = 1, .users = 1, .hold = city_hold_acquire(hold), .asset = asset, .pictures = pictures
    };
    d->results_tail = &d->results;
    d->next = scene->model_data;
    scene->model_data = d;
    submit_plan(scene, d);
    return d;
}

static void drop_results(SceneModelData *d)
{
    while (d->results) {
        Batch *batch = d->results;
        d->results = batch->next;
        for (int i = batch->at; i < batch->count; i++)
            scene_model_mesh_finish(&batch->items[i].mesh);
        free(batch->items);
        free(batch);
        d->batches--;
        data_release(d); // the caller holds one more
    }
    d->results_tail = &d->results;
}

static void destroy_tile(Scene *scene, Tile *tile, int lod)
{
    for (int k = 0; k < 2; k++) {
        render_mesh_destroy(scene->render, tile->mesh[lod][k]);
        tile->mesh[lod][k] = (RenderMesh){ 0 };
    }
    tile->done &= (uint8_t) ~(1u << lod);
}

void scene_model_data_release(Scene *scene, SceneModelData *d)
{
    if (!d) return;
    if (--d->users == 0) {
        SceneModelData **at = &scene->model_data;
        while (*at && *at != d) at = &(*at)->next;
        if (*at) *at = d->next;
        for (int i = 0; d->plan && i < d->plan->tile_count; i++)
            for (int lod = 0; lod < SCENE_MODEL_LOD_COUNT; lod++)
                destroy_tile(scene, &d->tiles[i], lod);
        for (int i = 0; i < d->asset->texture_count; i++)
            render_texture_destroy(scene->render, d->pictures[i].texture);
        drop_results(d);
    }
    data_release(d);
}

const Asset *scene_model_data_asset(const SceneModelData *d)
{
    return d->asset;
}

const SceneModelPlan *scene_model_data_plan(const SceneModelData *d)
{
    return d->plan;
}

const SceneModelHits *scene_model_data_hits(const SceneModelData *d)
{
    return d->hits;
}

// Handle of a texture of the asset; none where it cannot be had: the surface shows its own colour.
static RenderTexture picture_of(Scene *scene, SceneModelData *d, uint32_t row)
{
    Picture *p = &d->pictures[row];
    if (p->is_tried) return p->texture;
    p->is_tried = true;
    const Image *image = &d->asset->textures[row].image;
    Err err = { 0 };
    if (image->width > LARGEST_PICTURE_PX || image->height > LARGEST_PICTURE_PX)
        log_print(LOG_WARN, "a picture of %d x %d pixels on a model, at most %d a side are drawn",
                  image->width, image->height, LARGEST_PICTURE_PX);
    else
        p->texture = render_texture_create(scene->render, RENDER_TEXTURE_RGBA8_SRGB, image->width,
                                           image->height, 1, image->rgba, &err);
    return p->texture;
}

static RenderMesh make_mesh(Scene *scene, SceneModelData *d, SceneModelArrays *a, bool *is_refused)
{
    if (a->index_count == 0 || a->part_count == 0) return (RenderMesh){ 0 };
    for (int i = 0; i < a->part_count; i++) {
        if (a->parts[i].picture.id)
            a->parts[i].picture = picture_of(scene, d, a->parts[i].picture.id - 1);
    }
    for (int i = 0; i < a->map_count; i++) {
        RenderModelMaps *m = &a->maps[i];
        RenderTexture *const all[4] = { &m->normal, &m->metal, &m->occlusion, &m->emissive };
        for (int k = 0; k < 4; k++)
            if (all[k]->id) *all[k] = picture_of(scene, d, all[k]->id - 1);
    }
    const RenderModelDesc desc = { .vertices = a->vertices,
                                   .uv = a->uv,
                                   .uv_sets = a->uv_sets,
                                   .joints = a->joints,
                                   .morphs = a->morphs,
                                   .morph_count = (uint32_t)a->morph_count,
                                   .indices = a->indices,
                                   .parts = a->parts,
                                   .instances = a->instances,
                                   .maps = a->maps,
                                   .map_count = (uint32_t)a->map_count,
                                   .vertex_count = (uint32_t)a->vertex_count,
                                   .index_count = (uint32_t)a->index_count,
                                   .part_count = (uint32_t)a->part_count,
                                   .instance_count = (uint32_t)a->instance_count };
    const RenderMesh mesh = render_model_create(scene->render, &desc, NULL);
    if (!mesh.id) *is_refused = true;
    return mesh;
}

static void take_item(Scene *scene, SceneModelData *d, BatchItem *item)
{
    Tile *t = &d->tiles[item->tile];
    const uint8_t bit = (uint8_t)(1u << item->lod);
    bool is_refused = false;
    t->in_job &= (uint8_t)~bit;
    if (!item->is_done) {
        t->retry_at = scene->frame + 60;
        return;
    }
    RenderMesh meshes[2] = { make_mesh(scene, d, &item->mesh.plain, &is_refused), { 0 } };
    if (!is_refused) meshes[1] = make_mesh(scene, d, &item->mesh.pictured, &is_refused);
    if (is_refused) { // GPU memory is spent: what is shown stays, eviction makes room
        render_mesh_destroy(scene->render, meshes[0]);
        t->retry_at = scene->frame + 30;
        t->refused |= bit;
        scene_refused(scene);
        return;
    }
    memcpy(t->mesh[item->lod], meshes, sizeof meshes);
    t->last_used[item->lod] = scene->frame;
    t->done |= bit;
}

void scene_model_data_upload(Scene *scene, SceneModelData *d)
{
    while (d->results) {
        Batch *batch = d->results;
        for (; batch->at < batch->count; batch->at++) {
            BatchItem *item = &batch->items[batch->at];
            if (!scene_take_upload(scene, scene_model_mesh_bytes(&item->mesh))) return;
            take_item(scene, d, item);
            scene_model_mesh_finish(&item->mesh);
        }
        d->results = batch->next;
        if (!d->results) d->results_tail = &d->results;
        free(batch->items);
        free(batch);
        d->batches--;
        data_release(d);
    }
}

static void run_batch(Job *job, void *arg)
{
    Batch *batch = arg;
    for (int i = 0; i < batch->count && !job_is_cancelled(job); i++) {
        BatchItem *item = &batch->items[i];
        item->is_done =
            scene_model_mesh_build(batch->data->plan, item->tile, item->lod, &item->mesh, NULL);
    }
}

static void batch_done(void *arg, bool was_cancelled)
{
    Batch *batch = arg;
    SceneModelData *d = batch->data;
    (void)was_cancelled;
    batch->scene->jobs_in_flight--;
    batch->next = NULL;
    *d->results_tail = batch;
    d->results_tail = &batch->next;
    if (d->users > 0) return;
    d->refs++; // the last batch would take the owner with it while its list is walked
    drop_results(d);
    data_release(d);
}

static void want(Scene *scene, SceneModelData *d, int tile, SceneModelLod lod, float priority)
{
    const Tile *t = &d->tiles[tile];
    if (t->retry_at > scene->frame && (t->refused == 0 || t->refused >> lod & 1)) return;
    scene->wanted++;
    if (t->in_job >> lod & 1) return;
    if (!array_reserve((void **)&d->wanted, &d->wanted_cap, d->wanted_count + 1, sizeof *d->wanted))
        return;
    d->wanted[d->wanted_count++] = (Wanted){ tile, lod, priority };
}

static int best_ready(const Tile *t, SceneModelLod lod)
{
    for (int k = lod; k < SCENE_MODEL_LOD_COUNT; k++)
        if (t->done >> k & 1) return k;
    for (int k = (int)lod - 1; k >= 0; k--)
        if (t->done >> k & 1) return k;
    return -1;
}

int scene_model_data_meshes(Scene *scene, SceneModelData *d, int tile, SceneModelLod lod,
                            float distance_m, RenderMesh out[2])
{
    Tile *t = &d->tiles[tile];
    if (t->retry_at <= scene->frame) t->refused = 0;
    if (!(t->done >> lod & 1)) want(scene, d, tile, lod, distance_m);
    const int ready = best_ready(t, lod);
    int count = 0;
    if (ready < 0) return 0;
    t->last_used[ready] = scene->frame;
    for (int k = 0; k < 2; k++)
        if (t->mesh[ready][k].id) out[count++] = t->mesh[ready][k];
    return count;
}

SceneModelData *scene_model_data_next(const SceneModelData *d)
{
    return d->next;
}

static int compare_wanted(const void *a, const void *b)
{
    const Wanted *x = a, *y = b;
    if (x->priority != y->priority) return x->priority < y->priority ? -1 : 1;
    if (x->tile != y->tile) return x->tile < y->tile ? -1 : 1;
    return (x->lod > y->lod) - (x->lod < y->lod);
}

void scene_model_data_submit(Scene *scene, SceneModelData *d)
{
    if (d->wanted_count > 1)
        qsort(d->wanted, (size_t)d->wanted_count, sizeof *d->wanted, compare_wanted);
    int i = 0;
    while (i < d->wanted_count && scene->jobs_in_flight < scene->job_limit) {
        BatchItem *items = calloc(BATCH_TILES_MAX, sizeof *items);
        Batch *batch = calloc(1, sizeof *batch);
        if (!items || !batch) {
            free(items);
            free(batch);
            break;
        }
        *batch = (Batch){ .scene = scene, .data = d, .items = items };
        int64_t triangles = 0;
        for (; i < d->wanted_count && batch->count < BATCH_TILES_MAX && triangles < BATCH_TRIANGLES;
             i++) {
            const Wanted *w = &d->wanted[i];
            if (d->tiles[w->tile].in_job >> w->lod & 1) continue; // two layers asked
            d->tiles[w->tile].in_job |= (uint8_t)(1u << w->lod);
            triangles += d->plan->tiles[w->tile].triangle_count;
            items[batch->count++] = (BatchItem){ .tile = w->tile, .lod = w->lod };
        }
        d->refs++;
        d->batches++;
        if (batch->count > 0 && scene_submit(scene, "model tiles", run_batch, batch_done, batch, 3))
            continue;
        for (int k = 0; k < batch->count; k++)
            d->tiles[items[k].tile].in_job &= (uint8_t) ~(1u << items[k].lod);
        d->refs--;
        d->batches--;
        free(items);
        free(batch);
        break;
    }
    d->wanted_count = 0;
}

void scene_model_data_follow_picks(Scene *scene, SceneModelData *d)
{
    const bool is_quiet = d->plan && d->wanted_count == 0 && d->batches == 0;
    d->quiet_frames = is_quiet ? d->quiet_frames + 1 : 0;
    // Of many frames one that was whole has been shown; of a single picture nothing is picked.
    const bool was_shown = !scene->is_picture && d->quiet_frames > 1;
    d->waits_for_hits = is_huge(d) ? scene->view_desc.is_for_picks : true;
    if (d->waits_for_hits || was_shown) submit_hits(scene, d);
    d->waits_to_be_shown =
        is_quiet && !was_shown && !scene->is_picture && !d->hits && !d->has_no_hits;
}

void scene_model_data_forget_gpu(SceneModelData *d)
{
    for (int i = 0; d->plan && i < d->plan->tile_count; i++) {
        memset(d->tiles[i].mesh, 0, sizeof d->tiles[i].mesh);
        d->tiles[i].done = 0;
    }
    memset(d->pictures, 0, sizeof *d->pictures * (size_t)d->asset->texture_count);
}

void scene_model_data_evict(Scene *scene, SceneModelData *d)
{
    for (int i = 0; d->plan && i < d->plan->tile_count; i++) {
        Tile *t = &d->tiles[i];
        for (int lod = 0; lod < SCENE_MODEL_LOD_COUNT; lod++) {
            if ((t->done >> lod & 1) && t->last_used[lod] + 2 < scene->frame)
                destroy_tile(scene, t, lod);
        }
    }
}

void scene_model_data_retry(SceneModelData *d)
{
    for (int i = 0; d->plan && i < d->plan->tile_count; i++) {
        if (d->tiles[i].refused) d->tiles[i].retry_at = d->tiles[i].refused = 0;
    }
}

bool scene_model_data_is_pending(const SceneModelData *d)
{
    return d->batches > 0 || d->is_planning || d->waits_to_be_shown ||
           (d->is_making_hits && d->waits_for_hits);
}

size_t scene_model_data_ram_bytes(const SceneModelData *d)
{
    const size_t tiles = d->plan ? (size_t)d->plan->tile_count * sizeof(Tile) + d->plan->bytes : 0;
    return sizeof *d + tiles + scene_model_hits_bytes(d->hits);
}
