// SPDX-License-Identifier: Apache-2.0
// asset_measure_near.c - the nearest points of two objects.
// Method: a tree of boxes over the triangles of each, halved along the longest side; pairs of nodes
// wait on a stack, nearer ones are opened first, pairs farther than the best so far are dropped.
#include "assets/asset_measure.h"
#include "assets/asset_shape.h"
#include <assert.h>
#include <float.h>
#include <stdlib.h>

enum { NEAR_LEAF = 4, NEAR_STACK_MAX = 4096 };

typedef struct {
    DVec3 min, max;
    int first, count; // triangles; of inner nodes count 0 and first the left child, right next
} NearNode;
typedef struct {
    DVec3 (*triangles)[3];
    int *order;
    NearNode *nodes;
    int triangle_count, node_count;
} NearTree;

static DVec3 least(DVec3 a, DVec3 b)
{
    return (DVec3){ fmin(a.x, b.x), fmin(a.y, b.y), fmin(a.z, b.z) };
}

static DVec3 most(DVec3 a, DVec3 b)
{
    return (DVec3){ fmax(a.x, b.x), fmax(a.y, b.y), fmax(a.z, b.z) };
}

static double coordinate(DVec3 v, int axis)
{
    return axis == 0 ? v.x : axis == 1 ? v.y : v.z;
}

static double triangle_middle(const NearTree *t, int triangle, int axis)
{
    const DVec3 *c = t->triangles[triangle];
    return coordinate(c[0], axis) + coordinate(c[1], axis) + coordinate(c[2], axis);
}

static void node_box(const NearTree *t, NearNode *node)
{
    node->min = (DVec3){ INFINITY, INFINITY, INFINITY };
    node->max = (DVec3){ -INFINITY, -INFINITY, -INFINITY };
    for (int i = node->first; i < node->first + node->count; i++) {
        for (int k = 0; k < 3; k++) {
            const DVec3 v = t->triangles[t->order[i]][k];
            node->min = least(node->min, v);
            node->max = most(node->max, v);
        }
    }
}

// Parts order[first .. first + count) by a middle; returns where the second half begins.
static int node_split(NearTree *t, const NearNode *node, int axis)
{
    const double at =
        1.5 * (coordinate(node->min, axis) + coordinate(node->max, axis)); // sums of three
    int low = node->first, high = node->first + node->count - 1;
    while (low <= high) {
        if (triangle_middle(t, t->order[low], axis) < at) {
            low++;
            continue;
        }
        const int swap = t->order[low];
        t->order[low] = t->order[high];
        t->order[high--] = swap;
    }
    // Lopsided: halves by number keep the tree shallow.
    const int least_part = node->count / 16 + 1;
    const bool is_split =
        low - node->first >= least_part && node->first + node->count - low >= least_part;
    return is_split ? low : node->first + node->count / 2;
}

static void tree_build(NearTree *t)
{
    t->nodes[t->node_count++] = (NearNode){ .first = 0, .count = t->triangle_count };
    // Nodes are split in the order they come: children always behind their parent.
    for (int i = 0; i < t->node_count; i++) {
        NearNode *node = &t->nodes[i];
        node_box(t, node);
        if (node->count <= NEAR_LEAF) continue;
        const DVec3 size = dvec_sub(node->max, node->min);
        const int axis = size.x >= size.y && size.x >= size.z ? 0 : size.y >= size.z ? 1 : 2;
        const int middle = node_split(t, node, axis), end = node->first + node->count;
        t->nodes[t->node_count] = (NearNode){ .first = node->first, .count = middle - node->first };
        t->nodes[t->node_count + 1] = (NearNode){ .first = middle, .count = end - middle };
        node->first = t->node_count;
        node->count = 0;
        t->node_count += 2;
    }
}

static void tree_finish(NearTree *t)
{
    free(t->triangles);
    free(t->order);
    free(t->nodes);
}

