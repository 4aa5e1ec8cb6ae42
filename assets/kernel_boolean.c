// SPDX-License-Identifier: Apache-2.0
// kernel_boolean.c - operands made meshes, rejected by box, taken in batches; the result closed and
// checked.
#include "assets/kernel_boolean.h"
#include "assets/kernel_boolean_faces.h"
#include "assets/kernel_section.h"
#include "assets/kernel_solid.h"
#include <stdlib.h>

enum { BATCH = 1024, OPERANDS_MAX = 20000, REPAIRS = 4 };
static const int64_t bool_work_max = 200000000; // of about 25 ns

static DVec3 box_corner(const KernelBox *b, int i)
{
    return dvec_make(i & 1 ? b->max.x : b->min.x, i & 2 ? b->max.y : b->min.y,
                     i & 4 ? b->max.z : b->min.z);
}

static double box_size(const KernelBox *b)
{
    return kernel_distance(b->min, b->max);
}

static bool block_of(const Kernel *k, const KernelBox *box, KernelMesh *out, Err *err)
{
    const DPlace place = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, box->min };
    const DVec3 d = dvec_sub(box->max, box->min);
    return kernel_solid_block(k, d.x, d.y, d.z, out, err) && kernel_mesh_place(out, &place, err);
}

bool kernel_boolean_half_space(const Kernel *k, const KernelOperand *h, const KernelBox *box,
                               KernelMesh *out, Err *err)
{
    if (!kernel_check(k, err)) return false;
    // Beyond the box by a tenth, so that only the half-space's own faces meet what is in it.
    const double margin = 0.1 * box_size(box) + 16 * k->precision;
    KernelBox large = { dvec_sub(box->min, dvec_make(margin, margin, margin)),
                        dvec_add(box->max, dvec_make(margin, margin, margin)) };
    if (!kernel_is_sane_point(large.min) || !kernel_is_sane_point(large.max)) {
        err_set(err, ERR_FORMAT, "a half-space without a box to be cut to");
        return false;
    }
    if (h->box) {
        if (!(h->box->min.x < h->box->max.x) || !(h->box->min.y < h->box->max.y) ||
            !(h->box->min.z < h->box->max.z) || !kernel_is_sane_point(h->box->min) ||
            !kernel_is_sane_point(h->box->max)) {
            err_set(err, ERR_FORMAT, "a boxed half-space whose box is empty");
            return false;
        }
        large = *h->box;
    }
    KernelMesh body;
    if (h->boundary) {
        const DPlace *place = &h->boundary_place;
        double low = INFINITY, high = -INFINITY;
        for (int i = 0; i < 8; i++) {
            const double z =
                dvec_dot(dvec_sub(box_corner(&large, i), place->origin), place->z_axis);
            low = fmin(low, z);
            high = fmax(high, z);
        }
        DPlace shifted = *place;
        shifted.origin = dvec_add(place->origin, dvec_scale(place->z_axis, low));
        if (!kernel_solid_extrude(k, h->boundary, dvec_make(0, 0, 1), high - low, &body, err) ||
            !kernel_mesh_place(&body, &shifted, err))
            return false;
    } else if (!block_of(k, &large, &body, err)) {
        return false;
    }
    return kernel_section_clip(k, &body, h->plane_origin, h->plane_normal, true, out, err);
}

typedef struct {
    const KernelMesh *mesh;
    KernelBox box;
    double volume;
    double key; // to take neighbours together
} Operand;

static int operand_compare(const void *a, const void *b)
{
    const Operand *p = a, *q = b;
    return p->key != q->key ? (p->key < q->key ? -1 : 1)
                            : (p->mesh > q->mesh) - (p->mesh < q->mesh);
}

static KernelBox triangle_box(const KernelMesh *m, int t)
{
    KernelBox box = kernel_box_empty();
    for (int c = 0; c < 3; c++) kernel_box_add(&box, m->points[m->indices[3 * (size_t)t + c]]);
    return box;
}

