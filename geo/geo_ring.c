// SPDX-License-Identifier: Apache-2.0
// geo_ring.c - mending and testing of rings.
#include "geo/geo_ring.h"
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#define PAIRS_ALL_MAX 64 // up to so many edges every pair is tested
#define PAIR_TESTS_MAX 20000000u

double geo_ring_area2(const double *x, const double *y, uint32_t count)
{
    double sum = 0;
    for (uint32_t i = 1; i + 1 < count; i++) sum += (x[i] - x[0]) * (y[i + 1] - y[0]) - (x[i + 1] - x[0]) * (y[i] - y[0]);
    return sum;
}

// One place, and in 3D one height: a wall goes up where it came down.
static bool is_same(const double *x, const double *y, const double *z, uint32_t a, uint32_t b)
{
    return x[a] == x[b] && y[a] == y[b] && (!z || z[a] == z[b]);
}

// No point repeats the last or goes back to the one before it, round the seam too.
static bool is_clean(const double *x, const double *y, const double *z, uint32_t count)
{
    if (count < 3) return false;
    bool meets = is_same(x, y, z, 0, count - 1) || is_same(x, y, z, 0, count - 2) ||
                 is_same(x, y, z, 1, count - 1) || is_same(x, y, z, 0, 1);
    for (uint32_t i = 2; i < count && !meets; i++)
        meets = is_same(x, y, z, i, i - 1) || is_same(x, y, z, i, i - 2);
    return !meets;
}

uint32_t geo_ring_clean(double *x, double *y, double *z, uint32_t count, bool *repaired)
{
    *repaired = false;
    if (count > 1 && x[0] == x[count - 1] && y[0] == y[count - 1])
        count--;
    else if (count > 1)
        *repaired = true; // was not closed
    if (is_clean(x, y, z, count)) return count;
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) {
        x[n] = x[i];
        y[n] = y[i];
        if (z) z[n] = z[i];
        // A new point that repeats the last, or goes back to the one before it, takes away what it undoes.
        if (n >= 1 && is_same(x, y, z, n, n - 1)) {
            *repaired = true;
            continue;
        }
        if (n >= 2 && is_same(x, y, z, n, n - 2)) {
            *repaired = true;
            n--;
            continue;
        }
        n++;
    }
    // The same over the seam.
    uint32_t first = 0;
    bool again = true;
    while (again && n - first >= 2) {
        again = true;
        if (is_same(x, y, z, n - 1, first))
            n--;
        else if (n - first >= 3 && is_same(x, y, z, n - 2, first))
            n -= 1;
        else if (n - first >= 3 && is_same(x, y, z, n - 1, first + 1))
            first++;
        else
            again = false;
        if (again) *repaired = true;
    }
    for (uint32_t i = first; first > 0 && i < n; i++) {
        x[i - first] = x[i];
        y[i - first] = y[i];
        if (z) z[i - first] = z[i];
    }
    return n - first;
}

static void reverse_doubles(double *v, uint32_t count)
{
    for (uint32_t i = 0, j = count; i + 1 < j; i++) {
        j--;
        const double t = v[i];
        v[i] = v[j];
        v[j] = t;
    }
}

void geo_ring_reverse(double *x, double *y, double *z, uint32_t count)
{
    reverse_doubles(x, count);
    reverse_doubles(y, count);
    if (z) reverse_doubles(z, count);
}

static bool edges_cross(const double *x, const double *y, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    const double abx = x[b] - x[a], aby = y[b] - y[a];
    const double s1 = abx * (y[c] - y[a]) - aby * (x[c] - x[a]);
    const double s2 = abx * (y[d] - y[a]) - aby * (x[d] - x[a]);
    if ((s1 > 0) == (s2 > 0) || s1 == 0 || s2 == 0) return false;
    const double cdx = x[d] - x[c], cdy = y[d] - y[c];
    const double s3 = cdx * (y[a] - y[c]) - cdy * (x[a] - x[c]);
    const double s4 = cdx * (y[b] - y[c]) - cdy * (x[b] - x[c]);
    return (s3 > 0) != (s4 > 0) && s3 != 0 && s4 != 0;
}

