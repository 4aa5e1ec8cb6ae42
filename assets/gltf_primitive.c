// SPDX-License-Identifier: Apache-2.0
// gltf_primitive.c - attributes, indices, morph targets and Draco of the primitives of a glTF file.
#include "assets/gltf_primitive.h"
#include "assets/gltf_draco.h"
#include "assets/gltf_node.h"
#include <string.h>

// Below this a vertex buffer is copied whole; above that many indices hashing would cost more.
#define GLTF_SHARED_VERTICES_MIN 4096
#define GLTF_SHARED_INDICES_MAX (1 << 28)

enum { GLTF_TRIANGLES = 4, GLTF_STRIP = 5, GLTF_FAN = 6 };

// What a primitive may have: name, forms allowed, and where the span goes.
typedef struct {
    const char *name;
    int components_min, components_max;
} GltfAttribute;
enum {
    GLTF_POSITION,
    GLTF_NORMAL,
    GLTF_UV,
    GLTF_COLOUR,
    GLTF_JOINTS,
    GLTF_WEIGHTS,
    GLTF_UV_SECOND,
    GLTF_ATTRIBUTE_COUNT
};
static const GltfAttribute gltf_attributes[GLTF_ATTRIBUTE_COUNT] = {
    { "POSITION", 3, 3 }, { "NORMAL", 3, 3 },    { "TEXCOORD_0", 2, 2 }, { "COLOR_0", 3, 4 },
    { "JOINTS_0", 4, 4 }, { "WEIGHTS_0", 4, 4 }, { "TEXCOORD_1", 2, 2 }
};

// Of what has no material.
static const GltfUvSets gltf_uv_plain = { 0, -1 };

// One Draco mesh and the attributes to be taken from it.
typedef struct {
    const Gltf *g;
    GltfBytes packed;
    GltfDraco *draco;
    GltfPrimitive *primitive;
    JsonRef primitive_ref, extension;
    uint32_t ids[GLTF_ATTRIBUTE_COUNT];
    void *out[GLTF_ATTRIBUTE_COUNT];
    uint32_t *indices;
    bool is_broken;
} GltfDracoJob;

static GltfSpan *gltf_primitive_span(GltfPrimitive *p, int attribute)
{
    GltfSpan *const spans[GLTF_ATTRIBUTE_COUNT] = { &p->position, &p->normal, &p->uv,
                                                    &p->colour,   &p->joints, &p->weights,
                                                    &p->uv_second };
    return spans[attribute];
}

// NULL: a second set that the material does not read.
static const char *gltf_attribute_name(Gltf *g, int attribute, GltfUvSets sets)
{
    if (attribute == GLTF_UV_SECOND && sets.second < 0) return NULL;
    if (attribute != GLTF_UV && attribute != GLTF_UV_SECOND) return gltf_attributes[attribute].name;
    return arena_printf(&g->scratch, "TEXCOORD_%d",
                        attribute == GLTF_UV ? sets.first : sets.second);
}

static int gltf_accessor_of(Gltf *g, JsonRef attributes, int attribute, GltfUvSets sets)
{
    const char *name = gltf_attribute_name(g, attribute, sets);
    return name ? gltf_index(g, attributes, name, GLTF_ACCESSORS) : -1;
}

static bool gltf_attribute_fits(const GltfSpan *span, int attribute, int vertex_count)
{
    const GltfAttribute *a = &gltf_attributes[attribute];
    return span->count >= vertex_count && span->components >= a->components_min &&
           span->components <= a->components_max && span->type != GLTF_UINT &&
           (attribute != GLTF_JOINTS || span->type == GLTF_UBYTE || span->type == GLTF_USHORT);
}

// Attributes that do not fit are left out with a word; without positions there is nothing.
static bool gltf_primitive_attributes(Gltf *g, JsonRef ref, GltfUvSets sets, GltfPrimitive *p)
{
    const JsonRef attributes = gltf_member(g, ref, "attributes");
    for (int a = 0; a < GLTF_ATTRIBUTE_COUNT; a++) {
        Err err = { 0 };
        GltfSpan span = { 0 };
        p->accessors[a] = gltf_accessor_of(g, attributes, a, sets);
        if (p->accessors[a] < 0) {
            if (a == GLTF_POSITION) return false;
            continue;
        }
        if (!gltf_span(g, p->accessors[a], &span, &err)) {
            asset_build_problem(g->build, "accessor", "mesh %d, %s: %s", p->mesh,
                                gltf_attributes[a].name, err.text);
        } else if (!gltf_attribute_fits(&span, a, a == GLTF_POSITION ? 1 : p->vertex_count)) {
            asset_build_problem(g->build, "attribute",
                                "mesh %d: its %s have another form or are too few", p->mesh,
                                gltf_attributes[a].name);
        } else {
            *gltf_primitive_span(p, a) = span;
            if (a == GLTF_POSITION) p->vertex_count = span.count;
            continue;
        }
        p->accessors[a] = -1;
        if (a == GLTF_POSITION) return false;
    }
    return true;
}

