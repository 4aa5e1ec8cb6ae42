// SPDX-License-Identifier: Apache-2.0
// asset_animation.c - key frames at a time, nodes down their tree, joints of skins.
#include "assets/asset_animation.h"
#include "assets/asset_build.h"
#include <string.h>

DPlace asset_turn_place(const AssetTurn *t)
{
    const double x = t->rotation[0], y = t->rotation[1], z = t->rotation[2], w = t->rotation[3];
    const double *s = t->scale;
    return (DPlace){ { s[0] * (1 - 2 * (y * y + z * z)), s[0] * 2 * (x * y + z * w),
                       s[0] * 2 * (x * z - y * w) },
                     { s[1] * 2 * (x * y - z * w), s[1] * (1 - 2 * (x * x + z * z)),
                       s[1] * 2 * (y * z + x * w) },
                     { s[2] * 2 * (x * z + y * w), s[2] * 2 * (y * z - x * w),
                       s[2] * (1 - 2 * (x * x + y * y)) },
                     { t->translation[0], t->translation[1], t->translation[2] } };
}

static void asset_quaternion_unit(double *q)
{
    const double length = sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
    if (length > 0) {
        for (int i = 0; i < 4; i++) q[i] /= length;
    } else
        q[3] = 1;
}

// Appendix C.3: the short way round.
static void asset_slerp(const float *a, const float *b, double t, double *out)
{
    double dot = 0;
    for (int i = 0; i < 4; i++) dot += (double)a[i] * (double)b[i];
    const double sign = dot < 0 ? -1 : 1, cosine = fmin(fabs(dot), 1);
    double from = 1 - t, to = t;
    if (cosine < 0.99999) {
        const double angle = acos(cosine);
        from = sin(angle * (1 - t)) / sin(angle);
        to = sin(angle * t) / sin(angle);
    }
    for (int i = 0; i < 4; i++) out[i] = from * (double)a[i] + sign * to * (double)b[i];
}

// Appendix C.4.
static void asset_cubic(const float *key, int width, double span_s, double t, double *out)
{
    const float *value = key + width, *leave = key + 2 * width, *arrive = key + 3 * width,
                *next = key + 4 * width;
    const double t2 = t * t, t3 = t2 * t;
    for (int i = 0; i < width; i++)
        out[i] = (2 * t3 - 3 * t2 + 1) * (double)value[i] +
                 span_s * (t3 - 2 * t2 + t) * (double)leave[i] +
                 (-2 * t3 + 3 * t2) * (double)next[i] + span_s * (t3 - t2) * (double)arrive[i];
}

void asset_channel_value(const AssetChannel *c, double t_s, double *out)
{
    const int width = c->width > 0 ? c->width : c->path == ASSET_ROTATION ? 4 : 3;
    const int step = c->interpolation == ASSET_CUBIC ? 3 * width : width;
    const int value = c->interpolation == ASSET_CUBIC ? width : 0; // of a key
    int low = 0, high = c->key_count - 1;
    // The last key not after t_s.
    while (low < high) {
        const int middle = (low + high + 1) / 2;
        if ((double)c->times[middle] <= t_s)
            low = middle;
        else
            high = middle - 1;
    }
    const float *key = c->values + (size_t)low * (size_t)step;
    const bool is_between = t_s > (double)c->times[low] && low + 1 < c->key_count;
    if (!is_between || c->interpolation == ASSET_STEP) {
        for (int i = 0; i < width; i++) out[i] = (double)key[value + i];
    } else {
        const double span_s = (double)c->times[low + 1] - (double)c->times[low];
        const double t = (t_s - (double)c->times[low]) / span_s;
        if (c->interpolation == ASSET_CUBIC)
            asset_cubic(key, width, span_s, t, out);
        else if (c->path == ASSET_ROTATION)
            asset_slerp(key, key + step, t, out);
        else
            for (int i = 0; i < width; i++)
                out[i] = (1 - t) * (double)key[i] + t * (double)key[step + i];
    }
    if (c->path == ASSET_ROTATION) asset_quaternion_unit(out);
}

static void asset_pose_rest(const AssetAnimation *a, DPlace *nodes)
{
    for (int i = 0; i < a->node_count; i++)
        nodes[i] =
            a->nodes[i].has_matrix ? a->nodes[i].matrix : asset_turn_place(&a->nodes[i].rest);
}

// Channels of one node stand side by side.
static void asset_pose_clip(const AssetAnimation *a, const AssetClip *c, double t_s, DPlace *nodes)
{
    for (int i = 0; i < c->channel_count;) {
        const int node = c->channels[i].node;
        AssetTurn turn = a->nodes[node].rest;
        bool is_turned = false;
        for (; i < c->channel_count && c->channels[i].node == node; i++) {
            if (c->channels[i].path == ASSET_WEIGHTS) continue;
            is_turned = true;
            double *const parts[3] = { turn.translation, turn.rotation, turn.scale };
            asset_channel_value(&c->channels[i], t_s, parts[c->channels[i].path]);
        }
        if (is_turned) nodes[node] = asset_turn_place(&turn);
    }
}

