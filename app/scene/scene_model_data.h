// SPDX-License-Identifier: Apache-2.0
// scene_model_data.h - what layers of one model file share: its tiles, their meshes on the GPU in
// levels of detail, its pictures, and the trees for picking. Thread: main; jobs make what is large.
#pragma once
#include "scene/scene_model.h"
#include "scene/scene_model_hit.h"

// The one of this asset, made where there is none. NULL without memory.
SceneModelData *scene_model_data_acquire(Scene *scene, CityHold *hold, const Asset *asset);
void scene_model_data_release(Scene *scene, SceneModelData *data); // NULL is fine
// Kept by a job that reads its plan.
void scene_model_data_ref(SceneModelData *data);
void scene_model_data_unref(SceneModelData *data);
const Asset *scene_model_data_asset(const SceneModelData *data);
const SceneModelPlan *scene_model_data_plan(const SceneModelData *data); // NULL until it is made
const SceneModelHits *scene_model_data_hits(const SceneModelData *data); // NULL until they are made
// Takes over what jobs made, within the frame's budget.
void scene_model_data_upload(Scene *scene, SceneModelData *data);
// Meshes of a tile in the level asked for, else the best there is; asks for what is missing. At
// most two, with and without pictures.
int scene_model_data_meshes(Scene *scene, SceneModelData *data, int tile, SceneModelLod lod,
                            float distance_m, RenderMesh out[2]);
SceneModelData *scene_model_data_next(const SceneModelData *data); // in the scene's list
void scene_model_data_submit(Scene *scene,
                             SceneModelData *data); // what was asked for in this frame
// The trees for picking: with a small model at once, so that a script may pick as soon as the
// picture stands; of a huge one when a picture has been shown or the view is for picks. Before
// scene_model_data_submit.
void scene_model_data_follow_picks(Scene *scene, SceneModelData *data);
void scene_model_data_forget_gpu(SceneModelData *data);
void scene_model_data_evict(Scene *scene, SceneModelData *data);
void scene_model_data_retry(SceneModelData *data);
bool scene_model_data_is_pending(const SceneModelData *data);
size_t scene_model_data_ram_bytes(const SceneModelData *data);
