// SPDX-License-Identifier: Apache-2.0
// test_asset_animation.c - key frames, node trees and skins against values worked by hand from the
// formulae of glTF 2.0, appendix C.
#include "assets/asset_animation.h"
#include "gltf_fixture.h"

static const float times[3] = { 1, 2, 4 };

TEST(linear_keys_are_mixed_and_the_ends_stay)
{
    static const float values[9] = { 0, 0, 0, 10, 0, 0, 10, 8, 0 };
    const AssetChannel c = { .path = ASSET_TRANSLATION,
                             .interpolation = ASSET_LINEAR,
                             .key_count = 3,
                             .times = times,
                             .values = values };
    double v[4];
    asset_channel_value(&c, 0, v);
    CHECK_NEAR(v[0], 0, 0);
    asset_channel_value(&c, 1.25, v);
    CHECK_NEAR(v[0], 2.5, 1e-12);
    asset_channel_value(&c, 2, v);
    CHECK_NEAR(v[0], 10, 0);
    CHECK_NEAR(v[1], 0, 0);
    asset_channel_value(&c, 3.5, v);
    CHECK_NEAR(v[1], 6, 1e-12);
    asset_channel_value(&c, 99, v);
    CHECK_NEAR(v[1], 8, 0);
}

TEST(steps_hold_until_the_next_key)
{
    static const float values[9] = { 1, 0, 0, 2, 0, 0, 3, 0, 0 };
    const AssetChannel c = { .path = ASSET_SCALE,
                             .interpolation = ASSET_STEP,
                             .key_count = 3,
                             .times = times,
                             .values = values };
    double v[4];
    asset_channel_value(&c, 1.999, v);
    CHECK_NEAR(v[0], 1, 0);
    asset_channel_value(&c, 2, v);
    CHECK_NEAR(v[0], 2, 0);
    asset_channel_value(&c, 3.999, v);
    CHECK_NEAR(v[0], 2, 0);
    asset_channel_value(&c, 4, v);
    CHECK_NEAR(v[0], 3, 0);
}

TEST(cubic_keys_follow_their_tangents)
{
    // Between 2 and 4 s: from 10 leaving with 3 a second to 20 arriving with -1 a second.
    // t = 1/4, t_d = 2: (2/64 - 3/16 + 1) 10 + 2 (1/64 - 2/16 + 1/4) 3 + (-2/64 + 3/16) 20 + 2
    // (1/64 - 1/16) (-1)
    //   = 8.4375 + 0.84375 + 3.125 + 0.09375 = 12.5.
    static const float values[27] = { 0, 0, 0, 0, 0,  0, 0, 0,  0, 7, 0, 0, 10, 0,
                                      0, 3, 0, 0, -1, 0, 0, 20, 0, 0, 9, 0, 0 };
    const AssetChannel c = { .path = ASSET_TRANSLATION,
                             .interpolation = ASSET_CUBIC,
                             .key_count = 3,
                             .times = times,
                             .values = values };
    double v[4];
    asset_channel_value(&c, 2.5, v);
    CHECK_NEAR(v[0], 12.5, 1e-12);
    asset_channel_value(&c, 2, v);
    CHECK_NEAR(v[0], 10, 0);
    asset_channel_value(&c, 9, v);
    CHECK_NEAR(v[0], 20, 0);
}

TEST(rotations_turn_evenly_the_short_way)
{
    // From 0 to 120 degrees round z, the second key with its sign changed: after a quarter 30
    // degrees.
    const float values[8] = {
        0, 0, 0, 1, 0, 0, -(float)sin(DVEC_PI / 3), -(float)cos(DVEC_PI / 3)
    };
    const AssetChannel c = { .path = ASSET_ROTATION,
                             .interpolation = ASSET_LINEAR,
                             .key_count = 2,
                             .times = times,
                             .values = values };
    double v[4];
    asset_channel_value(&c, 1.25, v);
    CHECK_NEAR(v[2], sin(15 * DVEC_RAD_FROM_DEG), 1e-7);
    CHECK_NEAR(v[3], cos(15 * DVEC_RAD_FROM_DEG), 1e-7);
}

// Two triangles: a crane's tower (node 0) with a jib (node 1) 10 up, which turns 90 degrees round y
// in 2 s; 4 m wide instances on it.
static Asset *crane(void)
{
    static const float key_times[2] = { 0, 2 },
                       turns[8] = { 0, 0, 0, 1, 0, 0.70710678f, 0, 0.70710678f };
    Glb g = { 0 };
    Err err = { 0 };
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    glb_floats(&g, "SCALAR", 2, key_times, 2);
    glb_floats(&g, "VEC4", 2, turns, 8);
    Asset *a =
        glb_load(&g,
                 "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}],\"nodes\":[{"
                 "\"mesh\":0,\"children\":[1]},{\"mesh\":0,\"translation\":[0,10,0]}],"
                 "\"animations\":[{\"name\":\"slew\",\"samplers\":[{\"input\":1,\"output\":2}],"
                 "\"channels\":[{\"sampler\":0,\"target\":{\"node\":1,\"path\":\"rotation\"}},"
                 "{\"sampler\":0,\"target\":{\"node\":0,\"path\":\"weights\"}}]}]",
                 &err);
    CHECK_TEXT(err.text, "");
    return a;
}

