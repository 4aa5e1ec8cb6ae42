// SPDX-License-Identifier: Apache-2.0
// gltf_animation.c - skins and key frames of a glTF file.
#include "assets/gltf_node.h"
#include "assets/gltf_primitive.h"
#include <stdlib.h>
#include <string.h>

static bool gltf_skin(Gltf *g, Asset *asset, JsonRef ref, int node_count, AssetSkin *out)
{
    const JsonRef joints = gltf_member(g, ref, "joints");
    const int accessor = gltf_index(g, ref, "inverseBindMatrices", GLTF_ACCESSORS);
    const int count = json_type(&g->json, joints) == JSON_ARRAY ? json_count(&g->json, joints) : 0;
    GltfSpan span = { 0 };
    int used = 0;
    if (count == 0 || count > 65535) return false;
    if (accessor >= 0 && (!gltf_span(g, accessor, &span, NULL) || span.components != 16 ||
                          span.type != GLTF_FLOAT || span.count < count))
        return false;
    *out = (AssetSkin){ .joints = ARENA_ARRAY(&asset->arena, int, count),
                        .inverse_binds = ARENA_ARRAY(&asset->arena, DPlace, count) };
    for (JsonRef j = json_first(&g->json, joints); j != JSON_TAPE_NONE;
         j = json_next(&g->json, joints, j), used++) {
        float m[16] = { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1 };
        out->joints[used] = (int)json_as_int(&g->json, j, 0, node_count - 1, -1);
        if (out->joints[used] < 0) return false;
        if (span.bytes) gltf_span_floats(&span, used, 1, 16, m);
        for (int i = 0; i < 16; i++)
            if (!isfinite(m[i])) return false;
        out->inverse_binds[used] = (DPlace){
            { (double)m[0], (double)m[1], (double)m[2] },
            { (double)m[4], (double)m[5], (double)m[6] },
            { (double)m[8], (double)m[9], (double)m[10] },
            { (double)m[12], (double)m[13], (double)m[14] },
        };
    }
    out->joint_count = count;
    return true;
}

void gltf_skins(Gltf *g, Asset *asset, GltfNodes *n)
{
    n->skins = ARENA_ARRAY(&asset->arena, AssetSkin, g->counts[GLTF_SKINS] + 1);
    for (int i = 0; i < g->counts[GLTF_SKINS]; i++) {
        AssetSkin skin = { 0 };
        if (gltf_skin(g, asset, gltf_row(g, GLTF_SKINS, i), n->count, &skin))
            n->skins[i] = skin;
        else
            asset_build_problem(g->build, "skin",
                                "skin %d: joints and their matrices were expected", i);
    }
}

// Values of an accessor as floats that live with the asset; NULL where they do not fit.
static const float *gltf_keys(Gltf *g, Asset *asset, int accessor, int components, int *count)
{
    GltfSpan span;
    if (accessor < 0 || !gltf_span(g, accessor, &span, NULL) || span.components != components)
        return NULL;
    const size_t bytes = sizeof(float) * (size_t)components * (size_t)span.count;
    float *out = asset_build_block(g->build, bytes, NULL);
    if (!out) return NULL;
    gltf_span_floats(&span, 0, span.count, components, out);
    for (int64_t i = 0; i < (int64_t)span.count * components; i++)
        if (!isfinite(out[i])) return NULL;
    (void)asset;
    *count = span.count;
    return out;
}

bool *gltf_morphing(Gltf *g)
{
    bool *out = ARENA_ARRAY(&g->scratch, bool, g->counts[GLTF_MESHES] + 1);
    for (int i = 0; i < g->counts[GLTF_ANIMATIONS]; i++) {
        const JsonRef channels = gltf_member(g, gltf_row(g, GLTF_ANIMATIONS, i), "channels");
        if (json_type(&g->json, channels) != JSON_ARRAY) continue;
        for (JsonRef c = json_first(&g->json, channels); c != JSON_TAPE_NONE;
             c = json_next(&g->json, channels, c)) {
            const JsonRef target = gltf_member(g, c, "target");
            const int node = gltf_index(g, target, "node", GLTF_NODES);
            const int mesh = gltf_index(g, gltf_row(g, GLTF_NODES, node), "mesh", GLTF_MESHES);
            if (mesh >= 0 && gltf_is(g, target, "path", "weights")) out[mesh] = true;
        }
    }
    return out;
}

// Weights at rest, of the node, else of its mesh, for nodes whose targets move.
static void gltf_rest_weights(Gltf *g, Asset *asset, const GltfNodes *n)
{
    for (int i = 0; i < asset->instance_count; i++) {
        const AssetInstance *instance = &asset->instances[i];
        const int node = instance->morphs - 1, count = asset->meshes[instance->mesh].morph_count;
        if (node < 0 || n->nodes[node].weight_count >= count) continue;
        const JsonRef ref = gltf_row(g, GLTF_NODES, node);
        const int mesh = gltf_index(g, ref, "mesh", GLTF_MESHES);
        JsonRef given = gltf_member(g, ref, "weights");
        if (given == JSON_TAPE_NONE)
            given = gltf_member(g, gltf_row(g, GLTF_MESHES, mesh), "weights");
        double values[GLTF_MORPH_MAX] = { 0 };
        const int got = json_as_numbers(&g->json, given, values, GLTF_MORPH_MAX);
        float *weights = ARENA_ARRAY(&asset->arena, float, count + 1);
        for (int k = 0; k < count; k++) weights[k] = k < got ? (float)values[k] : 0;
        n->nodes[node].weights = weights;
        n->nodes[node].weight_count = count;
    }
}

