// SPDX-License-Identifier: Apache-2.0
// test_kernel_solid.c - volumes, areas and closedness of swept bodies and primitives against closed
// formulas.
#include "assets/kernel_faces.h"
#include "assets/kernel_section.h"
#include "check.h"
#include "kernel_fixture.h"

static const DPlace origin = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 0, 0, 0 } };

static void check_body(const Fixture *f, const KernelMesh *m, double volume, double relative)
{
    CHECK(kernel_mesh_is_closed(&f->k, m));
    CHECK_NEAR(kernel_mesh_volume(m) / volume, 1, relative);
}

static KernelProfile rectangle(const Fixture *f, double x, double y, double thickness)
{
    KernelProfile p = { 0 };
    CHECK(kernel_profile_make(
        &f->k,
        &(KernelProfileDesc){
            .kind = KERNEL_PROFILE_RECTANGLE, .width = x, .depth = y, .thickness = thickness },
        &p, NULL));
    return p;
}

TEST(primitives_have_the_volumes_and_areas_of_their_formulas)
{
    Fixture f;
    fixture_begin(&f, 1e-4);
    KernelMesh m;
    CHECK(kernel_solid_block(&f.k, 2, 3, 4, &m, NULL));
    check_body(&f, &m, 24, 1e-14);
    CHECK_NEAR(kernel_mesh_area(&m), 52, 1e-12);
    CHECK(kernel_solid_pyramid(&f.k, 2, 3, 4, &m, NULL));
    check_body(&f, &m, 8, 1e-14);
    CHECK(kernel_solid_cylinder(&f.k, 2, 3, &m, NULL));
    check_body(&f, &m, 12 * DVEC_PI, 2e-4);
    CHECK_NEAR(kernel_mesh_area(&m) / (2 * DVEC_PI * 2 * 5), 1, 2e-4);
    CHECK(kernel_solid_cone(&f.k, 2, 3, &m, NULL));
    check_body(&f, &m, 4 * DVEC_PI, 2e-4);
    CHECK(kernel_solid_sphere(&f.k, 2, &m, NULL));
    check_body(&f, &m, 32 * DVEC_PI / 3, 4e-4);
    CHECK_NEAR(kernel_mesh_area(&m) / (16 * DVEC_PI), 1, 4e-4);
    Err err = { 0 };
    CHECK(!kernel_solid_block(&f.k, 2, -3, 4, &m, &err) && err.text[0]);
    CHECK(!kernel_solid_sphere(&f.k, NAN, &m, &err));
    fixture_end(&f);
}

TEST(extrusions_go_any_way_and_face_outwards)
{
    Fixture f;
    fixture_begin(&f, 1e-4);
    const KernelProfile p = rectangle(&f, 2, 3, 0.25);
    const double area = 6 - 1.5 * 2.5;
    KernelMesh m;
    Err err = { 0 };
    CHECK(kernel_solid_extrude(&f.k, &p, dvec_make(0, 0, 1), 5, &m, NULL));
    check_body(&f, &m, 5 * area, 1e-14);
    CHECK(kernel_solid_extrude(&f.k, &p, dvec_make(0, 0, -2), 5, &m, NULL));
    check_body(&f, &m, 5 * area, 1e-14);
    CHECK_NEAR(kernel_mesh_box(&m).min.z, -5, 1e-12);
    CHECK(kernel_solid_extrude(&f.k, &p, dvec_make(3, 0, 4), 5, &m, NULL)); // leaning: 4 high
    check_body(&f, &m, 4 * area, 1e-14);
    CHECK(!kernel_solid_extrude(&f.k, &p, dvec_make(1, 0, 0), 5, &m, &err) && err.text[0]);
    CHECK(!kernel_solid_extrude(&f.k, &p, dvec_make(0, 0, 1), NAN, &m, &err));
    CHECK(!kernel_solid_extrude(&f.k, &p, dvec_make(0, 0, 0), 1, &m, &err));
    // A frustum of a pyramid: h/3 (A + B + sqrt(A B)); to another count of corners: closed.
    const KernelProfile large = rectangle(&f, 4, 4, 0), small = rectangle(&f, 2, 2, 0);
    CHECK(kernel_solid_extrude_tapered(&f.k, &large, &small, dvec_make(0, 0, 1), 3, &m, NULL));
    check_body(&f, &m, 16 + 4 + 8, 1e-14);
    KernelProfile round;
    CHECK(kernel_profile_make(
        &f.k, &(KernelProfileDesc){ .kind = KERNEL_PROFILE_ELLIPSE, .width = 1, .depth = 1 },
        &round, NULL));
    CHECK(kernel_solid_extrude_tapered(&f.k, &large, &round, dvec_make(0, 0, 1), 3, &m, NULL));
    CHECK(kernel_mesh_is_closed(&f.k, &m));
    CHECK(kernel_mesh_volume(&m) > 3 * DVEC_PI && kernel_mesh_volume(&m) < 48);
    CHECK(!kernel_solid_extrude_tapered(&f.k, &p, &large, dvec_make(0, 0, 1), 3, &m,
                                        &err)); // a hole on one side only
    fixture_end(&f);
}

