// SPDX-License-Identifier: Apache-2.0
// scene_model_cap.c - sections of all bodies that a plane meets, joined into one mesh.
#include "scene/scene_model_cap.h"

#include "assets/kernel_section.h"
#include "base/array.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SECTION_TRIANGLES_MAX = 400000 }; // of one body: larger ones stay open

// A word in the name of a material or in a type, the first that fits counts.
static const struct {
    const char *word;
    int hatch;
} hatches[] = {
    { "concrete", RENDER_HATCH_DOTS },   { "beton", RENDER_HATCH_DOTS },
    { "stahlbeton", RENDER_HATCH_DOTS }, { "混凝土", RENDER_HATCH_DOTS },
    { "insul", RENDER_HATCH_CROSS },     { "dämm", RENDER_HATCH_CROSS },
    { "保温", RENDER_HATCH_CROSS },      { "wood", RENDER_HATCH_DASHES },
    { "holz", RENDER_HATCH_DASHES },     { "timber", RENDER_HATCH_DASHES },
    { "木", RENDER_HATCH_DASHES },       { "glas", RENDER_HATCH_NONE },
    { "玻璃", RENDER_HATCH_NONE },       { "steel", RENDER_HATCH_CROSS },
    { "metal", RENDER_HATCH_CROSS },     { "stahl", RENDER_HATCH_CROSS },
    { "钢", RENDER_HATCH_CROSS },        { "alumin", RENDER_HATCH_CROSS },
    { "brick", RENDER_HATCH_LINES },     { "mason", RENDER_HATCH_LINES },
    { "砖", RENDER_HATCH_LINES },        { "IfcSlab", RENDER_HATCH_DOTS },
    { "IfcFooting", RENDER_HATCH_DOTS }, { "IfcPile", RENDER_HATCH_DOTS },
    { "IfcColumn", RENDER_HATCH_DOTS },  { "IfcBeam", RENDER_HATCH_DOTS },
    { "IfcStair", RENDER_HATCH_DOTS },   { "IfcRoof", RENDER_HATCH_DASHES },
    { "IfcMember", RENDER_HATCH_CROSS }, { "IfcCovering", RENDER_HATCH_CROSS },
    { "IfcWindow", RENDER_HATCH_NONE },  { "IfcDoor", RENDER_HATCH_DASHES },
    { "IfcFurn", RENDER_HATCH_DASHES },  { "IfcFlow", RENDER_HATCH_NONE },
};

static int hatch_of_text(const char *text)
{
    for (size_t i = 0; text && text[0] && i < sizeof hatches / sizeof hatches[0]; i++)
        if (strcasestr(text, hatches[i].word)) return hatches[i].hatch;
    return -1;
}

int scene_model_cap_hatch(const Asset *asset, int object)
{
    const IfcModel *ifc = asset->ifc;
    int hatch = -1;
    if (ifc && object < ifc->objects.count && ifc->objects.materials[object] >= 0) {
        const IfcMaterial *m = &ifc->materials[ifc->objects.materials[object]];
        hatch = hatch_of_text(ifc_model_text(ifc, m->name));
    }
    if (hatch < 0) hatch = hatch_of_text(asset->objects[object].type);
    return hatch < 0 ? RENDER_HATCH_LINES : hatch;
}

typedef struct {
    const SceneModelPlan *plan;
    SceneModelArrays *out;
    DVec3 origin;
    Arena results, scratch;
    bool has_failed;
} Capping;

// Whether a plane goes through a box.
static bool is_met(const double plane[4], DVec3 min, DVec3 max)
{
    const DVec3 n = { plane[0], plane[1], plane[2] };
    const DVec3 middle = dvec_scale(dvec_add(min, max), 0.5),
                half = dvec_scale(dvec_sub(max, min), 0.5);
    const double reach = fabs(n.x) * half.x + fabs(n.y) * half.y + fabs(n.z) * half.z;
    return fabs(dvec_dot(n, middle) + plane[3]) < reach;
}

// The body in the model's axes about a point, outside out.
static KernelMesh body_of(Capping *c, const AssetInstance *instance, DVec3 about)
{
    const AssetMesh *mesh = &c->plan->asset->meshes[instance->mesh];
    KernelMesh body = { .points = ARENA_ARRAY(&c->results, DVec3, mesh->vertex_count + 1),
                        .indices = ARENA_ARRAY(&c->results, uint32_t, mesh->triangle_count * 3 + 1),
                        .point_count = mesh->vertex_count,
                        .triangle_count = mesh->triangle_count };
    for (int i = 0; i < mesh->vertex_count; i++) {
        const float *p = mesh->positions + (size_t)i * 3;
        const DVec3 local =
            dvec_add(mesh->origin, (DVec3){ (double)p[0], (double)p[1], (double)p[2] });
        body.points[i] = dvec_sub(dplace_point(&instance->place, local), about);
    }
    double volume = 0;
    memcpy(body.indices, mesh->indices, sizeof *body.indices * (size_t)mesh->triangle_count * 3);
    for (int t = 0; t < mesh->triangle_count; t++) {
        const uint32_t *i = body.indices + 3 * (size_t)t;
        volume += dvec_dot(body.points[i[0]], dvec_cross(body.points[i[1]], body.points[i[2]]));
    }
    for (int t = 0; volume < 0 && t < mesh->triangle_count; t++) {
        uint32_t *i = body.indices + 3 * (size_t)t;
        const uint32_t swap = i[1];
        i[1] = i[2];
        i[2] = swap;
    }
    return body;
}

