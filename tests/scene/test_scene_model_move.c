// SPDX-License-Identifier: Apache-2.0
// test_scene_model_move.c - what moves in a model: a crane's arm that turns and a pole that bends,
// against places computed by hand. glTF is y up, the model z up: (x, y, z) stands at (x, -z, y).
#include "check.h"

#include "base/clock.h"
#include "core/city.h"
#include "scene/scene.h"
#include "scene/scene_model_mesh.h"
#include "scene/scene_model_move.h"
#include <stdlib.h>

// A cube of 1 m, 3 to 4 m east of a node that turns by a quarter a second about the vertical, and
// an upright strip at x = -6 whose upper joint, 1 m up, turns by a quarter in a second and back.
static const char *write_moving(void)
{
    static const float numbers[] = {
        // 0: cube
        3, 0, -0.5f, 4, 0, -0.5f, 4, 1, -0.5f, 3, 1, -0.5f, 3, 0, 0.5f, 4, 0, 0.5f, 4, 1, 0.5f, 3,
        1, 0.5f,
        // 96: strip, then its joints' shares (168) and inverse binds (264)
        -0.5f, 0, 0, 0.5f, 0, 0, -0.5f, 1, 0, 0.5f, 1, 0, -0.5f, 2, 0, 0.5f, 2, 0, 1, 0, 0, 0, 1, 0,
        0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0,
        0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, -1, 0, 1,
        // 392: times; 404: turns about y; 452: turns about z
        0, 1, 2, 0, 0, 0, 1, 0, 0.70710678f, 0, 0.70710678f, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0,
        0.70710678f, 0.70710678f, 0, 0, 0, 1
    };
    static const uint16_t cube[36] = { 0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6, 7, 0, 1, 5, 0, 5, 4,
                                       3, 6, 2, 3, 7, 6, 0, 4, 7, 0, 7, 3, 1, 2, 6, 1, 6, 5 };
    static const uint16_t strip[12] = { 0, 1, 3, 0, 3, 2, 2, 3, 5, 2, 5, 4 };
    static const uint8_t joints[24] = { [16] = 1, [20] = 1 };
    FILE *file = fopen(check_temporary("moving.bin"), "wb");
    CHECK(file != NULL);
    CHECK(sizeof numbers == 500);
    fwrite(numbers, 1, sizeof numbers, file); // 0
    fwrite(cube, 1, sizeof cube, file);       // 500
    fwrite(strip, 1, sizeof strip, file);     // 572
    fwrite(joints, 1, sizeof joints, file);   // 596
    CHECK(fclose(file) == 0);
    const char *path = check_temporary("moving.gltf");
    file = fopen(path, "w");
    CHECK(file != NULL);
    fputs(
        "{\"asset\":{\"version\":\"2.0\"},\"buffers\":[{\"uri\":\"moving.bin\",\"byteLength\":620}]"
        ","
        "\"bufferViews\":[{\"buffer\":0,\"byteLength\":620}],\"materials\":[{\"doubleSided\":true}]"
        ","
        "\"accessors\":["
        "{\"bufferView\":0,\"componentType\":5126,\"type\":\"VEC3\",\"count\":8,\"min\":[3,0,-0.5],"
        "\"max\":[4,1,0.5]},"
        "{\"bufferView\":0,\"byteOffset\":500,\"componentType\":5123,\"type\":\"SCALAR\",\"count\":"
        "36},"
        "{\"bufferView\":0,\"byteOffset\":96,\"componentType\":5126,\"type\":\"VEC3\",\"count\":6,"
        "\"min\":[-0.5,0,0],\"max\":[0.5,2,0]},"
        "{\"bufferView\":0,\"byteOffset\":572,\"componentType\":5123,\"type\":\"SCALAR\",\"count\":"
        "12},"
        "{\"bufferView\":0,\"byteOffset\":596,\"componentType\":5121,\"type\":\"VEC4\",\"count\":6}"
        ","
        "{\"bufferView\":0,\"byteOffset\":168,\"componentType\":5126,\"type\":\"VEC4\",\"count\":6}"
        ","
        "{\"bufferView\":0,\"byteOffset\":264,\"componentType\":5126,\"type\":\"MAT4\",\"count\":2}"
        ","
        "{\"bufferView\":0,\"byteOffset\":392,\"componentType\":5126,\"type\":\"SCALAR\",\"count\":"
        "3,\"min\":[0],\"max\":[2]},"
        "{\"bufferView\":0,\"byteOffset\":404,\"componentType\":5126,\"type\":\"VEC4\",\"count\":3}"
        ","
        "{\"bufferView\":0,\"byteOffset\":452,\"componentType\":5126,\"type\":\"VEC4\",\"count\":3}"
        "]"
        ",\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0},\"indices\":1,\"material\":"
        "0"
        "}]},{\"primitives\":[{\"attributes\":{\"POSITION\":2,\"JOINTS_0\":4,\"WEIGHTS_0\":5},"
        "\"indices\":3,\"material\":0}]}],\"nodes\":[{\"name\":\"mast\",\"children\":[1]},{"
        "\"name\":"
        "\"arm\",\"mesh\":0},{\"name\":\"pole\",\"mesh\":1,\"skin\":0},{\"name\":\"low\","
        "\"translation\":[-6,0,0],\"children\":[4]},{\"name\":\"high\",\"translation\":[0,1,0]}],"
        "\"skins\":[{\"joints\":[3,4],\"inverseBindMatrices\":6}],\"animations\":["
        "{\"name\":\"spin\",\"samplers\":[{\"input\":7,\"output\":8}],\"channels\":[{\"sampler\":0,"
        "\"target\":{\"node\":0,\"path\":\"rotation\"}}]},"
        "{\"name\":\"bend\",\"samplers\":[{\"input\":7,\"output\":9}],\"channels\":[{\"sampler\":0,"
        "\"target\":{\"node\":4,\"path\":\"rotation\"}}]}],"
        "\"scenes\":[{\"nodes\":[0,2,3]}],\"scene\":0}",
        file);
    CHECK(fclose(file) == 0);
    return path;
}

