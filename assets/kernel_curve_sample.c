// SPDX-License-Identifier: Apache-2.0
// kernel_curve_sample.c - curves to chords: closed forms where there are, else halving until chord
// and turn are small enough.
#include "assets/kernel_curve_node.h"
#include <stdlib.h>

enum { HALVINGS_MAX = 14, BREAKS_MAX = 200000 };
static const double work_per_point = 4; // of the most points a result may have

static void put(CurveSampler *s, double t, DVec3 p)
{
    if (s->count >= kernel_points_max(s->k)) {
        s->is_full = true;
        return;
    }
    KERNEL_GROW(s->k, s->parameters, s->parameter_cap, s->count + 1);
    KERNEL_GROW(s->k, s->points, s->cap, s->count + 1);
    s->parameters[s->count] = t;
    s->points[s->count++] = p;
}

static void put_at(CurveSampler *s, const CurveNode *n, double t)
{
    DVec3 p, d;
    curve_node_eval(n, t, &p, &d);
    put(s, t, p);
}

static double distance_to_chord(DVec3 p, DVec3 a, DVec3 b)
{
    const DVec3 ab = dvec_sub(b, a);
    const double ll = dvec_dot(ab, ab);
    const double u = ll > 0 ? kernel_clamp(dvec_dot(dvec_sub(p, a), ab) / ll, 0, 1) : 0;
    return kernel_distance(p, kernel_lerp(a, b, u));
}

static bool turns_more(DVec3 d, DVec3 e, double limit_cos)
{
    const double ll = dvec_length(d) * dvec_length(e);
    return ll > 0 && dvec_dot(d, e) < limit_cos * ll;
}

typedef struct {
    double t;
    DVec3 p, d;
} Station;

static Station station(const CurveNode *n, double t)
{
    Station s = { .t = t };
    curve_node_eval(n, t, &s.p, &s.d);
    return s;
}

