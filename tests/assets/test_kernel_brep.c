// SPDX-License-Identifier: Apache-2.0
// test_kernel_brep.c - breps on curved surfaces: closed meshes with the volumes of closed formulas.
#include "assets/kernel_surface.h"
#include "check.h"
#include "kernel_fixture.h"

static const DPlace origin = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 0, 0, 0 } };

static DPlace at_height(double z)
{
    DPlace p = origin;
    p.origin.z = z;
    return p;
}

static void check_brep(Fixture *f, const KernelBrep *b, double volume, double relative)
{
    KernelMesh m;
    Err err = { 0 };
    int skipped = -1;
    if (!kernel_brep_mesh(&f->k, b, &m, &skipped, &err)) fprintf(stderr, "%s\n", err.text);
    CHECK_EQ(skipped, 0);
    CHECK(kernel_mesh_is_closed(&f->k, &m));
    CHECK_NEAR(kernel_mesh_volume(&m) / volume, 1, relative);
}

// Radius 1, height 3: with a seam, and as a band between two circles.
TEST(a_cylinder_closes_with_and_without_a_seam)
{
    for (int has_seam = 0; has_seam < 2; has_seam++) {
        Fixture f;
        fixture_begin(&f, 1e-3);
        const DVec3 vertices[] = { { 1, 0, 0 }, { 1, 0, 3 } };
        const KernelCurve low = { .kind = KERNEL_CURVE_CONIC, .of.conic = { origin, 1, 1 } },
                          high = { .kind = KERNEL_CURVE_CONIC, .of.conic = { at_height(3), 1, 1 } };
        const KernelBrepEdge edges[] = { { 0, 0, &low, false },
                                         { 1, 1, &high, false },
                                         { 0, 1, NULL, false } };
        const KernelBrepUse seam[] = { { 0, false }, { 2, false }, { 1, true }, { 2, true } },
                            bottom[] = { { 0, true } }, top[] = { { 1, false } };
        const KernelBrepUse round_low[] = { { 0, false } }, round_high[] = { { 1, true } };
        const KernelSurface side = { .kind = KERNEL_SURFACE_CYLINDER,
                                     .place = origin,
                                     .radius = 1 },
                            floor_plane = { .kind = KERNEL_SURFACE_PLANE, .place = origin },
                            roof = { .kind = KERNEL_SURFACE_PLANE, .place = at_height(3) };
        const KernelBrepLoop one[] = { { .uses = seam, .count = 4 } },
                             two[] = { { .uses = round_low, .count = 1 },
                                       { .uses = round_high, .count = 1 } };
        const KernelBrepLoop bottom_loop[] = { { .uses = bottom, .count = 1 } },
                             top_loop[] = { { .uses = top, .count = 1 } };
        const KernelBrepFace faces[] = { { &side, has_seam ? one : two, has_seam ? 1 : 2, false },
                                         { &floor_plane, bottom_loop, 1, true },
                                         { &roof, top_loop, 1, false } };
        check_brep(&f, &(KernelBrep){ vertices, edges, faces, 2, 3, 3, true }, 3 * DVEC_PI, 2e-3);
        fixture_end(&f);
    }
}

TEST(a_sphere_closes_whole_by_its_seam_and_by_halves)
{
    Fixture f;
    fixture_begin(&f, 1e-3);
    const KernelSurface sphere = { .kind = KERNEL_SURFACE_SPHERE, .place = origin, .radius = 2 };
    const double volume = 32 * DVEC_PI / 3;
    // A vertex only.
    const DVec3 pole[] = { { 0, 0, 2 } };
    const KernelBrepLoop vertex[] = { { .count = 0, .vertex = 0 } };
    const KernelBrepFace whole[] = { { &sphere, vertex, 1, false } };
    check_brep(&f, &(KernelBrep){ pole, NULL, whole, 1, 0, 1, true }, volume, 5e-3);
    // A meridian walked up and down.
    const DPlace upright = { { 1, 0, 0 }, { 0, 0, 1 }, { 0, -1, 0 }, { 0, 0, 0 } };
    const KernelCurve meridian = { .kind = KERNEL_CURVE_CONIC, .of.conic = { upright, 2, 2 } };
    const DVec3 poles[] = { { 0, 0, -2 }, { 0, 0, 2 } };
    const KernelBrepEdge edges[] = { { 0, 1, &meridian, false } };
    const KernelBrepUse up_down[] = { { 0, false }, { 0, true } };
    const KernelBrepLoop seam[] = { { .uses = up_down, .count = 2 } };
    const KernelBrepFace by_seam[] = { { &sphere, seam, 1, false } };
    check_brep(&f, &(KernelBrep){ poles, edges, by_seam, 2, 1, 1, true }, volume, 5e-3);
    // Two halves that meet at the equator.
    const DVec3 east[] = { { 2, 0, 0 } };
    const KernelCurve equator = { .kind = KERNEL_CURVE_CONIC, .of.conic = { origin, 2, 2 } };
    const KernelBrepEdge ring[] = { { 0, 0, &equator, false } };
    const KernelBrepUse forth[] = { { 0, false } }, back[] = { { 0, true } };
    const KernelBrepLoop north[] = { { .uses = forth, .count = 1 } },
                         south[] = { { .uses = back, .count = 1 } };
    const KernelBrepFace halves[] = { { &sphere, north, 1, false }, { &sphere, south, 1, false } };
    check_brep(&f, &(KernelBrep){ east, ring, halves, 1, 1, 2, true }, volume, 5e-3);
    fixture_end(&f);
}

