// SPDX-License-Identifier: Apache-2.0
// kernel_solid_sweep.c - swept disks, profiles along directrices, sections on spines and along
// alignments. Method: at a corner of the directrix the section lies in the plane that halves it; a
// section is carried by sliding its points along the directrix from plane to plane, so that a
// mitred pipe has the volume area x length exactly.
#include "assets/kernel_loft.h"
#include "assets/kernel_solid.h"
#include <stdlib.h>

static const double mitre_cos_min = 0.2; // of half the turn: sharper corners are butted

// A directrix as points with the directions before and after each, and the plane there.
typedef struct {
    const Kernel *k;
    DVec3 *points, *in, *out, *plane;
    double *share; // of the length so far
    int count;
    bool is_closed;
} Spine;

static void spine_directions(Spine *s)
{
    const Kernel *k = s->k;
    const int n = s->count;
    s->in = KERNEL_SCRATCH(k, DVec3, n);
    s->out = KERNEL_SCRATCH(k, DVec3, n);
    s->plane = KERNEL_SCRATCH(k, DVec3, n);
    s->share = KERNEL_SCRATCH(k, double, n);
    for (int i = 0; i < n; i++) {
        const bool has_next = i + 1 < n || s->is_closed;
        if (has_next) s->out[i] = dvec_normalize(dvec_sub(s->points[(i + 1) % n], s->points[i]));
    }
    for (int i = 0; i < n; i++)
        s->in[i] = i ? s->out[i - 1] : s->is_closed ? s->out[n - 1] : s->out[0];
    if (!s->is_closed) s->out[n - 1] = s->in[n - 1];
    for (int i = 0; i < n; i++) {
        s->plane[i] = dvec_normalize(dvec_add(s->in[i], s->out[i]));
        if (dvec_dot(s->plane[i], s->out[i]) < mitre_cos_min) s->plane[i] = s->in[i];
        if (i) s->share[i] = s->share[i - 1] + kernel_distance(s->points[i - 1], s->points[i]);
    }
    const double total = s->share[n - 1];
    for (int i = 0; i < n && total > 0; i++) s->share[i] /= total;
}

// Rounds corners that turn by more than a chord may.
static void spine_fillet(Spine *s, double radius)
{
    const Kernel *k = s->k;
    DVec3 *fresh = NULL;
    int count = 0, cap = 0;
    for (int i = 0; i < s->count && count < kernel_points_max(k); i++) {
        const bool is_end = !s->is_closed && (i == 0 || i == s->count - 1);
        const DVec3 p = s->points[i], a = s->points[(i + s->count - 1) % s->count],
                    b = s->points[(i + 1) % s->count];
        const DVec3 u = dvec_normalize(dvec_sub(a, p)), v = dvec_normalize(dvec_sub(b, p));
        const double turn = DVEC_PI - atan2(dvec_length(dvec_cross(u, v)), dvec_dot(u, v));
        const double room = fmin(kernel_distance(a, p), kernel_distance(b, p)) / 2;
        if (is_end || turn < 1e-3 || turn > DVEC_PI - 1e-3) {
            KERNEL_GROW(k, fresh, cap, count + 1);
            fresh[count++] = p;
            continue;
        }
        const double along = fmin(radius * tan(turn / 2), room), r = along / tan(turn / 2);
        const DVec3 half = dvec_normalize(dvec_add(u, v)),
                    centre = dvec_add(p, dvec_scale(half, hypot(r, along)));
        const DVec3 from = dvec_sub(dvec_add(p, dvec_scale(u, along)), centre),
                    axis = dvec_normalize(dvec_cross(v, u));
        const int chords = kernel_arc_chords(k, r, turn);
        for (int c = 0; c <= chords; c++) {
            KERNEL_GROW(k, fresh, cap, count + 1);
            fresh[count++] = dvec_add(centre, kernel_turn(from, axis, turn * c / chords));
        }
    }
    s->points = fresh;
    s->count = count;
}

static bool spine_make(const Kernel *k, const KernelCurve *curve, bool has_start, double start,
                       bool has_end, double end, Spine *s, Err *err)
{
    KernelPath path;
    bool ok;
    if (has_start || has_end) {
        double first = start, last = end;
        if ((!has_start || !has_end) && !kernel_curve_domain(k, curve, &first, &last, err))
            return false;
        ok = kernel_curve_path_between(k, curve, has_start ? start : first, has_end ? end : last,
                                       &path, err);
    } else {
        ok = kernel_curve_path(k, curve, &path, err);
    }
    if (ok)
        *s = (Spine){
            .k = k, .points = path.points, .count = path.count, .is_closed = path.is_closed
        };
    return ok;
}

