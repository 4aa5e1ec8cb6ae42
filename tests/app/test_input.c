// SPDX-License-Identifier: Apache-2.0
// test_input.c - fingers, pointer and keys through the program's own input: what is grabbed stays
// under the finger, gestures do one thing, modes move as they should, the ground is never entered,
// and what is drawn in a box or a polygon is selected.
#include "app.h"
#include "base/clock.h"
#include "check.h"
#include "input_keys.h"
#include "scene/camera.h"
#include <stdlib.h>

#define WIDTH 1280
#define HEIGHT 720

typedef struct {
    App app;
    double t_s;
    RenderFrame frame;
} Desk;

// Houses in a grid of 100 m on a hill: the ground rises by 50 m a kilometre to the east.
static void write_town(char town[512], char hill[512])
{
    snprintf(town, 512, "%s", check_temporary("town.geojson"));
    FILE *file = fopen(town, "w");
    CHECK(file != NULL);
    fprintf(file, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < 81; i++) {
        const double x = 110.400 + i % 9 * 0.001, y = 21.200 + i / 9 * 0.001, w = 0.0003;
        fprintf(
            file,
            "%s{\"type\":\"Feature\",\"properties\":{\"name\":\"h%d\",\"height\":%d},\"geometry\":{"
            "\"type\":\"Polygon\",\"coordinates\":[[[%f,%f],[%f,%f],[%f,%f],[%f,%f],[%f,%f]]]}}",
            i ? "," : "", i, i == 40 ? 60 : 12, x, y, x + w, y, x + w, y + w, x, y + w, x, y);
    }
    fprintf(file, "]}");
    CHECK(fclose(file) == 0);
    snprintf(hill, 512, "%s", check_temporary("hill.asc"));
    file = fopen(hill, "w");
    CHECK(file != NULL);
    fprintf(file, "ncols 80\nnrows 80\nxllcorner 110.37\nyllcorner 21.17\ncellsize "
                  "0.001\nNODATA_value -9999\n");
    for (int y = 0; y < 80; y++) {
        for (int x = 0; x < 80; x++) fprintf(file, "%d ", 20 + 5 * x);
        fprintf(file, "\n");
    }
    CHECK(fclose(file) == 0);
}

static void turn(Desk *d, double dt_s)
{
    App *app = &d->app;
    d->t_s += dt_s;
    job_pool_poll(app->pool, 0.05);
    while (app->queue.length) {
        Str lines = app->queue;
        app->queue = (Str){ 0 };
        char *rest = NULL;
        for (char *line = strtok_r(lines.text, "\n", &rest); line;
             line = strtok_r(NULL, "\n", &rest)) {
            Err err = { 0 };
            if (!app_run_line(app, line, NULL, &err)) fprintf(stderr, "%s: %s\n", line, err.text);
            CHECK_TEXT(err.text, "");
        }
        str_finish(&lines);
    }
    input_update(app, dt_s);
    app_update(app, dt_s);
    const SceneViewDesc view = {
        .width_px = WIDTH, .height_px = HEIGHT, .scale = 1, .is_live = true
    };
    app_build_frame(app, &view, &d->frame);
}

static void turns(Desk *d, double seconds)
{
    for (double t = 0; t < seconds; t += 1 / 60.0) turn(d, 1 / 60.0);
}

static void open_desk(Desk *d)
{
    Err err = { 0 };
    char town[512], hill[512], line[700];
    memset(d, 0, sizeof *d);
    write_town(town, hill);
    CHECK(app_create(&d->app, &(AppDesc){ .threads = 2 }, &err));
    CHECK(app_open_null(&d->app, WIDTH, HEIGHT, &err));
    d->app.ui = ui_create(&err);
    CHECK(d->app.ui != NULL);
    snprintf(line, sizeof line, "layer-add path=\"%s\" crs=EPSG:4326 draw=elevation", hill);
    CHECK(app_run_line(&d->app, line, NULL, &err));
    snprintf(line, sizeof line, "layer-add path=\"%s\"", town);
    CHECK(app_run_line(&d->app, line, NULL, &err));
    const SceneViewDesc view = { .width_px = WIDTH, .height_px = HEIGHT, .scale = 1 };
    CHECK(app_settle(&d->app, &view, 60, &err));
    CHECK(app_run_line(&d->app, "set labels off", NULL, &err));
    CHECK(app_run_line(&d->app, "camera lon=110.4042 lat=21.2042 heading=0 pitch=50 distance=900",
                       NULL, &err));
    CHECK(app_settle(&d->app, &view, 60, &err));
    d->app.is_window = true; // commands glide, as on a desk
    turns(d, 0.1);
}

