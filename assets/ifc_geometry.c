// SPDX-License-Identifier: Apache-2.0
// ifc_geometry.c - products to shapes and instances; shapes and cut hosts in parallel; measures.
#include "assets/ifc_geometry.h"
#include "assets/ifc_reader.h"
#include "assets/ifc_style.h"
#include "assets/ifc_texture.h"
#include "assets/kernel_boolean.h"
#include "base/array.h"
#include "base/str.h"
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define IFC_GEOMETRY_CHORD_M 0.002
#define IFC_GEOMETRY_ANGLE_RAD (DVEC_PI / 12)
enum {
    IFC_GEOMETRY_INSTANCES_MAX = 1000000,
    IFC_GEOMETRY_PER_PRODUCT_MAX = 100000,
    IFC_GEOMETRY_OPENINGS_MAX = 5000,
    IFC_GEOMETRY_WORKERS_MAX = 64
};

// A representation read once: its own items make a shape, its mapped items lead to others.
typedef struct {
    uint32_t id;
    int shape; // row of shapes, -1
    int first_child, child_count;
    bool has_body, is_open; // is_open: being read (a cycle when met again)
} IfcRepresentation;
typedef struct {
    int representation;
    uint32_t rgba;
    DPlace place;
} IfcChild;
typedef struct {
    uint32_t representation;
    uint32_t *items;
    int item_count;
    bool is_exact;     // its double meshes are needed for cutting
    KernelMesh *parts; // when exact: one an entry of the mesh's parts
    int part_count;
} IfcShape;
typedef struct {
    int product;
    int *openings; // products
    int opening_count;
    DPlace place, inverse;
} IfcHost;

typedef struct {
    IfcReader reader;
    Arena keep;  // results
    Arena exact; // double meshes until the hosts are cut
    atomic_bool is_busy;
} IfcWorker;

typedef struct IfcGeometryWork {
    const IfcModel *m;
    IfcGeometry *g;
    IfcStyles styles;
    IfcTextures textures;
    JobPool *pool;
    Job *job;
    IfcWorker *workers;
    int worker_count;
    Arena arena; // of the plan
    IfcRepresentation *representations;
    IfcChild *children;
    IfcShape *shapes;
    IfcHost *hosts;
    int representation_count, representation_cap, child_count, child_cap, shape_count, shape_cap,
        host_count, host_cap;
    int instance_cap, product_cap, mesh_cap;
    Hashmap representation_rows;
    IfcPlaceMemo memo;
    int *product_of_object;
    DPlace *product_places;
    int product_place_cap;
    atomic_int done;
    atomic_llong budget; // instances that all shapes together may still read
} IfcGeometryWork;

const char *ifc_geometry_state_name(IfcBodyState state)
{
    static const char *const names[] = { "", "ok", "uncut", "failed" };
    return names[state];
}

bool ifc_geometry_is_counted(const IfcModel *m, int object)
{
    return ifc_model_is(m, object, IFCPRODUCT) &&
           !ifc_model_is(m, object, IFCFEATUREELEMENTSUBTRACTION) &&
           !ifc_model_is(m, object, IFCSPACE);
}

static IfcReader *ifc_geometry_reader(IfcGeometryWork *w)
{
    return &w->workers[0].reader;
}

// Representations.
static int ifc_geometry_represent(IfcGeometryWork *w, uint32_t id, int depth);

static bool ifc_geometry_mapped(IfcGeometryWork *w, uint32_t id, const StepArgs *args, int depth,
                                IfcChild *out)
{
    IfcReader *r = ifc_geometry_reader(w);
    StepArgs map;
    IfcType type;
    DPlace origin, target;
    Err err = { 0 };
    if (!ifc_reader_args(r, step_arg_ref(args, 0), &map, &type, &err) ||
        type != IFCREPRESENTATIONMAP)
        return false;
    if (!ifc_place_axes(r, step_arg_ref(&map, 0), &origin, &err)) origin = ifc_place_identity();
    if (!ifc_place_operator(r, step_arg_ref(args, 1), &target, &err)) target = ifc_place_identity();
    out->place = ifc_place_multiply(&target, &origin);
    out->rgba = ifc_style_of_item(&w->styles, id);
    out->representation = ifc_geometry_represent(w, step_arg_ref(&map, 1), depth + 1);
    return out->representation >= 0 && w->representations[out->representation].has_body;
}

