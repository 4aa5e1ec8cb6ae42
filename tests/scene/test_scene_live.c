// SPDX-License-Identifier: Apache-2.0
// test_scene_live.c - live things through the scene to a frame without a GPU: what is drawn, where,
// what a pick answers, what a stale value may look like.
#include "check.h"

#include "core/style_live.h"
#include "base/clock.h"
#include "core/city.h"
#include "geo/geo_drape.h"
#include "scene/scene_live.h"
#include <stdlib.h>

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

static const char *write_house(void)
{
    const char *path = check_temporary("house.geojson");
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    fprintf(file, "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                  "\"properties\":{\"code\":\"hkq\",\"height\":30},"
                  "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[110.4,21.2],[110.4002,21."
                  "2],[110.4002,21.2002],[110.4,21.2002],[110.4,21.2]]]}}]}\n");
    CHECK(fclose(file) == 0);
    return path;
}

static void step(Stage *s)
{
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
    do {
        job_pool_wait(s->pool, 0.01);
        step(s);
    } while (!(scene_is_settled(s->scene, &s->city) && s->city.has_frame) &&
             clock_monotonic_s() - start_s < 30);
    CHECK(scene_is_settled(s->scene, &s->city));
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
    CHECK(s->scene != NULL);
    CHECK(state_layer_add(&s->state, "houses", write_house()) != NULL);
    state_touch_layers(&s->state);
    s->state.camera = (StateCamera){
        .target = { 110.4093, 21.2087, 0 }, .pitch_deg = 89, .distance_m = 1500, .fov_deg = 40
    };
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

static const SceneLiveKind car = { .shape = RENDER_MARK_ARROW, .rgb = 0xe0943a };

TEST(a_moving_thing_is_drawn_in_the_middle_and_picked_by_its_key)
{
    Stage s;
    stage_open(&s);
    const uint32_t keys[3] = { 71, 72, 73 };
    const double lon[3] = { 110.4093, 110.4110, 112.0 }, lat[3] = { 21.2087, 21.2087, 21.2 };
    const float h[3] = { NAN, NAN, NAN }, heading[3] = { 90, 0, 0 }, speed[3] = { 5, 5, 5 },
                fade[3] = { 1, 0, 1 };
    const SceneLive live = { .objects = { .places = { .count = 3,
                                                      .keys = keys,
                                                      .lon_deg = lon,
                                                      .lat_deg = lat,
                                                      .h_m = h,
                                                      .heading_deg = heading,
                                                      .speed_m_s = speed,
                                                      .fade = fade },
                                          .kind_table = &car,
                                          .kind_count = 1 } };
    scene_live_set(s.scene, &live);
    settle(&s);
    CHECK_EQ(s.frame.mark_count, 1); // the expired and the far one are not drawn
    CHECK_NEAR(s.frame.marks[0].turn[0], 3.14159265 / 2, 1e-5);
    uint32_t key = 0;
    CHECK(scene_live_pick(s.scene, 640, 360, &key));
    CHECK_EQ(key, 71);
    CHECK_EQ(scene_pick(s.scene, &s.city, &s.state, 640, 360).live_key, 71);
    CHECK(!scene_live_pick(s.scene, 200, 200, &key));
    scene_live_set(s.scene, NULL);
    step(&s);
    CHECK_EQ(s.frame.mark_count, 0);
    CHECK(!scene_live_pick(s.scene, 640, 360, &key));
    stage_close(&s);
}

TEST(a_hundred_marks_at_one_place_are_one_cluster_that_answers_with_its_worst)
{
    Stage s;
    stage_open(&s);
    SceneLiveMark marks[100];
    for (int i = 0; i < 100; i++)
        marks[i] = (SceneLiveMark){ .key = (uint32_t)i + 1,
                                    .at = { 110.4093, 21.2087, 0 },
                                    .freshness = LIVE_CURRENT,
                                    .is_alarm = i == 57 };
    const SceneLive live = { .marks = marks, .mark_count = 100 };
    scene_live_set(s.scene, &live);
    settle(&s);
    CHECK_EQ(scene_live_status(s.scene).clusters, 1);
    CHECK_EQ(scene_live_status(s.scene).marks, 0);
    uint32_t key = 0;
    CHECK(scene_live_pick(s.scene, 640, 360, &key));
    CHECK_EQ(key, 58);
    stage_close(&s);
}

// Arcs of a colour (0xBBGGRR) among what is drawn.
static int arcs_of(const Stage *s, uint32_t rgb)
{
    int count = 0;
    for (int i = 0; i < s->frame.mark_count; i++) {
        const RenderMark *m = &s->frame.marks[i];
        count += (m->bits & 255u) == RENDER_MARK_ARC && (m->fill_rgba & 0xffffffu) == rgb;
    }
    return count;
}

TEST(an_alarm_has_a_ring_of_its_level_and_blinks_until_it_is_acknowledged)
{
    Stage s;
    stage_open(&s);
    SceneLiveMark mark = { .key = 1,
                           .at = { 110.4093, 21.2087, 0 },
                           .rgb = 0x5ea85a,
                           .freshness = LIVE_CURRENT,
                           .is_alarm = true,
                           .is_unacked = true,
                           .alarm_level = 3,
                           .alarm_rgb = 0x1f8aff };
    SceneLive live = { .marks = &mark, .mark_count = 1 };
    scene_live_set(s.scene, &live);
    settle(&s);
    CHECK_EQ(arcs_of(&s, 0x1f8aff), 4); // two rings, each of two halves
    live.is_blink_off = true;
    scene_live_set(s.scene, &live);
    step(&s);
    CHECK_EQ(arcs_of(&s, 0x1f8aff), 2); // one stays
    mark.is_unacked = false;
    live.is_blink_off = false;
    scene_live_set(s.scene, &live);
    step(&s);
    CHECK_EQ(arcs_of(&s, 0x1f8aff), 2);
    stage_close(&s);
}

TEST(an_alarm_is_seen_in_its_cluster_also_when_its_value_has_grown_old)
{
    Stage s;
    stage_open(&s);
    SceneLiveMark marks[20];
    for (int i = 0; i < 20; i++)
        marks[i] = (SceneLiveMark){ .key = (uint32_t)i + 1,
                                    .at = { 110.4093, 21.2087, 0 },
                                    .freshness = i == 7 ? LIVE_STALE : LIVE_CURRENT,
                                    .is_alarm = i == 7 || i == 3,
                                    .alarm_level = i == 7 ? 4 : 2,
                                    .alarm_rgb = i == 7 ? 0x4a38f0 : 0x18c5f5 };
    const SceneLive live = { .marks = marks, .mark_count = 20 };
    scene_live_set(s.scene, &live);
    settle(&s);
    CHECK_EQ(scene_live_status(s.scene).clusters, 1);
    CHECK(arcs_of(&s, 0x4a38f0) > 0); // in the colour of the gravest
    uint32_t key = 0;
    CHECK(scene_live_pick(s.scene, 640, 360, &key));
    CHECK_EQ(key, 8);
    stage_close(&s);
}

TEST(no_mark_is_lost_between_icons_and_clusters)
{
    Stage s;
    stage_open(&s);
    SceneLiveMark marks[64];
    for (int i = 0; i < 64; i++)
        marks[i] = (SceneLiveMark){ .key = (uint32_t)i + 1,
                                    .at = { 110.4093 + 0.0002 * (i % 8) * (i % 3),
                                            21.2087 + 0.0003 * (i / 8), 0 },
                                    .freshness = LIVE_CURRENT };
    const SceneLive live = { .marks = marks, .mark_count = 64 };
    scene_live_set(s.scene, &live);
    settle(&s);
    const SceneLiveStatus status = scene_live_status(s.scene);
    CHECK(status.clusters > 0);
    // Every mark is an icon or a share: a disc each, shares of a cluster add up to a turn.
    double turns = 0;
    int discs = 0;
    for (int i = 0; i < s.frame.mark_count; i++) {
        const RenderMark *m = &s.frame.marks[i];
        if ((m->bits & 255u) == RENDER_MARK_ARC)
            turns += (double)(m->turn[1] - m->turn[0]) / 6.283185307;
        else
            discs++;
    }
    CHECK_EQ(discs, status.marks + status.clusters);
    CHECK_NEAR(turns, discs, 1e-3);
    stage_close(&s);
}

TEST(live_texts_lie_apart_and_names_of_the_map_give_way)
{
    Stage s;
    stage_open(&s);
    SceneLiveMark marks[8];
    for (int i = 0; i < 8; i++)
        marks[i] = (SceneLiveMark){ .key = (uint32_t)i + 1,
                                    .at = { 110.4065 + 0.0008 * i, 21.2087, 0 },
                                    .freshness = LIVE_CURRENT,
                                    .text = "23.5 μg/m³ · 12 秒前" };
    const SceneLive live = { .marks = marks, .mark_count = 8 };
    scene_live_set(s.scene, &live);
    settle(&s);
    CHECK(scene_live_status(s.scene).texts >= 2);
    CHECK(s.frame.sprite_count > 20); // characters of their own
    CHECK(s.frame.atlas.id != 0);
    stage_close(&s);
}

TEST(an_area_repaints_the_ground_once_and_not_again_for_the_same_area)
{
    Stage s;
    stage_open(&s);
    settle(&s);
    const double ring[] = { 110.405, 21.205, 110.413, 21.205, 110.413, 21.212, 110.405, 21.212 };
    const SceneLiveArea area = { .key = 9,
                                 .lon_lat = ring,
                                 .point_count = 4,
                                 .level = SCENE_LIVE_ORANGE,
                                 .text = "暴雨橙色预警" };
    scene_live_areas_set(s.scene, &area, 1);
    CHECK(!scene_is_settled(s.scene, &s.city));
    settle(&s);
    int painted = 0;
    for (int i = 0; i < s.frame.terrain_count; i++) painted += s.frame.terrain[i].picture.id != 0;
    CHECK(painted > 0);
    scene_live_areas_set(s.scene, &area, 1);
    CHECK(scene_is_settled(s.scene, &s.city));
    uint32_t key = 0;
    CHECK(scene_live_pick(s.scene, 640, 360, &key));
    CHECK_EQ(key, 9);
    scene_live_areas_set(s.scene, NULL, 0);
    CHECK(!scene_is_settled(s.scene, &s.city));
    settle(&s);
    stage_close(&s);
}

static LayerStyle pm_style(StyleLiveEffect effect)
{
    LayerStyle style = { .rgb = 0x102030,
                         .live_effect = effect,
                         .live_stop_count = 2,
                         .live_stops = { { .value = 35, .rgb = 0x00ffff },
                                         { .value = 75, .rgb = 0x0000ff } } };
    strcpy(style.live_key, "air.{code}.pm25");
    return style;
}

TEST(a_value_has_its_colour_while_it_is_fresh_and_grey_when_it_is_not)
{
    const LayerStyle style = pm_style(STYLE_LIVE_COLOUR);
    CHECK_EQ(scene_live_word(&style, 20, LIVE_CURRENT) & 0xffffff, 0x102030);
    CHECK_EQ(scene_live_word(&style, 35, LIVE_CURRENT) & 0xffffff, 0x00ffff);
    CHECK_EQ(scene_live_word(&style, 80, LIVE_LATE) & 0xffffff, 0x0000ff);
    for (int k = LIVE_STALE; k <= LIVE_DEAD; k++) {
        const uint32_t word = scene_live_word(&style, 80, (LiveFreshness)k), c = word & 0xffffff;
        const int r = (int)(c & 255), g = (int)(c >> 8 & 255), b = (int)(c >> 16);
        CHECK(abs(r - g) < 20 && abs(g - b) < 20); // no colour at all
        CHECK_EQ((word >> 24 & RENDER_STYLE_GHOST) != 0, k == LIVE_DEAD);
        CHECK_EQ((word >> 24 & RENDER_STYLE_HATCHED) != 0, k == LIVE_STALE);
    }
    CHECK((scene_live_word(&style, NAN, LIVE_CURRENT) >> 24 & RENDER_STYLE_GHOST) != 0);
}

TEST(blinking_begins_at_the_last_stop_and_hiding_ends_at_the_first_and_neither_by_stale_values)
{
    const LayerStyle blink = pm_style(STYLE_LIVE_BLINK), hide = pm_style(STYLE_LIVE_HIDE);
    CHECK(!(scene_live_word(&blink, 74, LIVE_CURRENT) >> 24 & RENDER_STYLE_GLOW));
    CHECK(scene_live_word(&blink, 75, LIVE_CURRENT) >> 24 & RENDER_STYLE_GLOW);
    CHECK(!(scene_live_word(&blink, 75, LIVE_STALE) >> 24 & RENDER_STYLE_GLOW));
    CHECK(scene_live_word(&hide, 34, LIVE_CURRENT) >> 24 & RENDER_STYLE_HIDDEN);
    CHECK(!(scene_live_word(&hide, 35, LIVE_CURRENT) >> 24 & RENDER_STYLE_HIDDEN));
    CHECK(!(scene_live_word(&hide, 34, LIVE_STALE) >> 24 & RENDER_STYLE_HIDDEN));
}

TEST(a_raised_value_stands_at_its_share_of_the_stops_and_a_dead_one_lies_flat)
{
    const LayerStyle style = pm_style(STYLE_LIVE_RAISE);
    CHECK_EQ(scene_live_word(&style, 55, LIVE_CURRENT) & 255, 128); // half way from 35 to 75
    CHECK_EQ(scene_live_word(&style, 500, LIVE_CURRENT) & 255, 255);
    CHECK_EQ(scene_live_word(&style, 55, LIVE_STALE) & 255, 128); // as high as it was
    CHECK(scene_live_word(&style, 55, LIVE_STALE) >> 24 & RENDER_STYLE_HATCHED);
    CHECK((scene_live_word(&style, 55, LIVE_DEAD) & 255) < 8);
    CHECK((scene_live_word(&style, 20, LIVE_CURRENT) & 255) > 0); // never nothing
    CHECK_EQ(scene_live_word(&style, 55, LIVE_CURRENT) >> 24,
             RENDER_STYLE_RAISED | RENDER_STYLE_TINT);
}

static double roof_m(Stage *s)
{
    step(s);
    const ScenePick pick = scene_pick(s->scene, &s->city, &s->state, 640, 360);
    return pick.is_hit && pick.feature.layer_id ? pick.point.h_m : -1;
}

TEST(what_is_raised_or_hidden_by_its_value_is_picked_so)
{
    Stage s;
    stage_open(&s);
    s.state.camera.target = (GeoPos){ 110.4001, 21.2001, 0 };
    settle(&s);
    const uint32_t layer = s.state.layers[0].id;
    CHECK_NEAR(roof_m(&s), 30, 0.5);
    scene_style_set(s.scene, layer, 0, RENDER_STYLE_RAISED_WORD(0x0000ff, 51, RENDER_STYLE_TINT));
    CHECK_NEAR(roof_m(&s), 31 * 0.2 - 1, 0.1); // counted from its foot, a metre under the ground
    scene_style_set(s.scene, layer, 0, RENDER_STYLE_WORD(0x0000ff, RENDER_STYLE_HIDDEN));
    CHECK_NEAR(roof_m(&s), -1, 1e-9);
    scene_style_set(s.scene, layer, 0, RENDER_STYLE_WORD(0x0000ff, RENDER_STYLE_TINT));
    CHECK_NEAR(roof_m(&s), 30, 0.5);
    stage_close(&s);
}

TEST(an_area_whose_style_raises_it_is_a_column_of_its_height_and_waits_flat_for_its_value)
{
    Stage s;
    stage_open(&s);
    LayerStyle *style = &s.state.layers[0].style;
    style->live_effect = STYLE_LIVE_RAISE;
    style->live_height_m = 200;
    strcpy(style->live_key, "a.{code}");
    state_touch_layers(&s.state);
    s.state.camera.target = (GeoPos){ 110.4001, 21.2001, 0 };
    settle(&s);
    CHECK_NEAR(roof_m(&s), 201.0 * 3 / 255 - 1, 0.1);
    scene_style_set(s.scene, s.state.layers[0].id, 0,
                    RENDER_STYLE_RAISED_WORD(0x0000ff, 255, RENDER_STYLE_TINT));
    CHECK_NEAR(roof_m(&s), 200, 0.5);
    stage_close(&s);
}

TEST(a_mark_lifted_by_its_value_stands_on_a_stem_and_a_blinking_one_asks_for_frames)
{
    Stage s;
    stage_open(&s);
    s.state.camera.pitch_deg = 30;
    SceneLiveMark mark = { .key = 1, .at = { 110.4093, 21.2087, 0 }, .freshness = LIVE_CURRENT };
    SceneLive live = { .marks = &mark, .mark_count = 1 };
    scene_live_set(s.scene, &live);
    settle(&s);
    const float low = s.frame.marks[0].pos_rel_m[2];
    CHECK_EQ(s.frame.flow_count, 0);
    CHECK(!scene_is_playing(s.scene));
    mark.lift_m = 100;
    step(&s);
    CHECK_NEAR(s.frame.marks[0].pos_rel_m[2], low + 100, 0.1);
    CHECK_EQ(s.frame.flow_count, 1);
    CHECK_NEAR(s.frame.flows[0].b_rel_m[2] - s.frame.flows[0].a_rel_m[2], 100, 0.1);
    const int before = s.frame.mark_count;
    mark.is_blinking = true;
    step(&s);
    CHECK(s.frame.mark_count > before);
    CHECK(scene_is_playing(s.scene));
    mark.freshness = LIVE_STALE; // what is not current does not blink, and is hatched
    step(&s);
    CHECK(!scene_is_playing(s.scene));
    bool is_hatched = false;
    for (int i = 0; i < s.frame.mark_count; i++)
        is_hatched |= (s.frame.marks[i].bits & 255) == RENDER_MARK_HATCHED;
    CHECK(is_hatched);
    stage_close(&s);
}

TEST(a_moving_thing_near_the_camera_has_its_shape_in_its_own_length_and_a_far_one_its_mark)
{
    static const SceneLiveKind bus = {
        .shape = RENDER_MARK_ARROW, .rgb = 0x40c040, .symbol = GEO_SYMBOL_BUS, .length_m = 12
    };
    Stage s;
    stage_open(&s);
    const uint32_t key = 7;
    const double lon = 110.4093, lat = 21.2087;
    float h = NAN, heading = 90, speed = 5, fade = 1;
    const SceneLive live = { .objects = { .places = { .count = 1,
                                                      .keys = &key,
                                                      .lon_deg = &lon,
                                                      .lat_deg = &lat,
                                                      .h_m = &h,
                                                      .heading_deg = &heading,
                                                      .speed_m_s = &speed,
                                                      .fade = &fade },
                                          .kind_table = &bus,
                                          .kind_count = 1 } };
    scene_live_set(s.scene, &live);
    s.state.camera.distance_m = 150;
    settle(&s);
    CHECK_EQ(s.frame.mark_count, 0);
    CHECK_EQ(s.frame.instances_count, 1);
    CHECK_EQ(s.frame.instances[0].instance_count, 1);
    CHECK_NEAR(s.frame.instances[0].instances[0].yaw_rad, -1.5707963,
               1e-5); // its y axis to the east
    uint32_t picked = 0;
    CHECK(scene_live_pick(s.scene, 640, 360, &picked));
    CHECK_EQ(picked, 7);
    const float bus_scale = s.frame.instances[0].instances[0].scale;
    const float own_m = 18;
    SceneLive longer = live;
    longer.objects.lengths_m = &own_m; // of its kind 12 m
    scene_live_set(s.scene, &longer);
    step(&s);
    CHECK_NEAR(s.frame.instances[0].instances[0].scale, bus_scale * 18 / 12, 1e-5);
    heading = NAN; // no shape without a direction
    step(&s);
    CHECK_EQ(s.frame.mark_count, 1);
    heading = 90;
    s.state.camera.distance_m = 9000;
    state_touch(&s.state);
    settle(&s);
    CHECK_EQ(s.frame.mark_count + s.frame.dot_count, 1);
    CHECK_EQ(s.frame.instances_count, 0);
    CHECK_EQ(scene_live_status(s.scene).symbols, 0);
    stage_close(&s);
}

TEST(a_tail_fades_to_its_end_and_with_its_thing)
{
    Stage s;
    stage_open(&s);
    const uint32_t key = 7;
    const double lon = 110.4093, lat = 21.2087;
    float h = NAN, heading = 90, speed = 5, fade = 1;
    LivePlacePoint points[3] = { { 110.4090, 21.2087, NAN, 10 },
                                 { 110.4080, 21.2087, NAN, 300 },
                                 { 110.4070, 21.2087, NAN, 600 } };
    const SceneLiveTail tail = { .row = 0, .points = points, .count = 3, .fixes = 3 };
    const SceneLive live = { .objects = { .places = { .count = 1,
                                                      .keys = &key,
                                                      .lon_deg = &lon,
                                                      .lat_deg = &lat,
                                                      .h_m = &h,
                                                      .heading_deg = &heading,
                                                      .speed_m_s = &speed,
                                                      .fade = &fade },
                                          .kind_table = &car,
                                          .kind_count = 1 },
                             .tails = &tail,
                             .tail_count = 1 };
    scene_live_set(s.scene, &live);
    settle(&s);
    CHECK_EQ(s.frame.flow_count, 3);
    for (int i = 0; i < 3; i++)
        CHECK(s.frame.flows[i].a_rgba >> 24 > s.frame.flows[i].b_rgba >> 24);
    CHECK_EQ(s.frame.flows[2].b_rgba >> 24, 0);
    const uint32_t seen = s.frame.flows[0].a_rgba >> 24;
    fade = 0.5f;
    step(&s);
    CHECK_NEAR((double)(s.frame.flows[0].a_rgba >> 24), seen * 0.5, 1);
    fade = 0;
    step(&s);
    CHECK_EQ(s.frame.flow_count, 0);
    stage_close(&s);
}

TEST(flows_follow_their_line_and_what_is_not_current_neither_runs_nor_is_whole)
{
    Stage s;
    stage_open(&s);
    const double line[] = { 110.405, 21.205, 110.410, 21.212, 110.413, 21.206 };
    SceneLiveFlow flow = { .lon_lat = line, .point_count = 3, .rgb = 0x00ff00 };
    const SceneLive live = { .flows = &flow, .flow_count = 1 };
    scene_live_set(s.scene, &live);
    s.view.time_s = 0.25;
    settle(&s);
    CHECK(s.frame.flow_count > 20);
    CHECK(scene_is_playing(s.scene));
    const float dash = s.frame.flows[0].a_dash;
    s.view.time_s = 0.5;
    step(&s);
    CHECK_NEAR(s.frame.flows[0].a_dash, dash - 0.25f, 1e-4);
    // Its corner is a point of the way: the highest of it.
    float north = -1e9f, last = s.frame.flows[s.frame.flow_count - 1].b_rel_m[1];
    for (int i = 0; i < s.frame.flow_count; i++) north = fmaxf(north, s.frame.flows[i].a_rel_m[1]);
    CHECK(north > last + 500);
    flow.kind = SCENE_LIVE_BROKEN;
    step(&s);
    const float still = s.frame.flows[3].a_dash;
    CHECK(s.frame.flows[3].b_dash > still);
    s.view.time_s = 0.8;
    step(&s);
    CHECK_NEAR(s.frame.flows[3].a_dash, still, 1e-6);
    CHECK(!scene_is_playing(s.scene));
    flow.kind = SCENE_LIVE_SOLID;
    step(&s);
    CHECK_NEAR(s.frame.flows[3].a_dash, s.frame.flows[3].b_dash, 1e-6);
    stage_close(&s);
}

TEST(fields_and_coloured_areas_repaint_the_ground_only_where_they_change)
{
    Stage s;
    stage_open(&s);
    settle(&s);
    const double points[] = { 110.4093, 21.2087, 110.411, 21.2087 };
    const float values[] = { 10, 30 };
    SceneLiveHeat heats[3] = { { .kind = SCENE_LIVE_SUM },
                               { .kind = SCENE_LIVE_MEAN },
                               { .kind = SCENE_LIVE_CELLS } };
    for (int i = 0; i < 3; i++) {
        heats[i].lon_lat = points;
        heats[i].weights = values;
        heats[i].count = 2;
        heats[i].full = 40;
    }
    scene_live_heats_set(s.scene, heats, 3);
    CHECK(!scene_is_settled(s.scene, &s.city));
    settle(&s);
    scene_live_heats_set(s.scene, heats, 3);
    CHECK(scene_is_settled(s.scene, &s.city));
    heats[1].full = 50;
    scene_live_heats_set(s.scene, heats, 3);
    CHECK(!scene_is_settled(s.scene, &s.city));
    settle(&s);
    const double ring[] = { 110.405, 21.205, 110.413, 21.205, 110.413, 21.212, 110.405, 21.212 };
    const int end = 4;
    SceneLiveTint tint = { .lon_lat = ring, .ring_end = &end, .ring_count = 1, .rgb = 0x40c040 };
    scene_live_tints_set(s.scene, &tint, 1);
    CHECK(!scene_is_settled(s.scene, &s.city));
    settle(&s);
    scene_live_tints_set(s.scene, &tint, 1);
    CHECK(scene_is_settled(s.scene, &s.city));
    tint.kind = SCENE_LIVE_TINT_STALE;
    scene_live_tints_set(s.scene, &tint, 1);
    CHECK(!scene_is_settled(s.scene, &s.city));
    scene_live_heats_set(s.scene, NULL, 0);
    scene_live_tints_set(s.scene, NULL, 0);
    settle(&s);
    stage_close(&s);
}

TEST(columns_stand_as_high_as_they_are_told_and_survive_a_lost_gpu)
{
    Stage s;
    stage_open(&s);
    const SceneLiveColumn columns[2] = { { { 110.4093, 21.2087, 0 }, 120, 200, 0x2020e0 },
                                         { { 110.4120, 21.2087, 0 }, 60, 200, 0x20a0e0 } };
    scene_live_columns_set(s.scene, columns, 2);
    settle(&s);
    CHECK_EQ(s.frame.solid_count, 1);
    Render *other = render_create(&(RenderDesc){ .is_null = true }, NULL);
    scene_set_render(s.scene, other);
    settle(&s);
    CHECK_EQ(s.frame.solid_count, 1);
    scene_live_columns_set(s.scene, NULL, 0);
    step(&s);
    CHECK_EQ(s.frame.solid_count, 0);
    scene_set_render(s.scene, s.render);
    render_destroy(other);
    stage_close(&s);
}

TEST(a_key_is_made_of_the_attributes_of_its_feature)
{
    Stage s;
    stage_open(&s);
    settle(&s);
    LayerStyle style = pm_style(STYLE_LIVE_COLOUR);
    const GeoLayer *layer = s.city.layers[0].vector;
    char key[64];
    CHECK(style_live_key(layer, &style, 0, key, sizeof key));
    CHECK_TEXT(key, "air.hkq.pm25");
    CHECK(!style_live_key(layer, &style, 0, key, 12)); // "air.hkq.pm25" takes 13
    CHECK_TEXT(key, "");
    strcpy(style.live_key, "air.{nothing}.pm25");
    CHECK(!style_live_key(layer, &style, 0, key, sizeof key));
    style.live_key[0] = 0;
    CHECK(!style_live_key(layer, &style, 0, key, sizeof key));
    stage_close(&s);
}