static void close_desk(Desk *d)
{
    d->app.is_window = false; // no session to save
    app_destroy(&d->app);
}

static void send(Desk *d, PlatformEvent event)
{
    event.t_s = d->t_s;
    input_event(&d->app, &event);
}

static void finger(Desk *d, PlatformEventKind kind, int64_t id, double x, double y)
{
    send(d, (PlatformEvent){ .kind = kind, .finger = id, .x_px = x, .y_px = y });
}

static void key(Desk *d, const char *name, bool is_down)
{
    PlatformEvent event = { .kind = is_down ? PLATFORM_KEY_DOWN : PLATFORM_KEY_UP };
    snprintf(event.key, sizeof event.key, "%s", name);
    const char *bare = strrchr(name, '+');
    snprintf(event.key_bare, sizeof event.key_bare, "%s", bare ? bare + 1 : name);
    event.has_ctrl = strncmp(name, "Ctrl+", 5) == 0;
    event.has_shift = strstr(name, "Shift+") != NULL;
    send(d, event);
}

static void press(Desk *d, const char *name)
{
    key(d, name, true);
    turn(d, 1 / 60.0);
    key(d, name, false);
    turn(d, 1 / 60.0);
}

static void pixel_of(Desk *d, DVec3 point_m, double *x, double *y)
{
    const CameraPose pose =
        camera_pose(&d->app.city.frame, &d->app.state.camera, (double)WIDTH / HEIGHT);
    const DVec3 v = dvec_sub(point_m, pose.eye_enu_m);
    const double z = dvec_dot(v, pose.forward);
    CHECK(z > 0);
    *x = (dvec_dot(v, pose.right) / (z * pose.tan_half_x) + 1) * WIDTH / 2 - 0.5;
    *y = (1 - dvec_dot(v, pose.up) / (z * pose.tan_half_y)) * HEIGHT / 2 - 0.5;
}

static void check_pixel(Desk *d, DVec3 point_m, double x, double y, double tolerance_px)
{
    double at_x = 0, at_y = 0;
    pixel_of(d, point_m, &at_x, &at_y);
    CHECK_NEAR(at_x, x, tolerance_px);
    CHECK_NEAR(at_y, y, tolerance_px);
}

static DVec3 under(Desk *d, double x, double y)
{
    DVec3 point = { 0 };
    CHECK(input_point(&d->app, x, y, &point));
    return point;
}

static double eye_above_ground_m(Desk *d)
{
    const CameraPose pose = camera_pose(&d->app.city.frame, &d->app.state.camera, 1);
    const GeoPos eye = geo_frame_geodetic(&d->app.city.frame, pose.eye_enu_m);
    return eye.h_m - scene_ground(&d->app.city, &d->app.state, eye.lon_deg, eye.lat_deg);
}

TEST(one_finger_pans_at_the_point_grabbed)
{
    Desk d;
    open_desk(&d);
    const DVec3 grabbed = under(&d, 700, 450);
    const StateCamera before = d.app.state.camera;
    finger(&d, PLATFORM_FINGER_DOWN, 7, 700, 450);
    for (int i = 1; i <= 20; i++) {
        finger(&d, PLATFORM_FINGER_MOVE, 7, 700 - 10 * i, 450 + 5 * i);
        turn(&d, 1 / 60.0);
        if (i > 1) check_pixel(&d, grabbed, 700 - 10 * i, 450 + 5 * i, 0.5);
    }
    turns(&d, 0.3); // it rests: no flick
    finger(&d, PLATFORM_FINGER_UP, 7, 500, 550);
    turns(&d, 0.5);
    check_pixel(&d, grabbed, 500, 550, 0.5);
    CHECK_NEAR(d.app.state.camera.distance_m, before.distance_m, 1e-6);
    CHECK_NEAR(d.app.state.camera.heading_deg, before.heading_deg, 1e-9);
    CHECK_EQ(d.app.state.selection_count, 0);
    close_desk(&d);
}

