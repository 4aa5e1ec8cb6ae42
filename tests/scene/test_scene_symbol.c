// SPDX-License-Identifier: Apache-2.0
// test_scene_symbol.c - models at the points of a layer go through state, city and scene to a frame
// without a GPU: levels by size, thinning without holes, size, heading, kinds, picks, selection,
// broken files.
#include "check.h"

#include "base/clock.h"
#include "core/city_symbol.h"
#include "core/document.h"
#include "scene/camera.h"
#include "scene/scene_symbol.h"
#include <stdlib.h>
#include <unistd.h>

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

// A pyramid of many steps, tall metres high and as wide, y up: 4 faces of rows x rows cells.
static const char *write_model(const char *name, double tall, int rows)
{
    const char *path = check_temporary(name);
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    int vertex = 1;
    for (int face = 0; face < 4; face++) {
        for (int r = 0; r <= rows; r++) {
            for (int c = 0; c <= rows; c++) {
                const double v = (double)r / rows, w = (1 - v) / 2, u = (2.0 * c / rows - 1) * w;
                const double x[4] = { u, w, -u, -w }, z[4] = { w, -u, -w, u };
                fprintf(file, "v %.6f %.6f %.6f\n", tall * x[face], tall * v, tall * z[face]);
            }
        }
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < rows; c++) {
                const int a = vertex + r * (rows + 1) + c, b = a + rows + 1;
                fprintf(file, "f %d %d %d\nf %d %d %d\n", a, a + 1, b + 1, a, b + 1, b);
            }
        }
        vertex += (rows + 1) * (rows + 1);
    }
    CHECK(fclose(file) == 0);
    return path;
}

// side x side points 12 m apart.
static const char *write_points(int side)
{
    const char *path = check_temporary("points.geojson");
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    fprintf(file, "{\"type\":\"FeatureCollection\",\"features\":[\n");
    for (int i = 0; i < side * side; i++)
        fprintf(file,
                "%s{\"type\":\"Feature\",\"properties\":{\"kind\":\"%s\",\"factor\":%g,\"heading\":"
                "%d},\"geometry\":{\"type\":\"Point\","
                "\"coordinates\":[%.7f,%.7f]}}\n",
                i ? "," : "", i % 2 ? "oak" : "elm", i % 4 == 3 ? 2.0 : 1.0, 90,
                110.40 + (i % side) * 0.000115, 21.20 + (i / side) * 0.000108);
    fprintf(file, "]}\n");
    CHECK(fclose(file) == 0);
    return path;
}

static void step(Stage *s)
{
    job_pool_wait(s->pool, 0.01);
    job_pool_poll(s->pool, 1);
    city_sync(&s->city, &s->state);
    scene_update(s->scene, &s->city, &s->state, 0.05);
    city_collect(&s->city);
    arena_reset(&s->arena);
    scene_build(s->scene, &s->city, &s->state, &s->view, &s->arena, &s->frame);
}

static void settle(Stage *s)
{
    const double start_s = clock_monotonic_s();
    do step(s);
    while (!(scene_is_settled(s->scene, &s->city) && s->city.has_frame) &&
           clock_monotonic_s() - start_s < 30);
    CHECK(scene_is_settled(s->scene, &s->city));
}

static void look_at(Stage *s, double distance_m, double pitch_deg)
{
    s->state.camera = (StateCamera){ .target = { 110.40, 21.20, 0 },
                                     .pitch_deg = pitch_deg,
                                     .distance_m = distance_m,
                                     .fov_deg = 40 };
    state_touch(&s->state);
}

static void stage_open(Stage *s, int side, const char *symbol)
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
    s->layer = state_layer_add(&s->state, "trees", write_points(side));
    CHECK(s->layer != NULL);
    s->layer->style.draw = STYLE_DRAW_POINT;
    strcpy(s->layer->style.icon, "none");
    strcpy(s->layer->style.label_attribute, "none");
    snprintf(s->layer->style.symbol, sizeof s->layer->style.symbol, "%s", symbol);
    state_touch_layers(&s->state);
    look_at(s, 100, 30);
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

static int copies(const Stage *s)
{
    int count = 0;
    for (int i = 0; i < s->frame.instances_count; i++)
        count += s->frame.instances[i].instance_count;
    return count;
}

static float tallest(const Stage *s)
{
    float tall = 0;
    for (int i = 0; i < s->frame.instances_count; i++)
        for (int k = 0; k < s->frame.instances[i].instance_count; k++)
            tall = fmaxf(tall, s->frame.instances[i].instances[k].scale);
    return tall;
}

