// SPDX-License-Identifier: Apache-2.0
// ifc_face.c - connected face sets, advanced faces and tessellated face sets to meshes.
#include "assets/ifc_reader.h"
#include "assets/kernel_faces.h"
#include "base/array.h"
#include <stdlib.h>
#include <string.h>

enum { IFC_FACE_LOOP_MIN = 12, IFC_FACE_LOOP_MAX = 16 };

// Growing arrays of one face set; freed by the caller whatever happened.
typedef struct {
    IfcReader *r;
    DVec3 *points;
    uint32_t *indices;
    int *ring_counts, *face_rings;
    int point_count, index_count, ring_count, face_count;
    int point_cap, index_cap, ring_cap, face_cap;
    // Index + 1 of a point by its instance.
    uint32_t *keys, *values;
    uint32_t slot_count, used;
    bool has_failed;
} IfcFaceBuilder;

static void ifc_face_finish(IfcFaceBuilder *b)
{
    free(b->points);
    free(b->indices);
    free(b->ring_counts);
    free(b->face_rings);
    free(b->keys);
    free(b->values);
}

static bool ifc_face_grow(IfcFaceBuilder *b)
{
    const uint32_t count = b->slot_count ? b->slot_count * 2 : 256;
    uint32_t *keys = calloc(count, sizeof *keys), *values = calloc(count, sizeof *values);
    if (!keys || !values) {
        free(keys);
        free(values);
        return false;
    }
    for (uint32_t i = 0; i < b->slot_count; i++) {
        if (!b->keys[i]) continue;
        uint32_t slot = (b->keys[i] * 0x9E3779B1u) & (count - 1);
        while (keys[slot]) slot = (slot + 1) & (count - 1);
        keys[slot] = b->keys[i];
        values[slot] = b->values[i];
    }
    free(b->keys);
    free(b->values);
    b->keys = keys;
    b->values = values;
    b->slot_count = count;
    return true;
}

// Index of a point instance, each read once; -1 when it is broken.
static int64_t ifc_face_point(IfcFaceBuilder *b, uint32_t id)
{
    if (b->used * 2 >= b->slot_count && !ifc_face_grow(b)) return -1;
    uint32_t slot = (id * 0x9E3779B1u) & (b->slot_count - 1);
    for (; b->keys[slot]; slot = (slot + 1) & (b->slot_count - 1)) {
        if (b->keys[slot] == id) return b->values[slot];
    }
    DVec3 point;
    if (id == 0 || !ifc_place_point(b->r, id, &point, NULL)) return -1;
    if (!array_reserve((void **)&b->points, &b->point_cap, b->point_count + 1, sizeof *b->points))
        return -1;
    b->points[b->point_count] = point;
    b->keys[slot] = id;
    b->values[slot] = (uint32_t)b->point_count;
    b->used++;
    return b->point_count++;
}

static bool ifc_face_crosses(DVec2 a, DVec2 b, DVec2 c, DVec2 d)
{
    const double ab_c = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    const double ab_d = (b.x - a.x) * (d.y - a.y) - (b.y - a.y) * (d.x - a.x);
    if (!(ab_c * ab_d < 0)) return false;
    const double cd_a = (d.x - c.x) * (a.y - c.y) - (d.y - c.y) * (a.x - c.x);
    const double cd_b = (d.x - c.x) * (b.y - c.y) - (d.y - c.y) * (b.x - c.x);
    return cd_a * cd_b < 0;
}

