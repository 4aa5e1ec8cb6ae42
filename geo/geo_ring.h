// SPDX-License-Identifier: Apache-2.0
// geo_ring.h - rings of footprints: mending, orientation, self-crossing.
// Does not: split or rebuild a ring that crosses itself; that is counted and kept.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// Twice the signed area, counter-clockwise positive; relative to the first vertex, so that degrees far from 0 keep their digits.
double geo_ring_area2(const double *x, const double *y, uint32_t count);
// Removes repeated points, there-and-back spikes and the closing vertex, in place (z may be NULL). Returns the count left;
// *repaired: something besides the regular closing vertex was removed.
uint32_t geo_ring_clean(double *x, double *y, double *z, uint32_t count, bool *repaired);
void geo_ring_reverse(double *x, double *y, double *z, uint32_t count);
// Two edges cross in their insides. Bounded work: a ring with too many overlapping edges to test counts as not crossing.
bool geo_ring_crosses_itself(const double *x, const double *y, uint32_t count);
