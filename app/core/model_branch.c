// SPDX-License-Identifier: Apache-2.0
// model_branch.c - goes down from wholes until nothing is added; as often as they are deep.
#include "core/model_branch.h"
#include <math.h>
#include <stdlib.h>

static bool add_members(const IfcModel *ifc, uint8_t *found)
{
    const IfcRelations *r = &ifc->relations;
    bool has_more = false;
    for (int i = 0; i < r->count; i++) {
        if (r->kinds[i] != IFC_RELATION_GROUPS && r->kinds[i] != IFC_RELATION_TYPES) continue;
        if (r->from[i] < 0 || r->to[i] < 0 || !found[r->from[i]] || found[r->to[i]]) continue;
        found[r->to[i]] = 1;
        has_more = true;
    }
    return has_more;
}

void model_branch_add(const Asset *asset, uint8_t *found)
{
    for (bool has_more = true; has_more;) {
        has_more = asset->ifc && add_members(asset->ifc, found);
        for (int i = 0; i < asset->object_count; i++) {
            const AssetObject *o = &asset->objects[i];
            if (found[i] || o->parent < 0 || !found[o->parent]) continue;
            found[i] = 1;
            has_more = true;
        }
    }
}

bool model_branch_box(const Asset *asset, int object, DVec3 *min, DVec3 *max)
{
    const AssetObject *own = &asset->objects[object];
    *min = own->min;
    *max = own->max;
    if (own->min.x <= own->max.x) return true;
    uint8_t *found = calloc((size_t)asset->object_count + 1, 1);
    if (!found) return false;
    found[object] = 1;
    model_branch_add(asset, found);
    *min = (DVec3){ INFINITY, INFINITY, INFINITY };
    *max = (DVec3){ -INFINITY, -INFINITY, -INFINITY };
    for (int i = 0; i < asset->object_count; i++) {
        const AssetObject *o = &asset->objects[i];
        if (!found[i] || !(o->min.x <= o->max.x)) continue;
        *min = (DVec3){ fmin(min->x, o->min.x), fmin(min->y, o->min.y), fmin(min->z, o->min.z) };
        *max = (DVec3){ fmax(max->x, o->max.x), fmax(max->y, o->max.y), fmax(max->z, o->max.z) };
    }
    free(found);
    return min->x <= max->x;
}
