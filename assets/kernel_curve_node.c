// SPDX-License-Identifier: Apache-2.0
// kernel_curve_node.c - curve trees checked and made ready, evaluated by parameter and by arc
// length.
#include "assets/kernel_curve_node.h"

enum { NODES_MAX = 1000000, PANELS_MAX = 64, LENGTH_STEPS = 32 };

static const double gauss_x[4] = { 0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                   0.9602898564975363 };
static const double gauss_w[4] = { 0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                   0.1012285362903763 };

static double spiral_curvature(const KernelCurve *c, double s)
{
    double sum = 0;
    for (int i = 7; i >= 0; i--) sum = sum * s + c->of.spiral.curvature[i];
    const double l = c->of.spiral.length;
    if (c->of.spiral.cosine != 0) sum += c->of.spiral.cosine * cos(DVEC_PI * s / l);
    if (c->of.spiral.sine != 0) sum += c->of.spiral.sine * sin(2 * DVEC_PI * s / l);
    return sum;
}

static double spiral_heading(const KernelCurve *c, double s)
{
    double sum = 0;
    for (int i = 7; i >= 0; i--) sum = (sum + c->of.spiral.curvature[i] / (i + 1)) * s;
    const double l = c->of.spiral.length;
    if (c->of.spiral.cosine != 0) sum += c->of.spiral.cosine * l / DVEC_PI * sin(DVEC_PI * s / l);
    if (c->of.spiral.sine != 0)
        sum += c->of.spiral.sine * l / (2 * DVEC_PI) * (1 - cos(2 * DVEC_PI * s / l));
    return sum;
}

// Half a radian of turning a panel, eight Gauss points each: rounding is what is left.
static int spiral_panels(const KernelCurve *c, double s)
{
    double turning = 0;
    for (int i = 0; i <= 16; i++) turning = fmax(turning, fabs(spiral_curvature(c, s * i / 16)));
    turning *= fabs(s);
    return !(turning < 0.5 * PANELS_MAX) ? PANELS_MAX : 1 + (int)(turning / 0.5);
}

static void spiral_eval(const KernelCurve *c, double s, DVec3 *p, DVec3 *d)
{
    const int panels = spiral_panels(c, s);
    double x = 0, y = 0;
    for (int i = 0; i < panels; i++) {
        const double half = s / panels / 2, middle = s * (i + 0.5) / panels;
        for (int g = 0; g < 8; g++) {
            const double h = spiral_heading(c, middle + (g & 1 ? half : -half) * gauss_x[g / 2]);
            x += gauss_w[g / 2] * half * cos(h);
            y += gauss_w[g / 2] * half * sin(h);
        }
    }
    const DPlace *place = &c->of.spiral.place;
    const double heading = spiral_heading(c, s);
    *p = dplace_point(place, dvec_make(x, y, 0));
    *d = dvec_add(dvec_scale(place->x_axis, cos(heading)), dvec_scale(place->y_axis, sin(heading)));
}

static double polynomial(const double *c, int count, double t, double *derivative)
{
    double v = 0, d = 0;
    for (int i = count - 1; i >= 0; i--) {
        d = d * t + v;
        v = v * t + c[i];
    }
    *derivative = d;
    return v;
}

static void spline_eval(const KernelCurve *c, double t, DVec3 *p, DVec3 *d)
{
    const int degree = c->of.spline.degree, count = c->of.spline.point_count;
    const double *knots = c->of.spline.knots;
    t = kernel_clamp(t, knots[degree], knots[count]);
    const int span = curve_spline_span(knots, count, degree, t);
    double n[CURVE_DEGREE_MAX + 1], dn[CURVE_DEGREE_MAX + 1];
    curve_spline_basis(knots, span, degree, t, n, dn);
    DVec3 sum = { 0 }, dsum = { 0 };
    double w = 0, dw = 0;
    for (int r = 0; r <= degree; r++) {
        const int i = span - degree + r;
        const double weight = c->of.spline.weights ? c->of.spline.weights[i] : 1;
        sum = dvec_add(sum, dvec_scale(c->of.spline.points[i], n[r] * weight));
        dsum = dvec_add(dsum, dvec_scale(c->of.spline.points[i], dn[r] * weight));
        w += n[r] * weight;
        dw += dn[r] * weight;
    }
    *p = dvec_scale(sum, 1 / w);
    *d = dvec_scale(dvec_sub(dsum, dvec_scale(*p, dw)), 1 / w);
}

static void polyline_eval(const KernelCurve *c, double t, DVec3 *p, DVec3 *d)
{
    const int count = c->of.polyline.count;
    int i = (int)floor(kernel_clamp(t, 0, count - 1));
    if (i > count - 2) i = count - 2;
    const DVec3 a = c->of.polyline.points[i], b = c->of.polyline.points[i + 1];
    *p = kernel_lerp(a, b, kernel_clamp(t - i, 0, 1));
    *d = dvec_sub(b, a);
}

