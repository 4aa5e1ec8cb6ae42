// SPDX-License-Identifier: Apache-2.0
// scene_model_mesh.h - an Asset as tiles of triangles for the renderer: cut up by place, joined
// where small, instanced where often repeated, in three levels of detail. Pure functions for jobs.
// Does not: touch the renderer or the state.
#pragma once
#include "assets/asset.h"
#include "render/render.h"

// FULL: every triangle. MIDDLE and FAR: corners joined in the cells of a grid, a 160th and a 40th
// of the tile: while a cell is smaller than a pixel nothing is missed.
typedef enum {
    SCENE_MODEL_FULL,
    SCENE_MODEL_MIDDLE,
    SCENE_MODEL_FAR,
    SCENE_MODEL_LOD_COUNT
} SceneModelLod;
enum { SCENE_MODEL_MIDDLE_CELLS = 160, SCENE_MODEL_FAR_CELLS = 40 };

// Triangles of an instance that go together; triangles NULL = all of its mesh.
typedef struct {
    int instance, triangle_count;
    const uint32_t *triangles; // numbers in the mesh
    DVec3 min, max;            // in the model's axes; of what moves in its mesh's
} SceneModelPiece;

typedef struct {
    int first_piece, piece_count;
    DVec3 origin; // in the model's axes, of what moves in its mesh's: floats count from here
    int moved; // 1 + the instance that a clip moves or a skin bends, all of it one mesh; 0 = still
    float box_min_m[3], box_max_m[3];
    float
        size_m; // by which the level of detail is judged: of the tile, of one copy where it is_many
    int64_t triangle_count;
    bool is_many; // pieces of one mesh and material, drawn as instances
    bool is_bent; // full level only, vertices bring joints
} SceneModelTile;

typedef struct {
    const Asset *asset;
    SceneModelPiece *pieces; // by tile
    SceneModelTile *tiles;
    uint16_t *storeys;              // one an object: its storey, counted from the lowest
    float *object_size_m;           // diagonals; 0 = without triangles
    bool *moves;                    // one an instance: it moves; NULL = none does
    uint32_t **diced;               // one a mesh: triangle numbers by place, of the huge ones
    DVec3 storeys_min, storeys_max; // of what stands in storeys; min.x > max.x = nothing
    int piece_count, tile_count, storey_count;
    int still_count; // pieces from here on move
    size_t bytes;
} SceneModelPlan;

// pool NULL = this thread alone. NULL without memory. Thread: job.
SceneModelPlan *scene_model_plan_create(const Asset *asset, JobPool *pool, Err *err);
void scene_model_plan_destroy(SceneModelPlan *plan); // NULL is fine

// Arrays for render_model_create; heap. A part's picture.id and those of its maps are 1 + the row
// of the asset's texture.
typedef struct {
    RenderModelMaps *maps;
    RenderModelVertex *vertices;
    float *uv;   // NULL = none
    int uv_sets; // pairs of uv a vertex: 2 where a run reads its mesh's second set, else 1
    RenderModelJoints *joints; // one a vertex; NULL = none
    RenderModelMorph *morphs;  // morph_count a vertex; NULL = none
    uint32_t *indices;
    RenderModelPart *parts;
    RenderModelInstance *instances;
    int vertex_count, index_count, part_count, instance_count, map_count, morph_count;
    int map_cap, morph_cap, joint_cap, vertex_cap, uv_cap, index_cap, part_cap, instance_cap;
} SceneModelArrays;
typedef struct {
    SceneModelArrays plain, pictured; // pictured: those with texture coordinates
} SceneModelMesh;

// False only without memory. An empty mesh is a tile with nothing to draw. Thread: job.
bool scene_model_mesh_build(const SceneModelPlan *plan, int tile, SceneModelLod lod,
                            SceneModelMesh *out, Err *err);
void scene_model_mesh_finish(SceneModelMesh *mesh);
size_t scene_model_mesh_bytes(const SceneModelMesh *mesh);
