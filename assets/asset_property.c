// SPDX-License-Identifier: Apache-2.0
// asset_property.c - all that is known of one object, as rows.
#include "assets/asset_property.h"
#include "base/array.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROPERTY_DEPTH_MAX = 64, PROPERTY_GROUPS_MAX = 256 };

typedef struct {
    const Asset *asset;
    const IfcModel *ifc;
    Arena *arena;
    AssetPropertyRow *rows; // heap while growing
    int count, cap;
    int object;
} Rows;

static AssetPropertyRow *rows_add(Rows *r, AssetPropertyKind kind, const char *group,
                                  const char *name, const char *value)
{
    static AssetPropertyRow none; // never read: where memory is out a row is lost
    if (!array_reserve((void **)&r->rows, &r->cap, r->count + 1, sizeof *r->rows)) return &none;
    AssetPropertyRow *row = &r->rows[r->count++];
    *row = (AssetPropertyRow){
        .kind = kind, .group = group, .name = name, .value = value, .unit = "", .object = -1
    };
    return row;
}

static void rows_text(Rows *r, const char *name, const char *value)
{
    if (value[0]) rows_add(r, ASSET_PROPERTY_IDENTITY, "", name, value);
}

static const char *rows_pooled(const Rows *r, IfcText text)
{
    return ifc_model_text(r->ifc, text);
}

static void rows_identity(Rows *r)
{
    const AssetObject *o = &r->asset->objects[r->object];
    rows_text(r, "type", o->type);
    rows_text(r, "name", o->name);
    if (!r->ifc) return;
    const IfcObjects *all = &r->ifc->objects;
    const int i = r->object;
    char guid[32];
    ifc_model_guid(r->ifc, i, guid);
    rows_text(r, "longname", rows_pooled(r, all->long_names[i]));
    if (guid[0]) rows_text(r, "GlobalId", arena_strdup(r->arena, guid));
    rows_text(r, "id", arena_printf(r->arena, "#%u", r->ifc->file->ids[all->rows[i]]));
    rows_text(r, "predefined", rows_pooled(r, all->predefined_types[i]));
    rows_text(r, "objecttype", rows_pooled(r, all->object_types[i]));
    rows_text(r, "tag", rows_pooled(r, all->tags[i]));
    if (all->levels[i]) rows_text(r, "level", arena_printf(r->arena, "CIM%d", all->levels[i]));
    const int type = all->type_objects[i];
    if (type >= 0)
        rows_add(r, ASSET_PROPERTY_IDENTITY, "", "typename", rows_pooled(r, all->names[type]))
            ->object = type;
}

static void rows_object(Rows *r, AssetPropertyKind kind, int object)
{
    const AssetObject *o = &r->asset->objects[object];
    const char *name = o->name;
    if (r->ifc) {
        const char *longer = rows_pooled(r, r->ifc->objects.long_names[object]);
        if (!name[0])
            name = longer;
        else if (longer[0] && strcmp(longer, name) != 0)
            name = arena_printf(r->arena, "%s %s", name, longer);
    }
    rows_add(r, kind, "", o->type, name)->object = object;
}

static void rows_place(Rows *r)
{
    int path[PROPERTY_DEPTH_MAX], depth = 0;
    for (int at = r->asset->objects[r->object].parent; at >= 0 && depth < PROPERTY_DEPTH_MAX;
         at = r->asset->objects[at].parent)
        path[depth++] = at;
    while (depth) rows_object(r, ASSET_PROPERTY_PLACE, path[--depth]);
}

static void rows_groups(Rows *r)
{
    int32_t groups[PROPERTY_GROUPS_MAX];
    int count = ifc_model_related(r->ifc, r->object, IFC_RELATION_GROUPS, false, groups,
                                  PROPERTY_GROUPS_MAX);
    if (count > PROPERTY_GROUPS_MAX) count = PROPERTY_GROUPS_MAX;
    for (int i = 0; i < count; i++) rows_object(r, ASSET_PROPERTY_GROUP, groups[i]);
}

static void rows_material(Rows *r)
{
    static const char *const kinds[] = { "",        "material",    "layer",
                                         "profile", "constituent", "material" };
    const IfcModel *m = r->ifc;
    const int row = m->objects.materials[r->object];
    if (row < 0) return;
    const IfcMaterial *material = &m->materials[row];
    const char *group = rows_pooled(r, material->name);
    for (int i = 0; i < material->part_count; i++) {
        const IfcMaterialPart *part = &m->material_parts[material->first_part + i];
        const char *name = kinds[material->kind];
        if (part->thickness_m > 0)
            name = arena_printf(r->arena, "%s %.12g mm", name, part->thickness_m * 1e3);
        else if (part->fraction > 0)
            name = arena_printf(r->arena, "%s %.12g %%", name, part->fraction * 100);
        rows_add(r, ASSET_PROPERTY_MATERIAL, group, name, rows_pooled(r, part->name));
    }
}

static void rows_classification(Rows *r, int object, bool is_of_type)
{
    const IfcModel *m = r->ifc;
    for (int i = 0; i < m->classified_count; i++) {
        if (m->classified_objects[i] != object) continue;
        const IfcClassification *c = &m->classifications[m->classified_as[i]];
        const char *code = rows_pooled(r, c->code), *name = rows_pooled(r, c->name);
        const char *value = !code[0]   ? name
                            : !name[0] ? code
                                       : arena_printf(r->arena, "%s %s", code, name);
        rows_add(r, ASSET_PROPERTY_CLASSIFICATION, "", rows_pooled(r, c->system), value)
            ->is_of_type = is_of_type;
    }
}

