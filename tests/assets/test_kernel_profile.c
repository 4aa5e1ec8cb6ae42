// SPDX-License-Identifier: Apache-2.0
// test_kernel_profile.c - areas of profiles against closed formulas and tables of steel sections.
#include "assets/kernel_profile.h"
#include "check.h"
#include "kernel_fixture.h"

static double area_of(const KernelProfileDesc *d, double chord)
{
    Fixture f;
    fixture_begin(&f, chord);
    KernelProfile p;
    Err err = { 0 };
    double area = NAN;
    if (kernel_profile_make(&f.k, d, &p, &err))
        area = kernel_profile_area(&p);
    else
        fprintf(stderr, "%s\n", err.text);
    fixture_end(&f);
    return area;
}

// Square millimetres; EN 10365 and EN 10056 print cm2 to two places.
TEST(steel_sections_have_the_areas_of_the_tables)
{
    CHECK_NEAR(area_of(&(KernelProfileDesc){ .kind = KERNEL_PROFILE_I,
                                             .depth = 200,
                                             .width = 100,
                                             .web = 5.6,
                                             .flange = 8.5,
                                             .fillet = 12 },
                       1e-3),
               2848, 1); // IPE 200
    CHECK_NEAR(area_of(&(KernelProfileDesc){ .kind = KERNEL_PROFILE_I,
                                             .depth = 200,
                                             .width = 200,
                                             .web = 9,
                                             .flange = 15,
                                             .fillet = 18 },
                       1e-3),
               7808, 1); // HE 200 B
    CHECK_NEAR(area_of(&(KernelProfileDesc){ .kind = KERNEL_PROFILE_L,
                                             .depth = 100,
                                             .width = 100,
                                             .thickness = 10,
                                             .fillet = 12,
                                             .edge_fillet = 6 },
                       1e-3),
               1915, 1); // L 100 x 10
    CHECK_NEAR(area_of(&(KernelProfileDesc){ .kind = KERNEL_PROFILE_L,
                                             .depth = 150,
                                             .width = 100,
                                             .thickness = 10,
                                             .fillet = 12,
                                             .edge_fillet = 6 },
                       1e-3),
               2420, 10); // L 150 x 100 x 10: 24.2
}

TEST(plain_profiles_have_the_areas_of_their_formulas)
{
    const double chord = 1e-5, pi = DVEC_PI;
    CHECK_NEAR(
        area_of(&(KernelProfileDesc){ .kind = KERNEL_PROFILE_RECTANGLE, .width = 3, .depth = 2 },
                chord),
        6, 1e-14);
    CHECK_NEAR(area_of(
                   &(KernelProfileDesc){
                       .kind = KERNEL_PROFILE_RECTANGLE, .width = 3, .depth = 2, .fillet = 0.5 },
                   chord),
               6 - (4 - pi) * 0.25, 1e-4);
    CHECK_NEAR(area_of(&(KernelProfileDesc){ .kind = KERNEL_PROFILE_RECTANGLE,
                                             .width = 3,
                                             .depth = 2,
                                             .thickness = 0.25 },
                       chord),
               6 - 2.5 * 1.5, 1e-14);
    CHECK_NEAR(area_of(&(KernelProfileDesc){ .kind = KERNEL_PROFILE_RECTANGLE,
                                             .width = 3,
                                             .depth = 2,
                                             .thickness = 0.25,
                                             .fillet = 0.5,
                                             .inner_fillet = 0.25 },
                       chord),
               6 - 2.5 * 1.5 - (4 - pi) * (0.25 - 0.0625), 1e-4);
    CHECK_NEAR(
        area_of(&(KernelProfileDesc){ .kind = KERNEL_PROFILE_ELLIPSE, .width = 2, .depth = 2 },
                chord),
        4 * pi, 1e-4);
    CHECK_NEAR(area_of(
                   &(KernelProfileDesc){
                       .kind = KERNEL_PROFILE_ELLIPSE, .width = 2, .depth = 2, .thickness = 0.5 },
                   chord),
               pi * (4 - 2.25), 1e-4);
    CHECK_NEAR(
        area_of(&(KernelProfileDesc){ .kind = KERNEL_PROFILE_ELLIPSE, .width = 3, .depth = 1 },
                chord),
        3 * pi, 1e-4);
    CHECK_NEAR(area_of(&(KernelProfileDesc){ .kind = KERNEL_PROFILE_T,
                                             .width = 2,
                                             .depth = 3,
                                             .web = 0.2,
                                             .flange = 0.3,
                                             .fillet = 0.1 },
                       chord),
               2 * 0.3 + 2.7 * 0.2 + 2 * (1 - pi / 4) * 0.01, 1e-5);
    CHECK_NEAR(
        area_of(
            &(KernelProfileDesc){
                .kind = KERNEL_PROFILE_U, .width = 1, .depth = 2, .web = 0.1, .flange = 0.2 },
            chord),
        2 * 0.1 + 2 * 0.9 * 0.2, 1e-14);
    // The thickness holds at half the leg: a slope takes as much as it gives, but for what lies
    // over the web.
    CHECK_NEAR(area_of(&(KernelProfileDesc){ .kind = KERNEL_PROFILE_U,
                                             .width = 1,
                                             .depth = 2,
                                             .web = 0.1,
                                             .flange = 0.2,
                                             .slope = 0.05 },
                       chord),
               2 * 0.1 + 2 * (0.9 * 0.2 - tan(0.05) * 0.9 * 0.05), 1e-12);
    CHECK_NEAR(
        area_of(
            &(KernelProfileDesc){
                .kind = KERNEL_PROFILE_C, .width = 1, .depth = 2, .thickness = 0.1, .girth = 0.3 },
            chord),
        2 * 0.1 + 2 * 0.9 * 0.1 + 2 * 0.2 * 0.1, 1e-14);
    CHECK_NEAR(area_of(&(KernelProfileDesc){ .kind = KERNEL_PROFILE_C,
                                             .width = 1,
                                             .depth = 2,
                                             .thickness = 0.1,
                                             .girth = 0.3,
                                             .inner_fillet = 0.1 },
                       chord),
               2 * 0.1 + 2 * 0.9 * 0.1 + 2 * 0.2 * 0.1 - (4 - pi) * (0.04 - 0.01), 1e-5);
    CHECK_NEAR(
        area_of(
            &(KernelProfileDesc){
                .kind = KERNEL_PROFILE_Z, .width = 1, .depth = 2, .web = 0.1, .flange = 0.2 },
            chord),
        2 * 0.1 + 2 * 0.9 * 0.2, 1e-14);
    CHECK_NEAR(area_of(&(KernelProfileDesc){ .kind = KERNEL_PROFILE_TRAPEZIUM,
                                             .width = 3,
                                             .top_width = 1,
                                             .depth = 2,
                                             .top_offset = 0.5 },
                       chord),
               4, 1e-14);
    CHECK_NEAR(area_of(&(KernelProfileDesc){ .kind = KERNEL_PROFILE_I,
                                             .depth = 2,
                                             .width = 1,
                                             .web = 0.1,
                                             .flange = 0.2,
                                             .upper_width = 0.5,
                                             .upper_flange = 0.3 },
                       chord),
               0.2 + 0.15 + 1.5 * 0.1, 1e-14);
}

