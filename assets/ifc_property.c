// SPDX-License-Identifier: Apache-2.0
// ifc_property.c - property sets and quantities in columns, and whose they are.
#include "assets/ifc_build.h"
#include "base/array.h"
#include "base/str.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IFC_PROPERTY_DEPTH_MAX = 4, IFC_PROPERTY_ROWS_MAX = 20000000, IFC_PROPERTY_LIST_MAX = 32 };

typedef struct {
    IfcModel *m;
    int caps[7], count;
    int32_t *pair_sets, *pair_objects;
    int pair_caps[2], pair_count;
    int32_t *set_of_row; // by row of the file, -1
    bool has_failed;
    IfcText last_measure; // measures repeat
    int last_unit;
    bool has_last;
} IfcPropertyBuilder;

typedef struct {
    IfcText name, text, measure;
    IfcValueKind kind;
    double number;
    int unit;
} IfcPropertyValue;

static void ifc_property_add(IfcPropertyBuilder *b, int set, const IfcPropertyValue *v)
{
    IfcProperties *p = &b->m->properties;
    const int need = b->count + 1;
    if (b->count >= IFC_PROPERTY_ROWS_MAX || b->has_failed ||
        !array_reserve((void **)&p->sets, &b->caps[0], need, sizeof *p->sets) ||
        !array_reserve((void **)&p->names, &b->caps[1], need, sizeof *p->names) ||
        !array_reserve((void **)&p->kinds, &b->caps[2], need, sizeof *p->kinds) ||
        !array_reserve((void **)&p->numbers, &b->caps[3], need, sizeof *p->numbers) ||
        !array_reserve((void **)&p->texts, &b->caps[4], need, sizeof *p->texts) ||
        !array_reserve((void **)&p->measures, &b->caps[5], need, sizeof *p->measures) ||
        !array_reserve((void **)&p->units, &b->caps[6], need, sizeof *p->units)) {
        b->has_failed = true;
        return;
    }
    p->sets[b->count] = set;
    p->names[b->count] = v->name;
    p->kinds[b->count] = (uint8_t)v->kind;
    p->numbers[b->count] = v->number;
    p->texts[b->count] = v->text;
    p->measures[b->count] = v->measure;
    p->units[b->count++] = (int16_t)v->unit;
}

static int ifc_property_unit(IfcPropertyBuilder *b, IfcText measure)
{
    if (!measure) return -1;
    if (!b->has_last || measure != b->last_measure) {
        b->last_unit = ifc_unit_of_measure(b->m, ifc_model_text(b->m, measure));
        b->last_measure = measure;
        b->has_last = true;
    }
    return b->last_unit;
}

// One value at the cursor, with its measure: IFCLENGTHMEASURE(2.5).
static bool ifc_property_value(IfcPropertyBuilder *b, StepCursor *cursor, IfcPropertyValue *v)
{
    IfcModel *m = b->m;
    StepToken token;
    StepKind kind = step_next(cursor, &token);
    if (kind == STEP_TYPED) {
        v->measure = ifc_build_text(m, token.text);
        if (step_next(cursor, &token) != STEP_OPEN) return false;
        kind = step_next(cursor, &token);
        StepCursor after = *cursor;
        StepToken close;
        if (step_next(&after, &close) == STEP_CLOSE) *cursor = after;
    }
    switch (kind) {
    case STEP_INT:
    case STEP_REAL:
        v->kind = IFC_VALUE_NUMBER;
        v->number = token.real;
        return true;
    case STEP_STRING:
        v->kind = IFC_VALUE_TEXT;
        v->text = ifc_build_text(m, token.text);
        return true;
    case STEP_ENUM:
        if (step_text_is(token.text, "T") || step_text_is(token.text, "F")) {
            v->kind = IFC_VALUE_BOOL;
            v->number = token.text.text[0] == 'T';
        } else {
            v->kind = IFC_VALUE_TEXT;
            v->text = ifc_build_text(m, token.text);
        }
        return true;
    case STEP_BINARY:
        v->kind = IFC_VALUE_TEXT;
        v->text = ifc_build_text(m, token.text);
        return true;
    default: return false;
    }
}

static void ifc_property_print(IfcPropertyBuilder *b, const IfcPropertyValue *v, Str *out)
{
    if (out->length) str_add(out, "; ");
    if (v->kind == IFC_VALUE_NUMBER)
        str_printf(out, "%.15g", v->number);
    else if (v->kind == IFC_VALUE_BOOL)
        str_add(out, v->number != 0 ? "true" : "false");
    else
        str_add(out, ifc_model_text(b->m, v->text));
}

