// SPDX-License-Identifier: Apache-2.0
// kernel_mesh.c - measures, welding, orientation, placing, joining and normals of triangle meshes.
#include "assets/kernel_private.h"

static DVec3 triangle_cross(const KernelMesh *m, int t)
{
    const uint32_t *i = m->indices + 3 * (size_t)t;
    return dvec_cross(dvec_sub(m->points[i[1]], m->points[i[0]]),
                      dvec_sub(m->points[i[2]], m->points[i[0]]));
}

double kernel_mesh_area(const KernelMesh *mesh)
{
    double sum = 0;
    for (int t = 0; t < mesh->triangle_count; t++) sum += dvec_length(triangle_cross(mesh, t));
    return sum / 2;
}

double kernel_mesh_volume(const KernelMesh *mesh)
{
    if (!mesh->triangle_count) return 0;
    // From a point of the mesh: coordinates far out would eat the digits.
    const DVec3 o = mesh->points[mesh->indices[0]];
    double sum = 0;
    for (int t = 0; t < mesh->triangle_count; t++) {
        sum += dvec_dot(dvec_sub(mesh->points[mesh->indices[3 * (size_t)t]], o),
                        triangle_cross(mesh, t));
    }
    return sum / 6;
}

KernelBox kernel_mesh_box(const KernelMesh *mesh)
{
    KernelBox box = kernel_box_empty();
    for (size_t i = 0; i < 3 * (size_t)mesh->triangle_count; i++)
        kernel_box_add(&box, mesh->points[mesh->indices[i]]);
    return box;
}

static void edges_count(KernelEdges *edges, const KernelMesh *mesh)
{
    for (int t = 0; t < mesh->triangle_count; t++) {
        const uint32_t *i = mesh->indices + 3 * (size_t)t;
        for (int e = 0; e < 3; e++) {
            const int a = (int)i[e], b = (int)i[(e + 1) % 3];
            if (a == b) continue;
            KernelEdge *edge = kernel_edges_get(edges, a, b);
            if (a < b)
                edge->forward++;
            else
                edge->backward++;
        }
    }
}

bool kernel_mesh_topology(const Kernel *k, const KernelMesh *mesh, KernelTopology *out, Err *err)
{
    if (!kernel_check(k, err)) return false;
    const ArenaMark mark = arena_mark(k->scratch);
    KernelEdges edges;
    kernel_edges_init(&edges, k, mesh->triangle_count + mesh->triangle_count / 2);
    edges_count(&edges, mesh);
    KernelTopology t = { .edges = edges.count };
    for (int i = 0; i < edges.count; i++) {
        const KernelEdge *e = edges.edges + i;
        if (e->forward + e->backward == 2 && e->forward != 1) t.flipped_edges++;
        if (e->forward != e->backward)
            t.open_edges++;
        else if (e->forward > 1)
            t.many_edges++;
    }
    t.is_closed = t.open_edges == 0 && mesh->triangle_count > 0;
    arena_release(k->scratch, mark);
    *out = t;
    return true;
}

bool kernel_mesh_is_closed(const Kernel *k, const KernelMesh *mesh)
{
    KernelTopology t = { 0 };
    return kernel_mesh_topology(k, mesh, &t, NULL) && t.is_closed;
}

static KernelMesh mesh_create(const Kernel *k, int points, int triangles, bool has_faces)
{
    KernelMesh m = { .points = KERNEL_OUT(k, DVec3, points),
                     .indices = KERNEL_OUT(k, uint32_t, 3 * (size_t)triangles + 1) };
    if (has_faces) m.faces = KERNEL_OUT(k, int32_t, triangles);
    m.point_count = points;
    m.triangle_count = triangles;
    return m;
}

