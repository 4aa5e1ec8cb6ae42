// SPDX-License-Identifier: Apache-2.0
// test_scene_model.c - models as layers: tiles, levels of detail, picks, marks, cuts with caps,
// storeys apart, a lost renderer.
#include "core/city_compare.h"
#include "check.h"

#include "base/clock.h"
#include "base/file.h"
#include "core/city.h"
#include "core/model_view.h"
#include "scene/camera.h"
#include "scene/scene.h"
#include "scene/scene_model_cap.h"
#include "scene/scene_model_hit.h"
#include "scene/scene_model_shape.h"
#include <stdlib.h>
#include <unistd.h>

// Two storeys: a slab and four walls each, 10 x 8 m, 3 m high; a window, a space. Millimetres,
// IFC4.
static const char *write_house(void)
{
    const char *path = check_temporary("house.ifc");
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    fputs("ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n#1=IFCPROJECT('p',$,'P',"
          "$,$,$,$,(),#2);\n"
          "#2=IFCUNITASSIGNMENT((#3));\n#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n#4="
          "IFCCARTESIANPOINT((0.,0.,0.));\n"
          "#5=IFCAXIS2PLACEMENT3D(#4,$,$);\n#6=IFCDIRECTION((0.,0.,1.));\n#7=IFCLOCALPLACEMENT($,#"
          "5);\n"
          "#8=IFCSITE('s',$,'Site',$,$,#7,$,$,.ELEMENT.,$,$,$,$,$);\n#9=IFCRELAGGREGATES('a',$,$,$,"
          "#1,(#8));\n",
          file);
    static const struct {
        double x, y, length, depth, height, z;
        const char *type;
    } bodies[] = { { 0, 0, 10000, 8000, 200, -200, "IFCSLAB" },
                   { 0, -3900, 10000, 200, 3000, 0, "IFCWALL" },
                   { 0, 3900, 10000, 200, 3000, 0, "IFCWALL" },
                   { -4900, 0, 200, 7600, 3000, 0, "IFCWALL" },
                   { 4900, 0, 200, 7600, 3000, 0, "IFCWALL" },
                   { 0, -4100, 2000, 50, 1200, 1000, "IFCWINDOW" },
                   { 0, 0, 9600, 7600, 2700, 0, "IFCSPACE" } };
    int id = 20;
    for (int storey = 0; storey < 2; storey++) {
        const double base = storey * 3200;
        const int at = id, floor = id + 2;
        fprintf(file, "#%d=IFCCARTESIANPOINT((0.,0.,%g.));\n#%d=IFCAXIS2PLACEMENT3D(#%d,$,$);\n",
                at, base, at + 1, at);
        fprintf(file,
                "#%d=IFCBUILDINGSTOREY('f%d',$,'Level "
                "%d',$,$,#7,$,$,.ELEMENT.,%g.);\n#%d=IFCRELAGGREGATES('b%d',$,$,$,#8,(#%d));\n",
                floor, storey, storey, base, id + 3, storey, floor);
        id += 4;
        for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
            fprintf(file,
                    "#%d=IFCCARTESIANPOINT((%g.,%g.,%g.));\n#%d=IFCAXIS2PLACEMENT3D(#%d,$,$);\n#%d="
                    "IFCLOCALPLACEMENT($,#%d);\n",
                    id, bodies[i].x, bodies[i].y, base + bodies[i].z, id + 1, id, id + 2, id + 1);
            fprintf(file,
                    "#%d=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,%g.,%g.);\n#%d=IFCEXTRUDEDAREASOLID(#%d,"
                    "#5,#6,%g.);\n",
                    id + 3, bodies[i].length, bodies[i].depth, id + 4, id + 3, bodies[i].height);
            fprintf(file,
                    "#%d=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#%d));\n#%d="
                    "IFCPRODUCTDEFINITIONSHAPE($,$,(#%d));\n",
                    id + 5, id + 4, id + 6, id + 5);
            const bool is_space = strcmp(bodies[i].type, "IFCSPACE") == 0;
            fprintf(file, "#%d=%s('%d',$,'%s %d.%zu',$,$,#%d,#%d%s);\n", id + 7, bodies[i].type, id,
                    bodies[i].type + 3, storey, i, id + 2, id + 6,
                    is_space                                   ? ",$,.ELEMENT.,$,$"
                    : strcmp(bodies[i].type, "IFCWINDOW") == 0 ? ",$,$,$,$,$,$"
                                                               : ",$,$");
            if (is_space)
                fprintf(file, "#%d=IFCRELAGGREGATES('d%d',$,$,$,#%d,(#%d));\n", id + 8, id, floor,
                        id + 7);
            else
                fprintf(file, "#%d=IFCRELCONTAINEDINSPATIALSTRUCTURE('c%d',$,$,$,(#%d),#%d);\n",
                        id + 8, id, id + 7, floor);
            id += 9;
        }
    }
    fputs("ENDSEC;\nEND-ISO-10303-21;\n", file);
    CHECK(fclose(file) == 0);
    return path;
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
    uint32_t layer_id;
} Stage;