// A list of values: the first number counts for comparing, the text shows all.
static void ifc_property_list(IfcPropertyBuilder *b, const StepArgs *args, int index,
                              IfcPropertyValue *v)
{
    StepCursor list;
    Str text = { 0 };
    if (!step_arg_list(args, index, &list)) return;
    int count = 0;
    for (; count < IFC_PROPERTY_LIST_MAX; count++) {
        IfcPropertyValue one = { .unit = -1 };
        if (!ifc_property_value(b, &list, &one)) break;
        ifc_property_print(b, &one, &text);
        if (count == 0) {
            v->kind = one.kind;
            v->number = one.number;
            v->measure = one.measure;
            v->text = one.text;
        }
    }
    if (count > 1 && text.text) {
        if (v->kind == IFC_VALUE_BOOL) v->kind = IFC_VALUE_TEXT;
        v->text = ifc_build_word(b->m, text.text);
    }
    str_finish(&text);
}

static void ifc_property_single(IfcPropertyBuilder *b, const StepArgs *args, int index,
                                IfcPropertyValue *v)
{
    if (index < 0 || index >= args->count) return;
    StepCursor cursor = { args->at[index], args->end };
    if (*cursor.at == '(')
        ifc_property_list(b, args, index, v);
    else
        ifc_property_value(b, &cursor, v);
}

static void ifc_property_bounded(IfcPropertyBuilder *b, const StepArgs *args, IfcPropertyValue *v)
{
    // Upper, lower, set point: shown as "lower to upper".
    IfcPropertyValue bounds[3] = { { .unit = -1 }, { .unit = -1 }, { .unit = -1 } };
    static const int at[3] = { 3, 2, 5 };
    Str text = { 0 };
    for (int i = 0; i < 3; i++) {
        ifc_property_single(b, args, at[i], &bounds[i]);
        if (bounds[i].kind == IFC_VALUE_NONE) continue;
        ifc_property_print(b, &bounds[i], &text);
        if (v->kind == IFC_VALUE_NONE || i == 2) {
            v->kind = bounds[i].kind;
            v->number = bounds[i].number;
            v->measure = bounds[i].measure;
        }
    }
    if (text.text) v->text = ifc_build_word(b->m, text.text);
    str_finish(&text);
}

static void ifc_property_read(IfcPropertyBuilder *b, int set, uint32_t id, IfcText prefix,
                              int depth);

static void ifc_property_children(IfcPropertyBuilder *b, int set, const StepArgs *args, int index,
                                  IfcText prefix, int depth)
{
    StepCursor list;
    StepToken token;
    if (!step_arg_list(args, index, &list)) return;
    for (StepKind kind; (kind = step_next(&list, &token)) != STEP_NONE && kind != STEP_CLOSE;) {
        if (kind == STEP_REF) ifc_property_read(b, set, token.ref, prefix, depth);
        if (b->has_failed) return;
    }
}

