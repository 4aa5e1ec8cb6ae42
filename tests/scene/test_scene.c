// SPDX-License-Identifier: Apache-2.0
// test_scene.c - a city made here goes through state, city and scene to a frame without a GPU: everything in view is there, nothing
// twice, levels of detail follow distance, labels do not overlap and are steady, picks hit what stands there.
#include "check.h"

#include "base/clock.h"
#include "core/city.h"
#include "scene/camera.h"
#include "scene/scene.h"
#include <stdlib.h>
#include <unistd.h>

#define BUILDINGS 400

typedef struct {
    State state;
    City city;
    JobPool *pool;
    Render *render;
    Scene *scene;
    Arena arena;
    RenderFrame frame;
    SceneViewDesc view;
} Stage;

// A grid of houses 100 m apart with names, heights and a use.
static const char *write_city(void)
{
    const char *path = check_temporary("houses.geojson");
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    fprintf(file, "{\"type\":\"FeatureCollection\",\"features\":[\n");
    for (int i = 0; i < BUILDINGS; i++) {
        const double x = 110.40 + (i % 20) * 0.00096, y = 21.20 + (i / 20) * 0.0009, w = 0.0002, h = 0.0002;
        fprintf(file,
                "%s{\"type\":\"Feature\",\"properties\":{\"name\":\"%d号楼\",\"height\":%d,\"kind\":\"%s\",\"mark\":%d},\"geometry\":{\"type\":"
                "\"Polygon\",\"coordinates\":[[[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f],[%.7f,%.7f]]]}}\n",
                i ? "," : "", i, 10 + i % 50, i % 2 ? "住宅" : "办公", i, x, y, x + w, y, x + w, y + h, x, y + h, x, y);
    }
    fprintf(file, "]}\n");
    CHECK(fclose(file) == 0);
    return path;
}

static void step(Stage *s, double dt_s)
{
    job_pool_poll(s->pool, 1);
    city_sync(&s->city, &s->state);
    scene_update(s->scene, &s->city, &s->state, dt_s);
    city_collect(&s->city);
    arena_reset(&s->arena);
    scene_build(s->scene, &s->city, &s->state, &s->view, &s->arena, &s->frame);
}

static bool settle(Stage *s)
{
    const double start_s = clock_monotonic_s();
    do {
        job_pool_wait(s->pool, 0.01);
        step(s, 0.05);
        if (scene_is_settled(s->scene, &s->city) && s->city.has_frame) return true;
    } while (clock_monotonic_s() - start_s < 30);
    return false;
}

static void look_at(Stage *s, double distance_m, double pitch_deg)
{
    s->state.camera = (StateCamera){ .target = { 110.4093, 21.2087, 0 }, .heading_deg = 20, .pitch_deg = pitch_deg,
                                     .distance_m = distance_m, .fov_deg = 40 };
    state_touch(&s->state);
}

static void stage_open(Stage *s)
{
    Err err = { 0 };
    memset(s, 0, sizeof *s);
    geo_init();
    state_init(&s->state);
    s->view = (SceneViewDesc){ .width_px = 1280, .height_px = 720, .scale = 1, .quality = RENDER_QUALITY_SOFTWARE };
    s->pool = job_pool_create(2);
    city_init(&s->city, s->pool);
    s->render = render_create(&(RenderDesc){ .is_null = true }, &err);
    CHECK(s->render != NULL);
    s->scene = scene_create(&(SceneDesc){ .render = s->render, .pool = s->pool, .upload_bytes_a_frame = SIZE_MAX }, &err);
    CHECK(s->scene != NULL);
    CHECK(state_layer_add(&s->state, "houses", write_city()) != NULL);
    state_touch_layers(&s->state);
    look_at(s, 1500, 40);
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

TEST(a_city_settles_into_ground_and_buildings)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    CHECK(s.frame.terrain_count > 0);
    CHECK(s.frame.building_count > 0);
    for (int i = 0; i < s.frame.building_count; i++) {
        CHECK(s.frame.buildings[i].mesh.id != 0);
        CHECK(s.frame.buildings[i].styles.id != 0);
        for (int k = 0; k < i; k++) CHECK(s.frame.buildings[k].style_first != s.frame.buildings[i].style_first);
    }
    for (int i = 0; i < s.frame.terrain_count; i++) CHECK(s.frame.terrain[i].mesh.id != 0);
    CHECK_EQ(scene_status(s.scene).jobs_wanted, 0);
    stage_close(&s);
}