// Adds a mesh, shifted and welded; triangles near what they could meet come first and are active.
static void solid_add(Bool *b, const KernelMesh *m, DVec3 shift, bool is_flipped, int set,
                      const KernelBox *near, const Operand *others, int other_count)
{
    int32_t *to = KERNEL_SCRATCH(b->k, int32_t, m->point_count);
    for (int i = 0; i < m->point_count; i++)
        to[i] = kernel_weld_add(&b->weld, dvec_sub(m->points[i], shift));
    BoolSolid *s = b->solids + b->solid_count++;
    *s = (BoolSolid){ .first = b->triangle_count, .set = set };
    KERNEL_GROW(b->k, b->triangles, b->triangle_cap, 3 * (b->triangle_count + m->triangle_count));
    int32_t *passive = KERNEL_SCRATCH(b->k, int32_t, 3 * (size_t)m->triangle_count);
    int passive_count = 0;
    for (int t = 0; t < m->triangle_count; t++) {
        const uint32_t *i = m->indices + 3 * (size_t)t;
        const int32_t p = to[i[0]], q = to[i[is_flipped ? 2 : 1]], r = to[i[is_flipped ? 1 : 2]];
        if (p == q || q == r || r == p) continue;
        const KernelBox box = triangle_box(m, t);
        bool is_active = kernel_box_meets(&box, near, b->eps);
        for (int o = 0; is_active && o < other_count; o++) {
            is_active = kernel_box_meets(&box, &others[o].box, b->eps);
            if (is_active) break;
            is_active = o + 1 < other_count;
        }
        int32_t *at = is_active ? b->triangles + 3 * (size_t)b->triangle_count++
                                : passive + 3 * (size_t)passive_count++;
        at[0] = p;
        at[1] = q;
        at[2] = r;
    }
    s->count = b->triangle_count - s->first;
    memcpy(b->triangles + 3 * (size_t)b->triangle_count, passive,
           3 * (size_t)passive_count * sizeof *passive);
    b->triangle_count += passive_count;
    // What nothing can touch is in or out without a question.
    const bool stays =
        set == 0 ? b->kind != KERNEL_BOOLEAN_INTERSECTION : b->kind == KERNEL_BOOLEAN_UNION;
    for (int t = 0; stays && t < passive_count; t++)
        bool_out(b, passive[3 * (size_t)t], passive[3 * (size_t)t + 1], passive[3 * (size_t)t + 2]);
}

static void edges_of(Bool *b, KernelEdges *edges)
{
    kernel_edges_init(edges, b->k, b->out_count / 2);
    for (int t = 0; t < b->out_count; t += 3) {
        for (int c = 0; c < 3; c++) {
            const int32_t p = b->out[t + c], q = b->out[t + (c + 1) % 3];
            KernelEdge *e = kernel_edges_get(edges, p, q);
            if (p < q)
                e->forward++;
            else
                e->backward++;
        }
    }
}

typedef struct {
    double x;
    int32_t point;
} Loose;

static int loose_compare(const void *a, const void *b)
{
    const Loose *p = a, *q = b;
    return p->x != q->x ? (p->x < q->x ? -1 : 1) : (p->point > q->point) - (p->point < q->point);
}