bool kernel_mesh_weld(const Kernel *k, const KernelMesh *mesh, KernelMesh *out, Err *err)
{
    if (!kernel_check(k, err)) return false;
    const ArenaMark mark = arena_mark(k->scratch);
    KernelWeld weld;
    kernel_weld_init(&weld, k, k->precision, mesh->point_count);
    int32_t *to = KERNEL_SCRATCH(k, int32_t, mesh->point_count);
    for (int i = 0; i < mesh->point_count; i++) to[i] = kernel_weld_add(&weld, mesh->points[i]);
    int left = 0;
    for (int t = 0; t < mesh->triangle_count; t++) {
        const uint32_t *i = mesh->indices + 3 * (size_t)t;
        left += to[i[0]] != to[i[1]] && to[i[1]] != to[i[2]] && to[i[2]] != to[i[0]];
    }
    KernelMesh m = mesh_create(k, weld.count, left, mesh->faces != NULL);
    if (weld.count) memcpy(m.points, weld.points, (size_t)weld.count * sizeof *m.points);
    int at = 0;
    for (int t = 0; t < mesh->triangle_count; t++) {
        const uint32_t *i = mesh->indices + 3 * (size_t)t;
        if (to[i[0]] == to[i[1]] || to[i[1]] == to[i[2]] || to[i[2]] == to[i[0]]) continue;
        for (int c = 0; c < 3; c++) m.indices[3 * (size_t)at + c] = (uint32_t)to[i[c]];
        if (m.faces) m.faces[at] = mesh->faces[t];
        at++;
    }
    arena_release(k->scratch, mark);
    *out = m;
    return true;
}

static void triangle_turn(KernelMesh *m, int t)
{
    uint32_t *i = m->indices + 3 * (size_t)t;
    const uint32_t swap = i[1];
    i[1] = i[2];
    i[2] = swap;
}

// Volume of the triangles listed, from a point of the first.
static double part_volume(const KernelMesh *m, const int32_t *list, int count)
{
    const DVec3 o = m->points[m->indices[3 * (size_t)list[0]]];
    double sum = 0;
    for (int i = 0; i < count; i++) {
        sum += dvec_dot(dvec_sub(m->points[m->indices[3 * (size_t)list[i]]], o),
                        triangle_cross(m, list[i]));
    }
    return sum / 6;
}

int kernel_mesh_orient(const Kernel *k, KernelMesh *mesh, Err *err)
{
    if (!kernel_check(k, err)) return -1;
    const ArenaMark mark = arena_mark(k->scratch);
    const int count = mesh->triangle_count;
    KernelEdges edges;
    kernel_edges_init(&edges, k, count + count / 2);
    // value: first triangle at the edge; other[]: the second, per edge.
    for (int t = 0; t < count; t++) {
        const uint32_t *i = mesh->indices + 3 * (size_t)t;
        for (int e = 0; e < 3; e++) {
            KernelEdge *edge = kernel_edges_get(&edges, (int)i[e], (int)i[(e + 1) % 3]);
            if (edge->forward == 0)
                edge->value = t;
            else if (edge->forward == 1)
                edge->backward = t;
            edge->forward++;
        }
    }
    bool *is_seen = KERNEL_SCRATCH(k, bool, count);
    int32_t *list = KERNEL_SCRATCH(k, int32_t, count);
    int turned = 0;
    for (int seed = 0; seed < count; seed++) {
        if (is_seen[seed]) continue;
        int have = 0, part_turned = 0;
        bool is_closed = true;
        list[have++] = seed;
        is_seen[seed] = true;
        for (int at = 0; at < have; at++) {
            const int t = list[at];
            for (int e = 0; e < 3; e++) {
                const int a = (int)mesh->indices[3 * (size_t)t + e],
                          b = (int)mesh->indices[3 * (size_t)t + (e + 1) % 3];
                const KernelEdge *edge = kernel_edges_find(&edges, a, b);
                if (a == b) continue;
                if (edge->forward != 2) {
                    if (edge->forward == 1 || edge->forward % 2) is_closed = false;
                    continue;
                }
                const int other = edge->value == t ? edge->backward : edge->value;
                if (is_seen[other]) continue;
                for (int f = 0; f < 3; f++) {
                    const int c = (int)mesh->indices[3 * (size_t)other + f],
                              d = (int)mesh->indices[3 * (size_t)other + (f + 1) % 3];
                    if (c == a && d == b) {
                        triangle_turn(mesh, other);
                        part_turned++;
                        break;
                    }
                }
                is_seen[other] = true;
                list[have++] = other;
            }
        }
        if (is_closed && part_volume(mesh, list, have) < 0) {
            for (int i = 0; i < have; i++) triangle_turn(mesh, list[i]);
            part_turned = have - part_turned;
        }
        turned += part_turned;
    }
    arena_release(k->scratch, mark);
    return turned;
}

