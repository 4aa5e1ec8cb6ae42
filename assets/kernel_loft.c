// SPDX-License-Identifier: Apache-2.0
// kernel_loft.c - rings carried through stations, joined by quads, closed by caps.
#include "assets/kernel_loft.h"
#include <stdlib.h>

static void quad(KernelMeshBuilder *b, uint32_t p00, uint32_t p01, uint32_t p10, uint32_t p11)
{
    // The shorter diagonal; corners that fell together leave a triangle or nothing.
    const DVec3 *p = b->points;
    const bool first = kernel_distance(p[p00], p[p11]) <= kernel_distance(p[p01], p[p10]);
    const uint32_t t[2][3] = { { p00, p01, first ? p11 : p10 }, { first ? p00 : p01, p11, p10 } };
    for (int i = 0; i < 2; i++) {
        if (t[i][0] != t[i][1] && t[i][1] != t[i][2] && t[i][2] != t[i][0])
            kernel_mesh_triangle(b, t[i][0], t[i][1], t[i][2]);
    }
}

static bool cap(KernelMeshBuilder *b, Triangulator *t, const KernelRegion *region,
                const uint32_t *at, bool is_flipped, Err *err)
{
    const Kernel *k = b->k;
    uint32_t *indices =
        KERNEL_SCRATCH(k, uint32_t, 3 * (size_t)(region->point_count + 2 * region->ring_count));
    t->keeps_straight = true;
    const int count = triangulate_doubles(t, &region->points->x, region->ring_counts,
                                          region->ring_count, indices);
    if (!count) {
        err_set(err, ERR_FORMAT, "a profile that cannot be filled");
        return false;
    }
    for (int i = 0; i < count; i += 3) {
        const uint32_t p = at[indices[i]], q = at[indices[i + 1]], r = at[indices[i + 2]];
        if (p != q && q != r && r != p)
            kernel_mesh_triangle(b, p, is_flipped ? r : q, is_flipped ? q : r);
    }
    return true;
}

bool loft_add(KernelMeshBuilder *b, Triangulator *t, const Loft *loft, Err *err)
{
    const Kernel *k = b->k;
    const int count = loft->first->point_count, stations = loft->stations;
    if ((int64_t)count * stations > kernel_points_max(k)) {
        err_set(err, ERR_RANGE, "a swept body of more than %d points", kernel_points_max(k));
        return false;
    }
    uint32_t *at = KERNEL_SCRATCH(k, uint32_t, (size_t)count * (size_t)stations);
    for (int s = 0; s < stations; s++) {
        for (int j = 0; j < count; j++) {
            const size_t i = (size_t)s * (size_t)count + (size_t)j;
            const bool is_still =
                s &&
                kernel_distance(loft->points[i], loft->points[i - (size_t)count]) <= k->precision;
            at[i] = is_still ? at[i - (size_t)count] : kernel_mesh_point(b, loft->points[i]);
        }
    }
    if (b->has_failed) return kernel_mesh_end(b, NULL, err);
    const int sides = stations - (loft->is_ring ? 0 : 1);
    for (int s = 0; s < sides; s++) {
        const bool is_last = s == stations - 1;
        const uint32_t *low = at + (size_t)s * (size_t)count, *high = is_last ? at : low + count;
        const int shift = is_last ? loft->shift : 0;
        int first = 0;
        for (int r = 0; r < loft->first->ring_count; r++) {
            const int n = loft->first->ring_counts[r];
            for (int j = 0; j < n - (loft->is_open ? 1 : 0); j++) {
                const int next = j + 1 < n ? j + 1 : 0;
                quad(b, low[first + j], low[first + next], high[first + (j + shift) % n],
                     high[first + (next + shift) % n]);
            }
            first += n;
        }
    }
    if (loft->is_ring || loft->is_open) return true;
    return cap(b, t, loft->first, at, true, err) &&
           cap(b, t, loft->last, at + (size_t)(stations - 1) * (size_t)count, false, err);
}

bool loft_end(KernelMeshBuilder *b, bool is_solid, KernelMesh *out, Err *err)
{
    if (!kernel_mesh_end(b, out, err)) return false;
    if (is_solid && kernel_mesh_volume(out) < 0) {
        for (int t = 0; t < out->triangle_count; t++) {
            const uint32_t swap = out->indices[3 * (size_t)t + 1];
            out->indices[3 * (size_t)t + 1] = out->indices[3 * (size_t)t + 2];
            out->indices[3 * (size_t)t + 2] = swap;
        }
    }
    return true;
}

static double *shares(const Kernel *k, const DVec2 *p, int count, int start, bool is_open)
{
    double *s = KERNEL_SCRATCH(k, double, count + 1);
    for (int i = 1; i <= count; i++) {
        const DVec2 a = p[(start + i - 1) % count], b = p[(start + i) % count];
        s[i] = s[i - 1] + (is_open && i == count ? 0 : hypot(b.x - a.x, b.y - a.y));
    }
    for (int i = 0; i <= count && s[count] > 0; i++) s[i] /= i < count ? s[count] : 1;
    s[count] = 1;
    return s;
}

