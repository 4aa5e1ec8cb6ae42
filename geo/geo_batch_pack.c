// SPDX-License-Identifier: Apache-2.0
// geo_batch_pack.c - finished batches side by side in large blocks, so that a batch's own arrays
// serve again and stay in the processor's cache.
#include "geo/geo_batch.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define HUGE_BYTES ((size_t)2 << 20)
#define BLOCK_BYTES ((size_t)32 << 20) // pages never touched cost nothing
#define POPULATE_BYTES ((size_t)256 << 10)
#define ALIGN 16u

static size_t rounded(size_t bytes)
{
    return (bytes + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

// NULL without memory. Zeroes nothing.
static uint8_t *store_take(GeoBatchStore *store, size_t bytes)
{
    if (!store->first || store->first->cap - store->first->used < bytes) {
        size_t cap = BLOCK_BYTES;
        while (cap - HUGE_BYTES < bytes) cap *= 2;
        GeoBatchBlock *block = malloc(sizeof *block);
        uint8_t *start = block ? aligned_alloc(HUGE_BYTES, cap) : NULL;
        if (!start) {
            free(block);
            return NULL;
        }
        *block = (GeoBatchBlock){ .next = store->first, .bytes = start, .cap = cap };
        store->first = block;
    }
    GeoBatchBlock *block = store->first;
    uint8_t *taken = block->bytes + block->used;
    block->used += bytes;
    if (block->used > block->populated) {
        size_t end = (block->used + POPULATE_BYTES - 1) & ~(POPULATE_BYTES - 1);
        if (end > block->cap) end = block->cap;
        // All pages in one call, not each by a fault; an older kernel refuses, and faults.
        madvise(block->bytes + block->populated, end - block->populated, MADV_POPULATE_WRITE);
        block->populated = end;
    }
    return taken;
}

void geo_batch_store_finish(GeoBatchStore *store)
{
    while (store->first) {
        GeoBatchBlock *next = store->first->next;
        free(store->first->bytes);
        free(store->first);
        store->first = next;
    }
}

static void *place(uint8_t **at, const void *from, size_t bytes)
{
    uint8_t *to = *at;
    if (bytes) memcpy(to, from, bytes);
    *at += rounded(bytes);
    return to;
}

static bool pack_geometry(const GeoBatch *b, GeoBatch *p, GeoBatchStore *store)
{
    const size_t features = b->feature_count, parts = b->part_count, vertices = b->vertex_count;
    const size_t xy = vertices * sizeof(double), z = b->has_z ? xy : 0;
    uint8_t *at = store_take(store, rounded(features * sizeof *b->fid) +
                                        rounded((features + 1) * sizeof *b->feature_part) +
                                        rounded(features * sizeof *b->morton) +
                                        rounded((parts + 1) * sizeof *b->part_vertex) +
                                        rounded(parts) + 2 * rounded(xy) + rounded(z));
    if (!at) return false;
    p->fid = place(&at, b->fid, features * sizeof *b->fid);
    p->feature_part = place(&at, b->feature_part, (features + 1) * sizeof *b->feature_part);
    p->morton = place(&at, b->morton, features * sizeof *b->morton);
    p->part_vertex =
        place(&at, b->part_vertex, b->part_vertex ? (parts + 1) * sizeof *b->part_vertex : 0);
    p->part_kind = place(&at, b->part_kind, parts);
    p->x = place(&at, b->x, xy);
    p->y = place(&at, b->y, xy);
    p->z = b->has_z ? place(&at, b->z, z) : NULL;
    p->fid_cap = p->feature_part_cap = p->part_vertex_cap = p->part_kind_cap = 0;
    p->x_cap = p->y_cap = p->z_cap = p->morton_cap = 0;
    return true;
}

static size_t valid_words(const GeoBatchColumn *c)
{
    return ((size_t)c->row_count + 63) / 64;
}

static bool pack_column(const GeoBatchColumn *c, GeoBatchColumn *p, GeoBatchStore *store)
{
    const size_t rows = (size_t)c->row_count, texts = (size_t)c->text_count;
    uint8_t *at = store_take(
        store, rounded(rows * sizeof *c->values) + rounded(valid_words(c) * sizeof *c->valid) +
                   rounded(c->text_length) + rounded(texts * sizeof *c->text_at) +
                   rounded(texts * sizeof *c->hashes));
    p->name = strdup(c->name);
    if (!at || !p->name) return false;
    p->type = c->type;
    p->is_list = c->is_list;
    p->row_count = c->row_count;
    p->text_length = c->text_length;
    p->text_count = c->text_count;
    p->values = place(&at, c->values, rows * sizeof *c->values);
    p->valid = place(&at, c->valid, valid_words(c) * sizeof *c->valid);
    if (texts == 0) return true; // such a column may become text yet, with arrays of its own
    p->text = place(&at, c->text, c->text_length);
    p->text_at = place(&at, c->text_at, texts * sizeof *c->text_at);
    p->hashes = place(&at, c->hashes, texts * sizeof *c->hashes);
    return true;
}

GeoBatch *geo_batch_pack(const GeoBatch *b, GeoBatchStore *geometry, GeoBatchStore *cells)
{
    GeoBatch *p = malloc(sizeof *p);
    if (!p) return NULL;
    *p = *b;
    p->columns = calloc((size_t)b->column_count + 1, sizeof *p->columns);
    p->column_cap = b->column_count;
    bool ok = p->columns && pack_geometry(b, p, geometry);
    p->column_count = 0;
    for (int i = 0; ok && i < b->column_count; i++) {
        p->column_count++;
        ok = pack_column(&b->columns[i], &p->columns[i], cells);
    }
    if (ok) return p;
    if (p->columns)
        for (int i = 0; i < p->column_count; i++) free(p->columns[i].name);
    free(p->columns);
    free(p);
    return NULL;
}

void geo_batch_reset(GeoBatch *b)
{
    for (int i = 0; i < b->column_count; i++) {
        GeoBatchColumn *c = &b->columns[i];
        if (c->valid) memset(c->valid, 0, (size_t)c->valid_cap * sizeof *c->valid);
        if (c->slots) memset(c->slots, 0, c->slot_count * sizeof *c->slots);
        c->row_count = c->text_count = 0;
        c->text_length = 0;
        c->is_list = c->has_bad_text = false;
    }
    b->feature_count = b->part_count = b->vertex_count = 0;
    b->has_z = false;
    b->problems = (GeoProblems){ 0 };
}
