// SPDX-License-Identifier: Apache-2.0
// kernel_surface_fill.c - a polygon in a surface's parameters to triangles that follow the surface.
// Method: parameters are scaled so that a permitted chord is 1; ears are clipped, points of a grid
// are put in and edges turned until each is Delaunay (Lawson), the outline never.
#include "assets/kernel_arrange.h"
#include "assets/kernel_surface_node.h"

enum { GRID_WORK_MAX = 20000000 };

typedef struct {
    int32_t v[3], n[3]; // n[i]: the triangle across the edge v[i], v[i + 1]; -1 = outline
} Tri;

typedef struct {
    const Kernel *k;
    DVec2 *points;
    int point_count, point_cap;
    Tri *tris;
    int tri_count, tri_cap, last;
    int64_t turns_left;
} Net;

static double in_circle(DVec2 a, DVec2 b, DVec2 c, DVec2 d)
{
    const double ax = a.x - d.x, ay = a.y - d.y, bx = b.x - d.x, by = b.y - d.y, cx = c.x - d.x,
                 cy = c.y - d.y;
    const double aa = ax * ax + ay * ay, bb = bx * bx + by * by, cc = cx * cx + cy * cy;
    return aa * (bx * cy - cx * by) - bb * (ax * cy - cx * ay) + cc * (ax * by - bx * ay);
}

static int side_of(const Tri *t, int32_t other)
{
    return t->n[0] == other ? 0 : t->n[1] == other ? 1 : 2;
}

static void relink(Net *net, int32_t tri, int32_t from, int32_t to)
{
    if (tri >= 0) net->tris[tri].n[side_of(net->tris + tri, from)] = to;
}

// Turns the edge e of t when the point across lies in t's circle. Returns whether it did.
static bool edge_turn(Net *net, int32_t t, int e)
{
    Tri *x = net->tris + t;
    const int32_t o = x->n[e];
    if (o < 0 || net->turns_left <= 0) return false;
    Tri *y = net->tris + o;
    const int f = side_of(y, t);
    const int32_t a = x->v[e], b = x->v[(e + 1) % 3], c = x->v[(e + 2) % 3], d = y->v[(f + 2) % 3];
    const DVec2 *p = net->points;
    // Only where both new triangles turn the right way.
    if (c == d || kernel_orient2(p[c], p[a], p[d]) <= 0 || kernel_orient2(p[d], p[b], p[c]) <= 0)
        return false;
    const double size = fabs(p[a].x - p[b].x) + fabs(p[a].y - p[b].y) + fabs(p[c].x - p[d].x) +
                        fabs(p[c].y - p[d].y);
    const bool was_flat =
        kernel_orient2(p[a], p[b], p[c]) <= 0 || kernel_orient2(p[b], p[a], p[d]) <= 0;
    if (!was_flat && in_circle(p[a], p[b], p[c], p[d]) <= 1e-12 * size * size * size * size)
        return false;
    net->turns_left--;
    const int32_t xb = x->n[(e + 1) % 3], xc = x->n[(e + 2) % 3], ya = y->n[(f + 1) % 3],
                  yd = y->n[(f + 2) % 3];
    *x = (Tri){ { c, a, d }, { xc, ya, o } };
    *y = (Tri){ { d, b, c }, { yd, xb, t } };
    relink(net, ya, o, t);
    relink(net, xb, t, o);
    return true;
}

// Follows turned edges outwards with a small stack.
static void legalize(Net *net, int32_t t)
{
    int32_t stack[256];
    int top = 0;
    stack[top++] = t;
    while (top > 0) {
        const int32_t at = stack[--top];
        for (int e = 0; e < 3; e++) {
            const int32_t other = net->tris[at].n[e];
            if (!edge_turn(net, at, e)) continue;
            if (top + 2 <= 256) {
                stack[top++] = other;
                stack[top++] = at;
            }
            break;
        }
    }
}

