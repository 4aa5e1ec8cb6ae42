// SPDX-License-Identifier: Apache-2.0
// test_geo_index.c - order along the curve, sorting, rings.
#include "check.h"
#include "geo/geo_ring.h"
#include "geo/geo_sink.h"
#include <stdlib.h>

TEST(the_curve_and_the_tiles_agree)
{
    srand(3);
    for (int i = 0; i < 2000; i++) {
        const double lon = rand() / (double)RAND_MAX * 360 - 180, lat = rand() / (double)RAND_MAX * 180 - 90;
        const GeoTileKey key = geo_tile_at(GEO_LAYER_TILE_LEVEL, lon, lat);
        const uint64_t tile = geo_morton(lon, lat) >> 2 * (28 - GEO_LAYER_TILE_LEVEL);
        uint32_t x = 0, y = 0;
        for (int b = 0; b < 16; b++) {
            x |= (uint32_t)(tile >> 2 * b & 1) << b;
            y |= (uint32_t)(tile >> (2 * b + 1) & 1) << b;
        }
        CHECK_EQ(x, key.x);
        CHECK_EQ(y, key.y);
    }
}

TEST(sorting_is_right_and_stable)
{
    enum { N = 20000 };
    uint64_t *keys = malloc(4 * N * sizeof *keys), *values = keys + N;
    srand(7);
    for (int i = 0; i < N; i++) {
        keys[i] = ((uint64_t)(unsigned)rand() << 33 | (unsigned)rand() % 500) & ~0xffff00000000ull;
        if (i % 10 == 0) keys[i] = UINT64_MAX;
        values[i] = (uint64_t)i;
    }
    geo_index_sort(keys, values, keys + 2 * N, keys + 3 * N, N);
    for (int i = 1; i < N; i++) {
        CHECK(keys[i - 1] <= keys[i]);
        if (keys[i - 1] == keys[i]) CHECK(values[i - 1] < values[i]);
    }
    free(keys);
}

// Against every pair of edges, with whole numbers: no rounding.
static bool pairs_cross(const double *x, const double *y, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = i + 2; j < n - (i == 0); j++) {
            const uint32_t b = (i + 1) % n, d = (j + 1) % n;
            const double s1 = (x[b] - x[i]) * (y[j] - y[i]) - (y[b] - y[i]) * (x[j] - x[i]);
            const double s2 = (x[b] - x[i]) * (y[d] - y[i]) - (y[b] - y[i]) * (x[d] - x[i]);
            const double s3 = (x[d] - x[j]) * (y[i] - y[j]) - (y[d] - y[j]) * (x[i] - x[j]);
            const double s4 = (x[d] - x[j]) * (y[b] - y[j]) - (y[d] - y[j]) * (x[b] - x[j]);
            if (s1 * s2 < 0 && s3 * s4 < 0) return true;
        }
    }
    return false;
}

TEST(rings_seen_round_from_their_middle_cross_no_more_than_their_edges_do)
{
    uint32_t seed = 7, crossing = 0, plain = 0;
    for (int k = 0; k < 20000; k++) {
        double x[12], y[12];
        seed = seed * 1664525u + 1013904223u;
        const uint32_t n = 4 + (seed >> 24) % 9,
                       steps = 1 + (seed >> 16) % 3; // once, twice, three times round
        for (uint32_t i = 0; i < n; i++) {
            seed = seed * 1664525u + 1013904223u;
            const double angle = 6.283185307 * i * steps / n, r = 40 + (seed >> 24) % 60;
            x[i] = round(r * cos(angle)) + (k & 1 ? (seed >> 8) % 30 : 0);
            y[i] = round(r * sin(angle)) - (k & 2 ? (seed >> 12) % 90 : 0);
        }
        const bool expected = pairs_cross(x, y, n);
        CHECK_EQ(geo_ring_crosses_itself(x, y, n), expected);
        crossing += expected;
        plain += !expected;
    }
    CHECK(crossing > 2000 && plain > 2000);
}

TEST(a_ring_that_crosses_itself_is_told_from_one_that_does_not)
{
    const double bow_x[] = { 0, 1, 1, 0 }, bow_y[] = { 0, 1, 0, 1 }, l_x[] = { 0, 2, 2, 1, 1, 0 }, l_y[] = { 0, 0, 1, 1, 2, 2 };
    CHECK(geo_ring_crosses_itself(bow_x, bow_y, 4));
    CHECK(!geo_ring_crosses_itself(l_x, l_y, 6));
    enum { N = 3000 };
    double *x = malloc(2 * N * sizeof *x), *y = x + N;
    for (int i = 0; i < N; i++) {
        x[i] = cos(i * 6.28318530717958 / N);
        y[i] = sin(i * 6.28318530717958 / N);
    }
    CHECK(!geo_ring_crosses_itself(x, y, N));
    x[1500] = 1.5; // one vertex pulled through the opposite side
    CHECK(geo_ring_crosses_itself(x, y, N));
    free(x);
}

TEST(cleaning_a_ring_keeps_what_is_a_ring)
{
    double x[] = { 0, 1, 1, 1, 2, 1, 0, 0 }, y[] = { 0, 0, 0, 1, 1, 1, 1, 0 };
    bool repaired = false;
    CHECK_EQ(geo_ring_clean(x, y, NULL, 8, &repaired), 4);
    CHECK(repaired);
    double line_x[] = { 0, 1, 0 }, line_y[] = { 0, 1, 0 };
    CHECK(geo_ring_clean(line_x, line_y, NULL, 3, &repaired) < 3);
    double same_x[] = { 5, 5, 5, 5 }, same_y[] = { 6, 6, 6, 6 };
    CHECK(geo_ring_clean(same_x, same_y, NULL, 4, &repaired) < 3);
    CHECK_EQ(geo_ring_clean(same_x, same_y, NULL, 0, &repaired), 0);
    // A wall goes up where it came down: in three dimensions that is no spike.
    double wall_x[] = { 0, 1, 1, 0, 0 }, wall_y[] = { 2, 2, 2, 2, 2 }, wall_z[] = { 0, 0, 5, 5, 0 };
    CHECK_EQ(geo_ring_clean(wall_x, wall_y, wall_z, 5, &repaired), 4);
    CHECK(!repaired);
}
