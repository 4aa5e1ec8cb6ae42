// SPDX-License-Identifier: Apache-2.0
// kernel_arrange.c - segments of one plane cut at each other; cells with what covers them.
// Method: cut, drop twins, order the edges round each point (exact), follow the cells, hang free
// parts into the cell that an edge to their left belongs to, then carry the covers across edges
// from the outside in.
#include "assets/kernel_arrange.h"
#include <stdlib.h>

static const int64_t work_max = 100000000; // of about 25 ns

void arrange_init(Arrange *a, const Kernel *k, KernelWeld *weld, Triangulator *t, DVec3 normal)
{
    *a = (Arrange){ .k = k,
                    .weld = weld,
                    .triangulator = t,
                    .normal = normal,
                    .sign_x = 1,
                    .work_left = work_max };
    const double x = fabs(normal.x), y = fabs(normal.y), z = fabs(normal.z);
    if (z >= x && z >= y) {
        a->keep_x = normal.z > 0 ? 0 : 1;
        a->keep_y = normal.z > 0 ? 1 : 0;
    } else if (x >= y) {
        a->keep_x = normal.x > 0 ? 1 : 2;
        a->keep_y = normal.x > 0 ? 2 : 1;
    } else {
        a->keep_x = normal.y > 0 ? 2 : 0;
        a->keep_y = normal.y > 0 ? 0 : 2;
    }
}

// Searches run along y: it becomes the longer way.
static void axes_turn(Arrange *a)
{
    DVec2 low = { INFINITY, INFINITY }, high = { -INFINITY, -INFINITY };
    for (int i = 0; i < a->segment_count; i++) {
        const DVec2 p = arrange_flat(a, a->weld->points[a->segments[i].a]);
        low = (DVec2){ p.x < low.x ? p.x : low.x, p.y < low.y ? p.y : low.y };
        high = (DVec2){ p.x > high.x ? p.x : high.x, p.y > high.y ? p.y : high.y };
    }
    if (!(high.x - low.x > high.y - low.y)) return;
    const int swap = a->keep_x;
    a->keep_x = a->keep_y;
    a->keep_y = swap;
    a->sign_x = -1;
}

typedef struct {
    double x0, x1, y0, y1; // box
    int32_t segment;
} Span;

static int span_compare(const void *a, const void *b)
{
    const Span *p = a, *q = b;
    return p->y0 != q->y0 ? (p->y0 < q->y0 ? -1 : 1)
                          : (p->segment > q->segment) - (p->segment < q->segment);
}

// A point on a segment, by its share of the way.
typedef struct {
    int32_t segment, point;
    double at;
} Cut;

static int cut_compare(const void *a, const void *b)
{
    const Cut *p = a, *q = b;
    if (p->segment != q->segment) return p->segment < q->segment ? -1 : 1;
    return p->at != q->at ? (p->at < q->at ? -1 : 1)
                          : (p->point > q->point) - (p->point < q->point);
}

typedef struct {
    Arrange *a;
    Cut *cuts;
    int count, cap;
} Cuts;

static void cut_add(Cuts *c, int segment, int point, double at)
{
    KERNEL_GROW(c->a->k, c->cuts, c->cap, c->count + 1);
    c->cuts[c->count++] = (Cut){ segment, point, at };
}

// The point lies on the segment within eps, not at its ends.
static bool touches(const Cuts *c, int segment, int point, double *at)
{
    const ArrangeSegment *s = c->a->segments + segment;
    if (point == s->a || point == s->b) return false;
    const DVec3 p = c->a->weld->points[s->a], q = c->a->weld->points[s->b],
                v = c->a->weld->points[point];
    const DVec3 d = dvec_sub(q, p), w = dvec_sub(v, p);
    const double dd = dvec_dot(d, d), t = dvec_dot(w, d);
    if (t <= 0 || t >= dd) return false;
    const DVec3 off = dvec_sub(w, dvec_scale(d, t / dd));
    *at = t / dd;
    return dvec_dot(off, off) <= c->a->weld->eps * c->a->weld->eps;
}