static void composite_eval(const CurveNode *n, double t, DVec3 *p, DVec3 *d)
{
    int i = (int)floor(kernel_clamp(t, 0, n->child_count));
    if (i > n->child_count - 1) i = n->child_count - 1;
    const CurveNode *child = n->children + i;
    const double u = kernel_clamp(t - i, 0, 1);
    const double from = child->is_flipped ? child->last : child->first,
                 to = child->is_flipped ? child->first : child->last;
    curve_node_eval(child, from + (to - from) * u, p, d);
    *d = dvec_scale(*d, to - from);
}

static DVec3 left_of(DVec3 d, DVec3 axis)
{
    const DVec3 left = dvec_normalize(dvec_cross(axis, d));
    return dvec_dot(left, left) > 0 ? left : kernel_square_to(d);
}

static void segment_eval(const CurveNode *n, double s, DVec3 *p, DVec3 *d)
{
    const KernelCurve *c = n->curve;
    const double sign = c->of.segment.length < 0 ? -1 : 1;
    s = kernel_clamp(s, 0, fabs(c->of.segment.length));
    DVec3 q, e;
    double t = c->of.segment.start + sign * s;
    if (!c->of.segment.is_parameter) t = curve_node_parameter_at(n->basis, t);
    curve_node_eval(n->basis, t, &q, &e);
    if (!c->of.segment.is_parameter) e = dvec_normalize(e);
    *p = dplace_point(&n->local, q);
    e = dvec_scale(e, sign);
    *d = dvec_add(dvec_add(dvec_scale(n->local.x_axis, e.x), dvec_scale(n->local.y_axis, e.y)),
                  dvec_scale(n->local.z_axis, e.z));
}

static void gradient_eval(const CurveNode *n, double s, DVec3 *p, DVec3 *d)
{
    s = kernel_clamp(s, n->first, n->last);
    DVec3 q, e;
    curve_node_eval(n->basis, curve_node_parameter_at(n->basis, s), &q, &e);
    double z = 0, slope = 0, roll = 0;
    curve_node_gradient(n, s, &z, &slope, &roll);
    e.z = 0;
    e = dvec_normalize(e);
    *p = dvec_make(q.x, q.y, z);
    *d = dvec_make(e.x, e.y, slope);
}

void curve_node_eval(const CurveNode *n, double t, DVec3 *p, DVec3 *d)
{
    const KernelCurve *c = n->curve;
    switch (n->kind) {
    case KERNEL_CURVE_LINE:
        *p = dvec_add(c->of.line.origin, dvec_scale(c->of.line.direction, t));
        *d = c->of.line.direction;
        return;
    case KERNEL_CURVE_POLYLINE: polyline_eval(c, t, p, d); return;
    case KERNEL_CURVE_CONIC: {
        const double x = cos(t), y = sin(t), rx = c->of.conic.x_radius, ry = c->of.conic.y_radius;
        *p = dplace_point(&c->of.conic.place, dvec_make(rx * x, ry * y, 0));
        *d = dvec_add(dvec_scale(c->of.conic.place.x_axis, -rx * y),
                      dvec_scale(c->of.conic.place.y_axis, ry * x));
        return;
    }
    case KERNEL_CURVE_SPLINE: spline_eval(c, t, p, d); return;
    case KERNEL_CURVE_POLYNOMIAL: {
        DVec3 v, dv;
        v.x = polynomial(c->of.polynomial.x, c->of.polynomial.x_count, t, &dv.x);
        v.y = polynomial(c->of.polynomial.y, c->of.polynomial.y_count, t, &dv.y);
        v.z = polynomial(c->of.polynomial.z, c->of.polynomial.z_count, t, &dv.z);
        DPlace turn = c->of.polynomial.place;
        *p = dplace_point(&turn, v);
        turn.origin = dvec_make(0, 0, 0);
        *d = dplace_point(&turn, dv);
        return;
    }
    case KERNEL_CURVE_SPIRAL: spiral_eval(c, t, p, d); return;
    case KERNEL_CURVE_TRIMMED: curve_node_eval(n->basis, t, p, d); return;
    case KERNEL_CURVE_COMPOSITE:
    case KERNEL_CURVE_INDEXED: composite_eval(n, t, p, d); return;
    case KERNEL_CURVE_OFFSET: {
        curve_node_eval(n->basis, t, p, d);
        DVec3 axis = c->of.offset.axis;
        if (!(dvec_dot(axis, axis) > 0)) axis = dvec_make(0, 0, 1);
        *p = dvec_add(*p, dvec_scale(left_of(*d, axis), c->of.offset.distance));
        return;
    }
    case KERNEL_CURVE_SEGMENT: segment_eval(n, t, p, d); return;
    case KERNEL_CURVE_GRADIENT: gradient_eval(n, t, p, d); return;
    case KERNEL_CURVE_NONE:
    case KERNEL_CURVE_KIND_COUNT: break;
    }
    *p = *d = dvec_make(0, 0, 0);
}

