// SPDX-License-Identifier: Apache-2.0
// test_triangulate.c - areas of triangulations against areas of the rings, on rings of every kind.
#include "check.h"
#include "base/triangulate.h"
#include <stdlib.h>
#include <time.h>

static uint64_t random_state = 88172645463325252ull;
static double random_unit(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (double)(random_state >> 11) / 9007199254740992.0;
}

// Of the processor: other work on the machine does not count.
static double processor_s(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static int triangulate_polygon(const float *xy, const int *ring_count, int rings, uint32_t *indices)
{
    Triangulator t = { 0 };
    const int count = triangulate_floats(&t, xy, ring_count, rings, indices);
    triangulate_finish(&t);
    return count;
}

typedef struct {
    float *xy;
    int count, rings[70000], ring_count;
} Polygon;

static void polygon_begin(Polygon *p, int cap)
{
    p->xy = malloc((size_t)cap * 2 * sizeof *p->xy);
    p->count = p->ring_count = 0;
}
static void polygon_add(Polygon *p, double x, double y)
{
    p->xy[2 * p->count] = (float)x;
    p->xy[2 * p->count + 1] = (float)y;
    p->count++;
}
static void polygon_ring(Polygon *p)
{
    int before = 0;
    for (int r = 0; r < p->ring_count; r++) before += p->rings[r];
    p->rings[p->ring_count++] = p->count - before;
}
static double ring_area(const float *xy, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++) {
        const int j = (i + 1) % count;
        sum += (double)xy[2 * i] * xy[2 * j + 1] - (double)xy[2 * j] * xy[2 * i + 1];
    }
    return fabs(sum) / 2;
}
static double polygon_area(const Polygon *p)
{
    double sum = 0;
    int first = 0;
    for (int r = 0; r < p->ring_count; r++) {
        const double area = ring_area(p->xy + 2 * (size_t)first, p->rings[r]);
        sum += r ? -area : area;
        first += p->rings[r];
    }
    return sum;
}
// Every triangle counter-clockwise, the sum of areas within 1e-6 of the polygon's.
static void check_triangles(Polygon *p)
{
    const size_t cap = 3 * ((size_t)p->count + 2 * (size_t)p->ring_count);
    uint32_t *indices = malloc(cap * sizeof *indices);
    const int count = triangulate_polygon(p->xy, p->rings, p->ring_count, indices);
    CHECK(count >= 3 && (size_t)count <= cap && count % 3 == 0);
    double sum = 0;
    for (int i = 0; i < count; i += 3) {
        CHECK(indices[i] < (uint32_t)p->count && indices[i + 1] < (uint32_t)p->count && indices[i + 2] < (uint32_t)p->count);
        const float *a = p->xy + 2 * indices[i], *b = p->xy + 2 * indices[i + 1], *c = p->xy + 2 * indices[i + 2];
        const double area = (((double)b[0] - a[0]) * ((double)c[1] - a[1]) - ((double)b[1] - a[1]) * ((double)c[0] - a[0])) / 2;
        CHECK(area >= 0);
        sum += area;
    }
    const double want = polygon_area(p);
    CHECK_NEAR(sum / want, 1, 1e-6);
    free(indices);
    free(p->xy);
}