static int instance_of(const Asset *a, bool is_bent)
{
    for (int i = 0; i < a->instance_count; i++)
        if ((a->instances[i].skin >= 0) == is_bent) return i;
    return -1;
}

static void check_point(DVec3 p, double x, double y, double z)
{
    CHECK_NEAR(p.x, x, 1e-5);
    CHECK_NEAR(p.y, y, 1e-5);
    CHECK_NEAR(p.z, z, 1e-5);
}

// The cube alone, with a target that lifts its corners by 6 m and a clip of a second that takes it
// from 0 to 1; its node stands 10 m east.
static const char *write_morphing(void)
{
    static const float numbers[] = { 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 6,
                                     0, 0, 6, 0, 0, 6, 0, 0, 1, 0, 1 };
    FILE *file = fopen(check_temporary("morphing.bin"), "wb");
    CHECK(file != NULL);
    fwrite(numbers, 1, sizeof numbers, file);
    CHECK(fclose(file) == 0);
    const char *path = check_temporary("morphing.gltf");
    file = fopen(path, "w");
    CHECK(file != NULL);
    fputs(
        "{\"asset\":{\"version\":\"2.0\"},\"buffers\":[{\"uri\":\"morphing.bin\",\"byteLength\":88}"
        "],"
        "\"bufferViews\":[{\"buffer\":0,\"byteLength\":88}],\"accessors\":["
        "{\"bufferView\":0,\"componentType\":5126,\"type\":\"VEC3\",\"count\":3},"
        "{\"bufferView\":0,\"byteOffset\":36,\"componentType\":5126,\"type\":\"VEC3\",\"count\":3},"
        "{\"bufferView\":0,\"byteOffset\":72,\"componentType\":5126,\"type\":\"SCALAR\",\"count\":"
        "2},"
        "{\"bufferView\":0,\"byteOffset\":80,\"componentType\":5126,\"type\":\"SCALAR\",\"count\":"
        "2}],"
        "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0},\"targets\":[{\"POSITION\":"
        "1}]}]"
        "}],\"nodes\":[{\"mesh\":0,\"translation\":[10,0,0]}],\"animations\":[{\"samplers\":[{"
        "\"input\":"
        "2,\"output\":3}],\"channels\":[{\"sampler\":0,\"target\":{\"node\":0,\"path\":\"weights\"}"
        "}]}],"
        "\"scenes\":[{\"nodes\":[0]}]}",
        file);
    CHECK(fclose(file) == 0);
    return path;
}