static void pair_cut(Cuts *c, int i, int j)
{
    const ArrangeSegment s = c->a->segments[i], t = c->a->segments[j];
    double at = 0;
    bool has_touched = false;
    const int ends[4][2] = { { i, t.a }, { i, t.b }, { j, s.a }, { j, s.b } };
    for (int e = 0; e < 4; e++) {
        if (!touches(c, ends[e][0], ends[e][1], &at)) continue;
        cut_add(c, ends[e][0], ends[e][1], at);
        has_touched = true;
    }
    if (has_touched || s.a == t.a || s.a == t.b || s.b == t.a || s.b == t.b) return;
    const KernelWeld *w = c->a->weld;
    const DVec2 p = arrange_flat(c->a, w->points[s.a]), q = arrange_flat(c->a, w->points[s.b]);
    const DVec2 u = arrange_flat(c->a, w->points[t.a]), v = arrange_flat(c->a, w->points[t.b]);
    const double pu = kernel_orient2(p, q, u), pv = kernel_orient2(p, q, v);
    if (!((pu > 0 && pv < 0) || (pu < 0 && pv > 0))) return;
    const double up = kernel_orient2(u, v, p), uq = kernel_orient2(u, v, q);
    if (!((up > 0 && uq < 0) || (up < 0 && uq > 0))) return;
    const double on_s = up / (up - uq), on_t = pu / (pu - pv);
    const int point =
        kernel_weld_add(c->a->weld, kernel_lerp(w->points[s.a], w->points[s.b], on_s));
    if (point != s.a && point != s.b) cut_add(c, i, point, on_s);
    if (point != t.a && point != t.b) cut_add(c, j, point, on_t);
}

static bool too_much(Arrange *a, int64_t work, Err *err)
{
    a->work_left -= work;
    if (a->work_left >= 0) return false;
    err_set(err, ERR_RANGE, "a plane cut into too many pieces");
    return true;
}

static bool segments_cut(Arrange *a, Cuts *cuts, Err *err)
{
    const int count = a->segment_count;
    const double eps = a->weld->eps;
    Span *spans = KERNEL_SCRATCH(a->k, Span, count);
    for (int i = 0; i < count; i++) {
        const DVec2 p = arrange_flat(a, a->weld->points[a->segments[i].a]),
                    q = arrange_flat(a, a->weld->points[a->segments[i].b]);
        spans[i] = (Span){ p.x < q.x ? p.x : q.x, (p.x > q.x ? p.x : q.x) + eps,
                           p.y < q.y ? p.y : q.y, (p.y > q.y ? p.y : q.y) + eps, i };
    }
    qsort(spans, (size_t)count, sizeof *spans, span_compare);
    for (int i = 0; i < count; i++) {
        int j = i + 1, tests = 0;
        for (; j < count && spans[j].y0 <= spans[i].y1; j++) {
            if (spans[j].x0 > spans[i].x1 || spans[i].x0 > spans[j].x1) continue;
            pair_cut(cuts, spans[i].segment, spans[j].segment);
            tests++;
        }
        if (too_much(a, (j - i) / 8 + 16 * tests, err)) return false;
    }
    return true;
}

static void edge_add(Arrange *a, KernelEdges *table, int p, int q, const int32_t *cover)
{
    if (p == q) return;
    const int before = table->count;
    KernelEdge *e = kernel_edges_get(table, p, q);
    if (table->count > before) {
        e->value = a->edge_count++;
        a->edges[e->value] = (ArrangeSegment){ .a = e->a, .b = e->b };
    }
    ArrangeSegment *edge = a->edges + e->value;
    for (int s = 0; s < ARRANGE_SETS; s++) edge->cover[s] += p == edge->a ? cover[s] : -cover[s];
}

// All segments as edges between neighbouring points, each once.
static bool edges_make(Arrange *a, Err *err)
{
    Cuts cuts = { .a = a };
    if (!segments_cut(a, &cuts, err)) return false;
    if (cuts.count) qsort(cuts.cuts, (size_t)cuts.count, sizeof *cuts.cuts, cut_compare);
    const int most = a->segment_count + cuts.count;
    a->edges = KERNEL_SCRATCH(a->k, ArrangeSegment, most);
    KernelEdges table;
    kernel_edges_init(&table, a->k, most);
    int c = 0;
    for (int i = 0; i < a->segment_count; i++) {
        const ArrangeSegment s = a->segments[i];
        int at = s.a;
        for (; c < cuts.count && cuts.cuts[c].segment == i; c++) {
            edge_add(a, &table, at, cuts.cuts[c].point, s.cover);
            at = cuts.cuts[c].point;
        }
        edge_add(a, &table, at, s.b, s.cover);
    }
    return !too_much(a, most, err);
}

