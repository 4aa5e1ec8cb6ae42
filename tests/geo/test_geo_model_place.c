// SPDX-License-Identifier: Apache-2.0
// test_geo_model_place.c - models on the earth against cs2cs of PROJ 9.1.1: model metres to the map
// by the formula of the IFC documentation, map to EPSG:4979 and on to EPSG:4978 (earth-centred).
#include "geo/geo_model_place.h"
#include "check.h"
#include <string.h>

static const DVec3 corners[5] = {
    { 0, 0, 0 }, { 100, 0, 0 }, { 0, 100, 0 }, { 100, 100, 30 }, { -0.5, -0.5, 0 }
};

static GeoModelPlaceDesc map_desc(const char *crs, double eastings, double northings, double height)
{
    const double a = 0.270600445976, b = 0.962691746426, length = hypot(a, b);
    return (GeoModelPlaceDesc){ .kind = GEO_MODEL_MAP,
                                .crs_name = crs,
                                .unit_m = 0.001,
                                .map_unit_m = 1,
                                .eastings = eastings,
                                .northings = northings,
                                .height = height,
                                .axis_x = a / length,
                                .axis_y = b / length,
                                .scale = 0.001,
                                .has_scale = true,
                                .min = { 0, 0, 0 },
                                .max = { 100, 100, 30 } };
}

static void check_points(const GeoModelPlace *place, const DVec3 expected[5])
{
    for (int i = 0; i < 5; i++) {
        const DVec3 at = dplace_point(&place->ecef_from_model, corners[i]);
        CHECK_NEAR(dvec_length(dvec_sub(at, expected[i])), 0, 0.001);
    }
}

static int warnings(const GeoModelPlace *place)
{
    int count = 0;
    for (int i = 0; i < place->note_count; i++) {
        CHECK(place->notes[i].zh[0] && place->notes[i].en[0]);
        count += place->notes[i].is_warning;
    }
    return count;
}

static bool has_note(const GeoModelPlace *place, const char *part)
{
    for (int i = 0; i < place->note_count; i++)
        if (strstr(place->notes[i].en, part) || strstr(place->notes[i].zh, part)) return true;
    return false;
}

static const DVec3 utm_points[5] = { { 4139234.0249408726, 613715.3130213157, 4797609.466876816 },
                                     { 4139158.008294461, 613730.6808207057, 4797672.6589804115 },
                                     { 4139228.4781140825, 613616.9286698735, 4797626.720621482 },
                                     { 4139171.8926508166, 613635.1771506933, 4797712.587176054 },
                                     { 4139234.432753113, 613715.7281032752, 4797609.06464164 } };

TEST(a_utm_map_conversion_stands_within_a_millimetre_of_proj)
{
    const GeoModelPlaceDesc desc = map_desc("EPSG:25832", 458657.30, 5438232.25, 113.7);
    GeoModelPlace place;
    Err err = { 0 };
    CHECK(geo_model_place(&desc, &place, &err));
    CHECK_EQ(place.kind, GEO_MODEL_MAP);
    CHECK_TEXT(place.crs, "EPSG:25832");
    check_points(&place, utm_points);
    CHECK_NEAR(place.origin.lat_deg, 49.095551020901, 1e-10);
    CHECK_NEAR(place.origin.lon_deg, 8.433679797646, 1e-10);
    CHECK_NEAR(place.origin.h_m, 113.7, 1e-9);
    // proj -V: convergence -0.42803232 degrees, scale 0.99962100 (the model's metres are the
    // map's), and it stands 128.7 m above the ellipsoid.
    CHECK_NEAR(place.convergence_deg, -0.428032, 0.001);
    CHECK_NEAR(place.scale, (1 + 128.7 / 6.382e6) / 0.999621, 1e-6);
    CHECK(place.departure_m < 0.0005);
    CHECK_EQ(warnings(&place), 0);
}

