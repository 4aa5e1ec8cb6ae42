// SPDX-License-Identifier: Apache-2.0
// asset_compare_property.c - which properties of two objects differ; numbers by their SI values.
#include "assets/asset_compare_private.h"
#include "base/array.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
    const IfcModel *m;
    const char *set, *name;
    int property;
} Value;
typedef struct {
    Value *rows;
    int count, cap;
} Values;

static bool values_have(const Values *v, int end, const char *set, const char *name)
{
    for (int i = 0; i < end; i++) {
        if (v->rows[i].set == set && v->rows[i].name == name) return true; // texts of one pool
    }
    return false;
}

static void values_add(AssetComparison *c, Values *v, const IfcModel *m, int object, bool is_type)
{
    const int own = v->count;
    for (int32_t i = m->sets.set_starts[object]; i < m->sets.set_starts[object + 1]; i++) {
        const int32_t set = m->sets.sets[i];
        const char *set_name = ifc_model_text(m, m->sets.names[set]);
        for (int32_t p = m->sets.first_property[set]; p < m->sets.first_property[set + 1]; p++) {
            const char *name = ifc_model_text(m, m->properties.names[p]);
            if (is_type && values_have(v, own, set_name, name)) continue;
            if (!array_reserve((void **)&v->rows, &v->cap, v->count + 1, sizeof *v->rows)) {
                c->has_failed = true;
                return;
            }
            v->rows[v->count++] = (Value){ m, set_name, name, p };
        }
    }
}

static int value_compare_names(const Value *a, const Value *b)
{
    const int set = strcmp(a->set, b->set);
    return set ? set : strcmp(a->name, b->name);
}

static int value_compare(const void *a, const void *b)
{
    const Value *x = a, *y = b;
    const int order = value_compare_names(x, y);
    return order ? order : x->property - y->property;
}

static const IfcUnit *value_unit(const Value *v)
{
    const int unit = v->m->properties.units[v->property];
    return unit >= 0 ? &v->m->units.rows[unit] : NULL;
}

static bool value_equals(const Value *a, const Value *b)
{
    const IfcProperties *p = &a->m->properties, *q = &b->m->properties;
    const int i = a->property, k = b->property;
    if (p->kinds[i] != q->kinds[k]) return false;
    if (strcmp(ifc_model_text(a->m, p->texts[i]), ifc_model_text(b->m, q->texts[k])) != 0)
        return false;
    if (p->kinds[i] == IFC_VALUE_TEXT || p->kinds[i] == IFC_VALUE_NONE) return true;
    const IfcUnit *x = value_unit(a), *y = value_unit(b);
    if (!x != !y || (x && strcmp(x->kind, y->kind) != 0)) return false;
    const double one = x ? p->numbers[i] * x->factor + x->offset : p->numbers[i],
                 other = y ? q->numbers[k] * y->factor + y->offset : q->numbers[k];
    return fabs(one - other) <= 1e-9 * fmax(fabs(one), fabs(other));
}

static const char *value_text(AssetComparison *c, const Value *v)
{
    const IfcProperties *p = &v->m->properties;
    const int i = v->property;
    const char *text = ifc_model_text(v->m, p->texts[i]);
    const IfcUnit *unit = value_unit(v);
    if (!text[0] && p->kinds[i] == IFC_VALUE_BOOL) text = p->numbers[i] != 0 ? "true" : "false";
    if (!text[0] && p->kinds[i] == IFC_VALUE_NUMBER)
        text = arena_printf(&c->arena, "%.12g", p->numbers[i]);
    return text[0] && unit ? arena_printf(&c->arena, "%s %s", text, unit->symbol) : text;
}

static void compare_values(AssetComparison *c, const Values *a, const Values *b)
{
    for (int i = 0, k = 0; i < a->count || k < b->count;) {
        const int order = i == a->count   ? 1
                          : k == b->count ? -1
                                          : value_compare_names(&a->rows[i], &b->rows[k]);
        const Value *old = order <= 0 ? &a->rows[i++] : NULL,
                    *new = order >= 0 ? &b->rows[k++] : NULL;
        if (old && new &&value_equals(old, new)) continue;
        const Value *either = new ? new : old;
        asset_compare_detail(c, ASSET_CHANGED_PROPERTY, either->set, either->name,
                             old ? value_text(c, old) : "", new ? value_text(c, new) : "");
    }
}

// "Brick 180 mm; Plaster 20 mm".
static const char *material_text(AssetComparison *c, const IfcModel *m, int object)
{
    const int row = m->objects.materials[object];
    const char *text = "";
    if (row < 0) return text;
    const IfcMaterial *material = &m->materials[row];
    for (int i = 0; i < material->part_count; i++) {
        const IfcMaterialPart *part = &m->material_parts[material->first_part + i];
        const char *name = ifc_model_text(m, part->name);
        if (part->thickness_m > 0)
            name = arena_printf(&c->arena, "%s %.6g mm", name, part->thickness_m * 1e3);
        text = text[0] ? arena_printf(&c->arena, "%s; %s", text, name) : name;
    }
    return text;
}

static const char *type_text(const IfcModel *m, int object)
{
    const int type = m->objects.type_objects[object];
    return type >= 0 ? ifc_model_text(m, m->objects.names[type]) : "";
}

static void compare_text(AssetComparison *c, unsigned what, const char *name, const char *a,
                         const char *b)
{
    if (strcmp(a, b) != 0) asset_compare_detail(c, what, "", name, a, b);
}

static void compare_column(AssetComparison *c, const char *name, IfcText a, IfcText b)
{
    compare_text(c, ASSET_CHANGED_PROPERTY, name, ifc_model_text(c->old->ifc, a),
                 ifc_model_text(c->new->ifc, b));
}

void asset_compare_properties(AssetComparison *c, int i, int k)
{
    const IfcModel *m = c->old->ifc, *n = c->new->ifc;
    const IfcObjects *a = &m->objects, *b = &n->objects;
    compare_text(c, ASSET_CHANGED_TYPE, "typename", type_text(m, i), type_text(n, k));
    compare_text(c, ASSET_CHANGED_NAME, "longname", ifc_model_text(m, a->long_names[i]),
                 ifc_model_text(n, b->long_names[k]));
    const ArenaMark mark = arena_mark(&c->arena);
    const char *old_material = material_text(c, m, i), *new_material = material_text(c, n, k);
    if (strcmp(old_material, new_material) != 0)
        asset_compare_detail(c, ASSET_CHANGED_MATERIAL, "", "material", old_material, new_material);
    else
        arena_release(&c->arena, mark);
    compare_column(c, "predefined", a->predefined_types[i], b->predefined_types[k]);
    compare_column(c, "objecttype", a->object_types[i], b->object_types[k]);
    compare_column(c, "tag", a->tags[i], b->tags[k]);
    Values old = { 0 }, new = { 0 };
    values_add(c, &old, m, i, false);
    if (a->type_objects[i] >= 0) values_add(c, &old, m, a->type_objects[i], true);
    values_add(c, &new, n, k, false);
    if (b->type_objects[k] >= 0) values_add(c, &new, n, b->type_objects[k], true);
    if (old.count) qsort(old.rows, (size_t)old.count, sizeof *old.rows, value_compare);
    if (new.count) qsort(new.rows, (size_t) new.count, sizeof *new.rows, value_compare);
    compare_values(c, &old, &new);
    free(old.rows);
    free(new.rows);
}
