// SPDX-License-Identifier: Apache-2.0
// test_measure.c - measuring and walking in a small house through the program's own commands.
#include "app.h"
#include "check.h"
#include "core/document.h"
#include "core/measure.h"
#include "scene/camera.h"
#include <stdlib.h>

#define WIDTH 1280
#define HEIGHT 720
#define LON 110.4
#define LAT 21.2

typedef struct {
    double x, y, length, depth, height, z; // millimetres, the middle of its plan
    const char *type;
} Body;

// A room without a ceiling, 10 x 8 m: a door in the south wall, a stair of 17 cm steps onto a
// landing, a block half a metre high, a board 2.5 m above the floor.
static const Body bodies[] = {
    { 0, 0, 10000, 8000, 100, 0, "IFCSLAB" },
    { -2750, -3900, 4500, 200, 3000, 100, "IFCWALL" },
    { 2750, -3900, 4500, 200, 3000, 100, "IFCWALL" },
    { 0, -3900, 1000, 200, 900, 2200, "IFCWALL" },
    { 0, -3900, 1000, 50, 2100, 100, "IFCDOOR" },
    { 0, 3900, 10000, 200, 3000, 100, "IFCWALL" },
    { -4900, 0, 200, 7600, 3000, 100, "IFCWALL" },
    { 4900, 0, 200, 7600, 3000, 100, "IFCWALL" },
    { -3000, 0, 1200, 1200, 500, 100, "IFCSLAB" },
    { -3000, 2500, 1000, 1000, 100, 2600, "IFCSLAB" },
    { 3000, 1660, 1200, 2000, 1700, 100, "IFCSLAB" },
    { 3000, -2000, 1200, 280, 170, 100, "IFCSLAB" },
    { 3000, -1720, 1200, 280, 340, 100, "IFCSLAB" },
    { 3000, -1440, 1200, 280, 510, 100, "IFCSLAB" },
    { 3000, -1160, 1200, 280, 680, 100, "IFCSLAB" },
    { 3000, -880, 1200, 280, 850, 100, "IFCSLAB" },
    { 3000, -600, 1200, 280, 1020, 100, "IFCSLAB" },
    { 3000, -320, 1200, 280, 1190, 100, "IFCSLAB" },
    { 3000, -40, 1200, 280, 1360, 100, "IFCSLAB" },
    { 3000, 240, 1200, 280, 1530, 100, "IFCSLAB" },
    { 3000, 520, 1200, 280, 1700, 100, "IFCSLAB" },
};
enum { BACK_WALL = 5, BLOCK = 8 };

static void write_house(char path[512])
{
    snprintf(path, 512, "%s", check_temporary("walk_house.ifc"));
    FILE *file = fopen(path, "w");
    CHECK(file != NULL);
    fputs("ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n"
          "#1=IFCPROJECT('p',$,'P',$,$,$,$,(),#2);\n#2=IFCUNITASSIGNMENT((#3));\n"
          "#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n#4=IFCCARTESIANPOINT((0.,0.,0.));\n"
          "#5=IFCAXIS2PLACEMENT3D(#4,$,$);\n#6=IFCDIRECTION((0.,0.,1.));\n"
          "#7=IFCLOCALPLACEMENT($,#5);\n#8=IFCSITE('s',$,'Site',$,$,#7,$,$,.ELEMENT.,$,$,$,$,$);\n"
          "#9=IFCRELAGGREGATES('a',$,$,$,#1,(#8));\n",
          file);
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        const Body *b = &bodies[i];
        const int id = 20 + 10 * (int)i;
        fprintf(file,
                "#%d=IFCCARTESIANPOINT((%g.,%g.,%g.));\n#%d=IFCAXIS2PLACEMENT3D(#%d,$,$);\n"
                "#%d=IFCLOCALPLACEMENT($,#%d);\n",
                id, b->x, b->y, b->z, id + 1, id, id + 2, id + 1);
        fprintf(file,
                "#%d=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,%g.,%g.);\n"
                "#%d=IFCEXTRUDEDAREASOLID(#%d,#5,#6,%g.);\n"
                "#%d=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#%d));\n"
                "#%d=IFCPRODUCTDEFINITIONSHAPE($,$,(#%d));\n",
                id + 3, b->length, b->depth, id + 4, id + 3, b->height, id + 5, id + 4, id + 6,
                id + 5);
        fprintf(file, "#%d=%s('0000000000000000000%03zu',$,'B%zu',$,$,#%d,#%d%s);\n", id + 7,
                b->type, i, i, id + 2, id + 6,
                strcmp(b->type, "IFCDOOR") == 0 ? ",$,$,$,$,$,$" : ",$,$");
        fprintf(file, "#%d=IFCRELCONTAINEDINSPATIALSTRUCTURE('c%zu',$,$,$,(#%d),#8);\n", id + 8, i,
                id + 7);
    }
    fputs("ENDSEC;\nEND-ISO-10303-21;\n", file);
    CHECK(fclose(file) == 0);
}

