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

static void ring_match(const Kernel *k, const DVec2 *p, int pn, const DVec2 *q, int qn,
                       bool is_open, DVec2 *p_out, DVec2 *q_out, int *count)
{
    const int start = is_open ? 0 : start_like(p, pn, q, qn);
    const double *ps = shares(k, p, pn, 0, is_open), *qs = shares(k, q, qn, start, is_open);
    double *all = KERNEL_SCRATCH(k, double, pn + qn);
    int have = 0;
    for (int i = 0; i < pn; i++) all[have++] = ps[i];
    for (int i = 0; i < qn; i++) all[have++] = qs[i];
    qsort(all, (size_t)have, sizeof *all, compare_doubles);
    int kept = 0;
    for (int i = 0; i < have; i++) {
        if (kept && all[i] - all[kept - 1] < 1e-7) continue;
        all[kept++] = all[i];
    }
    for (int i = 0; i < kept; i++) {
        p_out[i] = at_share(p, ps, pn, 0, all[i]);
        q_out[i] = at_share(q, qs, qn, start, all[i]);
    }
    *count = kept;
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

bool loft_match(const Kernel *k, const KernelProfile *from, const KernelProfile *to,
                KernelProfile *from_out, KernelProfile *to_out, Err *err)
{
    if (!loft_profile_check(from, err) || !loft_profile_check(to, err)) return false;
    bool is_same = from->region_count == to->region_count && from->is_open == to->is_open;
    for (int i = 0; is_same && i < from->region_count; i++)
        is_same = from->regions[i].ring_count == to->regions[i].ring_count;
    if (!is_same) {
        err_set(err, ERR_FORMAT, "two profiles to blend with different parts or holes");
        return false;
    }
    from_out->regions = KERNEL_SCRATCH(k, KernelRegion, from->region_count);
    to_out->regions = KERNEL_SCRATCH(k, KernelRegion, from->region_count);
    from_out->region_count = to_out->region_count = from->region_count;
    from_out->is_open = to_out->is_open = from->is_open;
    for (int i = 0; i < from->region_count; i++) {
        const KernelRegion *a = from->regions + i, *b = to->regions + i;
        from_out->regions[i] = *a;
        to_out->regions[i] = *b;
        if (memcmp(a->ring_counts, b->ring_counts,
                   (size_t)a->ring_count * sizeof *a->ring_counts) == 0)
            continue;
        if ((int64_t)(a->point_count + b->point_count) > 20000) {
            err_set(err, ERR_RANGE, "two profiles to blend with too many points");
            return false;
        }
        KernelRegion x = region_create(k, a->point_count + b->point_count, a->ring_count);
        KernelRegion y = region_create(k, a->point_count + b->point_count, a->ring_count);
        const DVec2 *p = a->points, *q = b->points;
        for (int r = 0; r < a->ring_count; r++) {
            int count = 0;
            ring_match(k, p, a->ring_counts[r], q, b->ring_counts[r], from->is_open,
                       x.points + x.point_count, y.points + x.point_count, &count);
            x.ring_counts[r] = y.ring_counts[r] = count;
            x.point_count += count;
            p += a->ring_counts[r];
            q += b->ring_counts[r];
        }
        y.point_count = x.point_count;
        from_out->regions[i] = x;
        to_out->regions[i] = y;
    }
    return true;
}
