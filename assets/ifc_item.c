// SPDX-License-Identifier: Apache-2.0
// ifc_item.c - representation items to meshes: sweeps, breps, shells, primitives, booleans.
#include "assets/ifc_reader.h"
#include "assets/kernel_boolean.h"
#include "assets/kernel_solid.h"
#include <string.h>

enum {
    IFC_ITEM_SINGLE_MAX = 200,
    IFC_ITEM_SINGLE_WORK_MAX = 4000000,
    IFC_ITEM_CHAIN_MAX = 4000,
    IFC_ITEM_SECTIONS_MAX = 2000
};

bool ifc_item_is_body(const IfcModel *m, IfcType type)
{
    const IfcSchemaTable *t = &m->schema;
    return ifc_schema_is(t, type, IFCSOLIDMODEL) || ifc_schema_is(t, type, IFCBOOLEANRESULT) ||
           ifc_schema_is(t, type, IFCCSGPRIMITIVE3D) ||
           ifc_schema_is(t, type, IFCTESSELLATEDFACESET) || ifc_schema_is(t, type, IFCSURFACE) ||
           ifc_schema_is(t, type, IFCSHELLBASEDSURFACEMODEL) ||
           ifc_schema_is(t, type, IFCFACEBASEDSURFACEMODEL) ||
           ifc_schema_is(t, type, IFCCONNECTEDFACESET) || ifc_schema_is(t, type, IFCFACE) ||
           type == IFCSECTIONEDSPINE || type == IFCANNOTATIONSURFACE ||
           ifc_schema_is(t, type, IFCHALFSPACESOLID);
}

static double ifc_item_length(IfcReader *r, const StepArgs *args, int index)
{
    double value = 0;
    step_arg_real(args, index, &value);
    return value * r->unit;
}

static bool ifc_item_extruded(IfcReader *r, IfcType type, const StepArgs *args, KernelMesh *out,
                              Err *err)
{
    KernelProfile profile, end;
    DVec3 direction;
    DPlace place;
    if (!ifc_profile_read(r, step_arg_ref(args, 0), 0, &profile, err) ||
        !ifc_place_axes(r, step_arg_ref(args, 1), &place, err))
        return false;
    if (!ifc_place_direction(r, step_arg_ref(args, 2), &direction)) direction = dvec_make(0, 0, 1);
    const double depth = ifc_item_length(r, args, 3);
    if (type == IFCEXTRUDEDAREASOLIDTAPERED) {
        if (!ifc_profile_read(r, step_arg_ref(args, 4), 0, &end, err) ||
            !kernel_solid_extrude_tapered(&r->k, &profile, &end, direction, depth, out, err)) {
            return false;
        }
    } else if (!kernel_solid_extrude(&r->k, &profile, direction, depth, out, err))
        return false;
    return kernel_mesh_place(out, &place, err);
}

static bool ifc_item_revolved(IfcReader *r, IfcType type, const StepArgs *args, KernelMesh *out,
                              Err *err)
{
    KernelProfile profile, end;
    DPlace place, axis;
    double angle = 0;
    if (!ifc_profile_read(r, step_arg_ref(args, 0), 0, &profile, err) ||
        !ifc_place_axes(r, step_arg_ref(args, 1), &place, err) ||
        !ifc_place_axes(r, step_arg_ref(args, 2), &axis, err)) {
        return false;
    }
    step_arg_real(args, 3, &angle);
    angle *= r->angle;
    if (type == IFCREVOLVEDAREASOLIDTAPERED) {
        if (!ifc_profile_read(r, step_arg_ref(args, 4), 0, &end, err) ||
            !kernel_solid_revolve_tapered(&r->k, &profile, &end, axis.origin, axis.z_axis, angle,
                                          out, err)) {
            return false;
        }
    } else if (!kernel_solid_revolve(&r->k, &profile, axis.origin, axis.z_axis, angle, out, err))
        return false;
    return kernel_mesh_place(out, &place, err);
}

