// SPDX-License-Identifier: Apache-2.0
// gltf_node.c - the node tree of a glTF file: places, objects, instances, the anchor on the earth.
#include "assets/gltf_node.h"
#include <string.h>

#define GLTF_INSTANCES_MAX 16000000
// A model whose first mesh lies this far from its origin is earth-centred.
#define GLTF_EARTH_MIN_M 6.3e6
#define GLTF_EARTH_MAX_M 6.42e6

static bool gltf_is_finite(const double *values, int count)
{
    for (int i = 0; i < count; i++)
        if (!isfinite(values[i]) || fabs(values[i]) > 1e30) return false;
    return true;
}

static void gltf_node_place(Gltf *g, JsonRef ref, AssetNode *out)
{
    const JsonTape *t = &g->json;
    double m[16], v[4];
    *out =
        (AssetNode){ .parent = -1, .rest = { .rotation = { 0, 0, 0, 1 }, .scale = { 1, 1, 1 } } };
    if (json_as_numbers(t, gltf_member(g, ref, "matrix"), m, 16) == 16 && gltf_is_finite(m, 16)) {
        out->has_matrix = true;
        out->matrix = (DPlace){ { m[0], m[1], m[2] },
                                { m[4], m[5], m[6] },
                                { m[8], m[9], m[10] },
                                { m[12], m[13], m[14] } };
        return;
    }
    AssetTurn *r = &out->rest;
    if (json_as_numbers(t, gltf_member(g, ref, "translation"), v, 4) == 3 && gltf_is_finite(v, 3))
        memcpy(r->translation, v, sizeof r->translation);
    if (json_as_numbers(t, gltf_member(g, ref, "scale"), v, 4) == 3 && gltf_is_finite(v, 3))
        memcpy(r->scale, v, sizeof r->scale);
    if (json_as_numbers(t, gltf_member(g, ref, "rotation"), v, 4) == 4 && gltf_is_finite(v, 4)) {
        const double length = sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2] + v[3] * v[3]);
        for (int i = 0; length > 1e-12 && i < 4; i++) r->rotation[i] = v[i] / length;
    }
}

// Parents, told by their children; the first one that claims a node has it.
static void gltf_node_parents(Gltf *g, GltfNodes *n)
{
    for (int i = 0; i < n->count; i++) {
        const JsonRef children = gltf_member(g, gltf_row(g, GLTF_NODES, i), "children");
        if (json_type(&g->json, children) != JSON_ARRAY) continue;
        for (JsonRef c = json_first(&g->json, children); c != JSON_TAPE_NONE;
             c = json_next(&g->json, children, c)) {
            const int child = (int)json_as_int(&g->json, c, 0, n->count - 1, -1);
            if (child >= 0 && child != i && n->nodes[child].parent < 0)
                n->nodes[child].parent = i;
            else
                asset_build_problem(g->build, "node",
                                    "node %d: child %d is not there or has another parent", i,
                                    child);
        }
    }
}

// Depth first from the nodes without a parent, siblings in the file's order; a ring has no such
// node and is cut where it is met.
static void gltf_node_order(Gltf *g, GltfNodes *n)
{
    int *first = ARENA_ARRAY(&g->scratch, int, n->count + 1);
    int *next = ARENA_ARRAY(&g->scratch, int, n->count + 1);
    bool *is_seen = ARENA_ARRAY(&g->scratch, bool, n->count + 1);
    int placed = 0;
    for (int i = 0; i <= n->count; i++) first[i] = next[i] = -1;
    for (int i = n->count - 1; i >= 0; i--) {
        const int parent = n->nodes[i].parent;
        if (parent < 0) continue;
        next[i] = first[parent];
        first[parent] = i;
    }
    for (int pass = 0; pass < 2; pass++) {
        for (int root = 0; root < n->count; root++) {
            if (is_seen[root] || (pass == 0 && n->nodes[root].parent >= 0)) continue;
            if (pass == 1) {
                asset_build_problem(g->build, "node", "node %d is its own ancestor", root);
                n->nodes[root].parent = -1;
            }
            for (int at = root; at >= 0;) {
                if (!is_seen[at]) {
                    is_seen[at] = true;
                    n->order[placed++] = at;
                    if (first[at] >= 0 && !is_seen[first[at]]) {
                        at = first[at];
                        continue;
                    }
                }
                // Up until there is a sibling left.
                while (at >= 0 && at != root && (next[at] < 0 || is_seen[next[at]]))
                    at = n->nodes[at].parent;
                at = at < 0 || at == root ? -1 : next[at];
            }
        }
    }
}

