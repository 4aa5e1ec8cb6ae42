// SPDX-License-Identifier: Apache-2.0
// kernel_inside.c - how often a closed mesh winds round a point, by a ray through a tree of boxes.
// Source: Woop, Benthin, Wald, "Watertight Ray/Triangle Intersection", 2013; a ray that grazes an
// edge is thrown again.
#include "assets/kernel_inside.h"

enum { LEAF_TRIANGLES = 6, STACK_MAX = 128, THROWS = 8 };

void inside_init(Inside *in, const Kernel *k, const DVec3 *const *points, const int32_t *triangles,
                 const int32_t *groups, int first, int count)
{
    *in = (Inside){ .k = k,
                    .points = points,
                    .triangles = triangles,
                    .groups = groups,
                    .first = first,
                    .count = count };
    in->box = kernel_box_empty();
    for (size_t i = 3 * (size_t)first; i < 3 * (size_t)(first + count); i++)
        kernel_box_add(&in->box, (*points)[triangles[i]]);
}

static double middle_of(const Inside *in, int triangle, int axis)
{
    const int32_t *t = in->triangles + 3 * (size_t)triangle;
    double sum = 0;
    for (int c = 0; c < 3; c++) {
        const DVec3 p = (*in->points)[t[c]];
        sum += axis == 0 ? p.x : axis == 1 ? p.y : p.z;
    }
    return sum;
}

// The middle-th by position along axis comes to its place; smaller ones before it.
static void select_middle(const Inside *in, int32_t *list, int count, int middle, int axis)
{
    int low = 0, high = count - 1, rounds = 0;
    while (low < high && rounds++ < 64) {
        const double pivot = middle_of(in, list[low + (high - low) / 2], axis);
        int i = low, j = high;
        while (i <= j) {
            while (middle_of(in, list[i], axis) < pivot) i++;
            while (middle_of(in, list[j], axis) > pivot) j--;
            if (i > j) break;
            const int32_t swap = list[i];
            list[i++] = list[j];
            list[j--] = swap;
        }
        if (middle <= j)
            high = j;
        else if (middle >= i)
            low = i;
        else
            return;
    }
}

static void tree_make(Inside *in)
{
    in->order = KERNEL_SCRATCH(in->k, int32_t, in->count);
    in->nodes = KERNEL_SCRATCH(in->k, InsideNode, 2 * (size_t)in->count + 1);
    for (int i = 0; i < in->count; i++) in->order[i] = in->first + i;
    int node_count = 1;
    in->nodes[0] = (InsideNode){ .first = 0, .count = in->count };
    // Children come after their parent: a plain loop builds all.
    for (int n = 0; n < node_count; n++) {
        InsideNode *node = in->nodes + n;
        KernelBox box = kernel_box_empty();
        for (int i = 0; i < node->count; i++) {
            const int32_t *t = in->triangles + 3 * (size_t)in->order[node->first + i];
            for (int c = 0; c < 3; c++) kernel_box_add(&box, (*in->points)[t[c]]);
        }
        node->box = box;
        if (node->count <= LEAF_TRIANGLES) continue;
        const double x = box.max.x - box.min.x, y = box.max.y - box.min.y,
                     z = box.max.z - box.min.z;
        const int half = node->count / 2;
        select_middle(in, in->order + node->first, node->count, half,
                      x >= y && x >= z ? 0
                      : y >= z         ? 1
                                       : 2);
        in->nodes[node_count] = (InsideNode){ .first = node->first, .count = half };
        in->nodes[node_count + 1] =
            (InsideNode){ .first = node->first + half, .count = node->count - half };
        node->first = node_count;
        node->count = 0;
        node_count += 2;
    }
}

typedef struct {
    DVec3 origin, inverse;
    int kx, ky, kz;
    double sx, sy, sz;
} Ray;

static double axis_of(DVec3 v, int axis)
{
    return axis == 0 ? v.x : axis == 1 ? v.y : v.z;
}

static Ray ray_make(DVec3 p, DVec3 d)
{
    Ray r = { .origin = p, .inverse = { 1 / d.x, 1 / d.y, 1 / d.z } };
    const double x = fabs(d.x), y = fabs(d.y), z = fabs(d.z);
    r.kz = z >= x && z >= y ? 2 : y >= x ? 1 : 0;
    r.kx = (r.kz + 1) % 3;
    r.ky = (r.kx + 1) % 3;
    r.sx = axis_of(d, r.kx) / axis_of(d, r.kz);
    r.sy = axis_of(d, r.ky) / axis_of(d, r.kz);
    r.sz = 1 / axis_of(d, r.kz);
    return r;
}

static inline double least(double a, double b)
{
    return a < b ? a : b;
}
static inline double most(double a, double b)
{
    return a > b ? a : b;
}

