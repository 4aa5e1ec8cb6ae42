// SPDX-License-Identifier: Apache-2.0
// scene_symbol_model.c - the shapes of symbols, shared by layers: made by a job, kept for a lost
// GPU.
#include "scene/scene_symbol.h"

#include "base/log.h"
#include <stdlib.h>

struct SceneSymbolModel {
    struct SceneSymbolModel *next;
    Scene *scene;
    int refs;          // layers, and the job
    GeoSymbol builtin; // NONE: of hold
    CityHold *hold;
    SceneSymbolShape shape;
    RenderMesh gpu[SCENE_SYMBOL_LOD_COUNT];
    SceneSymbolState state;
    bool is_refused;
};

static void run_make(Job *job, void *arg)
{
    SceneSymbolModel *m = arg;
    Err err = { 0 };
    if (scene_symbol_shape_model(m->hold->asset, job, &m->shape, &err)) return;
    log_print(LOG_WARN, "symbol: %s", err.text);
}

static void done_make(void *arg, bool was_cancelled)
{
    SceneSymbolModel *m = arg;
    (void)was_cancelled;
    m->scene->jobs_in_flight--;
    m->state =
        m->shape.lods[SCENE_SYMBOL_FULL].index_count > 0 ? SCENE_SYMBOL_READY : SCENE_SYMBOL_FAILED;
    m->refs--;
}

SceneSymbolModel *scene_symbol_model_acquire(Scene *scene, GeoSymbol builtin, CityHold *hold)
{
    for (SceneSymbolModel *m = scene->symbol_models; m; m = m->next) {
        if (!scene_symbol_model_is(m, builtin, hold)) continue;
        m->refs++;
        return m;
    }
    SceneSymbolModel *m = calloc(1, sizeof *m);
    if (!m) return NULL;
    *m = (SceneSymbolModel){ .scene = scene,
                             .refs = 1,
                             .builtin = hold ? GEO_SYMBOL_NONE : builtin };
    Err err = { 0 };
    if (hold) {
        m->hold = city_hold_acquire(hold);
        m->refs++;
        if (!scene_submit(scene, "symbol", run_make, done_make, m, 4)) {
            m->refs--;
            m->state = SCENE_SYMBOL_FAILED;
        }
    } else {
        m->state = scene_symbol_shape_builtin(builtin, &m->shape, &err) ? SCENE_SYMBOL_READY
                                                                        : SCENE_SYMBOL_FAILED;
    }
    m->next = scene->symbol_models;
    scene->symbol_models = m;
    return m;
}

void scene_symbol_model_release(SceneSymbolModel *model)
{
    if (model) model->refs--;
}

SceneSymbolState scene_symbol_model_state(const SceneSymbolModel *model)
{
    return model->state;
}

const SceneSymbolShape *scene_symbol_model_shape(const SceneSymbolModel *model)
{
    return &model->shape;
}

bool scene_symbol_model_is(const SceneSymbolModel *model, GeoSymbol builtin, const CityHold *hold)
{
    return model->hold == hold && (hold || model->builtin == builtin);
}

RenderMesh scene_symbol_model_mesh(const SceneSymbolModel *model, SceneSymbolLod lod)
{
    int at = (int)lod;
    while (at > 0 && !model->gpu[at].id) at--;
    return model->gpu[at];
}

void scene_symbol_models_upload(Scene *scene)
{
    for (SceneSymbolModel *m = scene->symbol_models; m; m = m->next) {
        for (int k = 0;
             k < SCENE_SYMBOL_LOD_COUNT && m->state == SCENE_SYMBOL_READY && !m->is_refused; k++) {
            const GeoSolidMesh *mesh = &m->shape.lods[k];
            if (m->gpu[k].id || mesh->index_count == 0) continue;
            const size_t bytes =
                mesh->vertex_count * sizeof(GeoSolidVertex) + mesh->index_count * sizeof(uint32_t);
            Err err = { 0 };
            if (!scene_take_upload(scene, bytes)) return;
            m->gpu[k] =
                render_solid_create(scene->render, (const RenderSolidVertex *)mesh->vertices,
                                    mesh->vertex_count, mesh->indices, mesh->index_count, &err);
            if (m->gpu[k].id) continue;
            m->is_refused = true;
            scene_refused(scene);
        }
    }
}

static void destroy(SceneSymbolModel *m)
{
    for (int k = 0; k < SCENE_SYMBOL_LOD_COUNT; k++)
        render_mesh_destroy(m->scene->render, m->gpu[k]);
    scene_symbol_shape_finish(&m->shape);
    city_hold_release(m->hold);
    free(m);
}

void scene_symbol_models_collect(Scene *scene)
{
    for (SceneSymbolModel **at = &scene->symbol_models; *at;) {
        SceneSymbolModel *m = *at;
        if (m->refs > 0) {
            at = &m->next;
            continue;
        }
        *at = m->next;
        destroy(m);
    }
}

void scene_symbol_models_forget_gpu(Scene *scene)
{
    for (SceneSymbolModel *m = scene->symbol_models; m; m = m->next) {
        for (int k = 0; k < SCENE_SYMBOL_LOD_COUNT; k++) m->gpu[k] = (RenderMesh){ 0 };
        m->is_refused = false;
    }
}

void scene_symbol_models_retry(Scene *scene)
{
    for (SceneSymbolModel *m = scene->symbol_models; m; m = m->next) m->is_refused = false;
}

void scene_symbol_models_finish(Scene *scene)
{
    while (scene->symbol_models) {
        SceneSymbolModel *m = scene->symbol_models;
        scene->symbol_models = m->next;
        destroy(m);
    }
}
