// SPDX-License-Identifier: Apache-2.0
// scene_model_move.c - the pose of a model at a time, and boxes round what its joints carry.
#include "scene/scene_model_move.h"

#include "assets/asset_animation.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CLIP_NONE = -1, CLIP_ALL = ASSET_CLIP_ALL };

typedef struct {
    float min[3], max[3]; // of the vertices a joint moves, in the mesh's axes; min > max: none
} JointBox;

typedef struct {
    int instance, skin, joint_count; // skin -1: one joint, where the instance stands
    int weight_count, weight_node;
    DPlace *joints;
    JointBox *boxes;
    double *weights;
    JointBox *reach; // of each morph target: how far it moves vertices
    DVec3 min, max;
} Bend;

struct SceneModelMoves {
    const Asset *asset;
    DPlace *nodes;
    Bend *bends;
    int bend_count;
    int *bend_of; // one an instance; -1 = none
    int clip;     // row, or CLIP_NONE, CLIP_ALL
    double speed;
    bool is_apart;
};

static bool has_skin(const Asset *asset, const AssetInstance *instance)
{
    return instance->skin >= 0 && instance->skin < asset->animation->skin_count &&
           asset->meshes[instance->mesh].joints;
}

bool scene_model_moves_is_bent(const Asset *asset, const AssetInstance *instance)
{
    if (!asset->animation) return false;
    return has_skin(asset, instance) ||
           (instance->morphs > 0 && asset->meshes[instance->mesh].morphs);
}

bool *scene_model_moves_find(const Asset *asset, bool *ok)
{
    const AssetAnimation *a = asset->animation;
    *ok = true;
    if (!a) return NULL;
    bool *nodes = calloc((size_t)a->node_count + 1, sizeof *nodes);
    bool *moves = calloc((size_t)asset->instance_count + 1, sizeof *moves);
    bool has_any = false;
    *ok = nodes && moves;
    if (*ok) asset_animation_moving(a, nodes);
    for (int i = 0; *ok && i < asset->instance_count; i++) {
        const AssetInstance *instance = &asset->instances[i];
        const bool is_moved =
            instance->node >= 0 && instance->node < a->node_count && nodes[instance->node];
        moves[i] = scene_model_moves_is_bent(asset, instance) || is_moved;
        has_any |= moves[i];
    }
    free(nodes);
    if (*ok && has_any) return moves;
    free(moves);
    return NULL;
}

static void box_add(JointBox *box, const float *at)
{
    for (int k = 0; k < 3; k++) {
        box->min[k] = fminf(box->min[k], at[k]);
        box->max[k] = fmaxf(box->max[k], at[k]);
    }
}

static void box_empty(JointBox *box)
{
    for (int k = 0; k < 3; k++) {
        box->min[k] = INFINITY;
        box->max[k] = -INFINITY;
    }
}

static void measure_joints(const AssetMesh *mesh, Bend *bend)
{
    for (int j = 0; j < bend->joint_count; j++) box_empty(&bend->boxes[j]);
    for (int v = 0; v < mesh->vertex_count; v++) {
        const float *at = mesh->positions + 3 * (size_t)v;
        if (bend->skin < 0) box_add(&bend->boxes[0], at);
        for (int c = 0; bend->skin >= 0 && c < 4; c++) {
            const int joint = mesh->joints[4 * (size_t)v + (size_t)c];
            if (mesh->weights[4 * (size_t)v + (size_t)c] > 0 && joint < bend->joint_count)
                box_add(&bend->boxes[joint], at);
        }
    }
}

static void measure_targets(const AssetMesh *mesh, Bend *bend)
{
    for (int i = 0; i < bend->weight_count; i++) {
        box_empty(&bend->reach[i]);
        for (int v = 0; v < mesh->vertex_count; v++)
            box_add(&bend->reach[i],
                    mesh->morphs + 3 * ((size_t)v * (size_t)mesh->morph_count + (size_t)i));
    }
}