// The range a curve adds to the parameter of a composite, in the file's measure: angles on conics,
// counts on polylines.
static double ifc_item_range(IfcReader *r, const KernelCurve *curve)
{
    double first = 0, last = 0;
    const KernelCurve *basis =
        curve->kind == KERNEL_CURVE_TRIMMED ? curve->of.trimmed.basis : curve;
    if (!kernel_curve_domain(&r->k, curve, &first, &last, NULL)) return 1;
    return fabs(last - first) / (basis->kind == KERNEL_CURVE_CONIC ? r->angle : 1);
}

// A composite is measured by the ranges of its segments, one after the other (ISO 10303-42); the
// kernel counts segments.
static double ifc_item_composite_parameter(IfcReader *r, const KernelCurve *curve, double value)
{
    double from = 0;
    const int count = curve->of.composite.count;
    for (int i = 0; i < count; i++) {
        const double range = ifc_item_range(r, curve->of.composite.segments[i].curve);
        if (value <= from + range && range > 0) return i + fmax(0, (value - from) / range);
        from += range;
    }
    return count;
}

// Parameters of a directrix: angles on conics and their trimmed pieces, lengths where the curve is
// measured along itself.
static bool ifc_item_parameter(IfcReader *r, const KernelCurve *curve, const StepArgs *args,
                               int index, double *out)
{
    StepToken token;
    double value = 0;
    if (!step_arg_real(args, index, &value)) return false;
    const KernelCurve *basis =
        curve->kind == KERNEL_CURVE_TRIMMED ? curve->of.trimmed.basis : curve;
    if (step_arg(args, index, &token) == STEP_TYPED && step_text_is(token.text, "IFCLENGTHMEASURE"))
        value *= r->unit;
    else if (basis->kind == KERNEL_CURVE_CONIC)
        value *= r->angle;
    else if (basis->kind == KERNEL_CURVE_GRADIENT)
        value *= r->unit;
    else if (curve->kind == KERNEL_CURVE_COMPOSITE)
        value = ifc_item_composite_parameter(r, curve, value);
    *out = value;
    return true;
}

static bool ifc_item_swept_disk(IfcReader *r, IfcType type, const StepArgs *args, KernelMesh *out,
                                Err *err)
{
    KernelSweptDisk disk = { .radius = ifc_item_length(r, args, 1),
                             .inner_radius = ifc_item_length(r, args, 2) };
    if (!ifc_curve_read(r, step_arg_ref(args, 0), 0, &disk.directrix, err)) return false;
    disk.has_start = ifc_item_parameter(r, disk.directrix, args, 3, &disk.start);
    disk.has_end = ifc_item_parameter(r, disk.directrix, args, 4, &disk.end);
    if (type == IFCSWEPTDISKSOLIDPOLYGONAL) disk.fillet_radius = ifc_item_length(r, args, 5);
    if (kernel_solid_swept_disk(&r->k, &disk, out, err)) return true;
    // Exporters write parameters that are not the curve's: the whole curve is what they mean.
    if (!disk.has_start && !disk.has_end) return false;
    disk.has_start = disk.has_end = false;
    if (err) *err = (Err){ 0 };
    return kernel_solid_swept_disk(&r->k, &disk, out, err);
}

typedef struct {
    DPlace place;
    KernelSurfaceKind kind;
} IfcItemSurface;

static DVec3 ifc_item_round_normal(const void *of, DVec3 point)
{
    const IfcItemSurface *s = of;
    const DVec3 local = dplace_local(&s->place, point);
    const DVec3 normal = s->kind == KERNEL_SURFACE_SPHERE ? local : dvec_make(local.x, local.y, 0);
    return dvec_normalize(ifc_place_turn(&s->place, normal));
}

