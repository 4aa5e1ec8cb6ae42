// SPDX-License-Identifier: Apache-2.0
// pinyin_table.h - the table that app/make/pinyin_make.c writes when the program is built.
#pragma once
#include <stdint.h>

enum { PINYIN_FIRST = 0x3400, PINYIN_LAST = 0x9fff };
typedef struct {
    uint32_t firsts;      // bit 0 = 'a': the first letters of its syllables
    char syllables[2][8]; // without tone, ü as v; "" = none
} PinyinReading;
extern const PinyinReading pinyin_readings[]; // [0] is none
extern const uint16_t pinyin_reading_of[PINYIN_LAST - PINYIN_FIRST + 1];