static void step(Stage *s)
{
    job_pool_poll(s->pool, 1);
    city_sync(&s->city, &s->state);
    scene_update(s->scene, &s->city, &s->state, 0.05);
    city_collect(&s->city);
    arena_reset(&s->arena);
    scene_build(s->scene, &s->city, &s->state, &s->view, &s->arena, &s->frame);
}

static bool settle(Stage *s)
{
    const double start_s = clock_monotonic_s();
    do {
        job_pool_wait(s->pool, 0.01);
        step(s);
        if (scene_is_settled(s->scene, &s->city) && s->city.has_frame) return true;
    } while (clock_monotonic_s() - start_s < 30);
    return false;
}

static void look_at(Stage *s, double distance_m, double pitch_deg)
{
    s->state.camera = (StateCamera){ .target = { 110.4, 21.2, 1.5 },
                                     .heading_deg = 0,
                                     .pitch_deg = pitch_deg,
                                     .distance_m = distance_m,
                                     .fov_deg = 40 };
    state_touch(&s->state);
}

static StateLayer *add_model(Stage *s, const char *name, double lon_deg)
{
    static char path[512];
    if (!path[0]) snprintf(path, sizeof path, "%s", write_house());
    StateLayer *layer = state_layer_add(&s->state, name, path);
    CHECK(layer != NULL);
    layer->anchor = (GeoModelPoint){ .pos = { lon_deg, 21.2, 0 }, .heading_deg = 0 };
    layer->has_anchor = true;
    state_touch_layers(&s->state);
    return layer;
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
    s->layer_id = add_model(s, "house", 110.4)->id;
    look_at(s, 40, 5);
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

static const Asset *asset_of(const Stage *s)
{
    return city_layer(&s->city, s->layer_id)->asset;
}

static int object_of(const Stage *s, const char *name)
{
    const Asset *a = asset_of(s);
    for (int i = 0; i < a->object_count; i++)
        if (strcmp(a->objects[i].name, name) == 0) return i;
    return -1;
}

// Name of what lies under the middle of the view, moved; "" for none.
static const char *name_at(Stage *s, double dx_px, double dy_px)
{
    const ScenePick pick = scene_pick(s->scene, &s->city, &s->state, 640 + dx_px, 360 + dy_px);
    if (!pick.is_hit || pick.feature.layer_id != s->layer_id) return "";
    return asset_of(s)->objects[pick.feature.feature].name;
}

static void mark(Stage *s, const char *name, StateMark value)
{
    uint8_t marks[64] = { 0 };
    StateLayer *layer = state_layer_by_id(&s->state, s->layer_id);
    if (name) marks[object_of(s, name)] = (uint8_t)value;
    CHECK(state_mark_set(layer, marks, 64));
    state_touch(&s->state);
}

TEST(a_model_layer_settles_into_tiles_in_its_place)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    CHECK(s.frame.model_count > 0);
    CHECK_EQ(scene_status(s.scene).model_tiles, s.frame.model_count);
    const RenderModelItem *item = &s.frame.models[0];
    CHECK(item->mesh.id && item->styles.id && item->opacity == 1 && !item->has_spaces);
    CHECK(item->distance_m > 30 &&
          item->distance_m < 40); // 40 m to the middle, the box reaches nearer
    render_draw(s.render, NULL, &s.frame);
    stage_close(&s);
}

TEST(layers_of_one_file_share_what_they_are_drawn_from)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    const size_t one = render_status(s.render).used_bytes;
    add_model(&s, "again", 110.4002);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.model_count, 2);
    CHECK(city_layer(&s.city, s.layer_id)->asset ==
          city_layer(&s.city, s.state.layers[1].id)->asset);
    CHECK(render_status(s.render).used_bytes < one + 4096); // words alone
    CHECK_EQ(s.frame.models[0].mesh.id, s.frame.models[1].mesh.id);
    CHECK(s.frame.models[0].styles.id != s.frame.models[1].styles.id);
    city_reload(&s.city, s.layer_id);
    CHECK(settle(&s));
    CHECK(asset_of(&s) && asset_of(&s) == city_layer(&s.city, s.state.layers[1].id)->asset);
    state_layer_remove(&s.state, s.layer_id);
    state_touch_layers(&s.state);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.model_count, 1);
    stage_close(&s);
}

TEST(a_model_moves_without_being_made_again)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    const RenderModelItem before = s.frame.models[0];
    state_layer_by_id(&s.state, s.layer_id)->anchor.pos.h_m = 5;
    state_touch_layers(&s.state);
    step(&s);
    step(&s);
    CHECK_EQ(s.frame.models[0].mesh.id, before.mesh.id);
    CHECK_NEAR(s.frame.models[0].place.m[11] - before.place.m[11], 5, 0.01);
    CHECK_EQ(scene_status(s.scene).jobs_wanted, 0);
    stage_close(&s);
}

