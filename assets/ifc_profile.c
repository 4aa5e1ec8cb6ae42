// SPDX-License-Identifier: Apache-2.0
// ifc_profile.c - profile instances to the kernel's regions.
#include "assets/ifc_reader.h"
#include <stddef.h>

enum { IFC_PROFILE_PARTS_MAX = 1000 };

// A parameter of a profile: where it stands in the file and where it goes.
typedef struct {
    uint8_t position, field; // field: index of the double in KernelProfileDesc
    bool is_angle;
} IfcProfileField;
#define IFC_FIELD(name)                                                                  \
    (uint8_t)((offsetof(KernelProfileDesc, name) - offsetof(KernelProfileDesc, width)) / \
              sizeof(double))
typedef struct {
    IfcType type;
    KernelProfileKind kind;
    int count;
    IfcProfileField fields[12];
} IfcProfileRow;

static const IfcProfileRow ifc_profile_rows[] = {
    { IFCRECTANGLEPROFILEDEF,
      KERNEL_PROFILE_RECTANGLE,
      2,
      { { 3, IFC_FIELD(width), 0 }, { 4, IFC_FIELD(depth), 0 } } },
    { IFCROUNDEDRECTANGLEPROFILEDEF,
      KERNEL_PROFILE_RECTANGLE,
      3,
      { { 3, IFC_FIELD(width), 0 }, { 4, IFC_FIELD(depth), 0 }, { 5, IFC_FIELD(fillet), 0 } } },
    { IFCRECTANGLEHOLLOWPROFILEDEF,
      KERNEL_PROFILE_RECTANGLE,
      5,
      { { 3, IFC_FIELD(width), 0 },
        { 4, IFC_FIELD(depth), 0 },
        { 5, IFC_FIELD(thickness), 0 },
        { 6, IFC_FIELD(inner_fillet), 0 },
        { 7, IFC_FIELD(fillet), 0 } } },
    { IFCCIRCLEPROFILEDEF,
      KERNEL_PROFILE_ELLIPSE,
      2,
      { { 3, IFC_FIELD(width), 0 }, { 3, IFC_FIELD(depth), 0 } } },
    { IFCCIRCLEHOLLOWPROFILEDEF,
      KERNEL_PROFILE_ELLIPSE,
      3,
      { { 3, IFC_FIELD(width), 0 }, { 3, IFC_FIELD(depth), 0 }, { 4, IFC_FIELD(thickness), 0 } } },
    { IFCELLIPSEPROFILEDEF,
      KERNEL_PROFILE_ELLIPSE,
      2,
      { { 3, IFC_FIELD(width), 0 }, { 4, IFC_FIELD(depth), 0 } } },
    { IFCISHAPEPROFILEDEF,
      KERNEL_PROFILE_I,
      7,
      { { 3, IFC_FIELD(width), 0 },
        { 4, IFC_FIELD(depth), 0 },
        { 5, IFC_FIELD(web), 0 },
        { 6, IFC_FIELD(flange), 0 },
        { 7, IFC_FIELD(fillet), 0 },
        { 8, IFC_FIELD(edge_fillet), 0 },
        { 9, IFC_FIELD(slope), 1 } } },
    { IFCLSHAPEPROFILEDEF,
      KERNEL_PROFILE_L,
      6,
      { { 3, IFC_FIELD(depth), 0 },
        { 4, IFC_FIELD(width), 0 },
        { 5, IFC_FIELD(thickness), 0 },
        { 6, IFC_FIELD(fillet), 0 },
        { 7, IFC_FIELD(edge_fillet), 0 },
        { 8, IFC_FIELD(slope), 1 } } },
    { IFCTSHAPEPROFILEDEF,
      KERNEL_PROFILE_T,
      9,
      { { 3, IFC_FIELD(depth), 0 },
        { 4, IFC_FIELD(width), 0 },
        { 5, IFC_FIELD(web), 0 },
        { 6, IFC_FIELD(flange), 0 },
        { 7, IFC_FIELD(fillet), 0 },
        { 8, IFC_FIELD(edge_fillet), 0 },
        { 9, IFC_FIELD(web_edge_fillet), 0 },
        { 10, IFC_FIELD(web_slope), 1 },
        { 11, IFC_FIELD(slope), 1 } } },
    { IFCUSHAPEPROFILEDEF,
      KERNEL_PROFILE_U,
      7,
      { { 3, IFC_FIELD(depth), 0 },
        { 4, IFC_FIELD(width), 0 },
        { 5, IFC_FIELD(web), 0 },
        { 6, IFC_FIELD(flange), 0 },
        { 7, IFC_FIELD(fillet), 0 },
        { 8, IFC_FIELD(edge_fillet), 0 },
        { 9, IFC_FIELD(slope), 1 } } },
    { IFCCSHAPEPROFILEDEF,
      KERNEL_PROFILE_C,
      5,
      { { 3, IFC_FIELD(depth), 0 },
        { 4, IFC_FIELD(width), 0 },
        { 5, IFC_FIELD(thickness), 0 },
        { 6, IFC_FIELD(girth), 0 },
        { 7, IFC_FIELD(inner_fillet), 0 } } },
    { IFCZSHAPEPROFILEDEF,
      KERNEL_PROFILE_Z,
      6,
      { { 3, IFC_FIELD(depth), 0 },
        { 4, IFC_FIELD(width), 0 },
        { 5, IFC_FIELD(web), 0 },
        { 6, IFC_FIELD(flange), 0 },
        { 7, IFC_FIELD(fillet), 0 },
        { 8, IFC_FIELD(edge_fillet), 0 } } },
    { IFCTRAPEZIUMPROFILEDEF,
      KERNEL_PROFILE_TRAPEZIUM,
      4,
      { { 3, IFC_FIELD(width), 0 },
        { 4, IFC_FIELD(top_width), 0 },
        { 5, IFC_FIELD(depth), 0 },
        { 6, IFC_FIELD(top_offset), 0 } } },
};
// The asymmetric I changed its parameters between releases.
static const IfcProfileRow ifc_profile_asymmetric[2] = {
    { IFCASYMMETRICISHAPEPROFILEDEF,
      KERNEL_PROFILE_I,
      8,
      { { 3, IFC_FIELD(width), 0 },
        { 4, IFC_FIELD(depth), 0 },
        { 5, IFC_FIELD(web), 0 },
        { 6, IFC_FIELD(flange), 0 },
        { 7, IFC_FIELD(fillet), 0 },
        { 8, IFC_FIELD(upper_width), 0 },
        { 9, IFC_FIELD(upper_flange), 0 },
        { 10, IFC_FIELD(upper_fillet), 0 } } },
    { IFCASYMMETRICISHAPEPROFILEDEF,
      KERNEL_PROFILE_I,
      12,
      { { 3, IFC_FIELD(width), 0 },
        { 4, IFC_FIELD(depth), 0 },
        { 5, IFC_FIELD(web), 0 },
        { 6, IFC_FIELD(flange), 0 },
        { 7, IFC_FIELD(fillet), 0 },
        { 8, IFC_FIELD(upper_width), 0 },
        { 9, IFC_FIELD(upper_flange), 0 },
        { 10, IFC_FIELD(upper_fillet), 0 },
        { 11, IFC_FIELD(edge_fillet), 0 },
        { 12, IFC_FIELD(slope), 1 },
        { 13, IFC_FIELD(upper_edge_fillet), 0 },
        { 14, IFC_FIELD(upper_slope), 1 } } },
};

