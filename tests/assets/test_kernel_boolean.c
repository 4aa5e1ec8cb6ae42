// SPDX-License-Identifier: Apache-2.0
// test_kernel_boolean.c - volumes of booleans against arithmetic, closed results, faces that
// coincide, random bodies.
#include "check.h"
#include "kernel_fixture.h"
#include <stdlib.h>

static double result_volume(const Fixture *f, KernelBooleanKind kind, const KernelMesh *host,
                            const KernelOperand *ops, int count)
{
    KernelMesh out;
    Err err = { 0 };
    KernelBooleanReport report;
    if (!kernel_boolean(&f->k, kind, host, ops, count, &out, &report, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return NAN;
    }
    if (out.triangle_count && !kernel_mesh_is_closed(&f->k, &out)) {
        fprintf(stderr, "the result is open\n");
        return NAN;
    }
    return kernel_mesh_volume(&out);
}

TEST(a_box_less_a_box_through_it_has_the_volume_by_arithmetic)
{
    Fixture f;
    fixture_begin(&f, 0.001);
    const KernelMesh wall = fixture_block(&f, dvec_make(0, 0, 0), dvec_make(10, 0.3, 3));
    const KernelMesh hole = fixture_block(&f, dvec_make(2, -0.5, 1), dvec_make(3, 1, 2.2));
    CHECK_NEAR(
        result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, &(KernelOperand){ .mesh = &hole }, 1),
        9 - 1 * 1.2 * 0.3, 9e-9);
    // Flush with both faces, then with one.
    const KernelMesh flush = fixture_block(&f, dvec_make(2, 0, 1), dvec_make(3, 0.3, 2.2));
    CHECK_NEAR(
        result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, &(KernelOperand){ .mesh = &flush }, 1),
        9 - 1 * 1.2 * 0.3, 9e-9);
    const KernelMesh niche = fixture_block(&f, dvec_make(2, 0, 1), dvec_make(3, 0.1, 2.2));
    CHECK_NEAR(
        result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, &(KernelOperand){ .mesh = &niche }, 1),
        9 - 1 * 1.2 * 0.1, 9e-9);
    // A door: open at the bottom, flush with it.
    const KernelMesh door = fixture_block(&f, dvec_make(5, 0, 0), dvec_make(6, 0.3, 2));
    CHECK_NEAR(
        result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, &(KernelOperand){ .mesh = &door }, 1),
        9 - 0.6, 9e-9);
    // Nothing left, nothing touched, a hole inside.
    const KernelMesh large = fixture_block(&f, dvec_make(-1, -1, -1), dvec_make(11, 1, 4));
    CHECK_NEAR(
        result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, &(KernelOperand){ .mesh = &large }, 1),
        0, 0);
    CHECK_NEAR(
        result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, &(KernelOperand){ .mesh = &wall }, 1),
        0, 0);
    const KernelMesh far = fixture_block(&f, dvec_make(20, 0, 0), dvec_make(21, 1, 1));
    CHECK_NEAR(
        result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, &(KernelOperand){ .mesh = &far }, 1), 9,
        9e-9);
    const KernelMesh bubble = fixture_block(&f, dvec_make(4, 0.1, 1), dvec_make(4.1, 0.2, 2));
    CHECK_NEAR(
        result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, &(KernelOperand){ .mesh = &bubble }, 1),
        9 - 0.01, 9e-9);
    fixture_end(&f);
}

TEST(fifty_openings_are_cut_in_one_pass_even_where_they_overlap)
{
    Fixture f;
    fixture_begin(&f, 0.001);
    const KernelMesh wall = fixture_block(&f, dvec_make(0, 0, 0), dvec_make(101, 0.3, 3));
    KernelMesh holes[50];
    KernelOperand ops[50];
    for (int i = 0; i < 50; i++) {
        holes[i] = fixture_block(&f, dvec_make(1 + 2 * i, -0.1, 1), dvec_make(2 + 2 * i, 0.4, 2));
        ops[i] = (KernelOperand){ .mesh = holes + i };
    }
    CHECK_NEAR(result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, ops, 50) / (90.9 - 50 * 0.3), 1,
               1e-9);
    // Each now reaches over the next: one slot of 99 m.
    for (int i = 0; i < 50; i++)
        holes[i] = fixture_block(&f, dvec_make(1 + 2 * i, -0.1, 1),
                                 dvec_make(i < 49 ? 3.5 + 2 * i : 100, 0.4, 2));
    CHECK_NEAR(result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, ops, 50) / (90.9 - 99 * 0.3), 1,
               1e-9);
    // Each ends where the next begins.
    for (int i = 0; i < 50; i++)
        holes[i] = fixture_block(&f, dvec_make(1 + 2 * i, -0.1, 1),
                                 dvec_make(i < 49 ? 3 + 2 * i : 100, 0.4, 2));
    CHECK_NEAR(result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, ops, 50) / (90.9 - 99 * 0.3), 1,
               1e-9);
    fixture_end(&f);
}

