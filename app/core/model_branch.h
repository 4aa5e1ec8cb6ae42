// SPDX-License-Identifier: Apache-2.0
// model_branch.h - what belongs to an object of a model: its parts at any depth, the members of a
// group or system, the objects of a type. Does not: know trees of panels (asset_tree.h).
#pragma once
#include "assets/asset.h"

// found has object_count bytes of 0 and 1; what belongs to those with 1 gets 1 too. Thread: any.
void model_branch_add(const Asset *asset, uint8_t *found);
// The box of an object, else of all that belongs to it, in the model's axes. False: nothing of it
// has triangles, or there is no memory.
bool model_branch_box(const Asset *asset, int object, DVec3 *min, DVec3 *max);
