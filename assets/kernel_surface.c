// SPDX-License-Identifier: Apache-2.0
// kernel_surface.c - surfaces evaluated and inverted; grids over a part.
#include "assets/kernel_surface_node.h"

static bool fail(Err *err, const char *what)
{
    err_set(err, ERR_FORMAT, "%s", what);
    return false;
}

static double radius_of(const KernelSurface *s)
{
    return s->kind == KERNEL_SURFACE_TORUS ? s->radius + s->minor_radius : s->radius;
}

// Chords over an angle at a radius, as a step in radians.
static double angle_step(const Kernel *k, double radius)
{
    return 2 * DVEC_PI / kernel_arc_chords(k, radius, 2 * DVEC_PI);
}

static bool curve_prepare(SurfaceNode *n, Err *err)
{
    n->curve = curve_node_make(n->k, n->s->curve, err);
    if (!n->curve) return false;
    if (!n->curve->is_bounded) {
        if (n->curve->kind != KERNEL_CURVE_LINE)
            return fail(err, "a swept surface of an endless curve");
        n->low[0] = -INFINITY;
        n->high[0] = INFINITY;
        return true;
    }
    CurveSampler sampler = { .k = n->k };
    curve_node_sample(&sampler, n->curve, n->curve->first, n->curve->last);
    if (sampler.is_full || sampler.count < 2)
        return fail(err, "a swept surface of a curve without length");
    n->samples = sampler.points;
    n->sample_at = sampler.parameters;
    n->sample_count = sampler.count;
    n->low[0] = fmin(n->curve->first, n->curve->last);
    n->high[0] = fmax(n->curve->first, n->curve->last);
    if (n->curve->is_closed) n->period[0] = n->high[0] - n->low[0];
    double least = INFINITY;
    for (int i = 1; i < sampler.count; i++)
        least = fmin(least, fabs(n->sample_at[i] - n->sample_at[i - 1]) + 1e-12);
    n->step[0] = sampler.count == 2 ? INFINITY : fmax(least, (n->high[0] - n->low[0]) / 256);
    return true;
}

static void swap_axes(SurfaceNode *n)
{
    const double low = n->low[0], high = n->high[0], period = n->period[0], step = n->step[0];
    n->low[0] = n->low[1];
    n->high[0] = n->high[1];
    n->period[0] = n->period[1];
    n->step[0] = n->step[1];
    n->low[1] = low;
    n->high[1] = high;
    n->period[1] = period;
    n->step[1] = step;
}

static bool spline_prepare(SurfaceNode *n, Err *err)
{
    const KernelSurface *s = n->s;
    const int64_t count = (int64_t)s->u_count * s->v_count;
    if (s->u_count < 2 || s->v_count < 2 || count > kernel_points_max(n->k))
        return fail(err, "a B-spline surface with a wrong count of points");
    if (!curve_spline_check(s->points, s->weights, (int)count, s->u_knots, s->u_count, s->u_degree,
                            err) ||
        !curve_spline_check(s->points, s->weights, 0, s->v_knots, s->v_count, s->v_degree, err)) {
        return false;
    }
    n->low[0] = s->u_knots[s->u_degree];
    n->high[0] = s->u_knots[s->u_count];
    n->low[1] = s->v_knots[s->v_degree];
    n->high[1] = s->v_knots[s->v_count];
    // Closed where both ends are one curve.
    bool u_closed = true, v_closed = true;
    for (int i = 0; i <= 4; i++) {
        DVec3 p, q, d, e;
        const double u = n->low[0] + (n->high[0] - n->low[0]) * i / 4,
                     v = n->low[1] + (n->high[1] - n->low[1]) * i / 4;
        surface_node_eval(n, n->low[0], v, &p, &d, &e);
        surface_node_eval(n, n->high[0], v, &q, &d, &e);
        u_closed = u_closed && kernel_distance(p, q) <= 2 * n->k->precision;
        surface_node_eval(n, u, n->low[1], &p, &d, &e);
        surface_node_eval(n, u, n->high[1], &q, &d, &e);
        v_closed = v_closed && kernel_distance(p, q) <= 2 * n->k->precision;
    }
    if (u_closed) n->period[0] = n->high[0] - n->low[0];
    if (v_closed) n->period[1] = n->high[1] - n->low[1];
    return true;
}