static const char *property_text(const IfcModel *m, int p, Arena *arena)
{
    const IfcProperties *props = &m->properties;
    const char *text = ifc_model_text(m, props->texts[p]);
    if (text[0] || props->kinds[p] == IFC_VALUE_NONE || props->kinds[p] == IFC_VALUE_TEXT)
        return text;
    if (props->kinds[p] == IFC_VALUE_BOOL) return props->numbers[p] != 0 ? "true" : "false";
    return arena_printf(arena, "%.12g", props->numbers[p]);
}

static const char *property_unit(const IfcModel *m, int p)
{
    const int unit = m->properties.units[p];
    return unit >= 0 ? m->units.rows[unit].symbol : "";
}

// The same property, set and name, among the rows from first on.
static bool rows_have(const Rows *r, int first, const char *group, const char *name)
{
    for (int i = first; i < r->count; i++) {
        // Texts of the pool are there once.
        if (r->rows[i].group == group && r->rows[i].name == name) return true;
    }
    return false;
}

static void rows_sets(Rows *r, int object, bool is_quantity, bool is_of_type, int first)
{
    const IfcPropertySets *sets = &r->ifc->sets;
    const int own_end = r->count;
    for (int32_t i = sets->set_starts[object]; i < sets->set_starts[object + 1]; i++) {
        const int32_t set = sets->sets[i];
        if (sets->is_quantity[set] != is_quantity) continue;
        const char *group = rows_pooled(r, sets->names[set]);
        for (int32_t p = sets->first_property[set]; p < sets->first_property[set + 1]; p++) {
            const char *name = rows_pooled(r, r->ifc->properties.names[p]);
            if (is_of_type && own_end > first && rows_have(r, first, group, name)) continue;
            AssetPropertyRow *row =
                rows_add(r, is_quantity ? ASSET_PROPERTY_QUANTITY : ASSET_PROPERTY_SET, group, name,
                         property_text(r->ifc, p, r->arena));
            row->unit = property_unit(r->ifc, p);
            row->is_of_type = is_of_type;
        }
    }
}

static void rows_geometry(Rows *r)
{
    const AssetObject *o = &r->asset->objects[r->object];
    if (o->problem) rows_add(r, ASSET_PROPERTY_GEOMETRY, "", "problem", o->problem);
    if (!o->instance_count || !(o->min.x <= o->max.x)) return;
    long long triangles = 0;
    for (int i = 0; i < o->instance_count; i++)
        triangles +=
            r->asset->meshes[r->asset->instances[o->first_instance + i].mesh].triangle_count;
    rows_add(r, ASSET_PROPERTY_GEOMETRY, "", "triangles",
             arena_printf(r->arena, "%lld", triangles));
    static const char *const names[3] = { "size x", "size y", "size z" };
    const DVec3 size = dvec_sub(o->max, o->min);
    const double sizes[3] = { size.x, size.y, size.z };
    for (int k = 0; k < 3; k++)
        rows_add(r, ASSET_PROPERTY_GEOMETRY, "", names[k], arena_printf(r->arena, "%.3f", sizes[k]))
            ->unit = "m";
}

AssetProperties asset_property_rows(const Asset *asset, int object, Arena *arena)
{
    Rows r = { .asset = asset, .ifc = asset->ifc, .arena = arena, .object = object };
    rows_identity(&r);
    rows_place(&r);
    if (r.ifc) {
        const int type = r.ifc->objects.type_objects[object];
        rows_groups(&r);
        rows_material(&r);
        rows_classification(&r, object, false);
        if (type >= 0) rows_classification(&r, type, true);
        for (int quantity = 0; quantity < 2; quantity++) {
            const int first = r.count;
            rows_sets(&r, object, quantity, false, first);
            if (type >= 0) rows_sets(&r, type, quantity, true, first);
        }
    }
    rows_geometry(&r);
    AssetProperties result = { ARENA_ARRAY(arena, AssetPropertyRow, r.count + 1), r.count };
    if (r.count) memcpy(result.rows, r.rows, sizeof *r.rows * (size_t)r.count);
    free(r.rows);
    return result;
}

static int property_find(const IfcModel *m, int object, const char *set, const char *name)
{
    char wanted_set[256], wanted[256], folded[256];
    if (object < 0) return -1;
    str_fold(wanted_set, sizeof wanted_set, set ? set : "");
    str_fold(wanted, sizeof wanted, name);
    for (int32_t i = m->sets.set_starts[object]; i < m->sets.set_starts[object + 1]; i++) {
        const int32_t s = m->sets.sets[i];
        str_fold(folded, sizeof folded, ifc_model_text(m, m->sets.names[s]));
        if (set && strcmp(folded, wanted_set) != 0) continue;
        for (int32_t p = m->sets.first_property[s]; p < m->sets.first_property[s + 1]; p++) {
            str_fold(folded, sizeof folded, ifc_model_text(m, m->properties.names[p]));
            if (strcmp(folded, wanted) == 0) return p;
        }
    }
    return -1;
}

const char *asset_property_value(const Asset *asset, int object, const char *set, const char *name,
                                 Arena *arena)
{
    const IfcModel *m = asset->ifc;
    if (!m) return "";
    int p = property_find(m, object, set, name);
    if (p < 0) p = property_find(m, m->objects.type_objects[object], set, name);
    if (p < 0) return "";
    const char *text = property_text(m, p, arena), *unit = property_unit(m, p);
    return text[0] && unit[0] ? arena_printf(arena, "%s %s", text, unit) : text;
}

const char *asset_property_kind_name(AssetPropertyKind kind)
{
    static const char *const names[] = { "identity",       "place", "group",    "material",
                                         "classification", "set",   "quantity", "geometry" };
    return names[kind];
}