// The row of a representation, read when it is new; -1 when it cannot be had.
static int ifc_geometry_represent(IfcGeometryWork *w, uint32_t id, int depth)
{
    IfcReader *r = ifc_geometry_reader(w);
    uint64_t have = 0;
    StepArgs args;
    IfcType type;
    if (depth > IFC_READER_DEPTH_MAX) return -1;
    if (hashmap_get(&w->representation_rows, id, &have))
        return w->representations[have].is_open ? -1 : (int)have;
    if (!ifc_reader_args(r, id, &args, &type, NULL)) return -1;
    if (!array_reserve((void **)&w->representations, &w->representation_cap,
                       w->representation_count + 1, sizeof *w->representations))
        return -1;
    const int row = w->representation_count++;
    w->representations[row] = (IfcRepresentation){ .id = id, .shape = -1, .is_open = true };
    hashmap_put(&w->representation_rows, id, (uint64_t)row);
    int count = 0, own = 0, child_count = 0;
    const ArenaMark mark = arena_mark(&r->tree);
    const uint32_t *ids = ifc_reader_refs(r, &args, 3, &count);
    uint32_t *items = ARENA_ARRAY(&w->arena, uint32_t, count + 1);
    IfcChild *children = ARENA_ARRAY(&w->arena, IfcChild, count + 1);
    for (int i = 0; i < count; i++) {
        StepArgs item;
        IfcType item_type;
        if (!ifc_reader_args(r, ids[i], &item, &item_type, NULL)) continue;
        if (item_type == IFCMAPPEDITEM) {
            if (ifc_geometry_mapped(w, ids[i], &item, depth, &children[child_count])) child_count++;
        } else if (ifc_item_is_body(w->m, item_type))
            items[own++] = ids[i];
        else if (ifc_schema_is(&w->m->schema, item_type, IFCGEOMETRICSET)) {
            // Sets may hold surfaces among their curves.
            int inner = 0;
            const uint32_t *inner_ids = ifc_reader_refs(r, &item, 0, &inner);
            for (int k = 0; k < inner && own < count; k++) {
                IfcType inner_type;
                ifc_model_row(w->m, inner_ids[k], &inner_type);
                if (ifc_schema_is(&w->m->schema, inner_type, IFCSURFACE))
                    items[own++] = inner_ids[k];
            }
        }
    }
    arena_release(&r->tree, mark);
    IfcRepresentation *rep = &w->representations[row];
    if (own > 0 &&
        array_reserve((void **)&w->shapes, &w->shape_cap, w->shape_count + 1, sizeof *w->shapes)) {
        rep->shape = w->shape_count;
        w->shapes[w->shape_count++] =
            (IfcShape){ .representation = id, .items = items, .item_count = own };
    }
    if (array_reserve((void **)&w->children, &w->child_cap, w->child_count + child_count + 1,
                      sizeof *w->children)) {
        rep->first_child = w->child_count;
        rep->child_count = child_count;
        memcpy(w->children + w->child_count, children, sizeof *children * (size_t)child_count);
        w->child_count += child_count;
    }
    rep->has_body = rep->shape >= 0 || rep->child_count > 0;
    rep->is_open = false;
    return row;
}

// How much a representation is the body: 0 best, 9 never.
static int ifc_geometry_rank(const IfcModel *m, uint32_t id)
{
    static const char *const never[] = { "Axis", "Box",          "FootPrint", "Annotation",
                                         "Plan", "Clearance",    "Reference", "Profile",
                                         "CoG",  "SurveyPoints", "Lighting" };
    StepArgs args;
    IfcType type;
    const int row = ifc_model_row(m, id, &type);
    if (row < 0) return 9;
    step_file_args(m->file, row, &args);
    const StepText name = step_arg_string(&args, 1), kind = step_arg_string(&args, 2);
    char text[32] = "";
    if (name.length && name.length < sizeof text) memcpy(text, name.text, name.length);
    if (step_text_is(kind, "BoundingBox")) return 9;
    if (str_equal_nocase(text, "Body")) return 0;
    if (!text[0]) return 1;
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        if (str_equal_nocase(text, never[i])) return 9;
    }
    return 2;
}

static bool ifc_geometry_flatten(IfcGeometryWork *w, int representation, const DPlace *place,
                                 uint32_t rgba, int first, int depth)
{
    IfcGeometry *g = w->g;
    const IfcRepresentation rep = w->representations[representation];
    if (depth > IFC_READER_DEPTH_MAX) return false;
    if (rep.shape >= 0) {
        if (g->instance_count - first >= IFC_GEOMETRY_PER_PRODUCT_MAX ||
            g->instance_count >= IFC_GEOMETRY_INSTANCES_MAX)
            return false;
        if (!array_reserve((void **)&g->instances, &w->instance_cap, g->instance_count + 1,
                           sizeof *g->instances))
            return false;
        g->instances[g->instance_count++] =
            (IfcInstance){ .mesh = rep.shape, .rgba = rgba, .place = *place };
    }
    for (int i = 0; i < rep.child_count; i++) {
        const IfcChild *child = &w->children[rep.first_child + i];
        const DPlace inner = ifc_place_multiply(place, &child->place);
        if (!ifc_geometry_flatten(w, child->representation, &inner,
                                  child->rgba ? child->rgba : rgba, first, depth + 1))
            return false;
    }
    return true;
}

// The representations that are the body, as rows; those of the best rank.
static int ifc_geometry_bodies(IfcGeometryWork *w, const StepArgs *definition, int list, int *rows,
                               int cap)
{
    IfcReader *r = ifc_geometry_reader(w);
    int count = 0, best = 9, made = 0;
    const ArenaMark mark = arena_mark(&r->tree);
    const uint32_t *ids = ifc_reader_refs(r, definition, list, &count);
    for (int i = 0; i < count; i++) {
        const int rank = ifc_geometry_rank(w->m, ids[i]);
        if (rank > best || rank == 9) continue;
        const int row = ifc_geometry_represent(w, ids[i], 0);
        if (row < 0 || !w->representations[row].has_body) continue;
        if (rank < best) made = 0;
        best = rank;
        if (made < cap) rows[made++] = row;
    }
    arena_release(&r->tree, mark);
    return made;
}

