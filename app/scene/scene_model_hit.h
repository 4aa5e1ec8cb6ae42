// SPDX-License-Identifier: Apache-2.0
// scene_model_hit.h - rays against a model: a tree of boxes over its pieces, one over the triangles
// of each mesh. Frozen once made. Does not: know the city's axes or the state.
#pragma once
#include "base/job.h"
#include "scene/scene_model_mesh.h"
#include "scene/scene_model_move.h"

typedef struct SceneModelHits SceneModelHits;

// The plan must outlive it. NULL without memory or cancelled. Thread: job.
SceneModelHits *scene_model_hits_create(const SceneModelPlan *plan, Job *job);
void scene_model_hits_destroy(SceneModelHits *hits); // NULL is fine
size_t scene_model_hits_bytes(const SceneModelHits *hits);

typedef struct {
    DVec3 origin, dir; // the model's axes; dir of any length, distances count in it
    const uint32_t
        *words; // style words of the objects: hidden ones let it through; NULL = all shown
    double planes[RENDER_CUTS_MAX][4]; // what is cut away lets it through: xyz · p + w < 0
    int plane_count;
    double lift_m; // storeys stand this far apart, along z
    double far;    // only nearer than this; 0 = any
    const SceneModelMoves *moves; // the pose of what moves; NULL = at rest
} SceneModelRay;
typedef struct {
    double distance; // in ray.dir
    int object, instance, triangle;
    DVec3 corners[3]; // of the triangle, in the model's axes, lifted; of what bends the point
                      // where its box is met, thrice, and triangle -1
} SceneModelHit;
// The nearest triangle, from either side. Spaces count only where a word shows them. Thread: any.
bool scene_model_hits_ray(const SceneModelHits *hits, const SceneModelRay *ray, SceneModelHit *out);

// Triangles whose boxes meet a box of the model's axes, as drawn; some may lie outside.
typedef struct {
    DVec3 min, max;
    const uint32_t *words; // as above
    double lift_m;
    bool has_no_doors; // doors and what they are made of are left out
    void (*visit)(void *arg, int object, const DVec3 corners[3]); // lifted
    void *arg;
} SceneModelNear;
void scene_model_hits_near(const SceneModelHits *hits, const SceneModelNear *query);