// Pappus: area times the way of the centre; chords take (1 - sin x / x).
TEST(revolutions_keep_to_pappus)
{
    Fixture f;
    fixture_begin(&f, 1e-4);
    KernelProfile p;
    KernelMesh m;
    const KernelPlace2 out = { { 1, 0 }, { 0, 1 }, { 5, 0 } };
    CHECK(kernel_profile_make(
        &f.k,
        &(KernelProfileDesc){
            .kind = KERNEL_PROFILE_RECTANGLE, .width = 2, .depth = 1, .place = out },
        &p, NULL));
    CHECK(kernel_solid_revolve(&f.k, &p, dvec_make(0, 0, 0), dvec_make(0, 1, 0), 2 * DVEC_PI, &m,
                               NULL));
    check_body(&f, &m, 2 * 2 * DVEC_PI * 5, 1e-4);
    CHECK(kernel_solid_revolve(&f.k, &p, dvec_make(0, 0, 0), dvec_make(0, 1, 0), DVEC_PI / 2, &m,
                               NULL));
    check_body(&f, &m, 2 * DVEC_PI / 2 * 5, 1e-4);
    CHECK(kernel_solid_revolve(&f.k, &p, dvec_make(0, 0, 0), dvec_make(0, -1, 0), -DVEC_PI / 2, &m,
                               NULL));
    check_body(&f, &m, 2 * DVEC_PI / 2 * 5, 1e-4);
    // One side on the axis: a cylinder, whole and a slice of it.
    const KernelProfile q = { .regions = p.regions, .region_count = 1 };
    for (int i = 0; i < q.regions[0].point_count; i++) q.regions[0].points[i].x -= 4;
    CHECK(kernel_solid_revolve(&f.k, &q, dvec_make(0, 0, 0), dvec_make(0, 1, 0), 2 * DVEC_PI, &m,
                               NULL));
    check_body(&f, &m, DVEC_PI * 4, 1e-4);
    CHECK(kernel_solid_revolve(&f.k, &q, dvec_make(0, 0, 0), dvec_make(0, 1, 0), 1, &m, NULL));
    check_body(&f, &m, 2, 1e-4);
    fixture_end(&f);
}

