// SPDX-License-Identifier: Apache-2.0
// test_render_light.c - what no picture may show: holes of black, unlit ground, bands in the dark, a burnt-out evening.
#include "render_stage.h"
#include "render/gl/gl_light.h"
#include <stdlib.h>

static int black_pixels(const Image *image)
{
    int count = 0;
    for (int i = 0; i < image->width * image->height; i++) {
        const uint8_t *p = image->rgba + 4 * i;
        count += p[0] + p[1] + p[2] == 0;
    }
    return count;
}

// Ground and walls seen edge-on once gave light below zero or none at all: single black pixels near the horizon.
TEST(no_pixel_of_a_city_is_black_whatever_way_one_looks)
{
    STAGE_OR_SKIP(stage);
    static const int views[] = { 0, 5, 33, 46, 59, 65, 72 }; // five of them had such pixels
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        const int k = views[i];
        const CityView view = { .eye_m = { -700, -1200, 90 + 15 * (k % 30) }, .heading_deg = 37 * k, .pitch_deg = 3 + k % 14, .fov_deg = 40,
                                .width = 480, .height = 270, .look = k & 1 ? RENDER_LOOK_WHITE : RENDER_LOOK_DAY, .quality = RENDER_QUALITY_FULL,
                                .sun_azimuth_deg = 240, .sun_elevation_deg = 38 };
        RenderFrame frame = city_frame(&stage->city, &view);
        Image image = stage_picture(stage, &frame);
        CHECK_EQ(black_pixels(&image), 0);
        image_finish(&image);
        city_frame_finish(&frame);
    }
}

TEST(ground_without_a_picture_is_lit_in_every_quality)
{
    STAGE_OR_SKIP(stage);
    for (int quality = 0; quality < 2; quality++) {
        const CityView view = { .eye_m = { 0, 0, 1500 }, .pitch_deg = 60, .fov_deg = 40, .width = 160, .height = 90,
                                .quality = quality ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE, .sun_azimuth_deg = 200, .sun_elevation_deg = 60 };
        RenderFrame frame = city_frame(&stage->city, &view);
        RenderTerrainItem *bare = malloc(sizeof *bare * (size_t)(frame.terrain_count + 1));
        CHECK(bare != NULL);
        for (int i = 0; i < frame.terrain_count; i++) {
            bare[i] = frame.terrain[i];
            bare[i].picture = bare[i].mask = (RenderTexture){ 0 };
        }
        const RenderTerrainItem *own = frame.terrain;
        frame.terrain = bare;
        frame.building_count = 0;
        frame.view.has_sea = false;
        Image image = stage_picture(stage, &frame);
        CHECK(image_mean(&image, 0, 0, 160, 90, 1) > 60);
        image_finish(&image);
        frame.terrain = own;
        free(bare);
        city_frame_finish(&frame);
    }
}

// A wall of screens shows every step: between two levels of a dark sky pixels of both are mixed.
TEST(the_dark_gradient_of_a_night_sky_has_no_bands)
{
    STAGE_OR_SKIP(stage);
    for (int quality = 0; quality < 2; quality++) {
        const CityView view = { .eye_m = { 0, 0, 300 }, .pitch_deg = -25, .fov_deg = 40, .width = 320, .height = 240, .look = RENDER_LOOK_NIGHT,
                                .quality = quality ? RENDER_QUALITY_FULL : RENDER_QUALITY_SOFTWARE, .night = 1, .sun_elevation_deg = -30 };
        RenderFrame frame = { 0 };
        city_view_fill(&view, &frame.view);
        Image image = stage_picture(stage, &frame);
        int mixed = 0, rows = 0;
        for (int y = 10; y < 230; y++) {
            // The commonest level of the row and the one beside it: stars left out.
            int counts[256] = { 0 }, top = 0;
            for (int x = 100; x < 220; x++) counts[image.rgba[4 * (y * 320 + x) + 2]]++;
            for (int v = 1; v < 256; v++) top = counts[v] > counts[top] ? v : top;
            const int beside = (top > 0 ? counts[top - 1] : 0) + (top < 255 ? counts[top + 1] : 0);
            mixed += beside >= 12;
            rows++;
        }
        CHECK(mixed > rows * 6 / 10);
        image_finish(&image);
    }
}

// Share of the sky table that the display shows as white or nearly.
TEST(the_sky_round_a_low_sun_keeps_its_colour)
{
    RenderView view = { .eye_height_m = 200, .up_rel = { 0, 0, 1 }, .east_rel = { 1, 0, 0 }, .look = RENDER_LOOK_DAY };
    for (int degrees = 2; degrees <= 12; degrees += 2) {
        const double e = degrees * 3.14159265 / 180;
        view.sun_dir_rel[0] = (float)-cos(e);
        view.sun_dir_rel[2] = (float)sin(e);
        view.moon_dir_rel[0] = 1;
        GlLight light;
        gl_light_make(&light, &view);
        for (int row = 0; row < GL_SKY_HEIGHT; row++) {
            for (int column = 0; column < GL_SKY_WIDTH; column++) {
                const float *c = light.sky[row][column];
                CHECK(gl_light_display(&light, 0.2126f * c[0] + 0.7152f * c[1] + 0.0722f * c[2], light.exposure) < 0.93);
            }
        }
    }
}
