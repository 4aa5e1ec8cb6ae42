// SPDX-License-Identifier: Apache-2.0
// asset_query.c - asks a model: each term is one scan of its columns, terms join byte by byte.
#include "assets/asset_query_private.h"
#include "assets/asset_type.h"
#include "base/array.h"
#include "base/nearest.h"
#include "base/str.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASSET_QUERY_DEPTH_MAX = 64 }; // wholes above an object: a cycle ends here
enum { HAS = 1, FITS = 2 };          // bits of found while a term is asked

// One term being asked.
typedef struct {
    const AssetTerm *term;
    const Asset *asset;
    const IfcModel *ifc;
    uint8_t *found;
    uint8_t *seen; // by offset in the pool of texts: 0 = not yet, else HAS and FITS
    char *buffer;
    size_t cap;
    bool accepts[IFC_TYPE_COUNT];
    bool names_types, names_openings; // of the whole expression
    bool has_failed;
    int unit_misfits;
} Asking;

static bool asking_is_part(const AssetTerm *term)
{
    return term->kind == IFC_QUERY_CONTAINS || term->kind == IFC_QUERY_NOT_CONTAINS;
}

static uint8_t asking_text(Asking *a, const char *text)
{
    const size_t need = strlen(text) + 1;
    if (need == 1) return 0;
    if (!array_reserve_large((void **)&a->buffer, &a->cap, need, 1)) {
        a->has_failed = true;
        return 0;
    }
    str_fold(a->buffer, need, text);
    const bool fits = asking_is_part(a->term) ? strstr(a->buffer, a->term->folded) != NULL
                                              : strcmp(a->buffer, a->term->folded) == 0;
    return fits ? HAS | FITS : HAS;
}

// Texts of the pool are there once each: each is compared once.
static uint8_t asking_pooled(Asking *a, IfcText text)
{
    if (text && !a->seen[text]) a->seen[text] = asking_text(a, ifc_model_text(a->ifc, text));
    return text ? a->seen[text] : 0;
}

static uint8_t asking_names(Asking *a, int object)
{
    if (!a->ifc) return asking_text(a, a->asset->objects[object].name);
    return asking_pooled(a, a->ifc->objects.names[object]) |
           asking_pooled(a, a->ifc->objects.long_names[object]);
}

static void ask_column(Asking *a, const IfcText *column)
{
    for (int i = 0; i < a->asset->object_count; i++) a->found[i] = asking_pooled(a, column[i]);
}

static void ask_names(Asking *a)
{
    for (int i = 0; i < a->asset->object_count; i++) a->found[i] = asking_names(a, i);
}

static void ask_storeys(Asking *a)
{
    for (int i = 0; i < a->asset->object_count; i++) {
        const int storey = a->ifc ? a->ifc->objects.storeys[i] : a->asset->objects[i].storey;
        if (storey >= 0) a->found[i] = asking_names(a, storey);
    }
}

static int asset_parent(const Asset *asset, int object)
{
    return asset->ifc ? asset->ifc->objects.parents[object] : asset->objects[object].parent;
}

static void ask_wholes(Asking *a)
{
    const int count = a->asset->object_count;
    uint8_t *own = malloc((size_t)count + 1);
    if (!own) {
        a->has_failed = true;
        return;
    }
    for (int i = 0; i < count; i++) own[i] = asking_names(a, i);
    for (int i = 0; i < count; i++) {
        int at = asset_parent(a->asset, i);
        for (int depth = 0; at >= 0 && depth < ASSET_QUERY_DEPTH_MAX; depth++) {
            a->found[i] |= own[at];
            at = asset_parent(a->asset, at);
        }
    }
    free(own);
}

static void ask_groups(Asking *a)
{
    const IfcModel *m = a->ifc;
    const AssetField field = a->term->field;
    for (int i = 0; i < m->relations.count; i++) {
        if (m->relations.kinds[i] != IFC_RELATION_GROUPS) continue;
        const int32_t group = m->relations.from[i];
        // IFC4 makes a zone a system too.
        const bool is_zone = ifc_model_is(m, group, IFCZONE);
        if (field == ASSET_FIELD_ZONE && !is_zone) continue;
        if (field == ASSET_FIELD_SYSTEM && (is_zone || !ifc_model_is(m, group, IFCSYSTEM)))
            continue;
        a->found[m->relations.to[i]] |= asking_names(a, group);
    }
}

