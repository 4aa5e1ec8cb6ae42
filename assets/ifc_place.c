// SPDX-License-Identifier: Apache-2.0
// ifc_place.c - points, directions and placements: by axes, relative, on grids and along curves.
#include "assets/ifc_reader.h"
#include "base/array.h"
#include <stdlib.h>
#include <string.h>

enum { IFC_PLACE_CHAIN_MAX = 512 };

DPlace ifc_place_identity(void)
{
    return (DPlace){ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 0, 0, 0 } };
}

DVec3 ifc_place_turn(const DPlace *a, DVec3 v)
{
    return dvec_add(dvec_add(dvec_scale(a->x_axis, v.x), dvec_scale(a->y_axis, v.y)),
                    dvec_scale(a->z_axis, v.z));
}

DPlace ifc_place_multiply(const DPlace *a, const DPlace *b)
{
    return (DPlace){ ifc_place_turn(a, b->x_axis), ifc_place_turn(a, b->y_axis),
                     ifc_place_turn(a, b->z_axis), dplace_point(a, b->origin) };
}

double ifc_place_determinant(const DPlace *a)
{
    return dvec_dot(a->x_axis, dvec_cross(a->y_axis, a->z_axis));
}

bool ifc_place_inverse(const DPlace *a, DPlace *out)
{
    return dplace_inverse(a, 1e-18, out);
}

bool ifc_place_is_rigid(const DPlace *a)
{
    const double e = 1e-9;
    return fabs(dvec_dot(a->x_axis, a->x_axis) - 1) < e &&
           fabs(dvec_dot(a->y_axis, a->y_axis) - 1) < e &&
           fabs(dvec_dot(a->z_axis, a->z_axis) - 1) < e &&
           fabs(dvec_dot(a->x_axis, a->y_axis)) < e && fabs(dvec_dot(a->y_axis, a->z_axis)) < e &&
           fabs(dvec_dot(a->x_axis, a->z_axis)) < e;
}

static bool ifc_place_coordinates(IfcReader *r, uint32_t id, IfcType wanted, double out[3])
{
    const int row = id ? step_file_find(r->m->file, id) : -1;
    if (row < 0 || ifc_model_type(r->m, row) != wanted || --r->budget <= 0) return false;
    StepCursor cursor = step_file_cursor(r->m->file, row);
    StepToken token;
    int count = 0;
    out[0] = out[1] = out[2] = 0;
    if (step_next(&cursor, &token) != STEP_OPEN) return false;
    while (count < 3) {
        const StepKind kind = step_next(&cursor, &token);
        if (kind != STEP_REAL && kind != STEP_INT) break;
        out[count++] = token.real;
    }
    return count > 0;
}

bool ifc_place_point(IfcReader *r, uint32_t id, DVec3 *out, Err *err)
{
    double c[3];
    if (ifc_place_coordinates(r, id, IFCCARTESIANPOINT, c)) {
        *out = dvec_make(c[0] * r->unit, c[1] * r->unit, c[2] * r->unit);
        if (kernel_is_sane_point(*out)) return true;
        err_set(err, ERR_RANGE, "#%u: coordinates past 1e12 m", id);
        return false;
    }
    StepArgs args;
    IfcType type;
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    if (type == IFCVERTEXPOINT) {
        const uint32_t inner = step_arg_ref(&args, 0);
        if (ifc_place_coordinates(r, inner, IFCCARTESIANPOINT, c)) {
            *out = dvec_make(c[0] * r->unit, c[1] * r->unit, c[2] * r->unit);
            return kernel_is_sane_point(*out);
        }
    }
    if (type == IFCPOINTBYDISTANCEEXPRESSION) {
        DPlace place;
        double distance = 0, offsets[3];
        if (!ifc_place_distance(r, id, &distance, offsets, &place, err)) return false;
        *out = place.origin;
        return true;
    }
    if (type == IFCPOINTONCURVE) {
        const KernelCurve *curve = NULL;
        double parameter = 0;
        step_arg_real(&args, 1, &parameter);
        return ifc_curve_read(r, step_arg_ref(&args, 0), 0, &curve, err) &&
               kernel_curve_point(&r->k, curve, parameter, out, err);
    }
    return ifc_reader_unexpected(id, type, "a point", err);
}