// Which nodes hang below the scene's.
static bool *gltf_node_drawn(Gltf *g, const GltfNodes *n)
{
    bool *is_drawn = ARENA_ARRAY(&g->scratch, bool, n->count + 1);
    const int given = gltf_index(g, 0, "scene", GLTF_SCENES);
    const JsonRef scene = gltf_row(g, GLTF_SCENES, given >= 0 ? given : 0);
    const JsonRef roots = gltf_member(g, scene, "nodes");
    for (int i = 0; i < n->count && json_type(&g->json, roots) != JSON_ARRAY; i++)
        is_drawn[i] = n->nodes[i].parent < 0;
    if (json_type(&g->json, roots) == JSON_ARRAY) {
        for (JsonRef r = json_first(&g->json, roots); r != JSON_TAPE_NONE;
             r = json_next(&g->json, roots, r)) {
            const int node = (int)json_as_int(&g->json, r, 0, n->count - 1, -1);
            if (node >= 0) is_drawn[node] = true;
        }
    }
    for (int i = 0; i < n->count; i++) {
        const int node = n->order[i], parent = n->nodes[node].parent;
        const JsonRef shown =
            gltf_extension(g, gltf_row(g, GLTF_NODES, node), "KHR_node_visibility");
        if (parent >= 0 && is_drawn[parent]) is_drawn[node] = true;
        if (!json_as_bool(&g->json, gltf_member(g, shown, "visible"), true)) is_drawn[node] = false;
    }
    return is_drawn;
}

static void gltf_node_places(GltfNodes *n)
{
    for (int i = 0; i < n->count; i++) {
        const AssetNode *node = &n->nodes[n->order[i]];
        const DPlace own = node->has_matrix ? node->matrix : asset_turn_place(&node->rest);
        n->places[n->order[i]] =
            asset_place_multiply(node->parent >= 0 ? &n->places[node->parent] : &n->root, &own);
    }
}

// ---- the anchor ----

static void gltf_node_anchor(Gltf *g, Asset *asset, GltfNodes *n, const GltfMeshRows *rows,
                             const bool *is_drawn)
{
    const JsonRef rtc = gltf_extension(g, 0, "CESIUM_RTC");
    double centre[3];
    if (json_as_numbers(&g->json, gltf_member(g, rtc, "center"), centre, 3) == 3 &&
        gltf_is_finite(centre, 3)) {
        asset->anchor_kind = ASSET_ANCHOR_EARTH;
        asset->anchor = dvec_make(centre[0], centre[1], centre[2]);
        return;
    }
    for (int i = 0; i < n->count; i++) {
        const int node = n->order[i];
        const int mesh = gltf_index(g, gltf_row(g, GLTF_NODES, node), "mesh", GLTF_MESHES);
        if (!is_drawn[node] || mesh < 0 || rows[mesh].count == 0) continue;
        const AssetMesh *m = &asset->meshes[rows[mesh].first];
        const DVec3 low = { (double)m->box_min_m[0], (double)m->box_min_m[1],
                            (double)m->box_min_m[2] };
        const DVec3 high = { (double)m->box_max_m[0], (double)m->box_max_m[1],
                             (double)m->box_max_m[2] };
        const DVec3 at = dplace_point(&n->places[node], dvec_scale(dvec_add(low, high), 0.5));
        const double distance_m = dvec_length(at);
        if (!(distance_m > GLTF_EARTH_MIN_M && distance_m < GLTF_EARTH_MAX_M)) return;
        asset->anchor_kind = ASSET_ANCHOR_EARTH;
        asset->anchor = at;
        n->root.origin = dvec_scale(at, -1);
        gltf_node_places(n);
        return;
    }
}

