// SPDX-License-Identifier: Apache-2.0
// asset_compare.c - two versions of a model: matching, and what differs in each pair.
#include "assets/asset_compare.h"
#include "assets/asset_compare_private.h"
#include "assets/asset_shape.h"
#include "base/array.h"
#include "base/hashmap.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMPARE_ROWS_MAX = 20000000, COMPARE_CELL_MAX = 64 };

typedef struct {
    AssetComparison *c;
    double tolerance;
    int *match, *taken; // of each old object its new one, and the other way; -1
    bool has_failed;
} Comparing;

static bool compare_is_listed(const Asset *asset, int object)
{
    const IfcModel *m = asset->ifc;
    if (!m) return asset->objects[object].instance_count > 0;
    return ifc_model_is(m, object, IFCPRODUCT) &&
           !ifc_model_is(m, object, IFCFEATUREELEMENTSUBTRACTION) &&
           !ifc_model_is(m, object, IFCPORT);
}

static void compare_pair(Comparing *p, int old_object, int new_object)
{
    p->match[old_object] = new_object;
    p->taken[new_object] = old_object;
}

static void compare_match_ids(Comparing *p)
{
    const Asset *old = p->c->old, *new = p->c->new;
    Hashmap ids = { 0 };
    char guid[32], other[32];
    if (!old->ifc || !new->ifc) return;
    for (int i = 0; i < new->object_count; i++) {
        if (!compare_is_listed(new, i)) continue;
        ifc_model_guid(new->ifc, i, guid);
        uint64_t at = 0;
        const uint64_t key = str_hash(guid, strlen(guid));
        // The first of a doubled id keeps it.
        if (guid[0] && !hashmap_get(&ids, key, &at)) hashmap_put(&ids, key, (uint64_t)i);
    }
    for (int i = 0; i < old->object_count; i++) {
        uint64_t at = 0;
        if (!compare_is_listed(old, i)) continue;
        ifc_model_guid(old->ifc, i, guid);
        if (!guid[0] || !hashmap_get(&ids, str_hash(guid, strlen(guid)), &at)) continue;
        ifc_model_guid(new->ifc, (int)at, other);
        if (strcmp(guid, other) == 0 && p->taken[at] < 0) compare_pair(p, i, (int)at);
    }
    hashmap_finish(&ids);
}

static uint64_t compare_key(const AssetObject *o)
{
    return str_hash(o->name, strlen(o->name)) * 31 + str_hash(o->type, strlen(o->type));
}

static bool compare_is_alike(const AssetObject *a, const AssetObject *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->type, b->type) == 0;
}

static const char *compare_storey(const Asset *asset, int object)
{
    const int storey = asset->objects[object].storey;
    return storey >= 0 ? asset->objects[storey].name : "";
}

// Between the middles of the boxes; 0 for two without triangles on storeys of one name.
static double compare_distance(const Asset *old, int i, const Asset *new, int k)
{
    const AssetObject *a = &old->objects[i], *b = &new->objects[k];
    const bool has_a = a->min.x <= a->max.x, has_b = b->min.x <= b->max.x;
    if (has_a != has_b) return INFINITY;
    if (!has_a) return strcmp(compare_storey(old, i), compare_storey(new, k)) == 0 ? 0 : INFINITY;
    return dvec_length(dvec_sub(dvec_scale(dvec_add(a->min, a->max), 0.5),
                                dvec_scale(dvec_add(b->min, b->max), 0.5)));
}

static uint64_t compare_mix(uint64_t key, int64_t value)
{
    return (key ^ (uint64_t)value) * 0x9E3779B97F4A7C15u + (key >> 29);
}

// Key of a type, a name and a cell of space; shift moves the point, in reaches.
static uint64_t compare_cell(const AssetObject *o, double reach, DVec3 shift)
{
    uint64_t key = compare_key(o);
    if (!(o->min.x <= o->max.x)) return key;
    const DVec3 at = dvec_add(dvec_scale(dvec_add(o->min, o->max), 0.5), dvec_scale(shift, reach));
    const double cells[3] = { at.x, at.y, at.z };
    for (int k = 0; k < 3; k++) {
        const double cell = floor(cells[k] / (4 * reach));
        key = compare_mix(key, fabs(cell) < 1e15 ? (int64_t)cell : 0);
    }
    return key;
}