static bool ifc_item_sweep(IfcReader *r, IfcType type, const StepArgs *args, KernelMesh *out,
                           Err *err)
{
    KernelProfile profile;
    DPlace place;
    KernelSweep sweep = { .profile = &profile,
                          .kind = KERNEL_SWEEP_FIXED,
                          .reference = { 1, 0, 0 } };
    if (!ifc_profile_read(r, step_arg_ref(args, 0), 0, &profile, err) ||
        !ifc_place_axes(r, step_arg_ref(args, 1), &place, err) ||
        !ifc_curve_read(r, step_arg_ref(args, 2), 0, &sweep.directrix, err)) {
        return false;
    }
    sweep.has_start = ifc_item_parameter(r, sweep.directrix, args, 3, &sweep.start);
    sweep.has_end = ifc_item_parameter(r, sweep.directrix, args, 4, &sweep.end);
    KernelSurface surface;
    IfcItemSurface round;
    if (type == IFCSURFACECURVESWEPTAREASOLID) {
        if (!ifc_surface_read(r, step_arg_ref(args, 5), 0, &surface, err)) return false;
        sweep.kind = KERNEL_SWEEP_NORMAL;
        sweep.reference = surface.place.z_axis;
        if (surface.kind == KERNEL_SURFACE_CYLINDER || surface.kind == KERNEL_SURFACE_SPHERE) {
            round = (IfcItemSurface){ surface.place, surface.kind };
            sweep.kind = KERNEL_SWEEP_SURFACE;
            sweep.normal_at = ifc_item_round_normal;
            sweep.surface = &round;
        } else if (surface.kind == KERNEL_SURFACE_EXTRUSION) {
            // The walls of an extrusion stand along its direction: the profile's other axis.
            sweep.kind = KERNEL_SWEEP_FIXED;
            sweep.reference = dvec_normalize(surface.direction);
        }
    } else {
        DVec3 reference;
        if (ifc_place_direction(r, step_arg_ref(args, 5), &reference)) sweep.reference = reference;
        if (type == IFCDIRECTRIXDERIVEDREFERENCESWEPTAREASOLID) sweep.kind = KERNEL_SWEEP_DIRECTRIX;
    }
    bool ok = kernel_solid_sweep(&r->k, &sweep, out, err);
    if (!ok && (sweep.has_start || sweep.has_end)) {
        sweep.has_start = sweep.has_end = false;
        if (err) *err = (Err){ 0 };
        ok = kernel_solid_sweep(&r->k, &sweep, out, err);
    }
    return ok && kernel_mesh_place(out, &place, err);
}

static bool ifc_item_spine(IfcReader *r, uint32_t id, const StepArgs *args, KernelMesh *out,
                           Err *err)
{
    int sections = 0, positions = 0;
    const uint32_t *section_ids = ifc_reader_refs(r, args, 1, &sections),
                   *position_ids = ifc_reader_refs(r, args, 2, &positions);
    if (sections < 2 || sections != positions || sections > IFC_ITEM_SECTIONS_MAX) {
        err_set(err, ERR_FORMAT, "#%u: %d sections at %d positions", id, sections, positions);
        return false;
    }
    KernelProfile *profiles = ARENA_ARRAY(&r->tree, KernelProfile, sections);
    DPlace *places = ARENA_ARRAY(&r->tree, DPlace, sections);
    for (int i = 0; i < sections; i++) {
        if (!ifc_profile_read(r, section_ids[i], 0, &profiles[i], err) ||
            !ifc_place_axes(r, position_ids[i], &places[i], err))
            return false;
    }
    return kernel_solid_sections(&r->k, profiles, places, sections, out, err);
}

