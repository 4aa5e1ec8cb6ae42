// SPDX-License-Identifier: Apache-2.0
// bench_kernel.c - the geometry kernel: booleans, sweeps, faces, sections. Prints figure, limit,
// ratio.
#include "../assets/kernel_fixture.h"
#include "assets/kernel_faces.h"
#include "assets/kernel_section.h"
#include "base/clock.h"
#include <stdio.h>
#include <stdlib.h>

static void print_line(const char *name, double figure, const char *unit, double limit)
{
    printf("%-58s %9.4f %-3s limit %8.4f ratio %.2f%s\n", name, figure, unit, limit, figure / limit,
           figure > limit ? "  MISSED" : "");
}

// The best of several rounds: other work on the machine does not count.
static double openings_ms(int count, bool is_turned, double *error)
{
    Fixture f;
    fixture_begin(&f, 0.001);
    KernelMesh wall = fixture_block(&f, dvec_make(0, 0, 0), dvec_make(2 * count + 1, 0.3, 3));
    KernelMesh *holes = calloc((size_t)count, sizeof *holes);
    KernelOperand *ops = calloc((size_t)count, sizeof *ops);
    const DPlace place = {
        { 0.6, 0.8, 0 }, { -0.8, 0.6, 0 }, { 0, 0, 1 }, { 1234.5, -77.25, 3.5 }
    };
    if (is_turned) kernel_mesh_place(&wall, &place, NULL);
    for (int i = 0; i < count; i++) {
        holes[i] = fixture_block(&f, dvec_make(1 + 2 * i, -0.1, 1), dvec_make(2 + 2 * i, 0.4, 2));
        if (is_turned) kernel_mesh_place(holes + i, &place, NULL);
        ops[i] = (KernelOperand){ .mesh = holes + i };
    }
    double best = 1e9;
    for (int round = 0; round < 30; round++) {
        KernelMesh out = { 0 };
        Err err = { 0 };
        const ArenaMark mark = arena_mark(&f.out);
        const double start = clock_monotonic_s();
        if (!kernel_boolean(&f.k, KERNEL_BOOLEAN_DIFFERENCE, &wall, ops, count, &out, NULL, &err))
            printf("%s\n", err.text);
        const double took = clock_monotonic_s() - start;
        if (took < best) best = took;
        const double want = (2 * count + 1) * 0.9 - count * 0.3;
        *error = fabs(kernel_mesh_volume(&out) / want - 1);
        arena_release(&f.out, mark);
    }
    free(holes);
    free(ops);
    fixture_end(&f);
    return 1e3 * best / count;
}

static void openings(void)
{
    double error = 0;
    print_line("box less 1 box, per opening", openings_ms(1, false, &error), "ms", 0.05);
    print_line("box less 8 boxes, per opening", openings_ms(8, false, &error), "ms", 0.025);
    print_line("box less 50 boxes, per opening", openings_ms(50, false, &error), "ms", 0.02);
    print_line("its volume, relative error", error * 1e9, "e-9", 1);
    print_line("the same, turned and far out, per opening", openings_ms(50, true, &error), "ms",
               0.02);
    print_line("its volume, relative error", error * 1e9, "e-9", 1);
    print_line("box less 1000 boxes, per opening", openings_ms(1000, false, &error), "ms", 0.05);
}

static double best_of(int rounds, void (*work)(Fixture *f), double chord)
{
    double best = 1e9;
    for (int i = 0; i < rounds; i++) {
        Fixture f;
        fixture_begin(&f, chord);
        const double start = clock_monotonic_s();
        work(&f);
        const double took = clock_monotonic_s() - start;
        if (took < best) best = took;
        fixture_end(&f);
    }
    return 1e3 * best;
}

static void extrude_thousand(Fixture *f)
{
    for (int i = 0; i < 1000; i++) {
        KernelProfile p;
        KernelMesh m;
        const KernelProfileDesc d = {
            .kind = KERNEL_PROFILE_RECTANGLE, .width = 2, .depth = 3, .thickness = 0.1
        };
        if (kernel_profile_make(&f->k, &d, &p, NULL))
            kernel_solid_extrude(&f->k, &p, dvec_make(0, 0, 1), 3, &m, NULL);
    }
}