// The points of PROJ belong to the axes that the map counts from: 100 m east, 20 m up in the model,
// turned by a quarter.
TEST(a_map_conversion_counts_from_the_world_coordinate_system)
{
    GeoModelPlaceDesc desc = map_desc("EPSG:25832", 458657.30, 5438232.25, 113.7);
    desc.has_context = true;
    desc.context = (DPlace){ { 0, 1, 0 }, { -1, 0, 0 }, { 0, 0, 1 }, { 100, 0, 20 } };
    GeoModelPlace place;
    Err err = { 0 };
    CHECK(geo_model_place(&desc, &place, &err));
    for (int i = 0; i < 5; i++) {
        const DVec3 at =
            dplace_point(&place.ecef_from_model, dplace_point(&desc.context, corners[i]));
        CHECK_NEAR(dvec_length(dvec_sub(at, utm_points[i])), 0, 0.001);
    }
    CHECK_NEAR(place.convergence_deg, -0.428032, 0.002);
    CHECK(has_note(&place, "world coordinate system"));
    CHECK_EQ(warnings(&place), 0);
}

TEST(a_site_does_not_count_from_the_world_coordinate_system)
{
    GeoModelPlaceDesc desc = { .has_site = true, .latitude_deg = 21.2, .longitude_deg = 110.4 };
    GeoModelPlace plain, moved;
    Err err = { 0 };
    CHECK(geo_model_place(&desc, &plain, &err));
    desc.has_context = true;
    desc.context = (DPlace){ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 1000, 0, 0 } };
    CHECK(geo_model_place(&desc, &moved, &err));
    CHECK_EQ(moved.kind, GEO_MODEL_SITE);
    CHECK_NEAR(dvec_length(dvec_sub(plain.ecef_from_model.origin, moved.ecef_from_model.origin)), 0,
               1e-9);
}

TEST(a_scale_turned_round_is_warned_of_and_the_units_count)
{
    GeoModelPlaceDesc desc = map_desc("EPSG:25832", 458657.30, 5438232.25, 113.7);
    desc.scale = 1000;
    GeoModelPlace place;
    Err err = { 0 };
    CHECK(geo_model_place(&desc, &place, &err));
    check_points(&place, utm_points);
    CHECK_EQ(warnings(&place), 1);
    CHECK(has_note(&place, "the units are trusted"));
}

TEST(a_gauss_krueger_conversion_goes_through_the_datum_shift)
{
    const GeoModelPlaceDesc desc = map_desc("EPSG:31467", 3458715.92, 5439966.65, 113.7);
    static const DVec3 expected[5] = { { 4139235.58228527, 613715.3237578499, 4797608.130876565 },
                                       { 4139159.5958115393, 613730.6856595456, 4797671.297914609 },
                                       { 4139230.0375037747, 613616.9783374763, 4797625.377929287 },
                                       { 4139173.4822201775, 613635.2209205929, 4797711.219412321 },
                                       { 4139235.989936389, 613715.7386746394,
                                         4797607.728800215 } };
    GeoModelPlace place;
    Err err = { 0 };
    CHECK(geo_model_place(&desc, &place, &err));
    check_points(&place, expected);
}

static const DVec3 zhanjiang_points[5] = {
    { -2073081.971037271, 5576354.966152624, 2291743.1878481666 },
    { -2073094.8460944942, 5576313.00485676, 2291833.035305222 },
    { -2072988.2803660533, 5576379.500361318, 2291768.0718086 },
    { -2073010.901619502, 5576363.75618903, 2291868.7670280416 },
    { -2073082.3751128218, 5576355.053281182, 2291742.6141881235 }
};

