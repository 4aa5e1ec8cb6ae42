// SPDX-License-Identifier: Apache-2.0
// hashmap.h - uint64 keys to uint64 values, open addressing. Key 0 is allowed.
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint64_t *keys, *values;
    uint8_t *states;
    uint32_t count, used, cap; // cap is a power of two
} Hashmap;

bool hashmap_put(Hashmap *map, uint64_t key, uint64_t value); // false only without memory
bool hashmap_get(const Hashmap *map, uint64_t key, uint64_t *value);
bool hashmap_remove(Hashmap *map, uint64_t key);
void hashmap_clear(Hashmap *map);
void hashmap_finish(Hashmap *map);
