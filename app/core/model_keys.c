// SPDX-License-Identifier: Apache-2.0
// model_keys.c - live keys of a model's objects by one scan.
#include "core/model_keys.h"
#include "base/array.h"
#include "base/str.h"
#include <stdlib.h>
#include <string.h>

enum { WHOLES_MAX = 64 }; // a cycle in the file ends there

static int space_of(const Asset *asset, int object)
{
    for (int steps = 0; object >= 0 && steps < WHOLES_MAX; steps++) {
        if (asset->objects[object].kind == ASSET_OBJECT_SPACE) return object;
        object = asset->objects[object].parent;
    }
    return -1;
}

static const char *key_of_set(const IfcModel *m, int32_t set)
{
    if (m->sets.is_quantity[set] || !str_equal(ifc_model_text(m, m->sets.names[set]), "Citymirror"))
        return NULL;
    for (int32_t p = m->sets.first_property[set]; p < m->sets.first_property[set + 1]; p++)
        if (m->properties.kinds[p] == IFC_VALUE_TEXT &&
            str_equal(ifc_model_text(m, m->properties.names[p]), "Key"))
            return ifc_model_text(m, m->properties.texts[p]);
    return NULL;
}

static bool keys_add(ModelKeys *k, const Asset *asset, const char *key, int object)
{
    uint64_t row = 0;
    const uint64_t hash = str_hash(key, strlen(key));
    if (!array_reserve((void **)&k->rows, &k->cap, k->count + 1, sizeof *k->rows)) return false;
    k->rows[k->count] =
        (ModelKey){ .key = key, .object = object, .space = space_of(asset, object) };
    if (hashmap_get(&k->by_key, hash, &row)) return true;
    return hashmap_put(&k->by_key, hash, (uint64_t)k->count++);
}

bool model_keys_init(ModelKeys *out, const Asset *asset, Err *err)
{
    const IfcModel *m = asset->ifc;
    *out = (ModelKeys){ 0 };
    for (int32_t set = 0; m && set < m->sets.count; set++) {
        const char *key = key_of_set(m, set);
        if (!key || !key[0]) continue;
        for (int32_t i = m->sets.object_starts[set]; i < m->sets.object_starts[set + 1]; i++) {
            if (keys_add(out, asset, key, m->sets.objects[i])) continue;
            err_set(err, ERR_MEMORY, "no memory for the keys of a model");
            model_keys_finish(out);
            return false;
        }
    }
    return true;
}

const ModelKey *model_keys_find(const ModelKeys *k, const char *key)
{
    uint64_t row = 0;
    if (!hashmap_get(&k->by_key, str_hash(key, strlen(key)), &row)) return NULL;
    return str_equal(k->rows[row].key, key) ? &k->rows[row] : NULL;
}

void model_keys_finish(ModelKeys *k)
{
    free(k->rows);
    hashmap_finish(&k->by_key);
    *k = (ModelKeys){ 0 };
}
