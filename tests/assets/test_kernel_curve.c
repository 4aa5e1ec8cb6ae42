// SPDX-License-Identifier: Apache-2.0
// test_kernel_curve.c - curves against closed formulas and published tables.
#include "assets/kernel_curve.h"
#include "check.h"
#include "kernel_fixture.h"

static const DPlace origin = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 0, 0, 0 } };

static double path_length(const KernelPath *p)
{
    double sum = 0;
    for (int i = 1; i < p->count + (p->is_closed ? 1 : 0); i++) {
        sum += dvec_length(dvec_sub(p->points[i % p->count], p->points[i - 1]));
    }
    return sum;
}

static KernelCurve circle(double radius)
{
    return (KernelCurve){ .kind = KERNEL_CURVE_CONIC, .of.conic = { origin, radius, radius } };
}

TEST(a_circle_keeps_to_the_chord_tolerance_and_closes)
{
    for (double chord = 0.1; chord > 1e-5; chord /= 10) {
        Fixture f;
        fixture_begin(&f, chord);
        const KernelCurve c = circle(5);
        KernelPath p;
        CHECK(kernel_curve_path(&f.k, &c, &p, NULL));
        CHECK(p.is_closed);
        for (int i = 0; i < p.count; i++) {
            const DVec3 a = p.points[i], b = p.points[(i + 1) % p.count];
            CHECK_NEAR(hypot(a.x, a.y), 5, 1e-12);
            CHECK(5 - hypot((a.x + b.x) / 2, (a.y + b.y) / 2) <= chord * 1.0001);
        }
        CHECK(p.count <= 6 || 5 * (1 - cos(DVEC_PI / (p.count - 2))) >
                                  chord * 0.99); // and no more chords than needed
        fixture_end(&f);
    }
}

TEST(trims_by_parameter_and_point_go_the_way_the_sense_says)
{
    Fixture f;
    fixture_begin(&f, 1e-4);
    const KernelCurve c = circle(2);
    KernelCurve t = { .kind = KERNEL_CURVE_TRIMMED,
                      .of.trimmed = { .basis = &c,
                                      .from = { .kind = KERNEL_TRIM_PARAMETER, .parameter = 0 },
                                      .to = { .kind = KERNEL_TRIM_POINT, .point = { 0, 2, 0 } } } };
    KernelPath p;
    double length = 0;
    CHECK(kernel_curve_path(&f.k, &t, &p, NULL));
    CHECK_NEAR(path_length(&p), DVEC_PI, 1e-3);
    t.of.trimmed.is_reversed = true; // the long way
    CHECK(kernel_curve_path(&f.k, &t, &p, NULL));
    CHECK_NEAR(path_length(&p), 3 * DVEC_PI, 1e-3);
    CHECK_NEAR(p.points[p.count - 1].y, 2, 1e-12);
    CHECK(kernel_curve_length(&f.k, &t, &length, NULL));
    CHECK_NEAR(length, 3 * DVEC_PI, 1e-9);
    const KernelCurve line = { .kind = KERNEL_CURVE_LINE, .of.line = { { 1, 0, 0 }, { 0, 2, 0 } } };
    t = (KernelCurve){ .kind = KERNEL_CURVE_TRIMMED,
                       .of.trimmed = { .basis = &line,
                                       .from = { .kind = KERNEL_TRIM_PARAMETER, .parameter = 3 },
                                       .to = { .kind = KERNEL_TRIM_PARAMETER, .parameter = 1 } } };
    CHECK(kernel_curve_path(&f.k, &t, &p, NULL));
    CHECK_NEAR(p.points[0].y, 6, 1e-12);
    CHECK_NEAR(p.points[1].y, 2, 1e-12);
    fixture_end(&f);
}

