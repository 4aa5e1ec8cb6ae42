// SPDX-License-Identifier: Apache-2.0
// scene_model_hit.c - bounding boxes halved at the middle of their widest side; rays go near first.
#include "scene/scene_model_hit.h"

#include <stdlib.h>
#include <string.h>

enum { LEAF = 6, DEPTH_MAX = 48 };

// count 0: children at first and first + 1.
typedef struct {
    float min[3], max[3];
    uint32_t first, count;
} Node;

typedef struct {
    Node *nodes;
    uint32_t *items; // in leaves
    uint32_t node_count;
} Tree;

typedef struct {
    float min[3], max[3], middle[3];
} ItemBox;

struct SceneModelHits {
    const SceneModelPlan *plan;
    Tree pieces;
    DVec3 origin; // boxes of pieces count from here
    Tree *meshes; // one a mesh, and one a diced piece after them
    int *tree_of; // one a piece
    int tree_count;
    size_t bytes;
};

// fminf is a call: it minds numbers that are none.
static float least(float a, float b)
{
    return b < a ? b : a;
}

static float most(float a, float b)
{
    return b > a ? b : a;
}

static void node_box(Node *node, const ItemBox *boxes, const uint32_t *items)
{
    float low[3] = { INFINITY, INFINITY, INFINITY }, high[3] = { -INFINITY, -INFINITY, -INFINITY };
    for (uint32_t i = node->first; i < node->first + node->count; i++) {
        const ItemBox *box = &boxes[items[i]];
        for (int k = 0; k < 3; k++) {
            low[k] = least(low[k], box->min[k]);
            high[k] = most(high[k], box->max[k]);
        }
    }
    memcpy(node->min, low, sizeof low);
    memcpy(node->max, high, sizeof high);
}

// Items below the middle of the widest spread of their middles come first; returns how many.
static uint32_t part_items(const Node *node, const ItemBox *boxes, uint32_t *items)
{
    float low[3] = { INFINITY, INFINITY, INFINITY }, high[3] = { -INFINITY, -INFINITY, -INFINITY };
    for (uint32_t i = node->first; i < node->first + node->count; i++) {
        const ItemBox *box = &boxes[items[i]];
        for (int k = 0; k < 3; k++) {
            low[k] = least(low[k], box->middle[k]);
            high[k] = most(high[k], box->middle[k]);
        }
    }
    int k = 0;
    for (int i = 1; i < 3; i++)
        if (high[i] - low[i] > high[k] - low[k]) k = i;
    const float middle = 0.5f * (low[k] + high[k]);
    uint32_t at = node->first;
    for (uint32_t i = node->first; i < node->first + node->count; i++) {
        if (boxes[items[i]].middle[k] >= middle) continue;
        const uint32_t swap = items[i];
        items[i] = items[at];
        items[at++] = swap;
    }
    const uint32_t below = at - node->first;
    return below == 0 || below == node->count ? node->count / 2 : below;
}

static bool tree_make(Tree *tree, const ItemBox *boxes, uint32_t count)
{
    *tree = (Tree){ .nodes = malloc(sizeof(Node) * (2 * (size_t)count + 2)),
                    .items = malloc(sizeof(uint32_t) * ((size_t)count + 1)) };
    if (!tree->nodes || !tree->items) return false;
    for (uint32_t i = 0; i < count; i++) tree->items[i] = i;
    struct {
        uint32_t node;
        int depth;
    } stack[2 * DEPTH_MAX];
    int left = 0;
    tree->nodes[0] = (Node){ .count = count };
    tree->node_count = 1;
    if (count > 0) node_box(&tree->nodes[0], boxes, tree->items);
    stack[left].node = 0;
    stack[left++].depth = 0;
    while (left > 0) {
        left--;
        const int depth = stack[left].depth;
        Node *node = &tree->nodes[stack[left].node];
        if (node->count <= LEAF || depth >= DEPTH_MAX) continue;
        const uint32_t below = part_items(node, boxes, tree->items), first = node->first,
                       all = node->count;
        const uint32_t child = tree->node_count;
        tree->node_count += 2;
        tree->nodes[child] = (Node){ .first = first, .count = below };
        tree->nodes[child + 1] = (Node){ .first = first + below, .count = all - below };
        node_box(&tree->nodes[child], boxes, tree->items);
        node_box(&tree->nodes[child + 1], boxes, tree->items);
        node->first = child;
        node->count = 0;
        for (uint32_t i = 0; i < 2; i++) {
            stack[left].node = child + i;
            stack[left++].depth = depth + 1;
        }
    }
    Node *fit = realloc(tree->nodes, sizeof(Node) * tree->node_count);
    if (fit) tree->nodes = fit;
    return true;
}