TEST(swept_disks_have_area_times_length_round_corners_too)
{
    Fixture f;
    fixture_begin(&f, 1e-4);
    const DVec3 points[] = { { 0, 0, 0 }, { 0, 0, 4 }, { 3, 0, 4 }, { 3, 5, 6 } };
    const KernelCurve line = { .kind = KERNEL_CURVE_POLYLINE, .of.polyline = { points, 4 } };
    const double length = 4 + 3 + sqrt(29);
    KernelMesh m;
    KernelProfile disk, pipe;
    CHECK(kernel_profile_make(
        &f.k, &(KernelProfileDesc){ .kind = KERNEL_PROFILE_ELLIPSE, .width = 0.1, .depth = 0.1 },
        &disk, NULL));
    CHECK(kernel_profile_make(
        &f.k,
        &(KernelProfileDesc){
            .kind = KERNEL_PROFILE_ELLIPSE, .width = 0.1, .depth = 0.1, .thickness = 0.02 },
        &pipe, NULL));
    CHECK(kernel_solid_swept_disk(&f.k, &(KernelSweptDisk){ .directrix = &line, .radius = 0.1 }, &m,
                                  NULL));
    check_body(&f, &m, kernel_profile_area(&disk) * length, 1e-12);
    CHECK(kernel_solid_swept_disk(
        &f.k, &(KernelSweptDisk){ .directrix = &line, .radius = 0.1, .inner_radius = 0.08 }, &m,
        NULL));
    check_body(&f, &m, kernel_profile_area(&pipe) * length, 1e-12);
    CHECK(kernel_solid_swept_disk(&f.k,
                                  &(KernelSweptDisk){ .directrix = &line,
                                                      .radius = 0.1,
                                                      .has_start = true,
                                                      .start = 0.5,
                                                      .has_end = true,
                                                      .end = 2 },
                                  &m, NULL));
    check_body(&f, &m, kernel_profile_area(&disk) * 5, 1e-12);
    // Rounded by 0.5: each corner loses 2 r tan(a/2) - r a of way.
    CHECK(kernel_solid_swept_disk(
        &f.k, &(KernelSweptDisk){ .directrix = &line, .radius = 0.1, .fillet_radius = 0.5 }, &m,
        NULL));
    const double a = DVEC_PI / 2, b = acos(0.0); // both corners turn by a quarter
    check_body(&f, &m,
               DVEC_PI * 0.01 * (length - (1 * tan(a / 2) - 0.5 * a) - (1 * tan(b / 2) - 0.5 * b)),
               5e-3);
    // A ring: a torus, 2 pi^2 R r^2.
    const KernelCurve ring = { .kind = KERNEL_CURVE_CONIC, .of.conic = { origin, 2, 2 } };
    CHECK(kernel_solid_swept_disk(&f.k, &(KernelSweptDisk){ .directrix = &ring, .radius = 0.3 }, &m,
                                  NULL));
    check_body(&f, &m, 2 * DVEC_PI * DVEC_PI * 2 * 0.09, 2e-3);
    // There and back: a corner too sharp to mitre still gives a closed body.
    const DVec3 sharp[] = { { 0, 0, 0 }, { 1, 0, 0 }, { 0.1, 0.05, 0 } };
    const KernelCurve hairpin = { .kind = KERNEL_CURVE_POLYLINE, .of.polyline = { sharp, 3 } };
    CHECK(kernel_solid_swept_disk(&f.k, &(KernelSweptDisk){ .directrix = &hairpin, .radius = 0.01 },
                                  &m, NULL));
    CHECK(kernel_mesh_is_closed(&f.k, &m));
    Err err = { 0 };
    CHECK(!kernel_solid_swept_disk(
              &f.k, &(KernelSweptDisk){ .directrix = &line, .radius = 0.1, .inner_radius = 0.2 },
              &m, &err) &&
          err.text[0]);
    fixture_end(&f);
}

