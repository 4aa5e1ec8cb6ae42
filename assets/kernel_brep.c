// SPDX-License-Identifier: Apache-2.0
// kernel_brep.c - breps whose faces lie on surfaces: edges sampled once, loops carried into the
// surface's parameters. Method: a loop's points get parameters one after the other, each in the
// turn nearest to the one before; at a pole the point is there twice, with the parameters of both
// neighbours. Loops that run once round a periodic surface are joined to a band, or to the pole, by
// a cut that both sides share.
#include "assets/kernel_arrange.h"
#include "assets/kernel_surface_node.h"

typedef struct {
    SurfaceCorner *corners;
    int count, cap;
    int turns[2]; // times round each parameter
    double area;
} Ring;

typedef struct {
    const Kernel *k;
    KernelMeshBuilder mesh;
    KernelWeld weld;
    Triangulator triangulator;
    int32_t **edge_points; // of each edge, from its start
    int *edge_counts;
} Brep;

static void ring_add(const Kernel *k, Ring *r, SurfaceCorner c)
{
    KERNEL_GROW(k, r->corners, r->cap, r->count + 1);
    r->corners[r->count++] = c;
}

static int32_t brep_point(Brep *b, DVec3 p)
{
    const int point = kernel_weld_add(&b->weld, p);
    if (point == b->mesh.point_count) kernel_mesh_point(&b->mesh, p);
    return point;
}

static double nearest_turn(double value, double to, double period)
{
    return period > 0 ? value - period * round((value - to) / period) : value;
}

// Parameters for welded points in order; the ring closes.
static void ring_parameters(Brep *b, SurfaceNode *n, const int32_t *points, int count, Ring *ring)
{
    const double *period = n->period;
    SurfaceCorner last = { 0 }, first = { 0 };
    bool has_last = false, last_was_pole = false;
    double seam_way = 0; // of the meridian walked into the pole
    for (int i = 0; i <= count; i++) {
        const bool is_closing = i == count;
        SurfaceCorner c = { .point = points[i % count] };
        bool is_pole = false;
        surface_node_find(n, b->weld.points[c.point], &c.u, &c.v, &is_pole);
        if (!has_last) {
            first = last = c;
            has_last = true;
            last_was_pole = is_pole;
            ring_add(b->k, ring, c);
            continue;
        }
        c.v = nearest_turn(c.v, last.v, period[1]);
        if (is_pole) {
            seam_way = c.v - last.v;
            c.u = last.u;
            if (!is_closing) ring_add(b->k, ring, c);
        } else {
            c.u = nearest_turn(c.u, last.u, period[0]);
            if (last_was_pole) {
                // Straight back along the same meridian: that is the seam, and the face lies
                // between.
                const bool is_seam = ring->count >= 2 && fabs(c.u - last.u) < 1e-9 && period[0] > 0;
                if (is_seam) c.u += seam_way > 0 ? -period[0] : period[0];
                SurfaceCorner turned = ring->corners[ring->count - 1];
                turned.u = c.u;
                ring_add(b->k, ring, turned);
            }
            if (!is_closing) ring_add(b->k, ring, c);
        }
        last_was_pole = is_pole;
        last = c;
    }
    for (int a = 0; a < 2; a++) {
        const double way = a ? last.v - first.v : last.u - first.u;
        ring->turns[a] = period[a] > 0 ? (int)lround(way / period[a]) : 0;
    }
    for (int i = 0, j = ring->count - 1; i < ring->count; j = i++) {
        ring->area +=
            (ring->corners[j].u * ring->corners[i].v - ring->corners[i].u * ring->corners[j].v) / 2;
    }
}

