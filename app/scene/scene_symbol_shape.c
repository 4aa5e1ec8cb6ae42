// SPDX-License-Identifier: Apache-2.0
// scene_symbol_shape.c - a model as the meshes of a symbol: flattened, set upright on the origin,
// made coarser.
#include "scene/scene_symbol_shape.h"

#include "base/array.h"
#include "scene/scene_model_join.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define JOIN_STEPS 12
#define PICK_TRIANGLES 4000 // a ray asks a coarser mesh of what has more

typedef struct {
    const Asset *asset;
    SceneModelArrays all;
    int cap_vertices, cap_indices;
    bool has_failed;
} Flat;

static float lin_of(uint8_t c)
{
    const float s = (float)c / 255;
    return s <= 0.04045f ? s / 12.92f : powf((s + 0.055f) / 1.055f, 2.4f);
}

static uint8_t srgb_of(float lin)
{
    const float c = fminf(fmaxf(lin, 0), 1);
    return (uint8_t)((c <= 0.0031308f ? 12.92f * c : 1.055f * powf(c, 1 / 2.4f) - 0.055f) * 255 +
                     0.5f);
}

// The picture's colour where the corner lies in it, over a few texels, times the corner's own.
static void paint(const Image *image, const float uv[2], uint8_t rgba[4])
{
    float sum[3] = { 0 }, weight = 0;
    const int step = image->width / 64 > 0 ? image->width / 64 : 1;
    for (int k = 0; k < 9; k++) {
        const double u = (double)uv[0] - floor((double)uv[0]),
                     v = (double)uv[1] - floor((double)uv[1]);
        int x = (int)(u * image->width) + (k % 3 - 1) * step,
            y = (int)(v * image->height) + (k / 3 - 1) * step;
        x = (x % image->width + image->width) % image->width;
        y = (y % image->height + image->height) % image->height;
        const uint8_t *t = image->rgba + 4 * ((size_t)y * (size_t)image->width + (size_t)x);
        const float a = (float)t[3] / 255;
        for (int d = 0; d < 3; d++) sum[d] += a * lin_of(t[d]);
        weight += a;
    }
    for (int d = 0; d < 3 && weight > 0.01f; d++)
        rgba[d] = srgb_of(sum[d] / weight * lin_of(rgba[d]));
}

static bool reserve(Flat *f, int vertices, int indices)
{
    if (vertices < 0 || indices < 0 || vertices > INT32_MAX - f->all.vertex_count ||
        indices > INT32_MAX - f->all.index_count ||
        !array_reserve((void **)&f->all.vertices, &f->all.vertex_cap,
                       f->all.vertex_count + vertices, sizeof *f->all.vertices) ||
        !array_reserve((void **)&f->all.indices, &f->all.index_cap, f->all.index_count + indices,
                       sizeof *f->all.indices))
        f->has_failed = true;
    return !f->has_failed;
}

static void turn_vertex(const RenderModelInstance *at, const DVec3 *origin, RenderModelVertex *v)
{
    const float *p = v->pos_m;
    if (at) {
        const float *m = at->place;
        float q[3], n[3], length = 0;
        for (int k = 0; k < 3; k++) {
            q[k] = m[4 * k] * p[0] + m[4 * k + 1] * p[1] + m[4 * k + 2] * p[2] + m[4 * k + 3];
            n[k] = m[4 * k] * (float)v->normal[0] + m[4 * k + 1] * (float)v->normal[1] +
                   m[4 * k + 2] * (float)v->normal[2];
            length += n[k] * n[k];
        }
        memcpy(v->pos_m, q, sizeof q);
        for (int k = 0; k < 3 && length > 0; k++)
            v->normal[k] = (int8_t)lrintf(n[k] * 127 / sqrtf(length));
    }
    v->pos_m[0] += (float)origin->x;
    v->pos_m[1] += (float)origin->y;
    v->pos_m[2] += (float)origin->z;
}

