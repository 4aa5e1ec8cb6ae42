// SPDX-License-Identifier: Apache-2.0
// test_asset_measure.c - what rays snap to, distances, angles, areas, heights, the nearest points.
#include "assets/asset_measure.h"
#include "asset_fixture.h"
#include "base/str.h"

enum { ALL = 31 };

static AssetSnap snap(const AssetMeasureScene *scene, DVec3 from, DVec3 to, double reach,
                      unsigned kinds)
{
    AssetSnap s = { 0 };
    CHECK(asset_measure_snap(scene, from, dvec_sub(to, from), reach, kinds, &s));
    return s;
}

// A sheet of 300 x 300 squares of 0.1 m with a fold at x = 15, as one mesh.
static Asset *sheet(void)
{
    enum { SIDE = 300 };
    Str text = { 0 };
    for (int i = 0; i <= SIDE; i++)
        for (int k = 0; k <= SIDE; k++)
            str_printf(&text, "v %g %g %g\n", i * 0.1, i > SIDE / 2 ? (i - SIDE / 2) * 0.1 : 0.0,
                       -k * 0.1);
    str_add(&text, "o Sheet\n");
    for (int i = 0; i < SIDE; i++) {
        for (int k = 0; k < SIDE; k++) {
            const int a = i * (SIDE + 1) + k + 1, b = a + SIDE + 1;
            str_printf(&text, "f %d %d %d\nf %d %d %d\n", a, b, b + 1, a, b + 1, a + 1);
        }
    }
    Asset *asset = fixture_load("sheet.obj", text.text);
    str_finish(&text);
    return asset;
}

TEST(a_large_mesh_snaps_by_what_is_about_the_hit)
{
    Asset *a = sheet();
    CHECK(a->meshes[0].triangle_count > 100000);
    const AssetMeasureScene scene = { .asset = a };
    // Above the fold; above flat ground; at a corner of the sheet.
    AssetSnap s = snap(&scene, dvec_make(14.95, 7.03, 5), dvec_make(14.95, 7.03, 0), 0.2, ALL);
    CHECK_EQ(s.kind, ASSET_SNAP_EDGE);
    CHECK_NEAR(s.point.x, 15, 1e-5);
    CHECK_NEAR(s.point.y, 7.03, 1e-5);
    s = snap(&scene, dvec_make(5, 7.03, 5), dvec_make(5, 7.03, 0), 0.2, ALL);
    CHECK_EQ(s.kind, ASSET_SNAP_FACE);
    CHECK(!s.is_curved);
    s = snap(&scene, dvec_make(0.05, 0.06, 5), dvec_make(0.05, 0.06, 0), 0.2, ALL);
    CHECK_EQ(s.kind, ASSET_SNAP_VERTEX);
    CHECK_NEAR(s.point.x, 0, 1e-6);
    CHECK_NEAR(s.point.y, 0, 1e-6);
    AssetArea area;
    CHECK(asset_measure_face(&scene, &s, &area, NULL));
    CHECK_NEAR(area.area_m2, 15 * 30, 1e-3);
    CHECK_EQ(area.ring_count, 1);
    asset_destroy(a);
}

TEST(a_ray_snaps_to_corners_middles_edges_and_faces)
{
    Asset *a = fixture_load("room.ifc", FIXTURE_ROOM);
    const AssetMeasureScene scene = { .asset = a };
    const DVec3 eye = { 0, -3, 1.5 };
    AssetSnap s = snap(&scene, eye, dvec_make(1.97, -0.1, 2.96), 0.1, ALL);
    CHECK_TEXT(a->objects[s.object].name, "Wall");
    CHECK_EQ(s.kind, ASSET_SNAP_VERTEX);
    CHECK_NEAR(s.point.x, 2, 1e-6);
    CHECK_NEAR(s.point.y, -0.1, 1e-6);
    CHECK_NEAR(s.point.z, 3, 1e-6);
    CHECK(s.exact_m > 0 && s.exact_m < 1e-5);
    CHECK_NEAR(s.normal.y, -1, 1e-9);
    s = snap(&scene, eye, dvec_make(0.03, -0.1, 2.96), 0.1, ALL);
    CHECK_EQ(s.kind, ASSET_SNAP_MIDDLE);
    CHECK_NEAR(s.point.x, 0, 1e-6);
    CHECK_NEAR(dvec_length(dvec_sub(s.edge[1], s.edge[0])), 4, 1e-6);
    s = snap(&scene, eye, dvec_make(1, -0.1, 2.96), 0.1, ALL);
    CHECK_EQ(s.kind, ASSET_SNAP_EDGE);
    CHECK_NEAR(s.point.x, 1, 1e-6);
    CHECK_NEAR(s.point.z, 3, 1e-6);
    s = snap(&scene, eye, dvec_make(1, -0.1, 1), 0.1, ALL);
    CHECK_EQ(s.kind, ASSET_SNAP_FACE);
    CHECK(!s.is_curved);
    // The diagonal of the face's two triangles is no edge.
    s = snap(&scene, eye, dvec_make(0, -0.1, 1.5), 0.1, ALL & ~ASSET_SNAP_CENTRE);
    CHECK_EQ(s.kind, ASSET_SNAP_FACE);
    CHECK(!asset_measure_snap(&scene, eye, dvec_make(0, 1, 0), 0.1, ASSET_SNAP_VERTEX, &s));
    CHECK(!asset_measure_ray(&scene, eye, dvec_make(0, 0, 0), &s));
    asset_destroy(a);
}

