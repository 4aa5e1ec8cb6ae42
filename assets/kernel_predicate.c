// SPDX-License-Identifier: Apache-2.0
// kernel_predicate.c - the side of a line on which a point lies, exact.
// Source: Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric
// Predicates", 1997: the filter, and where it does not decide the sum of exact products as an
// expansion.
#include "assets/kernel_arrange.h"

// Adds b to the expansion e of n parts (non-overlapping, smallest first); e has room for one more.
static int grow(double *e, int n, double b)
{
    double q = b;
    for (int i = 0; i < n; i++) {
        const double sum = q + e[i], bb = sum - q;
        e[i] = (q - (sum - bb)) + (e[i] - bb);
        q = sum;
    }
    e[n] = q;
    return n + 1;
}

static int grow_product(double *e, int n, double a, double b)
{
    const double p = a * b;
    n = grow(e, n, fma(a, b, -p));
    return grow(e, n, p);
}

static double orient2_exact(DVec2 a, DVec2 b, DVec2 c)
{
    double e[12];
    int n = 0;
    n = grow_product(e, n, a.x, b.y);
    n = grow_product(e, n, -a.x, c.y);
    n = grow_product(e, n, -c.x, b.y);
    n = grow_product(e, n, -a.y, b.x);
    n = grow_product(e, n, a.y, c.x);
    n = grow_product(e, n, c.y, b.x);
    for (int i = n - 1; i >= 0; i--)
        if (e[i] != 0) return e[i];
    return 0;
}

double kernel_orient2(DVec2 a, DVec2 b, DVec2 c)
{
    const double l = (a.x - c.x) * (b.y - c.y), r = (a.y - c.y) * (b.x - c.x), d = l - r;
    const double bound = 3.3306690738754716e-16 * (fabs(l) + fabs(r));
    return d > bound || d < -bound ? d : orient2_exact(a, b, c);
}