bool surface_node_make(const Kernel *k, const KernelSurface *s, SurfaceNode *n, Err *err)
{
    *n = (SurfaceNode){ .k = k,
                        .s = s,
                        .low = { -INFINITY, -INFINITY },
                        .high = { INFINITY, INFINITY },
                        .step = { INFINITY, INFINITY } };
    const DPlace *p = &s->place;
    const double volume = dvec_dot(dvec_cross(p->x_axis, p->y_axis), p->z_axis);
    const bool needs_place = s->kind <= KERNEL_SURFACE_TORUS,
               needs_radius = s->kind >= KERNEL_SURFACE_CYLINDER &&
                              s->kind <= KERNEL_SURFACE_TORUS && s->kind != KERNEL_SURFACE_CONE;
    if (needs_place &&
        (!(fabs(volume) > 0.5 && fabs(volume) < 2) || !kernel_is_sane_point(p->origin)))
        return fail(err, "a surface without a place");
    if (needs_radius && !(s->radius > 0 && kernel_is_sane(s->radius)))
        return fail(err, "a surface without a radius");
    switch (s->kind) {
    case KERNEL_SURFACE_PLANE: return true;
    case KERNEL_SURFACE_CYLINDER:
    case KERNEL_SURFACE_CONE:
        if (s->kind == KERNEL_SURFACE_CONE &&
            (!(s->radius >= 0) || !(fabs(s->slope_rad) > 1e-6 && fabs(s->slope_rad) < 1.57)))
            return fail(err, "a cone with a wrong angle");
        n->period[0] = 2 * DVEC_PI;
        n->step[0] =
            angle_step(k, s->kind == KERNEL_SURFACE_CYLINDER ? s->radius : fmax(s->radius, 1));
        return true;
    case KERNEL_SURFACE_SPHERE:
        n->period[0] = 2 * DVEC_PI;
        n->low[1] = -DVEC_PI / 2;
        n->high[1] = DVEC_PI / 2;
        n->step[0] = n->step[1] = angle_step(k, s->radius);
        return true;
    case KERNEL_SURFACE_TORUS:
        if (!(s->minor_radius > 0) || !kernel_is_sane(s->minor_radius))
            return fail(err, "a torus without a tube");
        n->period[0] = n->period[1] = 2 * DVEC_PI;
        n->step[0] = angle_step(k, radius_of(s));
        n->step[1] = angle_step(k, s->minor_radius);
        return true;
    case KERNEL_SURFACE_EXTRUSION:
        if (!kernel_is_sane_point(s->direction) || !(dvec_length(s->direction) > 1e-12))
            return fail(err, "an extruded surface without a direction");
        return curve_prepare(n, err);
    case KERNEL_SURFACE_REVOLUTION: {
        if (!kernel_is_sane_point(p->origin) || !(fabs(dvec_length(p->z_axis) - 1) < 0.01))
            return fail(err, "a revolved surface without an axis");
        if (!curve_prepare(n, err)) return false;
        if (!n->samples) return fail(err, "a revolved surface of an endless line");
        double radius = 0;
        for (int i = 0; i < n->sample_count; i++)
            radius = fmax(radius,
                          dvec_length(dvec_cross(dvec_sub(n->samples[i], p->origin), p->z_axis)));
        swap_axes(n);
        n->period[0] = 2 * DVEC_PI;
        n->step[0] = angle_step(k, radius);
        n->low[0] = -INFINITY;
        n->high[0] = INFINITY;
        return true;
    }
    case KERNEL_SURFACE_SPLINE: return spline_prepare(n, err);
    case KERNEL_SURFACE_NONE:
    case KERNEL_SURFACE_KIND_COUNT: break;
    }
    return fail(err, "a surface of no kind");
}

