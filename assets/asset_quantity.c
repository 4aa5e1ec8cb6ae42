// SPDX-License-Identifier: Apache-2.0
// asset_quantity.c - counts, lengths, areas and volumes, added up by keys.
#include "assets/asset_quantity.h"
#include "assets/asset_shape.h"
#include "assets/asset_tree.h"
#include "base/array.h"
#include "base/csv.h"
#include "base/hashmap.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const key_names[ASSET_QUANTITY_BY_COUNT] = { "type",     "storey", "material",
                                                                "typename", "name",   "system" };

// The first name an object has counts.
static const char *const set_names[ASSET_QUANTITY_COUNT][9] = {
    { "Length" },
    { "NetSideArea", "NetArea", "NetFloorArea", "Area", "GrossSideArea", "GrossArea",
      "GrossFloorArea", "GSA BIM Area" },
    { "NetVolume", "GrossVolume", "Volume" },
};
static const char *const unit_kinds[ASSET_QUANTITY_COUNT] = { "IFCLENGTHMEASURE", "IFCAREAMEASURE",
                                                              "IFCVOLUMEMEASURE" };

static const IfcType long_types[] = { IFCWALL, IFCBEAM,    IFCCOLUMN,         IFCMEMBER,
                                      IFCPILE, IFCRAILING, IFCREINFORCINGBAR, IFCFLOWSEGMENT };
static const IfcType flat_types[] = { IFCWALL,  IFCSLAB, IFCROOF,  IFCCOVERING,
                                      IFCPLATE, IFCDOOR, IFCWINDOW };

static const double quantity_slip = 20; // a set's value so far off the triangles' is refused

typedef struct {
    AssetQuantities *q;
    const Asset *asset;
    const IfcModel *ifc;
    Hashmap rows; // by hash of the keys
    Str key;
    bool has_failed;
} Adding;

typedef struct {
    double values[ASSET_QUANTITY_COUNT];
    enum { FROM_NONE, FROM_SETS, FROM_GEOMETRY } from[ASSET_QUANTITY_COUNT];
    bool is_refused[ASSET_QUANTITY_COUNT];
} Measures;

static bool quantity_is_any(const IfcModel *m, int object, const IfcType *types, int count)
{
    for (int i = 0; i < count; i++)
        if (ifc_model_is(m, object, types[i])) return true;
    return false;
}

static bool quantity_is_counted(const Asset *asset, int object)
{
    const IfcModel *m = asset->ifc;
    if (!m) return asset->objects[object].instance_count > 0;
    return ifc_model_is(m, object, IFCSPACE) ||
           (ifc_model_is(m, object, IFCELEMENT) && !ifc_model_is(m, object, IFCFEATUREELEMENT));
}

static void measure_sets(const IfcModel *m, int object, Measures *out)
{
    int best[ASSET_QUANTITY_COUNT] = { 99, 99, 99 };
    const IfcProperties *props = &m->properties;
    for (int32_t i = m->sets.set_starts[object]; i < m->sets.set_starts[object + 1]; i++) {
        const int32_t set = m->sets.sets[i];
        if (!m->sets.is_quantity[set]) continue;
        for (int32_t p = m->sets.first_property[set]; p < m->sets.first_property[set + 1]; p++) {
            const char *name = ifc_model_text(m, props->names[p]),
                       *measure = ifc_model_text(m, props->measures[p]);
            for (int k = 0; k < ASSET_QUANTITY_COUNT; k++) {
                if (props->kinds[p] != IFC_VALUE_NUMBER || strcmp(measure, unit_kinds[k]) != 0)
                    continue;
                for (int n = 0; set_names[k][n] && n < best[k]; n++) {
                    if (strcmp(set_names[k][n], name) != 0) continue;
                    best[k] = n;
                    const double factor =
                        props->units[p] >= 0 ? m->units.rows[props->units[p]].factor : 1;
                    out->values[k] = props->numbers[p] * factor;
                    out->from[k] = FROM_SETS;
                }
            }
        }
    }
}

static void measure_put(Measures *out, AssetQuantityKind kind, double value)
{
    if (!(value > 0)) return;
    if (out->from[kind] == FROM_SETS) {
        const double ratio = out->values[kind] / value;
        if (kind == ASSET_QUANTITY_LENGTH || (ratio < quantity_slip && ratio > 1 / quantity_slip))
            return;
        out->is_refused[kind] = true;
    }
    out->values[kind] = value;
    out->from[kind] = FROM_GEOMETRY;
}

static Measures measure_object(const Asset *asset, int object)
{
    const IfcModel *m = asset->ifc;
    Measures out = { 0 };
    if (m) measure_sets(m, object, &out);
    if (!asset->objects[object].instance_count) return out;
    const AssetShape s = asset_shape_of(asset, object);
    if (s.is_closed) measure_put(&out, ASSET_QUANTITY_VOLUME, s.volume_m3);
    if (!m) {
        measure_put(&out, ASSET_QUANTITY_AREA, s.area_m2);
        return out;
    }
    if (ifc_model_is(m, object, IFCSPACE))
        measure_put(&out, ASSET_QUANTITY_AREA, s.up_m2);
    else if (quantity_is_any(m, object, flat_types, sizeof flat_types / sizeof flat_types[0]))
        measure_put(&out, ASSET_QUANTITY_AREA, s.across_m2);
    if (quantity_is_any(m, object, long_types, sizeof long_types / sizeof long_types[0]))
        measure_put(&out, ASSET_QUANTITY_LENGTH, s.longest_m);
    return out;
}