// What was read of samplers: several channels share the times.
typedef struct {
    int accessor;
    const float *times;
    int count;
} GltfTimes;

static bool gltf_channel(Gltf *g, Asset *asset, const GltfNodes *n, JsonRef animation, JsonRef ref,
                         GltfTimes *last, AssetChannel *out)
{
    const JsonRef target = gltf_member(g, ref, "target");
    const JsonRef samplers = gltf_member(g, animation, "samplers");
    const int at = (int)json_as_int(&g->json, gltf_member(g, ref, "sampler"), 0, INT32_MAX, -1);
    const int node = gltf_index(g, target, "node", GLTF_NODES);
    JsonRef sampler = json_first(&g->json, samplers);
    for (int i = 0; i < at && sampler != JSON_TAPE_NONE; i++)
        sampler = json_next(&g->json, samplers, sampler);
    const bool is_turn = gltf_is(g, target, "path", "rotation"),
               is_weights = gltf_is(g, target, "path", "weights");
    if (at < 0 || node < 0 || sampler == JSON_TAPE_NONE ||
        (n->nodes[node].has_matrix && !is_weights))
        return false;
    *out =
        (AssetChannel){ .node = node,
                        .width = is_weights ? n->nodes[node].weight_count
                                 : is_turn  ? 4
                                            : 3,
                        .path = is_weights                            ? ASSET_WEIGHTS
                                : is_turn                             ? ASSET_ROTATION
                                : gltf_is(g, target, "path", "scale") ? ASSET_SCALE
                                                                      : ASSET_TRANSLATION,
                        .interpolation = gltf_is(g, sampler, "interpolation", "STEP") ? ASSET_STEP
                                         : gltf_is(g, sampler, "interpolation", "CUBICSPLINE")
                                             ? ASSET_CUBIC
                                             : ASSET_LINEAR };
    const int input = gltf_index(g, sampler, "input", GLTF_ACCESSORS);
    int value_count = 0;
    if (out->width < 1) return false;
    if (input < 0 || last->accessor != input)
        *last = (GltfTimes){ input, gltf_keys(g, asset, input, 1, &value_count), value_count };
    out->times = last->times;
    out->key_count = last->count;
    out->values = gltf_keys(g, asset, gltf_index(g, sampler, "output", GLTF_ACCESSORS),
                            is_weights ? 1 : out->width, &value_count);
    if (is_weights) value_count /= out->width;
    const int keys = value_count / (out->interpolation == ASSET_CUBIC ? 3 : 1);
    if (!out->times || !out->values || keys < 1) return false;
    if (keys < out->key_count) out->key_count = keys;
    for (int i = 1; i < out->key_count; i++)
        if (!(out->times[i] > out->times[i - 1])) return false;
    return true;
}

static int gltf_channel_order(const void *a, const void *b)
{
    const AssetChannel *x = a, *y = b;
    return x->node != y->node ? (x->node < y->node ? -1 : 1) : (int)x->path - (int)y->path;
}

static void gltf_clip(Gltf *g, Asset *asset, const GltfNodes *n, int row, AssetClip *out)
{
    const JsonRef ref = gltf_row(g, GLTF_ANIMATIONS, row);
    const JsonRef channels = gltf_member(g, ref, "channels");
    GltfTimes last = { .accessor = -1 };
    *out = (AssetClip){ .name = gltf_text(g, ref, "name", &asset->arena),
                        .channels = ARENA_ARRAY(&asset->arena, AssetChannel,
                                                json_count(&g->json, channels) + 1) };
    if (json_type(&g->json, channels) != JSON_ARRAY) return;
    for (JsonRef c = json_first(&g->json, channels); c != JSON_TAPE_NONE;
         c = json_next(&g->json, channels, c)) {
        AssetChannel *channel = &out->channels[out->channel_count];
        const JsonRef target = gltf_member(g, c, "target");
        if (gltf_is(g, target, "path", "pointer")) {
            asset_build_problem(g->build, "pointer animation",
                                "animation %d moves what is no node: it stands still", row);
            continue;
        }
        if (!gltf_channel(g, asset, n, ref, c, &last, channel)) {
            asset_build_problem(g->build, "animation", "animation %d: a channel is broken", row);
            continue;
        }
        out->channel_count++;
        const double end_s = (double)channel->times[channel->key_count - 1];
        if (end_s > out->duration_s) out->duration_s = end_s;
    }
    qsort(out->channels, (size_t)out->channel_count, sizeof *out->channels, gltf_channel_order);
}

void gltf_animation(Gltf *g, Asset *asset, const GltfNodes *n)
{
    const int clips = g->counts[GLTF_ANIMATIONS], skins = g->counts[GLTF_SKINS];
    if (clips == 0 && skins == 0) {
        for (int i = 0; i < asset->instance_count; i++) asset->instances[i].node = -1;
        return;
    }
    AssetAnimation *a = ARENA_ARRAY(&asset->arena, AssetAnimation, 1);
    *a = (AssetAnimation){ .root = n->root,
                           .nodes = n->nodes,
                           .order = n->order,
                           .rest = n->places,
                           .skins = n->skins,
                           .node_count = n->count,
                           .skin_count = skins };
    gltf_rest_weights(g, asset, n);
    a->clips = ARENA_ARRAY(&asset->arena, AssetClip, clips + 1);
    for (int i = 0; i < clips; i++) {
        gltf_clip(g, asset, n, i, &a->clips[a->clip_count]);
        if (a->clips[a->clip_count].channel_count > 0) a->clip_count++;
    }
    asset->animation = a;
}