static double speed_between(const CurveNode *n, double a, double b)
{
    const double half = (b - a) / 2, middle = (a + b) / 2;
    double sum = 0;
    for (int g = 0; g < 8; g++) {
        DVec3 p, d;
        curve_node_eval(n, middle + (g & 1 ? half : -half) * gauss_x[g / 2], &p, &d);
        sum += gauss_w[g / 2] * dvec_length(d);
    }
    return sum * fabs(half);
}

// Unit speed, or a constant one.
static bool constant_speed(const CurveNode *n, double *speed)
{
    const KernelCurve *c = n->curve;
    switch (n->kind) {
    case KERNEL_CURVE_LINE: *speed = dvec_length(c->of.line.direction); return true;
    case KERNEL_CURVE_SPIRAL:
    case KERNEL_CURVE_GRADIENT: *speed = 1; return true;
    case KERNEL_CURVE_CONIC:
        *speed = c->of.conic.x_radius;
        return c->of.conic.x_radius == c->of.conic.y_radius;
    case KERNEL_CURVE_TRIMMED: return constant_speed(n->basis, speed);
    case KERNEL_CURVE_SEGMENT:
        *speed = 1;
        return !c->of.segment.is_parameter || constant_speed(n->basis, speed);
    default: return false;
    }
}

bool curve_node_lengths(const Kernel *k, CurveNode *n, Err *err)
{
    if (n->length >= 0) return true;
    double speed = 0;
    if (constant_speed(n, &speed)) {
        n->length = n->is_bounded ? speed * fabs(n->last - n->first) : 0;
        return true;
    }
    if (n->kind == KERNEL_CURVE_COMPOSITE || n->kind == KERNEL_CURVE_INDEXED) {
        n->starts = KERNEL_SCRATCH(k, double, n->child_count + 1);
        for (int i = 0; i < n->child_count; i++) {
            CurveNode *child = (CurveNode *)n->children + i;
            if (!curve_node_lengths(k, child, err)) return false;
            n->starts[i + 1] = n->starts[i] + child->length;
        }
        n->length = n->starts[n->child_count];
        return true;
    }
    if (!n->is_bounded) { // a polynomial: solved step by step
        n->length = 0;
        return true;
    }
    int steps = LENGTH_STEPS;
    if (n->kind == KERNEL_CURVE_POLYLINE) steps = n->curve->of.polyline.count - 1;
    if (n->kind == KERNEL_CURVE_SPLINE) steps = 4 * n->curve->of.spline.point_count;
    if (n->kind == KERNEL_CURVE_TRIMMED && n->basis->kind == KERNEL_CURVE_SPLINE)
        steps = 4 * n->basis->curve->of.spline.point_count;
    n->table.lengths = KERNEL_SCRATCH(k, double, steps + 1);
    n->table.parameters = KERNEL_SCRATCH(k, double, steps + 1);
    n->table.count = steps + 1;
    for (int i = 0; i <= steps; i++) {
        n->table.parameters[i] = n->first + (n->last - n->first) * i / steps;
        if (i)
            n->table.lengths[i] =
                n->table.lengths[i - 1] +
                speed_between(n, n->table.parameters[i - 1], n->table.parameters[i]);
    }
    n->length = n->table.lengths[steps];
    if (!kernel_is_sane(n->length)) {
        err_set(err, ERR_FORMAT, "a curve of endless length");
        return false;
    }
    return true;
}

// Parameter at a length from a, where speed is smooth: Newton on the integral.
static double newton_length(const CurveNode *n, double a, double length, double low, double high)
{
    DVec3 p, d;
    curve_node_eval(n, a, &p, &d);
    const double sign = high >= low ? 1 : -1;
    double t = a + sign * length / fmax(dvec_length(d), 1e-12);
    if (sign > 0)
        t = kernel_clamp(t, low, high);
    else
        t = kernel_clamp(t, high, low);
    for (int i = 0; i < 20; i++) {
        double done = 0;
        for (int s = 0; s < 4; s++)
            done += speed_between(n, a + (t - a) * s / 4, a + (t - a) * (s + 1) / 4);
        if ((t < a) == (sign > 0) && t != a) done = -done;
        curve_node_eval(n, t, &p, &d);
        const double step = (length - done) / fmax(dvec_length(d), 1e-12);
        t += sign * step;
        if (sign > 0)
            t = kernel_clamp(t, low, high);
        else
            t = kernel_clamp(t, high, low);
        if (fabs(step) <= 1e-14 * (1 + fabs(t))) break;
    }
    return t;
}

static int interval_of(const double *starts, int count, double v)
{
    int low = 0, high = count - 1; // starts[low] <= v
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        if (v < starts[middle])
            high = middle;
        else
            low = middle;
    }
    return low;
}