static void ifc_property_read(IfcPropertyBuilder *b, int set, uint32_t id, IfcText prefix,
                              int depth)
{
    IfcModel *m = b->m;
    StepArgs args;
    IfcType type;
    if (depth > IFC_PROPERTY_DEPTH_MAX || !ifc_build_args(m, id, &args, &type)) return;
    IfcPropertyValue v = { .name = ifc_build_arg_text(m, &args, 0), .unit = -1 };
    if (prefix) {
        Str name = { 0 };
        str_printf(&name, "%s.", ifc_model_text(m, prefix));
        str_add(&name, ifc_model_text(m, v.name));
        v.name = ifc_build_word(m, name.text);
        str_finish(&name);
    }
    int unit = -1;
    switch (type) {
    case IFCPROPERTYSINGLEVALUE:
        ifc_property_single(b, &args, 2, &v);
        unit = 3;
        break;
    case IFCPROPERTYENUMERATEDVALUE: ifc_property_list(b, &args, 2, &v); break;
    case IFCPROPERTYLISTVALUE:
        ifc_property_list(b, &args, 2, &v);
        unit = 3;
        break;
    case IFCPROPERTYBOUNDEDVALUE:
        ifc_property_bounded(b, &args, &v);
        unit = 4;
        break;
    case IFCPROPERTYTABLEVALUE: ifc_property_list(b, &args, 3, &v); break;
    case IFCPROPERTYREFERENCEVALUE: {
        StepArgs other;
        IfcType other_type;
        v.kind = IFC_VALUE_TEXT;
        if (ifc_build_args(m, step_arg_ref(&args, 3), &other, &other_type)) {
            v.text = ifc_build_arg_text(m, &other, 0);
            if (!v.text) v.text = ifc_build_word(m, ifc_schema_type_name(other_type));
        }
        break;
    }
    case IFCCOMPLEXPROPERTY: ifc_property_children(b, set, &args, 3, v.name, depth + 1); return;
    case IFCPHYSICALCOMPLEXQUANTITY:
        ifc_property_children(b, set, &args, 2, v.name, depth + 1);
        return;
    case IFCQUANTITYLENGTH: v.measure = ifc_build_word(m, "IFCLENGTHMEASURE"); break;
    case IFCQUANTITYAREA: v.measure = ifc_build_word(m, "IFCAREAMEASURE"); break;
    case IFCQUANTITYVOLUME: v.measure = ifc_build_word(m, "IFCVOLUMEMEASURE"); break;
    case IFCQUANTITYWEIGHT: v.measure = ifc_build_word(m, "IFCMASSMEASURE"); break;
    case IFCQUANTITYTIME: v.measure = ifc_build_word(m, "IFCTIMEMEASURE"); break;
    case IFCQUANTITYCOUNT:
    case IFCQUANTITYNUMBER: v.measure = ifc_build_word(m, "IFCCOUNTMEASURE"); break;
    default: return;
    }
    if (ifc_schema_is(&m->schema, type, IFCPHYSICALSIMPLEQUANTITY)) {
        const IfcText measure = v.measure;
        ifc_property_single(b, &args, 3, &v);
        v.measure = measure;
        unit = 2;
    }
    if (unit >= 0) v.unit = ifc_unit_add(m, step_arg_ref(&args, unit));
    if (v.unit < 0 && v.kind == IFC_VALUE_NUMBER) v.unit = ifc_property_unit(b, v.measure);
    ifc_property_add(b, set, &v);
}

// Sets whose attributes are the properties: door linings, window panels, lamps.
static void ifc_property_attributes(IfcPropertyBuilder *b, int set, IfcType type,
                                    const StepArgs *args)
{
    IfcModel *m = b->m;
    for (int i = 4; i < args->count; i++) {
        char name[64];
        IfcPropertyValue v = { .unit = -1 };
        if (step_arg_is_null(args, i) || step_arg_ref(args, i)) continue;
        ifc_property_single(b, args, i, &v);
        v.name = ifc_build_word(m, ifc_schema_attribute(&m->schema, type, i, name));
        if (v.kind != IFC_VALUE_NONE && v.name) ifc_property_add(b, set, &v);
    }
}

static void ifc_property_sets(IfcPropertyBuilder *b)
{
    IfcModel *m = b->m;
    IfcPropertySets *s = &m->sets;
    for (int type = 1; type < IFC_TYPE_COUNT; type++) {
        if (ifc_schema_is(&m->schema, (IfcType)type, IFCPROPERTYSETDEFINITION))
            s->count += m->type_starts[type + 1] - m->type_starts[type];
    }
    s->rows = ARENA_ARRAY(&m->arena, int32_t, s->count + 1);
    s->names = ARENA_ARRAY(&m->arena, IfcText, s->count + 1);
    s->is_quantity = ARENA_ARRAY(&m->arena, bool, s->count + 1);
    s->first_property = ARENA_ARRAY(&m->arena, int32_t, s->count + 2);
    int at = 0;
    for (int type = 1; type < IFC_TYPE_COUNT; type++) {
        if (!ifc_schema_is(&m->schema, (IfcType)type, IFCPROPERTYSETDEFINITION)) continue;
        int count = 0;
        const int32_t *rows = ifc_model_rows(m, (IfcType)type, &count);
        for (int i = 0; i < count; i++, at++) {
            StepArgs args;
            step_file_args(m->file, rows[i], &args);
            s->rows[at] = rows[i];
            s->names[at] = ifc_build_arg_text(m, &args, 2);
            if (!s->names[at])
                s->names[at] = ifc_build_word(m, ifc_schema_type_name((IfcType)type));
            s->is_quantity[at] = type == IFCELEMENTQUANTITY;
            s->first_property[at] = b->count;
            b->set_of_row[rows[i]] = at;
            if (type == IFCPROPERTYSET)
                ifc_property_children(b, at, &args, 4, 0, 0);
            else if (type == IFCELEMENTQUANTITY)
                ifc_property_children(b, at, &args, 5, 0, 0);
            else
                ifc_property_attributes(b, at, (IfcType)type, &args);
        }
    }
    s->first_property[at] = b->count;
    m->properties.count = b->count;
}

