// SPDX-License-Identifier: Apache-2.0
// ifc_curve.c - curve instances to the kernel's curve trees.
#include "assets/ifc_reader.h"
#include <string.h>

static KernelCurve *ifc_curve_new(IfcReader *r, KernelCurveKind kind)
{
    KernelCurve *curve = arena_alloc(&r->tree, sizeof *curve);
    curve->kind = kind;
    return curve;
}

static bool ifc_curve_polyline(IfcReader *r, uint32_t id, const StepArgs *args,
                               const KernelCurve **out, Err *err)
{
    int count = 0;
    const uint32_t *ids = ifc_reader_refs(r, args, 0, &count);
    KernelCurve *curve = ifc_curve_new(r, KERNEL_CURVE_POLYLINE);
    DVec3 *points = ARENA_ARRAY(&r->tree, DVec3, count + 1);
    for (int i = 0; i < count; i++) {
        if (!ifc_place_point(r, ids[i], &points[i], err)) return false;
    }
    if (count < 2) {
        err_set(err, ERR_FORMAT, "#%u: a polyline of %d points", id, count);
        return false;
    }
    curve->of.polyline.points = points;
    curve->of.polyline.count = count;
    *out = curve;
    return true;
}

// Angles on conics are in the file's unit; a curve measured along its length has metres.
static double ifc_curve_parameter(const IfcReader *r, const KernelCurve *basis, double value,
                                  bool is_length)
{
    if (is_length) return value * r->unit;
    if (basis->kind == KERNEL_CURVE_CONIC) return value * r->angle;
    if (basis->kind == KERNEL_CURVE_SPIRAL || basis->kind == KERNEL_CURVE_GRADIENT)
        return value * r->unit;
    if (basis->kind == KERNEL_CURVE_OFFSET)
        return ifc_curve_parameter(r, basis->of.offset.basis, value, false);
    return value;
}

static KernelTrim ifc_curve_trim(IfcReader *r, const StepArgs *args, int index,
                                 const KernelCurve *basis, bool wants_point)
{
    KernelTrim trim = { 0 };
    StepCursor list;
    StepToken token;
    bool has_point = false, has_parameter = false;
    DVec3 point = { 0 };
    double parameter = 0;
    if (!step_arg_list(args, index, &list)) return trim;
    for (StepKind kind; (kind = step_next(&list, &token)) != STEP_NONE && kind != STEP_CLOSE;) {
        if (kind == STEP_REF)
            has_point = ifc_place_point(r, token.ref, &point, NULL);
        else if (kind == STEP_TYPED) {
            const bool is_length = step_text_is(token.text, "IFCLENGTHMEASURE");
            if (step_next(&list, &token) != STEP_OPEN) break;
            const StepKind value = step_next(&list, &token);
            if (value == STEP_REAL || value == STEP_INT) {
                parameter = ifc_curve_parameter(r, basis, token.real, is_length);
                has_parameter = true;
            }
            step_next(&list, &token);
        } else if (kind == STEP_REAL || kind == STEP_INT) {
            parameter = ifc_curve_parameter(r, basis, token.real, false);
            has_parameter = true;
        }
    }
    if (has_point && (wants_point || !has_parameter))
        trim = (KernelTrim){ .kind = KERNEL_TRIM_POINT, .point = point };
    else if (has_parameter)
        trim = (KernelTrim){ .kind = KERNEL_TRIM_PARAMETER, .parameter = parameter };
    return trim;
}

static bool ifc_curve_trimmed(IfcReader *r, const StepArgs *args, int depth,
                              const KernelCurve **out, Err *err)
{
    KernelCurve *curve = ifc_curve_new(r, KERNEL_CURVE_TRIMMED);
    const KernelCurve *basis = NULL;
    if (!ifc_curve_read(r, step_arg_ref(args, 0), depth + 1, &basis, err)) return false;
    const bool wants_point = !step_text_is(step_arg_enum(args, 4), "PARAMETER");
    curve->of.trimmed.basis = basis;
    curve->of.trimmed.from = ifc_curve_trim(r, args, 1, basis, wants_point);
    curve->of.trimmed.to = ifc_curve_trim(r, args, 2, basis, wants_point);
    curve->of.trimmed.is_reversed = !step_arg_bool(args, 3, true);
    *out = curve;
    return true;
}