static Str run_line(App *app, const char *line)
{
    Err err = { 0 };
    Str out = { 0 };
    if (!app_run_line(app, line, &out, &err)) fprintf(stderr, "%s: %s\n", line, err.text);
    CHECK_TEXT(err.text, "");
    return out;
}

static void run_quietly(App *app, const char *line)
{
    Str out = run_line(app, line);
    str_finish(&out);
}

static void open_house(App *app)
{
    Err err = { 0 };
    char path[512], line[700];
    memset(app, 0, sizeof *app);
    write_house(path);
    CHECK(app_create(app, &(AppDesc){ .threads = 2 }, &err));
    CHECK(app_open_null(app, WIDTH, HEIGHT, &err));
    snprintf(line, sizeof line, "layer-add path=\"%s\" name=house", path);
    run_quietly(app, line);
    run_quietly(app, "wait loaded");
    snprintf(line, sizeof line, "model-place layer=house lon=%.9f lat=%.9f height=0 heading=0", LON,
             LAT);
    run_quietly(app, line);
    run_quietly(app, "wait settled");
}

static GeoPos place_of(double x_m, double y_m, double z_m)
{
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ LON, LAT, 0 });
    return geo_frame_geodetic(&frame, (DVec3){ x_m, y_m, z_m });
}

static void look_at(App *app, double x_m, double y_m, double z_m, double pitch_deg,
                    double distance_m)
{
    char line[256];
    const GeoPos at = place_of(x_m, y_m, z_m);
    snprintf(line, sizeof line,
             "camera lon=%.11f lat=%.11f height=%.5f heading=0 pitch=%g distance=%g", at.lon_deg,
             at.lat_deg, at.h_m, pitch_deg, distance_m);
    run_quietly(app, line);
    run_quietly(app, "wait settled");
}

static void pixel_of(const App *app, double x_m, double y_m, double z_m, double px[2])
{
    const CameraPose pose =
        camera_pose(&app->city.frame, &app->state.camera, (double)WIDTH / HEIGHT);
    const DVec3 v =
        dvec_sub(geo_frame_enu(&app->city.frame, place_of(x_m, y_m, z_m)), pose.eye_enu_m);
    const double z = dvec_dot(v, pose.forward);
    CHECK(z > 0);
    px[0] = (dvec_dot(v, pose.right) / (z * pose.tan_half_x) + 1) * WIDTH / 2 - 0.5;
    px[1] = (1 - dvec_dot(v, pose.up) / (z * pose.tan_half_y)) * HEIGHT / 2 - 0.5;
}

static double number_of(const Str *json, const char *key)
{
    const char *at = json->text ? strstr(json->text, key) : NULL;
    CHECK(at != NULL);
    return strtod(at + strlen(key), NULL);
}

TEST(pixels_near_corners_of_a_model_measure_between_the_corners)
{
    App app;
    open_house(&app);
    look_at(&app, -3, -0.6, 0.6, 40, 12);
    double a[2], b[2];
    char line[256];
    pixel_of(&app, -3.6, -0.6, 0.6, a);
    pixel_of(&app, -2.4, -0.6, 0.6, b);
    // 4 px off, still on the block.
    snprintf(line, sizeof line, "measure kind=distance pixels=\"%.1f,%.1f %.1f,%.1f\" snap=vertex",
             a[0] + 4, a[1] - 3, b[0] - 4, b[1] - 3);
    Str out = run_line(&app, line);
    CHECK_NEAR(number_of(&out, "\"value\":"), 1.2, 1e-4);
    CHECK(number_of(&out, "\"exact\":") < 1e-3);
    CHECK(strstr(out.text, "\"on\":\"model\"") != NULL);
    str_finish(&out);
    CHECK_EQ(app.state.measure_count, 1);
    run_quietly(&app, "undo");
    CHECK_EQ(app.state.measure_count, 0);
    run_quietly(&app, "redo");
    CHECK_EQ(app.state.measure_count, 1);
    app_destroy(&app);
}

