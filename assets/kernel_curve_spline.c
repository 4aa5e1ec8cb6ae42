// SPDX-License-Identifier: Apache-2.0
// kernel_curve_spline.c - B-spline basis functions and the checks of knots and weights, shared by
// curves and surfaces. Source: Piegl and Tiller, The NURBS Book, A2.1 and A2.2; derivatives by the
// difference of two lower functions.
#include "assets/kernel_curve_node.h"

int curve_spline_span(const double *knots, int point_count, int degree, double t)
{
    int low = degree, high = point_count; // knots[low] <= t < knots[high]
    if (t >= knots[point_count]) {
        low = point_count - 1;
        while (low > degree && knots[low] >= knots[point_count]) low--;
        return low;
    }
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        if (t < knots[middle])
            high = middle;
        else
            low = middle;
    }
    return low;
}

void curve_spline_basis(const double *knots, int span, int degree, double t, double *values,
                        double *derivatives)
{
    double left[CURVE_DEGREE_MAX + 1], right[CURVE_DEGREE_MAX + 1],
        lower[CURVE_DEGREE_MAX + 1] = { 0 };
    values[0] = 1;
    for (int j = 1; j <= degree; j++) {
        if (j == degree) memcpy(lower, values, (size_t)j * sizeof *lower);
        left[j] = t - knots[span + 1 - j];
        right[j] = knots[span + j] - t;
        double saved = 0;
        for (int r = 0; r < j; r++) {
            const double width = right[r + 1] + left[j - r];
            const double part = width != 0 ? values[r] / width : 0;
            values[r] = saved + right[r + 1] * part;
            saved = left[j - r] * part;
        }
        values[j] = saved;
    }
    if (!derivatives) return;
    // N'(i,p) = p N(i,p-1) / (u(i+p) - u(i)) - p N(i+1,p-1) / (u(i+p+1) - u(i+1)), i = span -
    // degree + r.
    for (int r = 0; r <= degree; r++) {
        const int i = span - degree + r;
        double d = 0;
        if (r > 0) {
            const double width = knots[i + degree] - knots[i];
            if (width > 0) d += lower[r - 1] / width;
        }
        if (r < degree) {
            const double width = knots[i + degree + 1] - knots[i + 1];
            if (width > 0) d -= lower[r] / width;
        }
        derivatives[r] = degree * d;
    }
}

bool curve_spline_check(const DVec3 *points, const double *weights, int count, const double *knots,
                        int knot_points, int degree, Err *err)
{
    if (degree < 1 || degree > CURVE_DEGREE_MAX || knot_points <= degree || !points || !knots) {
        err_set(err, ERR_FORMAT, "a B-spline of degree %d with %d points", degree, knot_points);
        return false;
    }
    for (int i = 0; i < knot_points + degree + 1; i++) {
        if (kernel_is_sane(knots[i]) && (i == 0 || knots[i] >= knots[i - 1])) continue;
        err_set(err, ERR_FORMAT, "a B-spline whose knot %d does not rise", i + 1);
        return false;
    }
    if (!(knots[knot_points] > knots[degree])) {
        err_set(err, ERR_FORMAT, "a B-spline whose knots span nothing");
        return false;
    }
    for (int i = 0; i < count; i++) {
        if (kernel_is_sane_point(points[i]) &&
            (!weights || (weights[i] > 1e-12 && weights[i] < 1e12)))
            continue;
        err_set(err, ERR_FORMAT, "a B-spline whose point or weight %d is wrong", i + 1);
        return false;
    }
    return true;
}