static int32_t tail(const Arrange *a, int half)
{
    return a->ends[half & 1][half >> 1];
}
static int32_t head(const Arrange *a, int half)
{
    return a->ends[!(half & 1)][half >> 1];
}

// Points get small numbers; edges that lead nowhere go.
static void points_number(Arrange *a)
{
    a->points = KERNEL_SCRATCH(a->k, int32_t, 2 * (size_t)a->edge_count);
    a->ends[0] = KERNEL_SCRATCH(a->k, int32_t, a->edge_count);
    a->ends[1] = KERNEL_SCRATCH(a->k, int32_t, a->edge_count);
    int slot_count = 16;
    while (slot_count < 4 * a->edge_count) slot_count *= 2;
    int32_t *slots = KERNEL_SCRATCH(a->k, int32_t, slot_count);
    for (int e = 0; e < a->edge_count; e++) {
        for (int side = 0; side < 2; side++) {
            const int32_t point = side ? a->edges[e].b : a->edges[e].a;
            uint32_t s = ((uint32_t)point * 2654435761u >> 7) & (uint32_t)(slot_count - 1);
            while (slots[s] && a->points[slots[s] - 1] != point)
                s = (s + 1) & (uint32_t)(slot_count - 1);
            if (!slots[s]) {
                a->points[a->point_count] = point;
                slots[s] = ++a->point_count;
            }
            a->ends[side][e] = slots[s] - 1;
        }
    }
    a->flat = KERNEL_SCRATCH(a->k, DVec2, a->point_count);
    for (int i = 0; i < a->point_count; i++)
        a->flat[i] = arrange_flat(a, a->weld->points[a->points[i]]);
}

static void dangling_remove(Arrange *a)
{
    int32_t *degree = KERNEL_SCRATCH(a->k, int32_t, a->point_count),
            *sum = KERNEL_SCRATCH(a->k, int32_t, a->point_count);
    // sum: exclusive or of the edges at a point, so that the last one is known.
    for (int e = 0; e < a->edge_count; e++) {
        for (int side = 0; side < 2; side++) {
            degree[a->ends[side][e]]++;
            sum[a->ends[side][e]] ^= e;
        }
    }
    bool *is_gone = KERNEL_SCRATCH(a->k, bool, a->edge_count);
    for (int p = 0; p < a->point_count; p++) {
        int at = p;
        while (degree[at] == 1) {
            const int e = sum[at], other = a->ends[0][e] == at ? a->ends[1][e] : a->ends[0][e];
            is_gone[e] = true;
            degree[at] = 0;
            degree[other]--;
            sum[other] ^= e;
            at = other;
        }
    }
    int have = 0;
    for (int e = 0; e < a->edge_count; e++) {
        if (is_gone[e]) continue;
        a->edges[have] = a->edges[e];
        a->ends[0][have] = a->ends[0][e];
        a->ends[1][have++] = a->ends[1][e];
    }
    a->edge_count = have;
}

static int half_plane(DVec2 d)
{
    return d.y > 0 || (d.y == 0 && d.x > 0) ? 0 : 1;
}

// Direction o -> p before o -> q, counter-clockwise from +x.
static bool is_before(DVec2 o, DVec2 p, DVec2 q)
{
    const int hp = half_plane((DVec2){ p.x - o.x, p.y - o.y }),
              hq = half_plane((DVec2){ q.x - o.x, q.y - o.y });
    return hp != hq ? hp < hq : kernel_orient2(o, p, q) > 0;
}

// Orders half-edges leaving each point; list[first[p]..first[p + 1]).
static void star_sort(const DVec2 *flat, int p, int32_t *list, int count, const int32_t *heads)
{
    // Few edges meet at a point: insertion; many (hostile): heap.
    if (count <= 24) {
        for (int i = 1; i < count; i++) {
            const int32_t h = list[i];
            int j = i;
            while (j > 0 && is_before(flat[p], flat[heads[h]], flat[heads[list[j - 1]]])) {
                list[j] = list[j - 1];
                j--;
            }
            list[j] = h;
        }
        return;
    }
    for (int end = count, start = count / 2; end > 1;) {
        if (start > 0) {
            start--;
        } else {
            end--;
            const int32_t swap = list[0];
            list[0] = list[end];
            list[end] = swap;
        }
        int root = start;
        for (int child = 2 * root + 1; child < end; child = 2 * root + 1) {
            if (child + 1 < end &&
                is_before(flat[p], flat[heads[list[child]]], flat[heads[list[child + 1]]]))
                child++;
            if (!is_before(flat[p], flat[heads[list[root]]], flat[heads[list[child]]])) break;
            const int32_t swap = list[root];
            list[root] = list[child];
            list[child] = swap;
            root = child;
        }
    }
}