static int32_t locate(Net *net, DVec2 p)
{
    int32_t t = net->last;
    for (int steps = 0; steps < net->tri_count + 8; steps++) {
        const Tri *x = net->tris + t;
        int out = -1;
        bool is_on = false;
        for (int i = 0; i < 3; i++) {
            const int e = (i + steps) % 3; // not always the same first: no circles
            const double side =
                kernel_orient2(net->points[x->v[e]], net->points[x->v[(e + 1) % 3]], p);
            if (side < 0) {
                out = e;
                break;
            }
            is_on = is_on || side == 0;
        }
        if (out < 0) return is_on ? -1 : t;
        if (x->n[out] < 0) break;
        t = x->n[out];
    }
    // Over a hole or round a corner: look everywhere.
    for (int32_t i = 0; i < net->tri_count && net->turns_left > 0; i++) {
        const Tri *x = net->tris + i;
        net->turns_left--;
        if (kernel_orient2(net->points[x->v[0]], net->points[x->v[1]], p) > 0 &&
            kernel_orient2(net->points[x->v[1]], net->points[x->v[2]], p) > 0 &&
            kernel_orient2(net->points[x->v[2]], net->points[x->v[0]], p) > 0) {
            return i;
        }
    }
    return -1;
}

static void insert(Net *net, DVec2 p)
{
    const int32_t t = locate(net, p);
    if (t < 0) return;
    KERNEL_GROW(net->k, net->points, net->point_cap, net->point_count + 1);
    KERNEL_GROW(net->k, net->tris, net->tri_cap, net->tri_count + 2);
    const int32_t v = net->point_count++, b = net->tri_count, c = b + 1;
    net->points[v] = p;
    net->tri_count += 2;
    const Tri old = net->tris[t];
    net->tris[t] = (Tri){ { old.v[0], old.v[1], v }, { old.n[0], b, c } };
    net->tris[b] = (Tri){ { old.v[1], old.v[2], v }, { old.n[1], c, t } };
    net->tris[c] = (Tri){ { old.v[2], old.v[0], v }, { old.n[2], t, b } };
    relink(net, old.n[1], t, b);
    relink(net, old.n[2], t, c);
    net->last = t;
    legalize(net, t);
    legalize(net, b);
    legalize(net, c);
}

static bool net_make(Net *net, const uint32_t *indices, int count)
{
    KERNEL_GROW(net->k, net->tris, net->tri_cap, count / 3);
    KernelEdges edges;
    kernel_edges_init(&edges, net->k, count);
    for (int t = 0; t < count / 3; t++) {
        Tri *x = net->tris + t;
        for (int e = 0; e < 3; e++) {
            x->v[e] = (int32_t)indices[3 * t + e];
            x->n[e] = -1;
        }
        for (int e = 0; e < 3; e++) {
            KernelEdge *edge = kernel_edges_get(&edges, x->v[e], x->v[(e + 1) % 3]);
            if (edge->value < 0) {
                edge->value = 3 * t + e;
            } else if (edge->value != INT32_MAX) {
                net->tris[edge->value / 3].n[edge->value % 3] = t;
                x->n[e] = edge->value / 3;
                edge->value = INT32_MAX;
            } else {
                return false; // three at an edge: left as it is
            }
        }
    }
    net->tri_count = count / 3;
    return true;
}

typedef struct {
    double low[2], high[2], scale[2];
} Range;

static Range range_of(const SurfaceFill *f)
{
    Range r = { { INFINITY, INFINITY }, { -INFINITY, -INFINITY }, { 1, 1 } };
    for (int i = 0; i < f->corner_count; i++) {
        r.low[0] = fmin(r.low[0], f->corners[i].u);
        r.high[0] = fmax(r.high[0], f->corners[i].u);
        r.low[1] = fmin(r.low[1], f->corners[i].v);
        r.high[1] = fmax(r.high[1], f->corners[i].v);
    }
    return r;
}

// Inside all rings by parity, and not near an edge.
static bool is_well_inside(const SurfaceFill *f, const DVec2 *flat, DVec2 p)
{
    bool is_in = false;
    int first = 0;
    for (int r = 0; r < f->ring_count; r++) {
        const int n = f->ring_counts[r];
        for (int i = 0, j = n - 1; i < n; j = i++) {
            const DVec2 a = flat[first + i], b = flat[first + j];
            if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
                is_in = !is_in;
            const double dx = b.x - a.x, dy = b.y - a.y, dd = dx * dx + dy * dy;
            const double t =
                dd > 0 ? kernel_clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / dd, 0, 1) : 0;
            const double ex = a.x + t * dx - p.x, ey = a.y + t * dy - p.y;
            if (ex * ex + ey * ey < 0.09) return false;
        }
        first += n;
    }
    return is_in;
}

