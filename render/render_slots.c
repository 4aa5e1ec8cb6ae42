// SPDX-License-Identifier: Apache-2.0
// render_slots.c - a growing array of items, a free list, and generations in the ids.
#include "render/render_slots.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { INDEX_BITS = 20, INDEX_MASK = (1 << INDEX_BITS) - 1 };

static bool slots_grow(RenderSlots *slots, size_t item_bytes)
{
    const int cap = slots->cap ? slots->cap * 2 : 64;
    uint8_t *items = realloc(slots->items, (size_t)cap * item_bytes);
    if (items) slots->items = items;
    uint32_t *ids = realloc(slots->ids, (size_t)cap * sizeof *ids);
    if (ids) slots->ids = ids;
    uint32_t *free_list = realloc(slots->free, (size_t)cap * sizeof *free_list);
    if (free_list) slots->free = free_list;
    if (!items || !ids || !free_list) return false;
    slots->cap = cap;
    slots->item_bytes = item_bytes;
    return true;
}

void *render_slots_take(RenderSlots *slots, size_t item_bytes, uint32_t *id)
{
    assert(!slots->items || slots->item_bytes == item_bytes);
    uint32_t index = 0, generation = 1;
    if (slots->free_count > 0) {
        const uint32_t old = slots->free[--slots->free_count];
        index = (old & INDEX_MASK) - 1;
        generation = (old >> INDEX_BITS) + 1;
    } else {
        if (slots->count >= RENDER_SLOTS_MAX) return NULL;
        if (slots->count == slots->cap && !slots_grow(slots, item_bytes)) return NULL;
        index = (uint32_t)slots->count++;
    }
    void *item = slots->items + (size_t)index * item_bytes;
    memset(item, 0, item_bytes);
    *id = slots->ids[index] = generation << INDEX_BITS | (index + 1);
    return item;
}

void *render_slots_get(const RenderSlots *slots, uint32_t id)
{
    const uint32_t index = (id & INDEX_MASK) - 1;
    if (id == 0 || index >= (uint32_t)slots->count || slots->ids[index] != id) return NULL;
    return slots->items + (size_t)index * slots->item_bytes;
}

void render_slots_give(RenderSlots *slots, uint32_t id)
{
    if (!render_slots_get(slots, id)) return;
    slots->ids[(id & INDEX_MASK) - 1] = 0;
    slots->free[slots->free_count++] = id;
}

void *render_slots_at(const RenderSlots *slots, int index)
{
    return slots->ids[index] ? slots->items + (size_t)index * slots->item_bytes : NULL;
}

void render_slots_finish(RenderSlots *slots)
{
    free(slots->items);
    free(slots->ids);
    free(slots->free);
    *slots = (RenderSlots){ 0 };
}