// next[h]: the half-edge after h round the cell on its left.
static void cells_follow(Arrange *a)
{
    const int halves = 2 * a->edge_count;
    int32_t *first = KERNEL_SCRATCH(a->k, int32_t, a->point_count + 1),
            *list = KERNEL_SCRATCH(a->k, int32_t, halves);
    int32_t *heads = KERNEL_SCRATCH(a->k, int32_t, halves),
            *fill = KERNEL_SCRATCH(a->k, int32_t, a->point_count);
    for (int h = 0; h < halves; h++) {
        heads[h] = head(a, h);
        first[tail(a, h) + 1]++;
    }
    for (int p = 0; p < a->point_count; p++) first[p + 1] += first[p];
    for (int h = 0; h < halves; h++) list[first[tail(a, h)] + fill[tail(a, h)]++] = h;
    a->next = KERNEL_SCRATCH(a->k, int32_t, halves);
    for (int p = 0; p < a->point_count; p++) {
        const int n = first[p + 1] - first[p];
        star_sort(a->flat, p, list + first[p], n, heads);
        // Arriving by the twin of an edge, leave by the one before it.
        for (int i = 0; i < n; i++)
            a->next[list[first[p] + i] ^ 1] = list[first[p] + (i + n - 1) % n];
    }
}

typedef struct {
    int32_t first;       // half-edge
    int32_t lowest_left; // the point furthest to the left
    double area;
} Cycle;

// Edges by bands of height, to look to the left.
typedef struct {
    double y_min, per;
    int count;
    int32_t *heads, *next, *edges;
} Bands;

static int band_at(const Bands *b, double y)
{
    const double i = (y - b->y_min) * b->per;
    return i <= 0 ? 0 : i >= b->count - 1 ? b->count - 1 : (int)i;
}

static void bands_make(const Kernel *k, Bands *b, const DVec2 *flat, const int32_t *from,
                       const int32_t *to, int count)
{
    double low = INFINITY, high = -INFINITY, climb = 0;
    for (int e = 0; e < count; e++) {
        const double p = flat[from[e]].y, q = flat[to[e]].y;
        low = fmin(low, fmin(p, q));
        high = fmax(high, fmax(p, q));
        climb += fabs(q - p);
    }
    b->count = count < 64 ? 1 : count / 16 < 8192 ? count / 16 : 8192;
    while (b->count > 1 && climb / (high - low) * b->count > 4.0 * count) b->count /= 2;
    b->y_min = low;
    b->per = high > low ? b->count / (high - low) : 0;
    b->heads = KERNEL_SCRATCH(k, int32_t, b->count);
    memset(b->heads, 0xff, (size_t)b->count * sizeof *b->heads);
    int entries = 0;
    for (int e = 0; e < count; e++) {
        entries += abs(band_at(b, flat[to[e]].y) - band_at(b, flat[from[e]].y)) + 1;
    }
    b->next = KERNEL_SCRATCH(k, int32_t, entries);
    b->edges = KERNEL_SCRATCH(k, int32_t, entries);
    int have = 0;
    for (int e = 0; e < count; e++) {
        int i = band_at(b, flat[from[e]].y), j = band_at(b, flat[to[e]].y);
        if (i > j) {
            const int swap = i;
            i = j;
            j = swap;
        }
        for (; i <= j; i++) {
            b->edges[have] = e;
            b->next[have] = b->heads[i];
            b->heads[i] = have++;
        }
    }
}

// The nearest edge strictly to the left of p at p's height (just above it), or -1. Own points do
// not count.
static int edge_left_of(const Bands *b, const DVec2 *flat, const int32_t *from, const int32_t *to,
                        DVec2 p)
{
    int best = -1;
    double best_x = -INFINITY, best_slope = 0;
    for (int i = b->heads[band_at(b, p.y)]; i >= 0; i = b->next[i]) {
        const int e = b->edges[i];
        DVec2 low = flat[from[e]], high = flat[to[e]];
        if (low.y > high.y) {
            const DVec2 swap = low;
            low = high;
            high = swap;
        }
        if (!(low.y <= p.y && p.y < high.y)) continue;
        if (kernel_orient2(low, high, p) >= 0) continue; // p is on it or to its left
        const double slope = (high.x - low.x) / (high.y - low.y), x = low.x + (p.y - low.y) * slope;
        if (x < best_x || (x == best_x && slope <= best_slope)) continue;
        best = e;
        best_x = x;
        best_slope = slope;
    }
    return best;
}