TEST(nodes_move_down_the_tree_at_a_time)
{
    Asset *a = crane();
    const AssetAnimation *n = a->animation;
    DPlace nodes[2];
    CHECK_EQ(n->clip_count, 1);
    CHECK_TEXT(n->clips[0].name, "slew");
    CHECK_NEAR(n->clips[0].duration_s, 2, 0);
    CHECK_EQ(asset_problem_count(a, "animation"), 1); // weights of a mesh without targets
    asset_animation_pose(n, 0, 2, nodes);
    const DPlace moved = asset_animation_place(n, &a->instances[1], nodes),
                 still = asset_animation_place(n, &a->instances[0], nodes);
    // (2 0 0) turned by 90 degrees round y is (0 0 -2); 10 up; z up: (0 2 10).
    check_dvec(dplace_point(&moved, dvec_make(2, 0, 0)), 0, 2, 10, 1e-6);
    check_dvec(dplace_point(&still, dvec_make(2, 0, 0)), 2, 0, 0, 1e-12);
    asset_animation_pose(n, 0, 1, nodes);
    const DPlace half = asset_animation_place(n, &a->instances[1], nodes);
    check_dvec(dplace_point(&half, dvec_make(2, 0, 0)), sqrt(2), sqrt(2), 10, 1e-6);
    // At rest again: where the asset says.
    asset_animation_pose(n, -1, 0, nodes);
    const DPlace rest = asset_animation_place(n, &a->instances[1], nodes);
    CHECK(memcmp(&rest, &a->instances[1].place, sizeof rest) == 0);
    asset_destroy(a);
}

// One triangle on two joints: the second joint, 5 along x from the first, bends.
static Asset *skinned(const char *joints, Err *err)
{
    static const uint8_t rows[12] = { 0, 1, 9, 9, 0, 1, 9, 9, 0, 1, 9, 9 };
    static const float weights[12] = { 2, 0, 0, 0, 1, 1, 0, 0, 0, 3, 0, 0 };
    static const float binds[32] = { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0,  0, 0, 1,
                                     1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, -5, 0, 0, 1 };
    static const float points[9] = { 0, 0, 0, 5, 1, 0, 7, 0, 0 };
    static const float key_times[2] = { 0, 1 },
                       turns[8] = { 0, 0, 0, 1, 0, 0, 0.70710678f, 0.70710678f };
    char rest[1024];
    Glb g = { 0 };
    glb_floats(&g, "VEC3", 3, points, 9);
    glb_accessor(&g, glb_view(&g, rows, sizeof rows, ""), GLB_UBYTE, "VEC4", 3, "");
    glb_floats(&g, "VEC4", 3, weights, 12);
    glb_floats(&g, "MAT4", 2, binds, 32);
    glb_floats(&g, "SCALAR", 2, key_times, 2);
    glb_floats(&g, "VEC4", 2, turns, 8);
    snprintf(rest, sizeof rest,
             "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0,\"JOINTS_0\":1,"
             "\"WEIGHTS_0\":2}}]}],\"skins\":[{\"joints\":%s,\"inverseBindMatrices\":3}],"
             "\"nodes\":[{\"mesh\":0,\"skin\":0,\"translation\":[100,0,0]},{\"children\":[2]},{"
             "\"translation\":[5,0,0]}],"
             "\"animations\":[{\"samplers\":[{\"input\":4,\"output\":5}],\"channels\":[{"
             "\"sampler\":0,\"target\":{\"node\":2,\"path\":\"rotation\"}}]}]",
             joints);
    return glb_load(&g, rest, err);
}

TEST(joints_carry_the_vertices_by_their_weights)
{
    Asset *a = skinned("[1,2]", NULL);
    CHECK(a != NULL);
    const AssetMesh *m = &a->meshes[0];
    CHECK_EQ(a->instances[0].skin, 0);
    CHECK_NEAR(m->weights[4], 0.5, 0); // they sum to one
    CHECK_EQ(m->joints[2], 0);         // of no weight: any number
    // The node's own place does not count (glTF 2.0, 3.7.3.3): at rest the mesh stands at the
    // joints.
    check_dvec(dplace_point(&a->instances[0].place, dvec_make(7, 0, 0)), 7, 0, 0, 1e-12);
    DPlace nodes[3], joints[2];
    asset_animation_pose(a->animation, 0, 1, nodes);
    asset_animation_joints(a->animation, 0, nodes, joints);
    DVec3 at[3];
    for (int v = 0; v < 3; v++) {
        at[v] = dvec_make(0, 0, 0);
        for (int k = 0; k < 4; k++) {
            const float *p = m->positions + v * 3;
            at[v] = dvec_add(
                at[v], dvec_scale(dplace_point(&joints[m->joints[v * 4 + k]],
                                               dvec_make((double)p[0], (double)p[1], (double)p[2])),
                                  (double)m->weights[v * 4 + k]));
        }
    }
    // In glTF axes: (0 0 0) stays; (7 0 0) goes 2 up from (5 0 0); (5 1 0) is half at (5 1 0), half
    // at (4 0 0). Then z up.
    check_dvec(at[0], 0, 0, 0, 1e-6);
    check_dvec(at[1], 4.5, 0, 0.5, 1e-6);
    check_dvec(at[2], 5, 0, 2, 1e-6);
    asset_destroy(a);
}