TEST(a_pinch_zooms_about_what_lies_between_the_fingers)
{
    Desk d;
    open_desk(&d);
    const DVec3 middle = under(&d, 640, 400);
    const double before_m = d.app.state.camera.distance_m;
    finger(&d, PLATFORM_FINGER_DOWN, 1, 590, 400);
    finger(&d, PLATFORM_FINGER_DOWN, 2, 690, 400);
    for (int i = 1; i <= 25; i++) {
        finger(&d, PLATFORM_FINGER_MOVE, 1, 590 - 2 * i, 400);
        finger(&d, PLATFORM_FINGER_MOVE, 2, 690 + 2 * i, 400);
        turn(&d, 1 / 60.0);
    }
    // Twice as far apart: twice as near, round the middle.
    CHECK_NEAR(d.app.state.camera.distance_m, before_m / 2, before_m * 0.01);
    check_pixel(&d, middle, 640, 400, 1);
    CHECK_NEAR(d.app.state.camera.heading_deg, 0, 0.01);
    CHECK_NEAR(d.app.state.camera.pitch_deg, 50, 0.01);
    // A finger lifted leaves the other in charge: it pans, and lifted it does not select.
    finger(&d, PLATFORM_FINGER_UP, 1, 540, 400);
    turn(&d, 0.2);
    const DVec3 grabbed = under(&d, 740, 400);
    for (int i = 1; i <= 10; i++) {
        finger(&d, PLATFORM_FINGER_MOVE, 2, 740 - 8 * i, 400);
        turn(&d, 1 / 60.0);
    }
    check_pixel(&d, grabbed, 660, 400, 1);
    turns(&d, 0.3);
    finger(&d, PLATFORM_FINGER_UP, 2, 660, 400);
    turns(&d, 0.3);
    CHECK_EQ(d.app.state.selection_count, 0);
    CHECK_EQ(d.app.input.finger_count, 0);
    CHECK_EQ(d.app.input.button, 0);
    close_desk(&d);
}

TEST(two_fingers_turn_round_their_middle_and_drag_it_along)
{
    Desk d;
    open_desk(&d);
    const DVec3 middle = under(&d, 640, 400);
    finger(&d, PLATFORM_FINGER_DOWN, 1, 540, 400);
    finger(&d, PLATFORM_FINGER_DOWN, 2, 740, 400);
    for (int i = 1; i <= 30; i++) { // 30 degrees clockwise on the screen
        const double a = i * 3.14159265358979 / 180;
        finger(&d, PLATFORM_FINGER_MOVE, 1, 640 - 100 * cos(a), 400 - 100 * sin(a));
        finger(&d, PLATFORM_FINGER_MOVE, 2, 640 + 100 * cos(a), 400 + 100 * sin(a));
        turn(&d, 1 / 60.0);
    }
    // The map turns with the fingers: what was north now points right, so the camera looks west of
    // north.
    CHECK_NEAR(fmod(d.app.state.camera.heading_deg + 360, 360), 330, 1);
    check_pixel(&d, middle, 640, 400, 1);
    CHECK_NEAR(d.app.state.camera.distance_m, 900, 10);
    for (int i = 1; i <= 20; i++) {
        const double a = 30 * 3.14159265358979 / 180;
        finger(&d, PLATFORM_FINGER_MOVE, 1, 640 - 100 * cos(a) + 6 * i, 400 - 100 * sin(a));
        finger(&d, PLATFORM_FINGER_MOVE, 2, 640 + 100 * cos(a) + 6 * i, 400 + 100 * sin(a));
        turn(&d, 1 / 60.0);
    }
    check_pixel(&d, middle, 760, 400, 1);
    close_desk(&d);
}