// Outlines traced by machines cross themselves in loops of a few points, on which ears go wrong far
// around: the loops are cut off.
static void ifc_face_uncross(IfcFaceBuilder *b, int from)
{
    int count = b->index_count - from;
    if (count < IFC_FACE_LOOP_MIN) return;
    const DVec3 origin = b->points[b->indices[from]];
    DVec3 normal = { 0 };
    for (int i = 0; i < count; i++) {
        const DVec3 p = dvec_sub(b->points[b->indices[from + i]], origin),
                    q = dvec_sub(b->points[b->indices[from + (i + 1) % count]], origin);
        normal = dvec_add(normal, dvec_cross(p, q));
    }
    const double x = fabs(normal.x), y = fabs(normal.y), z = fabs(normal.z);
    DVec2 *flat = malloc(sizeof *flat * (size_t)count);
    if (!flat) return;
    for (int i = 0; i < count; i++) {
        const DVec3 p = b->points[b->indices[from + i]];
        flat[i] = z >= x && z >= y ? (DVec2){ p.x, p.y }
                  : y >= x         ? (DVec2){ p.x, p.z }
                                   : (DVec2){ p.y, p.z };
    }
    int made = 0; // points kept so far
    for (int i = 0; i < count; i++) {
        b->indices[from + made] = b->indices[from + i];
        flat[made++] = flat[i];
        if (i + 1 >= count) break;
        for (int w = 2; w <= IFC_FACE_LOOP_MAX && i + w + 1 < count; w++) {
            if (!ifc_face_crosses(flat[made - 1], flat[i + 1], flat[i + w], flat[i + w + 1]))
                continue;
            i += w;
            break;
        }
    }
    free(flat);
    if (made >= 3) b->index_count = from + made;
}

// A ring of point instances; is_reversed turns it. Rings that end on their first point lose it.
static bool ifc_face_ring(IfcFaceBuilder *b, StepCursor list, bool is_reversed)
{
    StepToken token;
    const int from = b->index_count;
    for (StepKind kind; (kind = step_next(&list, &token)) != STEP_NONE && kind != STEP_CLOSE;) {
        if (kind != STEP_REF) continue;
        const int64_t point = ifc_face_point(b, token.ref);
        if (point < 0) continue;
        if (b->index_count > from && b->indices[b->index_count - 1] == (uint32_t)point) continue;
        if (!array_reserve((void **)&b->indices, &b->index_cap, b->index_count + 1,
                           sizeof *b->indices))
            return false;
        b->indices[b->index_count++] = (uint32_t)point;
    }
    if (b->index_count - from > 1 && b->indices[from] == b->indices[b->index_count - 1])
        b->index_count--;
    if (b->index_count - from < 3) {
        b->index_count = from;
        return false;
    }
    ifc_face_uncross(b, from);
    for (int i = from, j = b->index_count - 1; is_reversed && i < j; i++, j--) {
        const uint32_t keep = b->indices[i];
        b->indices[i] = b->indices[j];
        b->indices[j] = keep;
    }
    if (!array_reserve((void **)&b->ring_counts, &b->ring_cap, b->ring_count + 1,
                       sizeof *b->ring_counts))
        return false;
    b->ring_counts[b->ring_count++] = b->index_count - from;
    return true;
}

static bool ifc_face_end(IfcFaceBuilder *b, int rings)
{
    if (!array_reserve((void **)&b->face_rings, &b->face_cap, b->face_count + 1,
                       sizeof *b->face_rings))
        return false;
    b->face_rings[b->face_count++] = rings;
    return true;
}

// Puts the ring that begins at ring first of the face's rings: the outer one goes first.
static void ifc_face_first(IfcFaceBuilder *b, int first_ring, int first_index, int ring)
{
    if (ring == first_ring) return;
    int at = first_index;
    for (int i = first_ring; i < ring; i++) at += b->ring_counts[i];
    const int count = b->ring_counts[ring], before = at - first_index;
    uint32_t *copy = malloc(sizeof *copy * (size_t)count);
    if (!copy) return;
    memcpy(copy, b->indices + at, sizeof *copy * (size_t)count);
    memmove(b->indices + first_index + count, b->indices + first_index,
            sizeof *copy * (size_t)before);
    memcpy(b->indices + first_index, copy, sizeof *copy * (size_t)count);
    memmove(b->ring_counts + first_ring + 1, b->ring_counts + first_ring,
            sizeof *b->ring_counts * (size_t)(ring - first_ring));
    b->ring_counts[first_ring] = count;
    free(copy);
}

