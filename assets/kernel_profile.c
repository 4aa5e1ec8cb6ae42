// SPDX-License-Identifier: Apache-2.0
// kernel_profile.c - profiles from curves and rings, joined, transformed, measured.
#include "assets/kernel_profile_rings.h"

double profile_ring_area(const DVec2 *p, int count)
{
    double sum = 0;
    for (int i = 1; i + 1 < count; i++) {
        sum +=
            (p[i].x - p[0].x) * (p[i + 1].y - p[0].y) - (p[i].y - p[0].y) * (p[i + 1].x - p[0].x);
    }
    return sum / 2;
}

void profile_point(ProfileRings *r, double x, double y)
{
    KERNEL_GROW(r->k, r->points, r->cap, r->count + 1);
    r->points[r->count++] = (DVec2){ x, y };
}

static void ring_turn(DVec2 *p, int count)
{
    for (int i = 0, j = count - 1; i < j; i++, j--) {
        const DVec2 swap = p[i];
        p[i] = p[j];
        p[j] = swap;
    }
}

static int twins_remove(const Kernel *k, DVec2 *p, int count, bool is_ring)
{
    int have = 0;
    for (int i = 0; i < count; i++) {
        if (have && hypot(p[i].x - p[have - 1].x, p[i].y - p[have - 1].y) <= k->precision) continue;
        p[have++] = p[i];
    }
    while (is_ring && have > 1 &&
           hypot(p[0].x - p[have - 1].x, p[0].y - p[have - 1].y) <= k->precision)
        have--;
    return have;
}

bool profile_ring_end(ProfileRings *r, bool is_hole)
{
    DVec2 *p = r->points + r->ring_first;
    const int count = twins_remove(r->k, p, r->count - r->ring_first, true);
    const double area = count >= 3 ? profile_ring_area(p, count) : 0;
    if (!(fabs(area) > r->k->precision * r->k->precision)) {
        r->count = r->ring_first;
        return false;
    }
    if ((area < 0) != is_hole) ring_turn(p, count);
    r->count = r->ring_first + count;
    KERNEL_GROW(r->k, r->counts, r->ring_cap, r->ring_count + 1);
    r->counts[r->ring_count++] = count;
    r->ring_first = r->count;
    return true;
}

static bool has_place(const KernelPlace2 *p)
{
    return p && (p->x_axis.x != 0 || p->x_axis.y != 0 || p->y_axis.x != 0 || p->y_axis.y != 0);
}

static DVec2 place2_point(const KernelPlace2 *p, DVec2 v)
{
    return (DVec2){ p->origin.x + v.x * p->x_axis.x + v.y * p->y_axis.x,
                    p->origin.y + v.x * p->x_axis.y + v.y * p->y_axis.y };
}

bool profile_finish(ProfileRings *r, const KernelPlace2 *place, bool is_open, KernelProfile *out,
                    Err *err)
{
    if (!r->ring_count) {
        err_set(err, ERR_FORMAT, "a profile without an area");
        return false;
    }
    if (r->count > kernel_points_max(r->k)) {
        err_set(err, ERR_RANGE, "a profile of more than %d points", kernel_points_max(r->k));
        return false;
    }
    const bool is_placed = has_place(place);
    const double turn =
        is_placed ? place->x_axis.x * place->y_axis.y - place->x_axis.y * place->y_axis.x : 1;
    if (!(fabs(turn) > 1e-12)) {
        err_set(err, ERR_FORMAT, "a profile whose position has no area");
        return false;
    }
    for (int i = 0; i < r->count; i++) {
        if (is_placed) r->points[i] = place2_point(place, r->points[i]);
        if (kernel_is_sane(r->points[i].x) && kernel_is_sane(r->points[i].y)) continue;
        err_set(err, ERR_FORMAT, "a profile with a coordinate that is not finite");
        return false;
    }
    KernelRegion *region = KERNEL_OUT(r->k, KernelRegion, 1);
    *region = (KernelRegion){ .points = KERNEL_OUT(r->k, DVec2, r->count),
                              .ring_counts = KERNEL_OUT(r->k, int, r->ring_count),
                              .point_count = r->count,
                              .ring_count = r->ring_count };
    memcpy(region->points, r->points, (size_t)r->count * sizeof *r->points);
    memcpy(region->ring_counts, r->counts, (size_t)r->ring_count * sizeof *r->counts);
    int first = 0;
    for (int i = 0; turn < 0 && !is_open && i < r->ring_count; i++) {
        ring_turn(region->points + first, region->ring_counts[i]);
        first += region->ring_counts[i];
    }
    *out = (KernelProfile){ .regions = region, .region_count = 1, .is_open = is_open };
    return true;
}

