// SPDX-License-Identifier: Apache-2.0
// ifc_unit.c - units of a project: SI with prefixes, conversion-based, derived, context-dependent
// and monetary ones.
#include "assets/ifc_build.h"
#include "base/array.h"
#include "base/str.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IFC_UNIT_DEPTH_MAX = 8, IFC_UNITS_MAX = 4000 };

typedef struct {
    const char *name, *symbol;
    double factor, offset;
    int power; // of the prefix
} IfcUnitSi;
static const IfcUnitSi ifc_unit_si[] = {
    { "METRE", "m", 1, 0, 1 },
    { "SQUARE_METRE", "m2", 1, 0, 2 },
    { "CUBIC_METRE", "m3", 1, 0, 3 },
    { "GRAM", "g", 1e-3, 0, 1 },
    { "SECOND", "s", 1, 0, 1 },
    { "AMPERE", "A", 1, 0, 1 },
    { "KELVIN", "K", 1, 0, 1 },
    { "MOLE", "mol", 1, 0, 1 },
    { "CANDELA", "cd", 1, 0, 1 },
    { "RADIAN", "rad", 1, 0, 1 },
    { "STERADIAN", "sr", 1, 0, 1 },
    { "HERTZ", "Hz", 1, 0, 1 },
    { "NEWTON", "N", 1, 0, 1 },
    { "PASCAL", "Pa", 1, 0, 1 },
    { "JOULE", "J", 1, 0, 1 },
    { "WATT", "W", 1, 0, 1 },
    { "COULOMB", "C", 1, 0, 1 },
    { "VOLT", "V", 1, 0, 1 },
    { "FARAD", "F", 1, 0, 1 },
    { "OHM", "ohm", 1, 0, 1 },
    { "SIEMENS", "S", 1, 0, 1 },
    { "WEBER", "Wb", 1, 0, 1 },
    { "TESLA", "T", 1, 0, 1 },
    { "HENRY", "H", 1, 0, 1 },
    { "DEGREE_CELSIUS", "°C", 1, 273.15, 1 },
    { "LUMEN", "lm", 1, 0, 1 },
    { "LUX", "lx", 1, 0, 1 },
    { "BECQUEREL", "Bq", 1, 0, 1 },
    { "GRAY", "Gy", 1, 0, 1 },
    { "SIEVERT", "Sv", 1, 0, 1 },
};
typedef struct {
    const char *name, *symbol;
    double factor;
} IfcUnitPrefix;
static const IfcUnitPrefix ifc_unit_prefixes[] = {
    { "EXA", "E", 1e18 },  { "PETA", "P", 1e15 },  { "TERA", "T", 1e12 },   { "GIGA", "G", 1e9 },
    { "MEGA", "M", 1e6 },  { "KILO", "k", 1e3 },   { "HECTO", "h", 1e2 },   { "DECA", "da", 1e1 },
    { "DECI", "d", 1e-1 }, { "CENTI", "c", 1e-2 }, { "MILLI", "m", 1e-3 },  { "MICRO", "µ", 1e-6 },
    { "NANO", "n", 1e-9 }, { "PICO", "p", 1e-12 }, { "FEMTO", "f", 1e-15 }, { "ATTO", "a", 1e-18 },
};

static const char *ifc_unit_enum_copy(IfcModel *m, StepText text)
{
    char *copy = arena_alloc(&m->arena, (size_t)text.length + 1);
    if (text.length) memcpy(copy, text.text, text.length);
    return copy;
}

static bool ifc_unit_read(IfcModel *m, uint32_t id, int depth, IfcUnit *out);

static bool ifc_unit_read_si(IfcModel *m, const StepArgs *args, IfcUnit *out)
{
    const StepText prefix_text = step_arg_enum(args, 2), name = step_arg_enum(args, 3);
    const IfcUnitPrefix *prefix = NULL;
    for (size_t i = 0; i < sizeof ifc_unit_prefixes / sizeof ifc_unit_prefixes[0]; i++) {
        if (step_text_is(prefix_text, ifc_unit_prefixes[i].name)) prefix = &ifc_unit_prefixes[i];
    }
    for (size_t i = 0; i < sizeof ifc_unit_si / sizeof ifc_unit_si[0]; i++) {
        const IfcUnitSi *si = &ifc_unit_si[i];
        if (!step_text_is(name, si->name)) continue;
        out->kind = ifc_unit_enum_copy(m, step_arg_enum(args, 1));
        out->factor = si->factor * (prefix ? pow(prefix->factor, si->power) : 1);
        out->offset = si->offset;
        out->symbol = arena_printf(&m->arena, "%s%s", prefix ? prefix->symbol : "", si->symbol);
        return true;
    }
    return false;
}

