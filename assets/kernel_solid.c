// SPDX-License-Identifier: Apache-2.0
// kernel_solid.c - extrusions, revolutions, primitives.
#include "assets/kernel_solid.h"
#include "assets/kernel_loft.h"

// Carries each region of a profile (blended to another one) through stations given by point().
typedef struct {
    const KernelProfile *from, *to;
    int stations;
    bool is_ring;
    DVec3 (*point)(const void *how, int station, DVec2 p);
    const void *how;
} Carry;

static bool carry(const Kernel *k, const Carry *c, KernelMesh *out, Err *err)
{
    KernelProfile both[2];
    if (!loft_match(k, (const KernelProfile[]){ *c->from, *c->to }, 2, both, err)) return false;
    const KernelProfile from = both[0], to = both[1];
    Triangulator t = { 0 };
    KernelMeshBuilder b;
    kernel_mesh_begin(&b, k);
    bool ok = true;
    for (int r = 0; ok && r < from.region_count; r++) {
        const KernelRegion *x = from.regions + r, *y = to.regions + r;
        if ((int64_t)x->point_count * c->stations > kernel_points_max(k)) {
            err_set(err, ERR_RANGE, "a swept body of more than %d points", kernel_points_max(k));
            ok = false;
            break;
        }
        DVec3 *points = KERNEL_SCRATCH(k, DVec3, (size_t)x->point_count * (size_t)c->stations);
        for (int s = 0; s < c->stations; s++) {
            const double u = c->stations > 1 ? (double)s / (c->stations - 1) : 0;
            for (int i = 0; i < x->point_count; i++) {
                const DVec2 a = x->points[i], z = y->points[i];
                const DVec2 p = s == c->stations - 1 && !c->is_ring
                                    ? z
                                    : (DVec2){ a.x + (z.x - a.x) * u, a.y + (z.y - a.y) * u };
                points[(size_t)s * (size_t)x->point_count + (size_t)i] = c->point(c->how, s, p);
            }
        }
        const Loft loft = { .first = x,
                            .last = y,
                            .points = points,
                            .stations = c->stations,
                            .is_ring = c->is_ring,
                            .is_open = from.is_open };
        ok = loft_add(&b, &t, &loft, err);
    }
    triangulate_finish(&t);
    return ok && loft_end(&b, !from.is_open, out, err);
}

static DVec3 extruded_point(const void *how, int station, DVec2 p)
{
    const DVec3 *along = how;
    return station ? dvec_make(p.x + along->x, p.y + along->y, along->z) : dvec_make(p.x, p.y, 0);
}