typedef struct {
    Hashmap first; // by key: a new object that is left over
    int *next;     // more of the same key
} CompareCells;

// The nearest that is left in one cell.
static void compare_nearest(const Comparing *p, const CompareCells *cells, uint64_t key, int object,
                            int *best, double *nearest)
{
    const Asset *old = p->c->old, *new = p->c->new;
    uint64_t at = 0;
    if (!hashmap_get(&cells->first, key, &at)) return;
    int looked = 0;
    for (int k = (int)at; k >= 0 && looked < COMPARE_CELL_MAX; k = cells->next[k]) {
        if (p->taken[k] >= 0) continue;
        looked++;
        const double distance = compare_distance(old, object, new, k);
        if (!compare_is_alike(&old->objects[object], &new->objects[k]) || !(distance < *nearest))
            continue;
        *nearest = distance;
        *best = k;
    }
}

static bool compare_cells_init(Comparing *p, CompareCells *cells, double reach)
{
    const Asset *new = p->c->new;
    *cells = (CompareCells){ .next = malloc(sizeof(int) * ((size_t) new->object_count + 1)) };
    if (!cells->next) return false;
    for (int i = new->object_count - 1; i >= 0; i--) {
        cells->next[i] = -1;
        if (p->taken[i] >= 0 || !compare_is_listed(new, i)) continue;
        uint64_t at = 0;
        const uint64_t key = compare_cell(&new->objects[i], reach, (DVec3){ 0 });
        if (hashmap_get(&cells->first, key, &at)) cells->next[i] = (int)at;
        if (!hashmap_put(&cells->first, key, (uint64_t)i)) return false;
    }
    return true;
}

// Those left over: the nearest of the same type and name within reach.
static void compare_match_places(Comparing *p, double reach)
{
    const Asset *old = p->c->old;
    CompareCells cells;
    p->has_failed = !compare_cells_init(p, &cells, reach);
    for (int i = 0; i < old->object_count && !p->has_failed; i++) {
        if (p->match[i] >= 0 || !compare_is_listed(old, i)) continue;
        int best = -1;
        double nearest = nextafter(reach, INFINITY);
        uint64_t last = 0;
        // A point near a cell's edge has neighbours beyond it.
        for (int corner = 0; corner < 8; corner++) {
            const DVec3 shift = { corner & 1 ? 1 : -1, corner & 2 ? 1 : -1, corner & 4 ? 1 : -1 };
            const uint64_t key = compare_cell(&old->objects[i], reach, shift);
            if (corner == 0 || key != last) compare_nearest(p, &cells, key, i, &best, &nearest);
            last = key;
        }
        if (best < 0) continue;
        compare_pair(p, i, best);
        p->c->matched_by_place++;
    }
    hashmap_finish(&cells.first);
    free(cells.next);
}

// A type and name that each version has left once.
static void compare_match_names(Comparing *p)
{
    const Asset *sides[2] = { p->c->old, p->c->new };
    const int *matched[2] = { p->match, p->taken };
    Hashmap only[2] = { { 0 }, { 0 } }; // object; -1 where there are more
    for (int side = 0; side < 2; side++) {
        for (int i = 0; i < sides[side]->object_count; i++) {
            uint64_t at = 0;
            if (matched[side][i] >= 0 || !compare_is_listed(sides[side], i)) continue;
            const uint64_t key = compare_key(&sides[side]->objects[i]);
            const bool is_more = hashmap_get(&only[side], key, &at);
            if (!hashmap_put(&only[side], key, is_more ? UINT64_MAX : (uint64_t)i))
                p->has_failed = true;
        }
    }
    for (int i = 0; i < sides[0]->object_count; i++) {
        uint64_t own = 0, other = 0;
        const uint64_t key = compare_key(&sides[0]->objects[i]);
        if (p->match[i] >= 0 || !hashmap_get(&only[0], key, &own) || own != (uint64_t)i ||
            !hashmap_get(&only[1], key, &other) || other == UINT64_MAX ||
            !compare_is_alike(&sides[0]->objects[i], &sides[1]->objects[other]))
            continue;
        compare_pair(p, i, (int)other);
        p->c->matched_by_place++;
    }
    hashmap_finish(&only[0]);
    hashmap_finish(&only[1]);
}