// The welded points of a loop, from a point that is no pole where there is one.
static int32_t *loop_points(Brep *b, const KernelBrepLoop *loop, SurfaceNode *n, bool is_reversed,
                            int *count)
{
    const Kernel *k = b->k;
    int total = 0, have = 0;
    for (int u = 0; u < loop->count; u++) total += b->edge_counts[loop->uses[u].edge];
    int32_t *points = KERNEL_SCRATCH(k, int32_t, 2 * (size_t)total + 1);
    for (int u = 0; u < loop->count; u++) {
        const KernelBrepUse *use = loop->uses + u;
        const int n_points = b->edge_counts[use->edge];
        for (int i = 0; i + 1 < n_points; i++)
            points[have++] = b->edge_points[use->edge][use->is_reversed ? n_points - 1 - i : i];
    }
    int kept = 0;
    for (int i = 0; i < have; i++) {
        if (kept && points[kept - 1] == points[i]) continue;
        points[kept++] = points[i];
    }
    while (kept > 1 && points[kept - 1] == points[0]) kept--;
    if (is_reversed) {
        for (int i = 0, j = kept - 1; i < j; i++, j--) {
            const int32_t swap = points[i];
            points[i] = points[j];
            points[j] = swap;
        }
    }
    // Rotate a pole away from the start.
    for (int i = 0; i < kept && n; i++) {
        double u, v;
        bool is_pole = false;
        surface_node_find(n, b->weld.points[points[i]], &u, &v, &is_pole);
        if (is_pole) continue;
        int32_t *turned = points + total;
        for (int j = 0; j < kept; j++) turned[j] = points[(i + j) % kept];
        points = turned;
        break;
    }
    *count = kept;
    return points;
}

static void edges_sample(Brep *b, const KernelBrep *brep)
{
    const Kernel *k = b->k;
    b->edge_points = KERNEL_SCRATCH(k, int32_t *, brep->edge_count);
    b->edge_counts = KERNEL_SCRATCH(k, int, brep->edge_count);
    for (int e = 0; e < brep->edge_count; e++) {
        const KernelBrepEdge *edge = brep->edges + e;
        const DVec3 ends[2] = { brep->vertices[edge->from], brep->vertices[edge->to] };
        KernelPath path = { .points = (DVec3 *)ends, .count = 2 };
        // A curve that fails leaves the straight edge.
        if (edge->curve)
            (void)kernel_curve_path_points(k, edge->curve, ends[0], ends[1], edge->is_reversed,
                                           &path, NULL);
        const int count = path.count + (path.is_closed ? 1 : 0);
        b->edge_points[e] = KERNEL_SCRATCH(k, int32_t, count);
        for (int i = 0; i < count; i++)
            b->edge_points[e][i] = brep_point(b, path.points[i % path.count]);
        b->edge_counts[e] = count;
    }
}

static double *coordinate(SurfaceCorner *c, int axis)
{
    return axis ? &c->v : &c->u;
}

static void ring_shift(Ring *r, int axis, double by)
{
    for (int i = 0; i < r->count; i++) *coordinate(r->corners + i, axis) += by;
}

// A cut through the surface between two corners: the same points whichever way it is walked.
static void cut_add(const Brep *b, const SurfaceNode *n, Ring *out, SurfaceCorner from,
                    SurfaceCorner to)
{
    const double steps_u = fabs(to.u - from.u) / n->step[0],
                 steps_v = fabs(to.v - from.v) / n->step[1];
    const double most = ceil(fmax(steps_u, steps_v));
    const int count = most > 1 ? most < 256 ? (int)most : 256 : 1;
    for (int i = 1; i < count; i++) {
        ring_add(b->k, out,
                 (SurfaceCorner){ from.u + (to.u - from.u) * i / count,
                                  from.v + (to.v - from.v) * i / count, -1 });
    }
}

// Once round and on to where it started, a period further.
static void ring_once_round(const Brep *b, const Ring *r, int start, int axis, double way,
                            Ring *out)
{
    for (int i = 0; i <= r->count; i++) {
        SurfaceCorner c = r->corners[(start + i) % r->count];
        if (start + i >= r->count) *coordinate(&c, axis) += way;
        ring_add(b->k, out, c);
    }
}