static bool ifc_profile_parametric(IfcReader *r, const IfcProfileRow *row, const StepArgs *args,
                                   KernelProfile *out, Err *err)
{
    KernelProfileDesc desc = { .kind = row->kind };
    double *fields = &desc.width;
    for (int i = 0; i < row->count; i++) {
        const IfcProfileField *f = &row->fields[i];
        double value = 0;
        if (step_arg_real(args, f->position, &value))
            fields[f->field] = value * (f->is_angle ? r->angle : r->unit);
    }
    if (row->type == IFCASYMMETRICISHAPEPROFILEDEF && desc.upper_flange == 0)
        desc.upper_flange = desc.flange;
    return ifc_place_axes2(r, step_arg_ref(args, 2), &desc.place, err) &&
           kernel_profile_make(&r->k, &desc, out, err);
}

static bool ifc_profile_arbitrary(IfcReader *r, IfcType type, const StepArgs *args, int depth,
                                  KernelProfile *out, Err *err)
{
    const KernelCurve *outer = NULL;
    int count = 0;
    if (!ifc_curve_read(r, step_arg_ref(args, 2), depth + 1, &outer, err)) return false;
    const uint32_t *ids =
        type == IFCARBITRARYPROFILEDEFWITHVOIDS ? ifc_reader_refs(r, args, 3, &count) : NULL;
    const KernelCurve **holes = ARENA_ARRAY(&r->tree, const KernelCurve *, count + 1);
    for (int i = 0; i < count; i++) {
        if (!ifc_curve_read(r, ids[i], depth + 1, &holes[i], err)) return false;
    }
    return kernel_profile_from_curves(&r->k, outer, holes, count, out, err);
}

static bool ifc_profile_derived(IfcReader *r, IfcType type, const StepArgs *args, int depth,
                                KernelProfile *out, Err *err)
{
    KernelProfile parent;
    DPlace place = ifc_place_identity();
    if (!ifc_profile_read(r, step_arg_ref(args, 2), depth + 1, &parent, err)) return false;
    if (type == IFCMIRROREDPROFILEDEF)
        place.x_axis = dvec_make(-1, 0, 0);
    else if (!ifc_place_operator(r, step_arg_ref(args, 3), &place, err))
        return false;
    const KernelPlace2 flat = { { place.x_axis.x, place.x_axis.y },
                                { place.y_axis.x, place.y_axis.y },
                                { place.origin.x, place.origin.y } };
    return kernel_profile_transform(&r->k, &parent, &flat, out, err);
}

