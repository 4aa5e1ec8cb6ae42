// SPDX-License-Identifier: Apache-2.0
// triangulate.c - ear clipping of a ring with holes; reflex corners are looked up in Morton order.
// Method: a convex corner is an ear when no reflex corner lies in its triangle (Meisters' two ears;
// Held's hashing). A corner of 180 or 0 degrees is dropped without a triangle. Input that has no
// ear left is cut by force, in passes, so that hostile rings end in time too.
#include "base/triangulate_nodes.h"
#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PLAIN_NODES_MAX 80 // fewer: every reflex corner is tried
#define EXTRA_MAX 32
typedef enum { STAGE_EXACT, STAGE_LOOSE, STAGE_FORCED, STAGE_END } Stage;

// The caller's points, of one type or the other.
typedef struct {
    const float *f;
    const double *d;
} Points;

typedef struct {
    Triangulator *t;
    TriangulateNode *nodes;
    uint32_t *indices;
    int index_count;
    int count; // nodes left
    bool is_hashed;
    double x_min, y_min, per_m; // Morton cells
    int order_count, active_count, gone_count;
    int extra[EXTRA_MAX]; // became reflex after the last compaction
    int extra_count;
    int64_t checks_left; // hostile input: then no more looking
} Clip;

// fmin and fmax are calls; nothing here is NaN that matters.
static inline double least(double a, double b)
{
    return a < b ? a : b;
}
static inline double most(double a, double b)
{
    return a > b ? a : b;
}
static inline double at_x(Points p, int i)
{
    return p.d ? p.d[2 * (size_t)i] : (double)p.f[2 * (size_t)i];
}
static inline double at_y(Points p, int i)
{
    return p.d ? p.d[2 * (size_t)i + 1] : (double)p.f[2 * (size_t)i + 1];
}

// A convex ring by halving: triangles as fat as can be, no search.
static int convex_triangulate(Points xy, int count, bool is_clockwise, uint32_t *indices)
{
    int written = 0;
    for (int step = 1; step < count; step *= 2) {
        for (int i = 0; i + step < count; i += 2 * step) {
            const int a = i, b = i + step, c = i + 2 * step < count ? i + 2 * step : 0;
            if (a == c) continue;
            const double area = (at_x(xy, b) - at_x(xy, a)) * (at_y(xy, c) - at_y(xy, a)) -
                                (at_y(xy, b) - at_y(xy, a)) * (at_x(xy, c) - at_x(xy, a));
            if (area == 0) continue;
            indices[written++] = (uint32_t)a;
            indices[written++] = (uint32_t)(is_clockwise ? c : b);
            indices[written++] = (uint32_t)(is_clockwise ? b : c);
        }
    }
    return written;
}

// One turn, always to the same side. Straight corners are allowed unless they are to be kept.
static bool ring_is_convex(Points xy, int count, bool keeps_straight, bool *is_clockwise)
{
    int sign = 0, flips = 0, last = 0, before = count - 1;
    while (before > 0 && at_x(xy, before) == at_x(xy, 0) && at_y(xy, before) == at_y(xy, 0))
        before--;
    double ax = at_x(xy, 0) - at_x(xy, before), ay = at_y(xy, 0) - at_y(xy, before);
    for (int i = 0; i < count; i++) {
        const int j = i + 1 < count ? i + 1 : 0;
        const double bx = at_x(xy, j) - at_x(xy, i), by = at_y(xy, j) - at_y(xy, i);
        const double turn = ax * by - ay * bx;
        if (!isfinite(turn)) return false;
        if (bx == 0 && by == 0) continue; // a twin
        if (keeps_straight && fabs(turn) <= 1e-14 * (fabs(ax * by) + fabs(ay * bx))) return false;
        if (turn != 0) {
            const int s = turn > 0 ? 1 : -1;
            if (sign && s != sign) return false;
            sign = s;
        } else if (ax * bx + ay * by < 0) {
            return false; // a spike
        }
        const int way = bx > 0 ? 1 : bx < 0 ? -1 : last;
        if (last && way != last) flips++;
        last = way;
        ax = bx;
        ay = by;
    }
    *is_clockwise = sign < 0;
    return sign != 0 && flips <= 2;
}