bool ifc_place_direction(IfcReader *r, uint32_t id, DVec3 *out)
{
    double c[3];
    if (!ifc_place_coordinates(r, id, IFCDIRECTION, c)) return false;
    *out = dvec_make(c[0], c[1], c[2]);
    const double length = dvec_length(*out);
    return length > 1e-12 && length < 1e12;
}

bool ifc_place_vector(IfcReader *r, uint32_t id, DVec3 *out, Err *err)
{
    StepArgs args;
    IfcType type;
    double magnitude = 1;
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    if (type != IFCVECTOR) return ifc_reader_unexpected(id, type, "a vector", err);
    if (!ifc_place_direction(r, step_arg_ref(&args, 0), out)) {
        err_set(err, ERR_FORMAT, "#%u: a vector without direction", id);
        return false;
    }
    step_arg_real(&args, 1, &magnitude);
    *out = dvec_scale(dvec_normalize(*out), magnitude * r->unit);
    return true;
}

DPlace ifc_place_from_axes(DVec3 origin, DVec3 axis, DVec3 reference)
{
    const DVec3 z = dvec_length(axis) > 0 ? dvec_normalize(axis) : dvec_make(0, 0, 1);
    DVec3 x = dvec_sub(reference, dvec_scale(z, dvec_dot(reference, z)));
    if (!(dvec_length(x) > 1e-9 * (1 + dvec_length(reference)))) {
        // IfcFirstProjAxis: x of the parent, or y where z lies along it.
        const DVec3 other = fabs(z.x) < 0.9999999 ? dvec_make(1, 0, 0) : dvec_make(0, 1, 0);
        x = dvec_sub(other, dvec_scale(z, dvec_dot(other, z)));
    }
    x = dvec_normalize(x);
    return (DPlace){ x, dvec_cross(z, x), z, origin };
}

bool ifc_place_distance(IfcReader *r, uint32_t id, double *distance, double offsets[3], DPlace *out,
                        Err *err)
{
    StepArgs args;
    IfcType type;
    const KernelCurve *curve = NULL;
    StepToken token;
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    if (type != IFCPOINTBYDISTANCEEXPRESSION)
        return ifc_reader_unexpected(id, type, "a distance along a curve", err);
    *distance = 0;
    step_arg_real(&args, 0, distance);
    for (int i = 0; i < 3; i++) {
        offsets[i] = 0;
        step_arg_real(&args, 1 + i, &offsets[i]);
        offsets[i] *= r->unit;
    }
    if (!ifc_curve_read(r, step_arg_ref(&args, 4), 0, &curve, err)) return false;
    if (step_arg(&args, 0, &token) == STEP_TYPED && step_text_is(token.text, "IFCPARAMETERVALUE")) {
        // Of a curve whose parameter is no length.
        DVec3 point;
        double first = 0, last = 0, length = 0;
        if (!kernel_curve_point(&r->k, curve, *distance, &point, err) ||
            !kernel_curve_domain(&r->k, curve, &first, &last, err) ||
            !kernel_curve_length(&r->k, curve, &length, err) || last <= first) {
            return false;
        }
        *distance = (*distance - first) / (last - first) * length;
    } else {
        *distance *= r->unit;
    }
    *distance += offsets[2];
    if (!kernel_curve_place(&r->k, curve, *distance, out, err)) return false;
    out->origin = dvec_add(out->origin, dvec_add(dvec_scale(out->y_axis, offsets[0]),
                                                 dvec_scale(out->z_axis, offsets[1])));
    return true;
}