static int64_t band_longest(const Bands *b)
{
    int64_t longest = 0;
    for (int i = 0; i < b->count; i++) {
        int64_t n = 0;
        for (int j = b->heads[i]; j >= 0; j = b->next[j]) n++;
        if (n > longest) longest = n;
    }
    return longest;
}

static bool is_more_left(DVec2 p, DVec2 q)
{
    return p.x < q.x || (p.x == q.x && p.y < q.y);
}

// Cells from cycles: those with area, each with the free parts that lie in it.
static bool cells_number(Arrange *a, Err *err)
{
    const int halves = 2 * a->edge_count;
    int32_t *cycle_of = KERNEL_SCRATCH(a->k, int32_t, halves);
    Cycle *cycles = KERNEL_SCRATCH(a->k, Cycle, halves);
    int cycle_count = 0;
    memset(cycle_of, 0xff, (size_t)halves * sizeof *cycle_of);
    for (int h = 0; h < halves; h++) {
        if (cycle_of[h] >= 0) continue;
        Cycle c = { .first = h, .lowest_left = tail(a, h) };
        const DVec2 o = a->flat[tail(a, h)];
        for (int i = h; cycle_of[i] < 0; i = a->next[i]) {
            cycle_of[i] = cycle_count;
            const DVec2 p = a->flat[tail(a, i)], q = a->flat[head(a, i)];
            c.area += (p.x - o.x) * (q.y - o.y) - (p.y - o.y) * (q.x - o.x);
            if (is_more_left(p, a->flat[c.lowest_left])) c.lowest_left = tail(a, i);
        }
        cycles[cycle_count++] = c;
    }
    a->cells = KERNEL_SCRATCH(a->k, ArrangeCell, cycle_count + 1);
    a->cell_count = 1;
    int32_t *cell_of_cycle = KERNEL_SCRATCH(a->k, int32_t, cycle_count);
    for (int c = 0; c < cycle_count; c++)
        cell_of_cycle[c] = cycles[c].area > 0 ? a->cell_count++ : -1;
    // One part has nothing to hang in.
    const bool has_parts = cycle_count - (a->cell_count - 1) > 1;
    Bands bands = { 0 };
    if (has_parts) bands_make(a->k, &bands, a->flat, a->ends[0], a->ends[1], a->edge_count);
    const int64_t each = has_parts ? band_longest(&bands) : 0;
    // An outline hangs in the cell right of the edge to its left; that edge's cycle may be an
    // outline too.
    int32_t *hangs_on = KERNEL_SCRATCH(a->k, int32_t, cycle_count);
    for (int c = 0; c < cycle_count; c++) {
        if (cell_of_cycle[c] >= 0) continue;
        if (too_much(a, each, err)) return false;
        const int e = has_parts ? edge_left_of(&bands, a->flat, a->ends[0], a->ends[1],
                                               a->flat[cycles[c].lowest_left])
                                : -1;
        hangs_on[c] =
            e < 0
                ? -1
                : cycle_of[a->flat[a->ends[0][e]].y < a->flat[a->ends[1][e]].y ? 2 * e + 1 : 2 * e];
        if (hangs_on[c] < 0) cell_of_cycle[c] = 0;
    }
    for (int c = 0; c < cycle_count; c++) {
        // Up the chain of outlines to a cell, then down again with the answer.
        int at = c, steps = 0;
        while (cell_of_cycle[at] < 0 && steps++ <= cycle_count) at = hangs_on[at];
        const int cell = cell_of_cycle[at] < 0 ? 0 : cell_of_cycle[at];
        for (int i = c; cell_of_cycle[i] < 0;) {
            cell_of_cycle[i] = cell;
            i = hangs_on[i];
        }
    }
    a->cell_of = KERNEL_SCRATCH(a->k, int32_t, halves);
    a->next_of_cell = KERNEL_SCRATCH(a->k, int32_t, halves);
    for (int i = 0; i < a->cell_count; i++) a->cells[i].first_half = -1;
    for (int h = 0; h < halves; h++) {
        const int cell = cell_of_cycle[cycle_of[h]];
        a->cell_of[h] = cell;
        a->next_of_cell[h] = a->cells[cell].first_half;
        a->cells[cell].first_half = h;
    }
    return true;
}