// Sections along an alignment; the places come as IfcAxis2PlacementLinear, or the distances alone
// in older drafts.
static bool ifc_item_sectioned(IfcReader *r, uint32_t id, IfcType type, const StepArgs *args,
                               KernelMesh *out, Err *err)
{
    const IfcSchemaTable *t = &r->m->schema;
    const KernelCurve *directrix = NULL;
    int sections = 0, positions = 0;
    const uint32_t *section_ids =
        ifc_reader_refs(r, args, ifc_schema_position(t, type, "CrossSections"), &sections);
    const uint32_t *position_ids =
        ifc_reader_refs(r, args, ifc_schema_position(t, type, "CrossSectionPositions"), &positions);
    if (!ifc_curve_read(r, step_arg_ref(args, 0), 0, &directrix, err)) return false;
    if (sections < 2 || sections != positions || sections > IFC_ITEM_SECTIONS_MAX) {
        err_set(err, ERR_FORMAT, "#%u: %d sections at %d positions", id, sections, positions);
        return false;
    }
    KernelProfile *profiles = ARENA_ARRAY(&r->tree, KernelProfile, sections);
    KernelSection *along = ARENA_ARRAY(&r->tree, KernelSection, sections);
    for (int i = 0; i < sections; i++) {
        StepArgs position;
        IfcType position_type;
        DPlace place;
        double offsets[3];
        if (!ifc_profile_read(r, section_ids[i], 0, &profiles[i], err) ||
            !ifc_reader_args(r, position_ids[i], &position, &position_type, err))
            return false;
        const uint32_t point =
            position_type == IFCAXIS2PLACEMENTLINEAR ? step_arg_ref(&position, 0) : position_ids[i];
        if (!ifc_place_distance(r, point, &along[i].distance, offsets, &place, err)) return false;
        along[i].profile = &profiles[i];
        along[i].left = offsets[0];
        along[i].up = offsets[1];
    }
    return kernel_solid_sections_along(&r->k, directrix, along, sections, out, err);
}

static void ifc_item_flip(KernelMesh *mesh)
{
    for (int i = 0; i < mesh->triangle_count; i++) {
        const uint32_t keep = mesh->indices[i * 3 + 1];
        mesh->indices[i * 3 + 1] = mesh->indices[i * 3 + 2];
        mesh->indices[i * 3 + 2] = keep;
    }
}

static bool ifc_item_brep(IfcReader *r, IfcType type, const StepArgs *args, KernelMesh *out,
                          Err *err)
{
    const uint32_t outer = step_arg_ref(args, 0);
    int skipped = 0, count = 0;
    KernelMesh meshes[2];
    if (!ifc_face_mesh(r, &outer, 1, true, &meshes[0], &skipped, err)) return false;
    *out = meshes[0];
    if (type != IFCFACETEDBREPWITHVOIDS && type != IFCADVANCEDBREPWITHVOIDS) return true;
    const uint32_t *voids = ifc_reader_refs(r, args, 1, &count);
    if (count == 0 || !ifc_face_mesh(r, voids, count, true, &meshes[1], &skipped, NULL))
        return true;
    ifc_item_flip(&meshes[1]);
    return kernel_mesh_join(&r->k, meshes, 2, out, err);
}

static bool ifc_item_primitive(IfcReader *r, uint32_t id, IfcType type, const StepArgs *args,
                               KernelMesh *out, Err *err)
{
    DPlace place;
    const double a = ifc_item_length(r, args, 1), b = ifc_item_length(r, args, 2),
                 c = ifc_item_length(r, args, 3);
    bool ok = false;
    if (!ifc_place_axes(r, step_arg_ref(args, 0), &place, err)) return false;
    switch (type) {
    case IFCBLOCK: ok = kernel_solid_block(&r->k, a, b, c, out, err); break;
    case IFCRECTANGULARPYRAMID: ok = kernel_solid_pyramid(&r->k, a, b, c, out, err); break;
    case IFCRIGHTCIRCULARCYLINDER: ok = kernel_solid_cylinder(&r->k, b, a, out, err); break;
    case IFCRIGHTCIRCULARCONE: ok = kernel_solid_cone(&r->k, b, a, out, err); break;
    case IFCSPHERE: ok = kernel_solid_sphere(&r->k, a, out, err); break;
    default: return ifc_reader_unexpected(id, type, "a primitive", err);
    }
    return ok && kernel_mesh_place(out, &place, err);
}