static void colour_of(const Asset *asset, const AssetInstance *instance, uint8_t rgba[4])
{
    const AssetMesh *mesh = &asset->meshes[instance->mesh];
    const int own = mesh->part_count > 0 ? mesh->parts[0].material : -1,
              row = own >= 0 ? own : instance->material;
    for (int k = 0; k < 3; k++) {
        const float lin =
            row >= 0 && row < asset->material_count ? asset->materials[row].base_rgba[k] : 0.6f;
        rgba[k] = (uint8_t)(255 * (lin <= 0 ? 0 : lin >= 1 ? 1 : powf(lin, 1 / 2.2f)) + 0.5f);
    }
    rgba[3] = 255;
}

static void add_cap(Capping *c, const AssetInstance *instance, const KernelMesh *cap, DVec3 about,
                    const int8_t normal[4])
{
    SceneModelArrays *out = c->out;
    if (!array_reserve((void **)&out->vertices, &out->vertex_cap,
                       out->vertex_count + cap->point_count, sizeof *out->vertices) ||
        !array_reserve((void **)&out->indices, &out->index_cap,
                       out->index_count + 3 * cap->triangle_count, sizeof *out->indices)) {
        c->has_failed = true;
        return;
    }
    RenderModelVertex v = { .object = RENDER_MODEL_OBJECT(
                                instance->object,
                                scene_model_cap_hatch(c->plan->asset, instance->object), 0,
                                RENDER_MODEL_CAP | RENDER_MODEL_TWO_SIDED) };
    colour_of(c->plan->asset, instance, v.rgba);
    memcpy(v.normal, normal, 4);
    const uint32_t base = (uint32_t)out->vertex_count;
    for (int i = 0; i < cap->point_count; i++) {
        const DVec3 p = dvec_sub(dvec_add(cap->points[i], about), c->origin);
        v.pos_m[0] = (float)p.x;
        v.pos_m[1] = (float)p.y;
        v.pos_m[2] = (float)p.z;
        out->vertices[out->vertex_count++] = v;
    }
    for (int i = 0; i < 3 * cap->triangle_count; i++)
        out->indices[out->index_count++] = base + cap->indices[i];
}

static void cap_piece(Capping *c, const SceneModelPiece *piece, const double plane[4],
                      const int8_t normal[4])
{
    const Asset *asset = c->plan->asset;
    const AssetInstance *instance = &asset->instances[piece->instance];
    const DVec3 about = dvec_scale(dvec_add(piece->min, piece->max), 0.5);
    const Kernel k = {
        .out = &c->results, .scratch = &c->scratch, .chord = 1e-3, .precision = 1e-6
    };
    const ArenaMark mark = arena_mark(&c->results);
    const KernelMesh body = body_of(c, instance, about);
    const DVec3 n = { -plane[0], -plane[1], -plane[2] };
    const double distance = dvec_dot((DVec3){ plane[0], plane[1], plane[2] }, about) + plane[3];
    KernelMesh cap = { 0 };
    if (kernel_section_cap(&k, &body, dvec_scale(n, distance / dvec_dot(n, n)), n, &cap, NULL) &&
        cap.triangle_count > 0)
        add_cap(c, instance, &cap, about, normal);
    arena_release(&c->results, mark);
}

