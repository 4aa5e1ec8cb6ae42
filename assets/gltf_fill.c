// SPDX-License-Identifier: Apache-2.0
// gltf_fill.c - values of a glTF primitive into the arrays of a mesh, a run at a time.
#include "assets/gltf_primitive.h"
#include <float.h>
#include <string.h>

static void gltf_fill_morph(const GltfFill *f, bool is_normal, float *out)
{
    for (int m = 0; m < f->primitive->morph_count; m++) {
        const GltfSpan *span =
            is_normal ? &f->primitive->morphs[m].normal : &f->primitive->morphs[m].position;
        const float weight = f->primitive->morphs[m].weight;
        if (!span->bytes) continue;
        for (int i = 0; i < f->count; i++) {
            float delta[3] = { 0 };
            gltf_span_floats(span, f->first + i, 1, 3, delta);
            for (int c = 0; c < 3; c++) out[i * 3 + c] += weight * delta[c];
        }
    }
}

static void gltf_fill_positions(GltfFill *f, float *out)
{
    float low[3] = { FLT_MAX, FLT_MAX, FLT_MAX }, high[3] = { -FLT_MAX, -FLT_MAX, -FLT_MAX };
    float wild = 0; // stays 0 while all are finite: 0 times infinite or NaN is NaN
    gltf_span_floats(&f->primitive->position, f->first, f->count, 3, out);
    if (f->primitive->morph_count && !f->primitive->is_morphing) gltf_fill_morph(f, false, out);
    for (int i = 0; i < f->count; i++) {
        for (int c = 0; c < 3; c++) {
            const float v = out[i * 3 + c];
            low[c] = v < low[c] ? v : low[c];
            high[c] = v > high[c] ? v : high[c];
            wild += v * 0.0f;
        }
    }
    if (wild != 0.0f) { // also of NaN
        for (int i = 0; i < f->count; i++) {
            const float *v = out + (size_t)i * 3;
            f->wild += !(isfinite(v[0]) && isfinite(v[1]) && isfinite(v[2]));
        }
    }
    memcpy(f->box_min_m, low, sizeof low);
    memcpy(f->box_max_m, high, sizeof high);
}

static void gltf_fill_normals(const GltfFill *f, float *out)
{
    gltf_span_floats(&f->primitive->normal, f->first, f->count, 3, out);
    if (f->primitive->morph_count && !f->primitive->is_morphing) gltf_fill_morph(f, true, out);
    for (int i = 0; i < f->count; i++) {
        float *n = out + (size_t)i * 3;
        const float square = n[0] * n[0] + n[1] * n[1] + n[2] * n[2];
        if (fabsf(square - 1.0f) < 1e-3f) continue;
        const float length = sqrtf(square);
        const bool is_good = length > 0 && isfinite(length);
        for (int c = 0; c < 3; c++) n[c] = is_good ? n[c] / length : c == 1 ? 1.0f : 0.0f;
    }
}

// out NULL: the mesh has none; zeroed where the primitive alone has none.
static void gltf_fill_uv(const GltfFill *f, const GltfSpan *uv, float *out)
{
    if (!out) return;
    if (!uv->bytes) {
        memset(out, 0, sizeof(float) * 2 * (size_t)f->count);
        return;
    }
    gltf_span_floats(uv, f->first, f->count, 2, out);
    for (int i = 0; i < f->count * 2; i++)
        if (!isfinite(out[i])) out[i] = 0;
}

static uint8_t gltf_srgb(float linear)
{
    const float v = linear > 0 ? linear < 1 ? linear : 1 : 0; // NaN is 0
    const float s = v <= 0.0031308f ? 12.92f * v : 1.055f * powf(v, 1 / 2.4f) - 0.055f;
    return (uint8_t)(s * 255.0f + 0.5f);
}

// glTF's vertex colours are linear.
static void gltf_fill_colours(const GltfFill *f, uint8_t *out)
{
    float last[4] = { 1, 1, 1, 1 };
    uint8_t packed[4] = { 255, 255, 255, 255 };
    for (int i = 0; i < f->count; i++) {
        float rgba[4] = { 1, 1, 1, 1 };
        gltf_span_floats(&f->primitive->colour, f->first + i, 1, 4, rgba);
        // Neighbours mostly have one colour.
        if (memcmp(rgba, last, sizeof rgba) != 0) {
            for (int c = 0; c < 3; c++) packed[c] = gltf_srgb(rgba[c]);
            packed[3] = (uint8_t)(fminf(fmaxf(rgba[3], 0), 1) * 255.0f + 0.5f);
            memcpy(last, rgba, sizeof rgba);
        }
        memcpy(out + (size_t)i * 4, packed, 4);
    }
}

