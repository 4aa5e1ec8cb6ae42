// SPDX-License-Identifier: Apache-2.0
// ring.h - bounded queue of fixed-size items, many writers, one reader; a full ring counts what it drops.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Ring Ring;
Ring *ring_create(size_t item_bytes, int capacity); // capacity rounds up to a power of two
void ring_destroy(Ring *ring);
bool ring_put(Ring *ring, const void *item);        // Thread: any; false = full, counted
bool ring_take(Ring *ring, void *item);             // Thread: the reader
uint64_t ring_dropped(const Ring *ring);