TEST(a_model_stands_at_each_point_as_tall_as_it_is_or_as_asked)
{
    Stage s;
    stage_open(&s, 1, write_model("spire.obj", 6, 8));
    settle(&s);
    CHECK_EQ(copies(&s), 1);
    CHECK_NEAR(tallest(&s), 6, 1e-4);
    CHECK_EQ(s.frame.instances[0].instances[0].style, 0xffffff); // as the model is
    s.layer->style.symbol_size_m = 9;
    s.layer->style.rgb = 0x2040ff;
    s.layer->style.has_rgb = true;
    state_touch_layers(&s.state);
    settle(&s);
    CHECK_NEAR(tallest(&s), 9, 1e-4);
    CHECK_EQ(s.frame.instances[0].instances[0].style, 0x2040ff);
    stage_close(&s);
}

TEST(attributes_size_and_turn_the_copies)
{
    Stage s;
    stage_open(&s, 2, write_model("spire.obj", 6, 8));
    strcpy(s.layer->style.symbol_scale_attribute, "factor");
    strcpy(s.layer->style.heading_attribute, "heading");
    state_touch_layers(&s.state);
    settle(&s);
    CHECK_EQ(copies(&s), 4);
    CHECK_NEAR(tallest(&s), 12, 1e-4);
    // East of north is clockwise: a quarter back, seen from above.
    CHECK_NEAR(s.frame.instances[0].instances[0].yaw_rad, 1.5 * DVEC_PI, 1e-3);
    stage_close(&s);
}

TEST(far_copies_are_coarser_and_fewer_but_cover_as_much)
{
    Stage s;
    stage_open(&s, 60, write_model("spire.obj", 6, 12)); // 1152 triangles
    look_at(&s, 60, 20);
    settle(&s);
    CHECK(s.frame.instances_count >= 2); // near and far levels in one view
    look_at(&s, 2200, 60);
    settle(&s);
    CHECK_EQ(s.frame.instances_count, 1);
    const int far = copies(&s);
    CHECK(far > 400 && far < 3000);
    double area = 0;
    const RenderInstancesItem *item = &s.frame.instances[0];
    for (int k = 0; k < item->instance_count; k++)
        area += (double)(item->instances[k].scale * item->instances[k].scale);
    CHECK_NEAR(area / (3600 * 36.0), 1, 0.15); // of what all of them would cover
    look_at(&s, 60000, 60);
    settle(&s);
    CHECK_EQ(copies(&s), 0);
    stage_close(&s);
}

TEST(a_coarser_level_has_few_triangles_and_keeps_the_size)
{
    Stage s;
    stage_open(&s, 1, write_model("spire.obj", 6, 40)); // 12800 triangles
    settle(&s);
    const CitySymbol *read = city_symbol(&s.city, s.layer->style.symbol);
    CHECK(read && read->hold);
    SceneSymbolShape shape;
    Err err = { 0 };
    CHECK(scene_symbol_shape_model(read->hold->asset, NULL, &shape, &err));
    const uint32_t most[] = { 12800, SCENE_SYMBOL_MIDDLE_TRIANGLES, SCENE_SYMBOL_FAR_TRIANGLES };
    for (int k = 0; k < SCENE_SYMBOL_LOD_COUNT; k++) {
        const GeoSolidMesh *m = &shape.lods[k];
        float top = 0, wide = 0;
        CHECK(m->index_count > 0 && m->index_count / 3 <= most[k]);
        for (uint32_t i = 0; i < m->vertex_count; i++) {
            top = fmaxf(top, m->vertices[i].pos_m[2]);
            wide = fmaxf(wide, hypotf(m->vertices[i].pos_m[0], m->vertices[i].pos_m[1]));
        }
        CHECK_NEAR(top, 1, 0.02);
        CHECK_NEAR(wide, shape.radius, 0.2 * (double)shape.radius);
    }
    CHECK_NEAR(shape.height_m, 6, 1e-5);
    CHECK_NEAR(shape.radius, sqrt(0.5), 1e-4);
    scene_symbol_shape_finish(&shape);
    stage_close(&s);
}