static AssetChange *compare_change(Comparing *p, AssetDifference kind, int old_object,
                                   int new_object)
{
    AssetComparison *c = p->c;
    if (!array_reserve((void **)&c->changes, &c->change_cap, c->change_count + 1,
                       sizeof *c->changes)) {
        p->has_failed = true;
        return NULL;
    }
    c->changes[c->change_count] = (AssetChange){ .kind = kind,
                                                 .old_object = old_object,
                                                 .new_object = new_object,
                                                 .first_detail = c->detail_count };
    return &c->changes[c->change_count++];
}

void asset_compare_detail(AssetComparison *c, unsigned what, const char *group, const char *name,
                          const char *old_text, const char *new_text)
{
    if (c->detail_count >= COMPARE_ROWS_MAX ||
        !array_reserve((void **)&c->details, &c->detail_cap, c->detail_count + 1,
                       sizeof *c->details)) {
        c->has_failed = true;
        return;
    }
    c->details[c->detail_count++] = (AssetChangeDetail){
        .what = what, .group = group, .name = name, .old_text = old_text, .new_text = new_text
    };
}

static void compare_texts(AssetComparison *c, unsigned what, const char *name, const char *a,
                          const char *b)
{
    if (strcmp(a, b) != 0) asset_compare_detail(c, what, "", name, a, b);
}

static void compare_number(AssetComparison *c, const char *name, double a, double b,
                           double tolerance, const char *unit)
{
    if (fabs(a - b) <= tolerance) return;
    asset_compare_detail(c, ASSET_CHANGED_GEOMETRY, "", name,
                         arena_printf(&c->arena, "%.6g %s", a, unit),
                         arena_printf(&c->arena, "%.6g %s", b, unit));
}

static const char *compare_vector(Arena *arena, DVec3 v)
{
    return arena_printf(arena, "%.4f %.4f %.4f m", v.x + 0.0, v.y + 0.0, v.z + 0.0);
}

static void compare_shapes(Comparing *p, int i, int k)
{
    AssetComparison *c = p->c;
    const AssetObject *a = &c->old->objects[i], *b = &c->new->objects[k];
    const AssetShapeMatch match = asset_shape_match(c->old, i, c->new, k, p->tolerance);
    if (match == ASSET_SHAPE_SAME) return;
    const AssetShape x = asset_shape_of(c->old, i), y = asset_shape_of(c->new, k);
    if (match == ASSET_SHAPE_MOVED) {
        const DVec3 by = dvec_sub(y.centroid, x.centroid);
        const double distance = dvec_length(by);
        asset_compare_detail(
            c, ASSET_CHANGED_PLACEMENT, "", distance > p->tolerance ? "centre" : "turned",
            compare_vector(&c->arena, x.centroid), compare_vector(&c->arena, y.centroid));
        return;
    }
    const int first = c->detail_count;
    if (!a->instance_count != !b->instance_count)
        asset_compare_detail(c, ASSET_CHANGED_GEOMETRY, "", "body",
                             a->instance_count ? "yes" : "no", b->instance_count ? "yes" : "no");
    compare_number(c, "volume", x.volume_m3, y.volume_m3, 1e-6 * fabs(x.volume_m3), "m3");
    compare_number(c, "surface", x.area_m2, y.area_m2, 1e-6 * x.area_m2, "m2");
    if (a->instance_count && b->instance_count) {
        const DVec3 size_a = dvec_sub(a->max, a->min), size_b = dvec_sub(b->max, b->min);
        if (dvec_length(dvec_sub(size_a, size_b)) > p->tolerance)
            asset_compare_detail(c, ASSET_CHANGED_GEOMETRY, "", "size",
                                 compare_vector(&c->arena, size_a),
                                 compare_vector(&c->arena, size_b));
        if (dvec_length(dvec_sub(a->min, b->min)) > p->tolerance)
            asset_compare_detail(c, ASSET_CHANGED_GEOMETRY, "", "least corner",
                                 compare_vector(&c->arena, a->min),
                                 compare_vector(&c->arena, b->min));
    }
    if (c->detail_count == first)
        asset_compare_detail(c, ASSET_CHANGED_GEOMETRY, "", "form",
                             arena_printf(&c->arena, "%d triangles", x.triangle_count),
                             arena_printf(&c->arena, "%d triangles", y.triangle_count));
}