// Parts of rooms are not drawn.
static void add_arrays(Flat *f, const SceneModelArrays *a, DVec3 origin)
{
    const int copies = a->instance_count > 0 ? a->instance_count : 1;
    for (int c = 0; c < copies && !f->has_failed; c++) {
        if (!reserve(f, a->vertex_count, a->index_count)) return;
        const uint32_t first = (uint32_t)f->all.vertex_count;
        for (int i = 0; i < a->vertex_count; i++) {
            RenderModelVertex v = a->vertices[i];
            turn_vertex(a->instance_count > 0 ? &a->instances[c] : NULL, &origin, &v);
            f->all.vertices[f->all.vertex_count++] = v;
        }
        for (int p = 0; p < a->part_count; p++) {
            const RenderModelPart *part = &a->parts[p];
            if (part->is_space) continue;
            const Image *image =
                a->uv && part->picture.id ? &f->asset->textures[part->picture.id - 1].image : NULL;
            for (uint32_t i = part->index_first; i < part->index_first + part->index_count; i++) {
                RenderModelVertex *v = &f->all.vertices[first + a->indices[i]];
                if (image && image->rgba && v->object != UINT32_MAX)
                    paint(image, a->uv + 2 * (size_t)a->uv_sets * a->indices[i], v->rgba);
                v->object = UINT32_MAX; // painted
                v->rgba[3] = 255;
                f->all.indices[f->all.index_count++] = first + a->indices[i];
            }
        }
    }
}

// A plan holds it in tiles; a symbol is one thing again, and stands still.
static void flatten(Flat *f, Job *job, Err *err)
{
    Asset still = *f->asset;
    still.animation = NULL;
    SceneModelPlan *plan = scene_model_plan_create(&still, NULL, err);
    f->has_failed = !plan;
    for (int t = 0; plan && t < plan->tile_count && !f->has_failed; t++) {
        SceneModelMesh mesh;
        if (job_is_cancelled(job) ||
            !scene_model_mesh_build(plan, t, SCENE_MODEL_FULL, &mesh, err)) {
            f->has_failed = true;
            break;
        }
        add_arrays(f, &mesh.plain, plan->tiles[t].origin);
        add_arrays(f, &mesh.pictured, plan->tiles[t].origin);
        scene_model_mesh_finish(&mesh);
    }
    scene_model_plan_destroy(plan);
    for (int i = 0; i < f->all.vertex_count; i++) f->all.vertices[i].object = 0;
}

// One metre high, its foot on the origin.
static bool stand(Flat *f, SceneSymbolShape *out)
{
    float low[3] = { INFINITY, INFINITY, INFINITY }, high[3] = { -INFINITY, -INFINITY, -INFINITY };
    for (int i = 0; i < f->all.index_count; i++) {
        const float *p = f->all.vertices[f->all.indices[i]].pos_m;
        for (int k = 0; k < 3; k++) {
            low[k] = fminf(low[k], p[k]);
            high[k] = fmaxf(high[k], p[k]);
        }
    }
    const float tall = high[2] - low[2];
    if (!(tall > 0) || !isfinite(tall)) return false;
    float foot[3] = { 0, 0, low[2] };
    for (int k = 0; k < 2; k++)
        if (!(low[k] <= 0 && high[k] >= 0)) foot[k] = 0.5f * (low[k] + high[k]);
    out->height_m = tall;
    for (int i = 0; i < f->all.vertex_count; i++) {
        float *p = f->all.vertices[i].pos_m;
        for (int k = 0; k < 3; k++) p[k] = (p[k] - foot[k]) / tall;
    }
    for (int i = 0; i < f->all.index_count; i++) {
        const float *p = f->all.vertices[f->all.indices[i]].pos_m;
        out->radius = fmaxf(out->radius, sqrtf(p[0] * p[0] + p[1] * p[1]));
    }
    out->slender = 0.6f * out->radius;
    return isfinite(out->radius);
}