typedef struct {
    double x_min, x_max, y_min, y_max;
    uint32_t i;
} Edge;

static int compare_edges(const void *pa, const void *pb)
{
    const Edge *a = pa, *b = pb;
    return a->x_min < b->x_min ? -1 : a->x_min > b->x_min ? 1 : a->i < b->i ? -1 : a->i > b->i;
}

// Edges in order of their left end: only those whose spans overlap are tested.
static bool crosses_large(const double *x, const double *y, uint32_t count)
{
    Edge *edges = malloc((size_t)count * sizeof *edges);
    if (!edges) return false;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t j = i + 1 < count ? i + 1 : 0;
        edges[i] = (Edge){ x[i] < x[j] ? x[i] : x[j], x[i] > x[j] ? x[i] : x[j], y[i] < y[j] ? y[i] : y[j],
                           y[i] > y[j] ? y[i] : y[j], i };
    }
    qsort(edges, count, sizeof *edges, compare_edges);
    bool crosses = false;
    uint32_t tests = 0;
    for (uint32_t i = 0; i < count && !crosses && tests < PAIR_TESTS_MAX; i++) {
        for (uint32_t j = i + 1; j < count && edges[j].x_min <= edges[i].x_max; j++) {
            if (++tests >= PAIR_TESTS_MAX) break;
            if (edges[j].y_min > edges[i].y_max || edges[j].y_max < edges[i].y_min) continue;
            const uint32_t a = edges[i].i, c = edges[j].i;
            if (edges_cross(x, y, a, a + 1 < count ? a + 1 : 0, c, c + 1 < count ? c + 1 : 0)) {
                crosses = true;
                break;
            }
        }
    }
    free(edges);
    return crosses;
}

// Seen from the mean of its corners it goes round once, always the same way, by more than rounding:
// then no edge meets another. Most buildings are so, and it takes one pass.
static bool is_star_shaped(const double *x, const double *y, uint32_t count)
{
    double x_mid = 0, y_mid = 0;
    for (uint32_t i = 0; i < count; i++) {
        x_mid += x[i] - x[0];
        y_mid += y[i] - y[0];
    }
    x_mid = x[0] + x_mid / count;
    y_mid = y[0] + y_mid / count;
    uint32_t left = 0, right = 0, rounds = 0;
    double ax = x[count - 1] - x_mid, ay = y[count - 1] - y_mid;
    for (uint32_t i = 0; i < count; i++) {
        const double bx = x[i] - x_mid, by = y[i] - y_mid, p = ax * by, q = ay * bx;
        const double margin = 1e-9 * (fabs(p) + fabs(q));
        left += p - q > margin;
        right += q - p > margin;
        rounds += (ay < 0) != (by < 0);
        ax = bx;
        ay = by;
    }
    return rounds == 2 && (left == count || right == count);
}

bool geo_ring_crosses_itself(const double *x, const double *y, uint32_t count)
{
    if (count < 4 || is_star_shaped(x, y, count)) return false;
    if (count > PAIRS_ALL_MAX) return crosses_large(x, y, count);
    for (uint32_t i = 0; i + 2 < count; i++) {
        const double x_min = x[i] < x[i + 1] ? x[i] : x[i + 1], x_max = x[i] > x[i + 1] ? x[i] : x[i + 1];
        const uint32_t last = i == 0 ? count - 1 : count; // the first edge and the closing one are neighbours
        for (uint32_t j = i + 2; j < last; j++) {
            const uint32_t k = j + 1 < count ? j + 1 : 0;
            if ((x[j] > x_max && x[k] > x_max) || (x[j] < x_min && x[k] < x_min)) continue;
            if (edges_cross(x, y, i, i + 1, j, k)) return true;
        }
    }
    return false;
}