TEST(a_mesh_shaped_by_targets_brings_them_and_reaches_as_far_as_they_do)
{
    Err err = { 0 };
    Asset *a = asset_load(&(AssetDesc){ .path = write_morphing() }, &err);
    CHECK(a != NULL);
    SceneModelMoves *m = scene_model_moves_create(a);
    CHECK(m != NULL);
    SceneModelBend bend;
    scene_model_moves_follow(m, &(StateModelView){ 0 });
    CHECK(scene_model_moves_is_playing(m));
    scene_model_moves_pose(m, 0.5);
    CHECK(scene_model_moves_bend(m, 0, &bend));
    CHECK_EQ(bend.joint_count, 1);
    CHECK_EQ(bend.weight_count, 1);
    CHECK_NEAR(bend.weights[0], 0.5, 1e-6);
    CHECK_NEAR(bend.min.x, 10, 1e-5);
    CHECK_NEAR(bend.max.z, 1 + 3, 1e-5);
    scene_model_moves_destroy(m);
    SceneModelPlan *plan = scene_model_plan_create(a, NULL, &err);
    SceneModelMesh mesh;
    CHECK(plan != NULL && plan->tile_count == 1 && plan->tiles[0].is_bent);
    CHECK(scene_model_mesh_build(plan, 0, SCENE_MODEL_FULL, &mesh, &err));
    CHECK_EQ(mesh.plain.morph_count, 1);
    CHECK_NEAR(mesh.plain.morphs[2].pos_m[1], 6, 0);
    CHECK_EQ(mesh.plain.joints[1].weights[0], 65535);
    scene_model_mesh_finish(&mesh);
    scene_model_plan_destroy(plan);
    asset_destroy(a);
}

TEST(a_node_turned_by_its_parent_and_a_joint_bent_stand_where_a_hand_computes_them)
{
    Err err = { 0 };
    Asset *a = asset_load(&(AssetDesc){ .path = write_moving() }, &err);
    CHECK(a != NULL);
    CHECK_EQ(a->instance_count, 2);
    SceneModelMoves *m = scene_model_moves_create(a);
    CHECK(m != NULL);
    const StateModelView both = { 0 }, bend_only = { .animation = "bend" },
                         fast = { .animation = "spin", .animation_speed = 2 };
    const DVec3 middle = { 3.5, 0.5, 0 }; // of the cube in glTF's axes
    const int arm = instance_of(a, false), pole = instance_of(a, true);
    SceneModelBend bend;
    DPlace place = scene_model_moves_place(m, arm);
    check_point(dplace_point(&place, middle), 3.5, 0, 0.5);
    CHECK(!scene_model_moves_is_playing(m));

    // By itself both are played: they move different things. A second is a quarter turn.
    scene_model_moves_follow(m, &both);
    CHECK(scene_model_moves_is_playing(m));
    scene_model_moves_pose(m, 1);
    place = scene_model_moves_place(m, arm);
    check_point(dplace_point(&place, middle), 0, 3.5, 0.5);
    CHECK(scene_model_moves_bend(m, pole, &bend));
    CHECK_EQ(bend.joint_count, 2);
    check_point(dplace_point(&bend.joints[1], (DVec3){ 0.5, 2, 0 }), -7, 0, 1.5);
    check_point(dplace_point(&bend.joints[0], (DVec3){ 0.5, 1, 0 }), -5.5, 0, 1);
    check_point(bend.min, -7, 0, 0);
    check_point(bend.max, -5.5, 0, 1.5);

    // After its two seconds it begins anew, far from the time's zero too.
    scene_model_moves_pose(m, 1 + 2 * 900000000.0);
    place = scene_model_moves_place(m, arm);
    check_point(dplace_point(&place, middle), 0, 3.5, 0.5);

    scene_model_moves_follow(m, &bend_only);
    scene_model_moves_pose(m, 1);
    place = scene_model_moves_place(m, arm);
    check_point(dplace_point(&place, middle), 3.5, 0, 0.5);

    scene_model_moves_follow(m, &fast);
    scene_model_moves_pose(m, 0.5);
    place = scene_model_moves_place(m, arm);
    check_point(dplace_point(&place, middle), 0, 3.5, 0.5);
    scene_model_moves_destroy(m);
    asset_destroy(a);
}

typedef struct {
    State state;
    City city;
    JobPool *pool;
    Render *render;
    Scene *scene;
    Arena arena;
    RenderFrame frame;
    SceneViewDesc view;
    StateLayer *layer;
} Stage;

