// SPDX-License-Identifier: Apache-2.0
// ifc_model.c - objects of an IFC file in columns; questions to them.
#include "assets/ifc_build.h"
#include "assets/ifc_xml.h"
#include "assets/step_text.h"
#include "base/array.h"
#include "base/str.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The pool's index while loading.
typedef struct IfcModelBuild {
    uint32_t *slots; // offset in the pool
    uint32_t slot_count, used;
    size_t pool_cap;
} IfcModelBuild;

static uint64_t ifc_model_hash(const char *text, size_t length)
{
    uint64_t h = length * 0x9E3779B97F4A7C15u;
    while (length >= 8) {
        uint64_t v;
        memcpy(&v, text, 8);
        h = (h ^ v) * 0xC2B2AE3D27D4EB4Fu;
        h ^= h >> 29;
        text += 8;
        length -= 8;
    }
    for (size_t i = 0; i < length; i++) h = (h ^ (unsigned char)text[i]) * 0x100000001b3u;
    return h ^ h >> 32;
}

static bool ifc_model_pool_grow(IfcModel *m)
{
    IfcModelBuild *b = m->build;
    const uint32_t count = b->slot_count ? b->slot_count * 2 : 4096;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (!slots) return false;
    for (uint32_t i = 0; i < b->slot_count; i++) {
        if (!b->slots[i]) continue;
        const char *text = m->pool + b->slots[i];
        uint32_t slot = (uint32_t)ifc_model_hash(text, strlen(text)) & (count - 1);
        while (slots[slot]) slot = (slot + 1) & (count - 1);
        slots[slot] = b->slots[i];
    }
    free(b->slots);
    b->slots = slots;
    b->slot_count = count;
    return true;
}

static IfcText ifc_model_intern(IfcModel *m, const char *text, size_t length)
{
    IfcModelBuild *b = m->build;
    if (length == 0) return 0;
    if (b->used * 2 >= b->slot_count && !ifc_model_pool_grow(m)) return 0;
    uint32_t slot = (uint32_t)ifc_model_hash(text, length) & (b->slot_count - 1);
    for (; b->slots[slot]; slot = (slot + 1) & (b->slot_count - 1)) {
        const char *have = m->pool + b->slots[slot];
        if (strncmp(have, text, length) == 0 && have[length] == 0) return b->slots[slot];
    }
    if (m->pool_length + length + 1 > UINT32_MAX) return 0;
    if (!array_reserve_large((void **)&m->pool, &b->pool_cap, m->pool_length + length + 1, 1))
        return 0;
    const IfcText at = (IfcText)m->pool_length;
    memcpy(m->pool + at, text, length);
    m->pool[at + length] = 0;
    m->pool_length += length + 1;
    b->slots[slot] = at;
    b->used++;
    return at;
}

static bool ifc_model_is_plain(StepText text)
{
    for (uint32_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.text[i];
        if (c < ' ' || c >= 0x80 || c == '\\' || c == '\'') return false;
    }
    return true;
}

IfcText ifc_build_text(IfcModel *m, StepText text)
{
    if (!text.text || text.length == 0) return 0;
    if (ifc_model_is_plain(text)) return ifc_model_intern(m, text.text, text.length);
    const ArenaMark mark = arena_mark(&m->arena);
    const char *copy = step_text_copy(m->file, text, &m->arena);
    const IfcText result = ifc_model_intern(m, copy, strlen(copy));
    arena_release(&m->arena, mark);
    return result;
}

IfcText ifc_build_word(IfcModel *m, const char *text)
{
    return ifc_model_intern(m, text, strlen(text));
}

IfcText ifc_build_arg_text(IfcModel *m, const StepArgs *args, int index)
{
    return index < 0 ? 0 : ifc_build_text(m, step_arg_string(args, index));
}

const char *ifc_build_arg_copy(IfcModel *m, const StepArgs *args, int index)
{
    const char *copy =
        index < 0 ? NULL : step_text_copy(m->file, step_arg_string(args, index), &m->arena);
    return copy ? copy : "";
}