// Points of open edges that lie on other open edges split the triangles there. Returns the open
// edges found before.
static int gaps_close(Bool *b, bool repairs)
{
    KernelEdges edges;
    edges_of(b, &edges);
    int open = 0;
    for (int i = 0; i < edges.count; i++) open += edges.edges[i].forward != edges.edges[i].backward;
    if (!open || !repairs) return open;
    Loose *loose = KERNEL_SCRATCH(b->k, Loose, 2 * (size_t)open);
    int count = 0;
    for (int i = 0; i < edges.count; i++) {
        const KernelEdge *e = edges.edges + i;
        if (e->forward == e->backward) continue;
        loose[count++] = (Loose){ b->weld.points[e->a].x, e->a };
        loose[count++] = (Loose){ b->weld.points[e->b].x, e->b };
    }
    qsort(loose, (size_t)count, sizeof *loose, loose_compare);
    for (int i = 0; i < edges.count; i++) {
        KernelEdge *e = edges.edges + i;
        e->value = -1;
        if (e->forward == e->backward) continue;
        const DVec3 p = b->weld.points[e->a], q = b->weld.points[e->b], d = dvec_sub(q, p);
        const double low = fmin(p.x, q.x) - b->eps, high = fmax(p.x, q.x) + b->eps,
                     dd = dvec_dot(d, d);
        int from = 0, to = count;
        while (from < to) {
            const int middle = (from + to) / 2;
            if (loose[middle].x < low)
                from = middle + 1;
            else
                to = middle;
        }
        double best = INFINITY;
        for (int j = from; j < count && loose[j].x <= high && b->work_left-- > 0; j++) {
            const int32_t v = loose[j].point;
            const DVec3 w = dvec_sub(b->weld.points[v], p);
            const double t = dvec_dot(w, d) / dd;
            const DVec3 off = dvec_sub(w, dvec_scale(d, t));
            if (v == e->a || v == e->b || !(t > 0 && t < 1) ||
                dvec_dot(off, off) > 4 * b->eps * b->eps)
                continue;
            // The one nearest to the middle: halves what is left.
            if (fabs(t - 0.5) >= best) continue;
            best = fabs(t - 0.5);
            e->value = v;
        }
    }
    const int before = b->out_count;
    for (int t = 0; t < before; t += 3) {
        for (int c = 0; c < 3; c++) {
            const int32_t p = b->out[t + c], q = b->out[t + (c + 1) % 3],
                          r = b->out[t + (c + 2) % 3];
            const KernelEdge *e = kernel_edges_find(&edges, p, q);
            if (!e || e->value < 0 || e->value == r) continue;
            const int32_t v = e->value;
            b->out[t + c] = v;
            b->out[t + (c + 1) % 3] = q;
            b->out[t + (c + 2) % 3] = r;
            bool_out(b, p, v, r);
            break;
        }
    }
    return open;
}

static bool mesh_is_open(const Kernel *k, const KernelMesh *m)
{
    KernelMesh welded;
    return m->triangle_count &&
           (!kernel_mesh_weld(k, m, &welded, NULL) || !kernel_mesh_is_closed(k, &welded));
}

static bool result_make(Bool *b, DVec3 shift, KernelMesh *out, Err *err)
{
    KernelMeshBuilder mesh;
    kernel_mesh_begin(&mesh, b->k);
    int32_t *to = KERNEL_SCRATCH(b->k, int32_t, b->weld.count);
    for (int i = 0; i < b->out_count; i += 3) {
        uint32_t p[3];
        for (int c = 0; c < 3; c++) {
            int32_t *known = to + b->out[i + c];
            if (!*known)
                *known = (int32_t)kernel_mesh_point(
                             &mesh, dvec_add(b->weld.points[b->out[i + c]], shift)) +
                         1;
            p[c] = (uint32_t)*known - 1;
        }
        kernel_mesh_triangle(&mesh, p[0], p[1], p[2]);
    }
    if (!b->out_count) {
        *out = (KernelMesh){ 0 };
        return true;
    }
    return kernel_mesh_end(&mesh, out, err);
}

static double surface_slack(const Bool *b, const KernelMesh *host)
{
    return 8 * b->eps * (kernel_mesh_area(host) + b->eps);
}

