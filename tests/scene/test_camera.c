// SPDX-License-Identifier: Apache-2.0
// test_camera.c - the camera's moves hold what was grabbed; matrices agree with the pose; far from the origin nothing shakes.
#include "check.h"

#include "scene/camera.h"
#include <stdlib.h>

static GeoFrame frame_zhanjiang(void)
{
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ 110.40, 21.20, 0 });
    return frame;
}

static StateCamera camera_make(double lon, double lat, double heading, double pitch, double distance)
{
    return (StateCamera){ .target = { lon, lat, 0 }, .heading_deg = heading, .pitch_deg = pitch, .distance_m = distance, .fov_deg = 40 };
}

static void project(const GeoFrame *frame, const StateCamera *camera, DVec3 point, int width, int height, double xy[2])
{
    const CameraPose p = camera_pose(frame, camera, (double)width / height);
    const DVec3 d = dvec_sub(point, p.eye_enu_m);
    const double f = dvec_dot(d, p.forward);
    xy[0] = (dvec_dot(d, p.right) / (f * p.tan_half_x) + 1) * 0.5 * width - 0.5;
    xy[1] = (1 - dvec_dot(d, p.up) / (f * p.tan_half_y)) * 0.5 * height - 0.5;
}

// Through the float matrix, as the GPU does it.
static void project_view(const RenderView *view, DVec3 rel, double xy[2])
{
    const float p[4] = { (float)rel.x, (float)rel.y, (float)rel.z, 1 };
    float c[4] = { 0 };
    for (int row = 0; row < 4; row++) {
        for (int k = 0; k < 4; k++) c[row] += view->clip_from_rel[4 * k + row] * p[k];
    }
    xy[0] = (c[0] / c[3] + 1) * 0.5 * view->width_px + view->sub_x_px;
    xy[1] = (1 - c[1] / c[3]) * 0.5 * view->height_px + view->sub_y_px;
}

static double random_between(double low, double high)
{
    return low + (high - low) * (rand() / (double)RAND_MAX);
}

TEST(the_point_grabbed_stays_under_the_pixel_when_panning)
{
    const GeoFrame frame = frame_zhanjiang();
    srand(1);
    for (int i = 0; i < 300; i++) {
        StateCamera c = camera_make(110.4 + random_between(-1, 1), 21.2 + random_between(-1, 1), random_between(0, 360),
                                    random_between(25, 90), exp(random_between(log(50), log(200000))));
        const CameraPose pose = camera_pose(&frame, &c, 1920.0 / 1080);
        const double x0 = random_between(200, 1700), y0 = random_between(300, 1000);
        DVec3 grabbed;
        if (!camera_ray_ground(&frame, pose.eye_enu_m, camera_ray(&pose, x0, y0, 1920, 1080), random_between(0, 20), &grabbed)) continue;
        const double x1 = x0 + random_between(-150, 150), y1 = y0 + random_between(-80, 80);
        double xy[2];
        camera_pan_to(&frame, &c, grabbed, x1, y1, 1920, 1080);
        project(&frame, &c, grabbed, 1920, 1080, xy);
        CHECK_NEAR(xy[0], x1, 0.1);
        CHECK_NEAR(xy[1], y1, 0.1);
    }
}

TEST(zooming_keeps_the_point_under_the_cursor)
{
    const GeoFrame frame = frame_zhanjiang();
    srand(2);
    for (int i = 0; i < 300; i++) {
        StateCamera c = camera_make(110.4 + random_between(-1, 1), 21.2 + random_between(-1, 1), random_between(0, 360),
                                    random_between(5, 90), exp(random_between(log(50), log(100000))));
        const CameraPose pose = camera_pose(&frame, &c, 1920.0 / 1080);
        DVec3 point;
        const DVec3 ray = camera_ray(&pose, random_between(0, 1920), random_between(600, 1080), 1920, 1080);
        if (!camera_ray_ground(&frame, pose.eye_enu_m, ray, random_between(0, 100), &point)) continue;
        double before[2], after[2];
        project(&frame, &c, point, 1920, 1080, before);
        for (int k = 0; k < 5; k++) camera_zoom_at(&frame, &c, point, 0.8);
        project(&frame, &c, point, 1920, 1080, after);
        CHECK_NEAR(after[0], before[0], 0.1);
        CHECK_NEAR(after[1], before[1], 0.1);
    }
}