static void covers_carry(Arrange *a)
{
    int32_t *queue = KERNEL_SCRATCH(a->k, int32_t, a->cell_count);
    bool *is_known = KERNEL_SCRATCH(a->k, bool, a->cell_count);
    int have = 1;
    is_known[0] = true;
    for (int at = 0; at < have; at++) {
        const ArrangeCell *cell = a->cells + queue[at];
        for (int h = cell->first_half; h >= 0; h = a->next_of_cell[h]) {
            const int other = a->cell_of[h ^ 1];
            if (is_known[other]) continue;
            is_known[other] = true;
            queue[have++] = other;
            // h has this cell on its left: the other one covers less by what the edge adds there.
            const int32_t *cover = a->edges[h >> 1].cover;
            for (int s = 0; s < ARRANGE_SETS; s++)
                a->cells[other].cover[s] = cell->cover[s] - (h & 1 ? -cover[s] : cover[s]);
        }
    }
}

// From the middle of the cell's longest edge inwards, half the way to what is met first.
static DVec3 point_inside(const Arrange *a, const ArrangeCell *cell)
{
    int longest = cell->first_half;
    double best = -1;
    for (int h = cell->first_half; h >= 0; h = a->next_of_cell[h]) {
        const DVec2 p = a->flat[tail(a, h)], q = a->flat[head(a, h)];
        const double length = hypot(q.x - p.x, q.y - p.y);
        if (length <= best) continue;
        best = length;
        longest = h;
    }
    const DVec2 p = a->flat[tail(a, longest)], q = a->flat[head(a, longest)];
    // Not quite the middle: corners often face it.
    const double share = 0.4871;
    const DVec2 m = { p.x + (q.x - p.x) * share, p.y + (q.y - p.y) * share },
                in = { -(q.y - p.y) / best, (q.x - p.x) / best };
    double reach = INFINITY;
    for (int h = cell->first_half; h >= 0; h = a->next_of_cell[h]) {
        if (h == longest) continue;
        const DVec2 u = a->flat[tail(a, h)], v = a->flat[head(a, h)];
        const double su = in.x * (u.y - m.y) - in.y * (u.x - m.x),
                     sv = in.x * (v.y - m.y) - in.y * (v.x - m.x);
        if ((su > 0) == (sv > 0) || su == sv) continue;
        const double t = su / (su - sv);
        const double along =
            in.x * (u.x + (v.x - u.x) * t - m.x) + in.y * (u.y + (v.y - u.y) * t - m.y);
        if (along > 0 && along < reach) reach = along;
    }
    if (!(reach < INFINITY)) reach = 0;
    // Back into space: along the edge, then inwards in the plane.
    const DVec3 p3 = a->weld->points[a->points[tail(a, longest)]],
                q3 = a->weld->points[a->points[head(a, longest)]];
    const double step[2] = { a->sign_x * in.x * reach / 2, in.y * reach / 2 };
    double d[3] = { 0, 0, 0 };
    d[a->keep_x] = step[0];
    d[a->keep_y] = step[1];
    const double n[3] = { a->normal.x, a->normal.y, a->normal.z };
    const int dropped = 3 - a->keep_x - a->keep_y;
    d[dropped] = -(n[a->keep_x] * step[0] + n[a->keep_y] * step[1]) / n[dropped];
    return dvec_add(kernel_lerp(p3, q3, share), dvec_make(d[0], d[1], d[2]));
}

bool arrange_cells(Arrange *a, ArrangeSegment *segments, int count, Err *err)
{
    a->segments = segments;
    a->segment_count = count;
    axes_turn(a);
    if (!edges_make(a, err)) return false;
    points_number(a);
    dangling_remove(a);
    cells_follow(a);
    if (!cells_number(a, err)) return false;
    covers_carry(a);
    for (int c = 1; c < a->cell_count; c++) {
        ArrangeCell *cell = a->cells + c;
        if (cell->cover[0] || cell->cover[1]) cell->inside = point_inside(a, cell);
    }
    return true;
}