int ifc_model_row(const IfcModel *m, uint32_t id, IfcType *type)
{
    const int row = id ? step_file_find(m->file, id) : -1;
    *type = row >= 0 ? ifc_model_type(m, row) : IFC_TYPE_NONE;
    return row;
}

bool ifc_build_args(const IfcModel *m, uint32_t id, StepArgs *args, IfcType *type)
{
    const int row = ifc_model_row(m, id, type);
    if (row < 0) {
        args->count = 0;
        return false;
    }
    step_file_args(m->file, row, args);
    return true;
}

int ifc_build_object(const IfcModel *m, uint32_t id)
{
    const int row = id ? step_file_find(m->file, id) : -1;
    return row >= 0 ? m->object_of_row[row] : IFC_OBJECT_NONE;
}

// Rows of each type together, in file order.
static bool ifc_model_sort_rows(IfcModel *m)
{
    const StepFile *file = m->file;
    m->type_starts = calloc(IFC_TYPE_COUNT + 1, sizeof *m->type_starts);
    m->rows_by_type = malloc(sizeof *m->rows_by_type * (size_t)(file->count + 1));
    int32_t *next = malloc(sizeof *next * IFC_TYPE_COUNT);
    if (!m->type_starts || !m->rows_by_type || !next) {
        free(next);
        return false;
    }
    for (int i = 0; i < file->keyword_count; i++)
        m->type_starts[m->keyword_types[i] + 1] += (int32_t)file->keyword_rows[i].count;
    for (int i = 0; i < IFC_TYPE_COUNT; i++) m->type_starts[i + 1] += m->type_starts[i];
    memcpy(next, m->type_starts, sizeof *next * IFC_TYPE_COUNT);
    for (int row = 0; row < file->count; row++)
        m->rows_by_type[next[ifc_model_type(m, row)]++] = row;
    free(next);
    return true;
}

const int32_t *ifc_model_rows(const IfcModel *m, IfcType type, int *count)
{
    *count = m->type_starts[type + 1] - m->type_starts[type];
    return m->rows_by_type + m->type_starts[type];
}

static bool ifc_model_is_object_type(const IfcSchemaTable *t, IfcType type)
{
    return ifc_schema_is(t, type, IFCOBJECTDEFINITION);
}

static uint8_t ifc_model_level(const IfcSchemaTable *t, IfcType type)
{
    if (ifc_schema_is(t, type, IFCELEMENTCOMPONENT) ||
        ifc_schema_is(t, type, IFCBUILDINGELEMENTPART) ||
        ifc_schema_is(t, type, IFCBUILDINGELEMENTCOMPONENT) ||
        ifc_schema_is(t, type, IFCREINFORCINGELEMENT) || ifc_schema_is(t, type, IFCPORT)) {
        return 7;
    }
    if (ifc_schema_is(t, type, IFCFEATUREELEMENT)) return 0;
    if (ifc_schema_is(t, type, IFCELEMENT)) return 6;
    if (ifc_schema_is(t, type, IFCSPATIALELEMENT) ||
        ifc_schema_is(t, type, IFCSPATIALSTRUCTUREELEMENT) || ifc_schema_is(t, type, IFCSYSTEM) ||
        ifc_schema_is(t, type, IFCZONE)) {
        return 5;
    }
    return 0;
}