TEST(orbiting_keeps_the_pivot_under_its_pixel)
{
    const GeoFrame frame = frame_zhanjiang();
    StateCamera c = camera_make(110.5, 21.3, 30, 45, 2000);
    const CameraPose pose = camera_pose(&frame, &c, 1920.0 / 1080);
    DVec3 pivot;
    double before[2], after[2];
    CHECK(camera_ray_ground(&frame, pose.eye_enu_m, camera_ray(&pose, 700, 800, 1920, 1080), 5, &pivot));
    project(&frame, &c, pivot, 1920, 1080, before);
    for (int i = 0; i < 20; i++) camera_orbit(&frame, &c, pivot, 7, i % 2 ? 1 : -1.5);
    project(&frame, &c, pivot, 1920, 1080, after);
    CHECK_NEAR(after[0], before[0], 0.1);
    CHECK_NEAR(after[1], before[1], 0.1);
    CHECK_NEAR(c.heading_deg, 170, 1e-9);
    for (int i = 0; i < 300; i++) camera_orbit(&frame, &c, pivot, 0, 5);
    CHECK_NEAR(c.pitch_deg, 90, 1e-9);
}

TEST(a_ray_down_meets_the_ground_at_its_height)
{
    const GeoFrame frame = frame_zhanjiang();
    const double heights[] = { -12, 0, 35.5, 2800 };
    for (int i = 0; i < 4; i++) {
        const StateCamera c = camera_make(111.2, 20.7, 77, 33, 30000);
        const CameraPose pose = camera_pose(&frame, &c, 1);
        DVec3 hit;
        CHECK(camera_ray_ground(&frame, pose.eye_enu_m, pose.forward, heights[i], &hit));
        CHECK_NEAR(geo_frame_geodetic(&frame, hit).h_m, heights[i], 1e-6);
    }
    const StateCamera up = camera_make(110.4, 21.2, 0, -20, 100);
    const CameraPose pose = camera_pose(&frame, &up, 1);
    DVec3 hit;
    CHECK(!camera_ray_ground(&frame, dvec_add(pose.eye_enu_m, dvec_make(0, 0, 200)), pose.forward, 0, &hit));
}

TEST(glides_end_exactly_at_the_goal_and_stay_there)
{
    const GeoFrame frame = frame_zhanjiang();
    StateCamera c = camera_make(110.40, 21.20, 350, 30, 5000);
    const StateCamera goal = camera_make(110.47, 21.27, 20, 60, 900);
    bool is_there = false;
    int steps = 0;
    double last = 1e9;
    for (; steps < 400 && !is_there; steps++) {
        is_there = camera_glide(&frame, &c, &goal, 1 / 60.0);
        CHECK(c.distance_m <= last);
        last = c.distance_m;
        const double turned = c.heading_deg > 180 ? 360 - c.heading_deg : c.heading_deg; // never the long way round
        CHECK(turned <= 20.0001);
    }
    CHECK(is_there);
    CHECK(steps > 20 && steps < 120);
    CHECK(memcmp(&c, &goal, sizeof c) == 0);
    CHECK(camera_glide(&frame, &c, &goal, 1 / 60.0));
    CHECK(memcmp(&c, &goal, sizeof c) == 0);
}

TEST(a_zoom_glide_keeps_the_cursor_point_on_the_way)
{
    const GeoFrame frame = frame_zhanjiang();
    StateCamera c = camera_make(110.40, 21.20, 10, 50, 3000);
    StateCamera goal = c;
    const CameraPose pose = camera_pose(&frame, &c, 1920.0 / 1080);
    DVec3 point;
    double before[2], xy[2];
    CHECK(camera_ray_ground(&frame, pose.eye_enu_m, camera_ray(&pose, 1300, 700, 1920, 1080), 0, &point));
    project(&frame, &c, point, 1920, 1080, before);
    camera_zoom_at(&frame, &goal, point, 0.5);
    while (!camera_glide(&frame, &c, &goal, 1 / 60.0)) {
        project(&frame, &c, point, 1920, 1080, xy);
        CHECK_NEAR(xy[0], before[0], 0.6);
        CHECK_NEAR(xy[1], before[1], 0.6);
    }
}

TEST(the_camera_is_lifted_out_of_the_ground)
{
    const GeoFrame frame = frame_zhanjiang();
    StateCamera c = camera_make(110.40, 21.20, 10, 2, 300);
    camera_keep_above(&frame, &c, 120, 3);
    const CameraPose pose = camera_pose(&frame, &c, 1);
    CHECK_NEAR(geo_frame_geodetic(&frame, pose.eye_enu_m).h_m, 123, 0.01);
    const StateCamera same = c;
    camera_keep_above(&frame, &c, 20, 3);
    CHECK(memcmp(&c, &same, sizeof c) == 0);
}

