// SPDX-License-Identifier: Apache-2.0
// scene_model_shape.c - normals by crease angle: faces round a point within the angle are averaged
// by the angle they have there.
#include "scene/scene_model_shape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FAN_MAX = 96 }; // faces looked at round one point

typedef struct {
    const AssetMesh *mesh;
    const uint32_t *triangles;
    int triangle_count;
    uint32_t *point;           // of each corner asked for: its place in space
    float *face;               // unit normals, three a triangle
    float *angle;              // of each corner
    uint32_t *fan_start, *fan; // corners round a point
    int point_count;
} Work;

static uint32_t corner_vertex(const Work *w, int corner)
{
    const size_t t = w->triangles ? w->triangles[corner / 3] : (size_t)(corner / 3);
    return w->mesh->indices[t * 3 + (size_t)(corner % 3)];
}

static uint32_t hash_bits(const void *bytes, size_t words)
{
    uint32_t h = 0x9e3779b9u, v = 0;
    for (size_t i = 0; i < words; i++) {
        memcpy(&v, (const uint8_t *)bytes + 4 * i, 4);
        if (v == 0x80000000u) v = 0;
        h = (h ^ v) * 0x85ebca6bu;
        h ^= h >> 13;
    }
    h *= 0xc2b2ae35u;
    return h ^ h >> 16;
}

static uint32_t table_size(int items)
{
    uint32_t size = 64;
    while (size < 2u * (uint32_t)items) size *= 2;
    return size;
}

// Numbers the places of the corners: equal positions of different vertices are one.
static bool find_points(Work *w)
{
    const int corners = w->triangle_count * 3;
    const uint32_t size = table_size(corners);
    uint32_t *table = calloc(size, sizeof *table); // 1 + corner
    if (!table) return false;
    for (int c = 0; c < corners; c++) {
        const float *p = w->mesh->positions + (size_t)corner_vertex(w, c) * 3;
        uint32_t at = hash_bits(p, 3) & (size - 1);
        for (;; at = (at + 1) & (size - 1)) {
            if (!table[at]) {
                table[at] = (uint32_t)c + 1;
                w->point[c] = (uint32_t)w->point_count++;
                break;
            }
            const float *q = w->mesh->positions + (size_t)corner_vertex(w, (int)table[at] - 1) * 3;
            if (p[0] == q[0] && p[1] == q[1] && p[2] == q[2]) {
                w->point[c] = w->point[table[at] - 1];
                break;
            }
        }
    }
    free(table);
    return true;
}

static void measure_faces(Work *w)
{
    for (int t = 0; t < w->triangle_count; t++) {
        double e[3][3], length[3], n[3];
        for (int k = 0; k < 3; k++) {
            const float *a = w->mesh->positions + (size_t)corner_vertex(w, 3 * t + k) * 3;
            const float *b = w->mesh->positions + (size_t)corner_vertex(w, 3 * t + (k + 1) % 3) * 3;
            for (int i = 0; i < 3; i++) e[k][i] = (double)b[i] - (double)a[i];
            length[k] = sqrt(e[k][0] * e[k][0] + e[k][1] * e[k][1] + e[k][2] * e[k][2]);
        }
        for (int i = 0; i < 3; i++) {
            const int j = (i + 1) % 3, l = (i + 2) % 3;
            n[i] = e[0][j] * e[1][l] - e[0][l] * e[1][j];
        }
        const double area = sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        for (int i = 0; i < 3; i++) w->face[3 * t + i] = area > 0 ? (float)(n[i] / area) : 0;
        for (int k = 0; k < 3; k++) {
            const int before = (k + 2) % 3;
            const double both = length[k] * length[before];
            double cosine = 0;
            for (int i = 0; i < 3; i++) cosine -= e[k][i] * e[before][i];
            w->angle[3 * t + k] = both > 0 ? (float)acos(fmax(-1, fmin(1, cosine / both))) : 0;
        }
    }
}

static void find_fans(Work *w)
{
    const int corners = w->triangle_count * 3;
    for (int c = 0; c < corners; c++) w->fan_start[w->point[c] + 1]++;
    for (int i = 0; i < w->point_count; i++) w->fan_start[i + 1] += w->fan_start[i];
    for (int c = 0; c < corners; c++) w->fan[w->fan_start[w->point[c]]++] = (uint32_t)c;
    for (int i = w->point_count; i > 0; i--) w->fan_start[i] = w->fan_start[i - 1];
    w->fan_start[0] = 0;
}

static int8_t snorm8(float v)
{
    const float s = v * 127;
    return (int8_t)(s > 127 ? 127 : s < -127 ? -127 : s < 0 ? s - 0.5f : s + 0.5f);
}

static void quantise(const float n[3], int8_t out[4])
{
    const float length = sqrtf(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    for (int i = 0; i < 3; i++) out[i] = snorm8(length > 0 ? n[i] / length : i == 2);
    out[3] = 0;
}

static void corner_normal(const Work *w, int corner, float crease_cos, int8_t out[4])
{
    const float *own = w->face + 3 * (corner / 3);
    const uint32_t first = w->fan_start[w->point[corner]], end = w->fan_start[w->point[corner] + 1];
    float sum[3] = { 0 };
    if (end - first > FAN_MAX) {
        quantise(own, out);
        return;
    }
    for (uint32_t i = first; i < end; i++) {
        const float *n = w->face + 3 * (w->fan[i] / 3);
        if (own[0] * n[0] + own[1] * n[1] + own[2] * n[2] < crease_cos) continue;
        for (int k = 0; k < 3; k++) sum[k] += n[k] * w->angle[w->fan[i]];
    }
    const bool is_flat = sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2] <= 1e-12f;
    quantise(is_flat ? own : sum, out);
}