// Value times unit: IfcMeasureWithUnit.
static bool ifc_unit_read_measure(IfcModel *m, uint32_t id, int depth, double *factor)
{
    StepArgs args;
    IfcType type;
    IfcUnit base = { 0 };
    double value = 0;
    if (!ifc_build_args(m, id, &args, &type) || type != IFCMEASUREWITHUNIT ||
        !step_arg_real(&args, 0, &value))
        return false;
    if (!ifc_unit_read(m, step_arg_ref(&args, 1), depth + 1, &base)) return false;
    *factor = value * base.factor;
    return isfinite(*factor) && *factor != 0;
}

static bool ifc_unit_read_derived(IfcModel *m, const StepArgs *args, int depth, IfcUnit *out)
{
    uint32_t ids[16];
    const int count = step_arg_refs(args, 0, ids, 16);
    Str over = { 0 }, under = { 0 };
    int unders = 0;
    bool ok = count > 0;
    out->factor = 1;
    for (int i = 0; i < count && ok; i++) {
        StepArgs element;
        IfcType type;
        IfcUnit base = { 0 };
        int64_t exponent = 0;
        ok = ifc_build_args(m, ids[i], &element, &type) && type == IFCDERIVEDUNITELEMENT &&
             step_arg_int(&element, 1, &exponent) && exponent > -32 && exponent < 32 &&
             ifc_unit_read(m, step_arg_ref(&element, 0), depth + 1, &base);
        if (!ok || exponent == 0) continue;
        out->factor *= pow(base.factor, (double)exponent);
        Str *side = exponent > 0 ? &over : &under;
        const int size = (int)(exponent > 0 ? exponent : -exponent);
        str_printf(side, size > 1 ? "%s%s%d" : "%s%s", side->length ? " " : "", base.symbol, size);
        unders += exponent < 0;
    }
    ok = ok && isfinite(out->factor) && out->factor != 0;
    if (ok) {
        out->kind = ifc_unit_enum_copy(m, step_arg_enum(args, 1));
        Str symbol = { 0 };
        if (unders == 0)
            str_printf(&symbol, "%s", over.length ? over.text : "1");
        else
            str_printf(&symbol, unders == 1 ? "%s/%s" : "%s/(%s)", over.length ? over.text : "1",
                       under.text);
        out->symbol = arena_strdup(&m->arena, symbol.text);
        str_finish(&symbol);
    }
    str_finish(&over);
    str_finish(&under);
    return ok;
}

static bool ifc_unit_read(IfcModel *m, uint32_t id, int depth, IfcUnit *out)
{
    StepArgs args;
    IfcType type;
    if (depth > IFC_UNIT_DEPTH_MAX || !ifc_build_args(m, id, &args, &type)) return false;
    *out = (IfcUnit){ .kind = "", .symbol = "", .factor = 1, .id = id };
    switch (type) {
    case IFCSIUNIT: return ifc_unit_read_si(m, &args, out);
    case IFCCONVERSIONBASEDUNIT:
    case IFCCONVERSIONBASEDUNITWITHOFFSET: {
        out->kind = ifc_unit_enum_copy(m, step_arg_enum(&args, 1));
        out->symbol = ifc_build_arg_copy(m, &args, 2);
        if (str_equal_nocase(out->symbol, "degree")) out->symbol = "°";
        double offset = 0;
        if (!ifc_unit_read_measure(m, step_arg_ref(&args, 3), depth + 1, &out->factor))
            return false;
        if (type == IFCCONVERSIONBASEDUNITWITHOFFSET && step_arg_real(&args, 4, &offset))
            out->offset = offset * out->factor;
        return true;
    }
    case IFCCONTEXTDEPENDENTUNIT:
        out->kind = ifc_unit_enum_copy(m, step_arg_enum(&args, 1));
        out->symbol = ifc_build_arg_copy(m, &args, 2);
        return true;
    case IFCDERIVEDUNIT: return ifc_unit_read_derived(m, &args, depth, out);
    case IFCMONETARYUNIT: {
        const StepText code = step_arg_enum(&args, 0);
        out->kind = "MONETARYUNIT";
        out->symbol = code.length ? ifc_unit_enum_copy(m, code) : ifc_build_arg_copy(m, &args, 0);
        return true;
    }
    default: return false;
    }
}

int ifc_unit_find(const IfcModel *m, uint32_t id)
{
    for (int i = 0; id && i < m->units.count; i++) {
        if (m->units.rows[i].id == id) return i;
    }
    return -1;
}

