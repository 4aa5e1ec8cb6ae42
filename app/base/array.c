// SPDX-License-Identifier: Apache-2.0
// array.c - growing plain arrays.
#include "base/array.h"
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

bool array_reserve_large(void **items, size_t *cap, size_t need, size_t item_bytes)
{
    if (need <= *cap) return true;
    size_t grown = *cap ? *cap : 16;
    while (grown < need) {
        if (grown > SIZE_MAX / 2) return false;
        grown *= 2;
    }
    if (item_bytes && grown > SIZE_MAX / item_bytes) return false;
    void *moved = realloc(*items, grown * item_bytes);
    if (!moved) return false;
    *items = moved;
    *cap = grown;
    return true;
}

bool array_reserve(void **items, int *cap, int need, size_t item_bytes)
{
    if (need <= *cap) return true;
    size_t large = (size_t)(*cap > 0 ? *cap : 0);
    if (need > INT_MAX / 2) return false; // the doubled count would not fit an int
    if (!array_reserve_large(items, &large, (size_t)need, item_bytes)) return false;
    *cap = (int)large;
    return true;
}