// A face of poly loops. false: it needs more (edges, a surface), and nothing was added.
static bool ifc_face_polygon(IfcFaceBuilder *b, uint32_t id)
{
    IfcReader *r = b->r;
    StepArgs face, bound, loop;
    IfcType type;
    StepCursor bounds, list;
    StepToken token;
    if (!ifc_reader_args(r, id, &face, &type, NULL)) return true; // missing: the others are shown
    if (type != IFCFACE) return false;
    if (!step_arg_list(&face, 0, &bounds)) return true;
    const int first_ring = b->ring_count, first_index = b->index_count;
    int outer = -1;
    for (StepKind kind; (kind = step_next(&bounds, &token)) != STEP_NONE && kind != STEP_CLOSE;) {
        if (kind != STEP_REF || !ifc_reader_args(r, token.ref, &bound, &type, NULL)) continue;
        const bool is_outer = type == IFCFACEOUTERBOUND;
        if (!ifc_reader_args(r, step_arg_ref(&bound, 0), &loop, &type, NULL)) continue;
        if (type != IFCPOLYLOOP) {
            b->ring_count = first_ring;
            b->index_count = first_index;
            return false;
        }
        if (!step_arg_list(&loop, 0, &list)) continue;
        if (ifc_face_ring(b, list, !step_arg_bool(&bound, 1, true)) && is_outer && outer < 0)
            outer = b->ring_count - 1;
    }
    const int rings = b->ring_count - first_ring;
    if (outer > first_ring) ifc_face_first(b, first_ring, first_index, outer);
    if (rings > 0 && !ifc_face_end(b, rings)) b->has_failed = true;
    return true;
}

static bool ifc_face_mesh_polygons(IfcFaceBuilder *b, bool is_solid, KernelMesh *out, int *skipped,
                                   Err *err)
{
    if (b->has_failed) {
        err_set(err, ERR_MEMORY, "no memory for %d faces", b->face_count);
        return false;
    }
    const KernelFaceSet set = { .points = b->points,
                                .point_count = b->point_count,
                                .indices = b->indices,
                                .ring_counts = b->ring_counts,
                                .face_ring_counts = b->face_rings,
                                .face_count = b->face_count,
                                .is_solid = is_solid };
    if (b->face_count == 0) {
        err_set(err, ERR_FORMAT, "no face has three different points");
        return false;
    }
    return kernel_faces_mesh(&b->r->k, &set, out, skipped, err);
}

// Faces on surfaces.
typedef struct {
    IfcReader *r;
    Hashmap vertices, edges; // by instance; edges of poly loops by both ends
    DVec3 *points;
    KernelBrepEdge *edge_rows;
    KernelBrepFace *faces;
    int point_count, point_cap, edge_count, edge_cap, face_count, face_cap;
} IfcBrepBuilder;

static int ifc_face_vertex(IfcBrepBuilder *b, uint32_t id)
{
    uint64_t have = 0;
    DVec3 point;
    if (hashmap_get(&b->vertices, id, &have)) return (int)have;
    if (!ifc_place_point(b->r, id, &point, NULL)) return -1;
    if (!array_reserve((void **)&b->points, &b->point_cap, b->point_count + 1, sizeof *b->points))
        return -1;
    b->points[b->point_count] = point;
    if (!hashmap_put(&b->vertices, id, (uint64_t)b->point_count)) return -1;
    return b->point_count++;
}

static int ifc_face_edge_add(IfcBrepBuilder *b, uint64_t key, KernelBrepEdge edge)
{
    if (!array_reserve((void **)&b->edge_rows, &b->edge_cap, b->edge_count + 1,
                       sizeof *b->edge_rows))
        return -1;
    b->edge_rows[b->edge_count] = edge;
    if (!hashmap_put(&b->edges, key, (uint64_t)b->edge_count)) return -1;
    return b->edge_count++;
}

