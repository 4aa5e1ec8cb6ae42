// SPDX-License-Identifier: Apache-2.0
// scene_model_move.h - what moves in a model: where its instances and joints stand at a time, by
// the clips its layer plays. Everything is allocated when made: a frame only writes.
// Does not: keep a clock or draw. Thread: main.
#pragma once
#include "assets/asset.h"
#include "core/state.h"

typedef struct SceneModelMoves SceneModelMoves;

// A skin bends it, or morph targets shape it.
bool scene_model_moves_is_bent(const Asset *asset, const AssetInstance *instance);

// One an instance, heap: whether a clip moves it or a skin bends it; NULL where nothing does or
// without memory (*ok says which). Thread: any.
bool *scene_model_moves_find(const Asset *asset, bool *ok);

// NULL where nothing moves or without memory. The asset must outlive it.
SceneModelMoves *scene_model_moves_create(const Asset *asset);
void scene_model_moves_destroy(SceneModelMoves *moves); // NULL is fine
// What is played: state.h, StateModelView.animation. A name that no clip has plays nothing.
void scene_model_moves_follow(SceneModelMoves *moves, const StateModelView *view);
bool scene_model_moves_is_playing(const SceneModelMoves *moves);
// Everything stands as at t_s, which is repeated over the clip's length.
void scene_model_moves_pose(SceneModelMoves *moves, double t_s);
// The mesh's axes in the model; of a bent instance the place of its first joint.
DPlace scene_model_moves_place(const SceneModelMoves *moves, int instance);

// A bent instance: places of its joints (mesh axes in the model's), weights of its morph targets,
// and the box they reach; false: it is not bent. Without a skin it hangs on one joint.
typedef struct {
    const DPlace *joints;
    const double *weights;
    int joint_count, weight_count;
    DVec3 min, max; // in the model's axes
} SceneModelBend;
bool scene_model_moves_bend(const SceneModelMoves *moves, int instance, SceneModelBend *out);