double curve_node_parameter_at(const CurveNode *n, double length)
{
    double speed = 0;
    if (constant_speed(n, &speed)) {
        const double step = length / fmax(speed, 1e-300);
        if (!n->is_bounded) return step;
        return n->last >= n->first ? fmin(n->first + step, n->last)
                                   : fmax(n->first - step, n->last);
    }
    if (n->kind == KERNEL_CURVE_COMPOSITE || n->kind == KERNEL_CURVE_INDEXED) {
        const int i = interval_of(n->starts, n->child_count + 1, length);
        const CurveNode *child = n->children + i;
        double along = kernel_clamp(length - n->starts[i], 0, child->length);
        if (child->is_flipped) along = child->length - along;
        const double t = curve_node_parameter_at(child, along), span = child->last - child->first;
        const double u = span != 0 ? (t - child->first) / span : 0;
        return i + (child->is_flipped ? 1 - u : u);
    }
    if (!n->table.count) {
        const double far = 1e9;
        return length >= 0 ? newton_length(n, 0, length, 0, far)
                           : newton_length(n, 0, -length, 0, -far);
    }
    length = kernel_clamp(length, 0, n->length);
    const int i = interval_of(n->table.lengths, n->table.count, length);
    if (n->kind == KERNEL_CURVE_POLYLINE) {
        const double span = n->table.lengths[i + 1] - n->table.lengths[i];
        return i + (span > 0 ? kernel_clamp((length - n->table.lengths[i]) / span, 0, 1) : 0);
    }
    return newton_length(n, n->table.parameters[i], length - n->table.lengths[i],
                         n->table.parameters[i], n->table.parameters[i + 1]);
}

// The parameter of a height segment where its x is s: x rises along it.
static double segment_parameter_at_x(const CurveNode *n, double s)
{
    double low = n->first, high = n->last;
    DVec3 p, d;
    curve_node_eval(n, low, &p, &d);
    double t = low + (s - p.x) / fmax(d.x, 1e-9);
    for (int i = 0; i < 60; i++) {
        if (!(t > low && t < high)) t = (low + high) / 2;
        curve_node_eval(n, t, &p, &d);
        if (p.x < s)
            low = t;
        else
            high = t;
        const double step = d.x > 1e-9 ? (s - p.x) / d.x : 0;
        if (fabs(s - p.x) < 1e-12 * (1 + fabs(s)) || high - low < 1e-14 * (1 + fabs(high)))
            return t;
        t += step;
    }
    return t;
}

static DVec3 heights_at(const CurveNode *children, const double *starts, int count, double s,
                        DVec3 *d, int *at)
{
    const int i = interval_of(starts, count + 1, s);
    const CurveNode *c = children + i;
    DVec3 p;
    const double t = segment_parameter_at_x(c, kernel_clamp(s, starts[i], starts[i + 1]));
    curve_node_eval(c, t, &p, d);
    *at = i;
    return p;
}

static double lean(const CurveNode *n)
{
    if (n->kind != KERNEL_CURVE_SEGMENT) return 0;
    const DVec3 z = n->curve->of.segment.place.z_axis;
    return atan2(-z.y, z.z);
}

void curve_node_gradient(const CurveNode *n, double s, double *z, double *slope, double *roll)
{
    *z = *slope = *roll = 0;
    DVec3 d = { 0 };
    int at = 0;
    if (n->height_count) {
        const DVec3 p = heights_at(n->children, n->starts, n->height_count, s, &d, &at);
        *z = p.y;
        *slope = d.x != 0 ? d.y / d.x : 0;
        // Straight on outside the heights given.
        const double low = n->starts[0], high = n->starts[n->height_count];
        if (s < low) *z += (s - low) * *slope;
        if (s > high) *z += (s - high) * *slope;
    }
    const int cants = n->child_count - n->height_count;
    if (cants <= 0) return;
    const CurveNode *first = n->children + n->height_count;
    const double *starts = n->starts + n->height_count + 1;
    const DVec3 p = heights_at(first, starts, cants, s, &d, &at);
    *z += p.y;
    const double a = lean(first + at), b = lean(first + (at + 1 < cants ? at + 1 : at));
    // The lean follows the shape of the height where that changes, else the length.
    DVec3 p0, p1, unused;
    curve_node_eval(first + at, first[at].first, &p0, &unused);
    curve_node_eval(first + at, first[at].last, &p1, &unused);
    const double change = p1.y - p0.y, width = starts[at + 1] - starts[at];
    const double u = fabs(change) > 1e-9 ? (p.y - p0.y) / change
                     : width > 0         ? (s - starts[at]) / width
                                         : 0;
    *roll = a + (b - a) * kernel_clamp(u, 0, 1);
}

static bool fail(CurveBuild *b, const char *what)
{
    err_set(b->err, ERR_FORMAT, "%s", what);
    return false;
}

static bool place_is_sane(const DPlace *p)
{
    const double volume = dvec_dot(dvec_cross(p->x_axis, p->y_axis), p->z_axis);
    return kernel_is_sane_point(p->origin) && fabs(volume) > 1e-6 && fabs(volume) < 1e6;
}

static bool coefficients_are_sane(const double *c, int count)
{
    if (count < 0 || count > 32 || (count && !c)) return false;
    for (int i = 0; i < count; i++)
        if (!kernel_is_sane(c[i])) return false;
    return true;
}

static bool node_make(CurveBuild *b, const KernelCurve *c, int depth, CurveNode *n);