static int gltf_triangle_count(int mode, int count)
{
    return mode == GLTF_TRIANGLES ? count / 3 : count < 3 ? 0 : count - 2;
}

static bool gltf_primitive_indices(Gltf *g, JsonRef ref, GltfPrimitive *p)
{
    const bool has = gltf_member(g, ref, "indices") != JSON_TAPE_NONE;
    const int accessor = gltf_index(g, ref, "indices", GLTF_ACCESSORS);
    Err err = { 0 };
    if (has) {
        if (!gltf_span(g, accessor, &p->indices, &err)) {
            asset_build_problem(g->build, "accessor", "mesh %d, indices: %s", p->mesh, err.text);
            return false;
        }
        const GltfComponent type = p->indices.type;
        if (p->indices.components != 1 ||
            (type != GLTF_UBYTE && type != GLTF_USHORT && type != GLTF_UINT)) {
            asset_build_problem(g->build, "accessor",
                                "mesh %d: indices are whole numbers without sign", p->mesh);
            return false;
        }
    }
    p->triangle_count = gltf_triangle_count(p->mode, has ? p->indices.count : p->vertex_count);
    return p->triangle_count > 0;
}

static void gltf_primitive_morphs(Gltf *g, JsonRef ref, JsonRef weights, GltfPrimitive *p)
{
    const JsonRef targets = gltf_member(g, ref, "targets");
    JsonRef weight = json_first(&g->json, weights);
    const int count = json_count(&g->json, targets);
    if (json_type(&g->json, targets) != JSON_ARRAY || count == 0) return;
    p->morphs =
        ARENA_ARRAY(&g->scratch, GltfMorph, count < GLTF_MORPH_MAX ? count : GLTF_MORPH_MAX);
    for (JsonRef t = json_first(&g->json, targets); t != JSON_TAPE_NONE;
         t = json_next(&g->json, targets, t)) {
        const double w = weight != JSON_TAPE_NONE ? json_as_number(&g->json, weight, 0) : 0;
        if (weight != JSON_TAPE_NONE) weight = json_next(&g->json, weights, weight);
        if (w == 0 && !p->is_morphing) continue;
        if (p->morph_count == GLTF_MORPH_MAX) {
            asset_build_problem(g->build, "morph target", "mesh %d: more than %d at once", p->mesh,
                                GLTF_MORPH_MAX);
            return;
        }
        GltfSpan spans[2] = { { 0 }, { 0 } };
        for (int a = 0; a < 2; a++) {
            const int accessor = gltf_accessor_of(g, t, a, gltf_uv_plain);
            GltfSpan span;
            if (accessor >= 0 && gltf_span(g, accessor, &span, NULL) &&
                gltf_attribute_fits(&span, a, p->vertex_count))
                spans[a] = span;
        }
        p->morphs[p->morph_count].position = spans[0];
        p->morphs[p->morph_count].normal = spans[1];
        p->morphs[p->morph_count++].weight = (float)w;
    }
}

// ---- one vertex buffer under many primitives ----

// The values of those rows, tightly; the span as it was without memory.
static void gltf_span_gather(Gltf *g, const uint32_t *rows, int count, GltfSpan *span)
{
    const size_t item = (size_t)(gltf_component_bytes(span->type) * span->components);
    uint8_t *out = span->bytes ? gltf_unpacked(g, item * (size_t)count) : NULL;
    if (!out) return;
    for (int i = 0; i < count; i++)
        memcpy(out + (size_t)i * item, span->bytes + (size_t)rows[i] * span->stride, item);
    span->bytes = out;
    span->stride = item;
    span->count = count;
}

// Different indices, in the order they come; indices are written anew as rows of them. -1 without
// memory.
static int gltf_unique(Gltf *g, const GltfSpan *indices, uint32_t *rows, uint32_t *renumbered)
{
    uint32_t cap = 64;
    int used = 0;
    while (cap < (uint32_t)indices->count * 2u) cap *= 2;
    uint32_t *slots = gltf_unpacked(g, sizeof *slots * cap);
    if (!slots) return -1;
    memset(slots, 0xFF, sizeof *slots * cap);
    for (int i = 0; i < indices->count; i++) {
        const uint32_t row = gltf_span_index(indices, i);
        uint32_t slot = row * 0x9E3779B1u >> 7 & (cap - 1);
        while (slots[slot] != UINT32_MAX && rows[slots[slot]] != row) slot = (slot + 1) & (cap - 1);
        if (slots[slot] == UINT32_MAX) {
            slots[slot] = (uint32_t)used;
            rows[used++] = row;
        }
        renumbered[i] = slots[slot];
    }
    return used;
}