TEST(composite_and_indexed_curves_join_their_pieces)
{
    Fixture f;
    fixture_begin(&f, 1e-4);
    // A stadium: two lines, two half circles by three points.
    const DVec3 points[] = { { 0, 0, 0 }, { 4, 0, 0 }, { 5, 1, 0 },
                             { 4, 2, 0 }, { 0, 2, 0 }, { -1, 1, 0 } };
    const uint32_t a[] = { 0, 1 }, b[] = { 1, 2, 3 }, c[] = { 3, 4 }, d[] = { 4, 5, 0 };
    const KernelCurvePiece pieces[] = {
        { a, 2, false }, { b, 3, true }, { c, 2, false }, { d, 3, true }
    };
    const KernelCurve stadium = { .kind = KERNEL_CURVE_INDEXED,
                                  .of.indexed = { points, 6, pieces, 4 } };
    KernelPath p;
    CHECK(kernel_curve_path(&f.k, &stadium, &p, NULL));
    CHECK(p.is_closed);
    CHECK_NEAR(path_length(&p), 8 + 2 * DVEC_PI, 2e-3);
    DVec3 q;
    CHECK(kernel_curve_point(&f.k, &stadium, 1.5, &q, NULL));
    CHECK_NEAR(q.x, 5, 1e-9);
    const DVec3 corner[] = { { 0, 0, 0 }, { 1, 0, 0 } }, back[] = { { 1, 1, 0 }, { 1, 0, 0 } };
    const KernelCurve l0 = { .kind = KERNEL_CURVE_POLYLINE, .of.polyline = { corner, 2 } },
                      l1 = { .kind = KERNEL_CURVE_POLYLINE, .of.polyline = { back, 2 } };
    const KernelCurveUse uses[] = { { &l0, false }, { &l1, true } };
    const KernelCurve both = { .kind = KERNEL_CURVE_COMPOSITE, .of.composite = { uses, 2 } };
    CHECK(kernel_curve_path(&f.k, &both, &p, NULL));
    CHECK_EQ(p.count, 3);
    CHECK_NEAR(p.points[2].y, 1, 0);
    CHECK(kernel_curve_path_between(&f.k, &both, 0.5, 1.5, &p, NULL));
    CHECK_NEAR(path_length(&p), 1, 1e-12);
    const KernelCurve offset = { .kind = KERNEL_CURVE_OFFSET,
                                 .of.offset = { .basis = &both, .distance = 0.25 } };
    CHECK(kernel_curve_path(&f.k, &offset, &p, NULL));
    CHECK_NEAR(p.points[1].x, 0.75, 1e-12); // the mitre, to the left
    CHECK_NEAR(p.points[1].y, 0.25, 1e-12);
    fixture_end(&f);
}

TEST(a_rational_quadratic_circle_is_a_circle)
{
    Fixture f;
    fixture_begin(&f, 1e-5);
    const double h = sqrt(0.5), w[] = { 1, h, 1, h, 1, h, 1, h, 1 },
                 knots[] = { 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4 };
    const DVec3 points[] = { { 1, 0, 0 },   { 1, 1, 0 },  { 0, 1, 0 },  { -1, 1, 0 }, { -1, 0, 0 },
                             { -1, -1, 0 }, { 0, -1, 0 }, { 1, -1, 0 }, { 1, 0, 0 } };
    const KernelCurve c = { .kind = KERNEL_CURVE_SPLINE, .of.spline = { points, w, knots, 9, 2 } };
    for (int i = 0; i <= 400; i++) {
        DVec3 p;
        CHECK(kernel_curve_point(&f.k, &c, i / 100.0, &p, NULL));
        CHECK_NEAR(hypot(p.x, p.y), 1, 1e-14);
    }
    KernelPath path;
    double length = 0, t = 0;
    CHECK(kernel_curve_path(&f.k, &c, &path, NULL));
    CHECK(path.is_closed && path.count < 2500);
    CHECK_NEAR(path_length(&path), 2 * DVEC_PI, 1e-4);
    CHECK(kernel_curve_length(&f.k, &c, &length, NULL));
    CHECK_NEAR(length, 2 * DVEC_PI, 1e-9);
    CHECK(kernel_curve_parameter(&f.k, &c, dvec_make(0, -3, 0), &t, NULL));
    CHECK_NEAR(t, 3, 1e-9);
    // Between two points across the seam.
    CHECK(kernel_curve_path_points(&f.k, &c, dvec_make(0, -1, 0), dvec_make(0, 1, 0), false, &path,
                                   NULL));
    CHECK_NEAR(path_length(&path), DVEC_PI, 1e-4);
    CHECK(path.points[path.count / 2].x > 0.9);
    fixture_end(&f);
}

// Abramowitz and Stegun, table 7.7: Fresnel integrals C(x), S(x) of pi t^2 / 2.
TEST(a_clothoid_gives_the_published_fresnel_integrals)
{
    static const double table[][3] = { { 0.5, 0.4923442, 0.0647324 },
                                       { 1, 0.7798934, 0.4382591 },
                                       { 2, 0.4882534, 0.3434157 },
                                       { 5, 0.5636312, 0.4991914 } };
    Fixture f;
    fixture_begin(&f, 1e-4);
    const KernelCurve c = kernel_curve_clothoid(1 / sqrt(DVEC_PI), &origin),
                      left = kernel_curve_clothoid(-1 / sqrt(DVEC_PI), &origin);
    for (int i = 0; i < 4; i++) {
        DVec3 p;
        CHECK(kernel_curve_point(&f.k, &c, table[i][0], &p, NULL));
        CHECK_NEAR(p.x, table[i][1], 1e-7);
        CHECK_NEAR(p.y, table[i][2], 1e-7);
        CHECK(kernel_curve_point(&f.k, &left, table[i][0], &p, NULL));
        CHECK_NEAR(p.y, -table[i][2], 1e-7);
    }
    fixture_end(&f);
}