TEST(a_ray_finds_the_object_and_what_is_hidden_lets_it_through)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    CHECK_TEXT(name_at(&s, 0, 0), "WINDOW 0.5");
    CHECK_TEXT(name_at(&s, 100, 0), "WALL 0.1");
    CHECK_TEXT(name_at(&s, 100, -90), "WALL 1.1");
    mark(&s, "WINDOW 0.5", STATE_MARK_HIDDEN);
    step(&s);
    CHECK_TEXT(name_at(&s, 0, 0), "WALL 0.1");
    mark(&s, "WALL 0.1", STATE_MARK_HIDDEN);
    step(&s);
    CHECK_TEXT(name_at(&s, 100, 0), "WALL 0.2"); // through the space, which is not shown
    mark(&s, NULL, STATE_MARK_SHOWN);
    step(&s);
    CHECK_TEXT(name_at(&s, 100, 0), "WALL 0.1");
    const double start_s = clock_monotonic_s();
    for (int i = 0; i < 1000; i++) name_at(&s, i % 40 * 5 - 100, i / 40 * 4 - 50);
    CHECK(clock_monotonic_s() - start_s < 1); // a pick in a thousandth of a second
    stage_close(&s);
}

TEST(a_plane_takes_picks_and_picture_away_and_is_capped)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    const int tiles = s.frame.model_count;
    s.state.cuts[0] = (StateCut){ .pos = { 110.4, 21.2, 1.2 }, .pitch_deg = 90 };
    s.state.cut_count = 1;
    state_touch(&s.state);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.view.cut_count, 1);
    CHECK_NEAR(s.frame.view.cut_rel[0][2], -1, 1e-6);
    CHECK_EQ(s.frame.model_count, tiles + 1);
    CHECK_EQ(s.frame.models[tiles].uncut, 1); // the cap does not cut itself
    CHECK_TEXT(name_at(&s, 100, -90), "");
    const ScenePick pick = scene_pick(s.scene, &s.city, &s.state, 740, 340);
    CHECK(pick.point.h_m < 1.201);
    s.state.cuts[0].layer_id = s.layer_id + 100; // of another model
    state_touch(&s.state);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.model_count, tiles);
    CHECK_EQ(s.frame.models[0].uncut, 1);
    CHECK_TEXT(name_at(&s, 100, -90), "WALL 1.1");
    stage_close(&s);
}

// Texts on the null renderer's picture: waits until all asked for are drawn.
static int text_count(Stage *s)
{
    settle(s);
    return s->frame.sprite_count;
}

TEST(rooms_have_names_where_they_are_cut_open_or_shown)
{
    Stage s;
    stage_open(&s);
    s.state.has_labels = true;
    look_at(&s, 40, 60);
    CHECK_EQ(text_count(&s), 0); // behind the roof's... walls nobody reads
    s.state.cuts[0] = (StateCut){ .pos = { 110.4, 21.2, 1.2 }, .pitch_deg = 90 };
    s.state.cut_count = 1;
    state_touch(&s.state);
    CHECK_EQ(text_count(&s), 1); // the lower floor's; the upper one is taken away
    const ScenePick pick = scene_pick(s.scene, &s.city, &s.state, 640, 360);
    CHECK(pick.is_hit);
    mark(&s, "SPACE 0.6", STATE_MARK_HIDDEN);
    CHECK_EQ(text_count(&s), 0);
    mark(&s, NULL, STATE_MARK_SHOWN);
    s.state.cut_count = 0;
    state_layer_by_id(&s.state, s.layer_id)->view.shows_spaces = true;
    state_touch(&s.state);
    CHECK(text_count(&s) >= 1);
    s.state.has_labels = false;
    state_touch(&s.state);
    CHECK_EQ(text_count(&s), 0);
    stage_close(&s);
}

TEST(storeys_apart_have_their_names_beside_them)
{
    Stage s;
    stage_open(&s);
    s.state.has_labels = true;
    look_at(&s, 60, 5);
    CHECK_EQ(text_count(&s), 0);
    StateLayer *layer = state_layer_by_id(&s.state, s.layer_id);
    layer->view.explode_m = 6;
    state_touch(&s.state);
    CHECK_EQ(text_count(&s), 2);
    CHECK(s.frame.sprites[0].x_px < 640); // to the left of the house
    CHECK(fabsf(s.frame.sprites[0].y_px - s.frame.sprites[1].y_px) > 60);
    mark(&s, "Level 1", STATE_MARK_HIDDEN);
    stage_close(&s);
}

static double arrays_area(const SceneModelArrays *a)
{
    double area = 0;
    for (int i = 0; i + 2 < a->index_count; i += 3) {
        DVec3 p[3];
        for (int k = 0; k < 3; k++) {
            const float *q = a->vertices[a->indices[i + k]].pos_m;
            p[k] = (DVec3){ q[0], q[1], q[2] };
        }
        area += 0.5 * dvec_length(dvec_cross(dvec_sub(p[1], p[0]), dvec_sub(p[2], p[0])));
    }
    return area;
}