// What evaluating will take; nested searches multiply, and that has an end.
static bool cost_set(CurveBuild *b, CurveNode *n)
{
    double speed = 0, most = 0, most_walk = 0;
    for (int i = 0; i < n->child_count; i++) {
        most = fmax(most, n->children[i].cost);
        most_walk = fmax(most_walk, n->children[i].walk);
    }
    n->cost = n->kind == KERNEL_CURVE_SPIRAL ? 6 * PANELS_MAX : 1;
    const bool is_piece = n->basis && n->basis->kind == KERNEL_CURVE_SPIRAL &&
                          (n->kind == KERNEL_CURVE_TRIMMED || n->kind == KERNEL_CURVE_SEGMENT);
    if (is_piece) {
        const double from = n->kind == KERNEL_CURVE_TRIMMED ? n->first : n->curve->of.segment.start;
        const double to =
            n->kind == KERNEL_CURVE_TRIMMED ? n->last : from + n->curve->of.segment.length;
        n->cost += 6.0 * spiral_panels(n->basis->curve, fmax(fabs(from), fabs(to)));
    } else if (n->basis) {
        n->cost += n->basis->cost;
    }
    if (n->kind == KERNEL_CURVE_SEGMENT && !n->curve->of.segment.is_parameter)
        n->cost += n->basis->walk;
    if (n->kind == KERNEL_CURVE_GRADIENT) n->cost += n->basis->walk + 6 * most;
    if (n->kind == KERNEL_CURVE_COMPOSITE || n->kind == KERNEL_CURVE_INDEXED) n->cost += most;
    n->walk = constant_speed(n, &speed) || n->kind == KERNEL_CURVE_POLYLINE ? 1 : 200 * n->cost;
    if (n->kind == KERNEL_CURVE_COMPOSITE || n->kind == KERNEL_CURVE_INDEXED)
        n->walk = most_walk + 1;
    return n->cost < 20000 || fail(b, "a curve nested too deep to be followed");
}

static bool children_make(CurveBuild *b, const KernelCurveUse *uses, int count, int depth,
                          CurveNode *children)
{
    for (int i = 0; i < count; i++) {
        if (!node_make(b, uses[i].curve, depth, children + i)) return false;
        if (!children[i].is_bounded) return fail(b, "a piece of a curve that has no ends");
        children[i].is_flipped = uses[i].is_reversed;
    }
    return true;
}

static const CurveNode *basis_make(CurveBuild *b, const KernelCurve *c, int depth)
{
    CurveNode *n = KERNEL_SCRATCH(b->k, CurveNode, 1);
    return node_make(b, c, depth, n) ? n : NULL;
}

static bool trimmed_make(CurveBuild *b, const KernelCurve *c, int depth, CurveNode *n)
{
    n->basis = basis_make(b, c->of.trimmed.basis, depth);
    if (!n->basis) return false;
    const KernelTrim trims[2] = { c->of.trimmed.from, c->of.trimmed.to };
    double t[2];
    for (int i = 0; i < 2; i++) {
        if (trims[i].kind == KERNEL_TRIM_PARAMETER) {
            t[i] = trims[i].parameter;
        } else if (trims[i].kind == KERNEL_TRIM_POINT) {
            if (!kernel_is_sane_point(trims[i].point))
                return fail(b, "a trimming point that is not finite");
            t[i] = curve_node_nearest(b->k, n->basis, trims[i].point);
        } else {
            if (!n->basis->is_bounded) return fail(b, "a trimmed curve without an end");
            t[i] = (i == 0) != c->of.trimmed.is_reversed ? n->basis->first : n->basis->last;
        }
        if (!kernel_is_sane(t[i])) return fail(b, "a trimming parameter that is not finite");
    }
    const CurveNode *under = n->basis;
    while (under->kind == KERNEL_CURVE_OFFSET || under->kind == KERNEL_CURVE_TRIMMED)
        under = under->basis;
    double period = under->kind == KERNEL_CURVE_CONIC ? 2 * DVEC_PI : 0;
    if (period == 0 && under->is_closed) period = under->last - under->first;
    if (period > 0 && under->kind == KERNEL_CURVE_CONIC) {
        // Within a turn: 1e-9 rad apart is once round, never nothing; so is a little more than a
        // turn.
        double turn = fmod(t[1] - t[0], period);
        if (fabs(fabs(t[1] - t[0]) - period) < 1e-4 && fabs(turn) < 1e-4) turn = 0;
        if (!c->of.trimmed.is_reversed && turn <= 1e-9) turn += period;
        if (c->of.trimmed.is_reversed && turn >= -1e-9) turn -= period;
        t[1] = t[0] + turn;
    } else if (n->basis->is_bounded && under->kind != KERNEL_CURVE_CONIC) {
        const double low = fmin(n->basis->first, n->basis->last),
                     high = fmax(n->basis->first, n->basis->last);
        t[0] = kernel_clamp(t[0], low, high);
        t[1] = kernel_clamp(t[1], low, high);
        // Across the seam of a closed curve: only its ends can be meant.
        if (period > 0 && !c->of.trimmed.is_reversed && t[1] <= t[0] && t[1] <= low + 1e-9 * period)
            t[1] = high;
        if (period > 0 && c->of.trimmed.is_reversed && t[1] >= t[0] && t[1] >= high - 1e-9 * period)
            t[1] = low;
    }
    n->first = t[0];
    n->last = t[1];
    return true;
}