// Two loops that run round opposite ways: a band cut open between them.
static void band_make(Brep *b, const SurfaceNode *n, Ring *first, Ring *second, int axis, Ring *out)
{
    const double period = n->period[axis];
    ring_once_round(b, first, 0, axis, first->turns[axis] * period, out);
    const SurfaceCorner end = out->corners[out->count - 1], start = out->corners[0];
    int best = 0;
    double best_gap = INFINITY;
    for (int i = 0; i < second->count; i++) {
        const double at = *coordinate(second->corners + i, axis), to = axis ? end.v : end.u;
        const double gap = fabs(nearest_turn(at, to, period) - to);
        if (gap >= best_gap) continue;
        best_gap = gap;
        best = i;
    }
    const double at = *coordinate(second->corners + best, axis), to = axis ? end.v : end.u;
    ring_shift(second, axis, nearest_turn(at, to, period) - at);
    cut_add(b, n, out, end, second->corners[best]);
    ring_once_round(b, second, best, axis, second->turns[axis] * period, out);
    cut_add(b, n, out, out->corners[out->count - 1], start);
}

// The parameter v of the pole a loop once round closes on, if the surface has one there.
static bool pole_of(const SurfaceNode *n, const Ring *r, double *v)
{
    const KernelSurface *s = n->s;
    const bool is_up = r->turns[0] > 0; // the face lies to the left
    if (s->kind == KERNEL_SURFACE_CONE) {
        *v = -s->radius / tan(s->slope_rad);
        return true;
    }
    if (s->kind != KERNEL_SURFACE_SPHERE && s->kind != KERNEL_SURFACE_REVOLUTION &&
        s->kind != KERNEL_SURFACE_SPLINE)
        return false;
    *v = is_up ? n->high[1] : n->low[1];
    DVec3 p, q, d, e;
    surface_node_eval(n, 0, *v, &p, &d, &e);
    surface_node_eval(n, n->period[0] / 2, *v, &q, &d, &e);
    return kernel_distance(p, q) <= 4 * n->k->precision;
}

static void cap_make(Brep *b, const SurfaceNode *n, const Ring *r, double v, Ring *out)
{
    DVec3 p, d, e;
    ring_once_round(b, r, 0, 0, r->turns[0] * n->period[0], out);
    const SurfaceCorner end = out->corners[out->count - 1], start = out->corners[0];
    surface_node_eval(n, end.u, v, &p, &d, &e);
    const int32_t pole = brep_point(b, p);
    const SurfaceCorner a = { end.u, v, pole }, z = { start.u, v, pole };
    cut_add(b, n, out, end, a);
    ring_add(b->k, out, a);
    ring_add(b->k, out, z);
    cut_add(b, n, out, z, start);
}

static bool ring_holds(const Ring *r, double u, double v)
{
    bool is_in = false;
    for (int i = 0, j = r->count - 1; i < r->count; j = i++) {
        const SurfaceCorner a = r->corners[i], c = r->corners[j];
        if ((a.v > v) != (c.v > v) && u < (c.u - a.u) * (v - a.v) / (c.v - a.v) + a.u)
            is_in = !is_in;
    }
    return is_in;
}

// Moves a hole by whole turns until the outer ring holds it.
static void hole_shift(const SurfaceNode *n, const Ring *outer, Ring *hole)
{
    for (int i = -2; i <= 2; i++) {
        for (int j = -2; j <= 2; j++) {
            if ((i && !(n->period[0] > 0)) || (j && !(n->period[1] > 0))) continue;
            const double du = i * n->period[0], dv = j * n->period[1];
            int held = 0;
            for (int c = 0; c < hole->count; c += 1 + hole->count / 8)
                held +=
                    ring_holds(outer, hole->corners[c].u + du, hole->corners[c].v + dv) ? 1 : -1;
            if (held <= 0) continue;
            ring_shift(hole, 0, du);
            ring_shift(hole, 1, dv);
            return;
        }
    }
}