TEST(a_plane_of_the_city_takes_copies_and_their_picks_away)
{
    Stage s;
    stage_open(&s, 1, write_model("spire.obj", 6, 8));
    look_at(&s, 60, 20);
    settle(&s);
    double low[2], high[2], distance;
    CHECK(scene_view_project(&s.scene->view,
                             geo_frame_enu(&s.city.frame, (GeoPos){ 110.40, 21.20, 1 }), &low[0],
                             &low[1], &distance));
    CHECK(scene_view_project(&s.scene->view,
                             geo_frame_enu(&s.city.frame, (GeoPos){ 110.40, 21.20, 4.5 }), &high[0],
                             &high[1], &distance));
    const double xy[8] = { high[0] - 200, high[1] - 200, high[0] + 200, high[1] - 200,
                           high[0] + 200, high[1] + 200, high[0] - 200, high[1] + 200 };
    StateFeatureRef found[4];
    for (int k = 0; k < 4; k++) {
        // Level, 3 m up; of another model only; of models only; all of it goes.
        s.state.cuts[0] = (StateCut){ .pos = { 110.4, 21.2, k == 3 ? -5 : 3 }, .pitch_deg = 90 };
        s.state.cuts[0].layer_id = k == 1 ? s.layer->id + 100 : 0;
        s.state.cuts[0].spares_city = k == 2;
        s.state.cut_count = 1;
        state_touch(&s.state);
        settle(&s);
        const bool is_cut = k == 0 || k == 3;
        CHECK_EQ(s.frame.instances[0].uncut, is_cut ? 0 : 1);
        CHECK_EQ(scene_pick(s.scene, &s.city, &s.state, low[0], low[1]).feature.layer_id ==
                     s.layer->id,
                 k != 3);
        CHECK_EQ(scene_pick(s.scene, &s.city, &s.state, high[0], high[1]).feature.layer_id ==
                     s.layer->id,
                 !is_cut);
        CHECK_EQ(scene_pick_polygon(s.scene, &s.city, &s.state, xy, 4, found, 4), k == 3 ? 0 : 1);
    }
    stage_close(&s);
}

TEST(a_copy_is_picked_where_its_triangles_are_and_lights_up)
{
    for (int exaggeration = 1; exaggeration < 3; exaggeration++) {
        Stage s;
        stage_open(&s, 1, write_model("spire.obj", 6, 8));
        s.state.exaggeration = exaggeration;
        look_at(&s, 60, 20);
        settle(&s);
        double x, y, distance;
        CHECK(scene_view_project(&s.scene->view,
                                 geo_frame_enu(&s.city.frame, (GeoPos){ 110.40, 21.20, 3 }), &x, &y,
                                 &distance));
        CHECK_EQ(scene_pick(s.scene, &s.city, &s.state, x, y).feature.layer_id, s.layer->id);
        // Beside the slope, but within the box.
        CHECK(scene_view_project(&s.scene->view,
                                 geo_frame_enu(&s.city.frame, (GeoPos){ 110.400022, 21.20, 5.5 }),
                                 &x, &y, &distance));
        CHECK_EQ(scene_pick(s.scene, &s.city, &s.state, x, y).feature.layer_id, 0);
        CHECK(state_select(&s.state, (StateFeatureRef){ s.layer->id, 0 }));
        state_touch(&s.state);
        settle(&s);
        CHECK_EQ(s.frame.instances[0].instances[0].style >> 24, RENDER_STYLE_SELECTED);
        // Restyled, it is still selected.
        s.layer->style.symbol_size_m = 9;
        state_touch_layers(&s.state);
        settle(&s);
        CHECK_EQ(s.frame.instances[0].instances[0].style >> 24, RENDER_STYLE_SELECTED);
        stage_close(&s);
    }
}

TEST(an_attribute_chooses_the_model_and_what_is_missing_is_said_and_replaced)
{
    Stage s;
    const char *oak = write_model("oak.obj", 6, 4);
    char pattern[400];
    snprintf(pattern, sizeof pattern, "%.*s/*.obj", (int)(strrchr(oak, '/') - oak), oak);
    stage_open(&s, 2, pattern);
    strcpy(s.layer->style.symbol_attribute, "kind");
    state_touch_layers(&s.state);
    settle(&s);
    CHECK_EQ(copies(&s), 4);
    CHECK_EQ(s.frame.instances_count, 2); // the oak, and a built-in one for the elm
    char text[400];
    const CityLayer *loaded = city_layer(&s.city, s.layer->id);
    CHECK(city_symbol_problem(&s.city, s.layer, loaded, 0, text));
    CHECK(strstr(text, "elm.obj") != NULL);
    CHECK(!city_symbol_problem(&s.city, s.layer, loaded, 1, text));
    stage_close(&s);
}

TEST(a_broken_model_gives_way_to_a_built_in_symbol)
{
    Stage s;
    const char *path = check_temporary("bent.glb");
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    fprintf(file, "glTF no");
    CHECK(fclose(file) == 0);
    stage_open(&s, 1, path);
    settle(&s);
    CHECK_EQ(copies(&s), 1);
    char text[400];
    CHECK(city_symbol_problem(&s.city, s.layer, city_layer(&s.city, s.layer->id), 0, text));
    // Put right, it is drawn.
    snprintf(s.layer->style.symbol, sizeof s.layer->style.symbol, "%s",
             write_model("spire.obj", 6, 8));
    state_touch_layers(&s.state);
    settle(&s);
    CHECK_NEAR(tallest(&s), 6, 1e-4);
    CHECK(!city_symbol_problem(&s.city, s.layer, city_layer(&s.city, s.layer->id), 0, text));
    stage_close(&s);
}
