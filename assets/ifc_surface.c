// SPDX-License-Identifier: Apache-2.0
// ifc_surface.c - surface instances to the kernel's surfaces; bounded surfaces as meshes.
#include "assets/ifc_reader.h"
#include "assets/kernel_solid.h"

static DVec3 *ifc_surface_moved_points(IfcReader *r, const DVec3 *points, int count,
                                       const DPlace *place)
{
    DVec3 *out = ARENA_ARRAY(&r->tree, DVec3, count + 1);
    for (int i = 0; i < count; i++) out[i] = dplace_point(place, points[i]);
    return out;
}

// A copy of a curve in other axes; kinds that cannot be moved as they are become polylines.
static bool ifc_surface_moved(IfcReader *r, const KernelCurve *curve, const DPlace *place,
                              int depth, const KernelCurve **out, Err *err)
{
    KernelCurve *c = arena_alloc(&r->tree, sizeof *c);
    *c = *curve;
    *out = c;
    if (depth > IFC_READER_DEPTH_MAX) {
        err_set(err, ERR_FORMAT, "curves nested deeper than %d", IFC_READER_DEPTH_MAX);
        return false;
    }
    switch (curve->kind) {
    case KERNEL_CURVE_LINE:
        c->of.line.origin = dplace_point(place, curve->of.line.origin);
        c->of.line.direction = ifc_place_turn(place, curve->of.line.direction);
        return true;
    case KERNEL_CURVE_POLYLINE:
        c->of.polyline.points =
            ifc_surface_moved_points(r, curve->of.polyline.points, curve->of.polyline.count, place);
        return true;
    case KERNEL_CURVE_CONIC:
        c->of.conic.place = ifc_place_multiply(place, &curve->of.conic.place);
        return true;
    case KERNEL_CURVE_SPLINE:
        c->of.spline.points = ifc_surface_moved_points(r, curve->of.spline.points,
                                                       curve->of.spline.point_count, place);
        return true;
    case KERNEL_CURVE_POLYNOMIAL:
        c->of.polynomial.place = ifc_place_multiply(place, &curve->of.polynomial.place);
        return true;
    case KERNEL_CURVE_INDEXED:
        c->of.indexed.points = ifc_surface_moved_points(r, curve->of.indexed.points,
                                                        curve->of.indexed.point_count, place);
        return true;
    case KERNEL_CURVE_TRIMMED:
        c->of.trimmed.from.point = dplace_point(place, curve->of.trimmed.from.point);
        c->of.trimmed.to.point = dplace_point(place, curve->of.trimmed.to.point);
        return ifc_surface_moved(r, curve->of.trimmed.basis, place, depth + 1, &c->of.trimmed.basis,
                                 err);
    case KERNEL_CURVE_COMPOSITE: {
        KernelCurveUse *uses = ARENA_ARRAY(&r->tree, KernelCurveUse, curve->of.composite.count + 1);
        for (int i = 0; i < curve->of.composite.count; i++) {
            uses[i] = curve->of.composite.segments[i];
            if (!ifc_surface_moved(r, curve->of.composite.segments[i].curve, place, depth + 1,
                                   &uses[i].curve, err))
                return false;
        }
        c->of.composite.segments = uses;
        return true;
    }
    default: {
        KernelPath path;
        if (!kernel_curve_path(&r->k, curve, &path, err)) return false;
        DVec3 *points = ARENA_ARRAY(&r->tree, DVec3, path.count + 1);
        for (int i = 0; i < path.count; i++) points[i] = dplace_point(place, path.points[i]);
        if (path.is_closed) points[path.count] = points[0];
        *c = (KernelCurve){ .kind = KERNEL_CURVE_POLYLINE,
                            .of.polyline = { .points = points,
                                             .count = path.count + path.is_closed } };
        return true;
    }
    }
}