static double ring_area2(Points xy, int first, int count)
{
    double sum = 0;
    const double ox = at_x(xy, first), oy = at_y(xy, first);
    for (int i = first + 1; i + 1 < first + count; i++) {
        sum += (at_x(xy, i) - ox) * (at_y(xy, i + 1) - oy) -
               (at_y(xy, i) - oy) * (at_x(xy, i + 1) - ox);
    }
    return sum;
}

// Links a ring in the direction asked for. Returns a node of it, or -1.
static int ring_link(Triangulator *t, Points xy, int first, int count, bool is_ccw)
{
    const double area = count >= 3 ? ring_area2(xy, first, count) : 0;
    if (count < 3 || !isfinite(area) || area == 0) return -1;
    const bool is_reversed = (area > 0) != is_ccw;
    const int base = t->node_count;
    for (int i = 0; i < count; i++) {
        const int v = first + (is_reversed ? count - 1 - i : i);
        t->nodes[base + i] = (TriangulateNode){ .x = at_x(xy, v),
                                                .y = at_y(xy, v),
                                                .vertex = (uint32_t)v,
                                                .prev = base + (i ? i - 1 : count - 1),
                                                .next = base + (i + 1 < count ? i + 1 : 0) };
    }
    t->node_count += count;
    return base;
}

static void node_unlink(TriangulateNode *nodes, int i)
{
    nodes[nodes[i].prev].next = nodes[i].next;
    nodes[nodes[i].next].prev = nodes[i].prev;
    nodes[i].flags |= TRIANGULATE_GONE;
}

// A corner to drop without a triangle: 180 or 0 degrees; where straight ones are kept only twins
// and spikes.
static bool is_flat(const TriangulateNode *nodes, const TriangulateNode *n, bool keeps_straight)
{
    const TriangulateNode *a = nodes + n->prev, *c = nodes + n->next;
    if (triangulate_orient(a, n, c) != 0) return false;
    return !keeps_straight || (n->x - a->x) * (c->x - n->x) + (n->y - a->y) * (c->y - n->y) <= 0;
}

// Flat corners go, until none is left. Returns a node left, or -1.
static int ring_clean(const Triangulator *t, int start, int *count)
{
    TriangulateNode *nodes = t->nodes;
    int left = 0, n = start, end = start;
    do {
        left++;
        n = nodes[n].next;
    } while (n != start);
    n = start;
    bool again = true;
    while (left >= 3 && (again || n != end)) {
        again = false;
        const TriangulateNode *p = nodes + n;
        if (is_flat(nodes, p, t->keeps_straight)) {
            node_unlink(nodes, n);
            n = end = nodes[n].prev;
            left--;
            again = true;
        } else {
            n = p->next;
        }
    }
    *count = left;
    return left >= 3 ? n : -1;
}

static uint32_t spread_bits(uint32_t v)
{
    v = (v | v << 8) & 0x00ff00ffu;
    v = (v | v << 4) & 0x0f0f0f0fu;
    v = (v | v << 2) & 0x33333333u;
    return (v | v << 1) & 0x55555555u;
}

static uint32_t morton(const Clip *c, double x, double y)
{
    const double fx = (x - c->x_min) * c->per_m, fy = (y - c->y_min) * c->per_m;
    const uint32_t ix = fx <= 0 ? 0 : fx >= 65535 ? 65535 : (uint32_t)fx;
    const uint32_t iy = fy <= 0 ? 0 : fy >= 65535 ? 65535 : (uint32_t)fy;
    return spread_bits(ix) | spread_bits(iy) << 1;
}

static bool is_reflex(const TriangulateNode *nodes, int i)
{
    return triangulate_orient(nodes + nodes[i].prev, nodes + i, nodes + nodes[i].next) <= 0;
}