bool ifc_place_axes(IfcReader *r, uint32_t id, DPlace *out, Err *err)
{
    StepArgs args;
    IfcType type;
    DVec3 origin, axis = { 0 }, reference = { 0 };
    if (id == 0) {
        *out = ifc_place_identity();
        return true;
    }
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    if (type == IFCAXIS2PLACEMENTLINEAR) {
        double distance = 0, offsets[3];
        DPlace place;
        if (!ifc_place_distance(r, step_arg_ref(&args, 0), &distance, offsets, &place, err))
            return false;
        const bool has_axis = ifc_place_direction(r, step_arg_ref(&args, 1), &axis),
                   has_reference = ifc_place_direction(r, step_arg_ref(&args, 2), &reference);
        if (has_axis || has_reference) {
            // Directions are meant in the axes of the curve at that place.
            place = ifc_place_from_axes(
                place.origin, has_axis ? ifc_place_turn(&place, axis) : place.z_axis,
                has_reference ? ifc_place_turn(&place, reference) : place.x_axis);
        }
        *out = place;
        return true;
    }
    if (type != IFCAXIS2PLACEMENT3D && type != IFCAXIS2PLACEMENT2D && type != IFCAXIS1PLACEMENT) {
        return ifc_reader_unexpected(id, type, "an axis placement", err);
    }
    if (!ifc_place_point(r, step_arg_ref(&args, 0), &origin, err)) return false;
    if (type == IFCAXIS2PLACEMENT2D) {
        if (!ifc_place_direction(r, step_arg_ref(&args, 1), &reference))
            reference = dvec_make(1, 0, 0);
        reference.z = 0;
        *out = ifc_place_from_axes(origin, dvec_make(0, 0, 1), reference);
        return true;
    }
    if (!ifc_place_direction(r, step_arg_ref(&args, 1), &axis)) axis = dvec_make(0, 0, 1);
    if (type == IFCAXIS2PLACEMENT3D) ifc_place_direction(r, step_arg_ref(&args, 2), &reference);
    *out = ifc_place_from_axes(origin, axis, reference);
    return true;
}

bool ifc_place_axes2(IfcReader *r, uint32_t id, KernelPlace2 *out, Err *err)
{
    DPlace p;
    if (!ifc_place_axes(r, id, &p, err)) return false;
    *out = (KernelPlace2){ { p.x_axis.x, p.x_axis.y },
                           { p.y_axis.x, p.y_axis.y },
                           { p.origin.x, p.origin.y } };
    return true;
}

bool ifc_place_operator(IfcReader *r, uint32_t id, DPlace *out, Err *err)
{
    StepArgs args;
    IfcType type;
    DVec3 origin, axes[3] = { { 0 } };
    if (id == 0) {
        *out = ifc_place_identity();
        return true;
    }
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    const bool is_plane = ifc_schema_is(&r->m->schema, type, IFCCARTESIANTRANSFORMATIONOPERATOR2D);
    if (!is_plane && !ifc_schema_is(&r->m->schema, type, IFCCARTESIANTRANSFORMATIONOPERATOR3D))
        return ifc_reader_unexpected(id, type, "a transformation", err);
    if (!ifc_place_point(r, step_arg_ref(&args, 2), &origin, err)) return false;
    const bool has_x = ifc_place_direction(r, step_arg_ref(&args, 0), &axes[0]),
               has_y = ifc_place_direction(r, step_arg_ref(&args, 1), &axes[1]);
    double scale[3] = { 1, 1, 1 };
    step_arg_real(&args, 3, &scale[0]);
    scale[1] = scale[2] = scale[0];
    if (is_plane) {
        DVec3 x = has_x ? dvec_normalize(axes[0]) : dvec_make(1, 0, 0);
        if (!has_x && has_y) x = dvec_make(axes[1].y, -axes[1].x, 0);
        x = dvec_normalize(x);
        DVec3 y = dvec_make(-x.y, x.x, 0);
        if (has_y && dvec_dot(y, axes[1]) < 0) y = dvec_scale(y, -1); // a mirror
        if (type == IFCCARTESIANTRANSFORMATIONOPERATOR2DNONUNIFORM)
            step_arg_real(&args, 4, &scale[1]);
        *out = (DPlace){
            dvec_scale(x, scale[0]), dvec_scale(y, scale[1]), { 0, 0, scale[0] }, origin
        };
        return true;
    }
    const bool has_z = ifc_place_direction(r, step_arg_ref(&args, 4), &axes[2]);
    const DPlace base = ifc_place_from_axes(origin,
                                            has_z            ? axes[2]
                                            : has_x && has_y ? dvec_cross(axes[0], axes[1])
                                                             : dvec_make(0, 0, 1),
                                            has_x ? axes[0] : dvec_make(1, 0, 0));
    DVec3 y = base.y_axis;
    if (has_y && dvec_dot(y, axes[1]) < 0) y = dvec_scale(y, -1);
    if (type == IFCCARTESIANTRANSFORMATIONOPERATOR3DNONUNIFORM) {
        step_arg_real(&args, 5, &scale[1]);
        step_arg_real(&args, 6, &scale[2]);
    }
    *out = (DPlace){ dvec_scale(base.x_axis, scale[0]), dvec_scale(y, scale[1]),
                     dvec_scale(base.z_axis, scale[2]), origin };
    return true;
}