TEST(the_face_of_a_cut_has_the_area_of_the_walls_it_goes_through)
{
    Err err = { 0 };
    Asset *asset = asset_load(&(AssetDesc){ .path = write_house() }, &err);
    CHECK(asset != NULL);
    SceneModelPlan *plan = scene_model_plan_create(asset, NULL, &err);
    CHECK(plan != NULL);
    CHECK_EQ(plan->storey_count, 2);
    SceneModelArrays cap = { 0 };
    DVec3 origin;
    const double plane[4] = { 0, 0, -1, 1.5 };
    CHECK(scene_model_cap_build(plan, plane, 0, NULL, &cap, &origin));
    CHECK_NEAR(arrays_area(&cap), 2 * 10 * 0.2 + 2 * 7.6 * 0.2 + 2 * 0.05,
               1e-3); // walls and the window
    for (int i = 0; i < cap.vertex_count; i++) {
        CHECK_NEAR(cap.vertices[i].pos_m[2] + origin.z, 1.5, 1e-4);
        CHECK(cap.vertices[i].normal[2] == 127);
        CHECK(cap.vertices[i].object & RENDER_MODEL_CAP);
    }
    // With the storeys 10 m apart the same plane, 10 m higher, goes through the upper one at
    // its 1.5 m.
    SceneModelMesh mesh = { .plain = cap };
    scene_model_mesh_finish(&mesh);
    const double high[4] = { 0, 0, -1, 10 + 3.2 + 1.5 };
    CHECK(scene_model_cap_build(plan, high, 10, NULL, &mesh.plain, &origin));
    CHECK_NEAR(arrays_area(&mesh.plain), 2 * 10 * 0.2 + 2 * 7.6 * 0.2 + 2 * 0.05, 1e-3);
    CHECK_NEAR(mesh.plain.vertices[0].pos_m[2] + origin.z, 4.7, 1e-4); // the shader lifts it
    scene_model_mesh_finish(&mesh);
    scene_model_plan_destroy(plan);
    asset_destroy(asset);
}

TEST(storeys_apart_are_picked_where_they_are_drawn)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    state_layer_by_id(&s.state, s.layer_id)->view.explode_m = 6;
    state_touch(&s.state);
    CHECK(settle(&s));
    CHECK_NEAR(s.frame.models[0].lift_m, 6, 1e-6);
    CHECK_TEXT(name_at(&s, 100, -90), ""); // over the lower walls, under what hangs above
    CHECK_TEXT(name_at(&s, 100, -230), "WALL 1.1");
    stage_close(&s);
}

TEST(from_afar_a_model_is_coarser_and_never_gone)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    const uint32_t full = s.frame.models[0].mesh.id;
    render_draw(s.render, NULL, &s.frame);
    look_at(&s, 400, 20); // 20 px
    CHECK(settle(&s));
    CHECK_EQ(s.frame.model_count, 1);
    CHECK(s.frame.models[0].mesh.id != full);
    look_at(&s, 40, 5);
    step(&s);
    CHECK_EQ(s.frame.models[0].mesh.id, full);
    stage_close(&s);
}

TEST(a_lost_renderer_gets_the_model_anew)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    Render *other = render_create(&(RenderDesc){ .is_null = true }, NULL);
    CHECK(other != NULL);
    scene_set_render(s.scene, other);
    render_destroy(s.render);
    s.render = other;
    CHECK(settle(&s));
    CHECK(s.frame.model_count > 0);
    CHECK(render_status(other).used_bytes > 0);
    stage_close(&s);
}

TEST(colours_by_type_come_and_go_with_the_state)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    StateLayer *layer = state_layer_by_id(&s.state, s.layer_id);
    layer->view.colour_by = STATE_COLOUR_BY_TYPE;
    state_touch(&s.state);
    step(&s);
    CHECK(!scene_is_settled(s.scene, &s.city)); // a job scans the objects
    CHECK(settle(&s));
    layer->view.colour_by = STATE_COLOUR_BY_NONE;
    layer->view.shows_spaces = true;
    state_touch(&s.state);
    CHECK(settle(&s));
    CHECK(s.frame.models[0].has_spaces);
    CHECK_TEXT(name_at(&s, 100, 0), "WALL 0.1");
    stage_close(&s);
}