// The circle through three points as a trimmed conic; three points in a line stay a line.
static bool arc_make(CurveBuild *b, DVec3 p0, DVec3 p1, DVec3 p2, int depth, CurveNode *n)
{
    KernelCurve *c = KERNEL_SCRATCH(b->k, KernelCurve, 2);
    const DVec3 u = dvec_sub(p1, p0), v = dvec_sub(p2, p0), normal = dvec_cross(u, v);
    const double nn = dvec_dot(normal, normal), uu = dvec_dot(u, u), vv = dvec_dot(v, v);
    const double radius_bound =
        nn > 0 ? sqrt(uu) * sqrt(vv) * kernel_distance(p1, p2) / (2 * sqrt(nn)) : INFINITY;
    if (!(radius_bound < 1e9)) {
        DVec3 *points = KERNEL_SCRATCH(b->k, DVec3, 3);
        points[0] = p0;
        points[1] = p1;
        points[2] = p2;
        c[0] = (KernelCurve){ .kind = KERNEL_CURVE_POLYLINE, .of.polyline = { points, 3 } };
        return node_make(b, c, depth, n);
    }
    const DVec3 to_centre = dvec_scale(
        dvec_add(dvec_scale(dvec_cross(v, normal), uu), dvec_scale(dvec_cross(normal, u), vv)),
        1 / (2 * nn));
    const DVec3 centre = dvec_add(p0, to_centre);
    c[0] =
        (KernelCurve){ .kind = KERNEL_CURVE_CONIC,
                       .of.conic = { kernel_place_from(centre, normal, dvec_scale(to_centre, -1)),
                                     radius_bound, radius_bound } };
    c[1] = (KernelCurve){ .kind = KERNEL_CURVE_TRIMMED,
                          .of.trimmed = { .basis = c,
                                          .from = { .kind = KERNEL_TRIM_PARAMETER },
                                          .to = { .kind = KERNEL_TRIM_POINT, .point = p2 } } };
    return node_make(b, c + 1, depth, n);
}

static bool indexed_make(CurveBuild *b, const KernelCurve *c, int depth, CurveNode *n)
{
    const int count = c->of.indexed.point_count;
    const DVec3 *points = c->of.indexed.points;
    if (count < 2 || count > kernel_points_max(b->k) || !points)
        return fail(b, "an indexed curve with fewer than 2 points");
    if (c->of.indexed.piece_count < 0 || (c->of.indexed.piece_count && !c->of.indexed.pieces))
        return fail(b, "an indexed curve without pieces");
    if (c->of.indexed.piece_count > NODES_MAX)
        return fail(b, "an indexed curve of too many pieces");
    KernelCurve *line = KERNEL_SCRATCH(b->k, KernelCurve,
                                       c->of.indexed.piece_count ? c->of.indexed.piece_count : 1);
    n->child_count = c->of.indexed.piece_count ? c->of.indexed.piece_count : 1;
    CurveNode *children = KERNEL_SCRATCH(b->k, CurveNode, n->child_count);
    n->children = children;
    if (!c->of.indexed.piece_count) {
        line[0] = (KernelCurve){ .kind = KERNEL_CURVE_POLYLINE, .of.polyline = { points, count } };
        return node_make(b, line, depth, children);
    }
    for (int i = 0; i < n->child_count; i++) {
        const KernelCurvePiece *piece = c->of.indexed.pieces + i;
        if (!piece->indices || piece->count < 2 || (piece->is_arc && piece->count != 3))
            return fail(b, "an indexed curve with a wrong piece");
        b->node_count += piece->count;
        if (b->node_count > NODES_MAX) return fail(b, "a curve of too many pieces");
        DVec3 *own = KERNEL_SCRATCH(b->k, DVec3, piece->count);
        for (int j = 0; j < piece->count; j++) {
            if (piece->indices[j] >= (uint32_t)count)
                return fail(b, "an indexed curve with an index past its points");
            own[j] = points[piece->indices[j]];
            if (!kernel_is_sane_point(own[j])) return fail(b, "a curve point that is not finite");
        }
        line[i] =
            (KernelCurve){ .kind = KERNEL_CURVE_POLYLINE, .of.polyline = { own, piece->count } };
        if (!(piece->is_arc ? arc_make(b, own[0], own[1], own[2], depth, children + i)
                            : node_make(b, line + i, depth, children + i))) {
            return false;
        }
    }
    return true;
}

