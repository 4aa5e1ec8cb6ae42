// SPDX-License-Identifier: Apache-2.0
// asset_section.c - where planes cut a model.
#include "assets/asset_section.h"
#include "assets/asset_shape.h"
#include "assets/kernel_section.h"
#include "base/array.h"
#include <float.h>
#include <stdlib.h>
#include <string.h>

static const double section_precision_m = 1e-5;

typedef struct {
    AssetSection *s;
    const Asset *asset;
    const AssetSectionDesc *desc;
    AssetPlane *planes; // unit normals
    Arena scratch, meshes;
    bool has_failed; // no memory
} Sectioning;

static bool section_is_there(const Sectioning *p, int object)
{
    const AssetObject *o = &p->asset->objects[object];
    if (!o->instance_count || (p->desc->hidden && p->desc->hidden[object])) return false;
    if (o->kind == ASSET_OBJECT_OPENING) return false;
    return o->kind != ASSET_OBJECT_SPACE || p->desc->with_spaces;
}

// -1: all of a box lies on the kept side, 1: all is cut away, 0: the plane goes through.
static int box_side(DVec3 min, DVec3 max, const AssetPlane *plane)
{
    const DVec3 middle = dvec_scale(dvec_add(min, max), 0.5), half = dvec_sub(max, middle);
    const DVec3 n = plane->normal;
    const double d = dvec_dot(dvec_sub(middle, plane->point), n),
                 reach = fabs(n.x) * half.x + fabs(n.y) * half.y + fabs(n.z) * half.z +
                         section_precision_m;
    return d > reach ? 1 : d < -reach ? -1 : 0;
}

// x horizontal, y up in the plane; a level plane seen from above has east and north.
static DPlace section_place(const AssetPlane *plane)
{
    const DVec3 z = plane->normal;
    const bool is_level = fabs(z.z) > 1 - 1e-12;
    const DVec3 x =
        is_level ? (DVec3){ 1, 0, 0 } : dvec_normalize(dvec_cross((DVec3){ 0, 0, 1 }, z));
    return (DPlace){ x, dvec_cross(z, x), z, plane->point };
}

static double ring_area(const DVec2 *p, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++) {
        const DVec2 a = p[i], b = p[(i + 1) % count];
        sum += (a.x - p[0].x) * (b.y - p[0].y) - (b.x - p[0].x) * (a.y - p[0].y);
    }
    return sum / 2;
}

static double region_area(const KernelRegion *r)
{
    double area = 0;
    for (int i = 0, at = 0; i < r->ring_count; at += r->ring_counts[i++])
        area += ring_area(r->points + at, r->ring_counts[i]);
    return area; // holes go round the other way
}

static void section_keep(Sectioning *p, int object, int material, int plane,
                         const KernelRegion *region, const DPlace *from)
{
    AssetSection *s = p->s;
    if (!array_reserve((void **)&s->polygons, &s->polygon_cap, s->polygon_count + 1,
                       sizeof *s->polygons)) {
        p->has_failed = true;
        return;
    }
    KernelRegion own = { .points = ARENA_ARRAY(&s->arena, DVec2, region->point_count),
                         .ring_counts = ARENA_ARRAY(&s->arena, int, region->ring_count),
                         .point_count = region->point_count,
                         .ring_count = region->ring_count };
    memcpy(own.ring_counts, region->ring_counts, sizeof(int) * (size_t)region->ring_count);
    for (int i = 0; i < region->point_count; i++) {
        const DVec3 v = dplace_point(from, (DVec3){ region->points[i].x, region->points[i].y, 0 });
        const DVec3 local = dplace_local(&s->places[plane], v);
        own.points[i] = (DVec2){ local.x, local.y };
    }
    const double area = region_area(&own);
    s->polygons[s->polygon_count++] = (AssetSectionPolygon){
        .object = object, .material = material, .plane = plane, .region = own, .area_m2 = area
    };
    s->area_m2 += area;
}