// One host, operands in one pass.
static bool run(const Kernel *k, KernelBooleanKind kind, const KernelMesh *host,
                const Operand *operands, int count, KernelMesh *out, bool *is_open, Err *err)
{
    const ArenaMark mark = arena_mark(k->scratch);
    Bool b = { .k = k, .kind = kind, .eps = k->precision, .work_left = bool_work_max };
    const KernelBox host_box = kernel_mesh_box(host);
    const DVec3 shift = kernel_lerp(host_box.min, host_box.max, 0.5);
    const double host_volume = kernel_mesh_volume(host);
    int points = host->point_count;
    KernelBox all = kernel_box_empty();
    double operand_volume = 0, largest = 0;
    for (int i = 0; i < count; i++) {
        points += operands[i].mesh->point_count;
        kernel_box_add(&all, operands[i].box.min);
        kernel_box_add(&all, operands[i].box.max);
        operand_volume += fabs(operands[i].volume);
        largest = fmax(largest, fabs(operands[i].volume));
    }
    const double size = box_size(&host_box);
    if (!(size > 0) || size > 1e9 * k->precision * 1e3) {
        err_set(err, ERR_RANGE, "a body of size %g is too large for a precision of %g", size,
                k->precision);
        arena_release(k->scratch, mark);
        return false;
    }
    kernel_weld_init(&b.weld, k, b.eps, points + points / 2);
    kernel_edges_init(&b.splits, k, 64);
    b.solids = KERNEL_SCRATCH(k, BoolSolid, count + 1);
    const bool takes_all = kind == KERNEL_BOOLEAN_UNION;
    KernelBox everything = host_box;
    kernel_box_add(&everything, all.min);
    kernel_box_add(&everything, all.max);
    solid_add(&b, host, shift, host_volume < 0, 0, takes_all ? &everything : &all,
              takes_all ? NULL : operands, takes_all ? 0 : count);
    for (int i = 0; i < count; i++) {
        solid_add(&b, operands[i].mesh, shift, operands[i].volume < 0, 1,
                  takes_all ? &everything : &host_box, NULL, 0);
    }
    b.triangle_group = KERNEL_SCRATCH(k, int32_t, b.triangle_count);
    for (int i = 0, end = b.triangle_count; i < b.solid_count; i++) {
        BoolSolid *s = b.solids + i;
        const int stop = i + 1 < b.solid_count ? b.solids[i + 1].first : end;
        inside_init(&s->inside, k, (const DVec3 *const *)&b.weld.points, b.triangles,
                    b.triangle_group, s->first, stop - s->first);
        s->box = s->inside.box;
    }
    bool ok = bool_patches(&b, err) && bool_cross(&b, err) && bool_emit(&b, err);
    int open = 0;
    for (int i = 0; ok && i <= REPAIRS; i++) {
        open = gaps_close(&b, i < REPAIRS);
        if (!open) break;
    }
    ok = ok && result_make(&b, shift, out, err);
    const double slack = surface_slack(&b, host);
    triangulate_finish(&b.triangulator);
    arena_release(k->scratch, mark);
    if (!ok) return false;
    *is_open = open > 0;
    if (open) {
        bool was_open = mesh_is_open(k, host);
        for (int i = 0; i < count && !was_open; i++) was_open = mesh_is_open(k, operands[i].mesh);
        if (was_open) return true; // the best there is
        err_set(err, ERR_FORMAT, "the boolean's result has %d open edges", open);
        return false;
    }
    const double volume = kernel_mesh_volume(out), v = fabs(host_volume),
                 tolerance = 1e-6 * (v + operand_volume) + slack;
    const double low = kind == KERNEL_BOOLEAN_DIFFERENCE ? v - operand_volume
                       : kind == KERNEL_BOOLEAN_UNION    ? fmax(v, largest)
                                                         : 0;
    const double high = kind == KERNEL_BOOLEAN_UNION        ? v + operand_volume
                        : kind == KERNEL_BOOLEAN_DIFFERENCE ? v
                                                            : fmin(v, operand_volume);
    if (volume < fmax(low, 0) - tolerance || volume > high + tolerance) {
        if (mesh_is_open(k, host)) {
            *is_open = true;
            return true;
        }
        err_set(err, ERR_FORMAT, "the boolean's result has volume %g, expected %g to %g", volume,
                fmax(low, 0), high);
        return false;
    }
    return true;
}