// A quarter bend of pipe: torus between two discs.
TEST(an_elbow_on_a_torus_closes)
{
    Fixture f;
    fixture_begin(&f, 1e-3);
    const KernelSurface torus = {
        .kind = KERNEL_SURFACE_TORUS, .place = origin, .radius = 3, .minor_radius = 0.5
    };
    const DPlace a = { { 1, 0, 0 }, { 0, 0, 1 }, { 0, -1, 0 }, { 3, 0, 0 } },
                 b = { { 0, 1, 0 }, { 0, 0, 1 }, { 1, 0, 0 }, { 0, 3, 0 } };
    const KernelCurve ca = { .kind = KERNEL_CURVE_CONIC, .of.conic = { a, 0.5, 0.5 } },
                      cb = { .kind = KERNEL_CURVE_CONIC, .of.conic = { b, 0.5, 0.5 } };
    const DVec3 vertices[] = { { 3.5, 0, 0 }, { 0, 3.5, 0 } };
    const KernelBrepEdge edges[] = { { 0, 0, &ca, false }, { 1, 1, &cb, false } };
    const KernelBrepUse u0[] = { { 0, true } }, u1[] = { { 1, false } }, d0[] = { { 0, false } },
                        d1[] = { { 1, true } };
    const KernelBrepLoop side[] = { { .uses = u0, .count = 1 }, { .uses = u1, .count = 1 } },
                         start[] = { { .uses = d0, .count = 1 } },
                         end[] = { { .uses = d1, .count = 1 } };
    const KernelBrepFace faces[] = { { &torus, side, 2, false },
                                     { NULL, start, 1, false },
                                     { NULL, end, 1, false } };
    check_brep(&f, &(KernelBrep){ vertices, edges, faces, 2, 2, 3, true },
               DVEC_PI * 0.25 * 3 * DVEC_PI / 2, 1e-2);
    fixture_end(&f);
}

// A cylinder with a square window: the hole follows the wall.
TEST(a_window_in_a_cylinder_follows_the_wall)
{
    Fixture f;
    fixture_begin(&f, 1e-4);
    const KernelSurface side = { .kind = KERNEL_SURFACE_CYLINDER, .place = origin, .radius = 2 };
    KernelPath rings[3];
    DVec3 points[3][64];
    for (int i = 0; i < 64; i++) {
        const double u = 2 * DVEC_PI * i / 64;
        points[0][i] = dvec_make(2 * cos(u), 2 * sin(u), 0);
        points[1][63 - i] = dvec_make(2 * cos(u), 2 * sin(u), 3);
    }
    for (int i = 0; i < 32; i++) { // from u = 3 to 3.4, over the seam of atan2
        const double s = i % 8 / 8.0;
        const double u = i < 8    ? 3 + 0.4 * s
                         : i < 16 ? 3.4
                         : i < 24 ? 3.4 - 0.4 * s
                                  : 3,
                     z = i < 8    ? 1
                         : i < 16 ? 1 + s
                         : i < 24 ? 2
                                  : 2 - s;
        points[2][i] = dvec_make(2 * cos(u), 2 * sin(u), z);
    }
    for (int r = 0; r < 3; r++) rings[r] = (KernelPath){ points[r], r < 2 ? 64 : 32, true };
    KernelMesh m;
    Err err = { 0 };
    if (!kernel_surface_bounded(&f.k, &side, rings, 3, &m, &err)) fprintf(stderr, "%s\n", err.text);
    CHECK_NEAR(kernel_mesh_area(&m) / (2 * DVEC_PI * 2 * 3 - 0.8), 1, 2e-3);
    fixture_end(&f);
}

