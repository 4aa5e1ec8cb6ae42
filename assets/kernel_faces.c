// SPDX-License-Identifier: Apache-2.0
// kernel_faces.c - polygon faces with holes in space to triangles.
// Source of the normal: Newell's method, taken from the ring's first point.
#include "assets/kernel_faces.h"
#include "assets/kernel_arrange.h"
#include "base/triangulate.h"

static DVec3 newell(const DVec3 *points, const uint32_t *ring, int count)
{
    const DVec3 o = points[ring[0]];
    DVec3 sum = { 0 };
    for (int i = 1; i + 1 < count; i++) {
        sum = dvec_add(sum,
                       dvec_cross(dvec_sub(points[ring[i]], o), dvec_sub(points[ring[i + 1]], o)));
    }
    return sum;
}

typedef struct {
    const Kernel *k;
    Triangulator triangulator;
    KernelMeshBuilder mesh;
    DVec2 *flat;
    uint32_t *ring, *triangles; // welded points of the face
    int flat_cap, ring_cap, triangle_cap;
    int *counts;
    int count_cap, ring_count, point_count;
} Faces;

// One ring without twins and spikes; false when nothing is left.
static bool ring_add(Faces *f, const int32_t *welded, const uint32_t *indices, int count)
{
    KERNEL_GROW(f->k, f->ring, f->ring_cap, f->point_count + count);
    uint32_t *ring = f->ring + f->point_count;
    int have = 0;
    for (int i = 0; i < count; i++) {
        const uint32_t p = (uint32_t)welded[indices[i]];
        if (have && ring[have - 1] == p) continue;
        if (have > 1 && ring[have - 2] == p) { // there and back
            have--;
            continue;
        }
        ring[have++] = p;
    }
    while (have > 1 && ring[have - 1] == ring[0]) have--;
    while (have > 2 && ring[have - 2] == ring[0]) have -= 2;
    if (have < 3) return false;
    KERNEL_GROW(f->k, f->counts, f->count_cap, f->ring_count + 1);
    f->counts[f->ring_count++] = have;
    f->point_count += have;
    return true;
}

typedef struct {
    Faces *f;
    const KernelWeld *weld;
    int32_t *names; // of the weld's points in the mesh, + 1
    int name_cap;
} Cells;

static void cell_triangle(void *to, int32_t a, int32_t b, int32_t c)
{
    Cells *cells = to;
    const int32_t corners[3] = { a, b, c };
    uint32_t p[3];
    KERNEL_GROW(cells->f->k, cells->names, cells->name_cap, cells->weld->count);
    for (int i = 0; i < 3; i++) {
        int32_t *name = cells->names + corners[i];
        if (!*name)
            *name =
                (int32_t)kernel_mesh_point(&cells->f->mesh, cells->weld->points[corners[i]]) + 1;
        p[i] = (uint32_t)*name - 1;
    }
    if (p[0] != p[1] && p[1] != p[2] && p[2] != p[0])
        kernel_mesh_triangle(&cells->f->mesh, p[0], p[1], p[2]);
}

// Rings that cross themselves or each other: cut at the crossings, filled where an odd number of
// turns goes round.
static bool crossed_fill(Faces *f, DVec3 normal)
{
    KernelWeld weld;
    Cells cells = { .f = f, .weld = &weld };
    kernel_weld_init(&weld, f->k, f->k->precision, f->point_count);
    KERNEL_GROW(f->k, cells.names, cells.name_cap, f->point_count);
    ArrangeSegment *segments = KERNEL_SCRATCH(f->k, ArrangeSegment, f->point_count);
    int32_t *own = KERNEL_SCRATCH(f->k, int32_t, f->point_count);
    for (int i = 0; i < f->point_count; i++) {
        own[i] = kernel_weld_add(&weld, f->mesh.points[f->ring[i]]);
        cells.names[own[i]] = (int32_t)f->ring[i] + 1;
    }
    int count = 0, first = 0;
    for (int r = 0; r < f->ring_count; r++) {
        for (int i = 0; i < f->counts[r]; i++) {
            segments[count++] =
                (ArrangeSegment){ own[first + i], own[first + (i + 1) % f->counts[r]], { 1, 0 } };
        }
        first += f->counts[r];
    }
    Arrange a;
    arrange_init(&a, f->k, &weld, &f->triangulator, dvec_normalize(normal));
    if (!arrange_cells(&a, segments, count, NULL)) return false;
    for (int c = 1; c < a.cell_count; c++) a.cells[c].decision = a.cells[c].cover[0] & 1;
    return arrange_fill(&a, 1, false, cell_triangle, &cells, NULL);
}