static bool operands_make(const Kernel *k, const KernelMesh *host, const KernelOperand *in,
                          int count, Operand *out, Err *err)
{
    const KernelBox box = kernel_mesh_box(host);
    for (int i = 0; i < count; i++) {
        KernelMesh *made = NULL;
        if (!in[i].mesh) {
            made = KERNEL_OUT(k, KernelMesh, 1);
            if (!kernel_boolean_half_space(k, in + i, &box, made, err)) return false;
        }
        const KernelMesh *m = in[i].mesh ? in[i].mesh : made;
        for (int p = 0; p < m->point_count; p++) {
            if (kernel_is_sane_point(m->points[p])) continue;
            err_set(err, ERR_FORMAT, "operand %d with a coordinate that is not finite", i + 1);
            return false;
        }
        out[i] = (Operand){ .mesh = m, .box = kernel_mesh_box(m), .volume = kernel_mesh_volume(m) };
    }
    return true;
}

bool kernel_boolean(const Kernel *k, KernelBooleanKind kind, const KernelMesh *host,
                    const KernelOperand *operands, int count, KernelMesh *out,
                    KernelBooleanReport *report, Err *err)
{
    if (!kernel_check(k, err)) return false;
    if (count < 0 || count > OPERANDS_MAX || kind <= KERNEL_BOOLEAN_NONE ||
        kind > KERNEL_BOOLEAN_INTERSECTION) {
        err_set(err, ERR_RANGE, "a boolean of kind %d with %d operands, at most %d are taken",
                (int)kind, count, OPERANDS_MAX);
        return false;
    }
    const ArenaMark mark = arena_mark(k->scratch);
    KernelBooleanReport r = { 0 };
    Operand *all = KERNEL_SCRATCH(k, Operand, count);
    KernelMesh result = *host;
    bool ok = true;
    for (int i = 0; ok && i < host->point_count; i++) {
        if (kernel_is_sane_point(host->points[i])) continue;
        err_set(err, ERR_FORMAT, "a host with a coordinate that is not finite");
        ok = false;
    }
    ok = ok && operands_make(k, host, operands, count, all, err);
    int have = 0;
    const KernelBox host_box = kernel_mesh_box(host);
    const double x = host_box.max.x - host_box.min.x, y = host_box.max.y - host_box.min.y,
                 z = host_box.max.z - host_box.min.z;
    for (int i = 0; ok && i < count; i++) {
        // Touching by a face is enough to be taken in a union, and changes nothing in a difference.
        const double reach = kind == KERNEL_BOOLEAN_UNION ? k->precision : -k->precision;
        const bool misses =
            !all[i].mesh->triangle_count || !kernel_box_meets(&all[i].box, &host_box, reach);
        if (misses) r.rejected++;
        if (misses && kind == KERNEL_BOOLEAN_DIFFERENCE) continue;
        if (misses && kind == KERNEL_BOOLEAN_INTERSECTION) {
            result = (KernelMesh){ 0 };
            have = 0;
            break;
        }
        all[have] = all[i];
        const DVec3 m = kernel_lerp(all[i].box.min, all[i].box.max, 0.5);
        all[have++].key = x >= y && x >= z ? m.x : y >= z ? m.y : m.z;
    }
    if (ok && have > BATCH) qsort(all, (size_t)have, sizeof *all, operand_compare);
    const int step = kind == KERNEL_BOOLEAN_INTERSECTION ? 1 : BATCH;
    bool is_open = false;
    for (int i = 0; ok && i < have && result.triangle_count; i += step) {
        KernelMesh next;
        bool was_open = false;
        ok = run(k, kind, &result, all + i, have - i < step ? have - i : step, &next, &was_open,
                 err);
        if (ok) result = next;
        is_open = is_open || was_open;
    }
    arena_release(k->scratch, mark);
    if (!ok) return false;
    r.was_open = is_open;
    r.is_empty = result.triangle_count == 0;
    r.is_closed = !is_open;
    if (!have && result.triangle_count && !kernel_mesh_copy(k, host, &result, err)) return false;
    *out = result;
    if (report) *report = r;
    return true;
}
