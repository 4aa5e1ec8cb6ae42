// SPDX-License-Identifier: Apache-2.0
// keys.h - names of live values to small numbers, for the life of the program.
// Does not: forget a key.
#pragma once
#include <stddef.h>
#include <stdint.h>

// A key is 1 to KEYS_TEXT_MAX bytes of UTF-8 without control characters. What a feed names itself
// is FEED/ID/METRIC ("ships/413456789/position"); a document's own rules name as they like
// ("air.hkq.pm25", "T12.rain").
#define KEYS_TEXT_MAX 200

typedef struct Keys Keys;
Keys *keys_create(int max); // 0 = 2 million
void keys_destroy(Keys *keys);
// The number of a text from 1, given on first sight. 0: empty, too long, control characters, or
// there are max of them. Thread: any.
uint32_t keys_intern(Keys *keys, const char *text, size_t length);
uint32_t keys_find(const Keys *keys, const char *text, size_t length); // 0 = none. Thread: any
const char *keys_text(const Keys *keys,
                      uint32_t key);   // "" for 0 and strangers; lives as long. Thread: any
uint32_t keys_count(const Keys *keys); // the highest number. Thread: any