static void spline_eval(const KernelSurface *s, double u, double v, DVec3 *p, DVec3 *du, DVec3 *dv)
{
    u = kernel_clamp(u, s->u_knots[s->u_degree], s->u_knots[s->u_count]);
    v = kernel_clamp(v, s->v_knots[s->v_degree], s->v_knots[s->v_count]);
    const int us = curve_spline_span(s->u_knots, s->u_count, s->u_degree, u),
              vs = curve_spline_span(s->v_knots, s->v_count, s->v_degree, v);
    double nu[CURVE_DEGREE_MAX + 1], ndu[CURVE_DEGREE_MAX + 1], nv[CURVE_DEGREE_MAX + 1],
        ndv[CURVE_DEGREE_MAX + 1];
    curve_spline_basis(s->u_knots, us, s->u_degree, u, nu, ndu);
    curve_spline_basis(s->v_knots, vs, s->v_degree, v, nv, ndv);
    DVec3 sum = { 0 }, su = { 0 }, sv = { 0 };
    double w = 0, wu = 0, wv = 0;
    for (int i = 0; i <= s->u_degree; i++) {
        for (int j = 0; j <= s->v_degree; j++) {
            const size_t at = (size_t)(us - s->u_degree + i) * (size_t)s->v_count +
                              (size_t)(vs - s->v_degree + j);
            const double weight = s->weights ? s->weights[at] : 1;
            const double b = nu[i] * nv[j] * weight, bu = ndu[i] * nv[j] * weight,
                         bv = nu[i] * ndv[j] * weight;
            sum = dvec_add(sum, dvec_scale(s->points[at], b));
            su = dvec_add(su, dvec_scale(s->points[at], bu));
            sv = dvec_add(sv, dvec_scale(s->points[at], bv));
            w += b;
            wu += bu;
            wv += bv;
        }
    }
    *p = dvec_scale(sum, 1 / w);
    *du = dvec_scale(dvec_sub(su, dvec_scale(*p, wu)), 1 / w);
    *dv = dvec_scale(dvec_sub(sv, dvec_scale(*p, wv)), 1 / w);
}

static DVec3 in_place(const DPlace *p, double x, double y, double z)
{
    return dvec_add(dvec_add(dvec_scale(p->x_axis, x), dvec_scale(p->y_axis, y)),
                    dvec_scale(p->z_axis, z));
}

void surface_node_eval(const SurfaceNode *n, double u, double v, DVec3 *p, DVec3 *du, DVec3 *dv)
{
    const KernelSurface *s = n->s;
    const double c = cos(u), d = sin(u);
    switch (s->kind) {
    case KERNEL_SURFACE_PLANE:
        *p = dvec_add(s->place.origin, in_place(&s->place, u, v, 0));
        *du = s->place.x_axis;
        *dv = s->place.y_axis;
        return;
    case KERNEL_SURFACE_CYLINDER:
        *p = dvec_add(s->place.origin, in_place(&s->place, s->radius * c, s->radius * d, v));
        *du = in_place(&s->place, -s->radius * d, s->radius * c, 0);
        *dv = s->place.z_axis;
        return;
    case KERNEL_SURFACE_CONE: {
        const double m = tan(s->slope_rad), r = s->radius + v * m;
        *p = dvec_add(s->place.origin, in_place(&s->place, r * c, r * d, v));
        *du = in_place(&s->place, -r * d, r * c, 0);
        *dv = in_place(&s->place, m * c, m * d, 1);
        return;
    }
    case KERNEL_SURFACE_SPHERE: {
        const double r = s->radius * cos(v), z = s->radius * sin(v);
        *p = dvec_add(s->place.origin, in_place(&s->place, r * c, r * d, z));
        *du = in_place(&s->place, -r * d, r * c, 0);
        *dv = in_place(&s->place, -z * c, -z * d, r);
        return;
    }
    case KERNEL_SURFACE_TORUS: {
        const double r = s->radius + s->minor_radius * cos(v), z = s->minor_radius * sin(v);
        *p = dvec_add(s->place.origin, in_place(&s->place, r * c, r * d, z));
        *du = in_place(&s->place, -r * d, r * c, 0);
        *dv = in_place(&s->place, -z * c, -z * d, s->minor_radius * cos(v));
        return;
    }
    case KERNEL_SURFACE_EXTRUSION:
        if (n->period[0] > 0)
            u = n->low[0] + (u - n->low[0]) - n->period[0] * floor((u - n->low[0]) / n->period[0]);
        curve_node_eval(n->curve, u, p, du);
        *p = dvec_add(*p, dvec_scale(s->direction, v));
        *dv = s->direction;
        return;
    case KERNEL_SURFACE_REVOLUTION: {
        DVec3 q, e;
        if (n->period[1] > 0)
            v = n->low[1] + (v - n->low[1]) - n->period[1] * floor((v - n->low[1]) / n->period[1]);
        curve_node_eval(n->curve, v, &q, &e);
        const DVec3 turned = kernel_turn(dvec_sub(q, s->place.origin), s->place.z_axis, u);
        *p = dvec_add(s->place.origin, turned);
        *du = dvec_cross(s->place.z_axis, turned);
        *dv = kernel_turn(e, s->place.z_axis, u);
        return;
    }
    case KERNEL_SURFACE_SPLINE:
        if (n->period[0] > 0 && (u < n->low[0] || u > n->high[0]))
            u -= n->period[0] * floor((u - n->low[0]) / n->period[0]);
        if (n->period[1] > 0 && (v < n->low[1] || v > n->high[1]))
            v -= n->period[1] * floor((v - n->low[1]) / n->period[1]);
        spline_eval(s, u, v, p, du, dv);
        return;
    case KERNEL_SURFACE_NONE:
    case KERNEL_SURFACE_KIND_COUNT: break;
    }
    *p = *du = *dv = dvec_make(0, 0, 0);
}