// Transition from straight to radius 300 over 100: every kind turns by L / 2R and ends with the
// curvature 1 / R.
TEST(transition_spirals_end_with_the_heading_and_curvature_of_their_formulas)
{
    Fixture f;
    fixture_begin(&f, 1e-3);
    const double l = 100, r = 300;
    KernelCurve kinds[4];
    kinds[0] = kernel_curve_clothoid(sqrt(l * r), &origin);
    // Bloss: kappa = (3 (s/L)^2 - 2 (s/L)^3) / R.
    kinds[1] = kernel_curve_spiral(
        (const double[8]){ 0, 0, cbrt(l * l * r / 3), -pow(l * l * l * r / 2, 0.25) }, &origin);
    // Cosine: (1 - cos(pi s/L)) / 2R.
    kinds[2] = kernel_curve_cosine_spiral(-2 * r, 2 * r, l, &origin);
    // Sine: s/(L R) - sin(2 pi s/L) / (2 pi R).
    kinds[3] = kernel_curve_sine_spiral(-2 * DVEC_PI * r, sqrt(l * r), 0, l, &origin);
    for (int i = 0; i < 4; i++) {
        DPlace a, b;
        CHECK(kernel_curve_place(&f.k, &kinds[i], l, &a, NULL));
        CHECK(kernel_curve_place(&f.k, &kinds[i], l + 1e-4, &b, NULL));
        CHECK_NEAR(atan2(a.x_axis.y, a.x_axis.x), l / (2 * r), 1e-12);
        CHECK_NEAR((atan2(b.x_axis.y, b.x_axis.x) - atan2(a.x_axis.y, a.x_axis.x)) / 1e-4, 1 / r,
                   1e-6);
    }
    fixture_end(&f);
}

// Straight 100, clothoid 100, arc 200 of radius 300 to the left; rising 1 %, then a parabola to -1
// % over 200.
TEST(an_alignment_has_the_places_by_hand)
{
    Fixture f;
    fixture_begin(&f, 1e-3);
    const KernelCurve line = { .kind = KERNEL_CURVE_LINE, .of.line = { { 0, 0, 0 }, { 1, 0, 0 } } };
    const KernelCurve clothoid = kernel_curve_clothoid(sqrt(100 * 300.0), &origin);
    const KernelCurve arc = circle(300);
    KernelCurve h0 = { .kind = KERNEL_CURVE_SEGMENT,
                       .of.segment = { &line, 0, 100, false, origin } };
    KernelCurve h1 = { .kind = KERNEL_CURVE_SEGMENT,
                       .of.segment = { &clothoid, 0, 100, false, origin } };
    h1.of.segment.place.origin = dvec_make(100, 0, 0);
    DPlace end;
    CHECK(kernel_curve_place(&f.k, &h1, 100, &end, NULL));
    KernelCurve h2 = { .kind = KERNEL_CURVE_SEGMENT, .of.segment = { &arc, 0, 200, false, end } };
    const KernelCurveUse plan_uses[] = { { &h0, false }, { &h1, false }, { &h2, false } };
    const KernelCurve plan = { .kind = KERNEL_CURVE_COMPOSITE, .of.composite = { plan_uses, 3 } };
    const double x[] = { 0, 1 }, y[] = { 0, 0.01, -0.02 / 400 };
    const KernelCurve parabola = { .kind = KERNEL_CURVE_POLYNOMIAL,
                                   .of.polynomial = { origin, x, y, NULL, 2, 3, 0 } };
    const double slope = atan(0.01);
    DPlace rising = { { cos(slope), sin(slope), 0 },
                      { -sin(slope), cos(slope), 0 },
                      { 0, 0, 1 },
                      { 0, 10, 0 } },
           next = rising;
    next.origin = dvec_make(200, 12, 0);
    double arc_length = 0; // of the parabola over 200 of plan
    for (int i = 0; i < 20000; i++)
        arc_length += hypot(0.01, (0.01 - 0.0001 * ((i + 0.5) / 100)) * 0.01);
    const KernelCurve v0 = { .kind = KERNEL_CURVE_SEGMENT,
                             .of.segment = { &line, 0, 200 / cos(slope), false, rising } };
    const KernelCurve v1 = { .kind = KERNEL_CURVE_SEGMENT,
                             .of.segment = { &parabola, 0, arc_length, false, next } };
    const KernelCurveUse heights[] = { { &v0, false }, { &v1, false } };
    const KernelCurve g = { .kind = KERNEL_CURVE_GRADIENT,
                            .of.gradient = { &plan, heights, 2, NULL, 0 } };
    double length = 0;
    CHECK(kernel_curve_length(&f.k, &g, &length, NULL));
    CHECK_NEAR(length, 400, 1e-9);
    DPlace p;
    CHECK(kernel_curve_place(&f.k, &g, 50, &p, NULL));
    CHECK_NEAR(p.origin.x, 50, 1e-9);
    CHECK_NEAR(p.origin.z, 10.5, 1e-9);
    CHECK_NEAR(p.x_axis.z, sin(slope), 1e-9);
    CHECK_NEAR(p.y_axis.z, 0, 1e-12);
    CHECK(kernel_curve_place(&f.k, &g, 300, &p, NULL)); // the crest
    CHECK_NEAR(p.origin.z, 12 + 0.01 * 100 - 0.02 / 400 * 100 * 100, 1e-6);
    CHECK_NEAR(p.x_axis.z, 0, 1e-6);
    // After 100 of arc the heading is L/2R of the spiral and 100/R.
    CHECK_NEAR(atan2(p.x_axis.y, p.x_axis.x), 100 / 600.0 + 100 / 300.0, 1e-9);
    CHECK_NEAR(hypot(p.origin.x - (end.origin.x - 300 * end.x_axis.y),
                     p.origin.y - (end.origin.y + 300 * end.x_axis.x)),
               300, 1e-9);
    CHECK(kernel_curve_place(&f.k, &g, 420, &p, NULL)); // straight on past the end
    CHECK(kernel_curve_place(&f.k, &g, 400, &end, NULL));
    CHECK_NEAR(
        dvec_length(dvec_sub(
            p.origin,
            dvec_add(end.origin, dvec_scale(end.x_axis, 20 / hypot(end.x_axis.x, end.x_axis.y))))),
        0, 1e-9);
    KernelPath path;
    CHECK(kernel_curve_path(&f.k, &g, &path, NULL));
    CHECK(path.count > 100 && path.count < 500); // 130 chords for the arc alone
    fixture_end(&f);
}