// Start or length of a curve segment: IFCLENGTHMEASURE or IFCPARAMETERVALUE.
static double ifc_curve_measure(const IfcReader *r, const StepArgs *args, int index,
                                const KernelCurve *parent, bool *is_parameter)
{
    StepToken token;
    double value = 0;
    *is_parameter = step_arg(args, index, &token) == STEP_TYPED &&
                    step_text_is(token.text, "IFCPARAMETERVALUE");
    step_arg_real(args, index, &value);
    if (!*is_parameter) return value * r->unit;
    return parent ? ifc_curve_parameter(r, parent, value, false) : value;
}

static bool ifc_curve_segment(IfcReader *r, const StepArgs *args, int depth,
                              const KernelCurve **out, Err *err)
{
    KernelCurve *curve = ifc_curve_new(r, KERNEL_CURVE_SEGMENT);
    const double outer = r->spiral_length;
    bool is_parameter = false, start_is_parameter = false;
    r->spiral_length = fabs(ifc_curve_measure(r, args, 3, NULL, &is_parameter));
    const bool ok =
        ifc_curve_read(r, step_arg_ref(args, 4), depth + 1, &curve->of.segment.parent, err) &&
        ifc_place_axes(r, step_arg_ref(args, 1), &curve->of.segment.place, err);
    r->spiral_length = outer;
    if (!ok) return false;
    const KernelCurve *parent = curve->of.segment.parent;
    curve->of.segment.start = ifc_curve_measure(r, args, 2, parent, &start_is_parameter);
    curve->of.segment.length = ifc_curve_measure(r, args, 3, parent, &is_parameter);
    curve->of.segment.is_parameter = is_parameter;
    *out = curve;
    return true;
}

// The segments of a composite curve, in order.
static bool ifc_curve_segments(IfcReader *r, uint32_t id, const StepArgs *args, int depth,
                               KernelCurveUse **out, int *count, Err *err)
{
    const uint32_t *ids = ifc_reader_refs(r, args, 0, count);
    KernelCurveUse *uses = ARENA_ARRAY(&r->tree, KernelCurveUse, *count + 1);
    if (*count == 0) {
        err_set(err, ERR_FORMAT, "#%u: a composite curve without segments", id);
        return false;
    }
    for (int i = 0; i < *count; i++) {
        StepArgs segment;
        IfcType type;
        if (!ifc_reader_args(r, ids[i], &segment, &type, err)) return false;
        if (type == IFCCURVESEGMENT) {
            if (!ifc_curve_segment(r, &segment, depth + 1, &uses[i].curve, err)) return false;
        } else {
            uses[i].is_reversed = !step_arg_bool(&segment, 1, true);
            if (!ifc_curve_read(r, step_arg_ref(&segment, 2), depth + 1, &uses[i].curve, err))
                return false;
        }
    }
    *out = uses;
    return true;
}

static bool ifc_curve_composite(IfcReader *r, uint32_t id, const StepArgs *args, int depth,
                                const KernelCurve **out, Err *err)
{
    KernelCurve *curve = ifc_curve_new(r, KERNEL_CURVE_COMPOSITE);
    KernelCurveUse *uses = NULL;
    if (!ifc_curve_segments(r, id, args, depth, &uses, &curve->of.composite.count, err))
        return false;
    // The last segment of an alignment has no length: it only says where the curve ends.
    int count = curve->of.composite.count;
    while (count > 1 && uses[count - 1].curve->kind == KERNEL_CURVE_SEGMENT &&
           fabs(uses[count - 1].curve->of.segment.length) < 1e-9)
        count--;
    curve->of.composite.count = count;
    curve->of.composite.segments = uses;
    *out = curve;
    return true;
}