static bool settle(Stage *s)
{
    const double start_s = clock_monotonic_s();
    do {
        job_pool_wait(s->pool, 0.01);
        job_pool_poll(s->pool, 1);
        city_sync(&s->city, &s->state);
        scene_update(s->scene, &s->city, &s->state, 0.05);
        city_collect(&s->city);
        arena_reset(&s->arena);
        scene_build(s->scene, &s->city, &s->state, &s->view, &s->arena, &s->frame);
        if (scene_is_settled(s->scene, &s->city) && s->city.has_frame) return true;
    } while (clock_monotonic_s() - start_s < 30);
    return false;
}

static void stage_open(Stage *s)
{
    Err err = { 0 };
    memset(s, 0, sizeof *s);
    geo_init();
    state_init(&s->state);
    s->view = (SceneViewDesc){
        .width_px = 1280, .height_px = 720, .scale = 1, .quality = RENDER_QUALITY_SOFTWARE
    };
    s->pool = job_pool_create(2);
    city_init(&s->city, s->pool);
    s->render = render_create(&(RenderDesc){ .is_null = true }, &err);
    s->scene = scene_create(
        &(SceneDesc){ .render = s->render, .pool = s->pool, .upload_bytes_a_frame = SIZE_MAX },
        &err);
    CHECK(s->render && s->scene);
    s->layer = state_layer_add(&s->state, "moving", write_moving());
    CHECK(s->layer != NULL);
    s->layer->anchor = (GeoModelPoint){ .pos = { 110.4, 21.2, 0 }, .heading_deg = 0 };
    s->layer->has_anchor = true;
    state_touch_layers(&s->state);
    s->state.camera = (StateCamera){
        .target = { 110.4, 21.2, 1 }, .pitch_deg = 2, .distance_m = 40, .fov_deg = 40
    };
    s->state.t_utc_us = 0;
    state_touch(&s->state);
}

static void stage_close(Stage *s)
{
    scene_destroy(s->scene);
    city_finish(&s->city);
    render_destroy(s->render);
    job_pool_destroy(s->pool);
    state_finish(&s->state);
    arena_finish(&s->arena);
}

// Whether an object lies under a point of the model, in the plane of the screen; 24.7 pixels a
// metre. What is placed by hand has the middle of its box at rest there: x from -6.5 to 4.
static bool is_at(Stage *s, double east_m, double up_m)
{
    const double px_m = 360 / (tan(20 * DVEC_RAD_FROM_DEG) * 40);
    const ScenePick pick = scene_pick(s->scene, &s->city, &s->state, 640 + (east_m + 1.25) * px_m,
                                      360 - (up_m - 1) * px_m);
    return pick.is_hit && pick.feature.layer_id == s->layer->id;
}

TEST(picks_follow_what_moves_and_a_picture_is_of_the_citys_time)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.model_count, 2);
    CHECK(is_at(&s, 3.5, 0.5) && !is_at(&s, 0, 0.5));
    CHECK(is_at(&s, -6, 1.7) && !is_at(&s, -6.75, 1));
    CHECK(scene_is_playing(s.scene));
    const RenderPlace rest =
        s.frame.models[0].joints ? s.frame.models[1].place : s.frame.models[0].place;

    s.state.t_utc_us = 1000000;
    const size_t used = render_status(s.render).used_bytes;
    CHECK(settle(&s));
    CHECK(!is_at(&s, 3.5, 0.5) && is_at(&s, 0, 0.5));
    CHECK(!is_at(&s, -6, 1.7) && is_at(&s, -6.75, 1));
    CHECK_EQ(render_status(s.render).used_bytes, used); // no mesh is made anew
    const RenderModelItem *items = s.frame.models;
    CHECK_EQ(items[0].joint_count + items[1].joint_count, 2);
    CHECK(memcmp(&rest, items[0].joints ? &items[1].place : &items[0].place, sizeof rest) != 0);

    // The animation's own time counts only where frames follow one another.
    s.view.time_s = 0.5;
    CHECK(settle(&s));
    CHECK(is_at(&s, 0, 0.5));
    s.view.is_live = true;
    s.view.time_s = 2;
    CHECK(settle(&s));
    CHECK(is_at(&s, 3.5, 0.5));

    memcpy(s.layer->view.animation, "none", 5);
    s.view.time_s = 1;
    state_touch(&s.state);
    CHECK(settle(&s));
    CHECK(is_at(&s, 3.5, 0.5) && is_at(&s, -6, 1.7));
    CHECK(!scene_is_playing(s.scene)); // a still city is not drawn again
    stage_close(&s);
}