static bool ifc_item_half_space(IfcReader *r, uint32_t id, IfcType type, const StepArgs *args,
                                KernelOperand *out, Err *err)
{
    KernelSurface surface;
    *out = (KernelOperand){ 0 };
    if (!ifc_surface_read(r, step_arg_ref(args, 0), 0, &surface, err)) return false;
    if (surface.kind != KERNEL_SURFACE_PLANE) {
        err_set(err, ERR_UNSUPPORTED, "#%u: a half-space that is not bounded by a plane", id);
        return false;
    }
    out->plane_origin = surface.place.origin;
    out->plane_normal = dvec_scale(surface.place.z_axis, step_arg_bool(args, 1, true) ? 1 : -1);
    if (type == IFCPOLYGONALBOUNDEDHALFSPACE) {
        const KernelCurve *curve = NULL;
        KernelProfile *profile = arena_alloc(&r->tree, sizeof *profile);
        if (!ifc_place_axes(r, step_arg_ref(args, 2), &out->boundary_place, err) ||
            !ifc_curve_read(r, step_arg_ref(args, 3), 0, &curve, err) ||
            !kernel_profile_from_curves(&r->k, curve, NULL, 0, profile, err)) {
            return false;
        }
        out->boundary = profile;
    } else if (type == IFCBOXEDHALFSPACE) {
        StepArgs box_args;
        IfcType box_type;
        KernelBox *box = arena_alloc(&r->tree, sizeof *box);
        if (!ifc_reader_args(r, step_arg_ref(args, 2), &box_args, &box_type, err) ||
            !ifc_place_point(r, step_arg_ref(&box_args, 0), &box->min, err))
            return false;
        box->max = dvec_add(box->min, dvec_make(ifc_item_length(r, &box_args, 1),
                                                ifc_item_length(r, &box_args, 2),
                                                ifc_item_length(r, &box_args, 3)));
        // Exporters write boxes that say nothing, such as one of no size.
        if (box->max.x > box->min.x && box->max.y > box->min.y && box->max.z > box->min.z)
            out->box = box;
    }
    return true;
}

static KernelBooleanKind ifc_item_operator(const StepArgs *args)
{
    const StepText op = step_arg_enum(args, 0);
    if (step_text_is(op, "UNION")) return KERNEL_BOOLEAN_UNION;
    if (step_text_is(op, "INTERSECTION")) return KERNEL_BOOLEAN_INTERSECTION;
    return KERNEL_BOOLEAN_DIFFERENCE;
}

static bool ifc_item_operand(IfcReader *r, uint32_t id, int depth, KernelOperand *out,
                             const char **uncut, Err *err)
{
    StepArgs args;
    IfcType type;
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    if (ifc_schema_is(&r->m->schema, type, IFCHALFSPACESOLID))
        return ifc_item_half_space(r, id, type, &args, out, err);
    KernelMesh *mesh = arena_alloc(&r->tree, sizeof *mesh);
    *out = (KernelOperand){ .mesh = mesh };
    return ifc_item_mesh(r, id, depth + 1, mesh, uncut, err);
}

static void ifc_item_uncut(IfcReader *r, const char **uncut, const char *what, const Err *err)
{
    if (!*uncut)
        *uncut =
            arena_printf(&r->tree, "%s: %s", what, err->text[0] ? err->text : "no reason given");
}

// The first operand as a mesh; a half-space is cut to the reach of the others.
static bool ifc_item_host(IfcReader *r, uint32_t id, int depth, const KernelOperand *operands,
                          int count, KernelMesh *out, const char **uncut, Err *err)
{
    StepArgs args;
    IfcType type;
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    if (!ifc_schema_is(&r->m->schema, type, IFCHALFSPACESOLID))
        return ifc_item_mesh(r, id, depth + 1, out, uncut, err);
    KernelOperand half;
    KernelBox box = { { 1, 1, 1 }, { -1, -1, -1 } };
    for (int i = 0; i < count; i++) {
        if (!operands[i].mesh || operands[i].mesh->triangle_count == 0) continue;
        box = kernel_mesh_box(operands[i].mesh);
        break;
    }
    if (box.min.x > box.max.x) {
        err_set(err, ERR_UNSUPPORTED, "#%u: a boolean of half-spaces alone has no end", id);
        return false;
    }
    return ifc_item_half_space(r, id, type, &args, &half, err) &&
           kernel_boolean_half_space(&r->k, &half, &box, out, err);
}