static bool rings_fill(Brep *b, SurfaceNode *n, Ring *const *rings, int count, bool is_flipped)
{
    int corners = 0;
    for (int i = 0; i < count; i++) corners += rings[i]->count;
    SurfaceFill f = { .k = b->k,
                      .node = n,
                      .mesh = &b->mesh,
                      .weld = &b->weld,
                      .triangulator = &b->triangulator,
                      .is_flipped = is_flipped };
    f.corners = KERNEL_SCRATCH(b->k, SurfaceCorner, corners);
    f.ring_counts = KERNEL_SCRATCH(b->k, int, count);
    for (int i = 0; i < count; i++) {
        if (rings[i]->count < 3) {
            if (i == 0) return false;
            continue;
        }
        memcpy(f.corners + f.corner_count, rings[i]->corners,
               (size_t)rings[i]->count * sizeof *f.corners);
        f.corner_count += rings[i]->count;
        f.ring_counts[f.ring_count++] = rings[i]->count;
    }
    return surface_fill(&f);
}

// Rings in the surface's parameters, turned so that the face lies on their left, to one outer ring
// with holes.
static bool rings_join(Brep *b, SurfaceNode *n, Ring *rings, int count, bool is_flipped)
{
    double low[2] = { INFINITY, INFINITY }, high[2] = { -INFINITY, -INFINITY };
    for (int r = 0; r < count; r++) {
        for (int i = 0; i < rings[r].count; i++) {
            for (int a = 0; a < 2; a++) {
                low[a] = fmin(low[a], *coordinate(rings[r].corners + i, a));
                high[a] = fmax(high[a], *coordinate(rings[r].corners + i, a));
            }
        }
    }
    if (!(high[0] >= low[0])) return false;
    surface_node_steps(n, low, high);
    Ring **list = KERNEL_SCRATCH(b->k, Ring *, count + 1);
    Ring *joined = KERNEL_SCRATCH(b->k, Ring, 1);
    int have = 1, round[2] = { -1, -1 }, rounds = 0;
    for (int r = 0; r < count; r++) {
        if (!rings[r].turns[0] && !rings[r].turns[1]) continue;
        if (rounds < 2) round[rounds] = r;
        rounds++;
    }
    if (rounds == 2) {
        Ring *x = rings + round[0], *y = rings + round[1];
        const int axis = x->turns[0] ? 0 : 1;
        if (x->turns[axis] + y->turns[axis] != 0) {
            // Two that run the same way bound a band all the same: one of them is listed the wrong
            // way round.
            for (int i = 0, j = y->count - 1; i < j; i++, j--) {
                const SurfaceCorner swap = y->corners[i];
                y->corners[i] = y->corners[j];
                y->corners[j] = swap;
            }
            y->turns[0] = -y->turns[0];
            y->turns[1] = -y->turns[1];
            if (x->turns[axis] + y->turns[axis] != 0) return false;
            // Reversed, the list starts at its other end: unwrap again from there.
            for (int i = 1; i < y->count; i++) {
                for (int a = 0; a < 2; a++)
                    *coordinate(y->corners + i, a) =
                        nearest_turn(*coordinate(y->corners + i, a),
                                     *coordinate(y->corners + i - 1, a), n->period[a]);
            }
        }
        band_make(b, n, x, y, axis, joined);
    } else if (rounds == 1) {
        double v = 0;
        if (!rings[round[0]].turns[0] || !pole_of(n, rings + round[0], &v)) return false;
        cap_make(b, n, rings + round[0], v, joined);
    } else if (rounds > 2) {
        return false;
    }
    int outer = -1;
    for (int r = 0; r < count && rounds == 0; r++) {
        if (outer < 0 || fabs(rings[r].area) > fabs(rings[outer].area)) outer = r;
    }
    if (outer >= 0) *joined = rings[outer];
    list[0] = joined;
    for (int r = 0; r < count; r++) {
        if (r == outer || rings[r].turns[0] || rings[r].turns[1]) continue;
        hole_shift(n, joined, rings + r);
        list[have++] = rings + r;
    }
    return rings_fill(b, n, list, have, is_flipped);
}