// The curve of the profile that is swept.
static bool ifc_surface_swept_curve(IfcReader *r, uint32_t id, int depth, const KernelCurve **out,
                                    Err *err)
{
    StepArgs args;
    IfcType type;
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    if (type == IFCARBITRARYOPENPROFILEDEF || type == IFCARBITRARYCLOSEDPROFILEDEF ||
        type == IFCARBITRARYPROFILEDEFWITHVOIDS || type == IFCCENTERLINEPROFILEDEF) {
        return ifc_curve_read(r, step_arg_ref(&args, 2), depth + 1, out, err);
    }
    KernelProfile profile;
    if (!ifc_profile_read(r, id, depth + 1, &profile, err)) return false;
    if (profile.region_count < 1 || profile.regions[0].ring_count < 1) {
        err_set(err, ERR_FORMAT, "#%u: an empty profile", id);
        return false;
    }
    const KernelRegion *region = &profile.regions[0];
    const int count = region->ring_counts[0];
    DVec3 *points = ARENA_ARRAY(&r->tree, DVec3, count + 1);
    for (int i = 0; i <= count; i++)
        points[i] = dvec_make(region->points[i % count].x, region->points[i % count].y, 0);
    KernelCurve *curve = arena_alloc(&r->tree, sizeof *curve);
    curve->kind = KERNEL_CURVE_POLYLINE;
    curve->of.polyline.points = points;
    curve->of.polyline.count = count + 1;
    *out = curve;
    return true;
}

static double *ifc_surface_knots(IfcReader *r, const StepArgs *args, int multiplicities, int knots,
                                 int want)
{
    int m_count = 0, k_count = 0, at = 0;
    const double *m = ifc_reader_reals(r, args, multiplicities, &m_count),
                 *k = ifc_reader_reals(r, args, knots, &k_count);
    double *out = ARENA_ARRAY(&r->tree, double, want + 1);
    if (m_count != k_count) return NULL;
    for (int i = 0; i < m_count; i++) {
        if (!(m[i] >= 1 && m[i] <= want - at)) return NULL;
        for (int j = 0; j < (int)m[i]; j++) out[at++] = k[i];
    }
    return at == want ? out : NULL;
}

static bool ifc_surface_spline(IfcReader *r, uint32_t id, IfcType type, const StepArgs *args,
                               KernelSurface *out, Err *err)
{
    int64_t degrees[2] = { 0 };
    int total = 0, rows = 0, columns = 0;
    step_arg_int(args, 0, &degrees[0]);
    step_arg_int(args, 1, &degrees[1]);
    StepCursor list;
    StepToken token;
    if (step_arg_list(args, 2, &list)) {
        for (int depth = 1; depth > 0;) {
            const StepKind kind = step_next(&list, &token);
            if (kind == STEP_NONE) break;
            rows += kind == STEP_OPEN;
            depth += kind == STEP_OPEN ? 1 : kind == STEP_CLOSE ? -1 : 0;
        }
    }
    const uint32_t *ids = ifc_reader_refs(r, args, 2, &total);
    columns = rows ? total / rows : 0;
    if (rows < 2 || columns < 2 || rows * columns != total || degrees[0] < 1 ||
        degrees[0] >= rows || degrees[1] < 1 || degrees[1] >= columns || degrees[0] > 25 ||
        degrees[1] > 25) {
        err_set(err, ERR_FORMAT, "#%u: %d control points in %d rows, degrees %lld and %lld", id,
                total, rows, (long long)degrees[0], (long long)degrees[1]);
        return false;
    }
    DVec3 *points = ARENA_ARRAY(&r->tree, DVec3, total);
    for (int i = 0; i < total; i++) {
        if (!ifc_place_point(r, ids[i], &points[i], err)) return false;
    }
    out->kind = KERNEL_SURFACE_SPLINE;
    out->points = points;
    out->u_count = rows;
    out->v_count = columns;
    out->u_degree = (int)degrees[0];
    out->v_degree = (int)degrees[1];
    out->u_knots = ifc_surface_knots(r, args, 7, 9, rows + out->u_degree + 1);
    out->v_knots = ifc_surface_knots(r, args, 8, 10, columns + out->v_degree + 1);
    if (!out->u_knots || !out->v_knots) {
        err_set(err, ERR_FORMAT, "#%u: the knots do not fit the control points", id);
        return false;
    }
    if (type == IFCRATIONALBSPLINESURFACEWITHKNOTS) {
        int weights = 0;
        out->weights = ifc_reader_reals(r, args, 12, &weights);
        if (weights != total) {
            err_set(err, ERR_FORMAT, "#%u: %d weights for %d points", id, weights, total);
            return false;
        }
    }
    return true;
}

bool ifc_surface_is(const IfcReader *r, IfcType type)
{
    return ifc_schema_is(&r->m->schema, type, IFCSURFACE);
}

