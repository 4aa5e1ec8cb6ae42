// SPDX-License-Identifier: Apache-2.0
// kernel_curve.c - what the world asks of curves: paths, points, parameters, lengths, places along.
#include "assets/kernel_curve_node.h"

static double power_term(double constant, int power)
{
    // Even powers 1 / A^(n + 1), odd ones A / |A^(n + 2)|: the sign is the side either way.
    if (constant == 0) return 0;
    return (constant < 0 ? -1 : 1) / pow(fabs(constant), power + 1);
}

KernelCurve kernel_curve_spiral(const double terms[8], const DPlace *place)
{
    KernelCurve c = { .kind = KERNEL_CURVE_SPIRAL, .of.spiral.place = *place };
    for (int i = 0; i < 8; i++) c.of.spiral.curvature[i] = power_term(terms[i], i);
    return c;
}

KernelCurve kernel_curve_clothoid(double constant, const DPlace *place)
{
    return kernel_curve_spiral((const double[8]){ 0, constant }, place);
}

KernelCurve kernel_curve_cosine_spiral(double cosine, double constant, double length,
                                       const DPlace *place)
{
    KernelCurve c = kernel_curve_spiral((const double[8]){ constant }, place);
    c.of.spiral.cosine = cosine != 0 ? 1 / cosine : 0;
    c.of.spiral.length = length;
    return c;
}

KernelCurve kernel_curve_sine_spiral(double sine, double linear, double constant, double length,
                                     const DPlace *place)
{
    KernelCurve c = kernel_curve_spiral((const double[8]){ constant, linear }, place);
    c.of.spiral.sine = sine != 0 ? 1 / sine : 0;
    c.of.spiral.length = length;
    return c;
}

static bool sampler_finish(CurveSampler *s, KernelPath *out, Err *err)
{
    const Kernel *k = s->k;
    if (s->is_full) {
        err_set(err, ERR_RANGE, "a curve of more than %d points, or too wound to be followed",
                kernel_points_max(k));
        return false;
    }
    // Twins go; the last point stays where it is.
    int have = 0;
    for (int i = 0; i < s->count; i++) {
        if (!kernel_is_sane_point(s->points[i])) {
            err_set(err, ERR_FORMAT, "a curve that runs beyond all bounds");
            return false;
        }
        if (have && kernel_distance(s->points[have - 1], s->points[i]) <= k->precision) {
            if (i == s->count - 1 && have > 1) s->points[have - 1] = s->points[i];
            continue;
        }
        s->points[have++] = s->points[i];
    }
    const bool is_closed =
        have > 3 && kernel_distance(s->points[0], s->points[have - 1]) <= k->precision;
    if (is_closed) have--;
    if (have < 2) {
        err_set(err, ERR_FORMAT, "a curve without length");
        return false;
    }
    KernelPath path = { .points = KERNEL_OUT(k, DVec3, have),
                        .count = have,
                        .is_closed = is_closed };
    memcpy(path.points, s->points, (size_t)have * sizeof *path.points);
    *out = path;
    return true;
}

static const CurveNode *node_for(const Kernel *k, const KernelCurve *curve, Err *err)
{
    return kernel_check(k, err) ? curve_node_make(k, curve, err) : NULL;
}

static bool sample_all(CurveSampler *s, const CurveNode *n, double from, double to, Err *err)
{
    if (!kernel_is_sane(from) || !kernel_is_sane(to)) {
        err_set(err, ERR_FORMAT, "a curve parameter that is not finite");
        return false;
    }
    curve_node_sample(s, n, from, to);
    return true;
}