// Along direction into the plane through at.
static DVec3 slide(DVec3 p, DVec3 direction, DVec3 at, DVec3 plane)
{
    const double across = dvec_dot(direction, plane);
    return dvec_add(p, dvec_scale(direction, dvec_dot(dvec_sub(at, p), plane) / across));
}

// A section carried without twist: points slide from plane to plane. Butted corners turn it
// instead.
static void carry_station(const Spine *s, int i, const DVec3 *before, DVec3 *now, int count)
{
    const bool was_butted = dvec_dot(s->plane[i - 1], s->out[i - 1]) < mitre_cos_min;
    const DVec3 from = s->plane[i - 1], to = s->out[i - 1];
    const DVec3 axis = was_butted ? dvec_normalize(dvec_cross(from, to)) : from;
    const double angle =
        was_butted ? atan2(dvec_length(dvec_cross(from, to)), dvec_dot(from, to)) : 0;
    for (int j = 0; j < count; j++) {
        DVec3 p = before[j];
        if (was_butted)
            p = dvec_add(s->points[i - 1],
                         kernel_turn(dvec_sub(p, s->points[i - 1]),
                                     dvec_dot(axis, axis) > 0.5 ? axis : kernel_square_to(from),
                                     angle));
        now[j] = slide(p, s->in[i], s->points[i], s->plane[i]);
    }
}

// Of a ring that came round turned against its start: by how many points.
static int ring_shift(const DVec3 *start, const DVec3 *end, int count)
{
    int best = 0;
    double best_distance = INFINITY;
    for (int i = 0; i < count; i++) {
        const double d = kernel_distance(end[0], start[i]);
        if (d < best_distance) {
            best_distance = d;
            best = i;
        }
    }
    return best;
}

static bool too_large(const Kernel *k, int64_t count, Err *err)
{
    if (count <= kernel_points_max(k)) return false;
    err_set(err, ERR_RANGE, "a swept body of more than %d points", kernel_points_max(k));
    return true;
}

// Each region slid along the spine from its place at the start.
static bool sweep_sliding(const Spine *s, const KernelProfile *profile, const DPlace *start,
                          bool may_shift, KernelMesh *out, Err *err)
{
    const Kernel *k = s->k;
    Triangulator t = { 0 };
    KernelMeshBuilder b;
    kernel_mesh_begin(&b, k);
    bool ok = true;
    for (int r = 0; ok && r < profile->region_count; r++) {
        const KernelRegion *region = profile->regions + r;
        const int n = region->point_count;
        if (too_large(k, (int64_t)n * s->count, err)) {
            ok = false;
            break;
        }
        DVec3 *points = KERNEL_SCRATCH(k, DVec3, (size_t)n * (size_t)(s->count + 1));
        for (int j = 0; j < n; j++) {
            const DVec3 p =
                dplace_point(start, dvec_make(region->points[j].x, region->points[j].y, 0));
            points[j] = slide(p, s->out[0], s->points[0], s->plane[0]);
        }
        for (int i = 1; i < s->count; i++)
            carry_station(s, i, points + (size_t)(i - 1) * (size_t)n,
                          points + (size_t)i * (size_t)n, n);
        Loft loft = { .first = region,
                      .last = region,
                      .points = points,
                      .stations = s->count,
                      .is_ring = s->is_closed,
                      .is_open = profile->is_open };
        if (s->is_closed && may_shift && region->ring_count == 1) {
            DVec3 *again = points + (size_t)s->count * (size_t)n;
            const DVec3 *end = points + (size_t)(s->count - 1) * (size_t)n;
            for (int j = 0; j < n; j++)
                again[j] = slide(end[j], s->in[0], s->points[0], s->plane[0]);
            loft.shift = ring_shift(points, again, n);
        }
        ok = loft_add(&b, &t, &loft, err);
    }
    triangulate_finish(&t);
    return ok && loft_end(&b, !profile->is_open, out, err);
}

