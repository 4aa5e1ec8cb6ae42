// SPDX-License-Identifier: Apache-2.0
// scene_model_move.c - the pose of a model at a time, and boxes round what its joints carry.
#include "scene/scene_model_move.h"

#include "assets/asset_animation.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CLIP_NONE = -1, CLIP_ALL = -2 };

typedef struct {
    float min[3], max[3]; // of the vertices a joint moves, in the mesh's axes; min > max: none
} JointBox;

typedef struct {
    int instance, skin, joint_count;
    DPlace *joints;
    JointBox *boxes;
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

static bool is_bent(const Asset *asset, const AssetInstance *instance)
{
    return instance->skin >= 0 && instance->skin < asset->animation->skin_count &&
           asset->meshes[instance->mesh].joints;
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
        moves[i] = is_bent(asset, instance) || is_moved;
        has_any |= moves[i];
    }
    free(nodes);
    if (*ok && has_any) return moves;
    free(moves);
    return NULL;
}

static void measure_joints(const AssetMesh *mesh, Bend *bend)
{
    for (int j = 0; j < bend->joint_count; j++)
        for (int k = 0; k < 3; k++) {
            bend->boxes[j].min[k] = INFINITY;
            bend->boxes[j].max[k] = -INFINITY;
        }
    for (int v = 0; v < mesh->vertex_count; v++) {
        for (int c = 0; c < 4; c++) {
            const int joint = mesh->joints[4 * (size_t)v + (size_t)c];
            if (!(mesh->weights[4 * (size_t)v + (size_t)c] > 0) || joint >= bend->joint_count)
                continue;
            JointBox *box = &bend->boxes[joint];
            for (int k = 0; k < 3; k++) {
                const float at = mesh->positions[3 * (size_t)v + (size_t)k];
                box->min[k] = fminf(box->min[k], at);
                box->max[k] = fmaxf(box->max[k], at);
            }
        }
    }
}

static bool add_bend(SceneModelMoves *m, int row)
{
    const AssetInstance *instance = &m->asset->instances[row];
    Bend *bend = &m->bends[m->bend_count];
    bend->instance = row;
    bend->skin = instance->skin;
    bend->joint_count = m->asset->animation->skins[instance->skin].joint_count;
    bend->joints = calloc((size_t)bend->joint_count + 1, sizeof *bend->joints);
    bend->boxes = calloc((size_t)bend->joint_count + 1, sizeof *bend->boxes);
    m->bend_of[row] = m->bend_count++;
    if (!bend->joints || !bend->boxes) return false;
    measure_joints(&m->asset->meshes[instance->mesh], bend);
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
            if (is_bent(asset, &asset->instances[i])) ok = add_bend(m, i);
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

static void pose_bend(const SceneModelMoves *m, Bend *bend)
{
    const AssetMesh *mesh = &m->asset->meshes[m->asset->instances[bend->instance].mesh];
    asset_animation_joints(m->asset->animation, bend->skin, m->nodes, bend->joints);
    bend->min = (DVec3){ INFINITY, INFINITY, INFINITY };
    bend->max = (DVec3){ -INFINITY, -INFINITY, -INFINITY };
    // A vertex lies between where its joints would have it.
    for (int j = 0; j < bend->joint_count; j++) {
        const JointBox *box = &bend->boxes[j];
        if (!(box->min[0] <= box->max[0])) continue;
        for (int i = 0; i < 8; i++) {
            const DVec3 corner = { (double)(i & 1 ? box->max[0] : box->min[0]),
                                   (double)(i & 2 ? box->max[1] : box->min[1]),
                                   (double)(i & 4 ? box->max[2] : box->min[2]) };
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
    if (m->clip == CLIP_ALL) {
        asset_animation_pose_all(a, t, m->nodes);
    } else {
        const double length_s = m->clip >= 0 ? a->clips[m->clip].duration_s : 0;
        asset_animation_pose(a, m->clip, length_s > 0 ? fmod(t, length_s) : 0, m->nodes);
    }
    for (int i = 0; i < m->bend_count; i++) pose_bend(m, &m->bends[i]);
}

DPlace scene_model_moves_place(const SceneModelMoves *m, int instance)
{
    return asset_animation_place(m->asset->animation, &m->asset->instances[instance], m->nodes);
}

bool scene_model_moves_bend(const SceneModelMoves *m, int instance, SceneModelBend *out)
{
    if (m->bend_of[instance] < 0) return false;
    const Bend *bend = &m->bends[m->bend_of[instance]];
    *out = (SceneModelBend){
        .joints = bend->joints, .joint_count = bend->joint_count, .min = bend->min, .max = bend->max
    };
    return true;
}