TEST(circles_give_their_centres_and_curved_faces_say_how_exact_they_are)
{
    Asset *a = fixture_load("room.ifc", FIXTURE_ROOM);
    AssetMeasureScene scene = { .asset = a, .only = fixture_object(a, "Column") + 1 };
    // The column's top, from above, near its middle.
    AssetSnap s = snap(&scene, dvec_make(0.02, 3.01, 5), dvec_make(0.02, 3.01, 0), 0.1, ALL);
    CHECK_EQ(s.kind, ASSET_SNAP_CENTRE);
    CHECK_NEAR(s.point.x, 0, 1e-5);
    CHECK_NEAR(s.point.y, 3, 1e-5);
    CHECK_NEAR(s.point.z, 3, 1e-5);
    CHECK_NEAR(s.radius_m, 0.5, 1e-5);
    // By its edge, where only centres are wanted.
    s = snap(&scene, dvec_make(0.46, 3, 5), dvec_make(0.46, 3, 0), 0.1, ASSET_SNAP_CENTRE);
    CHECK_EQ(s.kind, ASSET_SNAP_CENTRE);
    CHECK_NEAR(s.radius_m, 0.5, 1e-5);
    // Its side is curved: a point is as exact as the chords; chords have no corners.
    s = snap(&scene, dvec_make(0, 0, 1.5), dvec_make(0.1, 3, 1.5), 0.1, ALL);
    CHECK_EQ(s.kind, ASSET_SNAP_FACE);
    CHECK(s.is_curved);
    CHECK(s.exact_m >= 2e-3);
    CHECK_NEAR(hypot(s.point.x, s.point.y - 3), 0.5, s.exact_m);
    s = snap(&scene, dvec_make(0.48, 3, 5), dvec_make(0.48, 3, 0), 0.1, ALL);
    CHECK_EQ(s.kind, ASSET_SNAP_EDGE);
    scene.only = fixture_object(a, "Floor") + 1;
    s = snap(&scene, dvec_make(3.99, -1.2, 2), dvec_make(3.9, -1.2, 0), 0.3, ASSET_SNAP_CENTRE);
    CHECK_NEAR(s.point.x, 3, 1e-5);
    CHECK_NEAR(s.point.y, -2, 1e-5);
    asset_destroy(a);
}