TEST(nothing_is_drawn_behind_the_eye_and_far_houses_stay_as_points)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    const int near_count = s.frame.building_count;
    look_at(&s, 60000, 60);
    CHECK(settle(&s));
    CHECK(s.frame.building_count >= near_count); // none is lost in the distance
    s.state.camera.target.lon_deg = 112;
    state_touch(&s.state);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.building_count, 0);
    stage_close(&s);
}

static void no_overlap(const RenderFrame *frame)
{
    for (int i = 0; i < frame->sprite_count; i++) {
        const RenderSprite *a = &frame->sprites[i];
        CHECK(a->x_px == floorf(a->x_px) && a->y_px == floorf(a->y_px)); // on whole pixels
        for (int k = 0; k < i; k++) {
            const RenderSprite *b = &frame->sprites[k];
            const bool apart = a->x_px >= b->x_px + b->width_px || b->x_px >= a->x_px + a->width_px || a->y_px >= b->y_px + b->height_px ||
                               b->y_px >= a->y_px + a->height_px;
            CHECK(apart);
        }
    }
}

TEST(labels_do_not_overlap_and_are_the_same_each_time)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    CHECK(s.frame.sprite_count > 5);
    no_overlap(&s.frame);
    const int count = s.frame.sprite_count;
    RenderSprite *first = malloc(sizeof *first * (size_t)count);
    memcpy(first, s.frame.sprites, sizeof *first * (size_t)count);
    look_at(&s, 800, 30);
    CHECK(settle(&s));
    look_at(&s, 1500, 40);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.sprite_count, count);
    for (int i = 0; i < count; i++) {
        CHECK_NEAR(s.frame.sprites[i].x_px, first[i].x_px, 1e-3);
        CHECK_NEAR(s.frame.sprites[i].y_px, first[i].y_px, 1e-3);
    }
    free(first);
    stage_close(&s);
}

TEST(a_label_changes_at_most_once_a_second_in_a_steady_orbit)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    s.view.is_live = true;
    for (int i = 0; i < 120; i++) { // fonts are drawn meanwhile
        usleep(1000);
        step(&s, 1 / 30.0);
    }
    // Counted by the number on screen: each step of 1/30 s may change few.
    int changes = 0, last = s.frame.sprite_count;
    for (int i = 0; i < 300; i++) { // ten seconds, 6 degrees a second
        s.state.camera.heading_deg += 0.2;
        state_touch(&s.state);
        usleep(500);
        step(&s, 1 / 30.0);
        changes += abs(s.frame.sprite_count - last);
        last = s.frame.sprite_count;
    }
    CHECK(last > 5);
    CHECK(changes <= 10 * last); // one a second for each
    stage_close(&s);
}

TEST(a_pick_finds_the_house_under_the_pixel_and_the_ground_beside_it)
{
    Stage s;
    stage_open(&s);
    s.state.has_labels = false;
    CHECK(settle(&s));
    const CityLayer *layer = &s.city.layers[0];
    CHECK(layer->vector != NULL);
    int hits = 0;
    for (uint32_t f = 0; f < layer->vector->feature_count; f += 37) {
        GeoPos p = geo_layer_anchor(layer->vector, f);
        double height = 0;
        const int column = geo_layer_column(layer->vector, "height");
        CHECK(column >= 0 && geo_column_number(&layer->vector->columns[column], f, &height));
        p.h_m = height; // middle of the roof
        const CameraPose pose = camera_pose(&s.city.frame, &s.state.camera, 1280.0 / 720);
        const DVec3 d = dvec_sub(geo_frame_enu(&s.city.frame, p), pose.eye_enu_m);
        const double z = dvec_dot(d, pose.forward);
        const double x = (dvec_dot(d, pose.right) / (z * pose.tan_half_x) + 1) * 640 - 0.5;
        const double y = (1 - dvec_dot(d, pose.up) / (z * pose.tan_half_y)) * 360 - 0.5;
        if (x < 0 || y < 0 || x > 1279 || y > 719) continue;
        const ScenePick pick = scene_pick(s.scene, &s.city, &s.state, x, y);
        CHECK(pick.is_hit);
        // A taller neighbour may stand before it.
        if (pick.feature.feature == f && pick.feature.layer_id == layer->id) {
            hits++;
            CHECK_NEAR(pick.point.h_m, height, 0.2);
        }
    }
    CHECK(hits >= 5);
    const ScenePick sky = scene_pick(s.scene, &s.city, &s.state, 640, -4000);
    CHECK(!sky.is_hit);
    const double all[] = { -1, -1, 1281, -1, 1281, 721, -1, 721 };
    StateFeatureRef refs[BUILDINGS];
    const int in_view = scene_pick_polygon(s.scene, &s.city, &s.state, all, 4, refs, BUILDINGS);
    CHECK(in_view > 100 && in_view <= BUILDINGS);
    CHECK_EQ(scene_pick_polygon(s.scene, &s.city, &s.state, all, 2, refs, BUILDINGS), 0);
    stage_close(&s);
}

