// SPDX-License-Identifier: Apache-2.0
// gltf_fixture.h - small glTF files made by the tests: values become views and accessors, the rest
// is JSON by hand.
#pragma once
#include "assets/asset.h"
#include "base/str.h"
#include "check.h"
#include <stdlib.h>
#include <unistd.h>

typedef struct {
    Str bin, views, accessors;
    int view_count, accessor_count;
    JobPool *pool;
    size_t bytes_max;
} Glb;

enum { GLB_UBYTE = 5121, GLB_SHORT = 5122, GLB_USHORT = 5123, GLB_UINT = 5125, GLB_FLOAT = 5126 };

// A view of those bytes; extra: further members of its JSON (",\"byteStride\":16") or "".
static inline int glb_view(Glb *g, const void *bytes, size_t length, const char *extra)
{
    while (g->bin.length % 4) str_add_n(&g->bin, "", 1);
    str_printf(&g->views, "%s{\"buffer\":0,\"byteOffset\":%zu,\"byteLength\":%zu%s}",
               g->view_count ? "," : "", g->bin.length, length, extra);
    str_add_n(&g->bin, bytes, length);
    return g->view_count++;
}

static inline int glb_accessor(Glb *g, int view, int component, const char *type, int count,
                               const char *extra)
{
    str_printf(&g->accessors,
               "%s{\"bufferView\":%d,\"componentType\":%d,\"type\":\"%s\",\"count\":%d%s}",
               g->accessor_count ? "," : "", view, component, type, count, extra);
    return g->accessor_count++;
}

static inline int glb_floats(Glb *g, const char *type, int count, const float *values, int numbers)
{
    return glb_accessor(g, glb_view(g, values, sizeof(float) * (size_t)numbers, ""), GLB_FLOAT,
                        type, count, "");
}

static inline int glb_indices(Glb *g, int count, const uint16_t *values)
{
    return glb_accessor(g, glb_view(g, values, 2 * (size_t)count, ""), GLB_USHORT, "SCALAR", count,
                        "");
}

static inline void glb_write(Glb *g, const char *path, const char *rest)
{
    Str json = { 0 };
    while (g->bin.length % 4) str_add_n(&g->bin, "", 1);
    str_printf(&json,
               "{\"asset\":{\"version\":\"2.0\"},\"buffers\":[{\"byteLength\":%zu}],"
               "\"bufferViews\":[%s],\"accessors\":[%s]%s%s}",
               g->bin.length, g->views.text ? g->views.text : "",
               g->accessors.text ? g->accessors.text : "", rest[0] ? "," : "", rest);
    while (json.length % 4) str_add(&json, " ");
    FILE *file = fopen(path, "wb");
    const uint32_t head[5] = { 0x46546C67, 2, (uint32_t)(28 + json.length + g->bin.length),
                               (uint32_t)json.length, 0x4E4F534A };
    const uint32_t chunk[2] = { (uint32_t)g->bin.length, 0x004E4942 };
    fwrite(head, 4, 5, file);
    fwrite(json.text, 1, json.length, file);
    fwrite(chunk, 4, 2, file);
    fwrite(g->bin.text ? g->bin.text : "", 1, g->bin.length, file);
    fclose(file);
    str_finish(&json);
}

static inline void glb_finish(Glb *g)
{
    str_finish(&g->bin);
    str_finish(&g->views);
    str_finish(&g->accessors);
}

// Writes the GLB, reads it, forgets the builder.
static inline Asset *glb_load(Glb *g, const char *rest, Err *err)
{
    const char *path = check_temporary("made.glb");
    glb_write(g, path, rest);
    Asset *asset =
        asset_load(&(AssetDesc){ .path = path, .pool = g->pool, .bytes_max = g->bytes_max }, err);
    glb_finish(g);
    unlink(path);
    return asset;
}

// A triangle in the plane of x and y: (0 0 0), (2 0 0), (0 3 0).
static const float glb_triangle[9] = { 0, 0, 0, 2, 0, 0, 0, 3, 0 };
#define GLB_ONE_NODE "\"nodes\":[{\"mesh\":0}],\"scenes\":[{\"nodes\":[0]}],\"scene\":0"

static inline int asset_problem_count(const Asset *a, const char *kind)
{
    for (int i = 0; i < a->problem_count; i++)
        if (strcmp(a->problems[i].kind, kind) == 0) return a->problems[i].count;
    return 0;
}

static inline void check_dvec(DVec3 v, double x, double y, double z, double tolerance)
{
    CHECK_NEAR(v.x, x, tolerance);
    CHECK_NEAR(v.y, y, tolerance);
    CHECK_NEAR(v.z, z, tolerance);
}