static bool copy_arrays(const SceneModelArrays *from, SceneModelMesh *to)
{
    *to = (SceneModelMesh){ 0 };
    SceneModelArrays *a = &to->plain;
    a->vertices = malloc(sizeof *a->vertices * (size_t)(from->vertex_count + 1));
    a->indices = malloc(sizeof *a->indices * (size_t)(from->index_count + 1));
    a->parts = calloc(1, sizeof *a->parts);
    if (!a->vertices || !a->indices || !a->parts) {
        scene_model_mesh_finish(to);
        return false;
    }
    memcpy(a->vertices, from->vertices, sizeof *a->vertices * (size_t)from->vertex_count);
    memcpy(a->indices, from->indices, sizeof *a->indices * (size_t)from->index_count);
    a->vertex_count = a->vertex_cap = from->vertex_count;
    a->index_count = a->index_cap = from->index_count;
    a->parts[0] =
        (RenderModelPart){ .index_count = (uint32_t)from->index_count, .is_two_sided = true };
    a->part_count = a->part_cap = 1;
    return true;
}

static bool take_solid(const SceneModelArrays *a, GeoSolidMesh *out)
{
    out->vertices = malloc(sizeof *out->vertices * (size_t)(a->vertex_count + 1));
    out->indices = malloc(sizeof *out->indices * (size_t)(a->index_count + 1));
    if (!out->vertices || !out->indices) return false;
    for (int i = 0; i < a->vertex_count; i++) {
        const RenderModelVertex *v = &a->vertices[i];
        GeoSolidVertex *to = &out->vertices[i];
        memcpy(to->pos_m, v->pos_m, sizeof to->pos_m);
        memcpy(to->normal, v->normal, sizeof to->normal);
        to->normal[3] = 0;
        memcpy(to->rgba, v->rgba, sizeof to->rgba);
    }
    memcpy(out->indices, a->indices, sizeof *out->indices * (size_t)a->index_count);
    out->vertex_count = (uint32_t)a->vertex_count;
    out->index_count = (uint32_t)a->index_count;
    return true;
}

// What is left in its cells is smaller than the model: the widest extent is given back.
static void fit(SceneModelArrays *a, float radius)
{
    float wide = 0, top = 0;
    for (int i = 0; i < a->vertex_count; i++) {
        const float *p = a->vertices[i].pos_m;
        wide = fmaxf(wide, sqrtf(p[0] * p[0] + p[1] * p[1]));
        top = fmaxf(top, p[2]);
    }
    const float across = wide > 0 ? fminf(0.9f * radius / wide, 1.5f) : 1,
                up = top > 0 ? fminf(1 / top, 1.5f) : 1;
    for (int i = 0; i < a->vertex_count; i++) {
        float *p = a->vertices[i].pos_m;
        p[0] *= fmaxf(across, 1);
        p[1] *= fmaxf(across, 1);
        p[2] *= fmaxf(up, 1);
    }
}

// Cells grow until few enough triangles are left; one that would leave none is not taken.
static bool coarser(const SceneModelArrays *from, int triangles, float radius, GeoSolidMesh *out)
{
    if (from->index_count / 3 <= triangles) return take_solid(from, out);
    float cell = 1.0f / 96;
    SceneModelMesh best = { 0 };
    for (int k = 0; k < JOIN_STEPS; k++, cell *= 1.5f) {
        SceneModelMesh mesh;
        if (!copy_arrays(k ? &best.plain : from, &mesh) || !scene_model_join(&mesh, cell)) {
            scene_model_mesh_finish(&mesh);
            scene_model_mesh_finish(&best);
            return false;
        }
        if (mesh.plain.index_count < 12) {
            scene_model_mesh_finish(&mesh);
            break;
        }
        scene_model_mesh_finish(&best);
        best = mesh;
        if (best.plain.index_count / 3 <= triangles) break;
    }
    const bool has_any = best.plain.index_count > 0;
    if (has_any) fit(&best.plain, radius);
    const bool ok = take_solid(has_any ? &best.plain : from, out);
    scene_model_mesh_finish(&best);
    return ok;
}