static uint8_t asking_material(Asking *a, int row)
{
    const IfcMaterial *material = &a->ifc->materials[row];
    uint8_t result = asking_pooled(a, material->name);
    for (int i = 0; i < material->part_count; i++) {
        const IfcMaterialPart *part = &a->ifc->material_parts[material->first_part + i];
        result |= asking_pooled(a, part->name) | asking_pooled(a, part->category);
    }
    return result;
}

static void ask_materials(Asking *a)
{
    const int rows = a->ifc->material_count;
    uint8_t *by_row = malloc((size_t)rows + 1);
    if (!by_row) {
        a->has_failed = true;
        return;
    }
    for (int i = 0; i < rows; i++) by_row[i] = asking_material(a, i);
    for (int i = 0; i < a->asset->object_count; i++) {
        const int row = a->ifc->objects.materials[i];
        if (row >= 0) a->found[i] = by_row[row];
    }
    free(by_row);
}

// Materials of a mesh's parts and of its instances.
static void ask_mesh_materials(Asking *a)
{
    const Asset *asset = a->asset;
    for (int i = 0; i < asset->instance_count; i++) {
        const AssetInstance *instance = &asset->instances[i];
        const AssetMesh *mesh = &asset->meshes[instance->mesh];
        for (int k = 0; k < mesh->part_count; k++) {
            const int own = mesh->parts[k].material, row = own >= 0 ? own : instance->material;
            if (row >= 0) a->found[instance->object] |= asking_text(a, asset->materials[row].name);
        }
    }
}

static void ask_classifications(Asking *a)
{
    const IfcModel *m = a->ifc;
    for (int i = 0; i < m->classified_count; i++) {
        const IfcClassification *c = &m->classifications[m->classified_as[i]];
        a->found[m->classified_objects[i]] |=
            asking_pooled(a, c->code) | asking_pooled(a, c->name) | asking_pooled(a, c->system);
    }
    for (int i = 0; i < m->objects.count; i++) {
        const int type = m->objects.type_objects[i];
        if (type >= 0) a->found[i] |= a->found[type];
    }
}

static void ask_guids(Asking *a)
{
    for (int i = 0; i < a->asset->object_count; i++) {
        if (!asking_is_part(a->term)) { // letters of either case differ here
            const StepText own = ifc_model_guid_text(a->ifc, i);
            if (own.length) a->found[i] = step_text_is(own, a->term->text) ? HAS | FITS : HAS;
            continue;
        }
        char guid[32];
        ifc_model_guid(a->ifc, i, guid);
        a->found[i] = asking_text(a, guid);
    }
}

static void asking_accept(Asking *a)
{
    const IfcSchemaTable *t = &a->ifc->schema;
    const IfcType named = asset_type_named(a->term->text);
    // A Chinese word is what people call a thing, not a keyword: subtypes are meant.
    const bool is_word = (unsigned char)a->term->text[0] >= 0x80;
    const bool is_part = asking_is_part(a->term) || is_word;
    for (int type = 1; type < IFC_TYPE_COUNT; type++) {
        a->accepts[type] = named && is_part ? ifc_schema_is(t, (IfcType)type, named)
                           : named          ? (IfcType)type == named
                                   : asking_text(a, ifc_schema_type_name((IfcType)type)) & FITS;
        // A supertype of all elements does not name openings.
        if (!a->accepts[type]) continue;
        const IfcType asked = named ? named : (IfcType)type;
        a->names_types = a->names_types || ifc_schema_is(t, asked, IFCTYPEOBJECT);
        a->names_openings =
            a->names_openings || ifc_schema_is(t, asked, IFCFEATUREELEMENTSUBTRACTION);
    }
}

static void ask_types(Asking *a)
{
    const int count = a->asset->object_count;
    if (!a->ifc) {
        for (int i = 0; i < count; i++) a->found[i] = asking_text(a, a->asset->objects[i].type);
        return;
    }
    asking_accept(a);
    for (int i = 0; i < count; i++)
        a->found[i] = a->accepts[a->ifc->objects.types[i]] ? HAS | FITS : HAS;
}

static void ask_type_names(Asking *a)
{
    for (int i = 0; i < a->asset->object_count; i++) {
        const int type = a->ifc->objects.type_objects[i];
        if (type >= 0) a->found[i] = asking_names(a, type);
    }
}