TEST(two_fingers_moved_up_together_tilt_and_nothing_else)
{
    Desk d;
    open_desk(&d);
    finger(&d, PLATFORM_FINGER_DOWN, 1, 560, 500);
    finger(&d, PLATFORM_FINGER_DOWN, 2, 720, 500);
    for (int i = 1; i <= 25; i++) {
        finger(&d, PLATFORM_FINGER_MOVE, 1, 560, 500 - 4 * i);
        finger(&d, PLATFORM_FINGER_MOVE, 2, 720, 500 - 4 * i);
        turn(&d, 1 / 60.0);
    }
    CHECK_NEAR(d.app.state.camera.pitch_deg, 70,
               0.5); // flatter when pushed down, steeper when pushed up
    CHECK_NEAR(d.app.state.camera.heading_deg, 0, 0.01);
    CHECK_NEAR(d.app.state.camera.distance_m, 900, 0.1);
    close_desk(&d);
}

static void tap(Desk *d, double x, double y)
{
    finger(d, PLATFORM_FINGER_DOWN, 3, x, y);
    turn(d, 0.05);
    finger(d, PLATFORM_FINGER_UP, 3, x + 1, y);
    turn(d, 0.05);
}

TEST(a_tap_selects_and_a_double_tap_flies_nearer)
{
    Desk d;
    open_desk(&d);
    double x = 0, y = 0;
    const CityLayer *town = &d.app.city.layers[1];
    GeoPos roof = { 110.40415, 21.20415, 0 };
    roof.h_m = scene_ground(&d.app.city, &d.app.state, roof.lon_deg, roof.lat_deg) + 60;
    pixel_of(&d, geo_frame_enu(&d.app.city.frame, roof), &x, &y);
    tap(&d, x, y);
    CHECK_EQ(d.app.state.selection_count, 1);
    CHECK_EQ(d.app.state.selection[0].layer_id, town->id);
    turns(&d, 1);
    CHECK_NEAR(d.app.state.camera.distance_m, 900, 1e-6);
    // Two taps far apart are no double tap; two on one place are.
    tap(&d, x, y);
    tap(&d, x + 200, y);
    turns(&d, 1);
    CHECK_NEAR(d.app.state.camera.distance_m, 900, 1e-6);
    tap(&d, x, y);
    tap(&d, x, y);
    turns(&d, 2);
    CHECK_NEAR(d.app.state.camera.distance_m, 360, 1);
    CHECK(!d.app.state.is_gliding);
    close_desk(&d);
}

TEST(a_walker_stays_on_the_ground_and_a_flyer_goes_where_he_looks)
{
    Desk d;
    open_desk(&d);
    press(&d, "G");
    turns(&d, 2);
    CHECK_EQ(d.app.input.mode, INPUT_WALK);
    CHECK_NEAR(eye_above_ground_m(&d), 1.7, 0.3);
    Err err = { 0 };
    key(&d, "E", true);
    turns(&d, 1.5);
    key(&d, "E", false);
    turns(&d, 0.5);
    CHECK_NEAR(d.app.state.camera.heading_deg, 90, 3); // uphill
    const GeoPos start = geo_frame_geodetic(
        &d.app.city.frame, camera_pose(&d.app.city.frame, &d.app.state.camera, 1).eye_enu_m);
    key(&d, "W", true);
    turns(&d, 10);
    key(&d, "W", false);
    turns(&d, 1);
    const GeoPos end = geo_frame_geodetic(
        &d.app.city.frame, camera_pose(&d.app.city.frame, &d.app.state.camera, 1).eye_enu_m);
    const double walked_m = (end.lon_deg - start.lon_deg) * 103700;
    CHECK(walked_m > 25 && walked_m < 35); // 3 m a second
    CHECK(end.h_m - start.h_m > 1);        // the hill was climbed
    CHECK_NEAR(eye_above_ground_m(&d), 1.7, 0.1);
    press(&d, "G");
    CHECK_EQ(d.app.input.mode, INPUT_FLY);
    CHECK(app_run_line(&d.app, "camera lon=110.4042 lat=21.2042 heading=0 pitch=30 distance=200",
                       NULL, &err));
    turns(&d, 0.2);
    const double high_m = eye_above_ground_m(&d);
    key(&d, "W", true);
    turns(&d, 1);
    key(&d, "W", false);
    turns(&d, 1);
    CHECK(eye_above_ground_m(&d) < high_m - 10); // he looks down, so he goes down
    key(&d, "W", true);
    turns(&d, 60);
    key(&d, "W", false);
    turns(&d, 1);
    CHECK(eye_above_ground_m(&d) > 1.9); // and never into the ground
    press(&d, "G");
    turns(&d, 2);
    CHECK_EQ(d.app.input.mode, INPUT_MAP);
    close_desk(&d);
}