TEST(profiles_follow_directrices_of_every_kind)
{
    Fixture f;
    fixture_begin(&f, 1e-3);
    const KernelProfile p = rectangle(&f, 0.2, 0.4, 0);
    const KernelCurve circle = { .kind = KERNEL_CURVE_CONIC, .of.conic = { origin, 3, 3 } };
    KernelSweep sweep = { .profile = &p,
                          .directrix = &circle,
                          .has_start = true,
                          .has_end = true,
                          .start = 0,
                          .end = DVEC_PI / 2,
                          .reference = { 0, 0, 1 } };
    KernelMesh m;
    for (int kind = KERNEL_SWEEP_FIXED; kind < KERNEL_SWEEP_KIND_COUNT; kind++) {
        if (kind == KERNEL_SWEEP_SURFACE) continue;
        sweep.kind = (KernelSweepKind)kind;
        CHECK(kernel_solid_sweep(&f.k, &sweep, &m, NULL));
        check_body(&f, &m, 0.08 * 3 * DVEC_PI / 2, 2e-3);
        const KernelBox box = kernel_mesh_box(&m);
        // Profile's x along z for the first kinds; upright (y along z) for the last.
        CHECK_NEAR(box.max.z - box.min.z, kind == KERNEL_SWEEP_UP ? 0.4 : 0.2, 1e-9);
    }
    sweep.has_start = sweep.has_end = false; // all round
    sweep.kind = KERNEL_SWEEP_FIXED;
    CHECK(kernel_solid_sweep(&f.k, &sweep, &m, NULL));
    check_body(&f, &m, 0.08 * 3 * DVEC_PI * 2, 2e-3);
    fixture_end(&f);
}

TEST(sections_are_blended_on_spines_and_along_directrices)
{
    Fixture f;
    fixture_begin(&f, 1e-3);
    const KernelProfile large = rectangle(&f, 4, 4, 0), small = rectangle(&f, 2, 2, 0);
    DPlace places[3] = { origin, origin, origin };
    places[1].origin.z = 3;
    places[2].origin.z = 5;
    KernelMesh m;
    CHECK(kernel_solid_sections(&f.k, (const KernelProfile[]){ large, small, small }, places, 3, &m,
                                NULL));
    check_body(&f, &m, 28 + 8, 1e-12);
    const DVec3 points[] = { { 0, 0, 0 }, { 10, 0, 0 } };
    const KernelCurve line = { .kind = KERNEL_CURVE_POLYLINE, .of.polyline = { points, 2 } };
    const KernelSection sections[] = { { &large, 1, 0, 0 },
                                       { &small, 4, 0, 0 },
                                       { &small, 6, 0, 5 } };
    CHECK(kernel_solid_sections_along(&f.k, &line, sections, 3, &m, NULL));
    check_body(&f, &m, 28 + 8, 1e-12);
    const KernelBox box = kernel_mesh_box(&m);
    CHECK_NEAR(box.min.x, 1, 1e-12);
    CHECK_NEAR(box.max.z, 6, 1e-12); // lifted by 5 at the end
    fixture_end(&f);
}