static bool mesh_tree(const AssetMesh *mesh, const uint32_t *triangles, int count, Tree *tree)
{
    ItemBox *boxes = malloc(sizeof *boxes * ((size_t)count + 1));
    if (!boxes) return false;
    for (int i = 0; i < count; i++) {
        const uint32_t *t = mesh->indices + 3 * (size_t)(triangles ? triangles[i] : (uint32_t)i);
        for (int k = 0; k < 3; k++) {
            const float a = mesh->positions[(size_t)t[0] * 3 + (size_t)k],
                        b = mesh->positions[(size_t)t[1] * 3 + (size_t)k],
                        c = mesh->positions[(size_t)t[2] * 3 + (size_t)k];
            boxes[i].min[k] = least(a, least(b, c));
            boxes[i].max[k] = most(a, most(b, c));
            boxes[i].middle[k] = 0.5f * (boxes[i].min[k] + boxes[i].max[k]);
        }
    }
    const bool ok = tree_make(tree, boxes, (uint32_t)count);
    free(boxes);
    return ok;
}

static bool piece_tree(SceneModelHits *h)
{
    const SceneModelPlan *plan = h->plan;
    ItemBox *boxes = malloc(sizeof *boxes * ((size_t)plan->still_count + 1));
    if (!boxes) return false;
    if (plan->tile_count > 0) h->origin = plan->tiles[0].origin;
    for (int i = 0; i < plan->still_count; i++) {
        const DVec3 min = dvec_sub(plan->pieces[i].min, h->origin),
                    max = dvec_sub(plan->pieces[i].max, h->origin);
        const double low[3] = { min.x, min.y, min.z }, high[3] = { max.x, max.y, max.z };
        for (int k = 0; k < 3; k++) {
            boxes[i].min[k] = (float)(low[k] - 1e-3);
            boxes[i].max[k] = (float)(high[k] + 1e-3);
            boxes[i].middle[k] = 0.5f * (boxes[i].min[k] + boxes[i].max[k]);
        }
    }
    const bool ok = tree_make(&h->pieces, boxes, (uint32_t)plan->still_count);
    free(boxes);
    return ok;
}

static void tree_finish(Tree *tree)
{
    free(tree->nodes);
    free(tree->items);
}

void scene_model_hits_destroy(SceneModelHits *h)
{
    if (!h) return;
    tree_finish(&h->pieces);
    for (int i = 0; i < h->tree_count; i++) tree_finish(&h->meshes[i]);
    free(h->meshes);
    free(h->tree_of);
    free(h);
}

SceneModelHits *scene_model_hits_create(const SceneModelPlan *plan, Job *job)
{
    SceneModelHits *h = calloc(1, sizeof *h);
    const Asset *asset = plan->asset;
    if (!h) return NULL;
    h->plan = plan;
    h->tree_of = malloc(sizeof *h->tree_of * ((size_t)plan->piece_count + 1));
    h->meshes =
        calloc((size_t)asset->mesh_count + (size_t)plan->piece_count + 1, sizeof *h->meshes);
    int *by_mesh = calloc((size_t)asset->mesh_count + 1, sizeof *by_mesh); // 1 + tree
    bool ok = h->tree_of && h->meshes && by_mesh && piece_tree(h);
    for (int i = 0; ok && i < plan->piece_count; i++) {
        const SceneModelPiece *piece = &plan->pieces[i];
        const int mesh = asset->instances[piece->instance].mesh;
        if (!piece->triangles && by_mesh[mesh]) {
            h->tree_of[i] = by_mesh[mesh] - 1;
            continue;
        }
        if (job_is_cancelled(job)) ok = false;
        ok = ok && mesh_tree(&asset->meshes[mesh], piece->triangles, piece->triangle_count,
                             &h->meshes[h->tree_count]);
        h->tree_of[i] = h->tree_count++;
        if (!piece->triangles) by_mesh[mesh] = h->tree_count;
        h->bytes += (size_t)piece->triangle_count * 4 +
                    sizeof(Node) * h->meshes[h->tree_count - 1].node_count;
    }
    free(by_mesh);
    if (ok) return h;
    scene_model_hits_destroy(h);
    return NULL;
}

