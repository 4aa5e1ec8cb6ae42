// SPDX-License-Identifier: Apache-2.0
// hashmap.c - uint64 keys to uint64 values, open addressing.
#include "base/hashmap.h"
#include <stdlib.h>
#include <string.h>

enum { HASHMAP_FREE, HASHMAP_FULL, HASHMAP_GONE };
#define HASHMAP_CAP_MAX 0x40000000u

// Finalizer of SplitMix64 (Steele, Lea, Flood 2014): spreads sequential keys.
static uint32_t hashmap_slot(const Hashmap *map, uint64_t key)
{
    key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9u;
    key = (key ^ (key >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)(key ^ (key >> 31)) & (map->cap - 1);
}

// The slot that holds key, or cap.
static uint32_t hashmap_find(const Hashmap *map, uint64_t key)
{
    if (!map->cap) return 0;
    uint32_t slot = hashmap_slot(map, key);
    for (; map->states[slot] != HASHMAP_FREE; slot = (slot + 1) & (map->cap - 1)) {
        if (map->states[slot] == HASHMAP_FULL && map->keys[slot] == key) return slot;
    }
    return map->cap;
}

static void hashmap_place(Hashmap *map, uint64_t key, uint64_t value)
{
    uint32_t slot = hashmap_slot(map, key);
    while (map->states[slot] == HASHMAP_FULL) slot = (slot + 1) & (map->cap - 1);
    map->used += map->states[slot] == HASHMAP_FREE;
    map->count++;
    map->states[slot] = HASHMAP_FULL;
    map->keys[slot] = key;
    map->values[slot] = value;
}

// Twice the live count, removed slots swept out.
static bool hashmap_grow(Hashmap *map)
{
    uint32_t cap = 16;
    while (cap < HASHMAP_CAP_MAX && cap / 2 <= map->count) cap *= 2;
    if (cap / 2 <= map->count) return false;
    Hashmap grown = { .keys = malloc(cap * sizeof(uint64_t)), .values = malloc(cap * sizeof(uint64_t)),
                      .states = calloc(cap, 1), .cap = cap };
    if (!grown.keys || !grown.values || !grown.states) {
        hashmap_finish(&grown);
        return false;
    }
    for (uint32_t i = 0; i < map->cap; i++) {
        if (map->states[i] == HASHMAP_FULL) hashmap_place(&grown, map->keys[i], map->values[i]);
    }
    hashmap_finish(map);
    *map = grown;
    return true;
}

bool hashmap_put(Hashmap *map, uint64_t key, uint64_t value)
{
    const uint32_t slot = hashmap_find(map, key);
    if (slot < map->cap) {
        map->values[slot] = value;
        return true;
    }
    if ((uint64_t)(map->used + 1) * 4 > (uint64_t)map->cap * 3 && !hashmap_grow(map)) return false;
    hashmap_place(map, key, value);
    return true;
}

bool hashmap_get(const Hashmap *map, uint64_t key, uint64_t *value)
{
    const uint32_t slot = hashmap_find(map, key);
    if (slot >= map->cap) return false;
    if (value) *value = map->values[slot];
    return true;
}

bool hashmap_remove(Hashmap *map, uint64_t key)
{
    const uint32_t slot = hashmap_find(map, key);
    if (slot >= map->cap) return false;
    map->states[slot] = HASHMAP_GONE;
    map->count--;
    return true;
}

void hashmap_clear(Hashmap *map)
{
    if (map->cap) memset(map->states, HASHMAP_FREE, map->cap);
    map->count = map->used = 0;
}

void hashmap_finish(Hashmap *map)
{
    free(map->keys);
    free(map->values);
    free(map->states);
    *map = (Hashmap){ 0 };
}