static void ifc_model_objects(IfcModel *m)
{
    IfcObjects *o = &m->objects;
    const IfcSchemaTable *t = &m->schema;
    for (int type = 1; type < IFC_TYPE_COUNT; type++) {
        if (ifc_model_is_object_type(t, (IfcType)type))
            o->count += m->type_starts[type + 1] - m->type_starts[type];
    }
    const size_t n = (size_t)o->count + 1;
    Arena *a = &m->arena;
    o->rows = ARENA_ARRAY(a, int32_t, n);
    o->types = ARENA_ARRAY(a, uint16_t, n);
    o->names = ARENA_ARRAY(a, IfcText, n);
    o->object_types = ARENA_ARRAY(a, IfcText, n);
    o->tags = ARENA_ARRAY(a, IfcText, n);
    o->long_names = ARENA_ARRAY(a, IfcText, n);
    o->predefined_types = ARENA_ARRAY(a, IfcText, n);
    o->parents = ARENA_ARRAY(a, int32_t, n);
    o->storeys = ARENA_ARRAY(a, int32_t, n);
    o->type_objects = ARENA_ARRAY(a, int32_t, n);
    o->materials = ARENA_ARRAY(a, int32_t, n);
    o->placements = ARENA_ARRAY(a, uint32_t, n);
    o->representations = ARENA_ARRAY(a, uint32_t, n);
    o->levels = ARENA_ARRAY(a, uint8_t, n);
    m->object_of_row = ARENA_ARRAY(a, int32_t, m->file->count + 1);
    memset(m->object_of_row, 0xFF, sizeof *m->object_of_row * (size_t)(m->file->count + 1));
    int at = 0;
    for (int type = 1; type < IFC_TYPE_COUNT; type++) {
        int count = 0;
        const int32_t *rows = ifc_model_rows(m, (IfcType)type, &count);
        if (count == 0 || !ifc_model_is_object_type(t, (IfcType)type)) continue;
        const bool is_product = ifc_schema_is(t, (IfcType)type, IFCPRODUCT),
                   is_object = ifc_schema_is(t, (IfcType)type, IFCOBJECT);
        const int tag = ifc_schema_position(t, (IfcType)type, "Tag"),
                  long_name = ifc_schema_position(t, (IfcType)type, "LongName");
        const int predefined = ifc_schema_position(t, (IfcType)type, "PredefinedType");
        const uint8_t level = ifc_model_level(t, (IfcType)type);
        for (int i = 0; i < count; i++, at++) {
            StepArgs args;
            step_file_args(m->file, rows[i], &args);
            o->rows[at] = rows[i];
            o->types[at] = (uint16_t)type;
            o->names[at] = ifc_build_arg_text(m, &args, 2);
            if (is_object) o->object_types[at] = ifc_build_arg_text(m, &args, 4);
            o->tags[at] = ifc_build_arg_text(m, &args, tag);
            o->long_names[at] = ifc_build_arg_text(m, &args, long_name);
            if (predefined >= 0)
                o->predefined_types[at] = ifc_build_text(m, step_arg_enum(&args, predefined));
            if (is_product) {
                o->placements[at] = step_arg_ref(&args, 5);
                o->representations[at] = step_arg_ref(&args, 6);
            }
            o->parents[at] = o->storeys[at] = o->type_objects[at] = o->materials[at] =
                IFC_OBJECT_NONE;
            o->levels[at] = level;
            m->object_of_row[rows[i]] = at;
            if (m->project < 0 && type == IFCPROJECT) m->project = at;
        }
    }
}

static IfcModel *ifc_model_build(StepFile *file, Err *err)
{
    IfcModel *m = calloc(1, sizeof *m);
    IfcModelBuild build = { 0 };
    if (!m) goto no_memory;
    m->file = file;
    m->build = &build;
    m->project = IFC_OBJECT_NONE;
    IfcSchema schema = ifc_schema_from_name(file->schema);
    if (schema == IFC_SCHEMA_NONE) {
        step_file_problem(file, 0, 0,
                          "FILE_SCHEMA is '%.60s', expected IFC2X3, IFC4 or IFC4X3; read as IFC2X3",
                          file->schema);
        schema = IFC_SCHEMA_2X3;
    }
    ifc_schema_init(&m->schema, schema);
    m->keyword_types = calloc((size_t)file->keyword_count, sizeof *m->keyword_types);
    if (!m->keyword_types || !array_reserve_large((void **)&m->pool, &build.pool_cap, 1 << 16, 1))
        goto no_memory;
    m->pool[0] = 0;
    m->pool_length = 1;
    for (int i = 0; i < file->keyword_count; i++) {
        const StepKeyword *k = &file->keyword_rows[i];
        m->keyword_types[i] = (uint16_t)ifc_schema_find(k->name.text, k->name.length);
        if (m->keyword_types[i] || k->count == 0) continue;
        m->unknown_types += (int)k->count;
        step_file_problem(file, 0, 0, "%u instances of the unknown type '%.*s' are left out",
                          k->count, (int)(k->name.length < 60 ? k->name.length : 60), k->name.text);
    }
    if (m->unknown_types == file->count) {
        err_set(err, ERR_FORMAT, "%s: none of %d instances has an IFC type",
                file->schema[0] ? file->schema : "no schema", file->count);
        goto failed;
    }
    if (!ifc_model_sort_rows(m)) goto no_memory;
    ifc_model_objects(m);
    ifc_unit_load(m);
    ifc_relation_load(m);
    ifc_property_load(m);
    ifc_material_load(m);
    ifc_georeference_load(m);
    free(build.slots);
    m->build = NULL;
    return m;
no_memory:
    err_set(err, ERR_MEMORY, "no memory for %d instances", file->count);
failed:
    free(build.slots);
    if (m) m->file = NULL;
    ifc_model_destroy(m);
    return NULL;
}