static double ring_area(const DVec2 *p, int count)
{
    double sum = 0;
    for (int i = 1; i + 1 < count; i++)
        sum +=
            (p[i].x - p[0].x) * (p[i + 1].y - p[0].y) - (p[i].y - p[0].y) * (p[i + 1].x - p[0].x);
    return fabs(sum) / 2;
}

// The triangles cover what the rings enclose; else these cross.
static bool is_covered(const Faces *f, int index_count)
{
    double want = 0, have = 0;
    const DVec2 *p = f->flat;
    for (int r = 0; r < f->ring_count; r++) {
        want += r ? -ring_area(p, f->counts[r]) : ring_area(p, f->counts[r]);
        p += f->counts[r];
    }
    for (int i = 0; i < index_count; i += 3) {
        const DVec2 ring[3] = { f->flat[f->triangles[i]], f->flat[f->triangles[i + 1]],
                                f->flat[f->triangles[i + 2]] };
        have += ring_area(ring, 3);
    }
    return fabs(have - want) <= 1e-4 * (fabs(have) + fabs(want));
}

// Corners that bend less than rounding are still corners: neighbours share them.
static bool face_fill(Faces *f)
{
    const DVec3 *points = f->mesh.points;
    const DVec3 n = newell(points, f->ring, f->counts[0]);
    if (!(dvec_length(n) > f->k->precision * f->k->precision)) return false;
    if (f->ring_count == 1 && f->counts[0] == 3) {
        kernel_mesh_triangle(&f->mesh, f->ring[0], f->ring[1], f->ring[2]);
        return true;
    }
    if (f->ring_count == 1 && f->counts[0] == 4) {
        // A quad, flat or not: the diagonal inside, else the one that folds it least.
        const DVec3 a = points[f->ring[0]], b = points[f->ring[1]], c = points[f->ring[2]],
                    d = points[f->ring[3]];
        const double abc = dvec_dot(dvec_cross(dvec_sub(b, a), dvec_sub(c, a)), n),
                     acd = dvec_dot(dvec_cross(dvec_sub(c, a), dvec_sub(d, a)), n);
        const double abd = dvec_dot(dvec_cross(dvec_sub(b, a), dvec_sub(d, a)), n),
                     bcd = dvec_dot(dvec_cross(dvec_sub(c, b), dvec_sub(d, b)), n);
        const bool by_ac = fmin(abc, acd) >= fmin(abd, bcd);
        if (fmax(fmin(abc, acd), fmin(abd, bcd)) > 0) {
            kernel_mesh_triangle(&f->mesh, f->ring[0], f->ring[1], f->ring[by_ac ? 2 : 3]);
            kernel_mesh_triangle(&f->mesh, f->ring[by_ac ? 0 : 1], f->ring[2], f->ring[3]);
            return true;
        }
    }
    const DPlace plane =
        kernel_place_from(points[f->ring[0]], n, kernel_square_to(dvec_normalize(n)));
    KERNEL_GROW(f->k, f->flat, f->flat_cap, f->point_count);
    KERNEL_GROW(f->k, f->triangles, f->triangle_cap, 3 * (f->point_count + 2 * f->ring_count));
    for (int i = 0; i < f->point_count; i++) {
        const DVec3 p = dplace_local(&plane, points[f->ring[i]]);
        f->flat[i] = (DVec2){ p.x, p.y };
    }
    const int count =
        triangulate_doubles(&f->triangulator, &f->flat->x, f->counts, f->ring_count, f->triangles);
    if (!is_covered(f, count)) return crossed_fill(f, n);
    for (int i = 0; i < count; i += 3) {
        const uint32_t p = f->ring[f->triangles[i]], q = f->ring[f->triangles[i + 1]],
                       r = f->ring[f->triangles[i + 2]];
        if (p != q && q != r && r != p) kernel_mesh_triangle(&f->mesh, p, q, r);
    }
    return count > 0;
}

static bool set_check(const Kernel *k, const KernelFaceSet *s, Err *err)
{
    if (!kernel_check(k, err)) return false;
    if (s->point_count < 3 || s->point_count > kernel_points_max(k) || s->face_count < 1 ||
        s->face_count > 4 * kernel_points_max(k)) {
        err_set(err, ERR_FORMAT, "a body of %d points and %d faces", s->point_count, s->face_count);
        return false;
    }
    for (int i = 0; i < s->point_count; i++) {
        if (kernel_is_sane_point(s->points[i])) continue;
        err_set(err, ERR_FORMAT, "a body whose point %d is not finite", i + 1);
        return false;
    }
    return true;
}