static bool ifc_geometry_add_product(IfcGeometryWork *w, int object, const int *rows, int row_count,
                                     const DPlace *place, const char *trouble)
{
    IfcGeometry *g = w->g;
    if (!array_reserve((void **)&g->products, &w->product_cap, g->product_count + 1,
                       sizeof *g->products) ||
        !array_reserve((void **)&w->product_places, &w->product_place_cap, g->product_count + 1,
                       sizeof *w->product_places)) {
        return false;
    }
    IfcProduct product = { .object = object,
                           .first_instance = g->instance_count,
                           .min = { 1, 1, 1 },
                           .max = { -1, -1, -1 },
                           .reason = trouble };
    const uint32_t rgba = ifc_style_of_material(&w->styles, w->m, w->m->objects.materials[object]);
    for (int i = 0; i < row_count; i++) {
        if (!ifc_geometry_flatten(w, rows[i], place, rgba, product.first_instance, 0))
            product.reason = "too many mapped items";
    }
    product.instance_count = g->instance_count - product.first_instance;
    w->product_of_object[object] = g->product_count;
    w->product_places[g->product_count] = *place;
    g->products[g->product_count++] = product;
    return true;
}

static void ifc_geometry_plan_product(IfcGeometryWork *w, int object)
{
    const IfcModel *m = w->m;
    IfcReader *r = ifc_geometry_reader(w);
    StepArgs definition;
    IfcType type;
    int rows[64];
    if (!m->objects.representations[object] ||
        !ifc_reader_args(r, m->objects.representations[object], &definition, &type, NULL))
        return;
    const int count = ifc_geometry_bodies(w, &definition, 2, rows, 64);
    if (count == 0) return;
    DPlace place = ifc_place_identity();
    Err err = { 0 };
    const char *trouble = NULL;
    if (m->objects.placements[object] &&
        !ifc_place_object(r, &w->memo, m->objects.placements[object], &place, &err)) {
        place = ifc_place_identity();
        trouble = arena_printf(&w->arena, "stands at the origin: %s", err.text);
    }
    ifc_geometry_add_product(w, object, rows, count, &place, trouble);
}

// Files that describe types alone: the types are shown.
static void ifc_geometry_plan_types(IfcGeometryWork *w)
{
    const IfcModel *m = w->m;
    IfcReader *r = ifc_geometry_reader(w);
    for (int object = 0; object < m->objects.count; object++) {
        if (!ifc_model_is(m, object, IFCTYPEPRODUCT)) continue;
        StepArgs args, map;
        IfcType type;
        int count = 0, made = 0, rows[64];
        step_file_args(m->file, m->objects.rows[object], &args);
        const ArenaMark mark = arena_mark(&r->tree);
        const uint32_t *maps =
            ifc_reader_refs(r, &args, 6, &count); // RepresentationMaps, in every release
        for (int i = 0; i < count && made < 64; i++) {
            if (!ifc_reader_args(r, maps[i], &map, &type, NULL) ||
                ifc_geometry_rank(m, step_arg_ref(&map, 1)) == 9)
                continue;
            const int row = ifc_geometry_represent(w, step_arg_ref(&map, 1), 0);
            if (row >= 0 && w->representations[row].has_body) rows[made++] = row;
        }
        arena_release(&r->tree, mark);
        const DPlace place = ifc_place_identity();
        if (made > 0) ifc_geometry_add_product(w, object, rows, made, &place, NULL);
    }
}

// Openings of an object, and of the wholes it is a part of that have no body themselves. Returns
// how many there are.
static int ifc_geometry_openings(IfcGeometryWork *w, int object, int *out, int cap)
{
    const IfcModel *m = w->m;
    const IfcRelations *relations = &m->relations;
    int count = 0;
    for (int at = object, depth = 0; at >= 0 && depth < 16; depth++) {
        for (int32_t i = relations->from_starts[at]; i < relations->from_starts[at + 1]; i++) {
            if (relations->kinds[i] != IFC_RELATION_VOIDS) continue;
            const int product = w->product_of_object[relations->to[i]];
            if (product < 0) continue;
            if (count < cap) out[count] = product;
            count++;
        }
        int32_t whole[1];
        if (ifc_model_related(m, at, IFC_RELATION_AGGREGATES, false, whole, 1) < 1) break;
        at = whole[0];
        if (w->product_of_object[at] >= 0 || !ifc_model_is(m, at, IFCELEMENT)) break;
    }
    return count;
}

static void ifc_geometry_mark_exact(IfcGeometryWork *w, int product)
{
    const IfcProduct *p = &w->g->products[product];
    for (int i = 0; i < p->instance_count; i++)
        w->shapes[w->g->instances[p->first_instance + i].mesh].is_exact = true;
}