// A plane through the points of a loop, for faces without a surface.
static KernelSurface plane_of(const Brep *b, const int32_t *points, int count)
{
    const DVec3 o = b->weld.points[points[0]];
    DVec3 sum = { 0 };
    for (int i = 1; i + 1 < count; i++) {
        sum = dvec_add(sum, dvec_cross(dvec_sub(b->weld.points[points[i]], o),
                                       dvec_sub(b->weld.points[points[i + 1]], o)));
    }
    return (KernelSurface){ .kind = KERNEL_SURFACE_PLANE,
                            .place =
                                kernel_place_from(o, sum, kernel_square_to(dvec_normalize(sum))) };
}

static bool whole_surface(Brep *b, SurfaceNode *n, bool is_flipped)
{
    double low[2], high[2];
    for (int a = 0; a < 2; a++) {
        low[a] = n->low[a] > -INFINITY ? n->low[a] : 0;
        high[a] = n->low[a] > -INFINITY ? n->high[a] : n->period[a];
        if (!(high[a] > low[a])) return false;
    }
    surface_node_steps(n, low, high);
    Ring ring = { 0 };
    const SurfaceCorner c[4] = { { low[0], low[1], -1 },
                                 { high[0], low[1], -1 },
                                 { high[0], high[1], -1 },
                                 { low[0], high[1], -1 } };
    for (int i = 0; i < 4; i++) {
        ring_add(b->k, &ring, c[i]);
        cut_add(b, n, &ring, c[i], c[(i + 1) % 4]);
    }
    Ring *list = &ring;
    return rings_fill(b, n, &list, 1, is_flipped);
}

static bool face_fill(Brep *b, const KernelBrepFace *face)
{
    SurfaceNode n;
    KernelSurface plane = { 0 };
    const KernelSurface *surface = face->surface;
    if (!surface) {
        if (!face->loop_count || !face->loops[0].count) return false;
        int count = 0;
        const int32_t *points = loop_points(
            b, face->loops, NULL, face->loops[0].is_reversed != face->is_reversed, &count);
        if (count < 3) return false;
        plane = plane_of(b, points, count);
        surface = &plane;
    }
    if (!surface_node_make(b->k, surface, &n, NULL)) return false;
    Ring *rings = KERNEL_SCRATCH(b->k, Ring, face->loop_count);
    int have = 0;
    for (int l = 0; l < face->loop_count; l++) {
        const KernelBrepLoop *loop = face->loops + l;
        if (!loop->count) continue;
        int count = 0;
        const int32_t *points =
            loop_points(b, loop, &n, loop->is_reversed != face->is_reversed, &count);
        if (count < 2) continue;
        ring_parameters(b, &n, points, count, rings + have++);
    }
    if (!have) return whole_surface(b, &n, face->is_reversed);
    return rings_join(b, &n, rings, have, face->is_reversed);
}