TEST(a_square_gives_two_triangles_in_either_direction)
{
    const float ccw[] = { 0, 0, 4, 0, 4, 4, 0, 4 }, cw[] = { 0, 0, 0, 4, 4, 4, 4, 0 };
    const int count[] = { 4 };
    uint32_t indices[18];
    CHECK_EQ(triangulate_polygon(ccw, count, 1, indices), 6);
    CHECK_EQ(triangulate_polygon(cw, count, 1, indices), 6);
    const float *a = cw + 2 * indices[0], *b = cw + 2 * indices[1], *c = cw + 2 * indices[2];
    CHECK((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0);
}

TEST(degenerate_rings_give_nothing_and_do_no_harm)
{
    uint32_t indices[64];
    const float line[] = { 0, 0, 1, 1, 2, 2, 3, 3 }, point[] = { 5, 5, 5, 5, 5, 5 }, bad[] = { 0, 0, NAN, 1, 1, 1, INFINITY, 2 };
    const int four[] = { 4 }, three[] = { 3 }, two[] = { 2 };
    CHECK_EQ(triangulate_polygon(line, four, 1, indices), 0);
    CHECK_EQ(triangulate_polygon(point, three, 1, indices), 0);
    CHECK_EQ(triangulate_polygon(bad, four, 1, indices), 0);
    CHECK_EQ(triangulate_polygon(line, two, 1, indices), 0);
    const float crossed[] = { 0, 0, 10, 10, 10, 0, 0, 9 }; // a bow tie
    const int count = triangulate_polygon(crossed, four, 1, indices);
    CHECK(count >= 0 && count <= 18);
}

TEST(random_star_rings_keep_their_area)
{
    for (int round = 0; round < 3000; round++) {
        Polygon p;
        const int count = 3 + (int)(random_unit() * random_unit() * 400);
        polygon_begin(&p, count);
        for (int i = 0; i < count; i++) {
            const double angle = 2 * 3.14159265358979 * (i + 0.8 * random_unit()) / count, r = 1 + 100 * random_unit();
            polygon_add(&p, r * cos(angle), r * sin(angle));
        }
        polygon_ring(&p);
        check_triangles(&p);
    }
}

TEST(rings_with_steps_collinear_points_twins_and_spikes_keep_their_area)
{
    for (int round = 0; round < 2000; round++) {
        Polygon p;
        polygon_begin(&p, 2000);
        const int steps = 1 + (int)(random_unit() * 30);
        for (int i = 0; i <= steps * 2; i++) polygon_add(&p, i, 0); // straight
        for (int i = steps * 2; i > 0; i--) { // towers on integers, with twins and spikes here and there
            const int h = 1 + (int)(random_unit() * 5);
            polygon_add(&p, i, h);
            if (random_unit() < 0.2) polygon_add(&p, i, h);
            if (random_unit() < 0.2) {
                polygon_add(&p, i - 0.5, h);
                polygon_add(&p, i - 0.5, h + 2);
                polygon_add(&p, i - 0.5, h);
            }
            polygon_add(&p, i - 1, h);
        }
        polygon_ring(&p);
        check_triangles(&p);
    }
}

TEST(a_grid_of_holes_keeps_its_area)
{
    for (int round = 0; round < 60; round++) {
        const int side = 1 + round / 2;
        Polygon p;
        polygon_begin(&p, 4 + side * side * 12);
        polygon_add(&p, 0, 0), polygon_add(&p, side, 0), polygon_add(&p, side, side), polygon_add(&p, 0, side);
        polygon_ring(&p);
        for (int i = 0; i < side * side; i++) {
            const double x = i % side + 0.5, y = i / side + 0.5;
            const int corners = 3 + (int)(random_unit() * 8);
            for (int k = 0; k < corners; k++) {
                const double angle = 2 * 3.14159265358979 * k / corners, r = round % 2 ? 0.45 * random_unit() + 0.01 : 0.4;
                polygon_add(&p, x + r * cos(angle), y + r * sin(angle));
            }
            polygon_ring(&p);
        }
        check_triangles(&p);
    }
}

TEST(holes_on_integers_that_touch_corners_and_edges_keep_their_area)
{
    // Squares turned by 45 degrees on a lattice: they touch each other and the border in points.
    for (int side = 1; side < 24; side++) {
        Polygon p;
        polygon_begin(&p, 4 + side * side * 4);
        polygon_add(&p, 0, 0), polygon_add(&p, 2 * side, 0), polygon_add(&p, 2 * side, 2 * side), polygon_add(&p, 0, 2 * side);
        polygon_ring(&p);
        for (int i = 0; i < side * side; i++) {
            if (random_unit() < 0.3) continue;
            // Chains of touching holes that close a loop would cut the inside in two, which OGC forbids: keep rows apart.
            const double x = 2 * (i % side) + 1, y = 2 * (i / side) + 1, ry = i / side == 0 && i % 3 == 0 ? 1 : 0.75;
            const double rx = i % side == 0 && ry < 1 ? 1 : 0.9;
            polygon_add(&p, x - rx, y), polygon_add(&p, x, y - ry), polygon_add(&p, x + 0.9, y), polygon_add(&p, x, y + 0.75);
            polygon_ring(&p);
        }
        check_triangles(&p);
    }
    // A hole from corner to near corner, one that shares a corner, one whose left point lies on a lower edge.
    Polygon p;
    polygon_begin(&p, 32);
    polygon_add(&p, 0, 0), polygon_add(&p, 8, 0), polygon_add(&p, 8, 8), polygon_add(&p, 0, 8);
    polygon_ring(&p);
    polygon_add(&p, 0, 0), polygon_add(&p, 3, 1), polygon_add(&p, 1, 3);
    polygon_ring(&p);
    polygon_add(&p, 4, 0), polygon_add(&p, 6, 2), polygon_add(&p, 5, 3);
    polygon_ring(&p);
    polygon_add(&p, 3, 1), polygon_add(&p, 5, 5), polygon_add(&p, 4, 6);
    polygon_ring(&p);
    check_triangles(&p);
}

TEST(a_spiral_keeps_its_area)
{
    Polygon p;
    polygon_begin(&p, 20000);
    for (int i = 0; i < 5000; i++) polygon_add(&p, (10 + i * 0.02) * cos(i * 0.02), (10 + i * 0.02) * sin(i * 0.02));
    for (int i = 4999; i >= 0; i--) polygon_add(&p, (11 + i * 0.02) * cos(i * 0.02), (11 + i * 0.02) * sin(i * 0.02));
    polygon_ring(&p);
    check_triangles(&p);
}

TEST(ten_thousand_random_holes_keep_the_area_within_two_seconds)
{
    Polygon p;
    const int side = 100;
    polygon_begin(&p, 4000 + side * side * 8);
    for (int i = 0; i < 4000; i++) {
        const double angle = 2 * 3.14159265358979 * i / 4000, r = 80 + 5 * random_unit();
        polygon_add(&p, 50 + r * cos(angle), 50 + r * sin(angle));
    }
    polygon_ring(&p);
    for (int i = 0; i < side * side; i++) {
        for (int k = 0; k < 8; k++) {
            const double angle = -2 * 3.14159265358979 * k / 8, r = 0.1 + 0.35 * random_unit();
            polygon_add(&p, i % side + 0.5 + r * cos(angle), i / side + 0.5 + r * sin(angle));
        }
        polygon_ring(&p);
    }
    const double start = processor_s();
    check_triangles(&p);
    const double took_s = processor_s() - start;
    fprintf(stderr, "10,000 holes: %.3f s\n", took_s);
    CHECK(took_s < 10); // generous: sanitizers; the aim is 2
}

TEST(a_million_corners_keep_the_area)
{
    for (int kind = 0; kind < 3; kind++) {
        Polygon p;
        const int count = kind ? 250000 : 1000000;
        polygon_begin(&p, count);
        for (int i = 0; i < count; i++) {
            const double angle = 2 * 3.14159265358979 * i / count;
            // A coast (fractal sum of waves), a saw, a comb with deep teeth.
            double r = 20000;
            if (kind == 0) for (int k = 1; k < 4000; k *= 3) r += 4000.0 / k * sin(k * angle + k);
            if (kind == 1) r += i % 2 ? 1 : 0;
            if (kind == 2) r = i % 4 < 2 ? 20000 : 10000;
            polygon_add(&p, r * cos(angle), r * sin(angle));
        }
        polygon_ring(&p);
        const double start = processor_s();
        check_triangles(&p);
        const double took_s = processor_s() - start;
        fprintf(stderr, "%d corners, kind %d: %.3f s\n", count, kind, took_s);
        CHECK(took_s < 20);
    }
}

TEST(a_hostile_scribble_ends_in_time)
{
    const int count = 100000;
    float *xy = malloc((size_t)count * 2 * sizeof *xy);
    uint32_t *indices = malloc((size_t)count * 4 * sizeof *indices);
    for (int i = 0; i < 2 * count; i++) xy[i] = (float)(1000 * random_unit());
    const double start = processor_s();
    const int written = triangulate_polygon(xy, &count, 1, indices);
    fprintf(stderr, "scribble of 100,000: %.3f s\n", processor_s() - start);
    CHECK(written > 0 && written <= 3 * (count + 2));
    CHECK(processor_s() - start < 20);
    free(xy);
    free(indices);
}

// Of a grid of squares whose sides carry points: every edge between neighbours is met from both sides, the outline from one.
TEST(straight_corners_are_kept_where_asked_and_every_edge_is_used)
{
    const double xy[] = { 0, 0, 1, 0, 2, 0, 2, 1, 2, 2, 1, 2, 0, 2, 0, 1, /* a hole with a point on each side */
                          0.5, 0.5, 1, 0.5, 1.5, 0.5, 1.5, 1, 1.5, 1.5, 1, 1.5, 0.5, 1.5, 0.5, 1 };
    const int rings[] = { 8, 8 };
    uint32_t indices[3 * (16 + 4)];
    Triangulator t = { .keeps_straight = true };
    const int count = triangulate_doubles(&t, xy, rings, 2, indices);
    CHECK_EQ(count, 3 * 16); // Euler: points + 2 holes - 2
    int used[16][16] = { { 0 } };
    double area = 0;
    for (int i = 0; i < count; i += 3) {
        for (int e = 0; e < 3; e++) used[indices[i + e]][indices[i + (e + 1) % 3]]++;
        const double *a = xy + 2 * indices[i], *b = xy + 2 * indices[i + 1], *c = xy + 2 * indices[i + 2];
        area += ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) / 2;
    }
    CHECK_NEAR(area, 3, 1e-15);
    for (int i = 0; i < 16; i++) {
        const int next = i < 8 ? (i + 1) % 8 : i == 15 ? 8 : i + 1;
        CHECK_EQ(i < 8 ? used[i][next] : used[next][i], 1); // each piece of the outline and of the hole
    }
    // A triangle with a point on one side, and all on a line but one.
    const double bar[] = { 0, 0, 1, 0, 2, 0, 3, 0, 1, 1 };
    const int five[] = { 5 };
    CHECK_EQ(triangulate_doubles(&t, bar, five, 1, indices), 9);
    triangulate_finish(&t);
}

TEST(double_coordinates_far_from_the_origin_are_told_apart)
{
    const double xy[] = { 4e6, 4e6, 4e6 + 1e-3, 4e6, 4e6 + 1e-3, 4e6 + 1e-3, 4e6 + 5e-4, 4e6 + 2e-4, 4e6, 4e6 + 1e-3 };
    const int five[] = { 5 };
    uint32_t indices[3 * 7];
    Triangulator t = { 0 };
    CHECK_EQ(triangulate_doubles(&t, xy, five, 1, indices), 9);
    triangulate_finish(&t);
}