// The straight line of a grid axis: a point and a unit direction.
static bool ifc_place_grid_axis(IfcReader *r, uint32_t id, DVec3 *point, DVec3 *direction, Err *err)
{
    StepArgs args;
    IfcType type;
    KernelPath path;
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    if (type != IFCGRIDAXIS) return ifc_reader_unexpected(id, type, "a grid axis", err);
    const uint32_t curve_id = step_arg_ref(&args, 1);
    StepArgs curve;
    if (!ifc_reader_args(r, curve_id, &curve, &type, err)) return false;
    if (type == IFCLINE) {
        if (!ifc_place_point(r, step_arg_ref(&curve, 0), point, err) ||
            !ifc_place_vector(r, step_arg_ref(&curve, 1), direction, err))
            return false;
    } else {
        if (!ifc_curve_path(r, curve_id, &path, err)) return false;
        *point = path.points[0];
        *direction = dvec_sub(path.points[path.count - 1], path.points[0]);
    }
    *direction = dvec_normalize(*direction);
    if (!step_arg_bool(&args, 2, true)) *direction = dvec_scale(*direction, -1);
    return dvec_length(*direction) > 0.5;
}

static bool ifc_place_grid_point(IfcReader *r, uint32_t id, DVec3 *out, DVec3 *along, Err *err)
{
    StepArgs args;
    IfcType type;
    uint32_t axes[2];
    DVec3 p[2], d[2];
    double offsets[3] = { 0 };
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    if (type != IFCVIRTUALGRIDINTERSECTION)
        return ifc_reader_unexpected(id, type, "a grid intersection", err);
    if (step_arg_refs(&args, 0, axes, 2) != 2) {
        err_set(err, ERR_FORMAT, "#%u: expected two grid axes", id);
        return false;
    }
    step_arg_reals(&args, 1, offsets, 3);
    for (int i = 0; i < 2; i++) {
        if (!ifc_place_grid_axis(r, axes[i], &p[i], &d[i], err)) return false;
        // Offsets are to the left of the axis.
        p[i] = dvec_add(
            p[i], dvec_make(-d[i].y * offsets[i] * r->unit, d[i].x * offsets[i] * r->unit, 0));
    }
    const double cross = d[0].x * d[1].y - d[0].y * d[1].x;
    if (fabs(cross) < 1e-9) {
        err_set(err, ERR_FORMAT, "#%u: the grid axes are parallel", id);
        return false;
    }
    const double t = ((p[1].x - p[0].x) * d[1].y - (p[1].y - p[0].y) * d[1].x) / cross;
    *out = dvec_add(p[0], dvec_scale(d[0], t));
    out->z += offsets[2] * r->unit;
    *along = d[0];
    return true;
}

// The grid an axis belongs to, for its own placement; 0 when none is found.
static uint32_t ifc_place_grid_of(IfcReader *r, uint32_t intersection)
{
    StepArgs args;
    IfcType type;
    uint32_t axis = 0;
    if (!ifc_reader_args(r, intersection, &args, &type, NULL) ||
        step_arg_refs(&args, 0, &axis, 1) != 1)
        return 0;
    int count = 0;
    const int32_t *rows = ifc_model_rows(r->m, IFCGRID, &count);
    for (int i = 0; i < count; i++) {
        step_file_args(r->m->file, rows[i], &args);
        for (int list = 7; list < 10; list++) { // UAxes, VAxes, WAxes
            StepCursor cursor;
            StepToken token;
            if (!step_arg_list(&args, list, &cursor)) continue;
            for (StepKind kind;
                 (kind = step_next(&cursor, &token)) != STEP_NONE && kind != STEP_CLOSE;) {
                if (kind == STEP_REF && token.ref == axis) return step_arg_ref(&args, 5);
            }
        }
    }
    return 0;
}