static void ifc_property_pair(IfcPropertyBuilder *b, uint32_t set_id, int object)
{
    const int row = set_id ? step_file_find(b->m->file, set_id) : -1;
    if (row < 0 || object < 0 || b->set_of_row[row] < 0 || b->has_failed) return;
    if (!array_reserve((void **)&b->pair_sets, &b->pair_caps[0], b->pair_count + 1,
                       sizeof *b->pair_sets) ||
        !array_reserve((void **)&b->pair_objects, &b->pair_caps[1], b->pair_count + 1,
                       sizeof *b->pair_objects)) {
        b->has_failed = true;
        return;
    }
    b->pair_sets[b->pair_count] = b->set_of_row[row];
    b->pair_objects[b->pair_count++] = object;
}

static void ifc_property_assign(IfcPropertyBuilder *b, IfcType relation)
{
    IfcModel *m = b->m;
    const int relating = ifc_schema_position(&m->schema, relation, "RelatingPropertyDefinition");
    const int related = ifc_schema_position(&m->schema, relation, "RelatedObjects");
    int count = 0;
    const int32_t *rows = ifc_model_rows(m, relation, &count);
    for (int i = 0; i < count; i++) {
        StepArgs args;
        StepCursor list;
        StepToken token;
        step_file_args(m->file, rows[i], &args);
        // One set, or several in an IfcPropertySetDefinitionSet.
        uint32_t sets[64] = { step_arg_ref(&args, relating) };
        const int set_count = sets[0] ? 1 : step_arg_refs(&args, relating, sets, 64);
        if (!step_arg_list(&args, related, &list)) continue;
        for (StepKind kind; (kind = step_next(&list, &token)) != STEP_NONE && kind != STEP_CLOSE;) {
            const int object = kind == STEP_REF ? ifc_build_object(m, token.ref) : IFC_OBJECT_NONE;
            for (int s = 0; s < set_count; s++) ifc_property_pair(b, sets[s], object);
        }
    }
}

static void ifc_property_of_types(IfcPropertyBuilder *b)
{
    IfcModel *m = b->m;
    for (int i = 0; i < m->objects.count; i++) {
        if (!ifc_schema_is(&m->schema, (IfcType)m->objects.types[i], IFCTYPEOBJECT)) continue;
        StepArgs args;
        StepCursor list;
        StepToken token;
        step_file_args(m->file, m->objects.rows[i], &args);
        if (!step_arg_list(&args, 5, &list)) continue; // HasPropertySets, in every release
        for (StepKind kind; (kind = step_next(&list, &token)) != STEP_NONE && kind != STEP_CLOSE;) {
            if (kind == STEP_REF) ifc_property_pair(b, token.ref, i);
        }
    }
}

// Pairs to both directions by counting.
static int32_t *ifc_property_sorted(Arena *a, const int32_t *keys, const int32_t *values, int count,
                                    int key_count, int32_t **starts)
{
    int32_t *out = ARENA_ARRAY(a, int32_t, count + 1), *s = ARENA_ARRAY(a, int32_t, key_count + 2);
    for (int i = 0; i < count; i++) s[keys[i] + 2]++;
    for (int i = 1; i <= key_count + 1; i++) s[i] += s[i - 1];
    for (int i = 0; i < count; i++) out[s[keys[i] + 1]++] = values[i];
    *starts = s;
    return out;
}

void ifc_property_load(IfcModel *m)
{
    IfcPropertyBuilder b = { .m = m };
    b.set_of_row = malloc(sizeof *b.set_of_row * (size_t)(m->file->count + 1));
    if (!b.set_of_row)
        b.has_failed = true;
    else {
        memset(b.set_of_row, 0xFF, sizeof *b.set_of_row * (size_t)(m->file->count + 1));
        ifc_property_sets(&b);
        ifc_property_assign(&b, IFCRELDEFINESBYPROPERTIES);
        ifc_property_assign(&b, IFCRELOVERRIDESPROPERTIES);
        ifc_property_of_types(&b);
    }
    if (b.has_failed)
        step_file_problem(m->file, 0, 0, "more properties than can be kept: the first %d are there",
                          b.count);
    m->sets.objects = ifc_property_sorted(&m->arena, b.pair_sets, b.pair_objects, b.pair_count,
                                          m->sets.count, &m->sets.object_starts);
    m->sets.sets = ifc_property_sorted(&m->arena, b.pair_objects, b.pair_sets, b.pair_count,
                                       m->objects.count, &m->sets.set_starts);
    free(b.pair_sets);
    free(b.pair_objects);
    free(b.set_of_row);
}