int ifc_unit_add(IfcModel *m, uint32_t id)
{
    const int have = ifc_unit_find(m, id);
    IfcUnit unit;
    if (have >= 0 || !id || m->units.count >= IFC_UNITS_MAX || !ifc_unit_read(m, id, 0, &unit))
        return have;
    m->units.rows[m->units.count] = unit;
    return m->units.count++;
}

int ifc_unit_of_measure(const IfcModel *m, const char *measure)
{
    char kind[64];
    if (!str_starts(measure, "IFC")) return -1;
    measure += 3;
    if (str_starts(measure, "POSITIVE"))
        measure += 8;
    else if (str_starts(measure, "NONNEGATIVE"))
        measure += 11;
    const size_t length = strlen(measure);
    if (length < 8 || length > 50 || strcmp(measure + length - 7, "MEASURE") != 0) return -1;
    snprintf(kind, sizeof kind, "%.*sUNIT", (int)(length - 7), measure);
    for (int i = 0; i < m->units.count; i++) {
        if (strcmp(m->units.rows[i].kind, kind) == 0) return i;
    }
    return -1;
}

// Of the project; without one (or a project that names no units) the first assignment in the file.
static uint32_t ifc_unit_assignment(const IfcModel *m)
{
    if (m->project >= 0) {
        StepArgs args;
        const IfcType type = (IfcType)m->objects.types[m->project];
        step_file_args(m->file, m->objects.rows[m->project], &args);
        const uint32_t id =
            step_arg_ref(&args, ifc_schema_position(&m->schema, type, "UnitsInContext"));
        if (id) return id;
    }
    int count = 0;
    const int32_t *rows = ifc_model_rows(m, IFCUNITASSIGNMENT, &count);
    return count ? m->file->ids[rows[0]] : 0;
}

// The name as the file's reader would know it: "MILLIMETRE", "FOOT".
static const char *ifc_unit_length_name(IfcModel *m, uint32_t id)
{
    StepArgs args;
    IfcType type;
    if (!ifc_build_args(m, id, &args, &type)) return "";
    if (type != IFCSIUNIT) return ifc_build_arg_copy(m, &args, 2);
    const StepText prefix = step_arg_enum(&args, 2), name = step_arg_enum(&args, 3);
    return arena_printf(&m->arena, "%.*s%.*s", (int)prefix.length, prefix.length ? prefix.text : "",
                        (int)name.length, name.length ? name.text : "");
}

void ifc_unit_load(IfcModel *m)
{
    IfcUnits *u = &m->units;
    u->rows = ARENA_ARRAY(&m->arena, IfcUnit, IFC_UNITS_MAX);
    u->length_m = u->angle_rad = u->area_m2 = u->volume_m3 = 1;
    u->length_name = "";
    StepArgs args;
    IfcType type;
    StepCursor list;
    StepToken token;
    if (ifc_build_args(m, ifc_unit_assignment(m), &args, &type) && type == IFCUNITASSIGNMENT &&
        step_arg_list(&args, 0, &list)) {
        for (StepKind kind; (kind = step_next(&list, &token)) != STEP_NONE && kind != STEP_CLOSE;) {
            if (kind != STEP_REF || ifc_unit_find(m, token.ref) >= 0) continue;
            const int row = ifc_unit_add(m, token.ref);
            if (row < 0) {
                step_file_problem(m->file, token.ref, 0, "this unit is not understood");
                continue;
            }
            const IfcUnit *unit = &u->rows[row];
            if (strcmp(unit->kind, "LENGTHUNIT") == 0 && !u->length_name[0]) {
                u->length_m = unit->factor;
                u->length_name = ifc_unit_length_name(m, token.ref);
            } else if (strcmp(unit->kind, "PLANEANGLEUNIT") == 0)
                u->angle_rad = unit->factor;
            else if (strcmp(unit->kind, "AREAUNIT") == 0)
                u->area_m2 = unit->factor;
            else if (strcmp(unit->kind, "VOLUMEUNIT") == 0)
                u->volume_m3 = unit->factor;
        }
    }
    if (!(u->length_m > 1e-9 && u->length_m < 1e9)) {
        step_file_problem(m->file, 0, 0, "a length unit of %g m is refused; metres are taken",
                          u->length_m);
        u->length_m = 1;
    }
    if (!(fabs(u->angle_rad) > 1e-6 && fabs(u->angle_rad) < 10)) u->angle_rad = 1;
    if (!u->length_name[0])
        step_file_problem(m->file, 0, 0, "no length unit is given; metres are taken");
}