static bool tree_init(NearTree *t, const Asset *asset, int object)
{
    *t = (NearTree){ 0 };
    AssetTriangles all = { .asset = asset, .object = object };
    AssetTriangle triangle;
    while (asset_shape_next(&all, &triangle)) t->triangle_count++;
    const size_t n = (size_t)t->triangle_count;
    t->triangles = malloc(sizeof *t->triangles * (n + 1));
    t->order = malloc(sizeof *t->order * (n + 1));
    t->nodes = malloc(sizeof *t->nodes * (2 * n + 2));
    if (!t->triangles || !t->order || !t->nodes) return false;
    all = (AssetTriangles){ .asset = asset, .object = object };
    for (int i = 0; asset_shape_next(&all, &triangle); i++) {
        for (int k = 0; k < 3; k++) t->triangles[i][k] = triangle.corners[k];
        t->order[i] = i;
    }
    tree_build(t);
    return true;
}

static double boxes_apart(const NearNode *a, const NearNode *b)
{
    const DVec3 gap = most(most(dvec_sub(a->min, b->max), dvec_sub(b->min, a->max)), (DVec3){ 0 });
    return dvec_length(gap);
}

static void near_offer(AssetNearest *best, DVec3 a, DVec3 b)
{
    const double length = dvec_length(dvec_sub(b, a));
    if (!(length < best->length_m)) return;
    best->length_m = length;
    best->a = a;
    best->b = b;
}

static double clamp01(double v)
{
    return v < 0 ? 0 : v > 1 ? 1 : v;
}

// Ericson 2005, 5.1.9.
static void near_segments(AssetNearest *best, DVec3 p, DVec3 p2, DVec3 q, DVec3 q2)
{
    const DVec3 d1 = dvec_sub(p2, p), d2 = dvec_sub(q2, q), r = dvec_sub(p, q);
    const double a = dvec_dot(d1, d1), e = dvec_dot(d2, d2), f = dvec_dot(d2, r),
                 c = dvec_dot(d1, r), b = dvec_dot(d1, d2), det = a * e - b * b;
    double s = det > 1e-18 * a * e ? clamp01((b * f - c * e) / det) : 0;
    double t = e > 0 ? (b * s + f) / e : 0;
    if (t < 0 || t > 1) {
        t = clamp01(t);
        s = a > 0 ? clamp01((b * t - c) / a) : 0;
    }
    near_offer(best, dvec_add(p, dvec_scale(d1, s)), dvec_add(q, dvec_scale(d2, t)));
}

// A point over a triangle's inside; its edges are looked at by near_segments.
static bool near_face(DVec3 p, const DVec3 c[3], DVec3 *out)
{
    const DVec3 u = dvec_sub(c[1], c[0]), v = dvec_sub(c[2], c[0]), n = dvec_cross(u, v);
    const double nn = dvec_dot(n, n);
    if (!(nn > 0)) return false;
    const DVec3 w = dvec_sub(p, c[0]);
    const double g = dvec_dot(dvec_cross(u, w), n) / nn, h = dvec_dot(dvec_cross(w, v), n) / nn;
    if (g < 0 || h < 0 || g + h > 1) return false;
    *out = dvec_sub(p, dvec_scale(n, dvec_dot(w, n) / nn));
    return true;
}

// Whether a segment goes through a triangle: then they meet there.
static bool segment_meets(DVec3 p, DVec3 q, const DVec3 c[3], DVec3 *out)
{
    const DVec3 n = dvec_cross(dvec_sub(c[1], c[0]), dvec_sub(c[2], c[0]));
    const double a = dvec_dot(dvec_sub(p, c[0]), n), b = dvec_dot(dvec_sub(q, c[0]), n);
    if ((a > 0) == (b > 0) || a == b) return false;
    const DVec3 at = dvec_add(p, dvec_scale(dvec_sub(q, p), a / (a - b)));
    DVec3 same;
    if (!near_face(at, c, &same)) return false;
    *out = at;
    return true;
}