bool scene_model_cap_build(const SceneModelPlan *plan, const double plane[4], double lift_m,
                           Job *job, SceneModelArrays *out, DVec3 *origin)
{
    const Asset *asset = plan->asset;
    Capping c = { .plan = plan, .out = out };
    if (plan->tile_count > 0) c.origin = plan->tiles[0].origin;
    const DVec3 n = dvec_normalize((DVec3){ -plane[0], -plane[1], -plane[2] });
    const int8_t normal[4] = { (int8_t)lrint(127 * n.x), (int8_t)lrint(127 * n.y),
                               (int8_t)lrint(127 * n.z), 0 };
    for (int i = 0; i < plan->still_count && !c.has_failed && !job_is_cancelled(job); i++) {
        const SceneModelPiece *piece = &plan->pieces[i];
        const AssetInstance *instance = &asset->instances[piece->instance];
        const AssetMesh *mesh = &asset->meshes[instance->mesh];
        const AssetObject *object = &asset->objects[instance->object];
        if (!mesh->is_closed || mesh->triangle_count > SECTION_TRIANGLES_MAX ||
            object->kind == ASSET_OBJECT_SPACE)
            continue;
        if (piece->triangles && piece->triangles != plan->diced[instance->mesh])
            continue; // once a body
        const double shifted[4] = { plane[0], plane[1], plane[2],
                                    plane[3] +
                                        plane[2] * lift_m * plan->storeys[instance->object] };
        if (piece->triangles || is_met(shifted, piece->min, piece->max))
            cap_piece(&c, piece, shifted, normal);
    }
    arena_finish(&c.results);
    arena_finish(&c.scratch);
    *origin = c.origin;
    if (!c.has_failed && out->index_count > 0) {
        c.has_failed = !array_reserve((void **)&out->parts, &out->part_cap, 1, sizeof *out->parts);
        if (!c.has_failed)
            out->parts[out->part_count++] =
                (RenderModelPart){ .index_count = (uint32_t)out->index_count,
                                   .is_two_sided = true };
    }
    return !c.has_failed;
}

struct SceneModelCap {
    uint64_t key; // of the mesh; 0 = none
    RenderMesh mesh;
    DVec3 origin;
    bool is_in_job, is_gone;
};

typedef struct {
    Scene *scene;
    SceneModelCap *cap;
    SceneModelData *data;
    double plane[4], lift_m;
    uint64_t key;
    SceneModelMesh mesh;
    DVec3 origin;
    bool is_done;
} CapJob;

static void run_cap(Job *job, void *arg)
{
    CapJob *j = arg;
    j->is_done = scene_model_cap_build(scene_model_data_plan(j->data), j->plane, j->lift_m, job,
                                       &j->mesh.plain, &j->origin);
}

static void cap_done(void *arg, bool was_cancelled)
{
    CapJob *j = arg;
    SceneModelCap *cap = j->cap;
    Scene *scene = j->scene;
    scene->jobs_in_flight--;
    cap->is_in_job = false;
    if (cap->is_gone) {
        free(cap);
    } else if (j->is_done && !was_cancelled) {
        const SceneModelArrays *a = &j->mesh.plain;
        const RenderModelDesc desc = { .vertices = a->vertices,
                                       .indices = a->indices,
                                       .parts = a->parts,
                                       .vertex_count = (uint32_t)a->vertex_count,
                                       .index_count = (uint32_t)a->index_count,
                                       .part_count = (uint32_t)a->part_count };
        render_mesh_destroy(scene->render, cap->mesh);
        cap->mesh = a->index_count > 0 ? render_model_create(scene->render, &desc, NULL)
                                       : (RenderMesh){ 0 };
        cap->origin = j->origin;
        cap->key = j->key;
    }
    scene_model_mesh_finish(&j->mesh);
    scene_model_data_unref(j->data);
    free(j);
}

static uint64_t key_of(const double plane[4], double lift_m)
{
    const double all[5] = { plane[0], plane[1], plane[2], plane[3], lift_m };
    uint64_t hash = 1;
    for (int i = 0; i < 5; i++) {
        uint64_t bits = 0;
        memcpy(&bits, &all[i], sizeof bits);
        hash = (hash ^ bits) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    return hash | 1;
}

RenderMesh scene_model_cap_mesh(Scene *scene, SceneModelCap **at, SceneModelData *data,
                                const double plane[4], double lift_m, DVec3 *origin)
{
    const uint64_t key = key_of(plane, lift_m);
    if (!*at) *at = calloc(1, sizeof **at);
    SceneModelCap *cap = *at;
    if (!cap) return (RenderMesh){ 0 };
    *origin = cap->origin;
    if (cap->key == key) return cap->mesh;
    scene->wanted++;
    CapJob *j = cap->is_in_job ? NULL : calloc(1, sizeof *j);
    if (!j) return (RenderMesh){ 0 };
    *j = (CapJob){ .scene = scene, .cap = cap, .data = data, .lift_m = lift_m, .key = key };
    memcpy(j->plane, plane, sizeof j->plane);
    scene_model_data_ref(data);
    cap->is_in_job = scene_submit(scene, "section", run_cap, cap_done, j, 6);
    if (!cap->is_in_job) {
        scene_model_data_unref(data);
        free(j);
    }
    return (RenderMesh){ 0 };
}

void scene_model_cap_destroy(Scene *scene, SceneModelCap *cap)
{
    if (!cap) return;
    render_mesh_destroy(scene->render, cap->mesh);
    cap->is_gone = true;
    if (!cap->is_in_job) free(cap);
}

void scene_model_cap_forget_gpu(SceneModelCap *cap)
{
    if (!cap) return;
    cap->mesh = (RenderMesh){ 0 };
    cap->key = 0;
}
