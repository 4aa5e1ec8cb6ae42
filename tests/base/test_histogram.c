// SPDX-License-Identifier: Apache-2.0
// test_histogram.c - percentiles of buckets against sorted values.
#include "base/histogram.h"
#include "check.h"

TEST(histogram_percentiles_are_within_a_sixteenth_of_the_sorted_values)
{
    Histogram h = { 0 };
    for (int i = 1; i <= 100000; i++) histogram_add(&h, i);
    const double shares[] = { 0.01, 0.5, 0.9, 0.99, 0.999 };
    for (int i = 0; i < 5; i++) {
        const double exact = shares[i] * 100000, is = (double)histogram_at(&h, shares[i]);
        CHECK(is >= exact && is <= exact * 1.0625 + 1);
    }
    CHECK_EQ(histogram_at(&h, 1), 100000);
    CHECK_EQ(h.most_us, 100000);
}

TEST(histogram_keeps_small_values_exactly_and_takes_any_value)
{
    Histogram h = { 0 }, other = { 0 };
    CHECK_EQ(histogram_at(&h, 0.5), 0);
    histogram_add(&h, -5);
    histogram_add(&h, 3);
    histogram_add(&h, 7);
    CHECK_EQ(histogram_at(&h, 0.5), 3);
    CHECK_EQ(histogram_at(&h, 0.99), 7);
    histogram_add(&other, INT64_MAX);
    histogram_add_all(&h, &other);
    CHECK_EQ((int)h.count, 4);
    CHECK(histogram_at(&h, 1) == INT64_MAX);
}