static void near_triangles(AssetNearest *best, const DVec3 a[3], const DVec3 b[3])
{
    DVec3 at;
    for (int i = 0; i < 3; i++) {
        if (segment_meets(a[i], a[(i + 1) % 3], b, &at) ||
            segment_meets(b[i], b[(i + 1) % 3], a, &at)) {
            near_offer(best, at, at);
            return;
        }
        if (near_face(a[i], b, &at)) near_offer(best, a[i], at);
        if (near_face(b[i], a, &at)) near_offer(best, at, b[i]);
        for (int k = 0; k < 3; k++) near_segments(best, a[i], a[(i + 1) % 3], b[k], b[(k + 1) % 3]);
    }
}

typedef struct {
    int a, b;
    double apart;
} NearPair;

static void near_leaves(AssetNearest *best, const NearTree *a, const NearNode *x, const NearTree *b,
                        const NearNode *y)
{
    for (int i = x->first; i < x->first + x->count; i++)
        for (int k = y->first; k < y->first + y->count; k++)
            near_triangles(best, a->triangles[a->order[i]], b->triangles[b->order[k]]);
}

static void near_run(AssetNearest *best, const NearTree *a, const NearTree *b)
{
    NearPair stack[NEAR_STACK_MAX];
    int depth = 0;
    stack[depth++] = (NearPair){ 0, 0, boxes_apart(&a->nodes[0], &b->nodes[0]) };
    while (depth && best->length_m > 0) {
        const NearPair pair = stack[--depth];
        const NearNode *x = &a->nodes[pair.a], *y = &b->nodes[pair.b];
        if (pair.apart >= best->length_m) continue;
        if (x->count && y->count) {
            near_leaves(best, a, x, b, y);
            continue;
        }
        // The larger of the two is opened; the nearer child comes off the stack first.
        const double size_x = dvec_length(dvec_sub(x->max, x->min)),
                     size_y = dvec_length(dvec_sub(y->max, y->min));
        const bool opens_a = !x->count && (y->count || size_x >= size_y);
        NearPair children[2];
        for (int k = 0; k < 2; k++) {
            children[k] = opens_a ? (NearPair){ x->first + k, pair.b, 0 }
                                  : (NearPair){ pair.a, y->first + k, 0 };
            children[k].apart = boxes_apart(&a->nodes[children[k].a], &b->nodes[children[k].b]);
        }
        const int near = children[0].apart <= children[1].apart ? 0 : 1;
        assert(depth + 2 <= NEAR_STACK_MAX); // two trees of some 300 levels at most
        stack[depth++] = children[1 - near];
        stack[depth++] = children[near];
    }
}

// The largest rounding among an object's meshes.
static double near_exact(const Asset *asset, int object)
{
    const AssetObject *o = &asset->objects[object];
    return dvec_length(dvec_sub(o->max, o->min)) * (double)FLT_EPSILON;
}

bool asset_measure_nearest(const AssetMeasureScene *scene, int a, int b, AssetNearest *out,
                           Err *err)
{
    NearTree x = { 0 }, y = { 0 };
    AssetNearest best = { .length_m = INFINITY };
    const bool ok = tree_init(&x, scene->asset, a) && tree_init(&y, scene->asset, b);
    if (!ok)
        err_set(err, ERR_MEMORY, "no memory for the nearest points of two objects");
    else if (!x.triangle_count || !y.triangle_count)
        err_set(err, ERR_NOT_FOUND, "'%.80s' has no triangles",
                scene->asset->objects[x.triangle_count ? b : a].name);
    else
        near_run(&best, &x, &y);
    tree_finish(&x);
    tree_finish(&y);
    if (!isfinite(best.length_m)) return false;
    best.exact_m = near_exact(scene->asset, a) + near_exact(scene->asset, b);
    *out = best;
    return true;
}
