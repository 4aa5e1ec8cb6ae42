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

static bool has_area(const float a[3], const float b[3], const float c[3])
{
    float n2 = 0;
    for (int k = 0; k < 3; k++) {
        const int i = (k + 1) % 3, j = (k + 2) % 3;
        const float n = (b[i] - a[i]) * (c[j] - a[j]) - (b[j] - a[j]) * (c[i] - a[i]);
        n2 += n * n;
    }
    return n2 > 1e-18f;
}

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0xbf58476d1ce4e5b9u;
    return h ^ h >> 29;
}

// Three cells in any order are one triangle; either way round only where both sides are seen of
// one.
static uint64_t triangle_key(const uint32_t cells[3], uint32_t part, bool is_two_sided)
{
    uint32_t a = cells[0], b = cells[1], c = cells[2], t = 0;
    while (a > b || a > c) t = a, a = b, b = c, c = t; // the least first
    if (is_two_sided && b > c) t = b, b = c, c = t;
    return mix(mix(mix(mix(0x9e3779b97f4a7c15u, a), b), c), part) >> 1;
}

// What is alike in one cell is one vertex: seven steps of each normal's sign are enough from afar.
static uint64_t vertex_key(uint32_t cell, const RenderModelVertex *v, uint32_t part)
{
    uint32_t rgba = 0;
    memcpy(&rgba, v->rgba, 4);
    const uint64_t normal =
        (uint64_t)((v->normal[0] + 128) / 18) | (uint64_t)((v->normal[1] + 128) / 18) << 8 |
        (uint64_t)((v->normal[2] + 128) / 18) << 16 | (uint64_t)(uint8_t)v->normal[3] << 24;
    return mix(mix(mix(mix(0x2545f4914f6cdd1du, cell), normal), (uint64_t)v->object << 32 | rgba),
               part) >>
           1;
}

typedef struct {
    uint32_t *cell; // of each vertex
    float *sum;     // four a cell: of positions, count
    int cell_count;
} Cells;

static bool find_cells(const SceneModelArrays *a, float cell_m, Cells *cells)
{
    Table t = { 0 };
    cells->cell = malloc(sizeof *cells->cell * (size_t)(a->vertex_count + 1));
    cells->sum = calloc((size_t)a->vertex_count + 1, 4 * sizeof *cells->sum);
    const bool ok = cells->cell && cells->sum && table_make(&t, a->vertex_count);
    for (int i = 0; ok && i < a->vertex_count; i++) {
        const uint32_t cell =
            table_find(&t, cell_key(a->vertices[i].pos_m, cell_m), (uint32_t)cells->cell_count);
        if (cell == (uint32_t)cells->cell_count) cells->cell_count++;
        cells->cell[i] = cell;
        for (int k = 0; k < 3; k++) cells->sum[4 * cell + (uint32_t)k] += a->vertices[i].pos_m[k];
        cells->sum[4 * cell + 3]++;
    }
    table_finish(&t);
    return ok;
}

typedef struct {
    SceneModelArrays *from, out;
    Cells cells;
    Table triangles, vertices;
    uint32_t kept;
} Joining;

static size_t uv_floats(const SceneModelArrays *a)
{
    return 2 * (size_t)a->uv_sets;
}

static uint32_t join_vertex(Joining *j, uint32_t source, uint32_t part)
{
    const uint32_t cell = j->cells.cell[source];
    RenderModelVertex v = j->from->vertices[source];
    const uint32_t next = (uint32_t)j->out.vertex_count,
                   row = table_find(&j->vertices, vertex_key(cell, &v, part), next);
    if (row != next) return row;
    for (int d = 0; d < 3; d++)
        v.pos_m[d] = j->cells.sum[4 * cell + (uint32_t)d] / j->cells.sum[4 * cell + 3];
    if (j->from->uv)
        memcpy(j->out.uv + uv_floats(j->from) * next, j->from->uv + uv_floats(j->from) * source,
               uv_floats(j->from) * sizeof *j->out.uv);
    j->out.vertices[j->out.vertex_count++] = v;
    return row;
}

static void join_part(Joining *j, uint32_t p)
{
    RenderModelPart *part = &j->from->parts[p];
    const uint32_t *from = j->from->indices + part->index_first,
                   first = (uint32_t)j->out.index_count;
    for (uint32_t i = 0; i + 2 < part->index_count; i += 3) {
        uint32_t c[3];
        float at[3][3];
        for (uint32_t k = 0; k < 3; k++) {
            c[k] = j->cells.cell[from[i + k]];
            for (uint32_t d = 0; d < 3; d++)
                at[k][d] = j->cells.sum[4 * c[k] + d] / j->cells.sum[4 * c[k] + 3];
        }
        if (c[0] == c[1] || c[1] == c[2] || c[2] == c[0] || !has_area(at[0], at[1], at[2]))
            continue;
        if (table_find(&j->triangles, triangle_key(c, p, part->is_two_sided), j->kept) != j->kept)
            continue;
        j->kept++;
        for (uint32_t k = 0; k < 3; k++)
            j->out.indices[j->out.index_count++] = join_vertex(j, from[i + k], p);
    }
    part->index_first = first;
    part->index_count = (uint32_t)j->out.index_count - first;
    part->size_m = 0;
}

static bool join_arrays(SceneModelArrays *a, float cell_m)
{
    if (a->index_count == 0) return true;
    Joining j = { .from = a };
    const size_t room =
        (size_t)(a->vertex_count > a->index_count ? a->vertex_count : a->index_count);
    const bool ok = find_cells(a, cell_m, &j.cells) &&
                    table_make(&j.triangles, a->index_count / 3) &&
                    table_make(&j.vertices, a->index_count) &&
                    (j.out.vertices = malloc(sizeof *j.out.vertices * room)) &&
                    (j.out.indices = malloc(sizeof *j.out.indices * room)) &&
                    (!a->uv || (j.out.uv = malloc(uv_floats(a) * sizeof *j.out.uv * room)));
    for (int p = 0; ok && p < a->part_count; p++) join_part(&j, (uint32_t)p);
    SceneModelArrays out = j.out;
    free(j.cells.cell);
    free(j.cells.sum);
    table_finish(&j.triangles);
    table_finish(&j.vertices);
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
    a->uv_cap = out.uv ? (int)uv_floats(a) * out.vertex_count : 0;
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