static DPlace frame_along(DVec3 p, DVec3 d)
{
    const DVec3 x = dvec_normalize(d);
    DVec3 y = dvec_cross(dvec_make(0, 0, 1), x);
    y = dvec_length(y) > 1e-9 ? dvec_normalize(y) : dvec_make(0, 1, 0);
    return (DPlace){ x, y, dvec_cross(x, y), p };
}

static bool segment_make(CurveBuild *b, const KernelCurve *c, int depth, CurveNode *n)
{
    if (!kernel_is_sane(c->of.segment.start) || !kernel_is_sane(c->of.segment.length) ||
        !place_is_sane(&c->of.segment.place)) {
        return fail(b, "a curve segment whose start, length or place is not finite");
    }
    CurveNode *parent = (CurveNode *)basis_make(b, c->of.segment.parent, depth);
    if (!parent || !curve_node_lengths(b->k, parent, b->err)) return false;
    n->basis = parent;
    if (!cost_set(b, n)) return false;
    n->first = 0;
    n->last = fabs(c->of.segment.length);
    DVec3 p, d;
    const double t = c->of.segment.is_parameter
                         ? c->of.segment.start
                         : curve_node_parameter_at(parent, c->of.segment.start);
    curve_node_eval(parent, t, &p, &d);
    if (c->of.segment.length < 0) d = dvec_scale(d, -1);
    if (!kernel_is_sane_point(p) || !(dvec_length(d) > 0))
        return fail(b, "a curve segment whose parent has no direction at its start");
    // local = place * inverse(frame), both orthonormal.
    const DPlace f = frame_along(p, d), *to = &c->of.segment.place;
    const DPlace g = kernel_place_from(to->origin, to->z_axis, to->x_axis);
    const DPlace target = { dvec_normalize(to->x_axis), g.y_axis, g.z_axis, to->origin };
    const DVec3 rows[3] = { { f.x_axis.x, f.y_axis.x, f.z_axis.x },
                            { f.x_axis.y, f.y_axis.y, f.z_axis.y },
                            { f.x_axis.z, f.y_axis.z, f.z_axis.z } };
    DPlace turn = target;
    turn.origin = dvec_make(0, 0, 0);
    n->local.x_axis = dplace_point(&turn, rows[0]);
    n->local.y_axis = dplace_point(&turn, rows[1]);
    n->local.z_axis = dplace_point(&turn, rows[2]);
    n->local.origin = dvec_make(0, 0, 0);
    n->local.origin = dvec_sub(target.origin, dplace_point(&n->local, p));
    return true;
}

static bool gradient_make(CurveBuild *b, const KernelCurve *c, int depth, CurveNode *n)
{
    const int heights = c->of.gradient.height_count, cants = c->of.gradient.cant_count;
    if (heights < 0 || cants < 0 || heights > NODES_MAX || cants > NODES_MAX ||
        (heights && !c->of.gradient.heights) || (cants && !c->of.gradient.cants)) {
        return fail(b, "a gradient curve without segments");
    }
    CurveNode *plan = (CurveNode *)basis_make(b, c->of.gradient.plan, depth);
    if (!plan || !curve_node_lengths(b->k, plan, b->err)) return false;
    if (!plan->is_bounded || !(plan->length > 0))
        return fail(b, "a gradient curve whose plan has no length");
    n->basis = plan;
    n->height_count = heights;
    n->child_count = heights + cants;
    CurveNode *children = KERNEL_SCRATCH(b->k, CurveNode, n->child_count);
    n->children = children;
    n->starts = KERNEL_SCRATCH(b->k, double, n->child_count + 2);
    if (!children_make(b, c->of.gradient.heights, heights, depth, children) ||
        !children_make(b, c->of.gradient.cants, cants, depth, children + heights)) {
        return false;
    }
    for (int group = 0; group < 2; group++) {
        const CurveNode *part = children + (group ? heights : 0);
        double *starts = n->starts + (group ? heights + 1 : 0);
        const int count = group ? cants : heights;
        for (int i = 0; i < count; i++) {
            DVec3 p0, p1, d;
            curve_node_eval(part + i, part[i].first, &p0, &d);
            curve_node_eval(part + i, part[i].last, &p1, &d);
            starts[i] = p0.x;
            starts[i + 1] = p1.x;
            if (!(p1.x >= p0.x) || (i && !(p0.x >= starts[i - 1])))
                return fail(b, "a gradient curve whose segments do not follow one another");
        }
    }
    n->first = 0;
    n->last = plan->length;
    return cost_set(b, n);
}

