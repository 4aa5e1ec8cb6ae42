// SPDX-License-Identifier: Apache-2.0
// triangulate_holes.c - makes one ring of an outer ring and its holes by double edges to a visible
// corner on the left. Method: holes by their leftmost point; the nearest edge to the left gives a
// corner, a nearer one in the triangle between takes its place (Eberly, "Triangulation by Ear
// Clipping"). Edges are found by bands of height.
#include "base/triangulate_nodes.h"
#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    Triangulator *t;
    double y_min, per_m; // band = (y - y_min) * per_m
    int band_count;
    size_t entry_count;
    bool is_out_of_memory;
} Bands;

static int band_at(const Bands *b, double y)
{
    const int i = (int)((y - b->y_min) * b->per_m);
    return i < 0 ? 0 : i >= b->band_count ? b->band_count - 1 : i;
}

static void band_range(const Bands *b, int node, int *first, int *last)
{
    const TriangulateNode *n = b->t->nodes + node, *next = b->t->nodes + n->next;
    *first = band_at(b, n->y < next->y ? n->y : next->y);
    *last = band_at(b, n->y < next->y ? next->y : n->y);
}

static void band_insert(Bands *b, int node)
{
    int first = 0, last = 0;
    band_range(b, node, &first, &last);
    if (!array_reserve_large((void **)&b->t->entries, &b->t->entry_cap,
                             b->entry_count + (size_t)(last - first + 1), sizeof *b->t->entries)) {
        b->is_out_of_memory = true;
        return;
    }
    for (int i = first; i <= last; i++) {
        b->t->entries[b->entry_count] = (TriangulateEntry){ node, b->t->bands[i] };
        b->t->bands[i] = (int32_t)b->entry_count++;
    }
}

static void band_insert_ring(Bands *b, int start)
{
    int n = start;
    do {
        band_insert(b, n);
        n = b->t->nodes[n].next;
    } while (n != start && !b->is_out_of_memory);
}

// Few bands where edges are long against the polygon, so that the lists stay in proportion to the
// points.
static bool bands_init(Bands *b, Triangulator *t, int outer, int hole_count)
{
    double y_min = INFINITY, y_max = -INFINITY, climb = 0;
    int count = 0, n = outer;
    do {
        const TriangulateNode *p = t->nodes + n;
        if (p->y < y_min) y_min = p->y;
        if (p->y > y_max) y_max = p->y;
        climb += fabs(t->nodes[p->next].y - p->y);
        count++;
        n = p->next;
    } while (n != outer);
    const double height = y_max - y_min;
    int bands = hole_count < 4096 ? hole_count : 4096;
    while (bands > 1 && climb / height * bands > 4.0 * count + 1024) bands /= 2;
    *b = (Bands){
        .t = t, .y_min = y_min, .per_m = height > 0 ? bands / height : 0, .band_count = bands
    };
    if (!array_reserve_large((void **)&t->bands, &t->band_cap, (size_t)bands, sizeof *t->bands))
        return false;
    for (int i = 0; i < bands; i++) t->bands[i] = -1;
    return true;
}

// The nearest edge met going left from m; its lower or upper end with the smaller x. Returns -1
// where nothing is. is_touching: m lies on the edge, which starts at the node returned.
static int edge_left_of(const Bands *b, const TriangulateNode *m, double *hit_x, bool *is_touching)
{
    const TriangulateNode *nodes = b->t->nodes;
    int best = -1;
    double best_x = -INFINITY;
    *is_touching = false;
    for (int e = b->t->bands[band_at(b, m->y)]; e >= 0; e = b->t->entries[e].next) {
        const TriangulateNode *p = nodes + b->t->entries[e].node, *q = nodes + p->next;
        // The inside is east of edges that go down; both ends count, so that a corner at this
        // height is seen too.
        const bool is_level = p->y == q->y;
        if (!(p->y >= m->y && q->y <= m->y)) continue;
        if (is_level &&
            !(p->x < q->x ? p->x <= m->x && m->x <= q->x : q->x <= m->x && m->x <= p->x))
            continue;
        const double x = is_level ? m->x : p->x + (m->y - p->y) * (q->x - p->x) / (q->y - p->y);
        const double side = triangulate_orient(p, q, m);
        if (side < 0) continue; // m is west of it
        if (side == 0) {
            if (triangulate_same(p, m) || triangulate_same(q, m)) {
                best = triangulate_same(p, m) ? b->t->entries[e].node : p->next;
                *hit_x = m->x;
                return best;
            }
            *hit_x = m->x;
            *is_touching = true;
            return b->t->entries[e].node;
        }
        if (x <= best_x) continue;
        best_x = x;
        best = p->x < q->x ? b->t->entries[e].node : p->next;
    }
    *hit_x = best_x;
    return best;
}

static bool is_in_triangle(double ax, double ay, double bx, double by, double cx, double cy,
                           double px, double py)
{
    const double u = (bx - ax) * (py - ay) - (by - ay) * (px - ax);
    const double v = (cx - bx) * (py - by) - (cy - by) * (px - bx);
    const double w = (ax - cx) * (py - cy) - (ay - cy) * (px - cx);
    return (u >= 0 && v >= 0 && w >= 0) || (u <= 0 && v <= 0 && w <= 0);
}