static int ifc_face_edge(IfcBrepBuilder *b, uint32_t id)
{
    uint64_t have = 0;
    StepArgs args;
    IfcType type;
    if (hashmap_get(&b->edges, id, &have)) return (int)have;
    if (!ifc_reader_args(b->r, id, &args, &type, NULL) ||
        !ifc_schema_is(&b->r->m->schema, type, IFCEDGE))
        return -1;
    KernelBrepEdge edge = { .from = ifc_face_vertex(b, step_arg_ref(&args, 0)),
                            .to = ifc_face_vertex(b, step_arg_ref(&args, 1)) };
    if (edge.from < 0 || edge.to < 0) return -1;
    if (type == IFCEDGECURVE) {
        StepArgs curve;
        IfcType curve_type;
        // Straight edges need no curve; one that cannot be read is taken as straight.
        if (ifc_reader_args(b->r, step_arg_ref(&args, 2), &curve, &curve_type, NULL) &&
            curve_type != IFCLINE) {
            if (!ifc_curve_read(b->r, step_arg_ref(&args, 2), 0, &edge.curve, NULL))
                edge.curve = NULL;
        }
        edge.is_reversed = !step_arg_bool(&args, 3, true);
    }
    return ifc_face_edge_add(b, id, edge);
}

static int ifc_face_polygon_uses(IfcBrepBuilder *b, const StepArgs *args, KernelBrepUse *uses)
{
    int count = 0, made = 0;
    const uint32_t *ids = ifc_reader_refs(b->r, args, 0, &count);
    for (int i = 0; i < count; i++) {
        const int from = ifc_face_vertex(b, ids[i]), to = ifc_face_vertex(b, ids[(i + 1) % count]);
        if (from < 0 || to < 0 || from == to) continue;
        const int low = from < to ? from : to, high = from < to ? to : from;
        const uint64_t key =
            (uint64_t)(high + 1) << 32 | (uint32_t)low; // above every instance number
        uint64_t have = 0;
        int edge = hashmap_get(&b->edges, key, &have) ? (int)have : -1;
        if (edge < 0) edge = ifc_face_edge_add(b, key, (KernelBrepEdge){ .from = low, .to = high });
        if (edge < 0) return made;
        uses[made++] = (KernelBrepUse){ .edge = edge, .is_reversed = from != low };
    }
    return made;
}

static bool ifc_face_loop(IfcBrepBuilder *b, uint32_t id, KernelBrepLoop *out)
{
    IfcReader *r = b->r;
    StepArgs args, oriented;
    IfcType type;
    int count = 0;
    if (!ifc_reader_args(r, id, &args, &type, NULL)) return false;
    if (type == IFCVERTEXLOOP) {
        out->vertex = ifc_face_vertex(b, step_arg_ref(&args, 0));
        return out->vertex >= 0;
    }
    const uint32_t *ids = ifc_reader_refs(r, &args, 0, &count);
    KernelBrepUse *uses = ARENA_ARRAY(&r->tree, KernelBrepUse, count + 1);
    out->uses = uses;
    if (type == IFCPOLYLOOP) {
        out->count = ifc_face_polygon_uses(b, &args, uses);
        return out->count >= 3;
    }
    for (int i = 0; i < count; i++) {
        if (!ifc_reader_args(r, ids[i], &oriented, &type, NULL)) return false;
        const bool is_oriented = type == IFCORIENTEDEDGE;
        const int edge = ifc_face_edge(b, is_oriented ? step_arg_ref(&oriented, 2) : ids[i]);
        if (edge < 0) return false;
        uses[out->count++] =
            (KernelBrepUse){ .edge = edge,
                             .is_reversed = is_oriented && !step_arg_bool(&oriented, 3, true) };
    }
    return out->count > 0;
}