static bool add_bend(SceneModelMoves *m, int row)
{
    const AssetInstance *instance = &m->asset->instances[row];
    const AssetMesh *mesh = &m->asset->meshes[instance->mesh];
    const AssetAnimation *a = m->asset->animation;
    Bend *bend = &m->bends[m->bend_count];
    bend->instance = row;
    bend->skin = has_skin(m->asset, instance) ? instance->skin : -1;
    bend->joint_count = bend->skin >= 0 ? a->skins[bend->skin].joint_count : 1;
    bend->weight_node = instance->morphs - 1;
    if (bend->weight_node >= 0 && bend->weight_node < a->node_count && mesh->morphs &&
        a->nodes[bend->weight_node].weight_count >= mesh->morph_count)
        bend->weight_count = mesh->morph_count;
    bend->joints = calloc((size_t)bend->joint_count + 1, sizeof *bend->joints);
    bend->boxes = calloc((size_t)bend->joint_count + 1, sizeof *bend->boxes);
    const size_t weights =
        bend->weight_count ? (size_t)a->nodes[bend->weight_node].weight_count : 0;
    bend->weights = calloc(weights + 1, sizeof *bend->weights);
    bend->reach = calloc((size_t)bend->weight_count + 1, sizeof *bend->reach);
    m->bend_of[row] = m->bend_count++;
    if (!bend->joints || !bend->boxes || !bend->weights || !bend->reach) return false;
    measure_joints(mesh, bend);
    measure_targets(mesh, bend);
    return true;
}

SceneModelMoves *scene_model_moves_create(const Asset *asset)
{
    bool ok = false;
    bool *moves = scene_model_moves_find(asset, &ok);
    SceneModelMoves *m = moves ? calloc(1, sizeof *m) : NULL;
    if (m) {
        const AssetAnimation *a = asset->animation;
        m->asset = asset;
        m->clip = CLIP_NONE;
        m->is_apart = asset_animation_is_apart(a);
        m->nodes = calloc((size_t)a->node_count + 1, sizeof *m->nodes);
        m->bends = calloc((size_t)asset->instance_count + 1, sizeof *m->bends);
        m->bend_of = malloc(sizeof *m->bend_of * ((size_t)asset->instance_count + 1));
        ok = m->nodes && m->bends && m->bend_of;
        for (int i = 0; ok && i < asset->instance_count; i++) {
            m->bend_of[i] = -1;
            if (scene_model_moves_is_bent(asset, &asset->instances[i])) ok = add_bend(m, i);
        }
        if (ok) scene_model_moves_pose(m, 0);
    }
    free(moves);
    if (m && ok) return m;
    scene_model_moves_destroy(m);
    return NULL;
}

void scene_model_moves_destroy(SceneModelMoves *m)
{
    if (!m) return;
    for (int i = 0; m->bends && i < m->bend_count; i++) {
        free(m->bends[i].joints);
        free(m->bends[i].boxes);
        free(m->bends[i].weights);
        free(m->bends[i].reach);
    }
    free(m->bends);
    free(m->bend_of);
    free(m->nodes);
    free(m);
}

void scene_model_moves_follow(SceneModelMoves *m, const StateModelView *view)
{
    const AssetAnimation *a = m->asset->animation;
    m->speed = view->animation_speed > 0 ? view->animation_speed : 1;
    m->clip = CLIP_NONE;
    if (!view->animation[0]) m->clip = a->clip_count == 0 ? CLIP_NONE : m->is_apart ? CLIP_ALL : 0;
    if (strcmp(view->animation, "all") == 0) m->clip = CLIP_ALL;
    for (int i = 0; i < a->clip_count && m->clip == CLIP_NONE; i++)
        if (a->clips[i].name[0] && strcmp(a->clips[i].name, view->animation) == 0) m->clip = i;
    if (strcmp(view->animation, "none") == 0) m->clip = CLIP_NONE;
}