static void ifc_geometry_plan_hosts(IfcGeometryWork *w)
{
    IfcGeometry *g = w->g;
    int *openings = malloc(sizeof *openings * IFC_GEOMETRY_OPENINGS_MAX);
    for (int p = 0; openings && p < g->product_count; p++) {
        int count =
            ifc_geometry_openings(w, g->products[p].object, openings, IFC_GEOMETRY_OPENINGS_MAX);
        if (count > IFC_GEOMETRY_OPENINGS_MAX) {
            g->products[p].reason = arena_printf(&w->arena, "%d openings: the first %d are cut",
                                                 count, IFC_GEOMETRY_OPENINGS_MAX);
            count = IFC_GEOMETRY_OPENINGS_MAX;
        }
        if (count == 0 || ifc_model_is(w->m, g->products[p].object, IFCFEATUREELEMENTSUBTRACTION))
            continue;
        IfcHost host = { .product = p, .opening_count = count, .place = w->product_places[p] };
        if (!ifc_place_inverse(&host.place, &host.inverse)) continue;
        if (!array_reserve((void **)&w->hosts, &w->host_cap, w->host_count + 1, sizeof *w->hosts))
            break;
        host.openings = ARENA_ARRAY(&w->arena, int, count);
        memcpy(host.openings, openings, sizeof *openings * (size_t)count);
        w->hosts[w->host_count++] = host;
        ifc_geometry_mark_exact(w, p);
        for (int i = 0; i < count; i++) ifc_geometry_mark_exact(w, openings[i]);
    }
    free(openings);
}

// What the file calls a solid has a volume even where its shell has a crack.
static bool ifc_geometry_is_solid(const IfcModel *m, uint32_t item)
{
    IfcType type;
    ifc_model_row(m, item, &type);
    return ifc_schema_is(&m->schema, type, IFCSOLIDMODEL) ||
           ifc_schema_is(&m->schema, type, IFCBOOLEANRESULT) ||
           ifc_schema_is(&m->schema, type, IFCCSGPRIMITIVE3D);
}

// Closed but for cracks: what it holds is a volume all the same.
static bool ifc_geometry_is_nearly_closed(const Kernel *k, const KernelMesh *mesh)
{
    KernelTopology topology;
    return kernel_mesh_topology(k, mesh, &topology, NULL) &&
           topology.open_edges * 50 <= topology.edges;
}

// Work of one shape.
static IfcWorker *ifc_geometry_take_worker(IfcGeometryWork *w)
{
    for (;;) {
        for (int i = 0; i < w->worker_count; i++) {
            bool expected = false;
            if (atomic_compare_exchange_strong(&w->workers[i].is_busy, &expected, true))
                return &w->workers[i];
        }
        sched_yield();
    }
}

typedef struct {
    KernelMesh mesh;
    uint32_t rgba, item;
    float *uv;   // two a point; NULL = none
    int texture; // with uv
    bool is_closed;
} IfcLump; // one part before it is packed

// Joins lumps to a mesh of floats round the middle of their box.
static void ifc_geometry_pack(Arena *keep, const IfcLump *lumps, int count, IfcMesh *out)
{
    int points = 0, triangles = 0;
    bool has_uv = false;
    KernelBox box = { { INFINITY, INFINITY, INFINITY }, { -INFINITY, -INFINITY, -INFINITY } };
    for (int i = 0; i < count; i++) {
        points += lumps[i].mesh.point_count;
        has_uv |= lumps[i].uv != NULL;
        triangles += lumps[i].mesh.triangle_count;
        for (int p = 0; p < lumps[i].mesh.point_count; p++) {
            const DVec3 v = lumps[i].mesh.points[p];
            box.min = dvec_make(fmin(box.min.x, v.x), fmin(box.min.y, v.y), fmin(box.min.z, v.z));
            box.max = dvec_make(fmax(box.max.x, v.x), fmax(box.max.y, v.y), fmax(box.max.z, v.z));
        }
    }
    out->origin = points ? dvec_scale(dvec_add(box.min, box.max), 0.5) : dvec_make(0, 0, 0);
    out->positions = ARENA_ARRAY(keep, float, (size_t)points * 3 + 1);
    out->indices = ARENA_ARRAY(keep, uint32_t, (size_t)triangles * 3 + 1);
    out->parts = ARENA_ARRAY(keep, IfcPart, count + 1);
    if (has_uv) out->uv = ARENA_ARRAY(keep, float, (size_t)points * 2 + 1);
    for (int i = 0; i < count; i++) {
        const KernelMesh *mesh = &lumps[i].mesh;
        float *to = out->positions + (size_t)out->vertex_count * 3;
        for (int p = 0; p < mesh->point_count; p++) {
            const DVec3 v = dvec_sub(mesh->points[p], out->origin);
            to[p * 3] = (float)v.x;
            to[p * 3 + 1] = (float)v.y;
            to[p * 3 + 2] = (float)v.z;
        }
        uint32_t *indices = out->indices + (size_t)out->triangle_count * 3;
        for (int k = 0; k < mesh->triangle_count * 3; k++)
            indices[k] = mesh->indices[k] + (uint32_t)out->vertex_count;
        out->parts[out->part_count++] = (IfcPart){ .first_triangle = out->triangle_count,
                                                   .triangle_count = mesh->triangle_count,
                                                   .rgba = lumps[i].rgba,
                                                   .item = lumps[i].item,
                                                   .texture = lumps[i].uv ? lumps[i].texture : -1 };
        if (lumps[i].uv) {
            memcpy(out->uv + (size_t)out->vertex_count * 2, lumps[i].uv,
                   sizeof(float) * 2 * (size_t)mesh->point_count);
        }
        out->vertex_count += mesh->point_count;
        out->triangle_count += mesh->triangle_count;
        out->area_m2 += kernel_mesh_area(mesh);
        if (lumps[i].is_closed) out->volume_m3 += fabs(kernel_mesh_volume(mesh));
    }
}