static bool ifc_face_brep_face(IfcBrepBuilder *b, uint32_t id, Err *err)
{
    IfcReader *r = b->r;
    StepArgs args, bound;
    IfcType type;
    int count = 0;
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    const uint32_t *ids = ifc_reader_refs(r, &args, 0, &count);
    KernelBrepLoop *loops = ARENA_ARRAY(&r->tree, KernelBrepLoop, count + 1);
    KernelBrepFace face = { .loops = loops };
    for (int i = 0; i < count; i++) {
        IfcType bound_type;
        if (!ifc_reader_args(r, ids[i], &bound, &bound_type, err)) return false;
        KernelBrepLoop loop = { .is_reversed = !step_arg_bool(&bound, 1, true) };
        if (!ifc_face_loop(b, step_arg_ref(&bound, 0), &loop)) continue;
        loops[face.loop_count++] = loop;
        if (bound_type == IFCFACEOUTERBOUND && face.loop_count > 1) {
            loops[face.loop_count - 1] = loops[0];
            loops[0] = loop;
        }
    }
    if (type == IFCFACESURFACE || type == IFCADVANCEDFACE) {
        KernelSurface *surface = arena_alloc(&r->tree, sizeof *surface);
        if (!ifc_surface_read(r, step_arg_ref(&args, 1), 0, surface, err)) return false;
        face.surface = surface;
        face.is_reversed = !step_arg_bool(&args, 2, true);
    }
    if (face.loop_count == 0) {
        err_set(err, ERR_FORMAT, "#%u: a face without bounds", id);
        return false;
    }
    if (!array_reserve((void **)&b->faces, &b->face_cap, b->face_count + 1, sizeof *b->faces)) {
        err_set(err, ERR_MEMORY, "no memory for %d faces", b->face_count);
        return false;
    }
    b->faces[b->face_count++] = face;
    return true;
}

static bool ifc_face_mesh_brep(IfcReader *r, const uint32_t *faces, int count, bool is_solid,
                               KernelMesh *out, int *skipped, Err *err)
{
    IfcBrepBuilder b = { .r = r };
    int broken = 0;
    Err first = { 0 };
    for (int i = 0; i < count; i++) {
        Err own = { 0 };
        if (ifc_face_brep_face(&b, faces[i], &own)) continue;
        if (!broken++) first = own;
    }
    bool ok = false;
    if (b.face_count == 0) {
        if (err) *err = first;
        if (count == 0) err_set(err, ERR_FORMAT, "a shell without faces");
    } else {
        const KernelBrep brep = { .vertices = b.points,
                                  .edges = b.edge_rows,
                                  .faces = b.faces,
                                  .vertex_count = b.point_count,
                                  .edge_count = b.edge_count,
                                  .face_count = b.face_count,
                                  .is_solid = is_solid };
        ok = kernel_brep_mesh(&r->k, &brep, out, skipped, err);
        if (ok) *skipped += broken;
    }
    hashmap_finish(&b.vertices);
    hashmap_finish(&b.edges);
    free(b.points);
    free(b.edge_rows);
    free(b.faces);
    return ok;
}

// The faces of one connected face set, or one face.
static bool ifc_face_set(IfcReader *r, uint32_t id, bool is_solid, KernelMesh *out, int *skipped,
                         Err *err)
{
    StepArgs args;
    IfcType type;
    int count = 0;
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    const uint32_t *faces = &id;
    if (ifc_schema_is(&r->m->schema, type, IFCCONNECTEDFACESET))
        faces = ifc_reader_refs(r, &args, 0, &count);
    else if (ifc_schema_is(&r->m->schema, type, IFCFACE))
        count = 1;
    else
        return ifc_reader_unexpected(id, type, "a set of faces", err);
    IfcFaceBuilder b = { .r = r };
    bool is_plain = true;
    for (int i = 0; i < count && is_plain; i++) is_plain = ifc_face_polygon(&b, faces[i]);
    const bool ok = is_plain ? ifc_face_mesh_polygons(&b, is_solid, out, skipped, err)
                             : ifc_face_mesh_brep(r, faces, count, is_solid, out, skipped, err);
    ifc_face_finish(&b);
    return ok;
}