static bool node_make(CurveBuild *b, const KernelCurve *c, int depth, CurveNode *n)
{
    *n = (CurveNode){ .curve = c, .length = -1, .is_bounded = true };
    if (!c) return fail(b, "a curve that is missing");
    if (depth > KERNEL_CURVE_DEPTH_MAX || ++b->node_count > NODES_MAX)
        return fail(b, "a curve nested too deep, or in itself");
    n->kind = c->kind;
    switch (c->kind) {
    case KERNEL_CURVE_LINE:
        n->is_bounded = false;
        if (!kernel_is_sane_point(c->of.line.origin) ||
            !kernel_is_sane_point(c->of.line.direction) ||
            !(dvec_length(c->of.line.direction) > 1e-12)) {
            return fail(b, "a line without a direction");
        }
        break;
    case KERNEL_CURVE_POLYLINE:
        if (c->of.polyline.count < 2 || !c->of.polyline.points)
            return fail(b, "a polyline with fewer than 2 points");
        for (int i = 0; i < c->of.polyline.count; i++)
            if (!kernel_is_sane_point(c->of.polyline.points[i]))
                return fail(b, "a polyline point that is not finite");
        n->last = c->of.polyline.count - 1;
        break;
    case KERNEL_CURVE_CONIC:
        if (!(c->of.conic.x_radius > 0) || !(c->of.conic.y_radius > 0) ||
            !kernel_is_sane(c->of.conic.x_radius) || !kernel_is_sane(c->of.conic.y_radius) ||
            !place_is_sane(&c->of.conic.place)) {
            return fail(b, "a circle or ellipse without a radius or place");
        }
        n->last = 2 * DVEC_PI;
        break;
    case KERNEL_CURVE_SPLINE:
        if (!curve_spline_check(c->of.spline.points, c->of.spline.weights, c->of.spline.point_count,
                                c->of.spline.knots, c->of.spline.point_count, c->of.spline.degree,
                                b->err)) {
            return false;
        }
        n->first = c->of.spline.knots[c->of.spline.degree];
        n->last = c->of.spline.knots[c->of.spline.point_count];
        break;
    case KERNEL_CURVE_POLYNOMIAL:
        n->is_bounded = false;
        if (!coefficients_are_sane(c->of.polynomial.x, c->of.polynomial.x_count) ||
            !coefficients_are_sane(c->of.polynomial.y, c->of.polynomial.y_count) ||
            !coefficients_are_sane(c->of.polynomial.z, c->of.polynomial.z_count) ||
            !place_is_sane(&c->of.polynomial.place)) {
            return fail(b, "a polynomial curve with wrong coefficients");
        }
        break;
    case KERNEL_CURVE_SPIRAL:
        n->is_bounded = false;
        if (!coefficients_are_sane(c->of.spiral.curvature, 8) ||
            !kernel_is_sane(c->of.spiral.cosine) || !kernel_is_sane(c->of.spiral.sine) ||
            !place_is_sane(&c->of.spiral.place) ||
            ((c->of.spiral.cosine != 0 || c->of.spiral.sine != 0) &&
             !(fabs(c->of.spiral.length) > 1e-9))) {
            return fail(b, "a spiral with wrong constants");
        }
        break;
    case KERNEL_CURVE_TRIMMED:
        if (!trimmed_make(b, c, depth + 1, n)) return false;
        break;
    case KERNEL_CURVE_COMPOSITE: {
        if (c->of.composite.count < 1 || c->of.composite.count > NODES_MAX ||
            !c->of.composite.segments)
            return fail(b, "a composite curve without segments");
        CurveNode *children = KERNEL_SCRATCH(b->k, CurveNode, c->of.composite.count);
        if (!children_make(b, c->of.composite.segments, c->of.composite.count, depth + 1, children))
            return false;
        n->children = children;
        n->child_count = c->of.composite.count;
        n->last = n->child_count;
        break;
    }
    case KERNEL_CURVE_INDEXED:
        if (!indexed_make(b, c, depth + 1, n)) return false;
        n->last = n->child_count;
        break;
    case KERNEL_CURVE_OFFSET:
        if (!kernel_is_sane(c->of.offset.distance) || !kernel_is_sane_point(c->of.offset.axis))
            return fail(b, "an offset that is not finite");
        n->basis = basis_make(b, c->of.offset.basis, depth + 1);
        if (!n->basis) return false;
        n->first = n->basis->first;
        n->last = n->basis->last;
        n->is_bounded = n->basis->is_bounded;
        break;
    case KERNEL_CURVE_SEGMENT:
        if (!segment_make(b, c, depth + 1, n)) return false;
        break;
    case KERNEL_CURVE_GRADIENT:
        if (!gradient_make(b, c, depth + 1, n)) return false;
        break;
    case KERNEL_CURVE_NONE:
    case KERNEL_CURVE_KIND_COUNT:
    default: return fail(b, "a curve of no kind");
    }
    if (!cost_set(b, n)) return false;
    if (n->is_bounded) {
        DVec3 p, q, d;
        curve_node_eval(n, n->first, &p, &d);
        curve_node_eval(n, n->last, &q, &d);
        if (!kernel_is_sane_point(p) || !kernel_is_sane_point(q))
            return fail(b, "a curve whose ends are not finite");
        n->is_closed = kernel_distance(p, q) <= b->k->precision;
    }
    return true;
}

CurveNode *curve_node_make(const Kernel *k, const KernelCurve *curve, Err *err)
{
    CurveBuild b = { .k = k, .err = err };
    CurveNode *n = KERNEL_SCRATCH(k, CurveNode, 1);
    return node_make(&b, curve, 0, n) ? n : NULL;
}