// One body: cut by the other planes first, so that the cap is what they leave.
static void section_body(Sectioning *p, const Kernel *k, KernelMesh mesh, int object, int material,
                         int plane)
{
    const AssetObject *o = &p->asset->objects[object];
    KernelProfile profile = { 0 };
    DPlace place;
    int open = 0;
    for (int i = 0; i < p->s->plane_count; i++) {
        const AssetPlane *other = &p->planes[i];
        KernelMesh kept = { 0 };
        // What a plane leaves whole need not be cut by it.
        if (i == plane || box_side(o->min, o->max, other) < 0) continue;
        if (!kernel_section_clip(k, &mesh, other->point, other->normal, true, &kept, NULL)) {
            p->s->failed_count++;
            return;
        }
        mesh = kept;
        if (!mesh.triangle_count) return;
    }
    const AssetPlane *own = &p->planes[plane];
    if (!kernel_section_outline(k, &mesh, own->point, own->normal, &profile, &place, &open, NULL)) {
        p->s->failed_count++;
        return;
    }
    p->s->open_count += open;
    for (int i = 0; i < profile.region_count; i++)
        section_keep(p, object, material, plane, &profile.regions[i], &place);
}

static int part_material(const AssetInstance *instance, const AssetPart *part)
{
    return part->material >= 0 ? part->material : instance->material;
}

// The triangles of the parts of one material (or of all), in the model. Points no part uses do no
// harm.
static KernelMesh section_mesh(Sectioning *p, const AssetInstance *instance, int material,
                               bool takes_all)
{
    const AssetMesh *mesh = &p->asset->meshes[instance->mesh];
    const bool is_mirrored = asset_shape_is_mirrored(&instance->place);
    KernelMesh out = { .points = ARENA_ARRAY(&p->meshes, DVec3, mesh->vertex_count + 1),
                       .indices = ARENA_ARRAY(&p->meshes, uint32_t, mesh->triangle_count * 3 + 1),
                       .point_count = mesh->vertex_count };
    for (int i = 0; i < mesh->vertex_count; i++)
        out.points[i] = asset_shape_vertex(mesh, &instance->place, (uint32_t)i);
    for (int i = 0; i < mesh->part_count; i++) {
        const AssetPart *part = &mesh->parts[i];
        if (!takes_all && part_material(instance, part) != material) continue;
        for (int t = part->first_triangle; t < part->first_triangle + part->triangle_count; t++) {
            uint32_t *to = out.indices + (size_t)out.triangle_count++ * 3;
            for (int c = 0; c < 3; c++)
                to[is_mirrored ? 2 - c : c] = mesh->indices[(size_t)t * 3 + (size_t)c];
        }
    }
    return out;
}

// The material with most triangles stands for a body that has several.
static int main_material(const AssetInstance *instance, const AssetMesh *mesh)
{
    int best = instance->material, most = -1;
    for (int i = 0; i < mesh->part_count; i++) {
        int sum = 0;
        const int material = part_material(instance, &mesh->parts[i]);
        for (int k = i; k < mesh->part_count && k < i + 64; k++)
            if (part_material(instance, &mesh->parts[k]) == material)
                sum += mesh->parts[k].triangle_count;
        if (sum <= most) continue;
        most = sum;
        best = material;
    }
    return best;
}

static bool has_one_material(const AssetInstance *instance, const AssetMesh *mesh)
{
    for (int i = 1; i < mesh->part_count; i++)
        if (part_material(instance, &mesh->parts[i]) != part_material(instance, &mesh->parts[0]))
            return false;
    return true;
}

// Every directed edge is met by its opposite: asked of the points themselves, that may be split.
static bool section_is_closed(const Kernel *k, const KernelMesh *mesh)
{
    KernelMesh welded;
    return kernel_mesh_weld(k, mesh, &welded, NULL) && kernel_mesh_is_closed(k, &welded);
}