bool kernel_solid_swept_disk(const Kernel *k, const KernelSweptDisk *desc, KernelMesh *out,
                             Err *err)
{
    if (!kernel_check(k, err)) return false;
    if (!(desc->radius > 0) || !kernel_is_sane(desc->radius) || !(desc->inner_radius >= 0) ||
        desc->inner_radius >= desc->radius || !(desc->fillet_radius >= 0)) {
        err_set(err, ERR_FORMAT, "a swept disk of radius %g, inside %g", desc->radius,
                desc->inner_radius);
        return false;
    }
    const ArenaMark mark = arena_mark(k->scratch);
    Spine s;
    KernelProfile disk;
    const KernelProfileDesc circle = { .kind = KERNEL_PROFILE_ELLIPSE,
                                       .width = desc->radius,
                                       .depth = desc->radius,
                                       .thickness = desc->inner_radius > 0
                                                        ? desc->radius - desc->inner_radius
                                                        : 0 };
    bool ok = spine_make(k, desc->directrix, desc->has_start, desc->start, desc->has_end, desc->end,
                         &s, err) &&
              kernel_profile_make(k, &circle, &disk, err);
    if (ok) {
        if (desc->fillet_radius > 0) spine_fillet(&s, desc->fillet_radius);
        spine_directions(&s);
        const DPlace start = kernel_place_from(s.points[0], s.out[0], kernel_square_to(s.out[0]));
        ok = sweep_sliding(&s, &disk, &start, true, out, err);
    }
    arena_release(k->scratch, mark);
    return ok;
}

// The profile's axes where the directrix runs along t.
static DPlace frame_at(const KernelSweep *d, DVec3 p, DVec3 t, DVec3 up)
{
    DVec3 reference = d->reference;
    if (d->kind == KERNEL_SWEEP_SURFACE && d->normal_at) reference = d->normal_at(d->surface, p);
    if (d->kind != KERNEL_SWEEP_UP) return kernel_place_from(p, t, reference);
    DPlace place = kernel_place_from(p, t, dvec_cross(up, t));
    place.y_axis = dvec_cross(t, place.x_axis);
    return place;
}

static bool sweep_framed(const Spine *s, const KernelSweep *d, const KernelProfile *both,
                         const DVec3 *ups, KernelMesh *out, Err *err)
{
    const Kernel *k = s->k;
    Triangulator t = { 0 };
    KernelMeshBuilder b;
    kernel_mesh_begin(&b, k);
    bool ok = true;
    for (int r = 0; ok && r < both[0].region_count; r++) {
        const KernelRegion *x = both[0].regions + r, *y = both[1].regions + r;
        const int n = x->point_count;
        if (too_large(k, (int64_t)n * s->count, err)) {
            ok = false;
            break;
        }
        DVec3 *points = KERNEL_SCRATCH(k, DVec3, (size_t)n * (size_t)s->count);
        for (int i = 0; i < s->count; i++) {
            const DVec3 up = ups ? ups[i] : dvec_make(0, 0, 1);
            const DPlace in = frame_at(d, s->points[i], s->in[i], up),
                         after = frame_at(d, s->points[i], s->out[i], up);
            const bool is_butted = dvec_dot(s->plane[i], s->out[i]) < mitre_cos_min;
            const double u = s->share[i];
            for (int j = 0; j < n; j++) {
                const DVec3 v = { x->points[j].x + (y->points[j].x - x->points[j].x) * u,
                                  x->points[j].y + (y->points[j].y - x->points[j].y) * u, 0 };
                const DVec3 p = slide(dplace_point(&in, v), s->in[i], s->points[i], s->plane[i]);
                const DVec3 q = is_butted ? p
                                          : slide(dplace_point(&after, v), s->out[i], s->points[i],
                                                  s->plane[i]);
                points[(size_t)i * (size_t)n + (size_t)j] = kernel_lerp(p, q, 0.5);
            }
        }
        const Loft loft = { .first = x,
                            .last = y,
                            .points = points,
                            .stations = s->count,
                            .is_ring = s->is_closed,
                            .is_open = both[0].is_open };
        ok = loft_add(&b, &t, &loft, err);
    }
    triangulate_finish(&t);
    return ok && loft_end(&b, !both[0].is_open, out, err);
}

// Of a gradient the up directions lean with the cant.
static bool spine_ups(const Spine *s, const KernelCurve *curve, double start, DVec3 **ups, Err *err)
{
    const Kernel *k = s->k;
    *ups = NULL;
    if (curve->kind != KERNEL_CURVE_GRADIENT) return true;
    double *distances = KERNEL_SCRATCH(k, double, s->count);
    DPlace *places = KERNEL_SCRATCH(k, DPlace, s->count);
    distances[0] = start;
    for (int i = 1; i < s->count; i++) {
        distances[i] = distances[i - 1] + hypot(s->points[i].x - s->points[i - 1].x,
                                                s->points[i].y - s->points[i - 1].y);
    }
    if (!kernel_curve_places(k, curve, distances, s->count, places, err)) return false;
    *ups = KERNEL_SCRATCH(k, DVec3, s->count);
    for (int i = 0; i < s->count; i++) (*ups)[i] = places[i].z_axis;
    return true;
}