static bool number_fits(const AssetTerm *term, double number)
{
    switch (term->kind) {
    case IFC_QUERY_EQUAL:
    case IFC_QUERY_NOT_EQUAL: return number == term->number;
    case IFC_QUERY_LESS: return number < term->number;
    case IFC_QUERY_LESS_EQUAL: return number <= term->number;
    case IFC_QUERY_GREATER: return number > term->number;
    case IFC_QUERY_GREATER_EQUAL: return number >= term->number;
    default: return true;
    }
}

static void ask_numbers(Asking *a)
{
    const IfcModel *m = a->ifc;
    const bool is_level = a->term->field == ASSET_FIELD_LEVEL;
    for (int i = 0; i < m->objects.count; i++) {
        const double number =
            is_level ? m->objects.levels[i] : (double)m->file->ids[m->objects.rows[i]];
        if (number > 0) a->found[i] = number_fits(a->term, number) ? HAS | FITS : HAS;
    }
}

static void ask_problems(Asking *a)
{
    for (int i = 0; i < a->asset->object_count; i++) {
        if (a->asset->objects[i].problem)
            a->found[i] = asking_text(a, a->asset->objects[i].problem);
    }
}

static void ask_ifc(Asking *a)
{
    const IfcObjects *o = &a->ifc->objects;
    switch (a->term->field) {
    case ASSET_FIELD_SYSTEM:
    case ASSET_FIELD_ZONE:
    case ASSET_FIELD_GROUP: ask_groups(a); break;
    case ASSET_FIELD_MATERIAL: ask_materials(a); break;
    case ASSET_FIELD_CLASSIFICATION: ask_classifications(a); break;
    case ASSET_FIELD_GUID: ask_guids(a); break;
    case ASSET_FIELD_TYPE_NAME: ask_type_names(a); break;
    case ASSET_FIELD_OBJECT_TYPE: ask_column(a, o->object_types); break;
    case ASSET_FIELD_PREDEFINED: ask_column(a, o->predefined_types); break;
    case ASSET_FIELD_TAG: ask_column(a, o->tags); break;
    case ASSET_FIELD_LEVEL:
    case ASSET_FIELD_ID: ask_numbers(a); break;
    default: break;
    }
}

static void ask_property(Asking *a)
{
    const AssetTerm *t = a->term;
    if (!a->ifc) return;
    ifc_model_query(a->ifc,
                    &(IfcQuery){ .set = t->set,
                                 .name = t->name,
                                 .kind = t->kind,
                                 .text = t->text,
                                 .number = t->number,
                                 .has_number = t->has_number,
                                 .unit_kind = t->unit_kind,
                                 .unit_misfits = &a->unit_misfits },
                    a->found);
}

// found becomes 1 where the term holds.
static void ask_term(Asking *a)
{
    const AssetTerm *term = a->term;
    memset(a->found, 0, (size_t)a->asset->object_count);
    if (a->ifc) memset(a->seen, 0, a->ifc->pool_length);
    switch (term->field) {
    case ASSET_FIELD_PROPERTY: ask_property(a); return;
    case ASSET_FIELD_TYPE: ask_types(a); break;
    case ASSET_FIELD_NAME: ask_names(a); break;
    case ASSET_FIELD_STOREY: ask_storeys(a); break;
    case ASSET_FIELD_IN: ask_wholes(a); break;
    case ASSET_FIELD_PROBLEM: ask_problems(a); break;
    default:
        if (a->ifc)
            ask_ifc(a);
        else if (term->field == ASSET_FIELD_MATERIAL)
            ask_mesh_materials(a);
    }
    const bool is_not = term->kind == IFC_QUERY_NOT_EQUAL || term->kind == IFC_QUERY_NOT_CONTAINS;
    for (int i = 0; i < a->asset->object_count; i++) {
        const uint8_t bits = a->found[i];
        a->found[i] = term->kind == IFC_QUERY_EXISTS ? bits & HAS
                      : is_not                       ? bits == HAS
                                                     : (bits & FITS) != 0;
    }
}

static void join(uint8_t *into, const uint8_t *other, int count, int code)
{
    if (code == ASSET_CODE_AND) {
        for (int i = 0; i < count; i++) into[i] &= other[i];
    } else {
        for (int i = 0; i < count; i++) into[i] |= other[i];
    }
}