int32_t surface_mesh_point(SurfaceFill *f, DVec3 p)
{
    const int point = kernel_weld_add(f->weld, p);
    if (point == f->mesh->point_count) kernel_mesh_point(f->mesh, p);
    return point;
}

static void grid_insert(const SurfaceFill *f, Net *net, const Range *r)
{
    double nu = ceil((r->high[0] - r->low[0]) * r->scale[0] - 1e-9),
           nv = ceil((r->high[1] - r->low[1]) * r->scale[1] - 1e-9);
    if (!(nu < 4096)) nu = 4096;
    if (!(nv < 4096)) nv = 4096;
    while (nu * nv * f->corner_count > GRID_WORK_MAX && (nu > 2 || nv > 2)) {
        if (nu >= nv)
            nu = ceil(nu / 2);
        else
            nv = ceil(nv / 2);
    }
    for (int j = 1; j < (int)nv; j++) {
        for (int i = 1; i < (int)nu; i++) {
            const DVec2 p = { (r->high[0] - r->low[0]) * r->scale[0] * i / nu,
                              (r->high[1] - r->low[1]) * r->scale[1] * j / nv };
            if (is_well_inside(f, net->points, p)) insert(net, p);
        }
    }
}

bool surface_fill(SurfaceFill *f)
{
    const Kernel *k = f->k;
    Range r = range_of(f);
    surface_node_steps(f->node, r.low, r.high);
    for (int a = 0; a < 2; a++) {
        // Along straight lines the whole way counts as one chord.
        const double way = r.high[a] - r.low[a], step = f->node->step[a];
        if (!kernel_is_sane(way)) return false;
        r.scale[a] = step < INFINITY && step > 0 ? 1 / step : way > 0 ? 1 / way : 1;
    }
    const bool is_flat = f->node->s->kind == KERNEL_SURFACE_PLANE;
    if (is_flat) r.scale[0] = r.scale[1] = 1;
    Net net = { .k = k, .turns_left = 4000000 };
    KERNEL_GROW(k, net.points, net.point_cap, f->corner_count);
    for (int i = 0; i < f->corner_count; i++) {
        net.points[i] = (DVec2){ (f->corners[i].u - r.low[0]) * r.scale[0],
                                 (f->corners[i].v - r.low[1]) * r.scale[1] };
    }
    net.point_count = f->corner_count;
    uint32_t *indices =
        KERNEL_SCRATCH(k, uint32_t, 3 * (size_t)(f->corner_count + 2 * f->ring_count));
    f->triangulator->keeps_straight = true;
    const int count = triangulate_doubles(f->triangulator, &net.points->x, f->ring_counts,
                                          f->ring_count, indices);
    if (!count) return false;
    const bool has_net = net_make(&net, indices, count);
    if (has_net && !is_flat) {
        for (int32_t t = 0; t < net.tri_count; t++) legalize(&net, t);
        grid_insert(f, &net, &r);
    }
    int32_t *names = KERNEL_SCRATCH(k, int32_t, net.point_count);
    for (int i = 0; i < net.point_count; i++) {
        if (i < f->corner_count && f->corners[i].point >= 0) {
            names[i] = f->corners[i].point;
            continue;
        }
        DVec3 p, du, dv;
        const double u =
            i < f->corner_count ? f->corners[i].u : r.low[0] + net.points[i].x / r.scale[0];
        const double v =
            i < f->corner_count ? f->corners[i].v : r.low[1] + net.points[i].y / r.scale[1];
        surface_node_eval(f->node, u, v, &p, &du, &dv);
        if (!kernel_is_sane_point(p)) return false;
        names[i] = surface_mesh_point(f, p);
    }
    const int total = has_net ? net.tri_count : count / 3;
    for (int t = 0; t < total; t++) {
        int32_t v[3];
        for (int c = 0; c < 3; c++)
            v[c] = names[has_net ? (uint32_t)net.tris[t].v[c] : indices[3 * t + c]];
        if (v[0] == v[1] || v[1] == v[2] || v[2] == v[0]) continue;
        kernel_mesh_triangle(f->mesh, (uint32_t)v[0], (uint32_t)v[f->is_flipped ? 2 : 1],
                             (uint32_t)v[f->is_flipped ? 1 : 2]);
    }
    return true;
}