static bool ifc_place_grid(IfcReader *r, IfcType type, const StepArgs *args, DPlace *out,
                           uint32_t *parent, Err *err)
{
    const IfcSchemaTable *t = &r->m->schema;
    const uint32_t location = step_arg_ref(args, ifc_schema_position(t, type, "PlacementLocation"));
    const uint32_t reference =
        step_arg_ref(args, ifc_schema_position(t, type, "PlacementRefDirection"));
    DVec3 origin, along, other, second = { 0 };
    if (!ifc_place_grid_point(r, location, &origin, &along, err)) return false;
    if (reference && ifc_place_grid_point(r, reference, &other, &second, NULL))
        along = dvec_sub(other, origin);
    else if (reference && ifc_place_direction(r, reference, &second))
        along = second;
    *out = ifc_place_from_axes(origin, dvec_make(0, 0, 1), along);
    if (!*parent) *parent = ifc_place_grid_of(r, location);
    return true;
}

// One placement in its parent, and the parent.
static bool ifc_place_local(IfcReader *r, uint32_t id, DPlace *out, uint32_t *parent, Err *err)
{
    StepArgs args;
    IfcType type;
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    const IfcSchemaTable *t = &r->m->schema;
    const int relative_to = ifc_schema_position(t, type, "PlacementRelTo");
    *parent = relative_to >= 0 ? step_arg_ref(&args, relative_to) : 0;
    if (type == IFCLOCALPLACEMENT) return ifc_place_axes(r, step_arg_ref(&args, 1), out, err);
    if (type == IFCGRIDPLACEMENT) return ifc_place_grid(r, type, &args, out, parent, err);
    if (type == IFCLINEARPLACEMENT) {
        if (ifc_place_axes(r, step_arg_ref(&args, 1), out, err)) return true;
        // The exporter's own answer, where the curve cannot be followed.
        const uint32_t fallback = step_arg_ref(&args, 2);
        return fallback && ifc_place_axes(r, fallback, out, NULL);
    }
    return ifc_reader_unexpected(id, type, "a placement", err);
}

static bool ifc_place_keep(IfcPlaceMemo *memo, uint32_t id, const DPlace *place)
{
    if (!array_reserve((void **)&memo->places, &memo->cap, memo->count + 1, sizeof *memo->places))
        return false;
    memo->places[memo->count] = *place;
    return hashmap_put(&memo->rows, id, (uint64_t)memo->count++);
}

bool ifc_place_object(IfcReader *r, IfcPlaceMemo *memo, uint32_t id, DPlace *out, Err *err)
{
    // Upwards until a known one, then down again: a chain of any length without recursion.
    uint32_t chain[IFC_PLACE_CHAIN_MAX];
    DPlace locals[IFC_PLACE_CHAIN_MAX];
    int count = 0;
    DPlace place = ifc_place_identity();
    for (uint32_t at = id; at;) {
        uint64_t row = 0;
        if (hashmap_get(&memo->rows, at, &row)) {
            place = memo->places[row];
            break;
        }
        if (count == IFC_PLACE_CHAIN_MAX) {
            err_set(err, ERR_FORMAT, "placement #%u: more than %d above it, or a cycle", id,
                    IFC_PLACE_CHAIN_MAX);
            return false;
        }
        uint32_t parent = 0;
        chain[count] = at;
        if (!ifc_place_local(r, at, &locals[count], &parent, err)) return false;
        count++;
        at = parent;
    }
    for (int i = count - 1; i >= 0; i--) {
        place = ifc_place_multiply(&place, &locals[i]);
        if (!ifc_place_keep(memo, chain[i], &place)) {
            err_set(err, ERR_MEMORY, "no memory for placements");
            return false;
        }
    }
    if (!kernel_is_sane_point(place.origin)) {
        err_set(err, ERR_RANGE, "placement #%u: past 1e12 m", id);
        return false;
    }
    *out = place;
    return true;
}

void ifc_place_memo_finish(IfcPlaceMemo *memo)
{
    hashmap_finish(&memo->rows);
    free(memo->places);
}

bool ifc_model_place(const IfcModel *m, int object, DPlace *out)
{
    IfcReader reader;
    IfcPlaceMemo memo = { 0 };
    if (object < 0 || m->objects.placements[object] == 0) return false;
    ifc_reader_init(&reader, m, 0.002, 0);
    reader.k.out = &reader.out;
    reader.k.scratch = &reader.scratch;
    const bool ok = ifc_place_object(&reader, &memo, m->objects.placements[object], out, NULL);
    ifc_place_memo_finish(&memo);
    ifc_reader_finish(&reader);
    return ok;
}