TEST(a_chinese_zone_is_found_by_code_name_and_words)
{
    GeoModelPlace place;
    Err err = { 0 };
    GeoModelPlaceDesc desc = map_desc("EPSG:4525", 37437000, 2345000, 20);
    CHECK(geo_model_place(&desc, &place, &err));
    check_points(&place, zhanjiang_points);
    CHECK_EQ(warnings(&place), 0);
    desc.crs_name = "CGCS2000_3_Degree_GK_Zone_37";
    CHECK(geo_model_place(&desc, &place, &err));
    check_points(&place, zhanjiang_points);
    // No name that means something: zone and projection do, and the user is told.
    desc.crs_name = "施工坐标";
    desc.projection = "Gauss-Kruger";
    desc.zone = "37";
    desc.geodetic_datum = "CGCS2000";
    CHECK(geo_model_place(&desc, &place, &err));
    check_points(&place, zhanjiang_points);
    CHECK_EQ(warnings(&place), 1);
    // The layer's own word goes before the file's.
    desc.crs_name = "EPSG:25832";
    desc.crs = "EPSG:4525";
    CHECK(geo_model_place(&desc, &place, &err));
    check_points(&place, zhanjiang_points);
}

TEST(a_map_in_the_projects_millimetres_is_understood)
{
    GeoModelPlaceDesc desc = map_desc("EPSG:4525", 37437000e3, 2345000e3, 20e3);
    desc.map_unit_m = 0;
    desc.scale = 1;
    GeoModelPlace place;
    Err err = { 0 };
    CHECK(geo_model_place(&desc, &place, &err));
    check_points(&place, zhanjiang_points);
}

TEST(scale_and_factors_stretch_the_model_on_the_map)
{
    GeoModelPlaceDesc desc = map_desc("EPSG:4525", 37437000, 2345000, 20);
    desc.scale = 0.001 * 0.9996;
    desc.is_scaled = true;
    desc.factor_x = 1.0002;
    desc.factor_y = 1.0004;
    desc.factor_z = 1.001;
    GeoModelPlace place;
    Err err = { 0 };
    CHECK(geo_model_place(&desc, &place, &err));
    CHECK_EQ(warnings(&place), 0);
    const DVec3 x = place.ecef_from_model.x_axis, y = place.ecef_from_model.y_axis,
                z = place.ecef_from_model.z_axis;
    CHECK_NEAR(dvec_length(y) / dvec_length(x), 1.0004 / 1.0002, 1e-7);
    CHECK_NEAR(dvec_length(z), 0.9996 * 1.001, 1e-9);
}

TEST(a_rigid_operation_in_degrees_stands_east_and_north)
{
    const GeoModelPlaceDesc desc = { .kind = GEO_MODEL_RIGID,
                                     .crs_name = "EPSG:4258",
                                     .unit_m = 1,
                                     .first = 14.0902217,
                                     .second = 46.3623297,
                                     .is_angle = true,
                                     .height = 475,
                                     .min = { -1, -1, 0 },
                                     .max = { 1, 1, 3 } };
    GeoModelPlace place;
    Err err = { 0 };
    CHECK(geo_model_place(&desc, &place, &err));
    CHECK_EQ(place.kind, GEO_MODEL_RIGID);
    const DVec3 expected = { 4276919.691584875, 1073512.0394647173, 4593476.676889024 };
    CHECK_NEAR(dvec_length(dvec_sub(place.ecef_from_model.origin, expected)), 0, 0.001);
    CHECK_NEAR(sin(place.heading_deg * DVEC_RAD_FROM_DEG), 0, 1e-8);
    CHECK_NEAR(place.scale, 1, 1e-9);
}

TEST(a_rigid_operation_in_metres_moves_on_the_map)
{
    const GeoModelPlaceDesc desc = { .kind = GEO_MODEL_RIGID,
                                     .crs_name = "EPSG:4525",
                                     .unit_m = 0.001,
                                     .map_unit_m = 1,
                                     .first = 37437000,
                                     .second = 2345000,
                                     .height = 20,
                                     .min = { 0, 0, 0 },
                                     .max = { 100, 100, 30 } };
    GeoModelPlace place;
    Err err = { 0 };
    CHECK(geo_model_place(&desc, &place, &err));
    const DVec3 at = dplace_point(&place.ecef_from_model, (DVec3){ 0, 0, 0 });
    CHECK_NEAR(dvec_length(dvec_sub(at, zhanjiang_points[0])), 0, 0.001);
}