// Rebuilds the list of reflex corners and every node's place in it.
static void compact(Clip *c)
{
    Triangulator *t = c->t;
    int live = 0, active = 0;
    for (int i = 0; i < c->order_count; i++) {
        const int n = t->order[i];
        TriangulateNode *node = c->nodes + n;
        if (node->flags & TRIANGULATE_GONE) continue;
        t->order[live++] = n;
        node->rank = active;
        if (node->flags & TRIANGULATE_ACTIVE) {
            t->active_codes[active] = t->codes[n];
            t->active[active++] = n;
        }
    }
    c->order_count = live;
    c->active_count = active;
    c->gone_count = 0;
    c->extra_count = 0;
}

static void sort_by_code(Triangulator *t, int count)
{
    int32_t *from = t->order, *to = t->sorting;
    for (int shift = 0; shift < 32; shift += 8) {
        uint32_t at[257] = { 0 };
        for (int i = 0; i < count; i++) at[(t->codes[from[i]] >> shift & 255) + 1]++;
        for (int i = 0; i < 256; i++) at[i + 1] += at[i];
        for (int i = 0; i < count; i++) to[at[t->codes[from[i]] >> shift & 255]++] = from[i];
        int32_t *swap = from;
        from = to;
        to = swap;
    }
}

static bool hash_init(Clip *c, int start)
{
    Triangulator *t = c->t;
    const size_t need = (size_t)t->node_count;
    if (t->hash_cap < need) {
        const size_t cap = need + need / 4 + 256;
        free(t->codes);
        t->codes = malloc(cap * 5 * sizeof *t->codes); // five arrays in one
        t->hash_cap = t->codes ? cap : 0;
        if (!t->codes) return false;
        t->order = (int32_t *)(t->codes + cap);
        t->active = t->order + cap;
        t->sorting = t->active + cap;
        t->active_codes = (uint32_t *)(t->sorting + cap);
    }
    double x_max = -INFINITY, y_max = -INFINITY;
    c->x_min = c->y_min = INFINITY;
    int n = start;
    do {
        const TriangulateNode *p = c->nodes + n;
        c->x_min = least(c->x_min, p->x);
        c->y_min = least(c->y_min, p->y);
        x_max = most(x_max, p->x);
        y_max = most(y_max, p->y);
        n = p->next;
    } while (n != start);
    const double size = most(x_max - c->x_min, y_max - c->y_min);
    c->per_m = size > 0 ? 65535 / size : 0;
    c->is_hashed = c->count > PLAIN_NODES_MAX;
    c->order_count = 0;
    do {
        TriangulateNode *p = c->nodes + n;
        t->codes[n] = c->is_hashed ? morton(c, p->x, p->y) : 0;
        const double turn = triangulate_orient(c->nodes + p->prev, p, c->nodes + p->next);
        if (turn <= 0)
            p->flags |= turn == 0 ? TRIANGULATE_ACTIVE | TRIANGULATE_LEVEL : TRIANGULATE_ACTIVE;
        t->order[c->order_count++] = n;
        n = p->next;
    } while (n != start);
    if (c->is_hashed) sort_by_code(t, c->order_count);
    compact(c);
    return true;
}

static void reflex_update(Clip *c, int i)
{
    TriangulateNode *n = c->nodes + i;
    const double turn = triangulate_orient(c->nodes + n->prev, n, c->nodes + n->next);
    if (turn == 0)
        n->flags |= TRIANGULATE_LEVEL;
    else
        n->flags &= ~(uint32_t)TRIANGULATE_LEVEL;
    if (turn <= 0) {
        if (n->flags & TRIANGULATE_ACTIVE) return;
        n->flags |= TRIANGULATE_ACTIVE;
        if (c->extra_count == EXTRA_MAX)
            compact(c);
        else
            c->extra[c->extra_count++] = i;
    } else if (n->flags & TRIANGULATE_ACTIVE) {
        n->flags &= ~(uint32_t)TRIANGULATE_ACTIVE;
        if (++c->gone_count * 2 > c->active_count + 64) compact(c);
    }
}

static void clip_remove(Clip *c, int i)
{
    TriangulateNode *n = c->nodes + i;
    const bool was_active = n->flags & TRIANGULATE_ACTIVE;
    const int prev = n->prev, next = n->next;
    node_unlink(c->nodes, i);
    n->flags &= ~(uint32_t)TRIANGULATE_ACTIVE;
    c->count--;
    if (was_active) c->gone_count++;
    reflex_update(c, prev);
    reflex_update(c, next);
}