TEST(what_is_cut_away_or_hidden_is_neither_hit_nor_snapped_to)
{
    Asset *a = fixture_load("room.ifc", FIXTURE_ROOM);
    const AssetPlane cut = { { 0, 0, 1.2 }, { 0, 0, 2 } };
    uint8_t hidden[64] = { 0 };
    AssetMeasureScene scene = { .asset = a, .planes = &cut, .plane_count = 1, .hidden = hidden };
    AssetSnap s;
    // The ceiling and the wall's upper part are gone: the floor is next.
    CHECK(asset_measure_ray(&scene, dvec_make(4, 0, 9), dvec_make(0, 0, -1), &s));
    CHECK_TEXT(a->objects[s.object].name, "Floor");
    CHECK(asset_measure_ray(&scene, dvec_make(1, -3, 1), dvec_make(0, 1, 0), &s));
    CHECK_TEXT(a->objects[s.object].name, "Wall");
    CHECK(!asset_measure_ray(&scene, dvec_make(1, -3, 1.3), dvec_make(0, 1, 0), &s));
    // The wall's middle lies behind the cut, its lower corner does not.
    const DVec3 eye = { 2, -3, 1.1 };
    CHECK(
        !asset_measure_snap(&scene, eye, dvec_make(-0.02, 2.9, 0.05), 0.6, ASSET_SNAP_MIDDLE, &s));
    s = snap(&scene, eye, dvec_make(1.95, -0.1, 0.05), 0.2, ASSET_SNAP_VERTEX);
    CHECK_NEAR(s.point.z, 0, 1e-6);
    CHECK(asset_measure_is_cut(&scene, dvec_make(0, 0, 1.3)));
    CHECK(!asset_measure_is_cut(&scene, dvec_make(0, 0, 1.2)));
    // Hidden, then spaces: there only when asked for.
    hidden[fixture_object(a, "Floor")] = 1;
    CHECK(!asset_measure_ray(&scene, dvec_make(4, 0, 9), dvec_make(0, 0, -1), &s));
    scene.plane_count = 0;
    scene.with_spaces = true;
    hidden[fixture_object(a, "Ceiling")] = 1;
    CHECK(asset_measure_ray(&scene, dvec_make(4, 0, 9), dvec_make(0, 0, -1), &s));
    CHECK_TEXT(a->objects[s.object].name, "Space");
    asset_destroy(a);
}

TEST(distances_and_angles_come_with_their_parts_and_exactness)
{
    AssetSnap a = { .point = { 0, 0, 0 }, .exact_m = 0.001, .normal = { 0, 0, 1 } },
              b = { .point = { 3, 4, 12 }, .exact_m = 0.002, .normal = { 0, 0.6, -0.8 } },
              c = { .point = { 3, 4, 0 }, .normal = { 1, 0, 0 } };
    const AssetDistance d = asset_measure_distance(&a, &b);
    CHECK_NEAR(d.length_m, 13, 1e-12);
    CHECK_NEAR(d.horizontal_m, 5, 1e-12);
    CHECK_NEAR(d.vertical_m, 12, 1e-12);
    CHECK_NEAR(d.exact_m, 0.003, 1e-12);
    const AssetAngle angle = asset_measure_angle(&b, &a, &c);
    CHECK_NEAR(angle.rad, atan2(12, 5), 1e-12);
    CHECK_NEAR(angle.exact_rad, 0.003 / 13 + 0.001 / 5, 1e-6);
    CHECK_NEAR(asset_measure_face_angle(&a, &b).rad, acos(0.8), 1e-12);
    CHECK_NEAR(asset_measure_face_angle(&a, &c).rad, DVEC_PI / 2, 1e-12);
    CHECK_NEAR(asset_measure_angle(&a, &a, &b).exact_rad, DVEC_PI, 1e-12);
}

TEST(areas_of_polygons_and_of_faces_with_holes)
{
    Asset *a = fixture_load("room.ifc", FIXTURE_ROOM);
    const AssetMeasureScene scene = { .asset = a, .only = fixture_object(a, "Floor") + 1 };
    AssetSnap s;
    AssetArea area;
    Err err = { 0 };
    CHECK(asset_measure_ray(&scene, dvec_make(0, 2, 1), dvec_make(0, 0, -1), &s));
    CHECK(asset_measure_face(&scene, &s, &area, &err));
    CHECK_EQ(area.ring_count, 3);
    CHECK_NEAR(area.area_m2, 80 - 4 - DVEC_PI, area.exact_m2 + 1e-6);
    CHECK(area.exact_m2 < 0.02);
    CHECK_NEAR(area.perimeter_m, 36 + 8 + 2 * DVEC_PI, 0.03);
    const AssetMeasureScene column = { .asset = a, .only = fixture_object(a, "Column") + 1 };
    CHECK(asset_measure_ray(&column, dvec_make(0, 0, 1), dvec_make(0, 1, 0), &s));
    CHECK(!asset_measure_face(&column, &s, &area, &err));
    CHECK_EQ(err.code, ERR_UNSUPPORTED);
    const AssetSnap corners[5] = { { .point = { 0, 0, 5 } },
                                   { .point = { 4, 0, 5 } },
                                   { .point = { 4, 3, 5.1 } },
                                   { .point = { 2, 1, 5 } },
                                   { .point = { 0, 3, 5 } } };
    CHECK(asset_measure_polygon(corners, 5, &area, &err));
    CHECK_NEAR(area.area_m2, 8, 0.01);
    CHECK(area.off_plane_m > 0.01);
    CHECK(!asset_measure_polygon(corners, 2, &area, &err));
    asset_destroy(a);
}