// A slope of 300 m under the houses.
static const char *write_slope(void)
{
    const char *path = check_temporary("slope.asc");
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    fprintf(file, "ncols 60\nnrows 60\nxllcorner 110.38\nyllcorner 21.18\ncellsize "
                  "0.001\nNODATA_value -9999\n");
    for (int y = 0; y < 60; y++) {
        for (int x = 0; x < 60; x++) fprintf(file, "%d ", 100 + 5 * x);
        fprintf(file, "\n");
    }
    CHECK(fclose(file) == 0);
    return path;
}

static bool project(const Stage *s, GeoPos p, double *x, double *y)
{
    const CameraPose pose = camera_pose(&s->city.frame, &s->state.camera, 1280.0 / 720);
    const DVec3 d = dvec_sub(geo_frame_enu(&s->city.frame, p), pose.eye_enu_m);
    const double z = dvec_dot(d, pose.forward);
    if (z < 1) return false;
    *x = (dvec_dot(d, pose.right) / (z * pose.tan_half_x) + 1) * 640 - 0.5;
    *y = (1 - dvec_dot(d, pose.up) / (z * pose.tan_half_y)) * 360 - 0.5;
    return *x >= 0 && *y >= 0 && *x <= 1279 && *y <= 719;
}

static void open_slope(Stage *s, double exaggeration)
{
    stage_open(s);
    StateLayer *slope = state_layer_add(&s->state, "slope", write_slope());
    slope->crs = strdup("EPSG:4326");
    slope->style.draw = STYLE_DRAW_ELEVATION;
    state_touch_layers(&s->state);
    s->state.exaggeration = exaggeration;
    look_at(s, 1500, 40);
    CHECK(settle(s));
    s->state.camera.target.h_m = scene_ground(&s->city, &s->state, s->state.camera.target.lon_deg,
                                              s->state.camera.target.lat_deg);
    state_touch(&s->state);
    CHECK(settle(s));
}

TEST(what_is_drawn_with_exaggerated_heights_is_what_is_picked)
{
    for (int i = 0; i < 2; i++) {
        const double exaggeration = i ? 3 : 0.5;
        Stage s;
        open_slope(&s, exaggeration);
        const CityLayer *layer = &s.city.layers[0];
        CHECK_NEAR(s.state.camera.target.h_m,
                   exaggeration * (100 + 5 * (110.4093 - 110.3805) / 0.001), exaggeration);
        s.state.has_labels = false;
        state_touch(&s.state);
        CHECK(settle(&s));
        int hits = 0, seen = 0;
        for (uint32_t f = 0; f < layer->vector->feature_count; f += 7) {
            GeoPos p = geo_layer_anchor(layer->vector, f);
            double height = 0, x = 0, y = 0;
            CHECK(geo_column_number(
                &layer->vector->columns[geo_layer_column(layer->vector, "height")], f, &height));
            bool has = false;
            const double roof_m =
                geo_terrain_height(s.city.terrain, p.lon_deg, p.lat_deg, &has) + height;
            p.h_m = roof_m * exaggeration;
            if (!project(&s, p, &x, &y)) continue;
            seen++;
            const ScenePick pick = scene_pick(s.scene, &s.city, &s.state, x, y);
            CHECK(pick.is_hit);
            if (pick.feature.feature != f || pick.feature.layer_id != layer->id)
                continue; // a taller neighbour stands before it
            hits++;
            CHECK_NEAR(pick.point.h_m, roof_m, 0.7); // the house stands on the mean of its corners
            CHECK_NEAR(geo_frame_geodetic(&s.city.frame, pick.point_enu_m).h_m,
                       roof_m * exaggeration, 0.7 * exaggeration);
        }
        CHECK(hits >= 5 && hits > seen / 2);
        // Beside the houses lies the ground, at its own height.
        const ScenePick ground = scene_pick(s.scene, &s.city, &s.state, 1270, 20);
        CHECK(ground.is_hit);
        if (!ground.feature.layer_id) CHECK_NEAR(ground.point.h_m, ground.ground_m, 0.1);
        stage_close(&s);
    }
}