// IfcGradientCurve over a plan; IfcSegmentedReferenceCurve adds cant to one.
static bool ifc_curve_gradient(IfcReader *r, uint32_t id, IfcType type, const StepArgs *args,
                               int depth, const KernelCurve **out, Err *err)
{
    KernelCurve *curve = ifc_curve_new(r, KERNEL_CURVE_GRADIENT);
    const KernelCurve *base = NULL;
    KernelCurveUse *uses = NULL;
    int count = 0;
    if (!ifc_curve_read(r, step_arg_ref(args, 2), depth + 1, &base, err) ||
        !ifc_curve_segments(r, id, args, depth, &uses, &count, err))
        return false;
    while (count > 1 && uses[count - 1].curve->kind == KERNEL_CURVE_SEGMENT &&
           fabs(uses[count - 1].curve->of.segment.length) < 1e-9)
        count--;
    if (type == IFCGRADIENTCURVE) {
        curve->of.gradient.plan = base;
        curve->of.gradient.heights = uses;
        curve->of.gradient.height_count = count;
    } else {
        if (base->kind == KERNEL_CURVE_GRADIENT)
            curve->of.gradient = base->of.gradient;
        else
            curve->of.gradient.plan = base;
        curve->of.gradient.cants = uses;
        curve->of.gradient.cant_count = count;
    }
    *out = curve;
    return true;
}

static bool ifc_curve_indexed(IfcReader *r, uint32_t id, const StepArgs *args,
                              const KernelCurve **out, Err *err)
{
    KernelCurve *curve = ifc_curve_new(r, KERNEL_CURVE_INDEXED);
    StepCursor list;
    StepToken token;
    curve->of.indexed.points =
        ifc_reader_point_list(r, step_arg_ref(args, 0), &curve->of.indexed.point_count, err);
    if (!curve->of.indexed.points) return false;
    *out = curve;
    if (!step_arg_list(args, 1, &list)) return true;
    int numbers = 0;
    ifc_reader_reals(r, args, 1, &numbers);
    uint32_t *indices = ARENA_ARRAY(&r->tree, uint32_t, numbers + 1);
    KernelCurvePiece *pieces = ARENA_ARRAY(&r->tree, KernelCurvePiece, numbers + 1);
    int at = 0, count = 0;
    bool is_arc = false;
    KernelCurvePiece piece = { 0 };
    for (int nesting = 1; nesting > 0;) {
        const StepKind kind = step_next(&list, &token);
        if (kind == STEP_NONE) break;
        if (kind == STEP_TYPED)
            is_arc = step_text_is(token.text, "IFCARCINDEX");
        else if (kind == STEP_OPEN) {
            nesting++;
            piece = (KernelCurvePiece){ .indices = indices + at, .is_arc = is_arc };
        } else if (kind == STEP_INT) {
            if (token.integer < 1 || token.integer > curve->of.indexed.point_count) {
                err_set(err, ERR_FORMAT, "#%u: point %lld of %d", id, (long long)token.integer,
                        curve->of.indexed.point_count);
                return false;
            }
            indices[at++] = (uint32_t)(token.integer - 1);
            piece.count++;
        } else if (kind == STEP_CLOSE) {
            nesting--;
            if (piece.count >= 2) pieces[count++] = piece;
            piece.count = 0;
        }
    }
    curve->of.indexed.pieces = pieces;
    curve->of.indexed.piece_count = count;
    return true;
}

// Knots by their multiplicities.
static double *ifc_curve_knots(IfcReader *r, const StepArgs *args, int multiplicities, int knots,
                               int *count)
{
    int m_count = 0, k_count = 0;
    const double *m = ifc_reader_reals(r, args, multiplicities, &m_count),
                 *k = ifc_reader_reals(r, args, knots, &k_count);
    int total = 0;
    for (int i = 0; i < m_count; i++) {
        if (!(m[i] >= 1 && m[i] < 1000)) return NULL;
        total += (int)m[i];
        if (total > 1000000) return NULL;
    }
    if (m_count != k_count || total == 0) return NULL;
    double *out = ARENA_ARRAY(&r->tree, double, total);
    *count = 0;
    for (int i = 0; i < m_count; i++) {
        for (int j = 0; j < (int)m[i]; j++) out[(*count)++] = k[i];
    }
    return out;
}