IfcModel *ifc_model_load(const char *path, Job *job, Err *err)
{
    StepFile *file =
        step_file_open(path, &(StepFileDesc){ .job = job, .convert = ifc_xml_convert }, err);
    if (!file) return NULL;
    IfcModel *m = ifc_model_build(file, err);
    if (m) return m;
    err_prefix(err, "%s", path);
    step_file_close(file);
    return NULL;
}

IfcModel *ifc_model_from_text(const char *text, size_t length, Err *err)
{
    StepFile *file = step_file_parse(text, length, err);
    IfcModel *m = file ? ifc_model_build(file, err) : NULL;
    if (!m) step_file_close(file);
    return m;
}

void ifc_model_destroy(IfcModel *m)
{
    if (!m) return;
    step_file_close(m->file);
    free(m->keyword_types);
    free(m->type_starts);
    free(m->rows_by_type);
    free(m->pool);
    free(m->materials);
    free(m->material_parts);
    free(m->classifications);
    free(m->classified_objects);
    free(m->classified_as);
    IfcProperties *p = &m->properties;
    free(p->sets);
    free(p->names);
    free(p->kinds);
    free(p->numbers);
    free(p->texts);
    free(p->measures);
    free(p->units);
    arena_finish(&m->arena);
    free(m);
}

StepText ifc_model_guid_text(const IfcModel *m, int object)
{
    // The first parameter of everything rooted: the rest need not be read.
    StepCursor cursor = step_file_cursor(m->file, m->objects.rows[object]);
    StepToken token;
    return step_next(&cursor, &token) == STEP_STRING ? token.text : (StepText){ 0 };
}

void ifc_model_guid(const IfcModel *m, int object, char out[32])
{
    const StepText text = ifc_model_guid_text(m, object);
    if (!text.text || step_text_decode(m->file->encoding, text, out, 32) == 0) out[0] = 0;
    for (char *c = out; *c; c++) {
        if (*c == '\t' || *c == '\n') *c = ' ';
    }
}

int ifc_model_find_guid(const IfcModel *m, const char *guid)
{
    for (int i = 0; i < m->objects.count; i++) {
        if (step_text_is(ifc_model_guid_text(m, i), guid)) return i;
    }
    return IFC_OBJECT_NONE;
}

int ifc_model_related(const IfcModel *m, int object, IfcRelationKind kind, bool forward,
                      int32_t *out, int cap)
{
    const IfcRelations *r = &m->relations;
    const int32_t *starts = forward ? r->from_starts : r->to_starts;
    int count = 0;
    for (int32_t i = starts[object]; i < starts[object + 1]; i++) {
        const int32_t edge = forward ? i : r->by_to[i];
        if (kind != IFC_RELATION_NONE && r->kinds[edge] != kind) continue;
        if (count < cap) out[count] = forward ? r->to[edge] : r->from[edge];
        count++;
    }
    return count;
}

