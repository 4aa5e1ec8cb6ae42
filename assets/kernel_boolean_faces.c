// SPDX-License-Identifier: Apache-2.0
// kernel_boolean_faces.c - solids as plane patches; where they cross each other's planes the cuts
// are recorded in both. Method: the largest triangles found planes, neighbours within precision of
// one join it; patches of all solids whose planes agree are one group. Two patches of different
// groups meet along the line of their planes: each is a set of intervals there (a corner within
// precision of the other plane lies on it), and what they share is a cut of both.
#include "assets/kernel_boolean_faces.h"
#include <stdlib.h>

bool bool_too_much(Bool *b, int64_t work, Err *err)
{
    b->work_left -= work;
    if (b->work_left >= 0) return false;
    err_set(err, ERR_RANGE, "a boolean of too many faces");
    return true;
}

void bool_out(Bool *b, int32_t p, int32_t q, int32_t r)
{
    KERNEL_GROW(b->k, b->out, b->out_cap, b->out_count + 3);
    b->out[b->out_count++] = p;
    b->out[b->out_count++] = q;
    b->out[b->out_count++] = r;
}

void bool_split(Bool *b, int32_t from, int32_t to, int32_t point)
{
    if (point == from || point == to) return;
    KernelEdge *e = kernel_edges_get(&b->splits, from, to);
    for (int i = e->value; i >= 0; i = b->split_list[i].next)
        if (b->split_list[i].point == point) return;
    KERNEL_GROW(b->k, b->split_list, b->split_cap, b->split_count + 1);
    b->split_list[b->split_count] = (BoolSplit){ point, e->value };
    e->value = b->split_count++;
}

static DVec3 point_of(const Bool *b, int32_t i)
{
    return b->weld.points[i];
}

typedef struct {
    double area;
    int32_t triangle;
} Large;

static int large_compare(const void *a, const void *b)
{
    const Large *p = a, *q = b;
    return p->area != q->area ? (p->area > q->area ? -1 : 1)
                              : (p->triangle > q->triangle) - (p->triangle < q->triangle);
}

typedef struct {
    DVec3 cross;
    double area2, height; // of the triangle; height over its longest side
} Shape;

static Shape shape_of(const Bool *b, int t)
{
    const int32_t *i = b->triangles + 3 * (size_t)t;
    const DVec3 p = point_of(b, i[0]), q = point_of(b, i[1]), r = point_of(b, i[2]);
    const DVec3 c = dvec_cross(dvec_sub(q, p), dvec_sub(r, p));
    const double longest =
        fmax(kernel_distance(p, q), fmax(kernel_distance(q, r), kernel_distance(r, p)));
    const double area2 = dvec_length(c);
    return (Shape){ c, area2, longest > 0 ? area2 / longest : 0 };
}

static bool lies_in(const Bool *b, int t, DVec3 normal, double offset)
{
    const int32_t *i = b->triangles + 3 * (size_t)t;
    for (int c = 0; c < 3; c++)
        if (!(fabs(dvec_dot(normal, point_of(b, i[c])) - offset) <= b->eps)) return false;
    return true;
}

static int neighbour(const KernelEdges *edges, int t, int p, int q)
{
    const KernelEdge *e = kernel_edges_find(edges, p, q);
    if (e->value == -2) return -1; // more than two triangles
    const int other = (p < q ? e->backward : e->forward) - 1;
    return other == t ? -1 : other;
}

static void patch_outline(Bool *b, BoolPatch *patch, const KernelEdges *edges,
                          const int32_t *patch_of, int32_t own)
{
    patch->first_edge = b->edge_count;
    patch->box = kernel_box_empty();
    for (int i = 0; i < patch->triangle_count; i++) {
        const int t = b->patch_triangles[patch->first_triangle + i];
        for (int c = 0; c < 3; c++) {
            const int32_t p = b->triangles[3 * (size_t)t + c],
                          q = b->triangles[3 * (size_t)t + (c + 1) % 3];
            kernel_box_add(&patch->box, point_of(b, p));
            const int other = neighbour(edges, t, p, q);
            if (other >= 0 && patch_of[other] == own) continue;
            KERNEL_GROW(b->k, b->edge_from, b->edge_cap, b->edge_count + 1);
            KERNEL_GROW(b->k, b->edge_to, b->edge_cap2, b->edge_count + 1);
            b->edge_from[b->edge_count] = p;
            b->edge_to[b->edge_count++] = q;
        }
    }
    patch->edge_count = b->edge_count - patch->first_edge;
}