bool kernel_mesh_place(KernelMesh *mesh, const DPlace *place, Err *err)
{
    const double volume = dvec_dot(dvec_cross(place->x_axis, place->y_axis), place->z_axis);
    if (!kernel_is_sane(volume) || !kernel_is_sane_point(place->origin)) {
        err_set(err, ERR_FORMAT, "a placement that is not finite");
        return false;
    }
    for (int i = 0; i < mesh->point_count; i++)
        mesh->points[i] = dplace_point(place, mesh->points[i]);
    if (volume < 0) {
        for (int t = 0; t < mesh->triangle_count; t++) triangle_turn(mesh, t);
    }
    return true;
}

bool kernel_mesh_join(const Kernel *k, const KernelMesh *meshes, int count, KernelMesh *out,
                      Err *err)
{
    int64_t points = 0, triangles = 0;
    bool has_faces = count > 0;
    for (int i = 0; i < count; i++) {
        points += meshes[i].point_count;
        triangles += meshes[i].triangle_count;
        if (!meshes[i].faces) has_faces = false;
    }
    if (points > kernel_points_max(k) || triangles > 4LL * kernel_points_max(k)) {
        err_set(err, ERR_RANGE, "a body of %lld points, at most %d are taken", (long long)points,
                kernel_points_max(k));
        return false;
    }
    KernelMesh m = mesh_create(k, (int)points, (int)triangles, has_faces);
    int point = 0, triangle = 0;
    for (int i = 0; i < count; i++) {
        const KernelMesh *part = meshes + i;
        for (int p = 0; p < part->point_count; p++) m.points[point + p] = part->points[p];
        for (size_t t = 0; t < 3 * (size_t)part->triangle_count; t++) {
            m.indices[3 * (size_t)triangle + t] = part->indices[t] + (uint32_t)point;
        }
        for (int t = 0; has_faces && t < part->triangle_count; t++)
            m.faces[triangle + t] = part->faces[t];
        point += part->point_count;
        triangle += part->triangle_count;
    }
    *out = m;
    return true;
}

bool kernel_mesh_copy(const Kernel *k, const KernelMesh *mesh, KernelMesh *out, Err *err)
{
    return kernel_mesh_join(k, mesh, 1, out, err);
}

static double corner_angle(const KernelMesh *m, int t, int c)
{
    const uint32_t *i = m->indices + 3 * (size_t)t;
    const DVec3 p = m->points[i[c]];
    const DVec3 u = dvec_sub(m->points[i[(c + 1) % 3]], p),
                v = dvec_sub(m->points[i[(c + 2) % 3]], p);
    return atan2(dvec_length(dvec_cross(u, v)), dvec_dot(u, v));
}

enum { GROUPS_MAX = 16 };
typedef struct {
    DVec3 first[GROUPS_MAX], sum[GROUPS_MAX];
    int count;
} Groups;

// The group whose first normal is near enough; when all are taken, the nearest.
static int group_of(Groups *g, DVec3 n, double crease_cos)
{
    int best = -1;
    double best_cos = -2;
    for (int i = 0; i < g->count; i++) {
        const double c = dvec_dot(g->first[i], n);
        if (c > best_cos) {
            best_cos = c;
            best = i;
        }
    }
    if (best >= 0 && (best_cos >= crease_cos || g->count == GROUPS_MAX)) return best;
    g->first[g->count] = n;
    g->sum[g->count] = dvec_make(0, 0, 0);
    return g->count++;
}