bool ifc_surface_read(IfcReader *r, uint32_t id, int depth, KernelSurface *out, Err *err)
{
    StepArgs args;
    IfcType type;
    if (depth > IFC_READER_DEPTH_MAX) {
        err_set(err, ERR_FORMAT, "#%u: surfaces nested deeper than %d, or a cycle", id,
                IFC_READER_DEPTH_MAX);
        return false;
    }
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    *out = (KernelSurface){ .place = ifc_place_identity() };
    double radius = 0, minor = 0;
    step_arg_real(&args, 1, &radius);
    step_arg_real(&args, 2, &minor);
    out->radius = radius * r->unit;
    out->minor_radius = minor * r->unit;
    switch (type) {
    case IFCPLANE: out->kind = KERNEL_SURFACE_PLANE; break;
    case IFCCYLINDRICALSURFACE: out->kind = KERNEL_SURFACE_CYLINDER; break;
    case IFCSPHERICALSURFACE: out->kind = KERNEL_SURFACE_SPHERE; break;
    case IFCTOROIDALSURFACE: out->kind = KERNEL_SURFACE_TORUS; break;
    case IFCSURFACEOFLINEAREXTRUSION:
    case IFCSURFACEOFREVOLUTION: {
        DPlace place, axis;
        const KernelCurve *curve = NULL;
        if (!ifc_place_axes(r, step_arg_ref(&args, 1), &place, err) ||
            !ifc_surface_swept_curve(r, step_arg_ref(&args, 0), depth, &curve, err) ||
            !ifc_surface_moved(r, curve, &place, 0, &out->curve, err)) {
            return false;
        }
        if (type == IFCSURFACEOFREVOLUTION) {
            if (!ifc_place_axes(r, step_arg_ref(&args, 2), &axis, err)) return false;
            out->kind = KERNEL_SURFACE_REVOLUTION;
            out->place = ifc_place_multiply(&place, &axis);
            return true;
        }
        double length = 0;
        out->kind = KERNEL_SURFACE_EXTRUSION;
        if (!ifc_place_direction(r, step_arg_ref(&args, 2), &out->direction))
            out->direction = dvec_make(0, 0, 1);
        step_arg_real(&args, 3, &length);
        out->direction = dvec_scale(dvec_normalize(ifc_place_turn(&place, out->direction)),
                                    length > 0 ? length * r->unit : 1);
        return true;
    }
    case IFCBSPLINESURFACEWITHKNOTS:
    case IFCRATIONALBSPLINESURFACEWITHKNOTS:
        return ifc_surface_spline(r, id, type, &args, out, err);
    case IFCCURVEBOUNDEDPLANE:
    case IFCCURVEBOUNDEDSURFACE:
    case IFCRECTANGULARTRIMMEDSURFACE:
        return ifc_surface_read(r, step_arg_ref(&args, 0), depth + 1, out, err);
    default: return ifc_reader_unexpected(id, type, "a surface", err);
    }
    return ifc_place_axes(r, step_arg_ref(&args, 0), &out->place, err);
}

// Boundaries of a plane are in its own two coordinates; of other surfaces in space.
static bool ifc_surface_bounded(IfcReader *r, IfcType type, const StepArgs *args, KernelMesh *out,
                                Err *err)
{
    KernelSurface surface;
    int count = 0;
    if (!ifc_surface_read(r, step_arg_ref(args, 0), 0, &surface, err)) return false;
    uint32_t *ids = NULL;
    if (type == IFCCURVEBOUNDEDPLANE) {
        int inner = 0;
        const uint32_t *holes = ifc_reader_refs(r, args, 2, &inner);
        ids = ARENA_ARRAY(&r->tree, uint32_t, inner + 1);
        ids[count++] = step_arg_ref(args, 1);
        for (int i = 0; i < inner; i++) ids[count++] = holes[i];
    } else {
        ids = ifc_reader_refs(r, args, 1, &count);
    }
    KernelPath *rings = ARENA_ARRAY(&r->tree, KernelPath, count + 1);
    for (int i = 0; i < count; i++) {
        if (!ifc_curve_path(r, ids[i], &rings[i], err)) return false;
        for (int p = 0; type == IFCCURVEBOUNDEDPLANE && p < rings[i].count; p++)
            rings[i].points[p] = dplace_point(&surface.place, rings[i].points[p]);
        if (!rings[i].is_closed && rings[i].count > 3 &&
            dvec_length(dvec_sub(rings[i].points[0], rings[i].points[rings[i].count - 1])) <
                10 * r->k.precision) {
            rings[i].count--;
        }
        rings[i].is_closed = true;
    }
    if (count == 0) {
        double u0 = 0, u1 = 0, v0 = 0, v1 = 0;
        return kernel_surface_domain(&r->k, &surface, &u0, &u1, &v0, &v1, err) &&
               kernel_surface_patch(&r->k, &surface, u0, u1, v0, v1, out, err);
    }
    return kernel_surface_bounded(&r->k, &surface, rings, count, out, err);
}