size_t scene_model_hits_bytes(const SceneModelHits *hits)
{
    return hits ? hits->bytes : 0;
}

typedef struct {
    double origin[3], dir[3], per_dir[3];
} Ray;

static Ray ray_make(DVec3 origin, DVec3 dir)
{
    Ray r = { { origin.x, origin.y, origin.z }, { dir.x, dir.y, dir.z }, { 0 } };
    for (int k = 0; k < 3; k++) r.per_dir[k] = 1 / (fabs(r.dir[k]) > 1e-300 ? r.dir[k] : 1e-300);
    return r;
}

// Where the ray enters the box, or INFINITY.
static double enter(const Ray *r, const Node *node, double far)
{
    double from = 0, to = far;
    for (int k = 0; k < 3; k++) {
        const double a = ((double)node->min[k] - r->origin[k]) * r->per_dir[k];
        const double b = ((double)node->max[k] - r->origin[k]) * r->per_dir[k];
        from = fmax(from, fmin(a, b));
        to = fmin(to, fmax(a, b));
    }
    return from <= to * (1 + 1e-9) + 1e-9 ? from : INFINITY;
}

// Möller and Trumbore, 1997; both sides.
static bool hit_triangle(const Ray *r, const DVec3 p[3], double *t)
{
    const DVec3 o = { r->origin[0], r->origin[1], r->origin[2] },
                d = { r->dir[0], r->dir[1], r->dir[2] };
    const DVec3 e = dvec_sub(p[1], p[0]), f = dvec_sub(p[2], p[0]), h = dvec_cross(d, f);
    const double a = dvec_dot(e, h);
    if (a == 0) return false;
    const DVec3 s = dvec_sub(o, p[0]);
    const double u = dvec_dot(s, h) / a;
    if (!(u >= -1e-9 && u <= 1 + 1e-9)) return false;
    const DVec3 q = dvec_cross(s, e);
    const double v = dvec_dot(d, q) / a;
    if (!(v >= -1e-9 && u + v <= 1 + 1e-9)) return false;
    const double at = dvec_dot(f, q) / a;
    if (!(at >= 0 && at < *t)) return false;
    *t = at;
    return true;
}

// Local axes from the parent's: the inverse of any axes that span space.
static bool invert(const DPlace *p, DVec3 rows[3])
{
    const DVec3 a = dvec_cross(p->y_axis, p->z_axis), b = dvec_cross(p->z_axis, p->x_axis),
                c = dvec_cross(p->x_axis, p->y_axis);
    const double volume = dvec_dot(p->x_axis, a);
    if (volume == 0) return false;
    rows[0] = dvec_scale(a, 1 / volume);
    rows[1] = dvec_scale(b, 1 / volume);
    rows[2] = dvec_scale(c, 1 / volume);
    return true;
}

static DVec3 turn(const DVec3 rows[3], DVec3 v)
{
    return (DVec3){ dvec_dot(rows[0], v), dvec_dot(rows[1], v), dvec_dot(rows[2], v) };
}