TEST(a_plane_that_cuts_the_model_takes_its_corners_from_measuring)
{
    App app;
    open_house(&app);
    run_quietly(&app, "cut layer=house height=0.35");
    look_at(&app, -3, -0.6, 0.6, 40, 12);
    double a[2];
    char line[256];
    pixel_of(&app, -3.6, -0.6, 0.6, a);
    const SceneSnap snap =
        scene_snap(app.scene, &app.city, a[0] + 4, a[1] - 3, ASSET_SNAP_VERTEX | ASSET_SNAP_FACE);
    CHECK(snap.is_hit);
    CHECK(snap.point.h_m < 0.36);
    snprintf(line, sizeof line, "pick %.1f %.1f", a[0] + 4, a[1] - 3);
    Str out = run_line(&app, line);
    CHECK(number_of(&out, "\"height_m\":") < 0.36);
    str_finish(&out);
    app_destroy(&app);
}

TEST(the_clear_height_goes_from_the_floor_to_what_hangs_above)
{
    App app;
    open_house(&app);
    look_at(&app, -3, 2.5, 0.1, 30, 4);
    Str out = run_line(&app, "measure kind=height x=640 y=360");
    CHECK_NEAR(number_of(&out, "\"value\":"), 2.5, 1e-4);
    str_finish(&out);
    // Nothing hangs over the middle of the room.
    look_at(&app, 0, 1, 0.1, 60, 4);
    Err err = { 0 };
    CHECK(!app_run_line(&app, "measure kind=height x=640 y=360", NULL, &err));
    CHECK_EQ(err.code, ERR_NOT_FOUND);
    CHECK_EQ(app.state.measure_count, 1);
    app_destroy(&app);
}

TEST(one_point_on_a_face_measures_the_face_and_three_measure_their_triangle)
{
    App app;
    open_house(&app);
    look_at(&app, -3, 0, 0.6, 60, 12);
    Str out = run_line(&app, "measure kind=area x=640 y=360");
    CHECK_NEAR(number_of(&out, "\"value\":"), 1.44, 1e-4);
    CHECK_NEAR(number_of(&out, "\"perimeter_m\":"), 4.8, 1e-4);
    str_finish(&out);
    // 3, 4, 5 by hand: three corners in metres of the house.
    StateMeasure m = { .kind = STATE_MEASURE_AREA };
    (void)measure_point_add(&m, place_of(0, 0, 1), STATE_MEASURE_ON_GIVEN, 0);
    (void)measure_point_add(&m, place_of(3, 0, 1), STATE_MEASURE_ON_GIVEN, 0);
    (void)measure_point_add(&m, place_of(0, 4, 1), STATE_MEASURE_ON_GIVEN, 0);
    Str line = { 0 };
    str_add(&line, "measure kind=area points=\"");
    measure_points_write(&m, &line);
    str_add(&line, "\"");
    out = run_line(&app, line.text);
    CHECK_NEAR(number_of(&out, "\"value\":"), 6, 1e-4);
    CHECK_NEAR(number_of(&out, "\"perimeter_m\":"), 12, 1e-4);
    str_finish(&out);
    str_finish(&line);
    app_destroy(&app);
}

TEST(the_gap_between_two_objects_is_found_by_their_global_ids)
{
    App app;
    open_house(&app);
    char line[256];
    snprintf(line, sizeof line,
             "measure kind=gap layer=house objects=\"0000000000000000000%03d "
             "0000000000000000000%03d\"",
             BLOCK, BACK_WALL);
    Str out = run_line(&app, line);
    CHECK_NEAR(number_of(&out, "\"value\":"), 3.2, 1e-4);
    str_finish(&out);
    Err err = { 0 };
    CHECK(!app_run_line(&app, "measure kind=gap layer=house objects=\"nobody 5\"", NULL, &err));
    CHECK_EQ(err.code, ERR_NOT_FOUND);
    app_destroy(&app);
}

TEST(the_ground_can_be_measured_and_says_that_it_is_the_ground)
{
    App app;
    open_house(&app);
    look_at(&app, 0, -12, 0, 45, 15);
    Str out = run_line(&app, "measure kind=distance pixels=\"600,400 700,400\"");
    CHECK(strstr(out.text, "\"on\":\"ground\"") != NULL);
    CHECK(number_of(&out, "\"exact\":") >= 0.01);
    str_finish(&out);
    app_destroy(&app);
}