TEST(ground_stays_out_of_a_model_that_asks_for_it_and_only_there)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.view.mask_count, 0);
    state_layer_by_id(&s.state, s.layer_id)->masks_terrain = true;
    state_touch_layers(&s.state);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.view.mask_count, 1);
    int masked = 0;
    for (int i = 0; i < s.frame.terrain_count; i++) masked += s.frame.terrain[i].is_masked;
    CHECK(masked > 0 && masked < s.frame.terrain_count);
    // The house's middle is inside; 10 m west of it, past its half length of 5 m, is not.
    const DVec3 middle = geo_frame_enu(&s.city.frame, (GeoPos){ 110.4, 21.2, 0 });
    for (int k = 0; k < 2; k++) {
        const float *m = s.frame.view.mask_rel[0][k];
        const double x = middle.x - s.frame.view.eye_enu_m[0],
                     y = middle.y - s.frame.view.eye_enu_m[1],
                     z = middle.z - s.frame.view.eye_enu_m[2];
        CHECK_NEAR(m[0] * x + m[1] * y + m[2] * z + m[3], 0, 0.05);
        if (k == 0) CHECK_NEAR(m[0] * (x - 10) + m[1] * y + m[2] * z + m[3], -2, 0.05);
    }
    stage_close(&s);
}

// A cube of one mesh with shared corners, and a prism of 24 sides.
static AssetMesh prism(int sides, float *positions, uint32_t *indices)
{
    AssetMesh m = { .positions = positions,
                    .indices = indices,
                    .vertex_count = 2 * sides,
                    .triangle_count = 2 * sides };
    for (int i = 0; i < 2 * sides; i++) {
        const double a = 2 * DVEC_PI * (i % sides) / sides;
        positions[3 * i] = (float)cos(a);
        positions[3 * i + 1] = (float)sin(a);
        positions[3 * i + 2] = i < sides ? 0 : 1;
    }
    for (int i = 0; i < sides; i++) {
        const uint32_t a = (uint32_t)i, b = (uint32_t)((i + 1) % sides), c = a + (uint32_t)sides,
                       d = b + (uint32_t)sides;
        memcpy(indices + 6 * i, (const uint32_t[]){ a, b, d, a, d, c }, 24);
    }
    return m;
}

TEST(ground_stays_out_of_the_nearest_models_where_many_ask_for_it)
{
    Stage s;
    stage_open(&s);
    for (int i = 0; i < 6; i++) {
        char name[16];
        snprintf(name, sizeof name, "far %d", i);
        add_model(&s, name, 110.41 + 0.001 * i)->masks_terrain = true;
    }
    StateLayer *nearest = add_model(&s, "near", 110.4);
    nearest->masks_terrain = true; // the last layer, beside the first without a mask
    look_at(&s, 40, 5);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.view.mask_count, 4);
    // The middle of the house at which the camera looks, 40 m ahead, is within the first mask.
    for (int k = 0; k < 2; k++) {
        const float *p = s.frame.view.mask_rel[0][k];
        CHECK(fabsf(p[3]) < 20);
        CHECK(fabsf(s.frame.view.mask_rel[3][k][3]) < 1000);
    }
    const float *x = s.frame.view.mask_rel[0][0];
    CHECK(fabsf(x[3]) < 1); // the eye stands south of it
    stage_close(&s);
}

TEST(normals_are_joined_below_the_crease_angle_and_kept_apart_above)
{
    float positions[6 * 24];
    uint32_t indices[6 * 24];
    SceneModelShape shape;
    AssetMesh mesh = prism(24, positions, indices); // 15 degrees a side: round
    CHECK(scene_model_shape_make(&mesh, NULL, mesh.triangle_count, &shape));
    CHECK_EQ(shape.corner_count, 48);
    for (int i = 0; i < shape.corner_count; i++) {
        const float *p = positions + 3 * shape.source[i];
        CHECK_NEAR(shape.normal[4 * i] / 127.0, p[0], 0.02);
        CHECK_NEAR(shape.normal[4 * i + 1] / 127.0, p[1], 0.02);
    }
    scene_model_shape_finish(&shape);
    mesh = prism(6, positions, indices); // 60 degrees: edges
    CHECK(scene_model_shape_make(&mesh, NULL, mesh.triangle_count, &shape));
    CHECK_EQ(shape.corner_count, 24);
    scene_model_shape_finish(&shape);
}