static bool solid_end(const Kernel *k, KernelMeshBuilder *b, bool is_solid, KernelMesh *out,
                      Err *err)
{
    return kernel_mesh_end(b, out, err) && (!is_solid || kernel_mesh_orient(k, out, err) >= 0);
}

// Adds the points, welded, to the mesh. Returns the new number of each.
static int32_t *points_add(KernelMeshBuilder *b, const DVec3 *points, int count)
{
    KernelWeld weld;
    kernel_weld_init(&weld, b->k, b->k->precision, count);
    int32_t *to = KERNEL_SCRATCH(b->k, int32_t, count);
    for (int i = 0; i < count; i++) {
        to[i] = kernel_weld_add(&weld, points[i]);
        if (to[i] == b->point_count) kernel_mesh_point(b, points[i]);
    }
    return to;
}

bool kernel_faces_mesh(const Kernel *k, const KernelFaceSet *set, KernelMesh *out, int *skipped,
                       Err *err)
{
    if (!set_check(k, set, err)) return false;
    const ArenaMark mark = arena_mark(k->scratch);
    Faces f = { .k = k, .triangulator.keeps_straight = true };
    kernel_mesh_begin(&f.mesh, k);
    f.mesh.has_faces = true;
    const int32_t *welded = points_add(&f.mesh, set->points, set->point_count);
    int left_out = 0, ring = 0;
    size_t at = 0;
    bool ok = true;
    for (int face = 0; ok && face < set->face_count; face++) {
        f.ring_count = f.point_count = 0;
        f.mesh.face = face;
        bool has_outer = false;
        const int rings = set->face_ring_counts ? set->face_ring_counts[face] : 1;
        for (int r = 0; ok && r < rings; r++) {
            const int count = set->ring_counts[ring++];
            if (count < 0 || count > kernel_points_max(k)) {
                err_set(err, ERR_FORMAT, "face %d with a ring of %d points", face + 1, count);
                ok = false;
                break;
            }
            for (int i = 0; ok && i < count; i++) {
                if (set->indices[at + (size_t)i] < (uint32_t)set->point_count) continue;
                err_set(err, ERR_FORMAT, "face %d names point %u of %d", face + 1,
                        set->indices[at + (size_t)i] + 1, set->point_count);
                ok = false;
            }
            const bool is_added =
                ok && (r == 0 || has_outer) && ring_add(&f, welded, set->indices + at, count);
            if (r == 0) has_outer = is_added;
            at += (size_t)count;
        }
        if (ok && (!has_outer || !face_fill(&f))) left_out++;
    }
    ok = ok && solid_end(k, &f.mesh, set->is_solid, out, err);
    triangulate_finish(&f.triangulator);
    arena_release(k->scratch, mark);
    if (ok && skipped) *skipped = left_out;
    return ok;
}

bool kernel_faces_triangles(const Kernel *k, const DVec3 *points, int point_count,
                            const uint32_t *indices, int triangle_count, bool is_solid,
                            KernelMesh *out, Err *err)
{
    const KernelFaceSet as_set = { .points = points,
                                   .point_count = point_count,
                                   .face_count = triangle_count };
    if (!set_check(k, &as_set, err)) return false;
    const ArenaMark mark = arena_mark(k->scratch);
    KernelMeshBuilder b;
    kernel_mesh_begin(&b, k);
    b.has_faces = true;
    const int32_t *welded = points_add(&b, points, point_count);
    bool ok = true;
    for (int t = 0; ok && t < triangle_count; t++) {
        const uint32_t *i = indices + 3 * (size_t)t;
        for (int c = 0; c < 3; c++) {
            if (i[c] < (uint32_t)point_count) continue;
            err_set(err, ERR_FORMAT, "triangle %d names point %u of %d", t + 1, i[c] + 1,
                    point_count);
            ok = false;
            break;
        }
        if (!ok) break;
        b.face = t;
        const uint32_t p = (uint32_t)welded[i[0]], q = (uint32_t)welded[i[1]],
                       r = (uint32_t)welded[i[2]];
        if (p != q && q != r && r != p) kernel_mesh_triangle(&b, p, q, r);
    }
    ok = ok && solid_end(k, &b, is_solid, out, err);
    arena_release(k->scratch, mark);
    return ok;
}