TEST(a_mesh_with_joints_its_skin_lacks_stands_stiff)
{
    Asset *a = skinned("[1]", NULL);
    CHECK(a != NULL);
    CHECK_EQ(a->instances[0].skin, -1);
    CHECK_EQ(asset_problem_count(a, "skin"), 1);
    check_dvec(dplace_point(&a->instances[0].place, dvec_make(7, 0, 0)), 107, 0, 0, 1e-12);
    asset_destroy(a);
}

TEST(key_frames_that_run_backwards_are_left_out)
{
    static const float key_times[2] = { 2, 1 }, moves[6] = { 0 };
    Glb g = { 0 };
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    glb_floats(&g, "SCALAR", 2, key_times, 2);
    glb_floats(&g, "VEC3", 2, moves, 6);
    Asset *a = glb_load(
        &g,
        "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0}}]}],\"nodes\":[{\"mesh\":0}]"
        ",\"animations\":[{\"samplers\":[{\"input\":1,\"output\":2}],"
        "\"channels\":[{\"sampler\":0,\"target\":{\"node\":0,\"path\":\"translation\"}}]}]",
        NULL);
    CHECK_EQ(asset_problem_count(a, "animation"), 1);
    CHECK_EQ(a->animation->clip_count, 0);
    asset_destroy(a);
}

// A triangle with two targets, up by 4 and east by 2; a clip of 2 s takes the first from 0 to 1,
// the second stands at a quarter.
static Asset *morphing(const char *interpolation)
{
    static const float up[9] = { 0, 4, 0, 0, 4, 0, 0, 4, 0 },
                       east[9] = { 2, 0, 0, 0, 0, 0, 0, 0, 0 }, seconds[2] = { 0, 2 },
                       weights[4] = { 0, 0.25f, 1, 0.25f };
    Glb g = { 0 };
    char rest[1024];
    glb_floats(&g, "VEC3", 3, glb_triangle, 9);
    glb_floats(&g, "VEC3", 3, up, 9);
    glb_floats(&g, "VEC3", 3, east, 9);
    glb_floats(&g, "SCALAR", 2, seconds, 2);
    glb_floats(&g, "SCALAR", 4, weights, 4);
    snprintf(rest, sizeof rest,
             "\"meshes\":[{\"weights\":[0.5,0.75],\"primitives\":[{\"attributes\":{\"POSITION\":0},"
             "\"targets\":[{\"POSITION\":1},{\"POSITION\":2}]}]}],\"nodes\":[{\"mesh\":0}],"
             "\"animations\":[{\"samplers\":[{\"input\":3,\"output\":4,\"interpolation\":\"%s\"}],"
             "\"channels\":[{\"sampler\":0,\"target\":{\"node\":0,\"path\":\"weights\"}}]}]",
             interpolation);
    return glb_load(&g, rest, NULL);
}

TEST(weights_of_morph_targets_run_with_their_clip)
{
    Asset *a = morphing("LINEAR");
    CHECK(a != NULL);
    const AssetMesh *mesh = &a->meshes[0];
    double weights[2];
    bool moves[1];
    CHECK_EQ(mesh->morph_count, 2);
    CHECK_NEAR(mesh->positions[2], glb_triangle[2], 0); // not shaped yet
    CHECK_NEAR(mesh->morphs[1], 4, 0);                  // of the first vertex: up …
    CHECK_NEAR(mesh->morphs[3], 2, 0);                  // … and east
    CHECK_NEAR(mesh->morphs[9], 0, 0);
    CHECK(mesh->morph_normals == NULL);
    CHECK_EQ(a->instances[0].morphs, 1);
    asset_animation_moving(a->animation, moves);
    CHECK(moves[0]);
    asset_animation_weights(a->animation, -1, 1, 0, weights);
    CHECK_NEAR(weights[0], 0.5, 0);
    CHECK_NEAR(weights[1], 0.75, 0);
    asset_animation_weights(a->animation, 0, 0.5, 0, weights);
    CHECK_NEAR(weights[0], 0.25, 1e-7);
    CHECK_NEAR(weights[1], 0.25, 1e-7);
    asset_animation_weights(a->animation, ASSET_CLIP_ALL, 3.5, 0, weights); // repeated
    CHECK_NEAR(weights[0], 0.75, 1e-7);
    asset_destroy(a);
    a = morphing("STEP");
    asset_animation_weights(a->animation, 0, 1.9, 0, weights);
    CHECK_NEAR(weights[0], 0, 0);
    asset_destroy(a);
    a = morphing("CUBICSPLINE"); // three times as many values were expected
    CHECK_EQ(asset_problem_count(a, "animation"), 1);
    asset_destroy(a);
}
