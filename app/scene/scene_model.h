// SPDX-License-Identifier: Apache-2.0
// scene_model.h - layers that are models (IFC, glTF) as drawn: tiles made by jobs and shared by
// layers of one file, a style word an object, levels of detail by size in pixels. Thread: main, but
// for what jobs do.
#pragma once
#include "core/city_compare.h"
#include "scene/scene_private.h"

// Shared by every layer whose data is this asset.
typedef struct SceneModelData SceneModelData;

SceneModels *scene_models_create(Scene *scene, CityHold *hold, const Asset *asset);
void scene_models_destroy(Scene *scene, SceneModels *models); // NULL is fine
void scene_models_place(SceneModels *models, const DPlace *place, uint64_t place_version);
void scene_models_restyle(SceneModels *models); // the layer's style is another
// Marks, colours, spaces, lift and what a comparison found as the state has them: words are written
// anew where they changed. Live words (scene_models_set_word) end then; selection flags stay.
void scene_models_follow(Scene *scene, SceneLayer *layer, const StateModelView *view,
                         const CityDifference *difference);
void scene_models_upload(Scene *scene, SceneModels *models);
int scene_models_tile_count(const SceneModels *models);
int scene_models_build(Scene *scene, const SceneLayer *layer,
                       RenderModelItem *items); // room: 2 a tile, RENDER_CUTS_MAX more
void scene_models_forget_gpu(SceneModels *models);
void scene_models_evict(Scene *scene, SceneModels *models);
void scene_models_retry(SceneModels *models);
bool scene_models_is_pending(const SceneModels *models);
size_t scene_models_ram_bytes(const SceneModels *models);
void scene_models_set_word(SceneModels *models, uint32_t object,
                           uint32_t word); // keeps selection flags
// An object; of a whole without triangles all that belongs to it.
void scene_models_flag(SceneModels *models, uint32_t object, uint32_t bits, bool is_on);
// The nearest object along a ray of the city frame, as drawn. distance_m is in and out: only nearer
// ones count.
bool scene_models_hit(const Scene *scene, const SceneLayer *layer, DVec3 eye, DVec3 dir,
                      double *distance_m, uint32_t *object);
// Triangles near a box in axes of the city frame (rigid), as drawn, doors and spaces left out: for
// walking. The corners are in those axes.
typedef struct {
    const DPlace *axes;
    DVec3 min, max;
    void (*visit)(void *arg, uint32_t object, const DVec3 corners[3]);
    void *arg;
} SceneModelsNear;
void scene_models_near(const Scene *scene, const SceneLayer *layer, const SceneModelsNear *query);
// One object for asset_measure.h: rays and points go through model_from_city, then lift_m off z;
// back by place.
typedef struct {
    AssetMeasureScene scene; // planes point into this struct: it must not move
    AssetPlane planes[RENDER_CUTS_MAX];
    DPlace place, model_from_city; // as drawn
    double lift_m, scale;          // metres of the city a unit
} SceneModelMeasure;
bool scene_models_measure(const Scene *scene, const SceneLayer *layer, uint32_t object,
                          SceneModelMeasure *out);
// Middle of an object's box in the city frame, as drawn; false where it has no triangles or is
// hidden.
bool scene_models_middle(const Scene *scene, const SceneModels *models, uint32_t object,
                         DVec3 *middle_enu_m);
// Where the model stands as drawn; false: nowhere yet.
bool scene_models_stand(const Scene *scene, const SceneModels *models, DPlace *place);
// How far an object is lifted along the model's z.
double scene_models_lift(const SceneModels *models, uint32_t object);
// Kept for scene_model_label.c; NULL until it makes them.
struct SceneModelNames **scene_models_names(SceneModels *models);
uint32_t scene_models_object_count(const SceneModels *models);
// The ground that its storeys stand on, as a box along the model's axes; false: it has none, or no
// place.
bool scene_models_mask(const Scene *scene, const SceneModels *models, SceneMask *mask);