TEST(the_eye_never_enters_the_ground)
{
    Desk d;
    Err err = { 0 };
    open_desk(&d);
    for (int i = 0; i < 2; i++) {
        CHECK(app_run_line(&d.app,
                           "camera lon=110.4042 lat=21.2042 heading=270 pitch=2 distance=3000",
                           NULL, &err)); // eye behind the hill
        turns(&d, 0.1);
        CHECK(eye_above_ground_m(&d) > 1.9);
        CHECK(app_run_line(&d.app,
                           "camera lon=110.4042 lat=21.2042 heading=0 pitch=-40 distance=500", NULL,
                           &err)); // looked at from below
        turns(&d, 0.1);
        CHECK(eye_above_ground_m(&d) > 1.9);
        CHECK(app_run_line(&d.app, "exaggeration 5", NULL, &err));
    }
    close_desk(&d);
}

TEST(keys_move_turn_and_stop_and_a_tour_gives_way_to_them)
{
    Desk d;
    Err err = { 0 };
    open_desk(&d);
    const StateCamera before = d.app.state.camera;
    key(&d, "D", true);
    turns(&d, 0.5);
    key(&d, "D", false);
    turns(&d, 1);
    CHECK(d.app.state.camera.target.lon_deg > before.target.lon_deg + 0.0005);
    const StateCamera still = d.app.state.camera;
    turns(&d, 1);
    CHECK(memcmp(&still, &d.app.state.camera, sizeof still) == 0); // stopped is stopped
    key(&d, "E", true);
    turns(&d, 0.5);
    send(&d, (PlatformEvent){ .kind = PLATFORM_FOCUS_LOST }); // the key is let go elsewhere
    turns(&d, 1);
    CHECK(!input_is_moving(&d.app.input));
    CHECK(fabs(d.app.state.camera.heading_deg) > 10);
    press(&d, "N");
    turns(&d, 2);
    CHECK_NEAR(fmod(d.app.state.camera.heading_deg + 180, 360), 180, 1e-9);
    CHECK(app_run_line(&d.app, "tour-add seconds=2", NULL, &err));
    CHECK(app_run_line(&d.app, "orbit heading=90", NULL, &err));
    turns(&d, 2);
    CHECK(app_run_line(&d.app, "tour-add seconds=2", NULL, &err));
    CHECK(app_run_line(&d.app, "tour-play", NULL, &err));
    turns(&d, 1);
    CHECK(d.app.state.is_touring);
    key(&d, "A", true);
    turns(&d, 0.1);
    key(&d, "A", false);
    CHECK(!d.app.state.is_touring);
    CHECK(app_run_line(&d.app, "tour-play", NULL, &err));
    turns(&d, 5);
    CHECK(!d.app.state.is_touring);
    CHECK_NEAR(d.app.state.camera.heading_deg, 90, 1e-6); // ends at its last stop
    close_desk(&d);
}

TEST(a_bookmark_stored_by_a_key_is_found_again)
{
    Desk d;
    Err err = { 0 };
    open_desk(&d);
    const StateCamera here = d.app.state.camera;
    press(&d, "Ctrl+3");
    press(&d, "Ctrl+1"); // the first there is takes the first place
    CHECK_EQ(d.app.state.bookmark_count, 1);
    CHECK(app_run_line(&d.app, "camera lon=110.41 lat=21.21 heading=120 pitch=20 distance=5000",
                       NULL, &err));
    press(&d, "1");
    turns(&d, 4);
    CHECK_NEAR(d.app.state.camera.target.lon_deg, here.target.lon_deg, 1e-9);
    CHECK_NEAR(d.app.state.camera.distance_m, here.distance_m, 1e-6);
    CHECK_NEAR(d.app.state.camera.pitch_deg, here.pitch_deg, 1e-9);
    close_desk(&d);
}

static void pointer(Desk *d, PlatformEventKind kind, double x, double y, bool has_shift,
                    bool has_ctrl, int clicks)
{
    send(d, (PlatformEvent){ .kind = kind,
                             .x_px = x,
                             .y_px = y,
                             .button = kind == PLATFORM_POINTER_MOVE ? 0 : 1,
                             .clicks = clicks,
                             .has_shift = has_shift,
                             .has_ctrl = has_ctrl });
    turn(d, 1 / 60.0);
}