bool kernel_solid_sweep(const Kernel *k, const KernelSweep *d, KernelMesh *out, Err *err)
{
    if (!kernel_check(k, err)) return false;
    if (d->kind < KERNEL_SWEEP_FIXED || d->kind >= KERNEL_SWEEP_KIND_COUNT || !d->profile ||
        !kernel_is_sane_point(d->reference) || !d->directrix) {
        err_set(err, ERR_ARGUMENT, "a sweep without a profile, directrix or reference");
        return false;
    }
    const ArenaMark mark = arena_mark(k->scratch);
    Spine s;
    KernelProfile both[2];
    DVec3 *ups = NULL;
    bool ok = spine_make(k, d->directrix, d->has_start, d->start, d->has_end, d->end, &s, err) &&
              loft_match(k,
                         (const KernelProfile[]){ *d->profile,
                                                  d->end_profile ? *d->end_profile : *d->profile },
                         2, both, err);
    if (ok) {
        spine_directions(&s);
        ok = d->kind != KERNEL_SWEEP_UP ||
             spine_ups(&s, d->directrix, d->has_start ? d->start : 0, &ups, err);
    }
    if (ok && d->kind == KERNEL_SWEEP_DIRECTRIX && !d->end_profile) {
        const DPlace start = kernel_place_from(s.points[0], s.out[0], d->reference);
        ok = sweep_sliding(&s, both, &start, false, out, err);
    } else if (ok) {
        ok = sweep_framed(&s, d, both, ups, out, err);
    }
    arena_release(k->scratch, mark);
    return ok;
}

static bool sections_loft(const Kernel *k, const KernelProfile *all, const DPlace *places,
                          int count, KernelMesh *out, Err *err)
{
    Triangulator t = { 0 };
    KernelMeshBuilder b;
    kernel_mesh_begin(&b, k);
    bool ok = true;
    for (int r = 0; ok && r < all[0].region_count; r++) {
        const int n = all[0].regions[r].point_count;
        if (too_large(k, (int64_t)n * count, err)) {
            ok = false;
            break;
        }
        DVec3 *points = KERNEL_SCRATCH(k, DVec3, (size_t)n * (size_t)count);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < n; j++) {
                const DVec2 p = all[i].regions[r].points[j];
                points[(size_t)i * (size_t)n + (size_t)j] =
                    dplace_point(places + i, dvec_make(p.x, p.y, 0));
            }
        }
        const Loft loft = { .first = all[0].regions + r,
                            .last = all[count - 1].regions + r,
                            .points = points,
                            .stations = count,
                            .is_open = all[0].is_open };
        ok = loft_add(&b, &t, &loft, err);
    }
    triangulate_finish(&t);
    return ok && loft_end(&b, !all[0].is_open, out, err);
}

