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

int main(void)
{
    openings();
    return 0;
}
