// SPDX-License-Identifier: Apache-2.0
// asset_obj.c - Wavefront OBJ as an asset: polygons to triangles, one mesh an object, one part a
// material. Coordinates of a map stay exact: meshes count from an origin in double.
#include "assets/obj_file.h"
#include "assets/obj_material.h"
#include "base/array.h"
#include "base/file.h"
#include "base/str.h"
#include "base/triangulate.h"
#include <stdlib.h>
#include <string.h>

// Farther from 0 than this, coordinates count from an origin; two axes so far and the third less,
// and they are those of a map, with the height along z.
#define ASSET_OBJ_FAR_M 10000.0
#define ASSET_OBJ_WILD_M 1e30
#define ASSET_OBJ_CORNERS_MAX 65536 // of one polygon

typedef struct {
    int object, material;
    int run, first, count; // polygons
} ObjSegment;

typedef struct {
    const char *name;
    int first_segment, segment_count;
    AssetMesh mesh; // arrays on the heap until they are kept
    size_t bytes;
    int dropped;
    bool has_failed;
} ObjBody;

typedef struct {
    AssetBuild *build;
    ObjFile file;
    ObjMaterials materials;
    ObjSegment *segments;
    ObjBody *bodies;
    Hashmap by_name;
    int segment_count, segment_cap, body_count, body_cap;
    DVec3 origin;
    bool is_map;
} AssetObj;

// ---- what belongs to what ----

static int asset_obj_body(AssetObj *o, const char *name, int length)
{
    const uint64_t key = str_hash(name, (size_t)length);
    uint64_t row = 0;
    if (hashmap_get(&o->by_name, key, &row)) return (int)row;
    if (!array_reserve((void **)&o->bodies, &o->body_cap, o->body_count + 1, sizeof *o->bodies) ||
        !hashmap_put(&o->by_name, key, (uint64_t)o->body_count))
        return -1;
    char *copy = arena_printf(&o->build->asset->arena, "%.*s", length, name);
    for (size_t i = 0, left = strlen(copy); i < left;) {
        const size_t step = str_utf8_bytes(copy + i, left - i);
        if (step == 0) copy[i] = '?';
        i += step ? step : 1;
    }
    o->bodies[o->body_count] = (ObjBody){ .name = copy };
    return o->body_count++;
}

static bool asset_obj_segment(AssetObj *o, ObjSegment segment)
{
    if (segment.count == 0) return true;
    if (segment.object < 0) segment.object = asset_obj_body(o, "", 0);
    if (segment.object < 0 || !array_reserve((void **)&o->segments, &o->segment_cap,
                                             o->segment_count + 1, sizeof *o->segments))
        return false;
    o->segments[o->segment_count++] = segment;
    return true;
}

// Names in force run on from one run to the next.
static bool asset_obj_segments(AssetObj *o)
{
    ObjSegment now = { .object = -1, .material = -1 };
    bool ok = true;
    for (int r = 0; r < o->file.run_count && ok; r++) {
        const ObjRun *run = &o->file.runs[r];
        now.run = r;
        now.first = 0;
        for (int e = 0; e < run->event_count && ok; e++) {
            const ObjEvent *event = &run->events[e];
            now.count = event->polygon - now.first;
            ok = asset_obj_segment(o, now);
            now.first = event->polygon;
            if (event->word == OBJ_OBJECT)
                now.object = asset_obj_body(o, event->text, event->length);
            else if (event->word == OBJ_MATERIAL)
                now.material = obj_materials_row(&o->materials, event->text, event->length);
            else
                obj_materials_library(&o->materials, event->text, event->length);
        }
        now.count = run->polygon_count - now.first;
        ok = ok && asset_obj_segment(o, now);
    }
    return ok;
}