bool kernel_curve_path(const Kernel *k, const KernelCurve *curve, KernelPath *out, Err *err)
{
    const ArenaMark mark = arena_mark(k->scratch);
    const CurveNode *n = node_for(k, curve, err);
    CurveSampler s = { .k = k };
    bool ok = n != NULL;
    if (ok && !n->is_bounded) {
        err_set(err, ERR_FORMAT, "a curve without ends where one with ends is needed");
        ok = false;
    }
    ok = ok && sample_all(&s, n, n->first, n->last, err) && sampler_finish(&s, out, err);
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_curve_path_between(const Kernel *k, const KernelCurve *curve, double start, double end,
                               KernelPath *out, Err *err)
{
    const ArenaMark mark = arena_mark(k->scratch);
    const CurveNode *n = node_for(k, curve, err);
    CurveSampler s = { .k = k };
    if (n && n->is_bounded && n->kind != KERNEL_CURVE_CONIC) {
        const double low = fmin(n->first, n->last), high = fmax(n->first, n->last);
        start = start < low ? low : start > high ? high : start; // NaN passes and is refused
        end = end < low ? low : end > high ? high : end;
    }
    const bool ok = n && sample_all(&s, n, start, end, err) && sampler_finish(&s, out, err);
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_curve_path_points(const Kernel *k, const KernelCurve *curve, DVec3 from, DVec3 to,
                              bool is_reversed, KernelPath *out, Err *err)
{
    const ArenaMark mark = arena_mark(k->scratch);
    const CurveNode *n = node_for(k, curve, err);
    bool ok = n && kernel_is_sane_point(from) && kernel_is_sane_point(to);
    if (n && !ok) err_set(err, ERR_FORMAT, "an edge whose ends are not finite");
    CurveSampler s = { .k = k };
    if (ok) {
        const CurveNode *under = n;
        while (under->kind == KERNEL_CURVE_TRIMMED || under->kind == KERNEL_CURVE_OFFSET)
            under = under->basis;
        const double a = curve_node_nearest(k, n, from);
        double b = curve_node_nearest(k, n, to);
        const bool is_ring = kernel_distance(from, to) <= k->precision;
        const double low = fmin(n->first, n->last), high = fmax(n->first, n->last);
        const bool is_forward = (n->last < n->first) == is_reversed;
        if (under->kind == KERNEL_CURVE_CONIC) {
            const double turn = 2 * DVEC_PI;
            b = a + fmod(b - a, turn);
            if (!is_reversed && (b <= a + 1e-12 || is_ring)) b = is_ring ? a + turn : b + turn;
            if (is_reversed && (b >= a - 1e-12 || is_ring)) b = is_ring ? a - turn : b - turn;
            ok = sample_all(&s, n, a, b, err);
        } else if (n->is_bounded && (n->is_closed || is_ring) && (is_forward ? b <= a : b >= a)) {
            ok = sample_all(&s, n, a, is_forward ? high : low, err) &&
                 sample_all(&s, n, is_forward ? low : high, b, err);
        } else {
            ok = sample_all(&s, n, a, b, err);
        }
    }
    if (ok && s.count) {
        s.points[0] = from;
        s.points[s.count - 1] = to;
    }
    ok = ok && sampler_finish(&s, out, err);
    if (ok && out->count && !out->is_closed) {
        out->points[0] = from;
        out->points[out->count - 1] = to;
    }
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_curve_domain(const Kernel *k, const KernelCurve *curve, double *first, double *last,
                         Err *err)
{
    const ArenaMark mark = arena_mark(k->scratch);
    const CurveNode *n = node_for(k, curve, err);
    bool ok = n != NULL;
    if (ok && !n->is_bounded) {
        err_set(err, ERR_FORMAT, "a curve without ends");
        ok = false;
    }
    if (ok) {
        *first = n->first;
        *last = n->last;
    }
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_curve_point(const Kernel *k, const KernelCurve *curve, double parameter, DVec3 *out,
                        Err *err)
{
    const ArenaMark mark = arena_mark(k->scratch);
    const CurveNode *n = node_for(k, curve, err);
    DVec3 p = { 0 }, d;
    if (n) curve_node_eval(n, parameter, &p, &d);
    arena_release(k->scratch, mark);
    if (!n) return false;
    if (!kernel_is_sane(parameter) || !kernel_is_sane_point(p)) {
        err_set(err, ERR_FORMAT, "a curve parameter that is not finite");
        return false;
    }
    *out = p;
    return true;
}

bool kernel_curve_parameter(const Kernel *k, const KernelCurve *curve, DVec3 p, double *out,
                            Err *err)
{
    const ArenaMark mark = arena_mark(k->scratch);
    const CurveNode *n = node_for(k, curve, err);
    bool ok = n && kernel_is_sane_point(p);
    if (n && !ok) err_set(err, ERR_FORMAT, "a point that is not finite");
    if (ok) *out = curve_node_nearest(k, n, p);
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_curve_length(const Kernel *k, const KernelCurve *curve, double *out, Err *err)
{
    const ArenaMark mark = arena_mark(k->scratch);
    CurveNode *n = (CurveNode *)node_for(k, curve, err);
    bool ok = n && curve_node_lengths(k, n, err);
    if (ok && !n->is_bounded) {
        err_set(err, ERR_FORMAT, "a curve without ends has no length");
        ok = false;
    }
    if (ok) *out = n->length;
    arena_release(k->scratch, mark);
    return ok;
}

static DPlace place_along(const CurveNode *n, double distance)
{
    const double along = n->is_bounded ? kernel_clamp(distance, 0, n->length) : distance;
    DVec3 p, d;
    curve_node_eval(n, curve_node_parameter_at(n, along), &p, &d);
    if (n->kind != KERNEL_CURVE_GRADIENT) d = dvec_normalize(d);
    p = dvec_add(p, dvec_scale(d, distance - along)); // straight on past the ends
    const DVec3 x = dvec_normalize(d);
    DVec3 y = dvec_cross(dvec_make(0, 0, 1), x);
    y = dvec_length(y) > 1e-9 ? dvec_normalize(y) : kernel_square_to(x);
    DVec3 z = dvec_cross(x, y);
    if (n->kind == KERNEL_CURVE_GRADIENT && n->child_count > n->height_count) {
        double height = 0, slope = 0, roll = 0;
        curve_node_gradient(n, along, &height, &slope, &roll);
        y = kernel_turn(y, x, roll);
        z = kernel_turn(z, x, roll);
    }
    return (DPlace){ x, y, z, p };
}

bool kernel_curve_places(const Kernel *k, const KernelCurve *curve, const double *distances,
                         int count, DPlace *out, Err *err)
{
    const ArenaMark mark = arena_mark(k->scratch);
    CurveNode *n = (CurveNode *)node_for(k, curve, err);
    bool ok = n && curve_node_lengths(k, n, err);
    for (int i = 0; ok && i < count; i++) {
        if (kernel_is_sane(distances[i])) out[i] = place_along(n, distances[i]);
        if (kernel_is_sane(distances[i]) && kernel_is_sane_point(out[i].origin) &&
            kernel_is_sane_point(out[i].x_axis))
            continue;
        err_set(err, ERR_FORMAT, "a distance along a curve that is not finite");
        ok = false;
    }
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_curve_place(const Kernel *k, const KernelCurve *curve, double distance, DPlace *out,
                        Err *err)
{
    return kernel_curve_places(k, curve, &distance, 1, out, err);
}