bool scene_symbol_shape_model(const Asset *asset, Job *job, SceneSymbolShape *out, Err *err)
{
    static const int most[SCENE_SYMBOL_LOD_COUNT] = { SCENE_SYMBOL_FULL_TRIANGLES,
                                                      SCENE_SYMBOL_MIDDLE_TRIANGLES,
                                                      SCENE_SYMBOL_FAR_TRIANGLES };
    Flat f = { .asset = asset };
    SceneSymbolShape shape = { 0 };
    flatten(&f, job, err);
    bool ok = !f.has_failed;
    if (ok && (f.all.index_count == 0 || !stand(&f, &shape))) {
        err_set(err, ERR_FORMAT, "a symbol has no triangles that stand up");
        ok = false;
    }
    for (int k = 0; ok && k < SCENE_SYMBOL_LOD_COUNT; k++)
        ok = coarser(&f.all, most[k], shape.radius, &shape.lods[k]);
    if (!ok && err && err->code == ERR_NONE) err_set(err, ERR_MEMORY, "no memory for a symbol");
    SceneModelMesh all = { .plain = f.all };
    scene_model_mesh_finish(&all);
    if (ok)
        *out = shape;
    else
        scene_symbol_shape_finish(&shape);
    return ok;
}

bool scene_symbol_shape_builtin(GeoSymbol symbol, SceneSymbolShape *out, Err *err)
{
    SceneSymbolShape shape = { .radius = 0.5f,
                               .slender = 0.16f,
                               .glow = symbol == GEO_SYMBOL_LAMP ? 1 : 0 };
    if (!geo_symbol_build(symbol, &shape.lods[SCENE_SYMBOL_FULL], err)) return false;
    geo_symbol_build_far(symbol, &shape.lods[SCENE_SYMBOL_MIDDLE], err);
    *out = shape;
    return true;
}

void scene_symbol_shape_finish(SceneSymbolShape *shape)
{
    for (int k = 0; k < SCENE_SYMBOL_LOD_COUNT; k++) geo_solid_mesh_finish(&shape->lods[k]);
    *shape = (SceneSymbolShape){ 0 };
}

// Möller and Trumbore, 1997; from either side.
static bool triangle_hit(DVec3 from, DVec3 dir, const float *pa, const float *pb, const float *pc,
                         double *distance)
{
    const DVec3 a = { (double)pa[0], (double)pa[1], (double)pa[2] };
    const DVec3 e = { (double)pb[0] - a.x, (double)pb[1] - a.y, (double)pb[2] - a.z },
                g = { (double)pc[0] - a.x, (double)pc[1] - a.y, (double)pc[2] - a.z };
    const DVec3 p = dvec_cross(dir, g);
    const double det = dvec_dot(e, p);
    if (det == 0) return false;
    const DVec3 s = dvec_sub(from, a), q = dvec_cross(s, e);
    const double u = dvec_dot(s, p) / det, v = dvec_dot(dir, q) / det, t = dvec_dot(g, q) / det;
    if (!(u >= 0 && v >= 0 && u + v <= 1 && t > 0 && t < *distance)) return false;
    *distance = t;
    return true;
}

bool scene_symbol_shape_hit(const SceneSymbolShape *shape, DVec3 from, DVec3 dir, double *distance)
{
    const GeoSolidMesh *mesh = &shape->lods[SCENE_SYMBOL_FULL];
    if (mesh->index_count / 3 > PICK_TRIANGLES && shape->lods[SCENE_SYMBOL_MIDDLE].index_count > 0)
        mesh = &shape->lods[SCENE_SYMBOL_MIDDLE];
    bool is_hit = false;
    for (uint32_t i = 0; i + 2 < mesh->index_count; i += 3)
        is_hit |= triangle_hit(from, dir, mesh->vertices[mesh->indices[i]].pos_m,
                               mesh->vertices[mesh->indices[i + 1]].pos_m,
                               mesh->vertices[mesh->indices[i + 2]].pos_m, distance);
    return is_hit;
}
