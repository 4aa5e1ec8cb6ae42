// SPDX-License-Identifier: Apache-2.0
// pinyin.h - Chinese names found by letters: "zhanjiang", "zjiang" and "zj" find 湛江. Of
// characters with several readings the most frequent one counts, of some that stand in many names
// two. Does not: know words or tones; the readings are ICU's (Unihan kMandarin). Thread: any.
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { PINYIN_LETTERS_MAX = 48, PINYIN_STARTS = 432 };
typedef struct {
    char letters[PINYIN_LETTERS_MAX + 1]; // lower case, without spaces and apostrophes
    int count;
    uint64_t starts[PINYIN_STARTS]; // a bit a character from U+3400: the first letter may be its
} PinyinQuery;
// False: the text holds other signs than letters, digits, spaces and apostrophes, fewer than two
// letters or digits, or too many; then it is no pinyin.
bool pinyin_query(const char *text, PinyinQuery *out);

typedef enum { PINYIN_NONE, PINYIN_MIDDLE, PINYIN_START, PINYIN_WHOLE } PinyinMatch;
// Where in a UTF-8 text the letters are found. A Chinese character takes its syllable or the first
// letter of it (zh, ch, sh both), the last one any part of it; v and u both stand for ü. Other
// letters and digits stand for themselves, whatever their case; signs between are passed over.
// *at: the byte where it begins, written where it is found; NULL = not wanted.
PinyinMatch pinyin_match(const PinyinQuery *query, const char *text, int *at);
// As people filter: what was typed stands in text (ASCII case aside), or finds it by pinyin. ""
// finds all.
bool pinyin_found(const char *typed, const char *text);
// The first letter of the reading of the first character; 0: it is not Chinese.
char pinyin_initial(const char *text);
