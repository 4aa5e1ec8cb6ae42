// SPDX-License-Identifier: Apache-2.0
// scene_model_join.c - clustering of corners by cells, part by part.
#include "scene/scene_model_join.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    uint64_t *keys; // 1 + key; 0 = free
    uint32_t *values;
    uint32_t size;
} Table;

static bool table_make(Table *t, int items)
{
    t->size = 64;
    while (t->size < 2u * (uint32_t)items) t->size *= 2;
    t->keys = calloc(t->size, sizeof *t->keys);
    t->values = malloc(sizeof *t->values * t->size);
    return t->keys && t->values;
}

static void table_finish(Table *t)
{
    free(t->keys);
    free(t->values);
}

// The value of a key; next where it is new.
static uint32_t table_find(Table *t, uint64_t key, uint32_t next)
{
    uint64_t h = (key + 1) * 0x9e3779b97f4a7c15u;
    uint32_t at = (uint32_t)(h >> 32) & (t->size - 1);
    for (; t->keys[at]; at = (at + 1) & (t->size - 1))
        if (t->keys[at] == key + 1) return t->values[at];
    t->keys[at] = key + 1;
    t->values[at] = next;
    return next;
}

static uint64_t cell_key(const float p[3], float cell_m)
{
    uint64_t key = 0;
    for (int k = 0; k < 3; k++) {
        const float at = floorf(p[k] / cell_m) + 1048576.0f;
        key = key << 21 | (uint64_t)(at < 0 ? 0 : at > 2097151.0f ? 2097151.0f : at);
    }
    return key;
}

static bool is_flat(const RenderModelVertex *a, const RenderModelVertex *b, const RenderModelVertex *c, int8_t normal[4])
{
    float e[3], f[3], n[3];
    for (int k = 0; k < 3; k++) {
        e[k] = b->pos_m[k] - a->pos_m[k];
        f[k] = c->pos_m[k] - a->pos_m[k];
    }
    for (int k = 0; k < 3; k++) n[k] = e[(k + 1) % 3] * f[(k + 2) % 3] - e[(k + 2) % 3] * f[(k + 1) % 3];
    const float length = sqrtf(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    if (length <= 1e-9f) return true;
    for (int k = 0; k < 3; k++) normal[k] = (int8_t)lrintf(127 * n[k] / length);
    normal[3] = a->normal[3];
    return false;
}

// Three cells in any order and either way round are one triangle.
static uint64_t triangle_key(uint32_t a, uint32_t b, uint32_t c, uint32_t object)
{
    uint32_t t = 0;
    if (a > b) t = a, a = b, b = t;
    if (b > c) t = b, b = c, c = t;
    if (a > b) t = a, a = b, b = t;
    uint64_t h = a * 0x9e3779b97f4a7c15u;
    h = (h ^ h >> 29 ^ b) * 0xbf58476d1ce4e5b9u;
    h = (h ^ h >> 32 ^ c) * 0x94d049bb133111ebu;
    return (h ^ h >> 31 ^ object) * 0x9e3779b97f4a7c15u >> 1;
}

typedef struct {
    uint32_t *cell;     // of each vertex
    float *sum;         // four a cell: of positions, count
    int cell_count;
} Cells;

static bool find_cells(const SceneModelArrays *a, float cell_m, Cells *cells)
{
    Table t = { 0 };
    cells->cell = malloc(sizeof *cells->cell * (size_t)(a->vertex_count + 1));
    cells->sum = calloc((size_t)a->vertex_count + 1, 4 * sizeof *cells->sum);
    const bool ok = cells->cell && cells->sum && table_make(&t, a->vertex_count);
    for (int i = 0; ok && i < a->vertex_count; i++) {
        const uint32_t cell = table_find(&t, cell_key(a->vertices[i].pos_m, cell_m), (uint32_t)cells->cell_count);
        if (cell == (uint32_t)cells->cell_count) cells->cell_count++;
        cells->cell[i] = cell;
        for (int k = 0; k < 3; k++) cells->sum[4 * cell + (uint32_t)k] += a->vertices[i].pos_m[k];
        cells->sum[4 * cell + 3]++;
    }
    table_finish(&t);
    return ok;
}

static bool join_arrays(SceneModelArrays *a, float cell_m)
{
    if (a->index_count == 0) return true;
    Cells cells = { 0 };
    Table triangles = { 0 };
    SceneModelArrays out = { 0 };
    const size_t room = (size_t)a->index_count;
    const bool ok = find_cells(a, cell_m, &cells) && table_make(&triangles, a->index_count / 3) &&
                    (out.vertices = malloc(sizeof *out.vertices * room)) && (out.indices = malloc(sizeof *out.indices * room)) &&
                    (!a->uv || (out.uv = malloc(2 * sizeof *out.uv * room)));
    uint32_t kept = 0;
    for (int p = 0; ok && p < a->part_count; p++) {
        RenderModelPart *part = &a->parts[p];
        const uint32_t *from = a->indices + part->index_first;
        const uint32_t first = (uint32_t)out.index_count;
        for (uint32_t i = 0; i + 2 < part->index_count; i += 3) {
            const uint32_t c[3] = { cells.cell[from[i]], cells.cell[from[i + 1]], cells.cell[from[i + 2]] };
            if (c[0] == c[1] || c[1] == c[2] || c[2] == c[0]) continue;
            const uint64_t key = triangle_key(c[0], c[1], c[2], (uint32_t)p);
            if (table_find(&triangles, key, kept) != kept) continue;
            kept++;
            RenderModelVertex v[3];
            for (int k = 0; k < 3; k++) {
                v[k] = a->vertices[from[i]]; // one colour and object a triangle
                for (int d = 0; d < 3; d++) v[k].pos_m[d] = cells.sum[4 * c[k] + (uint32_t)d] / cells.sum[4 * c[k] + 3];
            }
            int8_t normal[4];
            if (is_flat(&v[0], &v[1], &v[2], normal)) continue;
            for (int k = 0; k < 3; k++) {
                memcpy(v[k].normal, normal, 4);
                v[k].object |= RENDER_MODEL_TWO_SIDED;
                if (a->uv) memcpy(out.uv + 2 * out.vertex_count, a->uv + 2 * (size_t)from[i + (uint32_t)k], 2 * sizeof *out.uv);
                out.indices[out.index_count++] = (uint32_t)out.vertex_count;
                out.vertices[out.vertex_count++] = v[k];
            }
        }
        part->index_first = first;
        part->index_count = (uint32_t)out.index_count - first;
        part->is_two_sided = true;
        part->size_m = 0;
    }
    free(cells.cell);
    free(cells.sum);
    table_finish(&triangles);
    if (!ok) {
        free(out.vertices);
        free(out.indices);
        free(out.uv);
        return false;
    }
    free(a->vertices);
    free(a->indices);
    free(a->uv);
    a->vertices = out.vertices;
    a->indices = out.indices;
    a->uv = out.uv;
    a->vertex_count = a->vertex_cap = out.vertex_count;
    a->index_count = a->index_cap = out.index_count;
    a->uv_cap = out.uv ? 2 * out.vertex_count : 0;
    int parts = 0;
    for (int p = 0; p < a->part_count; p++)
        if (a->parts[p].index_count > 0) a->parts[parts++] = a->parts[p];
    a->part_count = parts;
    return true;
}

bool scene_model_join(SceneModelMesh *mesh, float cell_m)
{
    return join_arrays(&mesh->plain, cell_m) && join_arrays(&mesh->pictured, cell_m);
}