static void asset_clip_weights(const AssetClip *c, double t_s, int node, double *weights)
{
    for (int i = 0; i < c->channel_count; i++)
        if (c->channels[i].node == node && c->channels[i].path == ASSET_WEIGHTS)
            asset_channel_value(&c->channels[i], t_s, weights);
}

void asset_animation_weights(const AssetAnimation *a, int clip, double t_s, int node,
                             double *weights)
{
    const AssetNode *n = &a->nodes[node];
    for (int i = 0; i < n->weight_count; i++) weights[i] = (double)n->weights[i];
    if (clip >= 0 && clip < a->clip_count) asset_clip_weights(&a->clips[clip], t_s, node, weights);
    for (int i = 0; clip == ASSET_CLIP_ALL && i < a->clip_count; i++) {
        const AssetClip *c = &a->clips[i];
        asset_clip_weights(c, c->duration_s > 0 ? fmod(t_s, c->duration_s) : 0, node, weights);
    }
}

static void asset_pose_tree(const AssetAnimation *a, DPlace *nodes)
{
    for (int i = 0; i < a->node_count; i++) {
        const int node = a->order[i], parent = a->nodes[node].parent;
        nodes[node] = asset_place_multiply(parent >= 0 ? &nodes[parent] : &a->root, &nodes[node]);
    }
}

void asset_animation_pose(const AssetAnimation *a, int clip, double t_s, DPlace *nodes)
{
    asset_pose_rest(a, nodes);
    if (clip >= 0 && clip < a->clip_count) asset_pose_clip(a, &a->clips[clip], t_s, nodes);
    asset_pose_tree(a, nodes);
}

void asset_animation_pose_all(const AssetAnimation *a, double t_s, DPlace *nodes)
{
    asset_pose_rest(a, nodes);
    for (int i = 0; i < a->clip_count; i++) {
        const AssetClip *c = &a->clips[i];
        asset_pose_clip(a, c, c->duration_s > 0 ? fmod(t_s, c->duration_s) : 0, nodes);
    }
    asset_pose_tree(a, nodes);
}

void asset_animation_moving(const AssetAnimation *a, bool *moves)
{
    memset(moves, 0, sizeof *moves * (size_t)a->node_count);
    for (int i = 0; i < a->clip_count; i++)
        for (int k = 0; k < a->clips[i].channel_count; k++)
            moves[a->clips[i].channels[k].node] = true;
    for (int i = 0; i < a->node_count; i++) {
        const int node = a->order[i], parent = a->nodes[node].parent;
        moves[node] |= parent >= 0 && moves[parent];
    }
}

// Channels are sorted by node in each clip.
static bool asset_clips_meet(const AssetClip *a, const AssetClip *b)
{
    for (int i = 0, k = 0; i < a->channel_count && k < b->channel_count;) {
        const int x = a->channels[i].node, y = b->channels[k].node;
        if (x == y) return true;
        if (x < y)
            i++;
        else
            k++;
    }
    return false;
}

bool asset_animation_is_apart(const AssetAnimation *a)
{
    enum { CLIPS_MAX = 64 }; // more are takes of one thing
    if (a->clip_count > CLIPS_MAX) return false;
    for (int i = 0; i < a->clip_count; i++)
        for (int k = 0; k < i; k++)
            if (asset_clips_meet(&a->clips[i], &a->clips[k])) return false;
    return true;
}

void asset_animation_joints(const AssetAnimation *a, int skin, const DPlace *nodes, DPlace *joints)
{
    const AssetSkin *s = &a->skins[skin];
    for (int i = 0; i < s->joint_count; i++)
        joints[i] = asset_place_multiply(&nodes[s->joints[i]], &s->inverse_binds[i]);
}

DPlace asset_animation_place(const AssetAnimation *a, const AssetInstance *instance,
                             const DPlace *nodes)
{
    DPlace back;
    if (instance->node < 0 || instance->skin >= 0) return instance->place;
    if (memcmp(&nodes[instance->node], &a->rest[instance->node], sizeof(DPlace)) == 0)
        return instance->place;
    if (!dplace_inverse(&a->rest[instance->node], 1e-30, &back)) return nodes[instance->node];
    // Of the instance in its node: not unit where one node carries many.
    const DPlace local = asset_place_multiply(&back, &instance->place);
    return asset_place_multiply(&nodes[instance->node], &local);
}