static void pipe_thousand(Fixture *f)
{
    const DVec3 points[] = { { 0, 0, 0 }, { 0, 0, 4 }, { 3, 0, 4 }, { 3, 5, 6 } };
    const KernelCurve line = { .kind = KERNEL_CURVE_POLYLINE, .of.polyline = { points, 4 } };
    for (int i = 0; i < 1000; i++) {
        KernelMesh m;
        kernel_solid_swept_disk(&f->k, &(KernelSweptDisk){ .directrix = &line, .radius = 0.1 }, &m,
                                NULL);
    }
}

// A hundred thousand quads of a bent sheet.
static void faces_many(Fixture *f)
{
    enum { SIDE = 316 };
    DVec3 *points = ARENA_ARRAY(&f->out, DVec3, (SIDE + 1) * (SIDE + 1));
    uint32_t *indices = ARENA_ARRAY(&f->out, uint32_t, 4 * SIDE * SIDE);
    int *counts = ARENA_ARRAY(&f->out, int, SIDE *SIDE);
    for (int i = 0; i <= SIDE; i++)
        for (int j = 0; j <= SIDE; j++)
            points[i * (SIDE + 1) + j] = dvec_make(i, j, sin(i * 0.1) + cos(j * 0.1));
    for (int i = 0; i < SIDE; i++) {
        for (int j = 0; j < SIDE; j++) {
            const uint32_t p = (uint32_t)(i * (SIDE + 1) + j),
                           quad[4] = { p, p + SIDE + 1, p + SIDE + 2, p + 1 };
            for (int c = 0; c < 4; c++) indices[4 * (i * SIDE + j) + c] = quad[c];
            counts[i * SIDE + j] = 4;
        }
    }
    KernelMesh m;
    kernel_faces_mesh(&f->k,
                      &(KernelFaceSet){ points, (SIDE + 1) * (SIDE + 1), indices, counts, NULL,
                                        SIDE * SIDE, false },
                      &m, NULL, NULL);
}

static void spheres(Fixture *f)
{
    KernelMesh a, b, out;
    const DPlace aside = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 0.7, 0.3, 0.2 } };
    Err err = { 0 };
    kernel_solid_sphere(&f->k, 1, &a, NULL);
    kernel_solid_sphere(&f->k, 1, &b, NULL);
    kernel_mesh_place(&b, &aside, NULL);
    if (!kernel_boolean(&f->k, KERNEL_BOOLEAN_DIFFERENCE, &a, &(KernelOperand){ .mesh = &b }, 1,
                        &out, NULL, &err))
        printf("%s\n", err.text);
}

static void section(Fixture *f)
{
    KernelMesh a, cap;
    kernel_solid_sphere(&f->k, 1, &a, NULL);
    const double start = clock_monotonic_s();
    kernel_section_cap(&f->k, &a, dvec_make(0, 0, 0.1), dvec_make(0.2, 0.1, 1), &cap, NULL);
    const double took = 1e3 * (clock_monotonic_s() - start);
    static double best = 1e9;
    if (took < best) best = took;
    static int rounds;
    if (++rounds == 10)
        print_line("cap of a sphere, per 100,000 triangles", best * 1e5 / a.triangle_count, "ms",
                   10);
}

int main(void)
{
    openings();
    print_line("hollow rectangle, extruded, each", best_of(10, extrude_thousand, 0.001), "us", 6);
    print_line("pipe of three pieces, each", best_of(10, pipe_thousand, 0.001), "us", 20);
    print_line("100,000 quads welded and cut", best_of(5, faces_many, 0.001), "ms", 60);
    print_line("sphere less sphere, chord 0.001 of the radius", best_of(3, spheres, 0.001), "ms",
               60);
    best_of(10, section, 0.0001);
    return 0;
}