static bool is_kept(const SceneModelRay *ray, double t, double lift_m)
{
    const DVec3 p =
        dvec_add(dvec_add(ray->origin, dvec_scale(ray->dir, t)), (DVec3){ 0, 0, lift_m });
    for (int i = 0; i < ray->plane_count; i++) {
        const double *n = ray->planes[i];
        if (n[0] * p.x + n[1] * p.y + n[2] * p.z + n[3] < 0) return false;
    }
    return true;
}

typedef struct {
    uint32_t node;
    double from;
} Visit;

// shifted: the ray with the storey's lift taken off.
static void hit_piece(const SceneModelHits *h, int row, const SceneModelRay *shifted, double lift_m,
                      SceneModelHit *best)
{
    const SceneModelPiece *piece = &h->plan->pieces[row];
    const AssetInstance *instance = &h->plan->asset->instances[piece->instance];
    const AssetMesh *mesh = &h->plan->asset->meshes[instance->mesh];
    const Tree *tree = &h->meshes[h->tree_of[row]];
    const bool is_moved = shifted->moves && h->plan->moves && h->plan->moves[piece->instance];
    const DPlace place =
        is_moved ? scene_model_moves_place(shifted->moves, piece->instance) : instance->place;
    DVec3 rows[3];
    if (!invert(&place, rows)) return;
    const DVec3 from = dvec_sub(turn(rows, dvec_sub(shifted->origin, place.origin)), mesh->origin);
    const Ray ray = ray_make(from, turn(rows, shifted->dir));
    Visit stack[DEPTH_MAX + 2];
    int left = 0;
    stack[left++] = (Visit){ 0, enter(&ray, &tree->nodes[0], best->distance) };
    while (left > 0) {
        const Visit v = stack[--left];
        if (v.from >= best->distance) continue;
        const Node *node = &tree->nodes[v.node];
        for (uint32_t i = node->first; i < node->first + node->count; i++) {
            const uint32_t triangle =
                piece->triangles ? piece->triangles[tree->items[i]] : tree->items[i];
            DVec3 p[3];
            for (int k = 0; k < 3; k++) {
                const float *q =
                    mesh->positions + (size_t)mesh->indices[3 * (size_t)triangle + (size_t)k] * 3;
                p[k] = (DVec3){ (double)q[0], (double)q[1], (double)q[2] };
            }
            double t = best->distance;
            if (!hit_triangle(&ray, p, &t) || !is_kept(shifted, t, lift_m)) continue;
            *best = (SceneModelHit){ .distance = t,
                                     .object = instance->object,
                                     .instance = piece->instance,
                                     .triangle = (int)triangle };
            for (int k = 0; k < 3; k++) {
                best->corners[k] = dplace_point(&place, dvec_add(mesh->origin, p[k]));
                best->corners[k].z += lift_m;
            }
        }
        if (node->count > 0) continue;
        Visit a = { node->first, enter(&ray, &tree->nodes[node->first], best->distance) };
        Visit b = { node->first + 1, enter(&ray, &tree->nodes[node->first + 1], best->distance) };
        if (a.from > b.from) {
            const Visit swap = a;
            a = b;
            b = swap;
        }
        if (b.from < INFINITY && left < DEPTH_MAX) stack[left++] = b;
        if (a.from < INFINITY && left < DEPTH_MAX + 1) stack[left++] = a;
    }
}

static bool is_shown(const SceneModelHits *h, int object, const uint32_t *words)
{
    if (words) return !(words[object] >> 24 & RENDER_STYLE_HIDDEN);
    return h->plan->asset->objects[object].kind != ASSET_OBJECT_SPACE;
}

// What bends is met at the box that it reaches.
static void hit_bend(const SceneModelHits *h, int row, const SceneModelRay *ray, double lift_m,
                     const SceneModelBend *bend, SceneModelHit *best)
{
    const DVec3 low = dvec_sub(bend->min, ray->origin), high = dvec_sub(bend->max, ray->origin);
    const Ray r = ray_make((DVec3){ 0, 0, 0 }, ray->dir);
    const Node box = { .min = { (float)low.x, (float)low.y, (float)low.z },
                       .max = { (float)high.x, (float)high.y, (float)high.z } };
    const double t = enter(&r, &box, best->distance);
    if (!(t < best->distance) || !is_kept(ray, t, lift_m)) return;
    const SceneModelPiece *piece = &h->plan->pieces[row];
    *best = (SceneModelHit){ .distance = t,
                             .object = h->plan->asset->instances[piece->instance].object,
                             .instance = piece->instance,
                             .triangle = -1 };
    const DVec3 at = dvec_add(ray->origin, dvec_scale(ray->dir, t));
    for (int k = 0; k < 3; k++) best->corners[k] = (DVec3){ at.x, at.y, at.z + lift_m };
}

