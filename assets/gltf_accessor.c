// SPDX-License-Identifier: Apache-2.0
// gltf_accessor.c - typed values of a glTF file: bounds, sparse replacements, conversion to floats.
#include "assets/gltf_file.h"
#include <string.h>

int gltf_component_bytes(GltfComponent type)
{
    switch (type) {
    case GLTF_BYTE:
    case GLTF_UBYTE: return 1;
    case GLTF_SHORT:
    case GLTF_USHORT: return 2;
    case GLTF_UINT:
    case GLTF_FLOAT: return 4;
    }
    return 0;
}

static int gltf_components(const Gltf *g, JsonRef type)
{
    static const struct {
        const char *name;
        int count;
    } rows[] = { { "SCALAR", 1 }, { "VEC2", 2 }, { "VEC3", 3 }, { "VEC4", 4 }, { "MAT4", 16 } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (json_text_is(&g->json, type, rows[i].name)) return rows[i].count;
    return 0;
}

bool gltf_span_shape(const Gltf *g, int accessor, GltfSpan *out)
{
    const JsonRef row = gltf_row(g, GLTF_ACCESSORS, accessor);
    const JsonTape *t = &g->json;
    *out =
        (GltfSpan){ .count = (int)json_as_int(t, gltf_member(g, row, "count"), 1, INT32_MAX - 1, 0),
                    .components = gltf_components(g, gltf_member(g, row, "type")),
                    .type = (GltfComponent)json_as_int(t, gltf_member(g, row, "componentType"), 0,
                                                       65535, 0),
                    .is_normalized = json_as_bool(t, gltf_member(g, row, "normalized"), false) };
    return out->count > 0 && out->components > 0 && gltf_component_bytes(out->type) > 0;
}

// Points the span at its bytes within a view; false where they do not fit.
static bool gltf_span_place(const Gltf *g, JsonRef object, GltfSpan *span)
{
    const int view = gltf_index(g, object, "bufferView", GLTF_VIEWS);
    const int64_t offset =
        json_as_int(&g->json, gltf_member(g, object, "byteOffset"), 0, (int64_t)1 << 48, 0);
    const size_t item = (size_t)(gltf_component_bytes(span->type) * span->components);
    if (view < 0 || !g->views[view].bytes) return false;
    const GltfBytes *v = &g->views[view];
    span->stride = v->stride ? v->stride : item;
    const size_t needed = (size_t)(span->count - 1) * span->stride + item;
    if (span->stride < item || (uint64_t)offset > v->length || needed > v->length - (size_t)offset)
        return false;
    span->bytes = v->bytes + offset;
    return true;
}

uint32_t gltf_span_index(const GltfSpan *span, int at)
{
    const uint8_t *from = span->bytes + (size_t)at * span->stride;
    uint32_t wide = 0;
    uint16_t narrow = 0;
    if (span->type == GLTF_UBYTE) return *from;
    if (span->type == GLTF_USHORT) {
        memcpy(&narrow, from, sizeof narrow);
        return narrow;
    }
    memcpy(&wide, from, sizeof wide);
    return wide;
}

// Replaces what the sparse part names in values written out tightly.
static bool gltf_span_sparse(const Gltf *g, JsonRef sparse, const GltfSpan *span, uint8_t *out)
{
    const JsonRef indices = gltf_member(g, sparse, "indices");
    const int count =
        (int)json_as_int(&g->json, gltf_member(g, sparse, "count"), 1, span->count, 0);
    GltfSpan where = { .count = count, .components = 1 };
    GltfSpan what = *span;
    where.type =
        (GltfComponent)json_as_int(&g->json, gltf_member(g, indices, "componentType"), 0, 65535, 0);
    what.count = count;
    if (count == 0 ||
        (where.type != GLTF_UBYTE && where.type != GLTF_USHORT && where.type != GLTF_UINT) ||
        !gltf_span_place(g, indices, &where) ||
        !gltf_span_place(g, gltf_member(g, sparse, "values"), &what))
        return false;
    for (int i = 0; i < count; i++) {
        const uint32_t at = gltf_span_index(&where, i);
        if (at >= (uint32_t)span->count) return false;
        memcpy(out + (size_t)at * span->stride, what.bytes + (size_t)i * what.stride, span->stride);
    }
    return true;
}

bool gltf_span(Gltf *g, int accessor, GltfSpan *out, Err *err)
{
    GltfSpan span;
    const JsonRef row = gltf_row(g, GLTF_ACCESSORS, accessor);
    const JsonRef sparse = gltf_member(g, row, "sparse");
    const bool has_view = gltf_member(g, row, "bufferView") != JSON_TAPE_NONE;
    if (!gltf_span_shape(g, accessor, &span)) {
        err_set(err, ERR_FORMAT, "accessor %d: count, type and componentType were expected",
                accessor);
        return false;
    }
    if (has_view && !gltf_span_place(g, row, &span)) {
        err_set(err, ERR_FORMAT, "accessor %d: its %d values do not lie within their view",
                accessor, span.count);
        return false;
    }
    if (has_view && sparse == JSON_TAPE_NONE) {
        *out = span;
        return true;
    }
    const size_t item = (size_t)(gltf_component_bytes(span.type) * span.components);
    uint8_t *bytes = gltf_unpacked(g, item * (size_t)span.count);
    if (!bytes) {
        err_set(err, ERR_MEMORY, "accessor %d: no memory for %d values", accessor, span.count);
        return false;
    }
    if (!has_view)
        memset(bytes, 0, item * (size_t)span.count);
    else
        for (int i = 0; i < span.count; i++)
            memcpy(bytes + (size_t)i * item, span.bytes + (size_t)i * span.stride, item);
    span.bytes = bytes;
    span.stride = item;
    if (sparse != JSON_TAPE_NONE && !gltf_span_sparse(g, sparse, &span, bytes)) {
        err_set(err, ERR_FORMAT, "accessor %d: its sparse values do not fit", accessor);
        return false;
    }
    *out = span;
    return true;
}

// glTF 2.0, 3.6.2.2: normalized integers.
static float gltf_component(const uint8_t *from, GltfComponent type, bool is_normalized)
{
    int16_t s = 0;
    uint16_t us = 0;
    uint32_t ui = 0;
    float f = 0;
    switch (type) {
    case GLTF_BYTE:
        return is_normalized ? fmaxf((float)(int8_t)*from / 127.0f, -1.0f) : (float)(int8_t)*from;
    case GLTF_UBYTE: return is_normalized ? (float)*from / 255.0f : (float)*from;
    case GLTF_SHORT:
        memcpy(&s, from, sizeof s);
        return is_normalized ? fmaxf((float)s / 32767.0f, -1.0f) : (float)s;
    case GLTF_USHORT:
        memcpy(&us, from, sizeof us);
        return is_normalized ? (float)us / 65535.0f : (float)us;
    case GLTF_UINT: memcpy(&ui, from, sizeof ui); return (float)ui;
    case GLTF_FLOAT: memcpy(&f, from, sizeof f); return f;
    }
    return 0;
}

void gltf_span_floats(const GltfSpan *span, int first, int count, int components, float *out)
{
    const int given = span->components < components ? span->components : components;
    const size_t width = (size_t)gltf_component_bytes(span->type);
    const uint8_t *from = span->bytes + (size_t)first * span->stride;
    if (span->type == GLTF_FLOAT && span->stride == sizeof(float) * (size_t)components &&
        given == components) {
        memcpy(out, from, span->stride * (size_t)count);
        return;
    }
    for (int i = 0; i < count; i++, from += span->stride, out += components) {
        if (span->type == GLTF_FLOAT)
            memcpy(out, from, sizeof(float) * (size_t)given);
        else
            for (int c = 0; c < given; c++)
                out[c] = gltf_component(from + (size_t)c * width, span->type, span->is_normalized);
    }
}
