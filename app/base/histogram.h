// SPDX-License-Identifier: Apache-2.0
// histogram.h - how long things took: counts in buckets of 6 % of their size, so that a percentile
// costs no sorting and adding one costs no memory.
// Does not: lock, or keep the single values.
#pragma once
#include <stdint.h>

#define HISTOGRAM_STEPS 16 // to a doubling
#define HISTOGRAM_BUCKETS (HISTOGRAM_STEPS * 38)

typedef struct {
    uint32_t counts[HISTOGRAM_BUCKETS];
    uint64_t count;
    int64_t most_us;
} Histogram; // zeroed = empty

// Below 0 counts as 0; above 2^40 us (twelve days) as that. Thread: one at a time, as all here.
void histogram_add(Histogram *histogram, int64_t us);
void histogram_add_all(Histogram *histogram, const Histogram *other);
// The upper edge of the bucket that holds the share (0 to 1) of all, never above the greatest: at
// most 6.3 % too much. 0 when empty.
int64_t histogram_at(const Histogram *histogram, double share);