TEST(union_and_intersection_of_boxes_have_the_volumes_by_arithmetic)
{
    Fixture f;
    fixture_begin(&f, 0.001);
    const KernelMesh a = fixture_block(&f, dvec_make(0, 0, 0), dvec_make(2, 2, 2));
    const KernelMesh b = fixture_block(&f, dvec_make(1, 1, 1), dvec_make(3, 3, 3)),
                     c = fixture_block(&f, dvec_make(2, 0, 0), dvec_make(4, 2, 2));
    const KernelOperand ob = { .mesh = &b }, oc = { .mesh = &c };
    CHECK_NEAR(result_volume(&f, KERNEL_BOOLEAN_UNION, &a, &ob, 1), 15, 15e-9);
    CHECK_NEAR(result_volume(&f, KERNEL_BOOLEAN_INTERSECTION, &a, &ob, 1), 1, 1e-9);
    CHECK_NEAR(result_volume(&f, KERNEL_BOOLEAN_UNION, &a, &oc, 1), 16, 16e-9); // they share a face
    CHECK_NEAR(result_volume(&f, KERNEL_BOOLEAN_INTERSECTION, &a, &oc, 1), 0, 0);
    CHECK_NEAR(result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &a, &oc, 1), 8, 8e-9);
    CHECK_NEAR(result_volume(&f, KERNEL_BOOLEAN_UNION, &a, (const KernelOperand[]){ ob, oc }, 2),
               8 + 8 + 8 - 1 - 1, 22e-9);
    fixture_end(&f);
}

TEST(half_spaces_cut_plainly_within_a_boundary_and_within_a_box)
{
    Fixture f;
    fixture_begin(&f, 0.001);
    const KernelMesh wall = fixture_block(&f, dvec_make(0, 0, 0), dvec_make(4, 0.2, 3));
    // A roof: what is above z = 2 + x / 4 goes. Material of the half-space lies away from its
    // normal.
    const DVec3 down = dvec_normalize(dvec_make(0.25, 0, -1));
    const KernelOperand roof = { .plane_origin = { 0, 0, 2 }, .plane_normal = down };
    CHECK_NEAR(result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, &roof, 1),
               0.2 * (4 * 2 + 4 * 1 / 2.0), 2e-9);
    // The same, only for x from 1 to 2.
    const DVec2 square[] = { { 1, -1 }, { 2, -1 }, { 2, 1 }, { 1, 1 } };
    KernelProfile boundary;
    CHECK(kernel_profile_from_rings(&f.k, square, (const int[]){ 4 }, 1, &boundary, NULL));
    KernelOperand bounded = roof;
    bounded.boundary = &boundary;
    bounded.boundary_place = (DPlace){ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 0, 0, 0 } };
    CHECK_NEAR(result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, &bounded, 1),
               0.2 * (12 - (1 - 0.375)), 2.4e-9);
    const KernelBox box = { { 3, -1, 2.5 }, { 5, 1, 5 } };
    KernelOperand boxed = { .plane_origin = { 0, 0, 0 },
                            .plane_normal = { 0, 0, -1 },
                            .box = &box };
    CHECK_NEAR(result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, &boxed, 1), 0.2 * (12 - 0.5),
               2.4e-9);
    // All of it and none of it.
    const KernelOperand all = { .plane_origin = { 0, 0, 9 }, .plane_normal = { 0, 0, 1 } },
                        none = { .plane_origin = { 0, 0, 9 }, .plane_normal = { 0, 0, -1 } };
    CHECK_NEAR(result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, &all, 1), 0, 0);
    CHECK_NEAR(result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, &none, 1), 2.4, 2.4e-9);
    // In the plane of a face.
    const KernelOperand flush = { .plane_origin = { 0, 0, 3 }, .plane_normal = { 0, 0, -1 } };
    CHECK_NEAR(result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &wall, &flush, 1), 2.4, 2.4e-9);
    fixture_end(&f);
}