bool arrange_loops(const Kernel *k, const DVec2 *flat, int flat_count, const int32_t *from,
                   const int32_t *to, int count, ArrangeLoops *out, int *open_count, Err *err)
{
    int64_t work = work_max;
    int32_t *first = KERNEL_SCRATCH(k, int32_t, flat_count + 1),
            *list = KERNEL_SCRATCH(k, int32_t, count);
    int32_t *fill = KERNEL_SCRATCH(k, int32_t, flat_count);
    bool *is_used = KERNEL_SCRATCH(k, bool, count);
    for (int e = 0; e < count; e++) first[from[e] + 1]++;
    for (int p = 0; p < flat_count; p++) first[p + 1] += first[p];
    for (int e = 0; e < count; e++) list[first[from[e]] + fill[from[e]]++] = e;
    ArrangeLoops loops = { .points = KERNEL_SCRATCH(k, int32_t, count),
                           .counts = KERNEL_SCRATCH(k, int, count),
                           .areas = KERNEL_SCRATCH(k, double, count) };
    int open = 0;
    for (int start = 0; start < count; start++) {
        if (is_used[start]) continue;
        const int begin = loops.point_count;
        int e = start;
        bool is_closed = false;
        for (;;) {
            is_used[e] = true;
            loops.points[loops.point_count++] = from[e];
            const int p = to[e];
            if (p == from[start]) {
                is_closed = true;
                break;
            }
            // Turn right as sharply as there is: parts that touch at a point stay loops of their
            // own... leave by the edge that comes first clockwise from the way back, so that the
            // inside stays on the left.
            int best = -1;
            work -= first[p + 1] - first[p];
            if (work < 0) {
                err_set(err, ERR_RANGE, "outlines with too many branches");
                return false;
            }
            for (int i = first[p]; i < first[p + 1]; i++) {
                const int f = list[i];
                if (is_used[f]) continue;
                if (best < 0) {
                    best = f;
                    continue;
                }
                // Clockwise from the way back: f before best?
                const DVec2 o = flat[p], back = flat[from[e]], x = flat[to[f]], y = flat[to[best]];
                const bool bx = is_before(o, x, back), by = is_before(o, y, back);
                if (bx != by ? bx : is_before(o, y, x)) best = f;
            }
            if (best < 0) break;
            e = best;
        }
        const int n = loops.point_count - begin;
        double area = 0;
        const DVec2 o = flat[loops.points[begin]];
        for (int i = 1; i + 1 < n; i++) {
            const DVec2 p = flat[loops.points[begin + i]], q = flat[loops.points[begin + i + 1]];
            area += (p.x - o.x) * (q.y - o.y) - (p.y - o.y) * (q.x - o.x);
        }
        if (!is_closed || n < 3 || area == 0) {
            if (!is_closed) open++;
            loops.point_count = begin;
            continue;
        }
        loops.counts[loops.loop_count] = n;
        loops.areas[loops.loop_count++] = area / 2;
    }
    *out = loops;
    if (open_count) *open_count = open;
    return true;
}

void arrange_holes(const Kernel *k, const DVec2 *flat, const ArrangeLoops *loops, int32_t *owner)
{
    // Edges of all loops, each with its loop; a hole hangs on the loop of the edge to its left, or
    // on what that hangs on.
    int32_t *from = KERNEL_SCRATCH(k, int32_t, loops->point_count),
            *to = KERNEL_SCRATCH(k, int32_t, loops->point_count);
    int32_t *loop_of = KERNEL_SCRATCH(k, int32_t, loops->point_count),
            *left = KERNEL_SCRATCH(k, int32_t, loops->loop_count);
    int at = 0;
    for (int l = 0; l < loops->loop_count; l++) {
        const int n = loops->counts[l];
        left[l] = loops->points[at];
        for (int i = 0; i < n; i++) {
            from[at + i] = loops->points[at + i];
            to[at + i] = loops->points[at + (i + 1) % n];
            loop_of[at + i] = l;
            if (is_more_left(flat[from[at + i]], flat[left[l]])) left[l] = from[at + i];
        }
        at += n;
    }
    Bands bands;
    bands_make(k, &bands, flat, from, to, loops->point_count);
    for (int l = 0; l < loops->loop_count; l++) {
        owner[l] = -1;
        if (loops->areas[l] > 0) continue;
        const int e = edge_left_of(&bands, flat, from, to, flat[left[l]]);
        if (e >= 0) owner[l] = loop_of[e];
    }
    for (int l = 0; l < loops->loop_count; l++) {
        int steps = 0;
        while (owner[l] >= 0 && loops->areas[owner[l]] <= 0 && steps++ < loops->loop_count)
            owner[l] = owner[owner[l]];
        if (owner[l] >= 0 && loops->areas[owner[l]] <= 0) owner[l] = -1;
    }
}