bool ifc_face_mesh(IfcReader *r, const uint32_t *sets, int set_count, bool is_solid,
                   KernelMesh *out, int *skipped, Err *err)
{
    KernelMesh *meshes = ARENA_ARRAY(&r->tree, KernelMesh, set_count + 1);
    int made = 0;
    Err first = { 0 };
    *skipped = 0;
    for (int i = 0; i < set_count; i++) {
        Err own = { 0 };
        int left = 0;
        if (ifc_face_set(r, sets[i], is_solid, &meshes[made], &left, &own))
            made++;
        else if (!first.code)
            first = own;
        *skipped += left;
    }
    if (made == 0) {
        if (err) *err = first;
        if (set_count == 0) err_set(err, ERR_FORMAT, "a shell without faces");
        return false;
    }
    if (made == 1) {
        *out = meshes[0];
        return true;
    }
    return kernel_mesh_join(&r->k, meshes, made, out, err);
}

// Point numbers from 1, through PnIndex where it is given; those outside are passed over.
static bool ifc_face_index(double number, const double *map, int map_count, int point_count,
                           uint32_t *out)
{
    if (map) {
        if (!(number >= 1 && number <= map_count)) return false;
        number = map[(int)number - 1];
    }
    if (!(number >= 1 && number <= point_count)) return false;
    *out = (uint32_t)number - 1;
    return true;
}