// Parameter of the swept curve at a point, by what a projection leaves of both.
typedef DVec3 (*Flatten)(const SurfaceNode *n, DVec3 p);

static DVec3 flat_along(const SurfaceNode *n, DVec3 p)
{
    const DVec3 d = n->s->direction;
    return dvec_sub(p, dvec_scale(d, dvec_dot(p, d) / dvec_dot(d, d)));
}

static DVec3 flat_round(const SurfaceNode *n, DVec3 p)
{
    const DVec3 v = dvec_sub(p, n->s->place.origin);
    const double z = dvec_dot(v, n->s->place.z_axis);
    return dvec_make(dvec_length(dvec_sub(v, dvec_scale(n->s->place.z_axis, z))), z, 0);
}

static double curve_find(const SurfaceNode *n, DVec3 p, Flatten flatten)
{
    const DVec3 q = flatten(n, p);
    if (!n->samples) { // an endless line
        const DVec3 a = flatten(n, n->s->curve->of.line.origin),
                    b = flatten(
                        n, dvec_add(n->s->curve->of.line.origin, n->s->curve->of.line.direction));
        const DVec3 d = dvec_sub(b, a);
        const double dd = dvec_dot(d, d);
        return dd > 0 ? dvec_dot(dvec_sub(q, a), d) / dd : 0;
    }
    double best = INFINITY, at = n->sample_at[0], low = at, high = at;
    DVec3 a = flatten(n, n->samples[0]);
    for (int i = 0; i + 1 < n->sample_count; i++) {
        const DVec3 b = flatten(n, n->samples[i + 1]), ab = dvec_sub(b, a);
        const double dd = dvec_dot(ab, ab),
                     t = dd > 0 ? kernel_clamp(dvec_dot(dvec_sub(q, a), ab) / dd, 0, 1) : 0;
        const double distance = kernel_distance(q, kernel_lerp(a, b, t));
        if (distance < best) {
            best = distance;
            at = n->sample_at[i] + t * (n->sample_at[i + 1] - n->sample_at[i]);
            low = fmin(n->sample_at[i], n->sample_at[i + 1]);
            high = fmax(n->sample_at[i], n->sample_at[i + 1]);
        }
        a = b;
    }
    for (int i = 0; i < 8; i++) {
        DVec3 c, d, e, unused;
        curve_node_eval(n->curve, at, &c, &d);
        const double h = 1e-6 * fmax(high - low, 1e-9);
        curve_node_eval(n->curve, at + h, &e, &unused);
        const DVec3 flat = flatten(n, c), rate = dvec_scale(dvec_sub(flatten(n, e), flat), 1 / h);
        const double rr = dvec_dot(rate, rate);
        if (!(rr > 0)) break;
        const double next = kernel_clamp(at + dvec_dot(dvec_sub(q, flat), rate) / rr, low, high);
        if (fabs(next - at) <= 1e-14 * (1 + fabs(at))) break;
        at = next;
    }
    return at;
}

