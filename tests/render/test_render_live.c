// SPDX-License-Identifier: Apache-2.0
// test_render_live.c - marks and flows over the formula city: where they stand, what hides them,
// which way they point; and golden pictures by day and night. CITYMIRROR_GOLDEN_UPDATE=1 writes
// them anew.
#include "render_stage.h"
#include <stdlib.h>

static const CityView live_view = { .eye_m = { 0, 0, 2500 },
                                    .heading_deg = 0,
                                    .pitch_deg = 89.9,
                                    .fov_deg = 45,
                                    .width = 320,
                                    .height = 180,
                                    .sun_azimuth_deg = 240,
                                    .sun_elevation_deg = 38,
                                    .point_distance_m = 2600 };

#define RED 0xff0000ffu
#define WHITE 0xffffffffu

static Image picture_of(Stage *stage, const RenderMark *marks, int mark_count,
                        const RenderFlow *flows, int flow_count)
{
    CityView view = live_view;
    RenderFrame frame = city_frame(&stage->city, &view);
    frame.marks = marks;
    frame.mark_count = mark_count;
    frame.flows = flows;
    frame.flow_count = flow_count;
    Image image = stage_picture(stage, &frame);
    CHECK_EQ(render_status(stage->render).error_count, 0);
    city_frame_finish(&frame);
    return image;
}

static bool is_red(const Image *image, int x, int y)
{
    const uint8_t *p = image->rgba + ((size_t)y * (size_t)image->width + (size_t)x) * 4;
    return p[0] > 250 && p[1] < 5 && p[2] < 5;
}

static bool is_white(const Image *image, int x, int y)
{
    const uint8_t *p = image->rgba + ((size_t)y * (size_t)image->width + (size_t)x) * 4;
    return p[0] > 250 && p[1] > 250 && p[2] > 250;
}

static RenderMark mark_at(RenderMarkShape shape, float turn, float below_m)
{
    return (RenderMark){ .pos_rel_m = { 0, 0, -below_m },
                         .size_px = 60,
                         .turn = { turn, 0 },
                         .fill_rgba = RED,
                         .rim_rgba = WHITE,
                         .bits = RENDER_MARK_BITS(shape, 255, 0, 48) };
}

TEST(a_disc_is_filled_inside_its_rim_and_nothing_outside)
{
    STAGE_OR_SKIP(stage);
    const RenderMark mark = mark_at(RENDER_MARK_DISC, 0, 500);
    Image image = picture_of(stage, &mark, 1, NULL, 0);
    CHECK(is_red(&image, 160, 90));
    CHECK(is_red(&image, 184, 90));
    CHECK(is_white(&image, 188, 90));
    CHECK(is_white(&image, 160, 118));
    CHECK(!is_white(&image, 193, 90) && !is_red(&image, 193, 90));
    image_finish(&image);
}

TEST(an_arrow_points_where_its_thing_goes)
{
    STAGE_OR_SKIP(stage);
    const struct {
        float heading_deg;
        int tip_x, tip_y; // where only the tip reaches
    } cases[] = { { 0, 160, 68 }, { 90, 182, 90 }, { 180, 160, 112 }, { 270, 138, 90 } };
    for (int i = 0; i < 4; i++) {
        RenderMark mark = mark_at(RENDER_MARK_ARROW, cases[i].heading_deg * 3.14159265f / 180, 500);
        mark.bits = RENDER_MARK_BITS(RENDER_MARK_ARROW, 255, 0, 0);
        Image image = picture_of(stage, &mark, 1, NULL, 0);
        for (int k = 0; k < 4; k++)
            CHECK_EQ(is_red(&image, cases[k].tip_x, cases[k].tip_y), k == i);
        image_finish(&image);
    }
}

TEST(an_arc_takes_its_share_of_the_ring_clockwise_from_the_top)
{
    STAGE_OR_SKIP(stage);
    RenderMark mark = mark_at(RENDER_MARK_ARC, 0, 500);
    mark.turn[1] = 3.14159265f / 2;
    mark.inner = 0.5f;
    mark.bits = RENDER_MARK_BITS(RENDER_MARK_ARC, 255, 0, 0);
    Image image = picture_of(stage, &mark, 1, NULL, 0);
    CHECK(is_red(&image, 176, 74)); // right and up
    CHECK(!is_red(&image, 176, 106) && !is_red(&image, 144, 74) && !is_red(&image, 144, 106));
    CHECK(!is_red(&image, 165, 85)); // the hole
    image_finish(&image);
}

TEST(a_mark_below_the_ground_is_seen_only_where_it_asks_to_be)
{
    STAGE_OR_SKIP(stage);
    RenderMark mark = mark_at(RENDER_MARK_DISC, 0, 4000);
    Image image = picture_of(stage, &mark, 1, NULL, 0);
    CHECK(!is_red(&image, 160, 90));
    image_finish(&image);
    mark.bits = RENDER_MARK_BITS(RENDER_MARK_DISC, 255, 255, 0);
    image = picture_of(stage, &mark, 1, NULL, 0);
    CHECK(is_red(&image, 160, 90));
    image_finish(&image);
}

TEST(a_flow_has_dashes_and_straight_ends)
{
    STAGE_OR_SKIP(stage);
    RenderFlow flow = { .a_rel_m = { -100, 0, -500 },
                        .b_rel_m = { 100, 0, -500 },
                        .a_rgba = RED,
                        .b_rgba = RED,
                        .width_px = 6 };
    Image image = picture_of(stage, NULL, 0, &flow, 1);
    int red = 0;
    for (int x = 0; x < 320; x++) red += is_red(&image, x, 90);
    CHECK_NEAR(red, 200 * 180 / (2 * 500 * tan(22.5 * 3.14159265 / 180)), 3);
    image_finish(&image);
    flow.b_dash = 4;
    image = picture_of(stage, NULL, 0, &flow, 1);
    int runs = 0;
    for (int x = 1; x < 320; x++) runs += is_red(&image, x, 90) && !is_red(&image, x - 1, 90);
    CHECK_EQ(runs, 4);
    image_finish(&image);
}