static const char *key_system(const IfcModel *m, int object)
{
    int32_t groups[64];
    int count = m ? ifc_model_related(m, object, IFC_RELATION_GROUPS, false, groups, 64) : 0;
    if (count > 64) count = 64;
    for (int i = 0; i < count; i++) {
        if (ifc_model_is(m, groups[i], IFCSYSTEM) && !ifc_model_is(m, groups[i], IFCZONE))
            return ifc_model_text(m, m->objects.names[groups[i]]);
    }
    return "";
}

static const char *key_text(const Adding *a, AssetQuantityKey key, int object, const char *material)
{
    const AssetObject *o = &a->asset->objects[object];
    const int type = a->ifc ? a->ifc->objects.type_objects[object] : -1;
    switch (key) {
    case ASSET_QUANTITY_BY_TYPE: return o->type;
    case ASSET_QUANTITY_BY_STOREY: return o->storey >= 0 ? a->asset->objects[o->storey].name : "";
    case ASSET_QUANTITY_BY_MATERIAL: return material;
    case ASSET_QUANTITY_BY_TYPE_NAME: return type >= 0 ? a->asset->objects[type].name : "";
    case ASSET_QUANTITY_BY_NAME: return o->name;
    case ASSET_QUANTITY_BY_SYSTEM: return key_system(a->ifc, object);
    default: return "";
    }
}

static bool row_has(const AssetQuantityRow *row, const char *const *keys, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(row->keys[i], keys[i]) != 0) return false;
    return true;
}

// The row of the object's keys; made when it is the first.
static AssetQuantityRow *row_of(Adding *a, int object, const char *material)
{
    AssetQuantities *q = a->q;
    const char *keys[ASSET_QUANTITY_BY_COUNT] = { 0 };
    a->key.length = 0;
    for (int i = 0; i < q->by_count; i++) {
        keys[i] = key_text(a, q->by[i], object, material);
        str_add(&a->key, keys[i]);
        str_add(&a->key, "\x1f");
    }
    uint64_t hash = str_hash(a->key.text ? a->key.text : "", a->key.length), at = 0;
    for (; hashmap_get(&a->rows, hash, &at); hash++) {
        if (row_has(&q->rows[at], keys, q->by_count)) return &q->rows[at];
    }
    if (!array_reserve((void **)&q->rows, &q->row_cap, q->row_count + 1, sizeof *q->rows) ||
        !hashmap_put(&a->rows, hash, (uint64_t)q->row_count)) {
        a->has_failed = true;
        return NULL;
    }
    AssetQuantityRow *row = &q->rows[q->row_count++];
    *row = (AssetQuantityRow){ 0 };
    for (int i = 0; i < q->by_count; i++) row->keys[i] = arena_strdup(&q->arena, keys[i]);
    const int storey = a->asset->objects[object].storey;
    if (storey >= 0) asset_tree_elevation(a->asset, storey, &row->order);
    return row;
}

static void row_add(Adding *a, int object, const Measures *m, const char *material, double share)
{
    AssetQuantityRow *row = row_of(a, object, material);
    if (!row) return;
    row->count++;
    for (int k = 0; k < ASSET_QUANTITY_COUNT; k++) {
        AssetQuantitySum *sum = &row->sums[k];
        sum->sum += m->values[k] * (k == ASSET_QUANTITY_VOLUME ? share : 1);
        sum->from_sets += m->from[k] == FROM_SETS;
        sum->from_geometry += m->from[k] == FROM_GEOMETRY;
        sum->none += m->from[k] == FROM_NONE;
        sum->refused += m->is_refused[k];
    }
}

// A row a layer or constituent; a material that is twice in a set counts its object once.
static void add_by_material(Adding *a, int object, const Measures *m)
{
    const IfcModel *ifc = a->ifc;
    const int row = ifc ? ifc->objects.materials[object] : -1;
    if (row < 0) {
        row_add(a, object, m, "", 1);
        return;
    }
    const IfcMaterial *material = &ifc->materials[row];
    const IfcMaterialPart *parts = ifc->material_parts + material->first_part;
    double whole = 0;
    for (int i = 0; i < material->part_count; i++)
        whole += parts[i].thickness_m + parts[i].fraction;
    if (!(whole > 0)) {
        row_add(a, object, m, ifc_model_text(ifc, material->name), 1);
        return;
    }
    for (int i = 0; i < material->part_count; i++) {
        double share = 0;
        bool is_first = true;
        for (int k = 0; k < material->part_count; k++) {
            if (parts[k].name != parts[i].name) continue;
            share += (parts[k].thickness_m + parts[k].fraction) / whole;
            is_first = is_first && k >= i;
        }
        if (is_first) row_add(a, object, m, ifc_model_text(ifc, parts[i].name), share);
    }
}