static double spline_refine(const SurfaceNode *n, DVec3 p, double *u, double *v)
{
    double best = INFINITY;
    for (int i = 0; i < 20; i++) {
        DVec3 q, a, b;
        surface_node_eval(n, *u, *v, &q, &a, &b);
        const DVec3 r = dvec_sub(p, q);
        best = dvec_length(r);
        const double aa = dvec_dot(a, a), bb = dvec_dot(b, b), ab = dvec_dot(a, b),
                     ra = dvec_dot(r, a), rb = dvec_dot(r, b);
        const double det = aa * bb - ab * ab;
        double du = 0, dv = 0;
        if (det > 1e-14 * aa * bb) {
            du = (ra * bb - rb * ab) / det;
            dv = (rb * aa - ra * ab) / det;
        } else {
            du = aa > 0 ? ra / aa : 0;
            dv = bb > 0 ? rb / bb : 0;
        }
        const double nu = n->period[0] > 0 ? *u + du : kernel_clamp(*u + du, n->low[0], n->high[0]);
        const double nv = n->period[1] > 0 ? *v + dv : kernel_clamp(*v + dv, n->low[1], n->high[1]);
        const bool is_done = fabs(nu - *u) <= 1e-13 * (n->high[0] - n->low[0]) &&
                             fabs(nv - *v) <= 1e-13 * (n->high[1] - n->low[1]);
        *u = nu;
        *v = nv;
        if (is_done) break;
    }
    return best;
}

static void spline_find(SurfaceNode *n, DVec3 p, double *u, double *v)
{
    *u = n->guess[0];
    *v = n->guess[1];
    const double near = n->has_guess ? spline_refine(n, p, u, v) : INFINITY;
    if (!(near <= 10 * n->k->precision)) {
        // The nearest of a grid, made exact; the better of both stays.
        const int nu = n->s->u_count * 3 < 48 ? n->s->u_count * 3 : 48,
                  nv = n->s->v_count * 3 < 48 ? n->s->v_count * 3 : 48;
        double best = INFINITY, bu = n->low[0], bv = n->low[1];
        for (int i = 0; i <= nu; i++) {
            for (int j = 0; j <= nv; j++) {
                DVec3 q, a, b;
                const double x = n->low[0] + (n->high[0] - n->low[0]) * i / nu,
                             y = n->low[1] + (n->high[1] - n->low[1]) * j / nv;
                surface_node_eval(n, x, y, &q, &a, &b);
                const double d = kernel_distance(p, q);
                if (d >= best) continue;
                best = d;
                bu = x;
                bv = y;
            }
        }
        const double found = spline_refine(n, p, &bu, &bv);
        if (found < near) {
            *u = bu;
            *v = bv;
        }
    }
    n->guess[0] = *u;
    n->guess[1] = *v;
    n->has_guess = true;
}

void surface_node_find(SurfaceNode *n, DVec3 p, double *u, double *v, bool *is_pole)
{
    const KernelSurface *s = n->s;
    *is_pole = false;
    if (s->kind == KERNEL_SURFACE_SPLINE) {
        spline_find(n, p, u, v);
        // A side that shrinks to a point is a pole.
        DVec3 q, a, b;
        surface_node_eval(n, *u, *v, &q, &a, &b);
        const double size = dvec_length(b) * (n->high[1] - n->low[1]);
        *is_pole = dvec_length(a) * (n->high[0] - n->low[0]) < 1e-6 * size + n->k->precision;
        return;
    }
    if (s->kind == KERNEL_SURFACE_EXTRUSION) {
        *u = curve_find(n, p, flat_along);
        DVec3 q, d;
        curve_node_eval(n->curve, *u, &q, &d);
        *v = dvec_dot(dvec_sub(p, q), s->direction) / dvec_dot(s->direction, s->direction);
        return;
    }
    if (s->kind == KERNEL_SURFACE_REVOLUTION) {
        *v = curve_find(n, p, flat_round);
        DVec3 q, d;
        curve_node_eval(n->curve, *v, &q, &d);
        const DVec3 z = s->place.z_axis, a = dvec_sub(q, s->place.origin),
                    b = dvec_sub(p, s->place.origin);
        *u = atan2(dvec_dot(dvec_cross(a, b), z), dvec_dot(a, b) - dvec_dot(a, z) * dvec_dot(b, z));
        *is_pole = dvec_length(dvec_cross(a, z)) <= n->k->precision ||
                   dvec_length(dvec_cross(b, z)) <= n->k->precision;
        return;
    }
    const DVec3 d = dvec_sub(p, s->place.origin);
    const double x = dvec_dot(d, s->place.x_axis), y = dvec_dot(d, s->place.y_axis),
                 z = dvec_dot(d, s->place.z_axis), r = hypot(x, y);
    *u = atan2(y, x);
    *v = z;
    *is_pole = r <= n->k->precision;
    if (s->kind == KERNEL_SURFACE_PLANE) {
        *u = x;
        *v = y;
        *is_pole = false;
    } else if (s->kind == KERNEL_SURFACE_SPHERE) {
        *v = atan2(z, r);
    } else if (s->kind == KERNEL_SURFACE_TORUS) {
        *v = atan2(z, r - s->radius);
        *is_pole = false;
    } else if (s->kind == KERNEL_SURFACE_CYLINDER) {
        *is_pole = false;
    }
}