typedef struct {
    const TriangulateNode *a, *b, *c;
    double x_min, y_min, x_max, y_max;
    bool is_loose;
} Ear;

// Node p forbids the ear. Points at the ear's own corners do not: the corners open away from each
// other.
static bool ear_is_barred_by(const Clip *clip, const Ear *ear, const TriangulateNode *p)
{
    if (p->x < ear->x_min || p->x > ear->x_max || p->y < ear->y_min || p->y > ear->y_max)
        return false;
    if (!(p->flags & TRIANGULATE_ACTIVE)) return false;
    if (triangulate_same(p, ear->a) || triangulate_same(p, ear->b) || triangulate_same(p, ear->c))
        return false;
    const double ab = triangulate_orient(ear->a, ear->b, p);
    const double bc = triangulate_orient(ear->b, ear->c, p);
    const double ca = triangulate_orient(ear->c, ear->a, p);
    if (ab < 0 || bc < 0 || ca < 0) return false;
    if (ear->is_loose) return ab > 0 && bc > 0 && ca > 0;
    if (ca > 0) return true;
    if (clip->t->keeps_straight) return true;
    // On the cut itself: only a chain that enters the ear forbids it.
    return triangulate_orient(ear->c, ear->a, clip->nodes + p->prev) > 0 ||
           triangulate_orient(ear->c, ear->a, clip->nodes + p->next) > 0;
}

static bool ear_is_free(Clip *c, const Ear *ear)
{
    const Triangulator *t = c->t;
    for (int i = 0; i < c->extra_count; i++) {
        if (ear_is_barred_by(c, ear, c->nodes + c->extra[i])) return false;
    }
    if (!c->is_hashed) {
        for (int i = 0; i < c->active_count; i++) {
            if (ear_is_barred_by(c, ear, c->nodes + t->active[i])) return false;
        }
        return true;
    }
    const uint32_t low = morton(c, ear->x_min, ear->y_min),
                   high = morton(c, ear->x_max, ear->y_max);
    int down = ear->b->rank - 1, up = ear->b->rank;
    const int64_t before = (int64_t)up - down;
    bool is_free = true;
    // Outwards from the ear on both sides: what bars it is mostly near.
    while (is_free) {
        const bool has_down = down >= 0 && t->active_codes[down] >= low,
                   has_up = up < c->active_count && t->active_codes[up] <= high;
        if (!has_down && !has_up) break;
        if (has_down && ear_is_barred_by(c, ear, c->nodes + t->active[down--])) is_free = false;
        if (is_free && has_up && ear_is_barred_by(c, ear, c->nodes + t->active[up++]))
            is_free = false;
    }
    c->checks_left -= up - down - before;
    return is_free;
}

static bool is_ear(Clip *c, int i, Stage stage)
{
    const TriangulateNode *b = c->nodes + i, *a = c->nodes + b->prev, *d = c->nodes + b->next;
    if (b->flags & TRIANGULATE_ACTIVE) return false;
    if (stage == STAGE_FORCED || c->checks_left < 0) return true;
    if (stage == STAGE_EXACT &&
        (!triangulate_is_inside_at(c->nodes, a, d) || !triangulate_is_inside_at(c->nodes, d, a))) {
        return false;
    }
    const Ear ear = { a,
                      b,
                      d,
                      least(least(a->x, b->x), d->x),
                      least(least(a->y, b->y), d->y),
                      most(most(a->x, b->x), d->x),
                      most(most(a->y, b->y), d->y),
                      stage != STAGE_EXACT };
    return ear_is_free(c, &ear);
}

static void emit(Clip *c, int i)
{
    const TriangulateNode *n = c->nodes + i;
    c->indices[c->index_count++] = c->nodes[n->prev].vertex;
    c->indices[c->index_count++] = n->vertex;
    c->indices[c->index_count++] = c->nodes[n->next].vertex;
}

