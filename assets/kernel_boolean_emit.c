// SPDX-License-Identifier: Apache-2.0
// kernel_boolean_emit.c - decides for every piece of every plane whether it bounds the result, and
// fills the pieces kept.
#include "assets/kernel_boolean_faces.h"
#include <stdlib.h>

static bool is_in(const Bool *b, bool in_host, bool in_operand)
{
    switch (b->kind) {
    case KERNEL_BOOLEAN_DIFFERENCE: return in_host && !in_operand;
    case KERNEL_BOOLEAN_UNION: return in_host || in_operand;
    case KERNEL_BOOLEAN_INTERSECTION: return in_host && in_operand;
    default: return in_host;
    }
}

static bool box_holds(const KernelBox *b, DVec3 p)
{
    return p.x >= b->min.x && p.x <= b->max.x && p.y >= b->min.y && p.y <= b->max.y &&
           p.z >= b->min.z && p.z <= b->max.z;
}

// Windings of host and operands just above p. cover: what the plane itself adds below.
static void windings(Bool *b, DVec3 p, DVec3 up, int group, const int32_t *cover, int *above)
{
    above[0] = cover[0] ? (cover[0] < 0) : inside_winding(&b->solids[0].inside, p, up, group);
    above[1] = 0;
    int holding = 0, only = 0;
    for (int s = 1; s < b->solid_count; s++) {
        if (!box_holds(&b->solids[s].box, p)) continue;
        holding++;
        only = s;
    }
    if (cover[1] && holding <= 1) {
        above[1] = cover[1] < 0;
    } else if (holding == 1) {
        above[1] = inside_winding(&b->solids[only].inside, p, up, group);
    } else if (holding) {
        for (int s = 1; s < b->solid_count; s++) {
            if (box_holds(&b->solids[s].box, p))
                above[1] += inside_winding(&b->solids[s].inside, p, up, group);
        }
    }
}

// 1: the result lies below and not above; 2: above and not below; 0: no face here.
static int decide(Bool *b, DVec3 p, DVec3 up, int group, const int32_t *cover)
{
    int above[2];
    windings(b, p, up, group, cover, above);
    const bool over = is_in(b, above[0] > 0, above[1] > 0);
    const bool under = is_in(b, above[0] + cover[0] > 0, above[1] + cover[1] > 0);
    return under == over ? 0 : under ? 1 : 2;
}

static void triangle_out(void *to, int32_t p, int32_t q, int32_t r)
{
    bool_out(to, p, q, r);
}

// A patch nothing touches is in or out as a whole.
static void patch_emit(Bool *b, const BoolPatch *patch)
{
    const int32_t *c = b->triangles + 3 * (size_t)b->patch_triangles[patch->first_triangle];
    const DVec3 p = b->weld.points[c[0]], q = b->weld.points[c[1]], r = b->weld.points[c[2]];
    const DVec3 inside =
        dvec_add(dvec_scale(p, 0.3411), dvec_add(dvec_scale(q, 0.3127), dvec_scale(r, 0.3462)));
    const int set = b->solids[patch->solid].set;
    const int32_t cover[ARRANGE_SETS] = { set == 0, set == 1 };
    const int decision = decide(b, inside, patch->normal, patch->group, cover);
    if (!decision) return;
    for (int i = 0; i < patch->triangle_count; i++) {
        const int32_t *t = b->triangles + 3 * (size_t)b->patch_triangles[patch->first_triangle + i];
        bool_out(b, t[0], decision == 1 ? t[1] : t[2], decision == 1 ? t[2] : t[1]);
    }
}

typedef struct {
    double at;
    int32_t point;
} Along;

static int along_compare(const void *a, const void *b)
{
    const Along *p = a, *q = b;
    return p->at != q->at ? (p->at < q->at ? -1 : 1)
                          : (p->point > q->point) - (p->point < q->point);
}

typedef struct {
    ArrangeSegment *items;
    int count, cap;
} Segments;

static void edge_add(Bool *b, Segments *out, int32_t from, int32_t to, int set)
{
    const KernelEdge *e = kernel_edges_find(&b->splits, from, to);
    int count = 0;
    for (int i = e ? e->value : -1; i >= 0; i = b->split_list[i].next) count++;
    KERNEL_GROW(b->k, out->items, out->cap, out->count + count + 1);
    const int32_t cover[2] = { set == 0, set == 1 };
    int32_t at = from;
    if (count) {
        Along *along = KERNEL_SCRATCH(b->k, Along, count);
        const DVec3 o = b->weld.points[from], d = dvec_sub(b->weld.points[to], o);
        count = 0;
        for (int i = e->value; i >= 0; i = b->split_list[i].next) {
            const int32_t p = b->split_list[i].point;
            along[count++] = (Along){ dvec_dot(dvec_sub(b->weld.points[p], o), d), p };
        }
        qsort(along, (size_t)count, sizeof *along, along_compare);
        for (int i = 0; i < count; i++) {
            out->items[out->count++] =
                (ArrangeSegment){ at, along[i].point, { cover[0], cover[1] } };
            at = along[i].point;
        }
    }
    out->items[out->count++] = (ArrangeSegment){ at, to, { cover[0], cover[1] } };
}

static bool group_emit(Bool *b, int g, Err *err)
{
    BoolGroup *group = b->groups + g;
    Segments all = { 0 };
    for (int p = group->first_patch; p >= 0; p = b->patches[p].next_of_group) {
        const BoolPatch *patch = b->patches + p;
        if (!patch->is_touched) continue;
        for (int i = 0; i < patch->edge_count; i++) {
            edge_add(b, &all, b->edge_from[patch->first_edge + i],
                     b->edge_to[patch->first_edge + i], b->solids[patch->solid].set);
        }
    }
    KERNEL_GROW(b->k, all.items, all.cap, all.count + group->segment_count);
    for (int i = 0; i < group->segment_count; i++) all.items[all.count++] = group->segments[i];
    Arrange a;
    arrange_init(&a, b->k, &b->weld, &b->triangulator, group->normal);
    a.work_left = b->work_left;
    if (!arrange_cells(&a, all.items, all.count, err)) return false;
    b->work_left = a.work_left;
    for (int c = 1; c < a.cell_count; c++) {
        ArrangeCell *cell = a.cells + c;
        if (!cell->cover[0] && !cell->cover[1]) continue;
        if (bool_too_much(b, b->solid_count + 16, err)) return false;
        cell->decision = decide(b, cell->inside, group->normal, g, cell->cover);
    }
    return arrange_fill(&a, 1, false, triangle_out, b, err) &&
           arrange_fill(&a, 2, true, triangle_out, b, err);
}

bool bool_emit(Bool *b, Err *err)
{
    // Faces whose edges got points from elsewhere take part too.
    for (int p = 0; p < b->patch_count && b->splits.count; p++) {
        BoolPatch *patch = b->patches + p;
        for (int i = patch->first_edge;
             !patch->is_touched && i < patch->first_edge + patch->edge_count; i++) {
            if (kernel_edges_find(&b->splits, b->edge_from[i], b->edge_to[i]))
                patch->is_touched = b->groups[patch->group].is_touched = true;
        }
    }
    for (int p = 0; p < b->patch_count; p++) {
        if (b->patches[p].is_touched) continue;
        if (bool_too_much(b, b->solid_count + 16, err)) return false;
        patch_emit(b, b->patches + p);
    }
    for (int g = 0; g < b->group_count; g++) {
        if (b->groups[g].is_touched && !group_emit(b, g, err)) return false;
    }
    return true;
}
