// SPDX-License-Identifier: Apache-2.0
// pinyin.h - Chinese characters as toneless syllables, for finding by what is typed on Latin keys.
// Readings are those of ICU's transform "Han-Latin" (Unihan kMandarin): one a character, so that a
// character of several readings has its usual one only. ü is written u.
// Does not: keep an index.
#pragma once
#include "base/err.h"
#include "base/str.h"

typedef struct Pinyin Pinyin;
// Reads ICU's tables: a tenth of a second. NULL with *err: ERR_UNSUPPORTED. Thread: any; one thread
// at a time uses it.
Pinyin *pinyin_create(Err *err);
void pinyin_destroy(Pinyin *pinyin);
// "图层 A" becomes "tu ceng a": small letters and digits, one space between syllables, nothing
// else.
bool pinyin_write(Pinyin *pinyin, const char *text, Str *out);

typedef enum { PINYIN_NONE, PINYIN_INSIDE, PINYIN_FIRST } PinyinMatch;
#define PINYIN_BYTES_MAX 1024 // of syllables that are looked at
// Do the letters typed (small, no spaces) fit syllables: each by a beginning of its own, one after
// the other? "tuceng", "tuc" and "tc" fit "tu ceng". FIRST: from the first syllable.
PinyinMatch pinyin_match(const char *syllables, const char *typed);