// Masks wait on a stack; each is kept for the next term.
static bool query_run(const AssetQuery *q, Asking *a, uint8_t **masks)
{
    const int count = a->asset->object_count;
    int depth = 0;
    for (int i = 0; i < q->code_count && !a->has_failed; i++) {
        const int code = q->code[i];
        if (code >= 0) {
            if (!masks[depth] && !(masks[depth] = malloc((size_t)count + 1))) return false;
            a->term = &q->terms[code];
            a->found = masks[depth++];
            ask_term(a);
        } else if (code == ASSET_CODE_NOT) {
            for (int k = 0; k < count; k++) masks[depth - 1][k] ^= 1;
        } else {
            depth--;
            join(masks[depth - 1], masks[depth], count, code);
        }
    }
    return !a->has_failed;
}

static bool is_asked(const Asking *a, int object)
{
    if (!a->ifc) return a->names_openings || a->asset->objects[object].kind != ASSET_OBJECT_OPENING;
    return (a->names_types || !ifc_model_is(a->ifc, object, IFCTYPEOBJECT)) &&
           (a->names_openings || !ifc_model_is(a->ifc, object, IFCFEATUREELEMENTSUBTRACTION));
}

bool asset_query_find(const AssetQuery *q, const Asset *asset, uint8_t *found,
                      AssetQueryResult *result, Err *err)
{
    Asking a = { .asset = asset, .ifc = asset->ifc };
    uint8_t *masks[ASSET_QUERY_TERMS_MAX] = { 0 };
    if (a.ifc) a.seen = malloc(a.ifc->pool_length + 1);
    const bool ok = (!a.ifc || a.seen) && query_run(q, &a, masks);
    if (ok) {
        AssetQueryResult sum = { .unit_misfits = a.unit_misfits };
        for (int i = 0; i < asset->object_count; i++) {
            found[i] = masks[0][i] && is_asked(&a, i);
            sum.count += found[i];
        }
        if (result) *result = sum;
    } else {
        err_set(err, ERR_MEMORY, "no memory to ask %d objects", asset->object_count);
    }
    for (int i = 0; i < ASSET_QUERY_TERMS_MAX; i++) free(masks[i]);
    free(a.seen);
    free(a.buffer);
    return ok;
}

static bool knows_property(const AssetTerm *term, const IfcModel *m, Err *err)
{
    Nearest nearest = { .wrong = term->name };
    uint8_t *offered = m ? calloc(m->pool_length + 1, 1) : NULL;
    bool knows = false;
    for (int p = 0; offered && p < m->properties.count && !knows; p++) {
        const IfcText text = m->properties.names[p];
        if (offered[text]) continue;
        offered[text] = 1;
        const char *name = ifc_model_text(m, text);
        char own[256], asked[256];
        str_fold(own, sizeof own, name);
        str_fold(asked, sizeof asked, term->name);
        knows = strcmp(own, asked) == 0;
        nearest_offer(&nearest, name);
    }
    free(offered);
    if (knows) return true;
    char near[256];
    nearest_text(&nearest, near, sizeof near);
    err_set(err, ERR_NOT_FOUND, "no object has a property '%s'%s", term->name, near);
    return false;
}

bool asset_query_is_known(const AssetQuery *q, const Asset *asset, Err *err)
{
    const IfcModel *m = asset->ifc;
    for (int i = 0; i < q->term_count; i++) {
        const AssetTerm *term = &q->terms[i];
        if (term->field == ASSET_FIELD_PROPERTY && !knows_property(term, m, err)) return false;
        const IfcType type =
            term->field == ASSET_FIELD_TYPE && m ? asset_type_named(term->text) : 0;
        if (!type || m->type_starts[type + 1] > m->type_starts[type]) continue;
        bool has_subtype = false;
        for (int t = 1; t < IFC_TYPE_COUNT && !has_subtype &&
                        (asking_is_part(term) || (unsigned char)term->text[0] >= 0x80);
             t++)
            has_subtype = ifc_schema_is(&m->schema, (IfcType)t, type) &&
                          m->type_starts[t + 1] > m->type_starts[t];
        if (has_subtype) continue;
        err_set(err, ERR_NOT_FOUND, "the model has no %s%s", ifc_schema_type_name(type),
                asking_is_part(term) ? "" : "; type~ asks for subtypes too");
        return false;
    }
    return true;
}