static bool ifc_curve_spline(IfcReader *r, uint32_t id, IfcType type, const StepArgs *args,
                             const KernelCurve **out, Err *err)
{
    KernelCurve *curve = ifc_curve_new(r, KERNEL_CURVE_SPLINE);
    int64_t degree = 0;
    int count = 0, knot_count = 0, weight_count = 0;
    step_arg_int(args, 0, &degree);
    const uint32_t *ids = ifc_reader_refs(r, args, 1, &count);
    DVec3 *points = ARENA_ARRAY(&r->tree, DVec3, count + 1);
    for (int i = 0; i < count; i++) {
        if (!ifc_place_point(r, ids[i], &points[i], err)) return false;
    }
    if (degree < 1 || degree > 25 || count <= degree) {
        err_set(err, ERR_FORMAT, "#%u: %d control points and degree %lld", id, count,
                (long long)degree);
        return false;
    }
    const int want = count + (int)degree + 1;
    double *knots = NULL;
    int weights_at = -1;
    if (type == IFCBEZIERCURVE || type == IFCRATIONALBEZIERCURVE) {
        // Pieces of Bezier curves end to end.
        knots = ARENA_ARRAY(&r->tree, double, want);
        for (int i = 0; i < want; i++)
            knots[i] = i <= degree  ? 0
                       : i >= count ? (double)((count - 1) / (int)degree)
                                    : (double)((i - 1) / (int)degree);
        knot_count = want;
        weights_at = type == IFCRATIONALBEZIERCURVE ? 5 : -1;
    } else {
        knots = ifc_curve_knots(r, args, 5, 6, &knot_count);
        weights_at = type == IFCRATIONALBSPLINECURVEWITHKNOTS ? 8 : -1;
    }
    if (!knots || knot_count != want) {
        err_set(err, ERR_FORMAT, "#%u: %d knots, expected %d", id, knot_count, want);
        return false;
    }
    const double *weights =
        weights_at >= 0 ? ifc_reader_reals(r, args, weights_at, &weight_count) : NULL;
    if (weights && weight_count != count) {
        err_set(err, ERR_FORMAT, "#%u: %d weights for %d points", id, weight_count, count);
        return false;
    }
    curve->of.spline.points = points;
    curve->of.spline.weights = weights;
    curve->of.spline.knots = knots;
    curve->of.spline.point_count = count;
    curve->of.spline.degree = (int)degree;
    *out = curve;
    return true;
}

// Spirals: their terms from the highest power down to the constant, as lengths.
static bool ifc_curve_spiral(IfcReader *r, IfcType type, const StepArgs *args,
                             const KernelCurve **out, Err *err)
{
    KernelCurve *curve = ifc_curve_new(r, KERNEL_CURVE_SPIRAL);
    DPlace place;
    double terms[8] = { 0 };
    if (!ifc_place_axes(r, step_arg_ref(args, 0), &place, err)) return false;
    const int last = args->count - 1 < 8 ? args->count - 1 : 8;
    double given[9] = { 0 };
    for (int i = 1; i <= last; i++) {
        step_arg_real(args, i, &given[i]);
        given[i] *= r->unit;
    }
    const double length = r->spiral_length > 0 ? r->spiral_length : 1;
    switch (type) {
    case IFCCLOTHOID: *curve = kernel_curve_clothoid(given[1], &place); break;
    case IFCCOSINESPIRAL:
        *curve = kernel_curve_cosine_spiral(given[1], given[2], length, &place);
        break;
    case IFCSINESPIRAL:
        *curve = kernel_curve_sine_spiral(given[1], given[2], given[3], length, &place);
        break;
    default:
        for (int i = 1; i <= last; i++) terms[last - i] = given[i];
        *curve = kernel_curve_spiral(terms, &place);
        break;
    }
    *out = curve;
    return true;
}

// Coefficients of power i are in length units to the power 1 - i where the parameter is a length.
static const double *ifc_curve_coefficients(IfcReader *r, const StepArgs *args, int index,
                                            int *count)
{
    double *c = ifc_reader_reals(r, args, index, count);
    double scale = r->unit;
    for (int i = 0; i < *count; i++, scale /= r->unit) c[i] *= scale;
    return c;
}