TEST(a_site_stands_by_its_own_origin_and_true_north)
{
    // North is where the model's x points: the model is turned, its y axis points west.
    GeoModelPlaceDesc desc = { .unit_m = 1,
                               .has_site = true,
                               .latitude_deg = 46.3623297,
                               .longitude_deg = 14.0902217,
                               .has_elevation = true,
                               .elevation_m = 475,
                               .site_origin = { 10, 20, 5 },
                               .has_true_north = true,
                               .true_north_x = 1,
                               .min = { 0, 0, 0 },
                               .max = { 20, 20, 5 } };
    GeoModelPlace place;
    Err err = { 0 };
    CHECK(geo_model_place(&desc, &place, &err));
    CHECK_EQ(place.kind, GEO_MODEL_SITE);
    const DVec3 expected = { 4276919.691584875, 1073512.0394647173, 4593476.676889024 };
    const DVec3 at = dplace_point(&place.ecef_from_model, desc.site_origin);
    CHECK_NEAR(dvec_length(dvec_sub(at, expected)), 0, 0.001);
    // At the middle, 10 m to the side: meridians converge by 9.4e-5 degrees.
    CHECK_NEAR(place.heading_deg, 270, 1e-3);
    // A map conversion whose system is unknown leaves the site, and says so.
    desc.kind = GEO_MODEL_MAP;
    desc.crs_name = "local grid";
    CHECK(geo_model_place(&desc, &place, &err));
    CHECK_EQ(place.kind, GEO_MODEL_SITE);
    CHECK(has_note(&place, "'local grid' is unknown"));
    CHECK(warnings(&place) >= 2);
    desc.latitude_deg = desc.longitude_deg = 0;
    CHECK(geo_model_place(&desc, &place, &err));
    CHECK_EQ(place.kind, GEO_MODEL_NONE);
}

TEST(a_vertical_datum_moves_the_model_to_the_citys_zero)
{
    // EGM96 at 21.1969 N 110.3933 E by cs2cs EPSG:4326+5773 to EPSG:4979: -13.8996 m.
    GeoModelPlaceDesc desc = map_desc("EPSG:4525", 37437000, 2345000, 20);
    GeoModelPlace plain, egm, same;
    Err err = { 0 };
    CHECK(geo_model_place(&desc, &plain, &err));
    desc.vertical_datum = "EGM96 height";
    CHECK(geo_model_place(&desc, &egm, &err));
    if (has_note(&egm, "no grid")) CHECK_SKIP("PROJ has no EGM96 grid");
    CHECK_NEAR(egm.origin.h_m - plain.origin.h_m, -13.8996, 0.002);
    CHECK(has_note(&egm, "EPSG:5773"));
    desc.heights.city = "egm96";
    CHECK(geo_model_place(&desc, &same, &err));
    CHECK_NEAR(same.origin.h_m, 20, 1e-9);
    desc.vertical_datum = "某施工高程";
    CHECK(geo_model_place(&desc, &same, &err));
    CHECK(warnings(&same) > 0);
}

TEST(a_model_of_kilometres_says_how_far_it_departs_from_the_curved_earth)
{
    GeoModelPlaceDesc desc = map_desc("EPSG:4525", 37437000, 2345000, 20);
    desc.max = (DVec3){ 2000, 0, 0 };
    GeoModelPlace place;
    Err err = { 0 };
    CHECK(geo_model_place(&desc, &place, &err));
    CHECK_NEAR(place.departure_m, 1000.0 * 1000 / (2 * 6.37e6), 0.002); // the sagitta
    CHECK(has_note(&place, "curved earth"));
    // Geometry far from its origin is as exact: the differential is taken where the model is.
    desc = map_desc("EPSG:4525", 0, 0, 0);
    desc.axis_x = 1;
    desc.axis_y = 0;
    desc.min = (DVec3){ 37437000, 2345000, 20 };
    desc.max = (DVec3){ 37437100, 2345100, 50 };
    CHECK(geo_model_place(&desc, &place, &err));
    const DVec3 at = dplace_point(&place.ecef_from_model, desc.min);
    CHECK_NEAR(dvec_length(dvec_sub(at, zhanjiang_points[0])), 0, 0.001);
}