// How far the middle of a cell of a twisted surface lies from both its diagonals: along one step of
// the axis, across a cell that is as many times cut.
static double spline_twist(const SurfaceNode *n, const double low[2], const double high[2], int axis,
                           double from, double to, double across, int count)
{
    const double next = across + (high[!axis] - low[!axis]) / count;
    if (next > high[!axis] + 1e-9 * fabs(high[!axis])) return 0;
    DVec3 p[4], du, dv;
    for (int i = 0; i < 4; i++) {
        const double along = i & 1 ? to : from, aside = i & 2 ? next : across;
        surface_node_eval(n, axis == 0 ? along : aside, axis == 0 ? aside : along, p + i, &du, &dv);
    }
    const DVec3 twist = dvec_sub(dvec_add(p[0], p[3]), dvec_add(p[1], p[2]));
    return dvec_length(twist) / 4;
}

// Steps of a spline by halving until the middles of chords on a few lines stay within tolerance.
static double spline_step(const SurfaceNode *n, const double low[2], const double high[2], int axis)
{
    const double limit = n->k->angle_rad > 0 ? fmin(n->k->angle_rad, DVEC_PI / 3) : DVEC_PI / 6,
                 limit_cos = cos(limit);
    int count = 1;
    for (; count < 256; count *= 2) {
        bool is_good = true;
        for (int line = 0; is_good && line <= 6; line++) {
            const double across = low[!axis] + (high[!axis] - low[!axis]) * line / 6;
            for (int i = 0; is_good && i < count; i++) {
                DVec3 p[3], d[3], e;
                for (int h = 0; h < 3; h++) {
                    const double along =
                        low[axis] + (high[axis] - low[axis]) * (i + h / 2.0) / count;
                    if (axis == 0)
                        surface_node_eval(n, along, across, p + h, d + h, &e);
                    else
                        surface_node_eval(n, across, along, p + h, &e, d + h);
                }
                const DVec3 ab = dvec_sub(p[2], p[0]);
                const double dd = dvec_dot(ab, ab),
                             t = dd > 0 ? dvec_dot(dvec_sub(p[1], p[0]), ab) / dd : 0;
                const double la = dvec_length(d[0]) * dvec_length(d[2]);
                is_good = kernel_distance(p[1], kernel_lerp(p[0], p[2], kernel_clamp(t, 0, 1))) <=
                              n->k->chord &&
                          (la <= 0 || dvec_dot(d[0], d[2]) >= limit_cos * la);
                const double from = low[axis] + (high[axis] - low[axis]) * i / count,
                             to = low[axis] + (high[axis] - low[axis]) * (i + 1) / count;
                if (is_good)
                    is_good = spline_twist(n, low, high, axis, from, to, across, count) <=
                              n->k->chord * 4; // no edge of the outline: coarser will do
            }
        }
        if (is_good && count >= 2) break;
        if (is_good && (axis == 0 ? n->s->u_degree : n->s->v_degree) == 1 &&
            (axis == 0 ? n->s->u_count : n->s->v_count) == 2)
            return INFINITY;
    }
    return (high[axis] - low[axis]) / count;
}

void surface_node_steps(SurfaceNode *n, const double low[2], const double high[2])
{
    if (n->s->kind == KERNEL_SURFACE_SPLINE) {
        n->step[0] = spline_step(n, low, high, 0);
        n->step[1] = spline_step(n, low, high, 1);
    }
    if (n->s->kind == KERNEL_SURFACE_CONE) {
        const double m = tan(n->s->slope_rad), a = fabs(n->s->radius + low[1] * m),
                     b = fabs(n->s->radius + high[1] * m);
        n->step[0] = angle_step(n->k, fmax(fmax(a, b), n->k->precision));
    }
}

