// SPDX-License-Identifier: Apache-2.0
// asset_build.h - what the readers of meshes share while they fill an Asset: large arrays, problems
// counted from several threads, files beside the model, exact boxes.
// Does not: know any format.
#pragma once
#include "assets/asset.h"
#include <pthread.h>

// Blocks are freed by the asset's finish: the asset is the first member.
typedef struct {
    Asset asset;
    void **blocks;
    int block_count, block_cap;
    void *map; // memory map, or NULL
    size_t map_bytes;
} AssetOwned;

typedef struct {
    Asset *asset; // NULL once handed over
    const AssetDesc *desc;
    size_t bytes_max;     // of blocks and pictures; never 0
    size_t bytes;         // so far
    pthread_mutex_t lock; // of bytes and problems: readers touch them from several threads
} AssetBuild;

// file_bytes bounds what a file without a limit of the caller may grow to: 64 times as much and
// 1 GiB at least. desc is borrowed.
bool asset_build_init(AssetBuild *b, const AssetDesc *desc, size_t file_bytes, Err *err);
// Frees what was not handed over.
void asset_build_finish(AssetBuild *b);
// asset_problem from any thread.
void asset_build_problem(AssetBuild *b, const char *kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// Memory that lives as long as the asset, not zeroed; NULL past the limit or without memory, with
// *err. 0 bytes give a valid pointer. Thread: the reader's.
void *asset_build_block(AssetBuild *b, size_t bytes, Err *err);
// Takes over heap memory of that many bytes as a block; NULL is fine. Past the limit it is freed:
// false with *err.
bool asset_build_keep(AssetBuild *b, void *heap, size_t bytes, Err *err);
// Takes over a private, writable map, counted as a block. false past the limit: still the caller's.
bool asset_build_map(AssetBuild *b, void *map, size_t bytes, Err *err);
// Decodes into a texture, or counts a problem and leaves it empty. Thread: any.
void asset_build_image(AssetBuild *b, const void *bytes, size_t length, const char *name,
                       AssetTexture *out);
// Measures and hands the asset over. NULL with *err where it has no triangle.
Asset *asset_build_take(AssetBuild *b, Err *err);

// The path of a file that a model names: beside the model or below, percent escapes resolved,
// backslashes as slashes. NULL with *err for addresses, absolute paths and what climbs out.
char *asset_build_beside(const char *model_path, const char *uri, Arena *arena, Err *err);

// Decodes the picture of a path as an artist's machine knew it: beside the model or below, else its
// last part alone beside it. Thread: any.
void asset_build_picture(AssetBuild *b, const char *path, AssetTexture *out);

extern const DPlace asset_place_unit;
// Model axes (z up) from y up: x, y, z become x, -z, y.
extern const DPlace asset_place_z_up;
DPlace asset_place_multiply(const DPlace *a, const DPlace *b); // a(b(v))