TEST(spline_swept_and_revolved_surfaces_have_their_areas)
{
    Fixture f;
    fixture_begin(&f, 1e-4);
    // A quarter cylinder as a rational B-spline, degree 2 by 1.
    const double h = sqrt(0.5), weights[] = { 1, 1, h, h, 1, 1 }, u_knots[] = { 0, 0, 0, 1, 1, 1 },
                 v_knots[] = { 0, 0, 1, 1 };
    const DVec3 points[] = { { 1, 0, 0 }, { 1, 0, 2 }, { 1, 1, 0 },
                             { 1, 1, 2 }, { 0, 1, 0 }, { 0, 1, 2 } };
    const KernelSurface spline = { .kind = KERNEL_SURFACE_SPLINE,
                                   .points = points,
                                   .weights = weights,
                                   .u_knots = u_knots,
                                   .v_knots = v_knots,
                                   .u_count = 3,
                                   .v_count = 2,
                                   .u_degree = 2,
                                   .v_degree = 1 };
    KernelMesh m;
    double u0 = 0, u1 = 0, v0 = 0, v1 = 0;
    CHECK(kernel_surface_domain(&f.k, &spline, &u0, &u1, &v0, &v1, NULL));
    CHECK(kernel_surface_patch(&f.k, &spline, u0, u1, v0, v1, &m, NULL));
    CHECK_NEAR(kernel_mesh_area(&m), DVEC_PI, 1e-3);
    for (int i = 0; i < m.point_count; i++)
        CHECK_NEAR(hypot(m.points[i].x, m.points[i].y), 1, 1e-12);
    DVec3 p, n;
    CHECK(kernel_surface_point(&f.k, &spline, 0.5, 0.5, &p, &n, NULL));
    CHECK_NEAR(p.x, h, 1e-12);
    CHECK_NEAR(n.x, h, 1e-12);
    const KernelCurve arc = { .kind = KERNEL_CURVE_CONIC, .of.conic = { origin, 1, 1 } };
    const KernelCurve half = { .kind = KERNEL_CURVE_TRIMMED,
                               .of.trimmed = { .basis = &arc,
                                               .from = { .kind = KERNEL_TRIM_PARAMETER },
                                               .to = { .kind = KERNEL_TRIM_PARAMETER,
                                                       .parameter = DVEC_PI } } };
    const KernelSurface wall = { .kind = KERNEL_SURFACE_EXTRUSION,
                                 .curve = &half,
                                 .direction = { 0, 0, 2 } };
    CHECK(kernel_surface_patch(&f.k, &wall, 0, DVEC_PI, 0, 1.5, &m, NULL));
    CHECK_NEAR(kernel_mesh_area(&m), DVEC_PI * 3, 1e-3);
    const DVec3 line[] = { { 1, 0, 0 }, { 2, 0, 1 } };
    const KernelCurve slant = { .kind = KERNEL_CURVE_POLYLINE, .of.polyline = { line, 2 } };
    const KernelSurface cone = { .kind = KERNEL_SURFACE_REVOLUTION,
                                 .place = origin,
                                 .curve = &slant };
    CHECK(kernel_surface_patch(&f.k, &cone, 0, 2 * DVEC_PI, 0, 1, &m, NULL));
    CHECK_NEAR(kernel_mesh_area(&m), DVEC_PI * 3 * sqrt(2), 2e-3);
    // Bounded by what lies on it.
    KernelPath ring = { .count = 4,
                        .is_closed = true,
                        .points = (DVec3[]){
                            { 1, 0, 0.5 }, { h, h, 0.5 }, { h, h, 1.5 }, { 1, 0, 1.5 } } };
    CHECK(kernel_surface_bounded(&f.k, &spline, &ring, 1, &m, NULL));
    CHECK_NEAR(kernel_mesh_area(&m), DVEC_PI / 4, 0.03); // its edges are chords of what was given
    fixture_end(&f);
}

TEST(a_wrong_brep_gives_a_reason)
{
    Fixture f;
    fixture_begin(&f, 1e-3);
    const DVec3 vertices[] = { { 0, 0, 0 }, { 1, 0, 0 } };
    const KernelBrepEdge wild[] = { { 0, 7, NULL, false } };
    const KernelBrepUse use[] = { { 3, false } };
    const KernelBrepLoop loop[] = { { .uses = use, .count = 1 } };
    const KernelBrepFace face[] = { { NULL, loop, 1, false } };
    KernelMesh m;
    Err err = { 0 };
    CHECK(!kernel_brep_mesh(&f.k, &(KernelBrep){ vertices, wild, face, 2, 1, 1, true }, &m, NULL,
                            &err) &&
          strstr(err.text, "edge 1"));
    const KernelBrepEdge fine[] = { { 0, 1, NULL, false } };
    CHECK(!kernel_brep_mesh(&f.k, &(KernelBrep){ vertices, fine, face, 2, 1, 1, true }, &m, NULL,
                            &err) &&
          strstr(err.text, "face 1"));
    fixture_end(&f);
}