bool arrange_outline(Arrange *a, int decision, ArrangeOutline *out, Err *err)
{
    const Kernel *k = a->k;
    *out = (ArrangeOutline){ 0 };
    bool is_asked = false;
    for (int c = 1; c < a->cell_count && !is_asked; c++)
        is_asked = a->cells[c].decision == decision;
    if (!is_asked) return true;
    int32_t *from = KERNEL_SCRATCH(k, int32_t, 2 * (size_t)a->edge_count),
            *to = KERNEL_SCRATCH(k, int32_t, 2 * (size_t)a->edge_count);
    int count = 0;
    for (int h = 0; h < 2 * a->edge_count; h++) {
        if (a->cells[a->cell_of[h]].decision != decision ||
            a->cells[a->cell_of[h ^ 1]].decision == decision)
            continue;
        from[count] = tail(a, h);
        to[count++] = head(a, h);
    }
    if (!count) return true;
    if (!arrange_loops(k, a->flat, a->point_count, from, to, count, &out->loops, NULL, err))
        return false;
    const ArrangeLoops *loops = &out->loops;
    int32_t *owner = KERNEL_SCRATCH(k, int32_t, loops->loop_count);
    out->starts = KERNEL_SCRATCH(k, int32_t, loops->loop_count + 1);
    out->first_hole = KERNEL_SCRATCH(k, int32_t, loops->loop_count);
    out->next_hole = KERNEL_SCRATCH(k, int32_t, loops->loop_count);
    bool has_holes = false;
    for (int l = 0; l < loops->loop_count; l++) has_holes = has_holes || loops->areas[l] <= 0;
    if (has_holes) arrange_holes(k, a->flat, loops, owner);
    for (int l = 0; l < loops->loop_count; l++) {
        out->starts[l + 1] = out->starts[l] + loops->counts[l];
        out->first_hole[l] = -1;
    }
    for (int l = loops->loop_count - 1; l >= 0; l--) {
        if (loops->areas[l] > 0 || owner[l] < 0) continue;
        out->next_hole[l] = out->first_hole[owner[l]];
        out->first_hole[owner[l]] = l;
    }
    return true;
}

bool arrange_fill(Arrange *a, int decision, bool is_flipped, ArrangeTriangle triangle,
                  void *to_whom, Err *err)
{
    const Kernel *k = a->k;
    ArrangeOutline outline;
    if (!arrange_outline(a, decision, &outline, err)) return false;
    const ArrangeLoops *loops = &outline.loops;
    if (!loops->loop_count) return true;
    DVec2 *xy = KERNEL_SCRATCH(k, DVec2, loops->point_count);
    int32_t *names = KERNEL_SCRATCH(k, int32_t, loops->point_count);
    int *ring_counts = KERNEL_SCRATCH(k, int, loops->loop_count);
    uint32_t *indices =
        KERNEL_SCRATCH(k, uint32_t, 3 * (size_t)(loops->point_count + 2 * loops->loop_count));
    a->triangulator->keeps_straight = true;
    for (int l = 0; l < loops->loop_count; l++) {
        if (loops->areas[l] <= 0) continue;
        int points = 0, rings = 0;
        for (int ring = l; ring >= 0;
             ring = ring == l ? outline.first_hole[l] : outline.next_hole[ring]) {
            for (int i = 0; i < loops->counts[ring]; i++) {
                const int p = loops->points[outline.starts[ring] + i];
                // The triangulator looks along x for the way from a hole to the next.
                xy[points] = (DVec2){ a->flat[p].y, -a->flat[p].x };
                names[points++] = a->points[p];
            }
            ring_counts[rings++] = loops->counts[ring];
        }
        const int n = triangulate_doubles(a->triangulator, &xy->x, ring_counts, rings, indices);
        for (int i = 0; i < n; i += 3) {
            const int32_t p = names[indices[i]], q = names[indices[i + 1]],
                          r = names[indices[i + 2]];
            if (p != q && q != r && r != p)
                triangle(to_whom, p, is_flipped ? r : q, is_flipped ? q : r);
        }
    }
    return true;
}
