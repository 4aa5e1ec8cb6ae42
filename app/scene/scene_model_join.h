// SPDX-License-Identifier: Apache-2.0
// scene_model_join.h - a coarser mesh: corners in one cell of a grid become one, triangles that lose a
// corner or repeat another go (Rossignac and Borrel, 1993). What was there stays covered to a cell.
#pragma once
#include "scene/scene_model_mesh.h"

// In place; pictured triangles are joined too but keep their pictures. Parts stay. False only without
// memory. Thread: job.
bool scene_model_join(SceneModelMesh *mesh, float cell_m);