static void drag_box(Desk *d, double x0, double y0, double x1, double y1, bool has_ctrl)
{
    pointer(d, PLATFORM_POINTER_DOWN, x0, y0, true, has_ctrl, 1);
    for (int i = 1; i <= 5; i++)
        pointer(d, PLATFORM_POINTER_MOVE, x0 + (x1 - x0) * i / 5, y0 + (y1 - y0) * i / 5, true,
                has_ctrl, 0);
    pointer(d, PLATFORM_POINTER_UP, x1, y1, true, has_ctrl, 1);
}

TEST(boxes_and_polygons_select_what_lies_in_them)
{
    Desk d;
    open_desk(&d);
    const StateCamera before = d.app.state.camera;
    drag_box(&d, 0, 0, WIDTH - 1, HEIGHT - 1, false);
    const int all = d.app.state.selection_count;
    CHECK(all > 30);
    drag_box(&d, 0, 0, WIDTH / 2 - 1, HEIGHT - 1, false);
    const int left = d.app.state.selection_count;
    CHECK(left > 5 && left < all);
    drag_box(&d, WIDTH / 2 - 1, 0, WIDTH - 1, HEIGHT - 1, true); // Ctrl adds
    CHECK_EQ(d.app.state.selection_count, all);
    CHECK(memcmp(&before, &d.app.state.camera, sizeof before) == 0); // a box moves nothing
    press(&d, "X");
    CHECK(d.app.input.is_drawing_polygon);
    const double corners[4][2] = {
        { 0, 0 }, { WIDTH / 2 - 1, 0 }, { WIDTH / 2 - 1, HEIGHT - 1 }, { 0, HEIGHT - 1 }
    };
    for (int i = 0; i < 4; i++) {
        pointer(&d, PLATFORM_POINTER_DOWN, corners[i][0], corners[i][1], false, false, 1);
        pointer(&d, PLATFORM_POINTER_UP, corners[i][0], corners[i][1], false, false, 1);
    }
    press(&d, "Return");
    turn(&d, 1 / 60.0);
    CHECK(!d.app.input.is_drawing_polygon);
    CHECK_EQ(d.app.state.selection_count, left);
    press(&d, "X");
    press(&d, "Escape");
    CHECK(!d.app.input.is_drawing_polygon);
    close_desk(&d);
}

TEST(the_wheel_zooms_to_the_pointer_and_a_right_drag_orbits_the_point_grabbed)
{
    Desk d;
    open_desk(&d);
    const DVec3 point = under(&d, 400, 300);
    for (int i = 0; i < 3; i++)
        send(&d, (PlatformEvent){ .kind = PLATFORM_WHEEL, .wheel = 1, .x_px = 400, .y_px = 300 });
    turns(&d, 2);
    CHECK_NEAR(d.app.state.camera.distance_m, 900 * 0.8 * 0.8 * 0.8, 1);
    check_pixel(&d, point, 400, 300, 1);
    const StateCamera still = d.app.state.camera;
    turns(&d, 1);
    CHECK(memcmp(&still, &d.app.state.camera, sizeof still) == 0);
    const DVec3 pivot = under(&d, 800, 420);
    send(&d,
         (PlatformEvent){
             .kind = PLATFORM_POINTER_DOWN, .button = 3, .x_px = 800, .y_px = 420, .clicks = 1 });
    for (int i = 1; i <= 20; i++) {
        send(&d,
             (PlatformEvent){ .kind = PLATFORM_POINTER_MOVE, .x_px = 800 + 8 * i, .y_px = 420 });
        turn(&d, 1 / 60.0);
    }
    check_pixel(&d, pivot, 800, 420, 1);
    CHECK(fabs(d.app.state.camera.heading_deg) > 20);
    close_desk(&d);
}