// Some writers keep all vertices of a model in one accessor that every mesh names: a primitive that
// uses less than half of its vertices takes those alone.
static void gltf_primitive_compact(Gltf *g, GltfPrimitive *p)
{
    if (!p->indices.bytes || p->vertex_count < GLTF_SHARED_VERTICES_MIN ||
        p->indices.count > GLTF_SHARED_INDICES_MAX || p->indices.count > p->vertex_count / 2)
        return;
    uint32_t *rows = gltf_unpacked(g, sizeof *rows * (size_t)p->indices.count);
    uint32_t *renumbered = gltf_unpacked(g, sizeof *renumbered * (size_t)p->indices.count);
    const int used = rows && renumbered ? gltf_unique(g, &p->indices, rows, renumbered) : -1;
    if (used < 1) return;
    // What names vertices that are not there is told when it is filled.
    for (int i = 0; i < used; i++)
        if (rows[i] >= (uint32_t)p->vertex_count) return;
    for (int a = 0; a < GLTF_ATTRIBUTE_COUNT; a++)
        gltf_span_gather(g, rows, used, gltf_primitive_span(p, a));
    for (int m = 0; m < p->morph_count; m++) {
        gltf_span_gather(g, rows, used, &p->morphs[m].position);
        gltf_span_gather(g, rows, used, &p->morphs[m].normal);
    }
    p->indices = (GltfSpan){ .bytes = (const uint8_t *)renumbered,
                             .stride = sizeof *renumbered,
                             .count = p->indices.count,
                             .components = 1,
                             .type = GLTF_UINT };
    p->vertex_count = used;
}

// ---- Draco ----

static void gltf_draco_unpack(int index, void *arg)
{
    GltfDracoJob *j = (GltfDracoJob *)arg + index;
    if (j->packed.bytes) j->draco = gltf_draco_open(j->packed.bytes, j->packed.length);
    j->is_broken = !j->draco;
}

// Memory for what the accessors describe, as many as Draco says there are.
static void gltf_draco_plan(Gltf *g, GltfDracoJob *j, GltfUvSets sets)
{
    GltfPrimitive *p = j->primitive;
    const JsonRef shapes = gltf_member(g, j->primitive_ref, "attributes");
    const JsonRef ids = gltf_member(g, j->extension, "attributes");
    const int64_t points = gltf_draco_points(j->draco), faces = gltf_draco_faces(j->draco);
    j->is_broken = points < 1 || points > INT32_MAX || faces < 1 || faces > INT32_MAX / 3;
    if (j->is_broken) return;
    p->vertex_count = (int)points;
    p->triangle_count = (int)faces;
    p->mode = GLTF_TRIANGLES;
    for (int a = 0; a < GLTF_ATTRIBUTE_COUNT; a++) {
        GltfSpan shape;
        const int accessor = gltf_accessor_of(g, shapes, a, sets);
        const char *name = gltf_attribute_name(g, a, sets);
        if (!name) continue;
        const int64_t id = json_as_int(&g->json, gltf_member(g, ids, name), 0, UINT32_MAX, -1);
        if (accessor < 0 || id < 0 || !gltf_span_shape(g, accessor, &shape)) continue;
        shape.count = (int)points;
        if (!gltf_attribute_fits(&shape, a, (int)points)) continue;
        shape.stride = (size_t)(gltf_component_bytes(shape.type) * shape.components);
        j->ids[a] = (uint32_t)id;
        shape.bytes = j->out[a] = gltf_unpacked(g, shape.stride * (size_t)points);
        if (j->out[a]) *gltf_primitive_span(p, a) = shape;
    }
    j->indices = gltf_unpacked(g, sizeof(uint32_t) * 3 * (size_t)faces);
    p->indices = (GltfSpan){ .bytes = (const uint8_t *)j->indices,
                             .stride = sizeof(uint32_t),
                             .count = (int)faces * 3,
                             .components = 1,
                             .type = GLTF_UINT };
    j->is_broken = !j->indices || !j->out[GLTF_POSITION];
}

static void gltf_draco_copy(int index, void *arg)
{
    GltfDracoJob *j = (GltfDracoJob *)arg + index;
    if (!j->is_broken) gltf_draco_indices(j->draco, j->indices);
    for (int a = 0; a < 6 && !j->is_broken; a++) {
        GltfSpan *span = gltf_primitive_span(j->primitive, a);
        if (!j->out[a]) continue;
        if (gltf_draco_values(j->draco, j->ids[a], (int)span->type, span->components, j->out[a]))
            continue;
        if (a == GLTF_POSITION) j->is_broken = true;
        *span = (GltfSpan){ 0 };
    }
    gltf_draco_close(j->draco);
    j->draco = NULL;
}