static void gltf_fill_skin(GltfFill *f, uint16_t *joints, float *weights)
{
    const GltfPrimitive *p = f->primitive;
    for (int i = 0; i < f->count; i++) {
        float j[4] = { 0 }, w[4] = { 0 }, sum = 0;
        gltf_span_floats(&p->joints, f->first + i, 1, 4, j);
        gltf_span_floats(&p->weights, f->first + i, 1, 4, w);
        for (int c = 0; c < 4; c++) {
            w[c] = w[c] > 0 && isfinite(w[c]) ? w[c] : 0;
            sum += w[c];
        }
        for (int c = 0; c < 4; c++) {
            // A joint of no weight may be any number.
            const uint16_t joint = w[c] > 0 ? (uint16_t)j[c] : 0;
            joints[i * 4 + c] = joint;
            weights[i * 4 + c] = sum > 0 ? w[c] / sum : c == 0 ? 1.0f : 0.0f;
            if (joint >= f->joint_count) f->joint_count = joint + 1;
        }
    }
}

// Targets side by side at each vertex; those that are not there move nothing.
static void gltf_fill_targets(const GltfFill *f, bool is_normal, int targets, float *out)
{
    memset(out, 0, sizeof(float) * 3 * (size_t)targets * (size_t)f->count);
    for (int m = 0; m < f->primitive->morph_count && m < targets; m++) {
        const GltfMorph *morph = &f->primitive->morphs[m];
        const GltfSpan *span = is_normal ? &morph->normal : &morph->position;
        for (int i = 0; span->bytes && i < f->count; i++) {
            float *delta = out + 3 * ((size_t)i * (size_t)targets + (size_t)m);
            gltf_span_floats(span, f->first + i, 1, 3, delta);
            for (int c = 0; c < 3; c++)
                if (!isfinite(delta[c])) delta[c] = 0;
        }
    }
}

static void gltf_fill_vertices(GltfFill *f)
{
    const GltfPrimitive *p = f->primitive;
    const AssetMesh *m = p->out;
    const size_t at = (size_t)(p->first_vertex + f->first);
    gltf_fill_positions(f, m->positions + at * 3);
    if (m->normals) gltf_fill_normals(f, m->normals + at * 3);
    gltf_fill_uv(f, &p->uv, m->uv ? m->uv + at * 2 : NULL);
    gltf_fill_uv(f, &p->uv_second, m->uv_second ? m->uv_second + at * 2 : NULL);
    if (m->colours && p->colour.bytes)
        gltf_fill_colours(f, m->colours + at * 4);
    else if (m->colours)
        memset(m->colours + at * 4, 255, 4 * (size_t)f->count);
    if (m->joints) gltf_fill_skin(f, m->joints + at * 4, m->weights + at * 4);
    const size_t deltas = 3 * at * (size_t)m->morph_count;
    if (m->morphs) gltf_fill_targets(f, false, m->morph_count, m->morphs + deltas);
    if (m->morph_normals) gltf_fill_targets(f, true, m->morph_count, m->morph_normals + deltas);
}

static uint32_t gltf_fill_index(const GltfPrimitive *p, size_t at)
{
    return p->indices.bytes ? gltf_span_index(&p->indices, (int)at) : (uint32_t)at;
}

// The corners of a run of triangles, as the file numbers them.
static void gltf_fill_corners(const GltfFill *f, uint32_t *out)
{
    const GltfPrimitive *p = f->primitive;
    const size_t corners = (size_t)f->count * 3, from = (size_t)f->first * 3;
    if (p->mode == 4 && p->indices.type == GLTF_UINT && p->indices.stride == 4) {
        memcpy(out, p->indices.bytes + from * 4, corners * 4);
    } else if (p->mode == 4) {
        for (size_t i = 0; i < corners; i++) out[i] = gltf_fill_index(p, from + i);
    } else {
        for (int t = 0; t < f->count; t++, out += 3) {
            // glTF 2.0, 3.7.2.1: strips turn every second triangle, fans keep the first vertex.
            const size_t n = (size_t)(f->first + t), odd = p->mode == 5 ? n & 1 : 0;
            out[0] = gltf_fill_index(p, p->mode == 5 ? n : n + 1);
            out[1] = gltf_fill_index(p, p->mode == 5 ? n + 1 + odd : n + 2);
            out[2] = gltf_fill_index(p, p->mode == 5 ? n + 2 - odd : 0);
        }
    }
}

static void gltf_fill_triangles(GltfFill *f)
{
    const GltfPrimitive *p = f->primitive;
    uint32_t *out = p->out->indices + (size_t)(p->first_triangle + f->first) * 3;
    const size_t corners = (size_t)f->count * 3;
    const uint32_t first = (uint32_t)p->first_vertex;
    uint32_t most = 0;
    gltf_fill_corners(f, out);
    for (size_t i = 0; i < corners; i++) most = out[i] > most ? out[i] : most;
    // A triangle beyond the vertices loses its area, not its place.
    for (size_t i = 0; most >= (uint32_t)p->vertex_count && i < corners; i += 3) {
        const uint32_t n = (uint32_t)p->vertex_count;
        if (out[i] < n && out[i + 1] < n && out[i + 2] < n) continue;
        out[i] = out[i + 1] = out[i + 2] = 0;
        f->wild++;
    }
    if (first == 0) return;
    for (size_t i = 0; i < corners; i++) out[i] += first;
}

void gltf_fill(GltfFill *f)
{
    if (f->is_triangles)
        gltf_fill_triangles(f);
    else
        gltf_fill_vertices(f);
}