TEST(keys_start_the_measuring_tool_take_a_point_back_and_end_it)
{
    Desk d;
    open_desk(&d);
    press(&d, "M");
    CHECK_EQ(d.app.state.measuring.kind, STATE_MEASURE_DISTANCE);
    CHECK_EQ(d.app.state.selection_count, 0);
    send(&d,
         (PlatformEvent){
             .kind = PLATFORM_POINTER_DOWN, .button = 1, .x_px = 640, .y_px = 500, .clicks = 1 });
    send(&d, (PlatformEvent){
                 .kind = PLATFORM_POINTER_UP, .button = 1, .x_px = 640, .y_px = 500, .clicks = 1 });
    turns(&d, 0.1);
    CHECK_EQ(d.app.state.measuring.point_count, 1);
    CHECK_EQ(d.app.state.selection_count, 0); // a click measures and does not select
    CHECK(d.app.state.measuring.on == STATE_MEASURE_ON_GROUND ||
          d.app.state.measuring.on == STATE_MEASURE_ON_BUILDING);
    press(&d, "Backspace");
    CHECK_EQ(d.app.state.measuring.point_count, 0);
    press(&d, "Backspace"); // nothing to take back, nothing said
    press(&d, "M");
    CHECK_EQ(d.app.state.measuring.kind, STATE_MEASURE_ANGLE);
    press(&d, "Escape");
    CHECK_EQ(d.app.state.measuring.kind, STATE_MEASURE_NONE);
    close_desk(&d);
}

// A block of 20 x 20 x 10 m on the hill, in the middle of the view.
static StateLayer *add_block(Desk *d)
{
    Err err = { 0 };
    char line[700];
    const char *path = check_temporary("block.obj");
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    for (int i = 0; i < 8; i++)
        fprintf(file, "v %d %d %d\n", i & 1 ? 20 : 0, i & 4 ? 10 : 0, i & 2 ? -20 : 0); // y is up
    fputs("f 1 2 6 5\nf 2 4 8 6\nf 4 3 7 8\nf 3 1 5 7\nf 5 6 8 7\nf 1 3 4 2\n", file);
    CHECK(fclose(file) == 0);
    snprintf(line, sizeof line, "layer-add path=\"%s\" name=block", path);
    CHECK(app_run_line(&d->app, line, NULL, &err));
    do turn(d, 1 / 60.0);
    while (city_is_loading(&d->app.city));
    CHECK(app_run_line(&d->app,
                       "model-place layer=block lon=110.4042 lat=21.2042 height=200 heading=30",
                       NULL, &err));
    CHECK(app_run_line(&d->app,
                       "camera lon=110.4042 lat=21.2042 height=200 heading=0 pitch=35 distance=150",
                       NULL, &err));
    d->app.state.is_gliding = false;
    d->app.state.camera = d->app.state.camera_goal;
    turns(d, 0.2);
    return state_layer_find(&d->app.state, "block");
}

// A pixel where that handle can be taken: rows first, from the middle of the picture.
static SceneHandle find_handle(Desk *d, SceneHandleKind kind, double *x, double *y)
{
    for (int i = 0; i < 200 * 200; i++) {
        *x = WIDTH / 2 - 200 + 2 * (i % 200);
        *y = HEIGHT / 2 - 200 + 2 * (i / 200);
        const SceneHandle handle = scene_handle_at(d->app.scene, *x, *y);
        if (handle.kind == kind) return handle;
    }
    CHECK(!"no such handle in the picture");
    return (SceneHandle){ 0 };
}

static void drag_handle(Desk *d, double x, double y, double dx, double dy)
{
    pointer(d, PLATFORM_POINTER_DOWN, x, y, false, false, 1);
    for (int i = 1; i <= 8; i++)
        pointer(d, PLATFORM_POINTER_MOVE, x + dx * i / 8, y + dy * i / 8, false, false, 0);
    pointer(d, PLATFORM_POINTER_UP, x + dx, y + dy, false, false, 1);
    turns(d, 0.1);
}