static bool brep_check(const Kernel *k, const KernelBrep *brep, Err *err)
{
    if (!kernel_check(k, err)) return false;
    if (brep->face_count < 1 || brep->vertex_count < 1 ||
        brep->vertex_count > kernel_points_max(k) || brep->edge_count < 0 ||
        brep->edge_count > kernel_points_max(k)) {
        err_set(err, ERR_FORMAT, "a brep of %d vertices, %d edges, %d faces", brep->vertex_count,
                brep->edge_count, brep->face_count);
        return false;
    }
    for (int i = 0; i < brep->vertex_count; i++) {
        if (kernel_is_sane_point(brep->vertices[i])) continue;
        err_set(err, ERR_FORMAT, "a brep whose vertex %d is not finite", i + 1);
        return false;
    }
    for (int i = 0; i < brep->edge_count; i++) {
        const KernelBrepEdge *e = brep->edges + i;
        if (e->from >= 0 && e->to >= 0 && e->from < brep->vertex_count &&
            e->to < brep->vertex_count)
            continue;
        err_set(err, ERR_FORMAT, "a brep whose edge %d names a vertex that is not there", i + 1);
        return false;
    }
    for (int f = 0; f < brep->face_count; f++) {
        for (int l = 0; l < brep->faces[f].loop_count; l++) {
            for (int u = 0; u < brep->faces[f].loops[l].count; u++) {
                const int e = brep->faces[f].loops[l].uses[u].edge;
                if (e >= 0 && e < brep->edge_count) continue;
                err_set(err, ERR_FORMAT, "a brep whose face %d names an edge that is not there",
                        f + 1);
                return false;
            }
        }
    }
    return true;
}

bool kernel_brep_mesh(const Kernel *k, const KernelBrep *brep, KernelMesh *out, int *skipped,
                      Err *err)
{
    if (!brep_check(k, brep, err)) return false;
    const ArenaMark mark = arena_mark(k->scratch);
    Brep b = { .k = k };
    kernel_mesh_begin(&b.mesh, k);
    b.mesh.has_faces = true;
    kernel_weld_init(&b.weld, k, k->precision, 4 * brep->edge_count);
    edges_sample(&b, brep);
    int left_out = 0;
    for (int f = 0; f < brep->face_count && !b.mesh.has_failed; f++) {
        b.mesh.face = f;
        if (!face_fill(&b, brep->faces + f)) left_out++;
    }
    bool ok = kernel_mesh_end(&b.mesh, out, err);
    if (ok && brep->is_solid) ok = kernel_mesh_orient(k, out, err) >= 0;
    triangulate_finish(&b.triangulator);
    arena_release(k->scratch, mark);
    if (ok && skipped) *skipped = left_out;
    return ok;
}

bool kernel_surface_bounded(const Kernel *k, const KernelSurface *s, const KernelPath *paths,
                            int ring_count, KernelMesh *out, Err *err)
{
    if (!kernel_check(k, err)) return false;
    const ArenaMark mark = arena_mark(k->scratch);
    Brep b = { .k = k };
    SurfaceNode n;
    kernel_mesh_begin(&b.mesh, k);
    kernel_weld_init(&b.weld, k, k->precision, 64);
    bool ok = surface_node_make(k, s, &n, err);
    Ring *rings = KERNEL_SCRATCH(k, Ring, ring_count);
    int have = 0;
    for (int r = 0; ok && r < ring_count; r++) {
        int32_t *points = KERNEL_SCRATCH(k, int32_t, paths[r].count);
        int count = 0;
        for (int i = 0; i < paths[r].count; i++) {
            if (!kernel_is_sane_point(paths[r].points[i])) {
                err_set(err, ERR_FORMAT, "a boundary with a point that is not finite");
                ok = false;
                break;
            }
            const int32_t p = brep_point(&b, paths[r].points[i]);
            if (!count || points[count - 1] != p) points[count++] = p;
        }
        while (count > 1 && points[count - 1] == points[0]) count--;
        if (ok && count >= 2) ring_parameters(&b, &n, points, count, rings + have++);
    }
    if (ok && (!have || !rings_join(&b, &n, rings, have, false))) {
        err_set(err, ERR_FORMAT, "a bounded surface that cannot be filled");
        ok = false;
    }
    ok = ok && kernel_mesh_end(&b.mesh, out, err);
    triangulate_finish(&b.triangulator);
    arena_release(k->scratch, mark);
    return ok;
}
