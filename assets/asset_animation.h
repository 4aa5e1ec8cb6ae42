// SPDX-License-Identifier: Apache-2.0
// asset_animation.h - what moves in a model: nodes, key frames, skins; where everything is at a
// time. Does not: keep a clock, loop, or touch the asset: the same time gives the same places.
// Formulae: Khronos glTF 2.0.1, 3.7.3 (skins), 3.11 and appendix C (interpolation).
#pragma once
#include "assets/asset.h"

typedef enum { ASSET_TRANSLATION, ASSET_ROTATION, ASSET_SCALE, ASSET_WEIGHTS } AssetPath;
typedef enum { ASSET_LINEAR, ASSET_STEP, ASSET_CUBIC } AssetInterpolation;

typedef struct {
    double translation[3], rotation[4], scale[3]; // rotation: quaternion x y z w, unit
} AssetTurn;

typedef struct {
    int parent; // -1 = the model
    AssetTurn rest;
    bool has_matrix; // then no channel moves it
    DPlace matrix;
    const float *weights; // of the morph targets of its mesh, at rest
    int weight_count;     // 0 = it has none that move
} AssetNode;

typedef struct {
    int node;
    AssetPath path;
    AssetInterpolation interpolation;
    int width; // numbers a key: of weights as many as its node has; 0 = 3, of a rotation 4
    int key_count;       // 1 at least
    const float *times;  // seconds, growing
    const float *values; // 3 or 4 a key; CUBIC: tangent in, value, tangent out
} AssetChannel;

typedef struct {
    const char *name;
    double duration_s; // of the last key
    AssetChannel *channels;
    int channel_count;
} AssetClip;

typedef struct {
    int *joints; // nodes
    DPlace *inverse_binds;
    int joint_count;
} AssetSkin;

typedef struct AssetAnimation {
    DPlace root; // of the nodes' axes in the model
    AssetNode *nodes;
    int *order; // rows of nodes, parents first
    DPlace *rest;
    AssetClip *clips;
    AssetSkin *skins;
    int node_count, clip_count, skin_count;
} AssetAnimation;

DPlace asset_turn_place(const AssetTurn *turn); // translation after rotation after scale
// One channel at a time; before the first key and after the last it stays there. out: width
// numbers.
void asset_channel_value(const AssetChannel *channel, double t_s, double *out);
// Places of all nodes in the model's axes: node_count of them. clip -1 = at rest. Thread: any.
void asset_animation_pose(const AssetAnimation *a, int clip, double t_s, DPlace *nodes);
// The same with every clip at once, each repeated over its own length times that; two that move the
// same: the later one.
void asset_animation_pose_all(const AssetAnimation *a, double t_s, DPlace *nodes);
// Weights of a node's morph targets, weight_count of them. clip -1 = at rest, ASSET_CLIP_ALL: every
// clip at once, each repeated over its own length.
#define ASSET_CLIP_ALL (-2)
void asset_animation_weights(const AssetAnimation *a, int clip, double t_s, int node,
                             double *weights);
// moves: node_count of them; whether a clip moves the node or one above it.
void asset_animation_moving(const AssetAnimation *a, bool *moves);
// No two clips move the same node.
bool asset_animation_is_apart(const AssetAnimation *a);
// Places of a skin's joints, joint_count of them, from those nodes: a vertex of the mesh stands in
// the model's axes at the sum over its four joints of weight times joint place times position. The
// place of a skinned instance is that of its first joint at rest, for those who draw it stiff.
void asset_animation_joints(const AssetAnimation *a, int skin, const DPlace *nodes, DPlace *joints);
// Where an instance stands in that pose; its own place where no node moves it.
DPlace asset_animation_place(const AssetAnimation *a, const AssetInstance *instance,
                             const DPlace *nodes);