TEST(wrong_curves_give_reasons_and_cycles_end)
{
    Fixture f;
    fixture_begin(&f, 1e-3);
    KernelPath p;
    Err err = { 0 };
    const DVec3 points[] = { { 0, 0, 0 }, { NAN, 1, 0 }, { INFINITY, 0, 0 }, { 0, 0, 0 } };
    const KernelCurve nan_line = { .kind = KERNEL_CURVE_POLYLINE, .of.polyline = { points, 2 } };
    CHECK(!kernel_curve_path(&f.k, &nan_line, &p, &err) && err.text[0]);
    const DVec3 same[] = { { 1, 1, 1 }, { 1, 1, 1 } };
    const KernelCurve point = { .kind = KERNEL_CURVE_POLYLINE, .of.polyline = { same, 2 } };
    CHECK(!kernel_curve_path(&f.k, &point, &p, &err));
    KernelCurve loop = { .kind = KERNEL_CURVE_COMPOSITE };
    const KernelCurveUse uses[] = { { &loop, false }, { &loop, true } };
    loop.of.composite.segments = uses;
    loop.of.composite.count = 2;
    CHECK(!kernel_curve_path(&f.k, &loop, &p, &err));
    CHECK(strstr(err.text, "nested"));
    const double falling[] = { 0, 0, 1, 0.5, 2, 2 };
    const DVec3 three[] = { { 0, 0, 0 }, { 1, 0, 0 }, { 1, 1, 0 }, { 2, 2, 0 } };
    const KernelCurve spline = { .kind = KERNEL_CURVE_SPLINE,
                                 .of.spline = { three, NULL, falling, 4, 1 } };
    CHECK(!kernel_curve_path(&f.k, &spline, &p, &err));
    const KernelCurve none = { 0 };
    CHECK(!kernel_curve_path(&f.k, &none, &p, &err));
    const KernelCurve line = { .kind = KERNEL_CURVE_LINE, .of.line = { { 0, 0, 0 }, { 1, 0, 0 } } };
    CHECK(!kernel_curve_path(&f.k, &line, &p, &err));
    Kernel bad = f.k;
    bad.chord = 0;
    const KernelCurve c = circle(1);
    CHECK(!kernel_curve_path(&bad, &c, &p, &err));
    CHECK_EQ(err.code, ERR_ARGUMENT);
    fixture_end(&f);
}