TEST(a_ray_agrees_with_trying_every_triangle_of_a_real_building)
{
    const char *path = check_shared("data/ifc/webifc/AC20-FZK-Haus.ifc");
    if (!path) CHECK_SKIP("no shared data");
    Err err = { 0 };
    Asset *a = asset_load(&(AssetDesc){ .path = path }, &err);
    CHECK(a != NULL);
    SceneModelPlan *plan = scene_model_plan_create(a, NULL, &err);
    SceneModelHits *hits = scene_model_hits_create(plan, NULL);
    CHECK(plan && hits);
    const DVec3 middle = dvec_scale(dvec_add(a->min, a->max), 0.5);
    int found = 0;
    for (int i = 0; i < 60; i++) {
        const double turn = i * 2.39996, rise = (i % 12) * 0.12;
        const DVec3 from = dvec_add(middle, (DVec3){ 40 * cos(turn), 40 * sin(turn), 40 * rise });
        const DVec3 to = dvec_add(middle, (DVec3){ (i % 7) - 3, (i % 5) - 2, (i % 3) - 1 });
        const SceneModelRay ray = { .origin = from, .dir = dvec_normalize(dvec_sub(to, from)) };
        double best = INFINITY;
        for (int k = 0; k < a->instance_count; k++) {
            const AssetInstance *instance = &a->instances[k];
            const AssetMesh *mesh = &a->meshes[instance->mesh];
            const AssetObjectKind kind = a->objects[instance->object].kind;
            if (kind == ASSET_OBJECT_OPENING || kind == ASSET_OBJECT_SPACE) continue;
            for (int t = 0; t < mesh->triangle_count; t++) {
                DVec3 p[3];
                for (int c = 0; c < 3; c++) {
                    const float *q = mesh->positions + 3 * mesh->indices[3 * t + c];
                    p[c] = dplace_point(&instance->place,
                                        dvec_add(mesh->origin, (DVec3){ q[0], q[1], q[2] }));
                }
                const DVec3 e = dvec_sub(p[1], p[0]), f = dvec_sub(p[2], p[0]),
                            n = dvec_cross(e, f);
                const double facing = dvec_dot(n, ray.dir);
                if (facing == 0) continue;
                const double at = dvec_dot(n, dvec_sub(p[0], from)) / facing;
                const DVec3 q = dvec_add(from, dvec_scale(ray.dir, at));
                bool is_in = at > 0 && at < best;
                for (int c = 0; c < 3 && is_in; c++)
                    is_in = dvec_dot(dvec_cross(dvec_sub(p[(c + 1) % 3], p[c]), dvec_sub(q, p[c])),
                                     n) >= 0;
                if (is_in) best = at;
            }
        }
        SceneModelHit hit;
        const bool is_hit = scene_model_hits_ray(hits, &ray, &hit);
        CHECK_EQ(is_hit, best < INFINITY);
        if (is_hit) CHECK_NEAR(hit.distance, best, 1e-5);
        found += is_hit;
    }
    CHECK(found > 30);
    scene_model_hits_destroy(hits);
    scene_model_plan_destroy(plan);
    asset_destroy(a);
}

typedef struct {
    DVec3 min, max;
    int count;
} NearBox;

static bool meets_box(const NearBox *box, const DVec3 p[3])
{
    const double low[3] = { fmin(p[0].x, fmin(p[1].x, p[2].x)), fmin(p[0].y, fmin(p[1].y, p[2].y)),
                            fmin(p[0].z, fmin(p[1].z, p[2].z)) };
    const double high[3] = { fmax(p[0].x, fmax(p[1].x, p[2].x)), fmax(p[0].y, fmax(p[1].y, p[2].y)),
                             fmax(p[0].z, fmax(p[1].z, p[2].z)) };
    return low[0] <= box->max.x && high[0] >= box->min.x && low[1] <= box->max.y &&
           high[1] >= box->min.y && low[2] <= box->max.z && high[2] >= box->min.z;
}

static void count_near(void *arg, int object, const DVec3 corners[3])
{
    NearBox *box = arg;
    (void)object;
    box->count += meets_box(box, corners);
}

TEST(triangles_near_a_box_are_those_that_trying_all_finds)
{
    Err err = { 0 };
    Asset *a = asset_load(&(AssetDesc){ .path = write_house() }, &err);
    CHECK(a != NULL);
    SceneModelPlan *plan = scene_model_plan_create(a, NULL, &err);
    SceneModelHits *hits = scene_model_hits_create(plan, NULL);
    CHECK(plan && hits);
    int found = 0;
    for (int i = 0; i < 200; i++) {
        const DVec3 at = { fmod(i * 1.7, 11) - 5.5, fmod(i * 2.3, 9) - 4.5,
                           fmod(i * 0.9, 7) - 0.5 };
        NearBox box = { .min = dvec_sub(at, (DVec3){ 0.5, 0.5, 1 }),
                        .max = dvec_add(at, (DVec3){ 0.5, 0.5, 1 }) };
        scene_model_hits_near(
            hits,
            &(SceneModelNear){ .min = box.min, .max = box.max, .visit = count_near, .arg = &box });
        NearBox all = { .min = box.min, .max = box.max };
        for (int k = 0; k < a->instance_count; k++) {
            const AssetInstance *instance = &a->instances[k];
            const AssetMesh *mesh = &a->meshes[instance->mesh];
            const AssetObjectKind kind = a->objects[instance->object].kind;
            if (kind == ASSET_OBJECT_OPENING || kind == ASSET_OBJECT_SPACE) continue;
            for (int t = 0; t < mesh->triangle_count; t++) {
                DVec3 p[3];
                for (int c = 0; c < 3; c++) {
                    const float *q = mesh->positions + 3 * mesh->indices[3 * t + c];
                    p[c] = dplace_point(&instance->place,
                                        dvec_add(mesh->origin, (DVec3){ q[0], q[1], q[2] }));
                }
                count_near(&all, 0, p);
            }
        }
        CHECK_EQ(box.count, all.count);
        found += box.count;
    }
    CHECK(found > 500);
    scene_model_hits_destroy(hits);
    scene_model_plan_destroy(plan);
    asset_destroy(a);
}

