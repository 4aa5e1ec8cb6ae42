// SPDX-License-Identifier: Apache-2.0
// ring.c - bounded queue, many writers, one reader: a turn counter in each cell (Vyukov's bounded queue).
#include "base/ring.h"
#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define RING_CAPACITY_MAX (1 << 26)

struct Ring {
    size_t item_bytes, mask;
    _Atomic uint64_t *turns; // cell i is free for ticket t when turns[i] == t, full when t + 1
    uint8_t *items;
    _Atomic uint64_t dropped;
    _Alignas(64) _Atomic uint64_t head; // next ticket of the writers
    _Alignas(64) uint64_t tail;         // the reader's
};

Ring *ring_create(size_t item_bytes, int capacity)
{
    assert(item_bytes > 0 && capacity > 0 && capacity <= RING_CAPACITY_MAX);
    size_t cells = 2;
    while (cells < (size_t)capacity) cells *= 2;
    Ring *ring = aligned_alloc(64, sizeof *ring);
    if (!ring) return NULL;
    memset(ring, 0, sizeof *ring);
    ring->item_bytes = item_bytes;
    ring->mask = cells - 1;
    ring->turns = calloc(cells, sizeof *ring->turns);
    ring->items = calloc(cells, item_bytes);
    if (!ring->turns || !ring->items) {
        ring_destroy(ring);
        return NULL;
    }
    for (size_t i = 0; i < cells; i++) atomic_init(&ring->turns[i], i);
    return ring;
}

void ring_destroy(Ring *ring)
{
    if (!ring) return;
    free((void *)ring->turns);
    free(ring->items);
    free(ring);
}

bool ring_put(Ring *ring, const void *item)
{
    uint64_t ticket = atomic_load_explicit(&ring->head, memory_order_relaxed);
    for (;;) {
        const size_t cell = (size_t)ticket & ring->mask;
        const uint64_t turn = atomic_load_explicit(&ring->turns[cell], memory_order_acquire);
        const int64_t ahead = (int64_t)(turn - ticket);
        if (ahead < 0) {
            atomic_fetch_add_explicit(&ring->dropped, 1, memory_order_relaxed);
            return false;
        }
        if (ahead > 0) {
            ticket = atomic_load_explicit(&ring->head, memory_order_relaxed);
        } else if (atomic_compare_exchange_weak_explicit(&ring->head, &ticket, ticket + 1, memory_order_relaxed,
                                                         memory_order_relaxed)) {
            memcpy(ring->items + cell * ring->item_bytes, item, ring->item_bytes);
            atomic_store_explicit(&ring->turns[cell], ticket + 1, memory_order_release);
            return true;
        }
    }
}

bool ring_take(Ring *ring, void *item)
{
    const size_t cell = (size_t)ring->tail & ring->mask;
    if (atomic_load_explicit(&ring->turns[cell], memory_order_acquire) != ring->tail + 1) return false;
    memcpy(item, ring->items + cell * ring->item_bytes, ring->item_bytes);
    atomic_store_explicit(&ring->turns[cell], ring->tail + ring->mask + 1, memory_order_release);
    ring->tail++;
    return true;
}

uint64_t ring_dropped(const Ring *ring)
{
    return atomic_load_explicit(&ring->dropped, memory_order_relaxed);
}