// Where the file says the normals, a corner is a vertex.
static bool take_vertices(const Work *w, SceneModelShape *out)
{
    const int corners = w->triangle_count * 3;
    const uint32_t size =
        table_size(corners < w->mesh->vertex_count ? corners : w->mesh->vertex_count);
    uint32_t *table = calloc(size, sizeof *table); // 1 + row
    if (!table) return false;
    for (int c = 0; c < corners; c++) {
        const uint32_t vertex = corner_vertex(w, c);
        uint32_t at = (vertex * 0x9e3779b9u >> 7) & (size - 1);
        while (table[at] && out->source[table[at] - 1] != vertex) at = (at + 1) & (size - 1);
        if (!table[at]) {
            const int row = out->corner_count++;
            table[at] = (uint32_t)row + 1;
            out->source[row] = vertex;
            quantise(w->mesh->normals + (size_t)vertex * 3, out->normal + 4 * row);
        }
        out->corners[c] = table[at] - 1;
    }
    free(table);
    return true;
}

// Corners of one vertex with one normal are one.
static bool join_corners(const Work *w, SceneModelShape *out)
{
    const int corners = w->triangle_count * 3;
    const uint32_t size = table_size(corners);
    uint32_t *table = calloc(size, sizeof *table);
    const float crease_cos = (float)cos(SCENE_MODEL_CREASE_DEG * DVEC_RAD_FROM_DEG);
    if (!table) return false;
    for (int c = 0; c < corners; c++) {
        const uint32_t vertex = corner_vertex(w, c);
        int8_t normal[4];
        corner_normal(w, c, crease_cos, normal);
        uint32_t key[2] = { vertex, 0 };
        // Without texture coordinates and colours of its own a place is as good as a vertex.
        if (w->point && !w->mesh->uv && !w->mesh->colours) key[0] = w->point[c];
        memcpy(&key[1], normal, 4);
        uint32_t at = hash_bits(key, 2) & (size - 1);
        for (;; at = (at + 1) & (size - 1)) {
            if (!table[at]) {
                const int row = out->corner_count++;
                table[at] = (uint32_t)row + 1;
                out->source[row] = vertex;
                memcpy(out->normal + 4 * row, normal, 4);
                break;
            }
            const uint32_t row = table[at] - 1;
            if (memcmp(out->normal + 4 * row, normal, 4) != 0) continue;
            const float *p = w->mesh->positions + (size_t)vertex * 3,
                        *q = w->mesh->positions + (size_t)out->source[row] * 3;
            const bool is_same = key[0] == vertex ? out->source[row] == vertex
                                                  : p[0] == q[0] && p[1] == q[1] && p[2] == q[2];
            if (is_same) break;
        }
        out->corners[c] = table[at] - 1;
    }
    free(table);
    return true;
}

static bool is_inside_out(const AssetMesh *mesh)
{
    double volume = 0;
    for (int t = 0; t < mesh->triangle_count; t++) {
        DVec3 p[3];
        for (int k = 0; k < 3; k++) {
            const float *v = mesh->positions + (size_t)mesh->indices[(size_t)t * 3 + (size_t)k] * 3;
            p[k] = (DVec3){ (double)v[0], (double)v[1], (double)v[2] };
        }
        volume += dvec_dot(p[0], dvec_cross(p[1], p[2]));
    }
    return volume < 0;
}

void scene_model_shape_finish(SceneModelShape *shape)
{
    free(shape->source);
    free(shape->normal);
    free(shape->corners);
    *shape = (SceneModelShape){ 0 };
}

bool scene_model_shape_make(const AssetMesh *mesh, const uint32_t *triangles, int triangle_count,
                            SceneModelShape *out)
{
    Work w = { .mesh = mesh, .triangles = triangles, .triangle_count = triangle_count };
    const size_t corners = (size_t)triangle_count * 3;
    const bool has_normals = mesh->normals != NULL;
    *out = (SceneModelShape){ .source = malloc(sizeof *out->source * (corners + 1)),
                              .normal = malloc(4 * (corners + 1)),
                              .corners = malloc(sizeof *out->corners * (corners + 1)),
                              .triangle_count = triangle_count };
    bool ok = out->source && out->normal && out->corners;
    if (ok && !has_normals) {
        w.point = malloc(sizeof *w.point * (corners + 1));
        w.face = malloc(sizeof *w.face * (corners + 1));
        w.angle = malloc(sizeof *w.angle * (corners + 1));
        w.fan = malloc(sizeof *w.fan * (corners + 1));
        w.fan_start = calloc(corners + 2, sizeof *w.fan_start);
        ok = w.point && w.face && w.angle && w.fan && w.fan_start && find_points(&w);
        if (ok) {
            measure_faces(&w);
            find_fans(&w);
        }
    }
    ok = ok && (has_normals ? take_vertices(&w, out) : join_corners(&w, out));
    if (ok && !triangles) out->is_inside_out = mesh->is_closed && is_inside_out(mesh);
    free(w.point);
    free(w.face);
    free(w.angle);
    free(w.fan);
    free(w.fan_start);
    if (ok) return true;
    scene_model_shape_finish(out);
    return false;
}