static bool ifc_item_try(const IfcReader *r, KernelBooleanKind kind, const KernelMesh *host,
                         const KernelOperand *operands, int count, KernelMesh *out,
                         KernelBooleanReport *report, Err *err)
{
    // Faces that nearly lie in one plane are told apart, or not, by the precision: what one cannot
    // close another may.
    static const double steps[] = { 1, 10, 0.1, 50 };
    Err first = { 0 };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        Kernel k = r->k;
        Err own = { 0 };
        k.precision *= steps[i];
        if (k.precision > k.chord * 0.25) continue;
        *report = (KernelBooleanReport){ 0 };
        if (kernel_boolean(&k, kind, host, operands, count, out, report, &own)) return true;
        if (i == 0) first = own;
    }
    if (err) *err = first;
    return false;
}

bool ifc_item_cut(const IfcReader *r, KernelBooleanKind kind, const KernelMesh *host,
                  const KernelOperand *operands, int count, KernelMesh *out,
                  KernelBooleanReport *report, Err *err)
{
    Err whole = { 0 };
    if (ifc_item_try(r, kind, host, operands, count, out, report, &whole)) return true;
    if (err) *err = whole;
    if (count < 2 || count > IFC_ITEM_SINGLE_MAX ||
        (int64_t)count * host->triangle_count > IFC_ITEM_SINGLE_WORK_MAX) {
        *out = *host;
        return false;
    }
    // One by one: an operand that will not go does not keep the others back.
    KernelMesh now = *host;
    KernelBooleanReport sum = { 0 };
    int left_out = 0;
    for (int i = 0; i < count; i++) {
        KernelMesh next;
        KernelBooleanReport one;
        if (!ifc_item_try(r, kind, &now, &operands[i], 1, &next, &one, NULL)) {
            left_out++;
            continue;
        }
        now = next;
        sum.rejected += one.rejected;
        sum.was_open |= one.was_open;
        sum.is_closed = one.is_closed;
        sum.is_empty = one.is_empty;
    }
    *out = now;
    *report = sum;
    if (left_out > 0) err_prefix(err, "%d of %d operands", left_out, count);
    return left_out == 0;
}

// A left-deep chain of one operation becomes one host and all its operands.
static bool ifc_item_boolean(IfcReader *r, uint32_t id, int depth, KernelMesh *out,
                             const char **uncut, Err *err)
{
    StepArgs args;
    IfcType type;
    int count = 0;
    uint32_t *chain = ARENA_ARRAY(&r->tree, uint32_t, IFC_ITEM_CHAIN_MAX);
    KernelBooleanKind kind = KERNEL_BOOLEAN_NONE;
    uint32_t host_id = id;
    for (;;) {
        if (!ifc_reader_args(r, host_id, &args, &type, err)) return false;
        if (!ifc_schema_is(&r->m->schema, type, IFCBOOLEANRESULT)) break;
        const KernelBooleanKind own = ifc_item_operator(&args);
        if (kind != KERNEL_BOOLEAN_NONE && own != kind) break;
        if (count == IFC_ITEM_CHAIN_MAX) {
            err_set(err, ERR_FORMAT, "#%u: more than %d booleans in a chain, or a cycle", id,
                    IFC_ITEM_CHAIN_MAX);
            return false;
        }
        kind = own;
        chain[count++] = step_arg_ref(&args, 2);
        host_id = step_arg_ref(&args, 1);
    }
    KernelOperand *operands = ARENA_ARRAY(&r->tree, KernelOperand, count + 1);
    int made = 0;
    for (int i = count - 1; i >= 0; i--) {
        Err own = { 0 };
        if (ifc_item_operand(r, chain[i], depth, &operands[made], uncut, &own))
            made++;
        else
            ifc_item_uncut(r, uncut, "an operand is left out", &own);
    }
    KernelMesh host;
    if (!ifc_item_host(r, host_id, depth, operands, made, &host, uncut, err)) return false;
    Err own = { 0 };
    KernelBooleanReport report = { 0 };
    if (made == 0)
        *out = host;
    else if (!ifc_item_cut(r, kind, &host, operands, made, out, &report, &own))
        ifc_item_uncut(r, uncut, "not cut", &own);
    return true;
}

