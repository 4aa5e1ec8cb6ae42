// SPDX-License-Identifier: Apache-2.0
// gltf_mesh.c - meshes of a glTF file: primitives gathered by what they have, arrays filled in
// runs.
#include "assets/gltf_mesh.h"
#include "assets/gltf_primitive.h"
#include <float.h>
#include <string.h>

#define GLTF_RUN_VERTICES 65536
#define GLTF_RUN_TRIANGLES 131072
// Telling whether a mesh is closed costs 50 ns a triangle: past this nobody caps it.
#define GLTF_CLOSED_TRIANGLES_MAX 1000000

typedef struct {
    Gltf *g;
    Asset *asset;
    GltfPrimitive *primitives;
    int count;
    GltfFill *fills;
    int fill_count;
    int *joint_counts;
    int *wild; // vertices that are no numbers, of each mesh
} GltfMeshes;

// Primitives of one mesh of the file with the same answer share a mesh of the asset.
static int gltf_form(const GltfPrimitive *p)
{
    return (p->normal.bytes ? 1 : 0) | (p->joints.bytes && p->weights.bytes ? 2 : 0);
}

static bool gltf_shares(const GltfPrimitive *a, const GltfPrimitive *b)
{
    return a->position.bytes == b->position.bytes && a->vertex_count == b->vertex_count &&
           a->morph_count == 0 && b->morph_count == 0 && a->accessors[0] >= 0 &&
           memcmp(a->accessors, b->accessors, sizeof a->accessors) == 0;
}

// Gives the primitives [first, stop) of one form their places in m.
static bool gltf_mesh_plan(GltfMeshes *s, int first, int stop, int form, AssetMesh *m, Err *err)
{
    int64_t vertices = 0, triangles = 0;
    const GltfPrimitive *before = NULL;
    bool has_uv = false, has_second = false, has_colours = false, has_turns = false;
    for (int i = first; i < stop; i++) {
        GltfPrimitive *p = &s->primitives[i];
        if (p->triangle_count == 0 || gltf_form(p) != form) continue;
        p->out = m;
        p->shares_vertices = before && gltf_shares(before, p);
        p->first_vertex = p->shares_vertices ? before->first_vertex : (int)vertices;
        p->first_triangle = (int)triangles;
        vertices += p->shares_vertices ? 0 : p->vertex_count;
        triangles += p->triangle_count;
        has_uv |= p->uv.bytes || p->uv_second.bytes;
        has_second |= p->uv_second.bytes != NULL;
        has_colours |= p->colour.bytes != NULL;
        for (int k = 0; p->is_morphing && k < p->morph_count; k++)
            has_turns |= p->morphs[k].normal.bytes != NULL;
        if (p->is_morphing && p->morph_count > m->morph_count) m->morph_count = p->morph_count;
        m->part_count++;
        before = p;
        if (vertices > INT32_MAX || triangles > INT32_MAX / 3) {
            err_set(err, ERR_RANGE, "read '%s': a mesh of more than 2^31 vertices or corners",
                    s->g->desc->path);
            return false;
        }
    }
    AssetBuild *b = s->g->build;
    const size_t v = (size_t)vertices, t = (size_t)triangles;
    m->vertex_count = (int)vertices;
    m->triangle_count = (int)triangles;
    m->positions = asset_build_block(b, v * 3 * sizeof(float), err);
    m->indices = m->positions ? asset_build_block(b, t * 3 * sizeof(uint32_t), err) : NULL;
    bool ok = m->indices != NULL;
    if (ok && form & 1) ok = (m->normals = asset_build_block(b, v * 3 * sizeof(float), err));
    if (ok && has_uv) ok = (m->uv = asset_build_block(b, v * 2 * sizeof(float), err));
    if (ok && has_second) ok = (m->uv_second = asset_build_block(b, v * 2 * sizeof(float), err));
    if (ok && has_colours) ok = (m->colours = asset_build_block(b, v * 4, err));
    if (ok && form & 2)
        ok = (m->joints = asset_build_block(b, v * 4 * sizeof(uint16_t), err)) &&
             (m->weights = asset_build_block(b, v * 4 * sizeof(float), err));
    const size_t deltas = v * 3 * sizeof(float) * (size_t)m->morph_count;
    if (ok && deltas) ok = (m->morphs = asset_build_block(b, deltas, err));
    if (ok && deltas && has_turns) ok = (m->morph_normals = asset_build_block(b, deltas, err));
    return ok;
}

