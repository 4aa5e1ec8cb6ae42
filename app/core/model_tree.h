// SPDX-License-Identifier: Apache-2.0
// model_tree.h - the tree of a loaded model for a panel: at once where it is small, else by a job.
// Does not: know what is open or selected (the panel does). Thread: main.
#pragma once
#include "assets/asset_tree.h"
#include "core/city.h"

typedef struct {
    AssetTree tree; // is_ready; its texts live as long as hold does
    bool is_ready;
    CityHold *hold;           // of the model; counted
    struct ModelTreeJob *job; // under way; NULL = none
} ModelTree;

// Starts it, or takes over what the job has made; call each frame until is_ready. True: it became
// ready by this call. Without memory it is tried again.
bool model_tree_follow(ModelTree *tree, CityHold *hold, AssetTreeKind kind, JobPool *pool);
// Cancels the job. pool NULL: it runs to its end and frees what it made.
void model_tree_finish(ModelTree *tree, JobPool *pool);