TEST(handles_carry_a_model_along_the_ground_up_and_round)
{
    Desk d;
    Err err = { 0 };
    open_desk(&d);
    const StateLayer *block = add_block(&d);
    const StateCamera still = d.app.state.camera;
    double x = 0, y = 0;
    CHECK_EQ(scene_handle_at(d.app.scene, WIDTH / 2, HEIGHT / 2).kind, SCENE_HANDLE_NONE);
    CHECK(app_run_line(&d.app, "model-handles layer=block", NULL, &err));
    turns(&d, 0.1);
    const GeoModelPoint before = block->anchor;
    // Along the ground: what was grabbed is under the pointer afterwards, and no higher.
    SceneHandle handle = find_handle(&d, SCENE_HANDLE_MOVE, &x, &y);
    DVec3 grabbed, there;
    CHECK(scene_handle_grip(d.app.scene, &handle, x, y, &grabbed));
    const DVec3 from_middle = dvec_sub(grabbed, handle.at_enu_m);
    drag_handle(&d, x, y, 90, 24);
    block = state_layer_find(&d.app.state, "block");
    handle = find_handle(&d, SCENE_HANDLE_MOVE, &x, &y);
    there = dvec_add(handle.at_enu_m, from_middle);
    CHECK(dvec_length(dvec_sub(there, grabbed)) > 5);
    CHECK_NEAR(block->anchor.pos.h_m, before.pos.h_m, 1e-6);
    CHECK(block->anchor.pos.lon_deg > before.pos.lon_deg);
    CHECK_NEAR(block->anchor.heading_deg, 30, 1e-9);
    // Up, and nowhere else.
    const GeoModelPoint moved = block->anchor;
    find_handle(&d, SCENE_HANDLE_RAISE, &x, &y);
    drag_handle(&d, x, y, 0, -60);
    block = state_layer_find(&d.app.state, "block");
    CHECK(block->anchor.pos.h_m > moved.pos.h_m + 5);
    CHECK_NEAR(block->anchor.pos.lon_deg, moved.pos.lon_deg, 1e-9);
    // Round: a quarter of the ring is a quarter of a turn.
    handle = find_handle(&d, SCENE_HANDLE_TURN, &x, &y);
    DVec3 low;
    CHECK(scene_handle_grip(d.app.scene, &handle, x, y, &low));
    const DVec3 arm = dvec_sub(low, handle.at_enu_m),
                quarter = dvec_add(handle.at_enu_m, dvec_cross(handle.axis, arm)); // to the left
    double to_x = 0, to_y = 0;
    pixel_of(&d, quarter, &to_x, &to_y);
    drag_handle(&d, x, y, to_x - x, to_y - y);
    block = state_layer_find(&d.app.state, "block");
    CHECK_NEAR(block->anchor.heading_deg, 300, 0.6);
    // The camera stood still; each drag is one step back.
    CHECK(memcmp(&still, &d.app.state.camera, sizeof still) == 0);
    for (int i = 0; i < 3; i++) CHECK(app_run_line(&d.app, "undo", NULL, &err));
    block = state_layer_find(&d.app.state, "block");
    CHECK_NEAR(block->anchor.pos.lon_deg, before.pos.lon_deg, 1e-9);
    CHECK_NEAR(block->anchor.pos.h_m, before.pos.h_m, 1e-6);
    CHECK_NEAR(block->anchor.heading_deg, 30, 1e-9);
    close_desk(&d);
}

TEST(a_section_plane_is_moved_by_its_arrow)
{
    Desk d;
    Err err = { 0 };
    open_desk(&d);
    add_block(&d);
    CHECK(app_run_line(&d.app, "cut layer=block height=4", NULL, &err));
    turns(&d, 0.1);
    double x = 0, y = 0;
    const double before_m = d.app.state.cuts[0].pos.h_m;
    const SceneHandle handle = find_handle(&d, SCENE_HANDLE_CUT, &x, &y);
    CHECK_EQ(handle.cut, 1);
    DVec3 from, to;
    CHECK(scene_handle_grip(d.app.scene, &handle, x, y, &from) &&
          scene_handle_grip(d.app.scene, &handle, x, y - 40, &to));
    drag_handle(&d, x, y, 0, -40);
    CHECK_NEAR(d.app.state.cuts[0].pos.h_m - before_m, dvec_dot(dvec_sub(to, from), handle.axis),
               0.02);
    CHECK(d.app.state.cuts[0].pos.h_m > before_m + 1);
    CHECK(app_run_line(&d.app, "cut-off", NULL, &err));
    turns(&d, 0.1);
    CHECK_EQ(scene_handle_at(d.app.scene, x, y - 40).kind, SCENE_HANDLE_NONE);
    close_desk(&d);
}