// One part a run of one material.
static void gltf_mesh_parts(GltfMeshes *s, int first, int stop, AssetMesh *m)
{
    m->parts = ARENA_ARRAY(&s->asset->arena, AssetPart, m->part_count);
    m->part_count = 0;
    for (int i = first; i < stop; i++) {
        const GltfPrimitive *p = &s->primitives[i];
        if (p->out != m) continue;
        AssetPart *last = m->part_count ? &m->parts[m->part_count - 1] : NULL;
        if (last && last->material == p->material)
            last->triangle_count += p->triangle_count;
        else
            m->parts[m->part_count++] =
                (AssetPart){ p->first_triangle, p->triangle_count, p->material };
    }
}

static bool gltf_meshes_plan(GltfMeshes *s, GltfMeshRows *rows, Err *err)
{
    for (int first = 0, stop = 0; first < s->count; first = stop) {
        int forms[4] = { 0 };
        for (stop = first; stop < s->count && s->primitives[stop].mesh == s->primitives[first].mesh;
             stop++)
            forms[gltf_form(&s->primitives[stop])] += s->primitives[stop].triangle_count > 0;
        GltfMeshRows *r = &rows[s->primitives[first].mesh];
        r->first = s->asset->mesh_count;
        for (int form = 0; form < 4; form++) {
            if (!forms[form]) continue;
            AssetMesh *m = &s->asset->meshes[s->asset->mesh_count];
            if (!gltf_mesh_plan(s, first, stop, form, m, err)) return false;
            gltf_mesh_parts(s, first, stop, m);
            s->asset->mesh_count++;
            r->count++;
        }
    }
    return true;
}

static void gltf_meshes_cut(GltfMeshes *s)
{
    int64_t runs = 0;
    for (int i = 0; i < s->count; i++)
        runs += s->primitives[i].vertex_count / GLTF_RUN_VERTICES + 1 +
                s->primitives[i].triangle_count / GLTF_RUN_TRIANGLES + 1;
    s->fills = ARENA_ARRAY(&s->g->scratch, GltfFill, runs + 1);
    for (int i = 0; i < s->count; i++) {
        const GltfPrimitive *p = &s->primitives[i];
        if (!p->out) continue;
        for (int at = 0; at < p->vertex_count && !p->shares_vertices; at += GLTF_RUN_VERTICES) {
            const int left = p->vertex_count - at;
            s->fills[s->fill_count++] =
                (GltfFill){ .primitive = p,
                            .first = at,
                            .count = left < GLTF_RUN_VERTICES ? left : GLTF_RUN_VERTICES };
        }
        for (int at = 0; at < p->triangle_count; at += GLTF_RUN_TRIANGLES) {
            const int left = p->triangle_count - at;
            s->fills[s->fill_count++] =
                (GltfFill){ .primitive = p,
                            .first = at,
                            .count = left < GLTF_RUN_TRIANGLES ? left : GLTF_RUN_TRIANGLES,
                            .is_triangles = true };
        }
    }
}

static void gltf_meshes_fill(int index, void *arg)
{
    const GltfMeshes *s = arg;
    if (!job_is_cancelled(s->g->desc->job)) gltf_fill(&s->fills[index]);
}

static bool gltf_is_wild(const float *p)
{
    return !(isfinite(p[0]) && isfinite(p[1]) && isfinite(p[2]));
}