// ---- instances ----

typedef struct {
    GltfSpan translation, rotation, scale;
    int count;
} GltfCopies;

// EXT_mesh_gpu_instancing; count 1 without.
static GltfCopies gltf_node_copies(Gltf *g, JsonRef node)
{
    static const char *const names[3] = { "TRANSLATION", "ROTATION", "SCALE" };
    const JsonRef attributes =
        gltf_member(g, gltf_extension(g, node, "EXT_mesh_gpu_instancing"), "attributes");
    GltfCopies c = { .count = 1 };
    GltfSpan *const spans[3] = { &c.translation, &c.rotation, &c.scale };
    bool is_first = true;
    for (int i = 0; i < 3; i++) {
        const int accessor = gltf_index(g, attributes, names[i], GLTF_ACCESSORS);
        GltfSpan span;
        Err err = { 0 };
        if (accessor < 0) continue;
        if (!gltf_span(g, accessor, &span, &err) || span.components != (i == 1 ? 4 : 3)) {
            asset_build_problem(g->build, "instances", "%s: %s", names[i],
                                err.text[0] ? err.text : "it has another form");
            continue;
        }
        *spans[i] = span;
        c.count = is_first || span.count < c.count ? span.count : c.count;
        is_first = false;
    }
    return c;
}

static DPlace gltf_copy_place(const GltfCopies *c, int row)
{
    AssetTurn turn = { .rotation = { 0, 0, 0, 1 }, .scale = { 1, 1, 1 } };
    float v[4];
    if (c->translation.bytes) {
        gltf_span_floats(&c->translation, row, 1, 3, v);
        for (int i = 0; i < 3; i++) turn.translation[i] = (double)v[i];
    }
    if (c->rotation.bytes) {
        gltf_span_floats(&c->rotation, row, 1, 4, v);
        const float length = sqrtf(v[0] * v[0] + v[1] * v[1] + v[2] * v[2] + v[3] * v[3]);
        for (int i = 0; length > 1e-6f && i < 4; i++) turn.rotation[i] = (double)(v[i] / length);
    }
    if (c->scale.bytes) {
        gltf_span_floats(&c->scale, row, 1, 3, v);
        for (int i = 0; i < 3; i++) turn.scale[i] = (double)v[i];
    }
    return asset_turn_place(&turn);
}

static bool gltf_place_is_finite(const DPlace *p)
{
    return gltf_is_finite(&p->x_axis.x, 3) && gltf_is_finite(&p->y_axis.x, 3) &&
           gltf_is_finite(&p->z_axis.x, 3) && gltf_is_finite(&p->origin.x, 3);
}

static void gltf_node_instances(Gltf *g, Asset *asset, const GltfNodes *n, int node, int object,
                                const GltfMeshRows *rows, const int *joint_counts)
{
    const JsonRef ref = gltf_row(g, GLTF_NODES, node);
    const GltfCopies copies = gltf_node_copies(g, ref);
    const int skin = gltf_index(g, ref, "skin", GLTF_SKINS);
    for (int m = rows->first; m < rows->first + rows->count; m++) {
        const bool has_joints = skin >= 0 && asset->meshes[m].joints;
        const bool is_skinned = has_joints && joint_counts[m] <= n->skins[skin].joint_count;
        if (has_joints && !is_skinned)
            asset_build_problem(g->build, "skin", "node %d: its mesh names joints the skin lacks",
                                node);
        for (int i = 0; i < (is_skinned ? 1 : copies.count); i++) {
            DPlace place = copies.count == 1 && !copies.translation.bytes &&
                                   !copies.rotation.bytes && !copies.scale.bytes
                               ? asset_place_unit
                               : gltf_copy_place(&copies, i);
            place = asset_place_multiply(&n->places[node], &place);
            if (is_skinned)
                place = asset_place_multiply(&n->places[n->skins[skin].joints[0]],
                                             &n->skins[skin].inverse_binds[0]);
            if (!gltf_place_is_finite(&place)) {
                asset_build_problem(g->build, "wild number", "node %d is placed nowhere", node);
                continue;
            }
            asset->instances[asset->instance_count++] =
                (AssetInstance){ .mesh = m,
                                 .object = object,
                                 .material = -1,
                                 .node = is_skinned ? -1 : node,
                                 .skin = is_skinned ? skin : -1,
                                 .morphs = asset->meshes[m].morph_count > 0 ? node + 1 : 0,
                                 .place = place };
        }
    }
}

