// SPDX-License-Identifier: Apache-2.0
// asset_import.h - formats read by assimp (FBX, COLLADA, STL, PLY, 3DS), in a process of their own:
// this program started again, which dies alone when a file breaks the library, takes too long or
// too much memory. Does not: trust what that process writes; every count, row and index of it is
// checked.
#pragma once
#include "assets/asset_build.h"

typedef struct {
    double time_s;     // 0 = 60 s and 1 s more a MB of the file
    size_t memory_max; // of the process; 0 = 4 GiB and 64 times the file
} AssetImportLimits;

// ERR_IO, ERR_FORMAT (assimp's words), ERR_MEMORY, ERR_TIMEOUT, ERR_CANCELLED. Blocks. Thread: job.
Asset *asset_import(const AssetDesc *desc, const AssetImportLimits *limits, Err *err);

// First of all in main: whether this process is the one that imports; then its exit code.
bool asset_import_is_called(int argc, char **argv);
int asset_import_main(int argc, char **argv);

// ---- what is written between the two: 8-byte aligned runs after a head ----

#define ASSET_IMPORT_MAGIC 0x43544D494D504F52u
typedef struct {
    uint64_t magic;
    uint32_t texture_count, material_count, mesh_count, object_count, instance_count, problem_count;
    uint32_t animation_count, padding;
} AssetImportHead;

typedef struct {
    uint32_t name_length;   // path beside the model, or a name
    uint32_t width, height; // of raw pixels; 0 = bytes of a picture file, or none: a path
    uint32_t repeats;       // 1 s, 2 t
    uint64_t byte_count;
} AssetImportTexture; // then the name, then the bytes

typedef struct {
    AssetMaterial material; // its name is NULL
    uint64_t name_length;
} AssetImportMaterial; // then the name

typedef struct {
    DVec3 origin;
    uint32_t vertex_count, triangle_count;
    int32_t material;
    uint32_t has;  // 1 normals, 2 uv, 4 colours
} AssetImportMesh; // then positions, normals, uv, colours, indices

typedef struct {
    int32_t parent;
    uint32_t name_length;
    DPlace place; // in the model's axes
    uint32_t instance_count, padding;
} AssetImportObject; // then the name, then a mesh row (uint32) an instance

typedef struct {
    uint32_t kind_length, text_length, count, padding;
} AssetImportProblem; // then both texts