bool ifc_item_mesh(IfcReader *r, uint32_t id, int depth, KernelMesh *out, const char **uncut,
                   Err *err)
{
    StepArgs args;
    IfcType type;
    int skipped = 0, count = 0;
    if (depth > IFC_READER_DEPTH_MAX) {
        err_set(err, ERR_FORMAT, "#%u: items nested deeper than %d, or a cycle", id,
                IFC_READER_DEPTH_MAX);
        return false;
    }
    if (!ifc_reader_args(r, id, &args, &type, err)) return false;
    const IfcSchemaTable *t = &r->m->schema;
    switch (type) {
    case IFCEXTRUDEDAREASOLID:
    case IFCEXTRUDEDAREASOLIDTAPERED: return ifc_item_extruded(r, type, &args, out, err);
    case IFCREVOLVEDAREASOLID:
    case IFCREVOLVEDAREASOLIDTAPERED: return ifc_item_revolved(r, type, &args, out, err);
    case IFCSWEPTDISKSOLID:
    case IFCSWEPTDISKSOLIDPOLYGONAL: return ifc_item_swept_disk(r, type, &args, out, err);
    case IFCSURFACECURVESWEPTAREASOLID:
    case IFCFIXEDREFERENCESWEPTAREASOLID:
    case IFCDIRECTRIXDERIVEDREFERENCESWEPTAREASOLID:
    case IFCDIRECTRIXCURVESWEPTAREASOLID: return ifc_item_sweep(r, type, &args, out, err);
    case IFCSECTIONEDSPINE: return ifc_item_spine(r, id, &args, out, err);
    case IFCSECTIONEDSOLID:
    case IFCSECTIONEDSOLIDHORIZONTAL:
    case IFCSECTIONEDSURFACE: return ifc_item_sectioned(r, id, type, &args, out, err);
    case IFCANNOTATIONSURFACE:
    case IFCCSGSOLID: return ifc_item_mesh(r, step_arg_ref(&args, 0), depth + 1, out, uncut, err);
    case IFCSHELLBASEDSURFACEMODEL:
    case IFCFACEBASEDSURFACEMODEL: {
        const uint32_t *sets = ifc_reader_refs(r, &args, 0, &count);
        return ifc_face_mesh(r, sets, count, true, out, &skipped, err);
    }
    default: break;
    }
    if (ifc_schema_is(t, type, IFCMANIFOLDSOLIDBREP))
        return ifc_item_brep(r, type, &args, out, err);
    if (ifc_schema_is(t, type, IFCBOOLEANRESULT))
        return ifc_item_boolean(r, id, depth, out, uncut, err);
    if (ifc_schema_is(t, type, IFCTESSELLATEDFACESET))
        return ifc_face_tessellated(r, id, type, &args, out, err);
    if (ifc_schema_is(t, type, IFCCSGPRIMITIVE3D))
        return ifc_item_primitive(r, id, type, &args, out, err);
    if (ifc_schema_is(t, type, IFCCONNECTEDFACESET) || ifc_schema_is(t, type, IFCFACE))
        return ifc_face_mesh(r, &id, 1, true, out, &skipped, err);
    if (ifc_schema_is(t, type, IFCSURFACE)) return ifc_surface_mesh(r, id, out, err);
    return ifc_reader_unexpected(id, type, "a solid, surface or shell", err);
}