static DVec2 at_share(const DVec2 *p, const double *s, int count, int start, double v)
{
    int i = 0;
    while (i + 1 < count && s[i + 1] <= v) i++;
    const double width = s[i + 1] - s[i],
                 u = width > 0 ? kernel_clamp((v - s[i]) / width, 0, 1) : 0;
    const DVec2 a = p[(start + i) % count], b = p[(start + i + 1) % count];
    return (DVec2){ a.x + (b.x - a.x) * u, a.y + (b.y - a.y) * u };
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// The corner of q whose direction from the middle is nearest to that of p's first.
static int start_like(const DVec2 *p, int pn, const DVec2 *q, int qn)
{
    DVec2 cp = { 0 }, cq = { 0 };
    for (int i = 0; i < pn; i++) cp = (DVec2){ cp.x + p[i].x / pn, cp.y + p[i].y / pn };
    for (int i = 0; i < qn; i++) cq = (DVec2){ cq.x + q[i].x / qn, cq.y + q[i].y / qn };
    const double x = p[0].x - cp.x, y = p[0].y - cp.y;
    int best = 0;
    double best_cos = -2;
    for (int i = 0; i < qn; i++) {
        const double u = q[i].x - cq.x, v = q[i].y - cq.y, l = hypot(x, y) * hypot(u, v);
        const double c = l > 0 ? (x * u + y * v) / l : -1;
        if (c <= best_cos) continue;
        best_cos = c;
        best = i;
    }
    return best;
}

static KernelRegion region_create(const Kernel *k, int points, int rings)
{
    return (KernelRegion){ .points = KERNEL_SCRATCH(k, DVec2, points),
                           .ring_counts = KERNEL_SCRATCH(k, int, rings),
                           .ring_count = rings };
}

bool loft_profile_check(const KernelProfile *p, Err *err)
{
    if (p->region_count > 0 && p->regions[0].point_count >= 2) return true;
    err_set(err, ERR_FORMAT, "a profile that is empty");
    return false;
}

// One ring of every profile: all resampled at the shares of all.
static int ring_match(const Kernel *k, const DVec2 *const *rings, const int *counts, int count,
                      bool is_open, DVec2 *const *out)
{
    int total = 0, have = 0, kept = 0;
    for (int i = 0; i < count; i++) total += counts[i];
    double *all = KERNEL_SCRATCH(k, double, total);
    const double **own = KERNEL_SCRATCH(k, const double *, count);
    int *start = KERNEL_SCRATCH(k, int, count);
    for (int i = 0; i < count; i++) {
        start[i] = is_open || !i ? 0 : start_like(rings[0], counts[0], rings[i], counts[i]);
        own[i] = shares(k, rings[i], counts[i], start[i], is_open);
        for (int j = 0; j < counts[i]; j++) all[have++] = own[i][j];
    }
    qsort(all, (size_t)have, sizeof *all, compare_doubles);
    for (int i = 0; i < have; i++) {
        if (kept && all[i] - all[kept - 1] < 1e-7) continue;
        all[kept++] = all[i];
    }
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < kept; j++)
            out[i][j] = at_share(rings[i], own[i], counts[i], start[i], all[j]);
    }
    return kept;
}

// Region r of every profile with equal counts.
static bool region_match(const Kernel *k, const KernelProfile *profiles, int count, int r,
                         KernelProfile *out, Err *err)
{
    int64_t total = 0;
    bool is_same = true;
    const KernelRegion *first = profiles[0].regions + r;
    for (int i = 0; i < count; i++) {
        const KernelRegion *region = profiles[i].regions + r;
        total += region->point_count;
        is_same = is_same && memcmp(region->ring_counts, first->ring_counts,
                                    (size_t)first->ring_count * sizeof(int)) == 0;
        out[i].regions[r] = *region;
    }
    if (is_same) return true;
    if (total > 20000 || total * count > kernel_points_max(k)) {
        err_set(err, ERR_RANGE, "profiles to blend with too many points");
        return false;
    }
    const DVec2 **rings = KERNEL_SCRATCH(k, const DVec2 *, count);
    DVec2 **made = KERNEL_SCRATCH(k, DVec2 *, count);
    int *counts = KERNEL_SCRATCH(k, int, count);
    for (int i = 0; i < count; i++) {
        rings[i] = profiles[i].regions[r].points;
        out[i].regions[r] = region_create(k, (int)total, first->ring_count);
    }
    for (int ring = 0; ring < first->ring_count; ring++) {
        for (int i = 0; i < count; i++) {
            counts[i] = profiles[i].regions[r].ring_counts[ring];
            made[i] = out[i].regions[r].points + out[i].regions[r].point_count;
        }
        const int kept = ring_match(k, rings, counts, count, profiles[0].is_open, made);
        for (int i = 0; i < count; i++) {
            out[i].regions[r].ring_counts[ring] = kept;
            out[i].regions[r].point_count += kept;
            rings[i] += counts[i];
        }
    }
    return true;
}

bool loft_match(const Kernel *k, const KernelProfile *profiles, int count, KernelProfile *out,
                Err *err)
{
    const KernelProfile *first = profiles;
    for (int i = 0; i < count; i++) {
        if (!loft_profile_check(profiles + i, err)) return false;
        bool is_same = profiles[i].region_count == first->region_count &&
                       profiles[i].is_open == first->is_open;
        for (int r = 0; is_same && r < first->region_count; r++)
            is_same = profiles[i].regions[r].ring_count == first->regions[r].ring_count;
        if (!is_same) {
            err_set(err, ERR_FORMAT, "profiles to blend with different parts or holes");
            return false;
        }
        out[i] = (KernelProfile){ .regions = KERNEL_SCRATCH(k, KernelRegion, first->region_count),
                                  .region_count = first->region_count,
                                  .is_open = first->is_open };
    }
    for (int r = 0; r < first->region_count; r++) {
        if (!region_match(k, profiles, count, r, out, err)) return false;
    }
    return true;
}