static bool ifc_surface_rectangle(IfcReader *r, const StepArgs *args, KernelMesh *out, Err *err)
{
    KernelSurface s;
    double p[4] = { 0 }; // u1 v1 u2 v2
    if (!ifc_surface_read(r, step_arg_ref(args, 0), 0, &s, err)) return false;
    for (int i = 0; i < 4; i++) step_arg_real(args, 1 + i, &p[i]);
    const bool u_is_angle = s.kind != KERNEL_SURFACE_PLANE && s.kind != KERNEL_SURFACE_EXTRUSION &&
                            s.kind != KERNEL_SURFACE_SPLINE;
    const bool v_is_angle = s.kind == KERNEL_SURFACE_SPHERE || s.kind == KERNEL_SURFACE_TORUS;
    const bool v_is_length = s.kind == KERNEL_SURFACE_PLANE || s.kind == KERNEL_SURFACE_CYLINDER ||
                             s.kind == KERNEL_SURFACE_CONE;
    for (int i = 0; i < 4; i += 2) {
        p[i] *= u_is_angle ? r->angle : s.kind == KERNEL_SURFACE_PLANE ? r->unit : 1;
        p[i + 1] *= v_is_angle ? r->angle : v_is_length ? r->unit : 1;
    }
    return kernel_surface_patch(&r->k, &s, p[0], p[2], p[1], p[3], out, err);
}

bool ifc_surface_mesh(IfcReader *r, uint32_t id, KernelMesh *out, Err *err)
{
    StepArgs args;
    IfcType type;
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    switch (type) {
    case IFCCURVEBOUNDEDPLANE:
    case IFCCURVEBOUNDEDSURFACE: return ifc_surface_bounded(r, type, &args, out, err);
    case IFCRECTANGULARTRIMMEDSURFACE: return ifc_surface_rectangle(r, &args, out, err);
    case IFCSURFACEOFLINEAREXTRUSION: {
        KernelProfile profile;
        DPlace place;
        DVec3 direction;
        double depth = 0;
        if (!ifc_profile_read(r, step_arg_ref(&args, 0), 0, &profile, err) ||
            !ifc_place_axes(r, step_arg_ref(&args, 1), &place, err))
            return false;
        if (!ifc_place_direction(r, step_arg_ref(&args, 2), &direction))
            direction = dvec_make(0, 0, 1);
        step_arg_real(&args, 3, &depth);
        return kernel_solid_extrude(&r->k, &profile, direction, depth * r->unit, out, err) &&
               kernel_mesh_place(out, &place, err);
    }
    case IFCSURFACEOFREVOLUTION: {
        KernelProfile profile;
        DPlace place, axis;
        if (!ifc_profile_read(r, step_arg_ref(&args, 0), 0, &profile, err) ||
            !ifc_place_axes(r, step_arg_ref(&args, 1), &place, err) ||
            !ifc_place_axes(r, step_arg_ref(&args, 2), &axis, err)) {
            return false;
        }
        return kernel_solid_revolve(&r->k, &profile, axis.origin, axis.z_axis, 2 * DVEC_PI, out,
                                    err) &&
               kernel_mesh_place(out, &place, err);
    }
    default: {
        KernelSurface surface;
        double u0 = 0, u1 = 0, v0 = 0, v1 = 0;
        if (!ifc_surface_read(r, id, 0, &surface, err)) return false;
        if (surface.kind == KERNEL_SURFACE_PLANE || surface.kind == KERNEL_SURFACE_CYLINDER) {
            err_set(err, ERR_UNSUPPORTED, "#%u: %s without bounds", id, ifc_schema_type_name(type));
            return false;
        }
        return kernel_surface_domain(&r->k, &surface, &u0, &u1, &v0, &v1, err) &&
               kernel_surface_patch(&r->k, &surface, u0, u1, v0, v1, out, err);
    }
    }
}