// The colour of an item: its own, or that of what it was cut from.
static uint32_t ifc_geometry_colour(IfcGeometryWork *w, uint32_t item)
{
    for (int depth = 0; item && depth < 256; depth++) {
        StepArgs args;
        IfcType type;
        const uint32_t own = ifc_style_of_item(&w->styles, item);
        if (own) return own;
        const int row = ifc_model_row(w->m, item, &type);
        if (row < 0) return 0;
        const bool is_boolean = ifc_schema_is(&w->m->schema, type, IFCBOOLEANRESULT);
        if (!is_boolean && type != IFCCSGSOLID && type != IFCANNOTATIONSURFACE) return 0;
        step_file_args(w->m->file, row, &args);
        item = step_arg_ref(&args, is_boolean ? 1 : 0);
    }
    return 0;
}

// Splits a face set coloured by face into one lump a colour. Returns how many were written, 0 when
// it has no such colours.
static int ifc_geometry_split(IfcGeometryWork *w, IfcReader *r, const IfcLump *whole, IfcLump *out,
                              int cap)
{
    int count = 0, made = 0;
    const uint32_t *colours = ifc_style_of_faces(&w->styles, w->m, whole->item, &r->tree, &count);
    if (!colours || !whole->mesh.faces) return 0;
    const KernelMesh *mesh = &whole->mesh;
    bool *is_done = ARENA_ARRAY(&r->tree, bool, mesh->triangle_count + 1);
    for (int i = 0; i < mesh->triangle_count; i++) {
        if (is_done[i]) continue;
        const uint32_t rgba =
            mesh->faces[i] >= 0 && mesh->faces[i] < count ? colours[mesh->faces[i]] : 0;
        if (made == cap) return 0;
        IfcLump *lump = &out[made++];
        *lump = (IfcLump){ .mesh = { .points = mesh->points, .point_count = mesh->point_count },
                           .rgba = rgba,
                           .item = whole->item };
        lump->mesh.indices = ARENA_ARRAY(&r->tree, uint32_t, (size_t)mesh->triangle_count * 3 + 1);
        for (int k = i; k < mesh->triangle_count; k++) {
            const uint32_t other =
                mesh->faces[k] >= 0 && mesh->faces[k] < count ? colours[mesh->faces[k]] : 0;
            if (is_done[k] || other != rgba) continue;
            is_done[k] = true;
            memcpy(lump->mesh.indices + (size_t)lump->mesh.triangle_count * 3,
                   mesh->indices + (size_t)k * 3, 3 * sizeof *mesh->indices);
            lump->mesh.triangle_count++;
        }
    }
    return made;
}

static const char *ifc_geometry_keep_text(Arena *keep, const char *text)
{
    return text ? arena_strdup(keep, text) : NULL;
}

enum { IFC_GEOMETRY_COLOURS_MAX = 64 };

static void ifc_geometry_shape(IfcGeometryWork *w, IfcWorker *worker, int index)
{
    IfcShape *shape = &w->shapes[index];
    IfcMesh *mesh = &w->g->meshes[index];
    IfcReader *r = &worker->reader;
    const ArenaMark out_mark = arena_mark(&r->out), tree_mark = arena_mark(&r->tree);
    IfcLump *lumps = malloc(sizeof *lumps * ((size_t)shape->item_count + IFC_GEOMETRY_COLOURS_MAX));
    int count = 0, cap = lumps ? shape->item_count + IFC_GEOMETRY_COLOURS_MAX : 0;
    double split_volume = 0;
    // Hostile files have many costly shapes: together they may read as much as twenty of the worst.
    const long long left = atomic_load(&w->budget);
    const int budget = left > IFC_READER_BUDGET ? IFC_READER_BUDGET
                       : left > 1000            ? (int)left
                                                : 1000;
    r->budget = budget;
    for (int i = 0; lumps && i < shape->item_count; i++) {
        Err err = { 0 };
        const char *uncut = NULL;
        IfcLump lump = { .item = shape->items[i], .is_closed = true };
        if (!ifc_item_mesh(r, shape->items[i], 0, &lump.mesh, &uncut, &err)) {
            if (!mesh->reason)
                mesh->reason = arena_printf(&worker->keep, "item #%u: %s", shape->items[i],
                                            err.text[0] ? err.text : "nothing was made");
            continue;
        }
        if (uncut && !mesh->reason)
            mesh->reason = arena_printf(&worker->keep, "item #%u: %s", shape->items[i], uncut);
        lump.is_closed = ifc_geometry_is_solid(w->m, lump.item) ||
                         ifc_geometry_is_nearly_closed(&r->k, &lump.mesh);
        lump.rgba = ifc_geometry_colour(w, shape->items[i]);
        KernelMesh textured;
        if ((w->textures.maps.count || w->textures.generated.count) && !shape->is_exact &&
            ifc_texture_place(r, &w->textures, lump.item, &lump.mesh, &textured, &lump.uv,
                              &lump.texture))
            lump.mesh = textured;
        const int split = w->styles.maps.count && !shape->is_exact
                              ? ifc_geometry_split(w, r, &lump, lumps + count,
                                                   cap - count - (shape->item_count - i - 1))
                              : 0;
        if (split > 0) {
            if (lump.is_closed) split_volume += fabs(kernel_mesh_volume(&lump.mesh));
            count += split;
        } else if (count < cap)
            lumps[count++] = lump;
    }
    ifc_geometry_pack(&worker->keep, lumps, count, mesh);
    mesh->volume_m3 += split_volume;
    if (shape->is_exact) {
        // Kept in doubles until the hosts are cut.
        Kernel keep = r->k;
        keep.out = &worker->exact;
        shape->parts = ARENA_ARRAY(&worker->exact, KernelMesh, count + 1);
        for (int i = 0; i < count; i++) {
            if (kernel_mesh_copy(&keep, &lumps[i].mesh, &shape->parts[shape->part_count], NULL))
                shape->part_count++;
        }
    }
    atomic_fetch_sub(&w->budget, budget - r->budget);
    free(lumps);
    arena_release(&r->out, out_mark);
    arena_release(&r->tree, tree_mark);
}

