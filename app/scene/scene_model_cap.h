// SPDX-License-Identifier: Apache-2.0
// scene_model_cap.h - the filled faces where a plane cuts the closed bodies of a model, hatched by what they are
// of; made by a job for one plane. Thread: main, except where a function says job.
#pragma once
#include "scene/scene_model_data.h"

typedef struct SceneModelCap SceneModelCap;

// The mesh for this plane (the model's axes; kept is xyz · p + w >= 0) and lift, and where its floats count from;
// none until a job has made it: asks for that. *cap is made where it is NULL.
RenderMesh scene_model_cap_mesh(Scene *scene, SceneModelCap **cap, SceneModelData *data, const double plane[4],
                                double lift_m, DVec3 *origin);
void scene_model_cap_destroy(Scene *scene, SceneModelCap *cap); // NULL is fine
void scene_model_cap_forget_gpu(SceneModelCap *cap);            // NULL is fine

// All faces of a plane, from an origin near them; bodies that are open or cannot be cut have none. False only without
// memory. Thread: job.
bool scene_model_cap_build(const SceneModelPlan *plan, const double plane[4], double lift_m, Job *job,
                           SceneModelArrays *out, DVec3 *origin);
// How the face of an object is hatched: RENDER_HATCH_*. By its material's name, else by its type.
int scene_model_cap_hatch(const Asset *asset, int object);