TEST(outlines_and_labels_rise_with_exaggerated_heights)
{
    Stage s;
    open_slope(&s, 3);
    const CityLayer *layer = &s.city.layers[0];
    const uint32_t feature = 210;
    CHECK(state_select(&s.state, (StateFeatureRef){ layer->id, feature }));
    state_touch(&s.state);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.line_count, 12);
    const GeoPos p = geo_layer_anchor(layer->vector, feature);
    double height = 0;
    bool has = false;
    CHECK(geo_column_number(&layer->vector->columns[geo_layer_column(layer->vector, "height")],
                            feature, &height));
    const double roof_m =
        3 * (geo_terrain_height(s.city.terrain, p.lon_deg, p.lat_deg, &has) + height);
    const CameraPose pose = camera_pose(&s.city.frame, &s.state.camera, 1280.0 / 720);
    double highest = -1e9;
    for (int i = 0; i < s.frame.line_count; i++) {
        const float *a = s.frame.lines[i].a_rel_m;
        highest =
            fmax(highest, geo_frame_geodetic(&s.city.frame,
                                             dvec_add(pose.eye_enu_m, dvec_make(a[0], a[1], a[2])))
                              .h_m);
    }
    CHECK_NEAR(highest, roof_m, 2);
    // A label's place, taken back from its picture, is the roof of its house.
    CHECK(s.frame.sprite_count > 5);
    int houses = 0;
    for (int i = 0; i < s.frame.sprite_count; i++) {
        const RenderSprite *b = &s.frame.sprites[i];
        const ScenePick pick = scene_pick(s.scene, &s.city, &s.state, b->x_px + b->width_px / 2,
                                          b->y_px + b->height_px / 2);
        if (pick.feature.layer_id != layer->id) continue;
        double x = 0, y = 0;
        CHECK(project(&s, geo_frame_geodetic(&s.city.frame, pick.point_enu_m), &x, &y));
        CHECK(fabs(x - b->x_px - b->width_px / 2) < 80 &&
              fabs(y - b->y_px - b->height_px / 2) < 60);
        CHECK(geo_column_number(&layer->vector->columns[geo_layer_column(layer->vector, "height")],
                                pick.feature.feature, &height));
        CHECK_NEAR(pick.point.h_m, pick.ground_m + height + 1.5, 0.1);
        houses++;
    }
    CHECK(houses > 5);
    stage_close(&s);
}

TEST(hover_and_selection_draw_edges)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.line_count, 0);
    s.state.hover = (StateFeatureRef){ s.city.layers[0].id, 210 };
    CHECK(state_select(&s.state, (StateFeatureRef){ s.city.layers[0].id, 17 }));
    state_touch(&s.state);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.line_count, 2 * 12); // four corners: roof, foot, uprights
    s.state.selection_count = 0;
    s.state.hover = (StateFeatureRef){ 0 };
    state_touch(&s.state);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.line_count, 0);
    stage_close(&s);
}

TEST(a_layer_hidden_removed_or_lost_with_the_gpu_comes_and_goes)
{
    Stage s;
    Err err = { 0 };
    stage_open(&s);
    CHECK(settle(&s));
    const int count = s.frame.building_count;
    s.state.layers[0].is_visible = false;
    state_touch_layers(&s.state);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.building_count, 0);
    s.state.layers[0].is_visible = true;
    state_touch_layers(&s.state);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.building_count, count);
    Render *other = render_create(&(RenderDesc){ .is_null = true }, &err);
    scene_set_render(s.scene, other);
    render_destroy(s.render);
    s.render = other;
    CHECK(settle(&s));
    CHECK_EQ(s.frame.building_count, count);
    state_layer_remove(&s.state, s.state.layers[0].id);
    state_touch_layers(&s.state);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.building_count, 0);
    stage_close(&s);
}