// Each by itself: few things move.
static void hit_moving(const SceneModelHits *h, const SceneModelRay *shifted, double lift_m,
                       int storey, SceneModelHit *best)
{
    for (int row = h->plan->still_count; row < h->plan->piece_count; row++) {
        const int instance = h->plan->pieces[row].instance,
                  object = h->plan->asset->instances[instance].object;
        SceneModelBend bend;
        if (storey >= 0 && h->plan->storeys[object] != storey) continue;
        if (!is_shown(h, object, shifted->words)) continue;
        if (shifted->moves && scene_model_moves_bend(shifted->moves, instance, &bend))
            hit_bend(h, row, shifted, lift_m, &bend, best);
        else
            hit_piece(h, row, shifted, lift_m, best);
    }
}

// One storey (-1 = all, unlifted).
static void hit_storey(const SceneModelHits *h, const SceneModelRay *ray, int storey,
                       SceneModelHit *best)
{
    const double lift_m = storey > 0 ? storey * ray->lift_m : 0;
    SceneModelRay shifted = *ray;
    shifted.origin.z -= lift_m;
    const Ray r = ray_make(dvec_sub(shifted.origin, h->origin), shifted.dir);
    const Tree *tree = &h->pieces;
    Visit stack[DEPTH_MAX + 2];
    int left = 0;
    hit_moving(h, &shifted, lift_m, storey, best);
    if (h->plan->still_count == 0) return;
    stack[left++] = (Visit){ 0, enter(&r, &tree->nodes[0], best->distance) };
    while (left > 0) {
        const Visit v = stack[--left];
        if (v.from >= best->distance) continue;
        const Node *node = &tree->nodes[v.node];
        for (uint32_t i = node->first; i < node->first + node->count; i++) {
            const int row = (int)tree->items[i];
            const int object = h->plan->asset->instances[h->plan->pieces[row].instance].object;
            if (storey >= 0 && h->plan->storeys[object] != storey) continue;
            if (is_shown(h, object, ray->words)) hit_piece(h, row, &shifted, lift_m, best);
        }
        if (node->count > 0) continue;
        for (uint32_t i = 0; i < 2; i++) {
            const double from = enter(&r, &tree->nodes[node->first + i], best->distance);
            if (from < INFINITY && left < DEPTH_MAX + 1)
                stack[left++] = (Visit){ node->first + i, from };
        }
    }
}

bool scene_model_hits_ray(const SceneModelHits *h, const SceneModelRay *ray, SceneModelHit *out)
{
    SceneModelHit best = { .distance = ray->far > 0 ? ray->far : INFINITY, .object = -1 };
    if (h->plan->piece_count == 0) return false;
    if (ray->lift_m == 0) {
        hit_storey(h, ray, -1, &best);
    } else {
        const int storeys = h->plan->storey_count > 0 ? h->plan->storey_count : 1;
        for (int i = 0; i < storeys; i++) hit_storey(h, ray, i, &best);
    }
    if (best.object < 0) return false;
    *out = best;
    return true;
}

typedef struct {
    double min[3], max[3];
} Range;

static bool meets(const Range *r, const Node *node)
{
    for (int k = 0; k < 3; k++)
        if (r->max[k] < (double)node->min[k] || r->min[k] > (double)node->max[k]) return false;
    return true;
}

static bool is_door(const Asset *asset, int object)
{
    for (int depth = 0; object >= 0 && depth < 8; depth++, object = asset->objects[object].parent)
        if (asset->objects[object].kind == ASSET_OBJECT_DOOR) return true;
    return false;
}