// Cutting.
static bool ifc_geometry_moved(const Kernel *k, const KernelMesh *mesh, const DPlace *place,
                               KernelMesh *out, Err *err)
{
    return kernel_mesh_copy(k, mesh, out, err) && kernel_mesh_place(out, place, err);
}

static void ifc_geometry_cut(IfcGeometryWork *w, IfcWorker *worker, int index)
{
    const IfcHost *host = &w->hosts[index];
    IfcGeometry *g = w->g;
    IfcProduct *product = &g->products[host->product];
    IfcReader *r = &worker->reader;
    const ArenaMark out_mark = arena_mark(&r->out), tree_mark = arena_mark(&r->tree);
    int operand_cap = 0, operand_count = 0, lump_cap = 0, lump_count = 0;
    for (int i = 0; i < host->opening_count; i++) {
        const IfcProduct *o = &g->products[host->openings[i]];
        for (int k = 0; k < o->instance_count; k++)
            operand_cap += w->shapes[g->instances[o->first_instance + k].mesh].part_count;
    }
    for (int k = 0; k < product->instance_count; k++)
        lump_cap += w->shapes[g->instances[product->first_instance + k].mesh].part_count;
    KernelMesh *meshes = ARENA_ARRAY(&r->tree, KernelMesh, operand_cap + 1);
    KernelOperand *operands = ARENA_ARRAY(&r->tree, KernelOperand, operand_cap + 1);
    IfcLump *lumps = ARENA_ARRAY(&r->tree, IfcLump, lump_cap + 1);
    for (int i = 0; i < host->opening_count; i++) {
        const IfcProduct *o = &g->products[host->openings[i]];
        for (int k = 0; k < o->instance_count; k++) {
            const IfcInstance *instance = &g->instances[o->first_instance + k];
            const DPlace place = ifc_place_multiply(&host->inverse, &instance->place);
            const IfcShape *shape = &w->shapes[instance->mesh];
            for (int part = 0; part < shape->part_count; part++) {
                if (!ifc_geometry_moved(&r->k, &shape->parts[part], &place, &meshes[operand_count],
                                        NULL))
                    continue;
                operands[operand_count] = (KernelOperand){ .mesh = &meshes[operand_count] };
                operand_count++;
            }
        }
    }
    IfcMesh *out = &g->meshes[w->shape_count + index];
    bool has_changed = false;
    for (int k = 0; operand_count > 0 && k < product->instance_count; k++) {
        const IfcInstance *instance = &g->instances[product->first_instance + k];
        const DPlace place = ifc_place_multiply(&host->inverse, &instance->place);
        const IfcShape *shape = &w->shapes[instance->mesh];
        const IfcMesh *packed = &g->meshes[instance->mesh];
        if (packed->reason && !out->reason) out->reason = packed->reason;
        for (int part = 0; part < shape->part_count; part++) {
            KernelMesh before, after;
            KernelBooleanReport report = { 0 };
            Err err = { 0 };
            IfcLump lump = { .rgba = packed->parts[part].rgba ? packed->parts[part].rgba
                                                              : instance->rgba,
                             .item = packed->parts[part].item,
                             .is_closed = true };
            if (!ifc_geometry_moved(&r->k, &shape->parts[part], &place, &before, NULL)) continue;
            const bool is_cut = ifc_item_cut(r, KERNEL_BOOLEAN_DIFFERENCE, &before, operands,
                                             operand_count, &after, &report, &err);
            if (!is_cut && !out->reason)
                out->reason = arena_printf(&worker->keep, "openings are not cut: %s",
                                           err.text[0] ? err.text : "no reason given");
            lump.mesh = after;
            lump.is_closed = !report.was_open || ifc_geometry_is_solid(w->m, lump.item) ||
                             ifc_geometry_is_nearly_closed(&r->k, &after);
            has_changed |= report.rejected < operand_count;
            lumps[lump_count++] = lump;
        }
    }
    if (has_changed)
        ifc_geometry_pack(&worker->keep, lumps, lump_count, out);
    else if (out->reason)
        product->reason = ifc_geometry_keep_text(&worker->keep, out->reason);
    arena_release(&r->out, out_mark);
    arena_release(&r->tree, tree_mark);
}