TEST(where_gpu_memory_is_full_all_is_coarser_and_with_more_of_it_finer_again)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    const int count = s.frame.building_count;
    const size_t need = render_status(s.render).used_bytes;
    const size_t little = need - 40000; // most of it is the labels' pages, which do not shrink
    CHECK_NEAR(scene_status(s.scene).detail, 1, 0);
    scene_set_budget(s.scene, little);
    CHECK(settle(&s));
    for (int i = 0; i < 200; i++) step(&s, 0.02);
    CHECK(settle(&s));
    CHECK(scene_status(s.scene).detail < 1 && scene_status(s.scene).detail > 0.05);
    CHECK(render_status(s.render).used_bytes <= little);
    CHECK_EQ(s.frame.building_count, count); // every tile of houses is still there
    CHECK(s.frame.terrain_count > 0);
    scene_set_budget(s.scene, 0);
    CHECK(settle(&s));
    CHECK_NEAR(scene_status(s.scene).detail, 1, 0);
    CHECK_EQ(s.frame.building_count, count);
    // Nothing fits: nothing is drawn and nothing breaks.
    scene_set_budget(s.scene, 1000);
    CHECK(settle(&s));
    stage_close(&s);
}

TEST(ten_thousand_recolours_cost_little)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    const double start_s = clock_monotonic_s();
    for (uint32_t i = 0; i < 10000; i++) scene_style_set(s.scene, s.city.layers[0].id, i % BUILDINGS, RENDER_STYLE_WORD(i * 2654435761u, 0));
    step(&s, 0.03);
    CHECK((clock_monotonic_s() - start_s) < 0.05);
    scene_style_set(s.scene, 999, 0, 0); // unknown things are ignored
    scene_style_set(s.scene, s.city.layers[0].id, 4000000000u, 0);
    stage_close(&s);
}

TEST(night_comes_with_the_hour)
{
    Stage s;
    stage_open(&s);
    CHECK(settle(&s));
    CHECK_NEAR(s.frame.view.night, 0, 1e-6); // noon
    CHECK(s.frame.view.sun_dir_rel[2] > 0.9f);
    CHECK(clock_parse("2026-06-21T22:00+08:00", 0, &s.state.t_utc_us));
    state_touch(&s.state);
    CHECK(settle(&s));
    CHECK_NEAR(s.frame.view.night, 1, 1e-6);
    stage_close(&s);
}