TEST(the_matrix_is_reversed_and_infinite_and_its_inverse_undoes_it)
{
    const GeoFrame frame = frame_zhanjiang();
    const StateCamera c = camera_make(110.41, 21.22, 123, 37, 4000);
    RenderView v = { 0 };
    camera_fill_view(&frame, &c, 1920, 1080, 0, 0, 1920, 1080, 0.5, &v);
    const CameraPose p = camera_pose(&frame, &c, 1920.0 / 1080);
    const double distances[] = { 0.5, 1, 100, 1e6 };
    for (int i = 0; i < 4; i++) {
        const DVec3 at = dvec_scale(p.forward, distances[i]);
        const float q[4] = { (float)at.x, (float)at.y, (float)at.z, 1 };
        float clip[4] = { 0 }, back[4] = { 0 };
        for (int row = 0; row < 4; row++) {
            for (int k = 0; k < 4; k++) clip[row] += v.clip_from_rel[4 * k + row] * q[k];
        }
        CHECK_NEAR(clip[2] / clip[3], 0.5 / distances[i], 1e-6);
        for (int row = 0; row < 4; row++) {
            for (int k = 0; k < 4; k++) back[row] += v.rel_from_clip[4 * k + row] * clip[k];
        }
        CHECK_NEAR(back[0] / back[3], q[0], 1e-4 * distances[i]);
        CHECK_NEAR(back[1] / back[3], q[1], 1e-4 * distances[i]);
        CHECK_NEAR(back[2] / back[3], q[2], 1e-4 * distances[i]);
    }
}

TEST(a_piece_of_a_picture_shows_what_the_whole_shows_there)
{
    const GeoFrame frame = frame_zhanjiang();
    const StateCamera c = camera_make(110.41, 21.22, 200, 25, 1500);
    RenderView whole = { 0 }, piece = { 0 };
    camera_fill_view(&frame, &c, 7680, 4320, 0, 0, 7680, 4320, 0.5, &whole);
    camera_fill_view(&frame, &c, 7680, 4320, 2048, 3072, 1024, 512, 0.5, &piece);
    const CameraPose p = camera_pose(&frame, &c, 7680.0 / 4320);
    srand(5);
    for (int i = 0; i < 100; i++) {
        const DVec3 rel = dvec_scale(camera_ray(&p, random_between(0, 7680), random_between(0, 4320), 7680, 4320), random_between(10, 9000));
        double a[2], b[2];
        project_view(&whole, rel, a);
        project_view(&piece, rel, b);
        CHECK_NEAR(a[0], b[0], 0.02);
        CHECK_NEAR(a[1], b[1], 0.02);
    }
    CHECK_NEAR(whole.px_per_rad, piece.px_per_rad, 1e-3);
}

TEST(centimetre_steps_far_from_the_origin_move_pixels_smoothly)
{
    const GeoFrame frame = frame_zhanjiang();
    StateCamera c = camera_make(111.36, 21.20, 0, 30, 200); // 100 km east
    const DPlace place = geo_frame_place(&frame, c.target);
    const DVec3 point = dplace_point(&place, dvec_make(3, 5, 2));
    double last[2] = { 0 }, step_px = 0;
    for (int i = 0; i <= 200; i++) {
        StateCamera moved = c;
        RenderView v = { 0 };
        double xy[2];
        moved.target = geo_frame_geodetic(&frame, dplace_point(&place, dvec_make(0.01 * i, 0, 0)));
        camera_fill_view(&frame, &moved, 1920, 1080, 0, 0, 1920, 1080, 0.25, &v);
        project_view(&v, dvec_sub(point, dvec_make(v.eye_enu_m[0], v.eye_enu_m[1], v.eye_enu_m[2])), xy);
        if (i == 1) step_px = xy[0] - last[0];
        if (i > 1) CHECK_NEAR(xy[0] - last[0], step_px, 0.1);
        last[0] = xy[0];
        last[1] = xy[1];
    }
    CHECK(fabs(step_px) > 0.02 && fabs(step_px) < 1);
}

TEST(fit_shows_the_whole_box)
{
    const GeoBox box = { 110.2, 21.0, 110.6, 21.4 };
    const StateCamera c = camera_fit(box, 0, 16.0 / 9);
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ 110.4, 21.2, 0 });
    const GeoPos corners[] = { { 110.2, 21.0, 0 }, { 110.6, 21.0, 0 }, { 110.2, 21.4, 0 }, { 110.6, 21.4, 0 } };
    for (int i = 0; i < 4; i++) {
        double xy[2];
        project(&frame, &c, geo_frame_enu(&frame, corners[i]), 1920, 1080, xy);
        CHECK(xy[0] > 0 && xy[0] < 1920 && xy[1] > 0 && xy[1] < 1080);
    }
    CHECK_NEAR(camera_fit(geo_box_empty(), 0, 1).distance_m, 1000, 1e-9);
}