static void near_piece(const SceneModelHits *h, int row, const SceneModelNear *q, double lift_m)
{
    const SceneModelPiece *piece = &h->plan->pieces[row];
    const AssetInstance *instance = &h->plan->asset->instances[piece->instance];
    const AssetMesh *mesh = &h->plan->asset->meshes[instance->mesh];
    const Tree *tree = &h->meshes[h->tree_of[row]];
    DVec3 rows[3];
    if (!invert(&instance->place, rows)) return;
    Range range = { { INFINITY, INFINITY, INFINITY }, { -INFINITY, -INFINITY, -INFINITY } };
    for (int i = 0; i < 8; i++) {
        const DVec3 corner = { i & 1 ? q->max.x : q->min.x, i & 2 ? q->max.y : q->min.y,
                               (i & 4 ? q->max.z : q->min.z) - lift_m };
        const DVec3 p =
            dvec_sub(turn(rows, dvec_sub(corner, instance->place.origin)), mesh->origin);
        const double at[3] = { p.x, p.y, p.z };
        for (int k = 0; k < 3; k++) {
            range.min[k] = fmin(range.min[k], at[k]);
            range.max[k] = fmax(range.max[k], at[k]);
        }
    }
    uint32_t stack[DEPTH_MAX + 2];
    int left = 0;
    stack[left++] = 0;
    while (left > 0) {
        const Node *node = &tree->nodes[stack[--left]];
        if (!meets(&range, node)) continue;
        for (uint32_t i = node->first; i < node->first + node->count; i++) {
            const uint32_t triangle =
                piece->triangles ? piece->triangles[tree->items[i]] : tree->items[i];
            DVec3 p[3];
            for (int k = 0; k < 3; k++) {
                const float *v =
                    mesh->positions + (size_t)mesh->indices[3 * (size_t)triangle + (size_t)k] * 3;
                const DVec3 local = { (double)v[0], (double)v[1], (double)v[2] };
                p[k] = dplace_point(&instance->place, dvec_add(mesh->origin, local));
                p[k].z += lift_m;
            }
            q->visit(q->arg, instance->object, p);
        }
        if (node->count > 0 || left > DEPTH_MAX) continue;
        stack[left++] = node->first;
        stack[left++] = node->first + 1;
    }
}

static void near_storey(const SceneModelHits *h, const SceneModelNear *q, int storey)
{
    const double lift_m = storey > 0 ? storey * q->lift_m : 0;
    const DVec3 o = h->origin;
    const Range range = { { q->min.x - o.x, q->min.y - o.y, q->min.z - lift_m - o.z },
                          { q->max.x - o.x, q->max.y - o.y, q->max.z - lift_m - o.z } };
    const Asset *asset = h->plan->asset;
    uint32_t stack[DEPTH_MAX + 2];
    int left = 0;
    stack[left++] = 0;
    while (left > 0) {
        const Node *node = &h->pieces.nodes[stack[--left]];
        if (!meets(&range, node)) continue;
        for (uint32_t i = node->first; i < node->first + node->count; i++) {
            const int row = (int)h->pieces.items[i];
            const int object = asset->instances[h->plan->pieces[row].instance].object;
            if (storey >= 0 && h->plan->storeys[object] != storey) continue;
            if (!is_shown(h, object, q->words)) continue;
            if (!q->has_no_doors || !is_door(asset, object)) near_piece(h, row, q, lift_m);
        }
        if (node->count > 0 || left > DEPTH_MAX) continue;
        stack[left++] = node->first;
        stack[left++] = node->first + 1;
    }
}

void scene_model_hits_near(const SceneModelHits *h, const SceneModelNear *q)
{
    if (h->plan->piece_count == 0) return;
    if (q->lift_m == 0) {
        near_storey(h, q, -1);
        return;
    }
    const int storeys = h->plan->storey_count > 0 ? h->plan->storey_count : 1;
    for (int i = 0; i < storeys; i++) near_storey(h, q, i);
}