TEST(storeys_apart_are_walked_where_they_are_drawn)
{
    Stage s;
    stage_open(&s);
    settle(&s);
    SceneWalker walker = { .feet = { 110.4, 21.2, 3.4 } };
    scene_walk_down(s.scene, &walker);
    CHECK_NEAR(walker.feet.h_m, 3.2, 0.01); // the upper floor
    CHECK_EQ(walker.floor.layer_id, s.layer_id);
    state_layer_by_id(&s.state, s.layer_id)->view.explode_m = 4;
    state_touch(&s.state);
    settle(&s);
    walker = (SceneWalker){ .feet = { 110.4, 21.2, 7.4 } };
    scene_walk_down(s.scene, &walker);
    CHECK_NEAR(walker.feet.h_m, 7.2, 0.01);
    // A step of a sixtieth of a second is far below a millisecond.
    const double start_s = clock_monotonic_s();
    for (int i = 0; i < 1000; i++) scene_walk(s.scene, &walker, 0.03, 0.04, 1 / 60.0);
    CHECK(clock_monotonic_s() - start_s < 1);
    CHECK(walker.is_blocked);
    stage_close(&s);
}

// A square of side x side quads of 1 m, rising by height_m from one edge to the other, standing
// twice.
static Asset flat_twice(AssetMesh *mesh, AssetInstance instances[2], AssetObject *object, int side,
                        float height_m)
{
    *mesh = (AssetMesh){ .vertex_count = (side + 1) * (side + 1),
                         .triangle_count = 2 * side * side,
                         .box_max_m = { (float)side, (float)side, height_m } };
    mesh->positions = calloc((size_t)mesh->vertex_count * 3, sizeof *mesh->positions);
    mesh->indices = calloc((size_t)mesh->triangle_count * 3, sizeof *mesh->indices);
    for (int i = 0; i < mesh->vertex_count; i++) {
        float *p = mesh->positions + 3 * i;
        p[0] = (float)(i % (side + 1));
        p[1] = (float)(i / (side + 1));
        p[2] = height_m * p[0] / (float)side;
    }
    for (int i = 0; i < side * side; i++) {
        const uint32_t a = (uint32_t)(i / side * (side + 1) + i % side), b = a + (uint32_t)side + 1;
        const uint32_t quad[6] = { a, a + 1, b, a + 1, b + 1, b };
        memcpy(mesh->indices + 6 * i, quad, sizeof quad);
    }
    const DPlace place = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 0, 0, 0 } };
    instances[0] = instances[1] =
        (AssetInstance){ .material = -1, .node = -1, .skin = -1, .place = place };
    instances[1].place.origin.x = 5000;
    *object = (AssetObject){ .parent = -1, .storey = -1, .instance_count = 2 };
    return (Asset){ .meshes = mesh,
                    .instances = instances,
                    .objects = object,
                    .mesh_count = 1,
                    .instance_count = 2,
                    .object_count = 1 };
}

TEST(a_huge_flat_mesh_lies_in_compact_tiles_every_triangle_in_one_and_its_copy_too)
{
    Err err = { 0 };
    AssetMesh mesh;
    AssetInstance instances[2];
    AssetObject object;
    enum { SIDE = 600 };
    const Asset asset = flat_twice(&mesh, instances, &object, SIDE, 40);
    SceneModelPlan *plan = scene_model_plan_create(&asset, NULL, &err);
    CHECK(plan != NULL);
    uint8_t *seen[2] = { calloc(2, SIDE * SIDE), calloc(2, SIDE * SIDE) };
    double area_m2 = 0;
    for (int i = 0; i < plan->tile_count; i++) {
        const SceneModelTile *tile = &plan->tiles[i];
        area_m2 += 4.0 * (double)tile->box_max_m[0] * (double)tile->box_max_m[1];
        CHECK(tile->triangle_count <= 65536);
        for (int k = tile->first_piece; k < tile->first_piece + tile->piece_count; k++) {
            const SceneModelPiece *piece = &plan->pieces[k];
            for (int t = 0; t < piece->triangle_count; t++)
                seen[piece->instance][piece->triangles[t]]++;
        }
    }
    for (int i = 0; i < 2 * SIDE * SIDE; i++) {
        CHECK_EQ(seen[0][i], 1);
        CHECK_EQ(seen[1][i], 1);
    }
    // Boxes that overlap by a quad at their edges and no more: 720,000 m2 lie there.
    CHECK(area_m2 < 1.1 * 2 * SIDE * SIDE);
    free(seen[0]);
    free(seen[1]);
    scene_model_plan_destroy(plan);
    free(mesh.positions);
    free(mesh.indices);
}

