// SPDX-License-Identifier: Apache-2.0
// array.h - growing plain arrays.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Makes room for need items of item_bytes in *items, doubling *cap. Returns false without memory (nothing lost).
bool array_reserve(void **items, int *cap, int need, size_t item_bytes);
// The same for counts past two thousand million.
bool array_reserve_large(void **items, size_t *cap, size_t need, size_t item_bytes);
