// SPDX-License-Identifier: Apache-2.0
// render_slots.h - handles of renderer objects: 20 bits of index, 12 of generation, so that a stale handle finds nothing.
// Does not: own what the objects point to.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RENDER_SLOTS_MAX = (1 << 20) - 1 };

typedef struct {
    uint8_t *items;
    uint32_t *ids; // 0 = free
    uint32_t *free;
    int count, cap, free_count;
    size_t item_bytes;
} RenderSlots;

// A zeroed item, or NULL without memory or past RENDER_SLOTS_MAX. Pointers to items move when another is taken.
void *render_slots_take(RenderSlots *slots, size_t item_bytes, uint32_t *id);
void *render_slots_get(const RenderSlots *slots, uint32_t id); // NULL for 0 and stale ids
void render_slots_give(RenderSlots *slots, uint32_t id);
void *render_slots_at(const RenderSlots *slots, int index);    // NULL when free; for walking 0..count-1
void render_slots_finish(RenderSlots *slots);