static int asset_obj_order(const void *a, const void *b)
{
    const ObjSegment *x = a, *y = b;
    if (x->object != y->object) return x->object < y->object ? -1 : 1;
    if (x->material != y->material) return x->material < y->material ? -1 : 1;
    if (x->run != y->run) return x->run < y->run ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

// ---- one body ----

typedef struct {
    const AssetObj *o;
    Triangulator triangulator;
    ObjCorner *corners; // three a triangle
    int count, cap;
    double *flat; // of one polygon
    uint32_t *fill;
    int flat_cap, fill_cap;
} ObjTriangles;

static const double *asset_obj_point(const AssetObj *o, ObjCorner c)
{
    return o->file.points + (size_t)c.point * 3;
}

static bool asset_obj_is_good(const AssetObj *o, const ObjCorner *c, int count)
{
    for (int i = 0; i < count; i++) {
        if (c[i].point >= o->file.point_count || c[i].uv >= o->file.uv_count ||
            c[i].normal >= o->file.normal_count)
            return false;
        const double *p = asset_obj_point(o, c[i]);
        // Finite as floats too; NaN fails each.
        for (int k = 0; k < 3; k++)
            if (!(fabs(p[k]) < ASSET_OBJ_WILD_M)) return false;
    }
    return count <= ASSET_OBJ_CORNERS_MAX;
}

static DVec3 asset_obj_cross(const AssetObj *o, ObjCorner a, ObjCorner b, ObjCorner c)
{
    const double *p = asset_obj_point(o, a), *q = asset_obj_point(o, b), *r = asset_obj_point(o, c);
    return dvec_cross(dvec_make(q[0] - p[0], q[1] - p[1], q[2] - p[2]),
                      dvec_make(r[0] - p[0], r[1] - p[1], r[2] - p[2]));
}

// Ear clipping in the plane the polygon lies in best (Newell's normal).
static int asset_obj_clip(ObjTriangles *t, const ObjCorner *c, int count)
{
    if (!array_reserve((void **)&t->flat, &t->flat_cap, count * 2, sizeof *t->flat) ||
        !array_reserve((void **)&t->fill, &t->fill_cap, (count + 2) * 3, sizeof *t->fill))
        return 0;
    const double *base = asset_obj_point(t->o, c[0]);
    DVec3 n = { 0, 0, 0 };
    for (int i = 0; i < count; i++) {
        const double *p = asset_obj_point(t->o, c[i]),
                     *q = asset_obj_point(t->o, c[(i + 1) % count]);
        n.x += (p[1] - q[1]) * (p[2] + q[2] - 2 * base[2]);
        n.y += (p[2] - q[2]) * (p[0] + q[0] - 2 * base[0]);
        n.z += (p[0] - q[0]) * (p[1] + q[1] - 2 * base[1]);
    }
    const double x = fabs(n.x), y = fabs(n.y), z = fabs(n.z);
    const int drop = x > y && x > z ? 0 : y > z ? 1 : 2;
    const int u = (drop + 1) % 3, v = (drop + 2) % 3;
    const double along = drop == 0 ? n.x : drop == 1 ? n.y : n.z;
    for (int i = 0; i < count; i++) {
        const double *p = asset_obj_point(t->o, c[i]);
        t->flat[i * 2] = p[u] - base[u];
        t->flat[i * 2 + 1] = along < 0 ? base[v] - p[v] : p[v] - base[v];
    }
    return triangulate_doubles(&t->triangulator, t->flat, &count, 1, t->fill);
}

static bool asset_obj_polygon(ObjTriangles *t, const ObjCorner *c, int count)
{
    static const uint32_t one[6] = { 0, 1, 2, 0, 2, 3 }, other[6] = { 1, 2, 3, 1, 3, 0 };
    const uint32_t *fill = one;
    int indices = (count - 2) * 3;
    if (count == 4) {
        // Along the diagonal that leaves both triangles on one side.
        const DVec3 a = asset_obj_cross(t->o, c[0], c[1], c[2]),
                    b = asset_obj_cross(t->o, c[0], c[2], c[3]);
        if (dvec_dot(a, b) < 0) fill = other;
    } else if (count > 4) {
        indices = asset_obj_clip(t, c, count);
        fill = t->fill;
    }
    if (!array_reserve((void **)&t->corners, &t->cap, t->count + indices, sizeof *t->corners))
        return false;
    for (int i = 0; i < indices; i++) t->corners[t->count++] = c[fill[i]];
    return true;
}

// Triangles of all segments, material by material.
static bool asset_obj_triangles(const AssetObj *o, ObjBody *body, ObjTriangles *t)
{
    for (int s = body->first_segment; s < body->first_segment + body->segment_count; s++) {
        const ObjSegment *segment = &o->segments[s];
        const ObjRun *run = &o->file.runs[segment->run];
        const int before = t->count;
        for (int p = segment->first; p < segment->first + segment->count; p++) {
            const int first = p > 0 ? run->stops[p - 1] : 0, count = run->stops[p] - first;
            if (t->count > INT32_MAX - ASSET_OBJ_CORNERS_MAX * 3) return false;
            if (!asset_obj_is_good(o, run->corners + first, count))
                body->dropped++;
            else if (!asset_obj_polygon(t, run->corners + first, count))
                return false;
        }
        AssetMesh *m = &body->mesh;
        AssetPart *last = m->part_count ? &m->parts[m->part_count - 1] : NULL;
        const int triangles = (t->count - before) / 3;
        if (last && last->material == segment->material)
            last->triangle_count += triangles;
        else if (triangles > 0)
            m->parts[m->part_count++] = (AssetPart){ before / 3, triangles, segment->material };
    }
    body->mesh.triangle_count = t->count / 3;
    return true;
}

static uint32_t asset_obj_hash(ObjCorner c)
{
    uint64_t h = (uint64_t)(uint32_t)c.point * 0x9E3779B97F4A7C15u ^
                 (uint64_t)(uint32_t)c.uv * 0xC2B2AE3D27D4EB4Fu ^
                 (uint64_t)(uint32_t)c.normal * 0x165667B19E3779F9u;
    return (uint32_t)(h >> 32);
}

// One vertex for equal corners: fills indices; unique is written over the corners' front.
static int asset_obj_unique(ObjTriangles *t, uint32_t *indices)
{
    uint32_t cap = 64;
    int count = 0;
    while (cap < (uint32_t)t->count * 2u && cap < 0x80000000u) cap *= 2;
    uint32_t *slots = malloc(sizeof *slots * cap);
    if (!slots) return -1;
    memset(slots, 0xFF, sizeof *slots * cap);
    for (int i = 0; i < t->count; i++) {
        const ObjCorner c = t->corners[i];
        uint32_t slot = asset_obj_hash(c) & (cap - 1);
        while (slots[slot] != UINT32_MAX && memcmp(&t->corners[slots[slot]], &c, sizeof c) != 0)
            slot = (slot + 1) & (cap - 1);
        if (slots[slot] == UINT32_MAX) {
            slots[slot] = (uint32_t)count;
            t->corners[count++] = c;
        }
        indices[i] = slots[slot];
    }
    free(slots);
    return count;
}

static uint8_t asset_obj_byte(float share)
{
    return (uint8_t)((share > 0 ? share < 1 ? share : 1 : 0) * 255.0f + 0.5f);
}

static void asset_obj_vertex(const AssetObj *o, ObjCorner c, int v, AssetMesh *m)
{
    const double *p = asset_obj_point(o, c);
    float *to = m->positions + (size_t)v * 3;
    to[0] = (float)(p[0] - o->origin.x);
    to[1] = (float)(p[1] - o->origin.y);
    to[2] = (float)(p[2] - o->origin.z);
    if (m->normals) {
        const float *n = o->file.normals + (size_t)c.normal * 3;
        const float length = sqrtf(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        const bool is_good = length > 0 && isfinite(length);
        for (int k = 0; k < 3; k++)
            m->normals[v * 3 + k] = is_good ? n[k] / length : k == 2 ? 1.0f : 0.0f;
    }
    if (m->uv) {
        const float *uv = c.uv >= 0 ? o->file.uvs + (size_t)c.uv * 2 : NULL;
        m->uv[v * 2] = uv && isfinite(uv[0]) ? uv[0] : 0;
        m->uv[v * 2 + 1] = uv && isfinite(uv[1]) ? 1 - uv[1] : 0; // theirs runs up
    }
    for (int k = 0; m->colours && k < 4; k++)
        m->colours[v * 4 + k] =
            k < 3 ? asset_obj_byte(o->file.colours[(size_t)c.point * 3 + (size_t)k]) : 255;
}

static bool asset_obj_arrays(const AssetObj *o, ObjTriangles *t, ObjBody *body)
{
    AssetMesh *m = &body->mesh;
    bool has_uv = false, has_normals = true;
    for (int i = 0; i < t->count; i++) {
        has_uv |= t->corners[i].uv >= 0;
        has_normals &= t->corners[i].normal >= 0;
    }
    // Where some corners have no normal, no vertex keeps one.
    for (int i = 0; !has_normals && i < t->count; i++) t->corners[i].normal = -1;
    m->indices = malloc(sizeof *m->indices * (size_t)t->count);
    m->vertex_count = m->indices ? asset_obj_unique(t, m->indices) : -1;
    if (m->vertex_count < 0) return false;
    const size_t n = (size_t)m->vertex_count;
    m->positions = malloc(n * 12);
    m->normals = has_normals ? malloc(n * 12) : NULL;
    m->uv = has_uv ? malloc(n * 8) : NULL;
    m->colours = o->file.colours ? malloc(n * 4) : NULL;
    if (!m->positions || (has_normals && !m->normals) || (has_uv && !m->uv) ||
        (o->file.colours && !m->colours))
        return false;
    m->origin = o->origin;
    for (int v = 0; v < m->vertex_count; v++) asset_obj_vertex(o, t->corners[v], v, m);
    asset_measure_mesh(m);
    return true;
}

static void asset_obj_make(int index, void *arg)
{
    const AssetObj *o = arg;
    ObjBody *body = &o->bodies[index];
    ObjTriangles t = { .o = o };
    if (job_is_cancelled(o->build->desc->job)) return;
    body->has_failed = !asset_obj_triangles(o, body, &t);
    if (!body->has_failed && t.count > 0) body->has_failed = !asset_obj_arrays(o, &t, body);
    triangulate_finish(&t.triangulator);
    free(t.corners);
    free(t.flat);
    free(t.fill);
}

// ---- all of them ----

static void asset_obj_origin(AssetObj *o)
{
    const double *p = o->file.points;
    int i = 0;
    while (i < o->file.point_count &&
           !(fabs(p[0]) < ASSET_OBJ_WILD_M && fabs(p[1]) < ASSET_OBJ_WILD_M &&
             fabs(p[2]) < ASSET_OBJ_WILD_M))
        i++, p += 3;
    if (i == o->file.point_count) return;
    const bool far[3] = { fabs(p[0]) > ASSET_OBJ_FAR_M, fabs(p[1]) > ASSET_OBJ_FAR_M,
                          fabs(p[2]) > ASSET_OBJ_FAR_M };
    o->is_map = far[0] && far[1] && !far[2];
    if (far[0] || far[1] || far[2]) o->origin = dvec_make(floor(p[0]), floor(p[1]), floor(p[2]));
}

static bool asset_obj_keep(AssetObj *o, ObjBody *body, Err *err)
{
    AssetMesh *m = &body->mesh;
    const size_t n = (size_t)m->vertex_count, corners = (size_t)m->triangle_count * 3;
    void *const arrays[5] = { m->positions, m->normals, m->uv, m->colours, m->indices };
    const size_t bytes[5] = { n * 12, n * 12, n * 8, n * 4, corners * 4 };
    bool ok = !body->has_failed;
    if (!ok) err_set(err, ERR_MEMORY, "read '%s': no memory", o->build->desc->path);
    for (int i = 0; i < 5; i++) {
        if (ok)
            ok = asset_build_keep(o->build, arrays[i], bytes[i], err);
        else
            free(arrays[i]);
    }
    *m = ok ? *m : (AssetMesh){ 0 };
    return ok;
}

static bool asset_obj_take(AssetObj *o, Err *err)
{
    Asset *a = o->build->asset;
    bool ok = true;
    a->meshes = ARENA_ARRAY(&a->arena, AssetMesh, o->body_count + 1);
    a->objects = ARENA_ARRAY(&a->arena, AssetObject, o->body_count + 1);
    a->instances = ARENA_ARRAY(&a->arena, AssetInstance, o->body_count + 1);
    for (int i = 0; i < o->body_count; i++) {
        ObjBody *body = &o->bodies[i];
        if (body->dropped)
            asset_build_problem(o->build, "polygon",
                                "object '%s': %d polygons name vertices that are not there, or no "
                                "numbers",
                                body->name, body->dropped);
        // Those after a failure are freed there.
        if (ok)
            ok = asset_obj_keep(o, body, err);
        else
            asset_obj_keep(o, &(ObjBody){ .mesh = body->mesh, .has_failed = true }, NULL);
        if (!ok || body->mesh.triangle_count == 0) continue;
        const int row = a->mesh_count++;
        a->meshes[row] = body->mesh;
        a->objects[row] =
            (AssetObject){ .name = body->name, .type = "mesh", .parent = -1, .storey = -1 };
        a->instances[row] =
            (AssetInstance){ .mesh = row,
                             .object = row,
                             .material = -1,
                             .node = -1,
                             .skin = -1,
                             .place = o->is_map ? asset_place_unit : asset_place_z_up };
        a->object_count = a->instance_count = a->mesh_count;
    }
    return ok;
}

static void asset_obj_problems(AssetObj *o)
{
    int lines = 0;
    for (int r = 0; r < o->file.run_count; r++) {
        const ObjRun *run = &o->file.runs[r];
        for (int i = 0; i < run->broken && i < 100000; i++)
            asset_build_problem(o->build, "line", "line %d: it makes no sense",
                                lines + run->first_broken_line);
        if (run->loose)
            asset_build_problem(o->build, "points or lines",
                                "%d points, lines and curves are not drawn", run->loose);
        lines += run->lines;
    }
    if (o->is_map)
        asset_build_problem(o->build, "axes",
                            "coordinates of a map: the height is taken to be along z");
}

static bool asset_obj_fill(AssetObj *o, Err *err)
{
    JobPool *pool = o->build->desc->pool;
    AssetPart *parts = NULL;
    if (!asset_obj_segments(o)) {
        err_set(err, ERR_MEMORY, "read '%s': no memory", o->build->desc->path);
        return false;
    }
    if (o->segment_count)
        qsort(o->segments, (size_t)o->segment_count, sizeof *o->segments, asset_obj_order);
    parts = ARENA_ARRAY(&o->build->asset->arena, AssetPart, o->segment_count + 1);
    for (int s = o->segment_count - 1; s >= 0; s--) {
        ObjBody *body = &o->bodies[o->segments[s].object];
        body->first_segment = s;
        body->segment_count++;
        body->mesh.parts = parts + s;
    }
    asset_obj_origin(o);
    obj_materials_take(&o->materials);
    job_progress(o->build->desc->job, 0.6f);
    job_parallel_for(pool, o->body_count, asset_obj_make, o);
    asset_obj_problems(o);
    const bool ok = asset_obj_take(o, err);
    if (ok && job_is_cancelled(o->build->desc->job)) {
        err_set(err, ERR_CANCELLED, "read '%s': cancelled", o->build->desc->path);
        return false;
    }
    return ok;
}

static Asset *asset_obj_load(const AssetDesc *desc, Err *err)
{
    AssetBuild build;
    FileMap map = { 0 };
    Asset *asset = NULL;
    if (!file_map_open(desc->path, &map, err)) return NULL;
    if (asset_build_init(&build, desc, map.length, err)) {
        AssetObj o = { .build = &build, .materials = { .build = &build } };
        const char *text = map.bytes ? (const char *)map.bytes : "";
        build.asset->format = "OBJ";
        if (!obj_file_read(&o.file, text, map.length, desc->pool, desc->job, err))
            err_prefix(err, "read '%s'", desc->path);
        else if (asset_obj_fill(&o, err))
            asset = asset_build_take(&build, err);
        obj_file_finish(&o.file);
        obj_materials_finish(&o.materials);
        hashmap_finish(&o.by_name);
        free(o.segments);
        free(o.bodies);
    }
    asset_build_finish(&build);
    file_map_close(&map);
    return asset;
}

extern const AssetFormat asset_obj;
const AssetFormat asset_obj = { .name = "OBJ", .extensions = "obj", .load = asset_obj_load };