bool kernel_solid_extrude_tapered(const Kernel *k, const KernelProfile *from,
                                  const KernelProfile *to, DVec3 direction, double depth,
                                  KernelMesh *out, Err *err)
{
    if (!kernel_check(k, err)) return false;
    const double length = dvec_length(direction);
    const DVec3 along = dvec_scale(direction, depth / length);
    if (!kernel_is_sane_point(along) || !(fabs(depth) > 0) ||
        !(fabs(direction.z) > 1e-9 * length)) {
        err_set(err, ERR_FORMAT,
                "an extrusion by %g along (%g, %g, %g): depth or direction is wrong", depth,
                direction.x, direction.y, direction.z);
        return false;
    }
    const ArenaMark mark = arena_mark(k->scratch);
    const bool ok = carry(
        k,
        &(Carry){ .from = from, .to = to, .stations = 2, .point = extruded_point, .how = &along },
        out, err);
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_solid_extrude(const Kernel *k, const KernelProfile *profile, DVec3 direction,
                          double depth, KernelMesh *out, Err *err)
{
    return kernel_solid_extrude_tapered(k, profile, profile, direction, depth, out, err);
}

typedef struct {
    DVec3 origin, axis; // unit
    double angle, precision;
    int chords;
} Revolution;

static DVec3 revolved_point(const void *how, int station, DVec2 p)
{
    const Revolution *r = how;
    const DVec3 v = dvec_sub(dvec_make(p.x, p.y, 0), r->origin);
    const DVec3 on_axis = dvec_scale(r->axis, dvec_dot(v, r->axis)), off = dvec_sub(v, on_axis);
    if (dvec_length(off) <= r->precision) return dvec_add(r->origin, on_axis);
    return dvec_add(r->origin, kernel_turn(v, r->axis, r->angle * station / r->chords));
}

bool kernel_solid_revolve_tapered(const Kernel *k, const KernelProfile *from,
                                  const KernelProfile *to, DVec3 axis_origin, DVec3 axis_direction,
                                  double angle_rad, KernelMesh *out, Err *err)
{
    if (!kernel_check(k, err)) return false;
    Revolution r = { .origin = axis_origin,
                     .axis = dvec_normalize(axis_direction),
                     .angle = angle_rad,
                     .precision = k->precision };
    if (!kernel_is_sane_point(axis_origin) || !(dvec_length(r.axis) > 0.5) ||
        !(fabs(angle_rad) > 1e-9) || !kernel_is_sane(angle_rad)) {
        err_set(err, ERR_FORMAT, "a revolution by %g rad without an axis or angle", angle_rad);
        return false;
    }
    const bool is_ring = fabs(angle_rad) > 2 * DVEC_PI - 1e-7;
    if (is_ring) r.angle = 2 * DVEC_PI;
    double radius = 0;
    for (int i = 0; i < from->region_count; i++) {
        for (int p = 0; p < from->regions[i].point_count; p++) {
            const DVec3 v =
                dvec_sub(dvec_make(from->regions[i].points[p].x, from->regions[i].points[p].y, 0),
                         axis_origin);
            radius = fmax(radius, dvec_length(dvec_cross(v, r.axis)));
        }
    }
    if (!(radius > k->precision)) {
        err_set(err, ERR_FORMAT, "a revolution whose profile lies on the axis");
        return false;
    }
    r.chords = kernel_arc_chords(k, radius, r.angle);
    const ArenaMark mark = arena_mark(k->scratch);
    const Carry c = { .from = from,
                      .to = is_ring ? from : to,
                      .stations = r.chords + (is_ring ? 0 : 1),
                      .is_ring = is_ring,
                      .point = revolved_point,
                      .how = &r };
    const bool ok = carry(k, &c, out, err);
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_solid_revolve(const Kernel *k, const KernelProfile *profile, DVec3 axis_origin,
                          DVec3 axis_direction, double angle_rad, KernelMesh *out, Err *err)
{
    return kernel_solid_revolve_tapered(k, profile, profile, axis_origin, axis_direction, angle_rad,
                                        out, err);
}

static bool measures_are(const Kernel *k, double a, double b, double c, const char *what, Err *err)
{
    if (!kernel_check(k, err)) return false;
    if (a > 0 && b > 0 && c > 0 && kernel_is_sane(a) && kernel_is_sane(b) && kernel_is_sane(c))
        return true;
    err_set(err, ERR_FORMAT, "a %s of %g, %g, %g: every measure has to be above 0", what, a, b, c);
    return false;
}

bool kernel_solid_block(const Kernel *k, double x, double y, double z, KernelMesh *out, Err *err)
{
    if (!measures_are(k, x, y, z, "block", err)) return false;
    const ArenaMark mark = arena_mark(k->scratch);
    static const uint8_t faces[12][3] = { { 0, 3, 2 }, { 0, 2, 1 }, { 4, 5, 6 }, { 4, 6, 7 },
                                          { 0, 1, 5 }, { 0, 5, 4 }, { 1, 2, 6 }, { 1, 6, 5 },
                                          { 2, 3, 7 }, { 2, 7, 6 }, { 3, 0, 4 }, { 3, 4, 7 } };
    KernelMeshBuilder b;
    kernel_mesh_begin(&b, k);
    for (int i = 0; i < 8; i++)
        kernel_mesh_point(&b, dvec_make((i + 1) & 2 ? x : 0, i & 2 ? y : 0, i & 4 ? z : 0));
    for (int t = 0; t < 12; t++) kernel_mesh_triangle(&b, faces[t][0], faces[t][1], faces[t][2]);
    const bool ok = kernel_mesh_end(&b, out, err);
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_solid_pyramid(const Kernel *k, double x, double y, double height, KernelMesh *out,
                          Err *err)
{
    if (!measures_are(k, x, y, height, "pyramid", err)) return false;
    const ArenaMark mark = arena_mark(k->scratch);
    static const uint8_t faces[6][3] = { { 0, 3, 2 }, { 0, 2, 1 }, { 0, 1, 4 },
                                         { 1, 2, 4 }, { 2, 3, 4 }, { 3, 0, 4 } };
    KernelMeshBuilder b;
    kernel_mesh_begin(&b, k);
    for (int i = 0; i < 4; i++)
        kernel_mesh_point(&b, dvec_make((i + 1) & 2 ? x : 0, i & 2 ? y : 0, 0));
    kernel_mesh_point(&b, dvec_make(x / 2, y / 2, height));
    for (int t = 0; t < 6; t++) kernel_mesh_triangle(&b, faces[t][0], faces[t][1], faces[t][2]);
    const bool ok = kernel_mesh_end(&b, out, err);
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_solid_cylinder(const Kernel *k, double radius, double height, KernelMesh *out, Err *err)
{
    if (!measures_are(k, radius, radius, height, "cylinder", err)) return false;
    KernelProfile circle;
    return kernel_profile_make(k,
                               &(KernelProfileDesc){ .kind = KERNEL_PROFILE_ELLIPSE,
                                                     .width = radius,
                                                     .depth = radius },
                               &circle, err) &&
           kernel_solid_extrude(k, &circle, dvec_make(0, 0, 1), height, out, err);
}

bool kernel_solid_cone(const Kernel *k, double radius, double height, KernelMesh *out, Err *err)
{
    if (!measures_are(k, radius, radius, height, "cone", err)) return false;
    const ArenaMark mark = arena_mark(k->scratch);
    const int chords = kernel_arc_chords(k, radius, 2 * DVEC_PI);
    KernelMeshBuilder b;
    kernel_mesh_begin(&b, k);
    const uint32_t base = kernel_mesh_point(&b, dvec_make(0, 0, 0)),
                   tip = kernel_mesh_point(&b, dvec_make(0, 0, height));
    for (int i = 0; i < chords; i++) {
        const double a = 2 * DVEC_PI * i / chords;
        kernel_mesh_point(&b, dvec_make(radius * cos(a), radius * sin(a), 0));
    }
    for (int i = 0; i < chords; i++) {
        const uint32_t p = 2 + (uint32_t)i, q = 2 + (uint32_t)((i + 1) % chords);
        kernel_mesh_triangle(&b, base, q, p);
        kernel_mesh_triangle(&b, p, q, tip);
    }
    const bool ok = kernel_mesh_end(&b, out, err);
    arena_release(k->scratch, mark);
    return ok;
}

bool kernel_solid_sphere(const Kernel *k, double radius, KernelMesh *out, Err *err)
{
    if (!measures_are(k, radius, radius, radius, "sphere", err)) return false;
    const ArenaMark mark = arena_mark(k->scratch);
    const int around = kernel_arc_chords(k, radius, 2 * DVEC_PI), up = (around + 1) / 2;
    if ((int64_t)around * up > kernel_points_max(k)) {
        err_set(err, ERR_RANGE, "a sphere of more than %d points", kernel_points_max(k));
        return false;
    }
    KernelMeshBuilder b;
    kernel_mesh_begin(&b, k);
    const uint32_t south = kernel_mesh_point(&b, dvec_make(0, 0, -radius)),
                   north = kernel_mesh_point(&b, dvec_make(0, 0, radius));
    for (int v = 1; v < up; v++) {
        const double latitude = DVEC_PI * v / up - DVEC_PI / 2;
        for (int u = 0; u < around; u++) {
            const double a = 2 * DVEC_PI * u / around;
            kernel_mesh_point(&b,
                              dvec_make(radius * cos(latitude) * cos(a),
                                        radius * cos(latitude) * sin(a), radius * sin(latitude)));
        }
    }
    for (int u = 0; u < around; u++) {
        const uint32_t next = (uint32_t)((u + 1) % around), top = 2 + (uint32_t)((up - 2) * around);
        kernel_mesh_triangle(&b, south, 2 + next, 2 + (uint32_t)u);
        kernel_mesh_triangle(&b, north, top + (uint32_t)u, top + next);
        for (int v = 0; v + 2 < up; v++) {
            const uint32_t low = 2 + (uint32_t)(v * around), high = low + (uint32_t)around;
            kernel_mesh_triangle(&b, low + (uint32_t)u, low + next, high + next);
            kernel_mesh_triangle(&b, low + (uint32_t)u, high + next, high + (uint32_t)u);
        }
    }
    const bool ok = kernel_mesh_end(&b, out, err);
    arena_release(k->scratch, mark);
    return ok;
}