// Triangles at vertices that are no numbers lose their area; the vertices go where others are.
static void gltf_mesh_tame(AssetMesh *m)
{
    int good = 0;
    while (good < m->vertex_count && gltf_is_wild(m->positions + (size_t)good * 3)) good++;
    for (int t = 0; t < m->triangle_count; t++) {
        uint32_t *i = m->indices + (size_t)t * 3;
        for (int c = 0; c < 3; c++) {
            if (!gltf_is_wild(m->positions + (size_t)i[c] * 3)) continue;
            i[0] = i[1] = i[2] = good < m->vertex_count ? (uint32_t)good : 0;
            break;
        }
    }
    for (int v = 0; v < m->vertex_count; v++) {
        float *p = m->positions + (size_t)v * 3;
        if (!gltf_is_wild(p)) continue;
        for (int c = 0; c < 3; c++)
            p[c] = good < m->vertex_count ? m->positions[(size_t)good * 3 + c] : 0.0f;
    }
}

static void gltf_mesh_measure(int index, void *arg)
{
    const GltfMeshes *s = arg;
    AssetMesh *m = &s->asset->meshes[index];
    if (s->wild[index]) gltf_mesh_tame(m);
    if (s->wild[index] || m->triangle_count <= GLTF_CLOSED_TRIANGLES_MAX) asset_measure_mesh(m);
}

static void gltf_meshes_gather(GltfMeshes *s)
{
    for (int i = 0; i < s->asset->mesh_count; i++) {
        AssetMesh *m = &s->asset->meshes[i];
        for (int c = 0; c < 3; c++) m->box_min_m[c] = FLT_MAX, m->box_max_m[c] = -FLT_MAX;
    }
    for (int i = 0; i < s->fill_count; i++) {
        const GltfFill *f = &s->fills[i];
        AssetMesh *m = f->primitive->out;
        const int row = (int)(m - s->asset->meshes);
        if (f->is_triangles && f->wild)
            asset_build_problem(s->g->build, "index",
                                "mesh %d: %d triangles name vertices that are not there",
                                f->primitive->mesh, f->wild);
        if (f->is_triangles) continue;
        s->wild[row] += f->wild;
        if (f->wild)
            asset_build_problem(s->g->build, "wild number", "mesh %d: %d vertices are no numbers",
                                f->primitive->mesh, f->wild);
        if (f->joint_count > s->joint_counts[row]) s->joint_counts[row] = f->joint_count;
        for (int c = 0; c < 3; c++) {
            m->box_min_m[c] = fminf(m->box_min_m[c], f->box_min_m[c]);
            m->box_max_m[c] = fmaxf(m->box_max_m[c], f->box_max_m[c]);
        }
    }
}

bool gltf_meshes(Gltf *g, Asset *asset, const GltfUvSets *sets, GltfMeshRows **rows,
                 int **joint_counts, Err *err)
{
    GltfMeshes s = { .g = g, .asset = asset };
    s.primitives = gltf_primitives(g, sets, &s.count);
    asset->meshes = ARENA_ARRAY(&asset->arena, AssetMesh, s.count + 1);
    *rows = ARENA_ARRAY(&g->scratch, GltfMeshRows, g->counts[GLTF_MESHES] + 1);
    *joint_counts = s.joint_counts = ARENA_ARRAY(&g->scratch, int, s.count + 1);
    s.wild = ARENA_ARRAY(&g->scratch, int, s.count + 1);
    if (!gltf_meshes_plan(&s, *rows, err)) return false;
    gltf_meshes_cut(&s);
    job_parallel_for(g->desc->pool, s.fill_count, gltf_meshes_fill, &s);
    if (job_is_cancelled(g->desc->job)) {
        err_set(err, ERR_CANCELLED, "read '%s': cancelled", g->desc->path);
        return false;
    }
    job_progress(g->desc->job, 0.7f);
    gltf_meshes_gather(&s);
    job_parallel_for(g->desc->pool, asset->mesh_count, gltf_mesh_measure, &s);
    return true;
}