static void section_instance(Sectioning *p, const AssetInstance *instance, int plane)
{
    enum { MATERIALS_MAX = 64 };
    const AssetMesh *mesh = &p->asset->meshes[instance->mesh];
    const Kernel k = {
        .out = &p->meshes, .scratch = &p->scratch, .chord = 2e-3, .precision = section_precision_m
    };
    int materials[MATERIALS_MAX], count = 0;
    KernelMesh bodies[MATERIALS_MAX];
    bool are_closed = !has_one_material(instance, mesh);
    for (int i = 0; i < mesh->part_count && are_closed; i++) {
        const int material = part_material(instance, &mesh->parts[i]);
        bool is_new = true;
        for (int m = 0; m < count; m++) is_new = is_new && materials[m] != material;
        if (!is_new) continue;
        if (count == MATERIALS_MAX) {
            are_closed = false;
            break;
        }
        bodies[count] = section_mesh(p, instance, material, false);
        materials[count] = material;
        are_closed = section_is_closed(&k, &bodies[count++]);
    }
    if (are_closed && count) {
        for (int i = 0; i < count; i++)
            section_body(p, &k, bodies[i], instance->object, materials[i], plane);
    } else {
        section_body(p, &k, section_mesh(p, instance, -1, true), instance->object,
                     main_material(instance, mesh), plane);
    }
}

static void section_plane(Sectioning *p, int plane)
{
    const Asset *a = p->asset;
    for (int i = 0; i < a->object_count && !p->has_failed; i++) {
        const AssetObject *o = &a->objects[i];
        if ((i & 255) == 0 && job_is_cancelled(p->desc->job)) return;
        if (!section_is_there(p, i) || box_side(o->min, o->max, &p->planes[plane]) != 0) continue;
        bool is_gone = false;
        for (int k = 0; k < p->s->plane_count; k++)
            is_gone = is_gone || box_side(o->min, o->max, &p->planes[k]) > 0;
        for (int k = 0; k < o->instance_count && !is_gone; k++) {
            section_instance(p, &a->instances[o->first_instance + k], plane);
            arena_reset(&p->meshes);
            arena_reset(&p->scratch);
        }
    }
    job_progress(p->desc->job, (float)(plane + 1) / (float)p->s->plane_count);
}

bool asset_section_init(AssetSection *out, const Asset *asset, const AssetSectionDesc *desc,
                        Err *err)
{
    *out = (AssetSection){ .plane_count = desc->plane_count };
    Sectioning p = { .s = out, .asset = asset, .desc = desc };
    bool ok = true;
    out->places = ARENA_ARRAY(&out->arena, DPlace, desc->plane_count + 1);
    p.planes = ARENA_ARRAY(&out->arena, AssetPlane, desc->plane_count + 1);
    for (int i = 0; i < desc->plane_count && ok; i++) {
        p.planes[i] = desc->planes[i];
        p.planes[i].normal = dvec_normalize(desc->planes[i].normal);
        ok = fabs(dvec_length(p.planes[i].normal) - 1) < 1e-9 && isfinite(p.planes[i].point.x) &&
             isfinite(p.planes[i].point.y) && isfinite(p.planes[i].point.z);
        if (!ok) err_set(err, ERR_ARGUMENT, "a section plane without a direction or place");
        out->places[i] = section_place(&p.planes[i]);
    }
    for (int i = 0; i < desc->plane_count && ok; i++) {
        section_plane(&p, i);
        if (job_is_cancelled(desc->job)) err_set(err, ERR_CANCELLED, "cutting was stopped");
        if (p.has_failed) err_set(err, ERR_MEMORY, "no memory for %d polygons", out->polygon_count);
        ok = !p.has_failed && !job_is_cancelled(desc->job);
    }
    arena_finish(&p.scratch);
    arena_finish(&p.meshes);
    if (!ok) asset_section_finish(out);
    return ok;
}

void asset_section_finish(AssetSection *s)
{
    free(s->polygons);
    arena_finish(&s->arena);
    *s = (AssetSection){ 0 };
}
