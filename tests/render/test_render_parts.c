// SPDX-License-Identifier: Apache-2.0
// test_render_parts.c - the parts without OpenGL: free ranges, handles, light, shadow cascades.
#include "check.h"
#include "render/gl/gl_light.h"
#include "render/gl/gl_ranges.h"
#include "render/gl/gl_shadow.h"
#include "render/render_slots.h"
#include "render_city.h"
#include <stdlib.h>

TEST(ranges_given_back_join_their_neighbours)
{
    GlRanges r;
    uint32_t a = 0, b = 0, c = 0, d = 0;
    CHECK(gl_ranges_init(&r, 100));
    CHECK(gl_ranges_take(&r, 30, &a) && gl_ranges_take(&r, 30, &b) && gl_ranges_take(&r, 40, &c));
    CHECK(!gl_ranges_take(&r, 1, &d));
    gl_ranges_give(&r, a, 30);
    gl_ranges_give(&r, c, 40);
    CHECK_EQ(r.free_count, 2);
    CHECK(!gl_ranges_take(&r, 50, &d));
    gl_ranges_give(&r, b, 30);
    CHECK_EQ(r.free_count, 1);
    CHECK(gl_ranges_take(&r, 100, &d));
    CHECK_EQ(d, 0);
    CHECK(gl_ranges_grow(&r, 150));
    CHECK(gl_ranges_take(&r, 50, &d));
    CHECK_EQ(d, 100);
    gl_ranges_finish(&r);
}

TEST(ranges_stay_whole_over_ten_thousand_takes_and_gives)
{
    GlRanges r;
    CHECK(gl_ranges_init(&r, 1 << 16));
    uint32_t first[200] = { 0 }, count[200] = { 0 }, seed = 1;
    for (int i = 0; i < 10000; i++) {
        seed = seed * 1664525u + 1013904223u;
        const uint32_t k = seed >> 8, slot = k % 200;
        if (count[slot]) {
            gl_ranges_give(&r, first[slot], count[slot]);
            count[slot] = 0;
        } else if (gl_ranges_take(&r, 1 + k % 700, &first[slot])) {
            count[slot] = 1 + k % 700;
            for (int other = 0; other < 200; other++) {
                const bool is_apart = other == (int)slot || !count[other] || first[other] >= first[slot] + count[slot]
                                      || first[slot] >= first[other] + count[other];
                CHECK(is_apart);
            }
        }
    }
    for (int i = 0; i < 200; i++) gl_ranges_give(&r, first[i], count[i]);
    CHECK_EQ(r.free_count, 1);
    CHECK_EQ(r.used, 0);
    gl_ranges_finish(&r);
}

TEST(a_handle_given_back_finds_nothing_afterwards)
{
    RenderSlots slots = { 0 };
    uint32_t a = 0, b = 0;
    CHECK(render_slots_take(&slots, 8, &a) != NULL);
    render_slots_give(&slots, a);
    CHECK(render_slots_get(&slots, a) == NULL);
    CHECK(render_slots_take(&slots, 8, &b) != NULL);
    CHECK(a != b);
    CHECK(render_slots_get(&slots, a) == NULL && render_slots_get(&slots, b) != NULL);
    CHECK(render_slots_get(&slots, 0) == NULL && render_slots_get(&slots, 0xffffffffu) == NULL);
    render_slots_finish(&slots);
}

static GlLight light_at(double elevation_deg, RenderLook look)
{
    RenderView view;
    city_view_fill(&(CityView){ .fov_deg = 45, .width = 64, .height = 48, .look = look, .sun_azimuth_deg = 180, .sun_elevation_deg = elevation_deg },
                   &view);
    GlLight light;
    gl_light_make(&light, &view);
    CHECK(gl_light_is_current(&light, &view));
    return light;
}

TEST(the_sky_is_blue_at_noon_and_red_at_sunset_and_dark_at_night)
{
    const GlLight noon = light_at(60, RENDER_LOOK_DAY), dusk = light_at(1.5, RENDER_LOOK_DAY), night = light_at(-25, RENDER_LOOK_DAY);
    CHECK(noon.zenith_lin[2] > 1.8f * noon.zenith_lin[0]);
    CHECK(dusk.key_lin[0] > 2 * dusk.key_lin[2]);
    CHECK(dusk.key_lin[0] < 0.6f * noon.key_lin[0]);
    CHECK(dusk.sky[6][2][0] > dusk.sky[6][2][2]); // low, towards the sun
    CHECK(night.zenith_lin[2] < 0.01f && night.stars == 1 && noon.stars == 0);
    CHECK(night.exposure > noon.exposure);
    for (int row = 0; row < GL_SKY_HEIGHT; row++) {
        for (int column = 0; column < GL_SKY_WIDTH; column++) {
            for (int c = 0; c < 3; c++) CHECK(isfinite(noon.sky[row][column][c]) && noon.sky[row][column][c] >= 0);
        }
    }
}

