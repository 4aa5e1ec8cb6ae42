// SPDX-License-Identifier: Apache-2.0
// histogram.c - the first 16 buckets are 1 us wide, then 16 to each doubling.
#include "base/histogram.h"
#include <math.h>

#define HISTOGRAM_STEP_BITS 4

static int bucket_of(uint64_t us)
{
    if (us < HISTOGRAM_STEPS) return (int)us;
    const int doubling = 63 - __builtin_clzll(us) - HISTOGRAM_STEP_BITS;
    const int at = (doubling + 1) * HISTOGRAM_STEPS + (int)(us >> doubling) - HISTOGRAM_STEPS;
    return at < HISTOGRAM_BUCKETS ? at : HISTOGRAM_BUCKETS - 1;
}

static int64_t end_of(int bucket)
{
    if (bucket < HISTOGRAM_STEPS) return bucket;
    const int doubling = bucket / HISTOGRAM_STEPS - 1;
    const int64_t step = bucket % HISTOGRAM_STEPS + HISTOGRAM_STEPS + 1;
    return (step << doubling) - 1;
}

void histogram_add(Histogram *histogram, int64_t us)
{
    if (us < 0) us = 0;
    histogram->counts[bucket_of((uint64_t)us)]++;
    histogram->count++;
    if (us > histogram->most_us) histogram->most_us = us;
}

void histogram_add_all(Histogram *histogram, const Histogram *other)
{
    for (int i = 0; i < HISTOGRAM_BUCKETS; i++) histogram->counts[i] += other->counts[i];
    histogram->count += other->count;
    if (other->most_us > histogram->most_us) histogram->most_us = other->most_us;
}

int64_t histogram_at(const Histogram *histogram, double share)
{
    const double wanted = fmax(1, ceil(share * (double)histogram->count));
    uint64_t seen = 0;
    for (int i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += histogram->counts[i];
        if (histogram->counts[i] == 0 || (double)seen < wanted) continue;
        const int64_t end = end_of(i);
        return i < HISTOGRAM_BUCKETS - 1 && end < histogram->most_us ? end : histogram->most_us;
    }
    return 0;
}
