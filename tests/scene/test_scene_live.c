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