TEST(every_triangle_of_a_real_building_lies_in_one_tile_and_coarser_levels_cover_its_box)
{
    const char *path = check_shared("data/ifc/webifc/Office_A_20110811.ifc");
    if (!path) CHECK_SKIP("no shared data");
    Err err = { 0 };
    Asset *a = asset_load(&(AssetDesc){ .path = path }, &err);
    CHECK(a != NULL);
    SceneModelPlan *plan = scene_model_plan_create(a, NULL, &err);
    CHECK(plan != NULL);
    int64_t drawn = 0, coarse = 0;
    for (int i = 0; i < plan->tile_count; i++) {
        SceneModelMesh mesh;
        CHECK(scene_model_mesh_build(plan, i, SCENE_MODEL_FULL, &mesh, &err));
        for (int p = 0; p < mesh.plain.part_count; p++)
            if (!mesh.plain.parts[p].is_space) drawn += mesh.plain.parts[p].index_count / 3;
        scene_model_mesh_finish(&mesh);
        CHECK(scene_model_mesh_build(plan, i, SCENE_MODEL_FAR, &mesh, &err));
        coarse += mesh.plain.index_count / 3;
        float low[3] = { INFINITY, INFINITY, INFINITY },
              high[3] = { -INFINITY, -INFINITY, -INFINITY };
        for (int k = 0; k < mesh.plain.vertex_count; k++) {
            for (int c = 0; c < 3; c++) {
                low[c] = fminf(low[c], mesh.plain.vertices[k].pos_m[c]);
                high[c] = fmaxf(high[c], mesh.plain.vertices[k].pos_m[c]);
            }
        }
        const float cell = plan->tiles[i].size_m / SCENE_MODEL_FAR_CELLS;
        for (int c = 0; c < 3; c++) {
            CHECK(low[c] < plan->tiles[i].box_min_m[c] + 2 * cell);
            CHECK(high[c] > plan->tiles[i].box_max_m[c] - 2 * cell);
        }
        scene_model_mesh_finish(&mesh);
    }
    CHECK_EQ(drawn, a->triangle_count);
    CHECK(coarse < drawn / 4);
    scene_model_plan_destroy(plan);
    asset_destroy(a);
}

// The house with another wall in the place of WALL 0.1.
static const char *write_older(const char *house)
{
    const char *path = check_temporary("older.ifc");
    FileMap map;
    CHECK(file_map_open(house, &map, NULL));
    char *text = calloc(map.length + 1, 1);
    CHECK(text);
    memcpy(text, map.bytes, map.length);
    char *name = strstr(text, "'WALL 0.1'");
    CHECK(name);
    name[6] = '9';
    while (strncmp(name, "IFCWALL('", 9) != 0) name--;
    name[9] = 'Z'; // of its GlobalId
    CHECK(file_replace(path, text, map.length, NULL));
    free(text);
    file_map_close(&map);
    return path;
}

TEST(of_an_older_version_only_what_is_gone_is_seen)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    StateLayer *new = state_layer_by_id(&s.state, s.layer_id);
    const uint32_t old_id = state_layer_add(&s.state, "older", write_older(new->source))->id;
    s.state.compare = (StateCompare){ .new_id = s.layer_id, .old_id = old_id };
    state_touch_layers(&s.state);
    const double until_s = clock_monotonic_s() + 30;
    do {
        job_pool_wait(s.pool, 0.01);
        step(&s);
    } while (!city_compare_result(&s.city, &s.state) && clock_monotonic_s() < until_s);
    CHECK(city_compare_result(&s.city, &s.state)->removed == 1);
    CHECK(settle(&s));
    uint8_t marks[64] = { 0 };
    marks[object_of(&s, "WALL 0.1")] = marks[object_of(&s, "WALL 1.1")] = STATE_MARK_HIDDEN;
    CHECK(state_mark_set(state_layer_by_id(&s.state, s.layer_id), marks, 64));
    state_touch(&s.state);
    CHECK(settle(&s));
    // What is the same hides behind nothing of the older one; what is gone is there, though.
    CHECK_TEXT(name_at(&s, 100, -90), "WALL 1.2");
    const ScenePick gone = scene_pick(s.scene, &s.city, &s.state, 740, 360);
    CHECK(gone.is_hit && gone.feature.layer_id == old_id);
    CHECK_TEXT(city_layer(&s.city, old_id)->asset->objects[gone.feature.feature].name, "WALL 9.1");
    s.state.compare = (StateCompare){ 0 };
    StateLayer *old = state_layer_by_id(&s.state, old_id);
    old->anchor = state_layer_by_id(&s.state, s.layer_id)->anchor;
    old->has_anchor = true;
    state_touch_layers(&s.state);
    CHECK(settle(&s));
    CHECK_TEXT(name_at(&s, 100, -90), ""); // the whole older house stands there now
    stage_close(&s);
}