static void clip_run(Clip *c, int start)
{
    Stage stage = STAGE_EXACT;
    int i = start, misses = 0, stage_left = 0;
    bool has_cut = false;
    while (c->count > 3 && stage < STAGE_END) {
        TriangulateNode *n = c->nodes + i;
        const int prev = n->prev, next = n->next;
        if ((n->flags & TRIANGULATE_LEVEL) && is_flat(c->nodes, n, c->t->keeps_straight)) {
            clip_remove(c, i);
            i = prev;
            misses = 0;
            continue;
        }
        if (is_ear(c, i, stage)) {
            emit(c, i);
            clip_remove(c, i);
            i = c->nodes[next].next; // every second corner: fatter triangles
            misses = 0;
            has_cut = true;
        } else {
            i = next;
            misses++;
        }
        if (stage == STAGE_EXACT) {
            if (misses <= c->count) continue;
            stage = STAGE_LOOSE;
        } else {
            if (--stage_left > 0) continue;
            stage = has_cut ? STAGE_EXACT : stage + 1;
        }
        stage_left = c->count;
        misses = 0;
        has_cut = false;
    }
    if (!c->t->keeps_straight) {
        if (c->count == 3 && !is_reflex(c->nodes, i)) emit(c, i);
        return;
    }
    // What is left lies on one line: flat triangles close it.
    while (c->count >= 3) {
        const int next = c->nodes[i].next;
        emit(c, i);
        node_unlink(c->nodes, i);
        c->count--;
        i = next;
    }
}

static int triangulate_points(Triangulator *t, Points xy, const int *ring_count, int rings,
                              uint32_t *indices)
{
    if (rings < 1 || ring_count[0] < 3) return 0;
    bool is_clockwise = false;
    if (rings == 1 && ring_is_convex(xy, ring_count[0], t->keeps_straight, &is_clockwise)) {
        return convex_triangulate(xy, ring_count[0], is_clockwise, indices);
    }
    size_t points = 0;
    for (int r = 0; r < rings; r++) points += (size_t)(ring_count[r] > 0 ? ring_count[r] : 0);
    if (!array_reserve_large((void **)&t->nodes, &t->node_cap, points + 2 * (size_t)rings,
                             sizeof *t->nodes) ||
        !array_reserve_large((void **)&t->holes, &t->hole_cap, (size_t)rings, sizeof *t->holes)) {
        return 0;
    }
    t->node_count = 0;
    int outer = ring_link(t, xy, 0, ring_count[0], true), hole_count = 0, left = 0;
    if (outer < 0) return 0;
    int first = ring_count[0];
    for (int r = 1; r < rings; r++) {
        const int hole = ring_link(t, xy, first, ring_count[r], false);
        if (hole >= 0) {
            t->holes[hole_count] = ring_clean(t, hole, &left);
            if (t->holes[hole_count] >= 0) hole_count++;
        }
        first += ring_count[r] > 0 ? ring_count[r] : 0;
    }
    outer = ring_clean(t, outer, &left);
    if (outer < 0) return 0;
    if (hole_count && !triangulate_bridge(t, outer, hole_count)) return 0;
    Clip clip = { .t = t, .nodes = t->nodes, .indices = indices };
    outer = ring_clean(t, outer, &clip.count);
    if (outer < 0) return 0;
    clip.checks_left = 20000000 + (int64_t)clip.count * 400;
    if (!hash_init(&clip, outer)) return 0;
    clip_run(&clip, outer);
    return clip.index_count;
}

int triangulate_floats(Triangulator *t, const float *xy, const int *ring_count, int rings,
                       uint32_t *indices)
{
    return triangulate_points(t, (Points){ .f = xy }, ring_count, rings, indices);
}

int triangulate_doubles(Triangulator *t, const double *xy, const int *ring_count, int rings,
                        uint32_t *indices)
{
    return triangulate_points(t, (Points){ .d = xy }, ring_count, rings, indices);
}

void triangulate_finish(Triangulator *t)
{
    free(t->nodes);
    free(t->codes);
    free(t->holes);
    free(t->bands);
    free(t->entries);
    *t = (Triangulator){ 0 };
}