TEST(clear_height_goes_from_the_floor_to_what_hangs_above)
{
    Asset *a = fixture_load("room.ifc", FIXTURE_ROOM);
    const AssetMeasureScene scene = { .asset = a };
    AssetSnap floor = { .point = { 4, 2, 0 } }, air = { .point = { 4, 2, 1 } },
              hole = { .point = { -3, -2, 1 } }, under = { .point = { 4, 2, 3 } };
    AssetHeight h = asset_measure_height(&scene, &floor);
    CHECK(h.has_up && h.has_down);
    CHECK_NEAR(h.up_m, 3, 1e-5);
    CHECK_NEAR(h.down_m, 0, 1e-5);
    CHECK_TEXT(a->objects[h.up_object].name, "Ceiling");
    h = asset_measure_height(&scene, &air);
    CHECK_NEAR(h.up_m, 2, 1e-5);
    CHECK_NEAR(h.down_m, 1, 1e-5);
    h = asset_measure_height(&scene, &hole);
    CHECK(h.has_up && !h.has_down);
    h = asset_measure_height(&scene, &under);
    CHECK_NEAR(h.up_m, 0, 1e-5);
    CHECK_NEAR(h.down_m, 3, 1e-5);
    asset_destroy(a);
}

TEST(the_nearest_points_of_two_objects_are_found)
{
    Asset *a = fixture_load("room.ifc", FIXTURE_ROOM);
    const AssetMeasureScene scene = { .asset = a };
    AssetNearest n;
    Err err = { 0 };
    CHECK(asset_measure_nearest(&scene, fixture_object(a, "Wall"), fixture_object(a, "Column"), &n,
                                &err));
    // From y = 0.1 to y = 2.5, where the circle has a corner or the middle of a chord.
    CHECK_NEAR(n.length_m, 2.4, 2.1e-3);
    CHECK_NEAR(n.a.y, 0.1, 1e-6);
    CHECK(asset_measure_nearest(&scene, fixture_object(a, "Wall"), fixture_object(a, "Floor"), &n,
                                &err));
    CHECK_NEAR(n.length_m, 0, 1e-6);
    CHECK(asset_measure_nearest(&scene, fixture_object(a, "Floor"), fixture_object(a, "Ceiling"),
                                &n, &err));
    CHECK_NEAR(n.length_m, 3, 1e-5);
    CHECK(!asset_measure_nearest(&scene, fixture_object(a, "Floor"), fixture_object(a, "P"), &n,
                                 &err));
    CHECK_EQ(err.code, ERR_NOT_FOUND);
    asset_destroy(a);
}

TEST(nearest_points_agree_with_a_look_at_every_pair_of_a_real_model)
{
    const char *path = check_shared("data/ifc/webifc/duplex.ifc");
    if (!path) CHECK_SKIP("the shared data is absent");
    Asset *a = asset_load(&(AssetDesc){ .path = path }, NULL);
    CHECK(a);
    const AssetMeasureScene scene = { .asset = a };
    int compared = 0;
    for (int i = 0; i < a->object_count && compared < 40; i += 7) {
        for (int k = i + 3; k < a->object_count && compared < 40; k += 97) {
            if (!a->objects[i].instance_count || !a->objects[k].instance_count) continue;
            AssetNearest n, m;
            CHECK(asset_measure_nearest(&scene, i, k, &n, NULL));
            CHECK(asset_measure_nearest(&scene, k, i, &m, NULL));
            CHECK_NEAR(n.length_m, m.length_m, 1e-9);
            // Never less than the boxes are apart, never more than any two corners.
            const AssetObject *x = &a->objects[i], *y = &a->objects[k];
            const double gap[3] = { fmax(x->min.x - y->max.x, y->min.x - x->max.x),
                                    fmax(x->min.y - y->max.y, y->min.y - x->max.y),
                                    fmax(x->min.z - y->max.z, y->min.z - x->max.z) };
            double apart = 0;
            for (int d = 0; d < 3; d++) apart += gap[d] > 0 ? gap[d] * gap[d] : 0;
            CHECK(n.length_m >= sqrt(apart) - 1e-5);
            CHECK_NEAR(dvec_length(dvec_sub(n.b, n.a)), n.length_m, 1e-9);
            compared++;
        }
    }
    CHECK(compared > 10);
    asset_destroy(a);
}