// The body itself, then: vol(A) = vol(A and B) + vol(A less B), vol(A or B) = vol(A) + vol(B less
// A).
static void check_random(int seed, KernelMesh (*body)(const Fixture *f, uint64_t *state),
                         double chord)
{
    Fixture f;
    fixture_begin(&f, chord);
    uint64_t state = 88172645463325252ull + 7919ull * (uint64_t)seed;
    KernelMesh a = body(&f, &state), b = body(&f, &state);
    const double va = kernel_mesh_volume(&a), vb = kernel_mesh_volume(&b);
    const KernelOperand oa = { .mesh = &a }, ob = { .mesh = &b };
    const double both = result_volume(&f, KERNEL_BOOLEAN_INTERSECTION, &a, &ob, 1),
                 less = result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &a, &ob, 1);
    const double other = result_volume(&f, KERNEL_BOOLEAN_DIFFERENCE, &b, &oa, 1),
                 any = result_volume(&f, KERNEL_BOOLEAN_UNION, &a, &ob, 1);
    const double tolerance = 1e-5 * (va + vb);
    if (!(fabs(both + less - va) <= tolerance && fabs(both + other - vb) <= tolerance &&
          fabs(any - va - other) <= tolerance)) {
        fprintf(stderr, "seed %d: %g = %g + %g, %g = %g + %g, %g\n", seed, va, both, less, vb, both,
                other, any);
    }
    CHECK_NEAR(both + less, va, tolerance);
    CHECK_NEAR(both + other, vb, tolerance);
    CHECK_NEAR(any, va + other, tolerance);
    fixture_end(&f);
}

static KernelMesh turned_box(const Fixture *f, uint64_t *state)
{
    KernelMesh m = fixture_block(f, dvec_make(-0.5, -0.6, -0.4), dvec_make(0.7, 0.5, 0.6));
    const DPlace place = fixture_place(state, 1);
    kernel_mesh_place(&m, &place, NULL);
    return m;
}

// On a coarse grid: many faces and edges coincide.
static KernelMesh grid_box(const Fixture *f, uint64_t *state)
{
    double v[6];
    for (int i = 0; i < 3; i++) {
        v[i] = (double)(fixture_next(state) >> 33 & 3);
        v[i + 3] = v[i] + 1 + (double)(fixture_next(state) >> 33 & 1);
    }
    return fixture_block(f, dvec_make(v[0], v[1], v[2]), dvec_make(v[3], v[4], v[5]));
}

static KernelMesh turned_body(const Fixture *f, uint64_t *state)
{
    KernelMesh m = { 0 };
    const int kind = (int)(fixture_next(state) >> 33) & 3;
    const bool ok = kind == 0   ? kernel_solid_sphere(&f->k, 0.6, &m, NULL)
                    : kind == 1 ? kernel_solid_cylinder(&f->k, 0.4, 1.2, &m, NULL)
                    : kind == 2 ? kernel_solid_cone(&f->k, 0.6, 1.1, &m, NULL)
                                : kernel_solid_pyramid(&f->k, 1, 1.2, 0.9, &m, NULL);
    CHECK(ok);
    const DPlace place = fixture_place(state, 0.8);
    kernel_mesh_place(&m, &place, NULL);
    return m;
}

// Upright cylinders and boxes whose places are on a grid: walls and pipes.
static KernelMesh aligned_body(const Fixture *f, uint64_t *state)
{
    KernelMesh m = { 0 };
    if ((fixture_next(state) >> 33) & 1) return grid_box(f, state);
    CHECK(kernel_solid_cylinder(&f->k, 0.5 + 0.5 * (double)(fixture_next(state) >> 33 & 1),
                                1 + (double)(fixture_next(state) >> 33 & 1), &m, NULL));
    const DPlace place = { { 1, 0, 0 },
                           { 0, 1, 0 },
                           { 0, 0, 1 },
                           { (double)(fixture_next(state) >> 33 & 3),
                             (double)(fixture_next(state) >> 33 & 3),
                             (double)(fixture_next(state) >> 33 & 3) } };
    kernel_mesh_place(&m, &place, NULL);
    return m;
}

TEST(random_boxes_keep_their_volume_over_all_booleans)
{
    for (int i = 0; i < 300; i++) check_random(i, turned_box, 0.01);
}
TEST(boxes_on_a_grid_keep_their_volume_though_faces_coincide)
{
    for (int i = 0; i < 600; i++) check_random(i, grid_box, 0.01);
}
TEST(random_round_bodies_keep_their_volume_over_all_booleans)
{
    for (int i = 0; i < 100; i++) check_random(i, turned_body, 0.005);
}
TEST(cylinders_and_boxes_on_a_grid_keep_their_volume)
{
    for (int i = 0; i < 200; i++) check_random(i, aligned_body, 0.005);
}
