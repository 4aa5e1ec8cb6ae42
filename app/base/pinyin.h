// SPDX-License-Identifier: Apache-2.0
// pinyin.h - Chinese text found by Latin letters: syllables, their beginnings, initials, or a mix
// of them ("zhanjiang", "zhj", "zj" find 湛江). Does not: know words. A character has one reading,
// the first of ICU's Han-Latin (CLDR, from Unihan's kMandarin): of 重庆 "zhongqing" is found and
// "chongqing" is not. Tones and ü (lü as lu, lv) do not count. Thread: any; the first call makes
// the table (pinyin_warm does it beforehand).
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { PINYIN_SYLLABLE_MAX = 6, PINYIN_QUERY_MAX = 31 };
typedef struct {
    char letters[PINYIN_QUERY_MAX + 1]; // small, without blanks and apostrophes
    int length;
} PinyinQuery;

typedef enum { PINYIN_NONE, PINYIN_INSIDE, PINYIN_START, PINYIN_WHOLE } PinyinMatch;

void pinyin_warm(void); // some 0.1 s, once
// "zhan" of a code point; "" = it is no Chinese character, or its reading is not known.
const char *pinyin_of(uint32_t code_point);
// False: what was typed is not letters, digits, blanks and apostrophes alone, or has no letter, or
// is longer than PINYIN_QUERY_MAX.
bool pinyin_query(const char *typed, PinyinQuery *out);
// text: UTF-8. Letters and digits in it stand for themselves, other signs are passed over. Only
// matches that use a Chinese character count: plain Latin text is found by looking for it as it is.
PinyinMatch pinyin_match(const PinyinQuery *query, const char *text);
// As people filter: what was typed stands in text (ASCII case aside), or finds it by pinyin.
bool pinyin_found(const char *typed, const char *text);