// One smooth stretch, without its first point. The stack holds ends still to reach, nearest on top.
static void sample_smooth(CurveSampler *s, const CurveNode *n, double from, double to)
{
    const Kernel *k = s->k;
    const double limit = k->angle_rad > 0 ? fmin(k->angle_rad, DVEC_PI / 3) : DVEC_PI / 6,
                 limit_cos = cos(limit);
    // Derivatives just inside, so that a corner at the end does not count.
    const double inset = 1e-9 * (to - from);
    Station stack[HALVINGS_MAX + 2];
    int depth[HALVINGS_MAX + 2];
    Station a = station(n, from + inset);
    a.t = from;
    int top = 0;
    stack[0] = station(n, to - inset);
    stack[0].t = to;
    depth[0] = 0;
    while (top >= 0 && !s->is_full) {
        const Station b = stack[top];
        const Station m = station(n, (a.t + b.t) / 2);
        s->work += 4 * n->cost;
        if (s->work > work_per_point * kernel_points_max(s->k) + 1e4) s->is_full = true;
        bool splits =
            depth[top] < HALVINGS_MAX &&
            (distance_to_chord(m.p, a.p, b.p) > k->chord || turns_more(a.d, b.d, limit_cos) ||
             turns_more(a.d, m.d, limit_cos) || turns_more(m.d, b.d, limit_cos));
        if (!splits && depth[top] < HALVINGS_MAX) {
            DVec3 q, r, unused;
            curve_node_eval(n, a.t + 0.25 * (b.t - a.t), &q, &unused);
            curve_node_eval(n, a.t + 0.75 * (b.t - a.t), &r, &unused);
            splits = distance_to_chord(q, a.p, b.p) > k->chord ||
                     distance_to_chord(r, a.p, b.p) > k->chord;
        }
        // Below precision there is nothing to see.
        if (splits && kernel_distance(a.p, b.p) < k->precision &&
            kernel_distance(a.p, m.p) < k->precision)
            splits = false;
        if (splits) {
            const int next = ++depth[top];
            stack[++top] = m;
            depth[top] = next;
            continue;
        }
        if (b.t == to)
            put_at(s, n, to);
        else
            put(s, b.t, b.p);
        a = b;
        top--;
    }
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

typedef struct {
    const Kernel *k;
    double *t;
    int count, cap;
} Breaks;

static void break_add(Breaks *b, double t)
{
    if (b->count >= BREAKS_MAX) return;
    KERNEL_GROW(b->k, b->t, b->cap, b->count + 1);
    b->t[b->count++] = t;
}

// Parameters at which the curve may have a corner.
static void breaks_of(Breaks *b, const CurveNode *n)
{
    const CurveNode *under = n->basis;
    if (n->kind == KERNEL_CURVE_SPLINE) {
        const int degree = n->curve->of.spline.degree, count = n->curve->of.spline.point_count;
        for (int i = degree; i <= count; i++) break_add(b, n->curve->of.spline.knots[i]);
    } else if (n->kind == KERNEL_CURVE_SEGMENT && under->starts) {
        const double start = n->curve->of.segment.start,
                     sign = n->curve->of.segment.length < 0 ? -1 : 1;
        for (int i = 0; i <= under->child_count; i++)
            break_add(b, (under->starts[i] - start) * sign);
    } else if (n->kind == KERNEL_CURVE_SEGMENT && under->kind == KERNEL_CURVE_POLYLINE) {
        const double start = n->curve->of.segment.start,
                     sign = n->curve->of.segment.length < 0 ? -1 : 1;
        for (int i = 0; i < under->curve->of.polyline.count; i++) {
            break_add(b,
                      ((n->curve->of.segment.is_parameter ? i : under->table.lengths[i]) - start) *
                          sign);
        }
    } else if (n->kind == KERNEL_CURVE_GRADIENT) {
        for (int i = 0; under->starts && i <= under->child_count; i++)
            break_add(b, under->starts[i]);
        if (n->height_count) {
            for (int i = 0; i <= n->height_count; i++) break_add(b, n->starts[i]);
        }
        for (int i = n->height_count; i < n->child_count; i++) break_add(b, n->starts[i + 1]);
    }
}

static void sample_general(CurveSampler *s, const CurveNode *n, double from, double to)
{
    Breaks b = { .k = s->k };
    break_add(&b, from);
    break_add(&b, to);
    breaks_of(&b, n);
    qsort(b.t, (size_t)b.count, sizeof *b.t, compare_doubles);
    const double low = fmin(from, to), high = fmax(from, to), least = 1e-12 * (high - low);
    put_at(s, n, from);
    double at = from;
    for (int i = 0; i < b.count; i++) {
        double t = b.t[from <= to ? i : b.count - 1 - i];
        if (t < low || t > high || fabs(t - at) <= least) continue;
        if (fabs(to - t) <= least) t = to;
        sample_smooth(s, n, at, t);
        at = t;
    }
}

static void sample_conic(CurveSampler *s, const CurveNode *n, double from, double to)
{
    const KernelCurve *c = n->curve;
    const double radius = fmax(c->of.conic.x_radius, c->of.conic.y_radius), turn = fabs(to - from);
    int chords = kernel_arc_chords(s->k, radius, turn);
    // An ellipse turns fastest at its tips.
    const double ratio = radius / fmin(c->of.conic.x_radius, c->of.conic.y_radius);
    if (ratio > 1.01) chords = (int)fmin(4096, ceil(chords * fmin(ratio, 8)));
    for (int i = 0; i <= chords; i++)
        put_at(s, n, i == chords ? to : from + (to - from) * i / chords);
}

static void sample_polyline(CurveSampler *s, const CurveNode *n, double from, double to)
{
    const int last = n->curve->of.polyline.count - 1;
    const double low = kernel_clamp(fmin(from, to), 0, last),
                 high = kernel_clamp(fmax(from, to), 0, last);
    const int first_inside = (int)floor(low) + 1, last_inside = (int)ceil(high) - 1;
    const bool is_forward = from <= to;
    put_at(s, n, is_forward ? low : high);
    for (int j = first_inside; j <= last_inside; j++) {
        const int i = is_forward ? j : first_inside + last_inside - j;
        put(s, i, n->curve->of.polyline.points[i]);
    }
    put_at(s, n, is_forward ? high : low);
}

static void sample_composite(CurveSampler *s, const CurveNode *n, double from, double to)
{
    const bool is_forward = from <= to;
    const double low = kernel_clamp(fmin(from, to), 0, n->child_count),
                 high = kernel_clamp(fmax(from, to), 0, n->child_count);
    int a = (int)floor(low), b = (int)ceil(high) - 1;
    if (a > n->child_count - 1) a = n->child_count - 1;
    if (b < a) b = a;
    for (int j = a; j <= b && !s->is_full; j++) {
        const int i = is_forward ? j : a + b - j;
        const CurveNode *child = n->children + i;
        double u0 = fmax(low - i, 0), u1 = fmin(high - i, 1);
        if (!is_forward) {
            const double swap = u0;
            u0 = u1;
            u1 = swap;
        }
        const double t0 = child->is_flipped ? child->last : child->first,
                     t1 = child->is_flipped ? child->first : child->last;
        const int before = s->count;
        curve_node_sample(s, child, t0 + (t1 - t0) * u0, t0 + (t1 - t0) * u1);
        // Parameters of the whole.
        for (int p = before; p < s->count; p++) {
            const double u = t1 != t0 ? (s->parameters[p] - t0) / (t1 - t0) : 0;
            s->parameters[p] = i + u;
        }
        // The end of the last piece is the start of this one.
        if (before && s->count > before &&
            kernel_distance(s->points[before - 1], s->points[before]) <= s->k->precision) {
            memmove(s->points + before, s->points + before + 1,
                    (size_t)(s->count - before - 1) * sizeof *s->points);
            memmove(s->parameters + before, s->parameters + before + 1,
                    (size_t)(s->count - before - 1) * sizeof *s->parameters);
            s->count--;
        }
    }
}

// Corners are mitred; where the curve is smooth the points lie at the distance exactly.
static void sample_offset(CurveSampler *s, const CurveNode *n, double from, double to)
{
    const int before = s->count;
    curve_node_sample(s, n->basis, from, to);
    const int count = s->count - before;
    if (s->is_full || count < 2) return;
    DVec3 *p = s->points + before;
    DVec3 axis = n->curve->of.offset.axis;
    if (!(dvec_dot(axis, axis) > 0)) axis = dvec_make(0, 0, 1);
    const double distance = (from <= to ? 1 : -1) * n->curve->of.offset.distance;
    const double smooth_cos = cos(s->k->angle_rad > 0 ? fmin(1.05 * s->k->angle_rad, 1.1) : 0.55);
    const bool is_closed = kernel_distance(p[0], p[count - 1]) <= s->k->precision;
    DVec3 *moved = KERNEL_SCRATCH(s->k, DVec3, count);
    for (int i = 0; i < count; i++) {
        const DVec3 before_it = i           ? dvec_sub(p[i], p[i - 1])
                                : is_closed ? dvec_sub(p[0], p[count - 2])
                                            : dvec_sub(p[1], p[0]);
        const DVec3 after_it = i + 1 < count ? dvec_sub(p[i + 1], p[i])
                               : is_closed   ? dvec_sub(p[1], p[0])
                                             : before_it;
        const DVec3 a = dvec_normalize(dvec_cross(axis, before_it)),
                    b = dvec_normalize(dvec_cross(axis, after_it));
        DVec3 m = dvec_normalize(dvec_add(a, b));
        const double c = dvec_dot(a, b);
        double reach = distance;
        if (c < smooth_cos) reach /= fmax(sqrt(fmax((1 + c) / 2, 0)), 0.1); // a corner
        if (!(dvec_dot(m, m) > 0)) m = a;
        moved[i] = dvec_add(p[i], dvec_scale(m, reach));
    }
    memcpy(p, moved, (size_t)count * sizeof *p);
}

void curve_node_sample(CurveSampler *s, const CurveNode *n, double from, double to)
{
    switch (n->kind) {
    case KERNEL_CURVE_LINE:
        put_at(s, n, from);
        put_at(s, n, to);
        return;
    case KERNEL_CURVE_POLYLINE: sample_polyline(s, n, from, to); return;
    case KERNEL_CURVE_CONIC: sample_conic(s, n, from, to); return;
    case KERNEL_CURVE_TRIMMED: curve_node_sample(s, n->basis, from, to); return;
    case KERNEL_CURVE_COMPOSITE:
    case KERNEL_CURVE_INDEXED: sample_composite(s, n, from, to); return;
    case KERNEL_CURVE_OFFSET: sample_offset(s, n, from, to); return;
    case KERNEL_CURVE_SEGMENT:
        if (n->basis->kind == KERNEL_CURVE_LINE) {
            put_at(s, n, from);
            put_at(s, n, to);
            return;
        }
        sample_general(s, n, from, to);
        return;
    case KERNEL_CURVE_SPLINE:
    case KERNEL_CURVE_POLYNOMIAL:
    case KERNEL_CURVE_SPIRAL:
    case KERNEL_CURVE_GRADIENT: sample_general(s, n, from, to); return;
    case KERNEL_CURVE_NONE:
    case KERNEL_CURVE_KIND_COUNT: return;
    }
}

// The nearest point of chords, then made exact by closing in on the least distance.
static double nearest_sampled(const Kernel *k, const CurveNode *n, DVec3 p)
{
    const ArenaMark mark = arena_mark(k->scratch);
    Kernel coarse = *k;
    coarse.points_max = 100000;
    CurveSampler s = { .k = &coarse };
    curve_node_sample(&s, n, n->first, n->last);
    double best = INFINITY, t = n->first, low = n->first, high = n->last;
    for (int i = 0; i + 1 < s.count; i++) {
        const double d = distance_to_chord(p, s.points[i], s.points[i + 1]);
        if (!(d < best)) continue;
        best = d;
        const DVec3 ab = dvec_sub(s.points[i + 1], s.points[i]);
        const double ll = dvec_dot(ab, ab),
                     u = ll > 0 ? kernel_clamp(dvec_dot(dvec_sub(p, s.points[i]), ab) / ll, 0, 1)
                                : 0;
        t = s.parameters[i] + u * (s.parameters[i + 1] - s.parameters[i]);
        low = fmin(s.parameters[i > 0 ? i - 1 : i], s.parameters[i + 1]);
        high = fmax(s.parameters[i > 0 ? i - 1 : i], s.parameters[i + 2 < s.count ? i + 2 : i + 1]);
    }
    arena_release(k->scratch, mark);
    // Gauss-Newton on the square of the distance.
    for (int i = 0; i < 12; i++) {
        DVec3 q, d;
        curve_node_eval(n, t, &q, &d);
        const double dd = dvec_dot(d, d);
        if (!(dd > 0)) break;
        const double step = dvec_dot(dvec_sub(p, q), d) / dd,
                     moved = kernel_clamp(t + step, low, high);
        if (fabs(moved - t) <= 1e-15 * (1 + fabs(t))) break;
        t = moved;
    }
    return t;
}

double curve_node_nearest(const Kernel *k, const CurveNode *n, DVec3 p)
{
    const KernelCurve *c = n->curve;
    if (n->kind == KERNEL_CURVE_LINE) {
        const DVec3 d = c->of.line.direction;
        return dvec_dot(dvec_sub(p, c->of.line.origin), d) / dvec_dot(d, d);
    }
    if (n->kind == KERNEL_CURVE_CONIC) {
        const DPlace *place = &c->of.conic.place;
        const DVec3 v = dvec_sub(p, place->origin);
        return atan2(dvec_dot(v, place->y_axis) /
                         (dvec_dot(place->y_axis, place->y_axis) * c->of.conic.y_radius),
                     dvec_dot(v, place->x_axis) /
                         (dvec_dot(place->x_axis, place->x_axis) * c->of.conic.x_radius));
    }
    if (!n->is_bounded) { // a spiral or polynomial: from where it starts
        CurveNode piece = *n;
        const double reach =
            2 * kernel_distance(p, n->kind == KERNEL_CURVE_SPIRAL ? c->of.spiral.place.origin
                                                                  : c->of.polynomial.place.origin) +
            1;
        piece.first = -reach;
        piece.last = reach;
        return nearest_sampled(k, &piece, p);
    }
    return nearest_sampled(k, n, p);
}