// Of the corners in the triangle (m, hit, p), the one nearest in angle to the ray: nothing can
// stand before it.
static int corner_seen(const Bands *b, const TriangulateNode *m, double hit_x, int p)
{
    const TriangulateNode *nodes = b->t->nodes;
    const double px = nodes[p].x, py = nodes[p].y;
    const int first = band_at(b, m->y < py ? m->y : py), last = band_at(b, m->y < py ? py : m->y);
    double best_slope = INFINITY, best_x = -INFINITY;
    int best = p;
    for (int band = first; band <= last; band++) {
        for (int e = b->t->bands[band]; e >= 0; e = b->t->entries[e].next) {
            const int i = b->t->entries[e].node;
            const TriangulateNode *n = nodes + i;
            if (n->x < px || n->x >= m->x ||
                !is_in_triangle(m->x, m->y, hit_x, m->y, px, py, n->x, n->y))
                continue;
            const double slope = fabs(n->y - m->y) / (m->x - n->x);
            if (slope > best_slope || (slope == best_slope && n->x <= best_x)) continue;
            if (!triangulate_is_inside_at(nodes, n, m)) continue;
            best_slope = slope;
            best_x = n->x;
            best = i;
        }
    }
    return best;
}

// Several nodes may stand at one place after earlier bridges: the one whose corner opens towards
// target.
static int node_open_to(const Bands *b, int corner, const TriangulateNode *target)
{
    const TriangulateNode *nodes = b->t->nodes;
    const TriangulateNode *c = nodes + corner;
    if (triangulate_is_inside_at(nodes, c, target)) return corner;
    for (int e = b->t->bands[band_at(b, c->y)]; e >= 0; e = b->t->entries[e].next) {
        const TriangulateNode *n = nodes + b->t->entries[e].node;
        if (triangulate_same(n, c) && triangulate_is_inside_at(nodes, n, target))
            return b->t->entries[e].node;
    }
    return corner;
}

static int node_add_copy(Triangulator *t, int of)
{
    const int i = t->node_count++;
    t->nodes[i] = t->nodes[of];
    return i;
}

static void node_link(Triangulator *t, int a, int b)
{
    t->nodes[a].next = b;
    t->nodes[b].prev = a;
}

// ring ... corner -> m ... m' -> corner' ... ; on a touched edge without the second corner.
static void bridge_one(Bands *b, int m)
{
    Triangulator *t = b->t;
    double hit_x = 0;
    bool is_touching = false;
    int corner = edge_left_of(b, t->nodes + m, &hit_x, &is_touching);
    if (corner < 0) return;
    if (!is_touching) {
        if (triangulate_same(t->nodes + corner, t->nodes + m)) {
            corner = node_open_to(b, corner, t->nodes + t->nodes[m].next);
        } else {
            corner = corner_seen(b, t->nodes + m, hit_x, corner);
            corner = node_open_to(b, corner, t->nodes + m);
        }
    }
    band_insert_ring(b, m);
    const int hole_last = t->nodes[m].prev, ring_next = t->nodes[corner].next;
    const int m2 = node_add_copy(t, m);
    node_link(t, hole_last, m2);
    if (is_touching) {
        node_link(t, m2, ring_next);
    } else {
        const int corner2 = node_add_copy(t, corner);
        node_link(t, m2, corner2);
        node_link(t, corner2, ring_next);
        band_insert(b, corner2);
    }
    node_link(t, corner, m);
    band_insert(b, corner);
    band_insert(b, m2);
}

static int leftmost(const TriangulateNode *nodes, int start)
{
    int best = start;
    for (int n = nodes[start].next; n != start; n = nodes[n].next) {
        if (nodes[n].x < nodes[best].x ||
            (nodes[n].x == nodes[best].x && nodes[n].y < nodes[best].y))
            best = n;
    }
    return best;
}

typedef struct {
    double x, y;
    int32_t node;
} HoleKey;

static int hole_compare(const void *a, const void *b)
{
    const HoleKey *p = a, *q = b;
    if (p->x != q->x) return p->x < q->x ? -1 : 1;
    if (p->y != q->y) return p->y < q->y ? -1 : 1;
    return p->node < q->node ? -1 : p->node > q->node;
}

bool triangulate_bridge(Triangulator *t, int outer, int hole_count)
{
    HoleKey *keys = malloc((size_t)hole_count * sizeof *keys);
    Bands bands = { 0 };
    bool ok = false;
    if (!keys || !bands_init(&bands, t, outer, hole_count)) goto done;
    for (int i = 0; i < hole_count; i++) {
        const int n = leftmost(t->nodes, t->holes[i]);
        keys[i] = (HoleKey){ t->nodes[n].x, t->nodes[n].y, n };
    }
    qsort(keys, (size_t)hole_count, sizeof *keys, hole_compare);
    band_insert_ring(&bands, outer);
    for (int i = 0; i < hole_count && !bands.is_out_of_memory; i++)
        bridge_one(&bands, keys[i].node);
    ok = !bands.is_out_of_memory;
done:
    free(keys);
    return ok;
}