static void gltf_draco_all(Gltf *g, GltfDracoJob *jobs, int count, const GltfUvSets *sets)
{
    job_parallel_for(g->desc->pool, count, gltf_draco_unpack, jobs);
    for (int i = 0; i < count; i++) {
        const int material = jobs[i].primitive->material;
        if (!jobs[i].is_broken)
            gltf_draco_plan(g, &jobs[i], material >= 0 ? sets[material] : gltf_uv_plain);
    }
    job_parallel_for(g->desc->pool, count, gltf_draco_copy, jobs);
    for (int i = 0; i < count; i++) {
        if (!jobs[i].is_broken) continue;
        jobs[i].primitive->triangle_count = 0;
        asset_build_problem(g->build, "Draco", "mesh %d: its packed bytes are broken",
                            jobs[i].primitive->mesh);
    }
}

// ---- all of them ----

// Weights of the morph targets: of the first node that gives some, else of the mesh.
static JsonRef *gltf_morph_weights(Gltf *g)
{
    JsonRef *weights = ARENA_ARRAY(&g->scratch, JsonRef, g->counts[GLTF_MESHES] + 1);
    for (int i = 0; i < g->counts[GLTF_MESHES]; i++)
        weights[i] = gltf_member(g, gltf_row(g, GLTF_MESHES, i), "weights");
    for (int i = g->counts[GLTF_NODES] - 1; i >= 0; i--) {
        const JsonRef node = gltf_row(g, GLTF_NODES, i), given = gltf_member(g, node, "weights");
        const int mesh = gltf_index(g, node, "mesh", GLTF_MESHES);
        if (mesh >= 0 && given != JSON_TAPE_NONE) weights[mesh] = given;
    }
    return weights;
}

// false: nothing to draw, told where it is a loss.
static bool gltf_primitive_read(Gltf *g, JsonRef ref, JsonRef weights, const GltfUvSets *sets,
                                GltfPrimitive *p, GltfDracoJob *draco)
{
    const JsonRef extension = gltf_extension(g, ref, "KHR_draco_mesh_compression");
    p->mode = (int)json_as_int(&g->json, gltf_member(g, ref, "mode"), 0, 6, GLTF_TRIANGLES);
    p->material = gltf_index(g, ref, "material", GLTF_MATERIALS);
    if (p->mode < GLTF_TRIANGLES) {
        asset_build_problem(g->build, "points or lines", "mesh %d has points or lines: not drawn",
                            p->mesh);
        return false;
    }
    if (extension != JSON_TAPE_NONE) {
        const int view = gltf_index(g, extension, "bufferView", GLTF_VIEWS);
        *draco = (GltfDracoJob){ .g = g,
                                 .primitive = p,
                                 .primitive_ref = ref,
                                 .extension = extension,
                                 .packed = view >= 0 ? g->views[view] : (GltfBytes){ 0 } };
        return true;
    }
    const GltfUvSets own = p->material >= 0 ? sets[p->material] : gltf_uv_plain;
    if (!gltf_primitive_attributes(g, ref, own, p) || !gltf_primitive_indices(g, ref, p))
        return false;
    gltf_primitive_morphs(g, ref, weights, p);
    gltf_primitive_compact(g, p);
    return true;
}

GltfPrimitive *gltf_primitives(Gltf *g, const GltfUvSets *sets, int *count)
{
    const bool *morphing = gltf_morphing(g);
    int most = 0, used = 0, packed = 0;
    const JsonRef *weights = gltf_morph_weights(g);
    for (int m = 0; m < g->counts[GLTF_MESHES]; m++)
        most += json_count(&g->json, gltf_member(g, gltf_row(g, GLTF_MESHES, m), "primitives"));
    GltfPrimitive *primitives = ARENA_ARRAY(&g->scratch, GltfPrimitive, most + 1);
    GltfDracoJob *jobs = NULL;
    for (int m = 0; m < g->counts[GLTF_MESHES]; m++) {
        const JsonRef list = gltf_member(g, gltf_row(g, GLTF_MESHES, m), "primitives");
        if (json_type(&g->json, list) != JSON_ARRAY) continue;
        for (JsonRef i = json_first(&g->json, list); i != JSON_TAPE_NONE;
             i = json_next(&g->json, list, i)) {
            GltfDracoJob draco = { 0 };
            primitives[used] = (GltfPrimitive){ .mesh = m, .is_morphing = morphing[m] };
            if (!gltf_primitive_read(g, i, weights[m], sets, &primitives[used], &draco)) continue;
            if (draco.primitive && !jobs) jobs = ARENA_ARRAY(&g->scratch, GltfDracoJob, most);
            if (draco.primitive) jobs[packed++] = draco;
            used++;
        }
    }
    if (packed > 0) gltf_draco_all(g, jobs, packed, sets);
    *count = used;
    return primitives;
}