bool ifc_curve_read(IfcReader *r, uint32_t id, int depth, const KernelCurve **out, Err *err)
{
    StepArgs args;
    IfcType type;
    if (depth > IFC_READER_DEPTH_MAX) {
        err_set(err, ERR_FORMAT, "#%u: curves nested deeper than %d, or a cycle", id,
                IFC_READER_DEPTH_MAX);
        return false;
    }
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    KernelCurve *curve = NULL;
    switch (type) {
    case IFCPOLYLINE: return ifc_curve_polyline(r, id, &args, out, err);
    case IFCTRIMMEDCURVE: return ifc_curve_trimmed(r, &args, depth, out, err);
    case IFCCOMPOSITECURVE:
    case IFC2DCOMPOSITECURVE:
    case IFCCOMPOSITECURVEONSURFACE:
    case IFCBOUNDARYCURVE:
    case IFCOUTERBOUNDARYCURVE: return ifc_curve_composite(r, id, &args, depth, out, err);
    case IFCGRADIENTCURVE:
    case IFCSEGMENTEDREFERENCECURVE: return ifc_curve_gradient(r, id, type, &args, depth, out, err);
    case IFCINDEXEDPOLYCURVE: return ifc_curve_indexed(r, id, &args, out, err);
    case IFCBSPLINECURVEWITHKNOTS:
    case IFCRATIONALBSPLINECURVEWITHKNOTS:
    case IFCBEZIERCURVE:
    case IFCRATIONALBEZIERCURVE: return ifc_curve_spline(r, id, type, &args, out, err);
    case IFCCLOTHOID:
    case IFCCOSINESPIRAL:
    case IFCSINESPIRAL:
    case IFCSECONDORDERPOLYNOMIALSPIRAL:
    case IFCTHIRDORDERPOLYNOMIALSPIRAL:
    case IFCSEVENTHORDERPOLYNOMIALSPIRAL: return ifc_curve_spiral(r, type, &args, out, err);
    case IFCCURVESEGMENT: return ifc_curve_segment(r, &args, depth, out, err);
    case IFCSURFACECURVE:
    case IFCINTERSECTIONCURVE:
    case IFCSEAMCURVE:
    case IFCOFFSETCURVEBYDISTANCES:
        return ifc_curve_read(r, step_arg_ref(&args, 0), depth + 1, out, err);
    case IFCEDGECURVE: return ifc_curve_read(r, step_arg_ref(&args, 2), depth + 1, out, err);
    case IFCCIRCLE:
    case IFCELLIPSE:
        curve = ifc_curve_new(r, KERNEL_CURVE_CONIC);
        if (!ifc_place_axes(r, step_arg_ref(&args, 0), &curve->of.conic.place, err)) return false;
        step_arg_real(&args, 1, &curve->of.conic.x_radius);
        curve->of.conic.x_radius *= r->unit;
        curve->of.conic.y_radius = curve->of.conic.x_radius;
        if (type == IFCELLIPSE && step_arg_real(&args, 2, &curve->of.conic.y_radius))
            curve->of.conic.y_radius *= r->unit;
        break;
    case IFCLINE:
        curve = ifc_curve_new(r, KERNEL_CURVE_LINE);
        if (!ifc_place_point(r, step_arg_ref(&args, 0), &curve->of.line.origin, err) ||
            !ifc_place_vector(r, step_arg_ref(&args, 1), &curve->of.line.direction, err)) {
            return false;
        }
        break;
    case IFCOFFSETCURVE2D:
    case IFCOFFSETCURVE3D:
        curve = ifc_curve_new(r, KERNEL_CURVE_OFFSET);
        if (!ifc_curve_read(r, step_arg_ref(&args, 0), depth + 1, &curve->of.offset.basis, err))
            return false;
        step_arg_real(&args, 1, &curve->of.offset.distance);
        curve->of.offset.distance *= r->unit;
        if (type == IFCOFFSETCURVE3D)
            ifc_place_direction(r, step_arg_ref(&args, 3), &curve->of.offset.axis);
        break;
    case IFCPOLYNOMIALCURVE:
        curve = ifc_curve_new(r, KERNEL_CURVE_POLYNOMIAL);
        if (!ifc_place_axes(r, step_arg_ref(&args, 0), &curve->of.polynomial.place, err))
            return false;
        curve->of.polynomial.x = ifc_curve_coefficients(r, &args, 1, &curve->of.polynomial.x_count);
        curve->of.polynomial.y = ifc_curve_coefficients(r, &args, 2, &curve->of.polynomial.y_count);
        curve->of.polynomial.z = ifc_curve_coefficients(r, &args, 3, &curve->of.polynomial.z_count);
        break;
    default: return ifc_reader_unexpected(id, type, "a curve", err);
    }
    *out = curve;
    return true;
}

bool ifc_curve_path(IfcReader *r, uint32_t id, KernelPath *out, Err *err)
{
    const KernelCurve *curve = NULL;
    return ifc_curve_read(r, id, 0, &curve, err) && kernel_curve_path(&r->k, curve, out, err);
}