bool scene_model_moves_is_playing(const SceneModelMoves *m)
{
    return m->clip != CLIP_NONE && m->asset->animation->clip_count > 0;
}

// How far the targets move vertices together, at these weights.
static JointBox reach_of(const Bend *bend)
{
    JointBox reach = { { 0, 0, 0 }, { 0, 0, 0 } };
    for (int i = 0; i < bend->weight_count; i++) {
        const float w = (float)bend->weights[i];
        for (int k = 0; k < 3; k++) {
            const float a = w * bend->reach[i].min[k], b = w * bend->reach[i].max[k];
            reach.min[k] += fminf(fminf(a, b), 0);
            reach.max[k] += fmaxf(fmaxf(a, b), 0);
        }
    }
    return reach;
}

static void pose_bend(const SceneModelMoves *m, Bend *bend, double t_s)
{
    const AssetInstance *instance = &m->asset->instances[bend->instance];
    const AssetMesh *mesh = &m->asset->meshes[instance->mesh];
    if (bend->skin >= 0)
        asset_animation_joints(m->asset->animation, bend->skin, m->nodes, bend->joints);
    else
        bend->joints[0] = asset_animation_place(m->asset->animation, instance, m->nodes);
    if (bend->weight_count)
        asset_animation_weights(m->asset->animation, m->clip, t_s, bend->weight_node,
                                bend->weights);
    const JointBox reach = reach_of(bend);
    bend->min = (DVec3){ INFINITY, INFINITY, INFINITY };
    bend->max = (DVec3){ -INFINITY, -INFINITY, -INFINITY };
    // A vertex lies between where its joints would have it.
    for (int j = 0; j < bend->joint_count; j++) {
        JointBox box = bend->boxes[j];
        if (!(box.min[0] <= box.max[0])) continue;
        for (int k = 0; k < 3; k++) {
            box.min[k] += reach.min[k];
            box.max[k] += reach.max[k];
        }
        for (int i = 0; i < 8; i++) {
            const DVec3 corner = { (double)(i & 1 ? box.max[0] : box.min[0]),
                                   (double)(i & 2 ? box.max[1] : box.min[1]),
                                   (double)(i & 4 ? box.max[2] : box.min[2]) };
            const DVec3 p = dplace_point(&bend->joints[j], dvec_add(mesh->origin, corner));
            bend->min =
                (DVec3){ fmin(bend->min.x, p.x), fmin(bend->min.y, p.y), fmin(bend->min.z, p.z) };
            bend->max =
                (DVec3){ fmax(bend->max.x, p.x), fmax(bend->max.y, p.y), fmax(bend->max.z, p.z) };
        }
    }
}

void scene_model_moves_pose(SceneModelMoves *m, double t_s)
{
    const AssetAnimation *a = m->asset->animation;
    const double t = t_s * m->speed;
    double at_s = t;
    if (m->clip == CLIP_ALL) {
        asset_animation_pose_all(a, t, m->nodes);
    } else {
        const double length_s = m->clip >= 0 ? a->clips[m->clip].duration_s : 0;
        at_s = length_s > 0 ? fmod(t, length_s) : 0;
        asset_animation_pose(a, m->clip, at_s, m->nodes);
    }
    for (int i = 0; i < m->bend_count; i++) pose_bend(m, &m->bends[i], at_s);
}

DPlace scene_model_moves_place(const SceneModelMoves *m, int instance)
{
    return asset_animation_place(m->asset->animation, &m->asset->instances[instance], m->nodes);
}

bool scene_model_moves_bend(const SceneModelMoves *m, int instance, SceneModelBend *out)
{
    if (m->bend_of[instance] < 0) return false;
    const Bend *bend = &m->bends[m->bend_of[instance]];
    *out = (SceneModelBend){ .joints = bend->joints,
                             .joint_count = bend->joint_count,
                             .weights = bend->weights,
                             .weight_count = bend->weight_count,
                             .min = bend->min,
                             .max = bend->max };
    return true;
}