static void path_add(ProfileRings *r, const KernelPath *path)
{
    for (int i = 0; i < path->count; i++) profile_point(r, path->points[i].x, path->points[i].y);
}

bool kernel_profile_from_curves(const Kernel *k, const KernelCurve *outer,
                                const KernelCurve *const *holes, int hole_count, KernelProfile *out,
                                Err *err)
{
    const ArenaMark mark = arena_mark(k->scratch);
    ProfileRings r = { .k = k };
    KernelPath path;
    bool ok = kernel_curve_path(k, outer, &path, err);
    if (ok) {
        path_add(&r, &path);
        profile_ring_end(&r, false);
    }
    for (int i = 0; ok && r.ring_count && i < hole_count; i++) {
        ok = kernel_curve_path(k, holes[i], &path, err);
        if (!ok) break;
        path_add(&r, &path);
        profile_ring_end(&r, true);
    }
    ok = ok && profile_finish(&r, NULL, false, out, err);
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_profile_from_rings(const Kernel *k, const DVec2 *points, const int *ring_counts,
                               int ring_count, KernelProfile *out, Err *err)
{
    if (!kernel_check(k, err)) return false;
    const ArenaMark mark = arena_mark(k->scratch);
    ProfileRings r = { .k = k };
    size_t at = 0;
    for (int i = 0; i < ring_count; i++) {
        for (int p = 0; p < ring_counts[i]; p++)
            profile_point(&r, points[at + p].x, points[at + p].y);
        at += (size_t)ring_counts[i];
        if (!profile_ring_end(&r, i > 0) && i == 0) break;
    }
    const bool ok = profile_finish(&r, NULL, false, out, err);
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_profile_open(const Kernel *k, const KernelCurve *curve, KernelProfile *out, Err *err)
{
    const ArenaMark mark = arena_mark(k->scratch);
    ProfileRings r = { .k = k };
    KernelPath path;
    bool ok = kernel_curve_path(k, curve, &path, err);
    if (ok) {
        path_add(&r, &path);
        if (path.is_closed) profile_point(&r, path.points[0].x, path.points[0].y);
        KERNEL_GROW(k, r.counts, r.ring_cap, 1);
        r.counts[r.ring_count++] = r.count;
        ok = profile_finish(&r, NULL, true, out, err);
    }
    arena_release(k->scratch, mark);
    return ok;
}

// The point at distance d to the left of the line at corner i, on the mitre (at most 4 d out).
static DVec2 mitred(const DVec2 *p, int count, int i, bool is_closed, double d)
{
    const int before = i           ? i - 1
                       : is_closed ? count - 1
                                   : 0,
              after = i + 1 < count ? i + 1
                      : is_closed   ? 0
                                    : i;
    DVec2 a = { p[i].x - p[before].x, p[i].y - p[before].y },
          b = { p[after].x - p[i].x, p[after].y - p[i].y };
    double la = hypot(a.x, a.y), lb = hypot(b.x, b.y);
    if (!(la > 0)) {
        a = b;
        la = lb;
    }
    if (!(lb > 0)) {
        b = a;
        lb = la;
    }
    const double nx = -a.y / la - b.y / lb, ny = a.x / la + b.x / lb, nn = nx * nx + ny * ny;
    // |n| = 2 cos(half turn); the mitre is d / cos(half turn) long.
    const double reach = d * 2 / fmax(nn, 0.25);
    return nn > 1e-12 ? (DVec2){ p[i].x + nx * reach, p[i].y + ny * reach }
                      : (DVec2){ p[i].x - a.y / la * d, p[i].y + a.x / la * d };
}

bool kernel_profile_centre_line(const Kernel *k, const KernelCurve *curve, double thickness,
                                KernelProfile *out, Err *err)
{
    const ArenaMark mark = arena_mark(k->scratch);
    ProfileRings line = { .k = k }, r = { .k = k };
    KernelPath path;
    bool ok = kernel_curve_path(k, curve, &path, err);
    if (ok && !(thickness > 0 && kernel_is_sane(thickness))) {
        err_set(err, ERR_FORMAT, "a centre line profile of thickness %g", thickness);
        ok = false;
    }
    if (ok) {
        path_add(&line, &path);
        const int count = line.count;
        for (int i = 0; i < count; i++) {
            const DVec2 q = mitred(line.points, count, i, path.is_closed, thickness / 2);
            profile_point(&r, q.x, q.y);
        }
        // Of a closed line the larger ring is outside.
        const double area = profile_ring_area(line.points, count);
        if (path.is_closed && area > 0) {
            r.count = 0;
            for (int i = 0; i < count; i++) {
                const DVec2 q = mitred(line.points, count, i, true, -thickness / 2);
                profile_point(&r, q.x, q.y);
            }
        }
        if (path.is_closed) profile_ring_end(&r, false);
        const bool has_ring = r.ring_count > 0;
        for (int j = 0; j < count; j++) {
            const int i = count - 1 - j;
            const double side = path.is_closed && area > 0 ? 0.5 : -0.5;
            const DVec2 q = mitred(line.points, count, i, path.is_closed, side * thickness);
            profile_point(&r, q.x, q.y);
        }
        profile_ring_end(&r, has_ring);
        ok = profile_finish(&r, NULL, false, out, err);
    }
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_profile_join(const Kernel *k, const KernelProfile *profiles, int count,
                         KernelProfile *out, Err *err)
{
    if (!kernel_check(k, err)) return false;
    int64_t regions = 0;
    for (int i = 0; i < count; i++) regions += profiles[i].region_count;
    if (count < 1 || regions < 1 || regions > 1000000) {
        err_set(err, ERR_FORMAT, "a composite profile of %lld parts", (long long)regions);
        return false;
    }
    KernelProfile p = { .regions = KERNEL_OUT(k, KernelRegion, regions),
                        .is_open = profiles[0].is_open };
    for (int i = 0; i < count; i++) {
        if (profiles[i].is_open != p.is_open) {
            err_set(err, ERR_FORMAT, "a composite profile of open and closed parts");
            return false;
        }
        for (int r = 0; r < profiles[i].region_count; r++)
            p.regions[p.region_count++] = profiles[i].regions[r];
    }
    *out = p;
    return true;
}

bool kernel_profile_transform(const Kernel *k, const KernelProfile *profile,
                              const KernelPlace2 *place, KernelProfile *out, Err *err)
{
    if (!kernel_check(k, err)) return false;
    KernelProfile made = { .regions = KERNEL_OUT(k, KernelRegion, profile->region_count),
                           .is_open = profile->is_open };
    bool ok = true;
    for (int i = 0; ok && i < profile->region_count; i++) {
        const KernelRegion *from = profile->regions + i;
        ProfileRings r = { .k = k,
                           .points = KERNEL_SCRATCH(k, DVec2, from->point_count),
                           .counts = from->ring_counts,
                           .count = from->point_count,
                           .ring_count = from->ring_count };
        KernelProfile one;
        memcpy(r.points, from->points, (size_t)from->point_count * sizeof *r.points);
        ok = profile_finish(&r, place, profile->is_open, &one, err);
        if (ok) made.regions[made.region_count++] = one.regions[0];
    }
    if (ok) *out = made;
    return ok;
}

double kernel_profile_area(const KernelProfile *profile)
{
    double sum = 0;
    for (int i = 0; i < profile->region_count && !profile->is_open; i++) {
        const KernelRegion *r = profile->regions + i;
        const DVec2 *p = r->points;
        for (int ring = 0; ring < r->ring_count; ring++) {
            sum += profile_ring_area(p, r->ring_counts[ring]);
            p += r->ring_counts[ring];
        }
    }
    return sum;
}

double kernel_profile_perimeter(const KernelProfile *profile)
{
    double sum = 0;
    for (int i = 0; i < profile->region_count; i++) {
        const KernelRegion *r = profile->regions + i;
        const DVec2 *p = r->points;
        for (int ring = 0; ring < r->ring_count; ring++) {
            const int count = r->ring_counts[ring];
            for (int j = profile->is_open ? 1 : 0; j < count; j++) {
                const int before = j ? j - 1 : count - 1;
                sum += hypot(p[j].x - p[before].x, p[j].y - p[before].y);
            }
            p += count;
        }
    }
    return sum;
}