TEST(faces_with_holes_are_filled_and_turned_outwards)
{
    Fixture f;
    fixture_begin(&f, 1e-3);
    // A cube with a square tunnel along z; half of the faces listed inside out.
    const DVec3 points[] = { { 0, 0, 0 }, { 3, 0, 0 }, { 3, 3, 0 }, { 0, 3, 0 },
                             { 0, 0, 3 }, { 3, 0, 3 }, { 3, 3, 3 }, { 0, 3, 3 },
                             { 1, 1, 0 }, { 2, 1, 0 }, { 2, 2, 0 }, { 1, 2, 0 },
                             { 1, 1, 3 }, { 2, 1, 3 }, { 2, 2, 3 }, { 1, 2, 3 } };
    const uint32_t indices[] = { 0, 1,  2,  3,  8,  9,  10, 11, /* bottom, not turned */ 4,
                                 5, 6,  7,  12, 13, 14, 15, 0,  1,
                                 5, 4,  1,  2,  6,  5,  3,  2,  6,
                                 7, 3,  0,  4,  7,  8,  9,  13, 12,
                                 9, 10, 14, 13, 10, 11, 15, 14, 11,
                                 8, 12, 15 };
    const int ring_counts[] = { 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4 },
              face_rings[] = { 2, 2, 1, 1, 1, 1, 1, 1, 1, 1 };
    const KernelFaceSet set = { points, 16, indices, ring_counts, face_rings, 10, true };
    KernelMesh m;
    int skipped = -1;
    CHECK(kernel_faces_mesh(&f.k, &set, &m, &skipped, NULL));
    CHECK_EQ(skipped, 0);
    check_body(&f, &m, 27 - 3, 1e-14);
    CHECK_NEAR(kernel_mesh_area(&m), 6 * 9 - 2 + 4 * 3, 1e-12);
    CHECK_EQ(m.faces[m.triangle_count - 1], 9);
    KernelTopology t;
    CHECK(kernel_mesh_topology(&f.k, &m, &t, NULL));
    CHECK_EQ(t.flipped_edges, 0);
    const uint32_t wild[] = { 0, 1, 4000000000u };
    const int three[] = { 3 };
    Err err = { 0 };
    CHECK(!kernel_faces_mesh(&f.k, &(KernelFaceSet){ points, 16, wild, three, NULL, 1, false }, &m,
                             NULL, &err) &&
          strstr(err.text, "names point"));
    const uint32_t line[] = { 0, 1, 0, 1, 0, 4, 4, 4 };
    const int two_rings[] = { 4, 4 };
    CHECK(!kernel_faces_mesh(&f.k, &(KernelFaceSet){ points, 16, line, two_rings, NULL, 2, false },
                             &m, NULL, &err)); // nothing with an area
    fixture_end(&f);
}

TEST(a_face_whose_ring_crosses_itself_is_filled_where_it_goes_round)
{
    Fixture f;
    fixture_begin(&f, 1e-3);
    // A bow tie of two unequal triangles with a square hole in the larger.
    const DVec3 points[] = { { 0, 0, 0 },      { 4, 4, 0 },       { 4, 0, 0 },
                             { 3, 1, 0 },      { 0, 6, 0 },       { 3.5, 1.5, 0 },
                             { 3.75, 1.5, 0 }, { 3.75, 1.75, 0 }, { 3.5, 1.75, 0 } };
    const uint32_t indices[] = { 0, 1, 2, 4, 5, 6, 7, 8 };
    const int counts[] = { 4, 4 }, rings[] = { 2 };
    KernelMesh m;
    CHECK(kernel_faces_mesh(&f.k, &(KernelFaceSet){ points, 9, indices, counts, rings, 1, false },
                            &m, NULL, NULL));
    CHECK_NEAR(kernel_mesh_area(&m), 3.2 + 7.2 - 0.0625, 1e-12);
    fixture_end(&f);
}

TEST(a_bent_quad_is_folded_inside_its_corners)
{
    Fixture f;
    fixture_begin(&f, 1e-3);
    // An arrowhead: one diagonal lies outside.
    const DVec3 points[] = { { 0, 0, 0 }, { 2, 1, 0 }, { 0, 2, 0.1 }, { 0.5, 1, 0 } };
    const uint32_t indices[] = { 0, 1, 2, 3 };
    const int four[] = { 4 };
    KernelMesh m;
    CHECK(kernel_faces_mesh(&f.k, &(KernelFaceSet){ points, 4, indices, four, NULL, 1, false }, &m,
                            NULL, NULL));
    CHECK_EQ(m.triangle_count, 2);
    CHECK_NEAR(kernel_mesh_area(&m), 1.5, 0.02);
    fixture_end(&f);
}