typedef struct {
    IfcGeometryWork *w;
    void (*run)(IfcGeometryWork *w, IfcWorker *worker, int index);
    float from, span;
    int count;
} IfcGeometryBatch;

static void ifc_geometry_batch_body(int index, void *arg)
{
    IfcGeometryBatch *batch = arg;
    IfcGeometryWork *w = batch->w;
    if (job_is_cancelled(w->job)) return;
    IfcWorker *worker = ifc_geometry_take_worker(w);
    batch->run(w, worker, index);
    atomic_store(&worker->is_busy, false);
    const int done = atomic_fetch_add(&w->done, 1) + 1;
    if ((done & 63) == 0)
        job_progress(w->job, batch->from + batch->span * (float)done / (float)batch->count);
}

static void ifc_geometry_batch(IfcGeometryWork *w, int count,
                               void (*run)(IfcGeometryWork *, IfcWorker *, int), float from,
                               float span)
{
    IfcGeometryBatch batch = { .w = w, .run = run, .from = from, .span = span, .count = count };
    atomic_store(&w->done, 0);
    if (w->pool)
        job_parallel_for(w->pool, count, ifc_geometry_batch_body, &batch);
    else
        for (int i = 0; i < count; i++) ifc_geometry_batch_body(i, &batch);
}

// Measures.
static void ifc_geometry_box(const IfcMesh *mesh, const DPlace *place, DVec3 *min, DVec3 *max,
                             bool *is_empty)
{
    for (int i = 0; i < mesh->vertex_count; i++) {
        const float *p = mesh->positions + (size_t)i * 3;
        const DVec3 v = dplace_point(
            place, dvec_add(mesh->origin, dvec_make((double)p[0], (double)p[1], (double)p[2])));
        if (*is_empty) {
            *min = *max = v;
            *is_empty = false;
            continue;
        }
        *min = dvec_make(fmin(min->x, v.x), fmin(min->y, v.y), fmin(min->z, v.z));
        *max = dvec_make(fmax(max->x, v.x), fmax(max->y, v.y), fmax(max->z, v.z));
    }
}

// Area of a mesh under a place that scales.
static double ifc_geometry_area(const IfcMesh *mesh, const DPlace *place)
{
    double sum = 0;
    for (int i = 0; i < mesh->triangle_count; i++) {
        DVec3 c[3];
        for (int k = 0; k < 3; k++) {
            const float *p = mesh->positions + (size_t)mesh->indices[i * 3 + k] * 3;
            c[k] = ifc_place_turn(place, dvec_make((double)p[0], (double)p[1], (double)p[2]));
        }
        sum += 0.5 * dvec_length(dvec_cross(dvec_sub(c[1], c[0]), dvec_sub(c[2], c[0])));
    }
    return sum;
}

static void ifc_geometry_measure(IfcGeometryWork *w, IfcWorker *worker, int index)
{
    (void)worker;
    IfcGeometry *g = w->g;
    IfcProduct *p = &g->products[index];
    bool is_empty = true;
    for (int i = 0; i < p->instance_count; i++) {
        const IfcInstance *instance = &g->instances[p->first_instance + i];
        const IfcMesh *mesh = &g->meshes[instance->mesh];
        if (mesh->reason && !p->reason) p->reason = mesh->reason;
        p->triangle_count += mesh->triangle_count;
        ifc_geometry_box(mesh, &instance->place, &p->min, &p->max, &is_empty);
        const bool is_rigid = ifc_place_is_rigid(&instance->place);
        p->area_m2 += is_rigid ? mesh->area_m2 : ifc_geometry_area(mesh, &instance->place);
        p->volume_m3 +=
            mesh->volume_m3 * (is_rigid ? 1 : fabs(ifc_place_determinant(&instance->place)));
    }
    if (p->triangle_count == 0) {
        p->state = IFC_BODY_FAILED;
        if (!p->reason) p->reason = "nothing is left of the body";
    } else {
        p->state = p->reason ? IFC_BODY_UNCUT : IFC_BODY_OK;
    }
}

static void ifc_geometry_count(IfcGeometryWork *w)
{
    IfcGeometry *g = w->g;
    for (int i = 0; i < g->product_count; i++) {
        const IfcProduct *p = &g->products[i];
        if (!ifc_geometry_is_counted(w->m, p->object)) continue;
        g->body_count++;
        g->shown_count += p->triangle_count > 0;
        g->triangle_count += p->triangle_count;
        g->uncut_count += p->state == IFC_BODY_UNCUT;
        g->failed_count += p->state == IFC_BODY_FAILED;
    }
}