TEST(profiles_are_placed_mirrored_and_joined)
{
    Fixture f;
    fixture_begin(&f, 1e-3);
    KernelProfile p, q, both;
    const KernelProfileDesc d = { .kind = KERNEL_PROFILE_L,
                                  .depth = 2,
                                  .width = 1,
                                  .thickness = 0.2,
                                  .place = { { 0, 1 }, { -1, 0 }, { 5, 7 } } };
    CHECK(kernel_profile_make(&f.k, &d, &p, NULL));
    CHECK_NEAR(p.regions[0].points[0].x, 5 + 1, 1e-12); // (-0.5, -1) turned by a quarter
    CHECK_NEAR(p.regions[0].points[0].y, 7 - 0.5, 1e-12);
    const KernelPlace2 mirror = { { -1, 0 }, { 0, 1 }, { 0, 0 } },
                       large = { { 2, 0 }, { 0, 3 }, { 1, 1 } };
    CHECK(kernel_profile_transform(&f.k, &p, &mirror, &q, NULL));
    CHECK_NEAR(kernel_profile_area(&q), kernel_profile_area(&p), 1e-12); // still counter-clockwise
    CHECK(kernel_profile_transform(&f.k, &p, &large, &q, NULL));
    CHECK_NEAR(kernel_profile_area(&q), 6 * kernel_profile_area(&p), 1e-12);
    CHECK(kernel_profile_join(&f.k, (const KernelProfile[]){ p, q }, 2, &both, NULL));
    CHECK_NEAR(kernel_profile_area(&both), 7 * kernel_profile_area(&p), 1e-12);
    fixture_end(&f);
}

TEST(a_centre_line_gets_its_thickness_open_and_closed)
{
    Fixture f;
    fixture_begin(&f, 1e-3);
    const DVec3 points[] = { { 0, 0, 0 }, { 4, 0, 0 }, { 4, 3, 0 } },
                ring[] = { { 0, 0, 0 }, { 4, 0, 0 }, { 4, 3, 0 }, { 0, 3, 0 }, { 0, 0, 0 } };
    const KernelCurve line = { .kind = KERNEL_CURVE_POLYLINE, .of.polyline = { points, 3 } },
                      closed = { .kind = KERNEL_CURVE_POLYLINE, .of.polyline = { ring, 5 } };
    KernelProfile p;
    CHECK(kernel_profile_centre_line(&f.k, &line, 0.2, &p, NULL));
    CHECK_NEAR(kernel_profile_area(&p), 7 * 0.2, 1e-12);
    CHECK(kernel_profile_centre_line(&f.k, &closed, 0.2, &p, NULL));
    CHECK_EQ(p.regions[0].ring_count, 2);
    CHECK_NEAR(kernel_profile_area(&p), 14 * 0.2, 1e-12);
    Err err = { 0 };
    CHECK(!kernel_profile_centre_line(&f.k, &line, -1, &p, &err) && err.text[0]);
    fixture_end(&f);
}

TEST(wrong_measures_are_refused_with_the_profile_named)
{
    Fixture f;
    fixture_begin(&f, 1e-3);
    KernelProfile p;
    Err err = { 0 };
    const KernelProfileDesc wrong[] = {
        { .kind = KERNEL_PROFILE_I, .depth = 2, .width = 1, .web = 2, .flange = 0.2 },
        { .kind = KERNEL_PROFILE_I, .depth = 2, .width = 1, .web = 0.1, .flange = 1.2 },
        { .kind = KERNEL_PROFILE_RECTANGLE, .depth = NAN, .width = 1 },
        { .kind = KERNEL_PROFILE_RECTANGLE, .depth = 1, .width = 1, .thickness = 0.6 },
        { .kind = KERNEL_PROFILE_ELLIPSE, .depth = 1e300, .width = 1 },
        { .kind = KERNEL_PROFILE_C, .depth = 1, .width = 1, .thickness = 0.1, .girth = 0.8 },
        { .kind = (KernelProfileKind)99 }
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CHECK(!kernel_profile_make(&f.k, wrong + i, &p, &err));
        CHECK(strstr(err.text, "profile"));
    }
    fixture_end(&f);
}