static bool ifc_profile_composite(IfcReader *r, uint32_t id, const StepArgs *args, int depth,
                                  KernelProfile *out, Err *err)
{
    int count = 0;
    const uint32_t *ids = ifc_reader_refs(r, args, 2, &count);
    if (count > IFC_PROFILE_PARTS_MAX) {
        err_set(err, ERR_RANGE, "#%u: more than %d parts", id, IFC_PROFILE_PARTS_MAX);
        return false;
    }
    KernelProfile *parts = ARENA_ARRAY(&r->tree, KernelProfile, count + 1);
    for (int i = 0; i < count; i++) {
        if (!ifc_profile_read(r, ids[i], depth + 1, &parts[i], err)) return false;
    }
    return kernel_profile_join(&r->k, parts, count, out, err);
}

// A road's cross section: widths and slopes from left to right.
static bool ifc_profile_cross(IfcReader *r, uint32_t id, const StepArgs *args, KernelProfile *out,
                              Err *err)
{
    int widths = 0, slopes = 0;
    const double *w = ifc_reader_reals(r, args, 3, &widths),
                 *s = ifc_reader_reals(r, args, 4, &slopes);
    DVec3 start = { 0 };
    if (widths == 0 || widths != slopes) {
        err_set(err, ERR_FORMAT, "#%u: %d widths and %d slopes", id, widths, slopes);
        return false;
    }
    if (step_arg_ref(args, 6)) ifc_place_point(r, step_arg_ref(args, 6), &start, NULL);
    const bool is_horizontal = step_arg_bool(args, 2, true);
    DVec3 *points = ARENA_ARRAY(&r->tree, DVec3, widths + 1);
    points[0] = start;
    for (int i = 0; i < widths; i++) {
        const double angle = s[i] * r->angle, width = w[i] * r->unit;
        points[i + 1] = dvec_add(
            points[i], is_horizontal ? dvec_make(width, width * tan(angle), 0)
                                     : dvec_make(width * cos(angle), width * sin(angle), 0));
    }
    KernelCurve *curve = arena_alloc(&r->tree, sizeof *curve);
    curve->kind = KERNEL_CURVE_POLYLINE;
    curve->of.polyline.points = points;
    curve->of.polyline.count = widths + 1;
    return kernel_profile_open(&r->k, curve, out, err);
}

bool ifc_profile_read(IfcReader *r, uint32_t id, int depth, KernelProfile *out, Err *err)
{
    StepArgs args;
    IfcType type;
    const KernelCurve *curve = NULL;
    if (depth > IFC_READER_DEPTH_MAX) {
        err_set(err, ERR_FORMAT, "#%u: profiles nested deeper than %d, or a cycle", id,
                IFC_READER_DEPTH_MAX);
        return false;
    }
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    for (size_t i = 0; i < sizeof ifc_profile_rows / sizeof ifc_profile_rows[0]; i++) {
        if (ifc_profile_rows[i].type == type)
            return ifc_profile_parametric(r, &ifc_profile_rows[i], &args, out, err);
    }
    switch (type) {
    case IFCASYMMETRICISHAPEPROFILEDEF:
        return ifc_profile_parametric(
            r, &ifc_profile_asymmetric[r->m->schema.schema != IFC_SCHEMA_2X3], &args, out, err);
    case IFCARBITRARYCLOSEDPROFILEDEF:
    case IFCARBITRARYPROFILEDEFWITHVOIDS:
        return ifc_profile_arbitrary(r, type, &args, depth, out, err);
    case IFCARBITRARYOPENPROFILEDEF:
        return ifc_curve_read(r, step_arg_ref(&args, 2), depth + 1, &curve, err) &&
               kernel_profile_open(&r->k, curve, out, err);
    case IFCCENTERLINEPROFILEDEF: {
        double thickness = 0;
        step_arg_real(&args, 3, &thickness);
        return ifc_curve_read(r, step_arg_ref(&args, 2), depth + 1, &curve, err) &&
               kernel_profile_centre_line(&r->k, curve, thickness * r->unit, out, err);
    }
    case IFCCOMPOSITEPROFILEDEF: return ifc_profile_composite(r, id, &args, depth, out, err);
    case IFCDERIVEDPROFILEDEF:
    case IFCMIRROREDPROFILEDEF: return ifc_profile_derived(r, type, &args, depth, out, err);
    case IFCOPENCROSSPROFILEDEF: return ifc_profile_cross(r, id, &args, out, err);
    default: return ifc_reader_unexpected(id, type, "a profile", err);
    }
}