// A cut host has one mesh of its own in place of its instances.
static void ifc_geometry_replace(IfcGeometryWork *w)
{
    IfcGeometry *g = w->g;
    for (int i = 0; i < w->host_count; i++) {
        const int mesh = w->shape_count + i;
        IfcProduct *p = &g->products[w->hosts[i].product];
        if (g->meshes[mesh].part_count == 0 || p->instance_count < 1) continue;
        g->instances[p->first_instance] = (IfcInstance){ .mesh = mesh, .place = w->hosts[i].place };
        p->instance_count = 1;
    }
}

static void ifc_geometry_plan(IfcGeometryWork *w)
{
    const IfcModel *m = w->m;
    for (int object = 0; object < m->objects.count; object++) {
        if (m->objects.representations[object]) ifc_geometry_plan_product(w, object);
    }
    if (w->g->product_count == 0) ifc_geometry_plan_types(w);
    ifc_geometry_plan_hosts(w);
}

static bool ifc_geometry_init(IfcGeometryWork *w, const IfcGeometryDesc *desc)
{
    const IfcModel *m = w->m;
    const double chord = desc && desc->chord_m > 0 ? desc->chord_m : IFC_GEOMETRY_CHORD_M;
    const double angle = desc && desc->angle_rad > 0 ? desc->angle_rad : IFC_GEOMETRY_ANGLE_RAD;
    w->pool = desc ? desc->pool : NULL;
    w->job = desc ? desc->job : NULL;
    w->worker_count = w->pool ? job_pool_threads(w->pool) + 1 : 1;
    if (w->worker_count > IFC_GEOMETRY_WORKERS_MAX) w->worker_count = IFC_GEOMETRY_WORKERS_MAX;
    w->workers = calloc((size_t)w->worker_count, sizeof *w->workers);
    w->product_of_object = malloc(sizeof *w->product_of_object * (size_t)(m->objects.count + 1));
    if (!w->workers || !w->product_of_object) return false;
    for (int i = 0; i < m->objects.count; i++) w->product_of_object[i] = -1;
    for (int i = 0; i < w->worker_count; i++) {
        IfcReader *r = &w->workers[i].reader;
        ifc_reader_init(r, m, chord, angle);
        r->k.out = &r->out;
        r->k.scratch = &r->scratch;
        r->budget = INT32_MAX; // the plan; shapes set their own
    }
    ifc_style_load(&w->styles, m);
    ifc_texture_load(&w->textures, m, &w->arena);
    w->g->textures = w->textures.rows;
    w->g->texture_count = w->textures.count;
    return true;
}

IfcGeometry *ifc_geometry_create(const IfcModel *m, const IfcGeometryDesc *desc, Err *err)
{
    IfcGeometry *g = calloc(1, sizeof *g);
    IfcGeometryWork *w = calloc(1, sizeof *w);
    if (!g || !w) {
        free(g);
        free(w);
        err_set(err, ERR_MEMORY, "no memory for geometry");
        return NULL;
    }
    g->work = w;
    w->m = m;
    w->g = g;
    atomic_store(&w->budget, 20ll * IFC_READER_BUDGET + 100ll * m->file->count);
    if (!ifc_geometry_init(w, desc)) goto no_memory;
    ifc_geometry_plan(w);
    g->mesh_count = w->shape_count + w->host_count;
    g->meshes = calloc((size_t)g->mesh_count + 1, sizeof *g->meshes);
    if (!g->meshes) goto no_memory;
    ifc_geometry_batch(w, w->shape_count, ifc_geometry_shape, 0.0f, 0.7f);
    ifc_geometry_batch(w, w->host_count, ifc_geometry_cut, 0.7f, 0.25f);
    for (int i = 0; i < w->worker_count; i++) arena_finish(&w->workers[i].exact);
    ifc_geometry_replace(w);
    ifc_geometry_batch(w, g->product_count, ifc_geometry_measure, 0.95f, 0.05f);
    if (job_is_cancelled(w->job)) {
        err_set(err, ERR_CANCELLED, "stopped");
        ifc_geometry_destroy(g);
        return NULL;
    }
    ifc_geometry_count(w);
    for (int i = 0; i < w->worker_count; i++) ifc_reader_finish(&w->workers[i].reader);
    return g;
no_memory:
    err_set(err, ERR_MEMORY, "no memory for geometry");
    ifc_geometry_destroy(g);
    return NULL;
}

void ifc_geometry_destroy(IfcGeometry *g)
{
    if (!g) return;
    IfcGeometryWork *w = g->work;
    for (int i = 0; w->workers && i < w->worker_count; i++) {
        ifc_reader_finish(&w->workers[i].reader);
        arena_finish(&w->workers[i].keep);
        arena_finish(&w->workers[i].exact);
    }
    free(w->workers);
    ifc_style_finish(&w->styles);
    ifc_texture_finish(&w->textures);
    hashmap_finish(&w->representation_rows);
    ifc_place_memo_finish(&w->memo);
    free(w->representations);
    free(w->children);
    free(w->shapes);
    free(w->hosts);
    free(w->product_of_object);
    free(w->product_places);
    arena_finish(&w->arena);
    free(w);
    free(g->meshes);
    free(g->instances);
    free(g->products);
    free(g);
}