static int ifc_face_order(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t ifc_face_find(const uint32_t *sorted, int count, uint32_t index)
{
    int low = 0, high = count - 1;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (sorted[middle] < index)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low;
}

// Few indices into a long list: sorted. Returns how many differ; they are written to used.
static int ifc_face_sorted(uint32_t *indices, int count, uint32_t *used)
{
    int used_count = 0;
    memcpy(used, indices, sizeof *used * (size_t)count);
    qsort(used, (size_t)count, sizeof *used, ifc_face_order);
    for (int i = 0; i < count; i++)
        if (i == 0 || used[i] != used[used_count - 1]) used[used_count++] = used[i];
    for (int i = 0; i < count; i++) indices[i] = ifc_face_find(used, used_count, indices[i]);
    return used_count;
}

// The same in one pass over the list.
static int ifc_face_counted(IfcReader *r, int point_count, uint32_t *indices, int count,
                            uint32_t *used)
{
    uint32_t *place = ARENA_ARRAY(&r->tree, uint32_t, point_count + 1);
    int used_count = 0;
    for (int i = 0; i < count; i++) place[indices[i]] = 1;
    for (int i = 0; i < point_count; i++) {
        if (!place[i]) continue;
        place[i] = (uint32_t)used_count;
        used[used_count++] = (uint32_t)i;
    }
    if (used_count == point_count) return used_count;
    for (int i = 0; i < count; i++) indices[i] = place[indices[i]];
    return used_count;
}

// The points that are named, in their order, and indices to them: lists may be shared by many sets,
// and what no face names is no part of the body.
static const DVec3 *ifc_face_named(IfcReader *r, const DVec3 *points, int *point_count,
                                   uint32_t *indices, int count)
{
    uint32_t *used = ARENA_ARRAY(&r->tree, uint32_t, count + 1);
    const int used_count = *point_count / 8 > count
                               ? ifc_face_sorted(indices, count, used)
                               : ifc_face_counted(r, *point_count, indices, count, used);
    if (used_count == *point_count) return points;
    DVec3 *out = ARENA_ARRAY(&r->tree, DVec3, used_count + 1);
    for (int i = 0; i < used_count; i++) out[i] = points[used[i]];
    *point_count = used_count;
    return out;
}

static bool ifc_face_triangulated(IfcReader *r, uint32_t id, const StepArgs *args, int at,
                                  const double *map, int map_count, const DVec3 *points,
                                  int point_count, KernelMesh *out, Err *err)
{
    int numbers = 0, count = 0;
    const double *flat = ifc_reader_reals(r, args, at, &numbers);
    uint32_t *indices = ARENA_ARRAY(&r->tree, uint32_t, numbers + 1);
    for (int i = 0; i + 2 < numbers; i += 3) {
        if (ifc_face_index(flat[i], map, map_count, point_count, &indices[count]) &&
            ifc_face_index(flat[i + 1], map, map_count, point_count, &indices[count + 1]) &&
            ifc_face_index(flat[i + 2], map, map_count, point_count, &indices[count + 2])) {
            count += 3;
        }
    }
    if (count == 0) {
        err_set(err, ERR_FORMAT, "#%u: no triangle has all its points", id);
        return false;
    }
    points = ifc_face_named(r, points, &point_count, indices, count);
    return kernel_faces_triangles(&r->k, points, point_count, indices, count / 3, true, out, err);
}

static bool ifc_face_polygonal(IfcReader *r, const StepArgs *args, int at, const double *map,
                               int map_count, const DVec3 *points, int point_count, KernelMesh *out,
                               Err *err)
{
    int count = 0;
    const uint32_t *ids = ifc_reader_refs(r, args, at, &count);
    IfcFaceBuilder b = { .r = r };
    bool ok = false;
    for (int i = 0; i < count; i++) {
        StepArgs face;
        IfcType type;
        int rings = 0;
        if (!ifc_reader_args(r, ids[i], &face, &type, NULL)) continue;
        for (int list = 0; list < 2; list++) {
            StepCursor cursor;
            StepToken token;
            if (!step_arg_list(&face, list, &cursor)) break;
            int from = b.index_count;
            // The outer ring is a list of numbers, the inner ones a list of lists.
            for (StepKind kind; (kind = step_next(&cursor, &token)) != STEP_NONE;) {
                if (kind == STEP_INT) {
                    uint32_t index = 0;
                    if (!ifc_face_index((double)token.integer, map, map_count, point_count, &index))
                        continue;
                    if (!array_reserve((void **)&b.indices, &b.index_cap, b.index_count + 1,
                                       sizeof *b.indices))
                        goto no_memory;
                    b.indices[b.index_count++] = index;
                } else if (kind == STEP_CLOSE) {
                    if (b.index_count - from >= 3) {
                        if (!array_reserve((void **)&b.ring_counts, &b.ring_cap, b.ring_count + 1,
                                           sizeof *b.ring_counts))
                            goto no_memory;
                        b.ring_counts[b.ring_count++] = b.index_count - from;
                        rings++;
                    } else {
                        b.index_count = from;
                    }
                    from = b.index_count;
                    if (list == 0) break;
                }
            }
            if (list == 0 && rings == 0) break;
        }
        if (rings > 0 && !ifc_face_end(&b, rings)) goto no_memory;
    }
    if (b.face_count == 0) {
        err_set(err, ERR_FORMAT, "no polygon has three points");
        goto done;
    }
    int skipped = 0;
    points = ifc_face_named(r, points, &point_count, b.indices, b.index_count);
    const KernelFaceSet set = { .points = points,
                                .point_count = point_count,
                                .indices = b.indices,
                                .ring_counts = b.ring_counts,
                                .face_ring_counts = b.face_rings,
                                .face_count = b.face_count,
                                .is_solid = true };
    ok = kernel_faces_mesh(&r->k, &set, out, &skipped, err);
    goto done;
no_memory:
    err_set(err, ERR_MEMORY, "no memory for %d faces", b.face_count);
done:
    ifc_face_finish(&b);
    return ok;
}

bool ifc_face_tessellated(IfcReader *r, uint32_t id, IfcType type, const StepArgs *args,
                          KernelMesh *out, Err *err)
{
    const IfcSchemaTable *t = &r->m->schema;
    int point_count = 0, map_count = 0;
    const DVec3 *points = ifc_reader_point_list(
        r, step_arg_ref(args, ifc_schema_position(t, type, "Coordinates")), &point_count, err);
    if (!points) return false;
    const int map_at = ifc_schema_position(t, type, "PnIndex");
    const double *map = map_at >= 0 && !step_arg_is_null(args, map_at)
                            ? ifc_reader_reals(r, args, map_at, &map_count)
                            : NULL;
    if (map && map_count == 0) map = NULL;
    if (type == IFCPOLYGONALFACESET) {
        return ifc_face_polygonal(r, args, ifc_schema_position(t, type, "Faces"), map, map_count,
                                  points, point_count, out, err);
    }
    return ifc_face_triangulated(r, id, args, ifc_schema_position(t, type, "CoordIndex"), map,
                                 map_count, points, point_count, out, err);
}