// A cable of two masts and a deck 50 m over the ground, a gate whose face stands upright, a tree.
static const char *write_raised(const char *name, const char *geometry)
{
    const char *path = check_temporary(name);
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    fprintf(file,
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{"
            "\"n\":1},\"geometry\":%s}]}",
            geometry);
    CHECK(fclose(file) == 0);
    return path;
}

TEST(raised_lines_faces_and_symbols_are_picked_where_they_are_drawn)
{
    static const struct {
        const char *name, *geometry, *symbol;
        GeoPos hit, foot; // a point on it, and one that only a pick on the ground would find
    } things[] = {
        { "deck.geojson",
          "{\"type\":\"LineString\",\"coordinates\":[[110.405,21.2085,150],[110.412,21.2085,150]]}",
          NULL,
          { 110.409, 21.2085, 150 },
          { 110.409, 21.2085, 0 } },
        { "gate.geojson",
          "{\"type\":\"Polygon\",\"coordinates\":[[[110.408,21.2085,20],[110.410,21.2085,20],[110."
          "410,21.2085,220],[110.408,21.2085,220],[110.408,21.2085,20]]]}",
          NULL,
          { 110.409, 21.2085, 200 },
          { 110.409, 21.2085, 0 } },
        { "tree.geojson",
          "{\"type\":\"Point\",\"coordinates\":[110.4093,21.2087]}",
          "tree",
          { 110.4093, 21.2087, 70 },
          { 110.4093, 21.2084, 0 } },
    };
    for (int i = 0; i < 3; i++) {
        for (double exaggeration = 1; exaggeration < 3; exaggeration++) {
            Stage s;
            stage_open(&s);
            state_layer_remove(&s.state, s.state.layers[0].id);
            StateLayer *layer = state_layer_add(&s.state, things[i].name,
                                                write_raised(things[i].name, things[i].geometry));
            layer->style.draw = things[i].symbol ? STYLE_DRAW_POINT : STYLE_DRAW_RAISED;
            layer->style.width_m = 6;
            if (things[i].symbol) {
                strcpy(layer->style.symbol, things[i].symbol);
                strcpy(layer->style.icon, "none");
                layer->style.symbol_size_m = 80;
            }
            state_touch_layers(&s.state);
            s.state.exaggeration = exaggeration;
            CHECK(settle(&s));
            GeoPos hit = things[i].hit;
            if (!things[i].symbol) hit.h_m *= exaggeration; // a tree stays as tall as it is
            double x = 0, y = 0;
            CHECK(project(&s, hit, &x, &y));
            const ScenePick pick = scene_pick(s.scene, &s.city, &s.state, x, y);
            CHECK_EQ(pick.feature.layer_id, s.city.layers[0].id);
            CHECK_NEAR(geo_frame_geodetic(&s.city.frame, pick.point_enu_m).h_m, hit.h_m, 6);
            CHECK(project(&s, things[i].foot, &x, &y));
            CHECK_EQ(scene_pick(s.scene, &s.city, &s.state, x, y).feature.layer_id, 0);
            if (!things[i].symbol) {
                CHECK(state_select(&s.state, (StateFeatureRef){ s.city.layers[0].id, 0 }));
                state_touch(&s.state);
                CHECK(settle(&s));
                CHECK(s.frame.line_count >= 1);
                const CameraPose pose = camera_pose(&s.city.frame, &s.state.camera, 1280.0 / 720);
                const float *a = s.frame.lines[0].a_rel_m;
                CHECK_NEAR(geo_frame_geodetic(&s.city.frame,
                                              dvec_add(pose.eye_enu_m, dvec_make(a[0], a[1], a[2])))
                               .h_m,
                           exaggeration * (i ? 20 : 150), exaggeration);
            }
            stage_close(&s);
        }
    }
}

// The house under the middle of the view, from 1; 0 = none.
static uint32_t house_at_middle(Stage *s)
{
    const ScenePick pick = scene_pick(s->scene, &s->city, &s->state, 640, 360);
    return pick.is_hit && pick.feature.layer_id ? pick.feature.feature + 1 : 0;
}

TEST(a_plane_cuts_houses_open_and_picks_labels_and_faces_obey)
{
    Stage s;
    stage_open(&s);
    s.state.camera = (StateCamera){
        .target = { 110.4097, 21.2091, 0 }, .pitch_deg = 89, .distance_m = 300, .fov_deg = 40
    };
    state_touch(&s.state);
    CHECK(settle(&s));
    const int labels = s.frame.sprite_count;
    CHECK_EQ(s.frame.model_count, 0);
    CHECK(house_at_middle(&s) > 0);
    CHECK(labels > 0);
    s.state.cuts[0] = (StateCut){ .pos = { 110.4097, 21.2091, 4 }, .pitch_deg = 90 };
    s.state.cut_count = 1;
    state_touch(&s.state);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.buildings[0].uncut, 0);
    CHECK(s.frame.model_count > 0); // the faces
    CHECK_EQ(s.frame.models[0].uncut, 1);
    CHECK(house_at_middle(&s) > 0);
    const ScenePick on_cut = scene_pick(s.scene, &s.city, &s.state, 640, 360);
    CHECK_NEAR(on_cut.point.h_m, 4, 0.05);
    CHECK_EQ(s.frame.sprite_count, labels); // names stand on the cut
    s.state.cuts[0].spares_city = true;
    state_touch(&s.state);
    CHECK(settle(&s));
    CHECK_EQ(s.frame.model_count, 0);
    CHECK_EQ(s.frame.buildings[0].uncut, 1);
    s.state.cuts[0] = (StateCut){ .pos = { 110.4097, 21.2091, -3 }, .pitch_deg = 90 };
    state_touch(&s.state);
    CHECK(settle(&s)); // all of it goes
    CHECK_EQ(house_at_middle(&s), 0);
    CHECK_EQ(s.frame.sprite_count, 0);
    s.state.cut_count = 0;
    state_touch(&s.state);
    CHECK(settle(&s));
    CHECK(house_at_middle(&s) > 0);
    CHECK_EQ(s.frame.model_count, 0);
    stage_close(&s);
}