TEST(clicks_of_the_tool_measure_and_a_point_can_be_taken_back)
{
    App app;
    open_house(&app);
    look_at(&app, -3, -0.6, 0.6, 40, 12);
    run_quietly(&app, "measure-tool distance");
    const int depth = app.state.undo_depth;
    double a[2], b[2];
    char line[128];
    pixel_of(&app, -3.6, -0.6, 0.6, a);
    pixel_of(&app, -2.4, -0.6, 0.6, b);
    snprintf(line, sizeof line, "measure-point %.1f %.1f", a[0] + 2, a[1] - 2);
    run_quietly(&app, line);
    CHECK_EQ(app.state.measuring.point_count, 1);
    run_quietly(&app, "measure-back");
    CHECK_EQ(app.state.measuring.point_count, 0);
    run_quietly(&app, line);
    snprintf(line, sizeof line, "measure-point %.1f %.1f", b[0] - 2, b[1] - 2);
    run_quietly(&app, line);
    CHECK_EQ(app.state.measuring.point_count, 0); // the next one begins
    CHECK_EQ(app.state.undo_depth, depth + 1);    // single points are no steps
    CHECK_EQ(app.state.measure_count, 1);
    MeasureResult result;
    measure_result(&app.state.measures[0], &result);
    CHECK_NEAR(result.value, 1.2, 1e-4);
    run_quietly(&app, "measure-tool off");
    CHECK_EQ(app.state.measuring.kind, STATE_MEASURE_NONE);
    run_quietly(&app, "undo");
    CHECK_EQ(app.state.measure_count, 0);
    app_destroy(&app);
}

// Stands at a place of the house, looking north.
static void stand_at(App *app, double x_m, double y_m, double z_m)
{
    run_quietly(app, "mode map");
    look_at(app, x_m, y_m, z_m, 30, 10);
    run_quietly(app, "walk");
}

static void check_feet(const App *app, double x_m, double y_m, double z_m, double within_m)
{
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ LON, LAT, 0 });
    const DVec3 at = geo_frame_enu(&frame, app->input.walker.feet);
    CHECK_NEAR(at.x, x_m, within_m);
    CHECK_NEAR(at.y, y_m, within_m);
    CHECK_NEAR(at.z, z_m, within_m);
}

TEST(a_walker_goes_through_the_door_and_is_stopped_by_the_far_wall)
{
    App app;
    open_house(&app);
    stand_at(&app, 0, -10, 0);
    check_feet(&app, 0, -10, 0, 0.01);
    Str out = run_line(&app, "walk forward=9");
    CHECK_NEAR(number_of(&out, "\"moved_m\":"), 9, 0.02);
    CHECK(strstr(out.text, "\"blocked\":false") != NULL);
    CHECK(strstr(out.text, "\"on\":\"B0\"") != NULL);
    str_finish(&out);
    check_feet(&app, 0, -1, 0.1, 0.02);
    out = run_line(&app, "walk forward=20");
    CHECK(strstr(out.text, "\"blocked\":true") != NULL);
    str_finish(&out);
    check_feet(&app, 0, 3.8 - 0.35, 0.1, 0.02);
    // At 45 degrees to the wall it slides along it.
    run_quietly(&app, "walk turn=45 forward=2");
    check_feet(&app, 2 * 0.7071, 3.8 - 0.35, 0.1, 0.03);
    app_destroy(&app);
}

TEST(a_wall_beside_the_door_lets_nobody_in)
{
    App app;
    open_house(&app);
    stand_at(&app, 2, -10, 0);
    run_quietly(&app, "walk forward=20");
    check_feet(&app, 2, -4 - 0.35, 0, 0.02);
    app_destroy(&app);
}

TEST(stairs_are_climbed_a_block_of_half_a_metre_is_not_and_edges_are_fallen_from)
{
    App app;
    open_house(&app);
    stand_at(&app, 3, -3, 0.2);
    check_feet(&app, 3, -3, 0.1, 0.01);
    run_quietly(&app, "walk forward=4.5");
    check_feet(&app, 3, 1.5, 1.8, 0.02);
    run_quietly(&app, "walk turn=-90 forward=2");
    check_feet(&app, 1, 1.5, 0.1, 0.02);
    stand_at(&app, -3, -3, 0.2);
    run_quietly(&app, "walk forward=5");
    // The capsule's round foot, 0.2 m below its middle, meets the edge.
    check_feet(&app, -3, -0.6 - sqrt(0.35 * 0.35 - 0.2 * 0.2), 0.1, 0.02);
    app_destroy(&app);
}

TEST(what_a_plane_has_cut_away_stops_nobody)
{
    App app;
    open_house(&app);
    run_quietly(&app, "cut layer=house height=0.3"); // walls are 20 cm high now
    stand_at(&app, 2, -10, 0);
    run_quietly(&app, "walk forward=8");
    check_feet(&app, 2, -2, 0.1, 0.35); // the stair's first steps may be climbed
    app_destroy(&app);
}