static int ifc_model_property_own(const IfcModel *m, int object, const char *set, const char *name)
{
    for (int32_t i = m->sets.set_starts[object]; i < m->sets.set_starts[object + 1]; i++) {
        const int32_t s = m->sets.sets[i];
        if (set && strcmp(ifc_model_text(m, m->sets.names[s]), set) != 0) continue;
        for (int32_t p = m->sets.first_property[s]; p < m->sets.first_property[s + 1]; p++) {
            if (strcmp(ifc_model_text(m, m->properties.names[p]), name) == 0) return p;
        }
    }
    return -1;
}

int ifc_model_property(const IfcModel *m, int object, const char *set, const char *name)
{
    const int own = ifc_model_property_own(m, object, set, name);
    if (own >= 0 || m->objects.type_objects[object] < 0) return own;
    return ifc_model_property_own(m, m->objects.type_objects[object], set, name);
}

static double ifc_model_si(const IfcModel *m, int p)
{
    const IfcProperties *props = &m->properties;
    if (props->units[p] < 0) return props->numbers[p];
    const IfcUnit *unit = &m->units.rows[props->units[p]];
    return props->numbers[p] * unit->factor + unit->offset;
}

// The number of a property in the terms of the question; texts that are numbers have no unit.
static bool ifc_model_number(const IfcModel *m, int p, const IfcQuery *q, double *out)
{
    const IfcProperties *props = &m->properties;
    if (props->kinds[p] == IFC_VALUE_TEXT)
        return (!q->unit_kind || !q->unit_kind[0]) &&
               str_parse_double(ifc_model_text(m, props->texts[p]), out);
    if (props->kinds[p] != IFC_VALUE_NUMBER) return false;
    *out = q->unit_kind && !q->unit_kind[0] ? props->numbers[p] : ifc_model_si(m, p);
    if (!q->unit_kind || !q->unit_kind[0]) return true;
    const char *kind = props->units[p] >= 0 ? m->units.rows[props->units[p]].kind : "";
    if (strcmp(kind, q->unit_kind) == 0) return true;
    if (q->unit_misfits) ++*q->unit_misfits;
    return false;
}

static bool ifc_model_is_yes(const char *text, bool *out)
{
    static const char *const words[] = { "true", "false", "yes", "no", "1", "0", "是", "否" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!str_equal_nocase(text, words[i])) continue;
        *out = i % 2 == 0;
        return true;
    }
    return false;
}

// A text compared: memo by its number in the pool, which holds each text once.
typedef struct {
    const char *folded;
    uint8_t *seen; // by offset in the pool: 0 = not yet, 1 = no, 2 = yes
    bool is_part;
    char *buffer;
    size_t cap;
} IfcModelText;

static bool ifc_model_text_fits(const IfcModel *m, IfcModelText *t, IfcText text)
{
    if (t->seen[text]) return t->seen[text] == 2;
    const char *own = ifc_model_text(m, text);
    const size_t need = strlen(own) + 1;
    if (!array_reserve_large((void **)&t->buffer, &t->cap, need, 1)) return false;
    str_fold(t->buffer, need, own);
    const bool fits =
        t->is_part ? strstr(t->buffer, t->folded) != NULL : strcmp(t->buffer, t->folded) == 0;
    t->seen[text] = fits ? 2 : 1;
    return fits;
}

static bool ifc_model_equals(const IfcModel *m, int p, const IfcQuery *q, IfcModelText *value)
{
    const IfcProperties *props = &m->properties;
    bool is_yes = false;
    if (props->kinds[p] == IFC_VALUE_BOOL && !value->is_part &&
        ifc_model_is_yes(q->text ? q->text : "", &is_yes))
        return is_yes == (props->numbers[p] != 0);
    double number = 0;
    if (q->has_number && !value->is_part && ifc_model_number(m, p, q, &number) &&
        fabs(number - q->number) <= 1e-9 + 1e-6 * fabs(q->number))
        return true;
    if (props->kinds[p] == IFC_VALUE_NONE) return false;
    if (props->kinds[p] == IFC_VALUE_TEXT || props->texts[p])
        return ifc_model_text_fits(m, value, props->texts[p]);
    char text[40] = "";
    if (props->kinds[p] == IFC_VALUE_NUMBER)
        snprintf(text, sizeof text, "%.15g", props->numbers[p]);
    else
        strcpy(text, props->numbers[p] != 0 ? "true" : "false");
    return value->is_part ? strstr(text, value->folded) != NULL : strcmp(text, value->folded) == 0;
}