TEST(a_point_by_hand_counts_before_what_the_file_says)
{
    GeoModelPlaceDesc desc = map_desc("EPSG:25832", 458657.30, 5438232.25, 113.7);
    desc.has_point = true;
    desc.point = (GeoModelPoint){ .pos = { 14.0902217, 46.3623297, 475 }, .heading_deg = 90 };
    desc.min = (DVec3){ -10, -20, -3 };
    desc.max = (DVec3){ 30, 40, 30 };
    GeoModelPlace place;
    Err err = { 0 };
    CHECK(geo_model_place(&desc, &place, &err));
    CHECK_EQ(place.kind, GEO_MODEL_POINT);
    // The middle in plan, at the model's own zero.
    const DVec3 at = dplace_point(&place.ecef_from_model, (DVec3){ 10, 10, 0 });
    const DVec3 expected = { 4276919.691584875, 1073512.0394647173, 4593476.676889024 };
    CHECK_NEAR(dvec_length(dvec_sub(at, expected)), 0, 0.001);
    CHECK_NEAR(place.heading_deg, 90, 1e-6);
    CHECK_NEAR(geo_model_foot((DVec3){ 0, 0, 2 }, (DVec3){ 4, 4, 9 }).z, 2, 0);
}

TEST(the_place_in_the_city_frame_is_the_same_point)
{
    GeoFrame frame;
    geo_frame_init(&frame, (GeoPos){ 110.4, 21.2, 0 });
    const GeoModelPlaceDesc desc = map_desc("EPSG:4525", 37437000, 2345000, 20);
    GeoModelPlace place;
    Err err = { 0 };
    CHECK(geo_model_place(&desc, &place, &err));
    const DPlace city = geo_model_city_place(&frame, &place.ecef_from_model);
    const DVec3 at = dplace_point(&city, (DVec3){ 0, 0, 0 });
    const DVec3 expected = geo_frame_enu(&frame, (GeoPos){ 110.39326738209, 21.19691881047, 20 });
    CHECK_NEAR(dvec_length(dvec_sub(at, expected)), 0, 0.001);
}

TEST(numbers_that_are_no_place_are_refused_with_a_note)
{
    const double bad[] = { NAN, INFINITY, 1e300, -1e12 };
    for (int i = 0; i < 4; i++) {
        GeoModelPlaceDesc desc = map_desc("EPSG:4525", bad[i], bad[(i + 1) % 4], bad[i]);
        GeoModelPlace place;
        Err err = { 0 };
        CHECK(geo_model_place(&desc, &place, &err));
        CHECK_EQ(place.kind, GEO_MODEL_NONE);
        CHECK(warnings(&place) > 0);
    }
}

TEST(a_model_drawn_in_map_coordinates_stands_by_them)
{
    const GeoModelPlaceDesc desc = { .kind = GEO_MODEL_MAP,
                                     .is_map_itself = true,
                                     .crs = "EPSG:4525",
                                     .unit_m = 1,
                                     .map_unit_m = 1,
                                     .axis_x = 1,
                                     .scale = 1,
                                     .min = { 37437000, 2345000, 20 },
                                     .max = { 37437100, 2345100, 50 } };
    GeoModelPlace place;
    Err err = { 0 };
    CHECK(geo_model_place(&desc, &place, &err));
    const DVec3 at = dplace_point(&place.ecef_from_model, desc.min);
    CHECK_NEAR(dvec_length(dvec_sub(at, zhanjiang_points[0])), 0, 0.001);
    CHECK_EQ(warnings(&place), 0);
}