bool kernel_surface_point(const Kernel *k, const KernelSurface *s, double u, double v, DVec3 *point,
                          DVec3 *normal, Err *err)
{
    if (!kernel_check(k, err)) return false;
    const ArenaMark mark = arena_mark(k->scratch);
    SurfaceNode n;
    bool ok = surface_node_make(k, s, &n, err);
    if (ok && (!kernel_is_sane(u) || !kernel_is_sane(v)))
        ok = fail(err, "a surface parameter that is not finite");
    if (ok) {
        DVec3 p, du, dv;
        surface_node_eval(&n, u, v, &p, &du, &dv);
        *point = p;
        *normal = dvec_normalize(dvec_cross(du, dv));
    }
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_surface_domain(const Kernel *k, const KernelSurface *s, double *u0, double *u1,
                           double *v0, double *v1, Err *err)
{
    if (!kernel_check(k, err)) return false;
    const ArenaMark mark = arena_mark(k->scratch);
    SurfaceNode n;
    bool ok = surface_node_make(k, s, &n, err);
    for (int a = 0; ok && a < 2; a++) {
        if (n.period[a] > 0 && !(n.low[a] > -INFINITY)) {
            n.low[a] = 0;
            n.high[a] = n.period[a];
        }
        if (!(n.low[a] > -INFINITY)) ok = fail(err, "a surface without ends");
    }
    if (ok) {
        *u0 = n.low[0];
        *u1 = n.high[0];
        *v0 = n.low[1];
        *v1 = n.high[1];
    }
    arena_release(k->scratch, mark);
    return ok;
}

static int steps_between(double a, double b, double step)
{
    const double count = ceil(fabs(b - a) / step - 1e-9);
    return !(count > 1) ? 1 : count > 1024 ? 1024 : (int)count;
}

bool kernel_surface_patch(const Kernel *k, const KernelSurface *s, double u0, double u1, double v0,
                          double v1, KernelMesh *out, Err *err)
{
    if (!kernel_check(k, err)) return false;
    const ArenaMark mark = arena_mark(k->scratch);
    SurfaceNode n;
    bool ok = surface_node_make(k, s, &n, err);
    if (ok && (!kernel_is_sane(u0) || !kernel_is_sane(u1) || !kernel_is_sane(v0) ||
               !kernel_is_sane(v1) || u0 == u1 || v0 == v1)) {
        ok = fail(err, "a part of a surface without ends or size");
    }
    if (ok) {
        const double low[2] = { fmin(u0, u1), fmin(v0, v1) },
                     high[2] = { fmax(u0, u1), fmax(v0, v1) };
        surface_node_steps(&n, low, high);
        const int nu = steps_between(u0, u1, n.step[0]), nv = steps_between(v0, v1, n.step[1]);
        KernelMeshBuilder b;
        KernelWeld weld;
        kernel_mesh_begin(&b, k);
        kernel_weld_init(&weld, k, k->precision, (nu + 1) * (nv + 1));
        uint32_t *at = KERNEL_SCRATCH(k, uint32_t, (nu + 1) * (nv + 1));
        for (int i = 0; i <= nu; i++) {
            for (int j = 0; j <= nv; j++) {
                DVec3 p, du, dv;
                surface_node_eval(&n, i == nu ? u1 : u0 + (u1 - u0) * i / nu,
                                  j == nv ? v1 : v0 + (v1 - v0) * j / nv, &p, &du, &dv);
                const int point = kernel_weld_add(&weld, p);
                if (point == b.point_count) kernel_mesh_point(&b, p);
                at[i * (nv + 1) + j] = (uint32_t)point;
            }
        }
        for (int i = 0; i < nu; i++) {
            for (int j = 0; j < nv; j++) {
                const uint32_t p = at[i * (nv + 1) + j], q = at[(i + 1) * (nv + 1) + j],
                               r = at[(i + 1) * (nv + 1) + j + 1], t = at[i * (nv + 1) + j + 1];
                if (p != q && q != r && r != p) kernel_mesh_triangle(&b, p, q, r);
                if (p != r && r != t && t != p) kernel_mesh_triangle(&b, p, r, t);
            }
        }
        ok = kernel_mesh_end(&b, out, err);
    }
    arena_release(k->scratch, mark);
    return ok;
}
