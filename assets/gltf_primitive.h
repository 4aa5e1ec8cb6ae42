// SPDX-License-Identifier: Apache-2.0
// gltf_primitive.h - one primitive of a glTF mesh: where its values lie, and its share of a mesh's
// arrays. Does not: allocate those arrays.
#pragma once
#include "assets/gltf_material.h"

#define GLTF_MORPH_MAX 64

typedef struct {
    GltfSpan position, normal;
    float weight;
} GltfMorph;
typedef struct {
    GltfSpan position, normal, uv, colour, joints, weights, uv_second, indices;
    GltfMorph *morphs; // those that count: weight not 0; all where they move
    int morph_count;
    bool is_morphing; // a clip moves them: they are kept apart
    int accessors[7]; // of position … uv_second: to find primitives that share their vertices
    int mode;         // 4 triangles, 5 strip, 6 fan
    int material;     // -1 = none
    int mesh;         // of the file
    int vertex_count, triangle_count;
    // Where it goes.
    AssetMesh *out;
    int first_vertex, first_triangle;
    bool shares_vertices; // with the primitive before it
} GltfPrimitive;

// Every primitive of every mesh, in order; those that cannot be drawn are problems. Draco is
// unpacked on the pool. Lives in the scratch arena.
GltfPrimitive *gltf_primitives(Gltf *g, const GltfUvSets *sets, int *count);

// A run of a primitive's vertices, or of its triangles, and what was seen there.
typedef struct {
    const GltfPrimitive *primitive;
    int first, count;
    bool is_triangles;
    float box_min_m[3], box_max_m[3];
    int wild; // vertices that are no numbers; triangles beyond the vertices
    int joint_count;
} GltfFill;
// Writes them into the primitive's mesh. Thread: any.
void gltf_fill(GltfFill *fill);