bool kernel_solid_sections(const Kernel *k, const KernelProfile *profiles, const DPlace *places,
                           int count, KernelMesh *out, Err *err)
{
    if (!kernel_check(k, err)) return false;
    if (count < 2 || count > kernel_points_max(k)) {
        err_set(err, ERR_FORMAT, "a sectioned spine of %d sections", count);
        return false;
    }
    const ArenaMark mark = arena_mark(k->scratch);
    KernelProfile *all = KERNEL_SCRATCH(k, KernelProfile, count);
    const bool ok =
        loft_match(k, profiles, count, all, err) && sections_loft(k, all, places, count, out, err);
    arena_release(k->scratch, mark);
    return ok;
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Distances of the directrix's own chords between two, and of the sections.
static bool station_distances(const Kernel *k, const KernelCurve *directrix,
                              const KernelSection *sections, int count, double **out,
                              int *out_count, Err *err)
{
    KernelPath path;
    double length = 0, sum = 0;
    if (!kernel_curve_path(k, directrix, &path, err) ||
        !kernel_curve_length(k, directrix, &length, err))
        return false;
    double *d = KERNEL_SCRATCH(k, double, path.count + count);
    const bool is_flat =
        directrix->kind == KERNEL_CURVE_GRADIENT; // its distances are those of the plan
    for (int i = 1; i < path.count; i++) {
        const DVec3 v = dvec_sub(path.points[i], path.points[i - 1]);
        sum += is_flat ? hypot(v.x, v.y) : dvec_length(v);
        d[i] = sum;
    }
    const double first = sections[0].distance, last = sections[count - 1].distance;
    int have = 0;
    for (int i = 0; i < path.count; i++) {
        const double at = sum > 0 ? d[i] / sum * length : 0;
        if (at > first + k->precision && at < last - k->precision) d[have++] = at;
    }
    for (int i = 0; i < count; i++) d[have++] = sections[i].distance;
    qsort(d, (size_t)have, sizeof *d, compare_doubles);
    int kept = 0;
    for (int i = 0; i < have; i++) {
        if (kept && d[i] - d[kept - 1] <= k->precision) continue;
        d[kept++] = d[i];
    }
    *out = d;
    *out_count = kept;
    return true;
}

bool kernel_solid_sections_along(const Kernel *k, const KernelCurve *directrix,
                                 const KernelSection *sections, int count, KernelMesh *out,
                                 Err *err)
{
    if (!kernel_check(k, err)) return false;
    bool ok = count >= 2 && count < kernel_points_max(k);
    for (int i = 0; ok && i < count; i++) {
        const KernelSection *s = sections + i;
        ok = s->profile && kernel_is_sane(s->distance) && kernel_is_sane(s->left) &&
             kernel_is_sane(s->up) && (!i || s->distance >= sections[i - 1].distance);
    }
    if (!ok || !(sections[count - 1].distance > sections[0].distance)) {
        err_set(err, ERR_FORMAT,
                "sections along a directrix: at least two at growing distances expected");
        return false;
    }
    const ArenaMark mark = arena_mark(k->scratch);
    KernelProfile *given = KERNEL_SCRATCH(k, KernelProfile, count),
                  *matched = KERNEL_SCRATCH(k, KernelProfile, count);
    for (int i = 0; i < count; i++) given[i] = *sections[i].profile;
    double *distances = NULL;
    int stations = 0;
    ok = loft_match(k, given, count, matched, err) &&
         station_distances(k, directrix, sections, count, &distances, &stations, err);
    int64_t points = 0;
    for (int r = 0; ok && r < matched[0].region_count; r++)
        points += matched[0].regions[r].point_count;
    if (ok && too_large(k, points * stations, err)) ok = false;
    DPlace *places = ok ? KERNEL_SCRATCH(k, DPlace, stations) : NULL;
    KernelProfile *all = ok ? KERNEL_SCRATCH(k, KernelProfile, stations) : NULL;
    ok = ok && kernel_curve_places(k, directrix, distances, stations, places, err);
    for (int i = 0, at = 0; ok && i < stations; i++) {
        while (at + 2 < count && sections[at + 1].distance <= distances[i]) at++;
        const KernelSection *s = sections + at;
        const double width = s[1].distance - s[0].distance,
                     u = width > 0 ? kernel_clamp((distances[i] - s[0].distance) / width, 0, 1) : 1;
        const DPlace p = places[i];
        const double left = s[0].left + (s[1].left - s[0].left) * u,
                     up = s[0].up + (s[1].up - s[0].up) * u;
        places[i] = (DPlace){ p.y_axis, p.z_axis, p.x_axis,
                              dvec_add(p.origin, dvec_add(dvec_scale(p.y_axis, left),
                                                          dvec_scale(p.z_axis, up))) };
        all[i] =
            (KernelProfile){ .regions = KERNEL_SCRATCH(k, KernelRegion, matched[0].region_count),
                             .region_count = matched[0].region_count,
                             .is_open = matched[0].is_open };
        for (int r = 0; r < matched[0].region_count; r++) {
            const KernelRegion *x = matched[at].regions + r, *y = matched[at + 1].regions + r;
            KernelRegion *z = all[i].regions + r;
            *z = *x;
            z->points = KERNEL_SCRATCH(k, DVec2, x->point_count);
            for (int j = 0; j < x->point_count; j++) {
                z->points[j] = (DVec2){ x->points[j].x + (y->points[j].x - x->points[j].x) * u,
                                        x->points[j].y + (y->points[j].y - x->points[j].y) * u };
            }
        }
    }
    ok = ok && sections_loft(k, all, places, stations, out, err);
    arena_release(k->scratch, mark);
    return ok;
}