static void compare_identity(AssetComparison *c, int i, int k)
{
    const AssetObject *a = &c->old->objects[i], *b = &c->new->objects[k];
    compare_texts(c, ASSET_CHANGED_TYPE, "type", a->type, b->type);
    compare_texts(c, ASSET_CHANGED_NAME, "name", a->name, b->name);
    compare_texts(c, ASSET_CHANGED_STOREY, "storey", compare_storey(c->old, i),
                  compare_storey(c->new, k));
    if (c->old->ifc && c->new->ifc) asset_compare_properties(c, i, k);
}

static void compare_both(Comparing *p, int i, int k)
{
    AssetComparison *c = p->c;
    const int first = c->detail_count;
    compare_shapes(p, i, k);
    compare_identity(c, i, k);
    const bool is_same = c->detail_count == first;
    c->old_state[i] = c->new_state[k] = is_same ? ASSET_COMPARE_SAME : ASSET_COMPARE_CHANGED;
    c->same += is_same;
    if (is_same) return;
    AssetChange *change = compare_change(p, ASSET_COMPARE_CHANGED, i, k);
    if (!change) return;
    change->first_detail = first;
    change->detail_count = c->detail_count - first;
    for (int d = first; d < c->detail_count; d++) change->what |= c->details[d].what;
    c->changed++;
}

static void compare_run(Comparing *p, Job *job)
{
    AssetComparison *c = p->c;
    for (int i = 0; i < c->old->object_count && !p->has_failed && !c->has_failed; i++) {
        if ((i & 255) == 0) {
            if (job_is_cancelled(job)) return;
            job_progress(job, (float)i / (float)c->old->object_count);
        }
        if (!compare_is_listed(c->old, i)) continue;
        if (p->match[i] >= 0) {
            compare_both(p, i, p->match[i]);
        } else if (compare_change(p, ASSET_COMPARE_REMOVED, i, -1)) {
            c->old_state[i] = ASSET_COMPARE_REMOVED;
            c->removed++;
        }
    }
    for (int k = 0; k < c->new->object_count; k++) {
        if (p->taken[k] >= 0 || !compare_is_listed(c->new, k) ||
            !compare_change(p, ASSET_COMPARE_ADDED, -1, k))
            continue;
        c->new_state[k] = ASSET_COMPARE_ADDED;
        c->added++;
    }
}

bool asset_compare_init(AssetComparison *out, const Asset *old, const Asset *new,
                        const AssetCompareDesc *desc, Err *err)
{
    *out = (AssetComparison){ .old = old, .new = new };
    Comparing p = { .c = out,
                    .tolerance = desc && desc->tolerance_m > 0 ? desc->tolerance_m : 1e-3 };
    Job *job = desc ? desc->job : NULL;
    const size_t n = (size_t)old->object_count + 1, m = (size_t) new->object_count + 1;
    p.match = malloc(sizeof *p.match * n);
    p.taken = malloc(sizeof *p.taken * m);
    out->old_state = calloc(n, 1);
    out->new_state = calloc(m, 1);
    p.has_failed = !p.match || !p.taken || !out->old_state || !out->new_state;
    if (!p.has_failed) {
        memset(p.match, 0xFF, sizeof *p.match * n);
        memset(p.taken, 0xFF, sizeof *p.taken * m);
        compare_match_ids(&p);
        compare_match_places(&p, fmax(p.tolerance, 0.01));
        if (!old->ifc || !new->ifc) compare_match_names(&p);
        compare_run(&p, job);
    }
    free(p.match);
    free(p.taken);
    const bool is_cancelled = job_is_cancelled(job);
    if (!p.has_failed && !out->has_failed && !is_cancelled) return true;
    err_set(err, is_cancelled ? ERR_CANCELLED : ERR_MEMORY, "comparing %d with %d objects",
            old->object_count, new->object_count);
    asset_compare_finish(out);
    return false;
}

void asset_compare_finish(AssetComparison *c)
{
    free(c->changes);
    free(c->details);
    free(c->old_state);
    free(c->new_state);
    arena_finish(&c->arena);
    *c = (AssetComparison){ 0 };
}