static void solid_patches(Bool *b, int s, int32_t *patch_of, const Large *large)
{
    const BoolSolid *solid = b->solids + s;
    KernelEdges edges;
    kernel_edges_init(&edges, b->k, 3 * solid->count / 2);
    for (int t = solid->first; t < solid->first + solid->count; t++) {
        for (int c = 0; c < 3; c++) {
            const int32_t p = b->triangles[3 * (size_t)t + c],
                          q = b->triangles[3 * (size_t)t + (c + 1) % 3];
            KernelEdge *e = kernel_edges_get(&edges, p, q);
            int32_t *side = p < q ? &e->forward : &e->backward;
            if (*side)
                e->value = -2;
            else
                *side = t + 1;
        }
    }
    for (int i = 0; i < solid->count; i++) {
        const int seed = large[i].triangle;
        if (patch_of[seed] >= 0) continue;
        const Shape shape = shape_of(b, seed);
        const int32_t *corner = b->triangles + 3 * (size_t)seed;
        if (!(shape.height > 1e-3 * b->eps)) {
            // A line: its middle point splits the long side for the neighbours.
            for (int c = 0; c < 3; c++) {
                const DVec3 p = point_of(b, corner[c]), q = point_of(b, corner[(c + 1) % 3]),
                            r = point_of(b, corner[(c + 2) % 3]);
                if (dvec_dot(dvec_sub(p, r), dvec_sub(q, r)) < 0)
                    bool_split(b, corner[c], corner[(c + 1) % 3], corner[(c + 2) % 3]);
            }
            patch_of[seed] = INT32_MAX;
            continue;
        }
        KERNEL_GROW(b->k, b->patches, b->patch_cap, b->patch_count + 1);
        const int own = b->patch_count++;
        BoolPatch *patch = b->patches + own;
        *patch = (BoolPatch){ .normal = dvec_scale(shape.cross, 1 / shape.area2),
                              .area = shape.area2,
                              .solid = s,
                              .group = -1,
                              .first_triangle = b->patch_triangle_count };
        const DVec3 p = point_of(b, corner[0]), q = point_of(b, corner[1]),
                    r = point_of(b, corner[2]);
        patch->offset = dvec_dot(patch->normal, dvec_scale(dvec_add(p, dvec_add(q, r)), 1.0 / 3));
        b->patch_triangles[b->patch_triangle_count++] = seed;
        patch_of[seed] = own;
        for (int at = patch->first_triangle; at < b->patch_triangle_count; at++) {
            const int t = b->patch_triangles[at];
            for (int c = 0; c < 3; c++) {
                const int other = neighbour(&edges, t, b->triangles[3 * (size_t)t + c],
                                            b->triangles[3 * (size_t)t + (c + 1) % 3]);
                if (other < 0 || patch_of[other] >= 0 ||
                    !lies_in(b, other, patch->normal, patch->offset))
                    continue;
                const Shape next = shape_of(b, other);
                if (dvec_dot(next.cross, patch->normal) < 0.5 * next.area2 &&
                    next.height > 2 * b->eps)
                    continue;
                patch_of[other] = own;
                b->patch_triangles[b->patch_triangle_count++] = other;
            }
        }
        patch->triangle_count = b->patch_triangle_count - patch->first_triangle;
        patch_outline(b, patch, &edges, patch_of, own);
    }
}

typedef struct {
    double key;
    int32_t patch;
} Keyed;

static int keyed_compare(const void *a, const void *b)
{
    const Keyed *p = a, *q = b;
    return p->key != q->key ? (p->key < q->key ? -1 : 1)
                            : (p->patch > q->patch) - (p->patch < q->patch);
}