static bool ray_meets_box(const Ray *r, const KernelBox *b)
{
    const double x0 = (b->min.x - r->origin.x) * r->inverse.x,
                 x1 = (b->max.x - r->origin.x) * r->inverse.x;
    const double y0 = (b->min.y - r->origin.y) * r->inverse.y,
                 y1 = (b->max.y - r->origin.y) * r->inverse.y;
    const double z0 = (b->min.z - r->origin.z) * r->inverse.z,
                 z1 = (b->max.z - r->origin.z) * r->inverse.z;
    const double enter = most(most(least(x0, x1), least(y0, y1)), least(z0, z1));
    const double leave = least(least(most(x0, x1), most(y0, y1)), most(z0, z1));
    return leave >= 0 && enter <= leave * (1 + 1e-12) + 1e-12;
}

// +1 leaving, -1 entering, 0 missed. Sets *is_unsure where an edge or the plane itself is grazed.
static int ray_triangle(const Ray *r, DVec3 a, DVec3 b, DVec3 c, bool *is_unsure)
{
    a = dvec_sub(a, r->origin);
    b = dvec_sub(b, r->origin);
    c = dvec_sub(c, r->origin);
    const double az = axis_of(a, r->kz), bz = axis_of(b, r->kz), cz = axis_of(c, r->kz);
    const double ax = axis_of(a, r->kx) - r->sx * az, ay = axis_of(a, r->ky) - r->sy * az;
    const double bx = axis_of(b, r->kx) - r->sx * bz, by = axis_of(b, r->ky) - r->sy * bz;
    const double cx = axis_of(c, r->kx) - r->sx * cz, cy = axis_of(c, r->ky) - r->sy * cz;
    const double u = cx * by - cy * bx, v = ax * cy - ay * cx, w = bx * ay - by * ax;
    const double least =
        1e-13 * (fabs(ax) + fabs(bx) + fabs(cx)) * (fabs(ay) + fabs(by) + fabs(cy));
    if ((u > least || v > least || w > least) && (u < -least || v < -least || w < -least)) return 0;
    const double det = u + v + w;
    const double t = (u * az + v * bz + w * cz) * r->sz;
    const bool is_grazed = fabs(u) <= least || fabs(v) <= least || fabs(w) <= least;
    const double depth = 1e-12 * fabs(r->sz) * (fabs(az) + fabs(bz) + fabs(cz)) * fabs(det);
    if (is_grazed) {
        // An edge behind the origin does no harm.
        if (det != 0 && fabs(t) > depth && (t > 0) != (det > 0)) return 0;
        *is_unsure = true;
        return 0;
    }
    if (fabs(t) <= depth) *is_unsure = true;
    if ((t > 0) != (det > 0)) return 0;
    // det < 0: counter-clockwise seen against the ray's axis, so the ray leaves.
    return (det < 0) == (r->sz > 0) ? 1 : -1;
}

static int throw_ray(const Inside *in, const Ray *r, int skip_group, bool *is_unsure)
{
    int stack[STACK_MAX], top = 0, sum = 0;
    stack[top++] = 0;
    while (top > 0) {
        const InsideNode *n = in->nodes + stack[--top];
        if (!ray_meets_box(r, &n->box)) continue;
        if (!n->count) {
            if (top + 2 > STACK_MAX) {
                *is_unsure = true;
                return sum;
            }
            stack[top++] = n->first;
            stack[top++] = n->first + 1;
            continue;
        }
        for (int i = 0; i < n->count; i++) {
            const int32_t t = in->order[n->first + i];
            if (in->groups && in->groups[t] == skip_group && skip_group >= 0) continue;
            const int32_t *p = in->triangles + 3 * (size_t)t;
            sum += ray_triangle(r, (*in->points)[p[0]], (*in->points)[p[1]], (*in->points)[p[2]],
                                is_unsure);
        }
    }
    return sum;
}

int inside_winding(Inside *in, DVec3 p, DVec3 up, int skip_group)
{
    if (p.x < in->box.min.x || p.x > in->box.max.x || p.y < in->box.min.y || p.y > in->box.max.y ||
        p.z < in->box.min.z || p.z > in->box.max.z) {
        return 0;
    }
    if (!in->nodes) tree_make(in);
    const DVec3 side = kernel_square_to(up), other = dvec_cross(up, side);
    static const double tilt[THROWS][2] = { { 0.3107, 0.1973 },  { -0.2713, 0.4211 },
                                            { 0.5171, -0.3319 }, { -0.1327, -0.6143 },
                                            { 0.7193, 0.08317 }, { -0.8011, -0.2237 },
                                            { 0.0571, 0.9137 },  { 1.3171, -1.1093 } };
    int votes[3] = { 0 }, last = 0;
    for (int i = 0; i < THROWS; i++) {
        const DVec3 d =
            dvec_add(up, dvec_add(dvec_scale(side, tilt[i][0]), dvec_scale(other, tilt[i][1])));
        const Ray r = ray_make(p, d);
        bool is_unsure = false;
        const int winding = throw_ray(in, &r, skip_group, &is_unsure);
        if (!is_unsure) return winding;
        last = winding;
        votes[winding <= 0 ? 0 : winding == 1 ? 1 : 2]++;
    }
    // Every ray grazed something: the most frequent answer.
    return votes[0] > votes[1] + votes[2] ? 0 : votes[1] + votes[2] > votes[0] ? 1 : last;
}