static bool ifc_model_compares(const IfcModel *m, int p, const IfcQuery *q, IfcModelText *value)
{
    double number = 0;
    switch (q->kind) {
    case IFC_QUERY_EXISTS: return m->properties.kinds[p] != IFC_VALUE_NONE;
    case IFC_QUERY_EQUAL:
    case IFC_QUERY_CONTAINS: return ifc_model_equals(m, p, q, value);
    case IFC_QUERY_NOT_EQUAL:
    case IFC_QUERY_NOT_CONTAINS: return !ifc_model_equals(m, p, q, value);
    case IFC_QUERY_LESS: return ifc_model_number(m, p, q, &number) && number < q->number;
    case IFC_QUERY_LESS_EQUAL: return ifc_model_number(m, p, q, &number) && number <= q->number;
    case IFC_QUERY_GREATER: return ifc_model_number(m, p, q, &number) && number > q->number;
    case IFC_QUERY_GREATER_EQUAL: return ifc_model_number(m, p, q, &number) && number >= q->number;
    }
    return false;
}

static bool ifc_model_text_init(const IfcModel *m, IfcModelText *t, const char *text, bool is_part)
{
    const size_t need = strlen(text) + 1;
    char *folded = malloc(need);
    *t = (IfcModelText){ .folded = folded, .is_part = is_part };
    t->seen = calloc(m->pool_length + 1, 1);
    if (folded) str_fold(folded, need, text);
    return folded && t->seen;
}

static void ifc_model_text_finish(IfcModelText *t)
{
    free((char *)t->folded);
    free(t->seen);
    free(t->buffer);
}

static bool ifc_model_has_own(const IfcModel *m, int object, const IfcQuery *q, IfcModelText *name,
                              IfcModelText *set)
{
    for (int32_t i = m->sets.set_starts[object]; i < m->sets.set_starts[object + 1]; i++) {
        const int32_t s = m->sets.sets[i];
        if (q->set && !ifc_model_text_fits(m, set, m->sets.names[s])) continue;
        for (int32_t p = m->sets.first_property[s]; p < m->sets.first_property[s + 1]; p++) {
            if (ifc_model_text_fits(m, name, m->properties.names[p])) return true;
        }
    }
    return false;
}

int ifc_model_query(const IfcModel *m, const IfcQuery *q, uint8_t *found)
{
    const int objects = m->objects.count;
    const bool is_part = q->kind == IFC_QUERY_CONTAINS || q->kind == IFC_QUERY_NOT_CONTAINS;
    memset(found, 0, (size_t)objects);
    IfcModelText name = { 0 }, set = { 0 }, value = { 0 };
    int count = 0;
    if (!ifc_model_text_init(m, &name, q->name, false) ||
        !ifc_model_text_init(m, &set, q->set ? q->set : "", false) ||
        !ifc_model_text_init(m, &value, q->text ? q->text : "", is_part))
        goto done;
    const IfcProperties *props = &m->properties;
    for (int p = 0; p < props->count; p++) {
        if (!ifc_model_text_fits(m, &name, props->names[p])) continue;
        const int32_t s = props->sets[p];
        if (q->set && !ifc_model_text_fits(m, &set, m->sets.names[s])) continue;
        if (!ifc_model_compares(m, p, q, &value)) continue;
        for (int32_t i = m->sets.object_starts[s]; i < m->sets.object_starts[s + 1]; i++)
            found[m->sets.objects[i]] = 1;
    }
    for (int i = 0; i < objects; i++) {
        const int32_t type = m->objects.type_objects[i];
        // Occurrences have what their type has, unless they say otherwise themselves.
        if (!found[i] && type >= 0 && found[type] && !ifc_model_has_own(m, i, q, &name, &set))
            found[i] = 1;
        count += found[i];
    }
done:
    ifc_model_text_finish(&name);
    ifc_model_text_finish(&set);
    ifc_model_text_finish(&value);
    return count;
}