static bool patch_lies_in(const Bool *b, const BoolPatch *patch, DVec3 normal, double offset)
{
    if (fabs(dvec_dot(patch->normal, normal)) < 0.999) return false;
    for (int i = 0; i < patch->edge_count; i++) {
        if (!(fabs(dvec_dot(normal, point_of(b, b->edge_from[patch->first_edge + i])) - offset) <=
              b->eps))
            return false;
    }
    return true;
}

static int32_t root_of(int32_t *parent, int32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

// Like planes are neighbours by the share of a fixed direction in their normals, whichever way they
// face.
static bool groups_make(Bool *b, Err *err)
{
    const DVec3 probe = { 0.6312187, 0.5017431, 0.5915563 };
    Keyed *keyed = KERNEL_SCRATCH(b->k, Keyed, b->patch_count);
    int32_t *parent = KERNEL_SCRATCH(b->k, int32_t, b->patch_count);
    for (int i = 0; i < b->patch_count; i++) {
        keyed[i] = (Keyed){ fabs(dvec_dot(b->patches[i].normal, probe)), i };
        parent[i] = i;
    }
    qsort(keyed, (size_t)b->patch_count, sizeof *keyed, keyed_compare);
    for (int i = 0; i < b->patch_count; i++) {
        const BoolPatch *p = b->patches + keyed[i].patch;
        int j = i + 1;
        for (; j < b->patch_count && keyed[j].key - keyed[i].key <= 1e-3; j++) {
            const BoolPatch *q = b->patches + keyed[j].patch;
            const double along = dvec_dot(p->normal, q->normal);
            // Far apart where it is easy to see.
            const DVec3 o = point_of(b, b->edge_from[q->first_edge]);
            if (fabs(along) < 0.999 ||
                fabs(dvec_dot(p->normal, o) - p->offset) >
                    b->eps * 4 +
                        0.05 * kernel_distance(o, point_of(b, b->edge_from[p->first_edge])))
                continue;
            int32_t rp = root_of(parent, keyed[i].patch), rq = root_of(parent, keyed[j].patch);
            if (rp == rq) continue;
            if (b->patches[rp].area < b->patches[rq].area) {
                const int32_t swap = rp;
                rp = rq;
                rq = swap;
            }
            const BoolPatch *large = b->patches + rp, *small = b->patches + rq;
            if (!patch_lies_in(b, small, large->normal, large->offset)) continue;
            parent[rq] = rp;
        }
        if (bool_too_much(b, (j - i) / 2, err)) return false;
    }
    int32_t *number = KERNEL_SCRATCH(b->k, int32_t, b->patch_count);
    b->groups = KERNEL_SCRATCH(b->k, BoolGroup, b->patch_count);
    memset(number, 0xff, (size_t)b->patch_count * sizeof *number);
    for (int i = 0; i < b->patch_count; i++) {
        BoolPatch *p = b->patches + i;
        const int32_t root = root_of(parent, i);
        // Joined to a root that has since moved on to a larger plane it may not lie in: then it
        // stays alone.
        const bool fits =
            root == i || patch_lies_in(b, p, b->patches[root].normal, b->patches[root].offset);
        if (fits && number[root] < 0) {
            number[root] = b->group_count++;
            b->groups[number[root]] = (BoolGroup){ .normal = b->patches[root].normal,
                                                   .offset = b->patches[root].offset,
                                                   .first_patch = -1 };
        }
        if (fits) {
            p->group = number[root];
        } else {
            p->group = b->group_count++;
            b->groups[p->group] =
                (BoolGroup){ .normal = p->normal, .offset = p->offset, .first_patch = -1 };
        }
        p->next_of_group = b->groups[p->group].first_patch;
        b->groups[p->group].first_patch = i;
        for (int t = 0; t < p->triangle_count; t++)
            b->triangle_group[b->patch_triangles[p->first_triangle + t]] = p->group;
    }
    return true;
}

bool bool_patches(Bool *b, Err *err)
{
    int32_t *patch_of = KERNEL_SCRATCH(b->k, int32_t, b->triangle_count);
    memset(patch_of, 0xff, (size_t)b->triangle_count * sizeof *patch_of);
    memset(b->triangle_group, 0xff, (size_t)b->triangle_count * sizeof *b->triangle_group);
    b->patch_triangles = KERNEL_SCRATCH(b->k, int32_t, b->triangle_count);
    Large *large = KERNEL_SCRATCH(b->k, Large, b->triangle_count);
    for (int s = 0; s < b->solid_count; s++) {
        const BoolSolid *solid = b->solids + s;
        for (int i = 0; i < solid->count; i++)
            large[i] = (Large){ shape_of(b, solid->first + i).area2, solid->first + i };
        qsort(large, (size_t)solid->count, sizeof *large, large_compare);
        solid_patches(b, s, patch_of, large);
    }
    return groups_make(b, err);
}

// Where an outline crosses the other plane: what it covers changes, seen on the line's one side and
// on the other.
typedef struct {
    double at;
    DVec3 place;
    int32_t point; // -1 until it is needed
    int32_t minus, plus;
    int32_t from, to; // the edge crossed
} Event;

typedef struct {
    Event *events;
    int count, cap;
} Events;

static int event_compare(const void *a, const void *b)
{
    const Event *p = a, *q = b;
    return p->at != q->at ? (p->at < q->at ? -1 : 1) : 0;
}

static void events_sort(Events *e)
{
    if (e->count > 16) {
        qsort(e->events, (size_t)e->count, sizeof *e->events, event_compare);
        return;
    }
    for (int i = 1; i < e->count; i++) {
        const Event x = e->events[i];
        int j = i;
        while (j > 0 && event_compare(&x, e->events + j - 1) < 0) {
            e->events[j] = e->events[j - 1];
            j--;
        }
        e->events[j] = x;
    }
}

static Event *event_add(Bool *b, Events *e, int minus, int plus, int32_t from, int32_t to)
{
    KERNEL_GROW(b->k, e->events, e->cap, e->count + 1);
    e->events[e->count] =
        (Event){ .point = -1, .minus = minus, .plus = plus, .from = from, .to = to };
    return e->events + e->count++;
}

static int32_t event_point(Bool *b, Event *e)
{
    if (e->point < 0) e->point = kernel_weld_add(&b->weld, e->place);
    return e->point;
}

static int sign_of(const Bool *b, const BoolGroup *g, int32_t point, double *distance)
{
    *distance = dvec_dot(g->normal, point_of(b, point)) - g->offset;
    return *distance > b->eps ? 1 : *distance < -b->eps ? -1 : 0;
}

static void events_find(Bool *b, const BoolPatch *f, const BoolGroup *g, Events *e)
{
    e->count = 0;
    for (int i = f->first_edge; i < f->first_edge + f->edge_count; i++) {
        const int32_t p = b->edge_from[i], q = b->edge_to[i];
        double dp = 0, dq = 0;
        const int sp = sign_of(b, g, p, &dp), sq = sign_of(b, g, q, &dq);
        if (sp == sq) continue;
        const int way = sp < sq ? 1 : -1;
        if (sp * sq < 0) {
            // From the smaller number, so that both faces at the edge find the same point.
            const bool is_low = p < q;
            const double low = is_low ? dp : dq, high = is_low ? dq : dp;
            Event *at = event_add(b, e, way, way, p, q);
            at->place = kernel_lerp(point_of(b, is_low ? p : q), point_of(b, is_low ? q : p),
                                    low / (low - high));
        } else {
            const int32_t on = sp == 0 ? p : q;
            const int other = sp + sq;
            Event *at = event_add(b, e, other < 0 ? way : 0, other > 0 ? way : 0, p, q);
            at->point = on;
            at->place = point_of(b, on);
        }
    }
}

static void events_place(Events *e, DVec3 line)
{
    for (int i = 0; i < e->count; i++) e->events[i].at = dvec_dot(line, e->events[i].place);
    events_sort(e);
}

static void segment_add(Bool *b, BoolGroup *g, int32_t p, int32_t q)
{
    KERNEL_GROW(b->k, g->segments, g->segment_cap, g->segment_count + 1);
    g->segments[g->segment_count++] = (ArrangeSegment){ .a = p, .b = q };
    g->is_touched = true;
}

static void ends_split(Bool *b, Events *e, const Event *end)
{
    for (int i = 0; i < e->count; i++) {
        Event *at = e->events + i;
        if (fabs(at->at - end->at) > 2 * b->eps) continue;
        if (event_point(b, at) == end->point) bool_split(b, at->from, at->to, end->point);
    }
}

static void pair_cross(Bool *b, BoolPatch *f, BoolPatch *g, Events *ef, Events *eg)
{
    BoolGroup *p = b->groups + f->group, *q = b->groups + g->group;
    if (p == q) {
        f->is_touched = g->is_touched = p->is_touched = true;
        return;
    }
    events_find(b, f, q, ef);
    if (!ef->count) return;
    events_find(b, g, p, eg);
    if (!eg->count) return;
    DVec3 line = dvec_cross(p->normal, q->normal);
    const double length = dvec_length(line);
    if (!(length > 0)) return;
    line = dvec_scale(line, 1 / length);
    events_place(ef, line);
    events_place(eg, line);
    int i = 0, j = 0, f_minus = 0, f_plus = 0, g_minus = 0, g_plus = 0;
    Event *last = NULL;
    while (i < ef->count || j < eg->count) {
        const bool takes_f =
            j >= eg->count || (i < ef->count && event_compare(ef->events + i, eg->events + j) <= 0);
        Event *e = takes_f ? ef->events + i : eg->events + j;
        if (last && (f_minus || f_plus) && (g_minus || g_plus) &&
            event_point(b, last) != event_point(b, e)) {
            segment_add(b, p, last->point, e->point);
            segment_add(b, q, last->point, e->point);
            f->is_touched = g->is_touched = true;
            ends_split(b, ef, last);
            ends_split(b, ef, e);
            ends_split(b, eg, last);
            ends_split(b, eg, e);
        }
        f_minus += takes_f ? e->minus : 0;
        f_plus += takes_f ? e->plus : 0;
        g_minus += takes_f ? 0 : e->minus;
        g_plus += takes_f ? 0 : e->plus;
        i += takes_f;
        j += !takes_f;
        last = e;
    }
}

typedef struct {
    double x0;
    int32_t patch;
} Sweep;

static int sweep_compare(const void *a, const void *b)
{
    const Sweep *p = a, *q = b;
    return p->x0 != q->x0 ? (p->x0 < q->x0 ? -1 : 1)
                          : (p->patch > q->patch) - (p->patch < q->patch);
}

bool bool_cross(Bool *b, Err *err)
{
    Sweep *order = KERNEL_SCRATCH(b->k, Sweep, b->patch_count);
    int32_t *live = KERNEL_SCRATCH(b->k, int32_t, b->patch_count);
    for (int i = 0; i < b->patch_count; i++) order[i] = (Sweep){ b->patches[i].box.min.x, i };
    qsort(order, (size_t)b->patch_count, sizeof *order, sweep_compare);
    Events ef = { 0 }, eg = { 0 };
    int live_count = 0;
    for (int i = 0; i < b->patch_count; i++) {
        BoolPatch *f = b->patches + order[i].patch;
        int have = 0;
        for (int j = 0; j < live_count; j++) {
            BoolPatch *g = b->patches + live[j];
            if (g->box.max.x < f->box.min.x - b->eps) continue;
            live[have++] = live[j];
            if (g->solid == f->solid || !kernel_box_meets(&f->box, &g->box, b->eps)) continue;
            if (bool_too_much(b, f->edge_count + g->edge_count, err)) return false;
            pair_cross(b, f, g, &ef, &eg);
        }
        live_count = have;
        live[live_count++] = order[i].patch;
        if (bool_too_much(b, live_count / 8, err)) return false;
    }
    if (b->weld.count > kernel_points_max(b->k)) {
        err_set(err, ERR_RANGE, "a boolean of more than %d points", kernel_points_max(b->k));
        return false;
    }
    return true;
}
