// SPDX-License-Identifier: Apache-2.0
// geo_batch_wkb.c - well-known binary (OGC 06-103r4 ch. 8, and the EWKB and 2.5D flags of older writers) into a batch.
#include "geo/geo_batch.h"
#include <string.h>

#define WKB_DEPTH_MAX 32

typedef struct {
    const uint8_t *at, *end;
    bool is_swapped;
} Reader;

static bool read_u32(Reader *r, uint32_t *out)
{
    if (r->end - r->at < 4) return false;
    memcpy(out, r->at, 4);
    if (r->is_swapped) *out = __builtin_bswap32(*out);
    r->at += 4;
    return true;
}

static double double_at(const uint8_t *bytes, bool is_swapped)
{
    uint64_t u = 0;
    double d = 0;
    memcpy(&u, bytes, 8);
    if (is_swapped) u = __builtin_bswap64(u);
    memcpy(&d, &u, 8);
    return d;
}

// count positions of dims doubles each, appended to the current part.
static bool read_positions(GeoBatch *b, Reader *r, uint32_t count, int dims, bool has_z)
{
    const size_t stride = (size_t)dims * 8;
    if ((size_t)(r->end - r->at) / stride < count) return false;
    if (count == 0) return true;
    if (!geo_batch_reserve(b, count, has_z)) return false;
    const uint8_t *p = r->at;
    double *x = b->x + b->vertex_count, *y = b->y + b->vertex_count;
    if (!r->is_swapped) {
        for (uint32_t i = 0; i < count; i++, p += stride) {
            memcpy(&x[i], p, 8);
            memcpy(&y[i], p + 8, 8);
        }
    } else {
        for (uint32_t i = 0; i < count; i++, p += stride) {
            x[i] = double_at(p, true);
            y[i] = double_at(p + 8, true);
        }
    }
    if (has_z) {
        double *z = b->z + b->vertex_count;
        p = r->at + 16;
        for (uint32_t i = 0; i < count; i++, p += stride) z[i] = double_at(p, r->is_swapped);
    }
    b->vertex_count += count;
    r->at += (size_t)count * stride;
    return true;
}

static bool read_rings(GeoBatch *b, Reader *r, int dims, bool has_z)
{
    uint32_t rings = 0;
    if (!read_u32(r, &rings)) return false;
    for (uint32_t i = 0; i < rings; i++) {
        uint32_t count = 0;
        if (!read_u32(r, &count)) return false;
        geo_batch_part(b, i == 0 ? GEO_PART_OUTER : GEO_PART_INNER);
        if (!read_positions(b, r, count, dims, has_z)) return false;
    }
    return true;
}

static bool read_geometry(GeoBatch *b, Reader *r, uint32_t *children)
{
    *children = 0;
    if (r->at >= r->end) return false;
    r->is_swapped = *r->at++ == 0;
    uint32_t code = 0;
    if (!read_u32(r, &code)) return false;
    bool has_z = (code & 0x80000000u) != 0, has_m = (code & 0x40000000u) != 0;
    if (code & 0x20000000u) { // EWKB: the SRID follows
        uint32_t srid = 0;
        if (!read_u32(r, &srid)) return false;
    }
    code &= 0x0fffffffu;
    if (code >= 1000 && code < 4000) {
        has_z = has_z || code / 1000 == 1 || code / 1000 == 3;
        has_m = has_m || code / 1000 == 2 || code / 1000 == 3;
        code %= 1000;
    }
    const int dims = 2 + has_z + has_m;
    uint32_t count = 0;
    switch (code) {
    case 1: {
        if (r->end - r->at < 16) return false;
        const double x = double_at(r->at, r->is_swapped), y = double_at(r->at + 8, r->is_swapped);
        if (x != x && y != y) { // POINT EMPTY
            if (r->end - r->at < dims * 8) return false;
            r->at += dims * 8;
            return true;
        }
        geo_batch_part(b, GEO_PART_POINT);
        return read_positions(b, r, 1, dims, has_z);
    }
    case 2:
        if (!read_u32(r, &count)) return false;
        if (count == 0) return true;
        geo_batch_part(b, GEO_PART_LINE);
        return read_positions(b, r, count, dims, has_z);
    case 3:
    case 17: return read_rings(b, r, dims, has_z);
    case 4:
    case 5:
    case 6:
    case 7:
    case 15:
    case 16: return read_u32(r, children);
    default: return false;
    }
}

bool geo_batch_wkb(GeoBatch *b, const uint8_t *bytes, size_t length)
{
    Reader r = { .at = bytes, .end = bytes + length };
    uint32_t left[WKB_DEPTH_MAX] = { 1 };
    int depth = 0;
    while (depth >= 0) {
        if (left[depth] == 0) {
            depth--;
            continue;
        }
        left[depth]--;
        uint32_t children = 0;
        if (!read_geometry(b, &r, &children) || (children > 0 && depth + 1 >= WKB_DEPTH_MAX)) {
            geo_batch_feature_clear(b);
            return false;
        }
        if (children > 0) left[++depth] = children;
    }
    return true;
}