static bool quantity_keys(AssetQuantities *q, const char *by, Err *err)
{
    for (const char *at = by; *at;) {
        const size_t length = strcspn(at, ",");
        int key = -1;
        for (int i = 0; i < ASSET_QUANTITY_BY_COUNT; i++) {
            if (strlen(key_names[i]) == length && memcmp(at, key_names[i], length) == 0) key = i;
        }
        for (int i = 0; i < q->by_count; i++)
            if ((int)q->by[i] == key) key = -1;
        if (key < 0) {
            err_set(err, ERR_ARGUMENT,
                    "'%.*s': expected some of type, storey, material, typename, name, system, each "
                    "once, parted by commas",
                    (int)(length < 60 ? length : 60), at);
            return false;
        }
        q->by[q->by_count++] = (AssetQuantityKey)key;
        at += length + (at[length] == ',');
    }
    return true;
}

static int row_compare(const void *a, const void *b, void *arg)
{
    const AssetQuantityRow *x = a, *y = b;
    const AssetQuantities *q = arg;
    for (int i = 0; i < q->by_count; i++) {
        if (q->by[i] == ASSET_QUANTITY_BY_STOREY && x->order != y->order)
            return x->order < y->order ? -1 : 1;
        const int order = asset_tree_compare_names(x->keys[i], y->keys[i]);
        if (order) return order;
    }
    return 0;
}

bool asset_quantity_init(AssetQuantities *out, const Asset *asset, const char *by,
                         const uint8_t *found, Err *err)
{
    *out = (AssetQuantities){ 0 };
    if (!quantity_keys(out, by, err)) return false;
    Adding a = { .q = out, .asset = asset, .ifc = asset->ifc };
    bool splits = false;
    for (int i = 0; i < out->by_count; i++)
        splits = splits || out->by[i] == ASSET_QUANTITY_BY_MATERIAL;
    for (int i = 0; i < asset->object_count && !a.has_failed; i++) {
        if ((found && !found[i]) || !quantity_is_counted(asset, i)) continue;
        const Measures measures = measure_object(asset, i);
        if (splits)
            add_by_material(&a, i, &measures);
        else
            row_add(&a, i, &measures, "", 1);
    }
    if (out->row_count)
        qsort_r(out->rows, (size_t)out->row_count, sizeof *out->rows, row_compare, out);
    hashmap_finish(&a.rows);
    str_finish(&a.key);
    if (!a.has_failed) return true;
    asset_quantity_finish(out);
    err_set(err, ERR_MEMORY, "no memory for the quantities of %d objects", asset->object_count);
    return false;
}

bool asset_quantity_area(const Asset *asset, int object, double *m2)
{
    const Measures m = measure_object(asset, object);
    if (m.from[ASSET_QUANTITY_AREA] == FROM_NONE) return false;
    *m2 = m.values[ASSET_QUANTITY_AREA];
    return true;
}

void asset_quantity_finish(AssetQuantities *q)
{
    free(q->rows);
    arena_finish(&q->arena);
    *q = (AssetQuantities){ 0 };
}

static const char *from_text(const AssetQuantitySum *sum, char out[80])
{
    const int counts[4] = { sum->from_sets, sum->from_geometry, sum->none, sum->refused };
    static const char *const names[4] = { "sets", "geometry", "none", "sets refused" };
    out[0] = 0;
    if (!counts[0] && !counts[1]) return out;
    const int kinds = !!counts[0] + !!counts[1] + !!counts[2] + !!counts[3];
    for (int i = 0; i < 4; i++) {
        if (!counts[i]) continue;
        if (kinds == 1) return strcpy(out, names[i]);
        const size_t length = strlen(out);
        snprintf(out + length, 80 - length, "%s%s %d", length ? ", " : "", names[i], counts[i]);
    }
    return out;
}

void asset_quantity_csv(const AssetQuantities *q, bool with_bom, Str *out)
{
    static const char *const header[] = { "count",     "length_m",  "length_from", "area_m2",
                                          "area_from", "volume_m3", "volume_from" };
    CsvWriter w = { .out = out };
    char from[80];
    if (with_bom) csv_bom(&w);
    for (int i = 0; i < q->by_count; i++) csv_text(&w, key_names[q->by[i]]);
    for (int i = 0; i < 7; i++) csv_text(&w, header[i]);
    csv_end(&w);
    for (int i = 0; i < q->row_count; i++) {
        const AssetQuantityRow *row = &q->rows[i];
        for (int k = 0; k < q->by_count; k++) csv_text(&w, row->keys[k]);
        csv_int(&w, row->count);
        for (int k = 0; k < ASSET_QUANTITY_COUNT; k++) {
            const AssetQuantitySum *sum = &row->sums[k];
            if (sum->from_sets || sum->from_geometry)
                csv_number(&w, round(sum->sum * 1e6) / 1e6);
            else
                csv_text(&w, "");
            csv_text(&w, from_text(sum, from));
        }
        csv_end(&w);
    }
}