bool kernel_mesh_normals(const Kernel *k, const KernelMesh *mesh, double crease_rad,
                         KernelMesh *out, DVec3 **normals, Err *err)
{
    KernelMesh m;
    if (!kernel_mesh_weld(k, mesh, &m, err)) return false;
    const ArenaMark mark = arena_mark(k->scratch);
    const double crease_cos = cos(kernel_clamp(crease_rad, 0, DVEC_PI));
    const int corner_count = 3 * m.triangle_count;
    DVec3 *flat = KERNEL_SCRATCH(k, DVec3, m.triangle_count);
    for (int t = 0; t < m.triangle_count; t++) flat[t] = dvec_normalize(triangle_cross(&m, t));
    int32_t *first = KERNEL_SCRATCH(k, int32_t, m.point_count + 1),
            *corners = KERNEL_SCRATCH(k, int32_t, corner_count);
    for (int c = 0; c < corner_count; c++) first[m.indices[c] + 1]++;
    for (int i = 0; i < m.point_count; i++) first[i + 1] += first[i];
    int32_t *fill = KERNEL_SCRATCH(k, int32_t, m.point_count);
    for (int c = 0; c < corner_count; c++) corners[first[m.indices[c]] + fill[m.indices[c]]++] = c;
    DVec3 *points = KERNEL_SCRATCH(k, DVec3, corner_count),
          *unit = KERNEL_SCRATCH(k, DVec3, corner_count);
    uint32_t *renamed = KERNEL_SCRATCH(k, uint32_t, corner_count);
    int have = 0;
    for (int p = 0; p < m.point_count; p++) {
        Groups g = { .count = 0 };
        for (int c = first[p]; c < first[p + 1]; c++) {
            const int t = corners[c] / 3;
            const int i = group_of(&g, flat[t], crease_cos);
            g.sum[i] = dvec_add(g.sum[i], dvec_scale(flat[t], corner_angle(&m, t, corners[c] % 3)));
            renamed[corners[c]] = (uint32_t)(have + i);
        }
        for (int i = 0; i < g.count; i++) {
            const DVec3 n = dvec_normalize(g.sum[i]);
            points[have + i] = m.points[p];
            unit[have + i] = dvec_dot(n, n) > 0 ? n : g.first[i];
        }
        have += g.count;
    }
    if (corner_count) memcpy(m.indices, renamed, (size_t)corner_count * sizeof *renamed);
    m.points = KERNEL_OUT(k, DVec3, have);
    *normals = KERNEL_OUT(k, DVec3, have);
    memcpy(m.points, points, (size_t)have * sizeof *points);
    memcpy(*normals, unit, (size_t)have * sizeof *unit);
    m.point_count = have;
    arena_release(k->scratch, mark);
    *out = m;
    return true;
}

void kernel_mesh_begin(KernelMeshBuilder *b, const Kernel *k)
{
    *b = (KernelMeshBuilder){ .k = k };
}

uint32_t kernel_mesh_point(KernelMeshBuilder *b, DVec3 p)
{
    if (b->point_count >= kernel_points_max(b->k)) {
        b->has_failed = true;
        return 0;
    }
    KERNEL_GROW(b->k, b->points, b->point_cap, b->point_count + 1);
    b->points[b->point_count] = p;
    return (uint32_t)b->point_count++;
}

void kernel_mesh_triangle(KernelMeshBuilder *b, uint32_t i, uint32_t j, uint32_t l)
{
    if (b->index_count >= 12 * kernel_points_max(b->k)) b->has_failed = true;
    if (b->has_failed) return;
    KERNEL_GROW(b->k, b->indices, b->index_cap, b->index_count + 3);
    if (b->has_faces) {
        KERNEL_GROW(b->k, b->faces, b->face_cap, b->index_count / 3 + 1);
        b->faces[b->index_count / 3] = b->face;
    }
    b->indices[b->index_count++] = i;
    b->indices[b->index_count++] = j;
    b->indices[b->index_count++] = l;
}

bool kernel_mesh_end(KernelMeshBuilder *b, KernelMesh *out, Err *err)
{
    if (b->has_failed) {
        err_set(err, ERR_RANGE, "a body of more than %d points", kernel_points_max(b->k));
        return false;
    }
    if (!b->index_count) {
        err_set(err, ERR_FORMAT, "a body without a face");
        return false;
    }
    for (int i = 0; i < b->point_count; i++) {
        if (kernel_is_sane_point(b->points[i])) continue;
        err_set(err, ERR_FORMAT, "a body with a coordinate that is not finite or beyond 1e12");
        return false;
    }
    KernelMesh m = mesh_create(b->k, b->point_count, b->index_count / 3, b->has_faces);
    memcpy(m.points, b->points, (size_t)b->point_count * sizeof *m.points);
    memcpy(m.indices, b->indices, (size_t)b->index_count * sizeof *m.indices);
    if (b->has_faces) memcpy(m.faces, b->faces, (size_t)m.triangle_count * sizeof *m.faces);
    *out = m;
    return true;
}
