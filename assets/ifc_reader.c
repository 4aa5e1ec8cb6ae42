// SPDX-License-Identifier: Apache-2.0
// ifc_reader.c - parameters and lists of geometry instances.
#include "assets/ifc_reader.h"
#include <string.h>

void ifc_reader_init(IfcReader *r, const IfcModel *m, double chord_m, double angle_rad)
{
    *r = (IfcReader){
        .m = m, .unit = m->units.length_m, .angle = m->units.angle_rad, .budget = IFC_READER_BUDGET
    };
    // The file's precision, kept where it can serve both as welding distance and as no visible gap.
    double precision = m->georeference.precision_m;
    if (!(precision > 1e-6)) precision = 1e-6;
    if (precision > 1e-5) precision = 1e-5;
    r->k = (Kernel){ .chord = chord_m, .angle_rad = angle_rad, .precision = precision };
}

void ifc_reader_finish(IfcReader *r)
{
    arena_finish(&r->out);
    arena_finish(&r->scratch);
    arena_finish(&r->tree);
}

bool ifc_reader_args(IfcReader *r, uint32_t id, StepArgs *args, IfcType *type, Err *err)
{
    const int row = id ? step_file_find(r->m->file, id) : -1;
    *type = IFC_TYPE_NONE;
    args->count = 0;
    if (row < 0) {
        if (id)
            err_set(err, ERR_FORMAT, "instance #%u is missing", id);
        else
            err_set(err, ERR_FORMAT, "a reference is missing");
        return false;
    }
    if (--r->budget <= 0) {
        err_set(err, ERR_RANGE, "more than %d instances are needed for one shape",
                IFC_READER_BUDGET);
        return false;
    }
    *type = ifc_model_type(r->m, row);
    step_file_args(r->m->file, row, args);
    return true;
}

bool ifc_reader_unexpected(uint32_t id, IfcType type, const char *expected, Err *err)
{
    if (type == IFC_TYPE_NONE)
        err_set(err, ERR_FORMAT, "#%u is of an unknown type, expected %s", id, expected);
    else
        err_set(err, ERR_UNSUPPORTED, "#%u is %s, expected %s", id, ifc_schema_type_name(type),
                expected);
    return false;
}

// Items of a list before its end, nested ones included: an upper bound that the text itself sets.
static int ifc_reader_count(StepCursor list, StepKind wanted, StepKind other)
{
    StepToken token;
    int count = 0;
    for (int depth = 1; depth > 0;) {
        const StepKind kind = step_next(&list, &token);
        if (kind == STEP_NONE) break;
        depth += kind == STEP_OPEN ? 1 : kind == STEP_CLOSE ? -1 : 0;
        count += kind == wanted || kind == other;
    }
    return count;
}

double *ifc_reader_reals(IfcReader *r, const StepArgs *args, int index, int *count)
{
    StepCursor list;
    StepToken token;
    *count = 0;
    if (!step_arg_list(args, index, &list)) return NULL;
    double *out = ARENA_ARRAY(&r->tree, double, ifc_reader_count(list, STEP_REAL, STEP_INT) + 1);
    for (int depth = 1; depth > 0;) {
        const StepKind kind = step_next(&list, &token);
        if (kind == STEP_NONE) break;
        depth += kind == STEP_OPEN ? 1 : kind == STEP_CLOSE ? -1 : 0;
        if (kind == STEP_REAL || kind == STEP_INT) out[(*count)++] = token.real;
    }
    return out;
}

uint32_t *ifc_reader_refs(IfcReader *r, const StepArgs *args, int index, int *count)
{
    StepCursor list;
    StepToken token;
    *count = 0;
    if (!step_arg_list(args, index, &list)) return NULL;
    uint32_t *out = ARENA_ARRAY(&r->tree, uint32_t, ifc_reader_count(list, STEP_REF, STEP_REF) + 1);
    for (int depth = 1; depth > 0;) {
        const StepKind kind = step_next(&list, &token);
        if (kind == STEP_NONE) break;
        depth += kind == STEP_OPEN ? 1 : kind == STEP_CLOSE ? -1 : 0;
        if (kind == STEP_REF) out[(*count)++] = token.ref;
    }
    return out;
}

double *ifc_reader_grid(IfcReader *r, const StepArgs *args, int index, int *rows, int *columns)
{
    StepCursor list;
    StepToken token;
    *rows = *columns = 0;
    if (!step_arg_list(args, index, &list)) return NULL;
    double *out = ARENA_ARRAY(&r->tree, double, ifc_reader_count(list, STEP_REAL, STEP_INT) + 1);
    int at = 0, in_row = 0;
    for (int depth = 1; depth > 0;) {
        const StepKind kind = step_next(&list, &token);
        if (kind == STEP_NONE) break;
        if (kind == STEP_OPEN) {
            depth++;
            in_row = 0;
        } else if (kind == STEP_CLOSE) {
            if (depth-- == 2) {
                if (*rows == 0)
                    *columns = in_row;
                else if (in_row != *columns)
                    return NULL;
                (*rows)++;
            }
        } else if (kind == STEP_REAL || kind == STEP_INT) {
            out[at++] = token.real;
            in_row++;
        }
    }
    return out;
}

DVec3 *ifc_reader_point_list(IfcReader *r, uint32_t id, int *count, Err *err)
{
    StepArgs args;
    IfcType type;
    *count = 0;
    if (!ifc_reader_args(r, id, &args, &type, err)) return NULL;
    if (type != IFCCARTESIANPOINTLIST3D && type != IFCCARTESIANPOINTLIST2D) {
        ifc_reader_unexpected(id, type, "a list of points", err);
        return NULL;
    }
    const int per = type == IFCCARTESIANPOINTLIST3D ? 3 : 2;
    int numbers = 0;
    const double *flat = ifc_reader_reals(r, &args, 0, &numbers);
    const int points = numbers / per;
    if (!flat || points == 0 || points * per != numbers) {
        err_set(err, ERR_FORMAT, "#%u: expected lists of %d coordinates", id, per);
        return NULL;
    }
    DVec3 *out = ARENA_ARRAY(&r->tree, DVec3, points);
    for (int i = 0; i < points; i++) {
        out[i] = dvec_make(flat[i * per] * r->unit, flat[i * per + 1] * r->unit,
                           per == 3 ? flat[i * per + 2] * r->unit : 0);
    }
    *count = points;
    return out;
}