TEST(welding_and_normals_follow_the_crease)
{
    Fixture f;
    fixture_begin(&f, 1e-3);
    KernelMesh m, n;
    DVec3 *normals = NULL;
    CHECK(kernel_solid_cylinder(&f.k, 1, 2, &m, NULL));
    CHECK(kernel_mesh_normals(&f.k, &m, 0.6, &n, &normals, NULL));
    CHECK_EQ(n.point_count, 2 * m.point_count); // side and cap
    for (int i = 0; i < n.point_count; i++) {
        const DVec3 p = n.points[i], v = normals[i];
        CHECK_NEAR(dvec_length(v), 1, 1e-12);
        if (fabs(v.z) < 0.5) CHECK_NEAR(v.x * p.x + v.y * p.y, 1, 1e-12); // both neighbours weigh a right angle
    }
    CHECK(kernel_solid_block(&f.k, 1, 1, 1, &m, NULL));
    CHECK(kernel_mesh_normals(&f.k, &m, 0.6, &n, &normals, NULL));
    CHECK_EQ(n.point_count, 24);
    // All smooth: every corner of a cube looks along its diagonal, however its faces are split.
    CHECK(kernel_mesh_normals(&f.k, &m, DVEC_PI, &n, &normals, NULL));
    CHECK_EQ(n.point_count, 8);
    for (int i = 0; i < n.point_count; i++) {
        const DVec3 d = dvec_normalize(dvec_sub(n.points[i], dvec_make(0.5, 0.5, 0.5)));
        CHECK_NEAR(dvec_dot(d, normals[i]), 1, 1e-12);
    }
    const DPlace mirror = { { -1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 2 }, { 9, 0, 0 } };
    CHECK(kernel_mesh_place(&m, &mirror, NULL));
    CHECK_NEAR(kernel_mesh_volume(&m), 2, 1e-12); // still outwards
    fixture_end(&f);
}

TEST(caps_of_a_cut_have_the_area_of_the_section)
{
    Fixture f;
    fixture_begin(&f, 1e-5);
    KernelMesh m, cap, part;
    const KernelProfile p = rectangle(&f, 4, 3, 0.5);
    CHECK(kernel_solid_extrude(&f.k, &p, dvec_make(0, 0, 1), 5, &m, NULL));
    CHECK(kernel_section_cap(&f.k, &m, dvec_make(0, 0, 2), dvec_make(0, 0, 1), &cap, NULL));
    CHECK_NEAR(kernel_mesh_area(&cap), 12 - 6, 1e-12);
    KernelProfile outline;
    DPlace place;
    int open = -1;
    CHECK(kernel_section_outline(&f.k, &m, dvec_make(0, 0, 2), dvec_make(0, 0, 1), &outline, &place,
                                 &open, NULL));
    CHECK_EQ(outline.region_count, 1);
    CHECK_EQ(outline.regions[0].ring_count, 2);
    CHECK_EQ(open, 0);
    CHECK_NEAR(kernel_profile_area(&outline), 6, 1e-12);
    CHECK(
        kernel_section_clip(&f.k, &m, dvec_make(0, 0, 2), dvec_make(0, 0.2, 1), true, &part, NULL));
    check_body(&f, &part, 6 * 2, 1e-9); // symmetric about the axis
    CHECK(kernel_section_cap(&f.k, &m, dvec_make(0, 0, 9), dvec_make(0, 0, 1), &cap, NULL));
    CHECK_EQ(cap.triangle_count, 0);
    // Along a face, through corners, and a sphere.
    CHECK(kernel_section_cap(&f.k, &m, dvec_make(0, 0, 5), dvec_make(0, 0, 1), &cap, NULL));
    CHECK_NEAR(kernel_mesh_area(&cap), 6, 1e-12);
    CHECK(kernel_solid_sphere(&f.k, 2, &m, NULL));
    CHECK(kernel_section_cap(&f.k, &m, dvec_make(0.3, 0.4, 0), dvec_make(3, 4, 0), &cap, NULL));
    CHECK_NEAR(kernel_mesh_area(&cap) / (DVEC_PI * (4 - 0.25)), 1, 5e-3);
    Err err = { 0 };
    CHECK(!kernel_section_cap(&f.k, &m, dvec_make(0, 0, 0), dvec_make(0, 0, 0), &cap, &err) &&
          err.text[0]);
    fixture_end(&f);
}