TEST(haze_grows_with_distance_and_thins_with_height)
{
    RenderView view;
    city_view_fill(&(CityView){ .eye_m = { 0, 0, 50 }, .fov_deg = 45, .width = 64, .height = 48, .sun_elevation_deg = 40 }, &view);
    GlLight light;
    gl_light_make(&light, &view);
    double near_share = 0, far_share = 0, up_share = 0, gradient[3];
    float color[3];
    gl_light_haze(&light, &view, (const double[3]){ 0, 2000, 0 }, &near_share, gradient, color);
    gl_light_haze(&light, &view, (const double[3]){ 0, 28000, 0 }, &far_share, gradient, color);
    gl_light_haze(&light, &view, (const double[3]){ 0, 2000, 3000 }, &up_share, gradient, color);
    CHECK_NEAR(far_share, 1 - exp(-exp(-50 / 1400.0)), 1e-6); // 63 % at haze_m, a little less 50 m up
    CHECK(near_share > 0.05 && near_share < 0.08);
    CHECK(up_share < 1 - exp(-3605 / 28000.0));
    CHECK(gradient[1] > 0);
}

// Texel coordinate of a fixed point of the city in a cascade.
static void texel_of(const RenderView *view, const GlShadow *shadow, int cascade, const double city_m[3], double out[2])
{
    const float *box = shadow->box[cascade];
    double rel[3];
    for (int i = 0; i < 3; i++) rel[i] = city_m[i] - view->eye_enu_m[i];
    for (int r = 0; r < 2; r++) {
        const float *axis = shadow->axes[r];
        out[r] = 2048 * ((axis[0] * rel[0] + axis[1] * rel[1] + axis[2] * rel[2]) * box[3] + box[r]);
    }
}

TEST(shadow_texels_stay_on_the_ground_when_the_eye_moves)
{
    const double point[3] = { 120, 400, 5 };
    double first[3][2] = { 0 };
    for (int step = 0; step < 20; step++) {
        RenderView view;
        city_view_fill(&(CityView){ .eye_m = { step * 0.37, step * 0.21, 150 + step * 0.05 }, .heading_deg = step * 1.3, .pitch_deg = 20,
                                    .fov_deg = 45, .width = 640, .height = 360, .sun_azimuth_deg = 200, .sun_elevation_deg = 40 }, &view);
        GlShadow shadow;
        CHECK(gl_shadow_fit(&view, view.sun_dir_rel, 100, 2048, &shadow));
        for (int c = 0; c < 3; c++) {
            double texel[2];
            texel_of(&view, &shadow, c, point, texel);
            if (step == 0) memcpy(first[c], texel, sizeof texel);
            for (int i = 0; i < 2; i++) {
                const double moved = texel[i] - first[c][i];
                CHECK_NEAR(moved, rint(moved), 0.03); // whole texels
            }
        }
        CHECK(shadow.far_m[0] < shadow.far_m[1] && shadow.far_m[1] < shadow.far_m[2]);
        CHECK_NEAR(shadow.far_m[2], view.shadow_range_m, 1);
    }
}

TEST(a_shadow_map_is_looked_up_where_it_was_drawn)
{
    RenderView view;
    city_view_fill(&(CityView){ .eye_m = { 40, -30, 150 }, .heading_deg = 30, .pitch_deg = 20, .fov_deg = 45, .width = 640, .height = 360,
                                .sun_azimuth_deg = 200, .sun_elevation_deg = 40 }, &view);
    GlShadow shadow;
    CHECK(gl_shadow_fit(&view, view.sun_dir_rel, 100, 2048, &shadow));
    const double rel[3] = { 120, 300, -140 };
    for (int c = 0; c < 3; c++) {
        const float *m = shadow.clip_from_rel[c], *box = shadow.box[c];
        double clip[3], q[3];
        for (int r = 0; r < 3; r++) clip[r] = m[r] * rel[0] + m[4 + r] * rel[1] + m[8 + r] * rel[2] + m[12 + r];
        for (int r = 0; r < 3; r++) q[r] = shadow.axes[r][0] * rel[0] + shadow.axes[r][1] * rel[1] + shadow.axes[r][2] * rel[2];
        for (int r = 0; r < 2; r++) CHECK_NEAR(q[r] * box[3] + box[r], 0.5 + 0.5 * clip[r], 1e-5);
        CHECK_NEAR(q[2] * shadow.depth_scale + box[2], clip[2], 1e-5);
    }
}

TEST(no_shadows_where_nothing_is_in_their_range)
{
    RenderView view;
    city_view_fill(&(CityView){ .eye_m = { 0, 0, 9000 }, .pitch_deg = 80, .fov_deg = 45, .width = 64, .height = 48, .sun_elevation_deg = 40 }, &view);
    GlShadow shadow;
    CHECK(!gl_shadow_fit(&view, view.sun_dir_rel, 8000, 2048, &shadow));
}