static bool gltf_node_objects(Gltf *g, Asset *asset, const GltfNodes *n, const bool *is_drawn,
                              const GltfMeshRows *rows, const int *joint_counts, Err *err)
{
    int *below = ARENA_ARRAY(&g->scratch, int, n->count + 1); // meshes at or below a node
    int *objects = ARENA_ARRAY(&g->scratch, int, n->count + 1);
    int64_t instances = 0;
    for (int i = n->count - 1; i >= 0; i--) {
        const int node = n->order[i], parent = n->nodes[node].parent;
        const JsonRef ref = gltf_row(g, GLTF_NODES, node);
        const int mesh = gltf_index(g, ref, "mesh", GLTF_MESHES);
        if (is_drawn[node] && mesh >= 0 && rows[mesh].count > 0) {
            below[node]++;
            instances += (int64_t)gltf_node_copies(g, ref).count * rows[mesh].count;
        }
        if (parent >= 0 && below[node]) below[parent]++;
    }
    if (instances > GLTF_INSTANCES_MAX) {
        err_set(err, ERR_RANGE, "read '%s': %lld instances, at most %d were expected",
                g->desc->path, (long long)instances, GLTF_INSTANCES_MAX);
        return false;
    }
    asset->instances =
        asset_build_block(g->build, sizeof *asset->instances * (size_t)instances, err);
    asset->objects = asset_build_block(g->build, sizeof *asset->objects * (size_t)n->count, err);
    if (!asset->instances || !asset->objects) return false;
    for (int i = 0; i < n->count; i++) {
        const int node = n->order[i], parent = n->nodes[node].parent;
        const JsonRef ref = gltf_row(g, GLTF_NODES, node);
        const int mesh = gltf_index(g, ref, "mesh", GLTF_MESHES);
        const bool has_mesh = is_drawn[node] && mesh >= 0 && rows[mesh].count > 0;
        objects[node] = -1;
        if (!below[node] || (!is_drawn[node] && !has_mesh)) continue;
        const char *name = gltf_text(g, ref, "name", &asset->arena);
        if (!name[0] && has_mesh)
            name = gltf_text(g, gltf_row(g, GLTF_MESHES, mesh), "name", &asset->arena);
        const int object = objects[node] = asset->object_count++;
        asset->objects[object] = (AssetObject){
            .name = name,
            .type = has_mesh ? "mesh" : "node",
            .parent = parent >= 0 ? objects[parent] : -1,
            .storey = -1,
            .kind = has_mesh ? ASSET_OBJECT_PLAIN : ASSET_OBJECT_STRUCTURE,
        };
        if (has_mesh) gltf_node_instances(g, asset, n, node, object, &rows[mesh], joint_counts);
    }
    return true;
}

bool gltf_nodes(Gltf *g, Asset *asset, const GltfMeshRows *rows, const int *joint_counts,
                GltfNodes *n, Err *err)
{
    const int count = g->counts[GLTF_NODES];
    *n = (GltfNodes){ .count = count, .root = asset_place_z_up };
    n->nodes = ARENA_ARRAY(&asset->arena, AssetNode, count + 1);
    n->order = ARENA_ARRAY(&asset->arena, int, count + 1);
    n->places = ARENA_ARRAY(&asset->arena, DPlace, count + 1);
    for (int i = 0; i < count; i++) gltf_node_place(g, gltf_row(g, GLTF_NODES, i), &n->nodes[i]);
    gltf_node_parents(g, n);
    gltf_node_order(g, n);
    gltf_node_places(n);
    const bool *is_drawn = gltf_node_drawn(g, n);
    gltf_node_anchor(g, asset, n, rows, is_drawn);
    gltf_skins(g, asset, n);
    return gltf_node_objects(g, asset, n, is_drawn, rows, joint_counts, err);
}
