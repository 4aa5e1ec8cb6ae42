// SPDX-License-Identifier: Apache-2.0
// test_render_picture.c - golden pictures of the formula city: three looks, two qualities. Tolerance: 2 of 255 for all but
// one pixel in a thousand. CITYMIRROR_GOLDEN_UPDATE=1 writes them anew (then look at them).
#include "render_stage.h"
#include <stdlib.h>

static const CityView picture_view = { .eye_m = { -900, -1500, 420 }, .heading_deg = 22, .pitch_deg = 16, .fov_deg = 45, .width = 320,
                                       .height = 180, .sun_azimuth_deg = 240, .sun_elevation_deg = 38, .point_distance_m = 2600 };

static void picture_check(const char *name, RenderLook look, RenderQuality quality)
{
    STAGE_OR_SKIP(stage);
    CityView view = picture_view;
    view.look = look;
    view.quality = quality;
    view.night = look == RENDER_LOOK_NIGHT ? 1 : 0;
    RenderFrame frame = city_frame(&stage->city, &view);
    RenderInstance trees[24];
    for (int i = 0; i < 24; i++) {
        const double x = -1300 + 330 * cos(i * 0.2618), y = -500 + 250 * sin(i * 0.2618);
        trees[i] = (RenderInstance){ { (float)(x - view.eye_m[0]), (float)(y - view.eye_m[1]), (float)(city_ground_m(x, y) - view.eye_m[2]) },
                                     3, (float)i, RENDER_STYLE_WORD(0xffffff, i == 3 ? RENDER_STYLE_GLOW : 0) };
    }
    const RenderInstancesItem instances = { stage->city.tree, trees, 24, 0, 0 };
    const RenderSolidItem solid = {
        stage->city.bridge, { { 1, 0, 0, 900, 0, 1, 0, 1500, 0, 0, 1, -300 } }, 1, 0.6f, 1000, 0
    };
    const RenderSprite sprites[2] = { { 40, 30, 64, 64, 0, 0, 64, 64, 0xffffffff, 0xc0602010, 1, 0 },
                                      { 200, 60, 32, 32, 0, 0, 64, 64, 0xff40c0ff, 0xff000000, 0.8f, 0 } };
    const RenderLine line = { { -100, 500, -350 }, { 900, 900, -300 }, 0xff30a0ff, 3, 0.3f };
    const RenderPanel panel = { stage->city.panel, 216, 132, 96, 40, 0.9f };
    frame.instances = &instances;
    frame.instances_count = 1;
    frame.solids = &solid;
    frame.solid_count = 1;
    frame.sprites = sprites;
    frame.sprite_count = 2;
    frame.lines = &line;
    frame.line_count = 1;
    frame.panels = &panel;
    frame.panel_count = 1;
    Image image = stage_picture(stage, &frame);
    char path[512];
    snprintf(path, sizeof path, "%s/golden/render_%s.png", TEST_FOLDER, name);
    if (getenv("CITYMIRROR_GOLDEN_UPDATE")) CHECK(image_write_png(&image, path, NULL));
    Image golden = { 0 };
    CHECK(image_read(path, &golden, NULL));
    const bool is_software = render_status(stage->render).is_software;
    const double difference = image_difference(&image, &golden, is_software ? 2 : 24);
    CHECK(difference <= (is_software ? 0.001 : 0.05)); // another device samples and rounds otherwise
    CHECK_EQ(render_status(stage->render).error_count, 0);
    image_finish(&image);
    image_finish(&golden);
    city_frame_finish(&frame);
}

TEST(a_day_in_software_quality_is_the_golden_picture)
{
    picture_check("day_software", RENDER_LOOK_DAY, RENDER_QUALITY_SOFTWARE);
}
TEST(a_night_in_software_quality_is_the_golden_picture)
{
    picture_check("night_software", RENDER_LOOK_NIGHT, RENDER_QUALITY_SOFTWARE);
}
TEST(a_white_model_in_software_quality_is_the_golden_picture)
{
    picture_check("white_software", RENDER_LOOK_WHITE, RENDER_QUALITY_SOFTWARE);
}
TEST(a_day_in_full_quality_is_the_golden_picture)
{
    picture_check("day_full", RENDER_LOOK_DAY, RENDER_QUALITY_FULL);
}
TEST(a_night_in_full_quality_is_the_golden_picture)
{
    picture_check("night_full", RENDER_LOOK_NIGHT, RENDER_QUALITY_FULL);
}
TEST(a_white_model_in_full_quality_is_the_golden_picture)
{
    picture_check("white_full", RENDER_LOOK_WHITE, RENDER_QUALITY_FULL);
}

TEST(pieces_of_a_full_picture_meet_without_seams)
{
    STAGE_OR_SKIP(stage);
    CityView view = picture_view;
    view.width = 384;
    view.height = 192;
    view.quality = RENDER_QUALITY_FULL;
    view.look = RENDER_LOOK_NIGHT;
    view.night = 1;
    RenderFrame whole_frame = city_frame(&stage->city, &view);
    Image whole = stage_picture(stage, &whole_frame);
    // The left half with a border of 64 on its right.
    view.sub_width = 192 + 64;
    view.sub_height = 192;
    RenderFrame piece_frame = city_frame(&stage->city, &view);
    Image piece = stage_picture(stage, &piece_frame);
    size_t count = 0;
    for (int y = 0; y < 192; y++) {
        for (int x = 0; x < 192; x++) {
            for (int c = 0; c < 3; c++) {
                count += abs(whole.rgba[((size_t)y * 384 + (size_t)x) * 4 + (size_t)c]
                             - piece.rgba[((size_t)y * 256 + (size_t)x) * 4 + (size_t)c]) > 8;
            }
        }
    }
    CHECK(count < 192 * 192 * 3 / 250);
    image_finish(&whole);
    image_finish(&piece);
    city_frame_finish(&piece_frame);
    city_frame_finish(&whole_frame);
}
